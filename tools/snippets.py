"""The Python in README.md and docs: one module per page, each line at its own line number.

`python -m tools.snippets` writes the modules to `build/snippets`, for the type checkers; `tests/test_docs.py` executes
them.  Blocks of one page share a namespace.  A block fenced as `python` is a module's text, one fenced as `pycon` a
session whose answers are compared.
"""

from __future__ import annotations

import doctest
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "snippets"

FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>```+)(?P<language>[^\n`]*)\n(?P<text>.*?)^(?P=indent)(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """One fenced block: what its fence calls it, its text without indentation, and the line its text begins at."""

    language: str
    text: str
    line: int


def pages() -> list[Path]:
    """Every page whose code must run."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(markdown: str) -> list[Block]:
    """The fenced blocks of a page, outermost fences only."""
    return [
        Block(
            match["language"].strip(),
            "".join(line.removeprefix(match["indent"]) for line in match["text"].splitlines(keepends=True)),
            markdown.count("\n", 0, match.start("text")) + 1,
        )
        for match in FENCE.finditer(markdown)
    ]


def module(markdown: str) -> str:
    """A page's Python as one module, with empty lines in place of all the rest; empty where a page has none."""
    lines: dict[int, str] = {}
    for block in blocks(markdown):
        for first, text in _code(block):
            lines.update(enumerate(text.splitlines(), first))
    return "".join(lines.get(number, "") + "\n" for number in range(1, max(lines, default=0) + 1))


def _code(block: Block) -> list[tuple[int, str]]:
    match block.language:
        case "python":
            return [(block.line, block.text)]
        case "pycon":
            examples = doctest.DocTestParser().get_examples(block.text)
            return [(block.line + example.lineno, example.source) for example in examples]
        case _:
            return []


def main() -> None:
    """Write every page's module."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for page in pages():
        if text := module(page.read_text("utf-8")):
            name = "_".join(page.relative_to(ROOT).with_suffix("").parts).replace("-", "_").lower()
            (TARGET / f"{name}.py").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
