"""Addresses in templates are Flask's own, found quickly."""

import pytest
from flask import Flask, url_for

CASES = (
    ("works.works", {}),
    ("works.work", {"work_id": 7}),
    ("works.work", {"work_id": 7, "history": "all"}),
    ("works.reverse", {"entry_id": 12, "work_id": 3}),
    ("works.photo", {"photo_id": 5, "size": "thumb"}),
    ("works.works", {"q": "đường 100% điện & đèn", "unit": 4}),
    ("works.works", {"q": ["a", "b"], "unit": None}),
    ("volunteering.activity", {"activity_id": 9, "_anchor": "shift-3"}),
    ("works.work", {"work_id": 7, "_external": True}),
    ("works.work", {"work_id": 2**31 - 1, "page": -1}),
)


@pytest.mark.parametrize(("endpoint", "values"), CASES)
@pytest.mark.parametrize("root", ["", "/doan"])
def test_an_address_in_a_template_is_flasks(app: Flask, root: str, endpoint: str, values: dict[str, object]) -> None:
    template = app.jinja_env.from_string("{% for n in 'ab' %}{{ url_for(endpoint, **values) }} {% endfor %}")
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
        expected = url_for(endpoint, **values)
        shown = app.jinja_env.globals["url_for"]
        assert shown(endpoint, **values) == shown(endpoint, **values) == expected
        assert template.render(endpoint=endpoint, values=values).split()[0].replace("&amp;", "&") == expected


def test_a_number_is_put_in_wherever_the_names_stand(app: Flask) -> None:
    quick = app.jinja_env.globals["url_for"]
    with app.test_request_context("/"):
        for work_id, entry_id in ((1, 2), (2, 1), (30, 4)):
            values = {"entry_id": entry_id, "work_id": work_id}
            assert quick("works.reverse", **values) == url_for("works.reverse", **values)


def test_an_e_mail_has_the_whole_address(app: Flask) -> None:
    app.config["SERVER_NAME"] = "thap-sang.example"
    try:
        with app.app_context():
            assert app.jinja_env.globals["url_for"]("works.work", work_id=1) == "http://thap-sang.example/works/1"
    finally:
        app.config["SERVER_NAME"] = None
