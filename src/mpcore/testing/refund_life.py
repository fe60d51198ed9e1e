"""What becomes of one order after its sale: the order, told of everything, and its refunds and returns beside it."""

from __future__ import annotations

from attrs import evolve
from pendulum import DateTime

from mpcore import orders, refunds
from mpcore.kernel import Actor, Done, Refused, frozen
from mpcore.orders import Order, OrderCommand, OrderEvent, OrderFact, OrderRule
from mpcore.presets import RuleBook
from mpcore.refunds import (
    AfterSales,
    KeptBack,
    ListingCategory,
    RefundCommand,
    RefundEvent,
    RefundRule,
    ReturnAddress,
)

__all__ = ["RefundLife", "told"]


@frozen(kw_only=True)
class RefundLife:
    """An order with its refunds and returns, kept as a host keeps them: each event is told to the order at once.

    Every step is a new life; what is refused leaves all as it is, but for the clock.
    """

    rules: RuleBook
    order: Order
    """Told of everything that happened to its refunds."""
    order_history: tuple[OrderEvent, ...]
    """`orders.replay(order_history) == order`, unless the library is broken."""
    state: AfterSales
    history: tuple[RefundEvent, ...] = ()
    """`refunds.replay(order, history) == state`, unless the library is broken."""
    now: DateTime
    """The instant of the last thing that was asked or told."""
    addresses: tuple[ReturnAddress, ...] = ()
    """Where vendors want goods sent back to, as far as the host knows."""
    categories: tuple[ListingCategory, ...] = ()
    """Which listings are of which kind, as far as the host says."""
    said: tuple[RefundCommand, ...] = ()
    """What was accepted, in that order."""

    def context(
        self,
        actor: Actor,
        now: DateTime | None = None,
        also: tuple[RefundRule, ...] = (),
        kept_back: tuple[KeptBack, ...] = (),
    ) -> refunds.Context:
        """What a decision about the refunds and returns knows."""
        return refunds.Context(
            now=self.now if now is None else now,
            actor=actor,
            policy=self.rules.refunds,
            order=self.order,
            categories=self.categories,
            return_addresses=self.addresses,
            kept_back=kept_back,
            also=also,
        )

    def after(self, command: RefundCommand, ctx: refunds.Context) -> RefundLife:
        """The life after a command about refunds or returns, and the order told what came of it."""
        outcome = refunds.execute(self.state, command, ctx)
        if isinstance(outcome, Refused):
            return evolve(self, now=ctx.now)
        done = told(self.order, outcome.state, outcome.events)
        return evolve(
            self,
            state=outcome.state,
            history=self.history + outcome.events,
            order=done.state,
            order_history=self.order_history + done.events,
            now=ctx.now,
            said=(*self.said, command),
        )

    def meanwhile(self, command: OrderCommand, actor: Actor, also: tuple[OrderRule, ...] = ()) -> RefundLife:
        """The life after a command about the order itself."""
        ctx = orders.Context(now=self.now, actor=actor, policy=self.rules.orders, vendor_cancellations=0, also=also)
        return self.went(orders.execute(self.order, command, ctx))

    def tells(self, fact: OrderFact) -> RefundLife:
        """The life after another package told the order of something."""
        return self.went(orders.record(self.order, fact))

    def went(self, outcome: Done[Order, OrderEvent] | Refused) -> RefundLife:
        """The life after what came of a command about the order, or of a fact."""
        if isinstance(outcome, Refused):
            return self
        return evolve(self, order=outcome.state, order_history=self.order_history + outcome.events)


def told(order: Order, after_sales: AfterSales, events: tuple[RefundEvent, ...]) -> Done[Order, OrderEvent]:
    """The order once it was told of these events, which led to this state."""
    found: tuple[OrderEvent, ...] = ()
    for fact in refunds.facts_for(after_sales, events):
        done = orders.record(order, fact)
        order, found = done.state, found + done.events
    return Done(order, found)
