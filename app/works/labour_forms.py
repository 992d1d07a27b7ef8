"""What is asked for villagers' labour days."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

from app.core.files import store_document
from app.core.forms import (
    CountField,
    DateField,
    DecimalField,
    LongTextField,
    OnceForm,
    Required,
    TextField,
    UploadField,
)


class LabourForm(OnceForm):
    who = TextField(_l("Who worked"), [Required(), Length(max=200)])
    from_on = DateField(_l("From"), [Required()])
    to_on = DateField(_l("To"), [Required()])
    persons = CountField(_l("Number of people"), [Required()])
    days = DecimalField(_l("Labour days"), [Required()])
    note = LongTextField(_l("Remarks"), [Length(max=500)])
    paper = UploadField(
        _l("The signed list (photo or PDF)"), [Required(_l("Add the list that was signed."))], store=store_document
    )
