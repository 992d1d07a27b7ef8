"""The catalogues of the two languages, looked up without the detours that a page with hundreds of texts would feel."""

from functools import cached_property, lru_cache
from typing import Any

from flask import Flask, g
from flask_babel import Babel, Domain, get_domain, get_locale
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

# More texts than the templates have.
TEXTS_KEPT = 16_384
# By language; the same in every app, for there is one folder of them.
_catalogues: dict[str, Any] = {}


def current_language() -> str | None:
    """The code of the language that texts are shown in now; None where there is no context to choose one by."""
    try:
        # Where Flask-Babel keeps it, and `force_locale` changes it: its own way there takes ten times as long.
        language: str = g._get_current_object()._flask_babel.babel_locale.language
    except (AttributeError, RuntimeError):
        locale = get_locale()
        return None if locale is None else locale.language
    return language


def gettext(message: str, **values: Any) -> str:
    """As Flask-Babel's, but quick."""
    text: str = _find_catalogue().ugettext(message)
    return text % values if values else text


def lazy_gettext(message: str, **values: Any) -> LazyString:
    """As Flask-Babel's, but quick: for the words that pages show over and over."""
    return LazyString(gettext, message, **values)


def _find_catalogue() -> Any:
    return _catalogues.get(current_language() or "") or get_domain().get_translations()


class QuickDomain(Domain):
    """Flask-Babel's, but a catalogue is found by its language alone: ours have no countries."""

    def get_translations(self) -> Any:
        language = current_language()
        if language is None:
            return super().get_translations()
        found = _catalogues.get(language)
        if found is None:
            found = _catalogues[language] = super().get_translations()
        return found


class QuickBabel(Babel):
    """Flask-Babel with our domain, and with texts that templates find by one look into a memory."""

    @cached_property
    def domain_instance(self) -> QuickDomain:
        return QuickDomain(domain=self.domain)

    def init_app(self, app: Flask, *args: Any, **settings: Any) -> None:
        super().init_app(app, *args, **settings)
        # Jinja's own go through three calls for each text.
        app.jinja_env.globals.update(_=_shown, gettext=_shown, ngettext=_shown_number)


@lru_cache(maxsize=TEXTS_KEPT)
def _pattern(_language: str | None, message: str) -> Markup:
    return Markup(_find_catalogue().ugettext(message))


@lru_cache(maxsize=TEXTS_KEPT)
def _plain(language: str | None, message: str) -> Markup:
    """Every text is a pattern, those without values too: "%%" in it is "%"."""
    return _pattern(language, message) % {}


@pass_eval_context
def _shown(eval_ctx: EvalContext, message: str, **values: Any) -> str:
    """A text in a template; values are escaped where the template escapes."""
    if not values:
        return _plain(current_language(), message)
    pattern = _pattern(current_language(), message)
    return (pattern if eval_ctx.autoescape else str(pattern)) % values


@pass_eval_context
def _shown_number(eval_ctx: EvalContext, singular: str, plural: str, num: int, **values: Any) -> str:
    """A text with a number in a template."""
    pattern = _find_catalogue().ungettext(singular, plural, num)
    return (Markup(pattern) if eval_ctx.autoescape else pattern) % {"num": num, **values}
