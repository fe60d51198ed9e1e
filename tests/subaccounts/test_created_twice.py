"""Who is created twice: nothing follows, as long as nothing could be had by it; else the id is somebody's already."""

from __future__ import annotations

import pytest

from mpcore.kernel import Actor, MemberId, Scope
from mpcore.money import money
from mpcore.subaccounts import Company, SetLimits, SpendingLimit, SubAccountPolicy
from tests.subaccounts.say import (
    DELEGATING,
    INVITING,
    MAIN,
    OPERATOR,
    SYSTEM,
    VENDOR,
    A,
    Command,
    accept,
    company,
    define,
    delete,
    disable,
    give,
    hire,
    invite_sub,
    refused,
    take,
    then,
    told,
    transfer,
)

TAKEN = ["id_taken"]
TEAM = company(
    hire("bo"), define("head", "sub_accounts.create", "grants.manage"), give("bo", "head"), policy=DELEGATING
)


def lived(state: Company, *commands: Command, who: Actor | str = MAIN) -> Company:
    for command in commands:
        state = then(state, command, who, policy=INVITING)
    return state


def created_by(state: Company, who: str = "ana") -> MemberId | None:
    one = state.sub_account(MemberId(who))
    assert one is not None
    return one.by


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("policy", [DELEGATING, INVITING], ids=["at once", "invited"])
def test_a_repeat_is_harmless_from_whoever_created_the_account(policy: SubAccountPolicy) -> None:
    askers: dict[Actor | str, str | None] = {MAIN: MAIN, "bo": "bo", OPERATOR: None}
    for who, by in askers.items():
        state = then(TEAM, hire("ana"), who, policy=policy)
        assert created_by(state) == by
        assert told(state, hire("ana"), who, policy=policy) == ()
        for other in askers.keys() - {who}:
            assert refused(state, hire("ana"), other, policy=policy) == TAKEN


LIMIT = SpendingLimit(scope=Scope("refunds.request"), per_action=money("50.00", "EUR"))
HAPPENED: dict[str, tuple[Command, ...]] = {
    "a grant": (give("ana", "clerk", A),),
    "a grant that was revoked": (give("ana", "clerk", A), take("ana-clerk-a")),
    "a limit": (SetLimits(company=VENDOR, member=MemberId("ana"), limits=(LIMIT,)),),
    "disabled": (disable("ana"),),
    "deleted": (delete("ana"),),
}


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("what", HAPPENED)
def test_nobody_is_created_again_once_anything_has_happened_to_them(what: str) -> None:
    state = company(hire("ana"), hire("cy"), define("clerk", "refunds.request"), policy=DELEGATING)
    assert told(state, hire("ana")) == ()
    after = lived(state, *HAPPENED[what])
    assert refused(after, hire("ana")) == TAKEN
    assert told(after, hire("cy")) == (), "what happened to others is theirs"


@pytest.mark.rule("00.8")
def test_nobody_is_created_again_once_a_link_was_sent_or_used() -> None:
    waiting = lived(TEAM, hire("ana"))
    sent = lived(waiting, invite_sub("ana"))
    used = then(sent, accept("ana"), SYSTEM, policy=INVITING)
    assert told(waiting, hire("ana"), policy=INVITING) == ()
    for state in (sent, used):
        assert refused(state, hire("ana"), policy=INVITING) == TAKEN


@pytest.mark.rule("00.8")
def test_the_main_account_is_created_by_nobody_neither_before_nor_after_it_hands_over() -> None:
    state = lived(company(hire("ana"), hire("cy"), policy=DELEGATING), transfer("ana"))
    assert created_by(state, MAIN) == MAIN
    for who in ("ana", OPERATOR):
        assert refused(state, hire(MAIN), who) == refused(state, hire("ana"), who) == TAKEN
    assert created_by(state, "cy") == "ana", "the new one answers for it"
    assert told(state, hire("cy"), "ana") == ()
    assert refused(state, hire("cy"), OPERATOR) == TAKEN
