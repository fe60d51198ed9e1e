"""Hosts' own conditions and benefits: what they may do, and mistakes in them that raise and name the coupon."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import ClassVar

import pytest

from mpcore.discounts import Basket, Case, Coupon, Evaluation, Gift, PercentOff, evaluate
from mpcore.kernel import MalformedError, Refusal
from tests.discounts import say


def quote(basket: Basket, coupon: Coupon) -> Evaluation:
    return evaluate(basket, (coupon,), say.context())


class Hostile:
    """A host's benefit that answers with whatever it was made with."""

    code: ClassVar[str] = "host.hostile"
    text: ClassVar[str] = "hostile"

    def __init__(self, answer: Callable[[Case], object]) -> None:
        self.answer = answer

    def gift(self, case: Case) -> Gift | Refusal:
        return self.answer(case)  # type: ignore[return-value]  # pyright: ignore[reportReturnType]


NONSENSE: dict[str, Callable[[Case], object]] = {
    "None": lambda _: None,
    "a number": lambda _: 5,
    "a negative total": lambda case: Gift(case.lines, -1),
    "a fractional total": lambda case: Gift(case.lines, 1.5),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    "a true total": lambda case: Gift(case.lines, True),
    "a negative amount": lambda case: Gift(case.lines, 1, (-1, 2)),
    "a fractional amount": lambda case: Gift(case.lines, 1, (0.5, 1)),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    "too few amounts": lambda case: Gift(case.lines, 1, (1,)),
    "too many amounts": lambda case: Gift(case.lines, 1, (1, 1, 1)),
    "more than its amounts": lambda case: Gift(case.lines, 3, (1, 1)),
    "a line of another vendor": lambda _: Gift((0, 1, 2), 1),
    "a line that is not there": lambda _: Gift((99,), 1),
    "a negative line": lambda _: Gift((-1,), 1),
    "lines twice": lambda _: Gift((0, 0), 1),
    "lines out of order": lambda _: Gift((1, 0), 1),
    "shipping of another vendor": lambda _: Gift((1,), 1, on_shipping=True),
    "shipping that is not there": lambda _: Gift((2,), 1, on_shipping=True),
}


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
def test_a_benefit_that_answers_nonsense_raises_and_names_the_coupon(answer: Callable[[Case], object]) -> None:
    basket = say.basket(
        say.line(1000, id="l1"),
        say.line(1000, id="l2"),
        say.line(1000, id="l3", vendor="v2"),
        shipping=[say.shipping(100), say.shipping(100, vendor="v2")],
    )
    with pytest.raises(MalformedError) as raised:
        quote(basket, say.coupon("c77", Hostile(answer), owner="v1"))
    (fault,) = raised.value.faults
    assert fault.at == "coupons[c77].terms.benefit"


def test_a_hosts_benefit_may_cap_what_its_amounts_come_to() -> None:
    capped = Hostile(lambda case: Gift(case.lines, 5, (4, 4)))
    (applied,) = quote(say.basket((1000, 1), (1000, 1)), say.coupon("c1", capped)).applied
    assert (applied.lines, applied.offered) == ((3, 2), 5)


class Whim:
    """A host's condition that answers with whatever it was made with."""

    code: ClassVar[str] = "host.whim"
    text: ClassVar[str] = "a whim"

    def __init__(self, *lines: int) -> None:
        self.lines = lines

    @property
    def narrows(self) -> bool:
        return True

    def holds_for(self, case: Case) -> tuple[int, ...]:  # noqa: ARG002 - of the protocol
        return self.lines

    def why_not(self, case: Case) -> tuple[Refusal, ...]:  # noqa: ARG002 - the same
        return ()


@pytest.mark.parametrize("lines", [(2,), (0, 1, 2), (1, 0), (0, 0), (-1,), (99,), ()])
def test_a_condition_that_answers_nonsense_raises_and_names_the_coupon(lines: tuple[int, ...]) -> None:
    basket = say.basket(say.line(id="l1"), say.line(id="l2"), say.line(id="l3", vendor="v2"))
    with pytest.raises(MalformedError, match=r"coupons\[c77\]\.terms\.condition"):
        quote(basket, say.coupon("c77", PercentOff(Decimal(10)), Whim(*lines), owner="v1"))
