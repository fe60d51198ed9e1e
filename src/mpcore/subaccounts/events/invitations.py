"""What has happened to invitations."""

from __future__ import annotations

from mpcore.kernel import frozen
from mpcore.subaccounts.events.shapes import Happened
from mpcore.subaccounts.model import Invitation
from mpcore.subaccounts.values import InvitationId

__all__ = ["InvitationIssued", "InvitationRevoked", "InvitationUsed"]


@frozen(kw_only=True)
class InvitationIssued(Happened):
    """A link is to be sent to an account; the host, who has its token, sends it."""

    invitation: Invitation


@frozen(kw_only=True)
class OfInvitation(Happened):
    """Something that happened to an invitation."""

    invitation: InvitationId


class InvitationUsed(OfInvitation):
    """Its token was shown in time."""


class InvitationRevoked(OfInvitation):
    """It is void; another was issued in its place."""
