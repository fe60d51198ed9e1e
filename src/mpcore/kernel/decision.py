"""A decision: accepted with what would follow, done with what is now, or refused with every reason of its stage.

Three stages: *authority* (may this actor know of it and ask for it), *state* (does the table allow it), *rules* (do the
arguments and facts fit, the host's own rules included).  A stage is asked only when the one before is silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, NoReturn, TypeAlias, TypeVar

from mpcore.kernel.errors import MpcoreError
from mpcore.kernel.ids import PartId
from mpcore.kernel.refusal import Refusal
from mpcore.kernel.values import frozen

__all__ = ["Accepted", "Decision", "Done", "Option", "Outcome", "Refused", "RefusedError", "weigh"]

S = TypeVar("S", covariant=True)
E = TypeVar("E", covariant=True)
C = TypeVar("C", covariant=True)


@frozen
class Accepted(Generic[E]):
    """Nothing stands against it; these events would follow.  No events: it was a harmless repeat."""

    events: tuple[E, ...]


@frozen
class Done(Generic[S, E]):
    """It was accepted, and this is the thing with its events applied."""

    state: S
    events: tuple[E, ...]

    def unwrap(self) -> Done[S, E]:
        """Itself."""
        return self


@frozen
class Refused:
    """It may not be; nothing has changed."""

    reasons: tuple[Refusal, ...]
    """Every reason of the stage it failed in; at least one."""

    def unwrap(self) -> NoReturn:
        """Raises `RefusedError`."""
        raise RefusedError(self)

    def __str__(self) -> str:
        return "; and ".join(map(str, self.reasons))


class RefusedError(MpcoreError):
    """A refusal for those who prefer exceptions."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused)
        self.refused: Refused = refused

    def __str__(self) -> str:
        return str(self.refused)


Decision: TypeAlias = Accepted[E] | Refused
"""What would follow, or why not."""

Outcome: TypeAlias = Done[S, E] | Refused
"""What is now and how it came about, or why not."""


@frozen
class Option(Generic[C]):
    """One thing an actor might ask now, filled in with the most that is allowed; and, where it is not, why not."""

    command: type[C]
    given: Mapping[str, object]
    """The arguments that are known; what is missing (new ids, tracking…) only the actor can say."""
    reasons: tuple[Refusal, ...] = ()
    part: PartId | None = None

    @property
    def allowed(self) -> bool:
        """Whether nothing stands against it."""
        return not self.reasons

    def fill(self, **rest: object) -> C:
        """The command, from what is known and the rest; what is said in both is taken from the rest."""
        return self.command(**{**self.given, **rest})


def weigh(*objections: Refusal | None) -> tuple[Refusal, ...]:
    """The objections that were raised, in order."""
    return tuple([reason for reason in objections if reason is not None]) if any(objections) else ()
