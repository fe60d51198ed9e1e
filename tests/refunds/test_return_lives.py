"""Random lives of returns beside other refunds: whatever happens, no cent and no unit too much."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol, TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpcore import orders, refunds
from mpcore.kernel import DispatchId, RefundId, Refused, VendorId
from mpcore.money import from_minor
from mpcore.orders import DispatchKind, Order, PartStage, Quantity, RecordDelivery, ShipLines
from mpcore.presets import PLAIN
from mpcore.refunds import (
    KeptBack,
    Mode,
    Payer,
    ReceivedLine,
    ReceiveReturn,
    RefundCause,
    RefundCommand,
    RefundPolicy,
    RefundStage,
    RequestRefund,
    Return,
    ReturnAddress,
    ReturnId,
    ReturnPolicy,
    ReturnReason,
    ReturnShippingPolicy,
    ReturnStage,
    delivered_units,
    returnable_units,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM
from tests.orders.say import TRACKING
from tests.refunds.laws import nothing_is_lost
from tests.refunds.lives import paid_orders
from tests.refunds.return_worlds import failed, went
from tests.refunds.say import ORDER, WHY, abandon, approve, by_hand, reject
from tests.refunds.say_returns import (
    FIRE,
    WAREHOUSE,
    Counter,
    accept,
    answer,
    arrive,
    ask_photos,
    deny,
    escalate,
    exchange,
    keep,
    refund,
    refuse,
    send,
    supply,
    uphold,
)

T = TypeVar("T")


class Draw(Protocol):
    """What draws an example."""

    def __call__(self, strategy: st.SearchStrategy[T], label: object = None) -> T: ...


SAID = RefundPolicy(
    enforce_causes=False,
    returns=ReturnPolicy(requires_receipt=False, shipping=ReturnShippingPolicy(Payer.VENDOR)),
)


def shipped(order: Order) -> Order:
    """The order, all that was not cancelled of it sent off and delivered."""
    ctx = orders.Context(now=PLACED_AT, actor=OPERATOR, policy=PLAIN.orders)
    for part in order.parts:
        dispatch = DispatchId(f"d {part.id}")
        lines = tuple([Quantity(line.id, line.to_ship) for line in part.lines if line.to_ship])
        if not lines or part.stage is not PartStage.OPEN:
            continue
        sending = ShipLines(
            order=ORDER, part=part.id, dispatch=dispatch, lines=lines, kind=DispatchKind.TRACKED, tracking=TRACKING
        )
        order = orders.execute(order, sending, ctx).unwrap().state
        arrival = RecordDelivery(order=ORDER, part=part.id, dispatch=dispatch)
        order = orders.execute(order, arrival, ctx).unwrap().state
    return order


def counter_of(draw: Draw) -> Counter:
    counter = Counter(policy=SAID)
    counter.order = shipped(draw(paid_orders()))
    counter.after = refunds.after_sales_of(counter.order)
    counter.addresses = (ReturnAddress(VendorId("v1"), WAREHOUSE),)
    return counter.at(PLACED_AT)


def tried(counter: Counter, command: RefundCommand) -> None:
    """It happens, or it is refused; what was asked for wrongly would raise."""
    kinds = refunds.GATES[type(command)].kinds
    who = OPERATOR if type(OPERATOR) in kinds else SYSTEM
    if not isinstance(refunds.execute(counter.after, command, counter.ctx(who)), Refused):
        counter.do(command, who=who)


def an_opening(draw: Draw, counter: Counter, number: int) -> refunds.OpenReturn:
    part = draw(st.sampled_from(counter.order.parts))
    chosen = draw(st.lists(st.sampled_from(part.lines), min_size=1, unique=True))
    most = [max(1, returnable_units(counter.after, part, line)) for line in chosen]
    lines = tuple([Quantity(line.id, draw(st.integers(1, n))) for line, n in zip(chosen, most, strict=True)])
    name = ReturnId(f"b{number:03}")
    return refunds.OpenReturn(order=ORDER, return_id=name, part=part.id, lines=lines, reason=ReturnReason.DEFECTIVE)


def a_reception(draw: Draw, one: Return) -> ReceiveReturn:
    lines: list[ReceivedLine] = []
    for wanted in one.lines:
        units = draw(st.integers(0, wanted.quantity))
        resaleable = draw(st.integers(0, units))
        lines.append(ReceivedLine(wanted.line, units, resaleable, draw(st.integers(0, units - resaleable))))
    return ReceiveReturn(order=ORDER, return_id=one.id, lines=tuple(lines))


def about_a_return(draw: Draw, counter: Counter, number: int) -> RefundCommand:
    one = draw(st.sampled_from(counter.after.returns))
    if draw(st.integers(0, 2)):  # towards its money, mostly
        of_case: list[RefundCommand] = [answer("d", name=one.id), uphold(one.id), deny(one.id)]
        steps: dict[ReturnStage, RefundCommand] = {
            ReturnStage.REQUESTED: accept(one.id),
            ReturnStage.INFO_REQUESTED: supply("d", name=one.id),
            ReturnStage.ACCEPTED: a_reception(draw, one),
            ReturnStage.IN_TRANSIT: a_reception(draw, one),
            ReturnStage.ESCALATED: draw(st.sampled_from(of_case)),
            ReturnStage.REFUNDED: a_reception(draw, one),
        }
        return steps.get(one.stage, refund(f"r{number:03}", one.id))
    others: list[RefundCommand] = [
        ask_photos(one.id),
        refuse(one.id),
        send(None, name=one.id),
        arrive(name=one.id),
        keep(one.id),
        exchange(f"o{number}", one.id),
        escalate("d", name=one.id),
        refund(f"r{number:03}", one.id),
    ]
    return draw(st.sampled_from(others))


def about_a_refund(draw: Draw, counter: Counter) -> RefundCommand:
    given_back = draw(st.sampled_from(counter.after.refunds))
    shares = [share for share in given_back.payments if share.waits]
    if given_back.stage is RefundStage.APPROVED and shares:
        share = draw(st.sampled_from(shares))
        if draw(st.booleans()):
            amount = draw(st.one_of(st.just(share.left), st.integers(1, share.left)))
            return counted(went(given_back.id, share.payment, share.attempt, amount), counter, amount)
        return failed(given_back.id, share.payment, share.attempt)
    name = given_back.id
    answers: list[RefundCommand] = [approve(name), approve(name), reject(name), by_hand(name), abandon(name)]
    return draw(st.sampled_from(answers))


def counted(command: refunds.RecordRefundPayment, counter: Counter, amount: int) -> refunds.RecordRefundPayment:
    """The same, in the currency of the order."""
    return refunds.RecordRefundPayment(
        order=ORDER,
        refund=command.refund,
        payment=command.payment,
        attempt=command.attempt,
        amount=from_minor(amount, counter.order.currency),
    )


def something_else(draw: Draw, counter: Counter, number: int) -> RequestRefund:
    part = draw(st.sampled_from(counter.order.parts))
    some = from_minor(draw(st.integers(1, 900)), counter.order.currency)
    return RequestRefund(
        order=ORDER,
        refund=RefundId(f"g{number:03}"),
        part=part.id,
        mode=Mode.PARTIAL,
        cause=RefundCause.GOODWILL,
        reason=WHY,
        amount=some,
    )


def brought_through(draw: Draw, counter: Counter, number: int) -> None:
    """A return from its beginning to its money, or as far as it gets; sometimes only some of it goes back."""
    opening = an_opening(draw, counter, number)
    tried(counter, opening)
    one = counter.after.find_return(opening.return_id)
    if one is None:
        return
    line = draw(st.sampled_from(counter.order.parts[0].lines))
    counter.kept_back = (KeptBack(one.id, line.id, draw(st.integers(-300, 500))),)
    name = f"t{number:03}"
    for command in (accept(one.id), a_reception(draw, one), refund(name, one.id), approve(name)):
        tried(counter, command)
    given_back = counter.after.refund(RefundId(name))
    if given_back is None:
        return
    for share in given_back.payments:
        amount = draw(st.one_of(st.just(share.amount), st.integers(1, share.amount)))
        tried(counter, counted(went(given_back.id, share.payment, 1, amount), counter, amount))
    after: list[RefundCommand] = [abandon(name), refund(name + " again", one.id)]
    for more in after[: draw(st.integers(0, 2))]:
        tried(counter, more)


def units_are_kept(counter: Counter) -> None:
    for part in counter.order.parts:
        for line in part.lines:
            came = [one for each in counter.after.returns_of(part.id) for one in each.received if one.line == line.id]
            assert sum(one.resaleable for one in came) <= sum(one.units for one in came)
            assert sum(one.units for one in came) <= delivered_units(part, line.id)
            done = [one for one in counter.after.of_part(part.id) if one.stage is RefundStage.COMPLETED]
            sold = sum(some.quantity for one in done for some in one.restock if some.line == line.id)
            mine = [one for one in counter.after.returns_of(part.id) if one.stage is ReturnStage.REFUNDED]
            sold += sum(some.quantity for one in mine for some in one.restock if some.line == line.id)
            assert sold <= sum(one.resaleable for one in came)
            back = sum(s.units for one in counter.after.of_part(part.id) for s in one.settled if s.line == line.id)
            assert back <= line.quantity


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_whatever_happens_no_cent_and_no_unit_too_much(data: st.DataObject) -> None:
    draw = data.draw
    counter = counter_of(draw)
    for number in range(draw(st.integers(1, 15))):
        kind = draw(
            st.sampled_from(("through", "through", "open", "return", "return", "refund", "refund", "else", "time"))
        )
        if kind == "through":
            brought_through(draw, counter, number)
        elif kind == "open" or not counter.after.returns:
            tried(counter, an_opening(draw, counter, number))
        elif kind == "return":
            counter.kept_back = tuple(
                [
                    KeptBack(one.id, counter.order.parts[0].lines[0].id, draw(st.integers(-300, 500)))
                    for one in counter.after.returns
                ]
            )
            tried(counter, about_a_return(draw, counter, number))
        elif kind == "refund" and counter.after.refunds:
            tried(counter, about_a_refund(draw, counter))
        elif kind == "else":
            tried(counter, something_else(draw, counter, number))
        else:
            counter.now += timedelta(days=draw(st.integers(0, 9)))
            tried(counter, FIRE)
        nothing_is_lost(counter.after, counter.order)
        units_are_kept(counter)
    assert refunds.replay(counter.order, counter.history) == counter.after
