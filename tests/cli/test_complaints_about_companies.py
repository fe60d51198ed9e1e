"""What `mpcore whoami` says about what it cannot tell: one line that names the argument, the place and the remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mpcore.cli import main
from mpcore.presets import ALL
from tests.cli.test_complaints_about_quotes import changed
from tests.cli.test_quotes import Figures, stored
from tests.cli.test_whoami import COMPANY, run


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr, of a run that was refused."""
    assert main(["whoami", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("mpcore: ")
    assert captured.err.count("\n") == 1
    return captured.err.removeprefix("mpcore: ").rstrip("\n")


def without(key: str) -> Figures:
    return {name: value for name, value in COMPANY.items() if name != key}


WRONG_COMPANIES: dict[str, tuple[object, str]] = {
    "no JSON": (b"{", "is not JSON at line 1, column 2: "),
    "not UTF-8": (b'{"id": "\xe9"}', "is not UTF-8; save it as UTF-8"),
    "empty": (b"", "is not JSON at line 1, column 1: "),
    "endless": (b" " * 10_000_001, "has more than 10,000,000 bytes; give a shorter one"),
    "deep": (b"[" * 100_000, "is nested more than 64 levels deep; give flatter JSON"),
    "a number": (b"7", "7 does not fit; give an object: Company, or subaccounts.company/1"),
    "another thing": ({"type": "subaccounts.policy/1"}, "type: 'subaccounts.policy/1' is known, but not taken here; "),
    "nobody in charge": (without("main"), "main: is missing; give an id: text of 1 to 200 "),
    "an unknown key": ({**COMPANY, "owner": "x"}, "there is no key 'owner'; give id, main, created_at, "),
    "an unknown stage": ({**COMPANY, "stage": "asleep"}, "stage: 'asleep' does not fit; give one of "),
    "a day": ({**COMPANY, "created_at": "2026-09-01"}, "created_at: '2026-09-01' "),
    "grants out of order": (
        {**COMPANY, "grants": COMPANY["grants"][::-1]},
        "grants: is not in the order of the ids, each once",
    ),
    "a grant of a role that is not there": (
        changed(["grants", 1, "role"], "king", COMPANY),
        "grants[1].role: is no role of the company",
    ),
    "a grant to a stranger": (
        changed(["grants", 0, "member"], "zoe", COMPANY),
        "grants[0].member: is no sub-account of the company",
    ),
    "a grant in a foreign shop": (
        changed(["grants", 0, "shop"], "faro", COMPANY),
        "grants[0].shop: is no shop of the company",
    ),
    "a window of nothing": (
        changed(["grants", 4, "during", "end"], "2026-11-01T00:00:00Z", COMPANY),
        "grants[4].during.end: is not after the start; give an end after it",
    ),
    "a main account that is a sub-account": (
        {**COMPANY, "main": "ana"},
        "sub_accounts: has the main account among them; it is none",
    ),
}


@pytest.mark.parametrize(("content", "why"), WRONG_COMPANIES.values(), ids=WRONG_COMPANIES)
def test_what_is_wrong_with_a_company_is_told_at_its_place(
    content: object, why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    (path := tmp_path / "c.json").write_bytes(text)
    assert complaint(capsys, str(path)).startswith(f"COMPANY {path}: {why}")


WRONG: dict[str, tuple[list[str], str]] = {
    "a company that is not there": (["no.json"], "COMPANY no.json: there is no such file; give the path of a file in "),
    "a directory": (["."], "COMPANY .: cannot be read (Is a directory); see to it and try again"),
    "no name": ([""], "COMPANY: cannot be read (Is a directory); see to it and try again"),
    "a member that is not there": (
        ["c.json", "--member", "zoe"],
        "--member: 'zoe' is nobody of company azulejo; there is maria, ana, bruno, carla, duarte",
    ),
    "a member in other letters": (
        ["--member", "Ana"],
        "--member: 'Ana' is nobody of company azulejo; there is maria, ",
    ),
    "no member": (["--member", ""], "--member: '' is nobody of company azulejo; there is maria, ana, "),
    "a member with escapes": (["--member", "\x1b[2J"], r"--member: '\x1b[2J' is nobody of company azulejo; there is "),
    "a long member": (
        ["--member", "x" * 900],
        f"--member: '{'x' * 40}' is nobody of company azulejo; there is maria, ",
    ),
    "a shop that is not there": (
        ["--shop", "faro"],
        "--shop: 'faro' is no shop of company azulejo; there is lisbon, porto",
    ),
    "a shop that is not there for a member": (["--member", "ana", "--shop", "faro"], "--shop: 'faro' is no shop of "),
    "a member as a shop": (["--shop", "ana"], "--shop: 'ana' is no shop of company azulejo; there is lisbon, porto"),
    "an instant that is none": (["--at", "soon"], "--at: 'soon' is not an instant; give one such as 2026-11-27T10:00"),
    "an instant without zone": (["--at", "2026-11-27T10:00:00"], "--at: '2026-11-27T10:00:00' is not an instant; give"),
    "a date": (
        ["--at", "2026-12-05"],
        "--at: '2026-12-05' is a date without a time and a zone; give an instant, such as 2026-12-05T00:00:00Z",
    ),
    "a date that is none": (["--at", "2026-02-30"], "--at: '2026-02-30' is not an instant; give one such as "),
    "a scope that is none": (
        ["--why", "orders.shp"],
        "--why: 'orders.shp' is no scope; give one such as orders.ship, orders.hold, orders.place",
    ),
    "no scope at all": (["--why", ""], "--why: '' is no scope; give one such as orders.ship"),
    "a wildcard": (["--why", "orders.*"], "--why: 'orders.*' is no scope; give one such as orders."),
    "a scope with escapes": (["--why", "\x1b[2J"], r"--why: '\x1b[2J' is no scope; give one such as orders.ship"),
    "a policy that is none": (["--policy", "ebay"], "--policy: there is no rule book 'ebay'; give one of plain, "),
    "a policy that is no book": (["--policy", "c.json"], "--policy c.json: is not a rule book: there is no key "),
    "an option that is none": (["--fast"], "unrecognized arguments: --fast; see `mpcore --help`"),
    "half an option": (["--mem", "ana"], "unrecognized arguments: --mem; see `mpcore --help`"),
    "an option without its value": (["--member"], "argument --member: expected one argument; see `mpcore whoami --he"),
    "a second company": (["c.json", "d.json"], "unrecognized arguments: d.json; see `mpcore --help`"),
}


@pytest.mark.parametrize(("arguments", "why"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_in_one_line(
    arguments: list[str], why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stored(tmp_path, "c.json", COMPANY)
    assert complaint(capsys, *arguments).startswith(why)


def test_every_fault_is_told_at_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wrong = changed(["grants", 0, "shop"], "faro", changed(["grants", 1, "role"], "king", COMPANY))
    name = stored(tmp_path, "c.json", wrong)
    assert complaint(capsys, name) == (
        f"COMPANY {name}: grants[0].shop: is no shop of the company; grants[1].role: is no role of the company"
    )


def test_of_many_names_only_a_few_are_told_and_none_that_the_file_has_not(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    staff = [{"id": f"m{number:03}", "created_at": "2026-09-01T10:00:00Z"} for number in range(100)]
    bare: Figures = {**COMPANY, "sub_accounts": staff, "shops": [], "grants": []}
    name = stored(tmp_path, "c.json", bare)
    assert complaint(capsys, name, "--member", "ana") == (
        "--member: 'ana' is nobody of company azulejo; "
        "there is maria, m000, m001, m002, m003, m004, m005, m006, m007, m008 and 91 more"
    )
    assert (
        complaint(capsys, name, "--shop", "lisbon") == "--shop: 'lisbon' is no shop of company azulejo; there is none"
    )
    ten: Figures = {**bare, "sub_accounts": staff[:9]}
    assert complaint(capsys, stored(tmp_path, "d.json", ten), "--member", "ana").endswith("m007, m008")


def test_a_complaint_is_one_line_and_no_traceback() -> None:
    done = run("nowhere.json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"mpcore: COMPANY nowhere.json: there is no such file; give the path of a file in JSON\n"


@pytest.mark.parametrize("command", ["replay", "quote", "whoami"])
def test_help_names_every_preset(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"a preset's name ({', '.join(book.id for book in ALL)}) or a file; plain unless given" in said
