"""Minimums of the whole basket, beside conditions that say what the coupon is for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mpcore.discounts import (
    AllOf,
    AnyOf,
    BelowMinimum,
    Condition,
    Counted,
    InCategories,
    Measured,
    MinimumSpend,
    NoLines,
    Not,
    OfVendors,
    PercentOff,
    Quantities,
    TooFewUnits,
    TooManyUnits,
    evaluate,
)
from mpcore.kernel import VendorId
from mpcore.money import money
from tests.discounts.say import basket, case, context, coupon, line

SHOES = basket(
    line(1000, 2, id="l1", vendor="v1", categories={"shoes"}),
    line(1500, 1, id="l2", vendor="v1", categories={"hats"}),
    line(1500, 3, id="l3", vendor="v2", categories={"hats"}),
)
"""Shoes for 20.00, 80.00 in all: of v1 35.00 and three units, of v2 45.00 and three units."""


def spend_in_all(amount: str, measured: Measured = Measured.BEFORE) -> MinimumSpend:
    return MinimumSpend(money(amount, "EUR"), measured, Counted.BASKET)


def test_a_minimum_of_the_whole_basket_counts_what_the_coupon_is_not_for() -> None:
    shoes = InCategories({"shoes"})
    for conditions in ((shoes, spend_in_all("80")), (spend_in_all("80"), AllOf((shoes,)))):
        assert AllOf(conditions).holds_for(case(SHOES)) == (0,)
    dearer = AllOf((shoes, spend_in_all("80.01")))
    assert dearer.holds_for(case(SHOES)) == ()
    assert dearer.why_not(case(SHOES)) == (
        BelowMinimum(minimum=money("80.01", "EUR"), present=money("80", "EUR"), missing=money("0.01", "EUR")),
    )
    assert AllOf((shoes, MinimumSpend(money("20", "EUR")))).holds_for(case(SHOES)) == (0,)
    assert AllOf((shoes, MinimumSpend(money("20.01", "EUR")))).holds_for(case(SHOES)) == ()


def test_a_minimum_of_the_whole_basket_is_counted_before_or_after_other_discounts() -> None:
    asked = case(SHOES, lines=(0,), taken=(0, 0, 1))
    assert spend_in_all("80").holds_for(asked) == (0,)
    assert spend_in_all("79.99", Measured.AFTER).holds_for(asked) == (0,)
    assert spend_in_all("80", Measured.AFTER).holds_for(asked) == ()
    assert spend_in_all("80", Measured.AFTER).why_not(asked) == (
        BelowMinimum(minimum=money("80", "EUR"), present=money("79.99", "EUR"), missing=money("0.01", "EUR")),
    )


def test_units_of_the_whole_basket_are_counted_beside_what_the_coupon_is_for() -> None:
    shoes = InCategories({"shoes"})
    for condition, holds in [
        (Quantities(at_least=6, of=Counted.BASKET), True),
        (Quantities(at_least=7, of=Counted.BASKET), False),
        (Quantities(at_most=6, of=Counted.BASKET), True),
        (Quantities(at_most=5, of=Counted.BASKET), False),
        (Quantities(at_least=2), True),
        (Quantities(at_least=3), False),
        (Quantities(at_most=2), True),
    ]:
        assert AllOf((shoes, condition)).holds_for(case(SHOES)) == ((0,) if holds else ())
    assert Quantities(at_least=7, of=Counted.BASKET).why_not(case(SHOES, lines=(0,))) == (
        TooFewUnits(needed=7, present=6, missing=1),
    )
    assert Quantities(at_most=5, of=Counted.BASKET).why_not(case(SHOES, lines=(0,))) == (
        TooManyUnits(most=5, present=6, surplus=1),
    )


def test_a_minimum_of_the_whole_basket_in_any_of_and_not() -> None:
    shoes, v2 = InCategories({"shoes"}), OfVendors({VendorId("v2")})
    enough, more = spend_in_all("80"), spend_in_all("80.01")
    assert AnyOf((shoes, more)).holds_for(case(SHOES)) == (0,)
    assert AnyOf((shoes, enough)).holds_for(case(SHOES)) == (0, 1, 2)
    assert AllOf((v2, AnyOf((shoes, enough)))).holds_for(case(SHOES)) == (2,)
    assert AllOf((v2, AnyOf((shoes, more)))).holds_for(case(SHOES)) == ()
    assert AllOf((shoes, Not(more))).holds_for(case(SHOES)) == (0,)
    assert AllOf((shoes, Not(enough))).holds_for(case(SHOES)) == ()
    assert not Not(enough).narrows


@pytest.mark.parametrize(
    ("owner", "spend", "units"), [(None, "80", 6), ("v1", "35", 3), ("v2", "45", 3)], ids=["operator", "v1", "v2"]
)
def test_the_whole_basket_of_a_vendor_s_coupon_is_all_that_is_its_vendor_s(
    owner: str | None, spend: str, units: int
) -> None:
    hats = InCategories({"hats"})
    enough = money(spend, "EUR")
    asked: list[tuple[Condition, bool]] = [
        (MinimumSpend(enough, of=Counted.BASKET), True),
        (MinimumSpend(enough + money("0.01", "EUR"), of=Counted.BASKET), False),
        (Quantities(at_least=units, of=Counted.BASKET), True),
        (Quantities(at_least=units + 1, of=Counted.BASKET), False),
        (Quantities(at_most=units, of=Counted.BASKET), True),
        (Quantities(at_most=units - 1, of=Counted.BASKET), False),
    ]
    for condition, holds in asked:
        offered = coupon("c1", PercentOff(Decimal(10)), AllOf((hats, condition)), owner=owner)
        found = evaluate(SHOES, [offered], context())
        lines = [0 if owner not in (None, each.vendor) or i == 0 else each.goods // 10
                 for i, each in enumerate(SHOES.lines)]  # fmt: skip
        assert list(found.discounts) == (lines if holds else [0, 0, 0])
        assert bool(found.refused) is not holds


def test_enough_in_the_basket_and_no_line_to_ask_about_is_no_line() -> None:
    assert spend_in_all("80").holds_for(case(SHOES, lines=())) == ()
    assert spend_in_all("80").why_not(case(SHOES, lines=())) == (NoLines(),)
    assert Quantities(at_least=6, of=Counted.BASKET).why_not(case(SHOES, lines=())) == (NoLines(),)
