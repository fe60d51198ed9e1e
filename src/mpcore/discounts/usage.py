"""How coupons are used (W21): counts, buyers and amounts, per period and channel, in one currency each.

A use counts while it is committed and not released, in the period in which it was committed; what checkouts hold is
shown apart.  No row names a buyer or an order, so vendors may see all of it (`may_see_usage`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TypeAlias

from attrs import field
from pendulum import DateTime

from mpcore.discounts.model import Redemption
from mpcore.discounts.states import RedemptionStage
from mpcore.discounts.values import Minor
from mpcore.kernel import Buyer, OrderId, SalesChannel, frozen, utc
from mpcore.timing import local_date
from mpcore.timing import zone as zone_named

__all__ = ["Period", "Usage", "UsageRow", "usage"]


class Period(Enum):
    """What uses are put together by, in local dates of a zone."""

    DAY = "day"
    WEEK = "week"
    """From Monday on (ISO 8601)."""
    MONTH = "month"


@frozen(kw_only=True)
class UsageRow:
    """What was used in one period, channel and currency; amounts are in minor units of that currency."""

    currency: str
    start: date | None = None
    """The first local date of the period; None: of all time."""
    channel: SalesChannel | None = None
    """None: in all channels together."""
    count: int
    """How many uses there are, committed and not released; of one coupon, as many as orders use it."""
    held: int
    """How many checkouts hold it at the moment; they count in the period they began in, and add nothing else."""
    buyers: int
    """How many different buyers have these uses."""
    given: Minor
    """What the coupons gave for them."""
    goods: Minor
    """The goods of their orders, before every discount; those of an order with several uses once."""
    paid: Minor
    """The goods of their orders, after every discount; those of an order with several uses once."""


@frozen(kw_only=True)
class Usage:
    """The usage of one or several coupons."""

    rows: tuple[UsageRow, ...]
    """By period, channel and currency, in this order; without one where nothing was."""
    totals: tuple[UsageRow, ...]
    """One per currency, over all periods and channels: a buyer of two periods counts once, and so do the goods of an
    order whose uses are in two."""
    zone: str = field(default="UTC")
    """The IANA zone whose dates these are."""

    @property
    def count(self) -> int:
        """How many uses there are, in whatever currency."""
        return sum([row.count for row in self.totals])

    @property
    def held(self) -> int:
        """How many checkouts hold one, in whatever currency."""
        return sum([row.held for row in self.totals])


def usage(
    redemptions: Iterable[Redemption],
    *,
    now: datetime,
    per: Period | None = None,
    by_channel: bool = False,
    zone: str = "UTC",
) -> Usage:
    """The usage of the coupons that these redemptions are of.

    An order that uses two coupons has two redemptions: both count, with what each gave, while its goods and what was
    paid for them count once in each row and each total.  Where the two disagree about those, the larger ones count.
    Holds that have expired at `now` are not shown, whether a timer was fired or not.  An unknown zone and a naive `now`
    raise `MalformedError`.
    """
    zone_named(zone)
    at = utc(now, "now")
    tallies: dict[_Key, _Tally] = {}
    totals: dict[str, _Tally] = {}
    for redemption in redemptions:
        when = _counted_at(redemption, at)
        if when is None:
            continue
        start = None if per is None else _start_of(local_date(when, zone), per)
        key = start, redemption.channel if by_channel else None, redemption.currency
        tallies.setdefault(key, _Tally()).add(redemption)
        totals.setdefault(redemption.currency, _Tally()).add(redemption)
    return Usage(
        rows=tuple([tallies[key].row(*key) for key in sorted(tallies, key=_in_order)]),
        totals=tuple([totals[currency].row(None, None, currency) for currency in sorted(totals)]),
        zone=zone,
    )


_Key: TypeAlias = tuple[date | None, SalesChannel | None, str]


class _Tally:
    """The sums of one row, under way."""

    __slots__ = ("buyers", "count", "given", "held", "orders")

    def __init__(self) -> None:
        self.buyers: set[Buyer] = set()
        self.orders: dict[OrderId, tuple[Minor, Minor]] = {}
        """The goods of each, and what was paid for them."""
        self.count = self.held = self.given = 0

    def add(self, redemption: Redemption) -> None:
        if redemption.stage is RedemptionStage.HELD:
            self.held += 1
            return
        self.count += 1
        self.buyers.add(redemption.buyer)
        self.given += redemption.amount
        of_order = redemption.goods, redemption.paid
        self.orders[redemption.order] = max(of_order, self.orders.get(redemption.order, of_order))

    def row(self, start: date | None, channel: SalesChannel | None, currency: str) -> UsageRow:
        return UsageRow(
            currency=currency,
            start=start,
            channel=channel,
            count=self.count,
            held=self.held,
            buyers=len(self.buyers),
            given=self.given,
            goods=sum([goods for goods, _ in self.orders.values()]),
            paid=sum([paid for _, paid in self.orders.values()]),
        )


def _counted_at(redemption: Redemption, now: DateTime) -> DateTime | None:
    """When it was committed or, while it is held, when that began; None where it does not count."""
    if redemption.stage is RedemptionStage.COMMITTED:
        return redemption.committed_at
    is_live = redemption.expires_at is not None and redemption.expires_at > now
    return redemption.held_at if redemption.stage is RedemptionStage.HELD and is_live else None


def _start_of(day: date, per: Period) -> date:
    match per:
        case Period.DAY:
            return day
        case Period.WEEK:
            return day - timedelta(days=day.weekday())
        case Period.MONTH:
            return day.replace(day=1)


def _in_order(key: _Key) -> tuple[date, str, str]:
    start, channel, currency = key
    return start or date.min, (channel.show or "") if channel is not None else "", currency
