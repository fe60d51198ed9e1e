"""What most reasons are about; those that say no more than that inherit it, which makes them cheap to define."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import OrderId, PartId, Refusal, frozen

__all__ = ["AboutOrder", "AboutPart"]


@frozen(kw_only=True)
class AboutOrder(Refusal):
    """A reason about an order."""

    abstract: ClassVar[bool] = True

    order: OrderId


@frozen(kw_only=True)
class AboutPart(AboutOrder):
    """A reason about a part of an order."""

    abstract: ClassVar[bool] = True

    part: PartId
