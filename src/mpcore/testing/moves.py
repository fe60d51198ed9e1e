"""What is tried in each state of a small world, and what tells two of its states apart.

What cannot matter does not: instants (all is done at one, but for timers, which are fired at their own), the names of
dispatches, which of two like vendors or lines is which, what exactly was said, and how many parcels are where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import product
from typing import TypeAlias

from moneyed import Money
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import (
    Actor,
    ChargebackId,
    DispatchId,
    FactId,
    Metadata,
    NoteId,
    PartId,
    PaymentId,
    Personal,
    RefundId,
    frozen,
    utc,
)
from mpcore.orders import (
    AddNote,
    AnswerCancellation,
    CancelLines,
    CancelPart,
    ChargebackLost,
    ChargebackOpened,
    ChargebackStage,
    ChargebackWon,
    CompletePart,
    ConfirmPayment,
    CorrectTracking,
    DispatchKind,
    DispatchStage,
    EditMetadata,
    EditProperties,
    ErasePersonalData,
    FireTimers,
    HoldPart,
    Order,
    OrderCommand,
    OrderFact,
    OrderPolicy,
    Part,
    Properties,
    Quantity,
    RecordAuthorisation,
    RecordCollection,
    RecordDelivery,
    RecordLoss,
    RecordPayment,
    RecordPaymentFailure,
    RecordReturnToSender,
    RecordVacation,
    RefundClosed,
    RefundOpened,
    RefundSettled,
    ReleasePart,
    RemindBuyer,
    RequestCancellation,
    ShipLines,
    Timer,
    Tracking,
    WithdrawCancellation,
)
from mpcore.orders.shares import whole
from mpcore.testing.entitled import OPERATOR, SYSTEM, entitled, vendor_member
from mpcore.testing.scenario import PLACED_AT
from mpcore.timing import Window, later

__all__ = ["NOW", "Key", "Move", "Moves", "facts", "key_of", "moves"]

NOW = utc(PLACED_AT + timedelta(minutes=1))
"""When everything is done."""

_TRACKING = Tracking("JD014600003", "https://carrier.example/track")
_NOBODY = vendor_member("nobody")
_UNKNOWN = PartId("p0")
_NO_DISPATCH = DispatchId("d0")
_SAID = Properties(email=Personal("ada@example.org"))

Key: TypeAlias = tuple[object, ...]
"""What matters of a state."""

Move: TypeAlias = tuple[OrderCommand, Actor, DateTime]
"""What is asked, by whom, when."""


@frozen(kw_only=True)
class Moves:
    """What is tried beside paying in two halves, shipping, delivering, completing and cancelling."""

    payments: bool
    """Authorisations and failures, confirmations and reminders."""
    holds: bool
    """Holding and releasing, and vendors away."""
    requests: bool
    """Requests of the buyer's, withdrawn or answered."""
    scans: bool
    """Pickups and their collection, losses, returns to sender, corrections of tracking."""
    upkeep: bool
    """Notes, properties, metadata, forgetting."""
    timers: bool
    """Timers, fired at the instant of each."""
    refunds: bool
    """Refunds, as facts."""
    chargebacks: bool
    """Chargebacks, as facts."""


def key_of(order: Order) -> Key:
    """What matters of a state; two states that have it in common lead to the same."""
    parts = tuple(sorted([_key_of_part(part) for part in order.parts]))
    payments = tuple([(payment.id, payment.stage.value) for payment in order.payments])
    told = order.confirmed_at is not None, order.completed_at is not None, order.reminders
    said = bool(order.notes), order.properties.email is not None, order.erased_at is not None
    return parts, payments, order.received_minor, told, said


_PartKey: TypeAlias = tuple[
    str, tuple[tuple[int, int], ...], tuple[str, ...], bool, str, bool, str, tuple[bool, bool, bool]
]


def _key_of_part(part: Part) -> _PartKey:
    lines = tuple(sorted([(line.shipped, line.cancelled) for line in part.lines]))
    sent = tuple(sorted({f"{dispatch.kind.value} {dispatch.stage.value}" for dispatch in part.dispatches}))
    asked = "" if part.request is None else part.request.stage.value
    money = bool(part.open_refunds), bool(part.refunded), part.paid == part.total
    missed = part.missed_at is not None
    return part.stage.value, lines, sent, part.held, asked, missed, part.chargeback.value, money


def moves(order: Order, policy: OrderPolicy, wanted: Moves) -> Iterator[Move]:
    """Every command that could matter here, by somebody entitled; and some by others, or about what there is not."""
    for command in _commands(order, wanted):
        yield command, entitled(order, command), NOW
    for command in _by_others(order, wanted):
        yield command, _NOBODY, NOW
    for part in order.parts:
        yield CompletePart(order=order.id, part=part.id), OPERATOR, NOW
    if wanted.timers:
        ctx = orders.Context(now=NOW, actor=SYSTEM, policy=policy)
        instants = {due.at for due in orders.due(order, ctx) if due.timer is not Timer.SHIPPING_DUE_SOON}
        for at in (NOW, *sorted(instants)):
            yield FireTimers(order=order.id), SYSTEM, at


def _commands(order: Order, wanted: Moves) -> Iterator[OrderCommand]:
    half = _half(order)
    for payment in _PAYMENTS:
        yield RecordPayment(order=order.id, payment=payment, amount=half)
    if wanted.payments:
        yield from _of_payment(order, half)
    if wanted.upkeep:
        yield from _of_upkeep(order)
    for part in order.parts:
        yield from _of_part(order, part, wanted)
    yield CancelPart(order=order.id, part=_UNKNOWN)


def _by_others(order: Order, wanted: Moves) -> Iterator[OrderCommand]:
    """One of each that somebody asks whose business it is not, where nobody else is refused it."""
    yield RecordPayment(order=order.id, payment=_PAYMENTS[0], amount=_half(order))
    for part in order.parts:
        yield CompletePart(order=order.id, part=part.id)
        if wanted.holds:
            yield RecordVacation(order=order.id, part=part.id, away=Window(NOW))
    if wanted.upkeep:
        yield EditMetadata(order=order.id, metadata=Metadata({}))
        yield AddNote(order=order.id, note=NoteId("n1"), text=Personal("hello"))
    if wanted.timers:
        yield FireTimers(order=order.id)


_PAYMENTS = PaymentId("m1"), PaymentId("m2")


def _half(order: Order) -> Money:
    return order.money(order.total_minor // 2)


def _of_payment(order: Order, half: Money) -> Iterator[OrderCommand]:
    first, _ = _PAYMENTS
    yield RecordAuthorisation(order=order.id, payment=first, amount=half, expires_at=later(NOW, timedelta(hours=1)))
    yield RecordPaymentFailure(order=order.id, payment=first)
    yield ConfirmPayment(order=order.id)
    yield RemindBuyer(order=order.id)


def _of_upkeep(order: Order) -> Iterator[OrderCommand]:
    yield AddNote(order=order.id, note=NoteId("n1"), text=Personal("hello"))
    yield EditProperties(order=order.id, properties=_SAID, changing=("email",))
    yield EditProperties(order=order.id, properties=_SAID, changing=("email", "lines"))
    yield EditMetadata(order=order.id, metadata=Metadata({"colour": "red"}))
    yield ErasePersonalData(order=order.id)


def _of_part(order: Order, part: Part, wanted: Moves) -> Iterator[OrderCommand]:
    left = [line.to_ship for line in part.lines]
    fresh = DispatchId(f"d{len(part.dispatches) + 1}")
    for units in product(*[range(most + 1) for most in left]):
        named = _named(part, units)
        yield ShipLines(order=order.id, part=part.id, dispatch=fresh, lines=named, tracking=_TRACKING)
        yield CancelLines(order=order.id, part=part.id, lines=named)
    too_many = _named(part, [most + 1 for most in left])
    yield ShipLines(order=order.id, part=part.id, dispatch=fresh, lines=too_many, tracking=_TRACKING)
    yield CancelLines(order=order.id, part=part.id, lines=too_many)
    yield CompletePart(order=order.id, part=part.id)
    yield CancelPart(order=order.id, part=part.id)
    yield RecordDelivery(order=order.id, part=part.id, dispatch=_NO_DISPATCH)
    for sent in _one_of_each(part):
        yield RecordDelivery(order=order.id, part=part.id, dispatch=sent)
    if wanted.scans:
        rest = _named(part, left)
        yield ShipLines(order=order.id, part=part.id, dispatch=fresh, lines=rest, kind=DispatchKind.PICKUP)
        yield from _of_dispatches(order, part)
    if wanted.holds:
        yield HoldPart(order=order.id, part=part.id)
        yield ReleasePart(order=order.id, part=part.id)
        yield RecordVacation(order=order.id, part=part.id, away=Window(NOW, later(NOW, timedelta(days=1))))
    if wanted.requests:
        yield RequestCancellation(order=order.id, part=part.id)
        yield WithdrawCancellation(order=order.id, part=part.id)
        yield AnswerCancellation(order=order.id, part=part.id, accept=True)
        yield AnswerCancellation(order=order.id, part=part.id, accept=False)


def _of_dispatches(order: Order, part: Part) -> Iterator[OrderCommand]:
    for sent in (*_one_of_each(part), _NO_DISPATCH):
        yield RecordCollection(order=order.id, part=part.id, dispatch=sent)
        yield RecordLoss(order=order.id, part=part.id, dispatch=sent)
        yield RecordReturnToSender(order=order.id, part=part.id, dispatch=sent)
        yield CorrectTracking(order=order.id, part=part.id, dispatch=sent, tracking=Tracking("JD014600009"))


def _one_of_each(part: Part) -> Iterator[DispatchId]:
    """One dispatch of each kind in each stage: which one cannot matter."""
    for kind, stage in product(DispatchKind, DispatchStage):
        for dispatch in [sent for sent in part.dispatches if sent.stage is stage and sent.kind is kind][:1]:
            yield dispatch.id


def _named(part: Part, units: Iterable[int]) -> tuple[Quantity, ...]:
    return tuple([Quantity(line.id, count) for line, count in zip(part.lines, units, strict=True) if count])


def facts(order: Order, wanted: Moves) -> Iterator[OrderFact]:
    """What other packages might tell now."""
    name = FactId(f"f{len(order.facts)}")
    for part in order.parts:
        shares = tuple([whole(line) for line in part.lines])
        all_back = bool(part.paid) and part.refundable == part.paid == part.total
        if wanted.refunds:
            refund = RefundId(f"r-{part.id}")
            if part.open_refunds:
                yield RefundClosed(id=name, part=part.id, refund=refund, at=NOW)
            else:
                yield RefundOpened(id=name, part=part.id, refund=refund, at=NOW)
            if all_back:
                yield RefundSettled(id=name, part=part.id, refund=refund, shares=shares, at=NOW)
        if wanted.chargebacks:
            chargeback = ChargebackId(f"c{len(order.facts)}")
            if part.chargeback is ChargebackStage.OPEN and part.chargeback_id is not None:
                chargeback = part.chargeback_id
                yield ChargebackWon(id=name, part=part.id, chargeback=chargeback, at=NOW)
            else:
                yield ChargebackOpened(id=name, part=part.id, chargeback=chargeback, at=NOW)
            if all_back:
                yield ChargebackLost(id=name, part=part.id, chargeback=chargeback, shares=shares, at=NOW)
