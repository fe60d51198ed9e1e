"""Orders in any state that can be reached, by living their lives: commands, facts, and time going by."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import PaymentId, Refused, frozen, utc
from mpcore.orders import FireTimers, Order, OrderCommand, OrderEvent, OrderPolicy, OrderRule, RecordPayment
from mpcore.presets import RuleBook
from mpcore.testing.attempts import OrderAttempt
from mpcore.testing.entitled import SYSTEM
from mpcore.testing.strategies.asking import asked
from mpcore.testing.strategies.facts import facts
from mpcore.testing.strategies.placing import place_commands
from mpcore.testing.strategies.policies import rule_books
from mpcore.testing.strategies.values import Draw, instants

__all__ = [
    "Life",
    "begun",
    "books_of",
    "fired",
    "histories",
    "lives",
    "next_instant",
    "order_attempts",
    "orders_in_any_state",
    "when_something_is_due",
]

_STEP = st.sampled_from(
    (
        *(timedelta(minutes=1), timedelta(), timedelta(minutes=1), timedelta(microseconds=1)),
        *(timedelta(hours=1), timedelta(hours=20), timedelta(hours=1), timedelta(days=2)),
        *(timedelta(days=4), timedelta(days=16)),
    )
)
_BESIDE = st.sampled_from(
    (timedelta(), timedelta(), timedelta(microseconds=1), timedelta(microseconds=-1), timedelta(days=3))
)
_WHAT_NEXT = st.sampled_from((*("ask",) * 8, "tell", "fire"))
_PAID_AT_ONCE = st.sampled_from((False, True, True))
_PLACE = st.integers(0, 63)
_AT_A_TIMER = st.sampled_from((False, False, False, True))
_INSTANTS = instants()
_YES_OR_NO = st.booleans()


@frozen(kw_only=True)
class Life:
    """What became of one order so far."""

    rules: RuleBook
    state: Order
    history: tuple[OrderEvent, ...]
    now: DateTime
    """The instant of the last thing that was recorded."""


def books_of(rules: RuleBook | SearchStrategy[RuleBook] | None) -> SearchStrategy[RuleBook]:
    """The rule book, or one of several, or any."""
    if rules is None:
        return rule_books()
    return st.just(rules) if isinstance(rules, RuleBook) else rules


def next_instant(draw: Draw, now: DateTime) -> DateTime:
    """The same instant or a later one."""
    return utc(now + draw(_STEP))


def when_something_is_due(draw: Draw, order: Order, policy: OrderPolicy, now: DateTime) -> DateTime:
    """The instant of one of the order's timers, or one just beside it or long after; never before now."""
    waiting = orders.due(order, orders.Context(now=now, actor=SYSTEM, policy=policy))
    if not waiting:
        return next_instant(draw, now)
    return utc(max(now, waiting[draw(_PLACE) % len(waiting)].at + draw(_BESIDE)))


def begun(draw: Draw, rules: RuleBook, also: tuple[OrderRule, ...], *, vendors: int, lines: int, ample: bool) -> Life:
    """A life that has just begun.

    Where the host's own rules refuse what was drawn, the order was placed before the host had them.
    """
    command = draw(place_commands(rules, vendors=vendors, lines=lines, ample=ample))
    now = draw(_INSTANTS)
    ctx = orders.Context(now=now, actor=SYSTEM, policy=rules.orders, also=also)
    outcome = orders.place(command, ctx)
    if isinstance(outcome, Refused) and also:
        outcome = orders.place(command, evolve(ctx, also=()))
    done = outcome.unwrap()  # what was drawn to be accepted is
    return Life(rules=rules, state=done.state, history=done.events, now=now)


def lives(
    rules: RuleBook | SearchStrategy[RuleBook] | None = None,
    also: tuple[OrderRule, ...] = (),
    *,
    vendors: int = 3,
    lines: int = 3,
    steps: int = 12,
    ample: bool = True,
) -> SearchStrategy[Life]:
    """Orders with their histories."""
    return _lives(books_of(rules), also, vendors=vendors, lines=lines, steps=steps, ample=ample)


@cache
def _length(most: int) -> SearchStrategy[int]:
    """Any number of steps up to so many, more of them rather than fewer."""
    return st.sampled_from([*range(most + 1), *range(most // 2, most + 1)])


@st.composite
def _lives(
    draw: DrawFn,
    books: SearchStrategy[RuleBook],
    also: tuple[OrderRule, ...],
    *,
    vendors: int,
    lines: int,
    steps: int,
    ample: bool,
) -> Life:
    rules = draw(books)
    life = begun(draw, rules, also, vendors=vendors, lines=lines, ample=ample)
    if draw(_PAID_AT_ONCE):
        life = _lived(life, *_paid(life, also))
    for _ in range(draw(_length(steps))):
        what = draw(_WHAT_NEXT)
        if what == "fire":
            now = when_something_is_due(draw, life.state, rules.orders, life.now)
            life = _lived(life, *fired(life.state, rules.orders, now, also))
            continue
        now = next_instant(draw, life.now)
        if what == "tell":
            done = orders.record(life.state, draw(facts(life.state, now)))
            life = evolve(life, state=done.state, history=life.history + done.events, now=now)
        else:
            life = _lived(life, *asked(draw, life.state, rules.orders, now, also, wild=False))
    return life


def _lived(life: Life, command: OrderCommand, ctx: orders.Context) -> Life:
    """The life after a command, whatever came of it."""
    outcome = orders.execute(life.state, command, ctx)
    if isinstance(outcome, Refused):
        return evolve(life, now=ctx.now)
    return evolve(life, state=outcome.state, history=life.history + outcome.events, now=ctx.now)


def _paid(life: Life, also: tuple[OrderRule, ...]) -> tuple[OrderCommand, orders.Context]:
    """All that is due comes in."""
    command = RecordPayment(order=life.state.id, payment=PaymentId("m0"), amount=life.state.due)
    return command, orders.Context(now=life.now, actor=SYSTEM, policy=life.rules.orders, also=also)


def fired(
    order: Order, policy: OrderPolicy, now: DateTime, also: tuple[OrderRule, ...]
) -> tuple[OrderCommand, orders.Context]:
    """The system fires the timers."""
    return FireTimers(order=order.id), orders.Context(now=now, actor=SYSTEM, policy=policy, also=also)


def orders_in_any_state(
    rules: RuleBook | SearchStrategy[RuleBook] | None = None, also: tuple[OrderRule, ...] = ()
) -> SearchStrategy[Order]:
    """Orders in any state that commands and facts lead to."""
    return lives(rules, also).map(lambda life: life.state)


def histories(
    rules: RuleBook | SearchStrategy[RuleBook] | None = None, also: tuple[OrderRule, ...] = ()
) -> SearchStrategy[tuple[OrderEvent, ...]]:
    """Whole histories, each from its `OrderPlaced` on."""
    return lives(rules, also).map(lambda life: life.history)


@st.composite
def _attempts(draw: DrawFn, drawn: SearchStrategy[Life], also: tuple[OrderRule, ...]) -> OrderAttempt:
    life = draw(drawn)
    wild = draw(_YES_OR_NO)
    soon = next_instant(draw, life.now)
    now = when_something_is_due(draw, life.state, life.rules.orders, life.now) if draw(_AT_A_TIMER) else soon
    command, ctx = asked(draw, life.state, life.rules.orders, now, also, wild=wild)
    return OrderAttempt(state=life.state, command=command, context=ctx, history=life.history)


def order_attempts(
    rules: RuleBook | SearchStrategy[RuleBook] | None = None, also: tuple[OrderRule, ...] = ()
) -> SearchStrategy[OrderAttempt]:
    """A reachable order, a command and a context: about half of them fit, the others are drawn without looking."""
    return _attempts(lives(rules, also), also)
