"""P1: the lists of works and of activities, 50 rows, for a visitor and for somebody who is signed in."""

from bench.figures import Figure
from bench.pages import measure_page
from bench.stage import Stage

RATIO, STATEMENTS, STATEMENTS_SIGNED_IN = 0.30, 6, 8


def measure(stage: Stage) -> list[Figure]:
    figures = []
    for area in ("works", "activities"):
        for who, visit, statements in (
            ("visitor", None, STATEMENTS),
            ("signed in", stage.leader, STATEMENTS_SIGNED_IN),
        ):
            figures += measure_page(
                stage,
                "P1",
                f"list of {area}, {who}",
                f"/{area}/",
                visit,
                bare=f"/{area}/",
                ratio=RATIO,
                statements=statements,
            )
    return figures
