"""What sub-accounts are made of: names of roles and grants, and the window in which a grant counts."""

from __future__ import annotations

from datetime import datetime
from typing import NewType

from attrs import field
from attrs.converters import optional
from pendulum import DateTime

from mpcore.kernel import Fault, MalformedError, frozen, utc

__all__ = ["ALWAYS", "Between", "GrantId", "RoleId"]

RoleId = NewType("RoleId", str)
GrantId = NewType("GrantId", str)


@frozen
class Between:
    """A stretch of time, half-open: `start` is in it, `end` is not; without one of them it is open on that side.

    >>> from mpcore.kernel import utc
    >>> from datetime import UTC, datetime
    >>> noon = utc(datetime(2026, 3, 26, 12, tzinfo=UTC))
    >>> Between(noon).contains(noon), Between(None, noon).contains(noon)
    (True, False)
    """

    start: DateTime | None = field(default=None, converter=optional(utc))
    end: DateTime | None = field(default=None, converter=optional(utc))

    def __attrs_post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise MalformedError(Fault("end", "is not after the start; give an end after it"))

    def contains(self, at: datetime) -> bool:
        """Whether an instant lies in it."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)

    def covers(self, other: Between, since: datetime) -> bool:
        """Whether all of another stretch lies in it, as far as that is still to come."""
        begin = since if other.start is None or other.start < since else other.start
        if self.start is not None and begin < self.start:
            return False
        return self.end is None or (other.end is not None and other.end <= self.end)


ALWAYS = Between()
