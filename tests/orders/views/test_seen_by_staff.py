"""What a vendor's staff see: their own parts, as if there were no others; and who reads which note."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given

from mpcore.kernel import (
    Actor,
    FactId,
    Grant,
    MemberId,
    Operator,
    PartId,
    PayoutId,
    Scope,
    ShopId,
    VendorMember,
)
from mpcore.orders import (
    Liability,
    Note,
    OrderPlaced,
    PayoutPaid,
    PayoutStage,
    Visibility,
)
from mpcore.orders.views import (
    VIEW_CUSTOMER_DATA,
    seen,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from mpcore.testing import strategies as some
from tests.orders.say import (
    complete,
    ship,
    write,
)
from tests.orders.views.eventful import BUSY, NOTED, PROPERTIES, TWO, alone, by, eventful, staff

NOTE, SHIP = Scope("orders.note"), Scope("orders.ship")
VIEW_PAYOUTS = Scope("payouts.view")
BLIND = Operator(MemberId("otto"), frozenset({NOTE, SHIP}))
SIGHTED = Operator(MemberId("otto"), frozenset({VIEW_CUSTOMER_DATA}))
BUYER = TWO.state.buyer
PAYOUT = PayoutPaid(id=FactId("f9"), part=PartId("p1"), payout=PayoutId("w1"), at=PLACED_AT)


def test_a_vendor_sees_its_own_part_and_no_sign_of_another() -> None:
    story = TWO.after(ship("p2"), complete("p2"), write("of p2", Visibility.CUSTOMER, "p2", "n2"), ship())
    story = story.told(PAYOUT)
    known = by(vendor_member("v1", NOTE, SHIP, VIEW_PAYOUTS), story)
    assert [part.id for part in known.parts] == ["p1"]
    part = known.parts[0]
    assert (part.total, part.paid, part.lines[0].total) == (4000, 4000, 2000)
    assert (part.payout, part.payout_id) == (PayoutStage.PAID, "w1")
    assert part.dispatches[0].liability is Liability.CARRIER
    whole = ("status", "shipping", "total", "due", "paid", "received", "surplus", "surplus_refunded")
    assert [getattr(known, name) for name in whole] == [None] * 8
    assert (known.payments, known.confirmed_at, known.completed_at, known.notes) == ((), None, None, ())
    for other in ("v2", "p2", "n2", "8000", "80.00"):
        assert other not in repr(known)


def test_staff_of_one_shop_see_that_shop_s_part_and_what_their_grants_there_open() -> None:
    (first,) = placed("v1", "v1b", rules=BUSY)
    assert isinstance(first, OrderPlaced)
    vendor = first.parts[0].vendor
    paris = evolve(first.parts[0], shop=ShopId("paris"))
    lyon = evolve(first.parts[1], vendor=vendor, shop=ShopId("lyon"))
    order = Scenario((evolve(first, parts=(paris, lyon), properties=PROPERTIES),), BUSY).state

    def parts(member: VendorMember) -> tuple[list[str], object]:
        known = seen(order, member, BUSY.orders)
        return ([], None) if known is None else ([part.id for part in known.parts], known.properties.email)

    assert parts(vendor_member("v1", NOTE, shop="lyon")) == (["p2"], None)
    assert parts(vendor_member("v1", NOTE)) == (["p1", "p2"], None)
    assert parts(vendor_member("v1", NOTE, shop="nice")) == ([], None)
    view = Grant({VIEW_CUSTOMER_DATA}, ShopId("paris"))
    member = VendorMember(vendor, MemberId("m"), (view, Grant({NOTE}, ShopId("lyon"))))
    assert parts(member) == (["p1", "p2"], PROPERTIES.email)
    sighted_elsewhere = Grant({VIEW_CUSTOMER_DATA}, ShopId("nice"))
    member = VendorMember(vendor, MemberId("m"), (sighted_elsewhere, Grant({NOTE}, ShopId("lyon"))))
    assert parts(member) == (["p2"], None)


@given(eventful())
def test_what_a_vendor_sees_does_not_change_when_other_parts_vanish(life: some.Life) -> None:
    order, policy = life.state, life.rules.orders
    for member in staff(order):
        known = seen(order, member, policy)
        if known is None:  # a grant for another shop
            continue
        assert known == seen(alone(order, member), member, policy)


@given(eventful(), eventful())
def test_what_a_vendor_sees_does_not_change_when_other_parts_do(life: some.Life, other: some.Life) -> None:
    """The same part in another order, of another past, among other vendors' parts, looks the same."""
    order, policy = life.state, life.rules.orders
    for part in order.parts:
        member = vendor_member(part.vendor, VIEW_CUSTOMER_DATA, NOTE)
        own = [each for each in order.parts if each.vendor == part.vendor]
        beside = [
            evolve(each, id=PartId(f"x{each.id}"), vendor=vendor_member(f"x{each.vendor}").vendor)
            for each in other.state.parts
        ]
        moved = evolve(
            other.state,
            buyer=order.buyer,
            currency=order.currency,
            rule_book=order.rule_book,
            placed_at=order.placed_at,
            channel=order.channel,
            properties=order.properties,
            erased_at=order.erased_at,
            parts=(*beside[:1], *own, *beside[1:]),
            notes=order.notes,
        )
        assert seen(moved, member, policy) == seen(order, member, policy)


OF_ORDER = {"private of None", "customer of None", "operator of None"}
OF_P1 = {"private of p1", "customer of p1", "operator of p1"}
OF_P2 = {"private of p2", "customer of p2", "operator of p2"}


@pytest.mark.rule("U4")
@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (BUYER, {"customer of None", "customer of p1", "customer of p2"}),
        (vendor_member("v1"), {"private of p1", "customer of p1"}),
        (vendor_member("v2"), {"private of p2", "customer of p2"}),
        (vendor_member("v2", SHIP), {"private of p2", "customer of p2"}),
        (OPERATOR, OF_ORDER | OF_P1 | OF_P2),
        (SYSTEM, OF_ORDER | OF_P1 | OF_P2),
        (SIGHTED, OF_ORDER | OF_P1 | OF_P2),
        (BLIND, OF_ORDER | OF_P1 | OF_P2),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_note_is_read_by_whom_it_is_for(actor: Actor, expected: set[str]) -> None:
    """Private: the part's vendor and operators; customer: the buyer too; operator: operators only."""
    notes = by(actor, NOTED).notes
    assert {note.id for note in notes} == expected
    if actor != BLIND:
        assert {note.text.value for note in notes} == expected


@pytest.mark.rule("U4")
@given(eventful())
def test_every_note_is_read_by_exactly_those_it_is_for(life: some.Life) -> None:
    order, policy = life.state, life.rules.orders

    def readers(note: Note) -> set[object]:
        everybody: list[Actor] = [OPERATOR, SYSTEM, order.buyer, *staff(order)]
        found = [(actor, seen(order, actor, policy)) for actor in everybody]
        return {actor for actor, known in found if known is not None and note in known.notes}

    for note in order.notes:
        expected: set[object] = {OPERATOR, SYSTEM}
        if note.visibility is Visibility.CUSTOMER:
            expected.add(order.buyer)
        part = None if note.part is None else order.part(note.part)
        if part is not None and note.visibility is not Visibility.OPERATOR:
            expected |= {member for member in staff(order) if member.sees(part.vendor, part.shop)}
        assert readers(note) == expected
