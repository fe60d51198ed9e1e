"""What other packages decided enters by `record`: once, without an actor, in any stage."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mpcore import orders
from mpcore.kernel import BrokenHistoryError, Done, FactId, PartId, PayoutId
from mpcore.orders import (
    OrderEvent,
    OrderPlaced,
    PartCompleted,
    PaymentConfirmed,
    PayoutCancelled,
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
    PayoutStage,
    RefundSettled,
    record,
    replay,
)
from mpcore.orders import (
    evolve as evolved,
)
from mpcore.testing import PLACED_AT, Scenario, placed
from mpcore.testing import strategies as some
from tests.orders.say import (
    all_of,
    cancel,
    cancel_lines,
    complete,
    pay,
    refund_closed,
    refund_opened,
    refund_settled,
    ship,
)

PAID = Scenario(placed("v1", "v2")).after(pay("80.00"))
QUIET = (
    OrderPlaced,
    RefundSettled,
    orders.BuyerReminded,  # by hand, it leaves nothing behind
    # Whatever comes later may take the place of these, or say it too.
    orders.PaymentAuthorised,
    orders.PaymentFailed,
    orders.AuthorisationExpired,
    orders.TrackingCorrected,
    orders.PartReleased,
    orders.VacationRecorded,
    orders.CancellationAccepted,
    orders.PropertiesEdited,
    orders.MetadataEdited,
    orders.PersonalDataErased,
)
"""Events without which a history may lead to the same order."""


def test_a_fact_that_is_told_again_changes_nothing() -> None:
    done = record(PAID.state, refund_opened())
    assert record(done.state, refund_opened()) == Done(done.state, ())


def test_a_known_fact_with_other_content_is_a_broken_history() -> None:
    story = PAID.told(refund_opened())
    with pytest.raises(BrokenHistoryError, match="fact f1 of order o1 is known with other content"):
        record(story.state, evolve(refund_opened(), refund=refund_closed().refund, part=PartId("p2")))


def test_a_fact_about_a_part_that_is_not_there_is_a_broken_history() -> None:
    with pytest.raises(BrokenHistoryError, match="no part p9"):
        record(PAID.state, refund_opened("p9"))


def test_open_refunds_are_kept_by_name() -> None:
    story = PAID.told(refund_opened(refund="r2")).told(refund_opened(refund="r1", fact="f2"))
    assert story.state.parts[0].open_refunds == ("r1", "r2")
    story = story.told(refund_closed(refund="r2", fact="f3"))
    assert story.state.parts[0].open_refunds == ("r1",)
    story = story.told(refund_settled("p1", all_of(story.state, "p1")[:1], fact="f4"))
    assert story.state.parts[0].open_refunds == ()
    assert story.state.parts[0].refunded == 2000


@pytest.mark.rule("00.1")
def test_facts_are_told_in_any_stage() -> None:
    for story in (PAID, PAID.after(ship(), complete("p1")), PAID.after(cancel("p1"))):
        cancelled = story.state.parts[0].cancelled_at is not None
        settled = refund_settled("p1", all_of(story.state, "p1"), of_cancellation=cancelled)
        story.told(refund_opened()).told(refund_closed()).told(settled)


def test_a_payout_goes_its_way() -> None:
    story = PAID.after(ship(), complete("p1"))
    stages: list[PayoutStage] = []
    told: tuple[type[PayoutRequested | PayoutCancelled | PayoutPaid | PayoutReversed], ...] = (
        PayoutRequested,
        PayoutCancelled,
        PayoutRequested,
        PayoutPaid,
        PayoutReversed,
    )
    for number, kind in enumerate(told):
        fact = kind(id=FactId(f"w{number}"), part=PartId("p1"), payout=PayoutId("w"), at=PLACED_AT)
        story = story.told(fact)
        stages.append(story.state.parts[0].payout)
    assert stages == [
        PayoutStage.REQUESTED,
        PayoutStage.NONE,
        PayoutStage.REQUESTED,
        PayoutStage.PAID,
        PayoutStage.REVERSED,
    ]


def test_a_line_does_not_get_back_more_than_it_cost() -> None:
    story = PAID.told(refund_settled("p1", all_of(PAID.state, "p1")))
    with pytest.raises(BrokenHistoryError, match="more than was paid"):
        record(story.state, refund_settled("p1", all_of(PAID.state, "p1")[:1], fact="f9"))


@pytest.mark.parametrize(
    "story",
    [Scenario(placed("v1")), Scenario(placed("v1")).after(cancel_lines("p1", ("p1.l1", 1)), pay("30.00"))],
    ids=["nothing was paid", "a line was cancelled before it was paid"],
)
def test_a_part_does_not_get_back_more_than_was_paid_for_it(story: Scenario) -> None:
    """What went back was held against the price of the line, so 40.00 could go back of 30.00."""
    with pytest.raises(BrokenHistoryError, match="more than was paid"):
        record(story.state, refund_settled("p1", all_of(story.state, "p1")))


def test_shares_of_another_shape_are_a_broken_history() -> None:
    """They ended in a `ValueError` from deep inside."""
    whole = all_of(PAID.state, "p1")[:1]
    half = tuple([evolve(share, goods=1000, total=1000) for share in whole])
    story = PAID.told(refund_settled("p1", half))
    odd = tuple([evolve(share, taxes=(0,)) for share in half])
    with pytest.raises(BrokenHistoryError, match="do not fit its components"):
        record(story.state, refund_settled("p1", odd, fact="f9"))


def test_a_history_begins_with_its_placing_and_has_it_once() -> None:
    with pytest.raises(BrokenHistoryError, match="this one with nothing"):
        replay(())
    with pytest.raises(BrokenHistoryError, match="this one with PaymentRecorded"):
        replay(PAID.history[1:])
    with pytest.raises(BrokenHistoryError, match="placed twice"):
        replay((*PAID.history, PAID.history[0]))


def test_what_cannot_have_happened_is_a_broken_history() -> None:
    completed = PAID.after(ship(), complete("p1"))
    shipped = PAID.after(ship())
    (done,) = PAID.after(ship()).when(complete("p1")).events
    recorded, confirmed = PAID.history[1:]
    broken: list[tuple[Scenario, OrderEvent, str]] = [
        (completed, done, "COMPLETED; PartCompleted cannot follow"),
        (PAID, recorded, "RECEIVED; PaymentRecorded cannot follow"),
        (PAID, confirmed, "confirmed twice"),
        (shipped, shipped.events[0], "sent off twice"),
        (PAID, PartCompleted(part=PartId("p9"), at=PLACED_AT), "no part p9"),
    ]
    for story, event, words in broken:
        with pytest.raises(BrokenHistoryError, match=words):
            evolved(story.state, event)
    assert isinstance(confirmed, PaymentConfirmed)


@given(some.histories(), st.data())
def test_a_history_with_an_event_missing_is_told_apart_or_gives_another_order(
    history: tuple[OrderEvent, ...], data: st.DataObject
) -> None:
    gap = data.draw(st.integers(0, len(history) - 1))
    rest = history[:gap] + history[gap + 1 :]
    try:
        order = replay(rest)
    except BrokenHistoryError:
        return
    whole = replay(history)
    quiet = isinstance(history[gap], QUIET)
    assert order != whole or quiet


def test_settled_refunds_leave_what_was_paid() -> None:
    story = PAID.told(refund_settled("p1", all_of(PAID.state, "p1")))
    assert story.state.paid == PAID.state.paid
