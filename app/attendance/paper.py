"""The certificate as a PDF to print: A4 across, in Be Vietnam Pro, with a QR code that leads to its public page.

The paper is official and so in Vietnamese, whatever the language of the page.
"""

from pathlib import Path

import segno
from fpdf import FPDF

from app.attendance.models import Certificate
from app.core import clock
from app.core.codes import display_code
from app.core.errors import NotFound

FONTS = Path(__file__).resolve().parent.parent.parent / "static" / "vendor"
WIDTH, HEIGHT = 297, 210
NIGHT, LAMP, GREY = (13, 26, 58), (214, 143, 0), (90, 97, 115)
QR_SIDE = 32


def write_certificate(certificate: Certificate, *, address: str, organisation: str) -> bytes:
    """The PDF of a certificate; `address` is that of its public page. Sizes are in millimetres."""
    pdf = FPDF(orientation="landscape", unit="mm", format="A4")
    pdf.set_creation_date(clock.local(certificate.issued_at))
    pdf.set_title(f"Giấy chứng nhận số {certificate.full_number}")
    pdf.set_lang("vi")
    pdf.set_auto_page_break(False)
    add_fonts(pdf)
    pdf.add_page()
    draw_frame(pdf)
    line(pdf, 26, organisation.upper(), 12, color=GREY)
    line(pdf, 33, certificate.host_name, 12, bold=True)
    line(pdf, 50, "GIẤY CHỨNG NHẬN", 34, bold=True)
    line(pdf, 66, "THAM GIA HOẠT ĐỘNG TÌNH NGUYỆN", 14, color=LAMP, bold=True)
    line(pdf, 82, "Chứng nhận", 13, color=GREY)
    line(pdf, 91, certificate.full_name, 28, bold=True)
    line(pdf, 106, certificate.unit_name, 13)
    line(pdf, 119, f"đã tham gia {say_hours(certificate.minutes)} tình nguyện trong hoạt động", 14)
    bottom = paragraph(pdf, 128, certificate.activity_title, 18)
    line(pdf, bottom + 2, say_days(certificate), 13, color=GREY)
    _draw_foot(pdf, certificate, address)
    return bytes(pdf.output())


def say_hours(minutes: int) -> str:
    """3 giờ, 2 giờ 30 phút, 45 phút."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} giờ"] if hours else []
    return " ".join([*parts, f"{rest} phút"] if rest or not hours else parts)


def say_days(certificate: Certificate) -> str:
    """The day of the activity, or the first and the last one."""
    first, last = clock.format_date(certificate.first_on), clock.format_date(certificate.last_on)
    return f"ngày {first}" if first == last else f"từ ngày {first} đến ngày {last}"


def add_fonts(pdf: FPDF) -> None:
    """Put the product's own typeface into the file. Raises NotFound where the front-end packages aren't set up."""
    folder = next(FONTS.glob("ttf-be-vietnam-pro-*"), None)
    if folder is None:
        raise NotFound
    pdf.add_font("Be Vietnam Pro", "", folder / "regular.ttf")
    pdf.add_font("Be Vietnam Pro", "B", folder / "bold.ttf")


def draw_frame(pdf: FPDF) -> None:
    """The frame of an official paper across."""
    pdf.set_draw_color(*NIGHT)
    pdf.set_line_width(1.6)
    pdf.rect(9, 9, WIDTH - 18, HEIGHT - 18)
    pdf.set_draw_color(*LAMP)
    pdf.set_line_width(0.5)
    pdf.rect(12, 12, WIDTH - 24, HEIGHT - 24)


def _draw_foot(pdf: FPDF, certificate: Certificate, address: str) -> None:
    issued = clock.local(certificate.issued_at)
    line(pdf, 168, f"Số: {certificate.full_number}", 12, x=22, align="L", bold=True)
    line(pdf, 175, f"Cấp ngày {issued:%d/%m/%Y}", 12, x=22, align="L")
    line(pdf, 184, f"Mã kiểm tra: {display_code(certificate.code)}", 10, x=22, align="L", color=GREY)
    line(pdf, 168, "Quét mã để kiểm tra", 10, x=150, width=WIDTH - 150 - 22 - QR_SIDE - 4, align="R", color=GREY)
    line(
        pdf,
        174,
        "giấy này còn giá trị hay không",
        10,
        x=150,
        width=WIDTH - 150 - 22 - QR_SIDE - 4,
        align="R",
        color=GREY,
    )
    _draw_code(pdf, address, WIDTH - 20 - QR_SIDE, HEIGHT - 20 - QR_SIDE)


def line(
    pdf: FPDF,
    y: float,
    text: str,
    size: float,
    *,
    color: tuple[int, int, int] = NIGHT,
    bold: bool = False,
    x: float = 20,
    width: float = WIDTH - 40,
    align: str = "C",
) -> None:
    """One line, made smaller where it would be too long."""
    pdf.set_font("Be Vietnam Pro", "B" if bold else "", size)
    while pdf.get_string_width(text) > width and size > 7:
        size -= 1
        pdf.set_font_size(size)
    pdf.set_text_color(*color)
    pdf.set_xy(x, y)
    pdf.cell(width, size * 0.42, text, align=align)


def paragraph(pdf: FPDF, y: float, text: str, size: float) -> float:
    """A few lines in the middle; returns where they end."""
    pdf.set_font("Be Vietnam Pro", "B", size if len(text) < 90 else size * 0.75)
    pdf.set_text_color(*NIGHT)
    pdf.set_xy(35, y)
    pdf.multi_cell(WIDTH - 70, pdf.font_size * 1.25, text, align="C")
    return pdf.get_y()


def _draw_code(pdf: FPDF, address: str, x: float, y: float) -> None:
    """The QR code as shapes, so that it is sharp on paper of any size: one for each run of dark modules in a row."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    step = QR_SIDE / len(rows)
    pdf.set_fill_color(*NIGHT)
    for number, row in enumerate(rows):
        start = None
        for place, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = place
            elif not dark and start is not None:
                # A hair more than the step: viewers leave white lines between shapes that only touch.
                pdf.rect(x + start * step, y + number * step, (place - start) * step, step * 1.02, style="F")
                start = None
