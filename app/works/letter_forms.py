"""What is asked for a letter of thanks, and the code of one."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.core.codes import read_checked_code
from app.core.forms import BaseForm, DateField, LongTextField, OnceForm, Required, TextField, TypedField

WIDTHS = [
    SelectChoice(value="one", label=_l("Only this contribution")),
    SelectChoice(value="all", label=_l("Everything that this sponsor gave to the work")),
]


class LetterForm(OnceForm):
    # Not asked where the sponsor gave once.
    width = RadioField(_l("What the letter thanks for"), choices=WIDTHS, default="all", validate_choice=False)
    issued_on = DateField(_l("Date of the letter"), [Required()])
    signer_title = TextField(_l("Signed as"), [Required(), Length(max=100)])
    signer = TextField(_l("Signed by"), [Required(), Length(max=100)])
    words = LongTextField(_l("Words of your own"), [Length(max=1000)])


class CodeField(TypedField):
    """A code with a check character, in any case and with or without dashes."""

    def read(self, text: str) -> str:
        return read_checked_code(text[:100])


class CodeForm(BaseForm):
    code = CodeField(_l("Code on the letter"), [Required()])
