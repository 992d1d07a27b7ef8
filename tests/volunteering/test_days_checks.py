"""`flask check` finds what contradicts series and works."""

import pytest
from sqlalchemy import text

from app.volunteering.checks import CHECKS
from tests import factories


@pytest.fixture
def activity(cast):
    work = factories.work(cast.unit, state="under_way")
    row = factories.activity(cast.unit, work_id=work.id)
    factories.series(row)
    return row


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE works SET state = 'cancelled'", "still planned for the cancelled work"),
        ("UPDATE activities SET series_day = '2020-01-01'", "does not lie in the series"),
        ("UPDATE activities SET series_day = '2040-01-01'", "does not lie in the series"),
        ("UPDATE activities SET series_day = NULL", "does not lie in the series"),
    ],
)
@pytest.mark.usefixtures("activity")
def test_each_contradiction_gives_a_line(db, change, found):
    assert [line for check in CHECKS for line in check()] == []
    db.session.execute(text(change))
    (line,) = [line for check in CHECKS for line in check()]
    assert found in line
    db.session.rollback()
