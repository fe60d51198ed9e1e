"""When to look at an order again, as data: what becomes due in time, and whether it still will."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from enum import Enum
from typing import TypeAlias

from pendulum import DateTime

from mpcore.kernel import MalformedError, OrderId, PartId, frozen
from mpcore.orders import rules
from mpcore.orders.context import Context
from mpcore.orders.deadlines import reached_at
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import OrderPolicy, Silence
from mpcore.orders.states import PartStage, PaymentStage, RequestStage
from mpcore.timing import Milestone, later

__all__ = ["Due", "Timer", "due", "end_of"]

_NOTHING, _INSTANT = timedelta(0), timedelta(microseconds=1)


class Timer(Enum):
    """What a host should look at again at a certain instant; `FireTimers` does what is to be done."""

    SHIPPING_DUE_SOON = "shipping_due_soon"
    """Nothing happens; a vendor may be glad to be told."""
    SHIPPING_DUE = "shipping_due"
    """The part has missed its deadline, which is recorded once (S26)."""
    MISSED_CANCELLATION = "missed_cancellation"
    """What was not shipped so long after the due end is cancelled."""
    PAYMENT_REMINDER = "payment_reminder"
    """The buyer is asked to pay (S43)."""
    PAYMENT_DUE = "payment_due"
    """What was not paid is cancelled (S43)."""
    AUTHORISATION_ENDS = "authorisation_ends"
    """A payment can be captured no more."""
    COMPLETION = "completion"
    """The part is completed, so long after it arrived."""
    ANSWER_DUE = "answer_due"
    """Silence answers the buyer's request to cancel (X-W3)."""


_PLACES = {timer: place for place, timer in enumerate(Timer)}
"""Of what becomes due at one instant, what is named first comes first."""


@frozen
class Due:
    """A timer as data: the host fires at `at`, or later, or twice; all of it is harmless."""

    at: DateTime
    timer: Timer
    order: OrderId
    part: PartId | None = None
    """Of which part; None: of the order."""


_Wanted: TypeAlias = tuple[DateTime, timedelta, Timer, PartId | None]
"""So much after an instant."""


def end_of(start: DateTime, duration: timedelta) -> DateTime:
    """The first instant after an exact duration, whose last instant is in it (rules.md §00.7)."""
    return later(start, duration + _INSTANT)


def due(order: Order, ctx: Context) -> tuple[Due, ...]:
    """The timers of an order, earliest first; one that has passed is for now.

    What could not happen at the moment (a part on hold is not completed by itself) has no timer; look again whenever
    the order has changed.
    """
    found = list(_of_payment(order, ctx.policy))
    for part in order.parts:
        found += _of_part(part, ctx.policy)
    timers = [
        Due(at, timer, order.id, part)
        for start, duration, timer, part in found
        if (at := _after(start, duration)) is not None
    ]
    return tuple(sorted(timers, key=_in_time))


def _after(start: DateTime, duration: timedelta) -> DateTime | None:
    """The instant so much later; None where the calendar ends before: it never comes."""
    try:
        return later(start, duration)
    except MalformedError:
        return None


def _in_time(timer: Due) -> tuple[DateTime, str, int]:
    return timer.at, timer.part or "", _PLACES[timer.timer]


def _of_payment(order: Order, policy: OrderPolicy) -> Iterator[_Wanted]:
    for payment in order.payments:
        if payment.stage is PaymentStage.AUTHORISED and payment.expires_at is not None:
            yield payment.expires_at, _NOTHING, Timer.AUTHORISATION_ENDS, None
    if not order.waits_for_payment or rules.is_promised(order, policy):
        return  # it is promised: nobody is reminded, and nothing cancelled
    for after in policy.remind_unpaid_after[order.reminders :][:1]:
        yield order.placed_at, after, Timer.PAYMENT_REMINDER, None
    if policy.cancel_unpaid_after is not None and not any(_is_stuck(part) for part in order.parts):
        yield order.placed_at, policy.cancel_unpaid_after + _INSTANT, Timer.PAYMENT_DUE, None


def _of_part(part: Part, policy: OrderPolicy) -> Iterator[_Wanted]:
    yield from _of_deadline(part, policy)
    request = part.request
    if request is not None and part.asked_to_cancel:
        declines = policy.requests is None or policy.requests.silence is Silence.DECLINES
        if declines or not _is_stuck(part):
            yield request.ends_at, _NOTHING, Timer.ANSWER_DUE, part.id
    if policy.complete_after is not None and part.stage is PartStage.OPEN and not _is_waiting(part):
        arrived = reached_at(part, Milestone.DELIVERY)
        if arrived is not None:
            yield arrived, policy.complete_after + _INSTANT, Timer.COMPLETION, part.id


def _of_deadline(part: Part, policy: OrderPolicy) -> Iterator[_Wanted]:
    end = part.due_end
    if end is None:
        return
    milestone = Milestone.DISPATCH if policy.shipping is None else policy.shipping.milestone
    over = part.cancelled_at is not None or part.refunded_whole
    if policy.shipping is not None and not over and reached_at(part, milestone) is None:
        yield end, -policy.shipping.due_soon, Timer.SHIPPING_DUE_SOON, part.id
    if part.missed_at is None and _is_missed(part, milestone, end, policy):
        yield end, _NOTHING, Timer.SHIPPING_DUE, part.id
    if (
        policy.cancel_missed_after is not None
        and part.stage is PartStage.OPEN
        and not _is_waiting(part)
        and part.to_ship
    ):
        yield end, policy.cancel_missed_after, Timer.MISSED_CANCELLATION, part.id


def _is_missed(part: Part, milestone: Milestone, end: DateTime, policy: OrderPolicy) -> bool:
    """Whether the due end comes before the milestone, and finds the part neither cancelled nor paid back."""
    reached = reached_at(part, milestone)
    over = part.refunded_at if part.cancelled_at is None and part.refunded_whole else _cancelled_at(part, policy)
    return (reached is None or reached >= end) and (over is None or over >= end)


def _cancelled_at(part: Part, policy: OrderPolicy) -> DateTime | None:
    """When it was cancelled; where silence granted that before, when it did, however late the timer was fired."""
    request, requests = part.request, policy.requests
    if part.cancelled_at is None or request is None or request.stage is not RequestStage.ACCEPTED:
        return part.cancelled_at
    granted = requests is not None and requests.silence is Silence.ACCEPTS
    return min(part.cancelled_at, request.ends_at) if granted else part.cancelled_at


def _is_stuck(part: Part) -> bool:
    """Whether it cannot be cancelled, for money that may be going back: in a refund, or in a chargeback."""
    return bool(part.open_refunds) or part.frozen or bool(part.dispatches)


def _is_waiting(part: Part) -> bool:
    """Whether somebody else has to act before anything happens by itself."""
    return part.held or part.asked_to_cancel or bool(part.open_refunds) or part.frozen
