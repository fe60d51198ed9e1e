"""Until when goods can be returned, and how many of them (S30, rules.md §00.7)."""

from __future__ import annotations

from datetime import timedelta

from pendulum import DateTime

from mpcore.kernel import Fault, LineId, MalformedError
from mpcore.orders import DispatchStage, Line, Part, PartStage
from mpcore.refunds.context import Context
from mpcore.refunds.entitlement import units_shipped
from mpcore.refunds.exchanged import units_exchanged
from mpcore.refunds.model import AfterSales, Return
from mpcore.refunds.return_policy import ReturnOverride, WindowStart
from mpcore.refunds.states import ReturnStage
from mpcore.timing import local_date, start_of

__all__ = ["days_after", "delivered_units", "return_days", "return_ends_at", "returnable_units", "units_of"]


def days_after(at: DateTime, days: int, ctx: Context) -> DateTime:
    """The first instant after so many whole local days that follow the one of `at`, in the policy's zone."""
    return start_of(local_date(at, ctx.policy.zone) + timedelta(days=days + 1), ctx.policy.zone)


def return_days(part: Part, line: Line, ctx: Context) -> int | None:
    """How many days a line can be returned after it arrived; None: it cannot be.

    Raises `MalformedError` where the policy's days depend on a listing's category, and the context does not say it.
    """
    returns = ctx.policy.returns
    for override in returns.overrides:
        if _fits(override, part, line, ctx):
            return override.days
    return returns.days


def _fits(override: ReturnOverride, part: Part, line: Line, ctx: Context) -> bool:
    if override.vendor is not None and override.vendor != part.vendor:
        return False
    if override.listing is not None and override.listing != line.listing:
        return False
    if override.category is None:
        return True
    category = ctx.category(line.listing)
    if category is None:
        text = f"says nothing of listing {line.listing[:60]!r}, and the days of a return depend on its category"
        raise MalformedError(Fault("ctx.categories", text))
    return override.category == category


def return_ends_at(part: Part, line: Line, ctx: Context) -> DateTime | None:
    """The first instant that is too late to ask for a line's return; None while its days are not counted yet.

    Whole days of the policy's zone after the day on which the last parcel was delivered, the last one included; what
    is lost or came back to its vendor is not waited for, and what is still to be shipped is while the part is open.
    """
    days = return_days(part, line, ctx)
    arrived = _arrived_at(part, None if ctx.policy.returns.start is WindowStart.LAST_PARCEL else line)
    return None if days is None or arrived is None else days_after(arrived, days, ctx)


def _arrived_at(part: Part, line: Line | None) -> DateTime | None:
    """When the last parcel arrived, of the part or with units of a line; None while one is still to come."""
    to_ship = part.to_ship if line is None else line.to_ship
    if to_ship and part.stage is PartStage.OPEN:
        return None
    arrived: list[DateTime] = []
    for dispatch in part.dispatches:
        if line is None or any(packed.line == line.id for packed in dispatch.lines):
            if dispatch.stage is DispatchStage.IN_TRANSIT:
                return None
            if dispatch.stage is DispatchStage.DELIVERED and dispatch.delivered_at is not None:
                arrived.append(dispatch.delivered_at)
    return max(arrived, default=None)


def delivered_units(part: Part, line: LineId) -> int:
    """How many units of a line have arrived."""
    return sum(
        [
            packed.quantity
            for dispatch in part.dispatches
            if dispatch.stage is DispatchStage.DELIVERED
            for packed in dispatch.lines
            if packed.line == line
        ]
    )


def returnable_units(after_sales: AfterSales, part: Part, line: Line) -> int:
    """How many units can still be returned: they arrived, no return has them, and their money did not go back.

    What was lost on its way back its buyer does not have.  A unit whose money went back by a refund that was of no
    return is kept by its buyer.
    """
    mine = after_sales.returns_of(part.id)
    taken = sum([units_of(one, line.id) for one in mine])
    waiting = sum([units_of(one, line.id) for one in mine if one.is_open and not one.is_being_refunded])
    exchanged = units_exchanged(after_sales, line.id)
    return max(0, min(delivered_units(part, line.id) - taken, units_shipped(line) - waiting - exchanged))


def units_of(one: Return, line: LineId) -> int:
    """How many units of a line a return has: what came back, and until that is known what was asked for."""
    if one.received_at is not None:
        return sum([came.units for came in one.received if came.line == line])
    if not (one.is_open or one.is_lost or one.stage is ReturnStage.REFUNDED):
        return 0
    return sum([wanted.quantity for wanted in one.lines if wanted.line == line])
