"""Values in words: short on one line, long ones field by field, personal data never."""

from __future__ import annotations

from mpcore.kernel import Personal
from mpcore.orders import CompletePart, NotPaid, OrderPolicy, Properties
from mpcore.presets import SIPOKO
from mpcore.testing import difference, placed, shown
from tests.orders.say import complete, ship


def test_short_values_stand_on_one_line_without_their_defaults() -> None:
    assert shown(complete()) == "CompletePart(order='o1', part='p1')"
    assert shown(OrderPolicy()) == "OrderPolicy()"
    assert shown(CompletePart) == "CompletePart"
    assert shown(()) == "()"
    assert shown((1,)) == "(1,)"


def test_long_values_stand_field_by_field() -> None:
    lines = shown(SIPOKO).splitlines()
    assert lines[0] == "RuleBook("
    assert lines[-1] == ")"
    assert "        shipping=ShippingDeadline(milestone=Milestone.DELIVERY, zone='Europe/Paris')," in lines
    assert "            placed_at" not in shown(placed("v1"))
    assert "placed_at=2026-03-26T09:00:00Z" in shown(placed("v1"))


def test_personal_data_is_not_shown() -> None:
    assert "ada@" not in shown(Properties(email=Personal("ada@example.org")))
    assert "Personal(***)" in shown(Properties(email=Personal("ada@example.org")))


def test_a_difference_points_to_the_place() -> None:
    lines = difference([complete("p1")], [complete("p2")]).splitlines()
    assert [line[:2] for line in lines if line] == ["- ", "? ", "+ ", "? "]
    assert lines[0] == "- CompletePart(order='o1', part='p1')"
    assert difference([], [NotPaid]) == "- nothing\n+ NotPaid"
    assert difference([ship()], [ship()]).startswith("  ShipLines(")
