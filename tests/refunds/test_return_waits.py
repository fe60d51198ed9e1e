"""Every wait ends without whoever is waited for (rules.md §00.6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest

from mpcore import refunds
from mpcore.kernel import Grant, MalformedError, MemberId, VendorId, VendorMember
from mpcore.refunds import (
    CaseSilence,
    CaseStage,
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
    ReturnReason,
    ReturnReceived,
    ReturnStage,
    Timer,
)
from mpcore.refunds.decide import timers as fired
from mpcore.refunds.timers import can_be_refunded
from mpcore.testing import OPERATOR
from tests.refunds import say
from tests.refunds.say import reject, withdraw
from tests.refunds.say_returns import (
    DELIVERED_AT,
    FIRE,
    SCOPES,
    WAREHOUSE,
    Counter,
    accept,
    answer,
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
BOTH = VendorMember(VendorId("v1"), MemberId("staff of v1"), (Grant(SCOPES | say.SCOPES),))


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
        ((wants(), escalate("d")), Timer.CASE_ANSWER_DUE, timedelta(days=7) + INSTANT),
        ((wants(), escalate("d"), answer("d")), Timer.CASE_DUE, timedelta(days=14) + INSTANT),
        ((wants(), escalate("d"), deny()), Timer.REFUND_DUE, timedelta(days=3) + INSTANT),
    ],
    ids=["answer", "documents", "lost", "receipt", "refund", "asked", "case", "denied"],
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
    said = policy(silence=silence, vendors_may_reject=silence is RequestSilence.REJECTS)
    counter = Counter(policy=said).do(wants())
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
    free = silence is RequestSilence.REJECTS
    said = policy(silence=silence, late=LatePolicy.VENDOR_DISCRETION, vendors_may_reject=free)
    counter = known(Counter(policy=said))
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
    at = counter.now + timedelta(days=3) + INSTANT  # from when it was told: its vendor has all of that time
    assert [one.at for one in counter.timers()] == [at]
    assert counter.one().arrived_at == counter.now - timedelta(days=1)
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
        ((wants(), escalate("d")), answer("d")),
        ((wants(), escalate("d"), answer("d")), uphold()),
        ((wants(), escalate("d"), answer("d")), deny()),
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
        "answer",
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


@pytest.mark.rule("00.6")
def test_a_delivery_that_is_told_late_takes_no_time_from_the_vendor() -> None:
    counter = Counter().do(wants(), accept(), send()).later(days=9)
    counter.do(arrive(counter.now - timedelta(days=8)))
    assert counter.refused(receive(came()), now=counter.now + timedelta(days=3) + INSTANT) == TOO_LATE
    counter.do(receive(came()), now=counter.now + timedelta(days=3))


@pytest.mark.rule("00.6")
def test_asking_for_a_refund_and_withdrawing_it_puts_nothing_off() -> None:
    counter = Counter().do(wants(), accept(), receive(came()))
    (first,) = counter.timers()
    for day in range(1, 8):
        counter.later(days=1).do(refund(f"r{day}")).do(withdraw(f"r{day}"), who=BOTH)
        assert counter.timers() == (first,)
    counter.at(first.at - INSTANT).do(FIRE)
    assert len(counter.after.refunds) == 7
    counter.at(first.at).do(FIRE)
    assert counter.after.refunds[0].requester is Requester.SYSTEM
    assert counter.settle("b1 8") == 1000


@pytest.mark.rule("00.6")
def test_nor_does_it_once_the_time_is_over() -> None:
    counter = Counter().do(wants(), accept(), receive(came()))
    (first,) = counter.timers()
    counter.at(first.at - INSTANT).do(refund()).later(days=2).do(withdraw("r1"), who=BOTH)
    assert counter.timers() == (first,)
    assert counter.do(FIRE).settle("b1 2") == 1000


@pytest.mark.rule("00.6", "S37")
def test_what_the_marketplace_decided_for_the_buyer_is_put_off_least_of_all() -> None:
    counter = Counter().do(wants(), accept(), receive(came()), escalate("d"), deny())
    (first,) = counter.timers()
    assert first.at == counter.now + timedelta(days=3) + INSTANT
    counter.later(days=1).do(refund()).do(withdraw("r1"), who=BOTH)
    assert counter.timers() == (first,)
    counter.later(days=1).do(refund("r2"), reject("r2"))
    assert counter.timers() == (first,)
    counter.at(first.at).do(FIRE, reject("b1 3"))  # the marketplace turns it down itself, after that time
    assert [one.at for one in counter.timers()] == [first.at + timedelta(days=3) + INSTANT]


@pytest.mark.rule("00.6")
def test_a_buyer_who_is_to_send_the_goods_has_the_time_anew() -> None:
    counter = Counter(policy=policy(requires_receipt=False)).do(wants(), accept(), refund()).later(days=20)
    counter.do(withdraw("r1"), who=BOTH)
    assert [(one.timer, one.at) for one in counter.timers()] == [
        (Timer.SHIP_BACK_DUE, datetime(2026, 5, 2, tzinfo=UTC))  # withdrawn on 17 April
    ]


MISSING = wants(reason=ReturnReason.MISSING_ITEM)


@pytest.mark.rule("00.6", "S34")
def test_what_was_missing_is_due_once_it_is_accepted() -> None:
    counter = Counter().do(MISSING, accept(address=None))
    one = counter.one()
    assert (one.stage, one.address, one.received, one.restock) == (S.RECEIVED, None, (came(),), ())
    assert [(one.timer, one.at) for one in counter.timers()] == [
        (Timer.REFUND_DUE, counter.now + timedelta(days=7) + INSTANT)
    ]
    before = counter.after
    assert counter.do(accept(address=None)).after == before
    assert counter.fired().settle("b1 1") == 1000
    assert counter.after.refunds[0].restock == ()
    assert refunds.replay(counter.order, counter.history) == counter.after


@pytest.mark.rule("00.6")
@pytest.mark.parametrize("reason", [reason for reason in ReturnReason if reason is not ReturnReason.MISSING_ITEM])
def test_what_is_to_be_sent_back_is_waited_for(reason: ReturnReason) -> None:
    assert Counter().do(wants(reason=reason), accept()).where() is S.ACCEPTED


@pytest.mark.rule("00.6")
def test_and_so_it_is_once_silence_accepts_wherever_goods_would_go() -> None:
    counter = Counter(policy=policy(silence=RequestSilence.ACCEPTS)).do(MISSING).fired()
    assert counter.where() is S.RECEIVED
    assert counter.fired().settle("b1 1") == 1000


@pytest.mark.rule("00.6", "S37")
def test_and_once_the_time_to_obey_is_over() -> None:
    for counter in (Counter(), known(Counter())):
        counter.do(MISSING, escalate("d"), deny())
        assert [one.timer for one in counter.timers()] == [Timer.REFUND_DUE]
        assert counter.fired().settle("b1 1") == 1000
    obeys = Counter().do(MISSING, escalate("d"), deny())
    due = obeys.one().due
    assert obeys.later(days=1).do(accept()).one().due == due  # to accept it puts nothing off


@pytest.mark.rule("S34", "00.6")
def test_an_empty_parcel_that_its_carrier_delivered_is_for_the_marketplace_to_decide() -> None:
    counter = Counter().do(wants(), accept(), send(), arrive(), receive()).fired()
    case = counter.one().case
    assert case is not None
    assert (counter.where(), case.grounds, case.stage) == (S.ESCALATED, Grounds.NOTHING_CAME_BACK, CaseStage.OPEN)
    assert (case.by_buyer, case.resumes) == (True, S.RECEIVED)
    assert counter.refused(escalate("d", grounds=Grounds.NOTHING_CAME_BACK), who=OPERATOR) == ["wrong_stage"]
    counter.do(answer("a photo of the box"), who=vendor())
    assert counter.fired().one().is_owed  # the marketplace is silent too
    assert counter.fired().settle("b1 1") == 1000


@pytest.mark.rule("S34", "00.6")
def test_one_that_nobody_saw_is_not() -> None:
    counter = Counter().do(wants(), accept(), send(), receive()).fired()
    assert counter.where() is S.REJECTED


LOST = (wants(("p1.l1", 2)), accept(), send())


@pytest.mark.rule("00.6", "00.10")
def test_a_parcel_that_was_lost_may_still_arrive() -> None:
    counter = Counter().do(*LOST).fired().later(days=40)
    assert counter.where() is S.EXPIRED
    assert counter.refused(wants(name="b2"), now=DELIVERED_AT) == ["exceeds"]  # its buyer does not have it
    counter.do(arrive(counter.now - timedelta(days=1)))
    assert (counter.where(), counter.one().ended_at) == (S.IN_TRANSIT, None)
    assert [one.timer for one in counter.timers()] == [Timer.RECEIPT_DUE]
    assert counter.fired().fired().settle("b1 1") == 2000
    assert refunds.replay(counter.order, counter.history) == counter.after


@pytest.mark.rule("00.6", "00.10")
def test_and_its_vendor_may_say_that_it_came() -> None:
    counter = Counter().do(*LOST).fired().later(days=40).do(receive(came(units=2), at=DELIVERED_AT))
    assert (counter.where(), counter.one().received_at) == (S.RECEIVED, DELIVERED_AT)
    assert counter.fired().settle("b1 1") == 2000


@pytest.mark.rule("00.6", "00.10")
def test_a_parcel_of_which_nobody_said_that_it_was_sent_counts_if_it_came_in_time() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept()).fired()
    end = counter.one().ended_at
    assert end is not None
    assert counter.later(days=1).refused(arrive(end)) == TOO_LATE
    assert counter.do(arrive(end - INSTANT)).where() is S.IN_TRANSIT
    assert counter.fired().where() is S.RECEIVED


@pytest.mark.rule("00.6")
def test_and_whenever_its_vendor_says_that_it_has_the_goods() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept()).fired().later(days=9).do(receive(came(units=2)))
    assert counter.where() is S.RECEIVED
    assert counter.fired().settle("b1 1") == 2000


@pytest.mark.rule("S30")
def test_but_not_once_its_units_are_of_another_return() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept()).fired()
    counter.do(wants(name="b2"), now=counter.now - timedelta(days=1))
    end = counter.one().ended_at
    assert end is not None
    assert counter.refused(arrive(end - INSTANT)) == ["exceeds"]
    assert counter.refused(receive(came(units=2), at=end - INSTANT)) == ["exceeds"]
    counter.do(receive(came(), at=end - INSTANT))


def test_what_expired_before_it_was_accepted_is_over() -> None:
    said = policy(documents_silence=DocumentsSilence.EXPIRES)
    counter = Counter(policy=said).do(wants(), ask_photos()).fired()
    for command in (arrive(), receive(came()), send(), accept()):
        assert counter.refused(command, who=OPERATOR) == ["wrong_stage"]
    assert Counter().do(wants(), accept()).fired().refused(send()) == ["wrong_stage"]


@pytest.mark.rule("00.10", "00.6")
def test_what_was_sent_in_time_and_is_said_late_is_in_time() -> None:
    counter = Counter().do(wants(), accept())
    end = counter.timers()[0].at
    counter.at(end + timedelta(hours=1))
    assert counter.refused(send()) == counter.refused(send(at=end)) == TOO_LATE
    counter.do(send(at=end - INSTANT))
    assert counter.one().sent_at == end - INSTANT
    assert counter.timers()[0].at == counter.now + timedelta(days=30) + INSTANT  # it is waited for from now on


@pytest.mark.rule("00.10", "00.6")
def test_what_came_in_time_and_is_said_late_is_in_time_unless_a_word_was_waited_for() -> None:
    counter = Counter().do(wants(), accept(), send())
    end = counter.timers()[0].at
    counter.at(end + timedelta(hours=1))
    assert counter.refused(receive(came())) == counter.refused(receive(came(), at=end)) == TOO_LATE
    counter.do(receive(came(), at=end - INSTANT))
    assert counter.one().received_at == end - INSTANT
    assert counter.timers()[0].at == counter.now + timedelta(days=7) + INSTANT
    waits = Counter().do(wants(), accept(), send(), arrive())
    end = waits.timers()[0].at
    assert waits.at(end).refused(receive(at=end - INSTANT)) == TOO_LATE  # silence has spoken for the vendor


@pytest.mark.rule("00.6")
def test_many_timers_take_little_longer_each() -> None:
    """What is looked at for each timer does not grow with how many there are."""
    looked: dict[int, int] = {}
    for many in (5, 20):
        counter = Counter(delivered(lines=many, quantity=1))
        for number in range(1, many + 1):
            name = f"b{number:02}"
            counter.do(wants((f"p1.l{number}", 1), name=name), accept(name), receive(came(f"p1.l{number}"), name=name))
        counter.later(days=8)
        with mock.patch.object(fired, "can_be_refunded", wraps=can_be_refunded) as asked:
            counter.do(FIRE)
        assert len(counter.after.refunds) == many
        looked[many] = asked.call_count
    assert looked == {5: 5, 20: 20}


def test_refunds_that_open_by_themselves_wait_for_no_room() -> None:
    said = RefundPolicy(max_open_requests=1)
    counter = Counter(delivered(quantity=3), said)
    for name in ("b1", "b2", "b3"):
        counter.do(wants(name=name), accept(name), receive(came(), name=name))
    counter.later(days=8).do(FIRE)
    assert [one.id for one in counter.after.refunds] == ["b1 1", "b2 1", "b3 1"]
    for one in counter.after.refunds:
        counter.settle(one.id)
    assert counter.order.parts[0].refundable == 0


def test_silence_does_not_do_what_a_vendor_may_not() -> None:
    with pytest.raises(MalformedError, match=r"silence.*vendors_may_reject"):
        policy(silence=RequestSilence.REJECTS)
    policy(silence=RequestSilence.REJECTS, vendors_may_reject=True)
    policy(vendors_may_reject=False)


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
        "case_answer_within",
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
