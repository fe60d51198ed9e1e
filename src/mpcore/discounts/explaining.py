"""Conditions and benefits in words, ours and hosts', in any language that has texts for their codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final, TypeAlias, TypeGuard, cast

from mpcore.discounts.case import Condition, Term
from mpcore.kernel import Refusal, frozen, in_words

__all__ = ["PHRASES", "Explained", "Say", "Texts", "explain"]

Texts: TypeAlias = Mapping[str, str]
"""code of a term, or of one of `PHRASES` -> text, with the holes of its English or fewer."""

Say: TypeAlias = Callable[[object], str]
"""How a fact is said: an amount, a number, an instant, a member of an enum, a tuple of them."""

PHRASES: Final[Texts] = {
    "discounts.always": "always",
    "discounts.and": " and ",
    "discounts.or": " or ",
    "discounts.then": "; ",
}
"""What stands between terms, and for none of them; other languages say them by their codes."""

_PIECES: Final = re.compile(r"\[([^\[\]]*)\]|([^\[]+)")
_HOLES: Final = re.compile(r"\{([^{}]*)\}")


def explain(term: Term, texts: Texts | None = None, say: Say = in_words) -> str:
    """A condition or a benefit in words: its text with its facts, the terms in it explained in their turn.

    >>> from mpcore.discounts import ALWAYS, AllOf, InCategories, Quantities, PercentOff
    >>> from decimal import Decimal
    >>> explain(AllOf((InCategories({"shoes", "hats"}), Quantities(at_least=2)))), explain(ALWAYS)
    ('in one of these categories: hats, shoes and units: at least 2', 'always')
    >>> explain(PercentOff(Decimal("12.5")))
    '12.5 % off'

    `texts` are those of another language, by code; a term that they do not have is said in its own words.  Sets are
    said in the order of their words.  It depends on nothing but its arguments.
    """
    return _Telling(texts or {}, say).told(term)


@frozen
class Explained:
    """A term that is a fact of a refusal: it is said as its explanation, in the language of the refusal."""

    term: Condition

    def explained(self, texts: Texts | None = None, say: Say = in_words) -> str:
        """The explanation."""
        return explain(self.term, texts, say)

    def __str__(self) -> str:
        return explain(self.term)


class _Telling:
    """One explanation, in one language."""

    def __init__(self, texts: Texts, say: Say) -> None:
        self.texts, self.say = texts, say

    def told(self, term: Term) -> str:
        text = self.texts.get(term.code, term.text)
        said: list[str] = []
        for optional, plain in _PIECES.findall(text):
            if plain or self._is_there(term, optional):
                said.append(_HOLES.sub(lambda hole: self._filled(term, hole[1]), plain or optional))
        return "".join(said).strip()

    def _is_there(self, term: Term, piece: str) -> bool:
        for hole in _HOLES.findall(piece):
            value: object = getattr(term, hole, None)
            if value is None or value is False or (isinstance(value, tuple | frozenset) and not value):
                return False
        return True

    def _filled(self, term: Term, hole: str) -> str:
        value: object = getattr(term, hole, None)
        if value is True:
            return ""
        if _is_term(value):
            return self._inside(value)
        if isinstance(value, tuple):
            members = cast("tuple[object, ...]", value)
            if not members and term.code == "discounts.all_of":
                return self._phrase("discounts.always")
            terms = [member for member in members if _is_term(member)]
            if terms and len(terms) == len(members):
                return self._joined(terms, _joint(term))
            return self.say(members)
        if isinstance(value, frozenset):
            return ", ".join(sorted(map(self.say, cast("frozenset[object]", value))))
        return self.say(value)

    def _joined(self, terms: list[Term], joint: str) -> str:
        if len(terms) == 1:
            return self.told(terms[0])
        return self._phrase(joint).join(map(self._inside, terms))

    def _inside(self, term: Term) -> str:
        return f"({self.told(term)})" if _is_compound(term) else self.told(term)

    def _phrase(self, code: str) -> str:
        return self.texts.get(code) or PHRASES.get(code, PHRASES["discounts.and"])


def _joint(term: Term) -> str:
    """The code of the phrase between the terms of a term; hosts' classes may state theirs as `joint`."""
    joint: object = getattr(term, "joint", None)
    return joint if isinstance(joint, str) else "discounts.and"


def _is_term(value: object) -> TypeGuard[Term]:
    if isinstance(value, Enum | Refusal | type):
        return False
    return isinstance(getattr(value, "code", None), str) and isinstance(getattr(value, "text", None), str)


def _is_compound(term: Term) -> bool:
    """Whether it is said as several terms with something between them."""
    for hole in _HOLES.findall(term.text):
        value: object = getattr(term, hole, None)
        if isinstance(value, tuple):
            members = [member for member in cast("tuple[object, ...]", value) if _is_term(member)]
            if len(members) > 1 or (len(members) == 1 and _is_compound(members[0])):
                return True
    return False
