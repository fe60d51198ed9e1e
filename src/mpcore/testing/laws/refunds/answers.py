"""Laws of what somebody is told: nothing that is not theirs to know, and what they may do instead."""

from __future__ import annotations

from attrs import NOTHING, evolve, fields

from mpcore import refunds
from mpcore.kernel import (
    Accepted,
    Decision,
    IdTaken,
    MissingScope,
    NotFound,
    Option,
    OrderId,
    PartId,
    PaymentId,
    Personal,
    RefundId,
    Refusal,
    Refused,
    WrongStage,
    changed,
)
from mpcore.orders import Address, Part
from mpcore.refunds import (
    AcceptReturn,
    AfterSales,
    AnswerCase,
    CaseStage,
    DocumentId,
    FireTimers,
    Grounds,
    Mode,
    OpenReturn,
    Reason,
    RefundCause,
    RefundCommand,
    RefundEvent,
    ReturnId,
    ReturnReason,
)
from mpcore.refunds.commands import PaymentReport
from mpcore.testing.attempts import RefundAttempt
from mpcore.testing.cures.cases import unused
from mpcore.testing.cures.refunds import MOVES, cause_of, cured
from mpcore.testing.entitled import vendor_member
from mpcore.testing.laws.words import hold, said
from mpcore.testing.strategies.actors import strangers

__all__ = ["discreet", "offered", "reasoned"]

_ROUNDS = 20


def reasoned(attempt: RefundAttempt) -> None:
    """A refusal names its causes, all of its stage: take one away, and its reason goes and the others stay.

    With every cause taken away that can be, one after the other, it is accepted, or refused for the others alone.  A
    reason of an earlier stage comes alone.  A host's own rules may look at whatever changes: they hide no reason of
    ours, and are left out then.
    """
    case = (attempt.state, attempt.command, evolve(attempt.context, also=()))
    if attempt.context.also:
        ours, both = refunds.decide(*case), refunds.decide(attempt.state, attempt.command, attempt.context)
        given = both.reasons if isinstance(both, Refused) else ()
        hidden = [reason for reason in (ours.reasons if isinstance(ours, Refused) else ()) if reason not in given]
        hold(not hidden, attempt, "the host's own rules hide a reason", hidden)
    for _ in range(_ROUNDS):
        decision = refunds.decide(*case)
        if isinstance(decision, Accepted):
            return
        if any(_is_earlier(reason, attempt.command) for reason in decision.reasons):
            hold(len(decision.reasons) == 1, attempt, "a reason of an earlier stage does not come alone", decision)
            return
        cures = [(reason, cured(reason, *case)) for reason in decision.reasons]
        for reason, without in cures:
            if without is not None:
                _goes_alone(attempt, reason, decision, refunds.decide(*without))
        left = [without for _, without in cures if without is not None]
        if not left:
            return
        case = left[0]
    raise AssertionError(said(attempt, "every cause was taken away, and it is still refused", refunds.decide(*case)))


def _is_earlier(reason: Refusal, command: RefundCommand) -> bool:
    """Whether it is a reason after which others have not been asked yet."""
    if isinstance(reason, NotFound) and reason.thing == "payment":
        return isinstance(command, PaymentReport)
    known = isinstance(reason, NotFound | IdTaken) and reason.thing not in ("line", "attempt", "payment")
    return known or isinstance(reason, MissingScope | WrongStage)


def _goes_alone(attempt: RefundAttempt, reason: Refusal, before: Refused, healed: Decision[RefundEvent]) -> None:
    left = healed.reasons if isinstance(healed, Refused) else ()
    hold(reason not in left, attempt, "its cause is gone, and the reason is still given", reason, healed)
    cause = cause_of(reason)
    moved = {cause} | MOVES.get(cause, frozenset())
    others = [other for other in before.reasons if cause_of(other) not in moved]
    lost = [other for other in others if other not in left]
    hold(not lost, attempt, f"with {reason.code} another reason went that has another cause", lost)
    more = [other for other in left if cause_of(other) not in moved and other not in others]
    hold(not more, attempt, f"beside {reason.code} there was another reason, which was not given", more)


def discreet(attempt: RefundAttempt) -> None:
    """Who has no business with the order, or with a part, gets the same answer whatever there is; and no options."""
    order, command, ctx = attempt.order, attempt.command, attempt.context
    nothing = refunds.after_sales_of(order)
    bare = changed(order, parts=order.parts[:1], payments=(), received_minor=0, confirmed_at=None, facts=(), notes=())
    for stranger in strangers(order):
        theirs = evolve(ctx, actor=stranger)
        answer = refunds.decide(attempt.state, command, theirs)
        hold(isinstance(answer, Refused), attempt, f"a stranger may ask it: {stranger}", answer)
        told_of_less = refunds.decide(nothing, command, evolve(theirs, order=bare))
        hold(answer == told_of_less, attempt, "a stranger can tell what there is", answer, told_of_less)
        hold(refunds.options(attempt.state, theirs) == (), attempt, f"a stranger has options: {stranger}")
        hold(refunds.seen(attempt.state, theirs) is None, attempt, f"a stranger sees something: {stranger}")
    for part in order.parts:
        _of_one_part(attempt, part)


def _of_one_part(attempt: RefundAttempt, part: Part) -> None:
    """Staff of the part's vendor cannot tell whether there is anything of others."""
    state, command = attempt.state, attempt.command
    member = vendor_member(part.vendor)
    theirs = evolve(attempt.context, actor=member)
    parts = tuple([other for other in attempt.order.parts if member.sees(other.vendor, other.shop)])
    own = {known.id for known in parts}
    offered_of = {option.part for option in refunds.options(state, theirs)} - {None}
    hold(offered_of <= own, attempt, f"staff of {part.vendor} are offered others' parts", offered_of)
    wanted = _about(state, command)
    if wanted is not None and wanted not in own:
        alone = changed(
            state,
            refunds=tuple([one for one in state.refunds if one.part in own]),
            returns=tuple([one for one in state.returns if one.part in own]),
        )
        less = evolve(theirs, order=changed(attempt.order, parts=parts))
        answer, without = refunds.decide(state, command, theirs), refunds.decide(alone, command, less)
        hold(isinstance(answer, Refused), attempt, f"staff of {part.vendor} may ask it of another's", answer)
        hold(answer == without, attempt, f"staff of {part.vendor} can tell what others have", answer, without)


def _about(state: AfterSales, command: RefundCommand) -> PartId | None:
    """The part that a command is about, if it is about one that there is, or could be."""
    named: PartId | None = getattr(command, "part", None)
    if named is not None:
        return named
    refund: RefundId | None = getattr(command, "refund", None)
    back: ReturnId | None = getattr(command, "return_id", None)
    known = state.find_return(back) if back is not None else None if refund is None else state.refund(refund)
    return None if known is None else known.part


def offered(attempt: RefundAttempt) -> None:
    """An option without reasons is accepted when filled in rightly; one with reasons is refused for the same."""
    ctx = evolve(attempt.context, also=())
    for option in refunds.options(attempt.state, ctx):
        command = _filled(attempt.state, option, ctx)
        outcome = refunds.decide(attempt.state, command, ctx)
        name = option.command.__name__
        if not option.allowed:
            words = f"{name} is not offered, for other reasons than it is refused for"
            given = outcome.reasons if isinstance(outcome, Refused) else ()
            hold(given == option.reasons, attempt, words, option.reasons, outcome)
        else:
            hold(isinstance(outcome, Accepted), attempt, f"{name} is offered, and refused", command, outcome)
            follows = isinstance(outcome, Accepted) and bool(outcome.events)
            hold(follows or option.command is FireTimers, attempt, f"{name} is offered, and changes nothing", command)


def _filled(state: AfterSales, option: Option[RefundCommand], ctx: refunds.Context) -> RefundCommand:
    """The option, with what only the actor can say said rightly, and not as it was said before."""
    new = unused([*[one.id for one in state.refunds], *[one.id for one in state.returns], *_documents(state)])
    document = (DocumentId(new),)
    said: dict[str, object] = {
        "refund": RefundId(new),
        "return_id": ReturnId(new),
        "mode": Mode.FULL,
        "lines": (),
        "cause": RefundCause.GOODWILL,
        "reason": Reason(text=Personal("it is blue"), language=min(ctx.policy.reason_languages, default="en")),
        "failure": "expired",
        "payment": PaymentId(new),
        "attempt": 1,
        "amount": ctx.order.money(1),
        "documents": document,
        "evidence": document,
        "grounds": Grounds.OTHER,
        "decision": CaseStage.DENIED,
        "replacement": OrderId(new),
        "words": Personal(new),
    }
    if option.command is OpenReturn:
        asked = {one.reason for one in state.returns}
        said["reason"] = next((reason for reason in ReturnReason if reason not in asked), ReturnReason.OTHER)
    missing = {field.name for field in fields(option.command) if field.default is NOTHING}
    if option.command is AcceptReturn:
        missing, said["address"] = (
            missing | {"address"},
            Personal(Address(name=new, lines=("1 Dock Road",), country="FR")),
        )
    if option.command is AnswerCase:
        missing = missing | {"words"}
    return option.fill(**{name: said[name] for name in sorted(missing - option.given.keys())})


def _documents(state: AfterSales) -> list[str]:
    found: list[str] = []
    for one in state.returns:
        found += one.documents if one.case is None else (*one.documents, *one.case.evidence)
    return found
