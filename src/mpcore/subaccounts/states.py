"""The stored stages of a company, of its sub-accounts, roles and grants.

That a grant has not begun or is over is never stored: its window says so.
"""

from __future__ import annotations

from enum import Enum

__all__ = ["CompanyStage", "GrantStage", "RoleStage", "SubAccountStage"]


class CompanyStage(Enum):
    """Whether a company's main account may act, and with it everybody of the company."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    """Nobody of the company may do anything, until an operator reinstates it (rules.md §7.10)."""


class SubAccountStage(Enum):
    """Whether somebody of the staff may act."""

    ACTIVE = "active"
    """From the start: sub-accounts need no activation (H11)."""
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
