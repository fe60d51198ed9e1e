"""What follows from forgetting."""

from __future__ import annotations

from mpcore.kernel import Refused, erased
from mpcore.refunds.commands import ErasePersonalData
from mpcore.refunds.context import Context
from mpcore.refunds.events import Events, PersonalDataErased
from mpcore.refunds.model import AfterSales

__all__ = ["erase_personal_data"]


def erase_personal_data(after_sales: AfterSales, command: ErasePersonalData, ctx: Context) -> Events | Refused:
    """A tombstone in the place of everything personal; where there is nothing, that changes nothing."""
    if reasons := ctx.objections(after_sales, command):
        return Refused(reasons)
    if erased(after_sales) == after_sales:
        return ()
    return (PersonalDataErased(order=after_sales.order, at=ctx.now),)
