"""Facts in words: amounts, numbers, instants, names of stages, as a locale writes them.

Amounts and numbers are written from their digits: babel's own functions compute in the ambient decimal context, which
would round them where a host has set a small one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Protocol, cast, runtime_checkable

from babel import Locale
from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

from mpcore import kernel
from mpcore.i18n import fr
from mpcore.i18n.locales import locale_of

__all__ = ["in_words"]


@runtime_checkable
class _Amount(Protocol):
    @property
    def amount(self) -> Decimal: ...
    @property
    def currency(self) -> object: ...


@runtime_checkable
class _Explained(Protocol):
    def explained(self, texts: Mapping[str, str] | None, say: Callable[[object], str]) -> str: ...


def in_words(value: object, locale: str = "en") -> str:
    r"""A fact as the locale says it; instants are given in UTC.

    >>> from mpcore.money import money
    >>> in_words(money("1234.5", "EUR"), "fr"), in_words(money("1234.5", "EUR"), "en")
    ('1\u202f234,50\xa0€', '€1,234.50')
    """
    known = locale_of(locale)
    match value:
        case None:
            return "aucun" if known.language == "fr" else "none"
        case Enum():
            return _member(value, known)
        case bool():
            return kernel.in_words(value)
        case int():
            return ("-" if value < 0 else "") + _grouped(str(abs(value)), known)
        case datetime():
            return _instant(value, known)
        case date():
            return _date(value, known)
        case tuple():
            return ", ".join(in_words(member, locale) for member in cast("tuple[object, ...]", value))
        case Decimal() if value.is_finite():
            return _decimal(value, known)
        case _Amount():
            return _money(value, known)
        case _Explained():
            texts = fr.TERMS if known.language == "fr" else None
            return value.explained(texts, partial(in_words, locale=locale if texts is not None else "en"))
        case _:
            return kernel.in_words(value)


def _member(member: Enum, locale: Locale) -> str:
    said = fr.MEMBERS.get(f"{type(member).__name__}.{member.name}") if locale.language == "fr" else None
    return said or kernel.in_words(member)


def _money(value: _Amount, locale: Locale) -> str:
    currency = str(value.currency)
    number = _decimal(value.amount.copy_abs(), locale)
    pattern = locale.currency_formats["standard"]
    negative = 1 if value.amount < 0 else 0
    symbol = get_currency_symbol(currency, locale=locale)
    before, after = pattern.prefix[negative], pattern.suffix[negative]
    if before.endswith("¤") and symbol[-1].isalpha():
        before += "\u00a0"  # CLDR's spacing of currencies, which babel leaves out
    return f"{before}{number}{after}".replace("¤", symbol)


def _decimal(value: Decimal, locale: Locale) -> str:
    whole, _, part = f"{value.copy_abs():f}".partition(".")
    number = _grouped(whole, locale) + (get_decimal_symbol(locale) + part if part else "")
    return ("-" if value < 0 else "") + number


def _grouped(digits: str, locale: Locale) -> str:
    first, further = locale.decimal_formats[None].grouping
    symbol = get_group_symbol(locale)
    groups = [digits[-first:]]
    rest = digits[:-first]
    while rest:
        groups.insert(0, rest[-further:])
        rest = rest[:-further]
    return symbol.join(groups)


def _instant(value: datetime, locale: Locale) -> str:
    from babel.dates import format_datetime  # noqa: PLC0415  (it is slow to import, and few texts have dates)

    # A plain value: babel converts zones with methods that pendulum overrides.
    at = kernel.utc(value)
    plain = datetime(at.year, at.month, at.day, at.hour, at.minute, at.second, tzinfo=UTC)
    return format_datetime(plain, format="long", tzinfo=UTC, locale=locale)


def _date(value: date, locale: Locale) -> str:
    from babel.dates import format_date  # noqa: PLC0415  (as above)

    return format_date(value, format="long", locale=locale)
