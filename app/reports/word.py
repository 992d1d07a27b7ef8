"""The report as a Word document in the Union's own format: A4, Times New Roman 14, margins 20/20/30/20 mm.

It is made from the report's content alone (`queries.build_content`, or what was frozen), always in Vietnamese.
"""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core.clock import format_date
from app.core.numbers import format_number
from app.reports import prose
from app.works.voucher import plain

UNION = "ĐOÀN TNCS HỒ CHÍ MINH"
HEADINGS = ("TT", "Chỉ tiêu", "Đơn vị tính", "Chỉ tiêu năm", "Kỳ này", "Lũy kế từ đầu năm", "% chỉ tiêu", "Cùng kỳ")
# Millimetres; together what the margins leave of the page.
WIDTHS = (9, 45, 18, 20, 19, 19, 14, 16)
LINE = 1.15


def write_word(content: Mapping[str, Any], photos: Mapping[str, bytes]) -> bytes:
    """The document. `photos`: JPEG files by the key that `content["works"]` names; missing ones stay out."""
    from docx import Document  # only who asks for a document pays for the library
    from docx.shared import Mm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    _set_font(document)
    _number_pages(section)
    _write_head(document, content)
    for chapter, sections in prose.CHAPTERS:
        _write_chapter(document, content, chapter, sections, photos)
    _write_foot(document, content)
    _write_annex(document, content)
    document.core_properties.title = f"Báo cáo {_period(content)}"
    document.core_properties.author = content["unit_name"]
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _set_font(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    # Vietnamese letters count as Latin ones for Word; every other script falls back to the same font, too.
    for kind in ("w:eastAsia", "w:cs"):
        style.element.rPr.rFonts.set(qn(kind), "Times New Roman")
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.line_spacing = LINE


def _number_pages(section: Any) -> None:
    """In the middle above the text, but not on the first page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _write_head(document: Any, content: Mapping[str, Any]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    head = content["letterhead"]
    left, right = _two_columns(document)
    if head["above"]:
        left.add_run(f"{plain(head['above']).upper()}\n").font.size = Pt(13)
    issuer = left.add_run(plain(head["issuer"]).upper())
    issuer.bold, issuer.font.size = True, Pt(13)
    number = content.get("number") or f"      -{head['symbol']}"
    left.add_run(f"\n***\nSố: {plain(number)}").font.size = Pt(13)
    union = right.add_run(UNION)
    union.bold, union.underline, union.font.size = True, True, Pt(13)
    place = right.add_run(f"\n\n{plain(head['place'])}, {_day_in_words(content.get('issued_on'))}")
    place.italic, place.font.size = True, Pt(13)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = Pt(12)
    big = title.add_run("BÁO CÁO")
    big.bold, big.font.size = True, Pt(16)
    title.add_run(f"\nKết quả thực hiện phong trào “Ba trách nhiệm” {_period(content)}").bold = True
    title.add_run("\n-----")
    replaces = content.get("replaces")
    if replaces:
        day = format_date(date.fromisoformat(replaces["issued_on"]))
        title.add_run(f"\n(Thay thế Báo cáo số {plain(replaces['number'])} ngày {day})").italic = True


def _write_chapter(
    document: Any, content: Mapping[str, Any], chapter: str, sections: tuple[str, ...], photos: Mapping[str, bytes]
) -> None:
    _heading(document, chapter)
    for number, section in enumerate(sections, 1):
        if len(sections) > 1:
            _heading(document, f"{number}. {prose.SECTIONS[section]}")
        for text in content["texts"].get(section, []):
            _paragraph(document, text)
        if section == "people" and content["works"]:
            _write_typical(document, content["works"], photos)


def _write_typical(document: Any, works: list[dict[str, Any]], photos: Mapping[str, bytes]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    _paragraph(document, "Công trình, phần việc tiêu biểu:")
    for work in works:
        where = f", {work['place']}" if work["place"] else ""
        day = format_date(date.fromisoformat(work["accepted_on"]))
        value = format_number(work["value"], language="vi")
        _paragraph(
            document, f"- {work['title']} ({work['unit']}{where}), nghiệm thu ngày {day}, trị giá {value}\u00a0đồng."
        )
        picture = photos.get(work["photo"])
        if picture is not None:
            frame = document.add_paragraph()
            frame.alignment = WD_ALIGN_PARAGRAPH.CENTER
            frame.paragraph_format.keep_with_next = True
            frame.add_run().add_picture(io.BytesIO(picture), width=Mm(110))
            caption = document.add_paragraph()
            caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
            words = caption.add_run(plain(work["caption"] or work["title"]))
            words.italic, words.font.size = True, Pt(12)


def _write_foot(document: Any, content: Mapping[str, Any]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    head = content["letterhead"]
    # The mark that nothing follows stands behind the last word of the text.
    last = document.paragraphs[-1]
    last.add_run(" ./.")
    left, right = _two_columns(document)
    left.alignment = WD_ALIGN_PARAGRAPH.LEFT
    to = left.add_run("Nơi nhận:")
    to.bold, to.italic, to.font.size = True, True, Pt(12)
    for line in head["recipients"].splitlines():
        if line.strip():
            left.add_run(f"\n- {plain(line)};").font.size = Pt(11)
    right.add_run(plain(head["on_behalf"]).upper()).bold = True
    right.add_run(f"\n{plain(head['signer_title']).upper()}\n\n\n\n")
    right.add_run(plain(head["signer"])).bold = True


def _write_annex(document: Any, content: Mapping[str, Any]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document.add_page_break()
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("PHỤ LỤC").bold = True
    title.add_run(f"\nSố liệu {_period(content)}").bold = True
    if content.get("number"):
        day = format_date(date.fromisoformat(content["issued_on"]))
        title.add_run(f"\n(Kèm theo Báo cáo số {plain(content['number'])} ngày {day})").italic = True
    table = document.add_table(rows=1, cols=len(HEADINGS))
    table.style = "Table Grid"
    table.autofit = False
    _fill_row(table.rows[0], HEADINGS, bold=True)
    _repeat(table.rows[0])
    for number, figure in enumerate(content["figures"], 1):
        share = "" if figure["share"] is None else f"{figure['share']}"
        numbers = [_number(figure[name]) for name in ("target", "value", "total")]
        label = f"– {figure['label']}" if figure["is_part"] else figure["label"]
        cells = [str(number), label, figure["measure"], *numbers, share, _number(figure["before"])]
        _fill_row(table.add_row(), cells, bold=not figure["is_part"] and False)


def _fill_row(row: Any, texts: Any, *, bold: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    for at, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = Mm(WIDTHS[at])
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = 1
        is_number = at not in (1, 2)
        paragraph.alignment = (
            WD_ALIGN_PARAGRAPH.CENTER if bold or at == 0 else WD_ALIGN_PARAGRAPH.RIGHT if is_number else None
        )
        run = paragraph.add_run(plain(text))
        run.bold, run.font.size = bold, Pt(11)


def _repeat(row: Any) -> None:
    """Show the headings again where the table goes on to the next page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _two_columns(document: Any) -> tuple[Any, Any]:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    paragraphs = []
    for cell in table.rows[0].cells:
        cell.width = Mm(80)
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = 1
        paragraphs.append(paragraph)
    return paragraphs[0], paragraphs[1]


def _heading(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(plain(text)).bold = True


def _paragraph(document: Any, text: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    paragraph = document.add_paragraph(plain(text))
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(12.7)


def _number(value: int | None) -> str:
    return "" if value is None else format_number(value, language="vi")


def _period(content: Mapping[str, Any]) -> str:
    return prose.say_period(date.fromisoformat(content["from"]), date.fromisoformat(content["to"]))


def _day_in_words(day: str | None) -> str:
    """ "ngày 05 tháng 9 năm 2026"; room to write it by hand in a draft."""
    if not day:
        return "ngày      tháng      năm"
    found = date.fromisoformat(day)
    # Days below ten and the first two months get a zero, so that nobody writes a digit before them.
    return (
        f"ngày {found.day:02} tháng {found.month:02} năm {found.year}"
        if found.month < 3
        else (f"ngày {found.day:02} tháng {found.month} năm {found.year}")
    )
