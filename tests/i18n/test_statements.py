"""Statements in French and in a host's languages."""

from __future__ import annotations

import decimal
import re
import subprocess
import sys
from datetime import date, timedelta
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore import i18n
from mpcore.i18n import fr, fr_statements
from mpcore.kernel import PartId
from mpcore.money import money
from mpcore.orders import Cause, Status
from mpcore.orders.views import Statement
from mpcore.orders.views.english import ENGLISH, HOLES
from mpcore.orders.views.statements import said
from mpcore.orders.views.telling import PROPERTIES
from mpcore.testing import PLACED_AT

FRENCH = fr_statements.STATEMENTS


def test_every_statement_has_french_and_nothing_else_has() -> None:
    assert set(FRENCH) == set(ENGLISH)


@pytest.mark.parametrize("code", ENGLISH)
def test_french_tells_the_same_facts(code: str) -> None:
    holes = [hole for _, hole, spec, conversion in Formatter().parse(FRENCH[code]) if hole and not (spec or conversion)]
    assert set(holes) == HOLES[code]
    assert FRENCH[code].count("{") == len(holes)


@pytest.mark.parametrize("code", ENGLISH)
def test_french_is_set_as_french_is(code: str) -> None:
    text = FRENCH[code]
    assert not text.endswith(".")
    assert text[0] == text[0].lower()
    assert not re.search(r"[^\u00a0]:|[^\u202f][;!?]|«[^\u00a0]|[^\u00a0]»", fr.spaced(text))
    assert "'" not in re.sub(r"\b(?:[cdjlmnst]|qu|jusqu|aujourd)'", "", text, flags=re.IGNORECASE)
    assert not re.search(r"\b(tu|ton|ta|tes|toi)\b", text)
    assert "  " not in text


def test_every_word_of_ours_has_french() -> None:
    assert {"changed": fr_statements.VOCABULARY["changed"]} == fr_statements.VOCABULARY
    assert set(fr_statements.VOCABULARY["changed"]) == set(PROPERTIES.values())


def plain(text: str) -> str:
    """With spaces that break; which ones do not differs from one version of the locales' data to another."""
    return re.sub("[\u00a0\u202f]", " ", text)


@pytest.mark.parametrize(
    ("statement", "french", "english"),
    [
        (said("orders.deadline_none", part=PartId("p1")),
         "aucune échéance n'est fixée pour la sous-commande p1",
         "no deadline is set for part p1"),
        (said("orders.deadline_calendar_days", allowed=timedelta(days=4), zone="Europe/Paris"),
         "délai accordé : 4 jours, ouvrés ou non, fuseau horaire Europe/Paris",
         "time allowed: 4 days, whether worked or not, in the zone Europe/Paris"),
        (said("orders.deadline_business_days", allowed=timedelta(days=1), zone="UTC"),
         "délai accordé : 1 jour, jours ouvrés seulement, fuseau horaire UTC",
         "time allowed: 1 day, working days only, in the zone UTC"),
        (said("orders.deadline_grace", grace=timedelta(days=10)),
         "délai supplémentaire : 10 jours",
         "allowed on top of it: 10 days"),
        (said("orders.deadline_grace", grace=timedelta(hours=40, minutes=1)),
         "délai supplémentaire : 40 heures 1 minute",
         "allowed on top of it: 40 hours 1 minute"),
        (said("orders.deadline_counted_after", first=date(2026, 3, 26)),
         "le premier jour compté est celui qui suit le 26 mars 2026",
         "the first day counted is the one after March 26, 2026"),
        (said("orders.deadline_miss_recorded", at=PLACED_AT),
         "l'échéance manquée a été enregistrée le 26 mars 2026, 09:00:00 TU",
         "that the deadline was missed was recorded at March 26, 2026, 9:00:00 AM UTC"),
        (said("orders.status_refunded", part=PartId("p1"), status=Status.REFUNDED, paid=money("1234.50", "EUR")),
         "état de la sous-commande p1 : « remboursée », car toute la somme payée a été rendue, soit 1 234,50 €",
         "part p1 is shown as refunded, because all that was paid for it went back: €1,234.50"),
        (said("orders.told_lines_cancelled", part=PartId("p1"), units=1200, cause=Cause.UNPAID),
         "articles annulés dans la sous-commande p1 : 1 200 (à l'origine : défaut de paiement)",
         "units of part p1 were cancelled: 1,200 (on account of: unpaid)"),
        (said("orders.told_properties", changed=("e-mail address", "tags")),
         "les informations de la commande ont été modifiées : adresse électronique, étiquettes",
         "what is said about the order was changed: e-mail address, tags"),
    ],
)  # fmt: skip
def test_statements_as_they_are_said(statement: Statement, french: str, english: str) -> None:
    assert plain(i18n.say(statement, "fr")).replace(" à 09", ", 09") == french
    assert plain(i18n.say(statement, "en")).replace(" at 9", ", 9") == english


def test_spaces_are_unbreakable_in_french() -> None:
    told = i18n.say(said("orders.deadline_hours", hours=72), "fr")
    assert told == "heures accordées\u00a0: 72, quels que soient les changements d'heure"
    part = said("orders.status_awaiting_payment", part=PartId("a : b"), status=Status.AWAITING_PAYMENT)
    assert "a : b\u00a0: «\u00a0en attente de paiement\u00a0»" in i18n.say(part, "fr"), "and facts are left alone"


def test_a_locale_that_nobody_knows_is_english() -> None:
    told = said("orders.deadline_counted_after", first=date(2026, 3, 26))
    assert i18n.say(told, "ja") == i18n.say(told, "") == i18n.say(told)
    assert i18n.say(told) == "the first day counted is the one after March 26, 2026"
    assert i18n.say(told, "en-GB") == "the first day counted is the one after 26 March 2026"


def test_a_host_s_languages_and_words() -> None:
    told = said("orders.deadline_grace", grace=timedelta(days=2))
    sayings = {"de": {"orders.deadline_grace": "zusätzlich: {grace} {nothing}"}, "fr": {"orders.deadline_none": "rien"}}
    assert i18n.say(told, "de-AT", sayings) == "zusätzlich: 2 Tage none"
    assert i18n.say(told, "fr", sayings) == i18n.say(told, "fr")
    assert i18n.say(said("orders.deadline_none", part=PartId("p1")), "fr", sayings) == "rien"
    assert i18n.say(said("orders.deadline_none", part=PartId("p1")), "de", sayings) == "no deadline is set for part p1"
    worded = {"de": {"orders.told_properties": "{changed}"}}
    assert i18n.say(said("orders.told_properties", changed=("tags",)), "de", worded) == "tags"


@given(st.integers(0, 3650), st.booleans())
def test_durations_count_as_their_language_does(count: int, days: bool) -> None:
    told = said("orders.deadline_grace", grace=timedelta(days=count) if days else timedelta(hours=count, seconds=1))
    hours = f"{count} heure{'s' if count > 1 else ''} " if count else ""
    whole_days = f"{count} jour{'s' if count > 1 else ''}" if count else "0 seconde"
    for precision in (28, 1):
        with decimal.localcontext(decimal.Context(prec=precision)):
            assert plain(i18n.say(told)) == str(told)
            french = plain(i18n.say(told, "fr")).partition(" : ")[2]
            assert french == (whole_days if days else f"{hours}1 seconde")


def test_saying_loads_nothing_of_orders_by_itself() -> None:
    script = "import sys; from mpcore import i18n; print([name for name in sys.modules if 'mpcore.orders' in name])"
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout  # noqa: S603 - ours
    assert told == "[]\n"
