"""What is asked about advances, transfers and a unit's fund; choices are handed in by the views."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.core.files import store_document
from app.core.forms import DateField, MoneyField, OnceForm, Required, TextField, UploadField
from app.works.actions.fund import FUND_SOURCES
from app.works.wording import SOURCE_NAMES

_SOURCES = [SelectChoice(value=code, label=SOURCE_NAMES[code]) for code in FUND_SOURCES]


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


class TransferForm(OnceForm):
    """Where to, or from where; and of what leaves a work, from which source it was."""

    way = SelectField(_l("From where, where to"))
    source = SelectField(_l("Whose money it was, where it leaves the work"))
    amount = MoneyField(_l("Amount"), [Required()])
    reason = TextField(_l("Reason"), [Required(), Length(max=500)])


class IncomeForm(OnceForm):
    source = SelectField(_l("Source"), choices=_SOURCES)
    amount = MoneyField(_l("Amount"), [Required()])
    received_on = DateField(_l("Received on"), [Required()])
    party = TextField(_l("From whom"), [Required(), Length(max=200)])
    description = TextField(_l("What for"), [Length(max=500)])
    paper = UploadField(_l("Paper"), store=store_document)


class OutlayForm(OnceForm):
    amount = MoneyField(_l("Amount"), [Required()])
    party = TextField(_l("Paid to"), [Required(), Length(max=200)])
    reason = TextField(_l("What for"), [Required(), Length(max=500)])
    receipt = UploadField(_l("Receipt (photo or PDF)"), [Required(_l("Add the receipt."))], store=store_document)


class ReturnForm(OnceForm):
    amount = MoneyField(_l("Amount"), [Required()])
    reason = TextField(_l("Reason"), [Required(), Length(max=500)])
