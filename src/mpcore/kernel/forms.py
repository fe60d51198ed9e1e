"""Validators of form, for fields that a host fills in: text that can be kept, and whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from attrs import Attribute

from mpcore.kernel.errors import Fault, MalformedError
from mpcore.kernel.personal import Personal

__all__ = ["TEXT_LENGTH", "a_count", "a_personal_text", "a_text", "can_be_kept", "scope_set"]

S = TypeVar("S", bound=str)

TEXT_LENGTH = 10_000
"""The most characters of a title, a carrier's name or a reason."""


def can_be_kept(text: str) -> bool:
    """Whether databases and JSON take it: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def scope_set(given: Iterable[S], at: str = "scopes") -> frozenset[S]:
    """What converters of sets of scopes, or of texts that name some, do with any collection of them.

    One text, which would be read letter by letter, raises `MalformedError` at `at`.
    """
    if isinstance(given, str):
        raise MalformedError(Fault(at, "is one text; give a set of scopes"))
    return frozenset(given)


def _must_be_a_count(_: object, attribute: Attribute[int], value: object) -> None:
    """An attrs validator for whole numbers of units, of whatever size; raises `MalformedError` at the field's name."""
    if type(value) is not int:
        raise MalformedError(Fault(attribute.name, f"a value of type {type(value).__name__[:40]} is no whole number"))


def _must_be_text(_: object, attribute: Attribute[str], value: object) -> None:
    """An attrs validator for text of at most 10,000 characters that can be kept; raises `MalformedError`."""
    if not (isinstance(value, str) and len(value) <= TEXT_LENGTH and can_be_kept(value)):
        text = f"is no text of at most {TEXT_LENGTH} characters, without NUL and halves of characters"
        raise MalformedError(Fault(attribute.name, text))


def _must_be_personal_text(_: object, attribute: Attribute[object], value: object) -> None:
    """An attrs validator for personal text that is not blank; raises `MalformedError` at the field's name."""
    text = cast("Personal[object]", value).value if isinstance(value, Personal) else None
    if not (isinstance(text, str) and text.strip() and len(text) <= TEXT_LENGTH and can_be_kept(text)):
        said = f"is no Personal text of 1 to {TEXT_LENGTH} characters, without NUL and halves of characters"
        raise MalformedError(Fault(attribute.name, said))


a_count: Callable[..., None] = _must_be_a_count
a_text: Callable[..., None] = _must_be_text
a_personal_text: Callable[..., None] = _must_be_personal_text
