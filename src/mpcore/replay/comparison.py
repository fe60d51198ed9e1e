"""Two reports side by side: which figures differ, and which verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

from mpcore.kernel import frozen
from mpcore.replay.figures import Figures, flat
from mpcore.replay.summary import Section, as_html, as_text, number

__all__ = ["Comparison"]

Difference: TypeAlias = dict[str, str | int | None]


@frozen(kw_only=True)
class Comparison:
    """What one report says differently from another, both as plain figures."""

    before: Figures
    after: Figures
    moves: Mapping[tuple[str | None, str | None], int]
    """How many parts went from which binding verdict to which; parts that both reports have and that changed theirs."""

    def rows(self) -> list[Difference]:
        """One dict per figure that differs: its dotted name, before, after, and the difference of numbers."""
        before, after = flat(self.before), flat(self.after)
        names = [*before, *(name for name in after if name not in before)]
        return [
            {"figure": name, "before": old, "after": new, "difference": _difference(old, new)}
            for name in names
            if (old := _absent(name, before)) != (new := _absent(name, after))
        ]

    @property
    def heading(self) -> str:
        """What is compared with what."""
        return f"{self.after['rule_book']} after {self.before['rule_book']}"

    @property
    def summary(self) -> tuple[Section, ...]:
        """The differences for people."""
        rows = tuple(
            (str(row["figure"]), _shown(row["before"]), _shown(row["after"]), _signed(row["difference"]))
            for row in self.rows()
        )
        columns = ("before", "after", "difference")
        figures = Section("Figures that differ", rows or (("none", "", "", ""),), columns)
        moves = sorted(self.moves.items(), key=lambda move: (-move[1], str(move[0])))
        if not moves:
            return (figures,)
        lines = tuple((f"{_verdict(old)} -> {_verdict(new)}", number(count)) for (old, new), count in moves)
        return (figures, Section("Parts whose verdict differs", lines, ("parts",)))

    def __str__(self) -> str:
        return as_text(self.heading, self.summary)

    def _repr_html_(self) -> str:
        return as_html(self.heading, self.summary)


def _absent(name: str, figures: Mapping[str, str | int | None]) -> str | int | None:
    """A figure; a count that a report does not mention is 0, but for verdicts, which without a deadline nobody gave."""
    return figures.get(name, None if name.startswith(("deadline", "money")) else 0)


def _difference(old: str | int | None, new: str | int | None) -> str | int | None:
    if isinstance(old, int) and isinstance(new, int):
        return new - old
    if isinstance(old, str) and isinstance(new, str) and _is_amount(old) and _is_amount(new):
        return f"{Decimal(new) - Decimal(old):f}"
    return None


def _is_amount(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def _shown(value: str | int | None) -> str:
    return "-" if value is None else number(value) if isinstance(value, int) else value


def _signed(value: str | int | None) -> str:
    if isinstance(value, int):
        return f"{value:+,}"
    return "" if value is None else value


def _verdict(name: str | None) -> str:
    return "no verdict" if name is None else name.replace("_", " ")
