from datetime import date

from sqlalchemy import delete, update

from app.places.checks import codes_mean_one_commune_at_a_time, ended_communes_lead_on
from app.places.models import Commune, CommuneConversion
from tests.places.conftest import NEW, OLD


def test_the_tables_that_we_ship_hold(province):
    assert list(codes_mean_one_commune_at_a_time()) == []
    assert list(ended_communes_lead_on()) == []


def test_two_communes_with_one_code_on_one_day_are_named(province, db):
    old, new = province("90001", OLD), province("90001", NEW)
    db.session.execute(update(Commune).where(Commune.id == old.id).values(valid_to=date(2025, 7, 1)))
    (line,) = codes_mean_one_commune_at_a_time()
    assert line.startswith(f"communes {old.id} and {new.id}")


def test_a_commune_that_ended_and_leads_nowhere_is_named(province, db):
    old = province("90004", OLD)
    db.session.execute(delete(CommuneConversion).where(CommuneConversion.old_id == old.id))
    assert list(ended_communes_lead_on()) == [f"commune {old.id}: ended on 2025-06-30 and leads nowhere"]


def test_a_successor_that_did_not_stand_on_the_next_day_is_named(province, db):
    old, new = province("90004", OLD), province("90004", NEW)
    db.session.execute(update(Commune).where(Commune.id == new.id).values(valid_from=date(2025, 8, 1)))
    lines = list(ended_communes_lead_on())
    assert f"commune {old.id}: became commune {new.id}, which did not stand on the next day" in lines
