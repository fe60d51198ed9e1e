"""A second implementation of the whole replay: slow, obvious, and without a line of mpcore.

`figures` gives what the report's JSON has to say.  It is written from the rules, with plain dicts, `datetime`,
`zoneinfo` and `Decimal`, and one state per part that is overwritten as time goes on.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")
Row = dict[str, str]
History = tuple[Row, list[datetime | None]]
Item = tuple[str, Decimal, Decimal]


@dataclass
class Rules:
    """What differs between the presets, as far as a replay can tell."""

    included: bool = False
    days: int | None = 4
    business: bool = False
    binding: str | None = "dispatch"


PRESETS = {
    "plain": Rules(),
    "sipoko": Rules(included=True, binding="delivery"),
    "upxycled": Rules(days=None, binding=None),
    "whatnot": Rules(days=2, business=True),
}

STATUSES = (
    "awaiting_payment on_hold processing partially_shipped shipped completed cancelled refunded".split()  # noqa: SIM905
)
VERDICTS = "on_time late pending missed void".split()  # noqa: SIM905 - as the issue lists them
INSTANTS = (
    "order_purchase_timestamp",
    "order_approved_at",
    "order_delivered_carrier_date",
    "order_delivered_customer_date",
)


@dataclass
class Part:
    """One vendor's part, overwritten as things happen."""

    total: Decimal
    stage: str = "awaiting_payment"
    due_end: datetime | None = None
    shipped: datetime | None = None
    delivered: datetime | None = None

    @property
    def status(self) -> str:
        if self.stage == "open":
            return "shipped" if self.shipped else "processing"
        return self.stage


@dataclass
class World:
    """All that is counted."""

    issued: int = 0
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter[str])
    completed: int = 0
    due: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    surplus: Decimal = Decimal(0)
    placed: int = 0
    unplaceable: int = 0
    several: int = 0
    orders: Counter[str] = field(default_factory=Counter[str])
    parts: list[Part] = field(default_factory=list[Part])


@cache
def read(folder: Path) -> tuple[list[Row], list[Row], list[Row]]:
    """The rows of the three files; of a row that is cut short, what there is."""
    names = ("olist_orders_dataset.csv", "olist_order_items_dataset.csv", "olist_order_payments_dataset.csv")
    tables: list[list[Row]] = []
    for name in names:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
            tables.append([dict(zip(header, row, strict=False)) for row in rows])
    return tables[0], tables[1], tables[2]


@cache
def instant(text: str, zone: str) -> datetime:
    """When clocks in the zone showed it first; if they skipped it, when they were first past it."""
    wall = datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - it is wall time
    tz = ZoneInfo(zone)
    at = min(wall.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1))
    while at.astimezone(tz).replace(tzinfo=None) < wall:
        at += timedelta(seconds=1)
    return at


def amount(text: str) -> Decimal:
    """Plain digits with at most two after the point."""
    if not re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]{1,2})?", text):
        raise ValueError(text)
    return Decimal(text)


def due_end(start: datetime, rules: Rules, zone: str) -> datetime | None:
    """The first instant of the local date after the last one that is in time."""
    if rules.days is None:
        return None
    day = start.astimezone(ZoneInfo(zone)).date()
    if rules.business:
        for _ in range(rules.days):
            day += timedelta(days=1)
            while day.isoweekday() > 5:
                day += timedelta(days=1)
    else:
        day += timedelta(days=rules.days)
    return first_instant(day + timedelta(days=1), zone)


def first_instant(day: date, zone: str) -> datetime:
    return instant(f"{day} 00:00:00", zone)


def read_orders(table: list[Row], zone: str) -> tuple[dict[str, History], int]:
    """The orders that can be read, and how many rows cannot; of rows with the same id the first counts."""
    orders: dict[str, History] = {}
    unreadable = 0
    for row in table:
        try:
            instants = [instant(row[name], zone) if row[name] else None for name in INSTANTS]
        except (KeyError, ValueError):
            unreadable += 1
            continue
        if row["order_id"] in orders or not row["order_id"] or not row["customer_id"]:
            unreadable += 1
        else:
            orders[row["order_id"]] = (row, instants)
    return orders, unreadable


def read_numbered(
    table: list[Row], orders: dict[str, History], number: str, value: Callable[[Row], T]
) -> tuple[dict[str, dict[int, T]], int]:
    """Values by order and number, and how many rows cannot be read; again the first counts."""
    found: dict[str, dict[int, T]] = {}
    unreadable = 0
    for row in table:
        try:
            place, read = int(row[number]), value(row)
        except (KeyError, ValueError):
            unreadable += 1
            continue
        if place in found.get(row["order_id"], {}):
            unreadable += 1
        elif row["order_id"] in orders:
            found.setdefault(row["order_id"], {})[place] = read
    return found, unreadable


def item(row: Row) -> Item:
    """Vendor, price and freight of one unit."""
    return row["seller_id"], amount(row["price"]), amount(row["freight_value"])


def figures(
    tables: tuple[list[Row], list[Row], list[Row]],
    rules: Rules,
    zone: str = "America/Sao_Paulo",
    as_of: datetime | None = None,
    limit: int | None = None,
) -> dict[str, object]:
    """The report's figures, but for the time it took."""
    orders, unreadable = read_orders(tables[0], zone)
    newest = max((at for _, instants in orders.values() for at in instants if at), default=None)
    orders = dict(list(orders.items())[:limit])
    items, bad_items = read_numbered(tables[1], orders, "order_item_id", item)
    payments, bad_payments = read_numbered(
        tables[2], orders, "payment_sequential", lambda row: amount(row["payment_value"])
    )
    as_of = as_of or newest
    world = World()
    for name, history in orders.items():
        if name not in items:
            world.unplaceable += 1
        elif as_of is not None:
            sums = payments.get(name)
            paid = None if sums is None else sum(sums.values())
            live(world, history, items[name], paid, rules=rules, zone=zone, as_of=as_of)
    return told(world, len(orders), unreadable + bad_items + bad_payments, rules, as_of)


def live(  # noqa: C901, PLR0912, PLR0915 - it is the whole story in one piece, on purpose
    world: World,
    history: History,
    items: dict[int, Item],
    payment: Decimal | int | None,
    *,
    rules: Rules,
    zone: str,
    as_of: datetime,
) -> None:
    """One order's life, command by command."""
    row, instants = history
    vendors: dict[str, list[int]] = {}
    for number in sorted(items):
        vendors.setdefault(items[number][0], []).append(number)
    purchased, approved, carried, delivered = instants
    commands: list[tuple[datetime, int, str, int]] = []
    if purchased:
        commands.append((purchased, 0, "place", 0))
    if approved and payment is not None:
        commands.append((approved, 1, "pay", 0))
    for place in range(len(vendors)):
        if carried:
            commands.append((carried, 2, "ship", place))
        if delivered:
            commands += [(delivered, 3, "deliver", place), (delivered, 4, "complete", place)]
        if row["order_status"] in ("canceled", "unavailable") and any(instants):
            commands.append((max(at for at in instants if at), 5, "cancel", place))
    parts: list[Part] | None = None
    received = Decimal(0)
    confirmed = completed = False
    for at, _, command, place in sorted(commands):
        if at > as_of:
            continue
        world.issued += 1
        reason: str | None = None
        if command == "place":
            below = 0
            for numbers in vendors.values():
                prices = [items[n][1] + items[n][2] if rules.included else items[n][1] for n in numbers]
                below += sum(price < 0 for price in prices)
                below += not rules.included and sum(items[n][2] for n in numbers) < 0
            if below:
                world.refused["out_of_range"] += below
                continue
            parts = [Part(sum((items[n][1] + items[n][2] for n in ns), Decimal(0))) for ns in vendors.values()]
        elif parts is None:
            reason = "not_found"
        elif command == "pay":
            if payment is not None and payment < 0:
                reason = "out_of_range"
            else:
                received += payment or 0
        else:
            part = parts[place]
            if command == "ship":
                if not confirmed:
                    reason = "orders.not_paid"
                else:
                    part.shipped = at
            elif command == "deliver":
                if not part.shipped:
                    reason = "not_found"
                else:
                    part.delivered = at
            elif command == "complete":
                if part.stage != "open":
                    reason = "wrong_stage"
                elif not part.shipped:
                    reason = "orders.not_shipped"
                else:
                    part.stage = "completed"
            elif part.stage not in ("awaiting_payment", "open"):
                reason = "wrong_stage"
            elif part.shipped:
                reason = "orders.already_shipped"
            else:
                part.stage = "cancelled"
        if reason:
            world.refused[reason] += 1
            continue
        world.accepted += 1
        assert parts is not None
        waiting = [part for part in parts if part.stage == "awaiting_payment"]
        owed = sum(part.total for part in parts if part.stage != "cancelled")
        covered = owed == 0 or (received > 0 and received >= owed)
        if not confirmed and waiting and covered and command in ("place", "pay", "cancel"):
            confirmed = True
            assert purchased
            for part in waiting:
                part.stage = "open"
                part.due_end = due_end(max(purchased, at), rules, zone)
        live_parts = [part for part in parts if part.stage != "cancelled"]
        if not completed and live_parts and all(part.stage == "completed" for part in live_parts):
            completed = True
            world.completed += 1
    if parts is None:
        return
    world.placed += 1
    world.several += len(parts) > 1
    world.parts += parts
    world.orders[fold([part.status for part in parts])] += 1
    total = sum(part.total for part in parts)
    world.due += total
    world.received += received
    if confirmed:
        world.paid += total
        world.surplus += received - total


def fold(statuses: list[str]) -> str:
    """The status of an order: the least advanced of the parts that are not cancelled."""
    for status in ("awaiting_payment", "processing", "shipped", "completed"):
        if status in statuses:
            advanced = {"shipped", "completed"} & set(statuses)
            return "partially_shipped" if status == "processing" and advanced else status
    return "cancelled"


def verdicts(world: World, milestone: str, as_of: datetime | None) -> dict[str, int]:
    """What became of the deadline of every part whose payment was confirmed."""
    found: Counter[str] = Counter()
    for part in world.parts:
        if part.due_end is None or as_of is None:
            continue
        happened = part.shipped if milestone == "dispatch" else part.delivered
        if happened:
            found["on_time" if happened < part.due_end else "late"] += 1
        elif part.stage == "cancelled":
            found["void"] += 1
        else:
            found["missed" if part.due_end <= as_of else "pending"] += 1
    return {name: found[name] for name in VERDICTS}


def told(world: World, count: int, unreadable: int, rules: Rules, as_of: datetime | None) -> dict[str, object]:
    """Everything under the issue's keys."""
    shown = Counter(part.status for part in world.parts)
    states = {status: shown[status] for status in STATUSES}
    by_status = {status: world.orders[status] for status in STATUSES}
    return {
        "orders": {"read": count, "placed": world.placed, "unplaceable": world.unplaceable},
        "unreadable": unreadable,
        "parts": {"placed": len(world.parts), "by_state": states},
        "orders_by_status": by_status,
        "multi_vendor_orders": world.several,
        "commands": {
            "issued": world.issued,
            "accepted": world.accepted,
            "refused_commands": world.issued - world.accepted,
            "refused": dict(sorted(world.refused.items())),
        },
        "deadline": {
            "binding": rules.binding,
            "dispatch": verdicts(world, "dispatch", as_of) if rules.binding else {},
            "delivery": verdicts(world, "delivery", as_of) if rules.binding else {},
        },
        "notices": {"order_completed": world.completed},
        "money": {
            "BRL": {
                "due": f"{world.due:.2f}",
                "received": f"{world.received:.2f}",
                "paid": f"{world.paid:.2f}",
                "surplus": f"{world.surplus:.2f}",
            }
        },
        "as_of": None if as_of is None else as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
