"""The one door through which amounts of money come in and go out.

What comes out of `money`, `from_minor` and `total` has exactly the places of its currency, so its `repr` is
canonical; what goes into `to_minor` and `text` is checked again, because `Money` is mutable and takes floats, NaN and
`1e999990` without a word.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, InvalidOperation
from typing import TYPE_CHECKING, Final

from moneyed import CURRENCIES, Currency, Money

from mpcore.kernel.errors import Fault, MalformedError
from mpcore.money.exponents import EXPONENTS, check_currency
from mpcore.money.faults import malformed, shown, written

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["from_minor", "money", "text", "to_minor", "total"]

INTEGER_DIGITS: Final = 18
"""The most digits before the point, in any currency; no marketplace needs them, and no attacker gets more."""

_MOST = max(EXPONENTS.values())
_BOUNDS: Final = tuple(10 ** (INTEGER_DIGITS + places) for places in range(_MOST + 1))
_UNITS: Final = tuple(Decimal(f"1e-{places}") for places in range(_MOST + 1))
_PLAIN: Final = re.compile(rf"-?[0-9]{{1,{INTEGER_DIGITS}}}(?:\.[0-9]{{1,{_MOST}}})?")

_UNKNOWN_TO_MONEYED: Final = {"XAD": "396", "XCG": "532", "ZWG": "924"}
"""Codes of ISO 4217 that py-moneyed 3.0 lacks, with their numbers; its own table is left alone."""

_CURRENCIES: Final = {
    code: CURRENCIES.get(code) or Currency(code, _UNKNOWN_TO_MONEYED.get(code), sub_unit=10**places)
    for code, places in EXPONENTS.items()
}

# Every setting is given: those left out would come from `decimal.DefaultContext`, which a host may have changed.
_EXACT: Final = Context(
    prec=INTEGER_DIGITS + 2 * _MOST,
    rounding=ROUND_HALF_EVEN,
    Emin=-99,
    Emax=99,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[Inexact, InvalidOperation],
)
_multiply: Final = _EXACT.multiply
_digits: Final = Decimal.__str__


def money(amount: str | Decimal, currency: str | Currency) -> Money:
    """The amount, in major units (euros, not cents), with exactly the places of its currency.

    >>> money("12.5", "EUR")
    Money('12.50', 'EUR')
    >>> money("-0", "JPY")
    Money('0', 'JPY')

    Text is plain: ASCII digits, at most 18 before the point and not more after it than the currency has, with `-` in
    front where it is negative.  No exponent, plus sign, separator or space, nothing that is not finite; a Decimal is
    held to the same form.  Nothing is rounded: to round, use `divide` over minor units.  Anything else is a
    `MalformedError` with faults at `amount`, `currency` or both.
    """
    try:
        code = check_currency(currency)
    except MalformedError as error:
        if fault := _fault(amount, ""):
            raise MalformedError(fault, *error.faults) from None
        raise
    places = EXPONENTS[code]
    digits = _digits(amount) if isinstance(amount, Decimal) else amount
    try:
        plain = _PLAIN.fullmatch(digits)
    except TypeError:
        plain = None
    whole, _, part = digits.partition(".") if plain else ("", "", "")
    if not plain or len(part) > places:
        raise MalformedError(_fault(amount, code) or _general_fault(amount))
    return Money(_multiply(int(whole + part.ljust(places, "0")), _UNITS[places]), _CURRENCIES[code])


def from_minor(amount: int, currency: str | Currency) -> Money:
    """The money that so many minor units of the currency are.

    >>> from_minor(1250, "EUR"), from_minor(1250, "JPY"), from_minor(-5, "BHD")
    (Money('12.50', 'EUR'), Money('1250', 'JPY'), Money('-0.005', 'BHD'))

    An amount that is no int (a bool is none) or has more than 18 digits before the point is a `MalformedError` at
    `amount`.
    """
    code = check_currency(currency)
    places = EXPONENTS[code]
    if type(amount) is not int:
        raise malformed(
            "amount", f"{shown(amount)} is no whole number of minor units; pass an int, or plain text to money"
        )
    bound = _BOUNDS[places]
    if -bound < amount < bound:
        return Money(_multiply(amount, _UNITS[places]), _CURRENCIES[code])
    raise malformed(
        "amount", f"{shown(amount)} is too much: {code} amounts have at most {INTEGER_DIGITS} digits before the point"
    )


def to_minor(value: Money) -> int:
    """How many minor units of its currency the money is: exact, or an error.

    >>> to_minor(Money("12.50", "EUR")), to_minor(Money("12.5", "EUR")), to_minor(Money("1250", "JPY"))
    (1250, 1250, 1250)

    An amount that is not a finite Decimal, has more places than its currency (even zeros, as in `money`), an
    exponent, or more than 18 digits before the point is a `MalformedError` at `amount`; a currency that is not in the
    table is one at `currency`.
    """
    try:
        places = EXPONENTS[value.currency.code]
        whole, _, part = _digits(value.amount).partition(".")
        if len(part) < places:
            part = part.ljust(places, "0")
        if len(part) == places and len(whole) <= INTEGER_DIGITS + 1:
            minor = int(whole + part)
            bound = _BOUNDS[places]
            # Not every caller is type-checked.
            if -bound < minor < bound and isinstance(value, Money):
                return minor
    except (AttributeError, KeyError, TypeError, ValueError):
        pass  # what was wrong is told below
    raise _untrue(value)


def text(value: Money) -> str:
    """The money in words that no locale changes: amount, space, code.

    >>> text(Money("12.5", "EUR")), text(Money("-0.00", "EUR"))
    ('12.50 EUR', '0.00 EUR')

    For machines, logs and messages; a person's own way of writing it is `mpcore.i18n`'s.  Errors are those of
    `to_minor`.
    """
    minor = to_minor(value)
    code = value.currency.code
    places = EXPONENTS[code]
    if not places:
        return f"{minor} {code}"
    digits = str(abs(minor)).rjust(places + 1, "0")
    return f"{'-' if minor < 0 else ''}{digits[:-places]}.{digits[-places:]} {code}"


def total(values: Iterable[Money], currency: str | Currency) -> Money:
    """The sum of the values in the currency, which it knows even when there are none.

    >>> total([money("1.10", "EUR"), money("2.20", "EUR")], "EUR"), total([], "EUR")
    (Money('3.30', 'EUR'), Money('0.00', 'EUR'))

    A value in another currency is a `MalformedError` at `values[i].currency`; one that `to_minor` refuses is at
    `values[i].amount`.
    """
    code = check_currency(currency)
    minor = 0
    for index, value in enumerate(values):
        try:
            minor += to_minor(value)
        except MalformedError as error:
            raise error.under(f"values[{index}]") from None
        if (other := value.currency.code) != code:
            raise malformed(
                f"values[{index}].currency",
                f"{other} cannot be added to {code}; convert it, or total each currency apart",
            )
    return from_minor(minor, code)


def _untrue(value: object) -> MalformedError:
    """Why `to_minor` cannot take this."""
    if not isinstance(value, Money):
        return malformed("amount", f"{shown(value)} is no Money; build one with mpcore.money.money or from_minor")
    faults: list[Fault] = []
    code = ""
    amount: object = getattr(value, "amount", None)
    try:
        code = check_currency(getattr(value, "currency", ""))
    except MalformedError as error:
        faults.extend(error.faults)
    if fault := _fault(amount, code, inside=True):
        faults.insert(0, fault)
    return MalformedError(
        *(faults or [Fault("amount", f"{shown(amount)} is no Decimal; build the Money with mpcore.money.money")])
    )


def _general_fault(amount: object) -> Fault:
    return Fault("amount", f"{shown(amount)} is no plain amount; write ASCII digits with a point, such as '12.50'")


def _fault(amount: object, code: str, *, inside: bool = False) -> Fault | None:
    """What is wrong with an amount; of a currency, or of any where the code is empty; inside a Money, or on its own."""
    if isinstance(amount, bool):
        return Fault("amount", f"{amount} is a bool; pass plain text such as '12.50'")
    if isinstance(amount, int):
        remedy = (
            "build the Money with mpcore.money" if inside else "pass text such as '12.00', or minor units to from_minor"
        )
        return Fault("amount", f"{shown(amount)} is an int, which may mean major or minor units; {remedy}")
    if isinstance(amount, float):
        return Fault("amount", "a float is not exact; pass plain text such as '12.50', or a Decimal made from text")
    if isinstance(amount, Decimal):
        if not amount.is_finite():
            return Fault("amount", f"{shown(amount)} is not finite; pass an amount such as '12.50'")
        digits = written(amount)
    elif isinstance(amount, str):
        digits = amount
    else:
        return Fault("amount", f"{shown(amount)} is no amount; pass plain text such as '12.50', or a Decimal")
    return _fault_of_digits(digits, code)


def _fault_of_digits(digits: str, code: str) -> Fault | None:
    """What is wrong with an amount as written; no more than its first characters are read."""
    if len(digits) > 2 * (INTEGER_DIGITS + _MOST):
        return Fault(
            "amount",
            f"{len(digits)} characters are too many; an amount has at most {INTEGER_DIGITS} digits before the point",
        )
    places = EXPONENTS[code] if code else _MOST
    whole, _, part = digits.partition(".")
    if _PLAIN.fullmatch(digits) and len(part) <= places:
        return None
    if re.fullmatch(r"[-+]?[0-9.]+[eE][-+]?[0-9]+", digits):
        return Fault("amount", f"{shown(digits)} is written with an exponent; write every digit, such as '12.50'")
    if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", digits):
        return _general_fault(digits)
    if len(part) > places:
        return Fault(
            "amount",
            f"{shown(digits)} has more decimal places than {code or 'any currency'} has ({places}); "
            "round it with a named rounding",
        )
    count = len(whole.lstrip("-"))
    return Fault("amount", f"{shown(digits)} has {count} digits before the point; at most {INTEGER_DIGITS} are allowed")
