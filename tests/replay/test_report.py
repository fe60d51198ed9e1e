from __future__ import annotations

import json
import tracemalloc
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from mpcore import Buyer, MalformedError, orders, presets, replay
from mpcore.kernel import BuyerId, Fault
from mpcore.replay.summary import as_html, as_text

FOUR = presets.SIPOKO
THREE = FOUR.what_if({"orders.shipping.amount": 3})
A, B = (replay.run(replay.sample(), rules=rules) for rules in (FOUR, THREE))


def html(shown: replay.Report | replay.Comparison) -> str:
    """What a notebook asks for."""
    return shown._repr_html_()  # pyright: ignore[reportPrivateUsage]


def test_two_rule_books_are_compared() -> None:
    compared = B - A
    changed = {str(row["figure"]): row for row in compared.rows()}
    assert all(name.startswith(("deadline.dispatch.", "deadline.delivery.")) for name in changed)
    on_time = changed["deadline.delivery.on_time"]
    before, after = A.as_dict()["deadline"]["delivery"]["on_time"], B.as_dict()["deadline"]["delivery"]["on_time"]
    assert on_time == {
        "figure": "deadline.delivery.on_time",
        "before": before,
        "after": after,
        "difference": after - before,
    }
    assert after < before
    assert compared.moves == {("on_time", "late"): before - after}
    text = str(compared)
    assert text.startswith(f"{B.rules.id} after {A.rules.id}")
    assert "on time -> late" in text
    assert f"{after - before:+,}" in text
    assert html(compared).startswith("<div>")


def test_a_report_compared_with_itself_differs_in_nothing() -> None:
    same = A - A
    assert (same.rows(), same.moves) == ([], {})
    assert "none" in str(same)


def test_a_report_is_compared_with_reports_only() -> None:
    with pytest.raises(TypeError):
        A - 3  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnusedExpression]


def test_rule_books_without_and_with_a_deadline_are_compared() -> None:
    changed = {row["figure"]: row for row in (A - replay.run(replay.sample(), presets.UPXYCLED)).rows()}
    assert changed["deadline.binding"] == {
        "figure": "deadline.binding",
        "before": None,
        "after": "delivery",
        "difference": None,
    }
    assert changed["deadline.delivery.late"]["before"] is None


def test_money_is_compared_in_money() -> None:
    part = replay.run(replay.sample(), presets.SIPOKO, limit=100)
    row = next(row for row in (A - part).rows() if row["figure"] == "money.BRL.due")
    assert isinstance(row["difference"], str)
    assert float(row["difference"]) == pytest.approx((A.due - part.due) / 100)


def test_there_is_a_row_for_every_part() -> None:
    rows = A.rows()
    assert len(rows) == A.as_dict()["parts"]["placed"]
    assert list(rows[0]) == list(replay.PartRow._fields)
    counts = Counter(row["verdict"] for row in rows)
    assert {name: counts[name] for name in A.as_dict()["deadline"]["delivery"]} == A.as_dict()["deadline"]["delivery"]
    assert Counter(row["status"] for row in rows) == +Counter(A.as_dict()["parts"]["by_state"])
    assert all(row["verdict"] == row["delivery"] for row in rows)


def test_rows_hold_what_data_frames_know() -> None:
    kinds = {type(value) for row in A.rows() for value in row.values()}
    assert kinds == {str, int, datetime, type(None)}
    assert {value.tzinfo for row in A.rows() for value in row.values() if isinstance(value, datetime)} == {UTC}


def test_the_milestone_that_binds_is_the_policys() -> None:
    assert all(row.verdict == row.dispatch for row in replay.run(replay.sample(), presets.PLAIN).parts)
    unbound = replay.run(replay.sample(), presets.UPXYCLED)
    assert {(row.verdict, row.dispatch, row.delivery) for row in unbound.parts} == {(None, None, None)}
    assert unbound.as_dict()["deadline"] == {"binding": None, "dispatch": {}, "delivery": {}}
    assert "there is none" in str(unbound)


def test_an_order_is_decided_anew_and_asked_about() -> None:
    row = next(row for row in B.parts if row.status == "shipped" and row.order[:1].isdigit())
    name = f"{row.order[:8]}…"
    order = B.order(name)
    assert order.id == row.order
    assert [orders.part_status(part, B.rules.orders).value for part in order.parts if part.id == row.part] == [
        "shipped"
    ]
    options = [(option.command, option.reasons) for option in orders.options(order, B.ctx(name))]
    assert (orders.RecordDelivery, ()) in options
    assert (orders.CompletePart, ()) in options
    assert orders.options(order, B.ctx(name, Buyer(BuyerId("somebody else")))) == ()


def test_every_order_decided_anew_is_as_the_report_has_it() -> None:
    for row in B.parts[::37]:
        part = B.order(row.order).part(row.part)
        assert part is not None
        assert (part.vendor, part.due_end, part.total) == (row.vendor, row.due_end, row.total)
        assert orders.part_status(part, B.rules.orders).value == row.status


def test_an_order_anew_is_as_of_the_same_instant() -> None:
    early = replay.run(replay.sample(), presets.PLAIN, as_of=datetime(2018, 1, 1, tzinfo=UTC))
    for row in early.parts[-20:]:
        part = early.order(row.order).part(row.part)
        assert part is not None
        assert orders.part_status(part, early.rules.orders).value == row.status
    assert early.ctx(early.parts[0].order).now == datetime(2018, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("ask", [B.order, B.ctx])
def test_a_name_that_is_not_one_orders_is_told(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(MalformedError, match="'zz': no placed order begins with it"):
        ask("zz…")
    with pytest.raises(MalformedError, match=": 496 placed orders begin with it"):
        ask("")


def test_an_id_that_another_begins_with_is_still_its_own() -> None:
    report = replay.run(history("o", "o1"), presets.PLAIN)
    assert report.order("o").id == "o"
    assert report.order("o1").id == "o1"


def history(*names: str, bought: str = "2018-05-02 10:00:00") -> replay.Rows:
    """Orders of one item, bought and nothing else."""
    blank = dict.fromkeys(replay.ORDER_COLUMNS, "")
    bought_at = {"customer_id": "c", "order_purchase_timestamp": bought}
    item = dict(zip(replay.ITEM_COLUMNS, ["", "1", "p", "v", "10.00", "1.00"], strict=True))
    return replay.Rows.of(
        [{**blank, "order_id": name, **bought_at} for name in names],
        [{**item, "order_id": name} for name in names],
        [],
    )


def test_rows_that_changed_meanwhile_are_told() -> None:
    report = replay.run(history("o1"), presets.PLAIN)
    object.__setattr__(report, "source", history("o2"))
    with pytest.raises(MalformedError, match="'o1' is not in its rows any more"):
        report.order("o1")


def test_shipping_is_in_the_price_where_the_policy_says_so() -> None:
    (line,) = replay.run(history("o1"), presets.SIPOKO).order("o1").parts[0].lines
    assert (line.goods, line.shipping, line.total) == (1100, 0, 1100)
    (line,) = replay.run(history("o1"), presets.PLAIN).order("o1").parts[0].lines
    assert (line.goods, line.shipping, line.total) == (1000, 100, 1100)


def test_the_deadline_is_in_the_zone_of_the_data_under_an_id_of_its_own() -> None:
    assert A.rules.orders.shipping is not None
    assert A.rules.orders.shipping.zone == A.zone == "America/Sao_Paulo"
    assert A.rules == presets.SIPOKO.what_if({"orders.shipping.zone": "America/Sao_Paulo"})
    assert A.rules.id != presets.SIPOKO.id
    same = replay.run(replay.sample(), presets.SIPOKO, zone="Europe/Paris")
    assert same.rules == presets.SIPOKO
    assert replay.run(replay.sample(), presets.UPXYCLED).rules == presets.UPXYCLED


def test_json_is_the_figures() -> None:
    assert json.loads(A.to_json()) == A.as_dict()
    assert A.to_json().isascii()
    assert (A.seconds, A.as_dict()["seconds"], A.as_dict()["orders_per_second"]) == (None, None, None)


def test_speed_is_measured_by_the_clock_that_is_handed_in() -> None:
    clock = iter([10.0, 12.5])
    report = replay.run(replay.sample(), presets.PLAIN, timer=lambda: next(clock))
    said = report.as_dict()
    assert (said["seconds"], said["orders_per_second"]) == (2.5, 200.0)
    assert "orders per second   200" in str(report)
    assert report == replay.run(replay.sample(), presets.PLAIN), "how long it took is no part of what it says"


def test_progress_is_told_from_none_to_all() -> None:
    told: list[tuple[int, int]] = []
    replay.run(replay.sample(), presets.PLAIN, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 500)
    assert told[-1] == (500, 500)
    assert told == sorted(told)


@pytest.mark.parametrize("limit", [-1, True, "5", 1.0])
def test_a_limit_that_is_no_count_is_told(limit: int) -> None:
    with pytest.raises(MalformedError, match="limit: is not a number of orders"):
        replay.run(replay.sample(), presets.PLAIN, limit=limit)


def test_a_naive_instant_is_told() -> None:
    with pytest.raises(MalformedError, match="as_of: the datetime has no time zone"):
        replay.run(replay.sample(), presets.PLAIN, as_of=datetime(2018, 1, 1))  # noqa: DTZ001


def test_html_hides_nothing_and_lets_nothing_through() -> None:
    section = replay.Section("<b>", (("a & b", "<script>"),), ('"c"',))
    page = as_html("<i>", (section,))
    assert "&lt;i&gt;" in page
    assert "&lt;b&gt;" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert html(A).count("<table>") == len(A.summary)


def test_text_is_aligned_and_ascii() -> None:
    section = replay.Section("Title", (("a", "1", "22"), ("bbb", "4,444", "5")), ("x", "y"))
    assert as_text("Heading", (section,)).splitlines() == [
        "Heading",
        "",
        "Title",
        "           x   y",
        "  a        1  22",
        "  bbb  4,444   5",
    ]
    assert str(A).isascii()


def test_of_many_faulty_rows_the_first_ones_are_shown() -> None:
    good = history("o1")
    again = history(*["o1"] * 13)
    report = replay.run(replay.Rows(orders=again.orders, items=good.items, payments=good.payments), presets.PLAIN)
    assert report.as_dict()["unreadable"] == len(report.as_dict()["unreadable_rows"]) == 12
    assert "Unreadable rows (12)" in str(report)
    assert "and 2 more" in str(report)


def test_a_faulty_row_says_everything_at_once() -> None:
    row = replay.FaultyRow(file="f.csv", line=3, faults=(Fault("a", "is b"), Fault("", "is c")))
    assert (str(row), row.column) == ("f.csv:3: a: is b; is c", "a")
    assert replay.FaultyRow(file="f.csv", line=3, faults=(Fault("", "is c"),)).column is None


def test_memory_is_an_index_and_the_rows_of_the_report() -> None:
    """Ten times the orders, each with its items: less than a kilobyte and a half is kept of each, and no order."""
    names = [f"o{number:05}" for number in range(3000)]
    rows = history(*names)
    tracemalloc.start()
    try:
        report = replay.run(rows, presets.PLAIN)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert report.placed == 3000
    assert kept < 3000 * 700
    assert peak < 3000 * 1500


def test_a_command_later_than_the_instant_of_the_verdicts_is_not_issued() -> None:
    bought = datetime(2018, 5, 2, 13, tzinfo=UTC)
    at = replay.run(history("o1"), presets.PLAIN, as_of=bought)
    before = replay.run(history("o1"), presets.PLAIN, as_of=bought - timedelta(microseconds=1))
    assert (at.issued, at.placed, at.not_placed["later"]) == (1, 1, 0)
    assert (before.issued, before.placed, before.not_placed["later"]) == (0, 0, 1)
