"""How often, and for how much, a coupon may be used: by orders, by checkouts, by one buyer, to the cent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from mpcore import discounts
from mpcore.discounts import (
    BudgetExhausted,
    BuyerLimitReached,
    CommitCoupon,
    CouponExhausted,
    CouponStatus,
    DiscountPolicy,
    During,
    HoldCoupon,
    Past,
    coupon_status,
    rules,
)
from mpcore.kernel import Buyer, BuyerId, MalformedError, OrderId
from mpcore.money import from_minor
from tests.discounts.telling import (
    ADA,
    BOB,
    HOLD_FOR,
    INSTANT,
    MINUTE,
    NOW,
    Shop,
    commit,
    context,
    deactivate,
    fire,
    hold,
    limited,
    release,
)

GUEST = Buyer(BuyerId("ada"), guest=True)
BUYERS = [Buyer(BuyerId(f"b{number}")) for number in range(10)]


# --- of all orders together


@pytest.mark.rule("W21", "00.9")
def test_two_checkouts_at_a_limit_of_one_and_exactly_one_commits() -> None:
    """Both were evaluated while it was free; whoever is stored first has it, and the other is decided anew."""
    for first, second in (("o1", "o2"), ("o2", "o1")):
        shop = Shop(limited(total=1))
        assert shop.why_not(hold("o1", ADA)) == shop.why_not(hold("o2", BOB)) == []
        shop.do(hold(first, ADA))
        (reason,) = shop.reasons(hold(second, BOB))
        assert reason == CouponExhausted(coupon=shop.coupon.id, limit=1, committed=0, held=1)
        assert str(reason) == "coupon c1 may be used 1 times; 0 orders use it, 1 checkouts hold it"
        assert shop.reasons(commit(second, BOB)) == (reason,)
        shop.do(commit(first, ADA))
        assert shop.reasons(commit(second, BOB)) == (
            CouponExhausted(coupon=shop.coupon.id, limit=1, committed=1, held=0),
        )


@pytest.mark.rule("W21", "00.9")
@pytest.mark.parametrize("limit", [0, 1, 2, 3])
@pytest.mark.parametrize("make", [hold, commit])
def test_the_limit_is_reached_and_never_passed(limit: int, make: Any) -> None:  # noqa: ANN401
    shop = Shop(limited(total=limit))
    for number in range(limit):
        shop.do(make(f"o{number}", BUYERS[number]))
    assert shop.why_not(hold("one more", BOB)) == shop.why_not(commit("one more", BOB)) == [CouponExhausted]
    if limit:
        shop.do(release("o0"))
        assert shop.why_not(hold("one more", BOB)) == shop.why_not(commit("one more", BOB)) == []


@pytest.mark.rule("00.9")
def test_holds_count_against_the_limit_until_their_last_instant_fired_or_not() -> None:
    for fired in (False, True):
        shop = Shop(limited(total=2)).do(commit("o1"), hold("o2")).later(HOLD_FOR)
        assert shop.why_not(commit("o3", BOB)) == [CouponExhausted]
        shop.later(INSTANT)
        if fired:
            shop.do(fire())
        assert shop.why_not(commit("o3", BOB)) == []


def test_what_an_order_holds_itself_does_not_stand_in_its_way() -> None:
    shop = Shop(limited(total=1, per_buyer=1, budget=500)).do(hold(amount=500))
    assert shop.why_not(hold(amount=400)) == []
    assert shop.why_not(commit(amount=400)) == []
    assert shop.why_not(commit(amount=501)) == [BudgetExhausted]


# --- of one buyer


@pytest.mark.rule("W19", "00.9")
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_one_buyer_uses_it_so_often_and_others_do_not_count(limit: int) -> None:
    shop = Shop(limited(per_buyer=limit))
    for number in range(limit):
        assert shop.why_not(commit("next", ADA)) == []
        shop.do((commit if number % 2 else hold)(f"o{number}", ADA))
    (reason,) = shop.reasons(hold("next", ADA))
    used = limit // 2
    assert reason == BuyerLimitReached(coupon=shop.coupon.id, limit=limit, used=used, held=limit - used)
    assert shop.why_not(commit("next", BOB)) == shop.why_not(commit("next", GUEST)) == []
    shop.do(release("o0"))
    assert shop.why_not(commit("next", ADA)) == []


@pytest.mark.rule("00.9")
def test_a_guest_is_one_buyer_by_digest_and_a_member_another() -> None:
    key = bytes(32)
    one, same = discounts.guest("Ada@example.org ", key), discounts.guest("ada@EXAMPLE.org", key)
    shop = Shop(limited(per_buyer=1)).do(hold("o1", one))
    assert shop.why_not(hold("o2", same)) == [BuyerLimitReached]
    assert shop.why_not(hold("o2", discounts.guest("bob@example.org", key))) == []
    assert shop.why_not(hold("o2", Buyer(one.id))) == [], "a member whose id is the digest is a member"


@pytest.mark.rule("00.9")
def test_a_buyers_hold_counts_until_its_last_instant() -> None:
    shop = Shop(limited(per_buyer=1)).do(hold("o1", ADA)).later(HOLD_FOR)
    assert shop.why_not(commit("o2", ADA)) == [BuyerLimitReached]
    assert shop.later(INSTANT).why_not(commit("o2", ADA)) == []


@pytest.mark.rule("W19")
@pytest.mark.parametrize(
    ("said", "by_policy", "limit"), [(None, 1, 1), (3, 1, 1), (1, 3, 1), (2, None, 2), (None, None, None), (0, 2, 0)]
)
def test_the_policy_may_say_less_than_the_coupon(said: int | None, by_policy: int | None, limit: int | None) -> None:
    shop = Shop(limited(per_buyer=said), policy=DiscountPolicy(per_buyer_most=by_policy))
    for number in range(4):
        expected = [] if limit is None or number < limit else [BuyerLimitReached]
        assert shop.why_not(commit("next")) == expected
        if not expected:
            shop.do(commit(f"o{number}"))


def test_how_often_a_buyer_uses_it_may_not_be_guessed() -> None:
    shop = Shop(limited(per_buyer=1))
    for command in (hold(), commit()):
        with pytest.raises(MalformedError, match="look up") as caught:
            shop.ask(command, past=Past())
        assert [fault.at for fault in caught.value.faults] == ["past.by_buyer"]
    assert Shop().why_not(hold(), past=Past()) == []


# --- in money


@pytest.mark.rule("W21", "00.9")
@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
def test_a_budget_is_used_up_to_the_last_unit(currency: str) -> None:
    shop = Shop(limited(budget=1000, currency=currency))
    shop.do(commit("o1", amount=600, currency=currency), hold("o2", amount=150, currency=currency))
    assert shop.why_not(hold("o3", BOB, amount=250, currency=currency)) == []
    (reason,) = shop.reasons(commit("o3", BOB, amount=251, currency=currency))
    assert reason == BudgetExhausted(
        coupon=shop.coupon.id,
        budget=from_minor(1000, currency),
        left=from_minor(250, currency),
        asked=from_minor(251, currency),
    )
    shop.do(commit("o3", BOB, amount=250, currency=currency))
    assert shop.why_not(hold("o4", amount=1, currency=currency)) == [BudgetExhausted]
    shop.do(release("o2"))
    assert shop.why_not(hold("o4", amount=150, currency=currency)) == []
    shop.do(release("o1"))
    assert shop.why_not(hold("o4", amount=750, currency=currency)) == []
    assert shop.why_not(hold("o4", amount=751, currency=currency)) == [BudgetExhausted]


@pytest.mark.rule("00.9")
def test_what_has_expired_gives_its_budget_back() -> None:
    shop = Shop(limited(budget=500)).do(hold("o1", amount=500)).later(HOLD_FOR)
    assert shop.why_not(commit("o2", amount=1)) == [BudgetExhausted]
    assert shop.later(INSTANT).why_not(commit("o2", amount=500)) == []


def test_what_is_left_of_a_budget_is_never_less_than_nothing() -> None:
    shop = Shop(limited(budget=0))
    assert shop.why_not(hold(amount=0)) == []
    assert shop.why_not(hold(amount=1)) == [BudgetExhausted]
    over = evolve(shop.coupon, given=(discounts.Given("EUR", 5),))
    assert rules.budget_left(over, NOW) == 0


# --- what is shown


def test_the_first_status_that_is_true_is_shown() -> None:
    window = During(start=NOW + MINUTE, end=NOW + 5 * MINUTE)
    coupon = Shop(evolve(limited(total=0), valid=window)).coupon
    stopped = evolve(coupon, stage=discounts.CouponStage.DEACTIVATED)
    for at, expected in (
        (NOW, CouponStatus.SCHEDULED),
        (NOW + MINUTE - INSTANT, CouponStatus.SCHEDULED),
        (NOW + MINUTE, CouponStatus.EXHAUSTED),
        (NOW + 5 * MINUTE - INSTANT, CouponStatus.EXHAUSTED),
        (NOW + 5 * MINUTE, CouponStatus.EXPIRED),
    ):
        assert coupon_status(coupon, at) is expected
        assert coupon_status(stopped, at) is CouponStatus.DEACTIVATED
    free = evolve(coupon, terms=evolve(coupon.terms, limits=discounts.Limits(total=1)))
    assert coupon_status(free, NOW + MINUTE) is CouponStatus.ACTIVE


@pytest.mark.rule("W21", "00.9")
def test_a_coupon_is_exhausted_while_it_is_and_no_longer() -> None:
    for said in (limited(total=2), limited(budget=1000)):
        shop = Shop(said).do(commit("o1"))
        assert coupon_status(shop.coupon, shop.now) is CouponStatus.ACTIVE
        shop.do(hold("o2")).later(HOLD_FOR)
        assert coupon_status(shop.coupon, shop.now) is CouponStatus.EXHAUSTED
        shop.later(INSTANT)
        assert coupon_status(shop.coupon, shop.now) is CouponStatus.ACTIVE
        shop.do(commit("o2"))
        assert coupon_status(shop.coupon, shop.now + timedelta(days=9999)) is CouponStatus.EXHAUSTED
        shop.do(deactivate())
        assert coupon_status(shop.coupon, shop.now) is CouponStatus.DEACTIVATED


def test_a_status_at_no_instant_is_malformed() -> None:
    with pytest.raises(MalformedError) as caught:
        coupon_status(Shop().coupon, NOW.naive())
    assert [fault.at for fault in caught.value.faults] == ["now"]


# --- a million of them


def test_a_million_uses_are_two_numbers() -> None:
    """Of all that ever used it, the coupon keeps what it counts, and a decision looks at nothing else."""
    few = Shop(limited(total=2_000_000, per_buyer=1, budget=10**12)).do(commit("o1"))
    many = evolve(few.coupon, committed=1_000_000, given=(discounts.Given("EUR", 500_000_000),))
    for command in (hold("o2", BOB), commit("o2", BOB)):
        one, other = (
            discounts.execute(coupon, command, context(past=Past(by_buyer=0))).unwrap() for coupon in (few.coupon, many)
        )
        assert one.events == other.events
        assert len(vars(one.state)) == len(vars(other.state))
    assert few.coupon.holds == many.holds == ()


@pytest.mark.parametrize("kind", [HoldCoupon, CommitCoupon])
def test_many_holds_are_found_by_their_orders(kind: type[HoldCoupon | CommitCoupon]) -> None:
    shop = Shop(limited(total=60))
    orders = [f"o{number:02d}" for number in range(60)]
    shop.do(*[hold(order) for order in reversed(orders)])
    assert [held.id for held in shop.coupon.holds] == orders
    assert shop.why_not(kind(**vars(hold("o99")))) == [CouponExhausted]
    for order in orders[::7]:
        shop.do(kind(**vars(hold(order, amount=300))))
    held = rules.held_by_others(shop.coupon, shop.now, OrderId("o01"))
    assert held + shop.coupon.committed == 59
