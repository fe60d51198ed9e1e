"""One value per tag: the goldens are made of them, so they stay as they are."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal
from typing import Any, Final

from attrs import evolve

from mpcore import kernel, orders, presets, subaccounts, timing
from mpcore.kernel import (
    BuyerId,
    ChargebackId,
    CommandId,
    DispatchId,
    FactId,
    LineId,
    MemberId,
    Metadata,
    NoteId,
    OrderId,
    PartId,
    PaymentId,
    PayoutId,
    Personal,
    RefundId,
    RuleBookId,
    Scope,
    ShopId,
    VendorId,
)
from mpcore.money import money
from mpcore.orders.shares import lowered, whole
from tests.wire import lives, samples_discounts, samples_refunds, samples_subaccounts

ORDER, PART, LINE, AT = OrderId("o7"), PartId("p1"), LineId("l1"), timing.instant("2026-03-26T10:00:00.5Z")
LATER, DISPATCH_ID, PAYMENT_ID = timing.later(AT, timedelta(days=2)), DispatchId("d1"), PaymentId("pay1")
REFUND, PAYOUT, CHARGEBACK = RefundId("r1"), PayoutId("y1"), ChargebackId("c1")
SHARES = orders.Shares(line=LINE, units=1, goods=1250, taxes=(208,), discounts=(50,), shipping=0, total=1200)
TRACKING = orders.Tracking("6X1", "https://example.org/6X1")
ADDRESS = orders.Address(
    name="Ada", lines=("1 rue du Bac", "3e étage"), postal_code="75007", city="Paris", region="IDF", country="FR"
)
DISPATCH = orders.Dispatch(
    id=DISPATCH_ID,
    lines=(orders.Quantity(LINE, 1),),
    kind=orders.DispatchKind.TRACKED,
    liability=orders.Liability.CARRIER,
    tracking=TRACKING,
    carrier="La Poste",
    address=Personal(ADDRESS),
    dispatched_at=AT,
)
PROPERTIES = orders.Properties(
    email=Personal("ada@example.org"),
    phone=Personal(None),
    note=Personal("sonner deux fois"),
    shipping_address=Personal(ADDRESS),
    buyer_accepts_marketing=True,
    tags=("cadeau", "urgent"),
    metafields=Metadata({"gift": "yes"}),
)
NOTE = orders.Note(
    id=NoteId("n1"),
    part=PART,
    visibility=orders.Visibility.CUSTOMER,
    author=orders.Author.VENDOR,
    text=Personal("Emballé avec soin"),
    at=AT,
)
PROMISED = orders.Payment(
    id=PAYMENT_ID, amount=4990, happened_at=AT, stage=orders.PaymentStage.AUTHORISED, expires_at=LATER
)
REQUEST = orders.CancelRequest(reason=Personal("deux fois"), requested_at=AT, ends_at=LATER)
AWAY = timing.Window(AT, LATER)
DEADLINE = timing.ShippingDeadline(
    amount=2,
    unit=timing.Unit.BUSINESS_DAYS,
    zone="Europe/Paris",
    calendar=timing.WorkingCalendar(holidays=(lives.HOLIDAY,)),
    cut_offs=timing.CutOffs(friday=time(14, 30)),
)
POLICY = orders.OrderPolicy(
    shipping=DEADLINE,
    require_tracking_url=True,
    remind_unpaid_after=(timedelta(hours=24), timedelta(hours=72)),
    cancel_unpaid_after=timedelta(days=7),
    complete_after=timedelta(days=14),
    buyer_cancels=orders.BuyerCancels.WHILE_UNPAID,
    requests=orders.CancellationRequests(window=timedelta(hours=24), silence=orders.Silence.ACCEPTS),
    cancellation_fee=orders.CancellationFee(fixed=300, percent=Decimal("2.5")),
)
STATES, EVENTS = lives.life(1, 1)


def reduction(line: orders.Line) -> orders.Reduction:
    return orders.Reduction(refund=REFUND, since=0, shares=lowered(line, whole(line), 10))


OPENED = orders.ChargebackOpened(id=FactId("f1"), part=PartId("p0"), chargeback=CHARGEBACK, at=AT)
STATE = evolve(
    STATES[-1],
    payments=(*STATES[-1].payments, evolve(PROMISED, id=PaymentId("pay2"), stage=orders.PaymentStage.EXPIRED)),
    parts=tuple(
        [
            evolve(
                part,
                pauses=orders.Pauses((AWAY,), (timing.Window(AT),)),
                request=evolve(REQUEST, stage=orders.RequestStage.DECLINED),
                chargeback=orders.ChargebackStage.OPEN,
                chargeback_id=CHARGEBACK,
                missed_at=AT,
                lines=tuple(
                    [
                        evolve(line, unpaid=whole(line), pending=whole(line), reductions=(reduction(line),))
                        for line in part.lines
                    ]
                ),
            )
            for part in STATES[-1].parts
        ]
    ),
    reminders=1,
    notes=(NOTE,),
    facts=(OPENED,),
)
"""A state in which much has happened, though no history leads there."""

SAMPLES: Final[dict[str, Any]] = {
    **samples_discounts.SAMPLES,
    **samples_refunds.SAMPLES,
    **samples_subaccounts.SAMPLES,
    "kernel.buyer/1": kernel.Buyer(BuyerId("b1"), guest=True),
    "kernel.operator/1": kernel.Operator(MemberId("m1"), frozenset({Scope("orders.ship"), Scope("orders.cancel")})),
    "kernel.recorded/1": kernel.Recorded[orders.OrderEvent](
        stream="o7",
        version=3,
        event=orders.PartCompleted(PART, AT),
        recorded_at=AT,
        actor_kind="vendor_member",
        member=MemberId("m1"),
        command=CommandId("c1"),
    ),
    "kernel.system/1": kernel.System("import"),
    "kernel.vendor_member/1": kernel.VendorMember(
        VendorId("v1"), MemberId("m1"), (kernel.Grant(frozenset({Scope("orders.ship")}), ShopId("s1")),)
    ),
    "orders.add_note/1": orders.AddNote(
        order=ORDER,
        note=NOTE.id,
        text=Personal("Emballé avec soin"),
        visibility=orders.Visibility.CUSTOMER,
        part=PART,
    ),
    "orders.answer_cancellation/1": orders.AnswerCancellation(order=ORDER, part=PART, accept=True),
    "orders.authorisation_expired/1": orders.AuthorisationExpired(PAYMENT_ID, AT),
    "orders.buyer_reminded/1": orders.BuyerReminded(AT, 2),
    "orders.cancel_lines/1": orders.CancelLines(
        order=ORDER, part=PART, lines=(orders.Quantity(LINE, 2),), reason="cassé"
    ),
    "orders.cancel_part/1": orders.CancelPart(order=ORDER, part=PART, reason="sold out"),
    "orders.cancellation_accepted/1": orders.CancellationAccepted(PART, AT, by_silence=True),
    "orders.cancellation_declined/1": orders.CancellationDeclined(PART, AT),
    "orders.cancellation_requested/1": orders.CancellationRequested(PART, REQUEST),
    "orders.cancellation_withdrawn/1": orders.CancellationWithdrawn(PART, AT),
    "orders.chargeback_lost/1": orders.ChargebackLost(
        id=FactId("f1"), part=PART, chargeback=CHARGEBACK, shares=(SHARES,), at=AT
    ),
    "orders.chargeback_opened/1": OPENED,
    "orders.chargeback_won/1": orders.ChargebackWon(id=FactId("f1"), part=PART, chargeback=CHARGEBACK, at=AT),
    "orders.collection_recorded/1": orders.CollectionRecorded(part=PART, dispatch=DISPATCH_ID, happened_at=AT),
    "orders.complete_part/1": orders.CompletePart(order=ORDER, part=PART),
    "orders.confirm_payment/1": orders.ConfirmPayment(order=ORDER),
    "orders.correct_tracking/1": orders.CorrectTracking(
        order=ORDER, part=PART, dispatch=DISPATCH_ID, tracking=TRACKING, carrier="La Poste"
    ),
    "orders.delivery_recorded/1": orders.DeliveryRecorded(part=PART, dispatch=DISPATCH_ID, happened_at=AT),
    "orders.dispatch_lost/1": orders.DispatchLost(part=PART, dispatch=DISPATCH_ID, happened_at=AT),
    "orders.dispatch_returned/1": orders.DispatchReturned(part=PART, dispatch=DISPATCH_ID, happened_at=AT),
    "orders.due/1": orders.Due(AT, orders.Timer.SHIPPING_DUE, ORDER, PART),
    "orders.edit_metadata/1": orders.EditMetadata(order=ORDER, metadata=Metadata({"shelf": "8"}), part=PART),
    "orders.edit_properties/1": orders.EditProperties(
        order=ORDER, properties=PROPERTIES, changing=("email", "shipping_address")
    ),
    "orders.erase_personal_data/1": orders.ErasePersonalData(order=ORDER),
    "orders.fire_timers/1": orders.FireTimers(order=ORDER),
    "orders.hold_part/1": orders.HoldPart(order=ORDER, part=PART, reason="stock recompté"),
    "orders.lines_cancelled/1": orders.LinesCancelled(
        part=PART, at=AT, shares=(SHARES,), refund_due=(SHARES,), reason=None, cause=orders.Cause.DEADLINE
    ),
    "orders.lines_shipped/1": orders.LinesShipped(PART, DISPATCH),
    "orders.metadata_edited/1": orders.MetadataEdited(PART, Metadata({"shelf": "8"}), AT),
    "orders.note/1": NOTE,
    "orders.note_added/1": orders.NoteAdded(NOTE),
    "orders.notice/1": orders.Notice(
        kind=orders.NoticeKind.ORDER_COMPLETED,
        order=ORDER,
        to=orders.Recipient.BUYER,
        invoices=(orders.InvoiceRef(ORDER, PART),),
    ),
    "orders.order/1": STATE,
    "orders.order_completed/1": orders.OrderCompleted(at=AT, invoices=(orders.InvoiceRef(ORDER, PART),)),
    "orders.order_placed/1": EVENTS[0],
    "orders.part_cancelled/1": orders.PartCancelled(
        part=PART, at=AT, shares=(SHARES,), reason="x", cause=orders.Cause.VENDOR, fee=300
    ),
    "orders.part_completed/1": orders.PartCompleted(PART, AT),
    "orders.part_held/1": orders.PartHeld(part=PART, at=AT, due_end=None, reason="stock recompté"),
    "orders.part_released/1": orders.PartReleased(part=PART, at=AT, due_end=LATER),
    "orders.payment_authorised/1": orders.PaymentAuthorised(PROMISED),
    "orders.payment_confirmed/1": orders.PaymentConfirmed(at=AT, parts=(orders.PartDue(PART, 4990, AT),)),
    "orders.payment_failed/1": orders.PaymentFailed(PAYMENT_ID, AT),
    "orders.payment_recorded/1": orders.PaymentRecorded(orders.Payment(id=PAYMENT_ID, amount=4990, happened_at=AT)),
    "orders.payout_cancelled/1": orders.PayoutCancelled(id=FactId("f1"), part=PART, payout=PAYOUT, at=AT),
    "orders.payout_paid/1": orders.PayoutPaid(id=FactId("f1"), part=PART, payout=PAYOUT, at=AT),
    "orders.payout_requested/1": orders.PayoutRequested(id=FactId("f1"), part=PART, payout=PAYOUT, at=AT),
    "orders.payout_reversed/1": orders.PayoutReversed(id=FactId("f1"), part=PART, payout=PAYOUT, at=AT),
    "orders.personal_data_erased/1": orders.PersonalDataErased(AT),
    "orders.place_order/1": lives.placing(1, 1),
    "orders.policy/1": POLICY,
    "orders.properties_edited/1": orders.PropertiesEdited(AT, PROPERTIES, ("email", "tags")),
    "orders.record_authorisation/1": orders.RecordAuthorisation(
        order=ORDER, payment=PAYMENT_ID, amount=money("49.90", "EUR"), expires_at=LATER, happened_at=AT
    ),
    "orders.record_collection/1": orders.RecordCollection(order=ORDER, part=PART, dispatch=DISPATCH_ID, happened_at=AT),
    "orders.record_delivery/1": orders.RecordDelivery(order=ORDER, part=PART, dispatch=DISPATCH_ID, happened_at=AT),
    "orders.record_loss/1": orders.RecordLoss(order=ORDER, part=PART, dispatch=DISPATCH_ID, happened_at=AT),
    "orders.record_payment/1": orders.RecordPayment(
        order=ORDER, payment=PAYMENT_ID, amount=money("49.90", "EUR"), happened_at=AT
    ),
    "orders.record_payment_failure/1": orders.RecordPaymentFailure(order=ORDER, payment=PAYMENT_ID, happened_at=AT),
    "orders.record_return_to_sender/1": orders.RecordReturnToSender(
        order=ORDER, part=PART, dispatch=DISPATCH_ID, happened_at=AT
    ),
    "orders.record_vacation/1": orders.RecordVacation(order=ORDER, part=PART, away=AWAY),
    "orders.refund_closed/1": orders.RefundClosed(id=FactId("f1"), part=PART, refund=REFUND, at=AT),
    "orders.refund_opened/1": orders.RefundOpened(id=FactId("f1"), part=PART, refund=REFUND, shares=(SHARES,), at=AT),
    "orders.refund_settled/1": orders.RefundSettled(
        id=FactId("f1"), part=PART, refund=REFUND, final=False, shares=(SHARES,), at=AT
    ),
    "orders.release_part/1": orders.ReleasePart(order=ORDER, part=PART),
    "orders.remind_buyer/1": orders.RemindBuyer(order=ORDER),
    "orders.request_cancellation/1": orders.RequestCancellation(order=ORDER, part=PART, reason=Personal("deux fois")),
    "orders.surplus_refunded/1": orders.SurplusRefunded(id=FactId("f1"), amount=100, at=AT),
    "orders.ship_lines/1": orders.ShipLines(
        order=ORDER,
        part=PART,
        dispatch=DISPATCH_ID,
        lines=(orders.Quantity(LINE, 1),),
        tracking=orders.Tracking("6X1"),
        carrier="La Poste",
        happened_at=AT,
        metadata=Metadata({"shelf": "7"}),
    ),
    "orders.shipping_deadline_missed/1": orders.ShippingDeadlineMissed(PART, AT, LATER),
    "orders.tracking_corrected/1": orders.TrackingCorrected(PART, DISPATCH_ID, TRACKING, "La Poste", AT),
    "orders.vacation_recorded/1": orders.VacationRecorded(part=PART, away=AWAY, due_end=LATER),
    "orders.withdraw_cancellation/1": orders.WithdrawCancellation(order=ORDER, part=PART),
    "presets.rule_book/1": presets.RuleBook(
        id=RuleBookId("mine"),
        orders=orders.OrderPolicy(shipping=None),
        refunds=samples_refunds.POLICY,
        subaccounts=subaccounts.SubAccountPolicy(scopes=samples_subaccounts.CATALOGUE),
    ),
    "timing.cut_offs/1": timing.CutOffs(friday=time(14, 30)),
    "timing.shipping_deadline/1": DEADLINE,
    "timing.working_calendar/1": DEADLINE.calendar,
}
