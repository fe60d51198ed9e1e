"""The refund that a command asks for, with exact shares; whether it may be asked for is `rules`."""

from __future__ import annotations

from collections.abc import Collection

from mpcore.kernel import LineId, Operator, made
from mpcore.money import to_minor
from mpcore.orders import DispatchStage, Liability, Part, Quantity
from mpcore.orders.shares import Shares, joined
from mpcore.refunds.asker import requester_of, staff_of
from mpcore.refunds.commands import ForceRefund, RefundContent
from mpcore.refunds.context import Context
from mpcore.refunds.entitlement import (
    for_amount,
    for_part_amount,
    for_shipping,
    for_units,
    left_of_goods,
    rest_of,
)
from mpcore.refunds.lifecycle import REFUND
from mpcore.refunds.model import Refund
from mpcore.refunds.policy import WhenAllCameBack
from mpcore.refunds.return_values import RefundMethod
from mpcore.refunds.rules import all_came_back
from mpcore.refunds.values import AskedFor, Bearer, Mode, RefundCause, RefundLine

__all__ = ["asked_for", "bearer_of", "named_by"]


def asked_for(part: Part, command: RefundContent, ctx: Context) -> Refund:
    """The refund as it is requested."""
    becomes = ctx.policy.when_all_came_back is WhenAllCameBack.FULL and all_came_back(part, command)
    full = command.mode is Mode.FULL or becomes
    shares = rest_of(part) if full else _shares(part, command)
    return made(
        Refund,
        id=command.refund,
        part=part.id,
        mode=Mode.FULL if full else Mode.PARTIAL,
        cause=command.cause,
        requester=requester_of(ctx),
        requested_by=staff_of(ctx),
        reason=command.reason,
        asked_for=named_by(command),
        shares=shares,
        amount=sum([share.total for share in shares]),
        restock=_restock(part, command),
        bearer=command.bearer
        or bearer_of(part, command.cause, ctx, [one.line for one in command.lines if one.units or one.amount]),
        of_cancellation=False,
        of_return=None,
        method=RefundMethod.ORIGINAL,
        forced=isinstance(command, ForceRefund),
        requested_at=ctx.now,
        stage=REFUND.initial,
        approvals=(),
        approved_at=None,
        payments=(),
        settled=(),
        tellings=(),
        by_hand=0,
        overpaid=0,
        take_back=0,
        ended_at=None,
    )


def named_by(command: RefundContent) -> AskedFor:
    """What a request names, its lines in whatever order."""
    return made(
        AskedFor,
        mode=command.mode,
        lines=tuple(sorted(command.lines, key=_by_line)),
        shipping=command.shipping,
        amount=command.amount,
        bearer=command.bearer,
        postage=None,
    )


def _by_line(named: RefundLine) -> LineId:
    return named.line


def _shares(part: Part, command: RefundContent) -> tuple[Shares, ...]:
    if command.amount is not None:
        return for_part_amount(part, to_minor(command.amount))
    named = {wanted.line: wanted for wanted in command.lines}
    back = {
        line.id: share
        for line in part.lines
        if (wanted := named.get(line.id)) is not None and (share := _of_line(part, wanted)) is not None
    }
    for share in () if command.shipping is None else for_shipping(part, to_minor(command.shipping)):
        back[share.line] = joined(back.get(share.line), share)
    return tuple([back[line.id] for line in part.lines if line.id in back])


def _of_line(part: Part, wanted: RefundLine) -> Shares | None:
    line = part.line(wanted.line)
    if line is None or not (wanted.units or wanted.amount is not None):
        return None
    whole = for_units(line, wanted.units) if wanted.units else left_of_goods(line)
    return whole if wanted.amount is None else for_amount(line, whole, to_minor(wanted.amount), wanted.units)


def _restock(part: Part, command: RefundContent) -> tuple[Quantity, ...]:
    """What was never sent off is there to be sold once all of it is paid back; else what the command says (U27)."""
    if command.cause is RefundCause.CANCELLED_BEFORE_SHIPMENT and command.mode is Mode.FULL:
        there = {line.id: min(line.to_ship, line.quantity - line.gone) for line in part.lines}
        return tuple([Quantity(name, units) for name, units in there.items() if units > 0])
    units = {wanted.line: wanted.restock for wanted in command.lines if wanted.restock}
    return tuple([Quantity(line.id, units[line.id]) for line in part.lines if line.id in units])


_BEARERS: dict[Liability, Bearer] = {
    Liability.VENDOR: Bearer.VENDOR,
    Liability.CARRIER: Bearer.CARRIER,
    Liability.OPERATOR: Bearer.OPERATOR,
    Liability.NOBODY: Bearer.VENDOR,
}
_NOT_RECEIVED: frozenset[RefundCause] = frozenset({RefundCause.NEVER_RECEIVED, RefundCause.PARTLY_NOT_RECEIVED})


def bearer_of(part: Part, cause: RefundCause, ctx: Context, lines: Collection[LineId] = ()) -> Bearer:
    """Who bears it: of what never arrived whoever its dispatch says (U13), of an operator's goodwill the operator.

    The dispatches are those that have something of the lines, where some are named.  Where several did not arrive and
    one of them is the vendor's, it is the vendor.
    """
    if cause in _NOT_RECEIVED:
        missing = [one for one in part.dispatches if one.stage is not DispatchStage.DELIVERED]
        lost = [one.liability for one in missing if not lines or any(packed.line in lines for packed in one.lines)]
        bearers = {_BEARERS[liability] for liability in lost}
        for bearer in (Bearer.VENDOR, Bearer.OPERATOR, Bearer.CARRIER):
            if bearer in bearers:
                return bearer
    if cause is RefundCause.GOODWILL and isinstance(ctx.actor, Operator):
        return Bearer.OPERATOR
    return Bearer.VENDOR
