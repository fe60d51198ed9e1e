"""Goods leave the vendor: in one parcel or several, tracked, at the vendor's risk, or collected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mpcore import orders
from mpcore.kernel import (
    BeforeItsCause,
    Duplicate,
    Exceeds,
    IdTaken,
    InTheFuture,
    NotFound,
    NothingNamed,
    OutOfRange,
    PartId,
    Personal,
    utc,
)
from mpcore.orders import (
    Address,
    AlreadyRefunded,
    DispatchKind,
    InvalidTracking,
    Liability,
    LiabilityNotAccepted,
    LinesShipped,
    NothingToShip,
    Notice,
    NoticeKind,
    OrderPlaced,
    PickupNotOffered,
    Properties,
    Recipient,
    ShippedWhen,
    Status,
    Tracking,
    TrackingNotExpected,
    TrackingRequired,
    TrackingUrlRequired,
    UntrackedNotAllowed,
    notices,
    part_status,
)
from mpcore.presets import PLAIN, SIPOKO, UPXYCLED
from mpcore.testing import PLACED_AT, Scenario, placed
from tests.orders.say import (
    ORDER,
    TRACKING,
    all_of,
    cancel_lines,
    complete,
    deliver,
    pay,
    refund_settled,
    ship,
    units,
    whole,
)

PAID = Scenario(placed("v1", "v2")).after(pay("80.00"))
FIRST_PARCEL = PLAIN.what_if({"orders.shipped_when": ShippedWhen.FIRST_PARCEL})
TRACKED_ONLY = PLAIN.what_if({"orders.allow_untracked": False})
UNTRACKED, PICKUP = DispatchKind.UNTRACKED, DispatchKind.PICKUP


def offering_pickup() -> Scenario:
    (first,) = placed("v1")
    assert isinstance(first, OrderPlaced)
    return Scenario((evolve(first, parts=(evolve(first.parts[0], pickup_offered=True),)),)).after(pay("40.00"))


@pytest.mark.rule("U6")
def test_what_is_shipped_as_tracked_has_its_tracking() -> None:
    PAID.when(ship(tracking=None)).refused(TrackingRequired)
    story = PAID.when(ship(tracking=TRACKING)).then(LinesShipped)
    assert story.state.parts[0].dispatches[0].tracking == TRACKING


@pytest.mark.rule("U7")
def test_each_parcel_of_a_part_has_its_own_tracking() -> None:
    one, two = Tracking("A1", "https://a.example/A1"), Tracking("B2", "https://b.example/B2")
    story = PAID.when(ship("p1", ("p1.l1", 1), dispatch="d1", tracking=one)).then(LinesShipped)
    story = story.when(ship("p1", ("p1.l1", 1), ("p1.l2", 2), dispatch="d2", tracking=two)).then(LinesShipped)
    part = story.state.parts[0]
    assert [dispatch.tracking for dispatch in part.dispatches] == [one, two]
    assert [line.shipped for line in part.lines] == [2, 2]
    story.when(ship("p1", ("p1.l1", 1), dispatch="d3")).refused(NothingToShip, Exceeds)


@pytest.mark.rule("U7")
def test_no_more_units_are_shipped_than_there_are() -> None:
    story = PAID.after(ship("p1", ("p1.l1", 1)))
    story.when(ship("p1", ("p1.l1", 2), dispatch="d2")).refused(
        Exceeds(of="line p1.l1", asked=2, most=1, at="lines[0].quantity")
    )
    story.when(ship("p1", ("p1.l1", 1), dispatch="d2")).then(LinesShipped)
    story.after(cancel_lines("p1", ("p1.l1", 1))).when(ship("p1", ("p1.l1", 1), dispatch="d2")).refused(Exceeds)


@pytest.mark.rule("U7")
def test_nothing_is_shipped_of_a_part_that_was_wholly_paid_back() -> None:
    story = PAID.told(refund_settled("p1", all_of(PAID.state, "p1")[:1]))
    story.when(ship()).then(LinesShipped)
    whole_back = story.told(refund_settled("p1", all_of(PAID.state, "p1")[1:], refund="r2", fact="f4"))
    whole_back.when(ship()).refused(AlreadyRefunded)


@pytest.mark.rule("U7")
def test_units_that_are_named_wrongly_are_refused_each_for_its_own_reason() -> None:
    command = ship("p1", ("p2.l1", 1), ("p1.l1", 1), ("p1.l1", 1), ("p1.l2", 0))
    PAID.when(command).refused(
        NotFound(thing="line", id="p2.l1", at="lines[0].line"),
        Duplicate(thing="line", id="p1.l1", at="lines[2].line"),
        OutOfRange(given=0, least=1, most=2, at="lines[3].quantity"),
    )
    PAID.when(evolve(ship(), lines=())).refused(NothingNamed)
    PAID.when(ship("p1", ("p1.l2", 1))).then(LinesShipped)


@pytest.mark.rule("U8")
@pytest.mark.parametrize(
    ("code", "url", "refusal"),
    [
        ("JD1", "https://carrier.example", None),
        ("JD1", "http://carrier.example:8080/track?id=1#top", None),
        ("JD1", "HTTPS://carrier.example", InvalidTracking),
        ("x" * 200, "https://carrier.example/" + "x" * 1976, None),
        ("x" * 201, "https://carrier.example", InvalidTracking),
        ("JD1", "https://carrier.example/" + "x" * 1977, InvalidTracking),
        ("", "https://carrier.example", InvalidTracking),
        (" ", "https://carrier.example", InvalidTracking),
        ("JD1", "", InvalidTracking),
        ("JD1", "https://", InvalidTracking),
        ("JD1", "ftp://carrier.example", InvalidTracking),
        ("JD1", "javascript:alert(1)", InvalidTracking),
        ("JD1", "https://me:secret@carrier.example", InvalidTracking),
        ("JD1", "https://carrier.example/a b", InvalidTracking),
        ("JD1", "https://carrier.example/\n", InvalidTracking),
        ("JD1", "https://carrier.example:123456/", InvalidTracking),
    ],
)
def test_tracking_is_a_code_and_an_address(code: str, url: str, refusal: type[InvalidTracking] | None) -> None:
    story = PAID.when(ship(tracking=Tracking(code, url)))
    if refusal is None:
        story.then(LinesShipped)
    else:
        story.refused(refusal)


@pytest.mark.rule("U8")
def test_a_marketplace_may_want_an_address_beside_the_code() -> None:
    story = Scenario(placed("v1", rules=UPXYCLED)).after(pay("40.00"))
    story.when(ship(tracking=Tracking("JD1"))).refused(TrackingUrlRequired)
    story.when(ship(tracking=Tracking("JD1", "https://carrier.example"))).then(LinesShipped)
    PAID.when(ship(tracking=Tracking("JD1"))).then(LinesShipped)


@pytest.mark.rule("U10")
def test_a_part_is_shipped_when_its_last_unit_is() -> None:
    story = PAID
    assert part_status(story.state.parts[0], PLAIN.orders) is Status.PROCESSING
    story = story.after(ship("p1", ("p1.l1", 2), ("p1.l2", 1)))
    assert part_status(story.state.parts[0], PLAIN.orders) is Status.PARTIALLY_SHIPPED
    shipped = story.after(ship("p1", ("p1.l2", 1), dispatch="d2"))
    assert part_status(shipped.state.parts[0], PLAIN.orders) is Status.SHIPPED
    cancelled = story.after(cancel_lines("p1", ("p1.l2", 1)))
    assert part_status(cancelled.state.parts[0], PLAIN.orders) is Status.SHIPPED


@pytest.mark.rule("U10")
def test_a_marketplace_may_call_a_part_shipped_with_its_first_parcel() -> None:
    story = Scenario(placed("v1", rules=FIRST_PARCEL), FIRST_PARCEL).after(pay("40.00"))
    assert part_status(story.state.parts[0], FIRST_PARCEL.orders) is Status.PROCESSING
    part = story.after(ship("p1", ("p1.l1", 1))).state.parts[0]
    assert part_status(part, FIRST_PARCEL.orders) is Status.SHIPPED
    assert part_status(part, PLAIN.orders) is Status.PARTIALLY_SHIPPED


@pytest.mark.rule("U11")
def test_what_was_offered_for_pickup_is_collected_without_tracking() -> None:
    story = offering_pickup()
    story.when(ship(kind=PICKUP)).then(LinesShipped)
    story.when(evolve(ship(kind=PICKUP), tracking=TRACKING)).refused(TrackingNotExpected)
    PAID.when(ship(kind=PICKUP)).refused(PickupNotOffered)
    collected = story.after(ship(kind=PICKUP), deliver(), complete())
    assert collected.state.parts[0].dispatches[0].liability is Liability.NOBODY


@pytest.mark.rule("U12")
def test_shipping_without_tracking_is_permitted_where_the_marketplace_permits_it() -> None:
    untracked = ship(kind=UNTRACKED, liability_accepted=True)
    PAID.when(untracked).then(LinesShipped)
    story = Scenario(placed("v1", rules=TRACKED_ONLY), TRACKED_ONLY).after(pay("40.00"))
    story.when(untracked).refused(UntrackedNotAllowed)
    story.when(ship()).then(LinesShipped)


@pytest.mark.rule("U12")
def test_an_untracked_parcel_has_no_tracking() -> None:
    untracked = ship(kind=UNTRACKED, liability_accepted=True)
    PAID.when(evolve(untracked, tracking=TRACKING)).refused(TrackingNotExpected(dispatch_kind=UNTRACKED, at="tracking"))
    PAID.when(untracked).then(LinesShipped)


@pytest.mark.rule("U13")
def test_who_ships_without_tracking_answers_for_what_does_not_arrive_and_says_so() -> None:
    PAID.when(ship(kind=UNTRACKED)).refused(LiabilityNotAccepted)
    story = PAID.when(ship(kind=UNTRACKED, liability_accepted=True)).then(LinesShipped)
    assert story.state.parts[0].dispatches[0].liability is Liability.VENDOR


@pytest.mark.rule("U13")
@pytest.mark.parametrize("liability", [Liability.CARRIER, Liability.OPERATOR, Liability.VENDOR])
def test_who_answers_for_a_tracked_parcel_is_the_policy_s_to_say(liability: Liability) -> None:
    rules = PLAIN.what_if({"orders.tracked_loss_liability": liability})
    story = Scenario(placed("v1", rules=rules), rules).after(pay("40.00"))
    assert story.after(ship()).state.parts[0].dispatches[0].liability is liability
    untracked = story.after(ship(kind=UNTRACKED, liability_accepted=True))
    assert untracked.state.parts[0].dispatches[0].liability is Liability.VENDOR


@pytest.mark.rule("S28")
def test_the_vendor_is_free_to_choose_how_to_ship() -> None:
    story = Scenario(placed("v1", rules=SIPOKO)).after(pay("40.00"))
    for carrier in (None, "Colissimo", "my own van"):
        story.when(ship(carrier=carrier)).then(LinesShipped)
        story.when(ship(carrier=carrier, kind=UNTRACKED, liability_accepted=True)).then(LinesShipped)


@pytest.mark.rule("S29")
def test_the_tracking_of_each_parcel_is_told_to_the_buyer_once() -> None:
    one, two = Tracking("A1", "https://a.example/A1"), Tracking("B2", "https://b.example/B2")
    story = PAID.after(ship("p1", ("p1.l1", 1), tracking=one))
    (notice,) = notices(story.state, story.events)
    assert notice == Notice(
        kind=NoticeKind.TRACKING,
        order=ORDER,
        to=Recipient.BUYER,
        part=PartId("p1"),
        dispatch=story.state.parts[0].dispatches[0].id,
        tracking=one,
        lines=units(("p1.l1", 1)),
    )
    again = story.when(ship("p1", ("p1.l1", 1), tracking=one)).then()
    assert notices(again.state, again.events) == ()
    second = story.after(ship("p1", ("p1.l1", 1), dispatch="d2", tracking=two))
    (other,) = notices(second.state, second.events)
    assert other.tracking == two
    assert other.key != notice.key


@pytest.mark.rule("S29")
def test_there_is_no_tracking_to_tell_of_an_untracked_parcel() -> None:
    story = PAID.after(ship(kind=UNTRACKED, liability_accepted=True))
    assert notices(story.state, story.events) == ()
    tracked = PAID.after(ship())
    assert [notice.kind for notice in notices(tracked.state, tracked.events)] == [NoticeKind.TRACKING]


def test_every_reason_is_given_at_once() -> None:
    command = ship("p1", ("p1.l1", 3), ("p9.l1", 1), kind=PICKUP, at=PLACED_AT - timedelta(days=1))
    Scenario(placed("v1")).when(evolve(command, tracking=TRACKING)).refused(
        orders.NotPaid, Exceeds, NotFound, TrackingNotExpected, PickupNotOffered, BeforeItsCause
    )


@pytest.mark.rule("00.10")
def test_a_dispatch_is_neither_later_than_now_nor_earlier_than_the_payment() -> None:
    now = utc(PLACED_AT + timedelta(hours=1))
    paid_at = PAID.state.confirmed_at or now
    PAID.when(ship(at=paid_at), now=now).then(LinesShipped)
    PAID.when(ship(at=paid_at - timedelta(microseconds=1)), now=now).refused(BeforeItsCause)
    PAID.when(ship(at=now + timedelta(minutes=5)), now=now).then(LinesShipped)
    PAID.when(ship(at=now + timedelta(minutes=5, microseconds=1)), now=now).refused(InTheFuture)


def test_a_dispatch_that_is_told_again_changes_nothing_and_one_with_other_content_is_refused() -> None:
    story = PAID.after(ship(carrier="Colissimo"))
    story.when(ship(carrier="Colissimo")).then()
    for other in (
        ship(),
        ship("p1", ("p1.l1", 1), carrier="Colissimo"),
        ship(carrier="Colissimo", tracking=Tracking("other")),
        ship(carrier="Colissimo", kind=UNTRACKED, liability_accepted=True),
        ship(carrier="Colissimo", at=PLACED_AT),
    ):
        story.when(other).refused(IdTaken)
    story.after(complete()).when(ship(carrier="Colissimo")).then()


def test_a_dispatch_keeps_the_address_it_was_sent_to() -> None:
    (first,) = placed("v1")
    assert isinstance(first, OrderPlaced)
    address = Personal(Address(name="Ada", lines=("1 Rue X",), country="FR"))
    story = Scenario((evolve(first, properties=Properties(shipping_address=address)),)).after(pay("40.00"), ship())
    assert story.state.parts[0].dispatches[0].address == address
    assert "Ada" not in repr(story.state)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=6))
def test_whatever_is_asked_no_unit_is_shipped_twice(parcels: list[tuple[int, int]]) -> None:
    story = PAID
    for number, (first, second) in enumerate(parcels):
        named = [pair for pair in (("p1.l1", first), ("p1.l2", second)) if pair[1]]
        if named:
            story = story.when(ship("p1", *named, dispatch=f"d{number}"))
    lines = story.state.parts[0].lines
    assert all(line.shipped <= line.quantity for line in lines)
    sent = [packed for dispatch in story.state.parts[0].dispatches for packed in dispatch.lines]
    assert sum(packed.quantity for packed in sent) == sum(line.shipped for line in lines)
    assert whole("p1") == tuple(orders.Quantity(line.id, line.quantity) for line in lines)
