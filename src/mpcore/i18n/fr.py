"""The French words: one entry per refusal of mpcore, with the holes of its English text.

Spaces before high punctuation and inside quotation marks are written plain here and made unbreakable by `spaced`.
"""

from __future__ import annotations

import re
from typing import Final

from mpcore.kernel import Kind

__all__ = ["KINDS", "MEMBERS", "PHRASES", "REFUSALS", "VOCABULARY", "spaced"]

REFUSALS: Final[dict[str, tuple[str, str | None]]] = {
    # kernel
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
    # orders
    "orders.already_refunded": (
        "la sous-commande {part} de la commande {order} a été entièrement remboursée",
        "annulez ce qu'il en reste",
    ),
    "orders.already_shipped": (
        "des articles de la sous-commande {part} de la commande {order} ont déjà été expédiés",
        "annulez les lignes qui ne l'ont pas été, et reprenez les autres en retour",
    ),
    "orders.currency_mismatch": ("la commande est en {expected}, ce montant est en {given}", None),
    "orders.extra_shipping_forbidden": (
        "la livraison est comprise dans le prix : la sous-commande {part} ne peut pas la facturer en plus",
        "intégrez-la au prix",
    ),
    "orders.invalid_tracking": (
        "un numéro de suivi compte de 1 à 200 caractères imprimables, et son adresse commence par http ou https",
        None,
    ),
    "orders.liability_not_accepted": (
        "sans suivi, le vendeur répond du colis qui n'arrive pas",
        "acceptez cette responsabilité, ou expédiez avec un suivi",
    ),
    "orders.not_paid": (
        "la sous-commande {part} de la commande {order} est en attente de paiement",
        "attendez le paiement, relancez l'acheteur, ou demandez à l'opérateur de le confirmer",
    ),
    "orders.not_shipped": (
        "sous-commande {part} de la commande {order} : articles restant à expédier : {left}",
        "commencez par les expédier ou les annuler",
    ),
    "orders.nothing_to_ship": (
        "il ne reste rien à expédier dans la sous-commande {part} de la commande {order}",
        None,
    ),
    "orders.on_hold": (
        "la sous-commande {part} de la commande {order} est suspendue",
        "demandez à l'opérateur de la débloquer",
    ),
    "orders.pickup_not_offered": (
        "le retrait sur place n'a pas été proposé pour la sous-commande {part} de la commande {order}",
        "expédiez-la",
    ),
    "orders.refund_pending": (
        "des remboursements de la sous-commande {part} de la commande {order} sont en cours : {refunds}",
        "attendez qu'ils soient réglés, refusés ou retirés",
    ),
    "orders.tracking_not_expected": (
        "une expédition de type « {dispatch_kind} » n'a pas de suivi",
        "déclarez-la suivie, ou retirez le suivi",
    ),
    "orders.tracking_required": (
        "une expédition suivie exige un numéro de suivi",
        "indiquez ce numéro, ou expédiez sans suivi aux risques du vendeur",
    ),
    "orders.tracking_url_required": ("le suivi exige l'adresse où consulter ce numéro", None),
    "orders.untracked_not_allowed": ("ici, les colis s'expédient avec un suivi", "indiquez le numéro de suivi"),
    "orders.vendor_twice": (
        "le vendeur {vendor} a deux sous-commandes pour la même boutique",
        "réunissez toutes ses lignes dans une seule",
    ),
}

MEMBERS: Final[dict[str, str]] = {
    # stages agree with "la sous-commande", "l'expédition", "la commande"
    "DispatchKind.PICKUP": "retrait sur place",
    "DispatchKind.TRACKED": "avec suivi",
    "DispatchKind.UNTRACKED": "sans suivi",
    "DispatchStage.DELIVERED": "livrée",
    "DispatchStage.IN_TRANSIT": "en transit",
    "Funder.OPERATOR": "opérateur",
    "Funder.VENDOR": "vendeur",
    "Kind.CONFLICT": "conflit",
    "Kind.FORBIDDEN": "interdit",
    "Kind.INVALID": "non valable",
    "Kind.LIMIT": "limite",
    "Kind.NOT_FOUND": "introuvable",
    "Kind.TOO_LATE": "trop tard",
    "Liability.CARRIER": "transporteur",
    "Liability.NOBODY": "personne",
    "Liability.OPERATOR": "opérateur",
    "Liability.VENDOR": "vendeur",
    "NoticeKind.NEW_ORDER": "nouvelle commande",
    "NoticeKind.ORDER_COMPLETED": "commande terminée",
    "NoticeKind.TRACKING": "suivi",
    "PartStage.AWAITING_PAYMENT": "en attente de paiement",
    "PartStage.CANCELLED": "annulée",
    "PartStage.COMPLETED": "terminée",
    "PartStage.OPEN": "ouverte",
    "PayoutStage.NONE": "aucun",
    "PayoutStage.PAID": "versé",
    "PayoutStage.REQUESTED": "demandé",
    "PayoutStage.REVERSED": "repris",
    "Remitter.OPERATOR": "opérateur",
    "Remitter.VENDOR": "vendeur",
    "ShippedWhen.ALL_LINES": "toutes les lignes",
    "ShippedWhen.FIRST_PARCEL": "premier colis",
    "ShippingCharge.INCLUDED": "comprise",
    "ShippingCharge.SEPARATE": "en plus",
    "Status.AWAITING_PAYMENT": "en attente de paiement",
    "Status.CANCELLED": "annulée",
    "Status.COMPLETED": "terminée",
    "Status.ON_HOLD": "suspendue",
    "Status.PARTIALLY_SHIPPED": "expédiée en partie",
    "Status.PROCESSING": "en préparation",
    "Status.REFUNDED": "remboursée",
    "Status.SHIPPED": "expédiée",
    "Timer.SHIPPING_DUE": "échéance d'expédition",
    "Timer.SHIPPING_DUE_SOON": "échéance d'expédition proche",
    "Verdict.DUE_SOON": "échéance proche",
    "Verdict.LATE": "en retard",
    "Verdict.MISSED": "manquée",
    "Verdict.ON_TIME": "à temps",
    "Verdict.PENDING": "en cours",
    "Verdict.VOID": "sans objet",
}
"""`Class.MEMBER` -> its name."""

VOCABULARY: Final[dict[str, dict[str, str]]] = {
    "thing": {
        "dispatch": "expédition",
        "line": "ligne",
        "order": "commande",
        "part": "sous-commande",
        "payment": "paiement",
    },
    "of": {"line": "la ligne"},
    "cause": {
        "its dispatch": "l'expédition",
        "its payment": "le paiement",
        "the order": "la commande",
    },
    "asked": {
        "cancel lines": "annuler des lignes",
        "cancel part": "annuler la sous-commande",
        "complete part": "terminer la sous-commande",
        "place order": "passer la commande",
        "record delivery": "enregistrer la livraison",
        "record payment": "enregistrer le paiement",
        "ship lines": "expédier des lignes",
    },
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
}

_BEFORE_COLON = re.compile(r" (?=:)|(?<=«) | (?=»)")
_BEFORE_HIGH = re.compile(r" (?=[;!?])")


def spaced(text: str) -> str:
    """The same with unbreakable spaces: wide before a colon and inside quotation marks, thin before other marks."""
    return _BEFORE_HIGH.sub("\u202f", _BEFORE_COLON.sub("\u00a0", text))
