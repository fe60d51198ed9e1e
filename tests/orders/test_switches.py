"""Every number and switch of the policy makes a difference, and each of its values another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from itertools import combinations
from typing import Any

import pytest
from attrs import evolve, fields, frozen
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import Actor, Done, MissingScope, PolicyMismatchError, Refused, RefusedError, RuleBookId, utc
from mpcore.orders import (
    BuyerCancels,
    CancellationFee,
    CancellationRequests,
    ConfirmedBy,
    Context,
    DispatchKind,
    Liability,
    NotifyWhen,
    OrderCommand,
    OrderPolicy,
    PartCancelled,
    ShippedWhen,
    ShippingCharge,
    Silence,
    Timer,
    Tracking,
    Verdict,
    due,
    notices,
    part_status,
    verdict,
)
from mpcore.presets import PLAIN, RuleBook
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from mpcore.timing import Milestone, ShippingDeadline
from tests.orders.say import (
    answer,
    ask,
    cancel,
    complete,
    deliver,
    fire,
    hold,
    pay,
    ship,
    vacation,
    write,
)

HOUR = timedelta(hours=1)
VENDOR = vendor_member("v1")


@frozen
class Case:
    """What is looked at, and the values that each make it look different."""

    look: Callable[[RuleBook], object]
    values: Sequence[Any]
    beside: Mapping[str, object] = {}
    """What else the marketplace says, so that there is something to look at."""


def new(rules: RuleBook) -> Scenario:
    return Scenario(placed("v1", rules=rules), rules)


def paid(rules: RuleBook) -> Scenario:
    return new(rules).after(pay("40.00"))


def answered(
    story: Scenario, command: OrderCommand, actor: Actor | None = None, now: DateTime | None = None
) -> tuple[str, ...]:
    """What came of a command: the names of the events, or of the reasons."""
    outcome = story.when(command, actor=actor, now=now).outcome
    said = outcome.events if isinstance(outcome, Done) else () if outcome is None else outcome.reasons
    return tuple([type(one).__name__ for one in said])


def timers(story: Scenario, kind: Timer) -> tuple[DateTime, ...]:
    assert story.rules is not None
    ctx = Context(now=PLACED_AT, actor=SYSTEM, policy=story.rules.orders)
    return tuple([timer.at for timer in due(story.state, ctx) if timer.timer is kind])


# What is looked at


def whose_book(rules: RuleBook) -> object:
    try:
        Scenario(placed("v1"), rules).when(pay("1.00"))
    except PolicyMismatchError:
        return "not the order's"
    return "the order's"


def due_end(rules: RuleBook) -> object:
    return paid(rules).state.parts[0].due_end


def separate_shipping(rules: RuleBook) -> object:
    try:
        placed("v1", shipping="2.99", rules=rules)
    except RefusedError as error:
        return [type(reason).__name__ for reason in error.refused.reasons]
    return "placed"


def short_payments(rules: RuleBook) -> object:
    return [answered(new(rules), pay(amount)) for amount in ("34.99", "35.00", "39.98", "39.99", "40.00")]


def unpaid_goods(rules: RuleBook) -> object:
    return answered(new(rules), ship())


def untracked_parcel(rules: RuleBook) -> object:
    return answered(paid(rules), ship(kind=DispatchKind.UNTRACKED, liability_accepted=True))


def bare_code(rules: RuleBook) -> object:
    return answered(paid(rules), ship(tracking=Tracking("JD1")))


def who_bears_the_loss(rules: RuleBook) -> object:
    return paid(rules).after(ship()).state.parts[0].dispatches[0].liability


def first_parcel(rules: RuleBook) -> object:
    return part_status(paid(rules).after(ship("p1", ("p1.l1", 1))).state.parts[0], rules.orders)


def completing_what_was_not_sent(rules: RuleBook) -> object:
    return answered(paid(rules), complete())


def vendor_cancels(rules: RuleBook) -> object:
    return answered(paid(rules), cancel(), VENDOR)


def what_confirms(rules: RuleBook) -> object:
    return answered(new(rules), pay("40.00"))


def reminders(rules: RuleBook) -> object:
    story = new(rules)
    return timers(story, Timer.PAYMENT_REMINDER), story.when(fire(), now=utc(PLACED_AT + 9 * HOUR)).events


def when_unpaid_orders_end(rules: RuleBook) -> object:
    return timers(new(rules), Timer.PAYMENT_DUE)


def when_it_is_completed(rules: RuleBook) -> object:
    return timers(paid(rules).after(ship(), deliver()), Timer.COMPLETION)


def when_missed_orders_end(rules: RuleBook) -> object:
    return timers(paid(rules), Timer.MISSED_CANCELLATION)


def vendor_holds(rules: RuleBook) -> object:
    return answered(paid(rules), hold(), VENDOR)


def buyer_cancels(rules: RuleBook) -> object:
    return [answered(story, cancel(), story.state.buyer) for story in (new(rules), paid(rules))]


def asking(rules: RuleBook) -> object:
    """Three questions at different times, by when the first is to be answered, and what silence means."""
    story = paid(rules)
    said = [answered(story, ask(), now=utc(PLACED_AT + hours * HOUR)) for hours in (1, 2, 9)]
    if MissingScope.__name__ in said[0]:
        return said
    asked = story.after(ask(), now=utc(PLACED_AT + HOUR))
    return said, timers(asked, Timer.ANSWER_DUE), answered(asked, fire(), now=utc(PLACED_AT + timedelta(days=3)))


def fees(rules: RuleBook) -> object:
    """What a vendor owes for its first, second and third cancellation."""
    story = paid(rules)
    owed: list[int] = []
    for before in (0, 1, 2):
        ctx = Context(now=PLACED_AT, actor=VENDOR, policy=rules.orders, vendor_cancellations=before)
        outcome = orders.execute(story.state, cancel(), ctx)
        assert not isinstance(outcome, Refused)
        owed += [event.fee for event in outcome.events if isinstance(event, PartCancelled)]
    return owed


def notes_of_closed_parts(rules: RuleBook) -> object:
    return answered(paid(rules).after(ship(), complete()), write(), VENDOR)


def who_hears_of_a_new_order(rules: RuleBook) -> object:
    story = new(rules)
    return [notice.kind for notice in notices(story.state, story.history, rules.orders)]


def reports_from_the_future(rules: RuleBook) -> object:
    return [answered(new(rules), pay("1.00", at=PLACED_AT + minutes * HOUR / 60), now=PLACED_AT) for minutes in (5, 9)]


CASES: dict[str, Case] = {
    "rule_book": Case(whose_book, (RuleBookId("plain"), RuleBookId("another"))),
    "shipping": Case(due_end, (None, ShippingDeadline(), ShippingDeadline(amount=3))),
    "shipping_charge": Case(separate_shipping, tuple(ShippingCharge)),
    "underpayment_tolerance": Case(short_payments, (0, 1, 500)),
    "allow_ship_unpaid": Case(unpaid_goods, (False, True)),
    "allow_untracked": Case(untracked_parcel, (False, True)),
    "require_tracking_url": Case(bare_code, (False, True)),
    "tracked_loss_liability": Case(who_bears_the_loss, tuple(Liability)),
    "shipped_when": Case(first_parcel, tuple(ShippedWhen)),
    "require_shipment": Case(completing_what_was_not_sent, (False, True)),
    "vendor_may_cancel": Case(vendor_cancels, (False, True)),
    "confirmed_by": Case(what_confirms, tuple(ConfirmedBy)),
    "remind_unpaid_after": Case(reminders, ((), (HOUR,), (2 * HOUR,), (HOUR, 2 * HOUR))),
    "cancel_unpaid_after": Case(when_unpaid_orders_end, (None, timedelta(), HOUR)),
    "complete_after": Case(when_it_is_completed, (None, timedelta(), HOUR)),
    "cancel_missed_after": Case(when_missed_orders_end, (None, timedelta(), HOUR)),
    "vendor_may_hold": Case(vendor_holds, (False, True)),
    "buyer_cancels": Case(buyer_cancels, tuple(BuyerCancels)),
    "requests": Case(asking, (None, CancellationRequests(), CancellationRequests(window=HOUR))),
    "cancellation_fee": Case(
        fees, (None, CancellationFee(fixed=300), CancellationFee(percent=Decimal(10))), {"vendor_may_cancel": True}
    ),
    "notes_on_closed": Case(notes_of_closed_parts, (False, True)),
    "notify_when": Case(who_hears_of_a_new_order, tuple(NotifyWhen)),
    "clock_skew": Case(reports_from_the_future, (timedelta(), timedelta(minutes=5), timedelta(minutes=9))),
}

REQUESTS: dict[str, Case] = {
    "window": Case(asking, (None, HOUR, 2 * HOUR)),
    "answer_within": Case(asking, (timedelta(), HOUR, timedelta(hours=48))),
    "silence": Case(asking, tuple(Silence)),
}
FEE: dict[str, Case] = {
    "fixed": Case(fees, (0, 300, 301)),
    "percent": Case(fees, (Decimal(0), Decimal(10), Decimal("10.1"))),
    "waived": Case(fees, (0, 1, 2, 3)),
}


def book(**values: Any) -> RuleBook:  # noqa: ANN401 - the fields of a policy
    """The plain rules but for these."""
    policy: OrderPolicy = evolve(PLAIN.orders, **values)
    return RuleBook(id=policy.rule_book, orders=policy)


def assert_all_different(case: Case, books: Sequence[RuleBook]) -> None:
    seen = [case.look(each) for each in books]
    for (value, first), (other, second) in combinations(zip(case.values, seen, strict=True), 2):
        assert first != second, f"{value} makes the same of it as {other}"


def test_every_field_of_the_policy_has_a_case() -> None:
    assert set(CASES) == {field.name for field in fields(OrderPolicy)}
    assert set(REQUESTS) == {field.name for field in fields(CancellationRequests)}
    assert set(FEE) == {field.name for field in fields(CancellationFee)}


def test_every_switch_is_tried_both_ways_and_every_choice_whole() -> None:
    for kind, cases in ((OrderPolicy(), CASES), (CancellationRequests(), REQUESTS), (CancellationFee(), FEE)):
        for name, case in cases.items():
            default = getattr(kind, name)
            assert default in case.values
            assert len(case.values) > 1
            if isinstance(default, bool):
                assert set(case.values) == {False, True}
            if isinstance(default, Enum):
                assert set(case.values) == set(type(default))


@pytest.mark.parametrize("name", CASES)
def test_each_value_makes_a_difference(name: str) -> None:
    case = CASES[name]
    assert_all_different(case, [book(**{**case.beside, name: value}) for value in case.values])


@pytest.mark.parametrize("name", REQUESTS)
def test_each_value_of_requests_makes_a_difference(name: str) -> None:
    case = REQUESTS[name]
    kinds = [CancellationRequests(**{name: value}) for value in case.values]
    assert_all_different(case, [book(requests=requests) for requests in kinds])


@pytest.mark.parametrize("name", FEE)
def test_each_value_of_the_fee_makes_a_difference(name: str) -> None:
    case = FEE[name]
    given: dict[str, Any] = {"fixed": 100 if name == "waived" else 0, "waived": 0}
    kinds = [CancellationFee(**{**given, name: value}) for value in case.values]
    assert_all_different(case, [book(cancellation_fee=fee, vendor_may_cancel=True) for fee in kinds])


# What a deadline says to orders


def stopped_clock(rules: RuleBook) -> object:
    """The due end after a hold of two days, and after a vacation of two days."""
    end = utc(PLACED_AT + timedelta(days=2))
    held = paid(rules).after(hold(), now=PLACED_AT).after(orders.ReleasePart(order=_ID, part=_P1), now=end)
    away = paid(rules).after(vacation(PLACED_AT, end))
    return held.state.parts[0].due_end, away.state.parts[0].due_end


def sent_and_not_arrived(rules: RuleBook) -> Verdict | None:
    """The verdict that binds the vendor, on what was sent in time and never arrived."""
    story = paid(rules).after(ship())
    milestone = orders.binding(rules.orders)
    assert milestone is not None
    return verdict(story.state.parts[0], milestone, rules.orders, PLACED_AT + timedelta(days=30))


def soon(rules: RuleBook) -> object:
    return timers(paid(rules), Timer.SHIPPING_DUE_SOON)


_ID, _P1 = new(PLAIN).state.id, new(PLAIN).state.parts[0].id
DEADLINE: dict[str, Case] = {
    "amount": Case(due_end, (0, 3, 4)),
    "milestone": Case(sent_and_not_arrived, tuple(Milestone)),
    "pause_on_hold": Case(stopped_clock, (False, True)),
    "pause_on_vacation": Case(stopped_clock, (False, True)),
    "due_soon": Case(soon, (timedelta(), HOUR, timedelta(hours=24))),
    "grace": Case(due_end, (timedelta(), HOUR)),
    "zone": Case(due_end, ("UTC", "Europe/Paris")),
}


@pytest.mark.parametrize("name", DEADLINE)
def test_each_value_of_the_deadline_makes_a_difference_to_an_order(name: str) -> None:
    case = DEADLINE[name]
    kinds = [ShippingDeadline(**{name: value}) for value in case.values]
    assert_all_different(case, [book(shipping=deadline) for deadline in kinds])


def test_a_switch_that_made_no_difference_would_be_noticed() -> None:
    with pytest.raises(AssertionError, match="makes the same of it"):
        assert_all_different(Case(unpaid_goods, (False, True)), [book(), book()])


def test_operators_are_bound_by_no_switch_about_vendors_and_buyers() -> None:
    for name in ("vendor_may_cancel", "vendor_may_hold", "buyer_cancels", "notes_on_closed"):
        seen = {
            (
                answered(paid(rules), cancel(), OPERATOR),
                answered(paid(rules), hold(), OPERATOR),
                answered(paid(rules).after(cancel()), write(), OPERATOR),
            )
            for rules in [book(**{name: value}) for value in CASES[name].values]
        }
        assert len(seen) == 1
    asked = paid(book(requests=CancellationRequests())).after(ask())
    assert answered(asked, answer(accept=True), OPERATOR) == ("CancellationAccepted", "PartCancelled")
