"""New coupons: who may create which, what they may say, and what becomes of them (W19, rules.md §00.8)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from attrs import evolve

from mpcore import discounts
from mpcore.discounts import (
    BY_OPERATOR,
    BY_VENDOR,
    AllOf,
    CapRequired,
    Case,
    CodeFormat,
    CodeNotAllowed,
    CodeTaken,
    CouponCreated,
    CouponExpired,
    CouponInactive,
    CouponStage,
    DiscountPolicy,
    During,
    Funding,
    Gift,
    Limits,
    MinimumSpend,
    MixedCurrencies,
    NoneOnShipping,
    NoReactivation,
    PercentOff,
    ShippingOff,
    Step,
    Terms,
    Tiers,
)
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    CouponId,
    Done,
    Grant,
    MalformedError,
    MemberId,
    MissingScope,
    NotFound,
    Operator,
    PolicyMismatchError,
    Refusal,
    Refused,
    RuleBookId,
    VendorId,
    VendorMember,
    frozen,
)
from mpcore.money import money
from tests.discounts.telling import (
    ADA,
    FUND,
    INSTANT,
    MANAGE,
    NOW,
    OPERATOR,
    POLICY,
    SYSTEM,
    Shop,
    commit,
    context,
    deactivate,
    hold,
    limited,
    new,
    reactivate,
    staff,
    stages,
    terms,
)

WHATNOT = DiscountPolicy(percent_cap_required=True, on_shipping=False, code_format=CodeFormat(least=4, most=15))


def why_not(
    said: Terms | None = None,
    actor: Actor = OPERATOR,
    owner: str | None = "v1",
    policy: DiscountPolicy = POLICY,
    **known: Any,  # noqa: ANN401 - whatever Context takes
) -> list[type[Refusal]]:
    known = {"code_taken": False, **known}
    outcome = discounts.create(new(said, owner), context(actor, policy=policy, **known))
    return [type(reason) for reason in outcome.reasons] if isinstance(outcome, Refused) else []


# --- what it becomes


@pytest.mark.rule("W19")
def test_a_seller_creates_a_code() -> None:
    said = terms(code="SAVE20")
    done = discounts.create(new(said), context(staff(), code_taken=False)).unwrap()
    assert done.events == (
        CouponCreated(
            coupon=CouponId("c1"),
            at=NOW,
            owner=VendorId("v1"),
            terms=said,
            rule_book=RuleBookId("plain"),
        ),
    )
    assert discounts.replay(done.events) == done.state
    assert done.state.terms is said
    assert (done.state.stage, done.state.committed, done.state.given) == (CouponStage.ACTIVE, 0, ())


def test_a_hosts_own_rule_may_refuse_a_coupon() -> None:
    def titled(coupon: object, command: object, _: object) -> Refusal | None:
        assert coupon is None
        return CodeTaken() if command == new() else None

    assert why_not(also=(titled,)) == [CodeTaken]
    assert why_not(terms(title="another"), also=(titled,)) == []


# --- who


@pytest.mark.rule("W19", "00.8")
@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (staff("v1"), []),
        (staff("v1", MANAGE, FUND), []),
        (staff("v1", FUND), [MissingScope]),
        (staff("v1", MANAGE, shop="paris"), [MissingScope]),
        (staff("v2"), [NotFound]),
        (VendorMember(VendorId("v1"), MemberId("m"), ()), [NotFound]),
        (VendorMember(VendorId("v1"), MemberId("m"), (Grant(()),)), [NotFound]),
        (OPERATOR, []),
        (Operator(MemberId("clerk"), frozenset({MANAGE})), []),
        (Operator(MemberId("intern"), frozenset({FUND})), [MissingScope]),
        (Operator(MemberId("intern"), frozenset()), [MissingScope]),
        (ADA, [MissingScope]),
        (Buyer(BuyerId("v1"), guest=True), [MissingScope]),
        (SYSTEM, [MissingScope]),
    ],
)
def test_who_creates_a_vendors_coupon(actor: Actor, expected: list[type[Refusal]]) -> None:
    assert why_not(actor=actor) == expected


@pytest.mark.rule("00.8")
@pytest.mark.parametrize(
    ("owner", "funding", "needed"),
    [
        ("v1", BY_VENDOR, False),
        ("v1", Funding(vendor=7, operator=0), False),
        ("v1", Funding(vendor=999_999, operator=1), True),
        ("v1", BY_OPERATOR, True),
        (None, BY_VENDOR, True),
        (None, BY_OPERATOR, True),
        (None, Funding(vendor=1, operator=1), True),
    ],
)
def test_what_another_pays_for_needs_the_operators_scope(owner: str | None, funding: Funding, needed: bool) -> None:
    said = terms(funding=funding)
    refused = [MissingScope] if needed else []
    assert why_not(said, staff("v1"), owner) == refused
    assert why_not(said, staff("v1", MANAGE, FUND), owner) == refused, "no vendor can grant it"
    assert why_not(said, Operator(MemberId("clerk"), frozenset({MANAGE})), owner) == refused
    assert why_not(said, Operator(MemberId("chief"), frozenset({MANAGE, FUND})), owner) == []
    assert why_not(said, OPERATOR, owner) == []
    outcome = discounts.create(new(said, owner), context(staff("v1")))
    assert outcome == Refused((MissingScope(scope=FUND),)) if needed else isinstance(outcome, Done)


@pytest.mark.rule("00.8")
def test_every_scope_that_is_missing_is_named() -> None:
    outcome = discounts.create(new(owner=None), context(Operator(MemberId("intern"), frozenset())))
    assert outcome == Refused((MissingScope(scope=MANAGE), MissingScope(scope=FUND)))


@pytest.mark.rule("00.8")
def test_another_vendors_coupon_and_an_unknown_vendors_are_refused_alike() -> None:
    for owner in ("v2", "nobody"):
        for said in (terms(), terms(funding=BY_OPERATOR), terms(title="bad", valid=During(end=NOW))):
            outcome = discounts.create(new(said, owner), context(staff("v1")))
            assert outcome == Refused((NotFound(thing="vendor", id=owner, at="owner"),))


# --- codes


@pytest.mark.rule("W19")
@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("ABC", False),
        ("ABC4", True),
        ("A" * 15, True),
        ("A" * 16, False),
        ("1234", True),
        ("save20", False),
        ("Save20", False),
        ("SAVE-20", False),
        ("SAVE 20", False),
        (" SAVE20", False),
        ("SAVE_20", False),
        ("ЅАVЕ20", False),
        ("ＳＡＶＥ", False),
        ("SAVE\u200b", False),
        ("", False),
        ("A" * 10_000, False),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_whatnots_codes_are_four_to_fifteen_capitals_and_digits(code: str, allowed: bool) -> None:
    capped = PercentOff(Decimal(10), money("5.00", "EUR"))
    refused = why_not(terms(code=code, benefit=capped), policy=WHATNOT)
    assert refused == ([] if allowed else [CodeNotAllowed])


@pytest.mark.rule("W19")
def test_a_refused_code_is_told_back_safely() -> None:
    outcome = discounts.create(new(terms(code="\u202eЅ" + "A" * 500)), context(policy=WHATNOT, code_taken=False))
    assert isinstance(outcome, Refused)
    (reason, *_) = outcome.reasons
    assert str(reason).isascii()
    assert len(str(reason)) < 200
    assert reason.at == "terms.code"


@pytest.mark.rule("W19")
def test_a_code_that_the_owner_has_already_is_refused() -> None:
    assert why_not(terms(code="SAVE20"), code_taken=True) == [CodeTaken]
    assert why_not(terms(code="SAVE20"), code_taken=False) == []
    assert why_not(terms(), code_taken=True) == [], "without a code none is taken"


@pytest.mark.rule("W19")
def test_whether_a_code_is_taken_may_not_be_guessed() -> None:
    with pytest.raises(MalformedError) as caught:
        discounts.create(new(terms(code="SAVE20")), context())
    assert [fault.at for fault in caught.value.faults] == ["code_taken"]
    assert isinstance(discounts.create(new(terms(single_use_codes=True)), context()), Done)


def test_one_code_for_all_beside_single_use_codes_is_malformed() -> None:
    with pytest.raises(MalformedError) as caught:
        terms(code="SAVE20", single_use_codes=True)
    assert [fault.at for fault in caught.value.faults] == ["code"]


# --- terms


@frozen
class Lucky:
    """A host's own benefit, which stands around another or states for itself."""

    code: ClassVar[str] = "host.lucky"
    text: ClassVar[str] = "a bit of luck"

    inner: object = None
    uncapped: bool = False
    on_shipping: bool = False

    def gift(self, case: Case) -> Gift:
        return Gift(case.lines, 1)


class Homemade:
    """A host's own benefit without attrs."""

    def __repr__(self) -> str:
        return "Homemade()"  # the same in every process, for the names of tests

    code: ClassVar[str] = "host.homemade"
    text: ClassVar[str] = "homemade"

    def __init__(self, *inner: object) -> None:
        self.inner = list(inner)

    def gift(self, case: Case) -> Gift:
        return Gift(case.lines, 1)


FREE, CAPPED = PercentOff(Decimal(10)), PercentOff(Decimal(10), money("5.00", "EUR"))
TIERS = Tiers((Step(spend=money("50.00", "EUR"), percent=Decimal(10)),))
AMOUNTS = Tiers((Step(spend=money("50.00", "EUR"), amount=money("5.00", "EUR")),))


@pytest.mark.rule("W19")
@pytest.mark.parametrize(
    ("benefit", "capped"),
    [
        (FREE, False),
        (CAPPED, True),
        (TIERS, False),
        (AMOUNTS, True),
        (Lucky(), True),
        (Lucky(uncapped=True), False),
        (Lucky(FREE), False),
        (Lucky((1, (CAPPED, Lucky(FREE)))), False),
        (Lucky((1, (CAPPED, Lucky(CAPPED)))), True),
        (Homemade(CAPPED, FREE), False),
        (Homemade(CAPPED), True),
    ],
    ids=repr,
)
def test_a_percentage_names_the_most_it_gives_where_it_has_to(benefit: Any, capped: bool) -> None:  # noqa: ANN401
    assert why_not(terms(benefit=benefit), policy=WHATNOT) == ([] if capped else [CapRequired])
    assert why_not(terms(benefit=benefit)) == []


@pytest.mark.rule("W19")
@pytest.mark.parametrize(
    ("benefit", "on_shipping"),
    [
        (CAPPED, False),
        (ShippingOff(), True),
        (Lucky(on_shipping=True), True),
        (Lucky(ShippingOff(amount=money("1.00", "EUR"))), True),
        (Homemade(ShippingOff()), True),
    ],
    ids=repr,
)
def test_shipping_is_spared_where_the_policy_says_so(benefit: Any, on_shipping: bool) -> None:  # noqa: ANN401
    assert why_not(terms(benefit=benefit), policy=WHATNOT) == ([NoneOnShipping] if on_shipping else [])
    assert why_not(terms(benefit=benefit)) == []


EUR, JPY, KWD = money("5.00", "EUR"), money("500", "JPY"), money("5.000", "KWD")


@pytest.mark.rule("W19")
@pytest.mark.parametrize(
    ("said", "currencies"),
    [
        ({}, ()),
        ({"currency": "JPY"}, ()),
        ({"benefit": PercentOff(Decimal(10), EUR), "limits": Limits(budget=EUR), "currency": "EUR"}, ()),
        ({"benefit": PercentOff(Decimal(10), EUR), "currency": "KWD"}, ("EUR", "KWD")),
        ({"benefit": PercentOff(Decimal(10), EUR), "limits": Limits(budget=JPY)}, ("EUR", "JPY")),
        ({"condition": MinimumSpend(KWD), "limits": Limits(budget=JPY)}, ("JPY", "KWD")),
        (
            {"condition": AllOf((MinimumSpend(KWD), MinimumSpend(EUR))), "limits": Limits(budget=JPY)},
            ("EUR", "JPY", "KWD"),
        ),
        ({"benefit": Lucky(EUR), "currency": "JPY"}, ("EUR", "JPY")),
    ],
)
def test_all_amounts_of_a_coupon_are_in_one_currency(said: dict[str, Any], currencies: tuple[str, ...]) -> None:
    outcome = discounts.create(new(terms(**said)), context())
    if currencies:
        assert outcome == Refused((MixedCurrencies(currencies=currencies, at="terms"),))
    else:
        assert isinstance(outcome, Done)


@pytest.mark.parametrize("currency", ["eur", "EURO", "", "XXX1", 978])
def test_a_currency_that_is_none_is_malformed(currency: str) -> None:
    with pytest.raises(MalformedError) as caught:
        terms(currency=currency)
    assert [fault.at for fault in caught.value.faults] == ["currency"]


@pytest.mark.rule("W19")
@pytest.mark.rule("W19")
@pytest.mark.parametrize(
    ("end", "over"), [(NOW - timedelta(days=1), True), (NOW, True), (NOW + INSTANT, False), (None, False)]
)
def test_a_coupon_is_not_created_after_its_end(end: Any, over: bool) -> None:  # noqa: ANN401
    assert why_not(terms(valid=During(end=end))) == ([CouponExpired] if over else [])


def test_every_reason_is_given_at_once() -> None:
    said = terms(code="no", benefit=Lucky((FREE, ShippingOff())), currency="JPY", valid=During(end=NOW))
    said = evolve(said, limits=Limits(budget=EUR))
    expected = [CodeNotAllowed, CodeTaken, CapRequired, NoneOnShipping, MixedCurrencies, CouponExpired]
    assert why_not(said, policy=WHATNOT, code_taken=True) == expected


# --- deactivating


@pytest.mark.rule("W20")
def test_an_old_code_is_deactivated_once_and_orders_keep_their_discount() -> None:
    shop = Shop().do(commit()).do(deactivate())
    assert shop.coupon.stage is CouponStage.DEACTIVATED
    assert shop.coupon.deactivated_at == NOW
    assert stages(shop) == {"o1": "COMMITTED"}
    assert (shop.coupon.committed, shop.coupon.given_in("EUR")) == (1, 500)
    assert shop.events(deactivate()) == ()
    assert shop.why_not(hold("o2")) == shop.why_not(commit("o2")) == [CouponInactive]
    assert shop.events(commit()) == (), "what has happened is known"


@pytest.mark.rule("W20")
def test_a_deactivated_coupon_is_active_again_only_where_the_policy_allows_it() -> None:
    assert Shop().do(deactivate()).why_not(reactivate()) == [NoReactivation]
    assert Shop().why_not(reactivate()) == [NoReactivation]
    lenient = Shop(policy=DiscountPolicy(allow_reactivation=True))
    assert lenient.events(reactivate()) == ()
    lenient.do(deactivate(), reactivate())
    assert (lenient.coupon.stage, lenient.coupon.deactivated_at) == (CouponStage.ACTIVE, None)
    assert lenient.why_not(hold()) == []
    assert discounts.replay(lenient.history) == lenient.coupon


@pytest.mark.rule("W20")
@pytest.mark.parametrize("command", [deactivate(), reactivate()], ids=["deactivate", "reactivate"])
def test_a_hosts_own_rule_may_refuse_to_switch_a_coupon(command: Any) -> None:  # noqa: ANN401
    shop = Shop(policy=DiscountPolicy(allow_reactivation=True))
    if command == reactivate():
        shop.do(deactivate())

    def never(*_: object) -> Refusal:
        return CodeTaken()

    assert shop.why_not(command, also=(never,)) == [CodeTaken]
    assert shop.why_not(command) == []


# --- mistakes of the caller


def test_a_command_for_another_coupon_is_the_callers_mistake() -> None:
    shop = Shop()
    with pytest.raises(MalformedError) as caught:
        shop.ask(evolve(deactivate(), coupon=CouponId("c2")))
    assert [fault.at for fault in caught.value.faults] == ["coupon"]


def test_another_rule_book_than_the_coupons_is_the_callers_mistake() -> None:
    other = DiscountPolicy(rule_book=RuleBookId("other"))
    with pytest.raises(PolicyMismatchError, match=r"'plain'.*'other'"):
        Shop().ask(deactivate(), policy=other)
    assert Shop(policy=other).coupon.rule_book == "other"


@pytest.mark.parametrize("coupon", ["", " c1", "c\n1", "x" * 201, 7])
def test_an_id_that_is_none_is_malformed(coupon: str) -> None:
    with pytest.raises(MalformedError):
        new(coupon=coupon)


@pytest.mark.parametrize("limits", [{"total": -1}, {"per_buyer": True}, {"total": 1.0}, {"budget": -EUR}])
def test_limits_that_are_none_are_malformed(limits: dict[str, Any]) -> None:
    with pytest.raises(MalformedError) as caught:
        Limits(**limits)
    assert caught.value.faults[0].at.startswith(next(iter(limits)))


def test_a_coupon_that_may_never_be_used_may_be_created() -> None:
    assert why_not(limited(total=0)) == []


# --- what terms are made of


@pytest.mark.parametrize("name", ["benefit", "condition", "valid", "stacking", "limits", "funding"])
def test_terms_that_are_not_made_of_terms_are_malformed(name: str) -> None:
    facts: dict[str, Any] = {"title": "x", "benefit": PercentOff(Decimal(10)), name: "nonsense"}
    with pytest.raises(MalformedError, match=f"^{name}: is no "):
        Terms(**facts)


def test_whoever_owns_a_coupon_pays_for_it_unless_it_says_otherwise() -> None:
    said = Terms(title="x", benefit=PercentOff(Decimal(10)))
    mine = discounts.Coupon(id=CouponId("c"), owner=VendorId("v1"), terms=said, created_at=NOW)
    assert mine.funding == BY_VENDOR
    assert evolve(mine, owner=None).funding == BY_OPERATOR
    shared = Funding(vendor=1, operator=3)
    assert evolve(mine, terms=evolve(said, funding=shared)).funding == shared
