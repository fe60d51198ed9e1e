"""Commands about refunds and returns that fit: options, with what only the actor can say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import NOTHING, fields
from hypothesis import strategies as st
from moneyed import Money

from mpcore import refunds
from mpcore.kernel import Option, OrderId, Personal, RefundId, frozen
from mpcore.money import from_minor, to_minor
from mpcore.orders import Address, DispatchStage, Part, Quantity, Tracking
from mpcore.refunds import (
    AcceptReturn,
    AnswerCase,
    AskDocuments,
    CaseStage,
    DecideCase,
    DocumentId,
    EscalateReturn,
    ForceRefund,
    Grounds,
    Mode,
    OpenReturn,
    Reason,
    ReceivedLine,
    ReceiveReturn,
    RecordRefundPayment,
    RefundCause,
    RefundCommand,
    RefundLine,
    RefundMethod,
    RefundReturn,
    RefundSurplus,
    RejectRefund,
    RejectReturn,
    RequestRefund,
    RetryRefund,
    Return,
    ReturnId,
    ReturnReason,
    SettleRefundByHand,
    ShipBack,
)
from mpcore.testing.refund_life import RefundLife
from mpcore.testing.strategies.company_values import one_of
from mpcore.testing.strategies.refund_openings import WAREHOUSE, some_units
from mpcore.testing.strategies.values import Draw

__all__ = ["ELSEWHERE", "PARCEL", "filled", "next_name"]

PARCEL = Tracking("RT001", "https://carrier.example/track?id=RT001")
"""How a parcel that comes back is followed."""

ELSEWHERE = Personal(Address(name="Returns", lines=("2 Dock Road",), city="Lille", country="FR"))
"""Another address than the one that the host knows."""


@frozen(kw_only=True)
class _Blank:
    """An option that is to be filled in, and what draws the rest."""

    draw: Draw
    life: RefundLife
    given: Mapping[str, Any]
    ctx: refunds.Context
    part: Part
    """The part it is about; the first, where it is about none."""

    @property
    def back(self) -> Return | None:
        """The return it is about."""
        return self.life.state.find_return(self.given["return_id"])

    def money(self, amount: int) -> Money:
        return from_minor(amount, self.life.order.currency)


_Said = dict[str, Any]


def filled(draw: Draw, life: RefundLife, option: Option[RefundCommand], ctx: refunds.Context) -> RefundCommand:
    """The option, with what only the actor can say."""
    part = None if option.part is None else life.order.part(option.part)
    blank = _Blank(draw=draw, life=life, given=option.given, ctx=ctx, part=part or life.order.parts[0])
    say = _SAID.get(option.command)
    said = {} if say is None else say(blank)
    missing = {field.name for field in fields(option.command) if field.default is NOTHING} - {*option.given, *said}
    return option.fill(**{name: _PLAINLY[name](blank) for name in sorted(missing)}, **said)


def next_name(life: RefundLife, letter: str) -> str:
    """An id that tells what it names and comes after those that there are, or nearly."""
    known = {*[one.id for one in life.state.refunds], *[one.id for one in life.state.returns]}
    number = len(known) + 1
    while f"{letter}{number:03}" in known:
        number += 1
    return f"{letter}{number:03}"


_PLACE = st.integers(0, 63)
_OFTEN = st.sampled_from((True, True, False))
_SELDOM = st.sampled_from((False, False, False, False, True))
_YES_OR_NO = st.booleans()
_HOW_MUCH = st.sampled_from(("most", "units", "amounts", "both", "shipping", "amount", "units"))
_LANGUAGE = st.sampled_from(("en", "en-GB", "fr", "en"))
_TEXT = st.sampled_from((Personal("the lid is broken"), Personal("too large")))
_WORDS = st.sampled_from((None, Personal("it does not fit")))
_NOTE = st.sampled_from(("", "it was in time"))
_FAILURE = st.sampled_from(("expired", "closed"))
_REASON = st.sampled_from(ReturnReason)
_METHOD = st.sampled_from(RefundMethod)
_POSTAGE = st.sampled_from((None, 490, 1, 490))
_PARCELS = st.sampled_from((None, PARCEL))
_DECISION = st.sampled_from((CaseStage.UPHELD, CaseStage.DENIED, CaseStage.DENIED))
_BIASED = st.sampled_from(("all", "all", "some", "none"))


def _reason(blank: _Blank) -> Reason:
    known = sorted(blank.ctx.policy.reason_languages)
    language = known[0] if known else blank.draw(_LANGUAGE)
    return Reason(text=blank.draw(_TEXT), language=language)


def _document(blank: _Blank) -> tuple[DocumentId, ...]:
    return (DocumentId(f"photo {len(blank.life.history)}"),)


def _asked(blank: _Blank) -> _Said:
    """A refund, of all of it or of what was drawn, for a cause that its part bears out."""
    said: _Said = {"refund": RefundId(next_name(blank.life, "r")), "reason": _reason(blank)}
    if blank.given["mode"] is Mode.FULL:
        cause = one_of(blank.draw, _full_causes(blank.part))
        came_back = cause is RefundCause.ALL_ITEMS_RETURNED and blank.draw(_OFTEN)
        return {**said, "cause": cause, "lines": _restocked(blank) if came_back else ()}
    said |= _some_of_it(blank)
    lines: tuple[RefundLine, ...] = said.get("lines", blank.given["lines"])
    said["cause"] = one_of(blank.draw, _partial_causes(blank.part, lines))
    if said["cause"] in _CAME_BACK and blank.draw(_OFTEN):
        said["lines"] = tuple(
            [RefundLine(line=one.line, units=one.units, amount=one.amount, restock=one.units) for one in lines]
        )
    return said


_CAME_BACK = (RefundCause.SOME_ITEMS_RETURNED, RefundCause.GOODWILL)


def _full_causes(part: Part) -> list[RefundCause]:
    causes = [RefundCause.GOODWILL, RefundCause.DISPUTE]
    if not part.dispatches:
        causes += [RefundCause.CANCELLED_BEFORE_SHIPMENT] * 3
    elif all(one.stage is not DispatchStage.DELIVERED for one in part.dispatches):
        causes += [RefundCause.NEVER_RECEIVED] * 3
    if part.shipped_whole:
        causes += [RefundCause.ALL_ITEMS_RETURNED] * 2
    return causes


def _partial_causes(part: Part, lines: tuple[RefundLine, ...]) -> list[RefundCause]:
    causes = [RefundCause.GOODWILL, RefundCause.DISPUTE]
    if not any(one.units for one in lines):
        causes += [RefundCause.PRICE_REDUCTION] * 2
        if any(line.cancelled for line in part.lines):
            causes += [RefundCause.PARTLY_CANCELLED] * 2
        return causes
    if any(one.stage is not DispatchStage.DELIVERED for one in part.dispatches):
        causes += [RefundCause.PARTLY_NOT_RECEIVED] * 2
    return [*causes, *[RefundCause.SOME_ITEMS_RETURNED] * 2]


def _restocked(blank: _Blank) -> tuple[RefundLine, ...]:
    """What can be sold again of all of it."""
    shipped = {line.id: max(0, line.shipped - (line.gone - line.cancelled)) for line in blank.part.lines}
    return tuple(
        [RefundLine(line=name, restock=some_units(blank.draw, most)) for name, most in shipped.items() if most > 0]
    )


def _some_of_it(blank: _Blank) -> _Said:
    """Less than all that can be named, in one way of naming it or another."""
    how, draw = blank.draw(_HOW_MUCH), blank.draw
    given: tuple[RefundLine, ...] = blank.given["lines"]
    shipping: Money | None = blank.given.get("shipping")
    if how == "shipping" and shipping is not None:
        return {"lines": (), "shipping": blank.money(1 + draw(_PLACE) * (to_minor(shipping) - 1) // 63)}
    if how == "amount":
        most = max(1, blank.part.refundable)
        return {"lines": (), "shipping": None, "amount": blank.money(1 + draw(_PLACE) * (most - 1) // 63)}
    if how == "most" or not given:
        return {}
    chosen = [one for one in given if draw(_OFTEN)] or [one_of(draw, given)]
    return {"lines": tuple([_of_line(blank, one, how) for one in chosen]), "shipping": None}


def _of_line(blank: _Blank, most: RefundLine, how: str) -> RefundLine:
    if how == "units" and most.units:
        return RefundLine(line=most.line, units=some_units(blank.draw, most.units))
    amount = None if most.amount is None else 1 + blank.draw(_PLACE) * (to_minor(most.amount) - 1) // 63
    units = most.units if how == "both" else 0
    return RefundLine(line=most.line, units=units, amount=None if amount is None else blank.money(amount))


def _surplus(blank: _Blank) -> _Said:
    said: _Said = {"refund": RefundId(next_name(blank.life, "s"))}
    most: Money | None = blank.given.get("amount")
    if most is None or blank.draw(_YES_OR_NO):
        return {**said, "amount": None}
    return {**said, "amount": blank.money(1 + blank.draw(_PLACE) * (to_minor(most) - 1) // 63)}


def _gave_back(blank: _Blank) -> _Said:
    if blank.draw(_OFTEN):
        return {}
    return {"amount": blank.money(1 + blank.draw(_PLACE) * (to_minor(blank.given["amount"]) - 1) // 63)}


def _tried_again(blank: _Blank) -> _Said:
    """Where it failed, or to a payment that is named."""
    payments, named = blank.life.order.payments, blank.draw(_YES_OR_NO)
    return {"payment": one_of(blank.draw, payments).id if payments and named else None}


def _given_by_hand(blank: _Blank) -> _Said:
    """All that is left, or some of it."""
    refund = blank.life.state.refund(blank.given["refund"])
    left = 0 if refund is None else refund.left_minor
    some = left > 1 and blank.draw(_SELDOM)
    return {"amount": blank.money(1 + blank.draw(_PLACE) * (left - 1) // 63) if some else None}


def _noted(blank: _Blank) -> _Said:
    return {"note": blank.draw(_NOTE)}


def _opened(blank: _Blank) -> _Said:
    given: tuple[Quantity, ...] = blank.given["lines"]
    chosen = [one for one in given if blank.draw(_OFTEN)] or [one_of(blank.draw, given)]
    return {
        "return_id": ReturnId(next_name(blank.life, "b")),
        "lines": tuple([Quantity(one.line, some_units(blank.draw, one.quantity)) for one in chosen]),
        "reason": blank.draw(_REASON),
        "words": blank.draw(_WORDS),
        "wants_exchange": blank.draw(_SELDOM),
    }


def _wanted(blank: _Blank) -> _Said:
    return {"wanted": blank.draw(_WORDS)}


def _accepted(blank: _Blank) -> _Said:
    return {} if "address" in blank.given and blank.draw(_OFTEN) else {"address": ELSEWHERE}


def _sent(blank: _Blank) -> _Said:
    postage = blank.draw(_POSTAGE)
    return {"tracking": blank.draw(_PARCELS), "postage": None if postage is None else blank.money(postage)}


def _received(blank: _Blank) -> _Said:
    lines: list[ReceivedLine] = []
    given: tuple[ReceivedLine, ...] = blank.given["lines"]
    for one in given:
        how = blank.draw(_BIASED)
        units = one.units if how == "all" else blank.draw(_PLACE) % one.units if how == "some" else 0
        resaleable = units if blank.draw(_OFTEN) else blank.draw(_PLACE) % (units + 1)
        lines.append(ReceivedLine(one.line, units, resaleable, units - resaleable))
    return {"lines": tuple(lines)}


def _refunded(blank: _Blank) -> _Said:
    return {
        "refund": RefundId(next_name(blank.life, "r")),
        "method": blank.draw(_METHOD),
        "reason": _reason(blank) if blank.draw(_SELDOM) else None,
        "postage": blank.money(490) if blank.draw(_OFTEN) else None,
    }


def _escalated(blank: _Blank) -> _Said:
    back = blank.back
    grounds = [Grounds.OTHER]
    if back is not None and back.late:
        grounds.append(Grounds.LATE_REQUEST)
    if back is not None and back.received_at is not None:
        grounds.append(Grounds.WRONG_ITEM_RETURNED)
    return {"grounds": one_of(blank.draw, grounds), "evidence": _document(blank)}


def _answered(blank: _Blank) -> _Said:
    """Documents, or words, or both."""
    words = blank.draw(_WORDS)
    return {"words": words, "evidence": () if words is not None and blank.draw(_YES_OR_NO) else _document(blank)}


def _decided(blank: _Blank) -> _Said:
    return {"decision": blank.draw(_DECISION)}


_SAID: Mapping[type[RefundCommand], Callable[[_Blank], _Said]] = {
    RequestRefund: _asked,
    ForceRefund: _asked,
    RefundSurplus: _surplus,
    RejectRefund: _noted,
    RecordRefundPayment: _gave_back,
    RetryRefund: _tried_again,
    SettleRefundByHand: _given_by_hand,
    OpenReturn: _opened,
    AskDocuments: _wanted,
    AcceptReturn: _accepted,
    RejectReturn: _noted,
    ShipBack: _sent,
    ReceiveReturn: _received,
    RefundReturn: _refunded,
    EscalateReturn: _escalated,
    AnswerCase: _answered,
    DecideCase: _decided,
}
"""What is varied of a command."""

_PLAINLY: Mapping[str, Callable[[_Blank], object]] = {
    "refund": lambda blank: RefundId(next_name(blank.life, "r")),
    "failure": lambda blank: blank.draw(_FAILURE),
    "documents": _document,
    "evidence": _document,
    "replacement": lambda blank: OrderId(f"o{2 + len(blank.life.history)}"),
    "address": lambda _: WAREHOUSE,
}
"""What is said of whatever else a command wants, by the name of its field."""
