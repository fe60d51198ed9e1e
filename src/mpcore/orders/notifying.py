"""Who is to be told what, as data; the host writes and sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from pendulum import DateTime

from mpcore.kernel import DispatchId, NoteId, OrderId, PartId, PaymentId, VendorId, frozen
from mpcore.orders.events import (
    AuthorisationExpired,
    BuyerReminded,
    CancellationAccepted,
    CancellationDeclined,
    CancellationRequested,
    CancellationWithdrawn,
    DispatchLost,
    DispatchReturned,
    LinesCancelled,
    LinesShipped,
    NoteAdded,
    OrderCompleted,
    OrderEvent,
    OrderPlaced,
    PartCancelled,
    PartHeld,
    PartReleased,
    PaymentConfirmed,
    PaymentFailed,
    PropertiesEdited,
    ShippingDeadlineMissed,
    TrackingCorrected,
)
from mpcore.orders.facts import ChargebackFact, ChargebackLost, ChargebackOpened, ChargebackWon
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import NotifyWhen, OrderPolicy
from mpcore.orders.states import PartStage
from mpcore.orders.values import DispatchKind, InvoiceRef, Quantity, Tracking, Visibility

__all__ = ["Notice", "NoticeKind", "Recipient", "notices"]


class Recipient(Enum):
    """Who is told."""

    BUYER = "buyer"
    VENDOR = "vendor"
    OPERATOR = "operator"


class NoticeKind(Enum):
    """What a notice is about."""

    NEW_ORDER = "new_order"
    """To each vendor: there is an order with something of yours (U1, T11)."""
    PAID = "paid"
    """To each vendor: your part is paid, ship it by its due end (U2)."""
    PAYMENT_FAILED = "payment_failed"
    """To the buyer: a payment did not come."""
    PAYMENT_REMINDER = "payment_reminder"
    """To the buyer: please pay (S43)."""
    TRACKING = "tracking"
    """To the buyer, once per parcel and again when it is corrected: where it can be followed (U9, S29)."""
    READY_FOR_PICKUP = "ready_for_pickup"
    """To the buyer: it can be collected (U11)."""
    LOST = "lost"
    """To buyer, vendor and operator: a parcel is lost (U13)."""
    RETURNED = "returned"
    """To buyer and vendor: a parcel came back."""
    DEADLINE_MISSED = "deadline_missed"
    """To vendor and operator: the due end has passed (S26)."""
    HELD = "held"
    """To the vendor: do not ship."""
    RELEASED = "released"
    """To the vendor: go on."""
    CANCELLED = "cancelled"
    """To buyer and vendor: these units will not be shipped."""
    CANCELLATION_REQUESTED = "cancellation_requested"
    """To the vendor: answer the buyer (X-W3)."""
    CANCELLATION_WITHDRAWN = "cancellation_withdrawn"
    """To the vendor: no answer is needed any more."""
    CANCELLATION_DECLINED = "cancellation_declined"
    """To the buyer: the sale stands."""
    CANCELLATION_ACCEPTED = "cancellation_accepted"
    """To the buyer: it is as you wished."""
    NOTE = "note"
    """To the buyer: somebody wrote to you (U4)."""
    PROPERTIES_EDITED = "properties_edited"
    """To vendors that have something left to ship: look again before you do (T15)."""
    CHARGEBACK_OPENED = "chargeback_opened"
    """To vendor and operator: refunds and the payout wait."""
    CHARGEBACK_WON = "chargeback_won"
    """To vendor and operator: the payment stands."""
    CHARGEBACK_LOST = "chargeback_lost"
    """To vendor and operator: the payment went back."""
    ORDER_COMPLETED = "order_completed"
    """To the buyer, once per order: every vendor is done; with one invoice per completed part (U15 to U17)."""


@frozen(kw_only=True)
class Notice:
    """One message to one recipient; what it holds is theirs to know, and nothing personal is in it."""

    kind: NoticeKind
    order: OrderId
    to: Recipient
    vendor: VendorId | None = None
    """Which vendor, where it is to one."""
    part: PartId | None = None
    dispatch: DispatchId | None = None
    tracking: Tracking | None = None
    invoices: tuple[InvoiceRef, ...] = ()
    lines: tuple[Quantity, ...] = ()
    """The units it is about."""
    note: NoteId | None = None
    """The note to show; its text is in the order."""
    payment: PaymentId | None = None
    changed: tuple[str, ...] = ()
    """The names of the properties that changed."""
    due_end: DateTime | None = None
    """The first instant that is too late: to ship, or to answer."""
    at: DateTime | None = None
    """When it happened, where it can happen more than once."""

    @property
    def key(self) -> str:
        """The same for the same message, so that it is sent once however often the events are worked off."""
        tracking = () if self.tracking is None else (self.tracking.code, self.tracking.url)
        at = None if self.at is None else self.at.isoformat()
        units = [f"{packed.line}*{packed.quantity}" for packed in self.lines]
        about = (*tracking, *units, *self.changed)
        named = (self.order, self.vendor, self.part, self.dispatch, self.note, self.payment, at, *about)
        return "/".join([self.kind.value, self.to.value, *[_escaped(name or "") for name in named]])


def notices(order: Order, events: Iterable[OrderEvent], policy: OrderPolicy | None = None) -> tuple[Notice, ...]:
    """The notices that follow from events of the order, in their order; a vendor's holds only its own part.

    The policy says when vendors hear of a new order (U1): without one, when it is placed.
    """
    found: list[Notice] = []
    when_paid = policy is not None and policy.notify_when is NotifyWhen.PAID
    for event in events:
        if when_paid and isinstance(event, PaymentConfirmed):
            parts = [part for due in event.parts if (part := order.part(due.part)) is not None]
            found += [_to_vendor(order, part, NoticeKind.NEW_ORDER) for part in parts]
        tell = _TOLD.get(type(event))
        if tell is not None:
            found += [notice for notice in tell(order, event) if not (when_paid and _is_unheard_of(order, notice))]
    return tuple(found)


def _is_unheard_of(order: Order, notice: Notice) -> bool:
    """Whether it would tell a vendor of a part that was never paid, where vendors hear of paid ones only."""
    part = None if notice.to is not Recipient.VENDOR or notice.part is None else order.part(notice.part)
    return part is not None and (part.opened_at is None or notice.kind is NoticeKind.NEW_ORDER)


def _to_buyer(order: Order, kind: NoticeKind, **facts: Any) -> Notice:  # noqa: ANN401 - the fields of a notice
    return Notice(kind=kind, order=order.id, to=Recipient.BUYER, **facts)


def _to_operator(order: Order, kind: NoticeKind, **facts: Any) -> Notice:  # noqa: ANN401
    return Notice(kind=kind, order=order.id, to=Recipient.OPERATOR, **facts)


def _to_vendor(order: Order, part: Part, kind: NoticeKind, **facts: Any) -> Notice:  # noqa: ANN401
    return Notice(kind=kind, order=order.id, to=Recipient.VENDOR, vendor=part.vendor, part=part.id, **facts)


def _its_vendor(order: Order, part: PartId, kind: NoticeKind, **facts: Any) -> Iterator[Notice]:  # noqa: ANN401
    found = order.part(part)
    if found is not None:
        yield _to_vendor(order, found, kind, **facts)


def _placed(order: Order, event: OrderPlaced) -> Iterator[Notice]:
    for part in event.parts:
        yield _to_vendor(order, part, NoticeKind.NEW_ORDER)


def _paid(order: Order, event: PaymentConfirmed) -> Iterator[Notice]:
    for due in event.parts:
        yield from _its_vendor(order, due.part, NoticeKind.PAID, due_end=due.due_end)


def _not_paid(order: Order, event: PaymentFailed | AuthorisationExpired) -> Iterator[Notice]:
    yield _to_buyer(order, NoticeKind.PAYMENT_FAILED, payment=event.payment, at=event.at)


def _reminded(order: Order, event: BuyerReminded) -> Iterator[Notice]:
    yield _to_buyer(order, NoticeKind.PAYMENT_REMINDER, at=event.at)


def _shipped(order: Order, event: LinesShipped) -> Iterator[Notice]:
    sent = event.dispatch
    facts = {"part": event.part, "dispatch": sent.id, "lines": sent.lines}
    if sent.tracking is not None:
        yield _to_buyer(order, NoticeKind.TRACKING, tracking=sent.tracking, **facts)
    elif sent.kind is DispatchKind.PICKUP:
        yield _to_buyer(order, NoticeKind.READY_FOR_PICKUP, **facts)


def _corrected(order: Order, event: TrackingCorrected) -> Iterator[Notice]:
    yield _to_buyer(
        order, NoticeKind.TRACKING, part=event.part, dispatch=event.dispatch, tracking=event.tracking, at=event.at
    )


def _lost(order: Order, event: DispatchLost) -> Iterator[Notice]:
    facts = {"dispatch": event.dispatch, "at": event.happened_at}
    yield _to_buyer(order, NoticeKind.LOST, part=event.part, **facts)
    yield from _its_vendor(order, event.part, NoticeKind.LOST, **facts)
    yield _to_operator(order, NoticeKind.LOST, part=event.part, **facts)


def _returned(order: Order, event: DispatchReturned) -> Iterator[Notice]:
    facts = {"dispatch": event.dispatch, "at": event.happened_at}
    yield _to_buyer(order, NoticeKind.RETURNED, part=event.part, **facts)
    yield from _its_vendor(order, event.part, NoticeKind.RETURNED, **facts)


def _missed(order: Order, event: ShippingDeadlineMissed) -> Iterator[Notice]:
    yield from _its_vendor(order, event.part, NoticeKind.DEADLINE_MISSED, due_end=event.due_end)
    yield _to_operator(order, NoticeKind.DEADLINE_MISSED, part=event.part, due_end=event.due_end)


def _held(order: Order, event: PartHeld) -> Iterator[Notice]:
    yield from _its_vendor(order, event.part, NoticeKind.HELD, at=event.at)


def _released(order: Order, event: PartReleased) -> Iterator[Notice]:
    yield from _its_vendor(order, event.part, NoticeKind.RELEASED, at=event.at, due_end=event.due_end)


def _cancelled(order: Order, event: PartCancelled | LinesCancelled) -> Iterator[Notice]:
    lines = tuple([Quantity(share.line, share.units) for share in event.shares if share.units])
    yield _to_buyer(order, NoticeKind.CANCELLED, part=event.part, lines=lines, at=event.at)
    yield from _its_vendor(order, event.part, NoticeKind.CANCELLED, lines=lines, at=event.at)


def _requested(order: Order, event: CancellationRequested) -> Iterator[Notice]:
    request = event.request
    yield from _its_vendor(
        order, event.part, NoticeKind.CANCELLATION_REQUESTED, at=request.requested_at, due_end=request.ends_at
    )


def _withdrawn(order: Order, event: CancellationWithdrawn) -> Iterator[Notice]:
    yield from _its_vendor(order, event.part, NoticeKind.CANCELLATION_WITHDRAWN, at=event.at)


def _declined(order: Order, event: CancellationDeclined) -> Iterator[Notice]:
    yield _to_buyer(order, NoticeKind.CANCELLATION_DECLINED, part=event.part, at=event.at)


def _accepted(order: Order, event: CancellationAccepted) -> Iterator[Notice]:
    yield _to_buyer(order, NoticeKind.CANCELLATION_ACCEPTED, part=event.part, at=event.at)


def _noted(order: Order, event: NoteAdded) -> Iterator[Notice]:
    if event.note.visibility is Visibility.CUSTOMER:
        yield _to_buyer(order, NoticeKind.NOTE, part=event.note.part, note=event.note.id)


def _edited(order: Order, event: PropertiesEdited) -> Iterator[Notice]:
    for part in order.parts:
        if part.stage in (PartStage.AWAITING_PAYMENT, PartStage.OPEN) and part.to_ship:
            yield _to_vendor(order, part, NoticeKind.PROPERTIES_EDITED, changed=event.changed, at=event.at)


def _charged_back(order: Order, fact: ChargebackFact) -> Iterator[Notice]:
    kind = _CHARGEBACKS[type(fact)]
    yield from _its_vendor(order, fact.part, kind, at=fact.at)
    yield _to_operator(order, kind, part=fact.part, at=fact.at)


_CHARGEBACKS: Mapping[type[ChargebackFact], NoticeKind] = {
    ChargebackOpened: NoticeKind.CHARGEBACK_OPENED,
    ChargebackWon: NoticeKind.CHARGEBACK_WON,
    ChargebackLost: NoticeKind.CHARGEBACK_LOST,
}


def _done(order: Order, event: OrderCompleted) -> Iterator[Notice]:
    yield _to_buyer(order, NoticeKind.ORDER_COMPLETED, invoices=event.invoices)


def _escaped(name: str) -> str:
    return name.replace("%", "%25").replace("/", "%2F")


_TOLD: Mapping[type[OrderEvent], Callable[[Order, Any], Iterator[Notice]]] = {
    OrderPlaced: _placed,
    PaymentConfirmed: _paid,
    PaymentFailed: _not_paid,
    AuthorisationExpired: _not_paid,
    BuyerReminded: _reminded,
    LinesShipped: _shipped,
    TrackingCorrected: _corrected,
    DispatchLost: _lost,
    DispatchReturned: _returned,
    ShippingDeadlineMissed: _missed,
    PartHeld: _held,
    PartReleased: _released,
    PartCancelled: _cancelled,
    LinesCancelled: _cancelled,
    CancellationRequested: _requested,
    CancellationWithdrawn: _withdrawn,
    CancellationDeclined: _declined,
    CancellationAccepted: _accepted,
    NoteAdded: _noted,
    PropertiesEdited: _edited,
    ChargebackOpened: _charged_back,
    ChargebackWon: _charged_back,
    ChargebackLost: _charged_back,
    OrderCompleted: _done,
}
