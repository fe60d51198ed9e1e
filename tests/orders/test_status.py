"""What is shown of parts and orders is derived, and the same whatever the order of the parts (rules.md §7.2)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations, product

import pytest
from attrs import evolve
from hypothesis import given

from mpcore.kernel import LineId, PartId, changed
from mpcore.orders import Part, Status, order_status, part_status
from mpcore.presets import PLAIN
from mpcore.testing import Scenario, placed
from mpcore.testing import strategies as some
from mpcore.testing.worlds import folded
from tests.orders.say import all_of, cancel, complete, hold, pay, refund_settled, release, ship

POLICY = PLAIN.orders


def one_part_each() -> dict[Status, Part]:
    """A part of every status, each reached by commands and facts."""
    new = Scenario(placed("v1"))
    paid = new.after(pay("40.00"))
    shipped = paid.after(ship())
    stories = {
        Status.AWAITING_PAYMENT: new,
        Status.ON_HOLD: paid.after(hold()),
        Status.PROCESSING: paid,
        Status.PARTIALLY_SHIPPED: paid.after(ship("p1", ("p1.l1", 1))),
        Status.SHIPPED: shipped,
        Status.COMPLETED: shipped.after(complete()),
        Status.CANCELLED: paid.after(cancel()),
        Status.REFUNDED: shipped.told(refund_settled("p1", all_of(shipped.state, "p1"))),
    }
    return {status: story.state.parts[0] for status, story in stories.items()}


NEW = Scenario(placed("v1")).state
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


_ORDER = "awaiting_payment on_hold processing partially_shipped shipped completed cancelled refunded"
_TWO_PARTS = """
    awaiting_payment   A A A A A A A A
    on_hold            A H H H H H H H
    processing         A H P p p p P P
    partially_shipped  A H p p p p p p
    shipped            A H p p S S S S
    completed          A H p p S C C C
    cancelled          A H P p S C X R
    refunded           A H P p S C R R
"""
_LETTERS = dict(zip("AHPpSCXR", map(Status, _ORDER.split()), strict=True))


def two_parts() -> dict[tuple[Status, Status], Status]:
    """The status of every order of two parts, written out by hand from rules.md §7.2."""
    table: dict[tuple[Status, Status], Status] = {}
    for row in _TWO_PARTS.strip().splitlines():
        name, *letters = row.split()
        for other, letter in zip(map(Status, _ORDER.split()), letters, strict=True):
            table[Status(name), other] = _LETTERS[letter]
    return table


TWO = two_parts()


def shown(statuses: Iterable[Status]) -> Status:
    return order_status(evolve(NEW, parts=side_by_side(statuses)), POLICY)


@pytest.mark.rule("7.2")
@pytest.mark.parametrize("status", Status)
def test_an_order_of_one_part_has_the_status_of_the_part(status: Status) -> None:
    assert shown([status]) is status


@pytest.mark.rule("7.2")
@pytest.mark.parametrize(("first", "second"), list(product(Status, Status)))
def test_an_order_of_two_parts_has_the_status_in_the_table(first: Status, second: Status) -> None:
    assert shown([first, second]) is TWO[first, second]
    assert folded([first, second]) is TWO[first, second]


@pytest.mark.rule("7.2")
@pytest.mark.parametrize("first", Status)
def test_an_order_of_three_parts_has_the_status_of_any_two_and_the_third(first: Status) -> None:
    for second, third in product(Status, Status):
        seen = shown([first, second, third])
        expected = {TWO[TWO[first, second], third], TWO[first, TWO[second, third]], TWO[TWO[first, third], second]}
        assert {seen} == expected
        assert folded([first, second, third]) is seen


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
    for some_order in permutations(statuses):
        assert shown(some_order) is Status(expected)


@given(some.lives())
def test_the_status_does_not_depend_on_the_order_of_the_parts(life: some.Life) -> None:
    policy = life.rules.orders
    order = life.state
    backwards = evolve(order, parts=order.parts[::-1])
    assert order_status(order, policy) is order_status(backwards, policy)
    if len(order.parts) == 1:
        assert order_status(order, policy) is part_status(order.parts[0], policy)


def test_a_hold_is_shown_in_the_place_of_whatever_was_waiting() -> None:
    unpaid = Scenario(placed("v1", "v2"))
    paid = unpaid.after(pay("80.00"))
    for story, before in ((unpaid, Status.AWAITING_PAYMENT), (paid, Status.PROCESSING)):
        held = story.after(hold())
        assert part_status(held.state.parts[0], POLICY) is Status.ON_HOLD
        assert part_status(held.state.parts[1], POLICY) is before
        assert part_status(held.after(release()).state.parts[0], POLICY) is before
        assert part_status(held.after(cancel()).state.parts[0], POLICY) is Status.CANCELLED
