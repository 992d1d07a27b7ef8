"""What people type into the pages of this area."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import Length, Optional, ValidationError

from app.core import clock
from app.core.files import store_document
from app.core.forms import (
    BaseForm,
    CountField,
    DateField,
    LongTextField,
    OnceForm,
    OnceVersionForm,
    Required,
    TextField,
    UploadField,
)


class AskForm(OnceForm):
    kind = RadioField(_l("What shall be done?"), [Required()])
    text = LongTextField(
        _l("What is wrong, and how is it right? Or why shall the data go?"), [Optional(), Length(max=2000)]
    )
    is_sure = BooleanField(_l("I know that erasing cannot be undone, and that my account is closed by it"))

    def validate_is_sure(self, field: Any) -> None:
        if self.kind.data == "erasure" and not field.data:
            raise ValidationError(_("Tick this to ask for erasure."))


class DecideForm(OnceVersionForm):
    decision = RadioField(_l("Decision"), [Required()])
    answer = LongTextField(_l("Answer to the member"), [Required(), Length(max=2000)])


class KeepingForm(BaseForm):
    """The keeping times; fields for the rules are added by `keeping_form`."""

    days_off = LongTextField(_l("Days off besides the certain ones"), [Optional(), Length(max=4000)])

    def validate_days_off(self, field: Any) -> None:
        for line in (field.data or "").split():
            try:
                clock.parse_date(line)
            except clock.NotADate:
                raise ValidationError(_("“%(line)s” is no date.", line=line[:40])) from None

    @property
    def days(self) -> list[date]:
        """The days as dates."""
        return [clock.parse_date(line) for line in (self.days_off.data or "").split()]


def keeping_form(rules: dict[str, Any]) -> type[KeepingForm]:
    """The form with a field of months for each of these rules: name → label."""
    fields = {name: CountField(label, [Required()]) for name, label in rules.items()}
    return type("KeepingForm", (KeepingForm,), fields)


class RecordConsentForm(OnceForm):
    """A paper on which a guardian, or a member who cannot sign in, agreed."""

    purpose = RadioField(_l("What for"), [Required()])
    side = RadioField(_l("Who agreed"), [Required()])
    guardian_name = TextField(_l("Guardian's name"), [Optional(), Length(max=120)])
    relation = TextField(_l("Relation"), [Optional(), Length(max=60)])
    given_on = DateField(_l("Given on"), [Required()])
    paper = UploadField(_l("The signed paper"), [Required()], store=store_document)
