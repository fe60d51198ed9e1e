"""Laws of an order and the history that led to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from attrs import has

from mpcore import orders
from mpcore.kernel import Personal
from mpcore.orders import Line, Order, OrderEvent, OrderPlaced, Part, PartStage, PersonalDataErased
from mpcore.testing.words import shown

__all__ = ["announced", "forgotten", "personal_in", "told", "unedited"]


def told(history: Iterable[OrderEvent], order: Order) -> None:
    """The history, told again, gives the present."""
    replayed = orders.replay(history)
    if replayed != order:
        raise AssertionError(f"the history gives\n{shown(replayed)}\nand the present is\n{shown(order)}")


def unedited(history: Iterable[OrderEvent], order: Order) -> None:
    """The lines are what was bought, whatever happened since (T16): none is added, taken away, or made another."""
    for event in history:
        if isinstance(event, OrderPlaced):
            bought, now = [_bought(part) for part in event.parts], [_bought(part) for part in order.parts]
            if bought != now:
                raise AssertionError(f"the lines that were bought are others now\n{shown(event)}\n{shown(order)}")


def _bought(part: Part) -> tuple[object, ...]:
    return part.id, part.vendor, part.total, tuple([_promised(line) for line in part.lines])


def _promised(line: Line) -> tuple[object, ...]:
    what = line.id, line.listing, line.variant, line.title, line.quantity
    money = line.unit_price, line.goods, line.taxes, line.discounts, line.shipping, line.total
    return (*what, *money)


def announced(order: Order) -> None:
    """Where every outstanding part is completed and there is one, the order has been called complete (U16)."""
    live = [part for part in order.parts if part.stage is not PartStage.CANCELLED and not part.refunded_whole]
    if live and all(part.stage is PartStage.COMPLETED for part in live) and order.completed_at is None:
        raise AssertionError(f"every outstanding part is completed, and nobody was told\n{shown(order)}")


def forgotten(history: Iterable[OrderEvent], order: Order) -> None:
    """A history that was forgotten leads to the state that erasing leads to, and nothing personal is in either."""
    erased = PersonalDataErased(order.placed_at)
    without = orders.forget(history)
    replayed, expected = orders.replay((*without, erased)), orders.evolve(order, erased)
    if replayed != expected:
        raise AssertionError(f"once forgotten, the history gives\n{shown(replayed)}\nand not\n{shown(expected)}")
    for kept in (without, expected):
        if any(personal_in(kept)):
            raise AssertionError(f"something personal was not forgotten\n{shown(kept)}")


def personal_in(value: object) -> Iterator[object]:
    """Everything personal in a value, however deep, that was not erased."""
    if isinstance(value, Personal):
        held = cast("Personal[object]", value).value
        if held is not None:
            yield held
    elif isinstance(value, tuple):
        for item in cast("tuple[object, ...]", value):
            yield from personal_in(item)
    elif has(type(value)):
        for item in vars(value).values():
            yield from personal_in(item)
