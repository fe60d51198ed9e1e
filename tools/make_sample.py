"""The 500 made-up orders that come with mpcore: `python -m tools.make_sample` writes them, always the same bytes.

Everything in them follows from the seed: ids, vendors, prices, instants.  Nothing comes from real orders; only the
layout is that of the public Olist dataset.  Most orders are ordinary; `_odd_ones` says which are not, and why.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TypeVar

TARGET = Path(__file__).resolve().parent.parent / "src" / "mpcore" / "replay" / "sample"
SEED = 20171015
ORDERS = 500
"""Orders that can be read; rows that cannot, or that repeat one, come on top."""
VENDORS = 24
PRODUCTS = 90

T = TypeVar("T")
Row = tuple[str, ...]

ORDER_HEADER = (
    "order_id",
    "customer_id",
    "order_status",
    "order_purchase_timestamp",
    "order_approved_at",
    "order_delivered_carrier_date",
    "order_delivered_customer_date",
    "order_estimated_delivery_date",
)
ITEM_HEADER = (
    "order_id",
    "order_item_id",
    "product_id",
    "seller_id",
    "shipping_limit_date",
    "price",
    "freight_value",
)
PAYMENT_HEADER = ("order_id", "payment_sequential", "payment_type", "payment_installments", "payment_value")


@dataclass(frozen=True)
class Item:
    """One unit, in cents."""

    product: int
    vendor: int
    price: int
    freight: int


@dataclass(frozen=True)
class Made:
    """One order, as somebody wrote it down; an instant is wall time in Sao Paulo, None is an empty field."""

    number: int
    status: str = "delivered"
    purchased: datetime | None = None
    approved: datetime | None = None
    handed_over: datetime | None = None
    delivered: datetime | None = None
    items: tuple[Item, ...] = ()
    paid: tuple[int, ...] | None = None
    """In cents, one per payment; None: exactly what is due, at once."""

    @property
    def due(self) -> int:
        """Prices and freight, in cents."""
        return sum(item.price + item.freight for item in self.items)


@dataclass
class Chance:
    """Numbers from the seed; only `random()` itself gives the same ones on every Python."""

    source: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - made-up orders need no secrets

    def below(self, bound: int) -> int:
        """A number from 0 up to, not including, a bound."""
        return int(self.source.random() * bound)

    def one_of(self, values: Sequence[T]) -> T:
        """One of several."""
        return values[self.below(len(values))]

    def happens(self, percent: int) -> bool:
        """Whether something so likely happens."""
        return self.below(100) < percent


def files() -> dict[str, str]:
    """The text of every file, by its name."""
    chance = Chance()
    odd = _odd_ones()
    made = [*odd, *(_ordinary(number, chance) for number in range(len(odd), ORDERS))]
    made.sort(key=lambda order: _id("place", order.number))
    orders = [_order_row(order) for order in made]
    items = [row for order in made for row in _item_rows(order)]
    payments = [row for order in made for row in _payment_rows(order)]
    _spoil(orders, items, payments)
    return {
        "olist_orders_dataset.csv": _text(ORDER_HEADER, orders),
        "olist_order_items_dataset.csv": _text(ITEM_HEADER, items),
        "olist_order_payments_dataset.csv": _text(PAYMENT_HEADER, payments),
    }


def _odd_ones() -> list[Made]:
    """One order for everything that can be odd about one."""
    one = (Item(0, 0, 9990, 1510),)
    two = (Item(1, 1, 4900, 1200), Item(2, 2, 15000, 2345))
    start = _at("2018-03-05 09:30:00")
    plain = Made(
        0,
        purchased=start,
        approved=start + timedelta(minutes=20),
        handed_over=start + timedelta(days=1),
        delivered=start + timedelta(days=3),
        items=one,
    )
    unshipped = replace(plain, handed_over=None, delivered=None)
    # The clocks of Sao Paulo skipped the midnights before 2017-10-15 and 2018-11-04: four days end there.
    first = replace(
        plain,
        purchased=_at("2017-10-10 08:00:00"),
        approved=_at("2017-10-10 08:10:00"),
        handed_over=_at("2017-10-12 15:00:00"),
    )
    second = replace(
        plain,
        purchased=_at("2018-10-30 19:00:00"),
        approved=_at("2018-10-30 19:05:00"),
        handed_over=_at("2018-11-01 10:00:00"),
    )
    orders = [
        replace(unshipped, status="canceled"),  # cancelled after it was paid
        replace(unshipped, status="canceled", approved=None),  # and before
        replace(plain, status="canceled", delivered=None),  # cancelled when it was on its way: too late
        replace(unshipped, status="unavailable", items=two),
        # Not paid in full, then cancelled: without the first part the payment covers the second.
        replace(unshipped, status="canceled", items=two, paid=(18000,)),
        replace(unshipped, status="unavailable", items=()),  # itemless
        replace(plain, status="created", approved=None, handed_over=None, delivered=None, items=(), paid=()),
        replace(plain, paid=(11000,)),  # underpaid by 5.00
        replace(plain, items=two, paid=(23444,)),  # and by a cent
        replace(plain, paid=(12000,)),  # a surplus of 5.00
        replace(plain, paid=(11500, 11500)),  # paid twice
        replace(plain, items=two, paid=(20000, 445, 3000)),  # paid in three
        replace(plain, paid=()),  # nobody wrote a payment down
        replace(plain, approved=start + timedelta(days=2)),  # shipped before paid
        replace(plain, items=two, approved=start + timedelta(days=4)),  # even delivered before
        replace(plain, approved=start - timedelta(minutes=5)),  # paid before there was an order
        replace(plain, handed_over=None),  # delivered, and nobody saw it leave
        replace(plain, handed_over=start + timedelta(days=4)),  # delivered before it left
        replace(plain, purchased=None),  # nobody knows when it was bought
        replace(plain, approved=start, handed_over=start, delivered=start),  # everything at once
        replace(plain, items=(Item(3, 3, 0, 0),), paid=(0,)),  # a present
        replace(unshipped, items=(Item(4, 4, 5000, -1), Item(5, 4, 3, 0))),  # freight below nothing
        replace(first, delivered=_at("2017-10-14 23:59:59")),  # in time by a second
        replace(first, delivered=_at("2017-10-15 00:30:00")),  # at a time that no clock showed: when the day ended
        replace(first, delivered=_at("2017-10-15 01:00:00")),  # the same instant, as clocks showed it
        replace(first, handed_over=_at("2017-10-15 09:00:00"), delivered=_at("2017-10-16 10:00:00")),
        replace(first, items=two, delivered=_at("2017-10-14 12:00:00")),
        replace(second, delivered=_at("2018-11-03 23:59:59")),
        replace(second, delivered=_at("2018-11-04 01:00:00")),
        replace(second, delivered=None, status="shipped"),
        replace(unshipped, purchased=_at("2018-12-31 17:00:00"), approved=_at("2018-12-31 18:00:00")),  # still time
        # The hour before midnight came twice on 2018-02-17.
        replace(
            plain,
            purchased=_at("2018-02-12 10:00:00"),
            approved=_at("2018-02-12 10:15:00"),
            handed_over=_at("2018-02-17 22:50:00"),
            delivered=_at("2018-02-17 23:30:00"),
        ),
        replace(
            plain, items=tuple(Item(n, 6 + n % 3, 1000 + n, 333) for n in range(7))
        ),  # seven items of three vendors
    ]
    return [replace(order, number=number) for number, order in enumerate(orders)]


def _ordinary(number: int, chance: Chance) -> Made:
    purchased = _at("2017-01-05 00:00:00") + timedelta(seconds=chance.below(700 * 86400))
    approved = purchased + timedelta(seconds=300 + chance.below(36 * 3600 if chance.happens(30) else 3600))
    handed_over = approved + timedelta(seconds=3600 + chance.below((6 if chance.happens(25) else 3) * 86400))
    delivered = handed_over + timedelta(seconds=3600 + chance.below((12 if chance.happens(40) else 2) * 86400))
    vendors = [chance.below(VENDORS) for _ in range(2 if chance.happens(12) else 1)]
    items = tuple(
        _item(chance, vendor) for vendor in vendors for _ in range(1 + (chance.below(3) if chance.happens(15) else 0))
    )
    made = Made(number, "delivered", purchased, approved, handed_over, delivered, items)
    fate = chance.below(100)
    if fate < 3:
        return replace(made, status="canceled", handed_over=None, delivered=None)
    if fate < 4:
        return replace(made, status="unavailable", handed_over=None, delivered=None, items=())
    if fate < 8:
        status = chance.one_of(("processing", "invoiced"))
        return replace(made, status=status, handed_over=None, delivered=None)
    if fate < 9:
        return replace(made, status="created", approved=None, handed_over=None, delivered=None)
    if fate < 14:
        return replace(made, status="shipped", delivered=None)
    if fate < 18:
        voucher = min(chance.below(3000), made.due)
        return replace(made, paid=(voucher, made.due - voucher))
    return made


def _item(chance: Chance, vendor: int) -> Item:
    product = vendor + VENDORS * chance.below(PRODUCTS // VENDORS)
    price = 990 + product * 700 + 10 * chance.below(100)
    return Item(product, vendor, price, 700 + chance.below(3000))


def _spoil(orders: list[Row], items: list[Row], payments: list[Row]) -> None:
    """Rows that cannot be read, rows that are there twice, and rows whose order cannot be read."""
    lost = _id("order", 10_001)
    bad = (lost, _id("customer", 10_001), "delivered", "2018-04-31 10:00:00", "2018-05-01 10:00:00", "", "", "")
    orders.insert(40, bad)  # there is no 31 April
    orders.insert(200, orders[120])
    items.insert(60, (lost, "1", _id("product", 0), _id("vendor", 0), "", "99.90", "15.10"))
    items.insert(90, (items[30][0], "9", *items[30][2:5], "12,50", items[30][6]))
    items.insert(300, items[250])
    payments.insert(50, (lost, "1", "boleto", "1", "115.00"))
    payments.insert(70, (payments[20][0], "9", "voucher", "1", "n/a"))
    payments.insert(100, (*payments[33][:3], payments[33][3]))  # cut short
    payments.insert(400, payments[350])


def _order_row(order: Made) -> Row:
    instants = (order.purchased, order.approved, order.handed_over, order.delivered)
    estimated = "" if order.purchased is None else f"{(order.purchased + timedelta(days=20)).date()} 00:00:00"
    customer = _id("customer", order.number)
    return (_id("order", order.number), customer, order.status, *map(_shown, instants), estimated)


def _item_rows(order: Made) -> list[Row]:
    limit = _shown(None if order.approved is None else order.approved + timedelta(days=6))
    return [
        (
            _id("order", order.number),
            str(place),
            _id("product", item.product),
            _id("vendor", item.vendor),
            limit,
            _amount(item.price),
            _amount(item.freight),
        )
        for place, item in enumerate(order.items, 1)
    ]


def _payment_rows(order: Made) -> list[Row]:
    paid = (order.due,) if order.paid is None else order.paid
    return [
        (_id("order", order.number), str(place), "credit_card" if place == 1 else "voucher", "1", _amount(cents))
        for place, cents in enumerate(paid, 1)
    ]


def _id(kind: str, number: int) -> str:
    return sha256(f"{SEED}/{kind}/{number}".encode()).hexdigest()[:32]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _shown(at: datetime | None) -> str:
    return "" if at is None else at.isoformat(" ")


def _amount(cents: int) -> str:
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100}.{cents % 100:02}"


def _text(header: Row, rows: list[Row]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows([header, *rows])
    return written.getvalue()


def main() -> None:
    """Write the files."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (TARGET / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
