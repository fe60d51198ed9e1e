"""What became of a part's shipping deadline, at any instant (S26, S27, S43).

A part has one due end, fixed when its payment was confirmed and kept with it; four days or another number, and from
when they count, is `OrderPolicy.shipping`.  Two verdicts are given against it, for dispatch and for delivery; the
policy says which one binds.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from pendulum import DateTime

from mpcore.kernel import utc
from mpcore.orders.model import Part
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.values import Pauses
from mpcore.timing import Milestone

__all__ = ["Verdict", "binding", "due_end", "reached_at", "verdict"]


class Verdict(Enum):
    """What became of a deadline."""

    ON_TIME = "on_time"
    """It happened before the due end."""
    LATE = "late"
    """It happened at the due end or after it."""
    PENDING = "pending"
    """It has not happened, and there is time."""
    DUE_SOON = "due_soon"
    """It has not happened, and the due end is near."""
    MISSED = "missed"
    """It has not happened, and the due end has passed."""
    VOID = "void"
    """It need not happen any more: the part is cancelled, or its money all went back."""


def binding(policy: OrderPolicy) -> Milestone | None:
    """Which milestone the policy binds the vendor to (S27); None without a deadline."""
    return None if policy.shipping is None else policy.shipping.milestone


def due_end(
    part: Part, pauses: Pauses, ordered_at: DateTime, opened_at: DateTime | None, policy: OrderPolicy
) -> DateTime | None:
    """When the deadline of a part ends that was stopped like this; None where no clock runs, or while it stands still.

    An end that the platform gave wins over all of it, pauses included.
    """
    if opened_at is None:
        return None
    if part.ship_by is not None or policy.shipping is None:
        return part.ship_by
    return policy.shipping.due_for(ordered_at, opened_at, policy.shipping.pausing(pauses.holds, pauses.vacations))


def reached_at(part: Part, milestone: Milestone) -> DateTime | None:
    """When everything of the part that is not cancelled was sent off, or had arrived; None while it has not.

    Where units were cancelled, that was not before they were: who cancels the rest after the due end was late. Where a
    part is completed with units left, as `require_shipment=False` allows, the vendor's word stands for both.
    """
    if not part.shipped_whole:
        return part.completed_at
    if milestone is Milestone.DISPATCH:
        instants = [dispatch.dispatched_at for dispatch in part.dispatches]
    else:
        instants = [dispatch.delivered_at for dispatch in part.dispatches if dispatch.delivered_at is not None]
        if len(instants) < len(part.dispatches):
            return None
    return max(instants) if part.reduced_at is None else max(*instants, part.reduced_at)


def verdict(part: Part, milestone: Milestone, policy: OrderPolicy, at: datetime) -> Verdict | None:
    """What became of the deadline, as of an instant; what happened after it has not happened yet.

    None where no clock runs: the payment was not confirmed (S43), or there is no deadline. `at` is any aware datetime;
    a naive one raises `MalformedError`.
    """
    now = utc(at, at="at")
    if part.due_end is None or part.opened_at is None or part.opened_at > now:
        return None
    happened = reached_at(part, milestone)
    if happened is not None and happened <= now:
        return Verdict.ON_TIME if happened < part.due_end else Verdict.LATE
    if _is_over(part, now):
        return Verdict.VOID
    if part.due_end <= now:
        return Verdict.MISSED
    soon = policy.shipping is not None and policy.shipping.soon(part.due_end) <= now
    return Verdict.DUE_SOON if soon else Verdict.PENDING


def _is_over(part: Part, now: DateTime) -> bool:
    if part.cancelled_at is not None:
        return part.cancelled_at <= now
    return part.refunded_whole and part.refunded_at is not None and part.refunded_at <= now
