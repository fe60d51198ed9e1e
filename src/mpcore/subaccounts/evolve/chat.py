"""What a company is after something happened to its chat groups."""

from __future__ import annotations

from itertools import pairwise

from mpcore.kernel import BrokenHistoryError, MemberId, changed, find, put
from mpcore.subaccounts.events import ChatGroupCreated, ChatGroupEdited, ChatGroupEvent
from mpcore.subaccounts.lifecycle import CHAT_GROUP
from mpcore.subaccounts.model import ChatGroup, Company
from mpcore.subaccounts.states import SubAccountStage

__all__ = ["created", "edited", "staged", "without"]


def created(company: Company, event: ChatGroupCreated) -> Company:
    """There is one more."""
    if company.group(event.group.id) is not None:
        raise BrokenHistoryError(f"chat group {event.group.id} is created twice")
    if company.shop(event.group.shop) is None:
        raise BrokenHistoryError(f"chat group {event.group.id} is of a shop that is not there")
    if event.group.stage is not CHAT_GROUP.initial:
        raise BrokenHistoryError(f"chat group {event.group.id} is created {event.group.stage.name}")
    return changed(company, groups=put(company.groups, _of(company, event.group)))


def edited(company: Company, event: ChatGroupEdited) -> Company:
    """It has another name, or other members."""
    group = changed(_before(company, event), name=event.name, members=event.members)
    return changed(company, groups=put(company.groups, _of(company, group)))


def staged(company: Company, event: ChatGroupEvent) -> Company:
    """It is in another stage."""
    group = _before(company, event)
    stage = CHAT_GROUP.target(group.stage, type(event))
    return changed(company, groups=put(company.groups, changed(group, stage=stage)))


def without(company: Company, member: MemberId) -> Company:
    """Somebody is in no chat group any more."""
    groups = tuple([_left(group, member) if member in group.members else group for group in company.groups])
    return changed(company, groups=groups)


def _left(group: ChatGroup, member: MemberId) -> ChatGroup:
    return changed(group, members=tuple([one for one in group.members if one != member]))


def _before(company: Company, event: ChatGroupEvent) -> ChatGroup:
    group = find(company.groups, event.group)
    if group is None or CHAT_GROUP.target(group.stage, type(event)) is None:
        now = "not there" if group is None else group.stage.name
        raise BrokenHistoryError(f"chat group {event.group} is {now}, and {type(event).__name__} follows")
    return group


def _of(company: Company, group: ChatGroup) -> ChatGroup:
    """The group, if it has members, in the order of their ids, each once, and all of them are there."""
    in_order = bool(group.members) and all(first < then for first, then in pairwise(group.members))
    if not in_order or not all(_can_be_in(company, member) for member in group.members):
        raise BrokenHistoryError(f"chat group {group.id} is to have members that it cannot have: {group.members}")
    return group


def _can_be_in(company: Company, member: MemberId) -> bool:
    """Whether they are of the company still, and not deleted."""
    one = company.sub_account(member)
    return member == company.main if one is None else one.stage is not SubAccountStage.DELETED
