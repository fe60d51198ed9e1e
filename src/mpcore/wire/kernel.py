"""The tags of actors, of the envelope, and of the reasons that every package shares."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from mpcore import kernel
from mpcore.kernel import Refusal, refusals

__all__ = ["ACTORS", "DOCUMENTS", "REASONS", "reasons_in"]

ACTORS: Final[dict[str, type]] = {
    "kernel.buyer/1": kernel.Buyer,
    "kernel.operator/1": kernel.Operator,
    "kernel.system/1": kernel.System,
    "kernel.vendor_member/1": kernel.VendorMember,
}

DOCUMENTS: Final[dict[str, type]] = {
    "kernel.recorded/1": kernel.Recorded,
}


def reasons_in(*modules: ModuleType) -> tuple[type[Refusal], ...]:
    """The public reasons of modules, those that are only a base of others left out."""
    named: list[object] = [vars(module)[name] for module in modules for name in module.__all__]
    kinds = [kind for kind in named if isinstance(kind, type) and issubclass(kind, Refusal)]
    return tuple([kind for kind in kinds if "code" in vars(kind)])


REASONS: Final[dict[str, type]] = {
    f"kernel.{kind.code}/1": kind for kind in reasons_in(refusals) if kind is not kernel.WrongStage
}
"""What a host's own condition may answer with too.  Not `WrongStage`: its stage may be of any enum, so it could not be
read, and no coupon gives nothing because of it."""
