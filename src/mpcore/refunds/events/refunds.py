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
    """The money is to go back, to these payments; the reason is the buyer's to read from now on (U22)."""

    by: MemberId | None
    """The operator who decided it; None: the policy did."""
    payments: tuple[PaymentShare, ...]
    take_back: Minor = 0
    """What has to be taken back from the vendor, whose earnings were paid: by reversing the transfer, else as debt."""
    cancels_payout: PayoutId | None = None
    """The vendor's open request for a payout, which is to be cancelled: the part earns less now."""


@frozen(kw_only=True)
class RefundRejected(Happened):
    """The operator declined it."""

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


class RefundFailed(WentBack):
    """Not all of it went back; what did, did."""


class RefundRetried(Happened):
    """What did not go back is tried again."""


@frozen(kw_only=True)
class RefundCompleted(WentBack):
    """All of it went back."""

    by_hand: MemberId | None = None
    """The operator who says that the rest was given back outside; None: the provider says that it went back."""


@frozen(kw_only=True)
class RefundAbandoned(Happened):
    """What did not go back never will by this refund; it is free to be asked for again."""

    by: MemberId | None


RefundStageEvent: TypeAlias = (
    RefundApproved | RefundRejected | RefundWithdrawn | RefundFailed | RefundRetried | RefundCompleted | RefundAbandoned
)
"""The events in a refund's table."""

OfRefundEvent: TypeAlias = RefundRequested | RefundApprovalGiven | RefundStageEvent | RefundPaymentAnswered
"""The events of a refund."""
