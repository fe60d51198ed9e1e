"""Each law fails on a decider, an evolver or a wire that is broken in the way the law speaks of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from attrs import evolve

from mpcore import kernel, orders, wire
from mpcore.kernel import (
    Accepted,
    Actor,
    BrokenHistoryError,
    Decision,
    Done,
    IdTaken,
    NotFound,
    Option,
    Outcome,
    PartId,
    Refusal,
    Refused,
    changed,
    made,
    utc,
)
from mpcore.orders import (
    Context,
    DispatchKind,
    NothingToShip,
    NotPaid,
    NotShipped,
    Order,
    OrderCommand,
    OrderCompleted,
    OrderEvent,
    PartCompleted,
    PartStage,
    RefundSettled,
    ShipLines,
    Tracking,
)
from mpcore.presets import PLAIN, RuleBook
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, OrderAttempt, Scenario, entitled, laws, placed, vendor_member
from mpcore.testing.cures import HOSTS, cause_of
from tests.orders.say import (
    all_of,
    cancel,
    cancel_lines,
    complete,
    deliver,
    pay,
    refund_opened,
    refund_settled,
    ship,
)

NEW = Scenario(placed("v1", "v2"))
PAID = NEW.after(pay("80.00"))
SHIPPED = PAID.after(ship("p1"), ship("p2"))
DONE = SHIPPED.after(complete("p1"), complete("p2"))

LATER = utc(PLACED_AT + timedelta(hours=1))
Decide = Callable[[Order, OrderCommand, Context], Decision[OrderEvent]]
decide, execute, evolved, options = orders.decide, orders.execute, orders.evolve, orders.options


def attempt(story: Scenario, command: OrderCommand, actor: Actor | None = None) -> OrderAttempt:
    who = entitled(story.state, command) if actor is None else actor
    ctx = Context(now=LATER, actor=who, policy=PLAIN.orders)
    return OrderAttempt(state=story.state, command=command, context=ctx, history=story.history)


ATTEMPTS = (
    attempt(NEW, pay("80.00")),
    attempt(NEW, ship()),
    attempt(NEW, complete()),
    attempt(NEW, cancel()),
    attempt(PAID, ship()),
    attempt(PAID, pay("80.00")),
    attempt(PAID, ship("p1", ("p1.l1", 3))),
    attempt(PAID, complete()),
    attempt(PAID, deliver()),
    attempt(SHIPPED, ship("p1", dispatch="d2")),
    attempt(SHIPPED, cancel()),
    attempt(SHIPPED, deliver()),
    attempt(SHIPPED, complete()),
    attempt(DONE, complete()),
    attempt(DONE, cancel()),
)


@pytest.mark.parametrize("law", laws.OF_ATTEMPTS, ids=lambda law: law.__name__)
def test_each_law_holds_of_what_is_not_broken(law: Callable[[OrderAttempt], None]) -> None:
    for one in ATTEMPTS:
        law(one)


def deciding(broken: Decide, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both verbs decide in the broken way."""

    def executing(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
        decision = broken(order, command, ctx)
        return (
            decision if isinstance(decision, Refused) else Done(orders.evolve(order, *decision.events), decision.events)
        )

    monkeypatch.setattr(orders, "decide", broken)
    monkeypatch.setattr(orders, "execute", executing)


def refusing(*reasons: Refusal) -> Decide:
    def broken(*_: object) -> Decision[OrderEvent]:
        return made(Refused, reasons=reasons)

    return broken


def test_closed_sees_events_that_cannot_be_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        return Accepted(decision.events * 2) if isinstance(decision, Accepted) else decision

    monkeypatch.setattr(orders, "decide", twice)
    with pytest.raises(AssertionError, match="its events cannot be applied"):
        laws.closed(attempt(PAID, ship()))


def test_closed_sees_two_verbs_that_disagree(monkeypatch: pytest.MonkeyPatch) -> None:
    def generous(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        return Accepted(()) if isinstance(decision, Refused) else decision

    monkeypatch.setattr(orders, "decide", generous)
    with pytest.raises(AssertionError, match="decide and execute disagree"):
        laws.closed(attempt(NEW, ship()))
    monkeypatch.setattr(orders, "decide", refusing(NotFound(thing="x", id="y")))
    with pytest.raises(AssertionError, match="decide and execute disagree"):
        laws.closed(attempt(NEW, ship()))


def test_closed_sees_a_refusal_without_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    deciding(refusing(), monkeypatch)
    with pytest.raises(AssertionError, match="refused without a reason"):
        laws.closed(attempt(NEW, ship()))


def test_still_sees_a_decider_that_changes_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    def meddling(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
        vars(order)["received_minor"] = order.received_minor + 1
        return execute(order, command, ctx)

    monkeypatch.setattr(orders, "execute", meddling)
    with pytest.raises(AssertionError, match="deciding has changed the order"):
        laws.still(evolve(attempt(NEW, ship()), state=evolve(NEW.state)))


def test_still_sees_a_decider_that_changes_its_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()

    def fickle(*_: object) -> Outcome[Order, OrderEvent]:
        return Refused((NotFound(thing="order", id=str(next(numbers))),))

    monkeypatch.setattr(orders, "execute", fickle)
    with pytest.raises(AssertionError, match="decided differently the second time"):
        laws.still(attempt(NEW, ship()))


def test_told_sees_a_history_that_gives_another_present() -> None:
    laws.told(PAID.history, PAID.state)
    with pytest.raises(AssertionError, match="the history gives"):
        laws.told(PAID.history[:-1], PAID.state)


def test_final_sees_an_event_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def lenient(order: Order, *events: OrderEvent) -> Order:
        try:
            return evolved(order, *events)
        except BrokenHistoryError:
            return order

    monkeypatch.setattr(orders, "evolve", lenient)
    with pytest.raises(AssertionError, match="part p1 is COMPLETED, and still this applies"):
        laws.final(attempt(DONE, complete()))


def test_final_sees_a_command_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def reopening(order: Order, _: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
        return Done(order, (PartCompleted(part=PartId("p1"), at=ctx.now),))

    monkeypatch.setattr(orders, "execute", reopening)
    with pytest.raises(AssertionError, match="part p1 is COMPLETED, and still this is accepted"):
        laws.final(attempt(DONE, complete()))


def test_repeatable_sees_a_repeat_that_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
        if any(payment.id == "m1" for payment in order.payments):
            return Refused((IdTaken(thing="payment", id="m1"),))
        return execute(order, command, ctx)

    monkeypatch.setattr(orders, "execute", forgetful)
    with pytest.raises(AssertionError, match="said again, it is not harmless"):
        laws.repeatable(attempt(NEW, pay("80.00")))


def test_repeatable_sees_what_happens_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(order: Order, *_: object) -> Outcome[Order, OrderEvent]:
        return Done(order, ())

    monkeypatch.setattr(orders, "execute", silent)
    with pytest.raises(AssertionError, match="it happens twice"):
        laws.repeatable(attempt(SHIPPED, complete()))


def blaming(wrong: Refusal) -> Decide:
    """A decider that says something else than what is the matter."""

    def broken(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        return Refused((wrong,)) if isinstance(decision, Refused) else decision

    return broken


def test_reasoned_sees_the_wrong_cause_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = NothingToShip(order=NEW.state.id, part=PartId("p1"))
    deciding(blaming(wrong), monkeypatch)
    with pytest.raises(AssertionError, match="its cause is gone, and the reason is still given"):
        laws.reasoned(attempt(NEW, ship()))


def test_reasoned_sees_only_the_first_reason_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_only(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        return Refused(decision.reasons[:1]) if isinstance(decision, Refused) else decision

    deciding(first_only, monkeypatch)
    with pytest.raises(AssertionError, match="there was another reason, which was not given"):
        laws.reasoned(attempt(NEW, ship("p1", ("p1.l1", 3))))


def test_reasoned_sees_a_reason_that_goes_with_another_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    def confused(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        if isinstance(decision, Refused) and any(isinstance(reason, NotPaid) for reason in decision.reasons):
            return Refused((*decision.reasons, NotShipped(order=order.id, part=PartId("p1"), left=1)))
        return decision

    deciding(confused, monkeypatch)
    with pytest.raises(AssertionError, match="another reason went that has another cause"):
        laws.reasoned(attempt(NEW, ship()))


def test_reasoned_sees_what_is_refused_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()

    def stubborn(order: Order, *_: object) -> Decision[OrderEvent]:
        return Refused((NotShipped(order=order.id, part=PartId("p1"), left=next(numbers)),))

    deciding(stubborn, monkeypatch)
    with pytest.raises(AssertionError):
        laws.reasoned(attempt(PAID, complete()))


TRACKED_ONLY = PLAIN.what_if({"orders.allow_untracked": False, "orders.require_tracking_url": True})


def every_reason() -> list[OrderAttempt]:
    """Attempts that are refused, together for every reason that a command about an order can be refused for."""
    held = changed(PAID.state, parts=(evolve(PAID.state.parts[0], held=True), PAID.state.parts[1]))
    refunded = PAID.told(refund_settled("p1", all_of(PAID.state, "p1")))
    strict = Scenario(placed("v1", rules=TRACKED_ONLY), TRACKED_ONLY).after(pay("40.00"))
    untracked = DispatchKind.UNTRACKED
    return [
        attempt(NEW, ship()),
        evolve(attempt(PAID, ship()), state=held),
        attempt(PAID, complete()),
        attempt(PAID.told(refund_opened()), ship()),
        attempt(refunded, ship()),
        attempt(SHIPPED, cancel()),
        attempt(SHIPPED, cancel_lines("p1", ("p1.l1", 1))),
        attempt(PAID, ship(tracking=None)),
        attempt(PAID, ship(tracking=Tracking(" "))),
        attempt(PAID, evolve(ship(kind=untracked), tracking=Tracking("JD1"))),
        attempt(PAID, ship(kind=DispatchKind.PICKUP)),
        evolve(attempt(strict, ship(tracking=Tracking("JD1"))), context=context(TRACKED_ONLY)),
        evolve(attempt(strict, ship(kind=untracked)), context=context(TRACKED_ONLY)),
        attempt(NEW, pay("1.00", currency="USD")),
        attempt(NEW, pay("-1.00")),
        attempt(NEW, pay("1.00", at=LATE)),
        attempt(PAID, pay("1.00")),
        attempt(PAID, ship(at=EARLY)),
        attempt(PAID, ship("p1", ("p1.l1", 3))),
        attempt(PAID, ship("p1", ("p1.l1", 1), ("p1.l1", 1))),
        attempt(PAID, ship("p1", ("p1.l1", 0))),
        attempt(PAID, evolve(ship(), lines=())),
        attempt(PAID, ship("p9")),
        attempt(PAID, ship("p1", ("p9.l1", 1))),
        attempt(PAID, deliver(dispatch="d9")),
        attempt(PAID, ship(), SYSTEM),
        attempt(PAID, ship(), vendor_member("v9")),
        attempt(DONE, complete()),
    ]


LATE, EARLY = utc(PLACED_AT + timedelta(days=1)), utc(PLACED_AT - timedelta(days=1))
OF_PLACING = {orders.ExtraShippingForbidden, orders.VendorTwice}


def context(rules: RuleBook) -> Context:
    return Context(now=LATER, actor=OPERATOR, policy=rules.orders)


def test_every_reason_names_its_cause() -> None:
    given: set[type[Refusal]] = set()
    for one in every_reason():
        outcome = one.execute()
        assert isinstance(outcome, Refused)
        given.update(map(type, outcome.reasons))
        laws.reasoned(one)
        assert cause_of(outcome.reasons[0]) != HOSTS
    of_orders = {
        value
        for name in orders.__all__
        if isinstance(value := getattr(orders, name), type) and issubclass(value, Refusal)
    }
    assert given >= of_orders - OF_PLACING
    assert given >= {kernel.Duplicate, kernel.Exceeds, kernel.IdTaken, kernel.InTheFuture, kernel.BeforeItsCause}
    assert given >= {kernel.MissingScope, kernel.NotFound, kernel.NothingNamed, kernel.OutOfRange, kernel.WrongStage}


def test_discreet_sees_a_stranger_told_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def talkative(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        if isinstance(decision, Refused) and order.payments:
            return Refused((NotPaid(order=order.id, part=PartId("p1")),))
        return decision

    monkeypatch.setattr(orders, "decide", talkative)
    with pytest.raises(AssertionError, match="a stranger can tell what there is"):
        laws.discreet(attempt(PAID, ship()))


def test_discreet_sees_a_stranger_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def trusting(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        return decide(order, command, evolve(ctx, actor=OPERATOR))

    monkeypatch.setattr(orders, "decide", trusting)
    with pytest.raises(AssertionError, match="a stranger may ask it"):
        laws.discreet(attempt(PAID, ship()))


def test_discreet_sees_another_vendor_told_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def talkative(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        lost = isinstance(decision, Refused) and decision.reasons == (NotFound(thing="part", id="p1", at="part"),)
        if lost and order.part(PartId("p1")) is not None:
            return Refused((NotFound(thing="part of yours", id="p1", at="part"),))
        return decision

    monkeypatch.setattr(orders, "decide", talkative)
    with pytest.raises(AssertionError, match="staff of v2 can tell what others have"):
        laws.discreet(attempt(PAID, ship()))


def test_discreet_sees_options_of_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_to_all(order: Order, ctx: Context) -> tuple[Option[OrderCommand], ...]:
        return options(order, evolve(ctx, actor=OPERATOR))

    monkeypatch.setattr(orders, "options", open_to_all)
    with pytest.raises(AssertionError, match="a stranger has options"):
        laws.discreet(attempt(PAID, ship()))


def test_discreet_sees_options_in_others_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    def broad(order: Order, ctx: Context) -> tuple[Option[OrderCommand], ...]:
        return options(order, evolve(ctx, actor=OPERATOR)) if options(order, ctx) else ()

    monkeypatch.setattr(orders, "options", broad)
    with pytest.raises(AssertionError, match="see others' parts"):
        laws.discreet(attempt(PAID, ship()))


def test_offered_sees_an_option_that_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def hopeful(order: Order, ctx: Context) -> tuple[Option[OrderCommand], ...]:
        return tuple([Option(option.command, option.given, (), option.part) for option in options(order, ctx)])

    monkeypatch.setattr(orders, "options", hopeful)
    with pytest.raises(AssertionError, match="ShipLines is offered, and refused"):
        laws.offered(attempt(NEW, ship(), OPERATOR))


def test_offered_sees_an_option_with_other_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = (NotPaid(order=NEW.state.id, part=PartId("p1")),)

    def gloomy(order: Order, ctx: Context) -> tuple[Option[OrderCommand], ...]:
        return tuple([Option(option.command, option.given, wrong, option.part) for option in options(order, ctx)])

    monkeypatch.setattr(orders, "options", gloomy)
    with pytest.raises(AssertionError, match="for other reasons than it is refused for"):
        laws.offered(attempt(PAID, ship(), OPERATOR))


def test_carried_sees_a_wire_that_loses_something(monkeypatch: pytest.MonkeyPatch) -> None:
    load = wire.load

    def losing(kind: type[object], data: wire.Json) -> object:
        loaded = load(kind, data)
        if isinstance(loaded, Order):
            return changed(loaded, payments=())
        return evolve(loaded, lines=()) if isinstance(loaded, ShipLines) else loaded

    monkeypatch.setattr(wire, "load", losing)
    with pytest.raises(AssertionError, match="over the wire the order becomes another"):
        laws.carried(attempt(PAID, ship()))
    with pytest.raises(AssertionError, match="over the wire the command becomes another"):
        laws.carried(attempt(NEW, ship()))


def with_part(order: Order, **fields: object) -> Order:
    return changed(order, parts=(changed(order.parts[0], **fields), *order.parts[1:]))


def with_line(order: Order, **fields: object) -> Order:
    lines = order.parts[0].lines
    return with_part(order, lines=(changed(lines[0], **fields), *lines[1:]))


MONEY: dict[str, tuple[Order, str]] = {
    "paid twice": (with_part(PAID.state, paid=4001), "paid: 8001 is not"),
    "paid before it was": (changed(PAID.state, confirmed_at=None), "paid, while nothing is confirmed"),
    "more back than paid": (with_part(PAID.state, refunded=4001), "what went back"),
    "released too much": (with_part(PAID.state, released=4001), "what was released"),
    "owed for what is cancelled": (with_part(PAID.state, stage=PartStage.CANCELLED), "what is owed for p1"),
}


@pytest.mark.parametrize("case", MONEY)
def test_conserved_sees_money_without_a_home(case: str) -> None:
    order, words = MONEY[case]
    with pytest.raises(AssertionError, match=words):
        laws.conserved(order)


COUNTS: dict[str, tuple[Order, str]] = {
    "received": (changed(SHIPPED.state, received_minor=1), "received: 1 is not 8000"),
    "last payment": (changed(SHIPPED.state, last_payment_at=None), "the last payment"),
    "part total": (with_part(SHIPPED.state, total=1), "the total of p1"),
    "line total": (with_line(SHIPPED.state, total=1), "the total of p1"),
    "goods": (with_line(SHIPPED.state, goods=1), "the goods of p1.l1"),
    "shipped": (with_line(SHIPPED.state, shipped=1), "the units shipped of p1.l1"),
    "cancelled": (with_line(SHIPPED.state, cancelled=1), "the units cancelled of p1.l1"),
    "released": (with_part(SHIPPED.state, released=1), "what was released of p1"),
    "refunded": (with_part(SHIPPED.state, refunded=1), "what went back for p1"),
}


@pytest.mark.parametrize("case", COUNTS)
def test_counted_sees_a_running_count_that_is_off(case: str) -> None:
    order, words = COUNTS[case]
    laws.counted(SHIPPED.history, SHIPPED.state)
    with pytest.raises(AssertionError, match=words):
        laws.counted(SHIPPED.history, order)


def test_counted_sees_a_fact_that_was_lost() -> None:
    story = PAID.told(refund_settled("p1", all_of(PAID.state, "p1")[:1]))
    assert isinstance(story.events[0], RefundSettled)
    with pytest.raises(AssertionError, match="the number of facts"):
        laws.counted(story.history, changed(story.state, facts=()))


def test_announced_sees_a_completion_that_nobody_was_told_of() -> None:
    quiet = [event for event in DONE.history if not isinstance(event, OrderCompleted)]
    with pytest.raises(AssertionError, match="nobody was told"):
        laws.announced(orders.replay(quiet))


def test_all_hold_asks_the_laws_of_the_order_that_comes_of_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def quiet(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        if isinstance(decision, Refused):
            return decision
        return Accepted(tuple([event for event in decision.events if not isinstance(event, OrderCompleted)]))

    deciding(quiet, monkeypatch)
    last = attempt(SHIPPED.after(complete("p1")), complete("p2"))
    with pytest.raises(AssertionError, match="nobody was told"):
        laws.all_hold(last)


def test_a_law_says_what_was_asked_of_what() -> None:
    broken = changed(PAID.state, confirmed_at=None)
    with pytest.raises(AssertionError) as caught:
        laws.conserved(broken)
    assert "Order(" in str(caught.value)
    assert "id='p2'" in str(caught.value)
