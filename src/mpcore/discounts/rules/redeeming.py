"""Reasons against holding a coupon, using it, and giving it back."""

from __future__ import annotations

from typing import ClassVar

from mpcore.discounts.commands import AtCheckout, ReleaseCoupon
from mpcore.discounts.context import Context, Past
from mpcore.discounts.model import Coupon
from mpcore.discounts.policy import DiscountPolicy
from mpcore.discounts.rules.about import AboutCoupon
from mpcore.discounts.rules.applying import CouponCurrency
from mpcore.discounts.rules.standing import (
    BuyerLimitReached,
    CodeHeld,
    CodeNotGiven,
    CodeUnknown,
    CodeUsed,
    must_be_left_for,
    must_not_be_used,
)
from mpcore.kernel import Fault, Kind, MalformedError, OrderId, frozen

__all__ = [
    "NoReactivation",
    "UseKept",
    "must_be_in_its_currency",
    "must_be_left_for_the_buyer",
    "must_come_with_its_code",
    "must_give_the_use_back",
    "reactivation_must_be_allowed",
]


class NoReactivation(AboutCoupon):
    """What was deactivated stays deactivated."""

    code: ClassVar[str] = "discounts.no_reactivation"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "coupon {coupon} cannot be made active again"
    remedy: ClassVar[str | None] = "create a new coupon"
    rule_ids: ClassVar[tuple[str, ...]] = ("W20",)


def reactivation_must_be_allowed(coupon: Coupon, policy: DiscountPolicy) -> NoReactivation | None:
    """A coupon is made active again only where the policy allows it (W20)."""
    return None if policy.allow_reactivation else NoReactivation(coupon=coupon.id)


def must_be_in_its_currency(coupon: Coupon, currency: str) -> CouponCurrency | None:
    """A basket is in the only currency of the coupon, and of its budget."""
    terms = coupon.terms
    budget = terms.limits.budget
    for expected in (terms.currency, None if budget is None else budget.currency.code):
        if expected is not None and expected != currency:
            return CouponCurrency(coupon=coupon.id, expected=expected, given=currency, at="currency")
    return None


def must_be_left_for_the_buyer(
    coupon: Coupon, command: AtCheckout, past: Past, ctx: Context
) -> BuyerLimitReached | None:
    """What the buyer's other orders use and hold leaves them one use more."""
    try:
        return must_be_left_for(coupon, command.buyer, past.by_buyer, ctx.policy, ctx.now, command.order)
    except MalformedError as error:
        raise MalformedError(*[Fault("past.by_buyer", fault.text) for fault in error.faults]) from None


def must_come_with_its_code(
    coupon: Coupon, command: AtCheckout, past: Past, ctx: Context
) -> CodeNotGiven | CodeUnknown | CodeUsed | CodeHeld | None:
    """A coupon with a code is redeemed with it, one with single-use codes with one that is free, others with none."""
    terms, code = coupon.terms, command.code
    if code is None:
        return None if terms.automatic else CodeNotGiven(coupon=coupon.id, at="code")
    if not terms.single_use_codes:
        return None if code == terms.code else CodeUnknown(at="code")
    if past.code_used is None:
        return CodeUnknown(at="code")
    return must_not_be_used(coupon, code, past.code_used, ctx.now, command.order)


@frozen(kw_only=True)
class UseKept(AboutCoupon):
    """What became of the order does not give its use back."""

    code: ClassVar[str] = "discounts.use_kept"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "order {order} keeps its use of coupon {coupon}; that it is {because} gives none back"
    rule_ids: ClassVar[tuple[str, ...]] = ("W21",)

    order: OrderId
    because: str


def must_give_the_use_back(command: ReleaseCoupon, policy: DiscountPolicy) -> UseKept | None:
    """What became of an order gives its use back only where the policy names it (W21)."""
    because = command.because
    if because is None or because in policy.release_on:
        return None
    return UseKept(coupon=command.coupon, order=command.order, because=because.value)
