"""What is true of every state that one return can come to."""

from __future__ import annotations

from functools import cache

import pytest

from mpcore import refunds
from mpcore.refunds import (
    GATES,
    OPEN_RETURNS,
    RETURN,
    CaseAnswerSilence,
    CaseSilence,
    CaseStage,
    DocumentsSilence,
    LostParcel,
    RefundPolicy,
    RefundStage,
    RequestSilence,
    ReturnPolicy,
    ReturnStage,
    delivered_units,
)
from mpcore.subaccounts import CATALOGUE
from mpcore.testing import SYSTEM
from tests.refunds.return_worlds import State, World, commands, ended, explored

CHOICES = [
    (RequestSilence.ACCEPTS, DocumentsSilence.EXPIRES, LostParcel.EXPIRES, CaseSilence.UPHELD, True, True),
    (
        RequestSilence.ACCEPTS,
        DocumentsSilence.GOES_BACK,
        LostParcel.COUNTS_AS_RECEIVED,
        CaseSilence.DENIED,
        True,
        False,
    ),
    (RequestSilence.REJECTS, DocumentsSilence.GOES_BACK, LostParcel.EXPIRES, CaseSilence.DENIED, False, True),
    (RequestSilence.ESCALATES, DocumentsSilence.EXPIRES, LostParcel.COUNTS_AS_RECEIVED, CaseSilence.DENIED, True, True),
    (RequestSilence.ESCALATES, DocumentsSilence.GOES_BACK, LostParcel.EXPIRES, CaseSilence.UPHELD, False, False),
    (RequestSilence.ESCALATES, DocumentsSilence.GOES_BACK, LostParcel.EXPIRES, CaseSilence.DENIED, True, False),
]
WORLDS = [
    World(
        policy=RefundPolicy(
            auto_approve=known,
            returns=ReturnPolicy(
                documents_rounds=1,
                silence=silence,
                documents_silence=documents,
                lost=lost,
                case_silence=case,
                case_answer_silence=CaseAnswerSilence.LOSES if known else CaseAnswerSilence.MARKETPLACE_DECIDES,
                requires_receipt=receipt,
                vendors_may_reject=True,
                buyers_may_escalate=talks,
            ),
        ),
        known=known,
        talks=talks,
    )
    for talks in (True, False)
    for silence, documents, lost, case, receipt, known in CHOICES
]
NAMES = [f"{choice[0].value}-{number}" for number, choice in enumerate(CHOICES * 2)]


@cache
def states(number: int) -> list[State]:
    """Every state of one of the worlds, explored once."""
    return explored(WORLDS[number])


@pytest.fixture(scope="module", params=range(len(WORLDS)), ids=NAMES)
def world(request: pytest.FixtureRequest) -> tuple[World, list[State]]:
    number: int = request.param
    return WORLDS[number], states(number)


def everywhere() -> list[State]:
    """Every state of all worlds."""
    return [state for number in range(len(WORLDS)) for state in states(number)]


def test_no_state_is_stuck(world: tuple[World, list[State]]) -> None:
    """From every open stage, time and the marketplace end it; neither its buyer nor its vendor is needed."""
    for state in world[1]:
        ended(world[0], state)


def test_no_state_has_more_back_than_there_was(world: tuple[World, list[State]]) -> None:
    for state in world[1]:
        (part,) = state.order.parts
        (line,) = part.lines
        for one in state.after.returns:
            resaleable = sum(came.resaleable for came in one.received)
            assert resaleable <= one.units_received <= one.units <= delivered_units(part, line.id)
            assert 0 <= one.compensation <= one.postage
            restocked = sum(
                some.quantity
                for given in state.after.refunds
                if given.stage is RefundStage.COMPLETED
                for some in given.restock
            )
            later = sum(some.quantity for some in one.restock) if one.stage is ReturnStage.REFUNDED else 0
            assert restocked + later <= resaleable
        assert 0 <= part.refunded <= part.paid
        assert part.refundable >= 0
        units = sum(share.units for given in state.after.refunds for share in given.settled)
        assert units <= line.quantity


def test_a_refunded_return_has_its_money_and_no_other_end_has(world: tuple[World, list[State]]) -> None:
    for state in world[1]:
        for one in state.after.returns:
            given = None if one.refund is None else state.after.refund(one.refund)
            if one.stage is ReturnStage.REFUNDED and given is not None:
                assert given.stage is RefundStage.COMPLETED
            elif one.stage not in OPEN_RETURNS:
                assert given is None
            assert (one.due is None) == (one.stage not in OPEN_RETURNS)
            assert (one.ended_at is None) == (one.stage in OPEN_RETURNS)


def test_every_stage_is_reached_somewhere() -> None:
    reached = {one.stage for state in everywhere() for one in state.after.returns}
    assert reached == set(ReturnStage)
    cases = [one.case for state in everywhere() for one in state.after.returns if one.case]
    assert {(case.stage, case.by_buyer) for case in cases} == {
        (stage, by) for stage in CaseStage for by in (True, False)
    }


def test_goods_come_after_their_money_in_some_of_them() -> None:
    """Where money may go back first, what came later can be sold again, and its money did not move."""
    later = [one for state in everywhere() for one in state.after.returns if one.restock]
    assert {one.stage for one in later} >= {ReturnStage.REFUNDED}


def test_what_is_accepted_can_happen_and_what_is_fired_twice_is_fired_once(world: tuple[World, list[State]]) -> None:
    found, states = world
    for state in states:
        for command, who in commands(state, talks=found.talks):
            ctx = found.ctx(state, who)
            once, twice = refunds.decide(state.after, command, ctx), refunds.decide(state.after, command, ctx)
            assert once == twice
        after = found.fired(state)
        if after is not None:
            again = found.done(after, refunds.FireTimers(order=after.order.id), SYSTEM)
            assert again == after


def test_every_stage_has_a_row_and_open_ones_a_way_on() -> None:
    may_go_on = {ReturnStage.EXPIRED}  # where the parcel comes all the same
    assert {stage for stage, row in RETURN.rows.items() if row} == OPEN_RETURNS | may_go_on
    assert set(RETURN.terminal) == set(ReturnStage) - OPEN_RETURNS - may_go_on


def test_every_scope_of_a_command_is_in_the_catalogue() -> None:
    assert [gate.scope for gate in GATES.values() if CATALOGUE.get(gate.scope) is None] == []


def test_every_command_has_a_gate() -> None:
    assert {command.__name__ for command in GATES if command.scope.startswith("returns.")} == {
        "OpenReturn",
        "AskDocuments",
        "SupplyDocuments",
        "AcceptReturn",
        "RejectReturn",
        "ShipBack",
        "RecordReturnArrival",
        "ReceiveReturn",
        "CancelReturn",
        "RefundReturn",
        "ExchangeReturn",
        "EscalateReturn",
        "AnswerCase",
        "DecideCase",
    }
