"""What has happened to a company: who of it did what, and through which grants."""

from __future__ import annotations

from typing import TypeAlias

from mpcore.subaccounts.events.chat import (
    ChatGroupClosed,
    ChatGroupCreated,
    ChatGroupDeleted,
    ChatGroupEdited,
    ChatGroupReopened,
)
from mpcore.subaccounts.events.companies import (
    CompanyActivated,
    CompanyClosed,
    CompanyCreated,
    CompanyInvited,
    CompanyRefused,
    CompanyReinstated,
    CompanySuspended,
    OwnershipTransferred,
    ShopAdded,
    ShopPasswordChanged,
    WalletPasswordChanged,
)
from mpcore.subaccounts.events.invitations import InvitationIssued, InvitationRevoked, InvitationUsed
from mpcore.subaccounts.events.roles import GrantAdded, GrantRevoked, RoleDefined, RoleDeleted, RoleEdited
from mpcore.subaccounts.events.staff import (
    LimitsSet,
    SubAccountActivated,
    SubAccountCreated,
    SubAccountDeleted,
    SubAccountDisabled,
    SubAccountEnabled,
)

__all__ = [
    "ChatGroupClosed",
    "ChatGroupCreated",
    "ChatGroupDeleted",
    "ChatGroupEdited",
    "ChatGroupEvent",
    "ChatGroupReopened",
    "CompanyActivated",
    "CompanyClosed",
    "CompanyCreated",
    "CompanyEvent",
    "CompanyInvited",
    "CompanyRefused",
    "CompanyReinstated",
    "CompanyStageEvent",
    "CompanySuspended",
    "Events",
    "GrantAdded",
    "GrantEvent",
    "GrantRevoked",
    "InvitationEvent",
    "InvitationIssued",
    "InvitationRevoked",
    "InvitationUsed",
    "LimitsSet",
    "OwnershipTransferred",
    "RoleDefined",
    "RoleDeleted",
    "RoleEdited",
    "RoleEvent",
    "ShopAdded",
    "ShopPasswordChanged",
    "SubAccountActivated",
    "SubAccountCreated",
    "SubAccountDeleted",
    "SubAccountDisabled",
    "SubAccountEnabled",
    "SubAccountEvent",
    "WalletPasswordChanged",
]

CompanyStageEvent: TypeAlias = (
    CompanyInvited | CompanyActivated | CompanyRefused | CompanySuspended | CompanyReinstated | CompanyClosed
)
"""The events in the company's table."""

SubAccountEvent: TypeAlias = SubAccountActivated | SubAccountDisabled | SubAccountEnabled | SubAccountDeleted
"""The events in a sub-account's table."""

RoleEvent: TypeAlias = RoleEdited | RoleDeleted
"""The events in a role's table."""

GrantEvent: TypeAlias = GrantRevoked | SubAccountDeleted | OwnershipTransferred
"""The events in a grant's table."""

InvitationEvent: TypeAlias = InvitationUsed | InvitationRevoked | SubAccountDeleted | CompanyRefused | CompanyClosed
"""The events in an invitation's table."""

ChatGroupEvent: TypeAlias = ChatGroupEdited | ChatGroupClosed | ChatGroupReopened | ChatGroupDeleted
"""The events in a chat group's table."""

CompanyEvent: TypeAlias = (
    CompanyCreated
    | CompanyStageEvent
    | ShopAdded
    | OwnershipTransferred
    | WalletPasswordChanged
    | ShopPasswordChanged
    | SubAccountCreated
    | SubAccountEvent
    | LimitsSet
    | RoleDefined
    | RoleEvent
    | GrantAdded
    | GrantRevoked
    | InvitationIssued
    | InvitationUsed
    | InvitationRevoked
    | ChatGroupCreated
    | ChatGroupEvent
)
"""Everything that can stand in a company's history."""

Events: TypeAlias = tuple[CompanyEvent, ...]
"""What a decision leads to, in order."""
