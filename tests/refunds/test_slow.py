"""The entitlement against a slow model of it: the same shares, component by component, for whatever is asked."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mpcore import orders, refunds
from mpcore.kernel import DispatchId, Done, LineId, RefundId
from mpcore.money import from_minor
from mpcore.orders import CancelLines, DispatchKind, Part, Quantity, ShipLines
from mpcore.presets import PLAIN
from mpcore.refunds import Mode, Refund, RefundCause, RefundLine, RefundPolicy, RefundStage, RequestRefund
from mpcore.testing import OPERATOR, PLACED_AT
from tests.orders.say import TRACKING
from tests.refunds.lives import Draw, paid_orders
from tests.refunds.say import ORDER, WHY, Desk, approve, by_hand, did_not, of_cancellation, reject
from tests.refunds.slow import SlowPart, Vector, vector

FREE = RefundPolicy(enforce_causes=False)
Wanted = dict[str, tuple[int, Vector]]
"""The units and the components that go back of each line."""


def asked(draw: Draw, part: Part, slow: SlowPart, name: str, currency: str) -> tuple[RequestRefund, Wanted] | None:
    """A request that can be met, and what the slow model gives for it."""
    kind = draw(st.sampled_from(("units", "units", "amount", "both", "shipping", "part", "full")))
    wanted: Wanted = {}
    lines: list[RefundLine] = []
    shipping = amount = None
    if kind in ("units", "amount", "both"):
        for line in draw(st.lists(st.sampled_from(part.lines), min_size=1, unique=True)):
            model = slow.lines[line.id]
            most = min(line.shipped, line.quantity) - (model.gone - line.cancelled)
            units = draw(st.integers(1, most)) if kind != "amount" and most > 0 else 0
            whole = model.next_units(units) if units else model.only(model.left, shipping=False)
            named = draw(st.integers(1, model.total(whole))) if kind != "units" and model.total(whole) else None
            if units or named:
                money = None if named is None else from_minor(named, currency)
                lines.append(RefundLine(line=line.id, units=units, amount=money))
                wanted[line.id] = units, whole if named is None else model.portion(whole, named)
    elif kind == "full":
        wanted = {name: (line.line.quantity - line.gone, line.left) for name, line in slow.lines.items()}
    else:
        left = {name: line.only(line.left, shipping=True) for name, line in slow.lines.items()}
        if kind == "part":
            left = slow.rest()
        most = sum(slow.lines[name].total(parts) for name, parts in left.items())
        if not most:
            return None
        some = draw(st.integers(1, most))
        found = slow.shipping(some) if kind == "shipping" else slow.amount(some)
        wanted = {name: (0, parts) for name, parts in found.items()}
        shipping, amount = (some, None) if kind == "shipping" else (None, some)
    command = RequestRefund(
        order=ORDER,
        refund=RefundId(name),
        part=part.id,
        mode=Mode.FULL if kind == "full" else Mode.PARTIAL,
        cause=RefundCause.GOODWILL,
        reason=WHY,
        lines=tuple(lines),
        shipping=None if shipping is None else from_minor(shipping, currency),
        amount=None if amount is None else from_minor(amount, currency),
    )
    return command, wanted


def same(refund: Refund, wanted: Wanted) -> None:
    found = {str(share.line): (share.units, vector(share)) for share in refund.shares}
    expected = {name: (units, parts) for name, (units, parts) in wanted.items() if units or any(parts)}
    assert found == expected, refund.id


def ask_something(draw: Draw, desk: Desk, part: Part, slow: SlowPart, name: str) -> None:
    request = asked(draw, part, slow, name, desk.order.currency)
    if request is None:
        return
    command, wanted = request
    match refunds.execute(desk.after, command, desk.ctx(OPERATOR)):
        case Done(_, _):
            desk.do(command)
            same(desk.refund(name), wanted)
            for line, (units, parts) in wanted.items():
                slow.lines[line].take(name, units, parts)
        case refused:
            codes = {reason.code for reason in refused.reasons}
            assert codes <= {"refunds.nothing_to_refund", "refunds.empty"}, (codes, command)


def end_something(draw: Draw, desk: Desk, slow: dict[str, SlowPart]) -> None:
    open_ = [one for one in desk.after.refunds if one.stage is RefundStage.REQUESTED]
    if not open_:
        return
    refund = draw(st.sampled_from(open_))
    if draw(st.booleans()):
        desk.do(reject(refund.id))
        for line in slow[str(refund.part)].lines.values():
            line.give_back(refund.id)
    else:
        desk.do(approve(refund.id))
        for share in desk.refund(refund.id).payments:
            desk.do(did_not(share.payment, refund.id))
        if refund.amount:
            desk.do(by_hand(refund.id))


def cancel_something(draw: Draw, desk: Desk, part: Part, slow: SlowPart, name: str) -> None:
    line = draw(st.sampled_from(part.lines))
    others = sum(other.to_ship for other in part.lines if other.id != line.id)
    most = line.to_ship if others or part.dispatches else line.to_ship - 1
    if most < 1 or part.open_refunds:
        return
    units, model = draw(st.integers(1, most)), slow.lines[line.id]
    if model.gone + units > line.quantity:
        return
    parts = model.next_units(units)
    command = CancelLines(order=ORDER, part=part.id, lines=(Quantity(line.id, units),))
    ctx = orders.Context(now=PLACED_AT, actor=OPERATOR, policy=PLAIN.orders)
    match orders.execute(desk.order, command, ctx):
        case Done(after, _):
            desk.order = after
        case _:
            return
    if model.total(parts):
        desk.do(of_cancellation(name, part.id))
        same(desk.refund(name), {line.id: (units, parts)})
        model.take(name, units, parts)
    else:
        model.take(name, units, tuple(0 for _ in parts))


def ship_something(draw: Draw, desk: Desk, part: Part, name: str) -> None:
    packed = tuple(
        [Quantity(LineId(line.id), draw(st.integers(1, line.to_ship))) for line in part.lines if line.to_ship]
    )
    if packed and not part.open_refunds and not part.refunded_whole:
        desk.meanwhile(
            ShipLines(
                order=ORDER,
                part=part.id,
                dispatch=DispatchId(name),
                lines=packed,
                kind=DispatchKind.TRACKED,
                tracking=TRACKING,
            ),
            who=OPERATOR,
        )


@settings(max_examples=150)
@given(st.data())
def test_every_share_is_that_of_the_slow_model(data: st.DataObject) -> None:
    desk = Desk(data.draw(paid_orders(cancels=True)), FREE)
    slow = {str(part.id): SlowPart.of(part) for part in desk.order.parts}
    for part in desk.order.parts:
        if part.paid and data.draw(st.booleans()):
            ship_something(data.draw, desk, part, f"first {part.id}")
    for number in range(data.draw(st.integers(1, 12))):
        part = data.draw(st.sampled_from(desk.order.parts))
        if not part.paid:
            continue
        name, step = f"r{number:03}", data.draw(st.sampled_from(("ask", "ask", "ask", "end", "cancel", "ship")))
        if step == "ask":
            ask_something(data.draw, desk, part, slow[part.id], name)
        elif step == "end":
            end_something(data.draw, desk, slow)
        elif step == "cancel":
            cancel_something(data.draw, desk, part, slow[part.id], name)
        else:
            ship_something(data.draw, desk, part, name)
