"""What may be asked of a company about its chat groups."""

from __future__ import annotations

from typing import ClassVar

from attrs import Attribute, field
from attrs.validators import instance_of

from mpcore.kernel import Fault, MalformedError, MemberId, Scope, ShopId, a_text, an_id, frozen, is_id
from mpcore.subaccounts.commands.forms import OfCompany, members
from mpcore.subaccounts.values import ChatGroupId, ChatGroupKind

__all__ = ["CloseChatGroup", "CreateChatGroup", "DeleteChatGroup", "EditChatGroup", "OfChatGroup", "ReopenChatGroup"]

_ASSIGN = Scope("chat.assign")


def _a_single_shop(_: object, attribute: Attribute[ShopId], value: object) -> None:
    """A validator: a group that spans shops cannot even be said (H12, `GroupSpansShops`)."""
    if isinstance(value, list | tuple | set | frozenset):
        text = "is a list of shops, and a chat group is of one shop; create a group for each of them"
        raise MalformedError(Fault(attribute.name, text))


def _ids(_: object, attribute: Attribute[tuple[MemberId, ...]], value: tuple[MemberId, ...]) -> None:
    text = "an id is text of 1 to 200 printable characters, no space at either end"
    if faults := [Fault(f"{attribute.name}[{place}]", text) for place, one in enumerate(value) if not is_id(one)]:
        raise MalformedError(*faults)


@frozen(kw_only=True)
class OfChatGroup(OfCompany):
    """A command about a chat group."""

    group: ChatGroupId = field(validator=an_id)


@frozen(kw_only=True)
class CreateChatGroup(OfChatGroup):
    """There is to be a new chat group in one shop (H9); whoever serves several shops is in a group of each (H12).

    Several shops where one belongs raise `MalformedError`.  The group's id is drawn by the host, or else not to be
    guessed, and never chosen by users: `IdTaken` tells whoever forms groups in one shop that there is one of that id in
    another.
    """

    scope: ClassVar[Scope] = _ASSIGN

    shop: ShopId = field(validator=[_a_single_shop, an_id])
    """It stays the group's shop: no command moves a group to another."""
    kind: ChatGroupKind = field(validator=instance_of(ChatGroupKind))
    name: str = field(validator=a_text)
    members: tuple[MemberId, ...] = field(converter=members, validator=_ids)
    """Sub-accounts that hold `chat.use` in the shop, in any order; the main account holds it everywhere."""


@frozen(kw_only=True)
class EditChatGroup(OfChatGroup):
    """The group is to have this name and these members instead.

    Whoever joins has to hold `chat.use` in its shop; whoever is in it may stay, even while they are disabled.
    """

    scope: ClassVar[Scope] = _ASSIGN

    name: str = field(validator=a_text)
    members: tuple[MemberId, ...] = field(converter=members, validator=_ids)


class CloseChatGroup(OfChatGroup):
    """The group is to take no conversations, until it is opened again."""

    scope: ClassVar[Scope] = _ASSIGN


class ReopenChatGroup(OfChatGroup):
    """The group is to take conversations again."""

    scope: ClassVar[Scope] = _ASSIGN


class DeleteChatGroup(OfChatGroup):
    """There is to be no such group any more."""

    scope: ClassVar[Scope] = _ASSIGN
