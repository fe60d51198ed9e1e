"""What may be asked of a company about its sub-accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field

from mpcore.kernel import Fault, MalformedError, Scope, frozen
from mpcore.subaccounts.commands.forms import OfSubAccount
from mpcore.subaccounts.limits import SpendingLimit

__all__ = ["CreateSubAccount", "DeleteSubAccount", "DisableSubAccount", "EnableSubAccount", "SetLimits"]

_MANAGE_STAFF = Scope("sub_accounts.manage")


def _limits(given: Iterable[SpendingLimit]) -> tuple[SpendingLimit, ...]:
    limits = tuple(given)
    if any(not isinstance(limit, SpendingLimit) for limit in limits):
        raise MalformedError(Fault("limits", "has something that is no SpendingLimit"))
    return tuple(sorted(limits, key=lambda limit: (limit.scope, limit.currency)))


class CreateSubAccount(OfSubAccount):
    """There is to be a new sub-account, usable at once (H11), unless the policy has it invited.

    Said again by whoever created it, before anything happened to the account, it changes nothing.  Set credentials only
    where events follow: where none do, the account is there already, with credentials of its own.
    """

    scope: ClassVar[Scope] = Scope("sub_accounts.create")


class DisableSubAccount(OfSubAccount):
    """They are to do nothing, until they are enabled again."""

    scope: ClassVar[Scope] = _MANAGE_STAFF


class EnableSubAccount(OfSubAccount):
    """They are to do again what they could."""

    scope: ClassVar[Scope] = _MANAGE_STAFF


class DeleteSubAccount(OfSubAccount):
    """They are to do nothing ever again; their grants and memberships fall, and their invitation is revoked."""

    scope: ClassVar[Scope] = _MANAGE_STAFF


@frozen(kw_only=True)
class SetLimits(OfSubAccount):
    """These are to be all the limits on what they spend without anybody's approval; none lifts every limit.

    Those to whom they granted something keep their own limits, which may be wider now, whatever the policy says of
    cascades; whoever narrows a manager looks at whom it let spend (`RoleGrant.by`).
    """

    scope: ClassVar[Scope] = Scope("limits.manage")

    limits: tuple[SpendingLimit, ...] = field(converter=_limits)
    """One for each scope and currency; kept in their order."""
