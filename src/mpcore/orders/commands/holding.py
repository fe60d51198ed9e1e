"""Stopping a part, and the clock."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, validators

from mpcore.kernel import (
    OrderId,
    PartId,
    Scope,
    a_text,
    frozen,
)
from mpcore.orders.commands.shapes import OfPart
from mpcore.timing import Window

__all__ = ["HoldPart", "RecordVacation", "ReleasePart"]


@frozen(kw_only=True)
class HoldPart:
    """A part is stopped: nothing of it is shipped or completed until it is released."""

    scope: ClassVar[Scope] = Scope("orders.hold")

    order: OrderId
    part: PartId
    reason: str | None = field(default=None, validator=validators.optional(a_text))


class ReleasePart(OfPart):
    """A part goes on."""

    scope: ClassVar[Scope] = Scope("orders.hold")


@frozen(kw_only=True)
class RecordVacation:
    """The part's vendor is away; its clock stands still for so long where the policy says so."""

    scope: ClassVar[Scope] = Scope("orders.record_vacation")

    order: OrderId
    part: PartId
    away: Window
    """From when to when; one that is still open is closed by another with the same start."""
