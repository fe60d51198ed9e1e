"""Conditions about single lines: which vendors, listings, categories and tags; what is not discounted yet.

Each looks its few names up in the basket's indexes, or the basket's few in its names, whichever are fewer: a condition
that no line meets costs the same however many lines there are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import ClassVar, TypeVar

from attrs import field

from mpcore.discounts.case import Case
from mpcore.discounts.kinds import LineTrait
from mpcore.discounts.reasons import AlreadyDiscounted, NothingMatches
from mpcore.kernel import Fault, ListingId, MalformedError, Refusal, VendorId, frozen

__all__ = [
    "InCategories",
    "NotDiscounted",
    "OfListings",
    "OfVendors",
    "WithTags",
    "common",
    "set_of_listings",
    "set_of_tags",
]

T = TypeVar("T", bound=str)
_SHOWN = 20


def a_set(given: Iterable[T], at: str) -> frozenset[T]:
    """A set of at least one name; a single text, or anything but texts, raises `MalformedError` at that place."""
    if isinstance(given, str | bytes):
        raise MalformedError(Fault(at, "is one text; give a set of them"))
    try:
        found = frozenset(given)
    except TypeError:
        raise MalformedError(Fault(at, "is no set of texts; give a set of them")) from None
    if not found or not all(isinstance(name, str) and name for name in found):
        raise MalformedError(Fault(at, "is no set of at least one text, none of them empty; give one"))
    return found


def set_of_vendors(given: Iterable[VendorId]) -> frozenset[VendorId]:
    """An attrs converter of a field called `vendors`; see `a_set`, as for the others."""
    return a_set(given, "vendors")


def set_of_listings(given: Iterable[ListingId]) -> frozenset[ListingId]:
    """An attrs converter of a field called `listings`."""
    return a_set(given, "listings")


def set_of_categories(given: Iterable[str]) -> frozenset[str]:
    """An attrs converter of a field called `categories`."""
    return a_set(given, "categories")


def set_of_tags(given: Iterable[str]) -> frozenset[str]:
    """An attrs converter of a field called `tags`."""
    return a_set(given, "tags")


def common(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """The positions in both, ascending, in the time of the shorter."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    found: list[int] = []
    start, end = 0, len(many)
    for i in few:
        start = bisect_left(many, i, start)
        if start == end:
            break
        if many[start] == i:
            found.append(i)
    return tuple(found)


def _of(wanted: frozenset[T], index: Mapping[T, tuple[int, ...]], case: Case) -> tuple[int, ...]:
    if len(wanted) <= len(index):
        found = [index[name] for name in wanted if name in index]
    else:
        found = [positions for name, positions in index.items() if name in wanted]
    if not found:
        return ()
    positions = found[0] if len(found) == 1 else tuple(sorted({i for each in found for i in each}))
    if len(positions) == len(case.basket.lines):
        return case.lines
    return positions if case.whole else common(positions, case.lines)


def _no(trait: LineTrait, wanted: frozenset[T]) -> tuple[Refusal, ...]:
    return (NothingMatches(trait=trait, wanted=tuple(sorted(wanted)[:_SHOWN])),)


@frozen
class OfVendors:
    """The lines that these vendors sell."""

    code: ClassVar[str] = "discounts.of_vendors"
    text: ClassVar[str] = "sold by one of these vendors: {vendors}"

    vendors: frozenset[VendorId] = field(converter=set_of_vendors)

    @cached_property
    def _nothing(self) -> tuple[Refusal, ...]:
        return _no(LineTrait.VENDORS, self.vendors)

    @property
    def narrows(self) -> bool:
        """It asks each line by itself."""
        return True

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """The lines of the vendors."""
        return _of(self.vendors, case.basket.by_vendor, case)

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """Nothing is theirs."""
        return self._nothing


@frozen
class OfListings:
    """The lines of these listings, in any variant."""

    code: ClassVar[str] = "discounts.of_listings"
    text: ClassVar[str] = "one of these listings: {listings}"

    listings: frozenset[ListingId] = field(converter=set_of_listings)

    @cached_property
    def _nothing(self) -> tuple[Refusal, ...]:
        return _no(LineTrait.LISTINGS, self.listings)

    @property
    def narrows(self) -> bool:
        """It asks each line by itself."""
        return True

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """The lines of the listings."""
        return _of(self.listings, case.basket.by_listing, case)

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """Nothing is one of them."""
        return self._nothing


@frozen
class InCategories:
    """The lines in one of these categories; the basket names those above a category too."""

    code: ClassVar[str] = "discounts.in_categories"
    text: ClassVar[str] = "in one of these categories: {categories}"

    categories: frozenset[str] = field(converter=set_of_categories)

    @cached_property
    def _nothing(self) -> tuple[Refusal, ...]:
        return _no(LineTrait.CATEGORIES, self.categories)

    @property
    def narrows(self) -> bool:
        """It asks each line by itself."""
        return True

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """The lines in the categories."""
        return _of(self.categories, case.basket.by_category, case)

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """Nothing is in them."""
        return self._nothing


@frozen
class WithTags:
    """The lines with at least one of these tags; `AllOf` asks for several at once."""

    code: ClassVar[str] = "discounts.with_tags"
    text: ClassVar[str] = "with one of these tags: {tags}"

    tags: frozenset[str] = field(converter=set_of_tags)

    @cached_property
    def _nothing(self) -> tuple[Refusal, ...]:
        return _no(LineTrait.TAGS, self.tags)

    @property
    def narrows(self) -> bool:
        """It asks each line by itself."""
        return True

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """The lines with one of the tags."""
        return _of(self.tags, case.basket.by_tag, case)

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """Nothing has one of them."""
        return self._nothing


@frozen
class NotDiscounted:
    """The lines that no coupon took anything off so far: those that had their turns before count, no other."""

    code: ClassVar[str] = "discounts.not_discounted"
    text: ClassVar[str] = "without another coupon's discount"

    @property
    def narrows(self) -> bool:
        """It asks each line by itself."""
        return True

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """The lines at their full prices."""
        taken = case.taken
        return tuple([i for i in case.lines if not taken[i]]) if any(taken) else case.lines

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """Something was taken off each of them."""
        return (AlreadyDiscounted(),)
