"""Reasons that inherit their facts are checked as those are that state them."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

import pytest
from attrs import fields

from mpcore.kernel import Refusal
from mpcore.orders import rules


def reasons() -> Iterator[type[Refusal]]:
    """Every reason that the rules of orders give."""
    for name in rules.__all__:
        value: object = getattr(rules, name)
        if isinstance(value, type) and issubclass(value, Refusal):
            yield value


REASONS = tuple(reasons())


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.__name__)
def test_a_reason_states_all_it_has_to(reason: type[Refusal]) -> None:
    reason.__attrs_init_subclass__()
    assert {"code", "kind", "text"} <= set(vars(reason))
    assert "abstract" not in vars(reason)
    holes = {hole for _, hole, _, _ in Formatter().parse(reason.text) if hole}
    assert holes <= {field.name for field in fields(reason)}


def test_no_two_have_one_code() -> None:
    codes = [reason.code for reason in REASONS]
    assert len(codes) == len(set(codes)) > 25


def test_a_reason_that_states_too_little_is_noticed() -> None:
    class Vague(rules.OnHold):
        """It would be `orders.on_hold` once more."""

    class Empty(rules.OnHold):
        """It has a hole that nothing fills."""

        code = "orders.empty"
        kind = rules.OnHold.kind
        text = "{nothing}"

    for reason in (Vague, Empty):
        with pytest.raises(TypeError):
            reason.__attrs_init_subclass__()
