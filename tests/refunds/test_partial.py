"""Partial refunds (U26): units, amounts, shipping or an amount of the part; never more than is left."""

from __future__ import annotations

from decimal import ROUND_UP, localcontext

import pytest

from mpcore.kernel import Exceeds, NotFound, OutOfRange, RefundId
from mpcore.money import money
from mpcore.refunds import AmountExceedsRemaining, RefundStage, RequestRefund
from mpcore.testing import Scenario, placed
from tests.orders.say import cancel_lines, pay, ship
from tests.refunds.say import Desk, approve, ask, ask_all, force, line, of_cancellation, reject, sold, taxed


def left(amount: str, asked: str, at: str) -> AmountExceedsRemaining:
    return AmountExceedsRemaining(asked=money(asked, "EUR"), left=money(amount, "EUR"), at=at)


@pytest.mark.rule("U26")
def test_a_partial_refund_names_what_goes_back() -> None:
    desk = Desk(sold(shipping="2.00"))
    assert desk.refused(ask()) == ["refunds.empty"]
    assert desk.refused(ask(line())) == ["refunds.empty"]
    desk.do(ask(line(units=1)), ask(line(amount="0.01"), refund="r2"))
    desk.do(ask(shipping="0.01", refund="r3"), ask(amount="0.01", refund="r4"))


@pytest.mark.rule("U26")
def test_no_more_of_a_line_goes_back_than_is_left_of_it() -> None:
    desk = Desk(sold(quantity=1, price="12.30"))
    assert desk.reasons(ask(line(amount="12.31"))) == (left("12.30", "12.31", "lines[0].amount"),)
    desk.do(ask(line(amount="5.00")))
    assert desk.reasons(ask(line(amount="7.31"), refund="r2")) == (left("7.30", "7.31", "lines[0].amount"),)
    desk.do(ask(line(amount="7.30"), refund="r2"))


@pytest.mark.rule("U26")
def test_no_more_goes_back_for_units_than_they_cost() -> None:
    desk = Desk(sold())
    assert desk.reasons(ask(line(units=2, amount="20.01"))) == (left("20.00", "20.01", "lines[0].amount"),)
    assert desk.give(ask(line(units=2, amount="20.00"))) == 2000


@pytest.mark.rule("U26")
def test_no_more_units_go_back_than_were_sent_off_and_are_left() -> None:
    desk = Desk(sold(quantity=3, sent=2))
    [too_many] = desk.reasons(ask(line(units=3)))
    assert too_many == Exceeds(of="p1.l1", asked=3, most=2, at="lines[0].units")
    [negative] = desk.reasons(ask(line(units=-1)))
    assert negative == OutOfRange(given=-1, least=0, most=2, at="lines[0].units")
    desk.do(ask(line(units=1)))
    [fewer] = desk.reasons(ask(line(units=2), refund="r2"))
    assert fewer == Exceeds(of="p1.l1", asked=2, most=1, at="lines[0].units")
    desk.do(reject()).do(ask(line(units=2), refund="r2"))


@pytest.mark.rule("U26")
def test_no_more_of_the_shipping_goes_back_than_is_left_of_it() -> None:
    desk = Desk(sold(lines=2, shipping="5.01"))
    assert desk.reasons(ask(shipping="5.02")) == (left("5.01", "5.02", "shipping"),)
    assert desk.give(ask(shipping="2.00")) == 200
    assert desk.reasons(ask(shipping="3.02", refund="r2")) == (left("3.01", "3.02", "shipping"),)
    assert desk.give(ask(shipping="3.01", refund="r2")) == 301
    assert desk.reasons(ask(shipping="0.01", refund="r3")) == (left("0.00", "0.01", "shipping"),)
    assert all(share.goods == 0 for share in desk.refund().shares)


@pytest.mark.rule("U26")
def test_an_amount_of_the_part_is_no_more_than_is_left_of_it() -> None:
    desk = Desk(sold(lines=2, quantity=1, shipping="1.00"))
    assert desk.reasons(ask(amount="21.01")) == (left("21.00", "21.01", "amount"),)
    assert desk.give(ask(amount="20.99")) == 2099
    assert desk.reasons(ask(amount="0.02", refund="r2")) == (left("0.01", "0.02", "amount"),)
    assert desk.give(ask(amount="0.01", refund="r2")) == 1


def test_an_amount_of_the_part_comes_from_each_line_in_proportion() -> None:
    desk = Desk(sold(lines=3, quantity=1)).do(ask(amount="1.00"))
    assert [share.total for share in desk.refund().shares] == [34, 33, 33]


@pytest.mark.rule("U24")
def test_lines_and_an_amount_of_the_part_are_not_named_together() -> None:
    desk = Desk(sold(shipping="1.00"))
    assert desk.refused(ask(line(amount="1.00"), amount="1.00")) == ["refunds.amounts_named"]
    assert desk.refused(ask(amount="1.00", shipping="1.00")) == ["refunds.amounts_named"]
    desk.do(ask(line(amount="1.00"), shipping="1.00"))


def test_every_line_that_does_not_fit_is_named() -> None:
    desk = Desk(sold(lines=2))
    asked = ask(line("p1.l1", amount="31.00"), line("nobody", units=1), line("p1.l2", units=4), line("p1.l2"))
    assert [reason.at for reason in desk.reasons(asked)] == [
        "lines[1].line",
        "lines[3].line",
        "lines[0].amount",
        "lines[2].units",
    ]
    assert NotFound(thing="line", id="nobody", at="lines[1].line") in desk.reasons(asked)


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        (ask(line(amount="1.00", currency="USD")), "lines[0].amount"),
        (ask(shipping="1.00", currency="USD"), "shipping"),
        (ask(amount="1.00", currency="USD"), "amount"),
    ],
    ids=["line", "shipping", "part"],
)
def test_amounts_are_in_the_orders_currency(asked: RequestRefund, at: str) -> None:
    desk = Desk(sold(shipping="2.00"))
    [reason] = desk.reasons(asked)
    assert (reason.code, reason.at) == ("orders.currency_mismatch", at)
    assert desk.reasons(force(asked)) == (reason,)


# In steps


def test_a_unit_of_10_with_23_percent_tax_goes_back_in_two_steps() -> None:
    desk = Desk(taxed(quantity=1, price="10.00", tax="2.30"))
    assert desk.give(ask(line(amount="5.00"))) == 500
    assert desk.reasons(ask(line(amount="10.00"), refund="r2")) == (left("7.30", "10.00", "lines[0].amount"),)
    assert desk.give(ask(line(units=1), refund="r3")) == 730
    [part] = desk.order.parts
    assert part.refunded == 1230
    back = part.lines[0].refunded
    assert back is not None
    assert (back.goods, back.taxes) == (1000, (230,))


def test_two_short_shipped_units_of_167_in_all() -> None:
    desk = Desk(taxed(quantity=2, price="0.70", tax="0.27", sent=0))
    assert desk.order.paid_minor == 167
    amounts: list[int] = []
    for number in (1, 2):
        desk.meanwhile(cancel_lines("p1", ("p1.l1", 1))).do(of_cancellation(f"r{number}")).paid(f"r{number}")
        amounts.append(desk.amount(f"r{number}"))
    assert amounts == [83, 84]
    assert desk.order.due_minor == 0


def test_a_refund_that_was_rejected_lowers_nothing() -> None:
    desk = Desk(sold()).do(ask(line(amount="6.00")))
    desk.do(ask(line(units=1), refund="r2"))
    assert desk.amount("r2") == 800
    desk.do(reject("r2"), reject()).do(ask(line(units=1), refund="r3"))
    assert desk.amount("r3") == 1000


def test_the_decimal_context_of_the_caller_changes_nothing() -> None:
    desk = Desk(sold(lines=3, quantity=1))
    with localcontext() as context:
        context.prec, context.rounding = 1, ROUND_UP
        desk.do(ask(amount="19.99"))
    assert [share.total for share in desk.refund().shares] == [667, 666, 666]


def test_amounts_too_large_for_anybody_are_refused() -> None:
    desk = Desk(sold())
    assert desk.refused(ask(line(amount="99999999999999.99"))) == ["refunds.amount_exceeds_remaining"]
    assert desk.refused(ask(line(units=10**40))) == ["exceeds"]
    assert RefundId("r1") not in [one.id for one in desk.after.refunds]


@pytest.mark.rule("U26")
def test_units_that_cost_nothing_go_back_at_once_when_they_are_approved() -> None:
    desk = Desk(taxed())
    assert desk.reasons(ask(line("p1.l2", amount="0.01"))) == (left("0.00", "0.01", "lines[0].amount"),)
    desk.do(ask(line("p1.l2", units=1, restock=1)))
    assert desk.amount() == 0
    desk.do(approve())
    assert (desk.stage(), desk.refund().payments) == (RefundStage.COMPLETED, ())
    assert (desk.part().lines[1].gone, desk.part().open_refunds) == (1, ())
    assert desk.refused(ask(line("p1.l2", units=1), refund="r2")) == ["exceeds"]
    assert desk.give(ask_all(refund="r3")) == 1000


def test_money_back_after_the_last_unit_lowers_none_that_comes_back_to_the_row() -> None:
    desk = Desk(sold(quantity=2)).do(ask(line(units=2, amount="5.00")), ask(line(amount="14.00"), refund="r2"))
    desk.do(reject(), ask(line(units=1), refund="r3"))
    assert desk.amount("r3") == 600, "no more than is left"
    assert desk.refused(ask(line(amount="0.01"), refund="r4")) == ["refunds.nothing_to_refund"]


def test_what_was_cancelled_before_it_was_paid_is_of_no_line_that_goes_back() -> None:
    story = Scenario(placed("v1", lines=2)).after(cancel_lines("p1", ("p1.l1", 1)), pay("30.00"))
    desk = Desk(story.after(ship("p1", ("p1.l1", 1), ("p1.l2", 2))))
    assert desk.reasons(ask(line(amount="10.01"))) == (left("10.00", "10.01", "lines[0].amount"),)
    whole = Desk(desk.order).do(ask_all())
    assert [(share.units, share.total) for share in whole.refund().shares] == [(1, 1000), (2, 2000)]
    assert desk.give(ask(line(amount="1.00"))) == 100
    assert desk.give(ask(line(units=1), refund="r2")) == 900
    assert desk.give(ask_all(refund="r3")) == 2000
