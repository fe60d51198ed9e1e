"""The first stage of every decision, as a table: who may ask for what, of which coupons.

Operators and the system know of every coupon.  A vendor's staff know of their own vendor's, whatever they hold there; a
coupon is for all of a vendor's shops, so its scope has to be granted for all of them.  Buyers know of their own
checkouts' redemptions and of nothing else.  What somebody does not know of, there is not.
"""

from __future__ import annotations

from collections.abc import Callable

from mpcore.discounts.commands import (
    AtCheckout,
    CommitCoupon,
    CouponCommand,
    CreateCoupon,
    DeactivateCoupon,
    FireTimers,
    HoldCoupon,
    ReactivateCoupon,
    ReleaseCoupon,
)
from mpcore.discounts.context import Context
from mpcore.discounts.model import Coupon, Redemption
from mpcore.discounts.states import RedemptionStage
from mpcore.kernel import (
    Actor,
    Buyer,
    MissingScope,
    NotFound,
    Operator,
    Refusal,
    Refused,
    Scope,
    System,
    VendorId,
    VendorMember,
    frozen,
    weigh,
)

__all__ = ["FUND", "GATES", "STATS", "Gate", "admit", "admit_to_create", "may_see_usage"]

FUND, STATS = Scope("discounts.fund"), Scope("discounts.stats")
_HELD_NO_MORE = (RedemptionStage.COMMITTED, RedemptionStage.RELEASED)


@frozen(kw_only=True)
class Gate:
    """Who may ask for a command."""

    command: type[CreateCoupon | CouponCommand]
    scope: Scope
    missing: MissingScope
    """The refusal of whoever does not hold the scope."""
    kinds: frozenset[type[Actor]]
    """Who can hold the scope at all; vendors' members also need it granted, buyers ask for their own checkouts only."""
    of_buyers: Callable[[Redemption | None], bool] | None = None
    """Whether a buyer may ask it of this redemption; None: of each of theirs."""


def _gate(
    command: type[CreateCoupon | CouponCommand],
    *kinds: type[Actor],
    of_buyers: Callable[[Redemption | None], bool] | None = None,
) -> Gate:
    return Gate(
        command=command,
        scope=command.scope,
        missing=MissingScope(scope=command.scope),
        kinds=frozenset(kinds),
        of_buyers=of_buyers,
    )


def _is_no_use(redemption: Redemption | None) -> bool:
    """A buyer gives up what a checkout holds, and never a use: the order has its discount."""
    return redemption is None or redemption.stage not in _HELD_NO_MORE


GATES: dict[type[CreateCoupon | CouponCommand], Gate] = {
    gate.command: gate
    for gate in (
        _gate(CreateCoupon, VendorMember, Operator),
        _gate(DeactivateCoupon, VendorMember, Operator),
        _gate(ReactivateCoupon, VendorMember, Operator),
        _gate(HoldCoupon, Buyer, Operator, System),
        _gate(CommitCoupon, Operator, System),
        _gate(ReleaseCoupon, Buyer, Operator, System, of_buyers=_is_no_use),
        _gate(FireTimers, Operator, System),
    )
}


def admit(coupon: Coupon, command: CouponCommand, ctx: Context) -> Refused | None:
    """Why this actor may not ask it of the coupon."""
    actor, gate = ctx.actor, GATES[type(command)]
    redemption = None if ctx.past is None else ctx.past.redemption
    if not _knows(actor, coupon, command, redemption):
        return Refused((NotFound(thing="coupon", id=coupon.id),))
    if isinstance(actor, Buyer):
        if Buyer in gate.kinds and (gate.of_buyers is None or gate.of_buyers(redemption)):
            return None
        return Refused((gate.missing,))
    return Refused((gate.missing,)) if _lacks(actor, gate.kinds, gate.scope) else None


def admit_to_create(command: CreateCoupon, ctx: Context) -> Refused | None:
    """Why this actor may not create the coupon (rules.md §00.8).

    A vendor's staff create their own vendor's, which it funds alone; everything else needs `discounts.fund` too.
    """
    actor, gate = ctx.actor, GATES[CreateCoupon]
    if isinstance(actor, VendorMember) and command.owner is not None and not _is_staff(actor, command.owner):
        return Refused((NotFound(thing="vendor", id=command.owner, at="owner"),))
    funding = command.terms.funding
    others_pay = command.owner is None or (funding is not None and funding.operator > 0)
    may_not_fund = others_pay and _lacks(actor, frozenset({Operator}), FUND)
    reasons = weigh(
        gate.missing if _lacks(actor, gate.kinds, gate.scope) else None,
        MissingScope(scope=FUND) if may_not_fund else None,
    )
    return Refused(reasons) if reasons else None


def may_see_usage(coupon: Coupon, actor: Actor) -> Refusal | None:
    """Why this actor may not see how a coupon is used (W21): its vendor's staff and operators may, by scope."""
    if isinstance(actor, Buyer) or (isinstance(actor, VendorMember) and not _is_staff(actor, coupon.owner)):
        return NotFound(thing="coupon", id=coupon.id)
    lacking = _lacks(actor, frozenset({VendorMember, Operator, System}), STATS)
    return MissingScope(scope=STATS) if lacking else None


def _knows(actor: Actor, coupon: Coupon, command: CouponCommand, redemption: Redemption | None) -> bool:
    match actor:
        case VendorMember():
            return _is_staff(actor, coupon.owner)
        case Buyer():
            owns = redemption.buyer == actor if redemption is not None else isinstance(command, AtCheckout)
            return owns and (not isinstance(command, AtCheckout) or command.buyer == actor)
        case _:
            return True


def _is_staff(member: VendorMember, vendor: VendorId | None) -> bool:
    """Whether they hold anything at all at that vendor."""
    return vendor == member.vendor and any(grant.scopes for grant in member.grants)


def _lacks(actor: Actor, kinds: frozenset[type[Actor]], scope: Scope) -> bool:
    if type(actor) not in kinds:
        return True
    if isinstance(actor, VendorMember):
        return not actor.may(scope, None)
    return isinstance(actor, Operator) and actor.scopes is not None and scope not in actor.scopes
