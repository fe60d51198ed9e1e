"""Which shape a type has: found once per type, from the types that classes state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import partial
from importlib import import_module
from types import NoneType, UnionType
from typing import Any, NewType, TypeGuard, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import evolve, fields, has

from mpcore.discounts import Evaluation
from mpcore.kernel import Fault, Personal
from mpcore.wire.classes import Member, of_class, of_union
from mpcore.wire.compounds import optional, personal, sequence, unordered
from mpcore.wire.faults import malformed, said
from mpcore.wire.jsontext import Json
from mpcore.wire.shapes import Definitions, Dump, Shape
from mpcore.wire.tags import Tags
from mpcore.wire.values import ID, VALUES, of_enum

__all__ = ["Registry"]


_MADE_OF_ONE: dict[object, Callable[[Shape], Shape]] = {
    tuple: partial(sequence, kind=tuple),
    list: partial(sequence, kind=list),
    frozenset: unordered,
    Personal: personal,
}


_IMPORTED_LATER: dict[str, Any] = {"Evaluation": Evaluation}


class Registry:
    """The shapes of one `Wire`."""

    def __init__(self, tags: Tags, wider: Mapping[object, object]) -> None:
        self.tags = tags
        self.wider = dict(wider)
        self._shapes: dict[object, Shape] = dict(VALUES)
        self._outer: dict[type, Dump] = {}
        self._unknown = Shape(
            load=_cannot_read,
            dump=self.dump,
            schema=_cannot_describe,
            want="a value",
            outer=self.dump,
            parts=self._parts,
        )

    def shape(self, kind: object) -> Shape:
        """The shape of a type; `TypeError` for one that has none."""
        shape = self._shapes.get(kind)
        if shape is None:
            shape = self._shapes[kind] = self._made(self.wider.get(kind, kind))
        return shape

    def dump(self, value: object) -> Json:
        """Any value, by its own class, with its tag if it has one."""
        dump = self._outer.get(type(value))
        if dump is None:
            dump = self._outer[type(value)] = self._by_class(value)
        return dump(value)

    def unwritable(self, value: object) -> tuple[Fault, ...]:
        """Why a value cannot be written, each reason with its place."""
        try:
            return self.shape(type(value)).unwritable(value)
        except TypeError:
            return (Fault("", _formless(value)),)

    def _parts(self, value: object) -> Iterable[tuple[str, Shape, Any]]:
        parts = self.shape(type(value)).parts
        return () if parts is None else parts(value)

    def _by_class(self, value: object) -> Dump:
        try:
            return self.shape(type(value)).outer
        except TypeError:
            raise malformed(_formless(value)) from None

    def _made(self, kind: object) -> Shape:
        if kind in VALUES:
            return VALUES[kind]
        if isinstance(kind, NewType):
            return ID if kind.__supertype__ is str else self.shape(kind.__supertype__)
        if isinstance(kind, TypeVar):
            return self._unknown
        if (meant := getattr(kind, "__value__", None)) is not None:  # `type Alias = …` of Python 3.12
            return self.shape(meant)
        origin, arguments = get_origin(kind), get_args(kind)
        if origin in (Union, UnionType):
            return self._union(arguments)
        if _is_enum(kind):
            return of_enum(kind)
        base: object = origin or kind
        if base is tuple and arguments and arguments[1:] != (...,):
            raise TypeError(f"{said_type(kind)} has no form in JSON; say tuple[X, ...]")
        make = _MADE_OF_ONE.get(base)
        if make is not None:
            return make(self.shape(arguments[0]) if arguments else self._unknown)
        if _is_attrs(base):
            return self._class(base, arguments)
        raise TypeError(f"{said_type(kind)} has no form in JSON")

    def _union(self, arguments: tuple[Any, ...]) -> Shape:
        rest = tuple(one for one in arguments if one is not NoneType)
        if len(rest) < len(arguments):
            return optional(self.shape(rest[0] if len(rest) == 1 else Union[rest]))  # noqa: UP007 - only known now
        kinds: dict[type, Shape] = {get_origin(one) or one: self.shape(one) for one in rest}
        if len(kinds) < len(rest):
            raise TypeError("a union holds the same class twice, and its tag cannot tell which is meant")
        if untagged := [kind.__name__ for kind in kinds if kind not in self.tags.of]:
            raise TypeError(
                f"{', '.join(untagged)} can only stand in a union with a tag; say Wire(extra={{tag: class}})"
            )
        return of_union(kinds, self.tags)

    def _class(self, base: type, arguments: tuple[Any, ...]) -> Shape:
        if any(field.name == "type" for field in fields(base)) and base in self.tags.of:
            raise TypeError(f"{base.__name__} has a field called type, which is the key of tags; rename it")
        parameters = getattr(base, "__parameters__", ())
        chosen = dict(zip(parameters, arguments, strict=False))
        members: tuple[Member, ...] | None = None

        def made() -> tuple[Member, ...]:
            nonlocal members
            if members is None:
                hints = _hints(base)
                members = tuple(
                    Member(field, self.shape(_filled(hints[field.name], chosen)))
                    for field in fields(base)
                    if field.init and field.name in hints
                )
            return members

        title = "_".join([base.__name__, *(said_type(argument) for argument in arguments)])[:60]
        shape = of_class(base, title, made, self.tags)
        return evolve(shape, load=_cannot_read, schema=_cannot_describe) if parameters and not arguments else shape


def _is_enum(kind: object) -> TypeGuard[type[Enum]]:
    return isinstance(kind, type) and issubclass(kind, Enum) and len(kind) > 0


def _is_attrs(kind: object) -> TypeGuard[type]:
    return isinstance(kind, type) and has(kind)


def _formless(value: object) -> str:
    return f"{said(value)} has no form in JSON; give a value of mpcore, or of a class of your own"


def said_type(kind: object) -> str:
    """A type in a message."""
    if get_origin(kind) in (Union, UnionType):
        return "_or_".join(said_type(one) for one in get_args(kind))
    return str(getattr(kind, "__name__", kind))[:100]


def _hints(base: type) -> dict[str, Any]:
    """The types of the fields; some are imported for type checkers only, so that importing their module stays cheap."""
    try:
        return get_type_hints(base)
    except NameError:
        pass
    try:
        return get_type_hints(base, {**_IMPORTED_LATER, **vars(import_module(base.__module__))})
    except NameError as error:
        raise TypeError(f"the fields of {base.__name__} name a type that is not there at run time: {error}") from None


def _filled(kind: object, chosen: Mapping[Any, Any]) -> object:
    """A type with its type variables filled in, as far as they are known."""
    if isinstance(kind, TypeVar):
        return chosen.get(kind, kind)
    inside = () if isinstance(kind, type) and get_origin(kind) is None else getattr(kind, "__parameters__", ())
    if not inside or not chosen:
        return kind
    alias: Any = kind
    filled: object = alias[tuple(chosen.get(parameter, parameter) for parameter in inside)]
    return filled


def _cannot_read(_: object, __: object = None, /) -> object:
    raise TypeError("cannot be read without its type; say what it is of, as in Recorded[OrderEvent]")


def _cannot_describe(_: Definitions) -> dict[str, Json]:
    raise TypeError("has no schema without its type; say what it is of, as in Recorded[OrderEvent]")
