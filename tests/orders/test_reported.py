"""What reviewers found, so that it stays mended."""

from __future__ import annotations

import pytest

from mpcore import orders, wire
from mpcore.kernel import BrokenHistoryError, DispatchId, LineId, MalformedError, Metadata, OrderId, PartId, Refused
from mpcore.orders import (
    Dispatch,
    DispatchKind,
    Liability,
    LinesCancelled,
    LinesShipped,
    Notice,
    NoticeKind,
    PartCancelled,
    Shares,
)
from mpcore.testing import PLACED_AT, Scenario, placed
from tests.orders.say import cancel, cancel_lines, pay, refund_settled, units

PAID = Scenario(placed("v1")).after(pay("40.00"))
MOST = "999999999999999999.99"


def goods(amount: int) -> Shares:
    return Shares(line=LineId("p1.l1"), units=0, goods=amount, total=amount)


def test_an_order_can_always_say_what_it_received() -> None:
    story = PAID.when(pay(MOST, "m2")).when(pay(MOST, "m3"))
    assert isinstance(story.outcome, Refused) or story.state.received.amount > 0


def test_two_cancellations_and_a_refund_between_them_send_back_no_more_than_was_paid() -> None:
    first = PAID.after(cancel_lines("p1", ("p1.l1", 1)))
    second = first.told(refund_settled("p1", (goods(500),))).when(cancel())
    events = [*first.events, *second.events]
    cancelled = [event for event in events if isinstance(event, LinesCancelled | PartCancelled)]
    due_back = sum(share.total for event in cancelled for share in event.refund_due)
    assert 500 + due_back <= second.state.parts[0].paid


def test_two_notices_do_not_have_one_key() -> None:
    def key(part: str, dispatch: str) -> str:
        return Notice(
            kind=NoticeKind.TRACKING, order=OrderId("o1"), part=PartId(part), dispatch=DispatchId(dispatch)
        ).key

    assert key("b/c", "d") != key("b", "c/d")


def test_no_refund_takes_money_from_the_buyer() -> None:
    with pytest.raises(BrokenHistoryError):
        orders.record(PAID.state, refund_settled("p1", (goods(-500),)))


def test_a_history_in_which_a_parcel_names_a_line_twice_is_broken_or_counts_both() -> None:
    parcel = Dispatch(
        id=DispatchId("d1"),
        lines=units(("p1.l1", 1), ("p1.l1", 1)),
        kind=DispatchKind.UNTRACKED,
        liability=Liability.VENDOR,
        dispatched_at=PLACED_AT,
    )
    try:
        order = orders.evolve(PAID.state, LinesShipped(part=PartId("p1"), dispatch=parcel))
    except BrokenHistoryError:
        return
    assert order.parts[0].lines[0].shipped == 2


@pytest.mark.parametrize("metadata", [{"\0": "x"}, {"x": "\0"}, {"x": "\ud800"}], ids=["key", "value", "surrogate"])
def test_metadata_that_can_be_made_can_be_carried(metadata: dict[str, str]) -> None:
    try:
        made = Metadata(metadata)
    except MalformedError:
        return
    assert wire.load(Metadata, wire.dump(made)) == made
