"""The tags of sub-accounts: of commands and events, and of what is kept by itself."""

from __future__ import annotations

from typing import Final

from mpcore import subaccounts

__all__ = ["COMMANDS", "DOCUMENTS", "EVENTS"]

COMMANDS: Final[dict[str, type]] = {
    "subaccounts.accept_invitation/1": subaccounts.AcceptInvitation,
    "subaccounts.add_shop/1": subaccounts.AddShop,
    "subaccounts.change_shop_password/1": subaccounts.ChangeShopPassword,
    "subaccounts.change_wallet_password/1": subaccounts.ChangeWalletPassword,
    "subaccounts.close_chat_group/1": subaccounts.CloseChatGroup,
    "subaccounts.close_company/1": subaccounts.CloseCompany,
    "subaccounts.create_chat_group/1": subaccounts.CreateChatGroup,
    "subaccounts.create_company/1": subaccounts.CreateCompany,
    "subaccounts.create_sub_account/1": subaccounts.CreateSubAccount,
    "subaccounts.define_role/1": subaccounts.DefineRole,
    "subaccounts.delete_chat_group/1": subaccounts.DeleteChatGroup,
    "subaccounts.delete_role/1": subaccounts.DeleteRole,
    "subaccounts.delete_sub_account/1": subaccounts.DeleteSubAccount,
    "subaccounts.disable_sub_account/1": subaccounts.DisableSubAccount,
    "subaccounts.edit_chat_group/1": subaccounts.EditChatGroup,
    "subaccounts.edit_role/1": subaccounts.EditRole,
    "subaccounts.enable_sub_account/1": subaccounts.EnableSubAccount,
    "subaccounts.grant_role/1": subaccounts.GrantRole,
    "subaccounts.invite_main/1": subaccounts.InviteMain,
    "subaccounts.invite_sub_account/1": subaccounts.InviteSubAccount,
    "subaccounts.refuse_company/1": subaccounts.RefuseCompany,
    "subaccounts.reinstate_company/1": subaccounts.ReinstateCompany,
    "subaccounts.reopen_chat_group/1": subaccounts.ReopenChatGroup,
    "subaccounts.revoke_grant/1": subaccounts.RevokeGrant,
    "subaccounts.set_limits/1": subaccounts.SetLimits,
    "subaccounts.suspend_company/1": subaccounts.SuspendCompany,
    "subaccounts.transfer_ownership/1": subaccounts.TransferOwnership,
}

EVENTS: Final[dict[str, type]] = {
    "subaccounts.chat_group_closed/1": subaccounts.ChatGroupClosed,
    "subaccounts.chat_group_created/1": subaccounts.ChatGroupCreated,
    "subaccounts.chat_group_deleted/1": subaccounts.ChatGroupDeleted,
    "subaccounts.chat_group_edited/1": subaccounts.ChatGroupEdited,
    "subaccounts.chat_group_reopened/1": subaccounts.ChatGroupReopened,
    "subaccounts.company_activated/1": subaccounts.CompanyActivated,
    "subaccounts.company_closed/1": subaccounts.CompanyClosed,
    "subaccounts.company_created/1": subaccounts.CompanyCreated,
    "subaccounts.company_invited/1": subaccounts.CompanyInvited,
    "subaccounts.company_refused/1": subaccounts.CompanyRefused,
    "subaccounts.company_reinstated/1": subaccounts.CompanyReinstated,
    "subaccounts.company_suspended/1": subaccounts.CompanySuspended,
    "subaccounts.grant_added/1": subaccounts.GrantAdded,
    "subaccounts.grant_revoked/1": subaccounts.GrantRevoked,
    "subaccounts.invitation_issued/1": subaccounts.InvitationIssued,
    "subaccounts.invitation_revoked/1": subaccounts.InvitationRevoked,
    "subaccounts.invitation_used/1": subaccounts.InvitationUsed,
    "subaccounts.limits_set/1": subaccounts.LimitsSet,
    "subaccounts.ownership_transferred/1": subaccounts.OwnershipTransferred,
    "subaccounts.role_defined/1": subaccounts.RoleDefined,
    "subaccounts.role_deleted/1": subaccounts.RoleDeleted,
    "subaccounts.role_edited/1": subaccounts.RoleEdited,
    "subaccounts.shop_added/1": subaccounts.ShopAdded,
    "subaccounts.shop_password_changed/1": subaccounts.ShopPasswordChanged,
    "subaccounts.sub_account_activated/1": subaccounts.SubAccountActivated,
    "subaccounts.sub_account_created/1": subaccounts.SubAccountCreated,
    "subaccounts.sub_account_deleted/1": subaccounts.SubAccountDeleted,
    "subaccounts.sub_account_disabled/1": subaccounts.SubAccountDisabled,
    "subaccounts.sub_account_enabled/1": subaccounts.SubAccountEnabled,
    "subaccounts.wallet_password_changed/1": subaccounts.WalletPasswordChanged,
}

DOCUMENTS: Final[dict[str, type]] = {
    "subaccounts.company/1": subaccounts.Company,
    "subaccounts.member_acted/1": subaccounts.MemberActed,
    "subaccounts.policy/1": subaccounts.SubAccountPolicy,
}
