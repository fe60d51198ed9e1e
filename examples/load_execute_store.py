"""Load, execute, store: orders in a host's own database, without an engine.

The database here is sqlite3, so that the example runs anywhere; with Django the row is
`OrderRow.objects.select_for_update().get(pk=pk)` inside `transaction.atomic`, and the three steps are the same.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from attrs import frozen

from mpcore import Done, Kind, Refusal, Refused, orders, wire
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    Grant,
    MemberId,
    Scope,
    StaleVersionError,
    System,
    VendorId,
    VendorMember,
)
from mpcore.presets import ALL, PLAIN


def table() -> sqlite3.Connection:
    """A place for snapshots and for what has to be sent."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("CREATE TABLE orders (id TEXT PRIMARY KEY, version INTEGER NOT NULL, snapshot TEXT NOT NULL)")
    db.execute("CREATE TABLE outbox (key TEXT PRIMARY KEY, body TEXT NOT NULL)")
    return db


@frozen(kw_only=True)
class PoNumberMissing(Refusal):
    """Companies buy with a purchase order number."""

    code: ClassVar[str] = "acme.po_number_missing"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "orders of companies need a purchase order number"
    remedy: ClassVar[str | None] = "put it into the order's metadata as po_number"


def po_number_given(
    _: orders.Order | None, command: orders.PlaceOrder | orders.OrderCommand, _ctx: orders.Context
) -> Refusal | None:
    """A rule of this host's own: it may refuse, never permit."""
    if isinstance(command, orders.PlaceOrder) and "b2b" in command.properties.tags:
        return None if command.metadata.get("po_number") else PoNumberMissing(at="metadata.po_number")
    return None


def place(db: sqlite3.Connection, body: str, actor: Actor, now: datetime) -> tuple[int, wire.Json]:
    """A new order: the answer's status and body."""
    ctx = orders.Context(now=now, actor=actor, policy=PLAIN.orders, also=(po_number_given,))
    match orders.place(wire.loads(orders.PlaceOrder, body), ctx):
        case Done(order, events):
            db.execute("INSERT INTO orders VALUES (?, 1, ?)", (order.id, wire.dumps(order)))
            tell(db, order, events)
            return 201, wire.dump(order)
        case Refused() as no:
            return answer(no, "en")


def ask(
    db: sqlite3.Connection, order_id: str, body: str, actor: Actor, now: datetime, locale: str = "en"
) -> tuple[int, wire.Json]:
    """Any command to an order there is: load, execute, store."""
    version, snapshot = db.execute("SELECT version, snapshot FROM orders WHERE id = ?", (order_id,)).fetchone()
    order = wire.loads(orders.Order, snapshot)
    command: orders.OrderCommand = wire.loads(orders.OrderCommand, body)
    policy = ALL.get(order.rule_book).orders
    match orders.execute(order, command, orders.Context(now=now, actor=actor, policy=policy, also=(po_number_given,))):
        case Done(after, events):
            with db:
                stored = db.execute(
                    "UPDATE orders SET version = version + 1, snapshot = ? WHERE id = ? AND version = ?",
                    (wire.dumps(after), order_id, version),
                )
                if stored.rowcount != 1:
                    raise StaleVersionError(f"order {order_id} has been written since; load it again")
                tell(db, after, events)
            return 200, wire.dump(after)
        case Refused() as no:
            return answer(no, locale)


def tell(db: sqlite3.Connection, order: orders.Order, events: tuple[orders.OrderEvent, ...]) -> None:
    """Notices go into the outbox under their key, so that each is sent once."""
    for notice in orders.notices(order, events):
        db.execute("INSERT OR IGNORE INTO outbox VALUES (?, ?)", (notice.key, notice.kind.value))


def answer(no: Refused, locale: str) -> tuple[int, wire.Json]:
    """The refusal as problem details (RFC 9457), in the reader's language."""
    body = wire.problem(no, locale)
    return body["status"], json.loads(json.dumps(body))


def main() -> None:
    """An order over two vendors, from checkout to the one completion notice."""
    db, start = table(), datetime(2026, 3, 26, 9, tzinfo=UTC)
    ada = Buyer(BuyerId("ada"))
    staff = {
        vendor: VendorMember(
            VendorId(vendor), MemberId(f"{vendor} staff"), (Grant({Scope("orders.ship"), Scope("orders.complete")}),)
        )
        for vendor in ("v1", "v2")
    }
    purchase: dict[str, object] = {
        "order": "o1",
        "buyer": {"id": "ada"},
        "currency": "EUR",
        "parts": [
            {
                "id": f"p{n}",
                "vendor": f"v{n}",
                "lines": [
                    {
                        "id": f"l{n}",
                        "listing": f"mug {n}",
                        "title": "A mug",
                        "quantity": 1,
                        "unit_price": {"amount": "12.50", "currency": "EUR"},
                    }
                ],
                "shipping": {"amount": "4.90", "currency": "EUR"},
            }
            for n in (1, 2)
        ],
    }
    company = purchase | {"properties": {"tags": ["b2b"]}}
    assert place(db, json.dumps(company), ada, start)[0] == 422
    assert place(db, json.dumps(purchase), ada, start)[0] == 201

    def said(command: dict[str, object], actor: Actor, hours: int, locale: str = "en") -> tuple[int, wire.Json]:
        return ask(db, "o1", json.dumps({"order": "o1", **command}), actor, start + timedelta(hours=hours), locale)

    ship: dict[str, object] = {
        "type": "orders.ship_lines/1",
        "part": "p1",
        "dispatch": "d1",
        "lines": [{"line": "l1", "quantity": 1}],
    }
    ship |= {"tracking": {"code": "T1", "url": "https://carrier.example/T1"}}
    status, problem = said(ship, staff["v1"], 1, "fr")
    assert status == 409, problem
    print(problem)
    assert said(ship, staff["v2"], 1)[0] == 404  # what is another vendor's is unknown
    paid: dict[str, object] = {
        "type": "orders.record_payment/1",
        "payment": "psp-1",
        "amount": {"amount": "34.80", "currency": "EUR"},
    }
    for _ in range(2):  # webhooks come twice
        assert said(paid, System(), 2)[0] == 200
    assert said(ship, staff["v1"], 3)[0] == 200
    assert said({"type": "orders.complete_part/1", "part": "p1"}, staff["v1"], 4)[0] == 200
    ship2 = ship | {"part": "p2", "lines": [{"line": "l2", "quantity": 1}]}
    assert said(ship2, staff["v2"], 5)[0] == 200
    assert said({"type": "orders.complete_part/1", "part": "p2"}, staff["v2"], 6)[0] == 200
    keys = [key for (key,) in db.execute("SELECT key FROM outbox ORDER BY rowid")]
    print(keys)
    assert keys.count("order_completed/o1//") == 1


if __name__ == "__main__":
    main()
