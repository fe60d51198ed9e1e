"""A copy with something changed deep inside, and the name that says what was changed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from enum import Enum

import pytest
from attrs import field, frozen
from attrs.validators import ge
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import (
    ID_LENGTH,
    Fault,
    MalformedError,
    PolicyMismatchError,
    RuleBookId,
    RuleBooks,
    changed_at,
    id_of_change,
    is_id,
)
from tests.kernel.surroundings import EVERY_DECIMAL_CONTEXT, under


class Colour(Enum):
    DARK_RED = "#800000"
    BLUE = "#0000ff"


def positive(_: object, _attribute: object, value: int) -> None:
    if value < 1:
        raise MalformedError(Fault("size", f"{value} is too small"), Fault("", "is a wheel that does not turn"))


@frozen
class Wheel:
    size: int = field(default=28, validator=positive)
    colour: Colour = Colour.BLUE


@frozen
class Frame:
    wheel: Wheel = Wheel()
    spare: Wheel | None = None
    label: str = "none yet"


@frozen(kw_only=True, slots=False)
class Bicycle:
    frame: Frame = Frame()
    gears: int = field(default=3, converter=int, validator=ge(1))
    owners: tuple[Wheel, ...] = ()


BICYCLE = Bicycle()


# --- the value at a path ----------------------------------------------------------------------------------------------


def test_a_field_is_replaced_at_any_depth() -> None:
    assert changed_at(BICYCLE, {"gears": 7}) == Bicycle(gears=7)
    assert changed_at(BICYCLE, {"frame.label": "mine"}) == Bicycle(frame=Frame(label="mine"))
    assert changed_at(BICYCLE, {"frame.wheel.size": 26}) == Bicycle(frame=Frame(Wheel(26)))


def test_a_whole_branch_is_replaced_as_well() -> None:
    spare = changed_at(BICYCLE, {"frame.spare": Wheel(20)})
    assert spare.frame == Frame(spare=Wheel(20))
    assert changed_at(spare, {"frame.spare.colour": Colour.DARK_RED}).frame.spare == Wheel(20, Colour.DARK_RED)


def test_what_is_beside_the_path_is_shared_and_the_original_is_as_it_was() -> None:
    changed = changed_at(BICYCLE, {"frame.label": "mine"})
    assert changed.frame.wheel is BICYCLE.frame.wheel
    assert changed is not BICYCLE
    assert Bicycle() == BICYCLE


@given(st.integers(1, 99), st.integers(1, 99))
def test_a_change_of_what_was_changed_leaves_nothing_of_it(first: int, second: int) -> None:
    path = "frame.wheel.size"
    assert changed_at(changed_at(BICYCLE, {path: first}), {path: second}) == changed_at(BICYCLE, {path: second})
    assert changed_at(changed_at(BICYCLE, {path: first}), {path: 28}) == BICYCLE


def test_several_fields_are_replaced_at_once() -> None:
    changes = {"frame.wheel.size": 26, "gears": 7, "frame.label": "mine", "frame.wheel.colour": Colour.DARK_RED}
    assert changed_at(BICYCLE, changes) == Bicycle(gears=7, frame=Frame(Wheel(26, Colour.DARK_RED), label="mine"))
    assert changed_at(BICYCLE, {}) == BICYCLE


def test_converters_run() -> None:
    assert changed_at(BICYCLE, {"gears": "7"}).gears == 7


FRAME = "label, spare, wheel"
NO_FIELD = "there is no such field; there is "


@pytest.mark.parametrize(
    ("path", "at", "text"),
    [
        ("bell", "bell", f"{NO_FIELD}frame, gears, owners"),
        ("bell.sound", "bell", f"{NO_FIELD}frame, gears, owners"),
        ("", "", f"{NO_FIELD}frame, gears, owners"),
        (".gears", "", f"{NO_FIELD}frame, gears, owners"),
        ("Gears", "Gears", f"{NO_FIELD}frame, gears, owners"),
        ("__class__", "__class__", f"{NO_FIELD}frame, gears, owners"),
        ("frame.bell", "frame.bell", f"{NO_FIELD}{FRAME}"),
        ("frame.wheel.bell.sound", "frame.wheel.bell", f"{NO_FIELD}colour, size"),
        ("frame.spare.size", "frame.spare.size", "spare is none, which has no fields to change"),
        ("frame.label.upper", "frame.label.upper", "label is none yet, which has no fields to change"),
        ("frame.wheel.colour.name", "frame.wheel.colour.name", "colour is blue, which has no fields to change"),
        ("gears.real", "gears.real", "gears is 3, which has no fields to change"),
        ("owners.0", "owners.0", "owners is , which has no fields to change"),
        ("gears.", "gears", "gears is 3, which has no fields to change"),
        ("frame.", "frame", f"{NO_FIELD}{FRAME}"),
        ("frame..label", "frame", f"{NO_FIELD}{FRAME}"),
    ],
)
def test_a_path_that_leads_nowhere_is_told_with_the_fields_there_are(path: str, at: str, text: str) -> None:
    with pytest.raises(MalformedError) as caught:
        changed_at(BICYCLE, {path: 1})
    assert caught.value.faults == (Fault(at, text),)


def test_the_faults_of_a_value_deep_inside_are_told_from_the_outside() -> None:
    with pytest.raises(MalformedError) as caught:
        changed_at(BICYCLE, {"frame.wheel.size": 0})
    assert caught.value.faults == (
        Fault("frame.wheel.size", "0 is too small"),
        Fault("frame.wheel", "is a wheel that does not turn"),
    )


@pytest.mark.parametrize(("value", "text"), [(0, "'gears' must be >= 1: 0"), ("many", "invalid literal for int()")])
def test_what_a_validator_or_a_converter_says_is_told_at_the_path(value: object, text: str) -> None:
    with pytest.raises(MalformedError) as caught:
        changed_at(BICYCLE, {"gears": value})
    (fault,) = caught.value.faults
    assert fault.at == "gears"
    assert fault.text.startswith(f"does not fit: {text}")


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(MalformedError) as caught:
        changed_at(BICYCLE, {"bell": 1, "frame.wheel.size": 0, "frame.bell": 2, "gears.real": 3})
    places = ["bell", "frame.bell", "frame.wheel", "frame.wheel.size", "gears.real"]
    assert sorted(fault.at for fault in caught.value.faults) == places


@pytest.mark.parametrize("inner", ["frame.wheel.size", "frame.wheel.colour", "frame.wheel."])
def test_a_change_within_another_is_refused_in_either_order(inner: str) -> None:
    whole, part = {"frame.wheel": Wheel(20)}, {inner: 26}
    for changes in ({**whole, **part}, {**part, **whole}):
        with pytest.raises(MalformedError) as caught:
            changed_at(BICYCLE, changes)
        assert caught.value.faults == (Fault("frame.wheel", "one change lies within another; say it once"),)


def test_no_more_of_a_path_or_a_value_is_told_than_60_characters() -> None:
    long = changed_at(BICYCLE, {"frame.label": "x" * 1000})
    for value, path in ((BICYCLE, "y" * 1000), (long, "frame.label.y"), (BICYCLE, f"gears.{'y' * 1000}")):
        with pytest.raises(MalformedError) as caught:
            changed_at(value, {path: 1})
        assert len(str(caught.value)) < 180


# --- the name of a change ---------------------------------------------------------------------------------------------

BOOK = RuleBookId("acme")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"gears": 7}, "acme+gears=7"),
        ({"gears": 7, "frame.label": "mine"}, "acme+frame.label=mine,gears=7"),
        ({"colour": Colour.DARK_RED}, "acme+colour=dark_red"),
        ({"spare": None}, "acme+spare=None"),
        ({"locked": True}, "acme+locked=True"),
        ({"skew": timedelta(minutes=5)}, "acme+skew=0:05:00"),
        ({"rate": Decimal("0.20")}, "acme+rate=0.20"),
        ({"label": "à l'œil"}, "acme+label=à l'œil"),
    ],
)
def test_a_change_is_named_by_its_paths_and_values(changes: dict[str, object], expected: str) -> None:
    assert id_of_change(BOOK, changes) == expected


PATHS = st.sampled_from(["gears", "frame.label", "frame.wheel.size", "skew", "x" * 90])
PLAIN_VALUES = st.none() | st.booleans() | st.integers() | st.sampled_from(Colour) | st.timedeltas()
CHANGES: st.SearchStrategy[dict[str, object]] = st.dictionaries(PATHS, PLAIN_VALUES, min_size=1)


@given(CHANGES, st.data())
def test_the_order_of_changes_changes_no_name(changes: dict[str, object], data: st.DataObject) -> None:
    shuffled = dict(data.draw(st.permutations(list(changes.items()))))
    assert id_of_change(BOOK, shuffled) == id_of_change(BOOK, changes)


@given(st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=200), CHANGES)
def test_the_name_of_a_change_can_name_a_book(book: str, changes: dict[str, object]) -> None:
    assert is_id(book)
    name = id_of_change(RuleBookId(book), changes)
    assert is_id(name)
    assert name.startswith(book[:100]), "so that one sees where it comes from"


@given(CHANGES, CHANGES)
def test_different_changes_have_different_names(one: dict[str, object], other: dict[str, object]) -> None:
    told = [sorted((path, str(value)) for path, value in changes.items()) for changes in (one, other)]
    assert (id_of_change(BOOK, one) == id_of_change(BOOK, other)) is (told[0] == told[1])


@pytest.mark.parametrize(("length", "whole"), [(ID_LENGTH - 1, True), (ID_LENGTH, True), (ID_LENGTH + 1, False)])
def test_a_name_that_is_too_long_ends_in_a_digest(length: int, whole: bool) -> None:
    label = "x" * (length - len("acme+label="))
    name = id_of_change(BOOK, {"label": label})
    assert (name == f"acme+label={label}") is whole
    if not whole:
        book, _, digest = name.partition("+")
        assert book == "acme"
        assert len(digest) == 64
        assert int(digest, 16)
        assert name != id_of_change(BOOK, {"label": label[:-1] + "y"})


@pytest.mark.parametrize("value", ["two\nlines", "\x00", "a\u2003b", "\u202e"])
def test_a_name_that_cannot_be_printed_is_a_digest(value: str) -> None:
    name = id_of_change(BOOK, {"label": value})
    assert is_id(name)
    assert len(name) == len("acme+") + 64


def test_a_very_long_book_is_cut_so_that_the_digest_has_room() -> None:
    book = RuleBookId("b" * ID_LENGTH)
    name = id_of_change(book, {"gears": 7})
    assert is_id(name)
    assert name.startswith("b" * 100)
    assert name != id_of_change(book, {"gears": 8})


@pytest.mark.parametrize("context", EVERY_DECIMAL_CONTEXT)
def test_no_decimal_context_changes_a_name(context: str) -> None:
    changes = {"rate": Decimal("0.12345678901234567890"), "most": Decimal("9" * 30)}
    expected = id_of_change(BOOK, changes)
    with under(context):
        assert id_of_change(BOOK, changes) == expected


def test_no_decimal_context_changes_the_letter_of_a_name() -> None:
    with under("small letters"):
        assert id_of_change(BOOK, {"rate": Decimal("1E+3")}) == "acme+rate=1000"
        assert id_of_change(BOOK, {"rate": Decimal("1E-9")}) == "acme+rate=0.000000001"


def test_a_value_that_ends_with_a_space_can_name_a_book() -> None:
    assert is_id(id_of_change(BOOK, {"label": "mine "}))


def test_half_a_surrogate_pair_can_name_a_book() -> None:
    assert is_id(id_of_change(BOOK, {"label": "\ud800"}))


def test_a_value_does_not_look_like_another_change() -> None:
    assert id_of_change(BOOK, {"a": "1,b=2"}) != id_of_change(BOOK, {"a": "1", "b": "2"})
    assert id_of_change(BOOK, {"a": "1+b=2"}) != id_of_change(id_of_change(BOOK, {"a": "1"}), {"b": "2"})


@pytest.mark.parametrize("sign", [",", "=", "+"])
def test_a_value_with_a_sign_that_parts_changes_is_told_by_a_digest(sign: str) -> None:
    name = id_of_change(BOOK, {"label": f"a{sign}b"})
    assert is_id(name)
    assert len(name) == len("acme+") + 64
    assert name != id_of_change(BOOK, {"label": f"a{sign}c"})


def test_equal_sets_have_one_name() -> None:
    one, other = {8, 0}, {0, 8}
    assert one == other
    assert id_of_change(BOOK, {"weekend": one}) == id_of_change(BOOK, {"weekend": other})


def test_the_same_change_of_two_books_has_two_names() -> None:
    one, other = [RuleBookId(f"{'b' * 199}{end}") for end in "xy"]
    assert id_of_change(one, {"gears": 7}) != id_of_change(other, {"gears": 7})


# --- books by id ------------------------------------------------------------------------------------------------------


@frozen
class Book:
    """A host's own."""

    id: RuleBookId
    promise: str = ""


def books(*names: str) -> RuleBooks[Book]:
    return RuleBooks(tuple(Book(RuleBookId(name)) for name in names))


def test_a_hosts_own_books_are_kept_as_well() -> None:
    kept = books("b", "a")
    assert kept.get(RuleBookId("a")) == Book(RuleBookId("a"))
    assert [book.id for book in kept] == ["b", "a"]
    assert len(kept) == 2
    assert kept == books("b", "a") != books("a", "b")
    assert hash(kept) == hash(books("b", "a"))


@pytest.mark.parametrize("wanted", ["", "B", "b ", "c", "ab"])
def test_a_book_that_is_not_there_is_not_guessed(wanted: str) -> None:
    with pytest.raises(PolicyMismatchError) as caught:
        books("b", "a").get(RuleBookId(wanted))
    assert str(caught.value) == f"there is no rule book {wanted!r}; there is b, a"


def test_where_there_are_no_books_there_is_none() -> None:
    assert len(books()) == 0
    assert list(books()) == []
    with pytest.raises(PolicyMismatchError, match=r"^there is no rule book 'a'; there is none$"):
        books().get(RuleBookId("a"))


def test_an_unknown_id_is_told_with_60_characters() -> None:
    with pytest.raises(PolicyMismatchError) as caught:
        books("y" * 200).get(RuleBookId("x" * 200))
    assert str(caught.value) == f"there is no rule book '{'x' * 60}'; there is {'y' * 60}"


@pytest.mark.parametrize("names", [("a", "a"), ("a", "b", "a"), ("c", "a", "c", "b", "a")])
def test_two_books_with_one_id_are_a_fault(names: tuple[str, ...]) -> None:
    with pytest.raises(MalformedError) as caught:
        books(*names)
    assert caught.value.faults == (Fault("books", "rule book 'a' is there twice; ids are unique"),)
