"""The reasons that every package needs; a package adds those that say something new."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import ClassVar

from mpcore.kernel.ids import Scope
from mpcore.kernel.refusal import Kind, Refusal
from mpcore.kernel.values import frozen

__all__ = [
    "BeforeItsCause",
    "Duplicate",
    "Exceeds",
    "IdTaken",
    "InTheFuture",
    "MissingScope",
    "NotFound",
    "NothingNamed",
    "OutOfRange",
    "WrongStage",
]


@frozen(kw_only=True)
class NotFound(Refusal):
    """Unknown, or none of this actor's business: the two look the same."""

    code: ClassVar[str] = "not_found"
    kind: ClassVar[Kind] = Kind.NOT_FOUND
    text: ClassVar[str] = "there is no {thing} {id}"

    thing: str
    id: str


@frozen(kw_only=True)
class MissingScope(Refusal):
    """The actor may know of the thing, but may not ask this of it."""

    code: ClassVar[str] = "missing_scope"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "this needs the scope {scope}"
    remedy: ClassVar[str | None] = "ask somebody who holds it"
    rule_ids: ClassVar[tuple[str, ...]] = ("U3", "H8")

    scope: Scope


@frozen(kw_only=True)
class WrongStage(Refusal):
    """The lifecycle's table has no such move from where the thing is."""

    code: ClassVar[str] = "wrong_stage"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "{thing} {id} is {stage}, which does not allow to {asked}"

    thing: str
    id: str
    stage: Enum
    asked: str


@frozen(kw_only=True)
class Exceeds(Refusal):
    """More is asked for than there is."""

    code: ClassVar[str] = "exceeds"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "{asked} is more than the {most} that {of} has left"

    of: str
    asked: int
    most: int


@frozen(kw_only=True)
class OutOfRange(Refusal):
    """A number that cannot be right."""

    code: ClassVar[str] = "out_of_range"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "{given} is not from {least} to {most}"

    given: int
    least: int
    most: int


@frozen(kw_only=True)
class NothingNamed(Refusal):
    """An empty list where at least one thing has to stand."""

    code: ClassVar[str] = "nothing_named"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "at least one {thing} has to be named"

    thing: str


@frozen(kw_only=True)
class Duplicate(Refusal):
    """The same thing named twice where each may be named once."""

    code: ClassVar[str] = "duplicate"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "{thing} {id} is named twice"

    thing: str
    id: str


@frozen(kw_only=True)
class IdTaken(Refusal):
    """A known id with other content: not a repeat, so not harmless."""

    code: ClassVar[str] = "id_taken"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "{thing} {id} is known with other content"
    remedy: ClassVar[str | None] = "take a new id, or repeat the command as it was"

    thing: str
    id: str


@frozen(kw_only=True)
class InTheFuture(Refusal):
    """Something is said to have happened later than it is recorded."""

    code: ClassVar[str] = "in_the_future"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "{happened_at} is later than now, {now}"
    remedy: ClassVar[str | None] = "check the clock and the zone of whoever reports it"

    happened_at: datetime
    now: datetime


@frozen(kw_only=True)
class BeforeItsCause(Refusal):
    """Something is said to have happened earlier than what it follows."""

    code: ClassVar[str] = "before_its_cause"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "{happened_at} is earlier than {cause}, {cause_at}"
    remedy: ClassVar[str | None] = "check the clock and the zone of whoever reports it"

    happened_at: datetime
    cause: str
    cause_at: datetime
