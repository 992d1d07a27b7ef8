"""The minutes of a drive's evaluation and the decision that commends, as Word documents in the Union's own format.

Both are official and so in Vietnamese, whatever the language of the page: A4, Times New Roman 14, margins 20, 20, 30
and 20 mm.
"""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.core import clock
from app.core.numbers import format_number
from app.core.settings import setting
from app.drives.models import CommendationDecision, Drive, FrozenStanding, Nomination
from app.drives.standings import Plain
from app.works.letter import PLACE
from app.works.voucher import plain

UNION = "ĐOÀN TNCS HỒ CHÍ MINH"
KINDS = {"unit": "Tập thể", "work": "Công trình", "member": "Đoàn viên"}


def write_minutes(drive: Drive, standings: Plain, frozen: FrozenStanding) -> bytes:
    """What was found when the drive closed: ranks and points by cluster, and the checksum of the records."""
    document = _new_document()
    day = clock.local(frozen.at).date()
    _head(document, drive.unit.name, "", day)
    _middle(document, "BIÊN BẢN", bold=True)
    _middle(document, f"Xét kết quả thi đua: {drive.title}", bold=True)
    first, last = date.fromisoformat(standings["drive"]["from"]), date.fromisoformat(standings["drive"]["to"])
    document.add_paragraph(
        f"Căn cứ hồ sơ của các đơn vị từ ngày {clock.format_date(first)} đến ngày {clock.format_date(last)}, "
        f"kết quả được chốt ngày {clock.format_date(day)} như sau:"
    )
    for cluster in standings["clusters"]:
        document.add_paragraph().add_run(plain(cluster["name"])).bold = True
        rows = [
            (str(row["rank"] or "—"), row["unit"], _figure(row["total"]) if row["rank"] else _outside(row))
            for row in cluster["rows"]
        ]
        _table(document, ("Hạng", "Đơn vị", "Tổng điểm"), rows)
    document.add_paragraph(
        "Đơn vị bằng điểm cùng hạng. Điểm được tính từ hồ sơ; danh sách hồ sơ của từng chỉ tiêu được lưu cùng kết quả."
    )
    document.add_paragraph(f"Mã kiểm tra (SHA-256): {frozen.checksum}")
    _signatures(document, ("THƯ KÝ", ""), ("TM. BAN THƯỜNG VỤ", ""))
    return _bytes(document)


def write_decision(drive: Drive, decision: CommendationDecision, nominations: Sequence[Nomination]) -> bytes:
    """Who is commended by a decision, for what, in which form."""
    document = _new_document()
    _head(document, drive.unit.name, f"Số: {decision.number}", decision.decided_on)
    _middle(document, "QUYẾT ĐỊNH", bold=True)
    _middle(document, f"Về việc khen thưởng: {drive.title}", bold=True)
    _middle(document, "BAN THƯỜNG VỤ", bold=True)
    document.add_paragraph("Căn cứ kết quả thi đua đã được chốt và biên bản xét khen thưởng;")
    _middle(document, "QUYẾT ĐỊNH:", bold=True)
    document.add_paragraph(f"Điều 1. Khen thưởng {len(nominations)} tập thể, công trình, cá nhân có tên sau:")
    rows = [
        (str(number), f"{KINDS[each.kind]}: {each.honoured_name}", each.merit)
        for number, each in enumerate(nominations, 1)
    ]
    _table(document, ("TT", "Tên", "Thành tích"), rows)
    document.add_paragraph("Điều 2. Quyết định có hiệu lực từ ngày ký.")
    document.add_paragraph("Điều 3. Các đơn vị, cá nhân có tên tại Điều 1 thi hành Quyết định này./.")
    _signatures(document, ("Nơi nhận:", "- Như Điều 3;\n- Lưu VP."), (decision.signer_title, decision.signer))
    return _bytes(document)


def _outside(row: Plain) -> str:
    return "đã rút" if row["standing"] == "withdrawn" else "không đăng ký"


def _figure(text: str) -> str:
    return format_number(Decimal(text), 2)


def _new_document() -> Any:
    from docx import Document  # only who asks for a document pays for the library
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.paragraph_format.space_after = Pt(6)
    return document


def _head(document: Any, issuer: str, number: str, day: date) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    left, right = (cell.paragraphs[0] for cell in document.add_table(rows=1, cols=2).rows[0].cells)
    left.alignment = right.alignment = WD_ALIGN_PARAGRAPH.CENTER
    left.add_run(plain(issuer.upper())).bold = True
    left.add_run(f"\n***\n{plain(number)}")
    right.add_run(UNION).bold = True
    place = setting("letter_place", PLACE)
    right.add_run(f"\n\n{plain(place)}, ngày {day.day:02} tháng {day.month:02} năm {day.year}").italic = True


def _middle(document: Any, text: str, *, bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(plain(text)).bold = bold


def _table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = plain(text)


def _signatures(document: Any, left: tuple[str, str], right: tuple[str, str]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document.add_paragraph()
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    for cell, (title, name) in zip(cells, (left, right), strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.add_run(plain(title)).bold = True
        gap = "\n" if title.endswith(":") else "\n\n\n\n"
        paragraph.add_run(f"{gap}{plain(name)}")
    cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _bytes(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
