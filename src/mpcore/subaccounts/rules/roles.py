"""Reasons against a change of roles and grants, beside the questions that give them."""

from __future__ import annotations

from typing import ClassVar

from pendulum import DateTime

from mpcore.kernel import Kind, NotFound, NothingNamed, Refusal, Scope, WrongStage, frozen
from mpcore.subaccounts.access import GRANTING
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.commands import GrantRole
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import Company, Role, RoleGrant
from mpcore.subaccounts.policy import SubAccountPolicy
from mpcore.subaccounts.reasons import ScopeUnknown
from mpcore.subaccounts.rules.staff import LimitReached
from mpcore.subaccounts.states import GrantStage, RoleStage, SubAccountStage
from mpcore.subaccounts.values import GrantId, RoleId

__all__ = [
    "GrantOver",
    "NonDelegableScope",
    "PrivilegeEscalation",
    "RoleInUse",
    "WouldWidenGrants",
    "is_over",
    "meant",
    "must_be_delegable",
    "must_be_nobodys",
    "must_leave_room_for_roles",
    "must_name_scopes",
    "must_not_be_over",
    "must_not_widen_grants",
    "must_stay_within",
    "must_stay_within_grants",
    "must_stay_within_to_grant",
    "names_unknown",
    "role_must_be_there",
    "sub_account_must_be_there",
]


@frozen(kw_only=True)
class PrivilegeEscalation(Refusal):
    """They would give, or take, what they do not hold themselves, there and for as long."""

    code: ClassVar[str] = "subaccounts.privilege_escalation"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "nobody gives or takes what they do not hold as widely and as long; missing: {scopes}"
    remedy: ClassVar[str | None] = "ask the main account"
    rule_ids: ClassVar[tuple[str, ...]] = ("00.8",)

    scopes: tuple[Scope, ...]
    """In their order."""


def must_stay_within(
    asker: Asker, given: frozenset[Scope], ctx: Context, taken: frozenset[Scope] = frozenset()
) -> PrivilegeEscalation | None:
    """Whoever manages roles holds all that is in them, everywhere and without end (rules.md §00.8).

    Operators hold what they give, and take whatever there is.
    """
    lacking = {*asker.lacks(given, None, ctx), *asker.to_take.lacks(taken, None, ctx)}
    return PrivilegeEscalation(scopes=tuple(sorted(lacking))) if lacking else None


def must_stay_within_grants(
    asker: Asker, company: Company, grants: tuple[RoleGrant, ...], ctx: Context
) -> PrivilegeEscalation | None:
    """Whoever revokes, or manages sub-accounts, holds what is granted, there and as long (rules.md §00.8).

    What is over already counts no more.
    """
    lacking: set[Scope] = set()
    for grant in grants:
        role = company.role(grant.role)
        if role is not None and not is_over(grant, ctx.now):
            lacking.update(asker.lacks(role.scopes, grant.shop, ctx, grant.during))
    return PrivilegeEscalation(scopes=tuple(sorted(lacking))) if lacking else None


def must_stay_within_to_grant(
    asker: Asker, company: Company, grant: RoleGrant, ctx: Context
) -> PrivilegeEscalation | None:
    """Whoever grants holds what is granted, and `grants.manage`, there and as long (rules.md §00.8).

    Whoever may grant until Friday gives nothing beyond Friday: it would stand on a right that has ended.
    """
    role = company.role(grant.role)
    if role is None or is_over(grant, ctx.now):
        return None
    lacking = asker.lacks(role.scopes | {GRANTING}, grant.shop, ctx, grant.during)
    return PrivilegeEscalation(scopes=lacking) if lacking else None


def is_over(grant: RoleGrant, now: DateTime) -> bool:
    """Whether the window of a grant has ended, so that it counts no more and never will."""
    return grant.during.end is not None and grant.during.end <= now


@frozen(kw_only=True)
class NonDelegableScope(Refusal):
    """No sub-account can hold it, so no role has it."""

    code: ClassVar[str] = "subaccounts.non_delegable_scope"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "{scope} cannot be delegated"
    rule_ids: ClassVar[tuple[str, ...]] = ("H6", "00.8")

    scope: Scope


def meant(texts: frozenset[str], policy: SubAccountPolicy) -> frozenset[Scope]:
    """The scopes that a role is to have; texts that name none are left out."""
    return frozenset[Scope]().union(*[policy.scopes.meant(text) or () for text in texts])


def names_unknown(texts: frozenset[str], policy: SubAccountPolicy) -> bool:
    """Whether one of the texts names no scope that there is."""
    return any(policy.scopes.meant(text) is None for text in texts)


def must_be_delegable(texts: frozenset[str], policy: SubAccountPolicy) -> tuple[ScopeUnknown | NonDelegableScope, ...]:
    """A role has scopes that there are, and that a sub-account can hold here (H6)."""
    found: list[ScopeUnknown | NonDelegableScope] = []
    for text in sorted(texts):
        scopes = policy.scopes.meant(text)
        if scopes is None:
            found.append(ScopeUnknown(scope=ascii(text[:60])[1:-1], at="scopes"))
        else:
            found += [NonDelegableScope(scope=scope, at="scopes") for scope in sorted(scopes - policy.grantable)]
    return tuple(found)


def must_name_scopes(texts: frozenset[str], policy: SubAccountPolicy) -> NothingNamed | None:
    """A role lets its holders do something; a wildcard that nothing delegable fits names nothing."""
    named = meant(texts, policy) or names_unknown(texts, policy)
    return None if named else NothingNamed(thing="scope", at="scopes")


def must_leave_room_for_roles(company: Company, policy: SubAccountPolicy) -> LimitReached | None:
    """A company has so many roles at most, deleted ones not counted (X-H1)."""
    most = policy.max_roles
    count = len([role for role in company.roles if role.stage is not RoleStage.DELETED])
    return LimitReached(thing="role", most=most) if most is not None and count >= most else None


@frozen(kw_only=True)
class RoleInUse(Refusal):
    """Somebody has the role, or will have it."""

    code: ClassVar[str] = "subaccounts.role_in_use"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "role {role} is granted by: {grants}"
    remedy: ClassVar[str | None] = "revoke these grants first"

    role: RoleId
    grants: tuple[GrantId, ...]
    """In the order of their ids."""


def must_be_nobodys(company: Company, role: RoleId, ctx: Context) -> RoleInUse | None:
    """A role is deleted when nobody has it, so that nobody loses a right by accident."""
    grants = _of_role(company, role, ctx)
    return RoleInUse(role=role, grants=grants) if grants else None


def _of_role(company: Company, role: RoleId, ctx: Context) -> tuple[GrantId, ...]:
    """The grants by which somebody has a role, or will have it."""
    return tuple(
        [
            grant.id
            for grant in company.grants
            if grant.role == role and grant.stage is GrantStage.IN_FORCE and not is_over(grant, ctx.now)
        ]
    )


@frozen(kw_only=True)
class WouldWidenGrants(Refusal):
    """Grants of a role would give more than whoever granted them gave."""

    code: ClassVar[str] = "subaccounts.would_widen_grants"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "role {role} is granted by: {grants}; no sub-account adds to what these give: {scopes}"
    remedy: ClassVar[str | None] = "define another role and grant it"
    rule_ids: ClassVar[tuple[str, ...]] = ("00.8",)

    role: RoleId
    grants: tuple[GrantId, ...]
    """In the order of their ids."""
    scopes: tuple[Scope, ...]
    """What the role would gain, in their order."""


def must_not_widen_grants(
    asker: Asker, company: Company, role: Role, scopes: frozenset[Scope], ctx: Context
) -> WouldWidenGrants | None:
    """Where rights fall with what they stand on (`cascade`), a sub-account gives rights by granting (rules.md §00.8).

    What a role gains stands on nothing of whoever widened it, so nothing would take it back with their rights.
    """
    gained = scopes - role.scopes
    if not ctx.policy.cascade or asker.is_above or not gained:
        return None
    grants = _of_role(company, role.id, ctx)
    return WouldWidenGrants(role=role.id, grants=grants, scopes=tuple(sorted(gained))) if grants else None


@frozen(kw_only=True)
class GrantOver(Refusal):
    """It would end before it begins to count."""

    code: ClassVar[str] = "subaccounts.grant_over"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "a grant until {end} would be over already"

    end: DateTime


def must_not_be_over(command: GrantRole, ctx: Context) -> GrantOver | None:
    """A grant has something left of its window."""
    end = command.during.end
    return GrantOver(end=end, at="during.end") if end is not None and end <= ctx.now else None


def sub_account_must_be_there(company: Company, command: GrantRole) -> NotFound | WrongStage | None:
    """Roles are granted to sub-accounts of the company that are not deleted; the main account needs none (H2)."""
    member = company.sub_account(command.member)
    if member is None:
        return NotFound(thing="sub-account", id=command.member, at="member")
    if member.stage is not SubAccountStage.DELETED:
        return None
    return WrongStage(thing="sub-account", id=member.id, stage=member.stage, asked="grant role", at="member")


def role_must_be_there(company: Company, command: GrantRole) -> NotFound | WrongStage | None:
    """Only a role that is defined is granted."""
    role: Role | None = company.role(command.role)
    if role is None:
        return NotFound(thing="role", id=command.role, at="role")
    if role.stage is RoleStage.DEFINED:
        return None
    return WrongStage(thing="role", id=role.id, stage=role.stage, asked="grant role", at="role")
