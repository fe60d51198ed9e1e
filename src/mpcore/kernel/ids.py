"""The names of things: opaque text that the host chooses, one type per kind of thing.

mpcore never makes an id up: commands carry every new one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NewType

from attrs import Attribute

from mpcore.kernel.errors import Fault, MalformedError

__all__ = [
    "ID_LENGTH",
    "BuyerId",
    "CaseId",
    "ChargebackId",
    "CommandId",
    "CouponId",
    "DispatchId",
    "FactId",
    "LineId",
    "ListingId",
    "MemberId",
    "NoteId",
    "OrderId",
    "PartId",
    "PaymentId",
    "PayoutId",
    "RefundId",
    "RuleBookId",
    "Scope",
    "ShopId",
    "ShowId",
    "VariantId",
    "VendorId",
    "an_id",
    "is_id",
]

BuyerId = NewType("BuyerId", str)
CaseId = NewType("CaseId", str)
ChargebackId = NewType("ChargebackId", str)
CommandId = NewType("CommandId", str)
CouponId = NewType("CouponId", str)
DispatchId = NewType("DispatchId", str)
FactId = NewType("FactId", str)
LineId = NewType("LineId", str)
ListingId = NewType("ListingId", str)
MemberId = NewType("MemberId", str)
OrderId = NewType("OrderId", str)
PartId = NewType("PartId", str)
NoteId = NewType("NoteId", str)
PaymentId = NewType("PaymentId", str)
PayoutId = NewType("PayoutId", str)
RefundId = NewType("RefundId", str)
RuleBookId = NewType("RuleBookId", str)
ShopId = NewType("ShopId", str)
ShowId = NewType("ShowId", str)
VariantId = NewType("VariantId", str)
VendorId = NewType("VendorId", str)

Scope = NewType("Scope", str)
"""What a command needs its actor to hold, written `area.action` (rules.md §9.1)."""

ID_LENGTH = 200
"""The most characters an id may have."""


def is_id(text: str) -> bool:
    r"""Whether a text can name a thing: 1 to 200 printable characters, no space at either end.

    >>> is_id("o-7"), is_id(""), is_id(" o-7"), is_id("o\n7")
    (True, False, False, False)
    """
    return 0 < len(text) <= ID_LENGTH and text.isprintable() and text.strip() == text


def _must_be_an_id(_: object, attribute: Attribute[str], value: object) -> None:
    """An attrs validator for fields that name a new thing; raises `MalformedError` at the field's name."""
    if not (isinstance(value, str) and is_id(value)):
        raise MalformedError(
            Fault(attribute.name, "an id is text of 1 to 200 printable characters, no space at either end")
        )


an_id: Callable[..., None] = _must_be_an_id
"""An attrs validator for fields that name a new thing; raises `MalformedError` at the field's name."""
