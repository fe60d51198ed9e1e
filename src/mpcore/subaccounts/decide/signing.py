"""What every event of a company says, besides what happened."""

from __future__ import annotations

from typing import TypedDict

from pendulum import DateTime

from mpcore.kernel import MemberId, VendorId
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import Company
from mpcore.subaccounts.values import GrantId

__all__ = ["Signed", "signed"]


class Signed(TypedDict):
    """The fields that all events share."""

    company: VendorId
    at: DateTime
    by: MemberId | None
    through: tuple[GrantId, ...]
    operator: MemberId | None


def signed(company: Company, asker: Asker, ctx: Context) -> Signed:
    """Where, when, by whom and through which grants."""
    return {
        "company": company.id,
        "at": ctx.now,
        "by": asker.by,
        "through": asker.grants,
        "operator": asker.operator,
    }
