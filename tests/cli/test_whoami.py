"""`mpcore whoami` as it is used: who of a company may do what, where, and through which grants."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import datetime, tzinfo
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpcore import presets, wire
from mpcore.cli import main
from mpcore.cli.rights import Shown, as_json, as_text, rights_of
from mpcore.kernel import MemberId, Scope, ShopId, utc
from mpcore.subaccounts import (
    CATALOGUE,
    ROLE_PRESETS,
    Between,
    Company,
    Context,
    Denied,
    Granted,
    Member,
    ScopeInfo,
    SubAccountPolicy,
    authorise,
)
from tests.cli.test_quotes import AT, EXAMPLE, STEERING, Figures, stored
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    NOW,
    OPERATOR,
    PLAIN,
    SUSPEND,
    VENDOR,
    A,
    B,
    company,
    define,
    delete,
    disable,
    give,
    hire,
    then,
)
from tools import snippets

COMPANY: Figures = json.loads((EXAMPLE / "company.json").read_text("utf-8"))
AZULEJO = wire.load(Company, COMPANY)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What went to stdout, of a run that has nothing to complain about."""
    assert main(["whoami", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def figures(capsys: pytest.CaptureFixture[str], *arguments: str) -> Figures:
    return json.loads(told(capsys, *arguments, "--json"))


def kept(directory: Path, state: Company) -> str:
    (path := directory / "company.json").write_text(wire.dumps(state), "utf-8")
    return str(path)


# --- the bundled example

CARLA = """\
Company azulejo, November 27, 2026, 10:00:00\u202fAM UTC

carla (sub-account)
                              everywhere  lisbon  porto
  finance.view *              ✓ g6        ✓ g6    ✓ g6
  invoices.commission_view *  ✓ g6        ✓ g6    ✓ g6
  invoices.view               ✓ g6        ✓ g6    ✓ g6
  orders.view                 ✓ g6        ✓ g6    ✓ g6
  payouts.request *           ✓ g6        ✓ g6    ✓ g6
  payouts.view *              ✓ g6        ✓ g6    ✓ g6
  refunds.view                ✓ g6        ✓ g6    ✓ g6
  returns.view                ✓ g6        ✓ g6    ✓ g6
  stats.view                  ✓ g6        ✓ g6    ✓ g6
  tips.view                   ✓ g6        ✓ g6    ✓ g6
  wallet.view *               ✓ g6        ✓ g6    ✓ g6

  Grants
    g6: finance, everywhere

* sensitive: personal data, money, credentials
"""

BRUNO = """\
Company azulejo, November 27, 2026, 10:00:00\u202fAM UTC

bruno (sub-account)
  nothing: no grant of theirs counts here now

  Grants that do not count now
    g4: warehouse, porto, from December 1, 2026, 12:00:00\u202fAM UTC on
"""

DUARTE = """\
Company azulejo, November 27, 2026, 10:00:00\u202fAM UTC

duarte (sub-account)
  nothing: sub-account duarte is disabled; ask the main account
"""


def test_a_member_is_told_what_they_may_do_and_through_which_grant(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--member", "carla") == CARLA
    assert told(capsys, "--member", "carla") == CARLA, "whenever it is asked"
    assert told(capsys, "--member", "carla", "--at", AT) == CARLA


def test_a_member_who_may_do_nothing_is_told_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--member", "bruno", "--shop", "porto") == BRUNO
    assert told(capsys, "--member", "duarte") == DUARTE
    assert told(capsys, "--member", "duarte", "--shop", "lisbon") == DUARTE


def test_without_a_member_all_of_them_are_told_of_the_main_account_first(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys)
    heads = re.findall(r"^\S.* \(.*\)$", text, re.MULTILINE)
    assert heads == ["maria (main account)", *[f"{name} (sub-account)" for name in ("ana", "bruno", "carla", "duarte")]]
    count = len(CATALOGUE.staff)
    assert f"  all {count} rights that a vendor can have, in every shop and in what is of no single one\n" in text
    assert "\n".join(CARLA.splitlines()[2:-2]) in text
    assert "  listings.view                –           ✓ g3, g5  –\n" in text, "two grants behind one tick"
    assert "    g5: after_sales, lisbon, from November 1, 2026, " in text
    assert " on, until January 15, 2027, " in text


def test_the_main_account_is_told_at_length_where_it_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [line for line in told(capsys, "--member", "maria").splitlines() if "✓" in line]
    assert [row.split()[0] for row in rows] == sorted(CATALOGUE.staff)
    assert all(row.count("✓") == 3 for row in rows)


def test_one_shop_may_be_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "--member", "ana", "--shop", "porto")
    assert "lisbon" not in text
    assert "everywhere" not in text
    assert "g1" not in text
    assert "  orders.view      ✓ g2\n" in text
    assert "sensitive" not in text, "there is no mark to explain"
    assert figures(capsys, "--shop", "lisbon")["members"][3]["shops"][0]["shop"] == "lisbon"


@pytest.mark.parametrize(
    ("at", "grants"),
    [
        ("2026-11-30T23:59:59.999999Z", set[str]()),
        ("2026-12-01T00:00:00Z", {"g4"}),
        ("2026-12-01T01:00:00+01:00", {"g4"}),
    ],
)
def test_it_is_of_the_instant_that_is_asked_about(
    at: str, grants: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (bruno,) = figures(capsys, "--member", "bruno", "--shop", "porto", "--at", at)["members"]
    assert {by["grant"] for each in bruno["shops"][0]["granted"] for by in each["by"]} == grants
    assert {one["grant"] for one in bruno["not_now"]} == {"g4"} - grants


ENGLISH = re.compile(
    r"\b(account|everywhere|nothing|grants?|count|from|until|sensitive|money|disabled|ask|company|here|now)\b"
)


def test_it_speaks_french(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "--locale", "fr")
    assert text.startswith("Société azulejo, 27 novembre 2026, 10:00:00 TU\n\nmaria (compte principal)\n")
    assert (
        "  rien\xa0: sous-compte duarte\xa0: état actuel «\xa0désactivé\xa0»; adressez-vous au compte principal\n"
        in (text.replace("\u202f;", ";"))
    )
    assert "    g4\xa0: warehouse, porto, à partir du 1 décembre 2026, 00:00:00 TU\n" in text
    assert "\n* sensible\xa0: données personnelles, argent, identifiants\n" in text
    rest = [line for line in text.splitlines() if "✓" not in line]
    assert [line for line in rest if ENGLISH.search(line)] == []
    assert [line for line in told(capsys).splitlines() if ENGLISH.search(line)] != []


@pytest.mark.parametrize("locale", ["en-GB", "de", "xx", "../../etc", "", "fr\x00"])
def test_a_locale_that_is_not_known_is_english_altogether(locale: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nothing: no grant of theirs counts here now" in told(
        capsys, "--member", "bruno", "--shop", "porto", "--locale", locale
    )


def test_the_example_is_made_of_presets_and_shows_what_there_is_to_show() -> None:
    by_id = {preset.id: preset for preset in ROLE_PRESETS}
    for role in AZULEJO.roles:
        assert (role.name, role.scopes) == (by_id[role.id].name, by_id[role.id].scopes(PLAIN))
    assert len(AZULEJO.shops) == 2
    assert [one.stage.value for one in AZULEJO.sub_accounts] == ["active", "active", "active", "disabled"]
    assert [grant.id for grant in AZULEJO.grants if not grant.during.contains(moment())] == ["g4"]


def moment() -> datetime:
    return datetime.fromisoformat(AT)


def test_the_reference_shows_what_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    page = snippets.ROOT / "docs" / "reference" / "cli.md"
    blocks = snippets.blocks(page.read_text("utf-8"))
    pairs = [(asked.text, shown.text) for asked, shown in pairwise(blocks) if "mpcore whoami" in asked.text]
    assert len(pairs) == 2
    for asked, shown in pairs:
        arguments = asked.split()[4:]
        assert told(capsys, *arguments).replace("\u202f", " ").strip() == shown.strip()


# --- what is granted is what `authorise` grants


def expected(state: Company, ctx: Context) -> dict[tuple[str, str | None, str], list[str]]:
    """Member, shop and scope of everything that is granted, with the grants behind it, asked one by one."""
    granted: dict[tuple[str, str | None, str], list[str]] = {}
    shops: list[ShopId | None] = [None, *[shop.id for shop in state.shops]]
    for name in (state.main, *[one.id for one in state.sub_accounts]):
        asked = Member.of(state, name)
        for shop in shops:
            for info in ctx.policy.scopes.infos:
                match authorise(asked, info.scope, shop, ctx):
                    case Granted(by=by):
                        granted[name, shop, info.scope] = [held.grant for held in by]
                    case Denied():
                        pass
    return granted


def listed(told: Figures) -> dict[tuple[str, str | None, str], list[str]]:
    rows = [
        ((member["id"], shop["shop"], each["scope"]), [by["grant"] for by in each["by"]])
        for member in told["members"]
        for shop in member["shops"]
        for each in shop["granted"]
    ]
    assert len(dict(rows)) == len(rows), "nothing is said twice"
    return dict(rows)


def context(policy: SubAccountPolicy = PLAIN, now: datetime = NOW) -> Context:
    return Context(now=utc(now), actor=OPERATOR, policy=policy)


def test_the_json_is_all_that_authorise_grants_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    told = figures(capsys)
    granted = expected(AZULEJO, context(now=moment()))
    assert len(granted) > 300
    assert listed(told) == granted
    assert [member["id"] for member in told["members"]] == ["maria", "ana", "bruno", "carla", "duarte"]
    assert all([shop["shop"] for shop in member["shops"]] == [None, "lisbon", "porto"] for member in told["members"])
    for member in told["members"]:
        for shop in member["shops"]:
            for each in shop["granted"]:
                info = CATALOGUE.get(Scope(each["scope"]))
                assert info is not None
                assert each["sensitive"] is info.sensitive


TEAM = company(
    *[hire(name) for name in ("ana", "bo", "cy", "dora", "eve")],
    *[preset.define(VENDOR, policy=DELEGATING, opt_in=preset.opt_in) for preset in ROLE_PRESETS],
    define("lead", "grants.manage", "roles.manage", "orders.*"),
    give("ana", "lead"),
    give("ana", "warehouse", A, Between(utc(NOW), utc(NOW + DAY))),
    give("bo", "admin", B, Between(None, utc(NOW + DAY / 2))),
    give("bo", "finance", B, Between(utc(NOW + DAY))),
    give("bo", "finance", A),
    give("cy", "viewer", A),
    give("cy", "marketing", A),
    give("dora", "after_sales"),
    disable("cy"),
    delete("dora"),
    policy=DELEGATING,
)
SUSPENDED = then(TEAM, SUSPEND, OPERATOR)
STATES = {"azulejo": AZULEJO, "a team": TEAM, "a suspended team": SUSPENDED, "nobody else": company(shops=())}
POLICIES = {"plain": PLAIN, "delegating": DELEGATING}


@pytest.mark.parametrize("now", [NOW - DAY, NOW, NOW + DAY], ids=["before", "now", "after"])
@pytest.mark.parametrize("policy", sorted(POLICIES))
@pytest.mark.parametrize("name", sorted(STATES))
def test_of_any_company_it_is_what_authorise_grants(
    name: str, policy: str, now: datetime, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    state, rules = STATES[name], POLICIES[policy]
    book = presets.RuleBook(id=presets.PLAIN.id, subaccounts=rules)
    (path := tmp_path / "book.json").write_text(wire.dumps(book), "utf-8")
    told = figures(capsys, kept(tmp_path, state), "--policy", str(path), "--at", now.isoformat())
    assert listed(told) == expected(state, context(rules, now))
    for member in told["members"]:
        barred = Member.of(state, MemberId(member["id"])).barred
        assert member["barred"] == (None if barred is None else {"code": barred.code, "text": barred.message})
        assert member["is_main"] is (member["id"] == state.main)
    assert (told["company"], told["stage"], told["rule_book"]) == (state.id, state.stage.value, "plain")
    assert datetime.fromisoformat(told["at"]) == now


@pytest.mark.parametrize("name", sorted(STATES))
def test_a_member_and_a_shop_are_told_of_as_among_all(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    state = STATES[name]
    path, at = kept(tmp_path, state), NOW.isoformat()
    every = listed(figures(capsys, path, "--at", at))
    for who in (state.main, *[one.id for one in state.sub_accounts]):
        for shop in state.shops:
            one = listed(figures(capsys, path, "--at", at, "--member", who, "--shop", shop.id))
            assert one == {at: by for at, by in every.items() if at[:2] == (who, shop.id)}


def test_a_grant_that_does_not_count_now_is_told_with_its_window(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = figures(capsys, kept(tmp_path, TEAM), "--member", "bo", "--at", "2026-03-27T08:59:59Z")
    (bo,) = told["members"]
    assert bo["not_now"] == [
        {"grant": "bo-admin-b", "role": "admin", "shop": "b", "start": None, "end": "2026-03-26T21:00:00Z"},
        {"grant": "bo-finance-b", "role": "finance", "shop": "b", "start": "2026-03-27T09:00:00Z", "end": None},
    ]


def test_a_suspended_company_lets_nobody_do_anything(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = told(capsys, kept(tmp_path, SUSPENDED), "--at", NOW.isoformat())
    assert "✓" not in text
    assert text.count("nothing: ") == 1 + len(TEAM.sub_accounts)
    assert "main (main account)\n  nothing: " in text


def test_a_policy_decides(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path, at = kept(tmp_path, TEAM), NOW.isoformat()
    plain = listed(figures(capsys, path, "--at", at, "--policy", "shopee"))
    assert ("ana", None, "grants.manage") not in plain
    own = ScopeInfo(scope=Scope("acme.gift_wrap"), meaning="wrap gifts", sensitive=True)
    book = presets.PLAIN.what_if(
        {"subaccounts.delegated": DELEGATING.delegated, "subaccounts.scopes": CATALOGUE.extended(own)}
    )
    (file := tmp_path / "book.json").write_text(wire.dumps(book), "utf-8")
    delegating = listed(figures(capsys, path, "--at", at, "--policy", str(file)))
    assert delegating["ana", None, "grants.manage"] == ["ana-lead-all"]
    assert delegating["main", "a", "acme.gift_wrap"] == []
    text = told(capsys, path, "--at", at, "--policy", str(file), "--member", "main")
    assert re.search(r"^  acme\.gift_wrap \* +✓ +✓ +✓$", text, re.MULTILINE)


# --- the words


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(some_at=st.integers(-3, 3), member=st.sampled_from([TEAM.main, *[one.id for one in TEAM.sub_accounts]]))
def test_words_and_figures_tell_the_same(some_at: int, member: MemberId) -> None:
    ctx = context(DELEGATING, NOW + some_at * DAY / 2)
    shops = (None, A, B)
    shown = Shown(TEAM, ctx, presets.PLAIN.id, (rights_of(Member.of(TEAM, member), TEAM, shops, ctx),), at_length=True)
    granted = listed(json.loads(as_json(shown)))
    for locale in ("en", "fr"):
        rows = [line.split("  ") for line in as_text(shown, locale).splitlines() if "✓" in line]
        names = {row[1].removesuffix(" *") for row in rows}
        assert names == {scope for _, _, scope in granted}
        ticks = sum([cell.strip().startswith("✓") for row in rows for cell in row])
        assert ticks == len(granted)


def test_what_stands_in_a_file_steers_no_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    role = {"id": "r1", "name": "Evil\x1b[31m\u202e", "scopes": ["orders.view"]}
    evil: Figures = {**COMPANY, "roles": [role], "grants": [{"id": "g1", "member": "ana", "role": "r1"}]}
    text = told(capsys, stored(tmp_path, "c.json", evil), "--at", AT)
    assert not STEERING.search(text)
    assert "  orders.view  ✓ g1" in text


# --- as a command


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "mpcore", "whoami", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **more}, timeout=60)  # noqa: S603


def test_the_module_is_a_command_and_nothing_around_it_matters() -> None:
    said = [
        run(PYTHONIOENCODING="utf-8", LC_ALL="C", TZ="Pacific/Apia", PYTHONHASHSEED="1"),
        run(PYTHONIOENCODING="utf-8", LC_ALL="fr_FR.UTF-8", TZ="Asia/Tokyo", PYTHONHASHSEED="77", COLUMNS="20"),
    ]
    assert [(done.returncode, done.stderr) for done in said] == [(0, b""), (0, b"")]
    assert said[0].stdout == said[1].stdout
    assert "✓ g3, g5" in said[0].stdout.decode()


def test_the_clock_is_read_only_for_files_of_ones_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Broken(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Broken:
            raise AssertionError(f"the clock was read in {tz}")

    monkeypatch.setattr("mpcore.cli.clock.datetime", Broken)
    path = kept(tmp_path, AZULEJO)
    assert told(capsys, "--member", "carla") == CARLA
    assert told(capsys, path, "--member", "carla", "--at", AT) == CARLA
    with pytest.raises(AssertionError, match="the clock was read"):
        main(["whoami", path])
