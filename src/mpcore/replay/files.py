"""The CSV files of a directory as rows: robust against what spreadsheets do to files, and bounded in memory."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TextIO, TypeAlias

from mpcore.kernel import Fault, MalformedError
from mpcore.replay.rows import ITEM_COLUMNS, ORDER_COLUMNS, PAYMENT_COLUMNS, FaultyRow, Record, Rows, Table

__all__ = ["olist", "sample"]

_ORDERS = "olist_orders_dataset.csv"
_ITEMS = "olist_order_items_dataset.csv"
_PAYMENTS = "olist_order_payments_dataset.csv"
_SAMPLE = Path(__file__).parent / "sample"
_LONGEST_LINE = 1_000_000

Pick: TypeAlias = Callable[[list[str]], tuple[str, ...]]
"""The fields that are wanted, of all those of a row."""


def olist(directory: str | Path, *, zone: str = "America/Sao_Paulo", currency: str = "BRL") -> Rows:
    """The rows of a directory in the layout of the public Olist dataset.

    It holds `olist_orders_dataset.csv`, `olist_order_items_dataset.csv` and `olist_order_payments_dataset.csv`: UTF-8
    with or without a byte order mark, commas, the first line naming the columns, in any order and with others among
    them.  The local times are those of `zone`, the amounts of `currency`.  Files are read anew by every replay and
    never held whole.

    Raises `MalformedError` at a path that is missing, cannot be read, or lacks a column.  What is wrong with single
    rows is for the report to say.
    """
    folder = Path(directory)
    if not folder.is_dir():
        text = f"there is no such directory; give one that has {_ORDERS}, {_ITEMS} and {_PAYMENTS}"
        raise MalformedError(Fault(str(directory), text))
    return Rows(
        orders=_table(folder / _ORDERS, ORDER_COLUMNS),
        items=_table(folder / _ITEMS, ITEM_COLUMNS),
        payments=_table(folder / _PAYMENTS, PAYMENT_COLUMNS),
        zone=zone,
        currency=currency,
    )


def sample() -> Rows:
    """500 made-up orders of several vendors, odd ones among them; `tools/make_sample.py` makes them from a seed."""
    return olist(_SAMPLE)


def _table(path: Path, columns: tuple[str, ...]) -> Table:
    with _opened(path) as file:
        _plan(csv.reader(_Lines(file)), path, columns)
    return Table(path.name, partial(_read, path, columns))


def _opened(path: Path) -> TextIO:
    try:
        # Bytes that are no UTF-8 come through as surrogates, which no id, time or amount has: they fail in their field.
        return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except FileNotFoundError:
        text = "there is no such file; name the files as in the public Olist dataset"
        raise MalformedError(Fault(str(path), text)) from None
    except OSError as error:
        raise MalformedError(Fault(str(path), f"cannot be read ({error.strerror}); see to it and try again")) from None


def _plan(reader: Iterator[list[str]], path: Path, columns: tuple[str, ...]) -> tuple[int, Pick]:
    """How many fields a row has, and which of them are wanted."""
    try:
        header = next(reader, None)
    except csv.Error as error:
        raise MalformedError(Fault(str(path), f"its first line is not CSV ({error}); name the columns there")) from None
    if not header:
        raise MalformedError(Fault(str(path), f"is empty; its first line names the columns {', '.join(columns)}"))
    if lacking := [column for column in columns if column not in header]:
        text = f"has no column {', '.join(lacking)}; its first line is {','.join(header)[:200]!a}"
        raise MalformedError(Fault(str(path), text))
    if twice := [column for column in columns if header.count(column) > 1]:
        raise MalformedError(Fault(str(path), f"has the column {twice[0]} twice; name every column once"))
    pick: Pick = itemgetter(*[header.index(column) for column in columns])
    return len(header), pick


class _Lines:
    """The lines of a file, none longer than a million characters: the rest of a longer one is skipped."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.cut = False
        """Whether a line was cut since this was last set to False."""

    def __iter__(self) -> Iterator[str]:
        readline = self._file.readline
        while line := readline(_LONGEST_LINE):
            if len(line) == _LONGEST_LINE and not line.endswith("\n"):
                self.cut = True
                while (rest := readline(_LONGEST_LINE)) and not rest.endswith("\n"):
                    pass
            yield line


def _read(path: Path, columns: tuple[str, ...]) -> Iterator[Record | FaultyRow]:
    with _opened(path) as file:
        lines = _Lines(file)
        reader = csv.reader(lines)
        width, wanted = _plan(reader, path, columns)
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                lines.cut = False
                yield FaultyRow(file=path.name, line=line, faults=(Fault("", f"is not CSV: {error}"),))
                continue
            if len(row) == width and not lines.cut:
                yield line, wanted(row)
            elif row:
                yield FaultyRow(file=path.name, line=line, faults=(_why_not(row, width, lines),))


def _why_not(row: list[str], width: int, lines: _Lines) -> Fault:
    if lines.cut:
        lines.cut = False
        return Fault("", f"has a line of more than {_LONGEST_LINE:,} characters; look for a missing quote")
    if len(row) < width:
        return Fault("", f"has {len(row)} fields where the first line names {width}; it may have been cut short")
    return Fault("", f"has {len(row)} fields where the first line names {width}; a field with a comma needs quotes")
