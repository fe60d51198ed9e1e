"""The operator approves (U21), rejects; whoever asked withdraws; above an amount four eyes look."""

from __future__ import annotations

import pytest

from mpcore.kernel import Actor
from mpcore.money import money, to_minor
from mpcore.orders import ChargebackOpen
from mpcore.refunds import (
    AmountExceedsRemaining,
    FourEyes,
    RefundApproved,
    RefundCommand,
    RefundPolicy,
    RefundRejected,
    RefundStage,
    RequestRefund,
)
from mpcore.testing import SYSTEM
from tests.orders.say import cancel, chargeback_lost, chargeback_won, charged_back, pay
from tests.refunds.say import (
    ADA,
    OLGA,
    OMAR,
    OTTO,
    Desk,
    abandon,
    approve,
    ask,
    ask_all,
    by_hand,
    did_not,
    force,
    line,
    of_cancellation,
    reject,
    retry,
    sold,
    surplus,
    taxed,
    vendor,
    went_back,
    withdraw,
)

ASKED = ask(line(amount="5.00"))
APPROVED, REQUESTED = RefundStage.APPROVED, RefundStage.REQUESTED


@pytest.mark.rule("U21")
def test_what_a_vendor_asks_for_waits_for_an_operator() -> None:
    desk = Desk(sold()).do(ASKED, who=vendor())
    assert (desk.stage(), desk.refund().payments, desk.order.parts[0].refunded) == (REQUESTED, (), 0)
    assert desk.refused(approve(), vendor()) == ["missing_scope"]
    assert desk.refused(reject(), vendor()) == ["missing_scope"]
    desk.do(approve(), who=OTTO)
    assert (desk.stage(), desk.refund().approvals) == (APPROVED, ("otto",))


@pytest.mark.rule("U21")
@pytest.mark.parametrize(
    ("who", "stage"), [(vendor(), APPROVED), (ADA, REQUESTED), (OLGA, REQUESTED)], ids=["vendor", "buyer", "operator"]
)
def test_by_policy_only_what_a_vendor_asks_for_is_approved_at_once(who: Actor, stage: RefundStage) -> None:
    desk = Desk(sold(), RefundPolicy(auto_approve=True, buyers_may_request=True)).do(ASKED, who=who)
    assert desk.stage() is stage
    assert desk.refund().approvals == ()
    approved = [event for event in desk.history if isinstance(event, RefundApproved)]
    assert [event.by for event in approved] == ([None] if stage is APPROVED else [])


def test_an_operator_approves_what_it_asked_for_itself() -> None:
    desk = Desk(sold()).do(ASKED, who=OLGA).do(approve(), who=OLGA)
    assert desk.stage() is APPROVED


@pytest.mark.rule("U21")
def test_what_was_rejected_is_free_again() -> None:
    desk = Desk(sold()).do(ask_all(), who=vendor())
    desk.do(reject(note="not broken"))
    assert desk.stage() is RefundStage.REJECTED
    [event] = [event for event in desk.history if isinstance(event, RefundRejected)]
    assert (event.by, event.note) == ("olga", "not broken")
    assert desk.part().refundable == 3000
    desk.do(ask_all(refund="r2"), who=vendor())


@pytest.mark.rule("U21")
def test_only_what_waits_is_approved_rejected_or_withdrawn() -> None:
    for end in (reject(), withdraw()):
        desk = Desk(sold()).do(ASKED, who=OLGA).do(end)
        assert desk.refused(approve()) == ["wrong_stage"]
    desk = Desk(sold()).do(ASKED, who=OLGA).do(reject())
    assert desk.refused(withdraw()) == ["wrong_stage"]
    approved = Desk(sold()).do(ASKED, approve())
    for late in (reject(), withdraw()):
        assert approved.refused(late) == ["wrong_stage"]
    approved.paid()
    assert approved.refused(approve()) == approved.refused(reject()) == ["wrong_stage"]
    failed = Desk(sold()).do(ASKED, approve(), did_not())
    assert failed.refused(approve()) == failed.refused(reject()) == ["wrong_stage"]


def test_what_came_to_nothing_is_approved_once() -> None:
    free = Desk(taxed()).do(ask(line("p1.l2", units=1)))
    assert free.amount() == 0
    free.do(approve())
    assert free.stage() is RefundStage.COMPLETED
    assert free.events(approve()) == []
    assert Desk(sold()).do(ASKED, reject()).refused(approve()) == ["wrong_stage"]


def test_said_again_it_changes_nothing() -> None:
    for command in (approve(), reject(), withdraw()):
        desk = Desk(sold()).do(ASKED).do(command)
        assert desk.events(command) == []


@pytest.mark.parametrize(
    ("asker", "others"),
    [(vendor(), (OLGA,)), (OLGA, (vendor(),)), (ADA, (OLGA, vendor()))],
    ids=["vendor", "operator", "buyer"],
)
def test_only_its_requester_withdraws_a_request(asker: Actor, others: tuple[Actor, ...]) -> None:
    desk = Desk(sold(), RefundPolicy(buyers_may_request=True)).do(ASKED, who=asker)
    for other in others:
        assert desk.refused(withdraw(), other) == ["refunds.not_the_requester"]
    desk.do(withdraw(), who=asker)
    assert desk.stage() is RefundStage.WITHDRAWN
    assert desk.part().refundable == 3000


def test_a_colleague_withdraws_what_a_vendor_asked_for() -> None:
    desk = Desk(sold()).do(ASKED, who=vendor())
    colleague = type(vendor())(vendor().vendor, OTTO.member, vendor().grants)
    assert desk.events(withdraw(), colleague) == ["RefundWithdrawn"]


# What a bank has, or took


@pytest.mark.rule("00.1")
def test_nothing_is_approved_while_the_bank_has_the_money() -> None:
    desk = Desk(sold()).do(ASKED).told(charged_back())
    assert desk.reasons(approve()) == (ChargebackOpen(order=desk.order.id, part=desk.part().id),)
    desk.told(chargeback_won()).do(approve())
    assert desk.stage() is APPROVED


def taken(units: int, *commands: RefundCommand) -> Desk:
    """Of 30.00 a refund keeps 20.00, and a bank takes the money of so many units of 10.00 meanwhile."""
    shares = Desk(sold()).do(ask(line(units=units))).refund().shares
    return Desk(sold()).do(ask(line(amount="20.00")), *commands).told(charged_back(), chargeback_lost("p1", shares))


@pytest.mark.rule("U26")
@pytest.mark.parametrize(("units", "left"), [(1, None), (2, "10.00"), (3, "0.00")], ids=str)
def test_what_a_bank_took_meanwhile_is_not_approved_or_tried_again(units: int, left: str | None) -> None:
    desk, failed, going = taken(units), taken(units, approve(), did_not()), taken(units, approve())
    if left is None:
        assert desk.events(approve()) == ["RefundApproved"]
        assert failed.events(retry()) == ["RefundRetried"]
        assert [one.amount for one in going.intents()] == [money("20.00", "EUR")]
        return
    less = AmountExceedsRemaining(asked=money("20.00", "EUR"), left=money(left, "EUR"))
    assert desk.reasons(approve()) == failed.reasons(retry()) == failed.reasons(by_hand()) == (less,)
    assert going.intents() == (), "what the bank took does not go back a second time"
    desk.do(reject())
    going.do(did_not(), abandon())
    for one in (desk, going):
        assert one.part().overdrawn == 0
        assert one.part().refundable == to_minor(money(left, "EUR"))
    if left == "10.00":
        assert failed.events(by_hand(amount="10.00")) == ["RefundFailed"]
        assert desk.give(ask(line(amount="10.00"), refund="r2")) == 1000
        assert desk.part().refunded == desk.part().paid


def test_an_amount_in_another_currency_is_not_weighed_against_what_a_bank_left() -> None:
    failed = taken(2, approve(), did_not())
    assert failed.refused(by_hand(amount="15.00", currency="USD")) == ["orders.currency_mismatch"]


@pytest.mark.rule("U26")
def test_what_goes_back_of_what_a_bank_took_is_more_than_was_left() -> None:
    desk = taken(2, approve()).do(went_back("20.00"))
    refund = desk.refund()
    assert (desk.stage(), refund.settled_minor, refund.overpaid) == (RefundStage.COMPLETED, 1000, 1000)
    assert (desk.part().refunded, desk.part().refundable, desk.part().overdrawn) == (3000, 0, 0)


@pytest.mark.rule("U26")
def test_what_goes_back_in_part_of_what_a_bank_took_counts_as_far_as_it_was_left() -> None:
    some = taken(2, approve()).do(went_back("4.00"))
    assert (some.stage(), some.refund().settled_minor, some.refund().overpaid) == (RefundStage.FAILED, 400, 0)
    assert (some.part().refunded, some.part().overdrawn) == (2400, 1000)
    some.do(abandon())
    assert (some.part().refundable, some.part().overdrawn) == (600, 0)
    more = taken(2, approve()).do(went_back("14.00"))
    assert (more.refund().settled_minor, more.refund().overpaid, more.part().refunded) == (1000, 400, 3000)


@pytest.mark.rule("U26")
def test_a_bank_takes_the_money_of_its_lines_and_of_no_others() -> None:
    one = ask(line("p1.l1", units=1))
    shares = Desk(sold(lines=2, quantity=1)).do(one).refund().shares
    desk = Desk(sold(lines=2, quantity=1)).do(one, approve()).told(charged_back(), chargeback_lost("p1", shares))
    desk.do(went_back("10.00"))
    assert (desk.stage(), desk.refund().overpaid, desk.refund().settled) == (RefundStage.COMPLETED, 1000, ())
    assert (desk.part().refunded, desk.part().refundable) == (1000, 1000), "the other line's"
    assert desk.give(ask(line("p1.l2", units=1), refund="r2")) == 1000


# Four eyes

FOUR = RefundPolicy(four_eyes_above=money("5.00", "EUR"), auto_approve=True)
MORE = ask(line(amount="5.01"))


@pytest.mark.rule("U21")
def test_the_exact_amount_needs_one_and_a_cent_more_needs_two() -> None:
    desk = Desk(sold(), FOUR).do(ASKED, who=OLGA).do(approve(), who=OLGA)
    assert desk.stage() is APPROVED
    desk = Desk(sold(), FOUR).do(MORE, who=vendor())
    assert desk.stage() is REQUESTED, "nothing is approved by itself"
    desk.do(approve(), who=OLGA)
    assert (desk.stage(), desk.refund().approvals, desk.refund().payments) == (REQUESTED, ("olga",), ())
    desk.do(approve(), who=OTTO)
    assert (desk.stage(), desk.refund().approvals) == (APPROVED, ("olga", "otto"))


@pytest.mark.rule("U21")
def test_one_operator_does_not_approve_twice() -> None:
    desk = Desk(sold(), FOUR).do(MORE, who=vendor()).do(approve(), who=OLGA)
    assert desk.events(approve(), OLGA) == []
    assert desk.stage() is REQUESTED
    assert desk.events(approve(), OTTO) == ["RefundApproved"]


@pytest.mark.rule("U21")
def test_neither_of_the_two_asked_for_it() -> None:
    desk = Desk(sold(), FOUR).do(MORE, who=OLGA)
    above = FourEyes(refund=desk.refund().id, above=money("5.00", "EUR"))
    assert desk.reasons(approve(), OLGA) == (above,)
    desk.do(approve(), who=OTTO)
    assert desk.reasons(approve(), OLGA) == (above,)
    desk.do(approve(), who=OMAR)
    assert desk.stage() is APPROVED


def test_an_operator_with_the_same_name_as_the_vendors_staff_did_not_ask() -> None:
    desk = Desk(sold(), FOUR).do(MORE, who=vendor())
    namesake = type(OLGA)(vendor().member)
    desk.do(approve(), who=namesake).do(approve(), who=OLGA)
    assert desk.stage() is APPROVED


@pytest.mark.rule("U21")
def test_surplus_above_the_limit_waits_for_two_who_did_not_ask() -> None:
    story = sold().after(pay("7.00", "m2"))
    less = Desk(story, FOUR).do(surplus("5.00"), who=OLGA)
    assert (less.stage(), less.refund().approvals) == (APPROVED, ())
    desk = Desk(story, FOUR).do(surplus("5.01"), who=OLGA)
    assert (desk.stage(), desk.refund().payments) == (REQUESTED, ())
    assert desk.refused(approve(), OLGA) == ["refunds.four_eyes"]
    assert desk.reasons(surplus(refund="r2", amount="2.00"))[0].code == "refunds.amount_exceeds_remaining", "it is kept"
    desk.do(approve(), who=OTTO).do(approve(), who=OMAR)
    assert (desk.stage(), desk.refund().approvals) == (APPROVED, ("otto", "omar"))
    desk.paid()
    assert desk.order.surplus_minor == 199
    asked = Desk(story, FOUR).do(surplus(), who=SYSTEM)
    assert asked.stage() is REQUESTED, "nothing is approved by itself"
    asked.do(reject(), surplus("5.00", refund="r2"), who=OLGA)
    assert asked.stage("r2") is APPROVED


@pytest.mark.rule("U21", "00.3")
def test_what_cancellations_left_due_is_approved_however_much_it_is() -> None:
    desk = Desk(sold(sent=0).after(cancel()), FOUR).do(of_cancellation(), who=OLGA)
    assert (desk.stage(), desk.amount()) == (APPROVED, 3000)


@pytest.mark.rule("U21")
def test_who_gives_back_by_hand_is_another_than_who_approved() -> None:
    desk = Desk(sold(), FOUR).do(MORE, who=vendor()).do(approve(), who=OLGA).do(approve(), who=OTTO).do(did_not())
    above = FourEyes(refund=desk.refund().id, above=money("5.00", "EUR"))
    for who in (OLGA, OTTO):
        assert desk.reasons(by_hand(), who) == desk.reasons(by_hand(amount="1.00"), who) == (above,)
    desk.do(by_hand(amount="1.00"), by_hand(), who=OMAR)
    assert desk.stage() is RefundStage.COMPLETED
    alone = Desk(sold(), FOUR).do(ASKED, who=OLGA).do(approve(), who=OLGA).do(did_not())
    assert alone.events(by_hand(), OLGA) == ["RefundCompleted"], "so much one may"
    cancelled = Desk(sold(sent=0).after(cancel()), FOUR).do(of_cancellation(), who=OLGA).do(did_not())
    assert cancelled.refused(by_hand(), OLGA) == ["refunds.four_eyes"], "nobody had to approve it, and she asked"
    assert cancelled.events(by_hand(), OTTO) == ["RefundCompleted"]


@pytest.mark.rule("U21", "U23")
@pytest.mark.parametrize(("asked", "stage"), [(ASKED, APPROVED), (MORE, REQUESTED)], ids=["5.00", "5.01"])
def test_force_does_not_get_past_four_eyes(asked: RequestRefund, stage: RefundStage) -> None:
    desk = Desk(sold(), FOUR).do(force(asked), who=OLGA)
    assert (desk.stage(), desk.refund().forced) == (stage, True)
    if stage is REQUESTED:
        assert desk.refused(approve(), OLGA) == ["refunds.four_eyes"]
        desk.do(approve(), who=OTTO).do(approve(), who=OMAR)
        assert desk.stage() is APPROVED


def test_a_threshold_in_another_currency_binds_nobody() -> None:
    desk = Desk(sold(), RefundPolicy(four_eyes_above=money("5.00", "USD"))).do(MORE, who=OLGA).do(approve(), who=OLGA)
    assert desk.stage() is APPROVED


def test_one_of_two_approvals_is_no_approval() -> None:
    desk = Desk(sold(), FOUR).do(MORE, who=vendor()).do(approve(), who=OLGA)
    assert not desk.refund().shows_reason
    desk.do(reject(), who=OTTO)
    assert desk.stage() is RefundStage.REJECTED
