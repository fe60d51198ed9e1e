"""Load, execute, store: orders in a host's own database, without an engine.

The database here is sqlite3, so that the example runs anywhere; with Django the row is
`OrderRow.objects.select_for_update().get(pk=pk)` inside `transaction.atomic`, and the three steps are the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from attrs import frozen
from moneyed import Money

from mpcore import Done, Kind, Refusal, Refused, orders, wire
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    Grant,
    LineId,
    ListingId,
    MemberId,
    Metadata,
    NotFound,
    OrderId,
    PartId,
    Scope,
    StaleVersionError,
    System,
    VendorId,
    VendorMember,
)
from mpcore.money import money
from mpcore.presets import ALL, PLAIN


@frozen(kw_only=True)
class Offer:
    """What the host sells, whose it is, and for how much."""

    vendor: VendorId
    title: str
    price: Money


CATALOGUE = {
    ListingId("mug"): Offer(vendor=VendorId("v1"), title="A mug", price=money("12.50", "EUR")),
    ListingId("bowl"): Offer(vendor=VendorId("v2"), title="A bowl", price=money("17.00", "EUR")),
}
SHIPPING = money("4.90", "EUR")
COMPANIES = {Buyer(BuyerId("acme"))}


@frozen(kw_only=True)
class Wanted:
    """So many of one listing."""

    listing: ListingId
    quantity: int


@frozen(kw_only=True)
class Cart:
    """All that a buyer says."""

    wanted: tuple[Wanted, ...]
    po_number: str | None = None


@frozen(kw_only=True)
class PoNumberMissing(Refusal):
    """Companies buy with a purchase order number."""

    code: ClassVar[str] = "acme.po_number_missing"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "orders of companies need a purchase order number"
    remedy: ClassVar[str | None] = "put it into the cart as po_number"


def po_number_given(
    _: orders.Order | None, command: orders.PlaceOrder | orders.OrderCommand, _ctx: orders.Context
) -> Refusal | None:
    """A rule of this host's own: it may refuse, never permit."""
    if isinstance(command, orders.PlaceOrder) and "b2b" in command.properties.tags:
        return None if command.metadata.get("po_number") else PoNumberMissing(at="po_number")
    return None


def database() -> sqlite3.Connection:
    """A place for snapshots and for what has to be sent."""
    db = sqlite3.connect(":memory:", isolation_level=None)  # transactions begin where we say so
    db.execute("CREATE TABLE orders (id TEXT PRIMARY KEY, version INTEGER NOT NULL, snapshot TEXT NOT NULL)")
    db.execute("CREATE TABLE outbox (key TEXT PRIMARY KEY, notice TEXT NOT NULL)")
    return db


def checkout(order: OrderId, cart: Cart, buyer: Buyer) -> orders.PlaceOrder | Refused:
    """The cart as a command.  Prices, discounts and taxes are the host's to say: a buyer says how many of what."""
    lines: dict[VendorId, list[orders.NewLine]] = {}
    for number, wanted in enumerate(cart.wanted, 1):
        offer = CATALOGUE.get(wanted.listing)
        if offer is None:
            return Refused((NotFound(thing="listing", id=wanted.listing),))
        line = orders.NewLine(
            id=LineId(f"l{number}"),
            listing=wanted.listing,
            title=offer.title,
            quantity=wanted.quantity,
            unit_price=offer.price,
        )
        lines.setdefault(offer.vendor, []).append(line)
    return orders.PlaceOrder(
        order=order,
        buyer=buyer,
        currency="EUR",
        parts=[
            orders.NewPart(id=PartId(f"p{number}"), vendor=vendor, lines=lines[vendor], shipping=SHIPPING)
            for number, vendor in enumerate(lines, 1)
        ],
        properties=orders.Properties(tags=("b2b",) if buyer in COMPANIES else ()),
        metadata=Metadata({} if cart.po_number is None else {"po_number": cart.po_number}),
    )


def place(db: sqlite3.Connection, order_id: OrderId, body: str, buyer: Buyer, now: datetime) -> tuple[int, wire.Json]:
    """A new order from the buyer's cart, under an id of the host's: the answer's status and body."""
    command = checkout(order_id, wire.loads(Cart, body), buyer)
    if isinstance(command, Refused):
        return answer(command, "en")
    match orders.place(command, orders.Context(now=now, actor=buyer, policy=PLAIN.orders, also=(po_number_given,))):
        case Done(order, events):
            with transaction(db):
                db.execute("INSERT INTO orders VALUES (?, 1, ?)", (order.id, wire.dumps(order)))
                tell(db, order, events)
            return 201, seen_by(buyer, order)
        case Refused() as no:
            return answer(no, "en")


def ask(db: sqlite3.Connection, body: str, actor: Actor, now: datetime, locale: str = "en") -> tuple[int, wire.Json]:
    """Any command to an order there is: load, execute, store."""
    command: orders.OrderCommand = wire.loads(orders.OrderCommand, body)
    row = db.execute("SELECT version, snapshot FROM orders WHERE id = ?", (command.order,)).fetchone()
    if row is None:  # the same answer as for an order that is none of the actor's business
        return answer(Refused((NotFound(thing="order", id=command.order),)), locale)
    version, snapshot = row
    order = wire.loads(orders.Order, snapshot)
    policy = ALL.get(order.rule_book).orders
    match orders.execute(order, command, orders.Context(now=now, actor=actor, policy=policy, also=(po_number_given,))):
        case Done(after, events):
            with transaction(db):
                stored = db.execute(
                    "UPDATE orders SET version = version + 1, snapshot = ? WHERE id = ? AND version = ?",
                    (wire.dumps(after), order.id, version),
                )
                if stored.rowcount != 1:
                    raise StaleVersionError(f"order {order.id} has been written since; load it again")
                tell(db, after, events)
            return 200, seen_by(actor, after)
        case Refused() as no:
            return answer(no, locale)


@contextmanager
def transaction(db: sqlite3.Connection) -> Generator[None]:
    """All of it is written, or nothing: an order never without its notices."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def tell(db: sqlite3.Connection, order: orders.Order, events: tuple[orders.OrderEvent, ...]) -> None:
    """Notices go into the outbox whole, under their key, so that each is sent once."""
    for notice in orders.notices(order, events):
        db.execute("INSERT OR IGNORE INTO outbox VALUES (?, ?)", (notice.key, wire.dumps(notice)))


def seen_by(actor: Actor, order: orders.Order) -> wire.Json:
    """What somebody who may know of the order may know of it: vendors their own parts, everybody else all of them."""
    policy = ALL.get(order.rule_book).orders
    parts: list[wire.Json] = [
        {"id": part.id, "status": orders.part_status(part, policy).value}
        for part in order.parts
        if not isinstance(actor, VendorMember) or actor.sees(part.vendor, part.shop)
    ]
    return {"order": order.id, "parts": parts}


def answer(no: Refused, locale: str) -> tuple[int, wire.Json]:
    """The refusal as problem details (RFC 9457), in the reader's language."""
    body = wire.problem(no, locale)
    return body["status"], json.loads(json.dumps(body))


def main() -> None:
    """An order over two vendors, from checkout to the one completion notice."""
    db, start = database(), datetime(2026, 3, 26, 9, tzinfo=UTC)
    scopes = {Scope("orders.ship"), Scope("orders.complete")}
    staff = {
        vendor: VendorMember(VendorId(vendor), MemberId(f"{vendor} staff"), (Grant(scopes),))
        for vendor in ("v1", "v2", "v3")
    }
    cart = '{"wanted": [{"listing": "mug", "quantity": 1}, {"listing": "bowl", "quantity": 1}]}'
    assert place(db, OrderId("o1"), cart, Buyer(BuyerId("acme")), start)[0] == 422  # no purchase order number
    assert place(db, OrderId("o1"), cart.replace("bowl", "car"), Buyer(BuyerId("ada")), start)[0] == 404
    status, shown = place(db, OrderId("o1"), cart, Buyer(BuyerId("ada")), start)
    assert status == 201
    print(shown)

    def said(command: dict[str, object], actor: Actor, hours: int, locale: str = "en") -> tuple[int, wire.Json]:
        return ask(db, json.dumps({"order": "o1"} | command), actor, start + timedelta(hours=hours), locale)

    ship: dict[str, object] = {
        "type": "orders.ship_lines/1",
        "part": "p1",
        "dispatch": "d1",
        "lines": [{"line": "l1", "quantity": 1}],
        "tracking": {"code": "T1", "url": "https://carrier.example/T1"},
    }
    status, problem = said(ship, staff["v1"], 1, "fr")
    assert status == 409, problem
    print(problem)
    foreign, unknown = said(ship, staff["v3"], 1), said(ship | {"order": "o2"}, staff["v3"], 1)
    assert foreign[0] == 404
    assert json.dumps(foreign) == json.dumps(unknown).replace("o2", "o1")  # nobody learns that there is an o1
    paid: dict[str, object] = {
        "type": "orders.record_payment/1",
        "payment": "psp-1",
        "amount": {"amount": "39.30", "currency": "EUR"},
    }
    for _ in range(2):  # webhooks come twice
        assert said(paid, System(), 2)[0] == 200
    assert said(ship, staff["v1"], 3) == (200, {"order": "o1", "parts": [{"id": "p1", "status": "shipped"}]})
    assert said({"type": "orders.complete_part/1", "part": "p1"}, staff["v1"], 4)[0] == 200
    ship2 = ship | {"part": "p2", "dispatch": "d2", "lines": [{"line": "l2", "quantity": 1}]}
    assert said(ship2, staff["v2"], 5)[0] == 200
    assert said({"type": "orders.complete_part/1", "part": "p2"}, staff["v2"], 6)[0] == 200
    outbox = [wire.loads(orders.Notice, notice) for (notice,) in db.execute("SELECT notice FROM outbox ORDER BY rowid")]
    print(*outbox, sep="\n")
    assert [notice.kind for notice in outbox].count(orders.NoticeKind.ORDER_COMPLETED) == 1


if __name__ == "__main__":
    main()
