"""The shapes of what is made of others: what may be missing, lists and sets, and data about persons."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final, cast

from mpcore.kernel import MalformedError, Personal
from mpcore.wire.faults import Found, malformed, said, unfit
from mpcore.wire.jsontext import Json, is_list, is_object
from mpcore.wire.shapes import Definitions, Dump, Load, Shape

__all__ = ["each", "optional", "personal", "sequence", "unordered"]


def optional(inner: Shape) -> Shape:
    """The value, or null."""
    read, write, outer = inner.load, inner.dump, inner.outer

    def load(value: object, _: object = None) -> object:
        return None if value is None else read(value, None)

    def dump(value: object) -> Json:
        return None if value is None else write(value)

    def dump_outer(value: object) -> Json:
        return None if value is None else outer(value)

    def schema(define: Definitions) -> dict[str, Json]:
        return {"anyOf": [inner.schema(define), {"type": "null"}]}

    def parts(value: object) -> Iterable[tuple[str, Shape, Any]]:
        return () if value is None or inner.parts is None else inner.parts(value)

    return Shape(load=load, dump=dump, schema=schema, want=f"{inner.want}; or null", outer=dump_outer, parts=parts)


def each(load: Load, values: list[object]) -> list[object]:
    """Every member, read; or their faults, each at its index."""
    read: list[object] = []
    add = read.append
    try:
        for value in values:
            add(load(value, None))
    except MalformedError as error:
        found = Found()
        found.add(f"[{len(read)}]", error)
    else:
        return read
    for index in range(len(read) + 1, len(values)):
        if found.full:
            break
        try:
            load(values[index], None)
        except MalformedError as error:
            found.add(f"[{index}]", error)
    raise found.error()


def sequence(inner: Shape, kind: type[tuple[Any, ...] | list[Any]]) -> Shape:
    """A list of values, in their order."""
    load_one, dump_one, dump_outer = inner.load, inner.dump, inner.outer

    def load(value: object, _: object = None) -> object:
        if not is_list(value):
            raise unfit(value, "a list")
        if not value:
            return kind()
        read = each(load_one, value)
        return tuple(read) if kind is tuple else read

    def dump(value: object) -> Json:
        if type(value) is not kind:
            raise unfit(value, f"a {kind.__name__}")
        return [dump_one(member) for member in value]

    def outer(value: object) -> Json:
        if type(value) is not kind:
            raise unfit(value, f"a {kind.__name__}")
        return [dump_outer(member) for member in value]

    def schema(define: Definitions) -> dict[str, Json]:
        return {"type": "array", "items": inner.schema(define)}

    def parts(value: object) -> Iterable[tuple[str, Shape, Any]]:
        return [(f"[{index}]", inner, member) for index, member in enumerate(value)] if type(value) is kind else ()

    return Shape(load=load, dump=dump, schema=schema, want="a list", outer=outer, parts=parts)


def unordered(inner: Shape) -> Shape:
    """A set as a list: written in the order of its members as JSON, read in any, nothing twice."""
    dump_one, dump_outer = inner.dump, inner.outer

    def load(value: object, _: object = None) -> frozenset[object]:
        if not is_list(value):
            raise unfit(value, "a list")
        read = each(inner.load, value)
        members = frozenset(read)
        if len(members) == len(read):
            return members
        found = Found()
        seen: set[object] = set()
        for index, member in enumerate(read):
            if member in seen and not found.full:
                found.add(f"[{index}]", malformed(f"{said(value[index])} stands there twice; give each once"))
            seen.add(member)
        raise found.error()

    def dump(value: object) -> Json:
        return _sorted(value, dump_one)

    def outer(value: object) -> Json:
        return _sorted(value, dump_outer)

    def schema(define: Definitions) -> dict[str, Json]:
        return {"type": "array", "items": inner.schema(define), "uniqueItems": True}

    return Shape(load=load, dump=dump, schema=schema, want="a list", outer=outer)


def _sorted(value: object, dump: Dump) -> list[Json]:
    if type(value) is not frozenset:
        raise unfit(value, "a frozenset")
    return sorted([dump(member) for member in cast("frozenset[object]", value)], key=json.dumps)


_PERSONAL: Final = 'data about a person: {"value": …} or {"erased": true}'


def personal(inner: Shape) -> Shape:
    """`{"value": …}`, or `{"erased": true}` for a tombstone."""
    read, write = inner.load, inner.dump

    def load(value: object, _: object = None) -> Personal[Any]:
        if is_object(value) and len(value) == 1:
            if "value" in value and value["value"] is not None:
                try:
                    return Personal(read(value["value"], None))
                except MalformedError as error:
                    raise error.under("value") from None
            if value.get("erased") is True:
                return Personal(None)
        raise unfit(value, _PERSONAL)

    def dump(value: object) -> Json:
        if type(value) is not Personal:
            raise unfit(value, "a Personal")
        content = cast("Personal[object]", value).value
        if content is None:
            return {"erased": True}
        try:
            return {"value": write(content)}
        except MalformedError as error:
            raise error.under("value") from None

    def schema(define: Definitions) -> dict[str, Json]:
        value: dict[str, Json] = {
            "type": "object",
            "properties": {"value": inner.schema(define)},
            "required": ["value"],
            "additionalProperties": False,
        }
        erased: dict[str, Json] = {
            "type": "object",
            "properties": {"erased": {"const": True}},
            "required": ["erased"],
            "additionalProperties": False,
        }
        return {"oneOf": [value, erased], "description": "Data about a person, or the tombstone of it."}

    return Shape(load=load, dump=dump, schema=schema, want=_PERSONAL, outer=dump)
