"""What an actor may do now, filled in with the most that is allowed; and why not the rest."""

from __future__ import annotations

import cProfile

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mpcore import refunds
from mpcore.kernel import (
    Accepted,
    Actor,
    Buyer,
    BuyerId,
    Grant,
    MalformedError,
    MemberId,
    MissingScope,
    Operator,
    Option,
    OrderId,
    PartId,
    PolicyMismatchError,
    RefundId,
    Refused,
    RuleBookId,
    Scope,
    VendorId,
    VendorMember,
)
from mpcore.money import money
from mpcore.orders import PayoutStage, Quantity
from mpcore.refunds import (
    GATES,
    AmountExceedsRemaining,
    CaseStage,
    FourEyes,
    Mode,
    NotYetDelivered,
    Payer,
    ReceivedLine,
    RefundAfterPayout,
    RefundCommand,
    RefundLine,
    RefundPolicy,
    RequestRefund,
    ReturnAddress,
    ReturnReason,
    ReturnShippingPolicy,
    ReturnWindowClosed,
    TooManyOpenRefunds,
    options,
)
from mpcore.refunds.filling import to_ask_for
from mpcore.testing import OPERATOR, SYSTEM, Scenario, placed
from tests.orders.say import cancel_lines, charged_back, complete, deliver, hold, pay, ship
from tests.refunds.say import ORDER, Desk, approve, ask, did_not, line, payout, sold, surplus, went_back
from tests.refunds.say_returns import (
    ADA,
    WAREHOUSE,
    Counter,
    accept,
    answer,
    arrive,
    ask_photos,
    came,
    deny,
    escalate,
    policy,
    receive,
    send,
    wants,
)
from tests.refunds.say_returns import refund as refund_it
from tests.refunds.wandering import ACTORS, OTTO, filled, staff, wander

SARA = staff("v1")
SEES_ONE = VendorMember(VendorId("v1"), MemberId("mo"), (Grant(frozenset({Scope("refunds.view")})),))


def offered(desk: Desk, who: Actor = OPERATOR) -> tuple[Option[RefundCommand], ...]:
    return options(desk.after, desk.ctx(who))


def reasons_in(desk: Desk, who: Actor = OPERATOR) -> dict[str, str]:
    """Every option by the name of its command, with how much of a part where it says so, and the reasons against it."""
    found: dict[str, str] = {}
    for option in offered(desk, who):
        mode = option.given.get("mode")
        name = option.command.__name__ + (f" {mode.value}" if isinstance(mode, Mode) else "")
        assert name not in found
        found[name] = " ".join(type(reason).__name__ for reason in option.reasons)
    return found


def the(desk: Desk, name: str, who: Actor = OPERATOR, mode: Mode | None = None) -> Option[RefundCommand]:
    (found,) = [
        one for one in offered(desk, who) if one.command.__name__ == name and mode in (None, one.given.get("mode"))
    ]
    return found


def allowed(desk: Desk, who: Actor = OPERATOR) -> set[str]:
    return {name for name, reasons in reasons_in(desk, who).items() if not reasons}


def test_an_operator_sees_what_can_be_done_with_a_part_and_why_not_the_rest() -> None:
    assert reasons_in(Desk(sold())) == {
        "RefundSurplus": "NothingToReturn",
        "FireTimers": "",
        "RequestRefund full": "",
        "RequestRefund partial": "",
        "ForceRefund full": "",
        "ForceRefund partial": "",
        "RefundCancellation": "NothingOwed",
        "OpenReturn": "NotYetDelivered",
    }


def test_a_vendor_sees_what_vendors_can_do() -> None:
    assert reasons_in(Desk(sold()), SARA) == {"RequestRefund full": "", "RequestRefund partial": ""}
    assert reasons_in(Desk(sold()), SEES_ONE) == {"RequestRefund": "MissingScope"}


def test_a_buyer_sees_what_the_marketplace_leaves_to_buyers() -> None:
    closed = {"RequestRefund": "MissingScope", "OpenReturn": "NotYetDelivered"}
    assert reasons_in(Desk(sold()), ADA) == closed
    opened = {"RequestRefund full": "", "RequestRefund partial": "", "OpenReturn": "NotYetDelivered"}
    assert reasons_in(Desk(sold(), RefundPolicy(buyers_may_request=True)), ADA) == opened


def test_the_system_sees_what_it_reports() -> None:
    desk = Desk(sold())
    assert reasons_in(desk, SYSTEM) == {
        "RefundSurplus": "NothingToReturn",
        "FireTimers": "",
        "RefundCancellation": "NothingOwed",
    }
    desk.do(ask(line(units=1)), approve())
    assert {"RecordRefundPayment", "RecordRefundFailure", "ErasePersonalData"} < allowed(desk, SYSTEM)


def test_a_refund_that_waits_is_to_be_decided() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), who=SARA)
    of_it = {
        "ApproveRefund": "",
        "RejectRefund": "",
        "WithdrawRefund": "NotTheRequester",
        "RetryRefund": "WrongStage",
        "SettleRefundByHand": "WrongStage",
        "AbandonRefund": "WrongStage",
    }
    assert of_it.items() <= reasons_in(desk).items()
    assert reasons_in(desk, SARA)["WithdrawRefund"] == ""
    assert "ApproveRefund" not in reasons_in(desk, SARA)
    assert the(desk, "ApproveRefund").given == {"order": ORDER, "refund": "r1"}
    assert the(desk, "ApproveRefund").part == "p1"


def test_what_would_change_nothing_is_not_offered() -> None:
    desk = Desk(sold(), RefundPolicy(four_eyes_above=money("5", "EUR"))).do(ask(line(units=1)), who=SARA)
    assert "ApproveRefund" in allowed(desk)
    desk.do(approve())
    assert "ApproveRefund" not in reasons_in(desk)
    assert "ApproveRefund" in allowed(desk, OTTO)
    desk.do(approve(), who=OTTO)
    assert "ApproveRefund" not in reasons_in(desk, OTTO)
    assert "RetryRefund" not in reasons_in(desk)


def test_who_asked_does_not_approve_what_two_have_to() -> None:
    desk = Desk(sold(), RefundPolicy(four_eyes_above=money("5", "EUR"))).do(ask(line(units=1)))
    assert the(desk, "ApproveRefund").reasons == (FourEyes(refund=RefundId("r1"), above=money("5", "EUR")),)
    assert the(desk, "ApproveRefund", OTTO).allowed


def test_the_provider_s_answers_are_offered_for_what_waits() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), approve())
    assert the(desk, "RecordRefundPayment", SYSTEM).given == {
        "order": ORDER,
        "refund": "r1",
        "payment": "m1",
        "attempt": 1,
        "amount": money("10", "EUR"),
    }
    assert the(desk, "RecordRefundFailure", SYSTEM).given == {
        "order": ORDER,
        "refund": "r1",
        "payment": "m1",
        "attempt": 1,
    }
    desk.do(went_back("4.00"))
    assert "RecordRefundPayment" not in reasons_in(desk, SYSTEM)
    assert {"RetryRefund", "SettleRefundByHand", "AbandonRefund"} <= allowed(desk)


def test_where_the_scope_is_missing_nothing_is_told_that_it_opens() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), approve())
    clerk = Operator(MemberId("clerk"), frozenset({Scope("refunds.view")}))
    option = the(desk, "RecordRefundPayment", clerk)
    assert option.given == {"order": ORDER, "refund": "r1"}
    assert option.reasons == (MissingScope(scope=Scope("refunds.record")),)
    asks = the(desk, "RequestRefund", SEES_ONE)
    assert asks.given == {"order": ORDER, "part": "p1"}


def test_an_ended_refund_has_no_options() -> None:
    desk = Desk(sold())
    desk.give(ask(line(units=1)))
    assert {one.given.get("refund") for one in offered(desk)} == {None}


def test_the_most_that_can_be_asked_for_is_filled_in() -> None:
    desk = Desk(sold("v1", lines=2, shipping="6.00", sent=2))
    assert the(desk, "RequestRefund", mode=Mode.FULL).given == {"order": ORDER, "part": "p1", "mode": Mode.FULL}
    partial = the(desk, "RequestRefund", mode=Mode.PARTIAL)
    assert partial.given == {
        "order": ORDER,
        "part": "p1",
        "mode": Mode.PARTIAL,
        "lines": (line("p1.l1", 2, "20.00"), line("p1.l2", 2, "20.00")),
        "shipping": money("6.00", "EUR"),
    }
    desk.give(ask(line("p1.l1", 1), line("p1.l2", amount="5.00"), shipping="2.00"))
    less = the(desk, "RequestRefund", mode=Mode.PARTIAL)
    assert less.given["lines"] == (line("p1.l1", 1, "10.00"), line("p1.l2", 2, "16.67"))
    assert less.given["shipping"] == money("4.00", "EUR")


def test_of_a_line_that_was_not_sent_off_the_amount_is_filled_in() -> None:
    desk = Desk(sold("v1", lines=2, sent=0).after(ship("p1", ("p1.l2", 1))))
    given = the(desk, "RequestRefund", mode=Mode.PARTIAL).given
    assert given["lines"] == (line("p1.l1", amount="30.00"), line("p1.l2", 1, "10.00"))
    assert "shipping" not in given


def test_a_cent_more_than_is_filled_in_is_refused() -> None:
    desk = Desk(sold("v1", shipping="6.00"))
    partial = the(desk, "RequestRefund", mode=Mode.PARTIAL)
    most = filled(partial, _counter(desk))
    assert isinstance(most, RequestRefund)
    assert desk.outcome(most) == []
    assert most.shipping is not None
    assert desk.outcome(evolve(most, shipping=most.shipping + money("0.01", "EUR"))) != []
    (of_line,) = most.lines
    assert of_line.amount is not None
    more = RefundLine(line=of_line.line, units=of_line.units, amount=of_line.amount + money("0.01", "EUR"))
    assert [type(one) for one in desk.outcome(evolve(most, lines=(more,)))] == [AmountExceedsRemaining]
    units = RefundLine(line=of_line.line, units=of_line.units + 1)
    assert desk.outcome(evolve(most, lines=(units,))) != []


def _counter(desk: Desk) -> Counter:
    counter = Counter(policy=desk.policy)
    counter.order, counter.after = desk.order, desk.after
    return counter


def test_why_a_vendor_cannot_refund_is_said() -> None:
    paid_out = Desk(sold()).meanwhile(complete()).told(*payout(PayoutStage.PAID))
    assert [type(one) for one in the(paid_out, "RequestRefund", SARA, Mode.FULL).reasons] == [RefundAfterPayout]
    assert {"ForceRefund full", "ForceRefund partial"} <= allowed(paid_out)
    held = Desk(sold(sent=0)).meanwhile(hold())
    assert reasons_in(held, SARA) == {"RequestRefund full": "PartOnHold", "RequestRefund partial": "PartOnHold"}
    assert {"RequestRefund full", "RequestRefund partial"} <= allowed(held)
    full = Desk(sold(), RefundPolicy(max_open_requests=1)).do(ask(line(units=1)))
    assert the(full, "RequestRefund", SARA, Mode.FULL).reasons == (TooManyOpenRefunds(part=PartId("p1"), most=1),)
    frozen = Desk(sold()).do(ask(line(units=1))).told(charged_back())
    assert reasons_in(frozen)["ApproveRefund"] == "ChargebackOpen"
    unpaid = Desk(Scenario(placed("v1")))
    assert reasons_in(unpaid, SARA) == {"RequestRefund full": "PartNotPaid", "RequestRefund partial": "PartNotPaid"}


def test_what_cancellations_and_surplus_leave_is_offered() -> None:
    desk = Desk(sold(sent=1)).meanwhile(cancel_lines("p1", ("p1.l1", 1)), pay("2.50", "m2"))
    assert {"RefundCancellation", "RefundSurplus"} <= allowed(desk, SYSTEM)
    assert the(desk, "RefundSurplus", SYSTEM).given == {"order": ORDER, "amount": money("2.50", "EUR")}
    assert the(desk, "RefundCancellation", SYSTEM).given == {"order": ORDER, "part": "p1"}


def test_surplus_on_its_way_is_nothing_a_buyer_or_a_vendor_can_do_something_about() -> None:
    desk = Desk(sold()).meanwhile(pay("2.50", "m2")).do(surplus(refund="s1"))
    for who in (ADA, SARA):
        assert "s1" not in [one.given.get("refund") for one in offered(desk, who)]
    assert "s1" in [one.given.get("refund") for one in offered(desk)]


def test_where_less_was_paid_no_more_than_that_is_filled_in() -> None:
    desk = Desk(sold("v1", lines=2, quantity=2, shipping="6.00"))
    short = evolve(desk.part(), paid=2500)
    _, partial = to_ask_for(short, desk.order)
    assert partial["lines"] == (line("p1.l1", 2, "20.00"), line("p1.l2", 2, "5.00"))
    assert "shipping" not in partial
    _, more = to_ask_for(evolve(short, paid=4100), desk.order)
    assert more["shipping"] == money("1.00", "EUR")


def test_all_that_can_be_returned_is_filled_in_and_why_not_the_rest() -> None:
    counter = Counter()
    assert the(counter, "OpenReturn", ADA).given["lines"] == (Quantity(line().line, 2),)
    counter.do(wants(("p1.l1", 1)))
    assert the(counter, "OpenReturn", ADA).given["lines"] == (Quantity(line().line, 1),)
    counter.do(wants(("p1.l1", 1), name="b2"))
    assert reasons_in_one(counter, "OpenReturn", ADA) == ["Exceeds"]
    late = Counter().later(days=40)
    assert [type(one) for one in the(late, "OpenReturn", ADA).reasons] == [ReturnWindowClosed]
    some = Counter(Scenario(placed("v1", lines=2)).after(pay("40.00"), ship("p1", ("p1.l1", 1)), deliver()))
    assert the(some, "OpenReturn", ADA).given["lines"] == (Quantity(line().line, 1),)
    none = Counter(Scenario(placed("v1", lines=2)).after(pay("40.00")))
    assert [type(one) for one in the(none, "OpenReturn", ADA).reasons] == [NotYetDelivered, NotYetDelivered]


def reasons_in_one(counter: Counter, name: str, who: Actor) -> list[str]:
    return [type(reason).__name__ for reason in the(counter, name, who).reasons]


def test_a_return_that_waits_for_its_vendor_is_to_be_answered() -> None:
    counter = Counter().do(wants())
    answers = {name for name in allowed(counter, SARA) if not name.startswith("RequestRefund")}
    assert answers == {"AskDocuments", "AcceptReturn", "EscalateReturn"}
    assert reasons_in_one(counter, "RejectReturn", SARA) == ["ReturnInTime"]
    assert reasons_in_one(counter, "RefundReturn", SARA) == ["WrongStage"]
    assert allowed(counter, ADA) == {"OpenReturn", "CancelReturn"}
    assert reasons_in_one(counter, "SupplyDocuments", ADA) == ["WrongStage"]
    assert reasons_in_one(counter, "EscalateReturn", ADA) == ["MissingScope"]


def test_what_is_known_of_an_answer_is_filled_in() -> None:
    counter = Counter(policy=policy(shipping=ReturnShippingPolicy(Payer.VENDOR))).do(wants(("p1.l1", 2)))
    assert "address" not in the(counter, "AcceptReturn", SARA).given
    counter.addresses = (ReturnAddress(VendorId("v1"), WAREHOUSE),)
    assert the(counter, "AcceptReturn", SARA).given["address"] == WAREHOUSE
    counter.do(accept(), send("4.90"))
    assert the(counter, "ReceiveReturn", SARA).given["lines"] == (ReceivedLine(line().line, 2),)
    assert reasons_in_one(counter, "RefundReturn", SARA) == ["ReturnNotReceived"]
    counter.do(receive(came(units=2)))
    assert the(counter, "RefundReturn", SARA).given["postage"] == money("4.90", "EUR")
    assert {"RefundReturn", "ExchangeReturn", "EscalateReturn"} <= allowed(counter, SARA)


def test_of_what_did_not_come_back_no_refund_is_offered() -> None:
    counter = Counter().do(wants(), accept(), receive())
    assert reasons_in_one(counter, "RefundReturn", SARA) == ["NothingCameBack"]
    assert reasons_in_one(counter, "ExchangeReturn", SARA) == ["NothingCameBack"]


def test_as_many_refunds_as_may_be_open_stand_against_the_refund_of_a_return() -> None:
    counter = Counter(policy=evolve(policy(), max_open_requests=1))
    counter.do(wants(), accept(), receive(came()), ask(line(units=1)))
    assert the(counter, "RefundReturn", SARA).reasons == (TooManyOpenRefunds(part=PartId("p1"), most=1),)


def test_a_case_is_the_marketplace_s_to_decide() -> None:
    counter = Counter().do(wants(), escalate("letter"))
    assert {"DecideCase", "AnswerCase"} <= allowed(counter)
    assert "DecideCase" not in reasons_in(counter, SARA)
    assert reasons_in_one(counter, "AnswerCase", SARA) == ["OwnCase"]
    assert "AnswerCase" in allowed(counter, ADA)
    counter.do(deny())
    assert "DecideCase" not in reasons_in(counter)
    assert reasons_in_one(counter, "EscalateReturn", SARA) == ["CaseWasDenied"]


def test_while_the_other_side_may_answer_only_the_decision_for_it_is_offered() -> None:
    said = policy(buyers_may_escalate=True)
    for who, other in ((ADA, CaseStage.UPHELD), (SARA, CaseStage.DENIED)):
        counter = Counter(policy=said).do(wants()).do(escalate("letter"), who=who)
        assert the(counter, "DecideCase").given["decision"] is other
        assert the(counter, "DecideCase").allowed
        counter.do(answer("photo"), who=OPERATOR)
        assert "decision" not in the(counter, "DecideCase").given
        assert the(counter, "DecideCase").allowed


def test_of_what_was_refunded_before_it_came_only_its_coming_is_offered() -> None:
    counter = Counter(policy=policy(requires_receipt=False)).do(wants(), accept(), refund_it())
    counter.settle()
    of_it = {one.command.__name__ for one in offered(counter, OPERATOR) if "return_id" in one.given}
    assert of_it == {"RecordReturnArrival", "ReceiveReturn"}
    assert {"ReceiveReturn"} == {one.command.__name__ for one in offered(counter, SARA) if "return_id" in one.given}
    counter.do(arrive(), receive(came()))
    assert not [one for one in offered(counter, OPERATOR) if "return_id" in one.given]


STRANGERS: dict[str, Actor] = {
    "another buyer": Buyer(BuyerId("eve")),
    "a guest of that name": Buyer(BuyerId("ada"), guest=True),
    "another vendor": staff("v9"),
    "who holds nothing": VendorMember(VendorId("v1"), MemberId("new"), ()),
}


@pytest.mark.parametrize("name", sorted(STRANGERS))
def test_strangers_have_no_options(name: str) -> None:
    counter = Counter().do(wants()).do(ask(line(units=1)))
    assert offered(counter, STRANGERS[name]) == ()
    assert offered(counter, SARA) != ()


def test_a_vendor_has_no_options_with_what_is_another_s() -> None:
    desk = Desk(sold("v1", "v2")).do(ask(line("p2.l1", amount="1.00"), part="p2"), who=staff("v2"))
    assert {one.part for one in offered(desk, SARA)} == {"p1"}
    assert {one.part for one in offered(desk, staff("v2"))} == {"p2"}
    assert {one.part for one in offered(desk)} == {"p1", "p2", None}


def test_contexts_of_others_are_mistakes() -> None:
    desk = Desk(sold())
    with pytest.raises(MalformedError, match="the context has order"):
        options(evolve(desk.after, order=OrderId("o2")), desk.ctx())
    with pytest.raises(PolicyMismatchError):
        options(evolve(desk.after, rule_book=RuleBookId("other")), desk.ctx())
    done = refunds.execute(desk.after, ask(line(units=1)), desk.ctx()).unwrap()
    with pytest.raises(MalformedError, match="has not been told"):
        options(done.state, desk.ctx())


def law(counter: Counter) -> None:
    """An option without reasons is accepted when filled in rightly; one with reasons is refused for the same."""
    for name, actor in ACTORS.items():
        ctx = counter.ctx(actor)
        found = options(counter.after, ctx)
        keys = [(one.command, tuple(one.given.items())) for one in found]
        assert all(keys.count(key) == 1 for key in keys)
        for option in found:
            outcome = refunds.decide(counter.after, filled(option, counter), ctx)
            if option.allowed:
                assert isinstance(outcome, Accepted), (name, option, outcome)
                assert outcome.events or option.command is refunds.FireTimers, (name, option)
            else:
                assert isinstance(outcome, Refused), (name, option)
                assert outcome.reasons == option.reasons, (name, option, outcome)


@settings(max_examples=100)
@given(st.data())
def test_an_option_without_reasons_is_accepted_and_one_with_reasons_refused_with_them(data: st.DataObject) -> None:
    wander(data.draw, law)


@settings(max_examples=25)
@given(st.data())
def test_whatever_is_accepted_was_offered(data: st.DataObject) -> None:
    """Nothing that moves a refund or a return is kept from those who may ask for it."""

    def look(counter: Counter) -> None:
        for actor in ACTORS.values():
            ctx = counter.ctx(actor)
            found = [one for one in options(counter.after, ctx) if one.allowed]
            can = {(one.command, one.given.get("refund"), one.given.get("return_id")) for one in found}
            for command in about(counter):
                decision = refunds.decide(counter.after, command, ctx)
                if isinstance(decision, Accepted) and decision.events:
                    key = (type(command), getattr(command, "refund", None), getattr(command, "return_id", None))
                    assert key in can, (actor, command)

    wander(data.draw, look, steps=10)


def about(counter: Counter) -> list[RefundCommand]:
    """What names no more than a refund, or a return."""
    of_refunds = (
        refunds.ApproveRefund,
        refunds.RejectRefund,
        refunds.WithdrawRefund,
        refunds.RetryRefund,
        refunds.SettleRefundByHand,
        refunds.AbandonRefund,
    )
    of_returns = (
        refunds.AskDocuments,
        refunds.RejectReturn,
        refunds.ShipBack,
        refunds.RecordReturnArrival,
        refunds.CancelReturn,
    )
    found: list[RefundCommand] = [
        kind(order=ORDER, refund=one.id) for one in counter.after.refunds for kind in of_refunds
    ]
    return found + [kind(order=ORDER, return_id=one.id) for one in counter.after.returns for kind in of_returns]


def test_every_command_is_offered_to_somebody_at_some_time() -> None:
    found: set[type[RefundCommand]] = set()
    held = Desk(sold(), RefundPolicy(buyers_may_request=True)).do(ask(line(units=1)))
    going = (
        Desk(sold(sent=1))
        .meanwhile(cancel_lines("p1", ("p1.l1", 1)), pay("2.50", "m2"))
        .do(ask(line(units=1)), approve())
    )
    fell = Desk(sold()).do(ask(line(units=1)), approve(), did_not())
    counters = [
        Counter().do(wants()),
        Counter().do(wants(), ask_photos()),
        Counter().do(wants(), accept()),
        Counter().do(wants(), accept(), receive(came())),
        Counter().do(wants(), escalate("letter")),
        Counter(policy=policy(vendors_may_reject=True)).do(wants(reason=ReturnReason.CHANGED_MIND)),
    ]
    for desk in (held, going, fell, *counters):
        for actor in (ADA, SARA, OPERATOR, SYSTEM):
            found |= {one.command for one in offered(desk, actor) if one.allowed}
    assert found == set(GATES)


def calls(refunds_of: int) -> int:
    """How many functions are called for the options of so many refunds under way."""
    desk = Desk(sold(quantity=400))
    for number in range(refunds_of):
        desk.do(ask(line(units=1), refund=f"r{number:04}"), who=SARA)
    ctx, profile = desk.ctx(), cProfile.Profile()
    profile.enable()
    options(desk.after, ctx)
    profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


def test_options_are_linear_in_the_refunds() -> None:
    assert calls(120) < 4.5 * calls(30)
