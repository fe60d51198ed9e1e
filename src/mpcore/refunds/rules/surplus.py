"""Whether surplus can go back, and what a cancellation left due."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import Kind, LineId, PartId, Refusal, changed, frozen
from mpcore.money import to_minor
from mpcore.orders import ChargebackLost, Minor, Order, Part
from mpcore.orders.shares import Shares, joined, less
from mpcore.refunds.commands import RefundSurplus
from mpcore.refunds.model import AfterSales
from mpcore.refunds.rules.amounts import AmountExceedsRemaining

__all__ = ["NothingOwed", "NothingToReturn", "must_be_surplus", "owed", "surplus_left"]


@frozen(kw_only=True)
class NothingOwed(Refusal):
    """No cancellation of the part left anything that is not on its way already."""

    code: ClassVar[str] = "refunds.nothing_owed"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "cancellations of part {part} left nothing that has to go back"
    rule_ids: ClassVar[tuple[str, ...]] = ("00.3",)

    part: PartId


def owed(after_sales: AfterSales, part: Part, order: Order) -> tuple[Shares, ...]:
    """What cancellations of a part left due, less what a refund was opened for or a bank took (§00.3)."""
    gone: dict[LineId, Shares] = {}
    for refund in after_sales.of_part(part.id):
        if refund.of_cancellation:
            for share in refund.shares if refund.is_open else refund.settled:
                gone[share.line] = joined(gone.get(share.line), share)
    for fact in order.facts:
        if isinstance(fact, ChargebackLost) and fact.of_cancellation and fact.part == part.id:
            for share in fact.shares:
                gone[share.line] = joined(gone.get(share.line), share)
    found: list[Shares] = []
    for line in part.lines:
        due, done = line.refund_due, gone.get(line.id)
        if due is None:
            continue
        rest = due if done is None else changed(less(line, due, done), units=due.units - done.units)
        if rest.total > 0 or rest.units > 0:
            found.append(rest)
    return tuple(found)


class NothingToReturn(Refusal):
    """No more came in than was due, or all of it is on its way back."""

    code: ClassVar[str] = "refunds.no_surplus"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nothing came in beyond what was due"
    rule_ids: ClassVar[tuple[str, ...]] = ("00.2",)


def surplus_left(after_sales: AfterSales, order: Order) -> Minor:
    """What came in beyond what was due, and is not on its way back (§00.2)."""
    return order.surplus_minor - sum([one.kept_minor for one in after_sales.refunds if one.part is None])


def must_be_surplus(
    after_sales: AfterSales, command: RefundSurplus, order: Order
) -> NothingToReturn | AmountExceedsRemaining | None:
    """No more goes back than is there."""
    left = surplus_left(after_sales, order)
    if left <= 0:
        return NothingToReturn()
    if command.amount is None or command.amount.currency.code != order.currency:
        return None
    asked = to_minor(command.amount)
    if asked <= left:
        return None
    return AmountExceedsRemaining(asked=order.money(asked), left=order.money(left), at="amount")
