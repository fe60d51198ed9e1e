"""Conditions about how much is bought: money and units, and in which currency."""

from __future__ import annotations

from typing import ClassVar

from attrs import Attribute, Factory, field
from attrs.validators import instance_of, optional
from moneyed import Money

from mpcore.discounts.basket import minor_of
from mpcore.discounts.case import Case
from mpcore.discounts.kinds import Counted, Measured
from mpcore.discounts.reasons import BelowMinimum, NoLines, OtherCurrency, TooFewUnits, TooManyUnits
from mpcore.discounts.values import Minor
from mpcore.kernel import Fault, MalformedError, Refusal, frozen
from mpcore.money import check_currency, from_minor

__all__ = ["InCurrency", "MinimumSpend", "Quantities", "a_positive_amount"]

_LINES = Counted.LINES


def a_positive_amount(_: object, attribute: Attribute[Money], value: object) -> None:
    """An attrs validator: an amount above 0 that a basket could cost."""
    if not isinstance(value, Money):
        raise MalformedError(Fault(attribute.name, "is no amount; give Money, such as money('5', 'EUR')"))
    if not minor_of(value, attribute.name):
        raise MalformedError(Fault(attribute.name, "is nothing; give an amount above 0"))


def _amount_minor(condition: MinimumSpend) -> Minor:
    return minor_of(condition.amount, "amount")


@frozen
class MinimumSpend:
    """The lines, or everything in the basket, cost so much together or more, without taxes on top and shipping."""

    code: ClassVar[str] = "discounts.minimum_spend"
    text: ClassVar[str] = "goods for at least {amount}[{whole} in the whole basket], {measured} other discounts"

    amount: Money = field(validator=a_positive_amount)
    measured: Measured = field(default=Measured.BEFORE, validator=instance_of(Measured))
    of: Counted = field(default=Counted.LINES, validator=instance_of(Counted))
    minor: Minor = field(default=Factory(_amount_minor, takes_self=True), init=False, repr=False, eq=False)

    @property
    def whole(self) -> bool:
        """Whether everything in the basket counts."""
        return self.of is Counted.BASKET

    @property
    def narrows(self) -> bool:
        """It counts lines together."""
        return False

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """All lines, where as much is spent; none in another currency."""
        if self.amount.currency.code != case.basket.currency:
            return ()
        counted = case if self.of is _LINES else case.counting(self.of)
        return case.lines if counted.spend(self.measured) >= self.minor else ()

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """What is missing, or that it is in another currency."""
        currency = case.basket.currency
        if self.amount.currency.code != currency:
            return (OtherCurrency(expected=self.amount.currency.code, given=currency),)
        present = case.counting(self.of).spend(self.measured)
        if present >= self.minor:
            return (NoLines(),)
        return (
            BelowMinimum(
                minimum=self.amount,
                present=from_minor(present, currency),
                missing=from_minor(self.minor - present, currency),
            ),
        )


def _a_number(_: object, attribute: Attribute[int], value: object) -> None:
    if type(value) is not int or value < 1:
        raise MalformedError(Fault(attribute.name, "is no number of units; give an int from 1 on"))


@frozen(kw_only=True)
class Quantities:
    """The lines, or everything in the basket, have at least so many units together, at most so many, or both."""

    code: ClassVar[str] = "discounts.quantities"
    text: ClassVar[str] = "units[{whole} in the whole basket]: [at least {at_least}][{also}, ][at most {at_most}]"

    at_least: int | None = field(default=None, validator=optional(_a_number))
    at_most: int | None = field(default=None, validator=optional(_a_number))
    of: Counted = field(default=Counted.LINES, validator=instance_of(Counted))

    def __attrs_post_init__(self) -> None:
        if self.at_least is None and self.at_most is None:
            raise MalformedError(Fault("at_least", "is missing, and so is at_most; give one of the two or both"))
        if self.at_least is not None and self.at_most is not None and self.at_most < self.at_least:
            raise MalformedError(Fault("at_most", "is less than at_least; give as many or more"))

    @property
    def whole(self) -> bool:
        """Whether everything in the basket counts."""
        return self.of is Counted.BASKET

    @property
    def also(self) -> bool:
        """Whether both are given."""
        return self.at_least is not None and self.at_most is not None

    @property
    def narrows(self) -> bool:
        """It counts lines together."""
        return False

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """All lines, where there are as many units."""
        units = case.counting(self.of).units
        enough = self.at_least is None or units >= self.at_least
        return case.lines if enough and (self.at_most is None or units <= self.at_most) else ()

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """How many are missing, or too many."""
        units = case.counting(self.of).units
        if self.at_least is not None and units < self.at_least:
            return (TooFewUnits(needed=self.at_least, present=units, missing=self.at_least - units),)
        if self.at_most is not None and units > self.at_most:
            return (TooManyUnits(most=self.at_most, present=units, surplus=units - self.at_most),)
        return (NoLines(),)


def _a_currency(_: object, attribute: Attribute[str], value: str) -> None:
    try:
        check_currency(value)
    except MalformedError as error:
        raise MalformedError(*[Fault(attribute.name, fault.text) for fault in error.faults]) from None


@frozen
class InCurrency:
    """The basket is in this currency."""

    code: ClassVar[str] = "discounts.in_currency"
    text: ClassVar[str] = "bought in {currency}"

    currency: str = field(validator=_a_currency)
    """ISO 4217."""

    @property
    def narrows(self) -> bool:
        """It counts the lines together."""
        return False

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """All lines, or none."""
        return case.lines if case.basket.currency == self.currency else ()

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """The basket is in another one."""
        if case.basket.currency == self.currency:
            return (NoLines(),)
        return (OtherCurrency(expected=self.currency, given=case.basket.currency),)
