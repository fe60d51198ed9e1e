"""What `mpcore refund` says about what it cannot ask: one line that names the argument, the place and the remedy."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mpcore.cli import main
from tests.cli.refund_example import EXAMPLE
from tests.cli.test_complaints_about_quotes import changed
from tests.cli.test_quotes import AT, BASKET, Figures, stored
from tests.cli.test_refunds import figures

ORDER: Figures = json.loads((EXAMPLE / "order.json").read_text("utf-8"))
AFTER: Figures = json.loads((EXAMPLE / "after_sales.json").read_text("utf-8"))


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr, of a run that was refused."""
    assert main(["refund", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("mpcore: ")
    assert captured.err.count("\n") == 1
    return captured.err.removeprefix("mpcore: ").rstrip("\n")


WRONG_ORDERS: dict[str, tuple[object, str]] = {
    "no JSON": (b"{", "is not JSON at line 1, column 2: "),
    "not UTF-8": (b'{"currency": "\xe9"}', "is not UTF-8; save it as UTF-8"),
    "endless": (b" " * 10_000_001, "has more than 10,000,000 bytes; give a shorter one"),
    "deep": (b"[" * 100_000, "is nested more than 64 levels deep; give flatter JSON"),
    "a basket": (BASKET, "id: is missing; give an id: "),
    "a coupon": ({"type": "discounts.coupon/1"}, "type: 'discounts.coupon/1' is known, but not taken here; give "),
    "an unknown key": ({**ORDER, "curency": "EUR"}, "there is no key 'curency'; give "),
    "an amount of a float": (
        changed(["received_minor"], 1.5, ORDER),
        "received_minor: a number with a fraction or an ",
    ),
    "another sum": (changed(["received_minor"], 1, ORDER), "received_minor: is not the sum of the payments that were "),
    "a part of another sum": (changed(["parts", 1, "total"], 1, ORDER), "parts[1].total: is not the sum of the lines"),
    "an unknown currency": (changed(["currency"], "EUX", ORDER), "currency: 'EUX' is no current ISO 4217 currency; "),
}


@pytest.mark.parametrize(("content", "why"), WRONG_ORDERS.values(), ids=WRONG_ORDERS)
def test_what_is_wrong_with_an_order_is_told_at_its_place(
    content: object, why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    (path := tmp_path / "o.json").write_bytes(text)
    assert complaint(capsys, str(path)).startswith(f"ORDER {path}: {why}")


WRONG_AFTER_SALES: dict[str, tuple[object, str]] = {
    "an order": (ORDER, "type: 'orders.order/1' is known, but not taken here; give "),
    "of another order": (changed(["order"], "o7", AFTER), "is of another order, o7; give that of o1042"),
    "of another rule book": (changed(["rule_book"], "sipoko", AFTER), "is of another order, o1042; give that of o1042"),
    "one too few": (
        {**AFTER, "refunds": AFTER["refunds"][:1]},
        "order o1042 was told of refunds that are missing: r2; give all of them",
    ),
    "none": (
        {**AFTER, "refunds": []},
        "order o1042 was told of refunds that are missing: r1, r2; give all of them",
    ),
    "one too many": (
        {**AFTER, "refunds": [*AFTER["refunds"], {**AFTER["refunds"][1], "id": "r3"}]},
        "has refunds that order o1042 was not told of: r3; tell it first (`orders.record`)",
    ),
    "not in their order": (
        {**AFTER, "refunds": AFTER["refunds"][::-1]},
        "refunds: is not in the order of the ids, each once",
    ),
}


@pytest.mark.parametrize(("content", "why"), WRONG_AFTER_SALES.values(), ids=WRONG_AFTER_SALES)
def test_what_is_wrong_with_what_went_back_before_is_told(
    content: object, why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    order, after = stored(tmp_path, "o.json", ORDER), stored(tmp_path, "a.json", content)
    said = complaint(capsys, order, "--after-sales", after, "--part", "p2")
    assert said.startswith(f"--after-sales {after}: {why}")


def test_an_order_of_which_something_went_back_wants_what_did(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert complaint(capsys, stored(tmp_path, "o.json", ORDER), "--part", "p2") == (
        "--after-sales: order o1042 was told of refunds that are missing: r1, r2; give all of them"
    )
    fact = {"type": "orders.surplus_refunded/1", "id": "s", "amount": 5, "at": "2026-11-20T10:00:00Z"}
    bare = {**ORDER, "surplus_refunded": 5, "facts": [fact], "parts": ORDER["parts"][:1]}
    assert complaint(capsys, stored(tmp_path, "o.json", bare)) == (
        "--after-sales: order o1042 was told of surplus that went back, and the refund of it is missing; give "
        "all of them"
    )


def test_an_order_that_was_told_of_half_a_refund_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    half = {**ORDER, "facts": [fact for fact in ORDER["facts"] if fact["id"] != "ended r2"]}
    order, after = stored(tmp_path, "o.json", half), stored(tmp_path, "a.json", AFTER)
    assert complaint(capsys, order, "--after-sales", after, "--part", "p2") == (
        f"ORDER {order}: contradicts itself (order: has not been told everything of refund r2; give `orders.record` "
        "what `facts_for` gives); give what mpcore.wire writes of an order"
    )


def test_a_rule_book_of_ones_own_has_to_be_given(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in ("acme", "../../secret.json"):
        order = stored(tmp_path, "o.json", {**ORDER, "rule_book": name})
        after = stored(tmp_path, "a.json", {**AFTER, "rule_book": name})
        assert complaint(capsys, order, "--after-sales", after, "--part", "p2") == (
            f"--policy: order o1042 was placed under rule book {name}; give the file of it"
        )


WRONG: dict[str, tuple[list[str], str]] = {
    "an order that is not there": (["no.json"], "ORDER no.json: there is no such file; give the path of a file in "),
    "refunds that are not there": (
        ["o.json", "--after-sales", "no.json"],
        "--after-sales no.json: there is no such file; give the path of a file in JSON",
    ),
    "refunds without an order": (
        ["--after-sales", "a.json"],
        "--after-sales: is of an order of your own; give its file before it",
    ),
    "a directory": (["."], "ORDER .: cannot be read (Is a directory); see to it and try again"),
    "no part": (
        ["o.json", "--after-sales", "a.json"],
        "--part: is to say which part; order o1042 has p1 (atelier), p2 (lumen)",
    ),
    "another part": (["--part", "p3"], "--part: 'p3' is no part of it; order o1042 has p1 (atelier), p2 (lumen)"),
    "another line": (["--lines", "l9:1"], "--lines: 'l9:1' names no line of part p2; there is l2, l3"),
    "a line of another part": (["--lines", "l1"], "--lines: 'l1' names no line of part p2; there is l2, l3"),
    "a line that only begins so": (["--lines", "l33:1"], "--lines: 'l33:1' names no line of part p2; there is l2, l3"),
    "no line": (["--lines", ""], "--lines: '' names no line of part p2; there is l2, l3"),
    "negative units": (["--lines", "l3:-2"], "--lines: '-2' is no number of units; give 1 or more"),
    "no units": (["--lines", "l3:0"], "--lines: '0' is no number of units; give 1 or more"),
    "empty units": (["--lines", "l3:"], "--lines: '' is no number of units; give 1 or more"),
    "half a unit": (["--lines", "l3:0.5"], "--lines: '0.5' is no number of units; give 1 or more"),
    "Arabic digits": (["--lines", "l3:\u0662"], r"--lines: '\u0662' is no number of units; give 1 or more"),
    "more units than there can be": (["--lines", "l3:" + "9" * 5000], "--lines: '" + "9" * 40 + "' is no number of"),
    "an amount that is none": (
        ["--lines", "l3:1=x"],
        "--lines l3: 'x' is no plain amount; write ASCII digits with a point, such as '12.50' (amounts are in EUR)",
    ),
    "a negative amount": (
        ["--amount=-5.00"],
        "--amount: '-5.00' is not more than nothing; leave it out, or give more",
    ),
    "nothing": (["--shipping", "0"], "--shipping: '0' is not more than nothing; leave it out, or give more"),
    "another currency": (
        ["--amount", "5.00 USD"],
        "--amount: '5.00 USD' is no plain amount; write ASCII digits with a point, such as '12.50' (amounts are in ",
    ),
    "more places than the currency has": (
        ["--shipping", "1.001"],
        "--shipping: '1.001' has more decimal places than EUR has (2); round it with a named rounding (amounts are in ",
    ),
    "an exponent": (["--amount", "1e9"], "--amount: '1e9' is written with an exponent; write every digit, such as "),
    "more than an amount can be": (["--amount", "9" * 400], "--amount: 400 characters are too many; an amount has at"),
    "a cause that is none": (["--cause", "love"], "argument --cause: invalid choice: 'love' (choose from "),
    "surplus": (["--cause", "surplus"], "argument --cause: invalid choice: 'surplus' (choose from "),
    "nobody": (["--as", "system"], "argument --as: invalid choice: 'system' (choose from "),
    "nothing to sell again": (["--restock", "l3"], "--restock: 'l3' names no units; give LINE:UNITS"),
    "money to sell again": (["--restock", "l3:1=5"], "--restock: 'l3:1=5' names no units; give LINE:UNITS"),
    "twice to sell again": (
        ["--restock", "l3:1", "--restock", "l3:1"],
        "--restock: names line 'l3' twice; give its units in all",
    ),
    "a policy that is none": (["--policy", "ebay"], "--policy: there is no rule book 'ebay'; give one of plain, "),
    "a policy that is no book": (["--policy", "o.json"], "--policy o.json: is not a rule book: "),
    "an instant that is none": (["--at", "soon"], "--at: 'soon' is not an instant; give one such as 2026-11-27T10:00"),
    "half an option": (["--line"], "unrecognized arguments: --line; see `mpcore --help`"),
    "a second order": (["o.json", "a.json"], "unrecognized arguments: a.json; see `mpcore --help`"),
}


@pytest.mark.parametrize(("arguments", "why"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_in_one_line(
    arguments: list[str], why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stored(tmp_path, "o.json", ORDER)
    stored(tmp_path, "a.json", AFTER)
    assert complaint(capsys, *arguments).startswith(why)


def test_many_names_are_not_all_listed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert complaint(capsys, *_large(tmp_path), "--lines", "no:1") == (
        f"--lines: 'no:1' names no line of part p2; there is {', '.join(f'x{number}' for number in range(10))} "
        f"and {LARGE - 10} more"
    )


# --- hostile files

LARGE = 1000


def _large(directory: Path) -> list[str]:
    """The arguments of an order of so many lines, two of them those of the example."""
    part = ORDER["parts"][1]
    first = part["lines"][0]
    lines: Figures = [{**first, "id": f"x{number}"} for number in range(LARGE - 2)]
    total = part["total"] + len(lines) * first["total"]
    many = changed(["parts", 1], {**part, "lines": [*lines, *part["lines"]], "total": total, "paid": total}, ORDER)
    payment, more = ORDER["payments"][0], total - part["total"]
    many = changed(["payments", 0], {**payment, "amount": payment["amount"] + more}, many)
    many = changed(["received_minor"], ORDER["received_minor"] + more, many)
    return [
        *[stored(directory, "o.json", many), "--after-sales", stored(directory, "a.json", AFTER)],
        *["--part", "p2", "--at", AT],
    ]


def test_an_order_of_thousands_of_lines_is_refunded(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    every = [argument for number in range(200) for argument in ("--lines", f"x{number}")]
    assert len(figures(capsys, *_large(tmp_path))["refund"]["lines"]) == LARGE
    assert len(figures(capsys, *_large(tmp_path), *every)["refund"]["lines"]) == 200


def _places(of: Figures, path: Figures = ()) -> list[Figures]:
    kind = type(of).__name__
    names: Figures = of if kind == "dict" else range(len(of)) if kind == "list" else ()
    return [path, *[place for name in names for place in _places(of[name], (*path, name))]]


VALUES: st.SearchStrategy[Figures] = st.sampled_from(
    [None, 0, 1, -1, 7, 2**53, 10**17, -(10**17), "", "x", "p1", "l3", "EUR", True, [], {}]
)


@st.composite
def tampered(draw: st.DrawFn) -> tuple[Figures, Figures]:
    """The example with some of its values replaced, or taken out."""
    files = [ORDER, AFTER]
    for _ in range(draw(st.integers(1, 3))):
        which = draw(st.integers(0, 1))
        path: Figures = draw(st.sampled_from(_places(files[which])[1:]))
        *outer, last = path
        copy = json.loads(json.dumps(files[which]))
        inner: Figures = copy
        for step in outer:
            inner = inner[step]
        if draw(st.booleans()) and isinstance(inner, list):
            inner.pop(last)
        elif isinstance(inner[last], int) and not isinstance(inner[last], bool):
            inner[last] = draw(st.one_of(st.integers(-3, 3), VALUES))
        else:
            inner[last] = draw(VALUES)
        files[which] = copy
    return files[0], files[1]


ZERO_TAXES = changed(["parts", 1, "lines", 0, "taxes"], [], ORDER)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=300)
@example(files=(changed(["parts", 1, "lines", 0, "refunded"], AFTER["refunds"][1]["shares"][0], ORDER), AFTER))
@example(files=(ZERO_TAXES, AFTER))
@example(files=(ORDER, changed(["refunds", 1, "part"], "p9", AFTER)))
@example(files=(ORDER, changed(["refunds", 1, "payments", 0, "payment"], "nobody", AFTER)))
@given(files=tampered())
def test_no_file_breaks_it(files: tuple[Figures, Figures]) -> None:
    """Whatever a file says, it is refunded, refused, or told in one line to be wrong."""
    with TemporaryDirectory() as directory:
        order, after = [stored(Path(directory), f"{place}.json", each) for place, each in enumerate(files)]
        named = ["refund", order, "--after-sales", after, "--at", AT, "--part", "p2"]
        for more in ([], ["--json"], ["--lines", "l3"], ["--amount", "5"]):
            out, err = io.StringIO(), io.StringIO()
            with redirect_stdout(out), redirect_stderr(err):
                code = main([*named, *more])
            assert code in (0, 2)
            assert (out.getvalue() == "") is (code == 2)
            assert err.getvalue().count("\n") == (1 if code == 2 else 0)
