"""The quick ways to a text say what Flask-Babel says."""

import flask_babel
import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from app.core.translations import current_language, gettext, lazy_gettext


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_quick_ways_say_what_flask_babel_says(app: Flask, language: str) -> None:
    lazy = lazy_gettext("Sign in")
    with app.test_request_context(f"/?lang={language}"):
        assert current_language() == language
        assert gettext("Sign in") == str(lazy) == flask_babel.gettext("Sign in")
        assert render_template_string("{{ _('Sign in') }}") == flask_babel.gettext("Sign in")
        shown = render_template_string("{{ ngettext('%(num)d place left', '%(num)d places left', 3) }}")
        assert shown == flask_babel.ngettext("%(num)d place left", "%(num)d places left", 3)


def test_a_forced_language_holds_as_long_as_it_is_forced(app: Flask) -> None:
    with app.test_request_context("/?lang=vi"):
        before = gettext("Sign in")
        with force_locale("en"):
            assert gettext("Sign in") == render_template_string("{{ _('Sign in') }}") == "Sign in"
        assert gettext("Sign in") == render_template_string("{{ _('Sign in') }}") == before != "Sign in"


def test_a_value_in_a_text_is_escaped_and_the_text_is_not(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert render_template_string("{{ _('<i>%(n)s</i> 5%%', n='<b>') }}") == "<i>&lt;b&gt;</i> 5%"
        assert render_template_string("{{ _('5%% of it') }}") == "5% of it"
        plain = app.jinja_env.from_string("{% autoescape false %}{{ _('%(n)s!', n='<b>') }}{% endautoescape %}")
        assert plain.render() == "<b>!"
        several = "{{ ngettext('%(num)d of %(n)s', '%(num)d of all %(n)s', 2, n='<b>') }}"
        assert render_template_string(several) == "2 of all &lt;b&gt;"


def test_where_nobody_asks_there_is_no_language() -> None:
    assert current_language() is None
    assert gettext("Sign in") == "Sign in"
