"""How each rule about sub-accounts is negated, in every place that enforces it."""

from __future__ import annotations

from tools.mutant import Mutant, negated, turned

__all__ = ["MUTANTS"]

ACCESS, ASKER, RULES = "subaccounts/access.py", "subaccounts/asker.py", "subaccounts/rules.py"
GATES, DECIDE, SCOPES = "subaccounts/gates.py", "subaccounts/decide.py", "subaccounts/scopes.py"
CATALOGUE, POLICY, VALUES = "subaccounts/catalogue.py", "subaccounts/policy.py", "subaccounts/values.py"
LIFECYCLE = "subaccounts/lifecycle.py"
HELD = "scope in one.scopes and one.during.contains(now)"
WITHIN = "rules.must_stay_within_grants(asker, company, (grant,), ctx)"

MUTANTS: tuple[Mutant, ...] = (
    # Shop by shop
    turned("H1", ACCESS, "_fill", "own.setdefault(grant.shop, [])", "own.setdefault(None, [])"),
    turned("H1", ACCESS, "_fill", "tuple(everywhere)", "()"),
    turned("H1", ACCESS, "_fill", "[*here, *everywhere]", "here"),
    turned("H1", ACCESS, "_kernel_grants", "kernel.Grant(here, shop)", "kernel.Grant(here)"),
    turned("H1", RULES, "must_be_of_the_company", "company.shop(shop) is not None", "True"),
    turned("H1", RULES, "must_not_be_taken", "ctx.shop_taken", "False"),
    # The main account
    turned("H2", ACCESS, "authorise", "scope in ctx.policy.scopes.staff", "scope in ctx.policy.grantable"),
    turned("H2", ACCESS, "authorise", "shop in member.held", "shop is None"),
    turned("H2", ACCESS, "visible", "ctx.policy.scopes.staff", "ctx.policy.grantable"),
    # What is the main account's alone
    turned(
        "H6 00.8",
        CATALOGUE,
        "",
        "_area('wallet', Who.NEVER, sensitive=True, password__change=\"change the wallet's password\")",
        "_area('wallet', sensitive=True, password__change='')",
    ),
    turned("H6", CATALOGUE, "", "_area('shops', Who.NEVER, add='add shops to the company')", "_area('shops', add='')"),
    turned("H6", SCOPES, "ScopeCatalogue.meant", "info.who is Who.DELEGABLE", "info.is_staff"),
    turned("H6", SCOPES, "ScopeCatalogue.meant", "self.of(Who.DELEGABLE)", "self.staff"),
    turned("H6", SCOPES, "_sorted", "names.count(name) > 1", "False"),
    turned("H6 00.8", POLICY, "SubAccountPolicy", "self.delegated - self.scopes.of(Who.BY_POLICY)", "()"),
    turned(
        "H6 00.8",
        POLICY,
        "_grantable",
        "policy.scopes.of(Who.DELEGABLE) | policy.delegated",
        "policy.scopes.of(Who.DELEGABLE, Who.BY_POLICY)",
    ),
    turned("H6 00.8", RULES, "must_be_delegable", "scopes - policy.grantable", "()"),
    turned("H6", ACCESS, "authorise", "scope in ctx.policy.grantable", "True"),
    turned("H6", ACCESS, "visible", "union & ctx.policy.grantable", "union"),
    # Deny by default, and see what is granted
    turned("H7 H1", ACCESS, "_fill", "company.granted_to(account)", "company.grants"),
    turned("H7", ACCESS, "authorise", HELD, "one.during.contains(now)"),
    turned("H7", ACCESS, "authorise", HELD, "scope in one.scopes"),
    turned("H7", ACCESS, "_in_force", "one.during.contains(now)", "True"),
    turned("H7", ACCESS, "visible", "one.scopes", "ctx.policy.grantable"),
    turned("H7", VALUES, "Between.contains", "self.start <= at", "self.start < at"),
    turned("H7", VALUES, "Between.contains", "at < self.end", "at <= self.end"),
    turned("H8", ACCESS, "shops_of", "scope is None or scope in seen", "True"),
    turned("H8 H15", ACCESS, "shops_of", "visible(member, shop, ctx)", "ctx.policy.grantable"),
    negated("H15", ACCESS, "shops_of", "shop is not None"),
    # Companies and their staff
    turned("H11", LIFECYCLE, "", "initial=SubAccountStage.ACTIVE", "initial=SubAccountStage.DISABLED"),
    turned(
        "H14", ACCESS, "Member.of", "[shop.id for shop in company.shops]", "[s.id for s in company.shops if not s.site]"
    ),
    turned("X-H1", RULES, "must_leave_room_for_staff", "count >= most", "count > most"),
    turned("X-H1", RULES, "must_leave_room_for_staff", "one.stage is not SubAccountStage.DELETED", "True"),
    turned("X-H1", RULES, "must_leave_room_for_roles", "count >= most", "count > most"),
    turned("X-H1", RULES, "must_leave_room_for_roles", "role.stage is not RoleStage.DELETED", "True"),
    # No escalation
    turned("00.8", CATALOGUE, "", "'sub_accounts'", "'subs'"),
    turned("00.8", ASKER, "Asker.lacks", "member.is_main", "True"),
    turned("00.8", ASKER, "Asker.lacks", "one.during.covers(during, now)", "True"),
    turned(
        "00.8", ASKER, "Asker.lacks", "scope in one.scopes and one.during.covers(during, now)", "scope in one.scopes"
    ),
    turned("00.8", ASKER, "Asker.lacks", "member.held.get(shop, ())", "sum(member.held.values(), ())"),
    turned("00.8", VALUES, "Between.covers", "begin < self.start", "False"),
    turned("00.8", VALUES, "Between.covers", "other.end <= self.end", "True"),
    turned("00.8", VALUES, "Between.covers", "self.end is None", "True"),
    turned("00.8", RULES, "must_stay_within", "asker.lacks(role, None, ctx)", "()"),
    turned(
        "00.8", RULES, "must_stay_within_grants", "asker.lacks(role.scopes, grant.shop, ctx, grant.during)", "set()"
    ),
    turned("00.8", DECIDE, "_grant", WITHIN, "None"),
    turned("00.8", DECIDE, "_revoke", WITHIN, "None"),
    turned(
        "00.8",
        DECIDE,
        "_staged",
        "rules.must_stay_within_grants(asker, company, company.granted_to(member.id), ctx)",
        "None",
    ),
    turned("00.8", DECIDE, "_delete_role", "rules.must_stay_within(asker, role.scopes, ctx)", "None"),
    turned("00.8", DECIDE, "_against", "said | before.scopes", "said"),
    turned("00.8", GATES, "admit", "command.shop", "None"),
    turned("00.8", GATES, "_admit_to_revoke", "grant.shop not in places", "False"),
)
