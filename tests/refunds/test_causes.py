"""Causes and the facts they require (U25, U28, rules.md §00.3), and who bears what never arrived (U13)."""

from __future__ import annotations

import attrs
import pytest

from mpcore.kernel import PartId
from mpcore.orders import DispatchKind
from mpcore.refunds import (
    FULL_CAUSES,
    Bearer,
    CauseNeedsMode,
    CauseNotBorneOut,
    Mode,
    RefundCause,
    RefundPolicy,
    RequestRefund,
)
from mpcore.testing import Scenario
from tests.orders.say import cancel_lines, deliver, lose, send_back, ship
from tests.refunds.say import Desk, abandon, approve, ask, ask_all, did_not, line, reject, sold, vendor

ADVISORY = RefundPolicy(enforce_causes=False)
C = RefundCause
MODES = {
    C.CANCELLED_BEFORE_SHIPMENT: {Mode.FULL},
    C.ALL_ITEMS_RETURNED: {Mode.FULL},
    C.NEVER_RECEIVED: {Mode.FULL},
    C.SOME_ITEMS_RETURNED: {Mode.PARTIAL},
    C.PRICE_REDUCTION: {Mode.PARTIAL},
    C.PARTLY_CANCELLED: {Mode.PARTIAL},
    C.PARTLY_NOT_RECEIVED: {Mode.PARTIAL},
    C.SURPLUS: {Mode.PARTIAL},
    C.DISPUTE: {Mode.FULL, Mode.PARTIAL},
    C.GOODWILL: {Mode.FULL, Mode.PARTIAL},
}


def of(cause: RefundCause, mode: Mode) -> RequestRefund:
    return ask_all(cause=cause) if mode is Mode.FULL else ask(line(amount="1.00"), cause=cause)


@pytest.mark.rule("U25", "U28")
@pytest.mark.parametrize("mode", list(Mode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("cause", list(C), ids=lambda cause: cause.value)
def test_each_cause_has_its_mode(cause: RefundCause, mode: Mode) -> None:
    assert {one for one, modes in MODES.items() if modes == {Mode.FULL}} == FULL_CAUSES
    desk = Desk(sold())
    match desk.outcome(of(cause, mode)):
        case []:
            assert mode in MODES[cause]
        case reasons:
            [needed] = MODES[cause] if mode not in MODES[cause] else {mode}
            wrong = CauseNeedsMode(cause=cause, mode=needed, at="mode")
            assert (wrong in reasons) is (mode not in MODES[cause])


@pytest.mark.rule("U25", "U28")
@pytest.mark.parametrize("mode", list(Mode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("cause", list(C), ids=lambda cause: cause.value)
def test_where_causes_are_not_enforced_any_is_noted(cause: RefundCause, mode: Mode) -> None:
    desk = Desk(sold(), ADVISORY).do(of(cause, mode))
    assert desk.refund().cause is cause


NOT_BORNE_OUT = ["refunds.cause_not_borne_out"]
UNSENT = sold(sent=0)
SENT = sold(lines=2)
ARRIVED = SENT.after(deliver())
IN_PART = sold(lines=2, sent=2)
LOST = SENT.after(lose())
RETURNED = SENT.after(send_back())
SHORT = IN_PART.after(cancel_lines("p1", ("p1.l1", 1), ("p1.l2", 1)))
HALF = (
    sold(lines=2, sent=0)
    .after(ship("p1", ("p1.l1", 3)), deliver())
    .after(ship("p1", ("p1.l2", 3), dispatch="d2"), lose(dispatch="d2"))
)
STORIES = {
    "unsent": UNSENT,
    "sent": SENT,
    "in part": IN_PART,
    "arrived": ARRIVED,
    "lost": LOST,
    "returned": RETURNED,
    "short": SHORT,
    "half": HALF,
}
AGREES = {
    C.CANCELLED_BEFORE_SHIPMENT: {"unsent"},
    C.ALL_ITEMS_RETURNED: {"sent", "arrived", "returned", "short"},
    C.NEVER_RECEIVED: {"sent", "in part", "lost", "returned", "short"},
    C.SOME_ITEMS_RETURNED: {"sent", "in part", "arrived", "returned", "short", "half"},
    C.PRICE_REDUCTION: set(STORIES),
    C.PARTLY_CANCELLED: {"short"},
    C.PARTLY_NOT_RECEIVED: {"sent", "in part", "lost", "returned", "short"},
    C.DISPUTE: set(STORIES),
    C.GOODWILL: set(STORIES),
    C.SURPLUS: set[str](),
}
"""Which stories bear a cause out; of units, where it is one of units, the first of `p1.l1`."""
OF_UNITS = {C.SOME_ITEMS_RETURNED, C.PARTLY_NOT_RECEIVED}


@pytest.mark.rule("U25", "U28")
@pytest.mark.parametrize("story", list(STORIES), ids=list(STORIES))
@pytest.mark.parametrize("cause", list(C), ids=lambda cause: cause.value)
def test_a_cause_agrees_with_what_is_known_of_the_part(cause: RefundCause, story: str) -> None:
    desk = Desk(STORIES[story])
    asked = of(cause, Mode.FULL if cause in FULL_CAUSES else Mode.PARTIAL)
    if cause in OF_UNITS and story != "unsent":
        asked = ask(line(units=1), cause=cause)
    not_so = CauseNotBorneOut(part=PartId("p1"), cause=cause, at="cause")
    assert desk.outcome(asked) == ([] if story in AGREES[cause] else [not_so])
    Desk(STORIES[story], ADVISORY).do(asked)


@pytest.mark.rule("U28")
def test_returned_items_are_named_and_a_lower_price_is_of_none() -> None:
    desk = Desk(SENT)
    assert desk.refused(ask(line(amount="1.00"), cause=C.SOME_ITEMS_RETURNED)) == NOT_BORNE_OUT
    assert desk.refused(ask(line(units=1), cause=C.PRICE_REDUCTION)) == NOT_BORNE_OUT
    short = Desk(SHORT)
    assert short.refused(ask(line(units=1), cause=C.PARTLY_CANCELLED)) == NOT_BORNE_OUT


@pytest.mark.rule("U28")
def test_no_more_units_are_missing_than_did_not_arrive() -> None:
    desk = Desk(HALF)
    missing = C.PARTLY_NOT_RECEIVED
    assert desk.refused(ask(line("p1.l1", units=1), cause=missing)) == NOT_BORNE_OUT
    desk.do(ask(line("p1.l2", units=3), cause=missing))


@pytest.mark.rule("U28")
def test_a_unit_is_missing_once() -> None:
    story = sold(lines=2, sent=0)
    story = story.after(ship("p1", ("p1.l1", 1)), ship("p1", ("p1.l1", 2), ("p1.l2", 3), dispatch="d2"))
    desk = Desk(story.after(deliver(dispatch="d2"), lose()))
    missing = C.PARTLY_NOT_RECEIVED
    desk.do(ask(line(units=1), cause=missing))
    assert desk.refused(ask(line(units=1), cause=missing, refund="r2")) == NOT_BORNE_OUT
    assert desk.refused(ask(line(amount="1.00"), cause=missing, refund="r2")) == NOT_BORNE_OUT
    assert desk.refused(ask(line("p1.l2", amount="1.00"), cause=missing, refund="r2")) == NOT_BORNE_OUT, "it arrived"
    desk.do(reject()).do(ask(line(amount="1.00"), cause=missing, refund="r2"))
    desk.do(ask(line(units=1), cause=missing, refund="r3"))
    desk.do(approve("r3"), did_not(refund="r3"), abandon("r3"))
    desk.give(ask(line(units=1), cause=missing, refund="r4"))
    assert desk.refused(ask(line(units=1), cause=missing, refund="r5")) == NOT_BORNE_OUT


# Who bears it


def sent(kind: DispatchKind, *, accepted: bool = False) -> Scenario:
    story = sold(sent=0, quantity=2, lines=2)
    return story.after(ship("p1", ("p1.l1", 2), ("p1.l2", 2), kind=kind, liability_accepted=accepted))


UNTRACKED = sent(DispatchKind.UNTRACKED, accepted=True)
TRACKED = sent(DispatchKind.TRACKED)


@pytest.mark.rule("U13")
def test_what_was_sent_untracked_and_never_arrived_is_the_vendors() -> None:
    desk = Desk(UNTRACKED).do(ask_all(cause=C.NEVER_RECEIVED))
    assert desk.refund().bearer is Bearer.VENDOR


@pytest.mark.rule("U13")
def test_what_was_tracked_and_never_arrived_is_borne_as_its_dispatch_says() -> None:
    assert [one.liability.value for one in TRACKED.state.parts[0].dispatches] == ["carrier"]
    desk = Desk(TRACKED).do(ask_all(cause=C.NEVER_RECEIVED))
    assert desk.refund().bearer is Bearer.CARRIER


@pytest.mark.rule("U13")
def test_of_two_that_did_not_arrive_the_one_with_the_lines_counts() -> None:
    story = sold(sent=0, lines=2).after(
        ship("p1", ("p1.l1", 3)),
        ship("p1", ("p1.l2", 3), dispatch="d2", kind=DispatchKind.UNTRACKED, liability_accepted=True),
    )
    missing = C.PARTLY_NOT_RECEIVED
    desk = Desk(story).do(ask(line("p1.l1", units=1), cause=missing))
    assert desk.refund().bearer is Bearer.CARRIER
    desk.do(ask(line("p1.l2", units=1), cause=missing, refund="r2"))
    assert desk.refund("r2").bearer is Bearer.VENDOR
    desk.do(ask(line("p1.l1", units=1), line("p1.l2", units=1), cause=missing, refund="r3"))
    assert desk.refund("r3").bearer is Bearer.VENDOR
    desk.do(ask(line("p1.l1", amount="1.00"), cause=missing, refund="r4"))
    assert desk.refund("r4").bearer is Bearer.CARRIER
    whole = Desk(story).do(ask_all(cause=C.NEVER_RECEIVED))
    assert whole.refund().bearer is Bearer.VENDOR, "one of them is the vendor's"


@pytest.mark.rule("U13")
def test_what_arrived_late_is_nobodys_loss() -> None:
    story = sold(sent=0, lines=2).after(
        ship("p1", ("p1.l1", 3), kind=DispatchKind.UNTRACKED, liability_accepted=True),
        ship("p1", ("p1.l2", 3), dispatch="d2"),
    )
    desk = Desk(story.after(deliver())).do(ask(amount="1.00", cause=C.PARTLY_NOT_RECEIVED))
    assert desk.refund().bearer is Bearer.CARRIER


def test_everything_else_is_the_vendors_and_an_operators_goodwill_the_operators() -> None:
    desk = Desk(SENT).do(ask(line(amount="1.00")))
    assert desk.refund().bearer is Bearer.OPERATOR
    desk.do(ask(line(amount="1.00"), refund="r2"), who=vendor())
    assert desk.refund("r2").bearer is Bearer.VENDOR
    desk.do(ask(line(amount="1.00"), cause=C.DISPUTE, refund="r3"))
    assert desk.refund("r3").bearer is Bearer.VENDOR


@pytest.mark.rule("U13")
def test_an_operator_may_say_who_bears_it_and_nobody_else() -> None:
    asked = attrs.evolve(ask(line(units=1), cause=C.DISPUTE), bearer=Bearer.CARRIER)
    assert Desk(sold()).refused(asked, vendor()) == ["refunds.bearer_not_yours"]
    assert Desk(sold()).refused(attrs.evolve(asked, bearer=Bearer.VENDOR), vendor()) == ["refunds.bearer_not_yours"]
    desk = Desk(sold()).do(asked)
    assert desk.refund().bearer is Bearer.CARRIER
    assert desk.events(asked) == [], "said again"
    assert desk.refused(attrs.evolve(asked, bearer=Bearer.OPERATOR)) == ["id_taken"]
    assert Desk(sold()).do(ask(line(units=1), cause=C.DISPUTE)).refund().bearer is Bearer.VENDOR


@pytest.mark.rule("U28")
def test_what_was_partly_cancelled_is_of_lines_of_which_something_was() -> None:
    desk = Desk(sold(lines=2, sent=2).after(cancel_lines("p1", ("p1.l1", 1))))
    assert desk.refused(ask(line("p1.l2", amount="1.00"), cause=C.PARTLY_CANCELLED)) == NOT_BORNE_OUT
    desk.do(ask(line("p1.l1", amount="1.00"), cause=C.PARTLY_CANCELLED))
