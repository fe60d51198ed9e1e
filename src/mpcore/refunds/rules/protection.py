"""Whether a return can be brought before the marketplace, and by whom (S36, S37)."""

from __future__ import annotations

from typing import ClassVar

from pendulum import DateTime

from mpcore.kernel import Actor, Buyer, Kind, MissingScope, Operator, Refusal, VendorMember, frozen
from mpcore.orders import DispatchKind, Part
from mpcore.orders.timers import end_of
from mpcore.refunds.commands import AnswerCase, DecideCase, EscalateReturn
from mpcore.refunds.context import Context
from mpcore.refunds.model import Return
from mpcore.refunds.policy import RefundPolicy
from mpcore.refunds.return_policy import CaseAnswerSilence
from mpcore.refunds.return_values import Grounds, ReturnReason
from mpcore.refunds.rules.about import AboutReturn
from mpcore.refunds.rules.returns import ReturnTooLate
from mpcore.refunds.states import CaseStage, ReturnStage
from mpcore.refunds.values import ReturnId

__all__ = [
    "CaseWasDenied",
    "EvidenceRequired",
    "GroundsNotBorneOut",
    "NoProtection",
    "OwnCase",
    "StillAnswering",
    "buyers_must_be_allowed_to_escalate",
    "decision_ends_at",
    "has_no_protection",
    "may_still_answer",
    "must_be_borne_out_by_return",
    "must_be_decidable",
    "must_be_heard",
    "must_be_protected",
    "must_be_the_other_side",
    "must_be_undecided",
    "must_have_answer",
    "must_have_evidence",
    "must_not_be_owed",
]


def buyers_must_be_allowed_to_escalate(actor: Actor, policy: RefundPolicy) -> MissingScope | None:
    """Buyers have the marketplace decide only where it lets them (rules.md §7.6)."""
    if isinstance(actor, Buyer) and not policy.returns.buyers_may_escalate:
        return MissingScope(scope=EscalateReturn.scope)
    return None


class EvidenceRequired(AboutReturn):
    """Nothing bears out what is said."""

    code: ClassVar[str] = "refunds.evidence_required"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "the marketplace decides about return {return_id} on evidence"
    remedy: ClassVar[str | None] = "supply at least one document"
    rule_ids: ClassVar[tuple[str, ...]] = ("S37",)


def must_have_evidence(command: EscalateReturn) -> EvidenceRequired | None:
    """At least one document bears it out (S37)."""
    return None if command.evidence else EvidenceRequired(return_id=command.return_id, at="evidence")


@frozen(kw_only=True)
class GroundsNotBorneOut(Refusal):
    """What is known of the return says otherwise."""

    code: ClassVar[str] = "refunds.grounds_not_borne_out"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the grounds {grounds} do not agree with what is known of return {return_id}"
    remedy: ClassVar[str | None] = "give the grounds that they are"
    rule_ids: ClassVar[tuple[str, ...]] = ("S36",)

    return_id: ReturnId
    grounds: Grounds


def must_be_borne_out_by_return(one: Return, command: EscalateReturn) -> GroundsNotBorneOut | None:
    """Late is what was asked for after its window, and the wrong item one that came back (S36)."""
    agrees = {
        Grounds.LATE_REQUEST: one.late,
        Grounds.WRONG_ITEM_RETURNED: one.received_at is not None and not one.nothing_comes_back,
        Grounds.NO_ANSWER: False,
        Grounds.NOTHING_CAME_BACK: False,
        Grounds.OTHER: True,
    }
    if agrees[command.grounds]:
        return None
    return GroundsNotBorneOut(return_id=one.id, grounds=command.grounds, at="grounds")


class NoProtection(AboutReturn):
    """The vendor sent the parcel so that nobody can tell whether it arrived, and bears it."""

    code: ClassVar[str] = "refunds.no_protection"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "return {return_id} is of something that did not arrive, in a parcel that nobody could follow"
    remedy: ClassVar[str | None] = "accept it"
    rule_ids: ClassVar[tuple[str, ...]] = ("U13", "S36")


def must_be_protected(part: Part, one: Return, ctx: Context) -> NoProtection | None:
    """What did not arrive of a parcel without tracking is its vendor's loss, without protection (U13)."""
    if isinstance(ctx.actor, VendorMember) and has_no_protection(part, one):
        return NoProtection(return_id=one.id)
    return None


def has_no_protection(part: Part, one: Return) -> bool:
    """Whether a return is of something that did not arrive in a parcel without tracking (U13)."""
    if one.reason is not ReturnReason.MISSING_ITEM:
        return False
    lines = {line.line for line in one.lines}
    return any(
        dispatch.kind is DispatchKind.UNTRACKED and any(packed.line in lines for packed in dispatch.lines)
        for dispatch in part.dispatches
    )


class OwnCase(AboutReturn):
    """The side that opened a case is not asked to answer it."""

    code: ClassVar[str] = "refunds.own_case"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "the case about return {return_id} is answered by the side that did not open it"
    remedy: ClassVar[str | None] = "wait for its answer"
    rule_ids: ClassVar[tuple[str, ...]] = ("S36",)


def must_be_the_other_side(one: Return, ctx: Context) -> OwnCase | None:
    """A vendor's case is answered by the buyer, a buyer's by the vendor; an operator says it for whoever is asked."""
    case = one.case
    if case is None or isinstance(ctx.actor, Operator) or isinstance(ctx.actor, Buyer) is not case.by_buyer:
        return None
    return OwnCase(return_id=one.id)


def must_have_answer(command: AnswerCase) -> EvidenceRequired | None:
    """An answer is at least one document, or says something in words (S37)."""
    said = bool(command.evidence) or command.words is not None
    return None if said else EvidenceRequired(return_id=command.return_id, at="evidence")


@frozen(kw_only=True)
class StillAnswering(Refusal):
    """The other side may still say what it has to say."""

    code: ClassVar[str] = "refunds.still_answering"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the other side may answer the case about return {return_id} before {due}"
    remedy: ClassVar[str | None] = "decide once it has, once its time is over, or in its favour"
    rule_ids: ClassVar[tuple[str, ...]] = ("S37", "00.6")

    return_id: ReturnId
    due: DateTime
    """The first instant at which its answer is too late."""


def must_be_heard(one: Return, command: DecideCase, ctx: Context) -> StillAnswering | None:
    """Nobody loses a case while there is time to answer it (S37)."""
    case, due = one.case, one.due
    if case is None or due is None or command.decision is case.favours_the_other_side:
        return None
    return StillAnswering(return_id=one.id, due=due) if may_still_answer(one, ctx) else None


def may_still_answer(one: Return, ctx: Context) -> bool:
    """Whether the side that did not open a case has time left to answer it, and has not."""
    asked = one.case is not None and one.case.stage is CaseStage.OPEN
    return asked and one.due is not None and ctx.now < one.due


def decision_ends_at(one: Return, ctx: Context) -> DateTime | None:
    """The first instant that is too late to decide a case; None where there is none to decide.

    While the other side has not answered, the marketplace's time follows its, whether that timer was fired or not.
    """
    if one.case is None or one.due is None or one.case.stage is not CaseStage.OPEN:
        return one.due
    returns = ctx.policy.returns
    if returns.case_answer_silence is CaseAnswerSilence.LOSES:
        return one.due
    return end_of(one.due, returns.case_within)


def must_be_decidable(one: Return, ctx: Context) -> ReturnTooLate | None:
    """What silence has decided the marketplace does not decide again (rules.md §00.6)."""
    end = decision_ends_at(one, ctx)
    return None if end is None or ctx.now < end else ReturnTooLate(return_id=one.id, due=end)


class CaseWasDenied(AboutReturn):
    """The marketplace has decided for the buyer."""

    code: ClassVar[str] = "refunds.case_was_denied"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "the marketplace decided that return {return_id} is to be refunded"
    remedy: ClassVar[str | None] = "refund it"
    rule_ids: ClassVar[tuple[str, ...]] = ("S37",)


def must_not_be_owed(one: Return) -> CaseWasDenied | None:
    """What the marketplace decided for the buyer nobody decides again, or puts off (S37)."""
    return CaseWasDenied(return_id=one.id) if one.is_owed else None


def must_be_undecided(one: Return, command: EscalateReturn, ctx: Context) -> CaseWasDenied | None:
    """A case is decided once (S37); but what came back was no part of one that was decided before it came.

    About that the vendor may bring one more: that it is the wrong item (S36).
    """
    case = one.case
    before = case is not None and case.resumes is not ReturnStage.RECEIVED
    if before and command.grounds is Grounds.WRONG_ITEM_RETURNED and not isinstance(ctx.actor, Buyer):
        return None
    return must_not_be_owed(one)
