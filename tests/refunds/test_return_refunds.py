"""The money of a return (S30, S33, S34, U30, rules.md §00.6, §00.9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from mpcore import refunds
from mpcore.kernel import (
    FactId,
    Grant,
    MemberId,
    Operator,
    OrderId,
    PartId,
    PayoutId,
    RefundId,
    Scope,
    VendorId,
    VendorMember,
    changed,
)
from mpcore.money import money
from mpcore.orders import Pauses, PayoutPaid, PayoutRequested, record
from mpcore.refunds import (
    Bearer,
    CutOff,
    Grounds,
    Mode,
    OtherMethodWarned,
    Refund,
    RefundCause,
    RefundedGoodsReceived,
    RefundMethod,
    RefundPolicy,
    RefundRequested,
    RefundStage,
    Requester,
    RequestRefund,
    ReturnExchanged,
    ReturnId,
    ReturnReason,
    ReturnRefunded,
    ReturnRefundFell,
    ReturnRefundRequested,
    ReturnStage,
    Timer,
    WhenAllCameBack,
)
from mpcore.testing import OPERATOR, SYSTEM, Scenario, placed
from mpcore.timing import Window
from tests.orders.say import all_of, cancel_lines, chargeback_lost, charged_back, complete, deliver, pay, ship
from tests.refunds import say
from tests.refunds.say import (
    WHY,
    abandon,
    approve,
    ask,
    ask_all,
    by_hand,
    did_not,
    line,
    of_cancellation,
    reject,
    went_back,
    withdraw,
)
from tests.refunds.say_returns import (
    ADA,
    DELIVERED_AT,
    FIRE,
    Counter,
    accept,
    answer,
    arrive,
    came,
    delivered,
    deny,
    escalate,
    exchange,
    keep,
    policy,
    receive,
    refund,
    send,
    uphold,
    vendor,
    wants,
)

EARLY = policy(requires_receipt=False)


def back(*named: tuple[str, int], story: Scenario | None = None, said: RefundPolicy | None = None) -> Counter:
    """Units that came back, and whose money did not."""
    counter = Counter(story, said).do(wants(*named), accept())
    return counter.do(receive(*[came(name, count) for name, count in named or (("p1.l1", 1),)]))


@pytest.mark.rule("S30")
def test_exactly_the_units_that_came_back_are_paid_back() -> None:
    counter = Counter(delivered(quantity=3, price="89.99")).do(wants(("p1.l1", 3)), accept())
    counter.do(receive(came(units=2, resaleable=1)), refund())
    assert counter.settle() == 17998
    given = counter.after.refunds[0]
    assert (given.mode, given.cause) == (Mode.PARTIAL, RefundCause.SOME_ITEMS_RETURNED)
    assert (given.bearer, given.of_return, given.requester) == (Bearer.VENDOR, "b1", Requester.VENDOR)
    assert [(one.line, one.quantity) for one in given.restock] == [("p1.l1", 1)]
    assert counter.order.parts[0].refunded == 17998


@pytest.mark.rule("S30")
def test_several_lines_go_back_together() -> None:
    counter = back(("p1.l1", 1), ("p1.l2", 2), story=delivered(lines=2, price="3.33")).do(refund())
    assert [(share.line, share.units, share.total) for share in counter.after.refunds[0].shares] == [
        ("p1.l1", 1, 333),
        ("p1.l2", 2, 666),
    ]


@pytest.mark.rule("S30")
def test_once_everything_came_back_the_shipping_goes_back_too() -> None:
    counter = back(("p1.l1", 2), story=delivered(shipping="4.90")).do(refund())
    assert counter.settle() == 2490
    given = counter.after.refunds[0]
    assert (given.mode, given.cause) == (Mode.FULL, RefundCause.ALL_ITEMS_RETURNED)


@pytest.mark.rule("S30")
def test_also_where_it_came_back_in_steps() -> None:
    counter = back(story=delivered(shipping="4.90")).do(refund())
    assert counter.settle() == 1000
    counter.do(wants(name="b2"), accept("b2"), receive(came(), name="b2"), refund("r2", "b2"))
    assert counter.settle("r2") == 1490
    assert counter.order.parts[0].refunded_whole


def test_unless_the_policy_leaves_the_shipping_where_it_came_back_in_steps() -> None:
    partial = RefundPolicy(when_all_came_back=WhenAllCameBack.PARTIAL)
    counter = back(story=delivered(shipping="4.90"), said=partial).do(refund())
    assert counter.settle() == 1000
    counter.do(wants(name="b2"), accept("b2"), receive(came(), name="b2"), refund("r2", "b2"))
    assert counter.settle("r2") == 1000
    at_once = back(("p1.l1", 2), story=delivered(shipping="4.90"), said=partial).do(refund())
    assert at_once.settle() == 2490


@pytest.mark.rule("S34")
def test_no_money_goes_back_before_the_goods_are() -> None:
    counter = Counter().do(wants(), accept())
    assert counter.refused(refund()) == ["refunds.return_not_received"]
    counter.do(send(), arrive())
    assert counter.refused(refund()) == ["refunds.return_not_received"]
    counter.do(receive(came()), refund())


@pytest.mark.rule("S34")
def test_unless_the_policy_pays_in_advance() -> None:
    counter = Counter(policy=EARLY).do(wants(("p1.l1", 2)), accept(), refund())
    assert counter.settle() == 2000
    assert counter.where() is ReturnStage.REFUNDED
    assert Counter(policy=EARLY).do(wants()).refused(refund()) == ["wrong_stage"]


@pytest.mark.rule("S34")
def test_of_nothing_that_came_back_no_money_does() -> None:
    counter = Counter().do(wants(), accept(), receive())
    assert counter.where() is ReturnStage.RECEIVED
    assert counter.refused(refund()) == ["refunds.nothing_came_back"]
    assert counter.refused(exchange()) == ["refunds.nothing_came_back"]
    counter.fired()
    assert counter.where() is ReturnStage.REJECTED
    assert counter.last(refunds.ReturnRejected).by_silence


def test_goods_may_come_back_while_their_advance_is_under_way() -> None:
    counter = Counter(policy=EARLY).do(wants(), accept(), refund(), send(), receive(came()))
    assert counter.where() is ReturnStage.RECEIVED
    counter.settle()
    assert counter.where() is ReturnStage.REFUNDED


@pytest.mark.rule("S33")
def test_money_goes_back_the_way_it_came() -> None:
    counter = back().do(refund(), approve())
    assert [one.payment for one in counter.after.refunds[0].payments] == ["m1"]
    assert [one.amount for one in refunds.intents(counter.after, counter.order)] == [money("10.00", "EUR")]
    assert OtherMethodWarned not in counter.happened()
    assert counter.refused(by_hand()) == ["wrong_stage"]


@pytest.mark.rule("S33")
@pytest.mark.parametrize("method", [RefundMethod.OTHER, RefundMethod.STORE_CREDIT], ids=lambda one: one.value)
def test_another_way_is_warned_of_and_goes_to_no_payment(method: RefundMethod) -> None:
    counter = back().do(refund(method=method))
    assert counter.last(OtherMethodWarned).method is method
    assert counter.last(ReturnRefundRequested).method is method
    counter.do(approve())
    assert refunds.intents(counter.after, counter.order) == ()
    assert (counter.refund().stage, counter.refund().left_minor) == (RefundStage.APPROVED, 1000)
    counter.do(by_hand())
    assert counter.where() is ReturnStage.REFUNDED
    assert counter.order.parts[0].refunded == 1000


@pytest.mark.rule("S33")
def test_what_nobody_approved_nobody_gave_back_outside() -> None:
    counter = back().do(refund(method=RefundMethod.OTHER))
    assert counter.refused(by_hand()) == ["wrong_stage"]


def test_a_return_is_refunded_when_its_refund_completes_and_not_before() -> None:
    counter = back().do(refund())
    assert counter.where() is ReturnStage.RECEIVED
    counter.do(approve())
    assert counter.where() is ReturnStage.RECEIVED
    counter.settle()
    assert counter.where() is ReturnStage.REFUNDED
    assert counter.last(ReturnRefunded).refund == "r1"


@pytest.mark.parametrize("how", ["rejected", "withdrawn", "abandoned"])
def test_a_refund_that_fell_leaves_the_return_where_it_was(how: str) -> None:
    counter = back().do(refund())
    if how == "rejected":
        counter.do(reject())
    elif how == "withdrawn":
        staff = VendorMember(VendorId("v1"), MemberId("staff of v1"), (Grant(frozenset({Scope("refunds.withdraw")})),))
        counter.do(withdraw(), who=staff)
    else:
        counter.do(approve(), did_not(), abandon())
    assert counter.where() is ReturnStage.RECEIVED
    assert counter.one().refund is None
    assert counter.last(ReturnRefundFell).refund == "r1"
    counter.do(refund("r2"))
    assert counter.settle("r2") == 1000
    assert counter.where() is ReturnStage.REFUNDED


def test_what_went_back_before_a_refund_was_abandoned_does_not_go_back_twice() -> None:
    counter = back(("p1.l1", 2), story=delivered(quantity=3)).do(refund(), approve())
    counter.do(went_back("4.00"), abandon())
    assert counter.order.parts[0].refunded == 400
    counter.do(refund("r2"))
    assert counter.settle("r2") == 1600
    counter.do(wants(name="b2"), accept("b2"), receive(came(), name="b2"), refund("r3", "b2"))
    counter.settle("r3")
    assert counter.order.parts[0].refunded == 3000


def test_nor_where_the_last_units_came_back() -> None:
    counter = back(("p1.l1", 2), story=delivered(lines=2)).do(refund(), approve())
    counter.do(went_back("4.00"), abandon(), refund("r2"))
    assert counter.settle("r2") == 1600


def test_while_its_refund_is_under_way_nothing_else_decides() -> None:
    counter = back().do(refund())
    assert counter.refused(refund("r2")) == ["refunds.return_being_refunded"]
    assert counter.refused(exchange()) == ["refunds.return_being_refunded"]
    assert counter.refused(escalate("d")) == ["refunds.return_being_refunded"]
    early = Counter(policy=EARLY).do(wants(), accept(), refund())
    assert "refunds.return_being_refunded" in early.refused(
        refunds.CancelReturn(order=OrderId("o1"), return_id=ReturnId("b1"))
    )
    assert early.timers() == ()


def test_a_refund_is_asked_for_once_and_said_twice() -> None:
    counter = back().do(refund())
    before = counter.after
    assert counter.do(refund()).after == before
    for other in (refund(method=RefundMethod.OTHER), refund(reason=WHY), refund(postage="1.00")):
        assert counter.refused(other) == ["id_taken"]
    assert counter.refused(refund(), who=OPERATOR) == ["id_taken"], "it was the vendor who asked"
    counter.do(reject())
    assert counter.refused(refund(postage="1.00")) == ["id_taken"], "nor once it fell"


def test_what_had_no_money_left_is_refunded_once_and_said_twice() -> None:
    counter = back().do(ask(line(units=1), refund="r0"), ask(line(units=1), refund="r9"), who=OPERATOR)
    counter.settle("r0")
    counter.settle("r9")
    counter.do(refund())
    assert (counter.where(), counter.one().refund) == (ReturnStage.REFUNDED, None)
    before = counter.after
    assert counter.do(refund()).after == before


def test_what_a_vendor_asks_for_is_approved_by_the_policy() -> None:
    counter = back(said=RefundPolicy(auto_approve=True)).do(refund())
    assert counter.after.refunds[0].stage is RefundStage.APPROVED
    eyes = back(said=RefundPolicy(auto_approve=True, four_eyes_above=money("9.99", "EUR"))).do(refund())
    assert eyes.after.refunds[0].stage is RefundStage.REQUESTED
    operator = back(said=RefundPolicy(auto_approve=True)).do(refund(), who=OPERATOR)
    assert operator.after.refunds[0].stage is RefundStage.REQUESTED


def test_a_reason_is_in_a_language_that_is_taken() -> None:
    english = RefundPolicy(reason_languages=frozenset({"en"}))
    counter = back(said=english)
    french = refunds.Reason(text=WHY.text, language="fr")
    assert counter.refused(refund(reason=french)) == ["refunds.other_language"]
    counter.do(refund(reason=WHY))
    assert counter.after.refunds[0].reason == WHY
    back(said=english).do(refund())


def paid_out(stage: str) -> Scenario:
    story = delivered().after(complete())
    asked = PayoutRequested(id=FactId("f1"), part=PartId("p1"), payout=PayoutId("y1"), at=story.state.placed_at)
    paid = PayoutPaid(id=FactId("f2"), part=PartId("p1"), payout=PayoutId("y1"), at=story.state.placed_at)
    return story.told(asked).told(paid) if stage == "paid" else story.told(asked)


@pytest.mark.parametrize(
    ("cut_off", "stage", "open_"),
    [
        (CutOff.NONE, "paid", True),
        (CutOff.PAYOUT_PAID, "requested", True),
        (CutOff.PAYOUT_PAID, "paid", False),
        (CutOff.PAYOUT_REQUESTED, "requested", False),
    ],
    ids=["none", "requested", "paid", "at request"],
)
def test_past_the_cut_off_only_an_operator_who_may_force_it_refunds(cut_off: CutOff, stage: str, open_: bool) -> None:
    counter = back(story=paid_out(stage), said=RefundPolicy(cut_off=cut_off))
    if open_:
        counter.do(refund())
        assert not counter.after.refunds[0].forced
        return
    assert counter.refused(refund()) == ["refunds.after_payout"]
    weak = Operator(MemberId("olga"), frozenset({Scope("returns.refund")}))
    assert counter.refused(refund(), who=weak) == ["refunds.after_payout"]
    strong = Operator(MemberId("olga"), frozenset({Scope("returns.refund"), Scope("refunds.force")}))
    counter.do(refund(), who=strong)
    assert counter.after.refunds[0].forced
    counter.do(approve())
    if stage == "paid":
        counter.do(went_back("10.00"), who=SYSTEM)
        assert counter.last(refunds.RefundCompleted).take_back == 1000


def test_as_many_refunds_are_open_as_may_be() -> None:
    counter = back(story=delivered(lines=2), said=RefundPolicy(max_open_requests=1))
    counter.do(ask(line("p1.l2", amount="1.00")), who=OPERATOR)
    assert counter.refused(refund("r2")) == ["refunds.too_many_open"]
    counter.do(reject())
    counter.do(refund("r2"))


@pytest.mark.rule("00.6")
def test_a_refund_that_opens_by_itself_waits_for_no_room() -> None:
    counter = back(story=delivered(lines=2), said=RefundPolicy(max_open_requests=1))
    counter.do(asked("p1.l2", amount="0.01"), who=SELLER)
    assert [timer.timer for timer in counter.timers()] == [Timer.REFUND_DUE]
    counter.fired()
    assert [(one.id, one.stage) for one in counter.after.refunds] == [
        ("b1 1", RefundStage.REQUESTED),
        ("r9", RefundStage.REQUESTED),  # that is of other goods
    ]
    assert counter.settle("b1 1") == 1000


def asked(name: str = "p1.l1", *, amount: str) -> RequestRefund:
    return ask(line(name, amount=amount), refund="r9", cause=RefundCause.PRICE_REDUCTION)


SELLER = say.vendor()


@pytest.mark.rule("00.6")
@pytest.mark.parametrize("amount", ["0.01", "9.99", "10.00"])
@pytest.mark.parametrize("before", [True, False])
def test_a_vendors_own_request_does_not_put_off_what_it_owes(amount: str, before: bool) -> None:
    counter = Counter(delivered(lines=2, quantity=1)).do(wants(("p1.l1", 1)), accept())
    if before:
        counter.do(asked(amount=amount), who=SELLER).do(receive(came()))
    else:
        counter.do(receive(came())).do(asked(amount=amount), who=SELLER)
    assert counter.refused(refund()) == ["refunds.return_money_awaited"]  # its vendor can withdraw it
    assert [(timer.timer, timer.at) for timer in counter.timers()] == [(Timer.REFUND_DUE, counter.one().due)]
    counter.later(days=365).do(FIRE)
    given = counter.after.refund(RefundId("r9"))
    assert given is not None
    assert given.stage is RefundStage.REJECTED
    assert (counter.one().refund, counter.timers()) == ("b1 1", ())
    before_again = counter.after
    assert counter.do(FIRE).after == before_again
    assert counter.settle("b1 1") == 1000
    assert counter.where() is ReturnStage.REFUNDED
    assert refunds.replay(counter.order, counter.history) == counter.after


@pytest.mark.rule("00.6")
@pytest.mark.parametrize("held", ["hold", "bank", "approved", "not a vendor's"])
def test_and_nothing_gives_way_where_its_refund_could_not_open(held: str) -> None:
    counter = Counter(delivered(quantity=1)).do(wants(), accept(), receive(came()))
    counter.do(asked(amount="2.00"), who=OPERATOR if held == "not a vendor's" else SELLER)
    if held == "hold":
        (part,) = counter.order.parts
        stopped = evolve(part, pauses=Pauses(holds=(Window(counter.now),)))
        counter.order = evolve(counter.order, parts=(stopped,))
    elif held == "bank":
        counter.told(charged_back())
    elif held == "approved":
        counter.do(approve("r9"))
    counter.later(days=365)
    before = counter.after
    assert counter.timers() == ()
    assert counter.do(FIRE).after == before
    if held == "approved":
        counter.settle("r9")
        counter.do(FIRE)
        assert counter.settle("b1 1") == 800
        assert (counter.where(), counter.order.parts[0].refunded) == (ReturnStage.REFUNDED, 1000)


def test_what_is_on_hold_or_with_the_bank_waits() -> None:
    frozen = back(story=delivered().told(charged_back()))
    assert frozen.refused(refund()) == ["orders.chargeback_open"]
    assert frozen.timers() == ()
    held = back()
    (part,) = held.order.parts
    stopped = evolve(part, pauses=Pauses(holds=(Window(held.now),)))
    held.order = evolve(held.order, parts=(stopped,))
    assert held.refused(refund()) == ["refunds.part_on_hold"]
    assert held.timers() == ()
    held.do(refund(), who=OPERATOR)


def test_where_no_money_is_left_the_return_ends_without_a_refund() -> None:
    counter = back()
    for fact in (charged_back(), chargeback_lost("p1", all_of(counter.order, "p1"))):
        counter.order = record(counter.order, fact).state
    counter.fired()
    assert counter.where() is ReturnStage.REFUNDED
    assert counter.last(ReturnRefunded).refund is None
    assert counter.after.refunds == ()


def test_an_exchange_ends_it_without_money() -> None:
    counter = back().do(exchange("o2"))
    assert counter.where() is ReturnStage.EXCHANGED
    assert counter.one().replacement == "o2"
    assert counter.last(ReturnExchanged).compensation == 0
    assert counter.after.refunds == ()
    assert counter.refused(exchange("o3")) == ["wrong_stage"]
    assert Counter().do(wants(), accept()).refused(exchange()) == ["wrong_stage"]
    assert counter.refused(wants(("p1.l1", 2), name="b2")) == ["exceeds"]


def test_a_refund_that_opens_by_itself_has_a_name_of_its_own() -> None:
    counter = back(story=delivered(lines=2)).do(ask(line("p1.l2", amount="1.00"), refund="b1 1"), who=OPERATOR)
    counter.fired()
    assert [one.id for one in counter.after.refunds] == ["b1 1", "b1 2"]
    long = "b" * 200
    counter = Counter().do(wants(name=long), accept(long), receive(came(), name=long)).fired()
    assert len(counter.after.refunds) == 1
    assert counter.after.refunds[0].requester is Requester.SYSTEM


def early(units: int = 2) -> Counter:
    """Its money went back before the goods came, of which so many were asked for."""
    counter = Counter(policy=EARLY).do(wants(("p1.l1", units)), accept(), refund())
    counter.settle()
    return counter


@pytest.mark.rule("S34", "U27")
@pytest.mark.parametrize(("units", "resaleable"), [(2, 2), (2, 1), (1, 1), (1, 0), (0, 0)])
def test_goods_may_come_after_their_money_went_back(units: int, resaleable: int) -> None:
    counter = early()
    ended, money = counter.one().ended_at, counter.order.parts[0].refunded
    counter.later(days=3).do(arrive())
    assert (counter.where(), counter.one().arrived_at) == (ReturnStage.REFUNDED, counter.now)
    assert counter.timers() == ()
    counter.later(days=1).do(receive(came(units=units, resaleable=resaleable)))
    one = counter.one()
    assert (one.stage, one.due, one.ended_at, one.received_at) == (ReturnStage.REFUNDED, None, ended, counter.now)
    assert one.received == ((came(units=units, resaleable=resaleable),) if units else ())
    assert [some.quantity for some in one.restock] == ([resaleable] if resaleable else [])
    assert counter.last(RefundedGoodsReceived).restock == one.restock
    assert (counter.order.parts[0].refunded, len(counter.after.refunds)) == (money, 1)
    assert refunds.replay(counter.order, counter.history) == counter.after
    before = counter.after
    assert counter.do(arrive(), receive(came(units=units, resaleable=resaleable))).after == before
    assert counter.refused(receive(came(units=2, damaged=2))) == ["wrong_stage"]
    assert counter.refused(refund("r2")) == ["wrong_stage"]
    assert counter.refused(wants(name="b2")) == ["exceeds"]


@pytest.mark.rule("S34")
def test_and_no_more_of_them_than_were_asked_for() -> None:
    counter = early(1)
    assert counter.refused(receive(came(units=2))) == ["out_of_range"]
    assert counter.refused(receive(came(units=1, resaleable=2))) == ["out_of_range"]
    counter.later(days=1)
    assert counter.refused(arrive(counter.now + timedelta(microseconds=1))) == ["in_the_future"]
    assert counter.one().accepted_at is not None
    assert counter.refused(arrive(counter.now - timedelta(days=1, microseconds=1))) == ["before_its_cause"]
    counter.do(arrive(counter.now), receive(came()))


@pytest.mark.rule("S34")
def test_what_was_refunded_once_it_came_does_not_come_again() -> None:
    counter = back().do(refund())
    counter.settle()
    assert counter.refused(receive(came(units=1, resaleable=1))) == ["wrong_stage"]
    assert counter.one().restock == ()
    ended = Counter().do(wants(), accept(), keep())
    assert ended.refused(arrive()) == ["wrong_stage"]
    assert ended.refused(receive(came())) == ["wrong_stage"]


@pytest.mark.rule("U27")
def test_what_came_after_its_money_is_not_sold_again_by_another_refund() -> None:
    counter = Counter(delivered(quantity=3), EARLY).do(wants(("p1.l1", 2)), accept(), refund())
    counter.settle()
    counter.do(receive(came(units=2, resaleable=2)))
    most = ask_all(line(restock=2), refund="r2")
    assert counter.refused(most, who=OPERATOR) == ["refunds.restock_not_allowed"]
    counter.do(ask_all(line(restock=1), refund="r2"), who=OPERATOR)


@pytest.mark.rule("U27")
def test_what_a_return_said_to_be_fit_is_not_sold_again_where_its_units_count_as_kept() -> None:
    """A bank had taken their money: what their refund gave back was too much, and no unit is gone."""
    counter = Counter(delivered(lines=2), EARLY).do(wants(("p1.l1", 2)), accept(), refund(), approve())
    [share] = counter.refund().shares
    counter.told(charged_back(), chargeback_lost("p1", (changed(share, units=0),)))
    counter.do(went_back("20.00"), receive(came(units=2, resaleable=2)))
    assert [some.quantity for some in counter.one().restock] == [2]
    assert counter.refused(ask_all(line(restock=1), refund="r2"), who=OPERATOR) == ["refunds.restock_not_allowed"]
    counter.do(ask_all(line("p1.l2", restock=2), refund="r2"), who=OPERATOR)


@pytest.mark.rule("U27")
def test_no_more_is_sold_again_than_a_return_pays_back() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept()).do(ask(line(units=1), refund="r0"), who=OPERATOR)
    counter.settle("r0")
    counter.do(receive(came(units=2, resaleable=2)), refund())
    given = counter.after.refund(RefundId("r1"))
    assert given is not None
    assert [(share.units, some.quantity) for share, some in zip(given.shares, given.restock, strict=True)] == [(1, 1)]


@pytest.mark.rule("U27")
def test_what_comes_while_its_refund_is_under_way_can_be_sold_again_too() -> None:
    counter = Counter(policy=EARLY).do(wants(("p1.l1", 2)), accept(), refund())
    counter.do(receive(came(units=2, resaleable=1)))
    assert [(some.line, some.quantity) for some in counter.one().restock] == [("p1.l1", 1)]
    counter.settle()
    assert counter.after.refunds[0].restock == ()
    assert counter.one().restock
    fell = Counter(policy=EARLY).do(wants(("p1.l1", 2)), accept(), refund(), receive(came(units=2, resaleable=1)))
    fell.do(reject())
    assert fell.one().restock == ()
    fell.do(refund("r2"))
    fell.settle("r2")
    assert [some.quantity for some in fell.after.refunds[1].restock] == [1]
    assert fell.one().restock == ()


@pytest.mark.rule("00.6")
@pytest.mark.parametrize("ends", ["rejected", "given back"])
def test_what_another_refund_may_still_give_back_neither_ends_a_return_nor_is_paid_twice(ends: str) -> None:
    counter = back(story=delivered(quantity=1)).do(ask(line(units=1), refund="r9"), who=OPERATOR)
    assert counter.refused(refund()) == ["refunds.return_money_awaited"]
    assert "r9" in str(refunds.decide(counter.after, refund(), counter.ctx(OPERATOR)))
    assert counter.timers() == ()
    counter.later(days=60).do(FIRE)
    assert counter.where() is ReturnStage.RECEIVED
    if ends == "rejected":
        counter.do(reject("r9"))
        assert [(timer.timer, timer.at <= counter.now) for timer in counter.timers()] == [(Timer.REFUND_DUE, True)]
        counter.do(FIRE)
        assert counter.settle("b1 1") == 1000
    else:
        counter.settle("r9")
        counter.do(FIRE)
        assert counter.last(ReturnRefunded).refund is None
    assert counter.where() is ReturnStage.REFUNDED
    assert counter.order.parts[0].refunded == counter.order.parts[0].paid


@pytest.mark.rule("00.6")
def test_a_return_is_not_paid_in_part_while_the_rest_may_still_be_there() -> None:
    counter = back(("p1.l1", 3), story=delivered(quantity=4)).do(ask(line(units=2), refund="r9"), who=OPERATOR)
    assert counter.refused(refund()) == ["refunds.return_money_awaited"]
    counter.do(reject("r9"), refund())
    assert counter.settle() == 3000


@pytest.mark.rule("00.6")
@pytest.mark.parametrize("amount", ["0.02", "10.00"])
@pytest.mark.parametrize("quantity", [1, 2])
def test_nor_where_only_money_is_under_way(amount: str, quantity: int) -> None:
    counter = back(story=delivered(quantity=quantity)).do(ask(line(amount=amount), refund="r9"), who=OPERATOR)
    assert counter.refused(refund()) == ["refunds.return_money_awaited"]
    counter.do(reject("r9"), refund())
    assert counter.settle() == 1000


@pytest.mark.rule("00.6", "U30")
def test_the_last_of_a_part_waits_for_its_shipping_that_may_still_be_there() -> None:
    counter = back(("p1.l1", 2), story=delivered(shipping="4.90"))
    counter.do(ask(shipping="1.00", refund="r9"), who=OPERATOR)
    assert counter.refused(refund()) == ["refunds.return_money_awaited"]
    some = back(story=delivered(shipping="4.90")).do(ask(shipping="1.00", refund="r9"), who=OPERATOR)
    some.do(refund())
    assert some.settle() == 1000
    counter.do(reject("r9"), refund())
    assert counter.settle() == 2490


@pytest.mark.rule("00.6")
def test_what_is_under_way_of_others_is_not_waited_for() -> None:
    counter = back(story=delivered(lines=2)).do(ask(line("p1.l2", units=1), refund="r9"), who=OPERATOR)
    counter.do(ask(line(units=1), refund="r8"), who=OPERATOR)
    counter.do(refund())
    assert counter.settle() == 1000
    two = Counter().do(wants(), accept(), receive(came()), refund())
    two.do(wants(name="b2"), accept("b2"), receive(came(), name="b2"), refund("r2", "b2"))
    assert two.settle("r2") == two.settle("r1") == 1000


@pytest.mark.rule("U30")
def test_the_shipping_does_not_go_back_for_units_whose_refund_may_still_fall() -> None:
    counter = back(story=delivered(shipping="5.00")).do(ask(line(units=1), refund="r9"), who=OPERATOR).do(refund())
    given = counter.after.refund(RefundId("r1"))
    assert given is not None
    assert (given.mode, given.cause, given.amount) == (Mode.PARTIAL, RefundCause.SOME_ITEMS_RETURNED, 1000)
    counter.do(reject("r9"))
    assert counter.settle() == 1000
    done = back(story=delivered(shipping="5.00")).do(ask(line(units=1), refund="r9"), who=OPERATOR)
    done.settle("r9")
    done.do(refund())
    assert done.settle() == 1500


@pytest.mark.rule("U30")
def test_it_goes_back_where_the_others_have_come_back_too() -> None:
    counter = back(story=delivered(shipping="5.00")).do(refund())
    counter.do(wants(name="b2"), accept("b2"), receive(came(), name="b2"), refund("r2", "b2"))
    assert counter.settle("r2") == 1500


def at_once(story: Scenario | None = None, **said: Any) -> Counter:  # noqa: ANN401 - whatever fields it has
    """Two units, refunded at once before they came: neither refund knew whether the other would fall."""
    rules = evolve(EARLY, **said)
    counter = Counter(story or delivered(shipping="5.00"), rules).do(wants(), accept(), refund())
    return counter.do(wants(name="b2"), accept("b2"), refund("r2", "b2"))


def amounts(counter: Counter) -> list[int]:
    """What each refund is of, in the order in which they were asked for."""
    return [event.content.amount for event in counter.history if isinstance(event, RefundRequested)]


def rest_of(counter: Counter) -> Refund:
    [rest] = [one for one in counter.after.refunds if one.requester is Requester.SYSTEM]
    return rest


@pytest.mark.rule("U30")
@pytest.mark.parametrize("names", [("r1", "r2"), ("r2", "r1")], ids=lambda names: f"{names[1]} last")
@pytest.mark.parametrize("becomes", [WhenAllCameBack.FULL, WhenAllCameBack.REFUSE], ids=lambda each: each.value)
def test_the_shipping_follows_units_that_were_refunded_at_once(
    becomes: WhenAllCameBack, names: tuple[str, str]
) -> None:
    counter = at_once(when_all_came_back=becomes)
    counter.settle(names[0])
    assert amounts(counter) == [1000, 1000]
    counter.settle(names[1])
    assert amounts(counter) == [1000, 1000, 500]
    rest = rest_of(counter)
    assert (rest.mode, rest.cause, rest.requester) == (Mode.FULL, RefundCause.ALL_ITEMS_RETURNED, Requester.SYSTEM)
    assert (rest.of_return, rest.stage, rest.restock) == (None, RefundStage.REQUESTED, ())
    counter.settle(rest.id)
    assert (amounts(counter), counter.part().refundable) == ([1000, 1000, 500], 0)
    assert refunds.replay(counter.order, counter.history) == counter.after


@pytest.mark.rule("U30")
def test_what_the_marketplace_does_not_give_does_not_follow_again() -> None:
    counter = at_once()
    counter.settle()
    counter.settle("r2")
    counter.do(reject(rest_of(counter).id))
    assert (amounts(counter), counter.part().refundable) == ([1000, 1000, 500], 500)
    counter.do(ask(amount="1.00", refund="r9"), who=OPERATOR)
    counter.settle("r9")
    assert amounts(counter) == [1000, 1000, 500, 100]


@pytest.mark.rule("U30")
def test_it_follows_only_where_all_came_back_and_it_is_given_back_at_all() -> None:
    three, free = delivered(quantity=3, shipping="5.00"), delivered()
    for counter in (at_once(three), at_once(free), at_once(when_all_came_back=WhenAllCameBack.PARTIAL)):
        counter.settle()
        counter.settle("r2")
        assert amounts(counter) == [1000, 1000]
    fell = at_once().do(reject())
    fell.settle("r2")
    assert amounts(fell) == [1000, 1000]
    fell.do(refund("r3"))
    assert (fell.settle("r3"), fell.part().refundable) == (1500, 0)


@pytest.mark.rule("S30")
def test_what_cost_nothing_is_returned_once_though_no_refund_says_so() -> None:
    """Found by a long walk: two returns had the same unit, since nothing was to be paid back for it."""
    counter = Counter(delivered(quantity=1, price="0.00")).do(wants(), escalate("d"), answer("d"), deny()).fired()
    assert (counter.where(), counter.one().received_at, counter.one().refund) == (ReturnStage.REFUNDED, None, None)
    assert counter.refused(wants(name="b2")) == ["exceeds"]
    counter.do(receive(came()))
    assert counter.refused(wants(name="b2")) == ["exceeds"]
    Counter(delivered(quantity=1, price="0.00")).do(wants(), keep(), wants(name="b2"))


@pytest.mark.rule("U30", "S35")
def test_it_does_not_follow_what_was_bought_by_mistake_where_the_buyer_bears_it() -> None:
    rules = evolve(EARLY, returns=evolve(EARLY.returns, deduct_outbound_shipping_on_mistake=True))
    counter = Counter(delivered(shipping="5.00"), rules)
    for name, given in (("b1", "r1"), ("b2", "r2")):
        counter.do(wants(name=name, reason=ReturnReason.BOUGHT_BY_MISTAKE), accept(name), refund(given, name))
    counter.settle()
    counter.settle("r2")
    assert (amounts(counter), counter.part().refundable) == ([1000, 1000], 500)


@pytest.mark.rule("U30")
@pytest.mark.parametrize("last", ["r0", "r1"])
def test_it_follows_a_return_beside_a_request_for_the_other_unit(last: str) -> None:
    counter = Counter(delivered(shipping="5.00"), EARLY)
    counter.do(ask(line(units=1), cause=RefundCause.SOME_ITEMS_RETURNED, refund="r0"), approve("r0"), who=OPERATOR)
    counter.do(wants(), accept(), refund())
    for name in ("r1", "r0") if last == "r0" else ("r0", "r1"):
        counter.settle(name)
    assert amounts(counter) == [1000, 1000, 500]
    kept = Counter(delivered(shipping="5.00"), EARLY).do(wants(), accept(), refund())
    kept.do(ask(line(units=1), refund="r0"), who=OPERATOR)
    kept.settle()
    kept.settle("r0")
    assert amounts(kept) == [1000, 1000], "goodwill takes nothing back, so the last unit was kept"


@pytest.mark.rule("U30")
def test_nothing_follows_while_a_bank_has_the_money_or_something_else_is_under_way() -> None:
    banked = at_once()
    banked.settle()
    banked.do(approve("r2"), who=OPERATOR)
    banked.told(charged_back())
    banked.do(went_back("10.00", refund="r2"), who=SYSTEM)
    assert amounts(banked) == [1000, 1000]
    waits = at_once()
    waits.do(ask(shipping="1.00", refund="r3"), who=OPERATOR)
    waits.settle()
    waits.settle("r2")
    assert amounts(waits) == [1000, 1000, 100]
    waits.settle("r3")
    assert amounts(waits) == [1000, 1000, 100, 400]


@pytest.mark.rule("U30", "U21")
def test_where_the_policy_approves_what_follows_is_on_its_way_at_once() -> None:
    counter = at_once(auto_approve=True)
    for name in ("r1", "r2"):
        counter.do(went_back("10.00", refund=name), who=SYSTEM)
    assert rest_of(counter).stage is RefundStage.APPROVED
    two_eyes = at_once(auto_approve=True, four_eyes_above=money("4.99", "EUR"))
    for name in ("r1", "r2"):
        two_eyes.do(approve(name), who=OPERATOR).do(approve(name), who=Operator(MemberId("otto")))
        two_eyes.do(went_back("10.00", refund=name), who=SYSTEM)
    assert rest_of(two_eyes).stage is RefundStage.REQUESTED


@pytest.mark.rule("U30")
def test_what_follows_of_a_part_on_hold_waits_for_its_approval() -> None:
    counter = at_once(auto_approve=True)
    counter.do(went_back("10.00"), who=SYSTEM)
    (part,) = counter.order.parts
    counter.order = evolve(counter.order, parts=(evolve(part, pauses=Pauses(holds=(Window(counter.now),))),))
    counter.do(went_back("10.00", refund="r2"), who=SYSTEM)
    assert rest_of(counter).stage is RefundStage.REQUESTED


@pytest.mark.rule("U30")
def test_it_follows_too_where_a_unit_was_cancelled_before() -> None:
    story = Scenario(placed("v1", lines=1, quantity=3, shipping="5.00")).after(pay("35.00"))
    story = story.after(cancel_lines("p1", ("p1.l1", 1)), ship("p1", ("p1.l1", 2))).after(deliver(), now=DELIVERED_AT)
    counter = at_once(story)
    counter.settle()
    counter.settle("r2")
    assert amounts(counter) == [1000, 1000, 500]
    counter.do(of_cancellation("r3"))
    assert (amounts(counter), counter.part().refundable) == ([1000, 1000, 500, 1000], 0)


@pytest.mark.rule("U30")
def test_of_what_is_refunded_early_only_what_came_has_come_back() -> None:
    counter = Counter(delivered(quantity=3, shipping="5.00"), EARLY).do(wants(("p1.l1", 2)), accept(), refund())
    counter.do(receive(came()), wants(name="b2"), accept("b2"), receive(came(), name="b2"), refund("r2", "b2"))
    assert counter.settle("r2") == 1000
    counter.do(reject("r1"), refund("r3"))
    assert (counter.settle("r3"), counter.part().refundable) == (1000, 1500), "a unit is kept"
    whole = Counter(delivered(quantity=3, shipping="5.00"), EARLY).do(wants(("p1.l1", 2)), accept(), refund())
    whole.do(receive(came(units=2)), wants(name="b2"), accept("b2"), receive(came(), name="b2"), refund("r2", "b2"))
    assert whole.settle("r2") == 1500


@pytest.mark.rule("S37")
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_vendor_that_lost_its_case_pays_what_it_was_about_whatever_came(number: int) -> None:
    counter = Counter(delivered(quantity=3), policy(buyers_may_escalate=True)).do(wants(("p1.l1", 2)), accept())
    counter.do(receive(*[came(units=number)] if number else ()))
    counter.do(escalate("photo"), who=ADA).do(answer(words="no"), who=vendor()).do(deny(), refund())
    assert counter.settle() == 2000
    cause = counter.after.refunds[0].cause
    assert cause is (RefundCause.SOME_ITEMS_RETURNED if number == 2 else RefundCause.DISPUTE)


@pytest.mark.rule("S37")
@pytest.mark.parametrize("number", [0, 1, 2])
def test_also_where_it_was_decided_before_anything_came(number: int) -> None:
    counter = Counter().do(wants(("p1.l1", 2)), escalate("invoice"), deny(), accept(), send())
    counter.do(receive(*[came(units=number)] if number else ()), refund())
    assert counter.settle() == 2000
    cause = counter.after.refunds[0].cause
    assert cause is (RefundCause.ALL_ITEMS_RETURNED if number == 2 else RefundCause.DISPUTE)


def test_what_came_is_paid_and_no_more_where_nobody_decided_otherwise() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept(), receive(came()), refund())
    assert counter.settle() == 1000
    upheld = Counter().do(wants(("p1.l1", 2)), accept(), receive(came()))
    upheld.do(escalate("brick", grounds=Grounds.WRONG_ITEM_RETURNED), answer("receipt"), uphold())
    assert upheld.where() is ReturnStage.REJECTED


@pytest.mark.rule("S30")
def test_an_exchange_is_for_who_wants_it() -> None:
    counter = Counter().do(wants(swap=False), accept(), receive(came()))
    assert counter.refused(exchange()) == ["refunds.exchange_not_wanted"]
    counter.do(exchange(), who=OPERATOR)
    assert counter.where() is ReturnStage.EXCHANGED
    asked = Counter().do(wants(swap=True))
    assert asked.one().wants_exchange
    assert asked.refused(wants(swap=False)) == ["id_taken"]


@pytest.mark.rule("S37")
def test_no_order_comes_in_the_place_of_what_is_owed() -> None:
    counter = back().do(escalate("d"), deny())
    assert counter.refused(exchange()) == ["refunds.case_was_denied"]
    assert counter.refused(exchange(), who=OPERATOR) == ["refunds.case_was_denied"]


@pytest.mark.rule("S30")
def test_nor_the_order_itself() -> None:
    counter = back()
    assert counter.refused(exchange("o1")) == ["refunds.own_replacement"]
    counter.do(exchange("o11"))


@pytest.mark.rule("00.6")
def test_nor_anything_once_time_has_decided() -> None:
    counter = back()
    due = counter.one().due
    assert due is not None
    assert counter.at(due).refused(exchange()) == ["refunds.return_too_late"]
    counter.at(due - timedelta(microseconds=1)).do(exchange())


def test_nor_while_the_bank_or_the_marketplace_has_stopped_it() -> None:
    assert back(story=delivered().told(charged_back())).refused(exchange()) == ["orders.chargeback_open"]
    held = back()
    (part,) = held.order.parts
    held.order = evolve(held.order, parts=(evolve(part, pauses=Pauses(holds=(Window(held.now),))),))
    assert held.refused(exchange()) == ["refunds.part_on_hold"]
    held.do(exchange(), who=OPERATOR)


@pytest.mark.rule("S30", "U27")
def test_units_that_were_exchanged_are_not_paid_back_as_returned_nor_sold_again_twice() -> None:
    counter = Counter(delivered(quantity=3)).do(wants(), accept(), receive(came(resaleable=1)), exchange())
    returned, whole = RefundCause.SOME_ITEMS_RETURNED, RefundCause.ALL_ITEMS_RETURNED
    assert "refunds.units_exchanged" in counter.refused(ask(line(units=3), cause=returned), who=OPERATOR)
    assert counter.refused(ask_all(cause=whole), who=OPERATOR) == ["refunds.units_exchanged"]
    assert "refunds.restock_not_allowed" in counter.refused(ask(line(units=3, restock=3)), who=OPERATOR)
    assert counter.refused(wants(("p1.l1", 3), name="b2")) == ["exceeds"]
    counter.do(ask(line(units=2, restock=2), cause=returned), who=OPERATOR)
    assert counter.settle() == 2000
    assert counter.refused(ask_all(cause=whole, refund="r2"), who=OPERATOR) == ["refunds.units_exchanged"]
    assert counter.refused(wants(name="b2")) == ["exceeds"]
    counter.do(ask_all(refund="r2"), who=OPERATOR)
    assert counter.settle("r2") == 1000


@pytest.mark.rule("S30")
def test_a_return_pays_nothing_back_for_another_that_was_exchanged() -> None:
    counter = Counter(delivered(quantity=2, shipping="5.00")).do(wants(), accept(), receive(came()), exchange())
    counter.do(wants(name="b2"), accept("b2"), receive(came(), name="b2"), refund("r1", "b2"))
    assert counter.settle() == 1000
    assert counter.after.refunds[0].mode is Mode.PARTIAL


@pytest.mark.rule("U27")
@pytest.mark.parametrize("resaleable", [0, 1])
def test_what_came_back_unfit_is_not_sold_again_by_another_refund(resaleable: int) -> None:
    counter = Counter(delivered(quantity=1)).do(wants(), accept(), receive(came(resaleable=resaleable)))
    again = ask_all(line(restock=1), cause=RefundCause.ALL_ITEMS_RETURNED)
    if resaleable:
        counter.do(again, who=OPERATOR)
    else:
        assert counter.refused(again, who=OPERATOR) == ["refunds.restock_not_allowed"]


@pytest.mark.rule("U27")
def test_what_came_back_unfit_is_not_sold_again_as_if_it_had_never_been_sent() -> None:
    rules = evolve(EARLY, enforce_causes=False)
    counter = Counter(delivered(quantity=3), rules).do(wants(), accept(), receive(came(resaleable=0)))
    for units, reasons in ((3, ["refunds.must_be_full", "refunds.restock_not_allowed"]), (2, [])):
        asked = ask(line(units=units, restock=units), cause=RefundCause.CANCELLED_BEFORE_SHIPMENT)
        assert [one.code for one in counter.outcome(asked, OPERATOR)] == reasons


@pytest.mark.rule("S30")
def test_of_three_units_one_of_which_was_exchanged_two_are_paid_back_in_all() -> None:
    counter = Counter(delivered(quantity=3)).do(wants(), accept(), receive(came()), exchange())
    counter.do(wants(("p1.l1", 2), name="b2"), accept("b2"), receive(came(units=2), name="b2"))
    counter.do(ask(line(units=1), refund="r9"), who=OPERATOR)
    assert counter.settle("r9") == 1000
    counter.do(refund("r1", "b2"))
    assert counter.settle() == 1000


def taken_and_given_back_too(rules: RefundPolicy | None = None) -> Counter:
    """A bank took the money and the provider gave it back too: a unit is said to be fit, and not to have come back."""
    counter = Counter(delivered(quantity=2), rules).do(wants(("p1.l1", 2)), accept())
    counter.do(ask(line(units=1, restock=1), refund="r0"), approve("r0"), who=OPERATOR)
    [share] = counter.after.refunds[0].shares
    everything = changed(share, units=0, goods=2000, total=2000)
    counter.told(charged_back(), chargeback_lost("p1", (everything,)))
    counter.do(went_back("10.00", refund="r0"), who=SYSTEM)
    given = counter.after.refunds[0]
    assert (given.stage, given.overpaid, sum(some.quantity for some in given.restock)) == (
        RefundStage.COMPLETED,
        1000,
        1,
    )
    return counter


@pytest.mark.rule("U27")
@pytest.mark.parametrize(("resaleable", "fit"), [(2, 1), (1, 0), (0, 0)])
def test_no_unit_is_sold_again_because_a_refund_and_then_a_return_say_that_it_is_fit(resaleable: int, fit: int) -> None:
    counter = taken_and_given_back_too().do(receive(came(units=2, resaleable=resaleable)), refund())
    given = counter.after.refunds[1]
    assert [(share.units, share.total) for share in given.shares] == [(2, 0)]
    assert sum(some.quantity for some in given.restock) == fit
    early = taken_and_given_back_too(EARLY).do(refund())
    early.settle()
    early.do(receive(came(units=2, resaleable=resaleable)))
    assert sum(some.quantity for some in early.one().restock) == fit
    assert early.after.refunds[1].restock == ()
