"""What follows from a command, or every reason why nothing does.

A repeat of a known payment or dispatch is answered before the stages: the same content is accepted without events,
other content is refused.  Everything else goes through authority and state (`gates.py`), then its own rules here.
"""

from __future__ import annotations

from typing import TypeAlias, assert_never

from pendulum import DateTime

from mpcore.kernel import (
    Accepted,
    Buyer,
    Decision,
    Done,
    Fault,
    IdTaken,
    MalformedError,
    MissingScope,
    NotFound,
    Outcome,
    PartId,
    PolicyMismatchError,
    Refused,
    find,
    made,
    weigh,
)
from mpcore.money import allocate
from mpcore.orders import rules
from mpcore.orders.commands import (
    CancelLines,
    CancelPart,
    CompletePart,
    OrderCommand,
    PlaceOrder,
    RecordDelivery,
    RecordPayment,
    ShipLines,
)
from mpcore.orders.completion import completion
from mpcore.orders.context import Context
from mpcore.orders.events import (
    DeliveryRecorded,
    LinesCancelled,
    LinesShipped,
    OrderEvent,
    OrderPlaced,
    PartCancelled,
    PartCompleted,
    PartDue,
    PaymentConfirmed,
    PaymentRecorded,
)
from mpcore.orders.evolve import born, evolve
from mpcore.orders.gates import GATES, Gate, admit, knows, missing_scope, wrong_stage
from mpcore.orders.lifecycle import DISPATCH
from mpcore.orders.model import Dispatch, DispatchKind, Liability, Order, Part, Payment
from mpcore.orders.placing import must_be_placeable, parts_of
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.shares import Minor, Shares, lowered, of_rest, of_units, to_refund
from mpcore.orders.states import PartStage

__all__ = ["decide", "execute", "place"]

_Events: TypeAlias = tuple[OrderEvent, ...]

# Members looked up once: an attribute of an Enum class costs as much as a rule.
_AWAITING_PAYMENT, _OPEN = PartStage.AWAITING_PAYMENT, PartStage.OPEN
_TRACKED, _UNTRACKED = DispatchKind.TRACKED, DispatchKind.UNTRACKED


def place(command: PlaceOrder, ctx: Context) -> Outcome[Order, OrderEvent]:
    """A new order, or why not.

    Authority: buyers place their own orders, operators and the system anybody's.  An order with nothing due is placed
    paid.
    """
    gate = GATES[PlaceOrder]
    if lacking := missing_scope(gate, ctx.actor, None, ctx.policy):
        return Refused((lacking,))
    if type(ctx.actor) is Buyer and ctx.actor != command.buyer:
        return Refused((MissingScope(scope=gate.scope, at="buyer"),))
    policy = ctx.policy
    happened_at = command.happened_at or ctx.now
    if reasons := weigh(
        *must_be_placeable(command, policy),
        rules.must_not_be_in_the_future(happened_at, ctx.now, policy),
        *ctx.objections(None, command),
    ):
        return Refused(reasons)
    placed = made(
        OrderPlaced,
        order=command.order,
        buyer=command.buyer,
        currency=command.currency,
        rule_book=policy.rule_book,
        placed_at=happened_at,
        parts=parts_of(command),
        channel=command.channel,
        properties=command.properties,
        metadata=command.metadata,
    )
    order = born(placed)
    if order.due_minor:
        return Done(order, (placed,))
    confirmed = _if_covered(order, 0, 0, happened_at, policy)
    return Done(evolve(order, *confirmed), (placed, *confirmed))


def execute(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
    """The next state of the order and the events that lead there, or why not."""
    events = _follows(order, command, ctx)
    return events if isinstance(events, Refused) else Done(evolve(order, *events), events)


def decide(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
    """What would follow.

    A command for another order raises `MalformedError`, a context with another rule book `PolicyMismatchError`: both
    are the caller's mistakes, not answers.
    """
    events = _follows(order, command, ctx)
    return events if isinstance(events, Refused) else Accepted(events)


def _follows(order: Order, command: OrderCommand, ctx: Context) -> _Events | Refused:
    if command.order != order.id:
        raise MalformedError(
            Fault("order", f"the command is for order {command.order!r}, the state is of {order.id!r}")
        )
    if ctx.policy.rule_book != order.rule_book:
        raise PolicyMismatchError(
            f"order {order.id!r} was placed under rule book {order.rule_book!r}, and the context carries "
            f"{ctx.policy.rule_book!r}; resolve it with RuleBooks.get(order.rule_book)"
        )
    gate = GATES[type(command)]
    if isinstance(command, RecordPayment):
        return _record_payment(order, command, gate, ctx)
    part = admit(order, command.part, gate, ctx)
    if isinstance(part, Refused):
        return part
    match command:
        case ShipLines():
            return _ship(order, part, command, gate, ctx)
        case RecordDelivery():
            return _deliver(order, part, command, ctx)
        case CompletePart():
            return _complete(order, part, command, gate, ctx)
        case CancelPart():
            return _cancel_part(order, part, command, gate, ctx)
        case CancelLines():
            return _cancel_lines(order, part, command, gate, ctx)
        case _:
            assert_never(command)


def _record_payment(order: Order, command: RecordPayment, gate: Gate, ctx: Context) -> _Events | Refused:
    if not knows(ctx.actor, order):
        return Refused((NotFound(thing="order", id=order.id),))
    if lacking := missing_scope(gate, ctx.actor, None, ctx.policy):
        return Refused((lacking,))
    amount = command.amount_minor
    happened_at = command.happened_at or ctx.now
    known = find(order.payments, command.payment)
    if known is not None:
        same = (
            known.amount == amount
            and command.amount.currency.code == order.currency
            and (command.happened_at is None or known.happened_at == happened_at)
        )
        return () if same else Refused((IdTaken(thing="payment", id=command.payment, at="payment"),))
    if reasons := weigh(
        rules.must_be_in_currency(order.currency, command.amount, "amount"),
        rules.must_be_an_amount(amount, "amount"),
        rules.must_not_be_in_the_future(happened_at, ctx.now, ctx.policy),
        *ctx.objections(order, command),
    ):
        return Refused(reasons)
    recorded = PaymentRecorded(Payment(command.payment, amount, happened_at))
    received = order.received_minor + amount
    newest = max(order.last_payment_at or happened_at, happened_at)
    return (recorded, *_if_covered(order, received, order.due_minor, newest, ctx.policy))


def _ship(order: Order, part: Part, command: ShipLines, gate: Gate, ctx: Context) -> _Events | Refused:
    policy = ctx.policy
    happened_at = command.happened_at or ctx.now
    known = find(part.dispatches, command.dispatch)
    if known is not None:
        same = _says(known, command)
        return () if same else Refused((IdTaken(thing="dispatch", id=command.dispatch, at="dispatch"),))
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := weigh(
        *[ask(order, part, policy) for ask in gate.questions],
        *rules.must_fit(part, command.lines),
        rules.must_have_tracking(command, policy),
        rules.must_accept_liability(command, policy),
        rules.must_offer_pickup(order, part, command),
        rules.must_not_be_in_the_future(happened_at, ctx.now, policy),
        rules.must_follow_the_payment(order, happened_at, policy),
        *ctx.objections(order, command),
    ):
        return Refused(reasons)
    dispatch = made(
        Dispatch,
        id=command.dispatch,
        lines=command.lines,
        kind=command.kind,
        liability=_liability(command.kind, policy),
        tracking=command.tracking,
        carrier=command.carrier,
        address=order.properties.shipping_address,
        dispatched_at=happened_at,
        stage=DISPATCH.initial,
        delivered_at=None,
        metadata=command.metadata,
    )
    return (LinesShipped(part.id, dispatch),)


def _deliver(order: Order, part: Part, command: RecordDelivery, ctx: Context) -> _Events | Refused:
    dispatch = find(part.dispatches, command.dispatch)
    if dispatch is None:
        return Refused((NotFound(thing="dispatch", id=command.dispatch, at="dispatch"),))
    if DeliveryRecorded not in DISPATCH.rows[dispatch.stage]:
        return ()  # a repeated or older scan changes nothing (rules.md §00.10)
    happened_at = command.happened_at or ctx.now
    if reasons := weigh(
        rules.must_not_be_in_the_future(happened_at, ctx.now, ctx.policy),
        rules.must_not_precede(happened_at, "its dispatch", dispatch.dispatched_at),
        *ctx.objections(order, command),
    ):
        return Refused(reasons)
    return (DeliveryRecorded(part.id, dispatch.id, happened_at),)


def _complete(order: Order, part: Part, command: CompletePart, gate: Gate, ctx: Context) -> _Events | Refused:
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := weigh(*[ask(order, part, ctx.policy) for ask in gate.questions], *ctx.objections(order, command)):
        return Refused(reasons)
    completed = PartCompleted(part.id, ctx.now)
    return (completed, *completion(order, ctx.now, completed=part.id))


def _cancel_part(order: Order, part: Part, command: CancelPart, gate: Gate, ctx: Context) -> _Events | Refused:
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := weigh(*[ask(order, part, ctx.policy) for ask in gate.questions], *ctx.objections(order, command)):
        return Refused(reasons)
    return _part_cancelled(order, part, command.reason, ctx)


def _cancel_lines(order: Order, part: Part, command: CancelLines, gate: Gate, ctx: Context) -> _Events | Refused:
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := weigh(
        *[ask(order, part, ctx.policy) for ask in gate.questions],
        *rules.must_fit(part, command.lines),
        *ctx.objections(order, command),
    ):
        return Refused(reasons)
    units = {wanted.line: wanted.quantity for wanted in command.lines}
    if not part.dispatches and sum(units.values()) == part.to_ship:
        return _part_cancelled(order, part, command.reason, ctx)
    shares = tuple(
        [of_units(line, line.cancelled, line.cancelled + units[line.id]) for line in part.lines if line.id in units]
    )
    off = sum([share.total for share in shares])
    cancelled = LinesCancelled(
        part=part.id,
        at=ctx.now,
        shares=shares,
        refund_due=_refund_due(part, shares),
        reason=command.reason,
    )
    # What is confirmed is what is owed for what is left.
    after = evolve(order, cancelled) if order.confirmed_at is None else order
    return (cancelled, *_if_covered(after, order.received_minor, order.due_minor - off, ctx.now, ctx.policy))


def _refund_due(part: Part, shares: tuple[Shares, ...]) -> tuple[Shares, ...]:
    """What has to go back of what the buyer owes no more: nothing where it was not paid, and never more than was."""
    if part.stage is not _OPEN:
        return ()
    left = part.refundable
    lines = {line.id: line for line in part.lines}
    due: list[Shares] = []
    for share in shares:
        line = lines[share.line]
        back = lowered(line, to_refund(line, share, line.cancelled, line.cancelled + share.units), left)
        left -= back.total
        if back.total > 0:
            due.append(back)
    return tuple(due)


def _part_cancelled(order: Order, part: Part, reason: str | None, ctx: Context) -> tuple[OrderEvent, ...]:
    shares = tuple([of_rest(line) for line in part.lines])
    off = sum([share.total for share in shares])
    cancelled = made(
        PartCancelled,
        part=part.id,
        at=ctx.now,
        shares=shares,
        refund_due=_refund_due(part, shares),
        reason=reason,
    )
    return (
        cancelled,
        *_if_covered(order, order.received_minor, order.due_minor - off, ctx.now, ctx.policy, without=part.id),
        *completion(order, ctx.now, gone=part.id),
    )


def _if_covered(
    order: Order, received: Minor, due: Minor, at: DateTime, policy: OrderPolicy, *, without: PartId | None = None
) -> tuple[PaymentConfirmed, ...]:
    """The confirmation, as soon as what was received covers what is due (rules.md §00.2)."""
    if order.confirmed_at is not None:
        return ()
    if due and (received == 0 or received + policy.underpayment_tolerance < due):
        return ()
    waiting = [part for part in order.parts if part.stage is _AWAITING_PAYMENT and part.id != without]
    if not waiting:
        return ()
    at = max(at, order.placed_at)
    computed = None if policy.shipping is None else policy.shipping.due_for(order.placed_at, at)
    parts = [PartDue(part.id, part.total - part.released, part.ship_by or computed) for part in waiting]
    if received < due:  # within the tolerance: what came in is for all of them, in proportion to what is owed
        shares = allocate(received, [part.paid for part in parts])
        parts = [PartDue(part.part, share, part.due_end) for part, share in zip(parts, shares, strict=True)]
    return (PaymentConfirmed(at, tuple(parts)),)


def _says(known: Dispatch, command: ShipLines) -> bool:
    """Whether the command says again what is known of the dispatch, its lines in whatever order."""
    return (
        set(known.lines) == set(command.lines)
        and len(known.lines) == len(command.lines)
        and known.kind is command.kind
        and known.tracking == command.tracking
        and known.carrier == command.carrier
        and known.metadata == command.metadata
        and (command.happened_at is None or known.dispatched_at == command.happened_at)
    )


def _liability(kind: DispatchKind, policy: OrderPolicy) -> Liability:
    """Who bears the loss of what is sent off now (U13)."""
    if kind is _TRACKED:
        return policy.tracked_loss_liability
    return Liability.VENDOR if kind is _UNTRACKED else Liability.NOBODY
