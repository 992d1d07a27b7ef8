"""Who sees an activity: the sentence and its WHERE twin agree for everybody."""

import itertools

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import SYSTEM, VISITOR
from app.extensions import db
from app.people.models import Unit
from app.volunteering.models import Activity, ActivityUnit
from app.volunteering.permissions import (
    can_lead_activity,
    can_save_activity,
    can_see_activity,
    hosts,
    led_activities,
    visible_activities,
)
from tests import factories
from tests.cast import somebody

KINDS = ("draft", "published", "held", "cancelled", "cancelled draft")


def make_all(cast):
    """An activity of each kind, audience, host and guest; by their names."""
    made = {}
    hosts_of = {"unit": cast.unit, "chapter": cast.chapter, "bloc": cast.bloc}
    for kind, audience, host, role in itertools.product(KINDS, ("all", "host", "units"), hosts_of, ("invited", None)):
        state = kind.split()[0]
        row = factories.activity(
            hosts_of[host],
            state=state,
            audience=audience,
            held_on=clock.today() if state == "held" else None,
            published_at=None if kind in ("draft", "cancelled draft") else clock.now(),
        )
        if role:
            db.session.add(ActivityUnit(activity_id=row.id, unit_id=cast.other_unit.id, role=role))
        made[(kind, audience, host, role)] = row.id
    guest = factories.activity(cast.unit, audience="host")
    db.session.add(ActivityUnit(activity_id=guest.id, unit_id=cast.other_unit.id, role="co_host"))
    db.session.commit()
    return made, guest.id


def everybody(cast):
    people = {name: getattr(cast, name).actor for name in ("an", "binh", "chi", "dung", "giang", "ha", "khanh", "lan")}
    return {
        **people,
        "visitor": VISITOR,
        "system": SYSTEM,
        "of_chapter": somebody(cast.chapter, "Vy Thị Em").actor,
        "leads_bloc": somebody(cast.bloc, "Mã Thế Vinh", "leader").actor,
        "leads_chapter": somebody(cast.chapter, "Lý Thị Ơn", "leader").actor,
    }


def seen_by(actor):
    return set(db.session.execute(select(Activity.id).where(visible_activities(actor))).scalars())


def test_the_list_shows_exactly_what_may_be_seen(cast):
    make_all(cast)
    rows = db.session.execute(
        select(Activity).options(
            joinedload(Activity.host_unit), joinedload(Activity.invited).joinedload(ActivityUnit.unit)
        )
    )
    activities = list(rows.unique().scalars())
    for name, actor in everybody(cast).items():
        seen = {activity.id for activity in activities if can_see_activity(actor, activity)}
        assert seen_by(actor) == seen, name
        led = {activity.id for activity in activities if can_lead_activity(actor, activity)}
        assert set(db.session.execute(select(Activity.id).where(led_activities(actor))).scalars()) == led, name
        units = list(db.session.execute(select(Unit)).scalars())
        may_host = {unit.id for unit in units if can_save_activity(actor, unit)}
        assert set(db.session.execute(select(Unit.id).where(hosts(actor))).scalars()) == may_host, name


def test_visitors_see_what_was_published_for_all(cast):
    made, _guest = make_all(cast)
    public = {"published", "held", "cancelled"}
    assert seen_by(VISITOR) == {
        id_ for (kind, audience, *_), id_ in made.items() if kind in public and audience == "all"
    }


def test_drafts_are_for_the_hosts_leaders_the_committee_and_the_inspector(cast):
    made, _guest = make_all(cast)
    drafts = {id_ for (kind, *_), id_ in made.items() if kind == "draft"}
    of_unit = {id_ for (kind, _a, host, _r), id_ in made.items() if kind == "draft" and host != "bloc"}
    assert seen_by(cast.ha.actor) & drafts == drafts
    assert seen_by(cast.khanh.actor) & drafts == drafts
    assert seen_by(cast.an.actor) & drafts == of_unit
    for person in (cast.binh, cast.chi, cast.dung, cast.giang, cast.lan):
        assert not seen_by(person.actor) & drafts


def test_what_is_for_the_host_is_for_its_members_and_those_of_units_under_it(cast):
    made, guest = make_all(cast)
    people = everybody(cast)
    of_unit, of_chapter = made[("published", "host", "unit", None)], made[("published", "host", "chapter", None)]
    assert {of_unit} == seen_by(people["binh"]) & {of_unit, of_chapter}
    assert {of_unit, of_chapter} == seen_by(people["of_chapter"]) & {of_unit, of_chapter}
    assert not seen_by(people["chi"]) & {of_unit, of_chapter}
    assert guest in seen_by(people["chi"]), "a co-host's members are invited as the host's are"


def test_what_is_for_named_units_is_for_their_members(cast):
    made, _guest = make_all(cast)
    for_chi, not_for_chi = made[("published", "units", "unit", "invited")], made[("published", "units", "unit", None)]
    assert seen_by(cast.chi.actor) & {for_chi, not_for_chi} == {for_chi}
    assert seen_by(cast.binh.actor) & {for_chi, not_for_chi} == {for_chi, not_for_chi}
