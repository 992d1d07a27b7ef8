"""What is asked about a report's confirmation, and the office's rules for works."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.core.files import store_document
from app.core.forms import CountField, DateField, Required, TextField, UploadField, VersionForm
from app.works.wording import BODY_NAMES


class ConfirmationForm(VersionForm):
    body = RadioField(
        _l("Confirmed by"),
        choices=[SelectChoice(value=code, label=name) for code, name in BODY_NAMES.items()],
        validators=[Required(_l("Choose who confirmed it."))],
    )
    name = TextField(_l("Name and office"), [Required(), Length(max=200)])
    confirmed_on = DateField(_l("Confirmed on"), [Required()])
    document = TextField(_l("Number of the document"), [Required(), Length(max=120)])
    paper = UploadField(_l("Paper"), store=store_document)


class RulesForm(VersionForm):
    line_tolerance = CountField(_l("How far expenses may exceed a line of the plan"), [Required()])
    needs_confirmation = BooleanField(_l("A report is confirmed by the unit's party committee or agency head"))
