"""A reason why not: data with a stable code, typed facts, words made from the facts, and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from string import Formatter
from typing import ClassVar, Protocol, cast, runtime_checkable

from attrs import fields, fields_dict

from mpcore.kernel.values import frozen

__all__ = ["Kind", "Refusal", "in_words"]


class Kind(Enum):
    """What sort of no it is; `wire.problem` makes the HTTP status from it."""

    FORBIDDEN = "forbidden"
    """This actor may not ask for it."""
    NOT_FOUND = "not_found"
    """There is no such thing, as far as this actor may know."""
    CONFLICT = "conflict"
    """The thing's present state does not allow it."""
    INVALID = "invalid"
    """The arguments cannot be right, whatever the state."""
    TOO_LATE = "too_late"
    """It would have been possible earlier."""
    LIMIT = "limit"
    """It is more than may be had."""


@frozen(kw_only=True)
class Refusal:
    """The base of every reason.

    A subclass states `code`, `kind` and `text`, and has its facts as fields: ids, amounts, instants, never actors or
    personal data.  `text` is English, lowercase, without a full stop, and has a plain hole `{field}` for each fact it
    mentions; a hole without a field, or a code that is not `package.name` in lower case, raises `TypeError` at
    import.
    """

    code: ClassVar[str]
    kind: ClassVar[Kind]
    text: ClassVar[str]
    remedy: ClassVar[str | None] = None
    rule_ids: ClassVar[tuple[str, ...]] = ()
    abstract: ClassVar[bool] = False
    """Whether it is only a base of reasons that share facts, and states nothing itself."""

    at: str | None = None
    """The argument at fault, as a path such as `lines[1].quantity`; None where no argument is."""

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        if vars(cls).get("abstract", False):
            return
        for name in ("code", "kind", "text"):
            if name not in cls.__dict__:
                raise TypeError(f"{cls.__name__} states no {name}")
        if not all(word.isidentifier() and word == word.lower() for word in cls.code.split(".")):
            raise TypeError(f"{cls.__name__}: code {cls.code!r} is not of the form package.name in lower case")
        known = fields_dict(cls)
        for words in (cls.text, cls.remedy or ""):
            for _, hole, spec, conversion in Formatter().parse(words):
                if hole is not None and (hole not in known or spec or conversion):
                    raise TypeError(f"{cls.__name__}: hole {{{hole}}} is not a plain field of {sorted(known)}")

    @property
    def facts(self) -> Mapping[str, object]:
        """The facts by name, without the place."""
        return {name: value for name, value in self._filled().items() if name != "at"}

    @property
    def message(self) -> str:
        """The facts in English, then the remedy."""
        filled = _Words(self._filled())
        said = self.text.format_map(filled)
        return f"{said}; {self.remedy.format_map(filled)}" if self.remedy else said

    def __str__(self) -> str:
        return self.message

    def _filled(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(type(self))}


@runtime_checkable
class _Amount(Protocol):
    @property
    def amount(self) -> Decimal: ...
    @property
    def currency(self) -> object: ...


def in_words(value: object) -> str:
    """A fact as plain English text, the same under every locale and decimal context.

    >>> in_words(Kind.TOO_LATE), in_words(("a", "b")), in_words(None)
    ('too late', 'a, b', 'none')
    """
    match value:
        case None:
            return "none"
        case Enum():
            return value.name.lower().replace("_", " ")
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case tuple():
            return ", ".join(map(in_words, cast("tuple[object, ...]", value)))
        case _Amount():
            return f"{value.amount:f} {value.currency}"
        case _:
            return str(value)


class _Words(dict[str, object]):
    def __getitem__(self, name: str) -> str:
        return in_words(super().__getitem__(name))
