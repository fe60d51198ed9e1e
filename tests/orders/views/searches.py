"""What a filter means, said again without the library, and filters of which something is true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from mpcore.kernel import Buyer, BuyerId, ShopId, ShowId, VendorId
from mpcore.orders import Status, part_status
from mpcore.orders.views import ChannelKind, OrderFilter, ShippingStatus, Term, part_shipping_status
from mpcore.testing.worlds import folded
from mpcore.timing import Window, later
from tests.orders.views.several import OrderRow, PartRow, Several, several

__all__ = ["holds", "meant", "searches"]

TO_SHIP = ShippingStatus.TO_SHIP
TICK = timedelta(microseconds=1)

_NOBODY: tuple[VendorId | None, ShopId | None] = (None, None)
_OTHERS = (
    (VendorId("v9"), None),
    (VendorId("v1"), ShopId("main")),
    (VendorId("v2"), None),
    (VendorId("v2"), ShopId("main")),
)


def holds(term: Term, known: OrderRow) -> bool:
    """What a term says of a row, evaluated without the library: what a host's query would do."""
    parts = [
        part
        for part in known["parts"]
        if term.vendor in (None, part["vendor"]) and (term.vendor is None or term.shop in (None, part["shop"]))
    ]
    if not parts:
        return False
    said = _values(term.field.value, known, parts)
    match term.relation.value, term.value:
        case "is", Buyer(id=name, guest=guest):
            return (name, guest) in said
        case "is", ChannelKind(value=kind):
            return kind in said
        case "in", frozenset() as allowed:
            return not {member.value for member in allowed}.isdisjoint(said)
        case "within", Window(start=start, end=end):
            instants = [value for value in said if isinstance(value, datetime)]
            return any(start <= value and (end is None or value < end) for value in instants)
        case "is", value:
            return value in said
        case _:
            raise AssertionError(term)


def _values(name: str, known: OrderRow, parts: list[PartRow]) -> Sequence[object]:
    shown = [part["shipping"] for part in parts]
    said: dict[str, Sequence[object]] = {
        "buyer": [known["buyer"]],
        "vendor": [part["vendor"] for part in parts],
        "shop": [part["shop"] for part in parts],
        "channel": ["shop" if known["show"] is None else "show"],
        "show": [known["show"]],
        "status": [folded([part["status"] for part in parts]).value],
        "shipping": [status.value for status in ShippingStatus if status in shown][:1],
        "placed": [known["placed"]],
        "due": [part["due"] for part in parts if part["due"] is not None],
        "currency": [known["currency"]],
    }
    return said[name]


def meant(where: OrderFilter, order: OrderRow) -> bool:
    """The slow obvious model: field by field, as the filter's documentation reads."""
    parts = [
        part
        for part in order["parts"]
        if (where.vendor is None or part["vendor"] == where.vendor)
        and (where.shop is None or part["shop"] == where.shop)
    ]
    if not parts:
        return False
    shown = [status for status in ShippingStatus if status in [part["shipping"] for part in parts]]
    ends = [part["due"] for part in parts if part["due"] is not None]
    return (
        (where.buyer is None or order["buyer"] == (where.buyer.id, where.buyer.guest))
        and (where.channel is None or (where.channel is ChannelKind.SHOW) == (order["show"] is not None))
        and (where.show is None or order["show"] == where.show)
        and (where.statuses is None or folded([part["status"] for part in parts]) in where.statuses)
        and (where.shipping is None or (shown != [] and shown[0] in where.shipping))
        and (where.placed is None or where.placed.contains(order["placed"]))
        and (where.due is None or any(where.due.contains(end) for end in ends))
        and (where.currency is None or order["currency"] == where.currency)
    )


@st.composite
def filters(draw: DrawFn, drawn: Several) -> OrderFilter:
    """Filters that say little, and half of it true of one of the orders."""
    order = draw(st.sampled_from(drawn.orders))
    part = draw(st.sampled_from(order.parts))
    at = part.due_end or order.placed_at
    windows = [
        Window(start, end)
        for instant in (order.placed_at, at)
        for start, end in ((instant, None), (instant, later(instant, TICK)), (later(instant, -TICK), instant))
    ]
    show = order.channel.show
    status, shipping = part_status(part, drawn.policy(order.rule_book)), part_shipping_status(part) or TO_SHIP
    own = ((part.vendor, None), (part.vendor, part.shop))
    vendor, shop = draw(st.sampled_from((_NOBODY, *own, *own, *_OTHERS)))
    wanted: dict[str, tuple[object, ...]] = {
        "buyer": (order.buyer, Buyer(BuyerId("bob"))),
        "channel": (ChannelKind.SHOW, ChannelKind.SHOP),
        "show": (show or ShowId("s9"), ShowId("s9")),
        "statuses": ({status}, {status, Status.COMPLETED}, set(Status) - {status}),
        "shipping": ({shipping}, set(ShippingStatus) - {shipping}, set(ShippingStatus)),
        "placed": tuple(windows),
        "due": tuple(windows),
        "currency": (order.currency, "GBP"),
    }
    names = draw(st.sets(st.sampled_from(list(wanted)), max_size=2))
    said: dict[str, Any] = {name: draw(st.sampled_from(wanted[name])) for name in sorted(names)}
    if said.get("channel") is ChannelKind.SHOP:
        said.pop("show", None)
    return OrderFilter(vendor=vendor, shop=shop, **said)


@st.composite
def searches(draw: DrawFn) -> tuple[Several, OrderFilter]:
    drawn = draw(several())
    return drawn, draw(filters(drawn))
