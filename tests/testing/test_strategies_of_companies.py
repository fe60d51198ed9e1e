"""What the strategies draw for companies: every stage, every command, both outcomes, under any policy, quickly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import get_args

from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from pendulum import DateTime

from mpcore import subaccounts, wire
from mpcore.kernel import Done, Kind, NothingNamed, Refusal, Refused, Scope, is_id
from mpcore.subaccounts import (
    CATALOGUE,
    ChatGroupStage,
    Company,
    CompanyCommand,
    CompanyEvent,
    CompanyStage,
    Context,
    CreateCompany,
    GrantStage,
    InvitationPolicy,
    InvitationStage,
    RoleStage,
    ScopeCatalogue,
    ScopeInfo,
    SubAccountPolicy,
    SubAccountStage,
    Who,
)
from mpcore.testing import SYSTEM, Attempt
from mpcore.testing import strategies as some
from mpcore.testing.strategies import CompanyAttempt, CompanyLife

FEW = settings(
    max_examples=16,
    deadline=None,
    database=None,
    derandomize=False,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
COMMANDS = set(get_args(CompanyCommand))
INVITING = SubAccountPolicy(
    delegated=CATALOGUE.of(Who.BY_POLICY), invitations=InvitationPolicy(main=True, sub_accounts=True)
)
FISH = ScopeCatalogue(
    (
        ScopeInfo(scope=Scope("fish.gut"), meaning="gut fish"),
        ScopeInfo(scope=Scope("fish.sell"), meaning="sell fish", who=Who.NEVER),
    )
)
"""A host's catalogue that has nothing in common with ours."""
ODD = (
    SubAccountPolicy(max_sub_accounts=0, max_roles=0),
    SubAccountPolicy(scopes=FISH),
    SubAccountPolicy(scopes=ScopeCatalogue(())),
    INVITING,
    SubAccountPolicy(cascade=True, delegated=INVITING.delegated),
)


def stages_of(state: Company) -> set[object]:
    """The company's, and those of everything in it."""
    return {
        state.stage,
        *[each.stage for each in state.sub_accounts],
        *[each.stage for each in state.roles],
        *[each.stage for each in state.grants],
        *[each.stage for each in state.invitations],
        *[each.stage for each in state.groups],
    }


EVERY_STAGE = {
    *(*CompanyStage, *SubAccountStage, *RoleStage),
    *(*GrantStage, *InvitationStage, *ChatGroupStage),
}


# --- what is drawn is valid


@given(some.company_lives())
def test_a_company_is_what_its_history_gives_and_travels(life: CompanyLife) -> None:
    assert subaccounts.replay(life.history) == life.state
    assert wire.load(Company, wire.dump(life.state)) == life.state
    assert life.now >= life.state.created_at


@given(st.sampled_from(ODD), st.data())
def test_lives_are_lived_under_any_policy(policy: SubAccountPolicy, data: DataObject) -> None:
    attempt: CompanyAttempt = data.draw(some.company_attempts(policy))
    assert attempt.context.policy is policy
    outcome = attempt.execute()
    assert isinstance(outcome, Done) or outcome.reasons
    assert all(role.scopes <= policy.scopes.staff for role in attempt.state.roles)
    if policy.max_roles == 0:
        assert attempt.state.roles == ()
        assert attempt.state.sub_accounts == ()


@settings(max_examples=30)
@given(some.company_attempts(st.just(INVITING), shops=1, steps=4))
def test_bounds_and_strategies_of_policies_are_kept(attempt: CompanyAttempt) -> None:
    assert attempt.context.policy == INVITING
    assert len(attempt.state.shops) <= 1 + 4
    assert len(attempt.history) <= 1 + 4 * 2, "an invitation is issued in the place of another"


@given(some.sub_account_policies())
def test_policies_can_be_built_and_travel(policy: SubAccountPolicy) -> None:
    assert wire.load(SubAccountPolicy, wire.dump(policy)) == policy


@given(some.create_company_commands(shops=2), some.instants())
def test_new_companies_are_accepted(command: CreateCompany, now: DateTime) -> None:
    ctx = Context(now=now, actor=SYSTEM, policy=INVITING, shop_taken=False)
    assert len(command.shops) <= 2
    assert isinstance(subaccounts.create(command, ctx), Done)


@given(some.company_lives())
def test_ids_tell_what_they_name(life: CompanyLife) -> None:
    state = life.state
    for letter, things in (("r", state.roles), ("g", state.grants), ("i", state.invitations), ("c", state.groups)):
        assert all(is_id(thing.id) for thing in things)
        assert {thing.id[0] for thing in things} <= {letter}


def a_rule(_: object, command: object, __: object) -> Refusal | None:
    return None if isinstance(command, subaccounts.CreateSubAccount) else NothingNamed(thing="nothing")


@settings(max_examples=40)
@given(some.company_attempts(also=(a_rule,)))
def test_a_hosts_own_rules_are_asked(attempt: CompanyAttempt) -> None:
    assert attempt.context.also == (a_rule,)
    assert set(map(type, attempt.history[1:])) <= {subaccounts.SubAccountCreated}


def test_an_attempt_is_one_of_the_protocol() -> None:
    found: Attempt[Company, CompanyCommand] = find(some.company_attempts(), lambda _: True, settings=FEW)
    assert found.execute() == subaccounts.execute(found.state, found.command, _context(found))


def _context(attempt: Attempt[Company, CompanyCommand]) -> Context:
    assert isinstance(attempt.context, Context)
    return attempt.context


# --- and varied


class Looked:
    """What many attempts were like."""

    def __init__(self) -> None:
        self.outcomes: Counter[tuple[type[CompanyCommand], bool]] = Counter()
        self.events: Counter[type[CompanyEvent]] = Counter()
        self.stages: Counter[object] = Counter()
        self.reasons: Counter[str] = Counter()
        self.kinds: Counter[Kind] = Counter()
        self.actors: Counter[str] = Counter()
        self.managed = 0
        self.unequal = 0

    def at(self, attempt: CompanyAttempt) -> None:
        outcome, ctx = attempt.execute(), attempt.context
        self.outcomes[type(attempt.command), isinstance(outcome, Done)] += 1
        self.events.update({type(event) for event in attempt.history})
        self.stages.update(stages_of(attempt.state))
        if isinstance(outcome, Refused):
            self.reasons.update([reason.code for reason in outcome.reasons])
            self.kinds.update([reason.kind for reason in outcome.reasons])
        self.actors[type(ctx.actor).__name__] += 1
        self.managed += any(event.through for event in attempt.history)
        staff = [subaccounts.Member.of(attempt.state, one.id) for one in attempt.state.sub_accounts]
        seen = [{shop: subaccounts.visible(one, shop, ctx) for shop in one.held} for one in staff]
        self.unequal += any(len(set(each.values())) > 2 for each in seen)


def looked(check: Callable[[Looked], None]) -> None:
    found = Looked()
    for number in range(80):  # a run by itself varies little: it mutates what it has

        @seed(number)
        @FEW
        @given(st.lists(some.company_attempts(some.sub_account_policies() | st.just(INVITING)), min_size=3, max_size=3))
        def look(attempts: list[CompanyAttempt]) -> None:
            for attempt in attempts:
                found.at(attempt)

        look()
    check(found)


def every_kind(found: Looked) -> None:
    accepted, refused = ({kind for kind, done in found.outcomes if done is is_done} for is_done in (True, False))
    assert accepted == COMMANDS, "every command is accepted"
    assert refused == COMMANDS, "and refused"
    assert set(found.events) == set(get_args(CompanyEvent)), "everything happens that can"
    assert set(found.stages) >= EVERY_STAGE, "and leads everywhere"


def good_shares(found: Looked) -> None:
    whole = found.outcomes.total()
    accepted = sum(count for (_, done), count in found.outcomes.items() if done)
    assert whole * 0.3 < accepted < whole * 0.8
    assert len(found.reasons) >= 18, "for many reasons"
    assert set(found.kinds) >= {Kind.NOT_FOUND, Kind.FORBIDDEN, Kind.CONFLICT, Kind.INVALID}
    assert set(found.actors) == {"Operator", "System", "VendorMember"}
    assert min(found.actors.values()) >= whole * 0.02
    assert found.managed >= 5, "staff that manages does so"
    assert found.unequal >= 5, "and staff holds one thing here and another there"


def test_every_command_stage_and_event_turns_up_and_both_outcomes_in_good_shares() -> None:
    def check(found: Looked) -> None:
        every_kind(found)
        good_shares(found)

    looked(check)
