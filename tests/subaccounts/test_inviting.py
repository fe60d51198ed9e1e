"""Small worlds of invitations explored whole, each step against a model that knows nothing of ours.

The model keeps, for each link, whom it was sent to, when, and whether it was used or is void; whoever waits is made
active by their latest link, within 72 hours, once.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import pairwise
from typing import TypeAlias

import pytest
from attrs import evolve as with_
from attrs import frozen

from mpcore.kernel import Actor, Done, Refused
from mpcore.subaccounts import (
    AcceptInvitation,
    Company,
    CompanyStage,
    DeleteSubAccount,
    InvitationStage,
    InviteMain,
    InviteSubAccount,
    SubAccountPolicy,
    SubAccountStage,
    execute,
)
from tests.subaccounts.lives import must_add_up
from tests.subaccounts.say import (
    CLOSE,
    DAY,
    INSTANT,
    INVITING,
    MAIN,
    NOW,
    OPERATOR,
    REFUSE,
    REINSTATE,
    SUSPEND,
    SYSTEM,
    VALID,
    Command,
    accept,
    applied,
    company,
    context,
    delete,
    hire,
    invite,
    invite_sub,
    token,
)

LINKS = ("i1", "i2", "i3")
OF_LINKS = {token(name).digest: name for name in LINKS}
MOMENTS = (timedelta(0), DAY, VALID, VALID + INSTANT, VALID + DAY)
LATER = dict(pairwise(MOMENTS))
PATIENT = with_(INVITING, invitations=with_(INVITING.invitations, again_before_expiry=False))
Answer: TypeAlias = "list[str] | Model"
"""The codes of the reasons, or what is then."""


@frozen
class Link:
    name: str
    member: str
    at: timedelta
    state: str = "open"


@frozen
class Model:
    """What somebody who only reads the rule would write down."""

    stage: str
    """Of the company: it applied, is invited, active, suspended, refused or closed."""
    waiting: frozenset[str]
    active: frozenset[str]
    links: tuple[Link, ...] = ()

    def after(self, command: Command, now: timedelta, policy: SubAccountPolicy) -> Answer:
        match command:
            case InviteMain():
                return self.invited(MAIN, command.invitation, now, policy)
            case InviteSubAccount():
                return self.invited(command.member, command.invitation, now, policy)
            case AcceptInvitation():
                return self.shown(OF_LINKS[command.digest], now)
            case DeleteSubAccount():
                return self.without(command.member)
            case _:
                return self.staged(command)

    def invited(self, member: str, name: str, now: timedelta, policy: SubAccountPolicy) -> Answer:
        known = [link for link in self.links if link.name == name]
        if known:
            return self if (known[0].member, known[0].state) == (member, "open") else ["id_taken"]
        wrong: list[str] = []
        if member == MAIN and self.stage not in {"applied", "invited"}:
            wrong = ["subaccounts.already_activated"] if self.stage == "active" else ["wrong_stage"]
        if member != MAIN and self.stage != "active":
            wrong = ["wrong_stage"]
        if member != MAIN and member not in self.waiting:
            wrong.append("subaccounts.already_activated" if member in self.active else "wrong_stage")
        last = [link for link in self.links if link.member == member and link.state == "open"]
        if last and now <= last[0].at + VALID and not policy.invitations.again_before_expiry:
            wrong.append("subaccounts.invitation_still_valid")
        if wrong:
            return wrong
        links = (*self.void(lambda link: link.member == member).links, Link(name, member, now))
        return with_(self, stage="invited" if self.stage == "applied" else self.stage, links=links)

    def shown(self, name: str, now: timedelta) -> Answer:
        known = [link for link in self.links if link.name == name]
        if not known:
            return ["subaccounts.invalid_token"]
        (link,) = known
        if link.state == "used":
            return ["subaccounts.already_activated"]
        if link.state == "void":
            return ["subaccounts.activation_link_revoked"]
        if now > link.at + VALID:
            return ["subaccounts.activation_link_expired"]
        if link.member != MAIN and self.stage != "active":
            return ["wrong_stage"]
        links = tuple([with_(one, state="used") if one == link else one for one in self.links])
        return with_(
            self,
            stage="active",
            waiting=self.waiting - {link.member},
            active=self.active | {link.member},
            links=links,
        )

    def without(self, member: str) -> Answer:
        gone = self.void(lambda link: link.member == member)
        return with_(gone, waiting=self.waiting - {member}, active=self.active - {member})

    def staged(self, command: Command) -> Answer:
        befores, after = STAGED[command]
        if self.stage == after:
            return self
        if self.stage not in befores:
            return ["wrong_stage"]
        return with_(self.void(lambda _: after in {"refused", "closed"}), stage=after)

    def void(self, which: Callable[[Link], bool]) -> Model:
        is_void = [link.state == "open" and which(link) for link in self.links]
        links = [with_(link, state="void") if over else link for link, over in zip(self.links, is_void, strict=True)]
        return with_(self, links=tuple(links))


STAGED: dict[Command, tuple[frozenset[str], str]] = {
    REFUSE: (frozenset({"applied", "invited"}), "refused"),
    SUSPEND: (frozenset({"active"}), "suspended"),
    REINSTATE: (frozenset({"suspended"}), "active"),
    CLOSE: (frozenset({"active", "suspended"}), "closed"),
}
INVITATIONS = {"open": InvitationStage.OPEN, "used": InvitationStage.USED, "void": InvitationStage.REVOKED}


def actor(command: Command) -> Actor:
    return SYSTEM if isinstance(command, AcceptInvitation | InviteMain) else OPERATOR


def must_be_like(state: Company, model: Model) -> None:
    assert state.stage is CompanyStage(model.stage)
    stages = {one.id: one.stage for one in state.sub_accounts}
    pending = {member for member, stage in stages.items() if stage is SubAccountStage.PENDING}
    assert pending == model.waiting - {MAIN}
    assert {member for member, stage in stages.items() if stage is SubAccountStage.ACTIVE} == model.active - {MAIN}
    kept = {one.id: (one.member, one.issued_at - NOW, one.stage) for one in state.invitations}
    assert kept == {link.name: (link.member, link.at, INVITATIONS[link.state]) for link in model.links}
    must_add_up(state)


def explored(
    start: Company, model: Model, commands: Iterable[Command], policy: SubAccountPolicy
) -> tuple[int, Counter[str]]:
    """How many different worlds there are, and how often was answered what."""
    asked, answers = tuple(commands), Counter[str]()
    first = (start, model, MOMENTS[0])
    seen, edge = {first}, deque([first])
    while edge:
        state, known, now = edge.popleft()
        reached = [(state, known, LATER[now])] if now in LATER else []
        for command in asked:
            ctx = context(actor(command), policy=policy, now=NOW + now)
            expected = known.after(command, now, policy)
            match execute(state, command, ctx):
                case Refused(reasons):
                    codes = [reason.code for reason in reasons]
                    assert codes == expected, (command, now, known)
                    answers.update(codes)
                case Done(after, events):
                    assert isinstance(expected, Model), (command, now, known, expected)
                    assert bool(events) == (expected != known)
                    must_be_like(after, expected)
                    answers["done" if events else "nothing"] += 1
                    reached.append((after, expected, now))
        new = [each for each in reached if each not in seen]
        seen.update(new)
        edge.extend(new)
    return len(seen), answers


OF_TOKENS = {
    *("subaccounts.invalid_token", "subaccounts.already_activated"),
    *("subaccounts.activation_link_revoked", "subaccounts.activation_link_expired"),
}


@pytest.mark.rule("H10")
@pytest.mark.parametrize("policy", [INVITING, PATIENT], ids=["at any time", "after expiry"])
def test_no_sequence_makes_a_main_account_active_but_its_latest_link_in_time(policy: SubAccountPolicy) -> None:
    commands: list[Command] = [REFUSE, *map(invite, LINKS), *map(accept, LINKS)]
    worlds, answers = explored(applied(), Model("applied", frozenset({MAIN}), frozenset()), commands, policy)
    assert worlds > 150
    assert {*answers} >= OF_TOKENS | {"done", "nothing", "id_taken", "wrong_stage"}
    assert ("subaccounts.invitation_still_valid" in answers) is (policy is PATIENT)


@pytest.mark.rule("H10", "H11")
def test_no_sequence_makes_a_sub_account_active_but_its_latest_link_in_time() -> None:
    start = company(hire("ana"), hire("bo"), policy=INVITING)
    commands: list[Command] = [
        *(delete("ana"), SUSPEND, REINSTATE, CLOSE),
        *[invite_sub(who, name) for who in ("ana", "bo") for name in LINKS[:2]],
        *map(accept, LINKS[:2]),
    ]
    model = Model("active", frozenset({"ana", "bo"}), frozenset())
    worlds, answers = explored(start, model, commands, INVITING)
    assert worlds > 1000
    assert {*answers} == OF_TOKENS | {"done", "nothing", "id_taken", "wrong_stage"}
