"""What `mpcore quote` says about what it cannot price: one line that names the argument, the place and the remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mpcore.cli import main
from tests.cli.test_quotes import BASKET, COUPONS, Figures, stored


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr, of a run that was refused."""
    assert main(["quote", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("mpcore: ")
    assert captured.err.count("\n") == 1
    return captured.err.removeprefix("mpcore: ").rstrip("\n")


def changed(path: list[str | int], value: object, of: Figures = BASKET) -> Figures:
    copy = json.loads(json.dumps(of))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copy


DOLLARS = {"amount": "64.90", "currency": "USD"}
WRONG_BASKETS: dict[str, tuple[object, str]] = {
    "no JSON": (b"{", "is not JSON at line 1, column 2: "),
    "not UTF-8": (b'{"currency": "\xe9"}', "is not UTF-8; save it as UTF-8"),
    "empty": (b"", "is not JSON at line 1, column 1: "),
    "endless": (b" " * 10_000_001, "has more than 10,000,000 bytes; give a shorter one"),
    "long": (b" " * 5_000_000, "is longer than 4194304 bytes; give less at once"),
    "deep": (b"[" * 100_000, "is nested more than 64 levels deep; give flatter JSON"),
    "a number": (b"7", "7 does not fit; give an object: Basket, or discounts.basket/1"),
    "a list": (COUPONS, "a list does not fit; give an object: Basket, or discounts.basket/1"),
    "another thing": ({"type": "discounts.coupon/1"}, "type: 'discounts.coupon/1' is known, but not taken here; give "),
    "a missing key": ({"buyer": {"id": "ada"}, "lines": []}, "currency: is missing; give text"),
    "an unknown key": ({**BASKET, "curency": "EUR"}, "there is no key 'curency'; give buyer, currency, lines, "),
    "a quantity in text": (changed(["lines", 1, "quantity"], "1"), "lines[1].quantity: '1' does not fit; give a whole"),
    "no quantity": (changed(["lines", 1, "quantity"], 0), "lines[1].quantity: is no number of units from 1 to "),
    "a price of a float": (
        changed(["lines", 0, "unit_price", "amount"], 64.9),
        "lines[0].unit_price.amount: a number with a fraction or an exponent does not fit; give text, such as '12.50'",
    ),
    "a price with three places": (
        changed(["lines", 0, "unit_price", "amount"], "64.901"),
        "lines[0].unit_price.amount: '64.901' has more decimal places than EUR has (2); round it with a named ",
    ),
    "an unknown currency": (changed(["currency"], "EUX"), "currency: 'EUX' is no current ISO 4217 currency; use "),
    "two currencies": (
        changed(["lines", 0, "unit_price"], DOLLARS),
        "lines[0].unit_price: is in another currency than the basket; give it in EUR",
    ),
    "shipping in another": (
        changed(["shipping", 1, "price"], DOLLARS),
        "shipping[1].price: is in another currency than the basket; give it in EUR",
    ),
    "shipping of nobody": (changed(["shipping", 1, "vendor"], "x"), "shipping[1]: is of a shop that sells nothing "),
    "a tax that is none": (changed(["lines", 0, "taxes", 0, "rate"], "-1"), "lines[0].taxes[0].rate: is no rate in "),
}


@pytest.mark.parametrize(("content", "why"), WRONG_BASKETS.values(), ids=WRONG_BASKETS)
def test_what_is_wrong_with_a_basket_is_told_at_its_place(
    content: object, why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    (path := tmp_path / "b.json").write_bytes(text)
    assert complaint(capsys, str(path)).startswith(f"BASKET {path}: {why}")


WRONG_COUPONS: dict[str, tuple[object, str]] = {
    "one alone": (COUPONS[0], "an object does not fit; give a list"),
    "no benefit": ([{**COUPONS[0], "terms": {"title": "x"}}], "[0].terms.benefit: is missing; give an object whose "),
    "an unknown condition": (
        changed([4, "terms", "condition"], {"type": "acme.moon/1"}, COUPONS),
        "[4].terms.condition.type: 'acme.moon/1' is not known; give one of discounts.all_of/1, ",
    ),
    "too many percent": (
        changed([0, "terms", "benefit", "percent"], "101", COUPONS),
        "[0].terms.benefit.percent: is no percentage above 0, up to 100, with at most 10 places; give a Decimal",
    ),
    "nobody pays": (changed([0, "terms", "funding"], {"vendor": 0}, COUPONS), "[0].terms.funding.vendor: nobody pays"),
    "a window of nothing": (
        changed([0, "terms", "valid", "end"], "2026-10-31T23:00:00Z", COUPONS),
        "[0].terms.valid.end: is not after the start; give an end after it",
    ),
    "one twice": ([COUPONS[0], COUPONS[0]], "'autumn' is there twice; give each once"),
}


@pytest.mark.parametrize(("content", "why"), WRONG_COUPONS.values(), ids=WRONG_COUPONS)
def test_what_is_wrong_with_coupons_is_told_at_its_place(
    content: object, why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    basket, coupons = stored(tmp_path, "b.json", BASKET), stored(tmp_path, "c.json", content)
    assert complaint(capsys, basket, "--coupons", coupons).startswith(f"--coupons {coupons}: {why}")


WRONG: dict[str, tuple[list[str], str]] = {
    "a basket that is not there": (["no.json"], "BASKET no.json: there is no such file; give the path of a file in "),
    "coupons that are not there": (
        ["b.json", "--coupons", "no.json"],
        "--coupons no.json: there is no such file; give the path of a file in JSON",
    ),
    "a shopper that is not there": (["--shopper", "no.json"], "--shopper no.json: there is no such file; give "),
    "a shopper that is none": (["--shopper", "b.json"], "--shopper b.json: codes[0]: 'autumn-10' does not fit; give "),
    "a directory": (["."], "BASKET .: cannot be read (Is a directory); see to it and try again"),
    "no name": ([""], "BASKET: cannot be read (Is a directory); see to it and try again"),
    "a name that is none": (["b\0.json"], "BASKET b\0.json: is no path of a file; give one without NUL characters"),
    "coupons without a basket": (
        ["--coupons", "c.json"],
        "--coupons: are for a basket of your own; give its file before them",
    ),
    "an instant that is none": (["--at", "soon"], "--at: 'soon' is not an instant; give one such as 2026-11-27T10:00"),
    "a day": (
        ["b.json", "--at", "2026-11-27"],
        "--at: '2026-11-27' is a date without a time and a zone; give an instant, such as 2026-11-27T00:",
    ),
    "an instant without zone": (["--at", "2026-11-27T10:00:00"], "--at: '2026-11-27T10:00:00' is not an instant; give"),
    "a policy that is none": (["--policy", "ebay"], "--policy: there is no rule book 'ebay'; give one of plain, "),
    "a policy that is no book": (
        ["--policy", "b.json"],
        "--policy b.json: is not a rule book: there is no key 'buyer'",
    ),
    "an option that is none": (["--fast"], "unrecognized arguments: --fast; see `mpcore --help`"),
    "half an option": (["--loc", "fr"], "unrecognized arguments: --loc; see `mpcore --help`"),
    "a second basket": (["b.json", "c.json"], "unrecognized arguments: c.json; see `mpcore --help`"),
}


@pytest.mark.parametrize(("arguments", "why"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_in_one_line(
    arguments: list[str], why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stored(tmp_path, "b.json", BASKET)
    stored(tmp_path, "c.json", COUPONS)
    assert complaint(capsys, *arguments).startswith(why)


def test_every_fault_is_told_at_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wrong = changed(["lines", 2, "quantity"], "x", changed(["currency"], 7))
    name = stored(tmp_path, "b.json", wrong)
    assert complaint(capsys, name) == (
        f"BASKET {name}: currency: 7 does not fit; give text; "
        f"lines[2].quantity: 'x' does not fit; give a whole number between -{2**63 - 1} and {2**63 - 1}"
    )
