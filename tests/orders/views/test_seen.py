"""What buyers and operators see of an order, and that strangers see nothing."""

from __future__ import annotations

import attrs
import pytest
from attrs import AttrsInstance, evolve
from hypothesis import given

from mpcore.kernel import (
    NO_METADATA,
    CouponId,
    MemberId,
    Operator,
    PolicyMismatchError,
    Scope,
)
from mpcore.orders import (
    ChargebackStage,
    Discount,
    Dispatch,
    DispatchKind,
    Funder,
    Liability,
    Line,
    Order,
    Part,
    Status,
    Visibility,
    order_status,
    part_status,
)
from mpcore.orders.shares import of_rest
from mpcore.orders.views import (
    VIEW_CUSTOMER_DATA,
    DiscountSeen,
    DispatchSeen,
    LineSeen,
    OrderSeen,
    PartSeen,
    ShippingStatus,
    order_shipping_status,
    part_shipping_status,
    seen,
)
from mpcore.presets import PLAIN, SIPOKO
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, vendor_member
from mpcore.testing import strategies as some
from tests.orders.say import (
    all_of,
    ask,
    charged_back,
    complete,
    deliver,
    edit_metadata,
    hold,
    refund_opened,
    refund_settled,
    ship,
    write,
)
from tests.orders.views.eventful import BUSY, PROPERTIES, TWO, by, eventful

BUYER = TWO.state.buyer
VIEW_BILLS, VIEW_PAYOUTS = Scope("finance.view"), Scope("payouts.view")


@given(some.orders(BUSY))
def test_a_stranger_sees_what_is_seen_of_an_order_that_is_not_there(order: Order) -> None:
    assert [seen(order, stranger, BUSY.orders) for stranger in some.strangers(order)] == [None] * 4


def test_the_buyer_sees_the_whole_order() -> None:
    story = TWO.after(
        ship(), deliver(), complete(), write("hello", Visibility.CUSTOMER, "p2", "n2"), hold("p2"), ask("p2", "no need")
    )
    order, known = story.state, by(BUYER, story)
    assert [part.id for part in known.parts] == ["p1", "p2"]
    assert [part.vendor for part in known.parts] == ["v1", "v2"]
    assert [len(part.lines) for part in known.parts] == [2, 2]
    assert [part.status for part in known.parts] == [Status.COMPLETED, Status.ON_HOLD]
    assert (known.status, known.shipping) == (Status.ON_HOLD, ShippingStatus.TO_SHIP)
    assert (known.total, known.due, known.paid, known.received) == (8000, 8000, 8000, 8000)
    assert (known.payments, known.confirmed_at) == (order.payments, order.confirmed_at)
    assert known.parts[0].dispatches[0].tracking == order.parts[0].dispatches[0].tracking
    assert known.parts[0].dispatches[0].address == PROPERTIES.shipping_address
    assert known.parts[1].request == order.parts[1].request
    assert [note.text.value for note in known.notes] == ["hello"]
    assert known.money(8000) == order.total
    assert known.properties == evolve(PROPERTIES, tags=(), metafields=NO_METADATA)
    assert known.buyer == BUYER


def test_the_buyer_does_not_see_what_is_between_vendors_and_operators() -> None:
    untracked = ship(kind=DispatchKind.UNTRACKED, liability_accepted=True)
    story = TWO.after(untracked, edit_metadata({"risk": "high"}), edit_metadata({"risk": "high"}, "p1"), hold("p2"))
    story = story.told(charged_back()).told(refund_opened("p2"))
    known = by(BUYER, story)
    part, other = known.parts
    assert part.dispatches[0].liability is None
    assert (part.chargeback, part.chargeback_id, part.payout, part.payout_id) == (None, None, None, None)
    assert (other.pauses, other.open_refunds, other.missed_at) == (None, (), None)
    assert (known.facts, known.reminders) == ((), None)
    assert "high" not in repr(known)
    inside = by(OPERATOR, story)
    assert inside.parts[0].dispatches[0].liability is Liability.VENDOR
    assert inside.parts[0].chargeback is ChargebackStage.OPEN
    assert inside.parts[1].open_refunds == ("r1",)
    assert len(inside.facts) == 2
    assert repr(inside).count("high") == 2


def discounted(story: Scenario) -> Order:
    """Its first line is discounted by two funders with one coupon, and by one without; a unit's share went back."""
    order = story.state
    part = order.parts[0]
    line = part.lines[0]
    discounts = (
        Discount(amount=100, funder=Funder.VENDOR, coupon=CouponId("SPRING")),
        Discount(amount=30, funder=Funder.VENDOR),
        Discount(amount=70, funder=Funder.OPERATOR, coupon=CouponId("SPRING")),
    )
    line = evolve(line, discounts=discounts, total=line.total - 200)
    line = evolve(line, refund_due=of_rest(line), refunded=of_rest(line))
    part = evolve(part, lines=(line, *part.lines[1:]), total=part.total - 200)
    return evolve(order, parts=(part, *order.parts[1:]))


@pytest.mark.rule("H17")
def test_who_paid_for_a_discount_is_seen_with_the_bills_and_what_a_coupon_took_off_by_all() -> None:
    order = discounted(TWO)
    few = Operator(MemberId("otto"), frozenset({VIEW_CUSTOMER_DATA}))
    for actor in (BUYER, few, vendor_member("v1"), vendor_member("v1", VIEW_PAYOUTS)):
        known = seen(order, actor, BUSY.orders)
        assert known is not None
        line = known.parts[0].lines[0]
        assert line.discounts == (
            DiscountSeen(amount=170, coupon=CouponId("SPRING"), funder=None, on_shipping=False),
            DiscountSeen(amount=30, coupon=None, funder=None, on_shipping=False),
        )
        for shares in (line.refund_due, line.refunded):
            assert shares is not None
            assert shares.discounts == (170, 30)
            assert shares.total == line.total
    for actor in (vendor_member("v1", VIEW_BILLS), Operator(MemberId("otto"), frozenset({VIEW_BILLS})), OPERATOR):
        inside = seen(order, actor, BUSY.orders)
        assert inside is not None
        line = inside.parts[0].lines[0]
        assert [(each.amount, each.coupon, each.funder) for each in line.discounts] == [
            (100, "SPRING", Funder.VENDOR),
            (30, None, Funder.VENDOR),
            (70, "SPRING", Funder.OPERATOR),
        ]
        assert line.refunded == order.parts[0].lines[0].refunded


TOLD_OTHERWISE = {"received_minor": "received", "last_payment_at": "payments", "released": "due"}
"""What is seen under another name, or can be read off what is."""


def names_of(kind: type[AttrsInstance]) -> set[str]:
    return {field.name for field in attrs.fields(kind)}


@pytest.mark.parametrize(
    ("kind", "shown"), [(Order, OrderSeen), (Part, PartSeen), (Line, LineSeen), (Dispatch, DispatchSeen)]
)
def test_nothing_of_an_order_is_kept_from_operators(kind: type[AttrsInstance], shown: type[AttrsInstance]) -> None:
    assert {TOLD_OTHERWISE.get(name, name) for name in names_of(kind)} <= names_of(shown)


def same(known: AttrsInstance, told: AttrsInstance, but: set[str]) -> None:
    """Fields of one name have one value, but for those that are values of their own again."""
    for name in names_of(type(known)) & names_of(type(told)) - but:
        assert getattr(known, name) == getattr(told, name), name


@given(eventful())
def test_operators_and_the_system_see_the_order_as_it_is(life: some.Life) -> None:
    order, policy = life.state, life.rules.orders
    for actor in (OPERATOR, SYSTEM):
        known = seen(order, actor, policy)
        assert known is not None
        same(known, order, {"parts", "total", "due", "paid", "received", "surplus"})
        assert (known.total, known.due, known.paid) == (order.total_minor, order.due_minor, order.paid_minor)
        assert (known.received, known.surplus) == (order.received_minor, order.surplus_minor)
        assert known.status is order_status(order, policy)
        assert known.shipping is order_shipping_status(order)
        for part, told in zip(known.parts, order.parts, strict=True):
            same(part, told, {"lines", "dispatches"})
            assert part.due == told.total - told.released
            assert part.status is part_status(told, policy)
            assert part.shipping is part_shipping_status(told)
            for line, bought in zip(part.lines, told.lines, strict=True):
                same(line, bought, {"discounts"})
            for dispatch, sent in zip(part.dispatches, told.dispatches, strict=True):
                same(dispatch, sent, set())


@given(eventful())
def test_a_buyer_s_amounts_add_up(life: some.Life) -> None:
    known = seen(life.state, life.state.buyer, life.rules.orders)
    assert known is not None
    assert known.total == sum(part.total for part in known.parts)
    for part in known.parts:
        assert part.total == sum(line.total for line in part.lines)
        for line in part.lines:
            off = sum(discount.amount for discount in line.discounts)
            on_top = sum(tax.amount for tax in line.taxes if not tax.inclusive)
            assert line.total == line.goods + on_top - off + line.shipping


def test_a_part_that_was_paid_back_is_seen_as_refunded() -> None:
    story = TWO.told(refund_settled("p1", all_of(TWO.state, "p1")))
    part = by(BUYER, story).parts[0]
    assert (part.status, part.refunded, part.refunded_at) == (Status.REFUNDED, 4000, PLACED_AT)


def test_another_rule_book_than_the_order_s_is_the_caller_s_mistake() -> None:
    with pytest.raises(PolicyMismatchError, match="sipoko"):
        seen(TWO.state, BUYER, SIPOKO.orders)
    assert seen(evolve(TWO.state, rule_book=PLAIN.id), BUYER, PLAIN.orders) is not None
