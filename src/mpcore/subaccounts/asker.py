"""Who asks for a change of a company, and how far they may go: nobody gives, or takes, what they do not hold."""

from __future__ import annotations

from collections.abc import Iterable

from mpcore.kernel import MemberId, Scope, ShopId, changed, frozen
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
    scopes: frozenset[Scope] | None = None
    """What an operator holds, and so can give; None: everything, or somebody of the company, who has grants."""

    @property
    def by(self) -> MemberId | None:
        """Who of the company it is."""
        return None if self.member is None else self.member.id

    @property
    def is_above(self) -> bool:
        """Whether they are the main account, an operator or the host, and no sub-account."""
        return self.member is None or self.member.is_main

    @property
    def grants(self) -> tuple[GrantId, ...]:
        """The grants that let them in."""
        return tuple([held.grant for held in self.through])

    @property
    def to_take(self) -> Asker:
        """The same, where they take: operators stop whatever went astray, with the scope of the command alone."""
        return self if self.scopes is None else changed(self, scopes=None)

    def lacks(
        self, scopes: Iterable[Scope], shop: ShopId | None, ctx: Context, during: Between = ALWAYS
    ) -> tuple[Scope, ...]:
        """The scopes that they do not hold in a shop for all of a stretch of time, from now on, in their order.

        A main account lacks nothing here, nor does an operator who holds everything; another holds its scopes, in
        every shop.  For a sub-account one grant of its own has to last as long: whoever holds something until Friday
        gives nothing beyond Friday; and whoever may do nothing holds nothing.
        """
        member = self.member
        if member is None:
            return () if self.scopes is None else tuple(sorted({*scopes} - self.scopes))
        if member.barred is not None:
            return tuple(sorted(scopes))
        if member.is_main:
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
