"""Whatever is asked for, approved, given back or not, in whatever steps: never a cent too much; at the end, all."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from mpcore import orders, refunds
from mpcore.kernel import DispatchId, Done, RefundId, Refused
from mpcore.money import from_minor
from mpcore.orders import CancelLines, DispatchKind, Order, Quantity, ShipLines
from mpcore.presets import PLAIN
from mpcore.refunds import (
    Mode,
    RecordRefundFailure,
    RecordRefundPayment,
    RefundCause,
    RefundLine,
    RefundPolicy,
    RefundStage,
    RequestRefund,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM
from tests.orders.say import TRACKING
from tests.refunds.laws import nothing_is_left, nothing_is_lost
from tests.refunds.lives import Draw, paid_orders
from tests.refunds.say import (
    ORDER,
    WHY,
    Desk,
    abandon,
    approve,
    ask_all,
    by_hand,
    did_not,
    of_cancellation,
    reject,
    retry,
    went_back,
    withdraw,
)

FREE = RefundPolicy(enforce_causes=False)
ANSWERS: tuple[Callable[[RefundId], refunds.RefundCommand], ...] = (
    *(approve, approve, reject, withdraw),
    *(retry, by_hand, abandon),
)


def an_ask(draw: Draw, order: Order, number: int) -> RequestRefund:
    part = draw(st.sampled_from(order.parts))
    kind = draw(st.sampled_from(("units", "amount", "both", "shipping", "part", "full")))
    chosen = draw(st.lists(st.sampled_from(part.lines), min_size=1, unique=True))
    some = st.integers(1, 2000).map(lambda amount: from_minor(amount, order.currency))
    lines: list[RefundLine] = []
    if kind in ("units", "amount", "both"):
        for line in chosen:
            units = draw(st.integers(1, line.quantity)) if kind != "amount" else 0
            amount = draw(some) if kind != "units" else None
            restock = draw(st.integers(0, units))
            lines.append(RefundLine(line=line.id, units=units, amount=amount, restock=restock))
    return RequestRefund(
        order=ORDER,
        refund=RefundId(f"r{number:03}"),
        part=part.id,
        mode=Mode.FULL if kind == "full" else Mode.PARTIAL,
        cause=RefundCause.GOODWILL,
        reason=WHY,
        lines=tuple(lines),
        shipping=draw(some) if kind == "shipping" else None,
        amount=draw(some) if kind == "part" else None,
    )


def a_step(draw: Draw, desk: Desk, number: int) -> None:
    names = [one.id for one in desk.after.refunds]
    kind = draw(st.sampled_from(("ask", "ask", "answer", "report", "report", "cancel", "ship")))
    if kind == "ask" or (not names and kind in ("answer", "report")):
        attempt(desk, an_ask(draw, desk.order, number))
    elif kind == "answer":
        answer: Callable[[RefundId], refunds.RefundCommand] = draw(st.sampled_from(ANSWERS))
        attempt(desk, answer(draw(st.sampled_from(names))))
    elif kind == "report":
        a_report(draw, desk)
    else:
        a_change(draw, desk, number, cancels=kind == "cancel")


def a_report(draw: Draw, desk: Desk) -> None:
    """A provider says what became of an attempt."""
    waiting = [(one, share) for one in desk.after.refunds for share in one.payments if one.is_open]
    if not waiting:
        return
    refund, share = draw(st.sampled_from(waiting))
    attempted = draw(st.integers(1, share.attempt))
    if share.left and draw(st.booleans()):
        amount = draw(st.one_of(st.just(share.left), st.integers(1, share.left)))
        back = str(from_minor(amount, desk.order.currency).amount)
        attempt(desk, went_back(back, share.payment, refund.id, attempted, desk.order.currency))
    else:
        attempt(desk, did_not(share.payment, refund.id, attempted))


def a_change(draw: Draw, desk: Desk, number: int, *, cancels: bool) -> None:
    """Some units are cancelled, or sent off."""
    part = draw(st.sampled_from(desk.order.parts))
    line = draw(st.sampled_from(part.lines))
    if not line.to_ship:
        return
    named = (Quantity(line.id, draw(st.integers(1, line.to_ship))),)
    command: orders.OrderCommand = CancelLines(order=ORDER, part=part.id, lines=named)
    if not cancels:
        command = ShipLines(
            order=ORDER,
            part=part.id,
            dispatch=DispatchId(f"d{number}"),
            lines=named,
            kind=DispatchKind.TRACKED,
            tracking=TRACKING,
        )
    ctx = orders.Context(now=PLACED_AT, actor=OPERATOR, policy=PLAIN.orders)
    match orders.execute(desk.order, command, ctx):
        case Done(after, _):
            desk.order = after
        case _:
            return
    if cancels and draw(st.booleans()):
        attempt(desk, of_cancellation(f"c{number:03}", part.id))


def attempt(desk: Desk, command: refunds.RefundCommand) -> None:
    """It happens where it is accepted."""
    reports = isinstance(command, RecordRefundFailure | RecordRefundPayment)
    if not isinstance(refunds.decide(desk.after, command, desk.ctx(SYSTEM if reports else OPERATOR)), Refused):
        desk.do(command)


def the_rest(desk: Desk) -> None:
    """Everything that is open goes back, then all that is left."""
    for one in desk.after.refunds:
        if one.stage is RefundStage.REQUESTED:
            desk.do(approve(one.id))
    for one in desk.after.refunds:
        for share in desk.refund(one.id).payments if one.stage is RefundStage.APPROVED else ():
            if share.waits:
                desk.do(did_not(share.payment, one.id, share.attempt))
        attempt(desk, by_hand(one.id))
    for number, part in enumerate(desk.order.parts):
        attempt(desk, of_cancellation(f"y{number}", part.id))
        attempt(desk, ask_all(part=part.id, refund=f"z{number}"))
        attempt(desk, approve(f"z{number}"))
        for name in (f"y{number}", f"z{number}"):
            refund = desk.after.refund(RefundId(name))
            for share in () if refund is None else refund.payments:
                back = str(from_minor(share.amount, desk.order.currency).amount)
                desk.do(went_back(back, share.payment, name, 1, desk.order.currency))


@settings(max_examples=150)
@given(st.data())
def test_in_whatever_steps_everything_goes_back_and_never_more(data: st.DataObject) -> None:
    desk = Desk(data.draw(paid_orders(cancels=True)), FREE)
    draw = data.draw
    for number in range(data.draw(st.integers(1, 12))):
        a_step(draw, desk, number)
        nothing_is_lost(desk.after, desk.order)
    the_rest(desk)
    nothing_is_lost(desk.after, desk.order)
    nothing_is_left(desk.order)
