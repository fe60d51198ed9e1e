"""Tax inside an amount or on top of it, in minor units; what is rounded is the tax, and the net is the rest."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from mpcore.kernel import frozen
from mpcore.kernel.errors import Fault, MalformedError
from mpcore.money.allocation import allocate
from mpcore.money.faults import malformed, shown
from mpcore.money.rates import rate as exact
from mpcore.money.rounding import Rounding, divide, percent_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

__all__ = ["Remitter", "TaxSplit", "exclusive", "inclusive", "taxes_within"]


class Remitter(Enum):
    """Who owes a tax to the state."""

    VENDOR = "vendor"
    OPERATOR = "operator"


@frozen
class TaxSplit:
    """An amount and the tax on it, in minor units of one currency.

    >>> TaxSplit(net=10000, tax=2000).gross
    12000
    """

    net: int
    """Without the tax."""
    tax: int
    """The tax alone."""

    @property
    def gross(self) -> int:
        """With the tax: always net + tax, because it is never stored."""
        return self.net + self.tax


def inclusive(gross: int, rate: str | Decimal | Fraction, rounding: Rounding) -> TaxSplit:
    """The net and the tax in a gross amount that contains the tax, at a rate in percent of the net.

    >>> inclusive(12000, "20", Rounding.HALF_UP)
    TaxSplit(net=10000, tax=2000)

    The tax, gross * rate / (100 + rate), is rounded as named; a gross that is no int is a `MalformedError` at
    `gross`, other errors are those of `mpcore.money.rate` and `divide`.
    """
    percent = exact(rate)
    if type(gross) is not int:
        raise _no_amount("gross", gross)
    tax = divide(gross * percent.numerator, 100 * percent.denominator + percent.numerator, rounding)
    return TaxSplit(gross - tax, tax)


def exclusive(net: int, rate: str | Decimal | Fraction, rounding: Rounding) -> TaxSplit:
    """A net amount and the tax that comes on top of it, at a rate in percent of the net.

    >>> exclusive(333, "21", Rounding.HALF_UP)
    TaxSplit(net=333, tax=70)

    The tax, net * rate / 100, is rounded as named; a net that is no int is a `MalformedError` at `net`, other errors
    are those of `mpcore.money.rate` and `divide`.
    """
    if type(net) is not int:
        raise _no_amount("net", net)
    return TaxSplit(net, percent_of(net, rate, rounding))


def taxes_within(gross: int, rates: Sequence[str | Decimal | Fraction], rounding: Rounding) -> tuple[int, ...]:
    """The taxes in a gross amount that contains several of them, each at a rate in percent of the same net.

    >>> taxes_within(11500, ("5", "9.975"), Rounding.HALF_UP)
    (500, 998)

    Their sum is rounded once, as one tax at the sum of the rates, and split over the rates by `allocate`; the net is
    the rest of the gross.  Without rates there are no taxes.  Errors are those of `inclusive`, with a rate's place
    `rates[i]`.
    """
    if isinstance(rates, str):
        raise malformed("rates", f"{shown(rates)} is one rate; pass a tuple of them, or use inclusive")
    percents: list[Fraction] = []
    for index, rate in enumerate(rates):
        try:
            percents.append(exact(rate))
        except MalformedError as error:
            raise MalformedError(*(Fault(f"rates[{index}]", fault.text) for fault in error.faults)) from None
    tax = inclusive(gross, sum(percents, Fraction(0)), rounding).tax
    common = lcm(*(percent.denominator for percent in percents))
    return allocate(tax, [percent.numerator * common // percent.denominator for percent in percents])


def _no_amount(at: str, amount: object) -> MalformedError:
    return malformed(at, f"{shown(amount)} is no whole number of minor units; convert Money with to_minor")
