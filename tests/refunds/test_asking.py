"""Whether a refund can be asked for at all (U20): of what is paid, in time, one beside another, before the payout."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from mpcore.kernel import Actor, IdTaken, RefundId
from mpcore.money import money
from mpcore.refunds import (
    Bearer,
    ForceRefund,
    RefundCause,
    RefundPolicy,
    RefundRequested,
    RefundStage,
    RefundWindowClosed,
    Requester,
    TooManyOpenRefunds,
    WhenAllCameBack,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed
from tests.orders.say import cancel, chargeback_won, charged_back, complete, hold, pay, release
from tests.refunds.say import (
    ADA,
    OLGA,
    OTTO,
    WHY,
    Desk,
    approve,
    ask,
    ask_all,
    force,
    line,
    reject,
    sold,
    vendor,
    withdraw,
)

ASKED = ask(line(amount="5.00"))
MICROSECOND = timedelta(microseconds=1)


@pytest.mark.rule("U20")
def test_a_vendor_asks_for_all_or_for_a_part_of_it() -> None:
    for asked, amount in ((ask(line(amount="5.00")), 500), (ask_all(), 3000)):
        desk = Desk(sold()).do(asked, who=vendor())
        refund = desk.refund()
        assert (refund.amount, refund.mode) == (amount, asked.mode)
        assert (refund.stage, refund.requester) == (RefundStage.REQUESTED, Requester.VENDOR)
        assert isinstance(desk.history[0], RefundRequested)
        assert len(desk.history) == 1


@pytest.mark.parametrize(
    ("who", "requester", "by"),
    [(vendor(), Requester.VENDOR, "staff of v1"), (OPERATOR, Requester.OPERATOR, "olga"), (ADA, Requester.BUYER, None)],
    ids=["vendor", "operator", "buyer"],
)
def test_a_refund_says_who_asked(who: Actor, requester: Requester, by: str | None) -> None:
    desk = Desk(sold(), RefundPolicy(buyers_may_request=True)).do(ASKED, who=who)
    assert (desk.refund().requester, desk.refund().requested_by) == (requester, by)


@pytest.mark.rule("U20")
def test_what_is_not_paid_does_not_go_back() -> None:
    new = Scenario(placed("v1", lines=1))
    assert Desk(new).refused(ASKED) == ["refunds.part_not_paid"]
    assert Desk(new.after(pay("19.99"))).refused(ASKED) == ["refunds.part_not_paid"]
    Desk(new.after(pay("20.00"))).do(ASKED)


@pytest.mark.rule("U20")
def test_nothing_is_left_of_what_was_cancelled_or_went_back() -> None:
    cancelled = sold(sent=0).after(cancel())
    assert Desk(cancelled).refused(ASKED) == ["refunds.nothing_to_refund"]
    desk = Desk(sold())
    desk.give(ask_all(refund="r0"))
    assert desk.refused(ASKED) == desk.refused(ask_all()) == ["refunds.nothing_to_refund"]


@pytest.mark.rule("U20")
def test_what_is_on_hold_is_refunded_by_operators_only() -> None:
    desk = Desk(sold(sent=0).after(hold()))
    assert desk.refused(ASKED, vendor()) == ["refunds.part_on_hold"]
    assert desk.refused(force(ASKED), vendor()) == ["missing_scope"]
    desk.do(ask(line(amount="1.00"), refund="r2")).meanwhile(release()).do(ASKED, who=vendor())


def test_what_is_charged_back_waits_for_the_bank() -> None:
    desk = Desk(sold()).do(ASKED).told(charged_back())
    assert desk.refused(ask(line(amount="1.00"), refund="r2")) == ["orders.chargeback_open"]
    assert desk.refused(force(ask(line(amount="1.00"), refund="r2"))) == ["orders.chargeback_open"]
    assert desk.refused(approve()) == ["orders.chargeback_open"]
    desk.told(chargeback_won()).do(ask(line(amount="1.00"), refund="r2"), approve())


def test_a_request_of_what_is_charged_back_can_still_be_ended() -> None:
    desk = Desk(sold()).do(ASKED).told(charged_back()).do(reject())
    assert desk.stage() is RefundStage.REJECTED


def test_what_is_completed_is_refunded_all_the_same() -> None:
    desk = Desk(sold()).meanwhile(complete())
    assert desk.give(ASKED, vendor()) == 500


# In time

PARIS = RefundPolicy(threshold_days=2, zone="Europe/Paris")
END = datetime(2026, 3, 28, 23, tzinfo=UTC)
"""Placed on the 26th in Paris: the 28th is the last day; summer time begins on the 29th at 2:00."""


@pytest.mark.rule("U20", "00.7")
def test_a_refund_is_asked_for_within_so_many_days_of_the_order() -> None:
    desk = Desk(sold(), PARIS)
    desk.do(ASKED, who=vendor(), now=END - MICROSECOND)
    [reason] = desk.reasons(ask(line(amount="5.00"), refund="r2"), vendor(), END)
    assert isinstance(reason, RefundWindowClosed)
    assert reason.end == END
    assert desk.refused(ask(line(amount="5.00"), refund="r2"), OLGA, END) == ["refunds.window_closed"]
    desk.do(force(ask(line(amount="5.00"), refund="r2")), now=END)
    assert desk.stage("r2") is RefundStage.APPROVED


@pytest.mark.rule("00.7")
@pytest.mark.parametrize(
    ("zone", "end"),
    [
        ("UTC", datetime(2026, 3, 27, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 3, 27, 7, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 3, 26, 11, tzinfo=UTC)),
    ],
    ids=["utc", "los angeles", "auckland"],
)
def test_the_days_are_those_of_the_named_zone(zone: str, end: datetime) -> None:
    desk = Desk(sold(), RefundPolicy(threshold_days=0, zone=zone))
    desk.do(ASKED, now=end - MICROSECOND)
    assert desk.refused(ask(line(amount="5.00"), refund="r2"), None, end) == ["refunds.window_closed"]


@pytest.mark.rule("00.7")
def test_a_day_may_have_23_hours() -> None:
    desk = Desk(sold(), RefundPolicy(threshold_days=3, zone="Europe/Paris"))
    end = datetime(2026, 3, 29, 22, tzinfo=UTC)
    desk.do(ASKED, now=end - MICROSECOND)
    assert desk.refused(ask(line(amount="5.00"), refund="r2"), None, end) == ["refunds.window_closed"]


def test_where_no_days_are_set_a_refund_is_never_too_late() -> None:
    Desk(sold()).do(ASKED, now=PLACED_AT + timedelta(days=4000))


# One beside another


@pytest.mark.rule("X-T2", "00.6")
def test_so_many_refunds_of_a_part_are_open_at_once() -> None:
    desk = Desk(sold("v1", "v2"), RefundPolicy(max_open_requests=2))
    desk.do(ask(line(amount="1.00")), ask(line(amount="1.00"), refund="r2"))
    [reason] = desk.reasons(ask(line(amount="1.00"), refund="r3"), vendor())
    assert isinstance(reason, TooManyOpenRefunds)
    assert (reason.part, reason.most) == ("p1", 2)
    desk.do(ask(line("p2.l1", amount="1.00"), part="p2", refund="r4"))
    desk.do(withdraw("r2")).do(ask(line(amount="1.00"), refund="r3"))


@pytest.mark.rule("X-T2", "00.6")
def test_a_refund_is_open_until_it_ended() -> None:
    one = RefundPolicy(max_open_requests=1)
    again = ask(line(amount="1.00"), refund="r2")
    asked = Desk(sold(), one).do(ASKED)
    assert asked.refused(again) == ["refunds.too_many_open"]
    approved = asked.do(approve())
    assert approved.refused(again) == ["refunds.too_many_open"]
    approved.paid()
    approved.do(again)


def test_any_number_is_open_where_none_is_set() -> None:
    desk = Desk(sold())
    for number in range(30):
        desk.do(ask(line(amount="1.00"), refund=f"r{number}"))
    assert desk.refused(ask(line(amount="0.01"), refund="r99")) == ["refunds.nothing_to_refund"]


# The same once more


def test_asking_once_more_changes_nothing() -> None:
    for asked in (
        ask(line(units=1, restock=1), line("p1.l2", amount="3.00"), shipping="0.50"),
        ask(line(units=2, amount="7.77")),
        ask(amount="5.00"),
        ask(shipping="0.01"),
        ask_all(line(restock=1)),
    ):
        desk = Desk(sold(lines=2, shipping="2.00")).do(asked, who=vendor())
        assert desk.events(asked, vendor()) == []
        desk.do(approve())
        assert desk.events(asked, vendor()) == []


OTHERS = [
    ask(line(units=1, restock=1), line("p1.l2", amount="3.01"), shipping="0.50"),
    ask(line(units=2, restock=1), line("p1.l2", amount="3.00"), shipping="0.50"),
    ask(line(units=1), line("p1.l2", amount="3.00"), shipping="0.50"),
    ask(line(units=1, restock=1), line("p1.l2", amount="3.00"), shipping="0.51"),
    ask(line(units=1, restock=1), line("p1.l2", amount="3.00")),
    ask(line(units=1, restock=1), shipping="0.50"),
    ask(line(units=1, restock=1, amount="9.99"), line("p1.l2", amount="3.00"), shipping="0.50"),
    ask(line(units=1, restock=1, amount="10.00"), line("p1.l2", amount="3.00"), shipping="0.50"),
    ask(amount="13.50"),
    ask_all(line(restock=1)),
    ask(line(units=1, restock=1), line("p1.l2", amount="3.00"), shipping="0.50", cause=RefundCause.DISPUTE),
    ask(line(units=1, restock=1), line("p1.l2", amount="3.00"), shipping="0.50", part="p2"),
    ask(line(units=1, restock=1), line("p1.l2", amount="3.00"), shipping="0.50", reason=evolve(WHY, language="fr")),
]


@pytest.mark.parametrize("other", OTHERS, ids=[str(number) for number in range(len(OTHERS))])
def test_asking_for_something_else_under_the_same_id_is_refused(other: ForceRefund) -> None:
    asked = ask(line(units=1, restock=1), line("p1.l2", amount="3.00"), shipping="0.50")
    desk = Desk(sold("v1", "v2", lines=2, shipping="2.00")).do(asked)
    assert desk.reasons(other) == (IdTaken(thing="refund", id=RefundId("r1"), at="refund"),)


def test_a_refund_is_not_asked_for_by_two() -> None:
    desk = Desk(sold()).do(ASKED)
    assert desk.refused(ASKED, vendor()) == ["id_taken"]
    assert desk.refused(ASKED, OTTO) == ["id_taken"]
    assert desk.refused(force(ASKED)) == ["id_taken"], "nothing is forced that waits for its approval"
    forced = Desk(sold()).do(force(ASKED))
    assert forced.events(force(ASKED)) == []
    assert forced.refused(ASKED) == ["id_taken"]


def test_a_full_refund_is_repeated_by_what_can_be_sold_again() -> None:
    desk = Desk(sold()).do(ask_all(line(restock=1)))
    assert desk.refused(ask_all(line(restock=2))) == ["id_taken"]
    assert desk.refused(ask_all()) == ["id_taken"]
    unsent = Desk(sold(sent=0))
    asked = ask_all(cause=RefundCause.CANCELLED_BEFORE_SHIPMENT)
    assert unsent.do(asked).events(asked) == []


WORDED_ALIKE = {
    "all that a unit comes to": (ask(line(units=1)), ask(line(units=1, amount="10.00"))),
    "less of a unit than all": (ask(line(units=1, amount="5.00")), ask(line(units=1))),
    "of the part, and of its line": (ask(amount="10.00"), ask(line(amount="10.00"))),
    "in full, and all of it": (ask_all(), ask(line(units=3), cause=RefundCause.GOODWILL)),
    "whoever bears it": (ask(line(units=1)), evolve(ask(line(units=1)), bearer=Bearer.OPERATOR)),
}


@pytest.mark.parametrize("name", WORDED_ALIKE)
def test_what_comes_to_the_same_is_not_what_was_said(name: str) -> None:
    """As with any idempotency key, what is said under it again is said word for word."""
    takes_all = RefundPolicy(when_all_came_back=WhenAllCameBack.FULL)
    for first, second in (WORDED_ALIKE[name], WORDED_ALIKE[name][::-1]):
        desk = Desk(sold(), takes_all).do(first)
        assert desk.events(first) == []
        assert desk.reasons(second) == (IdTaken(thing="refund", id=RefundId("r1"), at="refund"),)


def test_its_lines_may_be_said_in_another_order_and_its_amounts_with_other_decimals() -> None:
    asked = ask(line(amount="3.00"), line("p1.l2", units=1))
    again = ask(line("p1.l2", units=1), line(amount="3"))
    assert Desk(sold(lines=2)).do(asked).events(again) == []


def test_everything_that_is_wrong_is_said_at_once() -> None:
    policy = RefundPolicy(threshold_days=0, reason_languages=frozenset({"fr"}))
    desk = Desk(sold(sent=0).after(hold()), policy)
    asked = ask(line(units=9), line("nobody"), cause=RefundCause.NEVER_RECEIVED)
    assert desk.refused(asked, vendor(), PLACED_AT + timedelta(days=1)) == [
        "refunds.part_on_hold",
        "refunds.window_closed",
        "refunds.other_language",
        "refunds.cause_needs_mode",
        "refunds.cause_not_borne_out",
        "not_found",
        "exceeds",
    ]


def test_the_system_asks_for_nothing() -> None:
    assert Desk(sold()).refused(ASKED, SYSTEM) == ["missing_scope"]


def test_money_of_another_kind_is_not_asked_for() -> None:
    dollars = evolve(ASKED, lines=(), amount=money("5", "USD"))
    assert [reason.at for reason in Desk(sold()).reasons(dollars)] == ["amount"]
