"""The year's targets by unit: by hand, and from a sheet."""

import io
from typing import Any

import pytest

from app.core.errors import NotAllowed, NotPossible
from app.core.sheets import Column, write_sheet
from app.core.workbooks import read_rows
from app.reports import queries
from app.reports.actions import UnitTargets, set_many_targets, set_targets
from app.reports.target_sheet import read_targets_sheet, write_targets
from tests.cast import Cast
from tests.checks import PageClient

HEADINGS = [
    Column("Mã đơn vị"),
    Column("Công trình thanh niên đã nghiệm thu"),
    Column("Tổng trị giá công trình, phần việc"),
]


def sheet(*rows: list[Any]) -> bytes:
    return write_sheet("Chỉ tiêu", HEADINGS, rows)


def test_a_leader_sets_them_for_the_units_below_and_not_for_the_own_one(cast: Cast) -> None:
    values = {"year": 2026, "version": 1, "values": {"works.accepted": 2}, "document": "KH 03"}
    set_targets(cast.an.actor, unit_id=cast.chapter.id, **values)
    set_targets(cast.ha.actor, unit_id=cast.unit.id, **values)
    for person, unit in ((cast.an, cast.unit), (cast.giang, cast.chapter), (cast.lan, cast.unit)):
        with pytest.raises(NotAllowed):
            set_targets(person.actor, unit_id=unit.id, **values)
    found = queries.read_targets(2026, cast.chapter.id)
    assert (found.values, found.document, found.version) == ({"works.accepted": 2}, "KH 03", 2)
    assert queries.read_targets(2025, cast.chapter.id).values == {}
    listed = {unit.code for unit, _targets in queries.list_targets(cast.an.actor, 2026)}
    assert listed == {"CL-11A1"}
    with pytest.raises(NotPossible, match="bad_target_year"):
        set_targets(cast.ha.actor, unit_id=cast.unit.id, **{**values, "year": 1850})


def test_the_sheet_that_is_written_reads_back_as_it_was(cast: Cast) -> None:
    set_targets(
        cast.ha.actor, unit_id=cast.unit.id, year=2026, version=1, values={"works.value": 5_000_000}, document="KH 03"
    )
    rows = queries.list_targets(cast.ha.actor, 2026)
    lines, problems = read_targets_sheet(read_rows(write_targets(rows, 2026)))
    assert problems == []
    by_code = {unit.code: unit for unit, _targets in rows}
    given = [UnitTargets(by_code[line.code].id, line.values, line.document) for line in lines]
    assert set_many_targets(cast.ha.actor, year=2026, rows=given) == 0


def test_a_sheet_sets_many_and_leaves_what_it_has_no_column_for(client: PageClient, cast: Cast) -> None:
    kept = {"activities.held": 9, "works.value": 1_000_000}
    set_targets(cast.ha.actor, unit_id=cast.unit.id, year=2026, version=1, values=kept, document="KH 03")
    file = (io.BytesIO(sheet(["CL", 4, None], ["STC", "3", "1,5 triệu"])), "chi-tieu.xlsx")
    client.as_(cast.ha).post("/reports/targets/sheet?year=2026", {"file": file})
    found = queries.read_targets(2026, cast.unit.id)
    assert (found.values, found.document) == ({"works.accepted": 4, "activities.held": 9}, "KH 03")
    assert queries.read_targets(2026, cast.other_unit.id).values == {"works.accepted": 3, "works.value": 1_500_000}


def test_a_bad_cell_changes_nothing_and_each_is_listed(client: PageClient, cast: Cast) -> None:
    rows = [["CL", "nhiều", 5], ["KHONG-CO", 3, None], [None, 4, None], ["STC", 1, -7], ["STC", 1, None]]
    file = (io.BytesIO(sheet(*rows)), "chi-tieu.xlsx")
    page = client.as_(cast.ha).post("/reports/targets/sheet?year=2026", {"file": file}, status=422)
    for place in ("B2", "A3", "A4", "C5", "A6"):
        assert f"{place}" in page.text, place
    assert queries.read_targets(2026, cast.unit.id).values == {}
    empty = (io.BytesIO(write_sheet("x", [Column("Gì đó")], [["1"]])), "x.xlsx")
    client.as_(cast.ha).post("/reports/targets/sheet?year=2026", {"file": empty}, status=422)
    client.as_(cast.ha).post("/reports/targets/sheet?year=2026", {}, status=422)
