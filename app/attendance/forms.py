"""Forms of attendance and hours. Choices come from the views."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField
from wtforms.validators import Length, NumberRange, Optional

from app.core.errors import Conflict, NotPossible, explain
from app.core.forms import BaseForm, CountField, TextField

MOST_PEOPLE = 1000
MOST_MINUTES = 3000


def read_id(text: Any) -> int:
    """An id out of a hidden field; 0, which is nobody's, when unreadable."""
    return int(text) if isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < 16 else 0


class MarkForm(BaseForm):
    """Whether one person came, and for how long where nothing was recorded."""

    class Meta(BaseForm.Meta):
        csrf = False  # the form around it has the token

    id = HiddenField()
    state = SelectField(_l("State"))
    minutes = CountField(_l("Minutes"), [Optional(), NumberRange(0, MOST_MINUTES)])

    @property
    def sign_up_id(self) -> int:
        """The sign-up that this row stands for."""
        return read_id(self.id.data)


class AttendanceForm(BaseForm):
    """All people of one shift on one screen."""

    marks = FieldList(FormField(MarkForm), _l("People"), max_entries=MOST_PEOPLE)

    def refuse(self, error: NotPossible | Conflict) -> None:
        """Finds the row of the person that the refusal is about."""
        for entry in self.marks.entries:
            if str(error.details.get("sign_up_id")) == entry.form.id.data:
                name = getattr(error, "field", None)
                field = entry.form[name if name in entry.form else "state"]
                field.errors = [*field.errors, explain(error)]
                self.marks.errors = [entry.errors for entry in self.marks.entries]
                self.status = 422
                return
        super().refuse(error)


class CorrectionForm(BaseForm):
    """Other hours than the record's, or than those confirmed, with the reason."""

    state = SelectField(_l("State"))
    minutes = CountField(_l("Minutes"), [Optional(), NumberRange(0, MOST_MINUTES)])
    reason = TextField(_l("Reason"), [Length(max=200)])


class PublishForm(BaseForm):
    """What the public page of a certificate shows; nothing is ticked before its owner does it."""

    shows_name = BooleanField(_l("My name"))
    shows_hours = BooleanField(_l("The hours"))
    shows_activity = BooleanField(_l("The activity and its days"))


class WithdrawForm(BaseForm):
    """Why a certificate is taken back."""

    reason = TextField(_l("Reason"), [Length(max=200)])


class SettleForm(BaseForm):
    """Whether a record that somebody must look at counts, and who it was."""

    member_code = TextField(_l("Member code"), [Length(max=20)])
    note = TextField(_l("Note"), [Length(max=200)])
