"""What a company is after something happened to its invitations."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, MemberId, changed, find, put
from mpcore.subaccounts.events import InvitationEvent, InvitationIssued, InvitationRevoked, InvitationUsed
from mpcore.subaccounts.lifecycle import INVITATION
from mpcore.subaccounts.model import Company, Invitation

__all__ = ["issued", "staged", "voided"]


def issued(company: Company, event: InvitationIssued) -> Company:
    """There is one more."""
    invitation = event.invitation
    if company.invitation(invitation.id) is not None:
        raise BrokenHistoryError(f"invitation {invitation.id} is issued twice")
    if invitation.member != company.main and company.sub_account(invitation.member) is None:
        raise BrokenHistoryError(f"invitation {invitation.id} is for {invitation.member}, nobody of {company.id}")
    return changed(company, invitations=put(company.invitations, invitation))


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
