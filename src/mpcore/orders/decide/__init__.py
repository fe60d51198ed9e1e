"""What follows from a command, or every reason why nothing does.

A repeat of a known payment or dispatch is answered before the stages: the same content is accepted without events,
other content is refused.  Everything else goes through authority and state (`gates.py`), then its own rules here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mpcore.kernel import (
    Accepted,
    Buyer,
    Decision,
    Done,
    Fault,
    MalformedError,
    MissingScope,
    Outcome,
    PolicyMismatchError,
    Refusal,
    Refused,
    made,
    weigh,
)
from mpcore.orders import rules
from mpcore.orders.commands import (
    AddNote,
    AnswerCancellation,
    CancelLines,
    CancelPart,
    CompletePart,
    ConfirmPayment,
    CorrectTracking,
    EditMetadata,
    EditProperties,
    ErasePersonalData,
    FireTimers,
    HoldPart,
    OrderCommand,
    PartCommand,
    PlaceOrder,
    RecordAuthorisation,
    RecordCollection,
    RecordDelivery,
    RecordLoss,
    RecordPayment,
    RecordPaymentFailure,
    RecordReturnToSender,
    RecordVacation,
    ReleasePart,
    RemindBuyer,
    RequestCancellation,
    ShipLines,
    WholeCommand,
    WithdrawCancellation,
)
from mpcore.orders.context import Context
from mpcore.orders.decide import cancelling, fulfilment, holding, payment, timers, upkeep
from mpcore.orders.decide.payment import confirmation
from mpcore.orders.events import (
    Events,
    OrderEvent,
    OrderPlaced,
)
from mpcore.orders.evolve import born, evolved
from mpcore.orders.gates import GATES, Gate, admit, admit_to_whole, missing_scope_of_whole
from mpcore.orders.model import Order, Part
from mpcore.orders.placing import must_be_placeable, parts_of

__all__ = ["decide", "execute", "place"]


def place(command: PlaceOrder, ctx: Context) -> Outcome[Order, OrderEvent]:
    """A new order, or why not.

    Authority: buyers place their own orders, operators and the system anybody's.  An order with nothing due is placed
    paid.
    """
    gate = GATES[PlaceOrder]
    if lacking := missing_scope_of_whole(gate, ctx.actor, (), ctx.policy):
        return Refused((lacking,))
    if type(ctx.actor) is Buyer and ctx.actor != command.buyer:
        return Refused((MissingScope(scope=gate.scope, at="buyer"),))
    policy = ctx.policy
    happened_at = command.happened_at or ctx.now
    if reasons := weigh(
        *must_be_placeable(command, policy),
        rules.must_not_be_in_the_future(happened_at, ctx.now, policy),
        *(_as_priced(command, ctx) if command.evaluation is not None else ()),
    ) + ctx.objections(None, command):
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
    confirmed = confirmation(order, 0, 0, happened_at, policy)
    return Done(evolved(order, confirmed), (placed, *confirmed))


def _as_priced(command: PlaceOrder, ctx: Context) -> tuple[Refusal, ...]:
    from mpcore.orders.pricing import must_be_as_priced  # noqa: PLC0415 - few orders have coupons, and it needs theirs

    return must_be_as_priced(command, ctx.repriced, ctx.policy.rule_book)


def execute(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
    """The next state of the order and the events that lead there, or why not."""
    events = _follows(order, command, ctx)
    return events if isinstance(events, Refused) else Done(evolved(order, events), events)


def decide(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
    """What would follow.

    A command for another order raises `MalformedError`, a context with another rule book `PolicyMismatchError`: both
    are the caller's mistakes, not answers.
    """
    events = _follows(order, command, ctx)
    return events if isinstance(events, Refused) else Accepted(events)


def _follows(order: Order, command: Any, ctx: Context) -> Events | Refused:  # noqa: ANN401 - any command of the tables
    if command.order != order.id:
        raise MalformedError(
            Fault("order", f"the command is for order {command.order!r}, the state is of {order.id!r}")
        )
    if ctx.policy.rule_book != order.rule_book:
        raise PolicyMismatchError(
            f"order {order.id!r} was placed under rule book {order.rule_book!r}, and the context carries "
            f"{ctx.policy.rule_book!r}; resolve it with RuleBooks.get(order.rule_book)"
        )
    kind: type[Any] = type(command)  # pyright: ignore[reportUnknownVariableType]  # it is any command
    gate = GATES[kind]
    of_part = _OF_PARTS.get(kind)
    if of_part is not None:
        part = admit(order, command.part, gate, ctx)
        return part if isinstance(part, Refused) else of_part(order, part, command, gate, ctx)
    refused = admit_to_whole(order, gate, ctx)
    return _OF_WHOLES[kind](order, command, gate, ctx) if refused is None else refused


_OF_PARTS: Mapping[type[PartCommand], Callable[[Order, Part, Any, Gate, Context], Events | Refused]] = {
    ShipLines: fulfilment.ship,
    CorrectTracking: fulfilment.correct_tracking,
    RecordDelivery: fulfilment.scan,
    RecordCollection: fulfilment.scan,
    RecordLoss: fulfilment.scan,
    RecordReturnToSender: fulfilment.scan,
    CompletePart: fulfilment.complete,
    HoldPart: holding.hold,
    ReleasePart: holding.release,
    RecordVacation: holding.record_vacation,
    CancelPart: cancelling.cancel_part,
    CancelLines: cancelling.cancel_lines,
    RequestCancellation: cancelling.request,
    WithdrawCancellation: cancelling.withdraw,
    AnswerCancellation: cancelling.answer,
}

_OF_WHOLES: Mapping[type[WholeCommand], Callable[[Order, Any, Gate, Context], Events | Refused]] = {
    RecordPayment: payment.record_payment,
    RecordAuthorisation: payment.record_authorisation,
    RecordPaymentFailure: payment.record_failure,
    ConfirmPayment: payment.confirm_payment,
    RemindBuyer: payment.remind_buyer,
    AddNote: upkeep.add_note,
    EditProperties: upkeep.edit_properties,
    EditMetadata: upkeep.edit_metadata,
    ErasePersonalData: upkeep.erase_personal_data,
    FireTimers: timers.fire_timers,
}
