"""What falls when a right is taken away: whatever was granted through it, where the policy says so (`cascade`).

A right, a scope of a grant's role, is *rooted* where the main account or an operator gave it, or somebody who has
rooted rights to the same scope and to `grants.manage`, there and for as long.  Two who granted each other root nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pendulum import DateTime

from mpcore.kernel import MemberId, Refused, Scope, ShopId, made, weigh
from mpcore.subaccounts.access import GRANTING
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.events import CompanyEvent, Events, GrantRevoked
from mpcore.subaccounts.evolve import evolved
from mpcore.subaccounts.model import Company, RoleGrant
from mpcore.subaccounts.rules.roles import is_over, must_stay_within_grants
from mpcore.subaccounts.states import GrantStage, RoleStage
from mpcore.subaccounts.values import GrantId

__all__ = ["fallen", "rooted", "with_fallen"]

_NOTHING = frozenset[Scope]()


def with_fallen(company: Company, event: CompanyEvent, asker: Asker, ctx: Context) -> Events | Refused:
    """An event that takes rights away, and what falls with it, in the order of the ids.

    A grant falls whole, so it may give more than what is taken: a sub-account takes nothing by way of a fall that it
    could not have revoked itself (rules.md §00.8).
    """
    if not ctx.policy.cascade:
        return (event,)
    falling = fallen(company, evolved(company, (event,)), ctx.now)
    lost = tuple([grant for grant in company.grants if grant.id in falling])
    if reasons := weigh(must_stay_within_grants(asker.to_take, company, lost, ctx)):
        return Refused(reasons)
    return (event, *[_falls(grant, event) for grant in falling])


def _falls(grant: GrantId, event: CompanyEvent) -> GrantRevoked:
    return made(
        GrantRevoked,
        company=event.company,
        at=event.at,
        by=event.by,
        through=event.through,
        operator=event.operator,
        grant=grant,
        fallen=True,
    )


def fallen(before: Company, after: Company, now: DateTime) -> tuple[GrantId, ...]:
    """The grants with a right that was rooted and is not any more, and those that stood on them, in their order.

    A right that never was rooted, or that its own role does not say any more, makes nothing fall.
    """
    had = rooted(before, now)
    scopes = {role.id: role.scopes for role in after.roles}
    roles = {grant.id: grant.role for grant in after.grants}
    gone = set[GrantId]()
    while True:
        has = rooted(after, now, gone)
        lost = [grant for grant in has if (had.get(grant, _NOTHING) & scopes[roles[grant]]) - has[grant]]
        if not lost:
            return tuple(sorted(gone))
        gone.update(lost)


def rooted(company: Company, now: DateTime, without: Collection[GrantId] = ()) -> dict[GrantId, frozenset[Scope]]:
    """The rooted rights of each grant that counts, now or later; some may be left out, as if they were revoked."""
    scopes = {role.id: role.scopes for role in company.roles if role.stage is RoleStage.DEFINED}
    counting = [
        grant
        for grant in company.grants
        if grant.stage is GrantStage.IN_FORCE and not is_over(grant, now)
        if grant.role in scopes and grant.id not in without
    ]
    found: dict[GrantId, frozenset[Scope]] = {}
    held: dict[tuple[MemberId, ShopId | None], list[RoleGrant]] = {}
    given: dict[MemberId, list[RoleGrant]] = {}
    for grant in counting:
        held.setdefault((grant.member, grant.shop), []).append(grant)
        if grant.by is None or grant.by == company.main:
            found[grant.id] = scopes[grant.role]
        else:
            found[grant.id] = _NOTHING
            given.setdefault(grant.by, []).append(grant)
    waiting = dict.fromkeys([grant.member for grant in counting])
    while waiting:
        giver, _ = waiting.popitem()
        for grant in given.get(giver, ()):
            over = _covering(held, grant, giver, now)
            through = _NOTHING.union(*[found[own.id] for own in over])
            rights = through & scopes[grant.role] if GRANTING in through else _NOTHING
            if rights != found[grant.id]:
                found[grant.id] = rights
                waiting[grant.member] = None
    return found


def _covering(
    held: dict[tuple[MemberId, ShopId | None], list[RoleGrant]], grant: RoleGrant, giver: MemberId, now: DateTime
) -> Iterable[RoleGrant]:
    """What its giver has there, and in all shops, for as long."""
    for shop in dict.fromkeys((grant.shop, None)):
        for own in held.get((giver, shop), ()):
            if own.during.covers(grant.during, now):
                yield own
