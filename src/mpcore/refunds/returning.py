"""The money of a return: of the units that came back, of all that is left once everything has, less what coupons keep.

What a coupon keeps back stays with the line it was taken from, and goes back with the part's last refund, since nothing
is due for a lost condition once nothing is kept (`discounts.clawed_back`).
"""

from __future__ import annotations

from mpcore.kernel import LineId, changed, frozen
from mpcore.money import to_minor
from mpcore.money.allocation import largest_remainder
from mpcore.orders import Line, Minor, Part, Shares
from mpcore.refunds.commands import RefundReturn
from mpcore.refunds.context import Context
from mpcore.refunds.entitlement import for_amount, for_units, left_of_goods, rest_of, units_shipped
from mpcore.refunds.model import AfterSales, Return
from mpcore.refunds.policy import WhenAllCameBack
from mpcore.refunds.return_values import KeptBack, Payer
from mpcore.refunds.values import Mode

__all__ = ["ReturnMoney", "compensation_of", "money_of", "units_to_refund"]


@frozen(kw_only=True)
class ReturnMoney:
    """What goes back for a return."""

    mode: Mode
    shares: tuple[Shares, ...]
    withheld: tuple[KeptBack, ...] = ()
    """What is kept back of which line's money; below 0, what goes back of what was kept back before."""
    short: Minor = 0
    """What should have been kept back besides, and there was no money to keep it from."""


def units_to_refund(after_sales: AfterSales, part: Part, one: Return) -> dict[LineId, int]:
    """How many units of which line a return pays back: what came back of it, and has not been paid back.

    Before anything came back, and where a vendor has to refund though it says that nothing did, what was asked for.
    """
    units = {line.line: line.units for line in one.received}
    if one.received_at is None or (one.is_owed and not units):
        units = {line.line: line.quantity for line in one.lines}
    for refund in after_sales.of_part(part.id):
        if refund.of_return == one.id and not refund.is_open:
            for share in refund.settled:
                units[share.line] = units.get(share.line, 0) - share.units
    most = {line.id: units_shipped(line) for line in part.lines}
    return {name: min(count, most[name]) for name, count in units.items() if min(count, most[name]) > 0}


def money_of(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> ReturnMoney:
    """What goes back for a return now."""
    units = units_to_refund(after_sales, part, one)
    held = _held(after_sales, part)
    if _is_all(part, units, ctx):
        back = tuple([KeptBack(one.id, name, -amount) for name, amount in held.items()])
        return ReturnMoney(mode=Mode.FULL, shares=rest_of(part), withheld=back)
    wholes = {line.id: for_units(line, units[line.id]) for line in part.lines if line.id in units}
    plain = {
        name: _fair(after_sales, part, one, name, units[name]) - _with_it(part, name, units, held) for name in wholes
    }
    step = sum([kept.amount for kept in ctx.kept_back if kept.return_id == one.id])
    wanted = sum(plain.values()) - step
    named = sum([share.total for share in wholes.values()])
    amounts = _spread(min(max(0, wanted), named), {name: share.total for name, share in wholes.items()})
    pots = {name: amount for name, amount in held.items() if name not in wholes}
    amounts |= _taken(max(0, wanted - named), pots)
    withheld = [KeptBack(one.id, name, plain.get(name, 0) - amount) for name, amount in amounts.items()]
    return ReturnMoney(
        mode=Mode.PARTIAL,
        shares=_within(part, wholes, amounts),
        withheld=tuple([kept for kept in withheld if kept.amount]),
        short=max(0, -wanted),
    )


def compensation_of(one: Return, command: RefundReturn | None, ctx: Context) -> Minor:
    """What the return parcel's payer owes the buyer for it (rules.md §00.4): of what the buyer advanced, what is right.

    Where the buyer pays the parcel it is nothing (U29, S35).
    """
    if one.payer is None or one.payer is Payer.BUYER:
        return 0
    limits = (ctx.policy.returns.postage_most, None if command is None else command.postage)
    most = [to_minor(limit) for limit in limits if limit is not None and limit.currency.code == ctx.order.currency]
    return min([one.postage, *most])


def _is_all(part: Part, units: dict[LineId, int], ctx: Context) -> bool:
    """Whether with it every unit has come back, so that all that is left goes back, shipping included (U30)."""
    if not units or any(line.gone + units.get(line.id, 0) < line.quantity for line in part.lines):
        return False
    in_steps = any(line.gone > line.cancelled for line in part.lines)
    return not (in_steps and ctx.policy.when_all_came_back is WhenAllCameBack.PARTIAL)


def _held(after_sales: AfterSales, part: Part) -> dict[LineId, Minor]:
    """What earlier returns kept back of each line's money, as far as it is still there."""
    held: dict[LineId, Minor] = {}
    for one in after_sales.returns_of(part.id):
        for kept in one.withheld:
            held[kept.line] = held.get(kept.line, 0) + kept.amount
    left = {line.id: min(held.get(line.id, 0), left_of_goods(line).total) for line in part.lines}
    return {name: amount for name, amount in left.items() if amount > 0}


def _fair(after_sales: AfterSales, part: Part, one: Return, name: LineId, units: int) -> Minor:
    """What units of a line come to, less what a refund of the return that was abandoned gave back of them.

    That counts against the units that came back; it lowers no others.
    """
    line = _line(part, name)
    whole = for_units(line, units).total
    mine = [refund for refund in after_sales.of_part(part.id) if refund.of_return == one.id and not refund.is_open]
    given = sum([share.total for refund in mine for share in refund.settled if share.line == name and not share.units])
    if not given or line.gone + units == line.quantity:
        return whole  # the last units take what is left, so nothing of it
    names = {refund.id for refund in mine}
    others = tuple([reduction for reduction in line.reductions if reduction.refund not in names])
    return min(whole, max(0, for_units(changed(line, reductions=others), units).total - given))


def _with_it(part: Part, name: LineId, units: dict[LineId, int], held: dict[LineId, Minor]) -> Minor:
    """What was kept back of a line and would go back with its last units, which take all that is left."""
    line = _line(part, name)
    return held.get(name, 0) if line.gone + units[name] == line.quantity else 0


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
            whole = wholes.get(line.id) or left_of_goods(line)
            most -= amount
            found.append(for_amount(line, whole, amount, wholes[line.id].units if line.id in wholes else 0))
    return tuple(found)
