"""Forms keep what was typed, speak both languages, and know every message of the library below them."""

import ast
from pathlib import Path

import flask_wtf
import pytest
import wtforms
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from app.core import forms
from app.core.messages import MESSAGES
from app.core.wrong_input import WrongInput

NEVER_SHOWN = {"Invalid field name '%s'."}


class Sample(forms.BaseForm):
    name = forms.TextField(validators=[forms.Required()])
    amount = forms.MoneyField(validators=[forms.Required()])
    number = forms.CountField()
    quantity = forms.DecimalField()
    day = forms.DateField()
    moment = forms.MomentField()
    phone = forms.PhoneField()
    point = forms.PointField()
    markers = forms.MarkersField()


GOOD = {
    "name": "Lê  Thị\u0000 An",
    "amount": "1,5 triệu",
    "number": "30",
    "quantity": "1,25",
    "day": "2026-11-28",
    "moment": "2026-11-28T07:30",
    "phone": "0912 345 678",
    "point": "21.853, 106.761",
    "markers": "1146/1, 1145",
}


def _send(app, **values):
    with app.test_request_context("/", method="POST", data=MultiDict({**GOOD, **values})):
        form = Sample()
        valid = form.validate()
        return form, valid, {name: str(field()) for name, field in form._fields.items()}


def test_values_arrive_in_their_own_types(app):
    form, valid, _html = _send(app)
    assert valid, form.errors
    assert form.name.data == "Lê Thị An"
    assert form.amount.data == 1_500_000
    assert form.number.data == 30
    assert str(form.quantity.data) == "1.25"
    assert form.moment.data.isoformat() == "2026-11-28T00:30:00+00:00"
    assert form.phone.data == "+84912345678"
    assert form.markers.data == ["1145", "1146/1"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("amount", "12abc"),
        ("amount", "-5"),
        ("number", "1,5"),
        ("number", "-3"),
        ("quantity", "một"),
        ("day", "31/02/2026"),
        ("moment", "28/11/2026 25:00"),
        ("moment", "mai"),
        ("phone", "12"),
        ("point", "106.761, 21.853"),
        ("point", "0, 0"),
    ],
)
def test_what_cannot_be_read_is_explained_beside_the_field_and_still_there(app, field, typed):
    form, valid, html = _send(app, **{field: typed})
    assert not valid
    assert list(form.errors) == [field]
    assert typed in html[field]


def test_a_required_field_refuses_blanks_and_accepts_zero(app):
    form, valid, _html = _send(app, name="  \u200b ", amount="0")
    assert not valid
    assert list(form.errors) == ["name"]


def test_every_kind_of_wrong_input_has_a_sentence_in_both_languages(app):
    def all_below(kind):
        for sub in kind.__subclasses__():
            yield sub
            yield from all_below(sub)

    with app.test_request_context():
        for kind in all_below(WrongInput):
            for code in kind.codes:
                sentence = MESSAGES[f"{kind.kind}.{code}"]
                with force_locale("vi"):
                    vietnamese = str(sentence)
                with force_locale("en"):
                    assert str(sentence) != vietnamese


def _messages_of(package):
    """The constant texts that a package hands to gettext and ngettext."""
    for path in Path(package.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
                "gettext",
                "ngettext",
            ):
                texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                if texts:
                    yield tuple(texts)


def test_every_message_of_wtforms_is_translated(app):
    messages = {*_messages_of(wtforms), *_messages_of(flask_wtf)} - {(text,) for text in NEVER_SHOWN}
    assert len(messages) > 30
    with app.test_request_context(), force_locale("vi"):
        translations = Sample().meta.get_translations(None)
        for message in messages:
            if message[0].strip():
                vietnamese = translations.ngettext(*message, 2) if message[1:] else translations.gettext(message[0])
                assert vietnamese not in message
