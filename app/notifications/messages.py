"""The sentences for what this area refuses."""

from typing import Any

REASONS: dict[str, Any] = {}
