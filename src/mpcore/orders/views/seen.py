"""What each actor sees of an order: its buyer, a vendor's staff, operators, the system.

A buyer sees what was bought and what became of it; a vendor's staff see their own parts, as if there were no others;
the system sees everything, and operators what their scopes open.  Staff see what is personal with the scope
`orders.view_customer_data` only; of a vendor's staff, those who ship see the address as well, and those who answer the
buyer's request its reason.  What the vendor earns and owes is kept from staff who have no need of it (H17): payouts are
seen with `payouts.view`, chargebacks and who pays for a discount with `finance.view`; what the goods cost is seen by
all, since they are sent off with it.  Which scope opens what is said in `mpcore.subaccounts.OPENED_BY`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import evolve

from mpcore.kernel import NO_METADATA, Actor, Buyer, Metadata, Scope, ShopId, VendorMember, changed, erased
from mpcore.orders.commands import AnswerCancellation, ShipLines
from mpcore.orders.facts import (
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    OrderFact,
    PayoutCancelled,
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
    RefundClosed,
    RefundOpened,
    RefundSettled,
    SurplusRefunded,
)
from mpcore.orders.gates import knows, knows_part
from mpcore.orders.model import Dispatch, Line, Order, Part
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.shares import Reduction, Shares
from mpcore.orders.status import order_status, part_status
from mpcore.orders.values import CancelRequest, Note, Properties, Visibility
from mpcore.orders.views.projections import DiscountSeen, DispatchSeen, LineSeen, OrderSeen, PartSeen
from mpcore.orders.views.shipping import order_shipping_status, part_shipping_status
from mpcore.orders.views.statements import must_be_of
from mpcore.subaccounts.sensitive import OPENED_BY, Sensitive, opens

__all__ = ["VIEW_CUSTOMER_DATA", "may_read", "open_properties", "seen"]

VIEW_CUSTOMER_DATA: Final = OPENED_BY[Sensitive.BUYERS]
"""The scope that opens what is personal to staff."""

_OF_BUYER: Final = frozenset({"email", "phone", "note", "shipping_address", "buyer_accepts_marketing"})
_OF_NOBODY: Final = frozenset({"buyer_accepts_marketing", "tags", "metafields"})
_ADDRESS: Final = frozenset({"shipping_address"})


def seen(order: Order, actor: Actor, policy: OrderPolicy) -> OrderSeen | None:
    """The order as this actor may see it; None for a stranger, as for an order that is not there.

    Vendors' staff see nothing that depends on other parts.  Another policy than that of the order's rule book raises
    `PolicyMismatchError`, whoever asks.
    """
    must_be_of(order, policy)
    if not knows(actor, order):
        return None
    vendor = isinstance(actor, VendorMember)
    inside = not vendor and not isinstance(actor, Buyer)
    names = open_properties(order, actor)
    return OrderSeen(
        id=order.id,
        currency=order.currency,
        rule_book=order.rule_book,
        placed_at=order.placed_at,
        channel=order.channel,
        buyer=None if vendor and names != _OF_BUYER else order.buyer,
        properties=evolve(Properties(), **{name: getattr(order.properties, name) for name in names}),
        parts=tuple([_part(part, actor, policy) for part in order.parts if knows_part(actor, order, part)]),
        notes=_notes(order, actor),
        erased_at=order.erased_at,
        status=None if vendor else order_status(order, policy),
        shipping=None if vendor else order_shipping_status(order),
        total=None if vendor else order.total_minor,
        due=None if vendor else order.due_minor,
        paid=None if vendor else order.paid_minor,
        received=None if vendor else order.received_minor,
        surplus=None if vendor else order.surplus_minor,
        surplus_refunded=None if vendor else order.surplus_refunded,
        payments=() if vendor else order.payments,
        confirmed_at=None if vendor else order.confirmed_at,
        completed_at=None if vendor else order.completed_at,
        reminders=order.reminders if inside else None,
        facts=_facts(order, actor) if inside else (),
        metadata=order.metadata if inside else NO_METADATA,
    )


def open_properties(order: Order, actor: Actor) -> frozenset[str]:
    """The names of the properties that an actor may see, who knows the order."""
    if isinstance(actor, Buyer):
        return _OF_BUYER
    if not isinstance(actor, VendorMember):
        return _OF_BUYER | _OF_NOBODY if _sees_personal(actor, None) else _OF_NOBODY
    shops = [part.shop for part in order.parts if knows_part(actor, order, part)]
    if any(_sees_personal(actor, shop) for shop in shops):
        return _OF_BUYER
    return _ADDRESS if any(_sees_personal(actor, shop, ShipLines.scope) for shop in shops) else frozenset()


def may_read(note: Note, order: Order, actor: Actor) -> bool:
    """Whether a note is for an actor who knows the order (U4, rules.md §00.13)."""
    if isinstance(actor, Buyer):
        return note.visibility is Visibility.CUSTOMER
    if not isinstance(actor, VendorMember):
        return True
    part = None if note.part is None else order.part(note.part)
    return part is not None and knows_part(actor, order, part) and note.visibility is not Visibility.OPERATOR


def _sees_personal(actor: Actor, shop: ShopId | None, also: Scope | None = None) -> bool:
    """Whether what is personal is open to them; to a vendor's staff with the other scope as well."""
    if also is not None and isinstance(actor, VendorMember) and actor.may(also, shop):
        return True
    return opens(Sensitive.BUYERS, actor, shop)


_OF_FACTS: Final[Mapping[type[OrderFact], Sensitive | None]] = {
    RefundOpened: Sensitive.BILLS,
    RefundClosed: None,
    RefundSettled: Sensitive.BILLS,
    PayoutRequested: Sensitive.PAYOUTS,
    PayoutCancelled: Sensitive.PAYOUTS,
    PayoutPaid: Sensitive.PAYOUTS,
    PayoutReversed: Sensitive.PAYOUTS,
    ChargebackOpened: Sensitive.BILLS,
    ChargebackWon: Sensitive.BILLS,
    ChargebackLost: Sensitive.BILLS,
    SurplusRefunded: None,
}
"""What kind of data a fact is; the shares of a refund say who paid for which discount."""


def _facts(order: Order, actor: Actor) -> tuple[OrderFact, ...]:
    kinds = [(_OF_FACTS[type(fact)], fact) for fact in order.facts]
    return tuple([fact for kind, fact in kinds if kind is None or opens(kind, actor)])


def _notes(order: Order, actor: Actor) -> tuple[Note, ...]:
    """What a note says is what it is for; only from operators, who read all of them, it can be kept."""
    notes = tuple([note for note in order.notes if may_read(note, order, actor)])
    return notes if isinstance(actor, VendorMember) or _sees_personal(actor, None) else erased(notes)


def _part(part: Part, actor: Actor, policy: OrderPolicy) -> PartSeen:
    buyer = isinstance(actor, Buyer)
    bills, payouts = opens(Sensitive.BILLS, actor, part.shop), opens(Sensitive.PAYOUTS, actor, part.shop)
    return PartSeen(
        id=part.id,
        vendor=part.vendor,
        shop=part.shop,
        stage=part.stage,
        status=part_status(part, policy),
        shipping=part_shipping_status(part),
        lines=tuple([_line(line, actor, bills=bills) for line in part.lines]),
        dispatches=tuple([_dispatch(dispatch, part, actor) for dispatch in part.dispatches]),
        total=part.total,
        due=part.due,
        paid=part.paid,
        refunded=part.refunded,
        pickup_offered=part.pickup_offered,
        request=_request(part, actor),
        ship_by=part.ship_by,
        due_end=part.due_end,
        opened_at=part.opened_at,
        reduced_at=part.reduced_at,
        completed_at=part.completed_at,
        cancelled_at=part.cancelled_at,
        refunded_at=part.refunded_at,
        pauses=None if buyer else part.pauses,
        missed_at=None if buyer else part.missed_at,
        open_refunds=() if buyer else part.open_refunds,
        payout=part.payout if payouts else None,
        payout_id=part.payout_id if payouts else None,
        chargeback=part.chargeback if bills else None,
        chargeback_id=part.chargeback_id if bills else None,
        metadata=_for_operators(part, actor),
    )


def _request(part: Part, actor: Actor) -> CancelRequest | None:
    request = part.request
    if request is None or _sees_personal(actor, part.shop, AnswerCancellation.scope):
        return request
    return changed(request, reason=None)


def _dispatch(dispatch: Dispatch, part: Part, actor: Actor) -> DispatchSeen:
    return DispatchSeen(
        id=dispatch.id,
        lines=dispatch.lines,
        kind=dispatch.kind,
        tracking=dispatch.tracking,
        carrier=dispatch.carrier,
        address=dispatch.address if _sees_personal(actor, part.shop, ShipLines.scope) else None,
        dispatched_at=dispatch.dispatched_at,
        stage=dispatch.stage,
        delivered_at=dispatch.delivered_at,
        strayed_at=dispatch.strayed_at,
        liability=None if isinstance(actor, Buyer) else dispatch.liability,
        metadata=_for_operators(dispatch, actor),
    )


def _line(line: Line, actor: Actor, *, bills: bool) -> LineSeen:
    groups = _groups(line, bills=bills)
    return LineSeen(
        id=line.id,
        listing=line.listing,
        variant=line.variant,
        title=line.title,
        quantity=line.quantity,
        unit_price=line.unit_price,
        goods=line.goods,
        taxes=line.taxes,
        discounts=tuple([_discount(line, places, bills=bills) for places in groups]),
        shipping=line.shipping,
        total=line.total,
        shipped=line.shipped,
        cancelled=line.cancelled,
        unpaid=_shares(line.unpaid, groups),
        refund_due=_shares(line.refund_due, groups),
        refunded=_shares(line.refunded, groups),
        pending=None if isinstance(actor, Buyer) else _shares(line.pending, groups),
        reductions=() if isinstance(actor, Buyer) else _reductions(line, groups),
        metadata=_for_operators(line, actor),
    )


def _groups(line: Line, *, bills: bool) -> tuple[tuple[int, ...], ...]:
    """The places of the discounts that are shown as one: those of one coupon to whoever may not see who funds them."""
    places: dict[object, tuple[int, ...]] = {}
    for place, discount in enumerate(line.discounts):
        key = place if bills else (discount.coupon, discount.on_shipping)
        places[key] = (*places.get(key, ()), place)
    return tuple(places.values())


def _discount(line: Line, places: tuple[int, ...], *, bills: bool) -> DiscountSeen:
    first = line.discounts[places[0]]
    return DiscountSeen(
        amount=sum([line.discounts[place].amount for place in places]),
        coupon=first.coupon,
        funder=first.funder if bills else None,
        on_shipping=first.on_shipping,
    )


def _shares(shares: Shares | None, groups: tuple[tuple[int, ...], ...]) -> Shares | None:
    if shares is None:
        return None
    discounts = tuple([sum([shares.discounts[place] for place in places]) for places in groups])
    return changed(shares, discounts=discounts)


def _reductions(line: Line, groups: tuple[tuple[int, ...], ...]) -> tuple[Reduction, ...]:
    grouped = [(one, _shares(one.shares, groups)) for one in line.reductions]
    return tuple([changed(one, shares=shares or one.shares) for one, shares in grouped])


def _for_operators(thing: Line | Dispatch | Part, actor: Actor) -> Metadata:
    return NO_METADATA if isinstance(actor, Buyer | VendorMember) else thing.metadata
