"""What follows from a command, or every reason of its stage why nothing does.

Nobody of a company gives or takes what they do not hold themselves, as widely and as long (rules.md §00.8); its main
account holds everything that can be given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from mpcore.kernel import (
    Accepted,
    Decision,
    Done,
    Duplicate,
    Fault,
    MalformedError,
    Operator,
    Outcome,
    Refused,
    weigh,
)
from mpcore.subaccounts import rules
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
    RefuseCompany,
    ReinstateCompany,
    ReopenChatGroup,
    RevokeGrant,
    SetLimits,
    SuspendCompany,
    TransferOwnership,
)
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.decide import chat, companies, invitations, passwords, roles, staff
from mpcore.subaccounts.events import CompanyCreated, CompanyEvent, Events
from mpcore.subaccounts.evolve import born, evolved
from mpcore.subaccounts.gates import admit, admit_to_create
from mpcore.subaccounts.model import Company
from mpcore.subaccounts.states import CompanyStage

__all__ = ["create", "decide", "execute"]


def create(command: CreateCompany, ctx: Context) -> Outcome[Company, CompanyEvent]:
    """The new company, active at once unless main accounts are invited (H10), or why not.

    Where the command names shops, `ctx.shop_taken` says whether one of them is of another company; None raises
    `MalformedError`.  Where it compared their passwords with the wallet's, they have to differ (H5).
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
        *weigh(rules.must_not_be_taken(command, ctx) if shops else None, rules.must_differ_from_shops(shops, ctx)),
        *ctx.objections(None, command),
    )
    if reasons:
        return Refused(reasons)
    created = CompanyCreated(
        company=command.company,
        at=ctx.now,
        operator=ctx.actor.member if isinstance(ctx.actor, Operator) else None,
        main=command.main,
        shops=shops,
        stage=CompanyStage.APPLIED if ctx.policy.invitations.main else CompanyStage.ACTIVE,
    )
    return Done(born(created), (created,))


def execute(company: Company, command: CompanyCommand, ctx: Context) -> Outcome[Company, CompanyEvent]:
    """The next state of the company and the events that lead there, or why not."""
    events = _follows(company, command, ctx)
    return events if isinstance(events, Refused) else Done(evolved(company, events), events)


def decide(company: Company, command: CompanyCommand, ctx: Context) -> Decision[CompanyEvent]:
    """What would follow.

    A command for another company raises `MalformedError`, so does one for which the context lacks what the host has to
    look up (`ctx.shop_taken`, `ctx.same_passwords`): both are the caller's mistakes, not answers.
    """
    events = _follows(company, command, ctx)
    return events if isinstance(events, Refused) else Accepted(events)


def _follows(company: Company, command: CompanyCommand, ctx: Context) -> Events | Refused:
    if command.company != company.id:
        text = f"the command is for company {command.company[:60]!r}, the state is of {company.id[:60]!r}"
        raise MalformedError(Fault("company", text))
    if isinstance(command, AddShop):
        _must_be_looked_up(ctx)
    wallet = isinstance(command, AddShop) and company.wallet_changed_at is not None
    if wallet or isinstance(command, ChangeWalletPassword | ChangeShopPassword):
        _must_be_compared(ctx)
    asker = admit(company, command, ctx)
    return asker if isinstance(asker, Refused) else _OF_COMPANIES[type(command)](company, command, asker, ctx)


def _must_be_looked_up(ctx: Context) -> None:
    if ctx.shop_taken is None:
        text = "is not given, and shops are named; look up whether one of them is of another company"
        raise MalformedError(Fault("shop_taken", text))


def _must_be_compared(ctx: Context) -> None:
    if ctx.same_passwords is None:
        text = "is not given; compare the wallet's password with the shops' and name those where they are the same"
        raise MalformedError(Fault("same_passwords", text))


_OF_COMPANIES: Mapping[type[CompanyCommand], Callable[[Company, Any, Asker, Context], Events | Refused]] = {
    RefuseCompany: companies.refuse,
    InviteMain: invitations.invite_main,
    AcceptInvitation: invitations.accept,
    AddShop: companies.add_shop,
    SuspendCompany: companies.suspend,
    ReinstateCompany: companies.reinstate,
    TransferOwnership: companies.transfer,
    CloseCompany: companies.close,
    ChangeWalletPassword: passwords.change_wallet,
    ChangeShopPassword: passwords.change_shop,
    CreateSubAccount: staff.create,
    InviteSubAccount: invitations.invite_sub_account,
    DisableSubAccount: staff.disable,
    EnableSubAccount: staff.enable,
    DeleteSubAccount: staff.delete,
    SetLimits: staff.set_limits,
    DefineRole: roles.define,
    EditRole: roles.edit,
    DeleteRole: roles.delete,
    GrantRole: roles.grant,
    RevokeGrant: roles.revoke,
    CreateChatGroup: chat.create,
    EditChatGroup: chat.edit,
    CloseChatGroup: chat.close,
    ReopenChatGroup: chat.reopen,
    DeleteChatGroup: chat.delete,
}
