"""A coupon, with what counts against its limits; and one order's use of it.

A coupon's definition never changes.  It holds the checkouts that have it at the moment and counts the orders that
used it; each of those is a `Redemption`, which the host keeps beside it, so that a million of them cost a decision
nothing.
"""

from __future__ import annotations

from attrs import Attribute, Factory, field
from attrs.validators import optional
from moneyed import Money
from pendulum import DateTime

from mpcore.discounts.basket import minor_of
from mpcore.discounts.case import Benefit, Condition
from mpcore.discounts.conditions import ALWAYS
from mpcore.discounts.funding import BY_OPERATOR, BY_VENDOR, Funding
from mpcore.discounts.states import CouponStage, RedemptionStage
from mpcore.discounts.values import During, Minor, OnConditionLost, Stacking
from mpcore.kernel import (
    NO_METADATA,
    SHOP,
    Buyer,
    CouponId,
    Fault,
    MalformedError,
    Metadata,
    OrderId,
    RuleBookId,
    SalesChannel,
    VendorId,
    a_text,
    an_id,
    frozen,
)
from mpcore.money import check_currency

__all__ = ["NO_LIMITS", "Coupon", "Given", "Hold", "Limits", "Redemption", "Terms", "a_currency"]


def _a_limit(_: object, attribute: Attribute[int], value: object) -> None:
    if type(value) is not int or value < 0:
        raise MalformedError(Fault(attribute.name, "is no number of uses; give an int that is not negative, or None"))


def _budget(limits: Limits) -> Minor | None:
    return None if limits.budget is None else minor_of(limits.budget, "budget")


@frozen(kw_only=True)
class Limits:
    """How often, and for how much, a coupon may be used; None: without end.  What is held counts too."""

    total: int | None = field(default=None, validator=optional(_a_limit))
    per_buyer: int | None = field(default=None, validator=optional(_a_limit))
    budget: Money | None = None
    """What it gives in all, at most."""
    budget_minor: Minor | None = field(default=Factory(_budget, takes_self=True), init=False, repr=False, eq=False)


NO_LIMITS = Limits()


def a_currency(_: object, attribute: Attribute[str], value: object) -> None:
    """An attrs validator: a currency of ISO 4217."""
    try:
        check_currency(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # it is checked there
    except MalformedError as error:
        raise MalformedError(*[Fault(attribute.name, fault.text) for fault in error.faults]) from None


def _automatic(terms: Terms) -> bool:
    return terms.code is None and not terms.single_use_codes


def _unbounded(terms: Terms) -> bool:
    endless = _is(terms.valid, During) and terms.valid.start is None and terms.valid.end is None
    return endless and terms.limits == NO_LIMITS and terms.currency is None and _automatic(terms)


@frozen(kw_only=True)
class Terms:
    """What a coupon says: for whom and when, what it gives, who pays for it."""

    title: str = field(validator=a_text)
    """What buyers see."""
    benefit: Benefit
    condition: Condition = ALWAYS
    valid: During = During()
    code: str | None = None
    """What a buyer types, in its normal form; None: it applies by itself, or by one of many single-use codes."""
    single_use_codes: bool = False
    """Whether it takes one of many codes of its own, each of them once."""
    currency: str | None = field(default=None, validator=optional(a_currency))
    """The only currency it applies in; None: any, where no amount is named."""
    funding: Funding | None = None
    """Who pays; None: whoever owns the coupon."""
    stacking: Stacking = Stacking()
    limits: Limits = NO_LIMITS
    on_condition_lost: OnConditionLost = OnConditionLost.KEEP
    metadata: Metadata = NO_METADATA
    automatic: bool = field(default=Factory(_automatic, takes_self=True), init=False, repr=False, eq=False)
    """Whether it applies without a code."""
    unbounded: bool = field(default=Factory(_unbounded, takes_self=True), init=False, repr=False, eq=False)
    """Whether it applies at any time, as often as may be, in any currency and without a code."""

    def __attrs_post_init__(self) -> None:
        faults = [
            Fault(name, f"is no {kind.__name__}; give one")
            for name, kind in (("valid", During), ("stacking", Stacking), ("limits", Limits))
            if not isinstance(getattr(self, name), kind)
        ]
        if not callable(getattr(self.benefit, "gift", None)):
            faults.append(Fault("benefit", "is no benefit; give one such as PercentOff"))
        if not callable(getattr(self.condition, "holds_for", None)):
            faults.append(Fault("condition", "is no condition; give one such as MinimumSpend, or ALWAYS"))
        if not (self.funding is None or _is(self.funding, Funding)):
            faults.append(Fault("funding", "is no Funding; give one, or None where the owner pays"))
        if self.single_use_codes and self.code is not None:
            faults.append(Fault("code", "is one for all beside single-use codes; leave one of the two out"))
        if faults:
            raise MalformedError(*faults)


def _is(value: object, kind: type) -> bool:
    return isinstance(value, kind)


@frozen(kw_only=True)
class Hold:
    """A checkout that has the coupon for a while."""

    id: OrderId
    """The order that is being placed."""
    buyer: Buyer
    amount: Minor
    """What it would give."""
    code: str | None = None
    """The single-use code it came with."""
    expires_at: DateTime
    """The first instant at which it is held no more."""


@frozen
class Given:
    """What a coupon gave in one currency."""

    currency: str
    amount: Minor


@frozen(kw_only=True)
class Coupon:
    """A coupon or a promotion: its terms, whether it may be used, and how often it was."""

    id: CouponId = field(validator=an_id)
    owner: VendorId | None = None
    """The vendor whose lines it is for; None: the marketplace's, for everybody's."""
    terms: Terms
    rule_book: RuleBookId = RuleBookId("plain")
    created_at: DateTime
    stage: CouponStage = CouponStage.ACTIVE
    deactivated_at: DateTime | None = None
    holds: tuple[Hold, ...] = ()
    """In the order of their ids; some may have expired without a timer having said so."""
    committed: int = 0
    """How many orders use it (W21): committed and not released."""
    given: tuple[Given, ...] = ()
    """What it gave to these orders, in the order of the currencies; one that it gave nothing in is left out."""

    @property
    def funding(self) -> Funding:
        """Who pays for its discounts: as its terms say, or else its owner."""
        return self.terms.funding or (BY_OPERATOR if self.owner is None else BY_VENDOR)

    def given_in(self, currency: str) -> Minor:
        """What it gave to these orders in one currency."""
        for given in self.given:
            if given.currency == currency:
                return given.amount
        return 0


@frozen(kw_only=True)
class Redemption:
    """One order's use of one coupon, from the checkout on; the host keeps it under (coupon, order)."""

    coupon: CouponId
    order: OrderId
    buyer: Buyer
    stage: RedemptionStage
    currency: str
    amount: Minor
    """What the coupon gives."""
    goods: Minor
    """The goods of the basket, before every discount."""
    paid: Minor
    """The goods of the basket, after every discount."""
    channel: SalesChannel = SHOP
    code: str | None = None
    held_at: DateTime | None = None
    expires_at: DateTime | None = None
    """The first instant at which it is held no more, once it was held."""
    committed_at: DateTime | None = None
    released_at: DateTime | None = None
    """When it was released, given up, or had expired, however late that was noticed."""
