"""What one wants to be told and how; leaving a mailing without signing in."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.actor import SYSTEM, Actor, Role
from app.core.errors import NotAllowed, NotFound
from app.core.web import current_actor, form_page, is_public
from app.notifications import actions, queries
from app.notifications.addresses import public_address, read_unsubscribe, sign_calendar
from app.notifications.forms import ChoicesForm, ConfirmForm
from app.notifications.kinds import TOPICS, TOPICS_OF_OFFICERS
from app.notifications.views import blueprint

LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]


@blueprint.route("/notices/choices", methods=["GET", "POST"])
def choices() -> Response | tuple[str, int]:
    actor = current_actor()
    if actor.account_id is None:
        raise NotAllowed
    kept = queries.get_choices(actor.account_id)
    topics = _topics(actor)
    form = ChoicesForm(
        email=[topic for topic in topics if f"email:{topic}" not in kept.off],
        quiet_from=kept.quiet_from,
        quiet_until=kept.quiet_until,
        language=kept.language,
    )
    form.email.choices = [(topic, TOPICS[topic]) for topic in topics]
    form.quiet_from.choices = form.quiet_until.choices = [(hour, f"{hour:02}:00") for hour in range(24)]
    form.language.choices = LANGUAGES
    if form.validate_on_submit():
        # What isn't offered to this person stays as it was.
        hidden = [topic for topic in TOPICS if topic not in topics and f"email:{topic}" in kept.off]
        actions.save_choices(
            actor,
            off=[*hidden, *(topic for topic in topics if topic not in (form.email.data or []))],
            quiet_from=form.quiet_from.data,
            quiet_until=form.quiet_until.data,
            language=form.language.data,
        )
        flash(_("Saved."), "success")
        return redirect(url_for("notifications.choices"), 303)
    token = sign_calendar(actor.account_id, kept.calendar_number) if actor.member_id else None
    return form_page(
        "notifications/choices.html",
        form,
        address=queries.find_address(actor.account_id),
        calendar_number=kept.calendar_number,
        calendar_url=public_address("notifications.calendar", secret=token) if token else None,
    )


@blueprint.route("/notices/unsubscribe/<signed>", methods=["GET", "POST"])
@is_public
def unsubscribe(signed: str) -> Response | tuple[str, int] | str:
    """From the address in a message: a page that asks, because opening an address must change nothing."""
    found = read_unsubscribe(signed)
    if found is None:
        raise NotFound
    account_id, topic = found
    form = ConfirmForm()
    if form.validate_on_submit():
        actions.unsubscribe(SYSTEM, account_id=account_id, topic=topic)
        return render_template("notifications/unsubscribed.html", topic=TOPICS.get(topic))
    return form_page("notifications/unsubscribe.html", form, topic=TOPICS.get(topic))


def _topics(actor: Actor) -> list[str]:
    return [topic for topic in TOPICS if topic not in TOPICS_OF_OFFICERS or actor.has(Role.LEADER, Role.COMMITTEE)]
