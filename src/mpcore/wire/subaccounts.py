"""The tags of sub-accounts: of commands and events, and of what is kept by itself."""

from __future__ import annotations

from typing import Final

from mpcore import subaccounts

__all__ = ["COMMANDS", "DOCUMENTS", "EVENTS"]

COMMANDS: Final[dict[str, type]] = {
    "subaccounts.add_shop/1": subaccounts.AddShop,
    "subaccounts.create_company/1": subaccounts.CreateCompany,
    "subaccounts.create_sub_account/1": subaccounts.CreateSubAccount,
    "subaccounts.define_role/1": subaccounts.DefineRole,
    "subaccounts.delete_role/1": subaccounts.DeleteRole,
    "subaccounts.delete_sub_account/1": subaccounts.DeleteSubAccount,
    "subaccounts.disable_sub_account/1": subaccounts.DisableSubAccount,
    "subaccounts.edit_role/1": subaccounts.EditRole,
    "subaccounts.enable_sub_account/1": subaccounts.EnableSubAccount,
    "subaccounts.grant_role/1": subaccounts.GrantRole,
    "subaccounts.reinstate_company/1": subaccounts.ReinstateCompany,
    "subaccounts.revoke_grant/1": subaccounts.RevokeGrant,
    "subaccounts.suspend_company/1": subaccounts.SuspendCompany,
}

EVENTS: Final[dict[str, type]] = {
    "subaccounts.company_created/1": subaccounts.CompanyCreated,
    "subaccounts.company_reinstated/1": subaccounts.CompanyReinstated,
    "subaccounts.company_suspended/1": subaccounts.CompanySuspended,
    "subaccounts.grant_added/1": subaccounts.GrantAdded,
    "subaccounts.grant_revoked/1": subaccounts.GrantRevoked,
    "subaccounts.role_defined/1": subaccounts.RoleDefined,
    "subaccounts.role_deleted/1": subaccounts.RoleDeleted,
    "subaccounts.role_edited/1": subaccounts.RoleEdited,
    "subaccounts.shop_added/1": subaccounts.ShopAdded,
    "subaccounts.sub_account_created/1": subaccounts.SubAccountCreated,
    "subaccounts.sub_account_deleted/1": subaccounts.SubAccountDeleted,
    "subaccounts.sub_account_disabled/1": subaccounts.SubAccountDisabled,
    "subaccounts.sub_account_enabled/1": subaccounts.SubAccountEnabled,
}

DOCUMENTS: Final[dict[str, type]] = {
    "subaccounts.company/1": subaccounts.Company,
    "subaccounts.policy/1": subaccounts.SubAccountPolicy,
}
