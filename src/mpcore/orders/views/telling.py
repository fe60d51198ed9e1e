"""The sentence for each event of an order; `SILENT` names those that nobody is told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, TypeAlias

from mpcore.kernel import Actor
from mpcore.orders.events import (
    AuthorisationExpired,
    BuyerReminded,
    CancellationAccepted,
    CancellationDeclined,
    CancellationRequested,
    CancellationWithdrawn,
    CollectionRecorded,
    DeliveryRecorded,
    DispatchLost,
    DispatchReturned,
    LinesCancelled,
    LinesShipped,
    MetadataEdited,
    NoteAdded,
    OrderCompleted,
    OrderEvent,
    OrderPlaced,
    PartCancelled,
    PartCompleted,
    PartHeld,
    PartReleased,
    PaymentAuthorised,
    PaymentConfirmed,
    PaymentFailed,
    PaymentRecorded,
    PersonalDataErased,
    PropertiesEdited,
    ShippingDeadlineMissed,
    TrackingCorrected,
    VacationRecorded,
)
from mpcore.orders.facts import (
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    PayoutCancelled,
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
    RefundClosed,
    RefundOpened,
    RefundSettled,
    SurplusRefunded,
)
from mpcore.orders.model import Order
from mpcore.orders.values import DispatchKind, Visibility
from mpcore.orders.views.seen import open_properties
from mpcore.orders.views.statements import Statement, said
from mpcore.subaccounts.sensitive import Sensitive, opens
from mpcore.timing import later

__all__ = ["PROPERTIES", "SILENT", "TOLD"]

_Tell: TypeAlias = Callable[[Order, Any, Actor], Statement | None]
"""The sentence for an actor that may know of the event; None where nothing in it is for them."""

PROPERTIES: Final[Mapping[str, str]] = {
    "email": "e-mail address",
    "phone": "phone number",
    "note": "note",
    "shipping_address": "shipping address",
    "buyer_accepts_marketing": "consent to marketing",
    "tags": "tags",
    "metafields": "metafields",
}
"""The properties of an order in words."""

_INSTANT: Final = timedelta(microseconds=1)


def _plain(code: str, *names: str) -> _Tell:
    """What is said with facts of the event alone."""

    def tell(_order: Order, event: OrderEvent, _actor: Actor) -> Statement:
        return said(code, **{name: getattr(event, name) for name in names})

    return tell


def _placed(_order: Order, event: OrderPlaced, _actor: Actor) -> Statement:
    show = event.channel.show
    return said("orders.told_placed") if show is None else said("orders.told_placed_in_show", show=show)


def _payment(code: str) -> _Tell:
    def tell(order: Order, event: PaymentRecorded | PaymentAuthorised, _actor: Actor) -> Statement:
        return said(code, payment=event.payment.id, amount=order.money(event.payment.amount))

    return tell


def _shipped(_order: Order, event: LinesShipped, _actor: Actor) -> Statement:
    sent = event.dispatch
    if sent.tracking is not None:
        return said("orders.told_tracked", part=event.part, dispatch=sent.id, code=sent.tracking.code)
    code = "orders.told_ready" if sent.kind is DispatchKind.PICKUP else "orders.told_untracked"
    return said(code, part=event.part, dispatch=sent.id)


def _corrected(_order: Order, event: TrackingCorrected, _actor: Actor) -> Statement:
    return said("orders.told_tracking_corrected", part=event.part, dispatch=event.dispatch, code=event.tracking.code)


def _away(_order: Order, event: VacationRecorded, _actor: Actor) -> Statement:
    if event.away.end is None:
        return said("orders.told_away_for_now", part=event.part)
    return said("orders.told_away", part=event.part, end=event.away.end)


def _requested(_order: Order, event: CancellationRequested, _actor: Actor) -> Statement:
    return said("orders.told_requested", part=event.part, answer_by=later(event.request.ends_at, -_INSTANT))


def _answered(code: str) -> _Tell:
    def tell(_order: Order, event: CancellationAccepted | CancellationDeclined, _actor: Actor) -> Statement:
        return said(f"{code}_by_silence" if event.by_silence else code, part=event.part)

    return tell


def _lines_cancelled(_order: Order, event: LinesCancelled, _actor: Actor) -> Statement:
    units = sum([share.units for share in event.shares])
    return said("orders.told_lines_cancelled", part=event.part, units=units, cause=event.cause)


def _cancelled(order: Order, event: PartCancelled, actor: Actor) -> Statement:
    """With the fee that its vendor owes, which is a bill (H17), and nothing for the buyer."""
    part = order.part(event.part)
    if not event.fee or not opens(Sensitive.BILLS, actor, None if part is None else part.shop):
        return said("orders.told_cancelled", part=event.part, cause=event.cause)
    fee = order.money(event.fee)
    return said("orders.told_cancelled_for_a_fee", part=event.part, cause=event.cause, fee=fee)


def _noted(_order: Order, event: NoteAdded, _actor: Actor) -> Statement:
    note = event.note
    if note.visibility is Visibility.OPERATOR:
        return said("orders.told_note_operator", note=note.id)
    return said(f"orders.told_note_{note.visibility.value}", note=note.id, author=note.author)


def _edited(order: Order, event: PropertiesEdited, actor: Actor) -> Statement | None:
    """Which of those that the actor may see were changed."""
    names = open_properties(order, actor)
    told = tuple([words for name, words in PROPERTIES.items() if name in event.changed and name in names])
    return said("orders.told_properties", changed=told) if told else None


def _settled(order: Order, event: RefundSettled, _actor: Actor) -> Statement:
    amount = order.money(sum([share.total for share in event.shares]))
    return said("orders.told_refund_settled", part=event.part, amount=amount)


def _surplus(order: Order, event: SurplusRefunded, _actor: Actor) -> Statement:
    return said("orders.told_surplus_refunded", amount=order.money(event.amount))


TOLD: Final[Mapping[type[OrderEvent], _Tell]] = {
    OrderPlaced: _placed,
    PaymentRecorded: _payment("orders.told_paid"),
    PaymentAuthorised: _payment("orders.told_authorised"),
    PaymentFailed: _plain("orders.told_payment_failed", "payment"),
    AuthorisationExpired: _plain("orders.told_authorisation_expired", "payment"),
    BuyerReminded: _plain("orders.told_reminded"),
    PaymentConfirmed: _plain("orders.told_confirmed"),
    LinesShipped: _shipped,
    TrackingCorrected: _corrected,
    DeliveryRecorded: _plain("orders.told_delivered", "part", "dispatch"),
    CollectionRecorded: _plain("orders.told_collected", "part", "dispatch"),
    DispatchLost: _plain("orders.told_lost", "part", "dispatch"),
    DispatchReturned: _plain("orders.told_returned", "part", "dispatch"),
    ShippingDeadlineMissed: _plain("orders.told_missed", "part", "due_end"),
    PartCompleted: _plain("orders.told_completed", "part"),
    OrderCompleted: _plain("orders.told_order_completed"),
    PartHeld: _plain("orders.told_held", "part"),
    PartReleased: _plain("orders.told_released", "part"),
    VacationRecorded: _away,
    LinesCancelled: _lines_cancelled,
    PartCancelled: _cancelled,
    CancellationRequested: _requested,
    CancellationAccepted: _answered("orders.told_accepted"),
    CancellationDeclined: _answered("orders.told_declined"),
    CancellationWithdrawn: _plain("orders.told_withdrawn", "part"),
    NoteAdded: _noted,
    PropertiesEdited: _edited,
    PersonalDataErased: _plain("orders.told_erased"),
    RefundOpened: _plain("orders.told_refund_opened", "part", "refund"),
    RefundClosed: _plain("orders.told_refund_closed", "part", "refund"),
    RefundSettled: _settled,
    PayoutRequested: _plain("orders.told_payout_requested", "part", "payout"),
    PayoutCancelled: _plain("orders.told_payout_cancelled", "part", "payout"),
    PayoutPaid: _plain("orders.told_payout_paid", "part", "payout"),
    PayoutReversed: _plain("orders.told_payout_reversed", "part", "payout"),
    ChargebackOpened: _plain("orders.told_chargeback_opened", "part", "chargeback"),
    ChargebackWon: _plain("orders.told_chargeback_won", "part", "chargeback"),
    ChargebackLost: _plain("orders.told_chargeback_lost", "part", "chargeback"),
    SurplusRefunded: _surplus,
}

SILENT: Final[frozenset[type[OrderEvent]]] = frozenset({MetadataEdited})
"""The host's own words are its own."""
