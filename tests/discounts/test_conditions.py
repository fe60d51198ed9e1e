"""Each condition on both sides of its boundary, with the reason it gives."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mpcore.discounts import (
    ALWAYS,
    AllOf,
    AlreadyDiscounted,
    AnyOf,
    Audience,
    AudienceMismatch,
    BelowMinimum,
    BuyerTags,
    ChannelMismatch,
    Condition,
    During,
    InCategories,
    InChannels,
    InCurrency,
    LineTrait,
    Measured,
    MinimumSpend,
    NamedBuyers,
    NewToMarketplace,
    NewToVendor,
    NoLines,
    NotDiscounted,
    NothingMatches,
    OfListings,
    OfVendors,
    OtherCurrency,
    Quantities,
    Shopper,
    SoldIn,
    TooEarly,
    TooFewUnits,
    TooLate,
    TooManyUnits,
    Within,
    WithTags,
    currencies_of,
)
from mpcore.kernel import Buyer, BuyerId, ListingId, MalformedError, SalesChannel, ShowId, VendorId
from mpcore.money import from_minor, money
from tests.discounts.say import BUYER, NOW, basket, case, context, line

NONE: tuple[int, ...] = ()
THREE = basket(
    line(id="l1", vendor="v1", categories={"hats", "wear"}, tags={"new"}),
    line(id="l2", vendor="v2", categories={"shoes", "wear"}, tags={"sale", "new"}),
    line(id="l3", vendor="v1", categories={"toys"}),
)


# --- single lines


@pytest.mark.parametrize(
    ("condition", "lines", "trait", "wanted"),
    [
        (OfVendors({VendorId("v1")}), (0, 2), LineTrait.VENDORS, None),
        (OfVendors({VendorId("v1"), VendorId("v2"), VendorId("v9")}), (0, 1, 2), LineTrait.VENDORS, None),
        (OfVendors({VendorId("v9"), VendorId("v8")}), NONE, LineTrait.VENDORS, ("v8", "v9")),
        (OfListings({ListingId("l2")}), (1,), LineTrait.LISTINGS, None),
        (OfListings({ListingId("l9")}), NONE, LineTrait.LISTINGS, ("l9",)),
        (InCategories({"wear"}), (0, 1), LineTrait.CATEGORIES, None),
        (InCategories({"wear", "hats", "toys"}), (0, 1, 2), LineTrait.CATEGORIES, None),
        (InCategories({"Wear"}), NONE, LineTrait.CATEGORIES, ("Wear",)),
        (WithTags({"new"}), (0, 1), LineTrait.TAGS, None),
        (WithTags({"old"}), NONE, LineTrait.TAGS, ("old",)),
    ],
)
def test_lines_are_found_by_what_they_are(
    condition: Condition, lines: tuple[int, ...], trait: LineTrait, wanted: tuple[str, ...] | None
) -> None:
    asked = case(THREE)
    assert condition.narrows
    assert condition.holds_for(asked) == lines
    if wanted is not None:
        assert condition.why_not(asked) == (NothingMatches(trait=trait, wanted=wanted),)


def test_only_the_lines_that_are_asked_about_are_answered_for() -> None:
    asked = case(THREE, lines=(1, 2))
    assert OfVendors({VendorId("v1")}).holds_for(asked) == (2,)
    assert InCategories({"hats"}).holds_for(asked) == ()
    assert WithTags({"new", "sale"}).holds_for(asked) == (1,)
    assert NotDiscounted().holds_for(asked) == (1, 2)


def test_many_names_are_looked_up_by_the_few_lines_there_are() -> None:
    many = frozenset(ListingId(f"x{i}") for i in range(1000))
    assert OfListings(many).holds_for(case(THREE)) == ()
    assert OfListings(many | {ListingId("l3")}).holds_for(case(THREE)) == (2,)
    (reason,) = OfListings(many).why_not(case(THREE))
    assert isinstance(reason, NothingMatches)
    assert reason.wanted == tuple(sorted(many)[:20]), "a reason stays short"


class Counted(tuple[Any, ...]):
    """Lines that count how often they are walked."""

    __slots__ = ()
    walks = 0

    def __iter__(self) -> Any:  # noqa: ANN401
        Counted.walks += 1
        return super().__iter__()


def test_a_condition_that_no_line_meets_walks_over_none() -> None:
    of = basket(*[(100, 1)] * 50)
    object.__setattr__(of, "lines", Counted(of.lines))
    asked = case(of)
    conditions: list[Condition] = [
        OfVendors({VendorId("v9")}), OfListings({ListingId("x")}), InCategories({"x"}), WithTags({"x"}),
        AllOf((InCategories({"x"}), MinimumSpend(money("1", "EUR")))), MinimumSpend(money("999", "EUR")),
        Quantities(at_least=51),
    ]  # fmt: skip
    for condition in conditions:
        assert condition.holds_for(asked) == ()
    Counted.walks = 0
    for condition in conditions:
        assert condition.holds_for(asked) == ()
    assert Counted.walks == 0


def test_lines_from_which_something_was_taken_are_told_apart() -> None:
    assert NotDiscounted().holds_for(case(THREE)) == (0, 1, 2)
    assert NotDiscounted().holds_for(case(THREE, taken=(0, 1, 0))) == (0, 2)
    everywhere = case(THREE, taken=(1, 1, 1))
    assert NotDiscounted().holds_for(everywhere) == ()
    assert NotDiscounted().why_not(everywhere) == (AlreadyDiscounted(),)


# --- how much


@pytest.mark.rule("W19")
@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
@pytest.mark.parametrize("precision", [2, 28])
def test_a_minimum_spend_is_met_by_exactly_as_much(currency: str, precision: int) -> None:
    of = basket((1000, 2), (501, 1), currency=currency)
    with decimal.localcontext(decimal.Context(prec=precision)):
        assert MinimumSpend(from_minor(2501, currency)).holds_for(case(of)) == (0, 1)
        dearer = MinimumSpend(from_minor(2502, currency))
        assert dearer.holds_for(case(of)) == ()
        assert dearer.why_not(case(of)) == (
            BelowMinimum(
                minimum=from_minor(2502, currency), present=from_minor(2501, currency), missing=from_minor(1, currency)
            ),
        )


def test_a_minimum_spend_is_counted_before_or_after_other_discounts() -> None:
    before, after = (MinimumSpend(money("20", "EUR"), measured) for measured in (Measured.BEFORE, Measured.AFTER))
    of = basket((1000, 1), (1000, 1))
    assert before.holds_for(case(of, taken=(1, 0))) == (0, 1)
    assert after.holds_for(case(of)) == (0, 1)
    assert after.holds_for(case(of, taken=(1, 0))) == ()
    assert after.why_not(case(of, taken=(1, 4))) == (
        BelowMinimum(minimum=money("20", "EUR"), present=money("19.95", "EUR"), missing=money("0.05", "EUR")),
    )
    assert MinimumSpend(money("10", "EUR"), Measured.AFTER).holds_for(case(of, lines=(1,), taken=(5, 0))) == (1,)
    assert MinimumSpend(money("10", "EUR"), Measured.AFTER).holds_for(case(of, lines=(0,), taken=(5, 0))) == ()


def test_a_minimum_in_another_currency_is_never_compared() -> None:
    asked = case(basket((10**12, 1), currency="JPY"))
    assert MinimumSpend(money("1", "EUR")).holds_for(asked) == ()
    assert MinimumSpend(money("1", "EUR")).why_not(asked) == (OtherCurrency(expected="EUR", given="JPY"),)


def test_units_are_counted_over_the_lines_that_are_asked_about() -> None:
    asked = case(basket((1, 2), (1, 3)))
    assert Quantities(at_least=5).holds_for(asked) == (0, 1)
    assert Quantities(at_least=6).holds_for(asked) == ()
    assert Quantities(at_least=6).why_not(asked) == (TooFewUnits(needed=6, present=5, missing=1),)
    assert Quantities(at_most=5).holds_for(asked) == (0, 1)
    assert Quantities(at_most=4).holds_for(asked) == ()
    assert Quantities(at_most=4).why_not(asked) == (TooManyUnits(most=4, present=5, surplus=1),)
    assert Quantities(at_least=3, at_most=3).holds_for(case(asked.basket, lines=(1,))) == (1,)
    assert Quantities(at_least=1_000_000).holds_for(case(basket((0, 1_000_000)))) == (0,)


def test_a_currency_is_met_by_itself_alone() -> None:
    asked = case(THREE)
    assert InCurrency("EUR").holds_for(asked) == (0, 1, 2)
    assert InCurrency("USD").holds_for(asked) == ()
    assert InCurrency("USD").why_not(asked) == (OtherCurrency(expected="USD", given="EUR"),)


# --- when and where


def test_a_window_includes_its_start_and_not_its_end() -> None:
    window = Within(During.dates(date(2026, 3, 26), date(2026, 3, 30), "Europe/Paris"))
    assert window.start is not None
    assert window.end is not None
    moment = timedelta(microseconds=1)
    for now, holds in [
        (window.start - moment, False),
        (window.start, True),
        (window.end - moment, True),
        (window.end, False),
    ]:
        asked = case(THREE, ctx=context(now=now))
        assert bool(window.holds_for(asked)) is holds
    assert window.why_not(case(THREE, ctx=context(now=window.start - moment))) == (TooEarly(start=window.start),)
    assert window.why_not(case(THREE, ctx=context(now=window.end))) == (TooLate(end=window.end),)


@pytest.mark.rule("W19")
@pytest.mark.parametrize(
    ("condition", "shop", "s1", "s2"),
    [
        (InChannels(shop=True), True, False, False),
        (InChannels(any_show=True), False, True, True),
        (InChannels(shows={ShowId("s1")}), False, True, False),
        (InChannels(shop=True, shows={ShowId("s2")}), True, False, True),
        (InChannels(shop=True, any_show=True), True, True, True),
    ],
)
def test_channels_are_the_shop_named_shows_or_any(condition: InChannels, shop: bool, s1: bool, s2: bool) -> None:
    for show, holds in [(None, shop), ("s1", s1), ("s2", s2)]:
        channel = SalesChannel(None if show is None else ShowId(show))
        asked = case(basket((100, 1), channel=channel))
        assert condition.holds_for(asked) == ((0,) if holds else ())
        if not holds:
            assert condition.why_not(asked) == (
                ChannelMismatch(channels=condition.channels, shows=tuple(sorted(condition.shows))),
            )


def test_a_channel_mismatch_names_the_channels() -> None:
    condition = InChannels(shop=True, shows={ShowId("s2"), ShowId("s1")})
    (reason,) = condition.why_not(case(basket((1, 1), channel=SalesChannel(ShowId("s3")))))
    assert reason == ChannelMismatch(channels=(SoldIn.SHOP, SoldIn.NAMED_SHOWS), shows=(ShowId("s1"), ShowId("s2")))
    assert reason.message == "this is for other sales channels: shop, named shows"


# --- who


def knows(*vendors: str, orders: int = 0, tags: tuple[str, ...] = ()) -> Shopper:
    return Shopper(orders=orders, vendors=frozenset(map(VendorId, vendors)), tags=frozenset(tags))


@pytest.mark.rule("W19")
def test_a_buyer_is_new_to_some_of_the_vendors() -> None:
    condition = NewToVendor()
    assert condition.narrows
    for bought_from, lines in [((), (0, 1, 2)), (("v2",), (0, 2)), (("v1",), (1,)), (("v9",), (0, 1, 2))]:
        assert condition.holds_for(case(THREE, ctx=context(shopper=knows(*bought_from)))) == lines
    nowhere = case(THREE, ctx=context(shopper=knows("v1", "v2")))
    assert condition.holds_for(nowhere) == ()
    assert condition.why_not(nowhere) == (AudienceMismatch(audience=Audience.NEW_TO_VENDOR),)
    assert condition.holds_for(case(THREE, lines=(1, 2), ctx=context(shopper=knows("v2")))) == (2,)


@pytest.mark.rule("W19")
def test_the_first_order_is_the_one_without_another() -> None:
    condition = NewToMarketplace()
    assert condition.holds_for(case(THREE, ctx=context(shopper=knows()))) == (0, 1, 2)
    second = case(THREE, ctx=context(shopper=knows(orders=1)))
    assert condition.holds_for(second) == ()
    assert condition.why_not(second) == (AudienceMismatch(audience=Audience.NEW_TO_MARKETPLACE),)


@pytest.mark.rule("W19")
def test_named_buyers_are_members_or_guests_and_not_told() -> None:
    condition = NamedBuyers({BUYER})
    assert condition.holds_for(case(THREE)) == (0, 1, 2)
    for other in (Buyer(BuyerId("b1"), guest=True), Buyer(BuyerId("b2"))):
        asked = case(basket((100, 1), buyer=other))
        assert condition.holds_for(asked) == ()
        (reason,) = condition.why_not(asked)
        assert reason == AudienceMismatch(audience=Audience.NAMED_BUYERS)
        assert "b1" not in reason.message


def test_buyers_have_one_of_the_tags() -> None:
    condition = BuyerTags({"vip", "staff"})
    assert condition.holds_for(case(THREE, ctx=context(shopper=knows(tags=("vip",))))) == (0, 1, 2)
    plain = case(THREE, ctx=context(shopper=knows(tags=("VIP",))))
    assert condition.holds_for(plain) == ()
    assert condition.why_not(plain) == (AudienceMismatch(audience=Audience.TAGGED_BUYERS),)


@pytest.mark.parametrize("condition", [NewToVendor(), NewToMarketplace(), BuyerTags({"vip"})])
def test_what_the_host_does_not_know_of_the_buyer_is_not_guessed(condition: Condition) -> None:
    with pytest.raises(MalformedError, match=r"shopper: is missing.*give Context\(shopper=Shopper"):
        condition.holds_for(case(THREE))


# --- hostile input


def odd(value: object) -> Any:  # noqa: ANN401 - what no type checker would let through
    return value


@pytest.mark.parametrize(
    ("make", "at"),
    [
        (lambda: OfVendors(frozenset()), "vendors"),
        (lambda: OfListings(odd("l1")), "listings"),
        (lambda: InCategories(""), "categories"),
        (lambda: InCategories({""}), "categories"),
        (lambda: WithTags(odd(5)), "tags"),
        (lambda: WithTags(odd([None])), "tags"),
        (lambda: BuyerTags(()), "tags"),
        (lambda: NamedBuyers(()), "buyers"),
        (lambda: NamedBuyers(odd({"b1"})), "buyers"),
        (lambda: NamedBuyers(odd(BUYER)), "buyers"),
        (lambda: MinimumSpend(money("0", "EUR")), "amount"),
        (lambda: MinimumSpend(money("-1", "EUR")), "amount"),
        (lambda: MinimumSpend(odd(Decimal(5))), "amount.amount"),
        (lambda: MinimumSpend(from_minor(10**13 + 1, "EUR")), "amount"),
        (Quantities, "at_least"),
        (lambda: Quantities(at_least=0), "at_least"),
        (lambda: Quantities(at_least=True), "at_least"),
        (lambda: Quantities(at_least=3, at_most=2), "at_most"),
        (lambda: InCurrency("euro"), "currency"),
        (lambda: InCurrency("eur"), "currency"),
        (lambda: Within(During()), "during"),
        (lambda: Within(odd(NOW)), "during"),
        (InChannels, "shop"),
        (lambda: InChannels(shows=odd("s1")), "shows"),
        (lambda: InChannels(shows={ShowId("s1")}, any_show=True), "shows"),
        (lambda: AnyOf(()), "conditions"),
        (lambda: AllOf(odd(InCurrency("EUR"))), "conditions"),
    ],
)
def test_what_says_nothing_is_refused_with_its_place(make: Callable[[], object], at: str) -> None:
    with pytest.raises(MalformedError) as raised:
        make()
    assert [fault.at for fault in raised.value.faults] == [at]


@pytest.mark.parametrize(
    "condition",
    [
        ALWAYS, AnyOf((ALWAYS,)), OfVendors({VendorId("v1")}), MinimumSpend(money("1", "EUR")), Quantities(at_most=5),
        InCurrency("EUR"), Within(During(start=NOW)), InChannels(shop=True), NewToMarketplace(), NewToVendor(),
        NamedBuyers({BUYER}), BuyerTags({"vip"}), NotDiscounted(), InCategories({"x"}), WithTags({"x"}),
    ],
)  # fmt: skip
def test_an_empty_basket_meets_nothing_and_there_is_a_reason(condition: Condition) -> None:
    asked = case(basket(), ctx=context(shopper=knows(tags=("vip",))))
    assert condition.holds_for(asked) == ()
    assert condition.why_not(asked)


def test_a_reason_for_an_empty_basket_is_true() -> None:
    asked = case(basket())
    for condition in (
        ALWAYS,
        InCurrency("EUR"),
        InChannels(shop=True),
        Within(During(start=NOW)),
        NamedBuyers({BUYER}),
    ):
        assert condition.why_not(asked) == (NoLines(),)


# --- the currencies that are named


def test_the_currencies_of_a_condition_are_those_of_its_amounts() -> None:
    euros, dollars = MinimumSpend(money("5", "EUR")), MinimumSpend(money("5", "USD"))
    assert currencies_of(ALWAYS) == frozenset()
    assert currencies_of(InCurrency("JPY")) == frozenset()
    assert currencies_of(AllOf((OfVendors({VendorId("v1")}), AnyOf((euros, AllOf((dollars,))))))) == {"EUR", "USD"}
