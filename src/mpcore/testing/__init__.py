"""For those who test: strategies, scenarios, laws, walks, and small worlds explored whole (extra `testing`).

`strategies`, imported as `some`, draws orders in any reachable state, commands and contexts; `Scenario` tells one story
with one order, from a history such as `placed("v1", "v2")`; `laws` says what is true of every decision; `OrderWalk`
lives an order's life at random and asks every law at every step, `RefundWalk` that of an order together with its
refunds and returns; `explore` visits every state of a small world.  All of them take a host's own rule book and, where
commands are decided, its own rules (`also`).
"""

from mpcore.testing import laws, strategies
from mpcore.testing.attempts import Attempt, OrderAttempt, RefundAttempt
from mpcore.testing.entitled import OPERATOR, SYSTEM, entitled, vendor_member
from mpcore.testing.refund_life import RefundLife
from mpcore.testing.refund_walk import RefundWalk
from mpcore.testing.scenario import PLACED_AT, Scenario, placed
from mpcore.testing.walk import OrderWalk
from mpcore.testing.words import difference, shown
from mpcore.testing.worlds import World, explore

__all__ = [
    "OPERATOR",
    "PLACED_AT",
    "SYSTEM",
    "Attempt",
    "OrderAttempt",
    "OrderWalk",
    "RefundAttempt",
    "RefundLife",
    "RefundWalk",
    "Scenario",
    "World",
    "difference",
    "entitled",
    "explore",
    "laws",
    "placed",
    "shown",
    "strategies",
    "vendor_member",
]
