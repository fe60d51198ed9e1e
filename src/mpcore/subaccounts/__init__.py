"""Who may do what, in which shop, and why not: companies, shops, sub-accounts, roles and grants.

A `Company` is a vendor with its staff: a main account that may do everything a vendor can, and sub-accounts that may
do what roles let them, shop by shop.  `authorise` answers with the grant that allows something or with what is missing;
`visible` is all that somebody sees; `member_of` makes the actor that every other package asks.  Companies change
through the verbs of every package (`create`, `decide`, `evolve`, `execute`); nobody gives or takes what they lack.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

__all__ = [
    "ALWAYS",
    "CATALOGUE",
    "COMPANY",
    "EVERYTHING",
    "GATES",
    "GRANT",
    "GRANTING",
    "ROLE",
    "SUB_ACCOUNT",
    "Access",
    "AccountNotActive",
    "AddShop",
    "Between",
    "Company",
    "CompanyCommand",
    "CompanyCreated",
    "CompanyEvent",
    "CompanyReinstated",
    "CompanyRule",
    "CompanyStage",
    "CompanyStageEvent",
    "CompanySuspended",
    "Context",
    "CreateCompany",
    "CreateSubAccount",
    "DefineRole",
    "DeleteRole",
    "DeleteSubAccount",
    "Denied",
    "DisableSubAccount",
    "EditRole",
    "EnableSubAccount",
    "ForeignShop",
    "Gate",
    "Giver",
    "GrantAdded",
    "GrantEvent",
    "GrantId",
    "GrantOver",
    "GrantRevoked",
    "GrantRole",
    "GrantStage",
    "Granted",
    "Held",
    "LimitReached",
    "MainAccountSuspended",
    "MainOnly",
    "Member",
    "NonDelegableScope",
    "NotGranted",
    "NotOfVendors",
    "PrivilegeEscalation",
    "ReinstateCompany",
    "RevokeGrant",
    "Role",
    "RoleDefined",
    "RoleDeleted",
    "RoleEdited",
    "RoleEvent",
    "RoleGrant",
    "RoleId",
    "RoleInUse",
    "RoleStage",
    "ScopeCatalogue",
    "ScopeInfo",
    "ScopeUnknown",
    "Shop",
    "ShopAdded",
    "ShopNotGranted",
    "ShopTaken",
    "SubAccount",
    "SubAccountCreated",
    "SubAccountDeleted",
    "SubAccountDisabled",
    "SubAccountEnabled",
    "SubAccountEvent",
    "SubAccountPolicy",
    "SubAccountStage",
    "SuspendCompany",
    "Who",
    "authorise",
    "create",
    "decide",
    "evolve",
    "execute",
    "givers",
    "member_of",
    "replay",
    "shops_of",
    "visible",
]

if TYPE_CHECKING:
    from mpcore.subaccounts.access import (
        GRANTING,
        Access,
        Denied,
        Granted,
        Held,
        Member,
        authorise,
        givers,
        member_of,
        shops_of,
        visible,
    )
    from mpcore.subaccounts.catalogue import (
        CATALOGUE,
    )
    from mpcore.subaccounts.commands import (
        AddShop,
        CompanyCommand,
        CreateCompany,
        CreateSubAccount,
        DefineRole,
        DeleteRole,
        DeleteSubAccount,
        DisableSubAccount,
        EditRole,
        EnableSubAccount,
        GrantRole,
        ReinstateCompany,
        RevokeGrant,
        SuspendCompany,
    )
    from mpcore.subaccounts.context import (
        CompanyRule,
        Context,
    )
    from mpcore.subaccounts.decide import (
        create,
        decide,
        execute,
    )
    from mpcore.subaccounts.events import (
        CompanyCreated,
        CompanyEvent,
        CompanyReinstated,
        CompanyStageEvent,
        CompanySuspended,
        GrantAdded,
        GrantEvent,
        GrantRevoked,
        RoleDefined,
        RoleDeleted,
        RoleEdited,
        RoleEvent,
        ShopAdded,
        SubAccountCreated,
        SubAccountDeleted,
        SubAccountDisabled,
        SubAccountEnabled,
        SubAccountEvent,
    )
    from mpcore.subaccounts.evolve import (
        evolve,
        replay,
    )
    from mpcore.subaccounts.gates import (
        GATES,
        Gate,
    )
    from mpcore.subaccounts.lifecycle import (
        COMPANY,
        GRANT,
        ROLE,
        SUB_ACCOUNT,
    )
    from mpcore.subaccounts.model import (
        Company,
        Role,
        RoleGrant,
        Shop,
        SubAccount,
    )
    from mpcore.subaccounts.policy import (
        SubAccountPolicy,
    )
    from mpcore.subaccounts.reasons import (
        AccountNotActive,
        Giver,
        MainAccountSuspended,
        MainOnly,
        NotGranted,
        NotOfVendors,
        ScopeUnknown,
        ShopNotGranted,
    )
    from mpcore.subaccounts.rules import (
        ForeignShop,
        GrantOver,
        LimitReached,
        NonDelegableScope,
        PrivilegeEscalation,
        RoleInUse,
        ShopTaken,
    )
    from mpcore.subaccounts.scopes import (
        EVERYTHING,
        ScopeCatalogue,
        ScopeInfo,
        Who,
    )
    from mpcore.subaccounts.states import (
        CompanyStage,
        GrantStage,
        RoleStage,
        SubAccountStage,
    )
    from mpcore.subaccounts.values import (
        ALWAYS,
        Between,
        GrantId,
        RoleId,
    )
else:
    _HOMES = {
        "access": (
            "GRANTING",
            "Access",
            "Denied",
            "Granted",
            "Held",
            "Member",
            "authorise",
            "givers",
            "member_of",
            "shops_of",
            "visible",
        ),
        "catalogue": ("CATALOGUE",),
        "commands": (
            "AddShop",
            "CompanyCommand",
            "CreateCompany",
            "CreateSubAccount",
            "DefineRole",
            "DeleteRole",
            "DeleteSubAccount",
            "DisableSubAccount",
            "EditRole",
            "EnableSubAccount",
            "GrantRole",
            "ReinstateCompany",
            "RevokeGrant",
            "SuspendCompany",
        ),
        "context": (
            "CompanyRule",
            "Context",
        ),
        "decide": (
            "create",
            "decide",
            "execute",
        ),
        "events": (
            "CompanyCreated",
            "CompanyEvent",
            "CompanyReinstated",
            "CompanyStageEvent",
            "CompanySuspended",
            "GrantAdded",
            "GrantEvent",
            "GrantRevoked",
            "RoleDefined",
            "RoleDeleted",
            "RoleEdited",
            "RoleEvent",
            "ShopAdded",
            "SubAccountCreated",
            "SubAccountDeleted",
            "SubAccountDisabled",
            "SubAccountEnabled",
            "SubAccountEvent",
        ),
        "evolve": (
            "evolve",
            "replay",
        ),
        "gates": (
            "GATES",
            "Gate",
        ),
        "lifecycle": (
            "COMPANY",
            "GRANT",
            "ROLE",
            "SUB_ACCOUNT",
        ),
        "model": (
            "Company",
            "Role",
            "RoleGrant",
            "Shop",
            "SubAccount",
        ),
        "policy": ("SubAccountPolicy",),
        "reasons": (
            "AccountNotActive",
            "Giver",
            "MainAccountSuspended",
            "MainOnly",
            "NotGranted",
            "NotOfVendors",
            "ScopeUnknown",
            "ShopNotGranted",
        ),
        "rules": (
            "ForeignShop",
            "GrantOver",
            "LimitReached",
            "NonDelegableScope",
            "PrivilegeEscalation",
            "RoleInUse",
            "ShopTaken",
        ),
        "scopes": (
            "EVERYTHING",
            "ScopeCatalogue",
            "ScopeInfo",
            "Who",
        ),
        "states": (
            "CompanyStage",
            "GrantStage",
            "RoleStage",
            "SubAccountStage",
        ),
        "values": (
            "ALWAYS",
            "Between",
            "GrantId",
            "RoleId",
        ),
    }
    _LATER = {name: home for home, names in _HOMES.items() for name in names}

    def __getattr__(name):
        if name not in _LATER:
            raise AttributeError(f"module 'mpcore.subaccounts' has no attribute {name!r}")
        value = getattr(import_module(f"mpcore.subaccounts.{_LATER[name]}"), name)
        globals()[name] = value
        return value

    def __dir__():
        return sorted(__all__)

    class _Package(ModuleType):
        def __setattr__(self, name, value):
            if not (name in _LATER and isinstance(value, ModuleType)):  # `decide` is the verb, not the file it is in
                super().__setattr__(name, value)

    sys.modules[__name__].__class__ = _Package
