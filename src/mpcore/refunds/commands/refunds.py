"""What may be asked about money that goes back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeAlias

from attrs import field
from attrs.validators import instance_of, optional
from moneyed import Money

from mpcore.kernel import (
    Fault,
    MalformedError,
    OrderId,
    PartId,
    PaymentId,
    RefundId,
    Scope,
    a_count,
    a_text,
    an_id,
    frozen,
)
from mpcore.refunds.values import Bearer, Mode, Reason, RefundCause, RefundLine, a_reason, an_amount

__all__ = [
    "AbandonRefund",
    "ApproveRefund",
    "ForceRefund",
    "OfRefund",
    "OfRefundCommand",
    "PaymentReport",
    "RecordRefundFailure",
    "RecordRefundPayment",
    "RefundCancellation",
    "RefundContent",
    "RefundSurplus",
    "RejectRefund",
    "RequestRefund",
    "RetryRefund",
    "SettleRefundByHand",
    "WithdrawRefund",
]


def _lines(given: Iterable[RefundLine]) -> tuple[RefundLine, ...]:
    lines = tuple(given)
    if any(not isinstance(line, RefundLine) for line in lines):
        raise MalformedError(Fault("lines", "has something that is no RefundLine"))
    return lines


@frozen(kw_only=True)
class OfRefund:
    """A command about a refund."""

    order: OrderId
    refund: RefundId = field(validator=an_id)


@frozen(kw_only=True)
class RefundContent(OfRefund):
    """What asking for a refund and forcing one have in common: all that it says."""

    part: PartId
    mode: Mode = field(validator=instance_of(Mode))
    cause: RefundCause = field(validator=instance_of(RefundCause))
    reason: Reason = field(validator=a_reason)
    lines: tuple[RefundLine, ...] = field(default=(), converter=_lines)
    """What of which line; in a full refund only what can be sold again."""
    shipping: Money | None = field(default=None, validator=optional(an_amount))
    """So much of the part's shipping; a full refund takes all that is left of it."""
    amount: Money | None = field(default=None, validator=optional(an_amount))
    """So much of the part, whatever its lines: for goodwill and disputes."""
    bearer: Bearer | None = field(default=None, validator=optional(instance_of(Bearer)))
    """Who bears it, where an operator says so; None: what the cause and the parcels say (U13)."""


class RequestRefund(RefundContent):
    """Somebody asks for money to go back (U20)."""

    scope: ClassVar[Scope] = Scope("refunds.request")


class ForceRefund(RefundContent):
    """An operator has money go back past the cut-off (U23); it is approved at once."""

    scope: ClassVar[Scope] = Scope("refunds.force")


@frozen(kw_only=True)
class RefundCancellation(OfRefund):
    """What cancellations of the part left due is to go back; it is approved already (rules.md §00.3)."""

    scope: ClassVar[Scope] = Scope("refunds.refund_cancellation")

    part: PartId


@frozen(kw_only=True)
class RefundSurplus(OfRefund):
    """What came in beyond what was due is to go back, or so much of it (rules.md §00.2)."""

    scope: ClassVar[Scope] = Scope("refunds.refund_surplus")

    amount: Money | None = field(default=None, validator=optional(an_amount))
    """None: all of it."""


class ApproveRefund(OfRefund):
    """An operator has the money go back (U21)."""

    scope: ClassVar[Scope] = Scope("refunds.approve")


@frozen(kw_only=True)
class RejectRefund(OfRefund):
    """An operator declines it (U21)."""

    scope: ClassVar[Scope] = Scope("refunds.reject")

    note: str = field(default="", validator=a_text)
    """Why, for whoever asked; never shown to the buyer."""


class WithdrawRefund(OfRefund):
    """Whoever asked does not want it any more."""

    scope: ClassVar[Scope] = Scope("refunds.withdraw")


@frozen(kw_only=True)
class PaymentReport(OfRefund):
    """The payment provider's answer about one payment, for one attempt."""

    payment: PaymentId
    attempt: int = field(validator=a_count)
    """Of which attempt; an answer to another one changes nothing."""


@frozen(kw_only=True)
class RecordRefundPayment(PaymentReport):
    """So much went back to the payment."""

    scope: ClassVar[Scope] = Scope("refunds.record")

    amount: Money = field(validator=an_amount)


@frozen(kw_only=True)
class RecordRefundFailure(PaymentReport):
    """Nothing, or nothing more, goes back to the payment by this attempt."""

    scope: ClassVar[Scope] = Scope("refunds.record")

    failure: str = field(validator=an_id)
    """Why, in the provider's code; never personal."""


@frozen(kw_only=True)
class RetryRefund(OfRefund):
    """What did not go back is to be tried again."""

    scope: ClassVar[Scope] = Scope("refunds.approve")

    payment: PaymentId | None = field(default=None, validator=optional(an_id))
    """Where to: as much as this payment has left, and the rest where it failed; None: all of it where it failed."""


@frozen(kw_only=True)
class SettleRefundByHand(OfRefund):
    """What did not go back was given back outside, such as by bank transfer."""

    scope: ClassVar[Scope] = Scope("refunds.approve")

    amount: Money | None = field(default=None, validator=optional(an_amount))
    """So much of it, besides what was given before; None: all that was left."""


class AbandonRefund(OfRefund):
    """What did not go back is not to be tried again, or given outside (rules.md §00.6)."""

    scope: ClassVar[Scope] = Scope("refunds.approve")


OfRefundCommand: TypeAlias = (
    RequestRefund
    | ForceRefund
    | RefundCancellation
    | RefundSurplus
    | ApproveRefund
    | RejectRefund
    | WithdrawRefund
    | RecordRefundPayment
    | RecordRefundFailure
    | RetryRefund
    | SettleRefundByHand
    | AbandonRefund
)
"""The commands about money that goes back."""
