"""What may be asked of a company: ids and values only, each with the scope it needs."""

from __future__ import annotations

from typing import TypeAlias

from mpcore.subaccounts.commands.chat import (
    CloseChatGroup,
    CreateChatGroup,
    DeleteChatGroup,
    EditChatGroup,
    OfChatGroup,
    ReopenChatGroup,
)
from mpcore.subaccounts.commands.companies import (
    AddShop,
    CloseCompany,
    CreateCompany,
    RefuseCompany,
    ReinstateCompany,
    SuspendCompany,
    TransferOwnership,
)
from mpcore.subaccounts.commands.forms import OfSubAccount
from mpcore.subaccounts.commands.invitations import AcceptInvitation, InviteMain, InviteSubAccount
from mpcore.subaccounts.commands.passwords import ChangeShopPassword, ChangeWalletPassword
from mpcore.subaccounts.commands.roles import DefineRole, DeleteRole, EditRole, GrantRole, RevokeGrant, RoleContent
from mpcore.subaccounts.commands.staff import (
    CreateSubAccount,
    DeleteSubAccount,
    DisableSubAccount,
    EnableSubAccount,
    SetLimits,
)

__all__ = [
    "AcceptInvitation",
    "AddShop",
    "ChangeShopPassword",
    "ChangeWalletPassword",
    "CloseChatGroup",
    "CloseCompany",
    "CompanyCommand",
    "CreateChatGroup",
    "CreateCompany",
    "CreateSubAccount",
    "DefineRole",
    "DeleteChatGroup",
    "DeleteRole",
    "DeleteSubAccount",
    "DisableSubAccount",
    "EditChatGroup",
    "EditRole",
    "EnableSubAccount",
    "GrantRole",
    "InviteMain",
    "InviteSubAccount",
    "OfChatGroup",
    "OfSubAccount",
    "RefuseCompany",
    "ReinstateCompany",
    "ReopenChatGroup",
    "RevokeGrant",
    "RoleContent",
    "SetLimits",
    "SuspendCompany",
    "TransferOwnership",
]

CompanyCommand: TypeAlias = (
    RefuseCompany
    | InviteMain
    | AcceptInvitation
    | AddShop
    | SuspendCompany
    | ReinstateCompany
    | TransferOwnership
    | CloseCompany
    | ChangeWalletPassword
    | ChangeShopPassword
    | CreateSubAccount
    | InviteSubAccount
    | DisableSubAccount
    | EnableSubAccount
    | DeleteSubAccount
    | SetLimits
    | DefineRole
    | EditRole
    | DeleteRole
    | GrantRole
    | RevokeGrant
    | CreateChatGroup
    | EditChatGroup
    | CloseChatGroup
    | ReopenChatGroup
    | DeleteChatGroup
)
"""What may be asked of a company that there is; `CreateCompany` makes one."""
