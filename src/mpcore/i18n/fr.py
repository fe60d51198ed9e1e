"""The French words: one entry per refusal of mpcore, with the holes of its English text.

Spaces before high punctuation and inside quotation marks are written plain here and made unbreakable by `spaced`.
"""

from __future__ import annotations

import re
from typing import Final

from mpcore.i18n import fr_orders
from mpcore.kernel import Kind

__all__ = ["KINDS", "MEMBERS", "PHRASES", "REFUSALS", "VOCABULARY", "spaced"]

REFUSALS: Final[dict[str, tuple[str, str | None]]] = {
    "before_its_cause": (
        "la date indiquée, le {happened_at}, précède {cause} du {cause_at}",
        "vérifiez l'horloge et le fuseau horaire de la source",
    ),
    "duplicate": ("{thing} {id} : indiqué plus d'une fois", None),
    "exceeds": ("quantité demandée : {asked} ; il n'en reste que {most} pour {of}", None),
    "id_taken": (
        "{thing} {id} : cet identifiant est déjà pris, avec un autre contenu",
        "choisissez un nouvel identifiant, ou répétez la demande à l'identique",
    ),
    "in_the_future": (
        "la date indiquée, le {happened_at}, est postérieure à l'instant présent, le {now}",
        "vérifiez l'horloge et le fuseau horaire de la source",
    ),
    "missing_scope": (
        "cette action requiert le droit « {scope} »",
        "adressez-vous à une personne qui en dispose",
    ),
    "not_found": ("{thing} {id} : introuvable", None),
    "nothing_named": ("indiquez au moins un élément de ce type : {thing}", None),
    "out_of_range": ("{given} n'est pas compris entre {least} et {most}", None),
    "wrong_stage": ("{thing} {id} : l'état actuel, « {stage} », ne permet pas cette action : {asked}", None),
    **fr_orders.REFUSALS,
}

MEMBERS: Final[dict[str, str]] = {
    "Kind.CONFLICT": "conflit",
    "Kind.FORBIDDEN": "interdit",
    "Kind.INVALID": "non valable",
    "Kind.LIMIT": "limite",
    "Kind.NOT_FOUND": "introuvable",
    "Kind.TOO_LATE": "trop tard",
    **fr_orders.MEMBERS,
}
"""`Class.MEMBER` -> its name."""

VOCABULARY: Final[dict[str, dict[str, str]]] = {**fr_orders.VOCABULARY}
"""Facts that are words of ours: name of the fact -> word, or first word -> French."""

KINDS: Final = {
    Kind.FORBIDDEN: "Action non autorisée",
    Kind.NOT_FOUND: "Introuvable",
    Kind.CONFLICT: "Impossible pour le moment",
    Kind.INVALID: "Demande non valable",
    Kind.TOO_LATE: "Trop tard",
    Kind.LIMIT: "Limite dépassée",
}

PHRASES: Final = {
    "and": "\u202f; et ",
    "malformed": "Demande illisible",
    "see_errors": "la demande est illisible\u202f; voyez les erreurs",
}

_BEFORE_COLON = re.compile(r" (?=:)|(?<=«) | (?=»)")
_BEFORE_HIGH = re.compile(r" (?=[;!?])")


def spaced(text: str) -> str:
    """The same with unbreakable spaces: wide before a colon and inside quotation marks, thin before other marks."""
    return _BEFORE_HIGH.sub("\u202f", _BEFORE_COLON.sub("\u00a0", text))
