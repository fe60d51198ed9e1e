"""Companies, commands and contexts in few words: company `v1`, main account `main`, shops `a` and `b`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeAlias

from mpcore.kernel import (
    Actor,
    MemberId,
    Operator,
    Refused,
    Scope,
    ShopId,
    System,
    VendorId,
    VendorMember,
    utc,
)
from mpcore.subaccounts import (
    ALWAYS,
    AcceptInvitation,
    AddShop,
    Between,
    CloseCompany,
    Company,
    CompanyCommand,
    CompanyEvent,
    Context,
    CreateCompany,
    CreateSubAccount,
    DefineRole,
    DeleteRole,
    DeleteSubAccount,
    DisableSubAccount,
    EditRole,
    EnableSubAccount,
    GrantId,
    GrantRole,
    Invitation,
    InvitationId,
    InvitationPolicy,
    InviteMain,
    InviteSubAccount,
    Member,
    RefuseCompany,
    ReinstateCompany,
    RevokeGrant,
    RoleId,
    Shop,
    SubAccountPolicy,
    SuspendCompany,
    Token,
    TransferOwnership,
    create,
    execute,
)

NOW = utc(datetime.fromisoformat("2026-03-26T09:00:00+00:00"))
DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
VALID = timedelta(hours=72)
"""How long a link can be used (H10)."""
VENDOR, MAIN = VendorId("v1"), MemberId("main")
A, B = ShopId("a"), ShopId("b")
OPERATOR, SYSTEM = Operator(MemberId("olga")), System("tests")
PLAIN = SubAccountPolicy()
TEAM = frozenset(
    map(Scope, ("sub_accounts.create", "sub_accounts.manage", "roles.manage", "grants.manage", "limits.manage"))
)
DELEGATING = SubAccountPolicy(delegated=TEAM | {Scope("payout_account.manage")})
"""Everything is delegated that can be."""
INVITING = SubAccountPolicy(delegated=DELEGATING.delegated, invitations=InvitationPolicy(main=True, sub_accounts=True))
"""The same, and everybody has to accept an invitation first."""

Command: TypeAlias = CompanyCommand


def staff(member: str, vendor: str = VENDOR) -> VendorMember:
    """Somebody of the company, with grants that say nothing: the company knows better."""
    return VendorMember(VendorId(vendor), MemberId(member), ())


def context(
    who: Actor | str = MAIN,
    *,
    policy: SubAccountPolicy = PLAIN,
    now: datetime = NOW,
    shop_taken: bool | None = False,
    same_passwords: frozenset[ShopId] | None = frozenset(),
) -> Context:
    actor = staff(who) if isinstance(who, str) else who
    return Context(now=utc(now), actor=actor, policy=policy, shop_taken=shop_taken, same_passwords=same_passwords)


def create_company(*shops: str, vendor: str = VENDOR, main: str = MAIN) -> CreateCompany:
    return CreateCompany(
        company=VendorId(vendor), main=MemberId(main), shops=tuple([Shop(id=ShopId(shop)) for shop in shops])
    )


def company(*commands: Command, policy: SubAccountPolicy = PLAIN, shops: tuple[str, ...] = (A, B)) -> Company:
    """A company in which the main account asked for all of these, one after the other."""
    made = create(create_company(*shops), context(OPERATOR)).unwrap().state
    for command in commands:
        made = execute(made, command, context(policy=policy)).unwrap().state
    return made


def applied(*commands: Command, policy: SubAccountPolicy = INVITING) -> Company:
    """A company that applied, and for which the system asked for all of these."""
    made = create(create_company(A, B), context(OPERATOR, policy=policy)).unwrap().state
    for command in commands:
        made = execute(made, command, context(SYSTEM, policy=policy)).unwrap().state
    return made


def then(
    state: Company, command: Command, who: Actor | str = MAIN, *, policy: SubAccountPolicy = PLAIN, now: datetime = NOW
) -> Company:
    return execute(state, command, context(who, policy=policy, now=now)).unwrap().state


def told(
    state: Company, command: Command, who: Actor | str = MAIN, *, policy: SubAccountPolicy = PLAIN, now: datetime = NOW
) -> tuple[CompanyEvent, ...]:
    return execute(state, command, context(who, policy=policy, now=now)).unwrap().events


def refused(
    state: Company,
    command: Command,
    who: Actor | str = MAIN,
    *,
    policy: SubAccountPolicy = PLAIN,
    now: datetime = NOW,
    shop_taken: bool = False,
) -> list[str]:
    """The codes of the reasons."""
    match execute(state, command, context(who, policy=policy, now=now, shop_taken=shop_taken)):
        case Refused(reasons):
            return [reason.code for reason in reasons]
        case done:
            raise AssertionError(done)


def member(state: Company, who: str) -> Member:
    return Member.of(state, MemberId(who))


def hire(who: str) -> CreateSubAccount:
    return CreateSubAccount(company=VENDOR, member=MemberId(who))


def disable(who: str) -> DisableSubAccount:
    return DisableSubAccount(company=VENDOR, member=MemberId(who))


def enable(who: str) -> EnableSubAccount:
    return EnableSubAccount(company=VENDOR, member=MemberId(who))


def delete(who: str) -> DeleteSubAccount:
    return DeleteSubAccount(company=VENDOR, member=MemberId(who))


def define(role: str, *scopes: str, name: str | None = None) -> DefineRole:
    return DefineRole(company=VENDOR, role=RoleId(role), name=name or role, scopes=frozenset(scopes))


def edit(role: str, *scopes: str, name: str | None = None) -> EditRole:
    return EditRole(company=VENDOR, role=RoleId(role), name=name or role, scopes=frozenset(scopes))


def undefine(role: str) -> DeleteRole:
    return DeleteRole(company=VENDOR, role=RoleId(role))


def give(who: str, role: str, shop: str | None = None, during: Between = ALWAYS, grant: str | None = None) -> GrantRole:
    """The grant is called `who-role-shop` unless it is named."""
    return GrantRole(
        company=VENDOR,
        grant=GrantId(grant or f"{who}-{role}-{shop or 'all'}"),
        member=MemberId(who),
        role=RoleId(role),
        shop=None if shop is None else ShopId(shop),
        during=during,
    )


def take(grant: str) -> RevokeGrant:
    return RevokeGrant(company=VENDOR, grant=GrantId(grant))


def add(shop: str, site: str = "") -> AddShop:
    return AddShop(company=VENDOR, shop=Shop(id=ShopId(shop), site=site))


SUSPEND, REINSTATE = SuspendCompany(company=VENDOR), ReinstateCompany(company=VENDOR)


def token(name: str = "i1") -> Token:
    """The token of the invitation with that id, unless it is said otherwise."""
    return Token(f"this is the token of {name}")


def invite(invitation: str = "i1", of: str | None = None) -> InviteMain:
    return InviteMain(company=VENDOR, invitation=InvitationId(invitation), digest=token(of or invitation).digest)


def invite_sub(who: str, invitation: str | None = None, of: str | None = None) -> InviteSubAccount:
    """The invitation is called as they are unless it is named."""
    name = invitation or who
    return InviteSubAccount(
        company=VENDOR, member=MemberId(who), invitation=InvitationId(name), digest=token(of or name).digest
    )


def accept(of: str = "i1", vendor: str = VENDOR) -> AcceptInvitation:
    return AcceptInvitation(company=VendorId(vendor), digest=token(of).digest)


def invited(state: Company, invitation: str = "i1") -> Invitation:
    """The invitation, which is there."""
    found = state.invitation(InvitationId(invitation))
    assert found is not None
    return found


def transfer(to: str) -> TransferOwnership:
    return TransferOwnership(company=VENDOR, to=MemberId(to))


REFUSE, CLOSE = RefuseCompany(company=VENDOR), CloseCompany(company=VENDOR)
