"""Laws of what a decision does: it can be applied, changes nothing by itself, ends where stages end, and travels."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

from attrs import evolve

from mpcore import orders
from mpcore.kernel import BrokenHistoryError, DispatchId, Done, Refused
from mpcore.orders import (
    DISPATCH,
    PART,
    PAYMENT,
    REQUEST,
    AddNote,
    AnswerCancellation,
    AuthorisationExpired,
    CancellationAccepted,
    CancellationDeclined,
    CancellationRequested,
    CancellationWithdrawn,
    CancelLines,
    CancelPart,
    CancelRequest,
    Cause,
    CollectionRecorded,
    CompletePart,
    ConfirmPayment,
    DeliveryRecorded,
    Dispatch,
    DispatchKind,
    DispatchLost,
    DispatchReturned,
    HoldPart,
    Liability,
    LinesCancelled,
    LinesShipped,
    Order,
    OrderCommand,
    OrderEvent,
    Part,
    PartCancelled,
    PartCompleted,
    PartDue,
    PartEvent,
    PartHeld,
    PartReleased,
    Payment,
    PaymentConfirmed,
    PaymentFailed,
    PaymentRecorded,
    RecordAuthorisation,
    RecordPayment,
    ReleasePart,
    RemindBuyer,
    RequestCancellation,
    ShipLines,
    VacationRecorded,
    WithdrawCancellation,
)
from mpcore.testing.attempts import OrderAttempt
from mpcore.testing.laws.words import hold, said
from mpcore.timing import Window

__all__ = ["carried", "closed", "final", "repeatable", "still"]

_ONCE: frozenset[type[OrderCommand]] = frozenset(
    {
        ConfirmPayment,
        CompletePart,
        HoldPart,
        ReleasePart,
        CancelPart,
        RequestCancellation,
        WithdrawCancellation,
        AnswerCancellation,
    }
)
"""What is over once it was done, and is refused when it is asked again."""

_ANEW: frozenset[type[OrderCommand]] = frozenset({CancelLines, RemindBuyer})
"""What happens again when it is asked again."""

_WITH_IDS: frozenset[type[OrderCommand]] = frozenset({RecordPayment, RecordAuthorisation, ShipLines, AddNote})
"""What brings a new id, and is known by it: whatever the host's rules have against it by then, it has happened."""


def closed(attempt: OrderAttempt) -> None:
    """What is accepted can be applied, and `execute` is `decide` and `evolve`; what is refused has a reason."""
    decision = orders.decide(attempt.state, attempt.command, attempt.context)
    outcome = attempt.execute()
    if isinstance(decision, Refused):
        hold(bool(decision.reasons), attempt, "it is refused without a reason")
        hold(outcome == decision, attempt, "decide and execute disagree", outcome, decision)
        return
    try:
        after = orders.evolve(attempt.state, *decision.events)
    except BrokenHistoryError as error:
        raise AssertionError(said(attempt, "it is accepted, and its events cannot be applied", error)) from error
    hold(outcome == Done(after, decision.events), attempt, "decide and execute disagree", outcome, decision)


def still(attempt: OrderAttempt) -> None:
    """Deciding changes nothing, and says the same twice."""
    before = pickle.dumps(attempt.state)
    first = attempt.execute()
    hold(pickle.dumps(attempt.state) == before, attempt, "deciding has changed the order")
    second = attempt.execute()
    hold(first == second, attempt, "it is decided differently the second time", first, second)


def final(attempt: OrderAttempt) -> None:
    """From a stage whose row is empty nothing leads on: neither a command nor an event."""
    order = attempt.state
    outcome = attempt.execute()
    events = outcome.events if isinstance(outcome, Done) else ()
    for part in order.parts:
        if PART.rows[part.stage]:
            continue
        stage = f"part {part.id} is {part.stage.name}"
        _nothing_applies(attempt, stage, _of_part(order, part))
        moved = [event for event in events if isinstance(event, PartEvent) and _is_about(event, part)]
        hold(not moved, attempt, f"{stage}, and still this is accepted", outcome)
    for stage, following in _of_what_ended(order):
        _nothing_applies(attempt, stage, following)


def _nothing_applies(attempt: OrderAttempt, stage: str, events: tuple[OrderEvent, ...]) -> None:
    for event in events:
        try:
            orders.evolve(attempt.state, event)
        except BrokenHistoryError:
            continue
        raise AssertionError(said(attempt, f"{stage}, and still this applies", event))


def _is_about(event: PartEvent, part: Part) -> bool:
    if isinstance(event, PaymentConfirmed):
        return part.id in [due.part for due in event.parts]
    return event.part == part.id


def _of_part(order: Order, part: Part) -> tuple[PartEvent, ...]:
    """One event of each class in the part's table, which would be about this part."""
    sent = Dispatch(
        id=DispatchId("one more"),
        lines=(),
        kind=DispatchKind.UNTRACKED,
        liability=Liability.VENDOR,
        dispatched_at=order.placed_at,
    )
    at = order.placed_at
    return (
        PaymentConfirmed(at=at, parts=(PartDue(part.id, 0, None),)),
        LinesShipped(part=part.id, dispatch=sent),
        PartHeld(part=part.id, at=at, due_end=None),
        PartReleased(part=part.id, at=at, due_end=None),
        VacationRecorded(part=part.id, away=Window(at), due_end=None),
        CancellationRequested(part.id, CancelRequest(requested_at=at, ends_at=at)),
        LinesCancelled(part=part.id, at=at, shares=(), cause=Cause.OPERATOR),
        PartCancelled(part=part.id, at=at, shares=(), cause=Cause.OPERATOR),
        PartCompleted(part=part.id, at=at),
    )


def _of_what_ended(order: Order) -> Iterator[tuple[str, tuple[OrderEvent, ...]]]:
    """Dispatches, payments and requests that nothing follows on, each with one event of each class of its table."""
    at = order.placed_at
    for payment in order.payments:
        if not PAYMENT.rows[payment.stage]:
            events: tuple[OrderEvent, ...] = (
                PaymentRecorded(Payment(payment.id, payment.amount, at)),
                PaymentFailed(payment.id, at),
                AuthorisationExpired(payment.id, at),
            )
            yield f"payment {payment.id} is {payment.stage.name}", events
    for part in order.parts:
        for sent in part.dispatches:
            if not DISPATCH.rows[sent.stage]:
                scans = (DeliveryRecorded, CollectionRecorded, DispatchLost, DispatchReturned)
                events = tuple([scan(part.id, sent.id, at) for scan in scans])
                yield f"dispatch {sent.id} is {sent.stage.name}", events
        if part.request is not None and not REQUEST.rows[part.request.stage]:
            answers = (CancellationAccepted, CancellationDeclined, CancellationWithdrawn)
            events = tuple([answer(part.id, at) for answer in answers])
            yield f"the request to cancel {part.id} is {part.request.stage.name}", events


def repeatable(attempt: OrderAttempt) -> None:
    """What carries an id, or says how something is, may be said again: it is accepted, and changes nothing.

    Of the rest, what is over is refused; only units are cancelled, and buyers reminded, as often as it is asked.
    """
    outcome = attempt.execute()
    kind = type(attempt.command)
    if isinstance(outcome, Refused) or kind in _ANEW:
        return
    ctx = attempt.context if kind in _WITH_IDS else evolve(attempt.context, also=())
    again = orders.execute(outcome.state, attempt.command, ctx)
    if kind in _ONCE:
        hold(isinstance(again, Refused), attempt, "it happens twice", again)
    else:
        hold(again == Done(outcome.state, ()), attempt, "said again, it is not harmless", again)


def carried(attempt: OrderAttempt) -> None:
    """State, command and events are the same after a trip over the wire, and so is what comes of them."""
    from mpcore import wire  # noqa: PLC0415  (no other law needs it, and it takes its time to load)

    state = wire.load(Order, wire.dump(attempt.state))
    hold(state == attempt.state, attempt, "over the wire the order becomes another", state)
    command = wire.load(type(attempt.command), wire.dump(attempt.command))
    hold(command == attempt.command, attempt, "over the wire the command becomes another", command)
    here, there = attempt.execute(), orders.execute(state, command, attempt.context)
    hold(here == there, attempt, "over the wire it is decided differently", here, there)
    for event in here.events if isinstance(here, Done) else ():
        carried_event = wire.load(type(event), wire.dump(event))
        hold(carried_event == event, attempt, "over the wire an event becomes another", event, carried_event)
