"""A letter of thanks: what it says, its QR code, and the same as a Word document. Letters are always in Vietnamese."""

import io
from typing import NamedTuple

import segno
from flask_babel import force_locale
from flask_babel import gettext as _

from app.core.codes import display_code
from app.core.money import format_money, money_in_words
from app.core.settings import setting
from app.works.queries import Letter
from app.works.queries.letters import Part
from app.works.voucher import plain

# Where letters are dated from, until the office sets another place.
PLACE = "Lạng Sơn"


class Paper(NamedTuple):
    """What stands on the paper, in its order."""

    above: str
    unit: str
    union: str
    number: str
    place_and_day: str
    title: str
    addressee: str
    paragraphs: list[str]
    gifts: list[str]
    closing: list[str]
    signer_title: str
    signer: str
    verify: str
    url: str


def write_letter(letter: Letter, url: str, desk: str) -> Paper:
    """The letter in Vietnamese. `url` is where its code leads, `desk` the page where a code is typed in."""
    with force_locale("vi"):
        row, work = letter.letter, letter.work
        day = row.issued_on
        place = work.village or ""
        if work.commune:
            place = ", ".join(part for part in (place, work.commune.full_name) if part)
        about = _("for the work “%(title)s”", title=work.title)
        return Paper(
            above=row.above_name.upper(),
            unit=row.unit_name.upper(),
            union=_("HO CHI MINH COMMUNIST YOUTH UNION"),
            number=_("Number: %(number)s", number=row.reference),
            place_and_day=_(
                "%(place)s, day %(day)s month %(month)s year %(year)s",
                place=setting("letter_place", PLACE),
                day=f"{day.day:02}",
                month=f"{day.month:02}",
                year=day.year,
            ),
            title=_("LETTER OF THANKS"),
            addressee=_("To: %(name)s", name=letter.party),
            paragraphs=[
                _("%(unit)s sincerely thanks you for your contribution %(about)s", unit=row.unit_name, about=about)
                + (" (" + place + "):" if place else ":")
            ],
            gifts=[_gift(part) for part in letter.parts] + _total(letter),
            closing=[
                *([row.words] if row.words else []),
                _("Your contribution stands in the books of the work."),
            ],
            signer_title=row.signer_title.upper(),
            signer=row.signer,
            verify=_(
                "To verify this letter and see what your help did: scan the picture, "
                "or enter the code %(code)s at %(desk)s",
                code=display_code(row.code),
                desk=desk,
            ),
            url=url,
        )


def _gift(part: Part) -> str:
    entry, amount, words = part.entry, format_money(part.amount), money_in_words(part.amount)
    if entry.form == "cash":
        return _("Cash: %(amount)s (in words: %(words)s)", amount=amount, words=words)
    what = entry.description or (_("goods") if entry.form == "in_kind" else _("labour days"))
    name = _("In kind") if entry.form == "in_kind" else _("Labour days")
    worth = {"amount": amount, "words": words}
    return _("%(form)s: %(what)s, worth %(amount)s (in words: %(words)s)", form=name, what=what, **worth)


def _total(letter: Letter) -> list[str]:
    if len(letter.parts) == 1:
        return []
    amount, words = format_money(letter.value), money_in_words(letter.value)
    return [_("In all: %(amount)s (in words: %(words)s)", amount=amount, words=words)]


def qr_picture(url: str) -> str:
    """The QR code of an address as a picture for a page: a data address, which needs no file and no request."""
    return segno.make(url, error="m", micro=False).svg_data_uri(scale=4, border=2)


def letter_as_word(paper: Paper) -> bytes:
    """The letter as a .docx on A4, in the Union's format: Times New Roman 14, margins 20/20/30/20 mm."""
    from docx import Document  # only who asks for a document pays for the library
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.paragraph_format.space_after = Pt(6)

    head = document.add_table(rows=1, cols=2).rows[0].cells
    left, right = head[0].paragraphs[0], head[1].paragraphs[0]
    left.alignment = right.alignment = WD_ALIGN_PARAGRAPH.CENTER
    left.add_run(f"{plain(paper.above)}\n" if paper.above else "")
    left.add_run(plain(paper.unit)).bold = True
    left.add_run(f"\n***\n{paper.number}")
    right.add_run(paper.union).bold = True
    right.add_run(f"\n\n{plain(paper.place_and_day)}").italic = True
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(f"\n{paper.title}").bold = True
    addressee = document.add_paragraph()
    addressee.alignment = WD_ALIGN_PARAGRAPH.CENTER
    addressee.add_run(plain(paper.addressee)).bold = True
    for text in paper.paragraphs:
        document.add_paragraph(plain(text))
    for text in paper.gifts:
        document.add_paragraph(f"- {plain(text)}")
    for text in paper.closing:
        document.add_paragraph("\n".join(plain(line) for line in text.splitlines()))
    foot = document.add_table(rows=1, cols=2).rows[0].cells
    picture = io.BytesIO()
    segno.make(paper.url, error="m", micro=False).save(picture, kind="png", scale=4, border=2)
    picture.seek(0)
    foot[0].paragraphs[0].add_run().add_picture(picture, width=Mm(28))
    note = foot[0].add_paragraph().add_run(paper.verify)
    note.font.size = Pt(10)
    signed = foot[1].paragraphs[0]
    signed.alignment = WD_ALIGN_PARAGRAPH.CENTER
    signed.add_run(plain(paper.signer_title)).bold = True
    signed.add_run("\n\n\n\n")
    signed.add_run(plain(paper.signer)).bold = True
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
