"""Forms about who may have a place: held places, skills, lists of members, consents by link."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, SelectField, SelectMultipleField
from wtforms.validators import Length, NumberRange, Optional

from app.core.errors import Conflict, NotPossible, explain
from app.core.forms import (
    BaseForm,
    CountField,
    DateField,
    LongTextField,
    MomentField,
    OnceForm,
    OnceVersionForm,
    PhoneField,
    Required,
    TextField,
)
from app.volunteering.forms import ChecksField, id_or_none

MOST_QUOTAS = 20
LONGEST_LIST = 20_000


class QuotaRowForm(BaseForm):
    """Places held for one unit; a row without a unit says nothing."""

    class Meta(BaseForm.Meta):
        csrf = False  # the form around it has the token

    unit_id = SelectField(_l("Unit"), coerce=id_or_none)
    places = CountField(_l("Places"), [Optional(), NumberRange(0, 5000)])
    until = MomentField(_l("Held until"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A row that names a unit needs the hour as well."""
        is_right = super().validate(extra_validators)
        if is_right and self.unit_id.data is not None and self.until.data is None:
            self.until.errors = [*self.until.errors, str(_l("Please fill this in."))]
            return False
        return is_right


class TermsForm(OnceVersionForm):
    """For whom places of a shift are held, and what everybody in it must be able to do."""

    needed_skills = ChecksField(_l("What everybody in the shift must be able to do"))
    quotas = FieldList(FormField(QuotaRowForm), _l("Held places"), max_entries=MOST_QUOTAS)

    @property
    def held_rows(self) -> list[Any]:
        """The rows that name a unit."""
        return [entry for entry in self.quotas.entries if entry.form.unit_id.data is not None]

    def refuse(self, error: NotPossible | Conflict) -> None:
        """Finds the row that the refusal is about."""
        row, name = error.details.get("row"), getattr(error, "field", None)
        if row is None or row >= len(self.held_rows) or name is None:
            super().refuse(error)
            return
        self.status = 422
        field = self.held_rows[row].form[name]
        field.errors = [*field.errors, explain(error)]
        self.quotas.errors = [entry.errors for entry in self.quotas.entries]


class SkillsForm(BaseForm):
    """What a member can do."""

    skills = ChecksField(_l("What I can do"))


class MemberListForm(BaseForm):
    """Members to sign up, one a line; `confirm` is pressed under the answers to the lines."""

    lines = LongTextField(
        _l("Codes, names or phone numbers, one person a line"), [Required(), Length(max=LONGEST_LIST)]
    )
    waits = BooleanField(_l("Whoever gets no place joins the waiting list"))


class AskGuardianForm(BaseForm):
    """To which number a link goes, and for which kinds of work."""

    phone = PhoneField(_l("Guardian's phone number"), [Required()])
    asked_marks = ChecksField(_l("For which kinds of work"))


class GuardianForm(BaseForm):
    """A guardian's answer. Nothing is ticked beforehand."""

    guardian_name = TextField(_l("Your full name"), [Required(), Length(max=120)])
    relation = TextField(_l("You are the child's"), [Required(), Length(max=60)])
    phone = PhoneField(_l("Your phone number, to which the link was sent"), [Required()])
    marks = ChecksField(_l("I agree to these kinds of work"))
    valid_until = DateField(_l("My consent holds until"), [Required()])


class RefuseForm(BaseForm):
    """A guardian who doesn't agree says so with the number alone."""

    refusing_phone = PhoneField(_l("Your phone number, to which the link was sent"), [Required()])

    def refuse(self, error: NotPossible | Conflict) -> None:
        """The action calls the field what the other form calls it."""
        if getattr(error, "field", None) == "phone":
            error = NotPossible(error.reason, field="refusing_phone")
        super().refuse(error)


class TransferMemberForm(OnceVersionForm):
    """To which unit a member goes, and when."""

    unit_id = SelectField(_l("To which unit"), [Required()], coerce=id_or_none)
    on = DateField(_l("From which day on"), [Required()])


class EndMembershipForm(OnceVersionForm):
    """When a member leaves, and why."""

    on = DateField(_l("First day without membership"), [Required()])
    reason = LongTextField(_l("Reason"), [Required(), Length(max=500)])


class GrowingUpForm(OnceForm):
    """Who leaves the Union grown up, by one decision. The boxes stand in the list of members."""

    members = SelectMultipleField(_l("Members"), coerce=int)
    on = DateField(_l("First day without membership"), [Required()])
    decision = TextField(_l("Decision (number, date, issuer)"), [Required(), Length(max=300)])


class AcceptTransferForm(OnceForm):
    """From which day on a member is in the other unit."""

    on = DateField(_l("From which day on"), [Required()])
