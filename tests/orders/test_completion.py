"""Every vendor completes its own part; the buyer is told once, when the last outstanding part is done (U14 to U17)."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from attrs import evolve

from mpcore import orders
from mpcore.kernel import NotFound, PartId, WrongStage
from mpcore.orders import (
    CompletePart,
    DispatchKind,
    InvoiceRef,
    LinesCancelled,
    NoticeKind,
    NotShipped,
    Order,
    OrderCompleted,
    OrderEvent,
    OrderPlaced,
    PartCancelled,
    PartCompleted,
    PartStage,
    RefundPending,
    RefundSettled,
    Status,
    notices,
    order_status,
    part_status,
)
from mpcore.presets import PLAIN
from mpcore.testing import OPERATOR, PLACED_AT, Scenario, placed, vendor_member
from tests.orders.say import (
    ORDER,
    all_of,
    cancel,
    cancel_lines,
    complete,
    deliver,
    pay,
    refund_closed,
    refund_opened,
    refund_settled,
    ship,
)

ONE = Scenario(placed("v1")).after(pay("40.00"))
TWO = Scenario(placed("v1", "v2")).after(pay("80.00"))
THREE = Scenario(placed("v1", "v2", "v3")).after(pay("120.00"))
SHIPPED = TWO.after(ship("p1"), ship("p2"))
RELAXED = PLAIN.what_if({"orders.require_shipment": False})


def invoices(*parts: str) -> tuple[InvoiceRef, ...]:
    return tuple([InvoiceRef(ORDER, PartId(part)) for part in parts])


def completions(events: tuple[OrderEvent, ...]) -> list[OrderCompleted]:
    return [event for event in events if isinstance(event, OrderCompleted)]


@pytest.mark.rule("U14")
def test_a_part_is_completed_once_all_of_it_was_shipped() -> None:
    ONE.when(complete()).refused(NotShipped(order=ORDER, part=PartId("p1"), left=4))
    partly = ONE.after(ship("p1", ("p1.l1", 2), ("p1.l2", 1)))
    partly.when(complete()).refused(NotShipped(order=ORDER, part=PartId("p1"), left=1))
    story = partly.after(ship("p1", ("p1.l2", 1), dispatch="d2")).when(complete()).then(PartCompleted, OrderCompleted)
    assert story.state.parts[0].stage is PartStage.COMPLETED


@pytest.mark.rule("U14")
def test_what_was_cancelled_need_not_be_shipped() -> None:
    story = ONE.after(ship("p1", ("p1.l1", 2), ("p1.l2", 1)))
    story.when(complete()).refused(NotShipped)
    story.after(cancel_lines("p1", ("p1.l2", 1))).when(complete()).then(PartCompleted, OrderCompleted)


@pytest.mark.rule("U14")
@pytest.mark.parametrize("kind", DispatchKind)
def test_delivery_is_not_waited_for(kind: DispatchKind) -> None:
    (first,) = placed("v1")
    assert isinstance(first, OrderPlaced)
    offered = evolve(first, parts=(evolve(first.parts[0], pickup_offered=True),))
    story = Scenario((offered,)).after(pay("40.00")).when(complete()).refused(NotShipped)
    story = story.after(ship(kind=kind, liability_accepted=True)).when(complete()).then(PartCompleted, OrderCompleted)
    story.when(deliver()).accepted()


@pytest.mark.rule("U14")
def test_an_open_refund_is_waited_for() -> None:
    story = ONE.after(ship()).told(refund_opened())
    story.when(complete()).refused(RefundPending)
    story.told(refund_closed()).when(complete()).then(PartCompleted, OrderCompleted)
    settled = story.told(refund_settled("p1", all_of(story.state, "p1")[:1]))
    settled.when(complete()).then(PartCompleted, OrderCompleted)


@pytest.mark.rule("U14")
def test_a_marketplace_may_let_parts_be_completed_without_shipping() -> None:
    story = Scenario(placed("v1", rules=RELAXED), RELAXED).after(pay("40.00"))
    story.when(complete()).then(PartCompleted, OrderCompleted)
    ONE.when(complete()).refused(NotShipped)


def test_every_reason_against_completing_is_given() -> None:
    ONE.told(refund_opened()).when(complete()).refused(NotShipped, RefundPending)


def test_a_part_is_completed_once() -> None:
    story = SHIPPED.after(complete("p1"))
    story.when(complete("p1")).refused(WrongStage)
    Scenario(placed("v1")).when(complete("p1")).refused(WrongStage)
    story.when(cancel("p1")).refused(WrongStage)
    story.when(ship("p1", dispatch="d2")).refused(WrongStage)


@pytest.mark.rule("U15")
def test_the_buyer_of_one_vendor_is_told_at_once() -> None:
    story = ONE.after(ship()).when(complete())
    at = story.state.completed_at
    assert at is not None
    story.then(PartCompleted(part=PartId("p1"), at=at), OrderCompleted(at=at, invoices=invoices("p1")))
    (notice,) = notices(story.state, story.events)
    assert (notice.kind, notice.vendor, notice.invoices) == (NoticeKind.ORDER_COMPLETED, None, invoices("p1"))


@pytest.mark.rule("U16")
def test_the_buyer_of_several_vendors_is_told_when_the_last_is_done() -> None:
    story = SHIPPED.when(complete("p1")).then(PartCompleted)
    assert notices(story.state, story.events) == ()
    assert order_status(story.state, PLAIN.orders) is Status.SHIPPED
    story = story.when(complete("p2")).then(PartCompleted, OrderCompleted)
    assert [notice.kind for notice in notices(story.state, story.events)] == [NoticeKind.ORDER_COMPLETED]
    assert order_status(story.state, PLAIN.orders) is Status.COMPLETED


@pytest.mark.rule("U16", "U17")
def test_in_whatever_order_the_vendors_complete_the_buyer_is_told_the_same_once() -> None:
    ready = THREE.after(ship("p1"), ship("p2"), ship("p3"))
    for order in permutations(("p1", "p2", "p3")):
        story = ready
        told: list[OrderCompleted] = []
        for part in order:
            story = story.after(complete(part), now=PLACED_AT)
            told += completions(story.events)
        assert told == [OrderCompleted(at=PLACED_AT, invoices=invoices("p1", "p2", "p3"))]


@pytest.mark.rule("U16")
@pytest.mark.parametrize("order", list(permutations(("complete", "cancel", "refund"))), ids="-".join)
def test_parts_that_were_cancelled_or_paid_back_keep_nobody_waiting(order: tuple[str, ...]) -> None:
    """Other engines wait for ever for a part that will never be completed."""
    story = THREE.after(ship("p1"))
    told: list[OrderCompleted] = []
    for step in order:
        match step:
            case "complete":
                story = story.after(complete("p1"))
            case "cancel":
                story = story.after(cancel("p2"))
            case _:
                story = story.told(refund_settled("p3", all_of(story.state, "p3")))
        told += completions(story.events)
    assert [event.invoices for event in told] == [invoices("p1")]
    assert order_status(story.state, PLAIN.orders) is Status.COMPLETED


@pytest.mark.rule("U16")
def test_the_late_cancellation_of_the_last_open_part_completes_the_order() -> None:
    story = TWO.after(ship("p1"), complete("p1"))
    story.when(cancel("p2")).then(PartCancelled, OrderCompleted)
    partly = story.when(cancel_lines("p2", ("p2.l1", 2))).then(LinesCancelled)
    partly.when(cancel_lines("p2", ("p2.l2", 2))).then(PartCancelled, OrderCompleted)


@pytest.mark.rule("U16")
def test_the_late_refund_of_the_last_open_part_completes_the_order() -> None:
    story = TWO.after(ship("p1"), ship("p2"), complete("p1"))
    shares = all_of(story.state, "p2")
    half = story.told(refund_settled("p2", shares[:1]))
    assert completions(half.events) == []
    story = half.told(refund_settled("p2", shares[1:], refund="r2", fact="f4"))
    assert [event.invoices for event in completions(story.events)] == [invoices("p1")]
    assert isinstance(story.events[0], RefundSettled)
    assert part_status(story.state.parts[1], PLAIN.orders) is Status.REFUNDED


@pytest.mark.rule("U16")
def test_an_order_of_which_nothing_was_completed_is_never_called_complete() -> None:
    story = TWO.after(cancel("p1")).when(cancel("p2")).then(PartCancelled)
    assert story.state.completed_at is None
    assert order_status(story.state, PLAIN.orders) is Status.CANCELLED
    refunded = TWO.told(refund_settled("p1", all_of(TWO.state, "p1")))
    refunded = refunded.when(cancel("p2")).then(PartCancelled)
    assert order_status(refunded.state, PLAIN.orders) is Status.REFUNDED
    done = SHIPPED.after(complete("p1")).when(complete("p2"))
    assert completions(done.events) != []


@pytest.mark.rule("U16")
def test_the_buyer_is_never_told_twice() -> None:
    story = SHIPPED.after(complete("p1"), complete("p2"))
    told_at = story.state.completed_at
    assert told_at is not None
    for number, part in enumerate(("p1", "p2")):
        shares = all_of(story.state, part)
        story = story.told(refund_settled(part, shares, refund=f"r{number}", fact=f"f{number}"))
        assert completions(story.events) == []
    story = story.after(deliver("p1"), deliver("p2"), pay("1.00", "late"))
    assert story.state.completed_at == told_at
    assert order_status(story.state, PLAIN.orders) is Status.REFUNDED


@pytest.mark.rule("U17")
def test_there_is_one_invoice_per_completed_vendor() -> None:
    story = THREE.after(ship("p1"), ship("p3"), complete("p3"), cancel("p2")).when(complete("p1"))
    (event,) = completions(story.events)
    assert event.invoices == invoices("p1", "p3")
    (notice,) = notices(story.state, story.events)
    assert notice.invoices == event.invoices


def test_a_vendor_completes_its_own_part_only() -> None:
    SHIPPED.when(complete("p2"), actor=vendor_member("v1")).refused(NotFound)
    SHIPPED.when(complete("p2"), actor=vendor_member("v2")).then(PartCompleted)
    SHIPPED.when(complete("p2"), actor=OPERATOR).then(PartCompleted)


def test_completion_is_told_once_however_many_parts_there_are() -> None:
    vendors = [f"v{number}" for number in range(1, 41)]
    story = Scenario(placed(*vendors)).after(pay("1600.00"))
    order: Order = story.state
    ctx = orders.Context(now=PLACED_AT + timedelta(hours=1), actor=OPERATOR, policy=PLAIN.orders)
    told = 0
    for part in order.parts:
        for command in (ship(part.id), CompletePart(order=ORDER, part=part.id)):
            done = orders.execute(order, command, ctx).unwrap()
            order = done.state
            told += len(completions(done.events))
    assert told == 1
