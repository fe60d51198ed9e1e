"""How Hypothesis looks for counterexamples: the same way each time in `tests`, at length and at random in `walks`."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]  # two shared cores say nothing about the strategies

settings.register_profile("tests", deadline=None, derandomize=True, suppress_health_check=_SLOW)
settings.register_profile(
    "walks",
    deadline=None,
    max_examples=300,
    stateful_step_count=60,
    print_blob=True,
    suppress_health_check=_SLOW,
)
settings.load_profile("tests")
