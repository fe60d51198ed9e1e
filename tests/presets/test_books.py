"""The rule books that come along promise what their sources say, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from attrs import AttrsInstance, fields

from mpcore import presets
from mpcore.kernel import PolicyMismatchError, RuleBookId, is_id, utc
from mpcore.orders import CancellationFee, CancellationRequests, ShippedWhen, ShippingCharge, Silence
from mpcore.orders.values import Liability
from mpcore.presets import ALL, PLAIN, SHOPEE, SIPOKO, UPXYCLED, WHATNOT, RuleBook
from mpcore.subaccounts import CATALOGUE, SubAccountPolicy, Who
from mpcore.timing import ClockStart, CutOffs, DueRounding, Milestone, ShippingDeadline, Unit, WorkingCalendar

PARIS, NEW_YORK = ZoneInfo("Europe/Paris"), ZoneInfo("America/New_York")


def differences(one: AttrsInstance, other: AttrsInstance) -> dict[str, object]:
    """The fields in which the second is not like the first, with what it has."""
    return {
        field.name: getattr(other, field.name)
        for field in fields(type(one))
        if getattr(one, field.name) != getattr(other, field.name)
    }


def deadline(book: RuleBook) -> ShippingDeadline:
    assert book.orders.shipping is not None
    return book.orders.shipping


def test_the_neutral_book_is_the_one_that_comes_unasked() -> None:
    assert RuleBook() == PLAIN
    assert PLAIN.id == "plain"


def test_the_neutral_book_promises_this() -> None:
    """Defaults are promises: who changes one changes what every order under `plain` was promised."""
    policy = PLAIN.orders
    assert policy.shipping_charge is ShippingCharge.SEPARATE
    assert policy.underpayment_tolerance == 0
    assert policy.allow_ship_unpaid is False
    assert policy.allow_untracked is True
    assert policy.require_tracking_url is False
    assert policy.tracked_loss_liability is Liability.CARRIER
    assert policy.shipped_when is ShippedWhen.ALL_LINES
    assert policy.require_shipment is True
    assert policy.vendor_may_cancel is False
    assert policy.clock_skew == timedelta(minutes=5)
    assert deadline(PLAIN) == ShippingDeadline(
        amount=4,
        unit=Unit.CALENDAR_DAYS,
        clock_start=ClockStart.LATER_OF_BOTH,
        milestone=Milestone.DISPATCH,
        rounding=DueRounding.END_OF_DAY,
        zone="UTC",
        calendar=WorkingCalendar(weekend=(6, 7)),
        cut_offs=CutOffs(),
        count_first_day=False,
        grace=timedelta(0),
        pause_on_hold=False,
        pause_on_vacation=False,
        due_soon=timedelta(hours=24),
    )


def test_the_neutral_book_lets_nothing_be_delegated_and_limits_nothing() -> None:
    policy = PLAIN.subaccounts
    assert policy == SubAccountPolicy()
    assert policy.scopes is CATALOGUE
    assert policy.grantable == CATALOGUE.of(Who.DELEGABLE)
    assert (policy.max_roles, policy.max_sub_accounts, policy.cascade) == (None, None, False)
    assert (policy.invitations.main, policy.invitations.sub_accounts) == (False, False)
    assert policy.invitations.valid == policy.invitations.valid_for_sub_accounts == timedelta(hours=72)
    assert policy.invitations.again_before_expiry


@pytest.mark.parametrize("book", [SIPOKO, UPXYCLED], ids=lambda book: book.id)
def test_books_whose_sources_say_nothing_of_sub_accounts_are_neutral_about_them(book: RuleBook) -> None:
    assert book.subaccounts == PLAIN.subaccounts


def test_shopee_differs_in_what_its_pages_say() -> None:
    assert differences(PLAIN.orders, SHOPEE.orders) == {"rule_book": "shopee", "shipping": None}
    assert differences(PLAIN.discounts, SHOPEE.discounts) == {"rule_book": "shopee"}
    assert differences(PLAIN.subaccounts, SHOPEE.subaccounts) == {"invitations": SHOPEE.subaccounts.invitations}
    invitations = SHOPEE.subaccounts.invitations
    assert differences(PLAIN.subaccounts.invitations, invitations) == {"main": True}  # H10
    assert invitations.sub_accounts is False  # H11
    assert invitations.valid == timedelta(hours=72)  # H10
    assert invitations.again_before_expiry is True  # H10


def test_shopee_says_nothing_where_its_sources_disagree() -> None:
    policy = SHOPEE.subaccounts
    assert "payout_account.manage" not in policy.grantable  # H6
    assert (policy.max_roles, policy.max_sub_accounts) == (None, None)  # X-H1
    thirty = SHOPEE.what_if({"subaccounts.max_roles": 30})
    assert thirty.id == "shopee+subaccounts.max_roles=30"
    assert differences(policy, thirty.subaccounts) == {"max_roles": 30}


def test_sipoko_differs_in_what_its_pages_say() -> None:
    assert differences(PLAIN.orders, SIPOKO.orders) == {
        "rule_book": "sipoko",
        "shipping": deadline(SIPOKO),
        "shipping_charge": ShippingCharge.INCLUDED,  # S18
    }
    assert differences(deadline(PLAIN), deadline(SIPOKO)) == {
        "milestone": Milestone.DELIVERY,  # S27
        "zone": "Europe/Paris",
    }
    assert deadline(SIPOKO).amount == 4  # S26
    assert deadline(SIPOKO).unit is Unit.CALENDAR_DAYS  # S26
    assert deadline(SIPOKO).clock_start is ClockStart.LATER_OF_BOTH  # S26


def test_sipokos_four_days_run_from_the_later_of_order_and_payment() -> None:
    ordered, paid = (datetime(2026, 3, day, 10, tzinfo=PARIS) for day in (20, 26))
    start = deadline(SIPOKO).starts(ordered, paid)
    assert start == paid
    assert deadline(SIPOKO).starts(ordered, None) is None
    assert deadline(SIPOKO).due(utc(paid)) == datetime(2026, 3, 31, tzinfo=PARIS), "the end of 30 March, in summer time"


def test_upxycled_differs_in_what_its_pages_say() -> None:
    assert differences(PLAIN.orders, UPXYCLED.orders) == {
        "rule_book": "upxycled",
        "shipping": None,
        "require_tracking_url": True,  # U8
        "shipped_when": ShippedWhen.FIRST_PARCEL,  # U10
    }


def test_whatnot_differs_in_what_others_say_of_it() -> None:
    assert differences(PLAIN.orders, WHATNOT.orders) == {
        "rule_book": "whatnot",
        "shipping": deadline(WHATNOT),
        "vendor_may_cancel": True,  # X-W4
        "cancellation_fee": CancellationFee(fixed=300, percent=Decimal(3), waived=1),  # X-W4
        "requests": CancellationRequests(  # X-W3
            window=timedelta(hours=24), answer_within=timedelta(hours=48), silence=Silence.DECLINES
        ),
    }
    assert differences(PLAIN.subaccounts, WHATNOT.subaccounts) == {"invitations": WHATNOT.subaccounts.invitations}
    accepted = differences(PLAIN.subaccounts.invitations, WHATNOT.subaccounts.invitations)
    assert accepted == {"sub_accounts": True}  # X-W7
    assert differences(deadline(PLAIN), deadline(WHATNOT)) == {
        "amount": 2,  # X-W1
        "unit": Unit.BUSINESS_DAYS,  # X-W1
        "zone": "America/New_York",
    }


@pytest.mark.parametrize(
    ("sold", "late"),
    [(23, 26), (24, 27), (25, 28), (26, 31), (27, 32), (28, 32), (29, 32)],
    ids=["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
)
def test_whatnots_two_business_days_leave_out_the_day_of_sale_and_weekends(sold: int, late: int) -> None:
    """Monday → Wednesday and Friday → Tuesday, as X-W1 has it; the first instant that is late is the day after."""
    first_late = datetime(2026, 3, 1, tzinfo=NEW_YORK) + timedelta(days=late - 1)
    assert deadline(WHATNOT).due(utc(datetime(2026, 3, sold, 23, 59, tzinfo=NEW_YORK))) == first_late


def test_all_of_them_are_kept_by_id() -> None:
    assert list(ALL) == [PLAIN, SHOPEE, SIPOKO, UPXYCLED, WHATNOT]
    assert [book.id for book in ALL] == ["plain", "shopee", "sipoko", "upxycled", "whatnot"]
    for book in ALL:
        assert ALL.get(book.id) is book
        assert is_id(book.id)
        assert book.orders.rule_book == book.discounts.rule_book == book.id
    with pytest.raises(PolicyMismatchError, match="there is no rule book 'Sipoko'; there is plain, shopee, "):
        ALL.get(RuleBookId("Sipoko"))


def test_every_preset_is_public_under_its_id() -> None:
    for book in ALL:
        assert getattr(presets, book.id.upper()) is book
        assert book.id.upper() in presets.__all__


def test_a_deadline_ends_in_utc_whatever_its_zone() -> None:
    for book in (PLAIN, SIPOKO, WHATNOT):
        due = deadline(book).due(utc(datetime(2026, 3, 26, 9, tzinfo=UTC)))
        assert due is not None
        assert due.utcoffset() == timedelta(0)
