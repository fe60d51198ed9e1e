"""Role presets: the matrix of the rule catalogue, cell by cell, and what no agent's role ever has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import MalformedError, MemberId, Scope, ShopId, VendorId
from mpcore.orders.views import seen
from mpcore.subaccounts import (
    ADMIN,
    AFTER_SALES,
    CATALOGUE,
    FINANCE,
    MARKETING,
    PRE_SALES,
    ROLE_PRESETS,
    SHOP_ACCOUNT,
    SHOP_MANAGER,
    UNBOUND_SHOP_ACCOUNT,
    VIEWER,
    WAREHOUSE,
    DefineRole,
    NonDelegableScope,
    RoleId,
    RolePreset,
    ScopeInfo,
    SubAccountPolicy,
    Who,
    member_of,
    visible,
)
from tests.orders.views.eventful import BUSY, PROPERTIES, TWO
from tests.subaccounts.say import DELEGATING, NOW, PLAIN, VENDOR, A, B, company, context, give, hire, member, refused
from tools.permissions_page import AMENDED, READINGS

BY_COLUMN: dict[str, RolePreset] = {preset.id.upper(): preset for preset in ROLE_PRESETS}
COLUMNS = (
    *("OWNER/main", "ADMIN (all delegable)", "SHOP_MANAGER", "PRE_SALES", "AFTER_SALES"),
    *("WAREHOUSE", "FINANCE", "MARKETING", "VIEWER"),
)

MATRIX = {
    "orders.view": "✓ ✓ ✓ ✓ ✓ ✓ ✓ – ✓",
    "orders.view_customer_data": "✓ ✓ ✓ – ✓ ✓(address) – – –",
    "orders.note": "✓ ✓ ✓ ✓ ✓ – – – –",
    "orders.ship, shipments.*": "✓ ✓ ✓ – – ✓ – – –",
    "orders.complete": "✓ ✓ ✓ – – ✓ – – –",
    "orders.cancel / edit_properties": "✓ ✓ ✓ – ✓ – – – –",
    "refunds.view/request/withdraw": "✓ ✓ ✓ – ✓ – view – view",
    "returns.* (not decide)": "✓ ✓ ✓ – ✓ receive view – view",
    "listings.view": "✓ ✓ ✓ ✓ ✓ ✓ – ✓ ✓",
    "listings.create/edit/stock": "✓ ✓ ✓ – – stock – edit –",
    "listings.delete": "✓ ✓ ✓ – – – – – –",
    "discounts.view / manage": "✓ ✓ ✓ view view – – ✓ view",
    "chat.use / transfer": "✓ ✓ ✓ ✓ ✓ – – – –",
    "chat.assign": "✓ ✓ ✓ – – – – – –",
    "stats.view, tips.view": "✓ ✓ ✓ – – – ✓ ✓ ✓",
    "finance.view, payouts.view/request, invoices": "✓ ✓ – – – – ✓ – –",
    "payout_account.manage, shop.password/email": "✓ opt-in – – – – opt-in – –",
    "sync.*": "✓ ✓ ✓ – – stock – – –",
    "team/roles/grants/audit": "✓ – – – – – – – –",
    "wallet.password.change": "✓ never never never never never never never never",
}
"""The matrix of the rule catalogue (§9.2), word for word."""

SCOPES = {
    "orders.view": "orders.view",
    "orders.view_customer_data": "orders.view_customer_data",
    "orders.note": "orders.note",
    "orders.ship, shipments.*": "orders.ship shipments.view shipments.edit_parcel shipments.bundle shipments.label "
    "shipments.track",
    "orders.complete": "orders.complete",
    "orders.cancel / edit_properties": "orders.cancel orders.edit_properties",
    "refunds.view/request/withdraw": "refunds.view refunds.request refunds.withdraw",
    "returns.* (not decide)": "returns.view returns.request_documents returns.accept returns.reject returns.receive "
    "returns.refund returns.escalate returns.answer_case",
    "listings.view": "listings.view",
    "listings.create/edit/stock": "listings.create listings.edit listings.stock",
    "listings.delete": "listings.delete",
    "discounts.view / manage": "discounts.view discounts.manage",
    "chat.use / transfer": "chat.use chat.transfer",
    "chat.assign": "chat.assign",
    "stats.view, tips.view": "stats.view tips.view",
    "finance.view, payouts.view/request, invoices": "finance.view payouts.view payouts.request invoices.view "
    "invoices.commission_view",
    "payout_account.manage, shop.password/email": "payout_account.manage shop.password.change shop.email.change",
    "sync.*": "sync.connect sync.map sync.unmap sync.settings",
    "team/roles/grants/audit": "team.view sub_accounts.create sub_accounts.manage roles.manage grants.manage "
    "audit_log.view",
    "wallet.password.change": "wallet.password.change",
}
"""What each row is about, scope by scope."""

OPERATORS_OWN = "an operator's scope, never vendor staff's (§00.8)"
CHANGED: dict[tuple[str, str], tuple[str, str]] = {
    ("orders.view_customer_data", "WAREHOUSE"): ("", "who has orders.ship sees the address, and nothing else"),
    ("sync.*", "WAREHOUSE"): ("", "no scope of sync is about stock; listings.stock is"),
    ("team/roles/grants/audit", "ADMIN"): ("team.view", "it may be delegated, and ADMIN has all that may"),
    **{
        ("orders.cancel / edit_properties", column): ("orders.cancel", OPERATORS_OWN)
        for column in ("OWNER", "ADMIN", "SHOP_MANAGER", "AFTER_SALES")
    },
}
"""Row and column -> the scopes of the row that it has instead, and why."""


def said(row: str, column: str) -> frozenset[str]:
    """What the catalogue gives a column of the scopes of a row."""
    names, place = SCOPES[row].split(), 0 if column == "OWNER" else COLUMNS.index(column.replace("ADMIN", COLUMNS[1]))
    cells = MATRIX[row].split()
    assert len(cells) == len(COLUMNS)
    match cells[place]:
        case "✓" | "✓(address)":
            return frozenset(names)
        case "–" | "never" | "opt-in":
            return frozenset()
        case action:
            return frozenset([name for name in names if name.rpartition(".")[2] == action])


def expected(row: str, column: str) -> frozenset[str]:
    change = CHANGED.get((row, column))
    return said(row, column) if change is None else frozenset(change[0].split())


def held(column: str) -> frozenset[Scope]:
    return CATALOGUE.staff if column == "OWNER" else BY_COLUMN[column].scopes(PLAIN)


CELLS = [(row, column) for row in MATRIX for column in ("OWNER", *BY_COLUMN)]


@pytest.mark.parametrize(("row", "column"), CELLS, ids=[f"{column}-{row}" for row, column in CELLS])
def test_a_preset_has_what_its_cell_says(row: str, column: str) -> None:
    assert held(column) & frozenset(SCOPES[row].split()) == expected(row, column)


def test_every_cell_of_the_matrix_is_compared() -> None:
    """Each is compared with the scopes of its row, of which there is one at least: no cell can say something else."""
    names = [re.split("[ /]", column)[0] for column in COLUMNS]
    assert names == ["OWNER", *BY_COLUMN]
    assert len(CELLS) == len(set(CELLS)) == 20 * 9
    assert {cell for row in MATRIX for cell in product([row], names)} == set(CELLS)
    for row, cells in MATRIX.items():
        assert len(cells.split()) == len(COLUMNS), row
        assert SCOPES[row].split(), row
        for cell in set(cells.split()) - {"✓", "✓(address)", "–", "never", "opt-in"}:
            assert any(name.endswith(f".{cell}") for name in SCOPES[row].split()) or (row, cell) == ("sync.*", "stock")


def test_a_cell_differs_from_the_catalogue_only_for_a_reason_that_still_holds() -> None:
    sync = ("sync.*", "WAREHOUSE")
    assert all(reason for _, reason in CHANGED.values())
    assert [at for at in CHANGED if expected(*at) == said(*at)] == [sync], "no scope of sync is about stock"
    assert "stock" in MATRIX["sync.*"]
    assert len(AMENDED) == 4, "the page names the same: one row, and three cells"
    assert {row for row, _ in CHANGED} == {
        "orders.view_customer_data",
        "sync.*",
        "team/roles/grants/audit",
        "orders.cancel / edit_properties",
    }


def test_every_scope_of_a_vendor_is_in_one_row_or_its_place_was_reasoned() -> None:
    of_rows = [scope for row in SCOPES.values() for scope in row.split()]
    assert len(of_rows) == len(set(of_rows))
    assert set(MATRIX) == set(SCOPES)
    assert set(of_rows) - {"orders.edit_properties"} | set(READINGS) == CATALOGUE.staff
    assert not set(of_rows) & set(READINGS)


@pytest.mark.parametrize("column", sorted(BY_COLUMN))
def test_what_may_be_opted_into_is_what_the_matrix_says(column: str) -> None:
    row = "payout_account.manage, shop.password/email"
    opt_in = {"ADMIN", "FINANCE"}
    assert BY_COLUMN[column].opt_in == (frozenset(SCOPES[row].split()) if column in opt_in else frozenset())


UNNAMED = {
    "SHOP_MANAGER": "orders.answer_cancellation orders.hold orders.remind orders.record_collection listings.duplicate "
    "listings.activate listings.import listings.export listings.assign_show discounts.stats chat.auto_reply "
    "shop.settings.view shop.settings.edit",
    "PRE_SALES": "orders.remind",
    "AFTER_SALES": "orders.answer_cancellation orders.hold",
    "WAREHOUSE": "orders.record_collection",
    "FINANCE": "wallet.view",
    "MARKETING": "discounts.stats listings.assign_show listings.export",
    "VIEWER": "discounts.stats",
}
"""Of what the matrix does not name, who has what; ADMIN has all of it that is delegable."""


@pytest.mark.parametrize("column", sorted(UNNAMED))
def test_what_the_matrix_does_not_name_was_placed_like_this(column: str) -> None:
    assert held(column) & set(READINGS) == set(UNNAMED[column].split())


def test_the_administrator_has_all_that_is_delegable_but_what_is_opted_into() -> None:
    assert ADMIN.scopes(PLAIN) == CATALOGUE.of(Who.DELEGABLE) - ADMIN.opt_in
    assert ADMIN.scopes(PLAIN) == ADMIN.scopes(DELEGATING), "what a policy lets be delegated is still not in it"


# --- the rule catalogue itself

RULES = Path(__file__).resolve().parents[3] / "shared" / "design" / "rules.md"


def rows_of(text: str) -> Iterator[list[str]]:
    """The rows of the table of §9.2."""
    section = text.partition("## 9.2 ")[2].partition("\n## ")[0].partition("\n# ")[0]
    for line in section.splitlines():
        if line.startswith("|") and not set(line) <= set("|-"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


DIGEST = "cf8d00bdd4312c37cf85e91ca80bc8f302fd0745f728f16a0bc04b3f4e7b5392"
"""Of the table of §9.2, head and rows, cells without the spaces around them."""


def digest(rows: Iterable[Iterable[str]]) -> str:
    return hashlib.sha256("\n".join(["|".join(row) for row in rows]).encode()).hexdigest()


def test_the_matrix_is_the_one_that_was_transcribed() -> None:
    """Whoever changes a cell here has to change the rule catalogue, and this digest with it."""
    rows = [["scope group", *COLUMNS], *[[name, *cells.split()] for name, cells in MATRIX.items()]]
    assert digest(rows) == DIGEST
    assert digest([*rows[:-1], [*rows[-1][:-1], "✓"]]) != DIGEST


@pytest.mark.skipif(not RULES.exists(), reason="the rule catalogue is not in this checkout")
def test_the_matrix_is_that_of_the_rule_catalogue() -> None:
    head, *rows = rows_of(RULES.read_text("utf-8"))
    assert digest([head, *rows]) == DIGEST
    assert tuple(head) == ("scope group", *COLUMNS)
    assert {name: " ".join(cells) for name, *cells in rows} == MATRIX


def test_a_table_that_says_something_else_is_seen() -> None:
    text = "## 9.2 Presets\n| scope group | A |\n|---|---|\n| x | ✓ |\nmore\n# 10. Events\n| not | this |\n"
    assert list(rows_of(text)) == [["scope group", "A"], ["x", "✓"]]


# --- what is sensitive

AGENTS = (PRE_SALES, AFTER_SALES, WAREHOUSE, MARKETING, VIEWER)
SENSITIVE = frozenset([info.scope for info in CATALOGUE.infos if info.sensitive])
MATRIX_ITSELF: dict[RolePreset, frozenset[str]] = {
    SHOP_MANAGER: frozenset({"orders.view_customer_data", "listings.delete"}),
    AFTER_SALES: frozenset({"orders.view_customer_data"}),
}
"""The sensitive scopes that the matrix itself gives to others than administrators and finance."""


def by_id(presets: tuple[RolePreset, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("preset", presets, ids=[preset.id for preset in presets])


@by_id((SHOP_MANAGER, *AGENTS))
@pytest.mark.rule("H17")
def test_nothing_sensitive_is_in_a_preset_but_what_the_matrix_itself_gives(preset: RolePreset) -> None:
    assert preset.scopes(PLAIN) & SENSITIVE == MATRIX_ITSELF.get(preset, frozenset())
    assert preset.scopes(DELEGATING) == preset.scopes(PLAIN)


@pytest.mark.rule("H17")
def test_bills_papers_and_credentials_are_sensitive_and_of_no_agent() -> None:
    closed = {"finance.view", "company.view", *ADMIN.opt_in, "wallet.password.change", "wallet.view", "orders.export"}
    assert closed <= SENSITIVE
    for preset in AGENTS:
        assert not preset.scopes(PLAIN) & closed
        assert not preset.opt_in


@pytest.mark.rule("H17")
def test_a_sensitive_scope_of_a_host_is_in_no_preset_but_the_administrators() -> None:
    areas = sorted({info.area for info in CATALOGUE.infos})
    own = [ScopeInfo(scope=Scope(f"{area}.acme_secrets"), meaning="see all", sensitive=True) for area in areas]
    usual = [ScopeInfo(scope=Scope(f"{area}.acme_shelves"), meaning="see shelves") for area in areas]
    policy = SubAccountPolicy(scopes=CATALOGUE.extended(*own, *usual))
    secrets, shelves = ({info.scope for info in infos} for infos in (own, usual))
    for preset in ROLE_PRESETS:
        assert preset.scopes(policy) & secrets == (secrets if preset is ADMIN else set())
    assert ADMIN.scopes(policy) >= shelves
    assert WAREHOUSE.scopes(policy) - WAREHOUSE.scopes(PLAIN) == {"shipments.acme_shelves"}


@by_id((ADMIN, FINANCE))
@pytest.mark.rule("H17")
def test_credentials_are_in_a_role_only_where_they_are_named(preset: RolePreset) -> None:
    password = Scope("shop.password.change")
    assert not preset.scopes(PLAIN) & preset.opt_in
    assert preset.scopes(PLAIN, [password]) == preset.scopes(PLAIN) | {password}
    assert preset.scopes(DELEGATING, preset.opt_in) == preset.scopes(PLAIN) | preset.opt_in


@pytest.mark.parametrize("scope", ["wallet.password.change", "finance.view", "shop.password.chang", "*"])
def test_what_a_preset_does_not_offer_cannot_be_opted_into(scope: str) -> None:
    with pytest.raises(MalformedError, match="is not opt-in for finance; there is payout_account"):
        FINANCE.scopes(PLAIN, [Scope(scope)])
    with pytest.raises(MalformedError, match="is not opt-in for warehouse; there is none"):
        WAREHOUSE.define(VENDOR, policy=PLAIN, opt_in={Scope(scope)})


# --- roles in a company


def team(*presets: RolePreset, policy: SubAccountPolicy = PLAIN, shop: str | None = A) -> dict[str, frozenset[Scope]]:
    """What each of them sees in the shop, whose role is a preset as it is."""
    defined = [preset.define(VENDOR, policy=policy) for preset in presets]
    staff = [hire(preset.id) for preset in presets]
    granted = [give(preset.id, preset.id, shop) for preset in presets]
    state = company(*staff, *defined, *granted, policy=policy)
    ctx = context(policy=policy)
    where = None if shop is None else ShopId(shop)
    return {preset.id: visible(member(state, preset.id), where, ctx) for preset in presets}


@pytest.mark.parametrize("policy", [PLAIN, DELEGATING], ids=["plain", "delegating"])
@pytest.mark.parametrize("shop", [A, None], ids=["in a shop", "everywhere"])
def test_whoever_has_a_preset_may_do_exactly_what_it_says(policy: SubAccountPolicy, shop: str | None) -> None:
    assert team(*ROLE_PRESETS, policy=policy, shop=shop) == {
        preset.id: preset.scopes(policy) for preset in ROLE_PRESETS
    }


def test_a_preset_is_granted_shop_by_shop() -> None:
    state = company(hire("ana"), AFTER_SALES.define(VENDOR, policy=PLAIN), give("ana", "after_sales", A))
    assert visible(member(state, "ana"), B, context()) == frozenset()


def test_a_preset_is_defined_under_its_own_id_or_another() -> None:
    command = VIEWER.define(VendorId("v2"), policy=PLAIN)
    assert command == DefineRole(
        company=VendorId("v2"), role=RoleId("viewer"), name="Viewer", scopes=VIEWER.scopes(PLAIN)
    )
    assert VIEWER.define(VendorId("v2"), policy=PLAIN, role=RoleId("guest")) == evolve(command, role=RoleId("guest"))


def test_the_company_refuses_what_is_opted_into_and_not_delegable() -> None:
    account = Scope("payout_account.manage")
    command = FINANCE.define(VENDOR, policy=PLAIN, opt_in={account})
    assert refused(company(), command) == [NonDelegableScope.code]
    state = company(hire("fin"), command, give("fin", "finance", A), policy=DELEGATING)
    assert account in visible(member(state, "fin"), A, context(policy=DELEGATING))
    assert account not in visible(member(state, "fin"), A, context()), "where the policy changes its mind"


@pytest.mark.parametrize("texts", ["orders.view", {"orders.vew"}, {"ship.*"}])
def test_a_preset_of_a_host_names_scopes_that_there_are(texts: object) -> None:
    with pytest.raises(MalformedError):
        RolePreset(
            id=RoleId("mine"),
            name="Mine",
            meaning="mine",
            texts=texts,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        ).scopes(PLAIN)


@given(st.sets(st.sampled_from(sorted(CATALOGUE.staff))), st.sets(st.sampled_from(sorted(CATALOGUE.staff))))
def test_a_preset_of_a_host_has_what_it_names_and_what_it_was_asked_for(texts: set[str], opt_in: set[Scope]) -> None:
    mine = RolePreset(id=RoleId("mine"), name="Mine", meaning="mine", texts=frozenset(texts), opt_in=frozenset(opt_in))
    assert mine.scopes(PLAIN) == texts - opt_in
    assert mine.scopes(PLAIN, opt_in) == texts | opt_in


@by_id(ROLE_PRESETS)
def test_a_preset_says_nothing_twice(preset: RolePreset) -> None:
    for text in preset.texts:
        fewer = evolve(preset, texts=preset.texts - {text})
        assert fewer.scopes(PLAIN) < preset.scopes(PLAIN), text
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", preset.id)
    assert not preset.meaning.endswith(".")


def test_presets_are_told_apart() -> None:
    assert len({preset.id for preset in ROLE_PRESETS}) == len({preset.name for preset in ROLE_PRESETS}) == 8
    assert len({preset.scopes(PLAIN) for preset in ROLE_PRESETS}) == 8


def test_a_shop_account_is_a_shop_manager_who_forms_no_groups() -> None:
    """A login of a single shop is that of its manager (§9.2), without what is of the platform (H16)."""
    assert SHOP_MANAGER.scopes(PLAIN) - SHOP_ACCOUNT == {"chat.assign"}
    assert SHOP_MANAGER.scopes(PLAIN) >= SHOP_ACCOUNT
    assert ADMIN.opt_in == UNBOUND_SHOP_ACCOUNT - SHOP_ACCOUNT


# --- the cell of the warehouse


def test_the_warehouse_sees_where_parcels_go_and_not_who_buys() -> None:
    """`✓(address)`: it is `orders.ship` that shows the address."""
    agents = (WAREHOUSE, AFTER_SALES, PRE_SALES)
    state = company(
        *[hire(preset.id) for preset in agents],
        *[preset.define(VENDOR, policy=PLAIN) for preset in agents],
        *[give(preset.id, preset.id) for preset in agents],
    )
    ware, after, before = (
        seen(TWO.state, member_of(state, MemberId(preset.id), NOW, PLAIN), BUSY.orders) for preset in agents
    )
    assert ware is not None
    assert after is not None
    assert before is not None
    assert (ware.buyer, ware.properties.email) == (None, None)
    assert ware.properties.shipping_address == PROPERTIES.shipping_address is not None
    assert (after.buyer, after.properties.email) == (TWO.state.buyer, PROPERTIES.email)
    assert (before.buyer, before.properties.shipping_address) == (None, None)
