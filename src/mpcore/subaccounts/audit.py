"""Who did what when, and through which grants: for the main account and operators, and nobody else (X-H3).

What happened to the company is in its own history.  What its members did elsewhere is not: an order knows the vendor,
and not who of the vendor it was.  So a host that lets a member do something keeps a `MemberActed` beside it, made by
`acted` from the answer of `authorise`, and gives both to `audit`.  Where it was too much for the member alone, who
approved it is kept with it (`approval`).  In what is told there are ids only: no names, no digests, nothing that
anybody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from attrs import Attribute, field
from attrs.validators import optional
from pendulum import DateTime

from mpcore.kernel import (
    Buyer,
    Fault,
    MalformedError,
    MemberId,
    MissingScope,
    NotFound,
    Scope,
    ShopId,
    VendorId,
    VendorMember,
    an_id,
    frozen,
    utc,
)
from mpcore.subaccounts.access import Denied, Granted, Member, authorise
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.events import CompanyEvent
from mpcore.subaccounts.model import ChatGroup, Company, Invitation, RoleGrant, Shop
from mpcore.subaccounts.sensitive import OPENED_BY, Sensitive, opens
from mpcore.subaccounts.spending import Approval
from mpcore.subaccounts.values import ALWAYS, Between, ChatGroupId, GrantId, InvitationId

__all__ = ["About", "AuditEntry", "AuditFilter", "MemberActed", "acted", "audit", "kind_of"]

_FORM: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@frozen
class About:
    """One thing that something was about, by its id; never by what people call it."""

    thing: str = field(validator=an_id)
    """What it is, such as `order`."""
    id: str = field(validator=an_id)


def _sorted(given: Iterable[About]) -> tuple[About, ...]:
    read = tuple(given)
    if any(not isinstance(one, About) for one in read):
        raise MalformedError(Fault("about", "has something that is no About"))
    return tuple(sorted(set(read), key=_by_name))


def _by_name(one: About) -> tuple[str, str]:
    return one.thing, one.id


def _a_kind(_: object, attribute: Attribute[str], value: object) -> None:
    if not (isinstance(value, str) and _FORM.fullmatch(value)):
        raise MalformedError(Fault(attribute.name, "is no name of a command; give one such as orders.ship_lines"))


@frozen(kw_only=True)
class MemberActed:
    """A member did something that another package recorded, and this is what let them."""

    company: VendorId = field(validator=an_id)
    member: MemberId = field(validator=an_id)
    at: DateTime = field(converter=utc)
    command: str = field(validator=_a_kind)
    """What they asked for, such as `orders.ship_lines`: the tag of the command, without its version."""
    scope: Scope = field(validator=an_id)
    """What it needed."""
    shop: ShopId | None = None
    """Where; None: in what is of no single shop."""
    through: tuple[GrantId, ...] = ()
    """The grants that allowed it, in the order of their ids; none: it was the main account."""
    about: tuple[About, ...] = field(default=(), converter=_sorted)
    """The things it was about, in the order of what they are, each once."""
    approved_by: MemberId | None = field(default=None, validator=optional(an_id))
    """Who approved it, where it was more than the member may spend alone; None: nobody had to."""
    approved_through: tuple[GrantId, ...] = ()
    """The grants that let them approve it, in the order of their ids; none: the main account did, or nobody."""

    def __attrs_post_init__(self) -> None:
        if self.approved_by == self.member:
            raise MalformedError(Fault("approved_by", "is whoever did it; nobody approves what they do themselves"))
        if self.approved_through and self.approved_by is None:
            raise MalformedError(Fault("approved_through", "is of nobody; say who approved it, or give none"))


def acted(
    member: Member,
    granted: Granted,
    command: str,
    at: datetime,
    about: Mapping[str, str],
    *,
    approval: Approval | None = None,
) -> MemberActed:
    """What a host keeps beside a command of another package that it let a member ask for, and that was accepted.

    The things it was about are given by what they are, such as `{"order": "o1", "part": "p1"}`: ids, and nothing else.
    Where money was spent, `approval` answers who approved it, asked with the totals from before.  An instant without a
    zone, what is no name of a command, what is no id, and an approval of the member's own raise `MalformedError`.
    """
    return MemberActed(
        company=member.company,
        member=member.id,
        at=at,
        command=command,
        scope=granted.scope,
        shop=granted.shop,
        through=tuple([held.grant for held in granted.by]),
        about=[About(thing, one) for thing, one in about.items()],
        approved_by=None if approval is None else approval.by,
        approved_through=() if approval is None else tuple([held.grant for held in approval.granted.by]),
    )


@frozen(kw_only=True)
class AuditEntry:
    """Something that somebody did."""

    at: DateTime
    """When, in UTC."""
    kind: str
    """What: the tag of the event, or of the command, without its version, such as `subaccounts.grant_added`."""
    member: MemberId | None
    """Who of the company; None: somebody else."""
    operator: MemberId | None
    """Who of the marketplace; where neither is said, it was the host, or whoever showed the token of a link."""
    through: tuple[GrantId, ...]
    """The grants that allowed it; none: the main account, an operator or the host."""
    scope: Scope | None
    """What it needed, where it was done in another package."""
    about: tuple[About, ...]
    """What it was about, in the order of what the things are."""
    approved_by: MemberId | None = None
    """Who of the company approved it, where it was too much for the member alone."""
    approved_through: tuple[GrantId, ...] = ()
    """The grants that let them; none: the main account approved it, or nobody."""


@frozen(kw_only=True)
class AuditFilter:
    """Which entries are meant: those of which everything that is said holds; where nothing is said, all of them."""

    member: MemberId | None = None
    """Those of what this one did."""
    approved_by: MemberId | None = None
    """Those of what this one approved for others."""
    about: str | None = None
    """Those about the thing, or the member, with this id."""
    during: Between = ALWAYS
    """Those from this stretch of time."""
    kinds: frozenset[str] | None = field(default=None)
    """Those of one of these kinds."""

    def means(self, entry: AuditEntry) -> bool:
        """Whether an entry is one of those."""
        if self.member is not None and entry.member != self.member:
            return False
        if self.approved_by is not None and entry.approved_by != self.approved_by:
            return False
        if self.about is not None and self.about not in {one.id for one in entry.about}:
            return False
        if self.kinds is not None and entry.kind not in self.kinds:
            return False
        return self.during.contains(entry.at)


def audit(
    company: Company,
    history: Iterable[CompanyEvent | MemberActed],
    ctx: Context,
    where: AuditFilter = AuditFilter(),  # noqa: B008 - a frozen value
) -> tuple[AuditEntry, ...] | Denied:
    """What was done in a company and for it, the earliest first, or why `ctx.actor` may not read it.

    Its main account may, and operators with `audit_log.view`; no sub-account, whatever the policy (rules.md §9.1).
    What happened at one instant stands in the order in which it was given.  The company is what its events lead to, or
    a later one; something of another company in the history raises `MalformedError`.
    """
    denied = _denied(company, ctx)
    if denied is not None:
        return denied
    found: list[AuditEntry] = []
    for place, event in enumerate(history):
        if event.company != company.id:
            raise MalformedError(Fault(f"history[{place}]", "is of another company"))
        entry = _acted(event) if isinstance(event, MemberActed) else _happened(event, company)
        if where.means(entry):
            found.append(entry)
    return tuple(sorted(found, key=_when))


def _denied(company: Company, ctx: Context) -> Denied | None:
    actor, scope = ctx.actor, OPENED_BY[Sensitive.AUDIT]
    if isinstance(actor, Buyer) or (isinstance(actor, VendorMember) and actor.vendor != company.id):
        return Denied((NotFound(thing="company", id=company.id),))
    if isinstance(actor, VendorMember):
        access = authorise(Member.of(company, actor.member), scope, None, ctx)
        return access if isinstance(access, Denied) else None
    return None if opens(Sensitive.AUDIT, actor) else Denied((MissingScope(scope=scope),))


def _when(entry: AuditEntry) -> DateTime:
    return entry.at


def _acted(event: MemberActed) -> AuditEntry:
    shop = () if event.shop is None else (About("shop", event.shop),)
    return AuditEntry(
        at=event.at,
        kind=event.command,
        member=event.member,
        operator=None,
        through=event.through,
        scope=event.scope,
        about=_sorted([*event.about, *shop]),
        approved_by=event.approved_by,
        approved_through=event.approved_through,
    )


def _happened(event: CompanyEvent, company: Company) -> AuditEntry:
    return AuditEntry(
        at=event.at,
        kind=kind_of(type(event)),
        member=event.by,
        operator=event.operator,
        through=event.through,
        scope=None,
        about=_about(event, company),
    )


def kind_of(event: type[CompanyEvent]) -> str:
    """The tag of an event of a company, without its version.

    >>> from mpcore.subaccounts import GrantAdded
    >>> kind_of(GrantAdded)
    'subaccounts.grant_added'
    """
    return "subaccounts." + re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()


_THINGS: Final = ("main", "member", "to", "before", "role", "grant", "invitation", "group", "shop")
"""The fields of events that name a thing by its id, or have it whole."""


def _about(event: CompanyEvent, company: Company) -> tuple[About, ...]:
    found: list[tuple[str, str]] = [("shop", shop if isinstance(shop, str) else shop.id) for shop in _shops(event)]
    for name in _THINGS:
        value: object = getattr(event, name, None)
        if isinstance(value, str):
            found.append((name, value))
        found += _inside(_whole(name, value, company))
    return _sorted([About(thing, one) for thing, one in found])


def _shops(event: CompanyEvent) -> tuple[Shop | ShopId, ...]:
    shops: tuple[Shop | ShopId, ...] = getattr(event, "shops", ())
    return shops


def _whole(name: str, value: object, company: Company) -> object:
    """The thing that an id names, where it says whom or where it is about."""
    if isinstance(value, str):
        if name == "grant":
            return company.grant(GrantId(value))
        if name == "invitation":
            return company.invitation(InvitationId(value))
        if name == "group":
            return company.group(ChatGroupId(value))
    return value


def _inside(thing: object) -> Iterable[tuple[str, str]]:
    match thing:
        case RoleGrant():
            shop = () if thing.shop is None else (("shop", thing.shop),)
            return (("grant", thing.id), ("member", thing.member), ("role", thing.role), *shop)
        case Invitation():
            return (("invitation", thing.id), ("member", thing.member))
        case ChatGroup():
            return (("group", thing.id), ("shop", thing.shop))
        case Shop():
            return (("shop", thing.id),)
        case _:
            return ()
