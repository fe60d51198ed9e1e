"""Stages 1 and 2 of every decision, as a table: who may ask, and which event the part's lifecycle has to allow."""

from __future__ import annotations

from collections.abc import Callable

from mpcore.kernel import (
    Actor,
    Buyer,
    MissingScope,
    NotFound,
    Operator,
    PartId,
    Refusal,
    Refused,
    Scope,
    System,
    VendorMember,
    WrongStage,
    frozen,
    weigh,
)
from mpcore.orders import rules
from mpcore.orders.commands import (
    AddNote,
    AnswerCancellation,
    CancelLines,
    CancelPart,
    CompletePart,
    ConfirmPayment,
    CorrectTracking,
    EditMetadata,
    EditProperties,
    ErasePersonalData,
    FireTimers,
    HoldPart,
    OrderCommand,
    PlaceOrder,
    RecordAuthorisation,
    RecordCollection,
    RecordDelivery,
    RecordLoss,
    RecordPayment,
    RecordPaymentFailure,
    RecordReturnToSender,
    RecordVacation,
    ReleasePart,
    RemindBuyer,
    RequestCancellation,
    ShipLines,
    WithdrawCancellation,
)
from mpcore.orders.context import Context
from mpcore.orders.events import (
    CancellationRequested,
    CollectionRecorded,
    DeliveryRecorded,
    DispatchLost,
    DispatchReturned,
    LinesCancelled,
    LinesShipped,
    PartCancelled,
    PartCompleted,
    PartEvent,
    PartHeld,
    PartReleased,
    VacationRecorded,
)
from mpcore.orders.lifecycle import PART, DispatchEvent
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import OrderPolicy

__all__ = [
    "GATES",
    "Gate",
    "admit",
    "admit_to_whole",
    "in_words",
    "knows",
    "knows_part",
    "missing_scope",
    "missing_scope_of_whole",
    "objections",
    "objections_of_whole",
    "wrong_stage",
]


@frozen(kw_only=True)
class Gate:
    """What stands before a command's own rules."""

    command: type[PlaceOrder | OrderCommand]
    scope: Scope
    missing: MissingScope
    """The refusal of whoever does not hold the scope."""
    kinds: frozenset[type[Actor]]
    """Who can hold the scope at all; vendors' members also need it granted, buyers ask for their own orders only."""
    event: type[PartEvent] | None = None
    """The event that the part's table has to allow; None: it may come in any stage."""
    scan: type[DispatchEvent] | None = None
    """The event that it reports of a dispatch, if it does; where the dispatch's table has none, nothing changes."""
    allowed: Callable[[Actor, OrderPolicy], Refusal | None] | None = None
    """A question of authority that the policy answers."""
    questions: tuple[Callable[[Order, Part, Context], Refusal | None], ...] = ()
    """The rules that need no arguments, so that `options` can ask them too: of the part…"""
    of_whole: tuple[Callable[[Order, Context], Refusal | None], ...] = ()
    """…and of the order as a whole."""


def _gate(
    command: type[PlaceOrder | OrderCommand],
    *kinds: type[Actor],
    event: type[PartEvent] | None = None,
    scan: type[DispatchEvent] | None = None,
    allowed: Callable[[Actor, OrderPolicy], Refusal | None] | None = None,
    questions: tuple[Callable[[Order, Part, Context], Refusal | None], ...] = (),
    of_whole: tuple[Callable[[Order, Context], Refusal | None], ...] = (),
) -> Gate:
    return Gate(
        command=command,
        scope=command.scope,
        missing=MissingScope(scope=command.scope),
        kinds=frozenset(kinds),
        event=event,
        scan=scan,
        allowed=allowed,
        questions=questions,
        of_whole=of_whole,
    )


GATES: dict[type[PlaceOrder | OrderCommand], Gate] = {
    gate.command: gate
    for gate in (
        _gate(PlaceOrder, Buyer, Operator, System),
        # Payment
        _gate(RecordPayment, Operator, System),
        _gate(RecordAuthorisation, Operator, System),
        _gate(RecordPaymentFailure, Operator, System),
        _gate(ConfirmPayment, Operator, of_whole=(rules.must_wait_for_payment, rules.must_be_covered)),
        _gate(
            RemindBuyer,
            VendorMember,
            Operator,
            System,
            of_whole=(rules.must_wait_for_payment, rules.must_not_be_promised),
        ),
        # Fulfilment
        _gate(
            ShipLines,
            VendorMember,
            Operator,
            event=LinesShipped,
            questions=(
                rules.must_be_paid_to_ship,
                rules.must_not_be_held,
                rules.must_not_be_refunded,
                rules.must_have_no_open_refund,
                rules.must_not_be_charged_back,
                rules.must_not_be_asked_to_cancel,
                rules.must_have_something_to_ship,
            ),
        ),
        _gate(CorrectTracking, VendorMember, Operator),
        _gate(RecordDelivery, Operator, System, scan=DeliveryRecorded),
        _gate(RecordCollection, VendorMember, Operator, System, scan=CollectionRecorded),
        _gate(RecordLoss, Operator, System, scan=DispatchLost),
        _gate(RecordReturnToSender, Operator, System, scan=DispatchReturned),
        _gate(
            CompletePart,
            VendorMember,
            Operator,
            event=PartCompleted,
            questions=(
                rules.must_not_be_held,
                rules.must_be_dispatched_whole,
                rules.must_have_no_open_refund,
                rules.must_not_be_asked_to_cancel,
            ),
        ),
        # Holding
        _gate(
            HoldPart,
            VendorMember,
            Operator,
            event=PartHeld,
            allowed=rules.vendor_must_be_allowed_to_hold,
            questions=(rules.must_not_be_held, rules.must_have_shipped_nothing),
        ),
        _gate(
            ReleasePart,
            VendorMember,
            Operator,
            event=PartReleased,
            allowed=rules.vendor_must_be_allowed_to_hold,
            questions=(rules.must_be_held,),
        ),
        _gate(RecordVacation, Operator, System, event=VacationRecorded),
        # Cancelling
        _gate(
            CancelPart,
            Buyer,
            VendorMember,
            Operator,
            event=PartCancelled,
            allowed=rules.buyer_must_be_allowed_to_cancel,
            questions=(
                rules.buyer_must_be_in_time,
                rules.must_have_shipped_nothing,
                rules.must_have_no_open_refund,
                rules.must_not_be_charged_back,
            ),
        ),
        _gate(
            CancelLines,
            VendorMember,
            Operator,
            event=LinesCancelled,
            allowed=rules.vendor_must_be_allowed_to_cancel,
            questions=(
                rules.must_have_something_to_ship,
                rules.must_have_no_open_refund,
                rules.must_not_be_charged_back,
            ),
        ),
        _gate(
            RequestCancellation,
            Buyer,
            event=CancellationRequested,
            allowed=rules.requests_must_be_offered,
            questions=(
                rules.must_not_be_answered,
                rules.must_be_asked_in_time,
                rules.must_have_shipped_nothing,
                rules.must_have_no_open_refund,
                rules.must_not_be_charged_back,
            ),
        ),
        _gate(WithdrawCancellation, Buyer, questions=(rules.must_be_asked_to_cancel, rules.must_be_answered_in_time)),
        _gate(
            AnswerCancellation,
            VendorMember,
            Operator,
            questions=(rules.must_be_asked_to_cancel, rules.must_be_answered_in_time),
        ),
        # Upkeep
        _gate(AddNote, VendorMember, Operator),
        _gate(EditProperties, Operator),
        _gate(EditMetadata, Operator, System),
        _gate(ErasePersonalData, Operator, System, of_whole=(rules.must_need_no_personal_data,)),
        _gate(FireTimers, Operator, System),
    )
}


def knows(actor: Actor, order: Order) -> bool:
    """Whether the order is any of this actor's business."""
    if isinstance(actor, VendorMember):
        for part in order.parts:
            if actor.sees(part.vendor, part.shop):
                return True
        return False
    return not isinstance(actor, Buyer) or actor == order.buyer


def knows_part(actor: Actor, order: Order, part: Part) -> bool:
    """Whether a part of the order is any of this actor's business."""
    if isinstance(actor, VendorMember):
        return actor.sees(part.vendor, part.shop)
    return not isinstance(actor, Buyer) or actor == order.buyer


def missing_scope(gate: Gate, actor: Actor, part: Part, policy: OrderPolicy) -> Refusal | None:
    """What the actor lacks to ask for it, of this part."""
    if type(actor) not in gate.kinds:
        return gate.missing
    if isinstance(actor, VendorMember):
        if not actor.may(gate.scope, part.shop):
            return gate.missing
    elif isinstance(actor, Operator) and actor.scopes is not None and gate.scope not in actor.scopes:
        return gate.missing
    return None if gate.allowed is None else gate.allowed(actor, policy)


def missing_scope_of_whole(gate: Gate, actor: Actor, parts: tuple[Part, ...], policy: OrderPolicy) -> Refusal | None:
    """What the actor lacks to ask for it, of an order as a whole; who may ask it of one part, may ask it."""
    if isinstance(actor, VendorMember) and VendorMember in gate.kinds:
        for part in parts:
            if actor.sees(part.vendor, part.shop) and actor.may(gate.scope, part.shop):
                return None if gate.allowed is None else gate.allowed(actor, policy)
        return gate.missing
    if type(actor) not in gate.kinds:
        return gate.missing
    if isinstance(actor, Operator) and actor.scopes is not None and gate.scope not in actor.scopes:
        return gate.missing
    return None if gate.allowed is None else gate.allowed(actor, policy)


def objections(gate: Gate, order: Order, part: Part, ctx: Context) -> tuple[Refusal, ...]:
    """What the rules without arguments have against it."""
    found: tuple[Refusal, ...] = ()
    for ask in gate.questions:
        objection = ask(order, part, ctx)
        if objection is not None:
            found = (*found, objection)
    return found


def objections_of_whole(gate: Gate, order: Order, ctx: Context) -> tuple[Refusal, ...]:
    """What the rules without arguments have against it, of the order as a whole."""
    return weigh(*[ask(order, ctx) for ask in gate.of_whole]) if gate.of_whole else ()


def wrong_stage(gate: Gate, part: Part) -> WrongStage | None:
    """What the part's table has against it."""
    if gate.event is None or gate.event in PART.rows[part.stage]:
        return None
    return WrongStage(thing="part", id=part.id, stage=part.stage, asked=in_words(gate.command))


def admit(order: Order, wanted: PartId, gate: Gate, ctx: Context) -> Part | Refused:
    """The first stage: the part, if this actor may know of it and ask for it."""
    actor = ctx.actor
    for part in order.parts:
        if part.id == wanted and knows_part(actor, order, part):
            lacking = missing_scope(gate, actor, part, ctx.policy)
            return part if lacking is None else Refused((lacking,))
    if not knows(actor, order):
        return Refused((NotFound(thing="order", id=order.id),))
    return Refused((NotFound(thing="part", id=wanted, at="part"),))


def admit_to_whole(order: Order, gate: Gate, ctx: Context) -> Refused | None:
    """The first stage for a command about the order as a whole: why this actor may not ask for it."""
    if not knows(ctx.actor, order):
        return Refused((NotFound(thing="order", id=order.id),))
    lacking = missing_scope_of_whole(gate, ctx.actor, order.parts, ctx.policy)
    return None if lacking is None else Refused((lacking,))


def in_words(command: type[object]) -> str:
    """What a command asks for, in plain English."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in command.__name__).strip()
