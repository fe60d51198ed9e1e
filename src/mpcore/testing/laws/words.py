"""How a law that does not hold says so: what is broken, what was asked, of what."""

from __future__ import annotations

from mpcore.orders import Order
from mpcore.testing.attempts import OrderAttempt, RefundAttempt
from mpcore.testing.words import shown

__all__ = ["hold", "said", "same", "within"]


def hold(holds: bool, attempt: OrderAttempt | RefundAttempt, broken: str, *seen: object) -> None:  # noqa: FBT001  (it is the law)
    """It holds, or is broken in these words."""
    if not holds:
        raise AssertionError(said(attempt, broken, *seen))


def said(attempt: OrderAttempt | RefundAttempt, broken: str, *seen: object) -> str:
    """What is broken, what was seen of it, and the attempt."""
    parts = [broken, *map(shown, seen), f"asked: {shown(attempt.command)}", f"in: {shown(attempt.context)}"]
    return "\n".join([*parts, f"of: {shown(attempt.state)}"])


def same(order: Order, what: str, one: object, other: object) -> None:
    """The one is the other."""
    if one != other:
        raise AssertionError(f"{what}: {one} is not {other}\n{shown(order)}")


def within(order: Order, what: str, amount: int, most: int) -> None:
    """An amount is not negative, and not too large."""
    if not 0 <= amount <= most:
        raise AssertionError(f"{what}: {amount} is not from 0 to {most}\n{shown(order)}")
