"""Tax and net add up to the gross, whatever the rate."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import cast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel.errors import MalformedError
from mpcore.money import Rounding, TaxSplit, divide, exclusive, inclusive, percent_of, rate, taxes_within

amounts = st.integers(-(10**20), 10**20)
rates = st.fractions(0, 200, max_denominator=10_000)
roundings = st.sampled_from(Rounding)


@pytest.mark.parametrize(
    ("gross", "percent", "net", "tax"),
    [
        (12000, "20", 10000, 2000),
        (10000, "25", 8000, 2000),  # gross 100 of which 20 is VAT
        (1230, "23", 1000, 230),
        (100, "20", 83, 17),
        (-100, "20", -83, -17),
        (3, "20", 2, 1),  # 0.5 of tax, rounded up
        (2, "20", 2, 0),
        (10000, "0", 10000, 0),
        (0, "20", 0, 0),
        (11600, "16", 10000, 1600),
        (1055, "5.5", 1000, 55),
    ],
)
def test_the_tax_within_a_gross_amount_is_taken_out_of_it(gross: int, percent: str, net: int, tax: int) -> None:
    split = inclusive(gross, percent, Rounding.HALF_UP)
    assert (split.net, split.tax, split.gross) == (net, tax, gross)


@pytest.mark.parametrize(
    ("net", "percent", "tax"),
    [
        (10000, "20", 2000),
        (1000, "23", 230),
        (333, "21", 70),
        (250, "1", 3),
        (-250, "1", -3),
        (249, "1", 2),
        (0, "9", 0),
    ],
)
def test_the_tax_on_a_net_amount_comes_on_top(net: int, percent: str, tax: int) -> None:
    assert exclusive(net, percent, Rounding.HALF_UP) == TaxSplit(net=net, tax=tax)
    assert exclusive(net, percent, Rounding.HALF_UP).gross == net + tax


@given(amounts, rates, roundings)
def test_net_and_tax_are_the_gross(amount: int, percent: Fraction, rounding: Rounding) -> None:
    assert inclusive(amount, percent, rounding).gross == amount
    within = amount * percent / (100 + percent)
    assert inclusive(amount, percent, rounding).tax == divide(within.numerator, within.denominator, rounding)
    assert exclusive(amount, percent, rounding) == TaxSplit(amount, percent_of(amount, percent, rounding))


@given(st.integers(-(10**12), 10**12), rates.filter(lambda percent: percent <= 100))
def test_taking_out_a_tax_that_was_put_on_top_gives_the_net_back(net: int, percent: Fraction) -> None:
    gross = exclusive(net, percent, Rounding.HALF_EVEN).gross
    assert abs(inclusive(gross, percent, Rounding.HALF_EVEN).net - net) <= 1


def test_several_rates_share_one_tax() -> None:
    assert taxes_within(11500, ("5", "9.975"), Rounding.HALF_UP) == (500, 998)
    assert taxes_within(-11500, ("5", "9.975"), Rounding.HALF_UP) == (-500, -998)
    assert taxes_within(10000, (), Rounding.HALF_UP) == ()
    assert taxes_within(10000, ("0", "0"), Rounding.HALF_UP) == (0, 0)
    assert taxes_within(12000, ("20", "0"), Rounding.HALF_UP) == (2000, 0)
    assert taxes_within(12000, (rate("20"),), Rounding.HALF_UP) == (2000,)


@given(amounts, st.lists(rates, min_size=1, max_size=4), roundings)
def test_several_rates_take_together_what_their_sum_takes(
    gross: int, percents: list[Fraction], rounding: Rounding
) -> None:
    taxes = taxes_within(gross, percents, rounding)
    assert sum(taxes) == inclusive(gross, sum(percents, Fraction(0)), rounding).tax
    whole = 100 + sum(percents, Fraction(0))
    for tax, percent in zip(taxes, percents, strict=True):
        assert abs(tax - gross * percent / whole) < 2
        assert percent or not tax


def test_a_bad_argument_is_told_by_its_place() -> None:
    up = Rounding.UP
    for call, place in (
        (lambda: inclusive(cast("int", 1.0), "20", up), "gross"),
        (lambda: inclusive(cast("int", True), "20", up), "gross"),
        (lambda: inclusive(1, "20%", up), "rate"),
        (lambda: inclusive(1, "20", cast("Rounding", "up")), "rounding"),
        (lambda: exclusive(cast("int", "1"), "20", up), "net"),
        (lambda: exclusive(1, cast("str", 0.2), up), "rate"),
        (lambda: taxes_within(1, ("20", "-1"), up), "rates[1]"),
        (lambda: taxes_within(1, "20", up), "rates"),
        (lambda: taxes_within(cast("int", 1.0), (), up), "gross"),
    ):
        with pytest.raises(MalformedError) as caught:
            call()
        assert [fault.at for fault in caught.value.faults] == [place]


def test_a_split_is_a_value() -> None:
    split = TaxSplit(10000, 2000)
    assert pickle.loads(pickle.dumps(split)) == split  # noqa: S301 (ours)
    assert hash(split) == hash(TaxSplit(10000, 2000))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        split.tax = 0  # type: ignore[misc] # pyright: ignore[reportAttributeAccessIssue] # that it cannot is the point
