"""One story with one order, told in commands and what is expected of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from attrs import evolve, field
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    Done,
    LineId,
    ListingId,
    OrderId,
    Outcome,
    PartId,
    Refusal,
    Refused,
    VendorId,
    frozen,
    utc,
)
from mpcore.money import money
from mpcore.orders import (
    CancellationRequested,
    CollectionRecorded,
    DeliveryRecorded,
    DispatchLost,
    DispatchReturned,
    FireTimers,
    LinesShipped,
    NewLine,
    NewPart,
    NoteAdded,
    Order,
    OrderCommand,
    OrderEvent,
    OrderFact,
    OrderPlaced,
    OrderRule,
    PaymentAuthorised,
    PaymentRecorded,
    PlaceOrder,
    VacationRecorded,
)
from mpcore.presets import ALL, PLAIN, RuleBook
from mpcore.testing.entitled import entitled
from mpcore.testing.words import difference, shown

__all__ = ["PLACED_AT", "Scenario", "placed"]

PLACED_AT: DateTime = utc(datetime(2026, 3, 26, 9, tzinfo=UTC))
"""When `placed` orders are placed: a Thursday, three days before Paris changes to summer time."""

_SOON = timedelta(minutes=1)


def placed(
    *vendors: str,
    lines: int = 2,
    quantity: int = 2,
    price: str = "10.00",
    currency: str = "EUR",
    shipping: str | None = None,
    pickup: bool = False,
    rules: RuleBook = PLAIN,
    at: datetime = PLACED_AT,
    order: str = "o1",
) -> tuple[OrderEvent, ...]:
    """The history of an order that was just placed, from one vendor or several.

    The part of the first vendor is `p1`, its lines are `p1.l1`, `p1.l2`…, each of so many units at that price; the
    buyer is `ada`, and may collect where `pickup` says so.

    >>> [type(event).__name__ for event in placed("v1", "v2")]
    ['OrderPlaced']
    """
    buyer = Buyer(BuyerId("ada"))
    command = PlaceOrder(
        order=OrderId(order),
        buyer=buyer,
        currency=currency,
        parts=[
            NewPart(
                id=PartId(f"p{number}"),
                vendor=VendorId(vendor),
                lines=[
                    NewLine(
                        id=LineId(f"p{number}.l{place}"),
                        listing=ListingId(f"listing {place} of {vendor}"),
                        title=f"thing {place} of {vendor}",
                        quantity=quantity,
                        unit_price=money(price, currency),
                    )
                    for place in range(1, lines + 1)
                ],
                shipping=None if shipping is None else money(shipping, currency),
                pickup_offered=pickup,
            )
            for number, vendor in enumerate(vendors, 1)
        ],
    )
    ctx = orders.Context(now=at, actor=buyer, policy=rules.orders)
    return orders.place(command, ctx).unwrap().events


def _events(history: Iterable[OrderEvent]) -> tuple[OrderEvent, ...]:
    return tuple(history)


@frozen
class Scenario:
    """A history, then commands one after the other, each with what is expected of it.  Every step is a new scenario.

    Who asks is by default somebody entitled to: the part's vendor ships and completes, the system reports payments and
    deliveries, the operator cancels.  When is by default a minute after the last thing that happened; `at` and `later`
    let time pass, and `fired` fires the timers.

    >>> from mpcore.kernel import OrderId, PartId, WrongStage
    >>> from mpcore.orders import CompletePart
    >>> complete = CompletePart(order=OrderId("o1"), part=PartId("p1"))
    >>> story = Scenario(placed("v1", "v2")).when(complete).refused(WrongStage)
    """

    history: tuple[OrderEvent, ...] = field(converter=_events)
    """What has happened, from `OrderPlaced` on."""
    rules: RuleBook | None = None
    """The rule book of the order; None: the preset that its id names."""
    also: tuple[OrderRule, ...] = ()
    """The host's own rules."""
    asked: OrderCommand | None = field(default=None, kw_only=True)
    """The last command."""
    outcome: Outcome[Order, OrderEvent] | None = field(default=None, kw_only=True)
    """What came of the last command, before anything was expected of it."""
    clock: DateTime | None = field(default=None, kw_only=True)
    """When the last command was asked."""
    next_at: DateTime | None = field(default=None, kw_only=True)
    """When the next command is asked, where that was said."""
    vendor_cancellations: int = field(default=0, kw_only=True)
    """How many sales the vendors have cancelled before, which a fee depends on."""

    @property
    def state(self) -> Order:
        """The order as it is now; a command that was refused has changed nothing."""
        return orders.replay(self.history)

    @property
    def events(self) -> tuple[OrderEvent, ...]:
        """The events of the last command; none where it was refused."""
        return self.outcome.events if isinstance(self.outcome, Done) else ()

    def when(self, command: OrderCommand, *, actor: Actor | None = None, now: datetime | None = None) -> Scenario:
        """The command is asked."""
        order = self.state
        at = (self.next_at or self._now()) if now is None else utc(now, "now")
        book = ALL.get(order.rule_book) if self.rules is None else self.rules
        who = entitled(order, command) if actor is None else actor
        ctx = orders.Context(
            now=at,
            actor=who,
            policy=book.orders,
            vendor_cancellations=self.vendor_cancellations,
            also=self.also,
        )
        outcome = orders.execute(order, command, ctx)
        history = (*self.history, *outcome.events) if isinstance(outcome, Done) else self.history
        return evolve(self, history=history, asked=command, outcome=outcome, clock=at, next_at=None)

    def after(self, *commands: OrderCommand, actor: Actor | None = None, now: datetime | None = None) -> Scenario:
        """The commands are asked one after the other, and accepted."""
        story = self
        for command in commands:
            story = story.when(command, actor=actor, now=now).accepted()
        return story

    def at(self, instant: datetime) -> Scenario:
        """Time passes until then: the next command is asked at that instant."""
        return evolve(self, next_at=utc(instant, "instant"))

    def later(self, span: timedelta) -> Scenario:
        """So much time passes since the last command, or since the last thing that happened."""
        return evolve(self, next_at=utc((self.next_at or self._last()) + span))

    def fired(self) -> Scenario:
        """The timers are fired: whatever has become due by now happens."""
        return self.when(FireTimers(order=self.state.id))

    def told(self, fact: OrderFact) -> Scenario:
        """Another package tells the order of something."""
        done = orders.record(self.state, fact)
        return evolve(self, history=(*self.history, *done.events), asked=None, outcome=done, clock=utc(fact.at))

    def accepted(self) -> Scenario:
        """The last command was accepted, whatever came of it."""
        seen = self._seen()
        accepted = isinstance(self.outcome, Done)
        if not accepted:
            raise AssertionError(self._said("accepted", ("something accepted",), seen))
        return self

    def then(self, *expected: OrderEvent | type[OrderEvent]) -> Scenario:
        """The last command was accepted, and exactly this followed: events, or their classes where that is enough."""
        seen = self._seen()
        if not isinstance(self.outcome, Done) or not _match(expected, seen):
            raise AssertionError(self._said("followed by", expected, seen))
        return self

    def refused(self, *expected: Refusal | type[Refusal]) -> Scenario:
        """The last command was refused for exactly these reasons: refusals, or their classes where that is enough."""
        seen = self._seen()
        if not isinstance(self.outcome, Refused) or not _match(expected, seen):
            raise AssertionError(self._said("refused for", expected, seen))
        return self

    def _now(self) -> DateTime:
        return utc(self._last() + _SOON)

    def _last(self) -> DateTime:
        last = max([at for event in self.history if (at := _instant_of(event)) is not None])
        return last if self.clock is None else max(last, self.clock)

    def _seen(self) -> tuple[object, ...]:
        match self.outcome:
            case None:
                raise AssertionError("nothing was asked yet: `when` comes before what is expected of it")
            case Done():
                return self.outcome.events
            case Refused():
                return self.outcome.reasons

    def _said(self, how: str, expected: tuple[object, ...], seen: tuple[object, ...]) -> str:
        was = "accepted" if isinstance(self.outcome, Done) else "refused"
        return f"expected to be {how}; it was {was}:\n{difference(expected, seen)}\nasked: {shown(self.asked)}"


def _match(expected: tuple[object, ...], seen: tuple[object, ...]) -> bool:
    return len(expected) == len(seen) and all(
        type(is_) is wanted if isinstance(wanted, type) else is_ == wanted
        for wanted, is_ in zip(expected, seen, strict=True)
    )


def _instant_of(event: OrderEvent) -> DateTime | None:
    """When it happened; a vacation may lie ahead, so it says nothing."""
    match event:
        case OrderPlaced():
            return event.placed_at
        case PaymentRecorded() | PaymentAuthorised():
            return event.payment.happened_at
        case LinesShipped():
            return event.dispatch.dispatched_at
        case DeliveryRecorded() | CollectionRecorded() | DispatchLost() | DispatchReturned():
            return event.happened_at
        case CancellationRequested():
            return event.request.requested_at
        case NoteAdded():
            return event.note.at
        case VacationRecorded():
            return None
        case _:
            return event.at
