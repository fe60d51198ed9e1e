"""Validators of form, for fields that a host fills in: text that can be kept, and whole numbers."""

from __future__ import annotations

from collections.abc import Callable

from attrs import Attribute

from mpcore.kernel.errors import Fault, MalformedError

__all__ = ["TEXT_LENGTH", "a_count", "a_text", "can_be_kept"]

TEXT_LENGTH = 10_000
"""The most characters of a title, a carrier's name or a reason."""


def can_be_kept(text: str) -> bool:
    """Whether databases and JSON take it: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _must_be_a_count(_: object, attribute: Attribute[int], value: object) -> None:
    """An attrs validator for whole numbers of units, of whatever size; raises `MalformedError` at the field's name."""
    if type(value) is not int:
        raise MalformedError(Fault(attribute.name, f"a value of type {type(value).__name__[:40]} is no whole number"))


def _must_be_text(_: object, attribute: Attribute[str], value: object) -> None:
    """An attrs validator for text of at most 10,000 characters that can be kept; raises `MalformedError`."""
    if not (isinstance(value, str) and len(value) <= TEXT_LENGTH and can_be_kept(value)):
        text = f"is no text of at most {TEXT_LENGTH} characters, without NUL and halves of characters"
        raise MalformedError(Fault(attribute.name, text))


a_count: Callable[..., None] = _must_be_a_count
a_text: Callable[..., None] = _must_be_text
