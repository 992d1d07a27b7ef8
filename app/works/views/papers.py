"""The ledger on paper: vouchers to print or as Word, and the whole of it as Excel."""

from typing import Any

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from app.core.sheets import Column, send_bytes, write_sheet
from app.core.web import current_actor
from app.works import queries
from app.works.views import blueprint
from app.works.voucher import WORD, Voucher, voucher_as_word, voucher_of
from app.works.wording import ENTRY_FORM_NAMES, ENTRY_NAMES, SOURCE_NAMES


@blueprint.get("/works/<int:work_id>/budget/entries/<int:entry_id>/voucher")
def voucher(work_id: int, entry_id: int) -> str:
    work, row = queries.get_voucher(current_actor(), work_id, entry_id)
    return render_template(
        "works/voucher.html",
        work=work,
        voucher=voucher_of(work.unit, work, *row),
        as_word=url_for("works.voucher_word", work_id=work_id, entry_id=entry_id),
        back=url_for("works.budget", work_id=work_id),
    )


@blueprint.get("/works/<int:work_id>/budget/entries/<int:entry_id>/voucher.docx")
def voucher_word(work_id: int, entry_id: int) -> Response:
    work, row = queries.get_voucher(current_actor(), work_id, entry_id)
    return _send_voucher(voucher_of(work.unit, work, *row))


@blueprint.get("/units/<int:unit_id>/fund/entries/<int:entry_id>/voucher")
def fund_voucher(unit_id: int, entry_id: int) -> str:
    unit, row = queries.get_fund_voucher(current_actor(), unit_id, entry_id)
    return render_template(
        "works/voucher.html",
        unit=unit,
        voucher=voucher_of(unit, None, *row),
        as_word=url_for("works.fund_voucher_word", unit_id=unit_id, entry_id=entry_id),
        back=url_for("works.fund", unit_id=unit_id),
    )


@blueprint.get("/units/<int:unit_id>/fund/entries/<int:entry_id>/voucher.docx")
def fund_voucher_word(unit_id: int, entry_id: int) -> Response:
    unit, row = queries.get_fund_voucher(current_actor(), unit_id, entry_id)
    return _send_voucher(voucher_of(unit, None, *row))


def _send_voucher(paper: Voucher) -> Response:
    name = f"{paper.number.replace(' ', '-').replace('/', '-')}.docx"
    return send_bytes(voucher_as_word(paper), name=name, media_type=WORD)


@blueprint.get("/works/<int:work_id>/budget/ledger.xlsx")
def ledger_sheet(work_id: int) -> Response:
    work, rows = queries.get_ledger(current_actor(), work_id)
    return _send_ledger(rows, title=_("Ledger: %(title)s", title=work.title), name=f"so-cai-{work.id}.xlsx")


@blueprint.get("/units/<int:unit_id>/fund/ledger.xlsx")
def fund_sheet(unit_id: int) -> Response:
    unit, rows = queries.get_fund_ledger(current_actor(), unit_id)
    return _send_ledger(rows, title=_("Fund: %(title)s", title=unit.name), name=f"so-quy-{unit.code}.xlsx")


def _send_ledger(rows: list[queries.BookedEntry], *, title: str, name: str) -> Response:
    columns = [
        *(Column(_("Number"), 8), Column(_("Voucher"), 15), Column(_("Date"), 12), Column(_("Counts on"), 12)),
        *(Column(_("Entry"), 14), Column(_("Source"), 24), Column(_("Form"), 14), Column(_("From or to"), 32)),
        *(Column(_("Description"), 40), Column(_("Line of the plan"), 32), Column(_("Amount"), 16)),
        *(Column(_("Cash left"), 16), Column(_("Recorded by"), 24), Column(_("Approved by"), 24)),
    ]
    content = write_sheet(_("Ledger"), columns, _cells(rows), title=title)
    return send_bytes(content, name=name)


def _cells(rows: list[queries.BookedEntry]) -> list[list[Any]]:
    """A row for each entry, with the cash that was left after it."""
    left, cells = 0, []
    for entry, recorder, approver in rows:
        left += entry.amount if entry.form == "cash" else 0
        cells.append(
            [
                *(entry.number, entry.voucher, entry.on, entry.counts_on, ENTRY_NAMES[entry.kind]),
                *(SOURCE_NAMES[entry.source] if entry.source else "", ENTRY_FORM_NAMES[entry.form], entry.party),
                *(entry.description, entry.plan_line.description if entry.plan_line else "", entry.amount, left),
                *(recorder, approver),
            ]
        )
    return cells
