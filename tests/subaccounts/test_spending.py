"""How much a member spends by themselves, and who has to approve the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money

from mpcore import i18n
from mpcore.kernel import MalformedError, MemberId, NotFound, Refusal, Refused, Scope, ShopId
from mpcore.money import from_minor, money
from mpcore.orders import CancelPart, Order
from mpcore.subaccounts import (
    AccountNotActive,
    Approval,
    ApprovalByOneself,
    ApproverLacksScope,
    Between,
    Company,
    Denied,
    Granted,
    GrantId,
    Held,
    OtherCurrencyLimited,
    OverActionLimit,
    OverDayLimit,
    ShopNotGranted,
    Spending,
    SpendingContext,
    SpendingLimit,
    Spent,
    SubAccountPolicy,
    SubAccountStage,
    approval,
    approvers,
    authorise,
    counted_for,
    may_spend,
    spending_day,
    spending_rule,
    totals_needed,
)
from mpcore.testing import Scenario, placed
from tests.orders.say import cancel, pay
from tests.subaccounts.say import (
    DAY,
    INSTANT,
    MAIN,
    NOW,
    OPERATOR,
    PLAIN,
    SUSPEND,
    A,
    B,
    company,
    context,
    define,
    delete,
    disable,
    give,
    hire,
    member,
    staff,
    then,
)
from tests.subaccounts.test_limits import limit, limits

REFUND = Scope("refunds.request")
ANA, BO, CY, DI = map(MemberId, ("ana", "bo", "cy", "di"))
TEAM = company(
    *map(hire, ("ana", "bo", "cy", "di")),
    define("refunder", REFUND),
    define("packer", "orders.ship"),
    *[give(who, "refunder", A) for who in ("ana", "bo", "cy")],
    give("di", "packer", A),
    limits("ana", limit("50", "100")),
    limits("bo", limit("200", "500"), limit("80", currency="USD")),
)
"""In shop a, ana refunds 50 EUR at once and 100 a day, bo 200 and 500 and 80 USD at once, cy as much as cy likes."""
NOTHING = {"ana": "0", "bo": "0"}


def ctx(
    spent: Mapping[str, str] = NOTHING, *, now: datetime = NOW, currency: str = "EUR", policy: SubAccountPolicy = PLAIN
) -> SpendingContext:
    totals = [Spent(member=MemberId(who), total=money(total, currency)) for who, total in spent.items()]
    return SpendingContext(now=now, actor=staff("ana"), policy=policy, spent=tuple(totals))


def spends(
    amount: str, who: str = "ana", approved_by: str | None = None, *, currency: str = "EUR", shop: str | None = A
) -> Spending:
    return Spending(
        member=MemberId(who),
        scope=REFUND,
        shop=None if shop is None else ShopId(shop),
        amount=money(amount, currency),
        approved_by=None if approved_by is None else MemberId(approved_by),
    )


def why_not(
    spending: Spending, spent: Mapping[str, str] = NOTHING, state: Company = TEAM, currency: str = "EUR"
) -> tuple[Refusal, ...]:
    match may_spend(state, spending, ctx(spent, currency=currency)):
        case Denied(reasons):
            return reasons
        case _:
            return ()


def may(spending: Spending, spent: Mapping[str, str] = NOTHING, state: Company = TEAM, currency: str = "EUR") -> bool:
    return not why_not(spending, spent, state, currency)


def eur(amount: str) -> Money:
    return money(amount, "EUR")


# --- within one's own limits


def test_exactly_the_limit_is_within_it_and_one_cent_more_is_not() -> None:
    assert may(spends("50"))
    assert why_not(spends("50.01")) == (
        OverActionLimit(
            member=ANA, scope=REFUND, amount=eur("50.01"), limit=eur("50"), approvers=(MemberId(MAIN), BO, CY)
        ),
    )
    assert may(spends("50"), {"ana": "50", "bo": "0"})
    assert why_not(spends("50"), {"ana": "50.01", "bo": "0"}) == (
        OverDayLimit(
            member=ANA,
            scope=REFUND,
            amount=eur("50"),
            spent=eur("50.01"),
            limit=eur("100"),
            approvers=(MemberId(MAIN), BO, CY),
        ),
    )
    assert may(spends("0"), {"ana": "100", "bo": "0"})
    assert not may(spends("0.01"), {"ana": "100", "bo": "0"})


def test_both_limits_are_told_where_both_are_passed() -> None:
    reasons = why_not(spends("60"), {"ana": "70", "bo": "0"})
    assert [type(reason) for reason in reasons] == [OverActionLimit, OverDayLimit]
    assert str(Refused(reasons)).count("; and ") == 1, "they are refusals like any other"


def test_two_at_once_that_are_within_a_day_each_are_not_both_once_the_first_is_counted() -> None:
    one = other = spends("50")
    before, after = {"ana": "30", "bo": "0"}, {"ana": "80", "bo": "0"}
    assert may(one, before)
    assert may(other, before), "it does not know of the first"
    assert [type(reason) for reason in why_not(other, after)] == [OverDayLimit]


def test_whoever_has_no_limit_and_the_main_account_spend_what_they_like() -> None:
    for who in ("cy", MAIN):
        assert may_spend(TEAM, spends("999999", who), ctx({})) == Granted(
            REFUND, A, () if who == MAIN else may_spend_through("cy")
        )
        assert totals_needed(TEAM, spends("1", who), ctx({})) == ()


def may_spend_through(who: str) -> tuple[Held, ...]:
    granted = may_spend(TEAM, spends("0", who), ctx())
    assert isinstance(granted, Granted)
    assert [held.grant for held in granted.by] == [GrantId(f"{who}-refunder-a")]
    return granted.by


def test_a_limit_is_for_one_scope_or_for_one_of_action_and_day() -> None:
    day_only = then(TEAM, limits("ana", limit(None, "100"), limit("1", "1", scope="payouts.request")))
    assert may(spends("100"), state=day_only)
    assert not may(spends("100.01"), state=day_only)
    action_only = then(TEAM, limits("ana", limit("50")))
    assert may(spends("50"), {"bo": "0"}, action_only)
    assert not may(spends("50.01"), {"bo": "0"}, action_only)
    elsewhere = then(TEAM, limits("ana", limit("1", "1", scope="payouts.request")))
    assert may(spends("9999"), {}, elsewhere)


def test_whoever_may_not_at_all_may_not_whatever_the_amount_and_whoever_approved() -> None:
    nothing = (ShopNotGranted(shop=B),)
    for amount in ("0", "60"):
        assert why_not(spends(amount, shop=B)) == why_not(spends(amount, approved_by=MAIN, shop=B)) == nothing
    assert why_not(spends("0", shop=B), {}) == nothing, "no totals are asked for"
    assert why_not(spends("1", "di"))[0].code == "subaccounts.not_granted"
    assert why_not(spends("1", "stranger"))[0].code == "not_found"
    assert why_not(spends("1"), state=then(TEAM, disable("ana")))[0].code == "subaccounts.account_not_active"
    assert why_not(spends("1", MAIN), state=then(TEAM, SUSPEND, OPERATOR))[0].code == (
        "subaccounts.main_account_suspended"
    )
    assert approvers(TEAM, spends("1", "di"), ctx()) == ()
    assert approvers(TEAM, spends("60", shop=B), ctx()) == ()


# --- other currencies


def test_a_limit_in_one_currency_limits_the_scope_in_every_other() -> None:
    dollars = spends("0.01", currency="USD")
    assert why_not(dollars, {}, currency="USD") == (
        OtherCurrencyLimited(member=ANA, scope=REFUND, amount=money("0.01", "USD"), approvers=(MemberId(MAIN), BO, CY)),
    )
    for approver in (MAIN, "bo", "cy"):
        assert may(spends("0.01", approved_by=approver, currency="USD"), {}, currency="USD")
    assert why_not(spends("1", approved_by="bo", currency="JPY"), {}, currency="JPY")[1:] == (
        OtherCurrencyLimited(
            member=BO, scope=REFUND, amount=money("1", "JPY"), approvers=(MemberId(MAIN), CY), at="approved_by"
        ),
    )


def test_limits_in_two_currencies_are_counted_apart() -> None:
    both = then(TEAM, limits("ana", limit("50", "100"), limit("7", "9", currency="USD")))
    assert may(spends("7", currency="USD"), {"ana": "2"}, both, "USD")
    assert not may(spends("7.01", currency="USD"), {"ana": "0"}, both, "USD")
    assert not may(spends("7", currency="USD"), {"ana": "2.01"}, both, "USD")
    assert may(spends("50"), state=both)
    yen = then(TEAM, limits("ana", limit("5000", currency="JPY")))
    assert may(spends("5000", currency="JPY"), {}, yen, "JPY")
    assert not may(spends("5001", currency="JPY"), {}, yen, "JPY")


# --- approval


def test_more_is_approved_by_somebody_who_could_spend_it_themselves() -> None:
    assert may(spends("200", approved_by="bo"))
    assert may(spends("200", approved_by="bo"), {"ana": "0", "bo": "300"})
    assert may(spends("9999", approved_by="cy"))
    assert may(spends("9999", approved_by=MAIN))
    access = may_spend(TEAM, spends("200", approved_by="bo"), ctx())
    assert isinstance(access, Granted)
    assert access.by == may_spend_through("ana"), "approval lets nobody in"


def test_whoever_could_not_spend_it_cannot_approve_it() -> None:
    (own, _, theirs) = why_not(spends("200.01", approved_by="bo"))
    assert isinstance(own, OverActionLimit)
    assert own.member == ANA
    fit = (MemberId(MAIN), CY)
    assert own.approvers == fit
    assert theirs == OverActionLimit(
        member=BO, scope=REFUND, amount=eur("200.01"), limit=eur("200"), approvers=fit, at="approved_by"
    )
    (_, _, theirs) = why_not(spends("200", approved_by="bo"), {"ana": "0", "bo": "300.01"})
    assert theirs == OverDayLimit(
        member=BO,
        scope=REFUND,
        amount=eur("200"),
        spent=eur("300.01"),
        limit=eur("500"),
        approvers=fit,
        at="approved_by",
    )


@pytest.mark.parametrize(
    ("approver", "state", "reason"),
    [
        ("ana", TEAM, ApprovalByOneself(member=ANA, at="approved_by")),
        ("di", TEAM, ApproverLacksScope(member=DI, scope=REFUND, shop=A, at="approved_by")),
        ("nobody", TEAM, NotFound(thing="sub-account", id="nobody", at="approved_by")),
        (
            "cy",
            then(TEAM, disable("cy")),
            AccountNotActive(member=CY, stage=SubAccountStage.DISABLED, at="approved_by"),
        ),
        ("cy", then(TEAM, delete("cy")), AccountNotActive(member=CY, stage=SubAccountStage.DELETED, at="approved_by")),
    ],
    ids=["oneself", "without the scope", "nobody", "disabled", "deleted"],
)
def test_an_approval_by_somebody_unfit_says_why(approver: str, state: Company, reason: Refusal) -> None:
    own, *others = why_not(spends("60", approved_by=approver), state=state)
    assert isinstance(own, OverActionLimit)
    assert others == [reason]
    assert may(spends("50", approved_by=approver), state=state), "where none is needed, none is looked at"


def test_an_approver_holds_the_scope_in_that_shop_at_that_time() -> None:
    state = then(TEAM, give("ana", "refunder", B))
    lacks = ApproverLacksScope(member=CY, scope=REFUND, shop=B, at="approved_by")
    assert why_not(spends("60", approved_by="cy", shop=B), state=state)[1:] == (lacks,)
    assert may(spends("60", approved_by="cy"), state=state)
    state = then(state, give("cy", "refunder", B, Between(None, NOW + DAY)))
    assert may(spends("60", approved_by="cy", shop=B), state=state)
    late = may_spend(state, spends("60", approved_by="cy", shop=B), ctx(now=NOW + DAY))
    assert isinstance(late, Denied)
    assert late.reasons[1:] == (lacks,)


def test_who_could_approve_is_the_main_account_and_those_who_may_spend_as_much() -> None:
    def who(amount: str, spent: Mapping[str, str] = NOTHING, spender: str = "ana") -> list[str]:
        return list(approvers(TEAM, spends(amount, spender), ctx(spent)))

    assert who("50") == [], "nobody has to"
    assert who("50.01") == who("200") == [MAIN, "bo", "cy"]
    assert who("200.01") == [MAIN, "cy"]
    assert who("60", {"ana": "0", "bo": "440"}) == [MAIN, "bo", "cy"]
    assert who("60", {"ana": "0", "bo": "440.01"}) == [MAIN, "cy"]
    assert who("300", spender="bo") == [MAIN, "cy"], "ana may not as much, bo not their own"
    for spender, amount in (("ana", "60"), ("bo", "300")):
        for approver in (MAIN, "ana", "bo", "cy", "di", "nobody"):
            fit = approver in who(amount, spender=spender)
            assert may(spends(amount, spender, approver)) is fit, (spender, approver)


def test_what_was_approved_counts_in_the_day_of_whoever_approved_it() -> None:
    def whose(spending: Spending, spent: Mapping[str, str] = NOTHING) -> MemberId | None:
        return counted_for(TEAM, spending, ctx(spent))

    assert whose(spends("50")) == whose(spends("50", approved_by="bo")) == ANA
    assert whose(spends("60", approved_by="bo")) == BO
    assert whose(spends("50", approved_by="bo"), {"ana": "51", "bo": "0"}) == BO
    assert whose(spends("60", approved_by=MAIN)) == MAIN
    assert whose(spends("60")) is whose(spends("60", approved_by="di")) is None
    let_through = Decimal(0)
    for _ in range(4):
        spent = {"ana": "0", "bo": str(let_through)}
        if whose(spends("200", approved_by="bo"), spent) == BO:
            let_through += 200
    assert let_through == 400, "500 a day, and not a cent more by doing it often"


def test_who_approved_it_is_told_with_what_let_them_where_somebody_had_to() -> None:
    def who(spending: Spending, spent: Mapping[str, str] = NOTHING) -> Approval | None:
        return approval(TEAM, spending, ctx(spent))

    through = authorise(member(TEAM, "bo"), REFUND, A, ctx())
    assert isinstance(through, Granted)
    assert [held.grant for held in through.by] == ["bo-refunder-a"]
    assert who(spends("50.01", approved_by="bo")) == Approval(BO, through)
    assert who(spends("50.01", approved_by=MAIN)) == Approval(MemberId(MAIN), Granted(REFUND, A, ()))
    assert who(spends("50", approved_by="bo"), {"ana": "51", "bo": "0"}) == Approval(BO, through)
    assert who(spends("50", approved_by="bo")) is None, "nobody had to"
    assert who(spends("50.01")) is who(spends("200.01", approved_by="bo")) is None, "it may not be spent"
    assert who(spends("1", "di", MAIN)) is None
    with pytest.raises(MalformedError, match="has no total of bo"):
        who(spends("60", approved_by="bo"), {"ana": "0"})


# --- what the host adds up


def test_a_total_that_is_missing_is_asked_for_with_the_day_it_is_of() -> None:
    paris = SubAccountPolicy(day_zone="Europe/Paris")
    with pytest.raises(MalformedError) as caught:
        may_spend(TEAM, spends("1"), ctx({}, policy=paris))
    assert [str(fault) for fault in caught.value.faults] == [
        f"spent: has no total of {who}, who has a limit per day; add up what counts in their day through "
        "refunds.request in EUR, from 2026-03-25T23:00:00Z until 2026-03-26T23:00:00Z"
        for who in ("ana", "bo")
    ]
    with pytest.raises(MalformedError, match="has no total of bo"):
        may_spend(TEAM, spends("1"), ctx({"ana": "0"}))
    with pytest.raises(MalformedError, match="has no total of bo"):
        approvers(TEAM, spends("1"), ctx({"ana": "0"}))


def test_only_totals_that_matter_are_asked_for() -> None:
    def needed(spending: Spending, state: Company = TEAM) -> list[str]:
        return list(totals_needed(state, spending, context()))

    assert needed(spends("1")) == needed(spends("1", "bo")) == ["ana", "bo"]
    assert needed(spends("1", "cy")) == needed(spends("1", MAIN)) == needed(spends("1", "nobody")) == []
    assert needed(spends("1", currency="USD")) == [], "bo has no limit per day in it"
    assert needed(spends("1", shop=B)) == needed(spends("1", shop=B), then(TEAM, give("bo", "refunder", B))) == []
    for gone in (disable("bo"), limits("bo", limit("200"))):
        assert needed(spends("1"), then(TEAM, gone)) == ["ana"]
    assert may(spends("1"), {"ana": "0", "bo": "0", "cy": "99999", "di": "5"}), "others may be there as well"


FORMLESS: dict[str, Callable[[], object]] = {
    "a total in another currency": lambda: may_spend(TEAM, spends("1"), ctx(currency="USD")),
    "a total in another currency of nobody who matters": lambda: may_spend(
        TEAM, spends("1", "cy"), ctx({"di": "1"}, currency="USD")
    ),
    "two totals of one": lambda: SpendingContext(
        now=NOW, actor=OPERATOR, policy=PLAIN, spent=(Spent(member=ANA, total=eur("1")),) * 2
    ),
    "a total that is a number": lambda: Spent(member=ANA, total=5),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    "a total that is none": lambda: SpendingContext(now=NOW, actor=OPERATOR, policy=PLAIN, spent=(5,)),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    "a total below nothing": lambda: Spent(member=ANA, total=eur("-0.01")),
    "an amount below nothing": lambda: spends("-0.01"),
    "half a cent": lambda: Spending(member=ANA, scope=REFUND, amount=Money("0.005", "EUR")),
    "nobody": lambda: spends("1", ""),
    "a zone that is none": lambda: SubAccountPolicy(day_zone="Europe/Atlantis"),
    "a zone that is another everywhere": lambda: SubAccountPolicy(day_zone="localtime"),
    "a time without a zone": lambda: spending_day(datetime(2026, 3, 26), "UTC"),  # noqa: DTZ001 - that is the point
}


@pytest.mark.parametrize("name", sorted(FORMLESS))
def test_what_has_no_form_is_nothing_to_decide_about(name: str) -> None:
    with pytest.raises(MalformedError):
        FORMLESS[name]()


# --- days


@pytest.mark.parametrize(
    ("at", "zone", "start", "end"),
    [
        ("2026-03-26T09:00", "UTC", "2026-03-26T00:00", "2026-03-27T00:00"),
        ("2026-03-26T00:00", "UTC", "2026-03-26T00:00", "2026-03-27T00:00"),
        ("2026-03-26T23:30", "Europe/Paris", "2026-03-26T23:00", "2026-03-27T23:00"),
        ("2026-03-29T12:00", "Europe/Paris", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("2026-10-25T12:00", "Europe/Paris", "2026-10-24T22:00", "2026-10-25T23:00"),
        ("2018-11-04T12:00", "America/Sao_Paulo", "2018-11-04T03:00", "2018-11-05T02:00"),
        ("2011-12-30T10:00", "Pacific/Apia", "2011-12-30T10:00", "2011-12-31T10:00"),
        ("2011-12-30T09:59", "Pacific/Apia", "2011-12-29T10:00", "2011-12-30T10:00"),
    ],
    ids=[
        "a day",
        "its first instant",
        "in paris",
        "23 hours",
        "25 hours",
        "no midnight",
        "after a skipped date",
        "before",
    ],
)
def test_a_day_is_the_local_date_half_open(at: str, zone: str, start: str, end: str) -> None:
    def utc(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    day = spending_day(utc(at), zone)
    assert day == Between(utc(start), utc(end))
    assert day.contains(utc(start))
    assert not day.contains(utc(end))
    assert spending_day(utc(end) - INSTANT, zone) == spending_day(utc(start), zone) == day
    assert spending_day(utc(end), zone) != day


@given(st.integers(-(10**9), 10**9), st.sampled_from(["UTC", "Europe/Paris", "Asia/Tehran"]))
def test_every_instant_is_in_its_day_and_days_follow_each_other(seconds: int, zone: str) -> None:
    now = datetime(2005, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    day = spending_day(now, zone)
    assert day.contains(now)
    assert day.start is not None
    assert day.end is not None
    assert timedelta(hours=22) < day.end - day.start < timedelta(hours=26)
    assert spending_day(day.end, zone).start == day.end


# --- as a host's rule in another package


def of_the_part(order: Order, command: object) -> Spending | None:
    """A host's own word for what a command spends: cancelling a part of an order that was paid."""
    return spends("40.00") if isinstance(command, CancelPart) and order.parts[0].paid else None


def test_a_limit_refuses_what_another_package_is_asked_for() -> None:
    story = Scenario(placed("v1")).after(pay("40.00"))
    for spent, code in (("60", None), ("60.01", "subaccounts.over_day_limit")):
        rule = spending_rule(TEAM, ctx({"ana": spent, "bo": "0"}), of_the_part)
        outcome = Scenario(story.history, also=(rule,)).when(cancel())
        if code is None:
            outcome.accepted()
        else:
            outcome.refused(OverDayLimit)
    unpaid = spending_rule(TEAM, ctx({"ana": "60.01", "bo": "0"}), of_the_part)
    Scenario(placed("v1"), also=(unpaid,)).when(cancel()).accepted()


def test_a_rule_gives_the_first_reason() -> None:
    rule = spending_rule(TEAM, ctx({"ana": "70", "bo": "0"}), lambda _, command: command)
    assert rule(None, spends("60"), None) == why_not(spends("60"), {"ana": "70", "bo": "0"})[0]
    assert rule(None, spends("30"), None) is None
    assert rule(None, None, None) is None


# --- against a slow model


MEMBERS = (MAIN, "ana", "bo", "cy")
euros = st.sampled_from(["0", "0.01", "49.99", "50", "50.01", "100", "100.01", "150", "1000"])
maybe = st.none() | euros
every_limit = st.lists(
    st.tuples(st.sampled_from(("EUR", "USD")), maybe, maybe).filter(lambda each: each[1:] != (None, None)),
    max_size=2,
    unique_by=lambda each: each[0],
)
LimitsOf = list[tuple[str, str | None, str | None]]


def slowly(all_limits: dict[str, LimitsOf], who: str, amount: str, spent: str, currency: str) -> bool:
    """Whether somebody's own limits cover it, in decimals; `all_limits` is by member, currency, action and day."""
    mine = {code: (action, day) for code, action, day in all_limits.get(who, [])}
    if who == MAIN or not mine:
        return True
    if currency not in mine:
        return False
    action, day = mine[currency]
    enough = action is None or Decimal(amount) <= Decimal(action)
    return enough and (day is None or Decimal(amount) + Decimal(spent) <= Decimal(day))


@given(
    st.fixed_dictionaries(dict.fromkeys(("ana", "bo", "cy"), every_limit)),
    st.fixed_dictionaries(dict.fromkeys(("ana", "bo", "cy"), euros)),
    st.sampled_from(MEMBERS),
    euros,
    st.none() | st.sampled_from(MEMBERS),
    st.sampled_from(("EUR", "USD")),
)
def test_whoever_may_spend_what_is_what_a_slow_model_says(
    all_limits: dict[str, LimitsOf],
    spent: dict[str, str],
    who: str,
    amount: str,
    approver: str | None,
    currency: str,
) -> None:
    state = TEAM
    for name, some in all_limits.items():
        state = then(state, limits(name, *[limit(action, day, currency=code) for code, action, day in some]))
    covered = {each: slowly(all_limits, each, amount, spent.get(each, "0"), currency) for each in MEMBERS}
    spending, now = spends(amount, who, approver, currency=currency), ctx(spent, currency=currency)
    alone = covered[who]
    expected = alone or (approver is not None and approver != who and covered[approver])
    access = may_spend(state, spending, now)
    assert isinstance(access, Granted) is expected
    fit = [] if alone else [each for each in MEMBERS if each != who and covered[each]]
    assert list(approvers(state, spending, now)) == fit
    assert counted_for(state, spending, now) == (who if alone else approver if expected else None)
    if isinstance(access, Denied):
        for reason in access.reasons:
            assert getattr(reason, "approvers", tuple(fit)) == tuple(fit)
    needed = totals_needed(state, spending, now)
    only_those = ctx({each: spent[each] for each in needed}, currency=currency)
    assert may_spend(state, spending, only_those) == access, "no other total matters"


@given(st.lists(st.integers(0, 6000), max_size=8), st.integers(0, 20000))
def test_one_after_the_other_never_is_more_than_a_day(cents: list[int], most: int) -> None:
    daily = SpendingLimit(scope=REFUND, per_day=from_minor(most, "EUR"))
    state, total = then(TEAM, limits("ana", daily)), 0
    for amount in cents:
        spending = Spending(member=ANA, scope=REFUND, shop=A, amount=from_minor(amount, "EUR"))
        now = SpendingContext(
            now=NOW,
            actor=staff("ana"),
            policy=PLAIN,
            spent=(Spent(member=ANA, total=from_minor(total, "EUR")), Spent(member=BO, total=eur("0"))),
        )
        granted = isinstance(may_spend(state, spending, now), Granted)
        assert granted is (total + amount <= most)
        total += amount if granted else 0
    assert total <= most


# --- in words


SAID: tuple[tuple[Refusal, str], ...] = (
    (
        why_not(spends("50.01"))[0],
        (
            "50.01 EUR through refunds.request is more than ana may spend in one action, 50.00 EUR; "
            "who could approve it: main, bo, cy"
        ),
    ),
    (
        why_not(spends("50"), {"ana": "60", "bo": "0"})[0],
        (
            "50.00 EUR through refunds.request, after 60.00 EUR on the same day, is more than ana may spend in a day, "
            "100.00 EUR; who could approve it: main, bo, cy"
        ),
    ),
    (
        why_not(spends("1", currency="USD"), {}, currency="USD")[0],
        (
            "ana is limited in refunds.request in other currencies than that of 1.00 USD, "
            "and spends nothing in it alone; who could approve it: main, bo, cy; "
            "have it approved, or have a limit set in this currency"
        ),
    ),
    (ApprovalByOneself(member=ANA), "ana cannot approve what ana spends; have somebody else approve it"),
    (
        ApproverLacksScope(member=DI, scope=REFUND, shop=A),
        "di does not hold refunds.request, shop: a, so cannot approve it; have somebody approve it who may do it there",
    ),
)


@pytest.mark.parametrize(("reason", "text"), SAID, ids=[reason.code for reason, _ in SAID])
def test_a_reason_against_spending_is_told_in_words(reason: Refusal, text: str) -> None:
    assert str(reason) == text
    french, _ = i18n.words(reason, "fr")
    assert "{" not in french
    assert not text.startswith(french)
