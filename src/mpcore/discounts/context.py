"""What a decision about discounts knows besides the coupon and the basket."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

from attrs import Attribute, field
from attrs.validators import optional

from mpcore import kernel
from mpcore.discounts.model import Coupon, Redemption
from mpcore.discounts.policy import DiscountPolicy
from mpcore.discounts.values import texts
from mpcore.kernel import CouponId, Fault, MalformedError, OrderId, Refusal, VendorId, frozen, weigh

if TYPE_CHECKING:
    from mpcore.discounts.commands import CouponCommand, CreateCoupon

__all__ = ["Context", "DiscountRule", "Past", "Shopper", "SingleUseCode", "Uses"]


@frozen
class Uses:
    """How often a buyer's orders use a coupon: committed and not released; holds are with the coupon."""

    coupon: CouponId
    count: int


@frozen(kw_only=True)
class SingleUseCode:
    """A code that the host has among those of a coupon, in its normal form."""

    code: str
    coupon: CouponId
    used: bool = False
    """Whether an order uses it: committed and not released."""


def _uses(given: Iterable[Uses]) -> tuple[Uses, ...]:
    return tuple(given)


def _codes(given: Iterable[SingleUseCode]) -> tuple[SingleUseCode, ...]:
    return tuple(given)


def _a_number(_: object, attribute: Attribute[int], value: object) -> None:
    if type(value) is not int or value < 0:
        raise MalformedError(Fault(attribute.name, "is no number of uses; give an int that is not negative"))


def _vendors(given: Iterable[VendorId]) -> frozenset[VendorId]:
    return frozenset(given)


@frozen(kw_only=True)
class Shopper:
    """What the host knows of the basket's buyer, and of the codes they typed."""

    orders: int = 0
    """How many orders of theirs were placed and not cancelled, on the whole marketplace."""
    vendors: frozenset[VendorId] = field(default=frozenset(), converter=_vendors)
    """Whom they bought from in those."""
    tags: frozenset[str] = field(default=frozenset(), converter=texts)
    uses: tuple[Uses, ...] = field(default=(), converter=_uses)
    codes: tuple[SingleUseCode, ...] = field(default=(), converter=_codes)
    """Those of the typed codes that the host has among single-use codes."""


@frozen(kw_only=True)
class Past:
    """What the host looked up of an order's use of a coupon, in the same unit of work it stores the decision in."""

    redemption: Redemption | None = None
    """This order's, if there is one."""
    by_buyer: int | None = field(default=None, validator=optional(_a_number))
    """How many of this buyer's other orders use it: committed and not released.  Asked for where one buyer may use it
    only so often."""
    code_used: bool | None = None
    """Whether another order uses the single-use code: committed and not released; None: the coupon has no such code."""


@frozen(kw_only=True)
class Context(kernel.Context[DiscountPolicy]):
    """The time, who asks, the policy, and what the host looked up."""

    shopper: Shopper | None = None
    """Asked for where a condition or a limit is about the buyer."""
    past: Past | None = None
    """Asked for by the commands about redemptions."""
    order: OrderId | None = None
    """The order that the basket becomes, for `evaluate`: what it holds itself does not stand in its way."""
    code_taken: bool | None = None
    """Whether another coupon of the same owner, a deactivated one included, has this code; asked for by
    `CreateCoupon` where the terms have one."""
    also: tuple[DiscountRule, ...] = ()
    """Asked in the third stage; they may refuse, never permit."""

    def objections(self, coupon: Coupon | None, command: CreateCoupon | CouponCommand) -> tuple[Refusal, ...]:
        """What the host's own rules have against it."""
        return weigh(*[rule(coupon, command, self) for rule in self.also]) if self.also else ()

    def uses_of(self, coupon: CouponId) -> int | None:
        """How many orders of the shopper use a coupon; None where nothing is known of them."""
        if self.shopper is None:
            return None
        return sum([uses.count for uses in self.shopper.uses if uses.coupon == coupon])


DiscountRule: TypeAlias = "Callable[[Coupon | None, CreateCoupon | CouponCommand, Context], Refusal | None]"
"""A host's own rule: the coupon (None while it is being created), the command, the context; the objection, or None."""
