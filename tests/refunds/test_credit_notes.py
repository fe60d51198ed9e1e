"""The note of what went back is equal to it, to the cent, whatever steps it went back in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mpcore.kernel import (
    Buyer,
    BuyerId,
    CouponId,
    LineId,
    ListingId,
    MalformedError,
    OrderId,
    PartId,
    VendorId,
)
from mpcore.money import money
from mpcore.orders import (
    Context,
    Funder,
    NewDiscount,
    NewLine,
    NewPart,
    NewTax,
    Order,
    PlaceOrder,
    Remitter,
    place,
)
from mpcore.orders.views import DiscountSeen
from mpcore.presets import PLAIN
from mpcore.refunds import (
    CreditedTax,
    CreditNote,
    Payer,
    Refund,
    RefundCompleted,
    RefundFailed,
    RefundStage,
    ReturnReason,
    ReturnShippingPolicy,
    credit_note,
)
from mpcore.testing import PLACED_AT, SYSTEM
from tests.orders.say import cancel_lines, pay, ship
from tests.refunds.say import (
    ORDER,
    Desk,
    abandon,
    approve,
    ask,
    ask_all,
    by_hand,
    did_not,
    line,
    of_cancellation,
    reject,
    retry,
    sold,
    surplus,
    went_back,
)
from tests.refunds.say_returns import Counter, accept, came, policy, receive, send, wants
from tests.refunds.say_returns import refund as refund_it
from tests.refunds.wandering import wander


def tax(name: str, amount: str, *, inclusive: bool, percent: int = 20, by: Remitter = Remitter.VENDOR) -> NewTax:
    return NewTax(rate_id=name, rate=Decimal(percent), amount=money(amount, "EUR"), inclusive=inclusive, remitter=by)


def off(amount: str, funder: Funder, coupon: str = "SPRING") -> NewDiscount:
    return NewDiscount(coupon=CouponId(coupon), funder=funder, amount=money(amount, "EUR"))


def two_rates() -> Desk:
    """Two lines of two units: 20 % in the price and 5 % on top, and shipping of 6.00 with 20 % in it."""
    first = NewLine(
        id=LineId("p1.l1"),
        listing=ListingId("lamp"),
        title="a lamp",
        quantity=2,
        unit_price=money("12.00", "EUR"),
        taxes=[tax("FR-20", "3.50", inclusive=True), tax("eco", "1.00", inclusive=False, percent=5)],
        discounts=[off("2.00", Funder.VENDOR), off("1.00", Funder.OPERATOR)],
    )
    second = NewLine(
        id=LineId("p1.l2"),
        listing=ListingId("book"),
        title="a book",
        quantity=2,
        unit_price=money("10.00", "EUR"),
        taxes=[tax("FR-20", "3.33", inclusive=True, by=Remitter.OPERATOR)],
    )
    part = NewPart(
        id=PartId("p1"),
        vendor=VendorId("v1"),
        lines=[first, second],
        shipping=money("6.00", "EUR"),
        shipping_taxes=[tax("FR-20", "1.00", inclusive=True)],
        shipping_discounts=[off("2.00", Funder.OPERATOR, "FREE")],
    )
    command = PlaceOrder(order=ORDER, buyer=Buyer(BuyerId("ada")), currency="EUR", parts=[part])
    order = place(command, Context(now=PLACED_AT, actor=SYSTEM, policy=PLAIN.orders)).unwrap().state
    desk = Desk(order).meanwhile(pay(str(order.due.amount)))
    return desk.meanwhile(ship("p1", ("p1.l1", 2), ("p1.l2", 2)))


def note_of(desk: Desk, refund: str = "r1") -> CreditNote:
    found = credit_note(desk.refund(refund), desk.order)
    assert found is not None
    return found


def test_a_note_names_units_goods_discounts_and_taxes_of_each_line() -> None:
    desk = two_rates()
    assert desk.give(ask(line("p1.l1", 1), line("p1.l2", amount="4.00"))) == 1500
    note = note_of(desk)
    assert (note.order, note.part, note.vendor, note.refund, note.currency) == (ORDER, "p1", "v1", "r1", "EUR")
    assert note.at == PLACED_AT
    lamp, book = note.lines
    assert (lamp.line, lamp.listing, lamp.title, lamp.units, lamp.goods) == ("p1.l1", "lamp", "a lamp", 1, 1200)
    assert lamp.discounts == (
        DiscountSeen(amount=100, coupon=CouponId("SPRING"), funder=Funder.VENDOR, on_shipping=False),
        DiscountSeen(amount=50, coupon=CouponId("SPRING"), funder=Funder.OPERATOR, on_shipping=False),
    )
    vat = CreditedTax(rate_id="FR-20", rate=Decimal(20), inclusive=True, remitter=Remitter.VENDOR, amount=175)
    eco = CreditedTax(rate_id="eco", rate=Decimal(5), inclusive=False, remitter=Remitter.VENDOR, amount=50)
    assert lamp.taxes == (vat, eco)
    assert (lamp.shipping, lamp.shipping_taxes, lamp.total) == (0, (), 1200 - 150 + 50)
    assert (book.units, book.goods, book.discounts, book.total) == (0, 400, (), 400)
    assert [(one.remitter, one.amount) for one in book.taxes] == [(Remitter.OPERATOR, 66)]


def test_a_note_of_everything_has_the_shipping_and_sums_taxes_per_rate() -> None:
    desk = two_rates()
    paid = desk.order.paid_minor
    assert desk.give(ask_all()) == paid
    note = note_of(desk)
    assert note.total == paid == 2400 + 100 - 300 + 2000 + 600 - 200
    assert (note.goods, note.discount, note.shipping) == (4400, 500, 600)
    assert [(one.rate_id, one.inclusive, one.remitter, one.amount) for one in note.taxes] == [
        ("FR-20", True, Remitter.VENDOR, 350 + 100),
        ("eco", False, Remitter.VENDOR, 100),
        ("FR-20", True, Remitter.OPERATOR, 333),
    ]
    assert note.tax == 883
    assert sum(one.amount for each in note.lines for one in each.shipping_taxes) == 100
    assert note.money(note.total) == money("46.00", "EUR")


def test_a_buyer_s_note_does_not_say_who_paid_for_a_discount() -> None:
    desk = two_rates()
    desk.give(ask_all())
    note = note_of(desk)
    theirs = note.for_buyer
    assert {each.funder for one in theirs.lines for each in one.discounts} == {None}
    assert [(each.coupon, each.amount) for each in theirs.lines[0].discounts if not each.on_shipping] == [
        ("SPRING", 300)
    ]
    assert (theirs.total, theirs.discount, theirs.taxes) == (note.total, note.discount, note.taxes)


def test_shipping_alone_is_credited_without_goods() -> None:
    desk = two_rates()
    assert desk.give(ask(shipping="4.00")) == 400
    note = note_of(desk)
    assert (note.goods, note.shipping, note.discount, note.total) == (0, 600, 200, 400)
    assert all(one.taxes == () and one.units == 0 for one in note.lines)


def test_what_has_not_gone_back_has_no_note() -> None:
    desk = Desk(sold()).do(ask(line(units=1)))
    assert credit_note(desk.refund(), desk.order) is None
    desk.do(approve())
    assert credit_note(desk.refund(), desk.order) is None
    desk.do(did_not())
    assert credit_note(desk.refund(), desk.order) is None
    rejected = Desk(sold()).do(ask(line(units=1)), reject())
    assert credit_note(rejected.refund(), rejected.order) is None


def test_surplus_has_no_note() -> None:
    story = sold()
    desk = Desk(story).meanwhile(pay("5.00", "m2")).do(surplus(), who=SYSTEM)
    desk.paid()
    assert desk.refund().stage is RefundStage.COMPLETED
    assert desk.refund().settled_minor == 500
    assert credit_note(desk.refund(), desk.order) is None


def steps(desk: Desk) -> list[CreditNote]:
    events = [event for event in desk.history if isinstance(event, RefundCompleted | RefundFailed)]
    return [note for event in events if (note := credit_note(desk.refund(event.refund), desk.order, event))]


def test_what_went_back_of_a_failed_refund_has_a_note_and_the_rest_another() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), approve(), went_back("4.00"))
    failed = note_of(desk)
    assert desk.stage() is RefundStage.FAILED
    assert (failed.total, failed.lines[0].units, failed.at) == (400, 0, None)
    desk.do(retry())
    assert note_of(desk) == failed
    desk.do(went_back("6.00", attempt=2))
    first, second = steps(desk)
    assert (first.total, second.total, note_of(desk).total) == (400, 600, 1000)
    assert [one.units for note in (first, second, note_of(desk)) for one in note.lines] == [0, 1, 1]
    assert (first.at, note_of(desk).at) == (PLACED_AT, PLACED_AT)


def test_what_an_abandoned_refund_gave_back_keeps_its_note() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), approve(), went_back("4.00"), abandon())
    assert (note_of(desk).total, note_of(desk).at) == (400, PLACED_AT)


def test_what_was_given_back_by_hand_is_credited_too() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), approve(), did_not(), by_hand())
    assert note_of(desk).total == 1000


def test_what_a_cancellation_left_due_is_credited() -> None:
    desk = Desk(sold(sent=1)).meanwhile(cancel_lines("p1", ("p1.l1", 2))).do(of_cancellation(), who=SYSTEM)
    desk.paid()
    note = note_of(desk)
    assert (note.total, note.lines[0].units) == (2000, 2)


def test_return_postage_is_in_no_note() -> None:
    counter = Counter(policy=policy(shipping=ReturnShippingPolicy(Payer.VENDOR)))
    counter.do(wants(reason=ReturnReason.DEFECTIVE), accept(), send("4.90"), receive(came()), refund_it())
    assert counter.settle() == 1000
    assert counter.one().compensation == 490
    assert note_of(counter).total == 1000


def test_an_order_without_the_part_and_another_refund_s_event_are_mistakes() -> None:
    desk = Desk(sold())
    desk.give(ask(line(units=1)))
    desk.give(ask(line(units=1), refund="r2"))
    done = [event for event in desk.history if isinstance(event, RefundCompleted)]
    with pytest.raises(MalformedError, match="has no part 'p1'"):
        credit_note(desk.refund(), _without(desk.order))
    with pytest.raises(MalformedError, match="event"):
        credit_note(desk.refund("r1"), desk.order, done[1])
    with pytest.raises(MalformedError, match="event"):
        credit_note(desk.refund("r1"), desk.order, evolve(done[0], order=OrderId("o2")))


def _without(order: Order) -> Order:
    return evolve(order, parts=(), payments=(), received_minor=0, facts=())


def adds_up(note: CreditNote) -> None:
    on_top = sum(tax.amount for tax in note.taxes if not tax.inclusive)
    assert note.total == note.goods + note.shipping - note.discount + on_top
    assert note.total == sum(each.total for each in note.lines)
    for each in note.lines:
        extra = sum(tax.amount for tax in (*each.taxes, *each.shipping_taxes) if not tax.inclusive)
        assert each.total == each.goods + each.shipping - sum(one.amount for one in each.discounts) + extra
    keys = [(tax.rate_id, tax.rate, tax.inclusive, tax.remitter) for tax in note.taxes]
    assert len(keys) == len(set(keys))
    assert note.tax == sum(tax.amount for one in note.lines for tax in (*one.taxes, *one.shipping_taxes))


def is_credited(refund: Refund, desk: Desk) -> None:
    events = [event for event in desk.history if isinstance(event, RefundCompleted | RefundFailed)]
    mine = [event for event in events if event.refund == refund.id]
    note = credit_note(refund, desk.order)
    assert (note is None) == (not refund.settled)
    told = 0
    for event in mine:
        one = credit_note(refund, desk.order, event)
        assert (0 if one is None else one.total) == event.amount
        told += event.amount
        if one is not None:
            adds_up(one)
    assert (0 if note is None else note.total) == told
    if note is not None:
        adds_up(note)
        adds_up(note.for_buyer)


@settings(max_examples=60)
@given(st.data())
def test_notes_are_what_went_back_to_the_cent(data: st.DataObject) -> None:
    counter = wander(data.draw, lambda _: None)
    for refund in counter.after.refunds:
        is_credited(refund, counter)
    for part in counter.order.parts:
        notes = [credit_note(one, counter.order) for one in counter.after.of_part(part.id)]
        assert sum(note.total for note in notes if note is not None) == part.refunded
