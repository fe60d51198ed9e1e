"""Purchases: from one to four vendors, taxed in both ways, discounted, shipped, given away."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

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
from mpcore.testing.strategies.values import Draw, currencies, instants, metadata, minor

__all__ = ["broken_place_commands", "buyers", "place_commands", "properties"]


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
    code = draw(_CODES) if currency is None else currency
    included = rules.orders.shipping_charge is ShippingCharge.INCLUDED
    return PlaceOrder(
        order=OrderId(order),
        buyer=draw(_BUYERS),
        currency=code,
        parts=tuple(
            _part(draw, f"p{number}", f"v{number}", draw(_counts(lines)), code, included=included, ample=ample)
            for number in range(1, draw(_counts(vendors)) + 1)
        ),
        channel=draw(_CHANNELS),
        properties=draw(_PROPERTIES) if ample else Properties(),
        metadata=draw(_METADATA) if ample else NO_METADATA,
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


@cache
def _counts(most: int) -> SearchStrategy[int]:
    return st.integers(1, most)


def _part(draw: Draw, name: str, vendor: str, lines: int, currency: str, *, included: bool, ample: bool) -> NewPart:
    shipping = draw(_SHIPPING) if ample and not included else None
    off = _off(draw, shipping, draw(_DISCOUNTS), currency) if shipping else ()
    paid = (shipping or 0) - sum([discount.amount_minor for discount in off])
    return NewPart(
        id=PartId(name),
        vendor=VendorId(vendor),
        shop=draw(_SHOP),
        lines=tuple([_line(draw, f"{name}.l{number}", currency, ample=ample) for number in range(1, lines + 1)]),
        shipping=None if shipping is None else from_minor(shipping, currency),
        shipping_taxes=_taxes(draw, paid, currency) if shipping else (),
        shipping_discounts=off,
        pickup_offered=draw(_YES_OR_NO),
        ship_by=draw(_SHIP_BY) if ample else None,
    )


def _line(draw: Draw, name: str, currency: str, *, ample: bool) -> NewLine:
    quantity = draw(_QUANTITY)
    price = draw(_PRICE)
    taxed, discounts = draw(_EXTRAS) if ample else (False, 0)
    off = _off(draw, price * quantity, discounts, currency)
    left = price * quantity - sum([discount.amount_minor for discount in off])
    return NewLine(
        id=LineId(name),
        listing=ListingId(f"listing of {name}"),
        variant=VariantId("blue") if quantity == 2 else None,
        title="Chaise à bascule" if taxed else "A chair",
        quantity=quantity,
        unit_price=from_minor(price, currency),
        taxes=_taxes(draw, left, currency) if taxed else (),
        discounts=off,
    )


def _off(draw: Draw, left: int, count: int, currency: str) -> tuple[NewDiscount, ...]:
    """So many discounts, which are together no more than there is."""
    off: list[NewDiscount] = []
    for number in range(count):
        amount = draw(minor(0, left))
        left -= amount
        off.append(
            NewDiscount(
                amount=from_minor(amount, currency),
                funder=Funder.OPERATOR if number else Funder.VENDOR,
                coupon=CouponId("SPRING") if number else None,
            )
        )
    return tuple(off)


def _taxes(draw: Draw, base: int, currency: str) -> tuple[NewTax, ...]:
    """Up to two taxes; those contained in an amount are together no more than it is."""
    taxes: list[NewTax] = []
    room = base
    for inclusive in draw(_TAXES):
        amount = draw(minor(0, room if inclusive else base))
        room -= amount if inclusive else 0
        taxes.append(
            NewTax(
                rate_id="FR-20" if inclusive else "FR-5.5",
                rate=Decimal("0.2"),
                amount=from_minor(amount, currency),
                inclusive=inclusive,
                remitter=Remitter.VENDOR if inclusive else Remitter.OPERATOR,
            )
        )
    return tuple(taxes)


_BUYERS = buyers()
_CODES = currencies()
_CHANNELS = st.sampled_from((SalesChannel(), SalesChannel(ShowId("s1"))))
_PROPERTIES = st.just(Properties()) | properties()
_METADATA = st.just(NO_METADATA) | metadata(1)
_YES_OR_NO = st.booleans()
_SHOP = st.sampled_from((None, ShopId("main")))
_SHIP_BY = st.none() | instants()
_SHIPPING = st.sampled_from((None, 0, 1, 299, 500))
_QUANTITY = st.sampled_from((1, 2, 3, 3, 7, 100))
_PRICE = st.sampled_from((1000, 0, 1, 99, 333)) | st.integers(1, 100_000)
_EXTRAS = st.sampled_from(((False, 0), (False, 0), (True, 0), (False, 1), (True, 2)))
_DISCOUNTS = st.sampled_from((0, 0, 1, 2))
_TAXES = st.sampled_from(((True,), (False,), (True, False), (True, True)))
