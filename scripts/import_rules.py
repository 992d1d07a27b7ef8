"""Who may import whom in app/, as a contract for import-linter: the tables of areas and files in app/README.md.

One contract of our own instead of a dozen layer contracts: the rule "only views cross to the side, and only to queries"
has no form in import-linter's own kinds, and areas that don't exist yet need no line here.
"""

from importlinter import Contract, ContractCheck, output
from importlinter.domain.imports import Module

# From low to high; areas of one row don't know each other.
AREAS = (
    {"places"},
    {"people"},
    {"privacy"},
    {"works"},
    {"volunteering"},
    {"attendance"},
    {"learning", "community", "service"},
    {"drives"},
    {"reports", "maps", "public", "notifications", "audit"},
    {"upkeep"},
)
HEIGHT = {area: height for height, row in enumerate(AREAS) for area in row}

# The files of an area: each imports only files of its own row or lower ones. A file of another name (say
# works/wording.py) may be imported by every file of its area and of areas above, and itself looks only downwards.
RANK = {"models": 0, "permissions": 1, "queries": 2, "actions": 3, "views": 4, "cli": 4, "api": 4}
ENTRANCES = {"views", "cli", "api"}
BESIDE_CORE = {"extensions", "config"}
BESIDE_AREAS = BESIDE_CORE | {"filters", "areas"}


def objection(importer: str, imported: str) -> str | None:
    """Why one module may not import another; None if it may. Both are dotted names that start with `app`."""
    _, *source = importer.split(".")
    _, *target = imported.split(".")
    if not source or source[0] not in HEIGHT | {"core": 0}:
        return None  # create_app and what stands beside it may know everything
    if not target:
        return "only wsgi.py and tests import the app itself"
    if target[0] == "core":
        return None
    if source[0] == "core":
        return None if target[0] in BESIDE_CORE else "core knows no area"
    if target[0] not in HEIGHT:
        return None if target[0] in BESIDE_AREAS else f"areas don't import app.{target[0]}"
    return _between_areas(source[0], (source[1:] or [""])[0], target[0], (target[1:] or [""])[0])


def _between_areas(area: str, part: str, other: str, other_part: str) -> str | None:
    if part == "forms":
        is_own_helper = area == other and other_part not in RANK
        return None if is_own_helper else "forms import only core; choices are handed in by the view"
    if area == other:
        if part in RANK and other_part in RANK and RANK[other_part] > RANK[part]:
            return f"{part} lie below {other_part}"
        return None
    if part in ENTRANCES and other_part == "queries":
        return None
    if HEIGHT[other] >= HEIGHT[area]:
        return f"{other} does not lie below {area}"
    if part in ENTRANCES and other_part in RANK | {"forms": 0}:
        return f"{part} of one area import only queries of another"
    if part in RANK and RANK.get(other_part, 0) > RANK[part]:
        return f"{part} lie below {other_part}"
    return None


class AreaContract(Contract):  # type: ignore[misc]
    """Every import inside app/ is one that `objection` has nothing against; folium is imported by maps alone."""

    type_name = "areas"

    def check(self, graph, verbose):  # type: ignore[no-untyped-def]
        broken = []
        for importer in sorted(graph.modules):
            if Module(importer).root_package_name != "app":
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                if imported == "app" or imported.startswith("app."):
                    reason = objection(importer, imported)
                elif imported.split(".")[0] == "folium" and not f"{importer}.".startswith("app.maps."):
                    reason = "only maps import folium"
                else:
                    continue
                if reason:
                    lines = sorted(
                        d["line_number"] for d in graph.get_import_details(importer=importer, imported=imported)
                    )
                    broken.append((importer, imported, lines, reason))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check):  # type: ignore[no-untyped-def]
        for importer, imported, lines, reason in check.metadata["broken"]:
            where = ", ".join(f"l.{line}" for line in lines)
            output.print_error(f"{importer} ({where}) imports {imported}: {reason}.")
