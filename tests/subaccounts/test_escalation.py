"""Nobody gives or takes what they do not hold themselves, as widely and as long."""

from __future__ import annotations

import pytest

from mpcore.kernel import MemberId, Refused
from mpcore.subaccounts import Between, Company, PrivilegeEscalation, decide
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    INSTANT,
    NOW,
    A,
    B,
    Command,
    add,
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
    take,
    then,
    told,
    undefine,
)

ESCALATES = ["subaccounts.privilege_escalation"]


def team(*commands: Command) -> Company:
    """Ana manages the team in shop a, or wherever it is said; bo has nothing."""
    return company(
        hire("ana"),
        hire("bo"),
        define("packer", "orders.ship"),
        define("agent", "chat.use"),
        define("lead", "orders.ship", "grants.manage"),
        define("head", *("orders.ship", "grants.manage", "roles.manage", "sub_accounts.create", "sub_accounts.manage")),
        *commands,
        policy=DELEGATING,
    )


def ask(state: Company, command: Command, who: str = "ana") -> list[str]:
    """Why not; nothing where it is done."""
    match decide(state, command, context(who, policy=DELEGATING)):
        case Refused(reasons):
            return [reason.code for reason in reasons]
        case _:
            assert told(state, command, who, policy=DELEGATING)
            return []


LEAD = team(give("ana", "lead", A))
HEAD = team(give("ana", "head"))


@pytest.mark.rule("00.8")
def test_a_manager_grants_what_it_holds_where_it_holds_it() -> None:
    assert ask(LEAD, give("bo", "packer", A)) == []
    assert ask(LEAD, give("bo", "lead", A)) == []
    assert ask(LEAD, give("bo", "agent", A)) == ESCALATES
    assert ask(LEAD, give("bo", "head", A)) == ESCALATES
    assert ask(LEAD, give("bo", "packer", B)) == ["subaccounts.shop_not_granted"]
    assert ask(LEAD, give("bo", "packer")) == ["subaccounts.not_granted"]


@pytest.mark.rule("00.8", "H1")
def test_a_manager_in_one_shop_who_packs_in_another_grants_neither_there() -> None:
    state = team(define("giver", "grants.manage"), give("ana", "giver", A), give("ana", "packer", B))
    assert ask(state, give("bo", "packer", A)) == ESCALATES
    assert ask(state, give("bo", "packer", B)) == ["subaccounts.not_granted"]
    assert ask(state, give("bo", "giver", A)) == []


@pytest.mark.rule("00.8")
def test_a_manager_gives_itself_nothing_it_lacks() -> None:
    for role in ("agent", "head"):
        assert ask(LEAD, give("ana", role, A)) == ESCALATES
    assert ask(HEAD, give("ana", "agent")) == ESCALATES
    assert ask(HEAD, edit("head", "orders.*", "grants.manage", "roles.manage")) == ESCALATES
    assert ask(HEAD, edit("packer", "orders.ship", "chat.use")) == ESCALATES
    assert ask(HEAD, define("mine", "chat.use")) == ESCALATES


@pytest.mark.rule("00.8")
def test_a_manager_defines_edits_and_deletes_roles_within_its_own_rights() -> None:
    assert ask(HEAD, define("mine", "orders.ship")) == []
    assert ask(HEAD, edit("packer", "orders.ship", name="Packers")) == []
    assert ask(HEAD, undefine("packer")) == []
    assert ask(HEAD, edit("agent", "orders.ship")) == ESCALATES, "it would take what it does not hold"
    assert ask(HEAD, undefine("agent")) == ESCALATES
    in_a = team(give("ana", "head", A))
    assert ask(in_a, define("mine", "orders.ship")) == ["subaccounts.not_granted"], "roles are of no single shop"
    both = team(define("editor", "roles.manage"), give("ana", "editor"), give("ana", "packer", A))
    assert ask(both, define("mine", "orders.ship")) == ESCALATES, "they would be granted in b too"


@pytest.mark.rule("00.8")
def test_a_manager_revokes_what_it_could_have_granted() -> None:
    state = team(give("ana", "lead", A), *[give("bo", role, shop) for role in ("packer", "agent") for shop in (A, B)])
    assert ask(state, take("bo-packer-a")) == []
    assert ask(state, take("bo-agent-a")) == ESCALATES
    assert ask(state, take("bo-packer-b")) == ask(state, take("there-is-none")) == ["not_found"]
    assert ask(state, take("ana-lead-a")) == [], "nobody has to keep what they have"
    assert ask(state, take("bo-packer-a"), "bo") == ask(state, take("there-is-none"), "bo")


@pytest.mark.rule("00.8")
def test_a_manager_manages_sub_accounts_that_hold_no_more_than_it_does() -> None:
    for command in (disable("bo"), delete("bo")):
        assert ask(HEAD, command) == []
        assert ask(then(HEAD, give("bo", "packer", B), policy=DELEGATING), command) == []
        assert ask(then(HEAD, give("bo", "agent", B), policy=DELEGATING), command) == ESCALATES
    off = then(then(HEAD, give("bo", "agent", B), policy=DELEGATING), disable("bo"), policy=DELEGATING)
    assert ask(off, enable("bo")) == ESCALATES, "that would give back what it does not hold"
    assert ask(HEAD, hire("cy")) == []
    assert ask(team(give("ana", "head", A)), hire("cy")) == ["subaccounts.not_granted"]


@pytest.mark.rule("00.8")
def test_whoever_holds_something_until_friday_gives_nothing_beyond_friday() -> None:
    friday = NOW + 5 * DAY
    state = team(give("ana", "lead", A, Between(NOW, friday)))
    assert ask(state, give("bo", "packer", A, Between(None, friday))) == []
    assert ask(state, give("bo", "packer", A, Between(NOW + DAY, friday))) == []
    assert ask(state, give("bo", "packer", A, Between(None, friday + INSTANT))) == ESCALATES
    assert ask(state, give("ana", "lead", A, grant="for ever")) == ESCALATES
    assert refused(state, give("bo", "packer", A), "ana", policy=DELEGATING, now=friday) == [
        "subaccounts.shop_not_granted"
    ]
    later = team(give("ana", "lead", A), give("ana", "agent", A, Between(NOW + DAY)))
    assert ask(later, give("bo", "agent", A, Between(NOW + DAY))) == []
    assert ask(later, give("bo", "agent", A, Between(NOW + DAY - INSTANT))) == ESCALATES


@pytest.mark.rule("00.8")
def test_a_head_of_team_until_friday_says_nothing_that_lasts() -> None:
    state = team(give("ana", "head", None, Between(NOW, NOW + DAY)), give("bo", "packer", A))
    assert ask(state, define("mine", "orders.ship")) == ESCALATES
    assert ask(state, edit("packer", "orders.ship", "grants.manage")) == ESCALATES
    assert ask(state, disable("bo")) == ESCALATES


def test_what_was_granted_once_and_is_over_stands_in_nobody_s_way() -> None:
    state = team(give("ana", "head"), give("bo", "agent", A, Between(None, NOW + DAY)))
    assert ask(state, delete("bo")) == ESCALATES
    assert told(state, delete("bo"), "ana", policy=DELEGATING, now=NOW + DAY)


@pytest.mark.rule("00.8")
def test_what_is_missing_is_named() -> None:

    decision = decide(LEAD, give("bo", "head", A), context("ana", policy=DELEGATING))
    assert isinstance(decision, Refused)
    (reason,) = decision.reasons
    assert isinstance(reason, PrivilegeEscalation)
    assert reason.scopes == ("roles.manage", "sub_accounts.create", "sub_accounts.manage")


@pytest.mark.rule("H6")
def test_no_manager_adds_shops() -> None:
    assert ask(HEAD, add("c")) == ["subaccounts.main_only"]


def test_a_disabled_manager_does_nothing_not_even_for_itself() -> None:
    off = then(HEAD, disable("ana"), policy=DELEGATING)
    assert ask(off, enable("ana")) == ["subaccounts.account_not_active"]
    assert off.granted_to(MemberId("ana")) == HEAD.granted_to(MemberId("ana"))
