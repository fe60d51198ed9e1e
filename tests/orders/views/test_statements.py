"""Statements: what they are, why a thing is shown as it is, and that all of this holds of any order."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import MalformedError, PartId, PolicyMismatchError, utc
from mpcore.money import money
from mpcore.orders import Order, OrderPolicy, Part, Status, binding, order_status, part_status, verdict
from mpcore.orders.views import Statement, explain_deadline, explain_status
from mpcore.orders.views import english as english_of
from mpcore.orders.views.english import ENGLISH, HOLES
from mpcore.orders.views.statements import said
from mpcore.presets import PLAIN, SIPOKO, UPXYCLED, RuleBook
from mpcore.testing import PLACED_AT, Scenario, placed
from mpcore.testing import strategies as some
from tests.orders.say import all_of, cancel, complete, hold, pay, refund_settled, ship
from tests.orders.views.eventful import eventful

DAY = timedelta(days=1)


def test_a_statement_is_a_code_with_facts() -> None:
    held = Statement("orders.deadline_hold", {"start": PLACED_AT, "end": utc(PLACED_AT + DAY)})
    assert held.facts == (("end", utc(PLACED_AT + DAY)), ("start", PLACED_AT))
    assert held["start"] == PLACED_AT
    assert held == said("orders.deadline_hold", end=utc(PLACED_AT + DAY), start=PLACED_AT)
    assert str(held) == (
        "the clock stands still from 2026-03-26T09:00:00Z to 2026-03-27T09:00:00Z, while the part was on hold"
    )
    assert held.text == ENGLISH["orders.deadline_hold"]
    for there in (pickle.loads(pickle.dumps(held)), copy.deepcopy(held)):  # noqa: S301 - it is our own
        assert (there, hash(there), repr(there)) == (held, hash(held), repr(held))
    with pytest.raises(KeyError):
        held["now"]


@pytest.mark.parametrize(
    ("code", "facts", "at"),
    [
        ("orders.nothing", dict[str, object](), "code"),
        ("orders.deadline_none", dict[str, object](), "facts"),
        ("orders.deadline_none", {"part": PartId("p1"), "at": PLACED_AT}, "facts"),
        ("orders.deadline_none", {"at": PLACED_AT}, "facts"),
        ("orders.deadline_none", (("part", "p1"), ("part", "p2")), "facts"),
    ],
)
def test_a_statement_has_exactly_the_facts_of_its_code(code: str, facts: dict[str, object], at: str) -> None:
    with pytest.raises(MalformedError) as caught:
        Statement(code, facts)
    assert [fault.at for fault in caught.value.faults] == [at]


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(days=1), "1 day"),
        (timedelta(days=14), "14 days"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(minutes=90), "1 hour 30 minutes"),
        (timedelta(days=2, seconds=1), "48 hours 1 second"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(), "0 seconds"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_durations_in_words(duration: timedelta, words: str) -> None:
    assert str(said("orders.deadline_grace", grace=duration)) == f"allowed on top of it: {words}"


@pytest.mark.parametrize("code", ENGLISH)
def test_english_is_set_as_that_of_refusals_is(code: str) -> None:
    text = ENGLISH[code]
    assert code.startswith(("orders.deadline_", "orders.status_", "orders.told_"))
    assert code.replace(".", "").replace("_", "").islower()
    assert text[0].islower() or text[0] == "{"
    assert not text.endswith(".")
    assert HOLES[code] == {name for name in HOLES[code] if f"{{{name}}}" in text}
    assert text.count("{") == len(HOLES[code])


@pytest.mark.parametrize("text", ["{part!r}", "{part:>9}", "{part.id}", "{0}", "{}", "{parts[0]}"])
def test_a_hole_is_a_plain_name(text: str) -> None:
    with pytest.raises(TypeError, match="is not a plain name"):
        vars(english_of)["_holes"]("orders.told_x", text)


TWO = Scenario(placed("v1", "v2"))
PAID = TWO.after(pay("80.00"))
HELD = PAID.after(hold("p1"), now=PLACED_AT)
BACK = PAID.told(refund_settled("p1", all_of(PAID.state, "p1")))
FIRST = Scenario(placed("v1", "v2", rules=UPXYCLED)).after(pay("80.00"), ship("p1", ("p1.l1", 1)))


OF_PARTS: list[tuple[Scenario, RuleBook, str]] = [
    (TWO, PLAIN, "awaiting payment, because its payment is not confirmed"),
    (TWO.after(hold("p1"), now=PLACED_AT), PLAIN, "on hold, because it is on hold since 2026-03-26T09:00:00Z"),
    (PAID, PLAIN, "processing, because it is paid and nothing of it was shipped"),
    (HELD, PLAIN, "on hold, because it is on hold since 2026-03-26T09:00:00Z"),
    (
        PAID.after(ship("p1", ("p1.l1", 1))),
        PLAIN,
        "partially shipped, because something of it was shipped and units are left to ship: 3",
    ),
    (PAID.after(ship()), PLAIN, "shipped, because everything of it that is not cancelled left"),
    (FIRST, UPXYCLED, "shipped, because its first parcel left, which counts"),
    (
        FIRST.after(ship("p1", ("p1.l1", 1), ("p1.l2", 2), dispatch="d2")),
        UPXYCLED,
        "shipped, because everything of it that is not cancelled left",
    ),
    (
        PAID.after(ship()).after(complete(), now=PLACED_AT),
        PLAIN,
        "completed, because it was completed at 2026-03-26T09:00:00Z",
    ),
    (
        PAID.after(cancel(), now=PLACED_AT),
        PLAIN,
        "cancelled, because all of it was cancelled, at 2026-03-26T09:00:00Z",
    ),
    (BACK, PLAIN, "refunded, because all that was paid for it went back: 40.00 EUR"),
]


@pytest.mark.parametrize(("story", "rules", "sentence"), OF_PARTS)
def test_why_a_part_is_shown_as_it_is(story: Scenario, rules: RuleBook, sentence: str) -> None:
    order = story.state
    assert str(explain_status(order, order.parts[0], rules.orders)) == f"part p1 is shown as {sentence}"


OF_ORDERS: list[tuple[Scenario, str]] = [
    (TWO, "awaiting payment, because of parts that wait for their payment: p1, p2"),
    (TWO.after(cancel("p2")), "awaiting payment, because of parts that wait for their payment: p1"),
    (HELD, "on hold, because of parts that are on hold: p1"),
    (PAID, "processing, because nothing was shipped of any part that is neither cancelled nor refunded"),
    (
        PAID.after(ship(), complete()),
        (
            "partially shipped, because something of it is shipped or completed and these parts are not shipped "
            "whole: p2"
        ),
    ),
    (
        PAID.after(ship("p2", dispatch="d2"), cancel("p1")),
        "shipped, because every part that is neither cancelled nor refunded is shipped",
    ),
    (
        PAID.after(ship(), complete(), cancel("p2")),
        "completed, because every part that is neither cancelled nor refunded is completed",
    ),
    (PAID.after(cancel("p1"), cancel("p2")), "cancelled, because all of its parts are cancelled"),
    (BACK.after(cancel("p2")), "refunded, because every part is refunded or cancelled; refunded are: p1"),
]


@pytest.mark.parametrize(("story", "sentence"), OF_ORDERS)
def test_which_rule_of_the_fold_decided(story: Scenario, sentence: str) -> None:
    order = story.state
    assert str(explain_status(order, None, PLAIN.orders)) == f"order o1 is shown as {sentence}"


def test_everything_that_can_be_said_of_a_status_is() -> None:
    orders = [(story.state, rules.orders) for story, rules, _ in OF_PARTS]
    found = {explain_status(order, order.parts[0], policy).code for order, policy in orders}
    found |= {explain_status(story.state, None, PLAIN.orders).code for story, _ in OF_ORDERS}
    assert found == {code for code in ENGLISH if code.startswith("orders.status_")}


def test_a_status_is_explained_by_the_order_s_own_rules() -> None:
    for part in (None, TWO.state.parts[0]):
        with pytest.raises(PolicyMismatchError, match="sipoko"):
            explain_status(TWO.state, part, SIPOKO.orders)


def follows(order: Order, part: Part, policy: OrderPolicy) -> bool:
    """Whether what is said of a part's status is true of it."""
    told = explain_status(order, part, policy)
    match told["status"]:
        case Status.CANCELLED:
            return told["at"] == part.cancelled_at is not None
        case Status.REFUNDED:
            return told["paid"] == order.money(part.paid) and part.paid > 0
        case Status.COMPLETED:
            return told["at"] == part.completed_at is not None
        case Status.ON_HOLD:
            return told["at"] == part.pauses.holds[-1].start
        case Status.PARTIALLY_SHIPPED:
            return told["left"] == sum(line.quantity - line.shipped - line.cancelled for line in part.lines)
        case Status.SHIPPED:
            return (told.code == "orders.status_shipped_first") == bool(part.to_ship)
        case _:
            return True


@given(eventful())
def test_the_status_that_is_explained_is_the_one_that_is_shown(life: some.Life) -> None:
    order, policy = life.state, life.rules.orders
    whole = explain_status(order, None, policy)
    assert whole["status"] is order_status(order, policy)
    assert whole.code == f"orders.status_of_order_{order_status(order, policy).value}"
    for part in order.parts:
        assert explain_status(order, part, policy)["status"] is part_status(part, policy)
        assert follows(order, part, policy)


_LATER = st.sampled_from((timedelta(), timedelta(microseconds=1), DAY, 30 * DAY, -DAY))
_BEGINNINGS = ("none", "not_paid", "never_ran", "given", "started_")
_ENDINGS = ("miss_recorded", "miss_not_recorded", "no_miss")


def ends_of(told: tuple[Statement, ...]) -> set[object]:
    """The due ends that are named; of those that include their last instant, the one after it."""
    facts = [dict(each.facts) for each in told if each.code.startswith("orders.deadline_due")]
    lasts = [each["last"] for each in facts if "last" in each]
    ends: set[object] = {each["due_end"] for each in facts if "due_end" in each}
    return ends | {utc(last) + timedelta(microseconds=1) for last in lasts if isinstance(last, datetime)}


@given(eventful(), _LATER)
def test_what_is_said_of_a_deadline_is_what_the_verdict_is(life: some.Life, later: timedelta) -> None:
    """For any order, rules and instant: one beginning, the due end, the verdict, and whether a miss was recorded."""
    order, policy, now = life.state, life.rules.orders, utc(life.now + later)
    for part in order.parts:
        told = explain_deadline(order, part, policy, now)
        codes = [each.code.removeprefix("orders.deadline_") for each in told]
        assert codes[0].startswith(_BEGINNINGS)
        assert len([code for code in codes if code.startswith(_BEGINNINGS)]) == 1
        if len(codes) == 1:
            assert part.due_end is None or part.opened_at is None or part.opened_at > now
            continue
        assert [code for code in codes if code in _ENDINGS] == codes[-1:]
        assert ("miss_recorded" in codes) == (part.missed_at is not None and part.missed_at <= now)
        if part.due_end is None:
            continue
        assert ends_of(told) == {part.due_end}
        milestone = binding(policy)
        if milestone is not None:
            judged = verdict(part, milestone, policy, now)
            assert judged is not None
            assert any(code.startswith(judged.value) for code in codes)
            assert f"binds_{milestone.value}" in codes


def test_a_sum_in_a_statement_is_money() -> None:
    assert explain_status(BACK.state, BACK.state.parts[0], PLAIN.orders)["paid"] == money("40.00", "EUR")
    assert evolve(BACK.state.parts[0]).paid == 4000
