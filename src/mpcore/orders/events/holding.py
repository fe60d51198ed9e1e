"""A part was stopped, or its clock."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import PartId, frozen
from mpcore.timing import Window

__all__ = ["PartHeld", "PartReleased", "VacationRecorded"]


@frozen(kw_only=True)
class PartHeld:
    """A part was stopped."""

    part: PartId
    at: DateTime
    due_end: DateTime | None
    """Its due end from now on; None while the clock stands still."""
    reason: str | None = None


@frozen(kw_only=True)
class PartReleased:
    """A part goes on."""

    part: PartId
    at: DateTime
    due_end: DateTime | None
    """Its due end from now on."""


@frozen(kw_only=True)
class VacationRecorded:
    """The part's vendor is away."""

    part: PartId
    away: Window
    due_end: DateTime | None
    """Its due end from now on; None while the clock stands still."""
