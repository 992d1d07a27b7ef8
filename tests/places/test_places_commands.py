import pytest

from app.places.cli import places
from tests.places.conftest import collection, strip


@pytest.fixture
def run(app):
    """Run `flask places …`; gives what it printed, and checks its exit code."""

    def run(*arguments, code=0):
        result = app.test_cli_runner().invoke(places, [str(a) for a in arguments])
        assert result.exit_code == code, (result.output, result.exception)
        return result.output

    return run


def test_loading_again_says_that_nothing_changed(run):
    assert run("load").startswith("0 communes, 0 conversions, 0 classifications, 0 approximate areas")


def test_another_province_is_loaded_by_its_code(run):
    assert run("load", "--province", "04").startswith("56 communes, 0 conversions, 0 classifications, 56 approx")
    assert "99" in run("load", "--province", "99", code=1)


def test_a_bad_table_prints_each_bad_row_and_fails(run, tmp_path):
    path = tmp_path / "communes.csv"
    path.write_text("code,name,kind,valid_from\n1,A,commune,2025-02-31\n2,,commune,2025-07-01\n")
    output = run("load", "--province", "79", "--communes", path, code=1)
    assert "valid_from “2025-02-31”" in output
    assert len(output.splitlines()) == 2


def test_boundaries_are_imported_or_every_problem_is_printed(run, province, tmp_path):
    path = tmp_path / "boundaries.geojson"
    path.write_bytes(collection(("90001", strip(106.1, 106.25)), ("90003", strip(106.25, 106.4))))
    arguments = ("import-boundaries", path, "--province", "79", "--on", "2026-01-01")
    assert "Hòa Bình (90004)" in run(*arguments, code=1)
    path.write_bytes(
        collection(("90001", strip(106.1, 106.25)), ("90003", strip(106.25, 106.4)), ("90004", strip(106.4, 106.5)))
    )
    assert run(*arguments) == "3 boundaries added or changed\n"


def test_classifications_are_imported_with_a_document_for_all_rows(run, province, tmp_path):
    path = tmp_path / "border.csv"
    path.write_text("code,kind,valid_from\n90001,border,2026-01-01\n90003,border,2026-01-01\n")
    arguments = ("import-classifications", path, "--province", "79")
    assert "document" in run(*arguments, code=1)
    assert run(*arguments, "--document", "Nghị định thử").startswith("2 classifications")


def test_find_prints_old_names_with_district_and_todays_name(run):
    output = run("find", "tinh bac")
    assert "huyện Lộc Bình" in output
    assert output.strip().endswith("→ Khuất Xá")
    run("find", "nowhere at all", code=1)


def test_at_prints_the_commune_and_how_it_is_known(run, province):
    output = run("at", "10.8", "106.22", "--on", "2026-01-01")
    assert "90001" in output
    assert "approximate area" in output
    run("at", "1", "1", code=1)


def test_today_prints_every_meaning_of_a_code(run):
    lines = run("today", "06040").splitlines()
    assert len(lines) == 3
    assert "undecided" in lines[0]
    assert "undecided" not in lines[1]
    run("today", "99999", code=1)
