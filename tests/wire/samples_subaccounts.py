"""One value per tag of sub-accounts: the goldens are made of them, so they stay as they are."""

from __future__ import annotations

from typing import Any, Final

from attrs import evolve

from mpcore import subaccounts as sub
from mpcore import timing
from mpcore.kernel import MemberId, Scope, ShopId, VendorId
from mpcore.money import money

AT, LATER = timing.instant("2026-03-26T10:00:00.5Z"), timing.instant("2026-03-28T10:00:00.5Z")
VENDOR, MAIN, ANA = VendorId("v1"), MemberId("v1:main"), MemberId("v1:ana")
ROLE, GRANT = sub.RoleId("packer"), sub.GrantId("g1")
SHOP = sub.Shop(id=ShopId("s1"), site="TW")
SCOPES = frozenset({Scope("orders.ship"), Scope("orders.view")})
GRANTED = sub.RoleGrant(
    id=GRANT, member=ANA, role=ROLE, shop=SHOP.id, during=sub.Between(AT, LATER), by=MAIN, stage=sub.GrantStage.REVOKED
)
CATALOGUE = sub.ScopeCatalogue(
    (
        sub.ScopeInfo(scope=Scope("orders.ship"), meaning="ship lines"),
        sub.ScopeInfo(scope=Scope("grants.manage"), meaning="grant roles", who=sub.Who.BY_POLICY, sensitive=True),
    )
)

SAMPLES: Final[dict[str, Any]] = {
    "subaccounts.add_shop/1": sub.AddShop(company=VENDOR, shop=SHOP),
    "subaccounts.company/1": sub.Company(
        id=VENDOR,
        main=MAIN,
        created_at=AT,
        stage=sub.CompanyStage.SUSPENDED,
        shops=(SHOP, sub.Shop(id=ShopId("s2"))),
        sub_accounts=(sub.SubAccount(id=ANA, created_at=LATER, by=MAIN, stage=sub.SubAccountStage.DISABLED),),
        roles=(sub.Role(id=ROLE, name="Emballage", scopes=SCOPES, stage=sub.RoleStage.DELETED),),
        grants=(GRANTED,),
    ),
    "subaccounts.company_created/1": sub.CompanyCreated(company=VENDOR, at=AT, main=MAIN, shops=(SHOP,)),
    "subaccounts.company_reinstated/1": sub.CompanyReinstated(company=VENDOR, at=AT),
    "subaccounts.company_suspended/1": sub.CompanySuspended(company=VENDOR, at=AT),
    "subaccounts.create_company/1": sub.CreateCompany(company=VENDOR, main=MAIN, shops=(SHOP,)),
    "subaccounts.create_sub_account/1": sub.CreateSubAccount(company=VENDOR, member=ANA),
    "subaccounts.define_role/1": sub.DefineRole(
        company=VENDOR, role=ROLE, name="Emballage", scopes=frozenset({"orders.ship", "shipments.*"})
    ),
    "subaccounts.delete_role/1": sub.DeleteRole(company=VENDOR, role=ROLE),
    "subaccounts.delete_sub_account/1": sub.DeleteSubAccount(company=VENDOR, member=ANA),
    "subaccounts.disable_sub_account/1": sub.DisableSubAccount(company=VENDOR, member=ANA),
    "subaccounts.edit_role/1": sub.EditRole(company=VENDOR, role=ROLE, name="Colis", scopes=frozenset({"orders.*"})),
    "subaccounts.enable_sub_account/1": sub.EnableSubAccount(company=VENDOR, member=ANA),
    "subaccounts.grant_added/1": sub.GrantAdded(company=VENDOR, at=AT, by=ANA, through=(GRANT,), grant=GRANTED),
    "subaccounts.grant_revoked/1": sub.GrantRevoked(company=VENDOR, at=AT, by=MAIN, grant=GRANT),
    "subaccounts.grant_role/1": sub.GrantRole(
        company=VENDOR, grant=GRANT, member=ANA, role=ROLE, shop=SHOP.id, during=sub.Between(AT, LATER)
    ),
    "subaccounts.policy/1": sub.SubAccountPolicy(
        scopes=CATALOGUE, delegated=frozenset({Scope("grants.manage")}), max_sub_accounts=20, max_roles=30
    ),
    "subaccounts.reinstate_company/1": sub.ReinstateCompany(company=VENDOR),
    "subaccounts.revoke_grant/1": sub.RevokeGrant(company=VENDOR, grant=GRANT),
    "subaccounts.role_defined/1": sub.RoleDefined(
        company=VENDOR, at=AT, by=MAIN, role=ROLE, name="Emballage", scopes=SCOPES
    ),
    "subaccounts.role_deleted/1": sub.RoleDeleted(company=VENDOR, at=AT, by=MAIN, role=ROLE),
    "subaccounts.role_edited/1": sub.RoleEdited(company=VENDOR, at=AT, by=MAIN, role=ROLE, name="Colis", scopes=SCOPES),
    "subaccounts.shop_added/1": sub.ShopAdded(company=VENDOR, at=AT, by=MAIN, shop=SHOP),
    "subaccounts.sub_account_created/1": sub.SubAccountCreated(company=VENDOR, at=AT, by=MAIN, member=ANA),
    "subaccounts.sub_account_deleted/1": sub.SubAccountDeleted(company=VENDOR, at=AT, by=MAIN, member=ANA),
    "subaccounts.sub_account_disabled/1": sub.SubAccountDisabled(company=VENDOR, at=AT, by=MAIN, member=ANA),
    "subaccounts.sub_account_enabled/1": sub.SubAccountEnabled(company=VENDOR, at=AT, by=MAIN, member=ANA),
    "subaccounts.suspend_company/1": sub.SuspendCompany(company=VENDOR),
}

DIGEST = sub.TokenDigest("a" * 64)
INVITATION = sub.Invitation(
    id=sub.InvitationId("i1"),
    member=MAIN,
    digest=DIGEST,
    issued_at=AT,
    expires_at=LATER,
    stage=sub.InvitationStage.USED,
)
GROUP = sub.ChatGroup(
    id=sub.ChatGroupId("c1"), shop=SHOP.id, kind=sub.ChatGroupKind.AFTER_SALES, name="Après-vente", members=(ANA,)
)
LIMITS = (
    sub.SpendingLimit(scope=Scope("refunds.request"), per_action=money("50", "EUR"), per_day=money("200", "EUR")),
)

SAMPLES.update(
    {
        "subaccounts.accept_invitation/1": sub.AcceptInvitation(company=VENDOR, digest=DIGEST),
        "subaccounts.change_shop_password/1": sub.ChangeShopPassword(company=VENDOR, shop=SHOP.id),
        "subaccounts.change_wallet_password/1": sub.ChangeWalletPassword(company=VENDOR),
        "subaccounts.chat_group_closed/1": sub.ChatGroupClosed(company=VENDOR, at=AT, by=ANA, group=GROUP.id),
        "subaccounts.chat_group_created/1": sub.ChatGroupCreated(
            company=VENDOR, at=AT, by=ANA, through=(GRANT,), group=GROUP
        ),
        "subaccounts.chat_group_deleted/1": sub.ChatGroupDeleted(company=VENDOR, at=AT, by=MAIN, group=GROUP.id),
        "subaccounts.chat_group_edited/1": sub.ChatGroupEdited(
            company=VENDOR, at=AT, by=MAIN, group=GROUP.id, name="Avant-vente", members=(ANA, MAIN)
        ),
        "subaccounts.chat_group_reopened/1": sub.ChatGroupReopened(company=VENDOR, at=AT, by=MAIN, group=GROUP.id),
        "subaccounts.close_chat_group/1": sub.CloseChatGroup(company=VENDOR, group=GROUP.id),
        "subaccounts.close_company/1": sub.CloseCompany(company=VENDOR),
        "subaccounts.company_activated/1": sub.CompanyActivated(company=VENDOR, at=AT),
        "subaccounts.company_closed/1": sub.CompanyClosed(company=VENDOR, at=AT, operator=MemberId("olga")),
        "subaccounts.company_invited/1": sub.CompanyInvited(company=VENDOR, at=AT),
        "subaccounts.company_refused/1": sub.CompanyRefused(company=VENDOR, at=AT, operator=MemberId("olga")),
        "subaccounts.create_chat_group/1": sub.CreateChatGroup(
            company=VENDOR, group=GROUP.id, shop=SHOP.id, kind=GROUP.kind, name=GROUP.name, members=(ANA,)
        ),
        "subaccounts.delete_chat_group/1": sub.DeleteChatGroup(company=VENDOR, group=GROUP.id),
        "subaccounts.edit_chat_group/1": sub.EditChatGroup(
            company=VENDOR, group=GROUP.id, name="Avant-vente", members=(ANA, MAIN)
        ),
        "subaccounts.invitation_issued/1": sub.InvitationIssued(
            company=VENDOR,
            at=AT,
            by=MAIN,
            invitation=evolve(INVITATION, member=ANA, by=MAIN, stage=sub.InvitationStage.OPEN),
        ),
        "subaccounts.invitation_revoked/1": sub.InvitationRevoked(company=VENDOR, at=AT, invitation=INVITATION.id),
        "subaccounts.invitation_used/1": sub.InvitationUsed(company=VENDOR, at=AT, invitation=INVITATION.id),
        "subaccounts.invite_main/1": sub.InviteMain(company=VENDOR, invitation=INVITATION.id, digest=DIGEST),
        "subaccounts.invite_sub_account/1": sub.InviteSubAccount(
            company=VENDOR, member=ANA, invitation=INVITATION.id, digest=DIGEST
        ),
        "subaccounts.limits_set/1": sub.LimitsSet(company=VENDOR, at=AT, by=MAIN, member=ANA, limits=LIMITS),
        "subaccounts.member_acted/1": sub.MemberActed(
            company=VENDOR,
            member=ANA,
            at=AT,
            command="orders.ship_lines",
            scope=Scope("orders.ship"),
            shop=SHOP.id,
            through=(GRANT,),
            about=(sub.About("order", "o1"), sub.About("part", "p1")),
            approved_by=MemberId("v1:bo"),
            approved_through=(sub.GrantId("g2"),),
        ),
        "subaccounts.ownership_transferred/1": sub.OwnershipTransferred(
            company=VENDOR, at=AT, by=MAIN, to=ANA, before=MAIN
        ),
        "subaccounts.refuse_company/1": sub.RefuseCompany(company=VENDOR),
        "subaccounts.reopen_chat_group/1": sub.ReopenChatGroup(company=VENDOR, group=GROUP.id),
        "subaccounts.set_limits/1": sub.SetLimits(company=VENDOR, member=ANA, limits=LIMITS),
        "subaccounts.shop_password_changed/1": sub.ShopPasswordChanged(company=VENDOR, at=AT, by=ANA, shop=SHOP.id),
        "subaccounts.sub_account_activated/1": sub.SubAccountActivated(company=VENDOR, at=AT, member=ANA),
        "subaccounts.transfer_ownership/1": sub.TransferOwnership(company=VENDOR, to=ANA),
        "subaccounts.wallet_password_changed/1": sub.WalletPasswordChanged(
            company=VENDOR, at=AT, by=MAIN, shops=(SHOP.id,)
        ),
    }
)
