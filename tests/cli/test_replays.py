"""`mpcore replay` as it is used: what it prints, what it writes, and what it says about what it cannot do."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mpcore
from mpcore import presets, wire
from mpcore.cli import main
from tests.replay.test_files import write

SAMPLE = Path(mpcore.__file__).parent / "replay" / "sample"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x9b]")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What went to stdout, of a run that has nothing to complain about."""
    assert main(["replay", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr, of a run that was refused."""
    assert main(["replay", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("mpcore: ")
    assert captured.err.count("\n") == 1
    return captured.err.removeprefix("mpcore: ").rstrip("\n")


def test_without_a_directory_the_bundled_orders_are_replayed(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys)
    assert text.startswith("500 orders replayed under plain+")
    assert "Deadline (dispatch binds)" in text
    assert not CONTROL.search(text), "no terminal, no control codes"


def test_the_report_is_written_as_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    text = told(capsys, str(SAMPLE), "--policy", "SIPOKO", "--json", str(target))
    figures = json.loads(target.read_text("utf-8"))
    assert figures["orders"] == {"read": 500, "placed": 496, "unplaceable": 3}
    assert figures["deadline"]["binding"] == "delivery"
    assert figures["seconds"] > 0
    assert figures["orders_per_second"] > 0
    assert f"The report is in {target}" in text


def test_json_to_stdout_is_all_that_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(told(capsys, "--json", "-", "--limit", "7"))["orders"]["read"] == 7


def test_a_limit_leaves_the_instant_of_the_verdicts_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    whole, part = (json.loads(told(capsys, "--json", "-", *limit)) for limit in ([], ["--limit", "7"]))
    assert part["as_of"] == whole["as_of"] == "2018-12-31T20:00:00Z"


def test_a_rule_book_comes_from_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    book = presets.SIPOKO.what_if({"orders.shipping.amount": 3})
    (path := tmp_path / "three.json").write_text(wire.dumps(book), "utf-8-sig")
    figures = json.loads(told(capsys, "--policy", str(path), "--json", "-"))
    assert figures["rule_book"] == book.what_if({"orders.shipping.zone": "America/Sao_Paulo"}).id
    other = json.loads(told(capsys, "--policy", "sipoko", "--json", "-"))
    assert figures["deadline"]["delivery"]["on_time"] < other["deadline"]["delivery"]["on_time"]


@pytest.mark.parametrize("as_of", ["2018-01-01T02:00:00Z", "2018-01-01 00:00:00", "2018-01-01T03:00:00+01:00"])
def test_an_instant_is_given_with_its_offset_or_as_local_time(capsys: pytest.CaptureFixture[str], as_of: str) -> None:
    assert json.loads(told(capsys, "--as-of", as_of, "--json", "-"))["as_of"] == "2018-01-01T02:00:00Z"


def test_the_zone_is_that_of_the_data_and_of_the_deadline(capsys: pytest.CaptureFixture[str]) -> None:
    figures = json.loads(told(capsys, "--policy", "sipoko", "--zone", "Europe/Paris", "--json", "-"))
    assert (figures["zone"], figures["rule_book"]) == ("Europe/Paris", "sipoko")
    assert figures["as_of"] == "2018-12-31T17:00:00Z"


WRONG = {
    "a directory that is not there": (["nowhere"], "nowhere: there is no such directory; give one that has "),
    "a zone that is none": (["--zone", "Mars/Base"], "--zone: 'Mars/Base' is not a known time zone; give "),
    "an instant that is none": (["--as-of", "soon"], "--as-of: 'soon' is not an instant; give an instant such as "),
    "a day": (["--as-of", "2018-01-01"], "--as-of: '2018-01-01' is not an instant; give "),
    "a negative limit": (["--limit", "-1"], "argument --limit: '-1' is not a number of orders; give 0 or more"),
    "a limit that is none": (["--limit", "many"], "argument --limit: 'many' is not a number of orders; give 0 or more"),
    "a policy that is none": (
        ["--policy", "ebay"],
        "--policy: there is no rule book 'ebay'; give one of plain, shopee, ",
    ),
    "a policy that is not there": (["--policy", "no.json"], "--policy no.json: there is no such file; give "),
    "a file that cannot be": (
        ["--json", "nowhere/out.json"],
        "--json nowhere/out.json: there is no directory 'nowhere'",
    ),
    "a directory as file": (["--json", "."], "--json .: is a directory; give a file in it"),
    "an option that is none": (["--fast"], "unrecognized arguments: --fast; see `mpcore --help`"),
    "half an option": (["--pol", "plain"], "unrecognized arguments: --pol"),
}


@pytest.mark.parametrize(("arguments", "why"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_in_one_line(
    arguments: list[str], why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert complaint(capsys, *arguments).startswith(why)


BOOKS = {
    "no JSON": (b"{", "is not a rule book: "),
    "another thing": (b"[1]", "is not a rule book: "),
    "an unknown field": (b'{"id": "x", "ordres": {}}', "is not a rule book: "),
    "not UTF-8": (b'{"id": "\xe9"}', "is not UTF-8; save it as UTF-8"),
    "endless": (b" " * 10_000_001, "has more than 10,000,000 bytes; give a shorter one"),
}


@pytest.mark.parametrize(("content", "why"), BOOKS.values(), ids=BOOKS)
def test_what_is_wrong_with_a_rule_book_is_told(
    content: bytes, why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (path := tmp_path / "book.json").write_bytes(content)
    assert complaint(capsys, "--policy", str(path)).startswith(f"--policy {path}: {why}")


def test_a_rule_book_that_is_a_directory_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (path := tmp_path / "book.json").mkdir()
    assert complaint(capsys, "--policy", str(path)) == (
        f"--policy {path}: cannot be read (Is a directory); see to it and try again"
    )


def test_a_file_or_a_column_that_is_missing_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write(tmp_path, "olist_order_items_dataset.csv", ["order_id,order_item_id,product_id,seller_id,price"])
    assert complaint(capsys, str(tmp_path)).startswith(
        f"{tmp_path}/olist_order_items_dataset.csv: has no column freight_value; its first line is "
    )
    (tmp_path / "olist_order_items_dataset.csv").unlink()
    assert complaint(capsys, str(tmp_path)).startswith(
        f"{tmp_path}/olist_order_items_dataset.csv: there is no such file; "
    )


def test_a_report_that_cannot_be_written_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert main(["replay", "--limit", "1", "--json", "out.json"]) == 2
    assert "mpcore: --json out.json: cannot be written (No space left on device)" in capsys.readouterr().err


def test_a_disk_that_fails_meanwhile_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("mpcore.replay.run", broken)
    assert complaint(capsys, str(SAMPLE)) == f"{SAMPLE}: cannot be read (Input/output error); see to it and try again"


def test_an_interruption_is_no_traceback(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mpcore.replay.run", interrupted)
    assert main(["replay"]) == 130
    assert capsys.readouterr().err == "mpcore: interrupted\n"


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "mpcore", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **more}, timeout=60)  # noqa: S603


def test_the_module_is_a_command() -> None:
    done = run("replay", "--limit", "20", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"20 orders replayed under plain+")


def test_nobody_reading_is_no_traceback() -> None:
    script = f"{sys.executable} -m mpcore lifecycles | true; echo ${{PIPESTATUS[0]}}"
    shell = f"set -o pipefail; for i in 1 2 3; do {script}; done"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, check=False, timeout=60)  # noqa: S603, S607
    assert done.stderr == b""
    assert set(done.stdout.split()) <= {b"0", b"141"}


def test_a_closed_pipe_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("mpcore.cli.say", closed)
    monkeypatch.setattr("mpcore.cli._forget_output", lambda: None)
    assert main(["lifecycles"]) == 141
