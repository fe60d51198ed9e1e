"""Ratios to trust on a noisy machine: the peers take turns within one run, and the median turn of each counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

__all__ = ["turns"]


def turns(work: Mapping[str, Callable[[], object]], *, rounds: int = 25, times: int = 200) -> dict[str, float]:
    """The median time of one call of each, in microseconds."""
    taken: dict[str, list[float]] = {name: [] for name in work}
    for call in work.values():
        call()
    for _ in range(rounds):
        for name, call in work.items():
            start = perf_counter()
            for _ in range(times):
                call()
            taken[name].append((perf_counter() - start) / times * 1e6)
    return {name: median(each) for name, each in taken.items()}
