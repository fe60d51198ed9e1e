"""Laws of what a decision does: it can be applied, changes nothing by itself, ends where stages end, and travels."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import NOTHING, evolve, fields

from mpcore import refunds
from mpcore.kernel import BrokenHistoryError, Done, Refused
from mpcore.refunds import (
    REFUND,
    RETURN,
    AfterSales,
    ApproveRefund,
    Case,
    Grounds,
    Payer,
    Refund,
    RefundEvent,
    RefundReturn,
    RefundStage,
    Return,
    ReturnRefunded,
    SettleRefundByHand,
)
from mpcore.testing.attempts import RefundAttempt
from mpcore.testing.laws.words import hold, said
from mpcore.testing.refund_life import told
from mpcore.testing.strategies.refund_openings import WAREHOUSE

__all__ = ["carried", "closed", "final", "repeatable", "still"]


def closed(attempt: RefundAttempt) -> None:
    """What is accepted can be applied, and `execute` is `decide` and `evolve`; a refusal has reasons, each once."""
    decision = refunds.decide(attempt.state, attempt.command, attempt.context)
    outcome = attempt.execute()
    if isinstance(decision, Refused):
        hold(bool(decision.reasons), attempt, "it is refused without a reason")
        hold(len(set(decision.reasons)) == len(decision.reasons), attempt, "a reason is given twice", decision)
        hold(outcome == decision, attempt, "decide and execute disagree", outcome, decision)
        return
    try:
        after = refunds.evolve(attempt.state, *decision.events)
        told(attempt.order, after, decision.events)
    except BrokenHistoryError as error:
        raise AssertionError(said(attempt, "it is accepted, and its events cannot be applied", error)) from error
    hold(outcome == Done(after, decision.events), attempt, "decide and execute disagree", outcome, decision)


def still(attempt: RefundAttempt) -> None:
    """Deciding changes nothing, and says the same twice."""
    before = pickle.dumps((attempt.state, attempt.order))
    first = attempt.execute()
    after = pickle.dumps((attempt.state, attempt.order))
    hold(after == before, attempt, "deciding has changed the refunds, or the order")
    second = attempt.execute()
    hold(first == second, attempt, "it is decided differently the second time", first, second)


def final(attempt: RefundAttempt) -> None:
    """From a stage whose row is empty nothing leads on: neither a command nor an event.

    What a payment provider says too late is recorded, and the refund is where it was.
    """
    state, outcome = attempt.state, attempt.execute()
    after = outcome.state if isinstance(outcome, Done) else state
    for refund in state.refunds:
        if not REFUND.rows[refund.stage]:
            stage = f"refund {refund.id} is {refund.stage.name}"
            _nothing_applies(attempt, stage, _of_refund(state, refund))
            now = after.refund(refund.id)
            hold(now is not None and now.stage is refund.stage, attempt, f"{stage}, and still it is led on", now)
    for one in state.returns:
        if not RETURN.rows[one.stage]:
            stage = f"return {one.id} is {one.stage.name}"
            _nothing_applies(attempt, stage, _of_return(state, one))
            following = after.find_return(one.id)
            kept = following is not None and following.stage is one.stage
            hold(kept, attempt, f"{stage}, and still it is led on", following)


def _nothing_applies(attempt: RefundAttempt, stage: str, events: Iterator[RefundEvent]) -> None:
    for event in events:
        try:
            refunds.evolve(attempt.state, event)
        except BrokenHistoryError:
            continue
        raise AssertionError(said(attempt, f"{stage}, and still this applies", event))


def _of_refund(state: AfterSales, refund: Refund) -> Iterator[RefundEvent]:
    """One event of each class in a refund's table."""
    kinds = {kind for row in REFUND.rows.values() for kind in row}
    for kind in sorted(kinds, key=lambda kind: kind.__name__):
        yield _made(kind, order=state.order, refund=refund.id, at=refund.requested_at)


def _of_return(state: AfterSales, one: Return) -> Iterator[RefundEvent]:
    """One event of each class in a return's table."""
    kinds = {kind for row in RETURN.rows.values() for kind in row}
    for kind in sorted(kinds, key=lambda kind: kind.__name__):
        case = Case(grounds=Grounds.OTHER, opened_at=one.opened_at, resumes=one.stage)
        known = {"order": state.order, "return_id": one.id, "at": one.opened_at, "due": one.opened_at}
        more = {"refund": one.refund} if kind is ReturnRefunded else {}
        yield _made(kind, **known, **more, case=case, happened_at=one.opened_at)


def _made(kind: type[RefundEvent], **known: object) -> RefundEvent:
    """An event of that class, with nothing in it but what is known."""
    names = {field.name: field.default is NOTHING for field in fields(kind)}
    wanted = [name for name, is_needed in names.items() if is_needed or name in known]
    given: dict[str, Any] = {name: known.get(name, _NOTHING.get(name)) for name in wanted}
    return kind(**given)


_NOTHING: Mapping[str, object] = {
    "payments": (),
    "amount": 0,
    "in_all": 0,
    "shares": (),
    "note": "",
    "documents": (),
    "evidence": (),
    "lines": (),
    "postage": 0,
    "compensation": 0,
    "address": WAREHOUSE,
    "payer": Payer.BUYER,
    "replacement": "o9",
}
"""What an event says that says nothing; None, where it is not here."""


def repeatable(attempt: RefundAttempt) -> None:
    """What is said again once the order was told changes nothing: it is accepted, and nothing follows.

    What was over with the first, since there was no money in it, is refused the second time; and so much money given
    outside is so much more each time.
    """
    outcome, command = attempt.execute(), attempt.command
    if isinstance(outcome, Refused) or (isinstance(command, SettleRefundByHand) and command.amount is not None):
        return
    order = told(attempt.order, outcome.state, outcome.events).state
    ctx = evolve(attempt.context, order=order, also=())
    again = refunds.execute(outcome.state, attempt.command, ctx)
    if isinstance(again, Refused):
        hold(_was_over_at_once(attempt, outcome), attempt, "said again, it is refused", again)
    else:
        hold(again == Done(outcome.state, ()), attempt, "said again, it is not harmless", again)


def _was_over_at_once(attempt: RefundAttempt, outcome: Done[AfterSales, RefundEvent]) -> bool:
    """Whether no money was in it."""
    if isinstance(attempt.command, ApproveRefund):
        refund = outcome.state.refund(attempt.command.refund)
        return refund is not None and refund.stage is RefundStage.COMPLETED and not refund.amount
    if isinstance(attempt.command, RefundReturn):
        return outcome.state.refund(attempt.command.refund) is None
    return False


def carried(attempt: RefundAttempt) -> None:
    """State, command, context and events are the same after a trip over the wire, and so is what comes of them."""
    from mpcore import wire  # noqa: PLC0415  (no other law needs it, and it takes its time to load)

    state = wire.load(AfterSales, wire.dump(attempt.state))
    hold(state == attempt.state, attempt, "over the wire the refunds become others", state)
    command = wire.load(type(attempt.command), wire.dump(attempt.command))
    hold(command == attempt.command, attempt, "over the wire the command becomes another", command)
    here, there = attempt.execute(), refunds.execute(state, command, attempt.context)
    hold(here == there, attempt, "over the wire it is decided differently", here, there)
    for event in here.events if isinstance(here, Done) else ():
        carried_event = wire.load(type(event), wire.dump(event))
        hold(carried_event == event, attempt, "over the wire an event becomes another", event, carried_event)
