"""Which of several payments is refunded first, and that no payment gives back more than it brought."""

from __future__ import annotations

import pytest

from mpcore.kernel import WrongStage
from mpcore.orders import Order
from mpcore.refunds import PaymentOrder, RefundPolicy
from mpcore.refunds.paying import capacity
from mpcore.testing import Scenario, placed
from tests.orders.say import authorise, decline, pay
from tests.refunds.explaining import of_refund
from tests.refunds.say import Desk, abandon, approve, ask, by_hand, did_not, reject, retry, went_back

P = PaymentOrder


def three() -> Order:
    """Paid by 5.00, then 20.00, then 15.00: 40.00 for two parts."""
    story = Scenario(placed("v1", "v2", lines=1))
    return story.after(pay("5.00", "m1"), pay("20.00", "m2"), pay("15.00", "m3")).state


def shares(desk: Desk, refund: str = "r1") -> list[tuple[str, int]]:
    return [(one.payment, one.amount) for one in desk.refund(refund).payments]


FIRST = {
    P.LAST_FIRST: ([("m3", 1500), ("m2", 400)], [("m2", 1600), ("m1", 200)]),
    P.FIRST_FIRST: ([("m1", 500), ("m2", 1400)], [("m2", 600), ("m3", 1200)]),
    P.LARGEST_FIRST: ([("m2", 1900)], [("m2", 100), ("m3", 1500), ("m1", 200)]),
}


@pytest.mark.parametrize("first", list(P), ids=lambda first: first.value)
def test_payments_are_refunded_in_the_policys_order(first: PaymentOrder) -> None:
    desk = Desk(three(), RefundPolicy(payment_order=first))
    desk.do(ask(amount="19.00"), approve())
    desk.do(ask(amount="18.00", part="p2", refund="r2"), approve("r2"))
    assert (shares(desk), shares(desk, "r2")) == FIRST[first]
    assert sorted([one.payment for one in desk.intents()]) == sorted(
        [name for each in FIRST[first] for name, _ in each]
    )


def test_of_equal_payments_the_last_by_its_time_and_name_goes_first() -> None:
    story = Scenario(placed("v1", lines=1)).after(pay("10.00", "m2"), pay("10.00", "m1"))
    for first, names in ((P.LARGEST_FIRST, ["m1", "m2"]), (P.LAST_FIRST, ["m1", "m2"]), (P.FIRST_FIRST, ["m2", "m1"])):
        desk = Desk(story, RefundPolicy(payment_order=first)).do(ask(amount="20.00"), approve())
        assert [one.payment for one in desk.refund().payments] == names


def test_only_what_came_in_is_given_back_to() -> None:
    story = Scenario(placed("v1", lines=1)).after(authorise("20.00", "m9"), decline("m8"), pay("20.00", "m1"))
    desk = Desk(story).do(ask(amount="20.00"), approve())
    assert shares(desk) == [("m1", 2000)]


def test_what_is_on_its_way_is_not_given_a_second_time() -> None:
    desk = Desk(three()).do(ask(amount="15.00"), approve())
    desk.do(ask(amount="5.00", refund="r2"), approve("r2"))
    assert shares(desk, "r2") == [("m2", 500)]
    desk.paid()
    desk.do(ask(amount="1.00", part="p2", refund="r3"), approve("r3"))
    assert shares(desk, "r3") == [("m2", 100)]


def test_what_was_abandoned_is_there_again_but_for_what_went_back() -> None:
    desk = Desk(three()).do(ask(amount="15.00"), approve(), went_back("4.00", payment="m3"), abandon())
    desk.do(ask(amount="12.00", refund="r2"), approve("r2"))
    assert shares(desk, "r2") == [("m3", 1100), ("m2", 100)]


def overpaid() -> Desk:
    """Of the 40.00 that came in 5.00 are left: r1 gave 20.00 after r2 gave 15.00 of the same 20.00."""
    desk = Desk(Scenario(placed("v1", "v2", lines=1)).after(pay("40.00")))
    desk.do(ask(amount="20.00"), approve(), did_not(), abandon()).give(ask(amount="15.00", refund="r2"))
    desk.do(went_back("20.00"))
    assert (desk.refund().overpaid, capacity(desk.after, desk.order)) == (1500, {"m1": 500})
    return desk


def test_no_payment_is_asked_for_more_than_all_payments_have_left() -> None:
    desk = overpaid()
    desk.do(ask(amount="5.00", part="p2", refund="r3"), approve("r3"))
    assert (shares(desk, "r3"), capacity(desk.after, desk.order)) == ([("m1", 500)], {"m1": 0})
    desk = overpaid()
    desk.do(ask(amount="5.01", part="p2", refund="r3"), approve("r3"))
    assert (shares(desk, "r3"), capacity(desk.after, desk.order)) == ([("m1", 500)], {"m1": 0})
    desk.do(went_back("5.00", refund="r3"))
    assert (desk.stage("r3").value, desk.refused(retry("r3"))) == ("failed", ["refunds.payment_cannot_take"])
    desk.do(by_hand("r3"))
    assert (desk.stage("r3").value, desk.refund("r3").by_hand, desk.part("p2").refunded) == ("completed", 1, 501)


def test_what_no_payment_has_anything_of_can_still_be_given_by_hand_or_given_up() -> None:
    desk = overpaid()
    desk.do(ask(amount="5.00", part="p2", refund="r3"), approve("r3"))
    desk.do(ask(amount="4.00", part="p2", refund="r4"), approve("r4"))
    assert (shares(desk, "r4"), desk.stage("r4").value) == ([], "failed")
    assert [one.payment for one in desk.intents()] == ["m1"], "of r3"
    assert desk.refused(retry("r4")) == ["refunds.payment_cannot_take"]
    assert any("could not be given back: 4.00 EUR" in each for each in of_refund(desk, refund="r4"))
    desk.do(by_hand("r4"))
    assert (desk.stage("r4").value, desk.refund("r4").by_hand) == ("completed", 400)


def test_what_no_payment_had_anything_of_is_tried_once_one_has() -> None:
    desk = overpaid()
    desk.do(ask(amount="5.00", part="p2", refund="r3"), approve("r3"))
    desk.do(ask(amount="4.00", part="p2", refund="r4"), approve("r4"))
    desk.do(did_not(refund="r3"), abandon("r3"), retry("r4"))
    assert (shares(desk, "r4"), desk.stage("r4").value) == ([("m1", 400)], "approved")
    assert desk.events(retry("r4")) == []
    assert desk.refused(abandon("r4")) == [WrongStage.code]
    desk.do(went_back("4.00", refund="r4"))
    assert (desk.stage("r4").value, desk.part("p2").refunded) == ("completed", 400)


def test_what_was_given_back_by_hand_is_left_to_its_payment() -> None:
    desk = Desk(three()).do(ask(amount="15.00"), approve(), did_not("m3"), by_hand())
    desk.do(ask(amount="5.00", refund="r2"), approve("r2"))
    assert shares(desk, "r2") == [("m3", 500)]


def test_what_was_rejected_never_went_to_a_payment() -> None:
    desk = Desk(three()).do(ask(amount="15.00"), reject())
    desk.do(ask(amount="15.00", refund="r2"), approve("r2"))
    assert shares(desk, "r2") == [("m3", 1500)]


def test_a_refund_of_several_payments_is_over_with_the_last_of_them() -> None:
    desk = Desk(three()).do(ask(amount="19.00"), approve(), went_back("15.00", "m3"))
    assert (desk.stage().value, desk.part().refunded, [one.payment for one in desk.intents()]) == (
        "approved",
        0,
        ["m2"],
    )
    desk.do(did_not("m2"))
    assert (desk.stage().value, desk.part().refunded) == ("failed", 1500)
    desk.do(went_back("4.00", "m2"))
    assert (desk.stage().value, desk.part().refunded) == ("completed", 1900)


def test_a_retry_is_of_the_payments_that_failed_only() -> None:
    desk = Desk(three()).do(ask(amount="19.00"), approve(), went_back("15.00", "m3"), did_not("m2"), retry())
    assert [(one.payment, one.attempt) for one in desk.intents()] == [("m2", 2)]
    assert desk.events(went_back("15.00", "m3")) == []
    assert desk.refused(went_back("15.00", "m3", attempt=2)) == ["refunds.no_such_attempt"]
    desk.do(went_back("4.00", "m2", attempt=2))
    assert desk.part().refunded == 1900
