"""For the reasons that refunds and returns give: the smallest change that takes each away, where there is one.

What went back, what nobody paid and what never arrived no change of a command, a policy or a single fact takes away;
`cured` has None for those.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from attrs import evolve

from mpcore import refunds
from mpcore.kernel import (
    BeforeItsCause,
    Duplicate,
    Exceeds,
    IdTaken,
    InTheFuture,
    NotFound,
    NothingNamed,
    OrderId,
    OutOfRange,
    PartId,
    Personal,
    Refusal,
    changed,
    put,
)
from mpcore.kernel.rulebook import changed_at
from mpcore.orders import (
    Address,
    ChargebackOpen,
    ChargebackStage,
    CurrencyMismatch,
    DispatchKind,
    Order,
    Part,
    Pauses,
    Quantity,
)
from mpcore.orders.shares import left_of
from mpcore.refunds import (
    AcceptReturn,
    AfterSales,
    AnswerCase,
    AskDocuments,
    CutOff,
    DecideCase,
    DocumentId,
    EscalateReturn,
    ExchangeReturn,
    ForceRefund,
    Grounds,
    Mode,
    OpenReturn,
    ReceiveReturn,
    RecordRefundFailure,
    RecordRefundPayment,
    RecordReturnArrival,
    RefundCancellation,
    RefundCause,
    RefundCommand,
    RefundReturn,
    RefundSurplus,
    RequestRefund,
    RetryRefund,
    Return,
    SettleRefundByHand,
    ShipBack,
    SupplyDocuments,
    WithdrawRefund,
    rules,
)
from mpcore.refunds.asker import requester_of
from mpcore.refunds.commands import OfRefund, OfReturn, OfReturnCommand, RefundContent
from mpcore.refunds.returning import apart_from_returns
from mpcore.testing.cures.cases import unused, with_part
from mpcore.testing.entitled import OPERATOR

__all__ = ["CURED", "MOVES", "Case", "cause_of", "cured"]

Case: TypeAlias = tuple[AfterSales, RefundCommand, refunds.Context]
"""What a decision about refunds and returns is made of."""

Cure: TypeAlias = Callable[..., Case | None]
"""What takes a reason away; None where nothing does."""

_CAUSES: Mapping[type[Refusal], str] = {
    rules.PartNotPaid: "money",
    rules.NothingToRefund: "money",
    rules.NothingOwed: "money",
    rules.NothingToReturn: "money",
    rules.PaymentCannotTake: "money",
    rules.ReturnMoneyAwaited: "money under way",
    rules.PartOnHold: "hold",
    ChargebackOpen: "chargeback",
    rules.RefundAfterPayout: "payout",
    rules.RefundWindowClosed: "window",
    rules.TooManyOpenRefunds: "open refunds",
    rules.OtherLanguage: "language",
    rules.CauseNeedsMode: "cause",
    rules.CauseNotBorneOut: "cause",
    rules.BearerNotYours: "bearer",
    rules.AmountsNamed: "content",
    rules.EmptyRefund: "content",
    rules.AmountExceedsRemaining: "content",
    rules.MustBeFullRefund: "content",
    rules.RestockNotAllowed: "content",
    rules.UnitsExchanged: "content",
    rules.NoSuchAttempt: "content",
    rules.PostageTooHigh: "content",
    rules.NotReturnable: "content",
    rules.NotYetDelivered: "content",
    rules.ReturnWindowClosed: "content",
    rules.LateWithTheRest: "content",
    rules.AskedBefore: "content",
    CurrencyMismatch: "content",
    NotFound: "content",
    IdTaken: "content",
    Duplicate: "content",
    Exceeds: "content",
    OutOfRange: "content",
    rules.FourEyes: "eyes",
    rules.NotTheRequester: "requester",
    rules.ReturnTooLate: "time",
    InTheFuture: "time",
    BeforeItsCause: "time",
    rules.ReturnBeingRefunded: "refund under way",
    rules.CaseWasDenied: "denied",
    rules.AskedEnough: "rounds",
    rules.ReturnAddressRequired: "address",
    rules.ReturnInTime: "rejection",
    rules.ReturnNotReceived: "receipt",
    rules.NothingCameBack: "what came back",
    rules.ExchangeNotWanted: "exchange",
    rules.OwnReplacement: "replacement",
    rules.EvidenceRequired: "evidence",
    rules.GroundsNotBorneOut: "grounds",
    rules.NoProtection: "protection",
    rules.OwnCase: "side",
    rules.StillAnswering: "answer",
}

MOVES: Mapping[str, frozenset[str]] = {
    "content": frozenset({"cause", "money"}),  # a cause is borne out by what is named, and of that a bank took some
    "grounds": frozenset({"denied"}),  # of a wrong item one more case may be brought
    "denied": frozenset({"what came back"}),  # what is owed is paid back though nothing came
    "refund under way": frozenset({"time", "content"}),  # while it is, nobody is late, and its units are the return's
}
"""Causes that may come and go with another."""


def cause_of(reason: Refusal) -> str:
    """What the reason is about; two reasons with one cause go together."""
    if isinstance(reason, NothingNamed):
        return "content" if reason.thing == "line" else "documents"
    if isinstance(reason, rules.AmountExceedsRemaining) and reason.at is None:
        return "money"
    return _CAUSES.get(type(reason), reason.code)


def cured(reason: Refusal, after_sales: AfterSales, command: RefundCommand, ctx: refunds.Context) -> Case | None:
    """The same case without what the reason names; None where only another history takes it away."""
    cause = cause_of(reason)
    if cause in _POLICIES:
        path, value = _POLICIES[cause]
        return after_sales, command, evolve(ctx, policy=changed_at(ctx.policy, {path: value}))
    cure = _CURES.get(cause)
    return None if cure is None else cure(after_sales, command, ctx)


def _part(after_sales: AfterSales, command: RefundCommand, order: Order) -> Part:
    """The part that a command is about, whether it names it or a refund or a return of it."""
    name: PartId | None = None
    if isinstance(command, RefundContent | RefundCancellation):
        name = command.part
    elif isinstance(command, OfReturn):
        name = _return(after_sales, command).part
    elif isinstance(command, OfRefund):
        refund = after_sales.refund(command.refund)
        name = None if refund is None else refund.part
    return next(part for part in order.parts if part.id == name)


def _return(after_sales: AfterSales, command: OfReturn) -> Return:
    return next(one for one in after_sales.returns if one.id == command.return_id)


def _with_return(after_sales: AfterSales, one: Return) -> AfterSales:
    return changed(after_sales, returns=put(after_sales.returns, one))


def _released(after_sales: AfterSales, command: RefundCommand, ctx: refunds.Context) -> Case:
    part = changed(_part(after_sales, command, ctx.order), pauses=Pauses())
    return after_sales, command, evolve(ctx, order=with_part(ctx.order, part))


def _not_charged_back(after_sales: AfterSales, command: RefundCommand, ctx: refunds.Context) -> Case:
    part = changed(_part(after_sales, command, ctx.order), chargeback=ChargebackStage.NONE)
    return after_sales, command, evolve(ctx, order=with_part(ctx.order, part))


def _followed(after_sales: AfterSales, command: EscalateReturn, ctx: refunds.Context) -> Case:
    part = _part(after_sales, command, ctx.order)
    tracked = tuple([changed(sent, kind=DispatchKind.TRACKED) for sent in part.dispatches])
    return after_sales, command, evolve(ctx, order=with_part(ctx.order, changed(part, dispatches=tracked)))


def _well_named(after_sales: AfterSales, command: RefundCommand, ctx: refunds.Context) -> Case | None:
    """What is named is there: a cent of the part, all of it, one unit that can be returned, an attempt not answered."""
    match command:
        case RequestRefund() | ForceRefund():
            return _of_the_part(after_sales, command, ctx)
        case RecordRefundPayment() | RecordRefundFailure():
            return _answered(after_sales, command, ctx)
        case RefundSurplus() | SettleRefundByHand():
            return None if command.amount is None else (after_sales, evolve(command, amount=None), ctx)
        case RetryRefund():
            return after_sales, evolve(command, payment=None), ctx
        case RefundReturn() | ShipBack():
            return after_sales, evolve(command, postage=None), ctx
        case ReceiveReturn():
            return after_sales, evolve(command, lines=()), ctx
        case OpenReturn():
            return _returnable(after_sales, command, ctx)
        case _:
            return None


def _of_the_part(after_sales: AfterSales, command: RequestRefund | ForceRefund, ctx: refunds.Context) -> Case | None:
    part = apart_from_returns(after_sales, _part(after_sales, command, ctx.order))
    if command.mode is Mode.FULL:
        cause = RefundCause.GOODWILL if rules.must_not_be_exchanged(after_sales, part, command) else command.cause
        return after_sales, evolve(command, lines=(), shipping=None, amount=None, cause=cause), ctx
    if min(part.refundable, sum([left_of(line).total for line in part.lines])) < 1:
        return None
    return after_sales, evolve(command, lines=(), shipping=None, amount=ctx.order.money(1)), ctx


def _answered(
    after_sales: AfterSales, command: RecordRefundPayment | RecordRefundFailure, ctx: refunds.Context
) -> Case | None:
    refund = after_sales.refund(command.refund)
    for share in () if refund is None else refund.payments:
        if share.payment == command.payment and share.answer(share.attempt) is None:
            last = evolve(command, attempt=share.attempt)
            if isinstance(last, RecordRefundPayment):
                last = evolve(last, amount=ctx.order.money(share.attempts[-1]))
            return after_sales, last, ctx
    return None


def _returnable(after_sales: AfterSales, command: OpenReturn, ctx: refunds.Context) -> Case | None:
    part = next(part for part in ctx.order.parts if part.id == command.part)
    for line in part.lines:
        one = evolve(command, lines=(Quantity(line.id, 1),))
        if not rules.must_be_returnable(after_sales, part, one, ctx):
            return after_sales, one, ctx
    return None


def _dated(after_sales: AfterSales, command: OfReturnCommand, ctx: refunds.Context) -> Case | None:
    """It happens now, and somebody is still waited for; a clock that ran backwards is put right."""
    one = _return(after_sales, command)
    if one.may_turn_up:
        return None
    if isinstance(command, ShipBack | RecordReturnArrival | ReceiveReturn):
        ctx = evolve(ctx, now=max(ctx.now, one.accepted_at or one.opened_at))
        command = evolve(command, happened_at=ctx.now)
    return _with_return(after_sales, changed(one, due=None)), command, ctx


def _asked_for_oneself(after_sales: AfterSales, command: WithdrawRefund, ctx: refunds.Context) -> Case:
    mine = [changed(one, requester=requester_of(ctx)) for one in after_sales.refunds if one.id == command.refund]
    return changed(after_sales, refunds=put(after_sales.refunds, mine[0])), command, ctx


def _not_under_way(after_sales: AfterSales, command: OfReturnCommand, ctx: refunds.Context) -> Case:
    return _with_return(after_sales, changed(_return(after_sales, command), refund=None)), command, ctx


def _without_a_case(after_sales: AfterSales, command: OfReturnCommand, ctx: refunds.Context) -> Case:
    return _with_return(after_sales, changed(_return(after_sales, command), case=None)), command, ctx


def _wanted(after_sales: AfterSales, command: ExchangeReturn, ctx: refunds.Context) -> Case:
    return _with_return(after_sales, changed(_return(after_sales, command), wants_exchange=True)), command, ctx


def _once_more(after_sales: AfterSales, command: AskDocuments, ctx: refunds.Context) -> Case:
    rounds = _return(after_sales, command).rounds + 1
    return after_sales, command, evolve(ctx, policy=changed_at(ctx.policy, {"returns.documents_rounds": rounds}))


def _with_address(after_sales: AfterSales, command: AcceptReturn, ctx: refunds.Context) -> Case:
    address = Address(name="the vendor", lines=("1 Dock Road",), country="FR")
    return after_sales, evolve(command, address=Personal(address)), ctx


def _replaced(after_sales: AfterSales, command: ExchangeReturn, ctx: refunds.Context) -> Case:
    return after_sales, evolve(command, replacement=OrderId(unused([after_sales.order]))), ctx


def _with_evidence(after_sales: AfterSales, command: EscalateReturn | AnswerCase, ctx: refunds.Context) -> Case:
    return after_sales, evolve(command, evidence=(_new_document(after_sales, command),)), ctx


def _with_documents(after_sales: AfterSales, command: SupplyDocuments, ctx: refunds.Context) -> Case:
    return after_sales, evolve(command, documents=(_new_document(after_sales, command),)), ctx


def _new_document(after_sales: AfterSales, command: OfReturnCommand) -> DocumentId:
    one = _return(after_sales, command)
    return DocumentId(unused(one.documents if one.case is None else (*one.documents, *one.case.evidence)))


def _on_other_grounds(after_sales: AfterSales, command: EscalateReturn, ctx: refunds.Context) -> Case:
    return after_sales, evolve(command, grounds=Grounds.OTHER), ctx


def _borne_by_nobody_named(after_sales: AfterSales, command: RequestRefund, ctx: refunds.Context) -> Case:
    return after_sales, evolve(command, bearer=None), ctx


def _by_the_marketplace(after_sales: AfterSales, command: AnswerCase, ctx: refunds.Context) -> Case:
    return after_sales, command, evolve(ctx, actor=OPERATOR)


def _for_the_other_side(after_sales: AfterSales, command: DecideCase, ctx: refunds.Context) -> Case | None:
    case = _return(after_sales, command).case
    return None if case is None else (after_sales, evolve(command, decision=case.favours_the_other_side), ctx)


_POLICIES: Mapping[str, tuple[str, object]] = {
    "payout": ("cut_off", CutOff.NONE),
    "window": ("threshold_days", None),
    "open refunds": ("max_open_requests", None),
    "language": ("reason_languages", ()),
    "cause": ("enforce_causes", False),
    "eyes": ("four_eyes_above", None),
    "rejection": ("returns.vendors_may_reject", True),
    "receipt": ("returns.requires_receipt", False),
}
"""Where the policy that a reason comes from is, and how it has nothing against it."""

_CURES: Mapping[str, Cure] = {
    "hold": _released,
    "chargeback": _not_charged_back,
    "content": _well_named,
    "bearer": _borne_by_nobody_named,
    "requester": _asked_for_oneself,
    "time": _dated,
    "refund under way": _not_under_way,
    "denied": _without_a_case,
    "rounds": _once_more,
    "documents": _with_documents,
    "address": _with_address,
    "exchange": _wanted,
    "replacement": _replaced,
    "evidence": _with_evidence,
    "grounds": _on_other_grounds,
    "protection": _followed,
    "side": _by_the_marketplace,
    "answer": _for_the_other_side,
}

CURED: frozenset[str] = frozenset((*_POLICIES, *_CURES))
"""The causes that something takes away."""
