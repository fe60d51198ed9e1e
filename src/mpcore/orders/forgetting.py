"""Forgetting whoever bought: a history without personal data leads to the same state as one that was erased."""

from __future__ import annotations

from collections.abc import Iterable

from mpcore.kernel import erased
from mpcore.orders.events import OrderEvent

__all__ = ["forget"]


def forget(history: Iterable[OrderEvent]) -> tuple[OrderEvent, ...]:
    """The same history with a tombstone in the place of everything personal.

    A host stores it in the place of the old one once `ErasePersonalData` was accepted. Replayed, its
    `PersonalDataErased` included, it leads to the very state that command led to.
    """
    return tuple([erased(event) for event in history])
