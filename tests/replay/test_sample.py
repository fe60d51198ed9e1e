"""The bundled orders: always the same bytes, and everything in them that they are there for."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from mpcore import presets, replay
from tests.replay import slow
from tools import make_sample

ROWS = slow.read(make_sample.TARGET)
REPORT = replay.run(replay.sample(), presets.PLAIN)
FIGURES = REPORT.as_dict()


def test_the_tool_writes_the_same_bytes_again() -> None:
    made = {name: text.encode("utf-8") for name, text in make_sample.files().items()}
    assert {path.name: path.read_bytes() for path in make_sample.TARGET.iterdir()} == made


def test_writing_it_writes_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_sample, "TARGET", tmp_path / "new")
    make_sample.main()
    assert {path.name for path in (tmp_path / "new").iterdir()} == make_sample.files().keys()


def test_it_has_500_orders_of_several_vendors() -> None:
    assert FIGURES["orders"]["read"] == 500
    assert FIGURES["multi_vendor_orders"] > 20
    assert len({row.vendor for row in REPORT.parts}) == make_sample.VENDORS


def test_it_has_orders_that_were_cancelled_and_orders_without_items() -> None:
    assert FIGURES["orders_by_status"]["cancelled"] > 0
    assert FIGURES["orders"]["unplaceable"] > 0


def test_it_has_rows_that_cannot_be_read_and_rows_that_are_there_twice() -> None:
    texts = [str(row) for row in REPORT.unreadable]
    assert {row.file for row in REPORT.unreadable} == make_sample.files().keys()
    assert any("is not a day of the calendar" in text for text in texts)
    assert sum("earlier row" in text for text in texts) == 3
    assert {row.file for row in REPORT.strays} == {"olist_order_items_dataset.csv", "olist_order_payments_dataset.csv"}


def test_it_has_orders_paid_too_little_and_too_much() -> None:
    sums = FIGURES["money"]["BRL"]
    assert FIGURES["orders_by_status"]["awaiting_payment"] > 0
    assert float(sums["received"]) < float(sums["due"])
    assert float(sums["surplus"]) > 0


def test_it_has_orders_shipped_before_they_were_paid() -> None:
    times = [(row["order_approved_at"], row["order_delivered_carrier_date"]) for row in ROWS[0]]
    assert sum(bool(paid and shipped and shipped < paid) for paid, shipped in times) > 1
    assert FIGURES["commands"]["refused"]["orders.not_paid"] > 0


@pytest.mark.parametrize("midnight", ["2017-10-15T03:00:00+00:00", "2018-11-04T03:00:00+00:00"])
def test_it_has_parts_due_on_a_midnight_that_does_not_exist(midnight: str) -> None:
    """The first instant of such a day is the one at which clocks went from 00:00 to 01:00."""
    parts = [row for row in REPORT.parts if row.due_end == datetime.fromisoformat(midnight)]
    verdicts = Counter(row.delivery for row in parts)
    assert verdicts["on_time"] > 0
    assert verdicts["late"] > 0
    assert any(row.delivered_at == row.due_end for row in parts)


def test_every_verdict_stands_in_it() -> None:
    for milestone in ("dispatch", "delivery"):
        counts = FIGURES["deadline"]["delivery" if milestone == "delivery" else "dispatch"]
        assert all(counts.values()), counts
