"""Reasons (U22): mandatory, in a language the marketplace takes, nobody changes them, read once approved."""

from __future__ import annotations

from typing import Any

import pytest
from attrs.exceptions import FrozenInstanceError

from mpcore.kernel import MalformedError, Personal
from mpcore.refunds import OtherLanguage, Reason, RefundPolicy
from tests.orders.say import cancel
from tests.refunds.say import (
    Desk,
    abandon,
    approve,
    ask,
    by_hand,
    did_not,
    force,
    line,
    of_cancellation,
    reject,
    retry,
    sold,
    vendor,
    withdraw,
)

ASKED = ask(line(amount="5.00"))


@pytest.mark.rule("U22")
@pytest.mark.parametrize(
    "blank",
    ["", " ", "\t\n", "\u200b", "\u2060\ufeff \u00ad", "\u3164", "\u2800\ufe0f", "\u034f"],
    ids=["nothing", "a space", "a line", "no width", "several", "a filler", "no dots", "a joiner"],
)
def test_a_reason_is_given(blank: str) -> None:
    plain: Any = "broken"
    with pytest.raises(MalformedError, match="text"):
        Reason(text=Personal(blank))
    with pytest.raises(MalformedError, match="text"):
        Reason(text=plain)
    assert Reason(text=Personal("x")).language == "en"
    for said in ("\u200b5", "👍", "\U0001f468\u200d\U0001f469", "כן", "?"):
        assert Reason(text=Personal(said)).text.value == said


@pytest.mark.parametrize(
    "language", ["", "english", "EN", "e", "en_GB", "en-", "-en", "en-" + "a" * 9, "en" + "-ab" * 12]
)
def test_a_language_has_the_form_of_one(language: str) -> None:
    with pytest.raises(MalformedError, match="language"):
        Reason(text=Personal("x"), language=language)


@pytest.mark.rule("U22")
@pytest.mark.parametrize(
    ("language", "taken"),
    [("en", True), ("en-GB", True), ("fr", False), ("fr-FR", False), ("eng", False), ("de-CH", True), ("de", False)],
    ids=str,
)
def test_a_reason_is_in_a_language_that_the_marketplace_takes(language: str, taken: bool) -> None:
    desk = Desk(sold(), RefundPolicy(reason_languages=frozenset({"en", "de-CH"})))
    asked = ask(line(amount="5.00"), reason=Reason(text=Personal("le couvercle est cassé"), language=language))
    if taken:
        desk.do(asked, who=vendor())
        return
    refusal = OtherLanguage(language=language, languages=("de-CH", "en"), at="reason.language")
    assert desk.reasons(asked, vendor()) == (refusal,)
    assert desk.reasons(force(asked)) == (refusal,)


def test_where_no_language_is_set_any_is_taken() -> None:
    Desk(sold()).do(ask(line(amount="5.00"), reason=Reason(text=Personal("x"), language="tlh")))


@pytest.mark.rule("U22")
def test_the_buyer_reads_the_reason_once_the_refund_is_approved() -> None:
    desk = Desk(sold()).do(ASKED, who=vendor())
    assert not desk.refund().shows_reason
    desk.do(approve())
    assert desk.refund().shows_reason
    for step in (did_not(), retry(), did_not(attempt=2), abandon()):
        assert desk.do(step).refund().shows_reason, "it was approved"
    assert desk.do(ask(line(amount="5.00"), refund="r2"), approve("r2"), did_not(refund="r2"), by_hand("r2"))
    assert desk.refund("r2").shows_reason


@pytest.mark.rule("U22")
def test_the_buyer_never_reads_the_reason_of_what_was_not_approved() -> None:
    desk = Desk(sold()).do(ASKED, reject())
    desk.do(ask(line(amount="5.00"), refund="r2"), withdraw("r2"))
    assert not desk.refund().shows_reason
    assert not desk.refund("r2").shows_reason


def test_nobody_changes_a_reason() -> None:
    desk = Desk(sold()).do(ASKED)
    refund: Any = desk.refund()
    with pytest.raises(FrozenInstanceError):
        refund.reason = None
    assert desk.refused(ask(line(amount="5.00"), reason=Reason(text=Personal("no, the box is")))) == ["id_taken"]


def test_what_a_cancellation_left_due_needs_no_reason() -> None:
    desk = Desk(sold(sent=0).after(cancel())).do(of_cancellation())
    assert desk.refund().reason is None
