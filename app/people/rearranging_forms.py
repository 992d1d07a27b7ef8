"""What is filled in to split, merge or dissolve units."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, SelectField, SelectMultipleField
from wtforms.validators import Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.files import store_document
from app.core.forms import (
    BaseForm,
    DateField,
    LongTextField,
    OnceForm,
    OnceVersionForm,
    Required,
    TextField,
    UploadField,
)

WELL_FORMED_CODE = Regexp(r"[\w.-]+\Z", message=_l("Letters, digits, dots and dashes only."))
NEW = "new"


def _number_or_none(text: Any) -> int | None:
    return int(text) if str(text).isdecimal() and len(str(text)) < 10 else None


class _DecisionFields:
    on = DateField(_l("From which day on"), [Required()])
    decision = TextField(_l("Decision (number, date, issuer)"), [Required(), Length(max=300)])
    paper = UploadField(_l("The decision (PDF or photo)"), store=store_document)


class ChangePlanForm(_DecisionFields, OnceVersionForm):
    """Another day, decision or paper."""


class PartForm(BaseForm):
    """A unit that is founded by a split; left empty it is none."""

    class Meta(BaseForm.Meta):
        csrf = False  # the form around it has the token

    name = TextField(_l("Full name of the unit"), [Length(max=200)])
    short_name = TextField(_l("Short name"), [Length(max=100)])
    code = TextField(_l("Unit code"), [Optional(), Length(max=30), WELL_FORMED_CODE])

    @property
    def is_empty(self) -> bool:
        return not (self.name.data or self.short_name.data or self.code.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """All of a part, or nothing."""
        is_valid = super().validate(extra_validators)
        if not self.is_empty:
            for field in (self.name, self.short_name, self.code):
                if not field.data:
                    field.errors = [*field.errors, str(_l("Please fill this in."))]
                    is_valid = False
        return is_valid


class SplitForm(_DecisionFields, OnceForm):
    goes_on = BooleanField(_l("The unit itself goes on, as one of the parts"), default=True)
    parts = FieldList(FormField(PartForm), _l("New units"), min_entries=3, max_entries=19)


class MergeForm(_DecisionFields, OnceForm):
    units = SelectMultipleField(
        _l("Merge it with"),
        coerce=_number_or_none,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    into = SelectField(_l("All of them become"), [Required()])
    name = TextField(_l("Full name of the unit"), [Length(max=200)])
    short_name = TextField(_l("Short name"), [Length(max=100)])
    code = TextField(_l("Unit code"), [Optional(), Length(max=30), WELL_FORMED_CODE])

    def validate_into(self, field: Any) -> None:
        if field.data == NEW and not (self.name.data and self.short_name.data and self.code.data):
            raise ValidationError(str(_l("Fill in the names and the code of the new unit.")))


class DissolveForm(_DecisionFields, OnceForm):
    goals = FieldList(
        SelectField(_l("Unit that takes over"), coerce=_number_or_none),
        _l("Units that take over"),
        min_entries=3,
        max_entries=20,
    )


class AssignMembersForm(OnceVersionForm):
    goal = SelectField(_l("Put them into"), [Required()], coerce=_number_or_none)
    lines = LongTextField(_l("Or paste a list: one member code or full name a line"), [Length(max=200_000)])


class ChooseGoalsForm(OnceVersionForm):
    """The goals and amounts have names of their own, one for each thing."""


class CarryOutForm(OnceVersionForm):
    """What was shown stands in `seen`, beside the form's own fields."""
