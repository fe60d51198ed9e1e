"""What a coupon whose condition is lost keeps back of the money of returns (rules.md §00.9)."""

from __future__ import annotations

import pytest

from mpcore import refunds
from mpcore.kernel import LineId, MalformedError
from mpcore.refunds import KeptBack, RefundPolicy, ReturnId, ReturnRefundRequested, ReturnStage
from mpcore.testing import OPERATOR
from tests.refunds.say_returns import Counter, accept, came, delivered, receive, refund, wants


def kept(amount: int, name: str = "p1.l2", one: str = "b1") -> KeptBack:
    return KeptBack(ReturnId(one), LineId(name), amount)


@pytest.mark.rule("00.9")
def test_what_a_lost_condition_keeps_back_is_taken_from_the_refund() -> None:
    counter = Counter(delivered(lines=2)).do(wants(("p1.l1", 1)), accept(), receive(came()))
    counter.kept_back = (kept(150), kept(-50, "p1.l1"), kept(700, one="b7"))
    counter.do(refund())
    assert counter.settle() == 900
    assert counter.last(ReturnRefundRequested).withheld == (kept(100, "p1.l1"),)
    assert counter.last(ReturnRefundRequested).short == 0


@pytest.mark.rule("00.9")
@pytest.mark.parametrize(("keep", "given", "short"), [(999, 1, 0), (1000, 0, 0), (1001, 0, 1)])
def test_and_never_more_than_there_is(keep: int, given: int, short: int) -> None:
    counter = Counter(delivered(lines=2)).do(wants(("p1.l1", 1)), accept(), receive(came()))
    counter.kept_back = (kept(keep),)
    counter.do(refund())
    assert counter.settle() == given
    assert counter.last(ReturnRefundRequested).short == short
    assert counter.where() is ReturnStage.REFUNDED


@pytest.mark.rule("00.9")
def test_what_was_kept_back_goes_back_once_nothing_is_kept() -> None:
    counter = Counter(delivered(lines=2, shipping="4.90")).do(wants(("p1.l1", 2)), accept(), receive(came(units=2)))
    counter.kept_back = (kept(300),)
    counter.do(refund())
    assert counter.settle() == 1700
    counter.do(wants(("p1.l2", 2), name="b2"), accept("b2"), receive(came("p1.l2", 2), name="b2"))
    counter.kept_back = (kept(-300, one="b2"),)
    counter.do(refund("r2", "b2"))
    assert counter.settle("r2") == 2790
    assert counter.order.parts[0].refunded == counter.order.parts[0].paid


@pytest.mark.rule("00.9")
def test_a_later_return_gives_back_part_of_what_was_kept_and_not_all() -> None:
    counter = Counter(delivered(lines=3)).do(wants(("p1.l1", 2)), accept(), receive(came(units=2)))
    counter.kept_back = (kept(300),)
    counter.do(refund())
    assert counter.settle() == 1700
    counter.do(wants(("p1.l2", 1), name="b2"), accept("b2"), receive(came("p1.l2"), name="b2"))
    counter.kept_back = (kept(-120, one="b2"),)
    counter.do(refund("r2", "b2"))
    assert counter.settle("r2") == 1120
    assert sum(one.amount for one in counter.one("b2").withheld) == -120


@pytest.mark.rule("00.9")
def test_the_last_unit_of_a_line_does_not_take_what_is_still_kept_back() -> None:
    counter = Counter(delivered(lines=2)).do(wants(("p1.l1", 1)), accept(), receive(came()))
    counter.kept_back = (kept(300),)
    counter.do(refund())
    assert counter.settle() == 700
    counter.do(wants(("p1.l1", 1), name="b2"), accept("b2"), receive(came(), name="b2"), refund("r2", "b2"))
    assert counter.settle("r2") == 1000
    counter.do(wants(("p1.l2", 2), name="b3"), accept("b3"), receive(came("p1.l2", 2), name="b3"), refund("r3", "b3"))
    assert counter.settle("r3") == 2300


def test_nobody_says_twice_what_is_kept_back_of_a_line() -> None:
    with pytest.raises(MalformedError, match="kept_back"):
        refunds.Context(
            now=Counter().now,
            actor=OPERATOR,
            policy=RefundPolicy(),
            order=Counter().order,
            kept_back=[kept(1), kept(2)],
        )
