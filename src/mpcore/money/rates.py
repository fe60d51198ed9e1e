"""Rates in percent, exact: the one door for commission, tax and discount rates."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from mpcore.money.faults import malformed, shown

__all__ = ["rate"]

_PLAIN: Final = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,12})?")


def rate(value: str | Decimal | Fraction) -> Fraction:
    """The rate as an exact fraction; 6.5 % is 6.5, not 0.065.

    >>> rate("6.5"), rate(Decimal("20")), rate(Fraction(100, 3))
    (Fraction(13, 2), Fraction(20, 1), Fraction(100, 3))

    Text and Decimals have at most 6 ASCII digits before the point and 12 after it, and no sign, exponent, percent
    sign or space.  A negative rate, a float, an int or a bool is a `MalformedError` at `rate`.
    """
    if isinstance(value, Fraction):
        if value.numerator < 0:
            raise malformed("rate", "a rate is not negative; give the amount its sign instead")
        return value
    digits = Decimal.__str__(value) if isinstance(value, Decimal) else value
    try:
        plain = _PLAIN.fullmatch(digits)
    except TypeError:  # a float, an int, None…
        plain = None
    if plain is None:
        raise malformed(
            "rate", f"{shown(value)} is no rate in percent; pass plain text such as '6.5', a Decimal or a Fraction"
        )
    whole, _, part = digits.partition(".")
    return Fraction(int(whole + part), 10 ** len(part))
