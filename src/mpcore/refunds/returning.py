"""The money of a return: of the units that came back, of all that is left once everything has, less what coupons keep.

What a coupon keeps back stays with the line it was taken from (`discounts.clawed_back`).  It goes back as later returns
need less of it, and with the last return of the order, since nothing is due for a lost condition once nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from pendulum import DateTime

from mpcore.kernel import LineId, Operator, PartId, RefundId, changed, frozen
from mpcore.money import to_minor
from mpcore.money.allocation import largest_remainder
from mpcore.orders import Line, Minor, Part, Shares
from mpcore.orders.shares import joined, left_of, less
from mpcore.refunds.commands import ExchangeReturn, RefundReturn
from mpcore.refunds.context import Context
from mpcore.refunds.entitlement import (
    for_amount,
    for_units,
    left_of_goods,
    rest_of,
    shipping_left,
    shipping_of,
    units_shipped,
    unsettled,
)
from mpcore.refunds.exchanged import units_exchanged
from mpcore.refunds.model import AfterSales, Refund, Return
from mpcore.refunds.policy import WhenAllCameBack
from mpcore.refunds.return_values import KeptBack, Payer, ReturnReason
from mpcore.refunds.states import RefundStage, ReturnStage
from mpcore.refunds.values import RETURNS, Mode, Requester

__all__ = [
    "ReturnMoney",
    "apart_from_returns",
    "awaited",
    "claimed_of",
    "compensation_of",
    "gives_way",
    "last_back",
    "money_of",
    "of_no_return",
    "rest_due",
    "speaks_for_payer",
    "units_to_refund",
]


@frozen(kw_only=True)
class ReturnMoney:
    """What goes back for a return."""

    mode: Mode
    shares: tuple[Shares, ...]
    withheld: tuple[KeptBack, ...] = ()
    """What is kept back of which line's money; below 0, what goes back of what was kept back before."""
    short: Minor = 0
    """What should have been kept back besides, and there was no money to keep it from; below 0, what other parts keep
    back that is to go back now, of which this one has nothing."""
    shipping_kept: Minor = 0
    """What is left of the shipping to the buyer, where the buyer bears it (S35)."""


def units_to_refund(after_sales: AfterSales, part: Part, one: Return) -> dict[LineId, int]:
    """How many units of which line a return pays back: what came back of it, and has not been paid back.

    Before anything came back it is what was asked for; and so it is where the marketplace decided for the buyer,
    whatever the vendor says came (S37): to say that less came never costs a vendor less than the case was about.
    """
    units = _units_of(after_sales, part, one)
    most = {line.id: units_shipped(line) - units_exchanged(after_sales, line.id) for line in part.lines}
    return {name: min(count, most[name]) for name, count in units.items() if min(count, most[name]) > 0}


def _units_of(after_sales: AfterSales, part: Part, one: Return) -> dict[LineId, int]:
    """How many units of which line a return is to pay back, whether their money is there or not."""
    units = {line.line: line.units for line in one.received}
    if one.received_at is None or one.is_owed:
        units = {line.line: line.quantity for line in one.lines}
    for refund in after_sales.of_part(part.id):
        if refund.of_return == one.id and not refund.is_open:
            for share in refund.settled:
                units[share.line] = units.get(share.line, 0) - share.units
    return units


def awaited(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> tuple[Refund, ...]:
    """The refunds under way, of no return, that have money which the return is to pay back; none: nothing is missing.

    While one may still fall, what is left for the return is not known: it neither ends nor is refunded (§00.6).
    """
    others = [
        refund
        for refund in after_sales.of_part(part.id)
        if refund.is_open and refund.of_return is None and not refund.of_cancellation
    ]
    if not others or _is_all(after_sales, part, units_to_refund(after_sales, part, one), ctx):
        return tuple(others)
    wanted = _units_of(after_sales, part, one)
    return tuple([refund for refund in others if _has_some(after_sales, part, refund, wanted)])


def gives_way(refund: Refund) -> bool:
    """Whether a refund is no more than its vendor's request, which puts off nothing that the vendor owes (§00.6)."""
    return refund.requester is Requester.VENDOR and refund.stage is RefundStage.REQUESTED


def _has_some(after_sales: AfterSales, part: Part, refund: Refund, wanted: dict[LineId, int]) -> bool:
    shares = {share.line: share for share in unsettled(part, refund.shares, refund.settled)}
    lines = [line for line in part.lines if line.id in shares and wanted.get(line.id, 0) > 0]
    return any(_takes_from(after_sales, line, shares[line.id], wanted[line.id], refund.id) for line in lines)


def _takes_from(after_sales: AfterSales, line: Line, share: Shares, wanted: int, refund: RefundId) -> bool:
    """Whether what a refund has under way of a line makes so many units of it fewer, or cheaper."""
    left = units_shipped(line) - units_exchanged(after_sales, line.id)
    if share.units and wanted > left:
        return True
    units, pending = min(wanted, left), line.pending
    if units < 1 or pending is None:
        return False
    freed = changed(
        line,
        pending=changed(less(line, pending, share), units=pending.units),
        reductions=tuple([one for one in line.reductions if one.refund != refund]),
    )
    return for_units(freed, units).total > for_units(line, units).total


def money_of(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> ReturnMoney:
    """What goes back for a return now, so that in all what was paid went back but for what is kept.

    That is the money of the units that are kept, and what the lost conditions of coupons keep back because of them.
    """
    units = units_to_refund(after_sales, part, one)
    held = _held(after_sales, part)
    step = sum([kept.amount for kept in ctx.kept_back if kept.return_id == one.id])
    if _is_all(after_sales, part, units, ctx):
        return _all(after_sales, part, one, step, ctx)
    bare = {line.id: of_no_return(after_sales, line) for line in part.lines}
    wholes = {name: for_units(line, units[name]) for name, line in bare.items() if name in units}
    plain = {name: _fair(after_sales, part, one, name, units[name]) for name in wholes}
    named = sum(plain.values())
    wanted = named - step
    amounts = _spread(min(max(0, wanted), named), plain)
    more = _taken(max(0, wanted - named), held)
    for name, amount in more.items():
        amounts[name] = amounts.get(name, 0) + amount
    withheld = [KeptBack(one.id, name, plain.get(name, 0) - amount) for name, amount in amounts.items()]
    return ReturnMoney(
        mode=Mode.PARTIAL,
        shares=_within(part, wholes, amounts),
        withheld=tuple([kept for kept in withheld if kept.amount]),
        short=-wanted if wanted < 0 else sum(more.values()) - max(0, wanted - named),
    )


def of_no_return(after_sales: AfterSales, line: Line) -> Line:
    """The line as if refunds of returns had given nothing back without units.

    What they gave so was kept back of units that are gone, or counts against the units of the return that it is of;
    it lowers no others.
    """
    return _without(line, {refund.id for refund in after_sales.refunds if refund.of_return is not None})


def _without(line: Line, names: set[RefundId]) -> Line:
    if not line.reductions:
        return line
    return changed(line, reductions=tuple([one for one in line.reductions if one.refund not in names]))


def apart_from_returns(after_sales: AfterSales, part: Part) -> Part:
    """The part for refunds that are of no return: what returns gave back of what they had kept lowers no units.

    What a return's refund gave back of its units before it was abandoned does: they are what it may be about.
    """
    names = {
        one.id for one in after_sales.refunds if one.of_return is not None and one.stage is not RefundStage.ABANDONED
    }
    return changed(part, lines=tuple([_without(line, names) for line in part.lines])) if names else part


def compensation_of(one: Return, command: RefundReturn | ExchangeReturn | None, ctx: Context) -> Minor:
    """What the return parcel's payer owes the buyer for it (rules.md §00.4), fixed when its money goes back (S32).

    What the payer names counts; the marketplace may name it for a vendor.  Where the payer names nothing it is what the
    buyer claims, up to `postage_most`.  Where nobody of the payer's had a say (`command` is None: time has opened the
    refund), a claim counts up to that limit, and without one not at all: nobody owes what only the buyer says.  A limit
    in another currency says nothing about this order, so that only what is named counts.  Where the buyer pays the
    parcel it is nothing (U29, S35).
    """
    agreed = command is not None and speaks_for_payer(one, ctx)
    named = command.postage if isinstance(command, RefundReturn) else None
    if named is not None and agreed:
        return to_minor(named)
    claimed = claimed_of(one, ctx, agreed=agreed)
    return claimed if named is None else min(claimed, to_minor(named))


def speaks_for_payer(one: Return, ctx: Context) -> bool:
    """Whether whoever refunds a return, or exchanges it, may say for its payer what its parcel cost."""
    return one.payer is Payer.VENDOR or (one.payer is Payer.OPERATOR and isinstance(ctx.actor, Operator))


def claimed_of(one: Return, ctx: Context, *, agreed: bool) -> Minor:
    """What of the buyer's claim counts where nobody names another amount; `agreed`: its payer had a say."""
    if one.payer is None or one.payer is Payer.BUYER:
        return 0
    limit = ctx.policy.returns.postage_most
    if limit is None:
        return one.postage if agreed else 0
    return min(one.postage, to_minor(limit)) if limit.currency.code == ctx.order.currency else 0


def _is_all(after_sales: AfterSales, part: Part, units: dict[LineId, int], ctx: Context) -> bool:
    """Whether with it every unit has come back, so that all that is left goes back, shipping included (U30)."""
    kept = _kept_units(after_sales, part.lines)
    if not units or any(count > units.get(name, 0) for name, count in kept.items()):
        return False
    in_steps = any(line.gone > line.cancelled for line in part.lines)
    return not (in_steps and ctx.policy.when_all_came_back is WhenAllCameBack.PARTIAL)


def last_back(after_sales: AfterSales, part: PartId) -> Return | None:
    """The return that gave units of a part back last; None: something is under way, or its rest was asked for."""
    mine = after_sales.of_part(part)
    if any(refund.is_open or _is_of_the_rest(refund) for refund in mine):
        return None
    gave = [refund for refund in mine if refund.of_return and refund.stage is RefundStage.COMPLETED and refund.settled]
    last = max(gave, key=_when_asked, default=None)
    return None if last is None or last.of_return is None else after_sales.find_return(last.of_return)


def _is_of_the_rest(refund: Refund) -> bool:
    return refund.requester is Requester.SYSTEM and refund.of_return is None and not refund.of_cancellation


def _when_asked(refund: Refund) -> tuple[DateTime, RefundId]:
    return refund.requested_at, refund.id


def rest_due(after_sales: AfterSales, part: Part, last: Return, ctx: Context) -> ReturnMoney | None:
    """What is left of a part of which all has come back, by refunds none of which knew that the others would not fall.

    That is the shipping to the buyer (U30), and what coupons no longer keep back.
    """
    if part.frozen or ctx.policy.when_all_came_back is WhenAllCameBack.PARTIAL:
        return None
    back = {line.id: line.cancelled for line in part.lines}
    for refund in after_sales.of_part(part.id):
        for share in refund.settled:
            back[share.line] += _came_back(refund, share)
    if any(back[line.id] < line.quantity for line in part.lines):
        return None
    money = _all(after_sales, part, last, 0, ctx)
    return money if sum([share.total for share in money.shares]) else None


def _came_back(refund: Refund, share: Shares) -> int:
    """How many units of a line came back, as a refund says: those of a return do, and what can be sold again has."""
    if refund.of_cancellation:
        return 0
    if refund.of_return is not None or refund.cause in RETURNS:
        return share.units
    return min(share.units, sum([some.quantity for some in refund.restock if some.line == share.line]))


def _kept_units(after_sales: AfterSales, lines: Iterable[Line]) -> dict[LineId, int]:
    """How many units of each line were neither cancelled nor paid back, nor came back by a return that is being paid.

    Those of other refunds that are under way are kept: these may fall.
    """
    may_fall: dict[LineId, int] = {}
    for refund in after_sales.refunds:
        if refund.is_open and not refund.of_cancellation:
            back = _units_back(after_sales, refund)
            settled = {share.line: share.units for share in refund.settled}
            for share in refund.shares:
                kept = max(0, share.units - settled.get(share.line, 0) - back.get(share.line, 0))
                may_fall[share.line] = may_fall.get(share.line, 0) + kept
    return {line.id: line.quantity - line.gone + may_fall.get(line.id, 0) for line in lines}


def _units_back(after_sales: AfterSales, refund: Refund) -> dict[LineId, int]:
    """How many units of which line came back by the return that a refund is of."""
    one = None if refund.of_return is None else after_sales.find_return(refund.of_return)
    return {} if one is None else {came.line: came.units for came in one.received}


def _all(after_sales: AfterSales, part: Part, one: Return, step: Minor, ctx: Context) -> ReturnMoney:
    """All that is left of the part, its shipping included, but for what is kept back because of other parts (§00.9).

    Nothing is due for a lost condition once nothing of the order is kept.
    """
    held = _held(after_sales, part)
    due = _due_after(after_sales, part, sum(held.values()) + step, ctx)
    goods = {line.id: left_of_goods(line) for line in part.lines}
    totals = {name: share.total for name, share in goods.items()}
    keep = min(max(0, due), sum(totals.values()))
    kept = _spread(keep, totals)
    back = [KeptBack(one.id, name, kept[name] - held.get(name, 0)) for name in goods]
    stays = _keeps_shipping(after_sales, part, one, ctx)
    shares = rest_of(part) if not keep else _less_kept(part, goods, kept)
    left = max(0, part.refundable) - keep
    if stays:
        some = {name: share for name, share in goods.items() if share.units or share.total or share.goods}
        shares = _within(part, some, {name: share.total - kept[name] for name, share in some.items()})
        left -= sum([share.total for share in shares])
    return ReturnMoney(
        mode=Mode.PARTIAL if stays else Mode.FULL,
        shares=shares,
        withheld=tuple([each for each in back if each.amount]),
        short=due - keep,
        shipping_kept=min(shipping_left(part), max(0, left)) if stays else 0,
    )


def _due_after(after_sales: AfterSales, part: Part, due: Minor, ctx: Context) -> Minor:
    """What is to stay kept back of a part of which all came back; below 0, what others keep that is to go back."""
    others = [other for other in ctx.order.parts if other.id != part.id]
    if any(_kept_units(after_sales, [line for other in others for line in other.lines]).values()):
        return due
    return -sum([amount for other in others for amount in _held(after_sales, other).values()])


def _less_kept(part: Part, goods: dict[LineId, Shares], kept: dict[LineId, Minor]) -> tuple[Shares, ...]:
    """What is left of each line of a part but for what is kept back of its goods, and in all what is left of it."""
    most = max(0, part.refundable)
    found: list[Shares] = []
    for line in part.lines:
        own = for_amount(line, goods[line.id], goods[line.id].total - kept[line.id], goods[line.id].units)
        share = joined(own, shipping_of(line, left_of(line)))
        share = share if share.total <= most else for_amount(line, share, most, share.units)
        most -= share.total
        if share.total or share.units or share.goods:
            found.append(share)
    return tuple(found)


def _keeps_shipping(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> bool:
    """Whether all of the part came back as bought by mistake, and the policy has its buyer bear the shipping (S35)."""
    if not ctx.policy.returns.deduct_outbound_shipping_on_mistake:
        return False
    came = [each for each in after_sales.returns_of(part.id) if each.stage is ReturnStage.REFUNDED]
    return all(each.reason is ReturnReason.BOUGHT_BY_MISTAKE for each in (*came, one))


def _held(after_sales: AfterSales, part: Part) -> dict[LineId, Minor]:
    """What earlier returns kept back of each line's money, as far as it is still there."""
    held: dict[LineId, Minor] = {}
    for one in after_sales.returns_of(part.id):
        for kept in one.withheld:
            held[kept.line] = held.get(kept.line, 0) + kept.amount
    left = {line.id: min(held.get(line.id, 0), left_of_goods(line).total) for line in part.lines}
    return {name: amount for name, amount in left.items() if amount > 0}


def _fair(after_sales: AfterSales, part: Part, one: Return, name: LineId, units: int) -> Minor:
    """What units of a line come to, less what a refund of the return that was abandoned gave back of them."""
    line = of_no_return(after_sales, _line(part, name))
    whole = for_units(line, units).total
    mine = [refund for refund in after_sales.of_part(part.id) if refund.of_return == one.id and not refund.is_open]
    given = [share for refund in mine for share in refund.settled if share.line == name and not share.units]
    if not given or line.refunded is None:
        return whole
    before = changed(line, refunded=less(line, line.refunded, *given))
    return min(whole, max(0, for_units(before, units).total - sum([share.total for share in given])))


def _line(part: Part, name: LineId) -> Line:
    return next(line for line in part.lines if line.id == name)


def _spread(amount: Minor, totals: dict[LineId, Minor]) -> dict[LineId, Minor]:
    """An amount over lines, in proportion to what each comes to."""
    weights = sum(totals.values())
    if not weights:
        return dict.fromkeys(totals, 0)
    return dict(zip(totals, largest_remainder(amount, [*totals.values()], weights), strict=True))


def _taken(amount: Minor, pots: dict[LineId, Minor]) -> dict[LineId, Minor]:
    """An amount from what was kept back, line after line; no more than there is."""
    found: dict[LineId, Minor] = {}
    for name, most in pots.items():
        if amount:
            found[name] = min(amount, most)
            amount -= found[name]
    return found


def _within(part: Part, wholes: dict[LineId, Shares], amounts: dict[LineId, Minor]) -> tuple[Shares, ...]:
    """The shares that come to these amounts, and in all to no more than is left of what was paid for the part."""
    most = max(0, part.refundable)
    found: list[Shares] = []
    for line in part.lines:
        if line.id in amounts:
            amount = min(amounts[line.id], most)
            most -= amount
            found.append(_of_line(line, wholes.get(line.id), amount))
    return tuple(found)


def _of_line(line: Line, whole: Shares | None, amount: Minor) -> Shares:
    """So much of what units of a line come to, and what is over that from what is kept back of it."""
    if whole is None:
        return for_amount(line, left_of_goods(line), amount)
    own = for_amount(line, whole, min(amount, whole.total), whole.units)
    rest = changed(less(line, left_of_goods(line), whole), units=0)
    return joined(own, for_amount(line, rest, amount - whole.total)) if amount > whole.total else own
