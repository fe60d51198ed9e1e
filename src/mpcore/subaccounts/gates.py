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
    AcceptInvitation,
    AddShop,
    ChangeShopPassword,
    ChangeWalletPassword,
    CloseChatGroup,
    CloseCompany,
    CompanyCommand,
    CreateChatGroup,
    CreateCompany,
    CreateSubAccount,
    DefineRole,
    DeleteChatGroup,
    DeleteRole,
    DeleteSubAccount,
    DisableSubAccount,
    EditChatGroup,
    EditRole,
    EnableSubAccount,
    GrantRole,
    InviteMain,
    InviteSubAccount,
    OfChatGroup,
    RefuseCompany,
    ReinstateCompany,
    ReopenChatGroup,
    RevokeGrant,
    SetLimits,
    SuspendCompany,
    TransferOwnership,
)
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import ChatGroup, Company, RoleGrant

__all__ = ["GATES", "Gate", "admit", "admit_to_create", "askers", "why_nowhere"]


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
        _gate(RefuseCompany, Operator),
        _gate(InviteMain, Operator, System),
        _gate(AcceptInvitation, System),
        _gate(AddShop, VendorMember, Operator),
        _gate(SuspendCompany, Operator),
        _gate(ReinstateCompany, Operator),
        _gate(TransferOwnership, VendorMember, Operator),
        _gate(CloseCompany, VendorMember, Operator),
        _gate(ChangeWalletPassword, VendorMember),
        _gate(ChangeShopPassword, VendorMember),
        _gate(CreateSubAccount, VendorMember, Operator),
        _gate(InviteSubAccount, VendorMember, Operator),
        _gate(DisableSubAccount, VendorMember, Operator),
        _gate(EnableSubAccount, VendorMember, Operator),
        _gate(DeleteSubAccount, VendorMember, Operator),
        _gate(SetLimits, VendorMember, Operator),
        _gate(DefineRole, VendorMember, Operator),
        _gate(EditRole, VendorMember, Operator),
        _gate(DeleteRole, VendorMember, Operator),
        _gate(GrantRole, VendorMember, Operator),
        _gate(RevokeGrant, VendorMember, Operator),
        _gate(CreateChatGroup, VendorMember, Operator),
        _gate(EditChatGroup, VendorMember, Operator),
        _gate(CloseChatGroup, VendorMember, Operator),
        _gate(ReopenChatGroup, VendorMember, Operator),
        _gate(DeleteChatGroup, VendorMember, Operator),
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
        return _turned_away(actor, company, gate) if _lacks(actor, gate) else _above(actor)
    unknown = Refused((NotFound(thing="company", id=company.id),))
    if actor.vendor != company.id:
        return unknown
    member = Member.of(company, actor.member)
    if VendorMember not in gate.kinds:
        return Refused((member.barred or gate.missing,))
    if isinstance(command, GrantRole | CreateChatGroup | ChangeShopPassword):
        return _asker(member, gate.scope, command.shop, ctx)
    if isinstance(command, RevokeGrant):
        thing = company.grant(command.grant)
        return _admit_to(thing, member, gate.scope, NotFound(thing="grant", id=command.grant, at="grant"), ctx)
    if isinstance(command, OfChatGroup):
        group = company.group(command.group)
        return _admit_to(group, member, gate.scope, NotFound(thing="chat group", id=command.group, at="group"), ctx)
    return _asker(member, gate.scope, None, ctx)


def askers(company: Company, gate: Gate, ctx: Context) -> dict[ShopId | None, Asker]:
    """Where this actor may ask for it, shop by shop, as one who was let in; under None, in what is of no single shop.

    Empty: nowhere, which for somebody of the company means that there is no such thing to be seen (H6, H7).
    """
    actor, places = ctx.actor, [None, *[shop.id for shop in company.shops]]
    if not isinstance(actor, VendorMember):
        return {} if _lacks(actor, gate) else dict.fromkeys(places, _above(actor))
    if actor.vendor != company.id or VendorMember not in gate.kinds:
        return {}
    member, found = Member.of(company, actor.member), dict[ShopId | None, Asker]()
    for place in places:
        access = authorise(member, gate.scope, place, ctx)
        if not isinstance(access, Denied):
            found[place] = Asker(member=member, through=access.by)
    return found


def why_nowhere(company: Company, gate: Gate, ctx: Context) -> tuple[Refusal, ...]:
    """Why an actor who may ask for it nowhere may not; empty where it is not for such an actor at all.

    A sub-account is told of nothing that it may not; a main account, that it may do nothing at present.
    """
    actor = ctx.actor
    if type(actor) not in gate.kinds:
        return ()
    if not isinstance(actor, VendorMember):
        return (gate.missing,)
    member = Member.of(company, actor.member)
    known = actor.vendor == company.id and member.is_main
    return (member.barred,) if known and member.barred is not None else ()


def _admit_to(
    thing: RoleGrant | ChatGroup | None, member: Member, scope: Scope, unknown: NotFound, ctx: Context
) -> Asker | Refused:
    """What is in a shop where they may not do this is none of their business: it looks like what there is not."""
    places = [shop for shop in member.held if not isinstance(authorise(member, scope, shop, ctx), Denied)]
    if not places:
        return _asker(member, scope, None, ctx)
    if thing is None or thing.shop not in places:
        return Refused((unknown,))
    return _asker(member, scope, thing.shop, ctx)


def _asker(member: Member, scope: Scope, shop: ShopId | None, ctx: Context) -> Asker | Refused:
    # A main account is asked without the shop: that a shop is foreign is a reason of its own, and a better one.
    access = authorise(member, scope, None if member.is_main else shop, ctx)
    return Refused(access.reasons) if isinstance(access, Denied) else Asker(member=member, through=access.by)


def _above(actor: Actor) -> Asker:
    """Somebody of no company, who may."""
    return Asker(operator=actor.member, scopes=actor.scopes) if isinstance(actor, Operator) else Asker()


def _turned_away(actor: Actor, company: Company, gate: Gate) -> Refused:
    knows = isinstance(actor, Operator | System)
    reason: Refusal = gate.missing if knows else NotFound(thing="company", id=company.id)
    return Refused((reason,))


def _lacks(actor: Actor, gate: Gate) -> bool:
    if type(actor) not in gate.kinds:
        return True
    return isinstance(actor, Operator) and actor.scopes is not None and gate.scope not in actor.scopes
