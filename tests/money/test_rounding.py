"""Rounding is exact, named, and the same as the decimal module's where that can be exact."""

from __future__ import annotations

import decimal
import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel.errors import MalformedError
from mpcore.money import Rounding, divide, percent_of, rate, scale

if TYPE_CHECKING:
    from collections.abc import Callable

roundings = st.sampled_from(Rounding)
wholes = st.integers(-(10**30), 10**30)
rates = st.fractions(0, 1000)


@pytest.mark.parametrize(
    ("rounding", "expected"),
    # -2.9 -2.5 -2.1 -1.5 1.5 2.1 2.5 2.9 3.5
    [
        (Rounding.HALF_UP, (-3, -3, -2, -2, 2, 2, 3, 3, 4)),
        (Rounding.HALF_EVEN, (-3, -2, -2, -2, 2, 2, 2, 3, 4)),
        (Rounding.HALF_DOWN, (-3, -2, -2, -1, 1, 2, 2, 3, 3)),
        (Rounding.UP, (-3, -3, -3, -2, 2, 3, 3, 3, 4)),
        (Rounding.DOWN, (-2, -2, -2, -1, 1, 2, 2, 2, 3)),
        (Rounding.CEILING, (-2, -2, -2, -1, 2, 3, 3, 3, 4)),
        (Rounding.FLOOR, (-3, -3, -3, -2, 1, 2, 2, 2, 3)),
    ],
)
def test_each_rounding_does_what_its_name_says(rounding: Rounding, expected: tuple[int, ...]) -> None:
    tenths = (-29, -25, -21, -15, 15, 21, 25, 29, 35)
    assert tuple(divide(tenth, 10, rounding) for tenth in tenths) == expected
    assert tuple(divide(-tenth, -10, rounding) for tenth in tenths) == expected


@given(wholes, wholes.filter(bool), roundings)
def test_division_is_that_of_the_decimal_module(numerator: int, denominator: int, rounding: Rounding) -> None:
    exact = Fraction(numerator, denominator)
    # Twice the quotient, floored and made odd where something was cut off, has the same neighbours and the same halves.
    doubled = math.floor(exact * 2)
    with decimal.localcontext(prec=80):
        sticky = Decimal(doubled) / 2 + (0 if exact * 2 == doubled else Decimal("0.25"))
        expected = int(sticky.quantize(Decimal(1), rounding=f"ROUND_{rounding.name}"))
    assert divide(numerator, denominator, rounding) == expected


@given(wholes, st.integers(1, 10**6), roundings)
def test_a_quotient_is_never_a_whole_unit_away(numerator: int, denominator: int, rounding: Rounding) -> None:
    assert abs(divide(numerator, denominator, rounding) - Fraction(numerator, denominator)) < 1
    assert divide(numerator * denominator, denominator, rounding) == numerator


@given(wholes, wholes.filter(bool))
def test_the_mirror_image_is_rounded_to_the_mirror_image(numerator: int, denominator: int) -> None:
    mirrors = {Rounding.CEILING: Rounding.FLOOR, Rounding.FLOOR: Rounding.CEILING}
    for rounding in Rounding:
        mirrored = divide(-numerator, denominator, mirrors.get(rounding, rounding))
        assert (
            mirrored
            == -divide(numerator, denominator, rounding)
            == divide(numerator, -denominator, mirrors.get(rounding, rounding))
        )


@pytest.mark.parametrize(
    ("arguments", "places"),
    [
        ((1, 0, Rounding.UP), ["denominator"]),
        ((1.0, 2, Rounding.UP), ["numerator"]),
        ((True, 2, Rounding.UP), ["numerator"]),
        ((1, True, Rounding.UP), ["denominator"]),
        ((1, Decimal(2), Rounding.UP), ["denominator"]),
        ((4, 2, "half_up"), ["rounding"]),
        ((4, 2, decimal.ROUND_HALF_UP), ["rounding"]),
        ((4, 2, None), ["rounding"]),
        (("4", False, 3), ["numerator", "denominator", "rounding"]),
    ],
)
def test_a_division_that_makes_no_sense_is_refused(arguments: tuple[object, ...], places: list[str]) -> None:
    with pytest.raises(MalformedError) as caught:
        cast("Callable[..., int]", divide)(*arguments)
    assert [fault.at for fault in caught.value.faults] == places


# rates


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("6", Fraction(6)),
        ("6.5", Fraction(13, 2)),
        ("0", Fraction(0)),
        ("0.000000000001", Fraction(1, 10**12)),
        ("999999", Fraction(999_999)),
        (Decimal("9.975"), Fraction(399, 40)),
        (Decimal("20.00"), Fraction(20)),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_a_rate_is_an_exact_fraction_in_percent(value: str | Decimal | Fraction, expected: Fraction) -> None:
    assert rate(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            "6,5",
            "6.5%",
            "6.5 %",
            " 6",
            "6 ",
            "6\n",
            "+6",
            "-6",
            "-0",
            ".5",
            "5.",
            "1e1",
            "1_0",
            "٦",
            "NaN",
            "inf",
            "1/3",
        ),
        *("1000000", "0.0000000000001", "1" * 100_000),
        *(
            Decimal(-1),
            Decimal("NaN"),
            Decimal("Infinity"),
            Decimal("1E+1"),
            Decimal("1E+999990"),
            Decimal("1E-999990"),
        ),
        *(Fraction(-1, 3), 0.065, 6.5, 6, True, None, b"6"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_anything_else_is_no_rate(value: object) -> None:
    for call in (lambda: rate(cast("str", value)), lambda: percent_of(100, cast("str", value), Rounding.HALF_UP)):
        with pytest.raises(MalformedError) as caught:
            call()
        assert [fault.at for fault in caught.value.faults] == ["rate"]
        assert len(str(caught.value)) < 200
    with pytest.raises(MalformedError, match=r"^factor: "):
        scale(100, cast("str", value), Rounding.HALF_UP)


@pytest.mark.parametrize(
    ("amount", "percent", "expected"),
    [
        *((106, "10", 11), (206, "10", 21), (306, "10", 31), (406, "10", 41), (1024, "10", 102)),  # per line, per order
        *((8000, "6", 480), (10000, "10", 1000), (10000, "3.33", 333), (333, "21", 70), (1000, "3.33", 33)),
        *((-106, "10", -11), (5, "10", 1), (-5, "10", -1), (4, "10", 0), (0, "10", 0)),
    ],
)
def test_a_percentage_of_an_amount_is_rounded_half_up(amount: int, percent: str, expected: int) -> None:
    assert percent_of(amount, percent, Rounding.HALF_UP) == expected
    assert percent_of(amount, Decimal(percent), Rounding.HALF_UP) == expected
    assert scale(amount, rate(percent) / 100, Rounding.HALF_UP) == expected


@given(wholes, rates, roundings)
def test_a_percentage_is_the_exact_one_rounded(amount: int, percent: Fraction, rounding: Rounding) -> None:
    exact = amount * percent / 100
    assert percent_of(amount, percent, rounding) == divide(exact.numerator, exact.denominator, rounding)
    exact = amount * percent
    assert scale(amount, percent, rounding) == divide(exact.numerator, exact.denominator, rounding)


@pytest.mark.parametrize("amount", [1.0, True, "1", None, Decimal(1)])
def test_only_minor_units_are_scaled(amount: object) -> None:
    for call in (percent_of, scale):
        with pytest.raises(MalformedError, match=r"^amount: "):
            call(cast("int", amount), "10", Rounding.UP)
