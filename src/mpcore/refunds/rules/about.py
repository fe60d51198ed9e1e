"""What most reasons are about; those that say no more inherit it, which makes them cheap to define."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import PartId, RefundId, Refusal, frozen
from mpcore.refunds.values import ReturnId

__all__ = ["AboutPart", "AboutRefund", "AboutReturn"]


@frozen(kw_only=True)
class AboutPart(Refusal):
    """A reason about a part of the order."""

    abstract: ClassVar[bool] = True

    part: PartId


@frozen(kw_only=True)
class AboutRefund(Refusal):
    """A reason about a refund."""

    abstract: ClassVar[bool] = True

    refund: RefundId


@frozen(kw_only=True)
class AboutReturn(Refusal):
    """A reason about a return."""

    abstract: ClassVar[bool] = True

    return_id: ReturnId
