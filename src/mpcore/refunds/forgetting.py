"""What a store keeps once somebody is forgotten: the same history, and nothing personal in it."""

from __future__ import annotations

from collections.abc import Iterable

from mpcore.kernel import erased
from mpcore.refunds.events import RefundEvent

__all__ = ["forget"]


def forget(history: Iterable[RefundEvent]) -> tuple[RefundEvent, ...]:
    """The same history with a tombstone in the place of everything personal.

    A host stores it in the place of the old one once `ErasePersonalData` was accepted.  Replayed, its
    `PersonalDataErased` included, it leads to the very state that command led to.
    """
    return tuple([erased(event) for event in history])
