"""How far goods are is read off units and parcels: the least advanced decides, what is cancelled has none."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given

from mpcore.kernel import OrderId
from mpcore.orders import CancelLines, CancelPart, DispatchStage, Order, Part, PartStage, SalesChannel
from mpcore.orders.views import ShippingStatus, order_shipping_status, part_shipping_status
from mpcore.presets import PLAIN
from mpcore.testing import Scenario, placed
from mpcore.testing import strategies as some
from tests.orders.say import cancel, cancel_lines, complete, deliver, pay, ship

TO_SHIP, IN_TRANSIT, DELIVERED = ShippingStatus
NEW = Scenario(placed("v1"))
PAID = NEW.after(pay("40.00"))
TWO_PARCELS = PAID.after(ship("p1", ("p1.l1", 2)), ship("p1", ("p1.l2", 2), dispatch="d2"))
RELIEVED = PLAIN.what_if({"orders.require_shipment": False})


def of_part(story: Scenario, part: int = 0) -> ShippingStatus | None:
    return part_shipping_status(story.state.parts[part])


def unit_by_unit(part: Part) -> list[ShippingStatus]:
    """The slow obvious model: how far each single unit is that was not cancelled."""
    units: list[ShippingStatus] = []
    for line in part.lines:
        gone = [packed.quantity for dispatch in part.dispatches for packed in dispatch.lines if packed.line == line.id]
        left = DELIVERED if part.completed_at is not None else TO_SHIP  # the vendor's word
        units += [left] * (line.quantity - line.cancelled - sum(gone))
    for dispatch in part.dispatches:
        arrived = DELIVERED if dispatch.stage is DispatchStage.DELIVERED else IN_TRANSIT
        units += [arrived for packed in dispatch.lines for _ in range(packed.quantity)]
    return units


def least(units: list[ShippingStatus]) -> ShippingStatus | None:
    return next((status for status in (TO_SHIP, IN_TRANSIT, DELIVERED) if status in units), None)


@pytest.mark.rule("W13")
def test_what_was_not_sent_off_is_to_be_shipped_whether_paid_or_not() -> None:
    assert of_part(NEW) is TO_SHIP
    assert of_part(PAID) is TO_SHIP


@pytest.mark.rule("W13")
def test_a_part_is_in_transit_with_its_last_unit_and_delivered_with_its_last_parcel() -> None:
    assert of_part(PAID.after(ship("p1", ("p1.l1", 2), ("p1.l2", 1)))) is TO_SHIP
    assert of_part(TWO_PARCELS) is IN_TRANSIT
    assert of_part(TWO_PARCELS.after(deliver())) is IN_TRANSIT
    assert of_part(TWO_PARCELS.after(deliver(dispatch="d2"))) is IN_TRANSIT
    assert of_part(TWO_PARCELS.after(deliver(), deliver(dispatch="d2"))) is DELIVERED


@pytest.mark.rule("W13")
def test_one_unit_that_is_left_outweighs_every_parcel_that_arrived() -> None:
    story = PAID.after(ship("p1", ("p1.l1", 2), ("p1.l2", 1)), deliver())
    assert of_part(story) is TO_SHIP
    assert of_part(story.after(ship("p1", ("p1.l2", 1), dispatch="d2"))) is IN_TRANSIT


@pytest.mark.rule("W13")
def test_units_that_were_cancelled_count_for_nothing() -> None:
    story = PAID.after(ship("p1", ("p1.l1", 2)))
    assert of_part(story) is TO_SHIP
    assert of_part(story.after(cancel_lines("p1", ("p1.l2", 1)))) is TO_SHIP
    assert of_part(story.after(cancel_lines("p1", ("p1.l2", 2)))) is IN_TRANSIT
    assert of_part(story.after(cancel_lines("p1", ("p1.l2", 2)), deliver())) is DELIVERED


@pytest.mark.rule("W13")
@pytest.mark.parametrize(
    "command",
    [cancel(), cancel_lines("p1", ("p1.l1", 2), ("p1.l2", 2))],
    ids=lambda command: type(command).__name__,
)
@pytest.mark.parametrize("story", [NEW, PAID], ids=["unpaid", "paid"])
def test_what_is_cancelled_has_no_shipping_status(story: Scenario, command: CancelPart | CancelLines) -> None:
    after = story.after(command)
    assert of_part(after) is None
    assert order_shipping_status(after.state) is None


@pytest.mark.rule("W13")
@pytest.mark.parametrize("stage", [stage for stage in DispatchStage if stage is not DispatchStage.DELIVERED])
def test_only_what_arrived_is_delivered(stage: DispatchStage) -> None:
    """A parcel that was lost or came back is no delivery: whoever looks for what has arrived does not find it."""
    part = TWO_PARCELS.after(deliver(), deliver(dispatch="d2")).state.parts[0]
    first, second = part.dispatches
    assert part_shipping_status(part) is DELIVERED
    assert part_shipping_status(evolve(part, dispatches=(first, evolve(second, stage=stage)))) is IN_TRANSIT


@pytest.mark.rule("W13")
def test_a_completed_part_is_as_far_as_its_parcels_are() -> None:
    story = TWO_PARCELS.after(complete())
    assert of_part(story) is IN_TRANSIT
    assert of_part(story.after(deliver(), deliver(dispatch="d2"))) is DELIVERED


@pytest.mark.rule("W13")
def test_nobody_has_to_ship_what_was_left_when_the_part_was_completed() -> None:
    """Where the marketplace lets a vendor complete without shipping, its word stands for what it did not ship."""
    story = Scenario(placed("v1", rules=RELIEVED), RELIEVED).after(pay("40.00"))
    assert of_part(story.after(complete())) is DELIVERED
    begun = story.after(ship("p1", ("p1.l1", 1)))
    assert of_part(begun) is TO_SHIP
    assert of_part(begun.after(complete())) is IN_TRANSIT
    assert of_part(begun.after(complete(), deliver())) is DELIVERED


@pytest.mark.rule("W13")
def test_an_order_is_as_far_as_its_least_advanced_part_that_is_not_cancelled() -> None:
    story = Scenario(placed("v1", "v2", "v3", lines=1, quantity=1)).after(pay("30.00"))
    one, two = ship("p1", ("p1.l1", 1)), ship("p2", ("p2.l1", 1), dispatch="d2")
    assert order_shipping_status(story.state) is TO_SHIP
    assert order_shipping_status(story.after(one, deliver()).state) is TO_SHIP
    assert order_shipping_status(story.after(one, deliver(), two).state) is TO_SHIP
    rest = story.after(one, two, cancel("p3"))
    assert order_shipping_status(rest.state) is IN_TRANSIT
    assert order_shipping_status(rest.after(deliver()).state) is IN_TRANSIT
    assert order_shipping_status(rest.after(deliver(), deliver("p2", "d2")).state) is DELIVERED
    assert order_shipping_status(story.after(cancel("p1"), cancel("p2")).state) is TO_SHIP
    assert order_shipping_status(story.after(cancel("p1"), cancel("p2"), cancel("p3")).state) is None


@pytest.mark.rule("W13")
@given(some.lives())
def test_each_order_that_is_not_cancelled_has_exactly_one_shipping_status(life: some.Life) -> None:
    """That of its least advanced unit, counted one by one, whatever the order of its parts."""
    order = life.state
    live = [part for part in order.parts if part.stage is not PartStage.CANCELLED]
    for part in order.parts:
        shown = part_shipping_status(part)
        assert (shown is None) == (part not in live)
        if part in live:
            assert shown is (least(unit_by_unit(part)) or DELIVERED)
    shown = order_shipping_status(order)
    assert (shown is None) == (not live)
    assert shown is least([status for part in live if (status := part_shipping_status(part)) is not None])
    assert shown is order_shipping_status(evolve(order, parts=order.parts[::-1]))


@given(some.orders())
def test_money_names_and_channels_do_not_matter(order: Order) -> None:
    other = evolve(order, id=OrderId("another"), channel=SalesChannel(), confirmed_at=None, rule_book=PLAIN.id)
    assert order_shipping_status(order) is order_shipping_status(other)


def test_the_model_tells_units_apart() -> None:
    """The model itself, in one example, so that it cannot agree by saying nothing."""
    part = PAID.after(ship("p1", ("p1.l1", 2)), cancel_lines("p1", ("p1.l2", 1)), deliver()).state.parts[0]
    assert unit_by_unit(part) == [TO_SHIP, DELIVERED, DELIVERED]
