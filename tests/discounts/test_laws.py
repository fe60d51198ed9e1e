"""Every law of a decision, for coupons with random histories, random actors and random attempts; and a walk."""

from __future__ import annotations

import pickle
from datetime import timedelta
from typing import ClassVar

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mpcore import discounts
from mpcore.discounts import (
    REDEMPTION,
    CommitCoupon,
    Context,
    CouponCommand,
    CouponStage,
    CouponStatus,
    DiscountPolicy,
    During,
    Limits,
    Past,
    Redemption,
    RedemptionEvent,
    RedemptionStage,
    ReleaseOn,
    Terms,
    coupon_status,
    rules,
    usage,
)
from mpcore.kernel import (
    Accepted,
    Actor,
    BrokenHistoryError,
    Buyer,
    BuyerId,
    Done,
    IdTaken,
    MissingScope,
    NotFound,
    Refusal,
    Refused,
    WrongStage,
    changed,
    frozen,
    utc,
)
from mpcore.money import from_minor
from tests.discounts.telling import (
    ADA,
    BOB,
    HOLD_FOR,
    INSTANT,
    MINUTE,
    NOW,
    OPERATOR,
    REDEEM,
    SYSTEM,
    Shop,
    commit,
    deactivate,
    fire,
    hold,
    reactivate,
    release,
    staff,
    terms,
)

CODES = ("AAAA", "CCCC")
NONE: frozenset[ReleaseOn] = frozenset()
POLICIES = (
    DiscountPolicy(),
    DiscountPolicy(allow_reactivation=True, hold_for=5 * MINUTE, per_buyer_most=1, release_on=NONE),
)
WAITS = (INSTANT, MINUTE, 5 * MINUTE, 5 * MINUTE + INSTANT, HOLD_FOR, HOLD_FOR + INSTANT, -MINUTE)
STRANGERS: tuple[Actor, ...] = (staff("v2"), Buyer(BuyerId("eve")), Buyer(BuyerId("ada"), guest=True))
ACTORS: tuple[Actor, ...] = (OPERATOR, SYSTEM, ADA, BOB, staff("v1"), staff("v1", REDEEM), *STRANGERS)

orders = st.sampled_from(["o1", "o2", "o3"])
buyers = st.sampled_from([ADA, BOB])
amounts = st.sampled_from([1, 300, 500])


@st.composite
def some_terms(draw: st.DrawFn) -> Terms:
    small = st.sampled_from([None, None, None, 0, 1, 2, 3])
    budget = draw(st.sampled_from([None, None, None, 0, 500, 900]))
    limits = Limits(
        total=draw(small), per_buyer=draw(small), budget=None if budget is None else from_minor(budget, "EUR")
    )
    start, end = draw(st.sampled_from([(None, None), (None, None), (NOW + MINUTE, None), (None, NOW + HOLD_FOR)]))
    code, single = draw(st.sampled_from([(None, False), ("SAVE20", False), (None, True)]))
    return terms(limits=limits, valid=During(start=start, end=end), code=code, single_use_codes=single)


@st.composite
def some_commands(draw: st.DrawFn) -> CouponCommand:
    code = draw(st.sampled_from([None, "SAVE20", *CODES]))
    currency = draw(st.sampled_from(["EUR", "EUR", "EUR", "JPY"]))
    held = hold(draw(orders), draw(buyers), draw(amounts), code=code, currency=currency)
    used = CommitCoupon(**vars(held))
    given_back = release(held.order, draw(st.none() | st.sampled_from(ReleaseOn)))
    switched: list[CouponCommand] = [deactivate(), reactivate(), fire()]
    return draw(st.sampled_from([held, used, held, used, given_back, given_back, draw(st.sampled_from(switched))]))


def fitting(command: CouponCommand, shop: Shop) -> CouponCommand:
    """The same command with a code that the coupon has, so that histories get somewhere."""
    said = shop.coupon.terms
    if not isinstance(command, discounts.HoldCoupon | discounts.CommitCoupon):
        return command
    code = command.code if command.code in CODES else CODES[0]
    return evolve(command, code=code if said.single_use_codes else said.code)


@frozen
class Attempt:
    shop: Shop
    command: CouponCommand
    ctx: Context


@st.composite
def attempts(draw: st.DrawFn) -> Attempt:
    shop = Shop(draw(some_terms()), draw(st.sampled_from(POLICIES)))
    shop.codes = frozenset(CODES)
    for _ in range(draw(st.integers(0, 8))):
        if draw(st.integers(0, 3)) == 3:
            shop.later(draw(st.sampled_from(WAITS)))
            continue
        outcome = shop.ask(fitting(draw(some_commands()), shop))
        if isinstance(outcome, Done):
            shop.store(outcome)
    command = draw(some_commands())
    if draw(st.booleans()):
        command = fitting(command, shop)
    actor = draw(st.sampled_from(ACTORS)) if draw(st.booleans()) else OPERATOR
    return Attempt(shop, command, shop.context(command, actor=actor))


# --- what a decision does


@given(attempts())
def test_what_is_accepted_can_be_applied_and_what_is_refused_has_a_reason(attempt: Attempt) -> None:
    """The law `closed`."""
    coupon, redemptions = attempt.shop.coupon, attempt.shop.redemptions
    decision = discounts.decide(coupon, attempt.command, attempt.ctx)
    outcome = discounts.execute(coupon, attempt.command, attempt.ctx)
    if isinstance(decision, Refused):
        assert decision.reasons
        assert all(str(reason) for reason in decision.reasons)
        assert outcome == decision
        return
    assert outcome == Done(discounts.evolve(coupon, *decision.events), decision.events)
    for event in decision.events:
        if isinstance(event, RedemptionEvent):
            discounts.redemption_after(redemptions.get(event.order), event)


@given(attempts())
def test_deciding_changes_nothing_and_says_the_same_twice(attempt: Attempt) -> None:
    """The law `still`."""
    before = pickle.dumps((attempt.shop.coupon, attempt.command, attempt.ctx))
    first = discounts.execute(attempt.shop.coupon, attempt.command, attempt.ctx)
    assert pickle.dumps((attempt.shop.coupon, attempt.command, attempt.ctx)) == before
    assert discounts.execute(*pickle.loads(before)) == first  # noqa: S301


@given(attempts())
def test_history_gives_the_present(attempt: Attempt) -> None:
    """The law `told`."""
    shop = attempt.shop
    outcome = shop.ask(attempt.command)
    if isinstance(outcome, Done):
        shop.store(outcome)
    assert discounts.replay(shop.history) == shop.coupon
    of_orders: dict[str, Redemption] = {}
    for event in shop.history:
        if isinstance(event, RedemptionEvent):
            of_orders[event.order] = discounts.redemption_after(of_orders.get(event.order), event)
    assert of_orders == shop.redemptions


@given(attempts())
def test_from_a_stage_that_ends_nothing_leads_on(attempt: Attempt) -> None:
    """The law `final`."""
    shop = attempt.shop
    outcome = shop.ask(attempt.command)
    for order, known in shop.redemptions.items():
        if REDEMPTION.rows[known.stage]:
            continue
        assert known.stage is RedemptionStage.RELEASED
        events = outcome.events if isinstance(outcome, Done) else ()
        assert not [event for event in events if isinstance(event, RedemptionEvent) and event.order == order]
        for event in shop.history:
            if isinstance(event, RedemptionEvent) and event.order == order:
                with pytest.raises(BrokenHistoryError):
                    discounts.redemption_after(known, event)


@given(attempts())
def test_what_was_accepted_is_harmless_when_it_is_said_again(attempt: Attempt) -> None:
    """The law `repeatable`."""
    shop = attempt.shop
    outcome = shop.ask(attempt.command)
    if isinstance(outcome, Done):
        shop.store(outcome)
        assert shop.ask(attempt.command) == Done(shop.coupon, ())
        assert shop.later(MINUTE).ask(release("none")) == Refused(
            (NotFound(thing="redemption", id="none", at="order"),)
        )


@given(attempts())
def test_a_stranger_is_told_the_same_whatever_there_is(attempt: Attempt) -> None:
    """The law `discreet`."""
    nothing = Shop(policy=attempt.shop.policy)
    for stranger in STRANGERS:
        theirs = attempt.shop.ask(attempt.command, actor=stranger)
        assert theirs == nothing.ask(attempt.command, actor=stranger)
        assert theirs == Refused((NotFound(thing="coupon", id="c1"),))


@given(attempts())
def test_a_refusal_names_all_of_its_causes_and_without_them_it_is_accepted(attempt: Attempt) -> None:
    """The law `reasoned`."""
    case = attempt.shop.coupon, attempt.command, attempt.ctx
    for _ in range(12):
        decision = discounts.decide(*case)
        if isinstance(decision, Accepted):
            return
        for reason in decision.reasons:
            healed = discounts.decide(*cured(reason, *case))
            left = healed.reasons if isinstance(healed, Refused) else ()
            assert reason not in left, "its cause is gone, and the reason is still given"
            if not isinstance(reason, EARLIER):
                others = {type(other) for other in decision.reasons} - {type(reason)}
                assert others - APART.get(type(reason), frozenset()) <= {type(other) for other in left}
                more = {type(other) for other in left} - others - APART.get(type(reason), frozenset())
                assert not more, f"beside {reason.code} there was another reason, which was not given"
        case = cured(decision.reasons[0], *case)
    raise AssertionError(f"every cause was taken away, and it is still refused: {discounts.decide(*case)}")


EARLIER = (MissingScope, NotFound, WrongStage, IdTaken)
"""Reasons after which others have not been asked yet."""

APART: dict[type[Refusal], frozenset[type[Refusal]]] = {
    rules.CouponCurrency: frozenset({rules.BudgetExhausted}),  # a budget in another currency cannot be compared
    rules.CodeNotGiven: frozenset({rules.CodeUsed, rules.CodeHeld}),
    rules.CodeUnknown: frozenset({rules.CodeUsed, rules.CodeHeld}),
}
"""What cannot be asked before another reason is gone."""

Case = tuple[discounts.Coupon, CouponCommand, Context]


def cured(reason: Refusal, coupon: discounts.Coupon, command: CouponCommand, ctx: Context) -> Case:
    """The same case without the cause of a reason."""
    said, limits = coupon.terms, coupon.terms.limits
    past = ctx.past or Past()
    match reason:
        case MissingScope() | NotFound(thing="coupon"):
            ctx = evolve(ctx, actor=OPERATOR)
        case NotFound() | WrongStage() | IdTaken():
            fresh = Shop().do(hold(getattr(command, "order", "o1")))
            gone = isinstance(command, discounts.ReleaseCoupon)
            known = evolve(next(iter(fresh.redemptions.values())), stage=RedemptionStage.DROPPED) if gone else None
            ctx = evolve(ctx, past=evolve(past, redemption=known))
        case rules.CouponInactive():
            coupon = evolve(coupon, stage=CouponStage.ACTIVE)
        case rules.CouponExpired() | rules.CouponNotStarted():
            coupon = evolve(coupon, terms=evolve(said, valid=During()))
        case rules.CouponCurrency():
            command = changed(command, currency=reason.expected)
        case rules.CodeNotGiven() | rules.CodeUnknown():
            command = changed(command, code=CODES[0] if said.single_use_codes else said.code)
            ctx = evolve(ctx, past=evolve(past, code_used=False))
        case rules.CodeUsed():
            ctx = evolve(ctx, past=evolve(past, code_used=False))
        case rules.CodeHeld():
            coupon = evolve(coupon, holds=tuple([evolve(held, code=None) for held in coupon.holds]))
            ctx = evolve(ctx, past=with_code(past, None))
        case rules.CouponExhausted():
            coupon = evolve(coupon, terms=evolve(said, limits=evolve(limits, total=None)))
        case rules.BuyerLimitReached():
            coupon = evolve(coupon, terms=evolve(said, limits=evolve(limits, per_buyer=None)))
            ctx = evolve(ctx, policy=evolve(ctx.policy, per_buyer_most=None))
        case rules.BudgetExhausted():
            coupon = evolve(coupon, terms=evolve(said, limits=evolve(limits, budget=None)))
        case rules.NoReactivation():
            ctx = evolve(ctx, policy=evolve(ctx.policy, allow_reactivation=True))
        case rules.UseKept():
            ctx = evolve(ctx, policy=evolve(ctx.policy, release_on=frozenset(ReleaseOn)))
        case _:
            raise AssertionError(f"nobody knows how to take the cause of {reason.code} away")
    return coupon, command, ctx


def with_code(past: Past, code: str | None) -> Past:
    known = past.redemption
    return past if known is None else evolve(past, redemption=evolve(known, code=code))


# --- a walk


class CouponWalk(RuleBasedStateMachine):
    """A coupon is created; orders hold, commit and give back, sellers switch it off, clocks differ, time goes by."""

    policy: ClassVar[DiscountPolicy] = POLICIES[0]
    shop: Shop

    @initialize(said=some_terms())
    def create(self, said: Terms) -> None:
        self.shop = Shop(said, self.policy)
        self.shop.codes = frozenset(CODES)

    @rule(command=some_commands(), actor=st.sampled_from(ACTORS), wild=st.booleans())
    def ask(self, command: CouponCommand, actor: Actor, wild: bool) -> None:
        if not wild:
            command, actor = fitting(command, self.shop), OPERATOR
        stopped = self.shop.coupon.stage is CouponStage.DEACTIVATED
        outcome = self.shop.ask(command, actor=actor)
        if isinstance(outcome, Done):
            before = self.shop.coupon.committed
            self.shop.store(outcome)
            assert not (stopped and self.shop.coupon.committed > before), "deactivated, and redeemed"
            assert self.shop.ask(command) == Done(self.shop.coupon, ())

    @rule(by=st.sampled_from(WAITS) | st.timedeltas(timedelta(0), timedelta(hours=2)))
    def wait(self, by: timedelta) -> None:
        self.shop.now = utc(self.shop.now + by)

    @invariant()
    def everything_adds_up(self) -> None:
        shop = self.shop
        coupon, now, limits = shop.coupon, shop.now, shop.coupon.terms.limits
        used = [each for each in shop.redemptions.values() if each.stage is RedemptionStage.COMMITTED]
        live = [held for held in coupon.holds if held.expires_at > now]
        assert discounts.replay(shop.history) == coupon
        assert coupon.committed == len(used) == usage(shop.redemptions.values(), now=now).count
        for currency in ("EUR", "JPY"):
            assert coupon.given_in(currency) == sum(each.amount for each in used if each.currency == currency)
        assert limits.total is None or len(used) <= limits.total
        assert limits.budget_minor is None or coupon.given_in("EUR") <= limits.budget_minor
        codes = [each.code for each in used if coupon.terms.single_use_codes]
        assert len(codes) == len(set(codes))
        if coupon_status(coupon, now) is not CouponStatus.ACTIVE:
            fresh = fitting(commit("fresh", Buyer(BuyerId("fresh")), amount=1), shop)
            assert shop.why_not(fresh), "it is not active, and can be used"
        assert live == [held for held in live if shop.redemptions[held.id].stage is RedemptionStage.HELD]


class LenientWalk(CouponWalk):
    policy = POLICIES[1]


TestWalk = CouponWalk.TestCase


@pytest.mark.walk
class TestLongWalks:
    Plain = CouponWalk.TestCase
    Lenient = LenientWalk.TestCase


def test_the_attempts_reach_every_reason() -> None:
    seen: set[type[Refusal]] = set()

    @settings(max_examples=400, derandomize=True, database=None)
    @given(attempts())
    def look(attempt: Attempt) -> None:
        outcome = attempt.shop.ask(attempt.command, actor=attempt.ctx.actor)
        seen.update(type(reason) for reason in (outcome.reasons if isinstance(outcome, Refused) else ()))

    look()
    assert seen == {
        *EARLIER,
        rules.BudgetExhausted,
        rules.BuyerLimitReached,
        rules.CodeHeld,
        rules.CodeNotGiven,
        rules.CodeUnknown,
        rules.CodeUsed,
        rules.CouponCurrency,
        rules.CouponInactive,
        rules.CouponExhausted,
        rules.CouponExpired,
        rules.CouponNotStarted,
        rules.NoReactivation,
        rules.UseKept,
    }
