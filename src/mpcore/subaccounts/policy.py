"""Every number and switch a marketplace sets for sub-accounts.  Nothing of it is promised: it is the present one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from attrs import Attribute, Factory, field
from attrs.validators import instance_of, optional

from mpcore.kernel import Fault, MalformedError, Scope, frozen, scope_set
from mpcore.subaccounts.catalogue import CATALOGUE
from mpcore.subaccounts.scopes import ScopeCatalogue, Who
from mpcore.timing import zone

__all__ = ["InvitationPolicy", "SubAccountPolicy"]

_LONGEST = timedelta(days=366)


def _a_duration(_: object, attribute: Attribute[timedelta], value: object) -> None:
    if not (isinstance(value, timedelta) and timedelta(0) < value <= _LONGEST):
        raise MalformedError(Fault(attribute.name, "is no duration of up to a year; give a timedelta"))


def _a_limit(_: object, attribute: Attribute[int], value: object) -> None:
    if type(value) is not int or value < 0:
        raise MalformedError(Fault(attribute.name, "is no number of them; give an int that is not negative, or None"))


def _a_zone(_: object, attribute: Attribute[str], value: str) -> None:
    zone(value, attribute.name)


def _delegated(given: Iterable[Scope]) -> frozenset[Scope]:
    return scope_set(given, "delegated")


def _grantable(policy: SubAccountPolicy) -> frozenset[Scope]:
    if not isinstance(policy.scopes, ScopeCatalogue):
        return frozenset()  # which the validator refuses
    return policy.scopes.of(Who.DELEGABLE) | policy.delegated


@frozen(kw_only=True)
class InvitationPolicy:
    """Who has to accept an invitation before they may do anything, and how long a link is good."""

    main: bool = field(default=False, validator=instance_of(bool))
    """Whether a company applies, and its main account is active only after it used its link (H10)."""
    sub_accounts: bool = field(default=False, validator=instance_of(bool))
    """Whether a sub-account is active only after it used its link; H11 says that it needs none."""
    valid: timedelta = field(default=timedelta(hours=72), validator=_a_duration)
    """How long a link of the main account can be used, the last instant included (H10)."""
    valid_for_sub_accounts: timedelta = field(default=timedelta(hours=72), validator=_a_duration)
    """How long a link of a sub-account can be used, the last instant included."""
    again_before_expiry: bool = field(default=True, validator=instance_of(bool))
    """Whether another link may be asked for while the last one can still be used, which makes that one void (H10)."""


@frozen(kw_only=True)
class SubAccountPolicy:
    """What a marketplace decided about sub-accounts; `SubAccountPolicy()` is the neutral default."""

    scopes: ScopeCatalogue = field(default=CATALOGUE, validator=instance_of(ScopeCatalogue), repr=False)
    """Every scope there is."""
    delegated: frozenset[Scope] = field(default=frozenset(), converter=_delegated)
    """Those of the scopes delegable by policy that are delegable here (rules.md §00.8); what is the main account's
    alone is never among them (H6)."""
    max_sub_accounts: int | None = field(default=None, validator=optional(_a_limit))
    """How many a company may have, deleted ones not counted; None: without end (X-H1)."""
    max_roles: int | None = field(default=None, validator=optional(_a_limit))
    """How many a company may have, deleted ones not counted; None: without end (X-H1)."""
    invitations: InvitationPolicy = field(factory=InvitationPolicy, validator=instance_of(InvitationPolicy))
    cascade: bool = field(default=False, validator=instance_of(bool))
    """Whether a grant falls when whoever granted it loses what it gives; otherwise it stands until it is revoked.

    Where it falls, a sub-account widens no role that somebody has or will have, since what such a grant gains would
    stand on no right of theirs, and takes nothing away through which more would fall than it could revoke.  Limits are
    no rights: whoever is limited more narrowly later leaves those to whom they granted as they are (`SetLimits`)."""
    day_zone: str = field(default="UTC", validator=_a_zone)
    """The time zone whose days a limit per day is about, such as `Europe/Paris`."""
    grantable: frozenset[Scope] = field(default=Factory(_grantable, takes_self=True), init=False, repr=False, eq=False)
    """Everything a sub-account can hold here."""

    def __attrs_post_init__(self) -> None:
        if strange := self.delegated - self.scopes.of(Who.BY_POLICY):
            text = "is not delegable by policy; name those of the scopes that are"
            raise MalformedError(*[Fault("delegated", f"{ascii(name)[:60]} {text}") for name in sorted(strange)])
