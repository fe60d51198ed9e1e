"""Who limits what others spend by themselves; and nobody gets round their own limits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve as with_
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money

from mpcore import i18n, wire
from mpcore.kernel import (
    Actor,
    BrokenHistoryError,
    Done,
    Duplicate,
    MalformedError,
    MemberId,
    NotFound,
    Refusal,
    Refused,
    Scope,
    WrongStage,
)
from mpcore.money import money, to_minor
from mpcore.subaccounts import (
    Between,
    Company,
    DayLimitPassedOn,
    Granted,
    GrantRole,
    LimitsSet,
    LimitsTooWide,
    MainUnlimited,
    NonDelegableScope,
    OwnLimits,
    PrivilegeEscalation,
    ScopeUnknown,
    SetLimits,
    Spending,
    SpendingContext,
    SpendingLimit,
    Spent,
    SubAccountStage,
    TransferOwnership,
    decide,
    evolve,
    execute,
    may_spend,
)
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    INVITING,
    MAIN,
    NOW,
    OPERATOR,
    PLAIN,
    SUSPEND,
    SYSTEM,
    VENDOR,
    A,
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
    invite_sub,
    refused,
    take,
    then,
    told,
)

REFUND, PAYOUT = "refunds.request", "payouts.request"


def limit(
    action: str | None = None, day: str | None = None, *, scope: str = REFUND, currency: str = "EUR"
) -> SpendingLimit:
    return SpendingLimit(
        scope=Scope(scope),
        per_action=None if action is None else money(action, currency),
        per_day=None if day is None else money(day, currency),
    )


def limits(who: str, *each: SpendingLimit) -> SetLimits:
    return SetLimits(company=VENDOR, member=MemberId(who), limits=each)


def of(state: Company, who: str) -> tuple[SpendingLimit, ...]:
    one = state.sub_account(MemberId(who))
    assert one is not None
    return one.limits


def team(*commands: Command) -> Company:
    """Ana limits others and refunds, bo refunds, cy has nothing; ana may refund 100 EUR at once and 300 a day."""
    return company(
        *map(hire, ("ana", "bo", "cy")),
        define("refunder", REFUND),
        define("limiter", REFUND, "limits.manage"),
        define("boss", REFUND, PAYOUT, *sorted(DELEGATING.delegated - {"payout_account.manage"})),
        give("bo", "refunder", A),
        limits("ana", limit("100", "300")),
        *commands,
        policy=DELEGATING,
    )


LIMITER, BOSS = team(give("ana", "limiter")), team(give("ana", "boss"), limits("ana", limit("100")))
DAILY = team(give("ana", "boss"), limits("ana", limit(None, "50")))
"""As a boss, ana may refund 100 EUR at once, as often as she likes; or 50 EUR a day."""


def why_not(state: Company, command: Command, who: Actor | str = "ana") -> tuple[Refusal, ...]:
    match decide(state, command, context(who, policy=DELEGATING)):
        case Refused(reasons):
            return reasons
        case accepted:
            assert accepted.events
            return ()


# --- who, whom, what


def test_limits_are_all_the_limits_in_the_order_of_scope_and_currency() -> None:
    pay, usd, eur = limit("5", scope=PAYOUT), limit("7", currency="USD"), limit(None, "50")
    state = then(team(), limits("bo", usd, pay, eur))
    assert of(state, "bo") == (pay, eur, usd)
    assert of(then(state, limits("bo", eur)), "bo") == (eur,)
    assert of(then(state, limits("bo")), "bo") == (), "none lifts every limit"
    (event,) = told(state, limits("bo"), OPERATOR)
    assert isinstance(event, LimitsSet)
    assert (event.member, event.limits, event.operator, event.by) == ("bo", (), "olga", None)
    (event,) = told(LIMITER, limits("bo", limit("10", "10")), "ana", policy=DELEGATING)
    assert (event.by, event.through) == ("ana", ("ana-limiter-all",))


def test_the_same_limits_said_twice_change_nothing() -> None:
    usd, eur = limit("7", currency="USD"), limit(None, "50")
    state = then(team(), limits("bo", usd, eur))
    assert told(state, limits("bo", eur, usd)) == told(state, limits("bo", limit(None, "50.00"), usd)) == ()
    assert told(state, limits("bo", limit(None, "50.01"), usd))


def test_limits_are_of_sub_accounts_that_are_not_deleted() -> None:
    assert why_not(team(), limits("dee"), MAIN) == (NotFound(thing="sub-account", id="dee", at="member"),)
    gone = WrongStage(thing="sub-account", id="bo", stage=SubAccountStage.DELETED, asked="set limits")
    assert why_not(then(team(), delete("bo")), limits("bo", limit("1")), MAIN) == (gone,)
    assert told(then(team(), disable("bo")), limits("bo", limit("1")))


@pytest.mark.rule("H2")
def test_the_main_account_has_no_limits() -> None:
    for who in (MAIN, "ana"):
        assert why_not(LIMITER, limits(MAIN, limit("1")), who) == (MainUnlimited(member=MAIN, at="member"),)
    led = then(LIMITER, TransferOwnership(company=VENDOR, to=MemberId("ana")))
    assert refused(led, limits("ana", limit("1")), "ana") == ["subaccounts.main_unlimited"]
    assert of(led, MAIN) == ()


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        ("orders.fly", ScopeUnknown(scope="orders.fly", at="limits")),
        ("refunds.*", ScopeUnknown(scope="refunds.*", at="limits")),
        ("wallet.password.change", NonDelegableScope(scope=Scope("wallet.password.change"), at="limits")),
        ("payouts.approve", NonDelegableScope(scope=Scope("payouts.approve"), at="limits")),
        ("discounts.redeem", NonDelegableScope(scope=Scope("discounts.redeem"), at="limits")),
        ("payout_account.manage", NonDelegableScope(scope=Scope("payout_account.manage"), at="limits")),
    ],
    ids=[
        "unknown",
        "a wildcard",
        "main's alone",
        "an operator's",
        "a buyer's",
        "not delegated here",
    ],
)
def test_what_no_sub_account_can_hold_is_not_limited(scope: str, reason: Refusal) -> None:
    for who in (MAIN, OPERATOR):
        asked = limits("bo", limit("1", scope=scope), limit("1"))
        assert decide(team(), asked, context(who, policy=PLAIN)) == Refused((reason,))


def test_a_scope_has_one_limit_in_each_currency() -> None:
    twice = (limit("1"), limit("1", currency="USD"), limit("2"))
    assert why_not(team(), limits("bo", *twice), MAIN) == (
        Duplicate(thing="limit", id="refunds.request EUR", at="limits"),
    )
    assert why_not(team(), limits("bo", limit("1"), limit("1", scope=PAYOUT)), MAIN) == ()


def test_a_suspended_company_gets_no_new_limits() -> None:
    off = then(team(), SUSPEND, OPERATOR)
    assert refused(off, limits("bo", limit("1")), OPERATOR) == ["wrong_stage"]
    assert refused(off, limits("bo", limit("1"))) == ["subaccounts.main_account_suspended"]


def test_every_reason_against_limits_is_given() -> None:
    many = (limit("500"), limit("500"), limit("1", scope="orders.fly"))
    assert [reason.code for reason in why_not(LIMITER, limits("ana", *many))] == [
        "subaccounts.own_limits",
        "subaccounts.scope_unknown",
        "duplicate",
        "subaccounts.limits_too_wide",
    ]


FORMLESS: dict[str, Callable[[], object]] = {
    "a limit of nothing": limit,
    "two currencies": lambda: SpendingLimit(
        scope=Scope(REFUND), per_action=money("1", "EUR"), per_day=money("1", "USD")
    ),
    "a negative amount": lambda: limit("-0.01"),
    "a number": lambda: SpendingLimit(scope=Scope(REFUND), per_action=5),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    "more places than there are": lambda: SpendingLimit(scope=Scope(REFUND), per_day=Money("1.001", "EUR")),
    "no scope": lambda: limit("1", scope=""),
    "a scope that cannot be kept": lambda: limit("1", scope="\x00"),
    "a text for a limit": lambda: limits("bo", "1 EUR"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
}


@pytest.mark.parametrize("name", sorted(FORMLESS))
def test_what_is_no_limit_is_refused_before_anybody_is_asked(name: str) -> None:
    with pytest.raises(MalformedError):
        FORMLESS[name]()
    assert limit("0", "0").currency == "EUR", "nothing may be spent: that is a limit"


def test_limits_that_cannot_have_been_set_are_no_history() -> None:
    (event,) = told(team(), limits("bo", limit("1"), limit("1", scope=PAYOUT)))
    assert isinstance(event, LimitsSet)
    for state, wrong in (
        (team(), with_(event, member=MemberId("dee"))),
        (then(team(), delete("bo")), event),
        (team(), with_(event, limits=event.limits[::-1])),
        (team(), with_(event, limits=event.limits[:1] * 2)),
    ):
        with pytest.raises(BrokenHistoryError):
            evolve(state, wrong)
    assert of(evolve(team(), event), "bo") == event.limits


def test_limits_are_carried() -> None:
    state = then(team(), limits("bo", limit("1"), limit(None, "7", currency="JPY")))
    assert wire.load(Company, wire.dump(state)) == state


# --- nobody widens what they may spend themselves


@pytest.mark.rule("00.8")
def test_nobody_sets_their_own_limits() -> None:
    for asked in ((limit("500", "500"),), (limit("1", "1"),), ()):
        assert OwnLimits(member=MemberId("ana"), at="member") in why_not(LIMITER, limits("ana", *asked))
        assert refused(LIMITER, limits("bo", *asked or (limit("1"),)), "bo", policy=DELEGATING) == [
            "subaccounts.not_granted"
        ]
    unlimited = then(LIMITER, limits("ana"))
    assert why_not(unlimited, limits("ana", limit("1"))) == (OwnLimits(member=MemberId("ana"), at="member"),)


@pytest.mark.rule("00.8")
def test_limits_are_set_by_whoever_may_in_all_shops_and_by_nobody_else() -> None:
    ten = limits("bo", limit("10", "10"))
    assert refused(LIMITER, ten, "ana") == ["subaccounts.main_only"], "where it is not delegated"
    assert refused(team(give("ana", "limiter", A)), ten, "ana", policy=DELEGATING) == ["subaccounts.not_granted"]
    assert refused(LIMITER, ten, SYSTEM, policy=DELEGATING) == ["missing_scope"]
    assert why_not(LIMITER, ten) == why_not(LIMITER, ten, MAIN) == ()


@pytest.mark.rule("00.8")
def test_nobody_limits_what_they_do_not_hold_everywhere_and_without_end() -> None:
    def lacks(state: Company, *each: SpendingLimit) -> bool:
        reasons = why_not(state, limits("bo", *each))
        assert reasons in ((), (PrivilegeEscalation(scopes=(each[0].scope,)),))
        return bool(reasons)

    assert lacks(LIMITER, limit("10", "10", scope=PAYOUT))
    assert not lacks(BOSS, limit("10", "10", scope=PAYOUT))
    only = define("only", "limits.manage")
    assert lacks(team(only, give("ana", "only"), give("ana", "refunder", A)), limit("10", "10"))
    assert not lacks(team(only, give("ana", "only"), give("ana", "refunder")), limit("10", "10"))
    assert lacks(
        team(only, give("ana", "only"), give("ana", "refunder", None, Between(None, NOW + DAY))), limit("10", "10")
    )
    lifting = then(LIMITER, limits("bo", limit("10", "10", scope=PAYOUT)))
    assert why_not(lifting, limits("bo")) == (PrivilegeEscalation(scopes=(Scope(PAYOUT),)),), "lifting is limiting"
    kept = limits("bo", limit("10", "10"), limit("10", "10", scope=PAYOUT))
    assert why_not(lifting, kept) == (), "what stays as it is was not their doing"


@pytest.mark.rule("00.8")
@pytest.mark.parametrize(
    ("asked", "is_wider"),
    [
        ((limit("100", "300"),), False),
        ((limit("99.99", "299.99"),), False),
        ((limit("100.01", "300"),), True),
        ((limit("100", "300.01"),), True),
        ((limit("100"),), True),
        ((limit(None, "300"),), True),
        ((limit("100", "300"), limit("1", "1", currency="USD")), True),
        ((limit("1", "1", currency="USD"),), True),
    ],
    ids=["as wide", "narrower", "at once", "a day", "no day", "no action", "another currency too", "another currency"],
)
def test_nobody_gives_wider_limits_than_their_own(asked: tuple[SpendingLimit, ...], is_wider: bool) -> None:
    wider = (LimitsTooWide(members=(MemberId("bo"),), scopes=(Scope(REFUND),), at="limits"),)
    assert why_not(LIMITER, limits("bo", *asked)) == (wider if is_wider else ())
    assert why_not(LIMITER, limits("bo", *asked), MAIN) == ()
    assert why_not(then(LIMITER, limits("ana")), limits("bo", *asked)) == (), "no limit is the widest"


@pytest.mark.rule("00.8")
def test_nobody_lifts_a_limit_that_they_have_themselves() -> None:
    state = then(LIMITER, limits("bo", limit("50", "50")))
    assert [reason.code for reason in why_not(state, limits("bo"))] == ["subaccounts.limits_too_wide"]
    assert why_not(then(state, limits("ana")), limits("bo")) == ()
    wide = then(LIMITER, limits("bo", limit("500"), limit("1", scope=PAYOUT)))
    narrower = limits("bo", limit("400"), limit("1", scope=PAYOUT))
    assert [reason.code for reason in why_not(wide, narrower)] == ["subaccounts.limits_too_wide"]
    assert why_not(wide, limits("bo", limit("100", "300"), limit("1", scope=PAYOUT))) == ()


@pytest.mark.rule("00.8")
def test_nobody_grants_others_what_they_would_spend_more_with() -> None:
    new = then(BOSS, hire("dee"), "ana", policy=DELEGATING)
    too_wide = (LimitsTooWide(members=(MemberId("dee"),), scopes=(Scope(REFUND),)),)
    assert why_not(new, give("dee", "refunder")) == too_wide
    assert why_not(new, give("dee", "boss")) == too_wide
    assert why_not(new, give("dee", "refunder"), MAIN) == why_not(new, give("dee", "refunder"), OPERATOR) == ()
    limited = then(new, limits("dee", limit("100")), "ana", policy=DELEGATING)
    assert why_not(limited, give("dee", "refunder")) == ()
    assert why_not(then(new, limits("dee", limit("100.01"))), give("dee", "refunder")) == too_wide
    harmless = then(new, define("packer", "orders.ship"), policy=DELEGATING)
    assert why_not(harmless, give("dee", "packer")) == (PrivilegeEscalation(scopes=(Scope("orders.ship"),)),)
    assert why_not(then(new, limits("ana")), give("dee", "refunder")) == ()
    assert why_not(BOSS, give("ana", "refunder")) == (), "to themselves as they are"


@pytest.mark.rule("00.8")
def test_nobody_widens_a_role_of_those_who_would_spend_more() -> None:
    state = BOSS
    for command in (define("clerk", PAYOUT), give("cy", "clerk", A), give("bo", "clerk", A)):
        state = then(state, command, policy=DELEGATING)
    with_refunds = edit("clerk", PAYOUT, REFUND)
    too_wide = (LimitsTooWide(members=(MemberId("bo"), MemberId("cy")), scopes=(Scope(REFUND),)),)
    assert why_not(state, with_refunds) == too_wide
    assert why_not(state, with_refunds, MAIN) == ()
    one = then(state, limits("bo", limit("1", "1")))
    assert why_not(one, with_refunds) == (LimitsTooWide(members=(MemberId("cy"),), scopes=(Scope(REFUND),)),)
    assert why_not(then(one, take("cy-clerk-a")), with_refunds) == ()
    assert why_not(BOSS, edit("refunder", REFUND, PAYOUT)) == (), "bo refunds already, and that was not ana's doing"


@pytest.mark.rule("00.8")
def test_nobody_enables_those_who_would_spend_more() -> None:
    off = then(BOSS, disable("bo"))
    assert why_not(off, enable("bo")) == (LimitsTooWide(members=(MemberId("bo"),), scopes=(Scope(REFUND),)),)
    assert why_not(off, enable("bo"), MAIN) == ()
    assert why_not(then(off, limits("bo", limit("1", "1"))), enable("bo")) == ()
    assert why_not(BOSS, disable("bo")) == why_not(BOSS, delete("bo")) == (), "taking away is not giving"
    lent = BOSS
    for command in (take("bo-refunder-a"), give("bo", "refunder", A, Between(None, NOW + DAY), "lent"), disable("bo")):
        lent = then(lent, command)
    assert why_not(lent, enable("bo"))
    assert told(lent, enable("bo"), "ana", policy=DELEGATING, now=NOW + DAY), "what is over lets nobody spend"


# --- nobody multiplies a day


def passed_on(*members: str, scope: str = REFUND) -> tuple[Refusal, ...]:
    return (DayLimitPassedOn(members=tuple(map(MemberId, members)), scopes=(Scope(scope),)),)


def may_refund(state: Company, who: str, amount: str, *, spent: str = "0") -> bool:
    """Whether they may refund so much in shop a by themselves, where each but them spent nothing today."""
    totals = [Spent(member=one.id, total=money(spent if one.id == who else "0", "EUR")) for one in state.sub_accounts]
    ctx = SpendingContext(now=NOW, actor=OPERATOR, policy=DELEGATING, spent=totals)
    spending = Spending(member=MemberId(who), scope=Scope(REFUND), shop=A, amount=money(amount, "EUR"))
    return isinstance(may_spend(state, spending, ctx), Granted)


@pytest.mark.rule("00.8")
def test_whoever_is_limited_per_day_hires_nobody_who_spends_as_much_again() -> None:
    hired = ("s0", "s1", "s2")
    for start, is_passed_on in ((DAILY, False), (BOSS, True)):
        state = start
        for who in hired:
            for command in (hire(who), limits(who, limit("50", "50"))):
                state = then(state, command, "ana", policy=DELEGATING)
            if is_passed_on:
                state = then(state, give(who, "refunder", A), "ana", policy=DELEGATING)
            else:
                assert why_not(state, give(who, "refunder", A)) == passed_on(who)
        today = [may_refund(state, who, "50") for who in ("ana", *hired)]
        assert today == [True, *[is_passed_on] * 3], "in one day"
        assert may_refund(state, "ana", "0.01", spent="50") is is_passed_on
        assert not may_refund(then(state, give("s0", "refunder", A, grant="main's")), "s0", "0.01", spent="50")


@pytest.mark.rule("00.8")
@pytest.mark.parametrize(
    ("own", "is_daily"),
    [
        (limit(None, "50"), True),
        (limit("50", "50"), True),
        (limit("50", "0"), True),
        (limit(None, "50", currency="USD"), True),
        (limit("50"), False),
        (limit("50", currency="USD"), False),
    ],
    ids=["a day", "at once and a day", "nothing in a day", "in another currency", "at once", "at once in dollars"],
)
def test_what_somebody_is_limited_in_per_day_they_give_to_nobody_else(own: SpendingLimit, is_daily: bool) -> None:
    state = then(then(DAILY, limits("ana", own)), limits("cy", own))
    narrow = limits("cy", with_(own, per_action=money("0", own.currency), per_day=money("0", own.currency)))
    for one in (state, then(state, narrow)):
        assert why_not(one, give("cy", "refunder", A)) == (passed_on("cy") if is_daily else ())
        assert why_not(one, give("cy", "boss")) == (passed_on("cy") if is_daily else ())
        assert why_not(one, give("cy", "refunder", A), MAIN) == why_not(one, give("cy", "refunder"), OPERATOR) == ()
    assert why_not(state, give("ana", "refunder", A)) == (), "their own day stays one"
    assert why_not(then(state, limits("ana")), give("cy", "refunder", A)) == ()
    paying = then(then(state, limits("ana", limit(None, "50", scope=PAYOUT))), limits("cy"))
    assert why_not(paying, give("cy", "refunder", A)) == (), "that is limited in nothing"
    assert why_not(paying, give("cy", "boss")) == passed_on("cy", scope=PAYOUT)
    both = then(state, limits("ana", limit(None, "50", scope=PAYOUT), limit("1")))
    assert why_not(both, give("bo", "boss")) == passed_on("bo", scope=PAYOUT), "which no limit of bo's would mend"


@pytest.mark.rule("00.8")
def test_what_somebody_is_limited_in_per_day_no_role_of_others_gains_from_them() -> None:
    clerk = then(DAILY, define("clerk", PAYOUT), policy=DELEGATING)
    with_refunds = edit("clerk", PAYOUT, REFUND)
    assert why_not(clerk, with_refunds) == why_not(DAILY, define("mine", REFUND)) == (), "nobody has it"
    held = then(clerk, give("cy", "clerk", A, Between(None, NOW + DAY)), policy=DELEGATING)
    assert why_not(held, with_refunds) == passed_on("cy")
    assert why_not(then(held, limits("cy", limit("0", "0"))), with_refunds) == passed_on("cy")
    assert why_not(held, with_refunds, MAIN) == why_not(then(held, take("cy-clerk-a")), with_refunds) == ()
    assert told(held, with_refunds, "ana", policy=DELEGATING, now=NOW + DAY), "nobody has it any more"
    own = then(clerk, give("ana", "clerk", A), policy=DELEGATING)
    assert why_not(own, with_refunds) == ()
    assert why_not(DAILY, edit("refunder", REFUND, PAYOUT)) == (), "bo refunds already"


@pytest.mark.rule("00.8")
def test_whoever_is_limited_per_day_brings_nobody_back_who_does_the_same() -> None:
    narrow = limits("bo", limit("1", "1"))
    off = then(then(DAILY, narrow), disable("bo"))
    assert why_not(off, enable("bo")) == passed_on("bo")
    assert why_not(off, enable("bo"), MAIN) == why_not(then(off, take("bo-refunder-a")), enable("bo")) == ()
    assert why_not(DAILY, disable("bo")) == why_not(DAILY, delete("bo")) == (), "taking away is not giving"
    new = then(DAILY, hire("dee"), policy=INVITING)
    for command in (limits("dee", limit("1", "1")), give("dee", "refunder", A)):
        new = then(new, command, policy=INVITING)
    day_limited = ["subaccounts.day_limit_passed_on"]
    assert refused(new, invite_sub("dee"), "ana", policy=INVITING) == day_limited
    assert told(new, invite_sub("dee"), policy=INVITING)
    assert told(then(new, limits("ana", limit("1"))), invite_sub("dee"), "ana", policy=INVITING)


@pytest.mark.rule("00.8")
def test_whatever_somebody_limited_per_day_asks_for_nobody_else_may_refund_than_before() -> None:
    may = ("ana", "bo")
    asked: tuple[Command, ...] = (
        *(hire("dee"), limits("dee", limit("1", "1")), define("mine", REFUND), define("pays", PAYOUT)),
        *[give(who, role, A) for who in ("ana", "bo", "cy", "dee") for role in ("refunder", "mine", "pays")],
        *[edit("pays", *scopes) for scopes in ((PAYOUT,), (REFUND, PAYOUT))],
        *(disable("cy"), enable("cy")),
    )
    seen, edge, done = {DAILY}, [DAILY], 0
    while edge:
        state = edge.pop()
        for command in asked:
            match execute(state, command, context("ana", policy=DELEGATING)):
                case Done(after, events) if events and after not in seen:
                    assert {one.id for one in after.sub_accounts if may_refund(after, one.id, "0.01")} == {*may}
                    assert may_refund(after, "ana", "50")
                    assert not may_refund(after, "ana", "50.01")
                    done += isinstance(command, GrantRole)
                    seen.add(after)
                    edge.append(after)
                case _:
                    pass
    assert done > 50, "she grants what is not limited, and herself"


amounts = st.sampled_from([None, "0", "50", "100", "100.01", "300", "300.01", "999"])


@st.composite
def some_limits(draw: st.DrawFn) -> tuple[SpendingLimit, ...]:
    found: list[SpendingLimit] = []
    for scope in (REFUND, PAYOUT):
        for currency in ("EUR", "USD"):
            action, day = draw(amounts), draw(amounts)
            if (action, day) != (None, None) and draw(st.booleans()):
                found.append(limit(action, day, scope=scope, currency=currency))
    return tuple(found)


def allows(some: tuple[SpendingLimit, ...], scope: str, currency: str, at_once: int, today: int) -> bool:
    """Whether the limits let so much be spent in an action, in minor units, where so much was spent in the day."""
    here = [each for each in some if each.scope == scope]
    mine = [each for each in here if each.currency == currency]
    if not here:
        return True
    if not mine:
        return False
    action, day = mine[0].per_action, mine[0].per_day
    return (action is None or at_once <= to_minor(action)) and (day is None or today + at_once <= to_minor(day))


POINTS = (0, 1, 5000, 5001, 10000, 10001, 30000, 30001, 99900, 99901, 10**9)


@pytest.mark.rule("00.8")
@given(some_limits(), some_limits(), st.lists(st.tuples(st.sampled_from(["ana", "bo"]), some_limits()), max_size=6))
def test_whatever_two_limiters_set_neither_ever_spends_what_neither_could(
    first: tuple[SpendingLimit, ...],
    second: tuple[SpendingLimit, ...],
    asked: list[tuple[str, tuple[SpendingLimit, ...]]],
) -> None:
    start = team(give("ana", "boss"), give("bo", "boss"), limits("ana", *first), limits("bo", *second))
    state = start
    for who, some in asked:
        other = "bo" if who == "ana" else "ana"
        match execute(state, limits(other, *some), context(who, policy=DELEGATING)):
            case Done(after, _):
                state = after
            case _:
                pass
    for who in ("ana", "bo"):
        for scope in (REFUND, PAYOUT):
            for currency in ("EUR", "USD", "JPY"):
                for at_once in POINTS:
                    spends = allows(of(state, who), scope, currency, at_once, 0)
                    could = [allows(of(start, each), scope, currency, at_once, 0) for each in ("ana", "bo")]
                    assert not spends or any(could), (who, scope, currency, at_once)


# --- in words


SAID: tuple[tuple[Refusal, str], ...] = (
    (
        DayLimitPassedOn(members=(MemberId("bo"), MemberId("cy")), scopes=(Scope(REFUND),)),
        (
            "whoever has a limit per day on something lets nobody else do it, since each would spend as much again; "
            "it would be for bo, cy: refunds.request; ask the main account"
        ),
    ),
    (MainUnlimited(member=MAIN), "main is the main account, which has no limits; limit sub-accounts"),
    (OwnLimits(member=MemberId("ana")), "nobody sets their own limits, ana neither; ask the main account"),
    (
        LimitsTooWide(members=(MemberId("bo"), MemberId("cy")), scopes=(Scope(REFUND),)),
        (
            "nobody lets others spend more than they may themselves; it would be more for bo, cy: refunds.request; "
            "have the main account do it, or limit them at least as narrowly first"
        ),
    ),
)


@pytest.mark.parametrize(("reason", "text"), SAID, ids=[reason.code for reason, _ in SAID])
def test_a_reason_against_limits_is_told_in_words(reason: Refusal, text: str) -> None:
    assert str(reason) == text
    french, _ = i18n.words(reason, "fr")
    assert "{" not in french
    assert not text.startswith(french)
