"""The report as Word, Excel and JSON: all three are made from the same content, of today or as it was issued."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response

from app.core.files import read_file
from app.core.sheets import send_bytes
from app.core.text import fold
from app.reports import queries
from app.reports.figures import Scope
from app.reports.queries.describing import describe_records
from app.reports.views import blueprint
from app.reports.views.asking import Asked, read_rightly, reader
from app.reports.word import write_word
from app.reports.workbook import write_workbook

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/period.docx")
def period_word() -> Response:
    return send_word(_content(read_rightly(reader())))


@blueprint.get("/period.xlsx")
def period_sheet() -> Response:
    actor = reader()
    asked = read_rightly(actor)
    records = describe_records(actor, queries.trace_figures(asked.scope))
    return _send_sheet(write_workbook(_content(asked), records), _content_name(asked.reporter.code, asked.scope))


@blueprint.get("/period.json")
def period_json() -> Response:
    asked = read_rightly(reader())
    records = {key: [list(row) for row in rows] for key, rows in queries.trace_figures(asked.scope).items()}
    return _send_json({**_content(asked), "records": records})


@blueprint.get("/issued/<int:report_id>/report.docx")
def issued_word(report_id: int) -> Response:
    return send_word(_issued(report_id))


@blueprint.get("/issued/<int:report_id>/report.xlsx")
def issued_sheet(report_id: int) -> Response:
    content = _issued(report_id)
    records = describe_records(reader(), content["records"])
    return _send_sheet(write_workbook(content, records), _name(content))


@blueprint.get("/issued/<int:report_id>/report.json")
def issued_json(report_id: int) -> Response:
    """The very bytes that the checksum is of."""
    report = queries.get_issued(reader(), report_id)
    name = f"{_name(json.loads(report.frozen))}.json"
    response = send_bytes(report.frozen.encode(), name=name, media_type="application/json")
    response.headers["X-Content-SHA256"] = report.checksum
    return response


def send_word(content: Mapping[str, Any]) -> Response:
    """The Word document of a report's content, with the photos of its typical works."""
    photos = {}
    for work in content["works"]:
        try:
            photos[work["photo"]] = read_file(work["photo"])
        except OSError:  # the photo of an issued report may be gone by now
            continue
    return send_bytes(write_word(content, photos), name=f"{_name(content)}.docx", media_type=WORD)


def _content(asked: Asked) -> dict[str, Any]:
    """What the report says today; the text is that of its draft, or of the last one that was issued."""
    unit, scope = asked.reporter, asked.scope
    draft = queries.find_last_draft(unit.id, scope.date_from, scope.date_to)
    if draft is None:
        return queries.build_content(unit, scope)
    return queries.build_content(unit, scope, texts=draft.texts, works=draft.works)


def _issued(report_id: int) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(queries.get_issued(reader(), report_id).frozen)
    return content


def _send_sheet(content: bytes, name: str) -> Response:
    return send_bytes(content, name=f"{name}.xlsx")


def _send_json(content: Mapping[str, Any]) -> Response:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    name = f"{_name(content)}.json"
    return send_bytes(text.encode(), name=name, media_type="application/json")


def _name(content: Mapping[str, Any]) -> str:
    """A file's name without diacritics: not every system shows them right."""
    return f"bao-cao-{fold(content['unit']).replace(' ', '-')}-{content['from']}-{content['to']}"


def _content_name(code: str, scope: Scope) -> str:
    return _name({"unit": code, "from": scope.date_from.isoformat(), "to": scope.date_to.isoformat()})
