"""The next state of an order after an event.

History is not argued with: what cannot have happened raises `BrokenHistoryError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from mpcore.kernel import BrokenHistoryError, LineId, PartId, changed, find, made, put
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
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
    RefundClosed,
    RefundOpened,
    RefundSettled,
)
from mpcore.orders.lifecycle import DISPATCH, PART
from mpcore.orders.model import Line, Order, Part, Payment, PayoutStage
from mpcore.orders.shares import Minor, Shares, joined
from mpcore.orders.states import DispatchStage, PartStage

__all__ = ["born", "evolve", "replay"]

_ROWS = PART.rows


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
                if order.completed_at is not None:
                    raise BrokenHistoryError(f"order {order.id} is completed twice")
                order = changed(order, completed_at=event.at)
            case PartCancelled():
                part = _part(order, event.part)
                stage = _next(order, part, PartCancelled)
                lines, released = _released(order, part, event.shares)
                part = changed(part, stage=stage, lines=lines, released=released, cancelled_at=event.at)
                order = _with(order, part)
            case LinesCancelled():
                part = _part(order, event.part)
                stage = _next(order, part, LinesCancelled)
                lines, released = _released(order, part, event.shares)
                order = _with(order, changed(part, stage=stage, lines=lines, released=released))
            case OrderPlaced():
                raise BrokenHistoryError(f"order {order.id} is placed twice")
            case _:
                order = _told(order, event)
    return order


def _paid(order: Order, payment: Payment) -> Order:
    if find(order.payments, payment.id) is not None:
        raise BrokenHistoryError(f"payment {payment.id} of order {order.id} is recorded twice")
    last = order.last_payment_at
    return changed(
        order,
        payments=put(order.payments, payment),
        received_minor=order.received_minor + payment.amount,
        last_payment_at=payment.happened_at if last is None else max(last, payment.happened_at),
    )


def _confirmed(order: Order, event: PaymentConfirmed) -> Order:
    due_ends = {due.part: due.due_end for due in event.parts}
    parts = list(order.parts)
    for index, part in enumerate(order.parts):
        if part.id in due_ends:
            stage = _next(order, part, PaymentConfirmed)
            due_end = due_ends.pop(part.id)
            parts[index] = changed(part, stage=stage, paid=part.total - part.released, due_end=due_end)
    if due_ends:
        raise BrokenHistoryError(f"order {order.id} has no part {min(due_ends)}")
    return changed(order, parts=tuple(parts), confirmed_at=event.at)


def _shipped(order: Order, event: LinesShipped) -> Order:
    part = _part(order, event.part)
    dispatch = event.dispatch
    if find(part.dispatches, dispatch.id) is not None:
        raise BrokenHistoryError(f"dispatch {dispatch.id} of part {part.id} of order {order.id} is sent off twice")
    units = {packed.line: packed.quantity for packed in dispatch.lines}
    lines = list(part.lines)
    for index, line in enumerate(part.lines):
        if line.id in units:
            shipped = line.shipped + units.pop(line.id)
            if shipped > line.quantity - line.cancelled:
                raise BrokenHistoryError(f"line {line.id} of order {order.id} ships more units than it has")
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


def _released(order: Order, part: Part, shares: tuple[Shares, ...]) -> tuple[tuple[Line, ...], Minor]:
    by_line = {share.line: share for share in shares}
    released = part.released
    lines: list[Line] = []
    for line in part.lines:
        share = by_line.pop(line.id, None)
        if share is None:
            lines.append(line)
            continue
        cancelled = line.cancelled + share.units
        if cancelled > line.quantity - line.shipped:
            raise BrokenHistoryError(f"line {line.id} of order {order.id} cancels more units than it has")
        released += share.total
        lines.append(changed(line, cancelled=cancelled))
    if by_line:
        raise _no_line(order, part, by_line)
    return tuple(lines), released


def _told(order: Order, fact: OrderFact) -> Order:
    if find(order.facts, fact.id) is not None:
        raise BrokenHistoryError(f"fact {fact.id} of order {order.id} is recorded twice")
    part = _part(order, fact.part)
    match fact:
        case RefundOpened():
            part = changed(part, open_refunds=tuple(sorted({*part.open_refunds, fact.refund})))
        case RefundClosed():
            part = changed(part, open_refunds=tuple([name for name in part.open_refunds if name != fact.refund]))
        case RefundSettled():
            part = _refunded(order, part, fact)
        case PayoutRequested():
            part = changed(part, payout=PayoutStage.REQUESTED)
        case PayoutCancelled():
            part = changed(part, payout=PayoutStage.NONE)
        case PayoutPaid():
            part = changed(part, payout=PayoutStage.PAID)
        case PayoutReversed():
            part = changed(part, payout=PayoutStage.REVERSED)
        case _:
            assert_never(fact)
    return changed(_with(order, part), facts=put(order.facts, fact))


def _refunded(order: Order, part: Part, fact: RefundSettled) -> Part:
    by_line = {share.line: share for share in fact.shares}
    lines: list[Line] = []
    for line in part.lines:
        share = by_line.pop(line.id, None)
        if share is None:
            lines.append(line)
            continue
        if len(share.taxes) != len(line.taxes) or len(share.discounts) != len(line.discounts):
            raise BrokenHistoryError(
                f"the shares of line {line.id} of order {order.id} are not those of its components"
            )
        refunded = joined(line.refunded, share)
        if refunded.total > line.total:
            raise BrokenHistoryError(f"line {line.id} of order {order.id} gets back more than was paid for it")
        lines.append(changed(line, refunded=refunded))
    if by_line:
        raise _no_line(order, part, by_line)
    total = part.refunded + sum([share.total for share in fact.shares])
    if total > part.paid:
        raise BrokenHistoryError(f"part {part.id} of order {order.id} gets back more than was paid for it")
    return changed(
        part,
        lines=tuple(lines),
        refunded=total,
        open_refunds=tuple([name for name in part.open_refunds if name != fact.refund]),
    )


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
