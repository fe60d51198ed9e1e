"""Whether goods can come back, in time and in what number, and what can be answered to whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pendulum import DateTime

from mpcore.kernel import (
    BeforeItsCause,
    Buyer,
    Duplicate,
    Exceeds,
    InTheFuture,
    Kind,
    LineId,
    ListingId,
    NotFound,
    NothingNamed,
    OutOfRange,
    Refusal,
    VendorMember,
    changed,
    frozen,
)
from mpcore.orders import Line, Part, Quantity
from mpcore.refunds.commands import (
    AcceptReturn,
    OpenReturn,
    ReceiveReturn,
    SupplyDocuments,
)
from mpcore.refunds.context import Context
from mpcore.refunds.model import AfterSales, Return
from mpcore.refunds.return_policy import LatePolicy
from mpcore.refunds.return_values import ReturnReason
from mpcore.refunds.return_window import delivered_units, return_days, return_ends_at, returnable_units, units_of
from mpcore.refunds.rules.about import AboutReturn
from mpcore.refunds.states import ReturnStage
from mpcore.refunds.values import Requester, ReturnId

__all__ = [
    "AskedBefore",
    "AskedEnough",
    "LateWithTheRest",
    "NotReturnable",
    "NotYetDelivered",
    "ReturnAddressRequired",
    "ReturnInTime",
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
    "must_have_documents",
    "must_still_be_free",
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
            against = _against(after_sales, part, line, wanted.quantity, at, ctx)
            again = _asked_before(after_sales, part, line, wanted.quantity, command.reason, ctx)
            found += against or ([] if again is None else [changed(again, at=at)])
        seen.add(wanted.line)
    return tuple(found) or _late_with_the_rest(part, command, ctx)


@frozen(kw_only=True)
class LateWithTheRest(Refusal):
    """Some of it is late, and some is not."""

    code: ClassVar[str] = "refunds.late_with_the_rest"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the days to return line {line} are over, and those of other lines are not"
    remedy: ClassVar[str | None] = "ask for a return of what is late, and for another of the rest"
    rule_ids: ClassVar[tuple[str, ...]] = ("S30",)

    line: LineId


def _late_with_the_rest(part: Part, command: OpenReturn, ctx: Context) -> tuple[Refusal, ...]:
    """What is late its vendor may reject, and what is not it may not: they are asked for apart (S30)."""
    if ctx.policy.returns.late is LatePolicy.REFUSE:
        return ()
    lines = [(place, part.line(wanted.line)) for place, wanted in enumerate(command.lines)]
    late = [(place, line.id) for place, line in lines if line is not None and _is_late(part, line, ctx)]
    if len(late) == len(lines):
        return ()
    return tuple([LateWithTheRest(line=line, at=f"lines[{place}]") for place, line in late])


@frozen(kw_only=True)
class AskedBefore(Refusal):
    """It was asked for, and decided."""

    code: ClassVar[str] = "refunds.asked_before"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "return {return_id} of line {line} for this reason was rejected"
    remedy: ClassVar[str | None] = "tell the marketplace what is new about it; an operator may ask for it again"
    rule_ids: ClassVar[tuple[str, ...]] = ("S30", "S37")

    line: LineId
    return_id: ReturnId


def _asked_before(
    after_sales: AfterSales, part: Part, line: Line, units: int, reason: ReturnReason, ctx: Context
) -> AskedBefore | None:
    """What was rejected a buyer does not ask for again for the same reason; an operator may (S30, S37)."""
    if not isinstance(ctx.actor, Buyer):
        return None
    mine = [one for one in after_sales.returns_of(part.id) if one.reason is reason]
    gone = [one for one in mine if one.stage is ReturnStage.REJECTED]
    rejected = _still_rejected(mine, line.id)
    if not rejected or units <= returnable_units(after_sales, part, line) - rejected:
        return None
    last = next(one for one in reversed(gone) if _wanted(one, line.id))
    return AskedBefore(line=line.id, return_id=last.id)


def _still_rejected(mine: Iterable[Return], name: LineId) -> int:
    """How many units of a line are rejected and with their buyer, of the returns for one reason.

    What an operator asks for is what was rejected before, as far as there is any: it is rejected no more once that
    return has it, and not twice where that is rejected too.
    """
    changes: list[tuple[DateTime, int]] = []
    for one in sorted(mine, key=_asked_at):
        rejected = one.stage is ReturnStage.REJECTED
        if one.requester is Requester.OPERATOR:
            changes.append((one.opened_at, -(_wanted(one, name) if rejected else units_of(one, name))))
        if rejected:
            changes.append((one.ended_at or one.opened_at, max(0, _wanted(one, name) - _came(one, name))))
    left = 0
    for _, units in sorted(changes, key=_when):
        left = max(0, left + units)
    return left


def _asked_at(one: Return) -> DateTime:
    return one.opened_at


def _when(change: tuple[DateTime, int]) -> DateTime:
    return change[0]


def _wanted(one: Return, name: LineId) -> int:
    return sum([line.quantity for line in one.lines if line.line == name])


def _came(one: Return, name: LineId) -> int:
    return sum([came.units for came in one.received if came.line == name])


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
    return any(_is_late(part, line, ctx) for line in lines)


def _is_late(part: Part, line: Line, ctx: Context) -> bool:
    end = return_ends_at(part, line, ctx)
    return end is not None and ctx.now >= end


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
    """While there is time, it counts; after that silence has decided, whether its timer was fired or not (§00.6).

    What expired before anybody said that it was sent counts if it happened before that.
    """
    due = one.ended_at if one.may_turn_up and not one.is_lost else one.due
    if due is None or at < due or one.is_being_refunded:
        return None
    return ReturnTooLate(return_id=one.id, due=due)


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


def must_have_address(one: Return, command: AcceptReturn) -> ReturnAddressRequired | None:
    """A return is accepted with the address it goes to (S32), unless there is nothing to send."""
    known = command.address is not None or one.nothing_comes_back
    return None if known else ReturnAddressRequired(return_id=command.return_id, at="address")


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
    """What is reported has happened, after the return was accepted, or at least asked for (rules.md §00.10).

    A parcel may have come before its buyer said that it was sent.
    """
    if happened_at > ctx.now:
        return InTheFuture(happened_at=happened_at, now=ctx.now, at="happened_at")
    since = one.accepted_at or one.opened_at
    if happened_at < since:
        cause = "acceptance" if one.accepted_at else "request"
        return BeforeItsCause(happened_at=happened_at, cause=cause, cause_at=since, at="happened_at")
    return None


def must_still_be_free(after_sales: AfterSales, part: Part, units: Iterable[Quantity]) -> tuple[Exceeds, ...]:
    """Units that a return had let go of, and that turn up, have become no other's meanwhile (S30)."""
    found: list[Exceeds] = []
    for some in units:
        line = part.line(some.line)
        most = 0 if line is None else returnable_units(after_sales, part, line)
        if some.quantity > most:
            found.append(Exceeds(of=some.line, asked=some.quantity, most=most))
    return tuple(found)
