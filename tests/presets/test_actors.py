"""Ready-made actors: operators hold what their duties need, guests are known by what nobody can read."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore import discounts, orders, subaccounts
from mpcore.kernel import (
    Buyer,
    BuyerId,
    Done,
    MalformedError,
    MemberId,
    MissingScope,
    Operator,
    Refused,
    Scope,
    System,
)
from mpcore.presets import DUTIES, PLAIN, Duty, buyer, guest, operator, system
from mpcore.subaccounts import CATALOGUE, Who
from mpcore.testing import PLACED_AT, SYSTEM, Scenario, placed
from tests.orders.say import edit

OLGA = MemberId("olga")
KEY = bytes(range(32))
GATES: Mapping[type, Any] = {**orders.GATES, **discounts.GATES, **subaccounts.GATES}
LIMITED = [duty for duty in Duty if DUTIES[duty] is not None]
by_duty = pytest.mark.parametrize("duty", LIMITED, ids=[duty.value for duty in LIMITED])


def held(duty: Duty) -> frozenset[Scope]:
    scopes = DUTIES[duty]
    assert scopes is not None
    return scopes


def kinds_of(scope: Scope) -> set[type]:
    """Every kind of actor that may ask for a command with the scope; empty where no command has it."""
    return {kind for gate in GATES.values() if gate.scope == scope for kind in gate.kinds}


# --- operators


def test_every_duty_has_scopes_and_only_the_administrator_has_all() -> None:
    assert set(DUTIES) == set(Duty)
    assert [duty for duty in Duty if DUTIES[duty] is None] == [Duty.ADMINISTRATOR]
    assert operator(OLGA, Duty.ADMINISTRATOR) == Operator(OLGA)


@by_duty
def test_what_a_duty_holds_is_in_the_catalogue_and_open_to_operators(duty: Duty) -> None:
    assert [scope for scope in sorted(held(duty)) if CATALOGUE.get(scope) is None] == []
    asked = {scope: kinds_of(scope) for scope in sorted(held(duty))}
    assert [scope for scope, kinds in asked.items() if kinds and Operator not in kinds] == []


def test_every_scope_of_operators_alone_is_some_dutys() -> None:
    union = frozenset[Scope]().union(*[held(duty) for duty in LIMITED])
    assert CATALOGUE.of(Who.OPERATOR) <= union


def test_each_duty_holds_something_that_no_other_has() -> None:
    for duty in LIMITED:
        others = frozenset[Scope]().union(*[held(other) for other in LIMITED if other is not duty])
        assert held(duty) - others, duty


def test_who_decides_about_what() -> None:
    def deciders(scope: str) -> list[Duty]:
        return [duty for duty in LIMITED if scope in held(duty)]

    assert deciders("refunds.erase_personal_data") == [Duty.PRIVACY]
    assert deciders("refunds.force") == deciders("refunds.refund_surplus") == [Duty.FINANCE]
    assert deciders("refunds.refund_cancellation") == [Duty.FINANCE]
    assert deciders("returns.refund") == [Duty.SUPPORT, Duty.FINANCE]
    assert deciders("returns.open") == deciders("returns.escalate") == [Duty.SUPPORT]
    assert deciders("returns.record_arrival") == deciders("returns.receive") == [Duty.LOGISTICS]
    assert deciders("orders.edit_properties") == [Duty.SUPPORT]
    assert deciders("refunds.approve") == deciders("payouts.approve") == [Duty.FINANCE]
    assert deciders("orders.confirm_payment") == [Duty.FINANCE]
    assert deciders("returns.decide") == [Duty.SUPPORT]
    assert deciders("listings.approve") == [Duty.CATALOGUE]
    assert deciders("discounts.fund") == [Duty.MARKETING]
    assert deciders("company.suspend") == [Duty.VENDORS]
    assert deciders("orders.erase_personal_data") == [Duty.PRIVACY]
    assert deciders("orders.view_customer_data") == [Duty.SUPPORT, Duty.PRIVACY]


@given(st.lists(st.sampled_from(LIMITED), min_size=1))
def test_several_duties_are_held_together(duties: list[Duty]) -> None:
    assert operator(OLGA, *duties) == Operator(OLGA, frozenset[Scope]().union(*[held(duty) for duty in duties]))
    assert operator(OLGA, *duties, Duty.ADMINISTRATOR).scopes is None


def test_duties_cannot_be_changed_by_whoever_reads_them() -> None:
    with pytest.raises(TypeError):
        DUTIES[Duty.SUPPORT] = None  # type: ignore[index]  # pyright: ignore[reportIndexIssue]


def test_an_operator_is_let_in_by_duty() -> None:
    order = Scenario(placed("v1")).state
    for duty in Duty:
        ctx = orders.Context(now=PLACED_AT, actor=operator(OLGA, duty), policy=PLAIN.orders)
        outcome = orders.execute(order, edit(order.properties), ctx)
        if duty in (Duty.ADMINISTRATOR, Duty.SUPPORT):
            assert isinstance(outcome, Done)
        else:
            assert outcome == Refused((MissingScope(scope=Scope("orders.edit_properties")),))


# --- buyers and the host


def test_a_buyer_is_registered() -> None:
    assert buyer(BuyerId("ada")) == Buyer(BuyerId("ada"))
    with pytest.raises(MalformedError):
        buyer(BuyerId(""))


def test_a_guest_is_known_by_a_keyed_digest() -> None:
    digest = hmac.new(KEY, b"ada@example.org", hashlib.sha256).hexdigest()
    assert guest("ada@example.org", KEY) == Buyer(BuyerId(digest), guest=True)
    assert guest("ada@example.org", bytes(16)) != guest("ada@example.org", KEY)
    assert guest("ada@example.org ", KEY) != guest("ada@example.org", KEY), "the text is taken as it is"


@given(st.text(min_size=1).filter(str.strip), st.binary(min_size=16, max_size=64))
def test_a_guest_shows_nothing_of_who_it_is(identity: str, key: bytes) -> None:
    one = guest(identity, key)
    assert one == guest(identity, key)
    assert one.guest
    assert len(one.id) == 64
    assert set(one.id) <= set("0123456789abcdef")


@pytest.mark.parametrize("identity", ["", " \n", None, b"ada@example.org"])
def test_nobody_is_identified_by_nothing(identity: object) -> None:
    with pytest.raises(MalformedError, match="identity"):
        guest(identity, KEY)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("key", [b"", bytes(15), "a secret of sixteen", None])
def test_a_short_key_is_none_and_is_not_shown(key: object) -> None:
    with pytest.raises(MalformedError, match=r"^key: is no secret of 16 bytes or more; ") as caught:
        guest("ada@example.org", key)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert "ada" not in str(caught.value)
    assert "sixteen" not in str(caught.value)


def test_the_host_is_the_system() -> None:
    assert system() == System() == System("system")
    assert system("psp") == System("psp")
    assert type(SYSTEM) is type(system())
