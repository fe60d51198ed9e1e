"""Before and after the vendor was paid (U23): the cut-off, force, and what has to be taken back."""

from __future__ import annotations

import pytest

from mpcore.orders import PayoutStage
from mpcore.refunds import CutOff, RefundAfterPayout, RefundApproved, RefundCause, RefundPolicy, RefundStage
from tests.orders.say import cancel_lines, complete
from tests.refunds.say import Desk, approve, ask, force, line, of_cancellation, payout, sold, vendor

ASKED = ask(line(amount="5.00"))

PAYOUTS = [PayoutStage.NONE, PayoutStage.REQUESTED, PayoutStage.PAID, PayoutStage.REVERSED]
LATE = {
    CutOff.NONE: set[PayoutStage](),
    CutOff.PAYOUT_PAID: {PayoutStage.PAID},
    CutOff.PAYOUT_REQUESTED: {PayoutStage.REQUESTED, PayoutStage.PAID},
}


@pytest.mark.rule("U23", "00.5")
@pytest.mark.parametrize("stage", PAYOUTS, ids=lambda stage: stage.value)
@pytest.mark.parametrize("cut_off", list(CutOff), ids=lambda cut_off: cut_off.value)
def test_a_vendor_asks_until_the_part_is_completed_and_its_payout_is_that_far(
    cut_off: CutOff, stage: PayoutStage
) -> None:
    policy = RefundPolicy(cut_off=cut_off)
    desk = Desk(sold(), policy).meanwhile(complete()).told(*payout(stage))
    if stage in LATE[cut_off]:
        [reason] = desk.reasons(ASKED, vendor())
        assert isinstance(reason, RefundAfterPayout)
        assert (reason.payout, reason.payout_id, reason.kind.value) == (stage, "out1", "too_late")
        assert reason.remedy is not None
        assert "force" in reason.remedy
        assert desk.refused(ASKED) == ["refunds.after_payout"], "an operator forces it, and says so"
        assert desk.events(force(ASKED)) == ["RefundRequested", "RefundApproved"]
    else:
        desk.do(ASKED, who=vendor())
    open_part = Desk(sold(), policy).told(*payout(stage))
    open_part.do(ASKED, who=vendor())


@pytest.mark.rule("U23")
def test_the_event_says_what_has_to_be_taken_back_from_the_vendor() -> None:
    desk = Desk(sold()).meanwhile(complete()).told(*payout(PayoutStage.PAID))
    desk.do(force(ask(line(amount="5.00"), cause=RefundCause.DISPUTE)))
    assert (desk.refund().take_back, desk.refund().forced, desk.stage()) == (500, True, RefundStage.APPROVED)
    before = Desk(sold()).meanwhile(complete()).do(ASKED, approve())
    assert (before.refund().take_back, before.refund().forced) == (0, False)


@pytest.mark.rule("U23")
def test_nothing_is_taken_back_for_what_the_vendor_does_not_bear() -> None:
    desk = Desk(sold()).meanwhile(complete()).told(*payout(PayoutStage.PAID))
    desk.do(force(ask(line(amount="5.00"), cause=RefundCause.GOODWILL)))
    assert desk.refund().take_back == 0
    desk.do(force(ask(line(amount="5.00"), cause=RefundCause.DISPUTE, refund="r2")))
    assert desk.refund("r2").take_back == 500


@pytest.mark.rule("U23")
def test_what_was_asked_for_before_the_payout_is_approved_after_it() -> None:
    desk = Desk(sold()).meanwhile(complete()).do(ASKED, who=vendor()).told(*payout(PayoutStage.PAID)).do(approve())
    assert desk.refund().take_back == 500


@pytest.mark.parametrize("stage", PAYOUTS, ids=lambda stage: stage.value)
def test_an_approved_refund_cancels_an_open_request_for_a_payout(stage: PayoutStage) -> None:
    desk = Desk(sold()).told(*payout(stage)).do(ASKED, approve())
    [approved] = [event for event in desk.history if isinstance(event, RefundApproved)]
    assert approved.cancels_payout == ("out1" if stage is PayoutStage.REQUESTED else None)


@pytest.mark.rule("U23")
def test_what_a_cancellation_left_due_is_taken_back_from_a_vendor_who_was_paid() -> None:
    desk = Desk(sold(sent=1)).meanwhile(cancel_lines("p1", ("p1.l1", 1))).told(*payout(PayoutStage.PAID))
    desk.do(of_cancellation())
    assert desk.refund().take_back == 1000
