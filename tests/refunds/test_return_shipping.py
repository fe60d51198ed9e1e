"""Who pays the parcel that brings goods back (U29, S32, S35, rules.md §8.2, §00.4)."""

from __future__ import annotations

import pytest

from mpcore.kernel import MalformedError
from mpcore.money import money
from mpcore.refunds import (
    COMPLAINTS,
    Payer,
    PayerException,
    RefundPolicy,
    ReturnAccepted,
    ReturnExchanged,
    ReturnPolicy,
    ReturnReason,
    ReturnRefunded,
    ReturnRefundRequested,
    ReturnShippingPolicy,
)
from tests.refunds.say import approve, reject
from tests.refunds.say_returns import Counter, accept, came, delivered, exchange, receive, refund, send, wants

BUYER, VENDOR, OPERATOR = Payer.BUYER, Payer.VENDOR, Payer.OPERATOR

UPXYCLED = ReturnShippingPolicy(
    BUYER, [PayerException(reason, VENDOR) for reason in sorted(COMPLAINTS, key=lambda reason: reason.value)]
)
"""The buyer pays, unless the complaint is justified (U29)."""
SIPOKO = ReturnShippingPolicy(VENDOR, [PayerException(ReturnReason.BOUGHT_BY_MISTAKE, BUYER)])
"""The seller pays (S32), unless it was bought by mistake (S35)."""

MISTAKE, REGRET, DEFECT = ReturnReason.BOUGHT_BY_MISTAKE, ReturnReason.CHANGED_MIND, ReturnReason.DEFECTIVE


def returned(
    shipping: ReturnShippingPolicy, reason: ReturnReason, postage: str | None = "4.90", most: str | None = None
) -> Counter:
    """A unit came back for this reason, and its buyer says what the parcel cost."""
    limit = None if most is None else money(most, "EUR")
    said = RefundPolicy(returns=ReturnPolicy(shipping=shipping, postage_most=limit))
    counter = Counter(delivered(), said).do(wants(reason=reason), accept())
    return counter.do(send(postage), receive(came()))


JUSTIFIED: list[tuple[ReturnReason, Payer]] = [
    (reason, VENDOR) for reason in sorted(COMPLAINTS, key=lambda reason: reason.value)
]
NOT_JUSTIFIED = [(REGRET, BUYER), (MISTAKE, BUYER), (ReturnReason.OTHER, BUYER)]
REASONS = [*JUSTIFIED, *NOT_JUSTIFIED]


@pytest.mark.rule("U29")
@pytest.mark.parametrize(("reason", "payer"), REASONS, ids=[reason.value for reason, _ in REASONS])
def test_where_the_buyer_pays_unless_the_complaint_is_justified(reason: ReturnReason, payer: Payer) -> None:
    counter = returned(UPXYCLED, reason).do(refund())
    assert counter.last(ReturnAccepted).payer is payer
    counter.settle()
    assert counter.last(ReturnRefunded).compensation == (490 if payer is VENDOR else 0)
    assert counter.last(ReturnRefunded).payer is (VENDOR if payer is VENDOR else None)


@pytest.mark.rule("U29")
def test_the_buyer_pays_where_nobody_says_otherwise() -> None:
    counter = returned(ReturnShippingPolicy(), DEFECT).do(refund())
    assert counter.last(ReturnAccepted).payer is BUYER
    assert counter.last(ReturnRefundRequested).compensation == 0


SIPOKOS = [(reason, BUYER if reason is MISTAKE else VENDOR) for reason in ReturnReason]


@pytest.mark.rule("S32", "S35")
@pytest.mark.parametrize(("reason", "payer"), SIPOKOS, ids=[reason.value for reason, _ in SIPOKOS])
def test_where_the_seller_pays_unless_it_was_bought_by_mistake(reason: ReturnReason, payer: Payer) -> None:
    counter = returned(SIPOKO, reason).do(refund())
    assert counter.last(ReturnAccepted).payer is payer
    counter.settle()
    assert counter.last(ReturnRefunded).compensation == (490 if payer is VENDOR else 0)


@pytest.mark.rule("S32")
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
        ("4.90", None, "5.00", 490),
        ("4.90", "2.00", "3.00", 200),
        (None, None, "3.00", 0),
    ],
)
def test_it_is_fixed_when_the_refund_is_asked_for(
    postage: str | None, most: str | None, right: str | None, owed: int
) -> None:
    counter = returned(SIPOKO, DEFECT, postage, most).do(refund(postage=right))
    assert counter.last(ReturnRefundRequested).compensation == owed
    counter.settle()
    assert counter.last(ReturnRefunded).compensation == owed


def test_a_limit_in_another_currency_binds_nobody() -> None:
    said = RefundPolicy(returns=ReturnPolicy(shipping=SIPOKO, postage_most=money("1.00", "USD")))
    counter = Counter(delivered(), said).do(wants(), accept(), send("4.90"), receive(came()), refund())
    assert counter.last(ReturnRefundRequested).compensation == 490


@pytest.mark.rule("S32")
def test_it_is_owed_once_the_refund_has_completed_and_not_before() -> None:
    counter = returned(SIPOKO, DEFECT).do(refund(), approve())
    assert ReturnRefunded not in counter.happened()
    counter.settle()
    assert counter.happened().count(ReturnRefunded) == 1


@pytest.mark.rule("S32")
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
    counter = returned(ReturnShippingPolicy(OPERATOR), REGRET).do(refund())
    counter.settle()
    assert counter.last(ReturnRefunded).payer is OPERATOR


def test_each_reason_has_one_payer() -> None:
    with pytest.raises(MalformedError, match="exceptions"):
        ReturnShippingPolicy(BUYER, [PayerException(DEFECT, VENDOR), PayerException(DEFECT, OPERATOR)])
