"""The tags of orders: of every command, event and fact, and of what is kept or sent by itself."""

from __future__ import annotations

from typing import Final

from mpcore import orders

__all__ = ["COMMANDS", "DOCUMENTS", "EVENTS", "FACTS"]

COMMANDS: Final[dict[str, type]] = {
    "orders.add_note/1": orders.AddNote,
    "orders.answer_cancellation/1": orders.AnswerCancellation,
    "orders.cancel_lines/1": orders.CancelLines,
    "orders.cancel_part/1": orders.CancelPart,
    "orders.complete_part/1": orders.CompletePart,
    "orders.confirm_payment/1": orders.ConfirmPayment,
    "orders.correct_tracking/1": orders.CorrectTracking,
    "orders.edit_metadata/1": orders.EditMetadata,
    "orders.edit_properties/1": orders.EditProperties,
    "orders.erase_personal_data/1": orders.ErasePersonalData,
    "orders.fire_timers/1": orders.FireTimers,
    "orders.hold_part/1": orders.HoldPart,
    "orders.place_order/1": orders.PlaceOrder,
    "orders.record_authorisation/1": orders.RecordAuthorisation,
    "orders.record_collection/1": orders.RecordCollection,
    "orders.record_delivery/1": orders.RecordDelivery,
    "orders.record_loss/1": orders.RecordLoss,
    "orders.record_payment/1": orders.RecordPayment,
    "orders.record_payment_failure/1": orders.RecordPaymentFailure,
    "orders.record_return_to_sender/1": orders.RecordReturnToSender,
    "orders.record_vacation/1": orders.RecordVacation,
    "orders.release_part/1": orders.ReleasePart,
    "orders.remind_buyer/1": orders.RemindBuyer,
    "orders.request_cancellation/1": orders.RequestCancellation,
    "orders.ship_lines/1": orders.ShipLines,
    "orders.withdraw_cancellation/1": orders.WithdrawCancellation,
}

EVENTS: Final[dict[str, type]] = {
    "orders.authorisation_expired/1": orders.AuthorisationExpired,
    "orders.buyer_reminded/1": orders.BuyerReminded,
    "orders.cancellation_accepted/1": orders.CancellationAccepted,
    "orders.cancellation_declined/1": orders.CancellationDeclined,
    "orders.cancellation_requested/1": orders.CancellationRequested,
    "orders.cancellation_withdrawn/1": orders.CancellationWithdrawn,
    "orders.collection_recorded/1": orders.CollectionRecorded,
    "orders.delivery_recorded/1": orders.DeliveryRecorded,
    "orders.dispatch_lost/1": orders.DispatchLost,
    "orders.dispatch_returned/1": orders.DispatchReturned,
    "orders.lines_cancelled/1": orders.LinesCancelled,
    "orders.lines_shipped/1": orders.LinesShipped,
    "orders.metadata_edited/1": orders.MetadataEdited,
    "orders.note_added/1": orders.NoteAdded,
    "orders.order_completed/1": orders.OrderCompleted,
    "orders.order_placed/1": orders.OrderPlaced,
    "orders.part_cancelled/1": orders.PartCancelled,
    "orders.part_completed/1": orders.PartCompleted,
    "orders.part_held/1": orders.PartHeld,
    "orders.part_released/1": orders.PartReleased,
    "orders.payment_authorised/1": orders.PaymentAuthorised,
    "orders.payment_confirmed/1": orders.PaymentConfirmed,
    "orders.payment_failed/1": orders.PaymentFailed,
    "orders.payment_recorded/1": orders.PaymentRecorded,
    "orders.personal_data_erased/1": orders.PersonalDataErased,
    "orders.properties_edited/1": orders.PropertiesEdited,
    "orders.shipping_deadline_missed/1": orders.ShippingDeadlineMissed,
    "orders.tracking_corrected/1": orders.TrackingCorrected,
    "orders.vacation_recorded/1": orders.VacationRecorded,
}

FACTS: Final[dict[str, type]] = {
    "orders.chargeback_lost/1": orders.ChargebackLost,
    "orders.chargeback_opened/1": orders.ChargebackOpened,
    "orders.chargeback_won/1": orders.ChargebackWon,
    "orders.payout_cancelled/1": orders.PayoutCancelled,
    "orders.payout_paid/1": orders.PayoutPaid,
    "orders.payout_requested/1": orders.PayoutRequested,
    "orders.payout_reversed/1": orders.PayoutReversed,
    "orders.refund_closed/1": orders.RefundClosed,
    "orders.refund_opened/1": orders.RefundOpened,
    "orders.refund_settled/1": orders.RefundSettled,
    "orders.surplus_refunded/1": orders.SurplusRefunded,
}
"""Told by other packages through `orders.record`; they stand among the events of an order, and are no commands."""

DOCUMENTS: Final[dict[str, type]] = {
    "orders.due/1": orders.Due,
    "orders.note/1": orders.Note,
    "orders.notice/1": orders.Notice,
    "orders.order/1": orders.Order,
    "orders.policy/1": orders.OrderPolicy,
}
