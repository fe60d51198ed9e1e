"""Every number and switch a marketplace sets for orders.

All of it is promised: it is pinned to an order by the id of its rule book.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import Any

from attrs import Attribute, field
from attrs.validators import ge, instance_of, optional

from mpcore.kernel import Fault, MalformedError, RuleBookId, frozen
from mpcore.orders.values import Liability
from mpcore.timing import ShippingDeadline

__all__ = [
    "BuyerCancels",
    "CancellationFee",
    "CancellationRequests",
    "ConfirmedBy",
    "NotifyWhen",
    "OrderPolicy",
    "ShippedWhen",
    "ShippingCharge",
    "Silence",
]


_LONGEST = timedelta(days=3660)


def _a_duration(_: object, attribute: Attribute[Any], value: object) -> None:
    if not (isinstance(value, timedelta) and timedelta(0) <= value <= _LONGEST):
        raise MalformedError(Fault(attribute.name, "is no duration from 0 to ten years; give a timedelta"))


def _durations(given: Iterable[timedelta]) -> tuple[timedelta, ...]:
    return tuple(given)


def _reminders(_: object, attribute: Attribute[tuple[timedelta, ...]], value: tuple[timedelta, ...]) -> None:
    for each in value:
        _a_duration(_, attribute, each)
    if any(later <= earlier for earlier, later in pairwise(value)):
        raise MalformedError(Fault(attribute.name, "are not in order, each once; sort them"))


def _a_percentage(_: object, attribute: Attribute[Decimal], value: object) -> None:
    if not (isinstance(value, Decimal) and value.is_finite() and 0 <= value <= 100):
        raise MalformedError(Fault(attribute.name, "is no percentage from 0 to 100; give a Decimal"))


class ShippingCharge(Enum):
    """Whether the buyer may be charged for shipping beside the price (S18)."""

    SEPARATE = "separate"
    INCLUDED = "included"


class ShippedWhen(Enum):
    """Which parcel turns a part's status to shipped (U10)."""

    ALL_LINES = "all_lines"
    FIRST_PARCEL = "first_parcel"


class ConfirmedBy(Enum):
    """What confirms that an order is paid (U3, rules.md §00.2)."""

    SUM = "sum"
    """That what came in covers what is due."""
    OPERATOR = "operator"
    """An operator, who has seen that it does."""


class BuyerCancels(Enum):
    """When buyers may cancel a part themselves, without asking."""

    NEVER = "never"
    WHILE_UNPAID = "while_unpaid"
    BEFORE_DISPATCH = "before_dispatch"


class Silence(Enum):
    """What it means when nobody answers in time."""

    DECLINES = "declines"
    ACCEPTS = "accepts"


class NotifyWhen(Enum):
    """When vendors are told of a new order (U1)."""

    PLACED = "placed"
    PAID = "paid"


@frozen(kw_only=True)
class CancellationRequests:
    """How buyers may ask for a part to be cancelled (external, X-W3).

    Durations are exact and include their last instant.
    """

    window: timedelta | None = field(default=None, validator=optional(_a_duration))
    """How long after the order was placed they may ask; None: until it is shipped."""
    answer_within: timedelta = field(default=timedelta(hours=48), validator=_a_duration)
    """How long the vendor has to answer."""
    silence: Silence = field(default=Silence.DECLINES, validator=instance_of(Silence))
    """What no answer means."""


@frozen(kw_only=True)
class CancellationFee:
    """What a vendor pays who cancels a sale: the larger of both amounts (external, X-W4)."""

    fixed: int = field(default=0, validator=[instance_of(int), ge(0)])
    """In minor units of the order's currency."""
    percent: Decimal = field(default=Decimal(0), validator=_a_percentage)
    """Of what the buyer owed for the part; rounded half up to the minor unit. 3 is 3 %."""
    waived: int = field(default=1, validator=[instance_of(int), ge(0)])
    """How many of a vendor's cancellations are free, the first ones."""


@frozen(kw_only=True)
class OrderPolicy:
    """What a marketplace promises about its orders.

    >>> OrderPolicy().shipping.amount
    4
    """

    rule_book: RuleBookId = RuleBookId("plain")
    """The id of the book the policy belongs to; set by the book."""
    shipping: ShippingDeadline | None = field(
        factory=ShippingDeadline, validator=optional(instance_of(ShippingDeadline))
    )
    """By when a paid part has to be shipped or delivered (S26, S27); None: there is no deadline."""
    shipping_charge: ShippingCharge = field(default=ShippingCharge.SEPARATE, validator=instance_of(ShippingCharge))
    """INCLUDED refuses every shipping amount (S18)."""
    underpayment_tolerance: int = field(default=0, validator=[instance_of(int), ge(0)])
    """By how many minor units a payment may fall short and still confirm the order (rules.md §00.2)."""
    allow_ship_unpaid: bool = field(default=False, validator=instance_of(bool))
    """Whether a vendor may ship before the payment is confirmed (U2 forbids it, S43 only relieves)."""
    allow_untracked: bool = field(default=True, validator=instance_of(bool))
    """Whether a vendor that accepts the liability may ship without tracking (U12, U13)."""
    require_tracking_url: bool = field(default=False, validator=instance_of(bool))
    """Whether tracking needs an address beside its code (U8)."""
    tracked_loss_liability: Liability = field(default=Liability.CARRIER, validator=instance_of(Liability))
    """Who bears the loss of a tracked parcel; the untracked one is the vendor's (U13)."""
    shipped_when: ShippedWhen = field(default=ShippedWhen.ALL_LINES, validator=instance_of(ShippedWhen))
    """When a part counts as shipped (U10)."""
    require_shipment: bool = field(default=True, validator=instance_of(bool))
    """Whether a part has to be shipped whole before it can be completed (U14)."""
    vendor_may_cancel: bool = field(default=False, validator=instance_of(bool))
    """Whether vendors may cancel what they have not shipped (rules.md §00.8)."""
    confirmed_by: ConfirmedBy = field(default=ConfirmedBy.SUM, validator=instance_of(ConfirmedBy))
    """What confirms that an order is paid (U3, rules.md §00.2)."""
    remind_unpaid_after: tuple[timedelta, ...] = field(default=(), converter=_durations, validator=_reminders)
    """How long after it was placed the buyer of an unpaid order is reminded, each time (S43); exact durations."""
    cancel_unpaid_after: timedelta | None = field(default=None, validator=optional(_a_duration))
    """How long an order may stay unpaid before it is cancelled (S43); None: for ever."""
    complete_after: timedelta | None = field(default=None, validator=optional(_a_duration))
    """How long after everything of it arrived a part is completed by itself; None: the vendor has to say so (U14)."""
    cancel_missed_after: timedelta | None = field(default=None, validator=optional(_a_duration))
    """How long after its due end what a part has not shipped is cancelled; None: it is not (S26 states none)."""
    vendor_may_hold: bool = field(default=False, validator=instance_of(bool))
    """Whether vendors may put their parts on hold and release them (external, X-T3)."""
    buyer_cancels: BuyerCancels = field(default=BuyerCancels.NEVER, validator=instance_of(BuyerCancels))
    """When buyers may cancel a part themselves."""
    requests: CancellationRequests | None = field(default=None, validator=optional(instance_of(CancellationRequests)))
    """How they may ask for it (X-W3); None: they may not."""
    cancellation_fee: CancellationFee | None = field(default=None, validator=optional(instance_of(CancellationFee)))
    """What a vendor pays who cancels (X-W4); None: nothing."""
    notes_on_closed: bool = field(default=False, validator=instance_of(bool))
    """Whether vendors may write about parts that are completed or cancelled (U4: about current ones)."""
    notify_when: NotifyWhen = field(default=NotifyWhen.PLACED, validator=instance_of(NotifyWhen))
    """When vendors are told of a new order (U1)."""
    clock_skew: timedelta = field(default=timedelta(minutes=5), validator=[instance_of(timedelta), ge(timedelta(0))])
    """How far ahead of `now` a report of the world may be dated."""
