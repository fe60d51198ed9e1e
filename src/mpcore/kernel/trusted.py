"""The cheap way to frozen values; used where the rules have passed already, and nowhere else.

A frozen attrs class sets its fields one by one, and `attrs.evolve` goes through all of that again.  Here a value gets
its fields at once.  Classes must be declared with `slots=False`; converters, validators and computed fields are not
run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

__all__ = ["changed", "made"]

P = ParamSpec("P")
T = TypeVar("T")

_new = object.__new__
_set = object.__setattr__


def made(kind: Callable[P, T], /, *_: P.args, **fields: P.kwargs) -> T:
    """A new value from every one of its fields, those with defaults too; another number of them is a `TypeError`.

    Their names are checked by type checkers, as the constructor's are.
    """
    cls = cast("type[T]", kind)
    if len(fields) != len(cls.__attrs_attrs__):  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]  # every attrs class has it
        raise TypeError(f"{cls.__name__} wants each of its fields, and was given {', '.join(fields)}")
    value = _new(cls)
    _set(value, "__dict__", fields)
    return value


def changed(value: T, /, **fields: object) -> T:
    """A copy of a frozen value with some fields replaced; a name that is not a field of it is a `TypeError`."""
    old = value.__dict__
    new = old | fields
    if len(new) != len(old):
        raise TypeError(f"{type(value).__name__} has no field {', '.join(sorted(fields.keys() - old.keys()))}")
    copy = _new(type(value))
    _set(copy, "__dict__", new)
    return copy
