"""What a directory may look like, and what is said of one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from mpcore import MalformedError, presets, replay

ORDERS = ",".join(replay.ORDER_COLUMNS)
ITEMS = ",".join(replay.ITEM_COLUMNS)
PAYMENTS = ",".join(replay.PAYMENT_COLUMNS)
GOOD = {
    "olist_orders_dataset.csv": [
        ORDERS,
        "o1,c1,delivered,2018-05-02 10:00:00,2018-05-02 11:00:00,2018-05-03 12:00:00,2018-05-04 13:00:00",
    ],
    "olist_order_items_dataset.csv": [ITEMS, "o1,1,p1,v1,99.9,10"],
    "olist_order_payments_dataset.csv": [PAYMENTS, "o1,1,109.90"],
}


def write(folder: Path, name: str = "", lines: list[str] | None = None, end: str = "\n", start: str = "") -> Path:
    for file, content in GOOD.items():
        text = start + end.join(lines if lines is not None and file == name else content) + end
        (folder / file).write_bytes(text.encode("utf-8"))
    return folder


def figures(folder: Path) -> replay.Figures:
    return replay.run(replay.olist(folder), presets.PLAIN).as_dict()


def faults(folder: Path) -> list[str]:
    return list(map(str, replay.run(replay.olist(folder), presets.PLAIN).unreadable))


def test_one_order_is_replayed(tmp_path: Path) -> None:
    said = figures(write(tmp_path))
    assert said["parts"]["by_state"]["completed"] == 1
    assert said["money"] == {"BRL": {"due": "109.90", "received": "109.90", "paid": "109.90", "surplus": "0.00"}}
    assert (said["unreadable"], said["strays"]) == (0, 0)


@pytest.mark.parametrize(("end", "start"), [("\r\n", ""), ("\n", "\ufeff"), ("\r\n", "\ufeff"), ("\n\n", "")])
def test_what_spreadsheets_do_to_files_changes_nothing(tmp_path: Path, end: str, start: str) -> None:
    (plain := tmp_path / "plain").mkdir()
    (other := tmp_path / "other").mkdir()
    assert figures(write(other, end=end, start=start)) == figures(write(plain))


def test_columns_may_come_in_any_order_with_others_among_them_and_fields_in_quotes(tmp_path: Path) -> None:
    lines = [
        "note,freight_value,price,seller_id,product_id,order_item_id,order_id",
        '"a ""note"", with\nseveral lines",10,"99.9",v1,p1,1,o1',
        'é,1,"1,5",v1,p1,2,o1',
    ]
    folder = write(tmp_path, "olist_order_items_dataset.csv", lines)
    assert figures(folder)["money"]["BRL"]["due"] == "109.90"
    (fault,) = faults(folder)
    assert fault.startswith("olist_order_items_dataset.csv:4: price: '1,5' is no plain amount; ")


BAD_ROWS = {
    "a short row": ("o2,c2,delivered", "has 3 fields where the first line names 7"),
    "a long row": ("o2,c2,delivered,,,,,,", "has 9 fields where the first line names 7"),
    "no id": (",c2,delivered,,,,", "order_id: is empty"),
    "no buyer": ("o2,,delivered,,,,", "customer_id: is empty"),
    "an id that is none": ("o2 ,c2,delivered,,,,", "order_id: 'o2 ' is not an id"),
    "no day": ("o2,c2,delivered,2018-02-30 10:00:00,,,", "order_purchase_timestamp: '2018-02-30' is not a day"),
    "another spelling": (
        "o2,c2,delivered,,02/05/2018 10:00,,",
        "order_approved_at: '02/05/2018 10:00' is not a wall time",
    ),
    "an offset": (
        "o2,c2,delivered,,,2018-05-02 10:00:00Z,",
        "order_delivered_carrier_date: '2018-05-02 10:00:00Z' says its",
    ),
    "the same order": ("o1,c1,delivered,,,,", "order_id: is the id of an earlier row, which counts"),
}


@pytest.mark.parametrize(("row", "why"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_row_that_cannot_be_read_is_told_with_its_place(tmp_path: Path, row: str, why: str) -> None:
    folder = write(tmp_path, "olist_orders_dataset.csv", [*GOOD["olist_orders_dataset.csv"], "", row])
    (fault,) = faults(folder)
    assert fault.startswith(f"olist_orders_dataset.csv:4: {why}")
    assert figures(folder)["orders"] == {"read": 1, "placed": 1, "unplaceable": 0}


def test_everything_wrong_with_a_row_is_told_at_once(tmp_path: Path) -> None:
    lines = [*GOOD["olist_order_items_dataset.csv"], "o1,two,p1,,1.234,1e3"]
    (row,) = replay.run(replay.olist(write(tmp_path, "olist_order_items_dataset.csv", lines)), presets.PLAIN).unreadable
    assert (row.file, row.line, row.column) == ("olist_order_items_dataset.csv", 3, "order_item_id")
    assert [fault.at for fault in row.faults] == ["order_item_id", "seller_id", "price", "freight_value"]


def test_bytes_that_are_not_utf8_are_told_with_their_line_and_column(tmp_path: Path) -> None:
    folder = write(tmp_path)
    with (folder / "olist_order_items_dataset.csv").open("ab") as file:
        file.write("o1,2,p1,caf\xe9,1,1\n".encode("latin-1"))
    assert faults(folder) == [r"olist_order_items_dataset.csv:3: seller_id: 'caf\udce9' has bytes that are not UTF-8"]


def test_the_line_is_where_a_row_begins(tmp_path: Path) -> None:
    lines = [f"{PAYMENTS},note", 'o1,1,50,"two', 'lines"', "o1,2,x,"]
    assert faults(write(tmp_path, "olist_order_payments_dataset.csv", lines))[0].startswith(
        "olist_order_payments_dataset.csv:4: payment_value: 'x' is no plain amount"
    )


@pytest.mark.parametrize(
    ("field", "why"),
    [
        ("x" * 200_000, "is not CSV: field larger than field limit"),
        ("," * 1_000_000, "has a line of more than 1,000,000 characters"),
        ("y" * 3_000_000, "is not CSV: field larger than field limit"),
        ('"' + "\nz" * 70_000, "is not CSV: field larger than field limit"),
    ],
    ids=["a field", "a line", "a field and a line", "a quote left open"],
)
def test_what_is_too_long_is_told_and_the_rest_is_read(tmp_path: Path, field: str, why: str) -> None:
    first, *rest = GOOD["olist_order_payments_dataset.csv"]
    folder = write(tmp_path, "olist_order_payments_dataset.csv", [first, f"o1,9,{field}", *rest])
    found = faults(folder)
    assert any(why in fault for fault in found)
    assert all(fault.startswith("olist_order_payments_dataset.csv:") for fault in found)
    assert figures(folder)["money"]["BRL"]["received"] == "109.90"


def test_items_and_payments_without_their_order_are_told(tmp_path: Path) -> None:
    lines = [*GOOD["olist_order_items_dataset.csv"], "o7,1,p1,v1,1,1"]
    report = replay.run(replay.olist(write(tmp_path, "olist_order_items_dataset.csv", lines)), presets.PLAIN)
    assert list(map(str, report.strays)) == [
        "olist_order_items_dataset.csv:3: order_id: 'o7' is not among the orders that could be read"
    ]
    said = report.as_dict()
    assert (said["strays"], said["unreadable"]) == (1, 0)
    assert said["stray_rows"][0]["line"] == 3
    assert "Rows of orders that were not read (1)" in str(report)


@pytest.mark.parametrize("limit", [0, 1])
def test_a_row_beyond_the_limit_that_cannot_be_read_is_told(tmp_path: Path, limit: int) -> None:
    again = "o1,c1,delivered,,,,"
    lines = [*GOOD["olist_orders_dataset.csv"], "o2,c2,delivered,2018-06-01 10:00:00,,,", "o3,c3", again]
    folder = write(tmp_path, "olist_orders_dataset.csv", lines)
    report = replay.run(replay.olist(folder), presets.PLAIN, limit=limit)
    assert (report.read, [row.line for row in report.unreadable]) == (limit, [4, 5])
    assert report.as_dict()["as_of"] == "2018-06-01T13:00:00Z"


def test_with_a_limit_nobody_asks_whose_rows_are_missing() -> None:
    assert replay.run(replay.sample(), presets.PLAIN, limit=3).strays == ()


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    (write(tmp_path) / name).unlink()
    with pytest.raises(MalformedError, match=f"{name}: there is no such file"):
        replay.olist(tmp_path)


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (write(tmp_path) / name).unlink()
    (tmp_path / name).mkdir()
    with pytest.raises(MalformedError, match=rf"{name}: cannot be read \(Is a directory\)"):
        replay.olist(tmp_path)


@pytest.mark.parametrize("name", GOOD)
def test_a_column_that_is_not_there_is_named_with_its_file(tmp_path: Path, name: str) -> None:
    lines = [line.partition(",")[2] for line in GOOD[name]]
    with pytest.raises(MalformedError, match=f"{name}: has no column order_id; its first line is "):
        replay.olist(write(tmp_path, name, lines))


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "is empty; its first line names the columns"),
        ([f"{ITEMS},price"], "has the column price twice"),
        (["x" * 200_000], "its first line is not CSV"),
    ],
)
def test_a_first_line_that_names_no_columns_is_told(tmp_path: Path, lines: list[str], why: str) -> None:
    folder = write(tmp_path)
    (folder / "olist_order_items_dataset.csv").write_text("\n".join(lines), "utf-8")
    with pytest.raises(MalformedError, match=why):
        replay.olist(folder)


def test_a_directory_that_is_not_there_is_named() -> None:
    with pytest.raises(MalformedError, match=r"^nowhere: there is no such directory; give one that has "):
        replay.olist("nowhere")


def test_files_of_headers_only_are_an_empty_history(tmp_path: Path) -> None:
    for name, (header, _) in GOOD.items():
        (tmp_path / name).write_text(f"{header}\n", "utf-8")
    report = replay.run(replay.olist(tmp_path), presets.SIPOKO)
    said = report.as_dict()
    assert (said["as_of"], said["orders"]["read"], report.rows()) == (None, 0, [])
    assert said["deadline"]["delivery"]["on_time"] == 0
    assert "with no instant" in str(report)


def test_the_data_is_read_as_what_it_is_said_to_be(tmp_path: Path) -> None:
    folder = write(tmp_path)
    report = replay.run(replay.olist(folder, zone="UTC", currency="EUR"), presets.PLAIN)
    assert list(report.as_dict()["money"]) == ["EUR"]
    assert report.as_dict()["as_of"] == "2018-05-04T13:00:00Z"
    with pytest.raises(MalformedError, match="currency"):
        replay.olist(folder, currency="gold")
    with pytest.raises(MalformedError, match="zone"):
        replay.olist(folder, zone="Mars/Base")


def test_rows_in_hand_need_every_column() -> None:
    rows = replay.Rows.of([{"order_id": "o1"}], [], [])
    (row,) = replay.run(rows, presets.PLAIN).unreadable
    assert (row.file, row.line, len(row.faults)) == ("orders", 1, len(replay.ORDER_COLUMNS) - 1)
