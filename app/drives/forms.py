"""Wording and shape of what is asked about drives."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.files import store_document
from app.core.forms import (
    BaseForm,
    CountField,
    DateField,
    DecimalField,
    LongTextField,
    OnceForm,
    OnceVersionForm,
    Required,
    TextField,
    UploadField,
)
from app.core.workbooks import read_rows
from app.drives.values import format_steps, parse_steps

MOST_POINTS = 1000


def _id_or_none(text: str | int | None) -> int | None:
    return int(text) if text not in (None, "", "None") else None


class ChecksField(SelectMultipleField):
    """Several of a list of ids, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class StepsField(TextField):
    """Points from a per cent of the target on: "50=5; 80=8; 100=10"."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.steps: Any = ()
        self.is_wrong = False
        try:
            self.steps = parse_steps(self.data or "")
        except ValueError:
            self.is_wrong = True

    def _value(self) -> str:
        return format_steps(self.data) if isinstance(self.data, list | tuple) else str(self.data or "")

    def pre_validate(self, form: Any) -> None:
        if getattr(self, "is_wrong", False):
            raise StopValidation(str(_l("Write each step as per cent = points, such as 50=5; 80=8; 100=10.")))


class DriveForm(OnceVersionForm):
    """The frame of a drive."""

    title = TextField(_l("Name"), [Required(), Length(max=200)])
    unit_id = SelectField(_l("Whose drive"), [InputRequired()], coerce=int)
    copy_of = SelectField(_l("Take over clusters and indicators from"), coerce=_id_or_none)
    date_from = DateField(_l("First day of the drive"), [Required()])
    date_to = DateField(_l("Last day of the drive"), [Required()])
    registers_until = DateField(_l("Units register until"), [Required()])
    document = TextField(_l("Plan (number and date)"), [Length(max=200)])
    description = LongTextField(_l("What it is about"), [Length(max=5000)])
    most_units = CountField(_l("Most units commended"), [Optional(), NumberRange(0, 10_000)])
    most_works = CountField(_l("Most works commended"), [Optional(), NumberRange(0, 10_000)])
    most_members = CountField(_l("Most members commended"), [Optional(), NumberRange(0, 10_000)])


class EditDriveForm(DriveForm):
    """The frame of a draft; whose it is and what it was made from stay."""

    unit_id = None
    copy_of = None


class IndicatorForm(OnceVersionForm):
    """An indicator: no field takes what records can count."""

    name = TextField(_l("Indicator"), [Required(), Length(max=200)])
    content = SelectField(_l("Content"), [InputRequired()], id="indicator-content")
    # "" is a condition that a document proves; else "metric" or "metric|column|value".
    counts = SelectField(_l("What it counts"), validate_choice=True)
    effect = SelectField(_l("Effect"), [InputRequired()])
    scoring = SelectField(_l("How points are given"), [InputRequired()])
    points = DecimalField(_l("Points"), [Required(), NumberRange(0, MOST_POINTS)])
    target = DecimalField(_l("Target of the indicator"), [Optional(), NumberRange(0, 10**12)])
    by_head = BooleanField(_l("The target is for each member of the unit"))
    steps = StepsField(_l("Steps (per cent = points)"), [Length(max=300)])
    cap = DecimalField(_l("At most (points)"), [Optional(), NumberRange(0, MOST_POINTS)])


class SheetForm(OnceForm):
    """Indicators from an Excel sheet."""

    rows = UploadField(
        _l("Excel file (.xlsx)"), [Required(_l("Choose a file."))], store=lambda raw, _name: read_rows(raw)
    )


class ClusterForm(OnceVersionForm):
    """A cluster of like units."""

    name = TextField(_l("Name of the cluster"), [Required(), Length(max=120)])
    # The action says which can be placed: after a second sending they stand in the cluster already.
    unit_ids = ChecksField(_l("Units"), coerce=int, validate_choice=False)


class RegisterForm(BaseForm):
    """What a unit says that it will do."""

    promise = LongTextField(_l("What the unit will do"), [Required(), Length(max=5000)])


class ReasonForm(BaseForm):
    """Why."""

    reason = LongTextField(_l("Reason"), [Required(), Length(max=300)])


class ClaimForm(OnceForm):
    """A unit's own score on a condition."""

    score = DecimalField(_l("Points that the unit gives itself"), [Required(), NumberRange(0, MOST_POINTS)])
    document = TextField(_l("Document (number)"), [Required(), Length(max=120)])
    document_on = DateField(_l("Date of the document"), [Required()])
    file = UploadField(_l("The document"), [Required()], store=store_document)
    note = LongTextField(_l("Note"), [Length(max=2000)])


class VerdictForm(OnceVersionForm):
    """What the verifier makes of a self-score."""

    verdict = RadioField(
        _l("Verdict"),
        [InputRequired(_l("Please choose."))],
        choices=[
            SelectChoice(value="verified", label=_l("The document proves it")),
            SelectChoice(value="returned", label=_l("Give it back to the unit")),
        ],
    )
    score = DecimalField(_l("Points that the document proves"), [Optional(), NumberRange(0, MOST_POINTS)])
    reason = LongTextField(_l("Reason"), [Required(), Length(max=500)])


class ObjectionForm(OnceForm):
    """What a unit objects to."""

    indicator_id = SelectField(_l("Objects to"), coerce=_id_or_none)
    text = LongTextField(_l("Objection"), [Required(), Length(max=3000)])


class AnswerForm(OnceForm):
    """The answer to an objection."""

    outcome = RadioField(
        _l("Answer"),
        [InputRequired(_l("Please choose."))],
        choices=[
            SelectChoice(value="upheld", label=_l("Upheld")),
            SelectChoice(value="rejected", label=_l("Not upheld")),
        ],
    )
    answer = LongTextField(_l("Reason"), [Required(), Length(max=3000)])


class CloseForm(OnceVersionForm):
    """Closing is for good, so it is confirmed."""

    confirm = BooleanField(
        _l("I have looked at the standings and close the drive for good"), [InputRequired(_l("Please confirm."))]
    )


class NominationForm(OnceForm):
    """Who is nominated, and for what; figures come from the records."""

    thing_id = SelectField(_l("Who or what"), [InputRequired()], coerce=int)
    form = SelectField(_l("Form of commendation"), [InputRequired()])
    merit = LongTextField(_l("What they are commended for"), [Required(), Length(max=2000)])


class DecisionForm(OnceForm):
    """A decision on nominations that were checked."""

    chosen = ChecksField(_l("Nominations"), coerce=int, validate_choice=False)
    number = TextField(_l("Number of the decision"), [Required(), Length(max=60)])
    decided_on = DateField(_l("Date of the decision"), [Required()])
    signer = TextField(_l("Signed by"), [Required(), Length(max=120)])
    signer_title = TextField(_l("Title of the signer"), [Required(), Length(max=120)])


class GuardianForm(BaseForm):
    """Which guardian agreed, and on what paper."""

    guardian = TextField(_l("Guardian who agreed (name, relation, paper)"), [Length(max=200)])
