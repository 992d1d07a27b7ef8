"""Wording and shape of what is asked about advances; choices are handed in by the views."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Length

from app.core.forms import DateField, MoneyField, OnceForm, Required, TextField


class AdvanceForm(OnceForm):
    """Somebody from the list, or a name."""

    recipient_id = SelectField(_l("Who gets the money"), coerce=int)
    party = TextField(_l("Name, where it is somebody else"), [Length(max=200)])
    amount = MoneyField(_l("Amount"), [Required()])
    due_on = DateField(_l("To be settled until"), [Required()])
    reason = TextField(_l("What for"), [Required(), Length(max=500)])


class RefundForm(OnceForm):
    amount = MoneyField(_l("Amount"), [Required()])
    received_on = DateField(_l("Received on"), [Required()])
