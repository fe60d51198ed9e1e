"""Every number and switch a marketplace sets for returns, each with the rule it serves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from enum import Enum

from attrs import Attribute, field
from attrs.validators import ge, instance_of, optional
from moneyed import Money

from mpcore.kernel import Fault, ListingId, MalformedError, VendorId, frozen
from mpcore.refunds.return_values import CategoryId, Payer, ReturnReason
from mpcore.refunds.values import an_amount

__all__ = [
    "CaseAnswerSilence",
    "CaseSilence",
    "DocumentsSilence",
    "LatePolicy",
    "LostParcel",
    "PayerException",
    "RequestSilence",
    "ReturnOverride",
    "ReturnPolicy",
    "ReturnShippingPolicy",
    "WindowStart",
    "a_number_of_days",
]


class WindowStart(Enum):
    """From when the days of a return are counted (S30, rules.md §00.7)."""

    LAST_PARCEL = "last_parcel"
    """From the delivery of the part's last parcel; while one is on its way they are not counted."""
    PER_LINE = "per_line"
    """For each line, from the delivery of its own last parcel."""


class LatePolicy(Enum):
    """What becomes of a return that is asked for after its window (S30)."""

    REFUSE = "refuse"
    VENDOR_DISCRETION = "vendor_discretion"
    """It is marked as late, and its vendor may reject it."""


class RequestSilence(Enum):
    """What it means when a vendor does not answer a return in time."""

    ACCEPTS = "accepts"
    """It is accepted, at the address that the host knows; a late one is rejected all the same."""
    REJECTS = "rejects"
    ESCALATES = "escalates"
    """The marketplace decides."""


class DocumentsSilence(Enum):
    """What it means when a buyer does not supply documents in time."""

    EXPIRES = "expires"
    GOES_BACK = "goes_back"
    """The vendor answers without them."""


class CaseAnswerSilence(Enum):
    """What it means when the side that did not open a case does not answer it in time."""

    MARKETPLACE_DECIDES = "marketplace_decides"
    """The marketplace decides all the same, on what it has."""
    LOSES = "loses"
    """Upheld where it is the buyer who stayed silent, denied where it is the vendor."""


class CaseSilence(Enum):
    """What it means when the marketplace does not decide a case in time."""

    UPHELD = "upheld"
    DENIED = "denied"


class LostParcel(Enum):
    """What it means when a return parcel was sent and is not heard of again."""

    EXPIRES = "expires"
    COUNTS_AS_RECEIVED = "counts_as_received"


@frozen
class PayerException:
    """Who pays the return parcel where this is the reason."""

    reason: ReturnReason = field(validator=instance_of(ReturnReason))
    payer: Payer = field(validator=instance_of(Payer))


def _exceptions(given: Iterable[PayerException]) -> tuple[PayerException, ...]:
    found = tuple(given)
    reasons = [one.reason for one in found]
    if len(set(reasons)) < len(reasons):
        raise MalformedError(Fault("exceptions", "name one reason twice"))
    return found


@frozen
class ReturnShippingPolicy:
    """Who pays the parcel that brings goods back (U29, S32, S35): somebody by default, others for some reasons."""

    default_payer: Payer = field(default=Payer.BUYER, validator=instance_of(Payer))
    exceptions: tuple[PayerException, ...] = field(default=(), converter=_exceptions)

    def payer(self, reason: ReturnReason) -> Payer:
        """Who pays for this reason."""
        for one in self.exceptions:
            if one.reason is reason:
                return one.payer
        return self.default_payer


def _must_be_days(_: object, attribute: Attribute[int], value: object) -> None:
    if type(value) is not int or not 0 <= value <= _MOST_DAYS:
        raise MalformedError(Fault(attribute.name, f"is no number of days from 0 to {_MOST_DAYS}"))


_MOST_DAYS = 36_500

a_number_of_days: Callable[..., None] = _must_be_days
"""A validator: a number of whole days that a calendar can count."""
_days_or_none: Callable[..., None] = optional(a_number_of_days)


@frozen(kw_only=True)
class ReturnOverride:
    """Other days for some goods: of a vendor, of a category, of a listing, or of all that are named together."""

    vendor: VendorId | None = None
    category: CategoryId | None = None
    listing: ListingId | None = None
    days: int | None = field(validator=_days_or_none)
    """None: they cannot be returned, such as what was made to measure."""

    def __attrs_post_init__(self) -> None:
        if self.vendor is None and self.category is None and self.listing is None:
            raise MalformedError(
                Fault("overrides", "names neither vendor nor category nor listing; set `days` instead")
            )


def _overrides(given: Iterable[ReturnOverride]) -> tuple[ReturnOverride, ...]:
    return tuple(given)


def _a_while(_: object, attribute: Attribute[timedelta], value: object) -> None:
    if not isinstance(value, timedelta) or not timedelta(0) < value <= timedelta(days=_MOST_DAYS):
        text = f"is no stretch of time; give a timedelta of more than nothing and at most {_MOST_DAYS} days"
        raise MalformedError(Fault(attribute.name, text))


@frozen(kw_only=True)
class ReturnPolicy:
    """What a marketplace decided about returns; `ReturnPolicy()` is the neutral default.

    Whole days are counted in the zone of `RefundPolicy.zone`, and end with the first instant of the next local date;
    stretches of time include their last instant (rules.md §00.7).  Every wait has an end, so none of them may be None.
    """

    days: int = field(default=30, validator=a_number_of_days)
    """How many whole days after the goods arrived a return can be asked for, the last one included (S30)."""
    start: WindowStart = field(default=WindowStart.LAST_PARCEL, validator=instance_of(WindowStart))
    late: LatePolicy = field(default=LatePolicy.REFUSE, validator=instance_of(LatePolicy))
    overrides: tuple[ReturnOverride, ...] = field(default=(), converter=_overrides)
    """The first that fits a line counts."""
    vendors_may_reject: bool = field(default=False, validator=instance_of(bool))
    """Whether vendors reject what was asked for in time, as `silence=REJECTS` needs; what is late they always may."""
    answer_within: timedelta = field(default=timedelta(days=3), validator=_a_while)
    """How long a vendor has to answer a request."""
    silence: RequestSilence = field(default=RequestSilence.ESCALATES, validator=instance_of(RequestSilence))
    documents_within: timedelta = field(default=timedelta(days=7), validator=_a_while)
    """How long a buyer has to supply documents (S31)."""
    documents_silence: DocumentsSilence = field(
        default=DocumentsSilence.GOES_BACK, validator=instance_of(DocumentsSilence)
    )
    documents_rounds: int = field(default=3, validator=[instance_of(int), ge(0)])
    """How often a vendor may ask for documents of one return, so that asking is no way of never answering."""
    ship_back_days: int = field(default=14, validator=a_number_of_days)
    """How many whole days after it was accepted the goods can be sent back, the last one included."""
    lost_after: timedelta = field(default=timedelta(days=30), validator=_a_while)
    """How long a return parcel may be on its way."""
    lost: LostParcel = field(default=LostParcel.EXPIRES, validator=instance_of(LostParcel))
    received_after: timedelta = field(default=timedelta(days=3), validator=_a_while)
    """How long after its delivery was told a return counts as received in full (rules.md §00.6): its vendor has all of
    that time, however late the carrier's word came."""
    refund_within: timedelta = field(default=timedelta(days=7), validator=_a_while)
    """How long after the goods came back their refund opens by itself."""
    requires_receipt: bool = field(default=True, validator=instance_of(bool))
    """Whether money goes back only once the goods are (S34)."""
    shipping: ReturnShippingPolicy = field(default=ReturnShippingPolicy(), validator=instance_of(ReturnShippingPolicy))
    """Who pays the return parcel (rules.md §8.2)."""
    deduct_outbound_shipping_on_mistake: bool = field(default=False, validator=instance_of(bool))
    """Whether the shipping to the buyer is kept where all of a part comes back as bought by mistake (S35); otherwise it
    goes back with the last of it (U30)."""
    postage_most: Money | None = field(default=None, validator=optional(an_amount))
    """The most that is paid for a return parcel which the buyer advanced; None: whatever whoever pays it finds right.

    Where nobody said what is right it is what the buyer says, up to this; without this it is nothing."""
    buyers_may_escalate: bool = field(default=False, validator=instance_of(bool))
    """Whether buyers too may have the marketplace decide (rules.md §7.6)."""
    case_answer_within: timedelta = field(default=timedelta(days=7), validator=_a_while)
    """How long the side that did not open a case has to answer it."""
    case_answer_silence: CaseAnswerSilence = field(
        default=CaseAnswerSilence.MARKETPLACE_DECIDES, validator=instance_of(CaseAnswerSilence)
    )
    case_within: timedelta = field(default=timedelta(days=14), validator=_a_while)
    """How long the marketplace has to decide a case, from the other side's answer or from the end of its time."""
    case_silence: CaseSilence = field(default=CaseSilence.DENIED, validator=instance_of(CaseSilence))
    obey_within: timedelta = field(default=timedelta(days=3), validator=_a_while)
    """How long a vendor has to do what it owes once its case was denied; then it happens without it."""

    def __attrs_post_init__(self) -> None:
        if self.silence is RequestSilence.REJECTS and not self.vendors_may_reject:
            text = "is REJECTS, and `vendors_may_reject` is False: silence would do what the vendor may not"
            raise MalformedError(Fault("silence", text))
