"""What has happened to money that goes back."""

from __future__ import annotations

from typing import TypeAlias

from pendulum import DateTime

from mpcore.kernel import MemberId, OrderId, PaymentId, PayoutId, RefundId, frozen
from mpcore.orders import Minor, Shares
from mpcore.refunds.model import Refund
from mpcore.refunds.values import Answer, PaymentShare

__all__ = [
    "Happened",
    "OfRefundEvent",
    "RefundAbandoned",
    "RefundApprovalGiven",
    "RefundApproved",
    "RefundCompleted",
    "RefundFailed",
    "RefundOverpaid",
    "RefundPaidLate",
    "RefundPaymentAnswered",
    "RefundRejected",
    "RefundRequested",
    "RefundRetried",
    "RefundStageEvent",
    "RefundWithdrawn",
]


@frozen(kw_only=True)
class Happened:
    """Something that happened to a refund."""

    order: OrderId
    refund: RefundId
    at: DateTime


@frozen(kw_only=True)
class RefundRequested(Happened):
    """A refund was asked for, with exact shares; they are kept for it from now on."""

    content: Refund


@frozen(kw_only=True)
class RefundApprovalGiven(Happened):
    """One of two operators approved it; above an amount one is not enough."""

    by: MemberId


@frozen(kw_only=True)
class RefundApproved(Happened):
    """The money is to go back, to these payments; the reason is the buyer's to read from now on (U22).

    What has to be taken back from the vendor is known once it has gone back (`RefundCompleted.take_back`).
    """

    by: MemberId | None
    """The operator who decided it; None: the policy did."""
    payments: tuple[PaymentShare, ...]
    cancels_payout: PayoutId | None = None
    """The open request for a payout that is to be cancelled: the vendor bears the refund, and the part earns less."""


@frozen(kw_only=True)
class RefundRejected(Happened):
    """It was declined: by an operator, or by itself where a return's money was due (`by` None)."""

    by: MemberId | None
    note: str
    """Why, for whoever asked; never shown to the buyer."""


class RefundWithdrawn(Happened):
    """Whoever asked for it does not want it any more."""


@frozen(kw_only=True)
class RefundPaymentAnswered(Happened):
    """The payment provider said what became of an attempt to give money back to a payment."""

    payment: PaymentId
    answer: Answer


@frozen(kw_only=True)
class WentBack(Happened):
    """So much more of a refund went back."""

    amount: Minor
    """Since it was last told."""
    in_all: Minor
    """Of the refund, with this."""
    shares: tuple[Shares, ...]
    """Of which line; none where surplus went back."""
    take_back: Minor = 0
    """What of it has to be taken back from the vendor, by reversing the transfer, else as debt (U23).

    It is the vendor's part of the amount: without taxes that the operator remits, with discounts that somebody else
    funds; before commission, which settlement knows.  0 where the vendor does not bear it, or was not paid by then.
    """


@frozen(kw_only=True)
class RefundFailed(WentBack):
    """Not all of it went back; what did, did."""

    payment: PaymentId | None
    """The payment whose provider answered last; None: an operator gave some of it outside, or none had any left."""
    attempt: int | None
    """Which attempt on it that answer is to."""
    by_hand: MemberId | None = None
    """The operator who says that so much was given back outside."""


@frozen(kw_only=True)
class RefundRetried(Happened):
    """What did not go back is tried again."""

    payments: tuple[PaymentShare, ...]
    """Where all of it goes now, with the new attempts."""


@frozen(kw_only=True)
class RefundCompleted(WentBack):
    """All of it went back."""

    by_hand: MemberId | None = None
    """The operator who says that the rest was given back outside; None: the provider says that it went back."""


@frozen(kw_only=True)
class RefundPaidLate(WentBack):
    """Money of a refund that had ended went back after all, and was still left to: it is nobody else's now."""

    payment: PaymentId
    attempt: int


@frozen(kw_only=True)
class RefundOverpaid(Happened):
    """More went back than was left to: the buyer has it, and the order is not told of it."""

    payment: PaymentId
    attempt: int
    amount: Minor
    """How much more."""


@frozen(kw_only=True)
class RefundAbandoned(Happened):
    """What did not go back never will by this refund; it is free to be asked for again."""

    by: MemberId | None


RefundStageEvent: TypeAlias = (
    RefundApproved | RefundRejected | RefundWithdrawn | RefundFailed | RefundRetried | RefundCompleted | RefundAbandoned
)
"""The events in a refund's table."""

OfRefundEvent: TypeAlias = (
    RefundRequested | RefundApprovalGiven | RefundStageEvent | RefundPaymentAnswered | RefundPaidLate | RefundOverpaid
)
"""The events of a refund.  What a payment provider says too late stands in no table: the refund is where it was."""
