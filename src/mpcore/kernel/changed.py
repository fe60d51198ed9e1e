"""The cheap way from one frozen value to the next; used where the rules have passed already."""

from __future__ import annotations

from typing import TypeVar

__all__ = ["changed"]

T = TypeVar("T")

_new = object.__new__
_set = object.__setattr__


def changed(value: T, **fields: object) -> T:
    """A copy of a frozen value with some fields replaced.

    `attrs.evolve` without converters and validators, at a third of its cost whatever the number of fields.  It is for
    `evolve` functions, which apply events whose content was checked when they were decided or read; a name that is not a
    field of the value raises `TypeError`.  Values must be declared with `slots=False`.
    """
    old = value.__dict__
    new = old | fields
    if len(new) != len(old):
        raise TypeError(f"{type(value).__name__} has no field {sorted(fields.keys() - old.keys())}")
    copy = _new(value.__class__)
    _set(copy, "__dict__", new)
    return copy
