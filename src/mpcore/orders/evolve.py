"""The next state of an order after an event.

History is not argued with: what cannot have happened raises `BrokenHistoryError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from mpcore.kernel import BrokenHistoryError, LineId, PartId, RefundId, changed, find, made, put
from mpcore.orders.events import (
    DeliveryRecorded,
    LinesCancelled,
    LinesShipped,
    OrderCompleted,
    OrderEvent,
    OrderPlaced,
    PartCancelled,
    PartCompleted,
    PartEvent,
    PaymentConfirmed,
    PaymentRecorded,
)
from mpcore.orders.facts import (
    OrderFact,
    PayoutCancelled,
    PayoutFact,
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
    RefundClosed,
    RefundOpened,
    RefundSettled,
    SurplusRefunded,
)
from mpcore.orders.lifecycle import DISPATCH, PART, PAYOUT
from mpcore.orders.model import Line, Order, Part, Payment
from mpcore.orders.shares import Minor, fits, joined
from mpcore.orders.states import DispatchStage, PartStage, PayoutStage

__all__ = ["born", "evolve", "replay"]

_ROWS = PART.rows
_AWAITING_PAYMENT = PartStage.AWAITING_PAYMENT


def replay(history: Iterable[OrderEvent]) -> Order:
    """The order after its whole history, which begins with `OrderPlaced`."""
    events = iter(history)
    first = next(events, None)
    if not isinstance(first, OrderPlaced):
        said = "nothing" if first is None else type(first).__name__
        raise BrokenHistoryError(f"an order's history begins with OrderPlaced, this one with {said}")
    return evolve(born(first), *events)


def born(placed: OrderPlaced) -> Order:
    """The order as it was placed."""
    return made(
        Order,
        id=placed.order,
        buyer=placed.buyer,
        currency=placed.currency,
        rule_book=placed.rule_book,
        placed_at=placed.placed_at,
        parts=placed.parts,
        channel=placed.channel,
        properties=placed.properties,
        metadata=placed.metadata,
        payments=(),
        received_minor=0,
        last_payment_at=None,
        confirmed_at=None,
        completed_at=None,
        surplus_refunded=0,
        facts=(),
    )


def evolve(order: Order, *events: OrderEvent) -> Order:
    """The order after these events."""
    for event in events:
        match event:
            case LinesShipped():
                order = _shipped(order, event)
            case DeliveryRecorded():
                order = _delivered(order, event)
            case PartCompleted():
                part = _part(order, event.part)
                order = _with(order, changed(part, stage=_next(order, part, PartCompleted), completed_at=event.at))
            case PaymentRecorded():
                order = _paid(order, event.payment)
            case PaymentConfirmed():
                order = _confirmed(order, event)
            case OrderCompleted():
                if order.completed_at is not None or not event.invoices:
                    raise BrokenHistoryError(f"order {order.id} is completed twice, or without a completed part")
                order = changed(order, completed_at=event.at)
            case PartCancelled():
                part = _part(order, event.part)
                stage = _next(order, part, PartCancelled)
                lines, released = _released(order, part, event)
                if any(line.shipped + line.cancelled != line.quantity for line in lines):
                    raise BrokenHistoryError(
                        f"part {part.id} of order {order.id} is cancelled, and units of it are left"
                    )
                part = changed(part, stage=stage, lines=lines, released=released, cancelled_at=event.at)
                order = _with(order, part)
            case LinesCancelled():
                part = _part(order, event.part)
                stage = _next(order, part, LinesCancelled)
                lines, released = _released(order, part, event)
                order = _with(order, changed(part, stage=stage, lines=lines, released=released, reduced_at=event.at))
            case OrderPlaced():
                raise BrokenHistoryError(f"order {order.id} is placed twice")
            case _:
                order = _told(order, event)
    return order


def _paid(order: Order, payment: Payment) -> Order:
    if find(order.payments, payment.id) is not None:
        raise BrokenHistoryError(f"payment {payment.id} of order {order.id} is recorded twice")
    if payment.amount < 0:
        raise BrokenHistoryError(f"payment {payment.id} of order {order.id} is negative")
    last = order.last_payment_at
    return changed(
        order,
        payments=put(order.payments, payment),
        received_minor=order.received_minor + payment.amount,
        last_payment_at=payment.happened_at if last is None else max(last, payment.happened_at),
    )


def _confirmed(order: Order, event: PaymentConfirmed) -> Order:
    if order.confirmed_at is not None:
        raise BrokenHistoryError(f"the payment of order {order.id} is confirmed twice")
    waiting = {due.part: due for due in event.parts}
    parts = list(order.parts)
    for index, part in enumerate(order.parts):
        due = waiting.pop(part.id, None)
        if due is not None:
            stage = _next(order, part, PaymentConfirmed)
            parts[index] = changed(part, stage=stage, opened_at=event.at, paid=due.paid, due_end=due.due_end)
        elif part.stage is _AWAITING_PAYMENT:
            raise BrokenHistoryError(f"the payment of order {order.id} is confirmed without its part {part.id}")
    if waiting:
        raise BrokenHistoryError(f"order {order.id} has no part {min(waiting)}")
    return changed(order, parts=tuple(parts), confirmed_at=event.at)


def _shipped(order: Order, event: LinesShipped) -> Order:
    part = _part(order, event.part)
    dispatch = event.dispatch
    if find(part.dispatches, dispatch.id) is not None:
        raise BrokenHistoryError(f"dispatch {dispatch.id} of part {part.id} of order {order.id} is sent off twice")
    units = {packed.line: packed.quantity for packed in dispatch.lines}
    if not units or len(units) < len(dispatch.lines):
        raise BrokenHistoryError(f"dispatch {dispatch.id} of order {order.id} holds nothing, or a line twice")
    lines = list(part.lines)
    for index, line in enumerate(part.lines):
        if line.id in units:
            count = units.pop(line.id)
            shipped = line.shipped + count
            if count < 1 or shipped > line.quantity - line.cancelled:
                raise BrokenHistoryError(f"line {line.id} of order {order.id} ships more units than it has, or none")
            lines[index] = changed(line, shipped=shipped)
    if units:
        raise _no_line(order, part, units)
    stage = _next(order, part, LinesShipped)
    dispatches = put(part.dispatches, dispatch)
    return _with(order, changed(part, stage=stage, lines=tuple(lines), dispatches=dispatches))


def _delivered(order: Order, event: DeliveryRecorded) -> Order:
    part = _part(order, event.part)
    dispatch = find(part.dispatches, event.dispatch)
    stage: DispatchStage | None = None if dispatch is None else DISPATCH.target(dispatch.stage, DeliveryRecorded)
    if dispatch is None or stage is None:
        raise BrokenHistoryError(f"dispatch {event.dispatch} of order {order.id} cannot be delivered")
    arrived = changed(dispatch, stage=stage, delivered_at=event.happened_at)
    return _with(order, changed(part, dispatches=put(part.dispatches, arrived)))


def _released(order: Order, part: Part, event: LinesCancelled | PartCancelled) -> tuple[tuple[Line, ...], Minor]:
    shares = {share.line: share for share in event.shares}
    due = {share.line: share for share in event.refund_due}
    released = part.released
    lines = list(part.lines)
    for index, line in enumerate(part.lines):
        share = shares.pop(line.id, None)
        if share is None:
            continue
        cancelled = line.cancelled + share.units
        if cancelled > line.quantity - line.shipped or not fits(line, share):
            raise BrokenHistoryError(f"line {line.id} of order {order.id} cannot cancel {share.units} units like that")
        released += share.total
        back = due.pop(line.id, None)
        refund_due = line.refund_due if back is None else joined(line.refund_due, back)
        lines[index] = changed(line, cancelled=cancelled, refund_due=refund_due)
    if shares or due:
        raise _no_line(order, part, shares or due)
    return tuple(lines), released


def _told(order: Order, fact: OrderFact) -> Order:
    if find(order.facts, fact.id) is not None:
        raise BrokenHistoryError(f"fact {fact.id} of order {order.id} is recorded twice")
    match fact:
        case SurplusRefunded():
            if not 0 <= fact.amount <= order.surplus_minor:
                raise BrokenHistoryError(f"order {order.id} has no surplus of {fact.amount} to give back")
            order = changed(order, surplus_refunded=order.surplus_refunded + fact.amount)
        case RefundOpened():
            part = _part(order, fact.part)
            if not (fact.of_cancellation or _is_over(order, fact)):
                order = _with(order, changed(part, open_refunds=tuple(sorted({*part.open_refunds, fact.refund}))))
        case RefundClosed():
            part = _part(order, fact.part)
            order = _with(order, changed(part, open_refunds=_without(part, fact)))
        case RefundSettled():
            order = _with(order, _refunded(order, _part(order, fact.part), fact))
        case PayoutRequested() | PayoutCancelled() | PayoutPaid() | PayoutReversed():
            order = _with(order, _paid_out(_part(order, fact.part), fact))
        case _:
            assert_never(fact)
    return changed(order, facts=put(order.facts, fact))


def _is_over(order: Order, opened: RefundOpened) -> bool:
    """Whether the refund has ended already: facts may come late."""
    for fact in order.facts:
        if isinstance(fact, RefundClosed | RefundSettled) and fact.refund == opened.refund:
            return True
    return False


def _without(part: Part, fact: RefundClosed | RefundSettled) -> tuple[RefundId, ...]:
    return tuple([name for name in part.open_refunds if name != fact.refund])


def _paid_out(part: Part, fact: PayoutFact) -> Part:
    """A payout moves along its table; what comes late, or is of another payout, moves nothing."""
    stage = PAYOUT.target(part.payout, type(fact))
    if stage is None or (part.payout is not PayoutStage.NONE and fact.payout != part.payout_id):
        return part
    return changed(part, payout=stage, payout_id=fact.payout)


def _refunded(order: Order, part: Part, fact: RefundSettled) -> Part:
    shares = {share.line: share for share in fact.shares}
    if len(shares) < len(fact.shares):
        raise BrokenHistoryError(f"refund {fact.refund} of order {order.id} names a line twice")
    lines = list(part.lines)
    for index, line in enumerate(part.lines):
        share = shares.pop(line.id, None)
        if share is None:
            continue
        if not fits(line, share):
            raise BrokenHistoryError(f"the shares of line {line.id} of order {order.id} do not fit its components")
        if not fact.of_cancellation:
            lines[index] = changed(line, refunded=joined(line.refunded, share))
    if shares:
        raise _no_line(order, part, shares)
    refunded = part.refunded + sum([share.total for share in fact.shares])
    after = changed(part, lines=tuple(lines), refunded=refunded, refunded_at=fact.at, open_refunds=_without(part, fact))
    if refunded > part.paid or after.refundable < 0:
        raise BrokenHistoryError(f"part {part.id} of order {order.id} gets back more than was paid for it")
    return after


def _part(order: Order, wanted: PartId) -> Part:
    part = order.part(wanted)
    if part is None:
        raise BrokenHistoryError(f"order {order.id} has no part {wanted}")
    return part


def _next(order: Order, part: Part, event: type[PartEvent]) -> PartStage:
    stage = PART.target(part.stage, event)
    if stage is None:
        raise BrokenHistoryError(
            f"part {part.id} of order {order.id} is {part.stage.name}; {event.__name__} cannot follow"
        )
    return stage


def _with(order: Order, part: Part) -> Order:
    parts = list(order.parts)
    for index, other in enumerate(parts):
        if other.id == part.id:
            parts[index] = part
            break
    return changed(order, parts=tuple(parts))


def _no_line(order: Order, part: Part, unknown: Mapping[LineId, object]) -> BrokenHistoryError:
    return BrokenHistoryError(f"part {part.id} of order {order.id} has no line {min(unknown)}")
