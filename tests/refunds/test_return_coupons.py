"""What a coupon whose condition is lost keeps back of the money of returns (rules.md §00.9)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpcore import orders, presets, refunds
from mpcore.discounts import (
    AmountOff,
    Applied,
    Benefit,
    MinimumSpend,
    OnConditionLost,
    PercentOff,
    clawed_back,
    evaluate,
)
from mpcore.kernel import CouponId, LineId, ListingId, MalformedError, PartId, VendorId
from mpcore.money import money, prefix
from mpcore.orders import Funder, NewDiscount, NewLine, NewPart, PlaceOrder
from mpcore.refunds import (
    KeptBack,
    Mode,
    NoticeKind,
    RefundCause,
    RefundPolicy,
    ReturnId,
    ReturnRefundRequested,
    ReturnStage,
    notices,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed
from tests.discounts import say as coupons
from tests.orders.say import deliver, pay, ship
from tests.refunds.say import ADA, ORDER, ask, line, reject
from tests.refunds.say_returns import (
    DELIVERED_AT,
    Counter,
    accept,
    came,
    delivered,
    receive,
    refund,
    vendor,
    wants,
)

TOO_MUCH = NoticeKind.KEPT_TOO_MUCH


def kept(amount: int, name: str = "p1.l2", one: str = "b1") -> KeptBack:
    return KeptBack(ReturnId(one), LineId(name), amount)


@pytest.mark.rule("00.9")
def test_what_a_lost_condition_keeps_back_is_taken_from_the_refund() -> None:
    counter = Counter(delivered(lines=2)).do(wants(("p1.l1", 1)), accept(), receive(came()))
    counter.kept_back = (kept(150), kept(-50, "p1.l1"), kept(700, one="b7"))
    counter.do(refund())
    assert counter.settle() == 900
    assert counter.last(ReturnRefundRequested).withheld == (kept(100, "p1.l1"),)
    assert counter.last(ReturnRefundRequested).short == 0


@pytest.mark.rule("00.9")
@pytest.mark.parametrize(("keep", "given", "short"), [(999, 1, 0), (1000, 0, 0), (1001, 0, 1)])
def test_and_never_more_than_there_is(keep: int, given: int, short: int) -> None:
    counter = Counter(delivered(lines=2)).do(wants(("p1.l1", 1)), accept(), receive(came()))
    counter.kept_back = (kept(keep),)
    counter.do(refund())
    assert counter.settle() == given
    assert counter.last(ReturnRefundRequested).short == short
    assert counter.where() is ReturnStage.REFUNDED


@pytest.mark.rule("00.9")
def test_what_was_kept_back_goes_back_once_nothing_is_kept() -> None:
    counter = Counter(delivered(lines=2, shipping="4.90")).do(wants(("p1.l1", 2)), accept(), receive(came(units=2)))
    counter.kept_back = (kept(300),)
    counter.do(refund())
    assert counter.settle() == 1700
    counter.do(wants(("p1.l2", 2), name="b2"), accept("b2"), receive(came("p1.l2", 2), name="b2"))
    counter.kept_back = (kept(-300, one="b2"),)
    counter.do(refund("r2", "b2"))
    assert counter.settle("r2") == 2790
    assert counter.order.parts[0].refunded == counter.order.parts[0].paid


@pytest.mark.rule("00.9")
def test_a_later_return_gives_back_part_of_what_was_kept_and_not_all() -> None:
    counter = Counter(delivered(lines=3)).do(wants(("p1.l1", 2)), accept(), receive(came(units=2)))
    counter.kept_back = (kept(300),)
    counter.do(refund())
    assert counter.settle() == 1700
    counter.do(wants(("p1.l2", 1), name="b2"), accept("b2"), receive(came("p1.l2"), name="b2"))
    counter.kept_back = (kept(-120, one="b2"),)
    counter.do(refund("r2", "b2"))
    assert counter.settle("r2") == 1120
    assert sum(one.amount for one in counter.one("b2").withheld) == -120


@pytest.mark.rule("00.9")
def test_the_last_unit_of_a_line_does_not_take_what_is_still_kept_back() -> None:
    counter = Counter(delivered(lines=2)).do(wants(("p1.l1", 1)), accept(), receive(came()))
    counter.kept_back = (kept(300),)
    counter.do(refund())
    assert counter.settle() == 700
    counter.do(wants(("p1.l1", 1), name="b2"), accept("b2"), receive(came(), name="b2"), refund("r2", "b2"))
    assert counter.settle("r2") == 1000
    counter.do(wants(("p1.l2", 2), name="b3"), accept("b3"), receive(came("p1.l2", 2), name="b3"), refund("r3", "b3"))
    assert counter.settle("r3") == 2300


def test_nobody_says_twice_what_is_kept_back_of_a_line() -> None:
    with pytest.raises(MalformedError, match="kept_back"):
        refunds.Context(
            now=Counter().now,
            actor=OPERATOR,
            policy=RefundPolicy(),
            order=Counter().order,
            kept_back=[kept(1), kept(2)],
        )


def of_two(price: str = "10.00", shipping: str = "0", quantity: int = 1) -> Counter:
    """Parts of two vendors, all of it delivered."""
    story = Scenario(placed("v1", "v2", lines=1, quantity=quantity, price=price, shipping=shipping))
    sent = [ship(part, (f"{part}.l1", quantity), dispatch=f"d{part}") for part in ("p1", "p2")]
    story = story.after(pay(str(story.state.due.amount)), *sent)
    return Counter(story.after(deliver("p1", "dp1"), deliver("p2", "dp2"), now=DELIVERED_AT))


def returned(counter: Counter, part: str, name: str, step: int = 0, units: int = 1) -> int:
    """So many units of a part come back and are refunded, of which the coupon keeps so much; what went back."""
    staff, first = vendor("v1" if part == "p1" else "v2"), f"{part}.l1"
    counter.do(wants((first, units), part=part, name=name)).do(accept(name), who=staff)
    counter.do(receive(came(first, units), name=name), who=staff)
    other = "p2.l1" if part == "p1" else "p1.l1"
    counter.kept_back = (kept(step, other, name),) if step else ()
    counter.do(refund(f"r{name}", name), who=staff)
    return counter.settle(f"r{name}")


@pytest.mark.rule("00.9", "U30")
def test_a_vendors_whole_part_keeps_back_what_another_vendors_part_has_lost() -> None:
    counter = of_two(shipping="4.90")
    assert returned(counter, "p1", "b1", 300) == 1000 + 490 - 300
    asked = counter.last(ReturnRefundRequested)
    assert (asked.withheld, asked.short) == ((kept(300, "p1.l1"),), 0)
    found = counter.after.refunds[0]
    assert (found.mode, found.cause) == (Mode.FULL, RefundCause.ALL_ITEMS_RETURNED)
    assert [share.shipping for share in found.shares] == [490]
    assert counter.order.parts[0].refundable == 300


@pytest.mark.rule("00.9", "U30")
@pytest.mark.parametrize(("step", "short"), [(1000, 0), (1001, 1), (5000, 4000)])
def test_the_shipping_is_not_kept_and_what_is_missing_is_told(step: int, short: int) -> None:
    counter = of_two(shipping="4.90")
    assert returned(counter, "p1", "b1", step) == 490
    assert counter.last(ReturnRefundRequested).short == short


@pytest.mark.rule("00.9")
def test_what_another_part_keeps_and_is_to_go_back_is_told_and_not_forgotten() -> None:
    counter = of_two()
    assert returned(counter, "p1", "b1", 300) == 700
    assert returned(counter, "p2", "b2", -300) == 1000
    assert counter.last(ReturnRefundRequested).short == -300
    (much,) = [one for one in notices(counter.after, counter.history, counter.order) if one.kind is TOO_MUCH]
    assert (much.amount, much.vendor) == (300, "v2")
    counter.do(ask(line(amount="3.00"), refund="r9"), who=OPERATOR)
    assert counter.settle("r9") == 300
    assert [part.refundable for part in counter.order.parts] == [0, 0]


@pytest.mark.rule("00.9")
def test_it_is_told_too_where_nobody_said_that_it_is_to_go_back() -> None:
    counter = of_two()
    returned(counter, "p1", "b1", 300)
    returned(counter, "p2", "b2")
    assert counter.last(ReturnRefundRequested).short == -300


@pytest.mark.rule("00.9")
def test_and_so_it_is_where_only_some_of_a_part_came_back() -> None:
    counter = of_two(quantity=2)
    assert returned(counter, "p1", "b1", 300) == 700
    assert returned(counter, "p2", "b2", -200) == 1000
    assert counter.last(ReturnRefundRequested).short == -200
    assert returned(counter, "p1", "b3", -200) == 1200
    assert (counter.last(ReturnRefundRequested).short, counter.order.parts[0].refundable) == (0, 100)


@pytest.mark.rule("00.9")
def test_a_whole_part_gives_back_what_it_kept_no_more_than_is_due() -> None:
    counter = of_two(quantity=2)
    assert returned(counter, "p1", "b1", 300) == 700
    assert returned(counter, "p1", "b2", -100) == 1100
    assert counter.order.parts[0].refundable == 200
    assert counter.last(ReturnRefundRequested).withheld == (kept(-100, "p1.l1", "b2"),)


@pytest.mark.rule("00.9")
def test_a_refund_that_fell_keeps_nothing_back() -> None:
    counter = of_two()
    counter.do(wants(), accept(), receive(came()))
    counter.kept_back = (kept(300, "p2.l1"),)
    counter.do(refund(), reject())
    assert counter.one().withheld == ()
    counter.kept_back = ()
    counter.do(refund("r2"))
    assert counter.settle("r2") == 1000


@pytest.mark.rule("00.9")
def test_what_is_given_back_of_what_was_kept_lowers_no_units() -> None:
    counter = Counter(delivered(lines=2, quantity=3, price="9.00"))
    steps = ((200, 300), (0, -100), (-100, 0))
    back: list[int] = []
    for number, (name, step) in enumerate(zip(("p1.l1", "p1.l2", "p1.l1"), steps, strict=True)):
        one = f"b{number}"
        counter.do(wants((name, 1), name=one), accept(one), receive(came(name), name=one))
        both = zip(("p1.l1", "p1.l2"), step, strict=True)
        counter.kept_back = tuple(kept(amount, each, one) for each, amount in both if amount)
        counter.do(refund(f"r{number}", one))
        back.append(counter.settle(f"r{number}"))
    assert back == [400, 1000, 1000]
    counter.do(ask(line(units=1), line("p1.l2", units=2), refund="r9"), who=OPERATOR)
    assert counter.settle("r9") == 2700


BENEFITS: tuple[Benefit, ...] = (PercentOff(Decimal(10)), PercentOff(Decimal(50)), AmountOff(money("5", "EUR")))


class Shop:
    """An order with a coupon that one or two vendors' goods share, all of it delivered."""

    def __init__(
        self, prices: tuple[tuple[int, int], ...], parts: tuple[int, ...], benefit: Benefit, least: int
    ) -> None:
        self.prices, self.parts = prices, parts
        self.ids = [LineId(f"p{part}.l{number}") for number, part in enumerate(parts, 1)]
        rows = zip(prices, self.ids, parts, strict=True)
        basket = coupons.basket(*[coupons.line(p, q, id=name, vendor=f"v{part}") for (p, q), name, part in rows])
        terms = coupons.coupon("c1", benefit, MinimumSpend(money(str(Decimal(least) / 100), "EUR")))
        self.coupon = coupons.but(terms, on_condition_lost=OnConditionLost.CLAW_BACK)
        self.purchase = coupons.context()
        self.evaluation = evaluate(basket, (self.coupon,), self.purchase)
        applied = self.evaluation.of(self.coupon.id)
        self.off = list(applied.lines) if isinstance(applied, Applied) else [0] * len(prices)
        self.counter = Counter(self._delivered())

    def _delivered(self) -> Scenario:
        rows = list(zip(self.prices, self.ids, self.parts, self.off, strict=True))
        new = [
            NewPart(
                id=PartId(f"p{part}"),
                vendor=VendorId(f"v{part}"),
                lines=[_new_line(name, p, q, off) for (p, q), name, its, off in rows if its == part],
            )
            for part in sorted(set(self.parts))
        ]
        place = PlaceOrder(order=ORDER, buyer=ADA, currency="EUR", parts=new)
        ctx = orders.Context(now=PLACED_AT, actor=SYSTEM, policy=presets.PLAIN.orders)
        story = Scenario(orders.place(place, ctx).unwrap().events)
        story = story.after(pay(str(story.state.due.amount)))
        for part in story.state.parts:
            story = story.after(ship(part.id, *[(each.id, each.quantity) for each in part.lines], dispatch=part.id))
        return story.after(*[deliver(part.id, part.id) for part in story.state.parts], now=DELIVERED_AT)

    def fair(self, have: dict[LineId, int]) -> int:
        """What these units, the last ones of their lines, cost with their discount."""
        rows = zip(self.prices, self.ids, self.off, strict=True)
        return sum(prefix(p * q - off, q, q - have[name], q) for (p, q), name, off in rows)


def _new_line(name: LineId, price: int, units: int, off: int) -> NewLine:
    amount = money(str(Decimal(off) / 100), "EUR")
    given = [NewDiscount(coupon=CouponId("c1"), funder=Funder.OPERATOR, amount=amount)] if off else []
    each = money(str(Decimal(price) / 100), "EUR")
    return NewLine(id=name, listing=ListingId("x"), title="t", quantity=units, unit_price=each, discounts=given)


@settings(max_examples=150)
@pytest.mark.rule("00.9")
@given(data=st.data())
def test_in_all_what_was_paid_goes_back_but_for_what_is_kept_and_what_is_due_for_it(data: st.DataObject) -> None:
    """After each return, of one part or of two: refunded = paid - what the kept units cost - what is due for them.

    What could not be kept back, or is still kept by another part, is told, and counts with the next return.
    """
    prices = tuple(
        data.draw(st.lists(st.tuples(st.sampled_from((633, 1000, 1999)), st.integers(1, 3)), min_size=1, max_size=3))
    )
    parts = tuple(sorted(data.draw(st.lists(st.integers(1, 2), min_size=len(prices), max_size=len(prices)))))
    total = sum(price * units for price, units in prices)
    shop = Shop(prices, parts, data.draw(st.sampled_from(BENEFITS)), data.draw(st.integers(total // 2 + 1, total)))
    counter, have, short = shop.counter, {name: units for (_, units), name in zip(prices, shop.ids, strict=True)}, 0
    bought = dict(have)
    for number in range(4):
        left = [
            part
            for part in sorted(set(parts))
            if any(have[n] for n, p in zip(shop.ids, parts, strict=True) if p == part)
        ]
        if not left:
            break
        part = data.draw(st.sampled_from(left))
        mine = [name for name, its in zip(shop.ids, parts, strict=True) if its == part and have[name]]
        step = {name: data.draw(st.integers(0, have[name])) for name in mine}
        step = {name: units for name, units in step.items() if units} or {mine[0]: 1}
        before, one, staff = dict(have), f"b{number}", vendor(f"v{part}")
        for name, units in step.items():
            have[name] -= units
        due = clawed_back(shop.evaluation, shop.coupon, have, shop.purchase, before)
        amounts = dict(zip(shop.ids, due.lines, strict=True))
        amounts[shop.ids[0]] += short
        counter.do(wants(*step.items(), part=f"p{part}", name=one))
        counter.do(accept(one), receive(*[came(name, units) for name, units in step.items()], name=one), who=staff)
        counter.kept_back = tuple(kept(amount, name, one) for name, amount in amounts.items() if amount)
        counter.do(refund(f"r{number}", one), who=staff)
        counter.settle(f"r{number}")
        short = counter.last(ReturnRefundRequested).short
        in_all = sum(clawed_back(shop.evaluation, shop.coupon, have, shop.purchase).lines)
        paid = shop.fair(bought)
        assert sum(each.refunded for each in counter.order.parts) == paid - shop.fair(have) - in_all + short
        assert short >= 0 or len(set(parts)) > 1
