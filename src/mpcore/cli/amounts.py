"""Amounts as they are printed: rows of a table, and figures of JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from mpcore.money import from_minor

__all__ = ["Amount", "Figure", "Figures", "Row", "table"]

Figure: TypeAlias = "str | int | bool | list[Figure] | dict[str, Figure] | None"
Figures: TypeAlias = dict[str, Figure]


class Amount(NamedTuple):
    """Minor units as decimal text."""

    currency: str

    def __call__(self, minor: int) -> str:
        """As many places as the currency has."""
        return f"{from_minor(minor, self.currency).amount:f}"


class Row(NamedTuple):
    """A label, an amount, and what is said beside it."""

    label: str
    amount: str = ""
    note: str = ""


def table(rows: Sequence[Row], indent: str = "") -> list[str]:
    """Labels to the left, amounts to the right."""
    left = max([len(row.label) for row in rows], default=0)
    right = max([len(row.amount) for row in rows], default=0)
    return [f"{indent}{row.label:<{left}}  {row.amount:>{right}}  {row.note}".rstrip() for row in rows]
