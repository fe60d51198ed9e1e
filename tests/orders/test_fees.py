"""What a vendor pays who cancels a sale: the larger of two amounts, the first ones free (X-W4)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from mpcore import orders
from mpcore.kernel import Actor, Done, MalformedError
from mpcore.money import money
from mpcore.orders import (
    BuyerCancels,
    CancellationFee,
    CancellationRequests,
    Context,
    LinesCancelled,
    OrderCommand,
    OrderEvent,
    PartCancelled,
    Silence,
)
from mpcore.presets import PLAIN, WHATNOT, RuleBook
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from tests.orders.say import answer, ask, cancel, cancel_lines, fire, pay, ship

VENDOR = vendor_member("v1")


def charging(fixed: int = 0, percent: str = "0", waived: int = 0) -> RuleBook:
    """Vendors may cancel, at this price."""
    fee = CancellationFee(fixed=fixed, percent=Decimal(percent), waived=waived)
    return PLAIN.what_if({"orders.vendor_may_cancel": True, "orders.cancellation_fee": fee})


def paid(rules: RuleBook, price: str = "100.00", shipping: str | None = None) -> Scenario:
    story = Scenario(placed("v1", lines=1, quantity=1, price=price, shipping=shipping, rules=rules), rules)
    return story.after(pay(str(story.state.due.amount)))


def followed(
    story: Scenario,
    command: OrderCommand,
    actor: Actor = VENDOR,
    cancelled_before: int | None = 0,
    now: timedelta = timedelta(hours=1),
) -> tuple[OrderEvent, ...]:
    assert story.rules is not None
    ctx = Context(now=PLACED_AT + now, actor=actor, policy=story.rules.orders, vendor_cancellations=cancelled_before)
    outcome = orders.execute(story.state, command, ctx)
    assert isinstance(outcome, Done)
    return outcome.events


def fee(events: tuple[OrderEvent, ...]) -> int:
    """What the vendor owes for the one part that was cancelled."""
    (owed,) = [event.fee for event in events if isinstance(event, PartCancelled)]
    return owed


@pytest.mark.rule("X-W4")
@pytest.mark.parametrize(
    ("price", "expected"),
    [("99.99", 300), ("100.00", 300), ("100.16", 300), ("100.17", 301), ("200.00", 600), ("1.00", 300)],
)
def test_a_vendor_pays_the_larger_of_a_fixed_amount_and_a_percentage(price: str, expected: int) -> None:
    assert fee(followed(paid(charging(300, "3"), price), cancel())) == expected


@pytest.mark.rule("X-W4")
@pytest.mark.parametrize(("price", "expected"), [("0.16", 0), ("0.17", 1), ("0.49", 1), ("0.50", 2), ("0.51", 2)])
def test_the_percentage_is_rounded_half_up_to_the_cent(price: str, expected: int) -> None:
    """3 % of 0.50 are 1.5 cents."""
    assert fee(followed(paid(charging(0, "3"), price), cancel())) == expected


@pytest.mark.rule("X-W4")
def test_the_percentage_is_of_all_that_the_buyer_owed_for_the_part() -> None:
    story = paid(charging(0, "10"), "100.00", shipping="10.00")
    assert fee(followed(story, cancel())) == 1100


@pytest.mark.rule("X-W4")
def test_the_percentage_is_of_the_part_and_not_of_the_others() -> None:
    rules = charging(0, "10")
    story = Scenario(placed("v1", "v2", rules=rules), rules).after(pay("80.00"))
    assert fee(followed(story, cancel())) == 400


@pytest.mark.rule("X-W4")
@pytest.mark.parametrize(
    ("waived", "before", "expected"),
    [(0, 0, 300), (1, 0, 0), (1, 1, 300), (1, 2, 300), (3, 2, 0), (3, 3, 300)],
)
def test_the_first_ones_are_free(waived: int, before: int, expected: int) -> None:
    assert fee(followed(paid(charging(300, waived=waived)), cancel(), cancelled_before=before)) == expected


@pytest.mark.rule("X-W4")
def test_who_pays_has_to_be_said_where_it_depends_on_it() -> None:
    story = paid(charging(300))
    with pytest.raises(MalformedError) as caught:
        followed(story, cancel(), cancelled_before=None)
    assert [fault.at for fault in caught.value.faults] == ["vendor_cancellations"]
    assert "'v1'" in str(caught.value)
    assert fee(followed(story, cancel(), OPERATOR, cancelled_before=None)) == 0
    free = PLAIN.what_if({"orders.vendor_may_cancel": True})
    assert fee(followed(paid(free), cancel(), cancelled_before=None)) == 0


@pytest.mark.rule("X-W4")
def test_only_a_sale_costs_something() -> None:
    rules = charging(300)
    unpaid = Scenario(placed("v1", rules=rules), rules)
    assert fee(followed(unpaid, cancel())) == 0
    assert fee(followed(unpaid, cancel(), cancelled_before=None)) == 0
    assert fee(followed(unpaid.after(pay("40.00")), cancel())) == 300


@pytest.mark.rule("X-W4")
def test_only_a_vendor_that_cancels_by_itself_pays() -> None:
    rules = charging(300).what_if(
        {
            "orders.buyer_cancels": BuyerCancels.BEFORE_DISPATCH,
            "orders.requests": CancellationRequests(silence=Silence.ACCEPTS),
            "orders.cancel_missed_after": timedelta(),
        }
    )
    story = paid(rules)
    assert fee(followed(story, cancel())) == 300
    assert fee(followed(story, cancel(), OPERATOR)) == 0
    assert fee(followed(story, cancel(), story.state.buyer)) == 0
    asked = story.after(ask())
    assert fee(followed(asked, answer(accept=True))) == 0
    assert fee(followed(asked, answer(accept=True), cancelled_before=None)) == 0
    assert fee(followed(asked, fire(), SYSTEM, now=timedelta(hours=49))) == 0, "by silence"
    assert fee(followed(story, fire(), SYSTEM, now=timedelta(days=9))) == 0, "for a missed deadline"


@pytest.mark.rule("X-W4")
def test_units_are_cancelled_without_a_fee_and_the_last_ones_with_it() -> None:
    rules = charging(300, "10")
    story = Scenario(placed("v1", rules=rules), rules).after(pay("40.00"))
    some = followed(story, cancel_lines("p1", ("p1.l1", 2)), cancelled_before=None)
    assert [type(event) for event in some] == [LinesCancelled]
    all_of_it = cancel_lines("p1", ("p1.l1", 2), ("p1.l2", 2))
    assert fee(followed(story, all_of_it)) == 400
    rest = Scenario((*story.history, *some), rules)
    assert fee(followed(rest, cancel_lines("p1", ("p1.l2", 2)))) == 400, "of what the buyer owed at first"


@pytest.mark.rule("X-W4")
def test_what_was_sent_in_part_has_no_fee_for_the_rest() -> None:
    rules = charging(300)
    story = Scenario(placed("v1", rules=rules), rules).after(pay("40.00"), ship("p1", ("p1.l1", 2)))
    events = followed(story, cancel_lines("p1", ("p1.l2", 2)), cancelled_before=None)
    assert [type(event) for event in events] == [LinesCancelled]


def test_a_fee_takes_nothing_from_what_goes_back() -> None:
    story = paid(charging(300))
    dear, free = followed(story, cancel()), followed(story, cancel(), OPERATOR)
    for events in (dear, free):
        (event,) = [event for event in events if isinstance(event, PartCancelled)]
        assert sum(share.total for share in event.refund_due) == 10000


def test_the_marketplace_that_has_it_takes_three_or_three_per_cent_but_for_the_first() -> None:
    story = Scenario(placed("v1", price="100.00", rules=WHATNOT), WHATNOT).after(pay("400.00"))
    assert fee(followed(story, cancel(), cancelled_before=0)) == 0
    assert fee(followed(story, cancel(), cancelled_before=1)) == 1200
    cheap = Scenario(placed("v1", rules=WHATNOT), WHATNOT).after(pay("40.00"))
    assert cheap.state.money(fee(followed(cheap, cancel(), cancelled_before=1))) == money("3.00", "EUR")


@pytest.mark.parametrize(
    ("field", "value"),
    [("fixed", -1), ("waived", -1), ("percent", Decimal("-0.01")), ("percent", Decimal("100.01")), ("percent", 3)],
)
def test_a_fee_that_makes_no_sense_is_not_made(field: str, value: object) -> None:
    with pytest.raises((MalformedError, ValueError, TypeError)) as caught:
        CancellationFee(**{field: value})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert field in str(caught.value)
    assert CancellationFee(percent=Decimal(100)).percent == 100
