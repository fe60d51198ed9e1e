"""Filters keep their laws over many orders: conditions narrow, data says the same as memory, lists do not overlap."""

from __future__ import annotations

import pytest
from attrs import evolve, fields_dict
from hypothesis import given

from mpcore.kernel import VendorId
from mpcore.orders import Order
from mpcore.orders.views import OrderFilter, ShippingStatus, found, order_shipping_status
from tests.orders.views.searches import holds, meant, searches
from tests.orders.views.several import Several, row, several

V1 = VendorId("v1")


@pytest.mark.rule("W12", "W13", "S25")
@given(searches())
def test_exactly_those_orders_are_found_that_a_plain_reading_means(search: tuple[Several, OrderFilter]) -> None:
    drawn, where = search
    wanted = {order.id for order in drawn.orders if meant(where, row(order, drawn.policy(order.rule_book)))}
    assert {order.id for order in found(drawn.orders, where, policies=drawn.policy)} == wanted
    for order in drawn.orders:
        assert where.matches(order, drawn.policy(order.rule_book)) == (order.id in wanted)


@pytest.mark.rule("W12", "W13", "S25")
@given(searches())
def test_the_terms_of_a_filter_suffice(search: tuple[Several, OrderFilter]) -> None:
    """Evaluated over plain rows, as a query would be, they give the same answer as memory does."""
    drawn, where = search
    for order in drawn.orders:
        policy = drawn.policy(order.rule_book)
        known = row(order, policy)
        assert all(holds(term, known) for term in where.terms()) == where.matches(order, policy)
        for term in where.terms():
            assert term.holds(order, policy) == holds(term, known)


@given(searches())
def test_each_condition_narrows_and_none_finds_all(search: tuple[Several, OrderFilter]) -> None:
    """A filter means what its single conditions mean together, each asked of the same vendor's parts."""
    drawn, where = search
    assert set(found(drawn.orders, OrderFilter(), policies=drawn.policy)) == set(drawn.orders)
    whose = OrderFilter(vendor=where.vendor, shop=where.shop)
    said = [evolve(whose, **{name: getattr(where, name)}) for name in fields_dict(OrderFilter)]
    for order in drawn.orders:
        policy = drawn.policy(order.rule_book)
        assert where.matches(order, policy) == all(alone.matches(order, policy) for alone in said)


@pytest.mark.rule("W13")
@given(several())
def test_the_three_lists_of_a_vendor_hold_each_order_that_is_not_cancelled_once(drawn: Several) -> None:
    for whose in (OrderFilter(), OrderFilter(vendor=V1)):
        lists = [
            set(found(drawn.orders, evolve(whose, shipping={status}), policies=drawn.policy))
            for status in ShippingStatus
        ]
        assert sum(map(len, lists)) == len(set[Order]().union(*lists))
        gone = set(found(drawn.orders, whose, policies=drawn.policy)) - set[Order]().union(*lists)
        for order in gone:
            own = tuple([part for part in order.parts if whose.vendor in (None, part.vendor)])
            assert order_shipping_status(evolve(order, parts=own)) is None
