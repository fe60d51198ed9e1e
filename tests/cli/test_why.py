"""`mpcore whoami --why`: why a member may do something, or may not, and who could give it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore import presets, wire
from mpcore.cli.why import Asked, as_json, as_text, why
from mpcore.kernel import MemberId, Scope, ShopId
from mpcore.subaccounts import (
    CATALOGUE,
    Company,
    Context,
    Denied,
    Granted,
    Member,
    authorise,
    givers,
)
from tests.cli.test_quotes import Figures
from tests.cli.test_whoami import AZULEJO, ENGLISH, TEAM, context, kept, told
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    INSTANT,
    NOW,
    OPERATOR,
    SUSPEND,
    A,
    B,
    company,
    define,
    give,
    hire,
    then,
)
from tests.subaccounts.test_limits import limit, limits

BRUNO = """\
Company azulejo, November 27, 2026, 10:00:00\u202fAM UTC

bruno (sub-account), orders.ship
"""


def figures(capsys: pytest.CaptureFixture[str], *arguments: str) -> Figures:
    return json.loads(told(capsys, *arguments, "--json"))


def lines(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    return told(capsys, *arguments).splitlines()


def test_it_says_through_which_grants_or_why_not_and_who_could_give_it(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "--why", "orders.ship", "--member", "bruno")
    assert text.startswith(BRUNO)
    everywhere, lisbon, porto, later = text.removeprefix(BRUNO).splitlines()
    assert everywhere.startswith("  everywhere: no: orders.ship is not granted there")
    assert everywhere.endswith("; who could give it: maria")
    assert lisbon == "  lisbon: yes, through g3 (warehouse)"
    assert porto == "  porto: no: nothing is granted in shop porto; who could give it: maria"
    assert later == "    g4: warehouse, porto, from December 1, 2026, 12:00:00\u202fAM UTC on"


def test_what_is_limited_is_told_with_its_limits(capsys: pytest.CaptureFixture[str]) -> None:
    one = ("--why", "refunds.request", "--member", "bruno", "--shop", "lisbon")
    assert lines(capsys, *one)[2:] == [
        "bruno (sub-account), refunds.request",
        "  lisbon: yes, through g5 (after_sales)",
        "",
        "  Alone no more than",
        "    €50.00 in one action, €200.00 in one day",
    ]
    (bruno,) = figures(capsys, *one)["members"]
    assert bruno["limits"] == [{"currency": "EUR", "per_action": "50.00", "per_day": "200.00"}]
    assert "Alone" not in told(capsys, "--why", "orders.ship", "--member", "bruno"), "that is another scope"
    assert "Alone" not in told(capsys, "--why", "refunds.request", "--member", "ana")


def test_limits_in_two_currencies_are_told_apart(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    state = then(TEAM, limits("bo", limit("7"), limit(None, "80", currency="USD"), limit("1", scope="orders.cancel")))
    said = lines(capsys, kept(tmp_path, state), "--why", "refunds.request", "--member", "bo", "--at", NOW.isoformat())
    assert said[-3:] == ["  Alone no more than", "    €7.00 in one action", "    $80.00 in one day"]


@pytest.mark.parametrize(
    ("member", "scope", "answer"),
    [
        ("maria", "wallet.password.change", "  lisbon: yes, as the main account"),
        ("ana", "wallet.password.change", "  lisbon: no: wallet.password.change is the main account's alone"),
        ("ana", "orders.place", "  lisbon: no: no vendor can hold orders.place; it is for: buyer"),
        ("duarte", "orders.ship", "  lisbon: no: sub-account duarte is disabled; ask the main account"),
        ("bruno", "listings.view", "  lisbon: yes, through g3 (warehouse), g5 (after_sales)"),
    ],
    ids=["main", "the main account's alone", "no vendor's", "disabled", "two grants"],
)
def test_every_answer_is_told_in_a_line(
    member: str, scope: str, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lines(capsys, "--why", scope, "--member", member, "--shop", "lisbon")[3:] == [answer]


def test_without_a_member_all_of_them_are_told_of_in_every_shop(capsys: pytest.CaptureFixture[str]) -> None:
    told = figures(capsys, "--why", "orders.view")
    assert [member["id"] for member in told["members"]] == ["maria", "ana", "bruno", "carla", "duarte"]
    assert [[place["shop"] for place in member["shops"]] for member in told["members"]] == [
        [None, "lisbon", "porto"]
    ] * 5
    assert told["scope"] == "orders.view"


def test_a_manager_who_holds_it_there_could_give_it_and_nobody_gives_to_themselves(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book = presets.RuleBook(id=presets.PLAIN.id, subaccounts=DELEGATING)
    (path := tmp_path / "book.json").write_text(wire.dumps(book), "utf-8")
    state = company(
        hire("ana"),
        hire("bo"),
        define("lead", "grants.manage", "orders.ship"),
        give("ana", "lead", A),
        policy=DELEGATING,
    )
    asked = (kept(tmp_path, state), "--policy", str(path), "--at", NOW.isoformat(), "--why", "orders.ship")
    (bo,) = figures(capsys, *asked, "--member", "bo")["members"]
    assert [place["givers"] for place in bo["shops"]] == [["main"], ["main", "ana"], ["main"]]
    (ana,) = figures(capsys, *asked, "--member", "ana")["members"]
    assert [place["givers"] for place in ana["shops"]] == [["main"], [], ["main"]]


def test_whoever_is_barred_is_told_what_bars_them_and_of_nobody_who_could_give_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = kept(tmp_path, then(TEAM, SUSPEND, OPERATOR))
    for member in figures(capsys, path, "--at", NOW.isoformat(), "--why", "orders.view")["members"]:
        for place in member["shops"]:
            assert not place["granted"]
            assert (place["givers"], place["not_now"], len(place["reasons"])) == ([], [], 1)


def test_it_speaks_french(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "--why", "refunds.request", "--locale", "fr")
    assert "  lisbon\xa0: oui, en tant que compte principal\n" in text
    assert "  lisbon\xa0: oui, par g5 (after_sales)\n" in text
    assert "\u202f; qui pourrait l'attribuer\xa0: maria\n" in text
    assert "  Sans approbation, au plus\n    50,00\xa0€ par opération, 200,00\xa0€ par jour\n" in text
    assert [line for line in text.splitlines() if ENGLISH.search(line)] == []


@pytest.mark.parametrize("locale", ["en-GB", "de", "xx"])
def test_a_locale_that_is_not_known_is_english_altogether(locale: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "yes, as the main account" in told(capsys, "--why", "orders.ship", "--locale", locale)


# --- it is what `authorise` and `givers` say


def expected(state: Company, ctx: Context, scope: Scope) -> list[tuple[object, ...]]:
    """Member, shop, the grants or the reasons, and who could give it."""
    rows: list[tuple[object, ...]] = []
    shops: list[ShopId | None] = [None, *[shop.id for shop in state.shops]]
    for name in (state.main, *[one.id for one in state.sub_accounts]):
        one = Member.of(state, name)
        for shop in shops:
            match authorise(one, scope, shop, ctx):
                case Granted(by=by):
                    rows.append((name, shop, [held.grant for held in by], [], []))
                case Denied(reasons):
                    others = [] if one.barred else [who for who in givers(state, scope, shop, ctx) if who != name]
                    rows.append((name, shop, None, [reason.code for reason in reasons], others))
    return rows


def listed(told: dict[str, Any]) -> list[tuple[object, ...]]:
    return [
        (
            member["id"],
            place["shop"],
            [by["grant"] for by in place["by"]] if place["granted"] else None,
            [reason["code"] for reason in place["reasons"]],
            place["givers"],
        )
        for member in told["members"]
        for place in member["shops"]
    ]


@given(
    scope=st.sampled_from(sorted(info.scope for info in CATALOGUE.infos)),
    state=st.sampled_from([TEAM, AZULEJO, then(TEAM, SUSPEND, OPERATOR)]),
    after=st.integers(-3, 3),
)
def test_of_any_scope_it_is_what_authorise_and_givers_answer(scope: Scope, state: Company, after: int) -> None:
    ctx = context(DELEGATING, NOW + after * DAY / 2)
    shops: list[ShopId | None] = [None, *[shop.id for shop in state.shops]]
    names = (state.main, *[one.id for one in state.sub_accounts])
    answers = tuple([why(Member.of(state, name), state, shops, scope, ctx) for name in names])
    asked = Asked(state, ctx, presets.PLAIN.id, scope, answers)
    assert listed(json.loads(as_json(asked))) == expected(state, ctx, scope)
    for locale, yes in (("en", ": yes, "), ("fr", "\xa0: oui, ")):
        text = as_text(asked, locale)
        granted = [place for each in answers for place in each.places if place.granted is not None]
        assert text.count(yes) == len(granted)


@pytest.mark.parametrize(
    ("scope", "after", "grants"),
    [
        ("finance.view", -DAY, []),
        ("finance.view", DAY / 2, ["bo-admin-b", "bo-finance-b"]),
        ("finance.view", DAY - INSTANT, ["bo-admin-b", "bo-finance-b"]),
        ("finance.view", DAY, []),
        ("orders.ship", DAY / 2 - INSTANT, []),
        ("orders.ship", DAY / 2, ["bo-admin-b"]),
        ("wallet.password.change", timedelta(0), []),
    ],
)
def test_a_grant_that_would_let_them_at_another_time_is_told(scope: str, after: timedelta, grants: list[str]) -> None:
    """In shop b, bo is an administrator for half a day, and has finance from the next day on."""
    state, ctx = TEAM, context(DELEGATING, NOW + after)
    (place,) = why(Member.of(state, MemberId("bo")), state, [B], Scope(scope), ctx).places
    assert [grant.id for grant in place.not_now] == grants
