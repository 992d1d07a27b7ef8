"""The draft of a unit that was dissolved: whoever leads above it moves it to a unit that stands, and nobody else."""

import pytest

from app.core.errors import NotFound, NotPossible
from app.works.actions import approve_work, return_work, save_draft, submit_work
from app.works.values import What
from tests import factories
from tests.works import walk


def dissolve(unit):
    factories.db.session.get_one(factories.Unit, unit.id).dissolved_on = walk.clock.today()
    factories.db.session.commit()


def of_chapter(cast, make=walk.draft):
    return make(cast, what=What(cast.chapter.id, factories.kind().id, "Thắp sáng"))


def test_the_draft_of_a_dissolved_unit_cannot_be_handed_in(cast):
    id_ = of_chapter(cast)
    dissolve(cast.chapter)
    with pytest.raises(NotPossible, match="work_unit_gone"):
        submit_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    assert walk.fresh(id_).state == "draft"


def test_the_check_page_says_so_and_leads_to_where_another_unit_is_chosen(cast, client):
    id_ = of_chapter(cast)
    dissolve(cast.chapter)
    an = client.as_(cast.an)
    page = an.get(f"/works/{id_}/edit/check")
    assert page.find("a", href=f"/works/{id_}/edit/what") is not None
    page = an.get(f"/works/{id_}/edit/what")
    assert "Chi đoàn 11A1” đã giải thể" in page.text
    assert page.all("option")[0].get("value") == "0"
    sent = {"title": "Thắp sáng", "kind_id": factories.kind().id, "level": "base_unit", "version": walk.version(id_)}
    an.post(f"/works/{id_}/edit/what", {**sent, "unit_id": 0}, status=422)
    an.post(f"/works/{id_}/edit/what", {**sent, "unit_id": cast.chapter.id}, status=422)
    an.post(f"/works/{id_}/edit/what", {**sent, "unit_id": cast.unit.id})
    submit_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    assert (walk.fresh(id_).state, walk.fresh(id_).unit_id) == ("submitted", cast.unit.id)


def test_a_dissolved_unit_proposes_nothing_new(cast):
    dissolve(cast.chapter)
    with pytest.raises(NotPossible, match="work_unit_gone"):
        of_chapter(cast)


def test_leaders_elsewhere_do_not_come_to_see_the_draft(cast):
    id_ = of_chapter(cast)
    dissolve(cast.chapter)
    what = What(cast.other_unit.id, factories.kind().id, "Thắp sáng")
    with pytest.raises(NotFound):
        save_draft(cast.giang.actor, work_id=id_, version=walk.version(id_), what=what)


def test_what_waits_when_its_unit_is_dissolved_is_returned_and_not_approved(cast, client):
    id_ = of_chapter(cast, walk.submitted)
    dissolve(cast.chapter)
    assert "đã giải thể" in client.as_(cast.ha).get(f"/works/{id_}/decide").text
    with pytest.raises(NotPossible, match="approved_unit_gone"):
        approve_work(cast.ha.actor, work_id=id_, version=walk.version(id_))
    return_work(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Đơn vị đã giải thể")
    save_draft(
        cast.an.actor,
        work_id=id_,
        version=walk.version(id_),
        what=What(cast.unit.id, factories.kind().id, "Thắp sáng"),
    )
    submit_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    approve_work(cast.ha.actor, work_id=id_, version=walk.version(id_))


def test_a_draft_keeps_its_kind_when_the_kind_is_no_longer_for_new_works(cast, client):
    id_ = walk.draft(cast)
    kind = factories.kind()
    kind.is_active = False
    factories.db.session.commit()
    page = client.as_(cast.an).get(f"/works/{id_}/edit/what")
    assert page.values["kind_id"] == str(walk.fresh(id_).kind_id)
