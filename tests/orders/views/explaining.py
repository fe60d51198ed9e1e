"""One part's deadline, paid and unpaid, under any rules; and what is said of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from attrs import evolve
from pendulum import DateTime

from mpcore.kernel import utc
from mpcore.orders import OrderPlaced
from mpcore.orders.views import explain_deadline
from mpcore.presets import PLAIN, RuleBook
from mpcore.testing import Scenario, placed
from mpcore.timing import ShippingDeadline, local
from tests.orders.say import pay

__all__ = [
    "END",
    "LATER",
    "MICRO",
    "ORDERED",
    "PAID",
    "PARIS",
    "at",
    "codes",
    "of",
    "paid",
    "promised",
    "said",
    "unpaid",
    "z",
]

PARIS = "Europe/Paris"
MICRO = timedelta(microseconds=1)
ORDERED, PAID = "2026-03-25 10:00", "2026-03-26 10:00"


def at(text: str, zone: str = "UTC") -> DateTime:
    return local(text, zone)


def z(instant: datetime) -> str:
    """As English has it."""
    return utc(instant).isoformat().replace("+00:00", "Z")


def of(**fields: Any) -> RuleBook:  # noqa: ANN401 - the fields of a deadline
    """A book with such a deadline."""
    return PLAIN.what_if({"orders.shipping": evolve(ShippingDeadline(), **fields)})


def unpaid(rules: RuleBook = PLAIN, ordered: str = ORDERED, zone: str = "UTC") -> Scenario:
    return Scenario(placed("v1", rules=rules, at=at(ordered, zone)), rules)


def paid(rules: RuleBook = PLAIN, ordered: str = ORDERED, when: str = PAID, zone: str = "UTC") -> Scenario:
    instant = at(when, zone)
    return unpaid(rules, ordered, zone).after(pay("40.00", at=instant), now=instant)


def promised(rules: RuleBook) -> Scenario:
    """Paid, and the platform gave it a due end of its own."""
    (first,) = placed("v1", rules=rules, at=at(ORDERED))
    assert isinstance(first, OrderPlaced)
    parts = (evolve(first.parts[0], ship_by=at("2026-03-27 12:00")),)
    return Scenario((evolve(first, parts=parts),), rules).after(pay("40.00", at=at(PAID)), now=at(PAID))


def said(story: Scenario, now: datetime, rules: RuleBook = PLAIN) -> list[str]:
    order = story.state
    return [str(statement) for statement in explain_deadline(order, order.parts[0], rules.orders, now)]


def codes(story: Scenario, now: datetime, rules: RuleBook = PLAIN) -> list[str]:
    order = story.state
    found = explain_deadline(order, order.parts[0], rules.orders, now)
    return [each.code.removeprefix("orders.deadline_") for each in found]


END = at("2026-03-31 00:00")
LATER = f"runs from {z(at(PAID))}, when the payment was confirmed, after the order was placed"
