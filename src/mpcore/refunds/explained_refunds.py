"""What there is to say of one refund, to whoever sees it: how far it is, who is waited for, what waits for it."""

from __future__ import annotations

from collections.abc import Iterator

from mpcore.kernel import Buyer, VendorMember
from mpcore.orders import Minor, Part, PartStage, PayoutStage
from mpcore.refunds.context import Context
from mpcore.refunds.model import Refund
from mpcore.refunds.projections import PaymentShareSeen, RefundSeen
from mpcore.refunds.return_values import RefundMethod
from mpcore.refunds.rules.deciding import eyes_needed
from mpcore.refunds.statements import Statement, said
from mpcore.refunds.states import OPEN_STAGES, RefundStage
from mpcore.subaccounts.sensitive import Sensitive, opens

__all__ = ["of_refund", "waits_for_payout"]


def of_refund(one: RefundSeen, kept: Refund, part: Part | None, ctx: Context) -> tuple[Statement, ...]:
    """What there is to say of a refund as an actor sees it; `kept` is the refund itself."""
    return (
        *_what(one, part, ctx),
        *_reason(one, ctx),
        *_settled(one, kept, ctx),
        *_waits(one, kept, part, ctx),
        *_bills(one, kept, ctx),
        *_blocks(one, part, ctx),
    )


def waits_for_payout(part: Part, ctx: Context) -> bool:
    """Whether this actor may know that the payout of a part is still to come."""
    to_come = part.stage is not PartStage.CANCELLED and part.payout is not PayoutStage.PAID
    return to_come and opens(Sensitive.PAYOUTS, ctx.actor, part.shop)


def _what(one: RefundSeen, part: Part | None, ctx: Context) -> Iterator[Statement]:
    amount = ctx.order.money(one.amount)
    if part is None:
        yield said("refund_of_surplus", refund=one.id, amount=amount, stage=one.stage)
    else:
        yield said("refund_of_part", refund=one.id, part=part.id, amount=amount, stage=one.stage, cause=one.cause)
    yield said("refund_asked", at=one.requested_at, requester=one.requester)
    if one.of_return is not None:
        yield said("refund_money_of_return", return_id=one.of_return)
    if one.forced:
        yield said("refund_forced")


def _reason(one: RefundSeen, ctx: Context) -> Iterator[Statement]:
    """That there is a reason to read, to those who may; what it says is personal, and stands in the refund."""
    if one.reason is None or one.reason.text.value is None:
        return
    yield said("refund_reason", language=one.reason.language)
    if one.stage is RefundStage.REQUESTED and not isinstance(ctx.actor, Buyer):
        yield said("refund_reason_kept")


def _settled(one: RefundSeen, kept: Refund, ctx: Context) -> Iterator[Statement]:
    """What the buyer got by it, and never will."""
    if kept.given_minor > 0:
        yield said("refund_went_back", amount=ctx.order.money(kept.given_minor))
    if one.stage is RefundStage.ABANDONED and kept.given_minor < one.amount:
        yield said("refund_never", amount=ctx.order.money(one.amount - kept.given_minor))


def _waits(one: RefundSeen, kept: Refund, part: Part | None, ctx: Context) -> Iterator[Statement]:
    left = ctx.order.money(kept.left_minor)
    match one.stage:
        case RefundStage.REQUESTED:
            yield said("refund_waits_approval")
            yield from _eyes(one, kept, ctx)
        case RefundStage.APPROVED if one.method is RefundMethod.ORIGINAL:
            waits = sum([share.attempts[-1] for share in kept.waiting])
            yield said("refund_waits_provider", amount=ctx.order.money(waits))
        case RefundStage.APPROVED:
            yield said("refund_waits_outside", method=one.method, amount=left)
        case RefundStage.FAILED:
            yield said("refund_waits_retry", amount=left)
        case _:
            return
    if part is not None and opens(Sensitive.BILLS, ctx.actor, part.shop):
        yield from _bank(part)


def _bank(part: Part) -> Iterator[Statement]:
    """What a bank has, or took, of a part does not go back."""
    if part.frozen:
        yield said("refund_waits_bank")
    elif part.overdrawn:
        yield said("refund_waits_in_vain")


def _eyes(one: RefundSeen, kept: Refund, ctx: Context) -> Iterator[Statement]:
    """How many operators approve is for operators, and the system, to know."""
    if isinstance(ctx.actor, Buyer | VendorMember) or eyes_needed(kept, ctx.order, ctx) == 1:
        return
    yield said("refund_waits_second") if one.approvals else said("refund_waits_two")


def _bills(one: RefundSeen, kept: Refund, ctx: Context) -> Iterator[Statement]:
    """What became of each attempt on a payment; buyers, who see no attempts, are told the amounts above."""
    waiting = {share.payment: share.attempts[-1] for share in kept.waiting}
    for share in one.payments:
        yield from _payment(share, waiting.get(share.payment, 0), ctx)
    if one.overpaid:
        yield said("refund_overpaid", amount=ctx.order.money(one.overpaid))
    if one.by_hand:
        yield said("refund_by_hand", amount=ctx.order.money(one.by_hand))
    if one.bearer is not None:
        yield said("refund_borne", bearer=one.bearer)
    if one.take_back:
        yield said("refund_take_back", amount=ctx.order.money(one.take_back))


def _payment(share: PaymentShareSeen, waits: Minor, ctx: Context) -> Iterator[Statement]:
    for answer in share.answers:
        if answer.failure is not None:
            yield said(
                "refund_payment_failed",
                payment=share.payment,
                attempt=answer.attempt,
                failure=answer.failure,
                amount=ctx.order.money(answer.amount),
            )
    if waits and share.attempt is not None:
        amount = ctx.order.money(waits)
        yield said("refund_payment_waits", payment=share.payment, attempt=share.attempt, amount=amount)


def _blocks(one: RefundSeen, part: Part | None, ctx: Context) -> Iterator[Statement]:
    """What waits for it; nothing waits for what cancellations left due."""
    if part is None or one.stage not in OPEN_STAGES or one.of_cancellation or isinstance(ctx.actor, Buyer):
        return
    if part.stage is PartStage.OPEN:
        yield said("refund_blocks_completion")
    if waits_for_payout(part, ctx):
        yield said("refund_blocks_payout")
