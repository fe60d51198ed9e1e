"""Orders and what happens to them, for the tests of wire: small, and every class at least once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from attrs import fields_dict
from hypothesis import strategies as st
from moneyed import Money
from pendulum import DateTime

from mpcore import kernel, orders, timing
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    ChargebackId,
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
from mpcore.orders.shares import of_units

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


WHITELIST = tuple(fields_dict(orders.Properties))
"""The names of all properties."""

changing = st.sampled_from((WHITELIST, WHITELIST[:3], ("tags",), ()))

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
    pause_on_hold=st.booleans(),
    pause_on_vacation=st.booleans(),
)
_waits = st.timedeltas(timedelta(), timedelta(hours=12))
requests = st.builds(
    orders.CancellationRequests,
    window=st.none() | _waits,
    answer_within=_waits,
    silence=st.sampled_from(orders.Silence),
)
fees = st.builds(
    orders.CancellationFee,
    fixed=st.integers(0, 10**6),
    percent=st.decimals(0, 100, places=3),
    waived=st.integers(0, 3),
)
policies = st.builds(
    OrderPolicy,
    shipping=st.none() | deadlines,
    shipping_charge=st.sampled_from(orders.ShippingCharge),
    underpayment_tolerance=st.integers(0, 100),
    allow_ship_unpaid=st.booleans(),
    tracked_loss_liability=st.sampled_from(orders.Liability),
    require_shipment=st.booleans(),
    vendor_may_cancel=st.booleans(),
    confirmed_by=st.sampled_from(orders.ConfirmedBy),
    remind_unpaid_after=st.lists(_waits, max_size=3, unique=True).map(sorted),
    cancel_unpaid_after=st.none() | _waits,
    complete_after=st.none() | _waits,
    cancel_missed_after=st.none() | _waits,
    vendor_may_hold=st.booleans(),
    buyer_cancels=st.sampled_from(orders.BuyerCancels),
    requests=st.none() | requests,
    cancellation_fee=st.none() | fees,
    notes_on_closed=st.booleans(),
    notify_when=st.sampled_from(orders.NotifyWhen),
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
    shipped = {"shipping": _euros(900).map(lambda money: money + from_minor(100, "EUR")), "shipping_taxes": _taxes()}
    said: dict[str, st.SearchStrategy[Any]] = {
        "id": ids(f"p{index}").map(PartId),
        "vendor": ids(f"v{index}").map(VendorId),
        "shop": st.none() | ids().map(ShopId),
        "lines": st.tuples(_line(index, 0)) | st.tuples(_line(index, 0), _line(index, 1)),
        "pickup_offered": st.booleans(),
        "ship_by": st.none() | instants,
        "metadata": metadata,
    }
    return st.builds(orders.NewPart, **said) | st.builds(orders.NewPart, **said, **shipped)


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


def context(policy: OrderPolicy, step: float, actor: Actor = OPERATOR) -> Context:
    return Context(now=later(step), actor=actor, policy=policy, vendor_cancellations=1)


def facts(order: Order, step: float) -> tuple[orders.OrderFact, ...]:
    """One fact of each class about the first part of a paid order, as they can follow each other."""
    part, at = order.parts[0], later(step)
    settled, lost = of_units(part.lines[0], 0, 1), of_units(part.lines[0], 1, 2)
    refund, abandoned, payout, chargeback = RefundId("r1"), RefundId("r2"), PayoutId("y1"), ChargebackId("c1")
    return (
        orders.RefundOpened(id=FactId("f01"), part=part.id, refund=refund, at=at),
        orders.RefundSettled(id=FactId("f02"), part=part.id, refund=refund, shares=(settled,), at=at),
        orders.RefundClosed(id=FactId("f03"), part=part.id, refund=abandoned, at=at),
        orders.PayoutRequested(id=FactId("f04"), part=part.id, payout=payout, at=at),
        orders.PayoutCancelled(id=FactId("f05"), part=part.id, payout=payout, at=at),
        orders.PayoutPaid(id=FactId("f06"), part=part.id, payout=payout, at=at),
        orders.PayoutReversed(id=FactId("f07"), part=part.id, payout=payout, at=at),
        orders.ChargebackOpened(id=FactId("f08"), part=part.id, chargeback=ChargebackId("c0"), at=at),
        orders.ChargebackWon(id=FactId("f09"), part=part.id, chargeback=ChargebackId("c0"), at=at),
        orders.ChargebackLost(id=FactId("f10"), part=part.id, chargeback=chargeback, shares=(lost,), at=at),
        orders.SurplusRefunded(id=FactId("f11"), amount=order.surplus_minor, at=at),
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
