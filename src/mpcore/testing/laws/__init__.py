"""What is true of every decision about orders, each law a function that raises `AssertionError` with the case in words.

Laws of an attempt (a state, a command, a context): `closed`, `still`, `final`, `repeatable`, `reasoned`, `discreet`,
`offered`, `carried`, `timely`; `all_hold` asks them all.  Laws of an order: `told`, `counted`, `unedited` and
`forgotten` (with its history), `conserved` and `announced`; `life_holds` asks them.  They hold under a host's own rules
(`ctx.also`) and policies too; that is what they are for.

The verbs are looked up in `mpcore.orders` when a law is asked, so a test may put others in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mpcore.kernel import Done
from mpcore.orders import Order, OrderEvent
from mpcore.testing.attempts import OrderAttempt
from mpcore.testing.laws.answers import discreet, offered, reasoned
from mpcore.testing.laws.decisions import carried, closed, final, repeatable, still
from mpcore.testing.laws.histories import announced, forgotten, told, unedited
from mpcore.testing.laws.money import conserved, counted
from mpcore.testing.laws.timers import timely

__all__ = [
    "OF_ATTEMPTS",
    "OF_LIVES",
    "all_hold",
    "announced",
    "carried",
    "closed",
    "conserved",
    "counted",
    "discreet",
    "final",
    "forgotten",
    "life_holds",
    "offered",
    "reasoned",
    "repeatable",
    "still",
    "timely",
    "told",
    "unedited",
]

OF_ATTEMPTS: tuple[Callable[[OrderAttempt], None], ...] = (
    closed,
    still,
    final,
    repeatable,
    reasoned,
    discreet,
    offered,
    carried,
    timely,
)
"""The laws of a decision."""


def _conserved(_: tuple[OrderEvent, ...], order: Order) -> None:
    conserved(order)


def _announced(_: tuple[OrderEvent, ...], order: Order) -> None:
    announced(order)


OF_LIVES: tuple[Callable[[tuple[OrderEvent, ...], Order], None], ...] = (
    told,
    unedited,
    counted,
    _conserved,
    _announced,
    forgotten,
)
"""The laws of an order and the history that led to it."""


def all_hold(attempt: OrderAttempt) -> None:
    """Every law, of the attempt, of the order it begins with and of the one it ends with."""
    life_holds(attempt.history, attempt.state)
    for law in OF_ATTEMPTS:
        law(attempt)
    outcome = attempt.execute()
    if isinstance(outcome, Done):
        life_holds((*attempt.history, *outcome.events), outcome.state)


def life_holds(history: Iterable[OrderEvent], order: Order) -> None:
    """Every law of an order with its history."""
    events = tuple(history)
    for law in OF_LIVES:
        law(events, order)
