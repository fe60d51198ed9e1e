"""Refunds and returns travel: what was asked, what happened and what is kept, and nothing that cannot be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings

from mpcore import refunds, wire
from mpcore.kernel import MalformedError, Personal
from mpcore.orders import Order
from mpcore.refunds import AfterSales, RefundEvent, RefundIntent, RefundPolicy, after_sales_of, evolve
from mpcore.testing import strategies as some
from mpcore.wire.refunds import COMMANDS, DOCUMENTS
from tests.refunds.say import Desk, approve, ask, ask_all, did_not, line, retry, sold
from tests.refunds.say_returns import Counter, accept, came, delivered, receive, send, wants
from tests.refunds.say_returns import refund as refund_return
from tests.wire import lives
from tests.wire.samples_refunds import SAMPLES
from tests.wire.test_round_trips import there_and_back
from tests.wire.test_schema import validator


@settings(max_examples=50)
@given(some.refund_policies())
def test_policies_travel(policy: RefundPolicy) -> None:
    there_and_back(RefundPolicy, policy)


def failed() -> Desk:
    """One refund failed and is tried again, another is asked for."""
    desk = Desk(sold(quantity=3)).do(ask(line(amount="5.00"), refund="r1"), approve("r1"))
    return desk.do(did_not(refund="r1"), retry("r1"), ask_all(refund="r2"))


def came_back() -> Counter:
    """A return was received, its refund is asked for."""
    counter = Counter(delivered(quantity=2)).do(wants(words="cracked"), accept(), send("4.90"))
    return counter.do(receive(came()), refund_return())


@pytest.mark.parametrize("story", [failed, came_back], ids=["failed", "came_back"])
def test_a_life_travels_step_by_step_and_is_replayed_from_what_was_read(story: lives.Form) -> None:
    desk: Desk = story()
    there_and_back(AfterSales, desk.after)
    there_and_back(Order, desk.order)
    for intent in desk.intents():
        there_and_back(RefundIntent, intent)
    read: tuple[RefundEvent, ...] = wire.loads(tuple[RefundEvent, ...], wire.dumps(tuple(desk.history)))
    assert read == tuple(desk.history)
    after = after_sales_of(desk.order)
    for event in read:
        after = evolve(after, event)
    assert after == desk.after


CHANGES: list[tuple[str, dict[str, object], str]] = [
    ("refunds.request_refund/1", {"refund": ""}, "refund"),
    ("refunds.request_refund/1", {"mode": "half"}, "mode"),
    ("refunds.request_refund/1", {"cause": "weather"}, "cause"),
    ("refunds.request_refund/1", {"reason": None}, "reason"),
    ("refunds.request_refund/1", {"reason": {"text": {"value": "x"}, "language": "English!"}}, "reason.language"),
    ("refunds.request_refund/1", {"shipping": {"amount": "0.00", "currency": "EUR"}}, "shipping"),
    ("refunds.request_refund/1", {"lines": [{"line": "l1", "units": "2"}]}, "lines[0].units"),
    ("refunds.record_refund_payment/1", {"amount": {"amount": "1.005", "currency": "EUR"}}, "amount.amount"),
    ("refunds.decide_case/1", {"decision": "open"}, "decision"),
    ("refunds.accept_return/1", {"address": {"value": "here"}}, "address.value"),
    ("refunds.policy/1", {"zone": "Europe/Atlantis"}, "zone"),
    ("refunds.policy/1", {"max_open_requests": 0}, "max_open_requests"),
    ("refunds.policy/1", {"returns": {"days": -1}}, "returns.days"),
    ("refunds.after_sales/1", {"refunds": [{"id": "r1"}]}, "refunds[0].amount"),
]


@pytest.mark.parametrize(("tag", "change", "at"), CHANGES, ids=[f"{tag}-{at}" for tag, _, at in CHANGES])
def test_what_cannot_be_read_is_refused_at_its_place(tag: str, change: dict[str, object], at: str) -> None:
    kind = {**COMMANDS, **DOCUMENTS}[tag]
    data: lives.Form = wire.dump(SAMPLES[tag])
    with pytest.raises(MalformedError) as caught:
        wire.load(kind, {**data, **change})
    assert at in [fault.at for fault in caught.value.faults]


@pytest.mark.parametrize("tag", ["refunds.request_refund/1", "refunds.policy/1", "refunds.after_sales/1"])
def test_schemas_take_what_is_written_and_no_other_kinds_of_values(tag: str) -> None:
    takes = validator({**COMMANDS, **DOCUMENTS}[tag])
    data: lives.Form = wire.dump(SAMPLES[tag])
    takes.validate(data)
    for name in sorted(data.keys() - {"type"}):
        assert not takes.is_valid({**data, name: 1.5}), name


def test_a_tombstone_travels_as_one() -> None:
    data: lives.Form = wire.dump(SAMPLES["refunds.return/1"])
    assert data["words"] == {"erased": True}
    read: refunds.Return = wire.load(refunds.Return, data)
    assert read.words == Personal(None)


def test_times_in_a_policy_are_exact() -> None:
    data: lives.Form = wire.dump(SAMPLES["refunds.policy/1"])
    assert data["returns"]["answer_within"] == "PT48H"
    read: RefundPolicy = wire.load(RefundPolicy, data)
    assert read.returns.answer_within == timedelta(hours=48)
