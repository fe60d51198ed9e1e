"""The algebra of conditions over lines: intersection, union, complement."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.discounts import (
    ALWAYS,
    AllOf,
    AnyOf,
    BelowMinimum,
    Case,
    Condition,
    Excluded,
    Explained,
    InCategories,
    InCurrency,
    LineTrait,
    MinimumSpend,
    NoCommonLine,
    Not,
    NotDiscounted,
    NothingMatches,
    OfVendors,
    OtherCurrency,
    Quantities,
    TooFewUnits,
    WithTags,
)
from mpcore.kernel import Refusal, VendorId
from mpcore.money import from_minor, money
from tests.discounts.say import basket, case, line

HATS, SHOES = InCategories({"hats"}), InCategories({"shoes"})
V1, V2 = OfVendors({VendorId("v1")}), OfVendors({VendorId("v2")})
TEN, FORTY = MinimumSpend(money("10", "EUR")), MinimumSpend(money("40", "EUR"))
BOTH = basket(
    line(1000, 1, id="l1", categories={"hats"}),
    line(2000, 1, id="l2", categories={"shoes"}, vendor="v2"),
    line(1000, 1, id="l3", categories={"hats"}, vendor="v2"),
)

NAMES = ("a", "b", "c")
narrowing = st.recursive(
    st.one_of(
        st.frozensets(st.sampled_from(NAMES), min_size=1).map(InCategories),
        st.frozensets(st.sampled_from(NAMES), min_size=1).map(WithTags),
        st.frozensets(st.sampled_from(NAMES).map(VendorId), min_size=1).map(OfVendors),
        st.just(NotDiscounted()),
    ),
    lambda inner: st.one_of(
        inner.map(Not), st.lists(inner, max_size=3).map(AllOf), st.lists(inner, min_size=1, max_size=3).map(AnyOf)
    ),
    max_leaves=6,
)
counting = st.one_of(
    st.integers(1, 40).map(lambda amount: MinimumSpend(from_minor(amount, "EUR"))),
    st.integers(1, 8).map(lambda units: Quantities(at_least=units)),
    st.integers(1, 8).map(lambda units: Quantities(at_most=units)),
    st.sampled_from([InCurrency("EUR"), InCurrency("USD")]),
)
mixed = st.recursive(
    narrowing | counting,
    lambda inner: st.one_of(
        inner.map(Not), st.lists(inner, max_size=3).map(AllOf), st.lists(inner, min_size=1, max_size=3).map(AnyOf)
    ),
    max_leaves=6,
)
names = st.frozensets(st.sampled_from(NAMES))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    count = draw(st.integers(1, 5))
    of = basket(
        *[
            line(
                draw(st.integers(0, 9)),
                draw(st.integers(1, 3)),
                id=f"l{i}",
                vendor=draw(st.sampled_from(NAMES)),
                categories=draw(names),
                tags=draw(names),
            )
            for i in range(count)
        ]
    )
    taken = [draw(st.integers(0, min(goods, 2))) for goods in of.goods]
    lines = sorted(draw(st.sets(st.sampled_from(range(count)), min_size=1)))
    return case(of, lines=lines, taken=taken)


@given(narrowing, cases())
def test_one_that_narrows_asks_each_line_by_itself(condition: Condition, asked: Case) -> None:
    assert condition.narrows
    alone = tuple([i for i in asked.lines if condition.holds_for(asked.about((i,)))])
    assert condition.holds_for(asked) == alone


@given(mixed, cases())
def test_what_is_held_for_is_among_what_is_asked_in_its_order(condition: Condition, asked: Case) -> None:
    held = condition.holds_for(asked)
    assert held == tuple([i for i in asked.lines if i in held])


@given(mixed, cases())
def test_what_holds_for_nothing_says_why(condition: Condition, asked: Case) -> None:
    if not condition.holds_for(asked):
        reasons = condition.why_not(asked)
        assert reasons
        assert len(reasons) == len(set(reasons)), "each reason once"
        assert all(isinstance(reason, Refusal) and reason.message for reason in reasons)


@given(st.lists(mixed, max_size=4), cases(), st.data())
def test_the_order_in_an_all_of_does_not_matter(conditions: list[Condition], asked: Case, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(conditions))
    one, other = AllOf(conditions), AllOf(shuffled)
    assert one.holds_for(asked) == other.holds_for(asked)
    if not one.holds_for(asked):
        assert set(one.why_not(asked)) == set(other.why_not(asked))


@given(mixed, mixed, mixed, cases())
def test_an_all_of_in_an_all_of_is_as_if_it_were_not_there(
    one: Condition, other: Condition, third: Condition, asked: Case
) -> None:
    flat = AllOf((one, other, third)).holds_for(asked)
    assert AllOf((AllOf((one, other)), third)).holds_for(asked) == flat
    assert AllOf((one, AllOf((other, AllOf((third, ALWAYS)))))).holds_for(asked) == flat


@given(st.one_of(st.lists(narrowing, min_size=1, max_size=3), st.lists(counting, min_size=1, max_size=3)), cases())
def test_de_morgan_holds_over_lines(conditions: list[Condition], asked: Case) -> None:
    nots = [Not(condition) for condition in conditions]
    assert Not(AllOf(conditions)).holds_for(asked) == AnyOf(nots).holds_for(asked)
    assert Not(AnyOf(conditions)).holds_for(asked) == AllOf(nots).holds_for(asked)


@given(mixed, cases())
def test_a_condition_and_its_not_share_the_lines_between_them(condition: Condition, asked: Case) -> None:
    held, rest = condition.holds_for(asked), Not(condition).holds_for(asked)
    assert tuple(sorted((*held, *rest))) == asked.lines
    assert Not(Not(condition)).holds_for(asked) == held


@given(st.lists(mixed, min_size=1, max_size=4), cases())
def test_an_any_of_is_the_union(conditions: list[Condition], asked: Case) -> None:
    union = {i for condition in conditions for i in condition.holds_for(asked)}
    assert AnyOf(conditions).holds_for(asked) == tuple(sorted(union))


def test_always_always_holds() -> None:
    assert ALWAYS.holds_for(case(BOTH)) == (0, 1, 2)
    assert ALWAYS.holds_for(case(BOTH, lines=(2,))) == (2,)
    assert Not(ALWAYS).holds_for(case(BOTH)) == ()


# --- what counts, beside what narrows


@pytest.mark.parametrize("conditions", list(permutations((HATS, V2, TEN))))
def test_a_minimum_counts_what_those_beside_it_leave(conditions: tuple[Condition, ...]) -> None:
    assert AllOf(conditions).holds_for(case(BOTH)) == (2,)
    assert AllOf((HATS, FORTY)).holds_for(case(BOTH)) == ()
    assert FORTY.holds_for(case(BOTH)) == (0, 1, 2), "by itself it counts everything"


def test_a_minimum_in_an_any_of_counts_what_the_any_of_is_asked_about() -> None:
    either = AnyOf((FORTY, SHOES))
    assert not either.narrows
    assert either.holds_for(case(BOTH)) == (0, 1, 2), "everything costs 40"
    assert AllOf((HATS, either)).holds_for(case(BOTH)) == (), "hats cost 20, and none is a shoe"
    assert AllOf((V2, either)).holds_for(case(BOTH)) == (1,)


def test_a_not_of_what_is_about_the_whole_is_all_or_nothing() -> None:
    assert Not(FORTY).holds_for(case(BOTH)) == ()
    assert AllOf((HATS, Not(FORTY))).holds_for(case(BOTH)) == (0, 2)
    assert Not(AllOf((HATS, TEN))).holds_for(case(BOTH)) == (1,), "the hats cost enough, so they are kept out"
    assert Not(AllOf((HATS, FORTY))).holds_for(case(BOTH)) == (0, 1, 2), "they do not, so nothing is"


def test_a_not_of_an_amount_in_another_currency_holds_for_nothing() -> None:
    asked = case(basket((1, 1), currency="JPY"))
    for condition in (Not(TEN), Not(AllOf((HATS, TEN))), Not(Not(TEN))):
        assert condition.holds_for(asked) == ()
        assert condition.why_not(asked) == (OtherCurrency(expected="EUR", given="JPY"),)
    assert Not(InCurrency("EUR")).holds_for(asked) == (0,), "it names no amount"


# --- why not


def test_every_reason_is_named() -> None:
    toys = InCategories({"toys"})
    asked = case(BOTH)
    missing = BelowMinimum(minimum=money("50", "EUR"), present=money("40", "EUR"), missing=money("10", "EUR"))
    no_toys = NothingMatches(trait=LineTrait.CATEGORIES, wanted=("toys",))
    dear = MinimumSpend(money("50", "EUR"))
    many = TooFewUnits(needed=4, present=3, missing=1)
    assert set(AllOf((dear, toys, Quantities(at_least=4))).why_not(asked)) == {missing, no_toys, many}
    assert AnyOf((toys, dear)).why_not(asked) == (no_toys, missing)
    assert AllOf((toys, AllOf((toys,)))).why_not(asked) == (no_toys,), "once"


def test_what_is_missing_is_missing_from_the_lines_the_others_leave() -> None:
    assert AllOf((FORTY, HATS)).why_not(case(BOTH)) == (
        BelowMinimum(minimum=money("40", "EUR"), present=money("20", "EUR"), missing=money("20", "EUR")),
    )


def test_lines_that_meet_each_condition_and_none_that_meets_all() -> None:
    condition = AllOf((V1, SHOES))
    assert condition.holds_for(case(BOTH)) == ()
    assert condition.why_not(case(BOTH)) == (NoCommonLine(),)


def test_a_not_says_what_it_keeps_out() -> None:
    condition = Not(AnyOf((HATS, SHOES)))
    (reason,) = condition.why_not(case(BOTH))
    assert reason == Excluded(condition=Explained(AnyOf((HATS, SHOES))))
    assert reason.message == "this is kept out: in one of these categories: hats or in one of these categories: shoes"
