"""What may be asked of a company about its chat groups."""

from __future__ import annotations

from typing import ClassVar

from attrs import field
from attrs.validators import instance_of

from mpcore.kernel import MemberId, Scope, ShopId, a_text, an_id, frozen
from mpcore.subaccounts.commands.forms import OfCompany, members
from mpcore.subaccounts.values import ChatGroupId, ChatGroupKind

__all__ = ["CloseChatGroup", "CreateChatGroup", "DeleteChatGroup", "EditChatGroup", "OfChatGroup", "ReopenChatGroup"]

_ASSIGN = Scope("chat.assign")


@frozen(kw_only=True)
class OfChatGroup(OfCompany):
    """A command about a chat group."""

    group: ChatGroupId = field(validator=an_id)


@frozen(kw_only=True)
class CreateChatGroup(OfChatGroup):
    """There is to be a new chat group in one shop (H9); whoever serves several shops is in a group of each (H12)."""

    scope: ClassVar[Scope] = _ASSIGN

    shop: ShopId = field(validator=an_id)
    kind: ChatGroupKind = field(validator=instance_of(ChatGroupKind))
    name: str = field(validator=a_text)
    members: tuple[MemberId, ...] = field(converter=members)


@frozen(kw_only=True)
class EditChatGroup(OfChatGroup):
    """The group is to have this name and these members instead."""

    scope: ClassVar[Scope] = _ASSIGN

    name: str = field(validator=a_text)
    members: tuple[MemberId, ...] = field(converter=members)


class CloseChatGroup(OfChatGroup):
    """The group is to take no conversations, until it is opened again."""

    scope: ClassVar[Scope] = _ASSIGN


class ReopenChatGroup(OfChatGroup):
    """The group is to take conversations again."""

    scope: ClassVar[Scope] = _ASSIGN


class DeleteChatGroup(OfChatGroup):
    """There is to be no such group any more."""

    scope: ClassVar[Scope] = _ASSIGN
