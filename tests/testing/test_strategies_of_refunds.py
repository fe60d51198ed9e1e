"""What the strategies draw for refunds and returns: every stage, cause, command and switch, both outcomes, quickly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import get_args

import pytest
from attrs import fields
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from mpcore import orders, refunds, wire
from mpcore.kernel import Done, Kind, NothingNamed, Refusal, Refused
from mpcore.orders import ChargebackStage, Funder, Order, Part, PayoutStage, Shares
from mpcore.presets import PLAIN, WHATNOT
from mpcore.refunds import (
    AfterSales,
    Bearer,
    CaseStage,
    Mode,
    RefundCause,
    RefundCommand,
    RefundEvent,
    RefundMethod,
    RefundPolicy,
    RefundStage,
    Requester,
    RequestRefund,
    ReturnPolicy,
    ReturnReason,
    ReturnStage,
)
from mpcore.testing import Attempt, RefundAttempt, RefundLife
from mpcore.testing import strategies as some
from mpcore.testing.strategies.refund_lives import attempted
from mpcore.testing.strategies.refund_wild import COMMANDS

FEW = settings(
    max_examples=6,
    deadline=None,
    database=None,
    derandomize=False,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


# --- what is drawn is valid


@settings(max_examples=40)
@given(some.refund_lives())
def test_a_life_is_what_its_histories_give_and_its_order_was_told(life: RefundLife) -> None:
    assert orders.replay(life.order_history) == life.order
    assert refunds.replay(life.order, life.history) == life.state
    assert wire.load(AfterSales, wire.dump(life.state)) == life.state
    assert refunds.due(life.state, life.context(life.order.buyer)) is not None
    assert life.now >= life.order.placed_at


@settings(max_examples=30)
@given(some.refund_attempts(st.sampled_from((PLAIN, WHATNOT))))
def test_attempts_keep_to_the_rule_books_they_are_given(attempt: RefundAttempt) -> None:
    assert attempt.state.rule_book == attempt.context.policy.rule_book
    assert attempt.context.policy in (PLAIN.refunds, WHATNOT.refunds)
    assert attempt.context.order is attempt.order
    assert attempt.history is attempt.life.history


@settings(max_examples=30)
@given(some.refund_lives(vendors=1, lines=1, steps=3, ample=False))
def test_bounds_are_kept(life: RefundLife) -> None:
    [part] = life.order.parts
    [line] = part.lines
    assert (line.taxes, line.discounts, line.shipping) == ((), (), 0)
    assert len(life.said) <= 3


@settings(max_examples=40)
@given(some.refund_policies())
def test_policies_can_be_built_and_travel(policy: RefundPolicy) -> None:
    assert wire.load(RefundPolicy, wire.dump(policy)) == policy


def only_goodwill(_: object, command: RefundCommand, __: object) -> Refusal | None:
    """Nobody asks for refunds here but in goodwill."""
    silent = isinstance(command, RequestRefund) and command.cause is not RefundCause.GOODWILL
    return NothingNamed(thing="nothing") if silent else None


@settings(max_examples=40)
@given(some.refund_attempts(also=(only_goodwill,)))
def test_a_hosts_own_rules_are_asked(attempt: RefundAttempt) -> None:
    assert attempt.context.also == (only_goodwill,)
    asked = [command for command in attempt.life.said if isinstance(command, RequestRefund)]
    assert {command.cause for command in asked} <= {RefundCause.GOODWILL}


@settings(max_examples=40)
@given(st.data())
def test_commands_are_about_what_they_were_drawn_for(data: DataObject) -> None:
    life = data.draw(some.refund_lives(PLAIN, steps=6))
    command = data.draw(some.refund_commands(life))
    assert command.order == life.order.id
    assert wire.load(type(command), wire.dump(command)) == command


def test_an_attempt_is_one_of_the_protocol() -> None:
    found: Attempt[AfterSales, RefundCommand] = find(some.refund_attempts(), lambda _: True, settings=FEW)
    assert isinstance(found, RefundAttempt)
    assert found.execute() == refunds.execute(found.state, found.command, found.context)


def test_the_plainest_life_is_what_a_failure_shrinks_to() -> None:
    life: RefundLife = find(some.refund_lives(), lambda _: True, settings=FEW)
    assert len(life.order.parts) == len(life.order.parts[0].lines) == 1
    assert (life.order.currency, life.history, life.said) == ("EUR", (), ())


# --- and varied


class Looked:
    """What many attempts were like."""

    def __init__(self) -> None:
        self.outcomes: Counter[tuple[type[RefundCommand], bool]] = Counter()
        self.reasons: Counter[str] = Counter()
        self.kinds: Counter[Kind] = Counter()
        self.actors: Counter[str] = Counter()
        self.seen: Counter[object] = Counter()
        self.switches: dict[str, set[object]] = {}

    def at(self, attempt: RefundAttempt) -> None:
        outcome = attempt.execute()
        self.outcomes[type(attempt.command), isinstance(outcome, Done)] += 1
        self.actors[type(attempt.context.actor).__name__] += 1
        if isinstance(outcome, Refused):
            self.reasons.update([reason.code for reason in outcome.reasons])
            self.kinds.update([reason.kind for reason in outcome.reasons])

    def lived(self, life: RefundLife) -> None:
        self.seen.update({type(event) for event in life.history})
        for found in (self._of_refunds(life), self._of_returns(life), self._of_order(life.order)):
            self.seen.update(set(found))
        for policy in (life.rules.refunds, life.rules.refunds.returns):
            for field in fields(type(policy)):
                self.switches.setdefault(field.name, set()).add(getattr(policy, field.name))

    def _of_refunds(self, life: RefundLife) -> Iterator[object]:
        for one in life.state.refunds:
            yield from (one.stage, one.mode, one.cause, one.requester, one.bearer, one.method)
            yield from named("forced" * one.forced, "of a return" * (one.of_return is not None))
            yield from named("taken back" * bool(one.take_back), "by hand" * bool(one.by_hand))
            yield from named("several payments" * (len(one.payments) > 1), "sold again" * bool(one.restock))
            yield from named("four eyes" * (len(one.approvals) > 1))
            for share in one.payments:
                yield from named("retried" * (share.attempt > 1), "in part" * (0 < share.settled < share.amount))
            part = None if one.part is None else life.order.part(one.part)
            if part is not None:
                for shares in one.shares:
                    yield from components(part, shares)

    def _of_returns(self, life: RefundLife) -> Iterator[object]:
        for one in life.state.returns:
            yield from (one.stage, one.reason)
            yield from named("late" * one.late, "withheld" * bool(one.withheld), "advanced" * bool(one.compensation))
            yield from named("some came" * (0 < one.units_received < one.units))
            if one.case is not None:
                yield one.case.stage
                yield from named("a buyer's case" * one.case.by_buyer, "obeys" * one.is_owed)

    def _of_order(self, order: Order) -> Iterator[object]:
        yield order.currency
        yield from named("surplus" * bool(order.surplus_refunded))
        for part in order.parts:
            yield from (part.payout, part.chargeback)
            yield from named("paid in part" * (0 < part.paid < part.due), "on hold" * part.held)
            yield from named("cancelled in part" * any(line.refund_due for line in part.lines))


def named(*words: str) -> Iterator[str]:
    """What is the case, in a word or two."""
    return (word for word in words if word)


def components(part: Part, shares: Shares) -> Iterator[object]:
    """What kinds of components went back with something in them."""
    line = part.line(shares.line)
    assert line is not None
    for tax, amount in zip(line.taxes, shares.taxes, strict=True):
        yield from named(f"tax {'included' if tax.inclusive else 'on top'}" * bool(amount))
    off = zip(line.discounts, shares.discounts, strict=True)
    funders = {discount.funder for discount, amount in off if amount}
    yield from funders
    yield from named(
        "several funders" * (len(funders) > 1), "units" * bool(shares.units), "shipping" * bool(shares.shipping)
    )


WORDS = {
    *("forced", "of a return", "taken back", "by hand", "several payments", "sold again", "four eyes", "retried"),
    *("in part", "late", "withheld", "advanced", "some came", "a buyer's case", "obeys", "surplus", "paid in part"),
    *("on hold", "cancelled in part", "tax included", "tax on top", "several funders", "units", "shipping"),
}
EVERYTHING: set[object] = {
    *(*RefundStage, *ReturnStage, *CaseStage, *RefundCause, *Mode, *Bearer, *RefundMethod, *ReturnReason, *Funder),
    *(*PayoutStage, *ChargebackStage, *WORDS, "EUR", "JPY", "BHD", "USD"),
    *(Requester.VENDOR, Requester.BUYER, Requester.OPERATOR, Requester.SYSTEM),
    *get_args(RefundEvent),
}


def looked() -> Looked:
    """Many lives, and several attempts at each."""
    found = Looked()
    for number in range(48):  # a run by itself varies little: it mutates what it has

        @seed(number)
        @FEW
        @given(st.data())
        def look(data: DataObject) -> None:
            for _ in range(5):
                life = data.draw(some.refund_lives())
                found.lived(life)
                for _ in range(8):
                    found.at(attempted(data.draw, life))

        look()
    return found


def everything_is_the_case(found: Looked) -> None:
    assert EVERYTHING - found.seen.keys() == set()


def good_shares(found: Looked) -> None:
    both = {(kind, done) for kind in COMMANDS for done in (True, False)}
    assert both - found.outcomes.keys() == set()
    assert set(COMMANDS) == set(get_args(RefundCommand)) == set(refunds.GATES)
    whole = found.outcomes.total()
    accepted = sum(count for (_, done), count in found.outcomes.items() if done)
    assert whole * 0.3 < accepted < whole * 0.8


def many_reasons(found: Looked) -> None:
    assert len(found.reasons) >= 30
    assert set(found.kinds) == set(Kind)
    assert set(found.actors) == {"Operator", "System", "VendorMember", "Buyer"}
    assert min(found.actors.values()) >= found.outcomes.total() * 0.02


def is_both_ways(values: set[object]) -> bool:
    """Whether a switch was on and off, or had every value that there is, or more than one."""
    kinds = {type(value) for value in values if isinstance(value, Enum)}
    return all(values >= set(kind) for kind in kinds) and len(values) > 1


def every_switch(found: Looked) -> None:
    for policy in (RefundPolicy, ReturnPolicy):
        names = [field.name for field in fields(policy)]
        assert [name for name in names if not is_both_ways(found.switches[name])] == []


def test_every_stage_cause_command_and_switch_turns_up_and_both_outcomes_in_good_shares() -> None:
    found = looked()  # in one test: each process that looks takes its time
    for check in (everything_is_the_case, good_shares, many_reasons, every_switch):
        check(found)


@pytest.mark.walk
def test_attempts_by_themselves_reach_every_command_both_ways() -> None:
    outcomes: Counter[tuple[type[RefundCommand], bool]] = Counter()
    for number in range(120):

        @seed(number)
        @FEW
        @given(st.lists(some.refund_attempts(), min_size=5, max_size=5))
        def look(attempts: list[RefundAttempt]) -> None:
            outcomes.update([(type(one.command), isinstance(one.execute(), Done)) for one in attempts])

        look()
    assert outcomes.keys() == {(kind, done) for kind in COMMANDS for done in (True, False)}
