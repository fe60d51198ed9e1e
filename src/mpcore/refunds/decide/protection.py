"""What follows from bringing a return before the marketplace, and from its decision (S36, S37)."""

from __future__ import annotations

from mpcore.kernel import Buyer, MemberId, Refused, WrongStage, weigh
from mpcore.orders import Part
from mpcore.orders.timers import end_of
from mpcore.refunds import rules
from mpcore.refunds.asker import staff_of
from mpcore.refunds.commands import AnswerCase, DecideCase, EscalateReturn
from mpcore.refunds.context import Context
from mpcore.refunds.decide.returns import wrong_stage
from mpcore.refunds.events import (
    Events,
    ProtectionCaseAnswered,
    ProtectionCaseDenied,
    ProtectionCaseOpened,
    ProtectionCaseUnanswered,
    ProtectionCaseUpheld,
)
from mpcore.refunds.lifecycle import CASE
from mpcore.refunds.model import AfterSales, Return
from mpcore.refunds.return_values import Case, Grounds
from mpcore.refunds.states import CaseStage, ReturnStage
from mpcore.refunds.timers import due_in

__all__ = ["answer_case", "decide_case", "decided", "emptied", "escalate", "escalated", "unanswered"]


def escalate(
    after_sales: AfterSales, part: Part, one: Return, command: EscalateReturn, ctx: Context
) -> Events | Refused:
    """The other side answers, then the marketplace decides, and until it has nothing else happens (S36).

    Said again, that changes nothing.
    """
    case = one.case
    said = None if case is None else (case.grounds, case.evidence)
    if one.stage is ReturnStage.ESCALATED and said == (command.grounds, command.evidence):
        return ()
    if miss := wrong_stage(one, ProtectionCaseOpened, "bring it before the marketplace"):
        return miss
    reasons = weigh(
        rules.must_be_answerable(one, ctx.now),
        rules.must_not_be_refunded(one),
        rules.must_be_undecided(one, command, ctx),
        rules.must_have_evidence(command),
        rules.must_be_borne_out_by_return(one, command),
        rules.must_be_protected(part, one, ctx),
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    opened = Case(
        grounds=command.grounds,
        evidence=command.evidence,
        opened_at=ctx.now,
        by_buyer=isinstance(ctx.actor, Buyer),
        resumes=one.stage,
    )
    due = end_of(ctx.now, ctx.policy.returns.case_answer_within)
    return (ProtectionCaseOpened(order=after_sales.order, return_id=one.id, at=ctx.now, due=due, case=opened),)


def escalated(after_sales: AfterSales, one: Return, ctx: Context) -> Events:
    """The marketplace decides, since the vendor said nothing in time; so nobody is asked again."""
    case = Case(grounds=Grounds.NO_ANSWER, opened_at=ctx.now, resumes=one.stage, stage=CaseStage.HEARD)
    due = due_in(ReturnStage.ESCALATED, ctx)
    return (ProtectionCaseOpened(order=after_sales.order, return_id=one.id, at=ctx.now, due=due, case=case),)


def emptied(after_sales: AfterSales, one: Return, ctx: Context) -> Events:
    """The marketplace decides, for the buyer: the parcel was delivered, and its vendor says that nothing came."""
    case = Case(grounds=Grounds.NOTHING_CAME_BACK, opened_at=ctx.now, by_buyer=True, resumes=one.stage)
    due = end_of(ctx.now, ctx.policy.returns.case_answer_within)
    return (ProtectionCaseOpened(order=after_sales.order, return_id=one.id, at=ctx.now, due=due, case=case),)


def answer_case(
    after_sales: AfterSales, part: Part, one: Return, command: AnswerCase, ctx: Context
) -> Events | Refused:
    """The other side has spoken, and the marketplace decides (S37); said again, that changes nothing."""
    case = one.case
    if one.stage is not ReturnStage.ESCALATED or case is None:
        return Refused((WrongStage(thing="return", id=one.id, stage=one.stage, asked="answer its case"),))
    if case.answered_at is not None and (case.answer, case.words) == (command.evidence, command.words):
        return ()
    if CASE.target(case.stage, ProtectionCaseAnswered) is None:
        return Refused((WrongStage(thing="case", id=one.id, stage=case.stage, asked="answer it"),))
    reasons = weigh(
        rules.must_be_answerable(one, ctx.now),
        rules.must_be_the_other_side(one, ctx),
        rules.must_have_answer(command),
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    return (
        ProtectionCaseAnswered(
            order=after_sales.order,
            return_id=one.id,
            at=ctx.now,
            due=due_in(ReturnStage.ESCALATED, ctx),
            evidence=command.evidence,
            words=command.words,
            by=staff_of(ctx),
        ),
    )


def unanswered(after_sales: AfterSales, one: Return, ctx: Context) -> Events:
    """The marketplace decides without an answer, by the instant it has whether this is noticed early or late."""
    due = rules.decision_ends_at(one, ctx) or ctx.now
    return (ProtectionCaseUnanswered(order=after_sales.order, return_id=one.id, at=ctx.now, due=due),)


def decide_case(
    after_sales: AfterSales, part: Part, one: Return, command: DecideCase, ctx: Context
) -> Events | Refused:
    """The vendor is right, or the buyer (S37); said again, that changes nothing."""
    if one.case is not None and one.case.stage is command.decision:
        return ()
    if one.stage is not ReturnStage.ESCALATED:
        return Refused((WrongStage(thing="return", id=one.id, stage=one.stage, asked="decide its case"),))
    reasons = weigh(rules.must_be_decidable(one, ctx), rules.must_be_heard(one, command, ctx)) + ctx.objections(
        after_sales, command
    )
    if reasons:
        return Refused(reasons)
    return decided(after_sales, one, command.decision, staff_of(ctx), ctx)


def decided(
    after_sales: AfterSales,
    one: Return,
    decision: CaseStage,
    by: MemberId | None,
    ctx: Context,
    *,
    by_silence: bool = False,
) -> Events:
    """Upheld, the return is rejected; denied, it goes on where it was, and its vendor does its part or time does."""
    order, name, case = after_sales.order, one.id, one.case
    if decision is CaseStage.UPHELD or case is None:
        return (ProtectionCaseUpheld(order=order, return_id=name, at=ctx.now, by=by, by_silence=by_silence),)
    its_buyers = case.resumes is ReturnStage.ACCEPTED
    due = due_in(case.resumes, ctx) if its_buyers else end_of(ctx.now, ctx.policy.returns.obey_within)
    return (
        ProtectionCaseDenied(
            order=order, return_id=name, at=ctx.now, due=due, resumes=case.resumes, by=by, by_silence=by_silence
        ),
    )
