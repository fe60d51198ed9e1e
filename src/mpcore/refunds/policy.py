"""Every number and switch a marketplace sets for refunds, each with the rule it serves."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from attrs import Attribute, field
from attrs.validators import ge, instance_of, optional
from moneyed import Money

from mpcore.kernel import Fault, MalformedError, RuleBookId, frozen
from mpcore.refunds.return_policy import ReturnPolicy, a_number_of_days
from mpcore.refunds.values import an_amount, is_language
from mpcore.timing import zone as named_zone

__all__ = ["CutOff", "PaymentOrder", "RefundPolicy", "WhenAllCameBack"]


class CutOff(Enum):
    """From when on a vendor cannot ask for a refund any more (U23, rules.md §00.5)."""

    NONE = "none"
    """Never: it is paid at once, and must still be able to pay back (S24)."""
    PAYOUT_PAID = "payout_paid"
    """Once the part is completed and its earnings are with the vendor."""
    PAYOUT_REQUESTED = "payout_requested"
    """Once the part is completed and its earnings are asked for."""


class WhenAllCameBack(Enum):
    """What a partial refund becomes by which everything of the part has come back (U30)."""

    REFUSE = "refuse"
    """It is refused, and says that a full one is needed."""
    FULL = "full"
    """It is taken as a full one, with the shipping."""
    PARTIAL = "partial"
    """It stays what it is, where everything came back in steps; at once, it is refused all the same."""


class PaymentOrder(Enum):
    """Which of several payments is refunded first."""

    LAST_FIRST = "last_first"
    FIRST_FIRST = "first_first"
    LARGEST_FIRST = "largest_first"


def _languages(given: Iterable[str]) -> frozenset[str]:
    if isinstance(given, str):
        raise MalformedError(Fault("reason_languages", "is one text; give a set of languages"))
    languages = frozenset(given)
    if not all(is_language(one) for one in languages):
        text = "has something that is no language; give BCP 47 tags, such as en or pt-BR"
        raise MalformedError(Fault("reason_languages", text))
    return languages


def _a_zone(_: object, attribute: Attribute[str], value: str) -> None:
    named_zone(value, at=attribute.name)


@frozen(kw_only=True)
class RefundPolicy:
    """What a marketplace decided about refunds; `RefundPolicy()` is the neutral default."""

    rule_book: RuleBookId = RuleBookId("plain")
    """The id of the book the policy belongs to; set by the book."""
    cut_off: CutOff = field(default=CutOff.PAYOUT_PAID, validator=instance_of(CutOff))
    """From when on a vendor cannot ask any more (U23)."""
    threshold_days: int | None = field(default=None, validator=optional(a_number_of_days))
    """How many whole days after the order was placed a refund can be asked for, the last one included; None: ever."""
    zone: str = field(default="UTC", validator=_a_zone)
    """The zone whose days are counted."""
    auto_approve: bool = field(default=False, validator=instance_of(bool))
    """Whether what a vendor asks for is approved at once (U21); what a buyer asks for never is."""
    buyers_may_request: bool = field(default=False, validator=instance_of(bool))
    """Whether buyers may ask for refunds themselves (U20 names vendors)."""
    four_eyes_above: Money | None = field(default=None, validator=optional(an_amount))
    """Above this, two operators approve, neither of whom asked for it, and nothing is approved by itself; who gives it
    back by hand is another than they.

    What cancellations left due is approved all the same (rules.md §00.3): nobody chose its amount.
    """
    max_open_requests: int | None = field(default=None, validator=optional([instance_of(int), ge(1)]))
    """How many refunds of a part may be open at once, those of cancellations not counted; None: any number."""
    enforce_causes: bool = field(default=True, validator=instance_of(bool))
    """Whether a cause has to agree with what is known of the part (U25, U28); otherwise it is only noted."""
    reason_languages: frozenset[str] = field(default=frozenset(), converter=_languages)
    """The languages that reasons are given in (U22 wants English); empty: any."""
    when_all_came_back: WhenAllCameBack = field(default=WhenAllCameBack.REFUSE, validator=instance_of(WhenAllCameBack))
    """What a partial refund becomes by which everything has come back (U30)."""
    payment_order: PaymentOrder = field(default=PaymentOrder.LAST_FIRST, validator=instance_of(PaymentOrder))
    """Which of several payments is refunded first."""
    returns: ReturnPolicy = field(default=ReturnPolicy(), validator=instance_of(ReturnPolicy))
    """What was decided about goods that come back."""
