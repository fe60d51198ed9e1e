"""The buyer of an unpaid order is reminded, by hand or in time, and in the end the order is cancelled (S43)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import BrokenHistoryError, FactId, MissingScope, Scope, utc
from mpcore.money import money
from mpcore.orders import (
    AlreadyPaid,
    AuthorisationExpired,
    BuyerReminded,
    CancellationAccepted,
    CancellationRequests,
    Cause,
    ConfirmedBy,
    Context,
    Due,
    LinesShipped,
    NoticeKind,
    PartCancelled,
    PartStage,
    PaymentConfirmed,
    PaymentPromised,
    PaymentRecorded,
    Recipient,
    Silence,
    Status,
    SurplusRefunded,
    Timer,
    due,
    notices,
    order_status,
    record,
)
from mpcore.presets import PLAIN, RuleBook
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from tests.orders.say import (
    ORDER,
    ask,
    authorise,
    cancel,
    chargeback_won,
    charged_back,
    confirm,
    decline,
    fire,
    hold,
    pay,
    refund_closed,
    refund_opened,
    remind,
    ship,
)

DAY, MICRO = timedelta(days=1), timedelta(microseconds=1)
REMINDING = PLAIN.what_if({"orders.remind_unpaid_after": (DAY, 3 * DAY)})
CANCELLING = PLAIN.what_if({"orders.cancel_unpaid_after": 7 * DAY})
BOTH = REMINDING.what_if({"orders.cancel_unpaid_after": 7 * DAY})


def after(duration: timedelta) -> DateTime:
    return utc(PLACED_AT + duration)


def new(rules: RuleBook, *vendors: str) -> Scenario:
    return Scenario(placed(*(vendors or ("v1",)), rules=rules), rules)


def timers(story: Scenario, now: datetime = PLACED_AT) -> list[tuple[Timer, datetime]]:
    policy = (story.rules or PLAIN).orders
    return [(each.timer, each.at) for each in due(story.state, Context(now=now, actor=SYSTEM, policy=policy))]


FIRST, SECOND = (Timer.PAYMENT_REMINDER, after(DAY)), (Timer.PAYMENT_REMINDER, after(3 * DAY))
LAST = (Timer.PAYMENT_DUE, after(7 * DAY + MICRO))


@pytest.mark.rule("S43")
def test_the_buyer_is_invited_to_pay_by_whoever_waits_for_it() -> None:
    story = new(PLAIN, "v1", "v2")
    for actor in (vendor_member("v1"), vendor_member("v2"), OPERATOR, SYSTEM):
        story.when(remind(), actor=actor, now=after(DAY)).then(BuyerReminded(after(DAY)))
    for other in (story.state.buyer, vendor_member("v1", Scope("orders.ship"))):
        story.when(remind(), actor=other).refused(MissingScope)


@pytest.mark.rule("S43")
def test_only_the_buyer_is_told_and_each_time_anew() -> None:
    first = new(PLAIN).after(remind(), now=after(DAY))
    (one,) = notices(first.state, first.events)
    second = first.after(remind(), now=after(2 * DAY))
    (two,) = notices(second.state, second.events)
    assert {(notice.kind, notice.to, notice.vendor) for notice in (one, two)} == {
        (NoticeKind.PAYMENT_REMINDER, Recipient.BUYER, None)
    }
    assert one.key != two.key


@pytest.mark.rule("S43")
def test_nobody_is_reminded_of_what_is_paid_or_cancelled() -> None:
    new(PLAIN).after(pay("39.99")).when(remind()).then(BuyerReminded)
    new(PLAIN).after(pay("40.00")).when(remind()).refused(AlreadyPaid(order=ORDER))
    new(PLAIN).after(cancel()).when(remind()).refused(AlreadyPaid)
    new(PLAIN, "v1", "v2").after(cancel()).when(remind()).then(BuyerReminded)


@pytest.mark.rule("S43")
def test_nobody_is_reminded_of_what_is_promised() -> None:
    new(PLAIN).after(authorise("39.99")).when(remind()).then(BuyerReminded)
    new(PLAIN).after(authorise("40.00")).when(remind()).refused(PaymentPromised(order=ORDER))
    new(PLAIN).after(authorise("40.00", "m1"), decline("m1")).when(remind()).then(BuyerReminded)
    both = new(PLAIN).after(pay("10.00", "m1"), authorise("30.00", "m2"))
    both.when(remind()).refused(PaymentPromised)
    by_operator = PLAIN.what_if({"orders.confirmed_by": ConfirmedBy.OPERATOR})
    new(by_operator).after(pay("40.00")).when(remind()).refused(PaymentPromised)


@pytest.mark.rule("S43")
def test_reminders_come_in_their_time() -> None:
    story = new(REMINDING)
    assert timers(story) == [FIRST]
    story.when(fire(), now=utc(after(DAY) - MICRO)).then()
    story = story.when(fire(), now=after(DAY)).then(BuyerReminded(after(DAY), 1))
    assert timers(story) == [SECOND]
    story.when(fire(), now=after(DAY)).then()
    story.when(fire(), now=utc(after(3 * DAY) - MICRO)).then()
    story = story.when(fire(), now=after(3 * DAY)).then(BuyerReminded(after(3 * DAY), 2))
    assert timers(story) == []
    story.when(fire(), now=after(300 * DAY)).then()


@pytest.mark.rule("S43")
def test_a_late_reminder_is_sent_and_the_next_comes_in_its_own_time() -> None:
    late = utc(after(3 * DAY) - MICRO)
    story = new(REMINDING).when(fire(), now=late).then(BuyerReminded(late, 1))
    assert timers(story) == [SECOND]


@pytest.mark.rule("S43")
def test_reminders_that_were_slept_through_are_sent_as_one() -> None:
    story = new(REMINDING).when(fire(), now=after(10 * DAY)).then(BuyerReminded(after(10 * DAY), 2))
    assert timers(story) == []
    story.when(fire(), now=after(11 * DAY)).then()


@pytest.mark.rule("S43")
def test_a_reminder_by_hand_is_none_of_the_policy_s() -> None:
    story = new(REMINDING).after(remind(), now=after(timedelta(hours=1)))
    assert timers(story) == [FIRST]
    story.when(fire(), now=after(DAY)).then(BuyerReminded(after(DAY), 1))


@pytest.mark.rule("S43")
def test_payment_stops_the_reminders_and_too_little_of_it_does_not() -> None:
    assert timers(new(BOTH).after(pay("39.99"))) == [FIRST, LAST]
    paid = new(BOTH).after(pay("40.00"))
    assert all(timer not in (Timer.PAYMENT_REMINDER, Timer.PAYMENT_DUE) for timer, _ in timers(paid))
    paid.when(fire(), now=after(3 * DAY)).then()
    assert timers(new(BOTH).after(cancel())) == []


@pytest.mark.rule("S43")
def test_what_is_promised_is_waited_for_as_long_as_the_promise_holds() -> None:
    ends = after(5 * DAY)
    assert timers(new(BOTH).after(authorise("39.99"))) == [FIRST, LAST]
    assert timers(new(BOTH).after(authorise("30.00"), pay("10.00", "m2"))) == []
    story = new(BOTH).after(authorise("40.00", expires_at=ends))
    assert timers(story) == [(Timer.AUTHORISATION_ENDS, ends)]
    story.when(fire(), now=after(4 * DAY)).then()
    ended = story.when(fire(), now=ends)
    ended.then(AuthorisationExpired, BuyerReminded(ends, 2))
    assert timers(ended) == [LAST]
    given_up = story.after(decline(), now=after(2 * DAY))
    assert timers(given_up) == [FIRST, LAST], "the first one is late"


@pytest.mark.rule("S43", "00.2")
def test_fired_late_each_promise_has_held_until_its_own_end() -> None:
    """Silence granted on day 8 what the buyer asked for, since one promise ended on day 5 and the other on day 10."""
    rules = CANCELLING.what_if({"orders.requests": CancellationRequests(silence=Silence.ACCEPTS)})
    story = new(rules).after(
        authorise("40.00", expires_at=after(5 * DAY)), authorise("40.00", "m2", expires_at=after(10 * DAY))
    )
    story = story.after(ask(), actor=story.state.buyer, now=after(6 * DAY))
    happened = (AuthorisationExpired, CancellationAccepted, PartCancelled, AuthorisationExpired)
    story.when(fire(), now=after(10 * DAY)).then(*happened)
    in_time = story.when(fire(), now=after(6 * DAY)).then(*happened[:1])
    in_time = in_time.when(fire(), now=after(8 * DAY + MICRO)).then(*happened[1:3])
    in_time.when(fire(), now=after(10 * DAY)).then(*happened[3:])


@pytest.mark.rule("S43", "00.2")
def test_what_is_promised_may_fall_short_by_the_tolerance() -> None:
    tolerant = BOTH.what_if({"orders.underpayment_tolerance": 100})
    assert timers(new(tolerant).after(authorise("39.00"))) == []
    assert timers(new(tolerant).after(authorise("38.99"))) == [FIRST, LAST]


@pytest.mark.rule("S43", "U3")
def test_nobody_is_reminded_or_cancelled_in_time_whose_money_waits_for_the_operator() -> None:
    rules = BOTH.what_if({"orders.confirmed_by": ConfirmedBy.OPERATOR})
    story = new(rules).after(pay("40.00"))
    assert timers(story) == []
    story.when(fire(), now=after(30 * DAY)).then()
    story.when(confirm(), now=after(30 * DAY)).then(PaymentConfirmed)
    assert timers(new(rules).after(pay("39.99"))) == [FIRST, LAST]


@pytest.mark.rule("S43", "00.7")
def test_an_unpaid_order_is_cancelled_after_the_last_instant_of_its_time() -> None:
    story = new(CANCELLING, "v1", "v2").after(pay("79.99"))
    assert timers(story) == [LAST]
    story.when(fire(), now=after(7 * DAY)).then()
    story.when(pay("0.01", "m2"), now=after(7 * DAY)).then(PaymentRecorded, PaymentConfirmed)
    cancelled = story.when(fire(), now=after(7 * DAY + MICRO)).then(PartCancelled, PartCancelled)
    assert {event.cause for event in cancelled.events if isinstance(event, PartCancelled)} == {Cause.UNPAID}
    assert order_status(cancelled.state, CANCELLING.orders) is Status.CANCELLED
    cancelled.when(fire(), now=after(8 * DAY)).then()


@pytest.mark.rule("S43")
def test_an_unpaid_order_waits_for_ever_where_the_marketplace_says_nothing() -> None:
    new(PLAIN).when(fire(), now=after(3000 * DAY)).then()
    new(CANCELLING).when(fire(), now=after(3000 * DAY)).then(PartCancelled)


@pytest.mark.rule("00.2")
@pytest.mark.parametrize("came_in", ["0.01", "10.00", "20.00", "29.99"])
def test_what_came_in_for_an_order_that_is_cancelled_in_time_is_all_surplus(came_in: str) -> None:
    """It was enough for what was left once other parts were cancelled, and confirmed that on the way."""
    story = Scenario(placed("v1", "v2", "v3", lines=1, quantity=1, rules=CANCELLING), CANCELLING).after(pay(came_in))
    story = story.when(fire(), now=after(8 * DAY)).then(PartCancelled, PartCancelled, PartCancelled)
    assert {part.stage for part in story.state.parts} == {PartStage.CANCELLED}
    assert (story.state.surplus, story.state.paid_minor) == (money(came_in, "EUR"), 0)


@pytest.mark.rule("00.2")
def test_money_that_comes_after_the_order_was_cancelled_in_time_is_surplus_and_goes_back() -> None:
    story = new(CANCELLING).after(fire(), now=after(8 * DAY))
    story = story.when(pay("40.00")).then(PaymentRecorded)
    assert story.state.surplus == money("40.00", "EUR")
    back = SurplusRefunded(id=FactId("s1"), amount=3999, at=after(9 * DAY))
    story = story.told(back)
    assert story.state.surplus == money("0.01", "EUR")
    story = story.told(back)
    assert story.state.surplus == money("0.01", "EUR")
    with pytest.raises(BrokenHistoryError, match="no surplus of 2"):
        record(story.state, SurplusRefunded(id=FactId("s2"), amount=2, at=after(9 * DAY)))


@pytest.mark.rule("S43")
def test_nothing_is_cancelled_in_time_that_cannot_be_cancelled() -> None:
    story = new(CANCELLING, "v1", "v2")
    refunding = story.told(refund_opened("p2"))
    for stuck in (refunding, story.told(charged_back("p2"))):
        assert timers(stuck) == []
        stuck.when(fire(), now=after(30 * DAY)).then()
    for freed in (refunding.told(refund_closed("p2")), story.told(charged_back("p2")).told(chargeback_won("p2"))):
        freed.when(fire(), now=after(30 * DAY)).then(PartCancelled, PartCancelled)


@pytest.mark.rule("S43")
def test_what_was_shipped_unpaid_is_not_cancelled_in_time() -> None:
    rules = CANCELLING.what_if({"orders.allow_ship_unpaid": True})
    story = new(rules)
    assert timers(story) == [LAST]
    story = story.when(ship("p1", ("p1.l1", 1))).then(LinesShipped)
    assert timers(story) == []
    story.when(fire(), now=after(30 * DAY)).then()


@pytest.mark.rule("S43")
def test_a_part_on_hold_is_cancelled_in_time_like_the_others() -> None:
    story = new(CANCELLING, "v1", "v2").after(hold("p1"))
    story = story.when(fire(), now=after(8 * DAY)).then(PartCancelled, PartCancelled)
    assert not any(part.held for part in story.state.parts)


@pytest.mark.rule("S43")
def test_whoever_slept_through_everything_cancels_and_does_not_ask_for_money_too() -> None:
    new(BOTH).when(fire(), now=after(7 * DAY)).then(BuyerReminded(after(7 * DAY), 2))
    new(BOTH).when(fire(), now=after(7 * DAY + MICRO)).then(PartCancelled)
    stuck = new(BOTH).told(refund_opened())
    stuck.when(fire(), now=after(30 * DAY)).then(BuyerReminded(after(30 * DAY), 2))


@pytest.mark.rule("S43")
def test_the_timers_of_a_payment_are_the_order_s_and_no_part_s() -> None:
    story = new(BOTH, "v1", "v2")
    ctx = Context(now=PLACED_AT, actor=SYSTEM, policy=BOTH.orders)
    timer, at = FIRST
    assert orders.due(story.state, ctx)[0] == Due(utc(at), timer, ORDER)
    assert {each.part for each in orders.due(story.state, ctx)} == {None}
