"""Data about a person: kept in a wrapper that never shows it by accident, and that can be emptied."""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import field

from mpcore.kernel.values import frozen

__all__ = ["Personal"]

T = TypeVar("T", covariant=True)


@frozen
class Personal(Generic[T]):
    """A value about a person.  Its repr hides it; `erased` leaves a tombstone in its place.

    >>> Personal("ada@example.org")
    Personal(***)
    >>> Personal("ada@example.org").erased.value is None
    True
    """

    value: T | None = field(repr=False)
    """The value, or None once it was erased."""

    @property
    def erased(self) -> Personal[T]:
        """The tombstone."""
        return Personal(None)

    def __repr__(self) -> str:
        return "Personal(erased)" if self.value is None else "Personal(***)"

    __str__ = __repr__
