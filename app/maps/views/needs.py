"""Needs on a page and as a file: the communes of a classification, and what each has got since a year."""

from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from app.core.sheets import Column, send_bytes, write_sheet
from app.core.web import current_actor, is_public, language
from app.maps.filters import read_filters
from app.maps.messages import NEED_ORDERS
from app.maps.queries import list_choices
from app.maps.queries.needs import Need, Needs, get_needs
from app.maps.views import blueprint, reading
from app.places.messages import CLASSIFICATIONS, commune_title


@blueprint.get("/needs")
@is_public
def needs() -> str:
    asked = _asked()
    choices = list_choices(current_actor(), language(), reading.generation().day)
    found = _needs(asked)
    return render_template(
        "maps/needs.html",
        asked=asked,
        found=found,
        shown=_shown(asked, found),
        title_of=commune_title,
        kind_name=CLASSIFICATIONS.get(asked["class"]),
        is_illustrative=asked["class"] in choices.illustrative,
        class_options=[(code, CLASSIFICATIONS.get(code, code)) for code in choices.classes],
        years=[(year, year) for year in choices.years],
        orders=[(code, name, url_for("maps.needs", **{**asked, "order": code})) for code, name in NEED_ORDERS.items()],
        papers=sorted({need.classification.document for need in found.communes if need.classification}),
        knows_people=any(need.commune.population for need in found.communes),
        knows_border=any(need.commune.border_km for need in found.communes),
        sheet_url=url_for("maps.needs_sheet", **asked),
    )


@blueprint.get("/needs.xlsx")
@is_public
def needs_sheet() -> Response:
    asked = _asked()
    columns = [
        *(Column(_("Code"), 10), Column(_("Commune"), 28), Column(_("Document"), 40), Column(_("Works"), 12)),
        *(
            Column(_("People reached"), 16),
            Column(_("Contribution of the Union"), 22),
            Column(_("Last accepted on"), 18),
        ),
        *(Column(_("Inhabitants"), 14), Column(_("Border, km"), 12, "0.0")),
    ]
    rows = [_row(need) for need in _shown(asked, _needs(asked))]
    return send_bytes(write_sheet(_("Needs"), columns, rows, title=_("Needs")), name="nhu-cau.xlsx")


def _asked() -> dict[str, Any]:
    """What the address asks for, as it stands in the addresses that lead on from here."""
    filters = read_filters(request.args)
    order = request.args.get("order", "")
    return {
        "class": filters.class_ if filters.class_ in CLASSIFICATIONS else None,
        "since": filters.since,
        "only": "none" if request.args.get("only") == "none" else None,
        "order": order if order in NEED_ORDERS else "works",
    }


def _needs(asked: dict[str, Any]) -> Needs:
    return get_needs(current_actor(), kind=asked["class"] or "", since=asked["since"], order=asked["order"])


def _shown(asked: dict[str, Any], found: Needs) -> list[Need]:
    return found.without if asked["only"] else found.communes


def _row(need: Need) -> list[Any]:
    figures, commune = need.figures, need.commune
    document = need.classification.document if need.classification else None
    return [
        *(commune.code, commune.full_name, document, figures.works, figures.people, figures.contribution),
        *(figures.last_on, commune.population, commune.border_km),
    ]
