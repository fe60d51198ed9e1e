"""What has happened to chat groups."""

from __future__ import annotations

from mpcore.kernel import MemberId, frozen
from mpcore.subaccounts.events.shapes import Happened
from mpcore.subaccounts.model import ChatGroup
from mpcore.subaccounts.values import ChatGroupId

__all__ = ["ChatGroupClosed", "ChatGroupCreated", "ChatGroupDeleted", "ChatGroupEdited", "ChatGroupReopened"]


@frozen(kw_only=True)
class ChatGroupCreated(Happened):
    """There is a new chat group."""

    group: ChatGroup


@frozen(kw_only=True)
class OfChatGroup(Happened):
    """Something that happened to a chat group."""

    group: ChatGroupId


@frozen(kw_only=True)
class ChatGroupEdited(OfChatGroup):
    """It has this name and these members from now on."""

    name: str
    members: tuple[MemberId, ...]
    """In the order of their ids."""


class ChatGroupClosed(OfChatGroup):
    """It takes no conversations for now."""


class ChatGroupReopened(OfChatGroup):
    """It takes conversations again."""


class ChatGroupDeleted(OfChatGroup):
    """There is no such group any more."""
