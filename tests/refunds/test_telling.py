"""What the order is told of its refunds: the same each time, whatever the order it is told in."""

from __future__ import annotations

from itertools import permutations

import pytest

from mpcore.kernel import BrokenHistoryError
from mpcore.orders import OrderFact, RefundClosed, RefundOpened, RefundSettled, SurplusRefunded
from mpcore.refunds import RefundCommand, facts_for, replay
from tests.orders.say import cancel_lines, pay
from tests.refunds.say import (
    Desk,
    abandon,
    approve,
    ask,
    ask_all,
    by_hand,
    did_not,
    line,
    of_cancellation,
    reject,
    retry,
    sold,
    surplus,
    went_back,
    withdraw,
)

ASKED = ask(line(units=1))
LIVES: dict[str, tuple[RefundCommand, ...]] = {
    "asked": (ASKED,),
    "rejected": (ASKED, reject()),
    "withdrawn": (ASKED, withdraw()),
    "completed": (ASKED, approve(), went_back("10.00")),
    "abandoned": (ASKED, approve(), did_not(), abandon()),
    "in part": (ASKED, approve(), went_back("4.00")),
    "in part, then all": (ASKED, approve(), went_back("4.00"), retry(), went_back("6.00", attempt=2)),
    "in parts": (
        ASKED,
        approve(),
        went_back("4.00"),
        retry(),
        went_back("3.00", attempt=2),
        retry(),
        went_back("3.00", attempt=3),
    ),
    "in part, then not": (ASKED, approve(), went_back("4.00"), abandon()),
    "by hand": (ASKED, approve(), went_back("4.00"), by_hand()),
    "an amount": (ask(line(amount="4.00")), approve(), went_back("4.00")),
    "an amount in part": (ask(line(amount="4.00")), approve(), went_back("1.00"), abandon()),
    "of the part": (ask(amount="4.00"), approve(), went_back("1.00"), retry(), went_back("3.00", attempt=2)),
    "full": (ask_all(), approve(), went_back("20.00"), by_hand()),
    "in part by hand": (ASKED, approve(), did_not(), by_hand(amount="4.00"), by_hand()),
    "too late": (ASKED, approve(), did_not(), abandon(), went_back("10.00")),
    "in part, then too late": (
        *(ASKED, approve(), did_not(), retry(), went_back("4.00", attempt=2), abandon()),
        went_back("6.00"),
    ),
    "too much": (ASKED, approve(), did_not(), retry(), went_back("10.00", attempt=2), went_back("10.00")),
}
TOLD = {
    "asked": [RefundOpened],
    "rejected": [RefundOpened, RefundClosed],
    "withdrawn": [RefundOpened, RefundClosed],
    "completed": [RefundOpened, RefundSettled],
    "abandoned": [RefundOpened, RefundClosed],
    "in part": [RefundOpened, RefundSettled],
    "in part, then all": [RefundOpened, RefundSettled, RefundSettled],
    "in parts": [RefundOpened, RefundSettled, RefundSettled, RefundSettled],
    "in part, then not": [RefundOpened, RefundSettled, RefundClosed],
    "by hand": [RefundOpened, RefundSettled, RefundSettled],
    "an amount": [RefundOpened, RefundSettled],
    "an amount in part": [RefundOpened, RefundSettled, RefundClosed],
    "of the part": [RefundOpened, RefundSettled, RefundSettled],
    "full": [RefundOpened, RefundSettled, RefundSettled],
    "in part by hand": [RefundOpened, RefundSettled, RefundSettled],
    "too late": [RefundOpened, RefundClosed, RefundSettled],
    "in part, then too late": [RefundOpened, RefundSettled, RefundClosed, RefundSettled],
    "too much": [RefundOpened, RefundSettled],
}


def told(desk: Desk) -> list[OrderFact]:
    """Everything the order was told of the desk's refunds."""
    return list(facts_for(desk.after, desk.history))


@pytest.mark.parametrize("life", list(LIVES), ids=list(LIVES))
def test_the_order_is_told_what_there_is_to_tell(life: str) -> None:
    start = sold().state
    desk = Desk(start).do(*LIVES[life])
    facts = told(desk)
    assert [type(fact) for fact in facts] == TOLD[life]
    assert len({fact.id for fact in facts}) == len(facts)
    assert replay(start, desk.history) == desk.after


@pytest.mark.parametrize("life", list(LIVES), ids=list(LIVES))
def test_telling_it_once_more_changes_nothing(life: str) -> None:
    desk = Desk(sold()).do(*LIVES[life])
    before = desk.order
    assert desk.told(*told(desk)).order == before


@pytest.mark.parametrize("life", list(LIVES), ids=list(LIVES))
def test_told_in_any_order_it_leads_to_the_same(life: str) -> None:
    desk = Desk(sold()).do(*LIVES[life])
    for facts in permutations(told(desk)):
        late = Desk(sold()).told(*facts)
        mine, theirs = late.part(), desk.part()
        assert (mine.refunded, mine.open_refunds, mine.refundable) == (
            theirs.refunded,
            theirs.open_refunds,
            theirs.refundable,
        ), [type(fact).__name__ for fact in facts]
        for one, other in zip(mine.lines, theirs.lines, strict=True):
            assert (one.gone, one.refunded, one.pending) == (other.gone, other.refunded, other.pending)
            assert [each.shares for each in one.reductions] == [each.shares for each in other.reductions]


def test_of_what_a_cancellation_left_due_nothing_is_kept_a_second_time() -> None:
    desk = Desk(sold(quantity=3, sent=1).after(cancel_lines("p1", ("p1.l1", 2))))
    before = desk.part()
    desk.do(of_cancellation())
    assert (desk.part().lines, desk.part().open_refunds) == (before.lines, ())
    opened, settled = told(desk.do(did_not(), by_hand()))
    assert isinstance(opened, RefundOpened)
    assert isinstance(settled, RefundSettled)
    assert opened.of_cancellation
    assert settled.of_cancellation
    assert (desk.part().refunded, desk.part().refundable) == (2000, 1000)


def test_of_surplus_the_order_is_told_what_went_back() -> None:
    desk = Desk(sold().after(pay("7.00", "m2"))).do(surplus())
    assert told(desk) == []
    desk.do(went_back("2.00", "m2"), retry(), went_back("5.00", "m2", attempt=2))
    facts = told(desk)
    assert [(type(fact), getattr(fact, "amount", 0)) for fact in facts] == [
        (SurplusRefunded, 200),
        (SurplusRefunded, 500),
    ]
    assert desk.told(*facts).order.surplus_refunded == 700


def test_no_refund_is_opened_of_more_than_is_left() -> None:
    first, second = Desk(sold()).do(ask_all()), Desk(sold()).do(ask_all(refund="r2"))
    with pytest.raises(BrokenHistoryError, match="keeps more than is left"):
        first.told(*told(second))
