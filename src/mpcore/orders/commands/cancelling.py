"""Cancelling, and asking for it."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, validators

from mpcore.kernel import (
    OrderId,
    PartId,
    Personal,
    Scope,
    a_personal_text,
    a_text,
    frozen,
)
from mpcore.orders.commands.forms import quantities
from mpcore.orders.commands.shapes import OfPart
from mpcore.orders.values import (
    Quantity,
)

__all__ = ["AnswerCancellation", "CancelLines", "CancelPart", "RequestCancellation", "WithdrawCancellation"]


@frozen(kw_only=True)
class CancelPart:
    """Nothing of a part is to be shipped."""

    scope: ClassVar[Scope] = Scope("orders.cancel")

    order: OrderId
    part: PartId
    reason: str | None = field(default=None, validator=validators.optional(a_text))


@frozen(kw_only=True)
class CancelLines:
    """Some units of a part are not to be shipped."""

    scope: ClassVar[Scope] = Scope("orders.cancel")

    order: OrderId
    part: PartId
    lines: tuple[Quantity, ...] = field(converter=quantities)
    reason: str | None = field(default=None, validator=validators.optional(a_text))


@frozen(kw_only=True)
class RequestCancellation:
    """The buyer asks for a part to be cancelled (X-W3); it is not shipped while the question is open."""

    scope: ClassVar[Scope] = Scope("orders.request_cancellation")

    order: OrderId
    part: PartId
    reason: Personal[str] | None = field(default=None, validator=validators.optional(a_personal_text))


@frozen(kw_only=True)
class AnswerCancellation:
    """The vendor says yes, and the part is cancelled; or no, and the sale stands (X-W3)."""

    scope: ClassVar[Scope] = Scope("orders.answer_cancellation")

    order: OrderId
    part: PartId
    accept: bool


class WithdrawCancellation(OfPart):
    """The buyer does not want the part cancelled any more."""

    scope: ClassVar[Scope] = Scope("orders.request_cancellation")
