"""Where words go: plain text, or what `rich` makes of it, where it is installed and there is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TextIO
from unicodedata import bidirectional, category

from mpcore.replay import Progress, Report

__all__ = ["harmless", "listed", "progress", "say", "show"]

_WIDTH = 30
_NAMED = 10
_STEERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def say(text: str, file: TextIO | None = None) -> None:
    """A line or several; what the stream cannot spell is escaped."""
    stream = sys.stdout if file is None else file
    encoding = getattr(stream, "encoding", None) or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)


def listed(names: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}" if names else "none"


def harmless(line: str) -> str:
    """Without what would steer a terminal or turn the line around: names come from whoever wrote the file."""
    return "".join([mark.encode("unicode_escape").decode("ascii") if _steers(mark) else mark for mark in line])


def _steers(mark: str) -> bool:
    return category(mark) in ("Cc", "Zl", "Zp") or bidirectional(mark) in _STEERING


def show(report: Report) -> None:
    """The summary of a report."""
    if not (sys.stdout.isatty() and _has_rich()):
        say(str(report))
        return
    from rich.console import Console  # noqa: PLC0415  (an extra)
    from rich.table import Table  # noqa: PLC0415

    console = Console()
    console.print(report.heading, style="bold", markup=False, highlight=False)
    for section in report.summary:
        width = max([len(row) for row in section.rows], default=1)
        table = Table(title=section.title, title_justify="left", title_style="bold", show_header=bool(section.columns))
        table.add_column("")
        for column in range(width - 1):
            table.add_column(section.columns[column] if section.columns else "", justify="right")
        for row in section.rows:
            table.add_row(*(_escaped(cell) for cell in row))
        console.print(table)


@contextmanager
def progress() -> Generator[Progress | None]:
    """A bar on stderr while something is replayed, gone afterwards; None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
    elif _has_rich():
        from rich.console import Console  # noqa: PLC0415  (an extra)
        from rich.progress import Progress as Bar  # noqa: PLC0415

        with Bar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Replaying", total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    else:
        drawn = _Plain()
        try:
            yield drawn
        finally:
            drawn.wipe()


class _Plain:
    """A bar of number signs, drawn anew where it differs."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, done: int, total: int) -> None:
        share = done / total if total else 1.0
        line = f"Replaying [{'#' * int(share * _WIDTH):<{_WIDTH}}] {share:4.0%}"
        if line != self._last:
            self._last = line
            _write(f"\r{line}")

    def wipe(self) -> None:
        if self._last:
            _write(f"\r{' ' * len(self._last)}\r")


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _has_rich() -> bool:
    return find_spec("rich") is not None


def _escaped(text: str) -> str:
    from rich.markup import escape  # noqa: PLC0415  (an extra)

    return escape(text)
