"""What is replayed: three tables of text in the layout of the public Olist dataset.  Nothing here reads a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from attrs import field

from mpcore.kernel import Fault, frozen
from mpcore.money import check_currency
from mpcore.timing import zone as zone_named

__all__ = ["ITEM_COLUMNS", "ORDER_COLUMNS", "PAYMENT_COLUMNS", "FaultyRow", "Record", "Rows", "Table"]

ORDER_COLUMNS = (
    "order_id",
    "customer_id",
    "order_status",
    "order_purchase_timestamp",
    "order_approved_at",
    "order_delivered_carrier_date",
    "order_delivered_customer_date",
)
"""What a replay reads of an order.  The last four are local times such as `2018-02-03 10:00:00`, or empty."""

ITEM_COLUMNS = ("order_id", "order_item_id", "product_id", "seller_id", "price", "freight_value")
"""What it reads of an item, one unit: the id is a number within the order, the amounts are plain text."""

PAYMENT_COLUMNS = ("order_id", "payment_sequential", "payment_value")
"""What it reads of a payment.  The second is a number within the order; the amount is plain text."""

Record: TypeAlias = tuple[int, tuple[str, ...]]
"""The line a row begins at, and its fields in the order of the columns named above."""


@frozen(kw_only=True)
class FaultyRow:
    """A row that is not replayed, with everything that is wrong with it."""

    file: str
    line: int
    """Where the row begins, counted from 1; a file's header is line 1."""
    faults: tuple[Fault, ...]
    """At least one; `at` is the column, empty where the whole row is meant."""

    @property
    def column(self) -> str | None:
        """The first column at fault; None where the whole row is."""
        return self.faults[0].at or None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'; '.join(map(str, self.faults))}"


@frozen
class Table:
    """Rows that can be read as often as wanted, always the same."""

    name: str
    """What a fault calls it: the file's name."""
    read: Callable[[], Iterator[Record | FaultyRow]] = field(repr=False)
    """The rows from the first to the last; those that cannot even be taken apart are faulty already."""


@frozen(kw_only=True)
class Rows:
    """The three tables of a history, and what their texts leave unsaid."""

    orders: Table
    items: Table
    payments: Table
    zone: str = "America/Sao_Paulo"
    """The IANA time zone of the local times; an unknown one raises `MalformedError` at `zone`."""
    currency: str = "BRL"
    """The currency of all amounts, ISO 4217; an unknown one raises `MalformedError` at `currency`."""

    def __attrs_post_init__(self) -> None:
        zone_named(self.zone)
        check_currency(self.currency)

    @classmethod
    def of(
        cls,
        orders: Iterable[Mapping[str, str]],
        items: Iterable[Mapping[str, str]],
        payments: Iterable[Mapping[str, str]],
        *,
        zone: str = "America/Sao_Paulo",
        currency: str = "BRL",
    ) -> Rows:
        """Rows from mappings of column to text, such as `csv.DictReader` gives; further columns do no harm.

        The line of a row is its place, counted from 1.  A row without one of the columns is faulty.
        """
        return cls(
            orders=_held("orders", ORDER_COLUMNS, orders),
            items=_held("items", ITEM_COLUMNS, items),
            payments=_held("payments", PAYMENT_COLUMNS, payments),
            zone=zone,
            currency=currency,
        )


def _held(name: str, columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> Table:
    records = tuple([_record(name, columns, line, row) for line, row in enumerate(rows, 1)])
    return Table(name, lambda: iter(records))


def _record(name: str, columns: tuple[str, ...], line: int, row: Mapping[str, str]) -> Record | FaultyRow:
    fields: list[str] = []
    faults: list[Fault] = []
    for column in columns:
        value: object = row.get(column)  # not every caller is type-checked
        if isinstance(value, str):
            fields.append(value)
        else:
            faults.append(Fault(column, "is missing or not text; give text, empty where there is nothing to say"))
    return FaultyRow(file=name, line=line, faults=tuple(faults)) if faults else (line, tuple(fields))
