"""Who may read the audit trail."""

from app.core.actor import Actor, Role


def can_read_trail(actor: Actor) -> bool:
    """The inspector: the trail holds who did what, and who read whose data."""
    return actor.is_system or actor.has(Role.INSPECTOR)
