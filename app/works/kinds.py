"""The kinds of works that every office starts with; an administrator adds others."""

from sqlalchemy import select

from app.core.actions import action
from app.core.actor import Actor
from app.core.events import record
from app.extensions import db
from app.works.models import KindMeasure, WorkKind

LAMPS = ("lamps", "Số bóng đèn", "Lamps", "bóng", "lamps", "integer", True)
LENGTH_KM = ("length_km", "Chiều dài", "Length", "km", "km", "decimal", False)
LENGTH_M = ("length_m", "Chiều dài", "Length", "m", "m", "decimal", True)
WIDTH_M = ("width_m", "Chiều rộng", "Width", "m", "m", "decimal", False)
MARKERS = ("markers", "Các mốc", "Markers", "mốc", "markers", "list", True)
HOUSES = ("houses", "Số nhà", "Houses", "nhà", "houses", "integer", True)
PIECES = ("pieces", "Số lượng", "Quantity", "hạng mục", "items", "decimal", True)

# code, Vietnamese, English, counts as, at the border, measures (the first one is the work's main quantity)
DEFAULT_KINDS = (
    ("village_road_lighting", "Thắp sáng đường thôn", "Village-road lighting", "work", False, (LAMPS, LENGTH_KM)),
    (
        "border_patrol_lighting",
        "Thắp sáng đường tuần tra biên giới",
        "Border-patrol-road lighting",
        "work",
        True,
        (LAMPS, LENGTH_KM),
    ),
    (
        "border_marker_road",
        "Đường bê tông lên mốc quốc giới",
        "Concrete road to border markers",
        "work",
        True,
        (LENGTH_M, WIDTH_M, MARKERS),
    ),
    ("rural_concrete_road", "Đường bê tông nông thôn", "Rural concrete road", "work", False, (LENGTH_M, WIDTH_M)),
    ("red_scarf_house", "Ngôi nhà khăn quàng đỏ", "Red Scarf house", "work", False, (HOUSES,)),
    ("other", "Công trình khác", "Other work", "work", False, (PIECES,)),
    ("youth_task", "Phần việc thanh niên", "Youth task", "task", False, (PIECES,)),
)


@action
def load_default_kinds(actor: Actor) -> int:
    """Add the kinds that aren't there yet and return how many; what an administrator changed stays."""
    known = set(db.session.execute(select(WorkKind.code)).scalars())
    added = 0
    for position, (code, name_vi, name_en, counts_as, is_border, measures) in enumerate(DEFAULT_KINDS, 1):
        if code in known:
            continue
        kind = WorkKind(
            code=code,
            name_vi=name_vi,
            name_en=name_en,
            counts_as=counts_as,
            is_border=is_border,
            icon=f"kind-{code}",
            position=position,
            measures=[_measure(place, values) for place, values in enumerate(measures, 1)],
        )
        db.session.add(kind)
        db.session.flush()  # the event needs the id
        record(actor, "work_kind.added", kind, code=code)
        added += 1
    return added


def _measure(position: int, values: tuple[str, str, str, str, str, str, bool]) -> KindMeasure:
    code, name_vi, name_en, unit_vi, unit_en, type_, is_required = values
    return KindMeasure(
        code=code,
        name_vi=name_vi,
        name_en=name_en,
        unit_vi=unit_vi,
        unit_en=unit_en,
        type=type_,
        is_required=is_required,
        position=position,
    )
