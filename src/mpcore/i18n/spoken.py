"""Refusals in words."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Final, TypeAlias

from mpcore.i18n import en, fr
from mpcore.i18n.locales import ENGLISH, language
from mpcore.i18n.said import in_words
from mpcore.kernel import Kind, Refusal

__all__ = ["Catalogue", "Catalogues", "phrase", "title", "words"]

Catalogue: TypeAlias = Mapping[str, tuple[str, str | None]]
"""code of a refusal -> (text, remedy), with the holes that its class has or fewer."""

Catalogues: TypeAlias = Mapping[str, Catalogue]
"""language, such as `de` -> its catalogue."""

_OURS: Final[Catalogues] = {"fr": fr.REFUSALS}
_PHRASES: Final = {"en": en.PHRASES, "fr": fr.PHRASES}
_KINDS: Final = {"en": en.KINDS, "fr": fr.KINDS}


def words(refusal: Refusal, locale: str = "en", catalogues: Catalogues | None = None) -> tuple[str, str | None]:
    """The text and the remedy of a refusal, with its facts as the locale writes them.

    A catalogue of the host's goes before ours.  A refusal that no catalogue of the language knows, and every locale
    that nobody knows, is English.

    >>> from mpcore.orders import NotShipped
    >>> words(NotShipped(order="o7", part="p1", left=1200), "en-GB")
    ('part p1 of order o7 has 1,200 units left to ship', 'ship or cancel them first')
    """
    spoken = language(locale)
    said = (catalogues or {}).get(spoken, {}).get(refusal.code) or _OURS.get(spoken, {}).get(refusal.code)
    if said is None:
        text, remedy = refusal.text, refusal.remedy
        if spoken != ENGLISH:
            locale = ENGLISH
    else:
        text, remedy = said
    return _filled(text, refusal, locale), None if remedy is None else _filled(remedy, refusal, locale)


def title(kind: Kind, locale: str = "en") -> str:
    """What sort of no it is, as a short heading."""
    return _KINDS.get(language(locale), en.KINDS)[kind]


def phrase(name: str, locale: str = "en") -> str:
    """A phrase of ours that is no refusal, by name."""
    return _PHRASES.get(language(locale), en.PHRASES)[name]


def _filled(text: str, refusal: Refusal, locale: str) -> str:
    facts = {**refusal.facts, "at": refusal.at}
    spaced = fr.spaced if language(locale) == "fr" else str
    said: list[str] = []
    for literal, hole, _, _ in Formatter().parse(text):
        said.append(spaced(literal))
        if hole is not None:
            said.append(_fact(hole, facts.get(hole), locale))
    return "".join(said)


def _fact(name: str, value: object, locale: str) -> str:
    # A few facts are words of ours, not of the host's: which kind of thing it is, what was asked.
    if language(locale) == "fr" and isinstance(value, str) and name in fr.VOCABULARY:
        known = fr.VOCABULARY[name]
        first, _, rest = value.partition(" ")
        if value in known:
            return known[value]
        return f"{known[first]} {rest}" if first in known else value
    return in_words(value, locale)
