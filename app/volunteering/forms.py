"""Forms of activities, signing up and consents. Choices come from the views."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.errors import Conflict, NotPossible, explain
from app.core.files import store_document
from app.core.forms import (
    BaseForm,
    CountField,
    DateField,
    LongTextField,
    MomentField,
    OnceForm,
    OnceVersionForm,
    PointField,
    Required,
    TextField,
    UploadField,
    VersionForm,
)

MOST_SHIFTS = 60


def id_or_none(text: Any) -> int | None:
    """A chosen id; the empty choice is None."""
    return int(text) if text not in (None, "", "None") else None


def read_id(text: str | None) -> int | None:
    """An id out of a hidden field, None when unreadable."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else None


class ChecksField(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ShiftRowForm(BaseForm):
    """One shift among those of an activity."""

    class Meta(BaseForm.Meta):
        csrf = False  # the form around it has the token

    id = HiddenField()
    role = TextField(_l("Task"), [Required(), Length(max=100)])
    starts_at = MomentField(_l("Start"), [Required()])
    ends_at = MomentField(_l("End"), [Required()])
    capacity = CountField(_l("Places"), [Required(), NumberRange(1, 5000)])
    minimum = CountField(_l("Needed at least"), [Optional(), NumberRange(0, 5000)])
    minimum_age = CountField(_l("Minimum age"), [Optional(), NumberRange(10, 99)])
    skills = TextField(_l("Skills"), [Length(max=200)])
    is_heavy = BooleanField(_l("Heavy work"))
    is_away = BooleanField(_l("Away from home"))
    is_border_zone = BooleanField(_l("Border zone"))

    @property
    def shift_id(self) -> int | None:
        """The shift that this row stands for; None for a new one."""
        return read_id(self.id.data)


class ActivityForm(OnceVersionForm):
    """An activity with its shifts."""

    title = TextField(_l("Title"), [Required(), Length(max=200)])
    host_unit_id = SelectField(_l("Host unit"), [InputRequired()], coerce=id_or_none)
    work_id = SelectField(_l("For a work"), coerce=id_or_none)
    description = LongTextField(_l("What will be done"), [Length(max=5000)])
    audience = RadioField(_l("Who may sign up"), [InputRequired()])
    invited_unit_ids = ChecksField(_l("Chosen units"), coerce=int)
    co_host_unit_ids = ChecksField(_l("Co-hosts"), coerce=int)
    commune_id = SelectField(_l("Commune"), coerce=id_or_none)
    place = TextField(_l("Village or place"), [Length(max=200)])
    point = PointField(_l("Point on the map"))
    meeting_point = TextField(_l("Meeting point"), [Length(max=200)])
    what_to_bring = TextField(_l("What to bring"), [Length(max=500)])
    contact = TextField(_l("Contact"), [Length(max=200)])
    sign_up_opens_at = MomentField(_l("Signing up opens"))
    sign_up_closes_at = MomentField(_l("Signing up closes"))
    shifts = FieldList(FormField(ShiftRowForm), _l("Shifts"), max_entries=MOST_SHIFTS)
    move_last = BooleanField(_l("Move the last ones to the waiting list"))

    # Show the choice that a capacity below the taken places leaves.
    asks_to_move = False

    def refuse(self, error: NotPossible | Conflict) -> None:
        """Also finds the field of one shift among several."""
        self.asks_to_move = error.reason == "capacity_below_confirmed"
        row = error.details.get("row")
        name = getattr(error, "field", None)
        if row is None or row >= len(self.shifts.entries) or name not in self.shifts.entries[row].form:
            super().refuse(error)
            return
        super().refuse(NotPossible(error.reason, field="shifts", **error.details))
        target = self.shifts.entries[row].form[name]
        target.errors = [*target.errors, explain(error)]
        self.shifts.errors = [entry.errors for entry in self.shifts.entries]


class ReasonForm(BaseForm):
    """A reason that others will read."""

    reason = TextField(_l("Reason"), [Length(max=200)])


class CancelWorkForm(VersionForm, ReasonForm):
    """Why a work is given up."""


class ConsentForm(OnceForm):
    """A guardian's consent on paper."""

    guardian_name = TextField(_l("Guardian's name"), [Required(), Length(max=120)])
    relation = TextField(_l("Relation"), [Required(), Length(max=60)])
    marks = ChecksField(_l("For which kinds of work"))
    given_on = DateField(_l("Given on"), [Required()])
    valid_until = DateField(_l("Valid until"), [Required()])
    file = UploadField(_l("The signed paper"), store=store_document)
