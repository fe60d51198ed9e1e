"""What follows from a command about a sub-account."""

from __future__ import annotations

from collections.abc import Mapping

from mpcore.kernel import IdTaken, NotFound, Refused, WrongStage, weigh
from mpcore.subaccounts import rules
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.cascading import with_fallen
from mpcore.subaccounts.commands import (
    CreateSubAccount,
    DeleteSubAccount,
    DisableSubAccount,
    EnableSubAccount,
    SetLimits,
)
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.decide.signing import signed
from mpcore.subaccounts.events import (
    ChatGroupClosed,
    Events,
    LimitsSet,
    SubAccountCreated,
    SubAccountDeleted,
    SubAccountDisabled,
    SubAccountEnabled,
    SubAccountEvent,
)
from mpcore.subaccounts.lifecycle import SUB_ACCOUNT
from mpcore.subaccounts.limits import are_wider, scopes_changed
from mpcore.subaccounts.model import Company, SubAccount
from mpcore.subaccounts.states import ChatGroupStage, SubAccountStage

__all__ = ["create", "delete", "disable", "enable", "set_limits"]


def create(company: Company, command: CreateSubAccount, asker: Asker, ctx: Context) -> Events | Refused:
    """Usable at once (H11), unless the policy has it invited; said again by the same, it changes nothing.

    Once anything has happened to the account, saying it again is somebody's attempt at an account with rights, whoever
    says it (rules.md §7.10, `DuplicateLogin`).
    """
    known = company.sub_account(command.member)
    if known is not None and known.by == asker.by and _is_untouched(company, known):
        return ()
    if known is not None or command.member == company.main:
        return Refused((IdTaken(thing="sub-account", id=command.member, at="member"),))
    reasons = weigh(
        rules.must_be_active(company, "create sub account"), rules.must_leave_room_for_staff(company, ctx.policy)
    ) + ctx.objections(company, command)
    if reasons:
        return Refused(reasons)
    stage = SubAccountStage.PENDING if ctx.policy.invitations.sub_accounts else SubAccountStage.ACTIVE
    return (SubAccountCreated(member=command.member, stage=stage, **signed(company, asker, ctx)),)


def _is_untouched(company: Company, one: SubAccount) -> bool:
    """Whether nothing has happened to a sub-account since it was created: no grant, no limit, no link."""
    is_new = one.stage in (SUB_ACCOUNT.initial, *SUB_ACCOUNT.also_initial) and not one.limits
    named = (*[grant.member for grant in company.grants], *[link.member for link in company.invitations])
    return is_new and one.id not in named


def disable(company: Company, command: DisableSubAccount, asker: Asker, ctx: Context) -> Events | Refused:
    """They do nothing for now; what they were granted is kept, and so is what they granted."""
    return _staged(company, command, asker, ctx, SubAccountDisabled, "disable sub account")


def enable(company: Company, command: EnableSubAccount, asker: Asker, ctx: Context) -> Events | Refused:
    """They do again what they could."""
    return _staged(company, command, asker, ctx, SubAccountEnabled, "enable sub account")


def delete(company: Company, command: DeleteSubAccount, asker: Asker, ctx: Context) -> Events | Refused:
    """What they granted falls where the policy says so; a chat group in which nobody is left closes."""
    events = _staged(company, command, asker, ctx, SubAccountDeleted, "delete sub account")
    if isinstance(events, Refused) or not events:
        return events
    (deleted,) = events
    falling = with_fallen(company, deleted, asker, ctx)
    if isinstance(falling, Refused):
        return falling
    left = [one for one in company.groups if one.stage is ChatGroupStage.OPEN and one.members == (command.member,)]
    return (*falling, *[ChatGroupClosed(group=group.id, **signed(company, asker, ctx)) for group in left])


_REACHED: Mapping[type[SubAccountEvent], SubAccountStage] = {
    SubAccountDisabled: SubAccountStage.DISABLED,
    SubAccountEnabled: SubAccountStage.ACTIVE,
    SubAccountDeleted: SubAccountStage.DELETED,
}


def _staged(
    company: Company,
    command: DisableSubAccount | EnableSubAccount | DeleteSubAccount,
    asker: Asker,
    ctx: Context,
    event: type[SubAccountEvent],
    asked: str,
) -> Events | Refused:
    """A sub-account's next stage; where it is there already, nothing changes."""
    member = company.sub_account(command.member)
    if member is None:
        return Refused((NotFound(thing="sub-account", id=command.member, at="member"),))
    if member.stage is _REACHED[event]:
        return ()
    if SUB_ACCOUNT.target(member.stage, event) is None:
        return Refused((WrongStage(thing="sub-account", id=member.id, stage=member.stage, asked=asked),))
    grants = company.granted_to(member.id)
    enabled = event is SubAccountEnabled
    given = grants if enabled else ()
    reasons = weigh(
        rules.must_be_active(company, asked) if enabled else None,
        rules.must_stay_within_grants(asker if enabled else asker.to_take, company, grants, ctx),
        rules.must_not_outspend(asker, company, given, ctx),
    ) + ctx.objections(company, command)
    return Refused(reasons) if reasons else (event(member=member.id, **signed(company, asker, ctx)),)


def set_limits(company: Company, command: SetLimits, asker: Asker, ctx: Context) -> Events | Refused:
    """They are all the limits of the sub-account from now on; where it has them already, nothing changes."""
    member = company.sub_account(command.member)
    if member is None:
        unlimited = rules.must_not_be_of_main(company, command)
        return Refused((unlimited or NotFound(thing="sub-account", id=command.member, at="member"),))
    if member.stage is SubAccountStage.DELETED:
        return Refused((WrongStage(thing="sub-account", id=member.id, stage=member.stage, asked="set limits"),))
    if member.limits == command.limits:
        return ()
    wrong = rules.limits_must_be_delegable(command.limits, ctx.policy)
    touched = scopes_changed(member.limits, command.limits)
    wider = frozenset([scope for scope in touched if are_wider(command.limits, member.limits, scope)])
    reasons = (
        *weigh(rules.must_be_active(company, "set limits"), rules.must_not_be_own(asker, member.id)),
        *wrong,
        *weigh(
            rules.must_limit_once(command.limits),
            None if wrong else rules.must_stay_within(asker, wider, ctx, taken=touched),
            rules.must_stay_within_limits(asker, company, member.id, touched, command.limits),
        ),
        *ctx.objections(company, command),
    )
    if reasons:
        return Refused(reasons)
    return (LimitsSet(member=member.id, limits=command.limits, **signed(company, asker, ctx)),)
