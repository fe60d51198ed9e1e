"""A report for people: sections of a title and a small table, as plain text and as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from mpcore.kernel import frozen

__all__ = ["Section", "as_html", "as_text", "number", "words"]


@frozen
class Section:
    """One small table: what stands in its first column is a label, the rest is numbers."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...] = ()
    """What stands above the columns after the first; nothing where it goes without saying."""


def as_text(heading: str, sections: Iterable[Section]) -> str:
    """Plain ASCII, aligned; no control codes."""
    parts = [heading]
    for section in sections:
        grid = [("", *section.columns), *section.rows] if section.columns else list(section.rows)
        widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
        lines = [
            "  " + "  ".join([row[0].ljust(widths[0]), *(f.rjust(w) for f, w in zip(row[1:], widths[1:], strict=True))])
            for row in grid
        ]
        parts.append("\n".join([section.title, *(line.rstrip() for line in lines)]))
    return "\n\n".join(parts)


def as_html(heading: str, sections: Iterable[Section]) -> str:
    """HTML without styles of its own, every text escaped."""
    parts = [f"<p><strong>{escape(heading)}</strong></p>"]
    for section in sections:
        head = "".join(f"<th>{escape(text)}</th>" for text in (section.title, *section.columns))
        head += "<th></th>" * (len(section.rows[0]) - 1 - len(section.columns) if section.rows else 0)
        body = "".join(
            f"<tr><th>{escape(row[0])}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in row[1:])}</tr>"
            for row in section.rows
        )
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    return f"<div>{''.join(parts)}</div>"


def number(value: int) -> str:
    """A count, with commas between thousands."""
    return f"{value:,}"


def words(name: str) -> str:
    """A key as words: `order_completed` is order completed."""
    return name.replace("_", " ")
