"""Bringing a return before the marketplace, and what it decides (S36, S37, U13)."""

from __future__ import annotations

import pytest

from mpcore import refunds
from mpcore.kernel import Actor, MalformedError
from mpcore.orders import DispatchKind, Tracking
from mpcore.refunds import (
    CaseSilence,
    CaseStage,
    Grounds,
    LatePolicy,
    ProtectionCaseDenied,
    ProtectionCaseOpened,
    ProtectionCaseUpheld,
    RefundCommand,
    ReturnReason,
    ReturnStage,
)
from mpcore.testing import OPERATOR, Scenario, placed
from tests.orders.say import TRACKING, deliver, pay, ship
from tests.refunds.say_returns import (
    ADA,
    DELIVERED_AT,
    Counter,
    accept,
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

S = ReturnStage
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
    counter = Counter().do(*TO[stage]).do(escalate("d"), uphold())
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
    counter = Counter().do(wants(), escalate("d"))
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
def test_what_arrived_of_it_has_and_so_has_what_could_be_followed() -> None:
    untracked(ReturnReason.DEFECTIVE).do(escalate("d"))
    untracked(ReturnReason.MISSING_ITEM, DispatchKind.TRACKED).do(escalate("d"))


@pytest.mark.rule("S37")
@pytest.mark.parametrize(
    ("silence", "stage"), [(CaseSilence.UPHELD, S.REJECTED), (CaseSilence.DENIED, S.RECEIVED)], ids=["upheld", "denied"]
)
def test_the_marketplaces_silence_decides_too(silence: CaseSilence, stage: ReturnStage) -> None:
    counter = Counter(policy=policy(case_silence=silence)).do(*TO[S.RECEIVED], escalate("d"))
    assert counter.fired().where() is stage
    upheld = silence is CaseSilence.UPHELD
    decided = counter.last(ProtectionCaseUpheld) if upheld else counter.last(ProtectionCaseDenied)
    assert (decided.by, decided.by_silence) == (None, True)
