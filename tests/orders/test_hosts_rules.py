"""A host's own rules (`ctx.also`) may refuse, never permit."""

from __future__ import annotations

from itertools import product
from typing import ClassVar, get_args

from attrs import evolve, frozen
from hypothesis import given

from mpcore.kernel import Done, Kind, Personal, Refusal, Refused
from mpcore.orders import (
    CancellationRequests,
    ConfirmedBy,
    Context,
    DispatchKind,
    FireTimers,
    NotPaid,
    Order,
    OrderCommand,
    OrderEvent,
    OrderPlaced,
    PlaceOrder,
    Properties,
    ShipLines,
)
from mpcore.presets import PLAIN, RuleBook
from mpcore.testing import OrderAttempt, OrderWalk, Scenario, laws, placed
from mpcore.testing import strategies as some
from tests.orders.say import ask, cancel, complete, confirm, edit, hold, one_of_each, pay, ship


@frozen(kw_only=True, slots=False)
class CarrierUnknown(Refusal):
    """This host ships with carriers that it knows."""

    code: ClassVar[str] = "host.carrier_unknown"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "a parcel needs the name of its carrier"


@frozen(kw_only=True, slots=False)
class NoPurchaseOrderNumber(Refusal):
    """This host's buyers are companies."""

    code: ClassVar[str] = "host.no_po_number"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "a purchase order number is needed"


def carrier_named(_: Order | None, command: PlaceOrder | OrderCommand, __: Context) -> CarrierUnknown | None:
    if isinstance(command, ShipLines) and command.carrier is None:
        return CarrierUnknown(at="carrier")
    return None


def po_number_given(_: Order | None, command: PlaceOrder | OrderCommand, __: Context) -> NoPurchaseOrderNumber | None:
    if isinstance(command, PlaceOrder) and command.metadata.get("po_number") is None:
        return NoPurchaseOrderNumber(at="metadata")
    return None


def nothing_at_all(_: Order | None, __: PlaceOrder | OrderCommand, ___: Context) -> None:
    return None


ALSO = (carrier_named, po_number_given)


def test_a_host_s_rule_refuses_beside_ours() -> None:
    story = Scenario(placed("v1"), also=(carrier_named,))
    story.when(ship()).refused(NotPaid, CarrierUnknown)
    paid = story.after(pay("40.00"))
    paid.when(ship()).refused(CarrierUnknown(at="carrier"))
    paid.when(ship(carrier="Colissimo")).accepted()


def test_a_host_s_rule_is_asked_in_the_third_stage_only() -> None:
    asked: list[str] = []

    def noting(_: Order | None, command: PlaceOrder | OrderCommand, __: Context) -> None:
        asked.append(type(command).__name__)

    story = Scenario(placed("v1"), also=(noting,))
    story.when(complete())
    assert asked == [], "the part is not paid, so the table refuses first"
    story.when(ship())
    assert asked == ["ShipLines"]


def test_a_repeat_is_harmless_under_a_rule_that_came_later() -> None:
    story = Scenario(placed("v1")).after(pay("40.00"), ship())
    Scenario(story.history, also=(carrier_named,)).when(ship()).then()


@frozen(kw_only=True, slots=False)
class NotToday(Refusal):
    """This host does nothing at all on some days."""

    code: ClassVar[str] = "host.not_today"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nothing is done today"


def not_today(_: Order | None, __: PlaceOrder | OrderCommand, ___: Context) -> NotToday:
    return NotToday()


def test_a_host_s_rule_has_a_say_in_every_command() -> None:
    """What is accepted without it is refused with it, for its reason alone."""
    rules = PLAIN.what_if({"orders.requests": CancellationRequests(), "orders.confirmed_by": ConfirmedBy.OPERATOR})
    new = Scenario(placed("v1", rules=rules), rules)
    unconfirmed = new.after(pay("40.00"))
    paid = unconfirmed.after(confirm())
    stories = (
        new,
        unconfirmed,
        paid,
        paid.after(hold()),
        paid.after(ask()),
        paid.after(ship()),
        Scenario(pickup(rules), rules).after(pay("40.00"), confirm(), ship(kind=DispatchKind.PICKUP)),
        new.after(edit(Properties(email=Personal("ada@example.org"))), cancel()),
    )
    seen: set[type[OrderCommand]] = set()
    for story, command in product(stories, one_of_each()):
        outcome = story.when(command).outcome
        repeated = isinstance(outcome, Done) and not outcome.events and not isinstance(command, FireTimers)
        if isinstance(outcome, Refused) or repeated:
            continue
        evolve(story, also=(not_today,)).when(command).refused(NotToday)
        seen.add(type(command))
    assert seen == set(get_args(OrderCommand))


def pickup(rules: RuleBook) -> tuple[OrderEvent, ...]:
    """The history of an order that its buyer may collect."""
    (first,) = placed("v1", rules=rules)
    assert isinstance(first, OrderPlaced)
    return (evolve(first, parts=(evolve(first.parts[0], pickup_offered=True),)),)


@given(some.order_attempts(also=(nothing_at_all,)))
def test_a_rule_that_objects_to_nothing_permits_nothing(attempt: OrderAttempt) -> None:
    without = evolve(attempt, context=evolve(attempt.context, also=()))
    assert attempt.execute() == without.execute()


@given(some.order_attempts(rules=PLAIN, also=ALSO))
def test_the_laws_hold_under_a_host_s_rules(attempt: OrderAttempt) -> None:
    laws.all_hold(attempt)
    outcome = attempt.execute()
    if isinstance(attempt.command, ShipLines) and attempt.command.carrier is None and not isinstance(outcome, Refused):
        assert outcome.events == (), "a repeat"


TestWalk = OrderWalk.using(rules=PLAIN, also=ALSO).TestCase
