"""Chat groups: who forms them, who is in them, and who of them talks to buyers now."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve as with_
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from mpcore import wire
from mpcore.kernel import (
    Accepted,
    Actor,
    BrokenHistoryError,
    Done,
    Duplicate,
    MalformedError,
    MemberId,
    NothingNamed,
    Refusal,
    Refused,
    Scope,
    ShopId,
    WrongStage,
)
from mpcore.subaccounts import (
    Between,
    ChatGroup,
    ChatGroupClosed,
    ChatGroupCreated,
    ChatGroupDeleted,
    ChatGroupEdited,
    ChatGroupEmpty,
    ChatGroupId,
    ChatGroupKind,
    ChatGroupReopened,
    ChatGroupStage,
    CloseChatGroup,
    Company,
    CompanyEvent,
    CompanyStage,
    CreateChatGroup,
    DeleteChatGroup,
    EditChatGroup,
    MemberLacksChat,
    ReopenChatGroup,
    SubAccountDeleted,
    TransferOwnership,
    decide,
    evolve,
    execute,
    groups_of,
    may_chat,
    member_of,
    serving,
)
from tests.subaccounts.say import (
    DAY,
    INSTANT,
    MAIN,
    NOW,
    OPERATOR,
    PLAIN,
    SUSPEND,
    SYSTEM,
    VENDOR,
    A,
    B,
    Command,
    company,
    context,
    define,
    delete,
    disable,
    edit,
    enable,
    give,
    hire,
    refused,
    staff,
    take,
    then,
    told,
)

PRE, AFTER, CUSTOM = ChatGroupKind.PRE_SALES, ChatGroupKind.AFTER_SALES, ChatGroupKind.CUSTOM
LACKS = ["subaccounts.member_lacks_chat"]
BASE = company(
    *map(hire, ("ana", "bo", "cy", "dan")),
    define("agent", "chat.use"),
    define("packer", "orders.ship"),
    define("lead", "chat.assign"),
    give("ana", "agent", A),
    give("bo", "agent"),
    give("cy", "packer", A),
    give("dan", "lead", A),
)
"""Ana talks to buyers in a, bo everywhere, cy nowhere; dan forms the groups of a."""


def form(group: str, *members: str, shop: str = A, kind: ChatGroupKind = PRE, name: str = "us") -> CreateChatGroup:
    return CreateChatGroup(
        company=VENDOR,
        group=ChatGroupId(group),
        shop=ShopId(shop),
        kind=kind,
        name=name,
        members=tuple(map(MemberId, members)),
    )


def reform(group: str, *members: str, name: str = "us") -> EditChatGroup:
    named = tuple(map(MemberId, members))
    return EditChatGroup(company=VENDOR, group=ChatGroupId(group), name=name, members=named)


def close(group: str) -> CloseChatGroup:
    return CloseChatGroup(company=VENDOR, group=ChatGroupId(group))


def reopen(group: str) -> ReopenChatGroup:
    return ReopenChatGroup(company=VENDOR, group=ChatGroupId(group))


def disband(group: str) -> DeleteChatGroup:
    return DeleteChatGroup(company=VENDOR, group=ChatGroupId(group))


def serves(state: Company, group: str, **asked: Any) -> tuple[str, ...]:  # noqa: ANN401 - what a context takes
    return serving(state, ChatGroupId(group), context(**asked))


def in_groups(state: Company, who: str, **asked: Any) -> tuple[str, ...]:  # noqa: ANN401 - what a context takes
    return tuple([group.id for group in groups_of(state, MemberId(who), context(**asked))])


def why(state: Company, command: Command, who: Actor | str = MAIN) -> tuple[Refusal, ...]:
    match decide(state, command, context(who)):
        case Refused(reasons):
            return reasons
        case accepted:
            raise AssertionError(accepted)


FORMED = then(BASE, form("g", "ana", "bo"))


# --- forming groups


@pytest.mark.rule("H9")
@pytest.mark.parametrize("kind", ChatGroupKind, ids=lambda kind: kind.name)
def test_a_group_before_or_after_a_sale_or_of_one_s_own_takes_conversations_at_once(kind: ChatGroupKind) -> None:
    done = execute(BASE, form("g", "bo", "ana", kind=kind, name="Emma & co"), context()).unwrap()
    group = ChatGroup(
        id=ChatGroupId("g"),
        shop=A,
        kind=kind,
        name="Emma & co",
        members=(MemberId("ana"), MemberId("bo")),
        stage=ChatGroupStage.OPEN,
    )
    assert done.events == (ChatGroupCreated(company=VENDOR, at=NOW, by=MAIN, group=group),)
    assert done.state.groups == (group,)
    assert serves(done.state, "g") == ("ana", "bo")


@pytest.mark.rule("H9")
def test_a_group_has_somebody_in_it_and_nobody_twice() -> None:
    assert why(BASE, form("g")) == (NothingNamed(thing="member", at="members"),)
    assert why(FORMED, reform("g")) == (NothingNamed(thing="member", at="members"),)
    twice = (Duplicate(thing="member", id="ana", at="members"), Duplicate(thing="member", id="bo", at="members"))
    assert why(BASE, form("g", "bo", "ana", "bo", "ana", "bo")) == twice
    assert why(FORMED, reform("g", "bo", "ana", "bo", "ana")) == twice
    assert told(BASE, form("g", "ana"))


@pytest.mark.rule("H9")
def test_whoever_joins_a_group_may_talk_to_the_buyers_of_its_shop() -> None:
    lacking = (MemberLacksChat(shop=A, members=(MemberId("cy"), MemberId("stranger")), at="members"),)
    assert why(BASE, form("g", "cy", "ana", "stranger")) == lacking
    assert why(FORMED, reform("g", "cy", "ana", "stranger")) == lacking
    for gone in (disable("ana"), delete("ana"), take("ana-agent-a"), edit("agent", "orders.ship")):
        assert refused(then(BASE, gone), form("g", "ana")) == LACKS
    assert told(then(BASE, give("cy", "agent", A)), form("g", "cy"))


@pytest.mark.rule("H9")
def test_they_may_at_the_time_they_join() -> None:
    state = then(BASE, give("cy", "agent", A, Between(NOW + DAY, NOW + 2 * DAY)))
    for now, codes in ((NOW + DAY - INSTANT, LACKS), (NOW + 2 * DAY, LACKS)):
        assert refused(state, form("g", "cy"), now=now) == codes
    for now in (NOW + DAY, NOW + 2 * DAY - INSTANT):
        formed = then(state, form("g", "cy"), now=now)
        assert serves(formed, "g", now=now) == ("cy",)
        assert serves(formed, "g", now=NOW + 2 * DAY) == (), "then it is over, and they serve no more"


@pytest.mark.rule("H12")
def test_who_may_talk_in_one_shop_joins_no_group_of_another() -> None:
    assert why(BASE, form("g", "ana", "bo", shop=B)) == (
        MemberLacksChat(shop=B, members=(MemberId("ana"),), at="members"),
    )
    both = then(BASE, give("ana", "agent", B))
    assert told(both, form("g", "ana", "bo", shop=B))


@pytest.mark.rule("H9", "H12")
def test_a_shop_has_several_groups_and_whoever_serves_several_shops_is_in_a_group_of_each() -> None:
    state = BASE
    for command in (
        form("a-after", "ana", "bo", kind=AFTER),
        form("a-pre", "ana", "bo"),
        form("a-vip", "bo", kind=CUSTOM),
        form("b-pre", "bo", shop=B),
    ):
        state = then(state, command)
    assert in_groups(state, "ana") == ("a-after", "a-pre")
    assert in_groups(state, "bo") == ("a-after", "a-pre", "a-vip", "b-pre")
    assert in_groups(state, "cy") == in_groups(state, "stranger") == ()
    only_b = then(then(state, take("bo-agent-all")), give("bo", "agent", B))
    assert in_groups(only_b, "bo") == ("b-pre",)
    assert serves(only_b, "a-pre") == ("ana",)


@pytest.mark.rule("H12")
@pytest.mark.parametrize("kind", [list, tuple, set, frozenset], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("shops", [("a", "b"), ("a",)], ids=" ".join)
def test_a_group_of_several_shops_cannot_even_be_said(kind: type, shops: tuple[str, ...]) -> None:
    given: list[tuple[Any, str]] = [(kind(shops), "create a group for each"), (7, "an id is"), (" ", "an id is")]
    for at, text in given:
        with pytest.raises(MalformedError) as caught:
            CreateChatGroup(
                company=VENDOR, group=ChatGroupId("g"), shop=at, kind=PRE, name="us", members=(MemberId("ana"),)
            )
        (fault,) = caught.value.faults
        assert fault.at == "shop"
        assert text in fault.text


def test_no_wire_carries_a_group_of_several_shops_nor_moves_one_to_another() -> None:
    for command, key in ((form("g", "ana"), "shop"), (reform("g", "ana"), "'shop'")):
        body = wire.dump(command)
        assert isinstance(body, dict)
        with pytest.raises(MalformedError, match=key):
            wire.load(type(command), {**body, "shop": ["a", "b"]})


@pytest.mark.rule("H12")
def test_no_command_and_no_event_moves_a_group_to_another_shop() -> None:
    for kind in (EditChatGroup, CloseChatGroup, ReopenChatGroup, DeleteChatGroup, ChatGroupEdited):
        assert "shop" not in {each.name for each in fields(kind)}
    again = form("g", "bo", shop=B)
    assert refused(then(BASE, form("g", "bo")), again) == ["id_taken"]
    for command in (reform("g", "bo"), close("g"), reopen("g"), disband("g")):
        for group in then(FORMED, command).groups:
            assert group.shop == A


def test_a_group_is_of_a_shop_of_the_company() -> None:
    assert refused(BASE, form("g", "cy", shop="elsewhere")) == ["subaccounts.foreign_shop"], "the rest is beside it"
    assert refused(BASE, form("g", shop="elsewhere")) == ["subaccounts.foreign_shop", "nothing_named"]


@pytest.mark.parametrize("members", [("ana", ""), ("ana", " bo"), ("ana", "x" * 201), ("ana", 7), "ana"], ids=ascii)
def test_members_are_named_by_their_ids(members: Any) -> None:  # noqa: ANN401 - whatever a host may give
    with pytest.raises(MalformedError, match="members"):
        CreateChatGroup(company=VENDOR, group=ChatGroupId("g"), shop=A, kind=PRE, name="us", members=members)
    with pytest.raises(MalformedError, match="members"):
        EditChatGroup(company=VENDOR, group=ChatGroupId("g"), name="us", members=members)


def test_the_same_group_said_twice_is_one_and_another_needs_another_id() -> None:
    assert told(FORMED, form("g", "bo", "ana")) == told(FORMED, reform("g", "bo", "ana")) == ()
    for other in (form("g", "ana"), form("g", "ana", "bo", kind=AFTER), form("g", "ana", "bo", name="them")):
        assert refused(FORMED, other) == ["id_taken"]
    for gone in (close("g"), disband("g")):
        assert refused(then(FORMED, gone), form("g", "ana", "bo")) == ["id_taken"]


# --- who may ask


@pytest.mark.rule("H9")
def test_groups_are_formed_by_whoever_assigns_conversations_in_that_shop() -> None:
    (formed,) = told(BASE, form("g", "ana"), "dan")
    assert (formed.by, formed.through) == ("dan", ("dan-lead-a",))
    assert refused(BASE, form("g", "bo", shop=B), "dan") == ["subaccounts.shop_not_granted"]
    assert refused(BASE, form("g", "bo", shop="elsewhere"), "dan") == ["subaccounts.shop_not_granted"]
    assert refused(BASE, form("g", "ana"), "ana") == ["subaccounts.not_granted"], "who talks does not assign"
    everywhere = then(BASE, give("dan", "lead"))
    assert told(everywhere, form("g", "bo", shop=B), "dan")
    assert told(BASE, form("g", "ana"), OPERATOR)
    assert refused(BASE, form("g", "ana"), SYSTEM) == ["missing_scope"]
    assert refused(BASE, form("g", "ana"), staff("main", "v2")) == ["not_found"]


def taken_over(group: str) -> EditChatGroup:
    return reform(group, "bo", name="them")


def never(*_: object) -> Refusal:
    return NothingNamed(thing="reason")


@pytest.mark.rule("H9", "H12")
def test_whoever_assigns_in_one_shop_knows_nothing_of_the_groups_of_another() -> None:
    state = then(FORMED, form("h", "bo", shop=B))
    for change in (taken_over, close, disband):
        assert told(state, change("g"), "dan")
        assert told(state, change("h"), MAIN)
        assert refused(state, change("h"), "dan") == refused(state, change("none"), "dan") == ["not_found"]
        assert refused(state, change("g"), "ana") == refused(state, change("none"), "ana")
        assert refused(state, change("g"), "ana") == ["subaccounts.not_granted"]
        assert refused(state, change("none")) == ["not_found"]
    assert refused(state, reopen("h"), "dan") == refused(state, reopen("none"), "dan") == ["not_found"]


def test_a_host_s_own_rules_may_refuse_every_change_of_a_group() -> None:
    closed = then(FORMED, close("g"))
    changes = ((BASE, form("g", "ana")), (FORMED, reform("g", "ana")), (FORMED, close("g")), (closed, reopen("g")))
    for state, command in (*changes, (FORMED, disband("g"))):
        assert decide(state, command, with_(context(), also=(never,))) == Refused((NothingNamed(thing="reason"),))
        assert isinstance(decide(state, command, context()), Accepted)


# --- their life


@pytest.mark.rule("H9")
def test_a_group_is_edited_closed_opened_again_and_deleted() -> None:
    group = ChatGroupId("g")
    said: dict[str, Any] = {"company": VENDOR, "at": NOW, "by": MAIN, "group": group}
    assert told(FORMED, reform("g", "bo", name="them")) == (
        ChatGroupEdited(name="them", members=(MemberId("bo"),), **said),
    )
    assert told(FORMED, close("g")) == (ChatGroupClosed(**said),)
    closed = then(FORMED, close("g"))
    assert serves(closed, "g") == in_groups(closed, "ana") == ()
    assert told(closed, close("g")) == told(FORMED, reopen("g")) == ()
    assert told(closed, reopen("g")) == (ChatGroupReopened(**said),)
    assert then(closed, reopen("g")) == FORMED
    assert then(then(closed, reform("g", "bo")), reopen("g")).groups[0].members == ("bo",)
    for state in (FORMED, closed):
        assert told(state, disband("g")) == (ChatGroupDeleted(**said),)
        gone = then(state, disband("g"))
        assert told(gone, disband("g")) == ()
        assert serves(gone, "g") == in_groups(gone, "ana") == ()
        for command, asked in ((reform("g", "bo"), "edit"), (close("g"), "close"), (reopen("g"), "reopen")):
            stage = ChatGroupStage.DELETED
            reason = WrongStage(thing="chat group", id="g", stage=stage, asked=f"{asked} chat group")
            assert why(gone, command) == (reason,)


@pytest.mark.rule("H9")
def test_whoever_is_in_a_group_may_stay_and_whoever_joins_has_to_be_able_to() -> None:
    off = then(FORMED, disable("ana"))
    renamed = then(off, reform("g", "ana", "bo", name="them"))
    assert renamed.groups[0].name == "them"
    assert serves(then(renamed, enable("ana")), "g") == ("ana", "bo")
    assert why(off, reform("g", "ana", "bo", "cy")) == (
        MemberLacksChat(shop=A, members=(MemberId("cy"),), at="members"),
    )
    without = then(off, reform("g", "bo"))
    assert refused(without, reform("g", "ana", "bo")) == LACKS, "who left joins anew"


def test_a_suspended_company_forms_edits_and_opens_no_group_and_may_lose_some() -> None:
    suspended = then(FORMED, SUSPEND, OPERATOR)
    stopped = then(then(FORMED, close("g")), SUSPEND, OPERATOR)
    for state, command in (
        (suspended, form("h", "ana")),
        (suspended, reform("g", "bo")),
        (suspended, reform("g", "cy")),
        (stopped, reopen("g")),
    ):
        assert refused(state, command, OPERATOR) == ["wrong_stage"]
        assert refused(state, command) == ["subaccounts.main_account_suspended"]
    assert told(suspended, close("g"), OPERATOR)
    assert told(suspended, disband("g"), OPERATOR)


# --- who serves


@pytest.mark.rule("H9")
def test_whoever_loses_the_right_to_talk_serves_no_more_at_once() -> None:
    assert serves(FORMED, "g") == ("ana", "bo")
    for gone in (take("ana-agent-a"), disable("ana")):
        state = then(FORMED, gone)
        assert state.groups == FORMED.groups, "they stand in it all the same"
        assert serves(state, "g") == ("bo",)
        assert in_groups(state, "ana") == ()
    assert serves(then(FORMED, edit("agent", "orders.view")), "g") == ()
    assert serves(then(FORMED, SUSPEND, OPERATOR), "g") == in_groups(then(FORMED, SUSPEND, OPERATOR), "bo") == ()
    assert serves(FORMED, "none") == ()


@pytest.mark.rule("H9")
def test_whoever_is_enabled_or_granted_again_serves_again() -> None:
    assert serves(then(then(FORMED, disable("ana")), enable("ana")), "g") == ("ana", "bo")
    lost = then(FORMED, take("ana-agent-a"))
    assert serves(then(lost, give("ana", "agent", A, grant="again")), "g") == ("ana", "bo")
    assert serves(then(lost, give("ana", "agent", B)), "g") == ("bo",), "in another shop it does not help"


@pytest.mark.rule("H9")
def test_the_main_account_may_be_in_a_group_of_every_shop_since_it_holds_everything() -> None:
    state = then(then(BASE, form("g", MAIN, "ana")), form("h", MAIN, shop=B))
    assert serves(state, "g") == ("ana", MAIN)
    assert in_groups(state, MAIN) == ("g", "h")
    handed = then(state, TransferOwnership(company=VENDOR, to=MemberId("ana")))
    assert serves(handed, "g") == ("ana",), "whoever was the main account holds nothing now"
    assert handed.groups == state.groups
    assert wire.load(Company, wire.dump(handed)) == handed
    assert serves(then(handed, give(MAIN, "agent", A), "ana"), "g") == ("ana", MAIN)


@pytest.mark.rule("H9")
def test_a_deleted_sub_account_leaves_every_group_and_a_group_in_which_nobody_is_left_closes() -> None:
    state = then(then(FORMED, form("alone", "bo")), form("b-alone", "bo", shop=B))
    state = then(then(state, form("stopped", "bo")), close("stopped"))
    done = execute(state, delete("bo"), context()).unwrap()
    assert [event for event in done.events if isinstance(event, SubAccountDeleted | ChatGroupClosed)] == [
        SubAccountDeleted(company=VENDOR, at=NOW, by=MAIN, member=MemberId("bo")),
        ChatGroupClosed(company=VENDOR, at=NOW, by=MAIN, group=ChatGroupId("alone")),
        ChatGroupClosed(company=VENDOR, at=NOW, by=MAIN, group=ChatGroupId("b-alone")),
    ]
    after = {group.id: (group.stage, group.members) for group in done.state.groups}
    closed = (ChatGroupStage.CLOSED, ())
    assert after == {"g": (ChatGroupStage.OPEN, ("ana",)), "alone": closed, "b-alone": closed, "stopped": closed}
    assert serves(done.state, "g") == ("ana",)


@pytest.mark.rule("H9")
def test_a_group_in_which_nobody_is_left_opens_once_somebody_is_named() -> None:
    alone = then(then(BASE, form("g", "bo")), delete("bo"))
    assert why(alone, reopen("g")) == (ChatGroupEmpty(group=ChatGroupId("g")),)
    named = then(alone, reform("g", "ana"))
    assert serves(named, "g") == ()
    assert serves(then(named, reopen("g")), "g") == ("ana",)


# --- laws


def test_what_cannot_have_happened_to_a_group_is_no_history() -> None:
    group = FORMED.groups[0]
    said: dict[str, Any] = {"company": VENDOR, "at": NOW}
    gone = then(FORMED, delete("bo"))
    strange: dict[str, dict[str, Any]] = {
        "of no shop": {"shop": ShopId("elsewhere")},
        "born closed": {"stage": ChatGroupStage.CLOSED},
        "empty": {"members": ()},
        "disorderly": {"members": ("bo", "ana")},
        "double": {"members": ("ana", "ana")},
        "of strangers": {"members": ("ana", "zoe")},
    }
    for name, change in strange.items():
        born = ChatGroupCreated(group=with_(group, id=ChatGroupId("h"), **change), **said)
        with pytest.raises(BrokenHistoryError):
            raise AssertionError(name, evolve(FORMED, born))
    assert evolve(FORMED, ChatGroupCreated(group=with_(group, id=ChatGroupId("h")), **said)).groups[1].id == "h"
    with pytest.raises(BrokenHistoryError):
        evolve(gone, ChatGroupCreated(group=with_(group, id=ChatGroupId("h")), **said))
    with pytest.raises(BrokenHistoryError):
        evolve(FORMED, ChatGroupCreated(group=group, **said))
    for members in ((), ("bo", "ana"), ("ana", "zoe")):
        with pytest.raises(BrokenHistoryError):
            evolve(FORMED, ChatGroupEdited(group=group.id, name="us", members=tuple(map(MemberId, members)), **said))
    for event in (ChatGroupClosed, ChatGroupReopened, ChatGroupDeleted):
        with pytest.raises(BrokenHistoryError):
            evolve(BASE, event(group=group.id, **said))
    with pytest.raises(BrokenHistoryError):
        evolve(FORMED, ChatGroupReopened(group=group.id, **said))
    with pytest.raises(BrokenHistoryError):
        evolve(then(FORMED, disband("g")), ChatGroupDeleted(group=group.id, **said))


def _formed(group: str, members: list[str], shop: str) -> Command:
    return form(group, *members, shop=shop)


def _reformed(group: str, members: list[str]) -> Command:
    return reform(group, *members)


PEOPLE = ("ana", "bo", "cy", MAIN)
people = st.lists(st.sampled_from((*PEOPLE, "nobody")), max_size=3)
groups = st.sampled_from(("g", "h"))
changes: st.SearchStrategy[Command] = st.one_of(
    st.builds(_formed, groups, people, st.sampled_from((A, B))),
    st.builds(_reformed, groups, people),
    groups.map(close),
    groups.map(reopen),
    groups.map(disband),
    st.sampled_from(("ana", "bo")).map(delete),
    st.sampled_from(("ana", "bo")).map(disable),
    st.sampled_from(("ana", "bo")).map(enable),
    st.sampled_from([take("ana-agent-a"), take("bo-agent-all"), give("cy", "agent", B), SUSPEND]),
)
askers = st.sampled_from([staff(MAIN), staff(MAIN), staff("dan"), staff("ana"), OPERATOR])


@pytest.mark.rule("H9", "H12")
@given(st.lists(st.tuples(askers, changes), max_size=10))
def test_whatever_happens_those_serve_who_stand_in_an_open_group_and_may_talk_in_its_shop(
    life: list[tuple[Actor, Command]],
) -> None:
    state, history = FORMED, list[CompanyEvent]()
    for asker, command in life:
        outcome = execute(state, command, context(asker))
        if not isinstance(outcome, Done):
            continue
        state, history = outcome.state, [*history, *outcome.events]
        match decide(state, command, context(asker)):
            case Accepted(events):
                assert not events, "a repeat changes nothing"
            case Refused():
                pass
    assert evolve(FORMED, *history) == state
    assert wire.load(Company, wire.dump(state)) == state
    assert wire.load(tuple[CompanyEvent, ...], wire.dump(tuple(history))) == tuple(history)
    for who in PEOPLE:
        actor = member_of(state, MemberId(who), NOW, PLAIN)
        for shop in (A, B):
            able = state.stage is CompanyStage.ACTIVE and actor.may(Scope("chat.use"), shop)
            assert may_chat(state, MemberId(who), shop, context()) is able
        for group in state.groups:
            is_open = group.stage is ChatGroupStage.OPEN
            assert not is_open or group.members, "an open group has somebody in it"
            expected = is_open and who in group.members and actor.may(Scope("chat.use"), group.shop)
            assert (who in serves(state, group.id)) is expected
            assert (group.id in in_groups(state, who)) is expected
