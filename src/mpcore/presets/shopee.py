"""Shopee's default roles, as those who teach it name them (external: X-H2), and the presets that do their duty."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mpcore.subaccounts import ADMIN, AFTER_SALES, FINANCE, PRE_SALES, SHOP_MANAGER, WAREHOUSE, RolePreset

__all__ = ["SHOPEE_ROLES"]

SHOPEE_ROLES: Final[Mapping[str, tuple[RolePreset, ...]]] = MappingProxyType(
    {
        "administrator": (ADMIN,),
        "retailer": (SHOP_MANAGER,),
        "warehouse administrator": (WAREHOUSE,),
        "finance": (FINANCE,),
        "chat customer service": (PRE_SALES, AFTER_SALES),
    }
)
"""Shopee's name of a role -> our presets; one duty there is two here, since its own chat groups are two (H9)."""
