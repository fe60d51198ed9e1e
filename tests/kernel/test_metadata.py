"""Metadata is a small map that cannot change; personal data is a wrapper that cannot be read over a shoulder."""

from __future__ import annotations

import pickle

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from mpcore import orders
from mpcore.kernel import NO_METADATA, Accepted, Fault, MalformedError, Metadata, Personal
from mpcore.orders import Address, Order, Properties
from mpcore.testing import placed

KEPT = st.characters(codec="utf-8", exclude_characters="\0")
MAPS = st.dictionaries(st.text(KEPT, min_size=1, max_size=4), st.text(KEPT, max_size=4), max_size=6)


@given(MAPS, st.data())
def test_metadata_reads_like_the_map_it_was_made_of(given_map: dict[str, str], data: st.DataObject) -> None:
    metadata = Metadata(given_map)
    assert list(metadata) == sorted(given_map)
    assert len(metadata) == len(given_map)
    assert {key: metadata[key] for key in metadata} == given_map
    wanted = data.draw(st.text(max_size=4))
    assert (wanted in metadata) is (wanted in given_map)
    assert metadata.get(wanted) == given_map.get(wanted)
    shuffled = data.draw(st.permutations(list(given_map.items())))
    assert Metadata(tuple(shuffled)) == metadata == Metadata(dict(shuffled)) == Metadata(metadata.pairs)
    assert hash(Metadata(tuple(shuffled))) == hash(metadata)
    assert repr(Metadata(tuple(shuffled))) == repr(metadata)


def test_a_key_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="po"):
        NO_METADATA["po"]
    assert NO_METADATA.get("po") is None


def test_nothing_noted_is_one_value_and_false() -> None:
    assert Metadata() == Metadata({}) == Metadata(()) == NO_METADATA
    assert not NO_METADATA
    assert Metadata({"a": ""})
    assert orders_of(placed("v1")).metadata is NO_METADATA
    assert Metadata({}).pairs is Metadata().pairs


@pytest.mark.parametrize(("keys", "fits"), [(0, True), (1, True), (49, True), (50, True), (51, False), (500, False)])
def test_there_are_at_most_50_keys(keys: int, fits: bool) -> None:
    noted = {f"k{number}": "x" for number in range(keys)}
    if fits:
        assert len(Metadata(noted)) == keys
        return
    with pytest.raises(MalformedError) as caught:
        Metadata(noted)
    assert caught.value.faults == (Fault("", f"{keys} keys; at most 50 are kept"),)


@pytest.mark.parametrize(("length", "fits"), [(0, False), (1, True), (40, True), (41, False)])
def test_a_key_has_1_to_40_characters(length: int, fits: bool) -> None:
    key = "é" * length
    if fits:
        assert Metadata({key: "x"})[key] == "x"
        return
    with pytest.raises(MalformedError) as caught:
        Metadata({key: "x"})
    assert caught.value.faults == (Fault(key[:40], "a key has 1 to 40 characters"),)


@pytest.mark.parametrize(("length", "fits"), [(0, True), (500, True), (501, False)])
def test_a_value_has_at_most_500_characters(length: int, fits: bool) -> None:
    if fits:
        assert len(Metadata({"k": "é" * length})["k"]) == length
        return
    with pytest.raises(MalformedError) as caught:
        Metadata({"k": "é" * length})
    assert caught.value.faults == (Fault("k", f"{length} characters; a value has at most 500"),)


def test_every_fault_is_told_at_once() -> None:
    noted = [(f"k{number:02}", "x") for number in range(49)] + [("a", "x" * 501), ("a", "x"), ("", "x")]
    with pytest.raises(MalformedError) as caught:
        Metadata(tuple(noted))
    assert [fault.at for fault in caught.value.faults] == ["", "", "", "a"]
    assert "52 keys" in str(caught.value)
    assert "a key stands there twice" in str(caught.value)


def test_the_same_pair_twice_is_twice() -> None:
    with pytest.raises(MalformedError, match=r"^a key stands there twice; keys are unique$"):
        Metadata((("a", "1"), ("a", "1")))


def test_metadata_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Metadata().pairs = (("a", "1"),)  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(TypeError):
        Metadata()["a"] = "1"  # type: ignore[index]  # pyright: ignore[reportIndexIssue]


def test_a_dict_of_metadata_is_the_map_it_was_made_of() -> None:
    assert dict(Metadata({"po": "4711"})) == {"po": "4711"}
    assert Metadata({"b": "1", "a": "2"}).keys() == ("a", "b")


@pytest.mark.parametrize("bad", ["\0", "a\0b", "\ud800", "a\udfff"], ids=ascii)
def test_what_no_database_keeps_is_refused(bad: str) -> None:
    text = "cannot be kept: it holds a NUL or half a character"
    for noted, at in (({bad: "x"}, ascii(bad)), ({"k": bad}, "'k'")):
        with pytest.raises(MalformedError) as caught:
            Metadata(noted)
        assert caught.value.faults == (Fault(at, text),)
        assert str(caught.value).isprintable()
    assert Metadata({"k": "\U0001f381\ud7ff\ue000"})["k"] == "\U0001f381\ud7ff\ue000"


# --- data about a person ----------------------------------------------------------------------------------------------

ADA = Personal("ada@example.org")
HOME = Personal(Address(name="Ada Lovelace", lines=["12 St James's Square"], city="London", country="GB"))


def orders_of(history: tuple[orders.OrderEvent, ...]) -> Order:
    return orders.replay(history)


def orders_with(properties: Properties) -> Order:
    return evolve(orders_of(placed("v1")), properties=properties)


def test_personal_data_is_hidden_however_one_asks() -> None:
    for said in (repr(ADA), str(ADA), f"{ADA}", f"{ADA!s:>20}", format(ADA), "%s" % ADA, "{}".format(ADA)):  # noqa: UP031, UP032  (some do)
        assert said.strip() == "Personal(***)"


def test_an_order_hides_the_person_and_shows_the_rest() -> None:
    order = orders_with(Properties(email=ADA, note=Personal(""), shipping_address=HOME))
    for said in (repr(order), str(order), repr([order]), repr({"o1": order}), repr(Accepted((order,)))):
        assert not any(word in said for word in ("ada@", "example.org", "Lovelace", "St James", "London"))
        assert "email=Personal(***)" in said
        assert "id='o1'" in said


def test_an_error_about_personal_data_hides_it() -> None:
    with pytest.raises(FrozenInstanceError) as caught:
        ADA.value = "eve"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    assert "ada@" not in f"{caught.value!r} {caught.value}"
    assert ADA.value == "ada@example.org"


def test_an_empty_value_is_hidden_like_any_other() -> None:
    assert [repr(Personal(empty)) for empty in ("", 0, (), False)] == ["Personal(***)"] * 4


def test_what_is_erased_is_gone_and_seen_to_be() -> None:
    assert ADA.erased.value is None
    assert repr(ADA.erased) == str(ADA.erased) == "Personal(erased)"
    nobody: Personal[object] = HOME.erased
    assert ADA.erased.erased == ADA.erased == nobody, "one tombstone is like the next"
    assert ADA.erased != ADA
    assert b"ada@" not in pickle.dumps(ADA.erased)


def test_the_same_data_are_equal() -> None:
    assert Personal("ada@example.org") == ADA != Personal("eve@example.org")
    assert hash(Personal("ada@example.org")) == hash(ADA)
    assert pickle.loads(pickle.dumps(HOME)) == HOME  # noqa: S301  (it is our own)
