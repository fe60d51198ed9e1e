"""Where the marketplace wants an operator to look at every payment, nobody and nothing else confirms one (U3)."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mpcore import orders
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    Kind,
    LineId,
    ListingId,
    MemberId,
    MissingScope,
    Operator,
    OrderId,
    PartId,
    Refusal,
    Scope,
    VendorId,
    frozen,
    utc,
)
from mpcore.money import money
from mpcore.orders import (
    AlreadyPaid,
    BuyerCancels,
    CancellationRequests,
    ConfirmedBy,
    Context,
    Funder,
    LinesCancelled,
    LinesShipped,
    NewDiscount,
    NewLine,
    NewPart,
    NotCovered,
    NoticeKind,
    NotPaid,
    Order,
    OrderCommand,
    OrderPlaced,
    PartCancelled,
    PartDue,
    PartStage,
    PaymentConfirmed,
    PaymentRecorded,
    PlaceOrder,
    notices,
)
from mpcore.presets import PLAIN, RuleBook
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from tests.orders.say import (
    ORDER,
    authorise,
    cancel,
    cancel_lines,
    complete,
    confirm,
    decline,
    fire,
    hold,
    pay,
    release,
    remind,
    ship,
    vacation,
)

BY_HAND = PLAIN.what_if({"orders.confirmed_by": ConfirmedBy.OPERATOR})
TOLERANT = BY_HAND.what_if({"orders.underpayment_tolerance": 500})
LAX = BY_HAND.what_if(
    {
        "orders.vendor_may_cancel": True,
        "orders.vendor_may_hold": True,
        "orders.buyer_cancels": BuyerCancels.BEFORE_DISPATCH,
        "orders.requests": CancellationRequests(),
        "orders.require_shipment": False,
        "orders.allow_ship_unpaid": True,
        "orders.cancel_unpaid_after": timedelta(days=3),
    }
)
LATER = utc(PLACED_AT + timedelta(days=1))


def new(rules: RuleBook = BY_HAND, *vendors: str) -> Scenario:
    return Scenario(placed(*(vendors or ("v1",)), rules=rules), rules)


@frozen(kw_only=True)
class BankClosed(Refusal):
    """This host asks its bank first."""

    code: ClassVar[str] = "host.bank_closed"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the bank is closed"


def bank_is_open(_: Order | None, command: object, __: Context) -> Refusal | None:
    return BankClosed() if isinstance(command, orders.ConfirmPayment) else None


@pytest.mark.rule("U2", "U3", "00.2")
def test_money_confirms_nothing_until_an_operator_has_seen_it() -> None:
    story = new().when(pay("40.00")).then(PaymentRecorded)
    story.when(pay("100.00", "m2")).then(PaymentRecorded)
    story.when(ship()).refused(NotPaid)
    story = story.when(confirm(), now=LATER)
    due_end = story.state.parts[0].due_end
    assert due_end is not None
    story.then(PaymentConfirmed(LATER, (PartDue(PartId("p1"), 4000, due_end),)))
    story.when(ship()).then(LinesShipped)
    Scenario(placed("v1")).when(pay("40.00")).then(PaymentRecorded, PaymentConfirmed)


@pytest.mark.rule("U3")
@pytest.mark.parametrize(
    "actor",
    [vendor_member("v1"), Buyer(BuyerId("ada")), SYSTEM, Operator(MemberId("otto"), frozenset({Scope("orders.ship")}))],
    ids=lambda actor: type(actor).__name__,
)
def test_only_an_operator_with_the_scope_confirms(actor: Actor) -> None:
    story = new().after(pay("40.00"))
    story.when(confirm(), actor=actor).refused(MissingScope)
    story.when(confirm(), actor=OPERATOR).then(PaymentConfirmed)
    story.when(confirm(), actor=Operator(MemberId("otto"), frozenset({confirm().scope}))).then(PaymentConfirmed)


ANYTHING: tuple[OrderCommand, ...] = (
    confirm(),
    pay("40.00"),
    pay("80.00", "m2"),
    authorise("40.00", "m3"),
    decline("m3"),
    remind(),
    ship("p1", ("p1.l1", 1)),
    complete(),
    hold(),
    release(),
    vacation(PLACED_AT),
    cancel_lines("p1", ("p1.l1", 1)),
    cancel_lines("p2", ("p2.l1", 2), ("p2.l2", 2)),
    cancel("p2"),
    orders.RequestCancellation(order=ORDER, part=PartId("p1")),
    orders.WithdrawCancellation(order=ORDER, part=PartId("p1")),
    orders.AnswerCancellation(order=ORDER, part=PartId("p1"), accept=False),
    fire(),
)


@pytest.mark.rule("U3")
@given(st.lists(st.tuples(st.sampled_from(ANYTHING), st.integers(0, 3)), min_size=4, max_size=12))
def test_whatever_vendors_buyers_and_the_system_ask_no_payment_is_confirmed(
    asked: list[tuple[OrderCommand, int]],
) -> None:
    story = new(LAX, "v1", "v2").after(pay("80.00", "m0"), actor=SYSTEM)
    actors = (vendor_member("v1"), vendor_member("v2"), story.state.buyer, SYSTEM)
    for command, who in asked:
        story = story.when(command, actor=actors[who])
    assert story.state.confirmed_at is None
    assert all(part.stage is not PartStage.OPEN for part in story.state.parts)
    if story.state.waits_for_payment:
        story.when(confirm(), actor=OPERATOR).then(PaymentConfirmed)


@pytest.mark.rule("U3", "00.2")
def test_an_operator_confirms_no_more_than_came_in() -> None:
    story = new().after(pay("39.99"))
    story.when(confirm()).refused(NotCovered(order=ORDER, received=money("39.99", "EUR"), due=money("40.00", "EUR")))
    story.after(pay("0.01", "m2")).when(confirm()).then(PaymentConfirmed)
    promised = new().after(authorise("40.00"))
    promised.when(confirm()).refused(NotCovered)
    new().when(confirm()).refused(NotCovered)


@pytest.mark.rule("00.2")
@pytest.mark.parametrize(("amount", "covered"), [("34.99", False), ("35.00", True), ("40.00", True)])
def test_an_operator_may_confirm_what_falls_short_by_the_tolerance(amount: str, covered: bool) -> None:
    story = new(TOLERANT).after(pay(amount)).when(confirm())
    if covered:
        story.then(PaymentConfirmed)
        assert story.state.paid == money(amount, "EUR")
    else:
        story.refused(NotCovered)
    new(BY_HAND).after(pay("39.99")).when(confirm()).refused(NotCovered)


def test_every_reason_against_confirming_is_given() -> None:
    story = evolve(new(), also=(bank_is_open,))
    story.when(confirm()).refused(NotCovered, BankClosed)
    story.after(pay("40.00")).when(confirm()).refused(BankClosed)
    story.after(pay("40.00"), cancel()).when(confirm()).refused(AlreadyPaid, BankClosed)


def test_a_payment_is_confirmed_once() -> None:
    story = new().after(pay("40.00"), confirm())
    story.when(confirm()).refused(AlreadyPaid(order=ORDER))
    new().after(pay("40.00"), cancel()).when(confirm()).refused(AlreadyPaid)
    Scenario(placed("v1")).after(pay("40.00")).when(confirm()).refused(AlreadyPaid)
    Scenario(placed("v1")).when(confirm()).refused(NotCovered)


@pytest.mark.rule("S26", "S43")
def test_the_clock_starts_when_the_operator_confirms() -> None:
    story = new().after(pay("40.00"), now=PLACED_AT)
    assert story.state.parts[0].due_end is None
    story = story.after(confirm(), now=LATER)
    assert story.state.confirmed_at == LATER
    assert story.state.parts[0].due_end == utc(LATER + timedelta(days=4, hours=15)), "four days after the 27th"


@pytest.mark.rule("U3", "00.2")
def test_a_cancellation_confirms_nothing_by_itself_either() -> None:
    story = new(BY_HAND, "v1", "v2").after(pay("40.00"))
    story.when(confirm()).refused(NotCovered)
    for cancelled in (
        story.when(cancel("p2")).then(PartCancelled),
        story.when(cancel_lines("p2", ("p2.l1", 2))).then(LinesCancelled).when(cancel("p2")).then(PartCancelled),
    ):
        confirmed = cancelled.when(confirm()).then(PaymentConfirmed)
        assert confirmed.state.parts[0].paid == 4000
    summed = Scenario(placed("v1", "v2")).after(pay("40.00"))
    summed.when(cancel("p2")).then(PartCancelled, PaymentConfirmed)


@pytest.mark.rule("00.2")
def test_what_came_in_beyond_what_is_owed_is_surplus_once_the_payment_is_confirmed() -> None:
    story = new().after(pay("50.00"))
    assert story.state.surplus_minor == 0
    assert story.after(confirm()).state.surplus == money("10.00", "EUR")
    assert story.after(cancel()).state.surplus == money("50.00", "EUR")


def gift(name: str, *, off: str | None = None) -> NewLine:
    """A line that costs nothing: given away, or with all of its price taken off."""
    return NewLine(
        id=LineId(name),
        listing=ListingId("a postcard"),
        title="A postcard",
        quantity=1,
        unit_price=money(off or "0.00", "EUR"),
        discounts=() if off is None else (NewDiscount(amount=money(off, "EUR"), funder=Funder.OPERATOR),),
    )


def bought(*lines: NewLine, rules: RuleBook, shipping: str | None = None) -> Scenario:
    part = NewPart(
        id=PartId("p1"),
        vendor=VendorId("v1"),
        lines=lines,
        shipping=None if shipping is None else money(shipping, "EUR"),
    )
    buyer = Buyer(BuyerId("ada"))
    command = PlaceOrder(order=OrderId("o1"), buyer=buyer, currency="EUR", parts=(part,))
    done = orders.place(command, Context(now=PLACED_AT, actor=buyer, policy=rules.orders)).unwrap()
    return Scenario(done.events, rules)


@pytest.mark.rule("00.2")
@pytest.mark.parametrize("rules", [PLAIN, BY_HAND, TOLERANT], ids=lambda rules: rules.id)
def test_an_order_with_nothing_due_is_placed_paid_whoever_confirms_payments(rules: RuleBook) -> None:
    for lines in ((gift("l1"),), (gift("l1", off="12.00"),), (gift("l1"), gift("l2", off="0.01"))):
        story = bought(*lines, rules=rules)
        assert [type(event) for event in story.history] == [OrderPlaced, PaymentConfirmed]
        part = story.state.parts[0]
        assert (part.stage, part.paid, part.opened_at) == (PartStage.OPEN, 0, PLACED_AT)
        assert part.due_end is not None
        story.when(confirm(), actor=OPERATOR).refused(AlreadyPaid)
        story.when(ship("p1", *[(line.id, 1) for line in lines])).then(LinesShipped)


@pytest.mark.rule("00.2")
def test_a_gift_beside_something_that_costs_waits_for_its_payment() -> None:
    chair = evolve(gift("l2"), unit_price=money("0.01", "EUR"))
    for story in (bought(gift("l1"), chair, rules=PLAIN), bought(gift("l1"), rules=PLAIN, shipping="0.01")):
        assert [type(event) for event in story.history] == [OrderPlaced]
        story.when(ship("p1", ("l1", 1))).refused(NotPaid)
        story.when(pay("0.01")).then(PaymentRecorded, PaymentConfirmed)


@pytest.mark.rule("00.2")
@pytest.mark.parametrize("rules", [PLAIN, BY_HAND], ids=lambda rules: rules.id)
def test_what_is_left_is_free_once_everything_that_costs_is_cancelled(rules: RuleBook) -> None:
    chair = evolve(gift("l2"), unit_price=money("10.00", "EUR"))
    story = bought(gift("l1"), chair, rules=rules)
    story = story.when(cancel_lines("p1", ("l2", 1))).then(LinesCancelled, PaymentConfirmed)
    story.when(ship("p1", ("l1", 1))).then(LinesShipped)
    assert story.after(pay("10.00")).state.surplus == money("10.00", "EUR")


@pytest.mark.rule("U2")
def test_vendors_are_told_that_their_parts_are_paid_once_they_are() -> None:
    story = new(BY_HAND, "v1", "v2").after(pay("80.00"))
    assert notices(story.state, story.events) == ()
    story = story.after(confirm())
    assert [(notice.kind, notice.vendor) for notice in notices(story.state, story.events)] == [
        (NoticeKind.PAID, "v1"),
        (NoticeKind.PAID, "v2"),
    ]
