"""Conditions about who buys; for everyone, leave them out.

What the host knows of the buyer comes as `ctx.shopper`; where a condition needs it and it is None, the condition raises
`MalformedError`, because what the host does not know may not be guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from attrs import field

from mpcore.discounts.case import Case
from mpcore.discounts.conditions.lines import common, set_of_tags
from mpcore.discounts.kinds import Audience
from mpcore.discounts.reasons import AudienceMismatch, NoLines
from mpcore.kernel import Buyer, Fault, MalformedError, Refusal, frozen

if TYPE_CHECKING:
    from mpcore.discounts.context import Shopper

__all__ = ["BuyerTags", "NamedBuyers", "NewToMarketplace", "NewToVendor"]


def _shopper(case: Case) -> Shopper:
    shopper = case.ctx.shopper
    if shopper is None:
        text = (
            "is missing, and a condition is about the buyer; give Context(shopper=Shopper(...)) what you know of them"
        )
        raise MalformedError(Fault("shopper", text))
    return shopper


@frozen
class NewToVendor:
    """The lines of the vendors that the buyer has not bought from: of two vendors, perhaps those of one only."""

    code: ClassVar[str] = "discounts.new_to_vendor"
    text: ClassVar[str] = "from a vendor the buyer has not bought from"

    @property
    def narrows(self) -> bool:
        """It asks each line by itself."""
        return True

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """The lines of vendors who are new to the buyer."""
        known = _shopper(case).vendors
        of_vendors = case.basket.by_vendor
        if known.isdisjoint(of_vendors):
            return case.lines
        new = [positions for vendor, positions in of_vendors.items() if vendor not in known]
        if not new:
            return ()
        positions = tuple(sorted([i for each in new for i in each]))
        return positions if case.whole else common(positions, case.lines)

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """They have bought from all of them."""
        return (AudienceMismatch(audience=Audience.NEW_TO_VENDOR),)


@frozen
class NewToMarketplace:
    """The buyer's first order: they have no other that was placed and not cancelled, with whichever vendor.

    A first order and being new to the marketplace are one condition.
    """

    code: ClassVar[str] = "discounts.new_to_marketplace"
    text: ClassVar[str] = "on the buyer's first order"

    @property
    def narrows(self) -> bool:
        """It is about the whole basket."""
        return False

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """All lines, or none."""
        return () if _shopper(case).orders else case.lines

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """They have bought before."""
        return _not_of(Audience.NEW_TO_MARKETPLACE, held=not _shopper(case).orders)


def _buyers(given: Iterable[Buyer]) -> frozenset[Buyer]:
    try:
        found = frozenset(given)
    except TypeError:
        raise MalformedError(Fault("buyers", "is no set of buyers; give a set of Buyer")) from None
    if not found or not all(isinstance(buyer, Buyer) for buyer in found):
        raise MalformedError(Fault("buyers", "is no set of at least one Buyer; give one"))
    return found


@frozen
class NamedBuyers:
    """The buyer is one of these: members by id, guests by their digest; a guest is no member with the same id."""

    code: ClassVar[str] = "discounts.named_buyers"
    text: ClassVar[str] = "for buyers it names"

    buyers: frozenset[Buyer] = field(converter=_buyers)

    @property
    def narrows(self) -> bool:
        """It is about the whole basket."""
        return False

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """All lines, or none."""
        return case.lines if case.basket.buyer in self.buyers else ()

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """They are somebody else; who is named is not told."""
        return _not_of(Audience.NAMED_BUYERS, held=case.basket.buyer in self.buyers)


@frozen
class BuyerTags:
    """The buyer has at least one of these tags; `AllOf` asks for several at once."""

    code: ClassVar[str] = "discounts.buyer_tags"
    text: ClassVar[str] = "for buyers with one of these tags: {tags}"

    tags: frozenset[str] = field(converter=set_of_tags)

    @property
    def narrows(self) -> bool:
        """It is about the whole basket."""
        return False

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """All lines, or none."""
        return () if self.tags.isdisjoint(_shopper(case).tags) else case.lines

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """They have none of them."""
        return _not_of(Audience.TAGGED_BUYERS, held=not self.tags.isdisjoint(_shopper(case).tags))


def _not_of(audience: Audience, *, held: bool) -> tuple[Refusal, ...]:
    return (NoLines(),) if held else (AudienceMismatch(audience=audience),)
