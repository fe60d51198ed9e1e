"""Buy so many, get so many more, the cheapest."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from attrs import Attribute, Factory, field
from attrs.validators import optional

from mpcore.discounts.basket import MOST_UNITS
from mpcore.discounts.benefits.percent import a_percentage, ratio_of, shares_of
from mpcore.discounts.benefits.units import first_units, values_of
from mpcore.discounts.case import Case, Gift
from mpcore.discounts.policy import FreeItemValue
from mpcore.discounts.reasons import TooFewUnits
from mpcore.kernel import Fault, MalformedError, Refusal, frozen
from mpcore.money import allocate

__all__ = ["BuyGet", "a_number_of_times", "a_number_of_units"]


def a_number_of_units(_: object, attribute: Attribute[int], value: object) -> None:
    """An attrs validator: a number of units that a line could have."""
    if type(value) is not int or not 1 <= value <= MOST_UNITS:
        raise MalformedError(Fault(attribute.name, f"is no number of units from 1 to {MOST_UNITS}; give an int"))


def a_number_of_times(_: object, attribute: Attribute[int], value: object) -> None:
    """An attrs validator: at least once."""
    if type(value) is not int or value < 1:
        raise MalformedError(Fault(attribute.name, "is no number of times; give an int from 1 on, or None"))


def _ratio(benefit: BuyGet) -> Fraction:
    return ratio_of(benefit.percent)


@frozen
class BuyGet:
    """For every `buy` + `get` units, the `get` cheapest of all are free, or so many percent off.

    The units of all of its lines compete, by their prices before discounts, the earliest line first where they cost
    the same.  Only whole groups count: buy 2, get 2 gives nothing for 3 units.  Where more is bought than the groups
    need, the dearest units are those bought.  Units whose price is 0 stay out of the groups: a free sample is neither
    bought nor got, and takes no discount away.  `free_item_value` says on which lines the discount then stands: on
    those of the free units, or on all units of the groups, in proportion to what they cost.
    """

    code: ClassVar[str] = "discounts.buy_get"
    text: ClassVar[str] = "buy {buy}, get {get} at {percent} % off, the cheapest[, at most {times} times]"

    buy: int = field(validator=a_number_of_units)
    get: int = field(validator=a_number_of_units)
    percent: Decimal = field(default=Decimal(100), validator=a_percentage)
    times: int | None = field(default=None, validator=optional(a_number_of_times))
    """How many groups count at most; None: all of them."""
    ratio: Fraction = field(default=Factory(_ratio, takes_self=True), init=False, repr=False, eq=False)

    def gift(self, case: Case) -> Gift | Refusal:
        """The percentage of the free units, rounded as the policy says."""
        basket, size = case.basket.lines, self.buy + self.get
        cheapest = sorted([i for i in case.lines if basket[i].price_minor], key=lambda i: basket[i].price_minor)
        units = sum([basket[i].quantity for i in cheapest])
        groups = units // size
        if not groups:
            return TooFewUnits(needed=size, present=units, missing=size - units)
        if self.times is not None and groups > self.times:
            groups = self.times
        free = first_units(case, cheapest, groups * self.get)
        policy = case.ctx.policy
        lines, values = values_of(case, free)
        total, amounts = shares_of(values, self.ratio, policy)
        if policy.free_item_value is FreeItemValue.ON_FREE:
            return Gift(lines, total, amounts)
        group = dict(free)
        for i, count in first_units(case, reversed(cheapest), groups * self.buy).items():
            group[i] = group.get(i, 0) + count
        lines, values = values_of(case, group)
        return Gift(lines, total, allocate(total, values))
