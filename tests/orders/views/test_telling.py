"""Every event of an order is told in a sentence, to those it is for, or is named as one that is not."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from attrs import evolve, fields

from mpcore import orders
from mpcore.kernel import (
    Actor,
    ChargebackId,
    DispatchId,
    FactId,
    LineId,
    MemberId,
    Metadata,
    NoteId,
    Operator,
    PartId,
    PaymentId,
    PayoutId,
    Personal,
    RefundId,
    Scope,
    ShowId,
    utc,
)
from mpcore.orders import (
    OrderEvent,
    Visibility,
)
from mpcore.orders.views import VIEW_CUSTOMER_DATA, timeline
from mpcore.orders.views.english import ENGLISH
from mpcore.orders.views.telling import PROPERTIES, SILENT, TOLD
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from mpcore.testing.entitled import SCOPES
from mpcore.timing import Window
from tests.orders.say import TRACKING, pay

AT, P1, D1, W1, C1, R1 = PLACED_AT, PartId("p1"), DispatchId("d1"), PayoutId("w1"), ChargebackId("c1"), RefundId("r1")
LATER = utc(AT + timedelta(hours=48))
ORDER = Scenario(placed("v1", "v2")).after(pay("80.00")).state
PLACED = placed("v1", "v2")[0]
F1, M1 = FactId("f1"), PaymentId("m1")
SHARES = (orders.Shares(line=LineId("p1.l1"), units=2, goods=2000, total=2000),)
SENT = orders.Dispatch(
    id=D1,
    lines=(orders.Quantity(LineId("p1.l1"), 2),),
    kind=orders.DispatchKind.TRACKED,
    liability=orders.Liability.CARRIER,
    tracking=TRACKING,
    dispatched_at=AT,
)

BILLS, PAYOUTS = Scope("finance.view"), Scope("payouts.view")
READERS: dict[str, Actor] = {
    "b": ORDER.buyer,
    "1": vendor_member("v1", *SCOPES, BILLS, PAYOUTS),
    "2": vendor_member("v2", *SCOPES, BILLS, PAYOUTS),
}
ALL = "b12"


def note(visibility: Visibility, part: PartId | None = P1) -> orders.NoteAdded:
    """Vendors write about their parts, operators about the order."""
    author = orders.Author.OPERATOR if part is None else orders.Author.VENDOR
    text = Personal("a secret")
    written = orders.Note(id=NoteId("n1"), part=part, visibility=visibility, author=author, text=text, at=AT)
    return orders.NoteAdded(written)


def placed_in(show: str) -> orders.OrderPlaced:
    assert isinstance(PLACED, orders.OrderPlaced)
    return evolve(PLACED, channel=orders.SalesChannel(ShowId(show)))


def asked() -> orders.CancellationRequested:
    request = orders.CancelRequest(
        reason=Personal("a secret"), requested_at=AT, ends_at=utc(LATER + timedelta(microseconds=1))
    )
    return orders.CancellationRequested(P1, request)


def properties(*changed: str) -> orders.PropertiesEdited:
    return orders.PropertiesEdited(AT, orders.Properties(), changed)


SENTENCES: tuple[tuple[OrderEvent, str, str], ...] = (
    # placing and paying
    (PLACED, "the order was placed", ALL),
    (placed_in("s7"), "the order was placed in show s7", ALL),
    (orders.PaymentRecorded(orders.Payment(M1, 8000, AT)), "payment m1 came in: 80.00 EUR", "b"),
    (orders.PaymentAuthorised(orders.Payment(M1, 8000, AT)), "payment m1 was authorised: 80.00 EUR", "b"),
    (orders.PaymentFailed(M1, AT), "payment m1 failed", "b"),
    (orders.AuthorisationExpired(M1, AT), "the authorisation of payment m1 ended", "b"),
    (orders.BuyerReminded(AT, 1), "the buyer was asked to pay", "b"),
    (orders.PaymentConfirmed(AT, (orders.PartDue(P1, 4000, None),)), "the payment was confirmed", "b1"),
    # fulfilment
    (
        orders.LinesShipped(P1, SENT),
        "dispatch d1 of part p1 was sent off, with the tracking code JD014600003",
        "b1",
    ),
    (
        orders.LinesShipped(P1, evolve(SENT, kind=orders.DispatchKind.UNTRACKED, tracking=None)),
        "dispatch d1 of part p1 was sent off, without tracking",
        "b1",
    ),
    (
        orders.LinesShipped(P1, evolve(SENT, kind=orders.DispatchKind.PICKUP, tracking=None)),
        "dispatch d1 of part p1 is ready to be collected",
        "b1",
    ),
    (
        orders.TrackingCorrected(P1, D1, orders.Tracking("JD9"), None, PLACED_AT),
        "dispatch d1 of part p1 has another tracking code: JD9",
        "b1",
    ),
    (orders.DeliveryRecorded(P1, D1, AT), "dispatch d1 of part p1 arrived", "b1"),
    (orders.CollectionRecorded(P1, D1, AT), "dispatch d1 of part p1 was collected", "b1"),
    (orders.DispatchLost(P1, D1, AT), "dispatch d1 of part p1 was lost", "b1"),
    (orders.DispatchReturned(P1, D1, AT), "dispatch d1 of part p1 came back to its vendor", "b1"),
    (
        orders.ShippingDeadlineMissed(P1, AT, AT),
        "part p1 missed its deadline, which was due before 2026-03-26T09:00:00Z",
        "1",
    ),
    (orders.PartCompleted(P1, AT), "part p1 was completed", "b1"),
    (orders.OrderCompleted(AT, ()), "the order was completed", "b"),
    # holding
    (orders.PartHeld(part=P1, at=AT, due_end=None, reason="a secret"), "part p1 was put on hold", "b1"),
    (orders.PartReleased(part=P1, at=AT, due_end=None), "part p1 goes on", "b1"),
    (
        orders.VacationRecorded(part=P1, away=Window(AT, LATER), due_end=None),
        "the vendor of part p1 is away, until 2026-03-28T09:00:00Z",
        "1",
    ),
    (orders.VacationRecorded(part=P1, away=Window(AT), due_end=None), "the vendor of part p1 is away", "1"),
    # cancelling
    (
        orders.LinesCancelled(part=P1, at=AT, shares=SHARES, reason="a secret", cause=orders.Cause.VENDOR),
        "units of part p1 were cancelled: 2 (on account of: vendor)",
        "b1",
    ),
    (
        orders.PartCancelled(part=P1, at=AT, shares=SHARES, reason="a secret", cause=orders.Cause.UNPAID),
        "part p1 was cancelled (on account of: unpaid)",
        "b1",
    ),
    (
        asked(),
        "the buyer asked for part p1 to be cancelled; an answer is due by 2026-03-28T09:00:00Z",
        "b1",
    ),
    (orders.CancellationAccepted(P1, AT), "the buyer's request to cancel part p1 was granted", "b1"),
    (
        orders.CancellationAccepted(P1, AT, by_silence=True),
        "nobody answered the buyer's request to cancel part p1, which grants it",
        "b1",
    ),
    (orders.CancellationDeclined(P1, AT), "the buyer's request to cancel part p1 was declined", "b1"),
    (
        orders.CancellationDeclined(P1, AT, by_silence=True),
        "nobody answered the buyer's request to cancel part p1, which declines it",
        "b1",
    ),
    (orders.CancellationWithdrawn(P1, AT), "the buyer took back the request to cancel part p1", "b1"),
    # upkeep
    (note(Visibility.CUSTOMER), "note n1 to the buyer was written (by: vendor)", "b1"),
    (note(Visibility.PRIVATE), "note n1 was written, not for the buyer (by: vendor)", "1"),
    (note(Visibility.OPERATOR), "note n1 for operators only was written", ""),
    (note(Visibility.CUSTOMER, None), "note n1 to the buyer was written (by: operator)", "b"),
    (
        note(Visibility.PRIVATE, None),
        "note n1 was written, not for the buyer (by: operator)",
        "",
    ),
    (properties("shipping_address"), "what is said about the order was changed: shipping address", ALL),
    (properties("phone", "email"), "what is said about the order was changed: e-mail address, phone number", "b"),
    (properties("tags", "metafields"), "what is said about the order was changed: tags, metafields", ""),
    (orders.PersonalDataErased(AT), "the personal data of the order was erased", ALL),
    # what other packages told
    (orders.RefundOpened(id=F1, part=P1, refund=R1, at=AT), "refund r1 of part p1 is under way", "1"),
    (orders.RefundClosed(id=F1, part=P1, refund=R1, at=AT), "refund r1 of part p1 ended without money going back", "1"),
    (
        orders.RefundSettled(id=F1, part=P1, refund=R1, shares=SHARES, at=AT),
        "money went back to the buyer for part p1: 20.00 EUR",
        "b1",
    ),
    (
        orders.SurplusRefunded(id=F1, amount=5, at=AT),
        "money that was for nothing went back to the buyer: 0.05 EUR",
        "b",
    ),
    (orders.PayoutRequested(id=F1, part=P1, payout=W1, at=AT), "payout w1 for part p1 was asked for", "1"),
    (orders.PayoutCancelled(id=F1, part=P1, payout=W1, at=AT), "payout w1 for part p1 was given up", "1"),
    (orders.PayoutPaid(id=F1, part=P1, payout=W1, at=AT), "payout w1 for part p1 was paid", "1"),
    (orders.PayoutReversed(id=F1, part=P1, payout=W1, at=AT), "payout w1 for part p1 was taken back", "1"),
    (
        orders.ChargebackOpened(id=F1, part=P1, chargeback=C1, at=AT),
        "chargeback c1 was opened on the payment of part p1",
        "1",
    ),
    (
        orders.ChargebackWon(id=F1, part=P1, chargeback=C1, at=AT),
        "chargeback c1 failed, and the payment of part p1 stands",
        "1",
    ),
    (
        orders.ChargebackLost(id=F1, part=P1, chargeback=C1, shares=SHARES, at=AT),
        "the payment of part p1 went back by chargeback c1",
        "1",
    ),
)
"""event, what operators read, and who reads the same: the buyer, the vendor of its part, another vendor."""


def told(event: OrderEvent, actor: Actor | None) -> list[str]:
    return [str(entry.said) for entry in timeline((event,), ORDER, actor)]


@pytest.mark.parametrize(("event", "sentence", "readers"), SENTENCES, ids=lambda value: type(value).__name__)
def test_an_event_is_told_to_those_it_is_for(event: OrderEvent, sentence: str, readers: str) -> None:
    assert told(event, None) == told(event, OPERATOR) == told(event, SYSTEM) == [sentence]
    for letter, actor in READERS.items():
        assert told(event, actor) == ([sentence] if letter in readers else []), letter
    assert "a secret" not in repr(timeline((event,), ORDER)), "nobody's free text is repeated"


@pytest.mark.rule("U4")
@pytest.mark.parametrize(
    ("visibility", "part", "readers"),
    [
        (Visibility.PRIVATE, P1, "1"),
        (Visibility.CUSTOMER, P1, "b1"),
        (Visibility.OPERATOR, P1, ""),
        (Visibility.PRIVATE, None, ""),
        (Visibility.CUSTOMER, None, "b"),
        (Visibility.OPERATOR, None, ""),
    ],
)
def test_a_note_is_told_of_to_whom_it_is_for(visibility: Visibility, part: PartId | None, readers: str) -> None:
    event = note(visibility, part)
    assert [letter for letter, actor in READERS.items() if told(event, actor)] == list(readers)
    assert told(event, OPERATOR)


def test_every_event_is_told_or_named_as_silent() -> None:
    events = set(get_args(OrderEvent))
    assert set(TOLD) | SILENT == events
    assert not set(TOLD) & SILENT
    assert {type(event) for event, _, _ in SENTENCES} == set(TOLD)


def test_every_sentence_of_the_timeline_is_said_of_some_event() -> None:
    events: list[OrderEvent] = [event for event, _, _ in SENTENCES]
    events.append(fined(300))
    said = {entry.said.code for event in events for entry in timeline((event,), ORDER)}
    assert said == {code for code in ENGLISH if code.startswith("orders.told_")}


@pytest.mark.parametrize("part", [None, P1])
def test_the_host_s_own_words_are_its_own(part: PartId | None) -> None:
    assert told(orders.MetadataEdited(part, Metadata({"risk": "high"}), PLACED_AT), None) == []


@pytest.mark.rule("H17")
def test_payouts_and_chargebacks_are_told_to_whoever_may_see_them() -> None:
    payout = orders.PayoutPaid(id=F1, part=P1, payout=W1, at=AT)
    chargeback = orders.ChargebackOpened(id=F1, part=P1, chargeback=C1, at=AT)
    for event, scope, other in ((payout, PAYOUTS, BILLS), (chargeback, BILLS, PAYOUTS)):
        for readers in (vendor_member("v1", *SCOPES, scope), Operator(MemberId("otto"), frozenset({scope}))):
            assert len(told(event, readers)) == 1
        for kept in (vendor_member("v1", *SCOPES, other), Operator(MemberId("otto"), frozenset({other}))):
            assert told(event, kept) == []


def fined(fee: int) -> orders.PartCancelled:
    return orders.PartCancelled(part=P1, at=AT, shares=SHARES, cause=orders.Cause.VENDOR, fee=fee)


def test_the_fee_for_cancelling_is_between_the_vendor_and_the_operator() -> None:
    plain = "part p1 was cancelled (on account of: vendor)"
    for actor in (OPERATOR, SYSTEM, vendor_member("v1", BILLS)):
        assert told(fined(300), actor) == [f"{plain}, for which its vendor owes a fee: 3.00 EUR"]
        assert told(fined(0), actor) == [plain]
    for reader in (ORDER.buyer, vendor_member("v1"), Operator(MemberId("otto"), frozenset({PAYOUTS}))):
        assert told(fined(300), reader) == [plain], "a fee is a bill (H17)"
    assert told(fined(300), vendor_member("v2")) == []


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        (OPERATOR, set(PROPERTIES.values())),
        (ORDER.buyer, set(PROPERTIES.values()) - {"tags", "metafields"}),
        (vendor_member("v1", VIEW_CUSTOMER_DATA), set(PROPERTIES.values()) - {"tags", "metafields"}),
        (vendor_member("v1", Scope("orders.ship")), {"shipping address"}),
        (vendor_member("v1", Scope("orders.note")), set[str]()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_of_properties_is_told_what_the_reader_may_see(actor: Actor, words: set[str]) -> None:
    sentences = told(properties(*PROPERTIES), actor)
    named = [set(sentence.partition(": ")[2].split(", ")) for sentence in sentences]
    assert named == ([words] if words else [])


def test_every_property_has_its_word() -> None:
    assert list(PROPERTIES) == [field.name for field in fields(orders.Properties)]


def test_a_confirmation_is_told_to_the_vendors_whose_parts_it_opens() -> None:
    event = orders.PaymentConfirmed(AT, (orders.PartDue(PartId("p2"), 4000, None),))
    assert told(event, vendor_member("v1")) == []
    assert told(event, vendor_member("v2")) == ["the payment was confirmed"]
