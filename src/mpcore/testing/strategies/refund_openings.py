"""Orders as they may be once something can go back: paid in one way or another, sent off and delivered, paid out."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve
from hypothesis import strategies as st

from mpcore import refunds
from mpcore.kernel import DispatchId, FactId, PaymentId, PayoutId, Personal, utc
from mpcore.money import from_minor
from mpcore.orders import (
    Address,
    CancelLines,
    CompletePart,
    ConfirmPayment,
    DispatchKind,
    HoldPart,
    OrderRule,
    Part,
    PartStage,
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
    Quantity,
    RecordDelivery,
    RecordPayment,
    ShipLines,
    Tracking,
)
from mpcore.presets import RuleBook
from mpcore.refunds import CategoryId, ListingCategory, ReturnAddress
from mpcore.testing.entitled import OPERATOR, SYSTEM
from mpcore.testing.refund_life import RefundLife
from mpcore.testing.strategies.company_values import one_of
from mpcore.testing.strategies.lives import begun
from mpcore.testing.strategies.values import Draw

__all__ = ["WAREHOUSE", "sold", "some_units"]

WAREHOUSE = Personal(Address(name="Returns", lines=("1 Dock Road",), city="Lyon", country="FR"))
"""Where vendors have goods sent back to."""

_TRACKING = Tracking("JD014600003", "https://carrier.example/track?id=JD014600003")
_PAID = st.sampled_from((*("whole", "thirds", "halves", "short", "beyond") * 4, "half", "nothing"))
_FAR = st.sampled_from(("arrived", "paid", "some", "sent", "arrived", "completed", "out", "arrived", "completed"))
_KIND = st.sampled_from((DispatchKind.TRACKED, DispatchKind.TRACKED, DispatchKind.UNTRACKED))
_PLACE = st.integers(0, 63)
_OFTEN = st.sampled_from((True, True, False))
_SELDOM = st.sampled_from((False, False, False, False, True))
_CATEGORIES = (CategoryId("fresh"), CategoryId("made"), CategoryId("other"))


def sold(
    draw: Draw, rules: RuleBook, also: tuple[OrderRule, ...], *, vendors: int, lines: int, ample: bool
) -> RefundLife:
    """An order that was placed, and has come as far as was drawn; nothing of it has gone back."""
    placed = begun(draw, rules, also, vendors=vendors, lines=lines, ample=ample)
    known = [part.vendor for part in placed.state.parts if draw(_OFTEN)]
    listings = {line.listing: draw(_PLACE) for part in placed.state.parts for line in part.lines}
    life = RefundLife(
        rules=rules,
        order=placed.state,
        order_history=placed.history,
        state=refunds.after_sales_of(placed.state),
        now=placed.now,
        addresses=tuple([ReturnAddress(vendor, WAREHOUSE) for vendor in known]),
        categories=tuple([ListingCategory(name, _CATEGORIES[place % 3]) for name, place in listings.items()]),
    )
    if draw(_SELDOM) and life.order.parts[0].to_ship > 1:
        life = _cancelled(draw, life, life.order.parts[0])
    life = _paid(draw, life)
    for part in life.order.parts:
        life = _brought(draw, life, part)
        if draw(_SELDOM):
            life = life.meanwhile(HoldPart(order=life.order.id, part=part.id), OPERATOR)
    return life


def some_units(draw: Draw, most: int) -> int:
    """From one of so many units to all of them, which is as likely as not."""
    return most if draw(_OFTEN) else 1 + draw(_PLACE) % most


def _paid(draw: Draw, life: RefundLife) -> RefundLife:
    due, tolerance = life.order.due_minor, life.rules.orders.underpayment_tolerance
    amounts = {
        "whole": (due,),
        "thirds": (due // 3, due // 3, due - due // 3 * 2),
        "halves": (due - due // 2, due // 2),
        "short": (due - min(due // 3, tolerance),),
        "half": (due // 2,),
        "beyond": (due, due // 5 + 1),
        "nothing": (),
    }[draw(_PAID)]
    for number, amount in enumerate(amounts, 1):
        money = from_minor(amount, life.order.currency)
        life = life.meanwhile(RecordPayment(order=life.order.id, payment=PaymentId(f"m{number}"), amount=money), SYSTEM)
    return life.meanwhile(ConfirmPayment(order=life.order.id), OPERATOR) if amounts else life


def _cancelled(draw: Draw, life: RefundLife, part: Part) -> RefundLife:
    line = one_of(draw, part.lines)
    most = min(line.to_ship, part.to_ship - 1)
    if most < 1:
        return life
    units = (Quantity(line.id, 1 + draw(_PLACE) % most),)
    return life.meanwhile(CancelLines(order=life.order.id, part=part.id, lines=units), OPERATOR)


def _brought(draw: Draw, life: RefundLife, part: Part) -> RefundLife:
    """One part, as far as it got."""
    far, order = draw(_FAR), life.order.id
    if far == "paid" or part.stage is not PartStage.OPEN:
        return _cancelled(draw, life, part) if draw(_OFTEN) else life
    kind = draw(_KIND)
    left = [
        (line, some_units(draw, line.to_ship) if far == "some" else line.to_ship) for line in part.lines if line.to_ship
    ]
    first = DispatchId("d1")
    sending = ShipLines(
        order=order,
        part=part.id,
        dispatch=first,
        lines=tuple([Quantity(line.id, units) for line, units in left]),
        kind=kind,
        tracking=_TRACKING if kind is DispatchKind.TRACKED else None,
        liability_accepted=True,
    )
    life = life.meanwhile(sending, OPERATOR)
    if far in ("some", "sent"):
        return life
    life = evolve(life, now=utc(life.now + timedelta(hours=20)))
    life = life.meanwhile(RecordDelivery(order=order, part=part.id, dispatch=first), SYSTEM)
    if far == "arrived":
        return life
    life = life.meanwhile(CompletePart(order=order, part=part.id), OPERATOR)
    found = life.order.part(part.id)
    if far == "completed" or found is None or found.completed_at is None:
        return life
    payout = PayoutId(f"w {part.id}")
    life = life.tells(PayoutRequested(id=FactId(f"asked {payout}"), part=part.id, payout=payout, at=life.now))
    if draw(_OFTEN):
        life = life.tells(PayoutPaid(id=FactId(f"paid {payout}"), part=part.id, payout=payout, at=life.now))
        if draw(_SELDOM):
            life = life.tells(PayoutReversed(id=FactId(f"back {payout}"), part=part.id, payout=payout, at=life.now))
    return life
