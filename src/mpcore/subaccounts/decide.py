"""What follows from a command, or every reason of its stage why nothing does.

Nobody of a company gives or takes what they do not hold themselves, as widely and as long (rules.md §00.8); its main
account holds everything that can be given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, TypedDict

from pendulum import DateTime

from mpcore.kernel import (
    Accepted,
    Decision,
    Done,
    Duplicate,
    Fault,
    IdTaken,
    MalformedError,
    MemberId,
    NotFound,
    Outcome,
    Refusal,
    Refused,
    VendorId,
    WrongStage,
    made,
    weigh,
)
from mpcore.subaccounts import rules
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.commands import (
    AddShop,
    CompanyCommand,
    CreateCompany,
    CreateSubAccount,
    DefineRole,
    DeleteRole,
    DeleteSubAccount,
    DisableSubAccount,
    EditRole,
    EnableSubAccount,
    GrantRole,
    OfSubAccount,
    ReinstateCompany,
    RevokeGrant,
    RoleContent,
    SuspendCompany,
)
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.events import (
    CompanyCreated,
    CompanyEvent,
    CompanyReinstated,
    CompanySuspended,
    Events,
    GrantAdded,
    GrantRevoked,
    RoleDefined,
    RoleDeleted,
    RoleEdited,
    ShopAdded,
    SubAccountCreated,
    SubAccountDeleted,
    SubAccountDisabled,
    SubAccountEnabled,
    SubAccountEvent,
)
from mpcore.subaccounts.evolve import born, evolved
from mpcore.subaccounts.gates import admit, admit_to_create
from mpcore.subaccounts.lifecycle import COMPANY, GRANT, ROLE, SUB_ACCOUNT
from mpcore.subaccounts.model import Company, Role, RoleGrant
from mpcore.subaccounts.states import GrantStage, RoleStage, SubAccountStage
from mpcore.subaccounts.values import GrantId

__all__ = ["create", "decide", "execute"]


def create(command: CreateCompany, ctx: Context) -> Outcome[Company, CompanyEvent]:
    """The new company, active at once, or why not.

    Where the command names shops, `ctx.shop_taken` says whether one of them is of another company; None raises
    `MalformedError`.
    """
    if command.shops:
        _must_be_looked_up(ctx)
    refused = admit_to_create(ctx)
    if refused is not None:
        return refused
    shops = tuple(sorted(command.shops, key=lambda shop: shop.id))
    twice = [now.id for before, now in pairwise(shops) if before.id == now.id]
    reasons = (
        *[Duplicate(thing="shop", id=shop, at="shops") for shop in dict.fromkeys(twice)],
        *weigh(rules.must_not_be_taken(command, ctx) if shops else None),
        *ctx.objections(None, command),
    )
    if reasons:
        return Refused(reasons)
    created = CompanyCreated(company=command.company, at=ctx.now, main=command.main, shops=shops)
    return Done(born(created), (created,))


def execute(company: Company, command: CompanyCommand, ctx: Context) -> Outcome[Company, CompanyEvent]:
    """The next state of the company and the events that lead there, or why not."""
    events = _follows(company, command, ctx)
    return events if isinstance(events, Refused) else Done(evolved(company, events), events)


def decide(company: Company, command: CompanyCommand, ctx: Context) -> Decision[CompanyEvent]:
    """What would follow.

    A command for another company raises `MalformedError`, so does `AddShop` without `ctx.shop_taken`: both are the
    caller's mistakes, not answers.
    """
    events = _follows(company, command, ctx)
    return events if isinstance(events, Refused) else Accepted(events)


def _follows(company: Company, command: CompanyCommand, ctx: Context) -> Events | Refused:
    if command.company != company.id:
        text = f"the command is for company {command.company[:60]!r}, the state is of {company.id[:60]!r}"
        raise MalformedError(Fault("company", text))
    if isinstance(command, AddShop):
        _must_be_looked_up(ctx)
    asker = admit(company, command, ctx)
    return asker if isinstance(asker, Refused) else _OF_COMPANIES[type(command)](company, command, asker, ctx)


def _must_be_looked_up(ctx: Context) -> None:
    if ctx.shop_taken is None:
        text = "is not given, and shops are named; look up whether one of them is of another company"
        raise MalformedError(Fault("shop_taken", text))


class _Signed(TypedDict):
    company: VendorId
    at: DateTime
    by: MemberId | None
    through: tuple[GrantId, ...]


def _signed(company: Company, asker: Asker, ctx: Context) -> _Signed:
    """What every event says: where, when, by whom and through which grants."""
    return {"company": company.id, "at": ctx.now, "by": asker.by, "through": asker.grants}


# --- the company


def _suspend(company: Company, command: SuspendCompany, asker: Asker, ctx: Context) -> Events | Refused:
    """Nobody of it may do anything from now on; said again, it changes nothing."""
    if COMPANY.target(company.stage, CompanySuspended) is None:
        return ()
    reasons = ctx.objections(company, command)
    return Refused(reasons) if reasons else (CompanySuspended(**_signed(company, asker, ctx)),)


def _reinstate(company: Company, command: ReinstateCompany, asker: Asker, ctx: Context) -> Events | Refused:
    """It goes on as it was; where nobody suspended it, nothing changes."""
    if COMPANY.target(company.stage, CompanyReinstated) is None:
        return ()
    reasons = ctx.objections(company, command)
    return Refused(reasons) if reasons else (CompanyReinstated(**_signed(company, asker, ctx)),)


def _add_shop(company: Company, command: AddShop, asker: Asker, ctx: Context) -> Events | Refused:
    known = company.shop(command.shop.id)
    if known is not None:
        return () if known == command.shop else Refused((IdTaken(thing="shop", id=known.id, at="shop.id"),))
    reasons = weigh(rules.must_be_active(company, "add shop"), rules.must_not_be_taken(command, ctx)) + ctx.objections(
        company, command
    )
    return Refused(reasons) if reasons else (ShopAdded(shop=command.shop, **_signed(company, asker, ctx)),)


# --- sub-accounts


def _create_sub_account(company: Company, command: CreateSubAccount, asker: Asker, ctx: Context) -> Events | Refused:
    """Usable at once (H11)."""
    known = company.sub_account(command.member)
    if known is not None and known.stage is not SubAccountStage.DELETED:
        return ()
    if known is not None or command.member == company.main:
        return Refused((IdTaken(thing="sub-account", id=command.member, at="member"),))
    reasons = weigh(
        rules.must_be_active(company, "create sub account"), rules.must_leave_room_for_staff(company, ctx.policy)
    ) + ctx.objections(company, command)
    return Refused(reasons) if reasons else (SubAccountCreated(member=command.member, **_signed(company, asker, ctx)),)


def _disable(company: Company, command: DisableSubAccount, asker: Asker, ctx: Context) -> Events | Refused:
    return _staged(company, command, asker, ctx, SubAccountDisabled, "disable sub account")


def _enable(company: Company, command: EnableSubAccount, asker: Asker, ctx: Context) -> Events | Refused:
    return _staged(company, command, asker, ctx, SubAccountEnabled, "enable sub account")


def _delete(company: Company, command: DeleteSubAccount, asker: Asker, ctx: Context) -> Events | Refused:
    return _staged(company, command, asker, ctx, SubAccountDeleted, "delete sub account")


_REACHED: Mapping[type[SubAccountEvent], SubAccountStage] = {
    SubAccountDisabled: SubAccountStage.DISABLED,
    SubAccountEnabled: SubAccountStage.ACTIVE,
    SubAccountDeleted: SubAccountStage.DELETED,
}


def _staged(
    company: Company, command: OfSubAccount, asker: Asker, ctx: Context, event: type[SubAccountEvent], asked: str
) -> Events | Refused:
    """A sub-account's next stage; where it is there already, nothing changes."""
    member = company.sub_account(command.member)
    if member is None:
        return Refused((NotFound(thing="sub-account", id=command.member, at="member"),))
    if member.stage is _REACHED[event]:
        return ()
    if SUB_ACCOUNT.target(member.stage, event) is None:
        return Refused((WrongStage(thing="sub-account", id=member.id, stage=member.stage, asked=asked),))
    reasons = weigh(rules.must_stay_within_grants(asker, company, company.granted_to(member.id), ctx)) + ctx.objections(
        company, _asked(command)
    )
    return Refused(reasons) if reasons else (event(member=member.id, **_signed(company, asker, ctx)),)


def _asked(command: Any) -> Any:  # noqa: ANN401 - one of the union, seen by its base
    return command


# --- roles


def _define_role(company: Company, command: DefineRole, asker: Asker, ctx: Context) -> Events | Refused:
    scopes = rules.meant(command.scopes, ctx.policy)
    known = company.role(command.role)
    if known is not None:
        same = (known.name, known.scopes, known.stage) == (command.name, scopes, RoleStage.DEFINED)
        return () if same else Refused((IdTaken(thing="role", id=known.id, at="role"),))
    reasons = (
        *weigh(rules.must_be_active(company, "define role"), rules.must_leave_room_for_roles(company, ctx.policy)),
        *_against(command, None, asker, ctx),
        *ctx.objections(company, command),
    )
    if reasons:
        return Refused(reasons)
    return (RoleDefined(role=command.role, name=command.name, scopes=scopes, **_signed(company, asker, ctx)),)


def _edit_role(company: Company, command: EditRole, asker: Asker, ctx: Context) -> Events | Refused:
    scopes = rules.meant(command.scopes, ctx.policy)
    role = company.role(command.role)
    if role is None:
        return Refused((NotFound(thing="role", id=command.role, at="role"),))
    if ROLE.target(role.stage, RoleEdited) is None:
        return Refused((WrongStage(thing="role", id=role.id, stage=role.stage, asked="edit role"),))
    if (role.name, role.scopes) == (command.name, scopes):
        return ()
    reasons = (
        *weigh(rules.must_be_active(company, "edit role")),
        *_against(command, role, asker, ctx),
        *ctx.objections(company, command),
    )
    if reasons:
        return Refused(reasons)
    return (RoleEdited(role=role.id, name=command.name, scopes=scopes, **_signed(company, asker, ctx)),)


def _against(command: RoleContent, before: Role | None, asker: Asker, ctx: Context) -> tuple[Refusal, ...]:
    """What stands against what a role is to say: that it cannot, or that it does not suit who says it."""
    wrong = rules.must_be_delegable(command.scopes, ctx.policy)
    said = rules.meant(command.scopes, ctx.policy)
    touched = said if before is None else said | before.scopes
    return wrong + weigh(
        rules.must_name_scopes(command.scopes, ctx.policy),
        None if wrong else rules.must_stay_within(asker, touched, ctx),
    )


def _delete_role(company: Company, command: DeleteRole, asker: Asker, ctx: Context) -> Events | Refused:
    role = company.role(command.role)
    if role is None:
        return Refused((NotFound(thing="role", id=command.role, at="role"),))
    if ROLE.target(role.stage, RoleDeleted) is None:
        return ()
    reasons = weigh(
        rules.must_be_nobodys(company, role.id, ctx), rules.must_stay_within(asker, role.scopes, ctx)
    ) + ctx.objections(company, command)
    return Refused(reasons) if reasons else (RoleDeleted(role=role.id, **_signed(company, asker, ctx)),)


# --- grants


def _grant(company: Company, command: GrantRole, asker: Asker, ctx: Context) -> Events | Refused:
    known = company.grant(command.grant)
    if known is not None:
        same = (known.member, known.role, known.shop, known.during, known.stage)
        asked = (command.member, command.role, command.shop, command.during, GrantStage.IN_FORCE)
        return () if same == asked else Refused((IdTaken(thing="grant", id=known.id, at="grant"),))
    grant = made(
        RoleGrant,
        id=command.grant,
        member=command.member,
        role=command.role,
        shop=command.shop,
        during=command.during,
        by=asker.by,
        stage=GRANT.initial,
    )
    reasons = weigh(
        rules.must_be_active(company, "grant role"),
        rules.sub_account_must_be_there(company, command),
        rules.role_must_be_there(company, command),
        rules.must_be_of_the_company(company, command.shop),
        rules.must_not_be_over(command, ctx),
        rules.must_stay_within_grants(asker, company, (grant,), ctx),
    ) + ctx.objections(company, command)
    return Refused(reasons) if reasons else (GrantAdded(grant=grant, **_signed(company, asker, ctx)),)


def _revoke(company: Company, command: RevokeGrant, asker: Asker, ctx: Context) -> Events | Refused:
    """It counts no more; said again, that changes nothing."""
    grant = company.grant(command.grant)
    if grant is None:
        return Refused((NotFound(thing="grant", id=command.grant, at="grant"),))
    if GRANT.target(grant.stage, GrantRevoked) is None:
        return ()
    reasons = weigh(rules.must_stay_within_grants(asker, company, (grant,), ctx)) + ctx.objections(company, command)
    return Refused(reasons) if reasons else (GrantRevoked(grant=grant.id, **_signed(company, asker, ctx)),)


_OF_COMPANIES: Mapping[type[CompanyCommand], Callable[[Company, Any, Asker, Context], Events | Refused]] = {
    AddShop: _add_shop,
    SuspendCompany: _suspend,
    ReinstateCompany: _reinstate,
    CreateSubAccount: _create_sub_account,
    DisableSubAccount: _disable,
    EnableSubAccount: _enable,
    DeleteSubAccount: _delete,
    DefineRole: _define_role,
    EditRole: _edit_role,
    DeleteRole: _delete_role,
    GrantRole: _grant,
    RevokeGrant: _revoke,
}
