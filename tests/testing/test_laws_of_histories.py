"""Laws of histories and of money fail where something is lost, invented, edited, miscounted or remembered."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest

from mpcore import orders
from mpcore.kernel import Personal, changed
from mpcore.orders import (
    NoteAdded,
    Order,
    OrderCompleted,
    OrderEvent,
    PartStage,
    PaymentStage,
    PersonalDataErased,
    Properties,
    RefundSettled,
    Tax,
)
from mpcore.testing import laws
from tests.orders.say import (
    all_of,
    ask,
    authorise,
    chargeback_lost,
    edit,
    erase,
    refund_settled,
    write,
)
from tests.testing.breaking import CONFIRMED, DONE, NEW, PAID, SHIPPED, with_line, with_part


def test_told_sees_a_history_that_gives_another_present() -> None:
    laws.told(PAID.history, PAID.state)
    with pytest.raises(AssertionError, match="the history gives"):
        laws.told(PAID.history[:-1], PAID.state)


ADA = Properties(email=Personal("ada@example.org"))
PERSONAL = CONFIRMED.after(edit(ADA), write("ring twice"), ask(reason="too big"))
"""An order with something personal in every place that commands can put it."""


def test_forgotten_holds_of_what_was_forgotten_and_what_was_not() -> None:
    for story in (NEW, PAID, DONE, PERSONAL, SHIPPED.after(erase()), SHIPPED.after(write("hello"), erase())):
        laws.forgotten(story.history, story.state)


def test_forgotten_sees_a_history_that_remembers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "forget", tuple)
    with pytest.raises(AssertionError, match="something personal was not forgotten"):
        laws.forgotten(PERSONAL.history, PERSONAL.state)


def test_forgotten_sees_a_history_that_forgets_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(history: Iterable[OrderEvent]) -> tuple[OrderEvent, ...]:
        return tuple([event for event in history if not isinstance(event, NoteAdded)])

    monkeypatch.setattr(orders, "forget", careless)
    with pytest.raises(AssertionError, match="once forgotten, the history gives"):
        laws.forgotten(PERSONAL.history, PERSONAL.state)


def test_forgotten_sees_an_order_that_remembers(monkeypatch: pytest.MonkeyPatch) -> None:
    known = PERSONAL.state

    def remembering(order: Order, *events: OrderEvent) -> Order:
        return changed(order, erased_at=events[-1].at) if isinstance(events[-1], PersonalDataErased) else order

    def replaying(_: Iterable[OrderEvent]) -> Order:
        return changed(known, erased_at=known.placed_at)

    monkeypatch.setattr(orders, "evolve", remembering)
    with pytest.raises(AssertionError, match="once forgotten, the history gives"):
        laws.forgotten(PERSONAL.history, known)
    monkeypatch.setattr(orders, "replay", replaying)
    with pytest.raises(AssertionError, match="something personal was not forgotten"):
        laws.forgotten(PERSONAL.history, known)


TAX = Tax(rate_id="FR-20", rate=Decimal(20), amount=1, inclusive=True)
EDITED: dict[str, object] = {
    "id": "p1.l9",
    "listing": "another",
    "variant": "red",
    "title": "another thing",
    "quantity": 3,
    "unit_price": 999,
    "goods": 1999,
    "taxes": (TAX,),
    "discounts": (orders.Discount(amount=1, funder=orders.Funder.VENDOR),),
    "shipping": 1,
    "total": 1999,
}


@pytest.mark.rule("T16")
@pytest.mark.parametrize("name", EDITED)
def test_unedited_sees_a_line_that_was_edited(name: str) -> None:
    laws.unedited(SHIPPED.history, SHIPPED.state)
    with pytest.raises(AssertionError, match="the lines that were bought are others now"):
        laws.unedited(SHIPPED.history, with_line(SHIPPED.state, **{name: EDITED[name]}))


@pytest.mark.rule("T16")
def test_unedited_sees_lines_that_were_added_taken_away_or_swapped() -> None:
    lines = PAID.state.parts[0].lines
    for others in (lines[:1], (*lines, changed(lines[0], id="p1.l3")), lines[::-1]):
        with pytest.raises(AssertionError, match="the lines that were bought are others now"):
            laws.unedited(PAID.history, with_part(PAID.state, lines=others))
    with pytest.raises(AssertionError, match="the lines that were bought are others now"):
        laws.unedited(PAID.history, changed(PAID.state, parts=PAID.state.parts[:1]))


MONEY: dict[str, tuple[Order, str]] = {
    "paid twice": (with_part(PAID.state, paid=4001), "paid: 8001 is not"),
    "paid before it was": (changed(PAID.state, confirmed_at=None), "paid, while nothing is confirmed"),
    "more back than paid": (with_part(PAID.state, refunded=4001), "what went back"),
    "released too much": (with_part(PAID.state, released=4001), "what was released"),
    "owed for what is cancelled": (with_part(PAID.state, stage=PartStage.CANCELLED), "what is owed for p1"),
}


@pytest.mark.parametrize("case", MONEY)
def test_conserved_sees_money_without_a_home(case: str) -> None:
    order, words = MONEY[case]
    with pytest.raises(AssertionError, match=words):
        laws.conserved(order)


COUNTS: dict[str, tuple[Order, str]] = {
    "received": (changed(SHIPPED.state, received_minor=1), "received: 1 is not 8000"),
    "last payment": (changed(SHIPPED.state, last_payment_at=None), "the last payment"),
    "part total": (with_part(SHIPPED.state, total=1), "the total of p1"),
    "line total": (with_line(SHIPPED.state, total=1), "the total of p1"),
    "goods": (with_line(SHIPPED.state, goods=1), "the goods of p1.l1"),
    "shipped": (with_line(SHIPPED.state, shipped=1), "the units shipped of p1.l1"),
    "cancelled": (with_line(SHIPPED.state, cancelled=1), "the units cancelled of p1.l1"),
    "released": (with_part(SHIPPED.state, released=1), "what was released of p1"),
    "refunded": (with_part(SHIPPED.state, refunded=1), "what went back for p1"),
}


@pytest.mark.parametrize("case", COUNTS)
def test_counted_sees_a_running_count_that_is_off(case: str) -> None:
    order, words = COUNTS[case]
    laws.counted(SHIPPED.history, SHIPPED.state)
    with pytest.raises(AssertionError, match=words):
        laws.counted(SHIPPED.history, order)


def test_counted_sees_a_fact_that_was_lost() -> None:
    story = PAID.told(refund_settled("p1", all_of(PAID.state, "p1")[:1]))
    assert isinstance(story.events[0], RefundSettled)
    with pytest.raises(AssertionError, match="the number of facts"):
        laws.counted(story.history, changed(story.state, facts=()))


def test_counted_counts_what_came_in_and_nothing_else() -> None:
    promised = NEW.after(authorise("80.00"))
    laws.counted(promised.history, promised.state)
    (payment,) = promised.state.payments
    received = changed(promised.state, payments=(changed(payment, stage=PaymentStage.RECEIVED),))
    with pytest.raises(AssertionError, match="received: 0 is not 8000"):
        laws.counted(promised.history, received)


def test_counted_counts_a_chargeback_that_was_lost_as_gone_back() -> None:
    story = PAID.told(chargeback_lost("p1", all_of(PAID.state, "p1")))
    laws.counted(story.history, story.state)
    part = story.state.parts[0]
    for wrong in (with_part(story.state, refunded=0), with_line(story.state, refunded=None)):
        with pytest.raises(AssertionError, match=f"what went back .*{part.id}"):
            laws.counted(story.history, wrong)


def test_announced_sees_a_completion_that_nobody_was_told_of() -> None:
    quiet = [event for event in DONE.history if not isinstance(event, OrderCompleted)]
    with pytest.raises(AssertionError, match="nobody was told"):
        laws.announced(orders.replay(quiet))


def test_a_law_says_what_was_asked_of_what() -> None:
    broken = changed(PAID.state, confirmed_at=None)
    with pytest.raises(AssertionError) as caught:
        laws.conserved(broken)
    assert "Order(" in str(caught.value)
    assert "id='p2'" in str(caught.value)
