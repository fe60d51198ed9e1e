"""What a command about refunds or returns can ask for at most, filled in as far as anybody but the actor can say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from mpcore.kernel import OrderId, Personal, RefundId
from mpcore.orders import Address, Line, Order, Part, Quantity
from mpcore.refunds import rules
from mpcore.refunds.commands import (
    AcceptReturn,
    AnswerCase,
    DecideCase,
    EscalateReturn,
    ExchangeReturn,
    ForceRefund,
    OpenReturn,
    ReceiveReturn,
    RecordRefundFailure,
    RefundCancellation,
    RefundCommand,
    RefundReturn,
    RefundSurplus,
    RequestRefund,
    SupplyDocuments,
)
from mpcore.refunds.context import Context
from mpcore.refunds.entitlement import for_units, left_of_goods, shipping_left, units_shipped
from mpcore.refunds.model import AfterSales, Refund, Return
from mpcore.refunds.return_policy import LatePolicy
from mpcore.refunds.return_values import DocumentId, Grounds, ReceivedLine, ReturnReason
from mpcore.refunds.return_window import delivered_units, return_days, return_ends_at, returnable_units
from mpcore.refunds.returning import claimed_of, speaks_for_payer
from mpcore.refunds.states import CaseStage, ReturnStage
from mpcore.refunds.values import Mode, Reason, RefundCause, RefundLine, ReturnId

__all__ = [
    "Given",
    "payments_awaited",
    "said_rightly",
    "send_back_at_most",
    "surplus_at_most",
    "to_answer",
    "to_ask_for",
]

Given: TypeAlias = dict[str, object]
"""Arguments of a command by name."""


def surplus_at_most(after_sales: AfterSales, order: Order) -> Given:
    """All the surplus that is not on its way back."""
    left = rules.surplus_left(after_sales, order)
    return {"amount": order.money(left)} if left > 0 else {}


def to_ask_for(part: Part, order: Order) -> list[Given]:
    """All of a part; and, line by line, all that a partial refund can name: units that were sent off, else amounts.

    Together they come to no more than is left of what was paid.
    """
    most = max(0, part.refundable)
    lines: list[RefundLine] = []
    for line in part.lines:
        units = units_shipped(line)
        whole = for_units(line, units) if units else left_of_goods(line)
        amount = min(whole.total, most)
        if amount > 0:
            lines.append(RefundLine(line=line.id, units=units, amount=order.money(amount)))
            most -= amount
        elif units and not whole.total:
            lines.append(RefundLine(line=line.id, units=units))
    partial: Given = {"mode": Mode.PARTIAL, "lines": tuple(lines)}
    shipping = min(shipping_left(part), most)
    if shipping > 0:
        partial["shipping"] = order.money(shipping)
    return [{"mode": Mode.FULL}, partial]


def send_back_at_most(after_sales: AfterSales, part: Part, ctx: Context) -> Given:
    """All units that can be returned now, together; where there are none, a unit of each line, which shows why not.

    What is late is asked for apart, so it is named where nothing else is left.
    """
    left = {line.id: returnable_units(after_sales, part, line) for line in part.lines}
    can = [line for line in part.lines if left[line.id] and _can_be_returned(part, line, ctx)]
    fitting = [line.id for line in can if _is_in_time(part, line, ctx)]
    if not fitting and ctx.policy.returns.late is not LatePolicy.REFUSE:
        fitting = [line.id for line in can]
    named = fitting or list(left)
    return {"lines": tuple([Quantity(name, max(1, left[name])) for name in named])}


def _can_be_returned(part: Part, line: Line, ctx: Context) -> bool:
    return return_days(part, line, ctx) is not None and delivered_units(part, line.id) > 0


def _is_in_time(part: Part, line: Line, ctx: Context) -> bool:
    end = return_ends_at(part, line, ctx)
    return end is None or ctx.now < end


def payments_awaited(refund: Refund, order: Order, *, amounts: bool) -> list[Given]:
    """The attempts that a payment provider has not answered, with what they are to give back."""
    found: list[Given] = []
    for share in refund.waiting:
        known: Given = {"payment": share.payment, "attempt": share.attempt}
        found.append({**known, "amount": order.money(share.attempts[-1])} if amounts else known)
    return found


def to_answer(command: type[RefundCommand], one: Return, part: Part, ctx: Context) -> Given:
    """What is known of a command about a return."""
    if command is AcceptReturn and (address := ctx.return_address(part.vendor)) is not None:
        return {"address": address}
    if command is ReceiveReturn:
        return {"lines": tuple([ReceivedLine(line.line, line.quantity) for line in one.lines])}
    if command is RefundReturn and (postage := claimed_of(one, ctx, agreed=speaks_for_payer(one, ctx))):
        return {"postage": ctx.order.money(postage)}
    if command is DecideCase and one.case is not None and rules.may_still_answer(one, ctx):
        return {"decision": one.case.favours_the_other_side}
    return {}


def said_rightly(after_sales: AfterSales, ctx: Context) -> Mapping[type[RefundCommand], Given]:
    """What only the actor can say, said so that nothing can stand against it."""
    refund = RefundId(_unused([one.id for one in after_sales.refunds]))
    back = ReturnId(_unused([one.id for one in after_sales.returns]))
    document = DocumentId(_unused([name for one in after_sales.returns for name in _documents(one)]))
    language = min(ctx.policy.reason_languages, default="en")
    asked: Given = {
        "refund": refund,
        "cause": RefundCause.GOODWILL,
        "reason": Reason(text=Personal("because"), language=language),
    }
    return {
        RequestRefund: asked,
        ForceRefund: asked,
        RefundCancellation: {"refund": refund},
        RefundSurplus: {"refund": refund},
        RecordRefundFailure: {"failure": "failed"},
        OpenReturn: {"return_id": back, "reason": _reason(after_sales)},
        SupplyDocuments: {"documents": (document,)},
        AcceptReturn: {"address": Personal(Address(name="somebody", lines=("somewhere",), country="FR"))},
        RefundReturn: {"refund": refund},
        ExchangeReturn: {"replacement": OrderId("another")},
        EscalateReturn: {"grounds": Grounds.OTHER, "evidence": (document,)},
        AnswerCase: {"evidence": (document,)},
        DecideCase: {"decision": CaseStage.DENIED},
    }


def _reason(after_sales: AfterSales) -> ReturnReason:
    """A reason for which nothing was rejected yet, the last of them first."""
    rejected = {one.reason for one in after_sales.returns if one.stage is ReturnStage.REJECTED}
    return next((reason for reason in reversed(ReturnReason) if reason not in rejected), ReturnReason.OTHER)


def _documents(one: Return) -> tuple[DocumentId, ...]:
    return one.documents if one.case is None else (*one.documents, *one.case.evidence, *one.case.answer)


def _unused(known: Iterable[str]) -> str:
    taken, name = set(known), "new"
    while name in taken:
        name += "-"
    return name
