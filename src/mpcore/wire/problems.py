"""Refusals and malformed inputs as problem details (RFC 9457), in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Final, TypedDict, cast, overload

from moneyed import Money

from mpcore.i18n import Catalogues, phrase, title, words
from mpcore.kernel import Kind, MalformedError, Refusal, Refused
from mpcore.wire.converter import DEFAULT
from mpcore.wire.jsontext import Json

__all__ = ["MalformedProblem", "Reason", "RefusedProblem", "Wrong", "problem"]

STATUS: Final[Mapping[Kind, int]] = {
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.INVALID: 422,
    Kind.CONFLICT: 409,
    Kind.TOO_LATE: 409,
    Kind.LIMIT: 409,
}
"""The HTTP status of each kind; where reasons of several kinds meet, the one that stands first here is told."""

_ORDER: Final = list(STATUS)
_TYPE: Final = "urn:mpcore:refusal:"


class Reason(TypedDict):
    """One reason of a refusal."""

    code: str
    kind: str
    title: str
    detail: str
    remedy: str | None
    rule_ids: list[str]
    facts: dict[str, Json]
    at: str | None
    pointer: str | None


class Wrong(TypedDict):
    """One fault of a malformed input."""

    detail: str
    at: str
    pointer: str


class _Problem(TypedDict):
    type: str
    title: str
    status: int
    detail: str


class RefusedProblem(_Problem):
    """The body of a refusal, `application/problem+json`."""

    reasons: list[Reason]
    """Every one of the stage it failed in."""


class MalformedProblem(_Problem):
    """The body for an input that could not be read, `application/problem+json`."""

    errors: list[Wrong]
    """Every fault found."""


@overload
def problem(
    no: Refused, locale: str = "en", *, catalogues: Catalogues | None = None, base: str = _TYPE
) -> RefusedProblem: ...
@overload
def problem(
    no: MalformedError, locale: str = "en", *, catalogues: Catalogues | None = None, base: str = _TYPE
) -> MalformedProblem: ...
@overload
def problem(
    no: Refused | MalformedError, locale: str = "en", *, catalogues: Catalogues | None = None, base: str = _TYPE
) -> RefusedProblem | MalformedProblem: ...
def problem(
    no: Refused | MalformedError, locale: str = "en", *, catalogues: Catalogues | None = None, base: str = _TYPE
) -> RefusedProblem | MalformedProblem:
    """Problem details of a refusal, or of an input that could not be read.

    >>> from mpcore.kernel import Refused
    >>> from mpcore.orders import OnHold
    >>> said = problem(Refused((OnHold(order="o7", part="p1"),)), "fr")
    >>> said["status"], said["detail"]
    (409, 'la sous-commande p1 de la commande o7 est suspendue')

    `type` is `base` and the code of the reason that decides the status.  Facts are ids, numbers, amounts, instants and
    names; anything else that a host's own refusal holds is left out, so that nothing about a person leaves by accident.
    The texts of malformed inputs are for developers, and English.
    """
    if isinstance(no, MalformedError):
        return {
            "type": f"{base}malformed",
            "title": phrase("malformed", locale),
            "status": 400,
            "detail": phrase("see_errors", locale),
            "errors": [{"detail": fault.text, "at": fault.at, "pointer": _pointer(fault.at)} for fault in no.faults],
        }
    leading = min(no.reasons, key=lambda reason: _ORDER.index(reason.kind))
    reasons = [_reason(reason, locale, catalogues) for reason in no.reasons]
    return {
        "type": f"{base}{leading.code}",
        "title": title(leading.kind, locale),
        "status": STATUS[leading.kind],
        "detail": phrase("and", locale).join(reason["detail"] for reason in reasons),
        "reasons": reasons,
    }


def _reason(reason: Refusal, locale: str, catalogues: Catalogues | None) -> Reason:
    text, remedy = words(reason, locale, catalogues)
    return {
        "code": reason.code,
        "kind": reason.kind.value,
        "title": title(reason.kind, locale),
        "detail": text,
        "remedy": remedy,
        "rule_ids": list(reason.rule_ids),
        "facts": dict(_facts(reason)),
        "at": reason.at,
        "pointer": None if reason.at is None else _pointer(reason.at),
    }


_TELLABLE: Final = (bool, int, str, Enum, date, datetime, time, timedelta, Decimal, Money)


def _facts(reason: Refusal) -> Iterator[tuple[str, Json]]:
    for name, fact in reason.facts.items():
        if _is_tellable(fact):
            try:
                yield name, DEFAULT.dump(fact)
            except MalformedError:  # a fact that JSON cannot carry keeps nobody from saying no
                continue


def _is_tellable(fact: object) -> bool:
    if isinstance(fact, tuple | frozenset):
        return all(map(_is_tellable, cast("Iterable[object]", fact)))
    return fact is None or isinstance(fact, _TELLABLE)


_STEP: Final = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def _pointer(at: str) -> str:
    """A place such as `lines[1].quantity` as a JSON pointer in a URI fragment (RFC 6901)."""
    steps = [found[1] or found[2] for found in _STEP.finditer(at)]
    return "#" + "".join("/" + _escaped(step.replace("~", "~0").replace("/", "~1")) for step in steps)


def _escaped(step: str) -> str:
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-._~") else _percent(letter) for letter in step
    )


def _percent(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "replace"))
