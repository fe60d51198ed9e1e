"""The figures, computed twice: by the report, and by `slow`, which shares no line with it."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore import presets, replay
from tests.replay import slow

ROOT = Path(__file__).resolve().parents[2]
OLIST = ROOT.parent / "shared" / "data" / "olist"
SAMPLE = ROOT / "src" / "mpcore" / "replay" / "sample"

BOOKS: dict[str, presets.RuleBook] = {book.id: book for book in presets.ALL}
needs_olist = pytest.mark.skipif(not OLIST.is_dir(), reason="the Olist data lies beside the project, or nowhere")
POLICIES = pytest.mark.parametrize("policy", slow.PRESETS)


def said(report: replay.Report, keys: Collection[str]) -> dict[str, object]:
    """Those of a report's figures that the other side has too."""
    return {key: value for key, value in report.as_dict().items() if key in keys}


def agree(
    folder: Path,
    policy: str,
    *,
    zone: str = "America/Sao_Paulo",
    as_of: datetime | None = None,
    limit: int | None = None,
) -> replay.Report:
    expected = slow.figures(slow.read(folder), slow.PRESETS[policy], zone, as_of, limit)
    report = replay.run(replay.olist(folder), BOOKS[policy], zone=zone, as_of=as_of, limit=limit)
    assert said(report, expected) == expected
    return report


@POLICIES
def test_the_bundled_orders_give_the_same_figures_twice(policy: str) -> None:
    agree(SAMPLE, policy)


@needs_olist
@POLICIES
def test_real_orders_give_the_same_figures_twice(policy: str) -> None:
    agree(OLIST, policy)


@needs_olist
@pytest.mark.parametrize("policy", ["sipoko", "whatnot"])
def test_in_the_middle_of_the_data_what_is_later_has_not_happened(policy: str) -> None:
    report = agree(OLIST, policy, as_of=datetime(2018, 3, 1, 12, tzinfo=UTC))
    figures = report.as_dict()
    assert figures["unplaced"]["later"] > 0
    assert figures["deadline"]["dispatch"]["pending"] > 0
    assert figures["deadline"]["delivery"]["pending"] > 0


@POLICIES
@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "Pacific/Auckland"])
def test_another_zone_gives_the_same_figures_twice(policy: str, zone: str) -> None:
    agree(SAMPLE, policy, zone=zone)


@pytest.mark.parametrize("limit", [0, 1, 7, 100, 499, 500, 10_000])
def test_a_limit_is_a_number_of_orders_that_can_be_read(limit: int) -> None:
    report = agree(SAMPLE, "plain", limit=limit)
    assert report.as_dict()["orders"]["read"] == min(limit, 500)


@pytest.mark.parametrize("limit", [0, 1, 7, 499])
def test_a_limit_changes_neither_the_instant_of_the_verdicts_nor_what_cannot_be_read(limit: int) -> None:
    """The newest instant is a delivery far behind the first orders."""
    whole, part = (replay.run(replay.sample(), presets.SIPOKO, limit=most) for most in (None, limit))
    assert part.as_of == whole.as_of == datetime(2018, 12, 31, 20, tzinfo=UTC)
    name = replay.sample().orders.name
    unreadable = [row for row in whole.unreadable if row.file == name]
    assert unreadable
    assert [row for row in part.unreadable if row.file == name] == unreadable


def test_a_limited_replay_says_of_its_orders_what_the_whole_one_says() -> None:
    whole, part = (replay.run(replay.sample(), presets.SIPOKO, limit=most).parts for most in (None, 100))
    assert part == whole[: len(part)]


@pytest.mark.parametrize("day", ["2016-01-01", "2017-10-14", "2017-10-15", "2018-02-18", "2018-11-04", "2030-01-01"])
def test_at_any_instant_the_same_figures_come_twice(day: str) -> None:
    for hour in ("02:59:59", "03:00:00", "04:00:00"):
        as_of = datetime.fromisoformat(f"{day}T{hour}+00:00")
        agree(SAMPLE, "sipoko", as_of=as_of)


def shuffled(table: replay.Table, seed: int) -> replay.Table:
    records = list(table.read())
    random.Random(seed).shuffle(records)  # noqa: S311
    read: Callable[[], Iterator[replay.Record | replay.FaultyRow]] = lambda: iter(records)  # noqa: E731
    return replay.Table(table.name, read)


@pytest.mark.parametrize("seed", range(5))
@POLICIES
def test_the_order_of_the_rows_is_of_no_account(policy: str, seed: int) -> None:
    rows = replay.sample()
    mixed = replay.Rows(
        orders=shuffled(rows.orders, seed), items=shuffled(rows.items, seed), payments=shuffled(rows.payments, seed)
    )
    before = replay.run(rows, BOOKS[policy])
    after = replay.run(mixed, BOOKS[policy])
    keys = before.as_dict().keys() - {"unreadable_rows", "stray_rows"}
    assert said(after, keys) == said(before, keys)
    assert sorted(after.parts) == sorted(before.parts)


# Instants close together, so that ties, wrong orders and the change of the clocks at 2017-10-15 00:00 are common.
TIMES = [
    "",
    "2017-10-09 23:59:59",
    "2017-10-10 00:00:00",
    "2017-10-10 12:00:00",
    "2017-10-11 12:00:00",
    "2017-10-14 23:59:59",
    "2017-10-15 00:30:00",
    "2017-10-15 01:00:00",
    "2018-02-17 23:30:00",
    "no time",
]
AMOUNTS = ["0", "0.00", "5", "10.5", "12.34", "-1", "1,5"]
times = st.sampled_from(TIMES)
statuses = st.sampled_from(["delivered", "canceled", "unavailable", ""])
orders = st.fixed_dictionaries(
    {"order_id": st.sampled_from("ab"), "customer_id": st.sampled_from(["c", "c", ""]), "order_status": statuses}
    | dict.fromkeys(slow.INSTANTS, times)
)
items = st.fixed_dictionaries(
    {
        "order_id": st.sampled_from("abx"),
        "order_item_id": st.sampled_from(["1", "2", "3", "zero"]),
        "product_id": st.just("p"),
        "seller_id": st.sampled_from("vw"),
        "price": st.sampled_from(AMOUNTS),
        "freight_value": st.sampled_from(AMOUNTS),
    }
)
payments = st.fixed_dictionaries(
    {
        "order_id": st.sampled_from("ab"),
        "payment_sequential": st.sampled_from(["1", "2"]),
        "payment_value": st.sampled_from([*AMOUNTS, "20", "40"]),
    }
)


@given(
    orders=st.lists(orders, max_size=3),
    items=st.lists(items, max_size=6),
    payments=st.lists(payments, max_size=4),
    policy=st.sampled_from(sorted(slow.PRESETS)),
    limit=st.none() | st.integers(0, 3),
)
def test_any_history_gives_the_same_figures_twice(
    orders: list[slow.Row], items: list[slow.Row], payments: list[slow.Row], policy: str, limit: int | None
) -> None:
    expected = slow.figures((orders, items, payments), slow.PRESETS[policy], limit=limit)
    report = replay.run(replay.Rows.of(orders, items, payments), BOOKS[policy], limit=limit)
    assert said(report, expected) == expected
    figures = report.as_dict()
    count = figures["orders"]
    assert count["read"] == count["placed"] + count["unplaceable"] + sum(report.not_placed.values())
    for order in {row.order for row in report.parts}:
        parts = [row for row in report.parts if row.order == order]
        assert [part.total for part in report.order(order).parts] == [row.total for row in parts]
