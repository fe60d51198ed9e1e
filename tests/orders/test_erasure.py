"""Whoever bought can be forgotten: tombstones everywhere, a history that replays, and nothing said by accident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import pytest
from attrs import evolve, fields, has

from mpcore import orders, wire
from mpcore.kernel import (
    Actor,
    BrokenHistoryError,
    Buyer,
    BuyerId,
    IdTaken,
    MalformedError,
    Metadata,
    MissingScope,
    NotFound,
    OrderId,
    Personal,
    PolicyMismatchError,
    Refused,
    utc,
)
from mpcore.orders import (
    Address,
    Context,
    NoteAdded,
    Order,
    PersonalDataErased,
    PersonalDataNeeded,
    Properties,
    PropertiesEdited,
    Visibility,
    forget,
    notices,
    options,
    replay,
)
from mpcore.presets import PLAIN, SIPOKO
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from mpcore.testing.strategies import strangers
from tests.orders.say import (
    answer,
    ask,
    cancel,
    complete,
    deliver,
    edit,
    erase,
    hold,
    one_of_each,
    pay,
    refund_opened,
    ship,
    write,
)

RULES = PLAIN.what_if({"orders.requests": orders.CancellationRequests(), "orders.notes_on_closed": True})
MARK = "SECRET"
"""Stands in everything personal, and in nothing else."""
ADDRESS = Personal(
    Address(
        name="SECRET-NAME",
        lines=("SECRET-STREET", "SECRET-FLOOR"),
        postal_code="SECRET-CODE",
        city="SECRET-CITY",
        region="SECRET-REGION",
        country="FR",
    )
)
PROPERTIES = Properties(
    email=Personal("SECRET-EMAIL@example.org"),
    phone=Personal("SECRET-PHONE"),
    note=Personal("SECRET-NOTE"),
    shipping_address=ADDRESS,
    buyer_accepts_marketing=True,
    tags=("gift",),
    metafields=Metadata({"erp": "4711"}),
)
OTHER = evolve(PROPERTIES, email=Personal("SECRET-OTHER@example.org"), note=None)

_PLACED = Scenario(placed("v1", "v2", "v3", rules=RULES), RULES)
_WAITING = (
    _PLACED.after(edit(PROPERTIES), pay("120.00"))
    .after(write("SECRET-TO-OURSELVES", part="p1", note="n1"), actor=vendor_member("v1"))
    .after(write("SECRET-TO-THE-BUYER", Visibility.CUSTOMER, "p2", note="n2"), actor=vendor_member("v2"))
    .after(write("SECRET-AMONG-OPERATORS", Visibility.OPERATOR, None, note="n3"))
    .after(ask("p2", "SECRET-REASON"))
)
"""Personal data everywhere but in a dispatch; a part with an open request, and everything to ship."""
RICH = _WAITING.after(ship("p1", ("p1.l1", 2)), edit(OTHER), ask("p3", "SECRET-REASON-TOO"))
"""As rich, and a part is on its way."""
DONE = RICH.after(answer("p2", accept=True), answer("p3", accept=False)).after(
    ship("p1", ("p1.l2", 2), dispatch="d2"), ship("p3", dispatch="d3"), deliver(), complete()
)
"""Nothing is left to ship."""


def personal(value: object) -> Iterator[Personal[object]]:
    """Everything personal in a value, however deep."""
    if isinstance(value, Personal):
        yield cast("Personal[object]", value)
    elif isinstance(value, tuple):
        for one in cast("tuple[object, ...]", value):
            yield from personal(one)
    elif has(type(value)):
        for name in vars(value):
            yield from personal(getattr(value, name))


def everything_said(story: Scenario, command: orders.OrderCommand, actor: Actor) -> Iterator[str]:
    """All texts that can be made of what comes of a command, but for the wire format of the order itself."""
    order = story.state
    ctx = Context(now=PLACED_AT + timedelta(hours=9), actor=actor, policy=RULES.orders)
    decision = orders.decide(order, command, ctx)
    outcome = orders.execute(order, command, ctx)
    yield from (repr(decision), str(decision), repr(outcome), str(outcome), repr(command), str(command))
    if isinstance(outcome, Refused):
        yield repr(wire.problem(outcome))
        for reason in outcome.reasons:
            yield from (str(reason), repr(reason))
            yield from [str(getattr(reason, field.name)) for field in fields(type(reason))]
        return
    for notice in notices(outcome.state, outcome.events, RULES.orders):
        yield from (repr(notice), notice.key, wire.dumps(notice))


def test_the_sentinels_stand_where_personal_data_can_stand() -> None:
    """Or else looking for them would find nothing wherever it looks."""
    seen = {str(one.value) for one in personal(RICH.state)} | {str(one.value) for one in personal(RICH.history)}
    assert len(seen) == 10
    assert all(MARK in text for text in seen)
    assert MARK in wire.dumps(RICH.state)
    kinds = {cls: [field.name for field in fields(cls) if "Personal" in str(field.type)] for cls in _CLASSES}
    assert {cls.__name__: names for cls, names in kinds.items() if names} == {
        "Properties": ["email", "phone", "note", "shipping_address"],
        "Dispatch": ["address"],
        "Note": ["text"],
        "CancelRequest": ["reason"],
    }


_CLASSES: tuple[type, ...] = (
    orders.Order,
    orders.Part,
    orders.Line,
    orders.Dispatch,
    orders.Payment,
    orders.Note,
    orders.CancelRequest,
    orders.Properties,
    orders.Tracking,
    orders.Pauses,
)


# Erasing


def test_everything_personal_becomes_a_tombstone_and_nothing_else_changes() -> None:
    now = utc(PLACED_AT + timedelta(days=1))
    story = DONE.when(erase(), now=now).then(PersonalDataErased(now))
    before, after = DONE.state, story.state
    assert len(list(personal(after))) == len(list(personal(before))) == 11
    assert {one.value for one in personal(after)} == {None}
    assert MARK not in wire.dumps(after)
    assert after.erased_at == now
    assert (after.buyer, after.payments, after.facts, after.metadata) == (
        before.buyer,
        before.payments,
        before.facts,
        before.metadata,
    )
    assert [(part.stage, part.lines, part.paid, part.due_end) for part in after.parts] == [
        (part.stage, part.lines, part.paid, part.due_end) for part in before.parts
    ]
    assert (after.properties.tags, after.properties.metafields) == (("gift",), Metadata({"erp": "4711"}))
    assert [note.id for note in after.notes] == ["n1", "n2", "n3"]
    asked, request = before.parts[1].request, after.parts[1].request
    assert asked is not None
    assert request == evolve(asked, reason=Personal(None))


def test_a_history_that_forgot_leads_to_the_same_state() -> None:
    story = DONE.after(erase())
    forgotten = forget(story.history)
    assert MARK not in "".join([wire.dumps(event) for event in forgotten])
    assert len(forgotten) == len(story.history)
    assert [type(event) for event in forgotten] == [type(event) for event in story.history]
    assert replay(forgotten) == replay(story.history) == story.state
    assert forget(forgotten) == forgotten
    assert MARK in "".join([wire.dumps(event) for event in story.history]), "until it is stored in the old one's place"


def test_a_history_that_forgot_at_any_time_goes_on_as_the_other_does() -> None:
    for length in range(1, len(DONE.history) + 1):
        history = DONE.history[:length]
        assert replay(forget(history)) == wiped(replay(history))
        rest = DONE.history[length:]
        assert wiped(orders.evolve(replay(forget(history)), *rest)) == wiped(DONE.state)


def wiped(order: Order) -> Order:
    """The order as forgetting leaves it, but for the instant."""
    return evolve(orders.evolve(order, PersonalDataErased(PLACED_AT)), erased_at=order.erased_at)


def test_nobody_is_forgotten_before_the_goods_are_sent() -> None:
    needed = PersonalDataNeeded(order=RICH.state.id)
    for story in (_PLACED, _WAITING, RICH, _WAITING.after(hold("p1"))):
        story.when(erase()).refused(needed)
    almost = _WAITING.after(ship("p1"), cancel("p2"), ship("p3", ("p3.l1", 2), ("p3.l2", 1), dispatch="d3"))
    almost.when(erase()).refused(needed)
    almost.after(ship("p3", ("p3.l2", 1), dispatch="d4")).when(erase()).then(PersonalDataErased)


def test_whoever_cancelled_everything_is_forgotten_unpaid_or_paid() -> None:
    for story in (_PLACED.after(edit(PROPERTIES)), _WAITING):
        gone = story.after(cancel("p1"), cancel("p2"), cancel("p3"))
        assert {one.value for one in personal(gone.after(erase()).state)} == {None}


def test_where_nothing_personal_is_left_nothing_happens() -> None:
    story = DONE.after(erase())
    story.when(erase()).then()
    _PLACED.after(cancel("p1"), cancel("p2"), cancel("p3")).when(erase()).then()


def test_what_is_said_after_that_is_forgotten_once_more() -> None:
    story = (
        DONE.after(erase())
        .when(edit(Properties(email=Personal("SECRET-AGAIN"), shipping_address=Personal(None))))
        .then(PropertiesEdited)
    )
    story = story.when(write("SECRET-AGAIN", note="n9")).then(NoteAdded)
    assert story.state.erased_at is not None
    again = story.when(erase()).then(PersonalDataErased)
    assert {one.value for one in personal(again.state)} == {None}
    assert replay(forget(again.history)) == again.state
    again.when(write("SECRET-TO-OURSELVES", part="p1", note="n1")).refused(IdTaken(thing="note", id="n1", at="note"))


def test_operators_and_the_system_erase_and_nobody_else() -> None:
    for actor in (OPERATOR, SYSTEM):
        DONE.when(erase(), actor=actor).then(PersonalDataErased)
    for nobody in (vendor_member("v1"), DONE.state.buyer):
        DONE.when(erase(), actor=nobody).refused(MissingScope(scope=orders.ErasePersonalData.scope))
    DONE.when(erase(), actor=Buyer(BuyerId("bob"))).refused(NotFound)


def test_life_goes_on_after_that() -> None:
    story = DONE.after(erase()).when(complete("p3")).accepted().told(refund_opened("p1"))
    assert replay(forget(story.history)) == story.state


# Saying nothing by accident


ACTORS: tuple[Actor, ...] = (
    OPERATOR,
    SYSTEM,
    vendor_member("v1"),
    vendor_member("v2"),
    RICH.state.buyer,
    *strangers(RICH.state),
)
LOUD = (
    *one_of_each(),
    edit(evolve(OTHER, phone=Personal("SECRET-NEW"), shipping_address=evolve(ADDRESS, value=None))),
    edit(evolve(OTHER, shipping_address=Personal(Address(name="SECRET-NEW", lines=(), country="FR")))),
    write("SECRET-NEW", Visibility.CUSTOMER, note="n1"),
    write("SECRET-NEW", Visibility.CUSTOMER, note="n8"),
    write("SECRET-NEW", Visibility.OPERATOR, None, note="n8"),
    write("SECRET-NEW", part="p9", note="n8"),
    ask("p1", "SECRET-NEW"),
    ask("p2", "SECRET-NEW"),
    answer("p2", accept=True),
    answer("p2", accept=False),
    ship("p1", ("p1.l2", 2), dispatch="d2"),
    ship("p1", ("p1.l2", 9), dispatch="d2"),
    cancel("p2"),
)


@pytest.mark.parametrize("story", [_WAITING, RICH, DONE], ids=["waiting", "on its way", "done"])
@pytest.mark.parametrize("command", LOUD, ids=lambda command: type(command).__name__)
def test_no_answer_says_anything_personal(story: Scenario, command: orders.OrderCommand) -> None:
    for actor in ACTORS:
        for text in everything_said(story, command, actor):
            assert MARK not in text


@pytest.mark.parametrize("story", [_WAITING, RICH, DONE], ids=["waiting", "on its way", "done"])
def test_no_order_event_option_or_timer_says_anything_personal(story: Scenario) -> None:
    order = story.state
    said = [repr(order), str(order), repr(story.history), str(story.history), repr(story), f"{order.parts!r:.90000}"]
    for actor in ACTORS:
        ctx = Context(now=PLACED_AT, actor=actor, policy=RULES.orders)
        said += [repr(options(order, ctx)), repr(orders.due(order, ctx)), repr(ctx)]
    said += [repr(notice) + notice.key for notice in notices(order, story.history, RULES.orders)]
    assert len(said) > 30
    assert not [text for text in said if MARK in text]


def test_no_failure_says_anything_personal() -> None:
    order = RICH.state
    ctx = Context(now=PLACED_AT, actor=OPERATOR, policy=RULES.orders)
    said: list[str] = []
    with pytest.raises(MalformedError) as malformed:
        orders.decide(order, evolve(write("SECRET-NEW"), order=OrderId("o2")), ctx)
    with pytest.raises(PolicyMismatchError) as mismatch:
        orders.decide(order, edit(OTHER), evolve(ctx, policy=SIPOKO.orders))
    for event in RICH.history:
        if isinstance(event, NoteAdded | orders.CancellationRequested | orders.LinesShipped | orders.OrderPlaced):
            with pytest.raises(BrokenHistoryError) as broken:
                orders.evolve(order, event)
            said.append(str(broken.value))
    with pytest.raises(MalformedError) as bad_note:
        write(MARK * 10_000)
    said += [str(malformed.value), str(mismatch.value), str(bad_note.value)]
    assert len(said) == 10
    assert not [text for text in said if MARK in text]


def test_what_is_made_of_a_failed_story_says_nothing_personal_either() -> None:
    with pytest.raises(AssertionError) as failed:
        RICH.when(write("SECRET-NEW", note="n8")).refused(MissingScope)
    assert MARK not in str(failed.value)
