"""A Hypothesis state machine that lives an order together with its refunds and returns, and asks every law."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.strategies import DataObject

from mpcore import orders, refunds
from mpcore.kernel import Done, utc
from mpcore.presets import RuleBook
from mpcore.refunds import FireTimers, RefundCommand, RefundRule
from mpcore.testing.attempts import RefundAttempt
from mpcore.testing.entitled import SYSTEM
from mpcore.testing.laws import refunds as laws
from mpcore.testing.refund_life import RefundLife
from mpcore.testing.strategies.asking import asked as order_asked
from mpcore.testing.strategies.facts import facts_beside_refunds
from mpcore.testing.strategies.lives import fired as order_fired
from mpcore.testing.strategies.lives import when_something_is_due
from mpcore.testing.strategies.policies import refund_books
from mpcore.testing.strategies.refund_lives import asked, when_due
from mpcore.testing.strategies.refund_openings import sold
from mpcore.testing.strategies.values import spans

__all__ = ["RefundWalk"]


class RefundWalk(RuleBasedStateMachine):
    """An order was sold; refunds and returns of it are asked for, answered, given back, or not, while it goes on.

    `RefundWalk.using(rules=…, also=(…,)).TestCase` is a test for pytest and unittest.  The laws of refunds, and those
    of the order, hold at every step, under a host's own rules and policies too; at the end nobody is stuck, and
    everything that was paid goes back.
    """

    rule_book: ClassVar[RuleBook | None] = None
    """The rule book; None: a new one for each walk."""
    also: ClassVar[tuple[RefundRule, ...]] = ()
    """The host's own rules about refunds and returns."""

    life: RefundLife

    @classmethod
    def using(cls, *, rules: RuleBook | None = None, also: tuple[RefundRule, ...] = ()) -> type[RefundWalk]:
        """The same walk under a rule book and with the host's own rules."""
        return type("RefundWalk", (cls,), {"rule_book": rules, "also": also, "__module__": cls.__module__})

    @initialize(data=st.data())
    def sell(self, data: DataObject) -> None:
        """An order was sold: paid in one way or another, sent off, delivered, completed, paid out, or not."""
        book = data.draw(refund_books()) if self.rule_book is None else self.rule_book
        self._lived(sold(data.draw, book, (), vendors=2, lines=2, ample=True))

    @rule(data=st.data())
    def ask_what_fits(self, data: DataObject) -> None:
        """Somebody asks for what the refunds and returns offer."""
        self._decide(*asked(data.draw, self.life, self.also, wild=False))

    @rule(data=st.data())
    def answer_what_waits(self, data: DataObject) -> None:
        """Somebody asks for anything that is offered, however seldom it is asked."""
        self._decide(*asked(data.draw, self.life, self.also, wild=False, even=True))

    @rule(data=st.data())
    def ask_for_anything(self, data: DataObject) -> None:
        """Somebody asks without looking."""
        self._decide(*asked(data.draw, self.life, self.also, wild=True))

    @rule(data=st.data())
    def go_on(self, data: DataObject) -> None:
        """Something is done with the order itself: it is shipped, delivered, cancelled, completed, paid."""
        command, ctx = order_asked(data.draw, self.life.order, self.life.rules.orders, self.life.now, (), wild=False)
        self._lived(self.life.went(orders.execute(self.life.order, command, ctx)))

    @rule(data=st.data())
    def tell(self, data: DataObject) -> None:
        """Another package tells of a payout or a chargeback; told again, nothing changes."""
        fact = data.draw(facts_beside_refunds(self.life.order, self.life.now), label="fact")
        after = self.life.tells(fact)
        again = orders.record(after.order, fact)
        assert again == Done(after.order, ()), "a fact that is told twice changes something"  # noqa: S101  (a law)
        self._lived(after)

    @rule(span=spans(timedelta(days=6)))
    def wait(self, span: timedelta) -> None:
        """Time goes by."""
        self.life = evolve(self.life, now=utc(self.life.now + span))

    @rule(data=st.data())
    def fire(self, data: DataObject) -> None:
        """Time goes by until something is due, or long after, and the timers are fired: first those of the order."""
        policy = self.life.rules.orders
        if data.draw(_OF_THE_ORDER):
            now = when_something_is_due(data.draw, self.life.order, policy, self.life.now)
            command, ctx = order_fired(self.life.order, policy, now, ())
            life = evolve(self.life, now=now)
            self._lived(life.went(orders.execute(life.order, command, ctx)))
        self.life = evolve(self.life, now=when_due(data.draw, self.life))
        self._decide(FireTimers(order=self.life.order.id), self.life.context(SYSTEM, also=self.also))

    def teardown(self) -> None:
        """In the end everything that is under way ends, and all that was paid goes back."""
        if hasattr(self, "life"):
            laws.ended(self.life)

    def _decide(self, command: RefundCommand, ctx: refunds.Context) -> None:
        attempt = RefundAttempt(life=self.life, command=command, context=ctx)
        for law in laws.OF_ATTEMPTS:  # those of the life were asked when it became what it is
            law(attempt)
        if isinstance(attempt.execute(), Done):
            self._lived(self.life.after(command, ctx))

    def _lived(self, life: RefundLife) -> None:
        self.life = life
        laws.life_holds(life)


_OF_THE_ORDER = st.booleans()
