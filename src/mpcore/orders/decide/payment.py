"""Money that came in, and what it confirms."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import IdTaken, PartId, PaymentId, Refused, WrongStage, find, weigh
from mpcore.money import allocate
from mpcore.orders import rules
from mpcore.orders.commands import ConfirmPayment, RecordAuthorisation, RecordPayment, RecordPaymentFailure, RemindBuyer
from mpcore.orders.context import Context
from mpcore.orders.deadlines import due_end
from mpcore.orders.events import (
    BuyerReminded,
    Events,
    PartDue,
    PaymentAuthorised,
    PaymentConfirmed,
    PaymentFailed,
    PaymentRecorded,
)
from mpcore.orders.gates import Gate, in_words, objections_of_whole
from mpcore.orders.model import Order
from mpcore.orders.policy import ConfirmedBy, OrderPolicy
from mpcore.orders.shares import Minor
from mpcore.orders.states import PartStage, PaymentStage
from mpcore.orders.values import NO_PAUSES, Payment

__all__ = [
    "confirm_payment",
    "confirmation",
    "record_authorisation",
    "record_failure",
    "record_payment",
    "remind_buyer",
]

# Members looked up once: an attribute of an Enum class costs as much as a rule.
_AWAITING_PAYMENT = PartStage.AWAITING_PAYMENT
_RECEIVED, _OVER = PaymentStage.RECEIVED, (PaymentStage.FAILED, PaymentStage.EXPIRED)
_BY_OPERATOR = ConfirmedBy.OPERATOR


def record_payment(order: Order, command: RecordPayment, gate: Gate, ctx: Context) -> Events | Refused:
    """Money came in, of whatever amount; a repeat says what is known and changes nothing."""
    amount = command.amount_minor
    happened_at = command.happened_at or ctx.now
    known = find(order.payments, command.payment)
    if known is not None and known.stage is _RECEIVED:
        return () if _same(order, known, command) else _taken(command.payment)
    if reasons := weigh(
        rules.must_be_in_currency(order.currency, command.amount, "amount"),
        rules.must_be_an_amount(amount, "amount"),
        rules.must_not_be_in_the_future(happened_at, ctx.now, ctx.policy),
    ) + ctx.objections(order, command):
        return Refused(reasons)
    recorded = PaymentRecorded(Payment(command.payment, amount, happened_at))
    received = order.received_minor + amount
    last = order.last_payment_at
    newest = happened_at if last is None or last < happened_at else last
    return (recorded, *confirmation(order, received, order.due_minor, newest, ctx.policy))


def record_authorisation(order: Order, command: RecordAuthorisation, gate: Gate, ctx: Context) -> Events | Refused:
    """Money is promised; a repeat changes nothing, nor does a promise told after its money came in."""
    happened_at = command.happened_at or ctx.now
    known = find(order.payments, command.payment)
    if known is not None:
        repeated = known.expires_at == command.expires_at and _same(order, known, command)
        return () if repeated or _told_late(order, known, command) else _taken(command.payment)
    if reasons := weigh(
        rules.must_be_in_currency(order.currency, command.amount, "amount"),
        rules.must_be_an_amount(command.amount_minor, "amount"),
        rules.must_not_be_in_the_future(happened_at, ctx.now, ctx.policy),
        rules.must_end_after(command.expires_at, happened_at),
    ) + ctx.objections(order, command):
        return Refused(reasons)
    promised = Payment(command.payment, command.amount_minor, happened_at, PaymentStage.AUTHORISED, command.expires_at)
    return (PaymentAuthorised(promised),)


def record_failure(order: Order, command: RecordPaymentFailure, gate: Gate, ctx: Context) -> Events | Refused:
    """A payment was declined; of one that failed or ended before, nothing changes."""
    happened_at = command.happened_at or ctx.now
    known = find(order.payments, command.payment)
    if known is not None and known.stage in _OVER:
        return ()
    if known is not None and known.stage is _RECEIVED:
        stage = WrongStage(thing="payment", id=known.id, stage=known.stage, asked=in_words(type(command)))
        return Refused((stage,))
    if reasons := weigh(rules.must_not_be_in_the_future(happened_at, ctx.now, ctx.policy)) + ctx.objections(
        order, command
    ):
        return Refused(reasons)
    return (PaymentFailed(command.payment, happened_at),)


def confirm_payment(order: Order, command: ConfirmPayment, gate: Gate, ctx: Context) -> Events | Refused:
    """The operator confirms what came in, if it covers what is due (U3)."""
    if reasons := objections_of_whole(gate, order, ctx) + ctx.objections(order, command):
        return Refused(reasons)
    received, due = order.received_minor, order.due_minor
    return confirmation(order, received, due, ctx.now, ctx.policy, by_operator=True)


def remind_buyer(order: Order, command: RemindBuyer, gate: Gate, ctx: Context) -> Events | Refused:
    """The buyer is asked to pay, while there is something to pay (S43)."""
    if reasons := objections_of_whole(gate, order, ctx) + ctx.objections(order, command):
        return Refused(reasons)
    return (BuyerReminded(ctx.now),)


def _same(order: Order, known: Payment, command: RecordPayment | RecordAuthorisation) -> bool:
    return (
        known.amount == command.amount_minor
        and command.amount.currency.code == order.currency
        and (command.happened_at is None or known.happened_at == command.happened_at)
    )


def _told_late(order: Order, known: Payment, command: RecordAuthorisation) -> bool:
    """Whether its money came in meanwhile: as much as was promised, or a part of it."""
    promised = command.amount.currency.code == order.currency and known.amount <= command.amount_minor
    return known.stage is _RECEIVED and promised


def _taken(payment: PaymentId) -> Refused:
    return Refused((IdTaken(thing="payment", id=payment, at="payment"),))


def confirmation(
    order: Order,
    received: Minor,
    due: Minor,
    at: DateTime,
    policy: OrderPolicy,
    *,
    without: PartId | None = None,
    by_operator: bool = False,
) -> tuple[PaymentConfirmed, ...]:
    """The confirmation, as soon as what was received covers what is due (rules.md §00.2), or an operator says so."""
    if order.confirmed_at is not None or not rules.is_covered(received, due, policy):
        return ()
    if due and policy.confirmed_by is _BY_OPERATOR and not by_operator:
        return ()
    at = max(at, order.placed_at)
    computed = None if policy.shipping is None else policy.shipping.due_for(order.placed_at, at)
    parts: list[PartDue] = []
    for part in order.parts:
        if part.stage is _AWAITING_PAYMENT and part.id != without:
            end = part.ship_by or computed
            if part.pauses is not NO_PAUSES:
                end = due_end(part, part.pauses, order.placed_at, at, policy)
            parts.append(PartDue(part.id, part.total - part.released, end))
    if not parts:
        return ()
    if received < due:  # within the tolerance: what came in is for all of them, in proportion to what is owed
        shares = allocate(received, [part.paid for part in parts])
        parts = [PartDue(part.part, share, part.due_end) for part, share in zip(parts, shares, strict=True)]
    return (PaymentConfirmed(at, tuple(parts)),)
