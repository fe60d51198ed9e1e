"""What is said of an order's refunds and returns, in plain words, to each who may know of it."""

from __future__ import annotations

import cProfile
from datetime import date

import pytest
from attrs import evolve

from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    LineId,
    ListingId,
    MalformedError,
    MemberId,
    Operator,
    OrderId,
    PolicyMismatchError,
    RuleBookId,
    Scope,
    VendorId,
)
from mpcore.money import money
from mpcore.orders import PayoutStage
from mpcore.presets import SIPOKO
from mpcore.refunds import (
    CaseAnswerSilence,
    CaseSilence,
    DocumentsSilence,
    KeptBack,
    LatePolicy,
    LostParcel,
    Payer,
    PayerException,
    RefundCause,
    RefundMethod,
    RefundPolicy,
    RequestSilence,
    ReturnAddress,
    ReturnId,
    ReturnOverride,
    ReturnPolicy,
    ReturnReason,
    ReturnShippingPolicy,
    Statement,
    WindowStart,
    explain,
)
from mpcore.refunds.english import ENGLISH, HOLES, RULE_IDS
from mpcore.refunds.statements import said
from mpcore.testing import OPERATOR, SYSTEM, Scenario, placed
from tests.orders.say import cancel_lines, chargeback_lost, charged_back, complete, deliver, pay, ship
from tests.refunds.explaining import codes, of_part, of_refund, of_return, statements, told
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
    payout,
    reject,
    retry,
    sold,
    surplus,
    went_back,
)
from tests.refunds.say_returns import (
    ADA,
    DELIVERED_AT,
    FIRE,
    WAREHOUSE,
    Counter,
    accept,
    answer,
    arrive,
    ask_photos,
    came,
    delivered,
    deny,
    escalate,
    exchange,
    policy,
    receive,
    refund,
    refuse,
    send,
    uphold,
    wants,
)
from tests.refunds.wandering import ALL_SCOPES, OTTO, staff
from tools.rules_page import RULES

SARA = staff("v1", *ALL_SCOPES, "payouts.view")
"""Of the vendor's staff, who sees whatever a vendor sees."""
CLERK = staff("v1", "refunds.view", "returns.view")
"""Of the vendor's staff, without bills and payouts."""
FOUR_EYES = RefundPolicy(four_eyes_above=money("5", "EUR"))


def test_a_statement_is_a_code_with_facts_and_rules() -> None:
    told_of = Statement("refunds.can_return_until", {**dict.fromkeys(("units", "quantity"), 2), **PLACE})
    assert told_of == said("can_return_until", units=2, quantity=2, **PLACE)
    assert told_of["last"] == date(2026, 5, 14)
    assert told_of.rule_ids == ("S30", "00.7")
    assert told_of.text == ENGLISH["refunds.can_return_until"]
    assert (
        str(told_of) == "2 of 2 units of line l1 can be returned until the end of 2026-05-14 in the zone Europe/Paris"
    )


PLACE: dict[str, object] = {"line": LineId("l1"), "last": date(2026, 5, 14), "zone": "Europe/Paris"}


@pytest.mark.parametrize(
    ("code", "facts", "at"),
    [
        ("refunds.nothing", dict[str, object](), "code"),
        ("orders.deadline_none", {"part": "p1"}, "code"),
        ("refunds.return_parcel", dict[str, object](), "facts"),
        ("refunds.silence_accepts", {"at": DELIVERED_AT}, "facts"),
    ],
)
def test_a_statement_has_exactly_the_facts_of_its_code(code: str, facts: dict[str, object], at: str) -> None:
    with pytest.raises(MalformedError) as caught:
        Statement(code, facts)
    assert [fault.at for fault in caught.value.faults] == [at]


@pytest.mark.parametrize("code", ENGLISH)
def test_english_is_set_as_that_of_orders_is(code: str) -> None:
    text = ENGLISH[code]
    assert code.startswith("refunds.")
    assert code.replace(".", "").replace("_", "").islower()
    assert text[0].islower() or text[0] == "{"
    assert not text.endswith(".")
    assert text.count("{") == len(HOLES[code])
    assert all(hole.isidentifier() and f"{{{hole}}}" in text for hole in HOLES[code])
    assert RULE_IDS[code]
    assert set(RULE_IDS[code]) <= set(RULES)


# the money of a part


def test_what_is_left_under_way_and_gone_is_said() -> None:
    desk = Desk(sold("v1", shipping="6.00"))
    assert of_part(desk)[0] == (
        "of what was paid for part p1 there is left to go back: 30.00 EUR for goods, 6.00 EUR for shipping"
    )
    desk.do(ask(line(units=1), shipping="2.00"), approve())
    assert of_part(desk)[:2] == [
        "of what was paid for part p1 there is left to go back: 20.00 EUR for goods, 4.00 EUR for shipping",
        "asked for, or on its way back: 12.00 EUR",
    ]
    desk.do(went_back("12.00"))
    assert of_part(desk)[1] == "went back to the buyer by refunds: 12.00 EUR"


def test_where_nothing_was_paid_or_is_left_that_is_said() -> None:
    unpaid = Desk(Scenario(placed("v1")))
    assert of_part(unpaid)[0] == "nothing was paid for part p1, so nothing can go back"
    desk = Desk(sold(quantity=1))
    desk.give(ask_all())
    assert of_part(desk)[:2] == [
        "of what was paid for part p1 nothing is left to go back",
        "went back to the buyer by refunds: 10.00 EUR",
    ]


def test_where_more_went_back_than_was_paid_nothing_is_left() -> None:
    desk = Desk(sold())
    desk.give(ask(line(units=1)))
    desk.order = evolve(desk.order, parts=(evolve(desk.part(), paid=100),))
    assert desk.part().refunded > desk.part().paid
    assert of_part(desk)[0] == "of what was paid for part p1 nothing is left to go back"


def test_what_cancellations_left_due_is_said_until_it_is_on_its_way() -> None:
    desk = Desk(sold(sent=1)).meanwhile(cancel_lines("p1", ("p1.l1", 1)))
    assert of_part(desk, ADA)[1] == "to go back on account of cancellations, and not on its way: 10.00 EUR"
    desk.do(of_cancellation())
    assert of_part(desk, ADA)[1] == "asked for, or on its way back: 10.00 EUR"
    assert not codes(desk, SARA) & {"refund_blocks_completion", "refund_blocks_payout"}, "nobody waits for it"


def test_surplus_is_for_operators() -> None:
    desk = Desk(sold()).meanwhile(pay("5.00", "m2"))
    for who in (OPERATOR, SYSTEM):
        (of_order, *_) = told(desk, who)
        assert (of_order.part, of_order.refund, of_order.return_id) == (None, None, None)
        sentences = [str(each) for each in of_order.said]
        assert sentences == ["came in beyond what was due, and is not on its way back: 5.00 EUR"]
    others: tuple[Actor, ...] = (ADA, SARA, clerk("returns.view"))
    for other in others:
        assert "surplus_left" not in codes(desk, other)
    desk.do(surplus(refund="s1"))
    assert "surplus_left" not in codes(desk)
    assert of_refund(desk, ADA, "s1")[0] == "refund s1, of 5.00 EUR that was for nothing, is approved"
    assert of_refund(desk, SARA, "s1") == []


# what can be returned


UNTIL_MAY = RefundPolicy(
    zone="Europe/Paris",
    returns=ReturnPolicy(
        days=47, shipping=ReturnShippingPolicy(Payer.BUYER, (PayerException(ReturnReason.DEFECTIVE, Payer.VENDOR),))
    ),
)


WHO: dict[str, Actor] = {"buyer": ADA, "vendor": SARA, "clerk": CLERK, "operator": OPERATOR, "host": SYSTEM}


@pytest.mark.parametrize("who", WHO)
def test_how_many_can_be_returned_until_when_and_who_pays_the_parcel(who: str) -> None:
    counter = Counter(delivered(quantity=3), UNTIL_MAY).do(wants())
    assert of_part(counter, WHO[who])[1:] == [
        "2 of 3 units of line p1.l1 can be returned until the end of 2026-05-14 in the zone Europe/Paris",
        "the return parcel is paid by: vendor, where the reason is: defective",
        (
            "the return parcel is paid by: buyer, where the reason is: wrong item, not as described, missing item, "
            "counterfeit, changed mind, bought by mistake, other"
        ),
    ]


def test_where_one_pays_whatever_the_reason_that_is_said_with_what_is_made_good_at_most() -> None:
    most = money("5.00", "EUR")
    vendors = Counter(policy=policy(shipping=ReturnShippingPolicy(Payer.VENDOR), postage_most=most))
    assert of_part(vendors, ADA)[2:] == [
        "whatever the reason, the return parcel is paid by: vendor",
        "of what the buyer advances for it there is made good at most: 5.00 EUR",
    ]
    buyers = Counter(policy=policy(postage_most=most))
    assert of_part(buyers, ADA)[2:] == ["whatever the reason, the return parcel is paid by: buyer"]
    foreign = Counter(policy=policy(shipping=ReturnShippingPolicy(Payer.VENDOR), postage_most=money("5", "USD")))
    assert "parcel_most" not in codes(foreign, ADA)
    kept = Counter(policy=policy(deduct_outbound_shipping_on_mistake=True))
    assert of_part(kept, ADA)[3] == (
        "where all of the part comes back as bought by mistake, what was paid for its shipping does not go back"
    )


def test_why_a_line_cannot_be_returned_is_said_with_every_reason() -> None:
    assert of_part(Desk(sold()), ADA)[1:] == ["line p1.l1 cannot be returned yet: nothing of it has been delivered"]
    never = Counter(policy=policy(overrides=[ReturnOverride(listing=ListingId("listing 1 of v1"), days=None)]))
    assert of_part(never, ADA)[1:] == ["line p1.l1 is not of what can be returned"]
    more = (
        "of line p1.l1 there is nothing left to return: units that arrived are 2, and each of them came back, is on "
        "its way, or is paid back already"
    )
    closed = "line p1.l1 could be returned until the end of 2026-04-27 in the zone UTC"
    none_left = Counter().do(wants(("p1.l1", 2)))
    assert of_part(none_left, ADA)[1:] == [more]
    assert of_part(none_left.later(days=40), ADA)[1:] == [more, closed]
    assert of_part(Counter().later(days=40), ADA)[1:] == [closed]


def test_lines_are_told_one_by_one() -> None:
    counter = Counter(delivered(lines=2)).do(wants(("p1.l1", 2)))
    assert [each[:30] for each in of_part(counter, ADA)[1:3]] == [
        "of line p1.l1 there is nothing",
        "2 of 2 units of line p1.l2 can",
    ]


def test_a_late_one_is_at_the_vendor_s_discretion_where_the_policy_says_so() -> None:
    counter = Counter(policy=policy(late=LatePolicy.VENDOR_DISCRETION))
    assert of_part(counter, ADA)[1:3] == [
        "2 of 2 units of line p1.l1 can be returned until the end of 2026-04-27 in the zone UTC",
        "whoever asks after that has it at the vendor's discretion",
    ]
    assert of_part(counter.later(days=40), ADA)[1:3] == [
        (
            "2 of 2 units of line p1.l1 can be returned at the vendor's discretion only: the time for it ended with "
            "2026-04-27 in the zone UTC"
        ),
        "whatever the reason, the return parcel is paid by: buyer",
    ]


def test_while_a_parcel_is_on_its_way_the_days_are_not_counted() -> None:
    story = Scenario(placed("v1", lines=2, quantity=2)).after(pay("40.00"), ship("p1", ("p1.l1", 1)))
    story = story.after(deliver(), ship("p1", ("p1.l1", 1), ("p1.l2", 1), dispatch="d2"))
    by_part = of_part(Counter(story), ADA)
    assert by_part[1:3] == [
        (
            "1 of 2 units of line p1.l1 can be returned; until when is counted once the last parcel of the part has "
            "arrived (whole days after that one: 30)"
        ),
        "line p1.l2 cannot be returned yet: nothing of it has been delivered",
    ]
    by_line = of_part(Counter(story, policy(start=WindowStart.PER_LINE)), ADA)
    assert by_line[1] == by_part[1].replace("of the part", "of the line")


# refunds


def test_a_refund_is_told_from_its_request_to_its_end() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), who=SARA)
    assert of_refund(desk, SARA) == [
        "refund r1 of part p1, of 10.00 EUR, is requested (on account of: goodwill)",
        "it was asked for at 2026-03-26T09:00:00Z (by: vendor)",
        "its reason can be read with it (language: en)",
        "its buyer reads the reason once it is approved",
        "the marketplace is to approve it, or to reject it",
        "it is borne by: vendor",
        "until it has ended its part cannot be completed",
        "until it has ended the payout of its part waits",
    ]
    assert of_refund(desk, ADA) == [
        "refund r1 of part p1, of 10.00 EUR, is requested (on account of: goodwill)",
        "it was asked for at 2026-03-26T09:00:00Z (by: vendor)",
        "the marketplace is to approve it, or to reject it",
    ]
    desk.do(approve())
    assert of_refund(desk, ADA)[2:] == [
        "its reason can be read with it (language: en)",
        "the payment provider is to give back: 10.00 EUR",
    ]
    desk.do(went_back("10.00"))
    assert of_refund(desk, ADA) == [
        "refund r1 of part p1, of 10.00 EUR, is completed (on account of: goodwill)",
        "it was asked for at 2026-03-26T09:00:00Z (by: vendor)",
        "its reason can be read with it (language: en)",
        "of it went back: 10.00 EUR",
    ]


def test_a_reason_that_nobody_may_read_is_not_pointed_at() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), reject())
    assert "refund_reason" not in codes(desk, ADA)
    assert {"refund_reason"} <= codes(desk, SARA)
    assert "refund_reason_kept" not in codes(desk, SARA)
    kept = Operator(MemberId("o"), frozenset({Scope("refunds.view")}))
    assert "refund_reason" not in codes(desk, kept)


def test_what_failed_is_told_to_the_buyer_in_one_sum_and_to_the_others_attempt_by_attempt() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), approve(), went_back("4.00"))
    retry_waits = (
        "could not be given back: 6.00 EUR; the marketplace is to try again, to give it by hand, or to give it up"
    )
    assert of_refund(desk, ADA)[3:] == ["of it went back: 4.00 EUR", retry_waits]
    assert of_refund(desk, SARA)[3:6] == [
        "of it went back: 4.00 EUR",
        retry_waits,
        "attempt 1 on payment m1 fell short (partial) and gave back: 4.00 EUR",
    ]
    assert of_refund(desk, CLERK)[3:5] == ["of it went back: 4.00 EUR", retry_waits]
    assert not [each for each in of_refund(desk, CLERK) if "attempt" in each or "borne" in each]
    desk.do(retry())
    assert of_refund(desk, OPERATOR)[4:7] == [
        "the payment provider is to give back: 6.00 EUR",
        "attempt 1 on payment m1 fell short (partial) and gave back: 4.00 EUR",
        "payment m1 has not been answered for attempt 2, which is to give back: 6.00 EUR",
    ]
    desk.do(did_not(attempt=2), by_hand())
    assert of_refund(desk, OPERATOR)[6] == "given back by hand: 6.00 EUR"
    assert "refund_by_hand" not in codes(desk, ADA) | codes(desk, CLERK)


def test_what_is_given_up_is_said() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), approve(), went_back("4.00"), abandon())
    assert of_refund(desk, ADA)[3:] == ["of it went back: 4.00 EUR", "of it will not go back: 6.00 EUR"]


def test_what_went_back_twice_is_told_to_the_buyer_as_what_went_back() -> None:
    desk = Desk(sold(quantity=2)).do(ask(amount="20.00"), approve(), did_not(), abandon())
    desk.do(ask(line(amount="5.00"), refund="r2"), went_back("20.00"))
    assert desk.refund().overpaid == 500
    assert of_refund(desk, ADA)[3:] == ["of it went back: 20.00 EUR"]


def test_what_waits_for_the_provider_is_what_it_was_asked_for_and_has_not_answered() -> None:
    story = Scenario(placed("v1", lines=1)).after(pay("12.00", "m1"), pay("8.00", "m2"))
    desk = Desk(story).do(ask(amount="20.00"), approve())
    assert "the payment provider is to give back: 20.00 EUR" in of_refund(desk, ADA)
    desk.do(did_not("m1"))
    assert "the payment provider is to give back: 8.00 EUR" in of_refund(desk, ADA)


def test_the_second_pair_of_eyes_is_the_marketplace_s_own_business() -> None:
    desk = Desk(sold(), FOUR_EYES).do(ask(line(units=1)), who=SARA)
    assert "two operators have to approve it, neither of whom asked for it" in of_refund(desk)
    desk.do(approve())
    assert "one operator has approved it, and another has to who did not ask for it" in of_refund(desk)
    for who in (ADA, SARA):
        assert not codes(desk, who) & {"refund_waits_two", "refund_waits_second"}
        assert "refund_waits_approval" in codes(desk, who)
    desk.do(approve(), who=OTTO)
    assert not codes(desk) & {"refund_waits_two", "refund_waits_second", "refund_waits_approval"}


def test_what_the_bank_holds_is_told_to_whoever_sees_bills() -> None:
    desk = Desk(sold()).do(ask(line(units=1))).told(charged_back())
    bank = "the bank has the payment of its part, and until it decides nothing goes back"
    for going in ((), (approve(),), (approve(), did_not())):
        assert bank in of_refund(Desk(sold()).do(ask(line(units=1)), *going).told(charged_back()))
    assert bank not in of_refund(Desk(sold()).do(ask(line(units=1)), reject()).told(charged_back()))
    assert bank in of_refund(desk, SARA)
    assert bank not in of_refund(desk, CLERK) + of_refund(desk, ADA)


def test_what_a_bank_took_of_what_is_under_way_is_told_to_whoever_sees_bills() -> None:
    taken = Desk(sold()).do(ask_all()).refund().shares
    desk = Desk(sold()).do(ask(line(units=1))).told(charged_back(), chargeback_lost("p1", taken))
    sentence = (
        "the bank took money that refunds of its part keep; it is to be rejected, or given up, and asked for anew"
    )
    for who in (OPERATOR, SARA):
        assert sentence in of_refund(desk, who)
    assert not (codes(desk, CLERK) | codes(desk, ADA)) & {"refund_waits_in_vain", "refund_waits_bank"}
    desk.do(reject())
    assert "refund_waits_in_vain" not in codes(desk)


def test_what_is_taken_back_and_what_waits_is_told_by_scope() -> None:
    desk = Desk(sold()).meanwhile(complete()).told(*payout(PayoutStage.PAID))
    desk.do(force(ask(line(units=1), cause=RefundCause.DISPUTE)))
    assert not codes(desk) & {"refund_blocks_completion", "refund_blocks_payout"}, "both have been"
    desk.do(went_back("10.00"))
    assert {"refund_take_back", "refund_forced", "refund_borne"} <= codes(desk, SARA)
    assert "to be taken back from its vendor, who was paid: 10.00 EUR" in of_refund(desk)
    assert not codes(desk, CLERK) & {"refund_take_back", "refund_borne"}
    assert not codes(desk, ADA) & {"refund_take_back", "refund_forced", "refund_borne"}
    waits = Desk(sold()).meanwhile(complete()).do(force(ask(line(units=1), cause=RefundCause.DISPUTE)))
    assert codes(waits, SARA) & {"refund_blocks_completion", "refund_blocks_payout"} == {"refund_blocks_payout"}
    begins = Desk(sold()).do(ask(line(units=1)))
    assert codes(begins, CLERK) & {"refund_blocks_completion", "refund_blocks_payout"} == {"refund_blocks_completion"}


# of a return


def test_a_return_is_told_from_its_request_to_its_money() -> None:
    vendors = policy(shipping=ReturnShippingPolicy(Payer.VENDOR))
    counter = Counter(policy=vendors).do(wants())
    asked = "it was asked for at 2026-03-28T09:00:00Z (by: buyer)"
    assert of_return(counter, ADA) == [
        "return b1 of part p1 is requested (reason: defective)",
        asked,
        "units of line p1.l1 that it is of: 1",
        "its vendor is to answer",
        "there is time for that until 2026-03-31T09:00:00Z, which is still in time",
        "without it the marketplace decides",
    ]
    counter.do(accept())
    assert of_return(counter, ADA) == [
        "return b1 of part p1 is accepted (reason: defective)",
        asked,
        "units of line p1.l1 that it is of: 1",
        "its parcel is paid by: vendor",
        "its buyer is to send the goods to the address that stands in it",
        "there is time for that until the end of 2026-04-11 in the zone UTC",
        "without it the return expires",
    ]
    counter.do(send("4.90"))
    assert of_return(counter, ADA)[4:6] == [
        "the buyer advanced for its parcel: 4.90 EUR",
        "the goods are on their way to the vendor",
    ]
    counter.do(arrive())
    assert of_return(counter, ADA)[5:] == [
        "its carrier has delivered it; its vendor is to say what came back",
        "there is time for that until 2026-03-31T09:00:00Z, which is still in time",
        "without it all of the return counts as received",
    ]
    counter.do(receive(came(resaleable=1)))
    assert of_return(counter, ADA)[3] == "units of line p1.l1 that came back: 1 (damaged: 0)"
    assert of_return(counter, ADA)[-3:] == [
        "its vendor is to refund it",
        "there is time for that until 2026-04-04T09:00:00Z, which is still in time",
        "without it the refund of the return opens by itself",
    ]
    assert "units of line p1.l1 that can be sold again: 1" in of_return(counter, CLERK)
    assert "return_resaleable" not in codes(counter, ADA)
    counter.do(refund())
    assert of_return(counter, ADA)[-1] == "its money is on its way by refund r1"
    assert "it is the money of return b1" in of_refund(counter, ADA)
    counter.settle()
    assert of_return(counter, ADA)[4:] == [
        "its parcel is paid by: vendor",
        "the buyer advanced for its parcel: 4.90 EUR",
        "owed to the buyer for its parcel, besides what goes back: 4.90 EUR (by: vendor)",
    ]


def test_what_waits_for_a_return_is_told_to_whoever_sees_payouts() -> None:
    counter = Counter().do(wants())
    assert "until it has ended the payout of its part waits" in of_return(counter, SARA)
    assert "return_blocks_payout" not in codes(counter, CLERK) | codes(counter, ADA)
    counter.do(refuse(), who=OPERATOR)
    assert "return_blocks_payout" not in codes(counter, SARA)


def beside_a_refund() -> Counter:
    """A return of both units came back while an operator's refund has the money of one of them under way."""
    counter = Counter().do(wants(("p1.l1", 2)), accept(), receive(came(units=2)))
    counter.do(ask(line(amount="4.00"), refund="r9"), who=OPERATOR)
    return counter


def test_a_return_tells_which_refund_it_waits_for() -> None:
    counter = beside_a_refund()
    assert counter.refused(refund()) == ["refunds.return_money_awaited"]
    for who in (ADA, CLERK, OPERATOR):
        told = of_return(counter, who)
        assert "it can be refunded once refund r9 has ended, which has money under way that it is to pay back" in told
    silence = "without it nothing happens by itself while the part is on hold, its bank has its money, or a refund has"
    assert of_return(counter, ADA)[-1] == silence
    counter.do(reject("r9"))
    assert "return_waits_for_refund" not in codes(counter, OPERATOR) | codes(counter, ADA)
    assert of_return(counter, ADA)[-1] == "without it the refund of the return opens by itself"


def test_a_late_return_is_told_as_late() -> None:
    counter = Counter(policy=policy(late=LatePolicy.VENDOR_DISCRETION, silence=RequestSilence.ACCEPTS)).later(days=40)
    counter.do(wants())
    assert of_return(counter, ADA)[2] == "that was after its time, which leaves it to the vendor's discretion"
    assert of_return(counter, ADA)[-1] == "without it the return is rejected"


def test_a_wait_that_is_over_is_told_as_over() -> None:
    counter = Counter().do(wants()).later(days=3)
    assert of_return(counter, ADA)[-2].endswith("until 2026-03-31T09:00:00Z, which is still in time")
    counter.later(microseconds=1)
    assert of_return(counter, ADA)[-2:] == [
        "the time for that has ended, and from 2026-03-31T09:00:00.000001Z on silence decides",
        "without it the marketplace decides",
    ]


def test_what_comes_back_empty_is_told() -> None:
    counter = Counter().do(wants(), accept(), receive())
    assert of_return(counter, ADA)[-3] == "nothing of it came back, so nothing is refunded by itself"
    assert of_return(counter, ADA)[-1] == "without it the return is rejected"


def test_a_case_is_told_to_both_sides() -> None:
    counter = Counter(policy=policy(buyers_may_escalate=True)).do(wants(), escalate("letter"))
    opened = "it was brought before the marketplace at 2026-03-28T09:00:00Z, for the vendor (grounds: other)"
    for who in (ADA, SARA):
        assert opened in of_return(counter, who)
        assert "its buyer is to answer what its vendor says" in of_return(counter, who)
    counter.do(answer("photo"))
    assert "the other side answered it at 2026-03-28T09:00:00Z" in of_return(counter, SARA)
    assert "the marketplace is to decide" in of_return(counter, SARA)
    counter.do(deny())
    decided = "at 2026-03-28T09:00:00Z it was decided that the buyer is right: it has to be refunded"
    assert decided in of_return(counter, ADA)
    of_buyer = Counter(policy=policy(buyers_may_escalate=True)).do(wants()).do(escalate("photo"), who=ADA)
    assert "its vendor is to answer what its buyer says" in of_return(of_buyer, ADA)


# to whom


STRANGERS: dict[str, Actor] = {
    "another buyer": Buyer(BuyerId("eve")),
    "another vendor": staff("v9"),
    "who ships": staff("v1", "orders.ship"),
    "an operator without scopes": Operator(MemberId("new"), frozenset()),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_are_told_nothing(name: str) -> None:
    counter = Counter().do(wants())
    counter.do(ask(line(units=1)), who=OPERATOR)
    assert told(counter, STRANGERS[name]) == ()


def test_refunds_and_returns_are_told_by_scope() -> None:
    counter = Counter().do(wants())
    counter.do(ask(line(units=1)), who=OPERATOR)
    for refunds_only, returns_only in (
        (staff("v1", "refunds.view"), staff("v1", "returns.view")),
        (clerk("refunds.view"), clerk("returns.view")),
    ):
        assert not [code for code in codes(counter, refunds_only) if code.startswith(("return", "can", "parcel"))]
        assert {one.return_id for one in told(counter, refunds_only)} == {None}
        assert not [code for code in codes(counter, returns_only) if code.startswith(("refund", "money"))]
        assert {one.refund for one in told(counter, returns_only)} == {None}


def clerk(*scopes: str) -> Operator:
    return Operator(MemberId("clerk"), frozenset(map(Scope, scopes)))


def test_contexts_of_others_are_mistakes() -> None:
    desk = Desk(sold())
    stranger = desk.ctx(STRANGERS["another buyer"])
    with pytest.raises(MalformedError, match="the context has order"):
        explain(evolve(desk.after, order=OrderId("o2")), stranger)
    with pytest.raises(PolicyMismatchError):
        explain(evolve(desk.after, rule_book=RuleBookId("other")), stranger)
    before = desk.order
    desk.do(ask(line(units=1)))
    with pytest.raises(MalformedError, match="has not been told"):
        explain(desk.after, evolve(desk.ctx(), order=before))


# all of it


def stories() -> list[Desk]:
    """What has happened to orders, so that everything that can be said is said of one of them."""
    disputed = ask(line(units=1), cause=RefundCause.DISPUTE)
    taken = Desk(sold()).do(ask_all()).refund().shares
    found: list[Desk] = [
        Desk(Scenario(placed("v1"))),
        Desk(sold(sent=1)).meanwhile(cancel_lines("p1", ("p1.l1", 1)), pay("5.00", "m2")),
        Desk(sold()).meanwhile(pay("5.00", "m2")).do(surplus(refund="s1")),
        Desk(sold()).do(ask(line(units=1)), who=SARA).told(charged_back()),
        Desk(sold()).do(ask(line(units=1)), approve(), went_back("4.00"), retry()),
        Desk(sold()).do(ask(line(units=1)), approve(), went_back("4.00"), abandon()),
        Desk(sold()).do(ask(line(units=1)), approve(), did_not()),
        Desk(sold()).do(ask(line(units=1)), approve(), did_not(), retry(), went_back("10.00", attempt=2), LATE),
        Desk(sold()).do(ask(line(units=1)), approve(), did_not(), by_hand()),
        Desk(sold(), FOUR_EYES).do(ask(line(units=1)), who=SARA),
        Desk(sold(), FOUR_EYES).do(ask(line(units=1)), who=SARA).do(approve()),
        Desk(sold()).do(ask(line(units=1))).told(charged_back(), chargeback_lost("p1", taken)),
        Desk(sold()).meanwhile(complete()).told(*payout(PayoutStage.PAID)).do(force(disputed), went_back("10.00")),
        Counter(in_two_parcels()),
        Counter(in_two_parcels(), policy(start=WindowStart.PER_LINE)),
        Counter(policy=policy(overrides=[ReturnOverride(listing=ListingId("listing 1 of v1"), days=None)])),
        Counter(policy=policy(late=LatePolicy.VENDOR_DISCRETION)),
        Counter(policy=policy(late=LatePolicy.VENDOR_DISCRETION)).later(days=40).do(wants()),
        Counter().later(days=40),
        Counter(policy=policy(shipping=ReturnShippingPolicy(Payer.VENDOR), postage_most=money("5", "EUR"))),
        Counter(delivered(quantity=3), UNTIL_MAY).do(wants()),
        Counter(policy=policy(deduct_outbound_shipping_on_mistake=True)),
        Counter().do(wants(("p1.l1", 2))).later(days=4),
    ]
    desk = Desk(sold())
    desk.give(ask_all())
    return [*found, desk, *returns()]


LATE = went_back("10.00")
"""That the first attempt went through after all."""


def in_two_parcels() -> Scenario:
    story = Scenario(placed("v1", lines=1, quantity=2)).after(pay("20.00"), ship("p1", ("p1.l1", 1)))
    return story.after(deliver(), ship("p1", ("p1.l1", 1), dispatch="d2"))


def returns() -> list[Desk]:
    pays = {"shipping": ReturnShippingPolicy(Payer.VENDOR)}
    accepts = Counter(policy=policy(silence=RequestSilence.ACCEPTS))
    accepts.addresses = (ReturnAddress(VendorId("v1"), WAREHOUSE),)
    kept = Counter(delivered(quantity=3)).do(wants(), accept(), receive(came()))
    kept.kept_back = (KeptBack(ReturnId("b1"), LineId("p1.l1"), 200),)
    kept.do(refund())
    given_up = Counter(delivered(quantity=3)).do(wants(), accept(), receive(came()))
    given_up.kept_back = (KeptBack(ReturnId("b1"), LineId("p1.l1"), 200),)
    given_up.do(refund()).settle()
    given_up.do(wants(("p1.l1", 2), name="b2"), accept("b2"), receive(came(units=2), name="b2"), refund("r2", "b2"))
    mistake = Counter(delivered(shipping="4.90"), policy(deduct_outbound_shipping_on_mistake=True))
    mistake.do(wants(("p1.l1", 2), reason=ReturnReason.BOUGHT_BY_MISTAKE), accept(), receive(came(units=2)), refund())
    before = Counter(policy=policy(requires_receipt=False)).do(wants(), accept(), refund())
    before.settle()
    held = Counter().do(wants(), accept(), receive(came()))
    held.told(charged_back())
    empty_handed = Counter(delivered(quantity=1)).do(wants(), accept(), receive(came()))
    empty_handed.give(ask_all())
    by_buyer = policy(buyers_may_escalate=True, case_answer_silence=CaseAnswerSilence.LOSES)
    return [
        accepts.do(wants()),
        Counter(policy=policy(silence=RequestSilence.REJECTS, vendors_may_reject=True)).do(wants()),
        Counter().do(wants()),
        Counter().do(wants()).later(days=4).do(FIRE),
        Counter().do(wants(), ask_photos()),
        Counter(policy=policy(documents_silence=DocumentsSilence.EXPIRES)).do(wants(), ask_photos()),
        Counter(policy=policy(lost=LostParcel.COUNTS_AS_RECEIVED, **pays)).do(wants(), accept(), send("4.90")),
        Counter(policy=policy(**pays)).do(wants(), accept(), send("4.90"), arrive(), receive(came(resaleable=1))),
        Counter(policy=policy(**pays)).do(wants(), accept(), send("4.90"), receive(came()), exchange()),
        Counter().do(wants(), accept()),
        Counter().do(wants(), accept(), send(), arrive()),
        Counter().do(wants(), accept(), receive()),
        Counter().do(wants(), accept(), receive(came()), refund(method=RefundMethod.OTHER), approve("r1")),
        Counter().do(wants(), escalate("letter")),
        Counter().do(wants(), escalate("letter")).do(answer("photo")),
        Counter(policy=policy(case_silence=CaseSilence.UPHELD)).do(wants(), escalate("letter")).do(answer("photo")),
        Counter().do(wants(), escalate("letter")).do(answer("photo")).do(uphold()),
        Counter().do(wants(), escalate("letter")).do(answer("photo")).do(deny()),
        Counter(policy=by_buyer).do(wants()).do(escalate("photo"), who=ADA),
        *(kept, given_up, mistake, before, held, empty_handed, beside_a_refund()),
    ]


def test_everything_that_can_be_said_is() -> None:
    everybody = (OPERATOR, SYSTEM, ADA, SARA, CLERK)
    found = {each.code for desk in stories() for who in everybody for each in statements(desk, who)}
    assert found == set(ENGLISH)


def test_sipoko_s_book_explains_itself() -> None:
    counter = Counter(delivered(quantity=3), evolve(SIPOKO.refunds, rule_book=RuleBookId("plain")))
    assert of_part(counter, ADA)[1:] == [
        "3 of 3 units of line p1.l1 can be returned until the end of 2026-04-27 in the zone Europe/Paris",
        "whoever asks after that has it at the vendor's discretion",
        (
            "the return parcel is paid by: vendor, where the reason is: defective, wrong item, not as described, "
            "missing item, counterfeit, changed mind, other"
        ),
        "the return parcel is paid by: buyer, where the reason is: bought by mistake",
    ]


def test_saying_is_linear_in_refunds_and_in_returns() -> None:
    def calls(number: int) -> int:
        counter = Counter(delivered(quantity=400))
        for place in range(number):
            counter.do(ask(line(units=1), refund=f"r{place:04}"), who=OPERATOR)
            counter.do(wants(name=f"b{place:04}"))
        profile = cProfile.Profile()
        profile.enable()
        told(counter, ADA)
        profile.disable()
        return sum(entry.callcount for entry in profile.getstats())

    assert calls(80) < 4.5 * calls(20)
