"""What can be sold again (U27): what came back, and no more of it than the refund is of; it moves no money."""

from __future__ import annotations

import pytest

from mpcore.kernel import LineId
from mpcore.orders import Quantity
from mpcore.refunds import Mode, RefundCause, RefundPolicy, RestockNotAllowed
from tests.orders.say import cancel_lines, lose, ship
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
    sold,
    went_back,
)

C = RefundCause
ADVISORY = RefundPolicy(enforce_causes=False)
"""So that each cause can be of units."""
NONE = {C.NEVER_RECEIVED, C.PARTLY_NOT_RECEIVED, C.PARTLY_CANCELLED, C.PRICE_REDUCTION}
"""Of these nothing came back."""
SENT = [cause for cause in C if cause is not C.CANCELLED_BEFORE_SHIPMENT]


def too_many(asked: int, most: int) -> RestockNotAllowed:
    return RestockNotAllowed(line=sold().state.parts[0].lines[0].id, asked=asked, most=most, at="lines[0].restock")


@pytest.mark.rule("U27")
@pytest.mark.parametrize("cause", SENT, ids=lambda c: c.value)
def test_of_a_partial_refund_no_more_units_are_sold_again_than_it_is_of(cause: RefundCause) -> None:
    most = 0 if cause in NONE else 2
    desk = Desk(sold(quantity=3), ADVISORY)
    for asked in (most + 1, -1):
        assert desk.reasons(ask(line(units=2, restock=asked), cause=cause)) == (too_many(asked, most),)
    desk.do(ask(line(units=2, restock=most), cause=cause))
    assert desk.refund().restock == ((Quantity(desk.part().lines[0].id, 2),) if most else ())


@pytest.mark.rule("U27")
@pytest.mark.parametrize("cause", SENT, ids=lambda c: c.value)
def test_of_a_full_refund_no_more_units_are_sold_again_than_were_sent_off(cause: RefundCause) -> None:
    most = 0 if cause in NONE else 2
    desk = Desk(sold(quantity=3, sent=2), ADVISORY)
    assert desk.reasons(ask_all(line(restock=most + 1), cause=cause)) == (too_many(most + 1, most),)
    desk.do(ask_all(line(restock=most), cause=cause))
    assert [one.quantity for one in desk.refund().restock] == ([2] if most else [])


@pytest.mark.rule("U27")
def test_what_was_never_sent_off_is_all_there_to_be_sold() -> None:
    desk = Desk(sold(lines=2, quantity=3, sent=0)).do(ask_all(cause=C.CANCELLED_BEFORE_SHIPMENT))
    assert desk.refund().restock == tuple([Quantity(line.id, 3) for line in desk.part().lines])


@pytest.mark.rule("U27")
def test_what_came_back_before_is_not_sold_again_twice() -> None:
    desk = Desk(sold(quantity=3))
    desk.give(ask(line(units=2, restock=2), cause=C.SOME_ITEMS_RETURNED))
    assert desk.reasons(ask_all(line(restock=2), cause=C.ALL_ITEMS_RETURNED, refund="r2")) == (too_many(2, 1),)
    desk.do(ask_all(line(restock=1), cause=C.ALL_ITEMS_RETURNED, refund="r2"))


@pytest.mark.rule("U27")
def test_an_amount_without_units_brings_nothing_back() -> None:
    desk = Desk(sold())
    assert desk.reasons(ask(line(amount="5.00", restock=1))) == (too_many(1, 0),)


@pytest.mark.rule("U27")
def test_money_and_stock_are_independent() -> None:
    amounts = {restock: Desk(sold()).give(ask(line(units=2, restock=restock))) for restock in (0, 1, 2)}
    assert amounts == {0: 2000, 1: 2000, 2: 2000}
    full = {restock: Desk(sold(shipping="1.00")).give(ask_all(line(restock=restock))) for restock in (0, 3)}
    assert full == {0: 3100, 3: 3100}


def test_nothing_is_sold_again_that_is_not_said_to_be() -> None:
    for asked in (ask(line(units=2)), ask_all(), ask_all(cause=C.ALL_ITEMS_RETURNED)):
        assert Desk(sold()).do(asked).refund().restock == ()
    assert ask_all().mode is Mode.FULL


@pytest.mark.rule("U27")
def test_where_causes_are_only_noted_nothing_is_sold_again_that_was_sent_off() -> None:
    part = Desk(sold(), ADVISORY).do(ask(line(amount="0.01"), cause=C.CANCELLED_BEFORE_SHIPMENT))
    assert part.refund().restock == ()
    unsent = Desk(sold(sent=2), ADVISORY).do(ask(line(amount="0.01"), cause=C.CANCELLED_BEFORE_SHIPMENT))
    assert unsent.refund().restock == ()
    half = Desk(sold(sent=2), ADVISORY).do(ask_all(cause=C.CANCELLED_BEFORE_SHIPMENT))
    assert half.refund().restock == (Quantity(LineId("p1.l1"), 1),)


@pytest.mark.rule("U27")
def test_what_is_lost_is_not_sold_again() -> None:
    story = sold(sent=0, quantity=4).after(ship("p1", ("p1.l1", 2)), ship("p1", ("p1.l1", 1), dispatch="d2"))
    story = story.after(lose(dispatch="d2"))
    desk = Desk(story)
    too_many = ask(line(units=3, restock=3), cause=C.GOODWILL)
    assert "refunds.restock_not_allowed" in desk.refused(too_many)
    desk.do(ask(line(units=2, restock=2), cause=C.GOODWILL))
    [refusal] = desk.reasons(ask(line(units=1, restock=1), cause=C.DISPUTE, refund="r2"))
    assert refusal == RestockNotAllowed(line=LineId("p1.l1"), asked=1, most=0, at="lines[0].restock")


@pytest.mark.rule("U27")
def test_units_that_were_paid_back_before_are_not_sold_again_by_the_rest() -> None:
    desk = Desk(sold(quantity=3, sent=2))
    desk.give(ask(line(units=1)))
    assert desk.reasons(ask_all(line(restock=2), refund="r2")) == (too_many(2, 1),)
    desk.do(ask_all(line(restock=1), refund="r2"))


@pytest.mark.rule("U27")
def test_what_was_never_sent_off_is_sold_again_beside_what_comes_back() -> None:
    desk = Desk(sold(quantity=3, sent=2).after(cancel_lines("p1", ("p1.l1", 1)))).do(of_cancellation(), did_not())
    desk.do(by_hand())
    assert [some.quantity for some in desk.refund().restock] == [1]
    desk.do(ask_all(line(restock=2), refund="r2", cause=C.ALL_ITEMS_RETURNED))


@pytest.mark.rule("U27")
def test_of_what_was_given_up_only_what_went_back_is_sold_again() -> None:
    desk = Desk(sold(lines=2, quantity=2)).do(
        ask(line(units=1, restock=1), line("p1.l2", units=1, restock=1), cause=C.SOME_ITEMS_RETURNED), approve()
    )
    desk.do(went_back("19.99"), abandon())
    assert [line.gone for line in desk.part().lines] == [1, 0]
    every = ask_all(line(restock=2), line("p1.l2", restock=2), refund="r2")
    assert desk.reasons(every) == (too_many(2, 1),)
    desk.do(ask_all(line(restock=1), line("p1.l2", restock=2), refund="r2"))


@pytest.mark.rule("U27")
def test_what_was_not_given_back_after_all_can_still_be_sold_again() -> None:
    whole = ask_all(line(restock=3), cause=C.ALL_ITEMS_RETURNED)
    assert Desk(sold()).do(whole, reject()).do(ask_all(line(restock=3), refund="r2")).refund("r2").restock
    done = Desk(sold(quantity=4, sent=4)).do(ask(line(units=2, restock=2)), approve(), did_not(), abandon())
    done.do(ask(line(units=3, restock=3), refund="r2"))
    assert too_many(2, 1) in done.reasons(ask_all(line(restock=2), refund="r3"))
    done.do(ask_all(line(restock=1), refund="r3"))
