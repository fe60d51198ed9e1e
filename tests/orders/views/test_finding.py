"""Orders are found by what is said of them: each condition narrows, and data says the same as memory."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from mpcore.kernel import Buyer, BuyerId, OrderId, PolicyMismatchError, ShopId, ShowId, VendorId
from mpcore.orders import Order, SalesChannel, Status
from mpcore.orders.views import (
    ChannelKind,
    OrderField,
    OrderFilter,
    Relation,
    ShippingStatus,
    Term,
    found,
)
from mpcore.presets import PLAIN, SIPOKO, UPXYCLED
from mpcore.testing import PLACED_AT, Scenario, placed
from mpcore.timing import Window, later
from tests.orders.say import all_of, cancel, complete, deliver, pay, refund_settled, ship
from tests.orders.views.several import policies_of

POLICY = PLAIN.orders
POLICIES = policies_of(PLAIN, SIPOKO, UPXYCLED)
SHOWS = [SalesChannel(ShowId("s1")), SalesChannel(ShowId("s2")), SalesChannel()]
TWO = Scenario(placed("v1", "v2")).after(pay("80.00"))
V1, V2, MAIN, OTHER = VendorId("v1"), VendorId("v2"), ShopId("main"), ShopId("other")
TO_SHIP, IN_TRANSIT, DELIVERED = ShippingStatus
TICK = timedelta(microseconds=1)


def names(orders: list[Order], where: OrderFilter) -> list[str]:
    return [order.id for order in found(orders, where, policies=POLICIES, by=())]


def meets(where: OrderFilter, story: Scenario) -> bool:
    return where.matches(story.state, POLICIES(story.state.rule_book))


def in_shops(order: Order) -> Order:
    """The same order when both parts are of one vendor with two shops."""
    main, other = order.parts
    return evolve(order, parts=(evolve(main, shop=MAIN), evolve(other, vendor=V1, shop=OTHER)))


@pytest.mark.rule("W12")
def test_orders_are_found_by_the_show_they_were_made_in_or_by_the_shop() -> None:
    order = TWO.state
    orders = [evolve(order, id=OrderId(f"o{number}"), channel=made) for number, made in enumerate(SHOWS, 1)]
    assert names(orders, OrderFilter(show=ShowId("s1"))) == ["o1"]
    assert names(orders, OrderFilter(show=ShowId("s2"), channel=ChannelKind.SHOW)) == ["o2"]
    assert names(orders, OrderFilter(show=ShowId("s3"))) == []
    assert names(orders, OrderFilter(channel=ChannelKind.SHOW)) == ["o1", "o2"]
    assert names(orders, OrderFilter(channel=ChannelKind.SHOP)) == ["o3"]
    assert names(orders, OrderFilter()) == ["o1", "o2", "o3"]


@pytest.mark.rule("S25")
def test_a_vendor_finds_every_order_it_received_and_no_other() -> None:
    """Unpaid and cancelled ones too: it is the full list."""
    stories = [
        Scenario(placed("v1", order="o1")),
        Scenario(placed("v2", order="o2")),
        Scenario(placed("v2", "v1", order="o3", rules=SIPOKO)),
    ]
    orders = [story.state for story in stories]
    gone = evolve(TWO.after(cancel("p1"), cancel("p2")).state, id=OrderId("o4"))
    assert names([*orders, gone], OrderFilter(vendor=V1)) == ["o1", "o3", "o4"]
    assert names([*orders, gone], OrderFilter(vendor=V2)) == ["o2", "o3", "o4"]
    assert names([*orders, gone], OrderFilter(vendor=VendorId("v3"))) == []
    assert names([*orders, gone], OrderFilter(vendor=VendorId(""))) == []


@pytest.mark.rule("S25")
def test_a_shop_finds_the_orders_it_received() -> None:
    first, second = TWO.state.parts
    apart = evolve(TWO.state, parts=(evolve(first, shop=MAIN), evolve(second, shop=OTHER)))
    orders = [evolve(order, id=OrderId(f"o{at}")) for at, order in enumerate((in_shops(apart), apart, TWO.state), 1)]
    assert names(orders, OrderFilter(vendor=V1)) == ["o1", "o2", "o3"]
    assert names(orders, OrderFilter(vendor=V1, shop=MAIN)) == ["o1", "o2"]
    assert names(orders, OrderFilter(vendor=V1, shop=OTHER)) == ["o1"]
    assert names(orders, OrderFilter(vendor=V2, shop=OTHER)) == ["o2"]
    assert names(orders, OrderFilter(vendor=V2, shop=MAIN)) == []


@pytest.mark.rule("W13")
def test_orders_are_found_by_how_far_their_goods_are() -> None:
    sent = TWO.after(ship("p1"), ship("p2", ("p2.l1", 2), ("p2.l2", 2), dispatch="d2"))
    stories = [TWO, sent, sent.after(deliver(), deliver("p2", "d2")), TWO.after(cancel("p1"), cancel("p2"))]
    orders = [evolve(story.state, id=OrderId(f"o{number}")) for number, story in enumerate(stories, 1)]
    assert [names(orders, OrderFilter(shipping={status})) for status in ShippingStatus] == [["o1"], ["o2"], ["o3"]]
    assert names(orders, OrderFilter(shipping=ShippingStatus)) == ["o1", "o2", "o3"]
    assert names(orders, OrderFilter(shipping={TO_SHIP, DELIVERED})) == ["o1", "o3"]


@pytest.mark.rule("W13")
def test_a_vendor_finds_orders_by_how_far_its_own_goods_are() -> None:
    story = TWO.after(ship("p1"))
    assert meets(OrderFilter(shipping={TO_SHIP}), story)
    assert not meets(OrderFilter(shipping={TO_SHIP}, vendor=V1), story)
    assert meets(OrderFilter(shipping={IN_TRANSIT}, vendor=V1), story)
    assert meets(OrderFilter(shipping={TO_SHIP}, vendor=V2), story)
    shops = in_shops(story.state)
    assert OrderFilter(shipping={TO_SHIP}, vendor=V1).matches(shops, POLICY)
    assert not OrderFilter(shipping={IN_TRANSIT}, vendor=V1).matches(shops, POLICY)
    assert OrderFilter(shipping={IN_TRANSIT}, vendor=V1, shop=MAIN).matches(shops, POLICY)


def test_statuses_are_those_of_the_order_or_of_the_vendor_by_its_own_rule_book() -> None:
    story = TWO.after(ship("p1"), complete("p1"))
    assert meets(OrderFilter(statuses={Status.PARTIALLY_SHIPPED}), story)
    assert meets(OrderFilter(statuses={Status.COMPLETED, Status.SHIPPED}, vendor=V1), story)
    assert not meets(OrderFilter(statuses={Status.COMPLETED}), story)
    assert not meets(OrderFilter(statuses={Status.COMPLETED}, vendor=V2), story)
    assert meets(OrderFilter(statuses={Status.PROCESSING}, vendor=V2), story)
    begun = TWO.after(ship("p1", ("p1.l1", 1))).state
    orders = [evolve(begun, id=OrderId(book.id), rule_book=book.id) for book in (PLAIN, UPXYCLED)]
    assert names(orders, OrderFilter(statuses={Status.SHIPPED}, vendor=V1)) == ["upxycled"]


def test_buyers_and_currencies_tell_orders_apart() -> None:
    assert meets(OrderFilter(buyer=Buyer(BuyerId("ada")), currency="EUR"), TWO)
    assert not meets(OrderFilter(buyer=Buyer(BuyerId("ada"), guest=True)), TWO)
    assert not meets(OrderFilter(buyer=Buyer(BuyerId("bob"))), TWO)
    assert not meets(OrderFilter(currency="USD"), TWO)


@pytest.mark.parametrize("name", ["placed", "due"])
def test_a_window_holds_its_first_instant_and_not_its_end(name: str) -> None:
    at = PLACED_AT if name == "placed" else TWO.state.parts[0].due_end
    assert at is not None
    for start, end, inside in (
        (at, None, True),
        (at, later(at, TICK), True),
        (later(at, -TICK), at, False),
        (later(at, TICK), None, False),
    ):
        window = Window(start, end)
        where = OrderFilter(placed=window) if name == "placed" else OrderFilter(due=window)
        assert meets(where, TWO) is inside


def test_due_are_parts_that_are_still_to_be_dispatched() -> None:
    end = TWO.state.parts[0].due_end
    assert end is not None
    due, mine = OrderFilter(due=Window(end)), OrderFilter(due=Window(end), vendor=V1)
    assert not meets(due, Scenario(placed("v1")))  # no clock runs for what is not paid
    assert meets(due, TWO)
    begun = TWO.after(ship("p1", ("p1.l1", 2)))
    assert meets(mine, begun)
    sent = begun.after(ship("p1", ("p1.l2", 2), dispatch="d2"))
    assert not meets(mine, sent)
    assert meets(due, sent)
    assert not meets(mine, TWO.after(cancel("p1")))
    assert not meets(mine, TWO.told(refund_settled("p1", all_of(TWO.state, "p1"))))
    assert not meets(due, TWO.after(cancel("p1"), cancel("p2")))


def test_one_part_that_is_due_in_the_window_is_enough() -> None:
    first, second = TWO.state.parts
    end = first.due_end
    assert end is not None
    order = evolve(TWO.state, parts=(first, evolve(second, due_end=later(end, timedelta(days=1)))))
    for days, mine, theirs in ((0, True, False), (1, False, True), (2, False, False)):
        at = later(end, timedelta(days=days))
        window = Window(at, later(at, TICK))
        assert OrderFilter(due=window).matches(order, POLICY) is (mine or theirs)
        assert OrderFilter(due=window, vendor=V1).matches(order, POLICY) is mine
        assert OrderFilter(due=window, vendor=V2).matches(order, POLICY) is theirs


def test_every_field_becomes_a_term_of_its_own() -> None:
    where = OrderFilter(
        buyer=Buyer(BuyerId("ada")),
        vendor=V1,
        shop=MAIN,
        channel=ChannelKind.SHOW,
        show=ShowId("s1"),
        statuses=Status,
        shipping=ShippingStatus,
        placed=Window(PLACED_AT),
        due=Window(PLACED_AT),
        currency="EUR",
    )
    terms = where.terms()
    assert [term.field for term in terms] == list(OrderField)
    assert {term.relation for term in terms} == set(Relation)
    assert OrderFilter().terms() == ()
    assert [term.field.value for term in terms if term.shop] == ["status", "shipping", "due"]
    assert [term.field.value for term in terms if term.vendor] == ["shop", "status", "shipping", "due"]


def test_a_term_that_contradicts_itself_holds_of_nothing() -> None:
    for relation in (Relation.IN, Relation.WITHIN):
        assert not Term(OrderField.CURRENCY, relation, "EUR").holds(TWO.state, POLICY)
    assert not Term(OrderField.CURRENCY, Relation.WITHIN, Window(PLACED_AT)).holds(TWO.state, POLICY)


def test_an_order_is_judged_by_the_policy_it_was_placed_under() -> None:
    with pytest.raises(PolicyMismatchError, match="placed under rule book 'plain', and the policy is of 'sipoko'"):
        OrderFilter().matches(TWO.state, SIPOKO.orders)
    with pytest.raises(PolicyMismatchError):
        found([TWO.state], OrderFilter(), policies=lambda _: SIPOKO.orders)
