"""Who is told what of refunds and returns: the whole table, written out by hand (U21, U22, U23, S31 to S37)."""

from __future__ import annotations

import cProfile
from collections.abc import Iterator
from datetime import timedelta
from typing import get_args

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mpcore.kernel import Actor, LineId, OrderId, PaymentId, PayoutId, Personal, RefundId, VendorId, erased
from mpcore.money import money
from mpcore.orders import PayoutStage, Recipient
from mpcore.refunds import (
    CaseSilence,
    DocumentsSilence,
    KeptBack,
    LostParcel,
    Notice,
    NoticeKind,
    Payer,
    RefundCause,
    RefundCommand,
    RefundEvent,
    RefundMethod,
    RefundPolicy,
    RefundRequested,
    RequestSilence,
    ReturnAddress,
    ReturnId,
    ReturnShippingPolicy,
    notices,
    notifying,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM
from tests.orders.say import cancel_lines, complete, pay
from tests.refunds.say import (
    ORDER,
    WHY,
    Desk,
    abandon,
    approve,
    ask,
    by_hand,
    did_not,
    force,
    line,
    of_cancellation,
    payout,
    reject,
    retry,
    sold,
    surplus,
    went_back,
    withdraw,
)
from tests.refunds.say_returns import (
    ADA,
    DELIVERED_AT,
    FIRE,
    PARCEL,
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
    exchange,
    keep,
    policy,
    receive,
    refuse,
    send,
    supply,
    uphold,
    wants,
)
from tests.refunds.say_returns import refund as refund_it
from tests.refunds.wandering import OTTO, staff, wander

SARA = staff("v1")
ONE = ask(line(units=1))
BUYERS = RefundPolicy(buyers_may_request=True)
TWO_EYES = RefundPolicy(four_eyes_above=money("5", "EUR"))


def told(desk: Desk, *commands: RefundCommand, who: Actor | None = None) -> list[str]:
    """What follows from commands: to whom, and what of."""
    return [f"{one.to.value}: {one.kind.value}" for one in sent(desk, *commands, who=who)]


def sent(desk: Desk, *commands: RefundCommand, who: Actor | None = None) -> tuple[Notice, ...]:
    before = len(desk.history)
    for command in commands:
        desk.do(command, who=who)
    return notices(desk.after, desk.history[before:], desk.order)


def test_what_is_asked_for_is_the_operator_s_to_decide() -> None:
    (notice,) = sent(Desk(sold()), ONE, who=SARA)
    assert notice == Notice(
        kind=NoticeKind.REFUND_REQUESTED,
        order=ORDER,
        to=Recipient.OPERATOR,
        part=sold().state.parts[0].id,
        refund=RefundId("r1"),
        amount=1000,
        at=PLACED_AT,
    )


def test_the_buyer_is_told_the_reason_on_approval_and_not_before() -> None:
    desk = Desk(sold())
    assert all(one.to is not Recipient.BUYER and one.words is None for one in sent(desk, ONE, who=SARA))
    vendor, buyer = sent(desk, approve())
    assert (vendor.to, vendor.kind, vendor.words) == (Recipient.VENDOR, NoticeKind.REFUND_APPROVED, None)
    assert (buyer.to, buyer.kind, buyer.words) == (Recipient.BUYER, NoticeKind.REFUND_APPROVED, WHY.text)
    assert vendor.vendor == "v1"
    assert buyer.vendor is None


def test_the_operator_s_note_is_for_the_vendor_that_asked_and_not_for_the_buyer() -> None:
    (vendor,) = sent(Desk(sold()).do(ONE, who=SARA), reject(note="no photo"))
    assert (vendor.to, vendor.kind, vendor.note) == (Recipient.VENDOR, NoticeKind.REFUND_REJECTED, "no photo")
    (buyer,) = sent(Desk(sold(), BUYERS).do(ONE, who=ADA), reject(note="no photo"))
    assert (buyer.to, buyer.kind, buyer.note) == (Recipient.BUYER, NoticeKind.REFUND_REJECTED, "")
    assert sent(Desk(sold()).do(ONE), reject(note="no photo")) == ()


def test_a_decision_is_for_whoever_asked() -> None:
    assert told(Desk(sold(), BUYERS).do(ONE, who=ADA), approve()) == ["buyer: refund_approved"]
    assert told(Desk(sold()).do(ONE), approve()) == ["buyer: refund_approved"]


def test_what_was_approved_as_it_was_asked_for_waits_for_nobody() -> None:
    auto = Desk(sold(), RefundPolicy(auto_approve=True))
    assert told(auto, ONE, who=SARA) == ["vendor: refund_approved", "buyer: refund_approved"]
    assert told(Desk(sold()), force(ONE)) == ["buyer: refund_approved"]
    assert told(Desk(sold(), TWO_EYES), force(ONE)) == ["operator: refund_requested"]
    assert told(Desk(sold()), ONE, approve()) == ["operator: refund_requested", "buyer: refund_approved"]


def test_what_two_have_to_approve_is_told_after_the_first() -> None:
    desk = Desk(sold(), TWO_EYES).do(ONE, who=SARA)
    assert told(desk, approve()) == ["operator: refund_half_approved"]
    assert told(desk, approve(), who=OTTO) == ["vendor: refund_approved", "buyer: refund_approved"]


def test_what_is_withdrawn_needs_no_decision() -> None:
    assert told(Desk(sold()).do(ONE, who=SARA), withdraw(), who=SARA) == ["operator: refund_withdrawn"]


def test_what_went_back_is_told_to_buyer_and_vendor() -> None:
    buyer, vendor = sent(Desk(sold()).do(ONE, approve()), went_back("10.00"))
    assert (buyer.to, buyer.kind, buyer.amount) == (Recipient.BUYER, NoticeKind.REFUND_COMPLETED, 1000)
    assert (vendor.to, vendor.kind, vendor.amount) == (Recipient.VENDOR, NoticeKind.REFUND_COMPLETED, 1000)


def test_what_did_not_go_back_is_the_operator_s_to_see_to() -> None:
    desk = Desk(sold()).do(ONE, approve())
    (failed,) = sent(desk, went_back("4.00"))
    assert (failed.to, failed.kind, failed.amount) == (Recipient.OPERATOR, NoticeKind.REFUND_FAILED, 400)
    assert told(desk, retry()) == []
    assert told(desk, did_not(attempt=2)) == ["operator: refund_failed"]
    given_up = sent(desk, abandon())
    assert [(one.to, one.kind, one.amount) for one in given_up] == [
        (Recipient.BUYER, NoticeKind.REFUND_ABANDONED, 600),
        (Recipient.VENDOR, NoticeKind.REFUND_ABANDONED, 600),
    ]


def test_a_payout_that_is_too_much_and_what_is_to_be_taken_back_are_told_to_the_operator() -> None:
    price = ask(line(units=1), cause=RefundCause.DISPUTE)
    asked_for = Desk(sold()).meanwhile(complete()).told(*payout(PayoutStage.REQUESTED)).do(price)
    *_, cancel = sent(asked_for, approve())
    assert (cancel.to, cancel.kind, cancel.vendor) == (Recipient.OPERATOR, NoticeKind.PAYOUT_TO_CANCEL, "v1")
    assert cancel.payout == PayoutId("out1")
    paid = Desk(sold()).meanwhile(complete()).told(*payout(PayoutStage.PAID))
    *_, back = sent(paid.do(force(price)), went_back("10.00"))
    assert (back.to, back.kind, back.vendor, back.amount) == (Recipient.OPERATOR, NoticeKind.TAKE_BACK, "v1", 1000)


def test_what_went_back_too_late_or_too_much_is_told_to_the_operator() -> None:
    given_up = Desk(sold(quantity=1)).do(ONE, approve(), did_not(), abandon(), ask(line(amount="3.00"), refund="r2"))
    found = sent(given_up, went_back("10.00"))
    assert [(one.to, one.kind, one.amount) for one in found] == [
        (Recipient.OPERATOR, NoticeKind.REFUND_OVERPAID, 300),
        (Recipient.OPERATOR, NoticeKind.REFUND_PAID_LATE, 700),
    ]
    for one in found:
        assert (one.refund, one.payment, one.attempt, one.part) == ("r1", "m1", 1, "p1")
    price = ask(line(units=1), cause=RefundCause.DISPUTE)
    paid = Desk(sold()).told(*payout(PayoutStage.PAID)).do(price, approve())
    assert told(paid, went_back("4.00")) == ["operator: refund_failed", "operator: take_back"]
    assert told(paid, by_hand(amount="1.00")) == ["operator: refund_failed", "operator: take_back"]
    again = sent(paid, by_hand(amount="1.00"))
    assert len({one.key for one in notices(paid.after, paid.history, paid.order)}) == len(
        notices(paid.after, paid.history, paid.order)
    )
    assert [(one.amount, one.in_all) for one in again if one.kind is NoticeKind.TAKE_BACK] == [(100, 600)]
    paid.do(retry(), did_not(attempt=2), abandon())
    assert told(paid, went_back("4.00", attempt=2)) == ["operator: refund_paid_late", "operator: take_back"]


def test_what_cancellations_left_due_is_told_once_it_went_back() -> None:
    desk = Desk(sold(sent=1)).meanwhile(cancel_lines("p1", ("p1.l1", 1)))
    assert told(desk, of_cancellation(), who=SYSTEM) == []
    assert told(desk, went_back("10.00")) == ["buyer: refund_completed", "vendor: refund_completed"]


def test_surplus_is_no_vendor_s_business() -> None:
    desk = Desk(sold()).meanwhile(pay("5.00", "m2"))
    assert told(desk, surplus(), who=SYSTEM) == []
    (share,) = desk.refund().payments
    assert told(desk, went_back("5.00", share.payment)) == ["buyer: refund_completed"]


def test_another_vendor_is_told_nothing() -> None:
    desk = Desk(sold("v1", "v2"))
    asked = ask(line("p2.l1", amount="1.00"), part="p2")
    found = [*sent(desk, asked, who=staff("v2")), *sent(desk, approve()), *sent(desk, went_back("1.00"))]
    assert {one.vendor for one in found if one.to is Recipient.VENDOR} == {"v2"}


def test_a_return_is_its_vendor_s_to_answer() -> None:
    counter = Counter()
    (notice,) = sent(counter, wants(words="it is broken"))
    assert (notice.to, notice.kind, notice.vendor) == (Recipient.VENDOR, NoticeKind.RETURN_REQUESTED, "v1")
    assert (notice.return_id, notice.due) == ("b1", DELIVERED_AT + timedelta(days=3, microseconds=1))
    assert notice.due == counter.one().due


def test_documents_are_asked_of_the_buyer_and_supplied_to_the_vendor() -> None:
    counter = Counter().do(wants())
    (asks,) = sent(counter, ask_photos())
    assert (asks.to, asks.kind) == (Recipient.BUYER, NoticeKind.DOCUMENTS_REQUESTED)
    assert asks.words == Personal("a photo of the lid")
    assert asks.due == counter.one().due
    (has,) = sent(counter, supply("photo"))
    assert (has.to, has.kind, has.due) == (Recipient.VENDOR, NoticeKind.DOCUMENTS_SUPPLIED, counter.one().due)


def test_an_accepted_return_tells_the_buyer_where_to_send_it() -> None:
    counter = Counter().do(wants())
    (notice,) = sent(counter, accept())
    assert (notice.to, notice.kind, notice.address) == (Recipient.BUYER, NoticeKind.RETURN_ACCEPTED, WAREHOUSE)
    assert notice.due == counter.one().ship_back_by


def test_a_rejected_return_tells_the_buyer_why() -> None:
    (notice,) = sent(Counter(policy=policy(vendors_may_reject=True)).do(wants()), refuse(note="it was worn"))
    assert (notice.to, notice.kind, notice.note) == (Recipient.BUYER, NoticeKind.RETURN_REJECTED, "it was worn")


def test_goods_on_their_way_back_are_told_to_the_vendor_and_their_receipt_to_the_buyer() -> None:
    counter = Counter().do(wants(), accept())
    (shipped,) = sent(counter, send())
    assert (shipped.to, shipped.kind, shipped.tracking) == (Recipient.VENDOR, NoticeKind.RETURN_SHIPPED, PARCEL)
    assert told(counter, arrive()) == ["vendor: return_arrived"]
    assert told(counter, receive(came())) == ["buyer: return_received"]


def test_a_buyer_who_keeps_the_goods_is_told_to_the_vendor() -> None:
    assert told(Counter().do(wants()), keep()) == ["vendor: return_cancelled"]


def received(**said: object) -> Counter:
    return Counter(policy=policy(**said)).do(wants(), accept(), send("4.90"), receive(came()))


def test_the_refund_of_a_return_is_told_as_any_is_and_the_parcel_as_a_compensation() -> None:
    counter = received(shipping=ReturnShippingPolicy(Payer.VENDOR))
    assert told(counter, refund_it()) == ["operator: refund_requested"]
    assert told(counter, approve()) == ["vendor: refund_approved"]
    found = sent(counter, went_back("10.00"))
    assert [(one.to.value, one.kind.value, one.amount) for one in found] == [
        ("buyer", "refund_completed", 1000),
        ("vendor", "refund_completed", 1000),
        ("buyer", "compensation_due", 490),
        ("vendor", "compensation_due", 490),
    ]
    other = received(shipping=ReturnShippingPolicy(Payer.OPERATOR)).do(refund_it(), approve(), who=OPERATOR)
    assert told(other, went_back("10.00"))[2:] == ["buyer: compensation_due", "operator: compensation_due"]
    own = received().do(refund_it(), approve(), who=OPERATOR)
    assert told(own, went_back("10.00")) == ["buyer: refund_completed", "vendor: refund_completed"]


def test_another_method_is_the_operator_s_to_look_at() -> None:
    found = sent(received(), refund_it(method=RefundMethod.STORE_CREDIT))
    assert [(one.to.value, one.kind.value, one.refund) for one in found] == [
        ("operator", "refund_requested", "r1"),
        ("operator", "other_method", "r1"),
    ]


def test_a_refund_that_fell_is_the_vendor_s_to_ask_for_again() -> None:
    counter = received().do(refund_it())
    found = sent(counter, reject(note="wait"))
    assert [(one.to.value, one.kind.value, one.note) for one in found] == [
        ("vendor", "refund_rejected", "wait"),
        ("vendor", "return_refund_fell", ""),
    ]
    assert found[1].due == counter.one().due
    assert found[1].refund == "r1"


def test_a_return_without_money_left_is_over() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept(), receive(came(units=2)))
    counter.do(ask(line(units=2)), approve(), went_back("20.00"))
    assert told(counter, refund_it("r2")) == ["buyer: nothing_left", "vendor: nothing_left"]


def test_an_exchange_is_told_to_the_buyer() -> None:
    (notice,) = sent(received(), exchange("o2"))
    assert (notice.to, notice.kind, notice.replacement) == (
        Recipient.BUYER,
        NoticeKind.RETURN_EXCHANGED,
        OrderId("o2"),
    )
    owed = received(shipping=ReturnShippingPolicy(Payer.VENDOR))
    assert told(owed, exchange("o2"))[1:] == ["buyer: compensation_due", "vendor: compensation_due"]


def test_a_case_is_told_to_both_and_to_who_decides_it() -> None:
    counter = Counter().do(wants())
    opened = ["buyer: case_to_answer", "vendor: case_opened", "operator: case_opened"]
    assert told(counter, escalate("letter")) == opened
    assert told(counter, deny()) == ["buyer: case_denied", "vendor: case_denied"]
    other = Counter().do(wants(), escalate("letter"))
    assert told(other, answer("d")) == ["vendor: case_answered", "operator: case_answered"]
    assert told(other, uphold()) == ["buyer: case_upheld", "vendor: case_upheld"]


def test_of_a_buyer_s_case_the_vendor_is_asked_for_an_answer() -> None:
    counter = Counter(policy=policy(buyers_may_escalate=True)).do(wants())
    opened = sent(counter, escalate("letter"), who=ADA)
    assert [f"{one.to.value}: {one.kind.value}" for one in opened] == [
        "buyer: case_opened",
        "vendor: case_to_answer",
        "operator: case_opened",
    ]
    assert {one.due for one in opened} == {counter.one().due}
    answered = sent(counter, answer(words="it was whole"), who=SARA)
    assert [f"{one.to.value}: {one.kind.value}" for one in answered] == [
        "buyer: case_answered",
        "operator: case_answered",
    ]
    assert all(one.words is None for one in answered)


def test_what_could_not_be_kept_back_is_told_to_the_operator() -> None:
    counter = Counter(delivered(lines=2)).do(wants(("p1.l1", 1)), accept(), receive(came()))
    counter.kept_back = (KeptBack(ReturnId("b1"), LineId("p1.l2"), 1250),)
    short, _ = sent(counter, refund_it())
    assert (short.to, short.kind, short.amount) == (Recipient.OPERATOR, NoticeKind.KEPT_TOO_LITTLE, 250)
    assert (short.vendor, short.return_id, short.refund) == ("v1", "b1", "r1")
    enough = Counter(delivered(lines=2)).do(wants(("p1.l1", 1)), accept(), receive(came()))
    enough.kept_back = (KeptBack(ReturnId("b1"), LineId("p1.l2"), 1000),)
    assert told(enough, refund_it()) == ["operator: refund_requested"]


def test_goods_that_come_after_their_money_went_back_are_told_too() -> None:
    counter = Counter(policy=policy(requires_receipt=False)).do(wants(), accept(), refund_it())
    counter.settle()
    assert told(counter, arrive()) == ["vendor: return_arrived"]
    assert told(counter, receive(came())) == ["buyer: return_received"]


def by_time(counter: Counter) -> list[str]:
    """What is told when the next timer is fired."""
    counter.now = counter.timers()[0].at
    return told(counter, FIRE)


def test_what_silence_decides_is_told_to_both() -> None:
    accepts = Counter(policy=policy(silence=RequestSilence.ACCEPTS)).do(wants())
    accepts.addresses = (ReturnAddress(VendorId("v1"), WAREHOUSE),)
    assert by_time(accepts) == ["buyer: return_accepted", "vendor: return_accepted"]
    rejects = Counter(policy=policy(silence=RequestSilence.REJECTS, vendors_may_reject=True)).do(wants())
    assert by_time(rejects) == ["buyer: return_rejected", "vendor: return_rejected"]
    escalates = Counter().do(wants())
    assert by_time(escalates) == ["buyer: case_opened", "vendor: case_opened", "operator: case_opened"]
    assert by_time(escalates) == ["buyer: case_denied", "vendor: case_denied"]
    upheld = Counter(policy=policy(case_silence=CaseSilence.UPHELD)).do(wants(), escalate("letter"))
    assert by_time(upheld) == ["buyer: case_unanswered", "vendor: case_unanswered", "operator: case_unanswered"]
    assert by_time(upheld) == ["buyer: case_upheld", "vendor: case_upheld"]
    waits = Counter().do(wants(), ask_photos())
    assert by_time(waits) == ["buyer: documents_overdue", "vendor: documents_overdue"]
    expires = Counter(policy=policy(documents_silence=DocumentsSilence.EXPIRES)).do(wants(), ask_photos())
    assert by_time(expires) == ["buyer: return_expired", "vendor: return_expired"]
    assert by_time(Counter().do(wants(), accept())) == ["buyer: return_expired", "vendor: return_expired"]
    lost = Counter(policy=policy(lost=LostParcel.COUNTS_AS_RECEIVED)).do(wants(), accept(), send())
    assert by_time(lost) == ["buyer: return_received", "vendor: return_received"]
    assert by_time(lost) == ["operator: refund_requested"]


SILENT = {"RefundPaymentAnswered", "RefundRetried", "PersonalDataErased"}
"""Events of which nobody is told: they are told as part of another, or change nothing for anybody."""


def kinds_of(union: object) -> Iterator[type[RefundEvent]]:
    for kind in get_args(union):
        yield from [kind] if isinstance(kind, type) else kinds_of(kind)


def test_every_event_but_those_is_told_to_somebody() -> None:
    heard = {kind.__name__ for kind in (*notifying.PLAIN, *notifying.TOLD)}
    assert heard | SILENT == {kind.__name__ for kind in kinds_of(RefundEvent)}
    assert not heard & SILENT
    assert not set(notifying.PLAIN) & set(notifying.TOLD)


def test_a_key_is_the_same_for_the_same_message_and_another_for_each_other() -> None:
    desk = Desk(sold("v1", "v2"))
    desk.do(ONE, who=SARA).do(approve(), went_back("4.00"), retry(), went_back("6.00", attempt=2))
    desk.do(ask(line(units=1), refund="r2"), reject("r2"))
    found = notices(desk.after, desk.history, desk.order)
    assert len({one.key for one in found}) == len(found) > 5
    assert [one.key for one in notices(desk.after, desk.history, desk.order)] == [one.key for one in found]
    one = found[0]
    later = evolve(one, at=one.at + timedelta(seconds=1))
    differ = [
        evolve(one, refund=RefundId("r1/x")),
        evolve(one, refund=RefundId("r1%2Fx")),
        evolve(one, to=Recipient.BUYER),
        evolve(one, kind=NoticeKind.REFUND_FAILED),
        evolve(one, return_id=ReturnId("b1")),
        evolve(one, vendor=VendorId("v1")),
        evolve(one, payout=PayoutId("p")),
        evolve(one, amount=1),
        evolve(one, in_all=1),
        evolve(one, payment=PaymentId("m1")),
        evolve(one, attempt=1),
        later,
    ]
    assert len({one.key, *[other.key for other in differ]}) == len(differ) + 1


def test_two_failures_at_one_instant_are_two_messages() -> None:
    """Nothing else tells them apart: neither gave anything back."""
    desk = Desk(sold()).do(ONE, who=SARA).do(approve(), did_not(), retry(), did_not(attempt=2))
    found = notices(desk.after, desk.history, desk.order)
    first, second = [one for one in found if one.kind is NoticeKind.REFUND_FAILED]
    assert (first.payment, first.attempt) == ("m1", 1)
    assert second == evolve(first, attempt=2)
    assert first.key != second.key


def test_what_is_personal_can_be_forgotten_and_is_in_no_key() -> None:
    counter = Counter().do(wants())
    (asks,) = sent(counter, ask_photos())
    assert "lid" not in repr(asks) + asks.key
    assert erased(asks).words == Personal(None)
    assert erased(asks).key == asks.key


def test_notices_are_linear_in_the_events() -> None:
    def calls(number: int) -> int:
        desk = Desk(sold(quantity=400))
        for place in range(number):
            desk.do(ask(line(units=1), refund=f"r{place:04}"))
        profile = cProfile.Profile()
        profile.enable()
        notices(desk.after, desk.history, desk.order)
        profile.disable()
        return sum(entry.callcount for entry in profile.getstats())

    assert calls(120) < 4.5 * calls(30)


@settings(max_examples=30)
@given(st.data())
def test_nobody_is_told_what_is_not_theirs(data: st.DataObject) -> None:
    counter = wander(data.draw, lambda _: None)
    found = notices(counter.after, counter.history, counter.order)
    reworked = notices(counter.after, counter.history[len(counter.history) // 2 :], counter.order)
    assert {one.key for one in reworked} <= {one.key for one in found}
    vendors = {part.id: part.vendor for part in counter.order.parts}
    for one in found:
        if one.to is Recipient.VENDOR:
            assert one.part is not None
            assert one.vendor == vendors[one.part]
        if one.to is Recipient.BUYER:
            assert one.vendor is None
            assert one.payout is None
            assert one.kind is not NoticeKind.TAKE_BACK
        if one.note and one.to is Recipient.BUYER:
            assert one.kind is NoticeKind.RETURN_REJECTED
    asked = [event for event in counter.history if isinstance(event, RefundRequested)]
    waited = {one.refund for one in found if one.kind is NoticeKind.REFUND_REQUESTED}
    assert waited <= {event.refund for event in asked}
