"""`--policy`: a preset by name, or a rule book in a file."""

from __future__ import annotations

from pathlib import Path

from mpcore import presets
from mpcore.cli.files import read_text
from mpcore.kernel import Fault, MalformedError

__all__ = ["rules_of"]


def rules_of(name: str) -> presets.RuleBook:
    """The preset of that name, or the rule book in that file."""
    for book in presets.ALL:
        if book.id == name.lower():
            return book
    path = Path(name)
    if path.suffix.lower() != ".json":
        known = ", ".join(book.id for book in presets.ALL)
        text = f"there is no rule book {name[:40]!a}; give one of {known}, or a file ending in .json"
        raise MalformedError(Fault("--policy", text))
    text = read_text(path, f"--policy {path}")
    from mpcore import wire  # noqa: PLC0415  (only whoever brings a file pays for it)

    try:
        return wire.loads(presets.RuleBook, text)
    except MalformedError as error:
        raise MalformedError(Fault(f"--policy {name}", f"is not a rule book: {error}")) from None
