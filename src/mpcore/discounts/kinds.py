"""What terms count, and what their reasons name: small enums that conditions, benefits and refusals share."""

from __future__ import annotations

from enum import Enum

__all__ = ["Audience", "Counted", "LineTrait", "Measured", "Per", "SoldIn"]


class Measured(Enum):
    """Whether a spend is counted with or without what other coupons took off."""

    BEFORE = "before"
    """At full prices, before other discounts."""
    AFTER = "after"
    """What is left after the discounts of the coupons that had their turns before."""


class Counted(Enum):
    """What a minimum of money or units is counted over."""

    LINES = "lines"
    """What the coupon is for: the lines that the conditions beside it leave."""
    BASKET = "basket"
    """Everything in the basket, whatever the coupon is for; of a vendor's coupon, everything of that vendor."""


class Per(Enum):
    """What an amount off is given for."""

    ORDER = "order"
    """Once, over all lines and all vendors."""
    LINE = "line"
    UNIT = "unit"


class Audience(Enum):
    """Whom a condition is about."""

    NEW_TO_VENDOR = "new_to_vendor"
    NEW_TO_MARKETPLACE = "new_to_marketplace"
    NAMED_BUYERS = "named_buyers"
    TAGGED_BUYERS = "tagged_buyers"


class SoldIn(Enum):
    """Where a condition lets things be sold."""

    SHOP = "shop"
    ANY_SHOW = "any_show"
    NAMED_SHOWS = "named_shows"


class LineTrait(Enum):
    """What of a line a condition looks at."""

    VENDORS = "vendors"
    LISTINGS = "listings"
    CATEGORIES = "categories"
    TAGS = "tags"
