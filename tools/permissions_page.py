"""Writes `docs/reference/permissions.md` from presets and catalogue; `--check` only says whether it is up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from mpcore.kernel import Scope
from mpcore.orders import ShipLines
from mpcore.orders.views import VIEW_CUSTOMER_DATA
from mpcore.presets import SHOPEE_ROLES
from mpcore.subaccounts import CATALOGUE, ROLE_PRESETS, RolePreset, ScopeInfo, SubAccountPolicy, Who

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "permissions.md"
PLAIN = SubAccountPolicy()
SCOPES = {preset.id: preset.scopes(PLAIN) for preset in ROLE_PRESETS}

WHO = {
    Who.DELEGABLE: "main account, and staff by grant",
    Who.BY_POLICY: "main account, and staff by grant where the policy says so",
    Who.NEVER: "main account",
    Who.BUYER: "buyers",
    Who.SYSTEM: "the system",
    Who.OPERATOR: "operators",
}

AMENDED: dict[str, str] = {
    "`orders.edit_properties`": "an operator's scope, so it is in no column, the main account's included (§00.8)",
    "`orders.view_customer_data`, warehouse": "not held. Whoever has `orders.ship` in a shop sees where its parcels go "
    "and nothing else of who buys: the cell says *address*",
    "`sync.*`, warehouse": "no scope of `sync` is about stock; what the warehouse does with stock is `listings.stock`",
    "`team.view`, administrator": "it may be delegated, and the administrator has everything that may; forming the "
    "team is the main account's",
}
"""Where the presets are not what the matrix of the rule catalogue says, and why."""

READINGS: dict[str, str] = {
    "orders.answer_cancellation": "goes with `orders.cancel`: whoever says yes cancels",
    "orders.hold": "goes with `orders.cancel`: it stops the goods without giving them up; a warehouse need not ship",
    "orders.remind": "is a word to a buyer who has not paid yet, so it is pre-sales",
    "orders.record_collection": "goes with `orders.ship`: it hands the parcel over",
    "orders.export": "carries buyers' data out of the house in bulk: administrators only",
    "listings.duplicate": "goes with `listings.create`",
    "listings.activate": "goes with `listings.create`: it decides what is for sale",
    "listings.import": "goes with `listings.create`: it creates and overwrites in bulk",
    "listings.export": "goes with `listings.edit`: it is how listings get into catalogues and advertisements",
    "listings.assign_show": "goes with `listings.edit`: a show presents goods",
    "discounts.stats": "whoever sees both coupons and figures sees the figures of coupons",
    "chat.auto_reply": "goes with `chat.assign`: it sets up a shop's conversations",
    "shop.settings.view": "whoever runs a shop",
    "shop.settings.edit": "whoever runs a shop",
    "wallet.view": "goes with `finance.view`",
    "company.view": "papers of the company are nobody's duty below the administrator (H17)",
    "company.edit": "the main account's alone",
    "company.transfer": "the main account's alone",
    "shops.add": "the main account's alone",
    "plan.change": "the main account's alone",
    "account.delete": "the main account's alone",
    "limits.manage": "goes with the team: by policy only",
}
"""Scopes that the matrix of the rule catalogue does not name, and why they are where they are."""


def cell(preset: RolePreset, scope: Scope) -> str:
    """What the matrix says of one scope in one preset."""
    if scope in SCOPES[preset.id]:
        return "✓"
    if scope in preset.opt_in:
        return "opt-in"
    ships = scope == VIEW_CUSTOMER_DATA and ShipLines.scope in SCOPES[preset.id]
    return "address" if ships else "–"


def matrix() -> list[str]:
    """A row for each scope that somebody of a vendor can have, a column for each preset."""
    return _table(
        ["scope", "main account", *[preset.name.lower() for preset in ROLE_PRESETS]],
        [
            [_named(info), "✓", *[cell(preset, info.scope) for preset in ROLE_PRESETS]]
            for info in CATALOGUE.infos
            if info.is_staff
        ],
    )


def presets() -> list[str]:
    """Who they are for, and what is told of them by wildcards and by opt-in."""
    return _table(
        ["preset", "name", "whoever has it", "wildcards", "by opt-in", "at Shopee (external)"],
        [
            [
                f"`{preset.id}`",
                preset.name,
                preset.meaning,
                _codes([text for text in preset.texts if text.endswith("*")]),
                _codes(preset.opt_in),
                ", ".join([name for name, those in SHOPEE_ROLES.items() if preset in those]) or "–",
            ]
            for preset in ROLE_PRESETS
        ],
    )


def readings() -> list[str]:
    """Where the matrix of the rule catalogue is silent."""
    holders = {scope: [preset.id for preset in ROLE_PRESETS if scope in SCOPES[preset.id]] for scope in READINGS}
    return _table(
        ["scope", "presets", "why"],
        [[f"`{scope}`", _codes(holders[scope], ordered=True), why] for scope, why in sorted(READINGS.items())],
    )


def catalogue() -> list[str]:
    """Every scope there is."""
    return _table(
        ["area", "scope", "its holder may", "whose it can be", "sensitive"],
        [
            [info.area, f"`{info.scope}`", info.meaning, WHO[info.who], "sensitive" if info.sensitive else ""]
            for info in CATALOGUE.infos
        ],
    )


def page() -> str:
    """The page."""
    text = [
        "# Permissions",
        "",
        "Made from `mpcore.subaccounts.ROLE_PRESETS` and `CATALOGUE` by `python -m tools.permissions_page`. What a",
        "member of a company of yours may do, and through which grant, is told by [`mpcore whoami`](cli.md).",
        "",
        "## Role presets",
        "",
        "`preset.define(company, policy=policy)` is the command that gives a company the role. What is opted into has",
        'to be named: `ADMIN.define(company, policy=policy, opt_in={"shop.password.change"})`. A wildcard stands for',
        "what is delegable and is not opted into; but for the `*` of the administrator, never for what is sensitive.",
        "",
        *presets(),
        "",
        "## Who may do what",
        "",
        "✓: has it. opt-in: has it where it is named. address: sees where parcels go, since it ships them.",
        "\\*: sensitive. What is delegable by policy only is in no preset, unless it is opted into, and delegated.",
        "",
        *matrix(),
        "",
        "## Where this differs from the matrix of the rule catalogue (§9.2)",
        "",
        *[f"* {what}: {why}." for what, why in AMENDED.items()],
        "",
        "## Where that matrix is silent",
        "",
        "Administrators have whatever is delegable. Of what the matrix does not name, the others have this:",
        "",
        *readings(),
        "",
        "## Every scope",
        "",
        *catalogue(),
    ]
    return "\n".join(text) + "\n"


def _named(info: ScopeInfo) -> str:
    return f"`{info.scope}` \\*" if info.sensitive else f"`{info.scope}`"


def _codes(texts: Iterable[str], *, ordered: bool = False) -> str:
    return ", ".join([f"`{text}`" for text in (texts if ordered else sorted(texts))]) or "–"


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def main(argv: list[str]) -> int:
    """Write it, or check it."""
    if "--check" not in argv:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print(f"{PAGE} is out of date; run python -m tools.permissions_page")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
