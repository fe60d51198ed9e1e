"""The tags of discounts: of terms, commands, events and reasons, and of what is kept or sent by itself.

An evaluation keeps why coupons gave nothing, so reasons travel too.  The tag of a reason is its code, in version 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Union

from mpcore import discounts
from mpcore.discounts import Benefit, Condition, reasons, rules
from mpcore.kernel import Refusal
from mpcore.wire.kernel import REASONS as OF_KERNEL
from mpcore.wire.kernel import reasons_in

__all__ = ["BENEFITS", "COMMANDS", "CONDITIONS", "DOCUMENTS", "EVENTS", "REASONS", "widened"]

CONDITIONS: Final[dict[str, type]] = {
    "discounts.all_of/1": discounts.AllOf,
    "discounts.any_of/1": discounts.AnyOf,
    "discounts.buyer_tags/1": discounts.BuyerTags,
    "discounts.in_categories/1": discounts.InCategories,
    "discounts.in_channels/1": discounts.InChannels,
    "discounts.in_currency/1": discounts.InCurrency,
    "discounts.minimum_spend/1": discounts.MinimumSpend,
    "discounts.named_buyers/1": discounts.NamedBuyers,
    "discounts.new_to_marketplace/1": discounts.NewToMarketplace,
    "discounts.new_to_vendor/1": discounts.NewToVendor,
    "discounts.not/1": discounts.Not,
    "discounts.not_discounted/1": discounts.NotDiscounted,
    "discounts.of_listings/1": discounts.OfListings,
    "discounts.of_vendors/1": discounts.OfVendors,
    "discounts.quantities/1": discounts.Quantities,
    "discounts.with_tags/1": discounts.WithTags,
    "discounts.within/1": discounts.Within,
}

BENEFITS: Final[dict[str, type]] = {
    "discounts.amount_off/1": discounts.AmountOff,
    "discounts.bundle/1": discounts.Bundle,
    "discounts.buy_get/1": discounts.BuyGet,
    "discounts.fixed_unit_price/1": discounts.FixedUnitPrice,
    "discounts.percent_off/1": discounts.PercentOff,
    "discounts.shipping_off/1": discounts.ShippingOff,
    "discounts.tiers/1": discounts.Tiers,
}

COMMANDS: Final[dict[str, type]] = {
    "discounts.commit_coupon/1": discounts.CommitCoupon,
    "discounts.create_coupon/1": discounts.CreateCoupon,
    "discounts.deactivate_coupon/1": discounts.DeactivateCoupon,
    "discounts.fire_timers/1": discounts.FireTimers,
    "discounts.hold_coupon/1": discounts.HoldCoupon,
    "discounts.reactivate_coupon/1": discounts.ReactivateCoupon,
    "discounts.release_coupon/1": discounts.ReleaseCoupon,
}

EVENTS: Final[dict[str, type]] = {
    "discounts.coupon_committed/1": discounts.CouponCommitted,
    "discounts.coupon_created/1": discounts.CouponCreated,
    "discounts.coupon_held/1": discounts.CouponHeld,
    "discounts.coupon_released/1": discounts.CouponReleased,
    "discounts.coupon_deactivated/1": discounts.CouponDeactivated,
    "discounts.coupon_reactivated/1": discounts.CouponReactivated,
    "discounts.hold_dropped/1": discounts.HoldDropped,
    "discounts.hold_expired/1": discounts.HoldExpired,
}

DOCUMENTS: Final[dict[str, type]] = {
    "discounts.basket/1": discounts.Basket,
    "discounts.coupon/1": discounts.Coupon,
    "discounts.due/1": discounts.Due,
    "discounts.evaluation/1": discounts.Evaluation,
    "discounts.policy/1": discounts.DiscountPolicy,
    "discounts.redemption/1": discounts.Redemption,
    "discounts.shopper/1": discounts.Shopper,
    "discounts.usage/1": discounts.Usage,
}

REASONS: Final[dict[str, type]] = {f"{kind.code}/1": kind for kind in reasons_in(reasons, rules)}
"""Of all public reasons, so that none is forgotten."""


def widened(extra: Iterable[type]) -> Mapping[object, object]:
    """What stands where a condition, a benefit or a reason may: ours, and those classes of a host's that are one."""
    own = tuple(extra)
    return {
        Condition: _any_of([*CONDITIONS.values(), *[kind for kind in own if _has(kind, "holds_for", "why_not")]]),
        Benefit: _any_of([*BENEFITS.values(), *[kind for kind in own if _has(kind, "gift")]]),
        Refusal: _any_of([*REASONS.values(), *OF_KERNEL.values(), *[kind for kind in own if _is_reason(kind)]]),
    }


def _has(kind: type, *names: str) -> bool:
    return all(callable(getattr(kind, name, None)) for name in names)


def _is_reason(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Refusal)


def _any_of(kinds: Iterable[type]) -> Any:  # noqa: ANN401 - a union that is known only now
    return Union[tuple(kinds)]  # noqa: UP007
