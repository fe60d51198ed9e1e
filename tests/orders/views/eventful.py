"""Orders that everything has been said of: notes of every sort, personal data, holds, requests, payouts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import attrs
from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import (
    Actor,
    Buyer,
    Done,
    FactId,
    Metadata,
    PartId,
    PayoutId,
    Personal,
    Scope,
    VendorMember,
    utc,
)
from mpcore.orders import (
    Address,
    CancellationRequests,
    Order,
    OrderCommand,
    OrderFact,
    Properties,
    Visibility,
)
from mpcore.orders.views import VIEW_CUSTOMER_DATA, OrderSeen, seen
from mpcore.presets import PLAIN, SIPOKO, RuleBook
from mpcore.testing import OPERATOR, Scenario, entitled, placed, vendor_member
from mpcore.testing import strategies as some
from tests.orders.say import (
    ask,
    cancel,
    charged_back,
    collect,
    correct,
    deliver,
    edit,
    edit_metadata,
    erase,
    fire,
    hold,
    lose,
    pay,
    refund_opened,
    release,
    remind,
    send_back,
    vacation,
    withdraw,
    write,
)

__all__ = ["BUSY", "NOTED", "PERSONAL", "PROPERTIES", "TWO", "alone", "by", "eventful", "personal", "staff"]

PERSONAL = ("Ada Lovelace", "ada@example.org", "+44 20 7946 0000", "the blue door", "I found a cheaper one")
"""What the buyer said, wherever it was said; notes beside."""

PROPERTIES = Properties(
    email=Personal("ada@example.org"),
    phone=Personal("+44 20 7946 0000"),
    note=Personal("the blue door"),
    shipping_address=Personal(Address(name="Ada Lovelace", lines=("12 St James's Square",), country="GB")),
    buyer_accepts_marketing=True,
    tags=("vip",),
    metafields=Metadata({"po": "4711"}),
)

BUSY: RuleBook = PLAIN.what_if(
    {
        "orders.requests": CancellationRequests(),
        "orders.shipping.pause_on_hold": True,
        "orders.cancel_missed_after": timedelta(days=1),
        "orders.remind_unpaid_after": (timedelta(days=1),),
    }
)


TWO = Scenario(placed("v1", "v2", rules=BUSY), BUSY).after(edit(PROPERTIES), pay("80.00"))
"""Two parts, paid, of somebody who is known."""

NOTED = TWO.after(
    *[
        write(f"{visibility.value} of {part}", visibility, part, f"{visibility.value} of {part}")
        for part in (None, "p1", "p2")
        for visibility in Visibility
    ]
)
"""The same, with a note of every sort on both parts and on the order."""


def by(actor: Actor, story: Scenario = TWO) -> OrderSeen:
    """What somebody sees who knows the order."""
    known = seen(story.state, actor, BUSY.orders)
    assert known is not None
    return known


def staff(order: Order, *, personal: bool | None = None) -> list[VendorMember]:
    """Staff of each vendor of the order: with every scope, in one shop, with few; with `personal`, who see that."""
    view, note, ship = VIEW_CUSTOMER_DATA, Scope("orders.note"), Scope("orders.ship")
    found: list[VendorMember] = []
    for part in order.parts:
        if personal is not False:
            found += [vendor_member(part.vendor, view), vendor_member(part.vendor, view, shop=part.shop)]
        if not personal:
            found += [vendor_member(part.vendor, note), vendor_member(part.vendor, note, ship, shop=part.shop)]
    return found


def alone(order: Order, member: VendorMember) -> Order:
    """The order as if the parts that are none of this member's had never been in it, nor anything of the whole."""
    own = tuple([part for part in order.parts if member.sees(part.vendor, part.shop)])
    known = {part.id for part in own}
    return evolve(
        order,
        parts=own,
        metadata=Metadata({"another": "one"}),
        payments=(),
        received_minor=0,
        last_payment_at=None,
        confirmed_at=None,
        completed_at=None,
        surplus_refunded=0,
        reminders=7,
        notes=tuple([note for note in order.notes if note.part in known]),
        facts=(),
    )


@st.composite
def eventful(draw: DrawFn, rules: RuleBook | None = None, *, steps: int = 12) -> some.Life:
    """A life, with a note of every sort added, and whatever else can happen to it now happening at random."""
    book = draw(st.sampled_from((BUSY, BUSY, SIPOKO, None))) if rules is None else rules
    life = draw(some.lives(book))
    life = _lived(life, [*_notes(life.state), edit(PROPERTIES), edit_metadata({"colour": "red"}, "p1")])
    for _ in range(draw(_STEPS) % (steps + 1)):
        life = evolve(life, now=utc(life.now + draw(_AWAY)))
        if draw(_ONE_IN_THREE) == 0:
            life = _told(life, draw(_PLACE))
        else:
            commands = _commands(life.state, life.now)
            life = _lived(life, [commands[draw(_PLACE) % len(commands)]])
    return life


_STEPS = st.integers(0, 63)
_PLACE = st.integers(0, 255)
_ONE_IN_THREE = st.integers(0, 2)
_AWAY = st.sampled_from((timedelta(), timedelta(minutes=1), timedelta(hours=20), timedelta(days=3)))


def _notes(order: Order) -> list[OrderCommand]:
    parts = [None, *[part.id for part in order.parts]]
    return [
        write(f"note {visibility.value} of {part}", visibility, part, f"n.{part}.{visibility.value}")
        for part in parts
        for visibility in Visibility
    ]


def _commands(order: Order, now: DateTime) -> list[OrderCommand]:
    """What could be asked now, whether it fits or not."""
    found: list[OrderCommand] = [remind(), fire(), edit(Properties(tags=("gift",))), edit(PROPERTIES)]
    for part in order.parts:
        found += [hold(part.id), release(part.id), vacation(now, utc(now + timedelta(days=2)), part.id)]
        found += [ask(part.id, "I found a cheaper one"), withdraw(part.id), cancel(part.id)]
        for dispatch in part.dispatches:
            found += [correct(part.id, dispatch=dispatch.id), deliver(part.id, dispatch.id)]
            found += [lose(part.id, dispatch.id), send_back(part.id, dispatch.id), collect(part.id, dispatch.id)]
    return [*found, erase()]


def _lived(life: some.Life, commands: list[OrderCommand]) -> some.Life:
    """The life after those of the commands that were accepted, each asked by who may, or by the buyer."""
    state, history = life.state, life.history
    for command in commands:
        actor: Actor = entitled(state, command)
        ctx = orders.Context(now=life.now, actor=actor, policy=life.rules.orders)
        outcome = orders.execute(state, command, ctx)
        if not isinstance(outcome, Done) and not isinstance(actor, Buyer):
            outcome = orders.execute(state, command, evolve(ctx, actor=OPERATOR))
        if isinstance(outcome, Done):
            state, history = outcome.state, history + outcome.events
    return evolve(life, state=state, history=history)


def _told(life: some.Life, place: int) -> some.Life:
    """The life after something was told of one of its parts."""
    part = life.state.parts[place % len(life.state.parts)].id
    name = f"g{len(life.history)}"
    facts: tuple[OrderFact, ...] = (
        charged_back(part, name, name),
        refund_opened(part, name, name),
        orders.PayoutRequested(id=FactId(name), part=PartId(part), payout=PayoutId("w1"), at=life.now),
        orders.PayoutPaid(id=FactId(name), part=PartId(part), payout=PayoutId("w1"), at=life.now),
    )
    done = orders.record(life.state, facts[place % len(facts)])
    return evolve(life, state=done.state, history=life.history + done.events)


def personal(value: object) -> Iterator[object]:
    """Everything personal that a value holds in the end, but for tombstones."""
    if isinstance(value, Personal):
        held = cast("Personal[object]", value).value
        if held is not None:
            yield held
    elif isinstance(value, tuple):
        for inside in cast("tuple[object, ...]", value):
            yield from personal(inside)
    elif attrs.has(type(value)):
        for inside in vars(value).values():
            yield from personal(inside)
