"""Each reason why not, beside the question that gives it.

A question says what must hold and returns the objection.  Questions never raise on a state that passed the stages
before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from attrs import frozen
from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import (
    Actor,
    BeforeItsCause,
    Duplicate,
    Exceeds,
    InTheFuture,
    Kind,
    MissingScope,
    NotFound,
    NothingNamed,
    OrderId,
    OutOfRange,
    PartId,
    RefundId,
    Refusal,
    VendorId,
    VendorMember,
    is_id,
)
from mpcore.orders.commands import CancelPart, NewPart, ShipLines
from mpcore.orders.model import DispatchKind, Order, Part, Quantity
from mpcore.orders.policy import OrderPolicy, ShippingCharge

__all__ = [
    "MOST_AMOUNT",
    "MOST_UNITS",
    "AlreadyShipped",
    "CurrencyMismatch",
    "ExtraShippingForbidden",
    "InvalidTracking",
    "LiabilityNotAccepted",
    "NotPaid",
    "NotShipped",
    "NothingToShip",
    "OnHold",
    "PickupNotOffered",
    "RefundPending",
    "TrackingNotExpected",
    "TrackingRequired",
    "TrackingUrlRequired",
    "UntrackedNotAllowed",
    "VendorTwice",
    "must_accept_liability",
    "must_be_an_amount",
    "must_be_dispatched_whole",
    "must_be_in_currency",
    "must_be_paid_to_ship",
    "must_fit",
    "must_have_no_open_refund",
    "must_have_shipped_nothing",
    "must_have_something_to_ship",
    "must_have_tracking",
    "must_include_shipping",
    "must_not_be_held",
    "must_not_be_in_the_future",
    "must_not_precede",
    "must_offer_pickup",
    "vendor_must_be_allowed_to_cancel",
]

_TRACKED, _UNTRACKED, _PICKUP = DispatchKind.TRACKED, DispatchKind.UNTRACKED, DispatchKind.PICKUP
_SEPARATE = ShippingCharge.SEPARATE

MOST_UNITS = 1_000_000
"""The most units of a line."""
MOST_AMOUNT = 10**13
"""The largest amount of a line, of shipping, of a tax or of a payment, in minor units: 100,000 million euros."""
MOST_URL = 2000
"""The most characters of a tracking address."""


@frozen(kw_only=True, slots=False)
class NotPaid(Refusal):
    """The buyer's payment has not been confirmed, so nobody may fulfil."""

    code: ClassVar[str] = "orders.not_paid"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} is waiting for its payment"
    remedy: ClassVar[str | None] = "wait for the payment, or remind the buyer"
    rule_ids: ClassVar[tuple[str, ...]] = ("U2", "U3", "S43")

    order: OrderId
    part: PartId


def must_be_paid_to_ship(order: Order, part: Part, policy: OrderPolicy) -> NotPaid | None:
    """Unpaid goods are not shipped, unless the policy lets the vendor take that risk (U2, S43)."""
    if order.confirmed_at is not None or policy.allow_ship_unpaid:
        return None
    return NotPaid(order=order.id, part=part.id)


@frozen(kw_only=True, slots=False)
class OnHold(Refusal):
    """The operator stopped the part."""

    code: ClassVar[str] = "orders.on_hold"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} is on hold"
    remedy: ClassVar[str | None] = "ask the operator to release it"
    rule_ids: ClassVar[tuple[str, ...]] = ("U2",)

    order: OrderId
    part: PartId


def must_not_be_held(order: Order, part: Part, policy: OrderPolicy) -> OnHold | None:
    """What is on hold is not fulfilled."""
    return OnHold(order=order.id, part=part.id) if part.held else None


@frozen(kw_only=True, slots=False)
class NotShipped(Refusal):
    """Units of the part are still with the vendor."""

    code: ClassVar[str] = "orders.not_shipped"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} has {left} units left to ship"
    remedy: ClassVar[str | None] = "ship or cancel them first"
    rule_ids: ClassVar[tuple[str, ...]] = ("U14",)

    order: OrderId
    part: PartId
    left: int


def must_be_dispatched_whole(order: Order, part: Part, policy: OrderPolicy) -> NotShipped | None:
    """A part is completed once everything of it was shipped, collected or cancelled (U14)."""
    if not policy.require_shipment or part.shipped_whole:
        return None
    return NotShipped(order=order.id, part=part.id, left=part.to_ship)


@frozen(kw_only=True, slots=False)
class RefundPending(Refusal):
    """A refund of the part is under way."""

    code: ClassVar[str] = "orders.refund_pending"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "refunds of part {part} of order {order} are open: {refunds}"
    remedy: ClassVar[str | None] = "wait until they are settled, rejected or withdrawn"
    rule_ids: ClassVar[tuple[str, ...]] = ("U14",)

    order: OrderId
    part: PartId
    refunds: tuple[RefundId, ...]


def must_have_no_open_refund(order: Order, part: Part, policy: OrderPolicy) -> RefundPending | None:
    """A part is neither shipped, completed nor cancelled while a refund of it is open (U14): it would go back twice."""
    if not part.open_refunds:
        return None
    return RefundPending(order=order.id, part=part.id, refunds=part.open_refunds)


@frozen(kw_only=True, slots=False)
class AlreadyRefunded(Refusal):
    """All that was paid for the part went back, so nothing of it is owed to the buyer."""

    code: ClassVar[str] = "orders.already_refunded"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "part {part} of order {order} was refunded whole"
    remedy: ClassVar[str | None] = "cancel what is left of it"
    rule_ids: ClassVar[tuple[str, ...]] = ("U7",)

    order: OrderId
    part: PartId


def must_not_be_refunded(order: Order, part: Part, policy: OrderPolicy) -> AlreadyRefunded | None:
    """Nothing is shipped of a part whose money all went back."""
    return AlreadyRefunded(order=order.id, part=part.id) if part.refunded and part.refunded_whole else None


@frozen(kw_only=True, slots=False)
class AlreadyShipped(Refusal):
    """Units of the part have left the vendor."""

    code: ClassVar[str] = "orders.already_shipped"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "units of part {part} of order {order} have been shipped"
    remedy: ClassVar[str | None] = "cancel the lines that were not, and take the others back as a return"
    rule_ids: ClassVar[tuple[str, ...]] = ("T14",)

    order: OrderId
    part: PartId


def must_have_shipped_nothing(order: Order, part: Part, policy: OrderPolicy) -> AlreadyShipped | None:
    """A part is cancelled as a whole only while nothing of it was shipped (T14)."""
    return AlreadyShipped(order=order.id, part=part.id) if part.dispatches else None


@frozen(kw_only=True, slots=False)
class NothingToShip(Refusal):
    """Every unit of the part was shipped or cancelled."""

    code: ClassVar[str] = "orders.nothing_to_ship"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} has no units left to ship"
    rule_ids: ClassVar[tuple[str, ...]] = ("U7",)

    order: OrderId
    part: PartId


def must_have_something_to_ship(order: Order, part: Part, policy: OrderPolicy) -> NothingToShip | None:
    """There is something left to ship, or to cancel."""
    for line in part.lines:
        if line.quantity != line.shipped + line.cancelled:
            return None
    return NothingToShip(order=order.id, part=part.id)


def vendor_must_be_allowed_to_cancel(actor: Actor, policy: OrderPolicy) -> MissingScope | None:
    """Vendors cancel only where the marketplace lets them (rules.md §00.8)."""
    if isinstance(actor, VendorMember) and not policy.vendor_may_cancel:
        return MissingScope(scope=CancelPart.scope)
    return None


@frozen(kw_only=True, slots=False)
class TrackingRequired(Refusal):
    """A dispatch is called tracked, and cannot be followed."""

    code: ClassVar[str] = "orders.tracking_required"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "a tracked dispatch needs a tracking code"
    remedy: ClassVar[str | None] = "give the code, or ship it untracked at the vendor's risk"
    rule_ids: ClassVar[tuple[str, ...]] = ("U6", "U8")


@frozen(kw_only=True, slots=False)
class TrackingUrlRequired(Refusal):
    """The marketplace wants an address where the buyer can look the code up."""

    code: ClassVar[str] = "orders.tracking_url_required"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "tracking needs the address where the code can be looked up"
    rule_ids: ClassVar[tuple[str, ...]] = ("U8",)


@frozen(kw_only=True, slots=False)
class InvalidTracking(Refusal):
    """A blank code, or an address that is none."""

    code: ClassVar[str] = "orders.invalid_tracking"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "a tracking code is 1 to 200 printable characters, and its address an http or https address"
    rule_ids: ClassVar[tuple[str, ...]] = ("U8",)


@frozen(kw_only=True, slots=False)
class TrackingNotExpected(Refusal):
    """Tracking on a dispatch that is said to have none."""

    code: ClassVar[str] = "orders.tracking_not_expected"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "a dispatch of the kind {dispatch_kind} has no tracking"
    remedy: ClassVar[str | None] = "call it tracked, or leave the tracking out"
    rule_ids: ClassVar[tuple[str, ...]] = ("U11", "U12")

    dispatch_kind: DispatchKind


_is_address = re.compile(
    r"https?://(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(:[0-9]{1,5})?([/?#][!-~]{0,2000})?"
).fullmatch


def must_have_tracking(command: ShipLines, policy: OrderPolicy) -> Refusal | None:
    """What is called tracked has a code, and an address if the policy wants one; what is not has neither (U8, U12)."""
    tracking = command.tracking
    if command.kind is not _TRACKED:
        return None if tracking is None else TrackingNotExpected(dispatch_kind=command.kind, at="tracking")
    if tracking is None:
        return TrackingRequired(at="tracking")
    if not is_id(tracking.code):
        return InvalidTracking(at="tracking.code")
    if tracking.url is None:
        return TrackingUrlRequired(at="tracking.url") if policy.require_tracking_url else None
    usable = len(tracking.url) <= MOST_URL and _is_address(tracking.url)
    return None if usable else InvalidTracking(at="tracking.url")


@frozen(kw_only=True, slots=False)
class UntrackedNotAllowed(Refusal):
    """This marketplace wants every parcel tracked."""

    code: ClassVar[str] = "orders.untracked_not_allowed"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "parcels are shipped with tracking here"
    remedy: ClassVar[str | None] = "give the tracking code"
    rule_ids: ClassVar[tuple[str, ...]] = ("U12",)


@frozen(kw_only=True, slots=False)
class LiabilityNotAccepted(Refusal):
    """Who ships without tracking answers for what does not arrive, and has to say so."""

    code: ClassVar[str] = "orders.liability_not_accepted"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "without tracking the vendor is liable if the parcel does not arrive"
    remedy: ClassVar[str | None] = "accept the liability, or ship with tracking"
    rule_ids: ClassVar[tuple[str, ...]] = ("U13",)


def must_accept_liability(command: ShipLines, policy: OrderPolicy) -> Refusal | None:
    """Untracked parcels travel at the vendor's risk, knowingly, where they are allowed at all (U12, U13)."""
    if command.kind is not _UNTRACKED:
        return None
    if not policy.allow_untracked:
        return UntrackedNotAllowed(at="kind")
    return None if command.liability_accepted else LiabilityNotAccepted(at="liability_accepted")


@frozen(kw_only=True, slots=False)
class PickupNotOffered(Refusal):
    """The vendor did not offer this buyer to collect."""

    code: ClassVar[str] = "orders.pickup_not_offered"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} was not offered for pickup"
    remedy: ClassVar[str | None] = "ship it"
    rule_ids: ClassVar[tuple[str, ...]] = ("U11",)

    order: OrderId
    part: PartId


def must_offer_pickup(order: Order, part: Part, command: ShipLines) -> PickupNotOffered | None:
    """Only what was offered for pickup is collected (U11)."""
    if command.kind is not _PICKUP or part.pickup_offered:
        return None
    return PickupNotOffered(order=order.id, part=part.id, at="kind")


@frozen(kw_only=True, slots=False)
class ExtraShippingForbidden(Refusal):
    """Shipping is part of the price here."""

    code: ClassVar[str] = "orders.extra_shipping_forbidden"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "shipping is included in the price, so part {part} cannot charge for it"
    remedy: ClassVar[str | None] = "put it into the price"
    rule_ids: ClassVar[tuple[str, ...]] = ("S18",)

    part: PartId


def must_include_shipping(part: NewPart, policy: OrderPolicy, index: int) -> ExtraShippingForbidden | None:
    """Where shipping is included in the price, nothing is charged for it, nor any tax on it (S18)."""
    if policy.shipping_charge is _SEPARATE or not (part.shipping_minor or part.shipping_taxes):
        return None
    return ExtraShippingForbidden(part=part.id, at=f"parts[{index}].shipping")


@frozen(kw_only=True, slots=False)
class CurrencyMismatch(Refusal):
    """An order has one currency."""

    code: ClassVar[str] = "orders.currency_mismatch"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "the order is in {expected}, this amount in {given}"

    expected: str
    given: str


def must_be_in_currency(currency: str, amount: Money, at: str) -> CurrencyMismatch | None:
    """Every amount of an order is in its one currency."""
    given = amount.currency.code
    return None if given == currency else CurrencyMismatch(expected=currency, given=given, at=at)


def must_be_an_amount(minor: int, at: str) -> OutOfRange | None:
    """An amount is not negative, and not absurd."""
    return None if 0 <= minor <= MOST_AMOUNT else OutOfRange(given=minor, least=0, most=MOST_AMOUNT, at=at)


@frozen(kw_only=True, slots=False)
class VendorTwice(Refusal):
    """An order has one part per vendor's shop."""

    code: ClassVar[str] = "orders.vendor_twice"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "vendor {vendor} has two parts for the same shop"
    remedy: ClassVar[str | None] = "put all of its lines into one part"
    rule_ids: ClassVar[tuple[str, ...]] = ("U1", "T10")

    vendor: VendorId


def must_fit(part: Part, named: tuple[Quantity, ...]) -> Sequence[Refusal]:
    """Every line named is the part's, named once, with at least one unit and no more than it has left (U7)."""
    if not named:
        return (NothingNamed(thing="line", at="lines"),)
    left = {line.id: line.quantity - line.shipped - line.cancelled for line in part.lines}
    reasons: list[Refusal] = []
    for index, wanted in enumerate(named):
        most = left.pop(wanted.line, None)
        if most is None or not 1 <= wanted.quantity <= most:
            reasons.append(_misfit(part, wanted, most, f"lines[{index}]"))
    return reasons


def _misfit(part: Part, wanted: Quantity, most: int | None, at: str) -> Refusal:
    if most is None:
        objection = NotFound if part.line(wanted.line) is None else Duplicate
        return objection(thing="line", id=wanted.line, at=f"{at}.line")
    if wanted.quantity < 1:
        return OutOfRange(given=wanted.quantity, least=1, most=max(most, 1), at=f"{at}.quantity")
    return Exceeds(of=f"line {wanted.line}", asked=wanted.quantity, most=most, at=f"{at}.quantity")


def must_not_be_in_the_future(happened_at: DateTime, now: DateTime, policy: OrderPolicy) -> InTheFuture | None:
    """What is reported has happened, but for the clocks' skew; it may have happened long ago."""
    if happened_at <= now or happened_at <= now + policy.clock_skew:
        return None
    return InTheFuture(happened_at=happened_at, now=now, at="happened_at")


def must_follow_the_payment(order: Order, happened_at: DateTime, policy: OrderPolicy) -> BeforeItsCause | None:
    """Nothing is shipped before it is ordered, nor, unless the policy allows it, before it is paid (U2)."""
    paid_at = None if policy.allow_ship_unpaid else order.confirmed_at
    if happened_at >= (paid_at or order.placed_at):
        return None
    if paid_at is None:
        return must_not_precede(happened_at, "the order", order.placed_at)
    return must_not_precede(happened_at, "its payment", paid_at)


def must_not_precede(happened_at: DateTime, cause: str, cause_at: DateTime) -> BeforeItsCause | None:
    """Nothing happens before what it follows."""
    if happened_at >= cause_at:
        return None
    return BeforeItsCause(happened_at=happened_at, cause=cause, cause_at=cause_at, at="happened_at")
