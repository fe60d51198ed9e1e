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
    Recipient,
    Shares,
)
from mpcore.presets import PLAIN
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
            kind=NoticeKind.TRACKING,
            order=OrderId("o1"),
            to=Recipient.BUYER,
            part=PartId(part),
            dispatch=DispatchId(dispatch),
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


def due_back(story: Scenario) -> int:
    return sum(
        share.total
        for event in story.events
        if isinstance(event, LinesCancelled | PartCancelled)
        for share in event.refund_due
    )


@pytest.mark.parametrize(
    ("price", "paid", "shares"), [("10.00", "30.00", [834, 833, 833]), ("3.33", "9.99", [167, 166, 166])]
)
def test_a_goodwill_refund_lowers_every_unit_that_is_cancelled_after_it(
    price: str, paid: str, shares: list[int]
) -> None:
    """However fast the cancellations come, and though none of their refunds has been settled."""
    story = Scenario(placed("v1", lines=1, quantity=3, price=price)).after(pay(paid))
    story = story.told(refund_settled("p1", (goods(500),)))
    back: list[int] = []
    for _ in range(3):
        story = story.when(cancel_lines("p1", ("p1.l1", 1)))
        back.append(due_back(story))
    assert back == shares
    assert sum(back) + 500 == story.state.parts[0].paid


def test_a_goodwill_refund_after_a_cancellation_leaves_what_is_left() -> None:
    story = Scenario(placed("v1", lines=1, quantity=3)).after(pay("30.00"))
    back: list[int] = []
    for number in range(3):
        story = story.when(cancel_lines("p1", ("p1.l1", 1)))
        back.append(due_back(story))
        if number == 0:
            story = story.told(refund_settled("p1", (goods(500),)))
    assert back == [1000, 750, 750], "what goes back for nothing lowers the units that are left"
    assert sum(back) + 500 == story.state.parts[0].paid


def test_within_the_tolerance_no_more_goes_back_than_came_in() -> None:
    rules = PLAIN.what_if({"orders.underpayment_tolerance": 50})
    story = Scenario(placed("v1", "v2", lines=1, quantity=1, rules=rules), rules).after(pay("19.60"))
    assert [part.paid for part in story.state.parts] == [980, 980]
    first = story.when(cancel("p1"))
    assert due_back(first) == 980
    assert due_back(first.when(cancel("p2"))) == 980
