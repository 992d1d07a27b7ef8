"""Who may do what with places. Reading them is open to everybody."""

from app.core.actor import Actor, Role


def can_load_places(actor: Actor) -> bool:
    """Communes, boundaries and classifications are the administrator's, as is the terminal."""
    return actor.is_system or actor.has(Role.ADMINISTRATOR)


can_import_boundaries = can_load_places
can_import_classifications = can_load_places
can_import_figures = can_load_places
