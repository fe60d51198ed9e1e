"""Companies in any state that can be reached, by living their lives: commands, and time going by."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pendulum import DateTime

from mpcore import subaccounts
from mpcore.kernel import (
    Actor,
    MemberId,
    Operator,
    Outcome,
    Refused,
    Scope,
    ShopId,
    System,
    VendorId,
    VendorMember,
    frozen,
    utc,
)
from mpcore.subaccounts import (
    CATALOGUE,
    GATES,
    AcceptInvitation,
    Company,
    CompanyCommand,
    CompanyEvent,
    CompanyRule,
    Context,
    CreateChatGroup,
    CreateCompany,
    CreateSubAccount,
    DefineRole,
    GrantRole,
    InvitationPolicy,
    InviteMain,
    InviteSubAccount,
    SubAccountPolicy,
    SubAccountStage,
    Who,
    member_of,
)
from mpcore.testing.entitled import OPERATOR, SYSTEM
from mpcore.testing.strategies.company_fitting import fitting
from mpcore.testing.strategies.company_values import drawn_shops, one_of
from mpcore.testing.strategies.company_wild import anything
from mpcore.testing.strategies.values import Draw, instants

__all__ = [
    "CompanyAttempt",
    "CompanyLife",
    "companies",
    "company_attempts",
    "company_commands",
    "company_lives",
    "create_company_commands",
    "sub_account_policies",
]

Policies = SubAccountPolicy | SearchStrategy[SubAccountPolicy] | None


@frozen(kw_only=True)
class CompanyLife:
    """What became of one company so far."""

    policy: SubAccountPolicy
    state: Company
    history: tuple[CompanyEvent, ...]
    now: DateTime
    """The instant of the last thing that was asked."""


@frozen(kw_only=True)
class CompanyAttempt:
    """A company with the history that led to it, a command, and a context; an `Attempt[Company, CompanyCommand]`."""

    state: Company
    command: CompanyCommand
    context: Context
    history: tuple[CompanyEvent, ...]
    """`replay(history) == state`, unless the library is broken."""

    def execute(self) -> Outcome[Company, CompanyEvent]:
        """`subaccounts.execute` of the three."""
        return subaccounts.execute(self.state, self.command, self.context)


@st.composite
def sub_account_policies(draw: DrawFn) -> SubAccountPolicy:
    """What a marketplace may decide about sub-accounts: delegation, invitations, limits, whether grants fall."""
    delegated = draw(_DELEGATED)
    return SubAccountPolicy(
        delegated=delegated,
        max_sub_accounts=draw(_LIMITS),
        max_roles=draw(_LIMITS),
        invitations=draw(_INVITATIONS),
        cascade=draw(_YES_OR_NO),
    )


@st.composite
def create_company_commands(draw: DrawFn, *, shops: int = 3) -> CreateCompany:
    """New companies `v1` of a main account `main` with up to so many shops, `a`, `b`…."""
    return CreateCompany(company=VendorId("v1"), main=MemberId("main"), shops=drawn_shops(draw, shops))


def company_lives(
    policy: Policies = None, also: tuple[CompanyRule, ...] = (), *, shops: int = 3, steps: int = 20
) -> SearchStrategy[CompanyLife]:
    """Companies with their histories, of up to so many shops at first and so many steps.

    Where `policy` is left out, policies are drawn too.  Ids tell what they name: sub-accounts are `m1`, `m2`…, roles
    `r1`…, grants `g1`…, invitations `i1`…, chat groups `c1`….
    """
    return _lives(_policies(policy), also, shops, steps)


@st.composite
def _lives(
    draw: DrawFn, policies: SearchStrategy[SubAccountPolicy], also: tuple[CompanyRule, ...], shops: int, steps: int
) -> CompanyLife:
    policy = draw(policies)
    founding, now = draw(create_company_commands(shops=shops)), draw(_INSTANTS)
    ctx = Context(now=now, actor=SYSTEM, policy=policy, shop_taken=False, also=also)
    outcome = subaccounts.create(founding, ctx)
    if isinstance(outcome, Refused) and also:  # it was created before the host had its rules
        outcome = subaccounts.create(founding, evolve(ctx, also=()))
    done = outcome.unwrap()  # what was drawn to be accepted is
    life = CompanyLife(policy=policy, state=done.state, history=done.events, now=now)
    length = draw(_length(steps))
    if length >= len(_BEGINNING) and draw(_MOSTLY):
        length -= len(_BEGINNING)
        life = _settled(draw, life, also)
    for _ in range(length):
        command, ctx = _asked(draw, life, utc(life.now + draw(_STEP)), also, wild=False)
        life = _lived(life, command, ctx)
    return life


def _settled(draw: Draw, life: CompanyLife, also: tuple[CompanyRule, ...]) -> CompanyLife:
    """Before much else happens there is a team, as far as the policy and the host's rules allow it."""
    for kind in _BEGINNING:
        command = fitting(draw, life.state, life.policy, life.now, only=kind)
        if command is not None:
            actor = _able(life.state, command, life.now, life.policy)[0]
            life = _lived(life, command, _context(life, actor, life.now, also))
    return life


def _lived(life: CompanyLife, command: CompanyCommand, ctx: Context) -> CompanyLife:
    """The life after a command, whatever came of it."""
    outcome = subaccounts.execute(life.state, command, ctx)
    if isinstance(outcome, Refused):
        return evolve(life, now=ctx.now)
    return evolve(life, state=outcome.state, history=life.history + outcome.events, now=ctx.now)


def _context(life: CompanyLife, actor: Actor, now: DateTime, also: tuple[CompanyRule, ...]) -> Context:
    return Context(now=now, actor=actor, policy=life.policy, shop_taken=False, same_passwords=frozenset(), also=also)


def companies(
    policy: Policies = None, also: tuple[CompanyRule, ...] = (), *, shops: int = 3, steps: int = 20
) -> SearchStrategy[Company]:
    """Companies in any state that commands lead to: shops, staff, roles, grants, invitations, chat groups."""
    return company_lives(policy, also, shops=shops, steps=steps).map(lambda life: life.state)


@st.composite
def company_commands(draw: DrawFn, company: Company, policy: SubAccountPolicy | None = None) -> CompanyCommand:
    """Commands for a company: about half of them fit it as it was created, the others are drawn without looking."""
    now, rules = company.created_at, SubAccountPolicy() if policy is None else policy
    command = None if draw(_YES_OR_NO) else fitting(draw, company, rules, now)
    return anything(draw, company, now) if command is None else command


def company_attempts(
    policy: Policies = None, also: tuple[CompanyRule, ...] = (), *, shops: int = 3, steps: int = 20
) -> SearchStrategy[CompanyAttempt]:
    """A reachable company, a command and a context: about half of them fit, the others are drawn without looking."""
    return _attempts(company_lives(policy, also, shops=shops, steps=steps), also)


@st.composite
def _attempts(draw: DrawFn, drawn: SearchStrategy[CompanyLife], also: tuple[CompanyRule, ...]) -> CompanyAttempt:
    life = draw(drawn)
    wild = draw(_OFTEN)
    command, ctx = _asked(draw, life, utc(life.now + draw(_STEP)), also, wild=wild)
    return CompanyAttempt(state=life.state, command=command, context=ctx, history=life.history)


def _policies(policy: Policies) -> SearchStrategy[SubAccountPolicy]:
    if policy is None:
        return _ANY_POLICY
    return st.just(policy) if isinstance(policy, SubAccountPolicy) else policy


# --- who asks


def _asked(
    draw: Draw, life: CompanyLife, now: DateTime, also: tuple[CompanyRule, ...], *, wild: bool
) -> tuple[CompanyCommand, Context]:
    """A command and its context, drawn to fit or, where it is `wild`, drawn without looking."""
    state, policy = life.state, life.policy
    command = None if wild else fitting(draw, state, policy, now)
    fits = command is not None
    command = anything(draw, state, now) if command is None else command
    who = _able(state, command, now, policy) if fits or draw(_MOSTLY) else []
    ctx = _context(life, one_of(draw, who or _everybody(state, now, policy)), now, also)
    return command, ctx if fits else evolve(ctx, shop_taken=draw(_SELDOM), same_passwords=draw(_SAME))


def _able(company: Company, command: CompanyCommand, now: DateTime, policy: SubAccountPolicy) -> list[Actor]:
    """Everybody who may ask for this, whatever else stands against it: the main account first."""
    kinds = GATES[type(command)].kinds
    found: list[Actor] = []
    if VendorMember in kinds:
        found.append(member_of(company, company.main, now, policy))
        staff = [one.id for one in company.sub_accounts if one.stage is SubAccountStage.ACTIVE]
        found += [one for name in staff if _may((one := member_of(company, name, now, policy)), company, command.scope)]
    if System in kinds:
        found.append(SYSTEM)
    if Operator in kinds:
        found.append(OPERATOR)
    return found


def _may(actor: VendorMember, company: Company, scope: Scope) -> bool:
    places: list[ShopId | None] = [None, *[shop.id for shop in company.shops]]
    return any(actor.may(scope, place) for place in places)


def _everybody(company: Company, now: DateTime, policy: SubAccountPolicy) -> list[Actor]:
    """Operators, the system, everybody of the company, and strangers."""
    names = [company.main, *[one.id for one in company.sub_accounts], MemberId("nobody")]
    staff = [member_of(company, name, now, policy) for name in names]
    stranger = VendorMember(VendorId(company.id + "+"), company.main, staff[0].grants)
    return [OPERATOR, SYSTEM, Operator(MemberId("otto"), frozenset()), *staff, stranger]


_BEGINNING: tuple[type[CompanyCommand], ...] = (
    *(InviteMain, AcceptInvitation, CreateSubAccount, CreateSubAccount, InviteSubAccount, AcceptInvitation),
    *(DefineRole, DefineRole, GrantRole, GrantRole, CreateChatGroup),
)
"""What is asked first of most companies, where it can be."""

_DAY = timedelta(days=1)
_YES_OR_NO = st.booleans()
_MOSTLY = st.sampled_from((True, True, False))
_OFTEN = st.sampled_from((False, True, True))
_SELDOM = st.sampled_from((False, False, False, True))
_SAME = st.sampled_from((frozenset[ShopId](), frozenset({ShopId("a")}), frozenset({ShopId("b"), ShopId("elsewhere")})))
_INSTANTS = instants()
_STEP = st.sampled_from(
    (timedelta(minutes=1), timedelta(), timedelta(microseconds=1), timedelta(hours=1), _DAY, 3 * _DAY, 40 * _DAY)
)
_BY_POLICY = sorted(CATALOGUE.of(Who.BY_POLICY))
_DELEGATED: SearchStrategy[frozenset[Scope]] = st.sampled_from(
    (frozenset[Scope](), frozenset(_BY_POLICY))
) | st.frozensets(st.sampled_from(_BY_POLICY))
_LIMITS = st.sampled_from((None, None, 5, 1, 0))
_INVITATIONS = (
    st.just(InvitationPolicy())
    | st.just(InvitationPolicy(sub_accounts=True))
    | st.builds(
        InvitationPolicy,
        main=_YES_OR_NO,
        sub_accounts=_YES_OR_NO,
        valid=st.sampled_from((timedelta(hours=72), timedelta(microseconds=1))),
        valid_for_sub_accounts=st.sampled_from((timedelta(hours=72), timedelta(hours=1))),
        again_before_expiry=_YES_OR_NO,
    )
)
_ANY_POLICY = st.sampled_from((st.just(SubAccountPolicy()), *[sub_account_policies()] * 3)).flatmap(lambda one: one)


def _length(most: int) -> SearchStrategy[int]:
    """Any number of steps up to so many, more of them rather than fewer."""
    return st.sampled_from([*range(most + 1), *range(most // 2, most + 1)])
