"""Coupons, baskets and evaluations travel whole: terms in terms, the reasons of the refused, hosts' own classes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from inspect import isabstract
from typing import Any, get_args

import pytest
from attrs import evolve, has
from hypothesis import given, settings

from mpcore import discounts, i18n, orders, wire
from mpcore.discounts import (
    AllOf,
    Basket,
    Benefit,
    Condition,
    Coupon,
    DiscountPolicy,
    Evaluation,
    Not,
    OfVendors,
    Shopper,
    Terms,
)
from mpcore.kernel import (
    MalformedError,
    OrderId,
    PartId,
    Recorded,
    Refusal,
    VendorId,
    utc,
)
from mpcore.orders import PlaceOrder, priced_parts
from mpcore.testing import strategies as some
from mpcore.wire import discounts as tags
from mpcore.wire import kernel as kernel_tags
from mpcore.wire.tags import Tags
from tests.wire import lives, samples_discounts
from tests.wire.samples_discounts import EVALUATION, TERMS
from tests.wire.test_round_trips import there_and_back
from tests.wire.test_schema import validator

NOW = utc(datetime(2026, 11, 27, 10, tzinfo=UTC))
PUBLIC: dict[str, Any] = {name: getattr(discounts, name) for name in discounts.__all__}
CLASSES = {name: kind for name, kind in PUBLIC.items() if isinstance(kind, type)}


def classes(table: dict[str, type]) -> set[str]:
    return {kind.__name__ for kind in table.values()}


def answering(*names: str) -> set[str]:
    """The public classes with these methods, but for the protocols."""
    kinds = {name: kind for name, kind in CLASSES.items() if not getattr(kind, "_is_protocol", False)}
    return {name for name, kind in kinds.items() if all(callable(getattr(kind, each, None)) for each in names)}


# --- nothing is without a tag


def test_every_condition_and_benefit_has_a_tag_which_is_its_code() -> None:
    assert classes(tags.CONDITIONS) == answering("holds_for", "why_not")
    assert classes(tags.BENEFITS) == answering("gift") - {"Step"}
    for tag, kind in {**tags.CONDITIONS, **tags.BENEFITS}.items():
        assert tag == f"{vars(kind)['code']}/1"


def test_every_command_and_event_has_a_tag() -> None:
    commands = {name for name, kind in CLASSES.items() if hasattr(kind, "scope") and name != "Gate"}
    assert classes(tags.COMMANDS) == commands
    assert commands >= {kind.__name__ for kind in get_args(discounts.CouponCommand)}
    assert classes(tags.EVENTS) == {kind.__name__ for kind in get_args(discounts.CouponEvent)}


def test_every_reason_has_a_tag_which_is_its_code() -> None:
    public = {name for name, kind in CLASSES.items() if issubclass(kind, Refusal) and "code" in vars(kind)}
    assert classes(tags.REASONS) == public
    assert len(public) > 40
    for tag, kind in tags.REASONS.items():
        assert tag == f"{vars(kind)['code']}/1"
    shared = {kind.__name__ for kind in Refusal.__subclasses__() if kind.__module__ == "mpcore.kernel.refusals"}
    assert classes(kernel_tags.REASONS) == shared - {"WrongStage"}


INSIDE = {
    *("AboutCoupon", "Applied", "BasketLine", "BundleItem", "CodeFormat", "During", "Explained", "Funding", "Given"),
    *("Hold", "Limits", "LineDiscount", "NotApplied", "Shipping", "SingleUseCode", "Stacking", "Step", "TaxRate"),
    *("Terms", "Uses", "UsageRow"),
}
"""What travels only in something else, whose place says what it is."""

NOT_KEPT = {
    *("Case", "ClawedBack", "Combination", "Context", "Gate", "Gift", "Past", "PricedLine", "PricedPart"),
    "PricedShipping",
}
"""What is made of what is kept, and never kept itself."""


def test_every_other_value_is_known_to_need_none() -> None:
    """Whoever adds a public class decides here whether it is kept or sent by itself."""
    tables = (tags.CONDITIONS, tags.BENEFITS, tags.COMMANDS, tags.EVENTS, tags.DOCUMENTS, tags.REASONS)
    tagged = {name for table in tables for name in classes(table)}
    values = {name for name, kind in CLASSES.items() if has(kind) and not isabstract(kind)}
    assert values - tagged == (INSIDE | NOT_KEPT) & values
    assert not tagged & (INSIDE | NOT_KEPT)


# --- there and back


TAGGED: dict[str, type] = {
    **tags.CONDITIONS,
    **tags.BENEFITS,
    **tags.COMMANDS,
    **tags.EVENTS,
    **tags.DOCUMENTS,
    **tags.REASONS,
    **kernel_tags.REASONS,
}


@pytest.mark.parametrize("tag", samples_discounts.SAMPLES)
def test_every_sample_travels_by_its_class_and_by_its_place(tag: str) -> None:
    sample = samples_discounts.SAMPLES[tag]
    there_and_back(TAGGED[tag], sample)
    places: list[tuple[dict[str, Any], lives.Form]] = [
        (samples_discounts.CONDITIONS, Condition),
        (samples_discounts.BENEFITS, Benefit),
        (samples_discounts.EVENTS, discounts.CouponEvent),
        (samples_discounts.REASONS, Refusal),
    ]
    for table, place in places:
        if tag in table:
            there_and_back(place, sample)
            continue
        with pytest.raises(MalformedError, match="is known, but not taken here"):
            wire.load(place, wire.dump(sample))


@given(some.coupons())
def test_coupons_travel(coupon: Coupon) -> None:
    there_and_back(Coupon, coupon)
    there_and_back(Terms, coupon.terms)
    COUPONS.validate(wire.dump(coupon))


@given(some.baskets(), some.shoppers())
def test_baskets_and_shoppers_travel(basket: Basket, shopper: Shopper) -> None:
    there_and_back(Basket, basket)
    there_and_back(Shopper, shopper)
    BASKETS.validate(wire.dump(basket))


@given(some.evaluations())
def test_evaluations_travel_with_the_reasons_of_what_does_not_apply(evaluation: Evaluation) -> None:
    there_and_back(Evaluation, evaluation)
    again = wire.loads(Evaluation, wire.dumps(evaluation))
    assert (again.total, again.lines, again.parts) == (evaluation.total, evaluation.lines, evaluation.parts)
    for one, other in zip(evaluation.refused, again.refused, strict=True):
        for reason, read in zip(one.reasons, other.reasons, strict=True):
            assert type(read) is type(reason)
            assert i18n.words(read, "fr") == i18n.words(reason, "fr")
    EVALUATIONS.validate(wire.dump(evaluation))


@given(some.discount_policies())
def test_policies_travel(policy: DiscountPolicy) -> None:
    there_and_back(DiscountPolicy, policy)


COUPONS, BASKETS, EVALUATIONS = validator(Coupon), validator(Basket), validator(Evaluation)


UNREADABLE: list[tuple[lives.Form, str, dict[str, object]]] = [
    (COUPONS, "discounts.coupon/1", {"committed": "2"}),
    (COUPONS, "discounts.coupon/1", {"stage": "asleep"}),
    (COUPONS, "discounts.coupon/1", {"terms": {}}),
    (BASKETS, "discounts.basket/1", {"codes": "SPRING20"}),
    (BASKETS, "discounts.basket/1", {"lines": [{}]}),
    (EVALUATIONS, "discounts.evaluation/1", {"applied": [{"coupon": "spring"}]}),
    (EVALUATIONS, "discounts.evaluation/1", {"refused": [{"coupon": None, "reasons": [{}]}]}),
]


@pytest.mark.parametrize(("takes", "sample", "change"), UNREADABLE)
def test_schemas_refuse_what_cannot_be_read(takes: lives.Form, sample: str, change: dict[str, object]) -> None:
    data: lives.Form = wire.dump(samples_discounts.SAMPLES[sample])
    takes.validate(data)
    assert not takes.is_valid({**data, **change})
    with pytest.raises(MalformedError):
        wire.load(TAGGED[sample], {**data, **change})


def priced(evaluation: Evaluation) -> PlaceOrder:
    """The order of an evaluated basket."""
    sellers = dict.fromkeys([(line.vendor, line.shop) for line in evaluation.basket.lines])
    parts = {seller: PartId(f"p{number}") for number, seller in enumerate(sellers)}
    return PlaceOrder(
        order=OrderId("o7"),
        buyer=evaluation.basket.buyer,
        currency=evaluation.basket.currency,
        parts=priced_parts(evaluation, parts),
        channel=evaluation.basket.channel,
        evaluation=evaluation,
    )


@settings(max_examples=50)
@given(some.evaluations())
def test_an_order_travels_with_the_evaluation_it_was_priced_by(evaluation: Evaluation) -> None:
    command = priced(evaluation)
    there_and_back(PlaceOrder, command)
    again = wire.loads(PlaceOrder | orders.OrderCommand, wire.dumps(command))
    assert isinstance(again, PlaceOrder)
    assert again.evaluation == evaluation
    data: lives.Form = wire.dump(command)
    assert "type" not in data["evaluation"], "its place says what it is"
    PLACINGS.validate(data)


PLACINGS = validator(PlaceOrder)


def test_an_order_without_one_needs_no_key_for_it() -> None:
    command = priced(EVALUATION)
    data: lives.Form = wire.dump(evolve(command, evaluation=None))
    assert data.pop("evaluation") is None
    assert wire.load(PlaceOrder, data) == evolve(command, evaluation=None)


# --- hostile input


def faults(kind: lives.Form, data: object, own: wire.Wire | None = None) -> dict[str, str]:
    with pytest.raises(MalformedError) as caught:
        (own or wire.Wire()).load(kind, data)
    return {fault.at: fault.text for fault in caught.value.faults}


def changed(data: lives.Form, path: list[str | int], value: object) -> lives.Form:
    copy = json.loads(json.dumps(data))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copy


MISFITS: dict[str, tuple[list[str | int], object, str]] = {
    "too few amounts": (["applied", 0, "lines"], [597], "applied[0].lines"),
    "too many amounts": (["applied", 0, "shipping"], [0, 0], "applied[0].shipping"),
    "a negative amount": (["applied", 0, "lines"], [598, -1], "applied[0].lines"),
    "more than a line costs": (["applied", 0, "lines"], [2998, 0], "applied[0].lines"),
    "more than shipping costs": (["applied", 0, "shipping"], [491], "applied[0].shipping"),
}


@pytest.mark.parametrize(("path", "value", "at"), MISFITS.values(), ids=MISFITS)
def test_an_evaluation_that_does_not_fit_its_basket_is_not_read(path: list[str | int], value: object, at: str) -> None:
    data: lives.Form = wire.dump(EVALUATION)
    assert wire.load(Evaluation, data) == EVALUATION
    assert set(faults(Evaluation, changed(data, path, value))) == {at}
    assert set(faults(PlaceOrder, {**wire_of_order(), "evaluation": changed(data, path, value)})) == {
        f"evaluation.{at}"
    }


def wire_of_order() -> lives.Form:
    return wire.dump(priced(EVALUATION))


def test_an_evaluation_takes_no_more_off_than_is_left_by_those_before() -> None:
    whole: lives.Form = evolve(EVALUATION.applied[0], lines=(2997, 3995), shipping=(490,))
    assert evolve(EVALUATION, applied=(whole,)).discount == 2997 + 3995 + 490
    with pytest.raises(MalformedError, match=r"applied\[1\]\.lines: takes off less than nothing, or more than is left"):
        evolve(EVALUATION, applied=(whole, evolve(EVALUATION.applied[0], lines=(0, 1))))


WRONG_TERMS: dict[str, tuple[object, str, str]] = {
    "no tag": ({}, "condition.type", "is missing; give one of discounts.all_of/1"),
    "an unknown tag": ({"type": "acme.on_full_moon/1"}, "condition.type", "'acme.on_full_moon/1' is not known; give"),
    "a newer tag": ({"type": "discounts.not/2"}, "condition.type", "'discounts.not/2' is newer than version 1"),
    "a benefit": (
        {"type": "discounts.percent_off/1", "percent": "10"},
        "condition.type",
        "'discounts.percent_off/1' is known, but not taken here; give one of discounts.all_of/1",
    ),
    "an event": (
        {"type": "discounts.coupon_deactivated/1", "coupon": "c", "at": "2026-01-01T00:00:00Z"},
        "condition.type",
        "'discounts.coupon_deactivated/1' is known, but not taken here; give",
    ),
    "a text": ("always", "condition", "'always' does not fit; give an object whose type is one of discounts.all_of/1"),
    "deep inside": (
        {
            "type": "discounts.all_of/1",
            "conditions": [{"type": "discounts.not/1", "condition": {"type": "discounts.with_tags/1", "tags": []}}],
        },
        "condition.conditions[0].condition.tags",
        "is no set of at least one text",
    ),
    "an amount of a float": (
        {"type": "discounts.minimum_spend/1", "amount": {"amount": 5.0, "currency": "EUR"}},
        "condition.amount.amount",
        "a number with a fraction or an exponent does not fit; give text",
    ),
}


@pytest.mark.parametrize(("condition", "at", "why"), WRONG_TERMS.values(), ids=WRONG_TERMS)
def test_what_is_no_condition_is_told_at_its_place(condition: object, at: str, why: str) -> None:
    data: lives.Form = {**wire_of_terms(), "condition": condition}
    (said,) = faults(Terms, data).items()
    assert said[0] == at
    assert said[1].startswith(why)


def wire_of_terms() -> lives.Form:
    return wire.dump(TERMS)


def test_terms_in_terms_may_stand_to_the_depth_of_json() -> None:
    condition: Condition = OfVendors({VendorId("v1")})
    for _ in range(50):
        condition = Not(condition)
    there_and_back(Condition, condition)
    wide = evolve(TERMS, condition=AllOf([condition] * 50))
    there_and_back(Terms, wide)
    deep: Condition = condition
    for _ in range(5_000):
        deep = Not(deep)
    with pytest.raises(MalformedError, match="nested too deeply"):
        wire.dump(evolve(TERMS, condition=deep))
    data: lives.Form = wire.dump(OfVendors({VendorId("v1")}))
    for _ in range(5_000):
        data = {"type": "discounts.not/1", "condition": data}
    assert any("nested too deeply" in why for why in faults(Condition, data).values())
    text = '{"type":"discounts.not/1","condition":' * 100_000 + "{}" + "}" * 100_000
    with pytest.raises(MalformedError, match="nested more than 64 levels deep"):
        wire.loads(Condition, text)


def tables() -> Iterator[dict[str, type]]:
    yield from (tags.CONDITIONS, tags.BENEFITS, tags.COMMANDS, tags.EVENTS, tags.DOCUMENTS, tags.REASONS)


def test_no_two_things_of_discounts_share_a_tag() -> None:
    made = Tags.made(tables(), {})
    assert len(made.classes) == sum(map(len, tables())) == len(set(made.classes.values()))


@pytest.mark.parametrize("tag", tags.EVENTS)
def test_the_history_of_a_coupon_travels_in_its_envelope(tag: str) -> None:
    recorded = Recorded[discounts.CouponEvent](
        stream="spring",
        version=1,
        event=samples_discounts.EVENTS[tag],
        recorded_at=samples_discounts.AT,
        actor_kind="system",
    )
    there_and_back(Recorded[discounts.CouponEvent], recorded)
