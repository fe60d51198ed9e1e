"""An order placed with coupons costs what its buyer saw, to the cent, or is refused by what differs."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeAlias

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mpcore import discounts, orders
from mpcore.discounts import (
    AmountOff,
    Basket,
    BasketLine,
    Coupon,
    CouponLost,
    DiscountChanged,
    Evaluation,
    Funder,
    Funding,
    PercentOff,
    Shipping,
    ShippingOff,
    TaxRate,
    Terms,
    evaluate,
)
from mpcore.kernel import (
    Buyer,
    BuyerId,
    CouponId,
    Done,
    LineId,
    ListingId,
    MalformedError,
    OrderId,
    PartId,
    PaymentId,
    PolicyMismatchError,
    Refusal,
    Refused,
    RuleBookId,
    SalesChannel,
    ShopId,
    ShowId,
    VariantId,
    VendorId,
    utc,
)
from mpcore.money import from_minor, money
from mpcore.orders import Context, NotAsPriced, PlaceOrder, coupon_shares, priced_parts
from mpcore.presets import PLAIN, RuleBook
from mpcore.testing import SYSTEM, Scenario, laws
from tests.orders.say import cancel, cancel_lines, pay, ship

Seller: TypeAlias = tuple[VendorId, ShopId | None]

NOW = datetime(2026, 3, 26, 9, tzinfo=UTC)
ADA = Buyer(BuyerId("ada"))
VAT = TaxRate(rate_id="FR-20", rate=Decimal(20))
ON_TOP = TaxRate(rate_id="US-8.875", rate=Decimal("8.875"), inclusive=False)
V1: Seller = (VendorId("v1"), None)
V2: Seller = (VendorId("v2"), ShopId("outlet"))
PARTS: dict[Seller, PartId] = {V1: PartId("p1"), V2: PartId("p2")}


def line(
    name: str, seller: tuple[VendorId, ShopId | None], price: int, quantity: int, tax: TaxRate = VAT
) -> BasketLine:
    return BasketLine(
        id=LineId(name),
        vendor=seller[0],
        shop=seller[1],
        listing=ListingId(f"listing of {name}"),
        title="A chair",
        quantity=quantity,
        unit_price=from_minor(price, "EUR"),
        taxes=(tax,),
    )


BASKET = Basket(
    buyer=ADA,
    currency="EUR",
    lines=[line("l1", V1, 999, 3), line("l2", V2, 4999, 1, ON_TOP), line("l3", V1, 333, 2)],
    shipping=[
        Shipping(vendor=V1[0], price=money("4.90", "EUR"), taxes=[VAT]),
        Shipping(vendor=V2[0], shop=V2[1], price=money("0.07", "EUR"), taxes=[ON_TOP]),
    ],
)
SHARED = Coupon(
    id=CouponId("shared"),
    terms=Terms(title="Ten", benefit=AmountOff(money("10", "EUR")), funding=Funding(2, 1)),
    created_at=utc(NOW),
)
FREE = Coupon(
    id=CouponId("free"),
    terms=Terms(title="Free", benefit=ShippingOff(percent=Decimal(100)), funding=Funding(0, 1)),
    created_at=utc(NOW),
)


def priced(basket: Basket = BASKET, *coupons: Coupon, rules: RuleBook = PLAIN) -> Evaluation:
    ctx = discounts.Context(now=NOW, actor=SYSTEM, policy=rules.discounts)
    return evaluate(basket, coupons or (SHARED, FREE), ctx)


SHOWN = priced()


def purchase(shown: Evaluation = SHOWN) -> PlaceOrder:
    basket = shown.basket
    return PlaceOrder(
        order=OrderId("o1"),
        buyer=basket.buyer,
        currency=basket.currency,
        parts=priced_parts(shown, PARTS),
        channel=basket.channel,
        evaluation=shown,
    )


def place(command: PlaceOrder, repriced: Evaluation | None = SHOWN) -> Done[orders.Order, orders.OrderEvent] | Refused:
    return orders.place(command, Context(now=NOW, actor=SYSTEM, policy=PLAIN.orders, repriced=repriced))


def reasons(command: PlaceOrder, repriced: Evaluation | None = SHOWN) -> tuple[Refusal, ...]:
    refused = place(command, repriced)
    assert isinstance(refused, Refused)
    return refused.reasons


def places(command: PlaceOrder) -> set[str | None]:
    found = reasons(command)
    assert {type(reason) for reason in found} == {NotAsPriced}
    return {reason.at for reason in found}


def test_the_order_costs_what_the_buyer_saw() -> None:
    order = place(purchase()).unwrap().state
    assert order.total_minor == SHOWN.total
    assert [part.id for part in order.parts] == ["p1", "p2"]
    shares = {(share.coupon, share.part): share.amount for share in coupon_shares(order)}
    assert sum(amount for (coupon, _), amount in shares.items() if coupon == "shared") == 1000
    assert shares[CouponId("free"), PartId("p1")] == 490
    assert shares[CouponId("free"), PartId("p2")] == 7


def test_each_funder_pays_in_the_order_what_the_evaluation_says() -> None:
    order = place(purchase()).unwrap().state
    stored = {Funder.VENDOR: 0, Funder.OPERATOR: 0}
    for part in order.parts:
        for each in part.lines:
            for discount in each.discounts:
                stored[discount.funder] += discount.amount
    for funder in Funder:
        assert stored[funder] == sum(applied.paid_by(funder) for applied in SHOWN.applied)
    assert stored[Funder.VENDOR] == 667, "two thirds of ten"


def test_an_order_without_coupons_is_placed_as_before() -> None:
    plain = evolve(purchase(), evaluation=None)
    assert isinstance(place(plain, None), Done)
    assert isinstance(place(plain, SHOWN), Done)


def test_the_basket_has_to_be_priced_again_under_the_same_book() -> None:
    with pytest.raises(MalformedError, match="repriced: price the basket again"):
        place(purchase(), None)
    other = evolve(SHOWN, rule_book=RuleBookId("another"))
    for command, again in ((purchase(), other), (evolve(purchase(), evaluation=other), SHOWN)):
        with pytest.raises(PolicyMismatchError, match="priced under rule book 'another'"):
            place(command, again)


def test_what_would_be_priced_otherwise_now_is_refused_by_name() -> None:
    later = priced(BASKET, FREE)
    (lost,) = reasons(purchase(), later)
    assert isinstance(lost, CouponLost)
    assert lost.coupon == "shared"
    less = evolve(SHARED, terms=evolve(SHARED.terms, benefit=AmountOff(money("9.99", "EUR"))))
    (changed,) = reasons(purchase(), priced(BASKET, less, FREE))
    assert isinstance(changed, DiscountChanged)
    deactivated = evolve(SHARED, stage=discounts.CouponStage.DEACTIVATED)
    (gone,) = reasons(purchase(), priced(BASKET, deactivated, FREE))
    assert isinstance(gone, CouponLost)
    assert gone.reasons == ("discounts.coupon_inactive",)
    both = reasons(purchase(), priced(BASKET, less))
    assert {type(reason) for reason in both} == {DiscountChanged, CouponLost}, "and all of it at once"


def test_parts_that_are_not_as_they_were_priced_are_refused_at_their_places() -> None:
    command = purchase()
    first, second = command.parts
    one, three = first.lines
    stranger = evolve(second, id=PartId("p3"), vendor=VendorId("v3"), lines=[evolve(second.lines[0], id=LineId("l9"))])
    wrong = (
        (evolve(command, buyer=Buyer(BuyerId("bob"))), {"buyer"}),
        (evolve(command, channel=SalesChannel(ShowId("s1"))), {"channel"}),
        (evolve(command, parts=(first,)), {"parts"}),
        (evolve(command, parts=(first, second, stranger)), {"parts[2]"}),
        (evolve(command, parts=(evolve(first, lines=(one,)), second)), {"parts[0].lines"}),
        (evolve(command, parts=(evolve(first, lines=(three, one)), second)), {"parts[0].lines"}),
        (
            evolve(command, parts=(evolve(first, shipping=None, shipping_discounts=(), shipping_taxes=()), second)),
            {"parts[0].shipping", "parts[0].shipping_taxes", "parts[0].shipping_discounts"},
        ),
        (evolve(command, parts=(first, evolve(second, shipping_discounts=()))), {"parts[1].shipping_discounts"}),
        (evolve(command, parts=(first, evolve(second, shipping_taxes=()))), {"parts[1].shipping_taxes"}),
    )
    for asked, at in wrong:
        assert places(asked) == at
    others = {
        "listing": evolve(one, listing=ListingId("x")),
        "variant": evolve(one, variant=VariantId("red")),
        "quantity": evolve(one, quantity=2),
        "unit_price": evolve(one, unit_price=money("9.98", "EUR")),
        "discounts": evolve(one, discounts=()),
        "taxes": evolve(one, taxes=()),
    }
    for name, other in others.items():
        asked = evolve(command, parts=(evolve(first, lines=(other, three)), second))
        assert f"parts[0].lines[0].{name}" in {reason.at for reason in reasons(asked)}
    assert isinstance(place(evolve(command, parts=(second, first))), Done), "the order of the parts is the host's"


def test_a_seller_without_an_id_for_its_part_is_named() -> None:
    with pytest.raises(MalformedError, match="has no id for the part of vendor 'v2'"):
        priced_parts(SHOWN, {V1: PartId("p1")})


def test_shares_stay_exact_through_partial_shipment_and_cancellation() -> None:
    placed = place(purchase()).unwrap()
    story = Scenario(placed.events)
    story = story.after(pay(str(story.state.due.amount)), ship("p1", ("l1", 1)), cancel_lines("p1", ("l1", 1)))
    laws.life_holds(story.history, story.state)
    story = story.after(cancel_lines("p1", ("l1", 1), ("l3", 2)), cancel("p2"))
    laws.life_holds(story.history, story.state)
    part = story.state.parts[0]
    due = [share for each in part.lines if (share := each.refund_due) is not None]
    paid_for_one = part.lines[0].total
    assert sum(share.total for share in due) < part.paid
    assert 0 < sum(share.total for share in due if share.line == "l1") < paid_for_one
    assert story.state.parts[1].refundable == 0, "all of the cancelled part is due back"


@given(
    currency=st.sampled_from(("JPY", "EUR", "KWD")),
    prices=st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 5), st.booleans()), min_size=1, max_size=5),
    amount=st.integers(1, 9000),
    percent=st.sampled_from(("10", "33.333", "100", "0.01")),
    weights=st.sampled_from(((1, 0), (0, 1), (1, 1), (2, 1), (1, 999))),
    shipping=st.tuples(st.integers(0, 700), st.integers(0, 3)),
    step=st.integers(0, 3),
)
def test_whatever_is_priced_is_placed_at_that_price_and_goes_back_exactly(
    *,
    currency: str,
    prices: list[tuple[int, int, bool]],
    amount: int,
    percent: str,
    weights: tuple[int, int],
    shipping: tuple[int, int],
    step: int,
) -> None:
    sellers = [V1 if first else V2 for _, _, first in prices]
    basket = Basket(
        buyer=ADA,
        currency=currency,
        lines=[
            BasketLine(
                id=LineId(f"l{i}"),
                vendor=seller[0],
                shop=seller[1],
                listing=ListingId("chair"),
                title="A chair",
                quantity=quantity,
                unit_price=from_minor(price, currency),
                taxes=(VAT,) if first else (ON_TOP,),
            )
            for i, ((price, quantity, first), seller) in enumerate(zip(prices, sellers, strict=True))
        ],
        shipping=[
            Shipping(vendor=seller[0], shop=seller[1], price=from_minor(price, currency), taxes=(VAT,))
            for seller, price in zip((V1, V2), shipping, strict=True)
            if seller in sellers
        ],
    )
    coupons = (
        evolve(SHARED, terms=evolve(SHARED.terms, benefit=PercentOff(Decimal(percent)), funding=Funding(*weights))),
        evolve(SHARED, id=CouponId("z"), terms=evolve(SHARED.terms, benefit=AmountOff(from_minor(amount, currency)))),
        evolve(FREE, terms=evolve(FREE.terms, benefit=ShippingOff(percent=Decimal(50)))),
    )
    shown = priced(basket, *coupons)
    command = purchase(shown)
    done = place(command, shown).unwrap()
    assert done.state.total_minor == shown.total
    laws.life_holds(done.events, done.state)
    story = Scenario(done.events)
    if story.state.due_minor:
        paid = orders.RecordPayment(order=OrderId("o1"), payment=PaymentId("m1"), amount=story.state.due)
        story = story.after(paid)
    first = story.state.parts[0]
    if 0 < step < first.to_ship:
        story = story.after(cancel_lines(first.id, (first.lines[0].id, min(step, first.lines[0].quantity))))
    for part in story.state.parts:
        if part.stage is orders.PartStage.OPEN:
            story = story.after(cancel(part.id))
    laws.life_holds(story.history, story.state)
    assert all(part.refundable == 0 for part in story.state.parts)
