"""Amounts come in and go out exactly, or not at all."""

from __future__ import annotations

import copy
import math
import pickle
import re
import sys
import time
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moneyed import CURRENCIES, Currency, Money

from mpcore.kernel.errors import MalformedError
from mpcore.money import EXPONENTS, exponent, from_minor, money, text, to_minor, total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EUR = CURRENCIES["EUR"]
MOST = 10**20 - 1  # EUR cents: 18 digits before the point, 2 after it

codes = st.sampled_from(sorted(EXPONENTS))


@st.composite
def amounts(draw: st.DrawFn) -> tuple[int, str]:
    code = draw(codes)
    most = 10 ** (18 + EXPONENTS[code]) - 1
    return draw(st.integers(-most, most)), code


def faults(call: Callable[[], object]) -> list[str]:
    with pytest.raises(MalformedError) as caught:
        call()
    assert len(str(caught.value)) < 400
    return [fault.at for fault in caught.value.faults]


@pytest.fixture
def quick() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < 0.5


# in


@pytest.mark.parametrize(
    ("amount", "code", "expected"),
    [
        ("12.50", "EUR", "12.50"),
        ("12.5", "EUR", "12.50"),
        ("12", "EUR", "12.00"),
        ("-12.5", "EUR", "-12.50"),
        ("0", "EUR", "0.00"),
        ("-0", "EUR", "0.00"),
        ("-0.00", "EUR", "0.00"),
        ("-0.01", "EUR", "-0.01"),
        ("007.5", "EUR", "7.50"),
        ("1250", "JPY", "1250"),
        ("-0", "JPY", "0"),
        ("0.005", "BHD", "0.005"),
        ("1.0001", "CLF", "1.0001"),
        ("9" * 18 + ".99", "EUR", "9" * 18 + ".99"),
        ("-" + "9" * 18 + ".9999", "UYW", "-" + "9" * 18 + ".9999"),
    ],
)
def test_plain_text_becomes_money_with_the_places_of_its_currency(amount: str, code: str, expected: str) -> None:
    for value in (money(amount, code), money(Decimal(amount), Currency(code))):
        assert repr(value) == f"Money('{expected}', '{code}')"
        assert text(value) == f"{expected} {code}"


@pytest.mark.parametrize(
    "amount",
    [
        *("", " ", "-", ".", "-.", ".5", "5.", "1.2.3", "--1", "- 1", "1-", "0x10", "one", "True", "None", "€5", "5€"),
        *("+5", "1_000", "1,000", "1,5", "1'000", " 5", "5 ", "5\n", "\t5", "5\x00", "\u00a05", "1 000"),
        *("1e2", "1E2", "1E+2", "1e-2", "1.5e1", "0e0", "NaN", "nan", "-NaN", "sNaN", "Infinity", "-inf", "INF"),
        *("٣", "１２", "1٢", "१", "𝟏", "²", "½", "一", "−5", "–5", "\ud800"),
        *("0.001", "12.505", "12.500", "1" * 19, "-" + "1" * 19, "0" * 19, "0." + "0" * 100),
    ],
)
def test_anything_but_plain_text_is_refused(amount: str) -> None:
    assert faults(lambda: money(amount, "EUR")) == ["amount"]


@pytest.mark.parametrize(
    "amount",
    [
        *("NaN", "-NaN", "sNaN", "NaN123", "Infinity", "-Infinity", "1E+2", "0E+2", "0E-7", "1E-3", "0.001", "12.500"),
        *("1E+999990", "1E-999990", "1" * 19, "1" * 5000),
    ],
)
def test_a_decimal_is_held_to_the_same_form_on_its_own_and_inside_money(amount: str) -> None:
    assert faults(lambda: money(Decimal(amount), "EUR")) == ["amount"]
    assert faults(lambda: to_minor(Money(Decimal(amount), "EUR"))) == ["amount"]
    assert faults(lambda: text(Money(Decimal(amount), "EUR"))) == ["amount"]


@pytest.mark.parametrize(
    "amount", [1, 0, True, False, 1.5, 0.0, math.nan, math.inf, None, b"12.50", ["1"], Fraction(1, 2), 1j]
)
def test_what_is_neither_text_nor_decimal_is_refused(amount: object) -> None:
    assert faults(lambda: money(cast("str", amount), "EUR")) == ["amount"]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: money("12.505", "EUR"), r"amount: '12.505' has more decimal places than EUR has \(2\); round it"),
        (lambda: money("1.0", "JPY"), r"amount: '1.0' has more decimal places than JPY has \(0\); round it"),
        (lambda: money("1" * 19, "EUR"), "has 19 digits before the point; at most 18 are allowed"),
        (lambda: money("1e5", "EUR"), "amount: '1e5' is written with an exponent; write every digit"),
        (lambda: money("one", "EUR"), "amount: 'one' is no plain amount; write ASCII digits with a point"),
        (lambda: money("1,50", "EUR"), "amount: '1,50' is no plain amount; write ASCII digits with a point"),
        (lambda: money(cast("str", 12), "EUR"), "amount: 12 is an int, .*; pass text such as '12.00', .* from_minor"),
        (lambda: money(cast("str", 1.5), "EUR"), "amount: a float is not exact; pass plain text"),
        (lambda: money(cast("str", True), "EUR"), "amount: True is a bool; pass plain text"),
        (lambda: money(Decimal("NaN"), "EUR"), "amount: NaN is not finite; pass an amount"),
        (lambda: money("x" * 100, "EUR"), "amount: 100 characters are too many; an amount has at most 18"),
        (lambda: from_minor(cast("int", "1"), "EUR"), "amount: '1' is no whole number of minor units; pass an int"),
        (lambda: from_minor(MOST + 1, "EUR"), "amount: an int of 67 bits is too much: EUR amounts have at most 18"),
        (lambda: to_minor(cast("Money", "1 EUR")), "amount: '1 EUR' is no Money; build one with"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_is_right(call: Callable[[], object], said: str) -> None:
    with pytest.raises(MalformedError, match=said):
        call()


def test_every_fault_is_told_at_once() -> None:
    assert faults(lambda: money("1e5", "ZZZ")) == ["amount", "currency"]
    assert faults(lambda: money("1.00001", "ZZZ")) == ["amount", "currency"]
    assert faults(lambda: money("1.0001", "ZZZ")) == ["currency"]
    assert faults(lambda: to_minor(Money(Decimal("NaN"), Currency("ZZZ")))) == ["amount", "currency"]
    assert faults(lambda: to_minor(Money("1", Currency("ZZZ")))) == ["currency"]
    assert faults(lambda: to_minor(Money("1", "XAU"))) == ["currency"]
    assert faults(lambda: to_minor(Money.__new__(Money))) == ["amount", "currency"]


@pytest.mark.parametrize("amount", [True, False, 1.0, "1", None, Decimal(1), MOST + 1, -MOST - 1])
def test_minor_units_are_ints_within_bounds(amount: object) -> None:
    assert faults(lambda: from_minor(cast("int", amount), "EUR")) == ["amount"]


@pytest.mark.usefixtures("quick")
def test_an_int_too_long_to_print_is_refused_like_any_other() -> None:
    long = 10**100_000
    assert faults(lambda: from_minor(long, "EUR")) == ["amount"]
    assert faults(lambda: money(cast("str", long), "EUR")) == ["amount"]


def test_the_bounds_themselves_are_allowed() -> None:
    for edge in (MOST, -MOST):
        assert to_minor(from_minor(edge, "EUR")) == edge
    assert to_minor(from_minor(10**18 - 1, "JPY")) == 10**18 - 1
    assert faults(lambda: from_minor(10**18, "JPY")) == ["amount"]
    assert faults(lambda: to_minor(Money(Decimal(10**18), "EUR"))) == ["amount"]
    assert faults(lambda: to_minor(Money(Decimal(-(10**18)), "EUR"))) == ["amount"]


# out


def test_money_that_was_built_elsewhere_is_taken_if_it_says_the_same() -> None:
    assert to_minor(Money("12.5", "EUR")) == to_minor(Money(Decimal(-12), "EUR")) + 2450 == 1250
    assert to_minor(Money("-0.0", "EUR")) == 0
    assert text(Money("-0.0", "EUR")) == "0.00 EUR"
    assert text(Money("-0.05", "EUR")) == "-0.05 EUR"
    assert text(Money("-7", "JPY")) == "-7 JPY"


@pytest.mark.parametrize("amount", [12.5, 12, True, "12.50", None, Fraction(1, 2)])
def test_money_that_was_changed_into_something_else_is_refused(amount: object) -> None:
    value = money("1", "EUR")
    object.__setattr__(value, "amount", amount)
    assert faults(lambda: to_minor(value)) == ["amount"]


def test_a_float_that_moneyed_took_is_refused_where_it_shows() -> None:
    assert faults(lambda: to_minor(Money(0.1 + 0.2, "EUR"))) == ["amount"]
    assert faults(lambda: to_minor(Money(math.nan, "EUR"))) == ["amount"]


def test_something_else_with_an_amount_and_a_currency_is_not_money() -> None:
    class Price:
        amount = Decimal("1.00")
        currency = EUR

    assert faults(lambda: to_minor(cast("Money", Price()))) == ["amount"]
    assert faults(lambda: to_minor(cast("Money", None))) == ["amount"]
    assert faults(lambda: to_minor(cast("Money", Decimal(1)))) == ["amount"]


def test_a_kind_of_decimal_with_its_own_words_is_read_by_its_value() -> None:
    class Loud(Decimal):
        def __str__(self) -> str:
            return "1000000"

    assert to_minor(Money(Loud("1.5"), "EUR")) == 150
    assert money(Loud("1.5"), "EUR") == money("1.50", "EUR")


@given(amounts())
def test_minor_units_survive_every_way_out_and_in(pair: tuple[int, str]) -> None:
    minor, code = pair
    value = from_minor(minor, code)
    assert to_minor(value) == minor
    assert -cast("int", value.amount.as_tuple().exponent) == exponent(code)
    words, said = text(value).split(" ")
    assert said == code
    assert str(value.amount) == words
    for again in (money(words, code), money(value.amount, value.currency), pickle.loads(pickle.dumps(value))):  # noqa: S301 (ours)
        assert repr(again) == repr(value)
        assert hash(again) == hash(value)
    assert copy.deepcopy(value) == copy.copy(value) == value
    assert value.amount * 10 ** exponent(code) == Decimal(minor) or abs(minor) >= 10**28 - 1


@given(st.text(alphabet="0123456789.-+eE_ ,٣NaInf\n", max_size=12), codes)
def test_whatever_the_text_it_is_plain_or_it_is_refused(amount: str, code: str) -> None:
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", amount) and len(amount.partition(".")[2]) <= exponent(code):
        assert money(amount, code).amount == Decimal(amount)
    else:
        assert faults(lambda: money(amount, code)) == ["amount"]


# bounded


@pytest.mark.parametrize("start", ["", "-", "1.", "1e"])
@pytest.mark.parametrize("repeated", ["1", "0", "-", " ", "٣", "_", "."])
@pytest.mark.usefixtures("quick")
def test_ten_megabytes_are_refused_at_once(start: str, repeated: str) -> None:
    amount = start + repeated * 10_000_000
    assert faults(lambda: money(amount, "EUR")) == ["amount"]
    assert faults(lambda: money("1", amount)) == ["currency"]


@pytest.mark.usefixtures("quick")
def test_an_exponent_burns_no_time() -> None:
    for amount in ("1e999990", "-1e999990", "1e-999990", "0e999990"):
        assert faults(partial(to_minor, Money(amount, "EUR"))) == ["amount"]


@pytest.mark.usefixtures("quick")
def test_a_million_digits_burn_no_time_even_where_python_would_convert_them() -> None:
    long = Decimal("1" * 1_000_000)
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        for value in (long, -long, Decimal("0." + "1" * 1_000_000)):
            assert faults(partial(to_minor, Money(value, "EUR"))) == ["amount"]
            assert faults(partial(money, value, "EUR")) == ["amount"]
    finally:
        sys.set_int_max_str_digits(limit)


# sums


def test_a_total_knows_its_currency_when_there_is_nothing_to_add() -> None:
    assert repr(total([], "EUR")) == "Money('0.00', 'EUR')"
    assert repr(total((), CURRENCIES["JPY"])) == "Money('0', 'JPY')"


def test_a_total_takes_any_iterable() -> None:
    assert text(total((money(amount, "EUR") for amount in ("0.10", "0.20", "-0.05")), "EUR")) == "0.25 EUR"


def test_three_orders_of_a_third_each_add_up_to_what_was_paid() -> None:
    parts = [money(amount, "EUR") for amount in ("33.33", "33.33", "33.34")]
    assert total(parts, "EUR") == total([money("50", "EUR"), money("50", "EUR")], "EUR") == money("100", "EUR")


def test_currencies_are_not_mixed() -> None:
    values = [money("1", "EUR"), money("1", "USD")]
    with pytest.raises(MalformedError, match=r"^values\[1\]\.currency: USD cannot be added to EUR; convert it"):
        total(values, "EUR")
    assert faults(lambda: total(values[:1], "ZZZ")) == ["currency"]


def test_a_bad_value_in_a_total_is_told_by_its_place() -> None:
    values = [money("1", "EUR"), Money("0.001", "EUR")]
    assert faults(lambda: total(values, "EUR")) == ["values[1].amount"]
    assert faults(lambda: total(cast("list[Money]", [0]), "EUR")) == ["values[0].amount"]


def test_a_total_out_of_bounds_is_refused() -> None:
    assert faults(lambda: total([from_minor(MOST, "EUR"), from_minor(1, "EUR")], "EUR")) == ["amount"]


@given(st.lists(st.integers(-(10**17), 10**17), max_size=20), codes)
def test_a_total_is_the_sum_of_its_minor_units(minors: list[int], code: str) -> None:
    assert to_minor(total([from_minor(minor, code) for minor in minors], code)) == sum(minors)
