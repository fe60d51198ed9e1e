"""What became of a history under a rule book: figures, one row per part, and any single order decided anew."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias

from attrs import field
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import Actor, Fault, MalformedError, MemberId, Operator, OrderId, PartId, VendorId, frozen
from mpcore.money import from_minor
from mpcore.orders import Minor, Status, Verdict
from mpcore.presets import RuleBook
from mpcore.replay.comparison import Comparison
from mpcore.replay.figures import Figures
from mpcore.replay.reading import Reader
from mpcore.replay.rows import FaultyRow, Rows
from mpcore.replay.script import Script, Tally, play
from mpcore.replay.summary import Section, as_html, as_text, number, words
from mpcore.timing import rfc3339

__all__ = ["Cell", "PartRow", "Report"]

Cell: TypeAlias = str | int | datetime | None

VERDICTS = tuple(verdict.value for verdict in Verdict if verdict is not Verdict.DUE_SOON)
_PENDING = Verdict.PENDING.value
_DUE_SOON = Verdict.DUE_SOON.value
_SHOWN = 10


class PartRow(NamedTuple):
    """One vendor's part of a placed order, as it stood at `as_of`; instants in UTC."""

    order: OrderId
    part: PartId
    vendor: VendorId
    status: str
    """The shown status, such as `shipped`."""
    verdict: str | None
    """The verdict of the milestone that binds; None where no clock ran: no deadline, or no confirmed payment."""
    dispatch: str | None
    """The verdict on its dispatch."""
    delivery: str | None
    """The verdict on its delivery."""
    placed_at: DateTime
    confirmed_at: DateTime | None
    due_end: DateTime | None
    """The first instant that was too late."""
    dispatched_at: DateTime | None
    delivered_at: DateTime | None
    total: Minor
    """What the buyer owed for it when it was placed, in minor units."""


@frozen(kw_only=True)
class Report:
    """What became of a history, as of an instant; `after - before` compares two of them."""

    rules: RuleBook
    """The rule book that the orders were placed under, with the deadline in the data's zone."""
    zone: str
    """The zone of the data's local times and of the deadline."""
    as_of: DateTime | None
    """The instant of the verdicts; None where there was no row with an instant."""
    read: int
    """Orders that could be read."""
    placed: int
    unplaceable: int
    """Orders without a readable item."""
    not_placed: Mapping[str, int]
    """Orders with items that were `refused`, come `later` than `as_of`, or are `undated`: without a purchase."""
    orders_by_status: Mapping[str, int]
    multi_vendor_orders: int
    parts: tuple[PartRow, ...] = field(repr=False)
    issued: int
    """Commands given."""
    accepted: int
    refused: Mapping[str, int]
    """Reasons why not, by code; a command may have several."""
    order_completed: int
    """Notices that an order is completed."""
    due: Minor
    """Prices and freight of the placed orders, as they were placed."""
    received: Minor
    """Payments recorded on placed orders."""
    paid: Minor
    """`due` of those whose payment was confirmed."""
    surplus: Minor
    """`received` less `due` of those whose payment was confirmed."""
    unreadable: tuple[FaultyRow, ...] = field(repr=False)
    strays: tuple[FaultyRow, ...] = field(repr=False)
    """Items and payments of orders that are not there; not looked for where the orders were limited."""
    seconds: float | None = field(default=None, eq=False)
    """How long it took; None where no timer was handed in."""
    source: Rows = field(repr=False, eq=False)
    """Where the rows can be read again."""

    def __sub__(self, before: Report) -> Comparison:
        """What this report says differently from the one before."""
        if not _is_report(before):
            return NotImplemented
        old = {(row.order, row.part): row.verdict for row in before.parts}
        moves = Counter(
            (old[key], row.verdict)
            for row in self.parts
            if (key := (row.order, row.part)) in old and old[key] != row.verdict
        )
        return Comparison(before=before.as_dict(), after=self.as_dict(), moves=dict(moves))

    def rows(self) -> list[dict[str, Cell]]:
        """One dict per part, ready for a data frame: the fields of `PartRow`, instants as `datetime` in UTC."""
        return [{name: _plain(value) for name, value in zip(PartRow._fields, row, strict=True)} for row in self.parts]

    def order(self, name: str) -> orders.Order:
        """A placed order, decided anew from its rows up to `as_of`; its id may be cut short (`53cd…`).

        The report keeps no order, so that replays of any length fit into memory; every call reads the rows once more.
        Raises `MalformedError` where none has that id, or none or several begin with it.
        """
        wanted = self._named(name)
        reader = Reader(self.source, self.zone)
        row = reader.find(wanted)
        index = reader.index({wanted}, [], [])
        items = index.items.get(wanted)
        found: orders.Order | None = None
        if row is not None and items is not None and self.as_of is not None:
            payments = index.payments.get(wanted)
            script = Script(self.rules.orders, self.source.currency)
            steps = script.steps(row, items, sum(payments.values()) if payments else None)
            found, _ = play(steps, self.rules.orders, self.as_of, Tally())
        if found is None:
            raise MalformedError(Fault("order", f"{wanted!a} is not in its rows any more; replay them anew"))
        return found

    def ctx(self, name: str, actor: Actor | None = None) -> orders.Context:
        """The context to ask about a placed order with: `as_of`, its policy, and an operator, or the actor given.

        Errors are those of `order`.
        """
        self._named(name)
        if self.as_of is None:
            raise MalformedError(Fault("order", "there are no orders"))
        who = Operator(MemberId("replay")) if actor is None else actor
        return orders.Context(now=self.as_of, actor=who, policy=self.rules.orders)

    def as_dict(self) -> Figures:
        """The figures as plain data; amounts are text in major units, instants RFC 3339."""
        binding = orders.binding(self.rules.orders)
        rate = None if not self.seconds else round(self.read / self.seconds, 1)
        return {
            "rule_book": self.rules.id,
            "zone": self.zone,
            "as_of": None if self.as_of is None else rfc3339(self.as_of),
            "orders": {"read": self.read, "placed": self.placed, "unplaceable": self.unplaceable},
            "unplaced": dict(self.not_placed),
            "unreadable": len(self.unreadable),
            "strays": len(self.strays),
            "parts": {"placed": len(self.parts), "by_state": self._by_state()},
            "orders_by_status": dict(self.orders_by_status),
            "multi_vendor_orders": self.multi_vendor_orders,
            "commands": {
                "issued": self.issued,
                "accepted": self.accepted,
                "refused_commands": self.issued - self.accepted,
                "refused": dict(sorted(self.refused.items())),
            },
            "deadline": {
                "binding": None if binding is None else binding.value,
                "dispatch": {} if binding is None else _verdicts(row.dispatch for row in self.parts),
                "delivery": {} if binding is None else _verdicts(row.delivery for row in self.parts),
            },
            "notices": {"order_completed": self.order_completed},
            "money": {
                self.source.currency: {
                    "due": self._amount(self.due),
                    "received": self._amount(self.received),
                    "paid": self._amount(self.paid),
                    "surplus": self._amount(self.surplus),
                }
            },
            "seconds": None if self.seconds is None else round(self.seconds, 3),
            "orders_per_second": rate,
            "unreadable_rows": [_told(row) for row in self.unreadable],
            "stray_rows": [_told(row) for row in self.strays],
        }

    def to_json(self) -> str:
        """`as_dict` as JSON text, ASCII only."""
        return json.dumps(self.as_dict(), indent=2)

    @property
    def heading(self) -> str:
        """What was replayed under what."""
        when = "with no instant" if self.as_of is None else f"as of {rfc3339(self.as_of)}"
        return f"{self.read:,} orders replayed under {self.rules.id}, zone {self.zone}, {when}"

    @property
    def summary(self) -> tuple[Section, ...]:
        """The figures for people."""
        said = self.as_dict()
        counts = (
            ("read", number(self.read)),
            ("placed", number(self.placed)),
            ("of several vendors", number(self.multi_vendor_orders)),
            ("without a readable item", number(self.unplaceable)),
            *((label, number(self.not_placed[name])) for name, label in _NOT_PLACED if self.not_placed[name]),
            ("completion notices", number(self.order_completed)),
        )
        sections = [
            Section("Orders", counts),
            Section("Orders by status", _counted(said["orders_by_status"])),
            Section("Parts by status", _counted(said["parts"]["by_state"])),
            Section(
                "Commands",
                (
                    ("issued", number(self.issued)),
                    ("accepted", number(self.accepted)),
                    ("refused", number(self.issued - self.accepted)),
                    *((f"  {code}", number(count)) for code, count in said["commands"]["refused"].items()),
                ),
            ),
            self._deadline(said),
            *(Section(f"Money ({currency})", tuple(sums.items())) for currency, sums in said["money"].items()),
        ]
        for title, rows in (("Unreadable rows", self.unreadable), ("Rows of orders that were not read", self.strays)):
            if rows:
                sections.append(Section(f"{title} ({len(rows):,})", _listed(rows)))
        if self.seconds is not None:
            rate = said["orders_per_second"]
            fast = () if rate is None else (("orders per second", f"{rate:,.0f}"),)
            sections.append(Section("Speed", (("seconds", f"{self.seconds:.2f}"), *fast)))
        return tuple(sections)

    def __str__(self) -> str:
        return as_text(self.heading, self.summary)

    def _repr_html_(self) -> str:
        return as_html(self.heading, self.summary)

    def _named(self, name: str) -> OrderId:
        prefix = name.removesuffix("…").removesuffix("...")
        found = {row.order for row in self.parts if row.order.startswith(prefix)}
        if prefix in found:
            return OrderId(prefix)
        if len(found) == 1:
            return found.pop()
        why = f"{len(found):,} placed orders begin with it" if found else "no placed order begins with it"
        raise MalformedError(
            Fault("order", f"{prefix[:60]!a}: {why}; give one order's id, or what only it begins with")
        )

    def _by_state(self) -> dict[str, int]:
        counts = Counter(row.status for row in self.parts)
        return {status.value: counts[status.value] for status in Status}

    def _amount(self, minor: Minor) -> str:
        return f"{from_minor(minor, self.source.currency).amount:f}"

    def _deadline(self, said: Figures) -> Section:
        deadline = said["deadline"]
        if deadline["binding"] is None:
            return Section("Deadline", (("there is none", ""),))
        rows = [
            (words(name), number(deadline["dispatch"][name]), number(deadline["delivery"][name])) for name in VERDICTS
        ]
        return Section(f"Deadline ({deadline['binding']} binds)", tuple(rows), ("dispatch", "delivery"))


_NOT_PLACED = (
    ("refused", "refused"),
    ("later", "later than the instant of the verdicts"),
    ("undated", "without a purchase"),
)


def _is_report(value: object) -> bool:
    return isinstance(value, Report)


def _verdicts(given: Iterable[str | None]) -> dict[str, int]:
    counts = Counter(_PENDING if verdict == _DUE_SOON else verdict for verdict in given)
    return {name: counts[name] for name in VERDICTS}


def _counted(counts: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    return tuple((words(name), number(count)) for name, count in counts.items() if count) or (("none", "0"),)


def _listed(rows: tuple[FaultyRow, ...]) -> tuple[tuple[str, ...], ...]:
    shown = [(str(row)[:200].encode("ascii", "backslashreplace").decode(),) for row in rows[:_SHOWN]]
    return (*shown, (f"and {len(rows) - _SHOWN:,} more",)) if len(rows) > _SHOWN else tuple(shown)


def _told(row: FaultyRow) -> dict[str, str | int | None]:
    return {"file": row.file, "line": row.line, "column": row.column, "reason": "; ".join(map(str, row.faults))}


def _plain(value: Cell) -> Cell:
    """Without pendulum: data frames know the standard library's class only."""
    if isinstance(value, datetime):
        return datetime.combine(datetime.date(value), datetime.time(value), UTC)
    return value
