"""Wording and shape of what is asked about classes and who is sent; choices are handed in by the views."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.files import shown_name, store_document
from app.core.forms import (
    BaseForm,
    DateField,
    LongTextField,
    OnceForm,
    OnceVersionForm,
    Required,
    TextField,
    UploadField,
)

LONGEST_LIST = 100_000  # characters


def id_or_none(text: Any) -> int | None:
    """A choice's id; None for none."""
    return int(text) if str(text).isdecimal() and len(str(text)) < 10 else None


class ClassForm(OnceVersionForm):
    unit_id = SelectField(_l("Whose class it is"), [Required()], coerce=id_or_none)
    title = TextField(_l("What is taught"), [Required(), Length(max=200)])
    kind = SelectField(_l("Kind of class"), [InputRequired()])
    level = SelectField(_l("Level of political theory"), [Optional()])
    starts_on = DateField(_l("First day"), [Required()])
    ends_on = DateField(_l("Last day"), [Required()])
    place = TextField(_l("Where it is held"), [Length(max=200)])
    organiser = TextField(_l("Organised by"), [Length(max=200)])
    decision = TextField(_l("Decision (number)"), [Length(max=100)])
    decided_on = DateField(_l("Decided on"), [Optional()])
    paper = UploadField(_l("The decision (photo or PDF)"), store=store_document)


class SendOneForm(OnceForm):
    member = TextField(_l("Member code or full name"), [Required(), Length(max=120)])


class PastedField(TextAreaField):
    """Lines, or cells of a sheet: the tabs between them stay, other control characters go."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).replace("\r\n", "\n") if valuelist else ""
        self.data = "".join(char for char in text if char in "\t\n" or char.isprintable())

    def _value(self) -> str:
        return str(self.data or "")


class SendListForm(OnceForm):
    """A list as text, or as a file: one of the two."""

    text = PastedField(_l("The list, pasted"), [Length(max=LONGEST_LIST)])
    file = UploadField(_l("Or the list as a file"), store=lambda raw, name: (shown_name(name), raw))


class AnswersForm(BaseForm):
    """The answers have names of their own, one for each row that was asked about."""


class OutcomeForm(OnceVersionForm):
    outcome = RadioField(_l("How it ended"), [InputRequired()])
    grade = TextField(_l("Grade"), [Length(max=60)])
    certificate = UploadField(_l("Certificate (photo or PDF)"), store=store_document)


class TakeBackForm(OnceVersionForm):
    reason = LongTextField(_l("Reason"), [Required(), Length(max=300)])
