"""Reasons why money may not be spent without another's approval, or with this one."""

from __future__ import annotations

from typing import ClassVar

from moneyed import Money

from mpcore.kernel import Kind, MemberId, Refusal, Scope, ShopId, frozen

__all__ = ["ApprovalByOneself", "ApproverLacksScope", "OtherCurrencyLimited", "OverActionLimit", "OverDayLimit"]


@frozen(kw_only=True)
class OverActionLimit(Refusal):
    """It is more than they may spend in one action."""

    code: ClassVar[str] = "subaccounts.over_action_limit"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = (
        "{amount} through {scope} is more than {member} may spend in one action, {limit}; "
        "who could approve it: {approvers}"
    )

    member: MemberId
    scope: Scope
    amount: Money
    limit: Money
    """The most that they may, itself allowed."""
    approvers: tuple[MemberId, ...]
    """The main account first, then the others in their order."""


@frozen(kw_only=True)
class OverDayLimit(Refusal):
    """With what counts in their day already, it is more than they may spend in one."""

    code: ClassVar[str] = "subaccounts.over_day_limit"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = (
        "{amount} through {scope}, after {spent} on the same day, is more than {member} may spend in a day, {limit}; "
        "who could approve it: {approvers}"
    )

    member: MemberId
    scope: Scope
    amount: Money
    spent: Money
    """What counted before."""
    limit: Money
    """The most that they may, itself allowed."""
    approvers: tuple[MemberId, ...]
    """The main account first, then the others in their order."""


@frozen(kw_only=True)
class OtherCurrencyLimited(Refusal):
    """They are limited in other currencies, and have no limit in this one to stay within."""

    code: ClassVar[str] = "subaccounts.other_currency_limited"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = (
        "{member} is limited in {scope} in other currencies than that of {amount}, and spends nothing in it alone; "
        "who could approve it: {approvers}"
    )
    remedy: ClassVar[str | None] = "have it approved, or have a limit set in this currency"

    member: MemberId
    scope: Scope
    amount: Money
    approvers: tuple[MemberId, ...]
    """The main account first, then the others in their order."""


@frozen(kw_only=True)
class ApprovalByOneself(Refusal):
    """Whoever spends has approved it themselves."""

    code: ClassVar[str] = "subaccounts.approval_by_oneself"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "{member} cannot approve what {member} spends"
    remedy: ClassVar[str | None] = "have somebody else approve it"

    member: MemberId


@frozen(kw_only=True)
class ApproverLacksScope(Refusal):
    """Whoever approved it may not do it themselves."""

    code: ClassVar[str] = "subaccounts.approver_lacks_scope"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "{member} does not hold {scope}, shop: {shop}, so cannot approve it"
    remedy: ClassVar[str | None] = "have somebody approve it who may do it there"

    member: MemberId
    scope: Scope
    shop: ShopId | None
    """None: in what is of no single shop."""
