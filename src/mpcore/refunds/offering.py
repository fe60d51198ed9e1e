"""What an actor may do with an order's refunds and returns now, filled in with the most that is allowed; and why not.

It asks the gates, questions and deciders that `decide` asks, each about a command that is filled in like that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from mpcore.kernel import Buyer, Option, PartId, Refusal, Refused, VendorMember, changed, made
from mpcore.orders import Order, Part
from mpcore.refunds import rules
from mpcore.refunds.commands import (
    AbandonRefund,
    AcceptReturn,
    AnswerCase,
    ApproveRefund,
    AskDocuments,
    CancelReturn,
    DecideCase,
    ErasePersonalData,
    EscalateReturn,
    ExchangeReturn,
    FireTimers,
    ForceRefund,
    OpenReturn,
    ReceiveReturn,
    RecordRefundFailure,
    RecordRefundPayment,
    RecordReturnArrival,
    RefundCancellation,
    RefundCommand,
    RefundReturn,
    RefundSurplus,
    RejectRefund,
    RejectReturn,
    RequestRefund,
    RetryRefund,
    SettleRefundByHand,
    ShipBack,
    SupplyDocuments,
    WithdrawRefund,
)
from mpcore.refunds.context import Context
from mpcore.refunds.decide import approving, asking, protection, return_refunds, returns, settling, upkeep
from mpcore.refunds.events import Events
from mpcore.refunds.filling import (
    Given,
    payments_awaited,
    said_rightly,
    send_back_at_most,
    surplus_at_most,
    to_answer,
    to_ask_for,
)
from mpcore.refunds.gates import GATES, admit_to_order, admit_to_part, admit_to_refund, admit_to_return, knows_part
from mpcore.refunds.model import AfterSales, Refund, Return
from mpcore.refunds.telling import must_be_told
from mpcore.refunds.views import must_belong

__all__ = ["options"]

_Against: TypeAlias = tuple[Refusal, ...] | None
"""What stands against a command; None: it would change nothing."""


def options(after_sales: AfterSales, ctx: Context) -> tuple[Option[RefundCommand], ...]:
    """What whoever asks may do with each part, open refund and open return that they may know of; else why not.

    Of a return that was refunded before its goods came, or expired, they may still say that these have come.

    There is none for a stranger, none that nobody of their kind may ever ask for, and none that would change nothing.
    An option without reasons is accepted when what only the actor can say is filled in rightly: ids, a reason, an
    address, documents, the reason of a return, for which nothing was rejected, and the cause of a refund, of which
    goodwill needs no facts.  One with reasons is refused with them, unless it says again what was said before.  The
    host's own rules judge whole commands, so they speak when one is asked.  Wrong contexts raise what they raise in
    `decide`.
    """
    must_belong(after_sales, ctx)
    must_be_told(after_sales, ctx.order)
    parts = {part.id: part for part in ctx.order.parts if knows_part(ctx.actor, ctx.order, part)}
    if not parts:
        return ()
    offer = _Offer(after_sales, changed(ctx, also=()), parts)
    found = offer.of_order()
    for part in parts.values():
        found += offer.of_part(part)
    outside = isinstance(ctx.actor, VendorMember | Buyer)
    for refund in after_sales.refunds:
        if refund.is_open and (refund.part in parts or (refund.part is None and not outside)):
            found += offer.of_refund(refund)
    for one in after_sales.returns:
        if (one.is_open or one.may_still_come or one.may_turn_up) and one.part in parts:
            found += offer.of_return(one, parts[one.part])
    return tuple(found)


class _Offer:
    """The options of one actor; what is the same for several of them is found once."""

    def __init__(self, after_sales: AfterSales, ctx: Context, parts: Mapping[PartId, Part]) -> None:
        self._after_sales = after_sales
        self._ctx = ctx
        self._said = said_rightly(after_sales, ctx)
        self._room = {name: rules.must_leave_room(after_sales, part, ctx) for name, part in parts.items()}

    def of_order(self) -> list[Option[RefundCommand]]:
        found: list[Option[RefundCommand]] = []
        for command in (RefundSurplus, FireTimers, ErasePersonalData):
            if self._is_for(command):
                missing = admit_to_order(GATES[command], self._ctx)
                given = surplus_at_most(self._after_sales, self._ctx.order) if command is RefundSurplus else {}
                option = self._option(command, {"order": self._after_sales.order, **given}, None)
                found += _judged(option, missing.reasons if missing else self._against_whole(option))
        return found

    def _against_whole(self, option: Option[RefundCommand]) -> _Against:
        command = self._filled(option)
        if isinstance(command, RefundSurplus):
            return _against(asking.refund_surplus(self._after_sales, command, self._ctx))
        if isinstance(command, ErasePersonalData):
            return _against(upkeep.erase_personal_data(self._after_sales, command, self._ctx))
        return ()

    def of_part(self, part: Part) -> list[Option[RefundCommand]]:
        found: list[Option[RefundCommand]] = []
        for command, (give, follows) in _OF_PARTS.items():
            for given in give(self._after_sales, part, self._ctx) if self._is_for(command) else ():
                named = {"order": self._after_sales.order, "part": part.id}
                option = self._option(command, {**named, **given}, part.id)
                known = admit_to_part(part.id, GATES[command], self._ctx)
                if isinstance(known, Refused):
                    found += [changed(option, given=named, reasons=known.reasons)]
                    break
                outcome = follows(self._after_sales, part, self._filled(option), self._ctx)
                found += _judged(option, _against(outcome))
        return found

    def of_refund(self, refund: Refund) -> list[Option[RefundCommand]]:
        found: list[Option[RefundCommand]] = []
        about = WithdrawRefund(order=self._after_sales.order, refund=refund.id)  # any command would do: it names it
        named: Given = {"order": about.order, "refund": about.refund}
        for command, ask in _OF_REFUNDS.items():
            if not self._is_for(command):
                continue
            bare = self._option(command, named, refund.part)
            known = admit_to_refund(self._after_sales, about, GATES[command], self._ctx)
            if isinstance(known, Refused):
                found += _judged(bare, known.reasons)
                continue
            for given in _payments(command, refund, self._ctx.order):
                option = changed(bare, given={**named, **given})
                found += _judged(option, ask(self._after_sales, refund, self._filled(option), self._ctx))
        return found

    def of_return(self, one: Return, part: Part) -> list[Option[RefundCommand]]:
        found: list[Option[RefundCommand]] = []
        about = CancelReturn(order=self._after_sales.order, return_id=one.id)  # any command would do: it names it
        named: Given = {"order": about.order, "return_id": about.return_id}
        for command in _OF_RETURNS if one.is_open else _OF_GOODS:
            if not self._is_for(command):
                continue
            bare = self._option(command, named, part.id)
            known = admit_to_return(self._after_sales, about, GATES[command], self._ctx)
            if isinstance(known, Refused):
                found += _judged(bare, known.reasons)
                continue
            option = changed(bare, given={**named, **to_answer(command, one, part, self._ctx)})
            found += _judged(option, self._against_answer(option, one, part))
        return found

    def _against_answer(self, option: Option[RefundCommand], one: Return, part: Part) -> _Against:
        command = self._filled(option)
        if isinstance(command, RefundReturn):
            return return_refunds.against_refund(self._after_sales, part, one, command, self._room[part.id], self._ctx)
        return _against(_OF_RETURNS[option.command](self._after_sales, part, one, command, self._ctx))

    def _is_for(self, command: type[RefundCommand]) -> bool:
        """Whether anybody of the actor's kind may ever ask for it."""
        return type(self._ctx.actor) in GATES[command].kinds

    def _option(self, command: type[RefundCommand], given: Given, part: PartId | None) -> Option[RefundCommand]:
        return made(Option, command=command, given=given, reasons=(), part=part)

    def _filled(self, option: Option[RefundCommand]) -> RefundCommand:
        said = self._said.get(option.command, {})
        return option.fill(**{name: value for name, value in said.items() if name not in option.given})


def _judged(option: Option[RefundCommand], against: _Against) -> list[Option[RefundCommand]]:
    return [] if against is None else [changed(option, reasons=against)]


def _against(outcome: Events | Refused) -> _Against:
    if isinstance(outcome, Refused):
        return outcome.reasons
    return () if outcome else None


def _payments(command: type[RefundCommand], refund: Refund, order: Order) -> list[Given]:
    if command is RecordRefundPayment or command is RecordRefundFailure:
        return payments_awaited(refund, order, amounts=command is RecordRefundPayment)
    return [{}]


def _approval(after_sales: AfterSales, refund: Refund, _: ApproveRefund, ctx: Context) -> _Against:
    """What `approving.approve` has against it, without looking for the payments that the money goes to."""
    return approving.against_approval(after_sales, refund, ctx)


def _answer(report: Callable[..., Events | Refused]) -> Callable[[AfterSales, Refund, Any, Context], _Against]:
    return lambda after_sales, refund, command, ctx: _against(report(after_sales, refund, command, ctx))


def _amounts(_: AfterSales, part: Part, ctx: Context) -> list[Given]:
    return to_ask_for(part, ctx.order)


def _goods(after_sales: AfterSales, part: Part, ctx: Context) -> list[Given]:
    return [send_back_at_most(after_sales, part, ctx)]


def _nothing(_: AfterSales, __: Part, ___: Context) -> list[Given]:
    return [{}]


_OF_PARTS: Mapping[
    type[RefundCommand], tuple[Callable[[AfterSales, Part, Context], list[Given]], Callable[..., Events | Refused]]
] = {
    RequestRefund: (_amounts, asking.request),
    ForceRefund: (_amounts, asking.request),
    RefundCancellation: (_nothing, asking.refund_cancellation),
    OpenReturn: (_goods, returns.open_return),
}

_OF_REFUNDS: Mapping[type[RefundCommand], Callable[[AfterSales, Refund, Any, Context], _Against]] = {
    ApproveRefund: _approval,
    RejectRefund: _answer(approving.reject),
    WithdrawRefund: _answer(approving.withdraw),
    RecordRefundPayment: _answer(settling.settled),
    RecordRefundFailure: _answer(settling.failed),
    RetryRefund: _answer(settling.retry),
    SettleRefundByHand: _answer(settling.settle_by_hand),
    AbandonRefund: _answer(settling.abandon),
}

_OF_RETURNS: Mapping[type[RefundCommand], Callable[..., Events | Refused]] = {
    AskDocuments: returns.ask_documents,
    SupplyDocuments: returns.supply_documents,
    AcceptReturn: returns.accept,
    RejectReturn: returns.reject,
    ShipBack: returns.ship_back,
    RecordReturnArrival: returns.arrive,
    ReceiveReturn: returns.receive,
    CancelReturn: returns.cancel,
    RefundReturn: return_refunds.refund_return,
    ExchangeReturn: return_refunds.exchange,
    EscalateReturn: protection.escalate,
    AnswerCase: protection.answer_case,
    DecideCase: protection.decide_case,
}

_OF_GOODS = (RecordReturnArrival, ReceiveReturn)
"""What is still said of a return that was refunded before its goods came, or that expired."""
