"""The order that the benchmarks take through its life: two parts of two lines, seven commands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mpcore import orders
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    DispatchId,
    Grant,
    LineId,
    ListingId,
    MemberId,
    OrderId,
    PartId,
    PaymentId,
    Scope,
    System,
    VendorId,
    VendorMember,
)
from mpcore.money import money
from mpcore.orders import Order, OrderCommand, OrderEvent, PlaceOrder, Quantity
from mpcore.presets import PLAIN

START = datetime(2026, 3, 26, 10, tzinfo=UTC)
BUYER = Buyer(BuyerId("b1"))
SCOPES = frozenset({Scope("orders.ship"), Scope("orders.complete")})
ORDER = OrderId("o1")


def context(actor: Actor, hours: int) -> orders.Context:
    """A context so many hours into the life."""
    return orders.Context(now=START + timedelta(hours=hours), actor=actor, policy=PLAIN.orders)


def member(vendor: int) -> VendorMember:
    """Somebody of a vendor's staff who ships and completes."""
    return VendorMember(VendorId(f"v{vendor}"), MemberId(f"m{vendor}"), (Grant(SCOPES),))


def place_order(parts: int = 2, lines: int = 2, quantity: int = 2) -> PlaceOrder:
    """A purchase from so many vendors."""
    return PlaceOrder(
        order=ORDER,
        buyer=BUYER,
        currency="EUR",
        parts=[
            orders.NewPart(
                id=PartId(f"p{i}"),
                vendor=VendorId(f"v{i}"),
                shipping=money("5.01", "EUR"),
                lines=[
                    orders.NewLine(
                        id=LineId(f"l{i}-{j}"),
                        listing=ListingId(f"listing {j}"),
                        title="a thing",
                        quantity=quantity,
                        unit_price=money("10.00", "EUR"),
                    )
                    for j in range(1, lines + 1)
                ],
            )
            for i in range(1, parts + 1)
        ],
    )


def pay(order: Order) -> tuple[OrderCommand, orders.Context]:
    """The payment of all that is due."""
    command = orders.RecordPayment(order=ORDER, payment=PaymentId("pay"), amount=order.due)
    return command, context(System(), 1)


def ship(part: int, *lines: Quantity, dispatch: str = "d") -> tuple[OrderCommand, orders.Context]:
    """One tracked parcel."""
    command = orders.ShipLines(
        order=ORDER,
        part=PartId(f"p{part}"),
        dispatch=DispatchId(dispatch),
        lines=lines,
        tracking=orders.Tracking("T1", "https://carrier.example/T1"),
    )
    return command, context(member(part), 2)


def deliver(part: int, dispatch: str = "d") -> tuple[OrderCommand, orders.Context]:
    """Its delivery."""
    command = orders.RecordDelivery(order=ORDER, part=PartId(f"p{part}"), dispatch=DispatchId(dispatch))
    return command, context(System(), 3)


def complete(part: int) -> tuple[OrderCommand, orders.Context]:
    """The vendor is done."""
    return orders.CompletePart(order=ORDER, part=PartId(f"p{part}")), context(member(part), 4)


def whole(part: int, lines: int = 2, quantity: int = 2) -> tuple[Quantity, ...]:
    """All units of a part."""
    return tuple(Quantity(LineId(f"l{part}-{j}"), quantity) for j in range(1, lines + 1))


def placed(parts: int = 2, lines: int = 2, quantity: int = 2) -> Order:
    """A placed order."""
    return orders.place(place_order(parts, lines, quantity), context(BUYER, 0)).unwrap().state


def life(order: Order) -> list[tuple[OrderCommand, orders.Context]]:
    """Paid, both parts shipped, delivered and completed: seven commands."""
    return [
        pay(order),
        ship(1, *whole(1)),
        ship(2, *whole(2)),
        deliver(1),
        deliver(2),
        complete(1),
        complete(2),
    ]


def after(order: Order, *commands: tuple[OrderCommand, orders.Context]) -> Order:
    """The order after commands that are all accepted."""
    for command, ctx in commands:
        order = orders.execute(order, command, ctx).unwrap().state
    return order


def history() -> tuple[OrderEvent, ...]:
    """The ten events of that life."""
    done = orders.place(place_order(), context(BUYER, 0)).unwrap()
    order, events = done.state, list(done.events)
    for command, ctx in life(order):
        done = orders.execute(order, command, ctx).unwrap()
        order = done.state
        events += done.events
    return tuple(events)
