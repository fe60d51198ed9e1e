"""What can name a thing, at the boundaries; and the validator for fields that name a new one."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import ID_LENGTH, Fault, MalformedError, OrderId, an_id, ids, is_id

SPACES = [chr(point) for point in range(sys.maxunicode + 1) if chr(point).isspace()]


@pytest.mark.parametrize(("length", "fits"), [(0, False), (1, True), (2, True), (199, True), (200, True), (201, False)])
def test_an_id_has_1_to_200_characters(length: int, fits: bool) -> None:
    assert ID_LENGTH == 200
    assert is_id("x" * length) is fits
    assert is_id("椅" * length) is fits, "characters, not bytes"
    assert is_id("😀" * length) is fits, "nor halves of a pair"


def test_a_space_is_welcome_inside_only() -> None:
    assert is_id("a b")
    assert not is_id(" ab")
    assert not is_id("ab ")
    assert not is_id(" ")


@pytest.mark.parametrize("space", SPACES, ids=lambda space: f"{ord(space):04x}")
def test_no_space_of_unicode_stands_at_an_end(space: str) -> None:
    assert not is_id(space)
    assert not is_id(f"{space}a")
    assert not is_id(f"a{space}")
    assert is_id(f"a{space}a") is (space == " "), "inside, there is one kind"


@pytest.mark.parametrize("category", ["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
def test_what_cannot_be_printed_stands_nowhere(category: str) -> None:
    points = [point for point in range(sys.maxunicode + 1) if unicodedata.category(chr(point)) == category]
    for point in (points[0], points[len(points) // 2], points[-1]):
        for text in (chr(point), f"a{chr(point)}a"):
            assert not is_id(text)


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S"]), min_size=1, max_size=200))
def test_letters_marks_numbers_and_signs_of_every_script_name_things(text: str) -> None:
    assert is_id(text)


@given(st.text(max_size=210))
def test_what_names_a_thing_is_the_same_after_a_trip_through_bytes_and_lines(text: str) -> None:
    if is_id(text):
        assert text.encode().decode() == text
        assert text.splitlines() == [text]
        assert text.strip() == text
        assert repr(text)[1:-1].replace("\\\\", "\\").replace("\\'", "'") == text


@frozen(kw_only=True, slots=False)
class NewThing:
    id: OrderId = field(validator=an_id)
    other: str = field(default="x", validator=an_id)


def test_a_field_that_names_a_new_thing_takes_an_id() -> None:
    assert NewThing(id=OrderId("x" * 200)).id == "x" * 200


@pytest.mark.parametrize("wrong", ["", " o1", "o1 ", "o\n1", "\u2003o1", "x" * 201, None, 7, b"o1", ["o1"]])
def test_anything_else_is_a_fault_of_that_field(wrong: object) -> None:
    expected = "an id is text of 1 to 200 printable characters, no space at either end"
    with pytest.raises(MalformedError) as caught:
        NewThing(id=wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert caught.value.faults == (Fault("id", expected),)
    with pytest.raises(MalformedError) as caught:
        NewThing(id=OrderId("o1"), other=wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert caught.value.faults == (Fault("other", expected),)


def test_an_id_is_plain_text_whatever_it_is_the_id_of() -> None:
    kinds = [getattr(ids, name) for name in ids.__all__ if name.endswith("Id")]
    assert len(kinds) > 15
    assert all(type(kind("x")) is str for kind in kinds)
