"""What a person wants to be told."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm


class TopicsField(SelectMultipleField):
    """Check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ChoicesForm(BaseForm):
    """Topics by e-mail, the quiet time at night, the language of messages."""

    email = TopicsField(_l("Tell me by e-mail"), coerce=str, validate_choice=True)
    quiet_from = SelectField(_l("Quiet from"), coerce=int)
    quiet_until = SelectField(_l("until"), coerce=int)
    language = SelectField(_l("Language of the messages"))


class ConfirmForm(BaseForm):
    """A button that is the whole form."""
