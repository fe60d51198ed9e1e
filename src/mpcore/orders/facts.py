"""What other packages decided about a part, told to the order through `record`: idempotent by id, without an actor.

They are events of the order, never commands, and `wire` takes none from outside.
"""

from __future__ import annotations

from typing import TypeAlias

from attrs import field
from pendulum import DateTime

from mpcore.kernel import ChargebackId, FactId, PartId, PayoutId, RefundId, frozen, utc
from mpcore.orders.shares import Minor, Shares

__all__ = [
    "ChargebackFact",
    "ChargebackLost",
    "ChargebackOpened",
    "ChargebackWon",
    "OrderFact",
    "PayoutCancelled",
    "PayoutFact",
    "PayoutPaid",
    "PayoutRequested",
    "PayoutReversed",
    "RefundClosed",
    "RefundOpened",
    "RefundSettled",
    "SurplusRefunded",
]


@frozen(kw_only=True)
class RefundOpened:
    """A refund of the part was asked for or approved and is under way; the part waits for it (U14)."""

    id: FactId
    part: PartId
    refund: RefundId
    of_cancellation: bool = False
    """Whether it is what a cancellation left due: for that nobody waits."""
    shares: tuple[Shares, ...] = ()
    """What it keeps for itself until it ends, so that nothing else gives it back a second time; what a cancellation
    left due is kept already."""
    at: DateTime = field(converter=utc)


@frozen(kw_only=True)
class RefundClosed:
    """A refund ended without money going back: rejected, withdrawn or abandoned."""

    id: FactId
    part: PartId
    refund: RefundId
    at: DateTime = field(converter=utc)


@frozen(kw_only=True)
class RefundSettled:
    """Money went back to the buyer, in exact shares of every line it belongs to."""

    id: FactId
    part: PartId
    refund: RefundId
    of_cancellation: bool = False
    """Whether it is what a cancellation left due, and so was promised before."""
    final: bool = True
    """Whether it ends the refund; where only some of the money went back, the rest may follow."""
    shares: tuple[Shares, ...]
    at: DateTime = field(converter=utc)


@frozen(kw_only=True)
class _OfPayout:
    id: FactId
    part: PartId
    payout: PayoutId
    at: DateTime = field(converter=utc)


class PayoutRequested(_OfPayout):
    """The vendor asked for the part's earnings."""


class PayoutCancelled(_OfPayout):
    """The request fell; the earnings are where they were."""


class PayoutPaid(_OfPayout):
    """The part's earnings are with the vendor (U23)."""


class PayoutReversed(_OfPayout):
    """The part's earnings were taken back from the vendor."""


@frozen(kw_only=True)
class SurplusRefunded:
    """Money that was nobody's payment went back to the buyer (rules.md §00.2)."""

    id: FactId
    amount: Minor
    at: DateTime = field(converter=utc)


@frozen(kw_only=True)
class _OfChargeback:
    id: FactId
    part: PartId
    chargeback: ChargebackId
    at: DateTime = field(converter=utc)


class ChargebackOpened(_OfChargeback):
    """The buyer's bank took the part's payment back for the time being; refunds and payouts of it wait."""


class ChargebackWon(_OfChargeback):
    """The payment stands; refunds and payouts go on."""


@frozen(kw_only=True)
class ChargebackLost:
    """The bank gave the payment back to the buyer; it counts as refunded, in exact shares of every line."""

    id: FactId
    part: PartId
    chargeback: ChargebackId
    of_cancellation: bool = False
    """Whether it is what a cancellation left due, and so was promised before."""
    shares: tuple[Shares, ...]
    at: DateTime = field(converter=utc)


ChargebackFact: TypeAlias = ChargebackOpened | ChargebackWon | ChargebackLost

PayoutFact: TypeAlias = PayoutRequested | PayoutCancelled | PayoutPaid | PayoutReversed

OrderFact: TypeAlias = RefundOpened | RefundClosed | RefundSettled | PayoutFact | ChargebackFact | SurplusRefunded
