"""What every installation starts with: the communes of Lạng Sơn and the usual kinds of works."""

from app.core.actor import SYSTEM
from app.places.loading import load_lang_son
from app.works.kinds import load_default_kinds


def load_defaults() -> None:
    """Load what isn't there yet; twice changes nothing."""
    load_lang_son(SYSTEM)
    load_default_kinds(SYSTEM)
