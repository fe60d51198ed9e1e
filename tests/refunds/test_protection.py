"""Bringing a return before the marketplace, and what it decides (S36, S37, U13)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpcore import refunds
from mpcore.kernel import Actor, MalformedError, Personal
from mpcore.orders import DispatchKind, Tracking
from mpcore.refunds import (
    CaseAnswerSilence,
    CaseSilence,
    CaseStage,
    Grounds,
    LatePolicy,
    ProtectionCaseAnswered,
    ProtectionCaseDenied,
    ProtectionCaseOpened,
    ProtectionCaseUnanswered,
    ProtectionCaseUpheld,
    RefundCommand,
    ReturnReason,
    ReturnStage,
    StillAnswering,
    Timer,
)
from mpcore.testing import OPERATOR, SYSTEM, Scenario, placed
from tests.orders.say import TRACKING, deliver, pay, ship
from tests.refunds.say_returns import (
    ADA,
    DELIVERED_AT,
    ERASE,
    FIRE,
    Counter,
    accept,
    answer,
    arrive,
    ask_photos,
    came,
    deny,
    escalate,
    exchange,
    keep,
    policy,
    receive,
    refund,
    refuse,
    send,
    supply,
    uphold,
    vendor,
    wants,
)

S, INSTANT, WEEK = ReturnStage, timedelta(microseconds=1), timedelta(days=7)
TO: dict[ReturnStage, tuple[RefundCommand, ...]] = {
    S.REQUESTED: (wants(),),
    S.INFO_REQUESTED: (wants(), ask_photos()),
    S.ACCEPTED: (wants(), accept()),
    S.IN_TRANSIT: (wants(), accept(), send()),
    S.RECEIVED: (wants(), accept(), send(), receive(came())),
}
"""How a return gets there."""
FROM = [S.REQUESTED, S.INFO_REQUESTED, S.ACCEPTED, S.RECEIVED]


@pytest.mark.rule("S36")
@pytest.mark.parametrize("stage", FROM, ids=lambda stage: stage.value)
def test_a_vendor_has_the_marketplace_decide(stage: ReturnStage) -> None:
    counter = Counter().do(*TO[stage]).do(escalate("photo 1"))
    assert counter.where() is S.ESCALATED
    case = counter.last(ProtectionCaseOpened).case
    assert (case.grounds, case.evidence, case.resumes) == (Grounds.OTHER, ("photo 1",), stage)
    assert not case.by_buyer


@pytest.mark.rule("S36")
def test_what_is_on_its_way_is_waited_for() -> None:
    assert Counter().do(*TO[S.IN_TRANSIT]).refused(escalate("photo 1")) == ["wrong_stage"]


@pytest.mark.rule("S36")
@pytest.mark.parametrize("stage", FROM, ids=lambda stage: stage.value)
def test_until_it_has_nothing_else_happens(stage: ReturnStage) -> None:
    counter = Counter(policy=policy(requires_receipt=False, vendors_may_reject=True)).do(*TO[stage], escalate("d"))
    for command in (
        ask_photos(),
        supply("d2"),
        accept(),
        refuse(),
        send("1.00"),
        receive(came(resaleable=1)),
        keep(),
        refund(),
        exchange(),
        escalate("d2"),
    ):
        assert counter.refused(command, who=OPERATOR) == ["wrong_stage"], command
    if counter.one().received_at is None:
        assert counter.refused(arrive()) == ["wrong_stage"]


@pytest.mark.rule("S37")
@pytest.mark.parametrize("who", [vendor(), OPERATOR], ids=["vendor", "operator"])
def test_evidence_is_required(who: Actor) -> None:
    counter = Counter().do(wants())
    assert counter.refused(escalate(), who=who) == ["refunds.evidence_required"]
    counter.do(escalate("photo 1"), who=who)


@pytest.mark.rule("S37")
@pytest.mark.parametrize("stage", FROM, ids=lambda stage: stage.value)
def test_upheld_the_return_is_rejected(stage: ReturnStage) -> None:
    counter = Counter().do(*TO[stage]).do(escalate("d"), answer("d2"), uphold())
    assert counter.where() is S.REJECTED
    case = counter.one().case
    assert case is not None
    assert (case.stage, case.decided_at) == (CaseStage.UPHELD, counter.now)
    assert counter.last(ProtectionCaseUpheld).by == "olga"


@pytest.mark.rule("S37")
@pytest.mark.parametrize("stage", FROM, ids=lambda stage: stage.value)
def test_denied_it_goes_on_where_it_was(stage: ReturnStage) -> None:
    counter = Counter().do(*TO[stage]).do(escalate("d"), deny())
    assert counter.where() is stage
    assert counter.one().is_owed
    assert counter.last(ProtectionCaseDenied).resumes is stage
    assert refunds.replay(counter.order, counter.history) == counter.after


@pytest.mark.rule("S37")
@pytest.mark.parametrize("stage", FROM, ids=lambda stage: stage.value)
def test_and_nobody_decides_it_again(stage: ReturnStage) -> None:
    counter = Counter(policy=policy(vendors_may_reject=True)).do(*TO[stage]).do(escalate("d"), deny())
    assert counter.refused(escalate("d2")) == ["refunds.case_was_denied"]
    assert counter.refused(escalate("d2"), who=OPERATOR) == ["refunds.case_was_denied"]
    if stage in (S.REQUESTED, S.INFO_REQUESTED):
        assert counter.refused(refuse()) == ["refunds.case_was_denied"]
        assert counter.refused(refuse(), who=OPERATOR) == ["refunds.case_was_denied"]
    if stage is S.REQUESTED:
        assert counter.refused(ask_photos()) == ["refunds.case_was_denied"]


@pytest.mark.rule("S36", "S37")
@pytest.mark.parametrize("stage", [S.REQUESTED, S.ACCEPTED], ids=lambda stage: stage.value)
def test_but_what_came_back_was_no_part_of_a_case_that_was_decided_before(stage: ReturnStage) -> None:
    said = policy(late=LatePolicy.VENDOR_DISCRETION, buyers_may_escalate=True)
    counter = Counter(policy=said).later(days=60).do(*TO[stage], escalate("d", grounds=Grounds.LATE_REQUEST), deny())
    brick = escalate("a photo of a brick", grounds=Grounds.WRONG_ITEM_RETURNED)
    assert counter.refused(brick) == ["refunds.grounds_not_borne_out"]
    counter.do(*() if stage is S.ACCEPTED else (accept(),)).do(send(), receive(came()))
    assert counter.refused(escalate("d2", grounds=Grounds.LATE_REQUEST)) == ["refunds.case_was_denied"]
    assert counter.refused(escalate("d2")) == ["refunds.case_was_denied"]
    assert counter.refused(escalate(grounds=Grounds.WRONG_ITEM_RETURNED)) == ["refunds.evidence_required"]
    assert counter.refused(brick, who=ADA) == ["refunds.case_was_denied"]
    after = counter.after
    assert counter.do(brick, answer("d3"), uphold()).where() is S.REJECTED
    counter.after = after
    counter.do(brick, deny())
    assert counter.refused(brick) == ["refunds.case_was_denied"]  # once, and no more
    assert counter.refused(brick, who=OPERATOR) == ["refunds.case_was_denied"]


@pytest.mark.rule("S36", "S37")
def test_what_was_decided_after_it_came_is_decided() -> None:
    counter = Counter().do(*TO[S.RECEIVED], escalate("d"), deny())
    assert counter.refused(escalate("d2", grounds=Grounds.WRONG_ITEM_RETURNED)) == ["refunds.case_was_denied"]


@pytest.mark.rule("S36")
def test_of_what_was_missing_nothing_came_back_that_could_be_wrong() -> None:
    counter = Counter().do(wants(reason=ReturnReason.MISSING_ITEM), accept())
    assert counter.refused(escalate("d", grounds=Grounds.WRONG_ITEM_RETURNED)) == ["refunds.grounds_not_borne_out"]
    counter.do(escalate("d"))


@pytest.mark.rule("S37")
@pytest.mark.parametrize("stage", [S.REQUESTED, S.INFO_REQUESTED, S.ACCEPTED], ids=lambda stage: stage.value)
def test_then_the_vendor_may_refund_it_without_the_goods(stage: ReturnStage) -> None:
    counter = Counter().do(*TO[stage]).do(escalate("d"), deny(), refund())
    assert counter.settle() == 1000
    assert counter.where() is S.REFUNDED


@pytest.mark.rule("S37")
def test_also_of_a_parcel_that_its_vendor_says_was_empty() -> None:
    counter = Counter().do(wants(), accept(), receive(), escalate("d"), deny(), refund())
    assert counter.settle() == 1000


@pytest.mark.rule("S37")
def test_only_the_marketplace_decides() -> None:
    counter = Counter().do(wants(), escalate("d"), answer("d2"))
    assert counter.refused(uphold(), who=vendor("v1", "returns.decide")) == ["missing_scope"]
    assert counter.refused(deny(), who=ADA) == ["missing_scope"]
    counter.do(uphold())


@pytest.mark.rule("S37")
def test_only_what_was_brought_before_it_is_decided_and_once() -> None:
    counter = Counter().do(wants())
    assert counter.refused(uphold()) == ["wrong_stage"]
    counter.do(escalate("d"), deny())
    before = counter.after
    assert counter.do(deny()).after == before
    assert counter.refused(uphold()) == ["wrong_stage"]
    with pytest.raises(MalformedError, match="decision"):
        refunds.DecideCase(order=deny().order, return_id=deny().return_id, decision=CaseStage.OPEN)


@pytest.mark.rule("S36")
def test_the_grounds_are_borne_out() -> None:
    counter = Counter(policy=policy(late=LatePolicy.VENDOR_DISCRETION)).do(wants(name="b0"))
    assert counter.refused(escalate("d", grounds=Grounds.LATE_REQUEST, name="b0")) == ["refunds.grounds_not_borne_out"]
    counter.later(days=60).do(wants(name="b1"))
    assert counter.refused(escalate("d", grounds=Grounds.WRONG_ITEM_RETURNED)) == ["refunds.grounds_not_borne_out"]
    assert counter.refused(escalate("d", grounds=Grounds.NO_ANSWER)) == ["refunds.grounds_not_borne_out"]
    counter.do(escalate("d", grounds=Grounds.LATE_REQUEST))
    back = Counter().do(*TO[S.RECEIVED])
    back.do(escalate("d", grounds=Grounds.WRONG_ITEM_RETURNED))


@pytest.mark.rule("S36")
def test_buyers_have_it_decide_only_where_they_may() -> None:
    counter = Counter().do(wants())
    assert counter.refused(escalate("d"), who=ADA) == ["missing_scope"]
    lenient = Counter(policy=policy(buyers_may_escalate=True)).do(wants()).do(escalate("d"), who=ADA)
    assert lenient.last(ProtectionCaseOpened).case.by_buyer


def test_said_again_it_changes_nothing() -> None:
    counter = Counter().do(wants(), escalate("d"))
    before = counter.after
    assert counter.do(escalate("d")).after == before


def untracked(reason: ReturnReason, kind: DispatchKind = DispatchKind.UNTRACKED) -> Counter:
    """A return for that reason of a parcel that nobody could follow, or that somebody could."""
    tracking: Tracking | None = TRACKING if kind is DispatchKind.TRACKED else None
    sent = ship("p1", ("p1.l1", 2), kind=kind, tracking=tracking, liability_accepted=True)
    other = ship("p1", ("p1.l2", 2), dispatch="d2")
    story = Scenario(placed("v1")).after(pay("40.00"), sent, other)
    story = story.after(deliver(), deliver(dispatch="d2"), now=DELIVERED_AT)
    return Counter(story).do(wants(reason=reason), wants(("p1.l2", 1), reason=reason, name="b2"))


@pytest.mark.rule("U13")
def test_what_did_not_arrive_of_an_untracked_parcel_has_no_protection() -> None:
    counter = untracked(ReturnReason.MISSING_ITEM)
    assert counter.refused(escalate("d")) == ["refunds.no_protection"]
    counter.do(escalate("d", name="b2"))  # the other parcel could be followed
    counter.do(escalate("d"), who=OPERATOR)


@pytest.mark.rule("U13")
def test_and_silence_protects_no_more_than_asking() -> None:
    for name, reason, stage in (
        ("b1", ReturnReason.MISSING_ITEM, S.REQUESTED),  # nobody could follow it
        ("b2", ReturnReason.MISSING_ITEM, S.REJECTED),
        ("b1", ReturnReason.DEFECTIVE, S.REJECTED),
    ):
        counter = untracked(reason)
        counter.policy = policy(case_silence=CaseSilence.UPHELD)
        counter.fired().fired()
        assert counter.where(name) is stage
        assert counter.one(name).is_owed is (stage is S.REQUESTED)
    asked = untracked(ReturnReason.MISSING_ITEM)
    asked.policy = policy(case_silence=CaseSilence.UPHELD)
    asked.do(escalate("d"), who=OPERATOR)
    assert asked.later(days=60).do(FIRE).where() is S.REJECTED  # it was brought there with evidence


@pytest.mark.rule("U13")
def test_what_arrived_of_it_has_and_so_has_what_could_be_followed() -> None:
    untracked(ReturnReason.DEFECTIVE).do(escalate("d"))
    untracked(ReturnReason.MISSING_ITEM, DispatchKind.TRACKED).do(escalate("d"))


@pytest.mark.rule("S37")
@pytest.mark.parametrize(
    ("silence", "stage"), [(CaseSilence.UPHELD, S.REJECTED), (CaseSilence.DENIED, S.RECEIVED)], ids=["upheld", "denied"]
)
def test_the_marketplaces_silence_decides_too(silence: CaseSilence, stage: ReturnStage) -> None:
    counter = Counter(policy=policy(case_silence=silence)).do(*TO[S.RECEIVED], escalate("d"), answer("d2"))
    assert counter.fired().where() is stage
    upheld = silence is CaseSilence.UPHELD
    decided = counter.last(ProtectionCaseUpheld) if upheld else counter.last(ProtectionCaseDenied)
    assert (decided.by, decided.by_silence) == (None, True)


LOSES, DECIDES = CaseAnswerSilence.LOSES, CaseAnswerSilence.MARKETPLACE_DECIDES
SIDES: list[tuple[Actor, Actor]] = [(vendor(), ADA), (ADA, vendor())]
BY = ["a vendor's case", "a buyer's case"]


def brought(opener: Actor, silence: CaseAnswerSilence = DECIDES, **said: object) -> Counter:
    """A return that one side brought before the marketplace, and the other has a week to say something about."""
    counter = Counter(policy=policy(buyers_may_escalate=True, case_answer_silence=silence, **said)).do(wants())
    return counter.do(escalate("d"), who=opener)


def for_the_other(opener: Actor) -> tuple[RefundCommand, RefundCommand]:
    """The decision for the side that did not open the case, and the one against it."""
    return (uphold(), deny()) if opener == ADA else (deny(), uphold())


@pytest.mark.rule("S36", "S37")
@pytest.mark.parametrize(("opener", "other"), SIDES, ids=BY)
def test_the_other_side_answers_in_documents_or_in_words(opener: Actor, other: Actor) -> None:
    for said in (answer("d2"), answer(words="it was so"), answer("d2", "d3", words="it was so")):
        counter = brought(opener).later(days=2)
        case = counter.one().case
        assert case is not None
        assert (case.stage, case.answered_at, counter.one().due) == (
            CaseStage.OPEN,
            None,
            case.opened_at + WEEK + INSTANT,
        )
        counter.do(said, who=other)
        case = counter.one().case
        assert case is not None
        assert (case.stage, case.answer, case.words, case.answered_at) == (
            CaseStage.HEARD,
            said.evidence,
            said.words,
            counter.now,
        )
        assert counter.where() is S.ESCALATED
        assert counter.one().due == counter.now + timedelta(days=14) + INSTANT
        assert counter.last(ProtectionCaseAnswered).by == (None if other == ADA else "staff of v1")
        assert refunds.replay(counter.order, counter.history) == counter.after


@pytest.mark.rule("S37")
def test_an_answer_says_something() -> None:
    counter = brought(vendor())
    assert counter.refused(answer()) == ["refunds.evidence_required"]
    with pytest.raises(MalformedError, match="words"):
        answer(words=" ")


@pytest.mark.rule("S36", "S37")
@pytest.mark.parametrize("opener", [opener for opener, _ in SIDES], ids=BY)
def test_nobody_answers_their_own_case_and_operators_say_it_for_others(opener: Actor) -> None:
    counter = brought(opener)
    assert counter.refused(answer("d2"), who=opener) == ["refunds.own_case"]
    assert counter.refused(answer("d2"), who=vendor("v1", "returns.escalate")) == ["missing_scope"]
    counter.do(answer("d2"), who=OPERATOR)
    assert counter.last(ProtectionCaseAnswered).by == "olga"


def test_an_answer_is_given_once_and_said_twice() -> None:
    counter = brought(vendor()).do(answer("d2", words="it was so"))
    before = counter.after
    assert counter.do(answer("d2", words="it was so")).after == before
    assert counter.refused(answer("d3")) == ["wrong_stage"]
    assert Counter().do(wants()).refused(answer("d2")) == ["wrong_stage"]
    assert counter.do(uphold()).refused(answer("d3")) == ["wrong_stage"]


@pytest.mark.rule("S37", "00.6")
@pytest.mark.parametrize("silence", [DECIDES, LOSES], ids=lambda one: one.value)
@pytest.mark.parametrize(("opener", "other"), SIDES, ids=BY)
def test_an_answer_counts_to_the_last_instant_and_not_after(
    opener: Actor, other: Actor, silence: CaseAnswerSilence
) -> None:
    counter = brought(opener, silence)
    end = counter.timers()[0].at
    assert [(one.at, one.timer) for one in counter.timers()] == [(counter.now + WEEK + INSTANT, Timer.CASE_ANSWER_DUE)]
    counter.at(end)
    assert counter.refused(answer("d2"), who=other) == ["refunds.return_too_late"]
    counter.at(end - INSTANT).do(answer("d2"), who=other)


@pytest.mark.rule("S37")
@pytest.mark.parametrize("silence", [DECIDES, LOSES], ids=lambda one: one.value)
@pytest.mark.parametrize(("opener", "other"), SIDES, ids=BY)
def test_nobody_loses_while_they_may_still_answer(opener: Actor, other: Actor, silence: CaseAnswerSilence) -> None:
    counter = brought(opener, silence)
    end = counter.timers()[0].at
    favourable, against = for_the_other(opener)
    counter.at(end - INSTANT)
    assert counter.reasons(against) == (StillAnswering(return_id=counter.one().id, due=end),)
    brought(opener, silence).at(end - INSTANT).do(favourable)
    counter.do(answer("d2"), who=other).do(against)
    early = brought(opener, silence).do(answer("d2"), who=other).do(against)
    case = early.one().case
    assert case is not None
    assert case.decided_at == early.now


@pytest.mark.rule("S37", "00.6")
@pytest.mark.parametrize("opener", [opener for opener, _ in SIDES], ids=BY)
@pytest.mark.parametrize("number", [0, 1], ids=["for the other side", "against it"])
def test_once_its_time_is_over_the_marketplace_decides_as_it_likes(opener: Actor, number: int) -> None:
    decision = for_the_other(opener)[number]
    for fired in (False, True):
        counter = brought(opener)
        end = counter.timers()[0].at
        if fired:
            assert counter.fired().last(ProtectionCaseUnanswered).due == end + timedelta(days=14) + INSTANT
        last = end + timedelta(days=14)
        assert counter.at(last + INSTANT).refused(decision) == ["refunds.return_too_late"]
        assert counter.at(last).do(decision).where() is not S.ESCALATED
        assert brought(opener).at(end).do(decision).where() is not S.ESCALATED


@pytest.mark.rule("S37", "00.6")
@pytest.mark.parametrize("opener", [opener for opener, _ in SIDES], ids=BY)
def test_where_silence_loses_it_decides_and_nobody_else_does(opener: Actor) -> None:
    counter = brought(opener, LOSES)
    end = counter.timers()[0].at
    for decision in for_the_other(opener):
        assert counter.at(end).refused(decision) == ["refunds.return_too_late"]
    counter.do(FIRE)
    denied = opener == ADA
    assert counter.where() is (S.REQUESTED if denied else S.REJECTED)
    event = counter.last(ProtectionCaseDenied) if denied else counter.last(ProtectionCaseUpheld)
    assert (event.by, event.by_silence) == (None, True)
    assert counter.one().is_owed is denied


@pytest.mark.rule("S37", "00.6")
@pytest.mark.parametrize("end", list(CaseSilence), ids=lambda one: one.value)
@pytest.mark.parametrize("silence", [DECIDES, LOSES], ids=lambda one: one.value)
@pytest.mark.parametrize("opener", [opener for opener, _ in SIDES], ids=BY)
def test_late_timers_lead_where_early_ones_do(opener: Actor, silence: CaseAnswerSilence, end: CaseSilence) -> None:
    early = brought(opener, silence, case_silence=end).fired()
    if silence is DECIDES:
        assert early.where() is S.ESCALATED
        early.fired()
    late = brought(opener, silence, case_silence=end).at(early.now).do(FIRE)
    assert late.after == early.after
    assert late.where() is not S.ESCALATED


@pytest.mark.rule("S36", "00.6")
def test_whose_silence_brought_it_there_is_not_asked_again() -> None:
    counter = Counter().do(wants()).fired()
    case = counter.one().case
    assert case is not None
    assert (case.grounds, case.stage) == (Grounds.NO_ANSWER, CaseStage.HEARD)
    assert [one.timer for one in counter.timers()] == [Timer.CASE_DUE]
    assert counter.one().due == counter.now + timedelta(days=14) + INSTANT
    for who in (ADA, vendor(), OPERATOR):
        assert counter.refused(answer("d2"), who=who) == ["wrong_stage"]
    counter.do(uphold())


def test_what_was_said_is_forgotten_with_the_rest() -> None:
    counter = brought(vendor()).do(answer("d2", words="it was so")).do(ERASE, who=SYSTEM)
    case = counter.one().case
    assert case is not None
    assert (case.words, case.answer) == (Personal(None), ("d2",))
    assert refunds.replay(counter.order, refunds.forget(counter.history)) == counter.after
