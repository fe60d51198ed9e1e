"""Values in words, one field a line, for the messages of failing tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from difflib import ndiff
from enum import Enum
from typing import cast

from attrs import AttrsInstance, fields, has

from mpcore.kernel import Personal

__all__ = ["difference", "shown"]

_WIDTH = 100


def shown(value: object) -> str:
    """A value as it could be written down, without the fields that have their default; long ones field by field."""
    return "\n".join(_lines(value))


def difference(expected: Sequence[object], actual: Sequence[object]) -> str:
    """Two lists of values side by side: `-` is missing, `+` is there instead, `?` points to the place."""
    return "\n".join([line.rstrip("\n") for line in ndiff(_listed(expected), _listed(actual))])


def _listed(values: Sequence[object]) -> list[str]:
    return [line for value in values for line in _lines(value)] or ["nothing"]


def _lines(value: object) -> list[str]:
    short = _short(value)
    contents = _contents(value)
    if len(short) <= _WIDTH or not contents:
        return [short]
    lines = ["(" if _is_tuple(value) else f"{type(value).__name__}("]
    for label, inner in contents:
        first, *rest = _lines(inner)
        lines += [f"    {label}{first}", *[f"    {line}" for line in rest]]
        lines[-1] += ","
    return [*lines, ")"]


def _short(value: object) -> str:
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    inner = ", ".join([label + _short(one) for label, one in _contents(value)])
    if _is_tuple(value):
        return f"({inner},)" if inner else "()"
    return f"{type(value).__name__}({inner})" if _has_fields(value) else repr(value)


def _contents(value: object) -> list[tuple[str, object]]:
    """What a value is made of, each with the label that it is written with; nothing for what is written as it is."""
    if _is_tuple(value):
        return [("", one) for one in cast("tuple[object, ...]", value)]
    if not _has_fields(value):
        return []
    return [
        (f"{field.name}=", content)
        for field in fields(cast("type[AttrsInstance]", type(value)))
        if field.repr and field.init and (content := getattr(value, field.name)) != _made(field.default)
    ]


def _made(default: object) -> object:
    """What a field has where nothing was said."""
    factory = getattr(default, "factory", None)
    if factory is None or getattr(default, "takes_self", False):
        return default
    return cast("Callable[[], object]", factory)()


def _is_tuple(value: object) -> bool:
    return isinstance(value, tuple)


def _has_fields(value: object) -> bool:
    hides: type[object] = Personal
    return has(type(value)) and not isinstance(value, (type, hides))
