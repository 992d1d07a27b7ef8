"""A voucher of a cash entry, phiếu thu or phiếu chi: what it says, and the same as a Word document."""

import io
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.core import clock
from app.core.money import format_money, money_in_words
from app.people.models import Unit
from app.works.models import LedgerEntry, Work
from app.works.wording import ENTRY_NAMES, SOURCE_NAMES

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Voucher(NamedTuple):
    """What stands on the paper, in its order. `rows` are (label, value), `signatures` (role, name or "")."""

    unit: str
    title: str
    number: str
    day: str
    rows: list[tuple[str, str]]
    signatures: list[tuple[str, str]]


def voucher_of(
    unit: Unit, work: Work | None, entry: LedgerEntry, recorder: str | None, approver: str | None
) -> Voucher:
    """The voucher of a cash entry, of the unit's fund where there is no work; `entry.plan_line` is loaded. A correction
    has one too, on the other side."""
    is_receipt = entry.amount > 0
    return Voucher(
        unit=unit.name,
        title=_("Receipt voucher") if is_receipt else _("Payment voucher"),
        number=entry.voucher,
        day=clock.format_date(entry.on),
        rows=[
            (_("Received from") if is_receipt else _("Paid to"), entry.party),
            (_("Reason"), _reason(entry)),
            (_("For the work"), work.title) if work else (_("For the fund of"), unit.name),
            (_("Amount"), format_money(abs(entry.amount))),
            (_("In words"), money_in_words(abs(entry.amount))),
            (_("Papers with it"), _("1 original paper") if entry.file_id else ""),
        ],
        signatures=[
            (_("Head of the unit"), approver or ""),
            (_("Made out by"), recorder or ""),
            (_("Payer") if is_receipt else _("Receiver"), ""),
            (_("Treasurer"), ""),
        ],
    )


def _reason(entry: LedgerEntry) -> str:
    words: list[Any] = []
    if entry.kind == "reversal":
        words.append(_("Correction of an earlier entry"))
    elif entry.kind in ("advance", "refund", "transfer", "outlay", "return"):
        words.append(ENTRY_NAMES[entry.kind])
    elif entry.source:
        words.append(SOURCE_NAMES[entry.source])
    if entry.plan_line is not None:
        words.append(entry.plan_line.description)
    return ": ".join(str(word) for word in [*words, entry.description] if word)


def voucher_as_word(voucher: Voucher) -> bytes:
    """The voucher as a .docx on A5 across, in the office's typeface."""
    from docx import Document  # only who asks for a document pays for the library
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(210), Mm(148)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(12)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.paragraph_format.space_after = Pt(3)

    document.add_paragraph(plain(voucher.unit))
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title = heading.add_run(voucher.title.upper())
    title.bold, title.font.size = True, Pt(16)
    below = document.add_paragraph(_("Number %(number)s · %(day)s", number=voucher.number, day=voucher.day))
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for label, value in voucher.rows:
        line = document.add_paragraph(f"{label}: ")
        line.add_run(plain(value) or "…").bold = bool(value)
    table = document.add_table(rows=1, cols=len(voucher.signatures))
    for cell, (role, name) in zip(table.rows[0].cells, voucher.signatures, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(role).bold = True
        paragraph.add_run("\n" + _("(signature, full name)") + "\n\n\n\n" + plain(name))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def plain(text: str) -> str:
    """Without the characters that XML has no way to say. The space before ₫, which doesn't break, stays."""
    return "".join(char for char in text if char.isprintable() or char == "\u00a0")
