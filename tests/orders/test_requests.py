"""A buyer asks for a part to be cancelled: in time, once, and answered in time or by silence (X-W3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from mpcore import orders
from mpcore.kernel import (
    BrokenHistoryError,
    Buyer,
    BuyerId,
    MissingScope,
    NotFound,
    PartId,
    Personal,
    WrongStage,
    utc,
)
from mpcore.money import money
from mpcore.orders import (
    AlreadyAnswered,
    AlreadyShipped,
    AnswerTooLate,
    CancellationAccepted,
    CancellationDeclined,
    CancellationPending,
    CancellationRequested,
    CancellationRequests,
    CancellationTooLate,
    CancellationWithdrawn,
    CancelRequest,
    Cause,
    ChargebackOpen,
    Context,
    Due,
    LinesShipped,
    NoCancellationPending,
    OrderCompleted,
    PartCancelled,
    PartCompleted,
    PaymentConfirmed,
    RefundPending,
    RequestStage,
    Silence,
    Timer,
    due,
)
from mpcore.presets import PLAIN, WHATNOT, RuleBook
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from tests.orders.say import (
    all_of,
    answer,
    ask,
    cancel,
    cancel_lines,
    chargeback_lost,
    chargeback_won,
    charged_back,
    complete,
    deliver,
    edit,
    fire,
    hold,
    pay,
    refund_closed,
    refund_opened,
    refund_settled,
    ship,
    withdraw,
)

DAY, INSTANT = timedelta(hours=24), timedelta(microseconds=1)
ASKED_AT = utc(PLACED_AT + timedelta(hours=1))
LAST = utc(ASKED_AT + timedelta(hours=48))
"""The last instant at which an answer counts, 48 hours after the buyer asked."""
TOO_LATE = utc(LAST + INSTANT)
VENDOR = vendor_member("v1")

ASKING = PLAIN.what_if({"orders.requests": CancellationRequests(window=DAY)})
"""Asked within 24 hours, answered within 48; silence declines."""
GRANTING = PLAIN.what_if({"orders.requests": CancellationRequests(window=DAY, silence=Silence.ACCEPTS)})
WHENEVER = PLAIN.what_if({"orders.requests": CancellationRequests()})
RELAXED = ASKING.what_if({"orders.require_shipment": False})


def paid(rules: RuleBook = ASKING) -> Scenario:
    """Two vendors' order, 42.99 each with the shipping, all of it paid."""
    return Scenario(placed("v1", "v2", rules=rules, shipping="2.99"), rules).after(pay("85.98"))


def asked(rules: RuleBook = ASKING) -> Scenario:
    return paid(rules).after(ask(), now=ASKED_AT)


def timers(story: Scenario, part: str = "p1") -> list[Due]:
    """The timers that wait for an answer."""
    assert story.rules is not None
    ctx = Context(now=PLACED_AT, actor=SYSTEM, policy=story.rules.orders)
    return [timer for timer in due(story.state, ctx) if timer.timer is Timer.ANSWER_DUE and timer.part == part]


def stage(story: Scenario) -> RequestStage:
    request = story.state.parts[0].request
    assert request is not None
    return request.stage


def goes_back(story: Scenario) -> int:
    return sum(share.total for event in story.events if isinstance(event, PartCancelled) for share in event.refund_due)


# Asking


@pytest.mark.rule("X-W3")
def test_a_buyer_asks_within_the_window_its_last_instant_included() -> None:
    last = utc(PLACED_AT + DAY)
    story = paid().when(ask(reason="too big"), now=last)
    request = CancelRequest(
        reason=Personal("too big"), requested_at=last, ends_at=utc(last + timedelta(hours=48) + INSTANT)
    )
    story.then(CancellationRequested(PartId("p1"), request))
    assert story.state.parts[0].request == request
    paid().when(ask(), now=utc(last + INSTANT)).refused(CancellationTooLate)


@pytest.mark.rule("X-W3")
def test_without_a_window_a_buyer_asks_until_something_is_sent_off() -> None:
    late = utc(PLACED_AT + timedelta(days=300))
    story = paid(WHENEVER)
    story.when(ask(), now=late).then(CancellationRequested)
    story.after(ship("p1", ("p1.l1", 1)), now=late).when(ask(), now=late).refused(AlreadyShipped)


@pytest.mark.rule("X-W3")
def test_nobody_asks_where_the_marketplace_does_not_offer_it() -> None:
    paid(PLAIN).when(ask()).refused(MissingScope(scope=orders.RequestCancellation.scope))
    paid().when(ask()).then(CancellationRequested)


def test_only_the_buyer_asks_and_withdraws_and_only_the_seller_s_side_answers() -> None:
    for actor in (VENDOR, OPERATOR, SYSTEM):
        paid().when(ask(), actor=actor).refused(MissingScope)
        asked().when(withdraw(), actor=actor).refused(MissingScope)
    for other in (Buyer(BuyerId("bob")), Buyer(BuyerId("ada"), guest=True)):
        paid().when(ask(), actor=other).refused(NotFound(thing="order", id="o1"))
    buyer = paid().state.buyer
    for nobody in (SYSTEM, buyer):
        asked().when(answer(accept=True), actor=nobody).refused(MissingScope)
    asked().when(answer(accept=True), actor=vendor_member("v2")).refused(NotFound)
    for actor in (VENDOR, OPERATOR):
        asked().when(answer(accept=False), actor=actor).then(CancellationDeclined)


def test_what_is_not_paid_can_be_asked_for_too() -> None:
    story = Scenario(placed("v1", rules=ASKING), ASKING).after(ask())
    accepted = story.when(answer(accept=True)).then(CancellationAccepted, PartCancelled)
    assert goes_back(accepted) == 0


def test_nothing_is_asked_of_what_is_done() -> None:
    paid().after(cancel()).when(ask()).refused(WrongStage)
    paid().after(ship(), complete()).when(ask()).refused(WrongStage)


def test_nothing_is_asked_while_money_may_be_going_back() -> None:
    paid().told(refund_opened()).when(ask()).refused(RefundPending)
    paid().told(refund_opened()).told(refund_closed()).when(ask()).then(CancellationRequested)
    paid().told(charged_back()).when(ask()).refused(ChargebackOpen)
    paid().told(charged_back()).told(chargeback_won()).when(ask()).then(CancellationRequested)


def test_what_is_asked_of_one_part_concerns_no_other() -> None:
    story = asked()
    story.when(ship("p2", dispatch="d2")).then(LinesShipped)
    story.when(ask("p2")).then(CancellationRequested)
    story.when(withdraw("p2")).refused(NoCancellationPending)


# Answering


@pytest.mark.rule("X-W3")
def test_yes_cancels_the_part_on_the_buyer_s_account_and_sends_everything_back() -> None:
    now = utc(ASKED_AT + DAY)
    story = asked().when(answer(accept=True), actor=VENDOR, now=now)
    accepted, cancelled = story.then(CancellationAccepted, PartCancelled).events
    assert accepted == CancellationAccepted(PartId("p1"), now)
    assert isinstance(cancelled, PartCancelled)
    assert (cancelled.cause, cancelled.fee, goes_back(story)) == (Cause.BUYER, 0, 4299)
    assert stage(story) is RequestStage.ACCEPTED
    assert story.state.due == money("42.99", "EUR")


@pytest.mark.rule("X-W3")
def test_no_leaves_the_sale_as_it_is_and_the_buyer_does_not_ask_again() -> None:
    story = asked().when(answer(accept=False), actor=VENDOR).then(CancellationDeclined)
    assert stage(story) is RequestStage.DECLINED
    assert evolve(story.state.parts[0], request=None) == paid().state.parts[0]
    story.when(ask()).refused(AlreadyAnswered)
    story.when(ship()).then(LinesShipped)


@pytest.mark.rule("X-W3")
def test_a_buyer_asks_once_and_may_ask_again_after_withdrawing() -> None:
    asked().when(ask()).refused(CancellationPending)
    story = asked().when(withdraw()).then(CancellationWithdrawn)
    assert stage(story) is RequestStage.WITHDRAWN
    story.when(ship()).then(LinesShipped)
    again = story.when(ask(reason="I thought again")).then(CancellationRequested)
    assert stage(again) is RequestStage.OPEN
    again.when(ship()).refused(CancellationPending)
    story.when(ask(), now=utc(PLACED_AT + DAY + INSTANT)).refused(CancellationTooLate)


@pytest.mark.rule("X-W3")
def test_only_an_open_request_is_answered_or_withdrawn() -> None:
    closed = (
        paid(),
        asked().after(withdraw()),
        asked().after(answer(accept=False)),
        asked().after(answer(accept=True)),
        asked().after(cancel()),
    )
    for story in closed:
        story.when(answer(accept=True)).refused(NoCancellationPending)
        story.when(answer(accept=False)).refused(NoCancellationPending)
        story.when(withdraw()).refused(NoCancellationPending)


@pytest.mark.rule("X-W3", "00.7")
@pytest.mark.parametrize("rules", [ASKING, GRANTING], ids=["declines", "accepts"])
@pytest.mark.parametrize("accept", [True, False])
def test_an_answer_counts_at_the_last_instant_and_not_a_microsecond_later(rules: RuleBook, accept: bool) -> None:
    story = asked(rules)
    story.when(answer(accept=accept), now=LAST).accepted()
    story.when(answer(accept=accept), now=TOO_LATE).refused(
        AnswerTooLate(order=story.state.id, part=PartId("p1"), ends_at=TOO_LATE)
    )


@pytest.mark.rule("X-W3")
@pytest.mark.parametrize("rules", [ASKING, GRANTING], ids=["declines", "accepts"])
def test_a_request_is_withdrawn_until_silence_has_answered_it(rules: RuleBook) -> None:
    """Withdrawn after that, it could be asked for again, if only the host fired its timers late."""
    story = asked(rules)
    story.when(withdraw(), now=LAST).then(CancellationWithdrawn)
    story.when(withdraw(), now=TOO_LATE).refused(AnswerTooLate)


# Silence


@pytest.mark.rule("X-W3")
def test_silence_lets_the_sale_stand() -> None:
    story = asked()
    assert timers(story) == [Due(TOO_LATE, Timer.ANSWER_DUE, story.state.id, PartId("p1"))]
    story.when(fire(), now=LAST).then()
    lapsed = story.when(fire(), now=TOO_LATE)
    lapsed.then(CancellationDeclined(PartId("p1"), TOO_LATE, by_silence=True))
    assert stage(lapsed) is RequestStage.DECLINED
    lapsed.when(fire(), now=TOO_LATE).then()
    lapsed.when(ask(), now=TOO_LATE).refused(AlreadyAnswered, CancellationTooLate)
    assert timers(lapsed) == []


@pytest.mark.rule("X-W3")
def test_where_silence_is_a_yes_the_part_is_cancelled() -> None:
    story = asked(GRANTING)
    story.when(fire(), now=LAST).then()
    lapsed = story.when(fire(), now=TOO_LATE).then(CancellationAccepted, PartCancelled)
    assert lapsed.events[0] == CancellationAccepted(PartId("p1"), TOO_LATE, by_silence=True)
    assert isinstance(lapsed.events[1], PartCancelled)
    assert (lapsed.events[1].cause, lapsed.events[1].fee, goes_back(lapsed)) == (Cause.BUYER, 0, 4299)
    lapsed.when(fire(), now=TOO_LATE).then()


@pytest.mark.rule("X-W3")
@pytest.mark.parametrize("late", [INSTANT, timedelta(days=30)], ids=["at once", "a month late"])
def test_late_timers_find_the_same_as_early_ones(late: timedelta) -> None:
    now = utc(LAST + late)
    asked().when(fire(), now=now).accepted()
    assert stage(asked().after(fire(), now=now)) is RequestStage.DECLINED
    assert stage(asked(GRANTING).after(fire(), now=now)) is RequestStage.ACCEPTED


@pytest.mark.rule("X-W3")
def test_how_long_there_is_for_an_answer_is_the_marketplace_s_to_say() -> None:
    rules = PLAIN.what_if({"orders.requests": CancellationRequests(answer_within=timedelta(hours=1))})
    story = asked(rules)
    (timer,) = timers(story)
    assert timer.at == utc(ASKED_AT + timedelta(hours=1) + INSTANT)
    story.when(answer(accept=False), now=utc(ASKED_AT + timedelta(hours=1))).then(CancellationDeclined)
    story.when(answer(accept=False), now=timer.at).refused(AnswerTooLate)


# What waits for the answer


@pytest.mark.rule("X-W3")
def test_nothing_is_shipped_or_completed_while_the_request_is_open() -> None:
    story = asked(RELAXED)
    for now in (ASKED_AT, LAST):
        story.when(ship(), now=now).refused(CancellationPending)
        story.when(complete(), now=now).refused(CancellationPending)
    for free in (story.after(answer(accept=False)), story.after(withdraw())):
        free.when(ship()).then(LinesShipped)
        free.when(complete()).then(PartCompleted)


@pytest.mark.rule("X-W3")
def test_once_silence_has_declined_it_goes_on_though_no_timer_fired_yet() -> None:
    story = asked(RELAXED)
    story.when(complete(), now=TOO_LATE).then(PartCompleted)
    shipped = story.when(ship(), now=TOO_LATE).then(LinesShipped)
    shipped.after(complete(), now=TOO_LATE)
    story.when(ask(), now=TOO_LATE).refused(AlreadyAnswered, CancellationTooLate)
    late = shipped.when(fire(), now=utc(TOO_LATE + DAY)).then(CancellationDeclined)
    assert stage(late) is RequestStage.DECLINED
    assert late.state.parts[0].lines == shipped.state.parts[0].lines


@pytest.mark.rule("X-W3")
def test_once_silence_has_granted_it_nothing_is_shipped_though_no_timer_fired_yet() -> None:
    story = asked(RELAXED.what_if({"orders.requests.silence": Silence.ACCEPTS}))
    story.when(ship(), now=TOO_LATE).refused(CancellationPending)
    story.when(complete(), now=TOO_LATE).refused(CancellationPending)
    story.when(ask(), now=TOO_LATE).refused(CancellationPending, CancellationTooLate)


@pytest.mark.rule("X-W3")
def test_what_would_happen_by_itself_waits_too() -> None:
    """Nothing is cancelled for a missed deadline while the buyer's own question is open."""
    rules = ASKING.what_if(
        {
            "orders.shipping.amount": 0,
            "orders.cancel_missed_after": timedelta(),
        }
    )
    story = asked(rules)
    end = story.state.parts[0].due_end
    assert end is not None
    assert end < LAST
    fired = story.when(fire(), now=LAST)
    assert not [event for event in fired.events if isinstance(event, PartCancelled) and event.part == "p1"]
    later = story.when(fire(), now=TOO_LATE)
    ours = [type(event) for event in later.events if getattr(event, "part", None) == "p1"]
    assert ours[-2:] == [CancellationDeclined, PartCancelled]


# What comes between


def test_a_part_of_which_units_are_cancelled_meanwhile_stays_asked_for() -> None:
    story = asked().after(cancel_lines("p1", ("p1.l1", 1)))
    assert stage(story) is RequestStage.OPEN
    accepted = story.when(answer(accept=True)).then(CancellationAccepted, PartCancelled)
    assert goes_back(accepted) == 3299


@pytest.mark.rule("X-W3")
def test_whoever_cancels_it_meanwhile_the_buyer_has_what_was_asked_for() -> None:
    story = asked().when(cancel(), actor=OPERATOR).then(PartCancelled)
    assert stage(story) is RequestStage.ACCEPTED
    assert timers(story) == []
    story.when(fire(), now=TOO_LATE).accepted()
    assert stage(story.after(fire(), now=TOO_LATE)) is RequestStage.ACCEPTED
    last = asked().when(cancel_lines("p1", ("p1.l1", 2), ("p1.l2", 2))).then(PartCancelled)
    assert stage(last) is RequestStage.ACCEPTED


def test_yes_waits_for_a_refund_or_a_chargeback_and_no_does_not() -> None:
    refunding, disputed = asked().told(refund_opened()), asked().told(charged_back())
    refunding.when(answer(accept=True)).refused(RefundPending)
    disputed.when(answer(accept=True)).refused(ChargebackOpen)
    for story in (refunding, disputed):
        story.when(answer(accept=False)).then(CancellationDeclined)
        story.when(withdraw()).then(CancellationWithdrawn)
    refunding.told(refund_closed()).when(answer(accept=True)).then(CancellationAccepted, PartCancelled)
    disputed.told(chargeback_won()).when(answer(accept=True)).then(CancellationAccepted, PartCancelled)


@pytest.mark.rule("X-W3")
def test_where_silence_is_a_yes_it_waits_for_the_money_as_well() -> None:
    refunding = asked(GRANTING).told(refund_opened())
    assert timers(refunding) == []
    refunding.when(fire(), now=TOO_LATE).then()
    closed = refunding.told(refund_closed())
    assert [timer.at for timer in timers(closed)] == [TOO_LATE]
    closed.when(fire(), now=utc(TOO_LATE + DAY)).then(CancellationAccepted, PartCancelled)
    disputed = asked(GRANTING).told(charged_back())
    assert timers(disputed) == []
    disputed.told(chargeback_won()).when(fire(), now=TOO_LATE).then(CancellationAccepted, PartCancelled)


def test_where_silence_is_a_no_nothing_has_to_wait() -> None:
    for story in (asked().told(refund_opened()), asked().told(charged_back())):
        story.when(fire(), now=TOO_LATE).then(CancellationDeclined)


@pytest.mark.rule("00.3")
def test_what_went_back_meanwhile_does_not_go_back_twice() -> None:
    story = asked()
    half = story.told(refund_settled("p1", all_of(story.state, "p1")[:1]))
    assert goes_back(half.when(answer(accept=True))) == 2299
    lost = story.told(charged_back()).told(chargeback_lost("p1", all_of(story.state, "p1")))
    assert goes_back(lost.when(answer(accept=True)).then(CancellationAccepted, PartCancelled)) == 299


def test_a_hold_and_a_delivery_elsewhere_change_nothing_about_it() -> None:
    story = asked().after(hold(), ship("p2", dispatch="d2"), deliver("p2", "d2"))
    assert stage(story) is RequestStage.OPEN
    story.when(answer(accept=True)).then(CancellationAccepted, PartCancelled)


def test_a_yes_may_complete_or_confirm_the_rest_of_the_order() -> None:
    story = asked().after(ship("p2", dispatch="d2"), complete("p2"))
    story.when(answer(accept=True)).then(CancellationAccepted, PartCancelled, OrderCompleted)
    unpaid = Scenario(placed("v1", "v2", rules=ASKING), ASKING).after(ask(), pay("40.00"))
    unpaid.when(answer(accept=True)).then(CancellationAccepted, PartCancelled, PaymentConfirmed)


def test_what_is_said_about_the_order_meanwhile_does_not_matter() -> None:
    story = asked().after(edit(orders.Properties(tags=("gift",))))
    assert stage(story) is RequestStage.OPEN


def test_the_marketplace_that_has_it_lets_the_sale_stand_after_48_hours() -> None:
    story = Scenario(placed("v1", rules=WHATNOT)).after(pay("40.00"))
    story.when(ask(), now=utc(PLACED_AT + DAY + INSTANT)).refused(CancellationTooLate)
    story = story.after(ask(), now=ASKED_AT)
    story.when(fire(), now=LAST).then()
    story.when(fire(), now=TOO_LATE).then(CancellationDeclined)


def test_a_history_that_answers_what_nobody_asked_is_broken() -> None:
    order = asked().state
    done = orders.evolve(order, CancellationDeclined(PartId("p1"), LAST))
    for event in (CancellationAccepted, CancellationDeclined, CancellationWithdrawn):
        for state in (done, paid().state):
            with pytest.raises(BrokenHistoryError, match="no request to cancel part p1"):
                orders.evolve(state, event(PartId("p1"), LAST))


def test_a_history_that_asks_twice_is_broken() -> None:
    (again,) = paid().when(ask()).events
    with pytest.raises(BrokenHistoryError, match="asked to be cancelled twice"):
        orders.evolve(asked().state, again)
    assert isinstance(again, CancellationRequested)
    answered = evolve(again, request=evolve(again.request, stage=RequestStage.DECLINED))
    with pytest.raises(BrokenHistoryError, match="asked to be cancelled twice"):
        orders.evolve(paid().state, answered)
