"""Baskets, coupons and policies for property tests: small, of every kind that the slow engine knows."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from mpcore.discounts import (
    ALWAYS,
    AmountOff,
    Basket,
    Benefit,
    Condition,
    Coupon,
    DiscountPolicy,
    FixedUnitPrice,
    Funding,
    Measured,
    MinimumSpend,
    OfVendors,
    Per,
    PercentOf,
    PercentOff,
    PercentPer,
    ShippingOff,
    Stacking,
    Together,
)
from mpcore.kernel import VendorId
from mpcore.money import Rounding, from_minor
from tests.discounts import say

VENDORS = ("v1", "v2", "v3")
currencies = st.sampled_from(["EUR", "JPY", "KWD"])
percents = st.one_of(
    st.integers(1, 100).map(Decimal), st.sampled_from([Decimal("0.1"), Decimal("12.5"), Decimal("33.333")])
)


@st.composite
def baskets(draw: st.DrawFn, most_lines: int = 6, currency: str | None = None) -> Basket:
    """Of up to three vendors, with prices from nothing on, minimum prices and shipping."""
    code = draw(currencies) if currency is None else currency
    lines = [
        say.line(
            price := draw(st.one_of(st.integers(0, 30), st.integers(0, 5000))),
            draw(st.integers(1, 4)),
            id=f"l{i}",
            vendor=draw(st.sampled_from(VENDORS)),
            minimum=draw(st.one_of(st.none(), st.none(), st.integers(0, price + 1))),
            currency=code,
        )
        for i in range(draw(st.integers(1, most_lines)))
    ]
    sellers = sorted({line.vendor for line in lines})
    sent = [vendor for vendor in sellers if draw(st.booleans())]
    shipping = [say.shipping(draw(st.integers(0, 900)), vendor=vendor, currency=code) for vendor in sent]
    return say.basket(*lines, shipping=shipping, currency=code)


@st.composite
def benefits(draw: st.DrawFn, currency: str) -> Benefit:
    amounts = st.one_of(st.integers(1, 40), st.integers(1, 3000)).map(lambda minor: from_minor(minor, currency))
    match draw(st.integers(0, 4)):
        case 0:
            return PercentOff(draw(percents), draw(st.one_of(st.none(), amounts)))
        case 1 | 2:
            return AmountOff(draw(amounts), draw(st.sampled_from(list(Per))))
        case 3:
            return FixedUnitPrice(draw(amounts))
        case _:
            return ShippingOff(amount=draw(st.one_of(st.none(), amounts)))


@st.composite
def conditions(draw: st.DrawFn, currency: str) -> Condition:
    match draw(st.integers(0, 3)):
        case 0:
            minimum = from_minor(draw(st.integers(1, 6000)), currency)
            return MinimumSpend(minimum, draw(st.sampled_from(list(Measured))))
        case 1:
            return OfVendors(draw(st.frozensets(st.sampled_from([VendorId(each) for each in VENDORS]), min_size=1)))
        case _:
            return ALWAYS


@st.composite
def stackings(draw: st.DrawFn) -> Stacking:
    together = draw(st.sampled_from([Together.COMBINABLE, Together.COMBINABLE, Together.EXCLUSIVE, Together.BEST_OF]))
    return Stacking(
        lane=draw(st.integers(0, 2)),
        priority=draw(st.integers(0, 2)),
        together=together,
        group=draw(st.sampled_from(["g", "h"])) if together is Together.BEST_OF else None,
    )


@st.composite
def coupons(draw: st.DrawFn, currency: str, most: int = 5, least: int = 0) -> tuple[Coupon, ...]:
    """Automatic ones, called `c0`, `c1`…, in any order."""
    found = [
        say.but(
            say.coupon(
                f"c{i}",
                draw(benefits(currency)),
                draw(conditions(currency)),
                owner=draw(st.one_of(st.none(), st.none(), st.sampled_from(VENDORS))),
            ),
            stacking=draw(stackings()),
            funding=draw(st.sampled_from([Funding(1, 0), Funding(0, 1), Funding(1, 1), Funding(1, 2), Funding(7, 3)])),
        )
        for i in range(draw(st.integers(least, most)))
    ]
    return tuple(draw(st.permutations(found)))


policies = st.builds(
    DiscountPolicy,
    percent_of=st.sampled_from(PercentOf),
    percent_per=st.sampled_from(PercentPer),
    rounding=st.sampled_from(Rounding),
    most_percent=st.one_of(st.none(), st.none(), st.integers(0, 100).map(Decimal)),
    on_shipping=st.sampled_from([True, True, False]),
)


@st.composite
def checkouts(draw: st.DrawFn, most: int = 5, most_lines: int = 6) -> tuple[Basket, tuple[Coupon, ...], DiscountPolicy]:
    basket = draw(baskets(most_lines))
    return basket, draw(coupons(basket.currency, most)), draw(policies)
