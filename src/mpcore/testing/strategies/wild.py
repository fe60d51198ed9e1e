"""Commands drawn without looking: unknown ids, too many units, wrong times, repeats; at times one that fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from attrs import fields_dict
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import DateTime

from mpcore.kernel import DispatchId, LineId, NoteId, PartId, PaymentId, Personal, frozen, utc
from mpcore.money import from_minor
from mpcore.orders import (
    AddNote,
    AnswerCancellation,
    CancelLines,
    CancelPart,
    CompletePart,
    ConfirmPayment,
    CorrectTracking,
    DispatchKind,
    EditMetadata,
    EditProperties,
    ErasePersonalData,
    FireTimers,
    HoldPart,
    Order,
    OrderCommand,
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
    ReleasePart,
    RemindBuyer,
    RequestCancellation,
    ShipLines,
    Tracking,
    Visibility,
    WithdrawCancellation,
)
from mpcore.testing.strategies.placing import properties
from mpcore.testing.strategies.repeats import repeats_of
from mpcore.testing.strategies.values import Draw, metadata, tracking
from mpcore.timing import Window

__all__ = ["anything"]

T = TypeVar("T")


@frozen(kw_only=True)
class _Target:
    """What is asked about, and when; and what draws the rest."""

    draw: Draw
    order: Order
    part: Part
    name: PartId
    """The part's id, or one that no part has."""
    now: DateTime


def anything(draw: Draw, order: Order, now: DateTime) -> OrderCommand:
    """Any command, drawn without looking at what would be accepted."""
    wanted = draw(_ANY_KIND)
    repeats = repeats_of(order) if wanted is None else []
    if repeats:
        return repeats[draw(_PLACE) % len(repeats)]
    part = order.parts[draw(_PLACE) % len(order.parts)]
    name = part.id if draw(_MOSTLY) else PartId("p0")
    make = _pay if wanted is None else _KINDS[wanted]
    return make(_Target(draw=draw, order=order, part=part, name=name, now=now))


_PLACE = st.integers(0, 63)
_YES_OR_NO = st.booleans()
_MOSTLY = st.sampled_from((True,) * 9 + (False,))
_AWAY = st.sampled_from(
    (None, None, None, timedelta(), timedelta(minutes=5), timedelta(days=2), timedelta(days=-400), timedelta(hours=-1))
)
_UNITS = st.sampled_from(((1,), (1, 1), (), (0,), (-1, 2), (2, 1), (10**9,), (1, 2, 3)))
_ANY_AMOUNT = st.sampled_from((0, 1, 100, 10**6, -1))
_KIND = st.sampled_from(DispatchKind)
_VISIBILITY = st.sampled_from(Visibility)
_REASON = st.sampled_from((None, "changed their mind"))
_GOOD = tracking()
_ANY_TRACKING = st.sampled_from((None, Tracking("JD014600003"))) | tracking(valid=False)
_OTHER_TRACKING = _GOOD | tracking(valid=False)
_PROPERTIES = properties()
_NAMES = tuple(fields_dict(Properties))
_CHANGING = st.sampled_from(
    (_NAMES, _NAMES, _NAMES[:2], (), ("shipping_address",), ("lines",), ("email", "total", "id"))
)
_METADATA = metadata(1)


def _one_of(target: _Target, known: list[T]) -> T:
    return known[target.draw(_PLACE) % len(known)]


def _happened(target: _Target) -> DateTime | None:
    away = target.draw(_AWAY)
    return None if away is None else utc(target.now + away)


def _dispatch(target: _Target) -> DispatchId:
    known = [dispatch.id for dispatch in target.part.dispatches]
    return _one_of(target, [*known, *known, DispatchId("d1"), DispatchId("d9")])


def _payment(target: _Target) -> PaymentId:
    known = [payment.id for payment in target.order.payments]
    return _one_of(target, [*known, PaymentId("m9")])


def _about(target: _Target) -> PartId | None:
    return target.name if target.draw(_YES_OR_NO) else None


def _quantities(target: _Target) -> tuple[Quantity, ...]:
    order, part = target.order, target.part
    if target.draw(_YES_OR_NO):
        return tuple([Quantity(line.id, line.to_ship) for line in part.lines if line.to_ship])
    lines = [*[line.id for line in part.lines] * 2, order.parts[-1].lines[0].id, LineId("p0.l0")]
    return tuple([Quantity(_one_of(target, lines), units) for units in target.draw(_UNITS)])


def _ship(target: _Target) -> ShipLines:
    kind = target.draw(_KIND)
    fits = target.draw(_YES_OR_NO)
    return ShipLines(
        order=target.order.id,
        part=target.name,
        dispatch=_dispatch(target),
        lines=_quantities(target),
        kind=kind,
        tracking=(target.draw(_GOOD) if kind is DispatchKind.TRACKED else None) if fits else target.draw(_ANY_TRACKING),
        liability_accepted=target.draw(_YES_OR_NO),
        happened_at=_happened(target),
    )


def _correct(target: _Target) -> CorrectTracking:
    return CorrectTracking(
        order=target.order.id, part=target.name, dispatch=_dispatch(target), tracking=target.draw(_OTHER_TRACKING)
    )


def _deliver(target: _Target) -> RecordDelivery:
    return _scanned(RecordDelivery, target)


def _collect(target: _Target) -> RecordCollection:
    return _scanned(RecordCollection, target)


def _lose(target: _Target) -> RecordLoss:
    return _scanned(RecordLoss, target)


def _send_back(target: _Target) -> RecordReturnToSender:
    return _scanned(RecordReturnToSender, target)


S = TypeVar("S", RecordDelivery, RecordCollection, RecordLoss, RecordReturnToSender)


def _scanned(scan: type[S], target: _Target) -> S:
    dispatch, happened_at = _dispatch(target), _happened(target)
    return scan(order=target.order.id, part=target.name, dispatch=dispatch, happened_at=happened_at)


def _complete(target: _Target) -> CompletePart:
    return CompletePart(order=target.order.id, part=target.name)


def _hold(target: _Target) -> HoldPart:
    return HoldPart(order=target.order.id, part=target.name, reason=target.draw(_REASON))


def _release(target: _Target) -> ReleasePart:
    return ReleasePart(order=target.order.id, part=target.name)


def _leave(target: _Target) -> RecordVacation:
    start = _happened(target) or target.now
    end = _happened(target)
    away = Window(start, None if end is None else max(start, end))
    return RecordVacation(order=target.order.id, part=target.name, away=away)


def _cancel(target: _Target) -> CancelPart:
    return CancelPart(order=target.order.id, part=target.name, reason=target.draw(_REASON))


def _cancel_lines(target: _Target) -> CancelLines:
    return CancelLines(order=target.order.id, part=target.name, lines=_quantities(target))


def _ask(target: _Target) -> RequestCancellation:
    return RequestCancellation(order=target.order.id, part=target.name)


def _withdraw(target: _Target) -> WithdrawCancellation:
    return WithdrawCancellation(order=target.order.id, part=target.name)


def _answer(target: _Target) -> AnswerCancellation:
    return AnswerCancellation(order=target.order.id, part=target.name, accept=target.draw(_YES_OR_NO))


def _pay(target: _Target) -> RecordPayment:
    order = target.order
    return RecordPayment(
        order=order.id,
        payment=_payment(target),
        amount=from_minor(target.draw(_ANY_AMOUNT), order.currency if target.draw(_MOSTLY) else "GBP"),
        happened_at=_happened(target),
    )


def _authorise(target: _Target) -> RecordAuthorisation:
    order = target.order
    return RecordAuthorisation(
        order=order.id,
        payment=_payment(target),
        amount=from_minor(target.draw(_ANY_AMOUNT), order.currency if target.draw(_MOSTLY) else "GBP"),
        expires_at=_happened(target),
        happened_at=_happened(target),
    )


def _decline(target: _Target) -> RecordPaymentFailure:
    payment, happened_at = _payment(target), _happened(target)
    return RecordPaymentFailure(order=target.order.id, payment=payment, happened_at=happened_at)


def _confirm(target: _Target) -> ConfirmPayment:
    return ConfirmPayment(order=target.order.id)


def _remind(target: _Target) -> RemindBuyer:
    return RemindBuyer(order=target.order.id)


def _write(target: _Target) -> AddNote:
    known = [note.id for note in target.order.notes]
    return AddNote(
        order=target.order.id,
        note=_one_of(target, [*known, NoteId("n9")]),
        text=Personal("is it the blue one?"),
        visibility=target.draw(_VISIBILITY),
        part=_about(target),
    )


def _edit(target: _Target) -> EditProperties:
    return EditProperties(order=target.order.id, properties=target.draw(_PROPERTIES), changing=target.draw(_CHANGING))


def _edit_metadata(target: _Target) -> EditMetadata:
    return EditMetadata(order=target.order.id, metadata=target.draw(_METADATA), part=_about(target))


def _erase(target: _Target) -> ErasePersonalData:
    return ErasePersonalData(order=target.order.id)


def _fire(target: _Target) -> FireTimers:
    return FireTimers(order=target.order.id)


_KINDS: Mapping[type[OrderCommand], Callable[[_Target], OrderCommand]] = {
    RecordPayment: _pay,
    RecordAuthorisation: _authorise,
    RecordPaymentFailure: _decline,
    ConfirmPayment: _confirm,
    RemindBuyer: _remind,
    ShipLines: _ship,
    CorrectTracking: _correct,
    RecordDelivery: _deliver,
    RecordCollection: _collect,
    RecordLoss: _lose,
    RecordReturnToSender: _send_back,
    CompletePart: _complete,
    HoldPart: _hold,
    ReleasePart: _release,
    RecordVacation: _leave,
    CancelPart: _cancel,
    CancelLines: _cancel_lines,
    RequestCancellation: _ask,
    WithdrawCancellation: _withdraw,
    AnswerCancellation: _answer,
    AddNote: _write,
    EditProperties: _edit,
    EditMetadata: _edit_metadata,
    ErasePersonalData: _erase,
    FireTimers: _fire,
}

_WITH_MANY_REASONS = (ShipLines, ShipLines, ShipLines, CompletePart, CancelPart, CancelLines, RequestCancellation)
_ANY_KIND: SearchStrategy[type[OrderCommand] | None] = st.sampled_from(
    (*_KINDS, *_WITH_MANY_REASONS, *_WITH_MANY_REASONS, None, None)
)
