"""Wording and shape of what is asked about service days."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.forms import BaseForm, CountField, DateField, LongTextField, OnceForm, Required, TextField


def _id_or_none(text: str | int | None) -> int | None:
    return int(text) if text not in (None, "", "None") else None


class ServiceDayForm(BaseForm):
    """Of which kind and model a service day is."""

    kind = SelectField(_l("Kind of service"), [InputRequired()])
    model_id = SelectField(_l("Model"), coerce=_id_or_none)


class TallyForm(OnceForm):
    """What was counted since the last time."""

    people = CountField(_l("People helped"), [Optional(), NumberRange(0, 2000)])
    procedures = CountField(_l("Procedures handled"), [Optional(), NumberRange(0, 2000)])
    online = CountField(_l("Online services guided"), [Optional(), NumberRange(0, 2000)])


class CorrectTallyForm(TallyForm):
    """What an entry should have said."""

    reason = TextField(_l("Reason"), [Required(), Length(max=300)])


class ModelForm(OnceForm):
    """A model of serving."""

    name = TextField(_l("Name"), [Required(), Length(max=200)])
    kind = SelectField(_l("Kind of service"), [InputRequired()])
    description = LongTextField(_l("What it is"), [Length(max=5000)])
    unit_id = SelectField(_l("Whose model"), [InputRequired()], coerce=int)
    decision = TextField(_l("Decision (number)"), [Required(), Length(max=200)])
    decided_on = DateField(_l("Decided on"), [Required()])


class PilotForm(OnceForm):
    """A unit to pilot a model."""

    unit_id = SelectField(_l("Unit"), [InputRequired()], coerce=int)
    valid_from = DateField(_l("Pilots from"), [Required()])
    decision = TextField(_l("Decision (number)"), [Required(), Length(max=200)])


class EndPilotForm(BaseForm):
    """When and by which decision a pilot ends."""

    valid_until = DateField(_l("First day without it"), [Required()])
    decision = TextField(_l("Decision (number)"), [Required(), Length(max=200)])
