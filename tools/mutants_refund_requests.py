"""How each rule about requests for refunds is negated, in every place that enforces it."""

from __future__ import annotations

from tools.mutant import Mutant, turned

__all__ = ["MUTANTS"]

ASKING, AMOUNTS, CAUSES = "refunds/rules/asking.py", "refunds/rules/amounts.py", "refunds/rules/causes.py"
DECIDING, SURPLUS, MADE = "refunds/rules/deciding.py", "refunds/rules/surplus.py", "refunds/asking.py"
REQUEST, APPROVE, SETTLE = "refunds/decide/asking.py", "refunds/decide/approving.py", "refunds/decide/settling.py"
ENTITLED, MODEL, STATES, GATES = (f"refunds/{name}.py" for name in ("entitlement", "model", "states", "gates"))

MUTANTS: tuple[Mutant, ...] = (
    # Whether it can be asked for
    turned("U20", ASKING, "must_be_paid", "part.stage is PartStage.AWAITING_PAYMENT or part.paid == 0", "False"),
    turned("U20", ASKING, "must_be_paid", "PartNotPaid(part=part.id) if waits else None", "PartNotPaid(part=part.id)"),
    turned("U20", ASKING, "must_not_be_held", "not isinstance(ctx.actor, Operator)", "False"),
    turned("U20 U24", AMOUNTS, "must_have_something", "part.refundable > 0 and rest_of(part)", "True"),
    turned("U20", MADE, "asked_for", "Mode.FULL if full else Mode.PARTIAL", "Mode.FULL"),
    turned("U20 00.7", ASKING, "must_be_in_time", "ctx.now < end", "ctx.now <= end"),
    turned("U20 00.7", ASKING, "window_end", "days + 1", "days"),
    turned("00.7", ASKING, "window_end", "ctx.policy.zone", "'UTC'", -1),
    turned("X-T2 00.6", ASKING, "must_leave_room", "len(after_sales.open_of(part.id)) < most", "True"),
    turned(
        "X-T2 00.6",
        ASKING,
        "must_leave_room",
        "len(after_sales.open_of(part.id)) < most",
        "len(after_sales.open_of(part.id)) <= most",
    ),
    turned("X-T2 00.6", MODEL, "AfterSales.open_of", "one.part == part", "True"),
    turned(
        "X-T2 00.6",
        STATES,
        "",
        "{RefundStage.REQUESTED, RefundStage.APPROVED, RefundStage.FAILED}",
        "{RefundStage.REQUESTED}",
    ),
    turned("00.6", SETTLE, "settle_by_hand", "refund.stage is not RefundStage.FAILED", "False"),
    turned("00.6", SETTLE, "abandon", "refund.stage is RefundStage.ABANDONED", "True"),
    # Who decides
    turned("U21", GATES, "", "_gate(ApproveRefund, Operator)", "_gate(ApproveRefund, VendorMember, Operator)"),
    turned("U21", GATES, "", "_gate(RejectRefund, Operator)", "_gate(RejectRefund, VendorMember, Operator)"),
    turned("U21", REQUEST, "request", "refund.requester is Requester.VENDOR", "True"),
    turned("U21", REQUEST, "request", "ctx.policy.auto_approve", "False"),
    turned("U21 U23", REQUEST, "request", "rules.eyes_needed(refund, ctx.order, ctx) > 1", "False"),
    turned("U21", DECIDING, "eyes_needed", "refund.amount > to_minor(above)", "refund.amount >= to_minor(above)"),
    turned("U21", DECIDING, "must_be_another", "staff == refund.requested_by", "False"),
    turned(
        "U21",
        APPROVE,
        "approve",
        "staff in refund.approvals and refund.stage is RefundStage.REQUESTED",
        "False",
    ),
    turned(
        "U21",
        APPROVE,
        "approve",
        "len(refund.approvals) + 1 < rules.eyes_needed(refund, ctx.order, ctx)",
        "False",
    ),
    turned("U21", APPROVE, "reject", "refund.stage is RefundStage.REJECTED", "True"),
    turned("U21", APPROVE, "wrong_stage", "REFUND.target(refund.stage, event) is not None", "True"),
    # Reasons
    turned("U22", MODEL, "Refund.shows_reason", "self.approved_at is not None", "True"),
    turned("U22", MODEL, "Refund.shows_reason", "self.approved_at is not None", "self.stage is RefundStage.APPROVED"),
    turned("U22", ASKING, "must_be_in_language", "not languages", "True"),
    turned("U22", ASKING, "must_be_in_language", "primary in languages", "False"),
    turned("U22", "refunds/values.py", "Reason", "field(validator=a_personal_text)", "field()"),
    # The cut-off
    turned("U23 00.5", ASKING, "is_past_cut_off", "part.completed_at is not None", "True"),
    turned("U23 00.5", ASKING, "is_past_cut_off", "part.payout in _PAST[ctx.policy.cut_off]", "False"),
    turned("U23 00.5", ASKING, "must_be_before_cut_off", "isinstance(command, ForceRefund)", "False"),
    turned("U23 00.5", ASKING, "", "{PayoutStage.REQUESTED, PayoutStage.PAID}", "{PayoutStage.PAID}"),
    turned("U23", APPROVE, "approved", "refund.amount if is_paid else 0", "0"),
    turned("U23", APPROVE, "approved", "refund.bearer is Bearer.VENDOR", "True"),
    # Full and partial
    turned("U24", AMOUNTS, "must_name_nothing", "full or apart", "apart"),
    turned("U24", AMOUNTS, "must_name_nothing", "full or apart", "full"),
    turned("U24", MADE, "asked_for", "rest_of(part) if full else _shares(part, command)", "_shares(part, command)"),
    turned("U24", ENTITLED, "rest_of", "left_of(line)", "left_of_goods(line)"),
    turned("U24", ENTITLED, "_within", "share.total <= most", "True"),
    turned("U25 U28", CAUSES, "must_suit_mode", "command.mode is needed", "True"),
    turned("U25 U28", CAUSES, "must_suit_mode", "not ctx.policy.enforce_causes", "False"),
    turned("U25 U28", CAUSES, "must_be_borne_out", "not ctx.policy.enforce_causes", "False"),
    turned("U25 U28", CAUSES, "must_be_borne_out", "ask is None or ask(part, command)", "True"),
    turned("U25 U28", CAUSES, "_nothing_shipped", "not part.dispatches", "True"),
    turned("U25 U28", CAUSES, "_nothing_arrived", "bool(part.dispatches)", "True"),
    turned("U25 U28", CAUSES, "_nothing_arrived", "one.stage is not DispatchStage.DELIVERED", "True"),
    turned("U25 U28", CAUSES, "_all_shipped", "part.shipped_whole", "True"),
    turned("U28", CAUSES, "_units_named", "any((line.units for line in command.lines))", "True"),
    turned("U28", CAUSES, "_nothing_named", "not any((line.units for line in command.lines))", "True"),
    turned("U28", CAUSES, "_some_cancelled", "_nothing_named(part, command)", "True"),
    turned("U28", CAUSES, "_are_missing", "refund.cause is RefundCause.PARTLY_NOT_RECEIVED", "False"),
    turned("U28", CAUSES, "_are_missing", "refund.shares if refund.is_open else refund.settled", "refund.shares"),
    turned("U28", CAUSES, "_are_missing", "line.units <= missing.get(line.line, 0)", "True"),
    turned("U26", AMOUNTS, "must_name_something", "named", "True", 1),
    turned("U26", AMOUNTS, "_too_much", "asked <= left", "True"),
    turned("U26", AMOUNTS, "_too_much", "asked <= left", "asked < left"),
    turned("U26", AMOUNTS, "_against", "wanted.units > most", "False"),
    turned("U26", AMOUNTS, "_against", "wanted.units < 0", "False"),
    turned("U26", AMOUNTS, "must_fit_shipping", "shipping_left(part)", "part.paid"),
    turned(
        "U26",
        AMOUNTS,
        "must_fit_whole",
        "min(part.refundable, sum([left_of(line).total for line in part.lines]))",
        "part.paid",
    ),
    turned("U26", "refunds/telling.py", "_facts", "isinstance(event, RefundCompleted)", "False"),
    # What is sold again
    turned("U27", AMOUNTS, "must_be_restockable", "0 < wanted.restock <= most", "True"),
    turned("U27", AMOUNTS, "must_be_restockable", "0 < wanted.restock <= most", "wanted.restock <= most"),
    turned("U27", AMOUNTS, "must_be_restockable", "command.cause in _NOTHING_CAME_BACK", "False"),
    turned("U27", ENTITLED, "units_shipped", "line.shipped - back", "line.quantity"),
    turned("U27", MADE, "_restock", "command.cause is RefundCause.CANCELLED_BEFORE_SHIPMENT", "False"),
    turned("U27", MADE, "_restock", "wanted.restock", "wanted.units", -1),
    # All came back
    turned("U30", AMOUNTS, "must_take_all", "not all_came_back(part, command)", "True"),
    turned("U30", AMOUNTS, "must_take_all", "line.gone > line.cancelled", "line.gone > 0"),
    turned("U30", AMOUNTS, "must_take_all", "in_steps", "True", 1),
    turned("U30", AMOUNTS, "all_came_back", "line.gone + named.get(line.id, 0) == line.quantity", "True"),
    turned("U30", AMOUNTS, "all_came_back", "line.gone", "line.cancelled"),
    turned("U30", MADE, "asked_for", "ctx.policy.when_all_came_back is WhenAllCameBack.FULL", "True"),
    turned("U30", MADE, "asked_for", "ctx.policy.when_all_came_back is WhenAllCameBack.FULL", "False"),
    turned("U30", ENTITLED, "for_units", "of_units(line, line.gone, line.gone + units)", "left_of(line)"),
    # Who bears it
    turned("U13", MADE, "bearer_of", "cause in _NOT_RECEIVED", "False"),
    turned("U13", MADE, "bearer_of", "bearer in bearers", "True"),
    turned("U13", MADE, "bearer_of", "one.stage is not DispatchStage.DELIVERED", "True"),
    turned("U13", MADE, "bearer_of", "any((packed.line in lines for packed in one.lines))", "True"),
    # What nobody has to ask for
    turned("00.3", REQUEST, "refund_cancellation", "approved(after_sales, refund, None, ctx)", "()"),
    turned("00.3", REQUEST, "refund_cancellation", "None if shares else rules.NothingOwed(part=part.id)", "None"),
    turned("00.3", SURPLUS, "owed", "refund.of_cancellation", "False"),
    turned("00.3", SURPLUS, "owed", "refund.shares if refund.is_open else refund.settled", "refund.shares"),
    turned("00.3", SURPLUS, "owed", "due if done is None else less(line, due, done)", "due"),
    turned("00.3", REQUEST, "_of_host", "part is not None", "False"),
    turned("00.2", REQUEST, "refund_surplus", "approved(after_sales, refund, None, ctx)", "()"),
    turned("00.2", SURPLUS, "must_be_surplus", "left <= 0", "False"),
    turned("00.2", SURPLUS, "must_be_surplus", "asked <= left", "True"),
    turned("00.2", SURPLUS, "surplus_left", "one.part is None and one.is_open", "False"),
)
