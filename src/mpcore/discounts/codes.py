"""Codes: how they are compared."""

from __future__ import annotations

__all__ = ["MOST_TYPED", "normal_form"]

MOST_TYPED = 100
"""The most characters that are looked at, with all spaces and hyphens."""


def normal_form(typed: str) -> str | None:
    """The code that is meant: ASCII capitals and digits; None where it can be none.

    Case, spaces and hyphens do not count; more than 100 characters with them are no code.  Anything else makes it no
    code either, so that look-alikes from other alphabets, control characters and invisible ones never pass for one.
    What is no text is none.

    >>> normal_form(" save-20 "), normal_form("ЅАVЕ20"), normal_form("")
    ('SAVE20', None, None)
    """
    if not _is_text(typed) or len(typed) > MOST_TYPED:
        return None
    bare = typed.replace(" ", "").replace("-", "")
    return bare.upper() if bare.isascii() and bare.isalnum() else None


def _is_text(value: object) -> bool:
    return isinstance(value, str)
