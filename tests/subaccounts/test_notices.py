"""Who of a company is told what: a table by hand, for every event there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import get_args

import pytest
from attrs import evolve as with_
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import Actor, Done, MemberId, ShopId, VendorId
from mpcore.subaccounts import (
    AcceptInvitation,
    ChangeShopPassword,
    ChangeWalletPassword,
    ChatGroupId,
    CloseChatGroup,
    CloseCompany,
    Company,
    CompanyEvent,
    CompanyNotice,
    CompanyNoticeKind,
    DeleteChatGroup,
    EditChatGroup,
    GrantId,
    InvitationId,
    RefuseCompany,
    ReopenChatGroup,
    RoleId,
    SubAccountPolicy,
    TransferOwnership,
    create,
    execute,
    notices,
    replay,
)
from tests.subaccounts.lives import Ask
from tests.subaccounts.offers import FULL, HOURS, INVITING, context, digest, group, invite, invite_main, limit, moves
from tests.subaccounts.say import (
    DAY,
    MAIN,
    NOW,
    OPERATOR,
    REINSTATE,
    SUSPEND,
    SYSTEM,
    VENDOR,
    A,
    B,
    Command,
    add,
    create_company,
    define,
    delete,
    disable,
    edit,
    enable,
    give,
    hire,
    take,
    undefine,
)

CASCADING = with_(FULL, cascade=True)
HEAD = ("grants.manage", "orders.ship", "sub_accounts.create", "sub_accounts.manage", "roles.manage", "limits.manage")


def story(*asks: tuple[Actor | str, Command], policy: SubAccountPolicy = FULL) -> list[CompanyEvent]:
    """The history of a company in which these were asked, a day apart."""
    done = create(create_company(A, B), context(OPERATOR, policy)).unwrap()
    state, history = done.state, list(done.events)
    for number, (who, command) in enumerate(asks):
        after = execute(state, command, context(who, policy, number * DAY)).unwrap()
        state, history = after.state, [*history, *after.events]
    return history


def by(who: Actor | str, *commands: Command) -> list[tuple[Actor | str, Command]]:
    return [(who, command) for command in commands]


TEAM = by(MAIN, hire("ana"), hire("bo"), define("head", *HEAD), define("packer", "orders.ship"), give("ana", "head"))
STORIES: dict[str, list[CompanyEvent]] = {
    "applied": story(
        *by(OPERATOR, invite_main(1), invite_main(2)),
        *by(SYSTEM, AcceptInvitation(company=VENDOR, digest=digest(2).digest)),
        *by(MAIN, hire("ana"), invite("ana", 3)),
        *by(SYSTEM, AcceptInvitation(company=VENDOR, digest=digest(3).digest)),
        policy=INVITING,
    ),
    "refused": story(*by(OPERATOR, RefuseCompany(company=VENDOR)), policy=INVITING),
    "suspended and closed": story(
        *by(OPERATOR, SUSPEND, REINSTATE, add("c"), CloseCompany(company=VENDOR)),
    ),
    "by the main account": story(
        *TEAM,
        *by(MAIN, edit("packer", "orders.ship", "orders.view"), give("bo", "packer", A), take("bo-packer-a")),
        *by(MAIN, disable("bo"), enable("bo"), limit("bo"), delete("bo"), undefine("packer")),
        *by(MAIN, ChangeWalletPassword(company=VENDOR), ChangeShopPassword(company=VENDOR, shop=ShopId(A))),
        *by(MAIN, TransferOwnership(company=VENDOR, to=MemberId("ana"))),
    ),
    "by somebody else": story(
        *TEAM,
        *by("ana", hire("cy"), define("spare", "orders.ship"), edit("spare", "orders.ship", name="other")),
        *by("ana", undefine("spare"), give("bo", "packer", A), take("bo-packer-a"), disable("bo"), enable("bo")),
        *by(OPERATOR, limit("bo"), delete("bo")),
        *by(MAIN, define("keys", "shop.password.change"), give("cy", "keys", B)),
        *by("cy", ChangeShopPassword(company=VENDOR, shop=ShopId(B))),
    ),
    "falling": story(
        *TEAM, *by("ana", give("bo", "packer", A, grant="b1")), *by(MAIN, take("ana-head-all")), policy=CASCADING
    ),
    "inviting": story(
        *by(OPERATOR, invite_main(1)),
        *by(SYSTEM, AcceptInvitation(company=VENDOR, digest=digest(1).digest)),
        *by(MAIN, hire("bo"), define("head", *HEAD), give("bo", "head"), invite("bo", 2)),
        *by(SYSTEM, AcceptInvitation(company=VENDOR, digest=digest(2).digest)),
        *by("bo", hire("ana"), invite("ana", 3)),
        *by(OPERATOR, invite("ana", 4)),
        policy=INVITING,
    ),
    "talking": story(
        *by(MAIN, hire("ana"), define("desk", "chat.use"), give("ana", "desk", A)),
        *by(MAIN, group("ga", A, "ana"), group("gb", A, "ana"), group("gm", A, MAIN, "ana")),
        *by(MAIN, CloseChatGroup(company=VENDOR, group=ChatGroupId("gb"))),
        *by(MAIN, ReopenChatGroup(company=VENDOR, group=ChatGroupId("gb"))),
        *by(MAIN, EditChatGroup(company=VENDOR, group=ChatGroupId("gb"), name="b", members=(MemberId(MAIN),))),
        *by(MAIN, DeleteChatGroup(company=VENDOR, group=ChatGroupId("gb"))),
        *by(MAIN, delete("ana")),
    ),
}

SILENT = {""}
TABLE: dict[str, set[str]] = {
    # The company
    "CompanyCreated": SILENT,
    "CompanyInvited": SILENT,  # the link is told of
    "CompanyActivated": {"activated to main"},
    "CompanyRefused": {"company_refused to main"},
    "CompanySuspended": {"company_suspended to main"},
    "CompanyReinstated": {"company_reinstated to main"},
    "CompanyClosed": {"company_closed to main"},
    "ShopAdded": SILENT,
    "OwnershipTransferred": {"ownership to ana, ownership to main"},
    # Links and passwords
    "InvitationIssued": {"link to main", "link to ana", "link to bo", "link to ana, team_managed to main"},
    "InvitationUsed": SILENT,
    "InvitationRevoked": SILENT,
    "WalletPasswordChanged": {"wallet_password to main"},
    "ShopPasswordChanged": {"", "shop_password to main"},
    # The team
    "SubAccountCreated": {"", "team_managed to main"},
    "SubAccountActivated": {"activated to ana", "activated to bo"},
    "SubAccountDisabled": {"disabled to bo", "disabled to bo, team_managed to main"},
    "SubAccountEnabled": {"enabled to bo", "enabled to bo, team_managed to main"},
    "SubAccountDeleted": {"deleted to bo", "deleted to bo, team_managed to main", "deleted to ana"},
    "LimitsSet": {"limited to bo", "limited to bo, team_managed to main"},
    "RoleDefined": {"", "team_managed to main"},
    "RoleEdited": {"", "team_managed to main"},  # nobody has it
    "RoleDeleted": {"", "team_managed to main"},
    "GrantAdded": {
        "granted to ana",
        "granted to bo",
        "granted to cy",
        "granted to bo, team_managed to main",
    },
    "GrantRevoked": {"revoked to bo", "revoked to ana", "revoked to bo, team_managed to main"},
    # Chat groups
    "ChatGroupCreated": SILENT,
    "ChatGroupEdited": SILENT,
    "ChatGroupClosed": {"", "group_empty to main"},
    "ChatGroupReopened": SILENT,
    "ChatGroupDeleted": SILENT,
}


def in_words(told: tuple[CompanyNotice, ...]) -> str:
    return ", ".join(f"{notice.kind.value} to {notice.to}" for notice in told)


def one_by_one(history: list[CompanyEvent]) -> Iterator[tuple[CompanyEvent, tuple[CompanyNotice, ...]]]:
    """Each event with its notices, as of the company just after it."""
    for length in range(1, len(history) + 1):
        yield history[length - 1], notices(replay(history[:length]), history[length - 1 : length])


def of_kind(name: str, kind: CompanyNoticeKind) -> list[CompanyNotice]:
    return [notice for _, told in one_by_one(STORIES[name]) for notice in told if notice.kind is kind]


def test_the_table_names_every_event_there_is() -> None:
    assert set(TABLE) == {event.__name__ for event in get_args(CompanyEvent)}


@pytest.mark.rule("H3", "H10")
def test_every_event_tells_whom_the_table_says() -> None:
    seen: dict[str, set[str]] = {}
    for history in STORIES.values():
        for event, told in one_by_one(history):
            seen.setdefault(type(event).__name__, set()).add(in_words(told))
    assert seen == TABLE


def test_every_kind_of_notice_is_sent_sometime() -> None:
    having = story(*TEAM, *by("ana", edit("head", *HEAD, name="other")))
    histories = [*STORIES.values(), having]
    assert {notice.kind for history in histories for _, told in one_by_one(history) for notice in told} == set(
        CompanyNoticeKind
    )


# --- what stands in them


@pytest.mark.rule("H10")
def test_a_link_waits_to_be_sent_and_what_opens_it_is_not_in_the_notice() -> None:
    first, second, third = of_kind("applied", CompanyNoticeKind.LINK)
    assert [(link.to, link.invitation) for link in (first, second, third)] == [
        (MAIN, "i1"),
        (MAIN, "i2"),
        ("ana", "i3"),
    ]
    assert first.expires_at == NOW + HOURS
    assert second.expires_at == NOW + DAY + HOURS
    for link in (first, second, third):
        assert not any(digest(number).digest in repr(link) + link.key for number in (1, 2, 3))


def test_the_main_account_is_told_who_did_what_to_whom() -> None:
    told = of_kind("by somebody else", CompanyNoticeKind.TEAM_MANAGED)
    facts = [(one.what, one.by, one.member, one.role, one.grant, one.shop) for one in told]
    assert [((what or "").partition(".")[2], *rest) for what, *rest in facts] == [
        ("sub_account_created", "ana", "cy", None, None, None),
        ("role_defined", "ana", None, "spare", None, None),
        ("role_edited", "ana", None, "spare", None, None),
        ("role_deleted", "ana", None, "spare", None, None),
        ("grant_added", "ana", "bo", "packer", "bo-packer-a", A),
        ("grant_revoked", "ana", "bo", "packer", "bo-packer-a", A),
        ("sub_account_disabled", "ana", "bo", None, None, None),
        ("sub_account_enabled", "ana", "bo", None, None, None),
        ("limits_set", None, "bo", None, None, None),
        ("sub_account_deleted", None, "bo", None, None, None),
    ]
    (changed,) = of_kind("by somebody else", CompanyNoticeKind.SHOP_PASSWORD)
    assert (changed.by, changed.shop) == ("cy", B)


@pytest.mark.rule("H10")
def test_the_main_account_is_told_who_else_sent_a_link_and_to_whom() -> None:
    told = [one for one in of_kind("inviting", CompanyNoticeKind.TEAM_MANAGED) if one.invitation is not None]
    assert [(one.what, one.by, one.member, one.invitation) for one in told] == [
        ("subaccounts.invitation_issued", "bo", "ana", "i3"),
        ("subaccounts.invitation_issued", None, "ana", "i4"),
    ]
    assert not any(digest(number).digest in repr(one) + one.key for one in told for number in (3, 4))


def test_whoever_has_a_role_is_told_that_it_changed_and_each_once() -> None:
    again = story(
        *TEAM,
        *by(MAIN, give("bo", "packer", A), give("bo", "packer", B), give("ana", "packer", A), take("ana-packer-a")),
        *by(MAIN, edit("packer", "orders.ship", "orders.view")),
    )
    told = notices(replay(again), again[-1:])
    assert [(notice.to, notice.kind.value, notice.role) for notice in told] == [("bo", "role_changed", "packer")]


def test_a_member_is_told_which_grant_it_was_and_where() -> None:
    given, taken = (
        of_kind("by somebody else", CompanyNoticeKind.GRANTED)[1],
        of_kind("by somebody else", CompanyNoticeKind.REVOKED)[0],
    )
    for notice in (given, taken):
        assert (notice.to, notice.grant, notice.role, notice.shop) == ("bo", "bo-packer-a", "packer", A)
        assert (notice.by, notice.what, notice.member) == (None, None, None), "who did it is for the main account"
    fallen = of_kind("falling", CompanyNoticeKind.REVOKED)
    assert [notice.grant for notice in fallen] == ["ana-head-all", "b1"]


def test_a_group_that_nobody_is_left_in_is_told_of_and_one_that_somebody_closed_is_not() -> None:
    (empty,) = of_kind("talking", CompanyNoticeKind.GROUP_EMPTY)
    assert (empty.to, empty.group, empty.shop) == (MAIN, "ga", A)


def test_both_are_told_that_the_ownership_moved() -> None:
    told = of_kind("by the main account", CompanyNoticeKind.OWNERSHIP)
    assert [(notice.to, notice.member, notice.by) for notice in told] == [("ana", MAIN, MAIN), (MAIN, "ana", MAIN)]


def test_the_main_account_is_not_told_what_it_did_to_the_team_itself() -> None:
    assert of_kind("by the main account", CompanyNoticeKind.TEAM_MANAGED) == []
    assert len(of_kind("by the main account", CompanyNoticeKind.WALLET_PASSWORD)) == 1, "but of the wallet always"


# --- keys and laws


def test_the_notices_of_several_events_are_those_of_each_in_turn() -> None:
    for history in STORIES.values():
        state = replay(history)
        assert notices(state, history) == tuple(notice for event in history for notice in notices(state, (event,)))
    assert notices(replay(STORIES["talking"]), ()) == ()


def test_every_message_of_a_story_has_a_key_of_its_own() -> None:
    for name, history in STORIES.items():
        keys = [notice.key for _, told in one_by_one(history) for notice in told]
        assert len(set(keys)) == len(keys), name


def test_every_fact_that_tells_two_messages_apart_is_in_the_key() -> None:
    one = CompanyNotice(kind=CompanyNoticeKind.TEAM_MANAGED, company=VENDOR, to=MemberId(MAIN), at=NOW)
    others = (
        with_(one, kind=CompanyNoticeKind.GRANTED),
        with_(one, company=VendorId("v2")),
        with_(one, to=MemberId("ana")),
        with_(one, at=NOW + timedelta(microseconds=1)),
        with_(one, what="subaccounts.grant_added"),
        with_(one, member=MemberId("x")),
        with_(one, invitation=InvitationId("x")),
        with_(one, grant=GrantId("x")),
        with_(one, role=RoleId("x")),
        with_(one, shop=ShopId("x")),
        with_(one, group=ChatGroupId("x")),
        with_(one, member=MemberId("x/y")),
        with_(one, member=MemberId("x"), invitation=InvitationId("y")),
        with_(one, member=MemberId("x%2Fy")),
    )
    assert len({notice.key for notice in (one, *others)}) == 1 + len(others)


@given(st.lists(moves, max_size=12))
def test_in_any_life_everybody_who_is_told_is_of_the_company_and_nothing_secret_is_said(life: list[Ask]) -> None:
    state: Company = create(create_company(A, B), context(OPERATOR)).unwrap().state
    for who, command, after in life:
        match execute(state, command, context(who, CASCADING, after)):
            case Done(reached, events):
                state = reached
                told = notices(state, events)
                staff = {state.main, *[one.id for one in state.sub_accounts]}
                assert {notice.to for notice in told} <= staff
                assert not any(one.digest in repr(told) for one in state.invitations)
                assert len({notice.key for notice in told}) == len(told)
            case _:
                pass
