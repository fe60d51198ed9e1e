"""Random orders, and random steps of what goes back of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol, TypeVar

from hypothesis import strategies as st

from mpcore import orders
from mpcore.kernel import Buyer, BuyerId, CouponId, Done, LineId, ListingId, PartId, PaymentId, VendorId
from mpcore.money import from_minor
from mpcore.orders import (
    CancelLines,
    Funder,
    NewDiscount,
    NewLine,
    NewPart,
    NewTax,
    Order,
    PlaceOrder,
    Quantity,
    RecordPayment,
)
from mpcore.presets import PLAIN
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM
from tests.refunds.say import ORDER

T = TypeVar("T")
CURRENCIES = ("EUR", "JPY", "KWD")


class Draw(Protocol):
    """Draws something, in a strategy or in a test."""

    def __call__(self, strategy: st.SearchStrategy[T]) -> T: ...


def _taxes(draw: st.DrawFn, most: int, currency: str) -> tuple[NewTax, ...]:
    kinds = draw(st.lists(st.booleans(), max_size=2))
    return tuple(
        [
            NewTax(
                rate_id=f"t{place}",
                rate=Decimal(20),
                amount=from_minor(draw(st.integers(0, most // 4)), currency),
                inclusive=inclusive,
            )
            for place, inclusive in enumerate(kinds)
        ]
    )


def _discounts(draw: st.DrawFn, most: int, currency: str) -> tuple[NewDiscount, ...]:
    found: list[NewDiscount] = []
    for place in range(draw(st.integers(0, 2))):
        off = draw(st.integers(0, most // 4))
        funder = draw(st.sampled_from((Funder.VENDOR, Funder.OPERATOR)))
        if off:
            found.append(NewDiscount(coupon=CouponId(f"c{place}"), funder=funder, amount=from_minor(off, currency)))
    return tuple(found)


@st.composite
def paid_orders(draw: st.DrawFn, *, cancels: bool = False) -> Order:
    """An order of one or two parts, with taxes, discounts and shipping, paid whole, but for units cancelled before."""
    currency = draw(st.sampled_from(CURRENCIES))
    parts: list[NewPart] = []
    for vendor in range(1, draw(st.integers(1, 2)) + 1):
        lines: list[NewLine] = []
        for place in range(1, draw(st.integers(1, 3)) + 1):
            quantity, price = draw(st.integers(1, 4)), draw(st.sampled_from((1, 7, 100, 333, 999, 2599)))
            lines.append(
                NewLine(
                    id=LineId(f"p{vendor}.l{place}"),
                    listing=ListingId("listing"),
                    title="thing",
                    quantity=quantity,
                    unit_price=from_minor(price, currency),
                    taxes=_taxes(draw, quantity * price, currency),
                    discounts=_discounts(draw, quantity * price, currency),
                )
            )
        shipping = draw(st.integers(0, 500))
        parts.append(
            NewPart(
                id=PartId(f"p{vendor}"),
                vendor=VendorId(f"v{vendor}"),
                lines=tuple(lines),
                shipping=from_minor(shipping, currency),
                shipping_taxes=_taxes(draw, shipping, currency),
                shipping_discounts=_discounts(draw, shipping, currency),
            )
        )
    placing = PlaceOrder(order=ORDER, buyer=Buyer(BuyerId("ada")), currency=currency, parts=parts)
    ctx = orders.Context(now=PLACED_AT, actor=SYSTEM, policy=PLAIN.orders)
    by_operator = orders.Context(now=PLACED_AT, actor=OPERATOR, policy=PLAIN.orders)
    order = orders.place(placing, ctx).unwrap().state
    for part in order.parts if cancels else ():
        some = [line for line in part.lines if line.quantity > 1 and draw(st.integers(0, 3)) == 3]
        named = tuple([Quantity(line.id, draw(st.integers(1, line.quantity - 1))) for line in some])
        command = CancelLines(order=ORDER, part=part.id, lines=named)
        match orders.execute(order, command, by_operator):
            case Done(after, _):
                order = after
            case _:
                pass  # nothing was named
    left, number = order.due_minor, 0
    while left:
        number += 1
        amount = left if number == 3 else draw(st.integers(1, left))
        left -= amount
        payment = RecordPayment(order=ORDER, payment=PaymentId(f"m{number}"), amount=from_minor(amount, currency))
        order = orders.execute(order, payment, ctx).unwrap().state
    return order
