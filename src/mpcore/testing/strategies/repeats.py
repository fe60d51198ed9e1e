"""What was said before, said again."""

from __future__ import annotations

from mpcore.kernel import Personal
from mpcore.money import from_minor
from mpcore.orders import (
    AddNote,
    CorrectTracking,
    Dispatch,
    Order,
    OrderCommand,
    Part,
    PaymentStage,
    RecordAuthorisation,
    RecordCollection,
    RecordDelivery,
    RecordLoss,
    RecordPayment,
    RecordReturnToSender,
    RecordVacation,
    ShipLines,
)

__all__ = ["repeats_of"]


def repeats_of(order: Order) -> list[OrderCommand]:
    """What was said before, said again: the same, and with other content."""
    found: list[OrderCommand] = []
    for payment in order.payments[:2]:
        for more in (0, 1):
            amount = from_minor(payment.amount + more, order.currency)
            found.append(RecordPayment(order=order.id, payment=payment.id, amount=amount))
            if payment.stage is PaymentStage.AUTHORISED:
                ends = payment.expires_at
                found.append(RecordAuthorisation(order=order.id, payment=payment.id, amount=amount, expires_at=ends))
    for note in order.notes[:1]:
        if note.text.value is not None:
            for text in (note.text, Personal("something else")):
                seen = note.visibility
                found.append(AddNote(order=order.id, note=note.id, part=note.part, visibility=seen, text=text))
    for part in order.parts:
        for dispatch in part.dispatches[:2]:
            found += _of_dispatch(order, part, dispatch)
        found += [RecordVacation(order=order.id, part=part.id, away=away) for away in part.pauses.vacations[:1]]
    return found


def _of_dispatch(order: Order, part: Part, dispatch: Dispatch) -> list[OrderCommand]:
    found: list[OrderCommand] = [_again(order, part, dispatch, carrier) for carrier in (dispatch.carrier, "another")]
    scans = (RecordDelivery, RecordCollection, RecordLoss, RecordReturnToSender)
    found += [scan(order=order.id, part=part.id, dispatch=dispatch.id) for scan in scans]
    if dispatch.tracking is not None:
        known = dispatch.tracking
        found.append(CorrectTracking(order=order.id, part=part.id, dispatch=dispatch.id, tracking=known))
    return found


def _again(order: Order, part: Part, dispatch: Dispatch, carrier: str | None) -> ShipLines:
    return ShipLines(
        order=order.id,
        part=part.id,
        dispatch=dispatch.id,
        lines=dispatch.lines,
        kind=dispatch.kind,
        tracking=dispatch.tracking,
        carrier=carrier,
        liability_accepted=True,
        happened_at=dispatch.dispatched_at,
        metadata=dispatch.metadata,
    )
