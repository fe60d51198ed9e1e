"""What a report says in numbers, as plain data ready for JSON."""

from __future__ import annotations

from typing import TypedDict

__all__ = ["Figures", "flat"]


class Orders(TypedDict):
    """Orders: read, placed, and without a readable item."""

    read: int
    placed: int
    unplaceable: int


class Unplaced(TypedDict):
    """Orders with items that were not placed: refused, to be placed after `as_of`, or without a purchase instant."""

    refused: int
    later: int
    undated: int


class Parts(TypedDict):
    """Parts of placed orders, by shown status."""

    placed: int
    by_state: dict[str, int]


class Commands(TypedDict):
    """Commands, and the reasons of those refused, by code; a command may have several."""

    issued: int
    accepted: int
    refused_commands: int
    refused: dict[str, int]


class Deadline(TypedDict):
    """Verdicts over the parts whose payment was confirmed, by milestone; empty without a deadline."""

    binding: str | None
    dispatch: dict[str, int]
    delivery: dict[str, int]


class Notices(TypedDict):
    """Notices that would have been sent."""

    order_completed: int


class Amounts(TypedDict):
    """Amounts in major units, as text."""

    due: str
    received: str
    paid: str
    surplus: str


class FieldFault(TypedDict):
    """A column, empty where the whole row is meant, and what is wrong there."""

    column: str
    text: str


class RowFaults(TypedDict):
    """A row that is not replayed."""

    file: str
    line: int
    faults: list[FieldFault]


class Figures(TypedDict):
    """Everything `Report.as_dict` says."""

    rule_book: str
    zone: str
    as_of: str | None
    orders: Orders
    unplaced: Unplaced
    unreadable: int
    strays: int
    parts: Parts
    orders_by_status: dict[str, int]
    multi_vendor_orders: int
    commands: Commands
    deadline: Deadline
    notices: Notices
    money: dict[str, Amounts]
    seconds: float | None
    orders_per_second: float | None
    unreadable_rows: list[RowFaults]
    stray_rows: list[RowFaults]


def flat(figures: Figures) -> dict[str, str | int | None]:
    """The counts and amounts by their dotted paths; without the rule book, the zone and the run's own time."""
    orders, commands, deadline = figures["orders"], figures["commands"], figures["deadline"]
    found: dict[str, str | int | None] = {
        "orders.read": orders["read"],
        "orders.placed": orders["placed"],
        "orders.unplaceable": orders["unplaceable"],
        "unplaced.refused": figures["unplaced"]["refused"],
        "unplaced.later": figures["unplaced"]["later"],
        "unplaced.undated": figures["unplaced"]["undated"],
        "unreadable": figures["unreadable"],
        "strays": figures["strays"],
        "parts.placed": figures["parts"]["placed"],
        "multi_vendor_orders": figures["multi_vendor_orders"],
        "commands.issued": commands["issued"],
        "commands.accepted": commands["accepted"],
        "commands.refused_commands": commands["refused_commands"],
        "deadline.binding": deadline["binding"],
        "notices.order_completed": figures["notices"]["order_completed"],
    }
    for path, counts in (
        ("parts.by_state", figures["parts"]["by_state"]),
        ("orders_by_status", figures["orders_by_status"]),
        ("commands.refused", commands["refused"]),
        ("deadline.dispatch", deadline["dispatch"]),
        ("deadline.delivery", deadline["delivery"]),
    ):
        found.update({f"{path}.{name}": count for name, count in counts.items()})
    for currency, sums in figures["money"].items():
        found[f"money.{currency}.due"] = sums["due"]
        found[f"money.{currency}.received"] = sums["received"]
        found[f"money.{currency}.paid"] = sums["paid"]
        found[f"money.{currency}.surplus"] = sums["surplus"]
    return found
