"""One value per tag: the goldens are made of them, so they stay as they are."""

from __future__ import annotations

from datetime import time
from typing import Any, Final

from mpcore import kernel, orders, presets, timing
from mpcore.kernel import (
    BuyerId,
    CommandId,
    DispatchId,
    FactId,
    LineId,
    MemberId,
    Metadata,
    OrderId,
    PartId,
    PaymentId,
    PayoutId,
    RefundId,
    RuleBookId,
    Scope,
    ShopId,
    VendorId,
)
from mpcore.money import money
from tests.wire import lives

ORDER, PART, LINE, AT = OrderId("o7"), PartId("p1"), LineId("l1"), timing.instant("2026-03-26T10:00:00.5Z")
REFUND, PAYOUT = RefundId("r1"), PayoutId("y1")
SHARES = orders.Shares(line=LINE, units=1, goods=1250, taxes=(208,), discounts=(50,), shipping=0, total=1200)
DISPATCH = orders.Dispatch(
    id=DispatchId("d1"),
    lines=(orders.Quantity(LINE, 1),),
    kind=orders.DispatchKind.TRACKED,
    liability=orders.Liability.CARRIER,
    tracking=orders.Tracking("6X1", "https://example.org/6X1"),
    carrier="La Poste",
    dispatched_at=AT,
)
DEADLINE = timing.ShippingDeadline(
    amount=2,
    unit=timing.Unit.BUSINESS_DAYS,
    zone="Europe/Paris",
    calendar=timing.WorkingCalendar(holidays=(lives.HOLIDAY,)),
    cut_offs=timing.CutOffs(friday=time(14, 30)),
)
STATES, EVENTS = lives.life(1, 1)

SAMPLES: Final[dict[str, Any]] = {
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
    "orders.cancel_lines/1": orders.CancelLines(
        order=ORDER, part=PART, lines=(orders.Quantity(LINE, 2),), reason="cassé"
    ),
    "orders.cancel_part/1": orders.CancelPart(order=ORDER, part=PART, reason="sold out"),
    "orders.complete_part/1": orders.CompletePart(order=ORDER, part=PART),
    "orders.delivery_recorded/1": orders.DeliveryRecorded(part=PART, dispatch=DispatchId("d1"), happened_at=AT),
    "orders.due/1": orders.Due(AT, orders.Timer.SHIPPING_DUE, ORDER, PART),
    "orders.lines_cancelled/1": orders.LinesCancelled(
        part=PART, at=AT, shares=(SHARES,), refund_due=(SHARES,), reason=None
    ),
    "orders.lines_shipped/1": orders.LinesShipped(PART, DISPATCH),
    "orders.notice/1": orders.Notice(
        kind=orders.NoticeKind.ORDER_COMPLETED, order=ORDER, invoices=(orders.InvoiceRef(ORDER, PART),)
    ),
    "orders.order/1": STATES[-1],
    "orders.order_completed/1": orders.OrderCompleted(at=AT, invoices=(orders.InvoiceRef(ORDER, PART),)),
    "orders.order_placed/1": EVENTS[0],
    "orders.part_cancelled/1": orders.PartCancelled(part=PART, at=AT, shares=(SHARES,), reason="x"),
    "orders.part_completed/1": orders.PartCompleted(PART, AT),
    "orders.payment_confirmed/1": orders.PaymentConfirmed(at=AT, parts=(orders.PartDue(PART, 4990, AT),)),
    "orders.payment_recorded/1": orders.PaymentRecorded(
        orders.Payment(id=PaymentId("pay1"), amount=4990, happened_at=AT)
    ),
    "orders.payout_cancelled/1": orders.PayoutCancelled(id=FactId("f1"), part=PART, payout=PAYOUT, at=AT),
    "orders.payout_paid/1": orders.PayoutPaid(id=FactId("f1"), part=PART, payout=PAYOUT, at=AT),
    "orders.payout_requested/1": orders.PayoutRequested(id=FactId("f1"), part=PART, payout=PAYOUT, at=AT),
    "orders.payout_reversed/1": orders.PayoutReversed(id=FactId("f1"), part=PART, payout=PAYOUT, at=AT),
    "orders.place_order/1": lives.placing(1, 1),
    "orders.policy/1": orders.OrderPolicy(shipping=DEADLINE, require_tracking_url=True),
    "orders.record_delivery/1": orders.RecordDelivery(
        order=ORDER, part=PART, dispatch=DispatchId("d1"), happened_at=AT
    ),
    "orders.record_payment/1": orders.RecordPayment(
        order=ORDER, payment=PaymentId("pay1"), amount=money("49.90", "EUR"), happened_at=AT
    ),
    "orders.refund_closed/1": orders.RefundClosed(id=FactId("f1"), part=PART, refund=REFUND, at=AT),
    "orders.refund_opened/1": orders.RefundOpened(id=FactId("f1"), part=PART, refund=REFUND, at=AT),
    "orders.refund_settled/1": orders.RefundSettled(id=FactId("f1"), part=PART, refund=REFUND, shares=(SHARES,), at=AT),
    "orders.surplus_refunded/1": orders.SurplusRefunded(id=FactId("f1"), amount=100, at=AT),
    "orders.ship_lines/1": orders.ShipLines(
        order=ORDER,
        part=PART,
        dispatch=DispatchId("d1"),
        lines=(orders.Quantity(LINE, 1),),
        tracking=orders.Tracking("6X1"),
        carrier="La Poste",
        happened_at=AT,
        metadata=Metadata({"shelf": "7"}),
    ),
    "presets.rule_book/1": presets.RuleBook(id=RuleBookId("mine"), orders=orders.OrderPolicy(shipping=None)),
    "timing.cut_offs/1": timing.CutOffs(friday=time(14, 30)),
    "timing.shipping_deadline/1": DEADLINE,
    "timing.working_calendar/1": DEADLINE.calendar,
}
