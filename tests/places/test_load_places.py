from datetime import date

import pytest
from sqlalchemy import func, select

from app.core.actor import SYSTEM
from app.core.errors import NotAllowed
from app.core.events import Event
from app.places import queries
from app.places.actions import TableRefused, load_places
from app.places.loading import UnknownProvinceError, load_lang_son, load_province
from app.places.models import Commune, CommuneArea, CommuneConversion
from app.places.tables import TableError
from tests.places.conftest import AREAS, COMMUNES, CONVERSIONS, NEW, OLD, PROVINCE, classified, row


def load(**values):
    given = {"province": PROVINCE, "communes": COMMUNES, "conversions": CONVERSIONS, "areas": AREAS, **values}
    return load_places(SYSTEM, **given)


def test_lang_son_had_200_then_194_and_has_65_communes(app):
    days = [date(2024, 11, 30), date(2024, 12, 1), date(2025, 6, 30), date(2025, 7, 1)]
    assert [len(queries.communes_of_generation(day, "20")) for day in days] == [200, 194, 194, 65]


def test_every_commune_of_lang_son_leads_to_today_and_has_an_area(app, db):
    generation = queries.get_generation(date(2026, 1, 1))
    assert all(generation.candidates(commune_id) for commune_id in generation.communes)
    assert db.session.scalar(select(func.count()).select_from(CommuneArea)) == 266


def test_three_communes_of_lang_son_were_split(app):
    generation = queries.get_generation(date(2026, 1, 1))
    split = [id_ for id_ in generation.communes if len(generation.candidates(id_)) > 1]
    assert sorted(queries.get_commune(id_).name for id_ in split) == ["Bính Xá", "Kiên Mộc", "Đại Đồng"]


def test_loading_twice_changes_nothing(app, db):
    before = db.session.scalar(select(func.count()).select_from(Event))
    assert load_lang_son(SYSTEM).is_nothing
    assert db.session.scalar(select(func.count()).select_from(Event)) == before


def test_loading_tells_what_came_and_leaves_one_event(app, db):
    loaded = load(classifications=[classified("90001")])
    assert (loaded.communes, loaded.conversions, loaded.classifications, loaded.areas) == (7, 5, 1, 7)
    event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert (event.verb, event.details["communes"]) == ("places.loaded", 7)


def test_a_corrected_name_is_taken_over_and_the_commune_stays(province):
    before = province("90003", OLD)
    corrected = [row("90003", "Thụy Hương", 106.35, OLD, "huyện Tây"), *COMMUNES[:2], *COMMUNES[3:]]
    assert load(communes=corrected).communes == 1
    after = province("90003", OLD)
    assert (after.id, after.name, after.name_folded) == (before.id, "Thụy Hương", "thuy huong huyen tay")


def test_a_commune_that_a_table_leaves_out_is_not_removed(province):
    load(communes=COMMUNES[:1], conversions=CONVERSIONS[:1], areas=[])
    assert province("90004", NEW).name == "Hòa Bình"


def test_conversions_become_exactly_those_given(province, db):
    ids = [province(code, OLD).id for code in ("90001", "90002", "90003", "90004")]
    load(conversions=[c for c in CONVERSIONS if c.old_code != "90002"])
    left = db.session.scalars(select(CommuneConversion).where(CommuneConversion.old_id.in_(ids))).all()
    assert province("90002", OLD).id not in {c.old_id for c in left}
    assert len(left) == 3


def test_a_conversion_to_an_unknown_commune_loads_nothing(app, db):
    wrong = [*CONVERSIONS, CONVERSIONS[0].__class__("90001", OLD, "99999", NEW, False)]
    with pytest.raises(TableRefused) as refused:
        load(conversions=wrong)
    (problem,) = refused.value.problems
    assert (problem.line, problem.column, problem.value) == (7, "new_code", "99999")
    assert db.session.scalar(select(func.count()).select_from(Commune).where(Commune.code == "90001")) == 0


def test_only_the_administrator_and_the_terminal_load_places(cast):
    for person in (cast.an, cast.binh, cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            load_places(person.actor, province=PROVINCE, communes=COMMUNES)
    assert load_places(cast.lan.actor, province=PROVINCE, communes=COMMUNES).communes == 7


def test_another_province_starts_with_its_communes_of_today(app):
    assert load_province(SYSTEM, "04").communes == 56
    assert len(queries.communes_of_generation(date(2026, 1, 1), "04")) == 56
    assert len(queries.communes_of_generation(date(2026, 1, 1), "20")) == 65


def test_a_province_that_does_not_exist_is_refused(app):
    with pytest.raises(UnknownProvinceError):
        load_province(SYSTEM, "99")


def test_a_bad_table_lists_every_bad_row(app):
    table = b"code,name,kind,valid_from\n90001,A,commune,2025-02-31\n,B,hamlet,2025-07-01\n"
    with pytest.raises(TableError) as refused:
        load_province(SYSTEM, "79", communes=table)
    assert [(p.line, p.column, p.key) for p in refused.value.problems] == [
        (2, "valid_from", "cell_no_date"),
        (3, "code", "cell_empty"),
        (3, "kind", "cell_no_choice"),
    ]
