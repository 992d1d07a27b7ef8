"""Word, Excel and JSON: all three from the same numbers, with every letter right.

Where LibreOffice is on the machine it opens both files, turns them into PDF and gives their text back; elsewhere that
one test is skipped, and the others read the files with the libraries of their formats.
"""

import io
import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Pt
from openpyxl import load_workbook

from app.core.actor import SYSTEM
from app.reports.actions import set_targets
from app.works.models import WorkPhoto
from tests import factories
from tests.cast import Cast
from tests.checks import PageClient
from tests.reports import records
from tests.works import walk

DAYS = "from=2026-07-01&to=2026-09-30"
TITLE = "Thắp sáng đường thôn Khuổi Nặng, Pò Mạ – giai đoạn Ⅱ “ưỡng ẫm Ỷ”"


@pytest.fixture
def period(cast: Cast, db: Any) -> Cast:
    """A period with a work with a photo, a village name, targets and money."""
    work = factories.work(
        cast.unit, title=TITLE, state="accepted", accepted_on=date(2026, 8, 1), village="Nà Lùng", lines=[]
    )
    records.contribution(work, 258_000_000, date(2026, 7, 20))
    accepted = walk.accepted(cast)
    photo = db.session.query(WorkPhoto).filter_by(work_id=accepted, moment="after").first()
    db.session.add(WorkPhoto(work_id=work.id, file_id=photo.file_id, moment="after", at=photo.at))
    db.session.commit()
    values = {"works.accepted": 2, "works.value": 516_000_000}
    set_targets(SYSTEM, year=2026, version=1, values=values, document="KH 02")
    return cast


def fetch(client: PageClient, person: Any, url: str) -> bytes:
    response = client.as_(person).get(url).response
    data: bytes = response.get_data()
    return data


def words_of(raw: bytes) -> str:
    document = Document(io.BytesIO(raw))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_word_document_stands_in_the_unions_format(client: PageClient, period: Cast) -> None:
    raw = fetch(client, period.ha, f"/reports/period.docx?{DAYS}")
    document = Document(io.BytesIO(raw))
    page = document.sections[0]
    # Word keeps twentieths of a point.
    assert [round(side.mm) for side in (page.page_width, page.page_height)] == [210, 297]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 20]
    style = document.styles["Normal"].font
    assert (style.name, style.size) == ("Times New Roman", Pt(14))
    text = words_of(raw)
    for words in (
        "ĐOÀN TNCS HỒ CHÍ MINH",
        "ĐOÀN KHỐI THỬ NGHIỆM",
        "BÁO CÁO",
        "quý III năm 2026",
        "I. ĐẶC ĐIỂM TÌNH HÌNH",
        "1. Trách nhiệm với bản thân",
        "Hoàn thành 01 công trình thanh niên với tổng trị giá 258.000.000\u00a0đồng.",
        "IV. NHIỆM VỤ THỜI GIAN TỚI",
        "Nơi nhận:",
        "TM. BAN THƯỜNG VỤ",
        "PHỤ LỤC",
        TITLE,
    ):
        assert words in text, words
    assert any(paragraph.text.endswith(" ./.") for paragraph in document.paragraphs)
    order = [text.index(words) for words in ("I. ĐẶC", "II. KẾT", "III. ĐÁNH", "IV. NHIỆM", " ./.", "PHỤ LỤC")]
    assert order == sorted(order)
    assert len(document.inline_shapes) == 1


def test_word_excel_and_json_say_the_same(client: PageClient, period: Cast) -> None:
    found = json.loads(fetch(client, period.ha, f"/reports/period.json?{DAYS}"))
    book = load_workbook(io.BytesIO(fetch(client, period.ha, f"/reports/period.xlsx?{DAYS}")))
    assert book.sheetnames == ["Số liệu", "Theo đơn vị", "Bản ghi"]
    by_key = {row[8]: row for row in book["Số liệu"].iter_rows(min_row=4, values_only=True)}
    table = Document(io.BytesIO(fetch(client, period.ha, f"/reports/period.docx?{DAYS}"))).tables[-1]
    in_word = {row.cells[1].text.removeprefix("– "): [cell.text for cell in row.cells] for row in table.rows[1:]}
    shown = client.as_(period.ha).get(f"/reports/period?{DAYS}")
    on_page = [(element.text or "").replace(".", "") for element in shown.all("span", class_="report-value")]
    assert sorted(on_page) == sorted(str(figure["value"]) for figure in found["figures"])
    for figure in found["figures"]:
        _label, _measure, target, value, total, share, before, count, _key = by_key[figure["key"]]
        assert (target, value, total, share, before, count) == tuple(
            figure[name] for name in ("target", "value", "total", "share", "before", "count_of_records")
        )
        numbers = in_word[figure["label"]][3:]
        assert [number.replace(".", "") for number in numbers] == [
            "" if figure[name] is None else str(figure[name])
            for name in ("target", "value", "total", "share", "before")
        ]
        rows = [row for row in book["Bản ghi"].iter_rows(min_row=4, values_only=True) if row[0] == figure["key"]]
        assert [[row[2], row[6]] for row in rows] == found["records"][figure["key"]]
        assert sum(row[6] for row in rows) == figure["value"]
    matrix = {row[0]: row for row in book["Theo đơn vị"].iter_rows(min_row=4, values_only=True)}
    assert matrix["CL"][-1] == 258_000_000


def test_the_records_name_only_whom_the_reader_may_see(client: PageClient, period: Cast) -> None:
    names = {}
    for person in (period.ha, period.dung):
        book = load_workbook(io.BytesIO(fetch(client, person, f"/reports/period.xlsx?{DAYS}&unit=CL")))
        rows = book["Bản ghi"].iter_rows(min_row=4, values_only=True)
        names[person.account.id] = {row[3] for row in rows if row[0] == "members.total"}
    assert all("Nguyễn Văn Bình" in found for found in names.values())
    client.as_(period.giang).get(f"/reports/period.xlsx?{DAYS}&unit=CL", status=404)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_opens_both_and_gives_every_letter_back(client: PageClient, period: Cast, tmp_path: Path) -> None:
    for ending, wanted in (("docx", [TITLE, "ĐOÀN TNCS HỒ CHÍ MINH", "258.000.000"]), ("xlsx", ["Đoàn viên"])):
        file = tmp_path / f"report.{ending}"
        file.write_bytes(fetch(client, period.ha, f"/reports/period.{ending}?{DAYS}"))
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
        text = ["soffice", profile, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(file)]
        assert (tmp_path / "report.pdf").stat().st_size > 5_000
        if ending == "docx":
            subprocess.run(text, check=True, timeout=120, capture_output=True)
            found = re.sub(r"\s+", " ", (tmp_path / "report.txt").read_text(encoding="utf-8-sig"))
            assert all(words in found for words in wanted)
