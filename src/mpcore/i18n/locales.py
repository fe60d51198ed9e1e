"""Which locale a text asks for: a known one, or English; never the machine's own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError

__all__ = ["ENGLISH", "language", "locale_of"]

ENGLISH: Final = "en"

_NAME: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?", re.ASCII)
_LONGEST: Final = 16


def language(locale: str) -> str:
    """The language of a locale such as `fr-CA`, in small letters; English for what is no locale.

    >>> language("fr-CA"), language("FR"), language("../../etc"), language("")
    ('fr', 'fr', 'en', 'en')
    """
    return _language(_checked(locale))


def locale_of(locale: str) -> Locale:
    """How the locale writes numbers and dates: as in its region if that is known, or in its language, or in English."""
    return _locale(_checked(locale))


def _checked(locale: object) -> str:
    # Not every caller is type-checked, and locales come from HTTP headers.
    known = isinstance(locale, str) and len(locale) <= _LONGEST and _NAME.fullmatch(locale)
    return str(locale) if known else ENGLISH


@lru_cache(maxsize=256)
def _language(locale: str) -> str:
    return _locale(locale).language


@lru_cache(maxsize=256)
def _locale(locale: str) -> Locale:
    found = _NAME.fullmatch(locale)
    if found is not None:
        name, script, territory = found.groups()
        for region in (territory, None):
            parts = (name.lower(), script.title() if script else None, region.upper() if region else None)
            try:
                return Locale.parse("_".join(part for part in parts if part))
            except (UnknownLocaleError, ValueError):
                continue
    return Locale.parse(ENGLISH)
