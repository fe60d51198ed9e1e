"""So many percent off."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from attrs import Attribute, Factory, field
from moneyed import Money

from mpcore.discounts.basket import minor_of
from mpcore.discounts.case import Case, Gift
from mpcore.discounts.kinds import Measured
from mpcore.discounts.policy import DiscountPolicy, PercentOf, PercentPer
from mpcore.discounts.reasons import OtherCurrency
from mpcore.discounts.values import Minor
from mpcore.kernel import Fault, MalformedError, Refusal, frozen
from mpcore.money import allocate, divide

__all__ = ["PercentOff", "a_percentage", "bases_of", "capped", "percentage_of", "ratio_of", "shares_of"]

_ORIGINAL, _PER_LINE = PercentOf.ORIGINAL, PercentPer.LINE
_AFTER = Measured.AFTER


def a_percentage(_: object, attribute: Attribute[Decimal], value: object) -> None:
    """An attrs validator: a percentage above 0, up to 100, with at most 10 places."""
    ratio_of(value, attribute.name)


def ratio_of(percent: object, at: str = "percent") -> Fraction:
    """A percentage as a ratio; anything but a Decimal above 0, up to 100, with at most 10 places raises there."""
    if isinstance(percent, Decimal) and percent.is_finite() and 0 < percent <= 100:
        exponent = percent.as_tuple().exponent
        if isinstance(exponent, int) and -10 <= exponent <= 2:  # no fraction with a million digits
            return Fraction(percent) / 100
    raise MalformedError(Fault(at, "is no percentage above 0, up to 100, with at most 10 places; give a Decimal"))


def _most_minor(benefit: PercentOff) -> Minor | None:
    return None if benefit.most is None else minor_of(benefit.most, "most")


def _ratio(benefit: PercentOff) -> Fraction:
    return ratio_of(benefit.percent)


@frozen
class PercentOff:
    """So many percent off its lines, at most so much in all.

    What a line cannot give of its share, because of its minimum price or of what was taken off it before, is forfeited
    and falls on no other line; only then is it cut to the most it gives.
    """

    code: ClassVar[str] = "discounts.percent_off"
    text: ClassVar[str] = "{percent} % off[, at most {most}]"

    percent: Decimal = field(validator=a_percentage)
    most: Money | None = None
    """The most it gives in all (`percent_cap_required` asks for one); what is beyond it is forfeited."""
    ratio: Fraction = field(default=Factory(_ratio, takes_self=True), init=False, repr=False, eq=False)
    most_minor: Minor | None = field(default=Factory(_most_minor, takes_self=True), init=False, repr=False, eq=False)

    @property
    def uncapped(self) -> bool:
        """Whether it does not name the most it gives (`percent_cap_required`)."""
        return self.most is None

    def gift(self, case: Case) -> Gift | Refusal:
        """The percentage of what is left of its lines, or of their prices, as the policy says; rounded as it says."""
        if self.most is not None and self.most.currency.code != case.basket.currency:
            return OtherCurrency(expected=self.most.currency.code, given=case.basket.currency)
        return percentage_of(case, self.ratio, self.most_minor)


def percentage_of(case: Case, ratio: Fraction, most: Minor | None) -> Gift:
    """A ratio of the case's lines, at most so much in all: rounded on each of them, or once.

    Where every line can give its share, the total alone is given, and is spread over what is left of the lines; where
    one perhaps cannot, each share is given, so that what it cannot give is forfeited.
    """
    policy, basket = case.ctx.policy, case.basket
    untouched, original = case.taken is basket.nothing, policy.percent_of is _ORIGINAL
    if policy.percent_per is _PER_LINE or basket.floors_in_all or (original and not untouched):
        return capped(Gift(case.lines, *shares_of(bases_of(case), ratio, policy)), most)
    numerator, denominator = ratio.as_integer_ratio()
    base = basket.goods_in_all if untouched and case.lines is basket.positions else case.spend(_AFTER)
    total = divide(base * numerator, denominator, policy.rounding)
    return Gift(case.lines, total if most is None or total < most else most)


def bases_of(case: Case) -> Sequence[Minor]:
    """What a percentage of each of the case's lines is of: what is left of it, or its price, as the policy says."""
    if case.ctx.policy.percent_of is _ORIGINAL:
        goods = case.basket.goods
        return goods if case.whole else [goods[i] for i in case.lines]
    return case.lefts()


def shares_of(bases: Sequence[Minor], ratio: Fraction, policy: DiscountPolicy) -> tuple[Minor, tuple[Minor, ...]]:
    """A ratio of some amounts: the total, and the share of each.

    Rounded on each of them, or once and then spread in proportion to them, as the policy says.
    """
    numerator, denominator, rounding = ratio.numerator, ratio.denominator, policy.rounding
    if policy.percent_per is _PER_LINE:
        amounts = tuple([divide(base * numerator, denominator, rounding) for base in bases])
        return sum(amounts), amounts
    total = divide(sum(bases) * numerator, denominator, rounding)
    return total, allocate(total, bases)


def capped(gift: Gift, most: Minor | None) -> Gift:
    """The gift, or as much of it as it may be: in proportion to what each can give of its amount."""
    if most is None or gift.total <= most:
        return gift
    return Gift(gift.lines, most, gift.amounts, gift.on_shipping)
