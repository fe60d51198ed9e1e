"""Reasons against inviting somebody, and against a link that is shown, beside the questions that give them."""

from __future__ import annotations

from typing import ClassVar

from pendulum import DateTime

from mpcore.kernel import Kind, MemberId, Refusal, WrongStage, frozen
from mpcore.subaccounts.access import Member
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import Company, Invitation, SubAccount
from mpcore.subaccounts.rules.limits import must_not_outspend
from mpcore.subaccounts.rules.roles import must_stay_within_grants
from mpcore.subaccounts.states import CompanyStage, SubAccountStage
from mpcore.subaccounts.status import InvitationStatus, invitation_status
from mpcore.subaccounts.tokens import same_digest
from mpcore.subaccounts.values import TokenDigest

__all__ = [
    "ActivationLinkExpired",
    "ActivationLinkRevoked",
    "AlreadyActivated",
    "InvalidToken",
    "InvitationStillValid",
    "TokenTaken",
    "issuer_must_hold",
    "main_must_wait",
    "must_be_a_new_token",
    "must_be_usable",
    "must_have_run_out",
    "sub_account_must_wait",
]


@frozen(kw_only=True)
class InvalidToken(Refusal):
    """No invitation of the company has this token; it may be another company's."""

    code: ClassVar[str] = "subaccounts.invalid_token"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "this link is none of this company's"
    remedy: ClassVar[str | None] = "open the link exactly as it was sent"
    rule_ids: ClassVar[tuple[str, ...]] = ("H10",)


@frozen(kw_only=True)
class AlreadyActivated(Refusal):
    """The account was activated before, so it needs no link any more."""

    code: ClassVar[str] = "subaccounts.already_activated"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "account {member} is activated already"
    remedy: ClassVar[str | None] = "log in"
    rule_ids: ClassVar[tuple[str, ...]] = ("H10",)

    member: MemberId


@frozen(kw_only=True)
class ActivationLinkRevoked(Refusal):
    """Another link was sent in its place, whom it was for is gone, or who sent it lacks what it would give."""

    code: ClassVar[str] = "subaccounts.activation_link_revoked"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "this link is void"
    remedy: ClassVar[str | None] = "use the latest link, or ask for another"
    rule_ids: ClassVar[tuple[str, ...]] = ("H10",)


@frozen(kw_only=True)
class ActivationLinkExpired(Refusal):
    """It was shown after the last instant at which it could be used."""

    code: ClassVar[str] = "subaccounts.activation_link_expired"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "this link could be used until {expired_at}"
    remedy: ClassVar[str | None] = "ask to be invited again"
    rule_ids: ClassVar[tuple[str, ...]] = ("H10",)

    expired_at: DateTime


def must_be_usable(
    invitation: Invitation | None, ctx: Context
) -> InvalidToken | AlreadyActivated | ActivationLinkRevoked | ActivationLinkExpired | None:
    """A link is used once, in time, and only the latest one (H10); its last instant is still in time."""
    if invitation is None:
        return InvalidToken(at="digest")
    match invitation_status(invitation, ctx.now):
        case InvitationStatus.USED:
            return AlreadyActivated(member=invitation.member, at="digest")
        case InvitationStatus.REVOKED:
            return ActivationLinkRevoked(at="digest")
        case InvitationStatus.EXPIRED:
            return ActivationLinkExpired(expired_at=invitation.expires_at, at="digest")
        case InvitationStatus.OPEN:
            return None


def issuer_must_hold(company: Company, invitation: Invitation, ctx: Context) -> ActivationLinkRevoked | None:
    """Whoever of the company sent a link holds still what it gives to whoever uses it (H10, rules.md §00.8).

    They may have the token, so a link that was sent before something was granted would give it to its sender.  In a
    company that is not active nobody holds anything; that it is not is a reason of its own.
    """
    if invitation.by is None or company.stage is not CompanyStage.ACTIVE:
        return None
    issuer = Asker(member=Member.of(company, invitation.by))
    grants = company.granted_to(invitation.member)
    lacks = must_stay_within_grants(issuer, company, grants, ctx) or must_not_outspend(issuer, company, grants, ctx)
    return ActivationLinkRevoked(at="digest") if lacks else None


def main_must_wait(company: Company) -> AlreadyActivated | WrongStage | None:
    """Only a main account that applied, or has not used its link, is invited."""
    if company.stage in (CompanyStage.APPLIED, CompanyStage.INVITED):
        return None
    if company.stage is CompanyStage.ACTIVE:
        return AlreadyActivated(member=company.main)
    return WrongStage(thing="company", id=company.id, stage=company.stage, asked="invite main")


def sub_account_must_wait(one: SubAccount) -> AlreadyActivated | WrongStage | None:
    """Only a sub-account that has to accept is invited."""
    if one.stage is SubAccountStage.PENDING:
        return None
    if one.stage is SubAccountStage.DELETED:
        return WrongStage(thing="sub-account", id=one.id, stage=one.stage, asked="invite sub account", at="member")
    return AlreadyActivated(member=one.id, at="member")


@frozen(kw_only=True)
class InvitationStillValid(Refusal):
    """The last link can still be used, and the policy sends no other until it cannot."""

    code: ClassVar[str] = "subaccounts.invitation_still_valid"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the last link can be used until {expires_at}"
    remedy: ClassVar[str | None] = "use it, or ask again after it has expired"
    rule_ids: ClassVar[tuple[str, ...]] = ("H10",)

    expires_at: DateTime


def must_have_run_out(company: Company, last: Invitation | None, ctx: Context) -> InvitationStillValid | None:
    """Where the policy says so, another link is sent only after the last one cannot be used any more (H10)."""
    if last is None or ctx.policy.invitations.again_before_expiry:
        return None
    is_open = invitation_status(last, ctx.now) is InvitationStatus.OPEN
    is_valid = is_open and issuer_must_hold(company, last, ctx) is None
    return InvitationStillValid(expires_at=last.expires_at) if is_valid else None


class TokenTaken(Refusal):
    """Another invitation of the company has, or had, this token."""

    code: ClassVar[str] = "subaccounts.token_taken"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "this token was sent before"
    remedy: ClassVar[str | None] = "draw a new token for each invitation"
    rule_ids: ClassVar[tuple[str, ...]] = ("H10",)


def must_be_a_new_token(company: Company, digest: TokenDigest) -> TokenTaken | None:
    """Each invitation has a token of its own, so that an old link never lives again."""
    taken = [same_digest(one.digest, digest) for one in company.invitations]
    return TokenTaken(at="digest") if any(taken) else None
