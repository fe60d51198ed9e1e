"""What may be asked of a coupon: ids and values only, each with the scope it needs.

Amounts are whole minor units of the currency beside them.  They come from an `Evaluation` that the host made itself,
never from what a buyer sends: `HoldCoupon.of` and `CommitCoupon.of` take them from one.
"""

from __future__ import annotations

from typing import ClassVar, Self, TypeAlias

from attrs import Attribute, field
from attrs.validators import instance_of, optional

from mpcore.discounts.codes import normal_form
from mpcore.discounts.evaluation import Applied, Evaluation
from mpcore.discounts.model import Terms, a_currency
from mpcore.discounts.policy import ReleaseOn
from mpcore.discounts.values import Minor
from mpcore.kernel import (
    SHOP,
    Buyer,
    CouponId,
    Fault,
    MalformedError,
    OrderId,
    SalesChannel,
    Scope,
    VendorId,
    an_id,
    frozen,
)

__all__ = [
    "AtCheckout",
    "CommitCoupon",
    "CouponCommand",
    "CreateCoupon",
    "DeactivateCoupon",
    "FireTimers",
    "HoldCoupon",
    "ReactivateCoupon",
    "RedemptionCommand",
    "ReleaseCoupon",
]

_MANAGE, _REDEEM = Scope("discounts.manage"), Scope("discounts.redeem")
_MOST = 10**18
"""No basket comes to as much, in minor units."""


def _an_amount(_: object, attribute: Attribute[Minor], value: object) -> None:
    if type(value) is not int or not 0 <= value < _MOST:
        text = "is no amount in whole minor units; give an int from 0 on"
        raise MalformedError(Fault(attribute.name, text))


def _a_code(_: object, attribute: Attribute[str], value: object) -> None:
    if not isinstance(value, str) or normal_form(value) != value:
        raise MalformedError(Fault(attribute.name, "is no code in its normal form; give what normal_form makes of it"))


@frozen(kw_only=True)
class CreateCoupon:
    """There is to be a new coupon (W19)."""

    scope: ClassVar[Scope] = _MANAGE

    coupon: CouponId = field(validator=an_id)
    owner: VendorId | None = field(default=None, validator=optional(an_id))
    """The vendor whose lines it is for; None: the marketplace's, for everybody's, which needs `discounts.fund`."""
    terms: Terms = field(validator=instance_of(Terms))


@frozen(kw_only=True)
class OfCoupon:
    """A command about a coupon that there is."""

    coupon: CouponId


class DeactivateCoupon(OfCoupon):
    """Nobody is to redeem it any more (W20); orders that have, keep their discount."""

    scope: ClassVar[Scope] = _MANAGE


class ReactivateCoupon(OfCoupon):
    """A deactivated coupon is to be active again, where the policy allows it (W20)."""

    scope: ClassVar[Scope] = _MANAGE


@frozen(kw_only=True)
class OfRedemption(OfCoupon):
    """A command about one order's use of a coupon."""

    order: OrderId = field(validator=an_id)


@frozen(kw_only=True)
class AtCheckout(OfRedemption):
    """What holding a coupon and using it have in common: the facts of one basket."""

    buyer: Buyer = field(validator=instance_of(Buyer))
    currency: str = field(validator=a_currency)
    amount: Minor = field(validator=_an_amount)
    """What the coupon gives."""
    goods: Minor = field(validator=_an_amount)
    """The goods it is about, before every discount: all of the basket's, or its owner's."""
    paid: Minor = field(validator=_an_amount)
    """The same goods, after every discount."""
    channel: SalesChannel = field(default=SHOP, validator=instance_of(SalesChannel))
    code: str | None = field(default=None, validator=optional(_a_code))
    """The code it came with, in its normal form; None where it needs none."""

    def __attrs_post_init__(self) -> None:
        if self.paid > self.goods:
            raise MalformedError(Fault("paid", "is more than the goods cost before discounts; swap the two"))

    @classmethod
    def of(cls, evaluation: Evaluation, coupon: CouponId, order: OrderId) -> Self:
        """The command for a coupon that applies to the evaluated basket, as it becomes that order.

        A coupon that does not apply raises `MalformedError`.
        """
        applied = evaluation.of(coupon)
        if not isinstance(applied, Applied):
            raise MalformedError(Fault("coupon", f"{coupon[:60]!r} does not apply; take one of evaluation.applied"))
        basket = evaluation.basket
        own = [line for line in evaluation.lines if applied.owner in (None, line.line.vendor)]
        goods = sum([line.line.goods for line in own])
        return cls(
            coupon=coupon,
            order=order,
            buyer=basket.buyer,
            currency=basket.currency,
            amount=applied.total,
            goods=goods,
            paid=goods - sum([line.discount for line in own]),
            channel=basket.channel,
            code=applied.code,
        )


class HoldCoupon(AtCheckout):
    """A checkout is to have the coupon for a while; said again with another amount, the hold is changed."""

    scope: ClassVar[Scope] = _REDEEM


class CommitCoupon(AtCheckout):
    """The order is placed, and uses the coupon; whether a checkout held it before or not."""

    scope: ClassVar[Scope] = _REDEEM


@frozen(kw_only=True)
class ReleaseCoupon(OfRedemption):
    """The order gives its use back, or the checkout its hold."""

    scope: ClassVar[Scope] = _REDEEM

    because: ReleaseOn | None = field(default=None, validator=optional(instance_of(ReleaseOn)))
    """What became of the order, which the policy lets give a use back or not (`release_on`); None: somebody decided it,
    or the payment failed."""


class FireTimers(OfCoupon):
    """Holds that have expired by now are over: too early nothing happens, and twice is as good as once."""

    scope: ClassVar[Scope] = Scope("discounts.fire_timers")


RedemptionCommand: TypeAlias = HoldCoupon | CommitCoupon | ReleaseCoupon
"""What may be asked of one order's use of a coupon; decided with `ctx.past`."""

CouponCommand: TypeAlias = DeactivateCoupon | ReactivateCoupon | RedemptionCommand | FireTimers
"""What may be asked of a coupon that there is; `CreateCoupon` makes one."""
