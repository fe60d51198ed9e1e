"""Small worlds explored whole: every interleaving of two or three checkouts with one coupon, to the fixpoint."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import get_args

import pytest
from attrs import evolve
from pendulum import DateTime

from mpcore import discounts
from mpcore.discounts import (
    CommitCoupon,
    Context,
    Coupon,
    CouponCommand,
    CouponCommitted,
    CouponEvent,
    CouponHeld,
    CouponInactive,
    CouponReleased,
    CouponStage,
    CouponStatus,
    DiscountPolicy,
    FireTimers,
    HoldCoupon,
    Past,
    Redemption,
    RedemptionEvent,
    RedemptionStage,
    ReleaseCoupon,
    Terms,
    coupon_status,
    rules,
    usage,
)
from mpcore.kernel import Buyer, Done, Refusal, Refused, frozen, utc
from mpcore.timing import elapsed
from tests.discounts.telling import (
    ADA,
    BOB,
    INSTANT,
    NOW,
    OPERATOR,
    commit,
    context,
    deactivate,
    fire,
    hold,
    limited,
    new,
    reactivate,
    release,
    terms,
)

HALF = timedelta(minutes=15)
POLICY = DiscountPolicy(hold_for=2 * HALF, allow_reactivation=True)
CODES = frozenset({"AAAA", "CCCC"})

World = tuple[Coupon, tuple[Redemption, ...], DateTime]
Key = tuple[object, ...]


@frozen(kw_only=True)
class Explored:
    states: int
    accepted: Counter[type[CouponCommand]]
    refused: Counter[type[CouponCommand]]
    reasons: frozenset[type[Refusal]]
    statuses: frozenset[CouponStatus]
    most: int
    """How many orders used it at once, at most."""


def key_of(world: World) -> Key:
    """What can matter later: instants count from now on, and what has expired has."""
    coupon, redemptions, now = world
    holds = tuple([(held.id, held.buyer, held.amount, held.code, left(held.expires_at, now)) for held in coupon.holds])
    known = [(each.order, each.stage, each.buyer, each.amount, each.code) for each in redemptions]
    return coupon.stage, coupon.committed, coupon.given, holds, tuple(known)


def left(expires_at: DateTime, now: DateTime) -> timedelta:
    return max(timedelta(0), elapsed(now, expires_at))


def steps(world: World) -> tuple[timedelta, ...]:
    """Half a hold goes by; or an instant, where it is somebody's last."""
    coupon, _, now = world
    lasts = any(left(held.expires_at, now) == INSTANT for held in coupon.holds)
    return (HALF, INSTANT) if lasts else (HALF,)


def moves(orders: int, amounts: tuple[int, ...], codes: tuple[str | None, ...]) -> Iterator[CouponCommand]:
    for number in range(orders):
        order, buyer = f"o{number}", buyer_of(number)
        for amount in amounts:
            for code in codes:
                yield hold(order, buyer, amount, code=code)
                yield commit(order, buyer, amount, code=code)
        yield release(order)
    yield deactivate()
    yield reactivate()
    yield fire()


def buyer_of(number: int) -> Buyer:
    """The first two checkouts are of one buyer."""
    return ADA if number < 2 else BOB


def looked_up(command: CouponCommand, redemptions: tuple[Redemption, ...]) -> Past | None:
    if not isinstance(command, HoldCoupon | CommitCoupon | ReleaseCoupon):
        return None
    used = [each for each in redemptions if each.stage is RedemptionStage.COMMITTED and each.order != command.order]
    known = next((each for each in redemptions if each.order == command.order), None)
    if isinstance(command, ReleaseCoupon):
        return Past(redemption=known)
    by_code = any(each.code == command.code for each in used) if command.code in CODES else None
    return Past(redemption=known, by_buyer=sum(each.buyer == command.buyer for each in used), code_used=by_code)


def after(world: World, done: Done[Coupon, CouponEvent]) -> World:
    redemptions = {each.order: each for each in world[1]}
    for event in done.events:
        if isinstance(event, RedemptionEvent):
            redemptions[event.order] = discounts.redemption_after(redemptions.get(event.order), event)
    return done.state, tuple([redemptions[order] for order in sorted(redemptions)]), world[2]


def holds_in(world: World, said: Terms) -> None:
    """What is true in every world, whatever led there."""
    coupon, redemptions, now = world
    limits = said.limits
    used = [each for each in redemptions if each.stage is RedemptionStage.COMMITTED]
    live = [held for held in coupon.holds if held.expires_at > now]
    assert coupon.committed == len(used)
    assert coupon.given_in("EUR") == sum(each.amount for each in used)
    assert {held.id for held in coupon.holds} == {
        each.order for each in redemptions if each.stage is RedemptionStage.HELD
    }
    if limits.total is not None:
        assert len(used) + len(live) <= limits.total
    if limits.per_buyer is not None:
        for buyer in (ADA, BOB):
            uses = sum(each.buyer == buyer for each in used) + sum(held.buyer == buyer for held in live)
            assert uses <= limits.per_buyer
    if limits.budget_minor is not None:
        assert coupon.given_in("EUR") + sum(held.amount for held in live) <= limits.budget_minor
    codes = [each.code for each in used if each.code] + [held.code for held in live if held.code]
    assert len(codes) == len(set(codes))
    shown = usage(redemptions, now=now)
    assert (shown.count, shown.held) == (len(used), len(live))
    if coupon.stage is CouponStage.DEACTIVATED:
        assert coupon_status(coupon, now) is CouponStatus.DEACTIVATED


def step_is_lawful(before: World, command: CouponCommand, done: Done[Coupon, CouponEvent], ctx: Context) -> None:
    """What is true of every step, whatever it led to."""
    coupon = before[0]
    assert discounts.evolve(coupon, *done.events) == done.state
    kinds = Counter(type(event) for event in done.events)
    if coupon.stage is CouponStage.DEACTIVATED:
        assert not kinds[CouponHeld], "deactivated, and held"
        assert not kinds[CouponCommitted], "deactivated, and committed"
    assert kinds[CouponCommitted] <= 1
    assert done.state.committed - coupon.committed == kinds[CouponCommitted] - kinds[CouponReleased]
    was = {each.order: each.stage for each in before[1]}
    for event in done.events:
        if isinstance(event, CouponReleased):
            assert was[event.order] is RedemptionStage.COMMITTED, "given back, and not used"
    known = after(before, done)
    is_now = {each.order: each.stage for each in known[1]}
    assert all(is_now[order] is stage for order, stage in was.items() if stage is RedemptionStage.RELEASED)
    again = discounts.execute(known[0], command, evolve(ctx, past=looked_up(command, known[1])))
    assert isinstance(again, Done), "what was accepted is harmless when it is said again"
    assert again == Done(known[0], ())


@cache
def explored(
    said: Terms,
    orders: int = 2,
    amounts: tuple[int, ...] = (300,),
    codes: tuple[str | None, ...] = (None,),
) -> Explored:
    made = discounts.create(new(said), context(OPERATOR, NOW, POLICY)).unwrap()
    start: World = made.state, (), NOW
    known = {key_of(start)}
    edge: deque[World] = deque([start])
    accepted: Counter[type[CouponCommand]] = Counter()
    refused: Counter[type[CouponCommand]] = Counter()
    reasons: set[type[Refusal]] = set()
    statuses: set[CouponStatus] = set()
    most = 0
    while edge:
        world = edge.popleft()
        coupon, redemptions, now = world
        holds_in(world, said)
        statuses.add(coupon_status(coupon, now))
        most = max(most, coupon.committed)
        following = [(coupon, redemptions, utc(now + by)) for by in steps(world)]
        for command in moves(orders, amounts, codes):
            ctx = context(OPERATOR, now, POLICY, past=looked_up(command, redemptions))
            outcome = discounts.execute(coupon, command, ctx)
            if isinstance(outcome, Refused):
                refused[type(command)] += 1
                reasons.update(map(type, outcome.reasons))
                continue
            accepted[type(command)] += 1
            step_is_lawful(world, command, outcome, ctx)
            following.append(after(world, outcome))
        for each in following:
            key = key_of(each)
            if key not in known:
                known.add(key)
                edge.append(each)
    return Explored(
        states=len(known),
        accepted=accepted,
        refused=refused,
        reasons=frozenset(reasons),
        statuses=frozenset(statuses),
        most=most,
    )


@pytest.mark.rule("W21", "00.9")
@pytest.mark.parametrize("limit", [0, 1, 2, 3])
def test_a_limit_holds_whatever_two_checkouts_do(limit: int) -> None:
    world = explored(limited(total=limit))
    assert world.most == min(limit, 2), "what may be used can be"
    assert (rules.CouponExhausted in world.reasons) is (limit < 2)
    assert (CouponStatus.EXHAUSTED in world.statuses) is (limit <= 2)
    if limit:
        assert world.states > 50
        assert set(world.accepted) == set(get_args(CouponCommand))


@pytest.mark.rule("W21", "00.9")
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_limit_holds_whatever_three_checkouts_do(limit: int) -> None:
    world = explored(limited(total=limit), orders=3)
    assert world.most == limit
    assert world.states > 400
    never = {FireTimers, discounts.DeactivateCoupon, discounts.ReactivateCoupon}
    assert set(world.refused) == set(get_args(CouponCommand)) - never


@pytest.mark.rule("W19", "00.9")
@pytest.mark.parametrize("limit", [0, 1, 2])
def test_a_limit_per_buyer_holds_whatever_their_checkouts_do(limit: int) -> None:
    world = explored(limited(per_buyer=limit), orders=3)
    assert world.most == (min(limit, 2) + min(limit, 1))
    assert (rules.BuyerLimitReached in world.reasons) is (limit < 2)


@pytest.mark.rule("W21", "00.9")
@pytest.mark.parametrize("budget", [0, 299, 300, 500, 599, 600])
def test_a_budget_holds_whatever_two_checkouts_of_changing_baskets_do(budget: int) -> None:
    world = explored(limited(budget=budget), amounts=(200, 300))
    assert world.most == min(2, budget // 200)
    assert (rules.BudgetExhausted in world.reasons) is (budget < 600)


@pytest.mark.rule("00.9")
def test_single_use_codes_are_used_once_whatever_two_checkouts_do() -> None:
    world = explored(terms(single_use_codes=True), codes=("AAAA", "CCCC"))
    assert world.most == 2
    assert {rules.CodeUsed, rules.CodeHeld} <= world.reasons
    only = explored(terms(single_use_codes=True), codes=("AAAA", "GGGG"))
    assert only.most == 1
    assert rules.CodeUnknown in only.reasons


@pytest.mark.rule("W20")
def test_what_is_deactivated_is_never_redeemed_whatever_two_checkouts_do() -> None:
    world = explored(terms())
    assert CouponInactive in world.reasons
    assert world.statuses == {CouponStatus.ACTIVE, CouponStatus.DEACTIVATED}
    assert world.accepted[CommitCoupon] > 50
