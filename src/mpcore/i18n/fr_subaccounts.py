"""The French words of `subaccounts`, written plain: `fr.spaced` makes their spaces unbreakable."""

from __future__ import annotations

from typing import Final

__all__ = ["MEMBERS", "REFUSALS", "VOCABULARY"]

REFUSALS: Final[dict[str, tuple[str, str | None]]] = {
    "subaccounts.account_not_active": (
        "sous-compte {member} : état actuel « {stage} »",
        "adressez-vous au compte principal",
    ),
    "subaccounts.activation_link_expired": (
        "ce lien était utilisable jusqu'au {expired_at}",
        "demandez une nouvelle invitation",
    ),
    "subaccounts.activation_link_revoked": (
        "ce lien n'est plus valable",
        "utilisez le dernier lien reçu, ou demandez-en un autre",
    ),
    "subaccounts.already_activated": ("compte {member} : déjà activé", "connectez-vous"),
    "subaccounts.beyond_shop_account": (
        "le droit « {scope} » dépasse le compte de la boutique {shop}",
        "connectez-vous avec un compte de la société qui en dispose",
    ),
    "subaccounts.chat_group_empty": (
        "le groupe de discussion {group} ne compte personne",
        "modifiez d'abord le groupe et nommez ses membres",
    ),
    "subaccounts.company_not_active": ("société {company} : état actuel « {stage} »", None),
    "subaccounts.approval_by_oneself": (
        "{member} ne peut pas approuver ce que dépense {member}",
        "faites approuver par une autre personne",
    ),
    "subaccounts.approver_lacks_scope": (
        "{member} ne dispose pas du droit « {scope} », boutique : {shop}, et ne peut donc pas approuver",
        "faites approuver par une personne qui en dispose ici",
    ),
    "subaccounts.day_limit_passed_on": (
        (
            "qui a un plafond par jour ne laisse personne d'autre dépenser ainsi, car chacun dépenserait autant "
            "de nouveau ; ce serait pour {members} : {scopes}"
        ),
        "adressez-vous au compte principal",
    ),
    "subaccounts.foreign_shop": ("la boutique {shop} n'appartient pas à la société {company}", None),
    "subaccounts.grant_over": ("une attribution valable jusqu'au {end} serait déjà terminée", None),
    "subaccounts.invalid_token": (
        "ce lien n'est pas de cette société",
        "ouvrez le lien exactement tel qu'il a été envoyé",
    ),
    "subaccounts.invitation_still_valid": (
        "le dernier lien est utilisable jusqu'au {expires_at}",
        "utilisez-le, ou renouvelez la demande une fois qu'il aura expiré",
    ),
    "subaccounts.limit_reached": (
        "une société peut avoir au plus {most} éléments de ce type : {thing}",
        "supprimez-en un qui ne sert plus",
    ),
    "subaccounts.limits_too_wide": (
        "personne ne laisse dépenser plus que ce qui lui est permis ; ce serait plus pour {members} : {scopes}",
        "demandez-le au compte principal, ou limitez d'abord ces membres au moins autant",
    ),
    "subaccounts.main_account_required": (
        "le droit « {scope} » exige un compte principal actif, et la boutique {shop} n'en a pas",
        "ouvrez un compte principal sur la plateforme des sous-comptes",
    ),
    "subaccounts.main_account_suspended": (
        "le compte principal de {company} est suspendu",
        "demandez à la place de marché de le rétablir",
    ),
    "subaccounts.main_only": ("le droit « {scope} » est réservé au compte principal", None),
    "subaccounts.main_unlimited": (
        "{member} est le compte principal, qui n'a pas de plafond",
        "plafonnez des sous-comptes",
    ),
    "subaccounts.member_lacks_chat": (
        "ces membres n'ont pas le droit d'échanger avec les acheteurs de la boutique {shop} : {members}",
        "attribuez-leur d'abord le droit chat.use dans cette boutique",
    ),
    "subaccounts.non_delegable_scope": ("le droit « {scope} » ne peut pas être délégué", None),
    "subaccounts.not_granted": (
        (
            "le droit « {scope} » n'est pas attribué ici, boutique : {shop} ; le compte principal, ou un responsable "
            "qui en dispose ici, peut l'attribuer"
        ),
        None,
    ),
    "subaccounts.not_of_vendors": (
        "aucun vendeur ne peut disposer du droit « {scope} » ; il est réservé : {who}",
        None,
    ),
    "subaccounts.other_currency_limited": (
        (
            "{member} a pour « {scope} » des plafonds dans d'autres devises que celle de {amount}, "
            "et n'y dépense rien sans approbation ; qui pourrait approuver : {approvers}"
        ),
        "faites approuver, ou demandez un plafond dans cette devise",
    ),
    "subaccounts.over_action_limit": (
        (
            "{amount} pour « {scope} » dépasse ce que {member} peut dépenser en une fois, {limit} ; "
            "qui pourrait approuver : {approvers}"
        ),
        None,
    ),
    "subaccounts.over_day_limit": (
        (
            "{amount} pour « {scope} », après {spent} le même jour, dépasse ce que {member} peut dépenser par jour, "
            "{limit} ; qui pourrait approuver : {approvers}"
        ),
        None,
    ),
    "subaccounts.own_limits": (
        "on ne fixe pas ses propres plafonds, {member} non plus",
        "adressez-vous au compte principal",
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
    "subaccounts.token_taken": ("ce jeton a déjà été envoyé", "tirez un nouveau jeton pour chaque invitation"),
    "subaccounts.wallet_password_equals_shop_password": (
        "le mot de passe du portefeuille doit différer de celui de chaque boutique ; il est identique dans : {shops}",
        "choisissez un autre mot de passe",
    ),
    "subaccounts.would_widen_grants": (
        "le rôle {role} fait l'objet d'attributions : {grants} ; aucun sous-compte n'y ajoute de droits : {scopes}",
        "définissez un autre rôle et attribuez-le",
    ),
}

MEMBERS: Final[dict[str, str]] = {
    "ChatGroupKind.AFTER_SALES": "après-vente",
    "ChatGroupKind.CUSTOM": "personnalisé",
    "ChatGroupKind.PRE_SALES": "avant-vente",
    "ChatGroupStage.CLOSED": "fermé",
    "ChatGroupStage.DELETED": "supprimé",
    "ChatGroupStage.OPEN": "ouvert",
    "CompanyNoticeKind.ACTIVATED": "compte activé",
    "CompanyNoticeKind.COMPANY_CLOSED": "société fermée",
    "CompanyNoticeKind.COMPANY_REFUSED": "société refusée",
    "CompanyNoticeKind.COMPANY_REINSTATED": "société rétablie",
    "CompanyNoticeKind.COMPANY_SUSPENDED": "société suspendue",
    "CompanyNoticeKind.DELETED": "sous-compte supprimé",
    "CompanyNoticeKind.DISABLED": "sous-compte désactivé",
    "CompanyNoticeKind.ENABLED": "sous-compte réactivé",
    "CompanyNoticeKind.GRANTED": "rôle attribué",
    "CompanyNoticeKind.GROUP_EMPTY": "groupe de discussion vide",
    "CompanyNoticeKind.LIMITED": "plafonds modifiés",
    "CompanyNoticeKind.LINK": "lien d'activation",
    "CompanyNoticeKind.OWNERSHIP": "compte principal transféré",
    "CompanyNoticeKind.REVOKED": "attribution retirée",
    "CompanyNoticeKind.ROLE_CHANGED": "rôle modifié",
    "CompanyNoticeKind.SHOP_PASSWORD": "mot de passe de la boutique modifié",
    "CompanyNoticeKind.TEAM_MANAGED": "équipe modifiée",
    "CompanyNoticeKind.WALLET_PASSWORD": "mot de passe du portefeuille modifié",
    "CompanyStage.ACTIVE": "active",
    "CompanyStage.APPLIED": "candidate",
    "CompanyStage.CLOSED": "fermée",
    "CompanyStage.INVITED": "invitée",
    "CompanyStage.REFUSED": "refusée",
    "CompanyStage.SUSPENDED": "suspendue",
    "Giver.MAIN": "le compte principal",
    "Giver.MANAGER": "le compte principal, ou un responsable qui en dispose ici",
    "GrantStage.IN_FORCE": "en vigueur",
    "GrantStage.REVOKED": "retirée",
    "InvitationStage.OPEN": "ouverte",
    "InvitationStage.REVOKED": "révoquée",
    "InvitationStage.USED": "utilisée",
    "InvitationStatus.EXPIRED": "expirée",
    "InvitationStatus.OPEN": "ouverte",
    "InvitationStatus.REVOKED": "révoquée",
    "InvitationStatus.USED": "utilisée",
    "RoleStage.DEFINED": "défini",
    "RoleStage.DELETED": "supprimé",
    "Sensitive.AUDIT": "journal d'activité",
    "Sensitive.BILLS": "factures et revenus",
    "Sensitive.BUYERS": "données des acheteurs",
    "Sensitive.COMMISSION": "commission de la place de marché",
    "Sensitive.CREDENTIALS": "liens et mots de passe",
    "Sensitive.DOCUMENTS": "documents de la société",
    "Sensitive.PAYOUTS": "versements",
    "Sensitive.WALLET": "portefeuille",
    "SubAccountStage.ACTIVE": "actif",
    "SubAccountStage.DELETED": "supprimé",
    "SubAccountStage.DISABLED": "désactivé",
    "SubAccountStage.PENDING": "en attente",
    "Who.BUYER": "aux acheteurs",
    "Who.BY_POLICY": "au compte principal, ou délégable si la place de marché le permet",
    "Who.DELEGABLE": "au compte principal et à qui l'a reçu",
    "Who.NEVER": "au compte principal",
    "Who.OPERATOR": "à la place de marché",
    "Who.SYSTEM": "au système",
}

VOCABULARY: Final[dict[str, dict[str, str]]] = {
    "thing": {
        "chat group": "groupe de discussion",
        "company": "société",
        "grant": "attribution",
        "invitation": "invitation",
        "member": "membre",
        "limit": "plafond",
        "role": "rôle",
        "scope": "droit",
        "shop": "boutique",
        "sub-account": "sous-compte",
    },
    "asked": {
        "accept invitation": "accepter l'invitation",
        "add shop": "ajouter la boutique",
        "change shop password": "changer le mot de passe de la boutique",
        "change wallet password": "changer le mot de passe du portefeuille",
        "close chat group": "fermer le groupe de discussion",
        "close company": "fermer la société",
        "create chat group": "créer le groupe de discussion",
        "create company": "créer la société",
        "create sub account": "créer le sous-compte",
        "define role": "définir le rôle",
        "delete chat group": "supprimer le groupe de discussion",
        "delete role": "supprimer le rôle",
        "delete sub account": "supprimer le sous-compte",
        "disable sub account": "désactiver le sous-compte",
        "edit chat group": "modifier le groupe de discussion",
        "edit role": "modifier le rôle",
        "enable sub account": "réactiver le sous-compte",
        "grant role": "attribuer le rôle",
        "invite main": "inviter le compte principal",
        "invite sub account": "inviter le sous-compte",
        "refuse company": "refuser la société",
        "reinstate company": "rétablir la société",
        "reopen chat group": "rouvrir le groupe de discussion",
        "revoke grant": "retirer l'attribution",
        "set limits": "fixer les plafonds",
        "suspend company": "suspendre la société",
        "transfer ownership": "transférer la propriété",
    },
}
