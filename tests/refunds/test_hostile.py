"""Whoever asks with nonsense is told what is wrong with it, and nothing happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_UP, localcontext
from typing import Any, cast

import pytest
from moneyed import Money

from mpcore.kernel import LineId, MalformedError, Personal
from mpcore.money import money
from mpcore.refunds import Reason, RefundLine, RefundPolicy, RequestRefund
from tests.refunds.say import Desk, approve, ask, did_not, line, reject, sold, surplus, went_back


def asked(**changes: object) -> RequestRefund:
    return RequestRefund(**cast("dict[str, Any]", {**vars(ask(line(amount="1.00"))), **changes}))


NONSENSE: dict[str, Callable[[], object]] = {
    "a refund without a name": lambda: asked(refund=""),
    "a name with a line in it": lambda: asked(refund="r\n1"),
    "a name that is too long": lambda: asked(refund="r" * 201),
    "a name of a number": lambda: asked(refund=1),
    "a mode in words": lambda: asked(mode="full"),
    "a cause in words": lambda: asked(cause="goodwill"),
    "a reason in words": lambda: asked(reason="because"),
    "no reason": lambda: asked(reason=None),
    "lines that are none": lambda: asked(lines=["p1.l1"]),
    "lines in words": lambda: asked(lines="p1.l1"),
    "no money": lambda: asked(amount=5),
    "a text of money": lambda: asked(amount="5.00"),
    "nothing of the shipping": lambda: asked(shipping=money("0", "EUR")),
    "less than nothing": lambda: asked(amount=Money(-1, "EUR")),
    "a tenth of a cent": lambda: asked(amount=Money("0.001", "EUR")),
    "no number": lambda: asked(amount=Money("NaN", "EUR")),
    "no end": lambda: asked(shipping=Money("Infinity", "EUR")),
    "a tenth of a yen": lambda: RefundLine(line=LineId("l"), amount=Money("0.1", "JPY")),
    "half a unit": lambda: RefundLine(line=LineId("l"), units=cast("int", 0.5)),
    "true units": lambda: RefundLine(line=LineId("l"), units=True),
    "units in words": lambda: RefundLine(line=LineId("l"), units=cast("int", "1")),
    "a false restock": lambda: RefundLine(line=LineId("l"), restock=False),
    "a line without a name": lambda: RefundLine(line=LineId(" ")),
    "half a character": lambda: Reason(text=Personal("\ud800")),
    "a long story": lambda: Reason(text=Personal("x" * 10_001)),
    "a note that cannot be kept": lambda: reject(note="\0"),
    "nothing of the surplus": lambda: surplus("0.00"),
    "an attempt in words": lambda: did_not(attempt=cast("int", "1")),
    "a true attempt": lambda: went_back("1.00", attempt=True),
    "nothing went back": lambda: went_back("0.00"),
    "a failure without a code": lambda: did_not(failure=""),
    "days before the order": lambda: RefundPolicy(threshold_days=-1),
    "days without end": lambda: RefundPolicy(threshold_days=4_000_000),
    "no whole days": lambda: RefundPolicy(threshold_days=cast("Any", True)),
    "a language in capitals": lambda: RefundPolicy(reason_languages=frozenset({"EN"})),
    "no language": lambda: RefundPolicy(reason_languages=cast("Any", {"fr", 3})),
    "no refund at once": lambda: RefundPolicy(max_open_requests=0),
    "an unknown zone": lambda: RefundPolicy(zone="Mars/Olympus"),
    "languages in one text": lambda: RefundPolicy(reason_languages=cast("Any", "en")),
    "above nothing": lambda: RefundPolicy(four_eyes_above=money("0", "EUR")),
    "a switch in words": lambda: RefundPolicy(auto_approve=cast("bool", "yes")),
}


@pytest.mark.parametrize("nonsense", list(NONSENSE), ids=list(NONSENSE))
def test_nonsense_has_no_form(nonsense: str) -> None:
    with pytest.raises((MalformedError, TypeError, ValueError)):
        NONSENSE[nonsense]()


def test_an_instant_has_a_zone() -> None:
    with pytest.raises(MalformedError, match="no time zone"):
        Desk(sold()).refused(ask(line(amount="1.00")), now=datetime(2026, 3, 26, 10))  # noqa: DTZ001 - that is the point


def test_nothing_around_the_decision_changes_it() -> None:
    desk, other = Desk(sold(lines=3)), Desk(sold(lines=3))
    steps = (ask(amount="77.77"), approve(), went_back("33.33"))
    desk.do(*steps)
    with localcontext() as context:
        context.prec, context.rounding, context.Emax = 1, ROUND_UP, 1
        other.do(*steps)
    assert (desk.after, desk.order) == (other.after, other.order)


def test_what_is_asked_of_a_refund_that_is_not_there_is_not_found() -> None:
    for command in (approve("nobody"), reject("nobody"), went_back("1.00", refund="nobody")):
        assert Desk(sold()).refused(command) == ["not_found"]


def test_a_line_of_another_part_is_not_found() -> None:
    desk = Desk(sold("v1", "v2"))
    assert desk.refused(ask(line("p2.l1", amount="1.00"))) == ["not_found"]
    assert desk.refused(ask(line(amount="1.00"), part="p9")) == ["not_found"]
