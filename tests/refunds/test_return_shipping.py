"""Who pays the parcel that brings goods back (U29, S32, S35, rules.md §8.2, §00.4)."""

from __future__ import annotations

import pytest

from mpcore.kernel import LineId, MalformedError, OrderId, RefundId
from mpcore.money import money
from mpcore.orders import Recipient
from mpcore.refunds import (
    COMPLAINTS,
    KeptBack,
    Mode,
    NoticeKind,
    Payer,
    PayerException,
    RefundCause,
    RefundPolicy,
    RefundReturn,
    ReturnAccepted,
    ReturnExchanged,
    ReturnId,
    ReturnPolicy,
    ReturnReason,
    ReturnRefunded,
    ReturnRefundRequested,
    ReturnShippingPolicy,
    notices,
)
from mpcore.testing import OPERATOR as OLGA
from tests.refunds.say import approve, ask_all, reject
from tests.refunds.say_returns import Counter, accept, came, delivered, exchange, receive, refund, send, wants

UNCONFIRMED = NoticeKind.POSTAGE_UNCONFIRMED
BUYER, VENDOR, OPERATOR = Payer.BUYER, Payer.VENDOR, Payer.OPERATOR

UPXYCLED = ReturnShippingPolicy(
    BUYER, [PayerException(reason, VENDOR) for reason in sorted(COMPLAINTS, key=lambda reason: reason.value)]
)
"""The buyer pays, unless the complaint is justified (U29)."""
SIPOKO = ReturnShippingPolicy(VENDOR, [PayerException(ReturnReason.BOUGHT_BY_MISTAKE, BUYER)])
"""The seller pays (S32), unless it was bought by mistake (S35)."""

MISTAKE, REGRET, DEFECT = ReturnReason.BOUGHT_BY_MISTAKE, ReturnReason.CHANGED_MIND, ReturnReason.DEFECTIVE
MISSING = ReturnReason.MISSING_ITEM


def returned(
    shipping: ReturnShippingPolicy, reason: ReturnReason, postage: str | None = "4.90", most: str | None = None
) -> Counter:
    """A unit came back for this reason, and its buyer says what the parcel cost; what is missing needs no parcel."""
    limit = None if most is None else money(most, "EUR")
    said = RefundPolicy(returns=ReturnPolicy(shipping=shipping, postage_most=limit))
    counter = Counter(delivered(), said).do(wants(reason=reason), accept())
    return counter if counter.one().nothing_comes_back else counter.do(send(postage), receive(came()))


JUSTIFIED: list[tuple[ReturnReason, Payer]] = [
    (reason, VENDOR) for reason in sorted(COMPLAINTS, key=lambda reason: reason.value)
]
NOT_JUSTIFIED = [(REGRET, BUYER), (MISTAKE, BUYER), (ReturnReason.OTHER, BUYER)]
REASONS = [*JUSTIFIED, *NOT_JUSTIFIED]


@pytest.mark.rule("U29")
@pytest.mark.parametrize(("reason", "payer"), REASONS, ids=[reason.value for reason, _ in REASONS])
def test_where_the_buyer_pays_unless_the_complaint_is_justified(reason: ReturnReason, payer: Payer) -> None:
    counter = returned(UPXYCLED, reason, most="9.00").do(refund())
    assert counter.last(ReturnAccepted).payer is payer
    counter.settle()
    owed = payer is VENDOR and reason is not MISSING
    assert counter.last(ReturnRefunded).compensation == (490 if owed else 0)
    assert counter.last(ReturnRefunded).payer is (VENDOR if owed else None)


@pytest.mark.rule("U29")
def test_the_buyer_pays_where_nobody_says_otherwise() -> None:
    counter = returned(ReturnShippingPolicy(), DEFECT).do(refund())
    assert counter.last(ReturnAccepted).payer is BUYER
    assert counter.last(ReturnRefundRequested).compensation == 0


SIPOKOS = [(reason, BUYER if reason is MISTAKE else VENDOR) for reason in ReturnReason]


@pytest.mark.rule("S32", "S35")
@pytest.mark.parametrize(("reason", "payer"), SIPOKOS, ids=[reason.value for reason, _ in SIPOKOS])
def test_where_the_seller_pays_unless_it_was_bought_by_mistake(reason: ReturnReason, payer: Payer) -> None:
    counter = returned(SIPOKO, reason, most="9.00").do(refund())
    assert counter.last(ReturnAccepted).payer is payer
    counter.settle()
    assert counter.last(ReturnRefunded).compensation == (490 if payer is VENDOR and reason is not MISSING else 0)


@pytest.mark.rule("S32", "00.4")
def test_the_postage_is_no_part_of_the_refund() -> None:
    counter = returned(SIPOKO, DEFECT).do(refund())
    assert counter.settle() == 1000
    assert counter.order.parts[0].refunded == 1000
    assert counter.one().compensation == 490


@pytest.mark.rule("S32")
@pytest.mark.parametrize(
    ("postage", "most", "right", "owed"),
    [
        ("4.90", None, None, 490),
        ("4.90", "4.89", None, 489),
        ("4.90", "4.91", None, 490),
        ("4.90", None, "3.00", 300),
        ("4.90", None, "5.00", 500),
        ("4.90", None, "0", 0),
        ("4.90", "3.00", "3.00", 300),
        ("4.90", "5.00", "5.00", 500),
        ("4.90", "5.00", None, 490),
        (None, None, "3.00", 300),
        (None, "3.00", "3.00", 300),
        (None, "3.00", None, 0),
    ],
)
def test_it_is_fixed_when_the_refund_is_asked_for(
    postage: str | None, most: str | None, right: str | None, owed: int
) -> None:
    counter = returned(SIPOKO, DEFECT, postage, most).do(refund(postage=right))
    assert counter.last(ReturnRefundRequested).compensation == owed
    counter.settle()
    assert counter.last(ReturnRefunded).compensation == owed


@pytest.mark.rule("S32")
def test_and_is_never_more_than_the_marketplace_pays_for_a_parcel() -> None:
    counter = returned(SIPOKO, DEFECT, "4.90", "3.00")
    assert counter.refused(refund(postage="3.01")) == ["refunds.postage_too_high"]
    assert counter.refused(refund(postage="3.01"), who=OLGA) == ["refunds.postage_too_high"]
    counter.do(refund(postage="3.00"))
    assert counter.one().compensation == 300


@pytest.mark.rule("S32")
@pytest.mark.parametrize(("named", "owed"), [(None, 0), ("3.00", 300)])
def test_a_limit_in_another_currency_leaves_what_the_payer_names(named: str | None, owed: int) -> None:
    said = RefundPolicy(returns=ReturnPolicy(shipping=SIPOKO, postage_most=money("10.00", "USD")))
    counter = Counter(delivered(), said).do(wants(), accept(), send("9000.00"), receive(came()), refund(postage=named))
    assert counter.last(ReturnRefundRequested).compensation == owed


@pytest.mark.rule("S32")
@pytest.mark.parametrize(("most", "owed"), [(None, 0), ("5.00", 500), ("9000.00", 9000_00), ("9000.01", 9000_00)])
def test_what_only_the_buyer_says_time_owes_up_to_the_limit_and_without_one_not_at_all(
    most: str | None, owed: int
) -> None:
    counter = returned(SIPOKO, DEFECT, "9000.00", most)
    counter.fired()
    assert counter.last(ReturnRefundRequested).compensation == owed
    told = [note for note in notices(counter.after, counter.history, counter.order) if note.kind is UNCONFIRMED]
    assert [(note.to, note.amount, note.vendor) for note in told] == (
        [] if owed == 9000_00 else [(Recipient.OPERATOR, 9000_00 - owed, "v1")]
    )


@pytest.mark.rule("S32")
@pytest.mark.parametrize(
    ("most", "named", "owed"), [(None, None, 0), (None, "9.00", 0), ("3.00", None, 300), ("3.00", "2.00", 200)]
)
def test_a_vendor_names_no_postage_that_the_marketplace_pays(most: str | None, named: str | None, owed: int) -> None:
    counter = returned(ReturnShippingPolicy(OPERATOR), REGRET, "4.90", most).do(refund(postage=named))
    assert counter.one().compensation == owed
    assert UNCONFIRMED not in [note.kind for note in notices(counter.after, counter.history, counter.order)]


@pytest.mark.rule("S32")
def test_a_refund_of_a_return_is_said_again_with_the_same_postage() -> None:
    counter = returned(SIPOKO, DEFECT).do(refund(postage="3.00"))
    before = counter.after
    assert counter.do(refund(postage="3.00")).after == before
    for other in (None, "2.99", "3.01"):
        assert counter.refused(refund(postage=other)) == ["id_taken"]
    dollars = RefundReturn(
        order=OrderId("o1"), return_id=ReturnId("b1"), refund=RefundId("r1"), postage=money("3.00", "USD")
    )
    assert counter.refused(dollars) == ["id_taken"]
    counter.do(reject())
    fell = counter.after
    assert counter.do(refund(postage="3.00")).after == fell


@pytest.mark.rule("S32")
def test_it_is_owed_once_the_refund_has_completed_and_not_before() -> None:
    counter = returned(SIPOKO, DEFECT).do(refund(), approve())
    assert ReturnRefunded not in counter.happened()
    counter.settle()
    assert counter.happened().count(ReturnRefunded) == 1


@pytest.mark.rule("S32", "00.4")
def test_a_refund_that_fell_owes_nothing_and_the_next_one_fixes_it_anew() -> None:
    counter = returned(SIPOKO, DEFECT).do(refund(postage="3.00"), reject())
    assert counter.one().compensation == 0
    counter.do(refund("r2"))
    counter.settle("r2")
    assert counter.last(ReturnRefunded).compensation == 490


def test_an_exchange_owes_it_too() -> None:
    counter = returned(SIPOKO, DEFECT).do(exchange())
    assert (counter.last(ReturnExchanged).compensation, counter.last(ReturnExchanged).payer) == (490, VENDOR)


def test_the_marketplace_may_pay_it() -> None:
    counter = returned(ReturnShippingPolicy(OPERATOR), REGRET).do(refund(), who=OLGA)
    counter.settle()
    assert (counter.last(ReturnRefunded).compensation, counter.last(ReturnRefunded).payer) == (490, OPERATOR)


@pytest.mark.rule("S32")
def test_the_marketplace_may_name_what_a_vendor_pays() -> None:
    counter = returned(SIPOKO, DEFECT, None).do(refund(postage="4.00"), who=OLGA)
    counter.settle()
    assert (counter.last(ReturnRefunded).compensation, counter.last(ReturnRefunded).payer) == (400, VENDOR)


def test_each_reason_has_one_payer() -> None:
    with pytest.raises(MalformedError, match="exceptions"):
        ReturnShippingPolicy(BUYER, [PayerException(DEFECT, VENDOR), PayerException(DEFECT, OPERATOR)])


def kept(*reasons: ReturnReason, deduct: bool = True, quantity: int = 3, shipping: str = "4.99") -> Counter:
    """All of a part came back, one return for each reason, the last of which brings what is left."""
    said = RefundPolicy(returns=ReturnPolicy(deduct_outbound_shipping_on_mistake=deduct))
    counter = Counter(delivered(quantity=quantity, price="3.33", shipping=shipping), said)
    for number, reason in enumerate(reasons, 1):
        units = quantity - len(reasons) + 1 if number == len(reasons) else 1
        name = f"b{number}"
        counter.do(wants(("p1.l1", units), reason=reason, name=name), accept(name))
        counter.do(receive(came(units=units), name=name), refund(f"r{number}", name))
        counter.settle(f"r{number}")
    return counter


@pytest.mark.rule("S35")
@pytest.mark.parametrize(
    ("reasons", "deduct", "stays"),
    [
        ((MISTAKE,), True, 499),
        ((MISTAKE, MISTAKE), True, 499),
        ((MISTAKE,), False, 0),
        ((REGRET,), True, 0),
        ((DEFECT,), True, 0),
        ((MISTAKE, DEFECT), True, 0),
        ((DEFECT, MISTAKE), True, 0),
    ],
    ids=["mistake", "in steps", "switched off", "regret", "defect", "defect last", "defect first"],
)
def test_the_shipping_stays_where_all_was_bought_by_mistake(
    reasons: tuple[ReturnReason, ...], deduct: bool, stays: int
) -> None:
    counter = kept(*reasons, deduct=deduct)
    (part,) = counter.order.parts
    assert part.paid == 3 * 333 + 499
    assert part.refundable == part.paid - part.refunded == stays
    assert counter.one(f"b{len(reasons)}").shipping_kept == stays
    assert counter.last(ReturnRefundRequested).shipping_kept == stays
    last = counter.after.refunds[-1]
    assert (last.mode, last.cause) == (
        (Mode.PARTIAL, RefundCause.SOME_ITEMS_RETURNED) if stays else (Mode.FULL, RefundCause.ALL_ITEMS_RETURNED)
    )
    assert sum(share.shipping for one in counter.after.refunds for share in one.settled) == 499 - stays
    assert sum(share.units for one in counter.after.refunds for share in one.settled) == 3


@pytest.mark.rule("S35")
def test_what_came_back_in_part_keeps_nothing_of_it() -> None:
    said = RefundPolicy(returns=ReturnPolicy(deduct_outbound_shipping_on_mistake=True))
    counter = Counter(delivered(shipping="4.99"), said).do(wants(reason=MISTAKE), accept(), receive(came()), refund())
    assert counter.settle() == 1000
    assert counter.one().shipping_kept == 0


@pytest.mark.rule("S35")
def test_a_refund_that_fell_keeps_no_shipping_and_the_next_does() -> None:
    said = RefundPolicy(returns=ReturnPolicy(deduct_outbound_shipping_on_mistake=True))
    counter = Counter(delivered(shipping="4.99"), said).do(wants(("p1.l1", 2), reason=MISTAKE), accept())
    counter.do(receive(came(units=2)), refund(), reject())
    assert counter.one().shipping_kept == 0
    counter.do(refund("r2"))
    assert counter.settle("r2") == 2000
    assert counter.one().shipping_kept == 499


@pytest.mark.rule("S35")
def test_what_coupons_kept_back_before_goes_back_all_the_same() -> None:
    said = RefundPolicy(returns=ReturnPolicy(deduct_outbound_shipping_on_mistake=True))
    counter = Counter(delivered(lines=2, shipping="4.99"), said)
    counter.do(wants(("p1.l1", 2), reason=MISTAKE), accept(), receive(came(units=2)))
    counter.kept_back = (KeptBack(ReturnId("b1"), LineId("p1.l2"), 300),)
    counter.do(refund())
    assert counter.settle() == 1700
    counter.do(wants(("p1.l2", 2), reason=MISTAKE, name="b2"), accept("b2"), receive(came("p1.l2", 2), name="b2"))
    counter.do(refund("r2", "b2"))
    assert counter.settle("r2") == 2300
    assert counter.order.parts[0].refundable == 499


@pytest.mark.rule("S35")
def test_the_marketplace_may_still_give_the_shipping_back() -> None:
    counter = kept(MISTAKE)
    counter.do(ask_all(cause=RefundCause.ALL_ITEMS_RETURNED, refund="r9"), who=OLGA)
    assert counter.settle("r9") == 499
    assert counter.order.parts[0].refundable == 0
