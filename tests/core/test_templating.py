"""Templates call macros, functions and methods as Jinja does."""

import pytest
from flask import Flask
from jinja2 import pass_context, pass_environment
from jinja2.exceptions import UndefinedError


class Thing:
    def hello(self, name: str) -> str:
        return f"<{name}>"

    def __call__(self, name: str = "nobody") -> str:
        return f"called by {name}"


@pass_context
def in_context(context: object, name: str) -> str:
    return str(context[name])  # type: ignore[index]


@pass_environment
def in_environment(environment: object) -> str:
    return type(environment).__name__


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ thing.hello('a') }}", "&lt;a&gt;"),
        ("{{ thing() }} {{ thing(name='An') }}", "called by nobody called by An"),
        ("{% macro m(a, b=2) %}<i>{{ a }}{{ b }}</i>{% endmacro %}{{ m('<', b=3) }}", "<i>&lt;3</i>"),
        ("{% macro m() %}<i>{{ caller() }}</i>{% endmacro %}{% call m() %}<b>{% endcall %}", "<i><b></i>"),
        ("{% autoescape false %}{% macro m(a) %}{{ a }}{% endmacro %}{{ m('<') }}{% endautoescape %}", "<"),
        ("{% for word in ['x'] %}{% set inner = word %}{{ in_context('inner') }}{% endfor %}", "x"),
        ("{{ in_environment() }}", "Environment"),
        (
            "{{ {'a': 1}.get('a') }} {{ 'ab'.upper() }} {{ range(3)|list }} {{ dict(a=1) }}",
            "1 AB [0, 1, 2] {&#39;a&#39;: 1}",
        ),
    ],
)
def test_a_call_gives_what_jinja_gives(app: Flask, source: str, shown: str) -> None:
    values = {"thing": Thing(), "in_context": in_context, "in_environment": in_environment}
    assert app.jinja_env.from_string(source).render(values) == shown


def test_calling_what_is_not_there_is_an_error(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ nothing() }}").render()
