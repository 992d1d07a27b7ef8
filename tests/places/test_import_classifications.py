from datetime import date

import pytest
from sqlalchemy import func, select

from app.core.actor import SYSTEM
from app.core.errors import NotAllowed, NotPossible
from app.core.events import Event
from app.places import queries
from app.places.actions import TableRefused, import_classifications
from app.places.models import Classification, Commune, Village
from tests.places.conftest import OLD, classified

BEFORE, AFTER = date(2023, 5, 1), date(2026, 3, 1)


def take(*rows, actor=SYSTEM, province="79"):
    return import_classifications(actor, province_code=province, rows=rows)


def kinds(commune, on=AFTER):
    return [row.kind for row in queries.classifications_on(on, [commune.id]).get(commune.id, [])]


def test_a_classification_holds_from_its_first_to_its_last_day(province):
    take(classified("90001", since=date(2026, 1, 1), valid_to=date(2026, 6, 30)))
    commune = province("90001")
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [kinds(commune, day) for day in days] == [[], ["border"], ["border"], []]


def test_it_keeps_the_document_that_it_comes_from(province, db):
    take(classified("90001", document="Nghị định 299/2025/NĐ-CP"))
    (row,) = queries.list_classifications(province("90001").id)
    assert row.document == "Nghị định 299/2025/NĐ-CP"
    event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event.details == {"rows": 1, "documents": ["Nghị định 299/2025/NĐ-CP"]}


def test_a_merged_commune_does_not_inherit_one(province):
    take(classified("90003", since=OLD, commune_valid_from=OLD))
    assert kinds(province("90003", OLD), BEFORE) == ["border"]
    assert kinds(province("90003"), AFTER) == []


def test_without_the_communes_first_day_the_one_that_stood_then_is_meant(province):
    take(classified("90003", since=date(2021, 6, 4), commune_valid_from=None))
    assert kinds(province("90003", OLD), BEFORE) == ["border"]


def test_a_village_can_be_classified_and_is_added_where_it_is_new(province, db):
    take(classified("90001", "difficult_villages", village="Nà Lùng"))
    take(classified("90001", "difficult_villages", village="nà lùng", since=date(2026, 1, 1)))
    (village,) = queries.list_villages(province("90001").id)
    assert village.name == "Nà Lùng"
    assert kinds(province("90001")) == []
    rows = db.session.scalars(select(Classification).where(Classification.village_id == village.id)).all()
    assert len(rows) == 2


def test_the_same_rows_again_change_nothing(province, db):
    rows = [classified("90001"), classified("90003", village="Nà Lùng")]
    take(*rows)
    events = db.session.scalar(select(func.count()).select_from(Event))
    assert take(*rows).is_nothing
    assert db.session.scalar(select(func.count()).select_from(Event)) == events


def test_official_rows_remove_illustrative_ones_of_their_kind(province):
    take(classified("90001", is_illustrative=True), classified("90003", "area_3", is_illustrative=True))
    take(classified("90004"))
    assert kinds(province("90001")) == []
    assert kinds(province("90003")) == ["area_3"]
    assert kinds(province("90004")) == ["border"]


def test_an_unknown_commune_refuses_the_whole_table(province, db):
    with pytest.raises(TableRefused) as refused:
        take(classified("90001"), classified("99999", line=3, village="Mới"))
    assert [(p.line, p.key, p.value) for p in refused.value.problems] == [(3, "cell_unknown_commune", "99999")]
    assert kinds(province("90001")) == []
    assert db.session.scalar(select(func.count()).select_from(Village)) == 0


def test_other_provinces_are_left_alone(province, db):
    count = select(func.count()).select_from(Classification)
    before = db.session.scalar(count)
    take(classified("90001", "area_3"))
    assert db.session.scalar(count) == before + 1


def test_a_report_asks_what_a_place_was_on_a_day(province, db):
    take(classified("90001", since=date(2026, 1, 1)))
    counted = select(func.count()).select_from(Commune)

    def border_on(day):
        return db.session.scalar(counted.where(queries.is_classified(Commune.id, "border", day), Commune.code > "9"))

    assert (border_on(date(2025, 12, 31)), border_on(date(2026, 1, 1))) == (0, 1)


def test_eleven_communes_of_lang_son_border_on_china_today(app):
    rows = queries.classifications_on(date(2026, 3, 1))
    border = [r for found in rows.values() for r in found if r.kind == "border"]
    assert len(border) == 11
    assert not any(r.is_illustrative for r in border)


def test_a_province_that_is_not_loaded_cannot_be_classified(app):
    with pytest.raises(NotPossible, match="province_not_loaded"):
        take(classified("90001"), province="96")


def test_only_the_administrator_and_the_terminal_import_classifications(province, cast):
    for person in (cast.an, cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            take(classified("90001"), actor=person.actor)
    assert take(classified("90001"), actor=cast.lan.actor).classifications == 1
