"""What follows from asking for a return, answering it, and sending the goods."""

from __future__ import annotations

from collections.abc import Iterable

from pendulum import DateTime

from mpcore.kernel import IdTaken, Operator, Personal, Refusal, Refused, WrongStage, weigh
from mpcore.money import to_minor
from mpcore.orders import Address, Part, Quantity
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
    RefundedGoodsArrived,
    RefundedGoodsReceived,
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
from mpcore.refunds.restocking import fit_again
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
    "received_whole",
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
        shown = known.documents[: len(command.documents)]
        same = (known.part, known.lines, known.reason, known.words, known.wants_exchange, known.requester, shown)
        swap, who = command.wants_exchange, requester_of(ctx)
        asked = (part.id, lines, command.reason, command.words, swap, who, command.documents)
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
        wants_exchange=command.wants_exchange,
        requester=requester_of(ctx),
        opened_at=ctx.now,
        late=rules.is_late(part, command, ctx),
        due=due_in(ReturnStage.REQUESTED, ctx),
        documents=command.documents,
    )
    return (ReturnRequested(order=after_sales.order, return_id=content.id, at=ctx.now, content=content),)


def _in_order(part: Part, named: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    places = {line.id: place for place, line in enumerate(part.lines)}
    return tuple(sorted(named, key=lambda one: places.get(one.line, len(places))))


def wrong_stage(one: Return, event: type[ReturnStageEvent], asked: str) -> Refused | None:
    """What the return's table has against it."""
    over = one.stage is ReturnStage.EXPIRED and not one.may_turn_up
    if RETURN.target(one.stage, event) is not None and not over:
        return None
    return Refused((WrongStage(thing="return", id=one.id, stage=one.stage, asked=asked),))


def ask_documents(
    after_sales: AfterSales, part: Part, one: Return, command: AskDocuments, ctx: Context
) -> Events | Refused:
    """The buyer is to supply documents (S31); said again with the same words, that changes nothing."""
    if one.stage is ReturnStage.INFO_REQUESTED and one.wanted == command.wanted:
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
    known = set(command.documents) <= set(one.documents)
    if known and (command.documents or one.stage is not ReturnStage.INFO_REQUESTED):
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
    """The buyer may send the goods to this address (S32); said again with the same, that changes nothing.

    Where the address was erased before they were sent, it is given again, and the buyer has the time anew.
    """
    where = ReturnStage.RECEIVED if one.nothing_comes_back else ReturnStage.ACCEPTED
    if one.stage is where and one.address == command.address and one.accepted_at is not None:
        return ()
    forgotten = one.address is not None and one.address.value is None
    if one.stage is ReturnStage.ACCEPTED and not forgotten:
        return Refused((WrongStage(thing="return", id=one.id, stage=one.stage, asked="accept return"),))
    if miss := wrong_stage(one, ReturnAccepted, "accept return"):
        return miss
    reasons = weigh(
        rules.must_be_answerable(one, ctx.now), rules.must_have_address(one, command), rules.must_not_be_refunded(one)
    ) + ctx.objections(after_sales, command)
    return Refused(reasons) if reasons else accepted(after_sales, one, command.address, ctx)


def accepted(
    after_sales: AfterSales, one: Return, address: Personal[Address] | None, ctx: Context, *, by_silence: bool = False
) -> Events:
    """It is accepted; who pays the parcel is settled with it: that it is accepted makes a complaint justified (U29).

    Where the buyer has nothing to send back it counts as received at once, and its money is due (rules.md §00.6).
    """
    done = ReturnAccepted(
        order=after_sales.order,
        return_id=one.id,
        at=ctx.now,
        due=due_in(ReturnStage.ACCEPTED, ctx),
        address=address,
        payer=one.payer or ctx.policy.returns.shipping.payer(one.reason),
        by_silence=by_silence,
    )
    return (done, *received_whole(after_sales, one, ctx)) if one.nothing_comes_back else (done,)


def received_whole(after_sales: AfterSales, one: Return, ctx: Context) -> Events:
    """All of it counts as received, and as nobody looked, none of it as fit to be sold again (U27)."""
    lines = tuple([ReceivedLine(line.line, line.quantity) for line in one.lines])
    return received(after_sales, one, lines, ctx.now, ctx, by_silence=True)


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
    """The goods are on their way (§7.6); said again with the same, that changes nothing.

    What was sent in time and is said later is in time, unless silence has meant something meanwhile (§00.10).
    """
    postage = 0 if command.postage is None else to_minor(command.postage)
    same = one.sent_at is not None and command.happened_at in (None, one.sent_at)
    if same and (one.tracking, one.postage) == (command.tracking, postage):
        return ()
    if one.sent_at is not None:
        return Refused((WrongStage(thing="return", id=one.id, stage=one.stage, asked="send goods back"),))
    if miss := wrong_stage(one, ReturnShipped, "send goods back"):
        return miss
    happened_at = command.happened_at or ctx.now
    reasons = weigh(
        rules.happened_must_fit(one, happened_at, ctx),
        rules.must_be_answerable(one, happened_at),
        rules.postage_must_be_in_currency(command.postage, ctx.order),
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    arrived = one.arrived_at is not None and one.due is not None
    return (
        ReturnShipped(
            order=after_sales.order,
            return_id=one.id,
            at=ctx.now,
            due=one.due if arrived and one.due is not None else due_in(ReturnStage.IN_TRANSIT, ctx),
            happened_at=happened_at,
            tracking=command.tracking,
            postage=postage,
        ),
    )


def arrive(
    after_sales: AfterSales, part: Part, one: Return, command: RecordReturnArrival, ctx: Context
) -> Events | Refused:
    """The carrier delivered the goods; a later scan changes nothing (rules.md §00.6, §00.10).

    A return that expired goes on with it: one that was lost whenever the parcel comes, one of which nobody said that it
    was sent if it came before it expired.  Where the money went back before, nobody is waited for any more.
    """
    if one.arrived_at is not None or one.received_at is not None:
        return ()
    if not one.may_still_come and (miss := wrong_stage(one, ReturnArrived, "record its arrival")):
        return miss
    happened_at = command.happened_at or ctx.now
    reasons = weigh(rules.happened_must_fit(one, happened_at, ctx), rules.must_be_answerable(one, happened_at))
    reasons += _against_units(after_sales, part, one, one.lines) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    if one.may_still_come:
        return (RefundedGoodsArrived(order=after_sales.order, return_id=one.id, at=ctx.now, happened_at=happened_at),)
    due = due_in(ReturnStage.IN_TRANSIT, ctx, arrived=True)
    return (ReturnArrived(order=after_sales.order, return_id=one.id, at=ctx.now, due=due, happened_at=happened_at),)


def _against_units(after_sales: AfterSales, part: Part, one: Return, units: Iterable[Quantity]) -> tuple[Refusal, ...]:
    """What is against giving these units to a return that had let go of them: they may have become another's."""
    let_go = (one.may_turn_up and not one.is_lost) or one.stage is ReturnStage.RECEIVED
    return rules.must_still_be_free(after_sales, part, units) if let_go else ()


_RECEIVED = (ReturnStage.RECEIVED, ReturnStage.REFUNDED)


def receive(after_sales: AfterSales, part: Part, one: Return, command: ReceiveReturn, ctx: Context) -> Events | Refused:
    """The vendor has the goods: all of them, some, or none; said again with the same, that changes nothing.

    Where their money went back before, that changes no money; what of them can be sold again is told (U27).  An
    operator corrects it until its refund was asked for, and puts nothing off with it.  What came in time and is said
    later is in time, unless its carrier had delivered it: then it is the vendor's word that was waited for.  A return
    that expired goes on whenever the vendor has the goods.
    """
    lines = _came(one, command.lines)
    same = one.received_at is not None and command.happened_at in (None, one.received_at)
    if same and one.stage in _RECEIVED and one.received == lines:
        return ()
    again = one.stage is ReturnStage.RECEIVED
    if again and not isinstance(ctx.actor, Operator):
        return Refused((WrongStage(thing="return", id=one.id, stage=one.stage, asked="receive return"),))
    if not one.may_still_come and (miss := wrong_stage(one, ReturnReceived, "receive return")):
        return miss
    happened_at = command.happened_at or (one.received_at if again else None) or ctx.now
    said_by = ctx.now if again or one.arrived_at is not None else happened_at
    reasons = weigh(
        rules.happened_must_fit(one, happened_at, ctx),
        None if one.may_turn_up else rules.must_be_answerable(one, said_by),
        rules.must_not_be_refunded(one) if again else None,
    )
    reasons += rules.must_fit_return(one, command) or _against_units(after_sales, part, one, _more(one, lines))
    reasons += ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    restock = _restock(after_sales, part, one, lines)
    if not one.may_still_come:
        return received(after_sales, one, lines, happened_at, ctx, restock=restock)
    return (
        RefundedGoodsReceived(
            order=after_sales.order,
            return_id=one.id,
            at=ctx.now,
            happened_at=happened_at,
            lines=lines,
            restock=restock,
        ),
    )


def _more(one: Return, lines: tuple[ReceivedLine, ...]) -> tuple[Quantity, ...]:
    """How many more units came back than was said before."""
    before = {came.line: came.units for came in one.received}
    return tuple([Quantity(came.line, came.units - before.get(came.line, 0)) for came in lines])


def _came(one: Return, named: tuple[ReceivedLine, ...]) -> tuple[ReceivedLine, ...]:
    """What came back, in the order of the return's lines, without the lines of which nothing did."""
    places = {line.line: place for place, line in enumerate(one.lines)}
    return tuple(sorted([came for came in named if came.units], key=lambda came: places.get(came.line, len(places))))


def received(
    after_sales: AfterSales,
    one: Return,
    lines: tuple[ReceivedLine, ...],
    happened_at: DateTime,
    ctx: Context,
    *,
    restock: tuple[Quantity, ...] = (),
    by_silence: bool = False,
) -> Events:
    """The goods are back, and so many of them; what is corrected, or was to be done already, is due when it was."""
    goes_on = one.stage is ReturnStage.RECEIVED or (one.nothing_comes_back and one.is_owed)
    return (
        ReturnReceived(
            order=after_sales.order,
            return_id=one.id,
            at=ctx.now,
            due=one.due if goes_on and one.due is not None else due_in(ReturnStage.RECEIVED, ctx),
            happened_at=happened_at,
            lines=lines,
            by_silence=by_silence,
            restock=restock,
        ),
    )


def _restock(after_sales: AfterSales, part: Part, one: Return, lines: tuple[ReceivedLine, ...]) -> tuple[Quantity, ...]:
    """What can be sold again (U27) that a refund asked for before they came does not say, of the units it is of."""
    refund = None if one.refund is None else after_sales.refund(one.refund)
    if refund is None:
        return ()
    return fit_again(after_sales, part, one, lines, {share.line: share.units for share in refund.shares})


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
