"""Which of many orders are meant, and in which order: filters as values (W12, W13, S25).

A filter says nothing about who may see what is found: a host gives a vendor's staff a filter with their `vendor`, and
shows them that vendor's part of each order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum

from attrs import field

from mpcore.kernel import (
    Buyer,
    Fault,
    MalformedError,
    PolicyMismatchError,
    RuleBookId,
    ShopId,
    ShowId,
    VendorId,
    frozen,
)
from mpcore.money import check_currency
from mpcore.orders.model import Order
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.status import Status
from mpcore.orders.views.shipping import ShippingStatus
from mpcore.orders.views.sorting import NEWEST_FIRST, Sort, arranged
from mpcore.orders.views.terms import ChannelKind, OrderField, Relation, Term, TermValue
from mpcore.timing import Window

__all__ = ["OrderFilter", "found"]


def _statuses(given: Iterable[Status] | None) -> frozenset[Status] | None:
    return None if given is None else frozenset(given)


def _shipping(given: Iterable[ShippingStatus] | None) -> frozenset[ShippingStatus] | None:
    return None if given is None else frozenset(given)


@frozen(kw_only=True)
class OrderFilter:
    """Orders of which everything that is said holds; where nothing is said, all of them.

    With a vendor, `statuses`, `shipping` and `due` are about that vendor's parts, or those of its one shop, as if they
    were the whole order; without, about the order.

    >>> for term in OrderFilter(vendor=VendorId("v1"), shipping={ShippingStatus.TO_SHIP}).terms():
    ...     print(term.field.value, term.relation.value, term.value, term.vendor)
    vendor is v1 None
    shipping in frozenset({<ShippingStatus.TO_SHIP: 'to_ship'>}) v1

    Raises `MalformedError` with every fault at its field: for a shop without its vendor, a show of the shop channel, an
    empty set, which would find nothing, and what is no value of its field.
    """

    buyer: Buyer | None = None
    vendor: VendorId | None = None
    """Orders with a part of this vendor (S25)."""
    shop: ShopId | None = None
    """Orders with a part from this shop of the vendor."""
    channel: ChannelKind | None = None
    """Orders from the online shop, or from any show (W12)."""
    show: ShowId | None = None
    """Orders from this show (W12)."""
    statuses: frozenset[Status] | None = field(default=None, converter=_statuses)
    """Orders with one of these statuses."""
    shipping: frozenset[ShippingStatus] | None = field(default=None, converter=_shipping)
    """Orders that are so far (W13); cancelled ones are at none."""
    placed: Window | None = None
    """Orders placed in this window."""
    due: Window | None = None
    """Orders with a part that is still to be dispatched and whose due end lies in this window."""
    currency: str | None = None
    """ISO 4217."""

    def __attrs_post_init__(self) -> None:
        faults = [*self._misplaced(), *self._misfits()]
        if faults:
            raise MalformedError(*faults)

    def terms(self) -> tuple[Term, ...]:
        """The same as data: an order is meant exactly where each of these holds."""
        vendor, shop = self.vendor, self.shop
        said: tuple[tuple[OrderField, Relation, TermValue | None, VendorId | None, ShopId | None], ...] = (
            (OrderField.BUYER, Relation.IS, self.buyer, None, None),
            (OrderField.VENDOR, Relation.IS, vendor, None, None),
            (OrderField.SHOP, Relation.IS, shop, vendor, None),
            (OrderField.CHANNEL, Relation.IS, self.channel, None, None),
            (OrderField.SHOW, Relation.IS, self.show, None, None),
            (OrderField.STATUS, Relation.IN, self.statuses, vendor, shop),
            (OrderField.SHIPPING, Relation.IN, self.shipping, vendor, shop),
            (OrderField.PLACED, Relation.WITHIN, self.placed, None, None),
            (OrderField.DUE, Relation.WITHIN, self.due, vendor, shop),
            (OrderField.CURRENCY, Relation.IS, self.currency, None, None),
        )
        return tuple(
            [
                Term(name, relation, value, whose, where)
                for name, relation, value, whose, where in said
                if value is not None
            ]
        )

    def matches(self, order: Order, policy: OrderPolicy) -> bool:
        """Whether an order is meant; the policy is that of its rule book, or else `PolicyMismatchError` is raised."""
        return _hold(self.terms(), order, policy)

    def _misplaced(self) -> list[Fault]:
        faults: list[Fault] = []
        if self.shop is not None and self.vendor is None:
            faults.append(Fault("shop", "is given without its vendor; give the vendor too"))
        if self.show is not None and self.channel is ChannelKind.SHOP:
            faults.append(Fault("show", "is no part of the shop channel; leave the show out, or the channel"))
        return faults

    def _misfits(self) -> list[Fault]:
        faults = [
            Fault(at, f"a value of type {type(value).__name__[:40]} is no {kind.__name__}; give one, or None")
            for at, value, kind in (
                ("buyer", self.buyer, Buyer),
                ("channel", self.channel, ChannelKind),
                ("placed", self.placed, Window),
                ("due", self.due, Window),
            )
            if value is not None and not isinstance(value, kind)
        ]
        faults += _not_of("statuses", self.statuses, Status)
        faults += _not_of("shipping", self.shipping, ShippingStatus)
        if self.currency is not None:
            try:
                check_currency(self.currency)
            except MalformedError as error:
                faults += error.faults
        return faults


def found(
    orders: Iterable[Order],
    where: OrderFilter,
    *,
    policies: Callable[[RuleBookId], OrderPolicy],
    by: Iterable[Sort] = NEWEST_FIRST,
) -> tuple[Order, ...]:
    """The orders that are meant, sorted: each whole, and judged by the policy of its own rule book.

    Orders that all keys find the same stand by their ids, so the order they came in does not matter.

    >>> from mpcore.presets import ALL
    >>> found([], OrderFilter(), policies=lambda book: ALL.get(book).orders)
    ()
    """
    terms = where.terms()
    meant = [order for order in orders if _hold(terms, order, policies(order.rule_book))]
    return arranged(meant, by, where.vendor, where.shop)


def _hold(terms: tuple[Term, ...], order: Order, policy: OrderPolicy) -> bool:
    if policy.rule_book != order.rule_book:
        raise PolicyMismatchError(
            f"order {order.id!r} was placed under rule book {order.rule_book!r}, and the policy is of "
            f"{policy.rule_book!r}; resolve it with RuleBooks.get(order.rule_book)"
        )
    for term in terms:
        if not term.holds(order, policy):
            return False
    return True


def _not_of(at: str, given: frozenset[Enum] | None, kind: type[Enum]) -> list[Fault]:
    if given is None:
        return []
    if not given:
        return [Fault(at, "is empty, so that no order could be found; name what is wanted, or give None for all")]
    if any(not isinstance(member, kind) for member in given):
        return [Fault(at, f"holds something that is no {kind.__name__}; give members of it only")]
    return []
