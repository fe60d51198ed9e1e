"""Who usually asks: operators by duty, buyers, guests, and the host itself.

Who of a vendor's staff may do what, its company says: `mpcore.subaccounts.member_of`.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from mpcore.kernel import Buyer, BuyerId, Fault, MalformedError, MemberId, Operator, Scope, System

__all__ = ["DUTIES", "Duty", "buyer", "guest", "operator", "system"]

_SHORTEST_KEY = 16


class Duty(Enum):
    """What somebody of the marketplace's own staff is there for."""

    ADMINISTRATOR = "administrator"
    """Whatever an operator may do."""
    SUPPORT = "support"
    """Helps buyers and vendors with their orders, and decides returns that were handed to the marketplace."""
    FINANCE = "finance"
    """Confirms payments, decides refunds, approves payouts."""
    LOGISTICS = "logistics"
    """Records what became of parcels, and corrects their tracking."""
    CATALOGUE = "catalogue"
    """Approves listings and keeps them in order."""
    MARKETING = "marketing"
    """Makes coupons, and lets the marketplace pay for them."""
    VENDORS = "vendors"
    """Takes companies in, suspends them, and stops sub-accounts that went astray.  Enabling one again gives it what it
    was granted, so that takes an operator who holds as much, or the main account."""
    PRIVACY = "privacy"
    """Tells buyers what is kept of them, and erases it."""


_HELD: Final = {
    Duty.SUPPORT: """
        orders.view orders.view_customer_data orders.note orders.cancel orders.answer_cancellation orders.hold
        orders.remind orders.edit_properties shipments.view shipments.track refunds.view refunds.request
        refunds.withdraw returns.view returns.open returns.request_documents returns.supply_documents returns.ship_back
        returns.cancel returns.refund returns.escalate returns.answer_case returns.decide listings.view discounts.view
        chat.use chat.transfer team.view
    """,
    Duty.FINANCE: """
        orders.view orders.confirm_payment orders.record_payment refunds.view refunds.approve refunds.reject
        refunds.force refunds.refund_cancellation refunds.refund_surplus returns.view returns.refund
        discounts.view discounts.stats tips.view stats.view invoices.view
        invoices.commission_view finance.view payouts.view payouts.approve wallet.view
    """,
    Duty.LOGISTICS: """
        orders.view orders.ship orders.record_collection orders.record_delivery orders.record_loss
        orders.record_return_to_sender orders.record_vacation shipments.view shipments.edit_parcel shipments.bundle
        shipments.label shipments.track returns.view returns.record_arrival returns.receive
    """,
    Duty.CATALOGUE: """
        listings.view listings.edit listings.activate listings.delete listings.export listings.approve discounts.view
        sync.auto_variants
    """,
    Duty.MARKETING: "listings.view discounts.view discounts.manage discounts.stats discounts.fund stats.view",
    Duty.VENDORS: """
        company.create company.invite company.refuse company.suspend company.view shops.add sub_accounts.manage
        team.view orders.record_vacation
    """,
    Duty.PRIVACY: """
        orders.view orders.view_customer_data orders.export orders.erase_personal_data refunds.erase_personal_data
    """,
}

DUTIES: Final[Mapping[Duty, frozenset[Scope] | None]] = MappingProxyType(
    {duty: frozenset(map(Scope, _HELD[duty].split())) if duty in _HELD else None for duty in Duty}
)
"""Each duty, with the scopes that go with it; None: everything an operator may hold."""


def operator(member: MemberId, duty: Duty, *more: Duty) -> Operator:
    """Somebody of the marketplace's own staff, with what their duties need and nothing else.

    >>> operator(MemberId("olga"), Duty.ADMINISTRATOR)
    Operator(member='olga', scopes=None)
    """
    held = [DUTIES[each] for each in (duty, *more)]
    limited = [scopes for scopes in held if scopes is not None]
    return Operator(member, frozenset[Scope]().union(*limited) if len(limited) == len(held) else None)


def buyer(member: BuyerId) -> Buyer:
    """A buyer who is registered; a text that is no id raises `MalformedError`."""
    return Buyer(member)


def guest(identity: str, key: bytes) -> Buyer:
    """A buyer who is not registered, by a keyed digest (HMAC-SHA256) of what identifies them, such as an e-mail.

    The same text and the same key give the same guest; whoever has no key finds nobody by it.  Bring the text into one
    form first (no spaces around it, lower case), and keep the key: with another one, nobody is found again.

    >>> guest("ada@example.org", key=bytes(range(32))).guest
    True

    A text of nothing, or a key of fewer than 16 bytes, raises `MalformedError`, which shows neither.
    """
    if not (isinstance(identity, str) and identity.strip()):
        raise MalformedError(Fault("identity", "is no text that identifies somebody; give one, such as an e-mail"))
    if not (isinstance(key, bytes) and len(key) >= _SHORTEST_KEY):
        raise MalformedError(
            Fault("key", f"is no secret of {_SHORTEST_KEY} bytes or more; give random ones, and keep them")
        )
    digest = hmac.digest(key, identity.encode("utf-8", "surrogatepass"), "sha256")
    return Buyer(BuyerId(digest.hex()), guest=True)


def system(name: str = "system") -> System:
    """The host itself: its adapters, timers and imports; the name says which of them, for whoever reads it."""
    return System(name)
