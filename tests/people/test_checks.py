"""`flask check` finds what doesn't hold."""

import pytest
from sqlalchemy import text

from app.people.checks import CHECKS

BROKEN = {
    "UPDATE units SET path = '/9/' WHERE code = 'STC'": "units",
    "UPDATE units SET name = 'khác', name_folded = 'khac' WHERE code = 'STC'": "units",
    "UPDATE unit_versions SET valid_until = '2024-01-01' WHERE unit_id = 3": "units 3",
    "DELETE FROM unit_versions WHERE unit_id = 3": "units 3",
    "UPDATE members SET name_folded = 'x' WHERE id = 2": "members 2",
    "UPDATE members SET name_sort = 'x' WHERE id = 2": "members 2",
    "DELETE FROM memberships WHERE member_id = 2": "members 2",
    "INSERT INTO memberships (member_id, unit_id, valid_from, valid_until) VALUES (2, 3, '2021-01-01', '2021-02-01')": (
        "members 2"
    ),
    "UPDATE units SET dissolved_on = '2024-01-01' WHERE id = 2": "appointments",
    "UPDATE units SET dissolved_on = '2024-01-01' WHERE id = 4": "memberships",
    "UPDATE units SET dissolved_on = '2024-01-01' WHERE code = 'CL'": "units 3: stands under",
}


def problems():
    return [line for check in CHECKS for line in check()]


def test_what_the_cast_has_holds(cast):
    assert problems() == []


@pytest.mark.parametrize("statement", BROKEN)
def test_a_change_behind_the_actions_is_found(cast, db, statement):
    db.session.execute(text(statement))
    db.session.commit()
    db.session.expire_all()
    assert any(line.startswith(BROKEN[statement]) for line in problems()), problems()


def test_the_command_fails_with_one_line_for_each(app, cast, db):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["check"]).exit_code == 0
    db.session.execute(text("UPDATE members SET name_sort = 'x' WHERE id = 2"))
    db.session.commit()
    result = runner.invoke(args=["check"])
    assert result.exit_code == 1
    assert "members 2" in result.output
