"""Writes `docs/reference/lifecycles.md` from the tables that decide; `--check` only says whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from mpcore.cli.drawings import LIFECYCLES, drawings

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "lifecycles.md"


def page() -> str:
    """The page."""
    head = [
        "# Lifecycles",
        "",
        "Drawn from the tables that decide, by `python -m tools.lifecycles_page`; `python -m mpcore lifecycles`",
        "draws the same.",
        "An event that is in no table (a payment, a refund, a payout) may come in any stage.",
    ]
    for name in LIFECYCLES:
        title = name.replace("_", " ").capitalize()
        head += ["", f"## {title}", "", "```{mermaid}", drawings("mermaid", name), "```", "", drawings("table", name)]
    return "\n".join(head) + "\n"


def main(argv: list[str]) -> int:
    """Write it, or check it."""
    if "--check" not in argv:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print(f"{PAGE} is out of date; run python -m tools.lifecycles_page")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
