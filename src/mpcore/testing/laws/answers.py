"""Laws of what somebody is told: why not, nothing that is not theirs to know, and what they may do instead."""

from __future__ import annotations

from attrs import evolve

from mpcore import orders
from mpcore.kernel import (
    Accepted,
    Actor,
    DispatchId,
    IdTaken,
    MissingScope,
    NoteId,
    NotFound,
    Option,
    PartId,
    PaymentId,
    Personal,
    Refused,
    VendorMember,
    WrongStage,
    changed,
)
from mpcore.orders import (
    AddNote,
    AnswerCancellation,
    CorrectTracking,
    NotesClosed,
    Order,
    OrderCommand,
    Part,
    RecordAuthorisation,
    RecordPayment,
    RecordPaymentFailure,
    RecordVacation,
    ShipLines,
)
from mpcore.testing.attempts import OrderAttempt
from mpcore.testing.cures import cause_of, cured, unused
from mpcore.testing.cures.cases import TRACKING, named
from mpcore.testing.entitled import vendor_member
from mpcore.testing.laws.words import hold, said
from mpcore.testing.strategies.actors import strangers
from mpcore.timing import Window

__all__ = ["discreet", "offered", "reasoned"]

_ROUNDS = 20
_EARLIER = (MissingScope, NotFound, WrongStage, IdTaken)
"""Reasons after which others have not been asked yet."""


def reasoned(attempt: OrderAttempt) -> None:
    """A refusal names its causes, all of its stage: take one away, and its reason goes and the others stay.

    With every cause taken away, one after the other, it is accepted.  A host's own rules may look at whatever changes
    with a cause: they hide no reason of ours, and are left out then.
    """
    case = (attempt.state, attempt.command, evolve(attempt.context, also=()))
    if attempt.context.also:
        ours, both = orders.decide(*case), orders.decide(attempt.state, attempt.command, attempt.context)
        given = both.reasons if isinstance(both, Refused) else ()
        hidden = [reason for reason in (ours.reasons if isinstance(ours, Refused) else ()) if reason not in given]
        hold(not hidden, attempt, "the host's own rules hide a reason", hidden)
    for _ in range(_ROUNDS):
        decision = orders.decide(*case)
        if isinstance(decision, Accepted):
            return
        for reason in decision.reasons:
            healed = orders.decide(*cured(reason, *case))
            left = healed.reasons if isinstance(healed, Refused) else ()
            hold(reason not in left, attempt, "its cause is gone, and the reason is still given", reason, healed)
            others = [other for other in decision.reasons if cause_of(other) != cause_of(reason)]
            lost = [other for other in others if other not in left]
            hold(not lost, attempt, f"with {reason.code} another reason went that has another cause", lost)
            kept_back = [other for other in left if cause_of(other) != cause_of(reason)]
            more = [] if isinstance(reason, _EARLIER) else [other for other in kept_back if other not in others]
            hold(not more, attempt, f"beside {reason.code} there was another reason, which was not given", more)
        case = cured(decision.reasons[0], *case)
    raise AssertionError(said(attempt, "every cause was taken away, and it is still refused", orders.decide(*case)))


def discreet(attempt: OrderAttempt) -> None:
    """Who has no business with the order, or with a part, gets the same answer whatever there is; and no options."""
    order, command, ctx = attempt.state, attempt.command, attempt.context
    hidden = changed(order, parts=order.parts[:1], payments=(), received_minor=0, confirmed_at=None, facts=(), notes=())
    for stranger in strangers(order):
        theirs = evolve(ctx, actor=stranger)
        answer = orders.decide(order, command, theirs)
        hold(isinstance(answer, Refused), attempt, f"a stranger may ask it: {stranger}", answer)
        told_of_less = orders.decide(hidden, command, theirs)
        hold(answer == told_of_less, attempt, "a stranger can tell what there is", answer, told_of_less)
        hold(orders.options(order, theirs) == (), attempt, f"a stranger has options: {stranger}")
    for part in order.parts:
        _of_one_part(attempt, part)


def _of_one_part(attempt: OrderAttempt, part: Part) -> None:
    """Staff of the part's vendor cannot tell whether there are parts of others."""
    order, command = attempt.state, attempt.command
    member = vendor_member(part.vendor)
    theirs = evolve(attempt.context, actor=member)
    alone = changed(order, parts=tuple([other for other in order.parts if member.sees(other.vendor, other.shop)]))
    offered_of = {option.part for option in orders.options(order, theirs)} - {None}
    own = {known.id for known in alone.parts}
    hold(offered_of <= own, attempt, f"staff of {part.vendor} see others' parts", offered_of)
    wanted = named(command)
    if wanted is not None and alone.part(wanted) is None:
        answer, without = orders.decide(order, command, theirs), orders.decide(alone, command, theirs)
        hold(isinstance(answer, Refused), attempt, f"staff of {part.vendor} may ask it of another's part", answer)
        hold(answer == without, attempt, f"staff of {part.vendor} can tell what others have", answer, without)


def offered(attempt: OrderAttempt) -> None:
    """An option without reasons is accepted when filled in rightly; one with reasons is refused for the same."""
    order = attempt.state
    ctx = evolve(attempt.context, also=())
    dispatched = [sent.dispatched_at for part in order.parts for sent in part.dispatches]
    ctx = evolve(ctx, now=max([ctx.now, order.placed_at, order.confirmed_at or ctx.now, *dispatched]))
    for option in orders.options(order, ctx):
        outcome = orders.decide(order, _filled(option, order, ctx), ctx)
        if not option.allowed:
            given = outcome.reasons if isinstance(outcome, Refused) else ()
            own = tuple([reason for reason in given if reason in option.reasons or reason.at is None])
            words = f"{option.command.__name__} is not offered, for other reasons than it is refused for"
            hold(bool(given) and own == option.reasons, attempt, words, option.reasons, outcome)
        elif not (option.command is AddNote and _is_closed_to_all_notes(outcome)):
            hold(isinstance(outcome, Accepted), attempt, f"{option.command.__name__} is offered, and refused", outcome)


def _filled(option: Option[OrderCommand], order: Order, ctx: orders.Context) -> OrderCommand:
    """The option, with what only the actor can say said rightly."""
    rest: dict[str, object] = {}
    part = None if option.part is None else order.part(option.part)
    if option.command in (RecordPayment, RecordAuthorisation, RecordPaymentFailure):
        rest["payment"] = PaymentId(unused([known.id for known in order.payments]))
        if option.command is not RecordPaymentFailure:
            rest["amount"] = order.money(0)  # nothing is owed, unless something was given
    elif option.command is AddNote:
        rest = {"note": NoteId(unused([known.id for known in order.notes])), "text": Personal("hello")}
        rest["part"] = _to_write_about(order, ctx)
    elif option.command is ShipLines and part is not None:
        rest = {"dispatch": DispatchId(unused([one.id for one in part.dispatches])), "tracking": TRACKING}
    elif option.command is CorrectTracking:
        rest = {"tracking": TRACKING}
    elif option.command is RecordVacation:
        rest = {"away": Window(ctx.now)}
    elif option.command is AnswerCancellation:
        rest = {"accept": False}
    return option.fill(**{name: value for name, value in rest.items() if name not in option.given})


def _to_write_about(order: Order, ctx: orders.Context) -> PartId | None:
    """A part that the actor may write about: none for an operator, who may leave it out, a current one for a vendor."""
    if not isinstance(ctx.actor, VendorMember):
        return None
    theirs = [part for part in order.parts if ctx.actor.sees(part.vendor, part.shop)]
    of_them = [part for part in theirs if _may_write(ctx.actor, part)]
    current = [part for part in of_them if orders.PART.rows[part.stage]]
    return (current or of_them or theirs or list(order.parts))[0].id


def _may_write(actor: Actor, part: Part) -> bool:
    return isinstance(actor, VendorMember) and actor.may(AddNote.scope, part.shop)


def _is_closed_to_all_notes(outcome: object) -> bool:
    """Whether all the vendor's parts are closed: which part is meant is the vendor's to say, and none of them fits."""
    return isinstance(outcome, Refused) and all(isinstance(reason, NotesClosed) for reason in outcome.reasons)
