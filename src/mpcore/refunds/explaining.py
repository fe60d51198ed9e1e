"""In plain words: what of an order can still go back, money and goods, what is on its way, and who is waited for.

What is said is data: statements, each with a stable code, facts and the rules it is said by.  Their English is in
`english.py`, and other languages are `mpcore.i18n`'s.  An actor is told what `seen` lets them know, and no more, and
nobody's own words or address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mpcore.kernel import Buyer, PartId, RefundId, VendorMember, frozen
from mpcore.orders import Line, Part, PartStage
from mpcore.refunds.context import Context
from mpcore.refunds.entitlement import rest_of, shipping_of
from mpcore.refunds.explained_refunds import of_refund
from mpcore.refunds.explained_returns import last_day, of_return, quiet
from mpcore.refunds.gates import knows_part
from mpcore.refunds.model import AfterSales
from mpcore.refunds.projections import AfterSalesSeen, RefundSeen
from mpcore.refunds.return_policy import LatePolicy, WindowStart
from mpcore.refunds.return_values import Payer, ReturnReason
from mpcore.refunds.return_window import delivered_units, return_days, return_ends_at, returnable_units
from mpcore.refunds.rules.surplus import owed, surplus_left
from mpcore.refunds.statements import Statement, said
from mpcore.refunds.telling import must_be_told
from mpcore.refunds.values import ReturnId
from mpcore.refunds.views import VIEW_REFUNDS, VIEW_RETURNS, must_belong, open_to, seen

__all__ = ["Explanation", "explain"]


@frozen(kw_only=True)
class Explanation:
    """What there is to say of one thing, in the order in which a person would ask."""

    part: PartId | None = None
    """Which part it is of; None: the order as a whole."""
    refund: RefundId | None = None
    """Which refund it is about; with `return_id` None too, the part or the order itself."""
    return_id: ReturnId | None = None
    said: tuple[Statement, ...]


def explain(after_sales: AfterSales, ctx: Context) -> tuple[Explanation, ...]:
    """What there is to say as of `ctx.now`: of the order, then of each part, its refunds and its returns.

    To whoever may see refunds, what can still go back of a part, goods and shipping; to whoever may see returns, how
    many units can be returned, until which day of the policy's zone, who pays the parcel, or why they cannot be.  What
    can be returned is what `options` offers its buyer.  Nothing for a stranger, and to a vendor's staff nothing that
    depends on other parts.  Wrong contexts raise what they raise in `decide`.
    """
    must_belong(after_sales, ctx)
    must_be_told(after_sales, ctx.order)
    known = seen(after_sales, ctx)
    if known is None:
        return ()
    parts = {part.id: part for part in ctx.order.parts if knows_part(ctx.actor, ctx.order, part)}
    of_money, of_goods = open_to(parts, VIEW_REFUNDS, ctx), open_to(parts, VIEW_RETURNS, ctx)
    found = [*_of_surplus(after_sales, ctx, sees_money=bool(of_money)), *_of_refunds(after_sales, known, None, ctx)]
    for part in parts.values():
        told = (
            *(_of_money(after_sales, part, ctx) if part.id in of_money else ()),
            *(_of_goods(after_sales, part, ctx) if part.id in of_goods else ()),
        )
        found += [Explanation(part=part.id, said=told)] if told else []
        found += _of_refunds(after_sales, known, part, ctx)
        found += _of_returns(after_sales, known, part, ctx)
    return tuple(found)


def _of_surplus(after_sales: AfterSales, ctx: Context, *, sees_money: bool) -> Iterator[Explanation]:
    """Surplus is for operators, and the system, to send back."""
    left = surplus_left(after_sales, ctx.order)
    if sees_money and left > 0 and not isinstance(ctx.actor, Buyer | VendorMember):
        yield Explanation(said=(said("surplus_left", amount=ctx.order.money(left)),))


def _of_refunds(
    after_sales: AfterSales, known: AfterSalesSeen, part: Part | None, ctx: Context
) -> Iterator[Explanation]:
    for one in _refunds_of(known.refunds, part):
        kept = after_sales.refund(one.id)
        if kept is not None:
            yield Explanation(part=one.part, refund=one.id, said=of_refund(one, kept, part, ctx))


def _refunds_of(refunds: Iterable[RefundSeen], part: Part | None) -> list[RefundSeen]:
    name = None if part is None else part.id
    return [one for one in refunds if one.part == name]


def _of_returns(after_sales: AfterSales, known: AfterSalesSeen, part: Part, ctx: Context) -> Iterator[Explanation]:
    others = quiet(after_sales, part)
    for one in known.returns:
        kept = after_sales.find_return(one.id) if one.part == part.id else None
        if kept is not None:
            yield Explanation(part=part.id, return_id=one.id, said=of_return(one, kept, part, others, ctx))


def _of_money(after_sales: AfterSales, part: Part, ctx: Context) -> Iterator[Statement]:
    """What of a part is left to go back, is on its way, and went back."""
    money = ctx.order.money
    if part.stage is PartStage.AWAITING_PAYMENT or part.paid == 0:
        yield said("money_not_paid", part=part.id)
        return
    rest = rest_of(part)
    lines = {line.id: line for line in part.lines}
    whole = sum([share.total for share in rest])
    shipping = sum([shipping_of(lines[share.line], share).total for share in rest])
    if whole:
        yield said("money_left", part=part.id, goods=money(whole - shipping), shipping=money(shipping))
    else:
        yield said("money_left_none", part=part.id)
    mine = after_sales.of_part(part.id)
    amounts: Mapping[str, int] = {
        "money_owed": sum([share.total for share in owed(after_sales, part, ctx.order)]),
        "money_under_way": sum([one.left_minor for one in mine]),
        "money_went_back": sum([one.settled_minor for one in mine]),
    }
    for code, amount in amounts.items():
        if amount:
            yield said(code, amount=money(amount))


def _of_goods(after_sales: AfterSales, part: Part, ctx: Context) -> Iterator[Statement]:
    """Of each line, what can be returned and until when, or why nothing can; and who pays the parcel."""
    any_can = False
    for line in part.lines:
        for statement in _of_line(after_sales, part, line, ctx):
            any_can = any_can or statement.code.startswith("refunds.can_return")
            yield statement
    if any_can:
        yield from _parcel(ctx)


def _of_line(after_sales: AfterSales, part: Part, line: Line, ctx: Context) -> Iterator[Statement]:
    days, delivered = return_days(part, line, ctx), delivered_units(part, line.id)
    if days is None:
        yield said("cannot_return_ever", line=line.id)
        return
    if not delivered:
        yield said("cannot_return_yet", line=line.id)
        return
    left, end = returnable_units(after_sales, part, line), return_ends_at(part, line, ctx)
    discretion = ctx.policy.returns.late is LatePolicy.VENDOR_DISCRETION
    closed = end is not None and end <= ctx.now
    if not left:
        yield said("cannot_return_more", line=line.id, delivered=delivered)
    units: dict[str, object] = {"line": line.id, "units": left, "quantity": line.quantity}
    if end is not None and closed and not discretion:
        yield said("cannot_return_closed", line=line.id, **last_day(end, ctx))
    elif left and end is not None:
        yield said("can_return_late" if closed else "can_return_until", **units, **last_day(end, ctx))
    elif left:
        per_line = ctx.policy.returns.start is WindowStart.PER_LINE
        yield said("can_return_once_arrived" if per_line else "can_return_once_all_arrived", **units, days=days)
    if left and discretion and not closed:
        yield said("return_late_at_discretion")


def _parcel(ctx: Context) -> Iterator[Statement]:
    """Who pays the return parcel for which reasons, and at most how much."""
    shipping, most = ctx.policy.returns.shipping, ctx.policy.returns.postage_most
    reasons: dict[Payer, list[ReturnReason]] = {}
    for reason in ReturnReason:
        reasons.setdefault(shipping.payer(reason), []).append(reason)
    for payer, of_payer in reasons.items():
        if len(reasons) == 1:
            yield said("parcel_always", payer=payer)
        else:
            yield said("parcel_for", payer=payer, reasons=tuple(of_payer))
    if ctx.policy.returns.deduct_outbound_shipping_on_mistake:
        yield said("parcel_keeps_shipping")
    if most is not None and most.currency.code == ctx.order.currency and reasons.keys() != {Payer.BUYER}:
        yield said("parcel_most", most=most)
