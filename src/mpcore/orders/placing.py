"""Making an order: every amount is checked, brought to minor units and split once, here."""

from __future__ import annotations

from moneyed import Money

from mpcore.kernel import Duplicate, NothingNamed, OutOfRange, PartId, Refusal, ShopId, VendorId
from mpcore.money import allocate, to_minor
from mpcore.orders import rules
from mpcore.orders.commands import NewLine, NewPart, NewTax, PlaceOrder
from mpcore.orders.model import Discount, Line, Part, Tax
from mpcore.orders.policy import OrderPolicy

__all__ = ["Draft"]


class Draft:
    """The parts of an order being placed, and every reason why it cannot be."""

    def __init__(self, command: PlaceOrder, policy: OrderPolicy) -> None:
        self.reasons: list[Refusal] = []
        self._currency = command.currency
        self._policy = policy
        self._lines: set[str] = set()
        self._named(rules.must_be_an_id(command.order, "order"))
        if not command.parts:
            self.reasons.append(NothingNamed(thing="part", at="parts"))
        self._once_each(command.parts)
        self.parts = tuple([self._part(part, f"parts[{index}]") for index, part in enumerate(command.parts)])

    @property
    def due(self) -> int:
        """What the buyer owes for all of it, in minor units."""
        return sum([part.total for part in self.parts])

    def _named(self, objection: Refusal | None) -> None:
        if objection is not None:
            self.reasons.append(objection)

    def _once_each(self, parts: tuple[NewPart, ...]) -> None:
        ids: set[PartId] = set()
        shops: set[tuple[VendorId, ShopId | None]] = set()
        for index, part in enumerate(parts):
            if part.id in ids:
                self.reasons.append(Duplicate(thing="part", id=part.id, at=f"parts[{index}].id"))
            if (part.vendor, part.shop) in shops:
                self.reasons.append(rules.VendorTwice(vendor=part.vendor, at=f"parts[{index}].vendor"))
            ids.add(part.id)
            shops.add((part.vendor, part.shop))

    def _part(self, new: NewPart, at: str) -> Part:
        self._named(rules.must_be_an_id(new.id, f"{at}.id"))
        if not new.lines:
            self.reasons.append(NothingNamed(thing="line", at=f"{at}.lines"))
        shipping = 0 if new.shipping is None else self._minor(new.shipping, f"{at}.shipping")
        self._named(rules.must_include_shipping(new.id, shipping, self._policy, f"{at}.shipping"))
        goods = [self._goods(line, f"{at}.lines[{index}]") for index, line in enumerate(new.lines)]
        shares = _split(shipping, goods)
        taxes = [self._tax(tax, f"{at}.shipping_taxes[{index}]") for index, tax in enumerate(new.shipping_taxes)]
        tax_shares = [_split(tax.amount, goods) for tax in taxes]
        lines = []
        for index, line in enumerate(new.lines):
            on_shipping = tuple([_on_shipping(tax, split[index]) for tax, split in zip(taxes, tax_shares, strict=True)])
            lines.append(self._line(line, goods[index], shares[index], on_shipping, f"{at}.lines[{index}]"))
        return Part(
            id=new.id,
            vendor=new.vendor,
            shop=new.shop,
            lines=tuple(lines),
            total=sum([line.total for line in lines]),
            pickup_offered=new.pickup_offered,
            ship_by=new.ship_by,
            metadata=new.metadata,
        )

    def _goods(self, new: NewLine, at: str) -> int:
        if not 1 <= new.quantity <= rules.MOST_UNITS:
            self.reasons.append(OutOfRange(given=new.quantity, least=1, most=rules.MOST_UNITS, at=f"{at}.quantity"))
        return self._minor(new.unit_price, f"{at}.unit_price") * max(new.quantity, 1)

    def _line(self, new: NewLine, goods: int, shipping: int, on_shipping: tuple[Tax, ...], at: str) -> Line:
        self._named(rules.must_be_an_id(new.id, f"{at}.id"))
        if new.id in self._lines:
            self.reasons.append(Duplicate(thing="line", id=new.id, at=f"{at}.id"))
        self._lines.add(new.id)
        taxes = tuple([self._tax(tax, f"{at}.taxes[{index}]") for index, tax in enumerate(new.taxes)]) + on_shipping
        discounts = tuple(
            [
                Discount(
                    amount=self._minor(discount.amount, f"{at}.discounts[{index}].amount"),
                    funder=discount.funder,
                    coupon=discount.coupon,
                )
                for index, discount in enumerate(new.discounts)
            ]
        )
        off = sum([discount.amount for discount in discounts])
        if off > goods:
            self.reasons.append(OutOfRange(given=off, least=0, most=goods, at=f"{at}.discounts"))
        contained = sum([tax.amount for tax in taxes if tax.inclusive and not tax.on_shipping])
        if contained > max(goods - off, 0):
            self.reasons.append(OutOfRange(given=contained, least=0, most=max(goods - off, 0), at=f"{at}.taxes"))
        return Line(
            id=new.id,
            listing=new.listing,
            variant=new.variant,
            title=new.title,
            quantity=new.quantity,
            unit_price=goods // max(new.quantity, 1),
            goods=goods,
            taxes=taxes,
            discounts=discounts,
            shipping=shipping,
            total=goods + sum([tax.amount for tax in taxes if not tax.inclusive]) - off + shipping,
            metadata=new.metadata,
        )

    def _tax(self, new: NewTax, at: str) -> Tax:
        return Tax(
            rate_id=new.rate_id,
            rate=new.rate,
            amount=self._minor(new.amount, f"{at}.amount"),
            inclusive=new.inclusive,
            remitter=new.remitter,
        )

    def _minor(self, amount: Money, at: str) -> int:
        self._named(rules.must_be_in_currency(self._currency, amount, at))
        minor = to_minor(amount)
        if not 0 <= minor <= rules.MOST_AMOUNT:
            self.reasons.append(OutOfRange(given=minor, least=0, most=rules.MOST_AMOUNT, at=at))
        return minor


def _split(amount: int, weights: list[int]) -> tuple[int, ...]:
    if len(weights) == 1:
        return (amount,)
    if amount == 0 or not weights:
        return (0,) * len(weights)
    return allocate(amount, [max(weight, 0) for weight in weights])


def _on_shipping(tax: Tax, amount: int) -> Tax:
    return Tax(
        rate_id=tax.rate_id,
        rate=tax.rate,
        amount=amount,
        inclusive=tax.inclusive,
        remitter=tax.remitter,
        on_shipping=True,
    )
