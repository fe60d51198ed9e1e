"""Conditions and benefits of coupons in words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mpcore.i18n import fr
from mpcore.i18n.locales import ENGLISH, language
from mpcore.i18n.said import in_words

if TYPE_CHECKING:
    from mpcore.discounts import Term

__all__ = ["explained"]


def explained(term: Term, locale: str = "en") -> str:
    """What a condition or a benefit says, in the language of the locale; what has no words there is said in English.

    >>> from decimal import Decimal
    >>> from mpcore.discounts import PercentOff
    >>> explained(PercentOff(Decimal("12.5")))
    '12.5 % off'
    """
    from mpcore.discounts import explain  # noqa: PLC0415 - loaded, where there is a term

    spoken = language(locale)
    texts = fr.TERMS if spoken == "fr" else None
    return explain(term, texts, partial(_say, locale=locale if texts is not None else ENGLISH))


def _say(value: object, locale: str) -> str:
    return in_words(value, locale)
