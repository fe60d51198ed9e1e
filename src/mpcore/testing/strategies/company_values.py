"""What commands for companies are made of: shops, windows, limits, scopes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import DateTime

from mpcore.kernel import Scope, ShopId, utc
from mpcore.money import from_minor
from mpcore.subaccounts import ALWAYS, Between, ChatGroupKind, Shop, SpendingLimit
from mpcore.testing.strategies.values import Draw

__all__ = [
    "GROUP_KINDS",
    "LIKED",
    "NAMES",
    "SHOPS",
    "SITES",
    "drawn_shops",
    "limit",
    "one_of",
    "window",
]

T = TypeVar("T")

SITES = st.sampled_from(("", "TW", "FR"))
NAMES = st.sampled_from(("the first", "another"))
GROUP_KINDS = st.sampled_from(ChatGroupKind)
_PLACE = st.integers(0, 63)
_FROM = st.sampled_from((None, None, None, timedelta(), timedelta(days=1), timedelta(days=-1)))
_AMOUNTS = st.sampled_from((None, 0, 1, 5000))
_AMOUNT = st.sampled_from((0, 1, 5000, 20000))

LIKED = tuple(
    map(
        Scope,
        (
            *("chat.use", "orders.ship", "orders.view", "refunds.request", "discounts.manage", "team.view"),
            *("grants.manage", "roles.manage", "sub_accounts.create", "sub_accounts.manage", "limits.manage"),
            *("chat.assign", "shop.password.change", "payout_account.manage"),
        ),
    )
)
"""What roles have in them more often than the rest, so that much may happen."""


def drawn_shops(draw: Draw, most: int) -> tuple[Shop, ...]:
    """Up to so many shops, `a`, `b`…, on any site."""
    return tuple([Shop(id=name, site=draw(SITES)) for name in SHOPS[: draw(_up_to(most))]])


SHOPS = tuple([ShopId(chr(ord("a") + number)) for number in range(26)])


def _up_to(most: int) -> SearchStrategy[int]:
    return st.sampled_from([*range(most + 1), *range(most // 2, most + 1)])


def one_of(draw: Draw, things: Iterable[T]) -> T:
    """One of these things, of which there is at least one."""
    known = tuple(things)
    return known[draw(_PLACE) % len(known)]


def limit(draw: Draw, scope: Scope) -> SpendingLimit:
    """What may be spent through a scope, in euros."""
    once, daily = draw(_AMOUNTS), draw(_AMOUNT)
    return SpendingLimit(
        scope=scope, per_action=None if once is None else from_minor(once, "EUR"), per_day=from_minor(daily, "EUR")
    )


def window(draw: Draw, now: DateTime, until: SearchStrategy[timedelta | None]) -> Between:
    """From an instant on, until another; without one of them, or without both."""
    start, end = draw(_FROM), draw(until)
    if start is not None and end is not None and end <= start:
        end = None
    if start is None and end is None:
        return ALWAYS
    return Between(None if start is None else utc(now + start), None if end is None else utc(now + end))
