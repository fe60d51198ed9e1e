"""Every law of refunds and returns, for attempts under any rule book, random lives, and walks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mpcore import wire
from mpcore.kernel import MalformedError
from mpcore.money import from_minor
from mpcore.presets import PLAIN, SIPOKO, UPXYCLED, WHATNOT, RuleBook
from mpcore.refunds import (
    AfterSales,
    CutOff,
    ErasePersonalData,
    FireTimers,
    LatePolicy,
    LostParcel,
    Payer,
    RequestSilence,
    ReturnShippingPolicy,
)
from mpcore.testing import SYSTEM, RefundAttempt, RefundLife, RefundWalk
from mpcore.testing import strategies as some
from mpcore.testing.laws import refunds as laws
from tests.refunds.say import ORDER, Desk, ask, line, sold

BUSY = PLAIN.what_if(
    {
        "refunds.cut_off": CutOff.NONE,
        "refunds.auto_approve": True,
        "refunds.buyers_may_request": True,
        "refunds.four_eyes_above": from_minor(1500, "EUR"),
        "refunds.enforce_causes": False,
        "refunds.returns.late": LatePolicy.VENDOR_DISCRETION,
        "refunds.returns.silence": RequestSilence.ACCEPTS,
        "refunds.returns.lost": LostParcel.COUNTS_AS_RECEIVED,
        "refunds.returns.requires_receipt": False,
        "refunds.returns.buyers_may_escalate": True,
        "refunds.returns.shipping": ReturnShippingPolicy(Payer.VENDOR),
    }
)
"""Everybody may do much, and silence is a yes."""

STRICT = PLAIN.what_if(
    {
        "refunds.cut_off": CutOff.PAYOUT_REQUESTED,
        "refunds.threshold_days": 3,
        "refunds.max_open_requests": 1,
        "refunds.reason_languages": frozenset({"fr"}),
        "refunds.returns.days": 2,
        "refunds.returns.documents_rounds": 1,
        "refunds.returns.vendors_may_reject": True,
        "refunds.returns.silence": RequestSilence.REJECTS,
    }
)
"""The other way round."""

BOOKS = (PLAIN, SIPOKO, UPXYCLED, WHATNOT, BUSY, STRICT)
NAMES = ("plain", "sipoko", "upxycled", "whatnot", "busy", "strict")


@given(some.refund_attempts())
def test_every_law_holds(attempt: RefundAttempt) -> None:
    laws.all_hold(attempt)


@settings(max_examples=settings().max_examples // 2)
@given(some.refund_attempts(st.sampled_from(BOOKS)))
def test_every_law_holds_under_books_that_are_written(attempt: RefundAttempt) -> None:
    laws.all_hold(attempt)


@settings(max_examples=settings().max_examples // 2)
@given(some.refund_lives())
def test_nobody_is_stuck_and_everything_that_was_paid_goes_back(life: RefundLife) -> None:
    laws.life_holds(laws.ended(life))


def left_alone(life: RefundLife) -> RefundAttempt:
    """Nobody does anything for a season, and then the timers are fired."""
    later = evolve(life, now=life.now + timedelta(days=90))
    return RefundAttempt(life=later, command=FireTimers(order=life.order.id), context=later.context(SYSTEM))


@settings(max_examples=settings().max_examples // 2)
@given(some.refund_lives())
def test_silence_ends_what_waits(life: RefundLife) -> None:
    laws.all_hold(left_alone(life))


@pytest.mark.walk
@pytest.mark.parametrize("rules", BOOKS, ids=NAMES)
@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_long_lives_keep_every_law_to_their_end(rules: RuleBook, data: st.DataObject) -> None:
    life = data.draw(some.refund_lives(rules, steps=24))
    laws.all_hold(left_alone(life))
    laws.life_holds(laws.ended(life))


TestWalk = RefundWalk.TestCase
TestWalk.settings = settings(TestWalk.settings, max_examples=settings().max_examples // 8)


@pytest.mark.walk
class TestLongWalks:
    Any = RefundWalk.using().TestCase
    Busy = RefundWalk.using(rules=BUSY).TestCase
    Strict = RefundWalk.using(rules=STRICT).TestCase
    Plain = RefundWalk.using(rules=PLAIN).TestCase
    Sipoko = RefundWalk.using(rules=SIPOKO).TestCase
    UpXycled = RefundWalk.using(rules=UPXYCLED).TestCase
    Whatnot = RefundWalk.using(rules=WHATNOT).TestCase


for _walk in (each for each in vars(TestLongWalks).values() if isinstance(each, type)):
    setattr(_walk, "settings", settings(max_examples=settings().max_examples // 8))  # noqa: B010 - a class of cases


# --- what the laws have found


def test_refunds_whose_reasons_were_forgotten_can_be_stored_and_loaded() -> None:
    """Found by `carried`: a reason without its text was none that could be read back."""
    desk = Desk(sold()).do(ask(line(units=1)), ErasePersonalData(order=ORDER))
    forgotten = desk.refund().reason
    assert forgotten is not None
    assert forgotten.text.value is None
    assert wire.load(AfterSales, wire.dump(desk.after)) == desk.after
    with pytest.raises(MalformedError, match="reason"):
        ask(line(units=1), refund="r2", reason=forgotten)
