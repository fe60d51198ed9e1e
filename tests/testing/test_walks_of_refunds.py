"""Walks of an order and what becomes of it find what is broken."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from mpcore import orders, refunds
from mpcore.kernel import Accepted, Buyer, Decision, Done, Option, Refused, changed
from mpcore.orders import Order, OrderEvent, OrderFact, Part, RefundClosed, Shares
from mpcore.presets import PLAIN
from mpcore.refunds import (
    AfterSales,
    ApproveRefund,
    Context,
    FireTimers,
    OpenReturn,
    RefundCommand,
    RefundCompleted,
    RefundEvent,
    RefundRequested,
    ReturnRefunded,
    ReturnRequested,
    after_sales_of,
)
from mpcore.refunds import asking as refunds_asking
from mpcore.refunds.entitlement import rest_of
from mpcore.testing import RefundWalk
from tests.testing.breaking_refunds import Decide, decide, deciding, evolved, facts_for

record, options = orders.record, refunds.options

QUICK = PLAIN.what_if({"refunds.enforce_causes": False, "refunds.auto_approve": True})
"""Refunds come about easily."""

FAST = settings(
    max_examples=150,
    stateful_step_count=25,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def walked() -> None:
    run_state_machine_as_test(RefundWalk.using(rules=QUICK), settings=FAST)


def without(kind: type[RefundEvent]) -> Decide:
    """That does not happen."""

    def broken(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
        decision = decide(state, command, ctx)
        if isinstance(decision, Refused):
            return decision
        return Accepted(tuple([event for event in decision.events if not isinstance(event, kind)]))

    return broken


def stingy(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
    """Every refund is of a cent less than its lines are."""
    decision = decide(state, command, ctx)
    asked = decision.events[0] if isinstance(decision, Accepted) and decision.events else None
    if isinstance(decision, Refused) or not isinstance(asked, RefundRequested):
        return decision
    content = changed(asked.content, amount=asked.content.amount - 1)
    return Accepted((evolve(asked, content=content), *decision.events[1:]))


def overslept(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
    """Timers fire a day late."""
    late = isinstance(command, FireTimers)
    return decide(state, command, evolve(ctx, now=ctx.now.subtract(days=1)) if late else ctx)


def unhidden(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
    """Whoever buys may open a return of anything."""
    mine = isinstance(command, OpenReturn) and isinstance(ctx.actor, Buyer)
    return decide(state, command, evolve(ctx, actor=ctx.order.buyer) if mine else ctx)


def forgetful(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
    """Nobody remembers what was approved."""
    known = state.refund(command.refund) if isinstance(command, ApproveRefund) else None
    decision = decide(state, command, ctx)
    again = known is not None and known.approved_at is not None and decision == Accepted(())
    return Refused((refunds.NothingOwed(part=ctx.order.parts[0].id),)) if again else decision


@pytest.mark.parametrize(
    "broken",
    [
        without(ReturnRequested),
        without(RefundCompleted),
        without(ReturnRefunded),
        stingy,
        overslept,
        unhidden,
        forgetful,
    ],
    ids=["unopened", "uncompleted", "unrefunded", "stingy", "overslept", "unhidden", "forgetful"],
)
def test_a_walk_finds_a_broken_decider(broken: Decide, monkeypatch: pytest.MonkeyPatch) -> None:
    deciding(broken, monkeypatch)
    with pytest.raises(AssertionError):
        walked()


def test_a_walk_finds_an_order_that_is_not_told_of_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(state: AfterSales, events: Iterable[RefundEvent]) -> tuple[OrderFact, ...]:
        return tuple([fact for fact in facts_for(state, events) if not isinstance(fact, RefundClosed)])

    monkeypatch.setattr(refunds, "facts_for", silent)
    with pytest.raises(Exception, match=r"what is under way|has not been told everything|the open refunds"):
        walked()


def test_a_walk_finds_a_fact_that_counts_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def doubling(order: Order, fact: OrderFact) -> Done[Order, OrderEvent]:
        known = any(one.id == fact.id for one in order.facts)
        return Done(changed(order, reminders=order.reminders + 1), ()) if known else record(order, fact)

    monkeypatch.setattr(orders, "record", doubling)
    with pytest.raises(AssertionError, match=r"told twice"):
        walked()


def test_a_walk_finds_what_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refunds, "forget", tuple)
    with pytest.raises(AssertionError, match="something personal was not forgotten"):
        walked()


def test_a_walk_finds_options_that_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def hopeful(state: AfterSales, ctx: Context) -> tuple[Option[RefundCommand], ...]:
        return tuple([changed(option, reasons=()) for option in options(state, ctx)])

    monkeypatch.setattr(refunds, "options", hopeful)
    with pytest.raises(AssertionError, match="is offered, and refused"):
        walked()


def test_a_walk_finds_a_full_refund_without_the_shipping(monkeypatch: pytest.MonkeyPatch) -> None:
    def goods_only(part: Part) -> tuple[Shares, ...]:
        return tuple([changed(share, shipping=0, total=share.total - share.shipping) for share in rest_of(part)])

    monkeypatch.setattr(refunds_asking, "rest_of", goods_only)
    with pytest.raises(AssertionError, match=r"a full refund of|it does not end"):
        walked()


@pytest.mark.parametrize("lost", ["payments", "restock", "ended_at"])
def test_a_walk_finds_a_broken_evolver(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the refunds keep is not what their history gives."""

    def losing(state: AfterSales, *events: RefundEvent) -> AfterSales:
        after = evolved(state, *events)
        done = [one for one in after.refunds if one.ended_at is not None]
        empty: tuple[()] | None = None if lost == "ended_at" else ()
        kept = [changed(one, **{lost: empty}) if one in done else one for one in after.refunds]
        return changed(after, refunds=tuple(kept))

    def replaying(order: Order, history: Iterable[RefundEvent]) -> AfterSales:
        return evolved(after_sales_of(order), *history)

    monkeypatch.setattr(refunds, "evolve", losing)
    monkeypatch.setattr(refunds, "replay", replaying)
    deciding(decide, monkeypatch)
    with pytest.raises(AssertionError):
        walked()


def test_a_walk_under_a_rule_book_stays_under_it() -> None:
    def nothing_against(*_: object) -> None:
        """The host's own rule."""

    walk = RefundWalk.using(rules=PLAIN, also=(nothing_against,))
    assert (walk.rule_book, walk.also) == (PLAIN, (nothing_against,))
    assert (RefundWalk.rule_book, RefundWalk.also) == (None, ())
    assert isinstance(walk.TestCase, type)
    run_state_machine_as_test(walk, settings=settings(FAST, max_examples=2))


def test_a_walk_ends_what_it_began(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> tuple[()]:
        return ()

    monkeypatch.setattr(refunds, "due", never)
    with pytest.raises(AssertionError, match="a return is open, and nobody waits"):
        walked()
