"""Decimal contexts that a host might have left behind."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from contextlib import AbstractContextManager

_CONTEXTS: dict[str, Callable[[], decimal.Context]] = {
    "one digit": lambda: decimal.Context(prec=1),
    "one digit, everything trapped": lambda: decimal.Context(
        prec=1, traps=[decimal.Inexact, decimal.Rounded, decimal.Subnormal, decimal.FloatOperation]
    ),
    "rounding up": lambda: decimal.Context(prec=3, rounding=decimal.ROUND_UP, Emax=3, Emin=-3, clamp=1),
    "small letters": lambda: decimal.Context(capitals=0),
}

EVERY_DECIMAL_CONTEXT = tuple(_CONTEXTS)


def under(name: str) -> AbstractContextManager[decimal.Context]:
    return decimal.localcontext(_CONTEXTS[name]())
