"""`flask members import`: the same as the page, from a terminal."""

import pytest
from sqlalchemy import select

from app.people.models import Member
from tests.people import rosters


@pytest.fixture
def run(app, cast, tmp_path):
    def run(raw, *options):
        path = tmp_path / "list.xlsx"
        path.write_bytes(raw)
        return app.test_cli_runner().invoke(args=["members", "import", str(path), "--unit", "CL", *options])

    return run


def has_phuong(db):
    return db.session.execute(select(Member.id).where(Member.full_name == "Nguyễn Thị Phượng")).scalar() is not None


def test_dry_says_what_would_be_done_and_does_nothing(run, db):
    result = run(rosters.school(), "--dry")
    assert "3 new, 0 changed, 0 the same, 0 open" in result.output
    assert not has_phuong(db)


def test_a_list_is_imported_and_the_same_again_changes_nothing(run, db):
    assert run(rosters.school()).exit_code == 0
    assert has_phuong(db)
    result = run(rosters.school())
    assert (result.exit_code, "0 new, 0 changed, 3 the same" in result.output) == (0, True)


def test_bad_cells_are_named_and_marked_and_nothing_is_imported(run, db, tmp_path):
    marked = tmp_path / "marked.xlsx"
    result = run(rosters.doubtful(), "--marked", str(marked))
    assert result.exit_code == 1
    assert "B4 Ngày sinh: “31/02/2008”" in result.output
    assert marked.stat().st_size > 1000
    assert run(rosters.doubtful(), "--leave-out").exit_code == 0


def test_an_old_font_and_an_unknown_unit_are_refused(run, app, tmp_path):
    assert "UniKey" in run(rosters.text(rosters.TCVN3)).output
    path = tmp_path / "list.xlsx"
    result = app.test_cli_runner().invoke(args=["members", "import", str(path), "--unit", "XX"])
    assert result.exit_code == 1
