"""Reasons against limits on what sub-accounts spend, and against whoever would get round their own."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import ClassVar

from mpcore.kernel import Duplicate, Kind, MemberId, Refusal, Scope, frozen
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.commands import SetLimits
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.limits import SpendingLimit, are_wider
from mpcore.subaccounts.model import Company, RoleGrant, SubAccount
from mpcore.subaccounts.policy import SubAccountPolicy
from mpcore.subaccounts.reasons import ScopeUnknown
from mpcore.subaccounts.rules.roles import NonDelegableScope, is_over
from mpcore.subaccounts.states import GrantStage

__all__ = [
    "DayLimitPassedOn",
    "LimitsTooWide",
    "MainUnlimited",
    "OwnLimits",
    "limits_must_be_delegable",
    "must_limit_once",
    "must_not_be_of_main",
    "must_not_be_own",
    "must_not_outspend",
    "must_stay_within_limits",
]


@frozen(kw_only=True)
class MainUnlimited(Refusal):
    """Whoever is the main account spends what the vendor can (H2)."""

    code: ClassVar[str] = "subaccounts.main_unlimited"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "{member} is the main account, which has no limits"
    remedy: ClassVar[str | None] = "limit sub-accounts"
    rule_ids: ClassVar[tuple[str, ...]] = ("H2",)

    member: MemberId


def must_not_be_of_main(company: Company, command: SetLimits) -> MainUnlimited | None:
    """Limits are for sub-accounts: the main account needs none (H2)."""
    return MainUnlimited(member=company.main, at="member") if command.member == company.main else None


@frozen(kw_only=True)
class OwnLimits(Refusal):
    """They would say themselves how much they may spend."""

    code: ClassVar[str] = "subaccounts.own_limits"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "nobody sets their own limits, {member} neither"
    remedy: ClassVar[str | None] = "ask the main account"
    rule_ids: ClassVar[tuple[str, ...]] = ("00.8",)

    member: MemberId


def must_not_be_own(asker: Asker, member: MemberId) -> OwnLimits | None:
    """Nobody widens, or narrows, what they may spend themselves (rules.md §00.8)."""
    return OwnLimits(member=member, at="member") if asker.by == member else None


def limits_must_be_delegable(
    limits: Iterable[SpendingLimit], policy: SubAccountPolicy
) -> tuple[ScopeUnknown | NonDelegableScope, ...]:
    """Only what a sub-account can hold here is limited."""
    found: list[ScopeUnknown | NonDelegableScope] = []
    for scope in sorted({limit.scope for limit in limits}):
        if policy.scopes.get(scope) is None:
            found.append(ScopeUnknown(scope=ascii(scope[:60])[1:-1], at="limits"))
        elif scope not in policy.grantable:
            found.append(NonDelegableScope(scope=scope, at="limits"))
    return tuple(found)


def must_limit_once(limits: tuple[SpendingLimit, ...]) -> Duplicate | None:
    """A scope has one limit in each currency; they come in that order."""
    keys = [(limit.scope, limit.currency) for limit in limits]
    twice = [" ".join(now) for before, now in pairwise(keys) if before == now]
    return Duplicate(thing="limit", id=twice[0], at="limits") if twice else None


@frozen(kw_only=True)
class LimitsTooWide(Refusal):
    """Somebody would spend more by themselves than whoever lets them."""

    code: ClassVar[str] = "subaccounts.limits_too_wide"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = (
        "nobody lets others spend more than they may themselves; it would be more for {members}: {scopes}"
    )
    remedy: ClassVar[str | None] = "have the main account do it, or limit them at least as narrowly first"
    rule_ids: ClassVar[tuple[str, ...]] = ("00.8",)

    members: tuple[MemberId, ...]
    """In the order of their ids."""
    scopes: tuple[Scope, ...]
    """In their order."""


def must_stay_within_limits(
    asker: Asker, company: Company, member: MemberId, touched: Iterable[Scope], limits: tuple[SpendingLimit, ...]
) -> LimitsTooWide | None:
    """Whoever sets limits of others gives them none that are wider than their own (rules.md §00.8).

    What stays as it is was given by somebody else.
    """
    own = _own(asker, company)
    wider = tuple([scope for scope in sorted(touched) if are_wider(limits, own, scope)])
    return LimitsTooWide(members=(member,), scopes=wider, at="limits") if wider else None


@frozen(kw_only=True)
class DayLimitPassedOn(Refusal):
    """Somebody who has a limit per day on something would let others do it, who each have a day of their own."""

    code: ClassVar[str] = "subaccounts.day_limit_passed_on"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = (
        "whoever has a limit per day on something lets nobody else do it, "
        "since each would spend as much again; it would be for {members}: {scopes}"
    )
    remedy: ClassVar[str | None] = "ask the main account"
    rule_ids: ClassVar[tuple[str, ...]] = ("00.8",)

    members: tuple[MemberId, ...]
    """In the order of their ids."""
    scopes: tuple[Scope, ...]
    """In their order."""


def must_not_outspend(
    asker: Asker,
    company: Company,
    grants: Iterable[RoleGrant],
    ctx: Context,
    scopes: frozenset[Scope] | None = None,
) -> DayLimitPassedOn | LimitsTooWide | None:
    """Nobody lets others spend, through what they grant, more than they may themselves (rules.md §00.8).

    Otherwise whoever is limited would grant the same role to a new sub-account, which is not; and whoever is limited
    per day, to one after the other, each with a day of its own, however narrow their limits.  With scopes, those are
    what the role of the grants is to say; what it says already is nobody's gift.
    """
    own = _own(asker, company)
    given: set[tuple[SubAccount, Scope]] = set()
    for grant in grants if own else ():
        role, member = company.role(grant.role), company.sub_account(grant.member)
        if role is None or member is None or grant.stage is not GrantStage.IN_FORCE or is_over(grant, ctx.now):
            continue
        given.update([(member, scope) for scope in (role.scopes if scopes is None else scopes - role.scopes)])
    daily = {limit.scope for limit in own if limit.per_day is not None}
    if again := {(one.id, scope) for one, scope in given if scope in daily and one.id != asker.by}:
        return DayLimitPassedOn(members=_firsts(again), scopes=_seconds(again))
    if wider := {(one.id, scope) for one, scope in given if are_wider(one.limits, own, scope)}:
        return LimitsTooWide(members=_firsts(wider), scopes=_seconds(wider))
    return None


def _firsts(found: Iterable[tuple[MemberId, Scope]]) -> tuple[MemberId, ...]:
    return tuple(sorted({member for member, _ in found}))


def _seconds(found: Iterable[tuple[MemberId, Scope]]) -> tuple[Scope, ...]:
    return tuple(sorted({scope for _, scope in found}))


def _own(asker: Asker, company: Company) -> tuple[SpendingLimit, ...]:
    """The limits of whoever asks; the main account and operators have none."""
    one = None if asker.by is None else company.sub_account(asker.by)
    return () if one is None else one.limits
