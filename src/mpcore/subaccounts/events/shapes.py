"""What events have in common: where, when, by whom, and through which grants."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import MemberId, VendorId, frozen
from mpcore.subaccounts.values import GrantId

__all__ = ["Happened", "OfMember"]


@frozen(kw_only=True)
class Happened:
    """Something that happened to a company."""

    company: VendorId
    at: DateTime
    by: MemberId | None = None
    """Who of the company did it; None: an operator, or the host."""
    through: tuple[GrantId, ...] = ()
    """The grants that allowed it, in the order of their ids; none: the main account, an operator, or the host."""
    operator: MemberId | None = None
    """Who of the marketplace did it; None: somebody of the company, or the host."""


@frozen(kw_only=True)
class OfMember(Happened):
    """Something that happened to a sub-account."""

    member: MemberId
