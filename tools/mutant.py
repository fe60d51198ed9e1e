"""One negation of a rule, as data."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Mutant", "negated", "turned"]


@dataclass(frozen=True)
class Mutant:
    """One negation of a rule."""

    rules: tuple[str, ...]
    file: str
    """Below `src/mpcore`; a folder stands for the one file in it that has the place."""
    place: str
    """The function or class; a method as `Class.method`, a module's own level as an empty text."""
    old: str
    """An expression or a statement in it, as `ast.unparse` writes it."""
    new: str
    which: int | None = None
    """Which occurrence, where there are several; -1 for all of them."""

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.old} -> {self.new}"


def negated(rules: str, file: str, place: str, condition: str, which: int | None = None) -> Mutant:
    """The mutant in which a condition is the other way round."""
    return Mutant(tuple(rules.split()), file, place, condition, f"not ({condition})", which)


def turned(rules: str, file: str, place: str, old: str, new: str, which: int | None = None) -> Mutant:
    """The mutant in which a piece is another."""
    return Mutant(tuple(rules.split()), file, place, old, new, which)
