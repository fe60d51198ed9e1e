"""What the rule books that come along promise of refunds and returns, and where one story ends otherwise in each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import AttrsInstance, evolve, fields

from mpcore.kernel import MalformedError, Personal
from mpcore.orders import PayoutStage
from mpcore.presets import ALL, PLAIN, SIPOKO, UPXYCLED, WHATNOT, RuleBook
from mpcore.refunds import (
    CaseAnswerSilence,
    CaseSilence,
    CutOff,
    DocumentsSilence,
    LatePolicy,
    LostParcel,
    Payer,
    PaymentOrder,
    Reason,
    RefundPolicy,
    RefundStage,
    RequestSilence,
    ReturnPolicy,
    ReturnReason,
    ReturnShippingPolicy,
    ReturnStage,
    WhenAllCameBack,
    WindowStart,
)
from mpcore.testing import PLACED_AT
from tests.orders.say import complete
from tests.refunds.say import ask, line, payout
from tests.refunds.say import vendor as seller
from tests.refunds.say_returns import Counter, accept, delivered, wants


def differences(one: AttrsInstance, other: AttrsInstance) -> dict[str, object]:
    """The fields in which the second is not like the first, with what it has."""
    return {
        field.name: getattr(other, field.name)
        for field in fields(type(one))
        if getattr(one, field.name) != getattr(other, field.name)
    }


def test_the_neutral_book_promises_this() -> None:
    """Defaults are promises: who changes one changes what every order under `plain` was promised."""
    assert PLAIN.refunds == RefundPolicy(
        cut_off=CutOff.PAYOUT_PAID,
        threshold_days=None,
        zone="UTC",
        auto_approve=False,
        buyers_may_request=False,
        four_eyes_above=None,
        max_open_requests=None,
        enforce_causes=True,
        reason_languages=frozenset(),
        when_all_came_back=WhenAllCameBack.REFUSE,
        payment_order=PaymentOrder.LAST_FIRST,
        returns=ReturnPolicy(
            days=30,
            start=WindowStart.LAST_PARCEL,
            late=LatePolicy.REFUSE,
            overrides=(),
            vendors_may_reject=False,
            answer_within=timedelta(days=3),
            silence=RequestSilence.ESCALATES,
            documents_within=timedelta(days=7),
            documents_silence=DocumentsSilence.GOES_BACK,
            documents_rounds=3,
            ship_back_days=14,
            lost_after=timedelta(days=30),
            lost=LostParcel.EXPIRES,
            received_after=timedelta(days=3),
            refund_within=timedelta(days=7),
            requires_receipt=True,
            shipping=ReturnShippingPolicy(default_payer=Payer.BUYER, exceptions=()),
            deduct_outbound_shipping_on_mistake=False,
            postage_most=None,
            buyers_may_escalate=False,
            case_answer_within=timedelta(days=7),
            case_answer_silence=CaseAnswerSilence.MARKETPLACE_DECIDES,
            case_within=timedelta(days=14),
            case_silence=CaseSilence.DENIED,
            obey_within=timedelta(days=3),
        ),
    )


def test_upxycled_differs_in_what_its_pages_say() -> None:
    assert differences(PLAIN.refunds, UPXYCLED.refunds) == {
        "rule_book": "upxycled",
        "max_open_requests": 1,  # X-T2
        "reason_languages": frozenset({"en"}),  # U22
        "returns": UPXYCLED.refunds.returns,
    }
    assert UPXYCLED.refunds.cut_off is CutOff.PAYOUT_PAID  # U23
    assert UPXYCLED.refunds.auto_approve is False  # U21
    assert UPXYCLED.refunds.enforce_causes is True  # U25, U28
    assert differences(PLAIN.refunds.returns, UPXYCLED.refunds.returns) == {
        "days": 14,  # UX-PAID
        "shipping": UPXYCLED.refunds.returns.shipping,  # U29
    }


def test_sipoko_differs_in_what_its_pages_say() -> None:
    assert differences(PLAIN.refunds, SIPOKO.refunds) == {
        "rule_book": "sipoko",
        "cut_off": CutOff.NONE,  # S24
        "zone": "Europe/Paris",
        "auto_approve": True,  # S32-S34
        "returns": SIPOKO.refunds.returns,
    }
    assert SIPOKO.refunds.returns.days == 30  # S30
    assert SIPOKO.refunds.returns.requires_receipt is True  # S34
    assert differences(PLAIN.refunds.returns, SIPOKO.refunds.returns) == {
        "late": LatePolicy.VENDOR_DISCRETION,  # SP-RET
        "shipping": SIPOKO.refunds.returns.shipping,  # S32, S35
    }


def test_whatnot_differs_in_what_others_say_of_it() -> None:
    assert differences(PLAIN.refunds, WHATNOT.refunds) == {
        "rule_book": "whatnot",
        "zone": "America/New_York",
        "returns": WHATNOT.refunds.returns,
    }
    assert differences(PLAIN.refunds.returns, WHATNOT.refunds.returns) == {
        "answer_within": timedelta(hours=48),  # X-W5
        "received_after": timedelta(hours=48),  # X-W5
        "ship_back_days": 7,  # X-W5
    }


PAYERS = {
    ReturnReason.DEFECTIVE: (Payer.VENDOR, Payer.VENDOR),
    ReturnReason.WRONG_ITEM: (Payer.VENDOR, Payer.VENDOR),
    ReturnReason.NOT_AS_DESCRIBED: (Payer.VENDOR, Payer.VENDOR),
    ReturnReason.MISSING_ITEM: (Payer.VENDOR, Payer.VENDOR),
    ReturnReason.COUNTERFEIT: (Payer.VENDOR, Payer.VENDOR),
    ReturnReason.CHANGED_MIND: (Payer.BUYER, Payer.VENDOR),
    ReturnReason.BOUGHT_BY_MISTAKE: (Payer.BUYER, Payer.BUYER),
    ReturnReason.OTHER: (Payer.BUYER, Payer.VENDOR),
}
"""Reason -> who pays the return parcel at upXycled (U29), and at Sipoko (S32, S35)."""


@pytest.mark.parametrize("reason", ReturnReason, ids=[reason.value for reason in ReturnReason])
def test_two_marketplaces_disagree_on_who_pays_the_return_parcel(reason: ReturnReason) -> None:
    paid_by = [book.refunds.returns.shipping.payer(reason) for book in (UPXYCLED, SIPOKO)]
    assert tuple(paid_by) == PAYERS[reason]


@pytest.mark.parametrize("book", tuple(ALL), ids=[book.id for book in ALL])
def test_a_book_has_its_refunds_under_its_own_id(book: RuleBook) -> None:
    assert book.refunds.rule_book == book.id
    theirs = RuleBook(id=book.id, refunds=PLAIN.what_if({"refunds.returns.days": 7}).refunds)
    assert theirs.refunds == RefundPolicy(rule_book=book.id, returns=ReturnPolicy(days=7))


def test_what_if_reaches_into_refunds() -> None:
    book = SIPOKO.what_if({"refunds.max_open_requests": 2, "refunds.returns.late": LatePolicy.REFUSE})
    assert book.refunds.max_open_requests == 2
    assert book.refunds.returns.late is LatePolicy.REFUSE
    assert book.refunds.returns.shipping == SIPOKO.refunds.returns.shipping
    assert book.refunds.rule_book == book.id != SIPOKO.id
    assert book.id.startswith("sipoko+refunds.max_open_requests=2")


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("refunds.max_open_requests", 0),
        ("refunds.zone", "Europe/Atlantis"),
        ("refunds.returns.days", -1),
        ("refunds.returns.answer_within", timedelta(0)),
        ("refunds.rule_book", "mine"),
        ("refunds.unheard_of", 1),
    ],
)
def test_what_does_not_fit_refunds_is_malformed_at_its_path(path: str, wrong: object) -> None:
    with pytest.raises((MalformedError, TypeError, ValueError)) as caught:
        PLAIN.what_if({path: wrong})
    assert path.rpartition(".")[2] in str(caught.value)


# --- one story --------------------------------------------------------------------------------------------------------


FRENCH = Reason(text=Personal("le couvercle est cassé"), language="fr")


def story(book: RuleBook, *, paid_out: bool = False) -> Counter:
    """A part is delivered, and its refunds are decided as if it had been placed under the book; or it is paid out."""
    there = delivered().after(complete()) if paid_out else delivered()
    counter = Counter(there, evolve(book.refunds, rule_book=PLAIN.id))
    counter.told(*payout(PayoutStage.PAID if paid_out else PayoutStage.NONE))
    return counter


@pytest.mark.parametrize(
    ("book", "before", "after"),
    [
        (UPXYCLED, "REQUESTED", ["refunds.after_payout"]),
        (SIPOKO, "APPROVED", []),
        (WHATNOT, "REQUESTED", ["refunds.after_payout"]),
    ],
    ids=["upxycled", "sipoko", "whatnot"],
)
def test_a_vendors_request_is_approved_at_once_or_waits_and_after_the_payout_only_one_takes_it(
    book: RuleBook, before: str, after: list[str]
) -> None:
    command = ask(line(amount="2.00"))
    early = story(book).do(command, who=seller())
    assert early.stage() is RefundStage[before]
    late = story(book, paid_out=True)
    if after:
        assert late.refused(command, seller()) == after
    else:
        assert late.do(command, who=seller()).stage() is RefundStage.APPROVED


@pytest.mark.parametrize(
    ("book", "reasons"),
    [(UPXYCLED, ["refunds.other_language"]), (SIPOKO, []), (WHATNOT, [])],
    ids=["upxycled", "sipoko", "whatnot"],
)
def test_a_reason_in_french_is_taken_by_two_of_three(book: RuleBook, reasons: list[str]) -> None:
    counter = story(book)
    assert [found.code for found in counter.outcome(ask(line(amount="2.00"), reason=FRENCH), seller())] == reasons


@pytest.mark.parametrize(
    ("book", "most"), [(UPXYCLED, 1), (SIPOKO, None), (WHATNOT, None)], ids=["upxycled", "sipoko", "whatnot"]
)
def test_a_second_open_request_is_taken_by_two_of_three(book: RuleBook, most: int | None) -> None:
    counter = story(book).do(ask(line(amount="2.00")), who=seller())
    second = counter.outcome(ask(line(amount="1.00"), refund="r2"), seller())
    assert [found.code for found in second] == (["refunds.too_many_open"] if most == 1 else [])


@pytest.mark.parametrize(
    ("book", "days", "late"),
    [(UPXYCLED, 14, None), (SIPOKO, 30, ReturnStage.REQUESTED), (WHATNOT, 30, None)],
    ids=["upxycled", "sipoko", "whatnot"],
)
def test_goods_come_back_within_other_days_and_late_ones_only_if_their_vendor_lets_them(
    book: RuleBook, days: int, late: ReturnStage | None
) -> None:
    """Delivered on the second day after it was placed; noon of the last day is in time in any of the zones."""
    last = (PLACED_AT + timedelta(days=2 + days)).replace(hour=16)
    in_time = story(book).at(last).do(wants())
    assert in_time.one().late is False
    counter = story(book).at(last + timedelta(days=1))
    if late is None:
        assert counter.refused(wants()) == ["refunds.return_window_closed"]
    else:
        assert counter.do(wants()).where() is late
        assert counter.one().late is True


@pytest.mark.parametrize(
    ("book", "reason", "payer"),
    [
        (UPXYCLED, ReturnReason.CHANGED_MIND, Payer.BUYER),
        (UPXYCLED, ReturnReason.DEFECTIVE, Payer.VENDOR),
        (SIPOKO, ReturnReason.CHANGED_MIND, Payer.VENDOR),
        (SIPOKO, ReturnReason.BOUGHT_BY_MISTAKE, Payer.BUYER),
        (WHATNOT, ReturnReason.CHANGED_MIND, Payer.BUYER),
    ],
    ids=["upxycled-mind", "upxycled-defect", "sipoko-mind", "sipoko-mistake", "whatnot-mind"],
)
def test_an_accepted_return_says_who_pays_its_way(book: RuleBook, reason: ReturnReason, payer: Payer) -> None:
    counter = story(book).do(wants(reason=reason), accept())
    assert counter.one().payer is payer


@pytest.mark.parametrize(
    ("book", "hours"), [(UPXYCLED, 72), (SIPOKO, 72), (WHATNOT, 48)], ids=["upxycled", "sipoko", "whatnot"]
)
def test_a_vendor_has_so_many_hours_to_answer(book: RuleBook, hours: int) -> None:
    counter = story(book)
    asked_at = counter.now
    due = counter.do(wants()).timers()[0].at
    assert due - timedelta(microseconds=1) == asked_at + timedelta(hours=hours), "the last instant is in time"
