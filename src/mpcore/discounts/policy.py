"""Every number and switch a marketplace sets for discounts.

What is promised by it (rounding, order of percentages, floors) is pinned to an order by its evaluation; an evaluation
carries the id of the rule book it was made under.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from enum import Enum

from attrs import Attribute, field
from attrs.validators import instance_of, optional

from mpcore.kernel import Fault, MalformedError, RuleBookId, frozen
from mpcore.money import Rounding

__all__ = ["CodeFormat", "DiscountPolicy", "FreeItemValue", "PercentOf", "PercentPer", "ReleaseOn"]


class PercentOf(Enum):
    """What a percentage is of, where another coupon took something off before."""

    REMAINING = "remaining"
    ORIGINAL = "original"


class PercentPer(Enum):
    """Where a percentage is rounded."""

    ORDER = "order"
    """Once, for all of its lines together, and then spread by largest remainder over what it is of.

    A line that cannot give all of its share, because of its minimum price or of what was taken off it before, gives
    what it can; the rest is forfeited, and no other line gives more for it.
    """
    LINE = "line"
    """On each line by itself."""


class FreeItemValue(Enum):
    """Which units a free item's value belongs to, once something is sent back."""

    SPREAD = "spread"
    """All that had to be bought for it, in proportion to their prices."""
    ON_FREE = "on_free"
    """The free unit alone."""


class ReleaseOn(Enum):
    """What gives a use back (W21, rules.md §00.9)."""

    CANCELLED = "cancelled"
    """No part that received a share remains live: all of them are cancelled."""
    FULL_REFUND = "full_refund"
    """Every part that received a share is cancelled, or was paid back whole."""


def _a_length(_: object, attribute: Attribute[int], value: object) -> None:
    if type(value) is not int or not 1 <= value <= 200:
        raise MalformedError(Fault(attribute.name, "is no length from 1 to 200; give an int"))


@frozen(kw_only=True)
class CodeFormat:
    """Which codes may be given to coupons: capitals and digits, so many of them (W19)."""

    least: int = field(default=1, validator=_a_length)
    most: int = field(default=50, validator=_a_length)

    def __attrs_post_init__(self) -> None:
        if self.least > self.most:
            raise MalformedError(Fault("least", "is more than the most; give one that is not"))


_LONGEST = timedelta(days=366)


def _a_hold(_: object, attribute: Attribute[timedelta], value: object) -> None:
    if not (isinstance(value, timedelta) and timedelta(0) < value <= _LONGEST):
        raise MalformedError(Fault(attribute.name, "is no duration up to a year; give a timedelta"))


def _a_percentage(_: object, attribute: Attribute[Decimal], value: object) -> None:
    if not (isinstance(value, Decimal) and value.is_finite() and 0 <= value <= 100):
        raise MalformedError(Fault(attribute.name, "is no percentage from 0 to 100; give a Decimal"))


def _release(given: object) -> frozenset[ReleaseOn]:
    if not isinstance(given, set | frozenset | tuple | list):
        raise MalformedError(Fault("release_on", "is no set; give a set of ReleaseOn"))
    return frozenset(given)  # pyright: ignore[reportUnknownArgumentType]


@frozen(kw_only=True)
class DiscountPolicy:
    """What a marketplace decided about coupons; `DiscountPolicy()` is the neutral default."""

    rule_book: RuleBookId = RuleBookId("plain")
    percent_of: PercentOf = field(default=PercentOf.REMAINING, validator=instance_of(PercentOf))
    percent_per: PercentPer = field(default=PercentPer.ORDER, validator=instance_of(PercentPer))
    rounding: Rounding = field(default=Rounding.HALF_UP, validator=instance_of(Rounding))
    """Of percentages."""
    tax_rounding: Rounding = field(default=Rounding.HALF_UP, validator=instance_of(Rounding))
    """Of the taxes on what is left after discounts, line by line."""
    free_item_value: FreeItemValue = field(default=FreeItemValue.SPREAD, validator=instance_of(FreeItemValue))
    most_percent: Decimal | None = field(default=None, validator=optional(_a_percentage))
    """The ceiling: all discounts on goods together take no more than so many percent of the goods; None: no ceiling."""
    percent_cap_required: bool = False
    """Whether a percentage has to name the most it gives (Whatnot)."""
    on_shipping: bool = True
    """Whether coupons may be about shipping at all (not at Whatnot)."""
    code_format: CodeFormat = CodeFormat()
    per_buyer_most: int | None = None
    """How often one buyer may use one coupon at most, whatever the coupon says; None: as often as it says."""
    hold_for: timedelta = field(default=timedelta(minutes=30), validator=_a_hold)
    """How long a checkout has a coupon; an exact duration, whose last instant is in it (rules.md §00.7)."""
    release_on: frozenset[ReleaseOn] = field(default=frozenset({ReleaseOn.CANCELLED}), converter=_release)
    """What gives a use back; nothing, where it is empty (W21)."""
    allow_reactivation: bool = False
    """Whether a deactivated coupon may be made active again (W20)."""
