"""What may be asked of a company about links that make an account active.

The token itself stands in no command: the host draws it, sends it, reads it from the link, and names its digest.
"""

from __future__ import annotations

from typing import ClassVar

from attrs import field

from mpcore.kernel import Scope, an_id, frozen
from mpcore.subaccounts.commands.forms import OfCompany, OfSubAccount
from mpcore.subaccounts.values import InvitationId, TokenDigest, a_digest

__all__ = ["AcceptInvitation", "InviteMain", "InviteSubAccount"]


@frozen(kw_only=True)
class InviteMain(OfCompany):
    """The main account is to be sent a link; said again, another one, and the one before is void at once (H10)."""

    scope: ClassVar[Scope] = Scope("company.invite")

    invitation: InvitationId = field(validator=an_id)
    digest: TokenDigest = field(validator=a_digest, repr=False)


@frozen(kw_only=True)
class InviteSubAccount(OfSubAccount):
    """A sub-account is to be sent a link; said again, another one, and the one before is void at once.

    Whoever of the company asks for it has to hold still, when the link is used, whatever is granted to the sub-account.
    """

    scope: ClassVar[Scope] = Scope("sub_accounts.create")

    invitation: InvitationId = field(validator=an_id)
    digest: TokenDigest = field(validator=a_digest, repr=False)


@frozen(kw_only=True)
class AcceptInvitation(OfCompany):
    """Somebody shows the token of a link; the account that it was sent to is to be active."""

    scope: ClassVar[Scope] = Scope("invitations.accept")

    digest: TokenDigest = field(validator=a_digest, repr=False)
    """Of the token that was shown: `Token(text).digest`."""
