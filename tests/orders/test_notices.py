"""Who is told what: the whole table, written out by hand (U1, U9, U15 to U17, T11, S29, X-W3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import permutations
from typing import get_args

import pytest
from attrs import evolve
from hypothesis import given
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import (
    ChargebackId,
    DispatchId,
    FactId,
    NoteId,
    OrderId,
    PartId,
    PaymentId,
    PayoutId,
    Personal,
    VendorId,
    utc,
)
from mpcore.orders import (
    DispatchKind,
    InvoiceRef,
    Notice,
    NoticeKind,
    NotifyWhen,
    Order,
    OrderEvent,
    OrderFact,
    OrderPlaced,
    OrderPolicy,
    Properties,
    Recipient,
    Silence,
    Tracking,
    TrackingCorrected,
    Visibility,
    notices,
)
from mpcore.presets import PLAIN
from mpcore.testing import PLACED_AT, Scenario, placed
from mpcore.testing import strategies as some
from tests.orders.say import (
    ORDER,
    TRACKING,
    all_of,
    answer,
    ask,
    authorise,
    cancel,
    cancel_lines,
    collect,
    complete,
    correct,
    decline,
    deliver,
    edit,
    edit_metadata,
    erase,
    fire,
    hold,
    lose,
    pay,
    refund_closed,
    refund_opened,
    refund_settled,
    release,
    remind,
    send_back,
    ship,
    units,
    vacation,
    withdraw,
    write,
)

RULES = PLAIN.what_if({"orders.requests": orders.CancellationRequests()})
GRANTING = PLAIN.what_if({"orders.requests": orders.CancellationRequests(silence=Silence.ACCEPTS)})
WHEN_PAID = PLAIN.what_if({"orders.notify_when": NotifyWhen.PAID})
OTHER = Tracking("JD014600009", "https://carrier.example/track?id=JD014600009")
LATE = utc(PLACED_AT + timedelta(days=30))

NEW = Scenario(placed("v1", "v2", rules=RULES), RULES)
PAID = NEW.after(pay("80.00"))


def with_pickup(story: Scenario) -> Scenario:
    """The same story of an order that its buyer may collect."""
    first, *rest = story.history
    assert isinstance(first, OrderPlaced)
    offered = tuple([evolve(part, pickup_offered=True) for part in first.parts])
    return evolve(story, history=(evolve(first, parts=offered), *rest))


def days_later(minutes: int) -> DateTime:
    return utc(PLACED_AT + timedelta(days=1, minutes=minutes))


def payout(kind: Callable[..., OrderFact], minutes: int) -> OrderFact:
    return kind(id=FactId(f"f{minutes}"), part=PartId("p1"), payout=PayoutId("out"), at=days_later(minutes))


def chargeback(kind: Callable[..., OrderFact], minutes: int, **rest: object) -> OrderFact:
    bank = ChargebackId("c1")
    return kind(id=FactId(f"f{minutes}"), part=PartId("p1"), chargeback=bank, at=days_later(minutes), **rest)


def with_facts(story: Scenario) -> Scenario:
    """Everything that other packages tell of `p1`, one after the other."""
    shares = all_of(story.state, "p1")
    facts = (
        refund_opened(fact="r1.open"),
        refund_closed(fact="r1.closed"),
        refund_settled("p1", shares[:1], refund="r2", fact="r2.settled"),
        payout(orders.PayoutRequested, 1),
        payout(orders.PayoutCancelled, 2),
        payout(orders.PayoutRequested, 3),
        payout(orders.PayoutPaid, 4),
        payout(orders.PayoutReversed, 5),
        chargeback(orders.ChargebackOpened, 6),
        chargeback(orders.ChargebackWon, 7),
        chargeback(orders.ChargebackLost, 8, shares=shares[1:]),
        orders.SurplusRefunded(id=FactId("f9"), amount=100, at=days_later(9)),
    )
    for fact in facts:
        story = story.told(fact)
    return story


PROMISED = NEW.after(authorise("10.00", "a1", PLACED_AT + timedelta(hours=1)), decline("a2"), remind())
BOTH_SENT = PAID.after(ship(kind=DispatchKind.UNTRACKED, liability_accepted=True), ship("p2", dispatch="d2"))
STORIES: dict[str, Scenario] = {
    "promised": PROMISED.after(fire(), now=LATE),
    "corrected, lost and found": PAID.after(ship(), correct(tracking=OTHER), lose(), deliver(), complete()),
    "came back": PAID.after(ship(), send_back()),
    "completed": BOTH_SENT.after(complete(), complete("p2")),
    "collected": with_pickup(PAID).after(ship(kind=DispatchKind.PICKUP), collect()),
    "missed": PAID.after(fire(), now=LATE),
    "held": PAID.after(hold(), release(), vacation(PLACED_AT)),
    "cancelled": PAID.after(cancel_lines("p1", ("p1.l1", 1)), cancel(), cancel("p2")),
    "withdrawn and declined": PAID.after(ask(), withdraw(), ask(), answer(accept=False)),
    "accepted": PAID.after(ask(), answer(accept=True)),
    "declined by silence": PAID.after(ask()).after(fire(), now=LATE),
    "accepted by silence": Scenario(placed("v1", "v2", rules=GRANTING), GRANTING)
    .after(pay("80.00"), ask())
    .after(fire(), now=LATE),
    "written about": PAID.after(*[write(visibility=each, note=each.value) for each in Visibility]),
    "edited while both wait": PAID.after(edit(Properties(tags=("gift",))), edit_metadata({"po": "1"})),
    "edited while one waits": PAID.after(ship(), edit(Properties(tags=("gift",)))),
    "edited while none waits": BOTH_SENT.after(edit(Properties(email=Personal("ada@example.org"))), erase()),
    "with facts": with_facts(PAID.after(pay("1.00", "m2"))),
}

SILENT = {""}
TABLE: dict[str, set[str]] = {
    # Placing and payment
    "OrderPlaced": {"new_order to v1 of p1, new_order to v2 of p2"},
    "PaymentRecorded": SILENT,
    "PaymentAuthorised": SILENT,
    "PaymentFailed": {"payment_failed to buyer"},
    "AuthorisationExpired": {"payment_failed to buyer"},
    "BuyerReminded": {"payment_reminder to buyer"},
    "PaymentConfirmed": {"paid to v1 of p1, paid to v2 of p2"},
    # Fulfilment
    "LinesShipped tracked": {"tracking to buyer of p1", "tracking to buyer of p2"},
    "LinesShipped untracked": SILENT,  # there is nothing to follow
    "LinesShipped pickup": {"ready_for_pickup to buyer of p1"},
    "TrackingCorrected": {"tracking to buyer of p1"},
    "DeliveryRecorded": SILENT,
    "CollectionRecorded": SILENT,
    "DispatchLost": {"lost to buyer of p1, lost to v1 of p1, lost to operator of p1"},
    "DispatchReturned": {"returned to buyer of p1, returned to v1 of p1"},
    "ShippingDeadlineMissed": {
        "deadline_missed to v1 of p1, deadline_missed to operator of p1",
        "deadline_missed to v2 of p2, deadline_missed to operator of p2",
    },
    "PartCompleted": SILENT,
    "OrderCompleted": {"order_completed to buyer"},
    # Holding
    "PartHeld": {"held to v1 of p1"},
    "PartReleased": {"released to v1 of p1"},
    "VacationRecorded": SILENT,
    # Cancelling
    "LinesCancelled": {"cancelled to buyer of p1, cancelled to v1 of p1"},
    "PartCancelled": {
        "cancelled to buyer of p1, cancelled to v1 of p1",
        "cancelled to buyer of p2, cancelled to v2 of p2",
    },
    "CancellationRequested": {"cancellation_requested to v1 of p1"},
    "CancellationWithdrawn": {"cancellation_withdrawn to v1 of p1"},
    "CancellationDeclined": {"cancellation_declined to buyer of p1"},
    "CancellationAccepted": {"cancellation_accepted to buyer of p1"},
    # Upkeep
    "NoteAdded customer": {"note to buyer of p1"},
    "NoteAdded private": SILENT,
    "NoteAdded operator": SILENT,
    "PropertiesEdited": {
        "properties_edited to v1 of p1, properties_edited to v2 of p2",
        "properties_edited to v2 of p2",
        "",  # nothing is left to ship
    },
    "MetadataEdited": SILENT,
    "PersonalDataErased": SILENT,
    # What other packages told
    "RefundOpened": SILENT,
    "RefundClosed": SILENT,
    "RefundSettled": SILENT,
    "PayoutRequested": SILENT,
    "PayoutCancelled": SILENT,
    "PayoutPaid": SILENT,
    "PayoutReversed": SILENT,
    "ChargebackOpened": {"chargeback_opened to v1 of p1, chargeback_opened to operator of p1"},
    "ChargebackWon": {"chargeback_won to v1 of p1, chargeback_won to operator of p1"},
    "ChargebackLost": {"chargeback_lost to v1 of p1, chargeback_lost to operator of p1"},
    "SurplusRefunded": SILENT,
}


def named(event: OrderEvent) -> str:
    """The event's class, and of which kind it is where kinds are told differently."""
    match event:
        case orders.NoteAdded(note):
            return f"NoteAdded {note.visibility.value}"
        case orders.LinesShipped(_, dispatch):
            return f"LinesShipped {dispatch.kind.value}"
        case _:
            return type(event).__name__


def in_words(told: tuple[Notice, ...]) -> str:
    words: list[str] = []
    for notice in told:
        to = notice.to.value if notice.vendor is None else notice.vendor
        words.append(f"{notice.kind.value} to {to}" + ("" if notice.part is None else f" of {notice.part}"))
    return ", ".join(words)


def one_by_one(story: Scenario, policy: OrderPolicy | None = None) -> Iterator[tuple[OrderEvent, tuple[Notice, ...]]]:
    """Each event with its notices, as of the order just after it."""
    for length in range(1, len(story.history) + 1):
        yield (
            story.history[length - 1],
            notices(orders.replay(story.history[:length]), story.history[length - 1 : length], policy),
        )


def of_kind(story: Scenario, kind: NoticeKind) -> list[Notice]:
    """All notices of one kind in a story."""
    return [notice for _, told in one_by_one(story) for notice in told if notice.kind is kind]


# The table


def test_the_table_names_every_event_there_is() -> None:
    assert {name.split()[0] for name in TABLE} == {event.__name__ for event in get_args(OrderEvent)}


@pytest.mark.rule("U1", "T11", "S29", "U4")
def test_every_event_tells_whom_the_table_says() -> None:
    seen: dict[str, set[str]] = {}
    for story in STORIES.values():
        for event, told in one_by_one(story):
            seen.setdefault(named(event), set()).add(in_words(told))
    assert seen == TABLE


def test_every_kind_of_notice_is_sent_sometime() -> None:
    seen = {notice.kind for story in STORIES.values() for _, told in one_by_one(story) for notice in told}
    assert seen == set(NoticeKind)


def test_the_notices_of_several_events_are_those_of_each_in_turn() -> None:
    for story in STORIES.values():
        last = story.events
        assert [notice.kind for notice in notices(story.state, last)] == [
            notice.kind for event in last for notice in notices(story.state, (event,))
        ]
    assert notices(PAID.state, ()) == ()


# What stands in them


def test_what_a_vendor_needs_to_know_stands_in_its_notice() -> None:
    due_end = PAID.state.parts[0].due_end
    paid = notices(PAID.state, PAID.events)
    assert [notice.due_end for notice in paid] == [due_end, due_end]
    held = PAID.when(hold())
    released = held.when(release())
    assert notices(held.state, held.events)[0].at == held.clock
    assert [(n.at, n.due_end) for n in notices(released.state, released.events)] == [(released.clock, due_end)]
    missed = PAID.when(fire(), now=LATE)
    assert {(notice.part, notice.due_end) for notice in notices(missed.state, missed.events)} == {
        ("p1", due_end),
        ("p2", due_end),
    }
    edited = PAID.when(edit(Properties(tags=("gift",), note=Personal("ring twice"))))
    assert {notice.changed for notice in notices(edited.state, edited.events)} == {("note", "tags")}


@pytest.mark.rule("X-W3")
def test_a_vendor_is_told_by_when_to_answer() -> None:
    asked = PAID.when(ask(), now=PLACED_AT)
    (notice,) = notices(asked.state, asked.events)
    end = utc(PLACED_AT + timedelta(hours=48, microseconds=1))
    assert (notice.to, notice.vendor, notice.at, notice.due_end) == (Recipient.VENDOR, "v1", PLACED_AT, end)


def test_a_cancellation_names_the_units_that_are_not_sent() -> None:
    some_units = PAID.when(cancel_lines("p1", ("p1.l1", 1)))
    assert {notice.lines for notice in notices(some_units.state, some_units.events)} == {units(("p1.l1", 1))}
    rest = some_units.when(cancel())
    assert {notice.lines for notice in notices(rest.state, rest.events)} == {units(("p1.l1", 1), ("p1.l2", 2))}
    all_of_a_line = PAID.after(cancel_lines("p1", ("p1.l1", 2))).when(cancel())
    told = notices(all_of_a_line.state, all_of_a_line.events)
    assert {notice.lines for notice in told} == {units(("p1.l2", 2))}, "the first line was told of before"


def test_a_payment_that_did_not_come_is_named() -> None:
    failed, expired = of_kind(STORIES["promised"], NoticeKind.PAYMENT_FAILED)
    assert (failed.payment, expired.payment) == ("a2", "a1")


@pytest.mark.rule("U4")
def test_a_note_is_named_and_not_said() -> None:
    story = PAID.when(write("it is blue", Visibility.CUSTOMER, note="n7"))
    (notice,) = notices(story.state, story.events)
    assert (notice.to, notice.note, notice.part) == (Recipient.BUYER, "n7", "p1")
    assert "blue" not in repr(notice) + notice.key


# A vendor's own


@pytest.mark.rule("U1", "T11")
def test_a_vendor_is_told_of_its_own_part_and_of_nothing_else() -> None:
    for story in STORIES.values():
        for _, told in one_by_one(story):
            for notice in told:
                assert_own(story.state, notice)


def assert_own(order: Order, notice: Notice) -> None:
    """A vendor's notice has its vendor, that vendor's part, and lines and dispatches of that part; no one else's."""
    assert (notice.to is Recipient.VENDOR) is (notice.vendor is not None)
    if notice.vendor is None:
        return
    part = None if notice.part is None else order.part(notice.part)
    assert part is not None
    assert part.vendor == notice.vendor
    assert {wanted.line for wanted in notice.lines} <= {line.id for line in part.lines}
    assert notice.dispatch is None or notice.dispatch in {sent.id for sent in part.dispatches}
    assert (notice.invoices, notice.note, notice.payment, notice.tracking) == ((), None, None, None)


@given(some.lives())
def test_in_any_life_a_vendor_is_told_of_its_own_only(life: some.Life) -> None:
    told = notices(life.state, life.history, life.rules.orders)
    for notice in told:
        assert_own(life.state, notice)
    assert len([notice for notice in told if notice.kind is NoticeKind.ORDER_COMPLETED]) <= 1


# Keys


def test_every_message_of_a_story_has_a_key_of_its_own() -> None:
    for name, story in STORIES.items():
        keys = [notice.key for _, told in one_by_one(story) for notice in told]
        assert len(set(keys)) == len(keys), name


def test_a_key_is_the_same_whenever_the_event_is_worked_off() -> None:
    for story in STORIES.values():
        at_once = {notice.key for _, told in one_by_one(story) for notice in told}
        later = [notice.key for notice in notices(story.state, story.history)]
        assert set(later) <= at_once
        assert later == [notice.key for notice in notices(story.state, story.history)]


@pytest.mark.rule("U9", "S29")
def test_every_fact_that_tells_two_messages_apart_is_in_the_key() -> None:
    """Each of these differs from the first in one thing, and each is another message."""
    one = Notice(kind=NoticeKind.TRACKING, order=ORDER, to=Recipient.BUYER, part=PartId("p1"), tracking=TRACKING)
    others = (
        evolve(one, kind=NoticeKind.LOST),
        evolve(one, order=OrderId("o2")),
        evolve(one, to=Recipient.OPERATOR),
        evolve(one, vendor=VendorId("v1")),
        evolve(one, part=PartId("p2")),
        evolve(one, dispatch=DispatchId("d1")),
        evolve(one, tracking=OTHER),
        evolve(one, tracking=evolve(TRACKING, url=None)),
        evolve(one, note=NoteId("n1")),
        evolve(one, payment=PaymentId("m1")),
        evolve(one, at=LATE),
    )
    assert len({notice.key for notice in (one, *others)}) == 1 + len(others)


# Tracking


@pytest.mark.rule("U9", "S29")
def test_the_buyer_is_told_of_each_parcel_once_and_again_when_its_tracking_is_corrected() -> None:
    story = PAID.after(ship("p1", ("p1.l1", 2)), ship("p1", ("p1.l2", 2), dispatch="d2"))
    first, second = of_kind(story, NoticeKind.TRACKING)
    assert (first.dispatch, second.dispatch) == ("d1", "d2")
    assert (first.tracking, first.lines) == (TRACKING, units(("p1.l1", 2)))
    story = story.when(correct(tracking=OTHER)).then(TrackingCorrected)
    (corrected,) = notices(story.state, story.events)
    assert (corrected.kind, corrected.to, corrected.dispatch) == (NoticeKind.TRACKING, Recipient.BUYER, "d1")
    assert corrected.tracking == OTHER
    assert len({first.key, second.key, corrected.key}) == 3
    assert notices(story.state, story.when(correct(tracking=OTHER)).then().events) == ()


@pytest.mark.rule("S29")
def test_what_cannot_be_followed_is_not_told_of() -> None:
    untracked = PAID.when(ship(kind=DispatchKind.UNTRACKED, liability_accepted=True))
    assert notices(untracked.state, untracked.events) == ()
    tracked = PAID.when(ship())
    assert [notice.kind for notice in notices(tracked.state, tracked.events)] == [NoticeKind.TRACKING]


# New orders


@pytest.mark.rule("U1", "T11")
def test_vendors_hear_of_an_order_when_it_is_placed_or_when_it_is_paid() -> None:
    for rules, policy, at_once, when_paid in (
        (PLAIN, None, ["v1", "v2"], []),
        (PLAIN, PLAIN.orders, ["v1", "v2"], []),
        (WHEN_PAID, WHEN_PAID.orders, [], ["v1", "v2"]),
    ):
        story = Scenario(placed("v1", "v2", rules=rules), rules)
        assert new_orders(story.state, story.history, policy) == at_once
        short = story.when(pay("79.99"))
        assert new_orders(short.state, short.events, policy) == []
        paid = short.when(pay("0.01", "m2"))
        assert new_orders(paid.state, paid.events, policy) == when_paid
        assert sorted(new_orders(paid.state, paid.history, policy)) == ["v1", "v2"], "once in all"
        more = paid.when(pay("5.00", "m3"))
        assert new_orders(more.state, more.events, policy) == []


def new_orders(order: Order, events: tuple[OrderEvent, ...], policy: OrderPolicy | None) -> list[str]:
    return [str(notice.vendor) for notice in notices(order, events, policy) if notice.kind is NoticeKind.NEW_ORDER]


def test_an_order_that_costs_nothing_is_told_of_once_however_the_marketplace_does_it() -> None:
    for rules in (PLAIN, WHEN_PAID):
        history = placed("v1", price="0.00", rules=rules)
        told = notices(orders.replay(history), history, rules.orders)
        assert [notice.kind for notice in told] == [NoticeKind.NEW_ORDER, NoticeKind.PAID]


@pytest.mark.rule("U1")
def test_where_vendors_hear_of_what_is_paid_they_hear_nothing_of_what_was_cancelled_before() -> None:
    story = Scenario(placed("v1", "v2", rules=WHEN_PAID), WHEN_PAID).after(cancel("p1")).when(pay("40.00"))
    assert new_orders(story.state, story.events, WHEN_PAID.orders) == ["v2"]


# Completion


@pytest.mark.rule("U15")
def test_the_buyer_of_one_vendor_is_told_at_once() -> None:
    story = Scenario(placed("v1")).after(pay("40.00"), ship()).when(complete())
    (notice,) = notices(story.state, story.events)
    assert (notice.kind, notice.to, notice.part) == (NoticeKind.ORDER_COMPLETED, Recipient.BUYER, None)
    assert notice.invoices == (InvoiceRef(ORDER, PartId("p1")),)


def test_the_completion_has_one_key_whatever_it_names() -> None:
    one = Notice(kind=NoticeKind.ORDER_COMPLETED, order=ORDER, to=Recipient.BUYER)
    assert evolve(one, invoices=(InvoiceRef(ORDER, PartId("p1")),)).key == one.key


THREE = Scenario(placed("v1", "v2", "v3")).after(pay("120.00"))
READY = THREE.after(ship("p1"), ship("p2", dispatch="d2"), ship("p3", dispatch="d3"))


@pytest.mark.rule("U16", "U17")
@pytest.mark.parametrize("order", list(permutations(["p1", "p2", "p3"])), ids="".join)
def test_in_whatever_order_three_vendors_are_done_the_buyer_is_told_once(order: tuple[str, ...]) -> None:
    story = READY.after(*[complete(part) for part in order[:2]])
    assert of_kind(story, NoticeKind.ORDER_COMPLETED) == []
    story = story.after(complete(order[2]), deliver(), edit(Properties(tags=("gift",))))
    story = story.told(refund_settled("p1", all_of(story.state, "p1")))
    (notice,) = of_kind(story, NoticeKind.ORDER_COMPLETED)
    assert notice.to is Recipient.BUYER
    assert notice.invoices == tuple([InvoiceRef(ORDER, PartId(part)) for part in ("p1", "p2", "p3")])


def complete_p1(story: Scenario) -> Scenario:
    return story.after(complete("p1"), now=LATE)


def complete_p2(story: Scenario) -> Scenario:
    return story.after(complete("p2"), now=LATE)


def cancel_p3(story: Scenario) -> Scenario:
    return story.after(cancel("p3"), now=LATE)


def pay_back_p2(story: Scenario) -> Scenario:
    return story.told(refund_settled("p2", all_of(story.state, "p2"), refund="r7", fact="f7"))


@pytest.mark.rule("U16", "U17")
@pytest.mark.parametrize("steps", list(permutations([complete_p1, complete_p2, cancel_p3])))
def test_a_part_that_is_cancelled_keeps_nobody_waiting(steps: tuple[Callable[[Scenario], Scenario], ...]) -> None:
    story = THREE.after(ship("p1"), ship("p2", dispatch="d2"))
    for step in steps[:2]:
        story = step(story)
    assert of_kind(story, NoticeKind.ORDER_COMPLETED) == []
    (notice,) = of_kind(steps[2](story), NoticeKind.ORDER_COMPLETED)
    assert notice.invoices == (InvoiceRef(ORDER, PartId("p1")), InvoiceRef(ORDER, PartId("p2")))


@pytest.mark.rule("U16", "U17")
@pytest.mark.parametrize("steps", list(permutations([complete_p1, pay_back_p2, cancel_p3])))
def test_a_part_that_is_paid_back_keeps_nobody_waiting(steps: tuple[Callable[[Scenario], Scenario], ...]) -> None:
    story = THREE.after(ship("p1"), ship("p2", dispatch="d2"))
    for step in steps[:2]:
        story = step(story)
    assert of_kind(story, NoticeKind.ORDER_COMPLETED) == []
    (notice,) = of_kind(steps[2](story), NoticeKind.ORDER_COMPLETED)
    assert notice.invoices == (InvoiceRef(ORDER, PartId("p1")),)


@pytest.mark.rule("U16")
@pytest.mark.parametrize("order", list(permutations(["p1", "p2", "p3"])), ids="".join)
def test_where_nothing_was_completed_nobody_is_told_that_it_was(order: tuple[str, ...]) -> None:
    story = THREE.after(*[cancel(part) for part in order])
    assert of_kind(story, NoticeKind.ORDER_COMPLETED) == []
