"""The first stage of every decision, as a table: who may ask for what, of which refunds and returns."""

from __future__ import annotations

from collections.abc import Callable

from mpcore.kernel import (
    Actor,
    Buyer,
    MissingScope,
    NotFound,
    Operator,
    PartId,
    Refusal,
    Refused,
    Scope,
    System,
    VendorMember,
    frozen,
)
from mpcore.orders import Order, Part
from mpcore.refunds.commands import (
    AbandonRefund,
    AcceptReturn,
    AnswerCase,
    ApproveRefund,
    AskDocuments,
    CancelReturn,
    DecideCase,
    ErasePersonalData,
    EscalateReturn,
    ExchangeReturn,
    FireTimers,
    ForceRefund,
    OfRefundCommand,
    OfReturnCommand,
    OpenReturn,
    ReceiveReturn,
    RecordRefundFailure,
    RecordRefundPayment,
    RecordReturnArrival,
    RefundCancellation,
    RefundCommand,
    RefundReturn,
    RefundSurplus,
    RejectRefund,
    RejectReturn,
    RequestRefund,
    RetryRefund,
    SettleRefundByHand,
    ShipBack,
    SupplyDocuments,
    WithdrawRefund,
)
from mpcore.refunds.context import Context
from mpcore.refunds.model import AfterSales, Refund, Return
from mpcore.refunds.policy import RefundPolicy
from mpcore.refunds.rules import buyers_must_be_allowed_to_escalate, buyers_must_be_allowed_to_request

__all__ = ["GATES", "Gate", "admit_to_order", "admit_to_part", "admit_to_refund", "admit_to_return", "knows_part"]


@frozen(kw_only=True)
class Gate:
    """Who may ask for a command."""

    command: type[RefundCommand]
    scope: Scope
    missing: MissingScope
    """The refusal of whoever does not hold the scope."""
    kinds: frozenset[type[Actor]]
    """Who can hold the scope at all; vendors' members also need it granted, buyers ask for their own orders only."""
    allowed: Callable[[Actor, RefundPolicy], MissingScope | None] | None = None
    """What else the policy has against this actor, whose business it is."""


def _gate(
    command: type[RefundCommand],
    *kinds: type[Actor],
    allowed: Callable[[Actor, RefundPolicy], MissingScope | None] | None = None,
) -> Gate:
    missing = MissingScope(scope=command.scope)
    return Gate(command=command, scope=command.scope, missing=missing, kinds=frozenset(kinds), allowed=allowed)


GATES: dict[type[RefundCommand], Gate] = {
    gate.command: gate
    for gate in (
        _gate(RequestRefund, VendorMember, Buyer, Operator, allowed=buyers_must_be_allowed_to_request),
        _gate(ForceRefund, Operator),
        _gate(RefundCancellation, Operator, System),
        _gate(RefundSurplus, Operator, System),
        _gate(ApproveRefund, Operator),
        _gate(RejectRefund, Operator),
        _gate(WithdrawRefund, VendorMember, Buyer, Operator),
        _gate(RecordRefundPayment, Operator, System),
        _gate(RecordRefundFailure, Operator, System),
        _gate(RetryRefund, Operator),
        _gate(SettleRefundByHand, Operator),
        _gate(AbandonRefund, Operator),
        _gate(OpenReturn, Buyer, Operator),
        _gate(AskDocuments, VendorMember, Operator),
        _gate(SupplyDocuments, Buyer, Operator),
        _gate(AcceptReturn, VendorMember, Operator),
        _gate(RejectReturn, VendorMember, Operator),
        _gate(ShipBack, Buyer, Operator),
        _gate(RecordReturnArrival, Operator, System),
        _gate(ReceiveReturn, VendorMember, Operator),
        _gate(CancelReturn, Buyer, Operator),
        _gate(RefundReturn, VendorMember, Operator),
        _gate(ExchangeReturn, VendorMember, Operator),
        _gate(EscalateReturn, VendorMember, Buyer, Operator, allowed=buyers_must_be_allowed_to_escalate),
        _gate(AnswerCase, VendorMember, Buyer, Operator),
        _gate(DecideCase, Operator),
        _gate(FireTimers, Operator, System),
        _gate(ErasePersonalData, Operator, System),
    )
}


def knows_part(actor: Actor, order: Order, part: Part) -> bool:
    """Whether a part, and the refunds of it, are any of this actor's business."""
    if isinstance(actor, VendorMember):
        return actor.sees(part.vendor, part.shop)
    return not isinstance(actor, Buyer) or actor == order.buyer


def admit_to_order(gate: Gate, ctx: Context) -> Refused | None:
    """Why this actor may not ask it of the order as a whole."""
    if not any(knows_part(ctx.actor, ctx.order, part) for part in ctx.order.parts):
        return _unknown("order", ctx.order.id)
    missing = _missing(gate, ctx.actor, None)
    return None if missing is None else Refused((missing,))


def admit_to_part(wanted: PartId, gate: Gate, ctx: Context) -> Part | Refused:
    """The part, if this actor may know of it and ask for it."""
    part = ctx.order.part(wanted)
    if part is None or not knows_part(ctx.actor, ctx.order, part):
        knows = any(knows_part(ctx.actor, ctx.order, one) for one in ctx.order.parts)
        return _unknown("part", wanted, "part") if knows else _unknown("order", ctx.order.id)
    missing = _missing(gate, ctx.actor, part) or _against(gate, ctx)
    return part if missing is None else Refused((missing,))


def admit_to_refund(after_sales: AfterSales, command: OfRefundCommand, gate: Gate, ctx: Context) -> Refund | Refused:
    """The refund, if this actor may know of it and ask for it."""
    refund = after_sales.refund(command.refund)
    part = None if refund is None or refund.part is None else ctx.order.part(refund.part)
    outside = isinstance(ctx.actor, VendorMember | Buyer)
    if refund is None or (outside and (part is None or not knows_part(ctx.actor, ctx.order, part))):
        knows = any(knows_part(ctx.actor, ctx.order, one) for one in ctx.order.parts)
        return _unknown("refund", command.refund, "refund") if knows else _unknown("order", ctx.order.id)
    missing = _missing(gate, ctx.actor, part)
    return refund if missing is None else Refused((missing,))


def admit_to_return(
    after_sales: AfterSales, command: OfReturnCommand, gate: Gate, ctx: Context
) -> tuple[Part, Return] | Refused:
    """The return and its part, if this actor may know of it and ask for it."""
    one = after_sales.find_return(command.return_id)
    part = None if one is None else ctx.order.part(one.part)
    if one is None or part is None or not knows_part(ctx.actor, ctx.order, part):
        knows = any(knows_part(ctx.actor, ctx.order, each) for each in ctx.order.parts)
        return _unknown("return", command.return_id, "return_id") if knows else _unknown("order", ctx.order.id)
    missing = _missing(gate, ctx.actor, part) or _against(gate, ctx)
    return (part, one) if missing is None else Refused((missing,))


def _against(gate: Gate, ctx: Context) -> MissingScope | None:
    return None if gate.allowed is None else gate.allowed(ctx.actor, ctx.policy)


def _unknown(thing: str, name: str, at: str | None = None) -> Refused:
    return Refused((NotFound(thing=thing, id=name, at=at),))


def _missing(gate: Gate, actor: Actor, part: Part | None) -> Refusal | None:
    if type(actor) not in gate.kinds:
        return gate.missing
    if isinstance(actor, VendorMember):
        return None if part is not None and actor.may(gate.scope, part.shop) else gate.missing
    if isinstance(actor, Operator) and actor.scopes is not None and gate.scope not in actor.scopes:
        return gate.missing
    return None
