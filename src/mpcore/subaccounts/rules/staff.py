"""Reasons against a change of a company's staff, beside the questions that give them."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import Kind, Refusal, frozen
from mpcore.subaccounts.model import Company
from mpcore.subaccounts.policy import SubAccountPolicy
from mpcore.subaccounts.states import SubAccountStage

__all__ = ["LimitReached", "must_leave_room_for_staff"]


@frozen(kw_only=True)
class LimitReached(Refusal):
    """The company has as many as it may have."""

    code: ClassVar[str] = "subaccounts.limit_reached"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "a company has at most {most} of these: {thing}"
    remedy: ClassVar[str | None] = "delete one that is not needed any more"
    rule_ids: ClassVar[tuple[str, ...]] = ("X-H1",)

    thing: str
    most: int


def must_leave_room_for_staff(company: Company, policy: SubAccountPolicy) -> LimitReached | None:
    """A company has so many sub-accounts at most, deleted ones not counted (X-H1)."""
    most = policy.max_sub_accounts
    count = len([one for one in company.sub_accounts if one.stage is not SubAccountStage.DELETED])
    return LimitReached(thing="sub-account", most=most) if most is not None and count >= most else None
