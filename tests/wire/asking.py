"""What might be asked of an order, by whom: every command, for the tests of wire."""

from __future__ import annotations

from typing import TypeAlias

from hypothesis import strategies as st
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import Actor, DispatchId, Done, NoteId, PaymentId, Personal
from mpcore.money import from_minor
from mpcore.orders import GATES, Order, OrderCommand, OrderPolicy
from mpcore.testing import vendor_member
from mpcore.timing import Window
from tests.wire import lives
from tests.wire.lives import changing, later, metadata, properties, texts

Asked: TypeAlias = tuple[Actor, OrderCommand]


@st.composite
def asked(draw: st.DrawFn, order: Order, policy: OrderPolicy, step: int) -> Asked:
    """Anything at all, and more often than not something that leads somewhere."""
    part = draw(st.sampled_from(order.parts))
    happened_at = draw(st.none() | st.just(later(step)))
    everything: list[Asked] = [
        (actor, command)
        for command in (
            *_of_order(draw, order, part, step, happened_at),
            *_of_part(draw, order, part, step),
            *_of_goods(draw, order, part, step, happened_at),
        )
        for actor in (lives.OPERATOR, order.buyer, vendor_member(part.vendor))
        if type(actor) in GATES[type(command)].kinds
    ]
    leading = [one for one in everything if _leads_somewhere(order, one, policy, step)]
    if draw(st.integers(0, 3)):
        kind = draw(st.sampled_from(_kinds(leading) or _kinds(everything)))
        return draw(st.sampled_from([one for one in leading or everything if type(one[1]) is kind]))
    return draw(st.sampled_from(everything))


def _kinds(among: list[Asked]) -> list[type[OrderCommand]]:
    return list(dict.fromkeys([type(command) for _, command in among]))


def paying(order: Order) -> tuple[OrderCommand, OrderCommand]:
    """What confirms it, whoever has to."""
    paid = orders.RecordPayment(order=order.id, payment=PaymentId("pay0"), amount=order.due)
    return paid, orders.ConfirmPayment(order=order.id)


def _leads_somewhere(order: Order, asked: Asked, policy: OrderPolicy, step: int) -> bool:
    actor, command = asked
    outcome = orders.execute(order, command, lives.context(policy, step, actor))
    return isinstance(outcome, Done) and bool(outcome.events)


def _of_order(
    draw: st.DrawFn, order: Order, part: orders.Part, step: int, happened_at: DateTime | None
) -> list[OrderCommand]:
    payment, new = draw(st.sampled_from([known.id for known in order.payments] or [PaymentId("m")])), f"pay{step}"
    amount = draw(st.sampled_from([order.due, from_minor(5, "EUR")]))
    about = draw(st.sampled_from([None, part.id]))
    ends = draw(st.none() | st.just(later(step + 2)))
    return [
        orders.RecordPayment(order=order.id, payment=PaymentId(new), amount=order.due, happened_at=happened_at),
        orders.RecordPayment(order=order.id, payment=payment, amount=amount),
        orders.RecordAuthorisation(
            order=order.id, payment=PaymentId(new), amount=amount, expires_at=ends, happened_at=happened_at
        ),
        orders.RecordPaymentFailure(order=order.id, payment=payment, happened_at=happened_at),
        orders.ConfirmPayment(order=order.id),
        orders.RemindBuyer(order=order.id),
        orders.AddNote(
            order=order.id,
            note=NoteId(f"n{step}"),
            text=Personal(draw(texts.filter(str.strip))),
            visibility=draw(st.sampled_from(orders.Visibility)),
            part=about,
        ),
        orders.EditProperties(order=order.id, properties=draw(properties), changing=draw(changing)),
        orders.EditMetadata(order=order.id, metadata=draw(metadata), part=about),
        orders.ErasePersonalData(order=order.id),
        orders.FireTimers(order=order.id),
    ]


def _of_part(draw: st.DrawFn, order: Order, part: orders.Part, step: int) -> list[OrderCommand]:
    name, of = order.id, part.id
    some = tuple([orders.Quantity(line.id, max(1, line.to_ship)) for line in part.lines])
    reason, end = draw(st.none() | texts), draw(st.sampled_from([None, step + 1, step + 48]))
    return [
        orders.HoldPart(order=name, part=of, reason=reason),
        orders.ReleasePart(order=name, part=of),
        orders.RecordVacation(order=name, part=of, away=Window(later(step - 1), None if end is None else later(end))),
        orders.CompletePart(order=name, part=of),
        orders.CancelPart(order=name, part=of, reason=reason),
        orders.CancelLines(order=name, part=of, lines=some[:1], reason=reason),
        orders.RequestCancellation(order=name, part=of, reason=draw(st.none() | texts.filter(str.strip).map(Personal))),
        orders.AnswerCancellation(order=name, part=of, accept=draw(st.booleans())),
        orders.WithdrawCancellation(order=name, part=of),
    ]


def _of_goods(
    draw: st.DrawFn, order: Order, part: orders.Part, step: int, happened_at: DateTime | None
) -> list[OrderCommand]:
    name, of, new = order.id, part.id, DispatchId(f"d{step}")
    known = draw(st.sampled_from([dispatch.id for dispatch in part.dispatches] or [new]))
    some = tuple([orders.Quantity(line.id, max(1, line.to_ship)) for line in part.lines])
    tracking = orders.Tracking("6X1", draw(st.sampled_from([None, "https://example.org/6X1"])))
    kinds = orders.DispatchKind
    return [
        orders.ShipLines(
            order=name,
            part=of,
            dispatch=new,
            lines=some,
            tracking=tracking,
            carrier=draw(st.none() | texts),
            metadata=draw(metadata),
            happened_at=happened_at,
        ),
        orders.ShipLines(
            order=name, part=of, dispatch=new, lines=some[:1], kind=kinds.UNTRACKED, liability_accepted=True
        ),
        orders.ShipLines(order=name, part=of, dispatch=new, lines=some[-1:], kind=kinds.PICKUP),
        orders.CorrectTracking(order=name, part=of, dispatch=known, tracking=orders.Tracking(f"7Y{step}")),
        orders.RecordDelivery(order=name, part=of, dispatch=known, happened_at=happened_at),
        orders.RecordCollection(order=name, part=of, dispatch=known, happened_at=happened_at),
        orders.RecordLoss(order=name, part=of, dispatch=known, happened_at=happened_at),
        orders.RecordReturnToSender(order=name, part=of, dispatch=known, happened_at=happened_at),
    ]
