"""What a decision about refunds and returns knows besides them and the command: the order above all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from attrs import field
from attrs.validators import instance_of

from mpcore import kernel
from mpcore.kernel import Fault, ListingId, MalformedError, Personal, Refusal, VendorId, frozen, weigh
from mpcore.orders import Address, Order
from mpcore.refunds.commands import RefundCommand
from mpcore.refunds.model import AfterSales
from mpcore.refunds.policy import RefundPolicy
from mpcore.refunds.return_values import CategoryId, KeptBack, ListingCategory

__all__ = ["Context", "RefundRule", "ReturnAddress"]


@frozen
class ReturnAddress:
    """Where a vendor wants goods sent back to."""

    vendor: VendorId
    address: Personal[Address]


def _addresses(given: Iterable[ReturnAddress]) -> tuple[ReturnAddress, ...]:
    return tuple(given)


def _categories(given: Iterable[ListingCategory]) -> tuple[ListingCategory, ...]:
    return tuple(given)


def _kept(given: Iterable[KeptBack]) -> tuple[KeptBack, ...]:
    found = tuple(given)
    if len({(one.return_id, one.line) for one in found}) < len(found):
        raise MalformedError(Fault("kept_back", "names a line of a return twice; add up what its coupons keep back"))
    return found


@frozen(kw_only=True)
class Context(kernel.Context[RefundPolicy]):
    """The time, who asks, the policy of the order's rule book, and the order itself."""

    order: Order = field(validator=instance_of(Order))
    """As it is now, told everything about its refunds (`facts_for`); it knows what was paid, shipped and went back."""
    categories: tuple[ListingCategory, ...] = field(default=(), converter=_categories)
    """Which listings of the order are of which kind of goods, where the policy's return windows tell kinds apart."""
    return_addresses: tuple[ReturnAddress, ...] = field(default=(), converter=_addresses)
    """Where the order's vendors want goods sent back to, as far as the host knows: used where silence accepts."""
    kept_back: tuple[KeptBack, ...] = field(default=(), converter=_kept)
    """What coupons whose condition is lost keep back of the money of a return (`discounts.clawed_back`); none: KEEP."""
    also: tuple[RefundRule, ...] = ()
    """Asked in the third stage; they may refuse, never permit."""

    def category(self, listing: ListingId) -> CategoryId | None:
        """The kind of goods that a listing is of, as far as the host says."""
        for one in self.categories:
            if one.listing == listing:
                return one.category
        return None

    def return_address(self, vendor: VendorId) -> Personal[Address] | None:
        """Where a vendor wants goods sent back to, as far as the host knows."""
        for one in self.return_addresses:
            if one.vendor == vendor and one.address.value is not None:
                return one.address
        return None

    def objections(self, after_sales: AfterSales, command: RefundCommand) -> tuple[Refusal, ...]:
        """What the host's own rules have against it."""
        return weigh(*[rule(after_sales, command, self) for rule in self.also]) if self.also else ()


RefundRule: TypeAlias = "Callable[[AfterSales, RefundCommand, Context], Refusal | None]"
"""A host's own rule: the refunds, the command, the context; the objection, or None."""
