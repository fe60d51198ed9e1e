"""The operator approves (U21), rejects; whoever asked withdraws; above an amount four eyes look."""

from __future__ import annotations

import pytest

from mpcore.kernel import Actor
from mpcore.money import money
from mpcore.refunds import FourEyes, RefundApproved, RefundPolicy, RefundRejected, RefundStage, RequestRefund
from tests.refunds.say import (
    ADA,
    OLGA,
    OMAR,
    OTTO,
    Desk,
    approve,
    ask,
    ask_all,
    did_not,
    force,
    line,
    reject,
    sold,
    vendor,
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
