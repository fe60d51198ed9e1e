"""What a report says in numbers, as plain data ready for JSON."""

from __future__ import annotations

from typing import TypedDict

__all__ = ["CommandFigures", "DeadlineFigures", "Figures", "PartFigures", "flat"]


class PartFigures(TypedDict):
    """Parts of placed orders, and how many have which shown status."""

    placed: int
    by_state: dict[str, int]


class CommandFigures(TypedDict):
    """Commands, and the reasons of those refused, by code; a command may have several."""

    issued: int
    accepted: int
    refused_commands: int
    refused: dict[str, int]


class DeadlineFigures(TypedDict):
    """Verdicts over the parts whose payment was confirmed, by milestone; empty without a deadline."""

    binding: str | None
    dispatch: dict[str, int]
    delivery: dict[str, int]


class Figures(TypedDict):
    """Everything `Report.as_dict` says."""

    rule_book: str
    """The id of the rule book, with the deadline in the data's zone."""
    zone: str
    as_of: str | None
    """RFC 3339, in UTC."""
    orders: dict[str, int]
    """Orders `read`, `placed`, and `unplaceable`: without a readable item."""
    unplaced: dict[str, int]
    """Orders with items whose placing was `refused`, comes `later` than `as_of`, or is `undated`."""
    unreadable: int
    """Rows that cannot be read, or repeat an earlier one."""
    strays: int
    """Items and payments whose order is not there."""
    parts: PartFigures
    orders_by_status: dict[str, int]
    multi_vendor_orders: int
    commands: CommandFigures
    deadline: DeadlineFigures
    notices: dict[str, int]
    """Notices that would have been sent: `order_completed`."""
    money: dict[str, dict[str, str]]
    """By currency: `due`, `received`, `paid`, `surplus`, as text in major units."""
    seconds: float | None
    orders_per_second: float | None
    unreadable_rows: list[dict[str, str | int | None]]
    """The `file`, `line`, first `column` at fault (None: the whole row) and `reason` of each."""
    stray_rows: list[dict[str, str | int | None]]
    """The same of the strays."""


def flat(figures: Figures) -> dict[str, str | int | None]:
    """The counts and amounts by their dotted paths; without the rule book, the zone and the run's own time."""
    commands, deadline = figures["commands"], figures["deadline"]
    found: dict[str, str | int | None] = {
        "unreadable": figures["unreadable"],
        "strays": figures["strays"],
        "parts.placed": figures["parts"]["placed"],
        "multi_vendor_orders": figures["multi_vendor_orders"],
        "commands.issued": commands["issued"],
        "commands.accepted": commands["accepted"],
        "commands.refused_commands": commands["refused_commands"],
        "deadline.binding": deadline["binding"],
    }
    for path, counts in (
        ("orders", figures["orders"]),
        ("unplaced", figures["unplaced"]),
        ("parts.by_state", figures["parts"]["by_state"]),
        ("orders_by_status", figures["orders_by_status"]),
        ("commands.refused", commands["refused"]),
        ("deadline.dispatch", deadline["dispatch"]),
        ("deadline.delivery", deadline["delivery"]),
        ("notices", figures["notices"]),
    ):
        found.update({f"{path}.{name}": count for name, count in counts.items()})
    for currency, sums in figures["money"].items():
        found.update({f"money.{currency}.{name}": amount for name, amount in sums.items()})
    return found
