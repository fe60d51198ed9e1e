"""What follows from asking for a refund."""

from __future__ import annotations

from mpcore.kernel import IdTaken, Refusal, Refused, made, weigh
from mpcore.money import to_minor
from mpcore.orders import Minor, Part, Quantity
from mpcore.orders.rules import must_be_in_currency
from mpcore.orders.shares import Shares
from mpcore.refunds import rules
from mpcore.refunds.asker import requester_of, staff_of
from mpcore.refunds.asking import asked_for, bearer_of, named_by
from mpcore.refunds.commands import ForceRefund, RefundCancellation, RefundSurplus, RequestRefund
from mpcore.refunds.context import Context
from mpcore.refunds.decide.approving import approved
from mpcore.refunds.events import Events, RefundRequested
from mpcore.refunds.lifecycle import REFUND
from mpcore.refunds.model import AfterSales, Refund
from mpcore.refunds.return_values import RefundMethod
from mpcore.refunds.returning import apart_from_returns
from mpcore.refunds.values import Bearer, Mode, RefundCause, Requester

__all__ = ["refund_cancellation", "refund_surplus", "request"]


def request(
    after_sales: AfterSales, part: Part, command: RequestRefund | ForceRefund, ctx: Context
) -> Events | Refused:
    """It waits for an operator, unless the policy, or force, approves it at once; what two have to approve waits."""
    known = after_sales.refund(command.refund)
    if known is not None:
        return () if _is_repeated(known, part, command, ctx) else _taken(known)
    part = apart_from_returns(after_sales, part)
    reasons = _against(after_sales, part, command, ctx) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    refund = asked_for(part, command, ctx)
    events: Events = (RefundRequested(order=after_sales.order, refund=refund.id, at=ctx.now, content=refund),)
    by_policy = ctx.policy.auto_approve and refund.requester is Requester.VENDOR
    if not (refund.forced or by_policy) or rules.eyes_needed(refund, ctx.order, ctx) > 1:
        return events
    return (*events, *approved(after_sales, refund, staff_of(ctx) if refund.forced else None, ctx))


def _against(
    after_sales: AfterSales, part: Part, command: RequestRefund | ForceRefund, ctx: Context
) -> tuple[Refusal, ...]:
    order = ctx.order
    whether = weigh(
        rules.must_be_paid(part, ctx),
        rules.must_not_be_held(part, ctx),
        rules.must_not_be_charged_back(part, ctx),
        rules.must_be_before_cut_off(part, command, ctx),
        rules.must_be_in_time(command, ctx),
        rules.must_leave_room(after_sales, part, ctx),
        rules.must_be_in_language(command.reason, ctx),
        rules.must_suit_mode(command, ctx),
        rules.must_be_borne_out(after_sales, part, command, ctx),
        rules.must_name_nothing(command),
        rules.must_not_name_bearer(command, ctx.actor),
    ) + rules.must_not_be_exchanged(after_sales, part, command)
    if part.refundable <= 0 or not part.paid:
        return whether + weigh(rules.must_have_something(part) if part.paid else None)
    if command.mode is Mode.FULL:
        return (
            whether
            + weigh(rules.must_have_something(part))
            + rules.must_name_lines(part, command)
            + rules.must_be_restockable(after_sales, part, command)
        )
    line_by_line = (
        rules.amounts_must_be_in_currency(command, order)
        + rules.must_name_lines(part, command)
        + rules.must_fit(part, command, order)
        + weigh(rules.must_fit_shipping(part, command, order), rules.must_fit_whole(part, command, order))
    )
    return (
        whether
        + weigh(rules.must_name_something(command), rules.must_take_all(part, command, ctx))
        + (line_by_line or weigh(rules.must_fit_what_was_paid(part, command, order)))
        + rules.must_be_restockable(after_sales, part, command)
    )


def _is_repeated(known: Refund, part: Part, command: RequestRefund | ForceRefund, ctx: Context) -> bool:
    """Whether the command says what the refund was asked for with."""
    before = (known.part, known.cause, known.reason, known.requester, known.requested_by, known.forced)
    forced = isinstance(command, ForceRefund)
    asked = (part.id, command.cause, command.reason, requester_of(ctx), staff_of(ctx), forced)
    return before == asked and known.asked_for == named_by(command)


def _taken(known: Refund) -> Refused:
    return Refused((IdTaken(thing="refund", id=known.id, at="refund"),))


def refund_cancellation(
    after_sales: AfterSales, part: Part, command: RefundCancellation, ctx: Context
) -> Events | Refused:
    """Exactly what cancellations left due, approved already, however much it is (rules.md §00.3)."""
    known = after_sales.refund(command.refund)
    if known is not None:
        return () if known.of_cancellation and known.part == part.id else _taken(known)
    shares = rules.owed(after_sales, part, ctx.order)
    reasons = weigh(
        None if shares else rules.NothingOwed(part=part.id), rules.must_not_be_charged_back(part, ctx)
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    refund = _of_host(command, part, shares, sum([share.total for share in shares]), RefundCause.PARTLY_CANCELLED, ctx)
    requested = RefundRequested(order=after_sales.order, refund=refund.id, at=ctx.now, content=refund)
    return (requested, *approved(after_sales, refund, None, ctx))


def refund_surplus(after_sales: AfterSales, command: RefundSurplus, ctx: Context) -> Events | Refused:
    """All that came in beyond what was due, or so much of it (rules.md §00.2).

    It is approved already, unless two have to approve so much.
    """
    known = after_sales.refund(command.refund)
    left = rules.surplus_left(after_sales, ctx.order)
    if known is not None:
        asked = Mode.FULL if command.amount is None else Mode.PARTIAL
        same = known.part is None and known.mode is asked
        return () if same and command.amount in (None, ctx.order.money(known.amount)) else _taken(known)
    foreign = None
    if command.amount is not None:
        foreign = must_be_in_currency(ctx.order.currency, command.amount, "amount")
    reasons = weigh(foreign, rules.must_be_surplus(after_sales, command, ctx.order)) + ctx.objections(
        after_sales, command
    )
    if reasons:
        return Refused(reasons)
    amount = left if command.amount is None else to_minor(command.amount)
    refund = _of_host(command, None, (), amount, RefundCause.SURPLUS, ctx)
    requested = RefundRequested(order=after_sales.order, refund=refund.id, at=ctx.now, content=refund)
    if rules.eyes_needed(refund, ctx.order, ctx) > 1:
        return (requested,)
    return (requested, *approved(after_sales, refund, None, ctx))


def _of_host(
    command: RefundCancellation | RefundSurplus,
    part: Part | None,
    shares: tuple[Shares, ...],
    amount: Minor,
    cause: RefundCause,
    ctx: Context,
) -> Refund:
    return made(
        Refund,
        id=command.refund,
        part=None if part is None else part.id,
        mode=Mode.FULL if isinstance(command, RefundSurplus) and command.amount is None else Mode.PARTIAL,
        cause=cause,
        requester=requester_of(ctx),
        requested_by=staff_of(ctx),
        reason=None,
        asked_for=None,
        shares=shares,
        amount=amount,
        restock=() if part is None else tuple([Quantity(share.line, share.units) for share in shares if share.units]),
        bearer=Bearer.OPERATOR if part is None else bearer_of(part, cause, ctx),
        of_cancellation=part is not None,
        of_return=None,
        method=RefundMethod.ORIGINAL,
        forced=False,
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
