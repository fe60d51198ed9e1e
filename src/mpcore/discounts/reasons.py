"""Reasons of conditions and benefits: why a term holds for nothing here, or gives nothing here.

They name no coupon: terms do not know whose they are, and an evaluation keeps each reason beside its coupon.  They
stand outside `rules/` because conditions need them, and the rules need coupons, which have conditions.
"""

from __future__ import annotations

from typing import ClassVar

from moneyed import Money
from pendulum import DateTime

from mpcore.discounts.explaining import Explained
from mpcore.discounts.kinds import Audience, LineTrait, SoldIn
from mpcore.kernel import Kind, ListingId, Refusal, ShowId, frozen

__all__ = [
    "AlreadyCheaper",
    "AlreadyDiscounted",
    "AudienceMismatch",
    "BelowMinimum",
    "BundleIncomplete",
    "ChannelMismatch",
    "Excluded",
    "NoCommonLine",
    "NoLines",
    "NoShipping",
    "NothingMatches",
    "OtherCurrency",
    "TooEarly",
    "TooFewUnits",
    "TooLate",
    "TooManyUnits",
]


@frozen(kw_only=True)
class OtherCurrency(Refusal):
    """A term is in another currency than the basket; amounts of two currencies are never compared."""

    code: ClassVar[str] = "discounts.other_currency"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "this is in {expected}, the basket is in {given}"

    expected: str
    given: str


class NoLines(Refusal):
    """There is no line that it could be about."""

    code: ClassVar[str] = "discounts.no_lines"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "there is nothing in the basket that this could be about"


class NoCommonLine(Refusal):
    """Each of several conditions holds for a line, but no line meets all of them."""

    code: ClassVar[str] = "discounts.no_common_line"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nothing in the basket meets all of the conditions at once"


@frozen(kw_only=True)
class Excluded(Refusal):
    """Everything here is what the condition keeps out."""

    code: ClassVar[str] = "discounts.excluded"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "this is kept out: {condition}"

    condition: Explained
    """What may not hold."""


@frozen(kw_only=True)
class TooEarly(Refusal):
    """The window has not begun."""

    code: ClassVar[str] = "discounts.too_early"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "this begins at {start}"

    start: DateTime


@frozen(kw_only=True)
class TooLate(Refusal):
    """The window is over."""

    code: ClassVar[str] = "discounts.too_late"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "this ended at {end}"

    end: DateTime


@frozen(kw_only=True)
class BelowMinimum(Refusal):
    """Less is bought than has to be."""

    code: ClassVar[str] = "discounts.below_minimum"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "goods for {present} are less than {minimum}; {missing} is missing"
    rule_ids: ClassVar[tuple[str, ...]] = ("W19",)

    minimum: Money
    present: Money
    missing: Money


@frozen(kw_only=True)
class TooFewUnits(Refusal):
    """Fewer units are bought than have to be."""

    code: ClassVar[str] = "discounts.too_few_units"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "units needed: {needed}; there are {present}, so {missing} more are missing"

    needed: int
    present: int
    missing: int


@frozen(kw_only=True)
class TooManyUnits(Refusal):
    """More units are bought than may be."""

    code: ClassVar[str] = "discounts.too_many_units"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "units allowed: {most}; there are {present}, which is {surplus} too many"

    most: int
    present: int
    surplus: int


@frozen(kw_only=True)
class NothingMatches(Refusal):
    """Nothing is of the vendors, listings, categories or tags that are asked for."""

    code: ClassVar[str] = "discounts.nothing_matches"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nothing here is among these {trait}: {wanted}"

    trait: LineTrait
    wanted: tuple[str, ...]
    """In their order, the first 20 of them."""


@frozen(kw_only=True)
class ChannelMismatch(Refusal):
    """It is for other sales channels than the basket's."""

    code: ClassVar[str] = "discounts.channel_mismatch"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "this is for other sales channels: {channels}"
    rule_ids: ClassVar[tuple[str, ...]] = ("W19",)

    channels: tuple[SoldIn, ...]
    shows: tuple[ShowId, ...] = ()
    """The named shows, in their order, the first 20 of them."""


@frozen(kw_only=True)
class AudienceMismatch(Refusal):
    """The buyer is not one of those it is for."""

    code: ClassVar[str] = "discounts.audience_mismatch"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the buyer is not of the audience: {audience}"
    rule_ids: ClassVar[tuple[str, ...]] = ("W19",)

    audience: Audience


class AlreadyDiscounted(Refusal):
    """Other coupons took something off everything it could be about."""

    code: ClassVar[str] = "discounts.already_discounted"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "everything this could be about is discounted already"


@frozen(kw_only=True)
class AlreadyCheaper(Refusal):
    """What it gives for a price costs no more than that as it is."""

    code: ClassVar[str] = "discounts.already_cheaper"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nothing here costs more than {price}"

    price: Money


@frozen(kw_only=True)
class BundleIncomplete(Refusal):
    """Not one whole set is bought."""

    code: ClassVar[str] = "discounts.bundle_incomplete"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the set is not complete; units missing: {missing}, of {listings}"

    missing: int
    """Of all items of the set together."""
    listings: tuple[ListingId, ...]
    """Those that are missing, in their order, the first 20 of them."""


class NoShipping(Refusal):
    """No price of shipping belongs to what it is for."""

    code: ClassVar[str] = "discounts.no_shipping"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "there is no shipping that this could be about"
