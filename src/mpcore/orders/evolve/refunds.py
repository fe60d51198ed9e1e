"""The order after it was told of a refund: what is under way is kept for it, and what went back is gone.

Facts may come late and in any order, so what a refund keeps is read from all the facts of it, before and after.
"""

from __future__ import annotations

from collections.abc import Iterable

from mpcore.kernel import BrokenHistoryError, LineId, RefundId, changed, find, put
from mpcore.orders.evolve.parts import no_line, the_part, with_part
from mpcore.orders.facts import ChargebackLost, OrderFact, RefundClosed, RefundOpened, RefundSettled
from mpcore.orders.model import Line, Order, Part
from mpcore.orders.shares import Reduction, Shares, fits, joined, less

__all__ = ["closed", "gone_back", "opened", "settled", "told"]


def told(order: Order, fact: OrderFact) -> Order:
    """The order with the fact among those it was told."""
    if find(order.facts, fact.id) is not None:
        raise BrokenHistoryError(f"fact {fact.id} of order {order.id} is recorded twice")
    return changed(order, facts=put(order.facts, fact))


def opened(order: Order, fact: RefundOpened) -> Order:
    """The part waits for the refund and keeps its shares for it, unless it ended already."""
    at, part = the_part(order, fact.part)
    after = told(order, fact)
    if fact.of_cancellation or _is_over(order, fact.refund):
        return after
    part = _lowered(after, _kept(order, after, part, fact), fact.refund)
    return with_part(after, at, changed(part, open_refunds=tuple(sorted({*part.open_refunds, fact.refund}))))


def closed(order: Order, fact: RefundClosed) -> Order:
    """The part waits for it no more, and keeps nothing for it."""
    at, part = the_part(order, fact.part)
    after = told(order, fact)
    kept = _lowered(after, _kept(order, after, part, fact), fact.refund)
    return with_part(after, at, changed(kept, open_refunds=_without(part, fact)))


def settled(order: Order, fact: RefundSettled) -> Order:
    """The lines lose what went back of them; the refund ends, unless more of it is to follow."""
    at, part = the_part(order, fact.part)
    after = told(order, fact)
    part = gone_back(order, _kept(order, after, part, fact), fact)
    if not fact.of_cancellation:
        part = _lowered(after, part, fact.refund)
    return with_part(after, at, changed(part, open_refunds=_without(part, fact)) if fact.final else part)


def gone_back(order: Order, part: Part, fact: RefundSettled | ChargebackLost) -> Part:
    """The part without the money that went back of it, by whatever way."""
    shares = _by_line(order, part, fact.id, fact.shares)
    lines = list(part.lines)
    for index, line in enumerate(part.lines):
        share = shares.get(line.id)
        if share is not None and not fact.of_cancellation:
            reductions = line.reductions
            if isinstance(fact, ChargebackLost) and share.units == 0:
                reductions = (*reductions, Reduction(refund=None, since=line.gone, shares=share))
            lines[index] = changed(line, refunded=joined(line.refunded, share), reductions=reductions)
    refunded = part.refunded + sum([share.total for share in fact.shares])
    after = changed(part, lines=tuple(lines), refunded=refunded, refunded_at=fact.at)
    (_, before), now = the_part(order, fact.part), after
    if isinstance(fact, ChargebackLost):  # a bank takes what refunds have under way, too: `overdrawn` tells them
        before, now = _nothing_under_way(before), _nothing_under_way(now)
    if refunded > part.paid or now.overdrawn > before.overdrawn:
        raise BrokenHistoryError(f"part {part.id} of order {order.id} gets back more than was paid for it")
    return after


def _nothing_under_way(part: Part) -> Part:
    return changed(part, lines=tuple([changed(line, pending=None) for line in part.lines]))


def _by_line(order: Order, part: Part, fact: str, shares: Iterable[Shares]) -> dict[LineId, Shares]:
    given = tuple(shares)
    named = {share.line: share for share in given}
    if len(named) < len(given):
        raise BrokenHistoryError(f"fact {fact} of order {order.id} names a line twice")
    for line in part.lines:
        if line.id in named and not fits(line, named[line.id]):
            raise BrokenHistoryError(f"the shares of line {line.id} of order {order.id} do not fit its components")
    if strange := named.keys() - {line.id for line in part.lines}:
        raise no_line(order, part, {name: named[name] for name in strange})
    return named


def _kept(before: Order, after: Order, part: Part, fact: RefundOpened | RefundClosed | RefundSettled) -> Part:
    """The part keeping for a refund what is under way of it now, and no more what was before."""
    was, now = _under_way(before, part, fact.refund), _under_way(after, part, fact.refund)
    if not was and not now:
        return part
    lines: list[Line] = []
    for line in part.lines:
        old, new = was.get(line.id), now.get(line.id)
        pending = line.pending
        if old is not None and pending is not None:
            pending = changed(less(line, pending, old), units=pending.units - old.units)
        if new is not None:
            pending = joined(pending, new)
        lines.append(changed(line, pending=pending if pending and _keeps(pending) else None))
    kept = changed(part, lines=tuple(lines))
    if kept.overdrawn > part.overdrawn and isinstance(fact, RefundOpened):
        raise BrokenHistoryError(f"refund {fact.refund} of order {before.id} keeps more than is left of {part.id}")
    return kept


def _keeps(shares: Shares) -> bool:
    return bool(shares.units or shares.total or shares.goods or any(shares.taxes) or any(shares.discounts))


def _lowered(order: Order, part: Part, refund: RefundId) -> Part:
    """The part whose units that are left cost less by what the refund gives back without units.

    While it is under way that is what it was opened for; once it ended, what of it went back.  Units that it is of cost
    the others nothing, though only some of their money went back so far.
    """
    shares = _without_units(order, refund)
    lines: list[Line] = []
    for line in part.lines:
        share, reductions = shares.get(line.id), line.reductions
        known = any(one.refund == refund for one in reductions)
        if share is None and known:
            reductions = tuple([one for one in reductions if one.refund != refund])
        elif share is not None and known:
            reductions = tuple([changed(one, shares=share) if one.refund == refund else one for one in reductions])
        elif share is not None:
            reductions = (*reductions, Reduction(refund=refund, since=line.gone, shares=share))
        lines.append(line if reductions is line.reductions else changed(line, reductions=reductions))
    return changed(part, lines=tuple(lines))


def _without_units(order: Order, refund: RefundId) -> dict[LineId, Shares]:
    """What a refund gives back, or gave, of lines of which no unit goes with it."""
    opened: RefundOpened | None = None
    back: dict[LineId, Shares] = {}
    for fact in order.facts:
        if isinstance(fact, RefundSettled) and fact.refund == refund:
            for share in fact.shares:
                back[share.line] = joined(back.get(share.line), share)
        elif isinstance(fact, RefundOpened) and fact.refund == refund:
            opened = fact
    if opened is not None and not _is_over(order, refund):
        back = {share.line: share for share in opened.shares}
    return {name: share for name, share in back.items() if not share.units}


def _under_way(order: Order, part: Part, refund: RefundId) -> dict[LineId, Shares]:
    """What a refund has not given back of what it was opened for, line by line; nothing once it ended."""
    if _is_over(order, refund):
        return {}
    under_way: dict[LineId, Shares] = {}
    for fact in order.facts:
        if isinstance(fact, RefundOpened) and fact.refund == refund and not fact.of_cancellation:
            under_way = _by_line(order, part, fact.id, fact.shares)
    for fact in order.facts if under_way else ():
        if isinstance(fact, RefundSettled) and fact.refund == refund:
            for share in fact.shares:
                under_way[share.line] = _rest(order, part, under_way.get(share.line), share)
    return under_way


def _rest(order: Order, part: Part, kept: Shares | None, share: Shares) -> Shares:
    line = part.line(share.line)
    if line is None or kept is None:
        raise BrokenHistoryError(f"a refund of order {order.id} gives back of line {share.line}, which it is not of")
    rest = changed(less(line, kept, share), units=kept.units - share.units)
    if rest.units < 0 or not fits(line, rest):
        raise BrokenHistoryError(f"a refund of order {order.id} gives back more of line {line.id} than it is of")
    return rest


def _is_over(order: Order, refund: RefundId) -> bool:
    """Whether the refund has ended already."""
    for fact in order.facts:
        if isinstance(fact, RefundClosed) and fact.refund == refund:
            return True
        if isinstance(fact, RefundSettled) and fact.refund == refund and fact.final:
            return True
    return False


def _without(part: Part, fact: RefundClosed | RefundSettled) -> tuple[RefundId, ...]:
    return tuple([name for name in part.open_refunds if name != fact.refund])
