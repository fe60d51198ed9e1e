"""What a decision may know besides the thing and the command: the time, who asks, and the policy that was promised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from attrs import field
from pendulum import DateTime

from mpcore.kernel.actors import Actor
from mpcore.kernel.instants import utc
from mpcore.kernel.refusal import Refusal
from mpcore.kernel.values import frozen

__all__ = ["Context"]

P = TypeVar("P", covariant=True)


def _now(value: datetime) -> DateTime:
    return utc(value, at="now")


@frozen(kw_only=True)
class Context(Generic[P]):
    """Everything a decision does not find in the thing itself.

    `now` is any aware datetime and becomes UTC; a naive one raises `MalformedError`.  No decision reads a clock,
    draws a number or touches ambient state.
    """

    now: DateTime = field(converter=_now)
    actor: Actor
    policy: P
    also: tuple[Callable[..., Refusal | None], ...] = ()
    """The host's own rules, asked with (thing, command, context) in the third stage; they may refuse, never permit."""
