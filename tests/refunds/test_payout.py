"""Before and after the vendor was paid (U23): the cut-off, force, and what has to be taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mpcore import orders, presets
from mpcore.kernel import CouponId, LineId, ListingId, PartId, VendorId
from mpcore.money import money
from mpcore.orders import Funder, NewDiscount, NewLine, NewPart, NewTax, PayoutStage, PlaceOrder, Remitter
from mpcore.refunds import (
    Bearer,
    CutOff,
    RefundAfterPayout,
    RefundApproved,
    RefundCause,
    RefundCompleted,
    RefundFailed,
    RefundPaidLate,
    RefundPolicy,
    RefundStage,
)
from mpcore.testing import PLACED_AT, SYSTEM
from tests.orders.say import cancel_lines, complete, pay, ship
from tests.refunds.say import (
    ADA,
    ORDER,
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
    payout,
    retry,
    sold,
    taxed,
    vendor,
    went_back,
)

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


DISPUTED = ask(line(amount="5.00"), cause=RefundCause.DISPUTE)
"""Its vendor bears it."""


def owed(desk: Desk) -> list[int]:
    """What each event in which money went back says that the vendor owes."""
    went = (RefundCompleted, RefundFailed, RefundPaidLate)
    return [event.take_back for event in desk.history if isinstance(event, went) and event.amount]


@pytest.mark.rule("U23")
def test_what_has_to_be_taken_back_from_the_vendor_is_said_once_it_went_back() -> None:
    desk = Desk(sold()).meanwhile(complete()).told(*payout(PayoutStage.PAID)).do(force(DISPUTED))
    assert (desk.refund().take_back, desk.refund().forced, desk.stage()) == (0, True, RefundStage.APPROVED)
    desk.paid()
    assert (desk.refund().take_back, owed(desk)) == (500, [500])
    before = Desk(sold()).meanwhile(complete()).do(DISPUTED, approve())
    before.paid()
    assert (before.refund().take_back, before.refund().forced) == (0, False), "it is paid so much less"


@pytest.mark.rule("U23")
@pytest.mark.parametrize("stage", PAYOUTS, ids=lambda stage: stage.value)
def test_only_a_vendor_who_was_paid_owes_it(stage: PayoutStage) -> None:
    desk = Desk(sold()).told(*payout(stage)).do(DISPUTED, approve())
    desk.paid()
    assert desk.refund().take_back == (500 if stage is PayoutStage.PAID else 0)


@pytest.mark.rule("U23")
def test_nothing_is_taken_back_for_what_the_vendor_does_not_bear() -> None:
    desk = Desk(sold()).meanwhile(complete()).told(*payout(PayoutStage.PAID))
    desk.do(force(ask(line(amount="5.00"), cause=RefundCause.GOODWILL))).paid()
    assert (desk.refund().bearer, desk.refund().take_back) == (Bearer.OPERATOR, 0)
    desk.do(force(ask(line(amount="5.00"), cause=RefundCause.DISPUTE, refund="r2"))).paid("r2")
    assert desk.refund("r2").take_back == 500


@pytest.mark.rule("U23")
def test_what_went_back_after_the_payout_is_owed_and_what_did_before_is_not() -> None:
    desk = Desk(sold()).do(DISPUTED, approve(), went_back("2.00")).told(*payout(PayoutStage.PAID))
    desk.do(retry(), went_back("3.00", attempt=2))
    assert (owed(desk), desk.refund().take_back) == ([0, 300], 300)


@pytest.mark.rule("U23")
def test_what_was_approved_before_the_payout_and_goes_back_after_it_is_owed() -> None:
    desk = Desk(sold()).meanwhile(complete()).do(DISPUTED, who=vendor()).do(approve()).told(*payout(PayoutStage.PAID))
    desk.paid()
    assert desk.refund().take_back == 500


@pytest.mark.rule("U23")
def test_in_steps_by_hand_and_too_late_it_adds_up() -> None:
    desk = Desk(sold()).told(*payout(PayoutStage.PAID)).do(DISPUTED, approve())
    desk.do(went_back("1.00"), by_hand(amount="1.50"), retry(), did_not(attempt=2), abandon())
    desk.do(went_back("2.50", attempt=2))
    assert (owed(desk), desk.refund().take_back) == ([100, 150, 250], 500)


@pytest.mark.rule("U23")
def test_it_is_what_the_vendor_got_and_not_what_the_buyer_paid() -> None:
    """120.00 with 20.00 that the operator remits, 30.00 off that the operator gives, 5.00 off that the vendor does."""
    line_of = NewLine(
        id=LineId("p1.l1"),
        listing=ListingId("lamp"),
        title="a lamp",
        quantity=1,
        unit_price=money("100.00", "EUR"),
        taxes=[
            NewTax(
                rate_id="vat",
                rate=Decimal(20),
                amount=money("20.00", "EUR"),
                inclusive=False,
                remitter=Remitter.OPERATOR,
            ),
            NewTax(rate_id="eco", rate=Decimal(2), amount=money("2.00", "EUR"), inclusive=False),
        ],
        discounts=[
            NewDiscount(coupon=CouponId("ours"), funder=Funder.OPERATOR, amount=money("30.00", "EUR")),
            NewDiscount(coupon=CouponId("theirs"), funder=Funder.VENDOR, amount=money("5.00", "EUR")),
        ],
    )
    part = NewPart(id=PartId("p1"), vendor=VendorId("v1"), lines=[line_of], shipping=money("6.00", "EUR"))
    command = PlaceOrder(order=ORDER, buyer=ADA, currency="EUR", parts=[part])
    ctx = orders.Context(now=PLACED_AT, actor=SYSTEM, policy=presets.PLAIN.orders)
    order = orders.place(command, ctx).unwrap().state
    desk = Desk(order).meanwhile(pay(str(order.due.amount)), ship("p1", ("p1.l1", 1))).told(*payout(PayoutStage.PAID))
    desk.do(ask_all(cause=RefundCause.DISPUTE), approve(), went_back("40.00"))
    assert desk.amount() == 9300, "100.00 + 20.00 + 2.00 - 30.00 - 5.00 + 6.00"
    desk.do(retry(), went_back("53.00", attempt=2))
    assert desk.refund().take_back == 10300, "100.00 + 2.00 - 5.00 + 6.00"
    [some, rest] = owed(desk)
    assert (some + rest, some > 4000) == (10300, True)


@pytest.mark.parametrize("stage", PAYOUTS, ids=lambda stage: stage.value)
def test_an_approved_refund_cancels_an_open_request_for_a_payout(stage: PayoutStage) -> None:
    desk = Desk(sold()).told(*payout(stage)).do(DISPUTED, approve())
    [approved] = [event for event in desk.history if isinstance(event, RefundApproved)]
    assert approved.cancels_payout == ("out1" if stage is PayoutStage.REQUESTED else None)


def test_a_payout_of_which_nothing_changes_is_not_cancelled() -> None:
    desk = Desk(sold()).told(*payout(PayoutStage.REQUESTED)).do(ask(line(amount="5.00")), approve())
    [approved] = [event for event in desk.history if isinstance(event, RefundApproved)]
    assert (desk.refund().bearer, approved.cancels_payout) == (Bearer.OPERATOR, None)


@pytest.mark.rule("U23")
def test_a_vendor_owes_what_somebody_else_paid_for_the_buyer() -> None:
    """A unit of 1.00 that the operator gave away costs the buyer nothing, and earned its vendor 1.00."""
    free = ask(line("p1.l2", units=1), cause=RefundCause.DISPUTE)
    desk = Desk(taxed()).told(*payout(PayoutStage.REQUESTED)).do(free, approve())
    [approved] = [event for event in desk.history if isinstance(event, RefundApproved)]
    assert (desk.amount(), approved.cancels_payout) == (0, "out1")
    paid = Desk(taxed()).told(*payout(PayoutStage.PAID)).do(free, approve())
    assert (paid.stage(), paid.refund().take_back) == (RefundStage.COMPLETED, 100)


@pytest.mark.rule("U23")
def test_what_a_cancellation_left_due_is_taken_back_from_a_vendor_who_was_paid() -> None:
    desk = Desk(sold(sent=1)).meanwhile(cancel_lines("p1", ("p1.l1", 1))).told(*payout(PayoutStage.PAID))
    desk.do(of_cancellation()).paid()
    assert desk.refund().take_back == 1000
