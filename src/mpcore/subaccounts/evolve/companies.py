"""What a company is after something happened to it as a whole."""

from __future__ import annotations

from typing import TypeVar

from mpcore.kernel import BrokenHistoryError, changed, find, made, put
from mpcore.subaccounts.events import (
    CompanyClosed,
    CompanyCreated,
    CompanyRefused,
    CompanyStageEvent,
    OwnershipTransferred,
    ShopAdded,
    ShopPasswordChanged,
    WalletPasswordChanged,
)
from mpcore.subaccounts.evolve.invitations import voided
from mpcore.subaccounts.lifecycle import COMPANY, GRANT
from mpcore.subaccounts.model import Company, Invitation, RoleGrant, SubAccount
from mpcore.subaccounts.states import SubAccountStage

__all__ = ["created_again", "ended", "shop_added", "shop_password_changed", "staged", "transferred", "wallet_changed"]


def created_again(company: Company, event: CompanyCreated) -> Company:
    """It cannot be."""
    raise BrokenHistoryError(f"company {event.company} is created twice: {company.created_at} and {event.at}")


def staged(company: Company, event: CompanyStageEvent) -> Company:
    """It is in another stage."""
    stage = COMPANY.target(company.stage, type(event))
    if stage is None:
        raise BrokenHistoryError(f"company {company.id} is {company.stage.name}, and {type(event).__name__} follows")
    return changed(company, stage=stage)


def ended(company: Company, event: CompanyRefused | CompanyClosed) -> Company:
    """Nobody can accept an invitation any more."""
    return voided(staged(company, event), type(event))


def shop_added(company: Company, event: ShopAdded) -> Company:
    """There is one more."""
    if company.shop(event.shop.id) is not None:
        raise BrokenHistoryError(f"shop {event.shop.id} is added twice")
    return changed(company, shops=put(company.shops, event.shop))


def transferred(company: Company, event: OwnershipTransferred) -> Company:
    """The new main account needs no grants; the old one has none; for what the old one did, the new one answers.

    Whoever was the main account was created by nobody else, and is never created again.
    """
    rising = find(company.sub_accounts, event.to)
    if rising is None or rising.stage is not SubAccountStage.ACTIVE or event.before != company.main:
        raise BrokenHistoryError(f"ownership of {company.id} goes from {event.before} to {event.to}, which cannot be")
    falling = made(
        SubAccount, id=event.before, created_at=event.at, by=event.before, stage=SubAccountStage.ACTIVE, limits=()
    )
    staff = tuple([_answered(one, event) for one in company.sub_accounts if one.id != event.to])
    return changed(
        company,
        main=event.to,
        sub_accounts=put(staff, falling),
        grants=tuple([_passed_on(grant, event) for grant in company.grants]),
        invitations=tuple([_answered(one, event) for one in company.invitations]),
    )


_Done = TypeVar("_Done", RoleGrant, SubAccount, Invitation)


def _answered(done: _Done, event: OwnershipTransferred) -> _Done:
    """What somebody did; if it was the old main account, the new one answers for it."""
    return changed(done, by=event.to) if done.by == event.before else done


def _passed_on(grant: RoleGrant, event: OwnershipTransferred) -> RoleGrant:
    grant = _answered(grant, event)
    stage = GRANT.target(grant.stage, type(event)) if grant.member == event.to else None
    return grant if stage is None else changed(grant, stage=stage)


def wallet_changed(company: Company, event: WalletPasswordChanged) -> Company:
    """It is the same in every shop."""
    if event.shops != tuple([shop.id for shop in company.shops]):
        raise BrokenHistoryError(f"the wallet of {company.id} is changed in {event.shops}, which are not all its shops")
    return changed(company, wallet_changed_at=event.at)


def shop_password_changed(company: Company, event: ShopPasswordChanged) -> Company:
    """Nothing of it is kept here."""
    if company.shop(event.shop) is None:
        raise BrokenHistoryError(f"the password of shop {event.shop} is changed, which is not of {company.id}")
    return company
