"""`mpcore refund` as it is used: what would go back of which line and to which payment, in words and as JSON."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mpcore import presets, refunds, wire
from mpcore.cli import main
from mpcore.cli.arguments import BEARERS
from mpcore.kernel import Done, LineId, PartId, RefundId
from mpcore.money import exponent, from_minor, money
from mpcore.orders import Order, PayoutStage
from mpcore.refunds import ApproveRefund, Mode, RefundCause, RefundLine, RequestRefund
from tests.cli.refund_example import EXAMPLE, files, written
from tests.cli.test_quotes import AT, STEERING, Figures, stored
from tests.orders.say import ship
from tests.refunds.lives import paid_orders
from tests.refunds.say import ORDER, WHY, Desk, approve, payout, sold, vendor, went_back
from tools import snippets

COLUMNS = re.compile(r" {2,}")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What went to stdout, of a run that has nothing to complain about."""
    assert main(["refund", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def figures(capsys: pytest.CaptureFixture[str], *arguments: str) -> Figures:
    return json.loads(told(capsys, *arguments, "--json"))


def kept(directory: Path, desk: Desk) -> list[str]:
    """The arguments that name an order and its refunds."""
    (order := directory / "order.json").write_text(wire.dumps(desk.order), "utf-8")
    (after := directory / "after.json").write_text(wire.dumps(desk.after), "utf-8")
    return [str(order), "--after-sales", str(after)]


def book(directory: Path, **changes: Figures) -> str:
    """The file of a rule book with the id of the plain one, and another policy."""
    policy = attrs.evolve(presets.PLAIN.refunds, **changes)
    (path := directory / "book.json").write_text(
        wire.dumps(presets.RuleBook(id=presets.PLAIN.id, refunds=policy)), "utf-8"
    )
    return str(path)


# --- the bundled example

IN_ENGLISH = """\
Refund of part p2 (lumen) of order o1042: full, goodwill
Asked for by an operator; an operator has to approve it

1 × Brass lamp    €39.95
    autumn        -€1.76  paid by lumen
    autumn        -€1.77  paid by the marketplace
3 × Candle        €14.97
    candles       -€1.47  paid by lumen
    FR-ECO (2 %)   €0.23
Shipping           €4.50
    delivery      -€1.36  paid by the marketplace

Goods               €54.92
Shipping             €4.50
Discounts           -€6.36
Taxes                €0.23
Total               €53.29
Taxes in the total   €8.84

Goes back to
  gift-card  €29.98
  card       €23.31

Borne by the marketplace
€0.00 of the part is left to go back

Credit note of €53.29
  FR-20 (20 %), included  €8.84  remitted by lumen
  FR-ECO (2 %)            €0.23  remitted by lumen
"""


def test_without_an_order_the_bundled_one_is_refunded(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys) == IN_ENGLISH
    assert told(capsys) == IN_ENGLISH, "whenever it is asked"
    assert told(capsys, "--at", AT, "--part", "p2", "--policy", "plain") == IN_ENGLISH


def test_the_example_is_what_real_commands_made_of_the_bundled_basket() -> None:
    for name, text in files().items():
        said = "it is written by `python -m tests.cli.refund_example`"
        assert (EXAMPLE / name).read_text("utf-8") == text, said


def test_the_example_shows_what_there_is_to_show() -> None:
    order, after = written()
    atelier, lumen = order.parts
    assert [line.cancelled for line in lumen.lines] == [0, 1]
    assert [refund.settled_minor > 0 for refund in after.refunds] == [True, True]
    assert [refund.of_cancellation for refund in after.refunds] == [True, False]
    assert 0 < lumen.refunded < lumen.paid
    assert {dispatch.stage.value for part in (atelier, lumen) for dispatch in part.dispatches} == {"delivered"}
    taxes = [tax for line in lumen.lines for tax in line.taxes]
    assert {(tax.inclusive, tax.on_shipping) for tax in taxes} == {(True, False), (True, True), (False, False)}
    funders = {off.funder.value for line in lumen.lines for off in line.discounts}
    assert funders == {"vendor", "operator"}
    assert len(order.payments) == 2


def test_it_speaks_french(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "--locale", "fr")
    assert text.startswith(
        "Remboursement de la sous-commande p2 (lumen), commande o1042\xa0: total, geste commercial\n"
    )
    assert "    autumn        -1,77\xa0€  payée par la place de marché\n" in text
    assert "\nRetourne à\n  gift-card  29,98\xa0€\n" in text
    assert "\nAvoir de 53,29\xa0€\n  FR-20 (20 %), comprise  8,84\xa0€  reversée par lumen\n" in text
    asked = ("--lines", "l3:1", "--cause", "some_items_returned", "--restock", "l3:1", "--as", "vendor")
    more = told(capsys, *asked, "--locale", "fr")
    assert "Demandé par le vendeur lumen\u202f; un opérateur doit l'approuver\n" in more
    assert "À la charge de\xa0: lumen\nPeut être revendu\xa0: 1 × Candle\n" in more
    refused = told(capsys, "--lines", "l3:1", "--cause", "never_received", "--locale", "fr")
    assert refused.startswith("Aucun remboursement de la sous-commande p2 (lumen), commande o1042\n")
    for said in (text, more, refused):
        english = r"\b(refund|part|asked|operator|vendor|paid|shipping|goods|goes|back|borne|left|note|full|cause|is)\b"
        assert not [line for line in said.splitlines() if re.search(english, line, re.IGNORECASE)]


@pytest.mark.parametrize("locale", ["en-GB", "de", "xx", "../../etc", "", "fr\x00"])
def test_a_locale_that_is_not_known_is_english_altogether(locale: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--locale", locale).splitlines()[:10] == IN_ENGLISH.splitlines()[:10]


def test_the_reference_shows_what_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    page = snippets.ROOT / "docs" / "reference" / "cli.md"
    blocks = snippets.blocks(page.read_text("utf-8"))
    pairs = [(asked.text, shown.text) for asked, shown in pairwise(blocks) if "mpcore refund" in asked.text]
    assert len(pairs) == 2
    for asked, shown in pairs:
        assert told(capsys, *asked.split()[4:]).strip() == shown.strip()


# --- figures


def cents(figure: str) -> Decimal:
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", figure)
    return Decimal(figure)


def summed(figures: Iterable[str]) -> Decimal:
    return sum(map(cents, figures), Decimal())


def taxes(lines: Iterable[Figures], **of: object) -> list[str]:
    found = [tax for line in lines for tax in line["taxes"]]
    return [tax["amount"] for tax in found if all(tax[name] == value for name, value in of.items())]


def check(said: Figures) -> None:
    """Every identity, from nothing but the figures."""
    refund = said["refund"]
    if refund is None:
        assert said["reasons"]
        return
    assert said["reasons"] == []
    lines, totals, note = refund["lines"], refund["totals"], refund["credit_note"]
    every = [*totals.values(), *[value for line in lines for value in (line["goods"], line["total"])]]
    places = exponent(said["currency"])
    for amount in every:
        assert isinstance(amount, dict) or len(amount.partition(".")[2]) == places, "with the places of its currency"
    for line in lines:
        off = summed([each["amount"] for each in line["discounts"]])
        on_top = summed(taxes([line], inclusive=False))
        assert cents(line["total"]) == cents(line["goods"]) + cents(line["shipping"]) - off + on_top
    offs = [each for line in lines for each in line["discounts"]]
    assert cents(totals["goods"]) == summed([line["goods"] for line in lines])
    assert cents(totals["shipping"]) == summed([line["shipping"] for line in lines])
    assert cents(totals["discounts"]) == summed([each["amount"] for each in offs])
    assert cents(totals["taxes_on_top"]) == summed(taxes(lines, inclusive=False))
    assert cents(totals["taxes_inside"]) == summed(taxes(lines, inclusive=True))
    assert cents(totals["total"]) == summed([line["total"] for line in lines])
    assert cents(totals["total"]) == (
        cents(totals["goods"]) + cents(totals["shipping"]) - cents(totals["discounts"]) + cents(totals["taxes_on_top"])
    )
    assert set(totals["paid_by"]) == {"vendor", "operator"}
    for funder, paid in totals["paid_by"].items():
        assert cents(paid) == summed([each["amount"] for each in offs if each["funder"] == funder])
    assert summed(totals["paid_by"].values()) == cents(totals["discounts"])
    assert summed([each["amount"] for each in refund["payments"]]) == cents(totals["total"])
    assert len({each["payment"] for each in refund["payments"]}) == len(refund["payments"])
    assert cents(refund["take_back"]) >= 0
    assert note is not None
    assert note["lines"] == [{name: line[name] for name in ("line", "units", "total")} for line in lines]
    for name in ("goods", "shipping", "discounts", "total"):
        assert note[name] == totals[name]
    for tax in note["taxes"]:
        of = {name: tax[name] for name in ("rate_id", "rate", "inclusive", "remitter")}
        assert cents(tax["amount"]) == summed(taxes(lines, **of))
    assert summed([tax["amount"] for tax in note["taxes"]]) == summed(taxes(lines))


def test_the_shares_of_the_figures_equal_their_totals(capsys: pytest.CaptureFixture[str]) -> None:
    said = figures(capsys)
    check(said)
    assert said["refund"]["totals"] == {
        "goods": "54.92",
        "shipping": "4.50",
        "discounts": "6.36",
        "taxes_on_top": "0.23",
        "total": "53.29",
        "taxes_inside": "8.84",
        "paid_by": {"vendor": "3.23", "operator": "3.13"},
    }
    assert said["refund"]["payments"] == [
        {"payment": "gift-card", "amount": "29.98"},
        {"payment": "card", "amount": "23.31"},
    ]
    assert said["refund"]["left"] == {"amount": "0.00", "lines": []}
    heads = {name: said[name] for name in ("order", "part", "vendor", "currency", "rule_book", "at")}
    assert heads == {
        "order": "o1042",
        "part": "p2",
        "vendor": "lumen",
        "currency": "EUR",
        "rule_book": "plain",
        "at": AT,
    }


def test_figures_are_the_same_in_every_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--json", "--locale", "fr") == told(capsys, "--json")


def test_all_that_was_paid_goes_back_once(capsys: pytest.CaptureFixture[str]) -> None:
    """What went back before, and what goes back now of every part, is all that came in."""
    order, after = written()
    before = sum([refund.settled_minor for refund in after.refunds])
    now = sum([cents(figures(capsys, "--part", part)["refund"]["totals"]["total"]) for part in ("p1", "p2")])
    assert from_minor(before, "EUR").amount + now == order.received.amount


# --- what may be asked


def lines_of(said: Figures) -> list[tuple[str, int, str]]:
    return [(line["line"], line["units"], line["total"]) for line in said["refund"]["lines"]]


ASKED: dict[str, tuple[list[str], list[tuple[str, int, str]]]] = {
    "units": (["--lines", "l3:2"], [("l3", 2, "9.15")]),
    "units of several lines": (["--lines", "l3:1", "--lines", "l2:1"], [("l2", 1, "36.42"), ("l3", 1, "4.57")]),
    "all units": (["--lines", "l3"], [("l3", 3, "13.73")]),
    "units for less": (["--lines", "l3:2=1.50"], [("l3", 2, "1.50")]),
    "an amount of a line": (["--lines", "l2=5"], [("l2", 0, "5.00")]),
    "shipping": (["--shipping", "1.01"], [("l2", 0, "0.62"), ("l3", 0, "0.39")]),
    "an amount of the part": (["--amount", "10.00"], [("l2", 0, "7.20"), ("l3", 0, "2.80")]),
    "another part": (["--part", "p1", "--lines", "l1:1"], [("l1", 1, "59.16")]),
}


@pytest.mark.parametrize(("arguments", "lines"), ASKED.values(), ids=ASKED)
def test_what_is_named_goes_back(
    arguments: list[str], lines: list[tuple[str, int, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    said = figures(capsys, *arguments)
    check(said)
    assert lines_of(said) == lines
    assert said["refund"]["mode"] == "partial"


def test_a_line_alone_is_its_money_where_no_unit_was_sent_off(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = figures(capsys, *kept(tmp_path, Desk(sold(sent=0, shipping="4.00"))), "--at", AT, "--lines", "p1.l1")
    check(said)
    assert lines_of(said) == [("p1.l1", 0, "30.00")]


def test_ids_may_hold_what_separates_them(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = (EXAMPLE / "order.json").read_text("utf-8").replace('"l2"', '"l3:1"').replace('"l3"', '"l3=2,a b"')
    after = (EXAMPLE / "after_sales.json").read_text("utf-8").replace('"l3"', '"l3=2,a b"')
    (order := tmp_path / "o.json").write_text(text, "utf-8")
    (more := tmp_path / "a.json").write_text(after, "utf-8")
    named = [str(order), "--after-sales", str(more), "--at", AT, "--part", "p2"]
    assert lines_of(figures(capsys, *named, "--lines", "l3:1")) == [("l3:1", 1, "36.42")]
    assert lines_of(figures(capsys, *named, "--lines", "l3:1:1=2.00")) == [("l3:1", 1, "2.00")]
    assert lines_of(figures(capsys, *named, "--lines", "l3=2,a b:1")) == [("l3=2,a b", 1, "4.57")]


def test_the_longest_id_is_meant(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (order := tmp_path / "o.json").write_text(
        (EXAMPLE / "order.json").read_text("utf-8").replace('"l2"', '"l3:1"'), "utf-8"
    )
    named = [str(order), "--after-sales", str(EXAMPLE / "after_sales.json"), "--at", AT, "--part", "p2"]
    assert lines_of(figures(capsys, *named, "--lines", "l3:1")) == [("l3:1", 1, "36.42")]
    assert lines_of(figures(capsys, *named, "--lines", "l3:2")) == [("l3", 2, "9.15")]


def test_what_came_back_can_be_sold_again(capsys: pytest.CaptureFixture[str]) -> None:
    returned = ("--cause", "some_items_returned")
    said = figures(capsys, "--lines", "l3:2", "--restock", "l3:1", *returned)
    assert said["refund"]["restock"] == [{"line": "l3", "units": 1}]
    assert said["refund"]["left"] == {
        "amount": "44.14",
        "lines": [{"line": "l2", "units": 1}, {"line": "l3", "units": 1}],
    }
    text = told(capsys, "--lines", "l3:2", "--restock", "l3:1", *returned)
    assert "Can be sold again: 1 × Candle\n€44.14 of the part is left to go back: 1 × Brass lamp, 1 × Candle\n" in text
    whole = figures(capsys, "--restock", "l3:3", "--restock", "l2:1", "--cause", "all_items_returned")
    assert whole["refund"]["restock"] == [{"line": "l2", "units": 1}, {"line": "l3", "units": 3}]


def test_who_asks_is_told_and_decides_who_bears_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert figures(capsys)["refund"]["bearer"] == "operator"
    said = figures(capsys, "--as", "vendor")
    assert (said["asked_by"], said["refund"]["bearer"]) == ("vendor", "vendor")
    assert "Asked for by vendor lumen; an operator has to approve it\n" in told(capsys, "--as", "vendor")
    assert "\nBorne by lumen\n" in told(capsys, "--as", "vendor")


def refused(said: Figures) -> list[str]:
    assert said["refund"] is None
    return [reason["code"] for reason in said["reasons"]]


def test_what_is_refused_says_every_reason_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--lines", "l3:9", "--restock", "l2:4", "--cause", "partly_cancelled", "--amount", "100.00"]
    assert told(capsys, *asked) == (
        "No refund of part p2 (lumen) of order o1042\n"
        "  the cause partly cancelled does not agree with what is known of part p2; choose the cause that it is, or "
        "have the order told what happened (U25, U28)\n"
        "  what is to go back of part p2 is said twice; name nothing in a full refund; in another, lines and shipping, "
        "or one amount (U24)\n"
        "  9 is more than the 3 that l3 has left\n"
        "  €100.00 is asked for, and €53.29 is left; ask for no more than is left (U26)\n"
        "  4 units of line l2 cannot be sold again: at most 0 came back; name no more than came back and can be sold "
        "again (U27)\n"
    )
    said = figures(capsys, *asked)
    assert refused(said) == [
        "refunds.cause_not_borne_out",
        "refunds.amounts_named",
        "exceeds",
        "refunds.amount_exceeds_remaining",
        "refunds.restock_not_allowed",
    ]
    assert said["reasons"][3] == {
        "code": "refunds.amount_exceeds_remaining",
        "text": "100.00 EUR is asked for, and 53.29 EUR is left; ask for no more than is left",
        "rules": ["U26"],
    }


def test_a_line_that_is_named_twice_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(figures(capsys, "--lines", "l3:1", "--lines", "l3:2")) == ["duplicate"]


def test_buyers_ask_where_the_policy_lets_them(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert refused(figures(capsys, "--as", "buyer")) == ["missing_scope"]
    assert refused(figures(capsys, "--as", "buyer", "--lines", "l3")) == ["missing_scope"]
    asked = ("--as", "buyer", "--policy", book(tmp_path, buyers_may_request=True))
    said = figures(capsys, *asked)
    check(said)
    assert said["asked_by"] == "buyer"
    assert "Asked for by buyer ada; an operator has to approve it\n" in told(capsys, *asked)


@pytest.mark.parametrize(
    ("changes", "asker", "approvals", "words"),
    [
        ({}, "vendor", 1, "; an operator has to approve it\n"),
        ({"auto_approve": True}, "vendor", 0, ", and approved at once\n"),
        ({"auto_approve": True}, "operator", 1, "; an operator has to approve it\n"),
        ({"four_eyes_above": from_minor(5000, "EUR")}, "vendor", 2, "; two other operators have to approve "),
    ],
    ids=["plain", "vendors at once", "operators not", "four eyes"],
)
def test_who_has_to_approve_it_is_told(
    changes: dict[str, object],
    asker: str,
    approvals: int,
    words: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    asked = ("--as", asker, "--policy", book(tmp_path, **changes))
    said = figures(capsys, *asked)
    check(said)
    assert said["refund"]["approvals"] == approvals
    assert words in told(capsys, *asked)


def test_past_the_cut_off_operators_may_force_it_and_take_back(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    paid = Desk(sold(shipping="4.00", sent=3)).told(*payout(PayoutStage.PAID))
    data: Figures = wire.dump(paid.order)
    data["parts"][0]["completed_at"] = data["placed_at"]
    named = [stored(tmp_path, "o.json", data), "--at", AT, "--as"]
    assert refused(figures(capsys, *named, "vendor")) == ["refunds.after_payout"]
    assert refused(figures(capsys, *named, "vendor", "--force")) == ["missing_scope"]
    forced = figures(capsys, *named, "operator", "--force", "--cause", "all_items_returned")
    check(forced)
    assert (forced["forced"], forced["refund"]["approvals"]) == (True, 0)
    assert (forced["refund"]["take_back"], forced["refund"]["bearer"]) == ("34.00", "vendor")
    text = told(capsys, *named, "operator", "--force", "--cause", "all_items_returned")
    assert "Borne by v1\n€34.00 is to be taken back from v1, who was paid already\n" in text


def test_operators_say_who_bears_it(capsys: pytest.CaptureFixture[str]) -> None:
    given = {name: figures(capsys, "--lines", "l3:1", "--bearer", name)["refund"]["bearer"] for name in BEARERS}
    assert given == {name: name for name in BEARERS}
    assert figures(capsys, "--lines", "l3:1")["refund"]["bearer"] == "operator"
    asked = ("--lines", "l3:1", "--bearer", "carrier", "--as", "vendor")
    assert "refunds.bearer_not_yours" in refused(figures(capsys, *asked))


def test_a_payout_that_is_under_way_is_to_be_cancelled(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    desk = Desk(sold()).told(*payout(PayoutStage.REQUESTED))
    asked = (*kept(tmp_path, desk), "--at", AT)
    said = figures(capsys, *asked, "--cause", "dispute")
    assert said["refund"]["cancels_payout"] == "out1"
    assert "\nPayout out1 is to be cancelled\n" in told(capsys, *asked, "--cause", "dispute")
    assert figures(capsys, *asked)["refund"]["cancels_payout"] is None, "the marketplace bears goodwill"


def test_the_only_part_is_meant_where_none_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = figures(capsys, *kept(tmp_path, Desk(sold(shipping="4.00"))), "--at", AT)
    check(said)
    assert (said["part"], said["refund"]["totals"]["total"]) == ("p1", "34.00")


def test_a_reason_is_given_in_a_language_that_the_marketplace_takes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for languages in ({"fr"}, {"en", "fr"}):
        path = book(tmp_path, reason_languages=frozenset(languages))
        assert figures(capsys, "--policy", path)["reasons"] == []


def test_the_rule_book_of_the_order_decides(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rules = '"rule_book": "sipoko"'
    order = (EXAMPLE / "order.json").read_text("utf-8").replace('"rule_book": "plain"', rules)
    after = (EXAMPLE / "after_sales.json").read_text("utf-8").replace('"rule_book": "plain"', rules)
    (first := tmp_path / "o.json").write_text(order, "utf-8")
    (then := tmp_path / "a.json").write_text(after, "utf-8")
    asked = [str(first), "--after-sales", str(then), "--part", "p2", "--at", AT, "--as", "vendor"]
    said = figures(capsys, *asked)
    check(said)
    assert (said["rule_book"], said["refund"]["approvals"]) == ("sipoko", 0), "Sipoko approves at once"
    assert figures(capsys, *asked, "--policy", "SIPOKO") == said


def test_another_rule_book_may_decide_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--policy", "sipoko", "--as", "vendor", "--at", AT)
    said = figures(capsys, *asked)
    check(said)
    assert (said["rule_book"], said["placed_under"], said["refund"]["approvals"]) == ("sipoko", "plain", 0)
    head = told(capsys, *asked).split("\n\n")[0].splitlines()
    assert head[1:] == [
        "Asked for by vendor lumen, and approved at once",
        "By the rules of sipoko; the order was placed under those of plain",
    ]
    en_francais = told(capsys, *asked, "--locale", "fr").split("\n\n")[0]
    assert "Selon les règles de sipoko" in en_francais
    assert "rules of" not in told(capsys, "--at", AT)
    refusal = told(capsys, "--policy", "upxycled", "--cause", "never_received", "--at", AT)
    assert "By the rules of upxycled" in refusal


def test_the_instant_decides(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked = ("--policy", book(tmp_path, threshold_days=7), "--at")
    assert figures(capsys, *asked, "2026-11-27T23:59:59.999999Z")["reasons"] == []
    assert refused(figures(capsys, *asked, "2026-11-28T00:00:00Z")) == ["refunds.window_closed"]
    assert figures(capsys, *asked, "2026-11-28T00:00:00Z", "--force")["reasons"] == []


# --- whatever is asked of whatever order


@st.composite
def lived(draw: st.DrawFn) -> Desk:
    """An order with coupons, taxes and shipping, of which some was cancelled, shipped and refunded."""
    desk = Desk(draw(paid_orders(cancels=True)))
    for part in desk.order.parts:
        packed = [(line.id, draw(st.integers(0, line.to_ship))) for line in part.lines]
        if some := [(name, units) for name, units in packed if units]:
            desk.meanwhile(ship(part.id, *some))
    for number in range(draw(st.integers(0, 2))):
        part = draw(st.sampled_from(desk.order.parts))
        line = draw(st.sampled_from(part.lines))
        units = draw(st.integers(0, 1))
        amount = None if units else from_minor(draw(st.integers(1, 50)), desk.order.currency)
        command = RequestRefund(
            order=ORDER,
            refund=RefundId(f"r{number}"),
            part=part.id,
            mode=Mode.PARTIAL,
            cause=RefundCause.GOODWILL,
            reason=WHY,
            lines=(RefundLine(line=line.id, units=units, amount=amount),),
        )
        if not desk.outcome(command):
            desk.do(command)
            if draw(st.booleans()):
                desk.do(approve(command.refund))
                for intent in desk.intents():
                    desk.do(
                        went_back(
                            f"{intent.amount.amount:f}", intent.payment, command.refund, currency=desk.order.currency
                        )
                    )
    return desk


@st.composite
def requests(draw: st.DrawFn, order: Order) -> list[str]:
    """Arguments that ask for something of a part, be it there or not."""
    part = draw(st.sampled_from(order.parts))
    amounts = st.integers(1, 3000).map(lambda minor: f"{from_minor(minor, order.currency).amount:f}")
    arguments = ["--part", part.id, "--as", draw(st.sampled_from(("operator", "vendor")))]
    kind = draw(st.sampled_from(("full", "lines", "lines", "lines", "amount")))
    if kind == "amount":
        return [*arguments, "--amount", draw(amounts)]
    for line in part.lines if kind == "lines" else ():
        wanted = draw(st.sampled_from(("", f"{line.id}", ":", "=", ":=")))
        text: str = line.id
        if ":" in wanted:
            text += f":{draw(st.integers(1, line.quantity))}"
        if "=" in wanted:
            text += f"={draw(amounts)}"
        if wanted:
            arguments += ["--lines", text]
    if kind == "lines" and draw(st.booleans()):
        arguments += ["--shipping", draw(amounts)]
    return arguments


def done(*arguments: str) -> str:
    """What a run says that has nothing to complain about."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        assert main(["refund", *arguments]) == 0
    assert err.getvalue() == ""
    return out.getvalue()


def amount_in(cell: str, locale: str) -> Decimal:
    """An amount as English or French writes it."""
    plain = cell.replace(",", "") if locale == "en" else cell.replace(",", ".")
    return Decimal(re.sub(r"[^0-9.-]", "", plain))


def check_words(text: str, said: Figures, locale: str) -> None:
    """The words say what the figures say."""

    def rows_of(block: str) -> list[tuple[str, Decimal]]:
        cells = [COLUMNS.split(line.strip()) for line in block.splitlines()]
        return [(row[0], amount_in(row[1], locale)) for row in cells]

    refund = said["refund"]
    blocks = text.rstrip("\n").split("\n\n")
    assert not STEERING.search(text)
    if refund is None:
        assert len(blocks) == 1
        assert len(blocks[0].splitlines()) == 1 + len(said["reasons"])
        return
    totals = refund["totals"]
    _, lines, sums, *more = blocks
    assert sum([amount for _, amount in rows_of(lines)]) == cents(totals["total"])
    names = ["goods", "shipping", "discounts", "taxes_on_top", "total", "taxes_inside"]
    shown = [name for name in names if name in ("goods", "total") or cents(totals[name])]
    expected = [-cents(totals[name]) if name == "discounts" else cents(totals[name]) for name in shown]
    assert [amount for _, amount in rows_of(sums)] == expected
    if refund["payments"]:
        paid = rows_of("\n".join(more.pop(0).splitlines()[1:]))
        assert paid == [(each["payment"], cents(each["amount"])) for each in refund["payments"]]
    _, note = more
    first, *rest = note.splitlines()
    assert amount_in(first, locale) == cents(totals["total"])
    assert [amount for _, amount in rows_of("\n".join(rest))] == [
        cents(tax["amount"]) for tax in refund["credit_note"]["taxes"]
    ]


def lines_by_hand(desk: Desk, arguments: list[str]) -> list[RefundLine]:
    """The lines that the arguments name, read anew; a line alone is left out."""
    found: list[RefundLine] = []
    for option, text in pairwise(arguments):
        if option == "--lines":
            named, is_priced, amount = text.partition("=")
            line, _, units = named.partition(":")
            assert units or is_priced
            wanted = money(amount, desk.order.currency) if is_priced else None
            found.append(RefundLine(line=LineId(line), units=int(units or 0), amount=wanted))
    return found


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_asked_the_figures_add_up_and_the_words_agree(data: st.DataObject) -> None:
    desk = data.draw(lived())
    arguments = data.draw(requests(desk.order))
    with TemporaryDirectory() as directory:
        named = [*kept(Path(directory), desk), "--at", AT, *arguments]
        said: Figures = json.loads(done(*named, "--json"))
        check(said)
        for locale in ("en", "fr"):
            check_words(done(*named, "--locale", locale), said, locale)
    part = desk.order.part(PartId(said["part"]))
    assert part is not None
    if (refund := said["refund"]) is not None:
        given_back = cents(refund["totals"]["total"])
        left = desk.order.money(part.refundable).amount
        assert cents(refund["left"]["amount"]) == left - given_back >= 0
        units = {each["line"]: each["units"] for each in refund["left"]["lines"]}
        for line in part.lines:
            back = sum([each["units"] for each in refund["lines"] if each["line"] == line.id])
            assert units.get(line.id, 0) == line.quantity - line.gone - back


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_it_is_what_the_command_does(data: st.DataObject) -> None:
    """The refund is the one that a host would have with the same command, to the minor unit; or its reasons."""
    desk = data.draw(lived())
    arguments = data.draw(requests(desk.order))
    assume(not any(first == "--lines" and not re.search("[:=]", then) for first, then in pairwise(arguments)))
    said_of = dict(pairwise(arguments))
    with TemporaryDirectory() as directory:
        said: Figures = json.loads(done(*kept(Path(directory), desk), "--at", AT, *arguments, "--json"))
    unit = Decimal(1).scaleb(-exponent(desk.order.currency))

    lines = lines_by_hand(desk, arguments)
    shipping, amount = [
        money(said_of[name], desk.order.currency) if name in said_of else None for name in ("--shipping", "--amount")
    ]
    part = desk.part(said_of["--part"])
    command = RequestRefund(
        order=ORDER,
        refund=RefundId("new"),
        part=part.id,
        mode=Mode.PARTIAL if lines or shipping or amount else Mode.FULL,
        cause=RefundCause.GOODWILL,
        reason=WHY,
        lines=tuple(lines),
        shipping=shipping,
        amount=amount,
    )
    now = datetime.fromisoformat(AT)
    who = vendor(part.vendor) if said_of["--as"] == "vendor" else None
    outcome = refunds.execute(desk.after, command, desk.ctx(who, now))
    if not isinstance(outcome, Done):
        assert [reason["code"] for reason in said["reasons"]] == [reason.code for reason in outcome.reasons]
        return
    desk.do(command, who=who, now=now).do(ApproveRefund(order=ORDER, refund=command.refund), now=now)
    refund, told = desk.refund("new"), said["refund"]
    assert [(line["line"], line["units"], cents(line["total"])) for line in told["lines"]] == [
        (share.line, share.units, share.total * unit) for share in refund.shares
    ]
    assert [[cents(tax["amount"]) for tax in line["taxes"]] for line in told["lines"]] == [
        [tax * unit for tax in share.taxes] for share in refund.shares
    ]
    assert [[cents(off["amount"]) for off in line["discounts"]] for line in told["lines"]] == [
        [off * unit for off in share.discounts] for share in refund.shares
    ]
    assert [(each["payment"], cents(each["amount"])) for each in told["payments"]] == [
        (share.payment, share.amount * unit) for share in refund.payments
    ]
    assert (told["bearer"], told["mode"]) == (refund.bearer.value, refund.mode.value)


def test_what_stands_in_a_file_steers_no_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    evil = "Free\x1b[31m \u202eyenom\nTotal  €0.00\x9b2J\u2028!"
    order: Figures = json.loads((EXAMPLE / "order.json").read_text("utf-8"))
    order["parts"][1]["lines"][1]["title"] = evil
    named = [stored(tmp_path, "o.json", order), "--after-sales", str(EXAMPLE / "after_sales.json"), "--part", "p2"]
    text = told(capsys, *named, "--lines", "l3:1", "--at", AT)
    assert not STEERING.search(text)
    assert r"1 × Free\x1b[31m \u202eyenom\nTotal  €0.00\x9b2J\u2028!" in text
    assert len(text.splitlines()) == len(told(capsys, "--lines", "l3:1").splitlines())


# --- as a command


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "mpcore", "refund", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **more}, timeout=60)  # noqa: S603


def test_the_module_is_a_command_and_nothing_around_it_matters() -> None:
    said = [
        run(PYTHONIOENCODING="utf-8", LC_ALL="C", TZ="Pacific/Apia", PYTHONHASHSEED="1"),
        run(PYTHONIOENCODING="utf-8", LC_ALL="fr_FR.UTF-8", TZ="America/Sao_Paulo", PYTHONHASHSEED="77", COLUMNS="20"),
    ]
    for each in said:
        assert (each.returncode, each.stderr) == (0, b"")
        assert each.stdout.decode() == IN_ENGLISH


def test_the_clock_is_read_only_for_files_of_ones_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Broken(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Broken:
            raise AssertionError(f"the clock was read in {tz}")

    monkeypatch.setattr("mpcore.cli.clock.datetime", Broken)
    named = kept(tmp_path, Desk(sold()))
    assert told(capsys) == IN_ENGLISH
    assert told(capsys, *named, "--at", AT)
    with pytest.raises(AssertionError, match="the clock was read"):
        main(["refund", *named])
