"""One order's use of a coupon: held, committed, given back; and what is said twice."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve, fields

from mpcore import discounts
from mpcore.discounts import (
    Basket,
    BasketLine,
    CodeHeld,
    CodeNotGiven,
    CodeUnknown,
    CodeUsed,
    CommitCoupon,
    CouponCommitted,
    CouponCurrency,
    CouponExpired,
    CouponHeld,
    CouponInactive,
    CouponNotStarted,
    CouponReleased,
    DiscountPolicy,
    During,
    Given,
    HoldCoupon,
    HoldDropped,
    HoldExpired,
    Past,
    RedemptionStage,
    ReleaseOn,
    UseKept,
)
from mpcore.kernel import (
    SHOP,
    BrokenHistoryError,
    Buyer,
    BuyerId,
    CouponId,
    Done,
    IdTaken,
    LineId,
    ListingId,
    MalformedError,
    NotFound,
    OrderId,
    Refusal,
    SalesChannel,
    ShowId,
    StaleVersionError,
    VendorId,
    WrongStage,
)
from mpcore.money import money
from tests.discounts.telling import (
    ADA,
    BOB,
    COUPON,
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
    stages,
    terms,
)


def stage(shop: Shop, order: str = "o1") -> RedemptionStage:
    return shop.redemptions[order].stage


# --- the way of a redemption


@pytest.mark.rule("W21", "00.9")
def test_a_coupon_is_held_committed_and_given_back() -> None:
    shop = Shop()
    assert shop.events(hold()) == (CouponHeld,)
    shop.do(hold())
    assert (len(shop.coupon.holds), shop.coupon.committed, shop.coupon.given) == (1, 0, ())
    assert shop.events(commit()) == (CouponCommitted,)
    shop.do(commit())
    assert (shop.coupon.holds, shop.coupon.committed, shop.coupon.given) == ((), 1, (Given("EUR", 500),))
    assert shop.events(release()) == (CouponReleased,)
    shop.do(release())
    assert (shop.coupon.holds, shop.coupon.committed, shop.coupon.given) == ((), 0, ())
    known = shop.redemptions["o1"]
    assert known.stage is RedemptionStage.RELEASED
    assert known.held_at == known.committed_at == known.released_at == NOW


@pytest.mark.rule("W21")
def test_an_order_may_commit_without_having_held() -> None:
    shop = Shop().do(commit())
    assert stages(shop) == {"o1": "COMMITTED"}
    assert shop.redemptions["o1"].held_at is None
    assert shop.coupon.committed == 1


@pytest.mark.rule("W21")
def test_giving_back_counts_once_however_often_it_is_said() -> None:
    """numbers.md: 2 -> 1, once; a replacement order redeems anew: 2 again."""
    shop = Shop(limited(total=2)).do(commit("o1"), commit("o2"))
    assert shop.coupon.committed == 2
    for _ in range(3):
        shop.do(release("o1", ReleaseOn.CANCELLED))
        assert shop.coupon.committed == 1
    shop.do(commit("o3"))
    assert shop.coupon.committed == 2
    assert shop.coupon.given_in("EUR") == 1000


@pytest.mark.rule("W21")
def test_a_replacement_order_is_refused_where_the_use_was_taken_meanwhile() -> None:
    shop = Shop(limited(total=2)).do(commit("o1"), commit("o2"), release("o1"), commit("taker"))
    (reason,) = shop.reasons(commit("o3"))
    assert str(reason) == "coupon c1 may be used 2 times; 2 orders use it, 0 checkouts hold it"


@pytest.mark.rule("W21")
@pytest.mark.parametrize("command", [hold(), commit(), hold(amount=1), commit(amount=1)])
def test_an_order_that_gave_its_use_back_never_uses_it_again(command: Any) -> None:  # noqa: ANN401
    shop = Shop().do(commit(), release())
    (reason,) = shop.reasons(command)
    assert isinstance(reason, WrongStage)
    assert (reason.thing, reason.id, reason.stage) == ("redemption", "o1", RedemptionStage.RELEASED)


@pytest.mark.parametrize("via", ["drop", "expire", "late"])
@pytest.mark.parametrize("again", [hold("o1", amount=700), commit("o1", amount=700)], ids=["hold", "commit"])
def test_a_checkout_that_gave_it_up_may_have_it_again(via: str, again: HoldCoupon | CommitCoupon) -> None:
    """A buyer takes the code out and types it again, or pays with another card: it is the same order."""
    shop = Shop(limited(total=1)).do(hold())
    if via == "drop":
        shop.do(release())
        assert stage(shop) is RedemptionStage.DROPPED
    else:
        shop.later(HOLD_FOR + INSTANT)
        if via == "expire":
            shop.do(fire())
            assert stage(shop) is RedemptionStage.EXPIRED
    shop.do(again)
    known = shop.redemptions["o1"]
    assert known.amount == 700
    assert known.released_at is None
    if isinstance(again, HoldCoupon):
        assert (known.held_at, known.expires_at) == (shop.now, shop.now + HOLD_FOR + INSTANT)
    else:
        assert known.held_at is None
        assert known.committed_at == shop.now


def test_giving_up_what_nobody_has_is_refused_and_what_was_given_up_is_harmless() -> None:
    assert Shop().reasons(release()) == (NotFound(thing="redemption", id="o1", at="order"),)
    shop = Shop().do(hold(), release())
    assert shop.events(release()) == ()
    shop = Shop().do(hold()).later(HOLD_FOR + INSTANT).do(fire())
    assert shop.events(release()) == ()


def test_giving_up_what_has_expired_says_that_it_has() -> None:
    shop = Shop().do(hold()).later(HOLD_FOR)
    assert shop.events(release()) == (HoldDropped,)
    shop.later(INSTANT)
    assert shop.events(release()) == (HoldExpired,)
    shop.later(timedelta(days=3)).do(release())
    assert shop.redemptions["o1"].released_at == NOW + HOLD_FOR + INSTANT, "when it had, not when it was noticed"


@pytest.mark.rule("W21")
@pytest.mark.parametrize("because", [None, *ReleaseOn])
@pytest.mark.parametrize("release_on", [(), (ReleaseOn.CANCELLED,), tuple(ReleaseOn)], ids=len)
def test_what_gives_a_use_back_is_the_policys(because: ReleaseOn | None, release_on: tuple[ReleaseOn, ...]) -> None:
    shop = Shop(policy=DiscountPolicy(release_on=frozenset(release_on))).do(commit())
    allowed = because is None or because in release_on
    assert shop.why_not(release(because=because)) == ([] if allowed else [UseKept])
    held = Shop(policy=DiscountPolicy(release_on=frozenset(release_on))).do(hold())
    assert held.events(release(because=because)) == (HoldDropped,), "a hold is no use"


# --- said twice


@pytest.mark.rule("00.9")
def test_the_same_said_again_changes_nothing() -> None:
    shop = Shop(limited(total=1, per_buyer=1, budget=500)).do(hold())
    assert shop.events(hold()) == ()
    shop.do(commit())
    assert shop.events(commit()) == ()
    assert shop.events(hold()) == (), "a late copy of the hold"
    before = shop.coupon
    assert shop.do(hold(), commit()).coupon == before


OTHER_FACTS = [
    {"amount": 501},
    {"goods": 5001, "paid": 4500},
    {"paid": 4400},
    {"buyer": BOB},
    {"buyer": Buyer(BuyerId("ada"), guest=True)},
    {"channel": SalesChannel(ShowId("s1"))},
    {"currency": "USD"},
]


@pytest.mark.rule("W21")
@pytest.mark.parametrize("facts", OTHER_FACTS, ids=str)
def test_other_content_for_an_order_that_uses_it_is_refused(facts: dict[str, Any]) -> None:
    shop = Shop().do(commit())
    assert shop.reasons(commit(**facts)) == (IdTaken(thing="redemption", id="o1"),)
    assert shop.why_not(hold(**facts)) == [WrongStage]


@pytest.mark.parametrize("facts", OTHER_FACTS, ids=str)
def test_a_basket_that_changes_changes_what_is_held_and_not_for_how_long(facts: dict[str, Any]) -> None:
    shop = Shop(limited(total=1)).do(hold()).later(10 * MINUTE)
    assert shop.events(hold(**facts)) == (CouponHeld,)
    shop.do(hold(**facts))
    (held,) = shop.coupon.holds
    known = shop.redemptions["o1"]
    assert held.expires_at == known.expires_at == NOW + HOLD_FOR + INSTANT
    assert known.held_at == NOW
    for name, value in facts.items():
        assert getattr(known, name) == value
    assert shop.events(commit(**facts)) == (CouponCommitted,)


def test_what_is_committed_is_what_the_order_says_not_what_was_held() -> None:
    shop = Shop().do(hold(amount=500), commit(amount=300))
    assert shop.coupon.given_in("EUR") == 300
    assert shop.redemptions["o1"].amount == 300
    shop.do(release())
    assert shop.coupon.given == ()


# --- time


@pytest.mark.rule("00.9")
def test_the_last_instant_of_a_hold_is_in_it() -> None:
    shop = Shop(limited(total=1)).do(hold("o1"))
    (held,) = shop.coupon.holds
    assert held.expires_at == NOW + HOLD_FOR + INSTANT
    shop.later(HOLD_FOR)
    assert shop.why_not(hold("o2", BOB)) != []
    assert shop.events(hold("o1")) == ()
    shop.later(INSTANT)
    assert shop.why_not(hold("o2", BOB)) == []
    assert shop.events(hold("o1")) == (HoldExpired, CouponHeld)


@pytest.mark.rule("00.9")
def test_after_its_hold_an_order_is_weighed_anew() -> None:
    shop = Shop(limited(total=1)).do(hold("o1")).later(HOLD_FOR + INSTANT)
    assert shop.events(commit("o1")) == (HoldExpired, CouponCommitted)
    shop.do(hold("o2", BOB))
    (reason,) = shop.reasons(commit("o1"))
    assert str(reason) == "coupon c1 may be used 1 times; 0 orders use it, 1 checkouts hold it"


def test_timers_are_data_and_firing_them_twice_or_early_is_harmless() -> None:
    shop = Shop().do(hold("o2")).later(MINUTE).do(hold("o1"))
    timers = discounts.due(shop.coupon, shop.context(fire()))
    assert [(timer.at, timer.order) for timer in timers] == [
        (NOW + HOLD_FOR + INSTANT, "o2"),
        (NOW + MINUTE + HOLD_FOR + INSTANT, "o1"),
    ]
    shop.later(HOLD_FOR - MINUTE)
    assert shop.events(fire()) == ()
    shop.later(INSTANT).do(fire())
    assert stages(shop) == {"o1": "HELD", "o2": "EXPIRED"}
    assert shop.events(fire()) == ()
    shop.later(MINUTE)
    assert shop.events(fire()) == (HoldExpired,)
    shop.do(fire())
    assert discounts.due(shop.coupon, shop.context(fire())) == ()


def test_when_a_timer_is_fired_does_not_matter() -> None:
    late = Shop().do(hold("o1"), hold("o2")).later(timedelta(days=400)).do(fire())
    prompt = Shop().do(hold("o1"), hold("o2")).later(HOLD_FOR + INSTANT).do(fire())
    assert late.coupon == prompt.coupon
    assert late.redemptions == prompt.redemptions


def test_an_order_that_is_decided_late_with_an_earlier_clock_is_no_harm() -> None:
    """Two machines, two clocks: the limit holds whatever they show."""
    shop = Shop(limited(total=1)).do(hold("o1")).later(HOLD_FOR + INSTANT).do(hold("o2", BOB))
    shop.later(-MINUTE)
    assert shop.why_not(commit("o1")) != []
    assert shop.why_not(commit("o2", BOB)) != []
    shop.later(MINUTE).do(commit("o2", BOB))
    assert shop.coupon.committed == 1


WINDOW = During(start=NOW, end=NOW + 10 * MINUTE)


@pytest.mark.parametrize("command", [hold(), commit()], ids=["hold", "commit"])
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (-INSTANT, [CouponNotStarted]),
        (0 * MINUTE, []),
        (10 * MINUTE - INSTANT, []),
        (10 * MINUTE, [CouponExpired]),
    ],
)
def test_a_coupon_is_redeemed_from_its_start_and_before_its_end(
    command: Any,  # noqa: ANN401
    at: timedelta,
    expected: list[type[Refusal]],
) -> None:
    assert Shop(terms(valid=WINDOW)).later(at).why_not(command) == expected


@pytest.mark.rule("W20")
def test_a_hold_reserves_a_use_and_nothing_else() -> None:
    """What was deactivated or has ended meanwhile is not redeemed, whoever holds it (decision 0019)."""
    assert Shop().do(hold(), deactivate()).why_not(commit()) == [CouponInactive]
    assert Shop(terms(valid=WINDOW)).do(hold()).later(10 * MINUTE).why_not(commit()) == [CouponExpired]
    stopped = Shop().do(hold(), deactivate())
    assert stopped.events(hold()) == (), "that it is held is known"
    assert stopped.why_not(hold(amount=1)) == [CouponInactive]
    assert stopped.events(release()) == (HoldDropped,)
    assert stopped.do(release()).coupon.holds == ()
    used = Shop().do(commit(), deactivate())
    assert used.events(release()) == (CouponReleased,), "what was used can be given back"


@pytest.mark.rule("W20")
def test_every_reason_is_given_at_once() -> None:
    shop = Shop(evolve(limited(total=0, per_buyer=0, budget=1), valid=WINDOW, code="SAVE20"), policy=DiscountPolicy())
    shop.do(deactivate()).later(10 * MINUTE)
    assert [reason.code.removeprefix("discounts.") for reason in shop.reasons(commit())] == [
        "coupon_inactive",
        "coupon_expired",
        "code_not_given",
        "coupon_exhausted",
        "buyer_limit_reached",
        "budget_exhausted",
    ]


def test_a_hosts_own_rule_may_refuse_and_is_not_asked_what_has_happened() -> None:
    def never(*_: object) -> Refusal:
        return NotFound(thing="patience", id="host")

    shop = Shop()
    for command in (hold(), commit(), deactivate(), fire()):
        assert shop.why_not(command, also=(never,)) == [NotFound]
    shop.do(hold())
    assert shop.why_not(hold(), also=(never,)) == []
    assert shop.why_not(release(), also=(never,)) == [NotFound]
    shop.do(commit())
    assert shop.why_not(commit(), also=(never,)) == []
    shop.do(release())
    assert shop.why_not(release(), also=(never,)) == []


# --- currencies and codes


@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
def test_a_coupon_in_one_currency_is_redeemed_in_it_only(currency: str) -> None:
    expected = [] if currency == "EUR" else [CouponCurrency]
    assert Shop(terms(currency="EUR")).why_not(commit(currency=currency)) == expected
    assert Shop(limited(budget=500)).why_not(commit(currency=currency)) == expected
    assert Shop().why_not(commit(currency=currency)) == []


def test_what_was_given_in_several_currencies_is_never_mixed() -> None:
    shop = Shop().do(commit("o1", currency="KWD"), commit("o2", currency="JPY"), commit("o3", currency="KWD"))
    assert shop.coupon.given == (Given("JPY", 500), Given("KWD", 1000))
    left = shop.do(release("o2"), release("o1")).coupon
    assert left.given == (Given("KWD", 500),)
    assert shop.coupon.given_in("JPY") == shop.coupon.given_in("EUR") == 0


@pytest.mark.rule("W19")
def test_a_code_is_needed_where_there_is_one_and_only_there() -> None:
    coded = Shop(terms(code="SAVE20"))
    assert coded.why_not(hold()) == [CodeNotGiven]
    assert coded.why_not(hold(code="SAVE21")) == [CodeUnknown]
    assert coded.why_not(hold(code="SAVE20")) == []
    assert Shop().why_not(hold(code="SAVE20")) == [CodeUnknown]
    assert Shop(terms(single_use_codes=True)).why_not(hold()) == [CodeNotGiven]


@pytest.mark.rule("00.9")
def test_a_single_use_code_is_used_once() -> None:
    shop = Shop(terms(single_use_codes=True))
    assert shop.why_not(hold(code="AAAA")) == [CodeUnknown], "the host has no such code"
    shop.codes = frozenset({"AAAA", "CCCC"})
    shop.do(hold("o1", code="AAAA"))
    assert shop.why_not(hold("o2", code="AAAA")) == shop.why_not(commit("o2", code="AAAA")) == [CodeHeld]
    assert shop.why_not(hold("o2", code="CCCC")) == []
    assert shop.events(hold("o1", code="CCCC")) == (CouponHeld,)
    shop.do(commit("o1", code="AAAA"))
    assert shop.why_not(hold("o2", code="AAAA")) == [CodeUsed]
    shop.do(release("o1"))
    assert shop.why_not(hold("o2", code="AAAA")) == []


@pytest.mark.rule("00.9")
def test_a_single_use_code_is_free_again_after_the_last_instant_of_its_hold() -> None:
    shop = Shop(terms(single_use_codes=True))
    shop.codes = frozenset({"AAAA"})
    shop.do(hold("o1", code="AAAA")).later(HOLD_FOR)
    assert shop.why_not(commit("o2", code="AAAA")) == [CodeHeld]
    assert shop.later(INSTANT).why_not(commit("o2", code="AAAA")) == []


# --- what a command is made of


def test_commands_are_made_from_an_evaluation() -> None:
    shop = Shop(terms(code="SAVE20"))
    show = SalesChannel(ShowId("s1"))
    line = BasketLine(
        id=LineId("l1"),
        vendor=VendorId("v1"),
        listing=ListingId("hat"),
        title="hat",
        quantity=3,
        unit_price=money("10.05", "EUR"),
    )
    basket = Basket(buyer=ADA, currency="EUR", lines=(line,), codes=("save-20",), channel=show)
    evaluation = discounts.evaluate(basket, (shop.coupon,), context())
    made = CommitCoupon.of(evaluation, COUPON, OrderId("o1"))
    assert made == commit(amount=302, goods=3015, paid=2713, channel=show, code="SAVE20")
    assert type(HoldCoupon.of(evaluation, COUPON, OrderId("o1"))) is HoldCoupon
    shop.do(made)
    with pytest.raises(MalformedError, match="does not apply") as caught:
        HoldCoupon.of(evaluation, CouponId("c2"), OrderId("o1"))
    assert [fault.at for fault in caught.value.faults] == ["coupon"]
    refused = discounts.evaluate(evolve(basket, codes=()), (shop.coupon,), context())
    with pytest.raises(MalformedError, match="does not apply"):
        HoldCoupon.of(refused, COUPON, OrderId("o1"))


@pytest.mark.parametrize(
    ("facts", "at"),
    [
        ({"amount": -1}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": Decimal(5)}, "amount"),
        ({"amount": 10**18}, "amount"),
        ({"goods": -1, "paid": 0}, "goods"),
        ({"goods": 5, "amount": 0, "paid": 6}, "paid"),
        ({"paid": None}, None),
        ({"currency": "eur"}, "currency"),
        ({"currency": "ZZZ"}, "currency"),
        ({"code": "save20"}, "code"),
        ({"code": ""}, "code"),
        ({"code": "ЅАVЕ20"}, "code"),
        ({"order": ""}, "order"),
        ({"order": "o\n1"}, "order"),
    ],
    ids=str,
)
@pytest.mark.parametrize("make", [hold, commit])
def test_facts_that_cannot_be_are_malformed(make: Any, facts: dict[str, Any], at: str | None) -> None:  # noqa: ANN401
    if at is None:
        assert make(**facts)
        return
    with pytest.raises(MalformedError) as caught:
        make(**facts)
    assert [fault.at for fault in caught.value.faults] == [at]


def test_a_use_may_give_nothing_off_goods() -> None:
    """Free shipping: the amount is of the shipping, and the goods cost what they cost."""
    assert Shop().do(commit(amount=700, goods=0, paid=0)).coupon.given_in("EUR") == 700
    assert commit(amount=0).paid == 5000


# --- mistakes of the caller


@pytest.mark.parametrize("command", [hold(), commit(), release()], ids=["hold", "commit", "release"])
def test_what_the_host_did_not_look_up_may_not_be_guessed(command: Any) -> None:  # noqa: ANN401
    with pytest.raises(MalformedError, match="look up") as caught:
        Shop().ask(command, past=None)
    assert [fault.at for fault in caught.value.faults] == ["past"]
    other = Shop().do(hold("o2")).redemptions["o2"]
    for stranger in (other, evolve(other, order=OrderId("o1"), coupon=CouponId("c2"))):
        with pytest.raises(MalformedError, match="look up") as caught:
            Shop().ask(command, past=Past(redemption=stranger))
        assert [fault.at for fault in caught.value.faults] == ["past.redemption"]


@pytest.mark.parametrize("command", [hold(), commit(), release()], ids=["hold", "commit", "release"])
def test_a_coupon_and_a_redemption_of_different_times_are_noticed(command: Any) -> None:  # noqa: ANN401
    shop = Shop().do(hold())
    held = shop.redemptions["o1"]
    shop.do(hold(amount=7))
    for stale in (None, held, evolve(held, amount=7, expires_at=NOW), evolve(held, stage=RedemptionStage.EXPIRED)):
        with pytest.raises(StaleVersionError, match="different times"):
            shop.ask(command, past=Past(redemption=stale))
    with pytest.raises(StaleVersionError):
        Shop().ask(command, past=Past(redemption=held))


@pytest.mark.parametrize("by_buyer", [-1, True, 1.0, "1"])
def test_a_number_of_uses_that_is_none_is_malformed(by_buyer: int) -> None:
    with pytest.raises(MalformedError):
        Past(by_buyer=by_buyer)


# --- history


def test_history_is_not_argued_with() -> None:
    shop = Shop().do(hold(), commit(), release(), hold("o2"), deactivate())
    created, held, committed, released, _, stopped = shop.history
    assert isinstance(released, CouponReleased)
    for broken, words in (
        ((), "begins with CouponCreated, this one with nothing"),
        ((held,), "begins with CouponCreated, this one with CouponHeld"),
        ((created, created), "created twice"),
        ((created, released), "more than was used"),
        ((created, committed, evolve(released, amount=501)), "more than was used"),
        ((created, committed, evolve(released, currency="USD")), "more than was used"),
        ((created, HoldDropped(coupon=COUPON, at=NOW, order=OrderId("o1"))), "does not hold"),
        ((created, held, committed, HoldExpired(coupon=COUPON, at=NOW, order=OrderId("o1"))), "does not hold"),
        ((created, stopped, stopped), "DEACTIVATED, and CouponDeactivated follows"),
        ((created, evolve(held, coupon=CouponId("c2"))), "is of coupon c2"),
        ((created, "held"), "str is nothing that happens to a coupon"),
    ):
        with pytest.raises(BrokenHistoryError, match=words):
            discounts.replay(broken)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_redemption_knows_its_own_history() -> None:
    shop = Shop().do(hold(), commit(), release(), hold("o2"))
    _, held, committed, released, other = shop.history
    assert isinstance(held, CouponHeld)
    assert isinstance(committed, CouponCommitted)
    assert isinstance(released, CouponReleased)
    assert isinstance(other, CouponHeld)
    with pytest.raises(BrokenHistoryError, match="used by nobody, and CouponReleased follows"):
        discounts.redemption_after(None, released)
    used = discounts.redemption_after(None, committed)
    for event in (held, committed, HoldDropped(coupon=COUPON, at=NOW, order=OrderId("o1"))):
        with pytest.raises(BrokenHistoryError, match=f"COMMITTED, and {type(event).__name__} follows"):
            discounts.redemption_after(used, event)
    with pytest.raises(BrokenHistoryError, match="and order o2, the redemption of c1 and o1"):
        discounts.redemption_after(used, other)


def test_a_redemption_keeps_every_fact_of_its_event() -> None:
    facts: dict[str, Any] = {
        "buyer": BOB,
        "amount": 1,
        "goods": 10,
        "paid": 8,
        "currency": "KWD",
        "channel": SalesChannel(ShowId("s")),
    }
    for command in (hold(**facts), commit(**facts)):
        shop = Shop().do(command)
        known = shop.redemptions["o1"]
        assert {name: getattr(known, name) for name in facts} == facts
        assert known.code is None
        names = {field.name for field in fields(type(known))}
        assert names == set(vars(known)), "made of every field"
        assert set(vars(shop.coupon)) == {field.name for field in fields(type(shop.coupon))}
    outcome = Shop().ask(hold())
    assert isinstance(outcome, Done)
    for event in outcome.events:
        assert set(vars(event)) == {field.name for field in fields(type(event))}
    assert hold().channel == SHOP
