"""The cheap way to frozen values; used where the rules have passed already, and nowhere else.

A frozen attrs class sets its fields one by one, and `attrs.evolve` goes through all of that again.  Here a value gets
its fields at once.  Classes must be declared with `slots=False`; converters, validators and computed fields are not
run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

__all__ = ["changed", "made"]

P = ParamSpec("P")
T = TypeVar("T")

_new: Callable[..., Any] = object.__new__
_set = object.__setattr__


def made(kind: Callable[P, T], /, *_: P.args, **fields: P.kwargs) -> T:
    """A new value from every one of its fields, those with defaults too.

    Their names are checked by type checkers, as the constructor's are; that none is missing, by the tests.
    """
    value: T = _new(kind)
    _set(value, "__dict__", fields)
    return value


def changed(value: T, /, **fields: object) -> T:
    """A copy of a frozen value with some fields replaced; that they are fields of it is checked by the tests."""
    copy: T = _new(type(value))
    inside = copy.__dict__
    inside |= value.__dict__
    inside |= fields
    return copy
