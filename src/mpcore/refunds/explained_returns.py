"""What there is to say of one return, to whoever sees it: who is waited for, until when, and what silence will mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from pendulum import DateTime

from mpcore.kernel import Buyer, Refused, System, changed, put
from mpcore.orders import Part
from mpcore.refunds.commands import FireTimers
from mpcore.refunds.context import Context
from mpcore.refunds.decide.timers import fire_timers
from mpcore.refunds.events import (
    DocumentsOverdue,
    ProtectionCaseDenied,
    ProtectionCaseOpened,
    ProtectionCaseUnanswered,
    ProtectionCaseUpheld,
    RefundEvent,
    ReturnAccepted,
    ReturnExpired,
    ReturnReceived,
    ReturnRefunded,
    ReturnRefundRequested,
    ReturnRejected,
)
from mpcore.refunds.explained_refunds import waits_for_payout
from mpcore.refunds.model import AfterSales, Return
from mpcore.refunds.projections import CaseSeen, ReturnSeen
from mpcore.refunds.return_values import NOTHING_COMES_BACK, Grounds
from mpcore.refunds.returning import awaited
from mpcore.refunds.statements import Statement, said
from mpcore.refunds.states import OPEN_RETURNS, CaseStage, ReturnStage
from mpcore.timing import later, local_date, start_of

__all__ = ["SILENCE", "last_day", "of_return", "quiet"]

_INSTANT: Final = timedelta(microseconds=1)

SILENCE: Final[Mapping[type[RefundEvent], str]] = {
    ReturnAccepted: "silence_accepts",
    ReturnRejected: "silence_rejects",
    ProtectionCaseOpened: "silence_escalates",
    DocumentsOverdue: "silence_answers_without",
    ReturnExpired: "silence_expires",
    ReturnReceived: "silence_receives",
    ReturnRefundRequested: "silence_refunds",
    ReturnRefunded: "silence_ends",
    ProtectionCaseUnanswered: "silence_decides_without",
    ProtectionCaseUpheld: "silence_upholds",
    ProtectionCaseDenied: "silence_denies",
}
"""What happens to a return by itself -> what is said of it before."""


def of_return(one: ReturnSeen, kept: Return, part: Part, others: AfterSales, ctx: Context) -> tuple[Statement, ...]:
    """What there is to say of a return as an actor sees it; `kept` is the return itself, `others` what is `quiet`."""
    return (
        *_what(one),
        *_parcel(one, ctx),
        *_money(one, ctx),
        *(() if one.case is None else _case(one.case)),
        *_waits(one, kept, part, others, ctx),
        *_blocks(one, part, ctx),
    )


def quiet(after_sales: AfterSales, part: Part) -> AfterSales:
    """The refunds, and those returns of a part whose time does not run: nothing happens to them by itself."""
    still = [one for one in after_sales.returns_of(part.id) if one.refund is not None or not one.is_open]
    return changed(after_sales, returns=tuple(still))


def last_day(end: DateTime, ctx: Context) -> dict[str, object]:
    """The last local day before an end, and its zone."""
    zone = ctx.policy.zone
    return {"last": local_date(later(end, -_INSTANT), zone), "zone": zone}


def _what(one: ReturnSeen) -> Iterator[Statement]:
    yield said("return_of_part", return_id=one.id, part=one.part, stage=one.stage, reason=one.reason)
    yield said("return_asked", at=one.opened_at, requester=one.requester)
    if one.late:
        yield said("return_late")
    for line in one.lines:
        yield said("return_line", line=line.line, units=line.quantity)
    for came in () if one.reason in NOTHING_COMES_BACK else one.received:
        yield said("return_came", line=came.line, units=came.units, damaged=came.damaged)
        if came.resaleable:
            yield said("return_resaleable", line=came.line, units=came.resaleable)


def _parcel(one: ReturnSeen, ctx: Context) -> Iterator[Statement]:
    if one.payer is not None:
        yield said("return_parcel", payer=one.payer)
    if one.postage:
        yield said("return_postage", amount=ctx.order.money(one.postage))
    if one.compensation:
        yield said("return_compensation", amount=ctx.order.money(one.compensation), payer=one.payer)


def _money(one: ReturnSeen, ctx: Context) -> Iterator[Statement]:
    kept_back = sum([kept.amount for kept in one.withheld])
    if kept_back > 0:
        yield said("return_kept_back", amount=ctx.order.money(kept_back))
    elif kept_back < 0:
        yield said("return_given_up", amount=ctx.order.money(-kept_back))
    if one.shipping_kept:
        yield said("return_shipping_kept", amount=ctx.order.money(one.shipping_kept))
    if one.replacement is not None:
        yield said("return_replaced", replacement=one.replacement)


def _case(case: CaseSeen) -> Iterator[Statement]:
    if case.grounds is Grounds.NO_ANSWER:
        yield said("case_by_silence", at=case.opened_at)
    else:
        whose = "case_for_buyer" if case.by_buyer else "case_for_vendor"
        yield said(whose, at=case.opened_at, grounds=case.grounds)
    if case.answered_at is not None:
        yield said("case_answered", at=case.answered_at)
    if case.decided_at is not None:
        yield said(f"case_{case.stage.value}", at=case.decided_at)


_WAITS: Final[Mapping[ReturnStage, str]] = {
    ReturnStage.REQUESTED: "return_waits_answer",
    ReturnStage.INFO_REQUESTED: "return_waits_documents",
    ReturnStage.ACCEPTED: "return_waits_sending",
    ReturnStage.IN_TRANSIT: "return_waits_arrival",
    ReturnStage.RECEIVED: "return_waits_refund",
    ReturnStage.ESCALATED: "return_waits_decision",
}


def _waits(one: ReturnSeen, kept: Return, part: Part, others: AfterSales, ctx: Context) -> Iterator[Statement]:
    """Who is waited for, until when, and what it will mean if they are silent."""
    if one.stage is ReturnStage.REFUNDED and one.received_at is None:
        yield said("return_may_still_come")
    if one.stage not in OPEN_RETURNS:
        return
    if one.refund is not None:
        yield said("return_waits_money", refund=one.refund)
        return
    yield said(_awaited(one, kept))
    if one.stage is ReturnStage.RECEIVED:
        for refund in awaited(others, part, kept, ctx):
            yield said("return_waits_for_refund", refund=refund.id)
    if one.due is not None:
        yield _until(one.due, ctx)
        yield _silence(kept, one.due, others, ctx)


def _awaited(one: ReturnSeen, kept: Return) -> str:
    if one.stage is ReturnStage.IN_TRANSIT and one.arrived_at is not None:
        return "return_waits_receipt"
    if one.stage is ReturnStage.RECEIVED and not one.received and not kept.is_owed:
        return "return_waits_empty"
    if one.stage is ReturnStage.ESCALATED and one.case is not None and one.case.stage is CaseStage.OPEN:
        return "return_waits_vendors_side" if one.case.by_buyer else "return_waits_buyers_side"
    return _WAITS[one.stage]


def _until(end: DateTime, ctx: Context) -> Statement:
    """The last day that is in time, or the last instant where it does not end with a day."""
    if end <= ctx.now:
        return said("return_time_over", due=end)
    zone = ctx.policy.zone
    if start_of(local_date(end, zone), zone) == end:
        return said("return_until_end_of", **last_day(end, ctx))
    return said("return_until", last=later(end, -_INSTANT))


def _silence(kept: Return, end: DateTime, others: AfterSales, ctx: Context) -> Statement:
    """What happens to it by itself, by the deciders of timers, if until then nothing else does."""
    then = changed(ctx, now=max(end, ctx.now), actor=System(), also=())
    alone = changed(others, returns=put(others.returns, kept))
    fired = fire_timers(alone, FireTimers(order=alone.order), then)
    events = () if isinstance(fired, Refused) else fired
    told = [SILENCE[type(event)] for event in events if type(event) in SILENCE]
    return said(told[-1] if told else "silence_waits")


def _blocks(one: ReturnSeen, part: Part, ctx: Context) -> Iterator[Statement]:
    if one.stage in OPEN_RETURNS and not isinstance(ctx.actor, Buyer) and waits_for_payout(part, ctx):
        yield said("return_blocks_payout")
