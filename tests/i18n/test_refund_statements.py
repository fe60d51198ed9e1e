"""Statements about refunds and returns in French."""

from __future__ import annotations

import re
from datetime import date
from string import Formatter

import pytest

from mpcore import i18n
from mpcore.i18n import fr, fr_refund_statements, fr_statements
from mpcore.kernel import LineId, PartId
from mpcore.money import money
from mpcore.refunds import Payer, ReturnReason, Statement
from mpcore.refunds.english import ENGLISH, HOLES
from mpcore.refunds.statements import said

FRENCH = fr_refund_statements.STATEMENTS


def test_every_statement_has_french_and_nothing_else_has() -> None:
    assert set(FRENCH) == set(ENGLISH)
    assert not set(FRENCH) & set(fr_statements.STATEMENTS)


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


def plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text)


MAY = date(2026, 5, 14)


@pytest.mark.parametrize(
    ("statement", "french", "english"),
    [
        (said("can_return_until", line=LineId("l1"), units=2, quantity=3, last=MAY, zone="UTC"),
         ("ligne l1 : nombre d'articles qui peuvent être retournés : 2 sur 3, jusqu'au 14 mai 2026 inclus, "
          "fuseau horaire UTC"),
         "2 of 3 units of line l1 can be returned until the end of May 14, 2026 in the zone UTC"),
        (said("parcel_for", payer=Payer.VENDOR, reasons=(ReturnReason.DEFECTIVE, ReturnReason.WRONG_ITEM)),
         "le colis de retour est à la charge de : vendeur, pour les motifs : défectueux, mauvais article",
         "the return parcel is paid by: vendor, where the reason is: defective, wrong item"),
        (said("money_left", part=PartId("p1"), goods=money("1234.50", "EUR"), shipping=money("4.90", "EUR")),
         "sommes encore remboursables sur la sous-commande p1 : 1 234,50 € pour les articles, 4,90 € pour la livraison",
         "of what was paid for part p1 there is left to go back: €1,234.50 for goods, €4.90 for shipping"),
    ],
)  # fmt: skip
def test_statements_as_they_are_said(statement: Statement, french: str, english: str) -> None:
    assert plain(i18n.say(statement, "fr")) == french
    assert plain(i18n.say(statement, "en")) == english


def test_a_host_s_words_go_before_ours() -> None:
    told = said("silence_accepts")
    assert i18n.say(told, "fr") == "à défaut, le retour est accepté"
    assert i18n.say(told, "fr", {"fr": {"refunds.silence_accepts": "sinon, oui"}}) == "sinon, oui"
    assert i18n.say(told, "ja") == "without it the return is accepted"
