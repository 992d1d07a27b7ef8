"""How far random walks go: short ones with every run of the tests, long ones when asked for.

pytest tests/works/test_machines.py --hypothesis-profile long
HYPOTHESIS_PROFILE=long make test ARGS=tests/volunteering/test_place_machine.py
"""

import os

from hypothesis import HealthCheck, settings


def register_profiles() -> None:
    """`short` is what is used unless something else is asked for; on a busy machine a slow example says nothing."""
    shared = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
    settings.register_profile("short", deadline=None)
    settings.register_profile("long", max_examples=500, stateful_step_count=50, **shared)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


def far(examples: int, steps: int) -> settings:
    """The settings of a machine: so many walks of so many steps, or as the long profile says."""
    long = settings.get_profile("long")
    if settings.get_current_profile_name() == "long":
        return long
    return settings(long, max_examples=examples, stateful_step_count=steps)
