"""What follows from a command about a role, or about who has it where."""

from __future__ import annotations

from mpcore.kernel import IdTaken, NotFound, Refusal, Refused, Scope, WrongStage, made, weigh
from mpcore.subaccounts import rules
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.cascading import with_fallen
from mpcore.subaccounts.commands import DefineRole, DeleteRole, EditRole, GrantRole, RevokeGrant, RoleContent
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.decide.signing import signed
from mpcore.subaccounts.events import Events, GrantAdded, GrantRevoked, RoleDefined, RoleDeleted, RoleEdited
from mpcore.subaccounts.lifecycle import GRANT, ROLE
from mpcore.subaccounts.model import Company, Role, RoleGrant
from mpcore.subaccounts.states import GrantStage, RoleStage

__all__ = ["define", "delete", "edit", "grant", "revoke"]


def define(company: Company, command: DefineRole, asker: Asker, ctx: Context) -> Events | Refused:
    """Nobody has it yet; said again as it is, it changes nothing."""
    scopes = rules.meant(command.scopes, ctx.policy)
    known = company.role(command.role)
    if known is not None:
        said = known.stage is RoleStage.DEFINED and _says(known, command, ctx)
        return () if said else Refused((IdTaken(thing="role", id=known.id, at="role"),))
    reasons = (
        *weigh(rules.must_be_active(company, "define role"), rules.must_leave_room_for_roles(company, ctx.policy)),
        *_against(command, None, asker, ctx),
        *ctx.objections(company, command),
    )
    if reasons:
        return Refused(reasons)
    return (RoleDefined(role=command.role, name=command.name, scopes=scopes, **signed(company, asker, ctx)),)


def edit(company: Company, command: EditRole, asker: Asker, ctx: Context) -> Events | Refused:
    """Everybody who has it has it as it is now; what was granted through what it said may fall, by the policy."""
    scopes = rules.meant(command.scopes, ctx.policy)
    role = company.role(command.role)
    if role is None:
        return Refused((NotFound(thing="role", id=command.role, at="role"),))
    if ROLE.target(role.stage, RoleEdited) is None:
        return Refused((WrongStage(thing="role", id=role.id, stage=role.stage, asked="edit role"),))
    if _says(role, command, ctx):
        return ()
    reasons = (
        *weigh(
            rules.must_be_active(company, "edit role"),
            rules.must_not_outspend(
                asker, company, [one for one in company.grants if one.role == role.id], ctx, scopes
            ),
            rules.must_not_widen_grants(asker, company, role, scopes, ctx),
        ),
        *_against(command, role, asker, ctx),
        *ctx.objections(company, command),
    )
    if reasons:
        return Refused(reasons)
    edited = RoleEdited(role=role.id, name=command.name, scopes=scopes, **signed(company, asker, ctx))
    return with_fallen(company, edited, asker, ctx)


def _says(role: Role, command: RoleContent, ctx: Context) -> bool:
    """Whether a role says this already."""
    same = (role.name, role.scopes) == (command.name, rules.meant(command.scopes, ctx.policy))
    return same and not rules.names_unknown(command.scopes, ctx.policy)


def _against(command: RoleContent, before: Role | None, asker: Asker, ctx: Context) -> tuple[Refusal, ...]:
    """What stands against what a role is to say: that it cannot, or that it does not suit who says it."""
    wrong = rules.must_be_delegable(command.scopes, ctx.policy)
    said = rules.meant(command.scopes, ctx.policy)
    had = frozenset[Scope]() if before is None else before.scopes
    return wrong + weigh(
        rules.must_name_scopes(command.scopes, ctx.policy),
        None if wrong else rules.must_stay_within(asker, said - had, ctx, taken=had),
    )


def delete(company: Company, command: DeleteRole, asker: Asker, ctx: Context) -> Events | Refused:
    """Nobody has it any more; said again, that changes nothing."""
    role = company.role(command.role)
    if role is None:
        return Refused((NotFound(thing="role", id=command.role, at="role"),))
    if ROLE.target(role.stage, RoleDeleted) is None:
        return ()
    reasons = weigh(
        rules.must_be_nobodys(company, role.id, ctx), rules.must_stay_within(asker.to_take, role.scopes, ctx)
    ) + ctx.objections(company, command)
    return Refused(reasons) if reasons else (RoleDeleted(role=role.id, **signed(company, asker, ctx)),)


def grant(company: Company, command: GrantRole, asker: Asker, ctx: Context) -> Events | Refused:
    """Said again as it was, it changes nothing."""
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
        rules.must_stay_within_to_grant(asker, company, grant, ctx),
        rules.must_not_outspend(asker, company, (grant,), ctx),
    ) + ctx.objections(company, command)
    return Refused(reasons) if reasons else (GrantAdded(grant=grant, **signed(company, asker, ctx)),)


def revoke(company: Company, command: RevokeGrant, asker: Asker, ctx: Context) -> Events | Refused:
    """It counts no more, nor does what was granted through it where the policy says so; said again, nothing changes."""
    grant = company.grant(command.grant)
    if grant is None:
        return Refused((NotFound(thing="grant", id=command.grant, at="grant"),))
    if GRANT.target(grant.stage, GrantRevoked) is None:
        return ()
    within = rules.must_stay_within_grants(asker.to_take, company, (grant,), ctx)
    reasons = weigh(within) + ctx.objections(company, command)
    if reasons:
        return Refused(reasons)
    return with_fallen(company, GrantRevoked(grant=grant.id, **signed(company, asker, ctx)), asker, ctx)
