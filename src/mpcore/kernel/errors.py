"""What mpcore raises, told apart by whose fault it is; anything else that comes out of it is a bug.

A refusal is not an error: it is an answer, and lives in `refusal.py`.  `RefusedError` is for those who prefer to have
it raised.
"""

from __future__ import annotations

from mpcore.kernel.values import frozen

__all__ = [
    "BrokenHistoryError",
    "Fault",
    "LifecycleError",
    "MalformedError",
    "MpcoreError",
    "PolicyMismatchError",
    "StaleVersionError",
]


class MpcoreError(Exception):
    """Everything mpcore raises on purpose."""


@frozen
class Fault:
    """One thing wrong with an input: where, what, and what would be right."""

    at: str
    """The path to it, such as `lines[1].quantity`; empty where the whole value is meant."""
    text: str
    """What is wrong and what is expected instead, in plain English, with at most 60 characters of the input."""

    def __str__(self) -> str:
        return f"{self.at}: {self.text}" if self.at else self.text


class MalformedError(MpcoreError, ValueError):
    """The input is not what it says it is: every fault at once, each with its place."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults: tuple[Fault, ...] = faults

    def __str__(self) -> str:
        return "; ".join(map(str, self.faults))

    def under(self, place: str) -> MalformedError:
        """The same faults, seen from one level further out."""
        return MalformedError(*(Fault(_joined(place, fault.at), fault.text) for fault in self.faults))


class BrokenHistoryError(MpcoreError):
    """These events cannot have happened to this thing: the history is incomplete, out of order, or of another thing."""


class StaleVersionError(MpcoreError):
    """Somebody else has written the thing since it was read: load it again and ask anew."""


class PolicyMismatchError(MpcoreError):
    """The context carries another rule book than the one the thing was promised under."""


class LifecycleError(MpcoreError):
    """A lifecycle's table contradicts itself; raised when it is built, so at import."""


def _joined(place: str, rest: str) -> str:
    if not place or not rest or rest.startswith("["):
        return place + rest
    return f"{place}.{rest}"
