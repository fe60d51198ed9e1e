"""What a cancellation would give back is what it gives back."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from moneyed import Money

from mpcore.kernel import Done, MalformedError, OrderId, PartId
from mpcore.money import money, to_minor
from mpcore.orders import (
    AlreadyShipped,
    AnswerCancellation,
    Context,
    Order,
    OrderCommand,
    OrderEvent,
    PlaceOrder,
    execute,
    refund_due,
)
from mpcore.orders.shares import of_units
from mpcore.presets import PLAIN, WHATNOT
from mpcore.testing import OPERATOR, PLACED_AT, OrderAttempt, Scenario, placed, vendor_member
from mpcore.testing import strategies as some
from tests.orders.say import ORDER, all_of, ask, cancel, cancel_lines, pay, refund_settled, ship

SHIPPED_FOR = placed("v1", shipping="2.99")
"""Two lines of 2 × 10.00, and 2.99 for shipping."""


def due(story: Scenario, command: OrderCommand) -> Money:
    return refund_due(story.state, command, Context(now=PLACED_AT, actor=OPERATOR, policy=PLAIN.orders))


def eur(amount: str) -> Money:
    return money(amount, "EUR")


def test_of_what_was_paid_exactly_that_goes_back() -> None:
    story = Scenario(SHIPPED_FOR).after(pay("42.99"))
    assert due(story, cancel()) == eur("42.99")
    assert due(story, cancel_lines("p1", ("p1.l1", 1))) == eur("10.00"), "without shipping"
    assert due(story, cancel_lines("p1", ("p1.l1", 2), ("p1.l2", 2))) == eur("42.99"), "with the last of it"
    assert due(story.after(cancel_lines("p1", ("p1.l1", 1))), cancel()) == eur("32.99")


def test_what_went_back_before_does_not_go_back_again() -> None:
    story = Scenario(SHIPPED_FOR).after(pay("42.99"))
    (one, _) = all_of(story.state, "p1")
    story = story.told(refund_settled("p1", (evolve(one, goods=500, total=500),)))
    assert due(story, cancel()) == eur("37.99")


def test_nothing_goes_back_of_what_was_not_paid_is_refused_or_cancels_nothing() -> None:
    nothing = eur("0")
    assert due(Scenario(SHIPPED_FOR), cancel()) == nothing
    paid = Scenario(SHIPPED_FOR).after(pay("42.99"))
    assert due(paid, ship("p1", ("p1.l1", 1))) == nothing
    shipped = paid.after(ship("p1", ("p1.l1", 1)))
    shipped.when(cancel()).refused(AlreadyShipped)
    assert due(shipped, cancel()) == nothing


def test_an_answer_to_a_buyer_who_asks_gives_back_where_it_is_yes() -> None:
    story = Scenario(placed("v1", rules=WHATNOT)).after(pay("40.00"), ask())
    order = story.state
    ctx = Context(now=PLACED_AT, actor=OPERATOR, policy=WHATNOT.orders)
    for accept, amount in ((True, "40.00"), (False, "0")):
        answer = AnswerCancellation(order=ORDER, part=PartId("p1"), accept=accept)
        assert refund_due(order, answer, ctx) == money(amount, order.currency)


def test_a_host_s_own_rule_may_ask_for_it() -> None:
    asked: list[Money] = []

    def rule(order: Order | None, command: PlaceOrder | OrderCommand, ctx: Context) -> None:
        assert order is not None
        assert not isinstance(command, PlaceOrder)
        asked.append(refund_due(order, command, ctx))

    story = Scenario(SHIPPED_FOR).after(pay("42.99"))
    Scenario(story.history, also=(rule,)).when(cancel()).accepted()
    assert asked == [eur("42.99")]


def test_the_caller_s_mistakes_are_those_of_deciding() -> None:
    with pytest.raises(MalformedError, match="order"):
        due(Scenario(SHIPPED_FOR), evolve(cancel(), order=OrderId("o2")))
    vendor = Context(now=PLACED_AT, actor=vendor_member("v1"), policy=WHATNOT.orders)
    order = Scenario(placed("v1", rules=WHATNOT)).after(pay("40.00")).state
    with pytest.raises(MalformedError, match="vendor_cancellations"):
        refund_due(order, cancel(), vendor)
    assert refund_due(order, cancel(), evolve(vendor, vendor_cancellations=0)) == money("40.00", order.currency)


def owed_back(events: tuple[OrderEvent, ...]) -> int:
    return sum(share.total for event in events for share in getattr(event, "refund_due", ()))


@given(some.order_attempts())
def test_of_any_command_it_is_what_its_events_say(attempt: OrderAttempt) -> None:
    order = attempt.state
    outcome = execute(order, attempt.command, attempt.context)
    minor = owed_back(outcome.events) if isinstance(outcome, Done) else 0
    asked = refund_due(order, attempt.command, attempt.context)
    assert to_minor(asked) == minor
    assert asked.currency.code == order.currency


@pytest.mark.parametrize(("units", "amount"), [(2, "13.00"), (1, "10.00")], ids=["all", "some"])
def test_with_the_last_unit_the_shipping_goes_back_once_what_was_sent_came_back(units: int, amount: str) -> None:
    """Three units and 3.00 of shipping; two were sent and so many of them came back."""
    story = Scenario(placed("v1", lines=1, quantity=3, shipping="3.00")).after(pay("33.00"), ship("p1", ("p1.l1", 2)))
    (line,) = story.state.parts[0].lines
    story = story.told(refund_settled("p1", (of_units(line, 0, units),)))
    assert due(story, cancel_lines("p1", ("p1.l1", 1))) == eur(amount)
    after = story.after(cancel_lines("p1", ("p1.l1", 1))).state.parts[0]
    assert after.refundable == (3300 - units * 1000) - int(amount.replace(".", ""))


def test_the_shipping_is_owed_no_more_once_and_not_with_each_unit_that_went_back_unsent() -> None:
    """Found by a review: each of two unsent units that had been paid back took all of the shipping off what is due."""
    story = Scenario(placed("v1", lines=2, quantity=1, shipping="6.00")).after(pay("26.00"))
    story = story.told(refund_settled("p1", all_of(story.state, "p1")))
    first = story.after(cancel_lines("p1", ("p1.l1", 1)))
    assert first.state.parts[0].due == 1600
    assert first.after(cancel_lines("p1", ("p1.l2", 1))).state.parts[0].due == 0
    sent = Scenario(placed("v1", lines=2, quantity=2, shipping="6.00")).after(
        pay("46.00"), ship("p1", ("p1.l1", 1), ("p1.l2", 1))
    )
    sent = sent.told(refund_settled("p1", all_of(sent.state, "p1")))
    half = sent.after(cancel_lines("p1", ("p1.l1", 1)))
    assert half.state.parts[0].due == 3600
    assert half.after(cancel_lines("p1", ("p1.l2", 1))).state.parts[0].due == 2000
