"""Orders and what happens to them, for the tests of wire: small, and every class at least once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from hypothesis import strategies as st
from moneyed import Money
from pendulum import DateTime

from mpcore import kernel, orders, timing
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    CouponId,
    DispatchId,
    Done,
    FactId,
    Grant,
    LineId,
    ListingId,
    MemberId,
    Metadata,
    Operator,
    OrderId,
    PartId,
    PaymentId,
    PayoutId,
    Personal,
    RefundId,
    Scope,
    ShopId,
    ShowId,
    System,
    VariantId,
    VendorId,
    VendorMember,
)
from mpcore.money import from_minor
from mpcore.orders import Context, Order, OrderCommand, OrderEvent, OrderPolicy, PlaceOrder

Form: TypeAlias = Any
"""Any type form: a class, a union, an alias; or, in tests, whatever else may be given for something."""

OPERATOR = Operator(MemberId("m1"))
START = timing.instant("2026-03-26T10:00:00Z")


def later(hours: float) -> DateTime:
    return timing.later(START, timedelta(hours=hours))


# --- single values

_NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
_FIRST, _LAST = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - Hypothesis adds the zone
instants = st.datetimes(_FIRST, _LAST, timezones=st.just(UTC)).map(kernel.utc)
durations = st.timedeltas(timedelta(days=-4000), timedelta(days=4000))
decimals = st.decimals(-(10**6), 10**6, places=6) | st.integers(-(10**12), 10**12).map(Decimal)
metadata = st.dictionaries(texts.filter(bool), texts, max_size=3).map(Metadata)
monies = st.builds(from_minor, st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "BHD", "CLF"]))


def ids(prefix: str = "") -> st.SearchStrategy[str]:
    return _NAMES.filter(kernel.is_id).map(lambda name: prefix + name)


addresses = st.builds(
    orders.Address, name=texts, lines=st.tuples(texts), postal_code=texts, city=texts, country=st.just("FR")
)


def personal(values: st.SearchStrategy[str]) -> st.SearchStrategy[Personal[str]]:
    return values.map(Personal) | st.just(Personal[str](None))


properties = st.builds(
    orders.Properties,
    email=st.none() | personal(texts),
    note=st.none() | personal(texts),
    shipping_address=st.none() | addresses.map(Personal),
    buyer_accepts_marketing=st.booleans(),
    tags=st.lists(texts, max_size=2).map(tuple),
    metafields=metadata,
)

# --- policies and actors

deadlines = st.builds(
    timing.ShippingDeadline,
    amount=st.integers(0, 30),
    unit=st.sampled_from([timing.Unit.CALENDAR_DAYS, timing.Unit.BUSINESS_DAYS]),
    milestone=st.sampled_from(timing.Milestone),
    zone=st.sampled_from(["UTC", "Europe/Paris", "America/Sao_Paulo"]),
    calendar=st.builds(
        timing.WorkingCalendar,
        weekend=st.sampled_from([(), (7,), (6, 7)]),
        holidays=st.lists(st.dates(), max_size=3).map(tuple),
    ),
    cut_offs=st.builds(timing.CutOffs, monday=st.none() | st.times(), friday=st.none() | st.just(time(14))),
    grace=st.timedeltas(timedelta(), timedelta(days=3)),
)
policies = st.builds(
    OrderPolicy,
    shipping=st.none() | deadlines,
    shipping_charge=st.sampled_from(orders.ShippingCharge),
    underpayment_tolerance=st.integers(0, 100),
    allow_ship_unpaid=st.booleans(),
    tracked_loss_liability=st.sampled_from(orders.Liability),
    clock_skew=st.timedeltas(timedelta(), timedelta(hours=1)),
)
scopes = st.frozensets(ids().map(Scope), max_size=3)
grants = st.builds(Grant, scopes, st.none() | ids().map(ShopId))
actors: st.SearchStrategy[Actor] = st.one_of(
    st.builds(Operator, ids().map(MemberId), st.none() | scopes),
    st.builds(Buyer, ids().map(BuyerId), st.booleans()),
    st.builds(VendorMember, ids().map(VendorId), ids().map(MemberId), st.lists(grants, max_size=2).map(tuple)),
    st.builds(System, texts),
)

# --- commands


def _euros(most: int) -> st.SearchStrategy[Money]:
    return st.integers(0, most).map(lambda minor: from_minor(minor, "EUR"))


def _taxes() -> st.SearchStrategy[tuple[orders.NewTax, ...]]:
    tax = st.builds(
        orders.NewTax,
        rate_id=ids(),
        rate=st.decimals(0, 999, places=4),
        amount=_euros(50),
        inclusive=st.booleans(),
        remitter=st.sampled_from(orders.Remitter),
    )
    return st.lists(tax, max_size=2).map(tuple)


def _line(part: int, index: int) -> st.SearchStrategy[orders.NewLine]:
    discount = st.builds(
        orders.NewDiscount,
        amount=_euros(20),
        funder=st.sampled_from(orders.Funder),
        coupon=st.none() | ids().map(CouponId),
    )
    return st.builds(
        orders.NewLine,
        id=ids(f"l{part}{index}").map(LineId),
        listing=ids().map(ListingId),
        variant=st.none() | ids().map(VariantId),
        title=texts,
        quantity=st.integers(1, 4),
        unit_price=_euros(5000).map(lambda money: money + from_minor(200, "EUR")),
        taxes=_taxes(),
        discounts=st.lists(discount, max_size=2).map(tuple),
        metadata=metadata,
    )


def _part(index: int) -> st.SearchStrategy[orders.NewPart]:
    return st.builds(
        orders.NewPart,
        id=ids(f"p{index}").map(PartId),
        vendor=ids(f"v{index}").map(VendorId),
        shop=st.none() | ids().map(ShopId),
        lines=st.tuples(_line(index, 0)) | st.tuples(_line(index, 0), _line(index, 1)),
        shipping=st.none() | _euros(900),
        shipping_taxes=_taxes(),
        pickup_offered=st.booleans(),
        ship_by=st.none() | instants,
        metadata=metadata,
    )


placings = st.builds(
    PlaceOrder,
    order=ids().map(OrderId),
    buyer=st.builds(Buyer, ids().map(BuyerId), st.booleans()),
    currency=st.just("EUR"),
    parts=st.tuples(_part(0)) | st.tuples(_part(0), _part(1)),
    channel=st.builds(orders.SalesChannel, st.none() | ids().map(ShowId)),
    properties=properties,
    metadata=metadata,
    happened_at=st.none() | st.just(START),
)


@st.composite
def commands(draw: st.DrawFn, order: Order, step: int) -> OrderCommand:
    """Something that might be asked of an order, often with success."""
    part = draw(st.sampled_from(order.parts))
    some = tuple(orders.Quantity(line.id, max(1, line.to_ship)) for line in part.lines)
    dispatch = DispatchId(f"d{step}")
    known = part.dispatches[0].id if part.dispatches else dispatch
    happened_at = draw(st.none() | st.just(later(step)))
    options: list[OrderCommand] = [
        orders.RecordPayment(
            order=order.id,
            payment=PaymentId(f"pay{step}"),
            amount=draw(st.sampled_from([order.due, from_minor(5, "EUR")])),
            happened_at=happened_at,
        ),
        orders.ShipLines(
            order=order.id,
            part=part.id,
            dispatch=dispatch,
            lines=some,
            tracking=orders.Tracking("6X1", draw(st.sampled_from([None, "https://example.org/6X1"]))),
            carrier=draw(st.none() | texts),
            metadata=draw(metadata),
            happened_at=happened_at,
        ),
        orders.ShipLines(
            order=order.id,
            part=part.id,
            dispatch=dispatch,
            lines=some[:1],
            kind=orders.DispatchKind.UNTRACKED,
            liability_accepted=True,
        ),
        orders.RecordDelivery(order=order.id, part=part.id, dispatch=known, happened_at=happened_at),
        orders.CompletePart(order=order.id, part=part.id),
        orders.CancelPart(order=order.id, part=part.id, reason=draw(st.none() | texts)),
        orders.CancelLines(order=order.id, part=part.id, lines=some[:1], reason=draw(st.none() | texts)),
    ]
    return draw(st.sampled_from(options))


def context(policy: OrderPolicy, step: int, actor: Actor = OPERATOR) -> Context:
    return Context(now=later(step), actor=actor, policy=policy)


def facts(order: Order, step: int) -> tuple[orders.OrderFact, ...]:
    """One fact of each class about the first part."""
    part, at = order.parts[0], later(step)
    shares = tuple(
        orders.Shares(
            line=line.id,
            units=0,
            goods=0,
            taxes=tuple(0 for _ in line.taxes),
            discounts=tuple(0 for _ in line.discounts),
            total=0,
        )
        for line in part.lines
    )
    refund, payout = RefundId("r1"), PayoutId("y1")
    return (
        orders.RefundOpened(id=FactId("f1"), part=part.id, refund=refund, at=at),
        orders.RefundClosed(id=FactId("f2"), part=part.id, refund=refund, at=at),
        orders.RefundSettled(id=FactId("f3"), part=part.id, refund=refund, shares=shares, at=at),
        orders.PayoutRequested(id=FactId("f4"), part=part.id, payout=payout, at=at),
        orders.PayoutCancelled(id=FactId("f5"), part=part.id, payout=payout, at=at),
        orders.PayoutPaid(id=FactId("f6"), part=part.id, payout=payout, at=at),
        orders.PayoutReversed(id=FactId("f7"), part=part.id, payout=payout, at=at),
    )


# --- one life, always the same


def line(name: str, euros: int = 1250) -> orders.NewLine:
    return orders.NewLine(
        id=LineId(name),
        listing=ListingId(f"listing-{name}"),
        variant=VariantId("blue"),
        title="Saladier en grès",
        quantity=2,
        unit_price=from_minor(euros, "EUR"),
        taxes=(orders.NewTax(rate_id="FR-20", rate=Decimal("0.2"), amount=from_minor(417, "EUR"), inclusive=True),),
        discounts=(
            orders.NewDiscount(amount=from_minor(100, "EUR"), funder=orders.Funder.VENDOR, coupon=CouponId("spring")),
        ),
        metadata=Metadata({"shelf": "7"}),
    )


def placing(parts: int = 2, lines: int = 2) -> PlaceOrder:
    return PlaceOrder(
        order=OrderId("o7"),
        buyer=Buyer(BuyerId("b1")),
        currency="EUR",
        parts=tuple(
            orders.NewPart(
                id=PartId(f"p{part}"),
                vendor=VendorId(f"v{part}"),
                lines=tuple(line(f"l{part}-{index}") for index in range(lines)),
                shipping=from_minor(490, "EUR"),
            )
            for part in range(parts)
        ),
        properties=orders.Properties(
            email=Personal("ada@example.org"),
            shipping_address=Personal(
                orders.Address(name="Ada", lines=("1 rue du Bac",), postal_code="75007", city="Paris", country="FR")
            ),
        ),
        metadata=Metadata({"po_number": "4711"}),
    )


def life(parts: int = 2, lines: int = 2) -> tuple[tuple[Order, ...], tuple[OrderEvent, ...]]:
    """An order that is paid, shipped, delivered and completed: its state after each command, and its events."""
    policy = OrderPolicy()
    placed = orders.place(placing(parts, lines), context(policy, 0)).unwrap()
    state, events, states = placed.state, list(placed.events), [placed.state]
    asked: list[OrderCommand] = [
        orders.RecordPayment(order=state.id, payment=PaymentId("pay1"), amount=state.due),
    ]
    for part in state.parts:
        dispatch = DispatchId(f"d-{part.id}")
        asked += [
            orders.ShipLines(
                order=state.id,
                part=part.id,
                dispatch=dispatch,
                lines=tuple(orders.Quantity(line.id, line.quantity) for line in part.lines),
                tracking=orders.Tracking("6X1", "https://example.org/6X1"),
            ),
            orders.RecordDelivery(order=state.id, part=part.id, dispatch=dispatch),
            orders.CompletePart(order=state.id, part=part.id),
        ]
    for step, command in enumerate(asked, 1):
        done: Done[Order, OrderEvent] = orders.execute(state, command, context(policy, step)).unwrap()
        state = done.state
        events.extend(done.events)
        states.append(state)
    return tuple(states), tuple(events)


HOLIDAY = date(2026, 5, 1)
