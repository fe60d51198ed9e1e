"""Whether goods can come back, in time and in what number, and whether their money goes back too."""

from __future__ import annotations

from typing import ClassVar

from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import (
    Actor,
    BeforeItsCause,
    Duplicate,
    Exceeds,
    InTheFuture,
    Kind,
    LineId,
    ListingId,
    NotFound,
    NothingNamed,
    Operator,
    OutOfRange,
    RefundId,
    Refusal,
    VendorMember,
    frozen,
)
from mpcore.orders import Line, Order, Part
from mpcore.orders.rules import CurrencyMismatch, must_be_in_currency
from mpcore.refunds.commands import AcceptReturn, ForceRefund, OpenReturn, ReceiveReturn, SupplyDocuments
from mpcore.refunds.context import Context
from mpcore.refunds.model import AfterSales, Return
from mpcore.refunds.return_policy import LatePolicy
from mpcore.refunds.return_window import delivered_units, return_days, return_ends_at, returnable_units
from mpcore.refunds.rules.about import AboutReturn
from mpcore.refunds.rules.asking import RefundAfterPayout, is_past_cut_off
from mpcore.refunds.states import ReturnStage
from mpcore.refunds.values import ReturnId

__all__ = [
    "AskedEnough",
    "NotReturnable",
    "NotYetDelivered",
    "NothingCameBack",
    "ReturnAddressRequired",
    "ReturnBeingRefunded",
    "ReturnInTime",
    "ReturnNotReceived",
    "ReturnTooLate",
    "ReturnWindowClosed",
    "happened_must_fit",
    "is_late",
    "must_be_answerable",
    "must_be_asked_seldom",
    "must_be_rejectable",
    "must_be_returnable",
    "must_fit_return",
    "must_have_address",
    "must_have_been_received",
    "must_have_come_back",
    "must_have_documents",
    "must_not_be_refunded",
    "postage_must_be_in_currency",
    "return_must_be_before_cut_off",
]


@frozen(kw_only=True)
class NotReturnable(Refusal):
    """The marketplace takes no goods of this kind back."""

    code: ClassVar[str] = "refunds.not_returnable"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "line {line} cannot be returned"
    remedy: ClassVar[str | None] = "ask the vendor for a refund, if the goods are not what was promised"
    rule_ids: ClassVar[tuple[str, ...]] = ("S30",)

    line: LineId
    listing: ListingId


@frozen(kw_only=True)
class NotYetDelivered(Refusal):
    """Nothing of the line has arrived, as far as is known."""

    code: ClassVar[str] = "refunds.not_yet_delivered"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nothing of line {line} has been delivered"
    remedy: ClassVar[str | None] = "cancel it, or report that it never arrived"
    rule_ids: ClassVar[tuple[str, ...]] = ("S30",)

    line: LineId


@frozen(kw_only=True)
class ReturnWindowClosed(Refusal):
    """It is too long since the goods arrived."""

    code: ClassVar[str] = "refunds.return_window_closed"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "a return of line {line} could be asked for before {end}"
    rule_ids: ClassVar[tuple[str, ...]] = ("S30", "00.7")

    line: LineId
    end: DateTime
    """The first instant that is too late."""


def must_be_returnable(after_sales: AfterSales, part: Part, command: OpenReturn, ctx: Context) -> tuple[Refusal, ...]:
    """Each line is the part's, named once, returnable, delivered, in time, and has so many units left (S30)."""
    if not command.lines:
        return (NothingNamed(thing="line", at="lines"),)
    found: list[Refusal] = []
    seen: set[LineId] = set()
    for place, wanted in enumerate(command.lines):
        at, line = f"lines[{place}]", part.line(wanted.line)
        if line is None:
            found.append(NotFound(thing="line", id=wanted.line, at=f"{at}.line"))
        elif wanted.line in seen:
            found.append(Duplicate(thing="line", id=wanted.line, at=f"{at}.line"))
        else:
            found += _against(after_sales, part, line, wanted.quantity, at, ctx)
        seen.add(wanted.line)
    return tuple(found)


def _against(after_sales: AfterSales, part: Part, line: Line, units: int, at: str, ctx: Context) -> list[Refusal]:
    if return_days(part, line, ctx) is None:
        return [NotReturnable(line=line.id, listing=line.listing, at=at)]
    if not delivered_units(part, line.id):
        return [NotYetDelivered(line=line.id, at=at)]
    found: list[Refusal] = []
    most = returnable_units(after_sales, part, line)
    if units < 1:
        found.append(OutOfRange(given=units, least=1, most=most, at=f"{at}.quantity"))
    elif units > most:
        found.append(Exceeds(of=line.id, asked=units, most=most, at=f"{at}.quantity"))
    end = return_ends_at(part, line, ctx)
    if end is not None and ctx.now >= end and ctx.policy.returns.late is LatePolicy.REFUSE:
        found.append(ReturnWindowClosed(line=line.id, end=end, at=at))
    return found


def is_late(part: Part, command: OpenReturn, ctx: Context) -> bool:
    """Whether a line is asked for after its window (S30)."""
    lines = [line for wanted in command.lines if (line := part.line(wanted.line)) is not None]
    ends = [return_ends_at(part, line, ctx) for line in lines]
    return any(end is not None and ctx.now >= end for end in ends)


@frozen(kw_only=True)
class ReturnTooLate(Refusal):
    """Silence has decided."""

    code: ClassVar[str] = "refunds.return_too_late"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "this was to be said about return {return_id} before {due}"
    remedy: ClassVar[str | None] = "what silence means happens when timers are fired"
    rule_ids: ClassVar[tuple[str, ...]] = ("00.6",)

    return_id: ReturnId
    due: DateTime


def must_be_answerable(one: Return, at: DateTime) -> ReturnTooLate | None:
    """While there is time, it counts; after that silence has decided, whether its timer was fired or not (§00.6)."""
    if one.due is None or at < one.due or one.is_being_refunded:
        return None
    return ReturnTooLate(return_id=one.id, due=one.due)


@frozen(kw_only=True)
class ReturnBeingRefunded(Refusal):
    """The refund of the return is under way."""

    code: ClassVar[str] = "refunds.return_being_refunded"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "return {return_id} is being refunded by {refund}"
    remedy: ClassVar[str | None] = "wait until that refund has ended, or withdraw it"
    rule_ids: ClassVar[tuple[str, ...]] = ("00.6",)

    return_id: ReturnId
    refund: RefundId


def must_not_be_refunded(one: Return) -> ReturnBeingRefunded | None:
    """While its refund is under way nothing else decides about a return (rules.md §00.6)."""
    return None if one.refund is None else ReturnBeingRefunded(return_id=one.id, refund=one.refund)


@frozen(kw_only=True)
class AskedEnough(Refusal):
    """Documents were asked for as often as may be."""

    code: ClassVar[str] = "refunds.asked_enough"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "documents of return {return_id} were asked for {most} times already"
    remedy: ClassVar[str | None] = "answer it"
    rule_ids: ClassVar[tuple[str, ...]] = ("S31", "00.6")

    return_id: ReturnId
    most: int


def must_be_asked_seldom(one: Return, ctx: Context) -> AskedEnough | None:
    """A vendor asks for documents so often and no more, so that the buyer gets an answer (S31)."""
    most = ctx.policy.returns.documents_rounds
    return None if one.rounds < most else AskedEnough(return_id=one.id, most=most)


def must_have_documents(command: SupplyDocuments) -> NothingNamed | None:
    """At least one document is supplied (S31)."""
    return None if command.documents else NothingNamed(thing="document", at="documents")


class ReturnAddressRequired(AboutReturn):
    """Nobody says where the goods are to be sent."""

    code: ClassVar[str] = "refunds.return_address_required"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "return {return_id} is accepted with the address that the goods are sent to"
    remedy: ClassVar[str | None] = "give the address"
    rule_ids: ClassVar[tuple[str, ...]] = ("S32",)


def must_have_address(command: AcceptReturn) -> ReturnAddressRequired | None:
    """A return is accepted with the address it goes to (S32)."""
    return None if command.address is not None else ReturnAddressRequired(return_id=command.return_id, at="address")


class ReturnInTime(AboutReturn):
    """It was asked for in time, so its vendor does not decide against it by itself."""

    code: ClassVar[str] = "refunds.return_in_time"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "return {return_id} was asked for in time"
    remedy: ClassVar[str | None] = "accept it, or have the marketplace decide"
    rule_ids: ClassVar[tuple[str, ...]] = ("S30",)


def must_be_rejectable(one: Return, ctx: Context) -> ReturnInTime | None:
    """Vendors reject what is late, and the rest only where the policy lets them (rules.md §7.6)."""
    free = one.late or ctx.policy.returns.vendors_may_reject or not isinstance(ctx.actor, VendorMember)
    return None if free else ReturnInTime(return_id=one.id)


def postage_must_be_in_currency(postage: Money | None, order: Order) -> CurrencyMismatch | None:
    """What the return parcel cost is in the order's currency."""
    return None if postage is None else must_be_in_currency(order.currency, postage, "postage")


def must_fit_return(one: Return, command: ReceiveReturn) -> tuple[Refusal, ...]:
    """What came back is of what was asked for, each line once, and no more of it can be sold again than came."""
    found: list[Refusal] = []
    asked = {line.line: line.quantity for line in one.lines}
    seen: set[LineId] = set()
    for place, came in enumerate(command.lines):
        at = f"lines[{place}]"
        most = asked.get(came.line)
        if most is None:
            found.append(NotFound(thing="line", id=came.line, at=f"{at}.line"))
        elif came.line in seen:
            found.append(Duplicate(thing="line", id=came.line, at=f"{at}.line"))
        elif not 0 <= came.units <= most:
            found.append(OutOfRange(given=came.units, least=0, most=most, at=f"{at}.units"))
        else:
            found += _conditions(came.units, came.resaleable, came.damaged, at)
        seen.add(came.line)
    return tuple(found)


def _conditions(units: int, resaleable: int, damaged: int, at: str) -> list[Refusal]:
    if not 0 <= resaleable <= units:
        return [OutOfRange(given=resaleable, least=0, most=units, at=f"{at}.resaleable")]
    if not 0 <= damaged <= units - resaleable:
        return [OutOfRange(given=damaged, least=0, most=units - resaleable, at=f"{at}.damaged")]
    return []


def happened_must_fit(one: Return, happened_at: DateTime, ctx: Context) -> InTheFuture | BeforeItsCause | None:
    """A parcel arrives after it was sent, or at least after it was asked for, and not later than now."""
    if happened_at > ctx.now:
        return InTheFuture(happened_at=happened_at, now=ctx.now, at="happened_at")
    since = one.sent_at or one.accepted_at or one.opened_at
    if happened_at < since:
        cause = "sending" if one.sent_at else "acceptance"
        return BeforeItsCause(happened_at=happened_at, cause=cause, cause_at=since, at="happened_at")
    return None


class ReturnNotReceived(AboutReturn):
    """The goods are not back."""

    code: ClassVar[str] = "refunds.return_not_received"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the goods of return {return_id} have not come back"
    remedy: ClassVar[str | None] = "refund it once they have"
    rule_ids: ClassVar[tuple[str, ...]] = ("S34",)


def must_have_been_received(one: Return, ctx: Context) -> ReturnNotReceived | None:
    """Money goes back once the goods are (S34), unless the policy, or a decision for the buyer, has it otherwise."""
    if one.stage is ReturnStage.RECEIVED or one.is_owed or not ctx.policy.returns.requires_receipt:
        return None
    return ReturnNotReceived(return_id=one.id)


def return_must_be_before_cut_off(part: Part, ctx: Context) -> RefundAfterPayout | None:
    """Once a completed part's earnings are with its vendor, only an operator who may force it refunds (U23)."""
    if not is_past_cut_off(part, ctx) or _may_force(ctx.actor):
        return None
    return RefundAfterPayout(part=part.id, payout=part.payout, payout_id=part.payout_id)


def _may_force(actor: Actor) -> bool:
    return isinstance(actor, Operator) and (actor.scopes is None or ForceRefund.scope in actor.scopes)


class NothingCameBack(AboutReturn):
    """The parcel had nothing of it."""

    code: ClassVar[str] = "refunds.nothing_came_back"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nothing of return {return_id} came back"
    remedy: ClassVar[str | None] = "wait, or have the marketplace decide"
    rule_ids: ClassVar[tuple[str, ...]] = ("S34",)


def must_have_come_back(one: Return) -> NothingCameBack | None:
    """Of what did not come back no money does (S34)."""
    nothing = one.received_at is not None and not one.units_received and not one.is_owed
    return NothingCameBack(return_id=one.id) if nothing else None
