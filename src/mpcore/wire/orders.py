"""The tags of orders: of every command, event and fact, and of what is kept or sent by itself."""

from __future__ import annotations

from typing import Final

from mpcore import orders

__all__ = ["COMMANDS", "DOCUMENTS", "EVENTS", "FACTS"]

COMMANDS: Final[dict[str, type]] = {
    "orders.cancel_lines/1": orders.CancelLines,
    "orders.cancel_part/1": orders.CancelPart,
    "orders.complete_part/1": orders.CompletePart,
    "orders.place_order/1": orders.PlaceOrder,
    "orders.record_delivery/1": orders.RecordDelivery,
    "orders.record_payment/1": orders.RecordPayment,
    "orders.ship_lines/1": orders.ShipLines,
}

EVENTS: Final[dict[str, type]] = {
    "orders.delivery_recorded/1": orders.DeliveryRecorded,
    "orders.lines_cancelled/1": orders.LinesCancelled,
    "orders.lines_shipped/1": orders.LinesShipped,
    "orders.order_completed/1": orders.OrderCompleted,
    "orders.order_placed/1": orders.OrderPlaced,
    "orders.part_cancelled/1": orders.PartCancelled,
    "orders.part_completed/1": orders.PartCompleted,
    "orders.payment_confirmed/1": orders.PaymentConfirmed,
    "orders.payment_recorded/1": orders.PaymentRecorded,
}

FACTS: Final[dict[str, type]] = {
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
    "orders.notice/1": orders.Notice,
    "orders.order/1": orders.Order,
    "orders.policy/1": orders.OrderPolicy,
}
