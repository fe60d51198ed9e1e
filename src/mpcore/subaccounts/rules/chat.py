"""Reasons against a change of chat groups, beside the questions that give them."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar, Final

from mpcore.kernel import Duplicate, Kind, MemberId, NothingNamed, Refusal, Scope, ShopId, frozen
from mpcore.subaccounts.access import Member, visible
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import Company

__all__ = ["USE_CHAT", "MemberLacksChat", "members_must_chat", "must_name_members", "must_name_once"]

USE_CHAT: Final = Scope("chat.use")
"""What whoever talks to buyers has to hold in the shop (H8)."""


@frozen(kw_only=True)
class MemberLacksChat(Refusal):
    """They may not talk to buyers of that shop, so they cannot be in a group that does."""

    code: ClassVar[str] = "subaccounts.member_lacks_chat"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "these may not talk to buyers of shop {shop}: {members}"
    remedy: ClassVar[str | None] = "grant them chat.use in that shop first"
    rule_ids: ClassVar[tuple[str, ...]] = ("H9", "H12")

    shop: ShopId
    members: tuple[MemberId, ...]
    """In the order of their ids."""


def members_must_chat(
    company: Company, shop: ShopId, members: tuple[MemberId, ...], ctx: Context
) -> MemberLacksChat | None:
    """Whoever is in a group holds `chat.use` in its shop (H9); a group is of one shop only (H12)."""
    lacking = [one for one in members if USE_CHAT not in visible(Member.of(company, one), shop, ctx)]
    return MemberLacksChat(shop=shop, members=tuple(lacking), at="members") if lacking else None


def must_name_members(members: tuple[MemberId, ...]) -> NothingNamed | None:
    """A group has somebody in it (H9)."""
    return None if members else NothingNamed(thing="member", at="members")


def must_name_once(members: tuple[MemberId, ...]) -> Duplicate | None:
    """Nobody is in a group twice; the members come in the order of their ids."""
    twice = [now for before, now in pairwise(members) if before == now]
    return Duplicate(thing="member", id=twice[0], at="members") if twice else None
