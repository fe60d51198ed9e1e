"""The replay itself: read twice, decided once, counted as it goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import Fault, MalformedError, utc
from mpcore.orders import NoticeKind, OrderPolicy, Status
from mpcore.presets import RuleBook
from mpcore.replay.reading import Faulty, Item, OrderRow, Reader
from mpcore.replay.report import PartRow, Report
from mpcore.replay.rows import Rows
from mpcore.replay.script import Script, Tally, play
from mpcore.timing import Milestone
from mpcore.timing import zone as zone_named

__all__ = ["Progress", "run"]

Progress: TypeAlias = Callable[[int, int], None]
"""Told every now and then how many orders are done, and how many there are."""

_EVERY = 64


def run(
    rows: Rows,
    rules: RuleBook,
    *,
    zone: str | None = None,
    as_of: datetime | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
    timer: Callable[[], float] | None = None,
) -> Report:
    """A history decided anew under `rules`, one command at a time, in the order of time within each order.

    `zone` is the zone of the rows' local times (`rows.zone` unless given) and of the deadline, whatever the rules
    say: rules with a deadline in another zone are varied, and have an id of their own.  Verdicts are given as of
    `as_of`, any aware datetime, and no command is issued that comes later; unless given it is the newest of the four
    instants over all orders that can be read, whatever the limit.  No timers fire.

    With a `limit` only the first so many orders that can be read are decided and counted.  Every row of the three files
    is read all the same, and told where it cannot be; but whether a number comes twice within an order is asked of
    those orders only, and whether the order of an item or payment is there at all is not asked.

    `timer` is a clock of seconds, such as `time.perf_counter`; without one the report says nothing of its own speed.

    Orders are streamed: held in memory are the ids of all orders, an index of the items and payments of those that are
    decided, the rows that are faulty or belong to none of those, and one row per part.

    Raises `MalformedError` for an unknown zone, a naive `as_of` or a limit that is no count, and whatever the rows
    raise when they are read.  What is wrong with single rows is in the report.

    >>> from mpcore import presets
    >>> from mpcore.replay import sample
    >>> run(sample(), presets.SIPOKO).as_dict()["orders"]["read"]
    500
    """
    start = None if timer is None else timer()
    zone = rows.zone if zone is None else zone
    zone_named(zone)
    if limit is not None and not (type(limit) is int and limit >= 0):
        raise MalformedError(Fault("limit", "is not a number of orders, 0 or more; give one, or None for all"))
    if rules.orders.shipping is not None and rules.orders.shipping.zone != zone:
        rules = rules.what_if({"orders.shipping.zone": zone})
    reader = Reader(rows, zone)
    faulty: Faulty = []
    strays: Faulty = []
    newest: DateTime | None = None
    known: set[str] = set()
    for row in reader.orders(faulty=faulty):
        if limit is None or len(known) < limit:
            known.add(row.id)
        last = row.newest
        if newest is None or (last is not None and last > newest):
            newest = last
    items, payments = reader.index(known, faulty, strays)
    at = newest if as_of is None else utc(as_of, "as_of")
    counts = _Counts(rules.orders, rows.currency)
    if at is not None:
        for done, row in enumerate(reader.orders(limit)):
            if progress is not None and done % _EVERY == 0:
                progress(done, len(known))
            paid = payments.pop(row.id, None)  # the index shrinks while the report grows
            counts.take(row, items.pop(row.id, None), None if paid is None else sum(paid.values()), at)
    else:
        counts.unplaceable = len([name for name in known if name not in items])
        counts.not_placed["undated"] = len(known) - counts.unplaceable
    if progress is not None:
        progress(len(known), len(known))
    return Report(
        rules=rules,
        zone=zone,
        as_of=at,
        read=len(known),
        placed=counts.placed,
        unplaceable=counts.unplaceable,
        not_placed=counts.not_placed,
        orders_by_status=counts.by_status,
        multi_vendor_orders=counts.multi_vendor,
        parts=tuple(counts.parts),
        issued=counts.tally.issued,
        accepted=counts.tally.accepted,
        refused=counts.tally.refused,
        order_completed=counts.completed,
        due=counts.due,
        received=counts.received,
        paid=counts.paid,
        surplus=counts.surplus,
        unreadable=tuple(faulty),
        strays=tuple(strays) if limit is None else (),
        seconds=None if start is None or timer is None else timer() - start,
        source=rows,
    )


class _Counts:
    """What is known so far."""

    def __init__(self, policy: OrderPolicy, currency: str) -> None:
        self._policy = policy
        self._script = Script(policy, currency)
        self._binding = orders.binding(policy)
        self.tally = Tally()
        self.placed = self.unplaceable = self.multi_vendor = self.completed = 0
        self.due = self.received = self.paid = self.surplus = 0
        self.not_placed = {"refused": 0, "later": 0, "undated": 0}
        self.by_status = {status.value: 0 for status in Status}
        self.parts: list[PartRow] = []

    def take(self, row: OrderRow, items: dict[int, Item] | None, paid: int | None, as_of: DateTime) -> None:
        """One order, with its items and the sum of its payments."""
        if items is None:
            self.unplaceable += 1
            return
        order, events = play(self._script.steps(row, items, paid), self._policy, as_of, self.tally)
        if order is None:
            self.not_placed[_why_not_placed(row, as_of)] += 1
            return
        self.placed += 1
        self.multi_vendor += len(order.parts) > 1
        self.by_status[orders.order_status(order, self._policy).value] += 1
        for notice in orders.notices(order, events):
            self.completed += notice.kind is NoticeKind.ORDER_COMPLETED
        due = order.total_minor
        self.due += due
        self.received += order.received_minor
        if order.confirmed_at is not None:
            self.paid += due
            self.surplus += order.received_minor - due
        for part in order.parts:
            self.parts.append(self._part(order, part, as_of))

    def _part(self, order: orders.Order, part: orders.Part, as_of: DateTime) -> PartRow:
        dispatch = orders.verdict(part, Milestone.DISPATCH, self._policy, as_of)
        delivery = orders.verdict(part, Milestone.DELIVERY, self._policy, as_of)
        verdict = dispatch if self._binding is Milestone.DISPATCH else delivery
        return PartRow(
            order=order.id,
            part=part.id,
            vendor=part.vendor,
            status=orders.part_status(part, self._policy).value,
            verdict=None if verdict is None else verdict.value,
            dispatch=None if dispatch is None else dispatch.value,
            delivery=None if delivery is None else delivery.value,
            placed_at=order.placed_at,
            confirmed_at=order.confirmed_at,
            due_end=part.due_end,
            dispatched_at=orders.reached_at(part, Milestone.DISPATCH),
            delivered_at=orders.reached_at(part, Milestone.DELIVERY),
            total=part.total,
        )


def _why_not_placed(row: OrderRow, as_of: DateTime) -> str:
    if row.purchased_at is None:
        return "undated"
    return "later" if row.purchased_at > as_of else "refused"
