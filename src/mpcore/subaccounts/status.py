"""What is shown of an invitation: derived from its stage and its last instant, never stored (rules.md §7.10)."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from mpcore.kernel import utc
from mpcore.subaccounts.model import Invitation
from mpcore.subaccounts.states import InvitationStage

__all__ = ["InvitationStatus", "invitation_status"]


class InvitationStatus(Enum):
    """The shown status of an invitation; that it was used or revoked counts for more than that its time is over."""

    OPEN = "open"
    """Its link can be used now."""
    EXPIRED = "expired"
    """Nobody used its link in time (H10)."""
    USED = "used"
    REVOKED = "revoked"
    """Another link was sent in its place, whom it was for is gone, or, where a whole company is shown, who sent it
    lacks now what it would give."""


def invitation_status(invitation: Invitation, now: datetime) -> InvitationStatus:
    """The status of an invitation at an instant; its last one, `expires_at`, is still in time (H10).

    An instant without a zone raises `MalformedError`.
    """
    if invitation.stage is InvitationStage.USED:
        return InvitationStatus.USED
    if invitation.stage is InvitationStage.REVOKED:
        return InvitationStatus.REVOKED
    return InvitationStatus.OPEN if utc(now, "now") <= invitation.expires_at else InvitationStatus.EXPIRED
