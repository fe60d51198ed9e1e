"""Commands in few words, about the orders of `placed`: order `o1`, parts `p1`, `p2`…, lines `p1.l1`, `p1.l2`…."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import fields_dict

from mpcore import orders
from mpcore.kernel import (
    ChargebackId,
    DispatchId,
    FactId,
    LineId,
    Metadata,
    NoteId,
    OrderId,
    PartId,
    PaymentId,
    Personal,
    RefundId,
    utc,
)
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
from mpcore.timing import Window

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


def authorise(
    amount: str, payment: str = "m1", expires_at: datetime | None = None, at: datetime | None = None
) -> orders.RecordAuthorisation:
    return orders.RecordAuthorisation(
        order=ORDER,
        payment=PaymentId(payment),
        amount=money(amount, "EUR"),
        expires_at=None if expires_at is None else utc(expires_at),
        happened_at=None if at is None else utc(at),
    )


def decline(payment: str = "m1", at: datetime | None = None) -> orders.RecordPaymentFailure:
    """A payment was declined, or its authorisation given up."""
    happened = None if at is None else utc(at)
    return orders.RecordPaymentFailure(order=ORDER, payment=PaymentId(payment), happened_at=happened)


def confirm() -> orders.ConfirmPayment:
    return orders.ConfirmPayment(order=ORDER)


def remind() -> orders.RemindBuyer:
    return orders.RemindBuyer(order=ORDER)


def fire() -> orders.FireTimers:
    return orders.FireTimers(order=ORDER)


def hold(part: str = "p1") -> orders.HoldPart:
    return orders.HoldPart(order=ORDER, part=PartId(part))


def release(part: str = "p1") -> orders.ReleasePart:
    return orders.ReleasePart(order=ORDER, part=PartId(part))


def vacation(start: datetime, end: datetime | None = None, part: str = "p1") -> orders.RecordVacation:
    away = Window(utc(start), None if end is None else utc(end))
    return orders.RecordVacation(order=ORDER, part=PartId(part), away=away)


def correct(
    part: str = "p1", tracking: Tracking = TRACKING, dispatch: str = "d1", carrier: str | None = None
) -> orders.CorrectTracking:
    return orders.CorrectTracking(
        order=ORDER, part=PartId(part), dispatch=DispatchId(dispatch), tracking=tracking, carrier=carrier
    )


def collect(part: str = "p1", dispatch: str = "d1", at: datetime | None = None) -> orders.RecordCollection:
    happened = None if at is None else utc(at)
    return orders.RecordCollection(order=ORDER, part=PartId(part), dispatch=DispatchId(dispatch), happened_at=happened)


def lose(part: str = "p1", dispatch: str = "d1", at: datetime | None = None) -> orders.RecordLoss:
    happened = None if at is None else utc(at)
    return orders.RecordLoss(order=ORDER, part=PartId(part), dispatch=DispatchId(dispatch), happened_at=happened)


def send_back(part: str = "p1", dispatch: str = "d1", at: datetime | None = None) -> orders.RecordReturnToSender:
    """A dispatch came back to its vendor."""
    happened = None if at is None else utc(at)
    return orders.RecordReturnToSender(
        order=ORDER, part=PartId(part), dispatch=DispatchId(dispatch), happened_at=happened
    )


def charged_back(part: str = "p1", chargeback: str = "c1", fact: str = "c1.open") -> orders.ChargebackOpened:
    return orders.ChargebackOpened(
        id=FactId(fact), part=PartId(part), chargeback=ChargebackId(chargeback), at=PLACED_AT
    )


def chargeback_won(part: str = "p1", chargeback: str = "c1", fact: str = "c1.won") -> orders.ChargebackWon:
    return orders.ChargebackWon(id=FactId(fact), part=PartId(part), chargeback=ChargebackId(chargeback), at=PLACED_AT)


def chargeback_lost(
    part: str, shares: tuple[Shares, ...], chargeback: str = "c1", fact: str = "c1.lost"
) -> orders.ChargebackLost:
    return orders.ChargebackLost(
        id=FactId(fact), part=PartId(part), chargeback=ChargebackId(chargeback), shares=shares, at=PLACED_AT
    )


def ask(part: str = "p1", reason: str | None = None) -> orders.RequestCancellation:
    """The buyer asks for a part to be cancelled."""
    said = None if reason is None else Personal(reason)
    return orders.RequestCancellation(order=ORDER, part=PartId(part), reason=said)


def withdraw(part: str = "p1") -> orders.WithdrawCancellation:
    return orders.WithdrawCancellation(order=ORDER, part=PartId(part))


def answer(part: str = "p1", *, accept: bool) -> orders.AnswerCancellation:
    return orders.AnswerCancellation(order=ORDER, part=PartId(part), accept=accept)


def write(
    text: str = "hello",
    visibility: orders.Visibility = orders.Visibility.PRIVATE,
    part: str | None = "p1",
    note: str = "n1",
) -> orders.AddNote:
    """A note about a part, or about the order where none is named."""
    return orders.AddNote(
        order=ORDER,
        note=NoteId(note),
        text=Personal(text),
        visibility=visibility,
        part=None if part is None else PartId(part),
    )


WHITELIST = tuple(fields_dict(orders.Properties))
"""The names of all properties."""


def edit(properties: orders.Properties, changing: tuple[str, ...] = WHITELIST) -> orders.EditProperties:
    """All properties, or those named."""
    return orders.EditProperties(order=ORDER, properties=properties, changing=changing)


def edit_metadata(metadata: Mapping[str, str], part: str | None = None) -> orders.EditMetadata:
    """The host's own words on the order, or on a part of it."""
    named = None if part is None else PartId(part)
    return orders.EditMetadata(order=ORDER, metadata=Metadata(metadata), part=named)


def erase() -> orders.ErasePersonalData:
    return orders.ErasePersonalData(order=ORDER)


def one_of_each() -> tuple[orders.OrderCommand, ...]:
    """Every command about an order there is, once; those about a part or a dispatch are about `p1` and its `d1`."""
    return (
        pay("1.00", "m9"),
        authorise("1.00", "m8"),
        decline("m7"),
        confirm(),
        remind(),
        ship("p1", ("p1.l1", 1), dispatch="d9"),
        correct(tracking=Tracking("JD014600009", "https://carrier.example/track?id=JD014600009")),
        deliver(),
        collect(),
        lose(),
        send_back(),
        complete(),
        hold(),
        release(),
        vacation(PLACED_AT),
        cancel(),
        cancel_lines("p1", ("p1.l1", 1)),
        ask(),
        withdraw(),
        answer(accept=False),
        write(),
        edit(orders.Properties(tags=("gift",))),
        edit_metadata({"colour": "red"}),
        erase(),
        fire(),
    )
