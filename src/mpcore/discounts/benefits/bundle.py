"""A price for a set."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import ClassVar

from attrs import field
from attrs.validators import optional
from moneyed import Money

from mpcore.discounts.basket import minor_of
from mpcore.discounts.benefits.amounts import a_price, foreign
from mpcore.discounts.benefits.buy_get import a_number_of_times, a_number_of_units
from mpcore.discounts.benefits.units import first_units
from mpcore.discounts.case import Case, Gift
from mpcore.discounts.conditions.lines import OfListings, set_of_listings
from mpcore.discounts.reasons import AlreadyCheaper, BundleIncomplete
from mpcore.discounts.values import Minor
from mpcore.kernel import Fault, ListingId, MalformedError, Refusal, frozen
from mpcore.money import allocate

__all__ = ["Bundle", "BundleItem"]


@frozen
class BundleItem:
    """So many units of any of these listings."""

    code: ClassVar[str] = "discounts.bundle_item"
    text: ClassVar[str] = "{quantity} of: {listings}"

    listings: frozenset[ListingId] = field(converter=set_of_listings)
    quantity: int = field(default=1, validator=a_number_of_units)


def _items(given: Iterable[BundleItem]) -> tuple[BundleItem, ...]:
    try:
        items = tuple(given)
    except TypeError:
        raise MalformedError(Fault("items", "is no tuple; give a tuple of items")) from None
    if not items:
        raise MalformedError(Fault("items", "is empty; give at least one item"))
    if not all(isinstance(item, BundleItem) for item in items):
        raise MalformedError(Fault("items", "is no tuple of BundleItem; give items only"))
    return items


@frozen
class Bundle:
    """A set of items for a price, as often as the basket holds it and it is cheaper so.

    No listing may stand in two items, so each unit fits one of them only, and the best for the buyer is plain: the
    dearest units of each item make the first set, the next dearest the second, for as long as a set costs more than
    its price.  Units count with what is left of them after the coupons before, units of one line alike, and of lines
    whose units cost the same the earliest goes first.  What is saved is spread over the units of the sets in
    proportion to what they cost.
    """

    code: ClassVar[str] = "discounts.bundle"
    text: ClassVar[str] = "{items} for {price}[, at most {times} times]"

    price: Money = field(validator=a_price)
    """Of a whole set."""
    items: tuple[BundleItem, ...] = field(converter=_items)
    times: int | None = field(default=None, validator=optional(a_number_of_times))
    """How many sets at most; None: as many as there are."""

    def __attrs_post_init__(self) -> None:
        seen: set[ListingId] = set()
        faults: list[Fault] = []
        for i, item in enumerate(self.items):
            if twice := sorted(seen & item.listings):
                text = f"has {twice[0][:60]!r}, which stands in an item before; let each listing stand in one item"
                faults.append(Fault(f"items[{i}].listings", text))
            seen |= item.listings
        if faults:
            raise MalformedError(*faults)

    def gift(self, case: Case) -> Gift | Refusal:
        """What the units of the sets cost beyond the price of the sets."""
        if no := foreign(case, self.price):
            return no
        basket = case.basket.lines
        lines = [OfListings(item.listings).holds_for(case) for item in self.items]
        lacking = [
            (item, item.quantity - present)
            for item, of_item in zip(self.items, lines, strict=True)
            if (present := sum([basket[i].quantity for i in of_item])) < item.quantity
        ]
        if lacking:
            missing = sorted([listing for item, _ in lacking for listing in item.listings])[:20]
            return BundleIncomplete(missing=sum([count for _, count in lacking]), listings=tuple(missing))
        sets = _Sets(case, self, lines)
        price = minor_of(self.price, "price")
        count = sets.cheaper_than(price)
        used = sets.units_of(count)
        chosen = tuple(sorted(used))
        values = [case.left(i) * used[i] // basket[i].quantity for i in chosen]
        total = sum(values) - count * price
        if total <= 0:
            return AlreadyCheaper(price=self.price)
        return Gift(chosen, total, allocate(total, values))


class _Sets:
    """The units that the sets of a bundle are made of: of each item, the dearest first."""

    def __init__(self, case: Case, bundle: Bundle, lines: list[tuple[int, ...]]) -> None:
        basket = case.basket.lines
        self.case, self.items = case, bundle.items
        self.worth: dict[int, int | Fraction] = {
            i: Fraction(case.left(i), basket[i].quantity) if case.taken[i] else basket[i].price_minor
            for of_item in lines
            for i in of_item
        }
        self.lines = [sorted(of_item, key=self.worth.__getitem__, reverse=True) for of_item in lines]
        held = [
            sum([basket[i].quantity for i in of_item]) // item.quantity
            for item, of_item in zip(bundle.items, lines, strict=True)
        ]
        self.most = min(held) if bundle.times is None else min(*held, bundle.times)

    def units_of(self, sets: int) -> dict[int, int]:
        """How many units of each line so many sets have."""
        used: dict[int, int] = {}
        for item, of_item in zip(self.items, self.lines, strict=True):
            used |= first_units(self.case, of_item, sets * item.quantity)
        return used

    def _cost(self, sets: int) -> int | Fraction:
        return sum([self.worth[i] * count for i, count in self.units_of(sets).items()])

    def cheaper_than(self, price: Minor) -> int:
        """How many sets cost more than the price: each set costs no more than the one before, so it is a bisection."""
        low, high = 0, self.most
        while low < high:
            middle = (low + high + 1) // 2
            if self._cost(middle) - self._cost(middle - 1) > price:
                low = middle
            else:
                high = middle - 1
        return low
