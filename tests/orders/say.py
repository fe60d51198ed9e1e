"""Commands in few words, about the orders of `placed`: order `o1`, parts `p1`, `p2`…, lines `p1.l1`, `p1.l2`…."""

from __future__ import annotations

from datetime import datetime

from mpcore.kernel import DispatchId, FactId, LineId, OrderId, PartId, PaymentId, RefundId, utc
from mpcore.money import money
from mpcore.orders import (
    CancelLines,
    CancelPart,
    CompletePart,
    DispatchKind,
    Order,
    Quantity,
    RecordDelivery,
    RecordPayment,
    RefundClosed,
    RefundOpened,
    RefundSettled,
    Shares,
    ShipLines,
    Tracking,
)
from mpcore.orders.shares import of_units
from mpcore.testing import PLACED_AT

ORDER = OrderId("o1")
TRACKING = Tracking("JD014600003", "https://carrier.example/track?id=JD014600003")
ALL_OF_P1 = (("p1.l1", 2), ("p1.l2", 2))


def units(*named: tuple[str, int]) -> tuple[Quantity, ...]:
    return tuple([Quantity(LineId(line), count) for line, count in named])


def whole(part: str, lines: int = 2, quantity: int = 2) -> tuple[Quantity, ...]:
    """Every unit of a part as `placed` makes it."""
    return units(*[(f"{part}.l{number}", quantity) for number in range(1, lines + 1)])


def pay(amount: str, payment: str = "m1", currency: str = "EUR", at: datetime | None = None) -> RecordPayment:
    happened = None if at is None else utc(at)
    return RecordPayment(order=ORDER, payment=PaymentId(payment), amount=money(amount, currency), happened_at=happened)


def ship(
    part: str = "p1",
    *named: tuple[str, int],
    dispatch: str = "d1",
    kind: DispatchKind = DispatchKind.TRACKED,
    tracking: Tracking | None = TRACKING,
    carrier: str | None = None,
    liability_accepted: bool = False,
    at: datetime | None = None,
) -> ShipLines:
    """Some units of a part, or all of them where none are named."""
    return ShipLines(
        order=ORDER,
        part=PartId(part),
        dispatch=DispatchId(dispatch),
        lines=units(*named) if named else whole(part),
        kind=kind,
        tracking=tracking if kind is DispatchKind.TRACKED else None,
        carrier=carrier,
        liability_accepted=liability_accepted,
        happened_at=None if at is None else utc(at),
    )


def deliver(part: str = "p1", dispatch: str = "d1", at: datetime | None = None) -> RecordDelivery:
    happened = None if at is None else utc(at)
    return RecordDelivery(order=ORDER, part=PartId(part), dispatch=DispatchId(dispatch), happened_at=happened)


def complete(part: str = "p1") -> CompletePart:
    return CompletePart(order=ORDER, part=PartId(part))


def cancel(part: str = "p1") -> CancelPart:
    return CancelPart(order=ORDER, part=PartId(part))


def cancel_lines(part: str, *named: tuple[str, int]) -> CancelLines:
    return CancelLines(order=ORDER, part=PartId(part), lines=units(*named))


def refund_opened(part: str = "p1", refund: str = "r1", fact: str = "f1") -> RefundOpened:
    return RefundOpened(id=FactId(fact), part=PartId(part), refund=RefundId(refund), at=PLACED_AT)


def refund_closed(part: str = "p1", refund: str = "r1", fact: str = "f2") -> RefundClosed:
    return RefundClosed(id=FactId(fact), part=PartId(part), refund=RefundId(refund), at=PLACED_AT)


def refund_settled(
    part: str, shares: tuple[Shares, ...], refund: str = "r1", fact: str = "f3", *, of_cancellation: bool = False
) -> RefundSettled:
    return RefundSettled(
        id=FactId(fact),
        part=PartId(part),
        refund=RefundId(refund),
        of_cancellation=of_cancellation,
        shares=shares,
        at=PLACED_AT,
    )


def all_of(order: Order, part: str) -> tuple[Shares, ...]:
    """Everything that was paid for the goods of a part."""
    known = order.part(PartId(part))
    return () if known is None else tuple([of_units(line, 0, line.quantity) for line in known.lines])
