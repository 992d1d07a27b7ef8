"""Wording and shape of the groups of questions of a proposal; choices are handed in by the views."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import (
    CountField,
    DateField,
    LongTextField,
    OnceForm,
    PointField,
    Required,
    TextField,
    VersionForm,
)
from app.core.messages import sentence
from app.core.text import normalise
from app.works.forms import RowForm, RowNeeds
from app.works.line import MOST_POINTS, Points, parse_lines, show
from app.works.wording import LEVEL_NAMES

MOST_PHASES = 20
LEVELS = [SelectChoice(value=code, label=name) for code, name in LEVEL_NAMES.items()]
LONGEST_LINE = 50_000  # characters; 500 points as anybody would paste them


class LineField(TextAreaField):
    """A line as one point in each row, or as GeoJSON; the value is a tuple of (latitude, longitude)."""

    data: Points
    wrong: list[Any] = []

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0]).replace("\x00", "")[:LONGEST_LINE]
        return show(self.data or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = normalise(str(valuelist[0]), multiline=True) if valuelist else ""
        if len(text) > LONGEST_LINE:
            self.data, self.wrong = (), [None]
        else:
            self.data, self.wrong = parse_lines(text)

    def pre_validate(self, form: Any) -> None:
        if len(self.data) > MOST_POINTS or None in self.wrong:
            raise StopValidation(str(_l("A line has between 2 and %(most)s points.", most=MOST_POINTS)))
        if self.wrong:
            number, error = self.wrong[0]
            raise StopValidation(str(_l("Row %(number)s: %(reason)s", number=number, reason=str(sentence(error)))))
        if len(self.data) == 1:
            raise StopValidation(str(_l("A line has between 2 and %(most)s points.", most=MOST_POINTS)))


class _WhatFields:
    unit_id = SelectField(_l("Unit that takes it on"), coerce=int)
    kind_id = RadioField(_l("Kind of work"), coerce=int, validators=[Required(_l("Choose a kind of work."))])
    title = TextField(_l("Name of the work"), [Required(), Length(max=200)])
    description = LongTextField(_l("Why it is needed"), [Length(max=5000)])
    level = SelectField(_l("Level"), choices=LEVELS, default="base_unit")
    occasion = TextField(_l("Occasion that it marks"), [Length(max=200)])
    partners = SelectMultipleField(
        _l("Units that take part"), coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )


class NewWorkForm(_WhatFields, OnceForm):
    """The first group of questions; sending it starts the draft."""


class WhatForm(_WhatFields, VersionForm):
    """The same for a draft that is there."""


class PlaceForm(VersionForm):
    """Where: a commune by its name, then by choice where the name means several."""

    commune = TextField(_l("Commune"), [Length(max=120)])
    commune_id = RadioField(_l("Which of them?"), coerce=int, choices=[], validate_choice=False)
    village = TextField(_l("Village"), [Length(max=100)])
    point = PointField(_l("Point on the map"))
    line = LineField(_l("Line on the map, for a road"))


class ExtentForm(VersionForm):
    """How much and for whom; the kind's measures are added by `extent_form`."""

    households = CountField(_l("Households"))
    people = CountField(_l("Number of people"))


class PhaseForm(RowForm):
    """A part of the work; one without a name and days is left out."""

    named = ("name", "starts_on", "ends_on")
    name = TextField(_l("Name of the phase"), [RowNeeds(), Length(max=200)])
    starts_on = DateField(_l("Starts on"))
    ends_on = DateField(_l("Ends on"))


class DatesForm(VersionForm):
    starts_on = DateField(_l("Starts on"))
    ends_on = DateField(_l("Ends on"))
    phases = FieldList(FormField(PhaseForm), max_entries=MOST_PHASES)


class CopyForm(OnceForm):
    """Which unit the copy is for."""

    unit_id = SelectField(_l("Unit that takes it on"), coerce=int)
