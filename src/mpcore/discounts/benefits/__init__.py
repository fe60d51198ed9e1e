"""What a coupon gives: one frozen class each."""

from mpcore.discounts.benefits.amounts import AmountOff, FixedUnitPrice
from mpcore.discounts.benefits.bundle import Bundle, BundleItem
from mpcore.discounts.benefits.buy_get import BuyGet
from mpcore.discounts.benefits.percent import PercentOff
from mpcore.discounts.benefits.shipping import ShippingOff
from mpcore.discounts.benefits.tiers import Step, Tiers

__all__ = [
    "AmountOff",
    "Bundle",
    "BundleItem",
    "BuyGet",
    "FixedUnitPrice",
    "PercentOff",
    "ShippingOff",
    "Step",
    "Tiers",
]
