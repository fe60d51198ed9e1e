"""What a company is after something happened to a sub-account."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, changed, find, made, put
from mpcore.subaccounts.events import LimitsSet, SubAccountCreated, SubAccountDeleted, SubAccountEvent
from mpcore.subaccounts.evolve.chat import without
from mpcore.subaccounts.evolve.invitations import voided
from mpcore.subaccounts.lifecycle import GRANT, SUB_ACCOUNT
from mpcore.subaccounts.limits import are_in_order
from mpcore.subaccounts.model import Company, RoleGrant, SubAccount
from mpcore.subaccounts.states import SubAccountStage

__all__ = ["created", "deleted", "limited", "staged"]


def created(company: Company, event: SubAccountCreated) -> Company:
    """There is one more."""
    if event.member == company.main or company.sub_account(event.member) is not None:
        raise BrokenHistoryError(f"sub-account {event.member} is created twice")
    if event.stage not in (SUB_ACCOUNT.initial, *SUB_ACCOUNT.also_initial):
        raise BrokenHistoryError(f"sub-account {event.member} is created {event.stage.name}")
    member = made(SubAccount, id=event.member, created_at=event.at, by=event.by, stage=event.stage, limits=())
    return changed(company, sub_accounts=put(company.sub_accounts, member))


def staged(company: Company, event: SubAccountEvent) -> Company:
    """It is in another stage."""
    member = find(company.sub_accounts, event.member)
    stage = None if member is None else SUB_ACCOUNT.target(member.stage, type(event))
    if member is None or stage is None:
        now = "not there" if member is None else member.stage.name
        raise BrokenHistoryError(f"sub-account {event.member} is {now}, and {type(event).__name__} follows")
    return changed(company, sub_accounts=put(company.sub_accounts, changed(member, stage=stage)))


def deleted(company: Company, event: SubAccountDeleted) -> Company:
    """Its grants and memberships fall with it, and its invitation is void."""
    company = voided(without(staged(company, event), event.member), type(event), event.member)
    return changed(
        company,
        grants=tuple([_fallen(grant, event) if grant.member == event.member else grant for grant in company.grants]),
    )


def _fallen(grant: RoleGrant, event: SubAccountDeleted) -> RoleGrant:
    stage = GRANT.target(grant.stage, type(event))
    return grant if stage is None else changed(grant, stage=stage)


def limited(company: Company, event: LimitsSet) -> Company:
    """It has these limits."""
    member = find(company.sub_accounts, event.member)
    if member is None or member.stage is SubAccountStage.DELETED:
        now = "not there" if member is None else member.stage.name
        raise BrokenHistoryError(f"sub-account {event.member} is {now}, and LimitsSet follows")
    if not are_in_order(event.limits):
        raise BrokenHistoryError(f"the limits of {event.member} are not in the order of scope and currency, each once")
    return changed(company, sub_accounts=put(company.sub_accounts, changed(member, limits=event.limits)))
