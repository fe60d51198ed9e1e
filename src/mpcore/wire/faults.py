"""How `wire` says what is wrong with an input: in bounded time and length, and with what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mpcore.kernel import Fault, MalformedError

__all__ = ["MOST_FAULTS", "Found", "bounded", "malformed", "said", "unfit"]

MOST_FAULTS: Final = 100
"""How many faults are told at once; more are only said to exist."""

_SHOWN = 40
_MORE = Fault("", f"there are more faults; these are the first {MOST_FAULTS}")


def said(value: object) -> str:
    """A value as a message may repeat it: at most 40 of its characters, and no more than its type where it is large."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return repr(value) if len(value) <= _SHOWN else f"the text {value[:_SHOWN]!r}…"
        case int():
            bits = value.bit_length()
            return str(value) if bits <= 64 else f"a number of {bits} bits"
        case float():
            return "a number with a fraction or an exponent"
        case list():
            return "a list"
        case dict():
            return "an object"
        case _:
            return f"a value of type {type(value).__name__[:_SHOWN]}"


def malformed(text: str, at: str = "") -> MalformedError:
    """One fault, ready to be raised."""
    return MalformedError(Fault(at, text))


def unfit(value: object, want: str) -> MalformedError:
    """The fault of a value that is not what is wanted."""
    return MalformedError(Fault("", f"{said(value)} does not fit; give {want}"))


def bounded(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The first faults, each once, and a last one that says so where there are more."""
    kept = tuple(dict.fromkeys(fault for fault in faults if fault != _MORE))
    more = len(kept) > MOST_FAULTS or any(fault == _MORE for fault in faults)
    return (*kept[:MOST_FAULTS], _MORE) if more else kept


class Found:
    """Faults collected from the members of something large, up to the most that are told."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, place: str, error: MalformedError) -> None:
        """The faults of the member at a place."""
        self.faults.extend(error.under(place).faults)

    @property
    def full(self) -> bool:
        """Whether further ones would not be told."""
        return len(self.faults) > MOST_FAULTS

    def error(self) -> MalformedError:
        """All of them."""
        return MalformedError(*bounded(self.faults))
