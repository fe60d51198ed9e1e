"""Who pays for a discount: exactly, on every line, for every vendor, and in all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.discounts import (
    BY_OPERATOR,
    BY_VENDOR,
    AmountOff,
    Evaluation,
    Funder,
    Funding,
    PercentOff,
    ShippingOff,
    evaluate,
    vendor_shares,
)
from mpcore.kernel import MalformedError
from mpcore.money import money
from tests.discounts import say

fundings = st.tuples(st.integers(0, 20), st.integers(0, 20)).filter(any).map(lambda both: Funding(*both))


@given(st.lists(st.integers(0, 10**13), max_size=12), fundings)
def test_shares_are_exact_on_every_line_and_in_all(amounts: list[int], funding: Funding) -> None:
    shares = vendor_shares(amounts, funding)
    ratio = Fraction(funding.vendor, funding.vendor + funding.operator)
    assert len(shares) == len(amounts)
    for share, amount in zip(shares, amounts, strict=True):
        assert 0 <= share <= amount
        assert abs(share - amount * ratio) < 1
    assert abs(sum(shares) - sum(amounts) * ratio) <= Fraction(1, 2)


@given(st.lists(st.integers(0, 10**6), max_size=12))
def test_who_pays_alone_pays_everything(amounts: list[int]) -> None:
    assert vendor_shares(amounts, BY_VENDOR) == tuple(amounts)
    assert vendor_shares(amounts, BY_OPERATOR) == (0,) * len(amounts)


def test_a_half_of_the_whole_goes_to_the_vendors() -> None:
    assert vendor_shares((1,), Funding(1, 1)) == (1,)
    assert vendor_shares((1, 1), Funding(1, 1)) == (1, 0)
    assert vendor_shares((5, 5, 5), Funding(1, 1)) == (3, 2, 3)
    assert vendor_shares((5, 5, 5), Funding(2, 1)) == (3, 4, 3)


@pytest.mark.parametrize(("vendor", "operator"), [(0, 0), (-1, 2), (1, 1_000_001), (True, 1), (0.5, 0.5)])
def test_a_ratio_that_nobody_can_pay_is_a_mistake(vendor: int, operator: int) -> None:
    with pytest.raises(MalformedError):
        Funding(vendor, operator)


def shared(funding: Funding) -> Evaluation:
    basket = say.basket(
        say.line(1001, id="l1", vendor="v1"),
        say.line(2002, id="l2", vendor="v2"),
        say.line(333, id="l3", vendor="v1"),
        shipping=[say.shipping(455, vendor="v2")],
    )
    coupons = (
        say.but(say.coupon("c1", PercentOff(Decimal(15))), funding=funding),
        say.but(say.coupon("c2", ShippingOff(amount=money("1.01", "EUR"))), funding=funding),
        say.but(say.coupon("c3", AmountOff(money("1", "EUR"))), funding=BY_OPERATOR),
    )
    return evaluate(basket, coupons, say.context())


@pytest.mark.parametrize("funding", [BY_VENDOR, BY_OPERATOR, Funding(1, 1), Funding(1, 2), Funding(7, 3)])
def test_vendors_and_operator_together_pay_all_discounts(funding: Funding) -> None:
    evaluation = shared(funding)
    vendors = dict(evaluation.funded_by_vendor)
    assert list(vendors) == ["v1", "v2"]
    assert sum(vendors.values()) + evaluation.funded_by_operator == evaluation.discount > 0
    by_part = {part.vendor: part for part in evaluation.parts}
    for vendor, amount in vendors.items():
        assert amount == sum([one.amount for one in by_part[vendor].discounts if one.funder is Funder.VENDOR])
    for applied in evaluation.applied:
        assert applied.paid_by(Funder.VENDOR) + applied.paid_by(Funder.OPERATOR) == applied.total


def test_the_exact_figures_of_a_shared_discount() -> None:
    evaluation = shared(Funding(1, 1))
    percent, shipping, amount = evaluation.applied
    assert (percent.lines, percent.by_vendors) == ((150, 300, 50), ((75, 150, 25), (0,)))
    assert (shipping.shipping, shipping.by_vendors) == ((101,), ((0, 0, 0), (51,)))
    assert amount.paid_by(Funder.VENDOR) == 0
    assert evaluation.funded_by_vendor == (("v1", 100), ("v2", 201))
    assert evaluation.funded_by_operator == 250 + 50 + 100
