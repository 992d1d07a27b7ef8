"""P7: the map's data over all works: how long, how large, how many statements, how many features."""

import json

from bench.figures import Figure, at_most, for_information
from bench.pages import get
from bench.stage import Stage
from tests.serving import Browser, Visit

FIRST_KB, ANY_KB, FEATURES, STATEMENTS, MILLISECONDS = 10, 60, 2000, 3, 100
FIRST = "/map/works.geojson"
VIEWS = (
    ("first view", FIRST),
    ("a district", f"{FIRST}?zoom=11&bbox=106.5,21.6,107.0,22.1"),
    ("a village", f"{FIRST}?zoom=15&bbox=106.70,21.85,106.74,21.88"),
    ("one kind", f"{FIRST}?kind=red_scarf_house"),
    ("border communes", f"{FIRST}?class=border"),
    ("communes by contribution", "/map/communes.geojson?shade=contribution"),
)


def measure(stage: Stage) -> list[Figure]:
    figures = []
    for what, path in VIEWS:
        for who, visit in (("visitor", None), ("signed in", stage.leader)):
            name = f"{what}, {who}"
            run = stage.load(stage.product, [get(path, visit)], seconds=stage.sizes.seconds).expect(200)
            size = stage.page_size(path, visit) / 1000
            figures.append(at_most("P7", name, "ms, 95 of 100", [run.percentile(0.95)], MILLISECONDS))
            figures.append(at_most("P7", name, "kB compressed", [size], FIRST_KB if path == FIRST else ANY_KB))
            if path.startswith(FIRST):
                # The session of somebody signed in is a statement of its own.
                allowed = STATEMENTS if visit is None else STATEMENTS + 1
                counted = stage.count(visit, path).statements
                figures.append(at_most("P7", name, "statements", [counted], allowed))
                figures.append(at_most("P7", name, "features", [_features(stage, path, visit)], FEATURES))
    figures.append(for_information("P7", "works in the database", "", [stage.sizes.works]))
    return figures


def _features(stage: Stage, path: str, visit: Visit | None) -> int:
    browser = Browser(stage.product, visit)
    try:
        return len(json.loads(browser.get(path).body)["features"])
    finally:
        browser.close()
