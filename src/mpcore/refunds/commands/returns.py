"""What may be asked about goods that come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, TypeAlias, cast

from attrs import Attribute, field
from attrs.converters import optional as unless_none
from attrs.validators import instance_of, optional
from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import (
    Fault,
    MalformedError,
    OrderId,
    PartId,
    Personal,
    RefundId,
    Scope,
    a_personal_text,
    a_text,
    an_id,
    frozen,
    utc,
)
from mpcore.orders import Address, Quantity, Tracking
from mpcore.refunds.return_values import DocumentId, Grounds, ReceivedLine, RefundMethod, ReturnReason, documents
from mpcore.refunds.states import CaseStage
from mpcore.refunds.values import Reason, ReturnId, a_reason, an_amount

__all__ = [
    "AcceptReturn",
    "AnswerCase",
    "AskDocuments",
    "CancelReturn",
    "DecideCase",
    "EscalateReturn",
    "ExchangeReturn",
    "OfReturn",
    "OfReturnCommand",
    "OpenReturn",
    "ReceiveReturn",
    "RecordReturnArrival",
    "RefundReturn",
    "RejectReturn",
    "ShipBack",
    "SupplyDocuments",
]


def _quantities(given: Iterable[Quantity]) -> tuple[Quantity, ...]:
    lines = tuple(given)
    if any(not isinstance(line, Quantity) for line in lines):
        raise MalformedError(Fault("lines", "has something that is no Quantity"))
    return lines


def _received(given: Iterable[ReceivedLine]) -> tuple[ReceivedLine, ...]:
    lines = tuple(given)
    if any(not isinstance(line, ReceivedLine) for line in lines):
        raise MalformedError(Fault("lines", "has something that is no ReceivedLine"))
    return lines


def _must_be_an_address(_: object, attribute: Attribute[object], value: object) -> None:
    inside = cast("Personal[object]", value).value if isinstance(value, Personal) else None
    if not isinstance(inside, Address):
        raise MalformedError(Fault(attribute.name, "is no address; give Personal(Address(…))"))


_an_address: Callable[..., None] = _must_be_an_address


def _must_be_no_less_than_nothing(instance: object, attribute: Attribute[Money], value: object) -> None:
    if not isinstance(value, Money) or value.amount:
        an_amount(instance, attribute, value)


_an_amount_or_nothing: Callable[..., None] = _must_be_no_less_than_nothing


def _decided(_: object, attribute: Attribute[CaseStage], value: object) -> None:
    if value not in (CaseStage.UPHELD, CaseStage.DENIED):
        raise MalformedError(Fault(attribute.name, "is no decision; give UPHELD or DENIED"))


@frozen(kw_only=True)
class OfReturn:
    """A command about a return."""

    order: OrderId
    return_id: ReturnId = field(validator=an_id)


@frozen(kw_only=True)
class OpenReturn(OfReturn):
    """The buyer wants to send goods back (S30); an operator may say so on the buyer's behalf."""

    scope: ClassVar[Scope] = Scope("returns.open")

    part: PartId
    lines: tuple[Quantity, ...] = field(converter=_quantities)
    reason: ReturnReason = field(validator=instance_of(ReturnReason))
    words: Personal[str] | None = field(default=None, validator=optional(a_personal_text))
    """What the buyer says about it."""
    documents: tuple[DocumentId, ...] = field(default=(), converter=documents)
    """What shows it, as references; none is needed before the vendor asks (S31)."""
    wants_exchange: bool = field(default=False, validator=instance_of(bool))
    """Whether the buyer takes other goods in the place of the money; if not, only an operator may have it so."""


@frozen(kw_only=True)
class AskDocuments(OfReturn):
    """The vendor wants photos, an invoice, or the like before it answers (S31)."""

    scope: ClassVar[Scope] = Scope("returns.request_documents")

    wanted: Personal[str] | None = field(default=None, validator=optional(a_personal_text))
    """What is wanted, in words for the buyer."""


@frozen(kw_only=True)
class SupplyDocuments(OfReturn):
    """The buyer supplies what was asked for, as references (S31)."""

    scope: ClassVar[Scope] = Scope("returns.supply_documents")

    documents: tuple[DocumentId, ...] = field(converter=documents)


@frozen(kw_only=True)
class AcceptReturn(OfReturn):
    """The goods may come back, to this address (S32)."""

    scope: ClassVar[Scope] = Scope("returns.accept")

    address: Personal[Address] | None = field(default=None, validator=optional(_an_address))
    """None only where the buyer has nothing to send back."""


@frozen(kw_only=True)
class RejectReturn(OfReturn):
    """The buyer is to keep the goods."""

    scope: ClassVar[Scope] = Scope("returns.reject")

    note: str = field(default="", validator=a_text)
    """Why, in words for the buyer; nothing personal."""


@frozen(kw_only=True)
class ShipBack(OfReturn):
    """The buyer has sent the goods back."""

    scope: ClassVar[Scope] = Scope("returns.ship_back")

    tracking: Tracking | None = field(default=None, validator=optional(instance_of(Tracking)))
    postage: Money | None = field(default=None, validator=optional(an_amount))
    """What the buyer paid for the parcel, and may get back as a compensation (S32)."""
    happened_at: DateTime | None = field(default=None, converter=unless_none(utc))
    """When they were sent; None: now."""


@frozen(kw_only=True)
class RecordReturnArrival(OfReturn):
    """The carrier has delivered the return parcel."""

    scope: ClassVar[Scope] = Scope("returns.record_arrival")

    happened_at: DateTime | None = field(default=None, converter=unless_none(utc))
    """None: now."""


@frozen(kw_only=True)
class ReceiveReturn(OfReturn):
    """The vendor has the goods, and says what came back; an operator may correct it until it is to be refunded."""

    scope: ClassVar[Scope] = Scope("returns.receive")

    lines: tuple[ReceivedLine, ...] = field(converter=_received)
    """A line that is not named did not come back."""
    happened_at: DateTime | None = field(default=None, converter=unless_none(utc))
    """When they came; None: now."""


class CancelReturn(OfReturn):
    """The buyer keeps the goods after all."""

    scope: ClassVar[Scope] = Scope("returns.cancel")


@frozen(kw_only=True)
class RefundReturn(OfReturn):
    """The money of what came back is to go back too; nobody names the amount (S30, S34)."""

    scope: ClassVar[Scope] = Scope("returns.refund")

    refund: RefundId = field(validator=an_id)
    method: RefundMethod = field(default=RefundMethod.ORIGINAL, validator=instance_of(RefundMethod))
    reason: Reason | None = field(default=None, validator=optional(a_reason))
    """In words for the buyer; None: the return's own reason says it all."""
    postage: Money | None = field(default=None, validator=optional(_an_amount_or_nothing))
    """What is found right of the postage that the buyer advanced, whatever the buyer said, up to what the policy pays;
    0: nothing is.  None: what the buyer says, up to that.  A vendor names none that the marketplace pays."""


@frozen(kw_only=True)
class ExchangeReturn(OfReturn):
    """The buyer gets other goods in the place of the money, by an order of their own."""

    scope: ClassVar[Scope] = Scope("returns.refund")

    replacement: OrderId = field(validator=an_id)
    """The new order; placing it is the host's affair."""


@frozen(kw_only=True)
class EscalateReturn(OfReturn):
    """The marketplace is to decide (S36); it wants evidence (S37)."""

    scope: ClassVar[Scope] = Scope("returns.escalate")

    grounds: Grounds = field(validator=instance_of(Grounds))
    evidence: tuple[DocumentId, ...] = field(converter=documents)


@frozen(kw_only=True)
class AnswerCase(OfReturn):
    """The side that did not open a case has something to say too: with documents, in words, or both (S37)."""

    scope: ClassVar[Scope] = Scope("returns.answer_case")

    evidence: tuple[DocumentId, ...] = field(default=(), converter=documents)
    words: Personal[str] | None = field(default=None, validator=optional(a_personal_text))


@frozen(kw_only=True)
class DecideCase(OfReturn):
    """The marketplace has decided (S37)."""

    scope: ClassVar[Scope] = Scope("returns.decide")

    decision: CaseStage = field(validator=_decided)


OfReturnCommand: TypeAlias = (
    OpenReturn
    | AskDocuments
    | SupplyDocuments
    | AcceptReturn
    | RejectReturn
    | ShipBack
    | RecordReturnArrival
    | ReceiveReturn
    | CancelReturn
    | RefundReturn
    | ExchangeReturn
    | EscalateReturn
    | AnswerCase
    | DecideCase
)
"""The commands about goods that come back."""
