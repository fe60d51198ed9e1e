"""The tag of rule books."""

from __future__ import annotations

from typing import Final

from mpcore import presets

__all__ = ["DOCUMENTS"]

DOCUMENTS: Final[dict[str, type]] = {
    "presets.rule_book/1": presets.RuleBook,
}
