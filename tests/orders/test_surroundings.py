"""The same decisions under any decimal context, time zone, locale and hash seed; and for orders of a thousand lines."""

from __future__ import annotations

import decimal
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore import orders, wire
from mpcore.kernel import Refused
from mpcore.presets import PLAIN, SIPOKO
from mpcore.testing import OPERATOR, PLACED_AT, OrderAttempt, Scenario, laws, placed
from mpcore.testing import strategies as some
from tests.orders.say import (
    authorise,
    cancel,
    cancel_lines,
    charged_back,
    complete,
    correct,
    decline,
    deliver,
    fire,
    hold,
    lose,
    pay,
    refund_opened,
    release,
    remind,
    ship,
    units,
    vacation,
)

HOSTILE: dict[str, Callable[[], decimal.Context]] = {
    "one digit": lambda: decimal.Context(prec=1),
    "one digit, everything trapped": lambda: decimal.Context(
        prec=1, traps=[decimal.Inexact, decimal.Rounded, decimal.Subnormal, decimal.FloatOperation]
    ),
    "rounding up": lambda: decimal.Context(prec=3, rounding=decimal.ROUND_UP, Emax=3, Emin=-3, clamp=1),
    "small letters": lambda: decimal.Context(capitals=0),
}


def told_of(attempt: OrderAttempt) -> tuple[object, str]:
    """What comes of an attempt, and all that is said about it."""
    outcome = attempt.execute()
    ctx = attempt.context
    order = attempt.state if isinstance(outcome, Refused) else outcome.state
    said = [str(outcome) if isinstance(outcome, Refused) else wire.dumps(outcome.state)]
    said += [repr(amount) for amount in (order.total, order.due, order.paid, order.received, order.surplus)]
    said += [repr(orders.options(order, ctx)), repr(orders.due(order, ctx))]
    said += [orders.order_status(order, ctx.policy).name]
    return outcome, "\n".join(said)


@pytest.mark.parametrize("context", HOSTILE.values(), ids=HOSTILE)
@given(attempt=some.order_attempts())
def test_no_decimal_context_changes_a_decision(context: Callable[[], decimal.Context], attempt: OrderAttempt) -> None:
    expected = told_of(attempt)
    with decimal.localcontext(context()):
        assert told_of(attempt) == expected


@pytest.mark.parametrize("context", HOSTILE.values(), ids=HOSTILE)
@given(data=st.data())
def test_no_decimal_context_changes_a_purchase(context: Callable[[], decimal.Context], data: st.DataObject) -> None:
    command = data.draw(some.place_commands() | some.broken_place_commands())
    ctx = orders.Context(now=data.draw(some.instants()), actor=OPERATOR, policy=PLAIN.orders)
    expected = orders.place(command, ctx)
    with decimal.localcontext(context()):
        assert orders.place(command, ctx) == expected


LATER = PLACED_AT + timedelta(days=30)
STORY = """
import sys
from mpcore import orders, wire
from mpcore.testing import Scenario, placed
from tests.orders.test_surroundings import a_story
story = a_story()
print([wire.dumps(event) for event in story.history])
print(wire.dumps(story.state))
ctx = orders.Context(now=story.state.placed_at, actor=story.state.buyer, policy=orders.OrderPolicy(rule_book="sipoko"))
print(repr(story), orders.options(story.state, ctx), orders.due(story.state, ctx))
refused = story.when(orders.CompletePart(order=story.state.id, part=story.state.parts[1].id))
print(refused.outcome, hash is not None)
"""


def a_story() -> Scenario:
    story = Scenario(placed("v1", "v2", "v3", rules=SIPOKO)).after(authorise("120.00", "m0"), decline("m0"), remind())
    story = story.after(hold("p2"), vacation(PLACED_AT, part="p2"), pay("120.00"), ship("p1", ("p1.l1", 2)))
    story = story.after(correct(), deliver(), cancel_lines("p1", ("p1.l2", 2)), complete("p1"), cancel("p3"))
    story = story.after(release("p2"), ship("p2", dispatch="d2"), lose("p2", "d2")).after(fire(), now=LATER)
    return story.told(refund_opened("p2", "r2", "f1")).told(refund_opened("p2", "r1", "f2")).told(charged_back("p2"))


def test_no_hash_seed_time_zone_or_locale_changes_a_history() -> None:
    surroundings: list[dict[str, str]] = [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Apia", "LC_ALL": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Sao_Paulo", "LANG": "de_DE.UTF-8", "PYTHONUTF8": "1"},
    ]
    said: set[str] = set()
    for surrounding in surroundings:
        done = subprocess.run(  # noqa: S603  (our own Python runs our own text)
            [sys.executable, "-c", STORY],
            env={**os.environ, **surrounding},
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        said.add(done.stdout)
    assert len(said) == 1


def test_an_order_of_a_thousand_lines_is_as_exact_as_one_of_two() -> None:
    history = placed("v1", lines=1000, quantity=3, price="0.33", shipping="9.99")
    story = Scenario(history).after(pay("999.99"))
    laws.life_holds(story.history, story.state)
    assert sorted({line.shipping for line in story.state.parts[0].lines}) == [0, 1]
    some_units = [(f"p1.l{number}", 1 + number % 3) for number in range(1, 1001)]
    story = story.after(ship("p1", *some_units))
    rest = [(f"p1.l{number}", 2 - number % 3) for number in range(1, 1001) if number % 3 != 2]
    story = story.after(cancel_lines("p1", *rest), complete())
    laws.life_holds(story.history, story.state)
    part = story.state.parts[0]
    assert part.to_ship == 0
    assert part.released == 33 * sum(count for _, count in rest)
    assert units(*rest)[0].quantity == 1


def test_a_part_of_many_parcels_is_decided_like_one_of_few() -> None:
    story = Scenario(placed("v1", lines=1, quantity=100, price="1.00")).after(pay("100.00"))
    for number in range(100):
        story = story.after(ship("p1", ("p1.l1", 1), dispatch=f"d{number:03}"))
    story.after(complete())
    laws.life_holds(story.history, story.state)
