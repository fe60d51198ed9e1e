"""What users of other engines complain of, about money that goes back: a case for each complaint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest

from mpcore import discounts, orders, refunds
from mpcore.discounts import AmountOff, Basket, BasketLine, CreateCoupon, Funding, ReleaseOn, Shipping, Terms
from mpcore.kernel import Actor, CouponId, Done, LineId, ListingId, PartId, VendorId
from mpcore.money import money
from mpcore.orders import Funder, NoticeKind, Order, OrderCommand, OrderEvent, PayoutStage, Status
from mpcore.presets import PLAIN
from mpcore.refunds import AmountExceedsRemaining, RefundCause, RefundCommand, RefundStage, credit_note
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, entitled, placed
from tests.orders.say import cancel, complete, pay, ship
from tests.refunds.say import (
    ADA,
    ORDER,
    Desk,
    approve,
    ask,
    ask_all,
    did_not,
    force,
    line,
    of_cancellation,
    payout,
    retry,
    sold,
    vendor,
    went_back,
)

PRICING = discounts.Context(now=PLACED_AT, actor=OPERATOR, policy=PLAIN.discounts)
TEN_OFF = Terms(title="Ten off", benefit=AmountOff(money("10.00", "EUR")), funding=Funding(vendor=1, operator=2))


def discounted() -> Desk:
    """Three units of 12.50 of one vendor and one of 40.00 of another, ten euros off in all, 4.90 for shipping."""
    coupon = discounts.create(CreateCoupon(coupon=CouponId("ten"), terms=TEN_OFF), PRICING).unwrap().state
    things = [("p1.l1", "v1", "12.50", 3), ("p2.l1", "v2", "40.00", 1)]
    lines = [
        BasketLine(
            id=LineId(name),
            vendor=VendorId(of),
            listing=ListingId(name),
            title=name,
            quantity=quantity,
            unit_price=money(price, "EUR"),
        )
        for name, of, price, quantity in things
    ]
    shipping = [Shipping(vendor=VendorId("v1"), price=money("4.90", "EUR"))]
    basket = Basket(buyer=ADA, currency="EUR", lines=lines, shipping=shipping)
    shown = discounts.evaluate(basket, [coupon], PRICING)
    parts = orders.priced_parts(shown, {(VendorId("v1"), None): PartId("p1"), (VendorId("v2"), None): PartId("p2")})
    command = orders.PlaceOrder(order=ORDER, buyer=ADA, currency="EUR", parts=parts, evaluation=shown)
    ctx = orders.Context(now=PLACED_AT, actor=SYSTEM, policy=PLAIN.orders, repriced=shown)
    order = orders.place(command, ctx).unwrap().state
    return Desk(order).meanwhile(pay("72.40"), ship("p1", ("p1.l1", 3)))


# Refunds of discounted orders: too much or too little


@pytest.mark.parametrize("steps", [(1, 1, 1), (2, 1), (1, 2), (3,)], ids=str)
def test_units_of_a_discounted_order_come_to_what_was_paid_for_them_and_for_each_funder(steps: tuple[int, ...]) -> None:
    desk = discounted()
    for number, units in enumerate(steps):
        desk.give(ask(line(units=units), refund=f"r{number}"))
    assert sum(desk.amount(f"r{number}") for number in range(len(steps))) == 3266
    notes = [credit_note(refund, desk.order) for refund in desk.after.refunds]
    off = [one for note in notes if note is not None for credited in note.lines for one in credited.discounts]
    assert {who: sum(one.amount for one in off if one.funder is who) for who in Funder} == {
        Funder.VENDOR: 161,
        Funder.OPERATOR: 323,
    }
    assert desk.give(ask(shipping="4.90", refund="rest")) == 490
    assert desk.part().refundable == 0


def test_one_unit_of_a_discounted_line_is_neither_its_price_nor_rounded_up_three_times() -> None:
    desk = discounted()
    assert [desk.give(ask(line(units=1), refund=f"r{number}")) for number in range(3)] == [1088, 1089, 1089]


# a second refund on top of a pending one


def test_what_is_pending_is_not_refunded_a_second_time() -> None:
    desk = Desk(sold(quantity=1, price="20.00")).do(ask(line(amount="15.00")))
    for step in (approve(), went_back("15.00")):
        [reason] = desk.reasons(ask(line(amount="5.01"), refund="r2"))
        assert isinstance(reason, AmountExceedsRemaining)
        assert reason.left == money("5.00", "EUR")
        desk.do(step)
    assert desk.give(ask_all(refund="r2")) == 500


# refund by amount ignoring what lines already got back


def test_an_amount_of_the_part_counts_what_its_lines_got_back() -> None:
    desk = Desk(sold(lines=2, quantity=1)).do(ask(line(units=1)))
    [reason] = desk.reasons(ask(amount="10.01", refund="r2"))
    assert isinstance(reason, AmountExceedsRemaining)
    assert reason.left == money("10.00", "EUR")
    desk.do(ask(amount="10.00", refund="r2"))
    assert [(share.line, share.total) for share in desk.refund("r2").shares] == [("p1.l2", 1000)]


def test_and_lines_count_what_an_amount_of_the_part_gave_back() -> None:
    desk = Desk(sold(lines=2, quantity=1)).do(ask(amount="5.00"))
    assert desk.refused(ask(line(amount="7.51"), refund="r2")) == ["refunds.amount_exceeds_remaining"]
    assert [desk.give(ask(line(name, units=1), refund=name)) for name in ("p1.l1", "p1.l2")] == [750, 750]


# 89.99 too much when 2 of 3 came back


def test_when_two_of_three_came_back_the_third_is_paid_for() -> None:
    desk = Desk(sold(price="89.99"))
    assert desk.give(ask(line(units=2, restock=2), cause=RefundCause.SOME_ITEMS_RETURNED)) == 17998
    assert desk.part().refundable == 8999


# Parent status never completes because one child was cancelled or refunded; buyer mailed once per sub-order


class Post(Desk):
    """A desk that keeps what is told of the order itself."""

    def __init__(self, order: Order | Scenario) -> None:
        super().__init__(order)
        self.posted: list[NoticeKind] = []

    def ask(self, command: OrderCommand) -> None:
        ctx = orders.Context(
            now=PLACED_AT + timedelta(hours=1), actor=entitled(self.order, command), policy=PLAIN.orders
        )
        self._keep(orders.execute(self.order, command, ctx).unwrap())

    def told_of(self, command: RefundCommand, who: Actor) -> None:
        done = refunds.execute(self.after, command, self.ctx(who)).unwrap()
        self.after = done.state
        for fact in refunds.facts_for(self.after, done.events):
            self._keep(orders.record(self.order, fact))

    def _keep(self, done: Done[Order, OrderEvent]) -> None:
        self.order = done.state
        self.posted += [notice.kind for notice in orders.notices(done.state, done.events)]


def cancelled(post: Post) -> None:
    post.ask(cancel("p2"))
    post.told_of(of_cancellation(part="p2"), SYSTEM)
    post.told_of(went_back("10.00"), SYSTEM)


def refunded(post: Post) -> None:
    post.told_of(ask_all(part="p2", cause=RefundCause.CANCELLED_BEFORE_SHIPMENT), OPERATOR)
    post.told_of(approve(), OPERATOR)
    post.told_of(went_back("10.00"), SYSTEM)


def completed(post: Post) -> None:
    post.ask(complete("p1"))


@pytest.mark.parametrize("fate", [cancelled, refunded], ids=["cancelled", "refunded"])
@pytest.mark.parametrize("last", [True, False], ids=["last", "first"])
def test_an_order_is_completed_whatever_became_of_one_part_and_its_buyer_is_told_once(
    fate: Callable[[Post], None], *, last: bool
) -> None:
    post = Post(Scenario(placed("v1", "v2", lines=1, quantity=1)).after(pay("20.00"), ship("p1", ("p1.l1", 1))))
    for step in (completed, fate) if last else (fate, completed):
        step(post)
    assert orders.order_status(post.order, PLAIN.orders) is Status.COMPLETED
    assert post.posted.count(NoticeKind.ORDER_COMPLETED) == 1
    assert post.part("p2").refunded == 1000


# payout paid and nobody owes anything back


def test_what_goes_back_after_the_payout_is_owed_by_the_vendor_and_somebody_hears_of_it() -> None:
    desk = Desk(sold()).meanwhile(complete()).told(*payout(PayoutStage.PAID))
    assert desk.refused(ask(line(units=1)), vendor()) == ["refunds.after_payout"]
    desk.do(force(ask(line(units=1), cause=RefundCause.DISPUTE))).paid()
    assert desk.refund().take_back == 1000
    told = refunds.notices(desk.after, desk.history, desk.order)
    assert [(notice.vendor, notice.amount) for notice in told if notice.kind is refunds.NoticeKind.TAKE_BACK] == [
        ("v1", 1000)
    ]


# Webhooks applied twice or out of order


@pytest.mark.parametrize("answers", sorted(set(permutations(("m1", "m2", "m1", "m2")))), ids=" ".join)
def test_answers_that_come_twice_and_in_any_order_give_back_once(answers: tuple[str, ...]) -> None:
    story = Scenario(placed("v1", lines=1, quantity=3)).after(pay("10.00", "m1"), pay("20.00", "m2"))
    desk = Desk(story.after(ship("p1", ("p1.l1", 3)))).do(ask_all(), approve())
    amounts = {"m1": "10.00", "m2": "20.00"}
    for payment in answers:
        desk.do(went_back(amounts[payment], payment))
    assert desk.stage() is RefundStage.COMPLETED
    assert (desk.part().refunded, desk.intents()) == (3000, ())


# localstripe ignores idempotency keys and accepts over-refunds


def test_no_provider_gives_back_more_than_it_was_asked_to_and_each_attempt_has_a_key() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), approve())
    keys = [intent.key for intent in desk.intents()]
    assert desk.refused(went_back("10.01")) == ["refunds.amount_exceeds_remaining"]
    desk.do(did_not(), retry())
    keys += [intent.key for intent in desk.intents()]
    assert keys == ["o1/r1/m1/1", "o1/r1/m1/2"]


# Coupon limits: not released on cancel


def test_a_coupon_is_free_again_once_nothing_that_it_was_for_is_left() -> None:
    release_on = {ReleaseOn.CANCELLED, ReleaseOn.FULL_REFUND}
    desk = discounted().meanwhile(cancel("p2")).do(of_cancellation("r1", "p2"))
    assert orders.released_coupons(desk.order, release_on) == ()
    desk.do(ask_all(refund="r2"), approve("r2"))
    assert orders.released_coupons(desk.order, release_on) == (), "nothing has gone back yet"
    assert (desk.paid("r1"), desk.paid("r2")) == (3484, 3756)
    assert orders.released_coupons(desk.order, release_on) == ("ten",)
    assert orders.released_coupons(desk.order, {ReleaseOn.CANCELLED}) == ()
