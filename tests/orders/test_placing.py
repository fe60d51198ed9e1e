"""An order is placed: every amount is split once, and every reason against it has its place."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from moneyed import Money

from mpcore import orders
from mpcore.kernel import (
    Buyer,
    BuyerId,
    CouponId,
    Done,
    Duplicate,
    InTheFuture,
    LineId,
    ListingId,
    MalformedError,
    MissingScope,
    NothingNamed,
    OrderId,
    OutOfRange,
    PartId,
    Refusal,
    Refused,
    VendorId,
)
from mpcore.money import allocate, money
from mpcore.orders import (
    Context,
    CurrencyMismatch,
    ExtraShippingForbidden,
    Funder,
    Line,
    NewDiscount,
    NewLine,
    NewPart,
    NewTax,
    NoticeKind,
    Order,
    OrderEvent,
    PlaceOrder,
    VendorTwice,
    notices,
)
from mpcore.orders.rules import MOST_AMOUNT
from mpcore.presets import PLAIN, SIPOKO, RuleBook
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, laws, vendor_member
from mpcore.testing import strategies as some

ADA = Buyer(BuyerId("ada"))


def eur(amount: str) -> Money:
    return money(amount, "EUR")


def line(name: str, price: str = "10.00", quantity: int = 1) -> NewLine:
    return NewLine(
        id=LineId(name), listing=ListingId("a chair"), title="A chair", quantity=quantity, unit_price=eur(price)
    )


def part(name: str, *lines: NewLine) -> NewPart:
    return NewPart(id=PartId(name), vendor=VendorId(f"vendor of {name}"), lines=lines or (line(f"{name}.l1"),))


def purchase(*parts: NewPart) -> PlaceOrder:
    return PlaceOrder(order=OrderId("o1"), buyer=ADA, currency="EUR", parts=parts)


def ask(command: PlaceOrder, rules: RuleBook = PLAIN) -> Done[Order, OrderEvent] | Refused:
    return orders.place(command, Context(now=PLACED_AT, actor=ADA, policy=rules.orders))


def lines_of(command: PlaceOrder) -> tuple[Line, ...]:
    return ask(command).unwrap().state.parts[0].lines


def reasons(command: PlaceOrder, rules: RuleBook = PLAIN) -> tuple[Refusal, ...]:
    outcome = ask(command, rules)
    assert isinstance(outcome, Refused)
    return outcome.reasons


VAT_ON_SHIPPING = NewTax(rate_id="FR-20", rate=Decimal("0.2"), amount=eur("0.60"), inclusive=False)


@pytest.mark.rule("S18")
def test_where_shipping_is_in_the_price_nothing_is_charged_for_it() -> None:
    charged = evolve(part("p1"), shipping=eur("0.01"))
    refusal = ExtraShippingForbidden(part=PartId("p1"), at="parts[1].shipping")
    assert reasons(purchase(part("p2"), charged), SIPOKO) == (refusal,)
    for nothing in (None, eur("0.00")):
        assert isinstance(ask(purchase(evolve(part("p1"), shipping=nothing)), SIPOKO), Done)
    assert isinstance(ask(purchase(charged), PLAIN), Done)


@pytest.mark.rule("S18")
def test_where_shipping_is_in_the_price_no_tax_on_it_is_charged_either() -> None:
    taxed = evolve(part("p1"), shipping_taxes=(VAT_ON_SHIPPING,))
    assert [type(reason) for reason in reasons(purchase(taxed), SIPOKO)] == [ExtraShippingForbidden]
    assert isinstance(ask(purchase(evolve(taxed, shipping=eur("3.00"))), PLAIN), Done)


@pytest.mark.parametrize(
    ("prices", "shipping", "shares"),
    [
        (("43.00", "14.00", "23.00"), "2.99", (161, 52, 86)),
        (("43.00", "14.00", "23.00"), "3.00", (161, 53, 86)),
        (("10.00", "10.00", "10.00"), "2.99", (100, 100, 99)),
        (("1.00", "1.00", "1.00"), "1.00", (34, 33, 33)),
        (("0.00", "9.99", "9.99"), "0.95", (0, 48, 47)),
        (("0.00", "0.00"), "0.10", (5, 5)),
    ],
)
def test_shipping_is_split_over_the_lines_by_the_value_of_their_goods(
    prices: tuple[str, ...], shipping: str, shares: tuple[int, ...]
) -> None:
    lines = [line(f"l{number}", price) for number, price in enumerate(prices)]
    tax = evolve(VAT_ON_SHIPPING, amount=eur(shipping))
    made = lines_of(purchase(evolve(part("p1", *lines), shipping=eur(shipping), shipping_taxes=(tax,))))
    assert tuple(one.shipping for one in made) == shares
    assert tuple(one.taxes[0].amount for one in made) == shares, "and so are the taxes on it"
    assert all(one.taxes[0].on_shipping for one in made)


@given(some.place_commands())
def test_every_amount_is_in_the_order_once(command: PlaceOrder) -> None:
    done = orders.place(command, Context(now=PLACED_AT, actor=SYSTEM, policy=PLAIN.orders)).unwrap()
    laws.life_holds(done.events, done.state)
    for new, made in zip(command.parts, done.state.parts, strict=True):
        assert sum(one.shipping for one in made.lines) == new.shipping_minor
        left = [one.shipping for one in made.lines]
        for place, off in enumerate(new.shipping_discounts):
            pairs = list(zip(new.lines, made.lines, strict=True))
            split = [one.discounts[len(asked.discounts) + place].amount for asked, one in pairs]
            assert tuple(split) == (allocate(off.amount_minor, left) if off.amount_minor else (0,) * len(split))
            left = [share - amount for share, amount in zip(left, split, strict=True)]
            assert min(left) >= 0, "no line has more taken off its shipping than it has shipping"
        weights = left if any(left) else [one.goods for one in made.lines]
        for place, tax in enumerate(new.shipping_taxes):
            pairs = list(zip(new.lines, made.lines, strict=True))
            split = [one.taxes[len(asked.taxes) + place].amount for asked, one in pairs]
            assert sum(split) == tax.amount_minor
            assert tuple(split) == allocate(tax.amount_minor, left if tax.inclusive else weights)
            if tax.inclusive:
                left = [share - amount for share, amount in zip(left, split, strict=True)]
                assert min(left) >= 0, "nor more tax in it"
        for asked, one in zip(new.lines, made.lines, strict=True):
            assert one.goods == asked.unit_price_minor * asked.quantity
            on_goods = [discount.amount for discount in one.discounts if not discount.on_shipping]
            assert on_goods == [off.amount_minor for off in asked.discounts]


def test_what_is_taken_off_the_shipping_is_split_like_it_and_goes_back_with_it() -> None:
    given = evolve(
        part("p1", line("l1", "43.00"), line("l2", "14.00"), line("l3", "23.00")),
        shipping=eur("3.00"),
        shipping_discounts=(
            NewDiscount(amount=eur("2.99"), funder=Funder.OPERATOR, coupon=CouponId("FREE")),
            NewDiscount(amount=eur("0.01"), funder=Funder.VENDOR),
        ),
    )
    made = lines_of(purchase(given))
    assert [one.shipping for one in made] == [161, 53, 86]
    assert [[off.amount for off in one.discounts] for one in made] == [[160, 1], [53, 0], [86, 0]]
    assert all(off.on_shipping for one in made for off in one.discounts)
    assert [one.total for one in made] == [4300, 1400, 2300]


def test_more_than_the_shipping_is_not_taken_off_it_nor_taxed_in_it() -> None:
    off = NewDiscount(amount=eur("2.00"), funder=Funder.VENDOR)
    free = evolve(part("p1"), shipping=eur("2.00"), shipping_discounts=(off,))
    assert isinstance(ask(purchase(free)), Done)
    too_much = evolve(free, shipping_discounts=(off, evolve(off, amount=eur("0.01"))))
    most = OutOfRange(given=201, least=0, most=200, at="parts[0].shipping_discounts")
    assert reasons(purchase(too_much)) == (most,)
    assert reasons(purchase(evolve(free, shipping=None)))[0].at == "parts[0].shipping_discounts"
    taxed = evolve(free, shipping_taxes=(evolve(VAT_ON_SHIPPING, amount=eur("0.01"), inclusive=True),))
    assert reasons(purchase(taxed)) == (OutOfRange(given=1, least=0, most=0, at="parts[0].shipping_taxes"),)
    odd = evolve(off, amount=money("1.00", "USD"))
    assert [reason.at for reason in reasons(purchase(evolve(free, shipping_discounts=(odd,))))] == [
        "parts[0].shipping_discounts[0].amount"
    ]


def test_taxes_and_discounts_make_the_total() -> None:
    given = evolve(
        line("l1", "10.00", 3),
        taxes=(
            NewTax(rate_id="FR-20", rate=Decimal("0.2"), amount=eur("4.17"), inclusive=True),
            NewTax(rate_id="eco", rate=Decimal(0), amount=eur("0.30"), inclusive=False),
        ),
        discounts=(NewDiscount(amount=eur("5.00"), funder=Funder.VENDOR),),
    )
    (made,) = lines_of(purchase(evolve(part("p1", given), shipping=eur("2.00"), shipping_taxes=(VAT_ON_SHIPPING,))))
    assert made.total == 3000 + 30 - 500 + 200 + 60


WRONG: dict[str, tuple[PlaceOrder, tuple[Refusal, ...]]] = {
    "no parts": (purchase(), (NothingNamed(thing="part", at="parts"),)),
    "no lines": (
        purchase(evolve(part("p1"), lines=())),
        (NothingNamed(thing="line", at="parts[0].lines"),),
    ),
    "nothing of a line": (
        purchase(part("p1", line("l1", quantity=0))),
        (OutOfRange(given=0, least=1, most=1_000_000, at="parts[0].lines[0].quantity"),),
    ),
    "more units than a line may have": (
        purchase(part("p1", line("l1", quantity=1_000_001))),
        (OutOfRange(given=1_000_001, least=1, most=1_000_000, at="parts[0].lines[0].quantity"),),
    ),
    "a price below nothing": (
        purchase(part("p1", line("l1", "-0.01"))),
        (OutOfRange(given=-1, least=0, most=MOST_AMOUNT, at="parts[0].lines[0].unit_price"),),
    ),
    "a price in another currency": (
        purchase(part("p1", evolve(line("l1"), unit_price=money("10", "JPY")))),
        (CurrencyMismatch(expected="EUR", given="JPY", at="parts[0].lines[0].unit_price"),),
    ),
    "shipping in another currency": (
        purchase(evolve(part("p1"), shipping=money("1", "JPY"))),
        (CurrencyMismatch(expected="EUR", given="JPY", at="parts[0].shipping"),),
    ),
    "a tax in another currency": (
        purchase(part("p1", evolve(line("l1"), taxes=(evolve(VAT_ON_SHIPPING, amount=money("1", "JPY")),)))),
        (CurrencyMismatch(expected="EUR", given="JPY", at="parts[0].lines[0].taxes[0].amount"),),
    ),
    "a discount in another currency": (
        purchase(
            part("p1", evolve(line("l1"), discounts=(NewDiscount(amount=money("1", "JPY"), funder=Funder.VENDOR),)))
        ),
        (CurrencyMismatch(expected="EUR", given="JPY", at="parts[0].lines[0].discounts[0].amount"),),
    ),
    "a tax on shipping in another currency": (
        purchase(evolve(part("p1"), shipping_taxes=(evolve(VAT_ON_SHIPPING, amount=money("1", "JPY")),))),
        (CurrencyMismatch(expected="EUR", given="JPY", at="parts[0].shipping_taxes[0].amount"),),
    ),
    "shipping below nothing": (
        purchase(evolve(part("p1"), shipping=eur("-1.00"))),
        (OutOfRange(given=-100, least=0, most=MOST_AMOUNT, at="parts[0].shipping"),),
    ),
    "more off than there is": (
        purchase(part("p1", evolve(line("l1"), discounts=(NewDiscount(amount=eur("10.01"), funder=Funder.VENDOR),)))),
        (OutOfRange(given=1001, least=0, most=1000, at="parts[0].lines[0].discounts"),),
    ),
    "more tax in the price than the price": (
        purchase(part("p1", evolve(line("l1"), taxes=(evolve(VAT_ON_SHIPPING, amount=eur("10.01"), inclusive=True),)))),
        (OutOfRange(given=1001, least=0, most=1000, at="parts[0].lines[0].taxes"),),
    ),
    "a vendor's shop twice": (
        purchase(part("p1"), evolve(part("p2"), vendor=VendorId("vendor of p1"))),
        (VendorTwice(vendor=VendorId("vendor of p1"), at="parts[1].vendor"),),
    ),
    "a part's id twice": (
        purchase(part("p1"), evolve(part("p1", line("l2")), vendor=VendorId("another"))),
        (Duplicate(thing="part", id="p1", at="parts[1].id"),),
    ),
    "a line's id twice, in two parts": (
        purchase(part("p1", line("l1")), part("p2", line("l1"))),
        (Duplicate(thing="line", id="l1", at="parts"),),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_a_purchase_is_told_with_its_place(case: str) -> None:
    command, expected = WRONG[case]
    assert reasons(command) == expected


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = purchase(
        evolve(part("p1", line("l1", "-1.00", 0)), shipping=money("1", "JPY")),
        evolve(part("p2", line("l1")), vendor=VendorId("vendor of p1")),
    )
    late = evolve(wrong, happened_at=PLACED_AT + timedelta(days=1))
    assert {type(reason) for reason in reasons(late)} == {
        OutOfRange,
        CurrencyMismatch,
        Duplicate,
        VendorTwice,
        InTheFuture,
    }


@pytest.mark.parametrize("quantity", [1, 1_000_000])
def test_a_line_has_from_one_to_a_million_units(quantity: int) -> None:
    assert isinstance(ask(purchase(part("p1", line("l1", "0.01", quantity)))), Done)


def test_no_line_costs_more_than_an_order_can_say() -> None:
    """A price and a quantity were each within bounds, and `order.total` raised."""
    ten_million = money("10000000.00", "EUR")
    most = part("p1", evolve(line("l1", quantity=MOST_AMOUNT // 10**9), unit_price=ten_million))
    done = ask(purchase(most)).unwrap()
    assert done.state.total_minor == MOST_AMOUNT
    assert done.state.total.amount > 0
    more = part("p1", evolve(line("l1", quantity=MOST_AMOUNT // 10**9 + 1), unit_price=ten_million))
    assert [reason.at for reason in reasons(purchase(more))] == ["parts[0].lines[0].quantity"]


def test_amounts_come_in_by_the_door() -> None:
    for amount in (Money("1.005", "EUR"), Money("NaN", "EUR"), Money("1e999990", "EUR")):
        with pytest.raises(MalformedError) as caught:
            evolve(line("l1"), unit_price=amount)
        assert [fault.at for fault in caught.value.faults] == ["unit_price.amount"]


@pytest.mark.parametrize("name", ["", " ", " a", "a ", "a\n", "x" * 201, "\ud800"])
def test_a_new_thing_has_an_id_that_can_name_it(name: str) -> None:
    with pytest.raises(MalformedError) as caught:
        line(name)
    assert [fault.at for fault in caught.value.faults] == ["id"]


def test_a_buyer_places_its_own_orders_only() -> None:
    command = purchase(part("p1"))
    for actor, refused in (
        (ADA, False),
        (OPERATOR, False),
        (SYSTEM, False),
        (Buyer(BuyerId("ada"), guest=True), True),
        (Buyer(BuyerId("eve")), True),
        (vendor_member("vendor of p1"), True),
    ):
        outcome = orders.place(command, Context(now=PLACED_AT, actor=actor, policy=PLAIN.orders))
        assert isinstance(outcome, Refused) is refused
        if isinstance(outcome, Refused):
            assert [type(reason) for reason in outcome.reasons] == [MissingScope]


@pytest.mark.rule("U1")
def test_each_vendor_is_told_of_its_own_part() -> None:
    done = ask(purchase(part("p1"), part("p2"))).unwrap()
    told = notices(done.state, done.events)
    assert [(notice.kind, notice.vendor, notice.part) for notice in told] == [
        (NoticeKind.NEW_ORDER, "vendor of p1", "p1"),
        (NoticeKind.NEW_ORDER, "vendor of p2", "p2"),
    ]
    assert len({notice.key for notice in told}) == 2


@given(some.broken_place_commands())
def test_a_broken_purchase_is_refused_the_same_each_time(command: PlaceOrder) -> None:
    ctx = Context(now=PLACED_AT, actor=SYSTEM, policy=PLAIN.orders)
    outcome = orders.place(command, ctx)
    assert isinstance(outcome, Refused)
    assert outcome == orders.place(command, ctx)
    assert all(reason.at is not None for reason in outcome.reasons)


def test_lists_become_tuples() -> None:
    listed = [line("l1")]
    mutable = evolve(part("p1"), lines=listed)
    command = evolve(purchase(), parts=[mutable])
    listed.append(line("l2"))
    order = ask(command).unwrap().state
    assert len(order.parts[0].lines) == 1
    hash(order)
