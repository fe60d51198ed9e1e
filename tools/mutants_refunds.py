"""How each rule about returns is negated, in every place that enforces it."""

from __future__ import annotations

from tools.mutant import Mutant, negated, turned

__all__ = ["MUTANTS"]

WINDOW, RETURNING, TIMERS = "refunds/return_window.py", "refunds/returning.py", "refunds/timers.py"
RULES, PROTECTION, POLICY = "refunds/rules/returns.py", "refunds/rules/protection.py", "refunds/return_policy.py"
DECIDE, CASES, MONEY = "refunds/decide/returns.py", "refunds/decide/protection.py", "refunds/decide/return_refunds.py"
FIRED, EVOLVE, GATES = "refunds/decide/timers.py", "refunds/evolve/returns.py", "refunds/gates.py"
OTHER_WAY = "refund.method is not RefundMethod.ORIGINAL"
OUTSIDE = f"refund.stage is RefundStage.APPROVED and {OTHER_WAY}"

MUTANTS: tuple[Mutant, ...] = (
    # Until when
    turned("S30", WINDOW, "days_after", "days + 1", "days"),
    turned("S30", WINDOW, "days_after", "ctx.policy.zone", "'UTC'", -1),
    turned("S30", RULES, "_against", "ctx.now >= end", "ctx.now > end"),
    turned("S30", RULES, "_against", "ctx.policy.returns.late is LatePolicy.REFUSE", "True"),
    turned("S30", RULES, "_against", "ctx.policy.returns.late is LatePolicy.REFUSE", "False"),
    turned("S30", RULES, "is_late", "ctx.now >= end", "ctx.now > end"),
    turned("S30", RULES, "is_late", "ctx.now >= end", "True"),
    turned("S30", POLICY, "ReturnPolicy", "30", "29", 0),
    turned("S30", WINDOW, "_arrived_at", "dispatch.stage is DispatchStage.IN_TRANSIT", "False"),
    turned(
        "S30",
        WINDOW,
        "_arrived_at",
        "dispatch.stage is DispatchStage.IN_TRANSIT",
        "dispatch.stage is not DispatchStage.DELIVERED",
    ),
    turned("S30", WINDOW, "_arrived_at", "max(arrived, default=None)", "min(arrived, default=None)"),
    negated("S30", WINDOW, "return_ends_at", "ctx.policy.returns.start is WindowStart.LAST_PARCEL"),
    # Which goods, and how many
    turned("S30", RULES, "_against", "return_days(part, line, ctx) is None", "False"),
    turned("S30", RULES, "_against", "not delivered_units(part, line.id)", "False"),
    turned("S30", RULES, "_against", "units > most", "False"),
    turned("S30", WINDOW, "return_days", "_fits(override, part, line, ctx)", "False"),
    turned("S30", WINDOW, "return_days", "_fits(override, part, line, ctx)", "True"),
    turned("S30", WINDOW, "_fits", "override.vendor != part.vendor", "False"),
    turned("S30", WINDOW, "_fits", "override.listing != line.listing", "False"),
    turned("S30", WINDOW, "delivered_units", "dispatch.stage is DispatchStage.DELIVERED", "True"),
    turned("S30", WINDOW, "returnable_units", "delivered_units(part, line.id) - taken", "line.quantity"),
    turned("S30", WINDOW, "returnable_units", "units_shipped(line) - waiting", "line.quantity"),
    turned("S30", WINDOW, "_units", "one.received_at is not None", "False"),
    turned("S30", WINDOW, "_units", "not one.is_open and one.refund is None", "False"),
    turned("S30", RULES, "must_be_rejectable", "one.late", "False"),
    turned("S30", RULES, "must_be_rejectable", "ctx.policy.returns.vendors_may_reject", "False"),
    turned("S30", RULES, "must_be_rejectable", "not isinstance(ctx.actor, VendorMember)", "True"),
    # What goes back for them
    turned(
        "S30",
        RETURNING,
        "units_to_refund",
        "{line.line: line.units for line in one.received}",
        "{line.line: line.quantity for line in one.lines}",
    ),
    negated("S30", RETURNING, "units_to_refund", "min(count, most[name]) > 0"),
    turned("S30", RETURNING, "money_of", "_is_all(part, units, ctx)", "False"),
    turned("S30", RETURNING, "_is_all", "ctx.policy.when_all_came_back is WhenAllCameBack.PARTIAL", "True"),
    # Documents
    turned("S31", RULES, "must_have_documents", "command.documents", "True"),
    turned("S31", RULES, "must_be_asked_seldom", "one.rounds < most", "True"),
    turned("S31", EVOLVE, "_documents_supplied", "(*before.documents, *new)", "before.documents"),
    turned("S31", GATES, "", "_gate(AskDocuments, VendorMember, Operator)", "_gate(AskDocuments, VendorMember, Buyer)"),
    turned("S31", GATES, "_missing", "actor.may(gate.scope, part.shop)", "True"),
    turned("S31", GATES, "", "_gate(SupplyDocuments, Buyer, Operator)", "_gate(SupplyDocuments, Buyer, VendorMember)"),
    # Who pays the parcel
    turned("S32", RULES, "must_have_address", "command.address is not None", "True"),
    turned("U29 S35", POLICY, "ReturnShippingPolicy.payer", "one.payer", "self.default_payer"),
    turned("U29 S32", POLICY, "ReturnShippingPolicy.payer", "self.default_payer", "Payer.OPERATOR"),
    turned("U29", POLICY, "ReturnShippingPolicy", "Payer.BUYER", "Payer.VENDOR"),
    turned("U29 S35", RETURNING, "compensation_of", "one.payer is Payer.BUYER", "False"),
    turned("U29 S32", RETURNING, "compensation_of", "one.payer is Payer.BUYER", "True"),
    turned("S32", RETURNING, "compensation_of", "min([one.postage, *most])", "one.postage"),
    turned("S32", RETURNING, "compensation_of", "min([one.postage, *most])", "min(most or [one.postage])"),
    turned("S32", MONEY, "following", "one.is_being_refunded", "one.is_open and False"),
    turned("S32", MONEY, "_what_follows", "isinstance(event, RefundCompleted)", "True"),
    turned("S32", EVOLVE, "_refund_fell", "compensation=0", "compensation=before.compensation"),
    # How, and when
    turned("S33", "refunds/paying.py", "payments_for", OTHER_WAY, "False"),
    turned("S33", "refunds/paying.py", "payments_for", OTHER_WAY, "True"),
    turned("S33", MONEY, "_refunded", OTHER_WAY, "False"),
    turned("S33", "refunds/decide/settling.py", "settle_by_hand", OUTSIDE, "False"),
    turned("S33", "refunds/decide/settling.py", "settle_by_hand", OUTSIDE, OTHER_WAY),
    turned("S34", RULES, "must_have_been_received", "not ctx.policy.returns.requires_receipt", "True"),
    turned("S34", RULES, "must_have_been_received", "not ctx.policy.returns.requires_receipt", "False"),
    turned("S34", RULES, "must_have_come_back", "not one.units_received", "False"),
    turned("S34 00.6", FIRED, "_received_whole", "line.quantity", "1"),
    # Before the marketplace
    turned("S36", CASES, "escalate", "resumes=one.stage", "resumes=ReturnStage.IN_TRANSIT"),
    turned(
        "S36", CASES, "escalate", "wrong_stage(one, ProtectionCaseOpened, 'bring it before the marketplace')", "None"
    ),
    turned("S36", DECIDE, "wrong_stage", "RETURN.target(one.stage, event) is not None", "True"),
    turned("S36", PROTECTION, "must_be_borne_out_by_return", "agrees[command.grounds]", "True"),
    turned("S36", PROTECTION, "buyers_must_be_allowed_to_escalate", "not policy.returns.buyers_may_escalate", "False"),
    turned("S36", PROTECTION, "buyers_must_be_allowed_to_escalate", "not policy.returns.buyers_may_escalate", "True"),
    turned("S37", PROTECTION, "must_have_evidence", "command.evidence", "True"),
    turned("S37", CASES, "decided", "decision is CaseStage.UPHELD", "decision is CaseStage.DENIED"),
    turned("S37", CASES, "decide_case", "one.stage is not ReturnStage.ESCALATED", "False"),
    turned("S37 00.6", CASES, "decided", "case.resumes is ReturnStage.ACCEPTED", "False"),
    turned("S37", PROTECTION, "must_not_be_owed", "one.is_owed", "False"),
    turned("S37", RULES, "must_have_been_received", "one.is_owed", "False"),
    turned("S37", RULES, "must_have_come_back", "not one.is_owed", "True"),
    turned("S37", RETURNING, "units_to_refund", "one.is_owed", "False"),
    turned("S37", GATES, "", "_gate(DecideCase, Operator)", "_gate(DecideCase, Operator, VendorMember, Buyer)"),
    negated("S37 00.6", FIRED, "_undecided", "ctx.policy.returns.case_silence is CaseSilence.UPHELD"),
    turned("S37 00.6", FIRED, "_unanswered", "one.is_owed", "False", -1),
    turned("S37 00.6", FIRED, "_without_documents", "one.is_owed", "False"),
    turned("S37 00.6", TIMERS, "_timer", "one.is_owed and (not known)", "False"),
    turned("U13", PROTECTION, "must_be_protected", "dispatch.kind is DispatchKind.UNTRACKED", "False"),
    turned("U13", PROTECTION, "must_be_protected", "dispatch.kind is DispatchKind.UNTRACKED", "True"),
    turned("U13", PROTECTION, "must_be_protected", "any((packed.line in lines for packed in dispatch.lines))", "True"),
    turned("U13", PROTECTION, "must_be_protected", "one.reason is not ReturnReason.MISSING_ITEM", "False"),
    # Every wait ends
    turned("00.6", TIMERS, "due_in", "end_of(ctx.now, stretches[stage])", "ctx.now"),
    turned(
        "00.6",
        TIMERS,
        "due_in",
        "days_after(ctx.now, ctx.policy.returns.ship_back_days, ctx)",
        "end_of(ctx.now, ctx.policy.returns.lost_after)",
    ),
    turned("00.6", DECIDE, "arrive", "end_of(happened_at, ctx.policy.returns.received_after)", "ctx.now"),
    negated("00.6", FIRED, "_unanswered", "silence is RequestSilence.ACCEPTS"),
    negated("00.6", FIRED, "_unanswered", "silence is RequestSilence.REJECTS"),
    turned("00.6", FIRED, "_unanswered", "one.late", "False"),
    negated("00.6", FIRED, "_without_documents", "returns.documents_silence is DocumentsSilence.EXPIRES"),
    negated("00.6", FIRED, "_lost", "ctx.policy.returns.lost is LostParcel.EXPIRES"),
    turned("00.6", FIRED, "_refunded", "opened_by_itself(after_sales, part, one, ctx)", "()"),
    turned("00.6", FIRED, "fire_timers", "changed(ctx, order=order)", "ctx"),
    turned("00.6", MONEY, "_refunded", "(Requester.VENDOR, Requester.SYSTEM)", "(Requester.VENDOR,)"),
    turned("00.6", RULES, "must_be_answerable", "at < one.due", "True"),
    turned("00.6", RULES, "must_be_answerable", "at < one.due", "at <= one.due"),
    turned(
        "00.6", DECIDE, "arrive", "rules.must_be_answerable(one, happened_at)", "rules.must_be_answerable(one, ctx.now)"
    ),
    # What coupons keep back
    turned("00.9", RETURNING, "money_of", "sum(plain.values()) - step", "sum(plain.values())"),
    turned("00.9", RETURNING, "money_of", "kept.return_id == one.id", "True"),
    turned("00.9", RETURNING, "money_of", "max(0, -wanted)", "0"),
    turned("00.9", RETURNING, "money_of", "_taken(max(0, wanted - named), pots)", "{}"),
    turned("00.9", RETURNING, "_with_it", "held.get(name, 0)", "0"),
)
