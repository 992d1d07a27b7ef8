"""Loading a province: reading its tables, computing approximate areas, then one action. All slow work comes first."""

from collections.abc import Sequence
from pathlib import Path

from app.config import ROOT
from app.core.actor import Actor
from app.places.actions import Loaded, load_places
from app.places.shapes import AreaRow
from app.places.tables import (
    DATA,
    CommuneRow,
    ConversionRow,
    ProvinceRow,
    communes_of_today,
    country_points,
    provinces,
    read_classifications,
    read_communes,
    read_conversions,
)

LANG_SON = "20"
# Where the set-up puts the front-end package that brings the country's outline.
OUTLINES = "static/vendor/world-atlas-*/countries-10m.json"
SOURCE = "Gần đúng: tính từ các điểm đã biết của xã"


class UnknownProvinceError(LookupError):
    """The code is none of the country's provinces."""


def load_lang_son(actor: Actor) -> Loaded:
    """The communes of Lạng Sơn in all generations, from the tables in `data/`."""
    return load_province(
        actor,
        LANG_SON,
        communes=(DATA / "lang-son-communes.csv").read_bytes(),
        conversions=(DATA / "lang-son-conversion.csv").read_bytes(),
        classifications=(DATA / "lang-son-classifications.csv").read_bytes(),
    )


def load_province(
    actor: Actor,
    code: str,
    *,
    communes: bytes | None = None,
    conversions: bytes | None = None,
    classifications: bytes | None = None,
) -> Loaded:
    """A province from its own tables; without any, its communes of today from the country's table.

    Raises UnknownProvinceError, TableError or TableRefused; nothing is loaded then.
    """
    province = provinces().get(code)
    if province is None:
        raise UnknownProvinceError(code)
    commune_rows = read_communes(communes) if communes is not None else communes_of_today(code)
    conversion_rows = read_conversions(conversions) if conversions is not None else []
    return load_places(
        actor,
        province=province,
        communes=commune_rows,
        conversions=conversion_rows,
        classifications=read_classifications(classifications) if classifications is not None else [],
        areas=_approximate(province, commune_rows, conversion_rows),
    )


def find_outline() -> Path | None:
    """The file with the outlines of countries, or None before the front-end packages are set up."""
    return max(ROOT.glob(OUTLINES), default=None)


def _approximate(
    province: ProvinceRow, communes: Sequence[CommuneRow], conversions: Sequence[ConversionRow]
) -> list[AreaRow]:
    """Approximate areas, or none without the country's outline."""
    outline = find_outline()
    if outline is None:
        return []
    from app.places.approximation import approximate_rows

    others = [point for point in country_points() if point.province_code != province.code]
    return approximate_rows(communes, conversions, others, outline, SOURCE)
