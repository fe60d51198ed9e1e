"""The first stage of every decision, as a table: who may ask for what, of which companies.

Operators and the system know of every company; its main account and its sub-accounts know of their own; for everybody
else there is none.  What somebody of a company may do here is read from the company itself, never from the grants that
they come with, which may be old.
"""

from __future__ import annotations

from mpcore.kernel import (
    Actor,
    MissingScope,
    NotFound,
    Operator,
    Refusal,
    Refused,
    Scope,
    ShopId,
    System,
    VendorMember,
    frozen,
)
from mpcore.subaccounts.access import Denied, Member, authorise
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
    ReinstateCompany,
    RevokeGrant,
    SuspendCompany,
)
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import Company

__all__ = ["GATES", "Gate", "admit", "admit_to_create"]


@frozen(kw_only=True)
class Gate:
    """Who may ask for a command."""

    command: type[CreateCompany | CompanyCommand]
    scope: Scope
    missing: MissingScope
    """The refusal of an operator, a buyer or the system that may not."""
    kinds: frozenset[type[Actor]]
    """Who can hold the scope at all; a company's sub-accounts also need it granted."""


def _gate(command: type[CreateCompany | CompanyCommand], *kinds: type[Actor]) -> Gate:
    return Gate(command=command, scope=command.scope, missing=MissingScope(scope=command.scope), kinds=frozenset(kinds))


GATES: dict[type[CreateCompany | CompanyCommand], Gate] = {
    gate.command: gate
    for gate in (
        _gate(CreateCompany, Operator, System),
        _gate(AddShop, VendorMember, Operator),
        _gate(SuspendCompany, Operator),
        _gate(ReinstateCompany, Operator),
        _gate(CreateSubAccount, VendorMember, Operator),
        _gate(DisableSubAccount, VendorMember, Operator),
        _gate(EnableSubAccount, VendorMember, Operator),
        _gate(DeleteSubAccount, VendorMember, Operator),
        _gate(DefineRole, VendorMember, Operator),
        _gate(EditRole, VendorMember, Operator),
        _gate(DeleteRole, VendorMember, Operator),
        _gate(GrantRole, VendorMember, Operator),
        _gate(RevokeGrant, VendorMember, Operator),
    )
}


def admit_to_create(ctx: Context) -> Refused | None:
    """Why this actor may not create a company."""
    gate = GATES[CreateCompany]
    return Refused((gate.missing,)) if _lacks(ctx.actor, gate) else None


def admit(company: Company, command: CompanyCommand, ctx: Context) -> Asker | Refused:
    """The actor as one who may ask it of the company, or why they may not."""
    actor, gate = ctx.actor, GATES[type(command)]
    if not isinstance(actor, VendorMember):
        return Asker() if not _lacks(actor, gate) else _turned_away(actor, company, gate)
    unknown = Refused((NotFound(thing="company", id=company.id),))
    if actor.vendor != company.id:
        return unknown
    member = Member.of(company, actor.member)
    if VendorMember not in gate.kinds:
        return Refused((member.barred or gate.missing,))
    shop: ShopId | None = None
    if isinstance(command, GrantRole):
        shop = command.shop
    elif isinstance(command, RevokeGrant):
        return _admit_to_revoke(company, member, command, ctx)
    return _asker(member, gate.scope, shop, ctx)


def _admit_to_revoke(company: Company, member: Member, command: RevokeGrant, ctx: Context) -> Asker | Refused:
    """A grant in a shop where they grant nothing is none of their business: it looks like one that there is not."""
    places = [shop for shop in member.held if not isinstance(authorise(member, command.scope, shop, ctx), Denied)]
    grant = company.grant(command.grant)
    if not places:
        return _asker(member, command.scope, None, ctx)
    if grant is None or grant.shop not in places:
        return Refused((NotFound(thing="grant", id=command.grant, at="grant"),))
    return _asker(member, command.scope, grant.shop, ctx)


def _asker(member: Member, scope: Scope, shop: ShopId | None, ctx: Context) -> Asker | Refused:
    # A main account is asked without the shop: that a shop is foreign is a reason of its own, and a better one.
    access = authorise(member, scope, None if member.is_main else shop, ctx)
    return Refused(access.reasons) if isinstance(access, Denied) else Asker(member=member, through=access.by)


def _turned_away(actor: Actor, company: Company, gate: Gate) -> Refused:
    knows = isinstance(actor, Operator | System)
    reason: Refusal = gate.missing if knows else NotFound(thing="company", id=company.id)
    return Refused((reason,))


def _lacks(actor: Actor, gate: Gate) -> bool:
    if type(actor) not in gate.kinds:
        return True
    return isinstance(actor, Operator) and actor.scopes is not None and gate.scope not in actor.scopes
