"""What people type into the pages of this area."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, FieldList, FormField, HiddenField, PasswordField, SelectField
from wtforms.validators import Email, Length, Optional, Regexp, ValidationError

from app.core.files import store_document
from app.core.forms import (
    BaseForm,
    DateField,
    OnceForm,
    OnceVersionForm,
    PhoneField,
    Required,
    TextField,
    UploadField,
)


def _or_none(text: Any) -> Any:
    return text or None


def _lower(text: Any) -> Any:
    return text.strip().lower() if text else None


def _number_or_none(text: Any) -> int | None:
    return int(text) if text not in (None, "", "None") else None


WELL_FORMED_CODE = Regexp(r"[\w.-]+\Z", message=_l("Letters, digits, dots and dashes only."))


class SameAs:
    """The field must repeat another one."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, form: Any, field: Any) -> None:
        if field.data != form[self.name].data:
            raise ValidationError(str(_l("The two passwords are not the same.")))


class SignInForm(BaseForm):
    identifier = TextField(_l("Phone number, e-mail or member code"), [Required(), Length(max=200)])
    password = PasswordField(_l("Password"), [Required()])
    stays = BooleanField(_l("Stay signed in on this device for 30 days"), default=True)


class ActivateForm(BaseForm):
    member_code = TextField(_l("Member code"), [Required(), Length(max=20)])
    code = TextField(_l("One-time code"), [Required(), Length(max=40)])
    password = PasswordField(_l("New password"), [Required()])
    repeat = PasswordField(_l("The new password once more"), [Required(), SameAs("password")])


class SecondStepForm(BaseForm):
    code = TextField(_l("Code from your app, or a recovery code"), [Required(), Length(max=40)])


class AddSecondFactorForm(BaseForm):
    nonce = HiddenField(filters=[_or_none])
    code = TextField(_l("The six figures that the app shows now"), [Required(), Length(max=20)])
    password = PasswordField(_l("Your password"), [Required()])


class PasswordAgainForm(BaseForm):
    password = PasswordField(_l("Your password"), [Required()])


class ReasonForm(BaseForm):
    reason = TextField(_l("Reason"), [Required(), Length(max=300)])


class RequireSecondFactorForm(BaseForm):
    since = DateField(_l("Required from this day on"))


class SlipsForm(BaseForm):
    below = BooleanField(_l("Also for the units under it"))


class ChangePasswordForm(BaseForm):
    old = PasswordField(_l("Present password"), [Required()])
    new = PasswordField(_l("New password"), [Required()])
    repeat = PasswordField(_l("The new password once more"), [Required(), SameAs("new")])


class _UnitFields:
    name = TextField(_l("Full name of the unit"), [Required(), Length(max=200)])
    short_name = TextField(_l("Short name"), [Required(), Length(max=100)])
    kind = SelectField(_l("Kind"), [Required()])
    sector = SelectField(_l("Sector"), coerce=_or_none)


class FoundUnitForm(_UnitFields, OnceForm):
    code = TextField(_l("Unit code"), [Required(), Length(max=30), WELL_FORMED_CODE])
    parent_id = SelectField(_l("Under which unit"), coerce=_number_or_none)
    founded_on = DateField(_l("Founded on"), [Required()])
    decision = TextField(_l("Decision (number, date, issuer)"), [Length(max=300)], filters=[_or_none])
    paper = UploadField(_l("The decision (PDF or photo)"), store=store_document)


class ChangeUnitForm(_UnitFields, OnceVersionForm):
    on = DateField(_l("From which day on"), [Required()])
    decision = TextField(_l("Decision (number, date, issuer)"), [Required(), Length(max=300)])
    paper = UploadField(_l("The decision (PDF or photo)"), store=store_document)


class MoveUnitForm(OnceVersionForm):
    parent_id = SelectField(_l("Under which unit"), [Required()], coerce=_number_or_none)
    on = DateField(_l("From which day on"), [Required()])
    decision = TextField(_l("Decision (number, date, issuer)"), [Required(), Length(max=300)])
    paper = UploadField(_l("The decision (PDF or photo)"), store=store_document)


class _MemberFields:
    full_name = TextField(_l("Full name"), [Required(), Length(max=120)])
    birth_date = DateField(_l("Birth date"))
    gender = SelectField(_l("Gender"), coerce=_or_none)
    phone = PhoneField(_l("Phone"))
    email = EmailField(_l("E-mail"), [Optional(), Email(), Length(max=200)], filters=[_lower])
    joined_on = DateField(_l("Joined the Youth Union on"))
    occupation = TextField(_l("Occupation"), [Length(max=120)], filters=[_or_none])
    class_name = TextField(_l("Class"), [Length(max=40)], filters=[_or_none])
    card_number = TextField(_l("Card number"), [Length(max=40)], filters=[_or_none])

    def values(self) -> dict[str, Any]:
        """What stands in the fields of a person, by name."""
        names = "full_name birth_date gender phone email joined_on occupation class_name card_number".split()  # noqa: SIM905
        return {name: getattr(self, name).data for name in names}


class AddMemberForm(_MemberFields, OnceForm):
    unit_id = SelectField(_l("Unit"), [Required()], coerce=_number_or_none)
    member_since = DateField(_l("In this unit since"), [Required()])
    code = TextField(_l("Member code"), [Length(max=20), Optional(), WELL_FORMED_CODE], filters=[_or_none])
    is_another_person = BooleanField(_l("This is another person with the same name and birth date"))


class EditMemberForm(_MemberFields, OnceVersionForm):
    """Without a unit: that changes by a transfer."""


class AppointForm(OnceForm):
    role = SelectField(_l("Role"), [Required()])
    unit_id = SelectField(_l("Over which unit"), [Required()], coerce=_number_or_none)
    title = TextField(_l("Position"), [Length(max=100)], filters=[_or_none])
    valid_from = DateField(_l("From"), [Required()])
    valid_until = DateField(_l("Until (the first day without the role)"))
    decision = TextField(_l("Decision (number, date, issuer)"), [Required(), Length(max=300)])


class EndAppointmentForm(BaseForm):
    on = DateField(_l("First day without the role"), [Required()])
    reason = TextField(_l("Reason"), [Required(), Length(max=300)])


class RatingRowForm(BaseForm):
    """One member's rating, with the one that the page showed."""

    class Meta(BaseForm.Meta):
        csrf = False  # the form around it has the token

    id = HiddenField()
    seen = HiddenField()
    grade = SelectField(_l("Rating"), coerce=_or_none)


class RatingsForm(OnceForm):
    rows = FieldList(FormField(RatingRowForm), _l("Members"), max_entries=500)
    others = SelectField(_l("Everybody who is not rated yet"), coerce=_or_none)
