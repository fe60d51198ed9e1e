"""Statements in words: why a deadline is what it is, what happened to an order, what of it can go back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from string import Formatter
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from babel import Locale

from mpcore.i18n import fr, fr_refund_statements, fr_statements
from mpcore.i18n.locales import ENGLISH, language, locale_of
from mpcore.i18n.said import in_words

if TYPE_CHECKING:  # what is said brings its own words, so that nothing of `orders` is needed here
    from mpcore.orders.views import Statement

__all__ = ["Sayings", "say"]

Sayings: TypeAlias = Mapping[str, Mapping[str, str]]
"""language, such as `de` -> code of a statement -> text, with the holes of its English or fewer."""

_OURS: Final[Sayings] = {"fr": {**fr_statements.STATEMENTS, **fr_refund_statements.STATEMENTS}}
_UNITS: Final = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
}
_COUNTED_ON: Final = 10**12
"""Beyond every count, so that babel does not make weeks of days."""


def say(statement: Statement, locale: str = "en", sayings: Sayings | None = None) -> str:
    """The sentence, with its facts as the locale writes them; instants are given in UTC.

    Sayings of the host's go before ours.  What none of the language knows, and every locale that nobody knows, is
    English.

    >>> from mpcore.orders.views import Statement
    >>> say(Statement("orders.deadline_none", {"part": "p1"}), "fr")
    "aucune échéance n'est fixée pour la sous-commande p1"
    """
    spoken = language(locale)
    text = (sayings or {}).get(spoken, {}).get(statement.code) or _OURS.get(spoken, {}).get(statement.code)
    if text is None:
        text = statement.text
        if spoken != ENGLISH:
            locale = ENGLISH
    facts = dict(statement.facts)
    spaced = fr.spaced if language(locale) == "fr" else str
    told: list[str] = []
    for literal, hole, _, _ in Formatter().parse(text):
        told.append(spaced(literal))
        if hole is not None:
            told.append(_fact(hole, facts.get(hole), locale))
    return "".join(told)


def _fact(name: str, value: object, locale: str) -> str:
    if isinstance(value, timedelta):
        return _duration(value, locale_of(locale))
    words = fr_statements.VOCABULARY.get(name) if language(locale) == "fr" else None
    if words is not None:
        return ", ".join([words[word] for word in cast("tuple[str, ...]", value)])
    return in_words(value, locale)


def _duration(value: timedelta, locale: Locale) -> str:
    from babel.dates import format_timedelta  # noqa: PLC0415 - it is slow to import, and few texts have durations

    from mpcore.orders.views.statements import units_of_time  # noqa: PLC0415 - loaded, where there is a statement

    told = [
        format_timedelta(count * _UNITS[unit], granularity=unit, threshold=_COUNTED_ON, locale=locale)
        for count, unit in units_of_time(value)
    ]
    return " ".join(told)
