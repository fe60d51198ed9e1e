"""What follows from a command about a company as a whole."""

from __future__ import annotations

from mpcore.kernel import IdTaken, Refused, WrongStage, weigh
from mpcore.subaccounts import rules
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.commands import (
    AddShop,
    CloseCompany,
    RefuseCompany,
    ReinstateCompany,
    SuspendCompany,
    TransferOwnership,
)
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.decide.signing import signed
from mpcore.subaccounts.events import (
    CompanyClosed,
    CompanyRefused,
    CompanyReinstated,
    CompanyStageEvent,
    CompanySuspended,
    Events,
    OwnershipTransferred,
    ShopAdded,
)
from mpcore.subaccounts.lifecycle import COMPANY
from mpcore.subaccounts.model import Company
from mpcore.subaccounts.states import CompanyStage

__all__ = ["add_shop", "close", "refuse", "reinstate", "suspend", "transfer"]


def refuse(company: Company, command: RefuseCompany, asker: Asker, ctx: Context) -> Events | Refused:
    """It asked to join in vain; said again, that changes nothing."""
    return _staged(company, command, asker, ctx, CompanyRefused, "refuse company")


def suspend(company: Company, command: SuspendCompany, asker: Asker, ctx: Context) -> Events | Refused:
    """Nobody of it may do anything from now on; said again, it changes nothing."""
    return _staged(company, command, asker, ctx, CompanySuspended, "suspend company")


def reinstate(company: Company, command: ReinstateCompany, asker: Asker, ctx: Context) -> Events | Refused:
    """It goes on as it was; where nobody suspended it, nothing changes."""
    return _staged(company, command, asker, ctx, CompanyReinstated, "reinstate company")


def close(company: Company, command: CloseCompany, asker: Asker, ctx: Context) -> Events | Refused:
    """Its main account is deleted, and with it every right of the company; said again, that changes nothing."""
    return _staged(company, command, asker, ctx, CompanyClosed, "close company")


_REACHED: dict[type[CompanyStageEvent], CompanyStage] = {
    CompanyRefused: CompanyStage.REFUSED,
    CompanySuspended: CompanyStage.SUSPENDED,
    CompanyReinstated: CompanyStage.ACTIVE,
    CompanyClosed: CompanyStage.CLOSED,
}


def _staged(
    company: Company,
    command: RefuseCompany | SuspendCompany | ReinstateCompany | CloseCompany,
    asker: Asker,
    ctx: Context,
    event: type[CompanyStageEvent],
    asked: str,
) -> Events | Refused:
    """The company's next stage; where it is there already, nothing changes."""
    if company.stage is _REACHED[event]:
        return ()
    if COMPANY.target(company.stage, event) is None:
        return Refused((WrongStage(thing="company", id=company.id, stage=company.stage, asked=asked),))
    reasons = ctx.objections(company, command)
    return Refused(reasons) if reasons else (event(**signed(company, asker, ctx)),)


def add_shop(company: Company, command: AddShop, asker: Asker, ctx: Context) -> Events | Refused:
    """The wallet's password counts in it too (H3), so it has to differ from that of the shop."""
    known = company.shop(command.shop.id)
    if known is not None:
        return () if known == command.shop else Refused((IdTaken(thing="shop", id=known.id, at="shop.id"),))
    reasons = weigh(
        rules.must_be_active(company, "add shop"),
        rules.must_not_be_taken(command, ctx),
        rules.must_differ_from_wallet(command.shop.id, ctx),
    ) + ctx.objections(company, command)
    return Refused(reasons) if reasons else (ShopAdded(shop=command.shop, **signed(company, asker, ctx)),)


def transfer(company: Company, command: TransferOwnership, asker: Asker, ctx: Context) -> Events | Refused:
    """A sub-account becomes the main account; where it is that already, nothing changes."""
    if command.to == company.main:
        return ()
    reasons = weigh(
        rules.must_be_active(company, "transfer ownership"), rules.must_be_able_to_lead(company, command.to)
    ) + ctx.objections(company, command)
    if reasons:
        return Refused(reasons)
    return (OwnershipTransferred(to=command.to, before=company.main, **signed(company, asker, ctx)),)
