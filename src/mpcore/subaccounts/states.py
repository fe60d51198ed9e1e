"""The stored stages of a company, and of its sub-accounts, roles, grants, invitations and chat groups.

That a grant has not begun or is over, or that an invitation has expired, is never stored: its window says so.
"""

from __future__ import annotations

from enum import Enum

__all__ = ["ChatGroupStage", "CompanyStage", "GrantStage", "InvitationStage", "RoleStage", "SubAccountStage"]


class CompanyStage(Enum):
    """Whether a company's main account may act, and with it everybody of the company."""

    APPLIED = "applied"
    """It asked to join; the marketplace has neither invited nor refused it."""
    INVITED = "invited"
    """Its main account was sent a link, and has not used one yet (H10)."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    """Nobody of the company may do anything, until an operator reinstates it (rules.md §7.10)."""
    REFUSED = "refused"
    """The marketplace did not take it."""
    CLOSED = "closed"
    """Its main account was deleted; nobody of it may do anything ever again."""


class SubAccountStage(Enum):
    """Whether somebody of the staff may act."""

    PENDING = "pending"
    """They have to accept an invitation first, where the policy asks for it."""
    ACTIVE = "active"
    """From the start, unless the policy asks for acceptance: sub-accounts need no activation (H11)."""
    DISABLED = "disabled"
    """They may do nothing; what they were granted is kept for when they are enabled again."""
    DELETED = "deleted"
    """They may do nothing ever again, and their grants have fallen."""


class RoleStage(Enum):
    """Whether a role can be granted."""

    DEFINED = "defined"
    DELETED = "deleted"
    """It is kept by its id, which is not taken again."""


class GrantStage(Enum):
    """Whether a grant counts, within its window."""

    IN_FORCE = "in_force"
    REVOKED = "revoked"
    """It is kept by its id: a command that is told twice does not bring it back."""


class InvitationStage(Enum):
    """Whether an invitation can still be used, as long as it is valid."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    """Another was issued in its place, or whom it was for is gone."""


class ChatGroupStage(Enum):
    """Whether a chat group takes conversations."""

    OPEN = "open"
    CLOSED = "closed"
    """It takes none, until it is opened again."""
    DELETED = "deleted"
    """It is kept by its id, which is not taken again."""
