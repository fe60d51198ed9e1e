"""A link gives no more than whoever sent it holds when it is used: they may have its token."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve as with_

from mpcore.kernel import Actor, MemberId, Refused, Scope
from mpcore.money import money
from mpcore.subaccounts import (
    Between,
    Company,
    InvitationStatus,
    SetLimits,
    SpendingLimit,
    SubAccountStage,
    execute,
    seen,
)
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    INSTANT,
    INVITING,
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
    accept,
    applied,
    company,
    context,
    define,
    delete,
    disable,
    edit,
    enable,
    give,
    hire,
    invite,
    invite_sub,
    invited,
    refused,
    take,
    then,
    told,
    transfer,
)

VOID, USABLE = ["subaccounts.activation_link_revoked"], list[str]()
AT_ONCE = timedelta(0)
TEAM = company(
    *map(hire, ("bo", "cy")),
    define("head", "orders.ship", "refunds.request", "grants.manage", "sub_accounts.create"),
    define("packer", "orders.ship"),
    define("agent", "chat.use"),
    define("clerk", "refunds.request"),
    give("bo", "head"),
    policy=DELEGATING,
)


def lived(state: Company, *commands: Command, who: Actor | str = MAIN) -> Company:
    for command in commands:
        state = then(state, command, who, policy=INVITING)
    return state


SENT = lived(lived(TEAM, hire("ana"), invite_sub("ana", "mains")), invite_sub("ana", "bos"), who="bo")
"""The main account invited `ana`; so did `bo`, who may create sub-accounts, and the first link is void."""


def shown(state: Company, link: str = "bos", after: timedelta = AT_ONCE) -> list[str]:
    """Why a link cannot be used; nothing where it makes its account active."""
    outcome = execute(state, accept(link), context(SYSTEM, policy=INVITING, now=NOW + after))
    if isinstance(outcome, Refused):
        return [reason.code for reason in outcome.reasons]
    active = outcome.state.sub_account(invited(state, link).member)
    assert active is not None
    assert active.stage is SubAccountStage.ACTIVE
    return []


@pytest.mark.rule("H10", "00.8")
def test_a_link_does_not_give_its_sender_what_the_main_account_grants_afterwards() -> None:
    assert shown(SENT, "mains") == VOID
    assert shown(SENT) == shown(lived(SENT, give("ana", "packer", A))) == USABLE, "bo could have granted that"
    hijacked = lived(SENT, give("ana", "agent", A))
    assert shown(hijacked) == VOID
    again = lived(hijacked, invite_sub("ana", "again"))
    assert shown(again, "again") == USABLE, "the main account holds everything"
    assert shown(lived(hijacked, take("ana-agent-a"))) == USABLE, "it is asked when the link is used"


@pytest.mark.rule("H10", "00.8")
def test_nor_what_a_role_gets_to_say() -> None:
    packing = lived(SENT, give("ana", "packer", B))
    assert shown(lived(packing, edit("packer", "orders.ship", "refunds.request"))) == USABLE
    assert shown(lived(packing, edit("packer", "orders.ship", "chat.use"))) == VOID


@pytest.mark.rule("H10", "00.8")
def test_nor_what_its_sender_lost_meanwhile() -> None:
    packing = lived(SENT, give("ana", "packer", B))
    lost = lived(packing, take("bo-head-all"))
    assert shown(lost) == VOID
    assert shown(lived(lost, give("bo", "packer", A))) == VOID, "bo packs elsewhere"
    assert shown(lived(lost, give("bo", "packer", B))) == USABLE
    assert shown(lived(SENT, take("bo-head-all"))) == USABLE, "there is nothing to be given"


@pytest.mark.rule("H10", "00.8")
def test_whoever_is_disabled_or_deleted_holds_nothing() -> None:
    packing = lived(SENT, give("ana", "packer", B))
    for command in (disable("bo"), delete("bo")):
        assert shown(lived(packing, command)) == VOID
        assert shown(lived(SENT, command)) == USABLE
    assert shown(lived(packing, disable("bo"), enable("bo"))) == USABLE
    forged = with_(packing, invitations=tuple([with_(one, by=MemberId("nobody")) for one in packing.invitations]))
    assert shown(forged) == VOID


@pytest.mark.rule("H10", "00.8")
def test_nor_does_it_let_anybody_spend_more_than_its_sender() -> None:
    limits = (SpendingLimit(scope=Scope("refunds.request"), per_action=money("50.00", "EUR")),)
    for_bo, for_ana = (SetLimits(company=VENDOR, member=MemberId(who), limits=limits) for who in ("bo", "ana"))
    refunding = lived(SENT, give("ana", "clerk", A))
    assert shown(refunding) == USABLE
    assert shown(lived(refunding, for_bo)) == VOID
    assert shown(lived(refunding, for_bo, for_ana)) == USABLE
    assert shown(lived(SENT, for_bo)) == USABLE


@pytest.mark.rule("H10", "00.8")
def test_a_grant_that_is_over_is_given_to_nobody() -> None:
    short = lived(SENT, give("ana", "agent", A, Between(None, NOW + DAY)))
    assert shown(short, after=DAY - INSTANT) == VOID
    assert shown(short, after=DAY) == USABLE


@pytest.mark.rule("H10", "00.8")
def test_links_of_the_main_account_and_of_operators_give_whatever_is_granted() -> None:
    for who, by in ((MAIN, MAIN), (OPERATOR, None)):
        state = lived(lived(TEAM, hire("ana")), invite_sub("ana"), who=who)
        assert invited(state, "ana").by == by
        assert shown(lived(state, give("ana", "agent", A)), "ana") == USABLE
    assert invited(SENT, "bos").by == "bo"
    assert invited(applied(invite())).by is None


@pytest.mark.rule("H10", "00.8")
def test_whoever_becomes_the_main_account_answers_for_the_links_of_the_old_one() -> None:
    state = lived(lived(TEAM, hire("ana")), invite_sub("ana"), give("ana", "agent", A))
    for owner in ("cy", "bo"):
        led = lived(state, transfer(owner))
        assert invited(led, "ana").by == owner
        assert shown(led, "ana") == USABLE
    granted = lived(SENT, give("ana", "agent", A))
    others = lived(granted, transfer("cy"))
    assert invited(others, "bos").by == "bo"
    assert shown(others) == VOID
    assert shown(lived(granted, transfer("bo"))) == USABLE, "bo holds everything now"


@pytest.mark.rule("H10")
def test_a_suspended_company_says_that_it_is_and_nothing_of_who_sent_the_link() -> None:
    for state, link in ((lived(SENT, give("ana", "packer", A)), USABLE), (lived(SENT, give("ana", "agent", A)), VOID)):
        off = then(state, SUSPEND, OPERATOR)
        assert shown(off) == ["wrong_stage"]
        assert shown(then(off, REINSTATE, OPERATOR)) == link


@pytest.mark.rule("H10")
def test_a_link_that_nobody_can_use_keeps_nobody_waiting_for_another() -> None:
    patient = with_(INVITING, invitations=with_(INVITING.invitations, again_before_expiry=False))
    again = invite_sub("ana", "again")
    assert refused(SENT, again, policy=patient) == ["subaccounts.invitation_still_valid"]
    assert told(lived(SENT, give("ana", "agent", A)), again, policy=patient)


def test_a_link_that_is_void_is_shown_as_revoked() -> None:
    def status(state: Company) -> list[InvitationStatus]:
        known = seen(state, context(policy=INVITING))
        assert known is not None
        return [link.status for link in known.invitations if link.id == "bos"]

    assert status(SENT) == [InvitationStatus.OPEN]
    assert status(lived(SENT, give("ana", "agent", A))) == [InvitationStatus.REVOKED]
    late = seen(lived(SENT, give("ana", "agent", A)), context(policy=INVITING, now=NOW + 4 * DAY))
    assert late is not None
    assert [link.status for link in late.invitations] == [InvitationStatus.EXPIRED, InvitationStatus.REVOKED]
