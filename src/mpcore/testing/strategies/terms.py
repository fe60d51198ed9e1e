"""What coupons say: every condition, every benefit, and coupons made of them; they speak of what `baskets` holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mpcore.discounts import (
    ALWAYS,
    BY_OPERATOR,
    BY_VENDOR,
    AllOf,
    AmountOff,
    AnyOf,
    Benefit,
    Bundle,
    BundleItem,
    BuyerTags,
    BuyGet,
    Condition,
    Counted,
    Coupon,
    CouponStage,
    During,
    FixedUnitPrice,
    Funding,
    Given,
    Hold,
    InCategories,
    InChannels,
    InCurrency,
    Limits,
    Measured,
    MinimumSpend,
    NamedBuyers,
    NewToMarketplace,
    NewToVendor,
    Not,
    NotDiscounted,
    OfListings,
    OfVendors,
    OnConditionLost,
    Per,
    PercentOff,
    Quantities,
    ShippingOff,
    Stacking,
    Step,
    Terms,
    Tiers,
    Together,
    Within,
    WithTags,
)
from mpcore.kernel import Buyer, BuyerId, CouponId, ListingId, OrderId, ShowId, VendorId, utc
from mpcore.money import from_minor
from mpcore.testing.strategies.values import Draw, currencies, minor, money

__all__ = [
    "BUYERS",
    "CATEGORIES",
    "CODES",
    "LISTINGS",
    "NOW",
    "SHOWS",
    "SINGLE_USE",
    "TAGS",
    "VENDORS",
    "benefits",
    "conditions",
    "coupons",
    "terms",
]

NOW = utc(datetime(2026, 11, 27, 10, tzinfo=UTC))
"""The windows of what is drawn begin and end around this instant."""

VENDORS = (VendorId("v1"), VendorId("v2"), VendorId("v3"))
LISTINGS = (ListingId("stool"), ListingId("lamp"), ListingId("candle"))
CATEGORIES = ("furniture", "lighting", "gifts")
TAGS = ("vip", "new", "fragile")
SHOWS = (ShowId("s1"), ShowId("s2"))
BUYERS = (Buyer(BuyerId("ada")), Buyer(BuyerId("bob")), Buyer(BuyerId("ada"), guest=True))
CODES = ("SAVE10", "WELCOME")
SINGLE_USE = ("3479AQ", "CDEFG9")


def _some(names: Sequence[str]) -> SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(names), min_size=1, max_size=2)


def _in(currency: str | SearchStrategy[str] | None) -> SearchStrategy[str]:
    if currency is None:
        return currencies()
    return st.just(currency) if isinstance(currency, str) else currency


@cache
def _leaves(currency: str) -> SearchStrategy[Condition]:
    """Conditions that are made of no others."""
    spends = money(currency, 1, 20_000)
    kinds: tuple[SearchStrategy[Condition], ...] = (
        st.builds(MinimumSpend, spends, st.sampled_from(Measured), _COUNTED),
        st.one_of(
            st.builds(Quantities, at_least=st.integers(1, 4), of=_COUNTED),
            st.builds(Quantities, at_most=st.integers(1, 9), of=_COUNTED),
            st.builds(Quantities, at_least=st.integers(1, 4), at_most=st.integers(4, 20), of=_COUNTED),
        ),
        st.builds(InCategories, _some(CATEGORIES)),
        st.builds(WithTags, _some(TAGS)),
        st.frozensets(st.sampled_from(LISTINGS), min_size=1, max_size=2).map(OfListings),
        st.frozensets(st.sampled_from(VENDORS), min_size=1, max_size=2).map(OfVendors),
        st.just(NotDiscounted()),
        st.just(NewToVendor()),
        st.just(NewToMarketplace()),
        st.builds(BuyerTags, _some(TAGS)),
        st.frozensets(st.sampled_from(BUYERS), min_size=1, max_size=2).map(NamedBuyers),
        st.sampled_from((currency, currency, "CHF")).map(InCurrency),
        _WINDOWS.filter(_is_bounded).map(Within),
        st.one_of(
            st.builds(InChannels, shop=_YES, shows=st.frozensets(st.sampled_from(SHOWS), max_size=1)),
            st.builds(InChannels, shows=st.frozensets(st.sampled_from(SHOWS), min_size=1)),
            st.builds(InChannels, shop=_YES_OR_NO, any_show=_YES),
        ),
    )
    return st.one_of(kinds)


def _put_together(inner: SearchStrategy[Condition]) -> tuple[SearchStrategy[Condition], ...]:
    return (
        st.lists(inner, max_size=3).map(AllOf),
        st.lists(inner, min_size=1, max_size=3).map(AnyOf),
        inner.map(Not),
    )


@cache
def _conditions(currency: str) -> SearchStrategy[Condition]:
    single = _leaves(currency)
    return st.one_of(single, *_put_together(st.one_of(single, *_put_together(single))))


def conditions(currency: str | SearchStrategy[str] | None = None) -> SearchStrategy[Condition]:
    """Conditions of every class, put together in each way, with amounts in one currency.

    They ask for vendors, listings, categories, tags, shows and buyers as `baskets` and `shoppers` draw them.
    """
    return _in(currency).flatmap(_conditions)


@cache
def _benefits(currency: str) -> SearchStrategy[Benefit]:
    amounts = money(currency, 1, 10_000)
    most = st.none() | amounts
    kinds: tuple[SearchStrategy[Benefit], ...] = (
        st.builds(PercentOff, _PERCENTS, most),
        st.builds(AmountOff, amounts, st.sampled_from(Per)),
        st.builds(FixedUnitPrice, money(currency, 0, 2_000)),
        st.one_of(
            st.builds(ShippingOff, most=most),
            st.builds(ShippingOff, percent=_PERCENTS, most=most),
            st.builds(ShippingOff, amount=amounts),
            st.builds(ShippingOff, price=money(currency, 0, 500)),
        ),
        st.builds(
            BuyGet,
            st.integers(1, 3),
            st.integers(1, 2),
            st.just(Decimal(100)) | _PERCENTS,
            st.none() | st.integers(1, 2),
        ),
        _tiers(currency),
        _bundles(currency),
    )
    return st.one_of(kinds)


def benefits(currency: str | SearchStrategy[str] | None = None) -> SearchStrategy[Benefit]:
    """Benefits of every class, with amounts in one currency."""
    return _in(currency).flatmap(_benefits)


@st.composite
def _tiers(draw: DrawFn, currency: str) -> Tiers:
    by_units = draw(_YES_OR_NO)
    marks = sorted(draw(_MARKS))
    steps = [_step(draw, mark if by_units else 500 * mark, currency, by_units=by_units) for mark in marks]
    return Tiers(steps, draw(_MEASURED))


def _step(draw: Draw, mark: int, currency: str, *, by_units: bool) -> Step:
    spend, units = (None, mark) if by_units else (from_minor(mark, currency), None)
    if draw(_YES_OR_NO):
        return Step(spend=spend, units=units, amount=from_minor(draw(minor(1, 5_000)), currency))
    most = from_minor(draw(minor(1, 5_000)), currency) if draw(_YES_OR_NO) else None
    return Step(spend=spend, units=units, percent=draw(_PERCENTS), most=most)


@st.composite
def _bundles(draw: DrawFn, currency: str) -> Bundle:
    listings = draw(_SHUFFLED)
    first = 2 if draw(_YES_OR_NO) else 1
    items = [BundleItem(frozenset(listings[:first]), draw(_FEW))]
    if draw(_YES_OR_NO):
        items.append(BundleItem(frozenset(listings[first : first + 1]), draw(_FEW)))
    return Bundle(from_minor(draw(minor(0, 5_000)), currency), tuple(items), draw(_TIMES))


@st.composite
def terms(
    draw: DrawFn,
    currency: str | SearchStrategy[str] | None = None,
    *,
    condition: SearchStrategy[Condition] | None = None,
    benefit: SearchStrategy[Benefit] | None = None,
) -> Terms:
    """What a coupon may say: amounts in one currency, codes of any kind, limits, windows, lanes, groups and funders.

    `condition` and `benefit` are drawn from ours, unless strategies are given; those of hosts' own classes, say.
    """
    code = draw(_in(currency))
    single_use, typed = draw(_HOW_GIVEN)
    return Terms(
        title=draw(_TITLES),
        benefit=draw(_benefits(code) if benefit is None else benefit),
        condition=_condition(draw, code) if condition is None else draw(condition),
        valid=draw(_VALID),
        code=typed,
        single_use_codes=single_use,
        currency=code if draw(_YES_OR_NO) else None,
        funding=draw(_FUNDINGS),
        stacking=draw(_STACKINGS),
        limits=_limits(draw, code),
        on_condition_lost=draw(_LOST),
    )


def _condition(draw: Draw, currency: str) -> Condition:
    return ALWAYS if draw(_ALWAYS) else draw(_conditions(currency))


def _limits(draw: Draw, currency: str) -> Limits:
    if draw(_UNLIMITED):
        return Limits()
    budget = draw(_BUDGETS)
    return Limits(
        total=draw(_TOTALS),
        per_buyer=draw(_PER_BUYER),
        budget=None if budget is None else from_minor(budget, currency),
    )


@st.composite
def coupons(
    draw: DrawFn,
    currency: str | SearchStrategy[str] | None = None,
    *,
    id: str = "c1",  # noqa: A002 - as the field is called
    said: SearchStrategy[Terms] | None = None,
) -> Coupon:
    """Coupons of the marketplace or of a vendor: mostly active, some used, held, exhausted or deactivated.

    `said` draws their terms; in one currency, unless it is given.
    """
    code = draw(_in(currency))
    spoken = draw(terms(code) if said is None else said)
    off = draw(_SWITCHED_OFF)
    committed = draw(_COMMITTED)
    given = draw(minor(0, 3_000)) if committed else 0
    return Coupon(
        id=CouponId(id),
        owner=draw(_OWNERS),
        terms=spoken,
        created_at=_CREATED,
        stage=CouponStage.DEACTIVATED if off else CouponStage.ACTIVE,
        deactivated_at=_DEACTIVATED if off else None,
        holds=_holds(draw, spoken),
        committed=committed,
        given=(Given(code, given),) if given else (),
    )


def _holds(draw: Draw, said: Terms) -> tuple[Hold, ...]:
    return tuple(
        [
            Hold(
                id=OrderId(f"held {number}"),
                buyer=draw(_BUYERS),
                amount=draw(_FEW),
                code=SINGLE_USE[number] if said.single_use_codes else said.code,
                expires_at=utc(NOW + draw(_EXPIRES)),
            )
            for number in range(draw(_HELD))
        ]
    )


def _window(start: timedelta | None, lasts: timedelta | None, zone: str) -> During:
    began = utc(NOW + (start or timedelta()))
    end = None if lasts is None else utc(began + lasts)
    return During(start=None if start is None else began, end=end, zone=zone)


def _is_bounded(window: During) -> bool:
    return window.start is not None or window.end is not None


_CREATED, _DEACTIVATED = utc(NOW - timedelta(days=60)), utc(NOW - timedelta(days=1))
_YES_OR_NO = st.booleans()
_YES = st.just(value=True)
_FEW = st.integers(1, 3)
_TIMES = st.sampled_from((None, 1, 2))
_MEASURED = st.sampled_from(Measured)
_COUNTED = st.sampled_from(Counted)
_MARKS = st.frozensets(st.integers(1, 12), min_size=1, max_size=3)
_SHUFFLED = st.permutations(LISTINGS)
_PERCENTS = st.sampled_from([Decimal(percent) for percent in ("10", "50", "100", "12.5", "33.333", "0.1")])
_BOUNDS = st.sampled_from((None, timedelta(days=-30), timedelta(days=-1), timedelta(), timedelta(days=3)))
_LASTS = st.sampled_from((None, timedelta(days=30), timedelta(microseconds=1)))
_ZONES = st.sampled_from(("UTC", "Europe/Paris"))
_WINDOWS = st.builds(_window, _BOUNDS, _LASTS, _ZONES)
_VALID = st.sampled_from((*(True,) * 7, False)).flatmap(lambda always: st.just(During()) if always else _WINDOWS)
_TITLES = st.sampled_from(("Autumn sale", "Soldes d'été", "夏のセール"))
_HOW_GIVEN = st.sampled_from((*((False, None),) * 12, (False, CODES[0]), (False, CODES[1]), (True, None)))
_FUNDINGS = st.sampled_from((BY_VENDOR, BY_OPERATOR, Funding(vendor=1, operator=1), Funding(vendor=2, operator=7)))
_STACKINGS = st.sampled_from(
    (
        *(Stacking(), Stacking(), Stacking(lane=1), Stacking(priority=5), Stacking(lane=2, priority=-1)),
        Stacking(together=Together.EXCLUSIVE),
        Stacking(lane=3, together=Together.EXCLUSIVE),
        Stacking(together=Together.BEST_OF, group="sales"),
        Stacking(lane=1, together=Together.BEST_OF, group="sales"),
    )
)
_LOST = st.sampled_from(OnConditionLost)
_ALWAYS = st.sampled_from((True, True, True, False))
_UNLIMITED = st.sampled_from((*(True,) * 4, False))
_TOTALS = st.sampled_from((None, 100, 3, 1, 0))
_PER_BUYER = st.sampled_from((None, 1, 2))
_BUDGETS = st.sampled_from((None, 100_000, 500, 0))
_OWNERS = st.sampled_from((*(None,) * 4, *VENDORS[:2]))
_SWITCHED_OFF = st.sampled_from((*(False,) * 24, True))
_COMMITTED = st.sampled_from((0, 0, 1, 2))
_HELD = st.sampled_from((0, 0, 0, 1, 2))
_EXPIRES = st.sampled_from((timedelta(minutes=20), timedelta(), timedelta(minutes=-1)))
_BUYERS = st.sampled_from(BUYERS)
