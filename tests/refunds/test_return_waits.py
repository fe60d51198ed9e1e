"""Every wait ends without whoever is waited for (rules.md §00.6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mpcore import refunds
from mpcore.kernel import MalformedError, VendorId
from mpcore.refunds import (
    CaseSilence,
    DocumentsSilence,
    Grounds,
    LatePolicy,
    LostParcel,
    RefundCommand,
    RefundPolicy,
    RefundStage,
    Requester,
    RequestSilence,
    ReturnAddress,
    ReturnPolicy,
    ReturnReceived,
    ReturnStage,
    Timer,
)
from mpcore.testing import OPERATOR
from tests.refunds.say import reject
from tests.refunds.say_returns import (
    FIRE,
    WAREHOUSE,
    Counter,
    accept,
    arrive,
    ask_photos,
    came,
    delivered,
    deny,
    escalate,
    keep,
    policy,
    receive,
    refund,
    refuse,
    send,
    supply,
    uphold,
    vendor,
    wants,
)

S, INSTANT = ReturnStage, timedelta(microseconds=1)
TOO_LATE = ["refunds.return_too_late"]


def known(counter: Counter) -> Counter:
    """The host knows where the vendor wants goods sent back to."""
    counter.addresses = (ReturnAddress(VendorId("v2"), WAREHOUSE), ReturnAddress(VendorId("v1"), WAREHOUSE))
    return counter


@pytest.mark.rule("00.6")
@pytest.mark.parametrize(
    ("commands", "timer", "after"),
    [
        ((wants(),), Timer.ANSWER_DUE, timedelta(days=3) + INSTANT),
        ((wants(), ask_photos()), Timer.DOCUMENTS_DUE, timedelta(days=7) + INSTANT),
        ((wants(), accept(), send()), Timer.PARCEL_LOST, timedelta(days=30) + INSTANT),
        ((wants(), accept(), send(), arrive()), Timer.RECEIPT_DUE, timedelta(days=3) + INSTANT),
        ((wants(), accept(), receive(came())), Timer.REFUND_DUE, timedelta(days=7) + INSTANT),
        ((wants(), escalate("d")), Timer.CASE_DUE, timedelta(days=14) + INSTANT),
        ((wants(), escalate("d"), deny()), Timer.REFUND_DUE, timedelta(days=3) + INSTANT),
    ],
    ids=["answer", "documents", "lost", "receipt", "refund", "case", "denied"],
)
def test_each_wait_has_a_timer(commands: tuple[RefundCommand, ...], timer: Timer, after: timedelta) -> None:
    counter = Counter().do(*commands)
    assert [(one.at, one.timer, one.order, one.return_id) for one in counter.timers()] == [
        (counter.now + after, timer, "o1", "b1")
    ]


@pytest.mark.rule("00.6")
def test_goods_are_sent_back_by_the_end_of_a_day() -> None:
    counter = Counter(policy=policy(ship_back_days=5)).do(wants(), accept())
    assert [(one.at, one.timer) for one in counter.timers()] == [
        (datetime(2026, 4, 3, tzinfo=UTC), Timer.SHIP_BACK_DUE)  # accepted on 28 March
    ]
    assert counter.one().ship_back_by == datetime(2026, 4, 3, tzinfo=UTC)
    paris = RefundPolicy(zone="Europe/Paris", returns=ReturnPolicy(ship_back_days=5))
    late = Counter(policy=paris).do(wants(), accept())
    assert late.timers()[0].at == datetime(2026, 4, 2, 22, tzinfo=UTC)
    assert late.fired().where() is S.EXPIRED


@pytest.mark.rule("00.6")
@pytest.mark.parametrize(
    ("silence", "address", "stage"),
    [
        (RequestSilence.ACCEPTS, True, S.ACCEPTED),
        (RequestSilence.ACCEPTS, False, S.ESCALATED),
        (RequestSilence.REJECTS, True, S.REJECTED),
        (RequestSilence.ESCALATES, True, S.ESCALATED),
    ],
    ids=["accepts", "nowhere", "rejects", "escalates"],
)
def test_a_vendors_silence_answers(silence: RequestSilence, address: bool, stage: ReturnStage) -> None:
    counter = Counter(policy=policy(silence=silence)).do(wants())
    if address:
        known(counter)
    assert counter.fired().where() is stage
    case = counter.one().case
    assert (case is not None and case.grounds is Grounds.NO_ANSWER) == (stage is S.ESCALATED)
    if stage is S.ACCEPTED:
        assert counter.one().address == WAREHOUSE
        assert counter.last(refunds.ReturnAccepted).by_silence


@pytest.mark.rule("00.6")
@pytest.mark.parametrize("silence", list(RequestSilence), ids=lambda one: one.value)
def test_what_is_late_silence_does_not_accept(silence: RequestSilence) -> None:
    counter = known(Counter(policy=policy(silence=silence, late=LatePolicy.VENDOR_DISCRETION)))
    counter.later(days=60).do(wants())
    assert counter.fired().where() is S.REJECTED
    assert counter.last(refunds.ReturnRejected).by_silence


@pytest.mark.rule("00.6")
@pytest.mark.parametrize(
    ("silence", "stage"),
    [(DocumentsSilence.EXPIRES, S.EXPIRED), (DocumentsSilence.GOES_BACK, S.REQUESTED)],
    ids=["expires", "goes back"],
)
def test_a_buyers_silence_answers(silence: DocumentsSilence, stage: ReturnStage) -> None:
    counter = Counter(policy=policy(documents_silence=silence)).do(wants(), ask_photos())
    assert counter.fired().where() is stage
    if stage is S.REQUESTED:
        assert [one.at for one in counter.timers()] == [counter.now + timedelta(days=3) + INSTANT]


@pytest.mark.rule("00.6")
@pytest.mark.parametrize(
    ("lost", "stage"),
    [(LostParcel.EXPIRES, S.EXPIRED), (LostParcel.COUNTS_AS_RECEIVED, S.RECEIVED)],
    ids=lambda one: one.value,
)
def test_a_parcel_that_is_not_heard_of_again(lost: LostParcel, stage: ReturnStage) -> None:
    assert Counter(policy=policy(lost=lost)).do(wants(), accept(), send()).fired().where() is stage


@pytest.mark.rule("00.6", "S34")
def test_what_its_carrier_delivered_counts_as_received_in_full() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept(), send())
    counter.later(days=4).do(arrive(counter.now - timedelta(days=1)))
    at = (
        counter.now - timedelta(days=1) + timedelta(days=3) + INSTANT
    )  # from when it arrived, not from when it was told
    assert [one.at for one in counter.timers()] == [at]
    assert counter.fired().where() is S.RECEIVED
    assert counter.one().received == (came(units=2),)
    assert counter.last(ReturnReceived).by_silence


@pytest.mark.rule("00.6")
def test_what_came_back_and_nobody_refunded_is_refunded_by_itself() -> None:
    counter = Counter().do(wants(), accept(), receive(came())).fired()
    (opened,) = counter.after.refunds
    assert (opened.requester, opened.stage, opened.amount) == (Requester.SYSTEM, RefundStage.REQUESTED, 1000)
    assert counter.timers() == ()
    counter.do(reject(opened.id))
    again = counter.fired().after.refunds
    assert [one.stage for one in again] == [RefundStage.REJECTED, RefundStage.REQUESTED]
    counter.settle(again[-1].id)
    assert counter.where() is S.REFUNDED


@pytest.mark.rule("00.6")
def test_where_the_policy_approves_it_is_approved_too() -> None:
    said = RefundPolicy(auto_approve=True)
    counter = Counter(policy=said).do(wants(), accept(), receive(came())).fired()
    assert counter.after.refunds[0].stage is RefundStage.APPROVED


@pytest.mark.rule("00.6")
def test_two_returns_that_are_refunded_at_once_do_not_have_the_same_money() -> None:
    counter = Counter(delivered(shipping="4.90")).do(wants(), wants(name="b2"), accept(), accept("b2"))
    counter.do(receive(came()), receive(came(), name="b2")).fired()
    assert [one.amount for one in counter.after.refunds] == [1000, 1490]  # with the second, everything came back
    assert counter.order.parts[0].refundable == 0


@pytest.mark.rule("00.6", "S37")
def test_after_a_denied_case_the_vendors_silence_accepts_or_pays() -> None:
    counter = known(Counter()).do(wants(), escalate("d"), deny())
    assert counter.fired().where() is S.ACCEPTED
    nowhere = Counter().do(wants(), escalate("d"), deny()).fired()
    assert nowhere.where() is S.REQUESTED
    assert nowhere.settle("b1 1") == 1000
    assert nowhere.where() is S.REFUNDED


@pytest.mark.rule("00.6", "S37")
def test_also_where_documents_were_waited_for() -> None:
    expires = policy(documents_silence=DocumentsSilence.EXPIRES)
    counter = known(Counter(policy=expires)).do(wants(), ask_photos(), escalate("d"), deny())
    assert counter.fired().where() is S.ACCEPTED
    nowhere = Counter(policy=expires).do(wants(), ask_photos(), escalate("d"), deny()).fired()
    assert nowhere.settle("b1 1") == 1000


@pytest.mark.rule("00.6", "S37")
def test_and_where_the_goods_are_to_come_the_buyer_sends_them() -> None:
    counter = Counter().do(wants(), accept(), escalate("d")).later(days=10).do(deny())
    assert counter.one().ship_back_by == datetime(2026, 4, 22, tzinfo=UTC)  # denied on 7 April
    assert counter.fired().where() is S.EXPIRED


@pytest.mark.rule("00.6")
@pytest.mark.parametrize(
    ("before", "command"),
    [
        ((wants(),), accept()),
        ((wants(),), refuse()),
        ((wants(),), ask_photos()),
        ((wants(),), keep()),
        ((wants(),), escalate("d")),
        ((wants(), ask_photos()), supply("d")),
        ((wants(), accept()), send()),
        ((wants(), accept()), receive(came())),
        ((wants(), accept(), send(), arrive()), receive(came())),
        ((wants(), escalate("d")), uphold()),
        ((wants(), escalate("d")), deny()),
    ],
    ids=[
        "accept",
        "reject",
        "ask",
        "keep",
        "escalate",
        "supply",
        "send",
        "receive",
        "receive arrived",
        "uphold",
        "deny",
    ],
)
def test_an_answer_counts_until_its_time_is_over_fired_or_not(
    before: tuple[RefundCommand, ...], command: RefundCommand
) -> None:
    said = policy(vendors_may_reject=True)
    counter = Counter(policy=said).do(*before)
    counter.at(counter.timers()[0].at)
    assert counter.refused(command) == TOO_LATE
    counter.at(counter.now - INSTANT).do(command)


@pytest.mark.rule("00.6")
def test_a_parcel_that_arrived_in_time_and_was_told_late_is_in_time() -> None:
    counter = Counter().do(wants(), accept())
    end = counter.timers()[0].at
    counter.at(end + timedelta(hours=1))
    assert counter.refused(arrive(end)) == TOO_LATE
    counter.do(arrive(end - INSTANT))


def test_a_vendor_may_still_refund_what_is_about_to_be_refunded_by_itself() -> None:
    counter = Counter().do(wants(), accept(), receive(came()))
    counter.at(counter.timers()[0].at).do(refund())
    assert counter.settle() == 1000


def test_firing_twice_is_as_good_as_once_and_too_early_is_nothing() -> None:
    counter = Counter().do(wants())
    before = counter.after
    assert counter.do(FIRE).after == before
    counter.fired()
    before = counter.after
    assert counter.do(FIRE).after == before


def test_timers_are_told_in_the_order_of_their_instants() -> None:
    counter = Counter().do(wants()).later(hours=-1).do(wants(name="b2"))
    assert [one.return_id for one in counter.timers()] == ["b2", "b1"]
    counter.later(days=20).do(FIRE)
    assert {counter.where(), counter.where("b2")} == {S.ESCALATED}


def test_a_refund_under_way_has_no_timer_and_gets_it_back_when_it_falls() -> None:
    counter = Counter().do(wants(), accept(), receive(came()), refund())
    assert counter.timers() == ()
    counter.later(days=20).do(reject())
    assert [one.at for one in counter.timers()] == [counter.now + timedelta(days=7) + INSTANT]
    arrived = Counter(policy=policy(requires_receipt=False)).do(wants(), accept(), send(), arrive(), refund())
    arrived.do(reject())
    assert arrived.timers()[0].timer is Timer.RECEIPT_DUE


@pytest.mark.parametrize(
    "name",
    [
        "answer_within",
        "documents_within",
        "lost_after",
        "received_after",
        "refund_within",
        "case_within",
        "obey_within",
    ],
)
def test_no_wait_is_without_an_end(name: str) -> None:
    for wrong in (timedelta(0), timedelta(-1), None, timedelta(days=36_500) + INSTANT):
        with pytest.raises(MalformedError, match=name):
            policy(**{name: wrong})
    policy(**{name: INSTANT})
    policy(**{name: timedelta(days=36_500)})


@pytest.mark.rule("00.6", "S37")
def test_a_case_that_nobody_decides_ends_by_the_policy() -> None:
    counter = Counter(policy=policy(case_silence=CaseSilence.UPHELD)).do(wants()).fired()
    assert counter.where() is S.ESCALATED
    assert counter.fired().where() is S.REJECTED
    counter = Counter().do(wants()).fired().fired()
    assert counter.where() is S.REQUESTED
    assert counter.one().is_owed


def test_operators_fire_timers_and_vendors_do_not() -> None:
    counter = Counter().do(wants())
    assert counter.refused(FIRE, who=vendor()) == ["missing_scope"]
    counter.do(FIRE, who=OPERATOR)
