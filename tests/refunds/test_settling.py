"""What payment providers answer, once, late, twice or in parts; and how operators end what did not go back."""

from __future__ import annotations

from itertools import permutations

import pytest

from mpcore.kernel import IdTaken, NotFound
from mpcore.money import money
from mpcore.refunds import Answer, NoSuchAttempt, RefundCompleted, RefundStage
from tests.refunds.say import (
    Desk,
    abandon,
    approve,
    ask,
    by_hand,
    did_not,
    force,
    line,
    reject,
    retry,
    sold,
    went_back,
    withdraw,
)

ASKED = ask(line(units=1))
APPROVED, COMPLETED, FAILED = RefundStage.APPROVED, RefundStage.COMPLETED, RefundStage.FAILED


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
    assert whole.refused(did_not()) == whole.refused(went_back("9.99")) == ["wrong_stage"]


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
    assert desk.refused(went_back("10.00", attempt=2)) == ["wrong_stage"], "for somebody to look at"
    partly = approved().do(did_not(), retry(), went_back("4.00", attempt=1))
    assert (partly.stage(), partly.refund().left_minor) == (APPROVED, 600)
    assert [one.amount for one in partly.intents()] == [money("6.00", "EUR")]
    assert partly.part().refunded == 0, "the order is told once nothing waits"
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
    assert desk.refused(went_back("10.00", currency="USD")) == ["wrong_stage"]


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
    assert desk.refused(went_back("10.00")) == ["wrong_stage"], "for somebody to look at"
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
    assert over.refused(retry()) == over.refused(abandon()) == ["wrong_stage"]
    assert over.events(by_hand()) == []


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
