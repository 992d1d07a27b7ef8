"""Sentences for the refusals that every area shares."""

from flask_babel import lazy_gettext as _l

REASONS = {
    "stale": _l("Somebody changed this in the meantime. Look at the present state and decide again."),
    "key_reused": _l("This form was sent before with other content. Open the page again and fill it in afresh."),
}
