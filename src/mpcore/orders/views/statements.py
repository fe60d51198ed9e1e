"""Why a thing is so, in plain words: a part's deadline (S26, S27, S43), the status that is shown.

What is said is data, like a refusal: a stable code and facts.  Its English is in `english.py`, and other languages are
`mpcore.i18n`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from attrs import field
from pendulum import DateTime

from mpcore.kernel import Fault, MalformedError, PolicyMismatchError, frozen, in_words, utc
from mpcore.orders.deadlines import Verdict, reached_at, verdict
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import OrderPolicy, ShippedWhen
from mpcore.orders.status import Status, order_status, part_status
from mpcore.orders.views.english import ENGLISH, HOLES
from mpcore.timing import ClockStart, DueRounding, Milestone, ShippingDeadline, Unit, Window, later, local_date

__all__ = ["Statement", "explain_deadline", "explain_status", "must_be_of", "said", "units_of_time"]

TimeUnit: TypeAlias = Literal["day", "hour", "minute", "second"]

_INSTANT = timedelta(microseconds=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def _pairs(given: Mapping[str, object] | tuple[tuple[str, object], ...]) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(given.items() if isinstance(given, Mapping) else given, key=_name))


def _name(pair: tuple[str, object]) -> str:
    return pair[0]


@frozen
class Statement:
    """One plain sentence about an order: what it says, as a code, and the facts it says it with.

    The facts are ids, amounts, counts, instants in UTC, local dates, durations and stages: nobody's free text, and
    nothing personal.  An unknown code, or other facts than it has holes for, raises `MalformedError`.

    >>> from datetime import timedelta
    >>> str(Statement("orders.deadline_grace", {"grace": timedelta(hours=36)}))
    'allowed on top of it: 36 hours'
    """

    code: str
    """Stable, such as `orders.deadline_missed`."""
    facts: tuple[tuple[str, object], ...] = field(default=(), converter=_pairs)
    """Names and values, in the order of the names."""

    def __attrs_post_init__(self) -> None:
        holes = HOLES.get(self.code)
        if holes is None:
            raise MalformedError(Fault("code", f"{self.code[:60]!r} is nothing that is said; give a code of ENGLISH"))
        names = [name for name, _ in self.facts]
        if sorted(holes) != names:
            raise MalformedError(Fault("facts", f"{self.code} is said with {sorted(holes)}; give these and no others"))

    def __getitem__(self, name: str) -> object:
        return dict(self.facts)[name]

    @property
    def text(self) -> str:
        """Its English, with the holes open."""
        return ENGLISH[self.code]

    def __str__(self) -> str:
        return self.text.format_map({name: _in_words(value) for name, value in self.facts})


def said(code: str, /, **facts: object) -> Statement:
    """The statement of a code with its facts."""
    return Statement(code, facts)


def units_of_time(duration: timedelta) -> tuple[tuple[int, TimeUnit], ...]:
    """An exact duration in the units it is told in: whole days alone, or else hours, minutes and seconds.

    >>> units_of_time(timedelta(days=14)), units_of_time(timedelta(hours=36, seconds=5))
    (((14, 'day'),), ((36, 'hour'), (5, 'second')))
    """
    days, rest = divmod(duration, _DAY)
    if days and not rest:
        return ((days, "day"),)
    hours, rest = divmod(duration, _HOUR)
    minutes, seconds = divmod(rest.seconds, 60)
    counts: tuple[tuple[int, TimeUnit], ...] = ((hours, "hour"), (minutes, "minute"), (seconds, "second"))
    return tuple([(count, unit) for count, unit in counts if count]) or ((0, "second"),)


def must_be_of(order: Order, policy: OrderPolicy) -> None:
    """Raises `PolicyMismatchError` for another policy than that of the order's rule book."""
    if policy.rule_book != order.rule_book:
        raise PolicyMismatchError(
            f"order {order.id!r} was placed under rule book {order.rule_book!r}, and the policy is of "
            f"{policy.rule_book!r}; resolve it with RuleBooks.get(order.rule_book)"
        )


def _in_words(value: object) -> str:
    if isinstance(value, timedelta):
        return " ".join([f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in units_of_time(value)])
    return in_words(value)


def explain_deadline(order: Order, part: Part, policy: OrderPolicy, now: datetime) -> tuple[Statement, ...]:
    """What there is to say of a part's deadline as of `now`, in the order in which a person would ask.

    From when its clock runs and why, what time is allowed and how it is counted, what stops it, when it is due, what
    has to have happened by then, what became of that, and whether a miss was recorded. Where no clock runs, why not
    (S43).  `now` is any aware datetime; a naive one raises `MalformedError`, and another rule book's policy
    `PolicyMismatchError`.
    """
    must_be_of(order, policy)
    at = utc(now, "now")
    shipping = policy.shipping
    if shipping is None and part.ship_by is None:
        return (said("orders.deadline_none", part=part.id),)
    if part.opened_at is None or part.opened_at > at:
        if part.cancelled_at is not None and part.cancelled_at <= at:
            return (said("orders.deadline_never_ran", part=part.id, at=part.cancelled_at),)
        return (said("orders.deadline_not_paid", part=part.id),)
    computed = None if shipping is None or part.ship_by is not None else shipping
    start = None if computed is None else computed.starts(order.placed_at, part.opened_at)
    started = part.opened_at if start is None else start
    given = (said("orders.deadline_given", part=part.id),)
    return (
        *(given if computed is None else _counted(order, part, computed, started)),
        *_stopped(part, computed, started),
        *_due(part, computed),
        *_became(part, Milestone.DISPATCH if shipping is None else shipping.milestone, policy, at),
    )


def _counted(order: Order, part: Part, shipping: ShippingDeadline, start: DateTime) -> tuple[Statement, ...]:
    why = {
        ClockStart.ORDERED: "ordered",
        ClockStart.PAID: "paid",
        ClockStart.LATER_OF_BOTH: "later" if start > order.placed_at else "at_once",
    }[shipping.clock_start]
    started = said(f"orders.deadline_started_{why}", part=part.id, at=start)
    grace = (said("orders.deadline_grace", grace=shipping.grace),) if shipping.grace else ()
    if shipping.unit is Unit.HOURS:
        return (started, said("orders.deadline_hours", hours=shipping.amount), *grace)
    days = said(f"orders.deadline_{shipping.unit.value}", allowed=timedelta(days=shipping.amount), zone=shipping.zone)
    if shipping.rounding is DueRounding.EXACT:
        return (started, days, said("orders.deadline_counted_exactly"), *grace)
    first = shipping.start_date(start)
    cut_off = () if first == local_date(start, shipping.zone) else (said("orders.deadline_cut_off", first=first),)
    how = "within" if shipping.amount == 0 else "from" if shipping.count_first_day else "after"
    return (started, days, *cut_off, said(f"orders.deadline_counted_{how}", first=first), *grace)


def _stopped(part: Part, shipping: ShippingDeadline | None, start: DateTime) -> Iterator[Statement]:
    """Each stretch in which the part was stopped or its vendor away, and what all of them together come to."""
    end = part.due_end
    over = end if end is None or shipping is None else later(end, -shipping.grace)
    stops = False
    for kind, windows in (("hold", part.pauses.holds), ("away", part.pauses.vacations)):
        may_stop = shipping is not None and (shipping.pause_on_hold if kind == "hold" else shipping.pause_on_vacation)
        for window in windows:
            if window.end is not None and (window.end <= start or window.end == window.start):
                continue
            stopping = may_stop and (over is None or window.start < over)
            stops = stops or stopping
            yield _pause(f"orders.deadline_{kind}{'' if stopping else '_ignored'}", window)
    if stops and shipping is not None and end is not None:
        without = shipping.due(start)
        yield said("orders.deadline_not_moved") if without == end else said("orders.deadline_moved", without=without)


def _pause(code: str, window: Window) -> Statement:
    if window.end is None:
        return said(f"{code}_for_now", start=window.start)
    return said(code, start=window.start, end=window.end)


def _due(part: Part, shipping: ShippingDeadline | None) -> Iterator[Statement]:
    end = part.due_end
    if end is None:
        if part.cancelled_at is None:
            yield said("orders.deadline_stopped")
        return
    last = later(end, -_INSTANT)
    if shipping is None:
        yield said("orders.deadline_due", due_end=end)
    elif shipping.rounding is DueRounding.EXACT or shipping.unit is Unit.HOURS:
        yield said("orders.deadline_due_by", last=last)
    elif shipping.grace:
        yield said("orders.deadline_due", due_end=end)
    else:
        yield said("orders.deadline_due_with", last=local_date(last, shipping.zone), zone=shipping.zone, due_end=end)


def _became(part: Part, milestone: Milestone, policy: OrderPolicy, now: DateTime) -> Iterator[Statement]:
    judged = verdict(part, milestone, policy, now)
    reached = reached_at(part, milestone)
    if judged is not None:
        yield said(f"orders.deadline_binds_{milestone.value}")
    if judged in (Verdict.ON_TIME, Verdict.LATE):
        yield said(f"orders.deadline_{judged.value}", happened_at=reached)
    elif judged in (Verdict.PENDING, Verdict.DUE_SOON, Verdict.MISSED):
        yield said(f"orders.deadline_{judged.value}", now=now)
    elif part.cancelled_at is not None and part.cancelled_at <= now:
        yield said("orders.deadline_void_cancelled", at=part.cancelled_at)
    elif reached is not None and reached <= now:
        yield said("orders.deadline_reached_while_stopped", happened_at=reached)
    elif part.refunded_whole and part.refunded_at is not None and part.refunded_at <= now:
        yield said("orders.deadline_void_refunded", at=part.refunded_at)
    if part.missed_at is not None and part.missed_at <= now:
        yield said("orders.deadline_miss_recorded", at=part.missed_at)
    else:
        yield said("orders.deadline_miss_not_recorded" if judged is Verdict.MISSED else "orders.deadline_no_miss")


def explain_status(order: Order, part: Part | None, policy: OrderPolicy) -> Statement:
    """Why a part is shown with its status or, without a part, why the order is: the rule that decided (§7.2).

    That of an order names its parts, so it is not for vendors.  Another rule book's policy raises
    `PolicyMismatchError`.
    """
    must_be_of(order, policy)
    return _why_order(order, policy) if part is None else _why_part(order, part, policy)


def _why_part(order: Order, part: Part, policy: OrderPolicy) -> Statement:
    status = part_status(part, policy)
    code = f"orders.status_{status.value}"
    facts: dict[str, object] = {"part": part.id, "status": status}
    match status:
        case Status.CANCELLED:
            facts["at"] = part.cancelled_at
        case Status.REFUNDED:
            facts["paid"] = order.money(part.paid)
        case Status.COMPLETED:
            facts["at"] = part.completed_at
        case Status.ON_HOLD:
            facts["at"] = part.pauses.holds[-1].start
        case Status.PARTIALLY_SHIPPED:
            facts["left"] = part.to_ship
        case Status.SHIPPED if not part.shipped_whole and policy.shipped_when is ShippedWhen.FIRST_PARCEL:
            code = "orders.status_shipped_first"
        case _:
            pass
    return Statement(code, facts)


_DECISIVE = {
    Status.REFUNDED: (Status.REFUNDED,),
    Status.AWAITING_PAYMENT: (Status.AWAITING_PAYMENT,),
    Status.ON_HOLD: (Status.ON_HOLD,),
    Status.PARTIALLY_SHIPPED: (Status.PROCESSING, Status.PARTIALLY_SHIPPED),
}
"""An order's status -> the statuses of the parts it is because of, where it is because of some."""


def _why_order(order: Order, policy: OrderPolicy) -> Statement:
    status = order_status(order, policy)
    facts: dict[str, object] = {"order": order.id, "status": status}
    if status in _DECISIVE:
        facts["parts"] = tuple([part.id for part in order.parts if part_status(part, policy) in _DECISIVE[status]])
    return Statement(f"orders.status_of_order_{status.value}", facts)
