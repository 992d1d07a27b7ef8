"""What people type about the life of a member: transfers, steps with a decision, merging, handovers."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Length

from app.core.forms import BaseForm, LongTextField, OnceForm, Required, TextField


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
