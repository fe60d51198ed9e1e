"""A host's own conditions, benefits and reasons travel with a tag, and are refused without one."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar

import pytest
from attrs import evolve, field, frozen

from mpcore import discounts, wire
from mpcore.discounts import (
    AllOf,
    Applied,
    Case,
    Condition,
    Coupon,
    DiscountPolicy,
    Evaluation,
    Excluded,
    Explained,
    Gift,
    Limits,
    NoLines,
    Not,
    NotApplied,
    OfVendors,
    PercentOff,
    Shopper,
    Terms,
)
from mpcore.kernel import CouponId, Kind, MalformedError, OutOfRange, Refusal, System, VendorId, WrongStage, utc
from mpcore.orders import PlaceOrder
from tests.wire import lives
from tests.wire.samples_discounts import EVALUATION, TERMS
from tests.wire.test_discounts import faults, priced, wire_of_terms

NOW = utc(datetime(2026, 11, 27, 10, tzinfo=UTC))


@frozen(kw_only=True)
class NewMoon(Refusal):
    """It is not full."""

    code: ClassVar[str] = "acme.new_moon"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the moon is {percent} % full"

    percent: int


@frozen
class OnFullMoon:
    """When the moon is full."""

    code: ClassVar[str] = "acme.on_full_moon"
    text: ClassVar[str] = "on a full moon of {least} %"

    least: int = field(default=99)
    beside: Condition | None = None

    @property
    def narrows(self) -> bool:
        return False

    def holds_for(self, case: Case) -> tuple[int, ...]:
        return case.lines if self.least == 0 else ()

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        return (NewMoon(percent=len(case.lines)), OutOfRange(given=1, least=self.least, most=100))


@frozen
class OneOff:
    """A cent."""

    code: ClassVar[str] = "acme.one_off"
    text: ClassVar[str] = "one cent off"

    def gift(self, case: Case) -> Gift | Refusal:
        return Gift(case.lines, 1)


@frozen
class MoonGift(OnFullMoon):
    """Both at once."""

    def gift(self, case: Case) -> Gift | Refusal:
        return Gift(case.lines, 1)


@frozen
class Neither:
    """No term at all."""


OWN = wire.Wire(
    extra={
        "acme.on_full_moon/1": OnFullMoon,
        "acme.one_off/1": OneOff,
        "acme.moon_gift/1": MoonGift,
        "acme.new_moon/1": NewMoon,
        "acme.neither/1": Neither,
    }
)
MOONLIT = evolve(
    TERMS,
    condition=AllOf((Not(OnFullMoon(50, OfVendors({VendorId("v1")}))), MoonGift())),
    benefit=OneOff(),
    limits=Limits(),
)


def coupon(terms: Terms) -> Coupon:
    return Coupon(id=CouponId("moon"), terms=terms, created_at=NOW)


def test_a_hosts_condition_and_benefit_stand_in_coupons_beside_ours() -> None:
    for terms in (MOONLIT, evolve(MOONLIT, benefit=MoonGift(7, OnFullMoon()), condition=OnFullMoon())):
        value = coupon(terms)
        assert OWN.load(Coupon, OWN.dump(value)) == value
        assert OWN.loads(Coupon, OWN.dumps(value)) == value
        event = discounts.CouponCreated(coupon=value.id, at=NOW, owner=None, terms=terms, rule_book=value.rule_book)
        command = discounts.CreateCoupon(coupon=value.id, terms=terms)
        assert OWN.loads(discounts.CouponEvent, OWN.dumps(event)) == event
        assert OWN.loads(discounts.CreateCoupon, OWN.dumps(command)) == command
    data: lives.Form = OWN.dump(coupon(MOONLIT))
    inner = data["terms"]["condition"]["conditions"]
    assert inner[0]["condition"]["type"] == "acme.on_full_moon/1"
    assert inner[0]["condition"]["beside"]["type"] == "discounts.of_vendors/1"
    assert inner[1] == {"type": "acme.moon_gift/1", "least": 99, "beside": None}
    schema: lives.Form = OWN.json_schema(Coupon)
    assert "OnFullMoon" in schema["$defs"]
    again: wire.Wire = pickle.loads(pickle.dumps(OWN))  # noqa: S301 - our own
    assert again.load(Coupon, data) == coupon(MOONLIT)


def evaluated(terms: Terms) -> Evaluation:
    basket = evolve(EVALUATION.basket, codes=())
    ctx = discounts.Context(now=NOW, actor=System("tests"), policy=DiscountPolicy(), shopper=Shopper())
    return discounts.evaluate(basket, (coupon(terms),), ctx)


PLAIN = Terms(title="moon", benefit=OneOff())


def test_a_hosts_reasons_and_those_of_the_kernel_are_kept_with_an_evaluation() -> None:
    refused = evaluated(evolve(PLAIN, condition=OnFullMoon()))
    (outcome,) = refused.refused
    assert outcome.reasons == (NewMoon(percent=2), OutOfRange(given=1, least=99, most=100))
    assert OWN.loads(Evaluation, OWN.dumps(refused)) == refused
    kept_out = evaluated(evolve(PLAIN, condition=Not(OnFullMoon(0))))
    assert kept_out.refused[0].reasons == (Excluded(condition=Explained(OnFullMoon(0))),)
    assert OWN.loads(Evaluation, OWN.dumps(kept_out)) == kept_out
    applies = evaluated(evolve(PLAIN, condition=OnFullMoon(0)))
    assert isinstance(applies.of(CouponId("moon")), Applied)
    assert wire.loads(Evaluation, wire.dumps(applies)) == applies, "what applies names no class"
    command = priced(refused)
    assert OWN.loads(PlaceOrder, OWN.dumps(command)) == command


UNTAGGED: dict[str, tuple[object, str, str]] = {
    "a condition": (
        coupon(evolve(PLAIN, benefit=PercentOff(Decimal(5)), condition=OnFullMoon())),
        "terms.condition",
        "OnFullMoon",
    ),
    "a nested condition": (
        coupon(evolve(MOONLIT, benefit=PercentOff(Decimal(5)), condition=AllOf((Not(OnFullMoon()),)))),
        "terms.condition.conditions[0].condition",
        "OnFullMoon",
    ),
    "a benefit": (coupon(PLAIN), "terms.benefit", "OneOff"),
    "a reason": (
        evolve(EVALUATION, refused=(NotApplied(None, (NoLines(), NewMoon(percent=7))),)),
        "refused[0].reasons[1]",
        "NewMoon",
    ),
    "a condition in a reason": (
        evolve(EVALUATION, refused=(NotApplied(None, (Excluded(condition=Explained(OnFullMoon())),)),)),
        "refused[0].reasons[0].condition.term",
        "OnFullMoon",
    ),
}


@pytest.mark.parametrize(("value", "at", "name"), UNTAGGED.values(), ids=UNTAGGED)
def test_without_a_tag_it_is_not_written_and_the_fault_says_what_to_do(value: object, at: str, name: str) -> None:
    with pytest.raises(MalformedError) as caught:
        wire.dump(value)
    (fault,) = caught.value.faults
    assert fault.at == at
    assert fault.text == (
        f"a value of type {name} has no tag, so it could not be read; say Wire(extra={{'acme.name/1': {name}}})"
    )


def test_a_class_that_is_no_term_is_not_taken_for_one() -> None:
    assert OWN.load(Neither, OWN.dump(Neither())) == Neither()
    given: lives.Form = Neither()
    condition: lives.Form = OnFullMoon()
    with pytest.raises(MalformedError, match=r"^condition: is no condition; give one such as MinimumSpend"):
        evolve(PLAIN, condition=given)
    with pytest.raises(MalformedError, match=r"^benefit: is no benefit; give one such as PercentOff"):
        evolve(PLAIN, benefit=condition)
    data: lives.Form = {**wire_of_terms(), "condition": {"type": "acme.neither/1"}}
    assert faults(Terms, data, OWN)["condition.type"].startswith("'acme.neither/1' is known, but not taken here")
    data = {**wire_of_terms(), "condition": {"type": "acme.one_off/1"}}
    assert faults(Terms, data, OWN)["condition.type"].startswith("'acme.one_off/1' is known, but not taken here")
    data = {**wire_of_terms(), "benefit": {"type": "acme.on_full_moon/1"}}
    assert faults(Terms, data, OWN)["benefit.type"].startswith("'acme.on_full_moon/1' is known, but not taken here")


def test_a_reason_whose_fact_may_be_of_any_enum_is_not_written() -> None:
    reason = WrongStage(thing="coupon", id="c", stage=discounts.CouponStage.ACTIVE, asked="hold coupon")
    with pytest.raises(MalformedError, match=r"refused\[0\]\.reasons\[0\]: a value of type WrongStage has no tag"):
        wire.dump(evolve(EVALUATION, refused=(NotApplied(None, (reason,)),)))


def test_a_host_may_still_say_itself_what_stands_where_a_condition_may() -> None:
    narrow = wire.Wire(extra={"acme.on_full_moon/1": OnFullMoon}, wider={Condition: OnFullMoon | discounts.OfVendors})
    value = coupon(evolve(TERMS, condition=OnFullMoon()))
    assert narrow.loads(Coupon, narrow.dumps(value)) == value
    with pytest.raises(MalformedError, match=r"terms\.condition: a value of type Not does not fit; give one of OnFull"):
        narrow.dump(coupon(evolve(TERMS, condition=Not(OnFullMoon()))))


class Plain:
    """A condition that is made without attrs, whose form nobody can know."""

    code, text, narrows = "acme.plain", "plain", True

    def holds_for(self, case: Case) -> tuple[int, ...]:
        return case.lines

    def why_not(self, _: Case) -> tuple[Refusal, ...]:
        return ()


def test_a_class_without_fields_of_attrs_is_a_programming_error_that_names_it() -> None:
    own = wire.Wire(extra={"acme.plain/1": Plain})
    with pytest.raises(TypeError, match="Plain has no form in JSON"):
        own.dump(coupon(TERMS))


def test_tags_of_ours_cannot_be_taken_by_a_host() -> None:
    for tag in ("discounts.not/1", "discounts.below_minimum/2", "kernel.not_found/1"):
        with pytest.raises(TypeError, match="is there twice"):
            wire.Wire(extra={tag: OnFullMoon})
    with pytest.raises(TypeError, match="has the tags"):
        wire.Wire(extra={"acme.not/1": Not})
