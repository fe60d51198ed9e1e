"""The French words of statements, written plain: `fr.spaced` makes their spaces unbreakable."""

from __future__ import annotations

from typing import Final

__all__ = ["STATEMENTS", "VOCABULARY"]

STATEMENTS: Final[dict[str, str]] = {
    # when a deadline starts
    "orders.deadline_given": (
        "la sous-commande {part} a une échéance fixée à part, qui l'emporte sur tout décompte et toute pause"
    ),
    "orders.deadline_never_ran": (
        "la sous-commande {part} a été annulée le {at}, avant d'être payée : aucun délai n'a jamais couru"
    ),
    "orders.deadline_none": "aucune échéance n'est fixée pour la sous-commande {part}",
    "orders.deadline_not_paid": (
        "la sous-commande {part} n'est pas payée : aucun délai ne court, et rien n'est à expédier"
    ),
    "orders.deadline_started_at_once": (
        "le délai de la sous-commande {part} court depuis le {at}, date de la commande et de son paiement"
    ),
    "orders.deadline_started_later": (
        "le délai de la sous-commande {part} court depuis le {at}, date du paiement, postérieure à la commande"
    ),
    "orders.deadline_started_ordered": (
        "le délai de la sous-commande {part} court depuis le {at}, date de la commande"
    ),
    "orders.deadline_started_paid": "le délai de la sous-commande {part} court depuis le {at}, date du paiement",
    # what it counts
    "orders.deadline_business_days": "délai accordé : {allowed}, jours ouvrés seulement, fuseau horaire {zone}",
    "orders.deadline_calendar_days": "délai accordé : {allowed}, ouvrés ou non, fuseau horaire {zone}",
    "orders.deadline_counted_after": "le premier jour compté est celui qui suit le {first}",
    "orders.deadline_counted_exactly": "chaque jour se termine à l'heure à laquelle le délai a commencé",
    "orders.deadline_counted_from": "le {first} est le premier jour susceptible de compter",
    "orders.deadline_counted_within": "le délai expire avec le premier jour qui compte à partir du {first}",
    "orders.deadline_cut_off": "il a commencé après l'heure limite du jour, donc comme s'il datait du {first}",
    "orders.deadline_grace": "délai supplémentaire : {grace}",
    "orders.deadline_hours": "heures accordées : {hours}, quels que soient les changements d'heure",
    # what stops it
    "orders.deadline_away": "le délai est suspendu du {start} au {end}, pendant l'absence du vendeur",
    "orders.deadline_away_for_now": "le délai est suspendu à partir du {start}, pendant l'absence du vendeur",
    "orders.deadline_away_ignored": "le vendeur est absent du {start} au {end}, ce qui ne suspend pas le délai",
    "orders.deadline_away_ignored_for_now": (
        "le vendeur est absent à partir du {start}, ce qui ne suspend pas le délai"
    ),
    "orders.deadline_hold": "le délai est suspendu du {start} au {end}, comme l'était la sous-commande",
    "orders.deadline_hold_for_now": "le délai est suspendu à partir du {start}, comme l'est la sous-commande",
    "orders.deadline_hold_ignored": (
        "la sous-commande était suspendue du {start} au {end}, ce qui ne suspend pas le délai"
    ),
    "orders.deadline_hold_ignored_for_now": (
        "la sous-commande est suspendue à partir du {start}, ce qui ne suspend pas le délai"
    ),
    "orders.deadline_moved": "cela repousse l'échéance, qui aurait été le {without}",
    "orders.deadline_not_moved": "cela ne repousse pas l'échéance",
    # when it ends, and what has to have happened
    "orders.deadline_binds_delivery": "d'ici là, tout doit être arrivé : le temps du transport est compris",
    "orders.deadline_binds_dispatch": "d'ici là, tout doit être expédié, ou prêt à être retiré",
    "orders.deadline_due": "l'échéance est le {due_end} : à partir de cet instant, c'est un retard",
    "orders.deadline_due_by": "l'échéance est le {last}, qui est encore à temps",
    "orders.deadline_due_with": (
        "l'échéance est la fin du {last}, fuseau horaire {zone} : à partir du {due_end}, c'est un retard"
    ),
    "orders.deadline_stopped": "le délai est suspendu : aucune échéance tant qu'il n'a pas repris",
    # what became of it
    "orders.deadline_due_soon": "au {now}, cela n'est pas fait, et l'échéance est proche",
    "orders.deadline_late": "cela a été fait le {happened_at}, en retard",
    "orders.deadline_missed": "au {now}, cela n'est pas fait, et l'échéance est passée : elle est manquée",
    "orders.deadline_on_time": "cela a été fait le {happened_at}, à temps",
    "orders.deadline_pending": "au {now}, cela n'est pas fait, et il reste du temps",
    "orders.deadline_reached_while_stopped": "tout était fait le {happened_at}, alors qu'aucune échéance ne courait",
    "orders.deadline_void_cancelled": "la sous-commande a été annulée le {at} : il ne reste rien à expédier",
    "orders.deadline_void_refunded": (
        "la sous-commande était entièrement remboursée le {at} : il ne reste rien à expédier"
    ),
    "orders.deadline_miss_not_recorded": "l'échéance est manquée, ce qui n'est pas encore enregistré",
    "orders.deadline_miss_recorded": "l'échéance manquée a été enregistrée le {at}",
    "orders.deadline_no_miss": "aucune échéance manquée n'est enregistrée",
    # what a part is shown as
    "orders.status_awaiting_payment": (
        "état de la sous-commande {part} : « {status} », car son paiement n'est pas confirmé"
    ),
    "orders.status_cancelled": (
        "état de la sous-commande {part} : « {status} », car elle a été annulée en entier le {at}"
    ),
    "orders.status_completed": "état de la sous-commande {part} : « {status} », car elle a été terminée le {at}",
    "orders.status_on_hold": "état de la sous-commande {part} : « {status} », car elle est bloquée depuis le {at}",
    "orders.status_partially_shipped": (
        "état de la sous-commande {part} : « {status} », car une partie en a été expédiée ; articles restants : {left}"
    ),
    "orders.status_processing": (
        "état de la sous-commande {part} : « {status} », car elle est payée et rien n'en a été expédié"
    ),
    "orders.status_refunded": (
        "état de la sous-commande {part} : « {status} », car toute la somme payée a été rendue, soit {paid}"
    ),
    "orders.status_shipped": (
        "état de la sous-commande {part} : « {status} », car tout ce qui n'en est pas annulé est parti"
    ),
    "orders.status_shipped_first": (
        "état de la sous-commande {part} : « {status} », car son premier colis est parti, et c'est lui qui compte"
    ),
    # what an order is shown as
    "orders.status_of_order_awaiting_payment": (
        "état de la commande {order} : « {status} », car des sous-commandes attendent leur paiement : {parts}"
    ),
    "orders.status_of_order_cancelled": (
        "état de la commande {order} : « {status} », car toutes ses sous-commandes sont annulées"
    ),
    "orders.status_of_order_completed": (
        "état de la commande {order} : « {status} », car toute sous-commande ni annulée ni remboursée est terminée"
    ),
    "orders.status_of_order_on_hold": (
        "état de la commande {order} : « {status} », car des sous-commandes sont bloquées : {parts}"
    ),
    "orders.status_of_order_partially_shipped": (
        "état de la commande {order} : « {status} », car une partie en est expédiée ou terminée, et ces sous-commandes "
        "ne sont pas entièrement expédiées : {parts}"
    ),
    "orders.status_of_order_processing": (
        "état de la commande {order} : « {status} », car rien n'est expédié de ses sous-commandes, hors celles "
        "qui sont annulées ou remboursées"
    ),
    "orders.status_of_order_refunded": (
        "état de la commande {order} : « {status} », car toutes ses sous-commandes sont remboursées ou annulées ; "
        "remboursées : {parts}"
    ),
    "orders.status_of_order_shipped": (
        "état de la commande {order} : « {status} », car toute sous-commande ni annulée ni remboursée est expédiée"
    ),
    # what happened
    "orders.told_accepted": "la demande d'annulation de la sous-commande {part} a été acceptée",
    "orders.told_accepted_by_silence": (
        "personne n'a répondu à la demande d'annulation de la sous-commande {part}, ce qui vaut accord"
    ),
    "orders.told_authorisation_expired": "l'autorisation du paiement {payment} a expiré",
    "orders.told_authorised": "le paiement {payment} a été autorisé : {amount}",
    "orders.told_away": "le vendeur de la sous-commande {part} est absent jusqu'au {end}",
    "orders.told_away_for_now": "le vendeur de la sous-commande {part} est absent",
    "orders.told_cancelled": "la sous-commande {part} a été annulée (à l'origine : {cause})",
    "orders.told_cancelled_for_a_fee": (
        "la sous-commande {part} a été annulée (à l'origine : {cause}), ce pour quoi son vendeur doit des frais : {fee}"
    ),
    "orders.told_chargeback_lost": (
        "contestation {chargeback} : le paiement de la sous-commande {part} est retourné à l'acheteur"
    ),
    "orders.told_chargeback_opened": (
        "contestation {chargeback} : elle porte sur le paiement de la sous-commande {part}"
    ),
    "orders.told_chargeback_won": (
        "contestation {chargeback} : elle a échoué, et le paiement de la sous-commande {part} est maintenu"
    ),
    "orders.told_collected": "l'expédition {dispatch} de la sous-commande {part} a été retirée",
    "orders.told_completed": "la sous-commande {part} a été terminée",
    "orders.told_confirmed": "le paiement a été confirmé",
    "orders.told_declined": "la demande d'annulation de la sous-commande {part} a été refusée",
    "orders.told_declined_by_silence": (
        "personne n'a répondu à la demande d'annulation de la sous-commande {part}, ce qui vaut refus"
    ),
    "orders.told_delivered": "l'expédition {dispatch} de la sous-commande {part} est arrivée",
    "orders.told_erased": "les données personnelles de la commande ont été effacées",
    "orders.told_held": "la sous-commande {part} a été suspendue",
    "orders.told_lines_cancelled": ("articles annulés dans la sous-commande {part} : {units} (à l'origine : {cause})"),
    "orders.told_lost": "l'expédition {dispatch} de la sous-commande {part} est perdue",
    "orders.told_missed": "la sous-commande {part} a manqué son échéance, qui était le {due_end}",
    "orders.told_note_customer": "la note {note} a été écrite à l'acheteur (auteur : {author})",
    "orders.told_note_operator": "la note {note} a été écrite, réservée aux opérateurs",
    "orders.told_note_private": "la note {note} a été écrite, sans que l'acheteur puisse la lire (auteur : {author})",
    "orders.told_order_completed": "la commande a été terminée",
    "orders.told_paid": "le paiement {payment} est arrivé : {amount}",
    "orders.told_payment_failed": "le paiement {payment} a échoué",
    "orders.told_payout_cancelled": "le versement {payout} pour la sous-commande {part} a été abandonné",
    "orders.told_payout_paid": "le versement {payout} pour la sous-commande {part} a été effectué",
    "orders.told_payout_requested": "le versement {payout} pour la sous-commande {part} a été demandé",
    "orders.told_payout_reversed": "le versement {payout} pour la sous-commande {part} a été repris",
    "orders.told_placed": "la commande a été passée",
    "orders.told_placed_in_show": "la commande a été passée pendant le live {show}",
    "orders.told_properties": "les informations de la commande ont été modifiées : {changed}",
    "orders.told_ready": "l'expédition {dispatch} de la sous-commande {part} est prête à être retirée",
    "orders.told_refund_closed": (
        "le remboursement {refund} de la sous-commande {part} a pris fin sans que rien ne soit rendu"
    ),
    "orders.told_refund_opened": "le remboursement {refund} de la sous-commande {part} est en cours",
    "orders.told_refund_settled": "somme rendue à l'acheteur pour la sous-commande {part} : {amount}",
    "orders.told_released": "la sous-commande {part} a été débloquée",
    "orders.told_reminded": "l'acheteur a été invité à payer",
    "orders.told_requested": (
        "l'acheteur a demandé l'annulation de la sous-commande {part} ; réponse attendue au plus tard le {answer_by}"
    ),
    "orders.told_returned": "l'expédition {dispatch} de la sous-commande {part} est revenue chez le vendeur",
    "orders.told_surplus_refunded": "trop-perçu rendu à l'acheteur : {amount}",
    "orders.told_tracked": (
        "l'expédition {dispatch} de la sous-commande {part} est partie, avec le numéro de suivi {code}"
    ),
    "orders.told_tracking_corrected": (
        "l'expédition {dispatch} de la sous-commande {part} a un autre numéro de suivi : {code}"
    ),
    "orders.told_untracked": "l'expédition {dispatch} de la sous-commande {part} est partie, sans suivi",
    "orders.told_withdrawn": "l'acheteur a retiré sa demande d'annulation de la sous-commande {part}",
}

VOCABULARY: Final[dict[str, dict[str, str]]] = {
    "changed": {
        "consent to marketing": "accord aux offres commerciales",
        "e-mail address": "adresse électronique",
        "metafields": "métadonnées",
        "note": "note",
        "phone number": "numéro de téléphone",
        "shipping address": "adresse de livraison",
        "tags": "étiquettes",
    },
}
"""Facts that are words of ours: name of the fact -> word -> French."""
