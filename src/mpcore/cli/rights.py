"""What the members of a company may do, shop by shop, in words or as JSON; every tick with the grants behind it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mpcore.cli.console import harmless
from mpcore.i18n import in_words, language, words

if TYPE_CHECKING:
    from datetime import datetime

    from mpcore.kernel import RuleBookId, Scope, ShopId
    from mpcore.subaccounts import Company, Context, Granted, Member, RoleGrant

__all__ = [
    "Figure",
    "Rights",
    "Shown",
    "account_in_words",
    "as_json",
    "as_text",
    "grant_figures",
    "grant_in_words",
    "head_figures",
    "head_in_words",
    "rights_of",
]

_PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "Company {company}, {at}",
        "main": "{member} (main account)",
        "sub_account": "{member} (sub-account)",
        "everything": "all {count} rights that a vendor can have, in every shop and in what is of no single one",
        "everywhere": "everywhere",
        "nothing": "nothing: {why}",
        "no_grant": "no grant of theirs counts here now",
        "now": "Grants",
        "not_now": "Grants that do not count now",
        "grant": "{grant}: {role}, {shop}{start}{end}",
        "start": ", from {at} on",
        "end": ", until {at}",
        "sensitive": "* sensitive: personal data, money, credentials",
    },
    "fr": {
        "head": "Société {company}, {at}",
        "main": "{member} (compte principal)",
        "sub_account": "{member} (sous-compte)",
        "everything": "les {count} droits qu'un vendeur peut avoir, dans chaque boutique et hors boutique",
        "everywhere": "partout",
        "nothing": "rien\u00a0: {why}",
        "no_grant": "aucune de ses attributions ne vaut ici à présent",
        "now": "Attributions",
        "not_now": "Attributions sans effet à présent",
        "grant": "{grant}\u00a0: {role}, {shop}{start}{end}",
        "start": ", à partir du {at}",
        "end": ", jusqu'au {at}",
        "sensitive": "* sensible\u00a0: données personnelles, argent, identifiants",
    },
}
_TICK, _NONE = "✓", "–"


class Rights(NamedTuple):
    """What a member may do, and the grants of theirs that are in force, those that do not count now included."""

    member: Member
    shops: dict[ShopId | None, tuple[Granted, ...]]
    """By shop, in the order of the company's; under None, what they may do everywhere.  Scopes in their order."""
    now: tuple[RoleGrant, ...]
    not_now: tuple[RoleGrant, ...]


class Shown(NamedTuple):
    """What is to be shown: members of a company at an instant, under a rule book."""

    company: Company
    context: Context
    rule_book: RuleBookId
    members: tuple[Rights, ...]
    at_length: bool
    """Whether everything of the main account is shown, scope by scope."""


def rights_of(member: Member, company: Company, shops: Iterable[ShopId | None], context: Context) -> Rights:
    """Every scope of the catalogue that `authorise` grants them, in each of the shops."""
    from mpcore.subaccounts import Granted, authorise, visible  # noqa: PLC0415 - only who asks pays for it

    granted: dict[ShopId | None, tuple[Granted, ...]] = {}
    for shop in shops:
        asked = [authorise(member, scope, shop, context) for scope in sorted(visible(member, shop, context))]
        granted[shop] = tuple([access for access in asked if isinstance(access, Granted)])
    grants = [grant for grant in company.granted_to(member.id) if grant.shop is None or grant.shop in granted]
    counts = [grant.during.contains(context.now) for grant in grants]
    now = tuple([grant for grant, counted in zip(grants, counts, strict=True) if counted])
    not_now = tuple([grant for grant, counted in zip(grants, counts, strict=True) if not counted])
    return Rights(member, granted, now, not_now)


def as_text(shown: Shown, locale: str) -> str:
    """A matrix for each member: what they may do, where, and through which grants; or why they may do nothing.

    A locale whose language is neither English nor French is English altogether.
    """
    locale = locale if language(locale) in _PHRASES else "en"
    phrases = _PHRASES[language(locale)]
    blocks = [[head_in_words(shown.company, shown.context, locale)]]
    blocks += [_block(rights, shown, locale) for rights in shown.members]
    told = {each.scope for rights in shown.members if _at_length(rights, shown) for each in _granted_to(rights)}
    if told & _sensitive(shown):
        blocks.append([phrases["sensitive"]])
    return "\n\n".join(["\n".join([harmless(line) for line in block]) for block in blocks])


def head_in_words(company: Company, context: Context, locale: str) -> str:
    """Which company, and at which instant; the locale is English or French."""
    at = in_words(context.now, locale)
    return _PHRASES[language(locale)]["head"].format(company=company.id, at=at)


def account_in_words(member: Member, locale: str) -> str:
    """Who, and what account that is; the locale is English or French."""
    return _PHRASES[language(locale)]["main" if member.is_main else "sub_account"].format(member=member.id)


def _block(rights: Rights, shown: Shown, locale: str) -> list[str]:
    member, phrases = rights.member, _PHRASES[language(locale)]
    lines = [account_in_words(member, locale)]
    if member.barred is not None:
        text, remedy = words(member.barred, locale)
        lines.append("  " + phrases["nothing"].format(why=text if remedy is None else f"{text}; {remedy}"))
    elif not _at_length(rights, shown):
        count = len(shown.context.policy.scopes.staff)
        lines.append("  " + phrases["everything"].format(count=in_words(count, locale)))
    elif _granted_to(rights):
        lines += [f"  {row}" for row in _matrix(rights, shown, phrases)]
    else:
        lines.append("  " + phrases["nothing"].format(why=phrases["no_grant"]))
    for name, grants in (("now", rights.now), ("not_now", rights.not_now)):
        if grants and member.barred is None:
            lines += ["", f"  {phrases[name]}", *[f"    {grant_in_words(grant, locale)}" for grant in grants]]
    return lines


def _at_length(rights: Rights, shown: Shown) -> bool:
    return shown.at_length or not rights.member.is_main


def _granted_to(rights: Rights) -> list[Granted]:
    return [each for granted in rights.shops.values() for each in granted]


def _matrix(rights: Rights, shown: Shown, phrases: Mapping[str, str]) -> list[str]:
    """A row for each scope that they hold anywhere, and a column for each shop."""
    cells: dict[Scope, dict[ShopId | None, str]] = {}
    for shop, granted in rights.shops.items():
        for each in granted:
            by = ", ".join([held.grant for held in each.by])
            cells.setdefault(each.scope, {})[shop] = f"{_TICK} {by}".rstrip()
    sensitive = _sensitive(shown)
    rows = [["", *[phrases["everywhere"] if shop is None else shop for shop in rights.shops]]]
    for scope in sorted(cells):
        label = f"{scope} *" if scope in sensitive else scope
        rows.append([label, *[cells[scope].get(shop, _NONE) for shop in rights.shops]])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join([f"{text:<{width}}" for text, width in zip(row, widths, strict=True)]).rstrip() for row in rows]


def grant_in_words(grant: RoleGrant, locale: str) -> str:
    """A grant with its role, its shop and its window; the locale is English or French."""
    phrases, during = _PHRASES[language(locale)], grant.during
    return phrases["grant"].format(
        grant=grant.id,
        role=grant.role,
        shop=phrases["everywhere"] if grant.shop is None else grant.shop,
        start="" if during.start is None else phrases["start"].format(at=in_words(during.start, locale)),
        end="" if during.end is None else phrases["end"].format(at=in_words(during.end, locale)),
    )


def _sensitive(shown: Shown) -> frozenset[Scope]:
    return frozenset([info.scope for info in shown.context.policy.scopes.infos if info.sensitive])


Figure: TypeAlias = "str | bool | Sequence[Figure] | dict[str, Figure] | None"
"""A value of JSON, as far as there is need for one."""


def as_json(shown: Shown) -> str:
    """Every scope that is granted, and nothing else: by member, by shop (null: everywhere), with the grants."""
    sensitive = _sensitive(shown)
    told: dict[str, Figure] = {
        **head_figures(shown.company, shown.context, shown.rule_book),
        "members": [_member(rights, sensitive) for rights in shown.members],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def head_figures(company: Company, context: Context, rule_book: RuleBookId) -> dict[str, Figure]:
    """Which company, at which instant, under which rule book."""
    return {
        "company": company.id,
        "stage": company.stage.value,
        "at": _instant(context.now),
        "rule_book": rule_book,
    }


def _member(rights: Rights, sensitive: frozenset[Scope]) -> dict[str, Figure]:
    barred = rights.member.barred
    return {
        "id": rights.member.id,
        "is_main": rights.member.is_main,
        "barred": None if barred is None else {"code": barred.code, "text": barred.message},
        "shops": [
            {"shop": shop, "granted": [_granted(each, sensitive) for each in granted]}
            for shop, granted in rights.shops.items()
        ],
        "not_now": [grant_figures(grant) for grant in rights.not_now],
    }


def grant_figures(grant: RoleGrant) -> dict[str, Figure]:
    """A grant with its role, its shop (null: everywhere) and its window."""
    return {
        "grant": grant.id,
        "role": grant.role,
        "shop": grant.shop,
        "start": _instant(grant.during.start),
        "end": _instant(grant.during.end),
    }


def _granted(each: Granted, sensitive: frozenset[Scope]) -> dict[str, Figure]:
    return {
        "scope": each.scope,
        "sensitive": each.scope in sensitive,
        "by": [{"grant": held.grant, "role": held.role} for held in each.by],
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
