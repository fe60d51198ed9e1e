"""What the strategies draw: valid where it says so, varied, and good shares of yes and no."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import get_args

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from moneyed import Money
from pendulum import DateTime

from mpcore import orders, wire
from mpcore.kernel import Done, NotFound, Refused, is_id, utc
from mpcore.money import exponent, to_minor
from mpcore.orders import CancellationRequests, OrderCommand, OrderEvent, PlaceOrder, Status, part_status
from mpcore.presets import PLAIN, SIPOKO, RuleBook
from mpcore.testing import SYSTEM, OrderAttempt, laws
from mpcore.testing import strategies as some
from mpcore.testing.strategies.values import EARLIEST, LATEST

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
MANY = settings(
    max_examples=1200,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=SLOW,
)


@given(some.money())
def test_money_has_the_places_of_its_currency(amount: Money) -> None:
    assert 0 <= to_minor(amount) <= 10**7
    places = {"EUR": 2, "JPY": 0, "BHD": 3, "USD": 2}
    assert exponent(amount.currency.code) == places[amount.currency.code]


@given(some.money("JPY", 5, 6))
def test_money_keeps_to_its_bounds(amount: Money) -> None:
    assert to_minor(amount) in (5, 6)
    assert amount.currency.code == "JPY"


@given(some.instants(), some.aware_datetimes())
def test_instants_are_aware_and_within_bounds(instant: DateTime, aware: datetime) -> None:
    assert EARLIEST <= instant <= LATEST
    assert instant.utcoffset() == timedelta()
    assert EARLIEST <= utc(aware) <= LATEST


@given(some.ids())
def test_ids_name_things(name: str) -> None:
    assert is_id(name)


@given(some.spans(timedelta(hours=2)))
def test_spans_go_forward(span: timedelta) -> None:
    assert timedelta() <= span <= timedelta(hours=2)


@given(st.data())
def test_purchases_are_accepted_under_their_rules(data: st.DataObject) -> None:
    rules = data.draw(some.rule_books())
    command = data.draw(some.place_commands(rules))
    now = data.draw(some.instants())
    outcome = orders.place(command, orders.Context(now=now, actor=SYSTEM, policy=rules.orders))
    assert isinstance(outcome, Done), str(outcome)
    laws.life_holds(outcome.events, outcome.state)


@given(some.rule_books())
def test_rule_books_with_one_id_are_one(book: RuleBook) -> None:
    assert book.orders.rule_book == book.id
    assert is_id(book.id)
    assert wire.load(RuleBook, wire.dump(book)) == book


@settings(max_examples=20)
@given(some.order_attempts(rules=SIPOKO))
def test_attempts_keep_to_the_rule_book_they_are_given(attempt: OrderAttempt) -> None:
    assert attempt.state.rule_book == attempt.context.policy.rule_book == "sipoko"


BUSY = PLAIN.what_if(
    {
        "orders.requests": CancellationRequests(),
        "orders.confirmed_by": orders.ConfirmedBy.OPERATOR,
        "orders.buyer_cancels": orders.BuyerCancels.WHILE_UNPAID,
        "orders.vendor_may_cancel": True,
        "orders.complete_after": timedelta(days=2),
    }
)
"""A marketplace in which much may happen."""


def test_attempts_are_accepted_and_refused_of_every_kind_and_for_many_reasons() -> None:
    outcomes: Counter[tuple[type[OrderCommand], bool]] = Counter()
    reasons: Counter[str] = Counter()
    statuses: Counter[Status] = Counter()
    events: Counter[type[OrderEvent]] = Counter()

    @settings(MANY, max_examples=2500)
    @given(some.order_attempts(some.rule_books() | st.just(BUSY)))
    def look(attempt: OrderAttempt) -> None:
        outcome = attempt.execute()
        outcomes[type(attempt.command), isinstance(outcome, Done)] += 1
        statuses.update([part_status(part, attempt.context.policy) for part in attempt.state.parts])
        events.update({type(event) for event in attempt.history})
        if isinstance(outcome, Refused):
            reasons.update([reason.code for reason in outcome.reasons])

    look()
    whole = sum(outcomes.values())
    accepted = sum(count for (_, done), count in outcomes.items() if done)
    assert whole * 0.3 < accepted < whole * 0.9
    assert len({kind for kind, done in outcomes if done}) >= 20, "most commands are accepted"
    assert len({kind for kind, done in outcomes if not done}) >= 18, "and refused"
    assert len(set(get_args(OrderEvent)) - set(events)) <= 2, "and nearly everything happens that can"
    assert set(statuses) == set(Status)
    assert len(reasons) >= 20


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of a long life that was found
@pytest.mark.parametrize(
    "wanted", [Status.PARTIALLY_SHIPPED, Status.SHIPPED, Status.COMPLETED, Status.CANCELLED, Status.REFUNDED]
)
def test_every_status_can_be_found(wanted: Status) -> None:
    life = find(
        some.lives(PLAIN),
        lambda life: any(part_status(part, PLAIN.orders) is wanted for part in life.state.parts),
        settings=settings(MANY, max_examples=3000),
    )
    assert any(part_status(part, PLAIN.orders) is wanted for part in life.state.parts)


@given(some.orders(PLAIN))
def test_strangers_are_strangers(order: orders.Order) -> None:
    ctx = orders.Context(now=order.placed_at, actor=SYSTEM, policy=PLAIN.orders)
    for stranger in some.strangers(order):
        theirs = orders.Context(now=ctx.now, actor=stranger, policy=PLAIN.orders)
        decision = orders.decide(order, orders.CompletePart(order=order.id, part=order.parts[0].id), theirs)
        assert decision == Refused((NotFound(thing="order", id=order.id),))


@given(some.histories(PLAIN))
def test_histories_can_be_replayed(history: tuple[orders.OrderEvent, ...]) -> None:
    laws.told(history, orders.replay(history))


def test_the_plainest_purchase_is_what_a_failure_shrinks_to() -> None:
    command: PlaceOrder = find(some.place_commands(), lambda _: True)
    assert len(command.parts) == len(command.parts[0].lines) == 1
    assert command.currency == "EUR"
