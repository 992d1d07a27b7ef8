"""Sharing an activity: the picture that Zalo shows, the short address, its QR code."""

import hashlib
import io
from functools import lru_cache

import segno
from flask import Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from app.core import clock
from app.core.errors import NotFound
from app.core.files import read_file
from app.core.settings import setting
from app.core.web import current_actor, is_public
from app.filters import weekday
from app.volunteering import queries
from app.volunteering.models import Activity
from app.volunteering.share_card import CardWords, draw_card
from app.volunteering.short_links import read_short_code, short_code
from app.volunteering.views import blueprint

WARNINGS = {"cancelled": _l("Called off"), "suspended": _l("Suspended for the time being")}
# Whoever was shown a card may keep it for so long, and then asks whether it is still the same.
MAX_AGE = 300


@blueprint.get("/h/<short>")
@is_public
def short(short: str) -> AnyResponse:
    activity_id = read_short_code(short)
    if activity_id is None:
        raise NotFound
    activity = queries.get_activity(current_actor(), activity_id)
    return redirect(url_for("volunteering.activity", activity_id=activity.id))


@blueprint.get("/activities/<int:activity_id>/card.png")
@is_public
def share_card(activity_id: int) -> Response:
    activity = queries.get_activity(current_actor(), activity_id)
    words = _words(activity)
    # The card goes round without us: nobody is on it who has not agreed.
    photo = activity.photo if activity.photo is not None and not activity.photo.is_withheld else None
    etag = hashlib.sha256(repr((words, photo.id if photo else None)).encode()).hexdigest()[:32]
    response = Response(mimetype="image/png")
    response.set_etag(etag)
    if not request.if_none_match.contains(etag):
        response.set_data(_draw(words, photo.key if photo else ""))
    return _cached(response, activity)


@blueprint.get("/activities/<int:activity_id>/qr.svg")
@is_public
def share_qr(activity_id: int) -> Response:
    activity = queries.get_activity(current_actor(), activity_id)
    address = short_url(activity.id)
    response = Response(_qr(address), mimetype="image/svg+xml")
    response.set_etag(hashlib.sha256(address.encode()).hexdigest()[:32])
    return _cached(response, activity)


def short_url(activity_id: int) -> str:
    """The short address of an activity, with the site's own."""
    return outside(url_for("volunteering.short", short=short_code(activity_id)))


def outside(path: str) -> str:
    """A path of ours as others need it: with the site's address."""
    return (current_app.config["PUBLIC_URL"] or request.url_root.rstrip("/")) + path


def _words(activity: Activity) -> CardWords:
    assert activity.starts_at is not None  # an activity has shifts from the first save on
    assert activity.ends_at is not None
    first, last = clock.local(activity.starts_at).date(), clock.local(activity.ends_at).date()
    until = clock.format_time(activity.ends_at)
    where = activity.meeting_point or activity.place
    commune = activity.commune.full_name if activity.commune else ""
    return CardWords(
        title=activity.title,
        when=f"{weekday(first)} {clock.format_date(first)}",
        hours=f"{clock.format_time(activity.starts_at)}–{until}"
        + (f" ({clock.format_date(last)})" if first != last else ""),
        place=where if commune in where else ", ".join(part for part in (where, commune) if part),
        host=activity.host_unit.name,
        organisation=setting("organisation", current_app.config["ORGANISATION"]),
        warning=str(WARNINGS.get(activity.shown_state, "")),
    )


@lru_cache(maxsize=32)
def _draw(words: CardWords, photo_key: str) -> bytes:
    """Kept, because a link that is sent to a group is asked for by a hundred phones within a minute."""
    return draw_card(words, read_file(photo_key) if photo_key else None)


@lru_cache(maxsize=256)
def _qr(address: str) -> bytes:
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", border=2, light="#fff", dark="#0d1a3a", svgclass=None)
    return picture.getvalue()


def _cached(response: Response, activity: Activity) -> Response:
    is_open = activity.is_for_everybody
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}" if is_open else "private, no-cache"
    response.make_conditional(request)
    return response


def share_words(activity: Activity) -> dict[str, str]:
    """What the head of the activity's page tells others about it."""
    words = _words(activity)
    parts = [words.warning, f"{words.when}, {words.hours}", words.place, words.host]
    return {
        "description": " · ".join(part for part in parts if part),
        "url": outside(url_for("volunteering.activity", activity_id=activity.id)),
        "image": outside(url_for("volunteering.share_card", activity_id=activity.id, v=activity.version)),
        "short_url": short_url(activity.id),
        "text": _("%(title)s, %(when)s", title=activity.title, when=words.when),
    }
