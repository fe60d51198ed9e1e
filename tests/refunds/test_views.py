"""Who sees what of refunds and returns, field by field (U22): a new field without a class fails."""

from __future__ import annotations

import cProfile

import attrs
import pytest
from attrs import AttrsInstance, evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    Grant,
    MalformedError,
    MemberId,
    Operator,
    OrderId,
    Personal,
    PolicyMismatchError,
    RuleBookId,
    Scope,
    ShopId,
    VendorId,
    VendorMember,
    erased,
)
from mpcore.money import money
from mpcore.orders import Order, PayoutStage
from mpcore.refunds import (
    AfterSales,
    AfterSalesSeen,
    Bearer,
    Case,
    CaseSeen,
    Payer,
    PaymentShare,
    PaymentShareSeen,
    ReceivedLine,
    ReceivedSeen,
    Refund,
    RefundCause,
    RefundPolicy,
    RefundSeen,
    RefundStage,
    Return,
    ReturnId,
    ReturnSeen,
    ReturnShippingPolicy,
    seen,
)
from mpcore.subaccounts.catalogue import CATALOGUE
from mpcore.testing import OPERATOR, SYSTEM
from tests.orders.say import complete, pay
from tests.refunds.say import (
    OMAR,
    WHY,
    Desk,
    abandon,
    approve,
    ask,
    force,
    line,
    payout,
    reject,
    sold,
    surplus,
    went_back,
)
from tests.refunds.say_returns import (
    ADA,
    WAREHOUSE,
    Counter,
    accept,
    answer,
    arrive,
    ask_photos,
    came,
    delivered,
    escalate,
    exchange,
    policy,
    receive,
    send,
    supply,
    uphold,
    vendor,
    wants,
)
from tests.refunds.test_credit_notes import two_rates
from tests.refunds.wandering import ACTORS, OTTO, staff, wander

CLERK = staff("v1", "refunds.view", "returns.view")
"""Of the vendor's staff, without bills."""
CHIEF = staff("v1", "refunds.view", "returns.view", "finance.view")
"""Of the vendor's staff, with bills."""

ALL, NOT_BUYERS, BILLS, OPERATORS = "all", "not buyers", "bills", "operators"
"""Who sees a field: everybody who sees the refund or return; not its buyer; of those, who sees bills; operators."""

REFUND = {
    "id": ALL,
    "part": ALL,
    "mode": ALL,
    "cause": ALL,
    "requester": ALL,
    "shares": ALL,
    "amount": ALL,
    "stage": ALL,
    "reason": ALL,
    "of_cancellation": ALL,
    "of_return": ALL,
    "method": ALL,
    "requested_at": ALL,
    "approved_at": ALL,
    "ended_at": ALL,
    "settled": ALL,
    "requested_by": NOT_BUYERS,
    "restock": NOT_BUYERS,
    "forced": NOT_BUYERS,
    "payments": "bills and buyers",
    "bearer": BILLS,
    "by_hand": BILLS,
    "overpaid": BILLS,
    "take_back": BILLS,
    "approvals": OPERATORS,
    "tellings": OPERATORS,
    "asked_for": OPERATORS,
}

RETURN = {
    "id": ALL,
    "part": ALL,
    "lines": ALL,
    "reason": ALL,
    "words": ALL,
    "wants_exchange": ALL,
    "requester": ALL,
    "opened_at": ALL,
    "late": ALL,
    "stage": ALL,
    "due": ALL,
    "documents": ALL,
    "wanted": ALL,
    "address": ALL,
    "payer": ALL,
    "accepted_at": ALL,
    "tracking": ALL,
    "postage": ALL,
    "sent_at": ALL,
    "arrived_at": ALL,
    "received": ALL,
    "received_at": ALL,
    "refund": ALL,
    "withheld": ALL,
    "shipping_kept": ALL,
    "compensation": ALL,
    "replacement": ALL,
    "case": ALL,
    "ended_at": ALL,
    "rounds": NOT_BUYERS,
    "restock": NOT_BUYERS,
    "refunds": OPERATORS,
}

RECEIVED = {"line": ALL, "units": ALL, "damaged": ALL, "resaleable": NOT_BUYERS}
PAYMENT = {"payment": ALL, "amount": ALL, "settled": ALL, "attempts": NOT_BUYERS, "answers": NOT_BUYERS}
CASE = {
    "grounds": ALL,
    "by_buyer": ALL,
    "stage": ALL,
    "opened_at": ALL,
    "answered_at": ALL,
    "decided_at": ALL,
    "resumes": ALL,
    "evidence": "who gave it",
    "answer": "who gave it",
    "words": "who gave it",
}
AFTER_SALES = {"order": ALL, "currency": ALL, "rule_book": ALL, "refunds": ALL, "returns": ALL, "erased_at": ALL}

DERIVED: dict[type[AttrsInstance], set[str]] = {
    RefundSeen: {"settled_minor"},
    ReturnSeen: {"ship_back_by"},
    PaymentShareSeen: {"settled"},
}
"""What is seen and not stored: for everybody."""

TABLES: dict[str, tuple[type[AttrsInstance], type[AttrsInstance], dict[str, str]]] = {
    "refund": (Refund, RefundSeen, REFUND),
    "return": (Return, ReturnSeen, RETURN),
    "received": (ReceivedLine, ReceivedSeen, RECEIVED),
    "payment": (PaymentShare, PaymentShareSeen, PAYMENT),
    "case": (Case, CaseSeen, CASE),
    "after sales": (AfterSales, AfterSalesSeen, AFTER_SALES),
}


def names_of(kind: type[AttrsInstance]) -> set[str]:
    return {field.name for field in attrs.fields(kind)}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_field_has_a_class(name: str) -> None:
    kind, shown, classes = TABLES[name]
    assert names_of(kind) | DERIVED.get(shown, set()) == set(classes) | DERIVED.get(shown, set())
    assert names_of(shown) == set(classes) | DERIVED.get(shown, set())


def by(who: Actor, desk: Desk) -> AfterSalesSeen:
    found = seen(desk.after, desk.ctx(who))
    assert found is not None
    return found


def nothing(value: object) -> bool:
    return value is None or value == ()


def shows(told: AttrsInstance, shown: AttrsInstance, classes: dict[str, str], may_see: set[str], but: set[str]) -> None:
    """What the actor may see is told as it is, and nothing else is."""
    for name, kind in classes.items():
        if kind not in may_see:
            assert nothing(getattr(shown, name)), name
        elif name not in but:
            assert getattr(shown, name) == getattr(told, name), name


def loaded() -> Desk:
    """A refund with something in each of its fields: forced, two to approve it, failed in part, given up."""
    desk = Desk(two_rates().order, RefundPolicy(four_eyes_above=money("1", "EUR")))
    desk.meanwhile(complete()).told(*payout(PayoutStage.PAID))
    desk.do(force(ask(line("p1.l1", 1, restock=1), line("p1.l2", amount="4.00"), cause=RefundCause.DISPUTE)))
    return desk.do(approve(), who=OTTO).do(approve(), who=OMAR).do(went_back("5.00"))


MAY_SEE: dict[str, tuple[Actor, set[str]]] = {
    "buyer": (ADA, {ALL, "bills and buyers"}),
    "clerk": (CLERK, {ALL, NOT_BUYERS}),
    "chief": (CHIEF, {ALL, NOT_BUYERS, BILLS, "bills and buyers"}),
    "operator": (OPERATOR, {ALL, NOT_BUYERS, BILLS, "bills and buyers", OPERATORS}),
    "system": (SYSTEM, {ALL, NOT_BUYERS, BILLS, "bills and buyers", OPERATORS}),
}


@pytest.mark.parametrize("name", sorted(MAY_SEE))
def test_of_a_refund_everybody_sees_their_share(name: str) -> None:
    who, classes = MAY_SEE[name]
    desk = loaded()
    refund = desk.refund()
    assert all([refund.take_back, refund.requested_by, refund.approvals, refund.tellings, refund.restock])
    (shown,) = by(who, desk).refunds
    but = {"payments", "shares", "settled"}
    if name in ("clerk", "chief"):
        but.add("requested_by")  # an operator's, see below
        assert shown.requested_by is None
    shows(refund, shown, REFUND, classes, but)
    assert shown.settled_minor == refund.settled_minor == 500
    told, payments = refund.payments, shown.payments
    assert len(payments) == (len(told) if "bills and buyers" in classes else 0)
    for share, one in zip(told, payments, strict=False):
        shows(share, one, PAYMENT, classes | {ALL}, {"settled"})
        assert one.settled == share.settled == 500
        assert share.answers
    if BILLS in classes:
        assert (shown.shares, shown.settled) == (refund.shares, refund.settled)


@pytest.mark.rule("U22")
def test_the_buyer_reads_the_reason_once_it_was_approved() -> None:
    desk = Desk(sold()).do(ask(line(units=1)), who=staff("v1"))
    assert by(ADA, desk).refunds[0].reason is None
    assert by(CLERK, desk).refunds[0].reason == WHY
    desk.do(approve())
    assert by(ADA, desk).refunds[0].reason == WHY
    rejected = Desk(sold()).do(ask(line(units=1))).do(reject(note="internal"))
    assert by(ADA, rejected).refunds[0].reason is None
    assert by(ADA, rejected).refunds[0].stage is RefundStage.REJECTED
    assert "internal" not in repr(by(ADA, rejected))
    given_up = Desk(sold()).do(ask(line(units=1)), approve(), went_back("4.00"), abandon())
    assert by(ADA, given_up).refunds[0].reason == WHY


SUPPORT, ACCOUNTS = [
    Operator(MemberId("otto"), frozenset(map(Scope, ("refunds.view", *more)))) for more in ((), ("finance.view",))
]


@pytest.mark.rule("H17")
@pytest.mark.parametrize("reader", [ADA, CLERK, SUPPORT], ids=["buyer", "clerk", "support"])
@pytest.mark.parametrize("accountant", [CHIEF, ACCOUNTS, OPERATOR, SYSTEM], ids=["chief", "accounts", "olga", "host"])
def test_what_a_coupon_took_off_is_seen_by_all_and_who_paid_for_it_with_the_bills(
    reader: Actor, accountant: Actor
) -> None:
    desk = two_rates()
    desk.give(ask(line("p1.l1", 1), line("p1.l2", 1)))
    (mine,), (theirs,) = by(reader, desk).refunds, by(accountant, desk).refunds
    assert (mine.bearer, theirs.bearer) == (None, desk.refund().bearer)
    assert [sum(share.discounts) for share in mine.shares] == [sum(share.discounts) for share in theirs.shares]
    assert theirs.shares[0].discounts[:2] == (100, 50)
    assert mine.shares[0].discounts[0] == 150
    assert mine.settled[0].discounts[0] == 150
    assert [share.total for share in mine.shares] == [share.total for share in theirs.shares]


def test_a_vendor_sees_who_of_its_own_staff_asked() -> None:
    asker = staff("v1")
    desk = Desk(sold()).do(ask(line(units=1)), who=asker)
    assert by(CLERK, desk).refunds[0].requested_by == asker.member
    assert by(ADA, desk).refunds[0].requested_by is None
    by_operator = Desk(sold()).do(ask(line(units=1)))
    assert by(CLERK, by_operator).refunds[0].requested_by is None
    assert by(OPERATOR, by_operator).refunds[0].requested_by == OPERATOR.member


def test_a_vendor_sees_nothing_of_others() -> None:
    desk = Desk(sold("v1", "v2")).meanwhile(pay("5.00", "m2"))
    desk.do(ask(line(units=1)), ask(line("p2.l1", amount="1.00"), part="p2", refund="r2")).do(surplus(refund="s1"))
    assert [one.id for one in by(CHIEF, desk).refunds] == ["r1"]
    other = staff("v2", "refunds.view", "returns.view", "finance.view")
    assert [one.id for one in by(other, desk).refunds] == ["r2"]
    for actor in (ADA, OPERATOR, SYSTEM):
        assert [one.id for one in by(actor, desk).refunds] == ["r1", "r2", "s1"]
    alone = Desk(sold("v1", "v2")).do(ask(line(units=1)))
    assert by(CHIEF, alone) == by(CHIEF, desk)


def in_shop(shop: str, *scopes: str) -> VendorMember:
    return VendorMember(VendorId("v1"), MemberId("sam"), (Grant(frozenset(map(Scope, scopes)), ShopId(shop)),))


def test_a_scope_counts_in_the_shop_it_was_granted_in() -> None:
    desk = loaded()
    (part,) = desk.order.parts
    desk.order = evolve(desk.order, parts=(evolve(part, shop=ShopId("north")),))
    assert by(in_shop("north", "refunds.view"), desk).refunds
    assert seen(desk.after, desk.ctx(in_shop("south", "refunds.view"))) is None
    both = VendorMember(
        VendorId("v1"),
        MemberId("sam"),
        (
            Grant(frozenset({Scope("refunds.view")}), ShopId("north")),
            Grant(frozenset({Scope("finance.view")}), ShopId("south")),
        ),
    )
    assert by(both, desk).refunds[0].bearer is None
    assert by(in_shop("north", "refunds.view", "finance.view"), desk).refunds[0].bearer is Bearer.VENDOR


def test_bills_are_what_the_catalogue_of_scopes_calls_sensitive() -> None:
    assert {info.scope: info.sensitive for info in CATALOGUE.infos if info.scope in SCOPES} == {
        "finance.view": True,
        "refunds.view": False,
        "returns.view": False,
    }


SCOPES = {"finance.view", "refunds.view", "returns.view"}


def both_kinds() -> Counter:
    counter = Counter().do(wants(words="it is broken"))
    counter.do(ask(line(units=1)), who=OPERATOR)
    return counter


def test_refunds_and_returns_are_seen_by_scope() -> None:
    counter = both_kinds()
    for made in (_of_vendor, _of_marketplace):
        refunds, returns = by(made("refunds.view"), counter), by(made("returns.view"), counter)
        assert (len(refunds.refunds), len(refunds.returns)) == (1, 0)
        assert (len(returns.refunds), len(returns.returns)) == (0, 1)
        assert seen(counter.after, counter.ctx(made("finance.view"))) is None
    surplus_only = Desk(sold()).meanwhile(pay("5.00", "m2")).do(surplus())
    assert by(_of_marketplace("returns.view"), surplus_only).refunds == ()


def _of_vendor(scope: str) -> VendorMember:
    return staff("v1", scope)


def _of_marketplace(*scopes: str) -> Operator:
    return Operator(MemberId("o"), frozenset(map(Scope, scopes)))


STRANGERS: dict[str, Actor] = {
    "another buyer": Buyer(BuyerId("eve")),
    "a guest of that name": Buyer(BuyerId("ada"), guest=True),
    "another vendor": staff("v9"),
    "who holds nothing": VendorMember(VendorId("v1"), MemberId("new"), ()),
    "who ships": staff("v1", "orders.ship"),
    "an operator without scopes": Operator(MemberId("new"), frozenset()),
}


@pytest.mark.parametrize("name", sorted(STRANGERS))
def test_strangers_see_nothing(name: str) -> None:
    counter = both_kinds()
    assert seen(counter.after, counter.ctx(STRANGERS[name])) is None


def test_operators_read_what_is_personal_with_the_scope_for_it() -> None:
    counter = both_kinds().do(accept())
    plain = by(_of_marketplace("refunds.view", "returns.view"), counter)
    assert (plain.returns[0].words, plain.returns[0].address) == (Personal(None), Personal(None))
    assert plain.refunds[0].reason == erased(WHY)
    more = by(_of_marketplace("refunds.view", "returns.view", "orders.view_customer_data"), counter)
    assert (more.returns[0].words, more.returns[0].address) == (Personal("it is broken"), WAREHOUSE)
    assert more.refunds[0].reason == WHY
    decides = by(_of_marketplace("refunds.view", "returns.view", "refunds.approve"), counter)
    assert decides.refunds[0].reason == WHY
    assert decides.returns[0].words == Personal(None)


def returned() -> Counter:
    """A return with something in most of its fields, and another for the others."""
    said = policy(shipping=ReturnShippingPolicy(Payer.VENDOR), buyers_may_escalate=True)
    counter = Counter(delivered(quantity=3), said)
    counter.do(wants(words="it is broken"), ask_photos(), supply("photo"), accept(), send("4.90"), arrive())
    counter.do(receive(came(resaleable=1)), exchange("o2"))
    counter.do(wants(name="b2"), escalate("letter", name="b2"))
    counter.do(answer("receipt", words="it broke by itself", name="b2"), uphold("b2"))
    counter.do(wants(name="b3"))
    counter.do(escalate("photo", name="b3"), who=ADA)
    return counter.do(answer("film", words="it was whole", name="b3"), who=vendor())


@pytest.mark.parametrize("name", sorted(MAY_SEE))
def test_of_a_return_everybody_sees_their_share(name: str) -> None:
    who, classes = MAY_SEE[name]
    counter = returned()
    shown = by(who, counter).returns
    for one, told in zip(counter.after.returns, shown, strict=True):
        shows(one, told, RETURN, classes, {"case", "received"})
        assert told.ship_back_by == one.ship_back_by
        for line_of, came_of in zip(one.received, told.received, strict=True):
            shows(line_of, came_of, RECEIVED, classes, set())
        if one.case is not None:
            assert told.case is not None
            of_sides = {"evidence", "answer", "words"}
            shows(one.case, told.case, {**CASE, **dict.fromkeys(of_sides, ALL)}, classes, of_sides)
    vendors, buyers = shown[1].case, shown[2].case
    assert vendors is not None
    assert buyers is not None
    assert vendors.evidence == (() if name == "buyer" else ("letter",))
    assert buyers.evidence == (() if name in ("clerk", "chief") else ("photo",))
    staff = name in ("clerk", "chief")
    said, none = Personal("it broke by itself"), ((), None)
    assert (vendors.answer, vendors.words) == (none if staff else (("receipt",), said))
    said = Personal("it was whole")
    assert (buyers.answer, buyers.words) == (none if name == "buyer" else (("film",), said))


def test_of_operators_who_decides_reads_what_the_other_side_says_and_others_do_not() -> None:
    words: list[object] = []
    for more in ("refunds.view", "returns.decide", "orders.view_customer_data"):
        case = by(_of_marketplace("returns.view", more), returned()).returns[1].case
        assert case is not None
        assert case.answer == ("receipt",)
        words.append(case.words)
    assert words == [Personal(None), Personal("it broke by itself"), Personal("it broke by itself")]


def test_contexts_of_others_are_mistakes() -> None:
    desk = Desk(sold())
    with pytest.raises(MalformedError, match="the context has order"):
        seen(evolve(desk.after, order=OrderId("o2")), desk.ctx(STRANGERS["another buyer"]))
    with pytest.raises(PolicyMismatchError):
        seen(evolve(desk.after, rule_book=RuleBookId("other")), desk.ctx(STRANGERS["another buyer"]))


def without(order: Order, after: AfterSales, vendor: str) -> tuple[Order, AfterSales]:
    """As if there were only one vendor's parts."""
    parts = tuple([part for part in order.parts if part.vendor == vendor])
    names = {part.id for part in parts}
    return evolve(order, parts=parts), evolve(
        after,
        refunds=tuple([one for one in after.refunds if one.part in names]),
        returns=tuple([one for one in after.returns if one.part in names]),
    )


@settings(max_examples=30)
@given(st.data())
def test_what_is_seen_is_true_and_a_vendor_cannot_tell_whether_there_are_others(data: st.DataObject) -> None:
    def look(counter: Counter) -> None:
        for actor in (OPERATOR, SYSTEM):
            found = by(actor, counter)
            everything = MAY_SEE["system"][1]
            for refund, told in zip(counter.after.refunds, found.refunds, strict=True):
                shows(refund, told, REFUND, everything, {"payments"})
            for one, view in zip(counter.after.returns, found.returns, strict=True):
                shows(one, view, RETURN, everything, {"received", "case"})
        vendor = ACTORS["vendor"]
        vendors = seen(counter.after, counter.ctx(vendor))
        order, after = without(counter.order, counter.after, "v1")
        assert vendors == seen(after, evolve(counter.ctx(vendor), order=order))
        buyers = by(ADA, counter)
        assert [one.id for one in buyers.refunds] == [one.id for one in counter.after.refunds]
        for mine in buyers.refunds:
            assert mine.part is None or mine.amount == sum(share.total for share in mine.shares)
            assert mine.reason is None or mine.approved_at is not None

    wander(data.draw, look)


def test_seeing_is_linear_in_the_refunds() -> None:
    def calls(number: int) -> int:
        desk = Desk(sold(quantity=400))
        for place in range(number):
            desk.do(ask(line(units=1), refund=f"r{place:04}"))
        profile = cProfile.Profile()
        profile.enable()
        seen(desk.after, desk.ctx(ADA))
        profile.disable()
        return sum(entry.callcount for entry in profile.getstats())

    assert calls(120) < 4.5 * calls(30)


def test_amounts_are_money_of_the_order() -> None:
    desk = loaded()
    known = by(ADA, desk)
    assert known.money(known.refunds[0].amount) == money("15.00", "EUR")
    assert (known.order, known.currency, known.erased_at) == (desk.order.id, "EUR", None)
    assert ReturnId("b1") not in [one.of_return for one in known.refunds]
