"""Nobody gives or takes what they do not hold themselves, as widely and as long."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mpcore.kernel import MemberId, Refused, Scope
from mpcore.subaccounts import Between, Company, PrivilegeEscalation, SubAccountPolicy, decide
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    INSTANT,
    NOW,
    TEAM,
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


def missing(
    state: Company, command: Command, who: str = "ana", policy: SubAccountPolicy = DELEGATING
) -> tuple[str, ...]:
    """What they lack, where that is all that stands against it."""
    decision = decide(state, command, context(who, policy=policy))
    assert isinstance(decision, Refused)
    (reason,) = decision.reasons
    assert isinstance(reason, PrivilegeEscalation)
    return reason.scopes


LEAD = team(give("ana", "lead", A))
HEAD = team(give("ana", "head"))
UNTIL_FRIDAY = team(
    define("giver", "grants.manage"),
    give("ana", "packer", A),
    give("ana", "giver", A, Between(NOW, NOW + 5 * DAY)),
)
"""Ana packs without end and grants until friday."""


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
def test_whoever_may_grant_until_friday_gives_nothing_beyond_friday() -> None:
    friday, state = NOW + 5 * DAY, UNTIL_FRIDAY
    assert ask(state, give("bo", "packer", A, Between(None, friday))) == []
    assert ask(state, give("bo", "packer", A, Between(NOW + DAY, friday))) == []
    for too_long in (Between(None, friday + INSTANT), Between(NOW + DAY), Between()):
        assert missing(state, give("bo", "packer", A, too_long)) == ("grants.manage",)
    again = then(state, give("ana", "giver", A, Between(friday), "next"), policy=DELEGATING)
    assert missing(again, give("bo", "packer", A)) == ("grants.manage",), "one grant has to last as long"
    assert ask(then(state, give("ana", "giver"), policy=DELEGATING), give("bo", "packer", A)) == []
    elsewhere = then(state, give("ana", "giver", B), policy=DELEGATING)
    assert missing(elsewhere, give("bo", "packer", A)) == ("grants.manage",), "that is in b"
    assert missing(state, give("bo", "head", A))[0] == "grants.manage"
    assert missing(state, give("bo", "agent", A, Between(None, friday))) == ("chat.use",)
    tomorrow = give("ana", "packer", A, Between(NOW + DAY))
    later = team(define("giver", "grants.manage"), tomorrow, give("ana", "giver", A))
    assert ask(later, give("bo", "packer", A, Between(NOW + DAY))) == []
    assert missing(later, give("bo", "packer", A, Between(NOW + DAY - INSTANT))) == ("orders.ship",)


@pytest.mark.rule("00.8")
def test_whoever_may_grant_until_friday_revokes_what_lasts_longer() -> None:
    assert ask(then(UNTIL_FRIDAY, give("bo", "packer", A), policy=DELEGATING), take("bo-packer-a")) == []


@pytest.mark.rule("00.8")
def test_what_is_not_delegated_any_more_nobody_gives_or_takes_though_they_were_granted_it() -> None:
    state = team(define("limiter", "limits.manage"), define("both", "orders.ship", "limits.manage"))
    for command in (define("all", *sorted(TEAM), "orders.ship"), give("ana", "all"), give("bo", "limiter", A)):
        state = then(state, command, policy=DELEGATING)
    asked: tuple[Command, ...] = (
        give("bo", "limiter", B),
        edit("both", "orders.ship"),
        undefine("both"),
        take("bo-limiter-a"),
        disable("bo"),
    )
    withdrawn = SubAccountPolicy(delegated=DELEGATING.delegated - {Scope("limits.manage")})
    for each in asked:
        assert ask(state, each) == []
        assert missing(state, each, policy=withdrawn) == ("limits.manage",)
        assert told(state, each, policy=withdrawn), "the main account does"
    assert told(state, give("bo", "packer", B), "ana", policy=withdrawn), "what is still delegated is given"


@pytest.mark.parametrize(
    ("content", "code"), [(define, "id_taken"), (edit, "subaccounts.scope_unknown")], ids=["define", "edit"]
)
def test_a_scope_that_is_not_there_is_no_repeat_beside_those_that_a_role_has(
    content: Callable[..., Command], code: str
) -> None:
    """It once was: the role says these scopes already, and what names none was left out before they were compared."""
    assert told(LEAD, content("packer", "orders.ship")) == ()
    for unknown in ("orders.fly", "nothing.*"):
        assert refused(LEAD, content("packer", "orders.ship", unknown)) == [code]


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
