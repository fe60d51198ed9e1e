"""What a terminal sees, with `rich` and without."""

from __future__ import annotations

import io
import sys

import pytest

from mpcore.cli import console, main

CODES = "\x1b["


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminals(monkeypatch: pytest.MonkeyPatch) -> tuple[Terminal, Terminal]:
    """Both streams, as terminals of a known kind."""
    out, err = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    for name, value in {"TERM": "xterm", "COLUMNS": "100", "FORCE_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return out, err


def find_nothing(name: str) -> None:
    """As where a package is not installed."""
    assert name == "rich"


@pytest.fixture
def without_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra `cli` is not installed."""
    monkeypatch.setattr(console, "find_spec", find_nothing)
    for name in [name for name in sys.modules if name.partition(".")[0] == "rich"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "rich", None)


def test_a_terminal_with_rich_gets_tables_and_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rich")
    streams = terminals(monkeypatch)
    assert main(["replay", "--policy", "sipoko"]) == 0
    out, err = (stream.getvalue() for stream in streams)
    assert "500 orders replayed under sipoko" in out
    assert "┃" in out
    assert "Deadline (delivery binds)" in out
    assert "olist_orders_dataset.csv:42" in out
    assert CODES in out
    assert "Replaying" in err


@pytest.mark.usefixtures("without_rich")
def test_a_terminal_without_rich_gets_plain_text_and_a_plain_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = terminals(monkeypatch)
    assert main(["replay"]) == 0
    out, err = (stream.getvalue() for stream in streams)
    assert out.startswith("500 orders replayed under plain+")
    assert CODES not in out + err
    lines = err.split("\r")
    assert lines[1] == f"Replaying [{' ' * 30}]   0%"
    assert lines[-3] == f"Replaying [{'#' * 30}] 100%"
    assert lines[-2].strip() == lines[-1] == "", "the bar is gone afterwards"


@pytest.mark.usefixtures("without_rich")
def test_an_empty_history_has_a_bar_too(monkeypatch: pytest.MonkeyPatch) -> None:
    terminals(monkeypatch)
    with console.progress() as tell:
        assert tell is not None
        tell(0, 0)


def test_what_a_stream_cannot_spell_is_escaped() -> None:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, "ascii", write_through=True)
    console.say("caf\xe9 \udce9", stream)
    assert written.getvalue() == rb"caf\xe9 \udce9" + b"\n"
