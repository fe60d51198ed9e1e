"""What the fields of commands are read and checked by, once, when the command is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import MalformedError, utc
from mpcore.money import to_minor
from mpcore.orders.values import Quantity

__all__ = ["amount_minor", "happened", "minor_of", "quantities"]


class HasAmount(Protocol):
    """A thing with an amount."""

    @property
    def amount(self) -> Money: ...


def minor_of(amount: Money, at: str) -> int:
    """An amount in whole minor units; its faults stand at that place."""
    try:
        return to_minor(amount)
    except MalformedError as error:
        raise error.under(at) from None


def amount_minor(holder: HasAmount) -> int:
    """The minor units of the amount."""
    return minor_of(holder.amount, "amount")


def happened(value: datetime) -> DateTime:
    """The instant something happened at, in UTC."""
    return utc(value, at="happened_at")


# One converter per kind of thing: `tuple` itself would leave type checkers without an idea of what goes in.


def quantities(given: Iterable[Quantity]) -> tuple[Quantity, ...]:
    """Units of lines, as a tuple."""
    return tuple(given)
