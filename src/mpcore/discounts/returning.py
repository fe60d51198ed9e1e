"""What a refund keeps back of a discount whose condition a return makes untrue (rules.md §00.9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from operator import add, sub

from attrs import evolve

from mpcore.discounts.basket import Basket
from mpcore.discounts.case import Case
from mpcore.discounts.context import Context
from mpcore.discounts.engine import after, beginning, offer
from mpcore.discounts.evaluation import Applied, Evaluation
from mpcore.discounts.model import NO_LIMITS, Coupon
from mpcore.discounts.states import CouponStage
from mpcore.discounts.values import During, Minor, OnConditionLost, Stacking
from mpcore.kernel import Fault, LineId, MalformedError, changed, frozen
from mpcore.money import allocate, prefix

__all__ = ["ClawedBack", "clawed_back"]


@frozen
class ClawedBack:
    """What one return keeps back of one coupon's discount; below 0 is what it gives back of what was kept back before.

    Of several returns, each line's steps add up to what is kept back of it in all: never less than nothing, and never
    more than the discount on its kept units.
    """

    lines: tuple[Minor, ...]
    """Of each line of the basket."""
    shipping: tuple[Minor, ...]
    """Of each price of shipping of the basket."""

    @property
    def total(self) -> Minor:
        """What is kept back in all; below 0, what is given back in all."""
        return sum(self.lines) + sum(self.shipping)


def clawed_back(
    evaluation: Evaluation,
    coupon: Coupon,
    kept: Mapping[LineId, int],
    ctx: Context,
    before: Mapping[LineId, int] | None = None,
) -> ClawedBack:
    """What one return keeps back of a coupon's discount, as the buyer would not have got it for what they still keep.

    `kept` is what they keep after this return, `before` what they kept until then (None: everything that was bought);
    a line that is not named keeps nothing.  `ctx` has the instant, the policy and the shopper of the purchase.

    In all, so much is due for what is kept: the coupon is asked again, on the kept units only.  What the coupons that
    had their turns before it took off those units is taken off already; those after it do not count.  Only its
    condition and its benefit are asked: the stage, the window, the limits and the code were right when it was redeemed.
    What it would give is taken from what it gave on the kept units; no less than nothing is left, and that stands on
    the lines that have more than they would have got, in proportion to how much more.

    The answer is the step from what was due before to what is due now, so that the steps of any returns add up to what
    is due for what is kept in the end, in whatever steps it came to that.  A step may be below 0, on one line or in
    all: what was kept back on units that are sent back too is given back, as they are refunded without their discount
    anyhow, and nothing is due once nothing is kept.  It may also be more than the return pays back; a host that asks
    for no money then notes what it could not keep back, and takes it from what the next returns pay back.

    The units of a line that go back are its first, so that the kept ones have the last of its unit shares (the prefix
    differences of `mpcore.money.prefix`); several coupons that had their turns before have those of their sum, which
    never take a unit below its minimum price.  The discount on the shipping of a shop counts while something of it is
    kept.  Where the coupon was bought with KEEP, where it did not apply, and where nothing was sent back, nothing is
    kept back.

    An unknown line, and more units than were bought, raise `MalformedError` at `kept` or `before`; so do more units at
    `kept` than there were before.
    """
    basket = evaluation.basket
    bought = {line.id: line.quantity for line in basket.lines}
    had = bought if before is None else _quantities(bought, before, "before")
    have = _quantities(had, kept, "kept")
    applied = evaluation.of(coupon.id)
    if not isinstance(applied, Applied) or applied.on_condition_lost is OnConditionLost.KEEP:
        return ClawedBack(basket.nothing, basket.nothing_of_shipping)
    was, now = [_due(evaluation, applied, coupon, [*units.values()], ctx) for units in (had, have)]
    steps = tuple(map(sub, now, was))
    return ClawedBack(steps[: len(basket.lines)], steps[len(basket.lines) :])


def _due(
    evaluation: Evaluation, applied: Applied, coupon: Coupon, quantities: Sequence[int], ctx: Context
) -> tuple[Minor, ...]:
    """What is due in all where so many units of each line are kept: of each line, then of each price of shipping."""
    basket = evaluation.basket
    if not any(quantities) or all(line.quantity == n for line, n in zip(basket.lines, quantities, strict=True)):
        return basket.nothing + basket.nothing_of_shipping
    sellers = {(line.vendor, line.shop) for line, units in zip(basket.lines, quantities, strict=True) if units}
    ships = [(each.vendor, each.shop) in sellers for each in basket.shipping]
    smaller = evolve(
        basket,
        lines=[evolve(line, quantity=units) for line, units in zip(basket.lines, quantities, strict=True) if units],
        shipping=[each for each, still in zip(basket.shipping, ships, strict=True) if still],
        codes=(),
    )
    earlier = takewhile(lambda each: each is not applied, evaluation.applied)
    case = beginning(smaller, evolve(ctx, policy=evolve(ctx.policy, per_buyer_most=None)))
    again = offer(_bare(coupon), _after(earlier, case, basket, quantities, ships), {}, ())
    gives = again if isinstance(again, Applied) else None
    lines = iter(smaller.nothing if gives is None else gives.lines)
    shipping = iter(smaller.nothing_of_shipping if gives is None else gives.shipping)
    would = [next(lines) if units else 0 for units in quantities] + [next(shipping) if still else 0 for still in ships]
    had = _of_kept(applied.lines, basket, quantities)
    had += [amount if still else 0 for amount, still in zip(applied.shipping, ships, strict=True)]
    beyond = [max(0, one - other) for one, other in zip(had, would, strict=True)]
    total = max(0, sum(had) - sum(would))
    return allocate(total, beyond) if total else (0,) * len(beyond)


def _after(
    earlier: Iterable[Applied], case: Case, basket: Basket, quantities: Sequence[int], ships: Sequence[bool]
) -> Case:
    """The kept units after what earlier coupons took off them: unit shares of their sum, so that no floor is passed."""
    taken, of_kept = basket.nothing, [0] * len(quantities)
    for each in earlier:
        taken = tuple(map(add, taken, each.lines))
        of_these, of_kept = of_kept, _of_kept(taken, basket, quantities)
        lines = [now - was for was, now, units in zip(of_these, of_kept, quantities, strict=True) if units]
        shipping = [amount for amount, still in zip(each.shipping, ships, strict=True) if still]
        case = after(case, changed(each, lines=tuple(lines), shipping=tuple(shipping)))
    return case


def _of_kept(amounts: Sequence[Minor], basket: Basket, quantities: Sequence[int]) -> list[Minor]:
    """What the kept units, the last ones, have of an amount for each line."""
    return [
        prefix(amount, line.quantity, line.quantity - units, line.quantity)
        for line, amount, units in zip(basket.lines, amounts, quantities, strict=True)
    ]


def _quantities(most: Mapping[LineId, int], given: Mapping[LineId, int], at: str) -> dict[LineId, int]:
    """How many units of every line, in the order of the basket."""
    faults = [Fault(f"{at}[{name[:60]}]", "is no line of the basket") for name in given if name not in most]
    for name, limit in most.items():
        units = given.get(name, 0)
        if type(units) is not int or not 0 <= units <= limit:
            faults.append(Fault(f"{at}[{name[:60]}]", f"is no number of units from 0 to {limit}; give an int"))
    if faults:
        raise MalformedError(*faults)
    return {name: given.get(name, 0) for name in most}


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
