"""When a coupon applies, and to which lines: one frozen class each, put together with `AllOf`, `AnyOf` and `Not`."""

from mpcore.discounts.conditions.amounts import InCurrency, MinimumSpend, Quantities
from mpcore.discounts.conditions.audience import BuyerTags, NamedBuyers, NewToMarketplace, NewToVendor
from mpcore.discounts.conditions.circumstances import InChannels, Within
from mpcore.discounts.conditions.lines import InCategories, NotDiscounted, OfListings, OfVendors, WithTags
from mpcore.discounts.conditions.logic import ALWAYS, AllOf, AnyOf, Not

__all__ = [
    "ALWAYS",
    "AllOf",
    "AnyOf",
    "BuyerTags",
    "InCategories",
    "InChannels",
    "InCurrency",
    "MinimumSpend",
    "NamedBuyers",
    "NewToMarketplace",
    "NewToVendor",
    "Not",
    "NotDiscounted",
    "OfListings",
    "OfVendors",
    "Quantities",
    "WithTags",
    "Within",
]
