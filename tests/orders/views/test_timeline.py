"""What happened to an order, in the order in which it did; for others than operators, what `seen` shows them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from pendulum import DateTime

from mpcore.kernel import Actor, BrokenHistoryError, PartId, VendorMember, utc
from mpcore.orders import (
    NoteAdded,
    Order,
    OrderEvent,
    PaymentRecorded,
    Tracking,
)
from mpcore.orders.views import Entry, seen, timeline
from mpcore.orders.views.telling import SILENT
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from mpcore.testing import strategies as some
from tests.orders.say import complete, correct, deliver, edit_metadata, pay, ship, vacation
from tests.orders.views.eventful import PERSONAL, alone, eventful, staff

TWO = Scenario(placed("v1", "v2"))


def codes(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.said.code.removeprefix("orders.told_") for entry in entries]


def hours(count: int) -> DateTime:
    return utc(PLACED_AT + timedelta(hours=count))


def test_a_life_is_told_from_its_beginning_to_its_end() -> None:
    story = TWO.after(pay("80.00"), ship(), ship("p2", dispatch="d2"), deliver(), complete(), complete("p2"))
    told = timeline(story.history)
    assert codes(told) == [
        *("placed", "paid", "confirmed", "tracked", "tracked", "delivered", "completed", "completed", "order_completed")
    ]
    assert [(entry.part, entry.dispatch) for entry in told[3:6]] == [("p1", "d1"), ("p2", "d2"), ("p1", "d1")]
    assert [(entry.part, entry.dispatch) for entry in (told[0], told[2], told[6])] == [
        (None, None),
        (None, None),
        ("p1", None),
    ]
    assert told[0].at == PLACED_AT
    assert told == timeline(iter(story.history), story.state, OPERATOR)


def test_what_is_reported_late_stands_where_it_happened() -> None:
    story = TWO.after(pay("80.00", at=hours(1)), now=hours(1))
    story = story.after(ship(at=hours(2)), now=hours(2)).after(complete(), now=hours(5))
    story = story.after(deliver(at=hours(3)), now=hours(6))
    assert codes(timeline(story.history))[3:] == ["tracked", "delivered", "completed"]
    assert [entry.at for entry in timeline(story.history)][3:] == [hours(2), hours(3), hours(5)]


def test_what_happened_at_one_instant_stands_in_the_order_of_its_recording() -> None:
    story = TWO.after(pay("80.00"), ship(), ship("p2", dispatch="d2"), complete("p2"), complete(), now=PLACED_AT)
    told = timeline(story.history)
    assert [entry.part for entry in told] == [None, None, None, "p1", "p2", "p2", "p1", None]
    assert {entry.at for entry in told} == {PLACED_AT}


def test_a_correction_stands_where_it_was_recorded() -> None:
    story = TWO.after(pay("80.00", at=hours(1)), ship(at=hours(4)), now=hours(4))
    story = story.after(correct(tracking=Tracking("JD9", "https://c.example/JD9")), now=hours(5))
    story = story.after(deliver(at=hours(6)), now=hours(6)).after(ship("p2", dispatch="d2", at=hours(2)), now=hours(7))
    told = timeline(story.history)
    assert codes(told) == ["placed", "paid", "confirmed", "tracked", "tracked", "tracking_corrected", "delivered"]
    assert [entry.part for entry in told[3:5]] == ["p2", "p1"]
    assert told[5].at == hours(5)


def test_a_vacation_stands_where_it_begins_and_moves_nothing_else() -> None:
    story = TWO.after(pay("80.00", at=hours(1)), vacation(hours(48), hours(72)), ship(at=hours(2)), now=hours(2))
    story = story.after(correct(tracking=Tracking("JD9", "https://c.example/JD9")), now=hours(3))
    assert codes(timeline(story.history))[3:] == ["tracked", "tracking_corrected", "away"]


def test_a_stranger_reads_nothing() -> None:
    for stranger in some.strangers(TWO.state):
        assert timeline(TWO.history, TWO.state, stranger) == ()
        assert timeline(TWO.history, None, stranger) == ()


def test_a_history_that_cannot_have_happened_is_not_told() -> None:
    with pytest.raises(BrokenHistoryError):
        timeline(TWO.history[1:])


def test_a_vendor_reads_of_its_own_part_as_if_there_were_no_other() -> None:
    story = TWO.after(pay("80.00"), ship(), ship("p2", dispatch="d2"), complete("p2"), edit_metadata({"a": "b"}, "p1"))
    told = timeline(story.history, story.state, vendor_member("v1"))
    assert codes(told) == ["placed", "confirmed", "tracked"]
    assert not {"p2", "d2", "m1"} & set(repr(told).replace("'", " ").split())
    assert codes(timeline(story.history, None, vendor_member("v2"))) == ["placed", "confirmed", "tracked", "completed"]


@given(eventful())
def test_each_event_is_told_once_to_operators_in_time(life: some.Life) -> None:
    told = timeline(life.history, life.state, SYSTEM)
    assert len(told) == len([event for event in life.history if type(event) not in SILENT])
    instants = [entry.at for entry in told]
    assert instants == sorted(instants)
    assert told == timeline(life.history) == timeline(life.history, actor=OPERATOR)


def of_own(event: OrderEvent, order: Order, member: VendorMember) -> bool:
    """Whether an event is of the order as a whole, or of a part that the member may see."""
    name = event.note.part if isinstance(event, NoteAdded) else getattr(event, "part", None)
    part = None if name is None else order.part(PartId(name))
    return name is None or (part is not None and part in alone(order, member).parts)


@given(eventful())
def test_what_a_vendor_reads_does_not_change_when_other_parts_vanish(life: some.Life) -> None:
    order = life.state
    for member in staff(order):
        told = timeline(life.history, order, member)
        if seen(order, member, life.rules.orders) is None:
            assert told == ()
            continue
        without = [event for event in life.history if of_own(event, order, member)]
        assert timeline(without, alone(order, member), member) == told
        known = {part.id for part in alone(order, member).parts}
        assert {entry.part for entry in told} <= {None, *known}
        assert {entry.said.code for entry in told if entry.part is None} <= {
            *("orders.told_placed", "orders.told_placed_in_show"),
            *("orders.told_confirmed", "orders.told_properties", "orders.told_erased"),
        }


@given(eventful())
def test_the_timeline_tells_of_the_notes_and_the_payments_that_are_seen(life: some.Life) -> None:
    order = life.state
    readers: list[Actor] = [OPERATOR, order.buyer, *staff(order)]
    for actor in readers:
        known = seen(order, actor, life.rules.orders)
        told = timeline(life.history, order, actor)
        notes = {entry.said["note"] for entry in told if entry.said.code.startswith("orders.told_note")}
        payments = {entry.said["payment"] for entry in told if entry.said.code == "orders.told_paid"}
        assert notes == (set() if known is None else {note.id for note in known.notes})
        recorded = {event.payment.id for event in life.history if isinstance(event, PaymentRecorded)}
        assert payments == (set() if known is None else {each.id for each in known.payments} & recorded)


@given(eventful())
def test_nothing_personal_is_told(life: some.Life) -> None:
    told = timeline(life.history)
    said = repr(told) + "".join([str(entry.said) for entry in told])
    assert not any(text in said for text in (*PERSONAL, "note private of"))
