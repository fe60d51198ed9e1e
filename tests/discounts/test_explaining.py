"""Terms explain themselves, ours and hosts', in English and in French."""

from __future__ import annotations

import decimal
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import ClassVar

import pytest
from attrs import frozen

from mpcore import i18n
from mpcore.discounts import (
    ALWAYS,
    AllOf,
    AmountOff,
    AnyOf,
    Audience,
    AudienceMismatch,
    Benefit,
    Bundle,
    BundleItem,
    BuyerTags,
    BuyGet,
    Case,
    Condition,
    Counted,
    During,
    Excluded,
    Explained,
    FixedUnitPrice,
    Gift,
    InCategories,
    InChannels,
    InCurrency,
    Measured,
    MinimumSpend,
    NamedBuyers,
    NewToMarketplace,
    NewToVendor,
    Not,
    NotDiscounted,
    OfListings,
    OfVendors,
    Per,
    PercentOff,
    Quantities,
    ShippingOff,
    Step,
    Term,
    Tiers,
    Within,
    WithTags,
    currencies_of,
    evaluate,
    explain,
)
from mpcore.kernel import Kind, ListingId, Refusal, ShowId, VendorId, in_words
from mpcore.money import money
from tests.discounts.say import BUYER, basket, case, context, coupon, line

TEN = Decimal(10)
FIVE = money("5", "EUR")
WEAR = InCategories({"shoes", "hats", "coats"})
SPEND = MinimumSpend(money("50", "EUR"))
WEEKEND = During.dates(date(2026, 11, 27), date(2026, 11, 30), "Europe/Paris")

SAID: list[tuple[Term, str, str]] = [
    (ALWAYS, "always", "toujours"),
    (AllOf((ALWAYS,)), "always", "toujours"),
    (WEAR, "in one of these categories: coats, hats, shoes", "dans une de ces catégories : coats, hats, shoes"),
    (WithTags({"b", "a"}), "with one of these tags: a, b", "avec une de ces étiquettes : a, b"),
    (OfVendors({VendorId("v2"), VendorId("v1")}), "sold by one of these vendors: v1, v2",
     "chez un de ces vendeurs : v1, v2"),
    (OfListings({ListingId("l1")}), "one of these listings: l1", "pour une de ces annonces : l1"),
    (NotDiscounted(), "without another coupon's discount", "sans autre remise"),
    (SPEND, "goods for at least 50.00 EUR, before other discounts",
     "pour au moins 50,00 € d'articles, avant les autres remises"),
    (MinimumSpend(FIVE, Measured.AFTER), "goods for at least 5.00 EUR, after other discounts",
     "pour au moins 5,00 € d'articles, après les autres remises"),
    (MinimumSpend(FIVE, of=Counted.BASKET), "goods for at least 5.00 EUR in the whole basket, before other discounts",
     "pour au moins 5,00 € d'articles dans tout le panier, avant les autres remises"),
    (Quantities(at_least=2), "units: at least 2", "unités : au moins 2"),
    (Quantities(at_least=2, of=Counted.BASKET), "units in the whole basket: at least 2",
     "unités dans tout le panier : au moins 2"),
    (Quantities(at_most=3), "units: at most 3", "unités : au plus 3"),
    (Quantities(at_least=2, at_most=3), "units: at least 2, at most 3", "unités : au moins 2, au plus 3"),
    (InCurrency("EUR"), "bought in EUR", "pour un achat en EUR"),
    (Within(WEEKEND), "from 2026-11-26T23:00:00Z on, before 2026-11-30T23:00:00Z (Europe/Paris)",
     "à partir du 26 novembre 2026, 23:00:00 TU, avant le 30 novembre 2026, 23:00:00 TU (Europe/Paris)"),
    (Within(During(end=WEEKEND.end)), "before 2026-11-30T23:00:00Z (UTC)",
     "avant le 30 novembre 2026, 23:00:00 TU (UTC)"),
    (InChannels(shop=True, shows={ShowId("s2"), ShowId("s1")}), "in these sales channels: shop, named shows (s1, s2)",
     "dans ces canaux de vente : boutique, lives désignés (s1, s2)"),
    (InChannels(any_show=True), "in these sales channels: any show", "dans ces canaux de vente : tout live"),
    (NewToVendor(), "from a vendor the buyer has not bought from",
     "chez un vendeur auquel l'acheteur n'a encore rien acheté"),
    (NewToMarketplace(), "on the buyer's first order", "pour la première commande de l'acheteur"),
    (NamedBuyers({BUYER}), "for buyers it names", "pour des acheteurs désignés"),
    (BuyerTags({"vip"}), "for buyers with one of these tags: vip",
     "pour les acheteurs qui portent une de ces étiquettes : vip"),
    (Not(NotDiscounted()), "not without another coupon's discount", "sauf : sans autre remise"),
    (AllOf((SPEND, AnyOf((InCurrency("EUR"), NewToMarketplace())))),
     "goods for at least 50.00 EUR, before other discounts and (bought in EUR or on the buyer's first order)",
     ("pour au moins 50,00 € d'articles, avant les autres remises et "
      "(pour un achat en EUR ou pour la première commande de l'acheteur)")),
    (Not(AllOf((NewToVendor(), InCurrency("EUR")))),
     "not (from a vendor the buyer has not bought from and bought in EUR)",
     "sauf : (chez un vendeur auquel l'acheteur n'a encore rien acheté et pour un achat en EUR)"),
    (AnyOf((AllOf((InCurrency("EUR"),)), InCurrency("USD"))), "bought in EUR or bought in USD",
     "pour un achat en EUR ou pour un achat en USD"),
    (PercentOff(Decimal("12.5")), "12.5 % off", "12,5 % de remise"),
    (PercentOff(TEN, FIVE), "10 % off, at most 5.00 EUR", "10 % de remise, au plus 5,00 €"),
    (AmountOff(FIVE), "5.00 EUR off per order", "5,00 € de remise par commande"),
    (AmountOff(FIVE, Per.UNIT), "5.00 EUR off per unit", "5,00 € de remise par unité"),
    (AmountOff(FIVE, Per.LINE), "5.00 EUR off per line", "5,00 € de remise par ligne"),
    (FixedUnitPrice(FIVE), "each unit for 5.00 EUR", "5,00 € l'unité"),
    (ShippingOff(), "free shipping", "livraison gratuite"),
    (ShippingOff(most=FIVE), "free shipping, at most 5.00 EUR", "livraison gratuite, au plus 5,00 €"),
    (ShippingOff(percent=TEN), "10 % off shipping", "10 % de remise sur la livraison"),
    (ShippingOff(amount=FIVE), "5.00 EUR off shipping", "5,00 € de remise sur la livraison"),
    (ShippingOff(price=FIVE), "shipping for 5.00 EUR", "livraison à 5,00 €"),
    (BuyGet(2, 1), "buy 2, get 1 at 100 % off, the cheapest",
     "pour 2 achetés, 1 de plus avec 100 % de remise, les moins chers"),
    (BuyGet(2, 1, Decimal(50), times=3), "buy 2, get 1 at 50 % off, the cheapest, at most 3 times",
     "pour 2 achetés, 1 de plus avec 50 % de remise, les moins chers, au plus 3 fois"),
    (Tiers((Step(spend=FIVE, percent=TEN, most=FIVE), Step(spend=money("9", "EUR"), amount=FIVE))),
     "from 5.00 EUR on 10 % off, at most 5.00 EUR; from 9.00 EUR on 5.00 EUR off, counted before other discounts",
     ("à partir de 5,00 € : 10 % de remise, au plus 5,00 € ; à partir de 9,00 € : 5,00 € de remise, "
      "montant compté avant les autres remises")),
    (Tiers((Step(units=2, percent=TEN),)), "from 2 units on 10 % off", "à partir de 2 unités : 10 % de remise"),
    (Bundle(FIVE, (BundleItem({ListingId("b"), ListingId("a")}), BundleItem({ListingId("c")}, 2)), times=1),
     "1 of: a, b and 2 of: c for 5.00 EUR, at most 1 times",
     "1 parmi : a, b et 2 parmi : c pour 5,00 €, au plus 1 fois"),
]  # fmt: skip


def plain(text: str) -> str:
    """With spaces that break; which ones do not, and a word in dates, differs with the data of locales."""
    return re.sub("[\u00a0\u202f]", " ", text).replace(" à 23", ", 23")


@pytest.mark.parametrize(("term", "english", "french"), SAID, ids=lambda it: getattr(it, "code", ""))
def test_terms_as_they_are_said(term: Term, english: str, french: str) -> None:
    assert explain(term) == english
    assert plain(i18n.explained(term, "fr")) == french
    with decimal.localcontext(decimal.Context(prec=1)):
        assert explain(term) == english


def test_every_class_of_ours_is_said_here() -> None:
    from mpcore.discounts import benefits, conditions  # noqa: PLC0415 - for their lists

    classes = {
        name for name in (*conditions.__all__, *benefits.__all__) if name not in ("ALWAYS", "BundleItem", "Step")
    }
    assert {type(term).__name__ for term, _, _ in SAID} == classes


@pytest.mark.parametrize("term", [term for term, _, _ in SAID], ids=lambda it: it.code)
def test_a_text_mentions_only_what_its_term_has(term: Term) -> None:
    holes = re.findall(r"\{(\w*)\}", term.text)
    assert all(hasattr(term, hole) for hole in holes)
    assert term.text.count("{") == term.text.count("}") == len(holes)
    assert not term.text.endswith(".")
    assert term.text[0] == term.text[0].lower()


def test_french_spaces_are_unbreakable() -> None:
    assert "catégories\u00a0: " in i18n.explained(WEAR, "fr")
    assert "\u202f; à partir" in i18n.explained(SAID[-3][0], "fr")


def test_a_language_without_texts_is_english() -> None:
    assert i18n.explained(PercentOff(Decimal("12.5"), FIVE), "ja") == "12.5 % off, at most €5.00"
    assert i18n.explained(PercentOff(Decimal("12.5"), FIVE), "") == "12.5 % off, at most €5.00"


def test_another_language_gives_texts_and_a_way_to_say_facts() -> None:
    texts = {"discounts.percent_off": "{percent} % Rabatt[, höchstens {most}][ {nothing}]", "discounts.and": " und "}
    both = AllOf((InCurrency("EUR"), InCurrency("USD")))
    assert explain(PercentOff(TEN, FIVE), texts, lambda fact: f"<{in_words(fact)}>") == (
        "<10> % Rabatt, höchstens <5.00 EUR>"
    )
    assert explain(both, texts) == "bought in EUR und bought in USD", "what it has no text for is English"


def test_sets_are_said_in_the_same_order_under_every_hash_seed() -> None:
    program = (
        "from mpcore.discounts import *\n"
        "print(explain(AllOf((WithTags({'a', 'b', 'c', 'd'}), OfVendors({'v3', 'v1', 'v2'})))))"
    )
    said = {
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert said == {"with one of these tags: a, b, c, d and sold by one of these vendors: v1, v2, v3\n"}


def test_named_buyers_are_not_told() -> None:
    assert "b1" not in explain(NamedBuyers({BUYER}))
    (reason,) = Not(NamedBuyers({BUYER})).why_not(case(basket((1, 1))))
    assert "b1" not in reason.message
    assert "b1" not in i18n.words(reason, "fr")[0]


def test_a_reason_that_explains_a_condition_does_so_in_its_language() -> None:
    reason = Excluded(condition=Explained(WEAR))
    assert i18n.words(reason, "en")[0] == "this is kept out: in one of these categories: coats, hats, shoes"
    french = i18n.words(reason, "fr")[0]
    assert plain(french) == "ceci est exclu : dans une de ces catégories : coats, hats, shoes"
    assert i18n.words(reason, "ja") == i18n.words(reason, "en")
    who = AudienceMismatch(audience=Audience.NEW_TO_VENDOR)
    assert plain(i18n.words(who, "fr")[0]) == (
        "cette offre s'adresse à d'autres acheteurs : nouveaux acheteurs du vendeur"
    )


# --- a host's own


@frozen(kw_only=True)
class NotEngraved(Refusal):
    code: ClassVar[str] = "shop.not_engraved"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nothing here is engraved with {initials}"

    initials: str


@frozen
class Engraved:
    """A host's condition about single lines."""

    code: ClassVar[str] = "shop.engraved"
    text: ClassVar[str] = "engraved with {initials}[, also {also}]"

    initials: str
    also: tuple[Condition, ...] = ()

    @property
    def narrows(self) -> bool:
        return True

    def holds_for(self, case: Case) -> tuple[int, ...]:
        return tuple([i for i in case.lines if case.basket.lines[i].title.endswith(self.initials)])

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        return (NotEngraved(initials=self.initials, at=None if case.lines else "lines"),)


class Dearest:
    """A host's benefit, made without attrs: the dearest line free, or part of it."""

    code: ClassVar[str] = "shop.dearest"
    text: ClassVar[str] = "the dearest thing free[, or: {otherwise}]"

    def __init__(self, otherwise: Benefit) -> None:
        self.otherwise = otherwise

    def gift(self, case: Case) -> Gift | Refusal:
        dearest = max(case.lines, key=case.left)
        return Gift((dearest,), case.left(dearest)) if case.left(dearest) else self.otherwise.gift(case)


def test_a_host_s_own_terms_work_in_the_engine_and_explain_themselves() -> None:
    of = basket(line(900, id="l1"), line(1000, id="l2"), line(5000, id="l3"))
    engraved = AllOf((Engraved("thing"), Quantities(at_least=3)))
    evaluation = evaluate(of, [coupon("c1", Dearest(AmountOff(FIVE)), engraved)], context())
    assert evaluation.discounts == (0, 0, 5000)

    refused = evaluate(of, [coupon("c1", Dearest(AmountOff(FIVE)), Engraved("AB"))], context())
    assert [each.reasons for each in refused.refused] == [(NotEngraved(initials="AB"),)]

    assert explain(engraved) == "engraved with thing and units: at least 3"
    assert explain(Dearest(AmountOff(FIVE))) == "the dearest thing free, or: 5.00 EUR off per order"
    assert currencies_of(Dearest(AmountOff(FIVE))) == {"EUR"}
    assert currencies_of(AllOf((Engraved("AB", (SPEND,)),))) == {"EUR"}
    nested = Engraved("AB", (WEAR, Not(SPEND)))
    assert explain(Not(nested)) == (
        "not (engraved with AB, also in one of these categories: coats, hats, shoes and "
        "not goods for at least 50.00 EUR, before other discounts)"
    )
    assert plain(i18n.explained(Not(Engraved("AB")), "fr")) == "sauf : engraved with AB"
