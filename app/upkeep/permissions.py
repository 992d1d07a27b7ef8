"""Who may look at how the system itself is."""

from app.core.actor import Actor, Role


def can_see_state(actor: Actor) -> bool:
    """The administrator, who looks after it."""
    return actor.has(Role.ADMINISTRATOR)
