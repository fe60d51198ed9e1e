"""Notes: vendors write about their own current parts, and say so where the buyer is to read them (U4)."""

from __future__ import annotations

import pytest
from attrs import evolve

from mpcore import orders
from mpcore.kernel import (
    BrokenHistoryError,
    IdTaken,
    MalformedError,
    MissingScope,
    NoteId,
    NotFound,
    PartId,
    Personal,
    Scope,
    utc,
)
from mpcore.orders import (
    Author,
    Note,
    NoteAdded,
    NotesClosed,
    NoticeKind,
    Recipient,
    Visibility,
    notices,
)
from mpcore.presets import PLAIN
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from tests.orders.say import ask, cancel, charged_back, complete, hold, pay, refund_opened, ship, write

NOTE = Scope("orders.note")
STORY = Scenario(placed("v1", "v2")).after(pay("80.00"))
VENDOR = vendor_member("v1")
LATER = PLAIN.what_if({"orders.notes_on_closed": True})


@pytest.mark.rule("U4")
@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.CUSTOMER])
def test_a_vendor_writes_about_its_own_part(visibility: Visibility) -> None:
    story = STORY.when(write("it is blue", visibility), actor=VENDOR, now=PLACED_AT)
    note = Note(
        id=NoteId("n1"),
        part=PartId("p1"),
        visibility=visibility,
        author=Author.VENDOR,
        text=Personal("it is blue"),
        at=utc(PLACED_AT),
    )
    story.then(NoteAdded(note))
    assert story.state.notes == (note,)


@pytest.mark.rule("U4")
def test_a_note_is_private_unless_something_else_is_said() -> None:
    note = orders.AddNote(order=STORY.state.id, note=NoteId("n1"), text=Personal("hello"), part=PartId("p1"))
    assert note.visibility is Visibility.PRIVATE


@pytest.mark.rule("U4")
def test_the_buyer_is_told_of_what_was_written_to_the_buyer_and_of_nothing_else() -> None:
    seen: dict[Visibility, list[tuple[NoticeKind, Recipient, str | None]]] = {}
    for visibility in Visibility:
        story = STORY.when(write("hello", visibility), actor=OPERATOR)
        seen[visibility] = [
            (notice.kind, notice.to, notice.note) for notice in notices(story.state, story.events, PLAIN.orders)
        ]
    assert seen == {
        Visibility.PRIVATE: [],
        Visibility.CUSTOMER: [(NoticeKind.NOTE, Recipient.BUYER, "n1")],
        Visibility.OPERATOR: [],
    }


@pytest.mark.rule("U4")
def test_a_vendor_writes_nothing_that_only_operators_read() -> None:
    STORY.when(write(visibility=Visibility.OPERATOR), actor=VENDOR).refused(MissingScope(scope=NOTE, at="visibility"))
    STORY.when(write(visibility=Visibility.OPERATOR), actor=OPERATOR).then(NoteAdded)


@pytest.mark.rule("U4")
def test_a_vendor_writes_about_no_other_part_and_not_about_the_order() -> None:
    STORY.when(write(part="p2"), actor=VENDOR).refused(NotFound(thing="part", id="p2", at="part"))
    STORY.when(write(part="p9"), actor=VENDOR).refused(NotFound(thing="part", id="p9", at="part"))
    STORY.when(write(part=None), actor=VENDOR).refused(MissingScope(scope=NOTE, at="part"))
    STORY.when(write(part="p2"), actor=vendor_member("v2")).then(NoteAdded)


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("part", ["p1", None])
def test_an_operator_writes_about_anything_for_anybody(visibility: Visibility, part: str | None) -> None:
    story = STORY.when(write(visibility=visibility, part=part), actor=OPERATOR).then(NoteAdded)
    (note,) = story.state.notes
    assert (note.author, note.part, note.visibility) == (Author.OPERATOR, part, visibility)


def test_nobody_writes_about_a_part_there_is_not() -> None:
    STORY.when(write(part="p9"), actor=OPERATOR).refused(NotFound(thing="part", id="p9", at="part"))


def test_nobody_else_writes() -> None:
    for actor in (SYSTEM, STORY.state.buyer, vendor_member("v1", Scope("orders.ship"))):
        STORY.when(write(), actor=actor).refused(MissingScope(scope=NOTE))
    STORY.when(write(), actor=vendor_member("v3")).refused(NotFound(thing="order", id="o1"))


@pytest.mark.rule("U4")
@pytest.mark.parametrize("how", ["completed", "cancelled"])
def test_vendors_write_about_current_parts_only_unless_the_marketplace_says_otherwise(how: str) -> None:
    for rules, expected in ((PLAIN, NotesClosed), (LATER, None)):
        story = Scenario(placed("v1", "v2", rules=rules), rules).after(pay("80.00"))
        story.when(write(), actor=VENDOR).then(NoteAdded)
        closed = story.after(ship(), complete()) if how == "completed" else story.after(cancel())
        again = closed.when(write(), actor=VENDOR)
        if expected is None:
            again.then(NoteAdded)
        else:
            again.refused(NotesClosed(order=story.state.id, part=PartId("p1")))
        closed.when(write(part="p2"), actor=vendor_member("v2")).then(NoteAdded)
        closed.when(write(), actor=OPERATOR).then(NoteAdded)


@pytest.mark.rule("U4")
def test_every_part_that_is_under_way_is_current() -> None:
    rules = PLAIN.what_if({"orders.requests": orders.CancellationRequests()})
    unpaid = Scenario(placed("v1", rules=rules), rules)
    paid = unpaid.after(pay("40.00"))
    current = (
        unpaid,
        paid,
        paid.after(hold()),
        paid.after(ask()),
        paid.after(ship()),
        paid.told(refund_opened()),
        paid.told(charged_back()),
    )
    for story in current:
        story.when(write(), actor=VENDOR).then(NoteAdded)


def test_a_repeated_note_changes_nothing_and_another_under_its_id_is_refused() -> None:
    story = STORY.after(write("hello"), actor=VENDOR)
    story.when(write("hello"), actor=VENDOR).then()
    taken = IdTaken(thing="note", id="n1", at="note")
    story.when(write("bye"), actor=VENDOR).refused(taken)
    story.when(write("hello", Visibility.CUSTOMER), actor=VENDOR).refused(taken)
    story.when(write("hello"), actor=OPERATOR).refused(taken)
    story.when(write("hello", part="p2"), actor=OPERATOR).refused(taken)
    story.when(write("hello", part=None), actor=OPERATOR).refused(taken)
    story.when(write("hello", note="n2"), actor=VENDOR).then(NoteAdded)


def test_a_repeat_is_harmless_though_the_part_was_closed_meanwhile() -> None:
    story = STORY.after(write("hello"), actor=VENDOR).after(ship(), complete())
    story.when(write("hello"), actor=VENDOR).then()
    story.when(write("hello", note="n2"), actor=VENDOR).refused(NotesClosed)


def test_notes_are_kept_whatever_the_order_they_came_in() -> None:
    first = STORY.after(write("one", note="n1"), now=PLACED_AT).after(write("two", note="n2"), now=PLACED_AT)
    second = STORY.after(write("two", note="n2"), now=PLACED_AT).after(write("one", note="n1"), now=PLACED_AT)
    assert first.state == second.state
    assert [note.id for note in first.state.notes] == ["n1", "n2"]


@pytest.mark.parametrize("text", ["", " \n\t", "x" * 10_001, "a\0b", "\ud800"])
def test_a_note_says_something(text: str) -> None:
    with pytest.raises(MalformedError) as caught:
        write(text)
    assert [fault.at for fault in caught.value.faults] == ["text"]
    assert write("x" * 10_000).text.value == "x" * 10_000


def test_a_note_without_text_or_without_its_wrapper_is_not_made() -> None:
    for text in (Personal[str](None), "bare"):
        with pytest.raises(MalformedError):
            evolve(write(), text=text)  # type: ignore[arg-type]


def test_a_history_that_adds_a_note_twice_or_to_nothing_is_broken() -> None:
    story = STORY.after(write())
    with pytest.raises(BrokenHistoryError, match="note n1 of order o1 is added twice"):
        orders.evolve(story.state, *story.events)
    (event,) = story.events
    assert isinstance(event, NoteAdded)
    with pytest.raises(BrokenHistoryError, match="order o1 has no part p9"):
        orders.evolve(STORY.state, NoteAdded(evolve(event.note, part=PartId("p9"))))
