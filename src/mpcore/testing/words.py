"""Values in words, one field a line, for the messages of failing tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from difflib import ndiff
from enum import Enum

from attrs import NOTHING, AttrsInstance, Attribute, Factory, fields, has

from mpcore.kernel import Personal

__all__ = ["difference", "shown"]

_WIDTH = 100


def shown(value: object) -> str:
    """A value as it could be written down, without the fields that have their default; long ones field by field."""
    return "\n".join(_lines(value))


def difference(expected: Sequence[object], actual: Sequence[object]) -> str:
    """Two lists of values side by side: `-` is missing, `+` is there instead, `?` points to the place."""
    return "\n".join(line.rstrip("\n") for line in ndiff(_listed(expected), _listed(actual)))


def _listed(values: Sequence[object]) -> list[str]:
    return [line for value in values for line in _lines(value)] or ["nothing"]


def _lines(value: object) -> list[str]:
    short = _short(value)
    if len(short) <= _WIDTH or not (_is_attrs(value) or isinstance(value, tuple)):
        return [short]
    name = type(value).__name__ if _is_attrs(value) else ""
    lines = [f"{name}("]
    for label, inner in _contents(value):
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
    if isinstance(value, tuple):
        inner = ", ".join([_short(one) for _, one in _contents(value)])
        return f"({inner},)" if inner else "()"
    if _is_attrs(value) and not isinstance(value, Personal):
        return f"{type(value).__name__}({', '.join(label + _short(one) for label, one in _contents(value))})"
    return repr(value)


def _contents(value: object) -> list[tuple[str, object]]:
    if isinstance(value, tuple):
        return [("", one) for one in value]
    kind: type[AttrsInstance] = type(value)  # type: ignore[assignment]  # asked before
    return [
        (f"{field.name}=", content)
        for field in fields(kind)
        if field.repr and field.init and (content := getattr(value, field.name)) != _default(field)
    ]


def _default(field: Attribute[object]) -> object:
    default: object = field.default
    if isinstance(default, Factory):  # type: ignore[arg-type]  # a class at run time
        return NOTHING if default.takes_self else default.factory()
    return default


def _is_attrs(value: object) -> bool:
    return has(type(value)) and not isinstance(value, type)
