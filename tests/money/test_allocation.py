"""Whatever is split adds up again, in the proportions that were asked for."""

from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mpcore.kernel.errors import MalformedError
from mpcore.money import ALLOCATION, allocate, allocate_with_floors, prefix, room

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

totals = st.integers(-10_000, 10_000) | st.integers(-(10**20), 10**20)
weights = st.lists(st.integers(0, 6) | st.integers(0, 10**6), min_size=1, max_size=12)
lines = st.lists(st.tuples(st.integers(0, 30) | st.integers(0, 10**5), st.integers(0, 10**5)), min_size=1, max_size=8)


def places(call: Callable[[], object]) -> list[str]:
    with pytest.raises(MalformedError) as caught:
        call()
    assert len(str(caught.value)) < 1000
    return [fault.at for fault in caught.value.faults]


def by_largest_remainder(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """The rule again, in fractions and as slowly as it reads."""
    if total < 0:
        return tuple(-share for share in by_largest_remainder(-total, weights))
    if not any(weights):
        weights = [1] * len(weights)
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    shares = [floor(share) for share in exact]
    while sum(shares) < total:
        remainders = [
            share - floor(share) if got == floor(share) else -1 for share, got in zip(exact, shares, strict=True)
        ]
        shares[remainders.index(max(remainders))] += 1
    return tuple(shares)


def by_filling_up(total: int, amounts: Sequence[int], floors: Sequence[int]) -> tuple[int, ...]:
    """The rule with floors again: fill whom the exact proportion overfills, round after round."""
    rooms = [max(amount - floor, 0) for amount, floor in zip(amounts, floors, strict=True)]
    plain = by_largest_remainder(total, amounts)
    if all(share + space >= 0 for share, space in zip(plain, rooms, strict=True)):
        return plain
    changes: dict[int, int] = {index: 0 for index, amount in enumerate(amounts) if not amount}
    while True:
        open_ = [index for index in range(len(amounts)) if index not in changes]
        left = -total + sum(changes.values())
        weight = sum(amounts[index] for index in open_)
        over = [index for index in open_ if Fraction(left * amounts[index], weight) > rooms[index]]
        if not over:
            shares = by_largest_remainder(-left, [amounts[index] for index in open_])
            changes.update(zip(open_, shares, strict=True))
            return tuple(changes[index] for index in range(len(amounts)))
        changes.update((index, -rooms[index]) for index in over)


# allocate


@pytest.mark.parametrize(
    ("weights", "total", "shares"),
    [
        ((1, 1, 1), 100, (34, 33, 33)),
        ((4300, 1400, 2300), 299, (161, 52, 86)),
        ((4300, 1400, 2300), 300, (161, 53, 86)),
        ((10, 20, 10, 30, 50, 20, 10, 40), 93, (5, 10, 5, 15, 24, 10, 5, 19)),
        ((1000, 1000, 1000), 299, (100, 100, 99)),
        ((1, 1, 1), 1000, (334, 333, 333)),
        ((1, 1, 1), -1000, (-334, -333, -333)),
        ((999, 999), -1, (-1, 0)),
        ((0, 999, 999), -95, (0, -48, -47)),
        ((0, 0), 10, (5, 5)),
        ((0, 0, 0), 10, (4, 3, 3)),
        ((7,), 10, (10,)),
        ((1, 2), 0, (0, 0)),
        ((1, 3, 3), 3, (1, 1, 1)),
        ((1, 3, 3), 4, (0, 2, 2)),  # not monotone: nothing is ever allocated again over a growing amount
        ((5000, 15000), 3000, (750, 2250)),
        ((), 0, ()),
    ],
)
def test_the_worked_cases_come_out_exactly(weights: tuple[int, ...], total: int, shares: tuple[int, ...]) -> None:
    assert allocate(total, weights) == shares
    assert allocate(total, list(weights)) == shares
    assert allocate(-total, weights) == tuple(-share for share in shares)


@given(totals, weights)
def test_it_is_what_the_slow_model_says(total: int, weights: list[int]) -> None:
    assert allocate(total, weights) == by_largest_remainder(total, weights)


@given(totals, weights)
def test_shares_add_up_and_stay_within_a_unit_of_the_exact_proportion(total: int, weights: list[int]) -> None:
    shares = allocate(total, weights)
    assert sum(shares) == total
    size = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert share * total >= 0
        if size:
            assert abs(share - Fraction(total * weight, size)) < 1
            assert weight or not share


@given(totals, weights)
def test_splitting_the_negative_mirrors_splitting_the_positive(total: int, weights: list[int]) -> None:
    assert allocate(-total, weights) == tuple(-share for share in allocate(total, weights))


@given(totals, weights, st.integers(1, 1000))
def test_only_the_proportions_of_the_weights_matter(total: int, weights: list[int], times: int) -> None:
    assert allocate(total, [weight * times for weight in weights]) == allocate(total, weights)


@given(totals, st.integers(1, 12))
def test_equals_get_equal_shares_and_the_earliest_the_rest(total: int, n: int) -> None:
    shares = allocate(total, [7] * n)
    assert sorted(shares, key=abs, reverse=True) == list(shares)
    assert max(shares) - min(shares) <= 1


@given(weights)
def test_the_weights_themselves_are_given_back(weights: list[int]) -> None:
    assert allocate(sum(weights), weights) == tuple(weights)


def test_the_rule_has_a_version() -> None:
    assert ALLOCATION == 1


@pytest.mark.parametrize("bad", [1.0, True, False, "1", None, Decimal(1), Fraction(1), float("nan")])
def test_only_ints_are_split_and_weighed(bad: object) -> None:
    number = cast("int", bad)
    assert places(lambda: allocate(number, (1, 2))) == ["total"]
    assert places(lambda: allocate(10, (1, number, 2, number))) == ["weights[1]", "weights[3]"]
    assert places(lambda: allocate(number, [number])) == ["total", "weights[0]"]
    assert places(lambda: room((1, number), (number, 0))) == ["amounts[1]", "floors[0]"]
    assert places(lambda: allocate_with_floors(-1, (5, number), (0, 0))) == ["amounts[1]"]
    assert places(lambda: allocate_with_floors(number, (5, 5), (0, 0))) == ["total"]
    assert places(lambda: prefix(number, 3, 0, 1)) == ["amount"]
    assert places(lambda: prefix(100, number, 0, 1)) == ["n"]
    assert places(lambda: prefix(100, 3, number, number)) == ["start", "stop"]


def test_a_negative_weight_is_refused() -> None:
    assert places(lambda: allocate(10, (1, -1))) == ["weights[1]"]
    assert places(lambda: allocate(10, (5, -1, 2, -3))) == ["weights[1]", "weights[3]"]
    assert places(lambda: allocate(0, (-1,))) == ["weights[0]"]


@pytest.mark.parametrize("total", [1, -1])
def test_a_total_for_nobody_is_refused(total: int) -> None:
    with pytest.raises(MalformedError, match=r"^weights: there is nobody to take -?1; pass at least one weight$"):
        allocate(total, ())


# floors


@pytest.mark.parametrize(
    ("total", "amounts", "floors", "changes"),
    [
        (-1200, (1000, 2000, 5000, 3000), (0, 1900, 5000, 2600), (-700, -100, 0, -400)),
        (-2500, (5000, 6000), (4500, 0), (-500, -2000)),
        (-1500, (1000, 2000, 5000, 3000), (0, 1900, 5000, 2600), (-1000, -100, 0, -400)),  # all there is
        (-100, (100, 100, 100), (0, 0, 0), (-34, -33, -33)),
        (-100, (100, 100, 100), (66, 67, 67), (-34, -33, -33)),  # it fits to the unit
        (-100, (100, 100, 100), (67, 0, 0), (-33, -34, -33)),
        (-100, (100, 100, 100), (100, 0, 0), (0, -50, -50)),
        (-25, (100, 100, 100), (0, 10, 100), (-13, -12, 0)),  # the earliest first on a tie, not the fullest
        (-10, (0, 100), (0, 0), (0, -10)),
        (-10, (100, 100), (200, 0), (0, -10)),  # already below its floor: it can lose nothing
        (0, (100, 100), (200, 0), (0, 0)),
        (100, (100, 300), (100, 300), (25, 75)),
        (0, (), (), ()),
        (0, (0, 0), (0, 0), (0, 0)),
    ],
)
def test_what_one_cannot_take_goes_to_the_others(
    total: int, amounts: tuple[int, ...], floors: tuple[int, ...], changes: tuple[int, ...]
) -> None:
    assert allocate_with_floors(total, amounts, floors) == changes


@given(lines, st.integers(0, 10**6))
@example(lines=[(1, 0), (3, 0), (3, 2)], asked=4)
def test_floors_hold_and_the_changes_add_up(lines: list[tuple[int, int]], asked: int) -> None:
    amounts, floors = [amount for amount, _ in lines], [floor for _, floor in lines]
    most = room(amounts, floors)
    asked = asked % (most + 1)
    changes = allocate_with_floors(-asked, amounts, floors)
    assert sum(changes) == -asked
    for change, amount, floor_ in zip(changes, amounts, floors, strict=True):
        assert change <= 0
        assert amount + change >= min(floor_, amount)
    assert changes == by_filling_up(-asked, amounts, floors)
    plain = allocate(-asked, amounts)
    if all(a + share >= min(f, a) for share, a, f in zip(plain, amounts, floors, strict=True)):
        assert changes == plain
    with pytest.raises(
        MalformedError, match=rf"^total: -{most + 1} cannot be taken: the floors leave room for {most}; "
    ):
        allocate_with_floors(-most - 1, amounts, floors)


@given(totals, weights)
def test_floors_of_zero_change_nothing_that_the_amounts_can_take(total: int, amounts: list[int]) -> None:
    assume(-total <= sum(amounts))
    assume(total < 0 or any(amounts))
    assert allocate_with_floors(total, amounts, [0] * len(amounts)) == allocate(total, amounts)


def test_floors_that_make_no_sense_are_refused() -> None:
    assert places(lambda: room((1, 2), (0,))) == ["floors"]
    assert places(lambda: allocate_with_floors(-1, (1,), (0, 0))) == ["floors"]
    assert places(lambda: allocate_with_floors(-1, (5, -1), (0, 0))) == ["amounts[1]"]
    assert places(lambda: allocate_with_floors(-1, (5, 5), (0, -1))) == ["floors[1]"]
    assert places(lambda: allocate_with_floors(-1, (), ())) == ["weights"]
    assert places(lambda: allocate_with_floors(-1, (0, 0), (0, 0))) == ["total"]


def test_many_lines_each_fuller_than_the_last_take_no_longer_than_sorting_them() -> None:
    n = 20_000  # round after round, this would be 200,000,000 steps
    amounts = [10**6] * n
    floors = [10**6 - index for index in range(n)]
    start = time.process_time()
    changes = allocate_with_floors(-room(amounts, floors) + 1, amounts, floors)
    assert time.process_time() - start < 3
    assert sum(changes) == -sum(range(n)) + 1


# prefix


@pytest.mark.parametrize(
    ("amount", "shares"),
    [(1000, [333, 333, 334]), (167, [83, 84]), (-1000, [-333, -333, -334]), (0, [0, 0]), (1, [0, 0, 1]), (9, [9])],
)
def test_units_are_refunded_by_prefix_difference(amount: int, shares: list[int]) -> None:
    n = len(shares)
    assert [prefix(amount, n, unit, unit + 1) for unit in range(n)] == shares


def test_the_worked_refunds_come_out_exactly() -> None:
    assert prefix(26997, 3, 0, 2) == 17998  # 3 x 89.99, two units came back
    # 3 x 10.00 after a goodwill refund of 5.00 on the line, unit by unit
    assert [prefix(3000, 3, k, k + 1) - prefix(500, 3, k, k + 1) for k in range(3)] == [834, 833, 833]


@given(totals, st.integers(1, 50), st.data())
def test_any_order_of_steps_adds_up(amount: int, n: int, data: st.DataObject) -> None:
    stops = sorted(data.draw(st.lists(st.integers(0, n), max_size=6)))
    steps = [prefix(amount, n, start, stop) for start, stop in zip([0, *stops], [*stops, n], strict=True)]
    assert sum(steps) == amount
    for step in steps:
        assert step * amount >= 0
    for start, stop in zip([0, *stops], [*stops, n], strict=True):
        assert prefix(-amount, n, start, stop) == -prefix(amount, n, start, stop)
        assert abs(prefix(amount, n, start, stop) - Fraction(amount * (stop - start), n)) < 1


@given(st.integers(0, 10**12), st.integers(0, 10**6), st.integers(1, 50), st.data())
def test_more_units_and_more_money_never_give_less(amount: int, more: int, n: int, data: st.DataObject) -> None:
    stop = data.draw(st.integers(0, n - 1))
    assert prefix(amount, n, 0, stop) <= prefix(amount, n, 0, stop + 1)
    assert prefix(amount, n, 0, stop) <= prefix(amount + more, n, 0, stop)


@pytest.mark.parametrize(
    ("n", "start", "stop", "place"),
    [(0, 0, 0, "n"), (-1, 0, 0, "n"), (3, -1, 1, "start"), (3, 2, 1, "start"), (3, 0, 4, "start"), (3, 4, 4, "start")],
)
def test_units_that_are_not_there_are_refused(n: int, start: int, stop: int, place: str) -> None:
    assert places(lambda: prefix(100, n, start, stop)) == [place]


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (3, 3), (0, 3)])
def test_the_edges_are_units_too(start: int, stop: int) -> None:
    assert prefix(100, 3, start, stop) == (100 if stop > start else 0)
