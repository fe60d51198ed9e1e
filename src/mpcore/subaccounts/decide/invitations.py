"""What follows from inviting somebody, and from a link that is shown (H10)."""

from __future__ import annotations

from mpcore.kernel import IdTaken, MemberId, NotFound, Refusal, Refused, made, weigh
from mpcore.subaccounts import rules
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.commands import AcceptInvitation, InviteMain, InviteSubAccount
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.decide.signing import signed
from mpcore.subaccounts.events import (
    CompanyActivated,
    CompanyInvited,
    Events,
    InvitationIssued,
    InvitationRevoked,
    InvitationUsed,
    SubAccountActivated,
)
from mpcore.subaccounts.lifecycle import INVITATION
from mpcore.subaccounts.model import Company, Invitation
from mpcore.subaccounts.states import CompanyStage, InvitationStage
from mpcore.subaccounts.tokens import same_digest
from mpcore.timing import later

__all__ = ["accept", "invite_main", "invite_sub_account"]


def invite_main(company: Company, command: InviteMain, asker: Asker, ctx: Context) -> Events | Refused:
    """A link is sent; the one before is void at once."""
    against = weigh(rules.main_must_wait(company))
    issued = _issued(company, command, company.main, against, asker, ctx)
    if isinstance(issued, Refused) or not issued or company.stage is not CompanyStage.APPLIED:
        return issued
    return (CompanyInvited(**signed(company, asker, ctx)), *issued)


def invite_sub_account(company: Company, command: InviteSubAccount, asker: Asker, ctx: Context) -> Events | Refused:
    """A link is sent; the one before is void at once.

    It gives its reader what was granted to the sub-account, as enabling it would, so whoever asks holds as much.
    """
    member = company.sub_account(command.member)
    if member is None:
        return Refused((NotFound(thing="sub-account", id=command.member, at="member"),))
    grants = company.granted_to(member.id)
    against = weigh(
        rules.must_be_active(company, "invite sub account"),
        rules.sub_account_must_wait(member),
        rules.must_stay_within_grants(asker, company, grants, ctx),
        rules.must_not_outspend(asker, company, grants, ctx),
    )
    return _issued(company, command, member.id, against, asker, ctx)


def _issued(
    company: Company,
    command: InviteMain | InviteSubAccount,
    member: MemberId,
    against: tuple[Refusal, ...],
    asker: Asker,
    ctx: Context,
) -> Events | Refused:
    """Said again while its link is open, it changes nothing."""
    known = company.invitation(command.invitation)
    if known is not None:
        is_open = known.member == member and known.stage is InvitationStage.OPEN
        same = same_digest(known.digest, command.digest) and is_open
        return () if same else Refused((IdTaken(thing="invitation", id=known.id, at="invitation"),))
    last = _open(company, member)
    reasons = (
        *against,
        *weigh(rules.must_have_run_out(company, last, ctx), rules.must_be_a_new_token(company, command.digest)),
        *ctx.objections(company, command),
    )
    if reasons:
        return Refused(reasons)
    policy = ctx.policy.invitations
    invitation = made(
        Invitation,
        id=command.invitation,
        member=member,
        digest=command.digest,
        issued_at=ctx.now,
        expires_at=later(ctx.now, policy.valid if member == company.main else policy.valid_for_sub_accounts),
        by=asker.by,
        stage=INVITATION.initial,
    )
    sign = signed(company, asker, ctx)
    void = () if last is None else (InvitationRevoked(invitation=last.id, **sign),)
    return (*void, InvitationIssued(invitation=invitation, **sign))


def _open(company: Company, member: MemberId) -> Invitation | None:
    """The one invitation that a member has open; there is never another."""
    for one in company.invitations:
        if one.member == member and one.stage is InvitationStage.OPEN:
            return one
    return None


def accept(company: Company, command: AcceptInvitation, asker: Asker, ctx: Context) -> Events | Refused:
    """The account that the link was sent to is active."""
    shown = [one for one in company.invitations if same_digest(one.digest, command.digest)]  # each of them is compared
    invitation = shown[0] if shown else None
    unusable = weigh(rules.must_be_usable(invitation, ctx))
    if invitation is None or unusable:
        return Refused(unusable)
    is_main = invitation.member == company.main
    reasons = weigh(
        None if is_main else rules.must_be_active(company, "accept invitation"),
        rules.issuer_must_hold(company, invitation, ctx),
    ) + ctx.objections(company, command)
    if reasons:
        return Refused(reasons)
    sign = signed(company, asker, ctx)
    activated = CompanyActivated(**sign) if is_main else SubAccountActivated(member=invitation.member, **sign)
    return (InvitationUsed(invitation=invitation.id, **sign), activated)
