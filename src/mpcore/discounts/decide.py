"""What follows from a command, or every reason of its stage why nothing does.

A hold reserves a use of the coupon and nothing else: committing asks everything anew that holding asked, so what was
deactivated or has ended meanwhile is not redeemed (W20, docs/decisions/0019).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mpcore.discounts import rules
from mpcore.discounts.commands import (
    AtCheckout,
    CommitCoupon,
    CouponCommand,
    CreateCoupon,
    DeactivateCoupon,
    FireTimers,
    HoldCoupon,
    ReactivateCoupon,
    RedemptionCommand,
    ReleaseCoupon,
)
from mpcore.discounts.context import Context, Past
from mpcore.discounts.events import (
    CouponCommitted,
    CouponCreated,
    CouponDeactivated,
    CouponEvent,
    CouponHeld,
    CouponReactivated,
    CouponReleased,
    Events,
    HoldDropped,
    HoldExpired,
    RedemptionEvent,
)
from mpcore.discounts.evolve import born, evolved
from mpcore.discounts.gates import admit, admit_to_create
from mpcore.discounts.lifecycle import COUPON, REDEMPTION
from mpcore.discounts.model import Coupon, Hold, Redemption
from mpcore.discounts.states import RedemptionStage
from mpcore.discounts.timers import due, end_of
from mpcore.kernel import (
    Accepted,
    Decision,
    Done,
    Fault,
    IdTaken,
    MalformedError,
    NotFound,
    Outcome,
    PolicyMismatchError,
    Refusal,
    Refused,
    StaleVersionError,
    WrongStage,
    find,
    made,
    weigh,
)

__all__ = ["create", "decide", "execute"]


def create(command: CreateCoupon, ctx: Context) -> Outcome[Coupon, CouponEvent]:
    """The new coupon, or why not (W19).

    Where the terms have a code, `ctx.code_taken` says whether the owner has another coupon with it; None raises
    `MalformedError`.
    """
    if command.terms.code is not None and ctx.code_taken is None:
        text = "is not given, and the terms have a code; look up whether another coupon of the owner has it"
        raise MalformedError(Fault("code_taken", text))
    refused = admit_to_create(command, ctx)
    if refused is not None:
        return refused
    policy = ctx.policy
    reasons = weigh(
        rules.code_must_be_allowed(command, policy),
        rules.code_must_be_free(command, ctx),
        rules.must_name_caps(command, policy),
        rules.must_spare_shipping(command, policy),
        rules.must_be_in_one_currency(command),
        rules.must_not_be_over_already(command, ctx),
    ) + ctx.objections(None, command)
    if reasons:
        return Refused(reasons)
    created = made(
        CouponCreated,
        coupon=command.coupon,
        at=ctx.now,
        owner=command.owner,
        terms=command.terms,
        rule_book=policy.rule_book,
    )
    return Done(born(created), (created,))


def execute(coupon: Coupon, command: CouponCommand, ctx: Context) -> Outcome[Coupon, CouponEvent]:
    """The next state of the coupon and the events that lead there, or why not."""
    events = _follows(coupon, command, ctx)
    return events if isinstance(events, Refused) else Done(evolved(coupon, events), events)


def decide(coupon: Coupon, command: CouponCommand, ctx: Context) -> Decision[CouponEvent]:
    """What would follow.

    A command for another coupon raises `MalformedError`, so does one about a redemption without `ctx.past`; a context
    with another rule book raises `PolicyMismatchError`, a redemption and a coupon that were read at different times
    `StaleVersionError`: all of them are the caller's mistakes, not answers.
    """
    events = _follows(coupon, command, ctx)
    return events if isinstance(events, Refused) else Accepted(events)


def _follows(coupon: Coupon, command: Any, ctx: Context) -> Events | Refused:  # noqa: ANN401 - any command of the tables
    if command.coupon != coupon.id:
        text = f"the command is for coupon {command.coupon!r}, the state is of {coupon.id!r}"
        raise MalformedError(Fault("coupon", text))
    if ctx.policy.rule_book != coupon.rule_book:
        raise PolicyMismatchError(
            f"coupon {coupon.id!r} was created under rule book {coupon.rule_book!r}, and the context carries "
            f"{ctx.policy.rule_book!r}; resolve it with RuleBooks.get(coupon.rule_book)"
        )
    kind: type[Any] = type(command)  # pyright: ignore[reportUnknownVariableType]  # it is any command
    of_redemption = _OF_REDEMPTIONS.get(kind)
    if of_redemption is None:
        return admit(coupon, command, ctx) or _OF_COUPONS[kind](coupon, command, ctx)
    past = _past_of(coupon, command, ctx)
    return admit(coupon, command, ctx) or of_redemption(coupon, command, past, ctx)


# --- the coupon


def _deactivate(coupon: Coupon, command: DeactivateCoupon, ctx: Context) -> Events | Refused:
    """Nobody redeems it from now on; said again, it changes nothing (W20)."""
    if COUPON.target(coupon.stage, CouponDeactivated) is None:
        return ()
    reasons = ctx.objections(coupon, command)
    return Refused(reasons) if reasons else (CouponDeactivated(coupon=coupon.id, at=ctx.now),)


def _reactivate(coupon: Coupon, command: ReactivateCoupon, ctx: Context) -> Events | Refused:
    """It is active again; where it is, nothing changes."""
    objection = rules.reactivation_must_be_allowed(coupon, ctx.policy)
    if objection is not None:
        return Refused((objection, *ctx.objections(coupon, command)))
    if COUPON.target(coupon.stage, CouponReactivated) is None:
        return ()
    reasons = ctx.objections(coupon, command)
    return Refused(reasons) if reasons else (CouponReactivated(coupon=coupon.id, at=ctx.now),)


def _fire(coupon: Coupon, command: FireTimers, ctx: Context) -> Events | Refused:
    """Every hold that has expired by now is over, the earliest first."""
    reasons = ctx.objections(coupon, command)
    if reasons:
        return Refused(reasons)
    timers = due(coupon, ctx)
    return tuple(
        [HoldExpired(coupon=coupon.id, at=timer.at, order=timer.order) for timer in timers if timer.at <= ctx.now]
    )


# --- one order's use of it


def _hold(coupon: Coupon, command: HoldCoupon, past: Past, ctx: Context) -> Events | Refused:
    """A checkout has it for a while; a basket that changes keeps what is left of that while."""
    known, hold = past.redemption, find(coupon.holds, command.order)
    is_live = hold is not None and hold.expires_at > ctx.now
    if known is not None and _is_same(known, command) and (is_live or known.stage is RedemptionStage.COMMITTED):
        return ()
    if miss := _wrong_stage(known, CouponHeld, "hold the coupon"):
        return Refused((miss,))
    if reasons := _against(coupon, command, past, ctx):
        return Refused(reasons)
    expires_at = hold.expires_at if hold is not None and is_live else end_of(ctx.now, ctx.policy.hold_for)
    held = CouponHeld(
        coupon=coupon.id,
        at=ctx.now,
        order=command.order,
        buyer=command.buyer,
        currency=command.currency,
        amount=command.amount,
        goods=command.goods,
        paid=command.paid,
        channel=command.channel,
        code=command.code,
        expires_at=expires_at,
    )
    return (*_expired(coupon, hold, ctx), held)


def _commit(coupon: Coupon, command: CommitCoupon, past: Past, ctx: Context) -> Events | Refused:
    """The order uses it: at most as often, and for as much, as it may be used, whatever was held before."""
    known = past.redemption
    if known is not None and known.stage is RedemptionStage.COMMITTED:
        return () if _is_same(known, command) else Refused((IdTaken(thing="redemption", id=command.order),))
    if miss := _wrong_stage(known, CouponCommitted, "commit the coupon"):
        return Refused((miss,))
    if reasons := _against(coupon, command, past, ctx):
        return Refused(reasons)
    committed = CouponCommitted(
        coupon=coupon.id,
        at=ctx.now,
        order=command.order,
        buyer=command.buyer,
        currency=command.currency,
        amount=command.amount,
        goods=command.goods,
        paid=command.paid,
        channel=command.channel,
        code=command.code,
    )
    return (*_expired(coupon, find(coupon.holds, command.order), ctx), committed)


def _release(coupon: Coupon, command: ReleaseCoupon, past: Past, ctx: Context) -> Events | Refused:
    """The use is given back, or the hold given up; where neither is left, nothing changes."""
    known = past.redemption
    if known is None:
        return Refused((NotFound(thing="redemption", id=command.order, at="order"),))
    if known.stage not in (RedemptionStage.HELD, RedemptionStage.COMMITTED):
        return ()
    is_use = known.stage is RedemptionStage.COMMITTED
    kept = rules.must_give_the_use_back(command, ctx.policy) if is_use else None
    if reasons := weigh(kept) + ctx.objections(coupon, command):
        return Refused(reasons)
    if is_use:
        return (
            CouponReleased(
                coupon=coupon.id, at=ctx.now, order=command.order, currency=known.currency, amount=known.amount
            ),
        )
    expired = _expired(coupon, find(coupon.holds, command.order), ctx)
    return expired or (HoldDropped(coupon=coupon.id, at=ctx.now, order=command.order),)


def _against(coupon: Coupon, command: HoldCoupon | CommitCoupon, past: Past, ctx: Context) -> tuple[Refusal, ...]:
    """What stands against this order's use of the coupon now; what it holds itself does not."""
    now, order = ctx.now, command.order
    currency = rules.must_be_in_its_currency(coupon, command.currency)
    return weigh(
        rules.must_be_active(coupon),
        rules.must_be_valid(coupon, now),
        currency,
        rules.must_come_with_its_code(coupon, command, past, ctx),
        rules.must_not_be_exhausted(coupon, now, order),
        rules.must_be_left_for_the_buyer(coupon, command, past, ctx),
        rules.must_be_within_budget(coupon, command.amount, now, order) if currency is None else None,
    ) + ctx.objections(coupon, command)


def _expired(coupon: Coupon, hold: Hold | None, ctx: Context) -> tuple[HoldExpired, ...]:
    """That the order's hold has expired, where it has and nobody has said so."""
    if hold is None or hold.expires_at > ctx.now:
        return ()
    return (HoldExpired(coupon=coupon.id, at=hold.expires_at, order=hold.id),)


def _is_same(known: Redemption, command: AtCheckout) -> bool:
    return (known.buyer, known.currency, known.amount, known.goods, known.paid, known.channel, known.code) == (
        command.buyer,
        command.currency,
        command.amount,
        command.goods,
        command.paid,
        command.channel,
        command.code,
    )


def _wrong_stage(known: Redemption | None, event: type[RedemptionEvent], asked: str) -> WrongStage | None:
    """What the redemption's table has against it."""
    if known is None or REDEMPTION.target(known.stage, event) is not None:
        return None
    return WrongStage(thing="redemption", id=known.order, stage=known.stage, asked=asked)


def _past_of(coupon: Coupon, command: RedemptionCommand, ctx: Context) -> Past:
    """What the host looked up, where it fits the command and the coupon."""
    past = ctx.past
    if past is None:
        text = "is not given; look up this order's redemption of the coupon, Past() where there is none"
        raise MalformedError(Fault("past", text))
    known = past.redemption
    if known is not None and (known.coupon, known.order) != (coupon.id, command.order):
        text = f"is of coupon {known.coupon[:60]!r} and order {known.order[:60]!r}; look up the one of the command's"
        raise MalformedError(Fault("past.redemption", text))
    hold = find(coupon.holds, command.order)
    seen = None if hold is None else (hold.buyer, hold.amount, hold.code, hold.expires_at)
    is_held = known is not None and known.stage is RedemptionStage.HELD
    told = (known.buyer, known.amount, known.code, known.expires_at) if known is not None and is_held else None
    if seen != told:
        raise StaleVersionError(
            f"coupon {coupon.id!r} and its redemption by order {command.order!r} were read at different times; "
            "read both in one unit of work"
        )
    return past


_OF_REDEMPTIONS: Mapping[type[RedemptionCommand], Callable[[Coupon, Any, Past, Context], Events | Refused]] = {
    HoldCoupon: _hold,
    CommitCoupon: _commit,
    ReleaseCoupon: _release,
}

_OF_COUPONS: Mapping[type[CouponCommand], Callable[[Coupon, Any, Context], Events | Refused]] = {
    DeactivateCoupon: _deactivate,
    ReactivateCoupon: _reactivate,
    FireTimers: _fire,
}
