"""Laws of how it ends: nobody is stuck, and a full refund after whatever came before sums to exactly what was paid."""

from __future__ import annotations

from attrs import evolve

from mpcore import refunds
from mpcore.kernel import Accepted, FactId, MemberId, Operator, PartId, Personal, RefundId, changed
from mpcore.orders import ChargebackWon, Part, PartStage, ReleasePart
from mpcore.refunds import (
    AbandonRefund,
    ApproveRefund,
    FireTimers,
    ForceRefund,
    Mode,
    Reason,
    RecordRefundFailure,
    RecordRefundPayment,
    Refund,
    RefundCancellation,
    RefundCause,
    RefundCommand,
    RefundMethod,
    RefundRequested,
    RefundStage,
    RefundSurplus,
    RejectRefund,
    SettleRefundByHand,
)
from mpcore.testing.attempts import RefundAttempt
from mpcore.testing.entitled import OPERATOR, SYSTEM
from mpcore.testing.laws.refunds.money import conserved, nothing_left, stocked
from mpcore.testing.laws.words import hold
from mpcore.testing.refund_life import RefundLife
from mpcore.testing.words import shown

__all__ = ["ended", "exact"]

_ROUNDS = 200
_CASHIER = Operator(MemberId("ona"))
"""Who gives money back by hand, and approves nothing."""

_OPERATORS = (OPERATOR, Operator(MemberId("otto")), Operator(MemberId("oda")))


def exact(attempt: RefundAttempt) -> None:
    """Whatever went back before, a full refund is of exactly the rest of what was paid for its part (U24)."""
    state = attempt.state
    for part in attempt.order.parts:
        if part.stage is PartStage.AWAITING_PAYMENT or part.frozen or part.refundable <= 0:
            continue
        most = changed(attempt.context.policy, max_open_requests=None)
        ctx = evolve(attempt.context, actor=OPERATOR, also=(), policy=most)
        decision = refunds.decide(state, _all_of(attempt.life, part.id, "the rest"), ctx)
        hold(isinstance(decision, Accepted), attempt, f"what is left of {part.id} cannot go back", decision)
        asked = decision.events[0] if isinstance(decision, Accepted) else None
        amount = asked.content.amount if isinstance(asked, RefundRequested) else 0
        words = f"a full refund of {part.id} is of {amount} and not of {part.refundable}"
        hold(amount == part.refundable, attempt, words)


def _all_of(life: RefundLife, part: PartId, name: str) -> ForceRefund:
    language = min(life.rules.refunds.reason_languages, default="en")
    return ForceRefund(
        order=life.order.id,
        refund=RefundId(name),
        part=part,
        mode=Mode.FULL,
        cause=RefundCause.DISPUTE,
        reason=Reason(text=Personal("that is what was decided"), language=language),
    )


def ended(life: RefundLife) -> RefundLife:
    """The life once everything under way came to its end, and all that was paid went back: nobody is stuck.

    Only time, the marketplace and the payment provider act, no buyer and no vendor.
    """
    life = _let_go(life)
    for _ in range(_ROUNDS):
        under_way = [one for one in life.state.refunds if one.is_open]
        if under_way:
            life = _on(life, under_way[0])
        elif any(one.is_open for one in life.state.returns):
            life = _waited(life)
        elif (more := _left(life)) is not None:
            life = _done(life, more)
        else:
            conserved(life.state, life.order)
            stocked(life.state, life.order)
            nothing_left(life.order)
            return life
    raise AssertionError(f"it does not end\n{shown(life.state)}")


def _let_go(life: RefundLife) -> RefundLife:
    """The life with the order's parts released, and the banks' cases won."""
    for part in life.order.parts:
        if part.frozen and part.chargeback_id is not None:
            name = FactId(f"won in the end {part.id}")
            life = life.tells(ChargebackWon(id=name, part=part.id, chargeback=part.chargeback_id, at=life.now))
        if part.held:
            life = life.meanwhile(ReleasePart(order=life.order.id, part=part.id), OPERATOR)
    return life


def _on(life: RefundLife, refund: Refund) -> RefundLife:
    """The life one step further, towards the end of a refund."""
    order, name = life.order.id, refund.id
    part = None if refund.part is None else life.order.part(refund.part)
    if part is not None and part.overdrawn:
        return _given_up(life, refund)
    if refund.stage is RefundStage.REQUESTED:
        for operator in _OPERATORS:
            life = life.after(ApproveRefund(order=order, refund=name), life.context(operator))
        return _moved(life, refund)
    waiting = [share for share in refund.payments if share.waits]
    if refund.stage is RefundStage.FAILED or refund.method is not RefundMethod.ORIGINAL or not waiting:
        return _done(life, SettleRefundByHand(order=order, refund=name), _CASHIER)
    share = waiting[0]
    return _done(
        life,
        RecordRefundPayment(
            order=order,
            refund=name,
            payment=share.payment,
            attempt=share.attempt,
            amount=life.order.money(share.left),
        ),
    )


def _given_up(life: RefundLife, refund: Refund) -> RefundLife:
    """The life one step further, towards the end of a refund whose money a bank took: it is asked for anew."""
    order, name = life.order.id, refund.id
    if refund.stage is RefundStage.REQUESTED:
        return _done(life, RejectRefund(order=order, refund=name))
    if refund.stage is RefundStage.FAILED:
        return _done(life, AbandonRefund(order=order, refund=name))
    for share in refund.payments:
        if share.waits:
            failed = RecordRefundFailure(
                order=order, refund=name, payment=share.payment, attempt=share.attempt, failure="lost"
            )
            return _done(life, failed)
    return _done(life, AbandonRefund(order=order, refund=name))


def _moved(life: RefundLife, before: Refund) -> RefundLife:
    now = life.state.refund(before.id)
    if now is None or now.stage is before.stage:
        raise AssertionError(f"refund {before.id} is stuck\n{shown(life.state)}")
    return life


def _waited(life: RefundLife) -> RefundLife:
    """The life once the next timer was fired."""
    waiting = refunds.due(life.state, life.context(SYSTEM))
    if not waiting:
        raise AssertionError(f"a return is open, and nobody waits\n{shown(life.state)}")
    later = evolve(life, now=max(life.now, waiting[0].at))
    after = later.after(FireTimers(order=life.order.id), later.context(SYSTEM))
    if after.history == life.history:
        raise AssertionError(f"{waiting[0]} is due, and nothing happens\n{shown(life.state)}")
    return after


def _left(life: RefundLife) -> RefundCommand | None:
    """What asks for the next thing that was paid and has not gone back."""
    number = len(life.state.refunds)
    for part in life.order.parts:
        if _owes(life, part):
            return RefundCancellation(order=life.order.id, refund=RefundId(f"z{number}"), part=part.id)
        if part.stage is not PartStage.AWAITING_PAYMENT and part.refundable > 0:
            return _all_of(life, part.id, f"z{number}")
    if life.order.surplus_minor > 0:
        return RefundSurplus(order=life.order.id, refund=RefundId(f"z{number}"))
    return None


def _owes(life: RefundLife, part: Part) -> bool:
    """Whether cancellations left something that has not gone back."""
    due = sum([line.refund_due.total for line in part.lines if line.refund_due is not None])
    mine = [one for one in life.state.of_part(part.id) if one.of_cancellation]
    return due > sum([share.total for one in mine for share in one.settled])


def _done(life: RefundLife, command: RefundCommand, who: Operator = OPERATOR) -> RefundLife:
    """The life after a command that has to be accepted, and to change something."""
    after = life.after(command, life.context(who))
    if after.history == life.history:
        outcome = refunds.execute(life.state, command, life.context(who))
        raise AssertionError(f"stuck: {shown(command)}\n{shown(outcome)}\nof: {shown(life.state)}")
    return after
