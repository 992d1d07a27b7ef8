"""Letters of thanks: issued and printed by those who keep the money, verified by anyone who has one."""

import re

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.codes import NotACode, read_checked_code
from app.core.coordinates import round_for_public
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.sheets import send_bytes
from app.core.web import current_actor, form_page, is_public
from app.people.browsers import network_address
from app.people.queries import seconds_to_wait
from app.works import queries
from app.works.actions import note_wrong_code, thank_sponsor
from app.works.letter import Paper, letter_as_word, qr_picture, write_letter
from app.works.letter_forms import CodeForm, LetterForm
from app.works.models import Work
from app.works.permissions import can_thank_sponsor
from app.works.views import blueprint
from app.works.views.works import WORDS
from app.works.voucher import WORD

# In Vietnamese on an English page too, as the letter is.
SIGNED_AS = "Bí thư"


@blueprint.get("/works/<int:work_id>/sponsors")
def sponsors(work_id: int) -> str:
    page = queries.get_sponsors_page(current_actor(), work_id)
    return render_template("works/sponsors.html", page=page, work=page.work, **WORDS)


@blueprint.route("/works/<int:work_id>/budget/entries/<int:entry_id>/thank", methods=["GET", "POST"])
def thank(work_id: int, entry_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    gift = queries.get_gift(actor, work_id, entry_id)
    if not can_thank_sponsor(actor, gift.work):
        raise NotAllowed
    form = LetterForm(issued_on=clock.today(), signer=gift.leader, signer_title=SIGNED_AS)
    if form.validate_on_submit():
        try:
            letter_id = thank_sponsor(
                actor,
                once=form.once_key,
                work_id=work_id,
                entry_id=entry_id,
                with_others=form.width.data == "all",
                issued_on=form.issued_on.data,
                signer=form.signer.data or "",
                signer_title=form.signer_title.data or "",
                words=form.words.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            gift = queries.get_gift(actor, work_id, entry_id)
        else:
            flash(_("The letter is issued. Print it, or send it as a Word document."), "success")
            return redirect(url_for("works.letter", work_id=work_id, letter_id=letter_id), 303)
    return form_page("works/thank.html", form, work=gift.work, gift=gift, **WORDS)


@blueprint.get("/works/<int:work_id>/letters/<int:letter_id>")
def letter(work_id: int, letter_id: int) -> str:
    actor = current_actor()
    found = queries.get_letter(actor, work_id, letter_id)
    paper = _paper(found)
    return render_template(
        "works/letter.html",
        work=found.work,
        letter=found,
        paper=paper,
        picture=qr_picture(paper.url),
        can_thank=can_thank_sponsor(actor, found.work),
    )


@blueprint.get("/works/<int:work_id>/letters/<int:letter_id>.docx")
def letter_word(work_id: int, letter_id: int) -> FlaskResponse:
    found = queries.get_letter(current_actor(), work_id, letter_id)
    name = re.sub(r"[^0-9]+", "-", found.letter.reference).strip("-")
    return send_bytes(letter_as_word(_paper(found)), name=f"thu-cam-on-{name}.docx", media_type=WORD)


@blueprint.route("/thanks", methods=["GET", "POST"])
@is_public
def thanks_desk() -> Response | tuple[str, int]:
    """Type in the code of a letter. A code that belongs to nothing is looked for like one that does."""
    form, wait = CodeForm(), None
    if form.validate_on_submit():
        # Counted apart from signing in, so that neither slows the other down.
        origin = f"thanks {network_address(request.remote_addr)}"
        wait = seconds_to_wait("thanks", origin)
        if not wait and queries.find_thanks(form.code.data or "") is not None:
            return redirect(url_for("works.thanks", code=form.code.data), 303)
        if not wait:
            note_wrong_code(current_actor(), origin=origin)
            form.refuse(NotPossible("no_such_letter", field="code"))
    page, status = form_page("works/thanks_desk.html", form, wait=wait)
    if wait:
        return FlaskResponse(page, 429, {"Retry-After": str(wait)}, mimetype="text/html")
    return page, status


@blueprint.get("/thanks/<code>")
@is_public
def thanks(code: str) -> FlaskResponse:
    """What a sponsor's help did, for anyone who holds the letter. No search engine keeps it."""
    try:
        found = queries.find_thanks(read_checked_code(code[:100]))
    except NotACode:
        raise NotFound from None
    if found is None:
        raise NotFound
    page = render_template(
        "works/thanks.html",
        thanks=found,
        letter=found.letter,
        work=found.letter.work,
        point=_rounded_point(found.letter.work),
        **WORDS,
    )
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _paper(found: queries.Letter) -> Paper:
    url = url_for("works.thanks", code=found.letter.code, _external=True)
    return write_letter(found, url, url_for("works.thanks_desk", _external=True))


def _rounded_point(work: Work) -> str | None:
    """Where an accepted work is; rounded at the border, for officers too: the page is the sponsor's."""
    if work.lat is None or work.lon is None or work.state != "accepted":
        return None
    if work.kind.is_border:
        return "{:.2f}, {:.2f}".format(*round_for_public(work.lat, work.lon))
    return f"{work.lat:.5f}, {work.lon:.5f}"
