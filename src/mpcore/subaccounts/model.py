"""A company: its main account, its shops, its staff, what roles there are, and who was granted which of them where.

What was revoked or deleted keeps its place and its id, so that a command that is told twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Protocol

from attrs import field
from pendulum import DateTime

from mpcore.kernel import Fault, MalformedError, MemberId, Scope, ShopId, VendorId, a_text, an_id, find, frozen
from mpcore.subaccounts.states import CompanyStage, GrantStage, RoleStage, SubAccountStage
from mpcore.subaccounts.values import ALWAYS, Between, GrantId, RoleId

__all__ = ["Company", "Role", "RoleGrant", "Shop", "SubAccount"]


def _scopes(given: Iterable[Scope]) -> frozenset[Scope]:
    if isinstance(given, str):
        raise MalformedError(Fault("scopes", "is one text; give a set of scopes"))
    return frozenset(given)


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
    stage: SubAccountStage = SubAccountStage.ACTIVE


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
    """Who of the company granted it; None: an operator."""
    stage: GrantStage = GrantStage.IN_FORCE


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
    }
    text = "is not in the order of the ids, each once"
    faults = [Fault(name, text) for name, things in kept.items() if _mixed(things)]
    if faults:
        return faults
    if company.sub_account(company.main) is not None:
        faults.append(Fault("sub_accounts", "has the main account among them; it is none"))
    for place, grant in enumerate(company.grants):
        at = f"grants[{place}]"
        if company.sub_account(grant.member) is None:
            faults.append(Fault(f"{at}.member", "is no sub-account of the company"))
        if company.role(grant.role) is None:
            faults.append(Fault(f"{at}.role", "is no role of the company"))
        if grant.shop is not None and company.shop(grant.shop) is None:
            faults.append(Fault(f"{at}.shop", "is no shop of the company"))
    return faults


def _mixed(things: tuple[_HasId, ...]) -> bool:
    ids = [thing.id for thing in things]
    return any(first >= then for first, then in pairwise(ids))
