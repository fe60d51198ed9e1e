"""A Hypothesis state machine that lives an order's life, and asks every law at every step."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.strategies import DataObject
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import Done, utc
from mpcore.orders import Order, OrderCommand, OrderEvent, OrderRule
from mpcore.presets import RuleBook
from mpcore.testing import laws
from mpcore.testing.attempts import OrderAttempt
from mpcore.testing.strategies.asking import asked
from mpcore.testing.strategies.facts import facts
from mpcore.testing.strategies.lives import begun, books_of, fired, when_something_is_due
from mpcore.testing.strategies.values import spans

__all__ = ["OrderWalk"]


class OrderWalk(RuleBasedStateMachine):
    """An order is placed; commands that fit and commands that do not are asked, facts are told, time goes by.

    `OrderWalk.using(rules=…, also=(…,)).TestCase` is a test for pytest and unittest.  Its laws hold at every step,
    under a host's own rules and policies too.
    """

    rule_book: ClassVar[RuleBook | None] = None
    """The rule book; None: a new one for each walk."""
    also: ClassVar[tuple[OrderRule, ...]] = ()
    """The host's own rules."""

    book: RuleBook
    state: Order
    history: tuple[OrderEvent, ...]
    now: DateTime

    @classmethod
    def using(cls, *, rules: RuleBook | None = None, also: tuple[OrderRule, ...] = ()) -> type[OrderWalk]:
        """The same walk under a rule book and with the host's own rules."""
        return type("OrderWalk", (cls,), {"rule_book": rules, "also": also, "__module__": cls.__module__})

    @initialize(data=st.data())
    def place(self, data: DataObject) -> None:
        """An order is placed."""
        book = data.draw(books_of(self.rule_book))
        life = begun(data.draw, book, self.also, vendors=3, lines=3, ample=True)
        self.book, self.state, self.history, self.now = book, life.state, life.history, life.now
        laws.life_holds(self.history, self.state)

    @rule(data=st.data())
    def ask_what_fits(self, data: DataObject) -> None:
        """Somebody asks for what the order offers."""
        self._ask(data, wild=False)

    @rule(data=st.data())
    def ask_for_anything(self, data: DataObject) -> None:
        """Somebody asks without looking."""
        self._ask(data, wild=True)

    @rule(data=st.data())
    def tell(self, data: DataObject) -> None:
        """Another package tells of a refund or a payout; told again, nothing changes."""
        fact = data.draw(facts(self.state, self.now), label="fact")
        done = orders.record(self.state, fact)
        again = orders.record(done.state, fact)
        assert again == Done(done.state, ()), "a fact that is told twice changes something"  # noqa: S101  (a law)
        self._done(done)

    @rule(span=spans(timedelta(days=6)))
    def wait(self, span: timedelta) -> None:
        """Time goes by."""
        self.now = utc(self.now + span)

    @rule(data=st.data())
    def fire(self, data: DataObject) -> None:
        """Time goes by until something is due, or long after, and the timers are fired."""
        self.now = when_something_is_due(data.draw, self.state, self.book.orders, self.now)
        self._decide(*fired(self.state, self.book.orders, self.now, self.also))

    def _ask(self, data: DataObject, *, wild: bool) -> None:
        self._decide(*asked(data.draw, self.state, self.book.orders, self.now, self.also, wild=wild))

    def _decide(self, command: OrderCommand, ctx: orders.Context) -> None:
        attempt = OrderAttempt(state=self.state, command=command, context=ctx, history=self.history)
        for law in laws.OF_ATTEMPTS:  # those of the order were asked when it became what it is
            law(attempt)
        outcome = attempt.execute()
        if isinstance(outcome, Done):
            self._done(outcome)

    def _done(self, done: Done[Order, OrderEvent]) -> None:
        self.state, self.history = done.state, (*self.history, *done.events)
        laws.life_holds(self.history, self.state)
