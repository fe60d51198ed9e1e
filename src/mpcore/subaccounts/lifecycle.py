"""Which event moves a company, a sub-account, a role and a grant from which stage to which."""

from __future__ import annotations

from mpcore.kernel import Lifecycle
from mpcore.subaccounts.events import (
    CompanyReinstated,
    CompanyStageEvent,
    CompanySuspended,
    GrantEvent,
    GrantRevoked,
    RoleDeleted,
    RoleEdited,
    RoleEvent,
    SubAccountDeleted,
    SubAccountDisabled,
    SubAccountEnabled,
    SubAccountEvent,
)
from mpcore.subaccounts.states import CompanyStage, GrantStage, RoleStage, SubAccountStage

__all__ = ["COMPANY", "GRANT", "ROLE", "SUB_ACCOUNT"]

COMPANY: Lifecycle[CompanyStage, CompanyStageEvent] = Lifecycle(
    name="company",
    initial=CompanyStage.ACTIVE,
    rows={
        CompanyStage.ACTIVE: {CompanySuspended: CompanyStage.SUSPENDED},
        CompanyStage.SUSPENDED: {CompanyReinstated: CompanyStage.ACTIVE},
    },
)

SUB_ACCOUNT: Lifecycle[SubAccountStage, SubAccountEvent] = Lifecycle(
    name="sub_account",
    initial=SubAccountStage.ACTIVE,  # H11: no activation
    rows={
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
        GrantStage.IN_FORCE: {GrantRevoked: GrantStage.REVOKED, SubAccountDeleted: GrantStage.REVOKED},
        GrantStage.REVOKED: {},
    },
)
