"""Reasons against terms that a new coupon is to have (W19)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, cast

from attrs import AttrsInstance, fields, has

from mpcore.discounts.case import Benefit, currencies_of
from mpcore.discounts.codes import MOST_TYPED, normal_form
from mpcore.discounts.commands import CreateCoupon
from mpcore.discounts.context import Context
from mpcore.discounts.policy import DiscountPolicy
from mpcore.discounts.rules.standing import CouponExpired
from mpcore.kernel import Kind, Refusal, frozen

__all__ = [
    "CapRequired",
    "CodeNotAllowed",
    "CodeTaken",
    "MixedCurrencies",
    "NoneOnShipping",
    "code_must_be_allowed",
    "code_must_be_free",
    "must_be_in_one_currency",
    "must_name_caps",
    "must_not_be_over_already",
    "must_spare_shipping",
]


@frozen(kw_only=True)
class CodeNotAllowed(Refusal):
    """It is no code that coupons may have."""

    code: ClassVar[str] = "discounts.code_not_allowed"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "{given} is no code of {least} to {most} capitals and digits"
    rule_ids: ClassVar[tuple[str, ...]] = ("W19",)

    given: str
    """At most 60 characters of it, those outside ASCII escaped."""
    least: int
    most: int


def code_must_be_allowed(command: CreateCoupon, policy: DiscountPolicy) -> CodeNotAllowed | None:
    """A code is in its normal form, and as long as the policy says (W19)."""
    code, allowed = command.terms.code, policy.code_format
    if code is None or (normal_form(code) == code and allowed.least <= len(code) <= allowed.most):
        return None
    return CodeNotAllowed(
        given=ascii(code[:60]), least=allowed.least, most=min(allowed.most, MOST_TYPED), at="terms.code"
    )


class CodeTaken(Refusal):
    """The owner has a coupon with this code."""

    code: ClassVar[str] = "discounts.code_taken"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "another coupon has this code"
    remedy: ClassVar[str | None] = "choose another code"
    rule_ids: ClassVar[tuple[str, ...]] = ("W19",)


def code_must_be_free(command: CreateCoupon, ctx: Context) -> CodeTaken | None:
    """A code is unique among its owner's coupons, whatever its case (W19)."""
    return CodeTaken(at="terms.code") if command.terms.code is not None and ctx.code_taken else None


class CapRequired(Refusal):
    """A percentage does not say the most it gives."""

    code: ClassVar[str] = "discounts.cap_required"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "a percentage has to name the most it gives"
    rule_ids: ClassVar[tuple[str, ...]] = ("W19",)


def must_name_caps(command: CreateCoupon, policy: DiscountPolicy) -> CapRequired | None:
    """Where the policy asks for it, every percentage names the most it gives (W19); those inside other benefits too.

    A benefit says by its attribute `uncapped` that it is one that does not.
    """
    if not policy.percent_cap_required:
        return None
    return CapRequired(at="terms.benefit") if _any_inside(command.terms.benefit, "uncapped") else None


class NoneOnShipping(Refusal):
    """Coupons do not lower the price of shipping."""

    code: ClassVar[str] = "discounts.none_on_shipping"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "coupons are not about shipping here"
    rule_ids: ClassVar[tuple[str, ...]] = ("W19",)


def must_spare_shipping(command: CreateCoupon, policy: DiscountPolicy) -> NoneOnShipping | None:
    """Where the policy keeps coupons off shipping, no benefit is about it (W19); none inside others either.

    A benefit says by its attribute `on_shipping` that it is.
    """
    if policy.on_shipping:
        return None
    return NoneOnShipping(at="terms.benefit") if _any_inside(command.terms.benefit, "on_shipping") else None


@frozen(kw_only=True)
class MixedCurrencies(Refusal):
    """Its amounts are in several currencies, so it could never apply."""

    code: ClassVar[str] = "discounts.mixed_currencies"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "the amounts of a coupon are in one currency, and these are in {currencies}"
    rule_ids: ClassVar[tuple[str, ...]] = ("W19",)

    currencies: tuple[str, ...]


def must_be_in_one_currency(command: CreateCoupon) -> MixedCurrencies | None:
    """All amounts of the terms, the budget included, are in one currency: the coupon's, where it names one."""
    terms = command.terms
    found = currencies_of((terms.benefit, terms.condition, terms.limits))
    if terms.currency is not None:
        found |= {terms.currency}
    return MixedCurrencies(currencies=tuple(sorted(found)), at="terms") if len(found) > 1 else None


def must_not_be_over_already(command: CreateCoupon, ctx: Context) -> CouponExpired | None:
    """A coupon is not created after its end."""
    end = command.terms.valid.end
    if end is None or ctx.now < end:
        return None
    return CouponExpired(coupon=command.coupon, end=end, at="terms.valid.end")


def _any_inside(benefit: Benefit, name: str) -> bool:
    return any(getattr(held, name, False) is True for held in _inside(benefit))


def _inside(value: object) -> Iterator[object]:
    """The value, and everything it is made of: the fields of values, the members of collections."""
    yield value
    if isinstance(value, tuple | list | frozenset):
        for member in cast("tuple[object, ...]", value):
            yield from _inside(member)
        return
    kind = cast("type[AttrsInstance]", type(value))
    if has(kind):
        for each in fields(kind):
            yield from _inside(getattr(value, each.name, None))
    elif isinstance(getattr(kind, "code", None), str) and hasattr(value, "__dict__"):
        for held in vars(value).values():  # a host's class that is made without attrs
            yield from _inside(held)
