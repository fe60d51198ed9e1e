"""What is true of every decision about refunds and returns, each law a function that raises `AssertionError` with why.

Laws of an attempt (what became of an order, a command, a context): `closed`, `still`, `final`, `repeatable`,
`reasoned`, `discreet`, `offered`, `carried`, `timely` and `exact`; `all_hold` asks them all.  Laws of a life: `told`,
`retold` and `forgotten` (with its histories), `conserved`, `stocked` and `staged`; `life_holds` asks them, and those of
its order.  `ended` lives it to its end: nobody is stuck, and everything that was paid goes back.  They hold under a
host's own rules (`ctx.also`) and policies too.

The verbs are looked up in `mpcore.refunds` when a law is asked, so a test may put others in their place.
"""

from __future__ import annotations

from collections.abc import Callable

from mpcore.kernel import Done
from mpcore.testing.attempts import RefundAttempt
from mpcore.testing.laws.refunds.answers import discreet, offered, reasoned
from mpcore.testing.laws.refunds.decisions import carried, closed, final, repeatable, still
from mpcore.testing.laws.refunds.ends import ended, exact
from mpcore.testing.laws.refunds.histories import forgotten, retold, staged, told
from mpcore.testing.laws.refunds.money import conserved, nothing_left, stocked
from mpcore.testing.laws.refunds.timers import timely
from mpcore.testing.refund_life import RefundLife

__all__ = [
    "OF_ATTEMPTS",
    "OF_LIVES",
    "all_hold",
    "carried",
    "closed",
    "conserved",
    "discreet",
    "ended",
    "exact",
    "final",
    "forgotten",
    "life_holds",
    "nothing_left",
    "offered",
    "reasoned",
    "repeatable",
    "retold",
    "staged",
    "still",
    "stocked",
    "timely",
    "told",
]

OF_ATTEMPTS: tuple[Callable[[RefundAttempt], None], ...] = (
    closed,
    still,
    final,
    repeatable,
    reasoned,
    discreet,
    offered,
    carried,
    timely,
    exact,
)
"""The laws of a decision."""


def _conserved(life: RefundLife) -> None:
    conserved(life.state, life.order)


def _stocked(life: RefundLife) -> None:
    stocked(life.state, life.order)


def _staged(life: RefundLife) -> None:
    staged(life.state)


OF_LIVES: tuple[Callable[[RefundLife], None], ...] = (told, retold, _conserved, _stocked, _staged, forgotten)
"""The laws of what became of an order after its sale."""


def all_hold(attempt: RefundAttempt) -> None:
    """Every law, of the attempt, of the life it begins with and of the one it ends with."""
    life_holds(attempt.life)
    for law in OF_ATTEMPTS:
        law(attempt)
    if isinstance(attempt.execute(), Done):
        life_holds(attempt.life.after(attempt.command, attempt.context))


def life_holds(life: RefundLife) -> None:
    """Every law of a life, and every law of its order."""
    from mpcore.testing import laws  # noqa: PLC0415  (the laws of orders are in the package around this one)

    laws.life_holds(life.order_history, life.order)
    for law in OF_LIVES:
        law(life)
