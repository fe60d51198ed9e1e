"""Purchases: from one to four vendors, taxed in both ways, discounted, shipped, given away."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mpcore.kernel import (
    NO_METADATA,
    Buyer,
    BuyerId,
    CouponId,
    LineId,
    ListingId,
    OrderId,
    PartId,
    Personal,
    ShopId,
    ShowId,
    VariantId,
    VendorId,
)
from mpcore.money import from_minor
from mpcore.orders import (
    Address,
    Funder,
    NewDiscount,
    NewLine,
    NewPart,
    NewTax,
    PlaceOrder,
    Properties,
    Remitter,
    SalesChannel,
    ShippingCharge,
)
from mpcore.presets import PLAIN, RuleBook
from mpcore.testing.strategies.values import currencies, instants, metadata, minor

__all__ = ["broken_place_commands", "buyers", "place_commands", "properties"]

T = TypeVar("T")


def buyers() -> SearchStrategy[Buyer]:
    """A member, or a guest under the same id: two different people."""
    return st.builds(Buyer, st.just(BuyerId("ada")), guest=st.booleans())


def properties() -> SearchStrategy[Properties]:
    """What is said of an order beside its lines, personal data included."""
    address = st.builds(
        Address,
        name=st.just("Ada Lovelace"),
        lines=st.just(("12 St James's Square",)),
        postal_code=st.just("SW1Y 4JH"),
        city=st.just("London"),
        country=st.just("GB"),
    )
    return st.builds(
        Properties,
        email=st.none() | st.just(Personal("ada@example.org")),
        phone=st.none() | st.just(Personal("+44 20 7946 0000")),
        note=st.none() | st.just(Personal("the blue door")),
        shipping_address=st.none() | address.map(Personal),
        buyer_accepts_marketing=st.booleans(),
        tags=st.sampled_from(((), ("gift",), ("gift", "vip"))),
        metafields=metadata(1),
    )


@st.composite
def place_commands(
    draw: DrawFn,
    rules: RuleBook = PLAIN,
    *,
    vendors: int = 4,
    lines: int = 4,
    order: str = "o1",
    currency: str | None = None,
    ample: bool = True,
) -> PlaceOrder:
    """Purchases that the rules accept, from up to so many vendors with up to so many lines each.

    Ids tell what they name: `o1`, `p1`, `p1.l2`; the vendor of part `p1` is `v1`.  `ample=False` leaves the taxes,
    discounts and notes out.
    """
    code = draw(currencies()) if currency is None else currency
    included = rules.orders.shipping_charge is ShippingCharge.INCLUDED
    return PlaceOrder(
        order=OrderId(order),
        buyer=draw(buyers()),
        currency=code,
        parts=tuple(
            _part(draw, f"p{number}", f"v{number}", draw(st.integers(1, lines)), code, included=included, ample=ample)
            for number in range(1, draw(st.integers(1, vendors)) + 1)
        ),
        channel=draw(st.builds(SalesChannel, st.none() | st.just(ShowId("s1")))),
        properties=draw(properties()) if ample else Properties(),
        metadata=draw(metadata(1)) if ample else NO_METADATA,
    )


@st.composite
def broken_place_commands(draw: DrawFn, rules: RuleBook = PLAIN) -> PlaceOrder:
    """Purchases with one thing wrong with them, each for a reason that `orders.place` gives."""
    command = draw(place_commands(rules, vendors=2, lines=2, ample=False))
    part = command.parts[0]
    line = part.lines[0]
    other = from_minor(1, "USD" if command.currency != "USD" else "EUR")
    return draw(
        st.sampled_from(
            (
                evolve(command, parts=()),
                evolve(command, parts=(*command.parts, part)),
                evolve(command, parts=(evolve(part, lines=()),)),
                evolve(command, parts=(evolve(part, lines=(line, line)),)),
                evolve(command, parts=(evolve(part, lines=(evolve(line, quantity=0),)),)),
                evolve(command, parts=(evolve(part, lines=(evolve(line, quantity=1_000_001),)),)),
                evolve(command, parts=(evolve(part, lines=(evolve(line, unit_price=other),)),)),
                evolve(command, parts=(evolve(part, shipping=from_minor(-1, command.currency)),)),
                evolve(command, currency="GBP"),
                evolve(command, parts=(part, evolve(part, id=PartId("p9"), lines=(evolve(line, id=LineId("l9")),)))),
            )
        )
    )


def _part(
    draw: DrawFn, name: str, vendor: str, lines: int, currency: str, *, included: bool, ample: bool
) -> NewPart:
    shipping = 0 if included or not ample else draw(st.sampled_from((0, 0, 1, 299, 500)))
    return NewPart(
        id=PartId(name),
        vendor=VendorId(vendor),
        shop=draw(st.none() | st.just(ShopId("main"))),
        lines=tuple(_line(draw, f"{name}.l{number}", currency, ample=ample) for number in range(1, lines + 1)),
        shipping=draw(st.none() | st.just(from_minor(0, currency))) if not shipping else from_minor(shipping, currency),
        shipping_taxes=_taxes(draw, shipping, currency) if shipping else (),
        pickup_offered=draw(st.booleans()),
        ship_by=draw(st.none() | instants()) if ample else None,
    )


def _line(draw: DrawFn, name: str, currency: str, *, ample: bool) -> NewLine:
    quantity = draw(st.integers(1, 3) | st.sampled_from((7, 100)))
    price = draw(st.sampled_from((1000, 0)) | minor(1, 100_000))
    left = price * quantity
    discounts: list[NewDiscount] = []
    for _ in range(draw(st.sampled_from((0, 0, 1, 2))) if ample else 0):
        off = draw(minor(0, left))
        left -= off
        discounts.append(
            NewDiscount(
                amount=from_minor(off, currency),
                funder=draw(st.sampled_from(Funder)),
                coupon=draw(st.none() | st.just(CouponId("SPRING"))),
            )
        )
    return NewLine(
        id=LineId(name),
        listing=ListingId(f"listing of {name}"),
        variant=draw(st.none() | st.just(VariantId("blue"))),
        title=draw(st.sampled_from(("A chair", "Chaise à bascule", "椅子"))),
        quantity=quantity,
        unit_price=from_minor(price, currency),
        taxes=_taxes(draw, left, currency) if ample else (),
        discounts=tuple(discounts),
    )


def _taxes(draw: DrawFn, base: int, currency: str) -> tuple[NewTax, ...]:
    """Up to two taxes; those contained in an amount are together no more than it is."""
    taxes: list[NewTax] = []
    room = base
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        inclusive = draw(st.booleans())
        amount = draw(minor(0, room if inclusive else base))
        room -= amount if inclusive else 0
        taxes.append(
            NewTax(
                rate_id=draw(st.sampled_from(("FR-20", "FR-5.5"))),
                rate=Decimal("0.2"),
                amount=from_minor(amount, currency),
                inclusive=inclusive,
                remitter=draw(st.sampled_from(Remitter)),
            )
        )
    return tuple(taxes)
