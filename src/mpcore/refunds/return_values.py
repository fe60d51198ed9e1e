"""What returns are made of: why goods come back, what came back, who pays their way, what the vendor objects."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Final, NewType

from attrs import field
from attrs.validators import instance_of
from pendulum import DateTime

from mpcore.kernel import Fault, LineId, ListingId, MalformedError, Personal, a_count, an_id, frozen, is_id
from mpcore.orders import Minor
from mpcore.refunds.states import CaseStage, ReturnStage
from mpcore.refunds.values import ReturnId

__all__ = [
    "COMPLAINTS",
    "NOTHING_COMES_BACK",
    "Case",
    "CategoryId",
    "DocumentId",
    "Grounds",
    "KeptBack",
    "ListingCategory",
    "Payer",
    "ReceivedLine",
    "RefundMethod",
    "ReturnReason",
    "documents",
]

DocumentId = NewType("DocumentId", str)
"""A reference to a photo, an invoice or a letter that the host keeps; its content never enters the domain."""

CategoryId = NewType("CategoryId", str)
"""The host's name of a kind of goods."""


def documents(given: Iterable[DocumentId]) -> tuple[DocumentId, ...]:
    """References to documents, in the order they were given; raises `MalformedError` where one is no reference."""
    if isinstance(given, str):
        raise MalformedError(Fault("documents", "is one text; give the references one by one"))
    found = tuple(given)
    if len(set(found)) < len(found) or not all(isinstance(one, str) and is_id(one) for one in found):
        raise MalformedError(Fault("documents", "has something that is no reference, or one of them twice"))
    return found


class ReturnReason(Enum):
    """Why a buyer sends goods back."""

    DEFECTIVE = "defective"
    WRONG_ITEM = "wrong_item"
    NOT_AS_DESCRIBED = "not_as_described"
    MISSING_ITEM = "missing_item"
    """Something that should have been in the parcel was not."""
    COUNTERFEIT = "counterfeit"
    CHANGED_MIND = "changed_mind"
    BOUGHT_BY_MISTAKE = "bought_by_mistake"
    OTHER = "other"


COMPLAINTS: Final[frozenset[ReturnReason]] = frozenset(
    {
        ReturnReason.DEFECTIVE,
        ReturnReason.WRONG_ITEM,
        ReturnReason.NOT_AS_DESCRIBED,
        ReturnReason.MISSING_ITEM,
        ReturnReason.COUNTERFEIT,
    }
)
"""The reasons that blame the goods; whoever accepts the return says that they are justified (U29)."""

NOTHING_COMES_BACK: Final[frozenset[ReturnReason]] = frozenset({ReturnReason.MISSING_ITEM})
"""The reasons for which the buyer has nothing to send back: once accepted, the money is due (rules.md §00.6)."""


class Payer(Enum):
    """Who pays for the parcel that brings goods back (U29, S32, S35)."""

    BUYER = "buyer"
    VENDOR = "vendor"
    OPERATOR = "operator"


class RefundMethod(Enum):
    """How the money of a return goes back (S33)."""

    ORIGINAL = "original"
    """To the payments it came from."""
    OTHER = "other"
    """Some other way, outside: an operator says once it is done."""
    STORE_CREDIT = "store_credit"
    """As credit that the host keeps: an operator says once it is granted."""


class Grounds(Enum):
    """Why a return is brought before the marketplace (S36)."""

    WRONG_ITEM_RETURNED = "wrong_item_returned"
    LATE_REQUEST = "late_request"
    OTHER = "other"
    NO_ANSWER = "no_answer"
    """The vendor said nothing in time; nobody gives it as grounds."""
    NOTHING_CAME_BACK = "nothing_came_back"
    """The carrier delivered the parcel, and its vendor says that nothing came; nobody gives it as grounds."""


@frozen
class ReceivedLine:
    """What came back of one line."""

    line: LineId = field(validator=an_id)
    units: int = field(validator=a_count)
    """How many came back, in whatever condition; their money goes back."""
    resaleable: int = field(default=0, validator=a_count)
    """How many of them can be sold again (U27)."""
    damaged: int = field(default=0, validator=a_count)
    """How many of them are damaged; it moves no money by itself."""


@frozen(kw_only=True)
class Case:
    """What was brought before the marketplace, and what it decided (S36, S37)."""

    grounds: Grounds
    evidence: tuple[DocumentId, ...] = ()
    opened_at: DateTime
    by_buyer: bool = False
    """Whether it is the buyer who asks for a decision."""
    resumes: ReturnStage
    """Where the return goes on if the case is denied."""
    stage: CaseStage = CaseStage.OPEN
    answer: tuple[DocumentId, ...] = ()
    """What the other side answered with."""
    words: Personal[str] | None = None
    """What it says about it."""
    answered_at: DateTime | None = None
    """None: it did not answer, or was not asked, since its silence had opened the case."""
    decided_at: DateTime | None = None

    @property
    def favours_the_other_side(self) -> CaseStage:
        """The decision in favour of the side that did not open it."""
        return CaseStage.UPHELD if self.by_buyer else CaseStage.DENIED


@frozen
class KeptBack:
    """What a coupon's lost condition keeps back of the money of one return (rules.md §00.9)."""

    return_id: ReturnId = field(validator=an_id)
    line: LineId = field(validator=an_id)
    """The line whose discount it is, as `discounts.clawed_back` says; not always one that comes back."""
    amount: Minor = field(validator=instance_of(int))
    """In minor units of the order's currency; below 0, what an earlier return had kept back."""


@frozen
class ListingCategory:
    """Which kind of goods a listing is of."""

    listing: ListingId = field(validator=an_id)
    category: CategoryId = field(validator=an_id)
