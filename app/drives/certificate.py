"""A certificate of merit (giấy khen) as a PDF to print: A4 across, in Be Vietnam Pro; official, so in Vietnamese."""

from typing import Any

from fpdf import FPDF

from app.attendance.paper import GREY, LAMP, WIDTH, add_fonts, draw_frame, line, paragraph
from app.core import clock
from app.core.settings import setting
from app.drives.models import Drive, Nomination
from app.works.letter import PLACE

HEADS = {"unit": "Tặng tập thể", "work": "Tặng công trình", "member": "Tặng đồng chí"}


def write_merit(nomination: Nomination, drive: Drive) -> bytes:
    """The certificate of a decided nomination; `decision` and `unit` must be loaded. Sizes are in millimetres."""
    decision = nomination.decision
    assert decision is not None  # only what is decided has a certificate
    day = decision.decided_on
    pdf = FPDF(orientation="landscape", unit="mm", format="A4")
    pdf.set_creation_date(clock.local(decision.at))
    pdf.set_title(f"Giấy khen theo Quyết định {decision.number}")
    pdf.set_lang("vi")
    pdf.set_auto_page_break(False)
    add_fonts(pdf)
    pdf.add_page()
    draw_frame(pdf)
    line(pdf, 26, "BAN THƯỜNG VỤ", 12, color=GREY)
    line(pdf, 33, drive.unit.name.upper(), 13, bold=True)
    line(pdf, 48, "GIẤY KHEN", 40, color=LAMP, bold=True)
    line(pdf, 70, HEADS[nomination.kind], 14, color=GREY)
    bottom = paragraph(pdf, 79, nomination.honoured_name, 26)
    if nomination.kind != "unit":
        line(pdf, bottom + 2, nomination.unit.name, 13)
        bottom += 9
    bottom = paragraph(pdf, bottom + 5, nomination.merit, 14)
    line(pdf, bottom + 3, f"trong đợt thi đua “{drive.title}”", 13, color=GREY)
    line(pdf, 168, f"Quyết định số: {decision.number}", 11, x=22, align="L")
    line(pdf, 175, f"ngày {clock.format_date(day)}", 11, x=22, align="L")
    place = f"{setting('letter_place', PLACE)}, ngày {day.day:02} tháng {day.month:02} năm {day.year}"
    half: dict[str, Any] = {"x": WIDTH / 2, "width": WIDTH / 2 - 22}
    line(pdf, 158, place, 11, color=GREY, **half)
    line(pdf, 165, decision.signer_title.upper(), 12, bold=True, **half)
    line(pdf, 188, decision.signer, 13, bold=True, **half)
    return bytes(pdf.output())
