"""Who sees what is personal: the buyer, and staff with the scope for it."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve
from hypothesis import given

from mpcore.kernel import (
    NO_METADATA,
    Actor,
    MemberId,
    Metadata,
    Operator,
    Personal,
    Scope,
)
from mpcore.orders import (
    Address,
    Properties,
)
from mpcore.orders.views import (
    VIEW_CUSTOMER_DATA,
    seen,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, vendor_member
from mpcore.testing import strategies as some
from tests.orders.say import (
    ask,
    ship,
)
from tests.orders.views.eventful import BUSY, NOTED, PERSONAL, PROPERTIES, TWO, by, eventful, personal, staff

NOTE, SHIP, ANSWER = Scope("orders.note"), Scope("orders.ship"), Scope("orders.answer_cancellation")
BLIND = Operator(MemberId("otto"), frozenset({NOTE, SHIP}))
SIGHTED = Operator(MemberId("otto"), frozenset({VIEW_CUSTOMER_DATA}))
BUYER = TWO.state.buyer


def test_staff_see_the_buyer_s_data_with_the_scope_for_it() -> None:
    known = by(vendor_member("v1", VIEW_CUSTOMER_DATA))
    assert known.properties == evolve(PROPERTIES, tags=(), metafields=NO_METADATA)
    assert known.buyer == BUYER
    assert by(vendor_member("v1", NOTE)).properties == Properties()
    assert by(vendor_member("v1", NOTE)).buyer is None


def test_who_ships_sees_the_address_and_nothing_else() -> None:
    known = by(vendor_member("v1", SHIP), TWO.after(ship()))
    assert known.properties == Properties(shipping_address=PROPERTIES.shipping_address)
    assert known.parts[0].dispatches[0].address == PROPERTIES.shipping_address
    assert known.buyer is None
    blind = by(vendor_member("v1", NOTE), TWO.after(ship()))
    assert blind.parts[0].dispatches[0].address is None


def test_who_answers_a_request_sees_its_reason() -> None:
    story = TWO.after(ask("p1", "I found a cheaper one"))
    asked = story.state.parts[0].request
    assert asked is not None
    for actor in (
        BUYER,
        OPERATOR,
        SYSTEM,
        SIGHTED,
        vendor_member("v1", ANSWER),
        vendor_member("v1", VIEW_CUSTOMER_DATA),
    ):
        assert by(actor, story).parts[0].request == asked
    for actor in (BLIND, vendor_member("v1", SHIP)):
        assert by(actor, story).parts[0].request == evolve(asked, reason=None)


def test_an_operator_without_the_scope_sees_everything_but_persons() -> None:
    story = NOTED.after(ship(), ask("p2", "I found a cheaper one"))
    blind, sighted = by(BLIND, story), by(SIGHTED, story)
    assert list(personal(blind)) == []
    assert blind.properties == Properties(
        buyer_accepts_marketing=True, tags=("vip",), metafields=Metadata({"po": "4711"})
    )
    assert set(PERSONAL[:4]) <= set(_flat(personal(sighted)))
    assert evolve(blind, properties=PROPERTIES, notes=sighted.notes, parts=sighted.parts) == sighted
    assert by(OPERATOR, story) == by(SYSTEM, story)
    for known in (sighted, by(OPERATOR, story)):
        assert set(personal(known)) == set(personal(by(SYSTEM, story)))


def _flat(values: Iterator[object]) -> Iterator[object]:
    for value in values:
        yield from (value.name, *value.lines) if isinstance(value, Address) else (value,)


@given(eventful())
def test_personal_data_is_with_nobody_else(life: some.Life) -> None:
    order, policy = life.state, life.rules.orders
    assert list(personal(seen(order, BLIND, policy))) == []
    for member in staff(order, personal=False):
        known = seen(order, member, policy)
        if known is None:
            continue
        allowed: set[object] = {note.text.value for note in known.notes}
        if any(SHIP in grant.scopes for grant in member.grants):
            sent = [dispatch.address for part in known.parts for dispatch in part.dispatches]
            for address in (order.properties.shipping_address, *sent):
                allowed.add(None if address is None else address.value)
        assert set(personal(known)) <= allowed
        assert not {*PERSONAL} & set(personal(known))


@given(eventful())
def test_nothing_personal_is_in_a_repr(life: some.Life) -> None:
    everybody: list[Actor] = [life.state.buyer, SYSTEM, *staff(life.state)]
    for actor in everybody:
        text = repr(seen(life.state, actor, life.rules.orders))
        assert not any(said in text for said in (*PERSONAL, "note private of"))


def test_what_was_erased_is_seen_as_erased() -> None:
    order = evolve(NOTED.state, erased_at=PLACED_AT)
    order = evolve(order, properties=evolve(order.properties, email=Personal("x").erased))
    known = seen(order, BUYER, BUSY.orders)
    assert known is not None
    assert known.properties.email == Personal(None)
    assert known.erased_at == PLACED_AT
