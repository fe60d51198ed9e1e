"""Codes as buyers type them, codes in bulk, and guests told apart by their e-mail addresses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.discounts import guest, is_well_formed, new_codes, normal_form, normalised_email
from mpcore.discounts.bulk import ALPHABET, LONGEST, SHORTEST
from mpcore.kernel import MalformedError, is_id

KEY = bytes(range(32))


# --- what is typed


@pytest.mark.rule("W19")
@pytest.mark.parametrize("typed", ["SAVE20", "save20", " Save-20 ", "s a v e 2 0", "-SAVE--20-", "sAvE20" + " " * 94])
def test_case_spaces_and_hyphens_do_not_count(typed: str) -> None:
    assert normal_form(typed) == "SAVE20"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "-- -",
        "ЅАVЕ20",  # Cyrillic
        "SΑVE20",  # a Greek alpha
        "ＳＡＶＥ２０",  # full width
        "SAVE２0",
        "SAVE٢٠",  # Arabic digits
        "SAVE²0",
        "ſave20",  # a long s, whose capital is S
        "ıSAVE",  # a dotless i, whose capital is I
        "straße",  # whose capitals are ASCII
        "ﬁx20",  # a ligature, whose capitals are ASCII
        "SAVE20\u200b",  # zero width
        "SA\u200dVE20",
        "\ufeffSAVE20",
        "\u202eSAVE20",  # right to left
        "\u200fSAVE20",
        "SAVE\u0301" + "20",  # a combining mark
        "SÁVE20",
        "SAVE\u00a020",  # a space that does not break
        "SAVE\u201020",  # a hyphen of Unicode
        "SAVE\u00ad20",  # a soft hyphen
        "SAVE20\n",
        "SAVE\t20",
        "SAVE\x0020",
        "SAVE_20",
        "SAVE.20",
        "SAVE20'; --",
        "\ud800SAVE",
        "%53AVE20",
        "SAVE20" + " " * 95,  # 101 characters
        "A" * 10_000,
        " " * 10_000,
        "\u0301" * 10_000,
    ],
    ids=ascii,
)
def test_what_only_looks_like_a_code_is_none(typed: str) -> None:
    assert normal_form(typed) is None


@pytest.mark.parametrize("typed", [None, 20, b"SAVE20", ["SAVE20"], True])
def test_what_is_no_text_is_no_code(typed: str) -> None:
    assert normal_form(typed) is None


@given(st.text())
def test_a_code_is_ascii_capitals_and_digits_and_its_own_normal_form(typed: str) -> None:
    code = normal_form(typed)
    if code is not None:
        assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        assert normal_form(code) == code
        assert normal_form(code.lower()) == code
        assert typed.isascii()


# --- in bulk


def drawn(seed: int) -> Callable[[int], bytes]:
    return Random(seed).randbytes  # noqa: S311 - a test that repeats itself


def test_codes_in_bulk_are_different_well_formed_and_in_their_normal_form() -> None:
    codes = new_codes(20_000, random=drawn(1))
    assert len(set(codes)) == len(codes) == 20_000
    for code in codes:
        assert len(code) == 12
        assert normal_form(code) == code
        assert is_well_formed(code)
        assert is_well_formed(f" {code[:4].lower()}-{code[4:]}")


def test_no_character_is_taken_for_another() -> None:
    for alike in ("0OQ", "1IL", "2Z", "5S", "6G", "8B", "UV"):
        assert len(set(alike) & set(ALPHABET)) <= 1
    assert len(set(ALPHABET)) == 23


@pytest.mark.parametrize("length", [SHORTEST, 8, 12, LONGEST])
def test_every_mistaken_character_and_every_swap_is_noticed(length: int) -> None:
    for code in new_codes(20, random=drawn(length), length=length):
        assert is_well_formed(code)
        for place in range(length):
            for other in ALPHABET.replace(code[place], ""):
                assert not is_well_formed(code[:place] + other + code[place + 1 :])
            for later in range(place + 1, length):
                swapped = list(code)
                swapped[place], swapped[later] = swapped[later], swapped[place]
                assert is_well_formed("".join(swapped)) is (code[place] == code[later])


@pytest.mark.parametrize("typed", ["", "3", "333", "3479AQ3", "347OAQ", "3" * 23, "3" * 10_000, "ЗЗЗЗ", "SAVE20"])
def test_what_is_no_such_code_is_not_well_formed(typed: str) -> None:
    assert not is_well_formed(typed)


def test_zeroes_are_a_code_too() -> None:
    assert is_well_formed("3" * SHORTEST)
    assert not is_well_formed("3" * (SHORTEST - 1))
    assert is_well_formed("3" * LONGEST)
    assert not is_well_formed("3" * (LONGEST + 1))


def test_checking_takes_no_longer_for_a_long_text() -> None:
    started = time.perf_counter()
    for _ in range(1000):
        assert not is_well_formed("A" * 1_000_000)
    assert time.perf_counter() - started < 1


def test_every_character_is_as_likely_as_any_other() -> None:
    """Of 256 bytes 253 are used, eleven for each character; a remainder of all of them would favour three."""
    counts = dict.fromkeys(ALPHABET, 0)
    every_byte = list(range(256)) * 6
    Random(2).shuffle(every_byte)  # noqa: S311 - a test that repeats itself
    given_out: Iterator[int] = iter(every_byte)

    def each_byte_as_often(count: int) -> bytes:
        return bytes([next(given_out, 255) for _ in range(count)])

    for code in new_codes(253, random=each_byte_as_often, length=7):
        for character in code[:-1]:
            counts[character] += 1
    assert set(counts.values()) == {11 * 6}


def test_taken_codes_are_not_given_again() -> None:
    first = new_codes(500, random=drawn(7))
    again = new_codes(500, random=drawn(7))
    assert first == again, "the randomness is the host's, and nothing else is"
    others = new_codes(500, random=drawn(7), taken=frozenset(first[::2]))
    assert not set(first[::2]) & set(others)
    assert set(first[1::2]) <= set(others)


def test_randomness_that_repeats_itself_is_noticed() -> None:
    first = new_codes(500, random=drawn(7))
    with pytest.raises(MalformedError, match="no new code in 100 draws"):
        new_codes(500, random=drawn(7), taken=frozenset(first))


def test_half_of_a_small_space_is_given_out_and_no_more() -> None:
    space = 23**3
    codes = new_codes(space // 2, random=drawn(3), length=4)
    assert len(set(codes)) == space // 2
    with pytest.raises(MalformedError, match="too few codes") as caught:
        new_codes(space // 2 + 1, random=drawn(3), length=4)
    assert [fault.at for fault in caught.value.faults] == ["length"]


def test_a_space_that_is_full_is_noticed() -> None:
    class Everything:
        asked = 0

        def __contains__(self, code: object) -> bool:
            self.asked += 1
            return True

    everything = Everything()
    with pytest.raises(MalformedError, match="no new code in 100 draws"):
        new_codes(3, random=drawn(5), taken=everything)
    assert everything.asked == 100


@pytest.mark.parametrize(
    ("stuck", "words"),
    [
        ([0, 1], "no new code in 100 draws"),
        ([255, 1], "hardly any byte"),
        ([0, 0], "gave no"),
        ([0, 2], "gave no"),
        (["a", 1], "gave no"),
        (None, "gave no"),
    ],
)
def test_randomness_that_is_stuck_is_noticed(stuck: Any, words: str) -> None:  # noqa: ANN401
    def random(count: int) -> Any:  # noqa: ANN401
        """The same over and over, too much, too little, or nothing that is bytes."""
        match stuck:
            case [int(byte), times]:
                return bytes([byte]) * (count * times)
            case [text, _]:
                return text * count
            case _:
                return None

    with pytest.raises(MalformedError, match=words) as caught:
        new_codes(2, random=random)
    assert [fault.at for fault in caught.value.faults] == ["random"]


@pytest.mark.parametrize(
    ("count", "length", "at"),
    [
        (-1, 12, ["count"]),
        (True, 12, ["count"]),
        (10_000_001, 12, ["count"]),
        (1, SHORTEST - 1, ["length"]),
        (1, LONGEST + 1, ["length"]),
        ("1", None, ["count", "length"]),
    ],
)
def test_counts_and_lengths_that_are_none_are_malformed(count: int, length: int, at: list[str]) -> None:
    with pytest.raises(MalformedError) as caught:
        new_codes(count, random=drawn(1), length=length)
    assert [fault.at for fault in caught.value.faults] == at


def test_no_code_is_asked_for_and_none_is_given() -> None:
    def never(count: int) -> bytes:
        raise AssertionError(f"{count} bytes for nothing")

    assert new_codes(0, random=never) == ()


def test_a_hundred_thousand_codes_take_no_more_randomness_than_they_need() -> None:
    asked = 0
    source = drawn(9)

    def counted(count: int) -> bytes:
        nonlocal asked
        asked += count
        return source(count)

    assert len(new_codes(100_000, random=counted)) == 100_000
    assert asked < 100_000 * 11 * 1.02 + 4096


# --- guests


@pytest.mark.parametrize(
    "spelling",
    [
        "ada@example.org",
        " ADA@Example.ORG  ",
        "ada@example.org.",
        "ＡＤＡ@ｅｘａｍｐｌｅ.org",
        "ada＠example.org",
    ],
)
def test_spellings_of_one_address_are_one_guest(spelling: str) -> None:
    assert normalised_email(spelling) == "ada@example.org"
    assert guest(spelling, KEY) == guest("ada@example.org", KEY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada@example.org", "bob@example.org"),
        ("ada@example.org", "ada@example.com"),
        ("ada.l@example.org", "adal@example.org"),
        ("ada+shop@example.org", "ada@example.org"),
        ("ada@example.org", "аda@example.org"),  # a Cyrillic a
    ],
)
def test_other_addresses_are_other_guests(one: str, other: str) -> None:
    assert guest(one, KEY) != guest(other, KEY)


def test_marks_and_domains_outside_ascii_have_one_spelling() -> None:
    composed, decomposed = "zo\u00eb@b\u00fccher.example", "ZOE\u0308@BU\u0308CHER.example"
    assert normalised_email(composed) == normalised_email(decomposed) == "zo\u00eb@xn--bcher-kva.example"
    assert normalised_email("zo\u00eb@XN--BCHER-KVA.example") == normalised_email(composed)


def test_what_follows_a_plus_goes_only_where_it_is_said() -> None:
    assert normalised_email("ada+a+b@example.org") == "ada+a+b@example.org"
    assert normalised_email("ada+a+b@example.org", subaddress="+") == "ada@example.org"
    assert guest("ada+a@example.org", KEY, subaddress="+") == guest("ada@example.org", KEY)
    with pytest.raises(MalformedError):
        normalised_email("+a@example.org", subaddress="+")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "@",
        "ada@",
        "@example.org",
        "ada@.",
        "ada@b@example.org",
        "ada @example.org",
        "ada@exam ple.org",
        "ada\n@example.org",
        "ada@example.org\r\nBcc: x@example.org",
        "a\u200bda@example.org",
        "\u202eada@example.org",
        "ada\u00a0l@example.org",
        "ada\x00@example.org",
        "ada\ud800@example.org",
        "ada@" + "é" * 70 + ".org",
        "ada@é..org",
        "a" * 250 + "@example.org",
        "\ufdfa" * 100 + "@example.org",  # eighteen letters each, once they are plain
        "x" * 1_000_000,
        None,
        b"ada@example.org",
    ],
    ids=lambda text: ascii(text)[:40],
)
def test_what_is_no_address_is_malformed(text: str) -> None:
    with pytest.raises(MalformedError) as caught:
        normalised_email(text)
    assert [fault.at for fault in caught.value.faults] == ["email"]
    with pytest.raises(MalformedError) as caught:
        guest(text, KEY)
    assert [fault.at for fault in caught.value.faults] == ["email"]


@given(st.emails())
def test_a_normal_spelling_is_its_own(address: str) -> None:
    plain = normalised_email(address)
    assert normalised_email(plain) == plain == normalised_email(address.upper())


def test_a_guest_is_not_known_without_the_key() -> None:
    known = guest("ada@example.org", KEY)
    assert known.guest
    assert is_id(known.id)
    assert len(known.id) == 64
    assert "ada" not in known.id
    assert guest("ada@example.org", bytes(32)) != known


@pytest.mark.parametrize("key", [b"", bytes(15), "k" * 32, None])
def test_a_key_that_can_be_guessed_is_refused(key: bytes) -> None:
    with pytest.raises(MalformedError) as caught:
        guest("ada@example.org", key)
    assert [fault.at for fault in caught.value.faults] == ["key"]
    assert guest("ada@example.org", bytes(16)).guest


def test_guests_do_not_collide() -> None:
    ids = sorted([guest(f"g{number}@example.org", KEY).id for number in range(2000)])
    assert all(one != other for one, other in pairwise(ids))
