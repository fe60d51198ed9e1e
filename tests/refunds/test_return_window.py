"""Until when goods can be returned, and how many (S30, rules.md §00.7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from mpcore import refunds
from mpcore.kernel import ListingId, MalformedError, PartId, VendorId
from mpcore.refunds import (
    AskedBefore,
    CategoryId,
    LatePolicy,
    LateWithTheRest,
    ListingCategory,
    RefundPolicy,
    ReturnOverride,
    ReturnPolicy,
    ReturnReason,
    WindowStart,
)
from mpcore.testing import OPERATOR, Scenario, placed
from tests.orders.say import cancel_lines, complete, deliver, lose, pay, ship
from tests.refunds.say import approve, ask, line, went_back
from tests.refunds.say_returns import (
    ADA,
    DELIVERED_AT,
    Counter,
    accept,
    answer,
    came,
    delivered,
    escalate,
    keep,
    policy,
    receive,
    refund,
    refuse,
    uphold,
    wants,
)

INSTANT = timedelta(microseconds=1)
CLOSED = "refunds.return_window_closed"


def in_paris(day: str, zone: str = "Europe/Paris", days: int = 30, **said: Any) -> Counter:  # noqa: ANN401 - whatever fields it has
    """One part that was delivered at an instant, on a marketplace of that zone."""
    at = datetime.fromisoformat(day)
    story = Scenario(placed("v1", lines=1, at=at - timedelta(days=1)))
    story = story.after(pay("20.00"), ship("p1", ("p1.l1", 2))).after(deliver(), now=at)
    returns = ReturnPolicy(days=days, **said)
    return Counter(story, RefundPolicy(zone=zone, returns=returns)).at(at)


@pytest.mark.rule("S30")
@pytest.mark.parametrize(
    ("arrived", "end", "zone"),
    [
        ("2026-03-10T12:00:00+00:00", "2026-04-09T22:00:00+00:00", "Europe/Paris"),  # into summer time
        ("2026-09-28T12:00:00+00:00", "2026-10-28T23:00:00+00:00", "Europe/Paris"),  # out of it
        ("2026-03-28T23:30:00+00:00", "2026-04-28T22:00:00+00:00", "Europe/Paris"),  # half past midnight already
        ("2026-03-28T22:59:59+00:00", "2026-04-27T22:00:00+00:00", "Europe/Paris"),  # a second before it
        ("2026-03-10T12:00:00+00:00", "2026-04-10T00:00:00+00:00", "UTC"),
        ("2018-10-05T12:00:00+00:00", "2018-11-05T02:00:00+00:00", "America/Sao_Paulo"),
        ("2018-10-04T12:00:00+00:00", "2018-11-04T03:00:00+00:00", "America/Sao_Paulo"),  # a midnight that is skipped
    ],
)
def test_a_return_can_be_asked_for_until_the_last_day_is_over(arrived: str, end: str, zone: str) -> None:
    counter, over = in_paris(arrived, zone), datetime.fromisoformat(end)
    assert counter.refused(wants(), now=over) == [CLOSED]
    counter.do(wants(), now=over - INSTANT)
    assert not counter.one().late


@pytest.mark.rule("S30")
@pytest.mark.parametrize("days", [0, 1, 14, 30])
def test_so_many_days_are_so_many_after_the_day_it_arrived(days: int) -> None:
    counter = in_paris("2026-06-01T12:00:00+00:00", "UTC", days)
    end = datetime(2026, 6, 2, tzinfo=UTC) + timedelta(days=days)
    assert counter.refused(wants(), now=end) == [CLOSED]
    counter.do(wants(), now=end - INSTANT)


@pytest.mark.rule("S30")
def test_thirty_days_are_the_default() -> None:
    assert ReturnPolicy().days == 30
    counter = Counter()
    end = refunds.return_ends_at(counter.order.parts[0], counter.order.parts[0].lines[0], counter.ctx())
    assert end == datetime(2026, 4, 28, tzinfo=UTC)  # delivered on 28 March


@pytest.mark.rule("S30")
def test_what_is_late_is_for_the_vendor_to_decide_where_the_policy_says_so() -> None:
    end = datetime(2026, 4, 28, tzinfo=UTC)
    late = policy(late=LatePolicy.VENDOR_DISCRETION)
    assert Counter(policy=late).do(wants(), now=end).one().late
    assert not Counter(policy=late).do(wants(), now=end - INSTANT).one().late


@pytest.mark.rule("S30")
def test_what_was_asked_for_in_time_stays_in_time() -> None:
    counter = Counter().at(datetime(2026, 4, 27, 23, 59, tzinfo=UTC)).do(wants()).later(days=1).do(accept())
    assert not counter.one().late


@pytest.mark.rule("S30")
def test_what_has_not_arrived_cannot_be_returned() -> None:
    story = Scenario(placed("v1", lines=1)).after(pay("20.00"), ship("p1", ("p1.l1", 2)))
    assert Counter(story).refused(wants()) == ["refunds.not_yet_delivered"]
    assert Counter(story.after(deliver())).do(wants()).where() is refunds.ReturnStage.REQUESTED


def two_parcels(start: WindowStart) -> Counter:
    """A line of two parcels, and another that came with the first of them, each delivered ten days apart."""
    story = Scenario(placed("v1")).after(
        pay("40.00"), ship("p1", ("p1.l1", 1), ("p1.l2", 2)), ship("p1", ("p1.l1", 1), dispatch="d2")
    )
    story = story.after(deliver(), now=DELIVERED_AT)
    return Counter(story, policy(start=start))


@pytest.mark.rule("S30")
def test_the_days_are_counted_from_the_last_parcel_of_the_part() -> None:
    counter = two_parcels(WindowStart.LAST_PARCEL)
    much_later = DELIVERED_AT + timedelta(days=300)
    counter.do(wants(("p1.l2", 1)), now=much_later)  # one is still to come, so they are not counted yet
    last = DELIVERED_AT + timedelta(days=10)
    story = Scenario(placed("v1")).after(
        pay("40.00"), ship("p1", ("p1.l1", 1), ("p1.l2", 2)), ship("p1", ("p1.l1", 1), dispatch="d2")
    )
    story = story.after(deliver(), now=DELIVERED_AT).after(deliver(dispatch="d2"), now=last)
    whole = Counter(story)
    end = datetime(2026, 5, 8, tzinfo=UTC)
    assert whole.refused(wants(("p1.l2", 1)), now=end) == [CLOSED]
    whole.do(wants(("p1.l2", 1)), now=end - INSTANT)


@pytest.mark.rule("S30")
def test_or_for_each_line_from_its_own_last_parcel() -> None:
    counter = two_parcels(WindowStart.PER_LINE)
    end = datetime(2026, 4, 28, tzinfo=UTC)
    assert counter.refused(wants(("p1.l2", 1)), now=end) == [CLOSED]
    counter.do(wants(("p1.l1", 1)), now=end)  # its other unit is still to come


@pytest.mark.rule("S30")
def test_a_parcel_that_was_lost_is_not_waited_for() -> None:
    story = Scenario(placed("v1", lines=1)).after(
        pay("20.00"), ship("p1", ("p1.l1", 1)), ship("p1", ("p1.l1", 1), dispatch="d2")
    )
    story = story.after(deliver(), lose(dispatch="d2"), now=DELIVERED_AT)
    assert Counter(story).refused(wants(), now=datetime(2026, 4, 28, tzinfo=UTC)) == [CLOSED]


@pytest.mark.rule("S30")
def test_other_goods_have_other_days() -> None:
    toys = ReturnOverride(category=CategoryId("toys"), days=10)
    counter = Counter(delivered(lines=2), policy(overrides=[toys]))
    with pytest.raises(MalformedError, match=r"ctx\.categories"):
        counter.do(wants(("p1.l1", 1)))
    counter.categories = (ListingCategory(ListingId("listing 1 of v1"), CategoryId("toys")),)
    with pytest.raises(MalformedError, match="listing 2 of v1"):
        counter.do(wants(("p1.l2", 1)))
    counter.categories += (ListingCategory(ListingId("listing 2 of v1"), CategoryId("books")),)
    end = datetime(2026, 4, 8, tzinfo=UTC)
    assert counter.refused(wants(("p1.l1", 1)), now=end) == [CLOSED]
    counter.do(wants(("p1.l2", 1)), now=end)
    counter.do(wants(("p1.l1", 1), name="b2"), now=end - INSTANT)


@pytest.mark.rule("S30")
@pytest.mark.parametrize(
    "override",
    [
        ReturnOverride(vendor=VendorId("v1"), days=None),
        ReturnOverride(listing=ListingId("listing 1 of v1"), days=None),
        ReturnOverride(category=CategoryId("made to measure"), days=None),
        ReturnOverride(vendor=VendorId("v1"), listing=ListingId("listing 1 of v1"), days=None),
    ],
    ids=["vendor", "listing", "category", "both"],
)
def test_some_goods_cannot_be_returned(override: ReturnOverride) -> None:
    counter = Counter(policy=policy(overrides=[override]))
    counter.categories = (ListingCategory(ListingId("listing 1 of v1"), CategoryId("made to measure")),)
    assert counter.refused(wants()) == ["refunds.not_returnable"]


@pytest.mark.rule("S30")
@pytest.mark.parametrize(
    "override",
    [
        ReturnOverride(vendor=VendorId("v2"), days=None),
        ReturnOverride(listing=ListingId("listing 2 of v1"), days=None),
        ReturnOverride(category=CategoryId("made to measure"), days=None),
        ReturnOverride(vendor=VendorId("v2"), listing=ListingId("listing 1 of v1"), days=None),
    ],
    ids=["vendor", "listing", "category", "both"],
)
def test_what_is_said_of_other_goods_is_not_said_of_these(override: ReturnOverride) -> None:
    counter = Counter(policy=policy(overrides=[override]))
    counter.categories = (ListingCategory(ListingId("listing 1 of v1"), CategoryId("ready to wear")),)
    counter.do(wants())


def test_a_category_is_asked_for_only_where_the_days_depend_on_it() -> None:
    other = ReturnOverride(vendor=VendorId("v2"), category=CategoryId("toys"), days=None)
    Counter(policy=policy(overrides=[other])).do(wants())
    first = ReturnOverride(listing=ListingId("listing 1 of v1"), days=5)
    Counter(policy=policy(overrides=[first, ReturnOverride(category=CategoryId("toys"), days=None)])).do(wants())


def test_the_first_override_that_fits_counts() -> None:
    never, soon = ReturnOverride(vendor=VendorId("v1"), days=None), ReturnOverride(vendor=VendorId("v1"), days=1)
    assert Counter(policy=policy(overrides=[never, soon])).refused(wants()) == ["refunds.not_returnable"]
    Counter(policy=policy(overrides=[soon, never])).do(wants())


def test_an_override_is_of_some_goods() -> None:
    with pytest.raises(MalformedError, match="overrides"):
        ReturnOverride(days=3)


@pytest.mark.rule("S30")
def test_no_more_is_returned_than_arrived() -> None:
    story = Scenario(placed("v1", lines=1, quantity=3)).after(pay("30.00"), ship("p1", ("p1.l1", 1)))
    counter = Counter(story.after(ship("p1", ("p1.l1", 2), dispatch="d2"), deliver(), now=DELIVERED_AT))
    assert counter.refused(wants(("p1.l1", 2))) == ["exceeds"]
    counter.do(wants(("p1.l1", 1)))


@pytest.mark.rule("S30")
def test_no_unit_is_returned_twice() -> None:
    counter = Counter().do(wants(("p1.l1", 1)))
    assert counter.refused(wants(("p1.l1", 2), name="b2")) == ["exceeds"]
    counter.do(wants(("p1.l1", 1), name="b2"))
    assert counter.refused(wants(("p1.l1", 1), name="b3")) == ["exceeds"]
    counter.do(keep("b2")).do(wants(("p1.l1", 1), name="b3"))


@pytest.mark.rule("S30")
def test_what_did_not_come_back_can_be_returned_after_all() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept(), receive(came(units=1)), refund())
    counter.settle()
    assert counter.refused(wants(("p1.l1", 2), name="b2")) == ["exceeds"]
    counter.do(wants(("p1.l1", 1), name="b2"))


def decided() -> Counter:
    """Two of three units were asked for as defective, and rejected."""
    counter = Counter(delivered(quantity=3), policy(vendors_may_reject=True))
    return counter.do(wants(("p1.l1", 2)), refuse())


@pytest.mark.rule("S30")
def test_what_was_rejected_its_buyer_cannot_ask_for_again_for_the_same_reason() -> None:
    counter = decided()
    (reason,) = counter.reasons(wants(("p1.l1", 2), name="b2"), ADA)
    assert isinstance(reason, AskedBefore)
    assert (reason.line, reason.return_id, reason.at) == ("p1.l1", "b1", "lines[0]")
    counter.do(wants(("p1.l1", 1), name="b2"))  # of the third unit nothing was decided
    assert counter.refused(wants(("p1.l1", 1), name="b3")) == ["refunds.asked_before"]


@pytest.mark.rule("S30")
def test_for_another_reason_it_can_and_so_it_can_by_an_operator() -> None:
    decided().do(wants(("p1.l1", 3), name="b2", reason=ReturnReason.NOT_AS_DESCRIBED))
    decided().do(wants(("p1.l1", 3), name="b2"), who=OPERATOR)
    kept = Counter().do(wants(("p1.l1", 2)), keep())
    kept.do(wants(("p1.l1", 2), name="b2"))  # nothing was decided about it


@pytest.mark.rule("S30")
@pytest.mark.parametrize("outcome", ["under way", "refunded", "rejected", "kept"])
def test_what_an_operator_asks_for_again_is_what_was_rejected_and_not_another_unit(outcome: str) -> None:
    counter = Counter(policy=policy(vendors_may_reject=True)).do(wants(("p1.l1", 1)), refuse())
    counter.do(wants(("p1.l1", 1), name="b2"), who=OPERATOR)
    if outcome == "refunded":
        counter.do(accept("b2"), receive(came(), name="b2"), refund("r1", "b2"))
        counter.settle("r1")
    elif outcome != "under way":
        counter.do(refuse("b2") if outcome == "rejected" else keep("b2"))
    if outcome in ("rejected", "kept"):
        assert counter.refused(wants(("p1.l1", 2), name="b3")) == ["refunds.asked_before"]
    (offered,) = [one for one in refunds.options(counter.after, counter.ctx(ADA)) if one.command is refunds.OpenReturn]
    assert offered.reasons == ()
    counter.do(wants(("p1.l1", 1), name="b3"))  # nobody decided about the other unit
    counter.do(refuse("b3"))
    assert counter.refused(wants(("p1.l1", 1), name="b4")) == ["refunds.asked_before"]


@pytest.mark.rule("S37")
def test_what_the_marketplace_rejected_cannot_be_asked_for_again_either() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), escalate("e1"), answer("e2"), uphold())
    assert counter.refused(wants(name="b2")) == ["refunds.asked_before"]
    counter.do(wants(name="b2"), who=OPERATOR)


@pytest.mark.rule("S30")
def test_what_is_late_is_asked_for_apart_from_the_rest() -> None:
    short = ReturnOverride(listing=ListingId("listing 1 of v1"), days=10)
    said = policy(late=LatePolicy.VENDOR_DISCRETION, overrides=[short])
    end, both = datetime(2026, 4, 8, tzinfo=UTC), wants(("p1.l2", 1), ("p1.l1", 1))
    (reason,) = Counter(delivered(lines=2), said).reasons(both, ADA, end)
    assert isinstance(reason, LateWithTheRest)
    assert (reason.line, reason.at) == ("p1.l1", "lines[1]")
    assert not Counter(delivered(lines=2), said).do(both, now=end - INSTANT).one().late
    apart = Counter(delivered(lines=2), said).do(wants(("p1.l1", 1)), wants(("p1.l2", 1), name="b2"), now=end)
    assert (apart.one().late, apart.one("b2").late) == (True, False)
    assert Counter(delivered(lines=2), said).do(both, now=datetime(2026, 5, 1, tzinfo=UTC)).one().late


@pytest.mark.rule("S30")
def test_what_can_be_asked_for_together_is_offered_together() -> None:
    short = ReturnOverride(listing=ListingId("listing 1 of v1"), days=10)
    said = policy(late=LatePolicy.VENDOR_DISCRETION, overrides=[short])
    counter = Counter(delivered(lines=2), said)
    for day, lines in ((1, ["p1.l1", "p1.l2"]), (8, ["p1.l2"]), (30, ["p1.l1", "p1.l2"])):
        counter.at(datetime(2026, 4, day, tzinfo=UTC))
        offered = [one for one in refunds.options(counter.after, counter.ctx(ADA)) if one.command is refunds.OpenReturn]
        assert [[wanted.line for wanted in cast("Any", one.given["lines"])] for one in offered] == [lines]
        assert [one.reasons for one in offered] == [()]


def test_what_the_marketplace_rejected_after_it_came_back_cannot() -> None:
    counter = Counter().do(wants(("p1.l1", 2)), accept(), receive(came(units=2)), escalate("e1"))
    counter.do(answer("e2"), uphold())
    assert counter.refused(wants(("p1.l1", 1), name="b2")) == ["exceeds"]


@pytest.mark.rule("S30")
def test_a_unit_whose_money_went_back_is_kept() -> None:
    counter = Counter().do(ask(line(units=1)), who=OPERATOR)
    assert counter.refused(wants(("p1.l1", 2))) == ["exceeds"]
    counter.do(wants(("p1.l1", 1)))
    counter.do(approve(), went_back("10.00"))
    assert counter.refused(wants(("p1.l1", 1), name="b2")) == ["exceeds"]


def test_a_line_is_the_parts_and_named_once_with_units() -> None:
    counter = Counter(delivered(lines=2))
    wrong = wants(("p1.l9", 1), ("p1.l1", 1), ("p1.l1", 1), ("p1.l2", 0))
    assert counter.refused(wrong) == ["not_found", "duplicate", "out_of_range"]
    assert counter.refused(wants(("p1.l1", -1))) == ["out_of_range"]
    none = refunds.OpenReturn(
        order=wrong.order, return_id=wrong.return_id, part=PartId("p1"), lines=(), reason=wrong.reason
    )
    assert counter.refused(none) == ["nothing_named"]


def test_each_line_that_is_late_is_named() -> None:
    counter = Counter(delivered(lines=2))
    end = datetime(2026, 4, 28, tzinfo=UTC)
    assert counter.refused(wants(("p1.l1", 1), ("p1.l2", 3)), now=end) == [CLOSED, "exceeds", CLOSED]


def test_a_part_that_was_completed_before_all_was_sent_waits_for_nothing() -> None:
    story = Scenario(placed("v1", lines=1)).after(
        pay("20.00"), ship("p1", ("p1.l1", 1)), cancel_lines("p1", ("p1.l1", 1))
    )
    counter = Counter(story.after(complete(), deliver(), now=DELIVERED_AT))
    assert counter.refused(wants(), now=datetime(2026, 4, 28, tzinfo=UTC)) == [CLOSED]


def test_lines_stand_in_the_order_of_the_part_and_a_repeat_is_harmless() -> None:
    counter = Counter(delivered(lines=2)).do(wants(("p1.l2", 1), ("p1.l1", 2)))
    assert [one.line for one in counter.one().lines] == ["p1.l1", "p1.l2"]
    before = counter.after
    assert counter.do(wants(("p1.l1", 2), ("p1.l2", 1))).after == before
    assert counter.refused(wants(("p1.l1", 1))) == ["id_taken"]
    assert counter.refused(wants(("p1.l2", 1), ("p1.l1", 2), words="it is broken")) == ["id_taken"]
    assert counter.refused(wants(("p1.l2", 1), ("p1.l1", 2)), who=OPERATOR) == ["id_taken"]


def test_an_operator_opens_one_on_the_buyers_behalf() -> None:
    counter = Counter().do(wants(), who=OPERATOR)
    assert counter.one().requester is refunds.Requester.OPERATOR
    assert Counter().do(wants(), who=ADA).one().requester is refunds.Requester.BUYER


def test_days_are_a_number_of_days() -> None:
    for wrong in (-1, 36_501, True, 1.5):
        with pytest.raises(MalformedError, match="days"):
            policy(days=wrong)
    assert policy(days=36_500).returns.days == 36_500
