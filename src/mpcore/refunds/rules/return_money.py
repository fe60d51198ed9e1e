"""Whether the money of goods that came back goes back too, or other goods come in its place."""

from __future__ import annotations

from typing import ClassVar

from moneyed import Money

from mpcore.kernel import (
    Actor,
    Kind,
    LineId,
    Operator,
    RefundId,
    Refusal,
    frozen,
)
from mpcore.money import to_minor
from mpcore.orders import Order, Part
from mpcore.orders.rules import CurrencyMismatch, must_be_in_currency
from mpcore.refunds.commands import (
    ExchangeReturn,
    ForceRefund,
    RefundContent,
    RefundReturn,
)
from mpcore.refunds.context import Context
from mpcore.refunds.entitlement import units_shipped
from mpcore.refunds.exchanged import units_exchanged
from mpcore.refunds.model import AfterSales, Return
from mpcore.refunds.returning import awaited
from mpcore.refunds.rules.about import AboutReturn
from mpcore.refunds.rules.asking import RefundAfterPayout, is_past_cut_off
from mpcore.refunds.states import ReturnStage
from mpcore.refunds.values import RETURNS, Mode, ReturnId

__all__ = [
    "ExchangeNotWanted",
    "NothingCameBack",
    "OwnReplacement",
    "PostageTooHigh",
    "ReturnBeingRefunded",
    "ReturnMoneyAwaited",
    "ReturnNotReceived",
    "UnitsExchanged",
    "must_be_another_order",
    "must_be_wanted",
    "must_have_been_received",
    "must_have_come_back",
    "must_not_be_awaited",
    "must_not_be_exchanged",
    "must_not_be_refunded",
    "postage_must_be_allowed",
    "postage_must_be_in_currency",
    "return_must_be_before_cut_off",
]


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


def postage_must_be_in_currency(postage: Money | None, order: Order) -> CurrencyMismatch | None:
    """What the return parcel cost is in the order's currency."""
    return None if postage is None else must_be_in_currency(order.currency, postage, "postage")


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


@frozen(kw_only=True)
class ReturnMoneyAwaited(Refusal):
    """Money that the return is to pay back is under way by a refund that is of no return, and may still fall."""

    code: ClassVar[str] = "refunds.return_money_awaited"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "refund {refund} has money under way that return {return_id} is to pay back"
    remedy: ClassVar[str | None] = "wait until that refund has ended, or end it"
    rule_ids: ClassVar[tuple[str, ...]] = ("00.6",)

    return_id: ReturnId
    refund: RefundId


def must_not_be_awaited(
    after_sales: AfterSales, part: Part, one: Return, ctx: Context
) -> tuple[ReturnMoneyAwaited, ...]:
    """A return pays back all that it is to, once it is known what is left of it (rules.md §00.6)."""
    return tuple(
        [ReturnMoneyAwaited(return_id=one.id, refund=other.id) for other in awaited(after_sales, part, one, ctx)]
    )


@frozen(kw_only=True)
class PostageTooHigh(Refusal):
    """More is named for a return parcel than the marketplace pays."""

    code: ClassVar[str] = "refunds.postage_too_high"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "{asked} is named for the return parcel, and at most {most} is paid for one"
    remedy: ClassVar[str | None] = "name no more than that"
    rule_ids: ClassVar[tuple[str, ...]] = ("S32",)

    asked: Money
    most: Money


def postage_must_be_allowed(command: RefundReturn, ctx: Context) -> PostageTooHigh | None:
    """What is named for a return parcel is at most what the policy pays for one, where that is in the same currency."""
    asked, most = command.postage, ctx.policy.returns.postage_most
    if asked is None or most is None or asked.currency != most.currency or to_minor(asked) <= to_minor(most):
        return None
    return PostageTooHigh(asked=asked, most=most, at="postage")


class ExchangeNotWanted(AboutReturn):
    """The buyer wants the money."""

    code: ClassVar[str] = "refunds.exchange_not_wanted"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the buyer of return {return_id} did not ask for other goods"
    remedy: ClassVar[str | None] = "refund it"
    rule_ids: ClassVar[tuple[str, ...]] = ("S30",)


def must_be_wanted(one: Return, ctx: Context) -> ExchangeNotWanted | None:
    """Other goods come in the place of the money where the buyer asked for that, or an operator says so (S30)."""
    return None if one.wants_exchange or isinstance(ctx.actor, Operator) else ExchangeNotWanted(return_id=one.id)


class OwnReplacement(AboutReturn):
    """An order is named as what comes in the place of its own money."""

    code: ClassVar[str] = "refunds.own_replacement"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "return {return_id} is of the very order that is named as its replacement"
    remedy: ClassVar[str | None] = "name the new order"
    rule_ids: ClassVar[tuple[str, ...]] = ("S30",)


def must_be_another_order(command: ExchangeReturn) -> OwnReplacement | None:
    """What comes in the place of the money is another order."""
    if command.replacement != command.order:
        return None
    return OwnReplacement(return_id=command.return_id, at="replacement")


@frozen(kw_only=True)
class UnitsExchanged(Refusal):
    """Other goods came in the place of the money of units that came back."""

    code: ClassVar[str] = "refunds.units_exchanged"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "of line {line}, {exchanged} units were returned and exchanged already"
    remedy: ClassVar[str | None] = "ask for what else came back, or give another cause"
    rule_ids: ClassVar[tuple[str, ...]] = ("S30",)

    line: LineId
    exchanged: int


def must_not_be_exchanged(after_sales: AfterSales, part: Part, command: RefundContent) -> tuple[UnitsExchanged, ...]:
    """Units that came back and were exchanged are not paid back because they came back; for another cause they may be.

    A full refund for that cause would be of them too.
    """
    if command.cause not in RETURNS:
        return ()
    found: list[UnitsExchanged] = []
    wanted = {named.line: named.units for named in command.lines}
    for line in part.lines:
        exchanged = units_exchanged(after_sales, line.id)
        left = 0 if command.mode is Mode.FULL else max(0, units_shipped(line) - wanted.get(line.id, 0))
        if exchanged > left and (command.mode is Mode.FULL or wanted.get(line.id, 0)):
            found.append(UnitsExchanged(line=line.id, exchanged=exchanged))
    return tuple(found)
