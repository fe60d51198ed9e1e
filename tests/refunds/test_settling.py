"""What payment providers answer, once, late, twice or in parts; and how operators end what did not go back."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from moneyed import Money

from mpcore import refunds
from mpcore.kernel import IdTaken, NotFound, PaymentId, RefundId, Refused
from mpcore.money import money, to_minor
from mpcore.orders import ChargebackOpen
from mpcore.orders.shares import left_of
from mpcore.presets import PLAIN as BOOK
from mpcore.refunds import (
    Answer,
    NoSuchAttempt,
    PaymentCannotTake,
    PaymentOrder,
    RefundCommand,
    RefundCompleted,
    RefundFailed,
    RefundMethod,
    RefundOverpaid,
    RefundPaidLate,
    RefundPolicy,
    RefundStage,
    ReturnStage,
    replay,
)
from mpcore.refunds.paying import capacity
from mpcore.testing import PLACED_AT, SYSTEM, Scenario, placed
from tests.orders.say import cancel_lines, chargeback_won, charged_back, pay, ship
from tests.refunds.laws import nothing_is_left, nothing_is_lost
from tests.refunds.lives import Draw
from tests.refunds.say import (
    Desk,
    abandon,
    approve,
    ask,
    ask_all,
    by_hand,
    did_not,
    force,
    line,
    of_cancellation,
    reject,
    retry,
    sold,
    went_back,
    withdraw,
)
from tests.refunds.say_returns import Counter, accept, came, delivered, receive, send, wants
from tests.refunds.say_returns import refund as refund_return
from tests.refunds.slow import vector

ASKED = ask(line(units=1))
APPROVED, COMPLETED, FAILED = RefundStage.APPROVED, RefundStage.COMPLETED, RefundStage.FAILED


def eur(amount: str) -> Money:
    return money(amount, "EUR")


def approved() -> Desk:
    return Desk(sold()).do(ASKED, approve())


def test_an_approved_refund_is_an_intent_with_a_key() -> None:
    asked = Desk(sold()).do(ASKED)
    assert asked.intents() == ()
    [one] = approved().intents()
    assert (one.refund, one.payment, one.attempt, one.amount) == ("r1", "m1", 1, money("10.00", "EUR"))
    assert one.order == "o1"


def test_the_same_attempt_has_the_same_key_and_a_new_one_another() -> None:
    desk = approved()
    first = desk.intents()
    assert first == desk.intents()
    desk.do(ask(line(units=1), refund="r2"), approve("r2"))
    assert desk.intents()[:1] == first
    assert len({one.key for one in desk.intents()}) == 2
    desk.do(did_not())
    assert [one.refund for one in desk.intents()] == ["r2"]
    desk.do(retry())
    assert (desk.intents()[0].attempt, desk.intents()[0].amount) == (2, money("10.00", "EUR"))
    assert desk.intents()[0].key != first[0].key


def test_names_with_strokes_have_keys_of_their_own() -> None:
    keys: list[str] = []
    for refund, payment in (("r/m", "x"), ("r", "m/x")):
        desk = Desk(sold(sent=0, payment=payment)).do(ask(amount="1.00", refund=refund), approve(refund))
        keys += [one.key for one in desk.intents()]
    assert len(set(keys)) == 2


def test_a_key_is_no_longer_than_providers_take() -> None:
    keys: list[str] = []
    for refund, payment in (("r" * 200, "m" * 200), ("r" * 200, "m" * 199)):
        desk = Desk(sold(sent=0, payment=payment)).do(ask(amount="1.00", refund=refund), approve(refund))
        keys += [one.key for one in desk.intents()]
        desk.paid(refund)
        assert desk.part().refunded == 100, "the order is told of names as long as that"
    assert len(set(keys)) == 2
    assert {len(key) <= 200 for key in keys} == {True}


def test_what_went_back_is_completed_and_the_order_knows() -> None:
    desk = approved().do(went_back("10.00"))
    assert (desk.stage(), desk.refund().settled_minor, desk.refund().left_minor) == (COMPLETED, 1000, 0)
    assert (desk.part().refunded, desk.part().open_refunds, desk.part().lines[0].gone) == (1000, (), 1)
    assert desk.intents() == ()
    [last] = [event for event in desk.history if isinstance(event, RefundCompleted)]
    assert (last.amount, last.in_all, last.by_hand, last.shares) == (1000, 1000, None, desk.refund().shares)


def test_an_answer_that_is_repeated_changes_nothing() -> None:
    desk = approved().do(went_back("10.00"))
    assert desk.events(went_back("10.00")) == []
    failed = approved().do(did_not())
    assert failed.events(did_not()) == []
    partly = approved().do(went_back("4.00"))
    assert partly.events(went_back("4.00")) == []
    assert partly.events(did_not()) == [], "nothing more went back"


def test_another_answer_to_the_same_attempt_is_refused() -> None:
    taken = IdTaken(thing="attempt", id="1", at="attempt")
    partly = approved().do(went_back("4.00"))
    assert partly.reasons(went_back("5.00")) == (taken,)
    failed = approved().do(did_not())
    assert failed.reasons(did_not(failure="no such card")) == (taken,)
    whole = approved().do(went_back("10.00"))
    assert whole.reasons(did_not()) == whole.reasons(went_back("9.99")) == (taken,)


def test_that_it_failed_may_turn_out_wrong() -> None:
    desk = approved().do(did_not())
    assert (desk.stage(), desk.refund().settled_minor, desk.part().open_refunds) == (FAILED, 0, ("r1",))
    desk.do(went_back("10.00"))
    assert (desk.stage(), desk.part().refunded) == (COMPLETED, 1000)
    partly = approved().do(did_not(), went_back("4.00"))
    assert (partly.stage(), partly.part().refunded) == (FAILED, 400)


def test_an_answer_to_an_older_attempt_counts_for_what_it_says() -> None:
    desk = approved().do(did_not(), retry(), went_back("10.00", attempt=1))
    assert (desk.stage(), desk.intents()) == (COMPLETED, ())
    partly = approved().do(did_not(), retry(), went_back("4.00", attempt=1))
    assert (partly.stage(), partly.refund().left_minor, partly.part().refunded) == (FAILED, 600, 400)
    partly.do(did_not(attempt=2))
    assert (partly.stage(), partly.part().refunded) == (FAILED, 400)


def test_an_attempt_that_was_never_made_is_not_answered() -> None:
    desk = approved()
    for attempt in (0, -1, 2):
        wrong = NoSuchAttempt(refund=desk.refund().id, attempts=1, attempt=attempt, at="attempt")
        assert desk.reasons(went_back("1.00", attempt=attempt)) == (wrong,)
        assert desk.reasons(did_not(attempt=attempt)) == (wrong,)
    desk.do(did_not(), retry(), did_not(attempt=2))


def test_no_more_went_back_than_was_to() -> None:
    desk = approved()
    assert desk.refused(went_back("10.01")) == ["refunds.amount_exceeds_remaining"]
    desk.do(went_back("4.00"), retry())
    assert desk.refused(went_back("6.01", attempt=2)) == ["refunds.amount_exceeds_remaining"]
    assert desk.refused(went_back("6.01", attempt=3)) == ["refunds.no_such_attempt"]
    desk.do(went_back("6.00", attempt=2))
    assert desk.part().refunded == 1000


def test_what_nothing_goes_back_to_is_unknown() -> None:
    desk = approved()
    unknown = NotFound(thing="payment", id="m9", at="payment")
    assert desk.reasons(went_back("1.00", payment="m9")) == (unknown,)
    assert desk.reasons(did_not(payment="m9")) == (unknown,)
    assert Desk(sold()).do(ASKED).refused(went_back("1.00")) == ["not_found"]


def test_an_answer_in_another_currency_is_refused() -> None:
    desk = approved()
    assert [(one.code, one.at) for one in desk.reasons(went_back("10.00", currency="USD"))] == [
        ("orders.currency_mismatch", "amount")
    ]
    desk.do(went_back("10.00"))
    assert desk.refused(went_back("10.00", currency="USD")) == ["orders.currency_mismatch", "id_taken"]


# In parts


def test_a_partial_success_is_recorded_as_what_it_was() -> None:
    desk = approved().do(went_back("4.00"))
    assert (desk.stage(), desk.refund().settled_minor, desk.refund().left_minor) == (FAILED, 400, 600)
    assert desk.refund().payments[0].answers == (Answer(1, 400, "partial"),)
    assert (desk.part().refunded, desk.part().refundable, desk.part().open_refunds) == (400, 2000, ("r1",))
    desk.do(retry(), went_back("6.00", attempt=2))
    assert desk.stage() is COMPLETED
    assert (desk.part().refunded, desk.part().lines[0].gone, desk.part().lines[0].reductions) == (1000, 1, ())
    assert desk.give(ask(line(units=2), refund="r2")) == 2000


def test_a_unit_that_went_back_in_part_makes_the_others_no_cheaper() -> None:
    desk = approved().do(went_back("4.00"))
    desk.do(ask(line(units=1), refund="r2"))
    assert desk.amount("r2") == 1000
    assert desk.part().lines[0].reductions == ()


def test_what_went_back_of_an_abandoned_unit_lowers_all_that_are_left() -> None:
    desk = approved().do(went_back("4.00"), abandon())
    assert (desk.part().refunded, desk.part().lines[0].gone) == (400, 0)
    back = [desk.give(ask(line(units=1), refund=f"u{number}")) for number in range(3)]
    assert back == [867, 867, 866]
    assert desk.part().refunded == 3000


def test_a_part_of_an_amount_is_kept_as_a_part_of_it_when_the_rest_is_abandoned() -> None:
    desk = Desk(sold()).do(ask(line(amount="9.00")), approve(), went_back("3.00"))
    assert desk.part().lines[0].reductions[0].shares.total == 900, "the rest is under way"
    desk.do(abandon())
    assert desk.part().lines[0].reductions[0].shares.total == 300
    assert [desk.give(ask(line(units=1), refund=f"u{number}")) for number in range(3)] == [900, 900, 900]


# By hand, or not at all


def test_what_did_not_go_back_is_given_back_by_hand() -> None:
    desk = approved().do(did_not(), by_hand())
    assert (desk.stage(), desk.refund().by_hand, desk.refund().settled_minor) == (COMPLETED, 1000, 1000)
    assert desk.part().refunded == 1000
    [last] = [event for event in desk.history if isinstance(event, RefundCompleted)]
    assert (last.by_hand, last.amount, last.in_all) == ("olga", 1000, 1000)
    partly = approved().do(went_back("4.00"), by_hand())
    assert (partly.refund().by_hand, partly.part().refunded) == (600, 1000)
    [last] = [event for event in partly.history if isinstance(event, RefundCompleted)]
    assert (last.amount, last.in_all) == (600, 1000)


@pytest.mark.rule("00.6")
def test_an_abandoned_refund_frees_its_money() -> None:
    desk = approved().do(did_not())
    assert desk.part().refundable == 2000
    desk.do(abandon())
    assert (desk.stage(), desk.part().refundable, desk.part().open_refunds) == (RefundStage.ABANDONED, 3000, ())
    assert desk.give(ask(line(units=3), refund="r2")) == 3000


@pytest.mark.rule("00.6")
def test_only_what_failed_is_tried_again_given_by_hand_or_abandoned() -> None:
    for command in (by_hand(), abandon()):
        assert approved().refused(command) == ["wrong_stage"]
        assert approved().do(did_not(), command).events(command) == []
    assert approved().events(retry()) == [], "it is being tried"
    for step in (retry(), by_hand(), abandon()):
        assert Desk(sold()).do(ASKED).refused(step) == ["wrong_stage"]
        assert Desk(sold()).do(ASKED, reject()).refused(step) == ["wrong_stage"]
        assert Desk(sold()).do(ASKED, withdraw()).refused(step) == ["wrong_stage"]
    over = approved().do(went_back("10.00"))
    for step in (retry(), by_hand(), abandon()):
        assert over.refused(step) == ["wrong_stage"]


def test_what_was_forced_can_fail_and_be_tried_again() -> None:
    desk = Desk(sold()).do(force(ASKED), did_not(), retry(), went_back("10.00", attempt=2))
    assert desk.stage() is COMPLETED


def test_an_instant_of_the_end_stands_only_at_the_end() -> None:
    desk = approved().do(did_not())
    assert desk.refund().ended_at is None
    assert desk.do(abandon()).refund().ended_at is not None


def test_answers_in_any_order_lead_to_the_same_end() -> None:
    ends: set[tuple[object, ...]] = set()
    for order in permutations((1, 2, 3)):
        desk = Desk(sold(quantity=1, price="9.00")).do(ask(line(units=1)), approve())
        desk.do(did_not(), retry(), did_not(attempt=2), retry())
        for attempt in order:
            desk.do(went_back("3.00", attempt=attempt))
        part = desk.part()
        ends.add((desk.stage(), part.refunded, part.lines[0].gone, part.lines[0].reductions, desk.intents()))
    assert len(ends) == 1
    [(stage, refunded, gone, reductions, _)] = ends
    assert (stage, refunded, gone, reductions) == (COMPLETED, 900, 1, ())


# A key and its amount


def sent_of(desk: Desk) -> dict[str, str]:
    """Which key comes with which amount."""
    return {one.key: str(one.amount.amount) for one in desk.intents()}


def test_a_key_never_comes_with_another_amount() -> None:
    desk = approved().do(did_not(), retry())
    sent = sent_of(desk)
    desk.do(went_back("4.00"))
    assert (desk.intents(), desk.stage()) == ((), FAILED), "the attempt under way is of more than is left"
    desk.do(retry())
    again = sent_of(desk)
    assert list(again.values()) == ["6.00"]
    assert not again.keys() & sent.keys()
    assert desk.refund().payments[0].attempts == (1000, 1000, 600)
    desk.do(went_back("6.00", attempt=3))
    assert (desk.stage(), desk.refund().overpaid, desk.part().refunded) == (COMPLETED, 0, 1000)


def test_an_attempt_that_was_overtaken_counts_for_what_it_gave_back() -> None:
    desk = approved().do(did_not(), retry(), went_back("4.00"), went_back("10.00", attempt=2))
    refund = desk.refund()
    assert (desk.stage(), refund.settled_minor, refund.overpaid, refund.given_minor) == (COMPLETED, 1000, 400, 1400)
    assert desk.part().refunded == 1000
    nothing_is_lost(desk.after, desk.order)


def test_what_is_on_its_way_to_other_payments_stays_on_it() -> None:
    story = Scenario(placed("v1", lines=1)).after(pay("12.00", "m1"), pay("8.00", "m2"))
    desk = Desk(story).do(ask(amount="20.00"), approve(), did_not("m2"), did_not("m1"), retry())
    sent = sent_of(desk)
    desk.do(went_back("5.00", "m2"))
    assert [one.payment for one in desk.intents()] == ["m1"]
    assert sent_of(desk).items() <= sent.items()
    desk.do(went_back("12.00", "m1", attempt=2))
    assert (desk.stage(), desk.refund().left_minor, desk.intents()) == (FAILED, 300, ())


@settings(max_examples=80)
@given(st.data())
def test_whatever_is_answered_and_whenever_keys_keep_their_amounts_and_the_order_its_money(
    data: st.DataObject,
) -> None:
    """Providers answer each attempt when they like, also after its refund ended; operators do what they like."""
    draw = data.draw
    story = Scenario(placed("v1", lines=1, quantity=3)).after(pay("18.00", "m1"), pay("17.00", "m2"))
    desk = Desk(story.after(ship("p1", ("p1.l1", 3))))
    keys: dict[str, str] = {}
    for number in range(draw(st.integers(2, 14))):
        for key, amount in sent_of(desk).items():
            assert keys.setdefault(key, amount) == amount
        names = [one.id for one in desk.after.refunds]
        kind = draw(st.sampled_from(("ask", "answer", "answer", "operator", "operator"))) if names else "ask"
        if kind == "ask":
            name = f"r{number:02}"
            some = [ask(each, refund=name) for each in (line(units=1), line(units=2), line(amount="7.01"))]
            happens(desk, draw(st.sampled_from((ask_all(refund=name), *some))))
            if RefundId(name) in [one.id for one in desk.after.refunds]:
                happens(desk, approve(name))
        elif kind == "operator":
            name, given_back = draw(st.sampled_from(names)), draw(st.sampled_from((None, "1.00", "3.33")))
            payment = draw(st.sampled_from((None, "m1", "m2")))
            chosen: tuple[RefundCommand, ...] = (
                *(abandon(name), approve(name)),
                *(by_hand(name, given_back), retry(name, payment)),
            )
            happens(desk, draw(st.sampled_from(chosen)))
        else:
            answers(draw, desk)
        told_and_kept(desk)
    for one in desk.after.refunds:
        assert one.given_minor == one.settled_minor + one.overpaid


def happens(desk: Desk, command: RefundCommand) -> None:
    """It is done where it is accepted."""
    if not desk.outcome(command):
        desk.do(command)


def answers(draw: Draw, desk: Desk) -> None:
    """Something is said of some attempt."""
    shares = [(one.id, share) for one in desk.after.refunds for share in one.payments]
    if not shares:
        return
    name, share = draw(st.sampled_from(shares))
    attempt = draw(st.integers(1, share.attempt))
    most = share.attempts[attempt - 1]
    back = desk.order.money(draw(st.one_of(st.just(most), st.integers(1, most))))
    answer = went_back(str(back.amount), share.payment, name, attempt)
    said: tuple[RefundCommand, ...] = (answer, answer, did_not(share.payment, name, attempt))
    command = draw(st.sampled_from(said))
    if not isinstance(refunds.decide(desk.after, command, desk.ctx(SYSTEM)), Refused):
        desk.do(command)


def told_and_kept(desk: Desk) -> None:
    """The order has no more back than was paid, line by line, and what it was told is what the refunds say."""
    part = desk.part()
    for each in part.lines:
        assert min(vector(left_of(each))) >= 0
    mine = desk.after.refunds
    assert part.refunded == sum(share.total for one in mine for share in one.settled) <= part.paid
    assert part.refundable == part.paid - part.refunded - sum(one.kept_minor for one in mine) >= 0
    for one in mine:
        assert 0 <= one.told_minor <= one.settled_minor <= one.amount
        assert one.told_minor == sum(share.total for share in one.settled)
        assert sum(share.attempts[-1] for share in one.waiting) <= one.left_minor
    assert replay(desk.order, desk.history) == desk.after


# Too late


@pytest.mark.rule("00.6")
def test_what_went_back_after_it_was_abandoned_is_told_as_far_as_it_is_left() -> None:
    desk = approved().do(did_not(), abandon())
    ended = desk.refund().ended_at
    desk.do(went_back("10.00"))
    refund, part = desk.refund(), desk.part()
    assert (desk.stage(), refund.settled_minor, refund.overpaid) == (RefundStage.ABANDONED, 1000, 0)
    assert refund.ended_at == ended
    assert (part.refunded, part.refundable, part.lines[0].gone, part.open_refunds) == (1000, 2000, 1, ())
    assert desk.events(went_back("10.00")) == [], "said again it changes nothing"
    [late] = [event for event in desk.history if isinstance(event, RefundPaidLate)]
    assert (late.amount, late.in_all, late.shares, late.payment, late.attempt) == (1000, 1000, refund.shares, "m1", 1)
    assert desk.give(ask(line(units=2), refund="r2")) == 2000
    nothing_is_left(desk.order)


@pytest.mark.rule("00.6")
def test_what_was_given_again_meanwhile_is_more_than_was_left() -> None:
    desk = Desk(sold(quantity=1)).do(ask_all(), approve(), did_not(), abandon())
    desk.do(ask_all(refund="r2"), approve("r2"), went_back("10.00", refund="r2"))
    desk.do(went_back("10.00"))
    assert (desk.refund().overpaid, desk.refund().settled_minor, desk.part().refunded) == (1000, 0, 1000)
    [over] = [event for event in desk.history if isinstance(event, RefundOverpaid)]
    assert (over.refund, over.amount, over.payment, over.attempt) == ("r1", 1000, "m1", 1)
    assert capacity(desk.after, desk.order) == {"m1": -1000}


@pytest.mark.rule("00.6")
def test_of_what_is_left_only_in_part_the_rest_is_more_than_was_left() -> None:
    desk = Desk(sold(quantity=1)).do(ask_all(), approve(), did_not(), abandon())
    desk.give(ask(line(amount="3.00"), refund="r2"))
    desk.do(ask(line(amount="2.50"), refund="r3"))
    desk.do(went_back("10.00"))
    assert (desk.refund().settled_minor, desk.refund().overpaid) == (450, 550)
    assert (desk.part().refunded, desk.part().refundable) == (750, 0)
    nothing_is_lost(desk.after, desk.order)
    desk.do(approve("r3"))
    assert (desk.refund("r3").payments, desk.intents()) == ((), ())
    desk.do(abandon("r3"))
    assert (desk.part().refunded, desk.part().refundable) == (750, 250)


TWICE = {
    "a unit": (line(units=1), line(units=1), "10.00"),
    "both units": (line(units=2), line(units=2), "20.00"),
    "money": (line(amount="10.00"), line(amount="10.00"), "10.00"),
}


@pytest.mark.rule("00.6")
@pytest.mark.parametrize("paid_before", [False, True], ids=["under way", "given"])
@pytest.mark.parametrize("name", TWICE)
def test_what_was_asked_for_again_meanwhile_takes_nothing_of_what_else_is_left(name: str, paid_before: bool) -> None:
    first, second, amount = TWICE[name]
    desk = Desk(sold(quantity=4, shipping="3.00")).do(ask(first), approve(), did_not(), abandon())
    desk.do(ask(second, refund="r2"), approve("r2"))
    answers_of = [went_back(amount), went_back(amount, refund="r2")]
    desk.do(*(reversed(answers_of) if paid_before else answers_of))
    minor = to_minor(eur(amount))
    assert (desk.refund().overpaid, desk.refund().settled_minor) == (minor, 0)
    assert (desk.refund("r2").overpaid, desk.refund("r2").settled_minor) == (0, minor)
    assert (desk.part().refunded, desk.part().lines[0].gone) == (minor, first.units)
    nothing_is_lost(desk.after, desk.order)


@pytest.mark.rule("00.6")
def test_of_what_was_asked_for_again_in_part_the_rest_is_told() -> None:
    desk = Desk(sold(quantity=4, shipping="3.00")).do(ask(line(units=2)), approve(), did_not(), abandon())
    desk.do(ask(line(units=1), refund="r2"), approve("r2"), went_back("20.00"))
    assert (desk.refund().settled_minor, desk.refund().overpaid, desk.part().lines[0].gone) == (1000, 1000, 2)
    full = Desk(sold(quantity=1, shipping="3.00")).do(ask_all(), approve(), did_not(), abandon())
    full.do(ask(line(units=1), refund="r2"), approve("r2"), went_back("13.00"))
    assert (full.refund().settled_minor, full.refund().overpaid) == (300, 1000), "the shipping was not asked for again"
    nothing_is_lost(full.after, full.order)


@pytest.mark.rule("00.6")
def test_a_unit_that_goes_back_for_less_meanwhile_goes_back_once() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), approve(), did_not(), abandon())
    desk.give(ask(line(units=1, amount="6.00"), refund="r2"))
    desk.do(went_back("10.00"))
    assert (desk.refund().settled_minor, desk.refund().overpaid) == (0, 1000)
    assert (desk.part().refunded, desk.part().lines[0].gone) == (600, 1)


@pytest.mark.rule("00.6")
def test_other_units_money_and_lines_do_not_stand_for_what_was_abandoned() -> None:
    others = (line("p1.l2", units=1), line(amount="1.00"))
    desk = Desk(sold(lines=2)).do(ask(line(units=1)), approve(), did_not(), abandon())
    for number, other in enumerate(others, start=2):
        desk.give(ask(other, refund=f"r{number}"))
    desk.do(went_back("10.00"))
    assert (desk.refund().settled_minor, desk.refund().overpaid) == (1000, 0)
    early = Desk(sold()).do(ask(line(units=1)), approve(), ask(line(units=1), refund="r2"), approve("r2"))
    later = PLACED_AT + timedelta(hours=1)
    early.do(did_not(), abandon(), now=later).do(went_back("10.00"), went_back("10.00", refund="r2"), now=later)
    assert [one.overpaid for one in early.after.refunds] == [0, 0]
    assert (early.part().refunded, early.part().lines[0].gone) == (2000, 2), "it was asked for beside, not instead"


@pytest.mark.rule("00.6")
def test_of_two_that_were_abandoned_one_after_the_other_one_is_told() -> None:
    first, second, third = [PLACED_AT + timedelta(hours=hours) for hours in (1, 2, 3)]
    for names in (("r1", "r2"), ("r2", "r1")):
        desk = Desk(sold()).do(ask(line(units=1)), approve(), did_not(), abandon())
        desk.do(ask(line(units=1), refund="r2"), approve("r2"), now=first)
        desk.do(did_not(refund="r2"), abandon("r2"), now=second)
        desk.do(*[went_back("10.00", refund=name) for name in names], now=third)
        assert [desk.refund(name).overpaid for name in names] == [0, 1000]
        assert (desk.part().refunded, desk.part().lines[0].gone) == (1000, 1)


@pytest.mark.rule("00.6")
def test_what_was_abandoned_of_a_return_and_refunded_again_is_more_than_was_left() -> None:
    counter = Counter(delivered(quantity=2, shipping="3.00")).do(wants(("p1.l1", 1)), accept(), receive(came()))
    counter.do(refund_return(), approve(), did_not(), abandon(), refund_return("r2"), approve("r2"))
    counter.do(went_back("10.00"), went_back("10.00", refund="r2"))
    assert [one.overpaid for one in counter.after.refunds] == [1000, 0]
    assert (counter.part().refunded, counter.part().lines[0].gone, counter.where()) == (1000, 1, ReturnStage.REFUNDED)
    nothing_is_lost(counter.after, counter.order)


@pytest.mark.rule("U26")
def test_no_more_is_told_too_late_than_was_paid() -> None:
    book = BOOK.what_if({"orders.underpayment_tolerance": 100})
    story = Scenario(placed("v1", lines=2, quantity=1, rules=book), book).after(pay("19.05"))
    desk = Desk(story, RefundPolicy(rule_book=book.id))
    desk.do(ask(line(amount="10.00")), approve(), did_not(), abandon())
    assert desk.give(ask(line("p1.l2", amount="10.00"), refund="r2")) == 1000
    desk.do(went_back("10.00"))
    assert (desk.refund().settled_minor, desk.refund().overpaid) == (905, 95)
    assert desk.part().refunded == desk.part().paid == 1905


def test_what_went_back_after_it_was_given_by_hand_is_more_than_was_left() -> None:
    desk = approved().do(did_not(), by_hand(), went_back("10.00"))
    assert (desk.stage(), desk.refund().overpaid, desk.refund().settled_minor) == (COMPLETED, 1000, 1000)
    assert (desk.part().refunded, desk.part().refundable) == (1000, 2000)


def test_an_older_attempt_that_went_through_after_a_newer_one_is_more_than_was_left() -> None:
    desk = approved().do(did_not(), retry(), went_back("10.00", attempt=2), went_back("4.00"))
    assert (desk.stage(), desk.refund().overpaid, desk.part().refunded) == (COMPLETED, 400, 1000)
    assert desk.refused(went_back("5.00")) == ["id_taken"]


def test_that_nothing_went_back_may_be_said_too_late_too() -> None:
    desk = approved().do(did_not(), retry(), went_back("10.00"))
    assert desk.events(did_not(attempt=2)) == ["RefundPaymentAnswered"]
    before = desk.part()
    desk.do(did_not(attempt=2))
    assert (desk.part(), desk.stage()) == (before, COMPLETED)


@pytest.mark.rule("00.3")
def test_what_cancellations_owe_is_told_late_as_far_as_it_is_owed() -> None:
    desk = Desk(sold(quantity=3, sent=1).after(cancel_lines("p1", ("p1.l1", 2)))).do(of_cancellation())
    desk.do(did_not(), abandon(), went_back("20.00"))
    assert (desk.refund().settled_minor, desk.part().refunded, desk.refused(of_cancellation("r2"))) == (
        2000,
        2000,
        ["refunds.nothing_owed"],
    )
    again = Desk(sold(quantity=3, sent=1).after(cancel_lines("p1", ("p1.l1", 2)))).do(of_cancellation())
    again.do(did_not(), abandon(), of_cancellation("r2"), went_back("20.00"))
    assert (again.refund().overpaid, again.part().refunded) == (2000, 0), "it is on its way a second time"
    again.paid("r2")
    assert (again.part().refunded, again.part().refundable) == (2000, 1000)


@pytest.mark.rule("00.6")
def test_late_money_of_a_return_counts_against_what_came_back() -> None:
    counter = Counter(delivered(quantity=3)).do(wants(("p1.l1", 1)), accept(), send(), receive(came()))
    counter.do(refund_return(), approve(), did_not(), abandon(), went_back("10.00"))
    assert (counter.part().refunded, counter.part().lines[0].gone) == (1000, 0)
    counter.do(refund_return("r2"), approve("r2"))
    assert (counter.refund("r2").amount, counter.where()) == (0, ReturnStage.REFUNDED)
    assert (counter.part().refunded, counter.part().lines[0].gone) == (1000, 1)


# While the bank has the money


@pytest.mark.rule("00.1")
def test_while_the_bank_has_the_money_nothing_goes_back() -> None:
    desk = approved()
    sent = desk.intents()
    desk.told(charged_back())
    assert desk.intents() == ()
    desk.told(chargeback_won())
    assert desk.intents() == sent
    failed = approved().do(did_not()).told(charged_back())
    open_ = ChargebackOpen(order=failed.order.id, part=failed.part().id)
    for command in (retry(), by_hand(), by_hand(amount="1.00")):
        assert failed.reasons(command) == (open_,)
    failed.told(chargeback_won()).do(retry())
    assert failed.stage() is APPROVED


def test_what_was_said_while_the_bank_has_the_money_is_recorded() -> None:
    desk = approved().told(charged_back()).do(went_back("10.00"))
    assert (desk.stage(), desk.part().refunded) == (COMPLETED, 1000)


# To another payment


def two_payments() -> Desk:
    """Paid by 10.00 and then 10.00."""
    return Desk(Scenario(placed("v1", lines=1)).after(pay("10.00", "m1"), pay("10.00", "m2")))


def to_give(desk: Desk) -> list[tuple[str, int, str]]:
    return [(one.payment, one.attempt, str(one.amount.amount)) for one in desk.intents()]


def test_what_failed_is_tried_again_on_the_payment_that_is_named() -> None:
    desk = two_payments().do(ask(amount="10.00"), approve(), did_not("m2"), retry(payment="m1"))
    assert to_give(desk) == [("m1", 1, "10.00")]
    assert desk.events(retry(payment="m1")) == desk.events(retry()) == []
    assert desk.refused(retry(payment="m2")) == ["wrong_stage"], "it is being tried on the other"
    desk.do(went_back("10.00", "m1"))
    assert (desk.stage(), desk.part().refunded) == (COMPLETED, 1000)
    assert capacity(desk.after, desk.order) == {"m1": 0, "m2": 1000}


def test_the_other_payment_takes_as_much_as_it_has_left() -> None:
    desk = two_payments()
    desk.give(ask(amount="4.00"))
    desk.do(ask(amount="6.00", refund="r2"), approve("r2"), ask(amount="3.00", refund="r3"), approve("r3"))
    desk.do(did_not("m2", "r2"), retry("r2", "m1"))
    assert [(one.payment, one.amount) for one in desk.refund("r2").payments] == [("m2", 0), ("m1", 600)]
    desk.do(did_not("m1", "r3"), retry("r3", "m2"))
    assert [(one.payment, one.amount) for one in desk.refund("r3").payments] == [("m1", 0), ("m2", 300)]
    nothing_is_lost(desk.after, desk.order)
    some = two_payments().do(ask(amount="4.00"), approve(), ask(amount="9.00", refund="r2"), approve("r2"))
    assert [(one.payment, one.amount) for one in some.refund("r2").payments] == [("m2", 600), ("m1", 300)]
    some.do(did_not("m2", "r2"), did_not("m1", "r2"), retry("r2", "m1"))
    assert [(one.payment, one.amount) for one in some.refund("r2").payments] == [("m2", 0), ("m1", 900)]


def test_the_rest_stays_where_it_failed() -> None:
    story = Scenario(placed("v1", lines=1)).after(pay("4.00", "m1"), pay("16.00", "m2"))
    desk = Desk(story).do(ask(amount="10.00"), approve(), did_not("m2"), retry(payment="m1"))
    assert to_give(desk) == [("m2", 2, "6.00"), ("m1", 1, "4.00")]
    nothing_is_lost(desk.after, desk.order)


def test_a_payment_without_anything_left_takes_nothing() -> None:
    desk = two_payments().do(ask(amount="10.00"), approve(), did_not("m2"))
    desk.do(ask(amount="10.00", refund="r2"), approve("r2"))
    assert [one.payment for one in desk.refund("r2").payments] == ["m1"]
    full = PaymentCannotTake(refund=desk.refund().id, payment=PaymentId("m1"), at="payment")
    assert desk.reasons(retry(payment="m1")) == (full,)
    assert desk.reasons(retry(payment="m9")) == (NotFound(thing="payment", id="m9", at="payment"),)
    desk.do(retry(payment="m2"))
    assert to_give(desk)[0] == ("m2", 2, "10.00")


def overtaken() -> Desk:
    """The first refund was to go from its first payment to the second, and went back to the first after all.

    By then the second refund was to go back to that one too.
    """
    story = Scenario(placed("v1", lines=1)).after(pay("10.00", "m1"), pay("10.00", "m2"))
    desk = Desk(story.after(ship("p1", ("p1.l1", 2))), RefundPolicy(payment_order=PaymentOrder.FIRST_FIRST))
    desk.do(ask(line(units=1)), approve(), did_not("m1"), retry(payment="m2"), did_not("m2"))
    desk.do(ask(line(units=1), refund="r2"), approve("r2"), went_back("10.00", "m1"))
    assert capacity(desk.after, desk.order) == {"m1": -1000, "m2": 1000}
    nothing_is_lost(desk.after, desk.order)
    return desk


def test_no_retry_gives_a_payment_back_more_than_it_has() -> None:
    desk = overtaken()
    assert to_give(desk) == [("m1", 1, "10.00")], "what is on its way stays on it; its provider decides"
    desk.do(did_not("m1", "r2"))
    full = PaymentCannotTake(refund=RefundId("r2"), payment=PaymentId("m1"), at="payment")
    assert desk.reasons(retry("r2", "m1")) == (full,)
    for command in (retry("r2"), retry("r2", "m2")):
        again = overtaken().do(did_not("m1", "r2"), command)
        assert to_give(again) == [("m2", 1, "10.00")]
        again.do(went_back("10.00", "m2", "r2"))
        assert capacity(again.after, again.order) == {"m1": 0, "m2": 0}
        nothing_is_lost(again.after, again.order)


def test_where_no_payment_has_it_left_nothing_is_tried_again() -> None:
    desk = Desk(sold(quantity=2)).do(ask(amount="11.47"), approve(), did_not(), abandon())
    desk.do(ask(line(units=1), refund="r2"), approve("r2"), did_not(refund="r2"), went_back("11.47"))
    assert capacity(desk.after, desk.order) == {"m1": -147}
    none = PaymentCannotTake(refund=RefundId("r2"), payment=PaymentId("m1"))
    assert desk.reasons(retry("r2")) == (none,)
    assert desk.reasons(retry("r2", "m1")) == (evolve(none, at="payment"),)
    nothing_is_lost(desk.after, desk.order)
    desk.do(by_hand("r2"))
    assert desk.stage("r2") is COMPLETED


def test_what_does_not_go_back_to_payments_goes_to_none_that_is_named() -> None:
    counter = Counter().do(wants(), accept(), send(), receive(came()), refund_return(method=RefundMethod.OTHER))
    counter.do(approve(), by_hand(amount="4.00"))
    assert counter.refund().stage is FAILED
    assert counter.refused(retry(payment="m1")) == ["refunds.payment_cannot_take"]
    counter.do(retry(), by_hand())
    assert (counter.refund().by_hand, counter.part().refunded) == (1000, 1000)


# By hand, in part


def test_a_part_that_was_given_by_hand_leaves_the_rest_failed() -> None:
    desk = approved().do(did_not(), by_hand(amount="4.00"))
    assert (desk.stage(), desk.refund().by_hand, desk.refund().left_minor) == (FAILED, 400, 600)
    assert desk.part().refunded == 400
    [_, last] = [event for event in desk.history if isinstance(event, RefundFailed)]
    assert (last.by_hand, last.amount, last.in_all, last.payment, last.attempt) == ("olga", 400, 400, None, None)
    assert [(one.code, one.at) for one in desk.reasons(by_hand(amount="6.01"))] == [
        ("refunds.amount_exceeds_remaining", "amount")
    ]
    assert desk.refused(by_hand(amount="6.00", currency="USD")) == ["orders.currency_mismatch"]
    desk.do(retry())
    assert to_give(desk) == [("m1", 2, "6.00")]
    desk.do(did_not(attempt=2), by_hand(amount="6.00"))
    assert (desk.stage(), desk.refund().by_hand, desk.part().refunded) == (COMPLETED, 1000, 1000)
    assert desk.events(by_hand()) == desk.events(by_hand(amount="6.00")) == []
    provider = approved().do(went_back("10.00"))
    assert provider.refused(by_hand(amount="1.00")) == ["wrong_stage"]


def test_what_the_provider_gave_back_cannot_be_given_by_hand_too() -> None:
    late = approved().do(did_not(), went_back("10.00"))
    for desk in (late, approved().do(went_back("10.00"))):
        assert (desk.stage(), desk.refund().by_hand) == (COMPLETED, 0)
        assert desk.refused(by_hand()) == desk.refused(by_hand(amount="10.00")) == ["wrong_stage"]


# What nobody gave outside


@pytest.mark.rule("S33", "00.6")
@pytest.mark.parametrize("method", [RefundMethod.OTHER, RefundMethod.STORE_CREDIT], ids=lambda one: one.value)
def test_what_nobody_gave_outside_is_abandoned_and_goes_back_another_way(method: RefundMethod) -> None:
    counter = Counter().do(wants(), accept(), send(), receive(came()), refund_return(method=method), approve())
    counter.do(abandon())
    assert (counter.refund().stage, counter.where()) == (RefundStage.ABANDONED, ReturnStage.RECEIVED)
    counter.do(refund_return("r2")).settle("r2")
    assert (counter.where(), counter.part().refunded) == (ReturnStage.REFUNDED, 1000)
