"""One value per tag of sub-accounts: the goldens are made of them, so they stay as they are."""

from __future__ import annotations

from typing import Any, Final

from mpcore import subaccounts as sub
from mpcore import timing
from mpcore.kernel import MemberId, Scope, ShopId, VendorId

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
        sub_accounts=(sub.SubAccount(id=ANA, created_at=LATER, stage=sub.SubAccountStage.DISABLED),),
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
