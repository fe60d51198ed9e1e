"""Units of lines, laid out by their prices: what some of them cost, and which they are, without counting one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mpcore.discounts.case import Case
from mpcore.discounts.policy import PercentOf
from mpcore.discounts.values import Minor

__all__ = ["first_units", "value_of", "values_of"]


def first_units(case: Case, lines: Iterable[int], count: int) -> dict[int, int]:
    """How many of the first `count` units each line has, where the units of the lines are laid end to end."""
    of_basket = case.basket.lines
    found: dict[int, int] = {}
    for i in lines:
        if not count:
            break
        found[i] = min(of_basket[i].quantity, count)
        count -= found[i]
    return found


def value_of(case: Case, line: int, units: int) -> Minor:
    """What so many units of a line are worth to a percentage: of what is left of the line, or of its price.

    Units of one line are worth the same; a fraction of a minor unit is dropped.
    """
    if case.ctx.policy.percent_of is PercentOf.ORIGINAL:
        return case.basket.lines[line].price_minor * units
    return case.left(line) * units // case.basket.lines[line].quantity


def values_of(case: Case, units: dict[int, int]) -> tuple[tuple[int, ...], Sequence[Minor]]:
    """The lines, ascending, and what those of their units are worth."""
    lines = tuple(sorted(units))
    return lines, [value_of(case, i, units[i]) for i in lines]
