"""Who pays for discounts, and splitting one over those who do, exactly, on every line and in all."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from attrs import field

from mpcore.kernel import Fault, MalformedError, frozen

__all__ = ["BY_OPERATOR", "BY_VENDOR", "Funder", "Funding", "vendor_shares"]


class Funder(Enum):
    """Who pays for a discount."""

    VENDOR = "vendor"
    """The vendor of the line it is on."""
    OPERATOR = "operator"
    """The marketplace."""


def _a_weight(_: object, attribute: object, value: object) -> None:
    if type(value) is not int or not 0 <= value <= 1_000_000:
        raise MalformedError(Fault(getattr(attribute, "name", ""), "is no weight from 0 to a million; give an int"))


@frozen
class Funding:
    """Who pays for a coupon's discounts, by ratio: `Funding(vendor=1, operator=1)` is half and half.

    The vendor's share of a discount is paid by the vendor of the line it is on, or of the part whose shipping it is on.
    """

    vendor: int = field(default=1, validator=_a_weight)
    operator: int = field(default=0, validator=_a_weight)

    def __attrs_post_init__(self) -> None:
        if not self.vendor + self.operator:
            raise MalformedError(Fault("vendor", "nobody pays for it; give one of the two a weight"))

    @property
    def shared(self) -> bool:
        """Whether both pay."""
        return bool(self.vendor and self.operator)


BY_VENDOR = Funding(1, 0)
BY_OPERATOR = Funding(0, 1)


def vendor_shares(amounts: Sequence[int], funding: Funding) -> tuple[int, ...]:
    """What of each amount, in minor units, the vendors pay; the operator pays the rest.

    The amounts are laid end to end and the ratio is applied to where each begins and ends, rounded half up: so no
    share is negative or more than its amount, none is a whole unit away from the exact one, and the sum is the ratio of
    the sum, rounded once.

    >>> vendor_shares((5, 5, 5), Funding(vendor=1, operator=1))
    (3, 2, 3)
    """
    if not funding.operator:
        return tuple(amounts)
    if not funding.vendor:
        return (0,) * len(amounts)
    parts, whole = 2 * funding.vendor, 2 * (funding.vendor + funding.operator)
    shares: list[int] = []
    upto = before = 0
    for amount in amounts:
        upto += amount
        share = (upto * parts + whole // 2) // whole
        shares.append(share - before)
        before = share
    return tuple(shares)
