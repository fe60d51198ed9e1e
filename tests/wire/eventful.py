"""One order to which everything happens that can, always the same."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import TypeAlias

from attrs import evolve

from mpcore import orders
from mpcore.kernel import Actor, DispatchId, LineId, Metadata, NoteId, PartId, PaymentId, Personal, System, VendorId
from mpcore.money import from_minor
from mpcore.orders import DispatchKind, Order, OrderCommand, OrderEvent, OrderPolicy, PlaceOrder
from mpcore.testing import vendor_member
from mpcore.timing import ShippingDeadline, Unit, Window
from tests.wire import lives
from tests.wire.lives import OPERATOR, WHITELIST, later

Step: TypeAlias = tuple[float, Actor, OrderCommand]
"""After so many hours, by whom, what."""

POLICY = OrderPolicy(
    shipping=ShippingDeadline(amount=24, unit=Unit.HOURS, pause_on_hold=True, pause_on_vacation=True),
    confirmed_by=orders.ConfirmedBy.OPERATOR,
    remind_unpaid_after=(timedelta(hours=1), timedelta(hours=48)),
    cancel_unpaid_after=timedelta(days=10),
    complete_after=timedelta(days=30),
    cancel_missed_after=timedelta(days=10),
    vendor_may_cancel=True,
    requests=orders.CancellationRequests(window=timedelta(hours=24)),
    cancellation_fee=orders.CancellationFee(fixed=300, percent=Decimal(3)),
)
SYSTEM = System("tests")
P0, P1, P2, P3, P4, P5 = (PartId(f"p{number}") for number in range(6))
PLACING: PlaceOrder = evolve(
    lives.placing(6), parts=tuple([evolve(part, pickup_offered=part.id == P3) for part in lives.placing(6).parts])
)
NAME = PLACING.order
PLACED = orders.place(PLACING, lives.context(POLICY, 0)).unwrap()


def steps() -> tuple[Step, ...]:
    """What was done with it once it was placed."""
    return (*_paying(), *_working(), *_ending())


@cache
def life() -> tuple[tuple[Order, ...], tuple[OrderEvent, ...]]:
    """Its state after every step and fact, and its history."""
    states, events = [PLACED.state], list(PLACED.events)
    for at, actor, command in steps():
        done = orders.execute(states[-1], command, lives.context(POLICY, at, actor)).unwrap()
        assert done.events, command
        states.append(done.state)
        events.extend(done.events)
    for fact in lives.facts(states[-1], 60):
        recorded = orders.record(states[-1], fact)
        states.append(recorded.state)
        events.extend(recorded.events)
    return tuple(states), tuple(events)


def _paying() -> list[Step]:
    promised, declined, paid = PaymentId("m1"), PaymentId("m2"), PaymentId("m3")
    few, more = from_minor(500, "EUR"), PLACED.state.due + from_minor(1000, "EUR")
    return [
        (0, SYSTEM, orders.RecordAuthorisation(order=NAME, payment=promised, amount=few, expires_at=later(3))),
        (1, SYSTEM, orders.FireTimers(order=NAME)),
        (2, SYSTEM, orders.RecordPaymentFailure(order=NAME, payment=declined)),
        (3, SYSTEM, orders.FireTimers(order=NAME)),
        (4, OPERATOR, orders.RemindBuyer(order=NAME)),
        (5, SYSTEM, orders.RecordPayment(order=NAME, payment=paid, amount=more)),
        (6, OPERATOR, orders.ConfirmPayment(order=NAME)),
    ]


def _working() -> list[Step]:
    buyer, first = PLACING.buyer, (orders.Quantity(LineId("l1-0"), 2),)
    note = orders.AddNote(
        order=NAME,
        note=NoteId("n1"),
        text=Personal("Emballé avec soin, Ada"),
        visibility=orders.Visibility.CUSTOMER,
        part=P0,
    )
    return [
        (7, OPERATOR, orders.HoldPart(order=NAME, part=P0, reason="stock recompté")),
        (8, OPERATOR, orders.ReleasePart(order=NAME, part=P0)),
        (8, SYSTEM, orders.RecordVacation(order=NAME, part=P0, away=Window(later(9), later(12)))),
        (8, SYSTEM, orders.RecordVacation(order=NAME, part=P5, away=Window(later(2)))),
        (8, SYSTEM, orders.RecordVacation(order=NAME, part=P5, away=Window(later(2), later(7)))),
        (9, OPERATOR, orders.EditProperties(order=NAME, properties=PROPERTIES, changing=WHITELIST)),
        (9, OPERATOR, orders.EditMetadata(order=NAME, metadata=Metadata({"po_number": "4712"}))),
        (9, OPERATOR, orders.EditMetadata(order=NAME, part=P0, metadata=Metadata({"shelf": "8"}))),
        (9, vendor_member("v0"), note),
        (10, buyer, orders.RequestCancellation(order=NAME, part=P1, reason=Personal("trop tard"))),
        (11, buyer, orders.WithdrawCancellation(order=NAME, part=P1)),
        (12, buyer, orders.RequestCancellation(order=NAME, part=P1)),
        (13, vendor_member("v1"), orders.AnswerCancellation(order=NAME, part=P1, accept=False)),
        (14, OPERATOR, orders.CancelLines(order=NAME, part=P1, lines=first, reason="épuisé")),
        (15, buyer, orders.RequestCancellation(order=NAME, part=P2, reason=Personal("deux fois"))),
        (16, vendor_member("v2"), orders.AnswerCancellation(order=NAME, part=P2, accept=True)),
        (17, vendor_member("v4"), orders.CancelPart(order=NAME, part=P4, reason="cassé")),
        (18, vendor_member("v0"), _shipped(P0, "l0-0", "l0-1")),
        (19, vendor_member("v0"), CORRECTION),
        (20, SYSTEM, orders.RecordLoss(order=NAME, part=P0, dispatch=DispatchId("d-p0"))),
        (21, SYSTEM, orders.RecordDelivery(order=NAME, part=P0, dispatch=DispatchId("d-p0"))),
        (22, vendor_member("v1"), _shipped(P1, "l1-1")),
        (23, SYSTEM, orders.RecordReturnToSender(order=NAME, part=P1, dispatch=DispatchId("d-p1"))),
        (24, vendor_member("v3"), _shipped(P3, "l3-0", "l3-1", kind=DispatchKind.PICKUP)),
        (25, vendor_member("v3"), orders.RecordCollection(order=NAME, part=P3, dispatch=DispatchId("d-p3"))),
    ]


def _ending() -> list[Step]:
    parts = (P0, P1, P3, P5)
    completed = [(50, vendor_member(_vendor(part)), orders.CompletePart(order=NAME, part=part)) for part in parts]
    return [
        (48, SYSTEM, orders.FireTimers(order=NAME)),
        (49, vendor_member("v5"), _shipped(P5, "l5-0", "l5-1", kind=DispatchKind.UNTRACKED)),
        *completed,
        (51, OPERATOR, orders.ErasePersonalData(order=NAME)),
    ]


def _vendor(part: PartId) -> VendorId:
    return next(new.vendor for new in PLACING.parts if new.id == part)


def _shipped(part: PartId, *lines: str, kind: DispatchKind = DispatchKind.TRACKED) -> orders.ShipLines:
    return orders.ShipLines(
        order=NAME,
        part=part,
        dispatch=DispatchId(f"d-{part}"),
        lines=tuple([orders.Quantity(LineId(line), 2) for line in lines]),
        kind=kind,
        tracking=orders.Tracking("6X1") if kind is DispatchKind.TRACKED else None,
        carrier=None if kind is DispatchKind.PICKUP else "La Poste",
        liability_accepted=kind is DispatchKind.UNTRACKED,
    )


PROPERTIES = evolve(
    PLACING.properties,
    phone=Personal("+33 1 23 45 67 89"),
    note=Personal("troisième étage"),
    buyer_accepts_marketing=True,
    tags=("cadeau",),
    metafields=Metadata({"gift": "yes"}),
)
CORRECTION = orders.CorrectTracking(
    order=NAME, part=P0, dispatch=DispatchId("d-p0"), tracking=orders.Tracking("7Y2", "https://example.org/7Y2")
)
