"""What sub-accounts are made of: names of things, digests of tokens, the window in which a grant counts."""

from __future__ import annotations

import re
from datetime import datetime
from enum import Enum
from typing import NewType

from attrs import Attribute, field
from attrs.converters import optional
from pendulum import DateTime

from mpcore.kernel import Fault, MalformedError, frozen, utc

__all__ = [
    "ALWAYS",
    "Between",
    "ChatGroupId",
    "ChatGroupKind",
    "GrantId",
    "InvitationId",
    "RoleId",
    "TokenDigest",
    "a_digest",
]

RoleId = NewType("RoleId", str)
GrantId = NewType("GrantId", str)
InvitationId = NewType("InvitationId", str)
ChatGroupId = NewType("ChatGroupId", str)

TokenDigest = NewType("TokenDigest", str)
"""What is kept of a token: its SHA-256 in 64 hexadecimal digits, in lower case, from which nobody gets the token."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


def a_digest(_: object, attribute: Attribute[TokenDigest], value: object) -> None:
    """A validator: only a digest.  What is wrong is not shown, since it may be the token."""
    if not (isinstance(value, str) and _DIGEST.fullmatch(value)):
        raise MalformedError(Fault(attribute.name, "is no digest; give `Token(...).digest`, never the token"))


class ChatGroupKind(Enum):
    """When in a sale a group talks to buyers (H9)."""

    PRE_SALES = "pre_sales"
    AFTER_SALES = "after_sales"
    CUSTOM = "custom"
    """Whatever the company formed it for; its name says it."""


@frozen
class Between:
    """A stretch of time, half-open: `start` is in it, `end` is not; without one of them it is open on that side.

    >>> from mpcore.kernel import utc
    >>> from datetime import UTC, datetime
    >>> noon = utc(datetime(2026, 3, 26, 12, tzinfo=UTC))
    >>> Between(noon).contains(noon), Between(None, noon).contains(noon)
    (True, False)
    """

    start: DateTime | None = field(default=None, converter=optional(utc))
    end: DateTime | None = field(default=None, converter=optional(utc))

    def __attrs_post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise MalformedError(Fault("end", "is not after the start; give an end after it"))

    def contains(self, at: datetime) -> bool:
        """Whether an instant lies in it."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)

    def covers(self, other: Between, since: datetime) -> bool:
        """Whether all of another stretch lies in it, as far as that is still to come."""
        begin = since if other.start is None or other.start < since else other.start
        if self.start is not None and begin < self.start:
            return False
        return self.end is None or (other.end is not None and other.end <= self.end)


ALWAYS = Between()
