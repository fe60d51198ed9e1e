"""Whether what is asked for is there, line by line, and in the mode that suits it."""

from __future__ import annotations

from typing import ClassVar

from moneyed import Money

from mpcore.kernel import Duplicate, Exceeds, Kind, LineId, NotFound, OutOfRange, Refusal, frozen, weigh
from mpcore.money import to_minor
from mpcore.orders import Line, Minor, Order, Part
from mpcore.orders.rules import must_be_in_currency
from mpcore.orders.shares import left_of
from mpcore.refunds.commands import RefundContent
from mpcore.refunds.context import Context
from mpcore.refunds.entitlement import for_units, left_of_goods, rest_of, shipping_left, units_shipped
from mpcore.refunds.model import AfterSales
from mpcore.refunds.policy import WhenAllCameBack
from mpcore.refunds.restocking import restockable
from mpcore.refunds.rules.about import AboutPart
from mpcore.refunds.values import RETURNS, Mode, RefundCause, RefundLine

__all__ = [
    "AmountExceedsRemaining",
    "AmountsNamed",
    "EmptyRefund",
    "MustBeFullRefund",
    "NothingToRefund",
    "RestockNotAllowed",
    "all_came_back",
    "amounts_must_be_in_currency",
    "must_be_restockable",
    "must_fit",
    "must_fit_shipping",
    "must_fit_what_was_paid",
    "must_fit_whole",
    "must_have_something",
    "must_name_lines",
    "must_name_nothing",
    "must_name_something",
    "must_take_all",
    "returned",
    "units_shipped",
]


class NothingToRefund(AboutPart):
    """Nothing of what was paid for the part is left."""

    code: ClassVar[str] = "refunds.nothing_to_refund"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nothing of what was paid for part {part} is left to go back"
    rule_ids: ClassVar[tuple[str, ...]] = ("U20", "U24")


def must_have_something(part: Part) -> NothingToRefund | None:
    """Something that was paid is left, of what is not under way or promised (U24)."""
    return None if part.refundable > 0 and rest_of(part) else NothingToRefund(part=part.id)


class EmptyRefund(AboutPart):
    """It asks for no money."""

    code: ClassVar[str] = "refunds.empty"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "no units, no amount and no shipping of part {part} are named"
    remedy: ClassVar[str | None] = "name what is to go back, or ask for all of it (full)"
    rule_ids: ClassVar[tuple[str, ...]] = ("U26",)


def must_name_something(command: RefundContent) -> EmptyRefund | None:
    """A partial refund names what goes back (U26)."""
    named = any(line.units or line.amount is not None for line in command.lines)
    if named or command.shipping is not None or command.amount is not None:
        return None
    return EmptyRefund(part=command.part, at="lines")


class AmountsNamed(AboutPart):
    """A full refund names amounts or units, or a partial one names an amount beside lines."""

    code: ClassVar[str] = "refunds.amounts_named"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "what is to go back of part {part} is said twice"
    remedy: ClassVar[str | None] = "name nothing in a full refund; in another, lines and shipping, or one amount"
    rule_ids: ClassVar[tuple[str, ...]] = ("U24",)


def must_name_nothing(command: RefundContent) -> AmountsNamed | None:
    """Nobody names amounts of a full refund: they are what is left (U24)."""
    lines = any(line.units or line.amount is not None for line in command.lines)
    apart = command.amount is not None and (lines or command.shipping is not None)
    full = command.mode is Mode.FULL and (lines or command.shipping is not None or command.amount is not None)
    return AmountsNamed(part=command.part) if full or apart else None


def amounts_must_be_in_currency(command: RefundContent, order: Order) -> tuple[Refusal, ...]:
    """Every amount is in the order's currency."""
    amounts = [("amount", command.amount), ("shipping", command.shipping)]
    amounts += [(f"lines[{place}].amount", line.amount) for place, line in enumerate(command.lines)]
    named = [(at, amount) for at, amount in amounts if amount is not None]
    return weigh(*[must_be_in_currency(order.currency, amount, at) for at, amount in named])


@frozen(kw_only=True)
class AmountExceedsRemaining(Refusal):
    """More is asked for than is left of what it is asked of."""

    code: ClassVar[str] = "refunds.amount_exceeds_remaining"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "{asked} is asked for, and {left} is left"
    remedy: ClassVar[str | None] = "ask for no more than is left"
    rule_ids: ClassVar[tuple[str, ...]] = ("U26",)

    asked: Money
    left: Money
    """What went back, is under way, or is promised by a cancellation, is no more there."""


def must_name_lines(part: Part, command: RefundContent) -> tuple[NotFound | Duplicate, ...]:
    """Each line is the part's, and named once."""
    found: list[NotFound | Duplicate] = []
    seen: set[LineId] = set()
    for place, wanted in enumerate(command.lines):
        if part.line(wanted.line) is None:
            found.append(NotFound(thing="line", id=wanted.line, at=f"lines[{place}].line"))
        elif wanted.line in seen:
            found.append(Duplicate(thing="line", id=wanted.line, at=f"lines[{place}].line"))
        seen.add(wanted.line)
    return tuple(found)


def must_fit(part: Part, command: RefundContent, order: Order) -> tuple[Refusal, ...]:
    """Each line has so many units and so much money left (U26)."""
    found: list[Refusal] = []
    for place, wanted in enumerate(command.lines):
        line = part.line(wanted.line)
        if line is not None:
            found += _against(line, wanted, order, f"lines[{place}]")
    return tuple(found)


def _against(line: Line, wanted: RefundLine, order: Order, at: str) -> tuple[Refusal, ...]:
    most = units_shipped(line)
    if wanted.units < 0:
        return (OutOfRange(given=wanted.units, least=0, most=most, at=f"{at}.units"),)
    if wanted.units > most:
        return (Exceeds(of=line.id, asked=wanted.units, most=most, at=f"{at}.units"),)
    if wanted.amount is None or wanted.amount.currency.code != order.currency:
        return ()
    whole = for_units(line, wanted.units) if wanted.units else left_of_goods(line)
    return weigh(_too_much(order, to_minor(wanted.amount), whole.total, f"{at}.amount"))


def _too_much(order: Order, asked: Minor, left: Minor, at: str) -> AmountExceedsRemaining | None:
    if asked <= left:
        return None
    return AmountExceedsRemaining(asked=order.money(asked), left=order.money(max(0, left)), at=at)


def must_fit_shipping(part: Part, command: RefundContent, order: Order) -> AmountExceedsRemaining | None:
    """No more of the shipping goes back than is left of it."""
    if command.shipping is None or command.shipping.currency.code != order.currency:
        return None
    return _too_much(order, to_minor(command.shipping), shipping_left(part), "shipping")


def must_fit_whole(part: Part, command: RefundContent, order: Order) -> AmountExceedsRemaining | None:
    """An amount of the part, whatever its lines, is no more than is left of what was paid for it."""
    if command.amount is None or command.amount.currency.code != order.currency:
        return None
    left = min(part.refundable, sum([left_of(line).total for line in part.lines]))
    return _too_much(order, to_minor(command.amount), left, "amount")


def must_fit_what_was_paid(part: Part, command: RefundContent, order: Order) -> AmountExceedsRemaining | None:
    """Where less was paid than was due, all that is named together is no more than is left of that.

    Each line that is named fits already.
    """
    if part.paid >= part.total:  # then what is left of the lines is what is left of it
        return None
    wanted, lines = 0, {line.id: line for line in part.lines}
    for named in command.lines:
        if named.amount is not None:
            wanted += to_minor(named.amount)
        elif named.units:
            wanted += for_units(lines[named.line], named.units).total
    if command.shipping is not None:
        wanted += to_minor(command.shipping)
    return _too_much(order, wanted, part.refundable, "lines")


class MustBeFullRefund(AboutPart):
    """With it, everything of the part has come back, so its shipping goes back too."""

    code: ClassVar[str] = "refunds.must_be_full"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "with this, everything of part {part} has come back"
    remedy: ClassVar[str | None] = "ask for a full refund, which includes the shipping"
    rule_ids: ClassVar[tuple[str, ...]] = ("U30",)


def all_came_back(part: Part, command: RefundContent) -> bool:
    """Whether, with what a partial refund names, every unit of the part that was not cancelled has come back.

    What can be sold again has come back, whatever the cause.
    """
    if command.mode is Mode.FULL:
        return False
    came = {
        line.line: line.units if command.cause in RETURNS else min(line.units, line.restock) for line in command.lines
    }
    return any(came.values()) and all(line.gone + came.get(line.id, 0) == line.quantity for line in part.lines)


def must_take_all(part: Part, command: RefundContent, ctx: Context) -> MustBeFullRefund | None:
    """Where everything has come back, the refund is a full one (U30); in steps, as the policy has it."""
    if not all_came_back(part, command) or ctx.policy.when_all_came_back is WhenAllCameBack.FULL:
        return None
    in_steps = any(line.gone > line.cancelled for line in part.lines)
    if in_steps and ctx.policy.when_all_came_back is WhenAllCameBack.PARTIAL:
        return None
    return MustBeFullRefund(part=part.id, at="mode")


@frozen(kw_only=True)
class RestockNotAllowed(Refusal):
    """Units cannot be sold again that did not come back."""

    code: ClassVar[str] = "refunds.restock_not_allowed"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "{asked} units of line {line} cannot be sold again: at most {most} came back"
    remedy: ClassVar[str | None] = "name no more than came back and can be sold again"
    rule_ids: ClassVar[tuple[str, ...]] = ("U27",)

    line: LineId
    asked: int
    most: int


_NOTHING_CAME_BACK: frozenset[RefundCause] = frozenset(
    {
        RefundCause.NEVER_RECEIVED,
        RefundCause.PARTLY_NOT_RECEIVED,
        RefundCause.PARTLY_CANCELLED,
        RefundCause.PRICE_REDUCTION,
    }
)


def must_be_restockable(after_sales: AfterSales, part: Part, command: RefundContent) -> tuple[RestockNotAllowed, ...]:
    """Only what came back can be sold again, and no more of it than the refund is of (U27); nothing twice."""
    found: list[RestockNotAllowed] = []
    for place, wanted in enumerate(command.lines):
        line = part.line(wanted.line)
        if line is None or wanted.restock == 0:
            continue
        most = 0 if command.cause in _NOTHING_CAME_BACK else returned(line, wanted, command)
        if command.mode is Mode.PARTIAL or command.cause is not RefundCause.CANCELLED_BEFORE_SHIPMENT:
            most = min(most, restockable(after_sales, part, line))
        if not 0 < wanted.restock <= most:
            refusal = RestockNotAllowed(line=line.id, asked=wanted.restock, most=most, at=f"lines[{place}].restock")
            found.append(refusal)
    return tuple(found)


def returned(line: Line, wanted: RefundLine, command: RefundContent) -> int:
    """How many units of a line a refund says came back."""
    if command.mode is Mode.PARTIAL:
        return max(0, wanted.units)
    if command.cause is RefundCause.CANCELLED_BEFORE_SHIPMENT:
        return min(line.to_ship, line.quantity - line.gone)
    return units_shipped(line)
