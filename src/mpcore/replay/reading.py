"""Rows of text as values.  Nothing is dropped: a row is used, or it is faulty."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from pendulum import DateTime

from mpcore.kernel import BuyerId, Fault, ListingId, MalformedError, OrderId, VendorId, is_id
from mpcore.money import money, to_minor
from mpcore.orders import Minor
from mpcore.replay.rows import ITEM_COLUMNS, ORDER_COLUMNS, PAYMENT_COLUMNS, FaultyRow, Record, Rows
from mpcore.replay.times import LocalTimes

__all__ = ["Index", "Item", "OrderRow", "Reader"]

_CALLED_OFF = frozenset({"canceled", "unavailable"})
_MOST_MINOR = 10**15
_MOST_DIGITS = 9


class OrderRow(NamedTuple):
    """One order as its history has it; None: it did not happen, or nobody wrote it down."""

    id: OrderId
    buyer: BuyerId
    called_off: bool
    """Whether its status is `canceled` or `unavailable`."""
    purchased_at: DateTime | None
    approved_at: DateTime | None
    handed_over_at: DateTime | None
    delivered_at: DateTime | None

    @property
    def newest(self) -> DateTime | None:
        """The newest of the four instants."""
        return max([at for at in self[3:] if at is not None], default=None)


class Item(NamedTuple):
    """One unit of one listing, in minor units."""

    listing: ListingId
    vendor: VendorId
    price: Minor
    freight: Minor


class Index(NamedTuple):
    """Items and payments by order, each by its number within the order; all that a replay holds of the rows."""

    items: dict[str, dict[int, Item]]
    payments: dict[str, dict[int, Minor]]


Faulty: TypeAlias = list[FaultyRow]


class Reader:
    """The rows of one history, read under one zone."""

    def __init__(self, rows: Rows, zone: str) -> None:
        self._rows = rows
        self._instant = LocalTimes(zone)
        self._names: dict[str, str] = {}
        self._amount = lru_cache(maxsize=65_536)(self._read_amount)

    def orders(self, limit: int | None = None, faulty: Faulty | None = None) -> Iterator[OrderRow]:
        """The orders that can be read, in the order of their rows, the first `limit` of them.

        Of rows with the same id the first that can be read counts; the others are faulty.
        """
        seen: set[str] = set()
        for record in self._rows.orders.read() if limit is None or limit > 0 else ():
            if isinstance(record, FaultyRow):
                self._keep(record, faulty)
                continue
            row = self._order(record)
            if row is None or row.id in seen:
                if faulty is not None:
                    why = self._why_no_order(record) or [Fault("order_id", "is the id of an earlier row, which counts")]
                    faulty.append(FaultyRow(file=self._rows.orders.name, line=record[0], faults=tuple(why)))
                continue
            seen.add(row.id)
            yield row
            if len(seen) == limit:
                return

    def find(self, wanted: str) -> OrderRow | None:
        """The order with that id, or None."""
        for record in self._rows.orders.read():
            if not isinstance(record, FaultyRow) and record[1][0] == wanted and (row := self._order(record)):
                return row
        return None

    def index(self, known: Collection[str], faulty: Faulty, strays: Faulty) -> Index:
        """The items and payments of the known orders; rows of others are strays."""
        return Index(self._items(known, faulty, strays), self._payments(known, faulty, strays))

    def _items(self, known: Collection[str], faulty: Faulty, strays: Faulty) -> dict[str, dict[int, Item]]:
        found: dict[str, dict[int, Item]] = {}
        for record in self._rows.items.read():
            if isinstance(record, FaultyRow):
                faulty.append(record)
                continue
            order, number, listing, vendor, price, freight = record[1]
            try:
                place = _number(number)
                item = Item(
                    ListingId(self._name(listing)),
                    VendorId(self._name(vendor)),
                    self._amount(price),
                    self._amount(freight),
                )
            except MalformedError:
                faulty.append(self._faulty_item(record))
                continue
            if order not in known:
                self._stray(record, self._rows.items.name, ITEM_COLUMNS, faulty, strays)
                continue
            items = found.setdefault(order, {})
            if place in items:
                faulty.append(_repeated(record, self._rows.items.name, ITEM_COLUMNS))
                continue
            items[place] = item
        return found

    def _payments(self, known: Collection[str], faulty: Faulty, strays: Faulty) -> dict[str, dict[int, Minor]]:
        found: dict[str, dict[int, Minor]] = {}
        for record in self._rows.payments.read():
            if isinstance(record, FaultyRow):
                faulty.append(record)
                continue
            order, number, amount = record[1]
            try:
                place, value = _number(number), self._amount(amount)
            except MalformedError:
                faulty.append(self._faulty_payment(record))
                continue
            if order not in known:
                self._stray(record, self._rows.payments.name, PAYMENT_COLUMNS, faulty, strays)
                continue
            payments = found.setdefault(order, {})
            if place in payments:
                faulty.append(_repeated(record, self._rows.payments.name, PAYMENT_COLUMNS))
                continue
            payments[place] = value
        return found

    def _order(self, record: Record) -> OrderRow | None:
        order, buyer, status, purchased, approved, handed_over, delivered = record[1]
        if not (is_id(order) and is_id(buyer)):
            return None
        instant = self._instant
        try:
            return OrderRow(
                OrderId(order),
                BuyerId(buyer),
                status in _CALLED_OFF,
                instant(purchased) if purchased else None,
                instant(approved) if approved else None,
                instant(handed_over) if handed_over else None,
                instant(delivered) if delivered else None,
            )
        except MalformedError:
            return None

    def _keep(self, row: FaultyRow, faulty: Faulty | None) -> None:
        if faulty is not None:
            faulty.append(row)

    def _name(self, text: str) -> str:
        """An id, always the same object for the same text."""
        try:
            return self._names[text]
        except KeyError:
            if fault := _why_no_id("", text):
                raise MalformedError(fault) from None
            self._names[text] = text
            return text

    def _read_amount(self, text: str) -> Minor:
        minor = to_minor(money(text, self._rows.currency))
        if abs(minor) > _MOST_MINOR:
            raise MalformedError(Fault("amount", f"is more than {_MOST_MINOR:,} minor units; look for a missing comma"))
        return minor

    def _why_no_order(self, record: Record) -> list[Fault]:
        fields = dict(zip(ORDER_COLUMNS, record[1], strict=True))
        faults = [_why_no_id(column, fields[column]) for column in ORDER_COLUMNS[:2]]
        faults += [_asked(column, text, self._instant) for column in ORDER_COLUMNS[3:] if (text := fields[column])]
        return [fault for fault in faults if fault]

    def _faulty_item(self, record: Record) -> FaultyRow:
        order, number, listing, vendor, price, freight = record[1]
        return _faulty(
            record,
            self._rows.items.name,
            _why_no_id("order_id", order),
            _asked("order_item_id", number, _number),
            _why_no_id("product_id", listing),
            _why_no_id("seller_id", vendor),
            _asked("price", price, self._amount),
            _asked("freight_value", freight, self._amount),
        )

    def _faulty_payment(self, record: Record) -> FaultyRow:
        order, number, amount = record[1]
        return _faulty(
            record,
            self._rows.payments.name,
            _why_no_id("order_id", order),
            _asked("payment_sequential", number, _number),
            _asked("payment_value", amount, self._amount),
        )

    def _stray(self, record: Record, name: str, columns: tuple[str, ...], faulty: Faulty, strays: Faulty) -> None:
        order = record[1][0]
        if fault := _why_no_id(columns[0], order):
            faulty.append(_faulty(record, name, fault))
        else:
            text = f"{order[:60]!a} is not among the orders that could be read"
            strays.append(_faulty(record, name, Fault(columns[0], text)))


def _number(text: str) -> int:
    if 0 < len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit():
        return int(text)
    raise MalformedError(Fault("", f"{text[:40]!a} is not a number of at most {_MOST_DIGITS} digits"))


def _repeated(record: Record, name: str, columns: tuple[str, ...]) -> FaultyRow:
    text = f"{record[1][1]} is the number of an earlier row of the same order, which counts"
    return _faulty(record, name, Fault(columns[1], text))


def _faulty(record: Record, name: str, *faults: Fault | None) -> FaultyRow:
    return FaultyRow(file=name, line=record[0], faults=tuple([fault for fault in faults if fault is not None]))


def _why_no_id(column: str, text: str) -> Fault | None:
    if is_id(text):
        return None
    if not text:
        return Fault(column, "is empty; an id is wanted here")
    why = _undecoded(text) or "is not an id: 1 to 200 printable characters without a space at either end"
    return Fault(column, f"{text[:40]!a} {why}")


def _asked(column: str, text: str, read: Callable[[str], object]) -> Fault | None:
    """What a reader of fields has against one."""
    try:
        read(text)
    except MalformedError as error:
        said = _undecoded(text)
        return Fault(column, f"{text[:40]!a} {said}" if said else "; ".join([fault.text for fault in error.faults]))
    return None


def _undecoded(text: str) -> str | None:
    return "has bytes that are not UTF-8" if any("\udc80" <= letter <= "\udcff" for letter in text) else None
