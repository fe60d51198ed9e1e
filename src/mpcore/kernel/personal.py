"""Data about a person: kept in a wrapper that never shows it by accident, and that can be emptied."""

from __future__ import annotations

from typing import Generic, TypeVar, cast

from attrs import field, has

from mpcore.kernel.trusted import changed
from mpcore.kernel.values import frozen

__all__ = ["Personal", "erased"]

T = TypeVar("T", covariant=True)
V = TypeVar("V")


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


def erased(value: V) -> V:
    """The same value with a tombstone in the place of everything personal in it, however deep.

    >>> erased((Personal("ada@example.org"), 7))
    (Personal(erased), 7)
    """
    return cast("V", _erased(value))


def _erased(value: object) -> object:
    if isinstance(value, Personal):
        return cast("Personal[object]", value).erased
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        return tuple([_erased(item) for item in items])
    if not has(type(value)):
        return value
    inside = {name: _erased(held) for name, held in vars(value).items()}
    return changed(value, **inside)
