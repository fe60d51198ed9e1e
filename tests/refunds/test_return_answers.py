"""Asking for a return, answering it, and sending the goods (S31, S32, rules.md §7.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from mpcore import refunds
from mpcore.kernel import (
    BrokenHistoryError,
    Buyer,
    BuyerId,
    MalformedError,
    MemberId,
    Operator,
    PartId,
    Personal,
    utc,
)
from mpcore.money import money
from mpcore.orders import Address
from mpcore.refunds import (
    DocumentId,
    DocumentsRequested,
    DocumentsSupplied,
    LatePolicy,
    Payer,
    ReceivedLine,
    ReturnAccepted,
    ReturnArrived,
    ReturnCancelled,
    ReturnReceived,
    ReturnRejected,
    ReturnRequested,
    ReturnShipped,
    ReturnStage,
    SupplyDocuments,
)
from mpcore.testing import OPERATOR
from tests.refunds.say_returns import (
    ADA,
    ERASE,
    PARCEL,
    WAREHOUSE,
    Counter,
    accept,
    arrive,
    ask_photos,
    came,
    delivered,
    escalate,
    exchange,
    keep,
    policy,
    receive,
    refund,
    refuse,
    send,
    supply,
    vendor,
    wants,
)

INSTANT = timedelta(microseconds=1)
SEVERAL: list[refunds.RefundCommand] = [
    ask_photos(),
    supply("d"),
    accept(),
    refuse(),
    send(),
    receive(came()),
    keep(),
    refund(),
    exchange(),
    escalate("d"),
]


def sent_at(at: datetime) -> refunds.RefundCommand:
    return send(at=at)


def received_at(at: datetime) -> refunds.RefundCommand:
    return receive(came(), at=at)


def test_the_whole_way_of_a_return() -> None:
    counter = Counter().do(wants(words="the lid is broken"), ask_photos(), supply("photo 1"), accept())
    counter.do(send("4.90"), arrive(), receive(came(resaleable=1)), refund())
    assert counter.settle() == 1000
    one = counter.one()
    assert one.stage is ReturnStage.REFUNDED
    assert (one.documents, one.address, one.tracking, one.postage) == (("photo 1",), WAREHOUSE, PARCEL, 490)
    assert one.received == (ReceivedLine(came().line, 1, 1),)
    assert (one.due, one.ended_at, one.ship_back_by) == (None, counter.now, None)
    kinds = [kind for kind in counter.happened() if kind.__name__.startswith(("Return", "Doc"))]
    assert kinds == [
        ReturnRequested,
        DocumentsRequested,
        DocumentsSupplied,
        ReturnAccepted,
        ReturnShipped,
        ReturnArrived,
        ReturnReceived,
        refunds.ReturnRefundRequested,
        refunds.ReturnRefunded,
    ]
    assert refunds.replay(counter.order, counter.history) == counter.after


@pytest.mark.rule("S31")
def test_the_vendor_asks_for_documents_and_the_buyer_supplies_them() -> None:
    counter = Counter().do(wants()).do(ask_photos())
    assert counter.where() is ReturnStage.INFO_REQUESTED
    assert counter.refused(accept()) == ["wrong_stage"]
    counter.do(supply("photo 1", "invoice 7"))
    assert counter.where() is ReturnStage.REQUESTED
    assert counter.one().documents == ("photo 1", "invoice 7")


@pytest.mark.rule("S31")
def test_supplying_nothing_is_no_answer() -> None:
    counter = Counter().do(wants(), ask_photos())
    assert counter.refused(supply()) == ["nothing_named"]
    counter.do(supply("photo 1"))


@pytest.mark.rule("S31")
def test_documents_are_asked_for_so_often_and_no_more() -> None:
    counter = Counter(policy=policy(documents_rounds=2)).do(wants())
    counter.do(ask_photos(), supply("photo 1"), ask_photos(), supply("photo 2"))
    assert counter.refused(ask_photos()) == ["refunds.asked_enough"]
    assert counter.one().documents == ("photo 1", "photo 2")
    assert Counter(policy=policy(documents_rounds=0)).do(wants()).refused(ask_photos()) == ["refunds.asked_enough"]


@pytest.mark.rule("S31")
def test_what_the_vendor_has_already_is_no_answer_to_its_next_question() -> None:
    counter = Counter().do(wants(), ask_photos(), supply("photo 1"), ask_photos(wanted="the invoice"))
    before = counter.after
    assert counter.do(supply("photo 1")).after == before  # a retry of the first answer
    counter.do(supply("photo 1", "invoice 7"))
    assert (counter.where(), counter.one().documents) == (ReturnStage.REQUESTED, ("photo 1", "invoice 7"))


@pytest.mark.rule("S31")
def test_while_something_is_asked_for_nothing_else_is() -> None:
    counter = Counter().do(wants(), ask_photos())
    before = counter.after
    assert counter.do(ask_photos()).after == before
    assert counter.refused(ask_photos(wanted="the invoice")) == ["wrong_stage"]
    assert counter.refused(ask_photos(wanted=None)) == ["wrong_stage"]
    counter.do(supply("photo 1"), ask_photos(wanted="the invoice"))
    assert counter.one().wanted == Personal("the invoice")


@pytest.mark.rule("S31")
def test_a_buyer_may_show_something_at_once() -> None:
    counter = Counter().do(wants(documents=("photo 1",)))
    assert counter.one().documents == ("photo 1",)
    counter.do(ask_photos(), supply("photo 2"))
    before = counter.after
    assert counter.do(wants(documents=("photo 1",))).after == before
    assert counter.refused(wants(documents=("photo 3",))) == ["id_taken"]
    assert counter.one().documents == ("photo 1", "photo 2")


@pytest.mark.rule("S31")
def test_only_the_vendor_asks_and_only_the_buyer_supplies() -> None:
    counter = Counter().do(wants())
    assert counter.refused(ask_photos(), who=ADA) == ["missing_scope"]
    assert counter.refused(ask_photos(), who=vendor("v1", "returns.view")) == ["missing_scope"]
    counter.do(ask_photos())
    assert counter.refused(supply("photo 1"), who=vendor("v1", "returns.supply_documents")) == ["missing_scope"]


def test_documents_are_references() -> None:
    several: tuple[Any, ...] = (["photo 1", "photo 1"], "photo 1", [""], [7])
    for wrong in several:
        with pytest.raises(MalformedError, match="documents"):
            SupplyDocuments(order=wants().order, return_id=wants().return_id, documents=wrong)
    assert supply("photo 1").documents == (DocumentId("photo 1"),)


@pytest.mark.rule("S32")
def test_a_return_is_accepted_with_the_address_it_goes_to() -> None:
    counter = Counter().do(wants())
    assert counter.refused(accept(address=None)) == ["refunds.return_address_required"]
    counter.do(accept())
    assert counter.one().address == WAREHOUSE


def test_what_is_no_address_is_malformed() -> None:
    several: tuple[Any, ...] = (Personal("1 Dock Road"), WAREHOUSE.erased, "1 Dock Road")
    for wrong in several:
        with pytest.raises(MalformedError, match="address"):
            refunds.AcceptReturn(order=wants().order, return_id=wants().return_id, address=wrong)


@pytest.mark.rule("S30")
def test_vendors_reject_what_is_late_and_nothing_else() -> None:
    counter = Counter(policy=policy(late=LatePolicy.VENDOR_DISCRETION)).do(wants(name="b0"))
    assert counter.refused(refuse("b0")) == ["refunds.return_in_time"]
    counter.later(days=60).do(wants(name="b1")).do(refuse("b1", "it is June"))
    assert counter.last(ReturnRejected).note == "it is June"
    assert counter.where("b1") is ReturnStage.REJECTED


@pytest.mark.rule("S30")
def test_vendors_reject_freely_where_the_policy_lets_them_and_operators_always() -> None:
    assert Counter(policy=policy(vendors_may_reject=True)).do(wants(), refuse()).where() is ReturnStage.REJECTED
    assert Counter().do(wants()).do(refuse(), who=OPERATOR).where() is ReturnStage.REJECTED


@pytest.mark.parametrize("before", [(), (ask_photos(),), (accept(),)], ids=["requested", "asked", "accepted"])
def test_the_buyer_may_keep_the_goods_until_they_are_sent(before: tuple[refunds.RefundCommand, ...]) -> None:
    counter = Counter().do(wants(), *before)
    assert counter.do(keep()).where() is ReturnStage.CANCELLED
    assert counter.last(ReturnCancelled).at == counter.now
    sent = Counter().do(wants(), accept(), send())
    assert sent.refused(keep()) == ["wrong_stage"]


def test_a_parcel_may_arrive_of_which_the_buyer_said_nothing() -> None:
    counter = Counter().do(wants(), accept()).later(days=2)
    counter.do(arrive())
    assert counter.where() is ReturnStage.IN_TRANSIT
    due = counter.one().due
    counter.do(send("4.90"))  # said afterwards, which puts nothing off
    assert (counter.one().due, counter.one().postage) == (due, 490)


@pytest.mark.rule("00.10")
@pytest.mark.parametrize("told", [sent_at, arrive, received_at], ids=["sent", "arrived", "received"])
def test_what_is_reported_happened_after_it_was_accepted_and_not_later_than_now(
    told: Callable[[datetime], refunds.RefundCommand],
) -> None:
    counter = Counter().do(wants()).later(days=1).do(accept())
    accepted = counter.now
    counter.later(days=1)
    assert counter.refused(told(counter.now + INSTANT)) == ["in_the_future"]
    assert counter.refused(told(accepted - INSTANT)) == ["before_its_cause"]
    for at in (accepted, counter.now):
        one = Counter().do(wants()).later(days=1).do(accept()).later(days=1).do(told(at)).one()
        assert [one.sent_at, one.arrived_at, one.received_at].count(utc(at)) == 1


@pytest.mark.rule("00.10")
def test_a_parcel_may_have_come_before_its_buyer_said_that_it_was_sent() -> None:
    counter = Counter().do(wants(), accept()).later(days=3).do(send())
    came_at = counter.now - timedelta(days=1)
    counter.do(arrive(came_at))
    assert (counter.one().sent_at, counter.one().arrived_at) == (counter.now, came_at)


def test_when_it_happened_is_said_once() -> None:
    counter = Counter().do(wants(), accept()).later(days=2)
    sent, day = counter.now - timedelta(days=1), timedelta(days=1)
    before = counter.do(send(at=sent)).after
    assert counter.do(send(), send(at=sent)).after == before
    assert counter.refused(send(at=sent - INSTANT)) == ["wrong_stage"]
    before = counter.do(receive(came(), at=sent)).later(hours=1).after
    assert counter.do(receive(came()), receive(came(), at=sent)).after == before
    assert counter.refused(receive(came(), at=sent + day)) == ["wrong_stage"]


@pytest.mark.rule("S34")
def test_an_operator_corrects_what_was_received_until_its_refund_was_asked_for() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept(), receive(came()))
    due, at = counter.one().due, counter.now
    assert counter.later(days=1).refused(receive(came(units=2))) == ["wrong_stage"]  # its vendor said it once
    counter.do(receive(came(units=2, resaleable=1)), who=OPERATOR)
    one = counter.one()
    assert (one.received, one.received_at, one.due) == ((came(units=2, resaleable=1),), at, due)
    counter.do(receive(came(units=1)), who=OPERATOR).do(refund())
    assert counter.refused(receive(came(units=2)), who=OPERATOR) == ["refunds.return_being_refunded"]
    assert counter.settle() == 1000
    assert counter.refused(receive(came(units=2)), who=OPERATOR) == ["wrong_stage"]
    assert refunds.replay(counter.order, counter.history) == counter.after


@pytest.mark.rule("S34", "S30")
def test_a_correction_takes_no_unit_of_another_return() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept(), receive(came()), wants(name="b2"))
    assert counter.refused(receive(came(units=2)), who=OPERATOR) == ["exceeds"]
    counter.do(keep("b2")).do(receive(came(units=2)), who=OPERATOR)


def test_a_correction_that_is_too_late_and_takes_a_unit_of_another_return_is_refused_for_both() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept(), receive(came()), wants(name="b2"))
    due = counter.one().due
    assert due is not None
    assert counter.at(due).refused(receive(came(units=2)), who=OPERATOR) == ["refunds.return_too_late", "exceeds"]


@pytest.mark.rule("00.6")
def test_a_correction_is_too_late_once_silence_has_decided() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept(), receive(came()))
    end = counter.timers()[0].at
    assert counter.at(end).refused(receive(came(units=2)), who=OPERATOR) == ["refunds.return_too_late"]
    counter.at(end - INSTANT).do(receive(came(units=2)), who=OPERATOR)


def test_a_second_scan_changes_nothing() -> None:
    counter = Counter().do(wants(), accept(), send()).later(days=1).do(arrive())
    before = counter.after
    assert counter.later(days=1).do(arrive()).after == before


def test_what_came_back_is_said_line_by_line() -> None:
    counter = Counter(delivered(lines=3, quantity=2)).do(wants(("p1.l1", 2), ("p1.l2", 1)), accept())
    wrong = receive(came("p1.l3"), came("p1.l1", 3), came("p1.l2", 1), came("p1.l2", 1), came("p1.l1", -1))
    codes = ["not_found", "out_of_range", "duplicate", "duplicate"]
    assert counter.refused(wrong) == codes
    assert counter.refused(receive(came("p1.l1", 2, resaleable=3))) == ["out_of_range"]
    assert counter.refused(receive(came("p1.l1", 2, resaleable=1, damaged=2))) == ["out_of_range"]
    assert counter.refused(receive(came("p1.l1", 2, resaleable=-1))) == ["out_of_range"]
    assert counter.refused(receive(came("p1.l1", 2, damaged=-1))) == ["out_of_range"]
    counter.do(receive(came("p1.l2", 1, damaged=1), came("p1.l1", 2, resaleable=1, damaged=1)))
    assert [one.line for one in counter.one().received] == ["p1.l1", "p1.l2"]
    assert counter.one().units_received == counter.one().units == 3


def test_a_line_of_which_nothing_came_is_left_out() -> None:
    counter = Counter(delivered(lines=2)).do(wants(("p1.l1", 1), ("p1.l2", 1)), accept())
    counter.do(receive(came("p1.l1", 0), came("p1.l2", 1)))
    assert [one.line for one in counter.one().received] == ["p1.l2"]


def test_saying_a_thing_twice_is_harmless_and_saying_another_is_not() -> None:
    counter = Counter(policy=policy(vendors_may_reject=True))
    before = counter.after
    for command in (wants(), ask_photos(), supply("photo 1"), accept(), send("4.90"), arrive(), receive(came())):
        counter.do(command)
        before = counter.after
        assert counter.do(command).after == before, command
    assert counter.refused(send("5.00")) == ["wrong_stage"]
    assert counter.refused(receive(came(resaleable=1))) == ["wrong_stage"]
    assert counter.do(supply("photo 1")).after == before
    assert counter.do(supply()).after == before
    assert counter.refused(supply("photo 2")) == ["wrong_stage"]


def test_another_address_is_refused_once_it_was_accepted() -> None:
    counter = Counter().do(wants(), accept())
    other = Personal(Address(name="Returns", lines=("2 Dock Road",), city="Lyon", country="FR"))
    assert counter.refused(accept(address=other)) == ["wrong_stage"]


def test_what_was_rejected_or_kept_may_be_said_again() -> None:
    rejected = Counter(policy=policy(vendors_may_reject=True)).do(wants(), refuse())
    assert rejected.do(refuse()).where() is ReturnStage.REJECTED
    assert Counter().do(wants(), keep(), keep()).where() is ReturnStage.CANCELLED


def test_a_return_that_ended_stays_as_it_is() -> None:
    counter = Counter().do(wants(), accept(), send(), receive(came()), exchange())
    before = counter.after
    for command in SEVERAL:
        if command in (send(), exchange("o2")):
            assert counter.do(command).after == before
        else:
            assert counter.refused(command, who=OPERATOR) == ["wrong_stage"], command
    assert counter.do(arrive()).after == before


def test_strangers_and_what_is_unknown_look_the_same() -> None:
    counter = Counter().do(wants())
    assert counter.refused(accept(), who=vendor("v2")) == ["not_found"]
    assert counter.refused(accept("b9")) == ["not_found"]
    assert counter.refused(keep(), who=Buyer(BuyerId("eve"))) == ["not_found"]
    assert counter.refused(wants(name="b2"), who=Buyer(BuyerId("eve"))) == ["not_found"]


@pytest.mark.parametrize("command", SEVERAL, ids=lambda command: type(command).__name__)
def test_an_operator_needs_the_scope_too(command: refunds.RefundCommand) -> None:
    counter = Counter().do(wants())
    assert counter.refused(command, who=Operator(MemberId("olga"), frozenset())) == ["missing_scope"]


def test_a_host_may_refuse_by_rules_of_its_own() -> None:
    counter = Counter().do(wants())
    for command in (ask_photos(), accept(), keep(), wants(name="b2"), escalate("d"), ERASE):
        asked: list[refunds.RefundCommand] = []
        ctx = counter.ctx(OPERATOR)
        again = refunds.Context(
            now=ctx.now,
            actor=OPERATOR,
            policy=ctx.policy,
            order=ctx.order,
            also=(lambda _, command, __: asked.append(command),),  # noqa: B023 - asked at once
        )
        refunds.decide(counter.after, command, again)
        assert asked == [command]


def test_everything_personal_can_be_forgotten() -> None:
    counter = Counter().do(wants(words="the lid is broken"), accept())
    counter.do(ERASE)
    one = counter.one()
    assert (one.words, one.address) == (Personal(None), Personal(None))
    assert counter.after.erased_at == counter.now
    before = counter.after
    assert counter.later(days=1).do(ERASE).after == before
    assert refunds.replay(counter.order, counter.history) == before
    assert refunds.replay(counter.order, refunds.forget(counter.history)) == before


def test_where_the_goods_go_is_said_again_once_it_was_erased() -> None:
    counter = Counter().do(wants(), accept()).later(days=5).do(ERASE)
    other = Personal(Address(name="Returns", lines=("2 Dock Road",), city="Lyon", country="FR"))
    accepted_at = counter.one().accepted_at
    counter.do(accept(address=other))
    one = counter.one()
    assert (one.address, one.stage, one.accepted_at) == (other, ReturnStage.ACCEPTED, accepted_at)
    assert one.due == datetime(2026, 4, 17, tzinfo=UTC)  # erased on 2 April: the buyer has its days anew
    assert counter.refused(accept()) == ["wrong_stage"]
    assert refunds.replay(counter.order, counter.history) == counter.after
    counter.do(send(), ERASE)
    assert counter.refused(accept()) == ["wrong_stage"]


def test_a_history_that_cannot_be_is_broken() -> None:
    counter = Counter().do(wants(), accept(), receive(came()))
    requested, accepted, received = counter.history
    for history in (
        (requested, requested),
        (accepted,),
        (requested, received),
        (requested, accepted, accepted),
    ):
        with pytest.raises(BrokenHistoryError):
            refunds.replay(counter.order, history)


def test_amounts_are_in_the_currency_of_the_order() -> None:
    counter = Counter().do(wants(), accept())
    dollars = refunds.ShipBack(order=send().order, return_id=send().return_id, postage=money("4.90", "USD"))
    assert counter.refused(dollars) == ["orders.currency_mismatch"]
    counter.do(send(), receive(came()))
    wrong = refunds.RefundReturn(
        order=send().order, return_id=send().return_id, refund=refund().refund, postage=money("4.90", "USD")
    )
    assert counter.refused(wrong) == ["orders.currency_mismatch"]
    assert counter.one().payer is Payer.BUYER


def test_a_payout_waits_for_the_returns_of_its_part_that_are_open() -> None:
    counter = Counter().do(wants(), wants(name="b2"))
    assert [one.id for one in counter.after.open_returns_of(PartId("p1"))] == ["b1", "b2"]
    assert counter.after.open_returns_of(PartId("p2")) == ()
    counter.do(keep())
    assert [one.id for one in counter.after.open_returns_of(PartId("p1"))] == ["b2"]
    assert [one.id for one in counter.after.returns_of(PartId("p1"))] == ["b1", "b2"]


def test_returns_stand_in_the_order_of_their_ids() -> None:
    counter = Counter().do(wants(name="b2"), wants(name="b1"))
    first, second = counter.after.returns
    assert (first.id, second.id) == ("b1", "b2")
    with pytest.raises(MalformedError, match="returns"):
        evolve(counter.after, returns=(second, first))
