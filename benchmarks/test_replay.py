"""What replaying costs: real orders per second, and memory beside that of an index of their items and payments."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from mpcore import presets, replay
from mpcore.replay.reading import Index, Reader

OLIST = Path(__file__).resolve().parents[2] / "shared" / "data" / "olist"
ROUNDS = 5

pytestmark = pytest.mark.skipif(not OLIST.is_dir(), reason="the Olist data lies beside the project, or nowhere")


def test_real_orders_are_replayed_fast_enough() -> None:
    """All of it counts: reading, deciding, verdicts and the report."""
    rates: list[float] = []
    for _ in range(ROUNDS):
        start = perf_counter()
        report = replay.run(replay.olist(OLIST), presets.SIPOKO)
        report.to_json()
        rates.append(report.read / (perf_counter() - start))
    print(f"\nreplay: {median(rates):,.0f} orders per second (at least 5,000); best {max(rates):,.0f}")
    assert median(rates) >= 5_000


def test_memory_is_bounded_by_an_index_of_items_and_payments() -> None:
    """Orders are streamed and none is kept; what the report keeps is no more than what they leave in the index."""
    rows = replay.olist(OLIST)
    replay.run(rows, presets.SIPOKO, limit=10)  # what is loaded once is not what is measured
    index = peak_of(lambda: indexed(rows))
    replayed = peak_of(lambda: replay.run(rows, presets.SIPOKO))
    print(f"\nreplay: {replayed / 2**20:.1f} MiB at most, an index alone {index / 2**20:.1f} MiB (at most 1.5 times)")
    assert replayed <= 1.5 * index


def indexed(rows: replay.Rows) -> Index:
    """What a replay has to hold: the items and payments by order."""
    reader = Reader(rows, rows.zone)
    return reader.index({row.id for row in reader.orders()}, [], [])


def peak_of(work: Callable[[], object]) -> int:
    """The most bytes that were allocated at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
