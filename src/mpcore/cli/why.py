"""Why a member may do something, or may not: the grants behind it, or every reason, and who could give it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from mpcore.cli.console import harmless
from mpcore.cli.rights import Figure, account_in_words, grant_figures, grant_in_words, head_figures, head_in_words
from mpcore.i18n import in_words, language, words
from mpcore.kernel import Refusal

if TYPE_CHECKING:
    from mpcore.kernel import MemberId, RuleBookId, Scope, ShopId
    from mpcore.subaccounts import Company, Context, Granted, Member, RoleGrant, SpendingLimit

__all__ = ["Asked", "Place", "Why", "as_json", "as_text", "why"]

_PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "everywhere": "everywhere",
        "main": "{shop}: yes, as the main account",
        "yes": "{shop}: yes, through {by}",
        "no": "{shop}: no: {reasons}",
        "givers": "{no}; who could give it: {givers}",
        "limits": "Alone no more than",
        "per_action": "{amount} in one action",
        "per_day": "{amount} in one day",
    },
    "fr": {
        "everywhere": "partout",
        "main": "{shop}\u00a0: oui, en tant que compte principal",
        "yes": "{shop}\u00a0: oui, par {by}",
        "no": "{shop}\u00a0: non\u00a0: {reasons}",
        "givers": "{no}\u202f; qui pourrait l'attribuer\u00a0: {givers}",
        "limits": "Sans approbation, au plus",
        "per_action": "{amount} par opération",
        "per_day": "{amount} par jour",
    },
}


class Place(NamedTuple):
    """Whether a member may do it in a shop; under None, everywhere."""

    shop: ShopId | None
    granted: Granted | None
    reasons: tuple[Refusal, ...]
    """Every reason why not; none where they may."""
    givers: tuple[MemberId, ...]
    """Who could give it to them; nobody where they may, or are barred."""
    not_now: tuple[RoleGrant, ...]
    """The grants of theirs that would let them, at another time."""


class Why(NamedTuple):
    """A member, and the answer for each of the shops."""

    member: Member
    places: tuple[Place, ...]
    limits: tuple[SpendingLimit, ...]
    """What they may spend through the scope without anybody's approval; none: it is not limited."""


class Asked(NamedTuple):
    """What is to be shown: why members of a company may do something at an instant, under a rule book, or may not."""

    company: Company
    context: Context
    rule_book: RuleBookId
    scope: Scope
    members: tuple[Why, ...]


def why(member: Member, company: Company, shops: Iterable[ShopId | None], scope: Scope, context: Context) -> Why:
    """What `authorise` answers in each of the shops, and who could give what is missing."""
    account = company.sub_account(member.id)
    limits = () if account is None else tuple([limit for limit in account.limits if limit.scope == scope])
    return Why(member, tuple([_place(member, company, shop, scope, context) for shop in shops]), limits)


def _place(member: Member, company: Company, shop: ShopId | None, scope: Scope, context: Context) -> Place:
    from mpcore.subaccounts import Granted, authorise, givers  # noqa: PLC0415 - only who asks pays for it

    access = authorise(member, scope, shop, context)
    if isinstance(access, Granted):
        return Place(shop, access, (), (), ())
    if member.barred is not None:
        return Place(shop, None, access.reasons, (), ())
    others = tuple([one for one in givers(company, scope, shop, context) if one != member.id])
    return Place(shop, None, access.reasons, others, _not_now(member, company, shop, scope, context))


def _not_now(
    member: Member, company: Company, shop: ShopId | None, scope: Scope, context: Context
) -> tuple[RoleGrant, ...]:
    if scope not in context.policy.grantable:
        return ()
    held = [one for one in member.held[shop] if scope in one.scopes and not one.during.contains(context.now)]
    grants = [company.grant(one.grant) for one in held]
    return tuple([grant for grant in grants if grant is not None])


def as_text(asked: Asked, locale: str) -> str:
    """For each member a line for each shop, the grants that would count at another time, and the limits.

    A locale whose language is neither English nor French is English altogether.
    """
    locale = locale if language(locale) in _PHRASES else "en"
    blocks = [[head_in_words(asked.company, asked.context, locale)]]
    blocks += [_block(each, asked.scope, locale) for each in asked.members]
    return "\n\n".join(["\n".join([harmless(line) for line in block]) for block in blocks])


def _block(each: Why, scope: Scope, locale: str) -> list[str]:
    phrases = _PHRASES[language(locale)]
    lines = [f"{account_in_words(each.member, locale)}, {scope}"]
    for place in each.places:
        lines.append(f"  {_answer(place, each.member, locale)}")
        lines += [f"    {grant_in_words(grant, locale)}" for grant in place.not_now]
    if each.limits:
        lines += ["", f"  {phrases['limits']}", *[f"    {_limit(limit, locale)}" for limit in each.limits]]
    return lines


def _answer(place: Place, member: Member, locale: str) -> str:
    phrases = _PHRASES[language(locale)]
    shop = phrases["everywhere"] if place.shop is None else place.shop
    if place.granted is not None:
        by = ", ".join([f"{held.grant} ({held.role})" for held in place.granted.by])
        return phrases["main" if member.is_main else "yes"].format(shop=shop, by=by)
    told: list[str] = []
    for reason in place.reasons:
        text, remedy = words(reason, locale)
        told.append(text if remedy is None else f"{text}; {remedy}")
    no = phrases["no"].format(shop=shop, reasons="; ".join(told))
    return phrases["givers"].format(no=no, givers=", ".join(place.givers)) if place.givers else no


def _limit(limit: SpendingLimit, locale: str) -> str:
    phrases, most = _PHRASES[language(locale)], (("per_action", limit.per_action), ("per_day", limit.per_day))
    said = [phrases[name].format(amount=in_words(amount, locale)) for name, amount in most if amount is not None]
    return ", ".join(said)


def as_json(asked: Asked) -> str:
    """The same as figures: by member and shop (null: everywhere), the grants, or the reasons and who could give it."""
    told: dict[str, Figure] = {
        **head_figures(asked.company, asked.context, asked.rule_book),
        "scope": asked.scope,
        "members": [_member(each) for each in asked.members],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _member(each: Why) -> dict[str, Figure]:
    return {
        "id": each.member.id,
        "is_main": each.member.is_main,
        "shops": [
            {
                "shop": place.shop,
                "granted": place.granted is not None,
                "by": [] if place.granted is None else [{"grant": h.grant, "role": h.role} for h in place.granted.by],
                "reasons": [{"code": reason.code, "text": reason.message} for reason in place.reasons],
                "givers": list(place.givers),
                "not_now": [grant_figures(grant) for grant in place.not_now],
            }
            for place in each.places
        ],
        "limits": [
            {
                "currency": limit.currency,
                "per_action": None if limit.per_action is None else str(limit.per_action.amount),
                "per_day": None if limit.per_day is None else str(limit.per_day.amount),
            }
            for limit in each.limits
        ],
    }
