"""What has happened to a company as a whole."""

from __future__ import annotations

from mpcore.kernel import MemberId, ShopId, frozen
from mpcore.subaccounts.events.shapes import Happened
from mpcore.subaccounts.model import Shop
from mpcore.subaccounts.states import CompanyStage

__all__ = [
    "CompanyActivated",
    "CompanyClosed",
    "CompanyCreated",
    "CompanyInvited",
    "CompanyRefused",
    "CompanyReinstated",
    "CompanySuspended",
    "OwnershipTransferred",
    "ShopAdded",
    "ShopPasswordChanged",
    "WalletPasswordChanged",
]


@frozen(kw_only=True)
class CompanyCreated(Happened):
    """There is a new company."""

    main: MemberId
    shops: tuple[Shop, ...]
    """In the order of their ids."""
    stage: CompanyStage = CompanyStage.ACTIVE
    """`ACTIVE`, or `APPLIED` where main accounts are invited."""


class CompanyInvited(Happened):
    """The marketplace takes the company; its main account was sent a link."""


class CompanyActivated(Happened):
    """The main account has used its link."""


class CompanyRefused(Happened):
    """The marketplace did not take it."""


@frozen(kw_only=True)
class ShopAdded(Happened):
    """The company has one more shop."""

    shop: Shop


class CompanySuspended(Happened):
    """Nobody of it may do anything; `MainAccountSuspended` is the name of the reason that follows from it."""


class CompanyReinstated(Happened):
    """It goes on as it was."""


class CompanyClosed(Happened):
    """Its main account was deleted; open invitations are void."""


@frozen(kw_only=True)
class OwnershipTransferred(Happened):
    """A sub-account is the main account now, and the main account a sub-account without a grant.

    The grants and limits of the new one fall, since it needs none; it answers for what the old one granted.
    """

    to: MemberId
    before: MemberId
    """The main account until now."""


@frozen(kw_only=True)
class WalletPasswordChanged(Happened):
    """The password of the wallet is another, in each of these shops at once (H3)."""

    shops: tuple[ShopId, ...]
    """Every shop of the company, in their order."""


@frozen(kw_only=True)
class ShopPasswordChanged(Happened):
    """The password of a shop is another."""

    shop: ShopId
