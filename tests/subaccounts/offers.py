"""More that a company can live through, for options and views: chat groups, links, limits, everything delegated."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve as with_
from hypothesis import strategies as st

from mpcore.kernel import Actor, Done, MemberId, Operator, Scope, ShopId
from mpcore.money import money
from mpcore.subaccounts import (
    CATALOGUE,
    GATES,
    AcceptInvitation,
    Between,
    ChangeShopPassword,
    ChangeWalletPassword,
    ChatGroupId,
    ChatGroupKind,
    CloseChatGroup,
    CloseCompany,
    Company,
    Context,
    CreateChatGroup,
    DeleteChatGroup,
    EditChatGroup,
    InvitationId,
    InvitationPolicy,
    InviteMain,
    InviteSubAccount,
    RefuseCompany,
    ReopenChatGroup,
    SetLimits,
    SpendingLimit,
    SubAccountPolicy,
    Token,
    TransferOwnership,
    Who,
    create,
    execute,
)
from tests.subaccounts.lives import BEGINNING, Ask, asks
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    MAIN,
    NOW,
    OPERATOR,
    PLAIN,
    SYSTEM,
    VENDOR,
    A,
    B,
    Command,
    create_company,
    define,
    edit,
    give,
    hire,
    staff,
)

FULL = SubAccountPolicy(delegated=CATALOGUE.of(Who.BY_POLICY))
"""Everything is delegated that can be."""
INVITING = with_(FULL, invitations=InvitationPolicy(main=True, sub_accounts=True))
HOURS = timedelta(hours=72)


def context(who: Actor | str = MAIN, policy: SubAccountPolicy = FULL, after: timedelta = timedelta(0)) -> Context:
    actor = staff(who) if isinstance(who, str) else who
    return Context(now=NOW + after, actor=actor, policy=policy, shop_taken=False, same_passwords=frozenset())


def digest(number: int) -> Token:
    return Token(f"not-a-very-good-secret-{number}")


def group(name: str, shop: str, *members: str) -> CreateChatGroup:
    return CreateChatGroup(
        company=VENDOR,
        group=ChatGroupId(name),
        shop=ShopId(shop),
        kind=ChatGroupKind.PRE_SALES,
        name=name,
        members=tuple(map(MemberId, members)),
    )


def invite(who: str, number: int) -> InviteSubAccount:
    return InviteSubAccount(
        company=VENDOR, member=MemberId(who), invitation=InvitationId(f"i{number}"), digest=digest(number).digest
    )


def invite_main(number: int) -> InviteMain:
    return InviteMain(company=VENDOR, invitation=InvitationId(f"i{number}"), digest=digest(number).digest)


def limit(who: str, scope: str = "refunds.request", most: str = "50.00") -> SetLimits:
    limits = (SpendingLimit(scope=Scope(scope), per_action=money(most, "EUR")),)
    return SetLimits(company=VENDOR, member=MemberId(who), limits=limits)


FEW = Operator(MemberId("otto"), frozenset({Scope("grants.manage"), Scope("company.suspend")}))
OF_MAIN = {gate.command for gate in GATES.values() if gate.scope in CATALOGUE.of(Who.NEVER)}


MORE: tuple[Command, ...] = (
    group("g1", A, MAIN, "cy"),
    group("g2", B, "cy"),
    CloseChatGroup(company=VENDOR, group=ChatGroupId("g1")),
    ReopenChatGroup(company=VENDOR, group=ChatGroupId("g1")),
    DeleteChatGroup(company=VENDOR, group=ChatGroupId("g2")),
    EditChatGroup(company=VENDOR, group=ChatGroupId("g1"), name="x", members=(MemberId("cy"),)),
    invite("ana", 1),
    invite("dee", 2),
    invite("dee", 3),
    AcceptInvitation(company=VENDOR, digest=digest(2).digest),
    AcceptInvitation(company=VENDOR, digest=digest(3).digest),
    hire("dee"),
    limit("ana"),
    limit("cy", "chat.use", "0"),
    TransferOwnership(company=VENDOR, to=MemberId("cy")),
    ChangeWalletPassword(company=VENDOR),
    ChangeShopPassword(company=VENDOR, shop=ShopId(A)),
    RefuseCompany(company=VENDOR),
    invite_main(9),
    define("seller", "shop.password.change", "chat.assign", "chat.use"),
    give("ana", "seller", A, grant="ana-seller"),
    give("bo", "seller", None, Between(None, NOW + DAY), "bo-seller"),
    edit("lead", *sorted(FULL.delegated), "orders.ship"),
    CloseCompany(company=VENDOR),
)
POLICIES = (
    FULL,
    INVITING,
    PLAIN,
    DELEGATING,
    with_(DELEGATING, cascade=True),
    SubAccountPolicy(max_sub_accounts=1, max_roles=2),
)
moves = st.one_of(
    asks,
    st.tuples(
        st.sampled_from([staff(MAIN), staff("ana"), staff("bo"), staff("cy"), OPERATOR, SYSTEM]),
        st.sampled_from(MORE[:-1]),
        st.sampled_from([timedelta(0), DAY / 2, 4 * DAY]),
    ),
)


def lived(life: list[Ask], policy: SubAccountPolicy) -> Company:
    state = create(create_company(A, B), context(OPERATOR)).unwrap().state
    for command in BEGINNING:
        state = execute(state, command, context(OPERATOR)).unwrap().state
    for who, command, after in life:
        match execute(state, command, context(who, policy, after)):
            case Done(reached, _):
                state = reached
            case _:
                pass
    return state
