"""The French words of `discounts`, written plain: `fr.spaced` makes their spaces unbreakable."""

from __future__ import annotations

from typing import Final

__all__ = ["MEMBERS", "REFUSALS", "TERMS", "VOCABULARY"]

REFUSALS: Final[dict[str, tuple[str, str | None]]] = {
    "discounts.already_cheaper": ("rien ici ne coûte plus de {price}", None),
    "discounts.already_discounted": ("tout ce qui serait concerné bénéficie déjà d'une remise", None),
    "discounts.audience_mismatch": ("cette offre s'adresse à d'autres acheteurs : {audience}", None),
    "discounts.basket_changed": (
        "le panier n'est plus celui dont les prix ont été calculés ; ce qui diffère : {what}",
        "montrez les nouveaux prix à l'acheteur",
    ),
    "discounts.below_minimum": (
        "les articles concernés coûtent {present}, le minimum est de {minimum} ; il manque {missing}",
        None,
    ),
    "discounts.better_offer": ("le coupon {other} donne autant que le coupon {coupon}, ou davantage", None),
    "discounts.budget_exhausted": (
        "le coupon {coupon} donnerait {asked}, et il reste {left} sur son budget de {budget}",
        None,
    ),
    "discounts.bundle_incomplete": (
        "le lot n'est pas complet : il manque {missing} unités parmi ces annonces : {listings}",
        None,
    ),
    "discounts.buyer_limit_reached": (
        "coupon {coupon} : utilisations permises par acheteur : {limit} ; faites : {used} ; retenues : {held}",
        None,
    ),
    "discounts.cap_required": ("une remise en pourcentage doit indiquer son montant maximal", None),
    "discounts.ceiling_reached": (
        "les remises sont limitées à {most_percent} % au total : il ne reste rien pour le coupon {coupon}",
        None,
    ),
    "discounts.channel_mismatch": ("cette offre vaut dans d'autres canaux de vente : {channels}", None),
    "discounts.code_held": (
        "ce code du coupon {coupon} est retenu par un autre panier",
        "attendez que cette commande soit passée ou abandonnée, ou prenez un autre code",
    ),
    "discounts.code_not_allowed": ("{given} n'est pas un code de {least} à {most} majuscules et chiffres", None),
    "discounts.code_not_given": ("le coupon {coupon} demande son code", None),
    "discounts.code_taken": ("un autre coupon porte ce code", "choisissez un autre code"),
    "discounts.code_unknown": ("aucun coupon ne porte ce code", None),
    "discounts.code_used": ("ce code du coupon {coupon} a déjà été utilisé", None),
    "discounts.comes_to_nothing": (
        "la remise du coupon {coupon} est ici inférieure à la plus petite unité de la devise",
        None,
    ),
    "discounts.coupon_inactive": ("le coupon {coupon} a été désactivé", None),
    "discounts.coupon_exhausted": (
        "coupon {coupon} : utilisations permises : {limit} ; faites : {committed} ; retenues : {held}",
        None,
    ),
    "discounts.coupon_expired": ("le coupon {coupon} a pris fin le {end}", None),
    "discounts.coupon_gained": (
        "le coupon {coupon} s'applique désormais et donne {amount}",
        "montrez les nouveaux prix à l'acheteur",
    ),
    "discounts.coupon_lost": (
        "le coupon {coupon} donnait {amount} et ne s'applique plus : {reasons}",
        "montrez les nouveaux prix à l'acheteur",
    ),
    "discounts.coupon_not_started": ("le coupon {coupon} ne commence que le {start}", None),
    "discounts.currency_mismatch": ("le coupon {coupon} est en {expected}, le panier est en {given}", None),
    "discounts.discount_changed": (
        "le coupon {coupon} donnait {before} et donne maintenant {after}",
        "montrez les nouveaux prix à l'acheteur",
    ),
    "discounts.discount_moved": (
        "la remise du coupon {coupon} porte maintenant sur d'autres lignes, ou est à la charge d'autres",
        "montrez les nouveaux prix à l'acheteur",
    ),
    "discounts.excluded": ("ceci est exclu : {condition}", None),
    "discounts.mixed_currencies": (
        "les montants d'un coupon sont dans une seule devise, et ceux-ci sont en {currencies}",
        None,
    ),
    "discounts.no_common_line": ("aucun article du panier ne remplit toutes les conditions à la fois", None),
    "discounts.no_lines": ("rien dans le panier ne peut être concerné", None),
    "discounts.no_reactivation": ("le coupon {coupon} ne peut pas être réactivé", "créez un nouveau coupon"),
    "discounts.no_shipping": ("aucuns frais de livraison ne sont concernés", None),
    "discounts.none_on_shipping": ("les coupons ne portent pas ici sur les frais de livraison", None),
    "discounts.not_chosen": (
        "le coupon {coupon} est laissé de côté : les autres donnent autant sans lui, ou davantage",
        None,
    ),
    "discounts.not_combinable": ("le coupon {coupon} ne se cumule pas avec le coupon {other}", None),
    "discounts.not_for_shipping": (
        "le coupon {coupon} porte sur la livraison, et les coupons ne valent que pour les articles",
        None,
    ),
    "discounts.nothing_matches": ("rien ici ne fait partie de ces {trait} : {wanted}", None),
    "discounts.nothing_to_discount": ("il ne reste rien dont le coupon {coupon} puisse réduire le prix", None),
    "discounts.other_currency": ("cette offre est en {expected}, le panier est en {given}", None),
    "discounts.too_early": ("cette offre ne commence que le {start}", None),
    "discounts.too_few_units": ("unités nécessaires : {needed} ; présentes : {present} ; manquantes : {missing}", None),
    "discounts.too_late": ("cette offre a pris fin le {end}", None),
    "discounts.too_many_units": ("unités permises : {most} ; présentes : {present} ; en trop : {surplus}", None),
    "discounts.use_kept": (
        "la commande {order} garde son utilisation du coupon {coupon}, bien qu'elle soit {because}",
        None,
    ),
    "discounts.wrong_vendor": ("rien ici n'est proposé par le vendeur du coupon {coupon}", None),
}

TERMS: Final[dict[str, str]] = {
    # between terms, and for none of them
    "discounts.always": "toujours",
    "discounts.and": " et ",
    "discounts.or": " ou ",
    "discounts.then": " ; ",
    # conditions
    "discounts.all_of": "{conditions}",
    "discounts.any_of": "{conditions}",
    "discounts.buyer_tags": "pour les acheteurs qui portent une de ces étiquettes : {tags}",
    "discounts.in_categories": "dans une de ces catégories : {categories}",
    "discounts.in_channels": "dans ces canaux de vente : {channels}[ ({shows})]",
    "discounts.in_currency": "pour un achat en {currency}",
    "discounts.minimum_spend": (
        "pour au moins {amount} d'articles[{whole} dans tout le panier], {measured} les autres remises"
    ),
    "discounts.named_buyers": "pour des acheteurs désignés",
    "discounts.new_to_marketplace": "pour la première commande de l'acheteur",
    "discounts.new_to_vendor": "chez un vendeur auquel l'acheteur n'a encore rien acheté",
    "discounts.not": "sauf : {condition}",
    "discounts.not_discounted": "sans autre remise",
    "discounts.of_listings": "pour une de ces annonces : {listings}",
    "discounts.of_vendors": "chez un de ces vendeurs : {vendors}",
    "discounts.quantities": "unités[{whole} dans tout le panier] : [au moins {at_least}][{also}, ][au plus {at_most}]",
    "discounts.with_tags": "avec une de ces étiquettes : {tags}",
    "discounts.within": "[à partir du {start}][{both}, ][avant le {end}] ({zone})",
    # benefits
    "discounts.amount_off": "{amount} de remise par {per}",
    "discounts.bundle": "{items} pour {price}[, au plus {times} fois]",
    "discounts.bundle_item": "{quantity} parmi : {listings}",
    "discounts.buy_get": (
        "pour {buy} achetés, {get} de plus avec {percent} % de remise, les moins chers[, au plus {times} fois]"
    ),
    "discounts.fixed_unit_price": "{price} l'unité",
    "discounts.percent_off": "{percent} % de remise[, au plus {most}]",
    "discounts.shipping_off": (
        "[{free}livraison gratuite][{percent} % de remise sur la livraison][{amount} de remise sur la livraison]"
        "[livraison à {price}][, au plus {most}]"
    ),
    "discounts.step": "à partir de [{spend}][{units} unités] : [{percent} %][{amount}] de remise[, au plus {most}]",
    "discounts.tiers": "{steps}[, montant compté {counted} les autres remises]",
}
"""code of a condition or a benefit, or of a phrase between them -> French; see `mpcore.discounts.explain`."""

MEMBERS: Final[dict[str, str]] = {
    "Audience.NAMED_BUYERS": "acheteurs désignés",
    "Audience.NEW_TO_MARKETPLACE": "nouveaux acheteurs de la place de marché",
    "Audience.NEW_TO_VENDOR": "nouveaux acheteurs du vendeur",
    "Audience.TAGGED_BUYERS": "acheteurs portant certaines étiquettes",
    "Counted.BASKET": "tout le panier",
    "Counted.LINES": "articles concernés",
    "CouponStage.ACTIVE": "actif",
    "CouponStage.DEACTIVATED": "désactivé",
    "CouponStatus.ACTIVE": "actif",
    "CouponStatus.DEACTIVATED": "désactivé",
    "CouponStatus.EXHAUSTED": "épuisé",
    "CouponStatus.EXPIRED": "expiré",
    "CouponStatus.SCHEDULED": "à venir",
    "FreeItemValue.ON_FREE": "sur l'article offert",
    "FreeItemValue.SPREAD": "répartie",
    "LineTrait.CATEGORIES": "catégories",
    "LineTrait.LISTINGS": "annonces",
    "LineTrait.TAGS": "étiquettes",
    "LineTrait.VENDORS": "vendeurs",
    "Measured.AFTER": "après",
    "Measured.BEFORE": "avant",
    "OfBasket.BUYER": "acheteur",
    "OfBasket.CHANNEL": "canal de vente",
    "OfBasket.CURRENCY": "devise",
    "OfBasket.LINES": "lignes",
    "OfBasket.LISTING": "annonce",
    "OfBasket.QUANTITY": "quantité",
    "OfBasket.SELLER": "vendeur",
    "OfBasket.SHIPPING": "livraison",
    "OfBasket.TAXES": "taxes",
    "OfBasket.UNIT_PRICE": "prix unitaire",
    "OnConditionLost.CLAW_BACK": "remise reprise",
    "OnConditionLost.KEEP": "remise conservée",
    "Per.LINE": "ligne",
    "Per.ORDER": "commande",
    "Per.UNIT": "unité",
    "PercentOf.ORIGINAL": "prix d'origine",
    "PercentOf.REMAINING": "reste à payer",
    "PercentPer.LINE": "ligne",
    "PercentPer.ORDER": "commande",
    "Period.DAY": "jour",
    "Period.MONTH": "mois",
    "Period.WEEK": "semaine",
    "RedemptionStage.COMMITTED": "utilisé",
    "RedemptionStage.DROPPED": "abandonné",
    "RedemptionStage.EXPIRED": "expiré",
    "RedemptionStage.HELD": "retenu",
    "RedemptionStage.RELEASED": "rendu",
    "ReleaseOn.CANCELLED": "annulation",
    "ReleaseOn.FULL_REFUND": "remboursement intégral",
    "SoldIn.ANY_SHOW": "tout live",
    "SoldIn.NAMED_SHOWS": "lives désignés",
    "SoldIn.SHOP": "boutique",
    "Timer.HOLD_EXPIRES": "fin de la retenue du coupon",
    "Together.BEST_OF": "le plus avantageux du groupe",
    "Together.COMBINABLE": "cumulable",
    "Together.EXCLUSIVE": "non cumulable",
}

VOCABULARY: Final[dict[str, dict[str, str]]] = {
    "thing": {
        "coupon": "coupon",
        "redemption": "utilisation d'un coupon par la commande",
        "vendor": "vendeur",
    },
    "because": {"cancelled": "annulée", "full_refund": "entièrement remboursée"},
    "asked": {
        "commit coupon": "utiliser le coupon",
        "create coupon": "créer le coupon",
        "deactivate coupon": "désactiver le coupon",
        "fire timers": "déclencher les échéances",
        "hold coupon": "retenir le coupon",
        "reactivate coupon": "réactiver le coupon",
        "release coupon": "rendre le coupon",
    },
}
