"""What `flask check` recomputes about issued reports."""

import json
from collections.abc import Iterator

from sqlalchemy import select

from app.extensions import db
from app.reports import frozen
from app.reports.models import IssuedReport


def issued_reports_fit_their_checksum() -> Iterator[str]:
    """What is frozen still has the checksum that it was issued with, and each figure is what its records add up to."""
    columns = (IssuedReport.id, IssuedReport.frozen, IssuedReport.checksum)
    for id_, written, checksum in db.session.execute(select(*columns).order_by(IssuedReport.id)):
        if frozen.checksum(written) != checksum:
            yield f"issued_reports {id_}: doesn't fit its checksum"
            continue
        content = json.loads(written)
        for figure in content["figures"]:
            total = sum(amount for _id, amount in content["records"][figure["key"]])
            if total != figure["value"]:
                yield f"issued_reports {id_}: {figure['key']} is {figure['value']}, its records add up to {total}"


CHECKS = (issued_reports_fit_their_checksum,)
