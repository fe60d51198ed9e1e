"""The next state of a coupon after an event, and of one order's use of it.

History is not argued with: what cannot have happened raises `BrokenHistoryError`.  A coupon does not remember the
orders that used it, so what only they can contradict is noticed by `redemption_after`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pendulum import DateTime

from mpcore.discounts.events import (
    CouponCommitted,
    CouponCreated,
    CouponDeactivated,
    CouponEvent,
    CouponHeld,
    CouponReactivated,
    CouponReleased,
    HoldDropped,
    HoldExpired,
    RedemptionEvent,
    StageEvent,
)
from mpcore.discounts.lifecycle import COUPON, REDEMPTION
from mpcore.discounts.model import Coupon, Given, Hold, Redemption
from mpcore.discounts.states import CouponStage, RedemptionStage
from mpcore.discounts.values import Minor
from mpcore.kernel import BrokenHistoryError, OrderId, changed, find, made, put

__all__ = ["born", "evolve", "evolved", "redemption_after", "replay"]


def replay(history: Iterable[CouponEvent]) -> Coupon:
    """The coupon after its whole history, which begins with `CouponCreated`."""
    events = iter(history)
    first = next(events, None)
    if not isinstance(first, CouponCreated):
        said = "nothing" if first is None else type(first).__name__
        raise BrokenHistoryError(f"a coupon's history begins with CouponCreated, this one with {said}")
    return evolved(born(first), events)


def born(created: CouponCreated) -> Coupon:
    """The coupon as it was created."""
    return made(
        Coupon,
        id=created.coupon,
        owner=created.owner,
        terms=created.terms,
        rule_book=created.rule_book,
        created_at=created.at,
        stage=COUPON.initial,
        deactivated_at=None,
        holds=(),
        committed=0,
        given=(),
    )


def evolve(coupon: Coupon, *events: CouponEvent) -> Coupon:
    """The coupon after these events."""
    return evolved(coupon, events)


def evolved(coupon: Coupon, events: Iterable[CouponEvent]) -> Coupon:
    """`evolve`, for events that are at hand together."""
    for event in events:
        after = _AFTER.get(type(event))
        if after is None:
            raise BrokenHistoryError(f"{type(event).__name__} is nothing that happens to a coupon")
        if event.coupon != coupon.id:
            raise BrokenHistoryError(f"{type(event).__name__} is of coupon {event.coupon}, the state of {coupon.id}")
        coupon = after(coupon, event)
    return coupon


def _created_again(coupon: Coupon, event: CouponCreated) -> Coupon:
    raise BrokenHistoryError(f"coupon {event.coupon} is created twice: {coupon.created_at} and {event.at}")


def _switched(coupon: Coupon, event: StageEvent) -> Coupon:
    stage = COUPON.target(coupon.stage, type(event))
    if stage is None:
        raise BrokenHistoryError(f"coupon {coupon.id} is {coupon.stage.name}, and {type(event).__name__} follows")
    return changed(coupon, stage=stage, deactivated_at=event.at if stage is CouponStage.DEACTIVATED else None)


def _held(coupon: Coupon, event: CouponHeld) -> Coupon:
    hold = made(
        Hold,
        id=event.order,
        buyer=event.buyer,
        amount=event.amount,
        code=event.code,
        expires_at=event.expires_at,
    )
    return changed(coupon, holds=put(coupon.holds, hold))


def _committed(coupon: Coupon, event: CouponCommitted) -> Coupon:
    return changed(
        coupon,
        holds=_without(coupon.holds, event.order),
        committed=coupon.committed + 1,
        given=_with(coupon.given, event.currency, event.amount),
    )


def _released(coupon: Coupon, event: CouponReleased) -> Coupon:
    if not coupon.committed or coupon.given_in(event.currency) < event.amount:
        raise BrokenHistoryError(f"order {event.order} gives coupon {coupon.id} back more than was used")
    return changed(
        coupon,
        committed=coupon.committed - 1,
        given=_with(coupon.given, event.currency, -event.amount),
    )


def _let_go(coupon: Coupon, event: HoldDropped | HoldExpired) -> Coupon:
    if find(coupon.holds, event.order) is None:
        raise BrokenHistoryError(f"order {event.order} does not hold coupon {coupon.id}")
    return changed(coupon, holds=_without(coupon.holds, event.order))


def _without(holds: tuple[Hold, ...], order: OrderId) -> tuple[Hold, ...]:
    return tuple([hold for hold in holds if hold.id != order]) if holds else ()


def _with(given: tuple[Given, ...], currency: str, more: Minor) -> tuple[Given, ...]:
    amounts = {each.currency: each.amount for each in given}
    amounts[currency] = amounts.get(currency, 0) + more
    return tuple([Given(code, amounts[code]) for code in sorted(amounts) if amounts[code]])


_AFTER: Mapping[type[CouponEvent], Callable[[Coupon, Any], Coupon]] = {
    CouponCreated: _created_again,
    CouponDeactivated: _switched,
    CouponReactivated: _switched,
    CouponHeld: _held,
    CouponCommitted: _committed,
    CouponReleased: _released,
    HoldDropped: _let_go,
    HoldExpired: _let_go,
}


def redemption_after(redemption: Redemption | None, event: RedemptionEvent) -> Redemption:
    """An order's use of a coupon after an event about it; None where there was none before.

    The host keeps it under (coupon, order), in the unit of work in which it stores the coupon.  An event that the table
    does not allow there, or of another coupon or order, raises `BrokenHistoryError`.
    """
    if redemption is None:
        stage = _FIRST.get(type(event))
    elif (redemption.coupon, redemption.order) != (event.coupon, event.order):
        raise BrokenHistoryError(
            f"{type(event).__name__} is of coupon {event.coupon} and order {event.order}, "
            f"the redemption of {redemption.coupon} and {redemption.order}"
        )
    else:
        stage = REDEMPTION.target(redemption.stage, type(event))
    if stage is None:
        before = "used by nobody" if redemption is None else redemption.stage.name
        raise BrokenHistoryError(
            f"for order {event.order} coupon {event.coupon} is {before}, and {type(event).__name__} follows"
        )
    if isinstance(event, CouponHeld | CouponCommitted):
        return _redeemed(redemption, event, stage)
    assert redemption is not None  # noqa: S101 - the first event is one of _FIRST
    return changed(redemption, stage=stage, released_at=event.at)


def _redeemed(redemption: Redemption | None, event: CouponHeld | CouponCommitted, stage: RedemptionStage) -> Redemption:
    was_held = redemption is not None and redemption.stage is RedemptionStage.HELD
    held_at: DateTime | None = redemption.held_at if redemption is not None and was_held else None
    expires_at = redemption.expires_at if redemption is not None and was_held else None
    committed_at: DateTime | None = None
    if isinstance(event, CouponHeld):
        held_at, expires_at = held_at or event.at, event.expires_at
    else:
        committed_at = event.at
    return made(
        Redemption,
        coupon=event.coupon,
        order=event.order,
        buyer=event.buyer,
        stage=stage,
        currency=event.currency,
        amount=event.amount,
        goods=event.goods,
        paid=event.paid,
        channel=event.channel,
        code=event.code,
        held_at=held_at,
        expires_at=expires_at,
        committed_at=committed_at,
        released_at=None,
    )


_FIRST: Mapping[type[RedemptionEvent], RedemptionStage] = {
    CouponHeld: RedemptionStage.HELD,
    CouponCommitted: RedemptionStage.COMMITTED,
}
