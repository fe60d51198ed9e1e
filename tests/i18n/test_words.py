"""Refusals and facts in words."""

from __future__ import annotations

import decimal
import re
import subprocess
import sys
from datetime import date
from typing import ClassVar

import pytest
from attrs import frozen
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money

from mpcore import i18n, orders, timing
from mpcore.kernel import (
    BeforeItsCause,
    DispatchId,
    Exceeds,
    InTheFuture,
    Kind,
    MissingScope,
    NotFound,
    OrderId,
    PartId,
    RefundId,
    Refusal,
    Scope,
    VendorId,
    WrongStage,
)
from mpcore.money import from_minor, money

ORDER, PART = OrderId("o7"), PartId("p1")
NOON = timing.instant("2018-02-03T12:00:00Z")


@pytest.mark.parametrize(
    ("refusal", "french", "remedy"),
    [
        (NotFound(thing="part", id="part"), "sous-commande part\u00a0: introuvable", None),
        (
            WrongStage(thing="part", id="p1", stage=orders.PartStage.CANCELLED, asked="ship lines"),
            (
                "sous-commande p1\u00a0: l'état actuel, «\u00a0annulée\u00a0», "
                "ne permet pas cette action\u00a0: expédier des lignes"
            ),
            None,
        ),
        (
            Exceeds(of="line l1", asked=1200, most=2),
            "quantité demandée\u00a0: 1\u202f200\u202f; il n'en reste que 2 pour la ligne l1",
            None,
        ),
        (
            MissingScope(scope=Scope("orders.ship")),
            "cette action requiert le droit «\u00a0orders.ship\u00a0»",
            "adressez-vous à une personne qui en dispose",
        ),
        (
            orders.RefundPending(order=ORDER, part=PART, refunds=(RefundId("r1"), RefundId("r2"))),
            "des remboursements de la sous-commande p1 de la commande o7 sont en cours\u00a0: r1, r2",
            "attendez qu'ils soient réglés, refusés ou retirés",
        ),
        (
            orders.TrackingNotExpected(dispatch_kind=orders.DispatchKind.PICKUP),
            "une expédition de type «\u00a0retrait sur place\u00a0» n'a pas de suivi",
            "déclarez-la suivie, ou retirez le suivi",
        ),
        (
            BeforeItsCause(happened_at=NOON, cause="the order", cause_at=NOON),
            "la date indiquée, le 3 février 2018, 12:00:00 TU, précède la commande du 3 février 2018, 12:00:00 TU",
            "vérifiez l'horloge et le fuseau horaire de la source",
        ),
        (
            BeforeItsCause(happened_at=NOON, cause="the authorisation", cause_at=NOON),
            (
                "la date indiquée, le 3 février 2018, 12:00:00 TU, précède l'autorisation de paiement "
                "du 3 février 2018, 12:00:00 TU"
            ),
            "vérifiez l'horloge et le fuseau horaire de la source",
        ),
        (
            orders.NotCovered(order=ORDER, received=money("40", "EUR"), due=money("1049.90", "EUR")),
            "commande o7\u00a0: montant reçu 40,00\u00a0€, montant dû 1\u202f049,90\u00a0€",
            "attendez le solde, ou annulez ce que cette somme ne couvre pas",
        ),
        (
            orders.AnswerTooLate(order=ORDER, part=PART, ends_at=NOON),
            (
                "sous-commande p1 de la commande o7\u00a0: l'annulation demandée attendait une réponse "
                "avant le 3 février 2018, 12:00:00 TU"
            ),
            "la règle prévue faute de réponse s'appliquera au déclenchement des échéances",
        ),
        (
            orders.WrongKindOfDispatch(
                dispatch=DispatchId("d1"), dispatch_kind=orders.DispatchKind.TRACKED, asked="record collection"
            ),
            (
                "l'expédition d1 est de type «\u00a0avec suivi\u00a0», "
                "ce qui ne permet pas cette action\u00a0: enregistrer le retrait sur place"
            ),
            None,
        ),
        (
            WrongStage(thing="payment", id="m1", stage=orders.PaymentStage.RECEIVED, asked="record payment failure"),
            (
                "paiement m1\u00a0: l'état actuel, «\u00a0reçu\u00a0», "
                "ne permet pas cette action\u00a0: enregistrer l'échec du paiement"
            ),
            None,
        ),
        (
            WrongStage(thing="dispatch", id="d1", stage=orders.DispatchStage.RETURNED, asked="correct tracking"),
            (
                "expédition d1\u00a0: l'état actuel, «\u00a0retournée au vendeur\u00a0», "
                "ne permet pas cette action\u00a0: corriger le suivi"
            ),
            None,
        ),
    ],
)
def test_refusals_in_french(refusal: Refusal, french: str, remedy: str | None) -> None:
    text, told = i18n.words(refusal, "fr")
    assert text.replace(" à ", ", ") == french
    assert told == remedy


def test_english_comes_from_the_refusal() -> None:
    refusal = orders.NotShipped(order=ORDER, part=PART, left=3)
    assert "; ".join(filter(None, i18n.words(refusal))) == refusal.message
    assert i18n.words(refusal, "ja") == i18n.words(refusal, "en") == i18n.words(refusal, "")


@frozen(kw_only=True)
class TooBig(Refusal):
    """A host's own."""

    code: ClassVar[str] = "acme.too_big"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "{amount} is too much"

    amount: Money


def test_a_hosts_refusals_and_languages() -> None:
    refusal = TooBig(amount=money("1234.5", "EUR"))
    assert i18n.words(refusal, "fr") == ("€1,234.50 is too much", None)
    catalogues = {"de": {"acme.too_big": ("{amount} ist zu viel", "weniger {nothing}")}, "fr": {}}
    assert i18n.words(refusal, "de-DE", catalogues) == ("1.234,50\u00a0€ ist zu viel", "weniger none")
    assert i18n.words(refusal, "fr", catalogues) == ("€1,234.50 is too much", None)
    ours = {"fr": {"orders.vendor_twice": ("deux fois {vendor}", None)}}
    assert i18n.words(orders.VendorTwice(vendor=VendorId("v1")), "fr", ours) == ("deux fois v1", None)


@given(
    st.integers(-(10**15), 10**15),
    st.sampled_from(["EUR", "USD", "JPY", "BHD", "CHF", "GBP", "BRL"]),
    st.sampled_from(["en", "en-GB", "en-IN", "fr", "fr-CA", "fr-CH", "de-CH"]),
)
def test_amounts_are_written_as_babel_writes_them(minor: int, currency: str, locale: str) -> None:
    amount = from_minor(minor, currency)
    if minor >= 0 or not amount.amount.is_zero():
        named = locale.replace("-", "_")
        said = re.sub(r"^(-?[A-Z]{3})\u00a0", r"\1", i18n.in_words(amount, locale))
        plain = re.sub(r"^(-?[A-Z]{3})\u00a0", r"\1", format_currency(amount.amount, currency, locale=named))
        assert said == plain, "but for the space that CLDR wants after letters"
        assert i18n.in_words(minor, locale) == format_decimal(minor, locale=named)


def test_amounts_keep_every_place_of_their_currency() -> None:
    assert i18n.in_words(money("12.50", "RSD"), "en") == "RSD\u00a012.50", "babel's own would round it"


@given(st.integers(-(10**20), 10**20))
def test_no_decimal_context_changes_a_word(minor: int) -> None:
    amount = from_minor(minor % 10**18, "EUR")
    before = i18n.in_words(amount, "fr"), i18n.in_words(minor, "fr")
    with decimal.localcontext(decimal.Context(prec=1)):
        assert (i18n.in_words(amount, "fr"), i18n.in_words(minor, "fr")) == before


@pytest.mark.parametrize(
    ("fact", "french", "english"),
    [
        (None, "aucun", "none"),
        (("a", "b"), "a, b", "a, b"),
        (date(2018, 2, 3), "3 février 2018", "February 3, 2018"),
        (Kind.TOO_LATE, "trop tard", "too late"),
        (timing.Unit.HOURS, "hours", "hours"),
        ("o7", "o7", "o7"),
        (-1200, "-1\u202f200", "-1,200"),
    ],
)
def test_facts_in_words(fact: object, french: str, english: str) -> None:
    assert i18n.in_words(fact, "fr") == french
    assert i18n.in_words(fact, "en") == english


def test_instants_are_told_in_utc() -> None:
    paris = timing.instant("2018-02-03T13:00:00+01:00")
    assert "12:00:00" in i18n.in_words(paris, "fr")
    assert i18n.in_words(paris, "en").startswith("February 3, 2018")
    refusal = InTheFuture(happened_at=paris, now=NOON)
    assert "février" in i18n.words(refusal, "fr_CA")[0]


def test_titles_and_phrases() -> None:
    assert i18n.title(Kind.TOO_LATE, "fr-BE") == "Trop tard"
    assert i18n.title(Kind.TOO_LATE, "xx") == "Too late"
    assert i18n.phrase("malformed", "fr") == "Demande illisible"


def test_dates_are_loaded_only_when_there_are_any() -> None:
    script = "import sys; from mpcore import i18n; print('babel.dates' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout  # noqa: S603 - ours
    assert said == "False\n"
