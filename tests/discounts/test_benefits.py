"""Each benefit on both sides of its boundary, in currencies with 0, 2 and 3 decimals."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from mpcore.discounts import (
    AlreadyCheaper,
    AmountOff,
    Basket,
    BelowMinimum,
    Benefit,
    Bundle,
    BundleItem,
    BuyGet,
    Case,
    DiscountPolicy,
    FixedUnitPrice,
    Gift,
    Measured,
    NoShipping,
    OtherCurrency,
    Per,
    PercentOf,
    PercentOff,
    PercentPer,
    ShippingOff,
    Step,
    Tiers,
    TooFewUnits,
    currencies_of,
    evaluate,
)
from mpcore.kernel import ListingId, MalformedError
from mpcore.money import Rounding, from_minor, money
from tests.discounts.say import basket, case, context, coupon, line, shipping

TEN, TWENTY, HALF = Decimal(10), Decimal(20), Decimal(50)
PER_LINE = DiscountPolicy(percent_per=PercentPer.LINE)
ORIGINAL = DiscountPolicy(percent_of=PercentOf.ORIGINAL)
FOUR = basket((106, 1), (206, 1), (306, 1), (406, 1))


def given(benefit: Benefit, of: Case) -> Gift:
    gift = benefit.gift(of)
    assert isinstance(gift, Gift), gift
    assert gift.total >= 0
    assert gift.amounts is None or (min(gift.amounts) >= 0 and sum(gift.amounts) >= gift.total)
    return gift


def discounts(of: Basket, *benefits: Benefit, policy: DiscountPolicy | None = None) -> tuple[int, ...]:
    """What the coupons take off each line, one after the other."""
    coupons = [coupon(f"c{i}", benefit) for i, benefit in enumerate(benefits)]
    return evaluate(of, coupons, context(policy)).discounts


# --- percentages


def test_ten_percent_per_line_is_not_ten_percent_of_the_order() -> None:
    on_lines = given(PercentOff(TEN), case(FOUR, ctx=context(PER_LINE)))
    assert (on_lines.amounts, on_lines.total) == ((11, 21, 31, 41), 104)
    on_order = given(PercentOff(TEN), case(FOUR))
    assert (on_order.amounts, on_order.total) == (None, 102)


def test_percentages_follow_one_another() -> None:
    of = basket((5000, 1), (15000, 1))
    assert discounts(of, PercentOff(TEN)) == (500, 1500)
    assert discounts(of, PercentOff(TEN), PercentOff(TEN)) == (500 + 450, 1500 + 1350)
    assert discounts(of, PercentOff(TEN), PercentOff(TEN), policy=ORIGINAL) == (1000, 3000)
    assert discounts(of, AmountOff(money("30", "EUR"))) == (750, 2250)


def test_twenty_percent_and_then_ten_off_a_hundred_leave_seventy() -> None:
    of = basket((10000, 1))
    assert discounts(of, PercentOff(TWENTY), AmountOff(money("10", "EUR"))) == (3000,)
    assert discounts(of, AmountOff(money("10", "EUR")), PercentOff(TWENTY)) == (2800,)


@pytest.mark.parametrize("policy", [DiscountPolicy(), PER_LINE])
def test_a_percentage_gives_no_more_than_its_most(policy: DiscountPolicy) -> None:
    of = basket((1000, 1), (3000, 1))
    assert given(PercentOff(TEN, money("4", "EUR")), case(of, ctx=context(policy))).total == 400
    assert given(PercentOff(TEN, money("3.99", "EUR")), case(of, ctx=context(policy))).total == 399
    assert discounts(of, PercentOff(TEN, money("3.99", "EUR")), policy=policy) == (100, 299)
    assert discounts(of, PercentOff(TEN, money("4.01", "EUR")), policy=policy) == (100, 300)


@pytest.mark.parametrize(("rounding", "total"), [(Rounding.HALF_UP, 3), (Rounding.HALF_EVEN, 2), (Rounding.UP, 3)])
def test_a_percentage_is_rounded_as_the_policy_says(rounding: Rounding, total: int) -> None:
    for per in PercentPer:
        policy = DiscountPolicy(rounding=rounding, percent_per=per)
        assert given(PercentOff(TEN), case(basket((25, 1)), ctx=context(policy))).total == total


def test_a_percentage_is_of_what_is_left_or_of_the_price() -> None:
    of = basket((1000, 1), (1000, 1))
    assert given(PercentOff(HALF), case(of, taken=(1000, 500))).total == 250
    assert given(PercentOff(HALF), case(of, taken=(1000, 500), ctx=context(ORIGINAL))).total == 1000
    assert given(PercentOff(HALF), case(of, lines=(1,), taken=(1000, 500))).total == 250
    assert given(PercentOff(HALF), case(of, lines=(1,), taken=(1000, 500), ctx=context(ORIGINAL))).total == 500


def test_no_percentage_depends_on_the_decimal_context() -> None:
    with decimal.localcontext(decimal.Context(prec=1)):
        assert given(PercentOff(Decimal("12.345")), case(basket((10**12, 1)))).total == 123_450_000_000


# --- amounts


@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
def test_an_amount_is_given_once_per_line_or_per_unit(currency: str) -> None:
    of = basket((1000, 3), (50, 2), currency=currency)
    amount = from_minor(100, currency)
    assert given(AmountOff(amount), case(of)) == Gift((0, 1), 100)
    assert given(AmountOff(amount, Per.LINE), case(of)) == Gift((0, 1), 200, (100, 100))
    assert given(AmountOff(amount, Per.UNIT), case(of)) == Gift((0, 1), 500, (300, 200))
    assert discounts(of, AmountOff(amount, Per.UNIT)) == (300, 100), "the rest is forfeited"
    assert given(AmountOff(amount, Per.UNIT), case(of, lines=(1,))) == Gift((1,), 200, (200,))


def test_the_cent_lands_somewhere_when_every_share_rounds_to_nothing() -> None:
    of = basket(*[(1000, 1)] * 50)
    assert sum(discounts(of, AmountOff(money("0.01", "EUR")))) == 1


def test_a_fixed_price_leaves_alone_what_is_cheaper() -> None:
    benefit = FixedUnitPrice(money("5", "EUR"))
    of = basket((500, 3), (501, 2), (400, 1), (900, 1))
    assert given(benefit, case(of)) == Gift((1, 3), 402, (2, 400))
    assert given(benefit, case(of, taken=(0, 1, 0, 350))) == Gift((1, 3), 51, (1, 50))
    assert benefit.gift(case(of, lines=(0, 2))) == AlreadyCheaper(price=money("5", "EUR"))
    assert given(FixedUnitPrice(money("0", "EUR")), case(of)).total == 1500 + 1002 + 400 + 900


def test_a_million_units_cost_no_more_time_and_no_cent() -> None:
    of = basket((10**7, 1_000_000))
    assert given(AmountOff(money("0.01", "EUR"), Per.UNIT), case(of)).total == 1_000_000
    assert given(FixedUnitPrice(money("99999.99", "EUR")), case(of)).total == 1_000_000
    assert given(BuyGet(1, 1), case(of)).total == 5 * 10**12
    assert given(Bundle(money("0.01", "EUR"), (item("l1", 3),)), case(of)).total == 333_333 * (3 * 10**7 - 1)


# --- shipping

SENT = basket(
    line(1000, id="l1", vendor="v1"),
    line(1000, id="l2", vendor="v2"),
    shipping=(shipping(500, vendor="v1"), shipping(301, vendor="v2")),
)


@pytest.mark.parametrize(
    ("benefit", "shares"),
    [
        (ShippingOff(), (500, 301)),
        (ShippingOff(most=money("4", "EUR")), (250, 150)),
        (ShippingOff(percent=HALF), (250, 151)),
        (ShippingOff(percent=Decimal(100), most=money("8.01", "EUR")), (500, 301)),
        (ShippingOff(amount=money("8.01", "EUR")), (500, 301)),
        (ShippingOff(amount=money("8.02", "EUR")), (500, 301)),
        (ShippingOff(amount=money("1", "EUR")), (62, 38)),
        (ShippingOff(price=money("3.01", "EUR")), (199, 0)),
        (ShippingOff(price=money("0", "EUR")), (500, 301)),
    ],
)
def test_shipping_is_free_or_cheaper(benefit: ShippingOff, shares: tuple[int, ...]) -> None:
    evaluation = evaluate(SENT, [coupon("c1", benefit)], context())
    assert evaluation.discounts_on_shipping == shares
    assert evaluation.discounts == (0, 0)
    assert given(benefit, case(SENT)).on_shipping


def test_shipping_is_that_of_the_shops_whose_lines_it_is_for() -> None:
    assert given(ShippingOff(), case(SENT, lines=(1,))) == Gift((1,), 301, (301,), on_shipping=True)
    assert given(ShippingOff(), case(SENT, taken_of_shipping=(100, 301))).amounts == (400, 0)
    assert ShippingOff().gift(case(basket((100, 1)))) == NoShipping()
    assert ShippingOff(price=money("5", "EUR")).gift(case(SENT)) == AlreadyCheaper(price=money("5", "EUR"))
    per_line = given(ShippingOff(percent=HALF), case(SENT, ctx=context(PER_LINE)))
    assert per_line.amounts == (250, 151)
    full = case(SENT, ctx=context(ORIGINAL), taken_of_shipping=(500, 0))
    assert given(ShippingOff(percent=HALF), full).total == 401


# --- tiers


def test_the_highest_step_that_is_reached_counts() -> None:
    tiers = Tiers(
        (
            Step(spend=money("10", "EUR"), percent=TEN),
            Step(spend=money("20", "EUR"), amount=money("5", "EUR")),
            Step(spend=money("30", "EUR"), percent=HALF, most=money("9", "EUR")),
        )
    )
    for price, total in [(1000, 100), (1999, 200), (2000, 500), (2999, 500), (3000, 900)]:
        assert given(tiers, case(basket((price, 1)))).total == total
    assert tiers.gift(case(basket((999, 1)))) == BelowMinimum(
        minimum=money("10", "EUR"), present=money("9.99", "EUR"), missing=money("0.01", "EUR")
    )
    assert given(tiers, case(basket((1000, 1)), taken=(500,))).total == 50, "counted before other discounts"


def test_a_spend_of_tiers_may_be_counted_after_other_discounts() -> None:
    tiers = Tiers((Step(spend=money("10", "EUR"), percent=TEN),), Measured.AFTER)
    assert given(tiers, case(basket((1000, 1)))).total == 100
    assert isinstance(tiers.gift(case(basket((1000, 1)), taken=(1,))), BelowMinimum)


def test_steps_of_units_count_units() -> None:
    tiers = Tiers((Step(units=2, percent=TEN), Step(units=4, percent=TWENTY)))
    for units, total in [(2, 200), (3, 300), (4, 800)]:
        assert given(tiers, case(basket((1000, units)))).total == total
    assert tiers.gift(case(basket((1000, 1)))) == TooFewUnits(needed=2, present=1, missing=1)


# --- amounts in another currency


def item(listing: str, quantity: int = 1) -> BundleItem:
    return BundleItem({ListingId(listing)}, quantity)


EURO = money("1", "EUR")
IN_EUROS: list[Benefit] = [
    AmountOff(EURO), AmountOff(EURO, Per.LINE), AmountOff(EURO, Per.UNIT), FixedUnitPrice(EURO),
    PercentOff(TEN, EURO), ShippingOff(amount=EURO), ShippingOff(price=EURO), ShippingOff(most=EURO),
    Tiers((Step(spend=EURO, percent=TEN),)), Tiers((Step(units=1, amount=EURO),)),
    Tiers((Step(units=1, percent=TEN, most=EURO),)), Bundle(EURO, (item("l1"),)),
]  # fmt: skip


@pytest.mark.parametrize("benefit", IN_EUROS)
def test_an_amount_in_another_currency_is_never_taken_off(benefit: Benefit) -> None:
    yen = basket(line(10**6, 9, id="l1", currency="JPY"), shipping=(shipping(500, currency="JPY"),), currency="JPY")
    assert benefit.gift(case(yen)) == OtherCurrency(expected="EUR", given="JPY")
    assert currencies_of(benefit) == {"EUR"}
    assert evaluate(yen, [coupon("c1", benefit)], context()).discount == 0


def test_benefits_without_amounts_name_no_currency() -> None:
    for benefit in (PercentOff(TEN), ShippingOff(), BuyGet(1, 1), Tiers((Step(units=1, percent=TEN),))):
        assert currencies_of(benefit) == frozenset()


# --- hostile input


def odd(value: object) -> Any:  # noqa: ANN401 - what no type checker would let through
    return value


@pytest.mark.parametrize(
    ("make", "places"),
    [
        (lambda: PercentOff(Decimal(0)), ["percent"]),
        (lambda: PercentOff(Decimal("100.01")), ["percent"]),
        (lambda: PercentOff(Decimal("Infinity")), ["percent"]),
        (lambda: PercentOff(Decimal("1E-999999")), ["percent"]),
        (lambda: PercentOff(odd(10)), ["percent"]),
        (lambda: AmountOff(money("0", "EUR")), ["amount"]),
        (lambda: AmountOff(money("-1", "EUR")), ["amount"]),
        (lambda: FixedUnitPrice(money("-1", "EUR")), ["price"]),
        (lambda: ShippingOff(percent=TEN, amount=EURO), ["percent"]),
        (lambda: ShippingOff(amount=EURO, price=EURO), ["percent"]),
        (lambda: ShippingOff(percent=Decimal(101)), ["percent"]),
        (lambda: ShippingOff(most=money("0", "EUR")), ["most"]),
        (lambda: BuyGet(0, 1), ["buy"]),
        (lambda: BuyGet(1, 0), ["get"]),
        (lambda: BuyGet(1, True), ["get"]),
        (lambda: BuyGet(1, 1, Decimal("NaN")), ["percent"]),
        (lambda: BuyGet(1, 1, times=0), ["times"]),
        (lambda: BuyGet(1, 10**7), ["get"]),
        (Step, ["spend", "percent"]),
        (lambda: Step(spend=EURO, units=1, percent=TEN), ["spend"]),
        (lambda: Step(units=1, percent=TEN, amount=EURO), ["percent"]),
        (lambda: Step(units=1, amount=EURO, most=EURO), ["most"]),
        (lambda: Tiers(()), ["steps"]),
        (lambda: Tiers(odd((5,))), ["steps"]),
        (lambda: Tiers(odd(Step(units=1, percent=TEN))), ["steps"]),
        (lambda: Tiers((Step(units=2, percent=TEN), Step(units=2, percent=TWENTY))), ["steps[1]"]),
        (lambda: Tiers((Step(units=2, percent=TEN), Step(spend=EURO, percent=TWENTY))), ["steps[1]"]),
        (lambda: Tiers((Step(spend=EURO, amount=money("1", "USD")),)), ["steps"]),
        (lambda: Bundle(EURO, ()), ["items"]),
        (lambda: Bundle(EURO, odd(item("l1"))), ["items"]),
        (lambda: Bundle(EURO, odd(("l1",))), ["items"]),
        (lambda: Bundle(EURO, (item("l1"), item("l1"))), ["items[1].listings"]),
        (lambda: Bundle(EURO, (item("l1"),), times=0), ["times"]),
        (lambda: Bundle(money("-1", "EUR"), (item("l1"),)), ["price"]),
        (lambda: BundleItem(odd("l1")), ["listings"]),
        (lambda: BundleItem({ListingId("l1")}, 0), ["quantity"]),
    ],
)  # fmt: skip
def test_what_gives_nothing_sensible_is_refused_with_its_place(make: Callable[[], object], places: list[str]) -> None:
    with pytest.raises(MalformedError) as raised:
        make()
    assert [fault.at for fault in raised.value.faults] == places
