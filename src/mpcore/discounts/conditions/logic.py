"""Conditions made of conditions: the algebra of predicates over lines.

`AllOf` is the intersection, `AnyOf` the union and `Not` the complement of the lines that their conditions hold for,
each within the lines that are asked about.  Conditions that count (`Condition.narrows` is false) see the lines that
those beside them in an `AllOf` leave; inside an `AnyOf` or a `Not` they see the lines that it is asked about.  One
that counts the whole basket (`Counted.BASKET`) counts the same wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import ClassVar

from attrs import Factory, field

from mpcore.discounts.case import Case, Condition, currencies_of
from mpcore.discounts.conditions.lines import common
from mpcore.discounts.explaining import Explained
from mpcore.discounts.reasons import Excluded, NoCommonLine, NoLines, OtherCurrency
from mpcore.kernel import Fault, MalformedError, Refusal, frozen

__all__ = ["ALWAYS", "AllOf", "AnyOf", "Not"]


def _conditions(given: Iterable[Condition]) -> tuple[Condition, ...]:
    try:
        return tuple(given)
    except TypeError:
        raise MalformedError(Fault("conditions", "is one condition; give a tuple of them")) from None


def _all_narrow(of: AllOf | AnyOf) -> bool:
    return all(condition.narrows for condition in of.conditions)


@frozen
class AllOf:
    """Every one of them; without any it always holds.

    Those about single lines are asked first; the others count what is left by all of those together.  The order does
    not matter, and neither does putting some of them into an `AllOf` of their own.
    """

    code: ClassVar[str] = "discounts.all_of"
    text: ClassVar[str] = "{conditions}"
    joint: ClassVar[str] = "discounts.and"

    conditions: tuple[Condition, ...] = field(default=(), converter=_conditions)
    narrows: bool = field(default=Factory(_all_narrow, takes_self=True), init=False, repr=False, eq=False)
    """Whether every one of them does."""

    @cached_property
    def parted(self) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
        """Those about single lines, and those that count, with what stands in an `AllOf` within."""
        narrowing: list[Condition] = []
        counting: list[Condition] = []
        for condition in self.conditions:
            if isinstance(condition, AllOf):
                inner = condition.parted
                narrowing += inner[0]
                counting += inner[1]
            else:
                (narrowing if condition.narrows else counting).append(condition)
        return tuple(narrowing), tuple(counting)

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """Those of `case.lines` that every condition holds for."""
        narrowing, counting = self.parted
        for condition in narrowing:
            lines = condition.holds_for(case)
            if not lines:
                return ()
            if len(lines) != len(case.lines):
                case = case.about(lines)
        lines = case.lines
        for condition in counting:
            held = condition.holds_for(case)
            if not held:
                return ()
            if len(held) != len(case.lines):
                lines = common(lines, held)
        return lines

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """Every reason that one of them has by itself; those that count have theirs on the lines the others leave."""
        if not case.lines:
            return (NoLines(),)
        narrowing, counting = self.parted
        reasons: list[Refusal] = []
        lines = case.lines
        for condition in narrowing:
            held = condition.holds_for(case)
            if not held:
                reasons += condition.why_not(case)
            lines = common(lines, held)
        if not lines:
            reasons = reasons or [NoCommonLine()]
        else:
            case = case.about(lines)
        for condition in counting:
            if not condition.holds_for(case):
                reasons += condition.why_not(case)
        return _once(reasons) or (NoCommonLine(),)


ALWAYS: AllOf = AllOf()
"""For everyone, for everything, at any time."""


def _some(given: Iterable[Condition]) -> tuple[Condition, ...]:
    conditions = _conditions(given)
    if not conditions:
        raise MalformedError(Fault("conditions", "is empty, so that it would never hold; give at least one"))
    return conditions


@frozen
class AnyOf:
    """At least one of them, for each line: a line is in it where one of the conditions holds for the line."""

    code: ClassVar[str] = "discounts.any_of"
    text: ClassVar[str] = "{conditions}"
    joint: ClassVar[str] = "discounts.or"

    conditions: tuple[Condition, ...] = field(converter=_some)
    narrows: bool = field(default=Factory(_all_narrow, takes_self=True), init=False, repr=False, eq=False)
    """Whether every one of them does."""

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """Those of `case.lines` that one of the conditions holds for."""
        lines: tuple[int, ...] = ()
        for condition in self.conditions:
            held = condition.holds_for(case)
            if len(held) == len(case.lines):
                return held
            if held:
                lines = tuple(sorted({*lines, *held})) if lines else held
        return lines

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """Every reason of every one of them."""
        if not case.lines:
            return (NoLines(),)
        return _once([why for condition in self.conditions for why in condition.why_not(case)])


def _narrows(of: Not) -> bool:
    return of.condition.narrows


@frozen
class Not:
    """The lines that a condition does not hold for: all of them or none, where it is about all of them together.

    Where the condition names amounts in another currency than the basket's, nobody can say whether it holds, so this
    holds for nothing.
    """

    code: ClassVar[str] = "discounts.not"
    text: ClassVar[str] = "not {condition}"

    condition: Condition
    narrows: bool = field(default=Factory(_narrows, takes_self=True), init=False, repr=False, eq=False)
    """Whether the condition does."""

    @cached_property
    def _currencies(self) -> frozenset[str]:
        return currencies_of(self.condition)

    def _foreign(self, case: Case) -> list[str]:
        return sorted(self._currencies - {case.basket.currency}) if self._currencies else []

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """Those of `case.lines` that the condition does not hold for."""
        if self._currencies and self._foreign(case):
            return ()
        held = self.condition.holds_for(case)
        if not held:
            return case.lines
        if len(held) == len(case.lines):
            return ()
        out = set(held)
        return tuple([i for i in case.lines if i not in out])

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """What it keeps out holds for everything here."""
        if not case.lines:
            return (NoLines(),)
        if foreign := self._foreign(case):
            return tuple([OtherCurrency(expected=each, given=case.basket.currency) for each in foreign])
        return (Excluded(condition=Explained(self.condition)),)


def _once(reasons: list[Refusal]) -> tuple[Refusal, ...]:
    """Each reason once; hosts' reasons need not be hashable."""
    found: list[Refusal] = []
    for reason in reasons:
        if reason not in found:
            found.append(reason)
    return tuple(found)
