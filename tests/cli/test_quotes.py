"""`mpcore quote` as it is used: the receipt in words and as JSON, and what it says about what it cannot price."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

import mpcore
from mpcore import presets, wire
from mpcore.cli import main
from mpcore.cli.receipts import as_json, as_text
from mpcore.discounts import Shopper
from mpcore.kernel import VendorId
from mpcore.money import exponent
from mpcore.testing import strategies as some

Figures: TypeAlias = Any
"""JSON data."""

EXAMPLE = Path(mpcore.__file__).parent / "cli" / "example"
BASKET: Figures = json.loads((EXAMPLE / "basket.json").read_text("utf-8"))
COUPONS: Figures = json.loads((EXAMPLE / "coupons.json").read_text("utf-8"))
AT = "2026-11-27T10:00:00Z"
STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What went to stdout, of a run that has nothing to complain about."""
    assert main(["quote", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def stored(directory: Path, name: str, content: Figures) -> str:
    (path := directory / name).write_text(json.dumps(content), "utf-8")
    return str(path)


# --- the bundled example

IN_ENGLISH = """\
2 × Oak stool (atelier)    €129.80
    Autumn sale             -€5.74  paid by atelier
    Autumn sale             -€5.73  paid by the marketplace
1 × Brass lamp (lumen)      €39.95
    Autumn sale             -€1.76  paid by lumen
    Autumn sale             -€1.77  paid by the marketplace
5 × Candle (lumen)          €24.95
    Three candles for two   -€2.45  paid by lumen
Shipping (atelier)          €12.00
    Cheaper delivery        -€3.64  paid by the marketplace
Shipping (lumen)             €4.50
    Cheaper delivery        -€1.36  paid by the marketplace

Goods               €194.70
Shipping             €16.50
Discounts           -€22.45
Total               €188.75
Taxes in the total   €31.45

Applied
  Three candles for two (buy 2, get 1 at 100 % off, the cheapest)   -€2.45
  Autumn sale (10 % off, at most €15.00)                           -€15.00
  Cheaper delivery (50 % off shipping, at most €5.00)               -€5.00

Not applied
  Fifty off five hundred: goods for €194.70 are less than €500.00; €305.30 is missing
  Welcome: coupon welcome ended at June 30, 2026, 10:00:00\u202fPM UTC
  'XYZ': there is no coupon with this code
"""


def test_without_a_basket_the_bundled_one_is_priced(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys) == IN_ENGLISH
    assert told(capsys) == IN_ENGLISH, "whenever it is asked"
    assert told(capsys, "--at", AT) == IN_ENGLISH


def test_the_receipt_speaks_french(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, "--locale", "fr").splitlines()
    assert "    Autumn sale             -5,73\xa0€  payée par la place de marché" in lines
    assert "Livraison (lumen)            4,50\xa0€" in lines
    assert "Marchandises     194,70\xa0€" in lines
    assert "Remises          -22,45\xa0€" in lines
    assert "Taxes comprises   31,45\xa0€" in lines
    assert "  'XYZ': aucun coupon ne porte ce code" in lines
    assert any("10 % de remise, au plus 15,00\xa0€" in line for line in lines)
    assert any("le minimum est de 500,00\xa0€" in line for line in lines)
    english = re.compile(r"\b(off|paid|shipping|goods|missing|coupon with|applied|total in)\b", re.IGNORECASE)
    titles = {coupon["terms"]["title"] for coupon in COUPONS}
    assert not [line for line in lines if english.search(without(line, titles))]


def without(line: str, titles: set[str]) -> str:
    for title in titles:
        line = line.replace(title, "")
    return line


@pytest.mark.parametrize("locale", ["en-GB", "de", "ja", "xx", "../../etc", "", "e" * 10_000, "fr\x00"])
def test_a_locale_that_is_not_known_is_english_altogether(locale: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "--locale", locale)
    assert text.splitlines()[:13] == IN_ENGLISH.splitlines()[:13]
    assert "there is no coupon with this code" in text


# --- figures


def cents(figure: str) -> Decimal:
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", figure)
    return Decimal(figure)


def summed(figures: Iterator[str] | list[str]) -> Decimal:
    return sum(map(cents, figures), Decimal())


def taxes(of: Figures, *, inclusive: bool) -> Decimal:
    return summed([tax["amount"] for tax in of["taxes"] if tax["inclusive"] is inclusive])


def check(figures: Figures) -> None:
    """Every identity, from nothing but the figures."""
    places = exponent(figures["currency"])
    for amount in re.findall(r'"(-?[0-9]+(?:\.[0-9]+)?)"', json.dumps([figures["totals"], figures["applied"]])):
        assert len(amount.partition(".")[2]) in ({0} if places == 0 else {places}), "with the places of its currency"
    lines, shipping, applied, totals = (figures[name] for name in ("lines", "shipping", "applied", "totals"))
    for each in (*lines, *shipping):
        off = summed([discount["amount"] for discount in each["discounts"]])
        before = cents(each["goods"] if "goods" in each else each["price"])
        assert 0 <= off <= before
        assert cents(each["total"]) == before - off + taxes(each, inclusive=False)
    for coupon in applied:
        for name, rows in (("lines", lines), ("shipping", shipping)):
            assert len(coupon[name]) == len(rows)
            for share, row in zip(coupon[name], rows, strict=True):
                of_it = [one["amount"] for one in row["discounts"] if one["coupon"] == coupon["coupon"]]
                assert cents(share) == summed(of_it)
        assert summed([*coupon["lines"], *coupon["shipping"]]) == cents(coupon["amount"]) > 0
        assert summed(list(coupon["paid_by"].values())) == cents(coupon["amount"])
        for funder, paid in coupon["paid_by"].items():
            assert cents(paid) == summed(
                [
                    one["amount"]
                    for row in (*lines, *shipping)
                    for one in row["discounts"]
                    if (one["coupon"], one["funder"]) == (coupon["coupon"], funder)
                ]
            )
    rows = (*lines, *shipping)
    assert cents(totals["goods"]) == summed([line["goods"] for line in lines])
    assert cents(totals["shipping"]) == summed([each["price"] for each in shipping])
    assert cents(totals["discounts"]) == summed([coupon["amount"] for coupon in applied])
    assert cents(totals["discounts"]) == summed([one["amount"] for row in rows for one in row["discounts"]])
    assert cents(totals["taxes_on_top"]) == sum([taxes(row, inclusive=False) for row in rows])
    assert cents(totals["taxes_inside"]) == sum([taxes(row, inclusive=True) for row in rows])
    assert cents(totals["total"]) == summed([row["total"] for row in rows])
    assert cents(totals["total"]) == (
        cents(totals["goods"]) + cents(totals["shipping"]) - cents(totals["discounts"]) + cents(totals["taxes_on_top"])
    )
    paid_by = totals["paid_by"]
    assert cents(paid_by["operator"]) == summed([coupon["paid_by"]["operator"] for coupon in applied])
    assert summed([*paid_by["vendors"].values(), paid_by["operator"]]) == cents(totals["discounts"])
    for vendor, paid in paid_by["vendors"].items():
        theirs = [row for row in rows if row["vendor"] == vendor]
        assert cents(paid) == summed(
            [one["amount"] for row in theirs for one in row["discounts"] if one["funder"] == "vendor"]
        )


def test_the_shares_of_the_figures_equal_their_totals(capsys: pytest.CaptureFixture[str]) -> None:
    figures: Figures = json.loads(told(capsys, "--json"))
    check(figures)
    assert figures["totals"] == {
        "goods": "194.70",
        "shipping": "16.50",
        "discounts": "22.45",
        "taxes_on_top": "0.00",
        "total": "188.75",
        "taxes_inside": "31.45",
        "paid_by": {"vendors": {"atelier": "5.74", "lumen": "4.21"}, "operator": "12.50"},
    }
    assert [each["coupon"] for each in figures["applied"]] == ["candles", "autumn", "delivery"]
    assert [(each["coupon"], each["code"]) for each in figures["refused"]] == [
        ("big", None),
        ("welcome", "welcome"),
        (None, "XYZ"),
    ]
    assert figures["refused"][0]["reasons"] == [
        {
            "code": "discounts.below_minimum",
            "text": "goods for 194.70 EUR are less than 500.00 EUR; 305.30 EUR is missing",
        }
    ]
    assert (figures["currency"], figures["rule_book"]) == ("EUR", "plain")


def test_figures_are_the_same_in_every_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--json", "--locale", "fr") == told(capsys, "--json")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(some.quotes())
def test_whatever_is_priced_the_figures_add_up_and_the_words_steer_nothing(quote: some.Quote) -> None:
    check(json.loads(as_json(quote.evaluation, quote.coupons)))
    for locale in ("en", "fr"):
        text = as_text(quote.evaluation, quote.coupons, locale)
        assert text == as_text(quote.evaluation, quote.coupons, locale)
        assert not STEERING.search(text)
        assert all(line.title in text for line in quote.basket.lines)
        titles = {coupon.id: coupon.terms.title for coupon in quote.coupons}
        assert all(each.title in text for each in quote.evaluation.applied)
        for each in quote.evaluation.refused:
            assert (repr(each.code) if each.coupon is None else titles[each.coupon]) in text


# --- files of one's own


def test_files_of_ones_own_are_priced(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    basket, coupons = stored(tmp_path, "b.json", BASKET), stored(tmp_path, "c.json", COUPONS)
    assert told(capsys, basket, "--coupons", coupons, "--at", AT) == IN_ENGLISH
    assert told(capsys, basket, "--coupons", coupons, "--at", "2026-11-27T11:00:00+01:00") == IN_ENGLISH
    alone: Figures = json.loads(told(capsys, basket, "--json"))
    check(alone)
    assert alone["applied"] == []
    assert [each["coupon"] for each in alone["refused"]] == [None, None, None], "codes that are no coupon's"
    assert alone["totals"]["total"] == "211.20"


@pytest.mark.parametrize(
    ("at", "applied"),
    [
        ("2026-10-31T22:59:59.999999Z", ["candles", "delivery"]),
        ("2026-10-31T23:00:00Z", ["candles", "autumn", "delivery"]),
        ("2026-11-30T22:59:59.999999Z", ["candles", "autumn", "delivery"]),
        ("2026-11-30T23:00:00Z", ["candles", "delivery"]),
    ],
)
def test_a_quote_is_of_the_instant_it_is_asked_for(
    at: str, applied: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    figures: Figures = json.loads(told(capsys, "--json", "--at", at))
    assert [each["coupon"] for each in figures["applied"]] == applied


@pytest.mark.parametrize(("shopper", "is_new"), [(None, True), ({}, True), ({"orders": 1}, False)])
def test_what_is_known_of_the_buyer_comes_from_a_file(
    shopper: Figures, is_new: bool, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    more = [] if shopper is None else ["--shopper", stored(tmp_path, "shopper.json", shopper)]
    figures: Figures = json.loads(told(capsys, "--json", "--at", "2026-03-01T00:00:00Z", *more))
    assert ("welcome" in [each["coupon"] for each in figures["applied"]]) is is_new
    check(figures)


def test_a_shopper_as_wire_writes_them_is_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shopper = Shopper(orders=2, vendors=frozenset({VendorId("lumen")}), tags=frozenset({"vip"}))
    (path := tmp_path / "shopper.json").write_text(wire.dumps(shopper), "utf-8-sig")
    assert told(capsys, "--shopper", str(path)).startswith("2 × Oak stool")


def test_a_policy_decides(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    figures: Figures = json.loads(told(capsys, "--json", "--policy", "whatnot"))
    check(figures)
    assert figures["rule_book"] == "whatnot"
    codes = {each["coupon"]: [reason["code"] for reason in each["reasons"]] for each in figures["refused"]}
    assert codes["delivery"] == ["discounts.not_for_shipping"], "coupons are for goods only there"
    book = presets.PLAIN.what_if({"discounts.most_percent": Decimal(5)})
    (path := tmp_path / "book.json").write_text(wire.dumps(book), "utf-8")
    capped: Figures = json.loads(told(capsys, "--json", "--policy", str(path)))
    check(capped)
    off = summed([share for coupon in capped["applied"] for share in coupon["lines"]])
    assert off == Decimal("9.73"), "5 % of 194.70, and no cent more"


def test_a_basket_of_nothing_costs_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    empty: Figures = {"buyer": {"id": "ada"}, "currency": "KWD", "lines": []}
    basket, coupons = stored(tmp_path, "b.json", empty), stored(tmp_path, "c.json", COUPONS)
    figures: Figures = json.loads(told(capsys, basket, "--coupons", coupons, "--json", "--at", AT))
    check(figures)
    assert figures["totals"]["total"] == "0.000"
    assert "Total" in told(capsys, basket, "--coupons", coupons, "--at", AT)


def test_coupons_in_another_currency_say_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    dollars = json.loads(json.dumps(COUPONS).replace('"EUR"', '"USD"'))
    basket, coupons = stored(tmp_path, "b.json", BASKET), stored(tmp_path, "c.json", dollars)
    text = told(capsys, basket, "--coupons", coupons, "--at", AT)
    assert "  Autumn sale: this is in USD, the basket is in EUR\n" in text


def test_what_stands_in_a_file_steers_no_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    evil = "Free\x1b[31m \u202eyenom\nTotal  €0.00\x9b2J\u2028!"
    basket = {**BASKET, "lines": [{**BASKET["lines"][0], "title": evil}], "shipping": []}
    coupon = json.loads(json.dumps(COUPONS[0]))
    coupon["terms"] |= {"title": evil, "condition": {"type": "discounts.with_tags/1", "tags": ["\x07\x1b]0;bell"]}}
    name, coupons = stored(tmp_path, "b.json", basket), stored(tmp_path, "c.json", [coupon])
    text = told(capsys, name, "--coupons", coupons, "--at", AT)
    assert not STEERING.search(text)
    assert r"Free\x1b[31m \u202eyenom\nTotal  €0.00\x9b2J\u2028!" in text
    assert r"\x07\x1b]0;bell" in text
    assert text.count("\n") == 10


# --- as a command


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "mpcore", "quote", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **more}, timeout=60)  # noqa: S603


def test_the_module_is_a_command_and_nothing_around_it_matters() -> None:
    said = [
        run(PYTHONIOENCODING="utf-8", LC_ALL="C", TZ="Pacific/Apia", PYTHONHASHSEED="1"),
        run(PYTHONIOENCODING="utf-8", LC_ALL="fr_FR.UTF-8", TZ="America/Sao_Paulo", PYTHONHASHSEED="77", COLUMNS="20"),
    ]
    for done in said:
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.decode() == IN_ENGLISH


def test_what_a_stream_cannot_spell_is_escaped() -> None:
    done = run("--locale", "fr", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"194,70\xa0\u20ac" in done.stdout


def test_a_complaint_is_one_line_and_no_traceback() -> None:
    done = run("nowhere.json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"mpcore: BASKET nowhere.json: there is no such file; give the path of a file in JSON\n"


def test_the_clock_is_read_only_for_files_of_ones_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Broken(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Broken:
            raise AssertionError(f"the clock was read in {tz}")

    monkeypatch.setattr("mpcore.cli.clock.datetime", Broken)
    basket = stored(tmp_path, "b.json", BASKET)
    assert told(capsys) == IN_ENGLISH
    assert told(capsys, basket, "--at", AT)
    with pytest.raises(AssertionError, match="the clock was read"):
        main(["quote", basket])


def test_receipts_name_shops_of_one_vendor_alike(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    basket = wire.load(mpcore.discounts.Basket, BASKET)
    twice = evolve(basket, lines=[evolve(line, vendor=VendorId("atelier")) for line in basket.lines], shipping=())
    (path := tmp_path / "b.json").write_text(wire.dumps(twice), "utf-8")
    assert told(capsys, str(path), "--at", AT).count("(atelier)") == 3
