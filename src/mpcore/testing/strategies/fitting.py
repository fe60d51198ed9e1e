"""Commands that fit: options, with what only the actor can say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from attrs import fields
from hypothesis import strategies as st
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import NO_METADATA, DispatchId, NoteId, Option, PaymentId, Personal, frozen, utc
from mpcore.money import from_minor
from mpcore.orders import (
    AddNote,
    AnswerCancellation,
    CancelLines,
    CancelPart,
    CorrectTracking,
    DispatchKind,
    EditMetadata,
    EditProperties,
    HoldPart,
    Order,
    OrderCommand,
    OrderPolicy,
    Part,
    PaymentStage,
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
    RequestCancellation,
    ShipLines,
    Visibility,
)
from mpcore.testing.strategies.placing import properties
from mpcore.testing.strategies.values import Draw, metadata, tracking
from mpcore.timing import Window

__all__ = ["filled"]


@frozen(kw_only=True)
class _Blank:
    """An option that is to be filled in, and what draws the rest."""

    draw: Draw
    order: Order
    part: Part
    """The part it is about; the first, where it is about none."""
    given: Mapping[str, object]
    ctx: orders.Context


def filled(draw: Draw, order: Order, option: Option[OrderCommand], ctx: orders.Context) -> OrderCommand:
    """The option, with what only the actor can say."""
    part = None if option.part is None else order.part(option.part)
    say = _SAID.get(option.command)
    if say is None:
        return option.fill()
    return option.fill(**say(_Blank(draw=draw, order=order, part=part or order.parts[0], given=option.given, ctx=ctx)))


_PLACE = st.integers(0, 63)
_YES_OR_NO = st.booleans()
_HAPPENED = st.sampled_from((None, None, "now"))
_SHARE_OWED = st.sampled_from(((1, 1, 0), (1, 1, 0), (1, 1, 0), (1, 2, 0), (1, 1, 1), (1, 1, -1)))
_LASTS = st.sampled_from((timedelta(hours=1), timedelta(microseconds=1), timedelta(days=3), None))
_AWAY_FROM = st.sampled_from((timedelta(), timedelta(days=-2), timedelta(days=1)))
_AWAY_FOR = st.sampled_from((timedelta(days=3), timedelta(), timedelta(days=20), None))
_REASON = st.sampled_from((None, "changed their mind"))
_CARRIER = st.sampled_from((None, "Colissimo"))
_TEXT = st.sampled_from((Personal("it is the blue one"), Personal("please ring twice")))
_VISIBILITY = st.sampled_from(Visibility)
_TRACKING = tracking()
_PROPERTIES = properties()
_NAMES = tuple([each.name for each in fields(Properties)])
_CHANGING = st.sampled_from((_NAMES, ("note", "tags"), ("shipping_address",), ()))
_METADATA = st.just(NO_METADATA) | metadata(1)

_Said = dict[str, Any]


def _fresh(letter: str, known: Sequence[object]) -> str:
    return f"{letter}{len(known) + 1}"


def _happened(blank: _Blank) -> DateTime | None:
    return blank.ctx.now if blank.draw(_HAPPENED) and blank.ctx.now >= blank.order.placed_at else None


def _some_of(blank: _Blank) -> tuple[Quantity, ...]:
    """Some of the units that are left; all of them, as often as not."""
    left = [line for line in blank.part.lines if line.to_ship]
    if blank.draw(_YES_OR_NO):
        return tuple([Quantity(line.id, line.to_ship) for line in left])
    chosen = [blank.draw(_PLACE) % (line.to_ship + 1) for line in left]
    if not any(chosen):
        chosen[0] = 1
    return tuple([Quantity(line.id, units) for line, units in zip(left, chosen, strict=True) if units])


def _kinds(part: Part, policy: OrderPolicy) -> list[DispatchKind]:
    kinds = [DispatchKind.TRACKED]
    if policy.allow_untracked:
        kinds.append(DispatchKind.UNTRACKED)
    if part.pickup_offered:
        kinds += [DispatchKind.PICKUP] * 2
    return kinds


def _shipped(blank: _Blank) -> _Said:
    kinds = _kinds(blank.part, blank.ctx.policy)
    kind = kinds[blank.draw(_PLACE) % len(kinds)]
    return {
        "dispatch": DispatchId(_fresh("d", blank.part.dispatches)),
        "lines": _some_of(blank),
        "kind": kind,
        "tracking": blank.draw(_TRACKING) if kind is DispatchKind.TRACKED else None,
        "carrier": blank.draw(_CARRIER),
        "liability_accepted": kind is DispatchKind.UNTRACKED,
        "happened_at": _happened(blank),
    }


def _corrected(blank: _Blank) -> _Said:
    return {"tracking": blank.draw(_TRACKING), "carrier": blank.draw(_CARRIER)}


def _scanned(blank: _Blank) -> _Said:
    return {"happened_at": _happened(blank)}


def _cancelled(blank: _Blank) -> _Said:
    return {"lines": _some_of(blank), "reason": blank.draw(_REASON)}


def _with_a_reason(blank: _Blank) -> _Said:
    return {"reason": blank.draw(_REASON)}


def _asked(blank: _Blank) -> _Said:
    reason = blank.draw(_REASON)
    return {"reason": None if reason is None else Personal(reason)}


def _answered(blank: _Blank) -> _Said:
    return {"accept": blank.draw(_YES_OR_NO)}


def _away(blank: _Blank) -> _Said:
    known = blank.part.pauses.vacations
    known_again = blank.draw(_YES_OR_NO)
    start = known[0].start if known and known_again else utc(blank.ctx.now + blank.draw(_AWAY_FROM))
    lasts = blank.draw(_AWAY_FOR)
    return {"away": Window(start, None if lasts is None else utc(start + lasts))}


def _amount(blank: _Blank) -> _Said:
    times, parts, more = blank.draw(_SHARE_OWED)
    amount = max(0, max(0, blank.order.due_minor - blank.order.received_minor) * times // parts + more)
    return {"payment": PaymentId(_fresh("m", blank.order.payments)), "amount": from_minor(amount, blank.order.currency)}


def _paid(blank: _Blank) -> _Said:
    """A new payment, or the capture of one that was authorised, or failed."""
    said = {**_amount(blank), "happened_at": _happened(blank)}
    pending = [known for known in blank.order.payments if known.stage is not PaymentStage.RECEIVED]
    captured = blank.draw(_YES_OR_NO)
    if pending and captured:
        said["payment"] = pending[blank.draw(_PLACE) % len(pending)].id
    return said


def _promised(blank: _Blank) -> _Said:
    lasts = blank.draw(_LASTS)
    return {
        **_amount(blank),
        "expires_at": None if lasts is None else utc(blank.ctx.now + lasts),
        "happened_at": _happened(blank),
    }


def _failed(blank: _Blank) -> _Said:
    said: _Said = {"happened_at": _happened(blank)}
    return said if "payment" in blank.given else {**said, "payment": PaymentId(_fresh("m", blank.order.payments))}


def _noted(blank: _Blank) -> _Said:
    place = blank.draw(_PLACE) % (len(blank.order.parts) + 1)
    return {
        "note": NoteId(_fresh("n", blank.order.notes)),
        "text": blank.draw(_TEXT),
        "visibility": blank.draw(_VISIBILITY),
        "part": blank.order.parts[place].id if place < len(blank.order.parts) else None,
    }


def _said_of_it(blank: _Blank) -> _Said:
    return {"properties": blank.draw(_PROPERTIES), "changing": blank.draw(_CHANGING)}


def _in_its_own_words(blank: _Blank) -> _Said:
    place = blank.draw(_PLACE) % (len(blank.order.parts) + 1)
    return {
        "metadata": blank.draw(_METADATA),
        "part": blank.order.parts[place].id if place < len(blank.order.parts) else None,
    }


_SAID: Mapping[type[OrderCommand], Callable[[_Blank], _Said]] = {
    ShipLines: _shipped,
    CorrectTracking: _corrected,
    RecordDelivery: _scanned,
    RecordCollection: _scanned,
    RecordLoss: _scanned,
    RecordReturnToSender: _scanned,
    HoldPart: _with_a_reason,
    RecordVacation: _away,
    CancelPart: _with_a_reason,
    CancelLines: _cancelled,
    RequestCancellation: _asked,
    AnswerCancellation: _answered,
    RecordPayment: _paid,
    RecordAuthorisation: _promised,
    RecordPaymentFailure: _failed,
    AddNote: _noted,
    EditProperties: _said_of_it,
    EditMetadata: _in_its_own_words,
}
