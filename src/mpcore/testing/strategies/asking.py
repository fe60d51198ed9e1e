"""Commands for an order there is, and who asks: a good share that is accepted, a good share that is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from attrs import evolve
from hypothesis import strategies as st
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import Option, utc
from mpcore.orders import (
    AnswerCancellation,
    CompletePart,
    ConfirmPayment,
    ErasePersonalData,
    FireTimers,
    Order,
    OrderCommand,
    OrderPolicy,
    OrderRule,
    RecordCollection,
    RecordDelivery,
    RecordPayment,
    ReleasePart,
    RequestCancellation,
    ShipLines,
    WithdrawCancellation,
)
from mpcore.testing.entitled import OPERATOR, entitled
from mpcore.testing.strategies.actors import able, actors
from mpcore.testing.strategies.fitting import filled
from mpcore.testing.strategies.values import Draw
from mpcore.testing.strategies.wild import anything

__all__ = ["asked"]


def asked(
    draw: Draw, order: Order, policy: OrderPolicy, now: DateTime, also: tuple[OrderRule, ...], *, wild: bool
) -> tuple[OrderCommand, orders.Context]:
    """A command and its context, drawn to fit or, where it is `wild`, drawn without looking."""
    before = 0 if policy.cancellation_fee is None else draw(_CANCELLED_BEFORE)
    ctx = orders.Context(now=now, actor=OPERATOR, policy=policy, vendor_cancellations=before, also=also)
    if not wild and (option := _fitting(draw, order, ctx)) is not None:
        command = filled(draw, order, option, ctx)
        who = able(order, command, policy) or [entitled(order, command)]
        return command, evolve(ctx, actor=who[draw(_PLACE) % len(who)])
    command = anything(draw, order, now)
    style = draw(_STYLE)
    if style == "anybody":
        ctx = evolve(ctx, actor=draw(actors(order)), now=utc(now - draw(_EARLIER)))
    elif style == "entitled":
        ctx = evolve(ctx, actor=entitled(order, command))
    elif style == "able" and (who := able(order, command, policy)):
        ctx = evolve(ctx, actor=who[draw(_PLACE) % len(who)])
    return command, ctx


_WEIGHTS: Mapping[type[OrderCommand], int] = {
    RecordPayment: 6,
    ConfirmPayment: 6,
    ShipLines: 6,
    RecordDelivery: 4,
    RecordCollection: 4,
    CompletePart: 4,
    ReleasePart: 3,
    RequestCancellation: 8,
    AnswerCancellation: 6,
    WithdrawCancellation: 8,
    ErasePersonalData: 2,
    FireTimers: 2,
}
"""How often something is asked where it is allowed, what else there is: once.  Lives go on rather than end early."""

_OF_BUYERS = (RequestCancellation, WithdrawCancellation)
_PLACE = st.integers(0, 63)
_KIND = st.integers(0, 1023)
_CANCELLED_BEFORE = st.integers(0, 2)
_STYLE = st.sampled_from(("operator", "entitled", "able", "entitled", "able", "anybody"))
_EARLIER = st.sampled_from((timedelta(), timedelta(minutes=1), timedelta(days=30)))


def _fitting(draw: Draw, order: Order, ctx: orders.Context) -> Option[OrderCommand] | None:
    """An option that the operator or the buyer is allowed, of a kind that is drawn."""
    found = [option for option in orders.options(order, ctx) if option.allowed]
    if ctx.policy.requests is not None:
        theirs = orders.options(order, evolve(ctx, actor=order.buyer))
        found += [option for option in theirs if option.allowed and option.command in _OF_BUYERS]
    if not found:
        return None
    owed = order.waits_for_payment and order.received_minor < order.due_minor
    weights = _WEIGHTS if owed else {**_WEIGHTS, RecordPayment: 1}
    allowed = sorted({option.command for option in found}, key=lambda kind: (-weights.get(kind, 1), kind.__name__))
    kinds = [kind for kind in allowed for _ in range(weights.get(kind, 1))]
    wanted = kinds[draw(_KIND) % len(kinds)]
    of_it = [option for option in found if option.command is wanted]
    return of_it[draw(_PLACE) % len(of_it)]
