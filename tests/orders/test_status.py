"""What is shown of parts and orders is derived, and the same whatever the order of the parts (rules.md §7.2)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, permutations

import pytest
from attrs import evolve
from hypothesis import given

from mpcore.kernel import LineId, PartId, changed
from mpcore.orders import Part, Status, order_status, part_status
from mpcore.presets import PLAIN
from mpcore.testing import Scenario, placed
from mpcore.testing import strategies as some
from mpcore.testing.worlds import folded
from tests.orders.say import all_of, cancel, complete, pay, refund_settled, ship

POLICY = PLAIN.orders


def one_part_each() -> dict[Status, Part]:
    """A part of every status, each reached by commands and facts but for the hold, which comes later."""
    new = Scenario(placed("v1"))
    paid = new.after(pay("40.00"))
    shipped = paid.after(ship())
    stories = {
        Status.AWAITING_PAYMENT: new,
        Status.PROCESSING: paid,
        Status.PARTIALLY_SHIPPED: paid.after(ship("p1", ("p1.l1", 1))),
        Status.SHIPPED: shipped,
        Status.COMPLETED: shipped.after(complete()),
        Status.CANCELLED: paid.after(cancel()),
        Status.REFUNDED: shipped.told(refund_settled("p1", all_of(shipped.state, "p1"))),
    }
    parts = {status: story.state.parts[0] for status, story in stories.items()}
    return {**parts, Status.ON_HOLD: evolve(parts[Status.PROCESSING], held=True)}


PARTS = one_part_each()


def side_by_side(statuses: Iterable[Status]) -> tuple[Part, ...]:
    """A part of each of these statuses, with an id of its own."""
    return tuple([_named(PARTS[status], f"p{number}") for number, status in enumerate(statuses, 1)])


def _named(part: Part, name: str) -> Part:
    lines = {line.id: LineId(f"{name}.{line.id}") for line in part.lines}
    return changed(
        part,
        id=PartId(name),
        lines=tuple([evolve(line, id=lines[line.id]) for line in part.lines]),
        dispatches=tuple(
            [
                evolve(sent, lines=tuple([evolve(packed, line=lines[packed.line]) for packed in sent.lines]))
                for sent in part.dispatches
            ]
        ),
    )


@pytest.mark.parametrize("status", Status)
def test_each_status_is_reached(status: Status) -> None:
    assert part_status(PARTS[status], POLICY) is status


@pytest.mark.rule("00.1")
def test_a_part_that_was_wholly_paid_back_is_refunded_even_when_it_was_completed() -> None:
    story = Scenario(placed("v1")).after(pay("40.00"), ship(), complete())
    assert part_status(story.state.parts[0], POLICY) is Status.COMPLETED
    shares = all_of(story.state, "p1")
    half = story.told(refund_settled("p1", shares[:1]))
    assert part_status(half.state.parts[0], POLICY) is Status.COMPLETED
    whole = half.told(refund_settled("p1", shares[1:], refund="r2", fact="f9"))
    assert part_status(whole.state.parts[0], POLICY) is Status.REFUNDED


@pytest.mark.rule("7.2")
@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_status_of_an_order_is_the_fold_of_its_parts(count: int) -> None:
    order = Scenario(placed("v1")).state
    for statuses in combinations([*Status, *Status], count):
        assert order_status(evolve(order, parts=side_by_side(statuses)), POLICY) is folded(statuses)


@pytest.mark.rule("7.2")
@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ("cancelled cancelled", "cancelled"),
        ("cancelled refunded", "refunded"),
        ("refunded refunded", "refunded"),
        ("completed cancelled refunded", "completed"),
        ("completed shipped", "shipped"),
        ("completed processing", "partially_shipped"),
        ("shipped processing", "partially_shipped"),
        ("processing processing", "processing"),
        ("awaiting_payment shipped", "awaiting_payment"),
        ("on_hold shipped", "on_hold"),
        ("awaiting_payment on_hold", "awaiting_payment"),
        ("processing cancelled", "processing"),
    ],
)
def test_the_fold_in_examples(parts: str, expected: str) -> None:
    statuses = [Status(name) for name in parts.split()]
    order = Scenario(placed("v1")).state
    for some_order in permutations(statuses):
        shown = evolve(order, parts=side_by_side(some_order))
        assert order_status(shown, POLICY) is Status(expected)
        assert folded(some_order) is Status(expected)


@given(some.lives())
def test_the_status_does_not_depend_on_the_order_of_the_parts(life: some.Life) -> None:
    policy = life.rules.orders
    order = life.state
    backwards = evolve(order, parts=order.parts[::-1])
    assert order_status(order, policy) is order_status(backwards, policy)
    if len(order.parts) == 1:
        assert order_status(order, policy) is part_status(order.parts[0], policy)
