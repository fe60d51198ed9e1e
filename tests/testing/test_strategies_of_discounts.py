"""What the strategies draw for discounts: every class, amounts that fit, evaluations that add up, quickly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from time import process_time

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mpcore import discounts
from mpcore.discounts import (
    ALWAYS,
    AllOf,
    AnyOf,
    Applied,
    Basket,
    Benefit,
    Condition,
    Coupon,
    DiscountPolicy,
    Evaluation,
    Funder,
    Not,
    NotApplied,
    Shopper,
    Terms,
    Within,
    currencies_of,
)
from mpcore.kernel import VendorId
from mpcore.money import exponent
from mpcore.testing import strategies as some

PLACES = {"EUR": 2, "JPY": 0, "KWD": 3}
MANY = settings(
    max_examples=400,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def made_of(condition: Condition) -> Iterator[Condition]:
    """The condition, and every one in it."""
    yield condition
    inner = condition.conditions if isinstance(condition, AllOf | AnyOf) else ()
    for each in (condition.condition,) if isinstance(condition, Not) else inner:
        yield from made_of(each)


def with_methods(*names: str) -> set[type]:
    """The public classes that have them, but for the protocol."""
    public = [getattr(discounts, name) for name in discounts.__all__]
    kinds = {one for one in public if isinstance(one, type) and one not in (Condition, Benefit)}
    return {kind for kind in kinds if all(callable(getattr(kind, name, None)) for name in names)}


CONDITIONS, BENEFITS = with_methods("holds_for", "why_not"), with_methods("gift") - {discounts.Step}


def test_every_class_of_condition_and_benefit_turns_up() -> None:
    conditions: Counter[type[Condition]] = Counter()
    benefits: Counter[type[Benefit]] = Counter()
    depths: Counter[int] = Counter()

    @MANY
    @given(st.lists(some.conditions(), min_size=4, max_size=4), st.lists(some.terms(), min_size=2, max_size=2))
    def look(drawn: list[Condition], said: list[Terms]) -> None:
        for condition in (*drawn, *[each.condition for each in said]):
            conditions.update([type(each) for each in made_of(condition)])
            depths.update([len(list(made_of(condition)))])
        benefits.update([type(each.benefit) for each in said])

    look()
    assert set(conditions) == CONDITIONS
    assert set(benefits) == BENEFITS
    assert min((*conditions.values(), *benefits.values())) >= 5, "each of them often"
    assert len(CONDITIONS) >= 17
    assert len(BENEFITS) >= 7
    assert depths[1], "some by themselves"
    assert max(depths) >= 4, "some put together"


@pytest.mark.parametrize("currency", PLACES)
def test_amounts_are_in_the_one_currency_with_its_places(currency: str) -> None:
    assert exponent(currency) == PLACES[currency]

    @settings(max_examples=40)
    @given(some.terms(currency), some.baskets(currency), some.quotes(currency=st.just(currency), most=2))
    def look(terms: Terms, basket: Basket, quote: some.Quote) -> None:
        named = currencies_of((terms.condition, terms.benefit, terms.limits))
        assert named <= {currency}
        assert terms.currency in (None, currency)
        assert basket.currency == quote.basket.currency == currency

    look()


@given(some.terms(), some.benefits(), some.conditions())
def test_the_amounts_of_a_coupon_are_in_one_currency(terms: Terms, benefit: Benefit, condition: Condition) -> None:
    named = currencies_of((terms.condition, terms.benefit, terms.limits))
    assert len(named) <= 1
    assert not named or terms.currency in (None, *named)
    assert len(currencies_of(benefit)) <= 1
    assert len(currencies_of(condition)) <= 1


@given(some.baskets(vendors=2, lines=3))
def test_baskets_keep_to_their_bounds(basket: Basket) -> None:
    assert 1 <= len(basket.lines) <= 3
    assert {line.vendor for line in basket.lines} <= {VendorId("v1"), VendorId("v2")}
    assert [line.id for line in basket.lines] == [f"l{n}" for n in range(1, len(basket.lines) + 1)]
    assert all(0 <= floor <= goods for floor, goods in zip(basket.floors, basket.goods, strict=True))


@given(some.coupons(id="spring"))
def test_coupons_hold_together(coupon: Coupon) -> None:
    assert coupon.id == "spring"
    assert (coupon.deactivated_at is not None) == (coupon.stage is discounts.CouponStage.DEACTIVATED)
    assert [hold.id for hold in coupon.holds] == sorted({hold.id for hold in coupon.holds})
    assert coupon.committed or not coupon.given


@given(some.coupons().flatmap(lambda coupon: st.tuples(st.just(coupon), some.shoppers((coupon,)))))
def test_shoppers_know_of_the_coupons_they_are_given(drawn: tuple[Coupon, Shopper]) -> None:
    coupon, shopper = drawn
    assert {each.coupon for each in shopper.uses} | {each.coupon for each in shopper.codes} <= {coupon.id}
    assert coupon.terms.single_use_codes or not shopper.codes
    assert shopper.orders or not (shopper.vendors or shopper.uses), "who is new has bought nothing"


def test_hosts_draw_terms_of_their_own() -> None:
    windows: SearchStrategy[Condition] = some.conditions().filter(lambda one: isinstance(one, Within))
    free: SearchStrategy[Benefit] = st.just(discounts.ShippingOff())

    @settings(max_examples=20, suppress_health_check=[HealthCheck.filter_too_much])
    @given(some.coupons(said=some.terms("EUR", condition=windows, benefit=free)))
    def look(coupon: Coupon) -> None:
        assert isinstance(coupon.terms.condition, Within)
        assert coupon.terms.benefit == discounts.ShippingOff()

    look()


# --- evaluations


def outcomes_of(evaluation: Evaluation) -> list[Applied | NotApplied]:
    return [*evaluation.applied, *evaluation.refused]


@given(some.evaluations())
def test_what_is_taken_off_lines_and_shipping_is_the_whole_discount(evaluation: Evaluation) -> None:
    lines, shipping = evaluation.lines, evaluation.shipping
    assert sum([line.discount for line in lines]) + sum([each.discount for each in shipping]) == evaluation.discount
    assert sum([each.total for each in evaluation.applied]) == evaluation.discount
    assert sum(evaluation.discounts) + sum(evaluation.discounts_on_shipping) == evaluation.discount
    by_part = [part.discount for part in evaluation.parts]
    assert sum(by_part) == evaluation.discount, "a discount is given once over all vendors' parts"
    for line in lines:
        assert sum(line.unit_discounts) == line.discount


@given(some.evaluations())
def test_what_the_buyer_pays_is_goods_and_shipping_without_discounts_with_taxes_on_top(evaluation: Evaluation) -> None:
    basket = evaluation.basket
    on_top = sum(
        [
            tax
            for rates, taxes in [
                *[(line.line.taxes, line.taxes) for line in evaluation.lines],
                *[(each.shipping.taxes, each.taxes) for each in evaluation.shipping],
            ]
            for rate, tax in zip(rates, taxes, strict=True)
            if not rate.inclusive
        ]
    )
    before = sum(basket.goods) + sum(basket.shipping_minor)
    assert evaluation.total == before - evaluation.discount + on_top
    assert evaluation.total == sum([part.total for part in evaluation.parts])


@given(some.evaluations())
def test_funders_pay_for_the_whole_discount(evaluation: Evaluation) -> None:
    by_vendor = sum([amount for _, amount in evaluation.funded_by_vendor])
    assert by_vendor + evaluation.funded_by_operator == evaluation.discount
    for applied in evaluation.applied:
        assert applied.paid_by(Funder.VENDOR) + applied.paid_by(Funder.OPERATOR) == applied.total


@given(some.evaluations())
def test_no_discount_is_more_than_what_it_applies_to_or_goes_below_a_floor(evaluation: Evaluation) -> None:
    basket = evaluation.basket
    for goods, floor, discount in zip(basket.goods, basket.floors, evaluation.discounts, strict=True):
        assert 0 <= discount <= goods - floor
    for price, discount in zip(basket.shipping_minor, evaluation.discounts_on_shipping, strict=True):
        assert 0 <= discount <= price
    for applied in evaluation.applied:
        assert applied.total > 0
        assert min((*applied.lines, *applied.shipping)) >= 0


@given(some.quotes())
def test_a_quote_is_what_its_parts_come_to_whatever_their_order(quote: some.Quote) -> None:
    again = discounts.evaluate(quote.basket, reversed(quote.coupons), quote.context)
    assert again == quote.evaluation
    asked = {coupon.id for coupon in quote.coupons}
    told = [each.coupon for each in outcomes_of(quote.evaluation) if each.coupon is not None]
    assert sorted(told) == sorted(asked), "each coupon applies, or has its reasons"


@settings(max_examples=30)
@given(some.quotes(DiscountPolicy(on_shipping=False), most=3))
def test_quotes_keep_to_the_policy_they_are_given(quote: some.Quote) -> None:
    assert quote.context.policy == DiscountPolicy(on_shipping=False)
    assert not any(quote.evaluation.discounts_on_shipping)
    assert len(quote.coupons) <= 3


def test_good_shares_apply_and_do_not_for_many_reasons_and_quickly() -> None:
    outcomes: Counter[type[Applied | NotApplied]] = Counter()
    reasons: Counter[str] = Counter()
    places: Counter[int] = Counter()
    together = 0

    @MANY
    @given(some.quotes())
    def look(quote: some.Quote) -> None:
        nonlocal together
        evaluation = quote.evaluation
        together += len(evaluation.applied) > 1
        places.update([exponent(evaluation.basket.currency)])
        outcomes.update([type(each) for each in outcomes_of(evaluation) if each.coupon is not None])
        reasons.update([reason.code for each in evaluation.refused for reason in each.reasons])

    began = process_time()
    look()
    assert process_time() - began < 20, "some 5 ms each, on a quiet machine"
    assert outcomes.total() * 0.2 < outcomes[Applied] < outcomes.total() * 0.8
    assert together >= 10, "and several together"
    assert len(reasons) >= 15
    assert set(places) == {0, 2, 3}


def test_a_failure_shrinks_to_the_plainest() -> None:
    quiet = settings(database=None, derandomize=True)
    quote: some.Quote = find(some.quotes(), lambda _: True, settings=quiet)
    assert (len(quote.basket.lines), quote.basket.currency, quote.coupons) == (1, "EUR", ())
    assert quote.context.policy == DiscountPolicy()
    coupon: Coupon = find(some.coupons(), lambda _: True, settings=quiet)
    assert (coupon.owner, coupon.terms.condition, coupon.holds) == (None, ALWAYS, ())
