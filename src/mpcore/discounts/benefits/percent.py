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

__all__ = ["PercentOff", "a_percentage", "bases_of", "capped", "percentages", "ratio_of", "share_of"]

_ORIGINAL, _PER_LINE = PercentOf.ORIGINAL, PercentPer.LINE
_BEFORE, _AFTER = Measured.BEFORE, Measured.AFTER


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
    """So many percent off its lines, at most so much in all."""

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
        total, amounts = percentages(case, self.ratio)
        gift = Gift(case.lines, total, amounts)
        return gift if self.most is None else capped(gift, self.most_minor)


def percentages(case: Case, ratio: Fraction) -> tuple[Minor, tuple[Minor, ...] | None]:
    """A ratio of the case's lines, rounded on each of them or once: the total, and the amounts, if on each."""
    policy = case.ctx.policy
    if policy.percent_per is _PER_LINE:
        return share_of(bases_of(case), ratio, policy)
    base = case.spend(_BEFORE if policy.percent_of is _ORIGINAL else _AFTER)
    numerator, denominator = ratio.as_integer_ratio()
    return divide(base * numerator, denominator, policy.rounding), None


def bases_of(case: Case) -> Sequence[Minor]:
    """What a percentage of each of the case's lines is of: what is left of it, or its price, as the policy says."""
    if case.ctx.policy.percent_of is _ORIGINAL:
        goods = case.basket.goods
        return goods if case.whole else [goods[i] for i in case.lines]
    return case.lefts()


def share_of(bases: Sequence[Minor], ratio: Fraction, policy: DiscountPolicy) -> tuple[Minor, tuple[Minor, ...] | None]:
    """A ratio of some amounts, rounded on each of them or once: the total, and each amount, if on each."""
    numerator, denominator, rounding = ratio.numerator, ratio.denominator, policy.rounding
    if policy.percent_per is _PER_LINE:
        amounts = tuple([divide(base * numerator, denominator, rounding) for base in bases])
        return sum(amounts), amounts
    return divide(sum(bases) * numerator, denominator, rounding), None


def capped(gift: Gift, most: Minor | None) -> Gift:
    """The gift, or as much of it as it may be, each of its amounts in proportion."""
    if most is None or gift.total <= most:
        return gift
    amounts = None if gift.amounts is None else allocate(most, gift.amounts)
    return Gift(gift.lines, most, amounts, gift.on_shipping)
