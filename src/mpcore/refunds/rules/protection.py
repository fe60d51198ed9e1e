"""Whether a return can be brought before the marketplace, and by whom (S36, S37)."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import Actor, Buyer, Kind, MissingScope, Refusal, VendorMember, frozen
from mpcore.orders import DispatchKind, Part
from mpcore.refunds.commands import EscalateReturn
from mpcore.refunds.context import Context
from mpcore.refunds.model import Return
from mpcore.refunds.policy import RefundPolicy
from mpcore.refunds.return_values import Grounds, ReturnReason
from mpcore.refunds.rules.about import AboutReturn
from mpcore.refunds.values import ReturnId

__all__ = [
    "CaseWasDenied",
    "EvidenceRequired",
    "GroundsNotBorneOut",
    "NoProtection",
    "buyers_must_be_allowed_to_escalate",
    "must_be_borne_out_by_return",
    "must_be_protected",
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
        Grounds.WRONG_ITEM_RETURNED: one.received_at is not None,
        Grounds.NO_ANSWER: False,
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
    if one.reason is not ReturnReason.MISSING_ITEM or not isinstance(ctx.actor, VendorMember):
        return None
    lines = {line.line for line in one.lines}
    for dispatch in part.dispatches:
        if dispatch.kind is DispatchKind.UNTRACKED and any(packed.line in lines for packed in dispatch.lines):
            return NoProtection(return_id=one.id)
    return None


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
