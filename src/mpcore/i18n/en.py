"""The English of what is no refusal; refusals bring theirs with them."""

from __future__ import annotations

from typing import Final

from mpcore.kernel import Kind

__all__ = ["KINDS", "PHRASES"]

KINDS: Final = {
    Kind.FORBIDDEN: "Not allowed",
    Kind.NOT_FOUND: "Not found",
    Kind.CONFLICT: "Not possible at present",
    Kind.INVALID: "Not valid",
    Kind.TOO_LATE: "Too late",
    Kind.LIMIT: "Beyond a limit",
}

PHRASES: Final = {
    "and": "; and ",
    "malformed": "The request is malformed",
    "see_errors": "what was sent cannot be read; see the errors",
    # On a receipt
    "goods": "Goods",
    "shipping": "Shipping",
    "discounts": "Discounts",
    "taxes_on_top": "Taxes",
    "total": "Total",
    "taxes_inside": "Taxes in the total",
    "marketplace": "the marketplace",
    "paid_by": "paid by",
    "applied": "Applied",
    "not_applied": "Not applied",
}
