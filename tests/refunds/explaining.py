"""What is said of refunds and returns, in few words."""

from __future__ import annotations

from collections.abc import Iterator

from mpcore.kernel import Actor
from mpcore.refunds import Explanation, Statement, explain
from mpcore.testing import OPERATOR
from tests.refunds.say import Desk


def told(desk: Desk, who: Actor = OPERATOR) -> tuple[Explanation, ...]:
    return explain(desk.after, desk.ctx(who))


def statements(desk: Desk, who: Actor = OPERATOR) -> Iterator[Statement]:
    for one in told(desk, who):
        yield from one.said


def of_part(desk: Desk, who: Actor = OPERATOR, part: str = "p1") -> list[str]:
    """What is said of a part itself."""
    return [
        str(each)
        for one in told(desk, who)
        if one.part == part and one.refund is None and one.return_id is None
        for each in one.said
    ]


def of_refund(desk: Desk, who: Actor = OPERATOR, refund: str = "r1") -> list[str]:
    return [str(each) for one in told(desk, who) if one.refund == refund for each in one.said]


def of_return(desk: Desk, who: Actor = OPERATOR, name: str = "b1") -> list[str]:
    return [str(each) for one in told(desk, who) if one.return_id == name for each in one.said]


def codes(desk: Desk, who: Actor = OPERATOR) -> set[str]:
    """What is said, without the facts."""
    return {each.code.removeprefix("refunds.") for each in statements(desk, who)}
