"""One value per tag of discounts: the goldens are made of them, so they stay as they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from mpcore import discounts, kernel, timing
from mpcore.discounts import (
    AllOf,
    Applied,
    Basket,
    BasketLine,
    BundleItem,
    Counted,
    Coupon,
    During,
    Evaluation,
    Explained,
    Funding,
    InCategories,
    Limits,
    Measured,
    MinimumSpend,
    Not,
    NotApplied,
    Per,
    PercentOff,
    Quantities,
    Shipping,
    Shopper,
    Stacking,
    Step,
    TaxRate,
    Terms,
    Together,
)
from mpcore.kernel import (
    Buyer,
    BuyerId,
    CouponId,
    LineId,
    ListingId,
    Metadata,
    OrderId,
    RuleBookId,
    SalesChannel,
    Scope,
    ShopId,
    ShowId,
    VariantId,
    VendorId,
)
from mpcore.money import Remitter, Rounding, money

AT, LATER = timing.instant("2026-03-26T10:00:00.5Z"), timing.instant("2026-03-28T10:00:00.5Z")
COUPON, OTHER, ORDER, VENDOR = CouponId("spring"), CouponId("summer"), OrderId("o7"), VendorId("v1")
BUYER, GUEST, SHOW = Buyer(BuyerId("b1")), Buyer(BuyerId("9f2a"), guest=True), SalesChannel(ShowId("s1"))
FIVE, FIFTY = money("5.00", "EUR"), money("50.00", "EUR")
CHAIRS = InCategories({"chairs", "stools"})
CONDITION = AllOf((CHAIRS, Not(Quantities(at_least=3, at_most=4)), MinimumSpend(FIFTY, Measured.AFTER)))
DURING = During(start=AT, end=LATER, zone="Europe/Paris")
TAX = TaxRate(rate_id="FR-20", rate=Decimal("20.0"), inclusive=False, remitter=Remitter.OPERATOR)
BASKET = Basket(
    buyer=BUYER,
    currency="EUR",
    lines=(
        BasketLine(
            id=LineId("l1"),
            vendor=VENDOR,
            shop=ShopId("main"),
            listing=ListingId("stool"),
            variant=VariantId("oak"),
            title="Tabouret en chêne",
            quantity=3,
            unit_price=money("9.99", "EUR"),
            categories=frozenset({"stools", "furniture"}),
            tags=frozenset({"oak"}),
            minimum_price=money("8.00", "EUR"),
            taxes=(TAX,),
            metadata=Metadata({"shelf": "7"}),
        ),
        BasketLine(
            id=LineId("l2"),
            vendor=VendorId("v2"),
            listing=ListingId("lamp"),
            title="Lampe",
            quantity=1,
            unit_price=money("39.95", "EUR"),
        ),
    ),
    shipping=(Shipping(vendor=VENDOR, shop=ShopId("main"), price=money("4.90", "EUR"), taxes=(TAX,)),),
    codes=("spring-20", "nought"),
    channel=SHOW,
)
TERMS = Terms(
    title="Vingt pour cent",
    benefit=PercentOff(Decimal(20), FIFTY),
    condition=CONDITION,
    valid=DURING,
    code="SPRING20",
    currency="EUR",
    funding=Funding(vendor=2, operator=1),
    stacking=Stacking(lane=1, priority=-3, together=Together.BEST_OF, group="sales"),
    limits=Limits(total=100, per_buyer=1, budget=FIFTY),
    on_condition_lost=discounts.OnConditionLost.CLAW_BACK,
    metadata=Metadata({"campaign": "spring"}),
)
EVALUATION = Evaluation(
    basket=BASKET,
    applied=(
        Applied(
            coupon=COUPON,
            title="Vingt pour cent",
            code="SPRING20",
            owner=VENDOR,
            funding=Funding(vendor=2, operator=1),
            lines=(597, 0),
            shipping=(0,),
            offered=599,
            on_condition_lost=discounts.OnConditionLost.CLAW_BACK,
        ),
    ),
    refused=(
        NotApplied(
            OTHER,
            (discounts.Excluded(condition=Explained(Not(CHAIRS))), discounts.NotCombinable(coupon=OTHER, other=COUPON)),
        ),
        NotApplied(None, (discounts.CodeUnknown(at="codes"),), "nought"),
    ),
    rule_book=RuleBookId("mine"),
    tax_rounding=Rounding.HALF_EVEN,
)
REDEEMED: Final[dict[str, Any]] = {
    "coupon": COUPON,
    "order": ORDER,
    "buyer": GUEST,
    "currency": "EUR",
    "amount": 597,
    "goods": 6992,
    "paid": 6395,
    "channel": SHOW,
    "code": "SPRING20",
}
ROW = discounts.UsageRow(
    currency="EUR", start=date(2026, 3, 1), channel=SHOW, count=2, held=1, buyers=1, given=597, goods=6992, paid=6395
)

CONDITIONS: Final[dict[str, Any]] = {
    "discounts.all_of/1": CONDITION,
    "discounts.any_of/1": discounts.AnyOf((discounts.NewToMarketplace(), discounts.Not(discounts.AllOf()))),
    "discounts.buyer_tags/1": discounts.BuyerTags({"vip", "staff"}),
    "discounts.in_categories/1": CHAIRS,
    "discounts.in_channels/1": discounts.InChannels(shop=True, shows=frozenset({ShowId("s2"), ShowId("s1")})),
    "discounts.in_currency/1": discounts.InCurrency("KWD"),
    "discounts.minimum_spend/1": MinimumSpend(money("5000", "JPY"), Measured.AFTER, Counted.BASKET),
    "discounts.named_buyers/1": discounts.NamedBuyers({BUYER, GUEST}),
    "discounts.new_to_marketplace/1": discounts.NewToMarketplace(),
    "discounts.new_to_vendor/1": discounts.NewToVendor(),
    "discounts.not/1": Not(discounts.NotDiscounted()),
    "discounts.not_discounted/1": discounts.NotDiscounted(),
    "discounts.of_listings/1": discounts.OfListings({ListingId("stool")}),
    "discounts.of_vendors/1": discounts.OfVendors({VENDOR, VendorId("v2")}),
    "discounts.quantities/1": Quantities(at_least=2, at_most=7, of=Counted.BASKET),
    "discounts.with_tags/1": discounts.WithTags({"oak"}),
    "discounts.within/1": discounts.Within(During(end=LATER, zone="Europe/Paris")),
}

BENEFITS: Final[dict[str, Any]] = {
    "discounts.amount_off/1": discounts.AmountOff(money("1.250", "KWD"), Per.UNIT),
    "discounts.bundle/1": discounts.Bundle(
        FIFTY, (BundleItem({ListingId("stool")}, 2), BundleItem({ListingId("lamp"), ListingId("candle")})), 3
    ),
    "discounts.buy_get/1": discounts.BuyGet(2, 1, Decimal("50.5"), 4),
    "discounts.fixed_unit_price/1": discounts.FixedUnitPrice(money("0.00", "EUR")),
    "discounts.percent_off/1": PercentOff(Decimal("12.50"), FIFTY),
    "discounts.shipping_off/1": discounts.ShippingOff(price=FIVE, most=FIFTY),
    "discounts.tiers/1": discounts.Tiers(
        (Step(spend=FIVE, percent=Decimal(10), most=FIVE), Step(spend=FIFTY, amount=FIVE)), Measured.AFTER
    ),
}

COMMANDS: Final[dict[str, Any]] = {
    "discounts.commit_coupon/1": discounts.CommitCoupon(**REDEEMED),
    "discounts.create_coupon/1": discounts.CreateCoupon(coupon=COUPON, owner=VENDOR, terms=TERMS),
    "discounts.deactivate_coupon/1": discounts.DeactivateCoupon(coupon=COUPON),
    "discounts.fire_timers/1": discounts.FireTimers(coupon=COUPON),
    "discounts.hold_coupon/1": discounts.HoldCoupon(**REDEEMED),
    "discounts.reactivate_coupon/1": discounts.ReactivateCoupon(coupon=COUPON),
    "discounts.release_coupon/1": discounts.ReleaseCoupon(
        coupon=COUPON, order=ORDER, because=discounts.ReleaseOn.CANCELLED
    ),
}

EVENTS: Final[dict[str, Any]] = {
    "discounts.coupon_committed/1": discounts.CouponCommitted(at=AT, **REDEEMED),
    "discounts.coupon_created/1": discounts.CouponCreated(
        coupon=COUPON, at=AT, owner=None, terms=TERMS, rule_book=RuleBookId("mine")
    ),
    "discounts.coupon_held/1": discounts.CouponHeld(at=AT, expires_at=LATER, **REDEEMED),
    "discounts.coupon_released/1": discounts.CouponReleased(
        coupon=COUPON, at=AT, order=ORDER, currency="EUR", amount=597
    ),
    "discounts.coupon_deactivated/1": discounts.CouponDeactivated(coupon=COUPON, at=AT),
    "discounts.coupon_reactivated/1": discounts.CouponReactivated(coupon=COUPON, at=AT),
    "discounts.hold_dropped/1": discounts.HoldDropped(coupon=COUPON, at=AT, order=ORDER),
    "discounts.hold_expired/1": discounts.HoldExpired(coupon=COUPON, at=AT, order=ORDER),
}

DOCUMENTS: Final[dict[str, Any]] = {
    "discounts.basket/1": BASKET,
    "discounts.coupon/1": Coupon(
        id=COUPON,
        owner=VENDOR,
        terms=TERMS,
        rule_book=RuleBookId("mine"),
        created_at=AT,
        stage=discounts.CouponStage.DEACTIVATED,
        deactivated_at=LATER,
        holds=(discounts.Hold(id=ORDER, buyer=BUYER, amount=597, code="SPRING20", expires_at=LATER),),
        committed=2,
        given=(discounts.Given("EUR", 1194),),
    ),
    "discounts.due/1": discounts.Due(AT, discounts.Timer.HOLD_EXPIRES, COUPON, ORDER),
    "discounts.evaluation/1": EVALUATION,
    "discounts.policy/1": discounts.DiscountPolicy(
        rule_book=RuleBookId("mine"),
        percent_of=discounts.PercentOf.ORIGINAL,
        percent_per=discounts.PercentPer.LINE,
        rounding=Rounding.DOWN,
        free_item_value=discounts.FreeItemValue.ON_FREE,
        most_percent=Decimal("70.0"),
        code_format=discounts.CodeFormat(least=4, most=15),
        per_buyer_most=1,
        release_on=frozenset(discounts.ReleaseOn),
    ),
    "discounts.redemption/1": discounts.Redemption(
        stage=discounts.RedemptionStage.COMMITTED, held_at=AT, expires_at=LATER, committed_at=AT, **REDEEMED
    ),
    "discounts.shopper/1": Shopper(
        orders=3,
        vendors=frozenset({VENDOR}),
        tags=frozenset({"vip"}),
        uses=(discounts.Uses(COUPON, 1),),
        codes=(discounts.SingleUseCode(code="3479ACDE", coupon=OTHER, used=True),),
    ),
    "discounts.usage/1": discounts.Usage(rows=(ROW,), totals=(ROW,), zone="Europe/Paris"),
}

REASONS: Final[dict[str, Any]] = {
    "discounts.already_cheaper/1": discounts.AlreadyCheaper(price=FIVE),
    "discounts.already_discounted/1": discounts.AlreadyDiscounted(),
    "discounts.audience_mismatch/1": discounts.AudienceMismatch(audience=discounts.Audience.NAMED_BUYERS),
    "discounts.basket_changed/1": discounts.BasketChanged(what=discounts.OfBasket.UNIT_PRICE, at="lines[1].unit_price"),
    "discounts.below_minimum/1": discounts.BelowMinimum(minimum=FIFTY, present=FIVE, missing=money("45.00", "EUR")),
    "discounts.better_offer/1": discounts.BetterOffer(coupon=COUPON, other=OTHER),
    "discounts.budget_exhausted/1": discounts.BudgetExhausted(coupon=COUPON, budget=FIFTY, left=FIVE, asked=FIFTY),
    "discounts.bundle_incomplete/1": discounts.BundleIncomplete(missing=2, listings=(ListingId("stool"),)),
    "discounts.buyer_limit_reached/1": discounts.BuyerLimitReached(coupon=COUPON, limit=2, used=1, held=1),
    "discounts.cap_required/1": discounts.CapRequired(at="terms.benefit"),
    "discounts.ceiling_reached/1": discounts.CeilingReached(coupon=COUPON, most_percent=Decimal("70.0")),
    "discounts.channel_mismatch/1": discounts.ChannelMismatch(
        channels=(discounts.SoldIn.SHOP, discounts.SoldIn.NAMED_SHOWS), shows=(ShowId("s1"),)
    ),
    "discounts.code_held/1": discounts.CodeHeld(coupon=COUPON),
    "discounts.code_not_allowed/1": discounts.CodeNotAllowed(given="'spring'", least=4, most=15, at="terms.code"),
    "discounts.code_not_given/1": discounts.CodeNotGiven(coupon=COUPON),
    "discounts.code_taken/1": discounts.CodeTaken(at="terms.code"),
    "discounts.code_unknown/1": discounts.CodeUnknown(at="codes"),
    "discounts.code_used/1": discounts.CodeUsed(coupon=COUPON),
    "discounts.comes_to_nothing/1": discounts.ComesToNothing(coupon=COUPON),
    "discounts.coupon_inactive/1": discounts.CouponInactive(coupon=COUPON),
    "discounts.coupon_exhausted/1": discounts.CouponExhausted(coupon=COUPON, limit=3, committed=2, held=1),
    "discounts.coupon_expired/1": discounts.CouponExpired(coupon=COUPON, end=LATER),
    "discounts.coupon_gained/1": discounts.CouponGained(coupon=COUPON, amount=FIVE),
    "discounts.coupon_lost/1": discounts.CouponLost(
        coupon=COUPON, amount=FIVE, reasons=("discounts.too_late", "discounts.no_lines")
    ),
    "discounts.coupon_not_started/1": discounts.CouponNotStarted(coupon=COUPON, start=AT),
    "discounts.currency_mismatch/1": discounts.CouponCurrency(coupon=COUPON, expected="EUR", given="KWD"),
    "discounts.discount_changed/1": discounts.DiscountChanged(coupon=COUPON, before=FIVE, after=FIFTY),
    "discounts.discount_moved/1": discounts.DiscountMoved(coupon=COUPON),
    "discounts.excluded/1": discounts.Excluded(condition=Explained(CONDITION)),
    "discounts.mixed_currencies/1": discounts.MixedCurrencies(currencies=("EUR", "KWD"), at="terms"),
    "discounts.no_common_line/1": discounts.NoCommonLine(),
    "discounts.no_lines/1": discounts.NoLines(),
    "discounts.no_reactivation/1": discounts.NoReactivation(coupon=COUPON),
    "discounts.no_shipping/1": discounts.NoShipping(),
    "discounts.none_on_shipping/1": discounts.NoneOnShipping(at="terms.benefit"),
    "discounts.not_chosen/1": discounts.NotChosen(coupon=COUPON),
    "discounts.not_combinable/1": discounts.NotCombinable(coupon=COUPON, other=OTHER),
    "discounts.not_for_shipping/1": discounts.NotForShipping(coupon=COUPON),
    "discounts.nothing_matches/1": discounts.NothingMatches(
        trait=discounts.LineTrait.CATEGORIES, wanted=("chairs", "stools")
    ),
    "discounts.nothing_to_discount/1": discounts.NothingToDiscount(coupon=COUPON),
    "discounts.other_currency/1": discounts.OtherCurrency(expected="EUR", given="KWD"),
    "discounts.too_early/1": discounts.TooEarly(start=AT),
    "discounts.too_few_units/1": discounts.TooFewUnits(needed=3, present=1, missing=2),
    "discounts.too_late/1": discounts.TooLate(end=LATER),
    "discounts.too_many_units/1": discounts.TooManyUnits(most=3, present=5, surplus=2),
    "discounts.use_kept/1": discounts.UseKept(coupon=COUPON, order=ORDER, because="full_refund"),
    "discounts.wrong_vendor/1": discounts.WrongVendor(coupon=COUPON),
    "kernel.before_its_cause/1": kernel.BeforeItsCause(happened_at=AT, cause="order", cause_at=LATER),
    "kernel.duplicate/1": kernel.Duplicate(thing="line", id="l1"),
    "kernel.exceeds/1": kernel.Exceeds(of="line l1", asked=3, most=2, at="lines[0].quantity"),
    "kernel.id_taken/1": kernel.IdTaken(thing="coupon", id="spring"),
    "kernel.in_the_future/1": kernel.InTheFuture(happened_at=LATER, now=AT),
    "kernel.missing_scope/1": kernel.MissingScope(scope=Scope("discounts.fund")),
    "kernel.not_found/1": kernel.NotFound(thing="coupon", id="spring"),
    "kernel.nothing_named/1": kernel.NothingNamed(thing="line"),
    "kernel.out_of_range/1": kernel.OutOfRange(given=9, least=1, most=3),
}

SAMPLES: Final[dict[str, Any]] = {**CONDITIONS, **BENEFITS, **COMMANDS, **EVENTS, **DOCUMENTS, **REASONS}
