"""Forms of copies and series, of the border post, of the photo, and of a unit that ends."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.files import store_photo
from app.core.forms import (
    BaseForm,
    CodesField,
    CountField,
    DateField,
    OnceForm,
    OnceVersionForm,
    Required,
    TextField,
    UploadField,
)
from app.volunteering.forms import ChecksField


class CopyForm(OnceForm):
    """On which day the copy takes place."""

    day = DateField(_l("New day"), [Required()])


class _Days(OnceForm):
    """Until when, and on which days not."""

    until = DateField(_l("Until"), [Required()])
    # Ticked against the days that an earlier answer showed: what they mean now is the action's to say.
    skipped = ChecksField(_l("Leave out"), coerce=date.fromisoformat, validate_choice=False)
    publish_all = BooleanField(_l("Publish them at once"))


class RepeatForm(_Days):
    """How an activity comes again."""

    pattern = RadioField(_l("How often"), [InputRequired()])
    every = CountField(_l("Every how many weeks or months"), [Required(), NumberRange(1, 12)])


class ExtendForm(_Days, OnceVersionForm):
    """How far a series goes on, and like which of its days."""

    like_id = SelectField(_l("Like the day"), [InputRequired()], coerce=int)


class BorderNoticeForm(OnceForm):
    """What the border post was told."""

    post = TextField(_l("Border post"), [Required(), Length(max=120)])
    given_on = DateField(_l("Given on"), [Required()])
    document = TextField(_l("Document (number, date)"), [Required(), Length(max=120)])
    contact = TextField(_l("Whom to call at the post"), [Required(), Length(max=200)])


class PeopleForm(BaseForm):
    """Who can be recognised on the photo, by member codes."""

    codes = CodesField(_l("Member codes, one in a line"), [Optional(), Length(max=4000)])


class PhotoForm(OnceForm):
    """The photo of an activity, with the word of who puts it there."""

    photo = UploadField(_l("Photo"), [Required()], store=store_photo)
    caption = TextField(_l("What it shows"), [Required(), Length(max=200)])
    everybody_agreed = BooleanField(
        _l("Everybody who can be recognised has agreed; of who is under 18, the guardian too.")
    )
