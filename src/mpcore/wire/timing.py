"""The tags of deadlines and calendars, which hosts keep by themselves too."""

from __future__ import annotations

from typing import Final

from mpcore import timing

__all__ = ["DOCUMENTS"]

DOCUMENTS: Final[dict[str, type]] = {
    "timing.cut_offs/1": timing.CutOffs,
    "timing.shipping_deadline/1": timing.ShippingDeadline,
    "timing.working_calendar/1": timing.WorkingCalendar,
}
