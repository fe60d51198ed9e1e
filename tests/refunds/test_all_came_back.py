"""When everything came back (U30), the refund is a full one with the shipping; also in steps, as the policy has it."""

from __future__ import annotations

import pytest

from mpcore.orders import Order
from mpcore.refunds import Mode, MustBeFullRefund, RefundCause, RefundPolicy, WhenAllCameBack
from tests.orders.say import cancel_lines
from tests.refunds.say import Desk, ask, ask_all, line, reject, sold

SOME = RefundCause.SOME_ITEMS_RETURNED
W = WhenAllCameBack
BOTH = (line("p1.l1", units=2), line("p1.l2", units=2))


def two_lines() -> Order:
    return sold(lines=2, quantity=2, shipping="5.00").state


def desk(what: WhenAllCameBack) -> Desk:
    return Desk(two_lines(), RefundPolicy(when_all_came_back=what))


@pytest.mark.rule("U30")
@pytest.mark.parametrize("what", [W.REFUSE, W.PARTIAL], ids=lambda what: what.value)
def test_everything_at_once_is_a_full_refund(what: WhenAllCameBack) -> None:
    refusal = MustBeFullRefund(part=desk(what).part().id, at="mode")
    assert desk(what).reasons(ask(*BOTH, cause=SOME)) == (refusal,)
    assert refusal.remedy is not None
    assert desk(what).give(ask_all(cause=RefundCause.ALL_ITEMS_RETURNED)) == 4500


@pytest.mark.rule("U30")
def test_it_may_be_taken_as_one() -> None:
    one = desk(W.FULL).do(ask(*BOTH, cause=SOME))
    assert (one.refund().mode, one.amount()) == (Mode.FULL, 4500)
    assert sum(share.shipping for share in one.refund().shares) == 500
    assert one.events(ask(*BOTH, cause=SOME)) == []
    assert one.refused(ask(line("p1.l1", units=2), cause=SOME)) == ["id_taken"]
    lowered = desk(W.FULL).do(ask(line("p1.l1", units=2, amount="3.00"), line("p1.l2", units=2), cause=SOME))
    assert lowered.amount() == 4500


@pytest.mark.rule("U30")
@pytest.mark.parametrize("what", list(W), ids=lambda what: what.value)
def test_everything_but_a_unit_is_a_partial_refund_without_the_shipping(what: WhenAllCameBack) -> None:
    one = desk(what)
    assert one.give(ask(line("p1.l1", units=2), line("p1.l2", units=1), cause=SOME)) == 3000
    assert sum(share.shipping for share in one.refund().shares) == 0


@pytest.mark.rule("U30")
@pytest.mark.parametrize(
    ("what", "amount"), [(W.REFUSE, None), (W.FULL, 1500), (W.PARTIAL, 1000)], ids=["refuse", "full", "partial"]
)
def test_in_steps_the_last_one_is_what_the_policy_has_it(what: WhenAllCameBack, amount: int | None) -> None:
    one = desk(what)
    one.give(ask(line("p1.l1", units=2), line("p1.l2", units=1), cause=SOME))
    last = ask(line("p1.l2", units=1), cause=SOME, refund="r2")
    if amount is None:
        assert one.refused(last) == ["refunds.must_be_full"]
        assert one.give(ask_all(cause=RefundCause.ALL_ITEMS_RETURNED, refund="r2")) == 1500
        return
    assert one.give(last) == amount
    assert one.refund("r2").mode is (Mode.FULL if what is W.FULL else Mode.PARTIAL)
    assert one.part().refunded == 3000 + amount


@pytest.mark.rule("U30")
def test_what_is_under_way_came_back_too() -> None:
    one = desk(W.REFUSE).do(ask(line("p1.l1", units=2), line("p1.l2", units=1), cause=SOME))
    last = ask(line("p1.l2", units=1), cause=SOME, refund="r2")
    assert one.refused(last) == ["refunds.must_be_full"]
    one.do(reject()).do(last)


@pytest.mark.rule("U30")
def test_what_was_cancelled_does_not_have_to_come_back() -> None:
    story = sold(lines=2, quantity=2, sent=1, shipping="5.00")
    one = Desk(story.after(cancel_lines("p1", ("p1.l1", 1), ("p1.l2", 1))), RefundPolicy(when_all_came_back=W.PARTIAL))
    both = (line("p1.l1", units=1), line("p1.l2", units=1))
    assert one.refused(ask(*both, cause=SOME)) == ["refunds.must_be_full"], "a cancellation is no step"
    assert one.give(ask(both[0], cause=SOME)) == 1000
    assert one.give(ask(both[1], cause=SOME, refund="r2")) == 1000


@pytest.mark.rule("U30")
def test_units_that_were_never_sent_off_have_not_come_back() -> None:
    one = Desk(sold(quantity=2, sent=1, shipping="5.00"))
    assert one.give(ask(line(units=1), cause=SOME)) == 1000


def test_what_did_not_come_back_is_refunded_in_part_all_the_same() -> None:
    one = desk(W.REFUSE)
    assert one.give(ask(*BOTH)) == 4000
    assert one.give(ask_all(refund="r2")) == 500


@pytest.mark.rule("U30")
@pytest.mark.parametrize("cause", [RefundCause.GOODWILL, RefundCause.DISPUTE], ids=lambda cause: cause.value)
def test_what_can_be_sold_again_came_back_whatever_the_cause(cause: RefundCause) -> None:
    desk = Desk(sold(quantity=2, shipping="5.00"))
    assert desk.refused(ask(line(units=2, restock=2), cause=cause)) == ["refunds.must_be_full"]
    assert desk.give(ask(line(units=2, restock=1), cause=cause)) == 2000
