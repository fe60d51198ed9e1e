"""The French words of `subaccounts`, written plain: `fr.spaced` makes their spaces unbreakable."""

from __future__ import annotations

from typing import Final

__all__ = ["MEMBERS", "REFUSALS", "VOCABULARY"]

REFUSALS: Final[dict[str, tuple[str, str | None]]] = {
    "subaccounts.account_not_active": (
        "sous-compte {member} : état actuel « {stage} »",
        "adressez-vous au compte principal",
    ),
    "subaccounts.foreign_shop": ("la boutique {shop} n'appartient pas à la société {company}", None),
    "subaccounts.grant_over": ("une attribution valable jusqu'au {end} serait déjà terminée", None),
    "subaccounts.limit_reached": (
        "une société peut avoir au plus {most} éléments de ce type : {thing}",
        "supprimez-en un qui ne sert plus",
    ),
    "subaccounts.main_account_suspended": (
        "le compte principal de {company} est suspendu",
        "demandez à la place de marché de le rétablir",
    ),
    "subaccounts.main_only": ("le droit « {scope} » est réservé au compte principal", None),
    "subaccounts.non_delegable_scope": ("le droit « {scope} » ne peut pas être délégué", None),
    "subaccounts.not_granted": (
        "le droit « {scope} » n'est pas attribué ici, boutique : {shop} ; qui peut l'attribuer : {giver}",
        None,
    ),
    "subaccounts.not_of_vendors": (
        "aucun vendeur ne peut disposer du droit « {scope} » ; il est réservé : {who}",
        None,
    ),
    "subaccounts.privilege_escalation": (
        "on ne donne et ne retire que ce dont on dispose aussi largement et aussi longtemps ; il manque : {scopes}",
        "adressez-vous au compte principal",
    ),
    "subaccounts.role_in_use": (
        "le rôle {role} fait l'objet d'attributions : {grants}",
        "retirez d'abord ces attributions",
    ),
    "subaccounts.scope_unknown": ("le droit {scope} n'existe pas", None),
    "subaccounts.shop_not_granted": ("rien n'est attribué dans la boutique {shop}", None),
    "subaccounts.shop_taken": ("une boutique indiquée appartient à une autre société", None),
}

MEMBERS: Final[dict[str, str]] = {
    "CompanyStage.ACTIVE": "active",
    "CompanyStage.SUSPENDED": "suspendue",
    "Giver.MAIN": "le compte principal",
    "Giver.MANAGER": "le compte principal, ou qui en dispose ici et peut y attribuer des rôles",
    "GrantStage.IN_FORCE": "en vigueur",
    "GrantStage.REVOKED": "retirée",
    "RoleStage.DEFINED": "défini",
    "RoleStage.DELETED": "supprimé",
    "SubAccountStage.ACTIVE": "actif",
    "SubAccountStage.DELETED": "supprimé",
    "SubAccountStage.DISABLED": "désactivé",
    "Who.BUYER": "aux acheteurs",
    "Who.BY_POLICY": "au compte principal, ou délégable si la place de marché le permet",
    "Who.DELEGABLE": "au compte principal et à qui l'a reçu",
    "Who.NEVER": "au compte principal",
    "Who.OPERATOR": "à la place de marché",
    "Who.SYSTEM": "au système",
}

VOCABULARY: Final[dict[str, dict[str, str]]] = {
    "thing": {
        "company": "société",
        "grant": "attribution",
        "role": "rôle",
        "scope": "droit",
        "shop": "boutique",
        "sub-account": "sous-compte",
    },
    "asked": {
        "add shop": "ajouter la boutique",
        "create company": "créer la société",
        "create sub account": "créer le sous-compte",
        "define role": "définir le rôle",
        "delete role": "supprimer le rôle",
        "delete sub account": "supprimer le sous-compte",
        "disable sub account": "désactiver le sous-compte",
        "edit role": "modifier le rôle",
        "enable sub account": "réactiver le sous-compte",
        "grant role": "attribuer le rôle",
        "reinstate company": "rétablir la société",
        "revoke grant": "retirer l'attribution",
        "suspend company": "suspendre la société",
    },
}
