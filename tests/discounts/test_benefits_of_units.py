"""Free units and sets of units, against a slow, obvious model that lays out every unit."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.discounts import (
    AlreadyCheaper,
    Basket,
    Bundle,
    BundleIncomplete,
    BundleItem,
    BuyGet,
    DiscountPolicy,
    FreeItemValue,
    Gift,
    PercentOf,
    PercentPer,
    TooFewUnits,
    evaluate,
)
from mpcore.kernel import ListingId
from mpcore.money import from_minor, money
from tests.discounts.say import basket, case, context, coupon, line

ON_FREE = DiscountPolicy(free_item_value=FreeItemValue.ON_FREE)
SPREAD = DiscountPolicy(free_item_value=FreeItemValue.SPREAD)
ORIGINAL = DiscountPolicy(free_item_value=FreeItemValue.ON_FREE, percent_of=PercentOf.ORIGINAL)


def test_buy_two_get_two_of_four_takes_half_and_of_three_nothing() -> None:
    two_and_two = BuyGet(2, 2)
    for policy in (ON_FREE, SPREAD):
        for four in (basket((250, 4)), basket((250, 1), (250, 3)), basket(*[(250, 1)] * 4)):
            assert evaluate(four, [coupon("c1", two_and_two)], context(policy)).discount == 500
    assert two_and_two.gift(case(basket((250, 3)))) == TooFewUnits(needed=4, present=3, missing=1)
    assert isinstance(two_and_two.gift(case(basket((250, 7)))), Gift)


def test_the_cheapest_units_are_free_wherever_they_are() -> None:
    of = basket((900, 1), (100, 2), (500, 2))
    assert BuyGet(1, 1).gift(case(of, ctx=context(ON_FREE))) == Gift((1,), 200, (200,))
    assert BuyGet(1, 2).gift(case(of, ctx=context(ON_FREE))) == Gift((1,), 200, (200,))
    assert BuyGet(2, 3).gift(case(of, ctx=context(ON_FREE))) == Gift((1, 2), 700, (200, 500))
    assert BuyGet(1, 1).gift(case(of, lines=(0, 2), ctx=context(ON_FREE))) == Gift((2,), 500, (500,))


def test_a_free_unit_s_value_is_spread_over_all_units_of_the_groups() -> None:
    of = basket((900, 1), (100, 2), (500, 2))
    # Two groups: the two of 100 are free, the one of 900 and one of 500 are bought, one of 500 is left over.
    assert BuyGet(1, 1).gift(case(of, ctx=context(SPREAD))) == Gift((0, 1, 2), 200, (113, 25, 62))


def test_groups_count_so_many_times_at_most() -> None:
    of = basket((250, 12))
    for times, total in [(1, 500), (2, 1000), (3, 1500), (4, 1500), (None, 1500)]:
        gift = BuyGet(2, 2, times=times).gift(case(of))
        assert isinstance(gift, Gift)
        assert gift.total == total


def test_a_second_unit_at_half_price_is_rounded_as_the_policy_says() -> None:
    of = basket((101, 1), (103, 1), (101, 1), (103, 1))
    half = BuyGet(1, 1, Decimal(50))
    once = half.gift(case(of, ctx=context(ON_FREE)))
    assert once == Gift((0, 2), 101, (51, 50))
    per_line = DiscountPolicy(free_item_value=FreeItemValue.ON_FREE, percent_per=PercentPer.LINE)
    assert half.gift(case(of, ctx=context(per_line))) == Gift((0, 2), 102, (51, 51))


def test_a_unit_that_was_discounted_is_worth_what_is_left_of_it_or_its_price() -> None:
    of = basket((1000, 1), (500, 2))
    assert BuyGet(1, 1).gift(case(of, taken=(0, 301), ctx=context(ON_FREE))) == Gift((1,), 349, (349,))
    assert BuyGet(1, 1).gift(case(of, taken=(0, 301), ctx=context(ORIGINAL))) == Gift((1,), 500, (500,))


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_units_that_cost_nothing_give_nothing(currency: str) -> None:
    free = evaluate(basket((0, 4), currency=currency), [coupon("c1", BuyGet(1, 1))], context())
    assert free.discount == 0
    assert free.refused[0].reasons


# --- BuyGet against the model


def slow_buy_get(of: Basket, benefit: BuyGet, policy: DiscountPolicy) -> dict[int, int]:
    """How many units of each line are in it, free or bought, unit by unit; the total is checked apart."""
    every = [(each.price_minor, i, n) for i, each in enumerate(of.lines) for n in range(each.quantity)]
    units = sorted(unit for unit in every if unit[0])
    groups = len(units) // (benefit.buy + benefit.get)
    if benefit.times is not None:
        groups = min(groups, benefit.times)
    free = units[: groups * benefit.get]
    rest = units[groups * benefit.get :]
    # The dearest are bought; of equal price, the last in the order of the cheapest.
    bought = rest[len(rest) - groups * benefit.buy :]
    counted = free if policy.free_item_value is FreeItemValue.ON_FREE else [*free, *bought]
    found: dict[int, int] = {}
    for _, i, _ in counted:
        found[i] = found.get(i, 0) + 1
    return found


lines = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 4)), min_size=1, max_size=4)


@given(lines, st.integers(1, 3), st.integers(1, 3), st.none() | st.integers(1, 3), st.sampled_from([ON_FREE, SPREAD]))
def test_free_units_are_those_of_the_slow_model(
    prices: list[tuple[int, int]], buy: int, get: int, times: int | None, policy: DiscountPolicy
) -> None:
    of, benefit = basket(*prices), BuyGet(buy, get, times=times)
    gift = benefit.gift(case(of, ctx=context(policy)))
    in_groups = slow_buy_get(of, benefit, policy)
    if not in_groups:
        assert isinstance(gift, TooFewUnits)
        assert gift.present + gift.missing == gift.needed == buy + get
        return
    assert isinstance(gift, Gift)
    assert gift.lines == tuple(sorted(in_groups))
    assert gift.amounts is not None
    worth = [of.lines[i].price_minor * in_groups[i] for i in gift.lines]
    free = sorted(price for price, quantity in prices if price for _ in range(quantity))
    groups = min(len(free) // (buy + get), times or len(free))
    assert gift.total == sum(free[: groups * get]) == sum(gift.amounts)
    for amount, value in zip(gift.amounts, worth, strict=True):
        assert 0 <= amount <= value
        if sum(worth):
            assert abs(amount * sum(worth) - gift.total * value) < sum(worth), "less than a unit from its proportion"


def test_a_free_sample_is_neither_bought_nor_got() -> None:
    for policy in (ON_FREE, SPREAD):
        for samples in (1, 2, 9):
            of = basket((0, samples), (500, 3))
            assert BuyGet(2, 1).gift(case(of, ctx=context(policy))) == Gift((1,), 500, (500,))
            missing = TooFewUnits(needed=4, present=3, missing=1)
            assert BuyGet(3, 1).gift(case(of, ctx=context(policy))) == missing, "with the sample there were enough"


@given(
    lines,
    st.integers(0, 4),
    st.integers(1, 9),
    st.builds(BuyGet, st.integers(1, 3), st.integers(1, 2), st.sampled_from([Decimal(100), Decimal(50)])),
    st.sampled_from([ON_FREE, SPREAD, ORIGINAL]),
)
def test_a_line_that_costs_nothing_changes_nothing(
    prices: list[tuple[int, int]], at: int, units: int, benefit: BuyGet, policy: DiscountPolicy
) -> None:
    at %= len(prices) + 1
    without = evaluate(basket(*prices), [coupon("c1", benefit)], context(policy))
    beside = evaluate(basket(*prices[:at], (0, units), *prices[at:]), [coupon("c1", benefit)], context(policy))
    assert beside.discounts == (*without.discounts[:at], 0, *without.discounts[at:])
    assert [each.reasons for each in beside.refused] == [each.reasons for each in without.refused]


@given(lines, st.data(), st.sampled_from(list(FreeItemValue)), st.sampled_from(list(PercentOf)))
def test_a_gift_is_never_more_than_the_line_it_is_on(
    prices: list[tuple[int, int]], data: st.DataObject, value: FreeItemValue, of_what: PercentOf
) -> None:
    of = basket(*prices)
    taken = [data.draw(st.integers(0, goods)) for goods in of.goods]
    policy = DiscountPolicy(free_item_value=value, percent_of=of_what)
    asked = case(of, taken=taken, ctx=context(policy))
    gift = BuyGet(1, 1, data.draw(st.sampled_from([Decimal(100), Decimal("33.3")]))).gift(asked)
    if isinstance(gift, Gift):
        bounds = of.goods if of_what is PercentOf.ORIGINAL else asked.lefts()
        assert gift.amounts is not None
        assert sum(gift.amounts) == gift.total
        assert all(0 <= amount <= bounds[i] for i, amount in zip(gift.lines, gift.amounts, strict=True))


# --- sets

DESK, CHAIR, LAMP = ListingId("desk"), ListingId("chair"), ListingId("lamp")
OFFICE = Bundle(money("30", "EUR"), (BundleItem({DESK}), BundleItem({CHAIR, LAMP}, 2)))


def office(desks: int = 1, chairs: int = 2) -> Basket:
    return basket(
        line(2000, desks, id="l1", listing="desk"),
        line(1000, chairs, id="l2", listing="chair"),
        line(1500, 1, id="l3", listing="lamp"),
        line(700, 9, id="l4", listing="pen"),
    )


def test_a_set_costs_its_price() -> None:
    gift = OFFICE.gift(case(office(), ctx=context()))
    assert gift == Gift((0, 1, 2), 1500, (667, 333, 500)), "the desk, the lamp and one chair: the dearest"


def test_as_many_sets_are_made_as_there_are() -> None:
    gift = OFFICE.gift(case(office(desks=2, chairs=3)))
    assert isinstance(gift, Gift)
    assert gift.total == 2 * 2000 + 1500 + 3 * 1000 - 2 * 3000
    once = Bundle(OFFICE.price, OFFICE.items, times=1).gift(case(office(desks=2, chairs=3)))
    assert isinstance(once, Gift)
    assert once.total == 2000 + 1500 + 1000 - 3000


def test_what_a_set_lacks_is_told() -> None:
    no_desk = basket(line(1000, 1, id="l1", listing="chair"))
    assert OFFICE.gift(case(no_desk)) == BundleIncomplete(missing=2, listings=(CHAIR, DESK, LAMP))
    assert OFFICE.gift(case(office(), lines=(0, 1))) is not None
    assert OFFICE.gift(case(office(chairs=1), lines=(0, 1))) == BundleIncomplete(missing=1, listings=(CHAIR, LAMP))


def test_a_set_that_is_cheaper_without_it_is_not_made() -> None:
    dear = Bundle(money("45", "EUR"), OFFICE.items)
    assert dear.gift(case(office())) == AlreadyCheaper(price=money("45", "EUR"))
    gift = Bundle(money("44.99", "EUR"), OFFICE.items).gift(case(office()))
    assert isinstance(gift, Gift)
    assert gift.total == 1
    # The second set would cost more than its units.
    gift = Bundle(money("40", "EUR"), OFFICE.items).gift(case(office(desks=2, chairs=3)))
    assert isinstance(gift, Gift)
    assert gift.total == 500


def test_sets_count_what_is_left_of_their_units() -> None:
    gift = OFFICE.gift(case(office(), taken=(1000, 0, 0, 0)))
    assert isinstance(gift, Gift)
    assert gift.total == 500
    assert isinstance(OFFICE.gift(case(office(), taken=(1500, 0, 0, 0))), AlreadyCheaper)


def slow_bundle(of: Basket, price: int, items: tuple[tuple[frozenset[str], int], ...], most: int | None) -> int:
    """The most that sets can save, by trying every choice of units for every number of sets."""
    units = [(each.listing, each.price_minor) for each in of.lines for _ in range(each.quantity)]
    best, count = 0, 0
    while most is None or count < most:
        count += 1
        cost = 0
        for listings, quantity in items:
            prices = [each for listing, each in units if listing in listings]
            choices = [sum(choice) for choice in combinations(prices, count * quantity)]
            if not choices:
                return best
            cost += max(choices)
        best = max(best, cost - count * price)
    return best


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(1, 2), st.sampled_from(["a", "b", "c"])), min_size=1, max_size=4
    ),
    st.integers(0, 25),
    st.integers(1, 2),
    st.integers(1, 2),
    st.none() | st.integers(1, 2),
)
def test_sets_save_as_much_as_the_best_of_all_choices(
    prices: list[tuple[int, int, str]], price: int, one: int, other: int, times: int | None
) -> None:
    of = basket(*[line(cost, units, id=f"l{i}", listing=name) for i, (cost, units, name) in enumerate(prices)])
    items = ((frozenset({"a", "b"}), one), (frozenset({"c"}), other))
    bundle = Bundle(
        from_minor(price, "EUR"),
        tuple([BundleItem(frozenset(map(ListingId, listings)), quantity) for listings, quantity in items]),
        times,
    )
    gift = bundle.gift(case(of))
    best = slow_bundle(of, price, items, times)
    assert (gift.total if isinstance(gift, Gift) else 0) == best
    if isinstance(gift, Gift):
        assert gift.amounts is not None
        assert sum(gift.amounts) == gift.total
        assert all(0 <= amount <= of.goods[i] for i, amount in zip(gift.lines, gift.amounts, strict=True))
