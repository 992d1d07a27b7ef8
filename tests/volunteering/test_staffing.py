"""Staffing of a work: figures counted from attendance with the activities behind them, and activities made from it."""

from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.actor import VISITOR
from app.volunteering.models import Activity, Shift
from app.volunteering.queries import figures_of_work, get_staffing
from tests import factories
from tests.volunteering.test_hosting_pages import filled
from tests.works import walk


def shift_of(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


def came(db, activity, unit, *people, minutes=240):
    shift = shift_of(db, activity)
    for person in people:
        factories.sign_up(shift, person.member, unit, "attended", confirmed_minutes=minutes)


def test_persons_turns_and_labour_days_are_counted_from_attendance_over_all_activities(cast, db):
    work = factories.work(cast.unit)
    first, second = (factories.activity(cast.unit, work_id=work.id) for _ in range(2))
    came(db, first, cast.unit, cast.binh, cast.dung)
    came(db, second, cast.unit, cast.binh)
    factories.sign_up(shift_of(db, second), cast.chi.member, cast.other_unit, "absent")
    staffing = get_staffing(cast.an.actor, work.id)
    assert staffing.figures == figures_of_work(work.id)
    assert (staffing.figures.persons, staffing.figures.turns, str(staffing.figures.labour_days)) == (2, 3, "1.5")
    behind = {row.activity.id: (row.attended.persons, row.attended.turns) for row in staffing.activities}
    assert behind == {first.id: (2, 2), second.id: (1, 1)}


def test_what_the_reader_may_not_open_still_counts_and_is_said_to_be_there(cast, db):
    work = factories.work(cast.unit)
    closed = factories.activity(cast.unit, work_id=work.id, audience="host")
    came(db, closed, cast.unit, cast.binh)
    staffing = get_staffing(VISITOR, work.id)
    assert (staffing.figures.turns, staffing.activities, staffing.hidden) == (1, [], 1)
    assert get_staffing(cast.an.actor, work.id).hidden == 0


def test_attendance_of_another_work_is_not_counted(cast, db):
    work, other = factories.work(cast.unit), factories.work(cast.unit)
    came(db, factories.activity(cast.unit, work_id=other.id), cast.unit, cast.binh)
    came(db, factories.activity(cast.unit), cast.unit, cast.binh)
    assert get_staffing(cast.an.actor, work.id).figures.turns == 0


def test_the_works_page_shows_the_figures_with_links_to_the_activities_behind_them(cast, client, db):
    id_ = walk.under_way(cast)
    activity = factories.activity(cast.unit, work_id=id_)
    came(db, activity, cast.unit, cast.binh, cast.dung)
    page = client.as_(cast.an).get(f"/works/{id_}")
    assert "Số người2" in page.text
    assert "Số lượt2" in page.text
    link = page.find("a", href=f"/activities/{activity.id}")
    assert link is not None
    few = len(page.statements)
    for _ in range(4):
        came(db, factories.activity(cast.unit, work_id=id_), cast.unit, cast.binh)
    assert len(client.as_(cast.an).get(f"/works/{id_}").statements) == few


def test_an_activity_is_made_from_the_work_with_its_unit_place_and_days(cast, client, db):
    start = clock.today() + timedelta(days=10)
    work = factories.work(cast.unit, starts_on=start, ends_on=start + timedelta(days=20), village="Nà Lùng")
    an = client.as_(cast.an)
    page = an.get(f"/works/{work.id}")
    link = page.find("a", href=f"/activities/new?work={work.id}")
    assert link is not None
    form = an.get(link.get("href"))
    assert form.values["work_id"] == str(work.id)
    assert form.values["host_unit_id"] == str(cast.unit.id)
    assert form.values["commune_id"] == str(work.commune_id)
    assert form.values["place"] == "Nà Lùng"
    assert form.values["title"] == work.title
    assert form.values["shifts-0-starts_at"] == f"{start}T07:00"
    an.post(link.get("href"), filled(form))
    (activity,) = db.session.execute(select(Activity)).scalars()
    assert (activity.work_id, activity.commune_id, activity.place) == (work.id, work.commune_id, "Nà Lùng")


def test_a_work_that_has_begun_proposes_tomorrow_for_its_next_activity(cast, client):
    work = factories.work(cast.unit, state="under_way", starts_on=clock.today() - timedelta(days=30))
    form = client.as_(cast.an).get(f"/activities/new?work={work.id}")
    assert form.values["shifts-0-starts_at"] == f"{clock.today() + timedelta(days=1)}T07:00"


def test_only_a_leader_of_the_works_unit_makes_activities_from_it(cast, client):
    work = factories.work(cast.unit)
    address = f"/activities/new?work={work.id}"
    client.as_(cast.giang).get(address, status=403)
    client.as_(cast.binh).get(address, status=403)
    hidden = factories.work(cast.unit, state="draft")
    client.as_(cast.giang).get(f"/activities/new?work={hidden.id}", status=404)
    client.as_(cast.an).get("/activities/new?work=99999999", status=404)
    page = client.as_(cast.dung).get(f"/works/{work.id}")
    assert page.find("a", href=address) is None


def test_a_finished_work_offers_no_new_activity(cast, client):
    work = factories.work(cast.unit, state="accepted", accepted_on=clock.today())
    assert client.as_(cast.an).get(f"/works/{work.id}").find("a", href=f"/activities/new?work={work.id}") is None
