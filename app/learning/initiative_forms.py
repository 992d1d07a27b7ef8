"""Wording and shape of what is asked about initiatives; choices are handed in by the views."""

import re
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.files import store_document
from app.core.forms import (
    CountField,
    DateField,
    LongTextField,
    MoneyField,
    OnceForm,
    OnceVersionForm,
    Required,
    TextField,
    UploadField,
    UploadsField,
)
from app.core.text import normalise
from app.learning.forms import id_or_none

MOST_AUTHORS = 20
MOST_HOURS = 1_000_000
_SHARE = re.compile(r"^(.*?)[\s:;,\-–]+(\d{1,3})\s*%?$")


class Line(NamedTuple):
    """An author as typed: a code or a name, and the share (None where none is written)."""

    who: str
    share: int | None


class AuthorsField(TextAreaField):
    """An author in each line with the share at its end; the value is a list of Lines. One alone has all of it."""

    def _value(self) -> str:
        if self.raw_data:
            return normalise(str(self.raw_data[0])[:5000], multiline=True)
        return "\n".join(f"{line.who}: {line.share}" for line in self.data or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = normalise(str(valuelist[0])[:5000], multiline=True) if valuelist else ""
        lines = []
        for line in text.split("\n"):
            found = _SHARE.match(line.strip())
            if found:
                lines.append(Line(found[1].strip(), int(found[2])))
            elif line.strip():
                lines.append(Line(line.strip(), None))
        if len(lines) == 1 and lines[0].share is None:
            lines = [Line(lines[0].who, 100)]
        self.data = lines[: MOST_AUTHORS + 1]


class InitiativeForm(OnceVersionForm):
    unit_id = SelectField(_l("Unit"), [Required()], coerce=id_or_none)
    kind = SelectField(_l("Kind"), [InputRequired()])
    title = TextField(_l("Name of the initiative or topic"), [Required(), Length(max=300)])
    situation = LongTextField(_l("How it was before"), [Length(max=5000)])
    solution = LongTextField(_l("What is done instead, and how"), [Required(), Length(max=10_000)])
    authors = AuthorsField(_l("Authors with their shares"), [Required()])
    saved_money = MoneyField(_l("Money saved in a year"), [Optional()])
    saved_hours = CountField(_l("Working hours saved in a year"), [Optional(), NumberRange(0, MOST_HOURS)])
    saving_reason = LongTextField(_l("How the saving was reckoned"), [Length(max=2000)])
    registered_on = DateField(_l("Registered on"), [Optional()])
    papers = UploadsField(_l("Papers (photos or PDF)"), store=store_document)


class StepForm(OnceVersionForm):
    """A step that needs no words."""


class ReasonForm(OnceVersionForm):
    reason = LongTextField(_l("Reason"), [Required(), Length(max=2000)])


class RecogniseForm(OnceVersionForm):
    decided_by = TextField(_l("Recognised by"), [Required(), Length(max=200)])
    level = SelectField(_l("Level"), [InputRequired()])
    decision = TextField(_l("Decision (number)"), [Required(), Length(max=100)])
    decided_on = DateField(_l("Decided on"), [Required()])
    paper = UploadField(_l("The decision (photo or PDF)"), store=store_document)


class ApplyForm(OnceVersionForm):
    applied_on = DateField(_l("Applied since"), [Required()])
    applied_where = TextField(_l("Where it is applied"), [Required(), Length(max=300)])
    proof = UploadField(
        _l("Proof of use (photo or PDF)"), [Required(_l("Add what shows that it is in use."))], store=store_document
    )


class TakeUpForm(OnceForm):
    unit_id = SelectField(_l("Which unit takes it up"), [Required()], coerce=id_or_none)
    taken_on = DateField(_l("Since"), [Required()])
    note = TextField(_l("Remarks"), [Length(max=500)])
