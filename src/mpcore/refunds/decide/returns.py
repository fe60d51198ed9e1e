"""What follows from asking for a return, answering it, and sending the goods."""

from __future__ import annotations

from mpcore.kernel import IdTaken, Personal, Refused, WrongStage, weigh
from mpcore.money import to_minor
from mpcore.orders import Address, Part, Quantity
from mpcore.orders.timers import end_of
from mpcore.refunds import rules
from mpcore.refunds.asker import requester_of
from mpcore.refunds.commands import (
    AcceptReturn,
    AskDocuments,
    CancelReturn,
    OpenReturn,
    ReceiveReturn,
    RecordReturnArrival,
    RejectReturn,
    ShipBack,
    SupplyDocuments,
)
from mpcore.refunds.context import Context
from mpcore.refunds.events import (
    DocumentsRequested,
    DocumentsSupplied,
    Events,
    ReturnAccepted,
    ReturnArrived,
    ReturnCancelled,
    ReturnReceived,
    ReturnRejected,
    ReturnRequested,
    ReturnShipped,
    ReturnStageEvent,
)
from mpcore.refunds.lifecycle import RETURN
from mpcore.refunds.model import AfterSales, Return
from mpcore.refunds.return_values import ReceivedLine
from mpcore.refunds.states import ReturnStage
from mpcore.refunds.timers import due_in

__all__ = [
    "accept",
    "accepted",
    "arrive",
    "ask_documents",
    "cancel",
    "open_return",
    "receive",
    "received",
    "reject",
    "ship_back",
    "supply_documents",
    "wrong_stage",
]


def open_return(after_sales: AfterSales, part: Part, command: OpenReturn, ctx: Context) -> Events | Refused:
    """The vendor is asked to take goods back (S30); whether it is late is settled now."""
    known = after_sales.find_return(command.return_id)
    lines = _in_order(part, command.lines)
    if known is not None:
        same = (known.part, known.lines, known.reason, known.words, known.requester)
        asked = (part.id, lines, command.reason, command.words, requester_of(ctx))
        return () if same == asked else Refused((IdTaken(thing="return", id=known.id, at="return_id"),))
    reasons = rules.must_be_returnable(after_sales, part, command, ctx) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    content = Return(
        id=command.return_id,
        part=part.id,
        lines=lines,
        reason=command.reason,
        words=command.words,
        requester=requester_of(ctx),
        opened_at=ctx.now,
        late=rules.is_late(part, command, ctx),
        due=due_in(ReturnStage.REQUESTED, ctx),
    )
    return (ReturnRequested(order=after_sales.order, return_id=content.id, at=ctx.now, content=content),)


def _in_order(part: Part, named: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    places = {line.id: place for place, line in enumerate(part.lines)}
    return tuple(sorted(named, key=lambda one: places.get(one.line, len(places))))


def wrong_stage(one: Return, event: type[ReturnStageEvent], asked: str) -> Refused | None:
    """What the return's table has against it."""
    if RETURN.target(one.stage, event) is not None:
        return None
    return Refused((WrongStage(thing="return", id=one.id, stage=one.stage, asked=asked),))


def ask_documents(
    after_sales: AfterSales, part: Part, one: Return, command: AskDocuments, ctx: Context
) -> Events | Refused:
    """The buyer is to supply documents (S31); said again, that changes nothing."""
    if one.stage is ReturnStage.INFO_REQUESTED:
        return ()
    if miss := wrong_stage(one, DocumentsRequested, "ask for documents"):
        return miss
    reasons = weigh(
        rules.must_be_answerable(one, ctx.now),
        rules.must_not_be_refunded(one),
        rules.must_not_be_owed(one),
        rules.must_be_asked_seldom(one, ctx),
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    due = due_in(ReturnStage.INFO_REQUESTED, ctx)
    return (DocumentsRequested(order=after_sales.order, return_id=one.id, at=ctx.now, due=due, wanted=command.wanted),)


def supply_documents(
    after_sales: AfterSales, part: Part, one: Return, command: SupplyDocuments, ctx: Context
) -> Events | Refused:
    """The vendor has what it asked for, and answers (S31); what it has already changes nothing."""
    if one.stage is not ReturnStage.INFO_REQUESTED and set(command.documents) <= set(one.documents):
        return ()
    if miss := wrong_stage(one, DocumentsSupplied, "supply documents"):
        return miss
    reasons = weigh(
        rules.must_be_answerable(one, ctx.now), rules.must_have_documents(command), rules.must_not_be_refunded(one)
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    due = due_in(ReturnStage.REQUESTED, ctx)
    return (
        DocumentsSupplied(order=after_sales.order, return_id=one.id, at=ctx.now, due=due, documents=command.documents),
    )


def accept(after_sales: AfterSales, part: Part, one: Return, command: AcceptReturn, ctx: Context) -> Events | Refused:
    """The buyer may send the goods to this address (S32); said again with the same, that changes nothing."""
    if one.stage is ReturnStage.ACCEPTED and one.address == command.address:
        return ()
    if miss := wrong_stage(one, ReturnAccepted, "accept return"):
        return miss
    reasons = weigh(
        rules.must_be_answerable(one, ctx.now), rules.must_have_address(command), rules.must_not_be_refunded(one)
    ) + ctx.objections(after_sales, command)
    if reasons or command.address is None:
        return Refused(reasons)
    return accepted(after_sales, one, command.address, ctx)


def accepted(
    after_sales: AfterSales, one: Return, address: Personal[Address], ctx: Context, *, by_silence: bool = False
) -> Events:
    """It is accepted; who pays the parcel is settled with it: that it is accepted makes a complaint justified (U29)."""
    return (
        ReturnAccepted(
            order=after_sales.order,
            return_id=one.id,
            at=ctx.now,
            due=due_in(ReturnStage.ACCEPTED, ctx),
            address=address,
            payer=ctx.policy.returns.shipping.payer(one.reason),
            by_silence=by_silence,
        ),
    )


def reject(after_sales: AfterSales, part: Part, one: Return, command: RejectReturn, ctx: Context) -> Events | Refused:
    """The buyer keeps the goods; said again, that changes nothing."""
    if one.stage is ReturnStage.REJECTED:
        return ()
    if one.stage is ReturnStage.RECEIVED:  # only silence rejects what came back empty
        return Refused((WrongStage(thing="return", id=one.id, stage=one.stage, asked="reject return"),))
    if miss := wrong_stage(one, ReturnRejected, "reject return"):
        return miss
    reasons = weigh(
        rules.must_be_answerable(one, ctx.now),
        rules.must_not_be_refunded(one),
        rules.must_not_be_owed(one),
        rules.must_be_rejectable(one, ctx),
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    return (ReturnRejected(order=after_sales.order, return_id=one.id, at=ctx.now, note=command.note),)


def ship_back(after_sales: AfterSales, part: Part, one: Return, command: ShipBack, ctx: Context) -> Events | Refused:
    """The goods are on their way (§7.6); said again with the same, that changes nothing."""
    postage = 0 if command.postage is None else to_minor(command.postage)
    if one.sent_at is not None and (one.tracking, one.postage) == (command.tracking, postage):
        return ()
    if one.sent_at is not None:
        return Refused((WrongStage(thing="return", id=one.id, stage=one.stage, asked="send goods back"),))
    if miss := wrong_stage(one, ReturnShipped, "send goods back"):
        return miss
    foreign = rules.postage_must_be_in_currency(command.postage, ctx.order)
    reasons = weigh(rules.must_be_answerable(one, ctx.now), foreign) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    arrived = one.arrived_at is not None and one.due is not None
    return (
        ReturnShipped(
            order=after_sales.order,
            return_id=one.id,
            at=ctx.now,
            due=one.due if arrived and one.due is not None else due_in(ReturnStage.IN_TRANSIT, ctx),
            tracking=command.tracking,
            postage=postage,
        ),
    )


def arrive(
    after_sales: AfterSales, part: Part, one: Return, command: RecordReturnArrival, ctx: Context
) -> Events | Refused:
    """The carrier delivered the goods; a later scan changes nothing (rules.md §00.6, §00.10)."""
    if one.arrived_at is not None or one.received_at is not None:
        return ()
    if miss := wrong_stage(one, ReturnArrived, "record its arrival"):
        return miss
    happened_at = command.happened_at or ctx.now
    reasons = weigh(
        rules.happened_must_fit(one, happened_at, ctx), rules.must_be_answerable(one, happened_at)
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    due = end_of(happened_at, ctx.policy.returns.received_after)
    return (ReturnArrived(order=after_sales.order, return_id=one.id, at=ctx.now, due=due, happened_at=happened_at),)


def receive(after_sales: AfterSales, part: Part, one: Return, command: ReceiveReturn, ctx: Context) -> Events | Refused:
    """The vendor has the goods: all of them, some, or none; said again with the same, that changes nothing."""
    lines = _came(one, command.lines)
    if one.stage is ReturnStage.RECEIVED and one.received == lines:
        return ()
    if miss := wrong_stage(one, ReturnReceived, "receive return"):
        return miss
    reasons = (
        weigh(rules.must_be_answerable(one, ctx.now))
        + rules.must_fit_return(one, command)
        + ctx.objections(after_sales, command)
    )
    return Refused(reasons) if reasons else received(after_sales, one, lines, ctx)


def _came(one: Return, named: tuple[ReceivedLine, ...]) -> tuple[ReceivedLine, ...]:
    """What came back, in the order of the return's lines, without the lines of which nothing did."""
    places = {line.line: place for place, line in enumerate(one.lines)}
    return tuple(sorted([came for came in named if came.units], key=lambda came: places.get(came.line, len(places))))


def received(
    after_sales: AfterSales, one: Return, lines: tuple[ReceivedLine, ...], ctx: Context, *, by_silence: bool = False
) -> Events:
    """The goods are back, and so many of them."""
    return (
        ReturnReceived(
            order=after_sales.order,
            return_id=one.id,
            at=ctx.now,
            due=due_in(ReturnStage.RECEIVED, ctx),
            lines=lines,
            by_silence=by_silence,
        ),
    )


def cancel(after_sales: AfterSales, part: Part, one: Return, command: CancelReturn, ctx: Context) -> Events | Refused:
    """The buyer keeps the goods after all; said again, that changes nothing."""
    if one.stage is ReturnStage.CANCELLED:
        return ()
    if miss := wrong_stage(one, ReturnCancelled, "cancel return"):
        return miss
    reasons = weigh(rules.must_be_answerable(one, ctx.now), rules.must_not_be_refunded(one)) + ctx.objections(
        after_sales, command
    )
    return Refused(reasons) if reasons else (ReturnCancelled(order=after_sales.order, return_id=one.id, at=ctx.now),)
