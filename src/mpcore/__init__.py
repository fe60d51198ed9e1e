"""Marketplace domain logic, once, right: orders over several vendors, deadlines, refunds, coupons, permissions.

No framework, no I/O.  `import mpcore` loads the kernel; every package loads when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from mpcore.kernel import (
    Accepted,
    Buyer,
    Done,
    Grant,
    Kind,
    MalformedError,
    MpcoreError,
    Operator,
    Refusal,
    Refused,
    RefusedError,
    RuleBooks,
    System,
    VendorMember,
)

__version__ = "0.1.0"

__all__ = [
    "Accepted",
    "Buyer",
    "Done",
    "Grant",
    "Kind",
    "MalformedError",
    "MpcoreError",
    "Operator",
    "Refusal",
    "Refused",
    "RefusedError",
    "RuleBooks",
    "System",
    "VendorMember",
    "__version__",
    "adapters",
    "discounts",
    "i18n",
    "kernel",
    "money",
    "orders",
    "presets",
    "refunds",
    "replay",
    "subaccounts",
    "testing",
    "timing",
    "wire",
]

if TYPE_CHECKING:
    from mpcore import adapters as adapters
    from mpcore import discounts as discounts
    from mpcore import i18n as i18n
    from mpcore import kernel as kernel
    from mpcore import money as money
    from mpcore import orders as orders
    from mpcore import presets as presets
    from mpcore import refunds as refunds
    from mpcore import replay as replay
    from mpcore import subaccounts as subaccounts
    from mpcore import testing as testing
    from mpcore import timing as timing
    from mpcore import wire as wire
else:
    _PACKAGES = frozenset(
        {
            "adapters",
            "discounts",
            "i18n",
            "money",
            "orders",
            "presets",
            "refunds",
            "replay",
            "subaccounts",
            "testing",
            "timing",
            "wire",
        }
    )

    def __getattr__(name):
        if name in _PACKAGES:
            return import_module(f"mpcore.{name}")
        raise AttributeError(f"module 'mpcore' has no attribute {name!r}")

    def __dir__():
        return sorted(__all__)
