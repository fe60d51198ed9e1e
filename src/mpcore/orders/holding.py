"""The stretches of time in which a part was stopped, or its vendor away."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.orders.values import Pauses
from mpcore.timing import Window

__all__ = ["away", "held", "released"]


def held(pauses: Pauses, at: DateTime) -> Pauses:
    """With a hold that begins then, and after the one before."""
    holds = pauses.holds
    last = holds[-1].end if holds else None
    return Pauses((*holds, Window(at if last is None or last < at else last)), pauses.vacations)


def released(pauses: Pauses, at: DateTime) -> Pauses:
    """With the last hold ended, where it has not."""
    if not pauses.holds or pauses.holds[-1].end is not None:
        return pauses
    begun = pauses.holds[-1].start
    return Pauses((*pauses.holds[:-1], Window(begun, max(at, begun))), pauses.vacations)


def away(pauses: Pauses, window: Window) -> Pauses:
    """With the vendor away for so long; another end for a known start replaces it."""
    others = [known for known in pauses.vacations if known.start != window.start]
    return Pauses(pauses.holds, tuple(sorted([*others, window], key=lambda known: known.start)))
