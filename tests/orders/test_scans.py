"""Carriers report: twice, late, out of order, and of things nobody sent (§00.10)."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from mpcore.kernel import BeforeItsCause, InTheFuture, MissingScope, NotFound, utc
from mpcore.orders import DeliveryRecorded, DispatchStage
from mpcore.testing import OPERATOR, PLACED_AT, Scenario, placed, vendor_member
from tests.orders.say import complete, deliver, pay, ship

SENT_AT = utc(PLACED_AT + timedelta(hours=1))
NOW = utc(PLACED_AT + timedelta(days=2))
SENT = Scenario(placed("v1")).after(pay("40.00")).after(ship("p1", ("p1.l1", 2), at=SENT_AT), now=SENT_AT)


@pytest.mark.rule("00.10")
def test_a_scan_that_is_told_again_changes_nothing() -> None:
    story = SENT.when(deliver(at=SENT_AT), now=NOW).then(DeliveryRecorded)
    story.when(deliver(at=SENT_AT), now=NOW).then()
    story.when(deliver(), now=NOW).then()


@pytest.mark.rule("00.10")
def test_an_older_or_a_newer_scan_of_what_has_arrived_changes_nothing() -> None:
    arrived = utc(SENT_AT + timedelta(hours=5))
    story = SENT.when(deliver(at=arrived), now=NOW).then(DeliveryRecorded)
    for other in (SENT_AT, utc(arrived + timedelta(hours=1)), utc(SENT_AT - timedelta(days=9))):
        story.when(deliver(at=other), now=NOW).then()
    assert story.state.parts[0].dispatches[0].delivered_at == arrived


@pytest.mark.rule("00.10")
def test_a_scan_of_what_nobody_sent_is_refused() -> None:
    SENT.when(deliver(dispatch="d9"), now=NOW).refused(NotFound(thing="dispatch", id="d9", at="dispatch"))
    SENT.when(deliver(), now=NOW).then(DeliveryRecorded)


@pytest.mark.rule("00.10")
def test_nothing_arrives_before_it_was_sent() -> None:
    early = utc(SENT_AT - timedelta(microseconds=1))
    SENT.when(deliver(at=early), now=NOW).refused(
        BeforeItsCause(happened_at=early, cause="its dispatch", cause_at=SENT_AT, at="happened_at")
    )
    SENT.when(deliver(at=SENT_AT), now=NOW).then(DeliveryRecorded)


@pytest.mark.rule("00.10")
def test_nothing_arrives_later_than_now() -> None:
    SENT.when(deliver(at=utc(NOW + timedelta(minutes=5))), now=NOW).then(DeliveryRecorded)
    SENT.when(deliver(at=utc(NOW + timedelta(minutes=5, microseconds=1))), now=NOW).refused(InTheFuture)


@pytest.mark.rule("00.1")
def test_deliveries_are_recorded_after_completion_too() -> None:
    story = SENT.after(ship("p1", ("p1.l2", 2), dispatch="d2"), complete())
    story = story.when(deliver(dispatch="d2"), now=NOW).then(DeliveryRecorded)
    assert [sent.stage for sent in story.state.parts[0].dispatches] == [
        DispatchStage.IN_TRANSIT,
        DispatchStage.DELIVERED,
    ]


@pytest.mark.rule("00.10")
def test_reports_that_come_twice_and_out_of_order_lead_to_one_state() -> None:
    """Webhooks do both; where only the first report counts, the order of arrival must not change the rest."""
    sent = SENT.after(ship("p1", ("p1.l2", 2), dispatch="d2", at=SENT_AT), now=SENT_AT)
    reports = [deliver(at=SENT_AT), deliver(at=SENT_AT), deliver(dispatch="d2", at=NOW), deliver(dispatch="d2", at=NOW)]
    states = {sent.after(*some, now=NOW).state for some in permutations(reports)}
    assert len(states) == 1
    assert all(dispatch.delivered_at is not None for dispatch in states.pop().parts[0].dispatches)


def test_vendors_and_buyers_do_not_report_deliveries() -> None:
    SENT.when(deliver(), actor=vendor_member("v1")).refused(MissingScope)
    SENT.when(deliver(), actor=SENT.state.buyer).refused(MissingScope)
    SENT.when(deliver(), actor=OPERATOR).then(DeliveryRecorded)
