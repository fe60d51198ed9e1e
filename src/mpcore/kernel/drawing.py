"""Lifecycles as diagrams and tables, drawn from the table that decides."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from mpcore.kernel.lifecycle import Lifecycle

__all__ = ["dot", "mermaid", "table"]

S = TypeVar("S", bound=Enum)
E = TypeVar("E")


def mermaid(lifecycle: Lifecycle[S, E]) -> str:
    """A Mermaid state diagram."""
    starts = (lifecycle.initial, *lifecycle.also_initial)
    lines = ["stateDiagram-v2", *[f"    [*] --> {stage.name}" for stage in starts]]
    for (stage, target), events in _merged(lifecycle).items():
        lines.append(f"    {stage} --> {target}: {', '.join(events)}")
    lines += [f"    {stage.name} --> [*]" for stage in lifecycle.terminal]
    return "\n".join(lines)


def dot(lifecycle: Lifecycle[S, E]) -> str:
    """A Graphviz digraph."""
    lines = [f'digraph "{lifecycle.name}" {{', "    rankdir=LR;", '    "" [shape=point];']
    for stage in lifecycle.rows:
        shape = "doublecircle" if stage in lifecycle.terminal else "box"
        lines.append(f'    "{stage.name}" [shape={shape}];')
    lines += [f'    "" -> "{stage.name}";' for stage in (lifecycle.initial, *lifecycle.also_initial)]
    for (stage_name, target), events in _merged(lifecycle).items():
        lines.append(f'    "{stage_name}" -> "{target}" [label="{(chr(92) + "n").join(events)}"];')
    lines.append("}")
    return "\n".join(lines)


def table(lifecycle: Lifecycle[S, E]) -> str:
    """A Markdown table: one row per move, terminal stages with a dash."""
    lines = ["| stage | event | next stage |", "|---|---|---|"]
    for stage, row in lifecycle.rows.items():
        if not row:
            lines.append(f"| {stage.name} | – | – |")
        lines += [f"| {stage.name} | `{event.__name__}` | {target.name} |" for event, target in row.items()]
    return "\n".join(lines)


def _merged(lifecycle: Lifecycle[S, E]) -> dict[tuple[str, str], list[str]]:
    merged: dict[tuple[str, str], list[str]] = {}
    for stage, event, target in lifecycle.arrows():
        merged.setdefault((stage.name, target.name), []).append(event.__name__)
    return merged
