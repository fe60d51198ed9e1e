"""What a refund keeps back of a discount whose condition a return makes untrue (rules.md §00.9)."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from mpcore.discounts.basket import Basket
from mpcore.discounts.context import Context
from mpcore.discounts.engine import evaluate
from mpcore.discounts.evaluation import Applied, Evaluation
from mpcore.discounts.model import NO_LIMITS, Coupon
from mpcore.discounts.states import CouponStage
from mpcore.discounts.values import During, Minor, OnConditionLost, Stacking
from mpcore.kernel import Fault, LineId, MalformedError, frozen
from mpcore.money import allocate, prefix

__all__ = ["ClawedBack", "clawed_back"]


@frozen
class ClawedBack:
    """What of one coupon's discount the buyer would not have got for what they keep."""

    lines: tuple[Minor, ...]
    """Of each line of the basket, of its kept units; never more than the discount on them."""
    shipping: tuple[Minor, ...]
    """Of each price of shipping of the basket."""

    @property
    def total(self) -> Minor:
        """What is kept back in all."""
        return sum(self.lines) + sum(self.shipping)


def clawed_back(evaluation: Evaluation, coupon: Coupon, kept: Mapping[LineId, int], ctx: Context) -> ClawedBack:
    """What of a coupon's discount the buyer would not have got, had they bought only the units that they keep.

    The coupon is evaluated again by itself on the kept units; `ctx` has the instant, the policy and the shopper of the
    purchase.  Only its condition and its benefit are asked: the stage, the window, the limits and the code were right
    when it was redeemed.  What it would give is taken from what it gave on the kept units; no less than nothing is
    left, and that stands on the lines that have more than they would have got, in proportion to how much more.

    The units of a line that go back are its first, so that the kept ones have the last of its unit shares (the prefix
    differences of `mpcore.money.prefix`).  The discount on the shipping of a shop counts while something of it is kept.
    A line that is not named keeps nothing.  Where the coupon was bought with KEEP, where it did not apply, and where
    nothing at all is kept, nothing is kept back.

    An unknown line, or more units than were bought, raises `MalformedError` at `kept`.
    """
    basket = evaluation.basket
    quantities = _quantities(basket, kept)
    applied = evaluation.of(coupon.id)
    nothing = ClawedBack(basket.nothing, basket.nothing_of_shipping)
    if not isinstance(applied, Applied) or applied.on_condition_lost is OnConditionLost.KEEP or not any(quantities):
        return nothing
    sellers = {(line.vendor, line.shop) for line, units in zip(basket.lines, quantities, strict=True) if units}
    ships = [(each.vendor, each.shop) in sellers for each in basket.shipping]
    had = [
        prefix(amount, line.quantity, line.quantity - units, line.quantity)
        for line, amount, units in zip(basket.lines, applied.lines, quantities, strict=True)
    ]
    had += [amount if still else 0 for amount, still in zip(applied.shipping, ships, strict=True)]
    smaller = evolve(
        basket,
        lines=[evolve(line, quantity=units) for line, units in zip(basket.lines, quantities, strict=True) if units],
        shipping=[each for each, still in zip(basket.shipping, ships, strict=True) if still],
        codes=(),
    )
    again = evaluate(smaller, (_bare(coupon),), _without_limits(ctx))
    lines, shipping = iter(again.discounts), iter(again.discounts_on_shipping)
    would = [next(lines) if units else 0 for units in quantities]
    would += [next(shipping) if still else 0 for still in ships]
    beyond = [max(0, one - other) for one, other in zip(had, would, strict=True)]
    total = max(0, sum(had) - sum(would))
    shares = allocate(total, beyond) if total else (0,) * len(beyond)
    return ClawedBack(shares[: len(basket.lines)], shares[len(basket.lines) :])


def _quantities(basket: Basket, kept: Mapping[LineId, int]) -> list[int]:
    known = {line.id: line.quantity for line in basket.lines}
    faults = [Fault(f"kept[{name[:60]}]", "is no line of the basket") for name in kept if name not in known]
    for name, most in known.items():
        units = kept.get(name, 0)
        if type(units) is not int or not 0 <= units <= most:
            faults.append(Fault(f"kept[{name[:60]}]", f"is no number of units from 0 to {most}; give an int"))
    if faults:
        raise MalformedError(*faults)
    return [kept.get(name, 0) for name in known]


def _bare(coupon: Coupon) -> Coupon:
    """The coupon with its condition and its benefit, and nothing else that could stand against it."""
    terms = evolve(
        coupon.terms,
        valid=During(),
        code=None,
        single_use_codes=False,
        stacking=Stacking(),
        limits=NO_LIMITS,
    )
    return evolve(coupon, terms=terms, stage=CouponStage.ACTIVE)


def _without_limits(ctx: Context) -> Context:
    return evolve(ctx, policy=evolve(ctx.policy, per_buyer_most=None))
