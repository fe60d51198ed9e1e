"""Reasons against a coupon whatever is in the basket: its stage, its time, its limits, its code."""

from __future__ import annotations

from typing import ClassVar

from moneyed import Money
from pendulum import DateTime

from mpcore.discounts.model import Coupon
from mpcore.discounts.policy import DiscountPolicy
from mpcore.discounts.rules.about import AboutCoupon
from mpcore.discounts.states import CouponStage
from mpcore.discounts.values import Minor
from mpcore.kernel import Buyer, Fault, Kind, MalformedError, Refusal, frozen
from mpcore.money import from_minor

__all__ = [
    "BudgetExhausted",
    "BuyerLimitReached",
    "CodeHeld",
    "CodeNotGiven",
    "CodeUnknown",
    "CodeUsed",
    "CouponExhausted",
    "CouponExpired",
    "CouponInactive",
    "CouponNotStarted",
    "budget_left",
    "held_by_others",
    "must_be_active",
    "must_be_left_for",
    "must_be_valid",
    "must_be_within_budget",
    "must_not_be_exhausted",
    "must_not_be_over",
    "must_not_be_used",
]

_ACTIVE = CouponStage.ACTIVE


class CouponInactive(AboutCoupon):
    """Nobody redeems it any more."""

    code: ClassVar[str] = "discounts.coupon_inactive"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "coupon {coupon} was deactivated"
    rule_ids: ClassVar[tuple[str, ...]] = ("W20",)


def must_be_active(coupon: Coupon) -> CouponInactive | None:
    """A deactivated coupon is not redeemed (W20)."""
    return None if coupon.stage is _ACTIVE else CouponInactive(coupon=coupon.id)


@frozen(kw_only=True)
class CouponExpired(AboutCoupon):
    """It is over."""

    code: ClassVar[str] = "discounts.coupon_expired"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "coupon {coupon} ended at {end}"

    end: DateTime


@frozen(kw_only=True)
class CouponNotStarted(AboutCoupon):
    """It has not begun."""

    code: ClassVar[str] = "discounts.coupon_not_started"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "coupon {coupon} begins at {start}"

    start: DateTime


def must_be_valid(coupon: Coupon, now: DateTime) -> CouponExpired | CouponNotStarted | None:
    """A coupon applies from its start on and before its end (rules.md §7.7)."""
    valid = coupon.terms.valid
    return must_not_be_over(coupon, now) or (
        CouponNotStarted(coupon=coupon.id, start=valid.start) if valid.start is not None and now < valid.start else None
    )


def must_not_be_over(coupon: Coupon, now: DateTime) -> CouponExpired | None:
    """A coupon applies before its end."""
    end = coupon.terms.valid.end
    return CouponExpired(coupon=coupon.id, end=end) if end is not None and end <= now else None


@frozen(kw_only=True)
class CouponExhausted(AboutCoupon):
    """It was used as often, or for as much, as it may be."""

    code: ClassVar[str] = "discounts.coupon_exhausted"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = (
        "coupon {coupon} may be used {limit} times; {committed} orders use it, {held} checkouts hold it"
    )
    rule_ids: ClassVar[tuple[str, ...]] = ("W21",)

    limit: int
    committed: int
    held: int


def held_by_others(coupon: Coupon, now: DateTime, order: str | None = None) -> int:
    """How many checkouts, but for that of an order, hold it now; what has expired is held no more."""
    return sum([hold.expires_at > now and hold.id != order for hold in coupon.holds]) if coupon.holds else 0


def must_not_be_exhausted(coupon: Coupon, now: DateTime, order: str | None = None) -> CouponExhausted | None:
    """What orders use and other checkouts hold leaves one use more (rules.md §00.9)."""
    limit = coupon.terms.limits.total
    if limit is None:
        return None
    held = held_by_others(coupon, now, order)
    if coupon.committed + held < limit:
        return None
    return CouponExhausted(coupon=coupon.id, limit=limit, committed=coupon.committed, held=held)


@frozen(kw_only=True)
class BuyerLimitReached(AboutCoupon):
    """This buyer uses it as often as one buyer may."""

    code: ClassVar[str] = "discounts.buyer_limit_reached"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = (
        "a buyer may use coupon {coupon} {limit} times; {used} orders of this one use it, {held} checkouts hold it"
    )
    rule_ids: ClassVar[tuple[str, ...]] = ("W19", "W21")

    limit: int
    used: int
    held: int


def must_be_left_for(
    coupon: Coupon, buyer: Buyer, used: int | None, policy: DiscountPolicy, now: DateTime, order: str | None = None
) -> BuyerLimitReached | None:
    """What a buyer's orders use and their other checkouts hold leaves them one use more (W19).

    `used` is asked for where there is such a limit, and None raises `MalformedError`.
    """
    limits = [limit for limit in (coupon.terms.limits.per_buyer, policy.per_buyer_most) if limit is not None]
    if not limits:
        return None
    if used is None:
        text = f"is not known, and coupon {coupon.id[:60]!r} has a limit per buyer; look up how often they use it"
        raise MalformedError(Fault("used", text))
    limit = min(limits)
    held = sum([hold.buyer == buyer and hold.expires_at > now and hold.id != order for hold in coupon.holds])
    if used + held < limit:
        return None
    return BuyerLimitReached(coupon=coupon.id, limit=limit, used=used, held=held)


@frozen(kw_only=True)
class BudgetExhausted(AboutCoupon):
    """It would give more than is left of what it gives in all."""

    code: ClassVar[str] = "discounts.budget_exhausted"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "coupon {coupon} would give {asked}, and {left} of its {budget} are left"
    rule_ids: ClassVar[tuple[str, ...]] = ("W21",)

    budget: Money
    left: Money
    """Without what orders were given and other checkouts hold."""
    asked: Money


def budget_left(coupon: Coupon, now: DateTime, order: str | None = None) -> Minor | None:
    """What is left of the budget, without what checkouts but that of an order hold; None where it has none."""
    budget = coupon.terms.limits
    if budget.budget is None or budget.budget_minor is None:
        return None
    held = sum([hold.amount for hold in coupon.holds if hold.expires_at > now and hold.id != order])
    return max(0, budget.budget_minor - coupon.given_in(budget.budget.currency.code) - held)


def must_be_within_budget(
    coupon: Coupon, asked: Minor, now: DateTime, order: str | None = None
) -> BudgetExhausted | None:
    """What it gives, in the budget's currency, is no more than what is left of the budget (rules.md §00.9)."""
    left = budget_left(coupon, now, order)
    budget = coupon.terms.limits.budget
    if left is None or budget is None or asked <= left:
        return None
    code = budget.currency.code
    return BudgetExhausted(coupon=coupon.id, budget=budget, left=from_minor(left, code), asked=from_minor(asked, code))


@frozen(kw_only=True)
class CodeUnknown(Refusal):
    """No coupon has this code."""

    code: ClassVar[str] = "discounts.code_unknown"
    kind: ClassVar[Kind] = Kind.NOT_FOUND
    text: ClassVar[str] = "there is no coupon with this code"


class CodeNotGiven(AboutCoupon):
    """It applies to whoever types its code."""

    code: ClassVar[str] = "discounts.code_not_given"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "coupon {coupon} needs its code"


class CodeUsed(AboutCoupon):
    """The single-use code has been used."""

    code: ClassVar[str] = "discounts.code_used"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "this code of coupon {coupon} was used"


class CodeHeld(AboutCoupon):
    """Another checkout holds the single-use code."""

    code: ClassVar[str] = "discounts.code_held"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "another checkout holds this code of coupon {coupon}"
    remedy: ClassVar[str | None] = "wait until it is done, or take another code"


def must_not_be_used(
    coupon: Coupon,
    code: str,
    used: bool,  # noqa: FBT001 - a fact
    now: DateTime,
    order: str | None = None,
) -> CodeUsed | CodeHeld | None:
    """A single-use code is used once: no order uses it, and no other checkout holds it."""
    if used:
        return CodeUsed(coupon=coupon.id)
    for hold in coupon.holds:
        if hold.code == code and hold.expires_at > now and hold.id != order:
            return CodeHeld(coupon=coupon.id)
    return None
