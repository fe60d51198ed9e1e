"""What coupons give to a basket, exact to the minor unit, and why the others give nothing.

What a coupon gives is kept as one amount per line of the basket and per price of its shipping; everything else (shares
of funders, of vendors' parts and of units, taxes, totals) is derived from them and adds up to them.
"""

from __future__ import annotations

from mpcore.discounts.basket import Basket, BasketLine, Shipping, TaxRate
from mpcore.discounts.funding import Funder, Funding, vendor_shares
from mpcore.discounts.values import Minor, OnConditionLost
from mpcore.kernel import CouponId, Fault, MalformedError, Refusal, RuleBookId, ShopId, VendorId, frozen
from mpcore.money import Rounding, exclusive, prefix, taxes_within

__all__ = ["Applied", "Evaluation", "LineDiscount", "NotApplied", "PricedLine", "PricedPart", "PricedShipping"]


@frozen(kw_only=True)
class Applied:
    """A coupon that applies, and what it gives."""

    coupon: CouponId
    title: str
    code: str | None = None
    """The code it was given for, in its normal form; None: it applies by itself."""
    owner: VendorId | None = None
    funding: Funding
    lines: tuple[Minor, ...]
    """What it takes off each line of the basket."""
    shipping: tuple[Minor, ...]
    """What it takes off each price of shipping of the basket."""
    offered: Minor
    """What its benefit comes to; more than `total` where a floor, a ceiling or what was left stood in its way."""
    on_condition_lost: OnConditionLost = OnConditionLost.KEEP

    @property
    def total(self) -> Minor:
        """What it gives in all."""
        return sum(self.lines) + sum(self.shipping)

    @property
    def by_vendors(self) -> tuple[tuple[Minor, ...], tuple[Minor, ...]]:
        """What of it the vendors pay: of each line, and of each price of shipping."""
        shares = vendor_shares((*self.lines, *self.shipping), self.funding)
        return shares[: len(self.lines)], shares[len(self.lines) :]

    def paid_by(self, funder: Funder) -> Minor:
        """What one of the two sides pays of it in all."""
        lines, shipping = self.by_vendors
        vendors = sum(lines) + sum(shipping)
        return vendors if funder is Funder.VENDOR else self.total - vendors


@frozen
class NotApplied:
    """A coupon, or a code, that gives nothing, with every reason."""

    coupon: CouponId | None
    """None where no coupon has the code."""
    reasons: tuple[Refusal, ...]
    code: str | None = None
    """As the buyer typed it, at most 60 characters of it; None: no code was asked for."""


@frozen
class LineDiscount:
    """What one funder pays of one coupon's discount on one line, or on one price of shipping."""

    coupon: CouponId
    funder: Funder
    amount: Minor


@frozen(kw_only=True)
class PricedLine:
    """A line with its discounts and taxes."""

    line: BasketLine
    discounts: tuple[LineDiscount, ...]
    taxes: tuple[Minor, ...]
    """One amount per tax rate of the line, of what is left after discounts."""

    @property
    def discount(self) -> Minor:
        """Everything taken off it."""
        return sum([each.amount for each in self.discounts])

    @property
    def paid(self) -> Minor:
        """What is left of its goods, with the taxes that prices contain and without those on top."""
        return self.line.goods - self.discount

    @property
    def net(self) -> Minor:
        """What is left of its goods without any tax; net + all taxes = total."""
        return self.total - sum(self.taxes)

    @property
    def total(self) -> Minor:
        """What the buyer pays for it: goods - discounts + taxes that are not included."""
        return self.paid + _on_top(self.line.taxes, self.taxes)

    @property
    def unit_discounts(self) -> tuple[Minor, ...]:
        """What was taken off each of its units, the first one first; they add up to its discount."""
        return tuple([self.discount_of_units(unit, unit + 1) for unit in range(self.line.quantity)])

    def discount_of_units(self, start: int, stop: int) -> Minor:
        """What was taken off the units from `start` up to `stop`: prefix differences, which add up in any steps."""
        n = self.line.quantity
        return sum([prefix(each.amount, n, start, stop) for each in self.discounts])


@frozen(kw_only=True)
class PricedShipping:
    """The shipping of one vendor's part with its discounts and taxes."""

    shipping: Shipping
    discounts: tuple[LineDiscount, ...]
    taxes: tuple[Minor, ...]

    @property
    def discount(self) -> Minor:
        """Everything taken off it."""
        return sum([each.amount for each in self.discounts])

    @property
    def paid(self) -> Minor:
        """What is left of its price, with the taxes that prices contain and without those on top."""
        return self.shipping.minor - self.discount

    @property
    def net(self) -> Minor:
        """What is left of its price without any tax; net + all taxes = total."""
        return self.total - sum(self.taxes)

    @property
    def total(self) -> Minor:
        """What the buyer pays for it: price - discounts + taxes that are not included."""
        return self.paid + _on_top(self.shipping.taxes, self.taxes)


@frozen(kw_only=True)
class PricedPart:
    """What one shop of one vendor sells and sends, with its discounts and taxes: a part of the order."""

    vendor: VendorId
    shop: ShopId | None
    lines: tuple[PricedLine, ...]
    shipping: PricedShipping | None
    """None where no shipping was priced for it."""

    @property
    def goods(self) -> Minor:
        """Its goods before discounts."""
        return sum([line.line.goods for line in self.lines])

    @property
    def discount(self) -> Minor:
        """Everything taken off its goods and its shipping."""
        return sum([line.discount for line in self.lines]) + (0 if self.shipping is None else self.shipping.discount)

    @property
    def discounts(self) -> tuple[LineDiscount, ...]:
        """What each funder pays of each coupon's discount on it, in the order of the coupons' turns."""
        found: dict[tuple[CouponId, Funder], Minor] = {}
        for each in (*self.lines, *(() if self.shipping is None else (self.shipping,))):
            for one in each.discounts:
                found[one.coupon, one.funder] = found.get((one.coupon, one.funder), 0) + one.amount
        return tuple([LineDiscount(coupon, funder, amount) for (coupon, funder), amount in found.items()])

    @property
    def total(self) -> Minor:
        """What the buyer pays for it."""
        return sum([line.total for line in self.lines]) + (0 if self.shipping is None else self.shipping.total)


def _on_top(rates: tuple[TaxRate, ...], amounts: tuple[Minor, ...]) -> Minor:
    return sum([amount for rate, amount in zip(rates, amounts, strict=True) if not rate.inclusive])


def taxes_on(paid: Minor, rates: tuple[TaxRate, ...], rounding: Rounding) -> tuple[Minor, ...]:
    """The tax of each rate on what is paid: those that prices contain are taken out of it together, others come on top.

    Where prices contain some and others come on top, the others are on what is left without the contained ones.
    """
    if not rates:
        return ()
    inside = [rate.rate for rate in rates if rate.inclusive]
    contained = iter(taxes_within(paid, inside, rounding) if inside else ())
    amounts: dict[int, Minor] = {i: next(contained) for i, rate in enumerate(rates) if rate.inclusive}
    net = paid - sum(amounts.values())
    return tuple(
        [amounts[i] if rate.inclusive else exclusive(net, rate.rate, rounding).tax for i, rate in enumerate(rates)]
    )


@frozen(kw_only=True)
class Evaluation:
    """A basket with what its coupons give; nothing of it was rounded twice, and every sum is exact.

    `evaluate` makes it.  One that is read back from where it was kept has to fit its basket: other numbers of amounts,
    negative ones, or more in all than a line or its shipping costs raise `MalformedError` at their place.
    """

    basket: Basket
    applied: tuple[Applied, ...] = ()
    """In the order in which they had their turns."""
    refused: tuple[NotApplied, ...] = ()
    rule_book: RuleBookId = RuleBookId("plain")
    tax_rounding: Rounding = Rounding.HALF_UP

    def __attrs_post_init__(self) -> None:
        faults: list[Fault] = []
        for name, costs in (("lines", self.basket.goods), ("shipping", self.basket.shipping_minor)):
            left = list(costs)
            for i, each in enumerate(self.applied):
                amounts = each.lines if name == "lines" else each.shipping
                if len(amounts) != len(left):
                    faults.append(Fault(f"applied[{i}].{name}", f"has not the {len(left)} amounts of its basket"))
                    continue
                left = [cost - amount for cost, amount in zip(left, amounts, strict=True)]
                if min((*amounts, *left), default=0) < 0:
                    faults.append(Fault(f"applied[{i}].{name}", "takes off less than nothing, or more than is left"))
        if faults:
            raise MalformedError(*faults)

    @property
    def discounts(self) -> tuple[Minor, ...]:
        """Everything taken off each line of the basket."""
        given = [each.lines for each in self.applied]
        return tuple(map(sum, zip(*given, strict=True))) if given else self.basket.nothing

    @property
    def discounts_on_shipping(self) -> tuple[Minor, ...]:
        """Everything taken off each price of shipping."""
        given = [each.shipping for each in self.applied]
        return tuple(map(sum, zip(*given, strict=True))) if given else self.basket.nothing_of_shipping

    @property
    def discount(self) -> Minor:
        """Everything taken off, of goods and of shipping."""
        return sum([each.total for each in self.applied])

    @property
    def goods(self) -> Minor:
        """All goods before discounts."""
        return self.basket.goods_in_all

    @property
    def goods_after(self) -> Minor:
        """All goods after discounts, without the taxes on top."""
        return self.basket.goods_in_all - sum(self.discounts)

    @property
    def funded_by_vendor(self) -> tuple[tuple[VendorId, Minor], ...]:
        """What each vendor in the basket pays of all discounts, in the order of their first lines."""
        basket = self.basket
        paid = dict.fromkeys([line.vendor for line in basket.lines], 0)
        for applied in self.applied:
            lines, shipping = applied.by_vendors
            for line, amount in zip(basket.lines, lines, strict=True):
                paid[line.vendor] += amount
            for each, amount in zip(basket.shipping, shipping, strict=True):
                paid[each.vendor] += amount
        return tuple(paid.items())

    @property
    def funded_by_operator(self) -> Minor:
        """What the marketplace pays of all discounts; with what the vendors pay, it is all of them."""
        return sum([each.paid_by(Funder.OPERATOR) for each in self.applied])

    @property
    def lines(self) -> tuple[PricedLine, ...]:
        """Each line of the basket with what is taken off it, by coupon and funder, and its taxes."""
        shared = [(each, each.lines, each.by_vendors[0]) for each in self.applied]
        found: list[PricedLine] = []
        for i, line in enumerate(self.basket.lines):
            discounts = _of_one(i, shared)
            paid = line.goods - sum([each.amount for each in discounts])
            taxes = taxes_on(paid, line.taxes, self.tax_rounding)
            found.append(PricedLine(line=line, discounts=discounts, taxes=taxes))
        return tuple(found)

    @property
    def shipping(self) -> tuple[PricedShipping, ...]:
        """Each price of shipping with what is taken off it, by coupon and funder, and its taxes."""
        shared = [(each, each.shipping, each.by_vendors[1]) for each in self.applied]
        found: list[PricedShipping] = []
        for i, shipping in enumerate(self.basket.shipping):
            discounts = _of_one(i, shared)
            paid = shipping.minor - sum([each.amount for each in discounts])
            taxes = taxes_on(paid, shipping.taxes, self.tax_rounding)
            found.append(PricedShipping(shipping=shipping, discounts=discounts, taxes=taxes))
        return tuple(found)

    @property
    def parts(self) -> tuple[PricedPart, ...]:
        """The parts that the order will have, one per shop that sells here, in the order of their first lines."""
        sold: dict[tuple[VendorId, ShopId | None], list[PricedLine]] = {}
        for priced in self.lines:
            sold.setdefault((priced.line.vendor, priced.line.shop), []).append(priced)
        sent = {(each.shipping.vendor, each.shipping.shop): each for each in self.shipping}
        return tuple(
            [
                PricedPart(vendor=vendor, shop=shop, lines=tuple(lines), shipping=sent.get((vendor, shop)))
                for (vendor, shop), lines in sold.items()
            ]
        )

    @property
    def total(self) -> Minor:
        """What the buyer pays: goods and shipping, without discounts, with the taxes that come on top."""
        return sum([line.total for line in self.lines]) + sum([shipping.total for shipping in self.shipping])

    def of(self, coupon: CouponId) -> Applied | NotApplied | None:
        """What became of a coupon; None where it was not asked about."""
        for applied in self.applied:
            if applied.coupon == coupon:
                return applied
        return next((refused for refused in self.refused if refused.coupon == coupon), None)


def _of_one(i: int, shared: list[tuple[Applied, tuple[Minor, ...], tuple[Minor, ...]]]) -> tuple[LineDiscount, ...]:
    """The discounts on one line, or on one price of shipping: the vendor's share before the operator's."""
    found: list[LineDiscount] = []
    for each, amounts, by_vendors in shared:
        if by_vendors[i]:
            found.append(LineDiscount(each.coupon, Funder.VENDOR, by_vendors[i]))
        if amounts[i] > by_vendors[i]:
            found.append(LineDiscount(each.coupon, Funder.OPERATOR, amounts[i] - by_vendors[i]))
    return tuple(found)
