"""Who sees what the vendor earns and owes: every field of what is seen has a class, and each class is tried (H17)."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast, get_args

import attrs
import pytest
from _pytest.mark import ParameterSet
from attrs import AttrsInstance, evolve

from mpcore import orders
from mpcore.kernel import (
    NO_METADATA,
    Actor,
    ChargebackId,
    FactId,
    Grant,
    MemberId,
    Metadata,
    Operator,
    PartId,
    PayoutId,
    Scope,
    ShopId,
    VendorMember,
)
from mpcore.orders import ChargebackStage, Discount, Funder, Liability, Order, OrderFact, PayoutStage, Visibility
from mpcore.orders.shares import of_rest
from mpcore.orders.views import DiscountSeen, DispatchSeen, LineSeen, OrderSeen, PartSeen, seen
from mpcore.subaccounts import CATALOGUE, OPENED_BY, Sensitive
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, vendor_member
from tests.orders.say import all_of, refund_opened, refund_settled, ship, write
from tests.orders.views.eventful import BUSY, PROPERTIES, TWO

BUYERS, BILLS, PAYOUTS = (OPENED_BY[kind] for kind in (Sensitive.BUYERS, Sensitive.BILLS, Sensitive.PAYOUTS))

ALL, NOT_BUYERS, NOT_VENDORS, OPERATORS = "all", "all but buyers", "all but vendors", "operators"
"""Classes of fields besides those that a scope opens."""

PARTLY = "whole to all, less to some"
"""Lists and bundles whose own fields have classes, or which are cut by what is tested elsewhere."""

CLASSES: dict[type[AttrsInstance], dict[str, str]] = {
    OrderSeen: {
        **dict.fromkeys(("id", "currency", "rule_book", "placed_at", "channel", "erased_at"), ALL),
        "buyer": BUYERS,
        **dict.fromkeys(("properties", "parts", "notes"), PARTLY),
        **dict.fromkeys(("status", "shipping", "total", "due", "paid", "received"), NOT_VENDORS),
        **dict.fromkeys(("surplus", "surplus_refunded", "payments", "confirmed_at", "completed_at"), NOT_VENDORS),
        **dict.fromkeys(("reminders", "metadata"), OPERATORS),
        "facts": PARTLY,
    },
    PartSeen: {
        **dict.fromkeys(("id", "vendor", "shop", "stage", "status", "shipping"), ALL),
        **dict.fromkeys(("lines", "dispatches", "request"), PARTLY),
        **dict.fromkeys(("total", "due", "paid", "refunded", "pickup_offered"), ALL),
        **dict.fromkeys(("ship_by", "due_end", "opened_at", "reduced_at", "completed_at"), ALL),
        **dict.fromkeys(("cancelled_at", "refunded_at"), ALL),
        **dict.fromkeys(("pauses", "missed_at", "open_refunds"), NOT_BUYERS),
        **dict.fromkeys(("payout", "payout_id"), PAYOUTS),
        **dict.fromkeys(("chargeback", "chargeback_id"), BILLS),
        "metadata": OPERATORS,
    },
    LineSeen: {
        **dict.fromkeys(("id", "listing", "variant", "title", "quantity", "unit_price", "goods", "taxes"), ALL),
        **dict.fromkeys(("shipping", "total", "shipped", "cancelled"), ALL),
        **dict.fromkeys(("discounts", "unpaid", "refund_due", "refunded", "pending", "reductions"), PARTLY),
        "metadata": OPERATORS,
    },
    DispatchSeen: {
        **dict.fromkeys(("id", "lines", "kind", "tracking", "carrier", "dispatched_at", "stage"), ALL),
        **dict.fromkeys(("delivered_at", "strayed_at"), ALL),
        "address": BUYERS,
        "liability": NOT_BUYERS,
        "metadata": OPERATORS,
    },
    DiscountSeen: {
        "amount": PARTLY,
        **dict.fromkeys(("coupon", "on_shipping"), ALL),
        "funder": BILLS,
    },
}
"""Whom each field of what is seen of an order is for; a new field gets a class here before it can be shown."""

FACTS: dict[type[OrderFact], Scope | None] = {
    orders.RefundOpened: BILLS,
    orders.RefundClosed: None,
    orders.RefundSettled: BILLS,
    orders.PayoutRequested: PAYOUTS,
    orders.PayoutCancelled: PAYOUTS,
    orders.PayoutPaid: PAYOUTS,
    orders.PayoutReversed: PAYOUTS,
    orders.ChargebackOpened: BILLS,
    orders.ChargebackWon: BILLS,
    orders.ChargebackLost: BILLS,
    orders.SurplusRefunded: None,
}
"""Which scope an operator needs for each fact; None: none."""

EMPTY: dict[str, object] = {"payments": (), "open_refunds": (), "metadata": NO_METADATA}
"""What stands for what is not shown, where that is not None."""


def rich() -> Order:
    """An order in which every field of what is seen says something in its first part."""
    story = TWO.after(ship("p1", ("p1.l1", 1)), write("hi", Visibility.CUSTOMER, "p1", "n1"))
    story = story.told(refund_opened("p1")).told(refund_settled("p1", all_of(story.state, "p1")[:1], "r2", "f2"))
    order = story.state
    part = order.parts[0]
    line, dispatch = part.lines[0], part.dispatches[0]
    discounts = (Discount(amount=100, funder=Funder.VENDOR), Discount(amount=50, funder=Funder.OPERATOR))
    line = evolve(line, discounts=discounts, total=line.total - 150, metadata=Metadata({"a": "b"}))
    line = evolve(line, refund_due=of_rest(line), refunded=of_rest(line))
    dispatch = evolve(dispatch, liability=Liability.VENDOR, metadata=Metadata({"a": "b"}))
    part = evolve(
        part,
        lines=(line, *part.lines[1:]),
        total=part.total - 150,
        dispatches=(dispatch,),
        missed_at=PLACED_AT,
        payout=PayoutStage.REQUESTED,
        payout_id=PayoutId("w1"),
        chargeback=ChargebackStage.OPEN,
        chargeback_id=ChargebackId("k1"),
        metadata=Metadata({"a": "b"}),
    )
    return evolve(
        order,
        parts=(part, order.parts[1]),
        completed_at=PLACED_AT,
        surplus_refunded=1,
        reminders=1,
        metadata=Metadata({"a": "b"}),
        properties=PROPERTIES,
    )


RICH = rich()
SCOPES = frozenset(info.scope for info in CATALOGUE.infos)
BUYER = RICH.buyer
EVERYTHING = vendor_member("v1", *SCOPES)


def one(actor: Actor, kind: type[AttrsInstance]) -> AttrsInstance:
    """The first thing of that kind that the actor sees."""
    known = seen(RICH, actor, BUSY.orders)
    assert known is not None
    part = known.parts[0]
    first = (known, part, part.lines[0], part.dispatches[0], part.lines[0].discounts[0])
    return next(thing for thing in first if isinstance(thing, kind))


def shown(actor: Actor, kind: type[AttrsInstance], name: str) -> bool:
    return getattr(one(actor, kind), name) not in (None, EMPTY.get(name))


def fields(*wanted: str) -> list[ParameterSet]:
    return [
        pytest.param(kind, name, of, id=f"{kind.__name__}.{name}")
        for kind, classes in CLASSES.items()
        for name, of in sorted(classes.items())
        if of in wanted
    ]


@pytest.mark.parametrize("kind", list(CLASSES), ids=lambda kind: kind.__name__)
def test_every_field_has_a_class(kind: type[AttrsInstance]) -> None:
    assert set(CLASSES[kind]) == {field.name for field in attrs.fields(kind)}
    assert set(FACTS) == set(get_args(OrderFact))


@pytest.mark.rule("H17")
@pytest.mark.parametrize(("kind", "name", "scope"), fields(BUYERS, BILLS, PAYOUTS))
def test_what_a_scope_opens_is_seen_with_it_and_with_no_other(
    kind: type[AttrsInstance], name: str, scope: Scope
) -> None:
    also = {Scope("orders.ship")} if name == "address" else set[Scope]()  # who ships has to know where to
    few = Scope("orders.note")
    assert shown(vendor_member("v1", scope), kind, name)
    assert shown(EVERYTHING, kind, name)
    assert not shown(vendor_member("v1", few, *(SCOPES - {scope} - also)), kind, name)
    elsewhere = (Grant({scope}, ShopId("elsewhere")), Grant({few}))
    assert not shown(VendorMember(EVERYTHING.vendor, MemberId("m"), elsewhere), kind, name)
    assert shown(SYSTEM, kind, name)
    assert shown(OPERATOR, kind, name)
    if name != "buyer":  # an operator knows the buyer by the id
        assert shown(Operator(MemberId("otto"), frozenset({scope})), kind, name)
        assert not shown(Operator(MemberId("otto"), SCOPES - {scope}), kind, name)
    assert shown(BUYER, kind, name) is (scope == BUYERS), "of their own they see what is personal, and no bills"


@pytest.mark.rule("H17")
@pytest.mark.parametrize(("kind", "name", "of"), fields(ALL, NOT_BUYERS, NOT_VENDORS, OPERATORS))
def test_what_no_scope_opens_is_seen_by_whom_it_is_for(kind: type[AttrsInstance], name: str, of: str) -> None:
    few = vendor_member("v1", Scope("orders.note"))
    inside: tuple[Actor, ...] = (OPERATOR, SYSTEM, Operator(MemberId("otto"), frozenset()))
    values = [getattr(one(actor, kind), name) for actor in inside]
    assert values == values[:1] * len(values), "whatever their scopes"
    for actor, sees in (
        (BUYER, of in (ALL, NOT_VENDORS)),
        (few, of in (ALL, NOT_BUYERS)),
        (EVERYTHING, of in (ALL, NOT_BUYERS)),
    ):
        told = getattr(one(actor, kind), name)
        assert (told == values[0]) if sees else not shown(actor, kind, name)
    assert of == ALL or shown(OPERATOR, kind, name), "there is something to hide"


def fact(kind: type[OrderFact]) -> OrderFact:
    given: dict[str, object] = {
        "part": PartId("p1"),
        "refund": "r1",
        "payout": PayoutId("w1"),
        "chargeback": ChargebackId("k1"),
        "shares": (),
        "amount": 1,
    }
    names = {field.name for field in attrs.fields(kind)}
    known = {name: value for name, value in given.items() if name in names}
    made: OrderFact = cast("Callable[..., OrderFact]", kind)(id=FactId("f"), at=PLACED_AT, **known)
    return made


@pytest.mark.rule("H17")
@pytest.mark.parametrize("kind", list(FACTS), ids=lambda kind: kind.__name__)
def test_operators_see_the_facts_that_their_scopes_open(kind: type[OrderFact]) -> None:
    told, scope = (fact(kind),), FACTS[kind]
    order = evolve(RICH, facts=told)

    def facts(actor: Actor) -> tuple[OrderFact, ...]:
        known = seen(order, actor, BUSY.orders)
        return () if known is None else known.facts

    assert facts(OPERATOR) == facts(SYSTEM) == told
    assert facts(BUYER) == facts(EVERYTHING) == ()
    assert facts(Operator(MemberId("otto"), SCOPES)) == told
    assert facts(Operator(MemberId("otto"), SCOPES - {scope})) == (told if scope is None else ())
    assert facts(Operator(MemberId("otto"), frozenset())) == (told if scope is None else ())


@pytest.mark.rule("H17")
def test_who_packs_sees_what_the_goods_cost_and_nothing_of_the_vendor_s_money() -> None:
    packer = seen(RICH, vendor_member("v1", Scope("orders.view"), Scope("orders.ship")), BUSY.orders)
    assert packer is not None
    (part,) = packer.parts
    assert (part.total, part.lines[0].total, part.lines[0].unit_price) == (3850, 1850, 1000)
    assert [(each.amount, each.funder) for each in part.lines[0].discounts] == [(150, None)]
    for secret in ("w1", "k1", "VENDOR", "OPERATOR", "requested", "fraud"):
        assert secret not in repr((part.payout, part.payout_id, part.chargeback, part.chargeback_id, part.lines))
