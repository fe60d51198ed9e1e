"""The more is bought, the more is off."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar

from attrs import field
from attrs.validators import instance_of, optional
from moneyed import Money

from mpcore.discounts.basket import minor_of
from mpcore.discounts.benefits.amounts import foreign
from mpcore.discounts.benefits.buy_get import a_number_of_units
from mpcore.discounts.benefits.percent import a_percentage, percentage_of, ratio_of
from mpcore.discounts.case import Case, Gift
from mpcore.discounts.conditions.amounts import a_positive_amount
from mpcore.discounts.kinds import Measured
from mpcore.discounts.reasons import BelowMinimum, TooFewUnits
from mpcore.kernel import Fault, MalformedError, Refusal, frozen
from mpcore.money import from_minor, to_minor

__all__ = ["Step", "Tiers"]


@frozen(kw_only=True)
class Step:
    """From so much or so many on: so many percent, or so much, off.

    Exactly one of `spend` and `units` is given, and exactly one of `percent` and `amount`.
    """

    code: ClassVar[str] = "discounts.step"
    text: ClassVar[str] = "from [{spend}][{units} units] on [{percent} %][{amount}] off[, at most {most}]"

    spend: Money | None = field(default=None, validator=optional(a_positive_amount))
    units: int | None = field(default=None, validator=optional(a_number_of_units))
    percent: Decimal | None = field(default=None, validator=optional(a_percentage))
    amount: Money | None = field(default=None, validator=optional(a_positive_amount))
    """Once, over all lines."""
    most: Money | None = field(default=None, validator=optional(a_positive_amount))
    """The most that the percentage gives; what is beyond it is forfeited."""

    def __attrs_post_init__(self) -> None:
        faults: list[Fault] = []
        if (self.spend is None) is (self.units is None):
            faults.append(Fault("spend", "or units has to be given, and not both"))
        if (self.percent is None) is (self.amount is None):
            faults.append(Fault("percent", "or amount has to be given, and not both"))
        if self.most is not None and self.percent is None:
            faults.append(Fault("most", "is for a percentage; leave it out"))
        if faults:
            raise MalformedError(*faults)

    @property
    def at_least(self) -> int:
        """Where it begins: minor units of a spend, or units."""
        return to_minor(self.spend) if self.spend is not None else self.units or 0

    @property
    def amounts(self) -> tuple[Money, ...]:
        """All amounts it names."""
        return tuple([amount for amount in (self.spend, self.amount, self.most) if amount is not None])

    @property
    def uncapped(self) -> bool:
        """Whether it is a percentage that names no most."""
        return self.percent is not None and self.most is None

    def gift(self, case: Case) -> Gift:
        """What it gives, where it is reached."""
        if self.percent is None:
            return Gift(case.lines, 0 if self.amount is None else minor_of(self.amount, "amount"))
        most = None if self.most is None else minor_of(self.most, "most")
        return percentage_of(case, ratio_of(self.percent), most)


def _steps(given: Iterable[Step]) -> tuple[Step, ...]:
    try:
        steps = tuple(given)
    except TypeError:
        raise MalformedError(Fault("steps", "is no tuple; give a tuple of steps")) from None
    if not steps:
        raise MalformedError(Fault("steps", "is empty; give at least one step"))
    if not all(isinstance(step, Step) for step in steps):
        raise MalformedError(Fault("steps", "is no tuple of Step; give steps only"))
    return steps


@frozen
class Tiers:
    """The highest of several steps that what is bought reaches, by its spend or by its units.

    The steps ascend, all of them by spend in one currency or all of them by units; anything else raises
    `MalformedError`.
    """

    code: ClassVar[str] = "discounts.tiers"
    text: ClassVar[str] = "{steps}[, counted {counted} other discounts]"
    joint: ClassVar[str] = "discounts.then"

    steps: tuple[Step, ...] = field(converter=_steps)
    measured: Measured = field(default=Measured.BEFORE, validator=instance_of(Measured))
    """How a spend is counted."""

    def __attrs_post_init__(self) -> None:
        faults: list[Fault] = []
        for i, (before, step) in enumerate(pairwise(self.steps), start=1):
            if (before.units is None) is not (step.units is None):
                faults.append(Fault(f"steps[{i}]", "counts something else than the one before; count one thing"))
            elif before.at_least >= step.at_least:
                faults.append(Fault(f"steps[{i}]", "begins no higher than the one before; let them ascend"))
        if len({amount.currency.code for step in self.steps for amount in step.amounts}) > 1:
            faults.append(Fault("steps", "are in several currencies; name amounts in one"))
        if faults:
            raise MalformedError(*faults)

    @property
    def counted(self) -> Measured | None:
        """How the spend is counted; None where units are."""
        return self.measured if self.steps[0].units is None else None

    def gift(self, case: Case) -> Gift | Refusal:
        """What the highest step that is reached gives, or what the first one lacks."""
        for step in self.steps:
            if no := foreign(case, *step.amounts):
                return no
        first = self.steps[0]
        present = case.units if first.units is not None else case.spend(self.measured)
        reached = [step for step in self.steps if step.at_least <= present]
        if not reached:
            return _below(first, present, case.basket.currency)
        return reached[-1].gift(case)


def _below(first: Step, present: int, currency: str) -> BelowMinimum | TooFewUnits:
    missing = first.at_least - present
    if first.spend is None:
        return TooFewUnits(needed=first.at_least, present=present, missing=missing)
    return BelowMinimum(
        minimum=first.spend, present=from_minor(present, currency), missing=from_minor(missing, currency)
    )
