"""Laws of answers fail where somebody is told the wrong thing: the wrong reason, too much, or what is not so."""

from __future__ import annotations

from itertools import count

import pytest
from attrs import evolve

from mpcore import kernel, orders
from mpcore.kernel import Decision, NotFound, Option, PartId, Refusal, Refused
from mpcore.orders import (
    AddNote,
    Context,
    DispatchKind,
    NothingToShip,
    NotPaid,
    NotShipped,
    Order,
    OrderCommand,
    OrderEvent,
    Properties,
    Silence,
    Tracking,
)
from mpcore.presets import PLAIN
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, OrderAttempt, Scenario, laws, placed, vendor_member
from tests.orders.say import (
    all_of,
    answer,
    ask,
    authorise,
    cancel,
    cancel_lines,
    charged_back,
    collect,
    complete,
    confirm,
    correct,
    decline,
    deliver,
    edit,
    edit_metadata,
    erase,
    hold,
    lose,
    pay,
    refund_opened,
    refund_settled,
    release,
    remind,
    ship,
    vacation,
    withdraw,
    write,
)
from tests.testing.breaking import (
    ASKED,
    CONFIRMED,
    DONE,
    EARLY,
    HELD,
    LATE,
    LENIENT,
    NEW,
    PAID,
    READY,
    SHIPPED,
    WAITING,
    Decide,
    attempt,
    decide,
    deciding,
)

options = orders.options


def blaming(wrong: Refusal) -> Decide:
    """A decider that says something else than what is the matter."""

    def broken(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        return Refused((wrong,)) if isinstance(decision, Refused) else decision

    return broken


def test_reasoned_sees_the_wrong_cause_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = NothingToShip(order=NEW.state.id, part=PartId("p1"))
    deciding(blaming(wrong), monkeypatch)
    with pytest.raises(AssertionError, match="its cause is gone, and the reason is still given"):
        laws.reasoned(attempt(NEW, ship()))


def test_reasoned_sees_only_the_first_reason_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_only(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        return Refused(decision.reasons[:1]) if isinstance(decision, Refused) else decision

    deciding(first_only, monkeypatch)
    with pytest.raises(AssertionError, match="there was another reason, which was not given"):
        laws.reasoned(attempt(NEW, ship("p1", ("p1.l1", 3))))


def test_reasoned_sees_a_reason_that_goes_with_another_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    def confused(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        if isinstance(decision, Refused) and any(isinstance(reason, NotPaid) for reason in decision.reasons):
            return Refused((*decision.reasons, NotShipped(order=order.id, part=PartId("p1"), left=1)))
        return decision

    deciding(confused, monkeypatch)
    with pytest.raises(AssertionError, match="another reason went that has another cause"):
        laws.reasoned(attempt(NEW, ship()))


def test_reasoned_sees_a_reason_that_the_hosts_own_rules_hide(monkeypatch: pytest.MonkeyPatch) -> None:
    """They may give our reasons for their own causes, which no cure of ours takes away."""

    def hiding(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        theirs = ctx.objections(order, command)
        return Refused(theirs) if theirs else decide(order, command, ctx)

    def never(*_: object) -> Refusal:
        return kernel.NothingNamed(thing="line", at="lines")

    asked = attempt(NEW, ship("p1", ("p1.l1", 3)))
    theirs = evolve(asked, context=evolve(asked.context, also=(never,)))
    laws.reasoned(theirs)
    deciding(hiding, monkeypatch)
    with pytest.raises(AssertionError, match="the host's own rules hide a reason"):
        laws.reasoned(theirs)


def test_reasoned_sees_what_is_refused_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()

    def stubborn(order: Order, *_: object) -> Decision[OrderEvent]:
        return Refused((NotShipped(order=order.id, part=PartId("p1"), left=next(numbers)),))

    deciding(stubborn, monkeypatch)
    with pytest.raises(AssertionError):
        laws.reasoned(attempt(PAID, complete()))


TRACKED_ONLY = PLAIN.what_if({"orders.allow_untracked": False, "orders.require_tracking_url": True})
STRICT = Scenario(placed("v1", rules=TRACKED_ONLY), TRACKED_ONLY).after(pay("40.00"))
UNTRACKED, PICKUP = DispatchKind.UNTRACKED, DispatchKind.PICKUP
TOO_LATE = PLACED_AT.add(days=9)
BUYER = NEW.state.buyer
VENDOR = vendor_member("v1")


def of_shipping() -> list[OrderAttempt]:
    refunded = PAID.told(refund_settled("p1", all_of(PAID.state, "p1")))
    return [
        attempt(NEW, ship()),
        attempt(HELD, ship()),
        attempt(ASKED, ship()),
        attempt(PAID.told(refund_opened()), ship()),
        attempt(PAID.told(charged_back()), ship()),
        attempt(refunded, ship()),
        attempt(SHIPPED, ship("p1", dispatch="d2")),
        attempt(PAID, ship(tracking=None)),
        attempt(PAID, ship(tracking=Tracking(" "))),
        attempt(PAID, evolve(ship(kind=UNTRACKED), tracking=Tracking("JD1"))),
        attempt(PAID, ship(kind=PICKUP)),
        attempt(STRICT, ship(tracking=Tracking("JD1")), OPERATOR),
        attempt(STRICT, ship(kind=UNTRACKED), OPERATOR),
        attempt(PAID, ship(kind=UNTRACKED)),
        attempt(PAID, ship(at=EARLY)),
        attempt(PAID, ship("p1", ("p1.l1", 3))),
        attempt(PAID, ship("p1", ("p1.l1", 1), ("p1.l1", 1))),
        attempt(PAID, ship("p1", ("p1.l1", 0))),
        attempt(PAID, evolve(ship(), lines=())),
        attempt(PAID, ship("p9")),
        attempt(PAID, ship("p1", ("p9.l1", 1))),
        attempt(PAID, ship(), SYSTEM),
        attempt(PAID, ship(), vendor_member("v9")),
        attempt(SHIPPED, ship("p1", ("p1.l1", 1))),
        attempt(HELD.told(charged_back()), ship("p1", ("p1.l1", 3), kind=UNTRACKED)),
    ]


def of_dispatches() -> list[OrderAttempt]:
    sent_untracked = PAID.after(ship(kind=UNTRACKED, liability_accepted=True))
    return [
        attempt(PAID, deliver(dispatch="d9")),
        attempt(PAID, collect(dispatch="d9")),
        attempt(PAID, lose(dispatch="d9")),
        attempt(PAID, correct(dispatch="d9")),
        attempt(SHIPPED, deliver(at=EARLY)),
        attempt(SHIPPED, lose(at=LATE)),
        attempt(SHIPPED, collect()),
        attempt(READY, lose()),
        attempt(SHIPPED.after(deliver()), correct()),
        attempt(sent_untracked, correct()),
        attempt(SHIPPED, correct(tracking=Tracking(" "))),
        attempt(STRICT.after(ship()), correct(tracking=Tracking("JD1"))),
    ]


def of_the_part() -> list[OrderAttempt]:
    closing = Scenario(CONFIRMED.history, LENIENT).after(cancel())
    granting = LENIENT.what_if({"orders.requests.silence": Silence.ACCEPTS, "orders.requests.window": None})
    granted = Scenario(placed("v1", rules=granting), granting).after(pay("40.00"), confirm(), ask())
    declined = ASKED.after(answer(accept=False))
    return [
        attempt(PAID, complete()),
        attempt(DONE, complete()),
        attempt(ASKED, complete()),
        attempt(HELD, hold()),
        attempt(SHIPPED, hold()),
        attempt(CONFIRMED, release()),
        attempt(DONE, vacation(PLACED_AT)),
        attempt(SHIPPED, cancel()),
        attempt(PAID.told(charged_back()), cancel()),
        attempt(CONFIRMED, cancel(), BUYER),
        attempt(PAID, cancel(), BUYER),
        attempt(SHIPPED, cancel_lines("p1", ("p1.l1", 1))),
        attempt(ASKED, ask()),
        attempt(declined, ask()),
        attempt(declined, withdraw()),
        attempt(CONFIRMED, ask(), now=TOO_LATE),
        attempt(PAID, ask()),
        attempt(CONFIRMED.after(ship()), ask()),
        attempt(CONFIRMED, answer(accept=True)),
        attempt(ASKED, answer(accept=True), now=TOO_LATE),
        attempt(ASKED.told(refund_opened()).told(charged_back()), answer(accept=True)),
        attempt(granted, withdraw(), now=TOO_LATE),
        attempt(granted, ship("p1"), now=TOO_LATE),
        attempt(closing, write(), VENDOR),
        attempt(CONFIRMED, write(part=None), VENDOR),
        attempt(CONFIRMED, write(visibility=orders.Visibility.OPERATOR), VENDOR),
        attempt(CONFIRMED, write(part="p9")),
        attempt(CONFIRMED.after(write("one")), write("other")),
    ]


def of_the_order() -> list[OrderAttempt]:
    cancelled = PAID.after(cancel("p1"), cancel("p2"))
    at_home = Properties(shipping_address=kernel.Personal(orders.Address(name="Ada", lines=("1",), country="GB")))
    return [
        attempt(NEW, pay("1.00", currency="USD")),
        attempt(NEW, pay("-1.00")),
        attempt(NEW, pay("1.00", at=LATE)),
        attempt(PAID, pay("1.00")),
        attempt(NEW, authorise("-1.00")),
        attempt(NEW, authorise("1.00", expires_at=EARLY)),
        attempt(PAID, authorise("1.00")),
        attempt(PAID, decline()),
        attempt(NEW, decline(at=LATE)),
        attempt(NEW, confirm()),
        attempt(PAID, confirm()),
        attempt(WAITING, confirm()),
        attempt(cancelled, remind()),
        attempt(NEW.after(authorise("1000.00")), remind()),
        attempt(cancelled, edit(Properties(tags=("gift",)))),
        attempt(SHIPPED, edit(at_home)),
        attempt(PAID, edit(at_home, changing=("lines",))),
        attempt(SHIPPED, edit(at_home, changing=("lines", "shipping_address"))),
        attempt(cancelled, edit(at_home, changing=("lines",))),
        attempt(PAID, edit_metadata({}, "p9")),
        attempt(PAID, erase()),
    ]


def test_every_reason_names_its_cause() -> None:
    given: set[type[Refusal]] = set()
    for one in (*of_shipping(), *of_dispatches(), *of_the_part(), *of_the_order()):
        outcome = one.execute()
        assert isinstance(outcome, Refused), one.command
        given.update(map(type, outcome.reasons))
        laws.reasoned(one)
    of_orders = {
        value
        for name in orders.__all__
        if isinstance(value := getattr(orders, name), type) and issubclass(value, Refusal)
    }
    of_placing = {orders.ExtraShippingForbidden, orders.NotAsPriced, orders.VendorTwice}
    assert of_orders - given == of_placing
    assert given >= {kernel.Duplicate, kernel.Exceeds, kernel.IdTaken, kernel.InTheFuture, kernel.BeforeItsCause}
    assert given >= {kernel.MissingScope, kernel.NotFound, kernel.NothingNamed, kernel.OutOfRange, kernel.WrongStage}


def test_discreet_sees_a_stranger_told_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def talkative(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        if isinstance(decision, Refused) and order.payments:
            return Refused((NotPaid(order=order.id, part=PartId("p1")),))
        return decision

    monkeypatch.setattr(orders, "decide", talkative)
    with pytest.raises(AssertionError, match="a stranger can tell what there is"):
        laws.discreet(attempt(PAID, ship()))


def test_discreet_sees_a_stranger_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def trusting(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        return decide(order, command, evolve(ctx, actor=OPERATOR))

    monkeypatch.setattr(orders, "decide", trusting)
    with pytest.raises(AssertionError, match="a stranger may ask it"):
        laws.discreet(attempt(PAID, ship()))


def test_discreet_sees_another_vendor_told_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def talkative(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        lost = isinstance(decision, Refused) and decision.reasons == (NotFound(thing="part", id="p1", at="part"),)
        if lost and order.part(PartId("p1")) is not None:
            return Refused((NotFound(thing="part of yours", id="p1", at="part"),))
        return decision

    monkeypatch.setattr(orders, "decide", talkative)
    with pytest.raises(AssertionError, match="staff of v2 can tell what others have"):
        laws.discreet(attempt(PAID, ship()))


def test_discreet_sees_another_vendor_let_write(monkeypatch: pytest.MonkeyPatch) -> None:
    def trusting(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        known = isinstance(command, AddNote) and ctx.actor == vendor_member("v2")
        return decide(order, command, evolve(ctx, actor=OPERATOR) if known else ctx)

    laws.discreet(attempt(PAID, write()))
    monkeypatch.setattr(orders, "decide", trusting)
    with pytest.raises(AssertionError, match="staff of v2 may ask it of another's part"):
        laws.discreet(attempt(PAID, write()))


def test_discreet_sees_options_of_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_to_all(order: Order, ctx: Context) -> tuple[Option[OrderCommand], ...]:
        return options(order, evolve(ctx, actor=OPERATOR))

    monkeypatch.setattr(orders, "options", open_to_all)
    with pytest.raises(AssertionError, match="a stranger has options"):
        laws.discreet(attempt(PAID, ship()))


def test_discreet_sees_options_in_others_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    def broad(order: Order, ctx: Context) -> tuple[Option[OrderCommand], ...]:
        return options(order, evolve(ctx, actor=OPERATOR)) if options(order, ctx) else ()

    monkeypatch.setattr(orders, "options", broad)
    with pytest.raises(AssertionError, match="see others' parts"):
        laws.discreet(attempt(PAID, ship()))


def test_offered_sees_an_option_that_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def hopeful(order: Order, ctx: Context) -> tuple[Option[OrderCommand], ...]:
        return tuple([Option(option.command, option.given, (), option.part) for option in options(order, ctx)])

    monkeypatch.setattr(orders, "options", hopeful)
    with pytest.raises(AssertionError, match="is offered, and refused"):
        laws.offered(attempt(NEW, ship(), OPERATOR))


def test_offered_sees_an_option_with_other_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = (NotPaid(order=NEW.state.id, part=PartId("p1")),)

    def gloomy(order: Order, ctx: Context) -> tuple[Option[OrderCommand], ...]:
        return tuple([Option(option.command, option.given, wrong, option.part) for option in options(order, ctx)])

    monkeypatch.setattr(orders, "options", gloomy)
    with pytest.raises(AssertionError, match="for other reasons than it is refused for"):
        laws.offered(attempt(PAID, ship(), OPERATOR))


OFFERED: dict[str, tuple[Scenario, type[OrderCommand]]] = {
    "a parcel": (NEW, orders.ShipLines),
    "a confirmation": (WAITING, orders.ConfirmPayment),
    "a release": (CONFIRMED, orders.ReleasePart),
    "an answer": (CONFIRMED, orders.AnswerCancellation),
    "a request": (PAID, orders.RequestCancellation),
    "forgetting": (CONFIRMED, orders.ErasePersonalData),
    "a vacation": (DONE, orders.RecordVacation),
}


@pytest.mark.parametrize("case", OFFERED)
def test_offered_sees_whatever_is_offered_and_refused(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    story, wanted = OFFERED[case]

    def hopeful(order: Order, ctx: Context) -> tuple[Option[OrderCommand], ...]:
        return tuple(
            [
                Option(option.command, option.given, (), option.part) if option.command is wanted else option
                for option in options(order, ctx)
            ]
        )

    laws.offered(attempt(story, complete(), OPERATOR))
    monkeypatch.setattr(orders, "options", hopeful)
    with pytest.raises(AssertionError, match=f"{wanted.__name__} is offered, and refused"):
        laws.offered(attempt(story, complete(), OPERATOR))


def test_offered_sees_notes_that_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def silencing(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        if isinstance(command, AddNote):
            return Refused((NotFound(thing="part", id="p1", at="part"),))
        return decide(order, command, ctx)

    for actor in (OPERATOR, VENDOR):
        laws.offered(attempt(PAID, complete(), actor))
        laws.offered(attempt(DONE, complete(), actor))
    monkeypatch.setattr(orders, "decide", silencing)
    for actor in (OPERATOR, VENDOR):
        with pytest.raises(AssertionError, match="AddNote is offered, and refused"):
            laws.offered(attempt(PAID, complete(), actor))
