"""What must hold among places, recomputed by `flask check`."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.places.models import Commune, CommuneConversion


def codes_mean_one_commune_at_a_time() -> Iterator[str]:
    """Code plus validity is the identity: two communes with one code never stand on the same day."""
    rows = db.session.scalars(select(Commune).order_by(Commune.code, Commune.valid_from)).all()
    for earlier, later in pairwise(rows):
        if earlier.code == later.code and (earlier.valid_to is None or earlier.valid_to >= later.valid_from):
            yield f"communes {earlier.id} and {later.id}: both stand with code {later.code} on {later.valid_from}"


def ended_communes_lead_on() -> Iterator[str]:
    """A commune that ended became communes that stood on the next day."""
    new = aliased(Commune)
    leads_on: set[int] = set()
    ended = {c.id: c for c in db.session.scalars(select(Commune).where(Commune.valid_to.is_not(None)))}
    for old_id, successor in db.session.execute(
        select(CommuneConversion.old_id, new).join(new, new.id == CommuneConversion.new_id)
    ):
        old = ended.get(old_id)
        if old is not None and old.valid_to is not None and successor.stands_on(old.valid_to + timedelta(days=1)):
            leads_on.add(old_id)
        else:
            yield f"commune {old_id}: became commune {successor.id}, which did not stand on the next day"
    for commune_id in sorted(ended.keys() - leads_on):
        yield f"commune {commune_id}: ended on {ended[commune_id].valid_to} and leads nowhere"


CHECKS = (codes_mean_one_commune_at_a_time, ended_communes_lead_on)
