"""The catalogues of the two languages, looked up without the detours that a page with hundreds of texts would feel."""

from functools import cached_property
from typing import Any

from flask_babel import Babel, Domain, get_locale


class QuickDomain(Domain):
    """Flask-Babel's, but a catalogue is found by its language alone: ours have no countries."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._catalogues: dict[str, Any] = {}

    def get_translations(self) -> Any:
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        found = self._catalogues.get(locale.language)
        if found is None:
            found = self._catalogues[locale.language] = super().get_translations()
        return found


class QuickBabel(Babel):
    """Flask-Babel with our domain."""

    @cached_property
    def domain_instance(self) -> QuickDomain:
        return QuickDomain(domain=self.domain)
