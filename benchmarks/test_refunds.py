"""What a refund costs: a request on a large part, fresh or with many refunds behind it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.lives import pay, placed, ship, whole
from benchmarks.ratio import turns
from mpcore import orders, refunds
from mpcore.kernel import Done, LineId, Outcome, PartId, Personal, RefundId, System
from mpcore.money import from_minor
from mpcore.orders import Order
from mpcore.refunds import (
    AfterSales,
    ApproveRefund,
    Context,
    Mode,
    Reason,
    RecordRefundPayment,
    RefundCause,
    RefundCommand,
    RefundEvent,
    RefundLine,
    RefundPolicy,
    RequestRefund,
    after_sales_of,
)
from mpcore.testing import OPERATOR, PLACED_AT

LINES, EARLIER = 100, 50
State = tuple[AfterSales, Order]


def sold() -> Order:
    """One part of many lines of four units, paid and sent off."""
    order = placed(1, LINES, 4)
    for command, ctx in (pay(order), ship(1, *whole(1, LINES, 4))):
        order = orders.execute(order, command, ctx).unwrap().state
    return order


def request(name: str, *, place: int = 1, units: int = 1, amount: int | None = None) -> RequestRefund:
    """Some units of a line, or an amount of it."""
    money = None if amount is None else from_minor(amount, "EUR")
    return RequestRefund(
        order=placed().id,
        refund=RefundId(name),
        part=PartId("p1"),
        mode=Mode.PARTIAL,
        cause=RefundCause.GOODWILL,
        reason=Reason(text=Personal("the lid is broken")),
        lines=(RefundLine(line=LineId(f"l1-{place}"), units=units, amount=money),),
    )


def context(order: Order, *, system: bool = False) -> Context:
    return Context(now=PLACED_AT, actor=System() if system else OPERATOR, policy=RefundPolicy(), order=order)


def done(state: State, command: RefundCommand) -> State:
    """What a host keeps: the refunds and the order that was told of them."""
    after, order = state
    following = refunds.execute(
        after, command, context(order, system=isinstance(command, RecordRefundPayment))
    ).unwrap()
    for fact in refunds.facts_for(following.state, following.events):
        order = orders.record(order, fact).state
    return following.state, order


def with_refunds(state: State, count: int) -> State:
    """So many refunds went back before, of units here and amounts there; most of the first lines."""
    for number in range(count):
        name = f"r{number:03}"
        place = number // 3 + 1
        asked = request(name, place=place) if number % 2 else request(name, place=place, units=0, amount=7)
        state = done(done(state, asked), ApproveRefund(order=asked.order, refund=asked.refund))
        refund = state[0].refund(asked.refund)
        assert refund is not None
        for share in refund.payments:
            answer = RecordRefundPayment(
                order=asked.order,
                refund=asked.refund,
                payment=share.payment,
                attempt=1,
                amount=from_minor(share.amount, "EUR"),
            )
            state = done(state, answer)
    return state


def asked(state: State, command: RequestRefund) -> Outcome[AfterSales, RefundEvent]:
    return refunds.execute(state[0], command, context(state[1]))


def test_a_request_after_fifty_refunds_costs_at_most_three_times_as_much() -> None:
    order = sold()
    fresh = after_sales_of(order), order
    used = with_refunds(fresh, EARLIER)
    assert len(used[0].refunds) == EARLIER
    one = request("z1")
    work: dict[str, Callable[[], object]] = {}
    for name, state in (("fresh", fresh), ("used", used)):
        assert isinstance(asked(state, one), Done)
        work[f"asked, {name}"] = partial(asked, state, one)
        work[f"asked and told, {name}"] = partial(done, state, one)
    times = turns(work, rounds=400, times=1)
    for name, time in times.items():
        print(f"{name}: {time:.1f} µs")
    for what in ("asked", "asked and told"):
        ratio = times[f"{what}, used"] / times[f"{what}, fresh"]
        print(f"{what}: {ratio:.2f}")
        assert ratio <= 3, what
