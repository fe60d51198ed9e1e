"""What coupons took off an order stays with it to the cent; their use is given back when nothing live has a share."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mpcore import orders
from mpcore.discounts import Funder, ReleaseOn
from mpcore.kernel import Buyer, BuyerId, CouponId, LineId, ListingId, OrderId, PartId, VendorId
from mpcore.money import money
from mpcore.orders import (
    Context,
    CouponShare,
    NewDiscount,
    NewLine,
    NewPart,
    PlaceOrder,
    coupon_shares,
    released_coupons,
)
from mpcore.presets import PLAIN
from mpcore.testing import SYSTEM, Scenario, laws
from tests.orders.say import all_of, cancel, cancel_lines, complete, pay, refund_settled, ship

NOW = datetime(2026, 3, 26, 9, tzinfo=UTC)
SPRING, FREE = CouponId("spring"), CouponId("free shipping")
CANCELLED = frozenset({ReleaseOn.CANCELLED})
REFUNDED = frozenset({ReleaseOn.FULL_REFUND})


def off(amount: str, coupon: CouponId | None = SPRING, funder: Funder = Funder.VENDOR) -> NewDiscount:
    return NewDiscount(amount=money(amount, "EUR"), funder=funder, coupon=coupon)


def line(name: str, price: str, quantity: int, *discounts: NewDiscount) -> NewLine:
    return NewLine(
        id=LineId(name),
        listing=ListingId(f"listing of {name}"),
        title="A chair",
        quantity=quantity,
        unit_price=money(price, "EUR"),
        discounts=discounts,
    )


def part(number: int, *lines: NewLine) -> NewPart:
    return NewPart(id=PartId(f"p{number}"), vendor=VendorId(f"v{number}"), lines=lines)


def bought(*parts: NewPart) -> Scenario:
    command = PlaceOrder(order=OrderId("o1"), buyer=Buyer(BuyerId("ada")), currency="EUR", parts=parts)
    return Scenario(orders.place(command, Context(now=NOW, actor=SYSTEM, policy=PLAIN.orders)).unwrap().events)


THREE = bought(
    part(1, line("p1.l1", "10.00", 2, off("1.00"), off("0.50", funder=Funder.OPERATOR))),
    part(2, line("p2.l1", "10.00", 1, off("0.34"), off("0.10", None))),
    evolve(part(3, line("p3.l1", "10.00", 1)), shipping=money("5.00", "EUR"), shipping_discounts=(off("5.00", FREE),)),
)
PAID = THREE.after(pay("38.06"))


def released(story: Scenario, release_on: frozenset[ReleaseOn] = CANCELLED) -> set[str]:
    return set(released_coupons(story.state, release_on))


def test_an_order_knows_what_each_coupon_took_off_each_part() -> None:
    assert coupon_shares(THREE.state) == (
        CouponShare(coupon=SPRING, part=PartId("p1"), amount=150),
        CouponShare(coupon=SPRING, part=PartId("p2"), amount=34),
        CouponShare(coupon=FREE, part=PartId("p3"), amount=500),
    )
    assert PAID.state.total == PAID.state.received
    assert PAID.state.confirmed_at is not None


@pytest.mark.rule("00.9", "W21")
def test_a_use_is_given_back_when_no_part_with_a_share_is_live() -> None:
    assert released(PAID) == set()
    one = PAID.after(cancel("p1"))
    assert released(one) == set(), "the second part has a share and lives"
    both = one.after(cancel("p2"))
    assert released(both) == {SPRING}
    assert released(both.after(cancel("p3"))) == {SPRING, FREE}
    assert released(PAID.after(cancel("p3"))) == {FREE}
    assert released(both, frozenset()) == set(), "where nothing gives a use back"


@pytest.mark.rule("00.9", "W21")
def test_units_that_are_cancelled_and_parts_that_are_completed_keep_the_use() -> None:
    some = PAID.after(cancel_lines("p1", ("p1.l1", 1)), cancel("p2"))
    assert released(some) == set()
    done = PAID.after(ship("p1", ("p1.l1", 2)), complete(), cancel("p2"))
    assert released(done) == set()


@pytest.mark.rule("00.9", "W21")
def test_a_full_refund_gives_a_use_back_only_where_the_policy_says_so() -> None:
    story = PAID.told(refund_settled("p3", all_of(PAID.state, "p3")))
    assert released(story) == set()
    assert released(story, REFUNDED) == {FREE}
    mixed = story.after(cancel("p1")).told(refund_settled("p2", all_of(PAID.state, "p2"), refund="r2", fact="f2"))
    assert released(mixed, CANCELLED) == set()
    assert released(mixed, REFUNDED) == {SPRING, FREE}


def test_an_order_that_nobody_paid_gives_its_coupons_back_when_it_is_cancelled() -> None:
    assert released(THREE.after(cancel("p1"), cancel("p2"), cancel("p3"))) == {SPRING, FREE}


@given(
    shares=st.lists(st.tuples(st.integers(1, 4), st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=3),
    steps=st.lists(st.integers(0, 2), max_size=6),
    send=st.booleans(),
)
def test_every_share_stays_exact_through_partial_shipment_and_cancellation(
    shares: list[tuple[int, int, int]], steps: list[int], send: bool
) -> None:
    lines = [
        line(f"p1.l{n}", "4.99", quantity, off(f"{a / 100:.2f}"), off(f"{min(b, 499 * quantity - a) / 100:.2f}"))
        for n, (quantity, a, b) in enumerate((q, min(a, 499 * q), b) for q, a, b in shares)
    ]
    story = bought(part(1, *lines))
    story = story.after(pay(str(story.state.due.amount)))
    for number, step in enumerate(steps):
        name = f"p1.l{step % len(lines)}"
        left = story.state.parts[0].line(LineId(name))
        assert left is not None
        if left.to_ship and story.state.parts[0].to_ship > 1:
            wanted = (name, 1)
            story = story.after(ship("p1", wanted, dispatch=f"d{number}") if send else cancel_lines("p1", wanted))
        laws.life_holds(story.history, story.state)
    for each in story.state.parts[0].lines:
        due = each.refund_due
        if due is not None:
            paid = each.goods - sum(discount.amount for discount in each.discounts)
            assert due.total == paid * each.cancelled // each.quantity
            assert due.total == due.goods - sum(due.discounts)
