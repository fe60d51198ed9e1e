"""Laws of refunds and returns fail where a decider, an evolver or a wire is broken in the way the law speaks of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any, get_args

import pytest
from attrs import evolve

from mpcore import orders, refunds, wire
from mpcore.kernel import (
    Accepted,
    BrokenHistoryError,
    Decision,
    Done,
    LineId,
    MissingScope,
    NotFound,
    Option,
    Outcome,
    PaymentId,
    Refused,
    Scope,
    changed,
)
from mpcore.orders import Order, OrderEvent, OrderFact, Quantity, Shares
from mpcore.refunds import (
    AfterSales,
    ApproveRefund,
    Context,
    Due,
    PaymentShare,
    ReceivedLine,
    RefundCommand,
    RefundEvent,
    RefundRequested,
    RefundStage,
    RetryRefund,
    ReturnRejected,
    ReturnStage,
)
from mpcore.testing import SYSTEM, RefundAttempt, RefundLife
from mpcore.testing.laws import refunds as laws
from tests.orders.say import charged_back, hold
from tests.refunds.say import ORDER, approve, ask, line, reject
from tests.refunds.say_returns import FIRE, accept, refund
from tests.testing.breaking_refunds import (
    ACCEPTED,
    APPROVED,
    ASKED,
    ATTEMPTS,
    CASE,
    FAILED,
    GIVEN_BACK,
    LATE,
    OPENED,
    OVERPAID,
    OWED,
    RECEIVED,
    REFUNDED,
    REJECTED,
    SENT,
    SOLD,
    UNDER_WAY,
    attempt,
    decide,
    deciding,
    evolved,
    execute,
    facts_for,
    fired,
    firing,
    meanwhile,
    refusing,
    with_line,
    with_refund,
    with_return,
)

LIVES = (SOLD, ASKED, APPROVED, FAILED, GIVEN_BACK, REJECTED, OPENED, UNDER_WAY, REFUNDED, CASE, OWED, OVERPAID)
NOWHERE = NotFound(thing="x", id="y")


def giving(answer: object) -> Callable[..., object]:
    """A verb that gives the same whatever it is asked."""

    def verb(*_: object) -> object:
        return answer

    return verb


def test_every_command_is_attempted_accepted_and_refused() -> None:
    outcomes = {(type(one.command), isinstance(one.execute(), Done)) for one in ATTEMPTS}
    assert outcomes == {(kind, done) for kind in get_args(RefundCommand) for done in (True, False)}


@pytest.mark.parametrize("law", laws.OF_ATTEMPTS, ids=lambda law: law.__name__)
def test_each_law_holds_of_what_is_not_broken(law: Callable[[RefundAttempt], None]) -> None:
    for one in ATTEMPTS:
        law(one)


def test_every_life_keeps_its_laws_and_comes_to_an_end() -> None:
    for life in (*LIVES, *[one.life for one in ATTEMPTS]):
        laws.life_holds(life)
        laws.life_holds(laws.ended(life))


# --- what a decision does


def test_closed_sees_events_that_cannot_be_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
        decision = decide(state, command, ctx)
        return Accepted(decision.events * 2) if isinstance(decision, Accepted) else decision

    monkeypatch.setattr(refunds, "decide", twice)
    with pytest.raises(AssertionError, match="its events cannot be applied"):
        laws.closed(attempt(SOLD, ask(line(units=1))))


def test_closed_sees_what_the_order_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_much(_: AfterSales, events: tuple[RefundEvent, ...]) -> tuple[OrderFact, ...]:
        return tuple([changed(fact, shares=(_shares(10**6),)) for fact in facts_for(_, events)])

    monkeypatch.setattr(refunds, "facts_for", too_much)
    with pytest.raises(AssertionError, match="its events cannot be applied"):
        laws.closed(attempt(SOLD, ask(line(units=1))))


def _shares(goods: int, name: str = "p1.l1") -> Shares:
    return Shares(line=LineId(name), units=0, goods=goods, total=goods)


def test_closed_sees_two_verbs_that_disagree(monkeypatch: pytest.MonkeyPatch) -> None:
    def generous(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
        decision = decide(state, command, ctx)
        return Accepted(()) if isinstance(decision, Refused) else decision

    monkeypatch.setattr(refunds, "decide", generous)
    with pytest.raises(AssertionError, match="decide and execute disagree"):
        laws.closed(attempt(SOLD, ask()))
    monkeypatch.setattr(refunds, "decide", refusing(NOWHERE))
    with pytest.raises(AssertionError, match="decide and execute disagree"):
        laws.closed(attempt(SOLD, ask(line(units=1))))


@pytest.mark.parametrize(
    ("reasons", "words"), [((), "refused without a reason"), ((NOWHERE, NOWHERE), "given twice")], ids=["none", "twice"]
)
def test_closed_sees_reasons_that_are_missing_or_repeated(
    reasons: tuple[NotFound, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deciding(refusing(*reasons), monkeypatch)
    with pytest.raises(AssertionError, match=words):
        laws.closed(attempt(SOLD, ask(line(units=1))))


def test_still_sees_a_decider_that_changes_what_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def meddling(state: AfterSales, command: RefundCommand, ctx: Context) -> Outcome[AfterSales, RefundEvent]:
        vars(state)["currency"] = state.currency + "!"
        return execute(state, command, ctx)

    monkeypatch.setattr(refunds, "execute", meddling)
    life = evolve(SOLD, state=evolve(SOLD.state))
    with pytest.raises(AssertionError, match="deciding has changed"):
        laws.still(attempt(life, ask(line(units=1))))


def test_still_sees_a_decider_that_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()

    def wavering(*_: object) -> Outcome[AfterSales, RefundEvent]:
        return Refused((NotFound(thing="refund", id=str(next(numbers))),))

    monkeypatch.setattr(refunds, "execute", wavering)
    with pytest.raises(AssertionError, match="decided differently the second time"):
        laws.still(attempt(SOLD, ask(line(units=1))))


@pytest.mark.parametrize("life", [GIVEN_BACK, REJECTED, REFUNDED], ids=["given back", "rejected", "return refunded"])
def test_final_sees_an_evolver_that_leads_on_from_an_end(life: RefundLife, monkeypatch: pytest.MonkeyPatch) -> None:
    def lenient(state: AfterSales, *events: RefundEvent) -> AfterSales:
        try:
            return evolved(state, *events)
        except BrokenHistoryError:
            return state

    monkeypatch.setattr(refunds, "evolve", lenient)
    with pytest.raises(AssertionError, match="and still this applies"):
        laws.final(attempt(life, ask(line(units=1), refund="r9")))


def test_final_sees_a_decider_that_leads_on_from_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def reviving(state: AfterSales, *_: object) -> Outcome[AfterSales, RefundEvent]:
        again = changed(state.refunds[0], stage=RefundStage.REQUESTED)
        return Done(changed(state, refunds=(again,)), ())

    monkeypatch.setattr(refunds, "execute", reviving)
    with pytest.raises(AssertionError, match="and still it is led on"):
        laws.final(attempt(REJECTED, approve()))


def test_final_sees_a_return_that_is_led_on_from_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def reviving(state: AfterSales, *_: object) -> Outcome[AfterSales, RefundEvent]:
        again = changed(state.returns[0], stage=ReturnStage.ACCEPTED)
        return Done(changed(state, returns=(again,)), ())

    monkeypatch.setattr(refunds, "execute", reviving)
    with pytest.raises(AssertionError, match="and still it is led on"):
        laws.final(attempt(REFUNDED, accept()))


def test_repeatable_sees_what_is_refused_the_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(state: AfterSales, command: RefundCommand, ctx: Context) -> Outcome[AfterSales, RefundEvent]:
        again = isinstance(command, ApproveRefund) and state.refunds[0].stage is RefundStage.APPROVED
        return Refused((NOWHERE,)) if again else execute(state, command, ctx)

    monkeypatch.setattr(refunds, "execute", forgetful)
    with pytest.raises(AssertionError, match="said again, it is refused"):
        laws.repeatable(attempt(ASKED, approve()))


def test_repeatable_sees_what_happens_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def eager(state: AfterSales, command: RefundCommand, ctx: Context) -> Outcome[AfterSales, RefundEvent]:
        if isinstance(command, RetryRefund) and state.refunds[0].stage is RefundStage.APPROVED:
            return Done(changed(state, refunds=()), ())
        return execute(state, command, ctx)

    monkeypatch.setattr(refunds, "execute", eager)
    with pytest.raises(AssertionError, match="said again, it is not harmless"):
        laws.repeatable(attempt(FAILED, RetryRefund(order=ORDER, refund=FAILED.state.refunds[0].id)))


def test_carried_sees_what_is_lost_on_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    load = wire.load

    def losing(kind: type[Any], text: Any) -> Any:  # noqa: ANN401 - whatever travels
        value = load(kind, text)
        return changed(value, refunds=()) if kind is AfterSales else value

    monkeypatch.setattr(wire, "load", losing)
    with pytest.raises(AssertionError, match="the refunds become others"):
        laws.carried(attempt(ASKED, approve()))


@pytest.mark.parametrize(
    ("kind", "words"), [(ApproveRefund, "the command becomes another"), (None, "an event becomes another")]
)
def test_carried_sees_other_commands_and_events(
    kind: type[Any] | None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = wire.load

    def mixing(wanted: type[Any], text: Any) -> Any:  # noqa: ANN401 - whatever travels
        found = load(wanted, text)
        is_meant = wanted is kind if kind else wanted.__name__ == "RefundApproved"
        return evolve(found, refund="r9") if is_meant else found

    monkeypatch.setattr(wire, "load", mixing)
    with pytest.raises(AssertionError, match=words):
        laws.carried(attempt(ASKED, approve()))


# --- what somebody is told


def test_discreet_sees_strangers_who_can_tell_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def chatty(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
        decision = decide(state, command, ctx)
        if isinstance(decision, Refused) and state.refunds:
            return Refused((NotFound(thing="refund", id=state.refunds[0].id),))
        return decision

    monkeypatch.setattr(refunds, "decide", chatty)
    with pytest.raises(AssertionError, match="a stranger can tell what there is"):
        laws.discreet(attempt(ASKED, approve()))


def test_discreet_sees_strangers_who_may_do_something(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_to_all(*_: object) -> Decision[RefundEvent]:
        return Accepted(())

    monkeypatch.setattr(refunds, "decide", open_to_all)
    with pytest.raises(AssertionError, match="a stranger may ask it"):
        laws.discreet(attempt(ASKED, approve()))


def test_discreet_sees_strangers_who_are_offered_or_shown_something(monkeypatch: pytest.MonkeyPatch) -> None:
    found = refunds.options(ASKED.state, ASKED.context(SYSTEM))
    monkeypatch.setattr(refunds, "options", giving(found))
    with pytest.raises(AssertionError, match="a stranger has options"):
        laws.discreet(attempt(ASKED, approve()))
    monkeypatch.undo()
    monkeypatch.setattr(refunds, "seen", giving(ASKED.state))
    with pytest.raises(AssertionError, match="a stranger sees something"):
        laws.discreet(attempt(ASKED, approve()))


def test_discreet_sees_staff_that_can_tell_what_others_have(monkeypatch: pytest.MonkeyPatch) -> None:
    def leaking(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
        decision = decide(state, command, ctx)
        known = isinstance(command, ApproveRefund) and state.refund(command.refund) is not None
        is_theirs = isinstance(decision, Refused) and isinstance(decision.reasons[0], NotFound)
        outside = decision.reasons[0].at == "refund" if isinstance(decision, Refused) and is_theirs else False
        return Refused((MissingScope(scope=Scope("refunds.approve")),)) if known and outside else decision

    monkeypatch.setattr(refunds, "decide", leaking)
    with pytest.raises(AssertionError, match="staff of v2 can tell what others have"):
        laws.discreet(attempt(ASKED, approve()))


def test_offered_sees_what_is_offered_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    options = refunds.options

    def hopeful(state: AfterSales, ctx: Context) -> tuple[Option[RefundCommand], ...]:
        return tuple([changed(option, reasons=()) for option in options(state, ctx)])

    monkeypatch.setattr(refunds, "options", hopeful)
    with pytest.raises(AssertionError, match="is offered, and refused"):
        laws.offered(attempt(ASKED, approve()))


def test_offered_sees_other_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    options = refunds.options

    def gloomy(state: AfterSales, ctx: Context) -> tuple[Option[RefundCommand], ...]:
        return tuple([changed(option, reasons=(*option.reasons, NOWHERE)) for option in options(state, ctx)])

    monkeypatch.setattr(refunds, "options", gloomy)
    with pytest.raises(AssertionError, match="for other reasons than it is refused for"):
        laws.offered(attempt(ASKED, approve()))


def test_offered_sees_what_would_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    again: Option[RefundCommand] = Option(command=ApproveRefund, given={"order": ORDER, "refund": "r1"})
    monkeypatch.setattr(refunds, "options", giving((again,)))
    laws.offered(attempt(ASKED, approve()))
    with pytest.raises(AssertionError, match="is offered, and changes nothing"):
        laws.offered(attempt(APPROVED, approve()))


# --- what time does


def test_timely_sees_timers_that_come_early(monkeypatch: pytest.MonkeyPatch) -> None:
    firing(lambda state, ctx: fired(state, evolve(ctx, now=ctx.now + timedelta(hours=1))), monkeypatch)
    with pytest.raises(AssertionError, match="it happens already"):
        laws.timely(attempt(OPENED, FIRE, SYSTEM))


def test_timely_sees_timers_that_do_not_fire(monkeypatch: pytest.MonkeyPatch) -> None:
    firing(lambda state, _: Done(state, ()), monkeypatch)
    with pytest.raises(AssertionError, match="are due all the same"):
        laws.timely(attempt(OPENED, FIRE, SYSTEM, LATE))


def test_timely_sees_timers_that_cannot_be_fired(monkeypatch: pytest.MonkeyPatch) -> None:
    firing(lambda _, __: Refused((NOWHERE,)), monkeypatch)
    with pytest.raises(AssertionError, match="cannot be fired"):
        laws.timely(attempt(OPENED, FIRE, SYSTEM, LATE))


def test_timely_sees_what_late_timers_do_differently(monkeypatch: pytest.MonkeyPatch) -> None:
    def harsh(state: AfterSales, ctx: Context) -> Outcome[AfterSales, RefundEvent]:
        late = [timer for timer in refunds.due(state, ctx) if timer.at < ctx.now - timedelta(days=1)]
        if not late:
            return fired(state, ctx)
        gone = ReturnRejected(order=state.order, return_id=late[0].return_id, at=ctx.now, by_silence=True)
        return Done(evolved(state, gone), (gone,))

    firing(harsh, monkeypatch)
    with pytest.raises(AssertionError, match="fired late, ANSWER_DUE does something else than in time"):
        laws.timely(attempt(OPENED, FIRE, SYSTEM, LATE))


def test_timely_sees_timers_in_another_order(monkeypatch: pytest.MonkeyPatch) -> None:
    due = refunds.due

    def shuffled(state: AfterSales, ctx: Context) -> tuple[Due, ...]:
        [one] = due(state, ctx)
        return (one, evolve(one, at=one.at - timedelta(hours=1)))

    monkeypatch.setattr(refunds, "due", shuffled)
    with pytest.raises(AssertionError, match="does not come first"):
        laws.timely(attempt(OPENED, FIRE, SYSTEM))


# --- money


def test_exact_sees_a_full_refund_that_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def stingy(state: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
        decision = decide(state, command, ctx)
        if isinstance(decision, Accepted) and isinstance(asked := decision.events[0], RefundRequested):
            return Accepted((evolve(asked, content=changed(asked.content, amount=asked.content.amount - 1)),))
        return decision

    monkeypatch.setattr(refunds, "decide", stingy)
    with pytest.raises(AssertionError, match="a full refund of p1 is of 3199 and not of 3200"):
        laws.exact(attempt(GIVEN_BACK, approve()))
    monkeypatch.setattr(refunds, "decide", refusing(NOWHERE))
    with pytest.raises(AssertionError, match="what is left of p1 cannot go back"):
        laws.exact(attempt(GIVEN_BACK, approve()))


PAID_TWICE = PaymentShare(payment=PaymentId("m1"), amount=8401, attempts=(8401,))


@pytest.mark.parametrize(
    ("life", "words"),
    [
        (with_refund(APPROVED, payments=(PAID_TWICE,)), "what goes back to payment m1"),
        (with_refund(APPROVED, amount=1001), "what is under way of p1"),
        (with_refund(GIVEN_BACK, by_hand=1), "what refund r1 gave back"),
        (with_refund(GIVEN_BACK, amount=999), "what refund r1 comes to"),
        (with_refund(ASKED, stage=RefundStage.REJECTED), "what is under way of p1"),
        (evolve(SOLD, order=with_line(SOLD.order, refunded=_shares(2001))), r"what is left of p1\.l1, goods"),
        (evolve(SOLD, order=with_line(SOLD.order, refunded=_shares(1))), "what went back of the lines of p1"),
        (evolve(SOLD, order=with_line(SOLD.order, pending=_shares(1))), "what is under way of p1"),
    ],
    ids=["payment", "more under way", "by hand", "comes to", "rejected", "component", "refunded", "pending"],
)
def test_conserved_sees_a_cent_too_much(life: RefundLife, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        laws.conserved(life.state, life.order)


ONE = (Quantity(LineId("p1.l1"), 1),)


@pytest.mark.parametrize(
    ("life", "words"),
    [
        (with_refund(GIVEN_BACK, restock=(Quantity(LineId("p1.l1"), 2),)), "are sold again"),
        (with_return(RECEIVED, received=(ReceivedLine(LineId("p1.l1"), 1, 2),)), "fit for sale"),
        (with_return(RECEIVED, received=(ReceivedLine(LineId("p1.l1"), 3),)), "that came back"),
        (with_return(RECEIVED, received=(ReceivedLine(LineId("p1.l1"), 2),)), "that came back by return b1"),
        (with_return(SENT, compensation=491), "the compensation of return b1"),
        (
            evolve(
                GIVEN_BACK,
                state=with_refund(GIVEN_BACK, restock=ONE).state,
                order=with_line(GIVEN_BACK.order, shipped=0),
            ),
            "were sent off and are sold again",
        ),
    ],
    ids=["restocked", "fit", "delivered", "asked for", "compensation", "unsent"],
)
def test_stocked_sees_a_unit_too_many(life: RefundLife, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        laws.stocked(life.state, life.order)


@pytest.mark.parametrize(
    ("life", "words"),
    [
        (with_refund(GIVEN_BACK, ended_at=None), "refund r1 ended, or did not"),
        (with_refund(ASKED, stage=RefundStage.COMPLETED, ended_at=LATE), "is not given back"),
        (with_refund(APPROVED, approved_at=None), "nobody approved it"),
        (with_return(OPENED, due=None), "return b1 waits, or does not"),
        (with_return(OPENED, ended_at=LATE), "return b1 ended, or did not"),
        (with_return(OPENED, refund="r9"), "is none that there is"),
        (with_refund(REFUNDED, stage=RefundStage.ABANDONED), "is refunded by what is not"),
        (with_refund(UNDER_WAY, stage=RefundStage.REJECTED, ended_at=LATE), "and it did not notice"),
    ],
)
def test_staged_sees_stages_that_do_not_go_together(life: RefundLife, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        laws.staged(life.state)


# --- histories


def test_told_sees_a_history_that_leads_elsewhere() -> None:
    with pytest.raises(AssertionError, match="the history gives"):
        laws.told(evolve(ASKED, history=()))


def test_retold_sees_an_order_that_was_told_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refunds, "facts_for", giving(()))
    with pytest.raises(AssertionError, match="and the history tells"):
        laws.retold(ASKED)


def test_retold_sees_facts_that_count_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def doubling(order: Order, fact: OrderFact) -> Done[Order, OrderEvent]:
        return Done(changed(order, reminders=order.reminders + 1), (fact,))

    monkeypatch.setattr(orders, "record", doubling)
    with pytest.raises(AssertionError, match="told twice, a fact changes something"):
        laws.retold(ASKED)


def test_forgotten_sees_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refunds, "forget", tuple)
    with pytest.raises(AssertionError, match="something personal was not forgotten"):
        laws.forgotten(ASKED)

    def shorter(history: tuple[RefundEvent, ...]) -> tuple[RefundEvent, ...]:
        return history[:-1]

    monkeypatch.setattr(refunds, "forget", shorter)
    with pytest.raises(AssertionError, match="once forgotten, the history gives"):
        laws.forgotten(APPROVED)


# --- ends


def test_ended_lets_go_of_what_is_stopped() -> None:
    stopped = meanwhile(APPROVED.tells(charged_back("p2")), hold("p1"))
    assert stopped.order.parts[1].frozen
    life = laws.ended(stopped)
    assert [part.refunded for part in life.order.parts] == [part.paid for part in life.order.parts]
    assert not any(one.is_open for one in life.state.refunds)
    assert not any(one.is_open for one in life.state.returns)


@pytest.mark.parametrize("life", [OPENED, SENT, RECEIVED, CASE], ids=["opened", "sent", "received", "case"])
def test_ended_sees_returns_that_time_does_not_end(life: RefundLife, monkeypatch: pytest.MonkeyPatch) -> None:
    firing(lambda state, _: Done(state, ()), monkeypatch)
    with pytest.raises(AssertionError, match="is due, and nothing happens"):
        laws.ended(life)
    monkeypatch.undo()
    monkeypatch.setattr(refunds, "due", giving(()))
    with pytest.raises(AssertionError, match="a return is open, and nobody waits"):
        laws.ended(life)


def test_ended_sees_refunds_that_nobody_can_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refunds, "execute", giving(Refused((NOWHERE,))))
    with pytest.raises(AssertionError, match="refund r1 is stuck"):
        laws.ended(ASKED)
    with pytest.raises(AssertionError, match="stuck: "):
        laws.ended(APPROVED)
    with pytest.raises(AssertionError, match="stuck: "):
        laws.ended(SOLD)


def test_ended_sees_money_that_never_goes_back() -> None:
    laws.nothing_left(laws.ended(SOLD).order)
    with pytest.raises(AssertionError, match="what went back of p1"):
        laws.nothing_left(SOLD.order)
    back = changed(laws.ended(SOLD).order)
    kept = with_line(back, refunded=_shares(1900))
    with pytest.raises(AssertionError, match=r"what is left of p1\.l1"):
        laws.nothing_left(kept)


def test_all_laws_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in (attempt(ASKED, approve()), attempt(ASKED, reject()), attempt(ACCEPTED, refund())):
        laws.all_hold(one)
    monkeypatch.setattr(refunds, "forget", tuple)
    with pytest.raises(AssertionError, match="something personal was not forgotten"):
        laws.all_hold(attempt(SOLD, ask(line(units=1))))
