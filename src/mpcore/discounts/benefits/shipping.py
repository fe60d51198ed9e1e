"""Free or cheaper shipping."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from attrs import field
from attrs.validators import optional
from moneyed import Money

from mpcore.discounts.basket import minor_of
from mpcore.discounts.benefits.amounts import a_price, foreign
from mpcore.discounts.benefits.percent import a_percentage, capped, ratio_of, shares_of
from mpcore.discounts.case import Case, Gift
from mpcore.discounts.conditions.amounts import a_positive_amount
from mpcore.discounts.policy import PercentOf
from mpcore.discounts.reasons import AlreadyCheaper, NoShipping
from mpcore.kernel import Fault, MalformedError, Refusal, frozen

__all__ = ["ShippingOff"]


@frozen(kw_only=True)
class ShippingOff:
    """The shipping of what it is for is free; or so many percent off, so much off in all, or at this price for each.

    It is about the shipping of the shops that sell its lines.  `ShippingOff()` is free shipping; at most one of
    `percent`, `amount` and `price` is given.
    """

    code: ClassVar[str] = "discounts.shipping_off"
    text: ClassVar[str] = (
        "[{free}free shipping][{percent} % off shipping][{amount} off shipping][shipping for {price}][, at most {most}]"
    )

    on_shipping: ClassVar[bool] = True
    """That it is about shipping, which a policy may keep coupons off."""

    percent: Decimal | None = field(default=None, validator=optional(a_percentage))
    amount: Money | None = field(default=None, validator=optional(a_positive_amount))
    """Once, over the shipping of all shops, in proportion to what is left of it."""
    price: Money | None = field(default=None, validator=optional(a_price))
    """What the shipping of each shop costs at most; a shop that asks no more is left alone."""
    most: Money | None = field(default=None, validator=optional(a_positive_amount))
    """The most it gives in all; what is beyond it is forfeited."""

    def __attrs_post_init__(self) -> None:
        given = [each for each in (self.percent, self.amount, self.price) if each is not None]
        if len(given) > 1:
            raise MalformedError(Fault("percent", "is not all that is given; give one of percent, amount and price"))

    @property
    def free(self) -> bool:
        """Whether nothing of the shipping is left to pay, up to `most`."""
        return self.percent is None and self.amount is None and self.price is None

    @property
    def uncapped(self) -> bool:
        """Whether it is a percentage that does not name the most it gives (`percent_cap_required`)."""
        return self.percent is not None and self.most is None

    def gift(self, case: Case) -> Gift | Refusal:
        """What is taken off each price of shipping."""
        if no := foreign(case, self.amount, self.price, self.most):
            return no
        shipping = case.shipping
        if not shipping:
            return NoShipping()
        prices, taken = case.basket.shipping_minor, case.taken_of_shipping
        lefts = [prices[i] - taken[i] for i in shipping]
        total, amounts = sum(lefts), tuple(lefts)
        if self.percent is not None:
            original = case.ctx.policy.percent_of is PercentOf.ORIGINAL
            bases = [prices[i] for i in shipping] if original else lefts
            gift = Gift(shipping, *shares_of(bases, ratio_of(self.percent), case.ctx.policy), on_shipping=True)
        elif self.amount is not None:
            gift = Gift(shipping, minor_of(self.amount, "amount"), on_shipping=True)
        elif self.price is not None:
            price = minor_of(self.price, "price")
            amounts = tuple([max(left - price, 0) for left in lefts])
            if not any(amounts):
                return AlreadyCheaper(price=self.price)
            gift = Gift(shipping, sum(amounts), amounts, on_shipping=True)
        else:
            gift = Gift(shipping, total, amounts, on_shipping=True)
        return capped(gift, None if self.most is None else minor_of(self.most, "most"))
