"""Reasons against how something is sent off: tracking, liability, pickup."""

from __future__ import annotations

import re
from typing import ClassVar

from mpcore.kernel import (
    DispatchId,
    Kind,
    Refusal,
    frozen,
    is_id,
)
from mpcore.orders.commands import ShipLines
from mpcore.orders.model import Dispatch, Order, Part
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.rules.about import AboutPart
from mpcore.orders.values import DispatchKind, Tracking

__all__ = [
    "MOST_URL",
    "InvalidTracking",
    "LiabilityNotAccepted",
    "PickupNotOffered",
    "TrackingNotExpected",
    "TrackingRequired",
    "TrackingUrlRequired",
    "UntrackedNotAllowed",
    "WrongKindOfDispatch",
    "must_accept_liability",
    "must_be_for_pickup",
    "must_have_tracking",
    "must_offer_pickup",
    "must_travel",
]

_TRACKED, _UNTRACKED, _PICKUP = DispatchKind.TRACKED, DispatchKind.UNTRACKED, DispatchKind.PICKUP


MOST_URL = 2000
"""The most characters of a tracking address."""


class TrackingRequired(Refusal):
    """A dispatch is called tracked, and cannot be followed."""

    code: ClassVar[str] = "orders.tracking_required"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "a tracked dispatch needs a tracking code"
    remedy: ClassVar[str | None] = "give the code, or ship it untracked at the vendor's risk"
    rule_ids: ClassVar[tuple[str, ...]] = ("U6", "U8")


class TrackingUrlRequired(Refusal):
    """The marketplace wants an address where the buyer can look the code up."""

    code: ClassVar[str] = "orders.tracking_url_required"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "tracking needs the address where the code can be looked up"
    rule_ids: ClassVar[tuple[str, ...]] = ("U8",)


class InvalidTracking(Refusal):
    """A blank code, or an address that is none."""

    code: ClassVar[str] = "orders.invalid_tracking"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "a tracking code is 1 to 200 printable characters, and its address an http or https address"
    rule_ids: ClassVar[tuple[str, ...]] = ("U8",)


@frozen(kw_only=True)
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


def must_have_tracking(kind: DispatchKind, tracking: Tracking | None, policy: OrderPolicy) -> Refusal | None:
    """What is called tracked has a code, and an address if the policy wants one; what is not has neither (U8, U12)."""
    if kind is not _TRACKED:
        return None if tracking is None else TrackingNotExpected(dispatch_kind=kind, at="tracking")
    if tracking is None:
        return TrackingRequired(at="tracking")
    if not is_id(tracking.code):
        return InvalidTracking(at="tracking.code")
    if tracking.url is None:
        return TrackingUrlRequired(at="tracking.url") if policy.require_tracking_url else None
    usable = len(tracking.url) <= MOST_URL and _is_address(tracking.url)
    return None if usable else InvalidTracking(at="tracking.url")


class UntrackedNotAllowed(Refusal):
    """This marketplace wants every parcel tracked."""

    code: ClassVar[str] = "orders.untracked_not_allowed"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "parcels are shipped with tracking here"
    remedy: ClassVar[str | None] = "give the tracking code"
    rule_ids: ClassVar[tuple[str, ...]] = ("U12",)


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


class PickupNotOffered(AboutPart):
    """The vendor did not offer this buyer to collect."""

    code: ClassVar[str] = "orders.pickup_not_offered"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} was not offered for pickup"
    remedy: ClassVar[str | None] = "ship it"
    rule_ids: ClassVar[tuple[str, ...]] = ("U11",)


def must_offer_pickup(order: Order, part: Part, command: ShipLines) -> PickupNotOffered | None:
    """Only what was offered for pickup is collected (U11)."""
    if command.kind is not _PICKUP or part.pickup_offered:
        return None
    return PickupNotOffered(order=order.id, part=part.id, at="kind")


@frozen(kw_only=True)
class WrongKindOfDispatch(Refusal):
    """A parcel is not collected, and what is collected does not travel."""

    code: ClassVar[str] = "orders.wrong_kind_of_dispatch"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "dispatch {dispatch} is of the kind {dispatch_kind}, which does not allow to {asked}"
    rule_ids: ClassVar[tuple[str, ...]] = ("U11",)

    dispatch: DispatchId
    dispatch_kind: DispatchKind
    asked: str


def must_be_for_pickup(dispatch: Dispatch, asked: str) -> WrongKindOfDispatch | None:
    """Only what was made ready for pickup is collected (U11)."""
    if dispatch.kind is _PICKUP:
        return None
    return WrongKindOfDispatch(dispatch=dispatch.id, dispatch_kind=dispatch.kind, asked=asked, at="dispatch")


def must_travel(dispatch: Dispatch, asked: str) -> WrongKindOfDispatch | None:
    """Only what travels is lost, or comes back."""
    if dispatch.kind is not _PICKUP:
        return None
    return WrongKindOfDispatch(dispatch=dispatch.id, dispatch_kind=dispatch.kind, asked=asked, at="dispatch")
