"""Money that came in, is promised, or did not come."""

from __future__ import annotations

from typing import ClassVar

from attrs import Factory, field
from attrs.converters import optional
from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import (
    OrderId,
    PaymentId,
    Scope,
    an_id,
    frozen,
    utc,
)
from mpcore.orders.commands.forms import amount_minor, happened
from mpcore.orders.commands.shapes import OfOrder

__all__ = ["ConfirmPayment", "RecordAuthorisation", "RecordPayment", "RecordPaymentFailure", "RemindBuyer"]


@frozen(kw_only=True)
class RecordPayment:
    """Money came in; it adds up, and is never refused for being too little, too much or too late."""

    scope: ClassVar[Scope] = Scope("orders.record_payment")

    order: OrderId
    payment: PaymentId = field(validator=an_id)
    amount: Money
    happened_at: DateTime | None = field(default=None, converter=optional(happened))
    amount_minor: int = field(default=Factory(amount_minor, takes_self=True), init=False, repr=False, eq=False)


@frozen(kw_only=True)
class RecordAuthorisation:
    """A payment was authorised and not captured: nothing has come in, and nothing is confirmed by it."""

    scope: ClassVar[Scope] = Scope("orders.record_payment")

    order: OrderId
    payment: PaymentId = field(validator=an_id)
    """Its capture is recorded as a payment of the same id."""
    amount: Money
    expires_at: DateTime | None = field(default=None, converter=optional(utc))
    """The first instant at which it can be captured no more, where there is one."""
    happened_at: DateTime | None = field(default=None, converter=optional(happened))
    amount_minor: int = field(default=Factory(amount_minor, takes_self=True), init=False, repr=False, eq=False)


@frozen(kw_only=True)
class RecordPaymentFailure:
    """A payment was declined, or its authorisation was given up; money may come for it all the same."""

    scope: ClassVar[Scope] = Scope("orders.record_payment")

    order: OrderId
    payment: PaymentId = field(validator=an_id)
    happened_at: DateTime | None = field(default=None, converter=optional(happened))


class ConfirmPayment(OfOrder):
    """The operator has seen that what is due came in (U3); needed where the policy lets nothing else confirm it."""

    scope: ClassVar[Scope] = Scope("orders.confirm_payment")


class RemindBuyer(OfOrder):
    """The buyer is asked to pay (S43)."""

    scope: ClassVar[Scope] = Scope("orders.remind")
