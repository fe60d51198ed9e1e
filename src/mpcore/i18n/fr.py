"""The French words: one entry per refusal of mpcore, with the holes of its English text.

Spaces before high punctuation and inside quotation marks are written plain here and made unbreakable by `spaced`.
"""

from __future__ import annotations

import re
from typing import Final

from mpcore.i18n import fr_discounts, fr_orders, fr_refunds, fr_subaccounts
from mpcore.kernel import Kind

__all__ = ["KINDS", "MEMBERS", "PHRASES", "REFUSALS", "TERMS", "VOCABULARY", "spaced"]

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
    **fr_discounts.REFUSALS,
    **fr_orders.REFUSALS,
    **fr_refunds.REFUSALS,
    **fr_subaccounts.REFUSALS,
}

MEMBERS: Final[dict[str, str]] = {
    "Kind.CONFLICT": "conflit",
    "Kind.FORBIDDEN": "interdit",
    "Kind.INVALID": "non valable",
    "Kind.LIMIT": "limite",
    "Kind.NOT_FOUND": "introuvable",
    "Kind.TOO_LATE": "trop tard",
    "Rounding.CEILING": "par excès",
    "Rounding.DOWN": "vers zéro",
    "Rounding.FLOOR": "par défaut",
    "Rounding.HALF_DOWN": "au plus proche, la moitié vers zéro",
    "Rounding.HALF_EVEN": "au plus proche, la moitié vers le pair",
    "Rounding.HALF_UP": "au plus proche, la moitié vers le haut",
    "Rounding.UP": "en s'éloignant de zéro",
    **fr_discounts.MEMBERS,
    **fr_orders.MEMBERS,
    **fr_refunds.MEMBERS,
    **fr_subaccounts.MEMBERS,
}
"""`Class.MEMBER` -> its name."""

_VOCABULARIES = (fr_orders.VOCABULARY, fr_discounts.VOCABULARY, fr_refunds.VOCABULARY, fr_subaccounts.VOCABULARY)

VOCABULARY: Final[dict[str, dict[str, str]]] = {
    name: {word: said for one in _VOCABULARIES for word, said in one.get(name, {}).items()}
    for name in sorted({name for one in _VOCABULARIES for name in one})
}
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
    # Sur un reçu
    "goods": "Marchandises",
    "shipping": "Livraison",
    "discounts": "Remises",
    "taxes_on_top": "Taxes",
    "total": "Total",
    "taxes_inside": "Taxes comprises",
    "marketplace": "la place de marché",
    "paid_by": "payée par",
    "applied": "Remises appliquées",
    "not_applied": "Remises non appliquées",
}

_BEFORE_COLON = re.compile(r" (?=:)|(?<=«) | (?=»)")
_BEFORE_HIGH = re.compile(r" (?=[;!?])")


def spaced(text: str) -> str:
    """The same with unbreakable spaces: wide before a colon and inside quotation marks, thin before other marks."""
    return _BEFORE_HIGH.sub("\u202f", _BEFORE_COLON.sub("\u00a0", text))


TERMS: Final[dict[str, str]] = {code: spaced(text) for code, text in fr_discounts.TERMS.items()}
"""code of a condition or a benefit of a coupon -> French, its spaces made unbreakable."""
