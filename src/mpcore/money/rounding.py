"""Rounding that is always named and always exact: integers in, integers out."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from mpcore.kernel.errors import Fault, MalformedError
from mpcore.money.faults import malformed, shown
from mpcore.money.rates import rate as exact

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

__all__ = ["Rounding", "divide", "percent_of", "scale"]


class Rounding(enum.Enum):
    """What becomes of a fraction of a minor unit; the words are those of the `decimal` module.

    All but CEILING and FLOOR treat -x as the mirror image of x.
    """

    HALF_UP = "half_up"
    """To the nearest; a half away from zero: 2.5 -> 3, -2.5 -> -3."""
    HALF_EVEN = "half_even"
    """To the nearest; a half to the even neighbour: 2.5 -> 2, 3.5 -> 4."""
    HALF_DOWN = "half_down"
    """To the nearest; a half towards zero: 2.5 -> 2, -2.5 -> -2."""
    UP = "up"
    """Away from zero: 2.1 -> 3, -2.1 -> -3."""
    DOWN = "down"
    """Towards zero: 2.9 -> 2, -2.9 -> -2."""
    CEILING = "ceiling"
    """Towards plus infinity: 2.1 -> 3, -2.9 -> -2."""
    FLOOR = "floor"
    """Towards minus infinity: 2.9 -> 2, -2.1 -> -3."""


_HALF_UP = Rounding.HALF_UP


def divide(numerator: int, denominator: int, rounding: Rounding) -> int:
    """The quotient as a whole number, rounded as named; the signs may stand on either side.

    >>> divide(5, 2, Rounding.HALF_UP), divide(5, 2, Rounding.HALF_EVEN), divide(-5, 2, Rounding.HALF_UP)
    (3, 2, -3)

    Not an int, a denominator of zero, or no `Rounding` is a `MalformedError` at the argument's name.
    """
    if type(numerator) is not int or type(denominator) is not int or denominator == 0 or type(rounding) is not Rounding:
        raise _misuse(numerator, denominator, rounding)
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    below, remainder = divmod(numerator, denominator)
    if not remainder:
        return below
    negative = below < 0
    if rounding is _HALF_UP and not negative:  # what nearly everybody asks for
        return below + (2 * remainder >= denominator)
    if rounding is _HALF_UP or rounding is Rounding.HALF_EVEN or rounding is Rounding.HALF_DOWN:
        distance = 2 * remainder - denominator
        if distance:
            return below + (distance > 0)
        if rounding is Rounding.HALF_EVEN:
            return below + (below & 1)
        return below + (negative is (rounding is Rounding.HALF_DOWN))
    if rounding is Rounding.UP or rounding is Rounding.DOWN:
        return below + (negative is (rounding is Rounding.DOWN))
    return below + (rounding is Rounding.CEILING)


def percent_of(amount: int, rate: str | Decimal | Fraction, rounding: Rounding) -> int:
    """So many percent of an amount in minor units, rounded as named.

    >>> percent_of(106, "10", Rounding.HALF_UP), percent_of(1000, "3.33", Rounding.HALF_UP)
    (11, 33)

    Errors are those of `mpcore.money.rate` and `divide`; an amount that is no int is a `MalformedError` at `amount`.
    """
    percent = exact(rate)
    if type(amount) is not int:
        raise _no_amount(amount)
    return divide(amount * percent.numerator, 100 * percent.denominator, rounding)


def scale(amount: int, factor: str | Decimal | Fraction, rounding: Rounding) -> int:
    """An amount in minor units times a factor, rounded as named; the factor has the form of a rate.

    >>> scale(1001, "0.5", Rounding.HALF_EVEN), scale(-1001, "0.5", Rounding.HALF_UP)
    (500, -501)

    Errors are those of `percent_of`, at `factor` in place of `rate`.
    """
    try:
        times = exact(factor)
    except MalformedError:
        raise malformed(
            "factor",
            f"{shown(factor)} is no factor; pass plain text such as '1.5', a Decimal or a Fraction, not negative",
        ) from None
    if type(amount) is not int:
        raise _no_amount(amount)
    return divide(amount * times.numerator, times.denominator, rounding)


def _no_amount(amount: object) -> MalformedError:
    return malformed("amount", f"{shown(amount)} is no whole number of minor units; convert Money with to_minor")


def _misuse(numerator: object, denominator: object, rounding: object) -> MalformedError:
    faults: list[Fault] = []
    for at, value in (("numerator", numerator), ("denominator", denominator)):
        if type(value) is not int:
            faults.append(Fault(at, f"{shown(value)} is no whole number; pass an int"))
    if type(denominator) is int and denominator == 0:
        faults.append(Fault("denominator", "nothing can be divided by zero; pass another int"))
    if type(rounding) is not Rounding:
        faults.append(Fault("rounding", f"{shown(rounding)} is no Rounding; pass a member such as Rounding.HALF_UP"))
    return MalformedError(*faults)
