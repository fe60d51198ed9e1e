"""Policies and rule books: any that can be built."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mpcore.discounts import DiscountPolicy, FreeItemValue, PercentOf, PercentPer, ReleaseOn
from mpcore.kernel import ListingId, RuleBookId, Scope, VendorId, id_of_change
from mpcore.money import Rounding, from_minor
from mpcore.orders import (
    BuyerCancels,
    CancellationFee,
    CancellationRequests,
    ConfirmedBy,
    Liability,
    NotifyWhen,
    OrderPolicy,
    ShippedWhen,
    ShippingCharge,
    Silence,
)
from mpcore.presets import ALL, RuleBook
from mpcore.refunds import (
    CaseAnswerSilence,
    CaseSilence,
    CategoryId,
    CutOff,
    DocumentsSilence,
    LatePolicy,
    LostParcel,
    Payer,
    PayerException,
    PaymentOrder,
    RefundPolicy,
    RequestSilence,
    ReturnOverride,
    ReturnPolicy,
    ReturnReason,
    ReturnShippingPolicy,
    WhenAllCameBack,
    WindowStart,
)
from mpcore.subaccounts import InvitationPolicy, SubAccountPolicy
from mpcore.testing.strategies.values import zones
from mpcore.timing import ClockStart, CutOffs, DueRounding, Milestone, ShippingDeadline, Unit, WorkingCalendar

__all__ = [
    "cancellation_fees",
    "cancellation_requests",
    "deadlines",
    "discount_policies",
    "order_policies",
    "refund_books",
    "refund_policies",
    "return_policies",
    "rule_books",
]

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_SUB_ACCOUNTS = (
    SubAccountPolicy(),
    SubAccountPolicy(invitations=InvitationPolicy(main=True, sub_accounts=True), max_roles=20),
    SubAccountPolicy(delegated=frozenset({Scope("grants.manage"), Scope("roles.manage")}), cascade=True),
)
_HOLIDAYS = (date(2026, 3, 30), date(2026, 12, 25), date(2027, 1, 1))


@st.composite
def deadlines(draw: DrawFn) -> ShippingDeadline:
    """Shipping deadlines of every unit, clock start, milestone and rounding, in any zone."""
    unit = draw(st.sampled_from(Unit))
    rounding = draw(st.sampled_from(DueRounding))
    amount = draw(st.sampled_from((0, 1, 2, 4, 10) if unit is not Unit.HOURS else (0, 1, 24, 72)))
    by_date = unit is not Unit.HOURS and rounding is DueRounding.END_OF_DAY
    cut_off = draw(st.sampled_from((None, time(14), time(0), time(23, 59)))) if by_date else None
    return ShippingDeadline(
        amount=amount,
        unit=unit,
        clock_start=draw(st.sampled_from(ClockStart)),
        milestone=draw(st.sampled_from(Milestone)),
        rounding=rounding,
        zone=draw(zones()),
        calendar=WorkingCalendar(
            weekend=draw(st.sampled_from(((6, 7), (5, 6), ()))), holidays=draw(st.sampled_from(((), _HOLIDAYS)))
        ),
        cut_offs=CutOffs() if cut_off is None else CutOffs.daily(cut_off),
        count_first_day=by_date and amount > 0 and draw(st.booleans()),
        grace=draw(st.sampled_from((timedelta(), timedelta(hours=1)))),
        pause_on_hold=draw(st.booleans()),
        pause_on_vacation=draw(st.booleans()),
        due_soon=draw(st.sampled_from((timedelta(hours=24), timedelta(), timedelta(days=3)))),
    )


def cancellation_requests() -> SearchStrategy[CancellationRequests]:
    """Requests of buyers to cancel: in a window or without one, answered in time or at once, with both silences."""
    return st.builds(
        CancellationRequests,
        window=st.sampled_from((None, _DAY, timedelta())),
        answer_within=st.sampled_from((2 * _DAY, _HOUR, timedelta(), 10 * _DAY)),
        silence=st.sampled_from(Silence),
    )


def cancellation_fees() -> SearchStrategy[CancellationFee]:
    """What vendors pay who cancel: a fixed amount, a percentage, nothing; the first ones free."""
    percents = st.sampled_from((Decimal(3), Decimal(0), Decimal("12.5"), Decimal(100)))
    return st.builds(CancellationFee, fixed=st.sampled_from((300, 0)), percent=percents, waived=st.integers(0, 2))


def order_policies() -> SearchStrategy[OrderPolicy]:
    """Any policy for orders; the plain one is what counterexamples shrink to."""
    switch = st.booleans()
    return st.builds(
        OrderPolicy,
        shipping=st.just(ShippingDeadline()) | st.none() | deadlines(),
        shipping_charge=st.sampled_from(ShippingCharge),
        underpayment_tolerance=st.sampled_from((0, 0, 1, 500)),
        allow_ship_unpaid=switch,
        allow_untracked=switch.map(lambda forbidden: not forbidden),
        require_tracking_url=switch,
        tracked_loss_liability=st.sampled_from((Liability.CARRIER, Liability.OPERATOR, Liability.VENDOR)),
        shipped_when=st.sampled_from(ShippedWhen),
        require_shipment=switch.map(lambda relieved: not relieved),
        vendor_may_cancel=switch,
        confirmed_by=st.sampled_from(ConfirmedBy),
        remind_unpaid_after=st.sampled_from(((), (_HOUR,), (_HOUR, _DAY, 3 * _DAY), (timedelta(),))),
        cancel_unpaid_after=st.sampled_from((None, 2 * _DAY, timedelta(), 10 * _DAY)),
        complete_after=st.sampled_from((None, 14 * _DAY, timedelta(), _DAY)),
        cancel_missed_after=st.sampled_from((None, _DAY, timedelta())),
        vendor_may_hold=switch,
        buyer_cancels=st.sampled_from(BuyerCancels),
        requests=st.none() | cancellation_requests(),
        cancellation_fee=st.none() | cancellation_fees(),
        notes_on_closed=switch,
        notify_when=st.sampled_from(NotifyWhen),
        clock_skew=st.sampled_from((timedelta(minutes=5), timedelta(), timedelta(days=1))),
    )


def discount_policies() -> SearchStrategy[DiscountPolicy]:
    """Any policy for coupons; the plain one is what counterexamples shrink to."""
    switch = st.booleans()
    return st.builds(
        DiscountPolicy,
        rule_book=st.just(RuleBookId("plain")),
        percent_of=st.sampled_from(PercentOf),
        percent_per=st.sampled_from(PercentPer),
        rounding=st.sampled_from((Rounding.HALF_UP, *Rounding)),
        tax_rounding=st.sampled_from((Rounding.HALF_UP, *Rounding)),
        free_item_value=st.sampled_from(FreeItemValue),
        most_percent=st.sampled_from((None, None, Decimal(70), Decimal("12.5"), Decimal(0))),
        percent_cap_required=switch,
        on_shipping=st.sampled_from((True, True, False)),
        per_buyer_most=st.sampled_from((None, None, 2, 1)),
        hold_for=st.sampled_from((timedelta(minutes=30), timedelta(microseconds=1), timedelta(days=1))),
        release_on=st.frozensets(st.sampled_from(ReleaseOn)),
        allow_reactivation=switch,
    )


_PAYERS = (
    ReturnShippingPolicy(),
    ReturnShippingPolicy(Payer.VENDOR, (PayerException(ReturnReason.BOUGHT_BY_MISTAKE, Payer.BUYER),)),
    ReturnShippingPolicy(Payer.BUYER, (PayerException(ReturnReason.DEFECTIVE, Payer.VENDOR),)),
    ReturnShippingPolicy(Payer.OPERATOR),
    ReturnShippingPolicy(Payer.VENDOR),
)


_OVERRIDES = (
    (),
    (),
    (ReturnOverride(vendor=VendorId("v1"), days=3), ReturnOverride(vendor=VendorId("v2"), days=None)),
    (ReturnOverride(listing=ListingId("listing of p1.l1"), days=None),),
    (ReturnOverride(category=CategoryId("fresh"), days=0), ReturnOverride(category=CategoryId("made"), days=90)),
)
_POSTAGE = (None, None, *[from_minor(399, code) for code in ("EUR", "JPY", "BHD")])


_SILENCES = tuple(
    [
        (may_reject, silence)
        for silence in (RequestSilence.ESCALATES, RequestSilence.ACCEPTS, RequestSilence.REJECTS)
        for may_reject in (False, True)
        if may_reject or silence is not RequestSilence.REJECTS
    ]
)
"""Whether vendors may reject what is in time, and what their silence means: no more than they may themselves."""


@st.composite
def return_policies(draw: DrawFn) -> ReturnPolicy:
    """Any policy for returns; overrides name the goods of `place_commands`, and of the categories fresh and made.

    The plain one is what counterexamples shrink to.
    """
    switch = st.booleans()
    may_reject, silence = draw(st.sampled_from(_SILENCES))
    policies = st.builds(
        ReturnPolicy,
        days=st.sampled_from((30, 14, 1, 0)),
        start=st.sampled_from(WindowStart),
        late=st.sampled_from(LatePolicy),
        overrides=st.sampled_from(_OVERRIDES),
        vendors_may_reject=st.just(may_reject),
        answer_within=st.sampled_from((3 * _DAY, _HOUR, timedelta(microseconds=1))),
        silence=st.just(silence),
        documents_within=st.sampled_from((7 * _DAY, _HOUR)),
        documents_silence=st.sampled_from((DocumentsSilence.GOES_BACK, *DocumentsSilence)),
        documents_rounds=st.sampled_from((3, 1, 0)),
        ship_back_days=st.sampled_from((14, 0)),
        lost_after=st.sampled_from((30 * _DAY, _DAY)),
        lost=st.sampled_from(LostParcel),
        received_after=st.sampled_from((3 * _DAY, _HOUR)),
        refund_within=st.sampled_from((7 * _DAY, _HOUR)),
        requires_receipt=switch.map(lambda advanced: not advanced),
        shipping=st.sampled_from(_PAYERS),
        postage_most=st.sampled_from(_POSTAGE),
        buyers_may_escalate=switch,
        deduct_outbound_shipping_on_mistake=switch,
        case_answer_within=st.sampled_from((7 * _DAY, _HOUR)),
        case_answer_silence=st.sampled_from(CaseAnswerSilence),
        case_within=st.sampled_from((14 * _DAY, _HOUR)),
        case_silence=st.sampled_from((CaseSilence.DENIED, *CaseSilence)),
        obey_within=st.sampled_from((3 * _DAY, _HOUR)),
    )
    return draw(policies)


_FOUR_EYES = (None, from_minor(1, "EUR"), from_minor(1000, "EUR"), from_minor(300, "JPY"), from_minor(1, "USD"))


def refund_policies() -> SearchStrategy[RefundPolicy]:
    """Any policy for refunds; the plain one is what counterexamples shrink to."""
    switch = st.booleans()
    return st.builds(
        RefundPolicy,
        cut_off=st.sampled_from((CutOff.PAYOUT_PAID, *CutOff)),
        threshold_days=st.sampled_from((None, None, 90, 0)),
        zone=zones(),
        auto_approve=switch,
        buyers_may_request=switch,
        four_eyes_above=st.sampled_from(_FOUR_EYES),
        max_open_requests=st.sampled_from((None, None, 1, 2)),
        enforce_causes=switch.map(lambda advisory: not advisory),
        reason_languages=st.sampled_from((frozenset[str](), frozenset({"en"}))),
        when_all_came_back=st.sampled_from(WhenAllCameBack),
        payment_order=st.sampled_from(PaymentOrder),
        returns=st.sampled_from((ReturnPolicy(), ReturnPolicy(requires_receipt=False))) | return_policies(),
    )


_REFUNDS = (
    RefundPolicy(),
    RefundPolicy(cut_off=CutOff.NONE, auto_approve=True, returns=ReturnPolicy(late=LatePolicy.VENDOR_DISCRETION)),
    RefundPolicy(cut_off=CutOff.PAYOUT_REQUESTED, threshold_days=90, max_open_requests=1, enforce_causes=False),
)


def rule_books() -> SearchStrategy[RuleBook]:
    """The presets, and books that nobody has written; two books with one id are equal."""
    places = st.sampled_from(range(3))
    return st.sampled_from(tuple(ALL)) | st.builds(_book, order_policies(), discount_policies(), places)


@st.composite
def refund_books(draw: DrawFn) -> RuleBook:
    """Books with any policy for refunds, most of them with an order policy that lets goods be sent and delivered."""
    return draw(_REFUND_BOOKS)


_BY_HAND = OrderPolicy(confirmed_by=ConfirmedBy.OPERATOR, allow_ship_unpaid=True, underpayment_tolerance=500)


def _book_of(orders: OrderPolicy, refunds: RefundPolicy) -> RuleBook:
    said: dict[str, object] = {"orders": orders, "refunds": refunds}
    return RuleBook(id=id_of_change(RuleBookId("drawn"), said), orders=orders, refunds=refunds)


_ORDERS = st.sampled_from((OrderPolicy(), OrderPolicy(requests=CancellationRequests()), _BY_HAND))
_REFUND_BOOKS = st.one_of(
    st.builds(_book_of, _ORDERS, refund_policies()),
    st.builds(_book_of, _ORDERS, refund_policies()),
    st.sampled_from(tuple(ALL)),
    st.builds(_book_of, order_policies(), refund_policies()),
)


def _book(orders: OrderPolicy, discounts: DiscountPolicy, place: int) -> RuleBook:
    said: dict[str, object] = {"orders": orders, "discounts": discounts, "place": place}
    return RuleBook(
        id=id_of_change(RuleBookId("drawn"), said),
        orders=orders,
        discounts=discounts,
        refunds=_REFUNDS[place],
        subaccounts=_SUB_ACCOUNTS[place],
    )
