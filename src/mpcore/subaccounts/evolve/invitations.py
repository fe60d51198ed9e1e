"""What a company is after something happened to its invitations."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, MemberId, changed, find, put
from mpcore.subaccounts.events import InvitationEvent, InvitationIssued, InvitationRevoked, InvitationUsed
from mpcore.subaccounts.lifecycle import INVITATION
from mpcore.subaccounts.model import Company, Invitation
from mpcore.subaccounts.states import CompanyStage, InvitationStage, SubAccountStage
from mpcore.subaccounts.tokens import same_digest

__all__ = ["issued", "staged", "voided"]


def issued(company: Company, event: InvitationIssued) -> Company:
    """There is one more, and no other that its member could use."""
    invitation = event.invitation
    if wrong := _cannot_be(company, invitation):
        raise BrokenHistoryError(f"invitation {invitation.id} is issued, {wrong}")
    return changed(company, invitations=put(company.invitations, invitation))


def _cannot_be(company: Company, invitation: Invitation) -> str | None:
    """What in the company says that it was never issued."""
    if company.invitation(invitation.id) is not None:
        return "and was before"
    if invitation.stage is not INVITATION.initial:
        return f"and is {invitation.stage.name} already"
    if not _is_waited_for(company, invitation.member):
        return f"and {invitation.member} of {company.id} waits for none"
    if any(one.member == invitation.member and one.stage is InvitationStage.OPEN for one in company.invitations):
        return f"and {invitation.member} has one that is open"
    if any(same_digest(one.digest, invitation.digest) for one in company.invitations):
        return "and its token was sent before"
    return None


def _is_waited_for(company: Company, member: MemberId) -> bool:
    if member == company.main:
        return company.stage is CompanyStage.INVITED
    one = company.sub_account(member)
    return one is not None and one.stage is SubAccountStage.PENDING


def staged(company: Company, event: InvitationUsed | InvitationRevoked) -> Company:
    """It cannot be used any more."""
    invitation = find(company.invitations, event.invitation)
    stage = None if invitation is None else INVITATION.target(invitation.stage, type(event))
    if invitation is None or stage is None:
        now = "not there" if invitation is None else invitation.stage.name
        raise BrokenHistoryError(f"invitation {event.invitation} is {now}, and {type(event).__name__} follows")
    return changed(company, invitations=put(company.invitations, changed(invitation, stage=stage)))


def voided(company: Company, event: type[InvitationEvent], member: MemberId | None = None) -> Company:
    """Open invitations are void: those of one member, or all of them."""
    return changed(
        company,
        invitations=tuple(
            [_void(one, event) if member is None or one.member == member else one for one in company.invitations]
        ),
    )


def _void(invitation: Invitation, event: type[InvitationEvent]) -> Invitation:
    stage = INVITATION.target(invitation.stage, event)
    return invitation if stage is None else changed(invitation, stage=stage)
