"""Orders that were found stand by what was asked for, then by their ids; the order they came in does not matter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import OrderId, ShopId, VendorId
from mpcore.orders import Order
from mpcore.orders.views import OrderFilter, Sort, SortBy, found
from mpcore.presets import PLAIN
from mpcore.testing import PLACED_AT, Scenario, placed
from mpcore.timing import elapsed, later
from tests.orders.say import pay, ship
from tests.orders.views.several import OrderRow, Several, policies_of, row, several

POLICIES = policies_of(PLAIN)
EVERYTHING = OrderFilter()
V1, OTHER = VendorId("v1"), ShopId("other")
SORTS = st.lists(st.builds(Sort, st.sampled_from(SortBy), st.booleans()), max_size=3)


def story(name: str, *vendors: str, price: str = "10.00", days: int = 0, currency: str = "EUR") -> Scenario:
    at = later(PLACED_AT, timedelta(days=days))
    return Scenario(placed(*vendors, lines=1, quantity=1, price=price, currency=currency, at=at, order=name))


def names(orders: list[Order], *by: Sort, where: OrderFilter = EVERYTHING) -> str:
    return " ".join([order.id for order in found(orders, where, policies=POLICIES, by=by)])


def after_another(first: OrderRow, second: OrderRow, by: list[Sort], vendor: str | None) -> bool:
    """The slow obvious model: whether the first has to stand behind the second."""
    for key in by:
        one, two = (_value(key.by, known, vendor) for known in (first, second))
        if one == two:
            continue
        if one is None or two is None:
            return one is None
        return (one > two) != key.descending
    return first["id"] > second["id"]


def _value(by: SortBy, known: OrderRow, vendor: str | None) -> tuple[str, int | timedelta] | None:
    parts = [part for part in known["parts"] if vendor in (None, part["vendor"])]
    match by:
        case SortBy.PLACED:
            return "", elapsed(PLACED_AT, known["placed"])
        case SortBy.DUE:
            ends = [part["due"] for part in parts if part["due"] is not None]
            return ("", elapsed(PLACED_AT, min(ends))) if ends else None
        case SortBy.TOTAL:
            return known["currency"], sum([part["total"] for part in parts])
        case SortBy.ID:
            return known["id"], 0


def test_the_newest_order_comes_first_unless_asked_otherwise() -> None:
    orders = [story("o1", "v1").state, story("o2", "v1", days=2).state, story("o3", "v1", days=1).state]
    assert " ".join([order.id for order in found(orders, EVERYTHING, policies=POLICIES)]) == "o2 o3 o1"
    assert names(orders, Sort(SortBy.PLACED)) == "o1 o3 o2"
    assert names(orders) == "o1 o2 o3"
    assert names(orders, Sort(SortBy.ID, descending=True)) == "o3 o2 o1"


@pytest.mark.parametrize("descending", [False, True])
def test_an_order_without_a_due_end_comes_last_either_way(descending: bool) -> None:
    paid = [story(f"o{days}", "v1", days=days) for days in (1, 2)]
    orders = [story("o0", "v1").state, *[new.state for new in paid]]
    assert names(orders, Sort(SortBy.DUE, descending)) == "o0 o1 o2"
    first, second = (_paid(new) for new in paid)
    orders = [story("o0", "v1").state, second, story("o3", "v1", days=3).state, first]
    assert names(orders, Sort(SortBy.DUE, descending)) == ("o2 o1 o0 o3" if descending else "o1 o2 o0 o3")


def _paid(new: Scenario) -> Order:
    return new.after(evolve(pay("10.00"), order=new.state.id)).state


def test_a_vendors_orders_stand_by_its_own_parts() -> None:
    """Neither the deadlines nor the amounts of other vendors show in the order of its list."""
    both = Scenario(placed("v1", "v2", lines=1, quantity=1)).after(pay("20.00"), ship("p1", ("p1.l1", 1))).state
    orders = [evolve(both, id=OrderId("o1")), _paid(story("o2", "v1", days=9)), story("o3", "v1", price="15.00").state]
    mine = OrderFilter(vendor=V1)
    assert names(orders, Sort(SortBy.DUE)) == "o1 o2 o3"
    assert names(orders, Sort(SortBy.DUE), where=mine) == "o2 o1 o3"
    assert names(orders, Sort(SortBy.TOTAL)) == "o2 o3 o1"
    assert names(orders, Sort(SortBy.TOTAL), where=mine) == "o1 o2 o3"


def test_an_order_stands_by_the_first_of_its_due_ends() -> None:
    early, late = (_paid(story(f"o{days}", "v1", days=days)).parts[0].due_end for days in (1, 9))
    middle = _paid(story("o3", "v1", days=5))
    both = Scenario(placed("v1", "v2", lines=1, quantity=1)).after(pay("20.00")).state
    first, second = both.parts
    wide = evolve(both, parts=(evolve(first, shop=OTHER, due_end=late), evolve(second, vendor=V1, due_end=early)))
    assert names([wide, middle], Sort(SortBy.DUE)) == "o1 o3"
    assert names([wide, middle], Sort(SortBy.DUE, descending=True)) == "o3 o1"
    assert names([wide, middle], Sort(SortBy.DUE), where=OrderFilter(vendor=V1)) == "o1 o3"
    beside = evolve(middle, parts=(evolve(middle.parts[0], shop=OTHER),))
    assert names([wide, beside], Sort(SortBy.DUE), where=OrderFilter(vendor=V1, shop=OTHER)) == "o3 o1"


def test_totals_stand_by_currency_and_then_by_amount() -> None:
    orders = [
        story("o1", "v1", price="900", currency="JPY").state,
        story("o2", "v1", price="10.00").state,
        story("o3", "v1", price="9.00").state,
        story("o4", "v1", price="9.00").state,
    ]
    assert names(orders, Sort(SortBy.TOTAL)) == "o3 o4 o2 o1"
    assert names(orders, Sort(SortBy.TOTAL, descending=True)) == "o1 o2 o3 o4"


def test_the_first_key_counts_most() -> None:
    orders = [
        story("o1", "v1", price="9.00", days=1).state,
        story("o2", "v1", price="8.00", days=1).state,
        story("o3", "v1", price="9.00").state,
    ]
    assert names(orders, Sort(SortBy.TOTAL, descending=True), Sort(SortBy.PLACED)) == "o3 o1 o2"
    assert names(orders, Sort(SortBy.PLACED), Sort(SortBy.TOTAL)) == "o3 o2 o1"


@given(several(), SORTS, st.sampled_from((None, V1)))
def test_orders_stand_as_each_pair_of_them_has_to(drawn: Several, by: list[Sort], vendor: VendorId | None) -> None:
    sorted_ = found(drawn.orders, OrderFilter(vendor=vendor), policies=drawn.policy, by=by)
    rows = [row(order, drawn.policy(order.rule_book)) for order in sorted_]
    for place, first in enumerate(rows):
        for second in rows[place + 1 :]:
            assert after_another(second, first, by, vendor)
            assert not after_another(first, second, by, vendor)


@given(several(), SORTS, st.data())
def test_the_order_they_came_in_does_not_matter(drawn: Several, by: list[Sort], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(drawn.orders))
    assert found(shuffled, EVERYTHING, policies=drawn.policy, by=by) == found(
        drawn.orders, EVERYTHING, policies=drawn.policy, by=by
    )
