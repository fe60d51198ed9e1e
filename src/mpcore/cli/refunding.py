"""`mpcore refund`: an order from a file, and what would go back of it to whom, or every reason why nothing would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpcore import presets
from mpcore.cli.arguments import Options
from mpcore.cli.books import rules_of
from mpcore.cli.clock import moment
from mpcore.cli.console import listed, say
from mpcore.cli.files import loaded
from mpcore.cli.givebacks import GiveBack, as_json, as_text
from mpcore.cli.refund_requests import asker, command_of, part_of
from mpcore.kernel import (
    BrokenHistoryError,
    Fault,
    MalformedError,
    MemberId,
    Operator,
    RefundId,
    Refusal,
    Refused,
    System,
    changed,
    utc,
)

if TYPE_CHECKING:
    from datetime import datetime

    from mpcore.kernel import Actor, RuleBookId
    from mpcore.orders import Order, Part
    from mpcore.presets import RuleBook
    from mpcore.refunds import AfterSales, Context, ForceRefund, RefundCommand, RefundEvent, RequestRefund

__all__ = ["refunded"]

_EXAMPLE_PART = "p2"
_APPROVERS = (Operator(MemberId("first approver")), Operator(MemberId("second approver")))


def refunded(options: Options) -> None:
    """Ask for the refund, approve it and give it back, as a dry run, then tell; nothing is kept of it.

    `MalformedError` names the argument at fault.
    """
    from mpcore import orders, refunds  # noqa: PLC0415 - only who asks for a refund pays for it

    example = options.order is None
    if example and options.after_sales is not None:
        raise MalformedError(Fault("--after-sales", "is of an order of your own; give its file before it"))
    order = loaded(orders.Order, "ORDER", options.order, "order.json")
    after_sales = refunds.after_sales_of(order)
    if example or options.after_sales is not None:
        after_sales = loaded(refunds.AfterSales, "--after-sales", options.after_sales, "after_sales.json")
    _must_fit(after_sales, order, f"--after-sales {options.after_sales or ''}".rstrip())
    book, placed_under = _book(options.policy, order), order.rule_book
    order, after_sales = changed(order, rule_book=book.id), changed(after_sales, rule_book=book.id)
    part = part_of(order, _EXAMPLE_PART if example and options.part is None else options.part)
    run = _DryRun(order, after_sales, book, moment(options.at, example=example))
    actor = asker(options, order, part)
    try:
        command = command_of(options, part, after_sales, run.context(actor), run.unused)
        told = _given_back(run, command, actor, options.asker, part, placed_under)
        text = as_json(told) if options.as_json else as_text(told, options.locale)
    except (BrokenHistoryError, LookupError, ValueError) as error:
        if isinstance(error, MalformedError) and any(fault.at.startswith("--") for fault in error.faults):
            raise
        said = f"contradicts itself ({str(error)[:200]}); give what mpcore.wire writes of an order"
        raise MalformedError(Fault(f"ORDER {options.order or ''}".rstrip(), said)) from None
    say(text)


def _given_back(
    run: _DryRun,
    command: RequestRefund | ForceRefund,
    actor: Actor,
    asked_by: str,
    part: Part,
    placed_under: RuleBookId,
) -> GiveBack:
    """What becomes of the command, up to the last cent; operators who did not ask approve it."""
    from mpcore.refunds import ApproveRefund, ForceRefund, RefundApproved, credit_note  # noqa: PLC0415 - as above

    reasons = run.do(command, actor)
    approval = ApproveRefund(order=command.order, refund=command.refund)
    approvals = 0
    while not reasons and run.waits(command.refund) and approvals < len(_APPROVERS):
        reasons = run.do(approval, _APPROVERS[approvals])
        approvals += 1
    run.give(command.refund)
    refund = None if reasons else run.after_sales.refund(command.refund)
    payouts = [event.cancels_payout for event in run.events if isinstance(event, RefundApproved)]
    return GiveBack(
        order=run.order,
        part=part,
        left=run.order.part(part.id) or part,
        rule_book=run.book.id,
        placed_under=placed_under,
        at=run.now,
        asked_by=asked_by,
        cause=command.cause,
        forced=isinstance(command, ForceRefund),
        reasons=reasons,
        refund=refund,
        approvals=approvals,
        cancels_payout=next(iter(payouts), None),
        note=None if refund is None else credit_note(refund, run.order),
    )


class _DryRun:
    """An order and its refunds, each told of the other at once, as a host keeps them."""

    def __init__(self, order: Order, after_sales: AfterSales, book: RuleBook, now: datetime) -> None:
        self.order = order
        self.after_sales = after_sales
        self.book = book
        self.events: list[RefundEvent] = []
        self.now = utc(now)

    @property
    def unused(self) -> RefundId:
        """The id of a refund that there is not yet."""
        name = RefundId("dry-run")
        while self.after_sales.refund(name) is not None:
            name = RefundId(f"{name}-")
        return name

    def context(self, actor: Actor) -> Context:
        """For a decision now."""
        from mpcore.refunds import Context  # noqa: PLC0415 - as above

        return Context(now=self.now, actor=actor, policy=self.book.refunds, order=self.order)

    def waits(self, name: RefundId) -> bool:
        """Whether somebody has to approve it."""
        from mpcore.refunds import RefundStage  # noqa: PLC0415 - as above

        refund = self.after_sales.refund(name)
        return refund is not None and refund.stage is RefundStage.REQUESTED

    def do(self, command: RefundCommand, actor: Actor) -> tuple[Refusal, ...]:
        """Every reason why not; none: it is done."""
        from mpcore import orders, refunds  # noqa: PLC0415 - as above

        outcome = refunds.execute(self.after_sales, command, self.context(actor))
        if isinstance(outcome, Refused):
            return outcome.reasons
        self.after_sales = outcome.state
        self.events += outcome.events
        for fact in refunds.facts_for(outcome.state, outcome.events):
            self.order = orders.record(self.order, fact).state
        return ()

    def give(self, name: RefundId) -> None:
        """What is approved of the refund goes back to its payments."""
        from mpcore.refunds import RecordRefundPayment, intents  # noqa: PLC0415 - as above

        for one in intents(self.after_sales, self.order):
            if one.refund == name:
                went = RecordRefundPayment(
                    order=one.order, refund=name, payment=one.payment, attempt=one.attempt, amount=one.amount
                )
                self.do(went, System("refund"))


def _must_fit(after_sales: AfterSales, order: Order, place: str) -> None:
    """Raises `MalformedError` where the order and what was refunded of it do not know of each other."""
    from mpcore.orders import RefundClosed, RefundOpened, RefundSettled  # noqa: PLC0415 - as above

    theirs = (after_sales.order, after_sales.currency, after_sales.rule_book)
    if theirs != (order.id, order.currency, order.rule_book):
        raise MalformedError(Fault(place, f"is of another order, {after_sales.order}; give that of {order.id}"))
    told = {fact.refund for fact in order.facts if isinstance(fact, RefundOpened | RefundClosed | RefundSettled)}
    known = {refund.id for refund in after_sales.refunds if refund.part is not None}
    if told - known:
        text = (
            f"order {order.id} was told of refunds that are missing: {listed(sorted(told - known))}; give all of them"
        )
        raise MalformedError(Fault(place, text))
    if known - told:
        names = listed(sorted(known - told))
        raise MalformedError(
            Fault(place, f"has refunds that order {order.id} was not told of: {names}; tell it first (`orders.record`)")
        )
    if order.surplus_refunded and all(refund.part is not None for refund in after_sales.refunds):
        text = f"order {order.id} was told of surplus that went back, and the refund of it is missing; give all of them"
        raise MalformedError(Fault(place, text))


def _book(name: str, order: Order) -> RuleBook:
    """The rule book that decides: the one that the order was placed under, unless another is named."""
    if not name and order.rule_book not in [book.id for book in presets.ALL]:
        text = f"order {order.id} was placed under rule book {order.rule_book}; give the file of it"
        raise MalformedError(Fault("--policy", text))
    return rules_of(name or order.rule_book)
