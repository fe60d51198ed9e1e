"""Who asks: an operator, a buyer, a member of a vendor's staff, or the system itself.  Deny by default."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from attrs import field

from mpcore.kernel.forms import scope_set
from mpcore.kernel.ids import BuyerId, MemberId, Scope, ShopId, VendorId, an_id
from mpcore.kernel.values import frozen

__all__ = ["Actor", "Buyer", "Grant", "Operator", "System", "VendorMember"]


@frozen
class Operator:
    """Somebody of the marketplace's own staff."""

    member: MemberId
    scopes: frozenset[Scope] | None = None
    """What they hold; None: everything an operator may hold."""


@frozen
class Buyer:
    """Who buys: a member by id, or a guest by a keyed digest of what identifies them, never by an e-mail address."""

    id: BuyerId = field(validator=an_id)
    guest: bool = False


def _scopes(given: Iterable[Scope]) -> frozenset[Scope]:
    return scope_set(given)


@frozen
class Grant:
    """Scopes in one shop of a vendor, or in all of them."""

    scopes: frozenset[Scope] = field(converter=_scopes)
    shop: ShopId | None = None


_NO_SCOPES: frozenset[Scope] = frozenset()


def _grants(given: Iterable[Grant]) -> tuple[Grant, ...]:
    return tuple(given)


@frozen
class VendorMember:
    """Somebody of a vendor's staff, with what the vendor granted them."""

    vendor: VendorId
    member: MemberId
    grants: tuple[Grant, ...] = field(converter=_grants)
    _by_shop: dict[ShopId | None, frozenset[Scope]] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        by_shop: dict[ShopId | None, frozenset[Scope]] = {}
        for grant in self.grants:
            if not grant.scopes:
                continue  # nothing was granted, so nothing is known by it
            by_shop[grant.shop] = by_shop.get(grant.shop, _NO_SCOPES) | grant.scopes
        object.__setattr__(self, "_by_shop", by_shop)

    def sees(self, vendor: VendorId, shop: ShopId | None) -> bool:
        """Whether they hold anything at all there."""
        return vendor == self.vendor and (shop in self._by_shop or None in self._by_shop)

    def may(self, scope: Scope, shop: ShopId | None) -> bool:
        """Whether they hold that scope in that shop of their own vendor, or in all of its shops."""
        return scope in self._by_shop.get(shop, _NO_SCOPES) or scope in self._by_shop.get(None, _NO_SCOPES)


@frozen
class System:
    """The host itself: payment and carrier adapters, timers, imports."""

    name: str = "system"


Actor: TypeAlias = Operator | Buyer | VendorMember | System
