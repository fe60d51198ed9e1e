"""The pinned table of exponents against what other libraries know of the world's currencies."""

from __future__ import annotations

from typing import cast

import pytest
from babel.core import get_global
from babel.numbers import get_currency_precision, list_currencies
from moneyed import CURRENCIES, Currency

from mpcore.kernel.errors import MalformedError
from mpcore.money import EXPONENTS, check_currency, exponent, from_minor, to_minor
from mpcore.money.exponents import WITHOUT_MINOR_UNITS

WRITTEN_WITHOUT_DECIMALS = {
    # CLDR says how prices are written, ISO what a unit consists of: these have a hundredth that nobody writes …
    "AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SLL", "SOS", "SYP", "YER",
    # … and this one has a thousandth.
    "IQD",
}  # fmt: skip

NOT_IN_CLDR = {"XAD"}  # the Arab Monetary Fund's dinar of account, on the ISO list since 2024

IN_USE_BUT_NOT_IN_ISO = {"CNH"}  # the offshore renminbi: a market's name for CNY

SINCE_GONE = {"ANG", "BGN", "CUC", "HRK", "SLL", "ZWL"}  # withdrawn from the ISO list since 2018, still in old orders

NEVER_IN_CLDR_TERRITORIES = {"XAD", "SVC"}  # SVC is on the ISO list; CLDR lets El Salvador's colon end in 2001

NO_COUNTRY_EVER = {"IMP", "TVD"}  # Manx pounds and Tuvaluan dollars are no codes of ISO's, but moneyed's
OLD_ZIMBABWE = {"ZWN"}  # the dollar of 2006 to 2008; in moneyed, not in CLDR


def still_current() -> set[str]:
    """Every currency that CLDR calls current in some territory; metals and test codes included."""
    territories = cast("dict[str, list[tuple[str, object, object, bool]]]", get_global("territory_currencies"))
    return {code for rows in territories.values() for code, _, end, _ in rows if end is None}


def ever_anywhere() -> set[str]:
    territories = cast("dict[str, list[tuple[str, object, object, bool]]]", get_global("territory_currencies"))
    return {code for rows in territories.values() for code, *_ in rows}


def test_the_list_has_as_many_codes_as_the_standard_of_2026() -> None:
    assert len(EXPONENTS) - len(SINCE_GONE) == 165
    assert len(WITHOUT_MINOR_UNITS) == 13
    assert {places: sum(p == places for p in EXPONENTS.values()) for places in range(5)} == {
        0: 17,
        1: 0,
        2: 139 + len(SINCE_GONE),
        3: 7,
        4: 2,
    }


@pytest.mark.parametrize(
    ("code", "places"),
    [
        *(("EUR", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("ISK", 0), ("CLP", 0), ("XOF", 0), ("UYI", 0), ("BHD", 3)),
        *(("KWD", 3), ("TND", 3), ("IQD", 3), ("CLF", 4), ("UYW", 4), ("MRU", 2), ("MGA", 2), ("RSD", 2), ("HUF", 2)),
        *(("XCG", 2), ("ZWG", 2), ("SLE", 2), ("VED", 2), ("XAD", 2), ("HRK", 2)),
    ],
)
def test_the_exponent_is_that_of_the_standard(code: str, places: int) -> None:
    assert exponent(code) == places
    assert exponent(Currency(code, sub_unit=7)) == places  # the code counts, whatever else a Currency carries


def test_the_table_differs_from_cldr_only_where_it_is_known_to() -> None:
    known = set(list_currencies())
    assert EXPONENTS.keys() - known == NOT_IN_CLDR
    assert {
        code for code in EXPONENTS.keys() & known if get_currency_precision(code) != EXPONENTS[code]
    } == WRITTEN_WITHOUT_DECIMALS


def test_every_currency_in_use_anywhere_is_covered() -> None:
    assert still_current() - EXPONENTS.keys() - WITHOUT_MINOR_UNITS == IN_USE_BUT_NOT_IN_ISO
    assert EXPONENTS.keys() - still_current() == NEVER_IN_CLDR_TERRITORIES | (SINCE_GONE - {"BGN"})


def test_every_currency_that_moneyed_knows_is_covered_or_history() -> None:
    for code in CURRENCIES.keys() - EXPONENTS.keys() - WITHOUT_MINOR_UNITS - IN_USE_BUT_NOT_IN_ISO:
        history = code in ever_anywhere() and code not in still_current()
        assert history or code in NO_COUNTRY_EVER | OLD_ZIMBABWE, code


def test_the_table_agrees_with_the_sub_units_of_moneyed_as_of_today() -> None:
    assert {
        code for code in EXPONENTS.keys() & CURRENCIES.keys() if CURRENCIES[code].sub_unit != 10 ** EXPONENTS[code]
    } == set()
    assert EXPONENTS.keys() - CURRENCIES.keys() == {"XAD", "XCG", "ZWG"}


@pytest.mark.parametrize("code", sorted(EXPONENTS))
def test_money_can_be_made_in_every_currency_even_in_those_that_moneyed_lacks(code: str) -> None:
    value = from_minor(-12345, code)
    assert (value.currency.code, to_minor(value)) == (code, -12345)
    places = value.amount.as_tuple().exponent
    assert isinstance(places, int), "finite"
    assert -places == exponent(code)


@pytest.mark.parametrize("code", sorted(WITHOUT_MINOR_UNITS))
def test_a_code_without_a_minor_unit_is_refused_as_such(code: str) -> None:
    with pytest.raises(MalformedError, match=rf"^currency: '{code}' is a metal, .* no minor unit; use a currency"):
        exponent(code)


@pytest.mark.parametrize("code", ["", "EU", "EURO", "ZZZ", "DEM", "BTC", "€", " EUR", "EUR\n", "ЕUR"])
def test_an_unknown_code_is_refused(code: str) -> None:
    with pytest.raises(MalformedError, match=r"^currency: .* is no current ISO 4217 currency; use a code of") as caught:
        exponent(code)
    assert len(str(caught.value)) < 200


def test_a_code_in_small_letters_is_refused_with_the_right_one() -> None:
    with pytest.raises(MalformedError, match=r"^currency: 'eur' is not in capitals; write 'EUR'$"):
        check_currency("eur")


@pytest.mark.parametrize("thing", [None, 978, 1.0, b"EUR", ["EUR"], {}, Currency(cast("str", ["EUR"])), Currency()])
def test_what_is_no_code_is_refused(thing: object) -> None:
    with pytest.raises(MalformedError) as caught:
        check_currency(cast("str", thing))
    assert [fault.at for fault in caught.value.faults] == ["currency"]


def test_a_currency_object_gives_its_code() -> None:
    assert check_currency(CURRENCIES["CHF"]) == "CHF"


def test_the_table_cannot_be_written() -> None:
    with pytest.raises(TypeError):
        cast("dict[str, int]", EXPONENTS)["EUR"] = 3
