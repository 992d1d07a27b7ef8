"""What the committee fills in to decide on several proposals at once."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import Length

from app.core.forms import BaseForm, LongTextField


class DecideSeveralForm(BaseForm):
    """Proposals as "id-version", and a reason where they are returned; which of the two is said by the button."""

    chosen = SelectMultipleField(_l("Proposals"), validate_choice=False, choices=[])
    reason = LongTextField(_l("Reason, the same for all of them"), [Length(max=2000)])

    @property
    def marked(self) -> list[tuple[int, int]]:
        """The ids with the versions that the page showed; what is no such pair is left out."""
        pairs = [text.split("-", 1) for text in dict.fromkeys(self.chosen.data or []) if len(text) < 30]
        return [(int(id_), int(seen)) for id_, *rest in pairs for seen in rest if id_.isdecimal() and seen.isdecimal()]
