"""The words of the home pages that aren't in their templates."""

from app.maps.messages import STATES

__all__ = ["STATES"]
