"""The law `reasoned` of refunds and returns fails where a reason is wrong or missing; every cause has its cure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import count

import pytest
from attrs import evolve

from mpcore.kernel import (
    Actor,
    Decision,
    MemberId,
    NotFound,
    NothingNamed,
    Operator,
    PartId,
    Personal,
    Refusal,
    Refused,
    made,
)
from mpcore.money import from_minor
from mpcore.orders import DispatchKind, PayoutStage
from mpcore.presets import PLAIN
from mpcore.refunds import (
    AfterSales,
    Bearer,
    Context,
    Grounds,
    Reason,
    RefundCause,
    RefundCommand,
    RefundEvent,
    RefundPolicy,
    RequestRefund,
    ReturnReason,
    rules,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, RefundAttempt, RefundLife
from mpcore.testing.cures.refunds import CURED, cause_of, cured
from mpcore.testing.laws import refunds as laws
from tests.orders.say import charged_back, complete, deliver, hold, pay
from tests.refunds.say import (
    ADA,
    OLGA,
    OMAR,
    OTTO,
    Desk,
    approve,
    ask,
    ask_all,
    by_hand,
    did_not,
    line,
    of_cancellation,
    payout,
    retry,
    sold,
    surplus,
    went_back,
    withdraw,
)
from tests.refunds.say import vendor as clerk
from tests.refunds.say_returns import (
    DELIVERED_AT,
    Counter,
    accept,
    answer,
    arrive,
    ask_photos,
    came,
    deny,
    escalate,
    exchange,
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
from tests.testing.breaking_refunds import Decide, decide, deciding, refusing


def of(desk: Desk, command: RefundCommand, who: Actor = OPERATOR, now: datetime | None = None) -> RefundAttempt:
    """A story's last command, which is refused."""
    ctx = desk.ctx(who, now)
    life = RefundLife(rules=PLAIN, order=desk.order, order_history=(), state=desk.after, now=ctx.now)
    return RefundAttempt(life=life, command=command, context=ctx)


def of_requests() -> Iterable[tuple[str, RefundAttempt]]:
    paid = Desk(sold().after(complete())).told(*payout(PayoutStage.PAID))
    untracked = sold(quantity=1, kind=DispatchKind.UNTRACKED).after(deliver())
    asked = Desk(sold(), RefundPolicy(four_eyes_above=from_minor(1, "EUR"))).do(ask(line(units=1)), who=OLGA)
    yield "hold", of(Desk(sold(sent=0).after(hold())), ask(line(amount="1.00")), clerk())
    yield "chargeback", of(Desk(sold()).told(charged_back()), ask(line(units=1)))
    yield "payout", of(paid, ask(line(units=1)), clerk())
    yield "window", of(Desk(sold(), RefundPolicy(threshold_days=1)), ask(), now=PLACED_AT + timedelta(days=9))
    yield "open refunds", of(Desk(sold(), RefundPolicy(max_open_requests=1)).do(ask(line(units=1))), ask(refund="r2"))
    yield "language", of(Desk(sold(), RefundPolicy(reason_languages=frozenset({"fr"}))), ask(line(units=1)))
    yield "cause", of(Desk(sold()), ask(line(units=1), cause=RefundCause.PRICE_REDUCTION))
    yield "cause", of(Desk(sold()), ask_all(cause=RefundCause.PRICE_REDUCTION))
    yield "bearer", of(Desk(sold()), evolve(ask(line(units=1)), bearer=Bearer.OPERATOR), clerk())
    yield "content", of(Desk(sold()), ask(line(units=9)))
    yield "content", of(Desk(sold()), ask(line("p9.l9", amount="1.00")))
    yield "content", of(Desk(sold()), ask(line(amount="1.00", currency="USD")))
    yield "content", of(Desk(sold()), ask_all(line(units=1)))
    yield "content", of(Desk(sold()).meanwhile(pay("5.00", "m2")), surplus("5.01"))
    yield "eyes", of(asked, approve(), OLGA)
    yield "requester", of(asked, withdraw(), clerk())
    yield "content", of(asked.do(approve(), who=OTTO).do(approve(), who=OMAR), went_back("10.01"), SYSTEM)
    yield "content", of(asked, did_not(attempt=2), SYSTEM)
    yield "content", of(asked.do(did_not()), retry(payment="m9"))
    yield "content", of(asked, by_hand(amount="10.01"), Operator(MemberId("otis")))
    yield "eyes", of(asked, by_hand(), OTTO)
    yield "protection", of(Counter(untracked).do(wants(reason=ReturnReason.MISSING_ITEM)), escalate("d"), vendor())


def of_returns() -> Iterable[tuple[str, RefundAttempt]]:
    opened, seldom = Counter().do(wants()), Counter(policy=policy(documents_rounds=1))
    yield "content", of(opened, wants(("p1.l1", 2), name="b2"), ADA)
    yield "content", of(opened, wants(("p1.l2", 1), name="b2"), ADA)
    yield "rejection", of(opened, refuse(), vendor())
    yield "address", of(opened, accept(address=None), vendor())
    yield "evidence", of(opened, escalate(), vendor())
    yield "grounds", of(opened, escalate("d", grounds=Grounds.WRONG_ITEM_RETURNED), vendor())
    yield "time", of(opened, accept(), vendor(), now=DELIVERED_AT + timedelta(days=9))
    yield "rounds", of(seldom.do(wants(), ask_photos(), supply("d")), ask_photos("b1", "another"), vendor())
    yield "documents", of(Counter().do(wants(), ask_photos()), supply(), ADA)
    case = Counter().do(wants(), escalate("d"))
    yield "side", of(case, answer("d2"), vendor())
    yield "answer", of(case, uphold())
    yield "evidence", of(case, answer(), ADA)
    yield "denied", of(case.do(answer("d2"), deny()), refuse())
    accepted = Counter().do(wants(swap=False), accept())
    yield "receipt", of(accepted, refund(), vendor())
    yield "time", of(accepted, arrive(DELIVERED_AT + timedelta(days=1)), SYSTEM)
    yield "time", of(accepted, arrive(DELIVERED_AT - timedelta(days=1)), SYSTEM)
    yield "content", of(accepted, evolve(send(), postage=from_minor(1, "USD")), ADA)
    yield "content", of(accepted, receive(came(units=2)), vendor())
    accepted.do(receive(came()))
    yield "exchange", of(accepted, exchange(), vendor())
    yield "replacement", of(accepted, exchange("o1"), OPERATOR)
    yield "content", of(accepted, evolve(refund(), postage=from_minor(1, "USD")), vendor())
    yield "refund under way", of(accepted.do(refund()), refund("r2"), vendor())


ATTEMPTS = [*of_requests(), *of_returns()]


@pytest.mark.parametrize(("cause", "refused"), ATTEMPTS, ids=lambda one: one if isinstance(one, str) else "")
def test_every_cause_has_its_cure(cause: str, refused: RefundAttempt) -> None:
    outcome = refused.execute()
    assert isinstance(outcome, Refused)
    assert cause in {cause_of(reason) for reason in outcome.reasons}
    for reason in outcome.reasons:
        assert cured(reason, refused.state, refused.command, refused.context) is not None
    laws.reasoned(refused)


def test_no_cure_is_without_its_story() -> None:
    assert {cause for cause, _ in ATTEMPTS} == CURED


def test_every_reason_of_refunds_has_a_cause() -> None:
    given = [value for name in rules.__all__ if isinstance(value := getattr(rules, name), type)]
    assert len(given) > 40
    for kind in given:
        if issubclass(kind, Refusal):
            assert cause_of(made(kind, at=None)) != kind.code


def blaming(wrong: Refusal) -> Decide:
    """A decider that says something else than what is the matter."""

    def broken(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
        decision = decide(state, command, ctx)
        return Refused((wrong,)) if isinstance(decision, Refused) else decision

    return broken


def knowing(change: Callable[[tuple[Refusal, ...]], tuple[Refusal, ...]]) -> Decide:
    """A decider that gives other reasons."""

    def broken(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
        decision = decide(state, command, ctx)
        return Refused(change(decision.reasons)) if isinstance(decision, Refused) else decision

    return broken


STRICT = Desk(sold(), RefundPolicy(reason_languages=frozenset({"fr"})))
FOREIGN = evolve(ask(line(units=9), reason=Reason(text=Personal("x"), language="de")), bearer=Bearer.OPERATOR)
"""Too many units, in another language, and borne by somebody whom the vendor does not name."""


def test_a_refusal_for_many_reasons_holds() -> None:
    outcome = of(STRICT, FOREIGN, clerk()).execute()
    assert isinstance(outcome, Refused)
    assert {cause_of(one) for one in outcome.reasons} == {"language", "bearer", "content"}
    laws.reasoned(of(STRICT, FOREIGN, clerk()))


def test_reasoned_sees_the_wrong_cause_named(monkeypatch: pytest.MonkeyPatch) -> None:
    deciding(blaming(rules.BearerNotYours(at="bearer")), monkeypatch)
    with pytest.raises(AssertionError, match="its cause is gone, and the reason is still given"):
        laws.reasoned(of(STRICT, FOREIGN, clerk()))


def test_reasoned_sees_only_the_first_reason_given(monkeypatch: pytest.MonkeyPatch) -> None:
    deciding(knowing(lambda reasons: reasons[:1]), monkeypatch)
    with pytest.raises(AssertionError, match="there was another reason, which was not given"):
        laws.reasoned(of(STRICT, FOREIGN, clerk()))


def test_reasoned_sees_a_reason_that_goes_with_another_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    owed = rules.NothingOwed(part=PartId("p1"))
    deciding(knowing(lambda reasons: (*reasons, owed) if len(reasons) == 3 else reasons), monkeypatch)
    with pytest.raises(AssertionError, match="another reason went that has another cause"):
        laws.reasoned(of(STRICT, FOREIGN, clerk()))


def test_reasoned_sees_what_is_refused_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()

    def stubborn(*_: object) -> Decision[RefundEvent]:
        return Refused((rules.TooManyOpenRefunds(part=PartId("p1"), most=next(numbers)),))

    deciding(stubborn, monkeypatch)
    with pytest.raises(AssertionError, match="every cause was taken away"):
        laws.reasoned(of(STRICT, FOREIGN))


def test_reasoned_sees_a_reason_beside_one_of_an_earlier_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    deciding(refusing(NotFound(thing="part", id="p9"), rules.NothingOwed(part=PartId("p1"))), monkeypatch)
    with pytest.raises(AssertionError, match="does not come alone"):
        laws.reasoned(of(STRICT, FOREIGN))


def test_what_only_another_history_takes_away_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    laws.reasoned(of(STRICT, of_cancellation()))
    deciding(refusing(rules.NothingOwed(part=PartId("p1"))), monkeypatch)
    laws.reasoned(of(STRICT, of_cancellation()))


def test_reasoned_sees_a_reason_that_the_hosts_own_rules_hide(monkeypatch: pytest.MonkeyPatch) -> None:
    def hiding(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
        theirs = ctx.objections(state, command)
        return Refused(theirs) if theirs else decide(state, command, ctx)

    def never(*_: object) -> Refusal:
        return NothingNamed(thing="line")

    asked = of(STRICT, FOREIGN, clerk())
    theirs = evolve(asked, context=evolve(asked.context, also=(never,)))
    laws.reasoned(theirs)
    deciding(hiding, monkeypatch)
    with pytest.raises(AssertionError, match="the host's own rules hide a reason"):
        laws.reasoned(theirs)


def test_a_hosts_own_rules_are_not_cured() -> None:
    """They may give our reasons for their own causes, which no cure of ours takes away."""

    def rule(_: object, command: RefundCommand, __: object) -> Refusal | None:
        vague = isinstance(command, RequestRefund) and command.amount is not None
        return NothingNamed(thing="line", at="lines") if vague else None

    asked = of(STRICT, evolve(FOREIGN, amount=from_minor(1, "EUR")), clerk())
    theirs = evolve(asked, context=evolve(asked.context, also=(rule,)))
    outcome = theirs.execute()
    assert isinstance(outcome, Refused)
    assert NothingNamed(thing="line", at="lines") in outcome.reasons
    laws.reasoned(theirs)
