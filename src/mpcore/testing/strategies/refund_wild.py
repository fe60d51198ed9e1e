"""Commands about refunds and returns, drawn without looking: unknown ids, too much, wrong currencies, repeats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, get_args

from attrs import NOTHING, fields, fields_dict
from hypothesis import strategies as st
from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import LineId, OrderId, PartId, PaymentId, Personal, RefundId, frozen, utc
from mpcore.money import from_minor
from mpcore.orders import Part, Quantity
from mpcore.refunds import (
    CaseStage,
    DocumentId,
    ForceRefund,
    Grounds,
    Mode,
    OpenReturn,
    PaymentShare,
    Reason,
    ReceivedLine,
    ReceiveReturn,
    Refund,
    RefundCancellation,
    RefundCause,
    RefundCommand,
    RefundLine,
    RefundMethod,
    RefundReturn,
    RefundSurplus,
    RequestRefund,
    RetryRefund,
    Return,
    ReturnId,
    ReturnReason,
    SettleRefundByHand,
)
from mpcore.testing.refund_life import RefundLife
from mpcore.testing.strategies.company_values import one_of
from mpcore.testing.strategies.refund_fitting import ELSEWHERE, PARCEL, next_name
from mpcore.testing.strategies.refund_openings import WAREHOUSE
from mpcore.testing.strategies.values import Draw

__all__ = ["COMMANDS", "anything"]

COMMANDS: tuple[type[RefundCommand], ...] = get_args(RefundCommand)
"""Every command about refunds and returns."""


@frozen(kw_only=True)
class _Target:
    """What is asked about, and when; and what draws the rest."""

    draw: Draw
    life: RefundLife
    part: Part
    refund: Refund | None
    """A refund that there is."""
    back: Return | None
    """A return that there is."""
    now: DateTime


def anything(draw: Draw, life: RefundLife, now: DateTime) -> RefundCommand:
    """Any command, drawn without looking at what would be accepted; at times one that was accepted before."""
    if life.said and draw(_SELDOM):
        return one_of(draw, life.said)
    state = life.state
    known = [kind for kind in COMMANDS if _is_of_what_there_is(kind, life)]
    kind = one_of(draw, COMMANDS if draw(_SELDOM) else known)
    target = _Target(
        draw=draw,
        life=life,
        part=one_of(draw, life.order.parts),
        refund=one_of(draw, state.refunds) if state.refunds else None,
        back=one_of(draw, state.returns) if state.returns else None,
        now=now,
    )
    said: dict[str, Any] = {}
    for field in fields(kind):
        say = _OF_COMMAND.get((kind, field.name)) or _BY_NAME.get(field.name)
        if say is not None or field.default is NOTHING:
            said[field.name] = (say or _BY_NAME[field.name])(target)
    return kind(**said)


def _is_of_what_there_is(kind: type[RefundCommand], life: RefundLife) -> bool:
    if (kind, "refund") in _OF_COMMAND or (kind, "return_id") in _OF_COMMAND:
        return kind is not RefundReturn or bool(life.state.returns)
    names = fields_dict(kind)
    return bool(life.state.refunds if "refund" in names else "return_id" not in names or life.state.returns)


_PLACE = st.integers(0, 63)
_MOSTLY = st.sampled_from((True,) * 9 + (False,))
_YES_OR_NO = st.booleans()
_SELDOM = st.sampled_from((False,) * 6 + (True,))
_MODE = st.sampled_from(Mode)
_CAUSE = st.sampled_from(RefundCause)
_LANGUAGE = st.sampled_from(("en", "fr", "pt-BR"))
_UNITS = st.sampled_from((1, 0, 1, 2, 3, 10**6))
_AMOUNT = st.sampled_from((1, 100, 333, 10**9))
_ATTEMPT = st.sampled_from((1, 1, 2, 9))
_METHOD = st.sampled_from(RefundMethod)
_REASON = st.sampled_from(ReturnReason)
_GROUNDS = st.sampled_from(Grounds)
_DECISION = st.sampled_from((CaseStage.UPHELD, CaseStage.DENIED))
_AWAY = st.sampled_from((None, None, timedelta(), timedelta(hours=1), timedelta(days=-400), timedelta(hours=-1)))
_WORDS = st.sampled_from((None, Personal("it does not fit")))
_ADDRESS = st.sampled_from((None, WAREHOUSE, ELSEWHERE))
_PARCEL = st.sampled_from((None, PARCEL))
_FOREIGN = st.sampled_from((False,) * 7 + (True,))


def _refund(target: _Target) -> RefundId:
    known = target.refund
    return known.id if known is not None and target.draw(_MOSTLY) else RefundId("r000")


def _new_refund(target: _Target) -> RefundId:
    known = target.refund
    return known.id if known is not None and not target.draw(_MOSTLY) else RefundId(next_name(target.life, "r"))


def _return(target: _Target) -> ReturnId:
    known = target.back
    return known.id if known is not None and target.draw(_MOSTLY) else ReturnId("b000")


def _new_return(target: _Target) -> ReturnId:
    known = target.back
    return known.id if known is not None and not target.draw(_MOSTLY) else ReturnId(next_name(target.life, "b"))


def _part(target: _Target) -> PartId:
    return target.part.id if target.draw(_MOSTLY) else PartId("p0")


def _money(target: _Target) -> Money:
    own = target.life.order.currency
    other = "USD" if own != "USD" else "EUR"
    return from_minor(target.draw(_AMOUNT), other if target.draw(_FOREIGN) else own)


def _maybe(target: _Target) -> Money | None:
    return _money(target) if target.draw(_SELDOM) else None


def _reason(target: _Target) -> Reason:
    return Reason(text=Personal("because"), language=target.draw(_LANGUAGE))


def _maybe_reason(target: _Target) -> Reason | None:
    return _reason(target) if target.draw(_SELDOM) else None


def _line(target: _Target) -> LineId:
    if not target.draw(_MOSTLY):
        return LineId("p0.l0")
    return one_of(target.draw, target.part.lines).id


def _lines(target: _Target) -> tuple[RefundLine, ...]:
    found: list[RefundLine] = []
    for _ in range(target.draw(_PLACE) % 3):
        units = target.draw(_UNITS)
        amount, restock = _maybe(target), target.draw(_UNITS) if target.draw(_SELDOM) else 0
        found.append(RefundLine(line=_line(target), units=units, amount=amount, restock=restock))
    return tuple(found)


def _quantities(target: _Target) -> tuple[Quantity, ...]:
    return tuple([Quantity(_line(target), target.draw(_UNITS)) for _ in range(target.draw(_PLACE) % 3)])


def _received(target: _Target) -> tuple[ReceivedLine, ...]:
    known = [] if target.back is None else [one.line for one in target.back.lines]
    found: list[ReceivedLine] = []
    for _ in range(target.draw(_PLACE) % 3):
        line = one_of(target.draw, known) if known and target.draw(_MOSTLY) else _line(target)
        found.append(ReceivedLine(line, target.draw(_UNITS), target.draw(_UNITS), 0))
    return tuple(found)


def _share(target: _Target) -> PaymentShare | None:
    shares = () if target.refund is None else target.refund.payments
    return one_of(target.draw, shares) if shares else None


def _payment(target: _Target) -> PaymentId:
    share = _share(target)
    return share.payment if share is not None and target.draw(_MOSTLY) else PaymentId("m9")


def _happened(target: _Target) -> DateTime | None:
    away = target.draw(_AWAY)
    return None if away is None else utc(target.now + away)


def _documents(target: _Target) -> tuple[DocumentId, ...]:
    known = () if target.back is None else target.back.documents
    found = [*known, DocumentId(f"photo {len(target.life.history)}")]
    return tuple(found[: target.draw(_PLACE) % (len(found) + 1)])


_BY_NAME: Mapping[str, Callable[[_Target], object]] = {
    "order": lambda target: target.life.order.id,
    "refund": _refund,
    "return_id": _return,
    "part": _part,
    "mode": lambda target: target.draw(_MODE),
    "cause": lambda target: target.draw(_CAUSE),
    "reason": _reason,
    "lines": _lines,
    "shipping": _maybe,
    "amount": _money,
    "note": lambda target: "" if target.draw(_YES_OR_NO) else "no",
    "payment": _payment,
    "attempt": lambda target: target.draw(_ATTEMPT),
    "failure": lambda _: "expired",
    "words": lambda target: target.draw(_WORDS),
    "wanted": lambda target: target.draw(_WORDS),
    "wants_exchange": lambda target: target.draw(_YES_OR_NO),
    "documents": _documents,
    "evidence": _documents,
    "address": lambda target: target.draw(_ADDRESS),
    "tracking": lambda target: target.draw(_PARCEL),
    "postage": _maybe,
    "happened_at": _happened,
    "method": lambda target: target.draw(_METHOD),
    "replacement": lambda target: OrderId(f"o{2 + target.draw(_PLACE) % 3}"),
    "grounds": lambda target: target.draw(_GROUNDS),
    "decision": lambda target: target.draw(_DECISION),
}
"""What may be said, by the name of the field."""

_OF_COMMAND: Mapping[tuple[type[RefundCommand], str], Callable[[_Target], object]] = {
    **{(kind, "refund"): _new_refund for kind in (RequestRefund, ForceRefund, RefundCancellation, RefundSurplus)},
    (RefundReturn, "refund"): _new_refund,
    (OpenReturn, "return_id"): _new_return,
    (OpenReturn, "lines"): _quantities,
    (OpenReturn, "reason"): lambda target: target.draw(_REASON),
    (ReceiveReturn, "lines"): _received,
    (RefundReturn, "reason"): _maybe_reason,
    (RequestRefund, "amount"): _maybe,
    (ForceRefund, "amount"): _maybe,
    (RefundSurplus, "amount"): _maybe,
    (SettleRefundByHand, "amount"): _maybe,
    (RetryRefund, "payment"): lambda target: _payment(target) if target.draw(_YES_OR_NO) else None,
}
"""Where a field of that name means something else."""
