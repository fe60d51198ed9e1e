"""Ids, metadata, personal data, actors, errors, the envelope, keyed tuples, and the cheap way to frozen values."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import (
    NO_METADATA,
    BrokenHistoryError,
    Buyer,
    BuyerId,
    CommandId,
    Fault,
    Grant,
    LifecycleError,
    MalformedError,
    MemberId,
    Metadata,
    MpcoreError,
    Operator,
    Personal,
    PolicyMismatchError,
    Recorded,
    Scope,
    ShopId,
    StaleVersionError,
    System,
    VendorId,
    VendorMember,
    changed,
    find,
    is_id,
    made,
    put,
)
from mpcore.orders import Address, Order, Properties
from mpcore.presets import PLAIN
from mpcore.testing import strategies as some

NOW = datetime(2026, 3, 26, 9, tzinfo=UTC)


def again(value: object) -> object:
    return pickle.loads(pickle.dumps(value))  # noqa: S301  (ours)


@pytest.mark.parametrize("text", ["a", "é", "椅子", "a b", "a/b", "😀", "x" * 200, "'", "{}"])
def test_what_can_be_printed_can_name_a_thing(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize(
    "text", ["", " ", " a", "a ", "\ta", "a\n", "\x00", "x" * 201, "\u200b", "\u202e", "\ud800", "\xa0a"]
)
def test_what_cannot_be_printed_or_seen_cannot(text: str) -> None:
    assert not is_id(text)


def test_metadata_is_a_map_that_does_not_change() -> None:
    given_map = {"b": "2", "a": "1"}
    metadata = Metadata(given_map)
    given_map["a"] = "changed"
    assert (metadata["a"], metadata.get("b"), metadata.get("c")) == ("1", "2", None)
    assert (list(metadata), len(metadata)) == (["a", "b"], 2)
    assert metadata == Metadata((("a", "1"), ("b", "2")))
    assert hash(metadata) == hash(Metadata({"a": "1", "b": "2"}))
    with pytest.raises(KeyError):
        metadata["c"]
    assert len(NO_METADATA) == 0
    assert again(metadata) == metadata


def test_metadata_is_bounded() -> None:
    assert len(Metadata({f"{number}": "x" * 500 for number in range(50)})) == 50
    assert Metadata({"k" * 40: ""})["k" * 40] == ""
    for wrong, places in (
        ({f"{number}": "" for number in range(51)}, [""]),
        ({"": ""}, [""]),
        ({"k" * 41: ""}, ["k" * 40]),
        ({"k": "x" * 501, "": "", "j": "x" * 501}, ["", "j", "k"]),
        ((("k", "1"), ("k", "2")), [""]),
    ):
        with pytest.raises(MalformedError) as caught:
            Metadata(wrong)
        assert [fault.at for fault in caught.value.faults] == places


@given(some.metadata())
def test_metadata_survives(metadata: Metadata) -> None:
    assert again(metadata) == metadata
    assert Metadata(dict(metadata.pairs)) == metadata


MAIL = "ada@example.org"


def test_personal_data_is_never_shown() -> None:
    personal = Personal(MAIL)
    properties = Properties(
        email=personal, shipping_address=Personal(Address(name="Ada Lovelace", lines=["12 Square"], country="GB"))
    )
    for value in (personal, properties, [personal], {"x": personal}):
        for said in (str(value), repr(value), f"{value}", f"{value!r}", format(value)):
            assert MAIL not in said
            assert "Ada" not in said
    assert repr(personal) == "Personal(***)"


def test_erased_personal_data_leaves_a_tombstone() -> None:
    personal = Personal(MAIL)
    assert personal.value == MAIL
    assert personal.erased == Personal(None)
    assert repr(personal.erased) == "Personal(erased)"
    assert again(personal) == personal


@given(some.orders(PLAIN))
def test_an_order_shows_no_personal_data_and_survives(order: Order) -> None:
    told = repr(order) + str(order)
    assert not any(secret in told for secret in ("ada@example.org", "Lovelace", "7946", "blue door", "St James"))
    assert again(order) == order
    hash(order)


def test_vendor_staff_hold_what_was_granted_where_it_was() -> None:
    ship, cancel = Scope("orders.ship"), Scope("orders.cancel")
    paris, lyon = ShopId("paris"), ShopId("lyon")
    member = VendorMember(
        VendorId("v1"), MemberId("m"), [Grant([ship], paris), Grant([cancel], paris), Grant([], lyon)]
    )
    assert member.grants[0].scopes == frozenset({ship})
    assert (member.may(ship, paris), member.may(cancel, paris), member.may(ship, lyon)) == (True, True, False)
    assert not member.may(ship, None), "a grant in one shop is none in a part without a shop"
    assert member.sees(VendorId("v1"), paris)
    assert not member.sees(VendorId("v1"), lyon), "a grant of nothing shows nothing"
    assert not member.sees(VendorId("v1"), None)
    assert not member.sees(VendorId("v2"), paris)
    everywhere = VendorMember(VendorId("v1"), MemberId("m"), (Grant({ship}),))
    assert everywhere.may(ship, paris)
    assert everywhere.may(ship, None)
    assert evolve(member, grants=()).sees(VendorId("v1"), paris) is False


@pytest.mark.parametrize(
    "actor",
    [
        Operator(MemberId("o"), frozenset({Scope("x.y")})),
        Buyer(BuyerId("b"), guest=True),
        System(),
        VendorMember(VendorId("v"), MemberId("m"), (Grant({Scope("x.y")}, ShopId("s")),)),
    ],
    ids=lambda actor: type(actor).__name__,
)
def test_actors_are_values(actor: object) -> None:
    assert again(actor) == actor
    assert hash(again(actor)) == hash(actor)


def test_errors_are_told_apart_and_survive() -> None:
    for kind in (BrokenHistoryError, StaleVersionError, PolicyMismatchError, LifecycleError):
        assert issubclass(kind, MpcoreError)
        assert str(again(kind("why"))) == "why"
    faults = (Fault("lines[1].quantity", "is no number"), Fault("", "is nothing"))
    error = MalformedError(*faults)
    assert isinstance(error, ValueError)
    assert str(error) == "lines[1].quantity: is no number; is nothing"
    copy = again(error)
    assert isinstance(copy, MalformedError)
    assert (copy.faults, str(copy)) == (faults, str(error))


def test_faults_are_seen_from_one_level_further_out() -> None:
    error = MalformedError(Fault("quantity", "a"), Fault("", "b"), Fault("[0]", "c"))
    assert [fault.at for fault in error.under("lines[1]").faults] == ["lines[1].quantity", "lines[1]", "lines[1][0]"]
    assert [fault.at for fault in error.under("").faults] == ["quantity", "", "[0]"]


def test_the_envelope_is_in_utc() -> None:
    recorded = Recorded(
        stream="o1", version=1, event="e", recorded_at=NOW, actor_kind="system", command=CommandId("c1")
    )
    assert recorded.recorded_at == NOW
    assert again(recorded) == recorded
    with pytest.raises(MalformedError):
        evolve(recorded, recorded_at=NOW.replace(tzinfo=None))


@frozen(slots=False)
class Thing:
    id: str
    content: int = 0


@given(st.lists(st.tuples(st.text(max_size=3), st.integers(0, 3)), max_size=30), st.text(max_size=3))
def test_keyed_tuples_are_like_a_dict(moves: list[tuple[str, int]], wanted: str) -> None:
    things: tuple[Thing, ...] = ()
    model: dict[str, Thing] = {}
    for name, content in moves:
        before = things
        things = put(things, Thing(name, content))
        model[name] = Thing(name, content)
        assert before is not things
    assert things == tuple(sorted(model.values(), key=lambda thing: thing.id))
    assert find(things, wanted) == model.get(wanted)
    assert all(find(things, name) == thing for name, thing in model.items())


@given(st.permutations([Thing(name) for name in "abcde"]))
def test_keyed_tuples_are_equal_whatever_the_order_things_came_in(order: list[Thing]) -> None:
    things: tuple[Thing, ...] = ()
    for thing in order:
        things = put(things, thing)
    assert things == tuple(Thing(name) for name in "abcde")


def test_a_changed_value_has_the_fields_it_had() -> None:
    thing = Thing("a")
    assert changed(thing, content=2) == Thing("a", 2)
    assert thing == Thing("a")
    assert type(changed(thing)) is Thing


def test_a_made_value_is_given_every_field() -> None:
    assert made(Thing, id="a", content=1) == Thing("a", 1)
