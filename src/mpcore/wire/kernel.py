"""The tags of actors and of the envelope."""

from __future__ import annotations

from typing import Final

from mpcore import kernel

__all__ = ["ACTORS", "DOCUMENTS"]

ACTORS: Final[dict[str, type]] = {
    "kernel.buyer/1": kernel.Buyer,
    "kernel.operator/1": kernel.Operator,
    "kernel.system/1": kernel.System,
    "kernel.vendor_member/1": kernel.VendorMember,
}

DOCUMENTS: Final[dict[str, type]] = {
    "kernel.recorded/1": kernel.Recorded,
}
