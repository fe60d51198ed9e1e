"""Money came in, was promised, or did not come."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import PartId, frozen
from mpcore.orders.events.shapes import OfPayment
from mpcore.orders.shares import Minor
from mpcore.orders.values import (
    Payment,
)

__all__ = [
    "AuthorisationExpired",
    "BuyerReminded",
    "PartDue",
    "PaymentAuthorised",
    "PaymentConfirmed",
    "PaymentFailed",
    "PaymentRecorded",
]


@frozen
class PaymentRecorded:
    """Money came in, whatever its amount and however late."""

    payment: Payment


@frozen
class PartDue:
    """What of the confirmed payment is for a part, and when its shipping deadline ends."""

    part: PartId
    paid: Minor
    due_end: DateTime | None
    """The first instant that is too late, or None without a deadline."""


@frozen
class PaymentConfirmed:
    """What came in covers what is due: every waiting part opens, and its shipping deadline runs."""

    at: DateTime
    parts: tuple[PartDue, ...]
    """The parts that were waiting."""


@frozen
class PaymentAuthorised:
    """Money is promised and was not captured."""

    payment: Payment


class PaymentFailed(OfPayment):
    """A payment was declined, or its authorisation given up."""


class AuthorisationExpired(OfPayment):
    """An authorisation ended before it was captured."""


@frozen
class BuyerReminded:
    """The buyer was asked to pay (S43)."""

    at: DateTime
    reminder: int | None = None
    """Which of the policy's reminders it was; None: somebody asked by hand."""
