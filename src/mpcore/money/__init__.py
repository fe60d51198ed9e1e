"""Money without surprises: one door in and out, exact rounding, exact splitting.

At the surface stands `moneyed.Money`, built through `money` or `from_minor` and nowhere else: finite, in a known
currency, with exactly the places that ISO 4217 gives it.  Inside stand integer minor units (`to_minor`): cents for
EUR, whole yen for JPY.  Rounding is always an argument, rates are in percent, and nothing here reads the decimal
context, the locale or the environment.
"""

from __future__ import annotations

from mpcore.money.allocation import ALLOCATION, allocate, allocate_with_floors, prefix, room
from mpcore.money.door import from_minor, money, text, to_minor, total
from mpcore.money.exponents import EXPONENTS, check_currency, exponent
from mpcore.money.rates import rate
from mpcore.money.rounding import Rounding, divide, percent_of, scale
from mpcore.money.tax import Remitter, TaxSplit, exclusive, inclusive, taxes_within

__all__ = [
    "ALLOCATION",
    "EXPONENTS",
    "Remitter",
    "Rounding",
    "TaxSplit",
    "allocate",
    "allocate_with_floors",
    "check_currency",
    "divide",
    "exclusive",
    "exponent",
    "from_minor",
    "inclusive",
    "money",
    "percent_of",
    "prefix",
    "rate",
    "room",
    "scale",
    "taxes_within",
    "text",
    "to_minor",
    "total",
]
