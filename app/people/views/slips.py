"""Activation slips of a unit, to print and cut."""

from itertools import groupby

import segno
from flask import current_app, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.core.codes import display_code
from app.core.errors import NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.people import actions, queries
from app.people.actions import MOST_SLIPS, Slip
from app.people.forms import SlipsForm
from app.people.permissions import can_make_slips
from app.people.views import blueprint


@blueprint.route("/units/<int:unit_id>/slips", methods=["GET", "POST"])
def slips(unit_id: int) -> Response | str | tuple[str, int]:
    """Shows the slips in the answer itself: the codes are kept nowhere, so there is no page to go to for them."""
    actor = current_actor()
    unit = queries.get_unit(actor, unit_id)
    if not can_make_slips(actor, unit.path):
        raise NotAllowed
    counts = queries.count_slips(actor, unit)
    # Where all members are in the units under it, those are meant.
    form = SlipsForm(below=counts.own == 0)
    if form.validate_on_submit():
        try:
            made = actions.make_slips(actor, unit_id=unit_id, below=form.below.data)
        except NotPossible as error:
            form.refuse(error)
        else:
            sheets = [(name, list(group)) for name, group in groupby(made, key=lambda slip: slip.unit)]
            return render_template(
                "people/slips_sheet.html",
                unit=unit,
                sheets=sheets,
                picture_of=_picture,
                display_code=display_code,
                address=_site() + url_for("people.activate"),
            )
    return form_page("people/slips.html", form, unit=unit, counts=counts, most=MOST_SLIPS)


def _site() -> str:
    return str(current_app.config["PUBLIC_URL"]) or request.url_root.rstrip("/")


def _picture(slip: Slip) -> Markup:
    """A QR code that opens the page with both codes filled in; drawn in the page, so that it's nobody's file."""
    address = _site() + url_for("people.activate", member=slip.member_code, code=slip.code)
    return Markup(segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True, svgclass=None))
