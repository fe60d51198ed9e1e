"""Who asks: an operator, a buyer, a member of a vendor's staff, or the system itself.  Deny by default."""

from __future__ import annotations

from typing import TypeAlias

from attrs import field, frozen

from mpcore.kernel.ids import BuyerId, MemberId, Scope, ShopId, VendorId

__all__ = ["Actor", "Buyer", "Grant", "Operator", "System", "VendorMember"]


@frozen(slots=False)
class Operator:
    """Somebody of the marketplace's own staff."""

    member: MemberId
    scopes: frozenset[Scope] | None = None
    """What they hold; None: everything an operator may hold."""


@frozen(slots=False)
class Buyer:
    """Who buys: a member by id, or a guest by a keyed digest of what identifies them (never the e-mail address itself)."""

    id: BuyerId
    guest: bool = False


@frozen(slots=False)
class Grant:
    """Scopes in one shop of a vendor, or in all of them."""

    scopes: frozenset[Scope] = field(converter=frozenset)
    shop: ShopId | None = None


@frozen(slots=False)
class VendorMember:
    """Somebody of a vendor's staff, with what the vendor granted them."""

    vendor: VendorId
    member: MemberId
    grants: tuple[Grant, ...]

    def sees(self, vendor: VendorId, shop: ShopId | None) -> bool:
        """Whether they hold anything at all there."""
        return vendor == self.vendor and any(grant.shop is None or grant.shop == shop for grant in self.grants)

    def may(self, scope: Scope, shop: ShopId | None) -> bool:
        """Whether they hold that scope in that shop of their own vendor."""
        for grant in self.grants:
            if scope in grant.scopes and (grant.shop is None or grant.shop == shop):
                return True
        return False


@frozen(slots=False)
class System:
    """The host itself: payment and carrier adapters, timers, imports."""

    name: str = "system"


Actor: TypeAlias = Operator | Buyer | VendorMember | System
