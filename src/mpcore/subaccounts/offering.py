"""What an actor may do with a company now, filled in with the most that is allowed; and why not the rest.

It reads the same table of gates that `decide` reads, and asks what `decide` asks, with what only the actor can say made
up.  Somebody of a company is offered what they may ask for somewhere, and nothing else: what is the main account's
alone, or was not granted, is not there for them (H6, H7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import TypeAlias

from pendulum import DateTime

from mpcore.kernel import MemberId, Option, Refusal, Refused, Scope, ShopId, changed, made
from mpcore.money import from_minor
from mpcore.subaccounts.access import GRANTING
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.chatting import may_chat
from mpcore.subaccounts.commands import (
    AcceptInvitation,
    AddShop,
    ChangeShopPassword,
    ChangeWalletPassword,
    CloseChatGroup,
    CloseCompany,
    CompanyCommand,
    CreateChatGroup,
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
from mpcore.subaccounts.events import Events
from mpcore.subaccounts.gates import GATES, askers, why_nowhere
from mpcore.subaccounts.limits import SpendingLimit
from mpcore.subaccounts.model import ChatGroup, Company, Role, Shop, SubAccount
from mpcore.subaccounts.states import ChatGroupStage, GrantStage, InvitationStage, RoleStage, SubAccountStage
from mpcore.subaccounts.tokens import same_digest
from mpcore.subaccounts.values import ALWAYS, Between, ChatGroupKind, TokenDigest

__all__ = ["options"]

_Given: TypeAlias = dict[str, object]
_Places: TypeAlias = Mapping[ShopId | None, Asker]
_Things: TypeAlias = Iterator[tuple[Asker, _Given, Iterable[_Given]]]
"""Who would ask, what is known of the command, and the rest of it, made up: in ways of which one has to do."""
_Offer: TypeAlias = Callable[[Company, _Places, Context], _Things]
_Follow: TypeAlias = Callable[..., Events | Refused]

_SAID: tuple[_Given, ...] = ({},)
"""Nothing is left to say."""


def options(company: Company, ctx: Context) -> tuple[Option[CompanyCommand], ...]:
    """One option per command and thing of the company that it could be about; none for a stranger.

    An option without reasons is accepted when what only the actor can say is filled in rightly: new ids, names, tokens,
    shops, whom a role is granted to.  What would change nothing is not offered.  To sub-accounts only what they may ask
    for somewhere is offered (H7), with what stands against it there; a main account that may do nothing at present is
    told why.  The host's own rules, and what it looked up, judge whole commands, so they speak when one is asked.
    """
    quiet = changed(ctx, also=(), shop_taken=False, same_passwords=frozenset[ShopId]())
    found: list[Option[CompanyCommand]] = []
    for command, (offer, follow) in _OFFERS.items():
        gate = GATES[command]
        places = askers(company, gate, ctx)
        for asker, given, rests in offer(company, places, quiet) if places else ():
            option = _option(company, command, given, ())
            reasons = _against(follow(company, option.fill(**rest), asker, quiet) for rest in rests)
            if reasons is not None:
                found.append(changed(option, reasons=reasons))
        if not places and (reasons := why_nowhere(company, gate, ctx)):
            found.append(_option(company, command, {}, reasons))
    return tuple(found)


def _option(
    company: Company, command: type[CompanyCommand], given: _Given, reasons: tuple[Refusal, ...]
) -> Option[CompanyCommand]:
    return made(Option, command=command, given={"company": company.id, **given}, reasons=reasons, part=None)


def _against(ways: Iterable[Events | Refused]) -> tuple[Refusal, ...] | None:
    """What stands against the first way, where something stands against all; None where nothing would change."""
    first: tuple[Refusal, ...] | None = None
    for events in ways:
        if not isinstance(events, Refused):
            return () if events else None
        first = first or events.reasons
    return first


def _new(known: Iterable[str]) -> str:
    """An id that nothing has."""
    taken = frozenset(known)
    return next(name for number in count() if (name := f"new-{number}") not in taken)


def _digest(company: Company) -> TokenDigest:
    """The digest of no token that was sent."""
    for number in count():
        digest = TokenDigest(f"{number:064x}")
        if not any(same_digest(one.digest, digest) for one in company.invitations):
            return digest
    raise AssertionError  # numbers do not end


def _another(name: str) -> str:
    return "." if name != "." else ".."


# Of the company as a whole


def _whole(_: Company, places: _Places, __: Context) -> _Things:
    if None in places:
        yield places[None], {}, _SAID


def _invite_main(company: Company, places: _Places, _: Context) -> _Things:
    new = _new([one.id for one in company.invitations])
    yield places[None], {}, ({"invitation": new, "digest": _digest(company)},)


def _accept(company: Company, places: _Places, _: Context) -> _Things:
    """Whoever shows the token of any link that is open."""
    yield (
        places[None],
        {},
        [{"digest": one.digest} for one in company.invitations if one.stage is InvitationStage.OPEN],
    )


def _add_shop(company: Company, places: _Places, _: Context) -> _Things:
    if None in places:
        yield places[None], {}, ({"shop": Shop(id=ShopId(_new([shop.id for shop in company.shops])))},)


def _transfer(company: Company, places: _Places, _: Context) -> _Things:
    for one in _staff(company) if None in places else ():
        yield places[None], {"to": one.id}, _SAID


def _shops(_: Company, places: _Places, __: Context) -> _Things:
    for shop, asker in places.items():
        if shop is not None:
            yield asker, {"shop": shop}, _SAID


# Of sub-accounts


def _staff(company: Company) -> list[SubAccount]:
    return [one for one in company.sub_accounts if one.stage is not SubAccountStage.DELETED]


def _hire(company: Company, places: _Places, _: Context) -> _Things:
    if None in places:
        yield places[None], {}, ({"member": _new([company.main, *[one.id for one in company.sub_accounts]])},)


def _invite(company: Company, places: _Places, _: Context) -> _Things:
    rest: _Given = {"invitation": _new([one.id for one in company.invitations]), "digest": _digest(company)}
    for one in _staff(company) if None in places else ():
        if one.stage is SubAccountStage.PENDING:
            yield places[None], {"member": one.id}, (rest,)


def _members(company: Company, places: _Places, _: Context) -> _Things:
    for one in _staff(company) if None in places else ():
        yield places[None], {"member": one.id}, _SAID


def _limit(company: Company, places: _Places, ctx: Context) -> _Things:
    """As they are; they can be changed where something can be forbidden that is not yet."""
    asker, able = places.get(None), ctx.policy.grantable
    for one in _staff(company) if asker is not None else ():
        if asker is not None:
            scopes = sorted(able.difference(asker.lacks(able, None, ctx)) or able)
            rests = [rest for scope in scopes if (rest := _narrowed(company, asker, one, scope)) != one.limits]
            yield asker, {"member": one.id, "limits": one.limits}, [{"limits": rest} for rest in rests[:1]]


def _narrowed(company: Company, asker: Asker, member: SubAccount, scope: Scope) -> tuple[SpendingLimit, ...]:
    """The limits of a sub-account, with nothing to be spent through one scope."""
    own = None if asker.by is None else company.sub_account(asker.by)
    said = [limit.currency for limit in (() if own is None else own.limits) if limit.scope == scope]
    nothing = from_minor(0, said[0] if said else "EUR")
    limit = SpendingLimit(scope=scope, per_action=nothing, per_day=nothing)
    kept = [one for one in member.limits if one.scope != scope]
    return tuple(sorted([*kept, limit], key=lambda one: (one.scope, one.currency)))


# Of roles and grants


def _roles(company: Company) -> list[Role]:
    return [role for role in company.roles if role.stage is RoleStage.DEFINED]


def _define(company: Company, places: _Places, ctx: Context) -> _Things:
    """All that they can give at all; where that is nothing, everything, and why not."""
    asker, able = places.get(None), ctx.policy.grantable
    if asker is not None:
        most = able.difference(asker.lacks(able, None, ctx)) or able
        yield asker, {"scopes": most}, ({"role": _new([role.id for role in company.roles]), "name": "."},)


def _edit(company: Company, places: _Places, ctx: Context) -> _Things:
    """As it is, without what cannot be delegated any more."""
    for role in _roles(company) if None in places else ():
        able = role.scopes & ctx.policy.grantable or ctx.policy.grantable
        yield places[None], {"role": role.id, "name": role.name, "scopes": able}, ({"name": _another(role.name)},)


def _undefine(company: Company, places: _Places, _: Context) -> _Things:
    for role in _roles(company) if None in places else ():
        yield places[None], {"role": role.id}, _SAID


def _grant(company: Company, places: _Places, ctx: Context) -> _Things:
    """Each role, wherever they may grant, for as long as they can; whom to, only the actor can say."""
    new, members = _new([grant.id for grant in company.grants]), [one.id for one in _staff(company)]
    for role in _roles(company):
        for shop, asker in places.items():
            given: _Given = {
                "role": role.id,
                "shop": shop,
                "during": _longest(asker, role.scopes | {GRANTING}, shop, ctx),
            }
            yield asker, given, [{"grant": new, "member": member} for member in members]


def _longest(asker: Asker, scopes: Iterable[Scope], place: ShopId | None, ctx: Context) -> Between:
    """The longest stretch from now on, of those that begin first, for which they can give all of it; always: never."""
    member, now = asker.member, ctx.now
    if member is None or member.is_main:
        return ALWAYS
    found: set[tuple[DateTime, DateTime | None]] = {(now, None)}
    for scope in scopes:
        windows = [one.during for one in member.held.get(place, ()) if scope in one.scopes]
        both = [_both(start, end, window) for start, end in found for window in windows]
        found = {(start, end) for start, end in both if end is None or start < end}
    if not found:
        return ALWAYS
    first = min([start for start, _ in found])
    ends = [end for start, end in found if start == first]
    return Between(None if first == now else first, None if None in ends else max([end for end in ends if end]))


def _both(start: DateTime, end: DateTime | None, other: Between) -> tuple[DateTime, DateTime | None]:
    begin = start if other.start is None or other.start < start else other.start
    return begin, other.end if end is None or (other.end is not None and other.end < end) else end


def _grants(company: Company, places: _Places, _: Context) -> _Things:
    for grant in company.grants:
        if grant.stage is GrantStage.IN_FORCE and grant.shop in places:
            yield places[grant.shop], {"grant": grant.id}, _SAID


# Of chat groups


def _talkers(company: Company, shop: ShopId, ctx: Context) -> tuple[MemberId, ...]:
    """Who may be in a group of a shop; where nobody may, the main account, which then hears why not."""
    everybody = sorted([company.main, *[one.id for one in _staff(company)]])
    able = [one for one in everybody if may_chat(company, one, shop, ctx)]
    return tuple(able) or (company.main,)


def _form(company: Company, places: _Places, ctx: Context) -> _Things:
    rest: _Given = {"group": _new([group.id for group in company.groups]), "kind": ChatGroupKind.CUSTOM, "name": "."}
    for shop, asker in places.items():
        if shop is not None:
            yield asker, {"shop": shop, "members": _talkers(company, shop, ctx)}, (rest,)


def _there(company: Company, places: _Places) -> list[ChatGroup]:
    return [group for group in company.groups if group.stage is not ChatGroupStage.DELETED and group.shop in places]


def _reform(company: Company, places: _Places, ctx: Context) -> _Things:
    """As it is; where nobody is left in it, with all who may be."""
    for group in _there(company, places):
        members = group.members or _talkers(company, group.shop, ctx)
        given: _Given = {"group": group.id, "name": group.name, "members": members}
        yield places[group.shop], given, ({"name": _another(group.name)},)


def _groups(company: Company, places: _Places, _: Context) -> _Things:
    for group in _there(company, places):
        yield places[group.shop], {"group": group.id}, _SAID


_OFFERS: Mapping[type[CompanyCommand], tuple[_Offer, _Follow]] = {
    RefuseCompany: (_whole, companies.refuse),
    InviteMain: (_invite_main, invitations.invite_main),
    AcceptInvitation: (_accept, invitations.accept),
    AddShop: (_add_shop, companies.add_shop),
    SuspendCompany: (_whole, companies.suspend),
    ReinstateCompany: (_whole, companies.reinstate),
    TransferOwnership: (_transfer, companies.transfer),
    CloseCompany: (_whole, companies.close),
    ChangeWalletPassword: (_whole, passwords.change_wallet),
    ChangeShopPassword: (_shops, passwords.change_shop),
    CreateSubAccount: (_hire, staff.create),
    InviteSubAccount: (_invite, invitations.invite_sub_account),
    DisableSubAccount: (_members, staff.disable),
    EnableSubAccount: (_members, staff.enable),
    DeleteSubAccount: (_members, staff.delete),
    SetLimits: (_limit, staff.set_limits),
    DefineRole: (_define, roles.define),
    EditRole: (_edit, roles.edit),
    DeleteRole: (_undefine, roles.delete),
    GrantRole: (_grant, roles.grant),
    RevokeGrant: (_grants, roles.revoke),
    CreateChatGroup: (_form, chat.create),
    EditChatGroup: (_reform, chat.edit),
    CloseChatGroup: (_groups, chat.close),
    ReopenChatGroup: (_groups, chat.reopen),
    DeleteChatGroup: (_groups, chat.delete),
}
