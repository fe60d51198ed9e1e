"""Reasons against a change of chat groups, beside the questions that give them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import ClassVar

from mpcore.kernel import Duplicate, Kind, MemberId, NothingNamed, Refusal, ShopId, frozen
from mpcore.subaccounts.chatting import may_chat
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import ChatGroup, Company
from mpcore.subaccounts.states import CompanyStage
from mpcore.subaccounts.values import ChatGroupId

__all__ = [
    "ChatGroupEmpty",
    "MemberLacksChat",
    "must_chat",
    "must_have_members",
    "must_name_members",
    "must_name_once",
]


@frozen(kw_only=True)
class MemberLacksChat(Refusal):
    """They may not talk to buyers of that shop, so they cannot join a group that does."""

    code: ClassVar[str] = "subaccounts.member_lacks_chat"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "these may not talk to buyers of shop {shop}: {members}"
    remedy: ClassVar[str | None] = "grant them chat.use in that shop first"
    rule_ids: ClassVar[tuple[str, ...]] = ("H9", "H12")

    shop: ShopId
    members: tuple[MemberId, ...]
    """In the order of their ids, each once; strangers are among them, and look like everybody else who may not."""


def must_chat(company: Company, shop: ShopId, joining: Iterable[MemberId], ctx: Context) -> MemberLacksChat | None:
    """Whoever joins a group holds `chat.use` in its shop (H9), and in no other shop is that enough (H12).

    In a company that is not active nobody does; that it is not is a reason of its own.
    """
    if company.stage is not CompanyStage.ACTIVE:
        return None
    lacking = [one for one in dict.fromkeys(joining) if not may_chat(company, one, shop, ctx)]
    return MemberLacksChat(shop=shop, members=tuple(lacking), at="members") if lacking else None


def must_name_members(members: tuple[MemberId, ...]) -> NothingNamed | None:
    """A group has somebody in it (H9)."""
    return None if members else NothingNamed(thing="member", at="members")


def must_name_once(members: tuple[MemberId, ...]) -> tuple[Duplicate, ...]:
    """Nobody is in a group twice; the members come in the order of their ids."""
    twice = dict.fromkeys([now for before, now in pairwise(members) if before == now])
    return tuple([Duplicate(thing="member", id=one, at="members") for one in twice])


@frozen(kw_only=True)
class ChatGroupEmpty(Refusal):
    """Everybody who was in the group is gone, so it cannot take conversations."""

    code: ClassVar[str] = "subaccounts.chat_group_empty"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nobody is in chat group {group}"
    remedy: ClassVar[str | None] = "edit the group and name its members first"
    rule_ids: ClassVar[tuple[str, ...]] = ("H9",)

    group: ChatGroupId


def must_have_members(group: ChatGroup) -> ChatGroupEmpty | None:
    """A group that takes conversations has somebody in it (H9)."""
    return None if group.members else ChatGroupEmpty(group=group.id)
