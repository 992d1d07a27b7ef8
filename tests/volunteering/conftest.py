"""The long walk of the state machines: `pytest tests/volunteering --hypothesis-profile long`."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "long",
    max_examples=500,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
