"""Who asks for a change of a company, and how far they may go: nobody gives, or takes, what they do not hold."""

from __future__ import annotations

from collections.abc import Iterable

from mpcore.kernel import MemberId, Scope, ShopId, frozen
from mpcore.subaccounts.access import Held, Member
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.values import ALWAYS, Between, GrantId

__all__ = ["Asker"]


@frozen(kw_only=True)
class Asker:
    """Somebody who was let in, with the grants that let them in."""

    member: Member | None = None
    """Somebody of the company; None: an operator, or the host."""
    through: tuple[Held, ...] = ()
    operator: MemberId | None = None
    """Who of the marketplace it is; None: somebody of the company, or the host."""

    @property
    def by(self) -> MemberId | None:
        """Who of the company it is."""
        return None if self.member is None else self.member.id

    @property
    def grants(self) -> tuple[GrantId, ...]:
        """The grants that let them in."""
        return tuple([held.grant for held in self.through])

    def lacks(
        self, scopes: Iterable[Scope], shop: ShopId | None, ctx: Context, during: Between = ALWAYS
    ) -> tuple[Scope, ...]:
        """The scopes that they do not hold in a shop for all of a stretch of time, from now on, in their order.

        A main account and an operator lack nothing here.  For a sub-account one grant of its own has to last as long:
        whoever holds something until Friday gives nothing beyond Friday.
        """
        member = self.member
        if member is None or member.is_main:
            return ()
        grantable, held, now = ctx.policy.grantable, member.held.get(shop, ()), ctx.now
        return tuple(
            [
                scope
                for scope in sorted(scopes)
                if scope not in grantable
                or not any(scope in one.scopes and one.during.covers(during, now) for one in held)
            ]
        )
