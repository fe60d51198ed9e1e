"""A buyer's bank takes a payment back: until it is decided nothing moves, and what is lost counts as refunded."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from attrs import evolve

from mpcore.kernel import BrokenHistoryError, Done, PartId
from mpcore.money import money
from mpcore.orders import (
    AlreadyRefunded,
    AnswerCancellation,
    CancellationAccepted,
    CancellationDeclined,
    CancellationRequested,
    CancellationRequests,
    ChargebackFact,
    ChargebackLost,
    ChargebackOpen,
    ChargebackOpened,
    ChargebackStage,
    ChargebackWon,
    InvoiceRef,
    LinesCancelled,
    LinesShipped,
    NoticeKind,
    OrderCompleted,
    PartCancelled,
    PartCompleted,
    PartStage,
    Recipient,
    RequestCancellation,
    Shares,
    Status,
    notices,
    order_status,
    part_status,
    record,
)
from mpcore.presets import PLAIN
from mpcore.testing import OPERATOR, PLACED_AT, Scenario, placed
from tests.orders.say import (
    ORDER,
    all_of,
    cancel,
    cancel_lines,
    chargeback_lost,
    chargeback_won,
    charged_back,
    complete,
    deliver,
    pay,
    refund_settled,
    ship,
)

PAID = Scenario(placed("v1", "v2")).after(pay("80.00"))
ALL_OF_P1 = all_of(PAID.state, "p1")
HALF_OF_P1: tuple[Shares, ...] = ALL_OF_P1[:1]
P1 = PartId("p1")
REQUEST = RequestCancellation(order=ORDER, part=P1)
DECLINE = AnswerCancellation(order=ORDER, part=P1, accept=False)
GRANT = AnswerCancellation(order=ORDER, part=P1, accept=True)
OPENED, WON, LOST = charged_back(), chargeback_won(), chargeback_lost("p1", ALL_OF_P1)
NONE, STANDS = ChargebackStage.NONE, ChargebackStage.WON


def stage(story: Scenario, part: int = 0) -> ChargebackStage:
    return story.state.parts[part].chargeback


def test_while_a_chargeback_is_open_nothing_is_sent_off_and_nothing_cancelled() -> None:
    story = PAID.told(OPENED)
    assert story.state.parts[0].frozen
    refusal = ChargebackOpen(order=story.state.id, part=story.state.parts[0].id)
    for command in (ship(), cancel(), cancel_lines("p1", ("p1.l1", 1))):
        story.when(command).refused(refusal)
        story.when(command, actor=OPERATOR).refused(refusal)
    story.when(ship("p2")).then(LinesShipped)
    story.when(cancel("p2")).then(PartCancelled)
    for command, event in ((ship(), LinesShipped), (cancel(), PartCancelled)):
        PAID.when(command).then(event)
        story.told(WON).when(command).then(event)


@pytest.mark.rule("X-W3")
def test_while_a_chargeback_is_open_no_request_to_cancel_is_made_or_granted() -> None:
    rules = PLAIN.what_if({"orders.requests": CancellationRequests()})
    story = Scenario(placed("v1", rules=rules), rules).after(pay("40.00"))
    story.told(OPENED).when(REQUEST).refused(ChargebackOpen)
    story.when(REQUEST).then(CancellationRequested)
    asked = story.after(REQUEST).told(OPENED)
    asked.when(GRANT).refused(ChargebackOpen)
    asked.when(DECLINE).then(CancellationDeclined)
    asked.told(WON).when(GRANT).then(CancellationAccepted, PartCancelled)


def test_what_is_on_its_way_arrives_while_a_chargeback_is_open() -> None:
    story = PAID.after(ship()).told(OPENED)
    story.when(deliver()).accepted()
    story.when(complete()).then(PartCompleted)


def test_a_chargeback_that_is_won_changes_nothing_for_good() -> None:
    story = PAID.told(OPENED).told(WON)
    before, after = PAID.state.parts[0], story.state.parts[0]
    assert after.chargeback is STANDS
    assert not after.frozen
    assert (after.refundable, after.refunded, after.paid) == (before.refundable, 0, before.paid)
    assert order_status(story.state, PLAIN.orders) is Status.PROCESSING


def test_a_chargeback_that_is_lost_counts_as_refunded() -> None:
    story = PAID.told(OPENED).told(LOST)
    part = story.state.parts[0]
    assert (part.chargeback, part.frozen) == (ChargebackStage.LOST, False)
    assert (part.paid, part.refunded, part.refundable) == (4000, 4000, 0)
    assert part_status(part, PLAIN.orders) is Status.REFUNDED
    story.when(ship()).refused(AlreadyRefunded)
    cancelled = story.when(cancel()).then(PartCancelled)
    (event,) = [event for event in cancelled.events if isinstance(event, PartCancelled)]
    assert event.refund_due == ()
    assert story.state.paid == money("80.00", "EUR"), "what was paid stays paid"


def test_a_chargeback_of_a_part_of_the_money_leaves_the_rest_refundable() -> None:
    story = PAID.told(OPENED).told(chargeback_lost("p1", HALF_OF_P1))
    part = story.state.parts[0]
    assert (part.refunded, part.refundable) == (2000, 2000)
    assert part_status(part, PLAIN.orders) is Status.PROCESSING
    cancelled = story.when(cancel_lines("p1", ("p1.l1", 2), ("p1.l2", 2))).then(PartCancelled)
    (event,) = [event for event in cancelled.events if isinstance(event, PartCancelled)]
    assert [(share.line, share.total) for share in event.refund_due] == [("p1.l2", 2000)]


@pytest.mark.rule("U16")
def test_a_part_whose_payment_was_lost_keeps_the_others_waiting_no_more() -> None:
    story = PAID.after(ship("p2"), complete("p2")).told(OPENED)
    assert story.state.completed_at is None
    lost = story.told(LOST)
    assert [type(event) for event in lost.events] == [type(LOST), OrderCompleted]
    (done,) = [event for event in lost.events if isinstance(event, OrderCompleted)]
    assert done.invoices == (InvoiceRef(story.state.id, story.state.parts[1].id),)
    assert order_status(lost.state, PLAIN.orders) is Status.COMPLETED
    partly = story.told(chargeback_lost("p1", HALF_OF_P1))
    assert OrderCompleted not in [type(event) for event in partly.events]
    assert OrderCompleted not in [type(event) for event in story.told(WON).events]


@pytest.mark.rule("U16")
def test_an_order_of_which_every_payment_was_lost_is_refunded_and_never_complete() -> None:
    story = PAID.told(LOST)
    story = story.told(chargeback_lost("p2", all_of(PAID.state, "p2"), "c2", "c2.lost"))
    assert story.state.completed_at is None
    assert order_status(story.state, PLAIN.orders) is Status.REFUNDED
    assert order_status(PAID.told(LOST).state, PLAIN.orders) is Status.PROCESSING


def test_a_chargeback_takes_no_more_than_was_paid() -> None:
    refunded = PAID.told(refund_settled("p1", HALF_OF_P1))
    with pytest.raises(BrokenHistoryError, match="more than was paid"):
        record(refunded.state, LOST)
    rest = refunded.told(chargeback_lost("p1", ALL_OF_P1[1:]))
    assert rest.state.parts[0].refundable == 0
    with pytest.raises(BrokenHistoryError, match="more than was paid"):
        record(Scenario(placed("v1")).state, LOST)


def test_a_chargeback_s_shares_are_of_the_part_s_lines() -> None:
    with pytest.raises(BrokenHistoryError, match=r"has no line p2\.l1"):
        record(PAID.state, chargeback_lost("p1", all_of(PAID.state, "p2")))
    with pytest.raises(BrokenHistoryError, match="names a line twice"):
        record(PAID.state, chargeback_lost("p1", (*HALF_OF_P1, *HALF_OF_P1)))


def test_facts_that_are_told_again_change_nothing() -> None:
    for fact in (OPENED, WON, LOST):
        story = PAID.told(fact)
        assert record(story.state, fact) == Done(story.state, ())
    with pytest.raises(BrokenHistoryError, match="known with other content"):
        record(PAID.told(OPENED).state, evolve(OPENED, chargeback=charged_back(chargeback="c2").chargeback))


@pytest.mark.parametrize("last", [WON, LOST], ids=["won", "lost"])
def test_facts_about_a_chargeback_come_in_any_order_and_leave_one_part(last: ChargebackFact) -> None:
    """An opening that is told after its end does not freeze the part for ever."""
    told = (OPENED, charged_back(fact="told again"), last)
    ends: set[tuple[ChargebackStage, str | None, bool, int]] = set()
    for facts in (*permutations(told), *permutations((OPENED, last))):
        story = PAID
        for fact in facts:
            story = story.told(fact)
        part = story.state.parts[0]
        ends.add((part.chargeback, part.chargeback_id, part.frozen, part.refunded))
    refunded = 4000 if last is LOST else 0
    assert ends == {(ChargebackStage.LOST if last is LOST else STANDS, "c1", False, refunded)}


def test_while_one_is_open_the_facts_of_another_move_nothing() -> None:
    story = PAID.told(OPENED)
    for other in (charged_back(chargeback="c2", fact="c2.open"), chargeback_won(chargeback="c2", fact="c2.won")):
        assert story.told(other).state.parts[0].frozen
        assert story.told(other).state.parts[0].chargeback_id == "c1"
    money_lost = story.told(chargeback_lost("p1", HALF_OF_P1, "c2", "c2.lost")).state.parts[0]
    assert (money_lost.frozen, money_lost.refunded) == (True, 2000), "the money went, and c1 is not decided"
    assert not story.told(WON).state.parts[0].frozen


def test_after_one_was_won_another_may_be_opened_and_an_old_one_may_not() -> None:
    story = PAID.told(OPENED).told(WON)
    assert not story.told(charged_back(fact="late")).state.parts[0].frozen
    second = story.told(charged_back(chargeback="c2", fact="c2.open"))
    assert second.state.parts[0].frozen
    assert second.state.parts[0].chargeback_id == "c2"
    assert stage(second.told(chargeback_lost("p1", ALL_OF_P1, "c2", "c2.lost"))) is ChargebackStage.LOST


def test_after_one_was_lost_another_may_be_opened_and_keeps_what_is_left_waiting() -> None:
    lost = PAID.told(OPENED).told(chargeback_lost("p1", HALF_OF_P1))
    again = lost.told(charged_back("p1", "c2", "c2.open"))
    assert stage(again) is ChargebackStage.OPEN
    again.when(cancel()).refused(ChargebackOpen)
    won = again.told(chargeback_won("p1", "c2", "c2.won"))
    assert (stage(won), won.state.parts[0].refunded) == (STANDS, lost.state.parts[0].refunded)
    for known in (lost, won):
        late = known.told(charged_back("p1", "c1", "c1.open.again"))
        assert stage(late) is stage(known)
    decided = PAID.told(chargeback_lost("p1", HALF_OF_P1))
    assert stage(decided.told(OPENED)) is ChargebackStage.LOST


def test_a_chargeback_of_a_part_is_lost_once() -> None:
    lost = PAID.told(chargeback_lost("p1", HALF_OF_P1))
    with pytest.raises(BrokenHistoryError, match="is lost twice"):
        record(lost.state, chargeback_lost("p1", HALF_OF_P1, fact="c1.lost.again"))
    both = lost.told(chargeback_lost("p1", ALL_OF_P1[1:], "c2", "c2.lost"))
    assert not lost.state.parts[0].refunded_whole
    assert both.state.parts[0].refunded_whole
    other = lost.told(chargeback_lost("p2", all_of(PAID.state, "p2"), "c1", "c1.lost.p2"))
    assert other.state.parts[1].refunded_whole


def test_a_decision_may_be_told_that_nobody_had_opened() -> None:
    assert (stage(PAID), stage(PAID.told(WON)), stage(PAID.told(LOST))) == (NONE, STANDS, ChargebackStage.LOST)
    appealed = PAID.told(OPENED).told(WON).told(LOST)
    assert (stage(appealed), appealed.state.parts[0].refunded) == (ChargebackStage.LOST, 4000)


def test_chargebacks_come_in_any_stage_of_the_part() -> None:
    shipped = PAID.after(ship())
    for story, expected in (
        (Scenario(placed("v1", "v2")), PartStage.AWAITING_PAYMENT),
        (shipped, PartStage.OPEN),
        (shipped.after(complete()), PartStage.COMPLETED),
        (PAID.after(cancel()), PartStage.CANCELLED),
    ):
        for fact in (OPENED, WON):
            told = story.told(fact)
            assert told.state.parts[0].stage is expected
            assert told.state.parts[0].frozen is (fact is OPENED)
    assert part_status(shipped.after(complete()).told(LOST).state.parts[0], PLAIN.orders) is Status.REFUNDED


def test_the_other_part_of_the_order_is_not_touched() -> None:
    for fact in (OPENED, WON, LOST):
        assert PAID.told(fact).state.parts[1] == PAID.state.parts[1]


KINDS = {
    ChargebackOpened: NoticeKind.CHARGEBACK_OPENED,
    ChargebackWon: NoticeKind.CHARGEBACK_WON,
    ChargebackLost: NoticeKind.CHARGEBACK_LOST,
}


def test_vendor_and_operator_are_told_of_every_turn_and_the_buyer_is_not() -> None:
    story = PAID
    keys: set[str] = set()
    facts: tuple[ChargebackFact, ...] = (OPENED, WON, LOST)
    for hours, fact in enumerate(facts):
        story = story.told(evolve(fact, at=PLACED_AT + timedelta(hours=hours)))
        told = notices(story.state, story.events)
        assert [(notice.kind, notice.to, notice.vendor) for notice in told] == [
            (KINDS[type(fact)], Recipient.VENDOR, "v1"),
            (KINDS[type(fact)], Recipient.OPERATOR, None),
        ]
        keys |= {notice.key for notice in told}
    assert len(keys) == 6


def test_what_is_left_of_a_line_may_be_cancelled_once_the_chargeback_is_won() -> None:
    story = PAID.after(ship("p1", ("p1.l1", 1))).told(OPENED)
    story.when(cancel_lines("p1", ("p1.l1", 1))).refused(ChargebackOpen)
    story.told(WON).when(cancel_lines("p1", ("p1.l1", 1))).then(LinesCancelled)


def test_what_a_cancellation_left_due_may_go_back_by_a_chargeback() -> None:
    story = PAID.after(cancel("p1"))
    due = tuple([line.refund_due for line in story.state.parts[0].lines if line.refund_due is not None])
    fact = evolve(chargeback_lost("p1", due), of_cancellation=True)
    after = story.told(fact).state.parts[0]
    assert (after.chargeback, after.refunded, after.refundable) == (ChargebackStage.LOST, after.paid, 0)
    with pytest.raises(BrokenHistoryError, match="more than was paid"):
        record(story.state, evolve(fact, of_cancellation=False))
