"""Units for which other goods came, so that no money does any more."""

from __future__ import annotations

from mpcore.kernel import LineId
from mpcore.refunds.model import AfterSales
from mpcore.refunds.states import ReturnStage

__all__ = ["units_exchanged"]


def units_exchanged(after_sales: AfterSales, line: LineId) -> int:
    """How many units of a line came back and were exchanged: as returned goods they are gone, without any money."""
    exchanged = [one for one in after_sales.returns if one.stage is ReturnStage.EXCHANGED]
    return sum([came.units for one in exchanged for came in one.received if came.line == line])
