"""What is said is what `options` offers and what then happens, and nobody hears what is not theirs to know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TypeVar

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moneyed import Money
from pendulum import DateTime

from mpcore import i18n, refunds
from mpcore.kernel import (
    Accepted,
    Actor,
    Exceeds,
    LineId,
    Option,
    PartId,
    Personal,
    Refusal,
    Refused,
    VendorMember,
)
from mpcore.orders import Address, Order, Part, Quantity, Tracking
from mpcore.refunds import (
    AfterSales,
    AskDocuments,
    CaseAnswerSilence,
    CaseSilence,
    DocumentsSilence,
    Explanation,
    ForceRefund,
    LatePolicy,
    LostParcel,
    Mode,
    NothingToRefund,
    NotReturnable,
    NotYetDelivered,
    OpenReturn,
    PartNotPaid,
    Reason,
    RefundCommand,
    RefundRequested,
    RequestSilence,
    Return,
    ReturnId,
    ReturnOverride,
    ReturnReason,
    ReturnRequested,
    ReturnStage,
    ReturnWindowClosed,
    Statement,
    WindowStart,
    explain,
    options,
)
from mpcore.testing import OPERATOR, SYSTEM
from mpcore.timing import start_of
from tests.refunds.say import ORDER, approve, ask, did_not, line, reject
from tests.refunds.say_returns import (
    ADA,
    FIRE,
    Counter,
    accept,
    answer,
    came,
    deny,
    escalate,
    policy,
    receive,
    refund,
    refuse,
    send,
    supply,
    wants,
)
from tests.refunds.wandering import ACTORS, filled, staff, wander

T = TypeVar("T")

CLERK = staff("v1", "refunds.view", "returns.view")
INSTANT = timedelta(microseconds=1)
LOOKED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ZONES = ("UTC", "Europe/Paris", "America/New_York", "Pacific/Apia", "Asia/Kathmandu")


def told(counter: Counter, who: Actor) -> tuple[Explanation, ...]:
    return explain(counter.after, counter.ctx(who))


def of_parts(counter: Counter, who: Actor) -> dict[PartId, tuple[Statement, ...]]:
    """What is said of each part itself."""
    found = [one for one in told(counter, who) if one.refund is None and one.return_id is None]
    return {one.part: one.said for one in found if one.part is not None}


def about(said: tuple[Statement, ...], beginning: str) -> list[Statement]:
    return [one for one in said if one.code.startswith(f"refunds.{beginning}")]


# what can be returned, and until when


def opening(counter: Counter, part: PartId, who: Actor) -> Option[RefundCommand]:
    offered = options(counter.after, counter.ctx(who))
    (found,) = [one for one in offered if one.command is OpenReturn and one.part == part]
    return found


def wanting(part: PartId, line: LineId, units: int) -> OpenReturn:
    return OpenReturn(
        order=ORDER,
        return_id=ReturnId("another"),
        part=part,
        lines=(Quantity(line, units),),
        reason=ReturnReason.OTHER,
    )


def outcome(counter: Counter, command: RefundCommand, now: datetime, who: Actor = ADA) -> Accepted[object] | Refused:
    return refunds.decide(counter.after, command, counter.ctx(who, now))


_REASONS: Mapping[type[Refusal], str] = {
    NotReturnable: "refunds.cannot_return_ever",
    NotYetDelivered: "refunds.cannot_return_yet",
    ReturnWindowClosed: "refunds.cannot_return_closed",
    Exceeds: "refunds.cannot_return_more",
}
"""Why an option is refused -> what is said."""


def agrees_with_options(counter: Counter, who: Actor) -> None:
    """For each part: what can be returned is what is offered, and what cannot, cannot for the same reasons."""
    for part, said in of_parts(counter, who).items():
        can, cannot = about(said, "can_return"), about(said, "cannot_return")
        option = opening(counter, part, who)
        assert option.allowed == bool(can)
        assert bool(about(said, "parcel")) == bool(can)
        if can:
            together = [one for one in can if one.code != "refunds.can_return_late"] or can  # what is late is apart
            offered = option.given["lines"]
            assert offered == tuple([Quantity(LineId(str(one["line"])), int(str(one["units"]))) for one in together])
        else:
            why = [(getattr(one, "line", getattr(one, "of", None)), _REASONS[type(one)]) for one in option.reasons]
            assert sorted(why) == sorted([(str(one["line"]), one.code) for one in cannot])


def holds_until_the_end(counter: Counter, part: Part, one: Statement) -> None:
    """So many units, and no more, to the last instant of the last day; after that what the policy says of late ones."""
    line, units, last = LineId(str(one["line"])), int(str(one["units"])), one["last"]
    assert isinstance(last, date)
    end = start_of(last + timedelta(days=1), str(one["zone"]))
    command, more = wanting(part.id, line, units), wanting(part.id, line, units + 1)
    in_time, late = outcome(counter, command, end - INSTANT), outcome(counter, command, end)
    assert isinstance(in_time, Accepted)
    assert not opened(in_time).late
    assert isinstance(outcome(counter, more, end - INSTANT), Refused)
    assert said_of(counter, part.id, line, end - INSTANT) == one.code
    if counter.policy.returns.late is LatePolicy.REFUSE:
        assert isinstance(late, Refused)
        assert [type(reason) for reason in late.reasons] == [ReturnWindowClosed]
        assert said_of(counter, part.id, line, end) == "refunds.cannot_return_closed"
    else:
        assert opened(late).late
        assert said_of(counter, part.id, line, end) == "refunds.can_return_late"


def said_of(counter: Counter, part: PartId, line: LineId, now: datetime) -> str:
    """What is said of a line at an instant."""
    found = [one for one in explain(counter.after, counter.ctx(ADA, now)) if one.part == part]
    about_it = [each for each in found[0].said if dict(each.facts).get("line") == line]
    (code,) = [each.code for each in about_it]
    return code


def opened(done: Accepted[object] | Refused) -> Return:
    assert isinstance(done, Accepted)
    (event,) = done.events
    assert isinstance(event, ReturnRequested)
    return event.content


def was_open_until(counter: Counter, part: Part, one: Statement) -> None:
    """What is said to have closed was open to the last instant of that day, for as many units as there are."""
    line, last = LineId(str(one["line"])), one["last"]
    assert isinstance(last, date)
    end = start_of(last + timedelta(days=1), str(one["zone"]))
    assert end <= counter.now
    at_end, before = (outcome(counter, wanting(part.id, line, 1), at) for at in (end, end - INSTANT))
    assert isinstance(at_end, Refused)
    assert ReturnWindowClosed in [type(reason) for reason in at_end.reasons]
    if isinstance(before, Refused):
        assert [type(reason) for reason in before.reasons] == [Exceeds]


def varied(draw: st.DataObject, counter: Counter) -> None:
    """The same order, before anything happens, under a policy of another zone, other days and other silences."""
    of = draw.draw
    never = [ReturnOverride(listing=counter.order.parts[0].lines[-1].listing, days=None)]
    returns = evolve(
        counter.policy.returns,
        days=of(st.sampled_from((0, 1, 3, 30))),
        start=of(st.sampled_from(WindowStart)),
        late=of(st.sampled_from(LatePolicy)),
        overrides=never if of(st.integers(0, 5)) == 5 else [],
        silence=of(st.sampled_from(RequestSilence)),
        vendors_may_reject=True,
        documents_silence=of(st.sampled_from(DocumentsSilence)),
        lost=of(st.sampled_from(LostParcel)),
        case_silence=of(st.sampled_from(CaseSilence)),
        case_answer_silence=of(st.sampled_from(CaseAnswerSilence)),
    )
    counter.policy = evolve(counter.policy, zone=of(st.sampled_from(ZONES)), returns=returns)


def wander_varied(data: st.DataObject, look: Callable[[Counter], None]) -> None:
    """A life under a policy that was drawn before anything happened."""
    begun: list[Counter] = []

    def first_vary(counter: Counter) -> None:
        if not begun:
            varied(data, counter)
            begun.append(counter)
        look(counter)

    wander(data.draw, first_vary)


@LOOKED
@given(st.data())
def test_what_can_be_returned_is_what_is_offered_and_until_then(data: st.DataObject) -> None:
    def look(counter: Counter) -> None:
        for who in (ADA, OPERATOR):
            agrees_with_options(counter, who)
        for name, said in of_parts(counter, ADA).items():
            part = counter.order.part(name)
            assert part is not None
            for one in about(said, "can_return_until"):
                holds_until_the_end(counter, part, one)
            for one in about(said, "cannot_return_closed"):
                was_open_until(counter, part, one)
            for one in about(said, "can_return_late"):
                assert opened(outcome(counter, wanting(name, LineId(str(one["line"])), 1), counter.now)).late
            for one in about(said, "can_return_once"):
                line, much_later = LineId(str(one["line"])), counter.now + timedelta(days=3650)
                assert not opened(outcome(counter, wanting(name, line, int(str(one["units"]))), much_later)).late

    wander_varied(data, look)


@LOOKED
@given(st.data())
def test_staff_hear_of_returns_what_the_buyer_hears(data: st.DataObject) -> None:
    def look(counter: Counter) -> None:
        buyers = of_parts(counter, ADA)
        for who in (ACTORS["vendor"], CLERK, OPERATOR, SYSTEM):
            for part, said in of_parts(counter, who).items():
                for code in ("can_return", "cannot_return", "parcel", "return_late"):
                    assert about(said, code) == about(buyers[part], code)

    wander(data.draw, look, steps=8)


# money


@LOOKED
@given(st.data())
def test_what_is_left_is_what_a_full_refund_is_of(data: st.DataObject) -> None:
    def look(counter: Counter) -> None:
        offered = options(counter.after, counter.ctx(OPERATOR))
        fulls = [one for one in offered if one.command is ForceRefund and one.given.get("mode") is Mode.FULL]
        for part, said in of_parts(counter, OPERATOR).items():
            (full,) = [one for one in fulls if one.part == part]
            (first, *_) = about(said, "money")
            kinds = {type(reason) for reason in full.reasons}
            assert (first.code == "refunds.money_not_paid") == (PartNotPaid in kinds)
            assert first.code != "refunds.money_left_none" or kinds == {NothingToRefund} or not full.allowed
            if full.allowed:
                done = outcome(counter, filled(full, counter), counter.now, OPERATOR)
                assert isinstance(done, Accepted)
                requested = done.events[0]
                assert isinstance(requested, RefundRequested)
                amount = counter.order.money(requested.content.amount)
                assert amount == (sum_of(first) if first.code == "refunds.money_left" else counter.order.money(0))
            adds_up(counter, part, said)

    wander(data.draw, look)


def sum_of(left: Statement) -> Money:
    goods, shipping = left["goods"], left["shipping"]
    assert isinstance(goods, Money)
    assert isinstance(shipping, Money)
    return goods + shipping


def adds_up(counter: Counter, part: PartId, said: tuple[Statement, ...]) -> None:
    """What is under way and what went back are those of the refunds, as each of them says."""
    refunds_of = counter.after.of_part(part)
    amounts = {one.code: one["amount"] for one in about(said, "money") if not one.code.startswith("refunds.money_left")
               and one.code != "refunds.money_not_paid"}  # fmt: skip
    money = counter.order.money
    nothing = money(0)
    assert amounts.get("refunds.money_went_back", nothing) == money(sum(one.settled_minor for one in refunds_of))
    assert amounts.get("refunds.money_under_way", nothing) == money(sum(one.left_minor for one in refunds_of))


# what silence will mean


_THEN: Mapping[str, ReturnStage] = {
    "accepts": ReturnStage.ACCEPTED,
    "rejects": ReturnStage.REJECTED,
    "escalates": ReturnStage.ESCALATED,
    "decides_without": ReturnStage.ESCALATED,
    "answers_without": ReturnStage.REQUESTED,
    "expires": ReturnStage.EXPIRED,
    "receives": ReturnStage.RECEIVED,
    "ends": ReturnStage.REFUNDED,
    "upholds": ReturnStage.REJECTED,
}


def comes_true(counter: Counter, one: Return, said: tuple[Statement, ...]) -> None:
    """Once its time has come and timers are fired, that happens which silence was said to mean."""
    (silence,) = about(said, "silence_")
    (until,) = about(said, "return_until") + about(said, "return_time_over")
    assert one.due is not None
    assert ends_at(until) == one.due
    after = refunds.execute(counter.after, FIRE, counter.ctx(SYSTEM, max(one.due, counter.now))).unwrap().state
    then = after.find_return(one.id)
    assert then is not None
    meaning = silence.code.removeprefix("refunds.silence_")
    if meaning == "refunds":
        assert then.refund is not None
        assert then.refunds == one.refunds + 1
    elif meaning == "denies":
        assert then.is_owed
        assert one.case is not None
        assert then.stage is one.case.resumes
    elif meaning == "waits":
        assert then == one
    else:
        assert then.stage is _THEN[meaning]
        assert then != one


def ends_at(until: Statement) -> DateTime:
    """The first instant that is too late."""
    if until.code == "refunds.return_time_over":
        due = until["due"]
        assert isinstance(due, DateTime)
        return due
    last = until["last"]
    if isinstance(last, DateTime):
        return last + INSTANT
    assert isinstance(last, date)
    return start_of(last + timedelta(days=1), str(until["zone"]))


@LOOKED
@given(st.data())
def test_what_silence_is_said_to_mean_comes_true(data: st.DataObject) -> None:
    def look(counter: Counter) -> None:
        known = {each.return_id: each.said for each in told(counter, SYSTEM) if each.return_id is not None}
        first = {part.id: min(waiting(counter, part), default=None) for part in counter.order.parts}
        for one in counter.after.returns:
            waits = one.is_open and one.refund is None
            assert bool(about(known[one.id], "silence_")) == waits
            assert bool(about(known[one.id], "return_waits")) == one.is_open
            if waits and first[one.part] == (one.due, one.id) and alone_at(counter, one):
                comes_true(counter, one, known[one.id])

    wander_varied(data, look)


def waiting(counter: Counter, part: Part) -> list[tuple[DateTime, ReturnId]]:
    """The waits of a part's returns: only of the first it is known what happens meanwhile."""
    mine = [one for one in counter.after.open_returns_of(part.id) if one.refund is None]
    return [(one.due, one.id) for one in mine if one.due is not None]


def alone_at(counter: Counter, one: Return) -> bool:
    """Whether by its time no other wait of its part is over, which might take the room, or the money."""
    part = counter.order.part(one.part)
    assert part is not None
    assert one.due is not None
    by_then = max(one.due, counter.now)
    return len([due for due, _ in waiting(counter, part) if due <= by_then]) == 1


# nobody hears what is not theirs


def without(order: Order, after: AfterSales, who: VendorMember) -> tuple[Order, AfterSales]:
    """As if there were only this vendor's parts."""
    parts = tuple([part for part in order.parts if who.sees(part.vendor, part.shop)])
    names = {part.id for part in parts}
    mine = evolve(
        after,
        refunds=tuple([one for one in after.refunds if one.part in names]),
        returns=tuple([one for one in after.returns if one.part in names]),
    )
    return evolve(order, parts=parts), mine


FOR_OPERATORS = {"surplus_left", "refund_overpaid", "refund_waits_two", "refund_waits_second"}
BILLS = {
    "refund_borne",
    "refund_by_hand",
    "refund_payment_failed",
    "refund_payment_waits",
    "refund_take_back",
    "refund_waits_bank",
    "refund_waits_in_vain",
}
PAYOUTS = {"refund_blocks_payout", "return_blocks_payout"}
NOT_FOR_BUYERS = {"refund_forced", "refund_reason_kept", "refund_blocks_completion", "return_resaleable"}


@LOOKED
@given(st.data())
def test_everybody_hears_what_is_theirs_to_know(data: st.DataObject) -> None:
    def look(counter: Counter) -> None:
        for who in (ACTORS["vendor"], ACTORS["other vendor"], CLERK):
            assert isinstance(who, VendorMember)
            order, after = without(counter.order, counter.after, who)
            alone = explain(after, evolve(counter.ctx(who), order=order)) if order.parts else ()
            assert told(counter, who) == alone
            assert not heard(counter, who) & FOR_OPERATORS
        assert not heard(counter, CLERK) & (BILLS | PAYOUTS)
        assert not heard(counter, ADA) & (FOR_OPERATORS | BILLS | PAYOUTS | NOT_FOR_BUYERS)
        for one in told(counter, ADA):
            if about(one.said, "refund_reason"):
                assert one.refund is not None
                refund = counter.after.refund(one.refund)
                assert refund is not None
                assert refund.approved_at is not None

    wander(data.draw, look)


def heard(counter: Counter, who: Actor) -> set[str]:
    return {each.code.removeprefix("refunds.") for one in told(counter, who) for each in one.said}


# nothing personal


def values(said: tuple[Statement, ...]) -> Iterator[object]:
    for one in said:
        for _, value in one.facts:
            yield from value if isinstance(value, tuple) else (value,)


@LOOKED
@given(st.data())
def test_what_is_said_is_ids_amounts_times_and_words_of_ours(data: st.DataObject) -> None:
    def look(counter: Counter) -> None:
        for who in (OPERATOR, ADA, ACTORS["vendor"]):
            for one in told(counter, who):
                for value in values(one.said):
                    assert isinstance(value, str | int | Money | datetime | date | Enum)
                nothing_personal(one, ("lid is broken", "Dock Road", "Lyon", "letter", "photo"))

    wander(data.draw, look)


def nothing_personal(one: Explanation, words: tuple[str, ...]) -> None:
    for each in one.said:
        sentences = (str(each), i18n.say(each), i18n.say(each, "fr"), repr(each))
        assert not [word for word in words for sentence in sentences if word in sentence]


OWN = "in her own words"


def test_nobody_s_own_words_and_address_are_said() -> None:
    """Of a life in which everybody says something of their own, whoever reads it."""
    address = Personal(Address(name=OWN, lines=(OWN,), city=OWN, country="FR"))
    counter = Counter(policy=policy(buyers_may_escalate=True, vendors_may_reject=True))
    counter.do(wants(words=OWN), AskDocuments(order=ORDER, return_id=BACK, wanted=Personal(OWN)))
    counter.do(supply(OWN), escalate(OWN), answer(OWN, words=OWN), deny(), accept(address=address))
    counter.do(send("4.90", Tracking(OWN.replace(" ", "-"), None)), receive(came()))
    counter.do(refund(reason=Reason(text=Personal(OWN))), wants(name="b2"), refuse("b2", note=OWN))
    counter.do(approve(), did_not(failure="expired"))
    counter.do(ask(line(amount="1.00"), refund="r2", reason=Reason(text=Personal(OWN))), reject("r2", note=OWN))
    for who in (OPERATOR, SYSTEM, ADA, ACTORS["vendor"], CLERK):
        found = told(counter, who)
        assert len(found) == 5
        for one in found:
            nothing_personal(one, (OWN, OWN.replace(" ", "-")))


BACK = ReturnId("b1")


def test_what_is_personal_is_not_even_read() -> None:
    """Of what somebody wrote it is asked only whether there is something; of the rest, nothing."""
    source = Path(refunds.__file__ or "").parent
    files = [source / f"{name}.py" for name in ("explaining", "explained_refunds", "explained_returns", "statements")]
    read = [
        found
        for path in files
        for found in re.findall(r"\.(words|address|tracking|documents|evidence|answer|note)\b", path.read_text("utf-8"))
    ]
    texts = [found for path in files for found in re.findall(r"\.text\.value[^\n]*", path.read_text("utf-8"))]
    assert read == []
    assert texts == [".text.value is None:"]
