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
)
from mpcore.orders import rules
from mpcore.orders.commands import (
    CancelLines,
    CancelPart,
    CompletePart,
    OrderCommand,
    PlaceOrder,
    RecordDelivery,
    RecordPayment,
    ShipLines,
)
from mpcore.orders.context import Context
from mpcore.orders.events import LinesCancelled, LinesShipped, PartCancelled, PartCompleted, PartEvent
from mpcore.orders.lifecycle import PART
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import OrderPolicy

__all__ = ["GATES", "Gate", "admit", "knows", "knows_part", "missing_scope", "objections", "wrong_stage"]


@frozen(kw_only=True)
class Gate:
    """What stands before a command's own rules."""

    command: type[PlaceOrder | OrderCommand]
    scope: Scope
    kinds: frozenset[type[Actor]]
    """Who can hold the scope at all; vendors' members also need it granted, buyers ask for their own orders only."""
    event: type[PartEvent] | None = None
    """The event that the part's table has to allow; None: it may come in any stage."""
    allowed: Callable[[Actor, OrderPolicy], Refusal | None] | None = None
    """A question of authority that the policy answers."""
    questions: tuple[Callable[[Order, Part, OrderPolicy], Refusal | None], ...] = ()
    """The rules that need no arguments, so that `options` can ask them too."""


def _gate(
    command: type[PlaceOrder | OrderCommand],
    *kinds: type[Actor],
    event: type[PartEvent] | None = None,
    allowed: Callable[[Actor, OrderPolicy], Refusal | None] | None = None,
    questions: tuple[Callable[[Order, Part, OrderPolicy], Refusal | None], ...] = (),
) -> Gate:
    return Gate(
        command=command, scope=command.scope, kinds=frozenset(kinds), event=event, allowed=allowed, questions=questions
    )


GATES: dict[type[PlaceOrder | OrderCommand], Gate] = {
    gate.command: gate
    for gate in (
        _gate(PlaceOrder, Buyer, Operator, System),
        _gate(RecordPayment, Operator, System),
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
                rules.must_have_something_to_ship,
            ),
        ),
        _gate(RecordDelivery, Operator, System),
        _gate(
            CompletePart,
            VendorMember,
            Operator,
            event=PartCompleted,
            questions=(
                rules.must_not_be_held,
                rules.must_be_dispatched_whole,
                rules.must_have_no_open_refund,
            ),
        ),
        _gate(
            CancelPart,
            VendorMember,
            Operator,
            event=PartCancelled,
            allowed=rules.vendor_must_be_allowed_to_cancel,
            questions=(rules.must_have_shipped_nothing, rules.must_have_no_open_refund),
        ),
        _gate(
            CancelLines,
            VendorMember,
            Operator,
            event=LinesCancelled,
            allowed=rules.vendor_must_be_allowed_to_cancel,
            questions=(rules.must_have_something_to_ship, rules.must_have_no_open_refund),
        ),
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


def missing_scope(gate: Gate, actor: Actor, part: Part | None, policy: OrderPolicy) -> Refusal | None:
    """What the actor lacks to ask for it."""
    if type(actor) not in gate.kinds:
        return MissingScope(scope=gate.scope)
    if isinstance(actor, VendorMember):
        if part is None or not actor.may(gate.scope, part.shop):
            return MissingScope(scope=gate.scope)
    elif isinstance(actor, Operator) and actor.scopes is not None and gate.scope not in actor.scopes:
        return MissingScope(scope=gate.scope)
    return None if gate.allowed is None else gate.allowed(actor, policy)


def objections(gate: Gate, order: Order, part: Part, policy: OrderPolicy) -> tuple[Refusal, ...]:
    """What the rules without arguments have against it."""
    found: tuple[Refusal, ...] = ()
    for ask in gate.questions:
        objection = ask(order, part, policy)
        if objection is not None:
            found = (*found, objection)
    return found


def wrong_stage(gate: Gate, part: Part) -> WrongStage | None:
    """What the part's table has against it."""
    if gate.event is None or gate.event in PART.rows[part.stage]:
        return None
    return WrongStage(thing="part", id=part.id, stage=part.stage, asked=_in_words(gate.command))


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


def _in_words(command: type[object]) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in command.__name__).strip()
