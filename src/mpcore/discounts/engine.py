"""What coupons give to a basket: each has its turn, on what those before it left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import add
from typing import TypeAlias

from mpcore.discounts import rules
from mpcore.discounts.basket import Basket
from mpcore.discounts.case import Case, Gift
from mpcore.discounts.codes import normal_form
from mpcore.discounts.conditions import ALWAYS
from mpcore.discounts.context import Context, SingleUseCode
from mpcore.discounts.evaluation import Applied, Evaluation, NotApplied
from mpcore.discounts.model import NO_LIMITS, Coupon
from mpcore.discounts.rules.standing import must_be_active
from mpcore.discounts.spreading import check_positions, mistake, refusal, spread, why_nothing
from mpcore.discounts.values import Minor, Together
from mpcore.kernel import Fault, MalformedError, Refusal, VendorId, changed, made, weigh

__all__ = [
    "NOBODY",
    "Group",
    "after",
    "beginning",
    "best_of",
    "bounds",
    "code_for",
    "evaluate",
    "group_of",
    "groups_of",
    "in_turn",
    "is_exclusive",
    "offer",
    "rivals",
    "typed_codes",
]

_EXCLUSIVE = Together.EXCLUSIVE
_SHOWN = 60
"""So many characters of a typed code are told back."""
_NOTHING_TYPED: Mapping[str, str] = {}
Group: TypeAlias = tuple[VendorId | None, str]
"""The owner of its coupons, and what they call it."""
_NONE_DECIDED: frozenset[Group] = frozenset()
NOBODY: frozenset[VendorId | None] = frozenset()


def evaluate(basket: Basket, coupons: Iterable[Coupon], ctx: Context) -> Evaluation:
    """What each of the coupons gives to the basket, and every reason why the others give nothing.

    They have their turns by lane, priority and id, each on what is left by those before it; the order they are given in
    does not matter.  A group of which only the best applies has its turn with the first of its members that gives
    something; those after it are compared with it on what is left then, in whatever lanes they are, and on a tie the
    first in turn applies.  An exclusive coupon applies where none before it did, and then none after it does.  Groups
    and exclusion are among the coupons of one owner: no vendor's coupon keeps another's, or the marketplace's, from
    anybody.  A coupon that gives nothing stands in nobody's way.

    A coupon applies by itself, or where the buyer typed its code; limits count what orders use and what checkouts hold.
    A discount never exceeds what it applies to, and never takes a line below its minimum price; what one line cannot
    take of an amount for several goes to the others, what it cannot take of a percentage is forfeited.  A vendor's
    coupon is for that vendor's lines and shipping only.

    Rounding, ceilings and the order of percentages are the policy's.  A limit or a condition about the buyer without
    `ctx.shopper` raises `MalformedError`: what the host does not know may not be guessed.  So do a coupon given twice,
    and a host's condition or benefit that answers with positions or amounts that cannot be; the fault names the coupon.
    """
    turns = in_turn(coupons)
    typed = typed_codes(basket.codes) if basket.codes else _NOTHING_TYPED
    case = beginning(basket, ctx)
    applied: list[Applied] = []
    refused: list[NotApplied] = []
    alone = NOBODY
    decided = _NONE_DECIDED
    groups: dict[Group, list[Coupon]] | None = None
    for coupon in turns:
        group = group_of(coupon)
        if group is not None and group in decided:
            continue
        outcome = offer(coupon, case, typed, applied, alone)
        if isinstance(outcome, NotApplied):
            refused.append(outcome)
            continue
        if group is not None:
            decided |= {group}
            groups = groups or groups_of(turns)
            outcome, others = best_of(outcome, rivals(coupon, groups[group]), case, typed, applied)
            refused += others
        applied.append(outcome)
        if coupon is not turns[-1]:
            case = after(case, outcome)
            if is_exclusive(coupon):
                alone |= {coupon.owner}
    if basket.codes:
        refused += _strangers(turns, typed, ctx)
    policy = ctx.policy
    return made(
        Evaluation,
        basket=basket,
        applied=(*applied,),
        refused=(*refused,),
        rule_book=policy.rule_book,
        tax_rounding=policy.tax_rounding,
    )


def in_turn(coupons: Iterable[Coupon]) -> list[Coupon]:
    """The coupons in the order of their turns; the same one twice raises `MalformedError`."""
    turns = list(coupons)
    if len(turns) > 1:
        turns.sort(key=_turn)
        seen: set[str] = set()
        for coupon in turns:
            if coupon.id in seen:
                raise MalformedError(Fault("coupons", f"{coupon.id[:60]!r} is there twice; give each once"))
            seen.add(coupon.id)
    return turns


def is_exclusive(coupon: Coupon) -> bool:
    """Whether it applies alone, or not at all."""
    return coupon.terms.stacking.together is _EXCLUSIVE


def _turn(coupon: Coupon) -> tuple[int, int, str]:
    stacking = coupon.terms.stacking
    return stacking.lane, -stacking.priority, coupon.id


def group_of(coupon: Coupon) -> Group | None:
    """The group that it is the best of, or not; None where it is in none."""
    name = coupon.terms.stacking.group
    return None if name is None else (coupon.owner, name)


def groups_of(turns: Iterable[Coupon]) -> dict[Group, list[Coupon]]:
    """The members of each group, in the order of their turns."""
    groups: dict[Group, list[Coupon]] = {}
    for coupon in turns:
        group = group_of(coupon)
        if group is not None:
            groups.setdefault(group, []).append(coupon)
    return groups


def rivals(coupon: Coupon, members: Sequence[Coupon]) -> Sequence[Coupon]:
    """The members of its group whose turns are after its own."""
    return members[[each.id for each in members].index(coupon.id) + 1 :]


def beginning(basket: Basket, ctx: Context) -> Case:
    """The whole basket before the first turn."""
    return made(
        Case,
        basket=basket,
        ctx=ctx,
        lines=basket.positions,
        taken=basket.nothing,
        taken_of_shipping=basket.nothing_of_shipping,
        scope=basket.positions,
    )


def after(case: Case, applied: Applied) -> Case:
    """The whole basket after one more coupon took its part."""
    nothing, nothing_of_shipping = case.basket.nothing, case.basket.nothing_of_shipping
    taken, taken_of_shipping = case.taken, case.taken_of_shipping
    if applied.lines is not nothing:
        taken = applied.lines if taken is nothing else tuple(map(add, taken, applied.lines))
    if applied.shipping is not nothing_of_shipping:
        taken_of_shipping = tuple(map(add, taken_of_shipping, applied.shipping))
    return changed(case, taken=taken, taken_of_shipping=taken_of_shipping)


def offer(
    coupon: Coupon,
    case: Case,
    typed: Mapping[str, str],
    applied: Sequence[Applied],
    alone: frozenset[VendorId | None] = NOBODY,
) -> Applied | NotApplied:
    """What a coupon gives at its turn, or every reason why nothing.

    `case` is the whole basket after those that applied before; `alone` are the owners of exclusive ones among them.
    The benefit is asked only where nothing stands against the coupon so far: before, it could not say what it would
    give.
    """
    terms, basket = coupon.terms, case.basket
    code: str | None = None
    inactive = must_be_active(coupon)
    reasons: tuple[Refusal, ...] = () if inactive is None else (inactive,)
    if not terms.unbounded or case.ctx.policy.per_buyer_most is not None:
        code = code_for(coupon, typed, case.ctx)
        reasons += bounds(coupon, basket, case.ctx, code)
    if applied and (terms.stacking.together is _EXCLUSIVE or coupon.owner in alone):
        own = [each.coupon for each in applied if each.owner == coupon.owner]
        reasons += tuple([rules.NotCombinable(coupon=coupon.id, other=other) for other in own])
    if coupon.owner is not None:
        of_owner = basket.by_vendor.get(coupon.owner, ())
        case = changed(case, lines=of_owner, scope=of_owner)
    if not case.lines:
        nothing_here = rules.NothingToDiscount if coupon.owner is None else rules.WrongVendor
        reasons += (nothing_here(coupon=coupon.id),)
    elif terms.condition is not ALWAYS:
        held = terms.condition.holds_for(case)
        if not held:
            why = terms.condition.why_not(case)
            if not why:
                raise mistake(coupon.id, "condition", "holds for nothing and has no reason why")
            reasons += tuple(why)
        elif held != case.lines:
            check_positions(held, case.lines, coupon.id, "condition")
            case = changed(case, lines=tuple(held))
    if not reasons:
        outcome = _taking(coupon, code, case)
        if isinstance(outcome, Applied):
            return outcome
        reasons = outcome
    return NotApplied(coupon.id, reasons, None if code is None else typed[code])


def _taking(coupon: Coupon, code: str | None, case: Case) -> Applied | tuple[Refusal, ...]:
    """What its benefit takes off the case, or every reason why nothing."""
    terms, basket = coupon.terms, case.basket
    gift = terms.benefit.gift(case)
    if not isinstance(gift, Gift):
        return (refusal(gift, coupon.id),)
    if gift.on_shipping and not case.ctx.policy.on_shipping:
        return (rules.NotForShipping(coupon=coupon.id),)
    shares = spread(gift, case, coupon.id)
    if shares is None:
        return why_nothing(coupon.id, gift, case)
    if terms.limits.budget is not None:
        over = rules.must_be_within_budget(coupon, sum(shares), case.ctx.now, case.ctx.order)
        if over is not None:
            return (over,)
    lines, shipping = basket.nothing, basket.nothing_of_shipping
    if gift.on_shipping:
        shipping = _laid_out(shares, gift.lines, len(shipping))
    else:
        lines = shares if len(shares) == len(lines) else _laid_out(shares, gift.lines, len(lines))
    return made(
        Applied,
        coupon=coupon.id,
        title=terms.title,
        code=code,
        owner=coupon.owner,
        funding=coupon.funding,
        lines=lines,
        shipping=shipping,
        offered=gift.total,
        on_condition_lost=terms.on_condition_lost,
    )


def _laid_out(shares: tuple[Minor, ...], positions: tuple[int, ...], count: int) -> tuple[Minor, ...]:
    amounts = [0] * count
    for i, share in zip(positions, shares, strict=True):
        amounts[i] = share
    return tuple(amounts)


def best_of(
    first: Applied, others: Iterable[Coupon], case: Case, typed: Mapping[str, str], applied: Sequence[Applied]
) -> tuple[Applied, list[NotApplied]]:
    """Of a group, what gives most on what is left, the first in turn on a tie; and why each of the rest does not apply.

    `first` is what the first of its members gives that gives something; the others have their turns after it.
    """
    outcomes = [first, *[offer(coupon, case, typed, applied) for coupon in others]]
    best = max([each for each in outcomes if isinstance(each, Applied)], key=_total)
    return best, [_outdone(each, best, typed) for each in outcomes if each is not best]


def _outdone(outcome: Applied | NotApplied, best: Applied, typed: Mapping[str, str]) -> NotApplied:
    if isinstance(outcome, NotApplied):
        return outcome
    reason = rules.BetterOffer(coupon=outcome.coupon, other=best.coupon)
    return NotApplied(outcome.coupon, (reason,), None if outcome.code is None else typed[outcome.code])


def _total(applied: Applied) -> Minor:
    return applied.total


# --- what stands against a coupon whatever is in the basket


def bounds(coupon: Coupon, basket: Basket, ctx: Context, code: str | None) -> tuple[Refusal, ...]:
    """Its time, its limits, its currency and its code; `code` is the typed one that is its own, if any."""
    terms = coupon.terms
    reasons = weigh(rules.must_be_valid(coupon, ctx.now), *_limits(coupon, basket, ctx))
    if terms.currency is not None and terms.currency != basket.currency:
        reasons += (rules.CouponCurrency(coupon=coupon.id, expected=terms.currency, given=basket.currency),)
    return reasons if terms.automatic else reasons + weigh(_code_must_be_given(coupon, code, ctx))


def _limits(coupon: Coupon, basket: Basket, ctx: Context) -> tuple[Refusal | None, ...]:
    limits = coupon.terms.limits
    if limits is NO_LIMITS and ctx.policy.per_buyer_most is None:
        return ()
    reasons: tuple[Refusal | None, ...] = (rules.must_not_be_exhausted(coupon, ctx.now, ctx.order),)
    used = ctx.uses_of(coupon.id)
    try:
        reasons += (rules.must_be_left_for(coupon, basket.buyer, used, ctx.policy, ctx.now, ctx.order),)
    except MalformedError as error:
        raise MalformedError(*[Fault("shopper.uses", fault.text) for fault in error.faults]) from None
    if limits.budget is not None and limits.budget.currency.code != basket.currency:
        budget = limits.budget.currency.code
        reasons += (rules.CouponCurrency(coupon=coupon.id, expected=budget, given=basket.currency),)
    return reasons


# --- typed codes


def typed_codes(codes: Iterable[str]) -> dict[str, str]:
    """What was typed, by normal form, cut short where it is long; what can be no code, under a key that is none."""
    typed: dict[str, str] = {}
    for code in codes:
        typed.setdefault(normal_form(code) or f"?{code[:_SHOWN]}", code[:_SHOWN])
    return typed


def _single_use(coupon: Coupon, typed: Mapping[str, str], ctx: Context) -> list[SingleUseCode]:
    """The typed single-use codes of a coupon, in the order they were typed."""
    if ctx.shopper is None:
        return []
    own = {each.code: each for each in ctx.shopper.codes if each.coupon == coupon.id}
    return [own[code] for code in typed if code in own]


def code_for(coupon: Coupon, typed: Mapping[str, str], ctx: Context) -> str | None:
    """The typed code that is this coupon's, in its normal form: of several single-use ones, the first that is free."""
    terms = coupon.terms
    if not terms.single_use_codes:
        return terms.code if terms.code is not None and terms.code in typed else None
    own = _single_use(coupon, typed, ctx)
    free = [each for each in own if not rules.must_not_be_used(coupon, each.code, each.used, ctx.now, ctx.order)]
    return (free or own)[0].code if own else None


def _code_must_be_given(coupon: Coupon, code: str | None, ctx: Context) -> Refusal | None:
    if code is None:
        return rules.CodeNotGiven(coupon=coupon.id)
    if not coupon.terms.single_use_codes:
        return None
    used = [each.used for each in _single_use(coupon, {code: code}, ctx)]
    return rules.must_not_be_used(coupon, code, any(used), ctx.now, ctx.order)


def _strangers(turns: Iterable[Coupon], typed: Mapping[str, str], ctx: Context) -> list[NotApplied]:
    """The typed codes that are no coupon's."""
    known: set[str | None] = set()
    for coupon in turns:
        known.add(coupon.terms.code)
        if coupon.terms.single_use_codes:
            known.update([each.code for each in _single_use(coupon, typed, ctx)])
    unknown = (rules.CodeUnknown(at="codes"),)
    return [NotApplied(None, unknown, shown) for code, shown in typed.items() if code not in known]
