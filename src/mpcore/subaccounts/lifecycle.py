"""Which event moves a company, and what belongs to it, from which stage to which."""

from __future__ import annotations

from mpcore.kernel import Lifecycle
from mpcore.subaccounts.events import (
    ChatGroupClosed,
    ChatGroupDeleted,
    ChatGroupEdited,
    ChatGroupEvent,
    ChatGroupReopened,
    CompanyActivated,
    CompanyClosed,
    CompanyInvited,
    CompanyRefused,
    CompanyReinstated,
    CompanyStageEvent,
    CompanySuspended,
    GrantEvent,
    GrantRevoked,
    InvitationEvent,
    InvitationRevoked,
    InvitationUsed,
    OwnershipTransferred,
    RoleDeleted,
    RoleEdited,
    RoleEvent,
    SubAccountActivated,
    SubAccountDeleted,
    SubAccountDisabled,
    SubAccountEnabled,
    SubAccountEvent,
)
from mpcore.subaccounts.states import (
    ChatGroupStage,
    CompanyStage,
    GrantStage,
    InvitationStage,
    RoleStage,
    SubAccountStage,
)

__all__ = ["CHAT_GROUP", "COMPANY", "GRANT", "INVITATION", "ROLE", "SUB_ACCOUNT"]

COMPANY: Lifecycle[CompanyStage, CompanyStageEvent] = Lifecycle(
    name="company",
    initial=CompanyStage.ACTIVE,
    also_initial=(CompanyStage.APPLIED,),  # H10: where main accounts are invited
    rows={
        CompanyStage.APPLIED: {
            CompanyInvited: CompanyStage.INVITED,
            CompanyRefused: CompanyStage.REFUSED,
        },
        CompanyStage.INVITED: {
            CompanyActivated: CompanyStage.ACTIVE,
            CompanyRefused: CompanyStage.REFUSED,
        },
        CompanyStage.ACTIVE: {
            CompanySuspended: CompanyStage.SUSPENDED,
            CompanyClosed: CompanyStage.CLOSED,
        },
        CompanyStage.SUSPENDED: {
            CompanyReinstated: CompanyStage.ACTIVE,
            CompanyClosed: CompanyStage.CLOSED,
        },
        CompanyStage.REFUSED: {},
        CompanyStage.CLOSED: {},
    },
)

SUB_ACCOUNT: Lifecycle[SubAccountStage, SubAccountEvent] = Lifecycle(
    name="sub_account",
    initial=SubAccountStage.ACTIVE,  # H11: no activation
    also_initial=(SubAccountStage.PENDING,),
    rows={
        SubAccountStage.PENDING: {
            SubAccountActivated: SubAccountStage.ACTIVE,
            SubAccountDeleted: SubAccountStage.DELETED,
        },
        SubAccountStage.ACTIVE: {
            SubAccountDisabled: SubAccountStage.DISABLED,
            SubAccountDeleted: SubAccountStage.DELETED,
        },
        SubAccountStage.DISABLED: {
            SubAccountEnabled: SubAccountStage.ACTIVE,
            SubAccountDeleted: SubAccountStage.DELETED,
        },
        SubAccountStage.DELETED: {},
    },
)

ROLE: Lifecycle[RoleStage, RoleEvent] = Lifecycle(
    name="role",
    initial=RoleStage.DEFINED,
    rows={
        RoleStage.DEFINED: {RoleEdited: RoleStage.DEFINED, RoleDeleted: RoleStage.DELETED},
        RoleStage.DELETED: {},
    },
)

GRANT: Lifecycle[GrantStage, GrantEvent] = Lifecycle(
    name="grant",
    initial=GrantStage.IN_FORCE,
    rows={
        GrantStage.IN_FORCE: {
            GrantRevoked: GrantStage.REVOKED,
            SubAccountDeleted: GrantStage.REVOKED,
            OwnershipTransferred: GrantStage.REVOKED,
        },
        GrantStage.REVOKED: {},
    },
)

INVITATION: Lifecycle[InvitationStage, InvitationEvent] = Lifecycle(
    name="invitation",
    initial=InvitationStage.OPEN,
    rows={
        InvitationStage.OPEN: {
            InvitationUsed: InvitationStage.USED,
            InvitationRevoked: InvitationStage.REVOKED,
            SubAccountDeleted: InvitationStage.REVOKED,
            CompanyRefused: InvitationStage.REVOKED,
            CompanyClosed: InvitationStage.REVOKED,
        },
        InvitationStage.USED: {},
        InvitationStage.REVOKED: {},
    },
)

CHAT_GROUP: Lifecycle[ChatGroupStage, ChatGroupEvent] = Lifecycle(
    name="chat_group",
    initial=ChatGroupStage.OPEN,
    rows={
        ChatGroupStage.OPEN: {
            ChatGroupEdited: ChatGroupStage.OPEN,
            ChatGroupClosed: ChatGroupStage.CLOSED,
            ChatGroupDeleted: ChatGroupStage.DELETED,
        },
        ChatGroupStage.CLOSED: {
            ChatGroupEdited: ChatGroupStage.CLOSED,
            ChatGroupReopened: ChatGroupStage.OPEN,
            ChatGroupDeleted: ChatGroupStage.DELETED,
        },
        ChatGroupStage.DELETED: {},
    },
)
