"""Baskets, what is known of their buyers, and what coupons give."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mpcore.discounts import (
    Basket,
    BasketLine,
    Context,
    Coupon,
    DiscountPolicy,
    Evaluation,
    Shipping,
    Shopper,
    SingleUseCode,
    TaxRate,
    Uses,
    evaluate,
)
from mpcore.kernel import (
    LineId,
    ListingId,
    SalesChannel,
    ShopId,
    System,
    VariantId,
    VendorId,
    frozen,
    utc,
)
from mpcore.money import Remitter, from_minor
from mpcore.testing.strategies.policies import discount_policies
from mpcore.testing.strategies.terms import (
    BUYERS,
    CATEGORIES,
    CODES,
    LISTINGS,
    NOW,
    SHOWS,
    SINGLE_USE,
    TAGS,
    VENDORS,
    coupons,
)
from mpcore.testing.strategies.values import Draw, currencies

__all__ = ["Quote", "baskets", "evaluations", "quotes", "shoppers"]


@frozen(kw_only=True)
class Quote:
    """A basket that was priced, and everything it was priced with."""

    basket: Basket
    coupons: tuple[Coupon, ...]
    context: Context
    evaluation: Evaluation
    """`evaluate(basket, coupons, context)`."""


@st.composite
def baskets(
    draw: DrawFn, currency: str | SearchStrategy[str] | None = None, *, vendors: int = 3, lines: int = 4
) -> Basket:
    """Baskets of up to so many lines, of up to so many vendors, shipped or not, taxed or not, with and without codes.

    Ids tell what they name: `l1`, `l2`…; vendors are `v1`, `v2`…, the first more often than each other one.  Listings,
    categories and tags are few, so that conditions meet them.
    """
    code = draw(currencies() if currency is None else st.just(currency) if isinstance(currency, str) else currency)
    bought = tuple([_line(draw, f"l{n}", vendors, code) for n in range(1, draw(_up_to(lines)) + 1)])
    sellers = dict.fromkeys([(line.vendor, line.shop) for line in bought])
    return Basket(
        buyer=draw(_BUYERS),
        currency=code,
        lines=bought,
        shipping=tuple([_shipping(draw, vendor, shop, code) for vendor, shop in sellers if draw(_SHIPS)]),
        codes=draw(_TYPED),
        channel=draw(_CHANNELS),
    )


def _line(draw: Draw, name: str, vendors: int, currency: str) -> BasketLine:
    price = draw(_PRICES)
    listing = draw(_LISTINGS)
    floor = draw(_FLOORS)
    return BasketLine(
        id=LineId(name),
        vendor=VendorId(f"v{draw(_sellers(vendors))}"),
        shop=draw(_SHOPS),
        listing=listing,
        variant=VariantId("blue") if listing == LISTINGS[1] else None,
        title=_TITLES[listing],
        quantity=draw(_QUANTITIES),
        unit_price=from_minor(price, currency),
        categories=draw(_CATEGORIES),
        tags=draw(_TAGS),
        minimum_price=None if floor is None else from_minor(price * floor // 100, currency),
        taxes=draw(_TAXES),
    )


def _shipping(draw: Draw, vendor: VendorId, shop: ShopId | None, currency: str) -> Shipping:
    return Shipping(vendor=vendor, shop=shop, price=from_minor(draw(_SHIPPING_PRICES), currency), taxes=draw(_TAXES))


@st.composite
def shoppers(draw: DrawFn, coupons: Iterable[Coupon] = ()) -> Shopper:
    """What may be known of a buyer: new, or with some orders; how often they use these coupons, and their own codes."""
    orders = draw(_ORDERS)
    of = tuple(coupons)
    taking = [coupon for coupon in of if coupon.terms.single_use_codes][:1]
    return Shopper(
        orders=orders,
        vendors=draw(_VENDORS) if orders else frozenset(),
        tags=draw(_TAGS),
        uses=tuple([Uses(coupon.id, draw(_USES)) for coupon in of]) if orders else (),
        codes=tuple(
            [SingleUseCode(code=code, coupon=coupon.id, used=draw(_USED)) for coupon in taking for code in SINGLE_USE]
        ),
    )


@st.composite
def quotes(
    draw: DrawFn,
    policy: DiscountPolicy | SearchStrategy[DiscountPolicy] | None = None,
    *,
    currency: str | SearchStrategy[str] | None = None,
    most: int = 4,
) -> Quote:
    """Baskets priced with up to so many coupons, of which a good share applies and a good share does not.

    Where `policy` is left out, policies are drawn too.  The coupons are in the basket's currency, but for a few; the
    instant is among those where windows begin and end.
    """
    basket = draw(baskets(currency))
    asked = tuple([draw(_coupon(f"c{n}", basket.currency)) for n in range(1, draw(_length(most)) + 1)])
    rules = _POLICIES if policy is None else st.just(policy) if isinstance(policy, DiscountPolicy) else policy
    context = Context(
        now=utc(NOW + draw(_BESIDE)), actor=System("quotes"), policy=draw(rules), shopper=draw(shoppers(asked))
    )
    return Quote(basket=basket, coupons=asked, context=context, evaluation=evaluate(basket, asked, context))


def evaluations(
    policy: DiscountPolicy | SearchStrategy[DiscountPolicy] | None = None,
    *,
    currency: str | SearchStrategy[str] | None = None,
    most: int = 4,
) -> SearchStrategy[Evaluation]:
    """What coupons give to baskets; `quotes` has the coupons and the context too."""
    return quotes(policy, currency=currency, most=most).map(lambda quote: quote.evaluation)


@cache
def _coupon(name: str, currency: str) -> SearchStrategy[Coupon]:
    return coupons(st.sampled_from((*(currency,) * 19, "CHF")), id=name)


@cache
def _up_to(most: int) -> SearchStrategy[int]:
    return st.integers(1, most)


@cache
def _sellers(most: int) -> SearchStrategy[int]:
    return st.sampled_from((1, *range(1, most + 1)))


@cache
def _length(most: int) -> SearchStrategy[int]:
    """Any number up to so many, more rather than fewer."""
    return st.sampled_from([*range(most + 1), *range(most // 2, most + 1)])


_TITLES: dict[ListingId, str] = dict(zip(LISTINGS, ("Tabouret en chêne", "Brass lamp", "Candle"), strict=True))
_BUYERS = st.sampled_from(BUYERS)
_SHIPS = st.sampled_from((False, True, True))
_PRICES = st.sampled_from((1000, 0, 1, 99, 333)) | st.integers(1, 10_000)
_QUANTITIES = st.sampled_from((1, 2, 3, 3, 7, 100))
_FLOORS = st.sampled_from((None, None, None, 0, 90, 100, 120))
_SHOPS = st.sampled_from((None, None, None, ShopId("main")))
_LISTINGS = st.sampled_from(LISTINGS)
_VENDORS = st.frozensets(st.sampled_from(VENDORS))
_CATEGORIES = st.frozensets(st.sampled_from(CATEGORIES), max_size=2)
_TAGS = st.frozensets(st.sampled_from(TAGS), max_size=2)
_SHIPPING_PRICES = st.sampled_from((500, 0, 1, 299, 1250))
_INSIDE = TaxRate(rate_id="FR-20", rate=Decimal(20))
_ALSO_INSIDE = TaxRate(rate_id="QC-9.975", rate=Decimal("9.975"))
_ON_TOP = TaxRate(rate_id="NY-8.875", rate=Decimal("8.875"), inclusive=False, remitter=Remitter.OPERATOR)
_TAXES = st.sampled_from(((), (), (_INSIDE,), (_ON_TOP,), (_INSIDE, _ALSO_INSIDE), (_ON_TOP, _INSIDE)))
_TYPED = st.sampled_from(
    (
        *((),) * 4,
        (CODES[0],),
        ("save-10", "welcome"),
        (*SINGLE_USE, *CODES),
        ("no such code", "\u0405AVE10", SINGLE_USE[0]),
    )
)
_CHANNELS = st.sampled_from((SalesChannel(), SalesChannel(), SalesChannel(SHOWS[0])))
_ORDERS = st.sampled_from((0, 0, 1, 5))
_USES = st.sampled_from((0, 0, 1, 2))
_USED = st.sampled_from((False, False, True))
_BESIDE = st.sampled_from((timedelta(), timedelta(), timedelta(microseconds=1), timedelta(days=-1), timedelta(days=3)))
_POLICIES = st.just(DiscountPolicy()) | discount_policies()
