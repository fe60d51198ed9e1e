"""`frozen`, the decorator of every value here: `attrs.frozen` without slots, in two fifths of the time of a definition.

attrs writes and compiles `__eq__`, `__hash__` and `__repr__` for each class anew, which is most of what importing a
package of values costs.  Here all classes share them; they compare, hash and print as attrs' would.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import attrs

__all__ = ["frozen"]

if TYPE_CHECKING:
    from attrs import frozen
else:

    def frozen(cls=None, *, kw_only=False, eq=True, repr=True):  # noqa: A002, ANN001, ANN201 - seen as attrs' own
        """A class of frozen values; type checkers see `attrs.frozen`, whose switches these are."""
        if cls is None:
            return lambda cls: frozen(cls, kw_only=kw_only, eq=eq, repr=repr)
        own = vars(cls)
        cls = attrs.frozen(cls, kw_only=kw_only, slots=False, eq=False, repr=False)
        if eq and "__eq__" not in own:
            cls.__compared__ = staticmethod(_getter([field.name for field in attrs.fields(cls) if field.eq]))
            cls.__eq__, cls.__hash__ = _eq, _hash
        if repr and "__repr__" not in own:
            cls.__repr__ = _repr
        return cls


def _getter(names: list[str]) -> Callable[[object], object]:
    return attrgetter(*names) if names else type


def _eq(self: Any, other: Any) -> Any:  # noqa: ANN401 - a bool or NotImplemented
    if other.__class__ is self.__class__:
        return self.__compared__(self) == self.__compared__(other)
    return NotImplemented


def _hash(self: Any) -> int:  # noqa: ANN401
    return hash((self.__class__, self.__compared__(self)))


def _repr(self: Any) -> str:  # noqa: ANN401
    cls = self.__class__
    shown = [f"{field.name}={getattr(self, field.name)!r}" for field in attrs.fields(cls) if field.repr]
    return f"{cls.__qualname__.rpartition('>.')[2]}({', '.join(shown)})"
