"""The one strict converter between values and JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

from attrs import field

from mpcore.kernel import Fault, MalformedError, frozen
from mpcore.wire import discounts, kernel, orders, presets, refunds, subaccounts, timing
from mpcore.wire.faults import bounded, malformed
from mpcore.wire.jsontext import SIZE, Json, read, written
from mpcore.wire.registry import Registry
from mpcore.wire.tags import Tags, Upcast

if TYPE_CHECKING:
    from typing_extensions import TypeForm

__all__ = ["DEFAULT", "TABLES", "UPCASTS", "Wire"]

T = TypeVar("T")

TABLES: tuple[Mapping[str, type], ...] = (
    discounts.BENEFITS,
    discounts.COMMANDS,
    discounts.CONDITIONS,
    discounts.DOCUMENTS,
    discounts.EVENTS,
    discounts.REASONS,
    kernel.ACTORS,
    kernel.DOCUMENTS,
    kernel.REASONS,
    orders.COMMANDS,
    orders.DOCUMENTS,
    orders.EVENTS,
    orders.FACTS,
    presets.DOCUMENTS,
    refunds.COMMANDS,
    refunds.DOCUMENTS,
    refunds.EVENTS,
    subaccounts.COMMANDS,
    subaccounts.DOCUMENTS,
    subaccounts.EVENTS,
    timing.DOCUMENTS,
)
"""Every tag of mpcore."""

UPCASTS: Mapping[tuple[str, int], Upcast] = {}
"""(name, old version) -> the JSON object of the next version; none of ours has a second version yet."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _tagged(given: Mapping[str, type]) -> Mapping[str, type]:
    return dict(given)


def _unions(given: Mapping[object, object]) -> Mapping[object, object]:
    return dict(given)


def _steps(given: Mapping[tuple[str, int], Upcast]) -> Mapping[tuple[str, int], Upcast]:
    return dict(given)


@frozen(eq=False, repr=False)
class Wire:
    """Values to JSON and back: strict, deterministic, and open to a host's own classes.

    Nothing is coerced: what is not exactly of its type, has unknown or missing keys, or is out of bounds is
    `MalformedError`, with every fault at once and its path.  What `dump` writes, `load` reads; what `load` would not
    read, `dump` does not write.

    A host's own events, commands or facts get tags of their own, and stand in unions beside ours:

    >>> from attrs import frozen
    >>> from mpcore import orders, wire
    >>> @frozen
    ... class GiftWrapped:
    ...     part: str
    >>> own = wire.Wire(extra={"acme.gift_wrapped/1": GiftWrapped})
    >>> own.dump(GiftWrapped("p1"))
    {'type': 'acme.gift_wrapped/1', 'part': 'p1'}
    >>> own.load(orders.OrderEvent | GiftWrapped, {"type": "acme.gift_wrapped/1", "part": "p1"})
    GiftWrapped(part='p1')
    """

    extra: Mapping[str, type] = field(default={}, converter=_tagged)
    """The host's tags, `acme.gift_wrapped/1` -> class; they begin with a name of the host's own.

    Conditions, benefits and reasons among them stand in coupons and evaluations beside ours, and need no more."""
    wider: Mapping[object, object] = field(default={}, converter=_unions)
    """Unions of ours -> the unions read and written wherever those stand: `{OrderEvent: OrderEvent | GiftWrapped}`."""
    upcasts: Mapping[tuple[str, int], Upcast] = field(default={}, converter=_steps)
    """(name of a tag, old version) -> from the JSON object of that version to that of the next."""
    size: int = SIZE
    """The most bytes of a text."""
    _shapes: Registry = field(init=False)

    def __attrs_post_init__(self) -> None:
        tags = Tags.made((*TABLES, self.extra), {**UPCASTS, **self.upcasts})
        object.__setattr__(self, "_shapes", Registry(tags, {**discounts.widened(self.extra.values()), **self.wider}))

    def __reduce__(self) -> tuple[type[Wire], tuple[object, ...]]:
        return Wire, (self.extra, self.wider, self.upcasts, self.size)

    def dump(self, value: object) -> Json:
        """A value as JSON data: dicts, lists, texts, whole numbers, true, false and None.

        An object with a tag has it as its first key, `type`.  Fields with their default value are written too, so that
        a reader need not know our defaults, and what was stored keeps its meaning when one of them changes.

        `MalformedError` for a value that could not be read again.
        """
        try:
            return self._shapes.dump(value)
        except MalformedError:
            raise MalformedError(*bounded(self._shapes.unwritable(value))) from None
        except RecursionError:
            raise malformed("is nested too deeply") from None

    def dumps(self, value: object) -> str:
        """The same as text, always the same for equal values: no spaces, keys in the order of the fields."""
        return written(self.dump(value), self.size)

    def load(self, cls: TypeForm[T], data: object) -> T:
        """A value of a class, a union or a generic alias, such as `tuple[OrderEvent, ...]`, from JSON data.

        Members of unions are told by their tags.  A class that stands alone needs none; one that is there must be its
        own, of the present or an older version.

        `MalformedError` with every fault and its path, up to a hundred; a type that has no form in JSON is `TypeError`.
        """
        shape = self._shapes.shape(cls)
        try:
            return cast("T", shape.load(data))
        except MalformedError as error:
            faults = bounded(error.faults)
        except RecursionError:
            faults = (Fault("", "is nested too deeply; give flatter JSON"),)
        raise MalformedError(*faults)

    def loads(self, cls: TypeForm[T], text: str | bytes) -> T:
        """The same from text, which is read in bounded time and memory.

        `MalformedError` also for what is no JSON in UTF-8, is longer than `size`, nested more than 64 levels deep, or
        names a key twice.
        """
        return self.load(cls, read(text, self.size))

    def json_schema(self, cls: TypeForm[T]) -> dict[str, Json]:
        """The JSON Schema (2020-12) of what `load` takes, in the present versions.

        It says as much as a schema can; rules that take several fields together, and calendars, are left to `load`.
        """
        definitions: dict[str, Json] = {}
        names: dict[object, str] = {}

        def define(name: str, owner: object, make: Callable[[], dict[str, Json]]) -> dict[str, Json]:
            if owner not in names:
                taken = set(names.values())
                names[owner] = next(
                    free for free in (name, *(f"{name}_{n}" for n in range(2, len(taken) + 3))) if free not in taken
                )
                definitions[names[owner]] = {}  # its place, for what refers to itself
                definitions[names[owner]] = make()
            return {"$ref": f"#/$defs/{names[owner]}"}

        schema = self._shapes.shape(cls).schema(define)
        return {"$schema": _DIALECT, **schema, "$defs": definitions} if definitions else {"$schema": _DIALECT, **schema}

    def __repr__(self) -> str:
        return f"Wire(extra={sorted(self.extra)})"


DEFAULT = Wire()
"""The one that the functions of the package are bound to."""
