"""Which of several coupons together give the buyer the most.

Each coupon takes part or not; `best_combination` looks at every subset that could matter, exactly, for up to 12 of
them.  The subsets form a tree, one turn after the other, so that what several have in common is worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from attrs import evolve

from mpcore.discounts.basket import Basket
from mpcore.discounts.case import Case
from mpcore.discounts.codes import normal_form
from mpcore.discounts.context import Context
from mpcore.discounts.engine import (
    NOBODY,
    Group,
    after,
    beginning,
    best_of,
    bounds,
    code_for,
    evaluate,
    group_of,
    groups_of,
    in_turn,
    is_exclusive,
    offer,
    rivals,
    typed_codes,
)
from mpcore.discounts.evaluation import Applied, Evaluation, NotApplied
from mpcore.discounts.model import Coupon
from mpcore.discounts.rules.applying import NotChosen
from mpcore.discounts.rules.standing import must_be_active
from mpcore.discounts.spreading import room_under_the_ceiling
from mpcore.discounts.values import Minor
from mpcore.kernel import CouponId, VendorId, frozen

__all__ = ["EXACT_UP_TO", "Combination", "best_combination"]

EXACT_UP_TO = 12
"""So many candidates are combined in every way."""


@frozen(kw_only=True)
class Combination:
    """The coupons that together give the buyer the most."""

    coupons: tuple[Coupon, ...]
    """Those that are chosen, and those that are always there, in the order of their turns."""
    evaluation: Evaluation
    """What they give: `evaluate(evaluation.basket, coupons, ctx)`, whose basket has no codes of those left out."""
    left_out: tuple[NotApplied, ...]
    """Those that are not chosen, in the order of their turns: `NotChosen`, or why they cannot apply at all."""
    exact: bool
    """Whether no other choice gives more; false where there were more than 12 candidates."""


def best_combination(
    basket: Basket, coupons: Iterable[Coupon], ctx: Context, always: Iterable[Coupon] = ()
) -> Combination:
    """The coupons whose evaluation takes the most off, of those that may be left out.

    Every coupon given is a candidate, automatic ones too; what nobody may decline is given as `always`, and takes part
    in each combination.  Of several that give the same, the one with the fewest coupons is chosen, then the one whose
    coupons have their turns first.  Codes count as in `evaluate`: a candidate with a code has to be among the typed
    ones.

    It is exact for up to 12 candidates, without those that a limit, their time, their code or their vendor keeps out
    anyway.  Of more, the 12 that give most by themselves are combined in every way, and then each of the others, the
    best by itself first, is added where that gives more: never less than the best of any 12 of those, nor than any one
    of all.

    Errors are those of `evaluate`; a coupon that is a candidate and `always` there is one given twice.
    """
    fixed = tuple(always)
    candidates = in_turn(coupons)
    turns = in_turn((*candidates, *fixed))
    by_itself = {each.id: evaluate(basket, (*fixed, each), ctx) for each in candidates}
    typed = typed_codes(basket.codes)
    possible = [each for each in candidates if _may_apply(each, basket, ctx, typed)]
    ranked = sorted(possible, key=lambda each: -by_itself[each.id].discount)
    tried, rest = {each.id for each in ranked[:EXACT_UP_TO]}, ranked[EXACT_UP_TO:]
    there = tried | {each.id for each in fixed}
    search = _Search(basket, ctx, [each for each in turns if each.id in there], tried)
    chosen = search.best() | {each.id for each in fixed}
    for each in rest:
        if _given(turns, chosen | {each.id}, basket, ctx) > _given(turns, chosen, basket, ctx):
            chosen |= {each.id}
    taken = tuple([each for each in turns if each.id in chosen])
    left = [each for each in candidates if each.id not in chosen]
    shown = evolve(basket, codes=_codes_without(left, taken, basket, ctx))
    return Combination(
        coupons=taken,
        evaluation=evaluate(shown, taken, ctx),
        left_out=tuple([_why_left_out(each, by_itself[each.id]) for each in left]),
        exact=not rest,
    )


def _may_apply(coupon: Coupon, basket: Basket, ctx: Context, typed: dict[str, str]) -> bool:
    """Whether nothing stands against it that no combination changes."""
    if coupon.owner is not None and coupon.owner not in basket.by_vendor:
        return False
    return must_be_active(coupon) is None and not bounds(coupon, basket, ctx, code_for(coupon, typed, ctx))


def _given(turns: Sequence[Coupon], chosen: set[CouponId], basket: Basket, ctx: Context) -> Minor:
    return evaluate(basket, [each for each in turns if each.id in chosen], ctx).discount


def _codes_of(coupons: Iterable[Coupon], ctx: Context) -> set[str | None]:
    named = {each.id: each.terms.code for each in coupons}
    codes = set(named.values())
    if ctx.shopper is not None:
        codes.update([each.code for each in ctx.shopper.codes if each.coupon in named])
    return codes


def _codes_without(left: Iterable[Coupon], taken: Iterable[Coupon], basket: Basket, ctx: Context) -> tuple[str, ...]:
    """The typed codes but those that only coupons that are left out have."""
    out = _codes_of(left, ctx) - _codes_of(taken, ctx)
    return tuple([code for code in basket.codes if (normal := normal_form(code)) is None or normal not in out])


def _why_left_out(coupon: Coupon, by_itself: Evaluation) -> NotApplied:
    outcome = by_itself.of(coupon.id)
    if isinstance(outcome, NotApplied):
        return outcome
    return NotApplied(coupon.id, (NotChosen(coupon=coupon.id),))


class _So(NamedTuple):
    """How far it has come on one branch of the tree."""

    case: Case
    applied: tuple[Applied, ...] = ()
    decided: frozenset[Group] = frozenset()
    """The groups that had their turns."""
    chosen: tuple[int, ...] = ()
    """The turns of the optional coupons that take part."""
    given: Minor = 0
    alone: frozenset[VendorId | None] = NOBODY
    """The owners of the exclusive ones that applied."""

    def taking(self, winner: Applied, chosen: tuple[int, ...], coupon: Coupon) -> _So:
        """After the coupon's turn, in which the winner of its group applied, or itself."""
        group = group_of(coupon)
        return _So(
            after(self.case, winner),
            (*self.applied, winner),
            self.decided if group is None else self.decided | {group},
            (*self.chosen, *chosen),
            self.given + winner.total,
            self.alone | {coupon.owner} if is_exclusive(coupon) else self.alone,
        )


class _Search:
    """Every subset of the optional coupons among some turns, but those that cannot give more than one seen before."""

    def __init__(self, basket: Basket, ctx: Context, turns: Sequence[Coupon], optional: set[CouponId]) -> None:
        self._turns, self._optional = turns, optional
        self._beginning = beginning(basket, ctx)
        self._typed = typed_codes(basket.codes)
        self._groups = groups_of(turns)
        self._turn_of = {each.id: i for i, each in enumerate(turns)}
        self._least: tuple[Minor, int, tuple[int, ...]] = (1, 0, ())
        """What the best gives, below zero, how many coupons it has, and their turns: the least of all is the best."""

    def best(self) -> set[CouponId]:
        """The ids of the optional coupons that give most: of equals the fewest, then those whose turns come first."""
        self._walk(0, _So(self._beginning))
        return {self._turns[i].id for i in self._least[2]}

    def _walk(self, i: int, so: _So) -> None:
        """Everything that can follow from the i-th turn on."""
        while i < len(self._turns):
            if -so.given - _room(so.case) > self._least[0]:
                return  # all that is left would be less than what was found
            coupon = self._turns[i]
            i += 1
            group = group_of(coupon)
            if group is not None and group in so.decided:
                continue
            outcome = offer(coupon, so.case, self._typed, so.applied, so.alone)
            if isinstance(outcome, NotApplied):
                continue  # it makes no difference whether it takes part
            branches = [so.taking(*branch, coupon) for branch in self._winners(coupon, outcome, so)]
            if coupon.id not in self._optional:
                so = branches.pop()
            for branch in branches:
                self._walk(i, branch)
        self._least = min(self._least, (-so.given, len(so.chosen), tuple(sorted(so.chosen))))

    def _winners(self, coupon: Coupon, outcome: Applied, so: _So) -> list[tuple[Applied, tuple[int, ...]]]:
        """Who can apply at this turn, and which optional coupons have to take part for it.

        Of a group no more than one rival has to be there: the one that gives more.
        """
        itself = (self._turn_of[coupon.id],) if coupon.id in self._optional else ()
        group = group_of(coupon)
        if group is None:
            return [(outcome, itself)]
        others = rivals(coupon, self._groups[group])
        found: list[tuple[Applied, tuple[int, ...]]] = []
        for rival in (None, *[each for each in others if each.id in self._optional]):
            there = [each for each in others if each is rival or each.id not in self._optional]
            winner, _ = best_of(outcome, there, so.case, self._typed, so.applied)
            if rival is None:
                found.append((winner, itself))
            elif winner.coupon == rival.id:
                found.append((winner, (*itself, self._turn_of[rival.id])))
        return found


def _room(case: Case) -> Minor:
    """The most that all coupons together can still take off."""
    goods = min(case.basket.goods_in_all - case.basket.floors_in_all - sum(case.taken), room_under_the_ceiling(case))
    return goods + sum(case.basket.shipping_minor) - sum(case.taken_of_shipping)
