"""What discounts are made of: small values that never change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import TypeAlias

from attrs import field
from attrs.converters import optional
from pendulum import DateTime

from mpcore.kernel import Fault, MalformedError, frozen, utc
from mpcore.timing import end_of, start_of, zone

__all__ = [
    "During",
    "Minor",
    "OnConditionLost",
    "Stacking",
    "Together",
    "texts",
]

Minor: TypeAlias = int
"""An amount in whole minor units (cents, say) of the basket's currency."""


class OnConditionLost(Enum):
    """What happens where a return or a cancellation makes untrue what the discount was given for (rules.md §00.9)."""

    KEEP = "keep"
    """The buyer keeps the discount on what they keep."""
    CLAW_BACK = "claw_back"
    """What they would not have got for it is kept back from the refund."""


class Together(Enum):
    """How a coupon goes with others."""

    COMBINABLE = "combinable"
    EXCLUSIVE = "exclusive"
    """Of its owner's coupons it applies alone, or not at all."""
    BEST_OF = "best_of"
    """Of its group, only the one that gives most applies; groups are their owner's."""


@frozen(kw_only=True)
class Stacking:
    """When a coupon has its turn, and how it goes with others.

    Lanes follow one another, the lowest first; within a lane the highest priority first, then the lowest id.
    """

    lane: int = 0
    priority: int = 0
    together: Together = Together.COMBINABLE
    group: str | None = None
    """The group it is the best of; given with BEST_OF, and only then."""

    def __attrs_post_init__(self) -> None:
        if (self.together is Together.BEST_OF) is (self.group is None):
            raise MalformedError(Fault("group", "is given with BEST_OF, and only then"))


@frozen(kw_only=True)
class During:
    """A stretch of time, half-open: `start` is in it, `end` is not; without one of them it is open on that side.

    >>> from datetime import date
    >>> print(During.dates(date(2026, 11, 27), date(2026, 11, 30), "Europe/Paris").end)
    2026-11-30 23:00:00+00:00
    """

    start: DateTime | None = field(default=None, converter=optional(utc))
    end: DateTime | None = field(default=None, converter=optional(utc))
    zone: str = "UTC"
    """The IANA zone it is told in."""

    def __attrs_post_init__(self) -> None:
        zone(self.zone)
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise MalformedError(Fault("end", "is not after the start; give an end after it"))

    @classmethod
    def dates(cls, first: date, last: date, zone: str) -> During:
        """From the first instant of a local date to the last of another, both included (rules.md §00.7)."""
        return cls(start=start_of(first, zone), end=end_of(last, zone), zone=zone)

    def contains(self, at: datetime) -> bool:
        """Whether an instant lies in it."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


def texts(given: Iterable[str]) -> frozenset[str]:
    """A set of texts, from any collection of them; a single text is a mistake."""
    if isinstance(given, str):
        raise MalformedError(Fault("", "is one text; give a set of them"))
    return frozenset(given)
