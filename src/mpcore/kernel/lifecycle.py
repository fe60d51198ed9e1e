"""Which event moves a thing from which stage to which: a literal table, checked when it is built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Generic, TypeVar

from mpcore.kernel.errors import LifecycleError
from mpcore.kernel.values import frozen

__all__ = ["Lifecycle"]

S = TypeVar("S", bound=Enum)
E = TypeVar("E")


@frozen(eq=False, repr=False)
class Lifecycle(Generic[S, E]):
    """Stage -> {event class -> next stage}.

    Every stage has a row.  A terminal stage has an empty one, written out, so that its being terminal is something a
    reader can see.  An event that leaves the stage as it is stands in the row all the same: a miss is the refusal.

    Built from a table that contradicts itself, it raises `LifecycleError`: a stage without a row, a stage that cannot
    be reached, a stage from which no terminal one can be reached though there are some.
    """

    name: str
    initial: S
    rows: Mapping[S, Mapping[type[E], S]]
    also_initial: tuple[S, ...] = ()
    """The other stages that a thing can begin in, where a policy has it so."""

    def __attrs_post_init__(self) -> None:
        stages = set(type(self.initial))
        if missing := stages - self.rows.keys():
            raise LifecycleError(
                f"lifecycle {self.name}: no row for {_names(missing)}; a terminal stage has an empty one"
            )
        targets = {target for row in self.rows.values() for target in row.values()} | set(self.also_initial)
        if strangers := (targets | set(self.rows)) - stages:
            raise LifecycleError(
                f"lifecycle {self.name}: {_names(strangers)} is no stage of {type(self.initial).__name__}"
            )
        if stranded := stages - self._reachable_from(self.initial, *self.also_initial):
            raise LifecycleError(
                f"lifecycle {self.name}: {_names(stranded)} cannot be reached from {self.initial.name}"
            )
        if terminal := set(self.terminal):
            traps = {stage for stage in stages if not terminal & self._reachable_from(stage)}
            if traps:
                raise LifecycleError(f"lifecycle {self.name}: no way out of {_names(traps)} to a terminal stage")

    def target(self, stage: S, event: type[E]) -> S | None:
        """The stage that the event leads to, or None where the table does not allow it."""
        return self.rows[stage].get(event)

    @property
    def terminal(self) -> tuple[S, ...]:
        """The stages whose row is empty."""
        return tuple(stage for stage, row in self.rows.items() if not row)

    @property
    def events(self) -> frozenset[type[E]]:
        """Every event class in the table."""
        return frozenset(event for row in self.rows.values() for event in row)

    def arrows(self) -> tuple[tuple[S, type[E], S], ...]:
        """Every move, in the order of the table."""
        return tuple((stage, event, target) for stage, row in self.rows.items() for event, target in row.items())

    def _reachable_from(self, *starts: S) -> set[S]:
        seen = set(starts)
        edge = [*starts]
        while edge:
            for target in self.rows[edge.pop()].values():
                if target not in seen:
                    seen.add(target)
                    edge.append(target)
        return seen

    def __repr__(self) -> str:
        stages = ", ".join(stage.name if row else f"{stage.name}*" for stage, row in self.rows.items())
        return f"<Lifecycle {self.name}: {stages}>"

    def __str__(self) -> str:
        from mpcore.kernel.drawing import mermaid  # noqa: PLC0415 - only who looks at a lifecycle needs it

        return mermaid(self)

    def _repr_markdown_(self) -> str:
        return f"```mermaid\n{self}\n```"


def _names(stages: Iterable[Enum]) -> str:
    return ", ".join(sorted(stage.name for stage in stages))
