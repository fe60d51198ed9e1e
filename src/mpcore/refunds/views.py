"""What each actor sees of an order's refunds and returns: its buyer, a vendor's staff, operators, the system.

A buyer sees what goes back and why, once that was approved (U22), and nothing of what is between the marketplace and
its vendors.  A vendor's staff see those of their own parts, as if there were no others: refunds with the scope
`refunds.view` in the part's shop, returns with `returns.view`.  Operators see those that they hold these scopes for;
the system sees everything.  Who bears a refund, what is taken back and who pays for which discount are bills, which
`mpcore.subaccounts` opens (H17), to operators too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from mpcore.kernel import (
    Buyer,
    Fault,
    MalformedError,
    Operator,
    PartId,
    PolicyMismatchError,
    Scope,
    VendorMember,
    changed,
    erased,
)
from mpcore.orders import Part
from mpcore.orders.shares import Shares
from mpcore.orders.views import VIEW_CUSTOMER_DATA
from mpcore.refunds.commands import ApproveRefund, DecideCase
from mpcore.refunds.context import Context
from mpcore.refunds.gates import knows_part
from mpcore.refunds.model import AfterSales, Refund, Return
from mpcore.refunds.projections import AfterSalesSeen, CaseSeen, PaymentShareSeen, ReceivedSeen, RefundSeen, ReturnSeen
from mpcore.refunds.return_values import Case
from mpcore.refunds.values import PaymentShare, Reason, Requester
from mpcore.subaccounts.sensitive import Sensitive, opens

__all__ = ["VIEW_REFUNDS", "VIEW_RETURNS", "must_belong", "open_to", "seen"]

VIEW_REFUNDS: Final = Scope("refunds.view")
"""The scope that opens refunds to staff."""
VIEW_RETURNS: Final = Scope("returns.view")
"""The scope that opens returns to staff."""


def seen(after_sales: AfterSales, ctx: Context) -> AfterSalesSeen | None:
    """What goes back of the order, or did, as this actor may see it; None for a stranger, and for who may see none.

    Vendors' staff see nothing that depends on other parts.  Another order than that of the refunds raises
    `MalformedError`, a policy of another rule book `PolicyMismatchError`, whoever asks.
    """
    must_belong(after_sales, ctx)
    parts = {part.id: part for part in ctx.order.parts if knows_part(ctx.actor, ctx.order, part)}
    of_refunds, of_returns = open_to(parts, VIEW_REFUNDS, ctx), open_to(parts, VIEW_RETURNS, ctx)
    if not of_refunds and not of_returns:
        return None
    whole = bool(of_refunds) and not isinstance(ctx.actor, VendorMember)
    refunds = [one for one in after_sales.refunds if (whole if one.part is None else one.part in of_refunds)]
    return AfterSalesSeen(
        order=after_sales.order,
        currency=after_sales.currency,
        rule_book=after_sales.rule_book,
        refunds=tuple([_refund(one, None if one.part is None else of_refunds[one.part], ctx) for one in refunds]),
        returns=tuple([_return(one, ctx) for one in after_sales.returns if one.part in of_returns]),
        erased_at=after_sales.erased_at,
    )


def must_belong(after_sales: AfterSales, ctx: Context) -> None:
    """Raises `MalformedError` for a context of another order, `PolicyMismatchError` for a policy of another book."""
    if ctx.order.id != after_sales.order:
        text = f"the context has order {ctx.order.id[:60]!r}, the refunds are of {after_sales.order[:60]!r}"
        raise MalformedError(Fault("ctx.order", text))
    if ctx.policy.rule_book != after_sales.rule_book:
        raise PolicyMismatchError(after_sales.rule_book, ctx.policy.rule_book)


def open_to(parts: Mapping[PartId, Part], scope: Scope, ctx: Context) -> dict[PartId, Part]:
    """Those of the parts that the actor knows of, where they may see what the scope opens."""
    return {name: part for name, part in parts.items() if _may_see(part, scope, ctx)}


def _may_see(part: Part, scope: Scope, ctx: Context) -> bool:
    if isinstance(ctx.actor, VendorMember):
        return ctx.actor.may(scope, part.shop)
    return not isinstance(ctx.actor, Operator) or ctx.actor.scopes is None or scope in ctx.actor.scopes


def _refund(refund: Refund, part: Part | None, ctx: Context) -> RefundSeen:
    buyer, vendor = isinstance(ctx.actor, Buyer), isinstance(ctx.actor, VendorMember)
    inside = not buyer and not vendor
    bills = opens(Sensitive.BILLS, ctx.actor, None if part is None else part.shop)
    own = inside or (vendor and refund.requester is Requester.VENDOR)
    return RefundSeen(
        id=refund.id,
        part=refund.part,
        mode=refund.mode,
        cause=refund.cause,
        requester=refund.requester,
        shares=_shares(refund.shares, part, ctx),
        amount=refund.amount,
        stage=refund.stage,
        reason=_reason(refund, ctx),
        of_cancellation=refund.of_cancellation,
        of_return=refund.of_return,
        method=refund.method,
        requested_at=refund.requested_at,
        approved_at=refund.approved_at,
        ended_at=refund.ended_at,
        settled=_shares(refund.settled, part, ctx),
        settled_minor=refund.settled_minor,
        payments=tuple([_payment(share, ctx) for share in refund.payments]) if bills or buyer else (),
        requested_by=refund.requested_by if own else None,
        restock=() if buyer else refund.restock,
        forced=None if buyer else refund.forced,
        bearer=refund.bearer if bills else None,
        by_hand=refund.by_hand if bills else None,
        overpaid=refund.overpaid if bills else None,
        take_back=refund.take_back if bills else None,
        approvals=refund.approvals if inside else (),
        tellings=refund.tellings if inside else (),
        asked_for=refund.asked_for if inside else None,
    )


def _reason(refund: Refund, ctx: Context) -> Reason | None:
    """A buyer reads it once it was approved (U22); of operators, those who decide on it, or see what is personal."""
    if isinstance(ctx.actor, Buyer):
        return refund.reason if refund.shows_reason else None
    return refund.reason if _reads_personal(ctx, ApproveRefund.scope) else erased(refund.reason)


def _reads_personal(ctx: Context, also: Scope | None = None) -> bool:
    """Whether what is personal in it is open to them: what it says is what it is for, except to operators."""
    if not isinstance(ctx.actor, Operator) or ctx.actor.scopes is None:
        return True
    return VIEW_CUSTOMER_DATA in ctx.actor.scopes or also in ctx.actor.scopes


def _payment(share: PaymentShare, ctx: Context) -> PaymentShareSeen:
    buyer = isinstance(ctx.actor, Buyer)
    return PaymentShareSeen(
        payment=share.payment,
        amount=share.amount,
        settled=share.settled,
        attempts=() if buyer else share.attempts,
        answers=() if buyer else share.answers,
    )


def _shares(shares: Iterable[Shares], part: Part | None, ctx: Context) -> tuple[Shares, ...]:
    """Where bills are closed the discounts of one coupon are one, whoever funds them, as in the order they see."""
    if part is None or opens(Sensitive.BILLS, ctx.actor, part.shop):
        return tuple(shares)
    lines = {line.id: line for line in part.lines}
    found: list[Shares] = []
    for share in shares:
        sums: dict[object, int] = {}
        for off, amount in zip(lines[share.line].discounts, share.discounts, strict=True):
            key = (off.coupon, off.on_shipping)
            sums[key] = sums.get(key, 0) + amount
        found.append(changed(share, discounts=tuple(sums.values())))
    return tuple(found)


def _return(one: Return, ctx: Context) -> ReturnSeen:
    buyer, vendor = isinstance(ctx.actor, Buyer), isinstance(ctx.actor, VendorMember)
    open_ = _reads_personal(ctx)
    return ReturnSeen(
        id=one.id,
        part=one.part,
        lines=one.lines,
        reason=one.reason,
        words=one.words if open_ else erased(one.words),
        wants_exchange=one.wants_exchange,
        requester=one.requester,
        opened_at=one.opened_at,
        late=one.late,
        stage=one.stage,
        due=one.due,
        documents=one.documents,
        wanted=one.wanted if open_ else erased(one.wanted),
        address=one.address if open_ else erased(one.address),
        payer=one.payer,
        accepted_at=one.accepted_at,
        ship_back_by=one.ship_back_by,
        tracking=one.tracking,
        postage=one.postage,
        sent_at=one.sent_at,
        arrived_at=one.arrived_at,
        received=tuple(
            [
                ReceivedSeen(
                    line=came.line,
                    units=came.units,
                    damaged=came.damaged,
                    resaleable=None if buyer else came.resaleable,
                )
                for came in one.received
            ]
        ),
        received_at=one.received_at,
        refund=one.refund,
        withheld=one.withheld,
        shipping_kept=one.shipping_kept,
        compensation=one.compensation,
        replacement=one.replacement,
        case=None if one.case is None else _case(one.case, ctx),
        ended_at=one.ended_at,
        rounds=None if buyer else one.rounds,
        restock=() if buyer else one.restock,
        refunds=None if buyer or vendor else one.refunds,
    )


def _case(case: Case, ctx: Context) -> CaseSeen:
    """What either side says is seen by that side, and by the marketplace, which decides on it."""
    opener, other = (Buyer, VendorMember) if case.by_buyer else (VendorMember, Buyer)
    words = None if isinstance(ctx.actor, opener) else case.words
    return CaseSeen(
        grounds=case.grounds,
        by_buyer=case.by_buyer,
        stage=case.stage,
        opened_at=case.opened_at,
        answered_at=case.answered_at,
        decided_at=case.decided_at,
        resumes=case.resumes,
        evidence=() if isinstance(ctx.actor, other) else case.evidence,
        answer=() if isinstance(ctx.actor, opener) else case.answer,
        words=words if _reads_personal(ctx, DecideCase.scope) else erased(words),
    )
