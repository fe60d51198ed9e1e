"""One shape per kind of value: how it is read, how it is written, what its schema says, what it is called in a fault.

They belong together, so that none can say something else than the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias

from mpcore.kernel import Fault, MalformedError, frozen
from mpcore.wire.jsontext import Json

__all__ = ["Definitions", "Dump", "Load", "Parts", "Schema", "Shape"]


class Load(Protocol):
    """From JSON data to the value, or `MalformedError`.  The second argument is there because cattrs passes it."""

    def __call__(self, value: object, _: object = None, /) -> object: ...  # noqa: D102


class Dump(Protocol):
    """From the value to JSON data; `MalformedError` for a value that could not be read again."""

    def __call__(self, value: object, /) -> Json: ...  # noqa: D102


class Definitions(Protocol):
    """Where a schema puts what is used more than once; the answer is a reference to it."""

    def __call__(self, name: str, owner: object, make: Callable[[], dict[str, Json]]) -> dict[str, Json]: ...  # noqa: D102


Schema: TypeAlias = Callable[[Definitions], dict[str, Json]]

Parts: TypeAlias = "Callable[[Any], Iterable[tuple[str, Shape, Any]]]"


@frozen(eq=False)
class Shape:
    """A kind of value, between Python and JSON."""

    load: Load
    dump: Dump
    schema: Schema
    want: str
    """What is expected, to be read after "give"."""
    outer: Dump
    """How it is written where nothing around it says what it is: with its tag, if it has one."""
    tagged: Schema | None = None
    """Its schema where the tag has to be there."""
    parts: Parts | None = None
    """What a value is made of, each with its place: looked at only to say where a value cannot be written."""

    def unwritable(self, value: object) -> tuple[Fault, ...]:
        """Why a value cannot be written, each reason with its place."""
        try:
            self.dump(value)
        except MalformedError as error:
            inner = [
                fault
                for place, shape, part in (self.parts(value) if self.parts else ())
                if (faults := shape.unwritable(part))
                for fault in MalformedError(*faults).under(place).faults
            ]
            return tuple(inner) or error.faults
        return ()
