"""Every sum is an identity; and what should not matter does not: order, splitting, bystanders, surroundings."""

from __future__ import annotations

import decimal
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mpcore.discounts import (
    AmountOff,
    Applied,
    Basket,
    BasketLine,
    Coupon,
    DiscountPolicy,
    Evaluation,
    Funder,
    MinimumSpend,
    PercentOff,
    PercentPer,
    PricedLine,
    PricedShipping,
    TaxRate,
    evaluate,
)
from mpcore.kernel import LineId
from mpcore.money import Rounding, from_minor, money
from tests.discounts import say, some

Checkout = tuple[Basket, tuple[Coupon, ...], DiscountPolicy]


def quote(checkout: Checkout) -> Evaluation:
    basket, coupons, policy = checkout
    return evaluate(basket, coupons, say.context(policy))


# --- sums


@given(some.checkouts())
def test_no_discount_exceeds_what_it_applies_to(checkout: Checkout) -> None:
    evaluation, (basket, _, policy) = quote(checkout), checkout
    for line, taken, floor in zip(basket.lines, evaluation.discounts, basket.floors, strict=True):
        assert 0 <= taken <= line.goods - floor
    for price, taken in zip(basket.shipping_minor, evaluation.discounts_on_shipping, strict=True):
        assert 0 <= taken <= price
    for applied in evaluation.applied:
        assert min((*applied.lines, *applied.shipping)) >= 0
        assert 0 < applied.total <= applied.offered
    if policy.most_percent is not None:
        assert sum(evaluation.discounts) <= evaluation.goods * Fraction(policy.most_percent) / 100
    if not policy.on_shipping:
        assert not any(evaluation.discounts_on_shipping)


@given(some.checkouts())
def test_shares_of_lines_funders_parts_and_units_add_up_to_the_totals(checkout: Checkout) -> None:
    evaluation, (basket, _, _) = quote(checkout), checkout
    assert evaluation.discount == sum(evaluation.discounts) + sum(evaluation.discounts_on_shipping)
    assert evaluation.goods == evaluation.goods_after + sum(evaluation.discounts)
    assert evaluation.goods == sum([part.goods for part in evaluation.parts])
    assert evaluation.discount == sum([part.discount for part in evaluation.parts])
    assert evaluation.total == sum([part.total for part in evaluation.parts])
    assert evaluation.total == sum(basket.goods) + sum(basket.shipping_minor) - evaluation.discount  # untaxed
    assert evaluation.discount == sum([paid for _, paid in evaluation.funded_by_vendor]) + evaluation.funded_by_operator
    for priced, taken in zip(evaluation.lines, evaluation.discounts, strict=True):
        assert priced.discount == taken == sum(priced.unit_discounts)
        assert priced.discount_of_units(0, priced.line.quantity) == taken
    for sent, taken in zip(evaluation.shipping, evaluation.discounts_on_shipping, strict=True):
        assert sent.discount == taken
    for applied in evaluation.applied:
        of_lines = [one for line in evaluation.lines for one in line.discounts if one.coupon == applied.coupon]
        of_lines += [one for sent in evaluation.shipping for one in sent.discounts if one.coupon == applied.coupon]
        for funder in Funder:
            assert applied.paid_by(funder) == sum([one.amount for one in of_lines if one.funder is funder])
    for part in evaluation.parts:
        assert part.discount == sum([one.amount for one in part.discounts])


rates = st.builds(
    TaxRate,
    rate_id=st.just("r"),
    rate=st.sampled_from([Decimal(0), Decimal(5), Decimal("5.5"), Decimal("9.975"), Decimal(20), Decimal(23)]),
    inclusive=st.booleans(),
)


@given(some.checkouts(), st.lists(rates, max_size=3), st.sampled_from(Rounding))
def test_net_and_taxes_are_the_total_of_every_line(
    checkout: Checkout, taxes: list[TaxRate], rounding: Rounding
) -> None:
    basket, coupons, policy = checkout
    taxed = evolve(
        basket,
        lines=[evolve(line, taxes=taxes) for line in basket.lines],
        shipping=[evolve(each, taxes=taxes) for each in basket.shipping],
    )
    evaluation = quote((taxed, coupons, evolve(policy, tax_rounding=rounding)))
    assert evaluation.discounts == quote(checkout).discounts  # taxes follow from discounts, never the other way round
    both: list[PricedLine | PricedShipping] = [*evaluation.lines, *evaluation.shipping]
    for priced in both:
        inside = sum([tax for rate, tax in zip(taxes, priced.taxes, strict=True) if rate.inclusive])
        on_top = sum([tax for rate, tax in zip(taxes, priced.taxes, strict=True) if not rate.inclusive])
        assert priced.total == priced.net + sum(priced.taxes) == priced.paid + on_top
        assert priced.paid == priced.net + inside
        inclusive = sum([Fraction(rate.rate) for rate in taxes if rate.inclusive], Fraction(0))
        assert abs(inside - priced.paid * inclusive / (100 + inclusive)) < 1
        for rate, tax in zip(taxes, priced.taxes, strict=True):
            assert tax >= 0
            if not rate.inclusive:
                assert abs(tax - priced.net * Fraction(rate.rate) / 100) < 1
    assert evaluation.total == sum([part.total for part in evaluation.parts])


def taxed(price: int, *taxes: TaxRate) -> Basket:
    return say.basket(evolve(say.line(price), taxes=taxes))


def test_taxes_are_on_what_is_left() -> None:
    ten = say.coupon("c1", PercentOff(Decimal(10)))
    inside, on_top = (TaxRate(rate_id="r", rate=Decimal(20), inclusive=inclusive) for inclusive in (True, False))
    (line,) = evaluate(taxed(12000, inside), (ten,), say.context()).lines
    assert (line.paid, line.net, line.taxes, line.total) == (10800, 9000, (1800,), 10800)
    (line,) = evaluate(taxed(10000, on_top), (ten,), say.context()).lines
    assert (line.paid, line.net, line.taxes, line.total) == (9000, 9000, (1800,), 10800)
    (line,) = evaluate(taxed(12000, inside, on_top), (ten,), say.context()).lines
    assert (line.paid, line.net, line.taxes, line.total) == (10800, 9000, (1800, 1800), 12600)


# --- what does not matter


@given(some.checkouts(), st.randoms(use_true_random=False))
def test_the_order_in_which_coupons_are_given_does_not_matter(checkout: Checkout, random: object) -> None:
    basket, coupons, policy = checkout
    again = list(coupons)
    random.shuffle(again)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    assert quote((basket, tuple(again), policy)) == quote(checkout)


def forfeitable(coupon: Coupon, basket: Basket) -> int:
    """How many minor units of a percentage are forfeited or not as they fall, where lines have minimum prices."""
    return len(basket.lines) if basket.floors_in_all and isinstance(coupon.terms.benefit, PercentOff) else 0


@given(some.checkouts())
def test_the_order_of_lines_moves_no_more_than_the_units_that_ties_leave_over(checkout: Checkout) -> None:
    """One coupon: its total is the same, and each line's share but for one unit."""
    basket, coupons, policy = checkout
    turned = evolve(basket, lines=basket.lines[::-1])
    for coupon in coupons:
        before, after = quote((basket, (coupon,), policy)), quote((turned, (coupon,), policy))
        slack = forfeitable(coupon, basket)
        assert abs(before.discount - after.discount) <= slack
        for one, other in zip(before.discounts, reversed(after.discounts), strict=True):
            assert abs(one - other) <= 1 + min(1, slack)
        assert before.discounts_on_shipping == after.discounts_on_shipping


@given(some.checkouts())
def test_lines_in_another_order_get_the_same_where_no_two_are_alike(checkout: Checkout) -> None:
    basket, coupons, policy = checkout
    basket = evolve(basket, lines=[evolve(line, minimum_price=None) for line in basket.lines])
    if len({Fraction(goods) for goods in basket.goods}) < len(basket.goods):
        basket = evolve(
            basket,
            lines=[
                evolve(line, quantity=1, unit_price=from_minor(101 * 2**i, basket.currency), minimum_price=None)
                for i, line in enumerate(basket.lines)
            ],
        )
    turned = evolve(basket, lines=basket.lines[::-1])
    for coupon in coupons:
        if not isinstance(coupon.terms.benefit, AmountOff):
            continue
        before, after = quote((basket, (coupon,), policy)), quote((turned, (coupon,), policy))
        exact = [Fraction(before.discount * goods, max(1, sum(basket.goods))) % 1 for goods in basket.goods]
        if len(set(exact)) == len(exact):
            assert before.discounts == after.discounts[::-1]


@given(some.checkouts(), st.integers(0, 5), st.integers(1, 3))
def test_splitting_a_line_in_two_keeps_the_total_of_a_coupon_on_the_order(
    checkout: Checkout, which: int, units: int
) -> None:
    """Not where each line is rounded, or given an amount, by itself."""
    basket, coupons, policy = checkout
    which %= len(basket.lines)
    whole = basket.lines[which]
    if whole.quantity <= units:
        return
    halves = (evolve(whole, quantity=units), evolve(whole, id=LineId("split"), quantity=whole.quantity - units))
    lines = (*basket.lines[:which], *halves, *basket.lines[which + 1 :])
    per_order = evolve(policy, percent_per=PercentPer.ORDER)
    for coupon in coupons:
        if isinstance(coupon.terms.benefit, AmountOff) and coupon.terms.benefit.per.value == "line":
            continue
        before = quote((basket, (coupon,), per_order))
        after = quote((evolve(basket, lines=lines), (coupon,), per_order))
        slack = forfeitable(coupon, basket)
        assert abs(before.discount - after.discount) <= slack
        both = after.discounts[which] + after.discounts[which + 1]
        assert abs(before.discounts[which] - both) <= 1 + min(1, slack)


@given(some.checkouts(), st.integers(0, 2), st.sampled_from([None, "g", "h", "alone"]))
def test_a_coupon_that_does_not_apply_changes_nothing_but_its_own_reason(
    checkout: Checkout, lane: int, how: str | None
) -> None:
    basket, coupons, policy = checkout
    never = say.coupon("a", PercentOff(Decimal(99)), MinimumSpend(from_minor(10**9, basket.currency)))
    if how == "alone":
        never = say.exclusive(never, lane=lane)
    elif how is not None:
        never = say.in_group(never, how, lane=lane)
    without, beside = quote(checkout), quote((basket, (*coupons, never), policy))
    assert beside.applied == without.applied
    assert [each for each in beside.refused if each.coupon != "a"] == list(without.refused)


@given(some.baskets(), some.percents, st.integers(2, 9))
def test_scaling_quantities_scales_what_a_percentage_gives(basket: Basket, percent: Decimal, times: int) -> None:
    bare = evolve(basket, lines=[evolve(line, minimum_price=None) for line in basket.lines])
    larger = evolve(bare, lines=[evolve(line, quantity=line.quantity * times) for line in bare.lines])
    coupon = say.coupon("c1", PercentOff(percent))
    once = evaluate(bare, (coupon,), say.context()).discount
    assert abs(evaluate(larger, (coupon,), say.context()).discount - times * once) <= Fraction(times + 1, 2)
    whole = evolve(bare, lines=[evolve(line, quantity=line.quantity * 1000) for line in bare.lines])
    exact = evaluate(whole, (say.coupon("c1", PercentOff(Decimal(10))),), say.context()).discount
    assert exact == 100 * sum(bare.goods)


@given(some.checkouts())
def test_evaluating_changes_nothing_and_says_the_same_twice(checkout: Checkout) -> None:
    before = [repr(each) for each in checkout]
    first = quote(checkout)
    assert quote(checkout) == first
    assert [repr(each) for each in checkout] == before


HOSTILE: dict[str, Callable[[], decimal.Context]] = {
    "one digit": lambda: decimal.Context(prec=1),
    "one digit, everything trapped": lambda: decimal.Context(
        prec=1, traps=[decimal.Inexact, decimal.Rounded, decimal.Subnormal, decimal.FloatOperation]
    ),
    "rounding up": lambda: decimal.Context(prec=3, rounding=decimal.ROUND_UP, Emax=3, Emin=-3, clamp=1),
}


@pytest.mark.parametrize("name", HOSTILE)
@settings(max_examples=30)
@given(checkout=some.checkouts())
def test_decimal_contexts_do_not_matter(name: str, checkout: Checkout) -> None:
    plain = quote(checkout)
    taxes, total = [line.taxes for line in plain.lines], plain.total
    with decimal.localcontext(HOSTILE[name]()):
        again = quote(checkout)
        assert again == plain
        assert ([line.taxes for line in again.lines], again.total) == (taxes, total)


PROGRAM = """
from decimal import Decimal
from mpcore.discounts import *
from mpcore.kernel import VendorId
from mpcore.money import money
from tests.discounts import say
basket = say.basket(
    *[say.line(331 * i + 7, i % 3 + 1, id=f"l{i}", vendor=f"v{i % 3}", tags=("x", "y", "z")) for i in range(9)],
    shipping=[say.shipping(499, vendor="v1")],
    codes=["SAVE", "nope", "nada"],
)
coupons = (
    say.coupon("c1", PercentOff(Decimal("12.5")), WithTags(frozenset({"x", "q", "z"}))),
    say.but(say.coupon("c2", AmountOff(money("7.77", "EUR"))), code="SAVE", funding=Funding(1, 2)),
    say.in_group(say.coupon("c3", ShippingOff()), "g"),
    say.in_group(say.coupon("c4", AmountOff(money("4.99", "EUR"))), "g"),
    say.coupon("c5", PercentOff(Decimal(5)), OfVendors(frozenset({VendorId("v7"), VendorId("v8"), VendorId("v9")}))),
)
evaluation = evaluate(basket, coupons, say.context())
print(evaluation.applied, evaluation.funded_by_vendor, [(part.vendor, part.total) for part in evaluation.parts])
print([str(reason) for each in evaluation.refused for reason in each.reasons])
best = best_combination(basket, coupons, say.context())
print([each.id for each in best.coupons], best.left_out, best.evaluation.total)
"""


def test_hash_seeds_and_surroundings_do_not_matter() -> None:
    said = {
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONPATH": ".", "PYTHONHASHSEED": seed, "TZ": where, "LC_ALL": where},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, where in (("0", "C"), ("1", "Pacific/Chatham"), ("4711", "fr_FR"))
    }
    assert len(said) == 1
    assert "c3" in said.pop()


def test_a_line_of_the_most_money_and_units_is_exact() -> None:
    line: BasketLine = say.line(10**7, 1_000_000)
    (applied,) = evaluate(say.basket(line), (say.coupon("c1", PercentOff(Decimal("33.333"))),), say.context()).applied
    assert isinstance(applied, Applied)
    assert applied.total == 3_333_300_000_000
    small = say.coupon("c1", AmountOff(money("0.01", "EUR")))
    (priced,) = evaluate(say.basket(line), (small,), say.context()).lines
    assert priced.discount_of_units(0, 999_999) == 0
    assert priced.discount_of_units(999_999, 1_000_000) == 1
