"""What follows from a command about a chat group."""

from __future__ import annotations

from mpcore.kernel import IdTaken, NotFound, Refused, WrongStage, made, weigh
from mpcore.subaccounts import rules
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.commands import (
    CloseChatGroup,
    CreateChatGroup,
    DeleteChatGroup,
    EditChatGroup,
    ReopenChatGroup,
)
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.decide.signing import signed
from mpcore.subaccounts.events import (
    ChatGroupClosed,
    ChatGroupCreated,
    ChatGroupDeleted,
    ChatGroupEdited,
    ChatGroupEvent,
    ChatGroupReopened,
    Events,
)
from mpcore.subaccounts.lifecycle import CHAT_GROUP
from mpcore.subaccounts.model import ChatGroup, Company
from mpcore.subaccounts.states import ChatGroupStage

__all__ = ["close", "create", "delete", "edit", "reopen"]


def create(company: Company, command: CreateChatGroup, asker: Asker, ctx: Context) -> Events | Refused:
    """It takes conversations at once."""
    members = tuple(sorted(command.members))
    group = made(
        ChatGroup,
        id=command.group,
        shop=command.shop,
        kind=command.kind,
        name=command.name,
        members=members,
        stage=CHAT_GROUP.initial,
    )
    known = company.group(command.group)
    if known is not None:
        return () if known == group else Refused((IdTaken(thing="chat group", id=known.id, at="group"),))
    foreign = rules.must_be_of_the_company(company, command.shop)
    reasons = (
        *weigh(rules.must_be_active(company, "create chat group"), foreign, rules.must_name_members(members)),
        *rules.must_name_once(members),
        *weigh(None if foreign else rules.must_chat(company, command.shop, members, ctx)),
        *ctx.objections(company, command),
    )
    return Refused(reasons) if reasons else (ChatGroupCreated(group=group, **signed(company, asker, ctx)),)


def edit(company: Company, command: EditChatGroup, asker: Asker, ctx: Context) -> Events | Refused:
    """It has another name, or other members; where it has them already, nothing changes.

    Whoever was in it may stay: they serve again once they can.
    """
    group = company.group(command.group)
    if group is None:
        return Refused((NotFound(thing="chat group", id=command.group, at="group"),))
    if CHAT_GROUP.target(group.stage, ChatGroupEdited) is None:
        return Refused((WrongStage(thing="chat group", id=group.id, stage=group.stage, asked="edit chat group"),))
    members = tuple(sorted(command.members))
    if (group.name, group.members) == (command.name, members):
        return ()
    joining = [one for one in members if one not in group.members]
    reasons = (
        *weigh(rules.must_be_active(company, "edit chat group"), rules.must_name_members(members)),
        *rules.must_name_once(members),
        *weigh(rules.must_chat(company, group.shop, joining, ctx)),
        *ctx.objections(company, command),
    )
    if reasons:
        return Refused(reasons)
    return (ChatGroupEdited(group=group.id, name=command.name, members=members, **signed(company, asker, ctx)),)


def close(company: Company, command: CloseChatGroup, asker: Asker, ctx: Context) -> Events | Refused:
    """It takes no conversations; said again, that changes nothing."""
    return _staged(company, command, asker, ctx, ChatGroupClosed, "close chat group")


def reopen(company: Company, command: ReopenChatGroup, asker: Asker, ctx: Context) -> Events | Refused:
    """It takes conversations again, if somebody is in it; said again, that changes nothing."""
    return _staged(company, command, asker, ctx, ChatGroupReopened, "reopen chat group")


def delete(company: Company, command: DeleteChatGroup, asker: Asker, ctx: Context) -> Events | Refused:
    """It is no more; said again, that changes nothing."""
    return _staged(company, command, asker, ctx, ChatGroupDeleted, "delete chat group")


_REACHED: dict[type[ChatGroupEvent], ChatGroupStage] = {
    ChatGroupClosed: ChatGroupStage.CLOSED,
    ChatGroupReopened: ChatGroupStage.OPEN,
    ChatGroupDeleted: ChatGroupStage.DELETED,
}


def _staged(
    company: Company,
    command: CloseChatGroup | ReopenChatGroup | DeleteChatGroup,
    asker: Asker,
    ctx: Context,
    event: type[ChatGroupClosed | ChatGroupReopened | ChatGroupDeleted],
    asked: str,
) -> Events | Refused:
    """The group's next stage; where it is there already, nothing changes."""
    group = company.group(command.group)
    if group is None:
        return Refused((NotFound(thing="chat group", id=command.group, at="group"),))
    if group.stage is _REACHED[event]:
        return ()
    if CHAT_GROUP.target(group.stage, event) is None:
        return Refused((WrongStage(thing="chat group", id=group.id, stage=group.stage, asked=asked),))
    opening = event is ChatGroupReopened
    reasons = weigh(
        rules.must_be_active(company, asked) if opening else None,
        rules.must_have_members(group) if opening else None,
    ) + ctx.objections(company, command)
    return Refused(reasons) if reasons else (event(group=group.id, **signed(company, asker, ctx)),)
