"""Tuples of things in the order of their ids: found in logarithmic time, equal whatever the order they came in.

Aggregates hold these instead of dicts: they hash, pickle and compare, and history that commutes gives equal states.
"""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import Protocol, TypeVar

__all__ = ["find", "put"]


class HasId(Protocol):
    """A thing with an id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=HasId)

_id = attrgetter("id")
_FEW = 8
"""Fewer are looked through one by one, which is quicker than halving."""


def find(things: tuple[T, ...], wanted: str) -> T | None:
    """The thing with that id, or None."""
    if len(things) < _FEW:
        for thing in things:
            if thing.id == wanted:
                return thing
        return None
    place = bisect_left(things, wanted, key=_id)
    return things[place] if place < len(things) and things[place].id == wanted else None


def put(things: tuple[T, ...], thing: T) -> tuple[T, ...]:
    """The same things with this one added, or in the place of the one that had its id."""
    if not things or (len(things) == 1 and things[0].id == thing.id):
        return (thing,)
    place = bisect_left(things, thing.id, key=_id)
    rest = place + 1 if place < len(things) and things[place].id == thing.id else place
    return (*things[:place], thing, *things[rest:])
