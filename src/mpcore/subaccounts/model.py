"""A company: its main account, its shops, its staff, what roles there are, and who was granted which of them where.

Beside that, who was invited, which groups talk to buyers, and when the wallet's password was last changed.

What was revoked or deleted keeps its place and its id, so that a command that is told twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Protocol

from attrs import field
from pendulum import DateTime

from mpcore.kernel import (
    Fault,
    MalformedError,
    MemberId,
    Scope,
    ShopId,
    VendorId,
    a_text,
    an_id,
    find,
    frozen,
    scope_set,
)
from mpcore.subaccounts.limits import SpendingLimit
from mpcore.subaccounts.states import (
    ChatGroupStage,
    CompanyStage,
    GrantStage,
    InvitationStage,
    RoleStage,
    SubAccountStage,
)
from mpcore.subaccounts.values import (
    ALWAYS,
    Between,
    ChatGroupId,
    ChatGroupKind,
    GrantId,
    InvitationId,
    RoleId,
    TokenDigest,
    a_digest,
)

__all__ = ["ChatGroup", "Company", "Invitation", "Role", "RoleGrant", "Shop", "SubAccount"]


def _scopes(given: Iterable[Scope]) -> frozenset[Scope]:
    return scope_set(given)


@frozen(kw_only=True)
class Shop:
    """A shop of the company, on any site (H14)."""

    id: ShopId = field(validator=an_id)
    site: str = field(default="", validator=a_text)
    """Where it sells, as the host names it, such as `TW`; no right depends on it (H14)."""


@frozen(kw_only=True)
class SubAccount:
    """Somebody of the staff."""

    id: MemberId = field(validator=an_id)
    created_at: DateTime
    by: MemberId | None = None
    """Who of the company created it; None: an operator, or the host."""
    stage: SubAccountStage = SubAccountStage.ACTIVE
    limits: tuple[SpendingLimit, ...] = ()
    """What they may spend without anybody's approval, in the order of scope and currency; what no limit is about is
    not limited."""


@frozen(kw_only=True)
class Role:
    """A named set of scopes."""

    id: RoleId = field(validator=an_id)
    name: str = field(validator=a_text)
    scopes: frozenset[Scope] = field(converter=_scopes)
    """What it lets its holders do; those that are not delegable any more do not count."""
    stage: RoleStage = RoleStage.DEFINED


@frozen(kw_only=True)
class RoleGrant:
    """A sub-account has a role in one shop, or in all of them (H1)."""

    id: GrantId = field(validator=an_id)
    member: MemberId
    role: RoleId
    shop: ShopId | None = None
    """None: in every shop of the company, those it gets later too, and in what is of no single shop."""
    during: Between = ALWAYS
    by: MemberId | None = None
    """Who of the company answers for it: who granted it, or, where that was a main account that handed the company over
    since, the one that took over; None: an operator."""
    stage: GrantStage = GrantStage.IN_FORCE


@frozen(kw_only=True)
class Invitation:
    """A link that was sent to the main account or to a sub-account (H10); of its token only the digest is kept."""

    id: InvitationId = field(validator=an_id)
    member: MemberId
    digest: TokenDigest = field(validator=a_digest, repr=False)
    issued_at: DateTime
    expires_at: DateTime
    """The last instant at which it can be used."""
    by: MemberId | None = None
    """Who of the company had it sent, and has to hold what is granted to the invited when it is used; None: an
    operator, or the host."""
    stage: InvitationStage = InvitationStage.OPEN


@frozen(kw_only=True)
class ChatGroup:
    """Who of the company talks to the buyers of one shop (H9, H12)."""

    id: ChatGroupId = field(validator=an_id)
    shop: ShopId
    kind: ChatGroupKind
    name: str = field(validator=a_text)
    members: tuple[MemberId, ...]
    """In the order of their ids, each once; those who lost `chat.use` in the shop do not serve, though they stand
    here."""
    stage: ChatGroupStage = ChatGroupStage.OPEN


@frozen(kw_only=True)
class Company:
    """A vendor with its staff.  Everything in it stands in the order of the ids.

    One that does not add up (a grant of a role, to a member or in a shop that is not there) raises `MalformedError`.
    """

    id: VendorId = field(validator=an_id)
    """The vendor it is to orders, coupons and everything else."""
    main: MemberId = field(validator=an_id)
    """The main account: it may do in every shop whatever a vendor can (H2)."""
    created_at: DateTime
    stage: CompanyStage = CompanyStage.ACTIVE
    shops: tuple[Shop, ...] = ()
    sub_accounts: tuple[SubAccount, ...] = ()
    roles: tuple[Role, ...] = ()
    grants: tuple[RoleGrant, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    groups: tuple[ChatGroup, ...] = ()
    wallet_changed_at: DateTime | None = None
    """When the password of the wallet was last changed, for every shop at once (H3); None: never here."""

    def __attrs_post_init__(self) -> None:
        if faults := _faults(self):
            raise MalformedError(*faults)

    def shop(self, wanted: ShopId) -> Shop | None:
        """The shop with that id, or None."""
        return find(self.shops, wanted)

    def sub_account(self, wanted: MemberId) -> SubAccount | None:
        """The sub-account with that id, a deleted one included, or None."""
        return find(self.sub_accounts, wanted)

    def role(self, wanted: RoleId) -> Role | None:
        """The role with that id, a deleted one included, or None."""
        return find(self.roles, wanted)

    def grant(self, wanted: GrantId) -> RoleGrant | None:
        """The grant with that id, a revoked one included, or None."""
        return find(self.grants, wanted)

    def invitation(self, wanted: InvitationId) -> Invitation | None:
        """The invitation with that id, a used or revoked one included, or None."""
        return find(self.invitations, wanted)

    def group(self, wanted: ChatGroupId) -> ChatGroup | None:
        """The chat group with that id, a deleted one included, or None."""
        return find(self.groups, wanted)

    def granted_to(self, member: MemberId) -> tuple[RoleGrant, ...]:
        """The grants of a sub-account that are in force, whatever their windows."""
        return tuple([grant for grant in self.grants if grant.member == member and grant.stage is GrantStage.IN_FORCE])


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def _faults(company: Company) -> list[Fault]:
    kept: dict[str, tuple[_HasId, ...]] = {
        "shops": company.shops,
        "sub_accounts": company.sub_accounts,
        "roles": company.roles,
        "grants": company.grants,
        "invitations": company.invitations,
        "groups": company.groups,
    }
    text = "is not in the order of the ids, each once"
    faults = [Fault(name, text) for name, things in kept.items() if _mixed(things)]
    if faults:
        return faults
    if company.sub_account(company.main) is not None:
        faults.append(Fault("sub_accounts", "has the main account among them; it is none"))
    for place, grant in enumerate(company.grants):
        at = f"grants[{place}]"
        was = grant.stage is GrantStage.REVOKED and grant.member == company.main
        if company.sub_account(grant.member) is None and not was:
            faults.append(Fault(f"{at}.member", "is no sub-account of the company"))
        if company.role(grant.role) is None:
            faults.append(Fault(f"{at}.role", "is no role of the company"))
        if grant.shop is not None and company.shop(grant.shop) is None:
            faults.append(Fault(f"{at}.shop", "is no shop of the company"))
    for place, invitation in enumerate(company.invitations):
        if not _is_known(company, invitation.member):
            faults.append(Fault(f"invitations[{place}].member", "is nobody of the company"))
    repeated = "has the digest of another, or is open beside another"
    faults += [Fault(f"invitations[{place}]", repeated) for place in _repeats(company.invitations)]
    for place, group in enumerate(company.groups):
        if company.shop(group.shop) is None:
            faults.append(Fault(f"groups[{place}].shop", "is no shop of the company"))
        if any(first >= then for first, then in pairwise(group.members)):
            faults.append(Fault(f"groups[{place}].members", "are not in the order of the ids, each once"))
        if not all(_is_known(company, member) for member in group.members):
            faults.append(Fault(f"groups[{place}].members", "has somebody who is nobody of the company"))
        if group.stage is ChatGroupStage.OPEN and not group.members:
            faults.append(Fault(f"groups[{place}].members", "is empty, and the group takes conversations"))
    return faults


def _repeats(invitations: Iterable[Invitation]) -> Iterator[int]:
    """The places of those whose token an earlier one has, or that are open while an earlier one of the account is.

    The digests are counted, not compared with one that somebody shows: all of them are the company's own.
    """
    digests, waiting = set[TokenDigest](), set[MemberId]()
    for place, one in enumerate(invitations):
        before = len(digests)
        digests.add(one.digest)
        is_open = one.stage is InvitationStage.OPEN
        if len(digests) == before or (is_open and one.member in waiting):
            yield place
        if is_open:
            waiting.add(one.member)


def _is_known(company: Company, member: MemberId) -> bool:
    """Whether they are, or were, of the company."""
    return member == company.main or company.sub_account(member) is not None


def _mixed(things: tuple[_HasId, ...]) -> bool:
    ids = [thing.id for thing in things]
    return any(first >= then for first, then in pairwise(ids))
