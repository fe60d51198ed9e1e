"""What commands have in common: the thing that they are about, and how lists of things are read."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field

from mpcore.kernel import Fault, MalformedError, MemberId, VendorId, an_id, frozen, scope_set

__all__ = ["OfCompany", "OfSubAccount", "members", "texts"]


@frozen(kw_only=True)
class OfCompany:
    """A command about a company that there is."""

    company: VendorId


@frozen(kw_only=True)
class OfSubAccount(OfCompany):
    """A command about a sub-account."""

    member: MemberId = field(validator=an_id)


def texts(given: Iterable[str]) -> frozenset[str]:
    """A converter: a set of texts that name scopes."""
    read = scope_set(given)
    if any(not isinstance(text, str) for text in read):
        raise MalformedError(Fault("scopes", "has something that is no text; give a set of scopes"))
    return read


def members(given: Iterable[MemberId]) -> tuple[MemberId, ...]:
    """A converter: the members as they were named."""
    if isinstance(given, str):
        raise MalformedError(Fault("members", "is one text; give a list of members"))
    read = tuple(given)
    if any(not isinstance(member, str) for member in read):
        raise MalformedError(Fault("members", "has something that is no id of a member"))
    return read
