"""Whether a cause agrees with what is known of the part (U25, U28, rules.md §00.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from mpcore.kernel import Kind, PartId, Refusal, frozen
from mpcore.orders import DispatchStage, Part
from mpcore.refunds.commands import RefundContent
from mpcore.refunds.context import Context
from mpcore.refunds.entitlement import units_lost
from mpcore.refunds.model import AfterSales
from mpcore.refunds.values import FULL_CAUSES, Mode, RefundCause

__all__ = ["CauseNeedsMode", "CauseNotBorneOut", "must_be_borne_out", "must_suit_mode"]


@frozen(kw_only=True)
class CauseNeedsMode(Refusal):
    """A cause of full refunds with a partial one, or the other way round."""

    code: ClassVar[str] = "refunds.cause_needs_mode"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "for the cause {cause} a refund is {mode}"
    remedy: ClassVar[str | None] = "choose that mode, or the cause that it is"
    rule_ids: ClassVar[tuple[str, ...]] = ("U25", "U28")

    cause: RefundCause
    mode: Mode
    """The mode that it needs."""


_EITHER: frozenset[RefundCause] = frozenset({RefundCause.DISPUTE, RefundCause.GOODWILL})


def must_suit_mode(command: RefundContent, ctx: Context) -> CauseNeedsMode | None:
    """Three causes are of full refunds (U25), two of either, and the others of partial ones (U28)."""
    if not ctx.policy.enforce_causes or command.cause in _EITHER:
        return None
    needed = Mode.FULL if command.cause in FULL_CAUSES else Mode.PARTIAL
    return None if command.mode is needed else CauseNeedsMode(cause=command.cause, mode=needed, at="mode")


@frozen(kw_only=True)
class CauseNotBorneOut(Refusal):
    """What is known of the part says otherwise."""

    code: ClassVar[str] = "refunds.cause_not_borne_out"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the cause {cause} does not agree with what is known of part {part}"
    remedy: ClassVar[str | None] = "choose the cause that it is, or have the order told what happened"
    rule_ids: ClassVar[tuple[str, ...]] = ("U25", "U28")

    part: PartId
    cause: RefundCause


def must_be_borne_out(
    after_sales: AfterSales, part: Part, command: RefundContent, ctx: Context
) -> CauseNotBorneOut | None:
    """A cause is what happened, as far as the order knows (U25, U28); otherwise it is only noted."""
    if not ctx.policy.enforce_causes:
        return None
    if command.cause is RefundCause.PARTLY_NOT_RECEIVED:
        agrees = _are_missing(after_sales, part, command)
    else:
        ask = _FACTS.get(command.cause)
        agrees = ask is None or ask(part, command)
    if agrees:
        return None
    return CauseNotBorneOut(part=part.id, cause=command.cause, at="cause")


def _nothing_shipped(part: Part, _: RefundContent) -> bool:
    return not part.dispatches


def _nothing_arrived(part: Part, _: RefundContent) -> bool:
    return bool(part.dispatches) and all(one.stage is not DispatchStage.DELIVERED for one in part.dispatches)


def _all_shipped(part: Part, _: RefundContent) -> bool:
    return part.shipped_whole and all(one.stage is not DispatchStage.LOST for one in part.dispatches)


def _units_named(part: Part, command: RefundContent) -> bool:
    named = {line.line: line.units for line in command.lines if line.units}
    sent = {line.id: line.shipped for line in part.lines}
    return bool(named) and all(units <= sent.get(name, units) - units_lost(part, name) for name, units in named.items())


def _nothing_named(_: Part, command: RefundContent) -> bool:
    return not any(line.units for line in command.lines)


def _some_cancelled(part: Part, command: RefundContent) -> bool:
    cancelled = {line.id for line in part.lines if line.cancelled}
    return (
        _nothing_named(part, command) and bool(cancelled) and cancelled.issuperset([one.line for one in command.lines])
    )


def _never(_: Part, __: RefundContent) -> bool:
    return False


def _are_missing(after_sales: AfterSales, part: Part, command: RefundContent) -> bool:
    """Whether so many units of each line were sent off, have not arrived, and are not refunded for that already.

    Money without units is of a line of which something is missing.
    """
    missing: dict[str, int] = {}
    for dispatch in part.dispatches:
        for packed in dispatch.lines if dispatch.stage is not DispatchStage.DELIVERED else ():
            missing[packed.line] = missing.get(packed.line, 0) + packed.quantity
    if not missing:
        return False
    for refund in after_sales.of_part(part.id):
        if refund.cause is RefundCause.PARTLY_NOT_RECEIVED:
            for share in refund.shares if refund.is_open else refund.settled:
                missing[share.line] = missing.get(share.line, 0) - share.units
    return all(max(1, line.units) <= missing.get(line.line, 0) for line in command.lines)


_FACTS: Mapping[RefundCause, Callable[[Part, RefundContent], bool]] = {
    RefundCause.CANCELLED_BEFORE_SHIPMENT: _nothing_shipped,
    RefundCause.ALL_ITEMS_RETURNED: _all_shipped,
    RefundCause.NEVER_RECEIVED: _nothing_arrived,
    RefundCause.SOME_ITEMS_RETURNED: _units_named,
    RefundCause.PRICE_REDUCTION: _nothing_named,
    RefundCause.PARTLY_CANCELLED: _some_cancelled,
    RefundCause.SURPLUS: _never,
}
