"""How each rule about discounts is negated, in every place that enforces it."""

from __future__ import annotations

from tools.mutant import Mutant, negated, turned

__all__ = ["MUTANTS"]

RULES, DECIDE, EVOLVE = "discounts/rules", "discounts/decide.py", "discounts/evolve.py"
GATES, USAGE, ENGINE, POLICY = "discounts/gates.py", "discounts/usage.py", "discounts/engine.py", "discounts/policy.py"
SPREADING, RETURNING = "discounts/spreading.py", "discounts/returning.py"
COUPONS = "orders/coupons.py"
AMOUNTS, AUDIENCE = "discounts/conditions/amounts.py", "discounts/conditions/audience.py"
CIRCUMSTANCES = "discounts/conditions/circumstances.py"

MUTANTS: tuple[Mutant, ...] = (
    # Who creates what, and who pays for it
    negated("00.8", GATES, "admit_to_create", "command.owner is None"),
    turned("00.8", GATES, "admit_to_create", "funding is not None and funding.operator > 0", "False"),
    turned("00.8", GATES, "admit_to_create", "_is_staff(actor, command.owner)", "True"),
    turned("00.8", GATES, "_knows", "_is_staff(actor, coupon.owner)", "True"),
    turned("00.8 W21", GATES, "_is_no_use", "redemption.stage not in _HELD_NO_MORE", "True"),
    turned("00.8", GATES, "_lacks", "type(actor) not in kinds", "False"),
    turned("00.8", GATES, "_lacks", "scope not in actor.scopes", "False"),
    turned("00.8", ENGINE, "offer", "basket.by_vendor.get(coupon.owner, ())", "basket.positions"),
    turned("00.8", GATES, "_knows", "owns and (not isinstance(command, AtCheckout) or command.buyer == actor)", "True"),
    turned("00.8", GATES, "_lacks", "not actor.may(scope, None)", "False"),
    turned(
        "00.8",
        DECIDE,
        "_follows",
        "admit(coupon, command, ctx) or of_redemption(coupon, command, past, ctx)",
        "of_redemption(coupon, command, past, ctx)",
    ),
    # What a coupon may be
    turned("W19", "discounts/codes.py", "normal_form", "bare.upper()", "bare"),
    turned("W19", RULES, "code_must_be_allowed", "ascii(code[:60])", "code[:60]"),
    negated("W19", RULES, "code_must_be_allowed", "normal_form(code) == code"),
    turned(
        "W19", RULES, "code_must_be_allowed", "allowed.least <= len(code) <= allowed.most", "len(code) <= allowed.most"
    ),
    turned(
        "W19", RULES, "code_must_be_allowed", "allowed.least <= len(code) <= allowed.most", "allowed.least <= len(code)"
    ),
    turned(
        "W19",
        RULES,
        "code_must_be_allowed",
        "allowed.least <= len(code) <= allowed.most",
        "allowed.least < len(code) <= allowed.most",
    ),
    turned("W19", RULES, "code_must_be_free", "ctx.code_taken", "False"),
    negated("W19", RULES, "must_name_caps", "policy.percent_cap_required"),
    turned("W19", RULES, "must_name_caps", "_any_inside(command.terms.benefit, 'uncapped')", "False"),
    turned("W19", RULES, "must_spare_shipping", "_any_inside(command.terms.benefit, 'on_shipping')", "False"),
    turned("W19", RULES, "must_be_in_one_currency", "len(found) > 1", "False"),
    turned("W19", RULES, "must_not_be_over_already", "ctx.now < end", "ctx.now <= end"),
    turned("W19 00.9", RULES, "must_be_left_for", "used + held < limit", "used + held <= limit"),
    turned("W19 00.9", RULES, "must_be_left_for", "used + held < limit", "used < limit"),
    # For whom, where and from what spend on
    turned("W19", AMOUNTS, "MinimumSpend.holds_for", "counted.spend(self.measured) >= self.minor", "True"),
    turned(
        "W19",
        AMOUNTS,
        "MinimumSpend.holds_for",
        "counted.spend(self.measured) >= self.minor",
        "counted.spend(self.measured) > self.minor",
    ),
    negated("W19", CIRCUMSTANCES, "InChannels._allows", "show is None"),
    turned("W19", CIRCUMSTANCES, "InChannels._allows", "show in self.shows", "not self.shop"),
    turned("W19", AUDIENCE, "NewToVendor.holds_for", "vendor not in known", "True"),
    negated("W19", AUDIENCE, "NewToMarketplace.holds_for", "_shopper(case).orders"),
    turned("W19", AUDIENCE, "NamedBuyers.holds_for", "case.basket.buyer in self.buyers", "True"),
    # What was deactivated
    turned("W20", RULES, "must_be_active", "coupon.stage is _ACTIVE", "True"),
    negated("W20", RULES, "reactivation_must_be_allowed", "policy.allow_reactivation"),
    turned("W20", POLICY, "DiscountPolicy", "allow_reactivation: bool = False", "allow_reactivation: bool = True"),
    turned("W20", DECIDE, "_deactivate", "COUPON.target(coupon.stage, CouponDeactivated) is None", "False"),
    turned("W20", "discounts/status.py", "coupon_status", "coupon.stage is CouponStage.DEACTIVATED", "False"),
    # How often it is used
    turned("00.9", DECIDE, "_expired", "hold.expires_at > ctx.now", "True"),
    turned("00.9", DECIDE, "_wrong_stage", "REDEMPTION.target(known.stage, event) is not None", "True"),
    turned("00.9", RULES, "must_not_be_used", "hold.expires_at > now", "True"),
    turned(
        "W21", RULES, "must_not_be_exhausted", "coupon.committed + held < limit", "coupon.committed + held <= limit"
    ),
    turned("W21 00.9", RULES, "must_not_be_exhausted", "coupon.committed + held < limit", "coupon.committed < limit"),
    turned("W21 00.9", RULES, "must_not_be_exhausted", "coupon.committed + held < limit", "held < limit"),
    turned("W21 00.9", RULES, "held_by_others", "hold.expires_at > now", "True"),
    turned("W21 00.9", RULES, "held_by_others", "hold.expires_at > now", "hold.expires_at >= now"),
    turned("00.9", RULES, "held_by_others", "hold.id != order", "True"),
    turned("W21 00.9", RULES, "budget_left", "coupon.given_in(budget.budget.currency.code)", "0"),
    turned("W21 00.9", RULES, "budget_left", "held", "0", 1),
    turned("W21", RULES, "must_be_within_budget", "asked <= left", "asked < left"),
    turned("W21 00.9", EVOLVE, "_committed", "coupon.committed + 1", "coupon.committed"),
    turned("W21", EVOLVE, "_released", "coupon.committed - 1", "coupon.committed"),
    turned("W21 00.9", EVOLVE, "_committed", "_without(coupon.holds, event.order)", "coupon.holds"),
    turned("W21", RULES, "must_give_the_use_back", "because in policy.release_on", "True"),
    negated("W21 00.9", DECIDE, "_commit", "_is_same(known, command)"),
    turned("W21", DECIDE, "_release", "known.stage not in (RedemptionStage.HELD, RedemptionStage.COMMITTED)", "False"),
    turned("W21 00.9", USAGE, "_Tally.add", "redemption.stage is RedemptionStage.HELD", "False"),
    turned(
        "W21",
        USAGE,
        "_counted_at",
        "redemption.stage is RedemptionStage.COMMITTED",
        "redemption.committed_at is not None",
    ),
    turned("00.9", USAGE, "_counted_at", "redemption.expires_at > now", "True"),
    turned("W21", USAGE, "_Tally.add", "redemption.buyer", "redemption.order"),
    turned("W21", USAGE, "usage", "redemption.channel if by_channel else None", "None"),
    turned(
        "W21",
        USAGE,
        "usage",
        "(start, redemption.channel if by_channel else None, redemption.currency)",
        "(start, redemption.channel if by_channel else None, 'EUR')",
    ),
    turned("W21", USAGE, "usage", "local_date(when, zone)", "local_date(when, 'UTC')"),
    turned("W21", GATES, "may_see_usage", "_is_staff(actor, coupon.owner)", "True"),
    turned("W21 00.9", COUPONS, "released_coupons", "live.get(share.coupon, False) or not gone", "not gone"),
    negated("W21 00.9", COUPONS, "_is_gone", "part.stage is PartStage.CANCELLED"),
    turned("W21 00.9", COUPONS, "_is_gone", "refunded", "False"),
    # What it may take, and what is taken back
    turned("00.9", SPREADING, "spread", "total > room", "False"),
    turned("W19", ENGINE, "_taking", "not case.ctx.policy.on_shipping", "False"),
    turned("00.9", RETURNING, "clawed_back", "applied.on_condition_lost is OnConditionLost.KEEP", "False"),
    turned("00.9", RETURNING, "_due", "max(0, sum(had) - sum(would))", "sum(had)"),
    turned("00.9", RETURNING, "_due", "max(0, sum(had) - sum(would))", "0"),
    turned("00.9", RETURNING, "_due", "each is not applied", "False"),
)
