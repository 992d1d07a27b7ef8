"""Every way in which input can be wrong has a sentence, in both languages."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel, force_locale

# Each module that reads input defines its own error; importing them all makes WrongInput know them.
from app.areas import all_areas
from app.core import clock, codes, coordinates, documents, forms, images, lists, money, numbers, phones, workbooks
from app.core.messages import MESSAGES, sentence
from app.core.wrong_input import WrongInput

ERRORS: list[type[WrongInput]] = [
    clock.NotADate,
    codes.NotACode,
    coordinates.NotAPoint,
    forms.NotMoment,
    documents.NotADocument,
    images.NotAPhoto,
    lists.NotAList,
    money.NotMoney,
    numbers.NotANumber,
    phones.NotAPhone,
    workbooks.NotASheet,
]
CATALOGUE = Path(__file__).parents[2] / "translations" / "vi" / "core_input.po"


def test_this_file_knows_every_kind_of_wrong_input() -> None:
    ours = {error for error in WrongInput.__subclasses__() if error.__module__.startswith("app.core.")}
    assert ours == set(ERRORS)
    assert len({error.kind for error in ERRORS}) == len(ERRORS)


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    assert set(MESSAGES) == {error(code).key for error in ERRORS for code in error.codes}


def test_every_sentence_stands_in_vietnamese_once_and_finished() -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        english = {str(message) for message in MESSAGES.values()}
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="vi", abort_invalid=True)
    translated = {message.id: message for message in catalogue if message.id}
    assert set(translated) == english
    for message in translated.values():
        assert message.string
        assert not message.fuzzy
        assert str(message.string).endswith(".")


def test_the_sentence_is_found_by_the_error() -> None:
    app = Flask(__name__)
    Babel(app)
    with pytest.raises(money.NotMoney) as refused:
        money.parse_money("abc")
    with app.test_request_context(), force_locale("en"):
        assert "1.500.000" in sentence(refused.value)


def test_a_code_that_the_error_does_not_list_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        money.NotMoney("expensive")


def test_no_two_areas_say_different_things_by_one_code() -> None:
    said: dict[str, set[str]] = {}
    for area in all_areas():
        for code, words in area.reasons.items():
            said.setdefault(code, set()).add(str(words._args[0]))
    assert {code: words for code, words in said.items() if len(words) > 1} == {}
