"""What is not shipped may be cancelled; what was paid of it goes back in exact shares (§00.3)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mpcore import orders
from mpcore.kernel import Exceeds, LineId, ListingId, MissingScope, NothingNamed, PartId, Refused, WrongStage
from mpcore.money import money
from mpcore.orders import (
    AlreadyShipped,
    Cause,
    Discount,
    Funder,
    Line,
    LinesCancelled,
    NothingToShip,
    Order,
    OrderCompleted,
    PartCancelled,
    PartStage,
    PaymentRecorded,
    RefundPending,
    Shares,
    Tax,
)
from mpcore.orders.shares import of_rest, of_units
from mpcore.presets import PLAIN, WHATNOT
from mpcore.testing import OPERATOR, PLACED_AT, Scenario, placed, vendor_member
from mpcore.testing import strategies as some
from tests.orders.say import (
    all_of,
    cancel,
    cancel_lines,
    complete,
    pay,
    refund_closed,
    refund_opened,
    refund_settled,
    ship,
)

SHIPPED_FOR = placed("v1", shipping="2.99")
"""Two lines of 2 × 10.00, and 2.99 for shipping: 1.50 and 1.49."""


def shares(line: str, units: int, goods: int, shipping: int = 0) -> Shares:
    return Shares(line=LineId(line), units=units, goods=goods, shipping=shipping, total=goods + shipping)


@pytest.mark.rule("00.3")
def test_cancelling_what_was_paid_sends_back_exactly_those_shares() -> None:
    story = Scenario(SHIPPED_FOR).after(pay("42.99"))
    story = story.when(cancel_lines("p1", ("p1.l1", 1)))
    one = (shares("p1.l1", 1, 1000),)
    (event,) = story.events
    assert isinstance(event, LinesCancelled)
    assert (event.shares, event.refund_due) == (one, one)
    story = story.when(cancel("p1"), now=PLACED_AT)
    rest = (shares("p1.l1", 1, 1000, 150), shares("p1.l2", 2, 2000, 149))
    story.then(PartCancelled(part=PartId("p1"), at=PLACED_AT, shares=rest, refund_due=rest, cause=Cause.OPERATOR))
    assert story.state.due == money("0.00", "EUR")


@pytest.mark.rule("00.3")
def test_nothing_goes_back_of_what_was_not_paid() -> None:
    story = Scenario(SHIPPED_FOR).when(cancel("p1"))
    (event,) = story.events
    assert isinstance(event, PartCancelled)
    assert not event.refund_due
    (paid,) = Scenario(SHIPPED_FOR).after(pay("42.99")).when(cancel("p1")).events
    assert isinstance(paid, PartCancelled)
    assert paid.refund_due
    (free,) = Scenario(placed("v1", price="0.00")).when(cancel("p1")).events
    assert isinstance(free, PartCancelled)
    assert not free.refund_due


@pytest.mark.rule("00.3")
def test_shipping_goes_back_only_with_the_last_of_the_part() -> None:
    story = Scenario(SHIPPED_FOR).after(pay("42.99"), ship("p1", ("p1.l1", 1)))
    story = story.when(cancel_lines("p1", ("p1.l1", 1), ("p1.l2", 2)))
    goods = (shares("p1.l1", 1, 1000), shares("p1.l2", 2, 2000))
    (event,) = story.events
    assert isinstance(event, LinesCancelled)
    assert (event.shares, event.refund_due) == (goods, goods)
    whole = Scenario(SHIPPED_FOR).after(pay("42.99")).when(cancel_lines("p1", ("p1.l1", 2), ("p1.l2", 2)))
    whole.then(PartCancelled)
    assert sum(share.shipping for share in cancelled_shares(whole)) == 299


def cancelled_shares(story: Scenario) -> list[Shares]:
    return [
        share for event in story.events if isinstance(event, LinesCancelled | PartCancelled) for share in event.shares
    ]


@pytest.mark.rule("00.3")
@given(st.data())
def test_in_whatever_steps_a_part_is_cancelled_every_component_goes_back_whole(data: st.DataObject) -> None:
    book = PLAIN
    life = data.draw(some.lives(book, vendors=1, lines=3, steps=0))
    order: Order = life.state
    ctx = orders.Context(now=life.now, actor=OPERATOR, policy=book.orders)
    gone: dict[str, list[Shares]] = {line.id: [] for line in order.parts[0].lines}
    while order.parts[0].stage is not PartStage.CANCELLED:
        line = data.draw(st.sampled_from([line for line in order.parts[0].lines if line.to_ship]))
        units = data.draw(st.integers(1, line.to_ship))
        done = orders.execute(order, cancel_lines("p1", (line.id, units)), ctx).unwrap()
        for event in done.events:
            if isinstance(event, LinesCancelled | PartCancelled):
                for share in event.shares:
                    gone[share.line].append(share)
        order = done.state
    for line in order.parts[0].lines:
        parts = gone[line.id]
        assert sum(share.goods for share in parts) == line.goods
        assert sum(share.shipping for share in parts) == line.shipping
        assert [sum(amounts) for amounts in zip(*[share.taxes for share in parts], strict=True)] == [
            tax.amount for tax in line.taxes
        ]
        assert [sum(amounts) for amounts in zip(*[share.discounts for share in parts], strict=True)] == [
            discount.amount for discount in line.discounts
        ]
        assert sum(share.total for share in parts) == line.total
    assert order.due_minor == 0


def test_a_line_of_three_units_for_10_00_goes_back_as_3_33_3_33_and_3_34() -> None:
    story = Scenario(placed("v1", lines=1, quantity=3, price="3.33")).after(pay("9.99"))
    order = story.state
    line = evolve(order.parts[0].lines[0], goods=1000, total=1000)
    order = evolve(order, parts=(evolve(order.parts[0], lines=(line,), total=1000, paid=1000),))
    ctx = orders.Context(now=PLACED_AT, actor=OPERATOR, policy=PLAIN.orders)
    seen: list[int] = []
    for _ in range(3):
        done = orders.execute(order, cancel_lines("p1", ("p1.l1", 1)), ctx).unwrap()
        order = done.state
        seen += [
            share.total
            for event in done.events
            if isinstance(event, LinesCancelled | PartCancelled)
            for share in event.shares
        ]
    assert seen == [333, 333, 334]


@pytest.mark.rule("00.3")
def test_no_unit_costs_less_than_nothing() -> None:
    """Two units of 0.99 with 1.01 and 0.97 off were 0.01 and -0.01: more was released than the line had cost."""
    line = Line(
        id=LineId("l1"),
        listing=ListingId("a chair"),
        title="A chair",
        quantity=2,
        unit_price=99,
        goods=198,
        discounts=(Discount(amount=101, funder=Funder.VENDOR), Discount(amount=97, funder=Funder.OPERATOR)),
        total=0,
    )
    first, second = of_units(line, 0, 1), of_units(line, 1, 2)
    assert (first.total, second.total) == (0, 0)
    assert first.goods + second.goods == 198
    assert [sum(both) for both in zip(first.discounts, second.discounts, strict=True)] == [101, 97]
    assert of_rest(evolve(line, cancelled=1)) == second


@given(
    st.integers(1, 12),
    st.integers(0, 500),
    st.lists(st.integers(0, 300), max_size=3),
    st.lists(st.tuples(st.integers(0, 200), st.booleans(), st.booleans()), max_size=3),
)
def test_every_unit_costs_something_or_nothing_and_all_of_them_the_line(
    quantity: int, price: int, off: list[int], taxes: list[tuple[int, bool, bool]]
) -> None:
    goods = price * quantity
    left = goods
    discounts: list[Discount] = []
    for wanted in off:
        discounts.append(Discount(amount=min(wanted, left), funder=Funder.VENDOR))
        left -= min(wanted, left)
    given = tuple(
        [
            Tax(rate_id="x", rate=Decimal(0), amount=amount, inclusive=inclusive, on_shipping=on_shipping)
            for amount, inclusive, on_shipping in taxes
        ]
    )
    shipping = 7
    line = Line(
        id=LineId("l1"),
        listing=ListingId("a chair"),
        title="A chair",
        quantity=quantity,
        unit_price=price,
        goods=goods,
        taxes=given,
        discounts=tuple(discounts),
        shipping=shipping,
        total=left + sum([tax.amount for tax in given if not tax.inclusive]) + shipping,
    )
    units = [of_units(line, unit, unit + 1) for unit in range(quantity)]
    assert all(share.total >= 0 and share.goods >= 0 and min(share.discounts, default=0) >= 0 for share in units)
    assert sum(share.goods for share in units) == goods
    for k in range(quantity):
        before, rest = of_units(line, 0, k), of_rest(evolve(line, cancelled=k))
        assert before.total + rest.total == line.total
        assert before.total == sum(share.total for share in units[:k])
        assert [a + b for a, b in zip(before.taxes, rest.taxes, strict=True)] == [tax.amount for tax in given]


@pytest.mark.rule("00.8")
def test_vendors_cancel_only_where_the_marketplace_lets_them() -> None:
    story = Scenario(placed("v1"))
    story.when(cancel("p1"), actor=vendor_member("v1")).refused(MissingScope)
    story.when(cancel_lines("p1", ("p1.l1", 1)), actor=vendor_member("v1")).refused(MissingScope)
    story.when(cancel("p1"), actor=OPERATOR).then(PartCancelled)
    whatnot = Scenario(placed("v1", rules=WHATNOT))
    whatnot.when(cancel("p1"), actor=vendor_member("v1")).then(PartCancelled)
    whatnot.when(cancel_lines("p1", ("p1.l1", 1)), actor=vendor_member("v1")).then(LinesCancelled)


@pytest.mark.rule("T14")
def test_a_part_of_which_something_was_shipped_is_not_cancelled_as_a_whole() -> None:
    story = Scenario(placed("v1")).after(pay("40.00"))
    story.when(cancel("p1")).then(PartCancelled)
    story.after(ship("p1", ("p1.l1", 1))).when(cancel("p1")).refused(AlreadyShipped)


def test_no_more_units_are_cancelled_than_there_are() -> None:
    story = Scenario(placed("v1")).after(pay("40.00"), ship("p1", ("p1.l1", 1)))
    story.when(cancel_lines("p1", ("p1.l1", 2))).refused(Exceeds)
    story.when(cancel_lines("p1", ("p1.l1", 1))).then(LinesCancelled)
    story.when(evolve(cancel_lines("p1", ("p1.l1", 1)), lines=())).refused(NothingNamed)
    shipped = story.after(ship("p1", ("p1.l1", 1), ("p1.l2", 2), dispatch="d2"))
    shipped.when(cancel_lines("p1", ("p1.l1", 1))).refused(NothingToShip, Exceeds)
    shipped.after(complete()).when(cancel_lines("p1", ("p1.l1", 1))).refused(WrongStage)


def test_money_that_comes_later_leaves_a_cancelled_part_cancelled() -> None:
    story = Scenario(placed("v1")).after(cancel("p1")).when(pay("40.00")).then(PaymentRecorded)
    assert story.state.parts[0].stage is PartStage.CANCELLED
    assert story.state.surplus == money("40.00", "EUR")


def test_a_repeated_cancellation_is_refused_and_counts_nothing_twice() -> None:
    story = Scenario(placed("v1")).after(cancel("p1"))
    again = story.when(cancel("p1")).refused(WrongStage)
    assert again.state == story.state


@pytest.mark.rule("00.3")
def test_what_goes_back_with_a_cancellation_is_what_is_left_of_what_was_paid() -> None:
    """5.00 of 42.99 had gone back before; the cancellation sent back 42.99 once more."""
    story = Scenario(SHIPPED_FOR).after(pay("42.99"))
    story = story.told(refund_settled("p1", (shares("p1.l1", 0, 500),))).when(cancel("p1")).then(PartCancelled)
    (event,) = story.events
    assert isinstance(event, PartCancelled)
    assert [share.total for share in event.shares] == [2150, 2149], "what the buyer owes no more"
    assert [share.total for share in event.refund_due] == [1650, 2149], "what goes back now"
    settled = story.told(refund_settled("p1", event.refund_due, refund="r2", fact="f9", of_cancellation=True))
    assert settled.state.parts[0].refunded == settled.state.parts[0].paid == 4299


@pytest.mark.rule("00.3")
@given(some.lives(PLAIN), st.data())
def test_no_cancellation_sends_back_more_than_is_left(life: some.Life, data: st.DataObject) -> None:
    """However much had gone back before, as long as it had: what is settled can be applied, and never exceeds."""
    order = life.state
    ctx = orders.Context(now=life.now, actor=OPERATOR, policy=PLAIN.orders)
    for number in range(data.draw(st.integers(1, 4))):
        open_parts = [part for part in order.parts if part.to_ship and not part.open_refunds]
        if not open_parts:
            break
        part = data.draw(st.sampled_from(open_parts))
        line = data.draw(st.sampled_from([line for line in part.lines if line.to_ship]))
        units = data.draw(st.integers(1, line.to_ship))
        outcome = orders.execute(order, cancel_lines(part.id, (line.id, units)), ctx)
        if isinstance(outcome, Refused):
            continue
        order = outcome.state
        for event in outcome.events:
            if isinstance(event, LinesCancelled | PartCancelled) and event.refund_due:
                fact = refund_settled(
                    part.id, event.refund_due, refund=f"r-{number}", fact=f"z{number}", of_cancellation=True
                )
                order = orders.record(order, fact).state
    assert all(part.refunded <= part.paid for part in order.parts)


@pytest.mark.rule("00.3")
def test_what_was_paid_short_goes_back_short() -> None:
    """35.00 had come in for 40.00 and 5.00 had gone back: no more than 30.00 can."""
    rules = PLAIN.what_if({"orders.underpayment_tolerance": 500})
    story = Scenario(placed("v1", rules=rules), rules).after(pay("35.00"))
    story = story.told(refund_settled("p1", (shares("p1.l1", 0, 500),))).when(cancel("p1")).then(PartCancelled)
    (event,) = story.events
    assert isinstance(event, PartCancelled)
    assert sum(share.total for share in event.refund_due) == 3000


@pytest.mark.rule("00.3")
def test_a_part_with_an_open_refund_is_not_cancelled_on_top_of_it() -> None:
    """Other engines send a second refund after a pending one."""
    story = Scenario(SHIPPED_FOR).after(pay("42.99")).told(refund_opened())
    story.when(cancel("p1")).refused(RefundPending)
    story.when(cancel_lines("p1", ("p1.l1", 1))).refused(RefundPending)
    story.told(refund_closed()).when(cancel("p1")).then(PartCancelled)


def test_a_cancelled_part_no_longer_counts_among_those_that_are_waited_for() -> None:
    story = Scenario(placed("v1", "v2")).after(pay("80.00"), cancel("p2"), ship("p1"))
    _, completed = story.when(complete("p1")).events
    assert isinstance(completed, OrderCompleted)
    assert all_of(story.state, "p9") == ()
