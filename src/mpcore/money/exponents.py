"""How many decimal places each currency has: ISO 4217, pinned.

The table is the standard's own List One as published on 2026-01-01, with the codes withdrawn from it since 2018,
because orders of those years are still read.  It is pinned because stored minor units must not change their meaning
with a dependency's next release: a code is never removed, and its exponent never changes, within a major release.  It
is not CLDR's digits, which say how people write prices (none for RSD, MGA or LAK, where the standard counts two), nor
`moneyed`'s `sub_unit` (no XCG, no ZWG).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from moneyed import Currency

from mpcore.money.faults import malformed, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EXPONENTS", "WITHOUT_MINOR_UNITS", "check_currency", "exponent"]

_CODES: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
        CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
        HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
        MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
        SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED
        VES WST XAD XCD XCG YER ZAR ZMW ZWG
        ANG BGN CUC HRK SLL ZWL
    """,  # the last row: withdrawn since 2018
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

EXPONENTS: Final[Mapping[str, int]] = MappingProxyType(
    {code: places for places, codes in _CODES.items() for code in codes.split()}
)
"""ISO 4217 code -> decimal places of its minor unit: 2 for EUR (cents), 0 for JPY, 3 for BHD, 4 for CLF."""

WITHOUT_MINOR_UNITS: Final = frozenset(
    {"XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"}
)
"""Codes of the same list that have no minor unit ("N.A."): metals, bond units, units of account, testing, none."""


def exponent(currency: str | Currency) -> int:
    """The decimal places of the currency's minor unit, by ISO 4217.

    >>> exponent("EUR"), exponent("JPY"), exponent("BHD"), exponent("UYW")
    (2, 0, 3, 4)

    A code that is unknown, not in capitals, or without a minor unit (XAU, XXX) is a `MalformedError` at `currency`.
    """
    return EXPONENTS[check_currency(currency)]


def check_currency(currency: str | Currency) -> str:
    """The three-letter code, if amounts can be counted in it; a `MalformedError` at `currency` otherwise.

    >>> check_currency("EUR")
    'EUR'
    """
    code = currency.code if isinstance(currency, Currency) else currency
    try:
        if code in EXPONENTS:
            return code
    except TypeError:  # unhashable, so no code
        pass
    raise malformed("currency", _why_not(code))


def _why_not(code: object) -> str:
    if not isinstance(code, str):
        return f"{shown(code)} is no currency; use an ISO 4217 code such as 'EUR'"
    if code in WITHOUT_MINOR_UNITS:
        return (
            f"{shown(code)} is a metal, a unit of account or reserved, with no minor unit; use a currency such as 'EUR'"
        )
    if len(code) == 3 and (capitals := code.upper()) in EXPONENTS:
        return f"{shown(code)} is not in capitals; write {capitals!r}"
    return f"{shown(code)} is no current ISO 4217 currency; use a code of three capitals such as 'EUR'"
