"""What has happened to sub-accounts."""

from __future__ import annotations

from mpcore.kernel import frozen
from mpcore.subaccounts.events.shapes import OfMember
from mpcore.subaccounts.limits import SpendingLimit
from mpcore.subaccounts.states import SubAccountStage

__all__ = [
    "LimitsSet",
    "SubAccountActivated",
    "SubAccountCreated",
    "SubAccountDeleted",
    "SubAccountDisabled",
    "SubAccountEnabled",
]


@frozen(kw_only=True)
class SubAccountCreated(OfMember):
    """There is a new sub-account."""

    stage: SubAccountStage = SubAccountStage.ACTIVE
    """`ACTIVE` (H11), or `PENDING` where sub-accounts are invited."""


class SubAccountActivated(OfMember):
    """They have accepted their invitation."""


class SubAccountDisabled(OfMember):
    """They may do nothing for now."""


class SubAccountEnabled(OfMember):
    """They may do again what they could."""


class SubAccountDeleted(OfMember):
    """They may do nothing ever again; their grants are revoked, they are in no chat group, their invitation is void."""


@frozen(kw_only=True)
class LimitsSet(OfMember):
    """These are all the limits on what they spend without anybody's approval."""

    limits: tuple[SpendingLimit, ...]
    """In the order of scope and currency."""
