"""What people type about the life of a member: transfers, steps with a decision, merging, handovers."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.validators import Length

from app.core.forms import BaseForm, DateField, LongTextField, OnceForm, OnceVersionForm, Required, TextField


def _number_or_none(text: Any) -> int | None:
    return int(text) if text not in (None, "", "None") else None


class AskForTransferForm(OnceForm):
    unit_id = SelectField(_l("To which unit"), [Required()], coerce=_number_or_none)
    note = TextField(_l("Note to the other unit"), [Length(max=300)])


class AskForMemberForm(OnceForm):
    code = TextField(_l("Member code"), [Required(), Length(max=20)])
    full_name = TextField(_l("Full name"), [Required(), Length(max=120)])
    note = TextField(_l("Note to the other unit"), [Length(max=300)])


class RefuseTransferForm(BaseForm):
    reason = LongTextField(_l("Reason"), [Required(), Length(max=300)])


class MilestonesForm(OnceForm):
    """Several members, one decision. The boxes stand in the list of members."""

    members = SelectMultipleField(_l("Members"), coerce=int)
    on = DateField(_l("Date"), [Required()])
    decision = TextField(_l("Decision (number, date, issuer)"), [Required(), Length(max=300)])


class TakeBackForm(OnceForm):
    reason = TextField(_l("Reason"), [Required(), Length(max=300)])


class CloseHandoverForm(BaseForm):
    note = TextField(_l("Note"), [Length(max=300)])


class MergeForm(OnceVersionForm):
    """Why two records are one person's; whose of each difference stays is asked by the page."""

    # The version of the record that goes.
    other_version = HiddenField()
    reason = TextField(_l("How do you know that it is one person?"), [Required(), Length(max=300)])

    @property
    def seen_versions(self) -> tuple[int, int]:
        """The versions of both records as sent, 0 for one that can't be read."""
        text = str(self.other_version.data or "")
        return self.seen_version, int(text) if text.isdecimal() and len(text) < 10 else 0


class SplitForm(BaseForm):
    reason = TextField(_l("Why was it a mistake?"), [Required(), Length(max=300)])
