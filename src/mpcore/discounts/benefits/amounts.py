"""So much off, or a price for each unit."""

from __future__ import annotations

from typing import ClassVar

from attrs import Attribute, Factory, field
from attrs.validators import instance_of
from moneyed import Money

from mpcore.discounts.basket import minor_of
from mpcore.discounts.case import Case, Gift
from mpcore.discounts.conditions.amounts import a_positive_amount
from mpcore.discounts.kinds import Per
from mpcore.discounts.reasons import AlreadyCheaper, OtherCurrency
from mpcore.discounts.values import Minor
from mpcore.kernel import Fault, MalformedError, Refusal, frozen

__all__ = ["AmountOff", "FixedUnitPrice", "a_price", "foreign"]


def a_price(_: object, attribute: Attribute[Money], value: object) -> None:
    """An attrs validator: a price, 0 included."""
    if not isinstance(value, Money):
        raise MalformedError(Fault(attribute.name, "is no price; give Money, such as money('5', 'EUR')"))
    minor_of(value, attribute.name)


def foreign(case: Case, *amounts: Money | None) -> OtherCurrency | None:
    """An amount of the benefit that is in another currency than the basket."""
    for amount in amounts:
        if amount is not None and amount.currency.code != case.basket.currency:
            return OtherCurrency(expected=amount.currency.code, given=case.basket.currency)
    return None


def _amount_minor(benefit: AmountOff) -> Minor:
    return minor_of(benefit.amount, "amount")


@frozen
class AmountOff:
    """So much off: once over all lines and vendors, of each line, or of each unit.

    Once over all lines, it is spread over them in proportion to what is left of them; of a line or a unit that costs
    less, the rest is forfeited.
    """

    code: ClassVar[str] = "discounts.amount_off"
    text: ClassVar[str] = "{amount} off per {per}"

    amount: Money = field(validator=a_positive_amount)
    per: Per = field(default=Per.ORDER, validator=instance_of(Per))
    minor: Minor = field(default=Factory(_amount_minor, takes_self=True), init=False, repr=False, eq=False)

    def gift(self, case: Case) -> Gift | Refusal:
        """The amount, as often as it is given."""
        if no := foreign(case, self.amount):
            return no
        if self.per is Per.ORDER:
            return Gift(case.lines, self.minor)
        if self.per is Per.LINE:
            amounts = (self.minor,) * len(case.lines)
        else:
            lines = case.basket.lines
            amounts = tuple([self.minor * lines[i].quantity for i in case.lines])
        return Gift(case.lines, sum(amounts), amounts)


def _price_minor(benefit: FixedUnitPrice) -> Minor:
    return minor_of(benefit.price, "price")


@frozen
class FixedUnitPrice:
    """Each unit for this price; a line whose units cost no more, after the coupons before, is left alone."""

    code: ClassVar[str] = "discounts.fixed_unit_price"
    text: ClassVar[str] = "each unit for {price}"

    price: Money = field(validator=a_price)
    minor: Minor = field(default=Factory(_price_minor, takes_self=True), init=False, repr=False, eq=False)

    def gift(self, case: Case) -> Gift | Refusal:
        """What each dearer line costs beyond the price of its units."""
        if no := foreign(case, self.price):
            return no
        lines = case.basket.lines
        beyond = [(i, case.left(i) - self.minor * lines[i].quantity) for i in case.lines]
        dearer = [(i, amount) for i, amount in beyond if amount > 0]
        if not dearer:
            return AlreadyCheaper(price=self.price)
        amounts = tuple([amount for _, amount in dearer])
        return Gift(tuple([i for i, _ in dearer]), sum(amounts), amounts)
