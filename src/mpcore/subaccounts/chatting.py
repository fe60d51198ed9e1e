"""Who talks to the buyers of which shop now: those of an open chat group who hold `chat.use` there (H8, H9, H12).

Who is in a group is stored; who serves is asked anew each time.  So a grant that is revoked or over ends serving at
once, whoever is disabled serves again once they are enabled, and nobody has to tidy the groups.  The main account
serves where it is named, since it holds everything (H2).
"""

from __future__ import annotations

from typing import Final

from mpcore.kernel import MemberId, Scope, ShopId
from mpcore.subaccounts.access import Granted, Member, authorise, shops_of
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import ChatGroup, Company
from mpcore.subaccounts.states import ChatGroupStage
from mpcore.subaccounts.values import ChatGroupId

__all__ = ["USE_CHAT", "groups_of", "may_chat", "serving"]

USE_CHAT: Final = Scope("chat.use")
"""What whoever talks to buyers has to hold in the shop (H8)."""


def may_chat(company: Company, member: MemberId, shop: ShopId, ctx: Context) -> bool:
    """Whether somebody may talk to the buyers of a shop at `ctx.now`, in a group or not (H8)."""
    return isinstance(authorise(Member.of(company, member), USE_CHAT, shop, ctx), Granted)


def serving(company: Company, group: ChatGroupId, ctx: Context) -> tuple[MemberId, ...]:
    """Who of a chat group takes its conversations at `ctx.now`, in the order of their ids (H9).

    Nobody does where the group is not open, or not there.
    """
    known = company.group(group)
    if known is None or known.stage is not ChatGroupStage.OPEN:
        return ()
    return tuple([one for one in known.members if may_chat(company, one, known.shop, ctx)])


def groups_of(company: Company, member: MemberId, ctx: Context) -> tuple[ChatGroup, ...]:
    """The chat groups in which somebody serves at `ctx.now`, of all shops, in the order of their ids (H9, H12)."""
    shops = shops_of(Member.of(company, member), ctx, USE_CHAT)
    return tuple(
        [
            group
            for group in company.groups
            if group.stage is ChatGroupStage.OPEN and member in group.members and group.shop in shops
        ]
    )
