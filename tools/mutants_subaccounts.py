"""How each rule about sub-accounts is negated, in every place that enforces it."""

from __future__ import annotations

from tools.mutant import Mutant, negated, turned

__all__ = ["MUTANTS"]

ACCESS, ASKER, RULES = "subaccounts/access.py", "subaccounts/asker.py", "subaccounts/rules"
GATES, DECIDE, SCOPES = "subaccounts/gates.py", "subaccounts/decide", "subaccounts/scopes.py"
CATALOGUE, POLICY, VALUES = "subaccounts/catalogue.py", "subaccounts/policy.py", "subaccounts/values.py"
LIFECYCLE, STATUS = "subaccounts/lifecycle.py", "subaccounts/status.py"
ROLES, STAFF = "subaccounts/decide/roles.py", "subaccounts/decide/staff.py"
LINKS, LINKED = "subaccounts/decide/invitations.py", "subaccounts/evolve/invitations.py"
LED, GONE = "subaccounts/evolve/companies.py", "subaccounts/evolve/staff.py"
COMPANIES = "subaccounts/decide/companies.py"
STAFFING = "subaccounts/staffing.py"
CHAT, CHATTING = "subaccounts/decide/chat.py", "subaccounts/chatting.py"
CHAT_COMMANDS, PASSWORDS = "subaccounts/commands/chat.py", "subaccounts/decide/passwords.py"
FOLLOWS, SHOP_ACCOUNTS = "subaccounts/decide/__init__.py", "subaccounts/shop_accounts.py"
CASCADING, LIMITS = "subaccounts/cascading.py", "subaccounts/limits.py"
VIEWS, AUDIT, NOTIFYING = "subaccounts/views.py", "subaccounts/audit.py", "subaccounts/notifying.py"
SENSITIVE, SEEN = "subaccounts/sensitive.py", "orders/views/seen.py"
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
    turned("H2 H6", LED, "transferred", "main=event.to", "main=event.before"),
    turned("H11", LIFECYCLE, "", "initial=SubAccountStage.ACTIVE", "initial=SubAccountStage.DISABLED"),
    turned("H11", STAFF, "create", "ctx.policy.invitations.sub_accounts", "True"),
    turned("H11", STAFF, "create", "ctx.policy.invitations.sub_accounts", "False"),
    turned("H11", STAFF, "create", "rules.must_be_active(company, 'create sub account')", "None"),
    turned("H11", ACCESS, "_bar", "sub_account.stage is not SubAccountStage.ACTIVE", "False"),
    turned("H11", RULES, "sub_account_must_wait", "one.stage is SubAccountStage.PENDING", "True"),
    turned("H11", LINKS, "accept", "SubAccountActivated(member=invitation.member, **sign)", "CompanyActivated(**sign)"),
    turned(
        "H14", ACCESS, "Member.of", "[shop.id for shop in company.shops]", "[s.id for s in company.shops if not s.site]"
    ),
    turned("X-H1", RULES, "must_leave_room_for_staff", "count >= most", "count > most"),
    turned("X-H1", RULES, "must_leave_room_for_staff", "one.stage is not SubAccountStage.DELETED", "True"),
    turned("X-H1", RULES, "must_leave_room_for_roles", "count >= most", "count > most"),
    turned("X-H1", RULES, "must_leave_room_for_roles", "role.stage is not RoleStage.DELETED", "True"),
    # Links that make an account active
    turned("H10 H11", STATUS, "invitation_status", "utc(now, 'now') <= invitation.expires_at", "True"),
    turned(
        "H10 H11",
        STATUS,
        "invitation_status",
        "utc(now, 'now') <= invitation.expires_at",
        "now < invitation.expires_at",
    ),
    turned("H10", STATUS, "invitation_status", "invitation.stage is InvitationStage.USED", "False"),
    turned("H10 H11", STATUS, "invitation_status", "invitation.stage is InvitationStage.REVOKED", "False"),
    turned("H10", POLICY, "InvitationPolicy", "timedelta(hours=72)", "timedelta(hours=71)", 0),
    turned("H10 H11", POLICY, "InvitationPolicy", "timedelta(hours=72)", "timedelta(hours=71)", 1),
    turned("H10", FOLLOWS, "create", "ctx.policy.invitations.main", "False"),
    turned("H10", ACCESS, "_bar", "company.stage is CompanyStage.ACTIVE", "True"),
    turned(
        "H10", ACCESS, "_bar", "company.stage is CompanyStage.ACTIVE", "company.stage is not CompanyStage.SUSPENDED"
    ),
    turned("H10", RULES, "main_must_wait", "company.stage in (CompanyStage.APPLIED, CompanyStage.INVITED)", "True"),
    turned("H10", RULES, "must_have_run_out", "ctx.policy.invitations.again_before_expiry", "True"),
    turned("H10", RULES, "must_have_run_out", "ctx.policy.invitations.again_before_expiry", "False"),
    turned("H10", RULES, "must_have_run_out", "invitation_status(last, ctx.now) is InvitationStatus.OPEN", "True"),
    turned("H10", RULES, "must_be_a_new_token", "any(taken)", "False"),
    turned("H10 H11", LINKS, "invite_sub_account", "rules.must_be_active(company, 'invite sub account')", "None"),
    turned(
        "H10 H11", LINKS, "_issued", "() if last is None else (InvitationRevoked(invitation=last.id, **sign),)", "()"
    ),
    turned(
        "H10",
        LINKS,
        "_issued",
        "policy.valid if member == company.main else policy.valid_for_sub_accounts",
        "policy.valid_for_sub_accounts",
    ),
    turned(
        "H10 H11",
        LINKS,
        "_issued",
        "policy.valid if member == company.main else policy.valid_for_sub_accounts",
        "policy.valid",
    ),
    turned(
        "H10 H11",
        LINKS,
        "_open",
        "one.member == member and one.stage is InvitationStage.OPEN",
        "one.stage is InvitationStage.OPEN",
    ),
    turned("H10", LINKS, "accept", "same_digest(one.digest, command.digest)", "True"),
    turned(
        "H10 H11", LINKS, "accept", "None if is_main else rules.must_be_active(company, 'accept invitation')", "None"
    ),
    turned(
        "H10 H11", LINKED, "_void", "invitation if stage is None else changed(invitation, stage=stage)", "invitation"
    ),
    turned("H10", LED, "ended", "voided(staged(company, event), type(event))", "staged(company, event)"),
    turned(
        "H10 H11",
        GONE,
        "deleted",
        "voided(without(staged(company, event), event.member), type(event), event.member)",
        "without(staged(company, event), event.member)",
    ),
    turned("H10 H11", LINKED, "voided", "member is None or one.member == member", "True"),
    turned("H10", LINKED, "_cannot_be", "one.stage is InvitationStage.OPEN", "False"),
    turned("H10", LINKED, "_cannot_be", "_is_waited_for(company, invitation.member)", "True"),
    turned("H10", LINKED, "_cannot_be", "same_digest(one.digest, invitation.digest)", "False"),
    turned("H10", LINKED, "_cannot_be", "invitation.stage is not INVITATION.initial", "False"),
    # No escalation
    turned(
        "00.8",
        LINKS,
        "invite_sub_account",
        "rules.must_stay_within_grants(asker, company, grants, ctx)",
        "None",
    ),
    turned("00.8", LINKS, "invite_sub_account", "rules.must_not_outspend(asker, company, grants, ctx)", "None"),
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
    turned("00.8", ROLES, "grant", WITHIN, "None"),
    turned("00.8", ROLES, "revoke", WITHIN, "None"),
    turned(
        "00.8",
        STAFF,
        "_staged",
        "rules.must_stay_within_grants(asker, company, grants, ctx)",
        "None",
    ),
    turned("00.8", ROLES, "delete", "rules.must_stay_within(asker, role.scopes, ctx)", "None"),
    turned("00.8", ROLES, "_against", "said | before.scopes", "said"),
    turned("00.8", GATES, "admit", "command.shop", "None"),
    turned("00.8", GATES, "_admit_to", "thing.shop not in places", "False"),
    # Roles for the usual duties
    turned(
        "H17", STAFFING, "RolePreset.scopes", "self._meant(policy.scopes) - self.opt_in", "self._meant(policy.scopes)"
    ),
    turned("H17", STAFFING, "RolePreset._meant", "sensitive - self.texts", "frozenset()"),
    turned("H17", STAFFING, "", "opt_in=_CREDENTIALS", "opt_in=frozenset()", 0),
    turned("H17", STAFFING, "", "'orders.remind'", "'orders.view_customer_data'", 1),
    turned("H17", STAFFING, "", "'orders.hold'", "'orders.export'", 1),
    turned("H17", STAFFING, "", "'returns.receive'", "'finance.view'"),
    turned("H17", STAFFING, "", "'listings.assign_show'", "'company.view'", 1),
    turned("H17", STAFFING, "", "'discounts.stats'", "'wallet.view'", 2),
    # Chat groups
    turned("H9", RULES, "must_name_members", "members", "True"),
    turned("H9", RULES, "must_name_once", "before == now", "False"),
    turned("H9", RULES, "must_have_members", "group.members", "True"),
    turned("H9 H12", RULES, "must_chat", "may_chat(company, one, shop, ctx)", "True"),
    turned("H9", CHAT, "edit", "one not in group.members", "True"),
    turned("H9", CHAT, "edit", "rules.must_chat(company, group.shop, joining, ctx)", "None"),
    turned("H9 H12", CHAT, "create", "rules.must_chat(company, command.shop, members, ctx)", "None"),
    turned("H9", CHAT, "create", "command.kind", "None"),
    turned("H12", CHAT, "create", "known == group", "True"),
    turned("H9", CHAT, "_staged", "rules.must_have_members(group) if opening else None", "None"),
    turned("H9", CHATTING, "serving", "known.stage is not ChatGroupStage.OPEN", "False"),
    turned("H9", CHATTING, "serving", "may_chat(company, one, known.shop, ctx)", "True"),
    turned("H9", CHATTING, "groups_of", "group.stage is ChatGroupStage.OPEN", "True"),
    turned("H9", CHATTING, "groups_of", "member in group.members", "True"),
    turned("H9 H12", CHATTING, "groups_of", "group.shop in shops", "True"),
    turned(
        "H9 H12",
        CHATTING,
        "may_chat",
        "isinstance(authorise(Member.of(company, member), USE_CHAT, shop, ctx), Granted)",
        "bool(shops_of(Member.of(company, member), ctx, USE_CHAT))",
    ),
    turned("H9", STAFF, "delete", "one.members == (command.member,)", "False"),
    turned(
        "H9",
        "subaccounts/evolve/staff.py",
        "deleted",
        "without(staged(company, event), event.member)",
        "staged(company, event)",
    ),
    turned("H9", GATES, "admit", "command.shop", "None"),
    turned("H9 H12", GATES, "admit", "isinstance(command, OfChatGroup)", "False"),
    turned("H9 H12", GATES, "_admit_to", "thing.shop not in places", "False"),
    turned("H9", CHAT_COMMANDS, "", "Scope('chat.assign')", "Scope('chat.use')"),
    turned("H12", CHAT_COMMANDS, "_a_single_shop", "isinstance(value, list | tuple | set | frozenset)", "False"),
    turned("H12", CHAT_COMMANDS, "CreateChatGroup", "[_a_single_shop, an_id]", "None"),
    # Passwords
    turned(
        "H3",
        PASSWORDS,
        "change_wallet",
        "tuple([shop.id for shop in company.shops])",
        "tuple([shop.id for shop in company.shops][:1])",
    ),
    turned("H3", LED, "wallet_changed", "event.shops != tuple([shop.id for shop in company.shops])", "False"),
    turned("H3", LED, "wallet_changed", "changed(company, wallet_changed_at=event.at)", "company"),
    turned("H3 H5", COMPANIES, "add_shop", "rules.must_differ_from_wallet(company, command.shop.id, ctx)", "None"),
    turned(
        "H4 H6",
        GATES,
        "",
        "_gate(ChangeWalletPassword, VendorMember)",
        "_gate(ChangeWalletPassword, VendorMember, Operator)",
    ),
    turned("H5", RULES, "must_differ_from_shops", "shop.id in (ctx.same_passwords or ())", "False"),
    turned("H5", RULES, "must_differ_from_wallet", "shop in (ctx.same_passwords or ())", "False"),
    turned("H5", PASSWORDS, "change_wallet", "rules.must_differ_from_shops(company, ctx)", "None"),
    turned("H5", PASSWORDS, "change_shop", "rules.must_differ_from_wallet(company, command.shop, ctx)", "None"),
    turned("H5", FOLLOWS, "_must_be_compared", "ctx.same_passwords is None", "False"),
    turned("H5", FOLLOWS, "_follows", "company.wallet_changed_at is not None", "False"),
    turned("H5", FOLLOWS, "_follows", "isinstance(command, ChangeWalletPassword | ChangeShopPassword)", "False"),
    turned("H5", "subaccounts/context.py", "_shops", "isinstance(given, str)", "False"),
    turned("H13", ACCESS, "_bar", "company.stage is CompanyStage.ACTIVE", "True"),
    # Accounts of single shops
    turned("H4 H16", ACCESS, "_bar", "NotFound(thing='company', id=company.id)", "None"),
    turned(
        "H4 H16", SHOP_ACCOUNTS, "visible_to_shop_account", "SHOP_ACCOUNT & policy.grantable", "policy.scopes.staff"
    ),
    turned(
        "H4 H13",
        SHOP_ACCOUNTS,
        "visible_to_shop_account",
        "UNBOUND_SHOP_ACCOUNT & policy.scopes.staff",
        "policy.scopes.staff",
    ),
    turned(
        "H13",
        SHOP_ACCOUNTS,
        "visible_to_shop_account",
        "UNBOUND_SHOP_ACCOUNT & policy.scopes.staff",
        "SHOP_ACCOUNT & policy.scopes.staff",
    ),
    turned(
        "H13",
        SHOP_ACCOUNTS,
        "visible_to_shop_account",
        "UNBOUND_SHOP_ACCOUNT & policy.scopes.staff",
        "UNBOUND_SHOP_ACCOUNT & policy.grantable",
    ),
    turned("H13", SHOP_ACCOUNTS, "authorise_shop_account", "not account.is_bound", "False"),
    turned("H13", SHOP_ACCOUNTS, "ShopAccount", "company.stage not in _NOT_YET", "True"),
    turned(
        "H16", SHOP_ACCOUNTS, "ShopAccount", "company.stage not in _NOT_YET", "company.stage is CompanyStage.ACTIVE"
    ),
    turned("H16", SHOP_ACCOUNTS, "ShopAccount", "company.shop(shop) is None", "False"),
    turned("H16", SHOP_ACCOUNTS, "ShopAccount", "account == company.main", "False"),
    turned("H16", SHOP_ACCOUNTS, "ShopAccount", "company.sub_account(account) is not None", "False"),
    turned("H16", SHOP_ACCOUNTS, "visible_to_shop_account", "shop != account.shop", "False"),
    turned("H16", SHOP_ACCOUNTS, "visible_to_shop_account", "account.barred is not None", "False"),
    turned("H16", SHOP_ACCOUNTS, "authorise_shop_account", "None if shop == account.shop else shop", "shop"),
    turned(
        "H16",
        SHOP_ACCOUNTS,
        "authorise_shop_account",
        "BeyondShopAccount(scope=scope, shop=account.shop)",
        "MainOnly(scope=scope)",
    ),
    turned("H16", SHOP_ACCOUNTS, "shop_member_of", "kernel.Grant(held, account.shop)", "kernel.Grant(held)"),
    turned("H16", SHOP_ACCOUNTS, "", "{Scope('chat.assign')}", "frozenset()"),
    turned("H16", SHOP_ACCOUNTS, "", "SHOP_MANAGER.scopes(SubAccountPolicy())", "CATALOGUE.staff"),
    # What falls with a right
    turned("00.8", CASCADING, "with_fallen", "not ctx.policy.cascade", "True"),
    turned("00.8", CASCADING, "with_fallen", "not ctx.policy.cascade", "False"),
    turned(
        "00.8",
        CASCADING,
        "fallen",
        "had.get(grant, _NOTHING) & scopes[roles[grant]]",
        "had.get(grant, _NOTHING)",
    ),
    turned("00.8", CASCADING, "fallen", "had.get(grant, _NOTHING) & scopes[roles[grant]]", "scopes[roles[grant]]"),
    turned("00.8", CASCADING, "fallen", "gone.update(lost)", "return tuple(sorted(lost))"),
    turned(
        "00.8",
        CASCADING,
        "rooted",
        "grant.stage is GrantStage.IN_FORCE and (not is_over(grant, now))",
        "not is_over(grant, now)",
    ),
    turned(
        "00.8",
        CASCADING,
        "rooted",
        "grant.stage is GrantStage.IN_FORCE and (not is_over(grant, now))",
        "grant.stage is GrantStage.IN_FORCE",
    ),
    turned("00.8", CASCADING, "rooted", "grant.by is None or grant.by == company.main", "grant.by is None"),
    turned("00.8", CASCADING, "rooted", "grant.by is None or grant.by == company.main", "grant.by == company.main"),
    turned("00.8", CASCADING, "rooted", "found[grant.id] = _NOTHING", "found[grant.id] = scopes[grant.role]"),
    turned("00.8", CASCADING, "rooted", "GRANTING in through", "True"),
    turned("00.8", CASCADING, "rooted", "through & scopes[grant.role]", "scopes[grant.role]"),
    turned("00.8", CASCADING, "rooted", "waiting[grant.member] = None", "pass"),
    turned("00.8", CASCADING, "_covering", "own.during.covers(grant.during, now)", "True"),
    turned("00.8", CASCADING, "_covering", "(grant.shop, None)", "(grant.shop,)"),
    turned("00.8 H1", CASCADING, "_covering", "(grant.shop, None)", "[shop for _, shop in held]"),
    turned(
        "00.8",
        ROLES,
        "revoke",
        "with_fallen(company, GrantRevoked(grant=grant.id, **signed(company, asker, ctx)), ctx)",
        "(GrantRevoked(grant=grant.id, **signed(company, asker, ctx)),)",
    ),
    turned("00.8", ROLES, "edit", "with_fallen(company, edited, ctx)", "(edited,)"),
    turned("00.8", STAFF, "delete", "with_fallen(company, event, ctx)", "(event,)"),
    # Limits on what is spent, and ways round them
    turned("H2", RULES, "must_not_be_of_main", "command.member == company.main", "False"),
    turned("00.8", RULES, "must_not_be_own", "asker.by == member", "False"),
    turned("00.8", RULES, "must_stay_within_limits", "are_wider(limits, own, scope)", "False"),
    turned("00.8", RULES, "must_not_outspend", "are_wider(member.limits, own, scope)", "False"),
    turned("00.8", RULES, "must_not_outspend", "scopes - role.scopes", "scopes"),
    turned("00.8", RULES, "must_not_outspend", "grant.stage is not GrantStage.IN_FORCE", "False"),
    turned("00.8", RULES, "must_not_outspend", "is_over(grant, ctx.now)", "False"),
    turned("00.8", LIMITS, "are_wider", "bool(most)", "False"),
    turned("00.8", LIMITS, "are_wider", "not most or not limits", "not most"),
    turned("00.8", LIMITS, "are_wider", "limit.currency not in most", "limit.currency in most and False"),
    turned("00.8", LIMITS, "are_wider", "any", "all"),
    turned("00.8", LIMITS, "_is_wider", "_more(given.per_action, own.per_action)", "False"),
    turned("00.8", LIMITS, "_is_wider", "_more(given.per_day, own.per_day)", "False"),
    turned("00.8", LIMITS, "_more", "to_minor(given) > to_minor(own)", "to_minor(given) >= to_minor(own)"),
    turned("00.8", LIMITS, "_more", "given is None or to_minor(given) > to_minor(own)", "given is not None and False"),
    turned("00.8", LIMITS, "scopes_changed", "set(before) ^ set(after)", "set(after)"),
    turned("00.8", LIMITS, "scopes_changed", "set(before) ^ set(after)", "set(before) | set(after)"),
    turned("00.8", STAFF, "set_limits", "rules.must_not_be_own(asker, member.id)", "None"),
    turned("00.8", STAFF, "set_limits", "rules.must_stay_within(asker, touched, ctx)", "None"),
    turned("00.8", STAFF, "_staged", "grants if enabled else ()", "()"),
    turned("00.8", STAFF, "_staged", "grants if enabled else ()", "grants"),
    turned("00.8", ROLES, "grant", "rules.must_not_outspend(asker, company, (grant,), ctx)", "None"),
    turned("00.8", ROLES, "edit", "scopes", "role.scopes", 1),
    # What is offered and what is not even shown
    turned(
        "H6 H7",
        GATES,
        "why_nowhere",
        "(member.barred,) if known and member.barred is not None else ()",
        "(member.barred or gate.missing,)",
    ),
    turned("H6", GATES, "why_nowhere", "type(actor) not in gate.kinds", "False"),
    turned("H7", GATES, "why_nowhere", "actor.vendor == company.id and member.is_main", "actor.vendor == company.id"),
    turned(
        "H7",
        GATES,
        "askers",
        "authorise(member, gate.scope, place, ctx)",
        "authorise(member, gate.scope, None if place is None else company.shops[0].id, ctx)",
    ),
    turned("H7", ACCESS, "authorise", "member.barred is not None", "False"),
    turned("H7", ACCESS, "visible", "member.barred is not None or shop not in member.held", "shop not in member.held"),
    # What each of a company sees of it
    turned("H7 H15", VIEWS, "_shops", "visible(member, shop.id, ctx)", "ctx.policy.grantable"),
    turned("H7 H15", VIEWS, "_shops", "member is None or scopes", "True"),
    turned("H7", VIEWS, "_sees_group", "_may(member, USE_CHAT, group.shop, ctx)", "True"),
    turned(
        "H7",
        VIEWS,
        "_sees_group",
        "_may(member, _ASSIGN_CHAT, group.shop, ctx)",
        "_may(member, _ASSIGN_CHAT, None, ctx)",
    ),
    turned("H17 H7", VIEWS, "seen", "_may(member, _VIEW_TEAM, shop, ctx)", "True"),
    turned("H17 H7", VIEWS, "seen", "team and (grant.shop is None or grant.shop in team)", "bool(team)"),
    turned("H17 H7", VIEWS, "seen", "company.created_at if None in team else None", "company.created_at"),
    turned("H17 H7", VIEWS, "seen", "company.main if team else None", "company.main"),
    turned("H17 H7", VIEWS, "_of_team", "everything or one.id in granted", "True"),
    turned("H17 H7", VIEWS, "_roles_of_team", "everything or role.id in granted", "True"),
    turned("H17", VIEWS, "seen", "_may(member, OPENED_BY[Sensitive.CREDENTIALS], None, ctx)", "bool(team)"),
    # What is kept from staff who have no need of it
    turned("H17", SENSITIVE, "opens", "actor.may(OPENED_BY[kind], shop)", "bool(actor.grants)"),
    turned("H17", SENSITIVE, "opens", "kind is Sensitive.BUYERS", "True"),
    turned("H17", SENSITIVE, "opens", "OPENED_BY[kind] in actor.scopes", "True"),
    turned("H17", SENSITIVE, "", "Scope('payouts.view')", "Scope('finance.view')"),
    turned("H17", SENSITIVE, "", "Scope('invoices.commission_view')", "Scope('invoices.view')"),
    turned(
        "H17",
        CATALOGUE,
        "",
        "_area('finance', sensitive=True, view='see bills and earnings')",
        "_area('finance', view='see bills and earnings')",
    ),
    turned("H17", SEEN, "_part", "part.payout if payouts else None", "part.payout"),
    turned("H17", SEEN, "_part", "part.payout_id if payouts else None", "part.payout_id"),
    turned("H17", SEEN, "_part", "part.chargeback if bills else None", "part.chargeback"),
    turned("H17", SEEN, "_part", "part.chargeback_id if bills else None", "part.chargeback_id"),
    turned(
        "H17", SEEN, "_part", "opens(Sensitive.BILLS, actor, part.shop)", "opens(Sensitive.PAYOUTS, actor, part.shop)"
    ),
    turned("H17", SEEN, "_part", "_line(line, actor, bills=bills)", "_line(line, actor, bills=True)"),
    turned("H17", SEEN, "_discount", "first.funder if bills else None", "first.funder"),
    turned("H17", SEEN, "_groups", "place if bills else (discount.coupon, discount.on_shipping)", "place"),
    turned("H17", SEEN, "_facts", "opens(kind, actor)", "True"),
    turned("H17", SEEN, "seen", "_facts(order, actor) if inside else ()", "_facts(order, actor)"),
    turned("H17", SEEN, "seen", "None if vendor and names != _OF_BUYER else order.buyer", "order.buyer"),
    turned("H17", SEEN, "_part", "() if buyer else part.open_refunds", "part.open_refunds"),
    # Who did what, and who may read it
    turned("X-H3", AUDIT, "_denied", "opens(Sensitive.AUDIT, actor)", "True"),
    turned("X-H3", AUDIT, "_denied", "access if isinstance(access, Denied) else None", "None"),
    turned(
        "X-H3",
        CATALOGUE,
        "",
        "_area('audit_log', Who.NEVER, sensitive=True, view='see who of the team did what')",
        "_area('audit_log', sensitive=True, view='see who of the team did what')",
    ),
    turned("X-H3", AUDIT, "_happened", "event.by", "None"),
    turned("X-H3", AUDIT, "_happened", "event.through", "()"),
    turned("X-H3", AUDIT, "_happened", "event.operator", "None"),
    turned("X-H3", AUDIT, "_acted", "event.through", "()"),
    turned("X-H3", AUDIT, "acted", "tuple([held.grant for held in granted.by])", "()"),
    turned("X-H3", AUDIT, "_about", "isinstance(value, str)", "False"),
    turned("X-H3", AUDIT, "_about", "_THINGS", "(*_THINGS, 'name')"),
    turned("X-H3", AUDIT, "_inside", "('invitation', thing.id)", "('invitation', thing.digest)"),
    # Who is told of it
    turned("H3", NOTIFYING, "", "_to_main(CompanyNoticeKind.WALLET_PASSWORD)", "_shop_password"),
    turned("H10", NOTIFYING, "_invited", "link.member", "event.by or link.member"),
    turned("H10", NOTIFYING, "_invited", "expires_at=link.expires_at", "expires_at=link.issued_at"),
    # What every package asks of a scope, and what holds in every life
    turned("H1 H7", "orders/gates.py", "missing_scope", "actor.may(gate.scope, part.shop)", "True"),
    turned("H1 H7", "orders/gates.py", "missing_scope", "actor.may(gate.scope, part.shop)", "actor.grants"),
    turned("H1", "orders/gates.py", "knows_part", "actor.sees(part.vendor, part.shop)", "part.vendor == actor.vendor"),
    turned("H7", "discounts/gates.py", "_lacks", "not actor.may(scope, None)", "False"),
    turned(
        "H1", "discounts/gates.py", "_lacks", "actor.may(scope, None)", "any((scope in g.scopes for g in actor.grants))"
    ),
    turned("H1 H7", "kernel/actors.py", "VendorMember.may", "self._by_shop.get(shop, _NO_SCOPES)", "self._by_shop"),
    turned("H2 H7", ACCESS, "authorise", "scope in ctx.policy.scopes.staff", "True"),
    turned(
        "H2", ACCESS, "_kernel_grants", "kernel.Grant(everywhere)", "kernel.Grant(everywhere & ctx.policy.grantable)"
    ),
    turned("H7", ACCESS, "_missing", "info is None", "False"),
    turned("H6", ACCESS, "_missing", "not member.is_main and scope not in policy.grantable", "False"),
)
