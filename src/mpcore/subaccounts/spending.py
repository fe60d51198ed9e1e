"""Whether a member may spend so much by themselves, or who has to approve it.

Limits are of a scope and a currency, for one action and for one day of the zone in the policy; exactly the limit is
within it.  A limit in one currency limits the scope: in every other currency each action needs approval.  Approval is
another member's who holds the same scope there and could spend as much themselves, or the main account's, which has no
limits.  What somebody approves counts in their own day, not in the day of whom they approve it for, so that nobody lets
pass, one after the other, more than they may spend.

Totals of the day are the host's facts.  Two actions at once each see the total without the other: count the one before
the other is asked, as for everything that is used up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from attrs import evolve, field
from attrs.validators import optional
from moneyed import Money

from mpcore.kernel import Fault, MalformedError, MemberId, NotFound, Refusal, Scope, ShopId, an_id, frozen, utc
from mpcore.money import from_minor, to_minor
from mpcore.subaccounts.access import Access, Denied, Granted, Member, authorise
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.limits import SpendingLimit, an_amount
from mpcore.subaccounts.model import Company
from mpcore.subaccounts.overspending import (
    ApprovalByOneself,
    ApproverLacksScope,
    OtherCurrencyLimited,
    OverActionLimit,
    OverDayLimit,
)
from mpcore.subaccounts.reasons import AccountNotActive
from mpcore.subaccounts.values import Between
from mpcore.timing import end_of, local_date, rfc3339, start_of

__all__ = [
    "Approval",
    "Spending",
    "SpendingContext",
    "Spent",
    "approval",
    "approvers",
    "counted_for",
    "may_spend",
    "spending_day",
    "spending_rule",
    "totals_needed",
]


@frozen(kw_only=True)
class Spending:
    """Money that a member is about to refund, give away or pay out through a scope."""

    member: MemberId = field(validator=an_id)
    scope: Scope = field(validator=an_id)
    """What lets them, such as `refunds.request`."""
    shop: ShopId | None = field(default=None, validator=optional(an_id))
    """None: it is of no single shop."""
    amount: Money = field(validator=an_amount)
    approved_by: MemberId | None = field(default=None, validator=optional(an_id))
    """Who has approved exactly this, as the host knows, and not whoever asks; None: nobody."""


@frozen(kw_only=True)
class Spent:
    """What counts in a member's day so far: what they spent by themselves, and what they approved for others."""

    member: MemberId = field(validator=an_id)
    total: Money = field(validator=an_amount)
    """Through the scope and in the currency that is asked about, in all shops together, without what is asked for."""


@frozen
class Approval:
    """Somebody approved what was too much for a member alone, and this is what lets them."""

    by: MemberId
    granted: Granted


def _spent(given: Iterable[Spent]) -> tuple[Spent, ...]:
    totals = tuple(given)
    if any(not isinstance(each, Spent) for each in totals):
        raise MalformedError(Fault("spent", "has something that is no Spent"))
    members = [each.member for each in totals]
    if twice := {one for one in members if members.count(one) > 1}:
        raise MalformedError(Fault("spent", f"has two totals of {min(twice)[:60]}; add them up"))
    return totals


@frozen(kw_only=True)
class SpendingContext(Context):
    """The time, the policy, and what was spent today; whoever asks, it is about the member that is named."""

    spent: tuple[Spent, ...] = field(default=(), converter=_spent)
    """The totals of the day that `now` is in (`spending_day`), of those that `totals_needed` names; of others, none has
    to be there."""


def spending_day(now: datetime, zone: str) -> Between:
    """The local date in a zone at an instant, half-open; 23 or 25 hours long where clocks change on it.

    >>> from datetime import UTC, datetime
    >>> day = spending_day(datetime(2026, 3, 29, 12, tzinfo=UTC), "Europe/Paris")
    >>> print(day.start, day.end)
    2026-03-28 23:00:00+00:00 2026-03-29 22:00:00+00:00

    A naive `now`, or a zone that is not known, raises `MalformedError`.
    """
    today = local_date(utc(now, at="now"), zone)
    return Between(start_of(today, zone), end_of(today, zone))


def may_spend(company: Company, spending: Spending, ctx: SpendingContext) -> Access:
    """Whether they may, with the grants that let them, or every reason of the stage that it fails in.

    First they have to hold the scope there, as in `authorise`; then their own limits have to cover the amount, or who
    has approved it has to be fit to.  An approval that is not needed is not looked at.  The reasons are refusals like
    any other: `Refused(denied.reasons)`.  Totals that are needed and missing raise `MalformedError`, each one named.
    """
    access = _access(company, spending.member, spending, ctx)
    if isinstance(access, Denied):
        return access
    _must_be_added_up(company, spending, ctx)
    if not _over(company, spending.member, spending, ctx):
        return access
    fit = _fit(company, spending, ctx)
    if spending.approved_by in fit:
        return access
    over = _over(company, spending.member, spending, ctx, fit)
    if spending.approved_by is None:
        return Denied(over)
    return Denied((*over, *_unfit(company, spending.approved_by, spending, ctx, fit)))


def counted_for(company: Company, spending: Spending, ctx: SpendingContext) -> MemberId | None:
    """In whose total of the day it counts, once it is spent; None: it may not be.

    It is the member's own, or, where their limits do not cover it, that of whoever approved it.
    """
    if isinstance(may_spend(company, spending, ctx), Denied):
        return None
    return spending.approved_by if _over(company, spending.member, spending, ctx) else spending.member


def approval(company: Company, spending: Spending, ctx: SpendingContext) -> Approval | None:
    """Who approved it, with the grants that let them: what `acted` keeps of it.

    None: nobody had to, or it may not be spent.
    """
    by = counted_for(company, spending, ctx)
    if by is None or by == spending.member:
        return None
    access = _access(company, by, spending, ctx)
    return Approval(by, access) if isinstance(access, Granted) else None


def approvers(company: Company, spending: Spending, ctx: SpendingContext) -> tuple[MemberId, ...]:
    """Who could approve it now: the main account first, then those who may spend as much there, in their order.

    Nobody can what the member may not do at all, and nobody has to what they may do by themselves.
    """
    access = _access(company, spending.member, spending, ctx)
    if isinstance(access, Denied):
        return ()
    _must_be_added_up(company, spending, ctx)
    return _fit(company, spending, ctx) if _over(company, spending.member, spending, ctx) else ()


def totals_needed(company: Company, spending: Spending, ctx: Context) -> tuple[MemberId, ...]:
    """Whose totals of the day have to be in the context, in the order of their ids.

    The member's, and those of everybody who could approve, where they have a limit per day in this currency; nobody's
    where the member may not do it at all, or has no limits on it.
    """
    if not _limits(company, spending.member, spending):
        return ()
    if isinstance(_access(company, spending.member, spending, ctx), Denied):
        return ()
    limited = [one.id for one in company.sub_accounts if _per_day(company, one.id, spending) is not None]
    return tuple([one for one in limited if not isinstance(_access(company, one, spending, ctx), Denied)])


def spending_rule(
    company: Company, ctx: SpendingContext, spends: Callable[[Any, Any], Spending | None]
) -> Callable[[object, object, object], Refusal | None]:
    """A rule for `also` of another package's context: the first reason why what a command spends may not be spent.

    `spends` says, for the thing and the command, what it spends; None: nothing.
    """

    def may_be_spent(thing: object, command: object, _: object) -> Refusal | None:
        spending = spends(thing, command)
        if spending is None:
            return None
        access = may_spend(company, spending, ctx)
        return access.reasons[0] if isinstance(access, Denied) else None

    return may_be_spent


def _access(company: Company, member: MemberId, spending: Spending, ctx: Context) -> Access:
    return authorise(Member.of(company, member), spending.scope, spending.shop, ctx)


def _limits(company: Company, member: MemberId, spending: Spending) -> tuple[SpendingLimit, ...]:
    """A member's limits on the scope, in every currency; the main account has none."""
    one = company.sub_account(member)
    return () if one is None else tuple([limit for limit in one.limits if limit.scope == spending.scope])


def _per_day(company: Company, member: MemberId, spending: Spending) -> Money | None:
    for limit in _limits(company, member, spending):
        if limit.currency == spending.amount.currency.code:
            return limit.per_day
    return None


def _must_be_added_up(company: Company, spending: Spending, ctx: SpendingContext) -> None:
    currency = spending.amount.currency.code
    faults = [
        Fault(f"spent[{place}].total", f"is in {each.total.currency.code}, what is asked for in {currency}")
        for place, each in enumerate(ctx.spent)
        if each.total.currency.code != currency
    ]
    known = {each.member for each in ctx.spent}
    if missing := [one for one in totals_needed(company, spending, ctx) if one not in known]:
        day = spending_day(ctx.now, ctx.policy.day_zone)
        hours = f"from {_shown(day.start)} until {_shown(day.end)}"
        what = f"add up what counts in their day through {spending.scope} in {currency}, {hours}"
        faults += [Fault("spent", f"has no total of {one[:60]}, who has a limit per day; {what}") for one in missing]
    if faults:
        raise MalformedError(*faults)


def _shown(at: datetime | None) -> str:
    return "" if at is None else rfc3339(at)


def _over(
    company: Company,
    member: MemberId,
    spending: Spending,
    ctx: SpendingContext,
    fit: tuple[MemberId, ...] = (),
) -> tuple[OverActionLimit | OverDayLimit | OtherCurrencyLimited, ...]:
    """What a member's own limits have against the amount."""
    limits, scope, amount = _limits(company, member, spending), spending.scope, spending.amount
    code = amount.currency.code
    if not limits:
        return ()
    here = [limit for limit in limits if limit.currency == code]
    if not here:
        return (OtherCurrencyLimited(member=member, scope=scope, amount=amount, approvers=fit),)
    found: list[OverActionLimit | OverDayLimit | OtherCurrencyLimited] = []
    minor, most, daily = to_minor(amount), here[0].per_action, here[0].per_day
    if most is not None and minor > to_minor(most):
        found.append(OverActionLimit(member=member, scope=scope, amount=amount, limit=most, approvers=fit))
    if daily is not None:
        before = sum([to_minor(each.total) for each in ctx.spent if each.member == member])
        if before + minor > to_minor(daily):
            spent = from_minor(before, code)
            over = OverDayLimit(member=member, scope=scope, amount=amount, limit=daily, spent=spent, approvers=fit)
            found.append(over)
    return tuple(found)


def _fit(company: Company, spending: Spending, ctx: SpendingContext) -> tuple[MemberId, ...]:
    everybody = [company.main, *[one.id for one in company.sub_accounts]]
    return tuple([one for one in everybody if not _unfit(company, one, spending, ctx)])


def _unfit(
    company: Company, approver: MemberId, spending: Spending, ctx: SpendingContext, fit: tuple[MemberId, ...] = ()
) -> tuple[Refusal, ...]:
    """Why somebody cannot approve it; the main account can whatever it does not spend itself."""
    at = "approved_by"
    if approver == spending.member:
        return (ApprovalByOneself(member=approver, at=at),)
    if approver != company.main and company.sub_account(approver) is None:
        return (NotFound(thing="sub-account", id=approver, at=at),)
    access = _access(company, approver, spending, ctx)
    if isinstance(access, Denied):
        reason = access.reasons[0]
        if isinstance(reason, AccountNotActive):
            return (evolve(reason, at=at),)
        return (ApproverLacksScope(member=approver, scope=spending.scope, shop=spending.shop, at=at),)
    return tuple([evolve(each, at=at) for each in _over(company, approver, spending, ctx, fit)])
