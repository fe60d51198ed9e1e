"""`mpcore whoami`: a company from a file, and who of it may do what, or why."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from mpcore.cli.arguments import Options
from mpcore.cli.books import rules_of
from mpcore.cli.clock import moment
from mpcore.cli.console import listed, say
from mpcore.cli.files import loaded
from mpcore.cli.rights import Shown, as_json, as_text, rights_of
from mpcore.kernel import Fault, MalformedError, MemberId, Scope, ShopId, System, utc

if TYPE_CHECKING:
    from mpcore.subaccounts import Company, ScopeCatalogue

__all__ = ["introduced"]


def introduced(options: Options) -> None:
    """Say what the members may do, or why they may do something; `MalformedError` names the argument at fault."""
    from mpcore import subaccounts  # noqa: PLC0415 - only who asks pays for it
    from mpcore.cli import why  # noqa: PLC0415 - only who asks pays for it

    book = rules_of(options.policy)
    now = moment(options.at, example=options.company is None)
    company = loaded(subaccounts.Company, "COMPANY", options.company, "company.json")
    context = subaccounts.Context(now=utc(now), actor=System("whoami"), policy=book.subaccounts)
    shops = _shops(company, options.shop)
    members = [subaccounts.Member.of(company, member) for member in _members(company, options.member)]
    if options.why is not None:
        scope = _scope(book.subaccounts.scopes, options.why)
        asked = why.Asked(
            company=company,
            context=context,
            rule_book=book.id,
            scope=scope,
            members=tuple([why.why(member, company, shops, scope, context) for member in members]),
        )
        say(why.as_json(asked) if options.as_json else why.as_text(asked, options.locale))
        return
    shown = Shown(
        company=company,
        context=context,
        rule_book=book.id,
        members=tuple([rights_of(member, company, shops, context) for member in members]),
        at_length=options.member is not None,
    )
    say(as_json(shown) if options.as_json else as_text(shown, options.locale))


def _members(company: Company, wanted: str | None) -> tuple[MemberId, ...]:
    """The main account first, then the sub-accounts in the order of their ids."""
    known = (company.main, *[one.id for one in company.sub_accounts])
    if wanted is None:
        return known
    if wanted not in known:
        raise _unknown("--member", wanted, f"is nobody of company {company.id}", known)
    return (MemberId(wanted),)


def _shops(company: Company, wanted: str | None) -> tuple[ShopId | None, ...]:
    known = tuple([shop.id for shop in company.shops])
    if wanted is None:
        return (None, *known)
    if wanted not in known:
        raise _unknown("--shop", wanted, f"is no shop of company {company.id}", known)
    return (ShopId(wanted),)


def _scope(catalogue: ScopeCatalogue, wanted: str) -> Scope:
    known = sorted([info.scope for info in catalogue.infos])
    if wanted not in known:
        near = get_close_matches(wanted[:60], known, n=3) or ["orders.ship"]
        raise MalformedError(Fault("--why", f"{wanted[:40]!a} is no scope; give one such as {', '.join(near)}"))
    return Scope(wanted)


def _unknown(argument: str, wanted: str, text: str, known: Iterable[str]) -> MalformedError:
    there = listed([name[:40] for name in known])
    return MalformedError(Fault(argument, f"{wanted[:40]!a} {text}; there is {there}"))
