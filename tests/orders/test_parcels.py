"""What becomes of a parcel: followed under another code, collected, lost, found, sent back; and scans in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations, product

import pytest
from attrs import evolve

from mpcore.kernel import (
    BeforeItsCause,
    DispatchId,
    InTheFuture,
    MissingScope,
    NotFound,
    PartId,
    WrongStage,
    utc,
)
from mpcore.orders import (
    CollectionRecorded,
    CompletePart,
    DeliveryRecorded,
    DispatchKind,
    DispatchLost,
    DispatchReturned,
    DispatchStage,
    InvalidTracking,
    Liability,
    LinesShipped,
    NoticeKind,
    OrderCommand,
    OrderPlaced,
    Recipient,
    Tracking,
    TrackingCorrected,
    TrackingNotExpected,
    TrackingUrlRequired,
    WrongKindOfDispatch,
    notices,
    reached_at,
)
from mpcore.presets import PLAIN, UPXYCLED
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from mpcore.timing import Milestone
from tests.orders.say import (
    TRACKING,
    cancel_lines,
    collect,
    complete,
    correct,
    deliver,
    lose,
    pay,
    send_back,
    ship,
)

MICRO = timedelta(microseconds=1)
SENT_AT = utc(PLACED_AT + timedelta(hours=1))
NOW = utc(PLACED_AT + timedelta(days=2))
D1 = DispatchId("d1")
OTHER = Tracking("JD999", "https://carrier.example/track?id=JD999")
TRACKED, UNTRACKED, PICKUP = DispatchKind.TRACKED, DispatchKind.UNTRACKED, DispatchKind.PICKUP
IN_TRANSIT, DELIVERED = DispatchStage.IN_TRANSIT, DispatchStage.DELIVERED
LOST, RETURNED = DispatchStage.LOST, DispatchStage.RETURNED


def offering_pickup() -> Scenario:
    (first,) = placed("v1", "v2")
    assert isinstance(first, OrderPlaced)
    parts = tuple([evolve(part, pickup_offered=True) for part in first.parts])
    return Scenario((evolve(first, parts=parts),)).after(pay("80.00"), now=PLACED_AT)


PAID = offering_pickup()


def sent(kind: DispatchKind = TRACKED) -> Scenario:
    return PAID.after(ship(kind=kind, liability_accepted=True, at=SENT_AT), now=SENT_AT)


def stage(story: Scenario) -> DispatchStage:
    return story.state.parts[0].dispatches[0].stage


@pytest.mark.rule("U9")
def test_the_buyer_is_told_of_a_corrected_tracking_until_the_parcel_arrives_and_not_after() -> None:
    first = sent()
    (told,) = notices(first.state, first.events)
    story = first.when(correct(tracking=OTHER)).then(TrackingCorrected)
    (anew,) = notices(story.state, story.events)
    assert (anew.kind, anew.to, anew.part, anew.dispatch) == (NoticeKind.TRACKING, Recipient.BUYER, "p1", "d1")
    assert (told.tracking, anew.tracking) == (TRACKING, OTHER)
    assert told.key != anew.key
    assert story.state.parts[0].dispatches[0].tracking == OTHER
    back = story.when(correct(tracking=TRACKING)).then(TrackingCorrected)
    (third,) = notices(back.state, back.events)
    assert len({told.key, anew.key, third.key}) == 3, "corrected back, it is told again"
    again = story.when(correct(tracking=OTHER)).then()
    assert notices(again.state, again.events) == ()
    arrived = story.after(deliver())
    late = arrived.when(correct(tracking=TRACKING)).refused(WrongStage)
    assert late.state.parts[0].dispatches[0].tracking == OTHER


@pytest.mark.rule("U9")
def test_what_is_lost_may_still_be_followed_and_what_came_back_is_not() -> None:
    sent().after(lose()).when(correct(tracking=OTHER)).then(TrackingCorrected)
    for over in (sent().after(send_back()), sent().after(lose(), deliver()), sent().after(lose(), send_back())):
        over.when(correct(tracking=OTHER)).refused(WrongStage)


def test_the_carrier_is_corrected_with_the_tracking_or_stays() -> None:
    story = PAID.after(ship(carrier="Colissimo"))
    followed = story.when(correct(tracking=OTHER)).then(TrackingCorrected).state.parts[0].dispatches[0]
    assert (followed.tracking, followed.carrier) == (OTHER, "Colissimo")
    moved = story.when(correct(tracking=TRACKING, carrier="Chronopost")).then(TrackingCorrected)
    assert moved.state.parts[0].dispatches[0].carrier == "Chronopost"
    story.when(correct(tracking=TRACKING, carrier="Colissimo")).then()
    story.when(correct(tracking=TRACKING)).then()


@pytest.mark.rule("U8")
def test_a_corrected_tracking_is_a_tracking_like_any_other() -> None:
    sent().when(correct(tracking=Tracking(" ", OTHER.url))).refused(InvalidTracking)
    sent().when(correct(tracking=Tracking("JD1", "carrier"))).refused(InvalidTracking)
    sent().when(correct(tracking=Tracking("JD1"))).then(TrackingCorrected)
    strict = Scenario(placed("v1", rules=UPXYCLED)).after(pay("40.00"), ship())
    strict.when(correct(tracking=Tracking("JD1"))).refused(TrackingUrlRequired)
    strict.when(correct(tracking=OTHER)).then(TrackingCorrected)


@pytest.mark.rule("U11", "U12")
@pytest.mark.parametrize("kind", [UNTRACKED, PICKUP])
def test_what_has_no_tracking_gets_none_by_correction(kind: DispatchKind) -> None:
    sent(kind).when(correct(tracking=OTHER)).refused(TrackingNotExpected(dispatch_kind=kind, at="tracking"))
    sent(TRACKED).when(correct(tracking=OTHER)).then(TrackingCorrected)


def test_tracking_is_corrected_by_the_part_s_vendor_and_by_operators() -> None:
    story = sent()
    for actor in (vendor_member("v1"), OPERATOR):
        story.when(correct(tracking=OTHER), actor=actor).then(TrackingCorrected)
    story.when(correct(tracking=OTHER), actor=vendor_member("v2")).refused(NotFound)
    for other in (story.state.buyer, SYSTEM):
        story.when(correct(tracking=OTHER), actor=other).refused(MissingScope)
    story.when(correct("p2", OTHER), actor=OPERATOR).refused(NotFound(thing="dispatch", id="d1", at="dispatch"))


def test_tracking_is_corrected_after_the_vendor_s_work_is_done_too() -> None:
    story = sent().after(complete())
    story.when(correct(tracking=OTHER)).then(TrackingCorrected)


@pytest.mark.rule("U11")
def test_what_is_ready_for_pickup_is_collected() -> None:
    ready = sent(PICKUP)
    (notice,) = notices(ready.state, ready.events)
    assert (notice.kind, notice.to, notice.tracking) == (NoticeKind.READY_FOR_PICKUP, Recipient.BUYER, None)
    story = ready.when(collect(at=NOW), now=NOW).then(CollectionRecorded(PartId("p1"), D1, NOW))
    assert stage(story) is DELIVERED
    assert story.state.parts[0].dispatches[0].delivered_at == NOW
    assert reached_at(story.state.parts[0], Milestone.DELIVERY) == NOW
    story.when(collect()).then()
    story.when(deliver()).then()


@pytest.mark.rule("U11")
def test_a_parcel_is_not_collected_and_what_is_collected_does_not_travel() -> None:
    for kind in (TRACKED, UNTRACKED):
        sent(kind).when(collect()).refused(
            WrongKindOfDispatch(dispatch=D1, dispatch_kind=kind, asked="record collection", at="dispatch")
        )
        sent(kind).when(lose()).then(DispatchLost)
        sent(kind).when(send_back()).then(DispatchReturned)
    for stray, asked in ((lose(), "record loss"), (send_back(), "record return to sender")):
        sent(PICKUP).when(stray).refused(
            WrongKindOfDispatch(dispatch=D1, dispatch_kind=PICKUP, asked=asked, at="dispatch")
        )
    sent(PICKUP).when(collect()).then(CollectionRecorded)
    sent(PICKUP).when(deliver()).then(DeliveryRecorded)


@pytest.mark.rule("U11")
def test_the_vendor_says_that_it_was_collected_and_the_buyer_does_not() -> None:
    ready = sent(PICKUP)
    for actor in (vendor_member("v1"), OPERATOR, SYSTEM):
        ready.when(collect(), actor=actor).then(CollectionRecorded)
    ready.when(collect(), actor=ready.state.buyer).refused(MissingScope)
    ready.when(collect(), actor=vendor_member("v2")).refused(NotFound)


def test_vendors_do_not_say_that_their_parcels_are_lost_or_came_back() -> None:
    story = sent()
    for command in (lose(), send_back()):
        for actor in (vendor_member("v1"), story.state.buyer):
            story.when(command, actor=actor).refused(MissingScope)
        for entitled in (OPERATOR, SYSTEM):
            story.when(command, actor=entitled).accepted()


@pytest.mark.rule("U13")
@pytest.mark.parametrize("liability", [Liability.CARRIER, Liability.OPERATOR, Liability.VENDOR])
def test_who_answers_for_a_loss_was_fixed_when_it_was_sent(liability: Liability) -> None:
    rules = PLAIN.what_if({"orders.tracked_loss_liability": liability})
    paid = Scenario(placed("v1", rules=rules), rules).after(pay("40.00"))
    for kind, answers in ((TRACKED, liability), (UNTRACKED, Liability.VENDOR)):
        story = paid.after(ship(kind=kind, liability_accepted=True)).when(lose()).then(DispatchLost)
        assert story.state.parts[0].dispatches[0].liability is answers
    assert sent(PICKUP).state.parts[0].dispatches[0].liability is Liability.NOBODY


@pytest.mark.rule("U13")
def test_buyer_vendor_and_operator_are_told_of_a_loss() -> None:
    story = sent().when(lose(at=NOW), now=NOW).then(DispatchLost(PartId("p1"), D1, NOW))
    told = notices(story.state, story.events)
    assert [(notice.kind, notice.to, notice.vendor, notice.dispatch) for notice in told] == [
        (NoticeKind.LOST, Recipient.BUYER, None, "d1"),
        (NoticeKind.LOST, Recipient.VENDOR, "v1", "d1"),
        (NoticeKind.LOST, Recipient.OPERATOR, None, "d1"),
    ]
    back = sent().when(send_back(at=NOW), now=NOW).then(DispatchReturned(PartId("p1"), D1, NOW))
    assert [(notice.kind, notice.to) for notice in notices(back.state, back.events)] == [
        (NoticeKind.RETURNED, Recipient.BUYER),
        (NoticeKind.RETURNED, Recipient.VENDOR),
    ]


def test_what_is_lost_or_came_back_was_shipped_all_the_same() -> None:
    for stray in (lose(), send_back()):
        story = sent().after(stray)
        part = story.state.parts[0]
        assert [line.shipped for line in part.lines] == [2, 2]
        assert part.dispatches[0].strayed_at is not None
        assert reached_at(part, Milestone.DISPATCH) == SENT_AT
        assert reached_at(part, Milestone.DELIVERY) is None
        story.when(complete()).accepted()


def test_what_was_lost_is_found_again() -> None:
    lost = sent().after(lose(at=SENT_AT), now=NOW)
    found = lost.when(deliver(at=NOW), now=NOW).then(DeliveryRecorded)
    dispatch = found.state.parts[0].dispatches[0]
    assert (dispatch.stage, dispatch.delivered_at, dispatch.strayed_at) == (DELIVERED, NOW, SENT_AT)
    found.when(lose()).then()
    back = lost.when(send_back()).then(DispatchReturned)
    back.when(deliver()).then()
    assert stage(back) is RETURNED


@pytest.mark.rule("00.10")
@pytest.mark.parametrize("scan", [deliver, collect, lose, send_back], ids=lambda scan: scan.__name__)
def test_every_scan_is_of_something_sent_neither_before_it_nor_later_than_now(
    scan: Callable[..., OrderCommand],
) -> None:
    story = sent(PICKUP if scan is collect else TRACKED)
    story.when(scan(dispatch="d9")).refused(NotFound(thing="dispatch", id="d9", at="dispatch"))
    story.when(scan("p2")).refused(NotFound(thing="dispatch", id="d1", at="dispatch"))
    story.when(scan(at=SENT_AT - MICRO), now=NOW).refused(BeforeItsCause)
    story.when(scan(at=SENT_AT), now=NOW).accepted()
    story.when(scan(at=NOW + timedelta(minutes=5)), now=NOW).accepted()
    story.when(scan(at=NOW + timedelta(minutes=5) + MICRO), now=NOW).refused(InTheFuture)


SCANS = ("deliver", "collect", "lose", "send_back")
TABLE: dict[DispatchKind, dict[DispatchStage, dict[str, DispatchStage]]] = {
    TRACKED: {
        IN_TRANSIT: {"deliver": DELIVERED, "lose": LOST, "send_back": RETURNED},
        LOST: {"deliver": DELIVERED, "send_back": RETURNED},
    },
    UNTRACKED: {
        IN_TRANSIT: {"deliver": DELIVERED, "lose": LOST, "send_back": RETURNED},
        LOST: {"deliver": DELIVERED, "send_back": RETURNED},
    },
    PICKUP: {IN_TRANSIT: {"deliver": DELIVERED, "collect": DELIVERED}},
}
"""Where each scan leads; whatever is not in it changes nothing."""


def asked(scan: str) -> OrderCommand:
    scans: dict[str, OrderCommand] = {
        "deliver": deliver(at=SENT_AT),
        "collect": collect(at=SENT_AT),
        "lose": lose(at=SENT_AT),
        "send_back": send_back(at=SENT_AT),
    }
    return scans[scan]


@pytest.mark.rule("00.10")
@pytest.mark.parametrize("kind", DispatchKind)
def test_reports_in_every_order_lead_where_the_table_says(kind: DispatchKind) -> None:
    """What comes before its dispatch is refused, and has to be told again; nothing else is lost or counted twice."""
    send = ship(kind=kind, liability_accepted=True, at=SENT_AT)
    whole_order = permutations(("ship", *SCANS))
    repeated = [("ship", *scans) for scans in product((*SCANS, "ship"), repeat=3)]
    for reports in (*whole_order, *repeated):
        story, stands = PAID, None
        for report in reports:
            story = story.when(send if report == "ship" else asked(report), now=NOW)
            if report == "ship":
                story.then(*([LinesShipped] if stands is None else []))
                stands = stands or IN_TRANSIT
            elif stands is None:
                story.refused(NotFound)
            else:
                stands = TABLE[kind].get(stands, {}).get(report, stands)
            known = story.state.parts[0].dispatches
            assert [dispatch.stage for dispatch in known] == ([] if stands is None else [stands]), reports
        (dispatch,) = story.state.parts[0].dispatches
        assert (dispatch.delivered_at is not None) is (dispatch.stage is DELIVERED)
        assert [line.shipped for line in story.state.parts[0].lines] == [2, 2]


@pytest.mark.rule("00.10")
def test_reports_of_several_parcels_have_nothing_to_do_with_each_other() -> None:
    first = PAID.after(ship("p1", ("p1.l1", 2), at=SENT_AT), now=SENT_AT)
    both = first.after(ship("p1", ("p1.l2", 2), dispatch="d2", at=SENT_AT), now=SENT_AT)
    reports: list[OrderCommand] = [
        deliver(at=NOW),
        deliver(at=NOW),
        lose(dispatch="d2", at=SENT_AT),
        deliver(dispatch="d2", at=NOW),
    ]
    ends = {both.after(*some, now=NOW).state.parts[0].dispatches for some in permutations(reports)}
    assert {tuple(dispatch.stage for dispatch in end) for end in ends} == {(DELIVERED, DELIVERED)}


@pytest.mark.rule("00.1", "00.10")
def test_scans_come_in_any_stage_of_the_part() -> None:
    half = PAID.after(ship("p1", ("p1.l1", 2), at=SENT_AT), now=SENT_AT)
    over = half.after(cancel_lines("p1", ("p1.l2", 2)), CompletePart(order=half.state.id, part=PartId("p1")))
    for scan in SCANS[:1] + SCANS[2:]:
        assert len(over.when(asked(scan), now=NOW).accepted().events) == 1
