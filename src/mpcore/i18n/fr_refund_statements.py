"""The French words of statements about refunds and returns, written plain as those of orders are."""

from __future__ import annotations

from typing import Final

__all__ = ["STATEMENTS"]

STATEMENTS: Final[dict[str, str]] = {
    # the money of a part
    "refunds.money_left": (
        "sommes encore remboursables sur la sous-commande {part} : {goods} pour les articles, {shipping} pour la "
        "livraison"
    ),
    "refunds.money_left_none": ("de ce qui a été payé pour la sous-commande {part}, il ne reste rien à rembourser"),
    "refunds.money_not_paid": "rien n'a été payé pour la sous-commande {part} : rien ne peut donc être remboursé",
    "refunds.money_owed": "à rembourser à la suite d'annulations, et pas encore en cours : {amount}",
    "refunds.money_under_way": "remboursement demandé ou en cours : {amount}",
    "refunds.money_went_back": "remboursé à l'acheteur : {amount}",
    # surplus
    "refunds.surplus_left": "reçu au-delà de ce qui était dû, sans remboursement en cours : {amount}",
    # what can be returned, and until when
    "refunds.can_return_late": (
        "ligne {line} : nombre d'articles qui peuvent être retournés, au choix du vendeur : {units} sur {quantity} ; "
        "le délai a pris fin avec le {last}, fuseau horaire {zone}"
    ),
    "refunds.can_return_once_all_arrived": (
        "ligne {line} : nombre d'articles qui peuvent être retournés : {units} sur {quantity} ; le délai se compte à "
        "partir de l'arrivée du dernier colis de la sous-commande (jours entiers après celui-ci : {days})"
    ),
    "refunds.can_return_once_arrived": (
        "ligne {line} : nombre d'articles qui peuvent être retournés : {units} sur {quantity} ; le délai se compte à "
        "partir de l'arrivée du dernier colis de la ligne (jours entiers après celui-ci : {days})"
    ),
    "refunds.can_return_until": (
        "ligne {line} : nombre d'articles qui peuvent être retournés : {units} sur {quantity}, jusqu'au {last} inclus, "
        "fuseau horaire {zone}"
    ),
    "refunds.cannot_return_closed": (
        "la ligne {line} pouvait être retournée jusqu'au {last} inclus, fuseau horaire {zone}"
    ),
    "refunds.cannot_return_ever": "la ligne {line} n'est pas de celles qui se retournent",
    "refunds.cannot_return_more": (
        "de la ligne {line}, il ne reste rien à retourner : articles livrés : {delivered}, tous revenus, en cours de "
        "retour ou déjà remboursés"
    ),
    "refunds.cannot_return_yet": "la ligne {line} ne peut pas encore être retournée : rien n'en a été livré",
    "refunds.return_late_at_discretion": "passé ce délai, le retour est au choix du vendeur",
    # the return parcel
    "refunds.parcel_always": "quel que soit le motif, le colis de retour est à la charge de : {payer}",
    "refunds.parcel_for": "le colis de retour est à la charge de : {payer}, pour les motifs : {reasons}",
    "refunds.parcel_keeps_shipping": (
        "si tout le contenu de la sous-commande est retourné pour achat par erreur, ses frais de livraison ne sont pas "
        "remboursés"
    ),
    "refunds.parcel_most": "de ce que l'acheteur avance pour ce colis, il lui est rendu au plus : {most}",
    # a refund
    "refunds.refund_of_part": (
        "remboursement {refund} de la sous-commande {part}, d'un montant de {amount}, état : {stage} (motif : {cause})"
    ),
    "refunds.refund_of_surplus": "remboursement {refund} d'un trop-perçu de {amount}, état : {stage}",
    "refunds.refund_asked": "il a été demandé le {at} (par : {requester})",
    "refunds.refund_forced": "il a été forcé, l'échéance étant passée",
    "refunds.refund_reason": "sa raison peut y être lue (langue : {language})",
    "refunds.refund_reason_kept": "l'acheteur lira cette raison une fois le remboursement approuvé",
    "refunds.refund_money_of_return": "il rembourse le retour {return_id}",
    "refunds.refund_went_back": "montant déjà rendu : {amount}",
    "refunds.refund_never": "montant qui ne sera pas rendu : {amount}",
    "refunds.refund_waits_approval": "la place de marché doit l'approuver ou le refuser",
    "refunds.refund_waits_two": "deux opérateurs, qui ne l'ont pas demandé, doivent l'approuver",
    "refunds.refund_waits_second": (
        "un opérateur l'a approuvé ; un autre, qui ne l'a pas demandé, doit l'approuver aussi"
    ),
    "refunds.refund_waits_bank": (
        "la banque détient le paiement de la sous-commande : tant qu'elle n'a pas tranché, rien n'est rendu"
    ),
    "refunds.refund_waits_in_vain": (
        "la banque a repris de l'argent réservé aux remboursements en cours : il faut le refuser ou l'abandonner, "
        "puis le redemander"
    ),
    "refunds.refund_waits_provider": "le prestataire de paiement doit rendre : {amount}",
    "refunds.refund_waits_outside": (
        "il ne passe pas par le moyen de paiement utilisé ({method}) ; il reste à déclarer comme rendu : {amount}"
    ),
    "refunds.refund_waits_retry": (
        "montant qui n'a pas pu être rendu : {amount} ; la place de marché doit réessayer, le rendre autrement ou "
        "l'abandonner"
    ),
    "refunds.refund_payment_waits": "paiement {payment}, tentative {attempt} sans réponse, montant à rendre : {amount}",
    "refunds.refund_payment_failed": (
        "paiement {payment}, tentative {attempt} en échec ({failure}), montant rendu : {amount}"
    ),
    "refunds.refund_overpaid": "rendu au-delà de ce qui restait à rendre : {amount}",
    "refunds.refund_by_hand": "montant rendu par ailleurs : {amount}",
    "refunds.refund_borne": "il est à la charge de : {bearer}",
    "refunds.refund_take_back": "à reprendre au vendeur, qui a été payé : {amount}",
    "refunds.refund_blocks_completion": "tant qu'il est en cours, la sous-commande ne peut pas être terminée",
    "refunds.refund_blocks_payout": "tant qu'il est en cours, le versement de la sous-commande attend",
    # a return
    "refunds.return_of_part": "retour {return_id} de la sous-commande {part}, état : {stage} (motif : {reason})",
    "refunds.return_asked": "il a été demandé le {at} (par : {requester})",
    "refunds.return_late": "c'était hors délai, donc au choix du vendeur",
    "refunds.return_line": "articles de la ligne {line} concernés : {units}",
    "refunds.return_came": "articles de la ligne {line} revenus : {units} (endommagés : {damaged})",
    "refunds.return_resaleable": "articles de la ligne {line} à remettre en vente : {units}",
    "refunds.return_parcel": "son colis est à la charge de : {payer}",
    "refunds.return_postage": "l'acheteur a avancé pour ce colis : {amount}",
    "refunds.return_compensation": (
        "dû à l'acheteur pour ce colis, en plus du remboursement : {amount} (par : {payer})"
    ),
    "refunds.return_kept_back": "retenu, la condition d'un code de réduction n'étant plus remplie : {amount}",
    "refunds.return_given_up": "rendu avec lui, de ce que des retours antérieurs avaient retenu : {amount}",
    "refunds.return_shipping_kept": "retenu sur les frais de livraison, tout ayant été acheté par erreur : {amount}",
    "refunds.return_replaced": "la commande {replacement} remplace son remboursement",
    "refunds.return_may_still_come": (
        "il a été remboursé avant l'arrivée des articles, qui peuvent encore venir ; personne ne les attend"
    ),
    "refunds.return_blocks_payout": "tant qu'il est en cours, le versement de la sous-commande attend",
    # who is waited for
    "refunds.return_waits_answer": "le vendeur doit y répondre",
    "refunds.return_waits_documents": "l'acheteur doit fournir des documents",
    "refunds.return_waits_sending": "l'acheteur doit renvoyer les articles à l'adresse indiquée dans le retour",
    "refunds.return_waits_arrival": "les articles sont en route vers le vendeur",
    "refunds.return_waits_receipt": "le transporteur l'a livré ; le vendeur doit déclarer ce qui est revenu",
    "refunds.return_waits_refund": "le vendeur doit le rembourser",
    "refunds.return_waits_empty": "rien n'en est revenu : rien n'est remboursé de soi-même",
    "refunds.return_waits_buyers_side": "l'acheteur doit répondre à ce que dit le vendeur",
    "refunds.return_waits_vendors_side": "le vendeur doit répondre à ce que dit l'acheteur",
    "refunds.return_waits_decision": "la place de marché doit trancher",
    "refunds.return_waits_money": "son argent est en route, par le remboursement {refund}",
    "refunds.return_waits_for_refund": (
        "il pourra être remboursé une fois terminé le remboursement {refund}, qui a en cours de l'argent que ce retour "
        "doit rendre"
    ),
    "refunds.return_until": "cela peut se faire jusqu'au {last} inclus",
    "refunds.return_until_end_of": "cela peut se faire jusqu'au {last} inclus, fuseau horaire {zone}",
    "refunds.return_time_over": "ce délai a pris fin ; depuis le {due}, le silence décide",
    # what silence will mean
    "refunds.silence_accepts": "à défaut, le retour est accepté",
    "refunds.silence_rejects": "à défaut, le retour est refusé",
    "refunds.silence_escalates": "à défaut, la place de marché tranche",
    "refunds.silence_answers_without": "à défaut, le vendeur doit répondre quand même",
    "refunds.silence_decides_without": "à défaut, la place de marché tranche quand même",
    "refunds.silence_expires": "à défaut, le retour expire",
    "refunds.silence_receives": "à défaut, tout le retour est réputé reçu",
    "refunds.silence_refunds": "à défaut, le remboursement du retour s'ouvre de lui-même",
    "refunds.silence_ends": "à défaut, le retour prend fin, car il ne reste rien à rembourser",
    "refunds.silence_upholds": "à défaut, le vendeur a raison, et le retour est refusé",
    "refunds.silence_denies": "à défaut, l'acheteur a raison, et le retour se poursuit",
    "refunds.silence_waits": (
        "à défaut, rien n'arrive de soi-même tant que la sous-commande est en attente, ou que sa banque ou un "
        "remboursement en a l'argent"
    ),
    # what was brought before the marketplace
    "refunds.case_for_buyer": "la place de marché a été saisie le {at}, pour l'acheteur (grief : {grounds})",
    "refunds.case_for_vendor": "la place de marché a été saisie le {at}, pour le vendeur (grief : {grounds})",
    "refunds.case_by_silence": "personne n'a répondu, et la place de marché a été saisie le {at}",
    "refunds.case_answered": "l'autre partie a répondu le {at}",
    "refunds.case_denied": "il a été décidé le {at} que l'acheteur a raison : le retour doit être remboursé",
    "refunds.case_upheld": "il a été décidé le {at} que le vendeur a raison : le retour n'est pas remboursé",
}
