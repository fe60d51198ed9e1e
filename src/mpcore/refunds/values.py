"""What refunds are made of: why money goes back, how much of which line, who asked, who bears it."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from typing import Final, NewType, cast
from unicodedata import category

from attrs import Attribute, field
from attrs.validators import optional
from moneyed import Money

from mpcore.kernel import (
    Fault,
    LineId,
    MalformedError,
    PaymentId,
    Personal,
    a_count,
    a_personal_text,
    an_id,
    frozen,
)
from mpcore.money import to_minor
from mpcore.orders import Minor

__all__ = [
    "FULL_CAUSES",
    "RETURNS",
    "Answer",
    "AskedFor",
    "Bearer",
    "Mode",
    "PaymentShare",
    "Reason",
    "RefundCause",
    "RefundLine",
    "Requester",
    "ReturnId",
    "a_reason",
    "an_amount",
    "is_language",
]

ReturnId = NewType("ReturnId", str)


class Mode(Enum):
    """How much is asked for (U20)."""

    FULL = "full"
    """All that is left of the part, its shipping included; nobody names an amount (U24)."""
    PARTIAL = "partial"
    """What is named, line by line (U26)."""


class RefundCause(Enum):
    """Why money goes back; each but a dispute and goodwill requires facts the order bears out (U25, U28, §00.3)."""

    CANCELLED_BEFORE_SHIPMENT = "cancelled_before_shipment"
    """Nothing of the part was shipped (U25)."""
    ALL_ITEMS_RETURNED = "all_items_returned"
    """Everything that was shipped came back (U25, U30)."""
    NEVER_RECEIVED = "never_received"
    """It was shipped, and nothing of it arrived (U25)."""
    SOME_ITEMS_RETURNED = "some_items_returned"
    """Some of what was shipped came back, and not all (U28)."""
    PRICE_REDUCTION = "price_reduction"
    """The buyer keeps everything, for less (U28)."""
    PARTLY_CANCELLED = "partly_cancelled"
    """Units that were paid will not be shipped."""
    PARTLY_NOT_RECEIVED = "partly_not_received"
    """Some of what was shipped did not arrive."""
    DISPUTE = "dispute"
    """Whoever decided a dispute has it so."""
    GOODWILL = "goodwill"
    """Nobody has to, and somebody wants to."""
    SURPLUS = "surplus"
    """More came in than was due (rules.md §00.2); there is no part it is of."""


FULL_CAUSES: Final = frozenset(
    {RefundCause.CANCELLED_BEFORE_SHIPMENT, RefundCause.ALL_ITEMS_RETURNED, RefundCause.NEVER_RECEIVED}
)
"""The causes of a full refund (U25); any cause but these may ask for a part of it."""

RETURNS: Final = frozenset({RefundCause.SOME_ITEMS_RETURNED, RefundCause.ALL_ITEMS_RETURNED})
"""The causes by which units have come back."""


class Requester(Enum):
    """Who asked for a refund."""

    VENDOR = "vendor"
    BUYER = "buyer"
    OPERATOR = "operator"
    SYSTEM = "system"


class Bearer(Enum):
    """Who bears what goes back in the end."""

    VENDOR = "vendor"
    OPERATOR = "operator"
    CARRIER = "carrier"


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def is_language(value: object) -> bool:
    """Whether it is a BCP 47 tag with a language in lowercase, such as en or pt-BR."""
    return isinstance(value, str) and len(value) <= 35 and _LANGUAGE.fullmatch(value) is not None


def _a_language(_: object, attribute: Attribute[str], value: object) -> None:
    if not is_language(value):
        raise MalformedError(Fault(attribute.name, "is no language; give its BCP 47 tag, such as en or pt-BR"))


_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that show nothing: the fillers of Hangul, and a braille cell without dots."""


def _shows(text: str) -> bool:
    """Whether there is anything to read in it: a letter, a number, a sign or a symbol."""
    return any(category(letter)[0] in "LNPS" and letter not in _BLANK for letter in text)


def _said_or_forgotten(of: object, attribute: Attribute[object], value: object) -> None:
    forgotten = isinstance(value, Personal) and cast("Personal[object]", value).value is None
    if forgotten:
        return
    a_personal_text(of, attribute, value)
    if not _shows(cast("Personal[str]", value).value or ""):
        raise MalformedError(Fault(attribute.name, "has nothing in it that can be read"))


_text: Callable[..., None] = _said_or_forgotten


@frozen(kw_only=True)
class Reason:
    """Why, in somebody's words (U22): the buyer reads it once the refund is approved; nobody changes it."""

    text: Personal[str] = field(validator=_text)
    """A tombstone once it was forgotten; nobody asks with one."""
    language: str = field(default="en", validator=_a_language)
    """As whoever wrote it says (BCP 47); nothing here detects it."""


def a_reason(_: object, attribute: Attribute[Reason], value: object) -> None:
    """A validator: a reason that says something."""
    if not isinstance(value, Reason) or value.text.value is None:
        raise MalformedError(Fault(attribute.name, "is no Reason with a text"))


def an_amount(_: object, attribute: Attribute[Money], value: object) -> None:
    """A validator: Money of more than nothing, with no more places than its currency has."""
    if not isinstance(value, Money):
        raise MalformedError(Fault(attribute.name, "is no amount; give Money, such as money('5', 'EUR')"))
    try:
        minor = to_minor(value)
    except MalformedError as error:
        raise error.under(attribute.name) from None
    if minor <= 0:
        raise MalformedError(Fault(attribute.name, "is not more than nothing; leave it out where nothing goes back"))


@frozen(kw_only=True)
class RefundLine:
    """What is asked for of one line: the money of so many units, an amount, or both."""

    line: LineId = field(validator=an_id)
    units: int = field(default=0, validator=a_count)
    """So many units are paid back and count as gone; 0: money back without units, which lowers the price of those
    left."""
    amount: Money | None = field(default=None, validator=optional(an_amount))
    """None: all that these units come to; of units, no more than that."""
    restock: int = field(default=0, validator=a_count)
    """How many of the units came back and can be sold again (U27); it moves no money."""


@frozen(kw_only=True)
class AskedFor:
    """What a request for a refund named, apart from its cause and reason: nothing else is asked for under its id."""

    mode: Mode | None = None
    """None: of a return, whose refund is of what came back."""
    lines: tuple[RefundLine, ...] = ()
    """In the order of their names."""
    shipping: Money | None = None
    amount: Money | None = None
    bearer: Bearer | None = None
    postage: Money | None = None


@frozen
class Answer:
    """What the payment provider said of one attempt to give money back to one payment."""

    attempt: int
    amount: Minor = 0
    """What went back; 0: nothing did."""
    failure: str | None = None
    """Why not all of it did, in the provider's code; never personal."""


@frozen(kw_only=True)
class PaymentShare:
    """What goes back to one payment, and how far that is."""

    payment: PaymentId
    amount: Minor
    """What goes back to it; an answer that came late may say that more did."""
    attempts: tuple[Minor, ...]
    """What each attempt is to give back, in their order.

    That never changes: an attempt has one idempotency key, and a key never comes with another amount.
    """
    answers: tuple[Answer, ...] = ()
    """In the order of the attempts, one for each that was answered."""

    @property
    def attempt(self) -> int:
        """Which attempt is the last: a new one has a new key, so that a provider does not repeat its old answer."""
        return len(self.attempts)

    @property
    def settled(self) -> Minor:
        """What went back of it."""
        return sum([answer.amount for answer in self.answers])

    @property
    def left(self) -> Minor:
        """What has not gone back of it."""
        return max(0, self.amount - self.settled)

    @property
    def waits(self) -> bool:
        """Whether the last attempt has not been answered, and nothing else gave back any of what it is to.

        One that an answer to an earlier attempt has overtaken waits no more; an answer to it still counts.
        """
        return bool(self.attempts) and self.answer(self.attempt) is None and self.attempts[-1] <= self.left

    def answer(self, attempt: int) -> Answer | None:
        """What was said of an attempt, or None."""
        for answer in self.answers:
            if answer.attempt == attempt:
                return answer
        return None
