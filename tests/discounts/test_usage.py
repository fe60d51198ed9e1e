"""How coupons are used, per period, channel and currency (W21)."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from mpcore.discounts import Period, Redemption, RedemptionStage, Usage, UsageRow, may_see_usage, usage
from mpcore.kernel import (
    SHOP,
    Actor,
    Buyer,
    BuyerId,
    CouponId,
    Grant,
    MalformedError,
    MemberId,
    MissingScope,
    NotFound,
    Operator,
    OrderId,
    SalesChannel,
    ShowId,
    VendorId,
    VendorMember,
)
from mpcore.timing import instant, later
from tests.discounts.telling import (
    ADA,
    BOB,
    HOLD_FOR,
    INSTANT,
    MANAGE,
    NOW,
    OPERATOR,
    STATS,
    SYSTEM,
    Shop,
    commit,
    fire,
    hold,
    release,
    staff,
)

SHOW = SalesChannel(ShowId("s1"))


def used(
    order: str = "o1",
    buyer: Buyer = ADA,
    at: DateTime = NOW,
    *,
    amount: int = 100,
    goods: int = 1000,
    currency: str = "EUR",
    channel: SalesChannel = SHOP,
    stage: RedemptionStage = RedemptionStage.COMMITTED,
    coupon: str = "c1",
    paid: int | None = None,
) -> Redemption:
    return Redemption(
        coupon=CouponId(coupon),
        order=OrderId(order),
        buyer=buyer,
        stage=stage,
        currency=currency,
        amount=amount,
        goods=goods,
        paid=goods - amount if paid is None else paid,
        channel=channel,
        held_at=at,
        expires_at=later(at, HOLD_FOR),
        committed_at=None if stage is RedemptionStage.HELD else at,
    )


def row(count: int, held: int = 0, buyers: int = 1, given: int = 0, goods: int = 0, **more: object) -> UsageRow:
    facts = {"currency": "EUR", "count": count, "held": held, "buyers": buyers, "given": given, "goods": goods}
    return UsageRow(**{**facts, "paid": goods - given, **more})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.rule("W21", "00.9")
def test_a_use_counts_while_it_is_committed_and_not_released() -> None:
    """The count stuck after a failed payment is what users of other engines complain about."""
    shop = Shop()
    steps = (
        (hold("o1"), 0, 1),
        (commit("o2", BOB), 1, 1),
        (commit("o1"), 2, 0),
        (hold("o3"), 2, 1),
        (release("o3"), 2, 0),
        (release("o1"), 1, 0),
        (release("o1"), 1, 0),
        (release("o2"), 0, 0),
    )
    for command, count, held in steps:
        shop.do(command)
        shown = usage(shop.redemptions.values(), now=shop.now)
        assert (shown.count, shown.held) == (count, held)
        assert shop.coupon.committed == shown.count
        assert len(shop.coupon.holds) == shown.held
        assert sum(each.given for each in shown.totals) == shop.coupon.given_in("EUR")


@pytest.mark.rule("W21")
def test_what_is_held_is_shown_apart_and_adds_to_nothing_else() -> None:
    shop = Shop().do(commit("o1", amount=500, goods=5000), hold("o2", BOB, amount=300, goods=900))
    assert usage(shop.redemptions.values(), now=shop.now).totals == (row(1, held=1, given=500, goods=5000),)
    shop.later(HOLD_FOR)
    assert usage(shop.redemptions.values(), now=shop.now).held == 1
    shop.later(INSTANT)
    unfired = usage(shop.redemptions.values(), now=shop.now)
    assert unfired.totals == (row(1, given=500, goods=5000),)
    assert usage(shop.do(fire()).redemptions.values(), now=shop.now) == unfired


@pytest.mark.rule("W21")
@pytest.mark.parametrize("stage", list(RedemptionStage))
def test_of_all_stages_committed_counts_and_held_is_held(stage: RedemptionStage) -> None:
    shown = usage([used(stage=stage)], now=NOW)
    assert (shown.count, shown.held) == (stage is RedemptionStage.COMMITTED, stage is RedemptionStage.HELD)
    assert bool(shown.rows) is (stage in (RedemptionStage.COMMITTED, RedemptionStage.HELD))


@pytest.mark.rule("W21")
def test_buyers_are_counted_once_and_guests_are_not_members() -> None:
    guest = Buyer(BuyerId("ada"), guest=True)
    found = [used("o1"), used("o2"), used("o3", BOB), used("o4", guest), used("o5", guest)]
    (total,) = usage(found, now=NOW).totals
    assert (total.count, total.buyers) == (5, 3)


@pytest.mark.rule("W21")
def test_the_goods_of_an_order_with_two_coupons_count_once_and_its_uses_both() -> None:
    tomorrow = later(NOW, timedelta(days=1))
    found = [
        used("o1", amount=100, paid=700),
        used("o1", amount=200, paid=700, at=tomorrow, coupon="c2"),
        used("o2", BOB, amount=50, goods=400),
        used("o2", BOB, amount=5, goods=400, paid=345, coupon="c2", stage=RedemptionStage.HELD),
    ]
    (total,) = usage(found, now=NOW).totals
    assert total == row(3, held=1, buyers=2, given=350, goods=1400, paid=1050)
    assert usage(found, now=NOW).rows == (total,)
    first, second = usage(found, now=NOW, per=Period.DAY).rows
    assert first == row(2, held=1, buyers=2, given=150, goods=1400, paid=1050, start=NOW.date())
    assert second == row(1, given=200, goods=1000, paid=700, start=tomorrow.date())
    assert usage(found, now=NOW, per=Period.DAY).totals == (total,)


def test_of_redemptions_that_disagree_about_their_order_the_larger_goods_count_in_whatever_order_they_come() -> None:
    found = [used(goods=900), used(goods=1000, amount=300, coupon="c2"), used(goods=1000, amount=200, coupon="c3")]
    for turned in (found, found[::-1], found[1:] + found[:1]):
        assert usage(turned, now=NOW).totals == (row(3, given=600, goods=1000, paid=800),)


@pytest.mark.rule("W21")
def test_currencies_are_never_mixed() -> None:
    found = [used("o1", amount=1), used("o2", amount=2, currency="JPY"), used("o3", amount=4, currency="KWD")]
    found += [used("o4", amount=8)]
    shown = usage(found, now=NOW, per=Period.MONTH, by_channel=True)
    assert [(each.currency, each.given) for each in shown.totals] == [("EUR", 9), ("JPY", 2), ("KWD", 4)]
    assert [(each.currency, each.given) for each in shown.rows] == [("EUR", 9), ("JPY", 2), ("KWD", 4)]
    assert (shown.count, shown.held) == (4, 0)


PARIS = "Europe/Paris"


@pytest.mark.rule("W21")
@pytest.mark.parametrize(
    ("at", "zone", "day", "week", "month"),
    [
        ("2026-03-28T23:00:00Z", PARIS, (29, 3), (23, 3), 3),
        ("2026-03-28T22:59:59.999999Z", PARIS, (28, 3), (23, 3), 3),
        ("2026-03-29T21:59:59.999999Z", PARIS, (29, 3), (23, 3), 3),
        ("2026-03-29T22:00:00Z", PARIS, (30, 3), (30, 3), 3),
        ("2026-03-31T21:59:59.999999Z", PARIS, (31, 3), (30, 3), 3),
        ("2026-03-31T22:00:00Z", PARIS, (1, 4), (30, 3), 4),
        ("2026-03-31T22:00:00Z", "UTC", (31, 3), (30, 3), 3),
        ("2026-03-31T22:00:00Z", "Asia/Tokyo", (1, 4), (30, 3), 4),
    ],
)
def test_periods_are_local_dates_of_a_named_zone(
    at: str, zone: str, day: tuple[int, int], week: tuple[int, int], month: int
) -> None:
    """The days of the change to summer time are 23 hours long, and a use is in exactly one of them."""
    found = [used(at=instant(at))]
    expected = {
        Period.DAY: date(2026, day[1], day[0]),
        Period.WEEK: date(2026, week[1], week[0]),
        Period.MONTH: date(2026, month, 1),
        None: None,
    }
    for per, start in expected.items():
        shown = usage(found, now=NOW, per=per, zone=zone)
        assert shown.rows == (row(1, given=100, goods=1000, start=start),)
        assert shown.zone == zone


@pytest.mark.rule("W21")
def test_a_use_is_in_the_period_it_was_committed_in_not_held() -> None:
    late = evolve(used(), held_at=NOW - timedelta(days=1), committed_at=NOW)
    (shown,) = usage([late], now=NOW, per=Period.DAY).rows
    assert shown.start == NOW.date()
    (shown,) = usage([evolve(late, stage=RedemptionStage.HELD)], now=NOW, per=Period.DAY).rows
    assert shown.start == NOW.date() - timedelta(days=1)


@pytest.mark.rule("W21")
def test_channels_are_told_apart_where_it_is_asked_for() -> None:
    found = [used("o1"), used("o2", channel=SHOW), used("o3", channel=SHOW), used("o4", channel=SalesChannel())]
    shown = usage(found, now=NOW, by_channel=True)
    assert [(each.channel, each.count) for each in shown.rows] == [(SHOP, 2), (SHOW, 2)]
    assert usage(found, now=NOW).rows == usage(found, now=NOW).totals == (row(4, given=400, goods=4000),)
    assert [(each.channel, each.count, each.buyers) for each in shown.totals] == [(None, 4, 1)]


@given(
    st.lists(
        st.builds(
            used,
            order=st.uuids().map(str),
            buyer=st.sampled_from([ADA, BOB]),
            at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda at: instant(f"{at.isoformat()}Z")),  # noqa: DTZ001
            amount=st.integers(0, 1000),
            currency=st.sampled_from(["EUR", "JPY"]),
            channel=st.sampled_from([SHOP, SHOW]),
            stage=st.sampled_from(RedemptionStage),
        )
    ),
    st.sampled_from([None, *Period]),
    st.booleans(),
)
def test_rows_add_up_to_the_totals_in_whatever_order_they_came(
    found: list[Redemption], per: Period | None, by_channel: bool
) -> None:
    shown = usage(found, now=NOW, per=per, by_channel=by_channel, zone=PARIS)
    for total in shown.totals:
        rows = [each for each in shown.rows if each.currency == total.currency]
        for name in ("count", "held", "given", "goods", "paid"):
            assert sum(getattr(each, name) for each in rows) == getattr(total, name)
        assert max(each.buyers for each in rows) <= total.buyers <= min(total.count, 2)
        assert total.goods - total.given == total.paid
    shuffled = list(found)
    random.Random(len(found)).shuffle(shuffled)  # noqa: S311 - a test that repeats itself
    assert usage(shuffled, now=NOW, per=per, by_channel=by_channel, zone=PARIS) == shown
    assert shown.count == sum(each.stage is RedemptionStage.COMMITTED for each in found)


def test_nothing_used_is_no_rows() -> None:
    assert usage([], now=NOW, per=Period.DAY) == Usage(rows=(), totals=(), zone="UTC")


def test_an_unknown_zone_and_a_naive_now_are_malformed() -> None:
    for changes, at in (({"zone": "Mars/Base"}, "zone"), ({"now": NOW.naive()}, "now")):
        with pytest.raises(MalformedError) as caught:
            usage([], **{"now": NOW, **changes})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        assert [fault.at for fault in caught.value.faults] == [at]


def test_no_row_names_a_buyer_or_an_order() -> None:
    shown = usage([used("order-of-ada")], now=NOW)
    assert "ada" not in repr(shown)
    assert "order" not in {field.name for field in fields(UsageRow)}


@pytest.mark.rule("W21")
@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (staff("v1", STATS), None),
        (staff("v1", MANAGE), MissingScope),
        (staff("v1", STATS, shop="paris"), MissingScope),
        (staff("v2", STATS), NotFound),
        (VendorMember(VendorId("v1"), MemberId("m"), (Grant(()),)), NotFound),
        (OPERATOR, None),
        (Operator(MemberId("o"), frozenset({STATS})), None),
        (Operator(MemberId("o"), frozenset({MANAGE})), MissingScope),
        (SYSTEM, None),
        (ADA, NotFound),
    ],
    ids=repr,
)
def test_the_vendor_sees_the_usage_of_its_own_coupons(actor: Actor, expected: type | None) -> None:
    refused = may_see_usage(Shop().coupon, actor)
    assert (None if refused is None else type(refused)) is expected


@pytest.mark.rule("W21")
def test_the_marketplaces_coupons_are_nobody_elses_to_look_at() -> None:
    coupon = Shop(owner=None).coupon
    assert isinstance(may_see_usage(coupon, staff("v1", STATS)), NotFound)
    assert may_see_usage(coupon, OPERATOR) is None
