"""Money that came in, and what it confirms."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import (
    IdTaken,
    NotFound,
    PartId,
    Refused,
    find,
    weigh,
)
from mpcore.money import allocate
from mpcore.orders import rules
from mpcore.orders.commands import (
    RecordPayment,
)
from mpcore.orders.context import Context
from mpcore.orders.events import (
    Events,
    PartDue,
    PaymentConfirmed,
    PaymentRecorded,
)
from mpcore.orders.gates import Gate, knows, missing_scope
from mpcore.orders.model import Order
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.shares import Minor
from mpcore.orders.states import PartStage
from mpcore.orders.values import Payment

__all__ = ["confirmation", "record_payment"]

# Members looked up once: an attribute of an Enum class costs as much as a rule.
_AWAITING_PAYMENT, _OPEN = PartStage.AWAITING_PAYMENT, PartStage.OPEN


def record_payment(order: Order, command: RecordPayment, gate: Gate, ctx: Context) -> Events | Refused:
    """Money came in, of whatever amount; a repeat says what is known and changes nothing."""
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
    last = order.last_payment_at
    newest = happened_at if last is None or last < happened_at else last
    return (recorded, *confirmation(order, received, order.due_minor, newest, ctx.policy))


def confirmation(
    order: Order, received: Minor, due: Minor, at: DateTime, policy: OrderPolicy, *, without: PartId | None = None
) -> tuple[PaymentConfirmed, ...]:
    """The confirmation, as soon as what was received covers what is due (rules.md §00.2)."""
    if order.confirmed_at is not None:
        return ()
    if due and (received == 0 or received + policy.underpayment_tolerance < due):
        return ()
    at = max(at, order.placed_at)
    computed = None if policy.shipping is None else policy.shipping.due_for(order.placed_at, at)
    parts: list[PartDue] = []
    for part in order.parts:
        if part.stage is _AWAITING_PAYMENT and part.id != without:
            parts.append(PartDue(part.id, part.total - part.released, part.ship_by or computed))
    if not parts:
        return ()
    if received < due:  # within the tolerance: what came in is for all of them, in proportion to what is owed
        shares = allocate(received, [part.paid for part in parts])
        parts = [PartDue(part.part, share, part.due_end) for part, share in zip(parts, shares, strict=True)]
    return (PaymentConfirmed(at, tuple(parts)),)
