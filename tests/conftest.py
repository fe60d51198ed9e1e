"""How Hypothesis looks for counterexamples, by profile.

`tests` (the default) looks the same way each time; `ci` looks longer, at random, and prints how to repeat a failure;
`walks` looks at length; `mutants` stops at the first counterexample, which nobody reads.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]  # two shared cores say nothing about the strategies

settings.register_profile("tests", deadline=None, derandomize=True, stateful_step_count=30, suppress_health_check=_SLOW)
settings.register_profile("ci", deadline=None, max_examples=300, print_blob=True, suppress_health_check=_SLOW)
settings.register_profile(
    "walks",
    deadline=None,
    max_examples=300,
    stateful_step_count=60,
    print_blob=True,
    suppress_health_check=_SLOW,
)
settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=_SLOW,
)
settings.load_profile("tests")
