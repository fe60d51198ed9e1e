"""The bundled order of `mpcore refund`, and what went back of it before, lived through by real commands.

`python -m tests.cli.refund_example` writes both files.
"""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from attrs import evolve

import mpcore
from mpcore import discounts, orders, refunds, wire
from mpcore.kernel import (
    Actor,
    DispatchId,
    LineId,
    MemberId,
    Operator,
    OrderId,
    PartId,
    PaymentId,
    Personal,
    RefundId,
    ShopId,
    System,
    VendorId,
    utc,
)
from mpcore.money import from_minor, money
from mpcore.orders import Order, OrderCommand
from mpcore.presets import PLAIN
from mpcore.refunds import AfterSales, RefundCommand

EXAMPLE: Final = Path(mpcore.__file__).parent / "cli" / "example"
ORDER: Final = OrderId("o1042")
HOST: Final = System()
OLGA: Final = Operator(MemberId("olga"))


def at(text: str) -> datetime:
    """An instant of November 2026, such as `20T09:00`, in UTC."""
    return datetime.fromisoformat(f"2026-11-{text}:00+00:00")


class Story:
    """An order and its refunds, told of each other as a host tells them."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.after_sales = refunds.after_sales_of(order)

    def then(self, when: str, *commands: OrderCommand, by: Actor = HOST) -> Story:
        """Something is done with the order."""
        for command in commands:
            context = orders.Context(now=utc(at(when)), actor=by, policy=PLAIN.orders)
            self.order = orders.execute(self.order, command, context).unwrap().state
        return self

    def back(self, when: str, *commands: RefundCommand, by: Actor = OLGA) -> Story:
        """Something is done with its refunds, and all that is approved goes back."""
        for command in commands:
            self._refunds(when, command, by)
        for intent in refunds.intents(self.after_sales, self.order):
            went = refunds.RecordRefundPayment(
                order=intent.order,
                refund=intent.refund,
                payment=intent.payment,
                attempt=intent.attempt,
                amount=intent.amount,
            )
            self._refunds(when, went, HOST)
        return self

    def _refunds(self, when: str, command: RefundCommand, by: Actor) -> None:
        context = refunds.Context(now=utc(at(when)), actor=by, policy=PLAIN.refunds, order=self.order)
        done = refunds.execute(self.after_sales, command, context).unwrap()
        self.after_sales = done.state
        for fact in refunds.facts_for(done.state, done.events):
            self.order = orders.record(self.order, fact).state


def placed() -> Order:
    """The bundled basket with the bundled coupons, five candles of it taxed on top, too."""
    basket = wire.loads(discounts.Basket, (EXAMPLE / "basket.json").read_text("utf-8"))
    coupons = wire.loads(tuple[discounts.Coupon, ...], (EXAMPLE / "coupons.json").read_text("utf-8"))
    green = discounts.TaxRate(rate_id="FR-ECO", rate=Decimal(2), inclusive=False)
    candles = LineId("l3")
    lines = [evolve(line, taxes=(*line.taxes, green)) if line.id == candles else line for line in basket.lines]
    basket = evolve(basket, lines=lines)
    context = discounts.Context(
        now=utc(at("20T09:00")), actor=HOST, policy=PLAIN.discounts, shopper=discounts.Shopper()
    )
    seen = discounts.evaluate(basket, coupons, context)
    parts: dict[tuple[VendorId, ShopId | None], PartId] = {
        (VendorId("atelier"), None): PartId("p1"),
        (VendorId("lumen"), None): PartId("p2"),
    }
    command = orders.PlaceOrder(
        order=ORDER,
        buyer=basket.buyer,
        currency=basket.currency,
        parts=orders.priced_parts(seen, parts),
        evaluation=seen,
    )
    ctx = orders.Context(now=utc(at("20T09:00")), actor=HOST, policy=PLAIN.orders, repriced=seen)
    return orders.place(command, ctx).unwrap().state


def story() -> Story:
    """Paid by card and gift card; a candle cancelled; all sent off and delivered; another candle came back."""
    told = Story(placed())
    card = money("150.00", "EUR")
    rest = from_minor(told.order.due_minor - 15000, "EUR")
    p1, p2, l1, l2, l3 = PartId("p1"), PartId("p2"), LineId("l1"), LineId("l2"), LineId("l3")
    parcels = (
        (p1, DispatchId("d1"), "6A1", [orders.Quantity(l1, 2)]),
        (p2, DispatchId("d2"), "6A2", [orders.Quantity(l2, 1), orders.Quantity(l3, 4)]),
    )
    told.then("20T09:05", orders.RecordPayment(order=ORDER, payment=PaymentId("card"), amount=card))
    told.then("20T09:10", orders.RecordPayment(order=ORDER, payment=PaymentId("gift-card"), amount=rest))
    told.then("21T08:00", orders.CancelLines(order=ORDER, part=p2, lines=(orders.Quantity(l3, 1),)), by=OLGA)
    told.back("21T08:01", refunds.RefundCancellation(order=ORDER, refund=RefundId("r1"), part=p2))
    for part, dispatch, code, lines in parcels:
        tracking = orders.Tracking(code)
        shipped = orders.ShipLines(
            order=ORDER, part=part, dispatch=dispatch, lines=lines, kind=orders.DispatchKind.TRACKED, tracking=tracking
        )
        told.then("21T15:00", shipped, by=OLGA)
        told.then("24T11:00", orders.RecordDelivery(order=ORDER, part=part, dispatch=dispatch))
    broken = refunds.RequestRefund(
        order=ORDER,
        refund=RefundId("r2"),
        part=p2,
        mode=refunds.Mode.PARTIAL,
        cause=refunds.RefundCause.SOME_ITEMS_RETURNED,
        reason=refunds.Reason(text=Personal("one candle came back broken")),
        lines=(refunds.RefundLine(line=l3, units=1),),
    )
    return told.back("26T10:00", broken, refunds.ApproveRefund(order=ORDER, refund=RefundId("r2")))


def files() -> dict[str, str]:
    """The text of each file by its name."""
    told = story()
    data: dict[str, object] = {
        "order.json": wire.dump(told.order),
        "after_sales.json": wire.dump(told.after_sales),
    }
    return {name: json.dumps(each, ensure_ascii=False, indent=1) + "\n" for name, each in data.items()}


def written() -> tuple[Order, AfterSales]:
    """What the files hold."""
    order = wire.loads(Order, (EXAMPLE / "order.json").read_text("utf-8"))
    return order, wire.loads(AfterSales, (EXAMPLE / "after_sales.json").read_text("utf-8"))


if __name__ == "__main__":
    for name, text in files().items():
        (EXAMPLE / name).write_text(text, "utf-8", newline="\n")
